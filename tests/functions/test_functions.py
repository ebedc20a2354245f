"""The worksheet functions, called as plain Python.

Expected numbers come from the worked example of the model (printed to a cent, a kilogram, a hundredth of a degree),
from tests/cases/published.json, or from arithmetic written out here. Everything else is a rule of the functions:
what they take and what they give back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import xl_dualfuel as df
from worksheets import ROUNDING, column
from xl_dualfuel import functions
from xl_dualfuel.functions import FUNCTIONS, registry
from xl_dualfuel.model import parameters, storage
from xl_dualfuel.results.columns import BINS, SCENARIOS, SWITCHOVER

PUBLISHED = json.loads((Path(__file__).parents[1] / "cases" / "published.json").read_text(encoding="utf-8"))

TABLES = {"DF_BIN_TABLE": BINS, "DF_SWITCHOVER_CURVE": SWITCHOVER, "DF_SCENARIOS": SCENARIOS}


# ----------------------------------------------------------------------------------------------------------------------
# Numbers from outside


def test_balance_points_of_the_worked_example() -> None:
    # The model prints 36, 36.96 and 11.91 °F.
    assert functions.DF_BALANCE_POINT() == 36.0
    assert functions.DF_ECONOMIC_POINT() == pytest.approx(36.96, abs=0.005)
    assert functions.DF_EMISSIONS_POINT() == pytest.approx(11.91, abs=0.005)
    assert functions.DF_THERMAL_POINT() == "#N/A"  # no capacities given


# scenario: cost $, emissions kg, electricity kWh, fuel MMBtu, furnace hours; the digits the model prints
WORKED_EXAMPLE = {
    "heat_pump_only": (1027.4741, 2788.8583, 7339.1007, 0, 0),
    "furnace_only": (755.4384, 3079.8644, 0, 58.1106, 2050),
    "optimized": (747.1061, 2925.4153, 631.5429, 50.6685, 1530.142),
    "existing_switchover": (747.2809, 2913.9117, 695.5778, 49.9923, 1499.1124),
    "emergency_heat": (2265.0629, 6148.0279, 16179.0208, 0, 0),
}


@pytest.mark.parametrize("scenario", WORKED_EXAMPLE)
def test_scenarios_of_the_worked_example(scenario: str) -> None:
    measures = ("annual_cost", "emissions_kg", "electricity_kwh", "fuel_mmbtu", "furnace_hours")
    found = [functions.DF_SCENARIO(scenario, measure) for measure in measures]
    assert found == pytest.approx(WORKED_EXAMPLE[scenario], rel=0, abs=0.00005)  # half a unit of the last digit


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


def test_season_costs_of_the_worked_example() -> None:
    # As the model prints them: at 36 and at today's 35 °F; furnace only (above every bin); heat pump only.
    costs = [functions.DF_SEASON_COST(switchover) for switchover in (36, 35, 70, 5)]
    assert costs == pytest.approx([747.1061, 747.2809, 755.4384, 1027.4741], abs=0.00005)
    assert functions.DF_SAVINGS(35, 36) == pytest.approx(747.2809 - 747.1061, abs=0.0001)
    assert functions.DF_SAVINGS(5, 70) == pytest.approx(1027.4741 - 755.4384, abs=0.0001)


def test_what_to_program_in_the_worked_example() -> None:
    # The recommended 36 °F is a whole degree; the model prints 747.1061 for it, and 747.2809 for today's 35 °F.
    heads, setting, *constraints = functions.DF_SETTING()
    found = dict(zip(heads, setting, strict=True))
    assert (found["constraint"], found["switchover"], found["unmet_mmbtu"]) == ("setting", 36.0, 0.0)
    assert found["annual_cost"] == pytest.approx(747.1061, abs=0.00005)
    assert found["saving_vs_existing"] == pytest.approx(747.2809 - 747.1061, abs=0.0001)
    assert found["message"].startswith("Set the switchover to 36 °F.")
    assert [row[0] for row in constraints] == ["cost", "heats_the_house", "thermostat_step"]
    assert {cell for row in constraints for cell in row[1:-1]} == {""}  # nothing set aside


def test_a_constraint_of_the_setting_has_its_cost() -> None:
    """Steps of 5 °F, and Mass Save's largest switchover of 30 °F for natural gas."""
    heads, setting, *rows = functions.DF_SETTING({"thermostat_step": 5, "programme": "mass_save"})
    step, programme = (dict(zip(heads, row, strict=True)) for row in rows[-2:])
    assert setting[1] == 30.0
    assert (step["switchover"], programme["switchover"]) == (36.0, 35.0)
    # The program of the programme starts from what the thermostat can hold.
    at_30 = functions.DF_SEASON_COST(30)
    assert setting[2] == pytest.approx(at_30, rel=1e-6)  # bins are cut at 30 °F alike, here also at the limit
    assert step["costs"] == pytest.approx(747.2809 - 747.1061, abs=0.0001)
    assert programme["costs"] == pytest.approx(setting[2] - 747.2809, abs=0.0001)
    assert "Set 30 °F, as the programme asks of the switchover" in programme["message"]


