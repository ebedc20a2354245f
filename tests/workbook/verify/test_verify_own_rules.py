"""A workbook with a programme's rules of the user's own holds those rules, and verify judges by them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import xl_dualfuel as df
from books import STAMP, _values, edited, recalculated_by_formualizer
from support import one_in
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.programme import RULES_GIVEN
from xl_dualfuel.workbook.verify import Verdict, verify

HOUSE = {
    "design_load": 60000, "design_temperature": 7, "capacity_47": 36000, "capacity_17": 22000, "capacity_5": 17000,
    "cop_47": 3.7, "cop_17": 2.5, "cop_5": 2.0, "furnace_capacity": 50000, "electricity_price": 0.15,
    "fuel_price": 15.5, "existing_switchover": 40, "thermostat": "honeywell_t6_pro",
}  # fmt: skip
RULES = """
name = "Our utility"
title = "Heat pump rebate, 2026"
url = "https://example.org/rebate"
verify = true
verify_reason = "a \\"draft\\""
not_judged = ["the installer is \\\\ certified"]
[[rules]]
id = "switchover-gas"
kind = "maximum_switchover"
fuel = "natural_gas"
threshold = {}
unit = "°F"
says = "Controls change over at {} °F or colder"
"""
SAID = "Judged by the rules in the workbook. Compare them with the programme's"


@cache
def made(threshold: int, **left: float) -> bytes:
    """The rules' file is gone when the workbook is verified."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rules.toml"
        file.write_text(RULES.format(threshold, threshold), encoding="utf-8")
        case = df.Case(**HOUSE, **left, programme="custom", programme_file=str(file))
        return workbook_bytes(df.solve(case), STAMP)


def told(verdict: Verdict) -> list[str]:
    """What is above an info but for doubts about the house, and what is said of the programme."""
    return [
        f.what for f in verdict.findings if (f.severity != "info" and f.id != "input-doubtful") or f.id == "programme"
    ]


def rule_cell(package: bytes, text: str) -> tuple[str, str]:
    """Where the lines of the rules hold a text."""
    cells = {place: value for place, value in _values(package).items() if place[0] == "Programme"}
    first = next(int(at[1:]) for (_, at), value in cells.items() if value == RULES_GIVEN)
    return next(p for p, value in cells.items() if p[1][0] == "A" and int(p[1][1:]) > first and str(value) == text)


@pytest.mark.parametrize("threshold", one_in(2, [18, 30]))
def test_an_untouched_one_holds(threshold):
    verdict = verify(made(threshold), "a.xlsx")
    assert told(verdict) == [SAID]
    assert verdict.words == "Pass"
    assert verdict.setting <= threshold


def test_a_breach_is_reported():
    what = "Our utility, switchover-gas: as-left switchover 40 °F is above the maximum 30 °F for natural gas"
    assert told(verify(made(30, as_left_switchover=40))) == [what, SAID]


def test_edited_inputs_are_judged_by_the_rules():
    found = verify(recalculated_by_formualizer(edited(made(18), {"electricity_price": 0.16})), "a.xlsx")
    assert above_info(found) == {"inputs-edited"}
    assert found.setting <= 18


def test_rules_changed_in_the_workbook_do_not_match_the_hash():
    place = rule_cell(made(18), "threshold = 18.0")
    found = verify(recalculated_by_formualizer(edited(made(18), {place: "threshold = 40.0"})), "a.xlsx")
    assert "hash" in above_info(found)


def test_without_its_rules_nothing_is_told_that_cannot_be():
    place = rule_cell(made(18), 'name = "Our utility"')
    found = verify(recalculated_by_formualizer(edited(made(18), {place: None})), "a.xlsx")
    assert [f.what for f in found.findings if f.severity != "info"] == [
        "The rules of the programme are not in the workbook, so the answer cannot be calculated again"
    ]
    assert found.setting is None


def above_info(found: Verdict) -> set[str]:
    return {f.id for f in found.findings if f.severity != "info" and f.id != "input-doubtful"}
