"""Units at the edge: what was told to be °C, kW or kW/K is converted, nothing is guessed."""

from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.inputs.units_given import Units, as_given


def test_celsius():
    case = df.Case(temperature_unit="C", indoor_setpoint=20, design_temperature=-15, bin_width=1, existing_switchover=0)
    assert case.indoor_setpoint == 68
    assert case.design_temperature == 5
    assert math.isclose(case.bin_width, 1.8)  # a difference: no offset
    assert case.existing_switchover == 32
    assert case.initial_balance_point == 35  # the default stays the default


def test_celsius_in_tables_and_degree_days():
    case = df.Case(temperature_unit="C", bin_table=[[0, 100], [10, 50]], billed_fuel=500, billed_degree_days=3000)
    assert case.bin_table == ((32.0, 100.0), (50.0, 50.0))
    assert math.isclose(case.billed_degree_days, 5400)
    case = df.Case(temperature_unit="C", heat_unit="kW", performance_table=[[-8, 2, 6], [8, 3.5, 11]])
    assert math.isclose(case.performance_table[0][0], 17.6)
    assert math.isclose(case.performance_table[1][2], 11 * 3412.142)


def test_kilowatts():
    case = df.Case(heat_unit="kW", design_load=12, capacity_47=10, capacity_17=7, furnace_capacity=18, strip_capacity=5)
    assert math.isclose(case.design_load, 12 * 3412.142)
    assert math.isclose(case.furnace_capacity, 18 * 3412.142)
    assert case.strip_capacity == 5  # always kW


@pytest.mark.parametrize(("unit", "value"), [("kW/K", 0.3165), ("W/K", 316.5), ("BTU/h/F", 600)])
def test_load_slope(unit, value):
    """600 BTU/h·°F = 600 · 1.8 / 3412.142 kW/K = 0.3165 kW/K."""
    assert math.isclose(df.Case(load_slope=value, load_slope_unit=unit).load_slope, 600, rel_tol=1e-3)


def test_the_units_are_no_inputs_of_the_model_but_stand_beside_them_in_the_result():
    case = df.Case(temperature_unit="C", indoor_setpoint=21)
    assert "temperature_unit" not in case.given
    document = df.solve(case).to_json()
    assert document["inputs"]["temperature_unit"] == "C"
    assert document["inputs"]["indoor_setpoint"] == 21
    assert document["given"][:2] == ["temperature_unit", "indoor_setpoint"]
    assert case.replace(fuel_price=12).indoor_setpoint == case.indoor_setpoint