def test_no_saving_where_one_setting_leaves_the_house_cold() -> None:
    """Above 40 °F a furnace of 12,000 BTU/h without strips leaves heat undelivered; the heat pump alone does not."""
    given = {"furnace_capacity": 12000, "strip_capacity": 0, "capacity_47": 60000, "capacity_17": 50000}
    assert functions.DF_SAVINGS(60, 5, given) == functions.DF_SAVINGS(5, 60, given) == "#N/A"
    assert functions.DF_SEASON_COST(60, given) < functions.DF_SEASON_COST(5, given)
    assert functions.DF_SAVINGS(5, 4, given) == 0  # the heat pump alone at either


def test_fuel_storage_of_the_worked_example() -> None:
    # 150 h at 5 °F: 65 °F below 70 °F, 600 BTU/h each, burned at 0.95; the season's fuel as the model prints it.
    answer = functions.DF_FUEL_STORAGE()
    rows = {name: (value, unit) for name, value, unit in answer[1:]}
    snap = 150 * 65 * 600 / 0.95 / 1e6
    assert answer[0] == ["name", "value", "unit"]
    assert rows["fuel_unit"] == ("therm", "")
    assert rows["cold_snap_temperature"] == (5.0, "°F")
    assert rows["cold_snap_hours"] == (150.0, "h")
    assert rows["cold_snap_mmbtu"] == (pytest.approx(snap, rel=ROUNDING), "MMBtu")
    assert rows["cold_snap_units"] == (pytest.approx(snap * 10, rel=ROUNDING), "therm")
    assert rows["season_mmbtu"] == (pytest.approx(50.6685, abs=0.00005), "MMBtu")
    assert rows["season_units"] == (pytest.approx(506.685, abs=0.0005), "therm")


def test_published_load_slope_from_bills() -> None:
    case = PUBLISHED["load_slope_from_fuel"]
    assert "139,600 BTU/gal, efficiency 0.8" in case["source"]
    for row in case["rows"]:
        units_burned, degree_days = row["gallons"], row["degree_days"]
        # The engine with the published heat content: every digit of a double but the last.
        slope = parameters.load_slope_from_fuel(units_burned, degree_days, 0.1396, 0.8)
        assert slope == pytest.approx(row["slope"], rel=1e-15)
        # The worksheet function has EIA's 138,500 BTU/gal.
        found = functions.DF_LOAD_SLOPE_FROM_FUEL(units_burned, degree_days, "fuel_oil", 0.8)
        assert found == pytest.approx(row["slope"] * 138_500 / 139_600, rel=ROUNDING)


def test_load_slope_from_bills_of_each_fuel() -> None:
    # 1,000 units over 5,000 °F·d at 0.95 unless given: 1,000 · heat content · efficiency / (24 · 5,000).
    found = functions.DF_LOAD_SLOPE_FROM_FUEL
    assert found(1000, 5000) == pytest.approx(1000 * 100_000 * 0.95 / 120_000, rel=ROUNDING)
    assert found(1000, 5000, None, 0.8) == pytest.approx(1000 * 100_000 * 0.8 / 120_000, rel=ROUNDING)
    assert found(1000, 5000, "propane", "") == pytest.approx(1000 * 91_452 * 0.95 / 120_000, rel=ROUNDING)
    assert found([[1000]], 5000.0, ["fuel_oil"], 1) == pytest.approx(1000 * 138_500 / 120_000, rel=ROUNDING)


