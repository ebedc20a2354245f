"""Verifying workbooks with bills: what the bills say is worked out again from the sheet."""

from __future__ import annotations

from functools import cache

import pytest
from openpyxl.utils import get_column_letter

from books import cells, edited, recalculated_by_formualizer
from tests.workbook.sheets.test_bills_sheet import SHEET, made, places
from xl_dualfuel.workbook.sheets.bill_formulas import Regression
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import Finding

KIND = "furnace"


@cache
def errors(package: bytes) -> list[Finding]:
    return [one for one in verify(package, "a.xlsx").findings if one.severity == "error"]


def falsified(**changes: object) -> bytes:
    """Cells without formulas typed over, and all formulas calculated again."""
    typed = {(SHEET, at): value for at, value in changes.items()}
    known = cells(made(KIND))
    assert all(known.get(place) != value for place, value in typed.items())
    return recalculated_by_formualizer(edited(made(KIND), typed))


@pytest.mark.parametrize("kind", ["cooled", pytest.param("celsius", marks=pytest.mark.slow),
                                  pytest.param("strips", marks=pytest.mark.slow), "few"])  # fmt: skip
def test_an_honest_workbook_passes_also_when_saved_by_another_program(kind):
    assert errors(recalculated_by_formualizer(made(kind))) == []


def test_numbers_and_words_of_the_program_that_were_falsified_fail():
    """Each is in a column of its own, so that each has a finding."""
    where = places(KIND)
    gas = Regression(where, 1)
    facts, hours = get_column_letter(where.facts + 1), get_column_letter(where.hours)
    changes = {
        "A7": "The house loses 900 BTU/h·°F", f"H{where.house + 2}": 900.0, gas.cell["error"].replace("$", ""): 1e-6,
        gas.balance.replace("$", ""): 55.0, f"{facts}{where.top - 4}": 3.0, f"{hours}{where.top - 1}": 1.0,
        f"{get_column_letter(gas.column)}{where.first}": 2.0, f"D{where.first}": 29.0,
        f"L{where.first}": 400.0,
    }  # fmt: skip
    found = {one.cell for one in errors(falsified(**changes)) if one.sheet == SHEET}
    assert changes.keys() <= found


def test_a_falsified_bill_changes_all_that_the_program_says():
    found = {(one.sheet, one.id) for one in errors(falsified(**{f"I{places(KIND).first + 2}": 250.0}))}
    assert {(SHEET, "constant"), (SHEET, "label"), ("Cover", "label")} <= found


@pytest.mark.parametrize(("column", "value"), [("B", "2023-02-30"), ("I", -1.0)])
def test_what_is_no_bill_fails_with_its_cell(column, value):
    at = f"{column}{places(KIND).first + 1}"
    assert (SHEET, at, "value") in {(one.sheet, one.cell, one.id) for one in errors(falsified(**{at: value}))}


def test_a_slope_typed_over_its_formula_fails():
    at = Regression(places(KIND), 1).cell["slope"].replace("$", "")
    found = {(one.sheet, one.cell, one.id) for one in errors(falsified(**{at: 0.9}))}
    assert (SHEET, at, "formula-replaced") in found


def test_an_edited_input_needs_review_and_blames_no_bill():
    found = verify(recalculated_by_formualizer(edited(made(KIND), {"load_slope": 650.0})), "a.xlsx").findings
    assert [one.id for one in found if one.severity == "error"] == []
    assert "inputs-edited" in {one.id for one in found}
