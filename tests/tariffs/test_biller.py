"""Forty random tariffs with every element against a slow biller in plain Python (biller.py), which shares no code.

The equipment is run by tests/reference/. Hours are random days of a year with temperatures of their own; prices of
series, the household's use and its own electricity vary by the hour.
"""

from __future__ import annotations

import itertools
import math
import random
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import reference
from support import case_from, one_in
from tests.tariffs.biller import LENGTHS, Biller
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.tariffs.elements import Solar
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.result import TariffSeason
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff

SEEDS = range(40)
HOUSE: dict[str, Any] = {
    "load_slope": 600, "load_balance_temperature": 62, "cop_47": 3.4, "cop_17": 2.2, "capacity_47": 36000,
    "capacity_17": 21000, "furnace_capacity": 80000, "furnace_efficiency": 0.92, "furnace_fan_power": 0.3,
    "fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal", "electricity_price": 0.14, "thermostat_step": 3,
}  # fmt: skip


class Drawn(NamedTuple):
    """A house, its hours (of the year, temperature), a tariff file and hourly values."""

    house: dict[str, Any]
    hours: list[tuple[int, float]]
    tariff: dict[str, Any]
    extra: dict[str, Any]


def price(dice: random.Random, low: float = 0.03, high: float = 0.4) -> float:
    return round(dice.uniform(low, high), 4)


def some_months(dice: random.Random) -> list[int]:
    return sorted(dice.sample(range(1, 13), dice.randint(3, 9)))


def blocks_of(dice: random.Random, scale: float) -> list[dict[str, float]]:
    ends = sorted({round(scale * dice.uniform(0.05, 1.2), 3) for _ in range(dice.randint(1, 3))})
    return [{"up_to": end, "price": price(dice, -0.03, 0.2)} for end in ends] + [{"price": price(dice, -0.03, 0.2)}]


def condition(dice: random.Random, kind: str) -> dict[str, Any]:
    when: dict[str, Any] = {}
    if kind == "below":
        when = {"below": dice.choice([8, 20, 33])}
    elif kind == "read":
        when = {"below": dice.choice([15, 28, 40]), "read_at": 6, "from": 6, "to": dice.choice([9, 12.5])}
    elif kind == "latched":
        when = {"below": dice.choice([12, 24]), "until": dice.choice([26, 30, 36])}
    elif kind == "held":
        when = {"below": dice.choice([12, 24]), "hold_hours": dice.choice([4, 9])}
    elif kind == "above":
        when = {"above": dice.choice([38, 45]), "until": 34, "months": some_months(dice)}
    elif kind == "coldest hours":
        when = {"coldest_hours": dice.choice([10, 55]), "days": dice.choice(["all", "weekday"])}
    elif kind == "coldest days":
        when = {"coldest_days": dice.choice([2, 5]), "from": dice.choice([6, 16.5]), "to": 21}
    elif kind == "hours":
        when = {"from": dice.choice([0, 6.5]), "to": dice.choice([7, 12]), "days": dice.choice(["weekday", "weekend"])}
    return when


CONDITIONS = ("below", "read", "latched", "held", "above", "coldest hours", "coldest days", "hours", "dates")


