"""The worksheet functions, called as plain Python and through xlwings' own call path.

Expected numbers come from the worked example of the model (printed to a cent, a kilogram, a hundredth of a degree),
from tests/cases/published.json, or from arithmetic written out here. Everything else is a rule of the functions:
what they take, what they refuse and how, what they give back.
"""

from __future__ import annotations

import functools
import inspect
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel import functions
from xl_dualfuel.columns import BINS, SCENARIOS, SWITCHOVER
from xl_dualfuel.functions import FUNCTIONS

PUBLISHED = json.loads((Path(__file__).parent / "cases" / "published.json").read_text(encoding="utf-8"))

TABLES = {"DF_BIN_TABLE": BINS, "DF_SWITCHOVER_CURVE": SWITCHOVER, "DF_SCENARIOS": SCENARIOS}
OF_A_CASE = [name for name, function in FUNCTIONS.items() if any(a.name == "inputs" for a in function.arguments)]

# The same number reached by another order of operations differs in the last binary digits only.
ROUNDING = 1e-12


def call(name: str, *args: Any) -> Any:
    """A function by its name; DF_SCENARIO gets a row and a column first."""
    first = ("optimized", "annual_cost") if name == "DF_SCENARIO" else ()
    return FUNCTIONS[name].python(*first, *args)


def text_of(answer: Any) -> str:
    """The text of a refusal, whether it stands alone or in a table of one cell."""
    text = answer[0][0] if isinstance(answer, list) else answer
    assert isinstance(text, str)
    return text


# ----------------------------------------------------------------------------------------------------------------------
# Numbers from outside


def test_balance_points_of_the_worked_example() -> None:
    # The model prints 36, 36.96 and 11.91 °F.
    assert functions.DF_BALANCE_POINT() == 36.0
    assert functions.DF_ECONOMIC_POINT() == pytest.approx(36.96, abs=0.005)
    assert functions.DF_EMISSIONS_POINT() == pytest.approx(11.91, abs=0.005)
    assert functions.DF_THERMAL_POINT() == "not_modelled"  # no capacities given


# scenario: cost $, emissions t, electricity kWh, fuel MMBtu, furnace hours; the digits the model prints
WORKED_EXAMPLE = {
    "heat_pump_only": (1027.19, 2.788, 7337.10, 0, 0),
    "furnace_only": (755.28, 3.079, 0, 58.098, 2050),
    "optimized": (746.95, 2.925, 630.94, 50.663, 1530.1),
    "existing_switchover": (747.43, 2.902, 763.64, 49.271, 1467.2),
    "emergency_heat": (2264.58, 6.147, 16175.60, 0, 0),
}


@pytest.mark.parametrize("scenario", WORKED_EXAMPLE)
def test_scenarios_of_the_worked_example(scenario: str) -> None:
    measures = ("annual_cost", "emissions_kg", "electricity_kwh", "fuel_mmbtu", "furnace_hours")
    found = [functions.DF_SCENARIO(scenario, measure) for measure in measures]
    cost, tonnes, kwh, fuel, hours = WORKED_EXAMPLE[scenario]
    assert found == [
        pytest.approx(cost, abs=0.005),
        pytest.approx(tonnes * 1000, abs=0.5),
        pytest.approx(kwh, abs=0.005),
        pytest.approx(fuel, abs=0.0005),
        pytest.approx(hours, abs=0.05),
    ]


@pytest.mark.parametrize("case", PUBLISHED["break_even_cop"], ids=["therm", "propane", "therm at 0.95"])
def test_published_break_even_cops(case: dict[str, Any]) -> None:
    propane = case["unit"].startswith("$/gal")
    found = functions.DF_BREAKEVEN_COP(
        case["electricity_price"],
        case["price"],
        case["furnace_efficiency"],
        "propane" if propane else None,
        "$/gal" if propane else case["unit"],
    )
    # Printed as 3.65 and 2.97: half a unit of the second decimal. Propane is printed as 1.7, at 91,500 BTU a gallon
    # where ours has 91,452: half a unit of the first decimal.
    assert found == pytest.approx(case["published"], abs=0.05 if propane else 0.005)


def test_published_economic_point() -> None:
    case = PUBLISHED["economic_point"]
    given = {**case["inputs"], "fuel_price": case["inputs"]["fuel_price_per_therm"], "fuel_price_unit": "$/therm"}
    del given["fuel_price_per_therm"]
    # Printed with four and three decimals.
    assert functions.DF_ECONOMIC_POINT(given) == pytest.approx(case["expected"]["temperature_f"], abs=0.0005)
    price, fuel = given["electricity_price"], given["fuel_price"]
    cop = functions.DF_BREAKEVEN_COP(price, fuel, given["furnace_efficiency"], None, "$/therm")
    assert cop == pytest.approx(case["expected"]["break_even_cop"], abs=0.00005)


def test_published_thermal_point() -> None:
    inputs, expected = PUBLISHED["thermal_balance"]["inputs"], PUBLISHED["thermal_balance"]["expected"]
    # All digits of a double are printed; the intersection of two lines loses a few of them.
    assert functions.DF_THERMAL_POINT(inputs) == pytest.approx(expected["thermal_point_f"], rel=1e-12)
    slope = functions.DF_LOAD_SLOPE(inputs["design_load"], inputs["indoor_setpoint"], inputs["design_temperature"])
    assert slope == pytest.approx(42000 / 65, rel=ROUNDING)
    shortfall = functions.DF_LOAD(5, slope) - inputs["capacity_5"]
    assert shortfall == pytest.approx(expected["shortfall_at_5f_btuh"], abs=1e-6)  # a whole number


