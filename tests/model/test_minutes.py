"""backup_operation time_shared against a thermostat with two sources, simulated minute by minute (tests/minutes.py)."""

from __future__ import annotations

import dataclasses

import pytest

import minutes
import xl_dualfuel as df
from support import chicago_hours

LOADS = {"load_slope": 600, "load_balance_temperature": 65, "indoor_setpoint": 70}
FURNACES = [35000, 45000, 60000, 90000]
OUTDOOR = [30.0, 20.0, 12.0, 5.0]
DAYS = 30
# The rule is of steady hours: a thermostat's swing moves the mean indoor temperature, and with it the load, a little.
WITHIN = 0.01


def one_temperature(outdoor: float, hours: float, **inputs: object) -> df.Result:
    """A season of hours at one outdoor temperature, dual fuel throughout."""
    season = {"climate": "bins", "bin_table": [[outdoor, hours]], "existing_switchover": -50, "strip_capacity": 0}
    return df.solve(df.Case(**season, **LOADS, **inputs))


@pytest.mark.parametrize("furnace", FURNACES)
@pytest.mark.parametrize("outdoor", OUTDOOR)
def test_shared_hours_take_what_a_thermostat_takes(outdoor, furnace):
    """Gas and electricity of a month within 1 %, at four outdoor temperatures and with four furnaces."""
    result = one_temperature(
        outdoor,
        24 * DAYS,
        capacity_47=30000,
        capacity_17=18000,
        furnace_capacity=furnace,
        backup_operation="time_shared",
    )
    unit = result.solution.performance
    house = minutes.House(600, 65, furnace, float(unit.capacity[0]), float(unit.cop[0]))
    used = minutes.at_one_temperature(house, outdoor, DAYS)
    today = result.scenarios.set_index("scenario").loc["existing_switchover"]
    assert used.both == 0
    assert used.furnace_btu / 0.95 / 1e6 == pytest.approx(today.fuel_mmbtu, rel=WITHIN, abs=1e-9)
    assert used.heat_pump_kwh == pytest.approx(today.electricity_kwh, rel=WITHIN, abs=1e-9)


def test_the_cases_are_of_all_kinds():
    """Hours of the heat pump alone, shared ones, and ones in which a small furnace runs without end are among them."""
    found = set()
    for outdoor in OUTDOOR:
        for furnace in FURNACES:
            limits = {"capacity_47": 30000, "capacity_17": 18000, "furnace_capacity": furnace}
            result = one_temperature(outdoor, 24 * DAYS, **limits)
            row = result.scenarios.set_index("scenario").loc["existing_switchover"]
            found.add((bool(row.fuel_mmbtu > 0), bool(row.electricity_kwh > 0)))
    assert found == {(False, True), (True, True), (True, False)}


@pytest.mark.parametrize("operation", ["alternate", "simultaneous"])
def test_the_other_ways_are_not_what_a_thermostat_does(operation):
    """At 12 °F they are off by far more than 1 %: the comparison does tell the rules apart."""
    limits = {"capacity_47": 30000, "capacity_17": 18000, "furnace_capacity": 60000}
    result = one_temperature(12.0, 24 * DAYS, **limits, backup_operation=operation)
    unit = result.solution.performance
    house = minutes.House(600, 65, 60000, float(unit.capacity[0]), float(unit.cop[0]))
    used = minutes.at_one_temperature(house, 12.0, DAYS)
    today = result.scenarios.set_index("scenario").loc["existing_switchover"]
    assert abs(today.fuel_mmbtu / (used.furnace_btu / 0.95 / 1e6) - 1) > 0.1


def test_a_cold_january_hour_by_hour():
    """Chicago's coldest month (TMY3), every hour with its own capacity and COP: gas and electricity within 1 %."""
    outdoor = chicago_hours()[: 31 * 24]
    counted = {t: outdoor.count(t) for t in outdoor}
    inputs = {"capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000}
    season = {"climate": "bins", "bin_table": [[t, float(h)] for t, h in counted.items()], "existing_switchover": -50}
    result = df.solve(df.Case(**season, **LOADS, **inputs))
    unit, bins = result.solution.performance, result.solution.bins
    of = dict(zip(bins.temperature.tolist(), zip(unit.capacity.tolist(), unit.cop.tolist(), strict=True), strict=True))
    house = minutes.House(600, 65, 60000, 0.0, 1.0)
    state, used = minutes.State(house.setpoint), minutes.Used()
    for temperature in outdoor:
        capacity, cop = of[temperature]
        minutes.run_hour(dataclasses.replace(house, heat_pump=capacity, cop=cop), temperature, state, used)
    today = result.scenarios.set_index("scenario").loc["existing_switchover"]
    assert used.furnace_btu / 0.95 / 1e6 == pytest.approx(today.fuel_mmbtu, rel=WITHIN)
    assert used.heat_pump_kwh == pytest.approx(today.electricity_kwh, rel=WITHIN)