def drawn(seed: int, days: int = 40, hours: int = 24, periods: tuple[int, ...] = (1, 2, 3), step: int = 3) -> Drawn:
    """A situation; each seed has about half of all elements."""
    dice = random.Random(seed)
    chosen = sorted(dice.sample(range(365), days))
    weather = []
    for day in chosen:
        mean = 48 - 30 * math.cos(2 * math.pi * (day - 15) / 365) + dice.gauss(0, 11)
        for hour in range(hours):
            swing = -7 * math.cos(2 * math.pi * (hour - 3) / 24)
            weather.append((24 * day + hour, round(2 * (mean + swing + dice.gauss(0, 2))) / 2 + 0.0137))
    dates = [_date(day) for day in dice.sample(chosen, min(4, days))]
    tariff: dict[str, Any] = {"year": dice.randint(2020, 2030)} | ({"clock": "US"} if dice.random() < 0.5 else {})
    tariff["temperature_unit"] = "F"
    power: dict[str, Any] = {}
    extra: dict[str, Any] = {"fuel_price": 2.1}
    count = dice.choice(periods)
    names = ["off", "peak", "middle"][:count]
    if count > 1:
        start = dice.choice([6, 16, 16.5])
        power = {"periods": {name: price(dice) for name in names}, "otherwise": "off"}
        power["windows"] = [
            {"period": "peak", "from": start, "to": start + 4.5, "days": dice.choice(["weekday", "all"])}
        ]
        if count == 3:
            power["windows"].append({"period": "middle", "from": 0, "to": 5} | dice.choice(
                [{}, {"from_date": "11-10", "to_date": "03-20"}, {"months": some_months(dice)}]))  # fmt: skip
    else:
        names = []
        kind = dice.choice(["flat", "monthly", "series"])
        power = {"monthly": [price(dice) for _ in LENGTHS]} if kind == "monthly" else {"price": price(dice)}
        if kind == "series":
            extra["series"] = [price(dice, -0.05, 0.5) for _ in range(8760)]
    if dice.random() < 0.5:
        power["delivery"] = price(dice, 0, 0.05)
    if dice.random() < 0.5:
        power["riders"] = dice.choice(
            [-0.0153, [{"price": -0.0256, "months": [10, 11, 12, 1, 2, 3, 4, 5]}, {"price": 0.004}]]
        )
    specials = []
    for kind in dice.sample(CONDITIONS, dice.randint(0, 3)):
        when = {"dates": dates} if kind == "dates" else condition(dice, kind)
        specials.append({"name": kind} | when | ({"add": price(dice, -0.1, 0.2)} if dice.random() < 0.5 else
                                                 {"price": price(dice, -0.05, 0.6)}))  # fmt: skip
    if specials:
        power["special_prices"] = specials
    if dice.random() < 0.5:
        kinds = dice.sample(CONDITIONS[:8], dice.randint(1, 2))
        power["control"] = [{"name": kind} | condition(dice, kind) for kind in kinds]
    ladders = []
    for per, scale in dice.sample([("day", 40), ("month", 150), ("season", 400), ("year", 900)], dice.randint(0, 2)):
        ladder: dict[str, Any] = {"per": per, "blocks": blocks_of(dice, scale)}
        if names and dice.random() < 0.5:
            ladder["periods"] = [dice.choice(names)]
            if per in ("day", "month") and seed % 2 == 0:
                ladder["shared"] = True
        if dice.random() < 0.5 or per == "season":
            ladder["months"] = some_months(dice)
        ladders.append(ladder)
    if ladders:
        power["ladders"] = ladders
    demands = []
    for _ in range(dice.choice([0, 0, 1, 2])):
        charge = round(dice.uniform(0.5, 9), 2)
        demand: dict[str, Any] = {"charge": dice.choice([charge, [charge + n / 10 for n in range(12)]])}
        if names and dice.random() < 0.5:
            demand["periods"] = [dice.choice(names)]
        if dice.random() < 0.5:
            demand["ratchet_percent"] = dice.choice([50, 80])
        demands.append(demand)
    if demands:
        power["demand"] = demands
    if dice.random() < 0.6:
        extra["household"] = [round(dice.uniform(0.1, 1.6), 3) for _ in range(8760)]
    if dice.random() < 0.4:
        extra["solar"] = [
            round(max(0.0, 5 * math.sin(math.pi * (hour % 24 - 6) / 12)) * dice.random(), 3) for hour in range(8760)
        ]
        power["solar"] = {"netting": dice.choice(["hour", "month"])}
        if dice.random() < 0.6:
            power["solar"]["credit"] = price(dice, 0, 0.12)
    if dice.random() < 0.4:
        power["minimum"] = dice.choice([30, [20 + 5 * n for n in range(12)], [0, 0, 0, 60, 60, 60, 0, 0, 0, 0, 60, 60]])
    if dice.random() < 0.5:
        power["tax_percent"] = dice.choice([4.5, 8.25])
    power["fixed"] = 11
    tariff["electricity"] = power
    if dice.random() < 0.6:
        fuel: dict[str, Any] = {"unit": "$/gal"}
        fuel |= dice.choice([{"price": 2.05}, {"monthly": [round(2 + 0.07 * n, 3) for n in range(12)]}])
        for key, value in (
            ("riders", -0.1),
            ("tax_percent", 5),
            ("minimum", 20),
            ("other_use", 4.5),
            ("blocks", [{"up_to": 7, "price": 0.3}, {"up_to": 18, "price": -0.2}, {"price": 0.4}]),
        ):
            if dice.random() < 0.5:
                fuel[key] = value
        tariff["fuel"] = fuel
    if dice.random() < 0.4:
        tariff["carbon"] = {"price": 60}
    backup = dice.choice(["alternate", "simultaneous", "time_shared"])
    return Drawn(HOUSE | {"backup_operation": backup, "thermostat_step": step}, weather, tariff, extra)


