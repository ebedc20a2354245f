"""Rates that dual fuel is sold with, on a year of Chicago's weather: control hours and prices by temperature.

The hours are looped over in plain Python; the reference runs the equipment. The cooperative's rate and what it comes to
($1,069.65, the heat pump down to about 9 °F, 252 control hours) were worked out outside this program.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference
import xl_dualfuel as df
from support import case_from
from tests.results.test_hourly import TEMPERATURES, TIMES
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff

HOURS = (TIMES, TEMPERATURES)
HOUSE: dict[str, Any] = {
    "load_slope": 600, "load_balance_temperature": 65, "cop_47": 3.6, "cop_17": 2.4, "capacity_47": 60000,
    "capacity_17": 40000, "fuel": "propane", "fuel_price": 2.10, "fuel_price_unit": "$/gal", "electricity_price": 0.12,
    "furnace_efficiency": 0.95,
}  # fmt: skip
COOPERATIVE: dict[str, Any] = {
    "name": "Dual fuel, cooperative",
    "temperature_unit": "F",
    "daylight_saving": False,
    "electricity": {
        "price": 0.12,
        "riders": [
            {"price": -0.0256, "months": [10, 11, 12, 1, 2, 3, 4, 5]},
            {"price": -0.015, "months": [6, 7, 8, 9]},
        ],
        "control": [
            {"months": [11, 12, 1, 2, 3, 4], "from": 6, "to": 9, "below": 10, "read_at": 6},
            {"months": [1, 2], "from": 17, "to": 21, "below": 25, "read_at": 17},
            {"months": [11, 12, 3, 4], "from": 17, "to": 21, "below": 30, "read_at": 17},
        ],
    },
}


def made(tariff: dict[str, Any]) -> Tariff:
    return tariff_of(tariff, Path())


def loop(setting: float, house: dict[str, Any]) -> tuple[float, int]:
    """What the year costs with the heat pump at or above a setting [°F], and the hours the utility keeps it off."""
    case = reference.with_defaults(house | {"climate": "weather"})
    coldest, known = min(TEMPERATURES), {}
    costs, controlled, at_six, at_five = [], 0, math.nan, math.nan
    for time, temperature in zip(TIMES, TEMPERATURES, strict=True):
        month, hour = int(time[:2]), int(time[6:8]) - 1
        at_six = temperature if hour == 6 else at_six
        at_five = temperature if hour == 17 else at_five
        winter = month in (11, 12, 1, 2, 3, 4)
        off = winter and 6 <= hour < 9 and at_six < 10
        off = off or (winter and 17 <= hour < 21 and at_five < (25 if month in (1, 2) else 30))
        controlled += off
        if temperature not in known:
            run = reference.run_bin(case, reference.Bin(temperature, temperature, temperature, 1.0), coldest)
            known[temperature] = run
        run = known[temperature]
        flows = run.furnace_only if off or temperature < setting else run.dual
        kwh = reference.compressor_kw(run, flows) + reference.strip_kw(flows) + reference.fan_kw(case, flows)
        price = 0.12 - (0.015 if month in (6, 7, 8, 9) else 0.0256)
        costs.append(kwh * price + reference.fuel_rate(case, flows) * reference.price_per_mmbtu(case))
    return math.fsum(costs), controlled


@pytest.mark.parametrize("operation", ["alternate", "simultaneous", "time_shared"])
def test_the_cooperatives_year_is_the_loops(operation: str) -> None:
    house = HOUSE | {"backup_operation": operation}
    answer = season(_case(house), HOURS, made(COOPERATIVE))
    assert answer.control_hours == answer.control_heating_hours == 252
    for setting, cost in list(zip(answer.curve["switchover"], answer.curve["annual_cost"], strict=True))[::8]:
        expected, controlled = loop(setting, house)
        assert controlled == 252
        assert cost == pytest.approx(expected, rel=1e-9)
    assert answer.best.annual_cost == pytest.approx(loop(float(answer.best.switchover or 0), house)[0], rel=1e-9)
    assert answer.ideal.exact
    assert answer.ideal.annual_cost <= answer.best.annual_cost
    told = dict(answer.warnings)["control"]
    assert told == "in 252 hours the utility keeps the heat pump off; the furnace heats alone"


def test_the_cooperatives_best_setting_is_the_published_one() -> None:
    """The furnace carries all of an hour in which the heat pump cannot meet the load, as below 9 °F."""
    house = _case(HOUSE | {"backup_operation": "alternate"})
    answer = season(house, HOURS, made(COOPERATIVE))
    assert answer.best.annual_cost == pytest.approx(1069.65, abs=0.005)
    assert 8.0 <= (answer.best.switchover or 0) <= 9.0
    # The hours of the furnace are those below the setting, and those the utility asks for at or above it.
    assert season(house, HOURS, made({})).best.furnace_hours < answer.best.furnace_hours


def test_below_the_limit_heat_pump_and_strips_are_both_off() -> None:
    """Without a furnace nothing heats in the control hours: the words do not offer it."""
    always = COOPERATIVE | {"electricity": {"price": 0.01, "control": [{"below": 20}]}}
    answer = season(_case(HOUSE | {"strip_capacity": 18}), HOURS, made(always))
    assert answer.control_hours == sum(1 for temperature in TEMPERATURES if temperature < 20)
    assert "strips" not in answer.headline
    warm = season(_case(HOUSE | {"strip_capacity": 18}), HOURS, made({"electricity": {"price": 0.01}}))
    assert "strips" in warm.headline
    assert answer.best.furnace_hours >= answer.control_hours


SERIES: list[tuple[str, dict[str, Any], Any]] = [
    ("below", {"below": 10.4, "price": 0.45}, lambda t: 0.45 if t < 10.4 else 0.06),
    ("above", {"above": 50, "add": -0.03}, lambda t: 0.06 - 0.03 if t >= 50 else 0.06),
]


@pytest.mark.parametrize(("name", "special", "price"), SERIES)
def test_a_price_by_temperature_is_a_price_file_of_the_same_weather(
    name: str, special: dict[str, Any], price: Any
) -> None:
    """Hydro-Québec's rate DT is 10.4 °F (-12 °C) in Montréal; the prices here are of its size."""
    by_temperature = made({"name": name, "electricity": {"price": 0.06, "special_prices": [special]}})
    power = by_temperature.electricity
    assert power is not None
    series = tuple(price(temperature) for temperature in TEMPERATURES)
    by_hour = by_temperature._replace(electricity=power._replace(price=None, specials=(), series=series))
    one, other = (season(_case(HOUSE), HOURS, tariff) for tariff in (by_temperature, by_hour))
    assert one.best.switchover == other.best.switchover
    for key in ("annual_cost", "energy_cost", "fuel_cost", "electricity_kwh", "furnace_hours"):
        assert one.curve[key] == pytest.approx(other.curve[key], rel=1e-12, abs=1e-12), key
    assert one.ideal.annual_cost == pytest.approx(other.ideal.annual_cost, rel=1e-12)
    assert len({*np.round(one.curve["annual_cost"], 6)}) > 20