def test_fuel_prices() -> None:
    # Heat contents of the model: 0.1 MMBtu/therm, 0.1036 MMBtu/ccf, 91,452 and 138,500 BTU/gal; 3.785411784 L/gal.
    assert functions.DF_FUEL_PRICE(1.30, "$/therm") == pytest.approx(13.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(1.036, "$/ccf", "natural_gas") == pytest.approx(10.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(0.91452, "$/gal", "propane") == pytest.approx(10.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(1.385 / 3.785411784, "$/L", "fuel_oil") == pytest.approx(10.0, rel=ROUNDING)
    assert functions.DF_FUEL_PRICE(0, "$/MMBtu") == 0


def test_break_even_cop_of_free_energy() -> None:
    assert functions.DF_BREAKEVEN_COP(0, 13) == 0
    assert functions.DF_BREAKEVEN_COP(0.14, 0) == "#N/A"
    assert functions.DF_BREAKEVEN_COP(0, 0) == "#N/A"


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
    assert refused[3].startswith("#DF! temperature = 200: must be from -80 to 120")
    assert function(None).startswith("#DF! temperature = (not given)")


def test_other_arguments_of_elementwise_functions() -> None:
    assert functions.DF_COP([[47], [17]], "#REF!", 2.2) == "#REF!"
    assert functions.DF_COP(47, -1, None) == (
        "#DF! cop_47 = -1: must be more than 0 and at most 20. Give the COP at 47 °F, such as 3.4; "
        "cop_17 = (not given): must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2"
    )
    assert functions.DF_COP(47, [3.4, 3.5], 2.2).startswith("#DF! cop_47 = [3.4, 3.5]: must be a number")
    # A single cell may come as a range of one.
    assert functions.DF_COP(47, [[3.4]], [2.2], [[None]]) == 3.4
    assert functions.DF_COP(47, Decimal("3.4"), 2.2, "") == 3.4


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
    assert {type(cell) for row in answer for cell in row} <= {float, int, str, bool}
    assert all(math.isfinite(cell) for row in answer for cell in row if not isinstance(cell, str))
    table = {"DF_BIN_TABLE": "bins", "DF_SWITCHOVER_CURVE": "switchover", "DF_SCENARIOS": "scenarios"}[name]
    for key, values in result.table(table).items():
        place = answer[0].index(key)
        shown = ["" if v is None else " ".join(v) if isinstance(v, list) else v for v in values]
        assert [row[place] for row in answer[1:]] == shown


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"capacity_47": 36000, "capacity_17": 22000, "backup_operation": "simultaneous", "initial_balance_point": 20},
        {"capacity_47": 36000, "capacity_17": 22000, "strip_capacity": 3, "compressor_lockout": 20},
        {"station": "denver"},
        {"bin_table": [[20, 500], [40, 900]], "existing_switchover": 40},
    ],
    ids=str,
)
def test_season_cost_is_the_curve_and_the_scenario(given: dict[str, Any]) -> None:
    curve = functions.DF_SWITCHOVER_CURVE(given)
    # A case may not have its own setting below its lockout.
    lockout = given.get("compressor_lockout", -math.inf)
    for switchover, cost in zip(column(curve, "switchover"), column(curve, "annual_cost"), strict=True):
        if switchover >= lockout:
            found = functions.DF_SEASON_COST(switchover, given)
            assert found == pytest.approx(cost, rel=ROUNDING)  # running sums there, one sum here
            assert type(found) is float
    for setting in (20.5, 33, 50):
        # The setting of the installer cuts the bins too, and changes nothing else.
        table = df.solve(df.Case(**given, as_left_switchover=setting)).table("switchover")
        at = min(range(len(table["switchover"])), key=lambda n: abs(table["switchover"][n] - setting))
        expected = functions.DF_SEASON_COST(setting, given)
        if "bin_table" not in given:  # which is never cut
            assert table["switchover"][at] == setting
            assert expected == pytest.approx(table["annual_cost"][at], rel=ROUNDING)
        assert functions.DF_SAVINGS(setting, 60, given) == expected - functions.DF_SEASON_COST(60, given)
        assert functions.DF_SAVINGS(60, setting, given) == -functions.DF_SAVINGS(setting, 60, given)
        assert functions.DF_SAVINGS(setting, setting, given) == 0


def test_a_setting_below_the_lockout_costs_as_much_as_the_lockout() -> None:
    """The higher of the two rules: below the lockout the furnace heats, whatever the thermostat is set to."""
    # Bins are cut at both settings, which moves no hour: the same sum in another order.
    expected = functions.DF_SEASON_COST(30, None, {"compressor_lockout": 30})
    assert functions.DF_SEASON_COST(20, None, {"compressor_lockout": 30}) == pytest.approx(expected, rel=1e-3)
    # The switchover of the inputs is the one that is replaced, whatever it is.
    pair = {"compressor_lockout": 30, "existing_switchover": 20}
    assert functions.DF_SEASON_COST(36, pair) == functions.DF_SEASON_COST(36, {"compressor_lockout": 30})


