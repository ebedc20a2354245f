"""Entries of the utility rate database, written after real ones with other numbers, billed by hand from their JSON."""

from __future__ import annotations

import datetime
import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import xl_dualfuel as df
from tests.results.test_hourly import BASE
from tests.tariffs.test_tariff import HOURS
from xl_dualfuel.tariffs.reading import read_tariff, tariff_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff
from xl_dualfuel.tariffs.urdb import table_of_urdb

DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ALL = [[0] * 24 for _ in range(12)]
SUMMER = (5, 6, 7, 8)
"""June to September, from 0"""


def schedule(peak: range, summer: int, winter: int, off_summer: int = 0, off_winter: int = 0) -> list[list[int]]:
    return [
        [(summer if hour in peak else off_summer) if month in SUMMER else (winter if hour in peak else off_winter)
         for hour in range(24)]
        for month in range(12)
    ]  # fmt: skip


def entry(**fields: Any) -> dict[str, Any]:
    return {"label": "5b0d", "utility": "River Electric Coop", "name": "Residential", "sector": "Residential",
            "country": "USA", "servicetype": "Bundled", "energyweekdayschedule": ALL, "energyweekendschedule": ALL,
            **fields}  # fmt: skip


FLAT = entry(
    energyratestructure=[[{"unit": "kWh", "rate": 0.11, "adj": 0.0042}]],
    fixedchargefirstmeter=14.5, fixedchargeunits="$/month", mincharge=20.0, minchargeunits="$/month",
)  # fmt: skip
TIERS = entry(
    energyratestructure=[
        [{"max": 500, "rate": 0.09}, {"max": 1000, "rate": 0.11, "adj": 0.01}, {"rate": 0.14}],
        [{"max": 800, "unit": "kWh", "rate": 0.10}, {"rate": 0.07}],
    ],
    energyweekdayschedule=schedule(range(24), 0, 1), energyweekendschedule=schedule(range(24), 0, 1),
    fixedmonthlycharge=9.0, minmonthlycharge=5.0,
)  # fmt: skip
"""Of summer and winter, as a municipal utility of the Midwest has it"""
TIME_OF_USE = entry(
    energyratestructure=[[{"rate": 0.08}], [{"rate": 0.31}], [{"rate": 0.19}], [{"rate": 0.08}]],
    energytoulabels=["Off-Peak", "Summer On-Peak", "Winter On-Peak", "Off-Peak"],
    energyweekdayschedule=schedule(range(15, 19), 1, 2, 0, 3), energyweekendschedule=schedule(range(0), 1, 2, 0, 3),
    fixedchargefirstmeter=0.45, fixedchargeunits="$/day",
    fueladjustmentsmonthly=[0.002, 0.001, 0, 0, -0.001, -0.002, -0.003, 0, 0, 0, 0.001, 0.002],
)  # fmt: skip
BASELINE = entry(
    energyratestructure=[
        [{"max": 10.5, "unit": "kWh daily", "rate": 0.30}, {"unit": "kWh daily", "rate": 0.38}],
        [{"max": 10.5, "unit": "kWh daily", "rate": 0.42}, {"unit": "kWh daily", "rate": 0.50}],
    ],
    energyweekdayschedule=schedule(range(16, 21), 1, 1), energyweekendschedule=schedule(range(16, 21), 1, 1),
    dgrules="Net Billing Instantaneous",
)  # fmt: skip
"""Time of use with a baseline by the day, as in California"""
DEMAND = entry(
    energyratestructure=[[{"rate": 0.05}]],
    flatdemandunit="kW", flatdemandstructure=[[{"rate": 3.0, "adj": 0.5}], [{"rate": 5.0}]],
    flatdemandmonths=[0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0],
    demandrateunit="kW", demandratestructure=[[{"rate": 0.0}], [{"rate": 12.0}], [{"rate": 8.0}]],
    demandweekdayschedule=schedule(range(14, 20), 1, 2), demandweekendschedule=schedule(range(0), 1, 2),
    demandratchetpercentage=[0.6] * 12, demandwindow=15, fixedchargefirstmeter=25, fixedchargeunits="$/month",
    sector="Commercial",
)  # fmt: skip
"""Two demand charges and a ratchet, as demand rates of Arizona and Georgia"""
ELECTRIC_HEAT = entry(
    energyratestructure=[
        [{"rate": 0.12}],
        [{"max": 600, "adj": 0.021}, {"max": 1e38, "rate": 0.06, "adj": -0.001}],
    ],
    energyweekdayschedule=schedule(range(24), 0, 1), energyweekendschedule=schedule(range(24), 0, 1),
    startdate=1704067200,
)  # fmt: skip
"""A tier without rate costs its adjustment alone"""
STEPS = entry(
    energyratestructure=[[{"max": 400, "rate": 0.1}, {"rate": 0.15}], [{"max": 400, "rate": 0.3}, {"rate": 0.6}]],
    energyweekdayschedule=schedule(range(16, 21), 1, 1), energyweekendschedule=schedule(range(16, 21), 1, 1),
)  # fmt: skip
"""The step from tier to tier is a larger one in the evening"""
ENTRIES = {
    "flat": FLAT, "tiers": TIERS, "time of use": TIME_OF_USE, "baseline": BASELINE, "demand": DEMAND,
    "electric heat": ELECTRIC_HEAT, "steps": STEPS,
}  # fmt: skip


