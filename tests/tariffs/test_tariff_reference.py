"""Random tariffs on small years against a slow reference in plain Python: one loop over the hours for each setting.

The equipment is run by tests/reference/, which shares nothing with the package; calendar, prices, blocks, peaks and
the trying out of every choice are here. The tariff is read from the same dictionary as the package's.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import reference
from reference.given import at_or_above
from reference.settings import cheapest, heating, multiples_around
from strategies import FUELS, decimals, full_cases
from support import case_from
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Carbon, Tariff

CLIMATE = {
    "climate",
    "hours_in_order",
    "station",
    "bin_table",
    "bin_width",
    "hours_by_temperature",
    "region",
    "season_hours",
    "hours_below_design",
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
# The design's tolerance between routes; sums of nearly equal numbers are rounding below the absolute one.
SAME = {"rel": 1e-9, "abs": 1e-7}
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


# --------------------------------------------------------------------------------------------------- the reference


class Hour:
    """One hour of weather, run by the reference both ways, with what the tariff asks for it."""

    def __init__(
        self, time: str, temperature: float, case: dict[str, Any], tariff: dict[str, Any], extra: dict[str, Any],
        coldest: float | None = None,
    ) -> None:  # fmt: skip
        month, day, ends = int(time[:2]), int(time[3:5]), int(time[6:8])
        year = tariff.get("year", 2026)
        standard = datetime.datetime(year, month, day, ends - 1)
        clock = standard
        if tariff.get("daylight_saving") and summer_time(standard):
            clock += datetime.timedelta(hours=1)
        self.temperature, self.month, self.hour = temperature, clock.month, clock.hour
        self.weekend = weekend(clock, tariff)
        days_before = sum((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[: month - 1])
        self.place = (days_before + day - 1) * 24 + ends - 1

        power = tariff.get("electricity", {"price": case["electricity_price"]})
        # A window over midnight belongs to the day it begins on; the calendar's day, so that 29 February is one.
        self.evening = clock - datetime.timedelta(days=1)
        self.evening_off = weekend(self.evening, tariff)
        self.period = self.period_of(power, tariff)
        if "series" in extra:
            price = extra["series"][self.place]
        elif "periods" in power:
            price = power["periods"][self.period]
        elif "monthly" in power:
            price = power["monthly"][self.month - 1]
        else:
            price = power.get("price", 0)
        self.price = price + power.get("delivery", 0)
        fuel = tariff.get("fuel")
        self.fuel_price = reference.price_per_mmbtu(case)
        if fuel:
            unit = fuel.get("unit", case.get("fuel_price_unit", "$/MMBtu")).removeprefix("$/")
            own = unit == reference.reported_fuel_unit(case)
            heat = reference.unit_heat(case, unit) if own else reference.mmbtu_per_unit(case["fuel"], unit)
            self.fuel_price = (fuel["monthly"][self.month - 1] if "monthly" in fuel else fuel["price"]) / heat
        grid = extra["carbon"][self.place] if "carbon" in extra else case["grid_emissions"]
        self.household = monthly(power.get("household_kwh", 0), self.month) / hours_in(self.month, year, tariff)
        self.counts = "demand_periods" not in power or self.period in power["demand_periods"]

        run = reference.run_bin(case, reference.Bin(temperature, temperature, temperature, 1.0), coldest)
        self.heating, self.load = run.load > 0, run.load
        self.ways = {}
        for way, flows in (("dual", run.dual), ("furnace", run.furnace_only)):
            kwh = reference.compressor_kw(run, flows) + reference.strip_kw(flows) + reference.fan_kw(case, flows)
            fuel_mmbtu = reference.fuel_rate(case, flows)
            emitted = kwh * grid + fuel_mmbtu * case["fuel_emissions"]
            self.ways[way] = {
                "electricity_kwh": kwh,
                "fuel_mmbtu": fuel_mmbtu,
                "fuel_cost": fuel_mmbtu * self.fuel_price,
                "energy_cost": kwh * self.price,
                "emissions_kg": emitted,
                "carbon_cost": tariff.get("carbon", {}).get("price", 0) * emitted / 1000,
                "furnace_hours": 1 if flows.furnace > 0 else 0,
                "unmet_mmbtu": flows.unmet / 1e6,
            }

    def period_of(self, power: dict[str, Any], tariff: dict[str, Any]) -> str:
        if "periods" not in power:
            by_month = "monthly" in power or "monthly" in tariff.get("fuel", {})
            return MONTHS[self.month - 1] if by_month else "all year"
        for window in power["windows"]:
            late = "from" in window and window["to"] < window["from"] and self.hour < window["to"]
            month, off = (self.evening.month, self.evening_off) if late else (self.month, self.weekend)
            inside = month in window.get("months", range(1, 13))
            inside = inside and window.get("days", "all") in ("all", "weekend" if off else "weekday")
            if "from" in window:
                start, end = window["from"], window["to"]
                inside = inside and (late or start <= self.hour < (24 if end < start else end))
            else:
                inside = inside and self.hour in window.get("hours", range(24))
            if inside:
                return window["period"]
        return power["otherwise"]


def weekend(day: datetime.datetime, tariff: dict[str, Any]) -> bool:
    """Whether a day is a Saturday, a Sunday or a holiday."""
    return day.weekday() >= 5 or f"{day.month:02}-{day.day:02}" in tariff.get("holidays", [])


def summer_time(moment: datetime.datetime) -> bool:
    """Second Sunday in March, 2:00, to first Sunday in November, 1:00 standard time."""
    march = [d for d in range(1, 32) if datetime.date(moment.year, 3, d).weekday() == 6][1]
    november = next(d for d in range(1, 31) if datetime.date(moment.year, 11, d).weekday() == 6)
    start, end = datetime.datetime(moment.year, 3, march, 2), datetime.datetime(moment.year, 11, november, 1)
    return start <= moment < end


class Hours(list[Hour]):
    """The hours with a heating load; ``idle``: the others of the year, in which the house uses electricity too."""

    idle: tuple[Hour, ...] = ()


@functools.lru_cache
def _hours_in(month: int, year: int, daylight_saving: bool) -> int:
    first, count = datetime.datetime(year, 1, 1), 0
    for place in range(366 * 24):
        moment = first + datetime.timedelta(hours=place)
        if moment.year == year and (moment.month, moment.day) != (2, 29):
            late = daylight_saving and summer_time(moment)
            count += (moment + datetime.timedelta(hours=1 if late else 0)).month == month
    return count


def hours_in(month: int, year: int, tariff: dict[str, Any]) -> int:
    """Hours that a month has by the tariff's clock, 29 February left out."""
    return _hours_in(month, year, bool(tariff.get("daylight_saving")))


