"""verify on the sheet Money with yearly costs and prices by year, and on Options billed by tariffs."""

from __future__ import annotations

from functools import cache

import pytest

import xl_dualfuel as df
from books import STAMP, cells, edited
from tests.tariffs.test_tariff import TOU, made
from tests.workbook.verify.test_verify_decisions import GIVEN, above_info, ids, row_of, unjudged, with_cells
from xl_dualfuel.decisions.deciding import compare_options
from xl_dualfuel.decisions.options import Option, Options
from xl_dualfuel.workbook.sheets.build import workbook_bytes

OPTIONS = Options(
    (Option("cold", "Cold-climate heat pump", {"cop_47": 3.9, "cop_17": 2.7}, "optimized",
            {"premium": 2200, "rebate": 1000, "life": 12, "maintenance": 150, "tank_rent": 0}),
     Option("older", "Older furnace", {"furnace_efficiency": 0.9}, "optimized", {"premium": -300, "cooling": 80})),
    "base", {"electricity_prices": [0.14, 0.15, 0.18], "fuel_escalation": 0.03, "carbon_prices": [20, 40, 80, 100],
             "maintenance_escalation": 0.02}, {"maintenance": 90, "tank_rent": 120},
)  # fmt: skip
FIRST = "F"
"""Column of the first option"""


@cache
def book() -> bytes:
    case = df.Case(**GIVEN)
    return workbook_bytes(df.solve(case), STAMP, decisions=compare_options(case, OPTIONS))


@cache
def billed() -> bytes:
    """Two rates side by side, with money."""
    case = df.Case(**GIVEN, station="chicago_ohare")
    flat = made({"name": "Flat", "electricity": {"price": 0.16, "fixed": 9.5}})
    options = Options((Option("flat", "flat", {}, "optimized", {}, flat),
                       Option("night", "night", {"cop_47": 3.9}, "optimized", {"premium": 500.0}, made(TOU))),
                      "flat", {"electricity_prices": [1.0, 1.1]})  # fmt: skip
    return workbook_bytes(df.solve(case), STAMP, decisions=compare_options(case, options))


def at(package: bytes, label: str, below: int = 0) -> tuple[str, str]:
    return "Money", f"{FIRST}{row_of(package, 'Money', label) + below}"


@pytest.mark.parametrize("package", [book, billed])
def test_what_the_program_wrote_is_right(package) -> None:
    assert above_info(package()) == []
    assert any("Money" in found for found in unjudged(package()))


TYPED = {
    "a price of a year": (
        "Electricity price by year, relative to year 1: yours to change",
        4,
        1.9,
    ),
    "a price that was blank": (
        "Fuel price by year, relative to year 1: yours to change",
        9,
        0.6,
    ),
    "a yearly cost": ("Maintenance", 0, 333.0),
    "its rise": ("Maintenance rise", 0, -0.04),
}


@pytest.mark.parametrize("what", TYPED)
def test_what_is_typed_is_followed(what: str) -> None:
    label, below, value = TYPED[what]
    typed = with_cells(book(), {at(book(), label, below): value})
    assert above_info(typed) == []
    npv = at(book(), "Net present value")
    assert cells(typed)[npv] != pytest.approx(cells(book())[npv], abs=0.5)


@pytest.mark.parametrize("label", ["Net present value", "Of it fuel", "Cash flow by year", "CO2 at its price"])
def test_a_number_written_over_is_found(label: str) -> None:
    place = at(book(), label, 0 if label in ("Net present value", "CO2 at its price") else 4)
    assert ids(edited(book(), {place: 12_345.0})) & {"formula-replaced"}


def test_a_total_under_a_tariff_written_over_is_found() -> None:
    row = row_of(billed(), "Options", "In all, a year")
    assert ids(edited(billed(), {("Options", f"D{row}"): 1.0})) & {"formula-replaced"}