def by_hand(given: Mapping[str, Any], load: list[float], year: int = 2026) -> list[float]:
    """The bill of each month [$] of a load by the hour of the clock, on the days of the week of a year."""
    bills = []
    months: list[list[tuple[int, int, float]]] = [[] for _ in range(12)]
    moment = datetime.datetime(year, 1, 1)
    for kwh in load:
        months[moment.month - 1].append((moment.weekday() >= 5, moment.hour, kwh))
        moment += datetime.timedelta(hours=1)
    peaks = [max(kwh for *_, kwh in month) for month in months]
    for month, rows in enumerate(months):
        by_period: defaultdict[int, float] = defaultdict(float)
        for weekend, hour, kwh in rows:
            by_period[given["energyweekendschedule" if weekend else "energyweekdayschedule"][month][hour]] += kwh
        total, charges = sum(by_period.values()), 0.0
        for period, kwh in by_period.items():
            low = 0.0
            for tier in given["energyratestructure"][period]:
                high = tier.get("max", math.inf) * (DAYS_IN[month] if "daily" in tier.get("unit", "") else 1)
                # The tiers are of the month's use; a period has its share of each, as SAM's Utilityrate5 bills it.
                charges += kwh / total * max(0.0, min(total, high) - low) * (tier.get("rate", 0) + tier.get("adj", 0))
                low = high
        charges += total * given.get("fueladjustmentsmonthly", [0.0] * 12)[month]
        if "flatdemandstructure" in given:
            tier = given["flatdemandstructure"][given["flatdemandmonths"][month]][0]
            ratchet = given["demandratchetpercentage"][month]
            charges += (tier["rate"] + tier.get("adj", 0)) * max(peaks[month], ratchet * max(peaks))
        bills.append(charges)
    if "demandratestructure" in given:
        tops: list[defaultdict[int, float]] = [defaultdict(float) for _ in range(12)]
        for month, rows in enumerate(months):
            for weekend, hour, kwh in rows:
                period = given["demandweekendschedule" if weekend else "demandweekdayschedule"][month][hour]
                tops[month][period] = max(tops[month][period], kwh)
        for period, tiers in enumerate(given["demandratestructure"]):
            highest = max(top[period] for top in tops)
            for month, top in enumerate(tops):
                bills[month] += tiers[0]["rate"] * max(top[period], given["demandratchetpercentage"][month] * highest)
    for month in range(12):
        fixed = given.get("fixedchargefirstmeter", given.get("fixedmonthlycharge", 0.0))
        fixed *= DAYS_IN[month] if given.get("fixedchargeunits") == "$/day" else 1
        bills[month] = max(bills[month] + fixed, given.get("mincharge", given.get("minmonthlycharge", 0.0)))
    return bills