def bill(hours: list[Hour], ways: list[str], tariff: dict[str, Any]) -> dict[str, float]:
    """What the season with a way for each hour adds to the bills, month by month."""
    total = dict.fromkeys(("annual_cost", "demand_cost", "peak_kw"), 0.0)
    for hour, way in zip(hours, ways, strict=True):
        for key, value in hour.ways[way].items():
            total[key] = total.get(key, 0.0) + value
    power = tariff.get("electricity", {})
    for month in range(1, 13):
        kwh = peak = household = own_peak = 0.0
        for hour, way in (*zip(hours, ways, strict=True), *((hour, "") for hour in getattr(hours, "idle", ()))):
            if hour.month == month:
                heating = hour.ways[way]["electricity_kwh"] if way else 0.0
                kwh += heating
                household += hour.household
                if hour.counts:
                    peak = max(peak, hour.household + heating)
                    own_peak = max(own_peak, hour.household)
        total["peak_kw"] = max(total["peak_kw"], peak)
        total["demand_cost"] += (peak - own_peak) * monthly(power.get("demand_charge", 0), month)
        blocks = power.get("blocks", [])
        total["energy_cost"] += block_bill(household + kwh, blocks) - block_bill(household, blocks)
    total["annual_cost"] = total["energy_cost"] + total["demand_cost"] + total["fuel_cost"]
    total["objective"] = total["annual_cost"] + total["carbon_cost"]
    return total


def monthly(value: Any, month: int) -> float:
    return value[month - 1] if isinstance(value, list) else value


def block_bill(kwh: float, blocks: list[dict[str, float]]) -> float:
    """What a month's kWh cost in blocks."""
    cost, start = 0.0, 0.0
    for block in blocks:
        end = block.get("up_to", float("inf"))
        if kwh > start:
            cost += (min(kwh, end) - start) * block["price"]
        start = end
    return cost


