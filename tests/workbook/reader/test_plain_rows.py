"""Rows that are cut apart give what the parser gives, and whatever is not plain is left to it."""

from __future__ import annotations

import random
import re

import pytest

from books import parts_of, sheet_parts
from plain import audit
from xl_dualfuel.errors import InputError
from xl_dualfuel.workbook.reader import worksheet
from xl_dualfuel.workbook.reader.content import MAX_CELLS, Budget
from xl_dualfuel.workbook.reader.formula import MAX_FORMULA
from xl_dualfuel.workbook.reader.names_judged import judged
from xl_dualfuel.workbook.reader.plain_rows import MAX_PLAIN, parted
from xl_dualfuel.workbook.reader.settings import SPREADSHEET

MAIN = SPREADSHEET[0]
HEAD = f'<worksheet xmlns="{MAIN[:-1]}"><dimension ref="A1:C9"/><sheetData>'
TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
DESCENT = 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
STRINGS = ["one", "two"]

PLAIN = [
    '<row r="1"><c r="A1" s="3" t="inlineStr"><is><t>a &amp;lt; b</t></is></c><c r="B1"/></row>',
    '<row r="1" spans="1:3" ht="12.5" hidden="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="s"><v>7</v></c></row><row/>',
    '<row r="2"><c r="A2"><f>B2&amp;"&lt;"</f><v>1e3</v></c><c r="B2" t="str"><f>A2</f><v>_x0041_ &quot;</v></c></row>',
    '<row><c r="A1" s="2"><f>B1</f><v /></c><c r="B1" t="str"><f>A1</f><v></v></c></row><row r="9"></row>',
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>',
    '<row r="1"><c r="A1"><f t="array" ref="A1">B1</f><v>2</v></c><c r="B1"><f aca="false">A1</f><v>3</v></c></row>',
    '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1"><v>nan</v></c></row>',
    '<row r="1"><c r="A1" t="d"><v>2026-01-01</v></c><c r="B1" t="inlineStr"/><c r="C1" t="str"><v> </v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c><c r="B1"><f/></c></row>',
    "",
]  # fmt: skip
"""Rows that are cut apart"""
ODD = [
    '<row r="1"><c r="A1"/><c r="A1"/></row>',
    '<row r="1"><c r="B1"/><c r="A1"/></row>',
    '<row r="1"><c r="A2"/></row>',
    '<row r="1"><c r="XFE1"/></row>',
    '<row r="1"/><row r="1"/>',
    '<row r="0"><c r="A0"/></row>',
    '<row r="1"><row r="2"><c r="A2"/></row></row>',
    '<c r="A1"/>',
    '<row r="1"><c r="A1"/>',
    '<row r="1"/></row>',
    '<row r="1" r="1"/>',
    '<row r="1"><c r="A1"><f t="shared" t="shared" si="0">B1</f></c></row>',
    '<row r="1"><c r="A1"><f t="shared" si="4"/></c></row>',
    '<row r="1"><c r="A1" t="odd"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><v>1</v><is><t>2</t></is></c></row>',
    '<row r="1"><c r="A1" t="n"><v>1</v><is><t>1</t></is></c></row>',
    f'<row r="1"><c r="A1"><f>{"1" * (MAX_FORMULA + 1)}</f></c></row>',
    '<row r="1"><c r="A1"><v>1<!-- 2 --></v></c></row>',
    '<row r="1"><c r="A1"><v>1<?odd?></v></c></row>',
    '<row r="1"><c r="A1" t="str"><v><![CDATA[1]]></v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>]]></v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>a\r\nb&#13;&#65;</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>\uffff</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>&unknown;</v></c></row>',
    '<row r="1"><c r="A1" s="1&quot; t=&quot;str"><v>1</v></c></row>',
    '<row r="1"><c r="A1" vm="1" t="e"><v>#VALUE!</v></c></row>',
    "<row r='1'><c r='A1'/></row>",
    '<row r="1"> <c r="A1"/></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
    '<row r="1" x14ac:dyDescent="0.25"><c r="A1"/></row>',
]  # fmt: skip


def outcome(content: bytes, rows):
    """All that is read, or the words of the refusal."""
    budget = Budget()
    try:
        cells, settings = worksheet.read_worksheet("sheet", content, STRINGS, budget, rows)
    except InputError as error:
        return str(error)
    own = (settings.merged, settings.elements, settings.around, settings.columns, settings.validations)
    return cells, list(cells.cells), own, budget


def same(content: bytes) -> bool:
    """Compare both ways; whether the rows were cut apart."""
    rows = parted(content)
    assert outcome(content, rows) == outcome(content, None)
    return rows is not None