def test_temperatures_of_a_tariff_are_in_its_unit_or_the_houses() -> None:
    fahrenheit = {"electricity": {"price": 0.06, "special_prices": [{"below": 10.4, "price": 0.3}]}}
    celsius = {"electricity": {"price": 0.06, "special_prices": [{"below": -12, "price": 0.3}]}}
    expected = season(_case(HOUSE), HOURS, made(fahrenheit | {"temperature_unit": "F"})).curve
    assert season(_case(HOUSE), HOURS, made(celsius | {"temperature_unit": "C"})).curve == expected
    assert season(_case(HOUSE), HOURS, made(fahrenheit)).curve == expected  # the house is in °F
    metric = _case(HOUSE).replace(temperature_unit="C")
    assert metric.units.temperature == "C"
    # Its thermostat has other steps; today's setting is the same.
    today = season(_case(HOUSE), HOURS, made(fahrenheit)).existing
    assert season(metric, HOURS, made(celsius)).existing.annual_cost == pytest.approx(today.annual_cost, rel=1e-12)
    assert season(metric, HOURS, made(fahrenheit)).existing.annual_cost > today.annual_cost + 10  # below 10.4 °C


def test_a_condition_that_never_holds_is_said() -> None:
    tariff = made({"electricity": {"price": 0.06, "special_prices": [{"name": "deep cold", "below": -60, "price": 1}],
                                   "control": [{"name": "heat wave", "above": 120}]}})  # fmt: skip
    told = [message for key, message in season(_case(HOUSE), HOURS, tariff).warnings if key == "tariff"]
    assert "the special price deep cold holds in no hour of this weather" in told
    assert "the control heat wave holds in no hour of this weather" in told
    unnamed = made({"electricity": {"price": 0.06, "special_prices": [{"below": -60, "price": 1}]}})
    told = [message for _, message in season(_case(HOUSE), HOURS, unnamed).warnings]
    assert "the special price 1 holds in no hour of this weather" in told


def _case(house: dict[str, Any]) -> df.Case:

    hours = [(temperature, 1.0) for temperature in TEMPERATURES]
    return case_from(house | {"hours_by_temperature": hours, "bin_width": 0.0})