def at(hours: list[Hour], switchover: float) -> list[str]:
    return ["dual" if at_or_above(hour.temperature, switchover) else "furnace" for hour in hours]


def settings_of(case: dict[str, Any], hours: list[Hour]) -> list[float]:
    """The settings of the thermostat from furnace only to heat pump only, warm to cold [°F]."""
    lowest = multiples_around(case, min(hour.temperature for hour in hours))[0]
    highest = multiples_around(case, case["load_balance_temperature"])[1]
    return [
        highest - i * case["thermostat_step"] for i in range(round((highest - lowest) / case["thermostat_step"]) + 1)
    ]


def load_of(hours: list[Hour]) -> float:
    """[MMBtu]"""
    return sum(hour.load for hour in hours) / 1e6


def accepted(case: dict[str, Any], switchover: float) -> bool:
    """Whether the programme accepts a setting [°F]; below its lockout the compressor is off anyway."""
    limit, lockout = case["largest_switchover"], case["compressor_lockout"]
    return limit is None or at_or_above(limit, max(switchover, -999.0 if lockout is None else lockout))


def period_choices(case: dict[str, Any], hours: list[Hour], name: str, candidates: list[float]) -> list[float]:
    """The candidates that heat a period: at most 0.1 % of its load more unmet than the least possible there."""
    own = [hour for hour in hours if hour.period == name]
    rows = [
        {"switchover": candidate, "unmet_mmbtu": sum(hour.ways[way]["unmet_mmbtu"] for hour, way in
                                                     zip(own, at(own, candidate), strict=True))}
        for candidate in candidates
    ]  # fmt: skip
    warm = [row["switchover"] for row in heating(rows, min(row["unmet_mmbtu"] for row in rows), load_of(own))]
    return [candidate for candidate in warm if accepted(case, candidate)] or warm


# -------------------------------------------------------------------------------------------------- random tariffs


@st.composite
def years(draw: st.DrawFn, most: int = 40, months: tuple[int, ...] = tuple(range(1, 13))) -> list[tuple[str, float]]:
    """Hours of a small year; temperatures repeat, and lie off every round number, as in tests/strategies.py."""
    hours = draw(
        st.lists(
            st.tuples(st.sampled_from(months), st.integers(1, 28), st.integers(1, 24), st.integers(-30, 100)),
            min_size=1, max_size=most, unique_by=lambda row: row[:3],
        )
    )  # fmt: skip
    return [(f"{month:02}-{day:02} {hour:02}:00", half / 2 + 0.0137) for month, day, hour, half in hours]


PRICES = decimals(0.02, 0.6, 4)


def twelve(values: st.SearchStrategy[float]) -> st.SearchStrategy[list[float]]:
    return st.lists(values, min_size=12, max_size=12)


@st.composite
def tariffs(draw: st.DrawFn, fuel: str, own: str, coupled: bool = True) -> dict[str, Any]:
    """A tariff file as a dictionary; every part is given or left out, fuel prices in the case's ``own`` unit too."""
    tariff: dict[str, Any] = {"year": draw(st.integers(2015, 2035)), "daylight_saving": draw(st.booleans())}
    if draw(st.booleans()):
        days = st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda d: f"{d[0]:02}-{d[1]:02}")
        tariff["holidays"] = draw(st.lists(days, max_size=20))
    kind = draw(st.sampled_from(["none", "flat", "monthly", "two", "three", "blocks"]))
    power: dict[str, Any] = {}
    if kind == "flat":
        power["price"] = draw(PRICES)
    elif kind == "monthly":
        power["monthly"] = draw(twelve(PRICES))
    elif kind in ("two", "three"):
        power |= draw(windows(kind == "three"))
    if kind != "none":
        if draw(st.booleans()):
            power["delivery"] = draw(PRICES)
        if kind == "blocks" or (coupled and draw(st.booleans())):
            # A small year's heating is a few kWh an hour: thresholds among its sums.
            ends = sorted(draw(st.sets(st.integers(1, 40), min_size=0, max_size=3)))
            power["blocks"] = [{"up_to": end + 0.0071, "price": draw(PRICES)} for end in ends] + [
                {"price": draw(PRICES)}
            ]
            if not coupled:
                power["blocks"] = power["blocks"][-1:]
            if draw(st.booleans()):
                power["household_kwh"] = draw(st.one_of(decimals(0, 30, 1), twelve(decimals(0, 30, 1))))
        if coupled and draw(st.booleans()):
            # Of a few hours: cents, so that a peak is sometimes worth it.
            power["demand_charge"] = draw(st.one_of(decimals(0, 0.2, 3), twelve(decimals(0, 0.2, 3))))
            if "periods" in power and draw(st.booleans()):
                power["demand_periods"] = [draw(st.sampled_from(sorted(power["periods"])))]
        if draw(st.booleans()):
            power["fixed"] = draw(decimals(0, 40, 2))
        tariff["electricity"] = power
    if draw(st.booleans()):
        unit, low, high = draw(st.sampled_from(FUELS[fuel]))
        prices = decimals(low, high, 3)
        tariff["fuel"] = ({"unit": unit} if unit != own or draw(st.booleans()) else {}) | draw(
            st.one_of(st.builds(lambda p: {"price": p}, prices), st.builds(lambda p: {"monthly": p}, twelve(prices)))
        )
    if draw(st.booleans()):
        tariff["carbon"] = {"price": draw(st.one_of(st.just(0), decimals(1, 400, 1)))}
    return tariff


