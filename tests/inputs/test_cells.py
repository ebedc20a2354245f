"""How a worksheet's ranges become a case: every form they may have, and what changes do to the inputs."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from support import one_in
from worksheets import GIVEN, LABELS, OF_A_CASE, PAIRS, ROUNDING, UNITS, call, column, text_of
from xl_dualfuel import functions
from xl_dualfuel.inputs import cells

ANSWER = df.solve(df.Case(**GIVEN)).recommended.annual_cost

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
    "blank ones omitted": [*PAIRS, ["cop_5", None], ["station", ""], ["cop_17", cells.OMITTED]],
}  # fmt: skip


@pytest.mark.parametrize("form", RANGES)
def test_every_form_of_range_gives_the_same_case(form: str) -> None:
    before = repr(RANGES[form])
    assert functions.DF_SCENARIO("optimized", "annual_cost", RANGES[form]) == pytest.approx(ANSWER, rel=ROUNDING)
    assert functions.DF_SCENARIO("optimized", "annual_cost", None, RANGES[form]) == pytest.approx(ANSWER, rel=ROUNDING)
    assert repr(RANGES[form]) == before


@pytest.mark.parametrize(
    "nothing", [None, "", [], {}, [[None]], [[None, None]], [[""], [None]], [["cop_47", None]], cells.OMITTED]
)
@pytest.mark.parametrize("name", one_in(4, OF_A_CASE))
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
        {"billed_fuel": 600, "billed_degree_days": 5500},
        {"region": "V"},
        {"station": "denver"},
        {"bin_table": [[20, 500], [40, 900]]},
        {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"},
        {"climate": "region", "region": "IV"},
        {"performance_table": [[5, 1.8, 20000], [47, 3.6, 40000]]},
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


SLOPES: list[dict[str, Any]] = [
    {"load_slope": 700},
    {"load_slope": 600},  # the worked example's
    {"design_load": 45000},
    {"billed_fuel": 600, "billed_degree_days": 5500},
]


@pytest.mark.parametrize("changes", SLOPES, ids=str)
@pytest.mark.parametrize("inputs", [*SLOPES, {"load_slope": 45000 / 65, "design_load": 45000}], ids=str)
def test_one_way_to_give_the_load_replaces_another(inputs: dict[str, Any], changes: dict[str, Any]) -> None:
    assert functions.DF_SCENARIOS(inputs, changes) == functions.DF_SCENARIOS(changes)


def test_bills_that_were_only_compared_count_once_they_change() -> None:
    inputs = {"load_slope": 700, "billed_fuel": 600, "billed_degree_days": 5500}
    expected = functions.DF_SCENARIOS({"billed_fuel": 600, "billed_degree_days": 5000})
    assert functions.DF_SCENARIOS(inputs) == functions.DF_SCENARIOS({"load_slope": 700})
    assert functions.DF_SCENARIOS(inputs, {"billed_degree_days": 5000}) == expected
    # Without the bills' fuel nothing follows from the rest of them.
    inputs = {"load_slope": 700}
    for changes in ({"billed_degree_days": 5000}, {"billed_efficiency": 0.8}):
        assert functions.DF_SCENARIOS(inputs, changes) == functions.DF_SCENARIOS(inputs)


POINTS = [[5, 1.8, 20000], [17, 2.2, 26000], [47, 3.6, 40000]]
RATED = {"cop_47": 3.4, "cop_17": 2.2, "capacity_47": 36000, "capacity_17": 24000}


@pytest.mark.parametrize(
    "changes",
    [
        {"cop_47": 3.9},
        {"cop_47": 3.4},  # as in the inputs, where the table overrode it
        {"cop_17": 2.5},
        {"cop_5": 1.9},
        {"capacity_47": 45000},
        {"capacity_17": 20000},
        {"capacity_5": 15000},
        {"cop_35": 2.5, "capacity_35": 27000, "defrost": "ahri"},
    ],
    ids=str,
)
def test_a_change_of_a_rating_point_replaces_the_performance_table(changes: dict[str, Any]) -> None:
    inputs = {**RATED, "performance_table": POINTS}
    answer = functions.DF_SCENARIOS(inputs, changes)
    assert answer == functions.DF_SCENARIOS(RATED, changes)
    assert answer != functions.DF_SCENARIOS(inputs)
    # The inputs by themselves keep the table, and so does a change of something else.
    assert functions.DF_SCENARIOS(inputs) == functions.DF_SCENARIOS({"performance_table": POINTS})
    other = {"electricity_price": 0.11}
    assert functions.DF_SCENARIOS(inputs, other) == functions.DF_SCENARIOS({"performance_table": POINTS}, other)


def test_a_capacity_without_its_pair_is_told_where_the_table_gave_it() -> None:
    text = text_of(functions.DF_SCENARIOS({"performance_table": POINTS}, {"capacity_47": 36000}))
    assert text.startswith("#DF! capacity_17 = (not given): must be given with capacity_47")


@pytest.mark.parametrize("change", [{"region": "IV"}, {"region": "V"}, {"station": "denver"}], ids=str)
def test_a_change_of_an_idle_climate_source_takes_effect(change: dict[str, Any]) -> None:
    inputs = {"climate": "proportional", "region": "IV", "station": "denver"}
    assert functions.DF_SCENARIOS(inputs, change) == functions.DF_SCENARIOS(change)
    assert functions.DF_SCENARIOS(inputs) == functions.DF_SCENARIOS()


def test_another_fuel_leaves_the_price_behind() -> None:
    """Two dollars for a gallon of propane say nothing of oil, nor of what the house pays for electricity."""
    inputs = {"fuel": "propane", "fuel_price": 2.0, "fuel_price_unit": "$/gal"}
    for fuel in ("fuel_oil", "natural_gas", "electricity", "other"):
        assert functions.DF_SCENARIOS(inputs, {"fuel": fuel}) == functions.DF_SCENARIOS({"fuel": fuel})
    assert functions.DF_SCENARIOS(inputs, {"fuel": "fuel_oil"})[0][1].startswith("fuel_price = (not given)")
    assert functions.DF_SCENARIOS(inputs, {"fuel": "propane"}) == functions.DF_SCENARIOS(inputs)


def test_another_fuel_or_unit_leaves_the_heat_content_behind() -> None:
    inputs = {"fuel": "propane", "fuel_price": 2.0, "fuel_price_unit": "$/gal", "fuel_heat_content": 91500}
    oil = {"fuel": "fuel_oil", "fuel_price": 3.0, "fuel_price_unit": "$/gal"}
    for changes in (oil, {"fuel_price_unit": "$/MMBtu"}):
        expected = {**inputs, **changes, "fuel_heat_content": None}
        assert functions.DF_SCENARIOS(inputs, changes) == functions.DF_SCENARIOS(expected)
    assert functions.DF_SCENARIOS(inputs, {"fuel": "propane"}) == functions.DF_SCENARIOS(inputs)


# ----------------------------------------------------------------------------------------------------------------------
# Units of a range's own

CELSIUS: dict[str, Any] = {"temperature_unit": "C", "design_temperature": -15, "indoor_setpoint": 20}
FAHRENHEIT = {"design_temperature": 5, "indoor_setpoint": 68}  # the same: −15 °C, 20 °C
THERMOSTAT_C = {"thermostat_step": 0.9, "thermostat_zero": 32}  # steps of 0.5 °C from 0 °C


def in_celsius(rows: list[list[Any]]) -> list[list[Any]]:
    """A table with its switchovers in °C; the conversion is two operations in double precision."""
    place = rows[0].index("switchover")

    def converted(cell: Any) -> Any:
        return cell if cell == "" else pytest.approx((cell - 32) / 1.8, rel=1e-12)

    return [rows[0], *([*row[:place], converted(row[place]), *row[place + 1 :]] for row in rows[1:])]


def test_inputs_in_other_units() -> None:
    expected = in_celsius(functions.DF_SCENARIOS({**FAHRENHEIT, **THERMOSTAT_C}))
    assert functions.DF_SCENARIOS(CELSIUS) == expected
    labelled = [["Temperatures of this case are in", "C"], ["Design temperature", -15], ["Indoor setpoint", 20]]
    assert functions.DF_SCENARIOS(labelled) == expected
    assert functions.DF_BALANCE_POINT({"temperature_unit": "K"}).startswith("#DF! temperature_unit = K: must be one of")
    assert functions.DF_BALANCE_POINT(None, {"temperature_unit": "K"}).startswith("#DF! temperature_unit = K: ")


@pytest.mark.parametrize(
    ("inputs", "changes"),
    [
        (CELSIUS, {"design_temperature": -10}),  # in the unit of the inputs
        (CELSIUS, {"temperature_unit": "C", "design_temperature": -10}),
        (CELSIUS, {"temperature_unit": "F", "design_temperature": 14}),
        (FAHRENHEIT, {"temperature_unit": "C", "design_temperature": -10}),
        (FAHRENHEIT, {"temperature_unit": "F", "design_temperature": 14}),
        ({**FAHRENHEIT, "temperature_unit": "F"}, {"temperature_unit": "C", "design_temperature": -10}),
    ],
    ids=str,
)
def test_changes_in_units_of_their_own_leave_the_inputs_alone(inputs: dict[str, Any], changes: dict[str, Any]) -> None:
    # −10 °C is 14 °F exactly.
    thermostat = THERMOSTAT_C if inputs.get("temperature_unit") == "C" else {}
    expected = functions.DF_SCENARIOS({"design_temperature": 14, "indoor_setpoint": 68, **thermostat})
    unit = changes.get("temperature_unit", inputs.get("temperature_unit"))
    assert functions.DF_SCENARIOS(inputs, changes) == (in_celsius(expected) if unit == "C" else expected)


def test_changes_in_units_of_their_own_leave_the_notes_on_how_the_inputs_were_read() -> None:
    inputs = {"design_load": "42 kBtu/h", "electricity_price": "14 ¢"}
    changes = {"temperature_unit": "C", "indoor_setpoint": "70 °F", "electricity_price": 0.15}
    notes = dict(functions.DF_NOTES(inputs, changes))
    assert notes["design_load"] == "42 kBtu/h read as 42,000 BTU/h"
    assert notes["indoor_setpoint"].startswith("70 °F read as 21.1111 °C")
    assert "electricity_price" not in notes  # what was read has changed since


def test_changes_keep_the_units_of_the_inputs_that_they_do_not_name() -> None:
    # 12 kW is 12 · 3,412.142 BTU/h.
    inputs = {**CELSIUS, "heat_unit": "kW", "design_load": 11}
    house = {**FAHRENHEIT, **THERMOSTAT_C, "design_load": 12 * 3412.142, "existing_switchover": 40}
    expected = functions.DF_SCENARIOS(house)
    changes = {"temperature_unit": "F", "existing_switchover": 40, "design_load": 12}
    assert functions.DF_SCENARIOS(inputs, changes) == expected


def test_temperatures_among_the_arguments_are_in_the_unit_of_the_inputs() -> None:
    assert functions.DF_SEASON_COST(2.5, CELSIUS) == functions.DF_SEASON_COST(36.5, FAHRENHEIT)
    (_, (_, here)), (_, (_, there)) = (functions.DF_PRICE_MATRIX(0.2, 12, inputs) for inputs in (CELSIUS, FAHRENHEIT))
    assert here == pytest.approx((there - 32) / 1.8, rel=1e-12)
    # Values are those of a change.
    found = functions.DF_SENSITIVITY("design_temperature", [-15, -10], CELSIUS)
    expected = functions.DF_SENSITIVITY("design_temperature", [5, 14], {**FAHRENHEIT, **THERMOSTAT_C})
    assert column(found, "design_temperature") == [-15, -10]
    assert [row[1:] for row in found] == [row[1:] for row in in_celsius(expected)]


def test_tables_may_come_as_json_text() -> None:
    bins = [[35.0, 100.0], [10.0, 60.0]]
    text = [["bin_table", json.dumps(bins)], ["Performance table", json.dumps(POINTS)]]
    expected = functions.DF_BIN_TABLE({"bin_table": bins, "performance_table": np.array(POINTS)})
    assert functions.DF_BIN_TABLE(text) == expected
    assert len(expected) == 3
    assert text_of(functions.DF_BIN_TABLE([["bin_table", "[[35, 100"]])).startswith("#DF! bin_table = [[35, 100: ")


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
