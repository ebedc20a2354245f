"""The buttons of the Lite workbook: what they read and write, on a book that keeps what it is given.

Numbers are the worksheet functions' own, which other tests hold against outside numbers.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.lite import main
from xl_dualfuel.inputs.fields import FIELDS

CASE = [["Name", "Value"], ["load_slope", 500.0], ["electricity_price", 0.2]]


class Cells:
    """What was set of a range."""

    def __init__(self, value: Any = None) -> None:
        self.value, self.formula2, self.color, self.column_width = value, None, None, None
        self.font = SimpleNamespace(bold=False)

    def options(self, **options: Any) -> Cells:
        assert options == {"ndim": 2, "err_to_str": True}
        return self


class Sheet:
    """A sheet: its used range, and ranges by address."""

    def __init__(self, name: str, used: list[list[Any]] | None = None) -> None:
        self.name, self.used_range, self.ranges = name, Cells(used or [[None]]), {}

    def __getitem__(self, address: str) -> Cells:
        return self.ranges.setdefault(address, Cells())

    @property
    def column_a(self) -> list[Any]:
        """Of the rows written from A1 down."""
        return [row[0] for row in self.ranges["A1"].value]


class Sheets(list):
    """The sheets of a book, the first active."""

    @property
    def active(self) -> Sheet:
        return self[0]

    def add(self, name: str, after: Sheet) -> Sheet:
        assert after is self[-1]
        self.append(Sheet(name))
        return self[-1]


def book(*sheets: Sheet) -> Any:
    return SimpleNamespace(sheets=Sheets(sheets))


def inputs(rows: list[list[Any]], name: str = "Inputs") -> Sheet:
    """A sheet as the workbook's: a title, and columns around those of the case."""
    return Sheet(name, [["Inputs", None, None, None], *([None, "x", *row] for row in rows)])


def test_a_report_is_what_the_functions_answer():
    given = book(inputs(CASE))
    main.make_report_sheet(given)
    report = given.sheets[-1]
    assert report.name == "Report"
    rows = report.ranges["A1"].value
    assert len({len(row) for row in rows}) == 1  # a range takes no other
    found = {row[0]: row for row in rows}
    assert report.column_a[3] == FUNCTIONS["DF_SETTING"].python(CASE)[1][-1]
    assert found["Economic balance point [°F]"][1] == round(FUNCTIONS["DF_ECONOMIC_POINT"].python(CASE), 2)
    assert found["Thermal balance point [°F]"][1].startswith("Not known without the heat pump's capacities")
    keys, *ways = FUNCTIONS["DF_SCENARIOS"].python(CASE)
    costs = [round(way[keys.index("annual_cost")], 2) for way in ways]
    assert [found[way[0].replace("_", " ")][2] for way in ways] == costs
    assert found["Scenario"][:3] == ["Scenario", "Switchover [°F]", "Season cost [$]"]
    assert found["Electricity price"][1:3] == [0.2, "$/kWh"]
    assert {row[0] for row in FUNCTIONS["DF_NOTES"].python(CASE)[1:]} <= set(report.column_a)
    assert all(field.label in found for field in FIELDS.values())


def test_a_report_is_in_the_units_of_the_case():
    given = book(inputs([*CASE, ["temperature_unit", "°C"]]))
    main.make_report_sheet(given)
    assert "Economic balance point [°C]" in given.sheets[-1].column_a


def test_no_report_of_a_case_with_problems():
    given = book(inputs([*CASE, ["cop_47", -1]]))
    with pytest.raises(main.Refused, match="cop_47 = -1: must be"):
        main.make_report_sheet(given)
    assert len(given.sheets) == 1


@pytest.mark.parametrize("more", [[], [["cop_47", -1], ["load_slpoe", 1]]], ids=["sound", "with problems"])
def test_notes_are_what_the_functions_answer(more):
    case = [*CASE, *more]
    given = book(inputs(case), Sheet("notes"))
    main.notes(given)
    written = given.sheets[-1]
    assert written.name == "Notes 2"  # Excel takes names that differ in case only for one
    checked, noted = FUNCTIONS["DF_CHECK"].python(case), FUNCTIONS["DF_NOTES"].python(case)
    assert written.column_a[3 : 3 + len(checked)] == [row[0] for row in checked]
    after = written.column_a[4 + len(checked) :]
    assert after == ([] if more else ["About", *(row[0] for row in noted[1:])])


def test_the_active_sheet_s_case_comes_before_that_of_inputs():
    given = book(inputs([["Name", "Value"], ["load_slope", 900.0]], "Case 2"), inputs(CASE))
    assert main.case_in(given) == ("Case 2", [["Name", "Value"], ["load_slope", 900.0]])
    assert main.case_in(book(Sheet("Examples"), inputs(CASE))) == ("Inputs", CASE)
    with pytest.raises(main.Refused, match="Open a sheet with the columns Name and Value"):
        main.case_in(book(Sheet("Examples")))


def test_a_new_case_is_every_input_blank_with_functions_that_read_it():
    given = book(inputs(CASE), Sheet("Case"))
    main.new_case(given)
    sheet = given.sheets[-1]
    assert sheet.name == "Case 2"
    heads, *rows = sheet.ranges["A4"].value
    assert [row[1] for row in rows] == list(FIELDS)
    assert {row[2] for row in rows} == {None}
    assert heads[1:3] == ["Name", "Value"]
    last = 4 + len(FIELDS)
    formulas = {name: cells.formula2 for name, cells in sheet.ranges.items() if cells.formula2}
    assert formulas == {"H4": f"=DF_SETTING(B4:C{last})", "R4": f"=DF_NOTES(B4:C{last})"}
    width = len(FUNCTIONS["DF_SETTING"].python(CASE)[0])
    assert width <= ord("R") - ord("H")  # its answer ends before the notes
    # What is typed there is the case of the other buttons.
    typed = [heads, *([*row[:2], dict(CASE[1:]).get(row[1]), *row[3:]] for row in rows)]
    place, cells = main.case_in(book(Sheet("Case 2", [[None] * 6] * 3 + typed)))
    assert place == "Case 2"
    assert FUNCTIONS["DF_SETTING"].python(cells) == FUNCTIONS["DF_SETTING"].python(CASE)
    assert sheet.ranges[f"C5:C{last}"].color == main.YELLOW


def test_text_stays_text():
    sheet = Sheet("Notes")
    main.write(sheet, 3, [["=1+1", -2.5], ["@home"], ["plain", None]])
    assert sheet.ranges["A3"].value == [["'=1+1", -2.5], ["'@home", None], ["plain", None]]


def test_what_the_pane_shows_of_a_button_is_one_sentence():
    for button in (main.new_case, main.notes, main.make_report_sheet):
        assert re.fullmatch(r"Adds a sheet [^.]+\.", button.__doc__)
