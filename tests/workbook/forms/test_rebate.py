"""The rebate form calculates what it reports: the results, problems and check code of the program."""

from __future__ import annotations

import io
import random
import re

import openpyxl
import pytest

import xl_dualfuel as df
from answers import TEN, agree, agree_elsewhere, expected, filling, shown, unusual
from books import STAMP, by_formualizer, cells, edited, named, places_of
from filling import rewritten
from support import one_in
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.programmes import KEYS
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.unmeetable import unmeetable
from xl_dualfuel.workbook.forms import answering, calculation, check_code, form_fields, rebate
from xl_dualfuel.workbook.forms.model_fields import asked_by
from xl_dualfuel.workbook.forms.read import case_of_workbook, read_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.formulas import cover
from xl_dualfuel.workbook.shape import Filling, shape_of
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.reported import REPORTED

FORM = template("rebate")
SPEEDS = {"capacity_min_47": 14000, "cop_min_47": 4.2, "capacity_min_17": 9000, "cop_min_17": 2.6}
SAME = {"bin_table": "climate", "runtime_file": "climate", "weather_file": "climate", "programme_file": "programme",
        "load_slope": "design_load"}  # fmt: skip
"""Where the form has no cell for what the program asks for, or asks for one of several, the cell that says so"""
MORE = {
    **SPEEDS, "capacity_max_47": 48000, "cop_max_47": 3.1, "capacity_max_17": 30000, "cop_max_17": 2.0,
    "capacity_min_5": 7000, "cop_min_5": 2.1, "capacity_max_5": 26000, "cop_max_5": 1.7, "cop_35": 2.7,
    "capacity_35": 29000, "cycling_degradation": 0.2, "as_left_switchover": 30, "as_left_compressor_lockout": 5,
    "as_left_auxiliary_lockout": 40,
}  # fmt: skip
"""Usual numbers of the inputs that the client form does not ask for"""


def disagreement(package: bytes, values: dict) -> str:
    """How the recalculated form and the program differ; "" where they agree."""
    wanted = expected(package)
    if isinstance(wanted, set):
        found = shown(package, values)
        wanted = {SAME.get(key, key) if key not in found else key for key in wanted} - form_fields.FORM_FIELDS.keys()
        return "" if {*wanted} == found else f"{found}, expected {wanted}"
    result = df.solve(case_of_workbook(package))
    if result.case.inputs["defrost"] == "humidity":
        return "" if "Frost by humidity" in named(package, "form_status", values) else "frost"
    f = Filling(result, STAMP, shape_of(result))
    found = shown(package, values)
    wanted = {**wanted, "form_outcome": f"{cover.outcome(f, of_form=True)}."}
    if found != wanted:
        return f"{found}, expected {wanted}"
    for key, reported in REPORTED.items():
        value = convert(reported.value(result.solution), form_fields.FORM_FIELDS[key].unit, result.case.units)
        cell = named(package, key, values)
        same = cell in (None, "") if value is None else cell == pytest.approx(value, rel=1e-9, abs=1e-7)
        if not same:
            return f"{key}: {cell}, expected {value}"
    return ""


def code(package: bytes, values: dict) -> float:
    return named(package, "reported_check_code", values)


def test_a_house_reports_the_results_of_the_program_and_its_check_code():
    typed = TEN | {"programme": "mass_save", "design_temperature": 5}
    package = edited(FORM, typed)
    values = by_formualizer(package)
    assert disagreement(package, values) == ""
    assert code(package, values) == check_code.code_of(typed)


@pytest.mark.slow
def test_in_celsius_and_kilowatts_too():
    metric = {"temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "W/K", "load_slope": 343,
              "capacity_47": 10.5, "capacity_17": 6.7, "existing_switchover": -4, "fuel": "propane",
              "fuel_price_unit": "$/gal"}  # fmt: skip
    package = edited(FORM, TEN | metric)
    values = by_formualizer(package)
    assert disagreement(package, values) == ""
    assert code(package, values) == check_code.code_of(TEN | metric)


def test_a_blank_form_reports_nothing_and_says_what_is_missing():
    values = by_formualizer(FORM)
    assert shown(FORM, values) == expected(FORM) - form_fields.FORM_FIELDS.keys() - {"load_slope"} | {"design_load"}
    assert {named(FORM, key, values) for key in (*REPORTED, "reported_check_code")} <= {"", None}
    assert read_workbook(FORM).details == {"evidence": [], "calibration": []}


@pytest.mark.slow
def test_rules_that_no_setting_meets_are_left_to_the_program():
    typed = TEN | {"programme": "mass_save", "cop_5": 1.2, "capacity_5": 9000, "capacity_47": 24000}
    met = next(key for key in KEYS if unmeetable(df.solve(df.Case(**df_inputs(typed | {"programme": key}))).solution))
    package = edited(FORM, typed | {"programme": met})
    values = by_formualizer(package)
    assert disagreement(package, values) == ""
    assert any(
        "judged by dualfuel run" in str(value) for (sheet, _), value in values.items() if sheet == rebate.RESULTS
    )


def df_inputs(typed: dict) -> dict:
    """What was typed as the program takes it."""
    return {**typed, "fuel": "natural_gas", "station": "chicago_ohare"}