@st.composite
def windows(draw: st.DrawFn, three: bool) -> dict[str, Any]:
    """Times of use: windows that do not overlap, and a period for the rest."""
    names = ["peak", "middle", "night"][: 3 if three else 2]
    start = draw(st.integers(0, 23))
    peak: dict[str, Any] = {"period": "peak", "from": start, "to": start + draw(st.integers(1, 12))}
    peak["to"] = peak["to"] - 24 if peak["to"] > 24 else peak["to"]
    if draw(st.booleans()):
        peak["months"] = sorted(draw(st.sets(st.integers(1, 12), min_size=1)))
    if draw(st.booleans()):
        peak["days"] = draw(st.sampled_from(["weekday", "weekend"]))
    made = [peak]
    if three:
        inside = {(start + n) % 24 for n in range((peak["to"] - start) % 24)}
        rest = sorted(set(range(24)) - inside)
        made.append({"period": "middle", "hours": draw(st.lists(st.sampled_from(rest), min_size=1, unique=True))})
    return {"periods": {name: draw(PRICES) for name in names}, "windows": made, "otherwise": names[-1]}


@st.composite
def situations(draw: st.DrawFn, most: int = 40, months: tuple[int, ...] = tuple(range(1, 13)), coupled: bool = True
               ) -> tuple[Any, ...]:  # fmt: skip
    """A case with its hours, a tariff, and hourly series [price, carbon] where there are."""
    hours = draw(years(most, months))
    inputs = {key: value for key, value in draw(full_cases()).items() if key not in CLIMATE}
    assume(inputs.get("defrost") != "humidity")  # these hours have none
    assume(inputs.get("fuel") != "electricity")  # refused under a tariff
    base = inputs.get("load_balance_temperature", min(65.0, inputs.get("indoor_setpoint", 70.0)))
    assume(any(temperature < base for _, temperature in hours))
    inputs |= {"hours_by_temperature": [(temperature, 1.0) for _, temperature in hours], "bin_width": 0.0}
    own = inputs.get("fuel_price_unit", "$/MMBtu")
    tariff = draw(tariffs(inputs.get("fuel", "natural_gas"), own, coupled))
    extra = {}
    dice = random.Random(draw(st.integers(0, 999)))
    if "price" in tariff.get("electricity", {}) and draw(st.booleans()):
        extra["series"] = tuple(round(dice.uniform(-0.05, 0.5), 4) for _ in range(8760))
    if draw(st.booleans()):
        extra["carbon"] = tuple(round(dice.uniform(0, 1), 4) for _ in range(8760))
    return inputs, hours, tariff, extra


def solved(inputs: dict[str, Any], hours: list[tuple[str, float]], tariff: dict[str, Any], extra: dict[str, Any]):
    """What the package says, and the reference's heating hours."""
    made = tariff_of(tariff, Path())
    if "series" in extra:
        made = made._replace(electricity=made.electricity._replace(price=None, series=extra["series"]))
    if "carbon" in extra:
        made = made._replace(carbon=Carbon(series=extra["carbon"], price=made.carbon_price))
    given_ = {key: value for key, value in inputs.items() if key != "hours_by_temperature"}
    case = reference.with_defaults(given_ | {"climate": "weather"})
    answer = season(case_from(inputs), tuple(zip(*hours, strict=True)), made)
    coldest = min(temperature for _, temperature in hours)
    every = [Hour(time, temperature, case, tariff, extra, coldest) for time, temperature in hours]
    heated = Hours(hour for hour in every if hour.heating)
    heated.idle = tuple(hour for hour in every if not hour.heating)
    assume(len(settings_of(case, heated)) < 250)  # each of them is billed by a loop
    return answer, case, heated