def test_fuel_prices() -> None:
    # Heat contents of the model: 0.1 MMBtu/therm, 0.1036 MMBtu/ccf, 91,452 and 138,500 BTU/gal; 3.785411784 L/gal.
    assert functions.DF_FUEL_PRICE(1.30, "$/therm") == pytest.approx(13.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(1.036, "$/ccf", "natural_gas") == pytest.approx(10.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(0.91452, "$/gal", "propane") == pytest.approx(10.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(1.385 / 3.785411784, "$/L", "fuel_oil") == pytest.approx(10.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(0, "$/MMBtu") == 0


def test_break_even_cop_of_free_energy() -> None:
    assert functions.DF_BREAKEVEN_COP(0, 13) == 0
    assert functions.DF_BREAKEVEN_COP(0.14, 0) == "fuel_always"
    assert functions.DF_BREAKEVEN_COP(0, 0) == "not_modelled"


def test_version() -> None:
    assert functions.DF_VERSION() == df.__version__


# ----------------------------------------------------------------------------------------------------------------------
# Elementwise functions


def test_cop_on_the_line_and_at_its_floor() -> None:
    # 3.4 at 47 °F, 2.2 at 17 °F: 0.04 a degree; 1.0 at −13 °F, where the floor is; 2.0 at 5 °F given.
    temperatures = [47, 17, 32, -13, -40]
    assert functions.DF_COP(temperatures, 3.4, 2.2) == pytest.approx([3.4, 2.2, 2.8, 1.0, 1.0], rel=ROUNDING)
    assert functions.DF_COP([5, 11, -1], 3.4, 2.2, 2.0) == pytest.approx([2.0, 2.1, 1.9], rel=ROUNDING)


def test_load_at_and_above_the_balance_temperature() -> None:
    assert functions.DF_LOAD([5, 70, 90], 600) == [39000.0, 0.0, 0.0]
    assert functions.DF_LOAD(5, 600, 65) == 36000.0
    assert functions.DF_LOAD(20, 600, 72) == 31200.0  # above the example's setpoint of 70


ELEMENTWISE: dict[str, Callable[[Any], Any]] = {
    "DF_COP": lambda t: functions.DF_COP(t, 3.4, 2.2),
    "DF_LOAD": lambda t: functions.DF_LOAD(t, 600),
}


@pytest.mark.parametrize("function", ELEMENTWISE.values(), ids=ELEMENTWISE)
def test_array_in_array_out(function: Callable[[Any], Any]) -> None:
    flat = [47.0, 17.0, 35.0, -3.0]
    one_by_one = [function(t) for t in flat]
    assert all(type(answer) is float for answer in one_by_one)
    assert function(flat) == one_by_one
    assert function(tuple(flat)) == one_by_one
    assert function([[t] for t in flat]) == [[answer] for answer in one_by_one]  # a column stays a column
    assert function([flat[:2], flat[2:]]) == [one_by_one[:2], one_by_one[2:]]
    assert function([[47.0]]) == [[one_by_one[0]]]
    assert function([]) == []
    for array in (np.array(flat), pd.Series(flat), np.array([Decimal(str(t)) for t in flat])):
        answer = function(array)
        assert answer == one_by_one
        assert type(answer) is list
        assert all(type(item) is float for item in answer)


@pytest.mark.parametrize("function", ELEMENTWISE.values(), ids=ELEMENTWISE)
def test_an_unusable_temperature_is_told_in_its_own_place(function: Callable[[Any], Any]) -> None:
    column = [[47.0], [None], [""], ["#N/A"], ["cold"], [200], [True], [math.nan], [17.0]]
    answer = function(column)
    assert [row[0] for row in answer[::8]] == [function(47.0), function(17.0)]
    assert answer[3] == ["#N/A"]
    refused = [answer[i][0] for i in (1, 2, 4, 5, 6, 7)]
    assert all(text.startswith("#DF! temperature = ") for text in refused)
    assert refused[3].startswith("#DF! temperature = 200: must be ≥ -80 and ≤ 120")
    assert function(None).startswith("#DF! temperature = (not given)")


def test_other_arguments_of_elementwise_functions() -> None:
    assert functions.DF_COP([[47], [17]], "#REF!", 2.2) == "#REF!"
    assert functions.DF_COP(47, -1, None) == (
        "#DF! cop_47 = -1: must be > 0 and ≤ 20. Give the COP at 47 °F, such as 3.4; "
        "cop_17 = (not given): must be > 0 and ≤ 20. Give the COP at 17 °F, such as 2.2"
    )
    assert functions.DF_COP(47, [3.4, 3.5], 2.2).startswith("#DF! cop_47 = [3.4, 3.5]: must be a number")
    # A single cell may come as a range of one.
    assert functions.DF_COP(47, [[3.4]], [2.2], [[None]]) == 3.4
    assert functions.DF_COP(47, Decimal("3.4"), 2.2, "") == 3.4


# ----------------------------------------------------------------------------------------------------------------------
# What inputs and changes may be

GIVEN: dict[str, Any] = {
    "cop_47": 3.0,
    "electricity_price": 0.2,
    "fuel": "propane",
    "fuel_price": 2.5,
    "fuel_price_unit": "$/gal",
}
PAIRS: list[list[Any]] = [[key, value] for key, value in GIVEN.items()]
ANSWER = df.solve(df.Case(**GIVEN)).recommended.annual_cost
LABELS = {key: field.label for key, field in df.FIELDS.items()}
UNITS = {key: field.unit for key, field in df.FIELDS.items()}

RANGES: dict[str, Any] = {
    "two columns": PAIRS,
    "tuples": tuple(map(tuple, PAIRS)),
    "labels": [[LABELS[key], value] for key, value in PAIRS],
    "labels in any case": [[f" {LABELS[key].upper()} ", value] for key, value in PAIRS],
    "keys and labels mixed": [[LABELS[key] if i % 2 else key, value] for i, (key, value) in enumerate(PAIRS)],
    "dictionary": GIVEN,
    "dictionary of labels": {LABELS[key]: value for key, value in PAIRS},
    "label, key, value, unit": [[LABELS[key], key, value, UNITS[key]] for key, value in PAIRS],
    "key, label, value": [[key, LABELS[key], value] for key, value in PAIRS],
    "key, value, unit, note": [[key, value, UNITS[key], "as billed"] for key, value in PAIRS],
    "key, unit, value": [[key, UNITS[key] or None, value] for key, value in PAIRS],
    "key, unit or dash, value": [[key, UNITS[key] or "–", value] for key, value in PAIRS],
    "section, label, value": [[df.FIELDS[key].section, LABELS[key], value] for key, value in PAIRS],
    "an empty column between": [[None, key, "", value] for key, value in PAIRS],
    "blank rows, a title, headings": [
        ["Our house", None], [None, None], ["Heat pump", ""], *PAIRS[:2], [None, 7], ["", "of no key"], *PAIRS[2:],
    ],
    "name and value headers": [["Name", "Value"], *PAIRS],
    "key and value headers, other order": [["Value", "Unit", "Key"], *([value, "?", key] for key, value in PAIRS)],
    "headers as on the Inputs sheet": [
        ["Section", "Input", "Name", "Value", "Unit"],
        *([df.FIELDS[key].section, "my own words", key, value, UNITS[key]] for key, value in PAIRS),
    ],
    "one row of pairs": [cell for pair in PAIRS for cell in pair],
    "one row of pairs, two-dimensional": [[cell for pair in PAIRS for cell in pair]],
    "a form with two pairs a row": [[*PAIRS[0], None, *PAIRS[1]], [*PAIRS[2], None, *PAIRS[3]], [*PAIRS[4]]],
    "numpy": np.array(PAIRS, dtype=object),
    "frame": pd.DataFrame(PAIRS, columns=["name", "value"]),
    "frame with more columns": pd.DataFrame(
        [[LABELS[key], key, value, math.nan] for key, value in PAIRS], columns=["label", "name", "value", "source"]
    ),
    "frame of all inputs": df.solve(df.Case(**GIVEN)).frame("inputs"),
    "frame with gaps": pd.DataFrame([*PAIRS, ["cop_5", math.nan], [None, 7]], columns=["Key", "Value"]),
    "decimals": [[key, Decimal(str(value)) if isinstance(value, float) else value] for key, value in PAIRS],
    "blank ones omitted": [*PAIRS, ["cop_5", None], ["station", ""], ["cop_17", functions.OMITTED]],
}  # fmt: skip


@pytest.mark.parametrize("form", RANGES)
def test_every_form_of_range_gives_the_same_case(form: str) -> None:
    before = repr(RANGES[form])
    assert functions.DF_SCENARIO("optimized", "annual_cost", RANGES[form]) == pytest.approx(ANSWER, rel=ROUNDING)
    assert functions.DF_SCENARIO("optimized", "annual_cost", None, RANGES[form]) == pytest.approx(ANSWER, rel=ROUNDING)
    assert repr(RANGES[form]) == before


@pytest.mark.parametrize(
    "nothing", [None, "", [], {}, [[None]], [[None, None]], [[""], [None]], [["cop_47", None]], functions.OMITTED]
)
@pytest.mark.parametrize("name", OF_A_CASE)
def test_nothing_given_is_the_worked_example(name: str, nothing: Any) -> None:
    assert call(name, nothing, nothing) == call(name)


def test_zero_is_a_value() -> None:
    # At no price the heat pump always wins, down to the lowest edge.
    assert functions.DF_BALANCE_POINT([["electricity_price", 0]]) == 5.0
    assert functions.DF_SCENARIO("heat_pump_only", "annual_cost", {"electricity_price": 0.0}) == 0.0


def test_changes_win() -> None:
    inputs = [["electricity_price", 0.2], ["cop_47", 3.0]]
    expected = df.solve(df.Case(electricity_price=0.13, cop_47=3.0)).recommended.switchover
    for changes in (["electricity_price", 0.13], [["electricity_price", 0.13]], {"electricity_price": 0.13}):
        assert functions.DF_BALANCE_POINT(inputs, changes) == expected
    # A blank change changes nothing.
    assert functions.DF_BALANCE_POINT(inputs, ["cop_47", None]) == functions.DF_BALANCE_POINT(inputs)


@pytest.mark.parametrize(
    "changes",
    [
        {"design_load": 45000},
        {"load_slope": 700},
        {"region": "V"},
        {"station": "denver"},
        {"bin_table": [[20, 500], [40, 900]]},
        {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"},
        {"climate": "region", "region": "IV"},
    ],
    ids=str,
)
def test_a_change_of_a_full_inputs_sheet_takes_effect(changes: dict[str, Any]) -> None:
    # The Inputs sheet gives every input. What only follows from an input that changes must not hold the change up.
    sheet = df.solve(df.Case()).frame("inputs")
    answer = functions.DF_SCENARIOS(sheet, changes)
    assert answer == functions.DF_SCENARIOS(None, changes)
    assert answer != functions.DF_SCENARIOS()


def test_a_change_to_the_same_value_leaves_the_rest() -> None:
    for inputs in ({"fuel": "natural_gas", "fuel_emissions": 60.0}, {"fuel_emissions": 60.0}):
        assert functions.DF_EMISSIONS_POINT(inputs, {"fuel": "natural_gas"}) == functions.DF_EMISSIONS_POINT(inputs)
        assert functions.DF_EMISSIONS_POINT(inputs) != functions.DF_EMISSIONS_POINT()


def test_a_load_slope_replaces_a_design_load() -> None:
    answer = functions.DF_SCENARIOS({"design_load": 45000}, {"load_slope": 700})
    assert answer == functions.DF_SCENARIOS({"load_slope": 700})


def test_tables_may_come_as_json_text() -> None:
    bins, points = [[35.0, 100.0], [10.0, 60.0]], [[5, 1.8, 20000], [17, 2.2, 26000], [47, 3.6, 40000]]
    text = [["bin_table", json.dumps(bins)], ["Performance table", json.dumps(points)]]
    expected = functions.DF_BIN_TABLE({"bin_table": bins, "performance_table": np.array(points)})
    assert functions.DF_BIN_TABLE(text) == expected
    assert len(expected) == 3
    assert text_of(functions.DF_BIN_TABLE([["bin_table", "[[35, 100"]])).startswith("#DF! bin_table = [[35, 100: ")


# ----------------------------------------------------------------------------------------------------------------------
# What is refused, and how


def test_text_for_a_number_is_refused() -> None:
    assert functions.DF_BALANCE_POINT([["cop_47", "3.4"]]) == (
        "#DF! cop_47 = 3.4: must be a number, not text. "
        "Give the COP at 47 °F, such as 3.4, as a number without quotes or unit"
    )
    assert functions.DF_BALANCE_POINT([["cop_47", True]]).startswith("#DF! cop_47 = True: must be a number")
    assert functions.DF_BALANCE_POINT({"cop_47": Decimal("-1.50")}).startswith("#DF! cop_47 = -1.5: must be > 0")
    # TRUE equals 1 in Python, and is refused all the same after 1 has been solved.
    assert functions.DF_BALANCE_POINT({"furnace_efficiency": 1.0}) == functions.DF_BALANCE_POINT(
        {"furnace_efficiency": 1}
    )
    assert functions.DF_BALANCE_POINT({"furnace_efficiency": True}).startswith("#DF! furnace_efficiency = True")


@pytest.mark.parametrize("name", OF_A_CASE)
def test_every_function_refuses_in_words(name: str) -> None:
    answer = call(name, {"cop_17": -1})
    assert isinstance(answer, list) == (FUNCTIONS[name].shape == "table")
    expected = "cop_17 = -1: must be > 0 and ≤ 20. Give the COP at 17 °F, such as 2.2"
    assert text_of(answer) == ("" if name == "DF_CHECK" else "#DF! ") + expected


def test_several_problems_in_one_text() -> None:
    assert functions.DF_BALANCE_POINT({"cop_17": 0}, {"cop_47": 99}) == (
        "#DF! cop_47 = 99: must be > 0 and ≤ 20. Give the COP at 47 °F, such as 3.4; "
        "cop_17 = 0: must be > 0 and ≤ 20. Give the COP at 17 °F, such as 2.2"
    )
    numbers = [key for key, field in df.FIELDS.items() if field.kind == "number"]
    for first in range(len(numbers) - 3):
        given = dict.fromkeys(numbers[first:], -1e12)
        told = re.fullmatch(r"#DF! (.*) \(\+(\d+) more\)", text := functions.DF_BALANCE_POINT(given))
        assert told
        assert len(text) <= 255
        assert told[1].count(" = -1000000000000: ") + int(told[2]) == len(given)


def test_one_long_problem_is_cut() -> None:
    text = functions.DF_BALANCE_POINT({"station": "nowhere" * 40, "cop_47": -1, "cop_17": -1})
    assert len(text) <= 255
    assert text.endswith(" more)")
    text = functions.DF_SCENARIO("optimized", "annual_cots")
    assert len(text) == 255
    assert text.startswith("#DF! measure = annual_cots: must be one of scenario, switchover, annual_cost, ")
    assert text.endswith("…")


def test_unknown_keys_are_refused() -> None:
    expected = "#DF! electricty_price = 0.2: must be the key of an input. Did you mean electricity_price?"
    for form in ([["electricty_price", 0.2]], ["electricty_price", 0.2], {"electricty_price": 0.2}):
        assert functions.DF_BALANCE_POINT(form) == expected
    assert functions.DF_BALANCE_POINT([["electricty_price", "$/kWh", 0.2], ["load_slope", "BTU/h·°F", 600]]) == expected
    assert functions.DF_BALANCE_POINT([["name", "value"], ["electricty_price", 0.2]]) == expected
    # A wrong key is not taken for a heading because its value is the name of an input.
    assert functions.DF_BALANCE_POINT({"climat": "region"}).startswith("#DF! climat = region: must be the key")
    assert functions.DF_BALANCE_POINT([[47, 3.4], [17, 2.2]]).startswith("#DF! 47 = 3.4: must be the key")


@pytest.mark.parametrize("wrong", ["cop_47", 36.0, [["cop_47"], ["cop_17"]], [[3.4], [2.2]], [3.4], True])
def test_what_is_no_range_of_pairs_is_refused(wrong: Any) -> None:
    for name, args in (("inputs", (wrong,)), ("changes", (None, wrong))):
        text = functions.DF_BALANCE_POINT(*args)
        assert text.startswith(f"#DF! {name} = ")
        assert "must be keys beside values" in text


def test_labels_without_values_are_refused() -> None:
    # The range ends one column too early: keys beside labels or units are not an empty case.
    for beside in (LABELS, UNITS):
        rows = [[key, beside[key]] for key in ("load_slope", "indoor_setpoint")]
        assert functions.DF_BALANCE_POINT(rows).startswith("#DF! load_slope = ")


def test_a_key_given_twice_is_refused() -> None:
    rows = [["cop_47", 3.4], [LABELS["cop_47"], 3.6]]
    assert functions.DF_BALANCE_POINT(rows) == (
        "#DF! cop_47 = 3.6: must stand only once in inputs. Take one of the rows out"
    )
    assert functions.DF_BALANCE_POINT([*rows[:1], ["cop_47", None]]) == 36.0


@pytest.mark.parametrize(
    "given", [{"weather_file": "a.epw"}, {"climate": "weather"}, {"climate": "weather", "weather_file": "a"}]
)
@pytest.mark.parametrize("name", OF_A_CASE)
def test_no_files(name: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        pytest.fail("a worksheet function has read a file")

    monkeypatch.setattr("xl_dualfuel.case.read_weather_file", read)
    for args in ((given,), (None, given)):
        text = text_of(call(name, *args))
        assert "worksheet functions read no files. Give bin_table or station" in text


def test_a_station_instead_of_the_weather_file() -> None:
    sheet = {"climate": "weather", "weather_file": "a.epw"}
    assert functions.DF_BALANCE_POINT(sheet, {"station": "denver"}) == functions.DF_BALANCE_POINT({"station": "denver"})


def test_scenario_and_measure() -> None:
    assert functions.DF_SCENARIO("furnace_only", "seasonal_cop") == "none"
    assert functions.DF_SCENARIO("optimized", "switchover") == 36.0
    assert functions.DF_SCENARIO("optimized", "fuel_unit") == "therm"
    assert functions.DF_SCENARIO([["optimized"]], ["switchover"]) == 36.0
    for scenario in ("best", None, 3, [["optimized", "x"]]):
        assert functions.DF_SCENARIO(scenario, "annual_cost").startswith("#DF! scenario = ")
    assert functions.DF_SCENARIO("optimized", None).startswith("#DF! measure = (not given): must be one of ")


def test_arguments_that_are_inputs_are_checked_like_inputs() -> None:
    assert functions.DF_LOAD_SLOPE(39000, 70, 75) == (
        "#DF! design_temperature = 75: must be below indoor_setpoint (70). "
        "Give the 99 % heating design temperature of the place, in °F"
    )
    assert functions.DF_LOAD_SLOPE(39000, None, 5).startswith("#DF! indoor_setpoint = (not given): ")
    assert functions.DF_BREAKEVEN_COP(14, 13).endswith("Give dollars, not cents: 0.14 instead of 14")
    assert functions.DF_BREAKEVEN_COP(0.14, 13, 95).endswith("Give a fraction: 0.95 instead of 95")
    assert functions.DF_FUEL_PRICE(1.3, "therm").startswith("#DF! unit = therm: must be one of $/MMBtu")
    assert functions.DF_FUEL_PRICE(1.3, "$/gal").endswith("for natural_gas. Give the unit of the price you have")
    assert functions.DF_FUEL_PRICE("", "$/gal").startswith("#DF! price = (not given): ")


# ----------------------------------------------------------------------------------------------------------------------
# Errors in, errors out; nothing unexpected becomes a number


@pytest.mark.parametrize(
    "error",
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#DF! cop_47 = …"],
)
def test_an_error_cell_comes_back(error: str) -> None:
    for name, function in FUNCTIONS.items():
        for place, argument in enumerate(function.arguments):
            forms = [error, [[error]], [["cop_47", 3.4], ["cop_17", error]]] if argument.array else [error, [[error]]]
            for form in [*forms, {"cop_47": error}] if argument.name in ("inputs", "changes") else forms[:2]:
                args: list[Any] = [None] * len(function.arguments)
                args[place] = form
                in_a_table = function.shape == "table" or (argument.name == "temperature" and form == [[error]])
                if name == "DF_COP" and place == 0:
                    args[1:3] = 3.4, 2.2
                if name == "DF_LOAD" and place == 0:
                    args[1] = 600
                answer = function.python(*args)
                assert answer == ([[error]] if in_a_table else error)


def test_error_numbers_that_a_host_hands_over() -> None:
    # xlCVError numbers of the Excel object model; over COM they arrive as 0x800A0000 plus the number.
    for number, text in {2007: "#DIV/0!", 2042: "#N/A", 2045: "#SPILL!", 2050: "#CALC!"}.items():
        assert functions.DF_BALANCE_POINT([["cop_47", number - 0x7FF60000]]) == text
    assert functions.DF_COP([[47], [-2146826246]], 3.4, 2.2) == [[3.4], ["#N/A"]]


def test_text_that_only_looks_like_an_error_is_none() -> None:
    assert functions.DF_BALANCE_POINT([["cop_47", 3.4, "#1 choice"]]) == 36.0


@pytest.mark.parametrize("name", OF_A_CASE)
def test_unexpected_failures_are_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(functions, "_solved", broken)
    answer = call(name)
    assert text_of(answer) == "#DF! internal error ZeroDivisionError: please report it with the inputs"
    assert isinstance(answer, list) == (FUNCTIONS[name].shape == "table")


def test_a_number_that_is_not_finite_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    result = df.solve(df.Case())
    result.table("bins")["cop"][3] = math.nan
    result.table("scenarios")["annual_cost"][2] = math.inf
    monkeypatch.setattr(functions, "_solved", lambda _: result)
    for answer in (
        functions.DF_BIN_TABLE(),
        functions.DF_SCENARIOS(),
        functions.DF_SCENARIO("optimized", "annual_cost"),
    ):
        assert text_of(answer).startswith("#DF! internal error ArithmeticError")


def test_wrong_python_calls_are_python_errors() -> None:
    with pytest.raises(TypeError):
        functions.DF_BALANCE_POINT(1, 2, 3)


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.decimals(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from([*df.FIELDS, *LABELS.values(), "#N/A", "–", "name", "key", "value", "V", "propane", "weather"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, max_size=5), max_size=5), st.lists(cells, max_size=4))
def test_whatever_the_cells_hold_the_answer_is_a_number_or_words(inputs: Any, changes: Any) -> None:
    for name in ("DF_BALANCE_POINT", "DF_SCENARIO", "DF_CHECK"):
        answer = call(name, inputs, changes)
        for cell in (c for row in answer for c in row) if isinstance(answer, list) else [answer]:
            assert type(cell) in (float, str)
            assert isinstance(cell, str) or math.isfinite(cell)
            assert isinstance(cell, float) or (len(cell) <= 255 and "internal error" not in cell)


# ----------------------------------------------------------------------------------------------------------------------
# What comes back


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"capacity_47": 36000, "capacity_17": 22000, "cycling_degradation": 0.25, "strip_capacity": 3},
        {"station": "denver", "bin_width": 0},
        {"electricity_price": 0, "fuel_price": 0},
    ],
    ids=["example", "limited", "station", "free"],
)
def test_tables_are_plain_and_rectangular(name: str, given: dict[str, Any]) -> None:
    answer = FUNCTIONS[name].python(given)
    result = df.solve(df.Case(**given))
    frame = {
        "DF_BIN_TABLE": result.bins,
        "DF_SWITCHOVER_CURVE": result.switchover_curve,
        "DF_SCENARIOS": result.scenarios,
    }
    assert answer[0] == [column.key for column in TABLES[name]]
    assert len(answer) == 1 + len(frame[name])
    assert {len(row) for row in answer} == {len(answer[0])}
    assert {type(cell) for row in answer for cell in row} <= {float, int, str}
    assert all(math.isfinite(cell) for row in answer for cell in row if not isinstance(cell, str))
    table = {"DF_BIN_TABLE": "bins", "DF_SWITCHOVER_CURVE": "switchover", "DF_SCENARIOS": "scenarios"}[name]
    for key, values in result.table(table).items():
        place = answer[0].index(key)
        shown = ["" if v is None else " ".join(v) if isinstance(v, list) else v for v in values]
        assert [row[place] for row in answer[1:]] == shown


def test_flags_are_words() -> None:
    answer = functions.DF_BIN_TABLE({"cop_17": 1.2})
    column = answer[0].index("flags")
    assert "low_cop floored extrapolated" in {row[column] for row in answer}


def test_points_are_plain_numbers_or_statuses() -> None:
    given = {"capacity_47": 36000, "capacity_17": 22000}
    points = df.solve(df.Case(**given)).balance_points
    found = [functions.DF_ECONOMIC_POINT(given), functions.DF_THERMAL_POINT(given), functions.DF_EMISSIONS_POINT(given)]
    assert found == [point.temperature for point in points]
    assert all(type(point) is float for point in found)
    assert functions.DF_ECONOMIC_POINT({"electricity_price": 0.5}) == "fuel_always"
    assert functions.DF_ECONOMIC_POINT({"electricity_price": 0.02}) == "heat_pump_always"


def test_check() -> None:
    as_a_number = "Give the COP at 47 °F, such as 3.4, as a number without quotes or unit"
    assert functions.DF_CHECK() == [["OK"]]
    assert functions.DF_CHECK({"cop_17": 3.9}) == [["OK"]]  # doubtful, which is a warning and no problem
    assert functions.DF_CHECK({"cop_17": -1}, {"cop_47": "x", "colour": "red"}) == [
        ["colour = red: must be the key of an input. Leave it out; the keys are listed in the README"],
        ["cop_47 = x: must be a number, not text. " + as_a_number],
        ["cop_17 = -1: must be > 0 and ≤ 20. Give the COP at 17 °F, such as 2.2"],
    ]
    assert functions.DF_CHECK([["cop_47", "#N/A"]]) == [["#N/A"]]


def test_check_shows_a_result_that_contradicts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    result = df.solve(df.Case())
    result.__dict__["checks"] = tuple(check._replace(ok=check.id != "hours") for check in result.checks)
    monkeypatch.setattr(functions, "_solved", lambda _: result)
    assert functions.DF_CHECK() == [["hours: hours of all bins = hours of the climate failed"]]


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[df.Case]:
    """The cases that are solved while the test runs."""
    cases: list[df.Case] = []

    def counting(case: df.Case) -> df.Result:
        cases.append(case)
        return df.solve(case)

    monkeypatch.setattr(functions, "_solved", functools.lru_cache(functions._solved.cache_info().maxsize)(counting))
    return cases


def test_functions_on_the_same_inputs_solve_once(solved: list[df.Case]) -> None:
    for name in OF_A_CASE:
        first = call(name, PAIRS)
        assert call(name, RANGES["labels"]) == call(name, GIVEN) == call(name, PAIRS[:3], PAIRS[3:]) == first
    assert solved == [df.Case(**GIVEN)]
    call("DF_BALANCE_POINT", PAIRS, {"cop_47": 3.1})
    assert len(solved) == 2
    assert functions.DF_BALANCE_POINT(PAIRS) == functions.DF_BALANCE_POINT(GIVEN)
    assert len(solved) == 2


def test_an_answer_may_be_changed_by_its_caller() -> None:
    functions.DF_BIN_TABLE()[1][0] = "mine"
    assert functions.DF_BIN_TABLE()[1][0] == 1


simple_cases = st.fixed_dictionaries(
    {},
    optional={
        "load_slope": st.integers(200, 1500),
        "indoor_setpoint": st.integers(62, 75),
        "design_temperature": st.integers(-20, 30),
        "season_hours": st.integers(500, 5000),
        "bin_width": st.sampled_from([1, 2, 2.5, 5]),
        "cop_47": st.floats(2.0, 5.0),
        "cop_17": st.floats(1.2, 3.5),
        "fuel": st.just("natural_gas"),
        "fuel_price": st.floats(5.0, 40.0),
        "electricity_price": st.floats(0.05, 0.4),
        "capacity_47": st.none(),
        "existing_switchover": st.integers(0, 60),
    },
)


@settings(deadline=None)
@given(simple_cases, st.randoms(use_true_random=False))
def test_a_range_is_the_case(given: dict[str, Any], random: Any) -> None:
    rows = [[random.choice([key, LABELS[key]]), value] for key, value in given.items()]
    random.shuffle(rows)
    split = random.randint(0, len(rows))
    expected = df.solve(df.Case(**given)).recommended.switchover
    assert functions.DF_BALANCE_POINT(rows) == expected
    assert functions.DF_BALANCE_POINT(rows[:split], rows[split:]) == expected


# ----------------------------------------------------------------------------------------------------------------------
# The registry

# VBA names its arguments in the add-in: none may be one of VBA's keywords (MS-VBAL 3.3.5.2), in any case.
VBA_WORDS = re.findall(
    r"\w+",
    """
    abs access addressof alias and any append array as attribute base begin binary boolean byref byte byval call
    case cbool cbyte ccur cdate cdbl cdec cdecl cint circle clng clnglng clngptr close compare const csng cstr
    currency cvar cverr database date debug decimal declare defbool defbyte defcur defdate defdbl defdec defint
    deflng deflnglng deflngptr defobj defsng defstr defvar dim do doevents double each else elseif empty end endif
    enum eqv erase error event exit explicit false fix for friend function get global go gosub goto if imp
    implements in input inputb instr integer is lbound len lenb let lib like line lock lom long longlong longptr
    loop lset me mid midb mod module name new next not nothing null object on open option optional or output
    paramarray preserve print private property pset public put raiseevent random read redim rem reset resume return
    rset scale seek select sendkeys set sgn shared single spc static step stop string strptr sub tab text then time
    to true type typeof ubound unlock until variant vb_base vb_control vb_creatable vb_customizable vb_description
    vb_exposed vb_ext_key vb_globalnamespace vb_helpid vb_invoke_func vb_memberflags vb_name vb_predeclaredid
    vb_procdata vb_templatederived vb_usermemid wend while width with withevents write xor
    """,
)


def test_the_functions_of_this_version() -> None:
    assert " ".join(FUNCTIONS) == (
        "DF_BALANCE_POINT DF_ECONOMIC_POINT DF_THERMAL_POINT DF_EMISSIONS_POINT DF_BIN_TABLE DF_SWITCHOVER_CURVE "
        "DF_SCENARIOS DF_SCENARIO DF_CHECK DF_COP DF_LOAD DF_LOAD_SLOPE DF_BREAKEVEN_COP DF_FUEL_PRICE DF_VERSION"
    )
    named = {name for name in vars(functions) if name.startswith("DF_")}
    assert named == set(FUNCTIONS)
    assert all(FUNCTIONS[name].python is getattr(functions, name) for name in named)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_registry_rules(function: functions.Function) -> None:
    assert re.fullmatch(r"DF_[A-Z]+(_[A-Z]+)*", function.name)  # an underscore: DF1 would be a cell
    assert function.shape in ("scalar", "table", "elementwise")
    assert 20 <= len(function.doc) <= 255
    assert function.python.__doc__ == function.doc
    assert len(function.arguments) <= 60
    parameters = inspect.signature(function.python).parameters.values()
    assert [(p.name, p.default is not p.empty) for p in parameters] == [
        (a.name, a.optional) for a in function.arguments
    ]
    assert all(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
    assert all(p.default is None for p in parameters if p.default is not p.empty)  # a blank cell is None as well
    assert sorted(function.arguments, key=lambda argument: argument.optional) == list(function.arguments)
    for argument in function.arguments:
        assert argument.name.casefold() not in VBA_WORDS
        assert not re.fullmatch(r"[a-z]{1,3}\d+", argument.name)  # would be a cell
        assert 10 <= len(argument.help) <= 255
        assert "\n" not in argument.help
        assert argument.array == (argument.name in ("inputs", "changes", "temperature"))


def test_help_of_an_argument_that_is_an_input_comes_from_the_input_table() -> None:
    shown = {a.name: a.help for function in FUNCTIONS.values() for a in function.arguments}
    assert shown["cop_47"] == "Coefficient of performance at 47 °F outdoors [–]: > 0 and ≤ 20"
    assert shown["furnace_efficiency"].endswith(": > 0 and ≤ 1. Omitted: 0.95")
    assert shown["cop_5"].endswith("Omitted: the line through 47 and 17 °F goes on")
    for name in shown.keys() & df.FIELDS.keys():
        field = df.FIELDS[name]
        assert field.help in shown[name]
        assert field.allowed.removeprefix("must be ") in shown[name]
        assert field.unit in shown[name]


def test_labels_are_distinct_and_no_keys() -> None:
    labels = {label.casefold() for label in LABELS.values()}
    assert len(labels) == len(df.FIELDS)
    assert not labels & df.FIELDS.keys()


# ----------------------------------------------------------------------------------------------------------------------
# With and without xlwings

BLOCKED = """
import sys
sys.modules["xlwings"] = None
from xl_dualfuel import functions
assert functions.xw is None
print(functions.DF_BALANCE_POINT(), functions.DF_COP([[47], [17]], 3.4, 2.2), len(functions.FUNCTIONS))
"""

# pywin32 does not exist here: mocks stand in for it, and xlwings' own code decorates, converts and calls.
WINDOWS = """
import ctypes, io, json, sys
from unittest.mock import MagicMock
import xlwings
modules = "pythoncom pywintypes win32com win32com.client win32api win32con win32gui win32process win32timezone"
for name in (*modules.split(), "xlwings.com_server"):
    sys.modules[name] = MagicMock(name=name, __file__=name)
sys.modules["pywintypes"].TimeType = type("TimeType", (), {})
for module, names in {"pywintypes": ["com_error"], "pythoncom": ["com_error"],
                      "win32com.client": ["CDispatch", "DispatchBaseClass"]}.items():
    for name in names:
        setattr(sys.modules[module], name, type(name, (Exception,), {}))
ctypes.PyDLL = ctypes.windll = ctypes.oledll = MagicMock()
from xlwings import _xlwindows, udfs
xlwings._xlwindows = _xlwindows
xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
from xl_dualfuel import functions

M = functions.OMITTED
def call(name, *args):
    return udfs.call_udf("xl_dualfuel.functions", name, args, None, MagicMock())

from decimal import Decimal
calls = [
    call("DF_BALANCE_POINT", M, M),
    call("DF_BALANCE_POINT", None, (("cop_47", None),)),
    call("DF_BALANCE_POINT", (("electricity_price", Decimal("0.1300")), ("cop_47", 3.6)), ("fuel_price", 14.0)),
    call("DF_BALANCE_POINT", (("cop_47", -2146826246),), M),
    call("DF_COP", ((47.0,), (17.0,), (-2146826246,), (-2146826243,)), 3.4, Decimal("2.2"), M),
    call("DF_COP", ((47.0, 17.0),), 3.4, 2.2, None),
    call("DF_CHECK", (("cop_17", -1.0),), M),
    call("DF_VERSION"),
    call("DF_SCENARIOS", M, M),
]
told = {}
for name, function in functions.FUNCTIONS.items():
    f = function.python.__xlfunc__
    arguments = [[a["name"], a["doc"], "optional" in a, a["options"]] for a in f["args"]]
    told[name] = [f["ret"]["doc"], f["ret"]["options"], f["volatile"], arguments]
vba = io.StringIO()
book = MagicMock()
book.Name = "xl_dualfuel.xlam"
udfs.generate_vba_wrapper("xl_dualfuel.functions", functions, vba, book)
print(json.dumps({"calls": calls, "told": told, "vba": vba.getvalue()}))
"""


def run(program: str) -> str:
    """What the program prints in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=Path(__file__).parent.parent,  # the tests may run without the package installed
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_without_xlwings() -> None:
    assert run(BLOCKED).split("\n")[0] == f"36.0 [[3.4], [2.2]] {len(FUNCTIONS)}"


def test_decorated_by_xlwings() -> None:
    pytest.importorskip("xlwings")
    found = json.loads(run(WINDOWS))
    expected = df.solve(df.Case(electricity_price=0.13, cop_47=3.6, fuel_price=14)).recommended.switchover
    scenarios = functions.DF_SCENARIOS()
    assert found["calls"] == [
        [[36.0]],
        [[36.0]],
        [[expected]],
        [["#N/A"]],
        [[3.4], [2.2], ["#N/A"], ["#SPILL!"]],
        [[3.4, 2.2]],
        [["cop_17 = -1: must be > 0 and ≤ 20. Give the COP at 17 °F, such as 2.2"]],
        [[df.__version__]],
        scenarios,
    ]
    for name, function in FUNCTIONS.items():
        arguments = [
            [a.name, a.help, a.optional, {"err_to_str": True, "ndim": 2 if a.array else None}]
            for a in function.arguments
        ]
        assert found["told"][name] == [function.doc, {}, False, arguments]
        assert f"Function {name}(" in found["vba"]
    # The limit of a line in VBA.
    assert max(map(len, found["vba"].splitlines())) <= 1023