WRONG = {
    "half a speed": (SPEEDS | {"cop_min_17": None}, {"cop_min_17"}),
    "half a speed at 5": (SPEEDS | {"capacity_min_5": 7000}, {"cop_min_5"}),
    "minimum above maximum": (SPEEDS | {"capacity_max_47": 13000, "cop_max_47": 3, "capacity_max_17": 12000,
                                        "cop_max_17": 2}, {"capacity_min_47"}),
    "speeds without capacities": (SPEEDS | {"capacity_47": "not known", "capacity_17": "not known"},
                                  {"capacity_47", "capacity_17"}),
    "cycling without capacities": ({"cycling_degradation": 0.2, "capacity_47": "not known",
                                    "capacity_17": "not known"}, {"cycling_degradation"}),
    "rules in a file": ({"programme": "custom"}, {"programme"}),
    "frost by humidity without hours": ({"defrost": "humidity", "station": None, "region": "V",
                                         "design_temperature": 5}, {"defrost"}),
}  # fmt: skip


@pytest.mark.parametrize("name", one_in(7, WRONG))
def test_what_is_wrong_with_a_certificate(name):
    typed, wanted = WRONG[name]
    package = edited(FORM, {key: value for key, value in (TEN | typed).items() if value is not None})
    values = by_formualizer(package)
    assert shown(package, values) == wanted
    assert disagreement(package, values) == ""


def random_forms(count: int) -> list[bytes]:
    """Forms filled in at random, the same in every run; a third with inputs that only this form has."""
    forms = []
    for seed in range(count):
        typed, draw = filling(seed), random.Random(seed)
        typed["station"] = {"Chicago O'Hare, IL": "chicago_ohare"}.get(str(typed.get("station")), typed.get("station"))
        for key in asked_by("rebate") if draw.random() < 0.4 else ():
            if key in MORE and draw.random() < (0.9 if key in SPEEDS else 0.3):
                unit = FIELDS[key].unit
                scale = 3412 if unit == "BTU/h" and typed.get("heat_unit") == "kW" else 1
                typed[key] = round(MORE[key] / scale, 2) if scale > 1 else MORE[key]
        if draw.random() < 0.5:
            typed["defrost"] = draw.choice(FIELDS["defrost"].choices)
        if draw.random() < 0.5:
            typed["programme"] = draw.choice(FIELDS["programme"].choices)
        if "hspf2" not in typed or "cop_47" in typed:
            forms.append(edited(FORM, {key: value for key, value in typed.items() if value is not None}))
    return forms


def test_fillings_at_random_agree():
    agree(random_forms(1), disagreement)


@pytest.mark.slow
def test_two_hundred_fillings_at_random_agree():
    agree(random_forms(200), disagreement)


@pytest.mark.slow
def test_other_spreadsheets_agree(recalculated, ssconvert, tmp_path):
    agree_elsewhere(random_forms(10), disagreement, recalculated, ssconvert, tmp_path)


def typed_over(package: bytes, key: str, value: float) -> bytes:
    """The package with a number in the cell of a key, and all that a spreadsheet had calculated left as it was."""
    sheet, cell = places_of(package)[key]
    number = openpyxl.load_workbook(io.BytesIO(package), read_only=True).sheetnames.index(sheet) + 1
    pattern = rf'<c r="{cell}"( s="[0-9]+")[^>]*?(?:/>|>.*?</c>)'
    return rewritten(package, f"xl/worksheets/sheet{number}.xml",
                     lambda text: re.sub(pattern, rf'<c r="{cell}"\1><v>{value}</v></c>', text, count=1))  # fmt: skip


@pytest.mark.slow
def test_recalculated_by_a_spreadsheet_it_passes_and_an_edit_after_that_fails(recalculated):
    """The path of a submission: filled in, saved by a spreadsheet, changed by hand."""
    typed = TEN | {"programme": "mass_save", "station": "chicago_ohare", "fuel": "natural_gas"}
    package = edited(FORM, typed)
    done = recalculated([package])[0]
    assert code(package, cells(done)) == check_code.code_of(typed)
    assert disagreement(package, cells(done)) == ""
    ids = {"reported", "hash", "signoff", "value"}
    assert [one for one in verify(done).findings if one.id in ids] == []
    assert read_workbook(done).doubts == ()
    signed = verify(typed_over(done, "signed_check_code", check_code.code_of(typed) - 1)).findings
    assert [one.id for one in signed if one.id in ids] == ["signoff"]
    changed = verify(typed_over(done, "electricity_price", 0.31)).findings
    assert {"reported", "hash", "value"} <= {one.id for one in changed if one.severity == "error"}


def test_the_check_code_differs_for_every_input():
    plain = check_code.code_of(TEN)
    assert len({check_code.weight(key) for key in check_code.KEYS}) == len(check_code.KEYS)
    for key in check_code.KEYS:
        assert check_code.code_of(TEN | {key: 17.25}) != plain
    assert check_code.code_of({"design_temperature": -5}) != check_code.code_of({"design_temperature": 5})


@pytest.mark.slow
def test_unusual_numbers_are_marked():
    package = edited(FORM, TEN | {"cop_47": 12})
    assert "cop_47" in unusual(by_formualizer(package))


def test_no_error_value_behind_the_form():
    values = by_formualizer(edited(FORM, TEN))
    assert [at for at, value in values.items() if str(value).startswith("#VALUE")] == []
    assert all((sheet, "A1") in values or sheet in answering.BEHIND for sheet in (rebate.PAGE, check_code.SHEET))
    assert calculation.ROWS.keys() >= set(asked_by("rebate"))