def by_fields(tariff: Tariff, load: list[float]) -> list[float]:
    """The same from the fields of the tariff."""
    power = tariff.electricity
    assert power is not None
    moment = datetime.datetime(2026, 1, 1)
    used: list[dict[str, float]] = [{} for _ in range(12)]
    tops: list[dict[str, float]] = [{} for _ in range(12)]
    bills = [0.0] * 12
    for hour, kwh in enumerate(load):
        month = moment.month - 1
        name = power.periods[power.calendar[2 * hour]] if power.periods else ""
        price = power.period_prices[power.calendar[2 * hour]] if power.periods else power.price
        assert price is not None
        bills[month] += kwh * (price + power.delivery + power.riders[month])
        used[month][name] = used[month].get(name, 0.0) + kwh
        tops[month][name] = max(tops[month].get(name, 0.0), kwh)
        moment += datetime.timedelta(hours=1)
    for month in range(12):
        for ladder in power.ladders:
            assert ladder.per == "month"
            if ladder.months and month + 1 not in ladder.months:
                continue
            total = sum(kwh for name, kwh in used[month].items() if not ladder.periods or name in ladder.periods)
            part = 1.0
            if ladder.shared:
                every = sum(used[month].values())
                part, total = total / every, every
            low = 0.0
            for block in ladder.blocks:
                bills[month] += part * block.price * max(0.0, min(total, block.up_to) - low)
                low = block.up_to
    for demand in power.demands:
        peaks = [
            max((kw for name, kw in top.items() if not demand.periods or name in demand.periods), default=0.0)
            for top in tops
        ]
        for month in range(12):
            bills[month] += demand.charge[month] * max(peaks[month], demand.ratchet * max(peaks))
    return [max(bill, least) + fixed for bill, least, fixed in zip(bills, power.minimum, power.fixed, strict=True)]


def load_of(seed: int) -> list[float]:
    rng = random.Random(seed)
    return [rng.uniform(0.0, 0.03 if month_of(hour) == 4 else 3.0) for hour in range(8760)]


def month_of(hour: int) -> int:
    return (datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=hour)).month


@pytest.mark.parametrize("name", ENTRIES)
def test_the_bill_is_that_of_the_entry(name: str, tmp_path: Path) -> None:
    path = tmp_path / ("rate.json.gz" if name == "tiers" else "rate.json")
    text = json.dumps({"items": [ENTRIES[name]]}).encode()
    path.write_bytes(gzip.compress(text) if name == "tiers" else text)
    tariff = read_tariff(path)
    load = load_of(len(name))
    assert by_fields(tariff, load) == pytest.approx(by_hand(ENTRIES[name], load), rel=1e-9)
    assert tariff.name == "River Electric Coop: Residential"
    assert tariff.clock == "US"


SAM: dict[str, tuple[dict[str, Any], float]] = {
    "flat": (FLAT, 1561.8555802066792), "tiers": (TIERS, 1294.9646269184002), "baseline": (BASELINE, 4557.393503723268),
    "electric heat": (ELECTRIC_HEAT, 815.947193810351),
    "time of use": ({k: v for k, v in TIME_OF_USE.items() if k[0] != "f"}, 1187.5087766184758),
    "demand": ({**DEMAND, "demandratchetpercentage": [0.0] * 12}, 1342.2261256825582),
    "steps": (STEPS, 2506.134284613928),
}  # fmt: skip
"""The year's bill of load_of(len(name)) [$] by NREL's PySAM 7.1.1: Utilityrate5 with the entry as its
URDBv8_to_ElectricityRates reads it, no own electricity. Fixed charges by the day and ratchets, which that reads in
another way, are left out, and so are fuel adjustments."""


@pytest.mark.parametrize("name", SAM)
def test_the_hand_bill_is_that_of_sam(name: str) -> None:
    given, total = SAM[name]
    # SAM's year begins on a Monday, as 2018 did. 1e-9: sums of 8,760 hours in another order
    assert sum(by_hand(given, load_of(len(name)), 2018)) == pytest.approx(total, rel=1e-9)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_engine_bills_the_house_as_the_entry_says(name: str, tmp_path: Path) -> None:
    load = load_of(len(name) + 1)
    tariff = tariff_of(table_of_urdb(ENTRIES[name])[0], tmp_path)
    power = tariff.electricity
    assert power is not None
    # Hours of use are in standard time; so are the tariff's without daylight saving.
    house = tariff._replace(clock="", daylight_saving=False, electricity=power._replace(household=tuple(load)))
    expected = sum(by_hand(ENTRIES[name], load)) - sum(power.fixed)
    assert season(BASE, HOURS, house).household_cost == pytest.approx(expected, rel=1e-9)


