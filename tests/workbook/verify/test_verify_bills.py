"""Verifying workbooks with bills: what the bills say is worked out again from the sheet, and any falsified cell tells."""

from __future__ import annotations

from functools import cache

import pytest

from books import cells, edited, recalculated_by_formualizer
from tests.workbook.sheets.test_bills_sheet import SHEET, made, places
from xl_dualfuel.workbook.formulas.bills import Regression
from xl_dualfuel.workbook.verify import verify

KIND = "furnace"


@cache
def errors(package: bytes) -> list[str]:
    return [f"{one.id} {one.sheet}!{one.cell}" for one in verify(package, "a.xlsx").findings if one.severity == "error"]


def falsified(address: str, value: object) -> bytes:
    """A cell without a formula typed over, and all formulas calculated again."""
    return recalculated_by_formualizer(edited(made(KIND), {(SHEET, address): value}))


@pytest.mark.parametrize("kind", ["strips", "celsius", "cooled", "few"])
def test_an_honest_workbook_passes_also_when_saved_by_another_program(kind):
    assert errors(made(kind)) == []
    assert errors(recalculated_by_formualizer(made(kind))) == []


def cell(name: str) -> str:
    """Where each part of the sheet is."""
    where = places(KIND)
    gas = Regression(where, 1)
    at = {
        "word": "A7", "slope of the house": f"H{where.house + 2}", "standard error": gas.cell["error"],
        "balance temperature": gas.balance, "enough": f"A{where.enough}", "baseload of the model": at_facts(where, 2),
        "fuel at a temperature": f"{first_hours(where)}{where.top - 1}", "period": f"{first_block(gas)}{where.first}",
        "amount": f"I{where.first + 2}", "hours": f"{first_hours(where)}{where.first}", "days": f"D{where.first}",
        "date": f"B{where.first + 1}", "heated by": at_facts(where, 5),
    }  # fmt: skip
    return at[name].replace("$", "")


def at_facts(where, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(where.facts + 1)}{where.top - 6 + row}"


def first_hours(where) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(where.hours)


def first_block(gas) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(gas.column)


@pytest.mark.parametrize(
    ("what", "value"),
    [("word", "12 bills: the house loses 900 BTU/h·°F"), ("slope of the house", 900.0), ("standard error", 1e-6),
     ("balance temperature", 55.0), ("enough", "Electricity: enough bills, and more"), ("baseload of the model", 3.0),
     ("fuel at a temperature", 1.0), ("period", 2.0), ("amount", 250.0), ("hours", 40.0), ("days", 29.0),
     ("date", "2023-02-30"), ("heated by", "existing")],
)  # fmt: skip
def test_a_falsified_cell_fails(what, value):
    place = cell(what)
    assert cells(made(KIND)).get((SHEET, place)) != value
    found = errors(falsified(place, value))
    assert any(f" {SHEET}!" in one for one in found), found


def test_a_falsified_slope_and_word_of_the_cover_fail():
    gas = Regression(places(KIND), 1)
    slope = gas.cell["slope"].replace("$", "")
    package = recalculated_by_formualizer(made(KIND))
    typed = edited(made(KIND), {(SHEET, slope): 0.9})
    assert f"formula-replaced {SHEET}!{slope}" in errors(recalculated_by_formualizer(typed))
    assert errors(package) == []


def test_an_edited_input_needs_review_and_blames_no_bill():
    changed = recalculated_by_formualizer(edited(made(KIND), {"load_slope": 650.0}))
    found = verify(changed, "a.xlsx").findings
    assert [one.id for one in found if one.severity == "error"] == []
    assert "inputs-edited" in {one.id for one in found}