@pytest.mark.parametrize("rows", PLAIN)
def test_plain_rows_are_cut_apart(rows):
    assert same(f"{HEAD}{rows}{TAIL}".encode())


@pytest.mark.parametrize("rows", ODD)
def test_odd_rows_are_read_or_refused_as_by_the_parser(rows):
    same(f"{HEAD}{rows}{TAIL}".encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("main", "odd"),
        ("<sheetData>", '<sheetData xmlns="urn:odd">'),
        ("<dimension", '<dimension xmlns="urn:odd"'),
        ('<dimension ref="A1:C9"/>', '<row r="1"><c r="A1"/></row>'),
        ('<dimension ref="A1:C9"/>', "<ext>"),
        ('<dimension ref="A1:C9"/>', "<!-- <sheetData> -->"),
        ('<dimension ref="A1:C9"/>', '<dimension ref="/>"/>'),
        ("</sheetData>", '</sheetData><sheetData><row r="8"><c r="A8"/></row></sheetData>'),
        ("<worksheet", '<!DOCTYPE worksheet [<!ENTITY odd "1">]><worksheet'),
        ("<worksheet", '<?xml version="1.0" encoding="latin-1"?><worksheet'),
        ("</worksheet>", ""),
    ],
)
def test_an_odd_part_is_read_or_refused_as_by_the_parser(old, new):
    same(f"{HEAD}{PLAIN[1]}{TAIL}".replace(old, new, 1).encode())


def test_a_namespace_is_one_that_the_sheet_itself_has():
    rows = '<row r="1" x14ac:dyDescent="0.25"><c r="A1"/></row>'
    content = f"{HEAD}{rows}{TAIL}"
    assert (
        same(content.replace("<worksheet", "<worksheet ", 1).replace('main">', f'main" {DESCENT}>', 1).encode())
        is False
    )
    assert same(content.replace('main">', f'main" {DESCENT}>', 1).encode())
    assert not same(content.replace("<dimension", f"<dimension {DESCENT}", 1).encode())


def test_a_part_in_another_encoding_is_left_to_the_parser():
    content = f"{HEAD}{PLAIN[1]}{TAIL}"
    assert not same(content.encode("utf-16"))
    assert not same(content.replace('t="s"><v>1', 't="str"><v>\u00e9').encode("latin-1"))


@pytest.mark.parametrize("part", ["Cover", "Inputs", "Bins", "Checks"])
def test_sheets_of_this_program_are_cut_apart(part):
    package = audit()
    assert same(parts_of(package)[sheet_parts(package)[part]])


def test_a_sheet_changed_anywhere_is_read_or_refused_as_by_the_parser():
    """Signs of its rows taken out, put in, or exchanged, wherever."""
    draw = random.Random(7)
    package = audit()
    content = parts_of(package)[sheet_parts(package)["Cover"]].decode()
    rows = re.findall(r"<row.*?</row>", content)[:6]
    sheet = f"{HEAD}{''.join(rows)}{TAIL}"
    signs = [
        "<",
        ">",
        "/",
        '"',
        "&",
        "&amp;",
        " ",
        "1",
        "A",
        "<v>",
        "</c>",
        "<row>",
        "</row>",
        "r=",
        "'",
        "]]>",
        "\0",
        "é",
    ]
    parts = 0
    for _ in range(400):
        place, length = draw.randrange(len(HEAD), len(sheet)), draw.choice([0, 0, 1, 2, 9])
        parts += same(f"{sheet[:place]}{draw.choice(signs)}{sheet[place + length :]}".encode())
    assert 20 < parts < 380


def test_nothing_that_is_cut_apart_is_remarkable():
    """Names in the pattern are on the list of those looked for in no part."""
    row = ("r", "spans", "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed", "thickTop",
           "thickBot", "ph", "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac}dyDescent")  # fmt: skip
    names = [("row", *row), ("c", "r", "s", "t"), ("f", "t", "ref", "si", "aca", "ca"), ("v",), ("is",)]
    names += [("t", "http://www.w3.org/XML/1998/namespace}space")]
    assert [judged((f"{space}{name[0]}", *name[1:])) for space in SPREADSHEET for name in names] == [0] * 12


def test_no_more_cells_are_cut_apart_than_a_workbook_may_hold():
    assert MAX_PLAIN <= MAX_CELLS
    cells = '<c r="A1"/>' * (MAX_PLAIN + 1)
    assert parted(f"{HEAD}<row>{cells}</row>{TAIL}".encode()) is None