def _date(day: int) -> str:
    month = next(n for n in range(12) if day < sum(LENGTHS[: n + 1]))
    return f"{month + 1:02}-{day - sum(LENGTHS[:month]) + 1:02}"


# -------------------------------------------------------------------------------------------------- both of them


class Heating:
    """What each row takes either way, by the reference: [kWh] and [gal] of half an hour, and CO2 [kg]."""

    def __init__(self, of: Drawn) -> None:
        given = {key: value for key, value in of.house.items() if value is not None} | {"climate": "weather"}
        case = reference.with_defaults(given)
        self.coldest = min(temperature for _, temperature in of.hours)
        self.known: dict[float, tuple[tuple[float, float, float], tuple[float, float, float]]] = {}
        for _, temperature in of.hours:
            if temperature not in self.known:
                run = reference.run_bin(case, reference.Bin(temperature, temperature, temperature, 1.0), self.coldest)
                self.known[temperature] = self._used(case, run, run.dual), self._used(case, run, run.furnace_only)
        heat = reference.unit_heat(case, "gal")
        self.gallons = heat

    @staticmethod
    def _used(case: dict[str, Any], run: Any, flows: Any) -> tuple[float, float, float]:
        kwh = reference.compressor_kw(run, flows) + reference.strip_kw(flows) + reference.fan_kw(case, flows)
        fuel = reference.fuel_rate(case, flows)
        return kwh / 2, fuel / 2, (kwh * case["grid_emissions"] + fuel * case["fuel_emissions"]) / 2

    def run(self, biller: Biller, furnace: list[bool]) -> tuple[dict[str, float], float]:
        """The season's bills and its CO2 [kg] with the furnace in these rows, and where the utility asks for it."""
        kwh, gallons, kg = [], [], []
        for row, burns, off in zip(biller.rows, furnace, biller.off, strict=True):
            power, fuel, emitted = self.known[row.temperature][burns or off]
            kwh.append(power)
            gallons.append(fuel / self.gallons)
            kg.append(emitted)
        return biller.season(kwh, gallons), math.fsum(kg)


def below(biller: Biller, setting: float) -> list[bool]:
    return [row.temperature < setting - 1e-6 for row in biller.rows]


def made(of: Drawn) -> Tariff:
    tariff = dict(of.tariff)
    power = {key: value for key, value in tariff["electricity"].items() if key != "solar"}
    found = tariff_of(tariff | {"electricity": power}, Path())
    bought = found.electricity
    assert bought is not None
    if "series" in of.extra:
        bought = bought._replace(price=None, series=tuple(of.extra["series"]))
    if "household" in of.extra:
        bought = bought._replace(household=tuple(of.extra["household"]))
    if "solar" in of.extra:
        own = tariff["electricity"]["solar"]
        bought = bought._replace(solar=Solar(tuple(of.extra["solar"]), own["netting"], own.get("credit")))
    return found._replace(electricity=bought)


def answered(of: Drawn) -> TariffSeason:
    times = [f"{_date(hour // 24)} {hour % 24 + 1:02}:00" for hour, _ in of.hours]
    year = [temperature for _, temperature in of.hours]
    return season(_case(of), (times, year), made(of))


def _case(of: Drawn) -> Case:
    inputs = of.house | {"hours_by_temperature": [(temperature, 1.0) for _, temperature in of.hours], "bin_width": 0.0}
    return case_from(inputs)


