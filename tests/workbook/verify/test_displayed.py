"""What the paper shows: each way in which a cell shows something else is found, with the cell; honest ones are not."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

import answers
import displays
import tampers
import xl_dualfuel as df
from books import STAMP, edited, without_values
from xl_dualfuel.workbook.forms.read import read_opened
from xl_dualfuel.workbook.forms.template import KINDS, template
from xl_dualfuel.workbook.reader import open_package
from xl_dualfuel.workbook.reader.looks import Font
from xl_dualfuel.workbook.shape import shape_of
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import IDS, displayed, displayed_forms, form_due, verify
from xl_dualfuel.workbook.verify.displayed_formats import shown
from xl_dualfuel.workbook.verify.displayed_looks import of_symbols
from xl_dualfuel.workbook.verify.displayed_numbers import alike
from xl_dualfuel.workbook.verify.displayed_values import Problem, judged
from xl_dualfuel.workbook.verify.expected import Expected, pattern
from xl_dualfuel.workbook.verify.findings import Findings

WAYS_ON_A_CELL = [way for way in displays.WAYS if not way.wide]
WORDS_OF_THE_FORM = {"label", "constant", "formula-changed", "formula-shifted", "formula-replaced"}
IDS_OF_DISPLAY = {displays.OTHER, displays.UNSEEN}


@cache
def solved() -> df.Result:
    return df.solve(df.Case(cop_47=3.4, capacity_47=36000, capacity_17=22000))


@cache
def audit() -> bytes:
    return workbook_bytes(solved(), STAMP)


def of_display(package: bytes) -> list[tuple[str, str, str, str]]:
    """What is said of the display: id, severity, sheet, cell."""
    return [one[:4] for one in verify(package, "a.xlsx").findings if one.id in IDS_OF_DISPLAY]


def on_sheet(package: bytes, title: str) -> list[tuple[str, Problem]]:
    """What is wrong with the display of a sheet of the audit workbook: cells and problems."""
    opened, due = open_package(package), Expected(pattern(shape_of(solved())), solved(), STAMP)
    ((ours, written),) = displayed.of_audit(opened, {title: opened.by_title[title]}, due, due)
    return [(mark.address, mark.problem) for mark in displayed.marks(ours, written)]


def some_ways() -> list[object]:
    """Each takes a verification of a whole workbook, so most are slow: the quick test has those on a cell."""
    return [way if way.name == "another number" else pytest.param(way, marks=pytest.mark.slow)
            for way in displays.WAYS]  # fmt: skip


@pytest.mark.parametrize("stored", [True, False])
def test_each_way_on_a_cell_is_told_with_that_cell(stored):
    parts = tampers.parts_of(audit() if stored else without_values(audit()))
    sheet, made = open_package(audit()).by_title["Checks"].cells.items(), {}
    sheet = [(at, cell) for at, cell in sheet if int(at.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) > 8]  # below its header
    places = {
        "number": iter([at for at, cell in sheet if isinstance(cell.value, float) and cell.value > 2]),
        "text": iter([at for at, cell in sheet if cell.formula and cell.kind == "str" and cell.value]),
        "label": iter([at for at, cell in sheet if not cell.formula and " " in str(cell.value)]),
    }
    for way in WAYS_ON_A_CELL:
        address = next(places[way.kind])
        made[way.name] = way.made(parts, displays.Cells("Checks", address, address, address))
    told = {(at, problem.id, problem.severity) for at, problem in on_sheet(tampers.packed(parts), "Checks")}
    assert {way.name for way in WAYS_ON_A_CELL if (made[way.name], way.id, way.severity) not in told} == set()
    assert {address for address, *_ in told} == set(made.values())


@pytest.mark.parametrize("way", some_ways(), ids=lambda way: way.name)
def test_another_display_of_an_audit_workbook_is_told_with_its_cell(way):
    check(audit(), way, displays.Cells("Cover", "B10", "A4", "A11"))


FALSE_FORMATS = ('"$900.00"', '"$"#,##0.00,', '0.00"0"', '[>1000]"$900"', '"-$"', '"€"', "yyyy", '[>0]"900";0')
HONEST_FORMATS = ("General", "#,##0", "#,##0.00", "0", "0.000", "#,##0;[Red]-#,##0", "#,##0_);(#,##0)")


@cache
def large() -> list[str]:
    """Cells of Scenarios with formulas that give more than 1000."""
    cells = open_package(audit()).by_title["Scenarios"].cells.items()
    return [at for at, cell in cells if cell.formula and isinstance(cell.value, float) and cell.value > 1000]


def test_formulas_without_results_are_judged_by_what_they_give():
    """False formats, also of a condition, and a narrow column, in a file of a program that calculates nothing."""
    under_rule, *others = [at for at in large() if at[0] != "C"]
    cells = dict(zip(others, (*FALSE_FORMATS, *HONEST_FORMATS), strict=False))
    assert len(cells) == len(FALSE_FORMATS) + len(HONEST_FORMATS)
    book, saved = openpyxl.load_workbook(io.BytesIO(audit())), io.BytesIO()
    sheet = book["Scenarios"]
    for at, code in cells.items():
        sheet[at].number_format = code
    style = DifferentialStyle(numFmt=NumberFormat(900, '"$900"'))
    sheet.conditional_formatting.add(under_rule, Rule("expression", dxf=style, formula=["TRUE"]))
    sheet.column_dimensions["C"].width = 2
    book.save(saved)
    problems = on_sheet(saved.getvalue(), "Scenarios")
    false = {at for at, code in cells.items() if code in FALSE_FORMATS}
    assert {at for at, problem in problems if problem.id == displays.OTHER} == {under_rule, *false}
    hidden = {at for at, problem in problems if problem.id == displays.UNSEEN}
    assert {at[0] for at in hidden} == {"C"}
    assert hidden >= {at for at in large() if at[0] == "C"}
    told = {at for _, _, sheet_title, at in of_display(saved.getvalue()) if sheet_title == "Scenarios"}
    assert {under_rule[0], "C"} <= {at[0] for at in told} == {at[0] for at in (under_rule, "C", *false)}


@pytest.mark.parametrize("kind", ["", ' t="str"', ' t="e"', ' t="b"'])
def test_no_kind_of_cell_keeps_a_formula_without_result_from_being_judged(kind):
    parts, at = tampers.parts_of(audit()), large()[0]
    part = displays.sheet_part(parts, "Scenarios")
    displays.restyled(parts, part, at, code='"$900.00"')
    displays.swapped(parts, part, rf'(<c r="{at}" s="[0-9]+")[^>]*(><f>[^<]*</f>)<v>[^<]*</v>', rf"\1{kind}\2")
    assert [place for place, _ in on_sheet(tampers.packed(parts), "Scenarios")] == [at]


@cache
def form() -> bytes:
    """The client form with a number in it."""
    parts = tampers.parts_of(template("client"))
    displays.swapped(
        parts, displays.sheet_part(parts, "Form"), r'(<c r="B20" s="[0-9]+")[^>]*/>', r"\1><v>42000</v></c>"
    )
    return tampers.packed(parts)


@pytest.mark.parametrize("way", some_ways(), ids=lambda way: way.name)
def test_another_display_of_a_form_is_told_with_its_cell(way):
    check(form(), way, displays.Cells("Form", "B20", "A6", "A20"))


@pytest.mark.parametrize("kind", KINDS)
def test_of_an_honest_form_nothing_is_said(kind):
    assert of_display(template(kind)) == []


@pytest.mark.parametrize(("kind", "cells"), [
    ("client", {"Form!B4": '0;0;0;"Set 12"', "Form!B8": '"$900.00"', "More!C30": '@" (approved)"',
                "Bins!C12": '0"5"', "Constants!D119": "yyyy"}),
    ("rebate", {"Results!C8": '"12"', "Results!C13": '"€"#,##0.00', "Results!C14": "yyyy", "Results!C15": ";;;",
                "Code!E12": '"$900.00"'}),
    ("portfolio", {"Checks!C3": '"$900.00"', "Homes!AC12": '@" (approved)"'}),
])  # fmt: skip
def test_formulas_of_a_form_without_results_are_judged_by_what_they_give(kind, cells):
    """Each cell of a column has a problem of its own, as alike ones share a line."""
    house = answers.TEN | {"station": "chicago_ohare", "fuel": "natural_gas"}
    package = edited(template(kind), {("Homes", "A10"): "Smith"} if kind == "portfolio" else house)
    parts = tampers.parts_of(package)
    for place, code in cells.items():
        title, _, at = place.partition("!")
        displays.restyled(parts, displays.sheet_part(parts, title), at, code=code)
    opened, findings = open_package(tampers.packed(parts)), Findings()
    displayed_forms.judge(opened, kind, form_due.due(opened, read_opened(opened)), findings)
    told = {f"{one.sheet}!{one.cell}" for one in findings.all() if one.id in IDS_OF_DISPLAY}
    assert told == set(cells)
    assert of_display(package) == []


@pytest.mark.parametrize("inserted", [False, True])
def test_an_honest_form_may_be_saved_again_and_have_a_letterhead(inserted):
    book = openpyxl.load_workbook(io.BytesIO(form()))
    if inserted:
        book["Guide"].insert_rows(1, 2)
        book["Guide"]["A1"] = "Smith Heating, 555-0100"
    saved = io.BytesIO()
    book.save(saved)
    errors = [
        one for one in verify(saved.getvalue(), "a.xlsx").findings if one.id in WORDS_OF_THE_FORM | IDS_OF_DISPLAY
    ]
    assert errors == []


@pytest.mark.parametrize(("sheet", "address", "inside", "id_"), [
    ("Form", "A20", "<is><t>Heating load, measured</t></is>", "label"),
    ("Form", "B4", "<v>12</v>", "formula-replaced"),
    ("Form", "B5", "<f>12</f><v>12</v>", "formula-changed"),
    ("Stations", "C40", "<v>12</v>", "constant"),
])  # fmt: skip
def test_what_a_form_came_with_and_was_typed_over_is_told(sheet, address, inside, id_):
    parts = tampers.parts_of(form())
    kind = ' t="inlineStr"' if inside.startswith("<is>") else ""
    cell = rf'<c r="{address}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)'
    displays.swapped(parts, displays.sheet_part(parts, sheet), cell, rf'<c r="{address}"\1{kind}>{inside}</c>')
    found = [(one.id, one.severity, one.sheet, one.cell) for one in verify(tampers.packed(parts), "a.xlsx").findings]
    assert (id_, "error", sheet, address) in found


@pytest.mark.parametrize(("indent", "cells"), [(15, ["A20"]), (3, [])])
def test_an_indent_that_leaves_no_room_is_told(indent, cells):
    parts = tampers.parts_of(form())
    aside = f'<alignment horizontal="right" indent="{indent}"/>'
    displays.restyled(parts, displays.sheet_part(parts, "Form"), "A20", inside=aside)
    assert [cell for *_, cell in of_display(tampers.packed(parts))] == cells


def test_an_honest_audit_workbook_may_be_saved_again():
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(audit())).save(saved)
    assert of_display(saved.getvalue()) == []


def check(package: bytes, way: displays.Way, cells: displays.Cells) -> None:
    """That the way is found with its cell, or the first of its column."""
    parts = tampers.parts_of(package)
    address = way.made(parts, cells)
    found = [one for one in verify(tampers.packed(parts), "a.xlsx").findings if one.id == way.id]
    assert any(
        (one.severity, one.sheet) == (way.severity, cells.title)
        and (one.cell == address or (one.cell[0] == address[0] and "more cells" in one.what))
        for one in found
    ), found


def test_there_are_many_ways_and_each_id_has_a_meaning():
    assert len(displays.WAYS) >= 35
    assert set(IDS) >= IDS_OF_DISPLAY


@pytest.mark.parametrize(("found", "expected", "same"), [
    ("$278.26 less", "$27,826 less", False),
    ("28 °F", "2.8 °F", False),
    ("costs 1.234,5", "costs 1,234.5", True),
    ("costs 1 234,50 and 0,5", "costs 1,234.5 and 0.5", True),
    ("costs 1'234.5", "costs 1,234.5", True),
    ("costs 1.964 and 36.5", "costs 1,964 and 36.5", False),  # of two countries
    ("set 28", "SET 28", True),
    ("set 28", "set -28", False),
    ("28 of 30", "30 of 28", False),
    ("0.3.0, 5,5", "0.3.0, 5.5", True),  # a version is no number
    ("5, 12", "5, 12", True),
    ("12,345,67", "1,234,567", False),
])  # fmt: skip
def test_texts_are_compared_by_their_words_and_numbers(found, expected, same):
    assert alike(found, expected) is same


@pytest.mark.parametrize(("name", "has_none"), [
    ("Calibri", False), ("Segoe UI Symbol", False), ("Source Code Pro", False), ("Univers LT 39 Thin", False),
    ("Yu Gothic", False), ("Lato", False), ("Noto Sans Symbols2", False), ("MS Gothic", False),
    ("Symbol", True), ("Wingdings 3", True), ("ZapfDingbats", True), ("Code 128", True), ("Libre Barcode 39", True),
    ("Free 3 of 9", True), ("IDAutomationHC39M", True), ("Segoe MDL2 Assets", True), ("Adobe Blank", True),
])  # fmt: skip
def test_fonts_without_letters_are_known_by_their_names(name, has_none):
    assert of_symbols(Font(name)) is has_none


MONEY = '"$"#,##0.00'


@pytest.mark.parametrize(("value", "code", "usual", "told"), [
    (1964.1, "General", MONEY, None),  # a format that was lost
    (1964.1, "#,##0", MONEY, None),
    (1964.1, "[$$-409]#,##0.00", MONEY, None),  # as LibreOffice writes it
    (-1964.1, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', MONEY, None),  # as accountants write it
    (0.0, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', MONEY, None),
    (46000.0, "General", "yyyy-mm-dd", None),
    (46000.0, "mm-dd-yy", "yyyy-mm-dd", None),
    (0.95, "0%", "0.000", None),  # the same share
    (2.4, "# ?/?", "0.0#", None),
    (28.0, "0.0#;[Red]-0.0#", "0.0#", None),
    (1964.1, "[$€-2] #,##0.00", MONEY, "error"),
    (28.0, '0" °C"', "0.0#", "warning"),
    (28.4, "0", "0.0#", "warning"),
    (0.174, "0", MONEY, "error"),
    (28.0, "0%", "0.0#", "error"),
    (-28.0, "0;0", "0.0#", "error"),  # without its sign
    (28.0, "00-00", "0.0#", "error"),
    (28.0, "[<0]0", "0.0#", None),
    ("Pass", '"Fail"', "General", None),  # a format without @ leaves texts as they are
    ("Pass", '@" not"', "General", "error"),
])  # fmt: skip
def test_a_format_is_judged_by_what_it_shows(value, code, usual, told):
    problem = judged(value, code, usual)
    assert (None if problem is None else problem.severity) == told


@pytest.mark.parametrize(("code", "money", "told"), [
    ("[$$-409]#,##0.00", "$", None), ("#,##0.00 [$€-407]", "€", None), ("[$$-409]#,##0.00", "", "warning"),
    ("[$$-409]#,##0.00", "€", "warning"), ("[$$-409]#,##0.00", "Can$", "warning"), ("[$$-409]0,", "$", "error"),
])  # fmt: skip
def test_a_price_may_have_the_sign_of_its_currency(code, money, told):
    problem = judged(1234.5, code, "General", False, money)
    assert (None if problem is None else problem.severity) == told


@pytest.mark.parametrize(("value", "code", "text"), [
    # Examples of ECMA-376 Part 1, 18.8.31, and of Microsoft's page "Number format codes"
    (1234.59, "####.#", "1234.6"), (8.9, "#.000", "8.900"), (0.631, "0.#", "0.6"), (12.0, "#.0#", "12.0"),
    (12000.0, "#,###", "12,000"), (12000.0, "#,", "12"), (12200000.0, "0.0,,", "12.2"), (0.08, "0%", "8%"),
    (12200000.0, "0.00E+00", "1.22E+07"), (-5.0, "0.00_);(0.00)", "(5.00)"), (5.0, "00000", "00005"),
    (1234567.891, "#,##0.0##", "1,234,567.891"), (28.0, 'General" units"', "28 units"), (-0.04, "0.0", "0.0"),
])  # fmt: skip
def test_formats_show_what_the_standard_says(value, code, text):
    assert shown(value, code).text.strip() == text


def test_a_long_format_takes_no_time():
    for code in ("0," * 200, '"' * 255, "[" * 255, "\\" * 255, ";" * 255, "?/" * 100, "[<1]0;" * 60):
        shown(1e300, code)
        shown(5e-324, code)
        shown("text", code)
