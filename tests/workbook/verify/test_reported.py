"""What a rebate form reports is compared with the program's own results."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

import books
import xl_dualfuel as df
from books import STAMP
from filling import cell, filled
from support import one_in
from xl_dualfuel.workbook.forms.read import case_of_workbook, read_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import review, verify
from xl_dualfuel.workbook.verify.findings import verdict_of
from xl_dualfuel.workbook.verify.reported import REPORTED, _shown
from xl_dualfuel.workbook.verify.single_file import examine

HOUSE = {
    "design_load": 42000, "design_temperature": 5, "season_hours": 4800, "cop_47": 3.6, "cop_17": 2.4,
    "capacity_47": 36000, "capacity_17": 22000, "fuel": "natural_gas", "fuel_price": 1.6, "fuel_price_unit": "$/therm",
    "furnace_efficiency": 0.95, "electricity_price": 0.13, "existing_switchover": 35, "programme": "mass_save",
}  # fmt: skip


def findings(values: dict) -> list:
    verdict = verify(filled(template("rebate"), HOUSE | values))
    return [one for one in verdict.findings if one.id == "reported"]


def own() -> dict[str, float]:
    """What the program answers, as somebody types it who rounds: to tenths of a degree, to whole dollars."""
    s = df.solve(df.Case(**HOUSE)).solution
    values = {key: reported.value(s) for key, reported in REPORTED.items()}
    return {key: round(value, 0 if "cost" in key or "saving" in key else 1) for key, value in values.items()
            if value is not None}  # fmt: skip


def test_a_false_setting_and_cost_are_named_with_their_cells():
    found = findings({"reported_switchover": 12, "reported_annual_cost": 100})
    assert [(one.severity, one.sheet) for one in found] == [("error", "Results")] * 2
    result = df.solve(df.Case(**HOUSE))
    cost = result.solution.setting.annual_cost
    assert [(one.found, one.expected) for one in found] == [("12.0 °F", "14.0 °F"), ("$100.00", f"${cost:,.0f}")]


def test_rounded_results_of_the_program_pass():
    values = own()
    assert values.keys() == REPORTED.keys()  # a house that has all of them
    assert findings(values) == []


@pytest.mark.parametrize("key", one_in(3, REPORTED))
def test_each_result_that_is_off_by_one_fails(key):
    assert [one.what.partition(":")[0] for one in findings({key: own()[key] + 1.2})] != []


def test_a_verdict_has_each_reported_result_beside_the_recomputed_one_blank_ones_too():
    result = df.solve(df.Case(**HOUSE))
    verdict = verify(filled(template("rebate"), HOUSE | {"reported_switchover": 12, "reported_thermal": None}))
    rows = {one.key: one for one in verdict.reported}
    assert rows.keys() == {*REPORTED, "reported_check_code", "signed_check_code"}
    false, blank = rows["reported_switchover"], rows["reported_thermal"]
    assert false[3:] == ("C8", 12.0, result.solution.setting.switchover, "°F", "within 0.05 °F", False)
    assert (blank.reported, blank.recomputed, blank.agrees) == (None, result.solution.thermal.temperature, None)
    assert verdict_of(json.loads(json.dumps(verdict.to_json()))) == verdict


@pytest.mark.parametrize("units", [{}, {"temperature_unit": "C", "design_temperature": -15, "existing_switchover": 2}])
def test_a_workbook_with_results_has_them_too_whether_or_not_it_was_saved_again(units):
    case = df.Case(**HOUSE | units)
    package = workbook_bytes(df.solve(case), STAMP)
    quick, slow = verify(package), verify(books.zipped(books.parts_of(package)))
    assert [one[:6] for one in quick.reported] == [one[:6] for one in slow.reported]
    assert {one.key for one in slow.reported} == {*REPORTED}
    assert all(one.agrees for one in (*quick.reported, *slow.reported))
    assert slow.reported[0].recomputed == slow.setting


def test_in_celsius_the_results_are_those_in_celsius():
    celsius = {"temperature_unit": "C", "design_temperature": -15, "existing_switchover": 2}
    case = case_of_workbook(filled(template("rebate"), HOUSE | celsius))
    setting = (df.solve(case).solution.setting.switchover - 32) / 1.8
    assert findings(celsius | {"reported_switchover": setting}) == []
    assert findings(celsius | {"reported_switchover": round(setting * 1.8 + 32, 1)})[0].found.endswith(" °C")


def test_a_temperature_of_the_form_is_read_and_limited_in_its_degree():
    typed = {"temperature_unit": "C", "programme_maximum": "50 °F", "as_left_differential": 1}
    reading = read_workbook(filled(template("rebate"), HOUSE | typed))
    assert reading.details["programme_maximum"] == 10
    assert reading.details["as_left_differential"] == 1
    hot = read_workbook(filled(template("rebate"), HOUSE | typed | {"programme_maximum": 60})).problems  # 140 °F
    assert any(issue.key == "programme_maximum" and "48.89" in issue.allowed for issue in hot)


def test_the_ranges_of_the_forms_own_temperatures_follow_its_degree():
    book = openpyxl.load_workbook(io.BytesIO(template("rebate")))
    at = cell(book, "as_left_differential")
    rule = next(rule for rule in at.parent.data_validations.dataValidation if at.coordinate in rule.sqref)
    assert rule.formula2 == 'IF(in_temperature_unit="C",16.67,30)'  # 30 / 1.8


def test_a_form_of_an_earlier_version_whose_typed_results_are_false_fails():
    content = (Path(__file__).parents[2] / "cases" / "field" / "bad_reported.xlsx").read_bytes()
    verdict = verify(content)
    assert verdict.words == "Fail"
    cells = [(one.sheet, one.cell) for one in verdict.findings if one.id == "reported"]
    assert cells == [("Results", "C8"), ("Results", "C13")]  # 12 °F and $100, where 14 °F and $2,127 follow


def test_a_number_that_rounds_to_nothing_has_no_sign():
    units = df.Case(temperature_unit="C").units
    assert _shown(-0.04, "°F", units) == "0.0 °C"
    assert review._shown(-0.04, "°C", units) == "0.0 °C"


def test_a_workbook_that_is_not_calculated_reports_nothing():
    package = books.without_values(workbook_bytes(df.solve(df.Case()), STAMP))
    verdict, basis = examine(package)
    assert {one.agrees for one in verdict.reported} == {None}
    rows = [*review._reported(verdict, basis.result.case.units, lambda sheet, cell: "")]
    assert {row.word for row in rows} == {"not calculated"}
    assert len(rows) == len(REPORTED)