def test_fuel_storage_is_the_record() -> None:
    for given in ({}, {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/L"}, {"station": "denver"}):
        record = df.solve(df.Case(**given)).fuel_storage
        answer = functions.DF_FUEL_STORAGE(given)
        assert column(answer, "name") == list(record._fields)
        assert column(answer, "value") == ["" if value is None else value for value in record]
        assert {type(cell) for row in answer for cell in row} <= {float, int, str}
        units = dict(zip(record._fields, column(answer, "unit"), strict=True))
        assert units["season_units"] == record.fuel_unit


def test_fuel_storage_follows_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    class Record(NamedTuple):
        fuel_unit: str = "gal"
        season_mmbtu: float = 9.0
        used_units: float = 100.0
        used_units_per_day: float = 2.0
        autonomy_days: float | None = None
        cold_hours: float = 5.0
        outdoor_temperature: float = -3.0
        deliveries: int = 2
        verdict: str = "enough"

    result = df.solve(df.Case())
    result.__dict__["fuel_storage"] = Record()
    monkeypatch.setattr(registry, "_solved", lambda _: result)
    assert functions.DF_FUEL_STORAGE() == [
        ["name", "value", "unit"],
        ["fuel_unit", "gal", ""],
        ["season_mmbtu", 9.0, "MMBtu"],
        ["used_units", 100.0, "gal"],
        ["used_units_per_day", 2.0, "gal/d"],
        ["autonomy_days", "", "d"],
        ["cold_hours", 5.0, "h"],
        ["outdoor_temperature", -3.0, "°F"],
        ["deliveries", 2, ""],
        ["verdict", "enough", ""],
    ]


def test_every_item_of_the_storage_has_a_unit_or_is_known_to_have_none() -> None:
    answer = functions.DF_FUEL_STORAGE()
    bare = [name for name, _, unit in answer[1:] if not unit]
    assert bare == [name for name in storage.FuelStorage._fields if name in ("fuel_unit", "deliveries")]


def test_flags_are_words() -> None:
    answer = functions.DF_BIN_TABLE({"cop_17": 1.2})
    column = answer[0].index("flags")
    assert "low_cop floored extrapolated" in {row[column] for row in answer}


def test_points_are_plain_numbers_or_have_no_answer() -> None:
    given = {"capacity_47": 36000, "capacity_17": 22000}
    points = df.solve(df.Case(**given)).balance_points
    found = [functions.DF_ECONOMIC_POINT(given), functions.DF_THERMAL_POINT(given), functions.DF_EMISSIONS_POINT(given)]
    assert found == [point.temperature for point in points]
    assert all(type(point) is float for point in found)
    for price, words in ((0.5, "The furnace is cheaper"), (0.02, "The heat pump is cheaper")):
        assert functions.DF_ECONOMIC_POINT({"electricity_price": price}) == "#N/A"
        assert functions.DF_STATUS("economic", {"electricity_price": price}) == f"{words} at every temperature"


def test_a_price_or_an_amount_with_its_unit_goes_by_it() -> None:
    """1.30 $/therm is 13 $/MMBtu: 0.1 MMBtu a therm (NIST SP 811); 700 gal are 2,649.788 L of 3.785411784 L each."""
    cop = functions.DF_BREAKEVEN_COP(0.14, 13, 0.95)
    assert functions.DF_BREAKEVEN_COP("14¢", "$1.30/therm", "95%", "Nat gas") == cop
    assert functions.DF_FUEL_PRICE([["240 ¢"]], "$/gal", "LP") == functions.DF_FUEL_PRICE(2.4, "$/gal", "propane")
    assert "must agree with fuel_price_unit" in functions.DF_FUEL_PRICE("$2.40/gal", "$/L", "propane")
    slope = functions.DF_LOAD_SLOPE_FROM_FUEL(700, 5500, "propane", 0.8)
    assert functions.DF_LOAD_SLOPE_FROM_FUEL("700 gal", "5,500", "LP", "80%") == slope
    litres = functions.DF_LOAD_SLOPE_FROM_FUEL("2649.7882488 L", 5500, "propane", 0.8)
    assert litres == pytest.approx(slope, rel=1e-14)  # a conversion's rounding errors
    assert functions.DF_CHECK({"COP": 3.4}) == [
        ["COP = 3.4: must be the key of an input. Did you mean cop_47, cop_17 or cop_35?"]
    ]


def test_check() -> None:
    as_a_number = "Give the COP at 47 °F, such as 3.4"
    assert functions.DF_CHECK() == [["OK"]]
    assert functions.DF_CHECK({"cop_17": 3.9}) == [
        ["cop_47: The COP rises as it gets colder: 3.4 at 47 °F, 3.9 at 17 °F. Are the values at 17 and 47 °F swapped?"]
    ]
    assert functions.DF_CHECK({"cop_17": -1}, {"cop_47": "x", "colour": "red"}) == [
        ["colour = red: must be the key of an input. Leave it out; INPUTS.md lists the keys"],
        ["cop_47 = x: must be a number, not text. " + as_a_number],
        ["cop_17 = -1: must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2"],
    ]
    assert functions.DF_CHECK([["cop_47", "#N/A"]]) == [["#N/A"]]


def test_check_shows_a_result_that_contradicts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    result = df.solve(df.Case())
    result.__dict__["checks"] = tuple(check._replace(ok=check.id != "hours") for check in result.checks)
    monkeypatch.setattr(registry, "_solved", lambda _: result)
    assert functions.DF_CHECK() == [["hours: hours of all bins = hours of the climate failed"]]
