"""Frost by the weather's humidity, against years of EnergyPlus hour by hour."""

from __future__ import annotations

import csv
import gzip
import math
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.model import equipment, frost, parameters, season
from xl_dualfuel.results.hourly import hourly_table

CASES = Path(__file__).parents[1] / "cases"
HOUSE = {
    "capacity_47": 36000, "capacity_17": 22000, "load_balance_temperature": 70, "backup_operation": "simultaneous",
    "station": "denver", "bin_width": 0,
}  # fmt: skip


def rows():
    lines = (CASES / "energyplus_denver_frost.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="module")
def denver():
    """Dry bulb [°F], relative humidity [%] and pressure [Pa] of every hour."""
    with gzip.open(CASES / "denver_humidity.csv.gz", "rt", encoding="utf-8") as file:
        celsius, humidity, pressure = np.loadtxt(file, delimiter=",").T
    return celsius * 1.8 + 32, humidity, pressure


CONTROLS = {"timed": "timed", "ondemand": "on_demand"}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["name"])
def test_denver_years_of_energyplus(row, denver):
    """0.5 % of the electricity, 0.5 % or 0.002 MMBtu of the gas: the file's own claim for its equations is 0.3 %.

    EnergyPlus runs the compressor above S_F only: an hour at exactly S_F is the furnace's.
    """
    control = CONTROLS[row["defrost"]]
    temperature = denver[0]
    p = parameters.from_case(df.Case(**HOUSE, defrost="humidity", defrost_control=control))
    needed = season.load(temperature, p.load_slope, p.load_balance_temperature)
    heat_pump = equipment.performance(temperature, needed, p, frost.by_humidity(*denver, control))
    ways = season.ways(temperature, needed, heat_pump.capacity, p)
    heat = ways.switched(temperature > (-80 if row["S_F"] == "none" else float(row["S_F"])) + 1e-9)
    used = season.energy(heat, np.ones_like(needed), heat_pump.cop, p)
    assert math.isclose(needed.sum() / 1e6, float(row["load_MMBtu"]), rel_tol=1e-4)  # the file's five decimals of °C
    assert math.isclose(used.heat_pump_kwh.sum(), float(row["hp_kWh"]), rel_tol=5e-3)
    burned = used.fuel_mmbtu if row["backup"] == "gas" else heat.furnace / 3412.142
    wanted = row["gas_MMBtu"] if row["backup"] == "gas" else row["backup_kWh"]
    assert math.isclose(burned.sum(), float(wanted), rel_tol=5e-3, abs_tol=2e-3)


@pytest.mark.parametrize("row", rows()[4:10:2], ids=lambda row: row["name"])
@pytest.mark.parametrize("width", [0, 2, 5])
def test_solved_from_the_built_in_station(row, width):
    """The same through solve: by the hour, and with the mean frost of each bin's own hours."""
    setting = float(row["S_F"]) + 0.01  # above it only
    house = {**HOUSE, "defrost": "humidity", "defrost_control": CONTROLS[row["defrost"]]}
    found = df.solve(df.Case(**{**house, "bin_width": width}, existing_switchover=setting))
    existing = found.scenarios.set_index("scenario").loc["existing_switchover"]
    assert math.isclose(existing.heat_pump_kwh, float(row["hp_kWh"]), rel_tol=5e-3)
    # The mean capacity of a bin may meet the load where its wettest hours fall short: up to 0.7 % of the load.
    slack = 2e-3 if width == 0 else 7e-3 * existing.load_mmbtu
    assert math.isclose(existing.fuel_mmbtu, float(row["gas_MMBtu"]), rel_tol=5e-3, abs_tol=slack)


def test_every_hour_by_itself():
    """With bin_width 0 hours alike in temperature differ in frost; each kind of table has the same season."""
    case = df.Case(**HOUSE, defrost="humidity", cycling_degradation=0.2)
    found = df.solve(case)
    assert set(found.solution.bins.hours) == {1.0}
    order = case.year.order
    table = hourly_table(found, order.times, order.dry_bulb)
    scenario = found.scenarios.set_index("scenario").loc["optimized"]
    if found.setting.switchover != scenario.switchover:
        scenario = found.scenarios.set_index("scenario").loc["setting"]
    # The same sums of 8,760 numbers in another order.
    assert math.isclose(sum(table["electricity_kwh"]), scenario.electricity_kwh, rel_tol=1e-9)
    assert math.isclose(sum(table["fuel_mmbtu"]), scenario.fuel_mmbtu, rel_tol=1e-9)