# ----------------------------------------------------------------------------------------------------------- tests


@given(situations())
@settings(max_examples=60, **QUIET)
def test_every_setting_costs_what_the_reference_says(situation: tuple[Any, ...]) -> None:
    answer, case, hours = solved(*situation)
    tariff = situation[2]
    candidates = settings_of(case, hours)
    bills = [bill(hours, at(hours, candidate), tariff) for candidate in candidates]
    assert answer.curve["switchover"] == pytest.approx(candidates, **SAME)
    for key in ("annual_cost", "energy_cost", "demand_cost", "fuel_cost", "electricity_kwh", "fuel_mmbtu",
                "emissions_kg", "furnace_hours", "peak_kw", "unmet_mmbtu", "carbon_cost"):  # fmt: skip
        assert answer.curve[key] == pytest.approx([one[key] for one in bills], **SAME), key

    guess = min(max(case["initial_balance_point"], candidates[-1]), candidates[0])
    # What is weighed is money and carbon together, of the settings that heat the house.
    curve = [
        one | {"switchover": candidate, "annual_cost": one["objective"]}
        for one, candidate in zip(bills, candidates, strict=True)
    ]
    best = reference.recommend(curve, guess, load_of(hours))
    assert answer.best.switchover == pytest.approx(best["switchover"], **SAME)
    warm = heating(curve, min(one["unmet_mmbtu"] for one in curve), load_of(hours))
    kept = [one for one in warm if accepted(case, one["switchover"])]
    choices = [one for one in kept if abs(one["switchover"] - best["switchover"]) < 1e-7] or kept
    expected = cheapest(choices, guess) if kept else best
    assert answer.setting.switchover == pytest.approx(expected["switchover"], **SAME)
    assert answer.accepted == (None if case["largest_switchover"] is None else bool(kept))
    existing = bill(hours, at(hours, case["existing_switchover"]), tariff)
    assert answer.existing.annual_cost == pytest.approx(existing["annual_cost"], **SAME)
    assert answer.existing.unmet_mmbtu == pytest.approx(existing["unmet_mmbtu"], **SAME)

    periods = {period.period: period for period in answer.by_period.periods}
    ways = []
    for hour in hours:
        setting = periods[hour.period].switchover
        ways.append(*at([hour], setting))
    together = bill(hours, ways, tariff)
    for key in ("annual_cost", "carbon_cost", "objective"):
        assert getattr(answer.by_period.total, key) == pytest.approx(together[key], **SAME), key
    for name, period in periods.items():
        own = [(hour, way) for hour, way in zip(hours, ways, strict=True) if hour.period == name]
        assert period.hours == len(own)
        assert (period.switchover is None) == (not own)
        assert period.furnace_hours == sum(hour.ways[way]["furnace_hours"] for hour, way in own)
        kwh = sum(hour.ways[way]["electricity_kwh"] for hour, way in own)
        assert period.electricity_kwh == pytest.approx(kwh, **SAME)

    # Exactly, not nearly.
    assert answer.by_period.total.objective <= answer.setting.objective
    assert answer.ideal.objective <= min(answer.best.objective, answer.by_period.total.objective)
    # A tie within 1e-9 goes to the guess.
    least = min(one["annual_cost"] for one in warm)
    assert answer.best.objective <= least + 1e-9 * abs(least) + SAME["abs"]
    # The periods together are as warm as the rule asks of a single setting.
    assert answer.by_period.total.unmet_mmbtu <= min(one["unmet_mmbtu"] for one in curve) + 0.00101 * load_of(hours)
    if not answer.carbon_price:
        assert answer.ideal.annual_cost == answer.ideal.objective
    months = answer.months
    assert sum(months["cost"]) == pytest.approx(answer.setting.annual_cost, **SAME)
    for key in ("energy_cost", "demand_cost", "fuel_cost", "electricity_kwh", "fuel_mmbtu", "emissions_kg",
                "carbon_cost"):  # fmt: skip
        assert sum(months[key]) == pytest.approx(getattr(answer.setting, key), **SAME)