@pytest.mark.parametrize("seed", one_in(8, SEEDS))
def test_every_setting_costs_what_the_biller_says(seed: int) -> None:
    of = drawn(seed)
    answer, biller, heating = answered(of), Biller(of.tariff, of.hours, of.extra), Heating(of)
    near = 1e-12 * abs(biller.idle["both"]) + 1e-9
    assert answer.household_cost == pytest.approx(biller.idle["both"], rel=1e-12, abs=1e-9)
    costs, carbon, rate = [], [], of.tariff.get("carbon", {}).get("price", 0) / 1000
    for place, setting in enumerate(answer.curve["switchover"]):
        bills, kg = heating.run(biller, below(biller, setting))
        costs.append(bills["both"])
        carbon.append(kg * rate)
        for key, name in (("annual_cost", "both"), ("electricity_cost", "electricity"), ("fuel_bill", "fuel")):
            assert answer.curve[key][place] == pytest.approx(bills[name], rel=1e-12, abs=near), (setting, key)
    assert answer.curve["carbon_cost"] == pytest.approx(carbon, rel=1e-12, abs=1e-9)
    weighed = np.array(costs) + np.array(carbon)
    for one in (answer.best, answer.setting, answer.existing, answer.flat):
        bills, kg = heating.run(biller, below(biller, float(one.switchover or 0)))
        assert one.annual_cost == pytest.approx(bills["both"], rel=1e-12, abs=near)
        parts = one.energy_cost + one.demand_cost + one.minimum_cost + one.tax_cost + one.fuel_cost
        assert one.annual_cost == pytest.approx(parts, rel=1e-12, abs=near)
    assert answer.best.objective <= weighed.min() + 1e-9 * abs(weighed.min()) + near

    own = {period.period: period.switchover for period in answer.by_period.periods}
    names = biller.periods if "periods" in biller.power else None
    settings = [_own(own, row, names[place] if names else None) for place, row in enumerate(biller.rows)]
    bills, kg = heating.run(biller, [row.temperature < setting - 1e-6
                                     for row, setting in zip(biller.rows, settings, strict=True)])  # fmt: skip
    assert answer.by_period.total.annual_cost == pytest.approx(bills["both"], rel=1e-12, abs=near)
    assert answer.by_period.total.objective <= answer.setting.objective
    # Nothing is below the bound, in the money it is in.
    assert answer.ideal.objective <= min(weighed.min(), answer.by_period.total.objective) + near
    assert answer.ideal.annual_cost <= min(*costs, answer.by_period.total.annual_cost) + near
    dice = random.Random(seed)
    for _ in range(10):
        share = dice.random()
        bills, kg = heating.run(biller, [dice.random() < share for _ in biller.rows])
        assert answer.ideal.objective <= bills["both"] + kg * rate + near

    assert sum(answer.months["cost"]) == pytest.approx(answer.setting.annual_cost, rel=1e-12, abs=near)
    for key in ("energy_cost", "demand_cost", "fuel_cost", "electricity_cost", "fuel_bill"):
        assert sum(answer.months[key]) == pytest.approx(getattr(answer.setting, key), rel=1e-12, abs=near), key
    assert answer.control_hours == sum(biller.off) / 2
    base = of.house["load_balance_temperature"]
    heated = sum(off for off, row in zip(biller.off, biller.rows, strict=True) if row.temperature < base) / 2
    assert answer.control_heating_hours == heated
    rate = 1 + of.tariff["electricity"].get("tax_percent", 0) / 100
    assert answer.fixed.electricity == pytest.approx(12 * 11 * rate, rel=1e-12)


def _own(settings: dict[str, float | None], row: Any, period: str | None) -> float:
    """The setting of a row's period; where no hour is heated any will do."""
    months = list(settings)
    name = period if period is not None else months[row.month - 1] if len(months) == 12 else months[0]
    found = settings[name]
    return 0.0 if found is None else found


ELEMENTS = (
    "delivery", "riders", "special_prices", "control", "ladders", "demand", "solar", "minimum", "tax_percent",
    "household", "series", "periods", "fuel.riders", "fuel.tax_percent", "fuel.minimum", "fuel.other_use",
    "fuel.blocks", *(f"ladder.{per}" for per in ("day", "month", "season", "year")), "ladder.periods", "ladder.months",
    "ladder.shared",
    "ratchet_percent", "demand.periods", "credit", "netting", *CONDITIONS,
)  # fmt: skip