def test_entries_differ_where_it_matters() -> None:
    """The hand bill has least charges, ratchets and every tier, so that the test above can fail for each."""
    load = load_of(4)
    flat = by_hand(FLAT, load)
    assert flat[3] == 20.0 < min(flat[:3])
    without = {**DEMAND, "demandratchetpercentage": [0.0] * 12}
    assert sum(by_hand(DEMAND, load)) > sum(by_hand(without, load))


def told(given: Mapping[str, Any]) -> str:
    return "\n".join(table_of_urdb(given)[1])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"demandwindow": 15, "flatdemandstructure": [[{"rate": 3}]]}, "not of the highest 15 minutes"),
        ({"flatdemandstructure": [[{"rate": 3, "max": 10}, {"rate": 5}]]}, "the price of the first is used"),
        ({"flatdemandstructure": [[{"rate": 3}]], "flatdemandunit": "kW daily"}, "a charge by kw daily is left out"),
        ({"flatdemandstructure": [[{"rate": 3}]], "flatdemandunit": "kVA"}, "kVA are taken as kW"),
        ({"flatdemandstructure": [[{"rate": 3}]], "demandratchetpercentage": [80] * 6 + [0] * 6},
         "the demand ratchet is taken from the highest demand of all months"),
        ({"coincidentratestructure": [[{"rate": 0}], [{"rate": 9}]]}, "coincidentratestructure: charges at the hour"),
        ({"demandreactivepowercharge": 0.2}, "reactive power is left out"),
        ({"mincharge": 60, "minchargeunits": "$/year"}, "the least charge of a year, $60, is left out"),
        ({"annualmincharge": 48}, "the least charge of a year, $48, is left out"),
        ({"fixedchargeeaaddl": 4}, "each further meter is left out"),
        ({"dgrules": "Net Metering"}, "rules for own electricity (Net Metering) are left out"),
        ({"energyratestructure": [[{"rate": 0.1, "sell": 0.03}]]}, "dgrules, sell"),
        ({"energyratestructure": [[{"max": 100}, {"rate": 0.1}]]}, "a tier without rate and adjustment is taken at 0"),
        ({"servicetype": "Delivery"}, "prices of delivery alone; the price of energy is to be added"),
        ({"sector": "Commercial"}, "the rate is for commercial customers"),
        ({"peakkwcapacitymin": 50}, "customers of at least 50 kW"),
        ({"enddate": 1704067200}, "the rate ended on 2024-01-01"),
        ({"startdate": 1704067200}, "prices are those of 2024-01-01"),
        ({"energyattrs": [{"Fuel": "$0.01/kWh"}]}, "energyattrs: further charges and conditions are left out"),
        ({"energycomments": "See rider"}, "energycomments: remarks are not read"),
        ({"fueladjustmentsmonthly": [0.01]}, "fueladjustmentsmonthly: no twelve numbers"),
        ({"country": "CAN"}, "hours are taken in standard time"),
        ({"energyratestructure": [[{"rate": 0.1, "max": 200, "unit": "kWh/kW"}, {"rate": 0.05, "unit": "kWh/kW"}]]},
         "tiers by kWh for each kW of demand are left out"),
        ({}, "holidays: the entry has none"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_named(fields: dict[str, Any], words: str) -> None:
    assert words in told({**FLAT, **fields})
    assert not fields or words not in told(FLAT)


def test_a_horsepower_is_less_than_a_kilowatt() -> None:
    table, _ = table_of_urdb({**FLAT, "flatdemandstructure": [[{"rate": 3}]], "flatdemandunit": "hp"})
    assert table["electricity"]["demand"][0]["charge"] == pytest.approx(3 / 0.745699872)


def test_limits_that_differ_between_periods_are_said(tmp_path: Path) -> None:
    given = entry(
        energyratestructure=[[{"max": 400, "rate": 0.10}, {"rate": 0.15}], [{"rate": 0.30}]],
        energyweekdayschedule=schedule(range(16, 21), 1, 1), energyweekendschedule=schedule(range(16, 21), 1, 1),
    )  # fmt: skip
    table, left_out = table_of_urdb(given)
    assert any("limits of tiers differ between periods" in words for words in left_out)
    power = tariff_of(table, tmp_path).electricity
    assert power is not None
    assert [(ladder.periods, ladder.blocks[0].up_to) for ladder in power.ladders] == [(("period 1",), 400.0)]


def test_demand_periods_split_those_of_energy() -> None:
    table, _ = table_of_urdb({**DEMAND, "energyratestructure": TIME_OF_USE["energyratestructure"],
                              "energyweekdayschedule": TIME_OF_USE["energyweekdayschedule"]})  # fmt: skip
    power = table["electricity"]
    assert set(power["periods"].values()) == {0.08, 0.19, 0.31}
    charged = {name for demand in power["demand"] for name in demand.get("periods", ())}
    assert charged < set(power["periods"])
    assert len(power["periods"]) == 5  # off, off at 14 and 19 in summer, the same in winter, two peaks


def test_prices_below_zero_are_a_credit(tmp_path: Path) -> None:
    table, _ = table_of_urdb(entry(energyratestructure=[[{"rate": 0.02, "adj": -0.05}]]))
    power = tariff_of(table, tmp_path).electricity
    assert power is not None
    assert (power.price or 0) + power.riders[0] == pytest.approx(-0.03)


def test_the_export_of_the_whole_database() -> None:
    """Its names are other ones, and its periods tables of one list."""
    names = {"energyratestructure": "energyRateStrux", "energyweekdayschedule": "energyWeekdaySched",
             "energyweekendschedule": "energyWeekendSched", "utility": "utilityName", "name": "rateName",
             "fixedchargefirstmeter": "fixedChargeFirstMeter", "fixedchargeunits": "fixedChargeUnits"}  # fmt: skip
    given = {names.get(key, key): value for key, value in TIME_OF_USE.items() if key != "energytoulabels"}
    given["energyRateStrux"] = [{"energyRateTiers": tiers} for tiers in TIME_OF_USE["energyratestructure"]]
    expected = {key: value for key, value in TIME_OF_USE.items() if key != "energytoulabels"}
    assert table_of_urdb(given) == table_of_urdb(expected)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "0 rates: must be one rate"),
        ({"items": [FLAT, TIERS]}, "2 rates: must be one rate. Keep the one rate of the house in items"),
        ({"case": 1}, "must be an entry of the utility rate database"),
        (7, "must be an entry of the utility rate database"),
        ({**FLAT, "energyratestructure": None}, "energyratestructure = (not given): must be given"),
        ({**FLAT, "energyratestructure": [[{"rate": "x"}]]}, "energyratestructure[0][0]"),
        ({**FLAT, "energyratestructure": [7]}, "must be a list of periods"),
        ({**FLAT, "energyratestructure": [[{"rate": 1, "max": 500}, {"rate": 1, "max": 300}, {"rate": 2}]]},
         "energyratestructure[0][1].max = 300: must be above the tier before"),
        ({**FLAT, "energyratestructure": [[{"rate": 1, "max": -5}, {"rate": 2}]]}, "must be a number of 0 or more"),
        ({**FLAT, "energyratestructure": [[{"rate": 1}, {"rate": 2}]]},
         "energyratestructure[0][0].max = (not given): must be given in all tiers but the last"),
        ({**FLAT, "energyratestructure": [[{"rate": 1, "max": n + 1} for n in range(21)]]}, "must be at most 20 tiers"),
        ({**FLAT, "energyweekdayschedule": [[0] * 24] * 11}, "energyweekdayschedule = other values"),
        ({**FLAT, "energyweekendschedule": [[1] * 24] * 12}, "12 rows of 24 periods, each from 0 to 0"),
        ({**FLAT, "flatdemandstructure": [[{"rate": 3}]], "flatdemandmonths": [2] * 12}, "twelve periods from 0 to 0"),
        (entry(energyratestructure=[[{"rate": n / 100}] for n in range(24)],
               energyweekdayschedule=[[*range(24)]] * 12, energyweekendschedule=[[*range(24)]] * 12),
         "must have at most 12 different periods (these are 24)"),
    ],
)  # fmt: skip
def test_what_is_no_such_entry_is_refused(data: object, words: str) -> None:
    with pytest.raises(df.InputError) as caught:
        table_of_urdb(data)
    assert words in str(caught.value)


def test_every_problem_at_once() -> None:
    broken = {**FLAT, "energyratestructure": [[{"rate": "x"}], [{"rate": 1, "max": -1}]]}
    with pytest.raises(df.InputError) as caught:
        table_of_urdb(broken)
    assert len(caught.value.issues) == 2


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "rate.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(df.InputError, match="it is not JSON that can be read"):
        read_tariff(path)