def warmest_ways(hour: Hour) -> list[str]:
    """The ways of an hour that leave the least of its load unmet."""
    least = min(way["unmet_mmbtu"] for way in hour.ways.values())
    return [name for name, way in hour.ways.items() if way["unmet_mmbtu"] <= least + 1e-12 * hour.load / 1e6]


@given(situations(most=8, months=(1, 1, 2)))
@settings(max_examples=80, **QUIET)
def test_the_ideal_is_the_least_of_all_choices_that_heat(situation: tuple[Any, ...]) -> None:
    answer, _, hours = solved(*situation)
    bills = [bill(hours, list(ways), situation[2]) for ways in itertools.product(*map(warmest_ways, hours))]
    least = min(one["objective"] for one in bills)
    # A setting may leave 0.1 % of the load more: where that is cheaper, it is the bound.
    held = min(one.objective for one in (answer.best, answer.setting, answer.by_period.total))
    assert answer.ideal.objective <= min(least, held) + 1e-9 * abs(least) + 1e-9
    if answer.ideal.exact:
        assert answer.ideal.objective == pytest.approx(min(least, held), **SAME)
    # Money against money: no choice pays less, whatever it emits.
    paid = min(one["annual_cost"] for one in bills)
    held = min(one.annual_cost for one in (answer.best, answer.setting, answer.by_period.total))
    assert answer.ideal.annual_cost <= min(paid, held) + 1e-9 * abs(paid) + 1e-9


@given(situations(most=6, months=(1, 1, 2)))
@settings(max_examples=60, **QUIET)
def test_exact_settings_of_periods_are_the_least_of_all(situation: tuple[Any, ...]) -> None:
    answer, case, hours = solved(*situation)
    names = sorted({hour.period for hour in hours})
    distinct = [999.0, *sorted({hour.temperature for hour in hours}, reverse=True)]
    candidates = []  # one setting for each number of hours on the heat pump that a setting gives, accepted or not
    for setting in settings_of(case, hours):
        alike = candidates and accepted(case, setting) == accepted(case, candidates[-1])
        if not alike or at(hours, setting) != at(hours, candidates[-1]):
            candidates.append(setting)
    assert len(candidates) <= len(distinct) + 1
    choices = [period_choices(case, hours, name, candidates) for name in names]
    assume(math.prod(map(len, choices)) < 1500)
    least = min(
        bill(hours, [at([hour], chosen[names.index(hour.period)])[0] for hour in hours], situation[2])["objective"]
        for chosen in itertools.product(*choices)
    )
    # The single setting stays where it is cheaper: 0.1 % of the year's load may be more than that of a period's.
    least = min(least, answer.setting.objective)
    assert answer.by_period.total.objective >= least - 1e-9 * abs(least) - 1e-9
    if answer.by_period.exact:
        assert answer.by_period.total.objective == pytest.approx(least, **SAME)


@given(situations(coupled=False))
@settings(max_examples=50, **QUIET)
def test_without_blocks_and_demand_all_is_exact(situation: tuple[Any, ...]) -> None:
    answer, _, hours = solved(*situation)
    assert answer.by_period.exact
    assert answer.ideal.exact
    weighed = ("energy_cost", "fuel_cost", "carbon_cost")
    cheaper = sum(min(sum(hour.ways[way][key] for key in weighed) for way in warmest_ways(hour)) for hour in hours)
    power = situation[2].get("electricity", {})
    if "blocks" not in power:
        held = min(one.objective for one in (answer.best, answer.setting, answer.by_period.total))
        assert answer.ideal.objective == pytest.approx(min(cheaper, held), **SAME)


def test_the_judge_knows_a_bill() -> None:
    """The reference's own sums, by hand: 30 kWh in blocks of 10 and 15 after 5 of the household."""
    blocks = [{"up_to": 10, "price": 0.1}, {"up_to": 25, "price": 0.2}, {"price": 0.5}]
    assert block_bill(5, blocks) == pytest.approx(0.5)
    assert block_bill(35, blocks) == pytest.approx(1 + 3 + 5)
    assert isinstance(tariff_of({}, Path()), Tariff)