@pytest.mark.parametrize("point", ["economic", "thermal", "emissions"])
def test_balance_points_by_the_hour_are_of_whole_degrees(point):
    """Hours alike in temperature differ in frost, and cross in hundreds: what counts is the mean of each degree.

    That is within a degree of what bins of 1 °F give, whose frost is the mean of their hours.
    """
    case = df.Case(**HOUSE, defrost="humidity")
    hours, bins = (getattr(df.solve(each).balance_points, point) for each in (case, case.replace(bin_width=1)))
    assert hours.status == bins.status == "crosses"
    assert abs(hours.temperature - bins.temperature) < 1


def test_temperatures_that_are_no_hours_have_the_usual_frost():
    """Strips are sized at 5 °F with the mean frost of the hours at 5 °F, not with none."""
    rated = {**HOUSE, "design_temperature": 5}
    with_frost, without = (
        df.solve(df.Case(**rated, defrost=d)).to_json()["auxiliary_heat"] for d in ("humidity", "none")
    )
    order = df.Case(**rated).year.order
    there = np.rint(order.dry_bulb) == 5
    frosted = frost.by_humidity(order.dry_bulb[there], order.humidity[there], order.pressure[there], "on_demand")
    expected = without["capacity_btuh"] * frosted.capacity.mean()
    assert with_frost["capacity_btuh"] == pytest.approx(expected, rel=1e-12)


def test_weather_without_humidity_is_refused(tmp_path):
    year = df.Case(**HOUSE).year
    order = type(year.order)(year.order.times, year.order.dry_bulb)
    rated = {key: value for key, value in HOUSE.items() if key != "station"}
    with pytest.raises(df.InputError, match="has humidity and pressure"):
        df.Case.with_year(year._replace(order=order), **rated, weather_file="dry.epw", defrost="humidity")


def test_saturation_pressure_of_the_handbook():
    """ASHRAE Handbook—Fundamentals 2017, ch. 1, table 3: 0.10324, 0.6112, 2.3389 kPa at −20, 0.01 and 20 °C, to the
    digits printed."""
    found = frost.saturation_pressure(np.array([-20.0, 0.01, 20.0])) / 1000
    np.testing.assert_allclose(found, [0.10324, 0.6117, 2.3389], rtol=3e-4)


def test_on_demand_by_hand():
    """32 °F, 80 %, 83,000 Pa: air 0.611213·0.8 kPa; coil −8.589 °C, 0.293755 kPa over ice."""
    found = frost.by_humidity(np.array([32.0]), np.array([80.0]), np.array([83000.0]), "on_demand")
    air = 0.62198 * 611.213 * 0.8 / (83000 - 611.213 * 0.8)
    vapour = float(frost.saturation_pressure(np.array(-8.589)))
    excess = air - 0.62198 * vapour / (83000 - vapour)
    share = 1 / (1 + 0.01446 / excess)
    # Six digits of the pressure at 0 °C leave as many of the difference, less one.
    np.testing.assert_allclose(np.ravel(found), [0.875 * (1 - share), 0.954 * (1 - share), share], rtol=1e-5)


def test_no_frost_above_5_celsius_and_some_at_it():
    temperature, dry = np.array([41.0, 41.1]), np.full(2, 90.0)
    for control in CONTROLS.values():
        found = frost.by_humidity(temperature, dry, np.full(2, 101325.0), control)
        assert found.capacity[0] < 1
        assert (found.capacity[1], found.power[1], found.defrost_share[1]) == (1, 1, 0)


def test_a_bin_has_the_mean_of_its_own_hours():
    hours = frost.Frost(np.array([0.8, 0.6, 1.0]), np.array([0.9, 0.7, 1.0]), np.array([0.1, 0.3, 0.0]))
    found = frost.mean_by_bin(hours, np.array([2, 2, 0]), 3)
    np.testing.assert_allclose(found.capacity, [1.0, 1.0, 0.7])
    np.testing.assert_allclose(found.power, [1.0, 1.0, 0.8])
    np.testing.assert_allclose(found.defrost_share, [0.0, 0.0, 0.2])


def test_the_defrosts_own_electricity_lasts_while_the_compressor_runs():
    """At 32 °F 29,000 BTU/h, half of it needed, Cd 0.25: it runs 0.5/0.875 of the hour, and so long its defrost takes
    0.1528·36,000/1.01667·0.1 BTU/h."""
    p = parameters.from_case(df.Case(**HOUSE, defrost="humidity", cycling_degradation=0.25))
    plain = frost.Frost(np.ones(1), np.ones(1), np.full(1, 0.1))
    found = equipment.performance(np.array([32.0]), np.array([14500.0]), p, plain)
    power = 14500 / 2.8 / 0.875 + 0.1528 * 36000 / 1.01667 * 0.1 * 0.5 / 0.875
    assert found.cop[0] == pytest.approx(14500 / power, rel=1e-12)
    assert found.steady_cop[0] == pytest.approx(29000 / (29000 / 2.8 + 0.1528 * 36000 / 1.01667 * 0.1), rel=1e-12)