def without(of: Drawn, element: str) -> Drawn | None:
    """The same without an element; None where it has none."""
    power, fuel, extra = dict(of.tariff["electricity"]), dict(of.tariff.get("fuel", {})), dict(of.extra)
    group, _, key = element.rpartition(".")
    if group == "fuel":
        if fuel.pop(key, None) is None:
            return None
    elif element in ("household", "series"):
        if extra.pop(element, None) is None:
            return None
    elif element == "periods":
        if "periods" not in power:
            return None
        power["periods"] = dict.fromkeys(power["periods"], power["periods"]["off"])
    elif group == "ladder":
        gone = [one for one in power.get("ladders", []) if not (one["per"] == key or key in one)]
        if key == "shared":
            gone = [{k: v for k, v in one.items() if k != "shared"} for one in power.get("ladders", [])]
            if gone == power.get("ladders", []):
                return None
            power["ladders"] = gone
            return of._replace(tariff=of.tariff | {"electricity": power})
        if len(gone) == len(power.get("ladders", [])):
            return None
        power["ladders"] = gone
    elif element in ("ratchet_percent", "demand.periods"):
        key = element.rpartition(".")[2]
        if not any(one.get(key) for one in power.get("demand", [])):
            return None
        power["demand"] = [{k: v for k, v in one.items() if k != key} for one in power["demand"]]
    elif element in ("credit", "netting"):
        if element not in power.get("solar", {}) or "solar" not in extra:
            return None
        other = {"credit": None, "netting": "hour" if power["solar"]["netting"] == "month" else "month"}[element]
        power["solar"] = {k: v for k, v in (power["solar"] | {element: other}).items() if v is not None}
    elif element in CONDITIONS:
        kept = {
            key: [one for one in power.get(key, []) if one["name"] != element] for key in ("special_prices", "control")
        }
        if all(len(kept[key]) == len(power.get(key, [])) for key in kept):
            return None
        power |= kept
    elif element == "solar":
        if extra.pop("solar", None) is None:
            return None
    elif power.pop(element, None) is None:
        return None
    return Drawn(of.house, of.hours, of.tariff | {"electricity": power, "fuel": fuel}, extra)


@pytest.mark.slow
def test_every_element_is_in_the_forty_and_changes_what_heating_costs() -> None:
    """Half of the seeds are enough to see each of them do something, by the biller alone."""
    felt = dict.fromkeys(ELEMENTS, 0)
    for seed in SEEDS:
        missing = [element for element in ELEMENTS if felt[element] < 2]
        of = drawn(seed)
        heating, whole = Heating(of), Biller(of.tariff, of.hours, of.extra)
        at = [below(whole, setting) for setting in (14.0, 35.0)]
        cost = [heating.run(whole, furnace)[0]["both"] for furnace in at]
        for element in missing:
            other = without(of, element)
            if other is not None:
                biller = Biller(other.tariff, other.hours, other.extra)
                changed = [heating.run(biller, furnace)[0]["both"] for furnace in at]
                felt[element] += any(abs(a - b) > 1e-6 for a, b in zip(cost, changed, strict=True))
    assert {element: count for element, count in felt.items() if not count} == {}


@pytest.mark.parametrize("seed", one_in(15, range(100, 160)))
def test_settings_of_periods_are_the_best_of_all_tried_out(seed: int) -> None:
    """Two or three periods on a few days: every choice of settings."""
    of = drawn(seed, days=6, periods=(2, 3), step=12)
    answer, biller, heating = answered(of), Biller(of.tariff, of.hours, of.extra), Heating(of)
    rate = of.tariff.get("carbon", {}).get("price", 0) / 1000
    names, settings = sorted({*biller.periods}), answer.curve["switchover"]
    least, near = math.inf, 1e-9 * (1 + abs(biller.idle["both"]))
    for chosen in itertools.product(settings, repeat=len(names)):
        own = dict(zip(names, chosen, strict=True))
        furnace = [row.temperature < own[name] - 1e-6 for row, name in zip(biller.rows, biller.periods, strict=True)]
        bills, kg = heating.run(biller, furnace)
        least = min(least, bills["both"] + rate * kg)
    assert answer.by_period.total.objective >= least - near
    assert answer.ideal.objective <= least + near
    if answer.by_period.exact:
        assert answer.by_period.total.objective == pytest.approx(least, rel=1e-9, abs=near)


@pytest.mark.parametrize("seed", one_in(15, range(200, 260)))
def test_no_choice_of_the_hours_is_below_the_bound(seed: int) -> None:
    """Eight hours: every choice of each."""
    of = drawn(seed, days=2, hours=4)
    of = of._replace(hours=[(hour, min(temperature, 55.0137)) for hour, temperature in of.hours])
    answer, biller, heating = answered(of), Biller(of.tariff, of.hours, of.extra), Heating(of)
    rate = of.tariff.get("carbon", {}).get("price", 0) / 1000
    bills = []
    for furnace in itertools.product((False, True), repeat=8):
        found, kg = heating.run(biller, [burns for burns in furnace for _ in (0, 1)])
        bills.append((found["both"], found["both"] + rate * kg))
    near = 1e-9 * (1 + abs(biller.idle["both"]))
    assert answer.ideal.annual_cost <= min(money for money, _ in bills) + near
    assert answer.ideal.objective <= min(both for _, both in bills) + near
