"""The twelve bills of a rebate form: the bills of its case, or why they are not used."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

import evidence
import xl_dualfuel as df
from books import STAMP, edited
from commands import dualfuel
from support import one_in
from xl_dualfuel.model.in_order import own_order
from xl_dualfuel.units import FUELS
from xl_dualfuel.workbook.forms.form_fields import FORM_FIELDS
from xl_dualfuel.workbook.forms.read import bills_of_form, case_of_reading, read_workbook
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import NEEDS_REVIEW, PASS

SLOPE, BALANCE, AFUE, BASE = 640.0, 61.0, 0.8, 0.6
"""Of the house that was billed: BTU/h·°F, °F, its furnace, therms a day for hot water"""
STARTS = [datetime.date(2023 + month // 12, month % 12 + 1, 3) for month in range(13)]


def house(slope=SLOPE, balance=BALANCE, unit="therm"):
    """Fuel of twelve months of the house, by the hours of the typical year at Chicago."""
    dry_bulb = np.asarray(own_order(df.Case(station="chicago_ohare")).dry_bulb).reshape(365, 24)
    amounts = []
    for first, last in pairwise(STARTS):
        days = [(first + datetime.timedelta(number)).timetuple().tm_yday - 1 for number in range((last - first).days)]
        heat = slope * np.maximum(0.0, balance - dry_bulb[days]).sum() / AFUE / 1e6
        amounts.append(float((heat + 0.1 * BASE * len(days)) / FUELS["natural_gas"].units[unit]))
    return tuple(amounts)


def form(changes=(), amounts=None, kwh=(600.0,) * 11 + (601.0,)):
    """The honest form with other bills and other cells."""
    return edited(evidence.honest("gas"), evidence.bills(amounts or house(), kwh) | dict(changes))


def bills(reading):
    """Evidence of the bills of a form, and why they are not used."""
    case = case_of_reading(reading)
    return df.solve(case).bills, [str(problem) for problem in bills_of_form(case, reading).problems]


@lru_cache(maxsize=1)
def honest():
    return read_workbook(form())


def reading(changes):
    """What would be read of the honest form with other cells: inputs, other fields, cells of bills."""
    inputs, details = dict(honest().inputs), dict(honest().details)
    lines = [dict(line) for line in details["calibration"]]
    for key, value in changes.items():
        if isinstance(key, tuple):
            column = {"B": "from", "C": "to", "D": "electricity_kwh", "E": "fuel_units"}[key[1][0]]
            lines[int(key[1][1:]) - 8][column] = value
        else:
            (details if key in FORM_FIELDS else inputs)[key] = value
    details["calibration"] = [{name: cell for name, cell in line.items() if cell is not None} for line in lines]
    return replace(honest(), inputs=inputs, details=details)


@pytest.mark.parametrize(
    ("changes", "unit"),
    [({}, "therm"), ({"fuel_price": 0.45, "fuel_price_unit": "$/m³", "temperature_unit": "C", "existing_switchover": 4,
                      "as_left_switchover": -1}, "m³")],
    ids=["therms", "cubic metres"],
)  # fmt: skip
def test_the_house_that_was_billed(changes, unit):
    """Slope within 1 % as asked of bills; the balance temperature within what its smooth effect leaves open."""
    found, problems = bills(read_workbook(form(changes, house(unit=unit))))
    assert problems == [] and [one.unit for one in found.energies] == ["kWh", unit]
    assert found.offered.load_slope == pytest.approx(SLOPE, rel=0.01)
    assert found.offered.load_balance_temperature == pytest.approx(BALANCE, abs=0.3)


def test_in_any_order_on_screen_in_json_and_csv(tmp_path):
    """Rows 8 and 19 change places; the bills come in order of time, with the row of each."""
    package = form()
    swapped = {("Calibration", f"{column}{row}"): evidence.bills(house(), (600.0,) * 11 + (601.0,))[
        "Calibration", f"{column}{27 - row}"] for row in (8, 19) for column in "BCDE"}  # fmt: skip
    (tmp_path / "form.xlsx").write_bytes(edited(package, swapped))
    screen = dualfuel("run", "form.xlsx", "--json", "a.json", "--csv", "tables", cwd=tmp_path).out
    assert "Bills: 12 from 2023-01-03 to 2024-01-03" in screen and "the house loses 64" in screen
    document = json.loads((tmp_path / "a.json").read_text())["bills"]
    assert [period["line"] for period in document["periods"]] == [19, *range(9, 19), 8]
    assert document["energies"][1]["regression"]["r2"] > 0.999
    assert (tmp_path / "tables" / "bills.csv").read_text().count("\n") == 13


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({("Calibration", "C10"): "2023-03-01"}, "Calibration!C10 = 2023-03-01: must end after it begins, 2023-03-03"),
        ({("Calibration", "B10"): "2023-02-10"}, "must begin when Calibration!C9 ends, 2023-03-03: they overlap"),
        ({("Calibration", "B10"): None}, "Calibration!B10 = (not given): must be a date"),
        ({"station": None, "climate": "proportional", "hours_below_design": 90, "season_hours": 5000,
          "design_temperature": 5}, "must have the weather of a year"),
    ],
)  # fmt: skip
def test_bills_that_are_not_used_say_why(changes, words):
    found, problems = bills(reading(changes))
    assert found is None and words in "; ".join(problems)


def test_a_cell_that_is_no_number_is_said():
    found, problems = bills(read_workbook(form({("Calibration", "D9"): "900 or so"})))
    assert found is None and "900 or so (Calibration!D9): must be a number" in problems[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"existing_fuel": "none"}, "heated by electricity before"),
        ({"existing_fuel": "fuel_oil"}, "The unit of the fuel that heated the house before is not on the form"),
        ({"existing_afue": None}, "does not give the AFUE"),
        ({"as_left_date": "2023-11-01"}, "Some bills are from after the controls were set"),
        ({("Calibration", f"E{row}"): None for row in range(8, 20)}, "There are no bills of the fuel"),
        ({("Calibration", f"{column}{row}"): None for row in range(10, 20) for column in "BCDE"}, "bills are too few"),
    ],
)  # fmt: skip
def test_what_bills_cannot_say(changes, words):
    found, problems = bills(reading(changes))
    assert problems == [] and found.offered is None and words in found.why_not


@pytest.mark.parametrize("changes", one_in(2, [{}, {"existing_fuel": "none"}]), ids=["a load follows", "none follows"])
def test_the_workbook_of_a_form_says_what_its_bills_say(changes):
    """How the house was heated before, and why no load follows, are read again from its sheet Bills."""
    result = df.solve(case_of_reading(reading(changes)))
    verdict = verify(workbook_bytes(result, STAMP))
    assert [str(one) for one in verdict.findings if one.severity != "info"] == []


def findings(package):
    verdict = verify(package)
    return verdict.words, [one for one in verdict.findings if "(Calibration!B8:E19)" in one.what]


def test_a_load_like_that_of_the_bills_passes():
    assert findings(form()) == (PASS, [])


@pytest.mark.parametrize(
    ("changes", "cell", "words"),
    [
        ({"load_slope": 900}, "load_slope", "the house loses 640 BTU/h·°F below 61.0 °F"),
        ({"load_balance_temperature": 72}, "load_balance_temperature", "the house needs no heat above 61.0 °F"),
    ],
)
def test_a_load_unlike_that_of_the_bills_is_asked_about(changes, cell, words):
    """900 is 41 % more than 640, and 72 °F 11 °F more than 61 °F: beyond 30 % and 10 °F."""
    package = form(changes)
    verdict, (found,) = findings(package)
    assert verdict == NEEDS_REVIEW and words in found.what
    assert (found.sheet, found.cell) == read_workbook(package).cells[cell]