def test_the_same_house_in_both_systems():
    units = {"temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "kW/K"}
    kw = {"capacity_47": 36000 / 3412.142, "capacity_17": 22000 / 3412.142}
    si = df.Case(indoor_setpoint=20, design_temperature=-15, load_slope=600 * 1.8 / 3412.142, **kw, **units)
    ours = df.Case(indoor_setpoint=68, design_temperature=5, load_slope=600, capacity_47=36000, capacity_17=22000)
    assert df.solve(si).recommended.annual_cost == pytest.approx(df.solve(ours).recommended.annual_cost, rel=1e-12)


def test_refusals_speak_the_users_units():
    with pytest.raises(df.InputError) as caught:
        df.Case(temperature_unit="C", design_temperature=60)
    # -80 and 80 °F
    assert str(caught.value) == "design_temperature = 60 C: must be from -62.22 to 26.67 (in °C). Give it in °C"
    with pytest.raises(df.InputError) as caught:
        df.Case(heat_unit="kW", design_load=1e6)
    assert "must be more than 0 and at most 293,100 (in kW). Give the whole house's load in kW" in str(caught.value)


@pytest.mark.parametrize(("inputs", "remedy"), [
    ({"capacity_47": 36000}, "Give kW, such as 10.6"),  # 36000 BTU/h / 3412.142
    ({"capacity_47": "big"}, "Give kW, such as 10.6"),
    ({"load_slope": "leaky"}, "Give W/K: design load divided by the design temperature difference"),
    ({"existing_switchover": "N/A"}, "Give what the thermostat is set to today, in °C"),
    ({"design_temperature": "cold"}, "Give it in °C"),
])  # fmt: skip
def test_a_remedy_speaks_the_users_units_whatever_was_given(inputs, remedy):
    with pytest.raises(df.InputError) as caught:
        df.Case(temperature_unit="C", heat_unit="kW", load_slope_unit="W/K", capacity_17=7, **inputs)
    assert remedy in [issue.remedy for issue in caught.value.issues]


@pytest.mark.parametrize("unit", ["°K", "Kelvin", 5, True, ["C"]])
def test_unknown_units_are_refused_with_everything_else(unit):
    with pytest.raises(df.InputError) as caught:
        df.Case(temperature_unit=unit, cop_17=-1)
    assert [issue.key for issue in caught.value.issues] == ["temperature_unit", "cop_17"]


@pytest.mark.parametrize("value", ["cold", None, True, float("nan"), 10**400, [1]])
def test_what_is_no_number_is_left_to_the_checks(value):
    if value is None:
        # Whoever speaks in °C has a thermostat in °C: steps of 0.5 °C from 0 °C.
        celsius = df.Case(thermostat_step=0.9, thermostat_zero=32)
        assert df.Case(temperature_unit="C", indoor_setpoint=value).given == celsius.given
        return
    with pytest.raises(df.InputError) as caught:
        df.Case(temperature_unit="C", indoor_setpoint=value)
    assert [issue.key for issue in caught.value.issues] == ["indoor_setpoint"]


@pytest.mark.parametrize(("inputs", "words"), [
    ({"bin_table": [[-5, 40], [200, 3]]}, "row 2, temperature 200: must have temperature from -62.22 to 48.89 (in °C)"),
    ({"bin_table": [[-5, 40], [-5, 3]]}, "bin_table = -5 °C twice: must have each temperature once"),
    (
        {"performance_table": [[8, 3, 10], [20, 3, -1]]},
        "row 2, capacity -1: must have capacity more than 0 and at most 29,310 (in k",
    ),
])  # fmt: skip
def test_a_cell_of_a_table_is_refused_in_its_own_unit(inputs, words):
    with pytest.raises(df.InputError) as refused:
        df.Case(temperature_unit="C", heat_unit="kW", **inputs)
    assert words in str(refused.value)


def test_replace_converts_the_changes_alone():
    case = df.Case(temperature_unit="C", indoor_setpoint=20, design_temperature=-15)
    changed = case.replace(temperature_unit="C", design_temperature=-20)
    assert changed.indoor_setpoint == 68
    assert changed.design_temperature == -4


def test_a_converted_number_is_one_that_a_spreadsheet_keeps():
    """21 °C · 1.8 + 32 is 69.80000000000001 in floating point; Calc saves 69.8."""
    units = {"temperature_unit": "C", "heat_unit": "kW"}
    case = df.Case(indoor_setpoint=21, design_load=11.3, bin_table=[[-3.7, 100], [9.1, 7]], **units)
    assert case.indoor_setpoint == 69.8
    numbers = [case.indoor_setpoint, case.design_load, case.thermostat_step, *(row[0] for row in case.bin_table)]
    assert numbers == [float(f"{number:.15g}") for number in numbers]


@pytest.mark.parametrize("number", [36000, 36000.5, 9500, 1, 123456.7])
def test_a_heat_shown_in_kilowatts_is_read_back(number):
    """With the 15 digits that a spreadsheet keeps: 10.5505573918084 kW are 36,000 BTU/h."""
    given = as_given(df.Case(strip_capacity=3, design_load=f"{number} BTU/h", heat_unit="kW").inputs, KILOWATTS)
    shown = float(f"{given['design_load']:.15g}")
    assert df.Case(design_load=shown, heat_unit="kW").design_load == number
    assert df.Case(design_load=f"{shown!r} kW").design_load == number


def test_nought_fahrenheit_shown_in_celsius_is_read_back():
    assert df.Case(temperature_unit="C", design_temperature=-17.7777777777778).design_temperature == 0


@pytest.mark.parametrize(("before", "change"), [
    ({}, {"temperature_unit": "C"}),
    ({"temperature_unit": "C"}, {"temperature_unit": "F"}),
    ({"temperature_unit": "C"}, {"thermostat": "honeywell_t6_pro"}),
    ({"temperature_unit": "C", "thermostat": "honeywell_t6_pro"}, {"thermostat": None}),
    ({"thermostat_step": 2}, {"temperature_unit": "C", "thermostat_step": 1}),
])  # fmt: skip
def test_the_thermostat_follows_the_unit(before, change):
    assert df.Case(**before).replace(**change) == df.Case(**before | change)


def test_a_thermostat_that_was_given_stays():
    assert df.Case(thermostat_step=2, thermostat_zero=1).replace(temperature_unit="C").thermostat_step == 2


def test_a_case_keeps_its_units():
    units = {"temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "kW/K"}
    case = df.Case(load_slope=0.3, indoor_setpoint=20, **units)
    assert case.units == ("C", "kW", "kW/K", "$")
    assert pickle.loads(pickle.dumps(case)) == case
    assert case.replace(cop_47=3).units == case.units
    assert case.replace(temperature_unit="F", cop_47=3).units == ("F", "kW", "kW/K", "$")
    assert case != df.Case(**case.given)  # answered in other units
    assert fingerprint(case) == fingerprint(df.Case(**case.given))  # but the same house
    assert df.Case().units == ("F", "BTU/h", "BTU/h/F", "$")


def test_heat_loss_per_degree_of_a_house_in_kilowatts():
    """Whoever gives a load in kW is answered in W/K; a load_slope without a unit is in BTU/h·°F as ever."""
    assert df.Case(heat_unit="kW", design_load=11).units.load_slope == "W/K"
    assert df.Case(heat_unit="kW", load_slope=600).units.load_slope == "BTU/h/F"


KILOWATTS = Units(heat="kW")
NUMBERS = st.floats(-40, 40) | st.floats(-40, 40).map(lambda number: round(number, 2))


@given(NUMBERS, st.floats(0.1, 90), NUMBERS)
def test_inputs_as_given_are_the_same_case(temperature, load, other):
    rows = [[min(temperature, other) - 1, 2.0, load], [max(temperature, other) + 1, 3.0, load]]
    given = {"temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "W/K",
             "compressor_lockout": temperature, "load_slope": load, "performance_table": rows}  # fmt: skip
    case = df.Case(**given)
    again = as_given(case.given, case.units)
    assert df.Case(**again) == case
    if temperature == round(temperature, 2):
        assert again["compressor_lockout"] == temperature  # 21.1 comes back as 21.1, not as 21.100000000000001
