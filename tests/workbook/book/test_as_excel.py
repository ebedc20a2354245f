"""The finished package is spelled as Excel spells it, which some readers rely on."""

from __future__ import annotations

import re

import xl_dualfuel as df
from books import STAMP, parts_of
from xl_dualfuel.workbook.book.as_excel import as_excel_writes
from xl_dualfuel.workbook.sheets.build import workbook_bytes


def test_targets_are_relative():
    """ExcelJS finds a sheet's drawing by "../drawings/drawing1.xml" alone."""
    parts = parts_of(workbook_bytes(df.solve(df.Case()), STAMP))
    assert b'Target="../drawings/drawing1.xml"' in parts["xl/worksheets/_rels/sheet1.xml.rels"]
    assert b'Target="worksheets/sheet1.xml"' in parts["xl/_rels/workbook.xml.rels"]
    assert b'Target="xl/workbook.xml"' in parts["_rels/.rels"]
    assert [name for name, part in parts.items() if name.endswith(".rels") and b'Target="/' in part] == []


def test_drawings_and_charts_have_excel_s_prefixes():
    parts = parts_of(workbook_bytes(df.solve(df.Case()), STAMP))
    for name, root in (("xl/drawings/drawing1.xml", b"<xdr:wsDr "), ("xl/charts/chart1.xml", b"<c:chartSpace ")):
        assert parts[name].startswith(root)
        assert re.findall(rb"</?[A-Za-z]+[ />]", parts[name]) == []


def test_columns_come_first_in_print_titles():
    """As Excel writes them; a name in quotes stays where it needs them."""
    name = '<definedName name="_xlnm.Print_Titles" localSheetId="3">'
    assert as_excel_writes("xl/workbook.xml", f"{name}'Bins'!$1:$8,'Bins'!$A:$A</definedName>") == (
        f"{name}Bins!$A:$A,Bins!$1:$8</definedName>"
    )
    assert as_excel_writes("xl/workbook.xml", f"{name}'My bins'!$1:$8</definedName>") == (
        f"{name}'My bins'!$1:$8</definedName>"
    )


def test_limits_of_entries_are_plain_numbers_and_titles_end_after_a_word():
    sheet = parts_of(workbook_bytes(df.solve(df.Case()), STAMP))["xl/worksheets/sheet3.xml"].decode()
    limits = re.findall(r'<formula[12]>([^<"]*)</formula', sheet)
    assert "10000000" in limits  # kWh, the most metered_kwh may be, as Excel writes it
    assert [limit for limit in limits if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", limit)] == []
    titles = re.findall(r'promptTitle="([^"]*)"', sheet)
    assert "Fuel burned for heating, from…" in titles
    assert max(map(len, titles)) <= 32
