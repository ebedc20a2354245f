"""The numbers of the sheets Tariff and Hours: a tariff with nothing left to the house, its hours in the order of Hours.

The season's cost of a setting is the engine's (tariffs/season.py); sums on the way to it are worked out here, as the
formulas do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_dualfuel.model import climate
from xl_dualfuel.model.parameters import Array
from xl_dualfuel.model.switchovers import at_most, distance
from xl_dualfuel.results.accepting import accepts
from xl_dualfuel.tariffs.calendar import HOURS_PER_YEAR, MONTH_OF_DAY, MONTHS, Places
from xl_dualfuel.tariffs.elements import DAYS, Block, Ladder, Year
from xl_dualfuel.tariffs.season import judged
from xl_dualfuel.tariffs.tariff import Electricity, FuelTariff, Tariff, unit_heat
from xl_dualfuel.tariffs.when import holds

from ..shape import Filling, Tariffed, UnderTariff
from .tariff_grid import Grid, grid_of

MOST_COUNTED: Final = 9
"""Most ladders and demand charges together, for each has a column beside the periods"""
MOST_ROWS: Final = 100
"""Most rows of the grid"""


class Explicit(NamedTuple):
    """A tariff's electricity and fuel with what the house's own prices are where it has none."""

    power: Electricity
    fuel: FuelTariff
    names: tuple[str, ...]
    """Of the periods"""
    prices: tuple[float, ...]
    """[$/kWh] of each; 0 where each hour has its own"""
    fuel_heat: float
    """[MMBtu] in the unit of the fuel's prices"""


class Rows(NamedTuple):
    """A number for each setting and month: arrays (settings + 2, 12), the house without heating and today's first."""

    above: NDArray[Any]
    fuel_use: Array
    energy: Array
    kwh: list[Array]
    stepped: list[Array]
    peak: list[Array]
    charge: list[Array]
    bill: Array
    fuel_stepped: list[Array]
    fuel_bill: Array


class Numbers:
    """What fills the cells of both sheets."""

    def __init__(self, under: UnderTariff) -> None:
        self.under = under
        self.of = judged(under.case, under.hours, under.tariff)
        self.tariff: Tariff = under.tariff.for_case(under.case)
        self.p = self.of.parameters
        prices, clock = self.of.prices, self.of.prices.clock
        self.explicit = self._explicit()
        self.emissions = self.tariff.carbon is not None and self.tariff.carbon.replaces_grid
        self.grid = Grid(*under.grid) if under.grid else grid_of(self.tariff, self.explicit.names)
        temperature = np.asarray(under.hours[1], dtype=float)
        self.halved = len(clock.month) != len(temperature)
        if self.halved:  # not live: only the first half of each hour is shown
            self.keep: Places = np.arange(0, len(clock.month), 2)
        else:
            self.keep = np.arange(len(clock.month))
        month = clock.month[self.keep]
        self.order = np.lexsort((clock.of_year[self.keep], -temperature, month))
        take = self.take = self.keep[self.order]
        self.temperature = temperature[self.order]
        self.month, self.day = clock.month[take], clock.day[take]
        self.hour, self.of_year = clock.slot[take] // 2, clock.of_year[take]
        self.row = self.grid.row_of_day[self.day]
        self.period = prices.period[take]
        self.price = prices.energy_price[take]
        self.specials = [holds(one.when, clock, np.repeat(temperature, 2) if self.halved else temperature)[take]
                         for one in self.explicit.power.specials]  # fmt: skip
        self.control = prices.control[take]
        pump, furnace, fuel_pump, fuel_furnace = (values[take] for values in self._ways())
        self.pump, self.furnace, self.fuel = pump, furnace, (fuel_pump, fuel_furnace)
        self.use = np.array(self.explicit.power.household or (0.0,) * HOURS_PER_YEAR)[self.of_year]
        self.count = np.bincount(self.month, minlength=MONTHS)
        self.before = np.concatenate(([0], np.cumsum(self.count)[:-1]))
        self.household = np.bincount(self.month, weights=self.use, minlength=MONTHS)
        whole, each = self.household[self.month], self.count[self.month]
        self.share = np.divide(self.use, whole, out=1.0 / each, where=whole > 0)

    def _explicit(self) -> Explicit:
        tariff, case, p = self.tariff, self.under.case, self.p
        power = tariff.electricity or Electricity(price=p.electricity_price)
        names = self.of.prices.names
        if power.periods:
            prices = power.period_prices
        elif power.series is not None:
            prices = (0.0,) * len(names)
        elif power.monthly is not None:
            prices = power.monthly
        else:
            prices = (power.price or 0.0,) * len(names)
        unit = str(case.inputs["fuel_price_unit"])
        fuel = tariff.fuel or FuelTariff((0.0,) * MONTHS, unit)
        heat = unit_heat(fuel, p, str(case.inputs["fuel"]))
        if tariff.fuel is None:
            fuel = fuel._replace(monthly=(p.fuel_price * heat,) * MONTHS)
        return Explicit(power, fuel, names, prices, heat)

    def _ways(self) -> tuple[Array, Array, Array, Array]:
        """Electricity [kWh] and fuel [MMBtu] of every row, heat pump first, then furnace alone: (rows,) each."""
        year, temperature = self.of.year, np.asarray(self.under.hours[1], dtype=float)
        everything = np.repeat(temperature, 2) if self.halved else temperature
        heated = ~climate.at_or_above(everything, self.p.load_balance_temperature)
        found = []
        for way in (year.dual, year.furnace):
            for values in (way.kwh, way.fuel_mmbtu):
                whole = np.zeros(len(everything))
                whole[heated] = values
                found.append(whole)
        return found[0], found[2], found[1], found[3]

    # --------------------------------------------------------------------------------------------- running sums

    def running(self, values: Array) -> Array:
        """Sums from the warmest hour of each month: (hours,)."""
        found = np.empty_like(values)
        for start, count in zip(self.before, self.count, strict=True):
            found[start : start + count] = np.cumsum(values[start : start + count])
        return found

    def highest(self, values: Array, from_cold: bool = False) -> Array:
        """The highest so far of each month, from the warmest hour or from the coldest: (hours,)."""
        found = np.empty_like(values)
        for start, count in zip(self.before, self.count, strict=True):
            here = values[start : start + count][:: -1 if from_cold else 1]
            found[start : start + count] = np.maximum.accumulate(here)[:: -1 if from_cold else 1]
        return found

    def counted(self, periods: tuple[str, ...]) -> NDArray[np.float64]:
        """1 for each period that counts, 0 for the others; () = all."""
        return np.array([float(not periods or name in periods) for name in self.explicit.names])

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column of Hours."""
        found: dict[str, NDArray[Any]] = {
            "month": self.month + 1, "row": self.row + 1, "hour": self.hour, "of_year": self.of_year,
            "temperature": self.temperature, "heat_pump_kwh": self.pump, "furnace_kwh": self.furnace,
            "share": self.share, "period": self.period + 1, "price": self.price, "house": self.use,
            "pump_cost": self.running(self.pump * self.price), "furnace_cost": self.running(self.furnace * self.price),
            "house_cost": self.running(self.use * self.price),
        }  # fmt: skip
        if self.explicit.power.series is not None:
            found["series"] = np.array(self.explicit.power.series)[self.of_year]
        if self.explicit.power.controls:
            found["control"] = self.control.astype(int)
        if self.emissions:
            found["grid"] = self.of.prices.grid_emissions[self.take]
        for number, met in enumerate(self.specials):
            found[f"special{number}"] = met.astype(int)
        for number, ladder in enumerate(self.explicit.power.ladders):
            inside = self.counted(ladder.periods)[self.period]
            found[f"in_ladder{number}"] = inside
            for way, use in (("pump", self.pump), ("furnace", self.furnace), ("house", self.use)):
                found[f"{way}_kwh{number}"] = self.running(inside * use)
        for number, demand in enumerate(self.explicit.power.demands):
            inside = self.counted(demand.periods)[self.period]
            found[f"in_demand{number}"] = inside
            found[f"pump_peak{number}"] = self.highest(inside * (self.use + self.pump))
            found[f"furnace_peak{number}"] = self.highest(inside * (self.use + self.furnace), from_cold=True)
            found[f"house_peak{number}"] = self.highest(inside * self.use)
        return found

    # ------------------------------------------------------------------------------------------------- the settings

    @cached_property
    def settings(self) -> Array:
        """[°F], warm to cold"""
        return self.of.curve.switchover

    @cached_property
    def rows(self) -> Rows:
        """What each month comes to, with the house without heating and today's setting on top."""
        at = np.append(self.p.existing_switchover, self.settings)
        warm = climate.at_or_above(self.temperature, at[:, np.newaxis])
        above = np.stack([np.bincount(self.month, weights=one, minlength=MONTHS) for one in warm])
        above = np.vstack([np.zeros(MONTHS), above])
        power, fuel = self.explicit.power, self.explicit.fuel
        places, end = self.before + above.astype(int), self.before + self.count
        columns = self.columns
        is_heated = np.arange(len(above)) > 0

        def summed(pump: Array, furnace: Array, house: Array) -> Array:
            heat = np.where(above > 0, (pump - furnace)[places - 1], 0.0) + furnace[end - 1]
            return heat * is_heated[:, np.newaxis] + house[end - 1]

        def peaks(pump: Array, furnace: Array, house: Array) -> Array:
            warm_one = np.where(above > 0, pump[places - 1], 0.0)
            cold_one = np.where(above < self.count, furnace[np.minimum(places, len(furnace) - 1)], 0.0)
            return np.where(is_heated[:, np.newaxis], np.maximum(warm_one, cold_one), house[end - 1])

        energy = summed(columns["pump_cost"], columns["furnace_cost"], columns["house_cost"])
        kwh, stepped, peak, charge = [], [], [], []
        for number, ladder in enumerate(power.ladders):
            own = summed(*(columns[f"{way}_kwh{number}"] for way in ("pump", "furnace", "house")))
            used, cost = filled(own, ladder)
            if ladder.per == "day":
                cost = self._by_day(warm, ladder)
            kwh.append(used)
            stepped.append(cost)
        for number, demand in enumerate(power.demands):
            own = peaks(*(columns[f"{way}_peak{number}"] for way in ("pump", "furnace", "house")))
            peak.append(own)
            charge.append(np.array(demand.charge) * np.maximum(own, demand.ratchet * own.max(axis=1, keepdims=True)))
        bill = least(energy + sum(stepped) + sum(charge), power.minimum) * (1 + power.tax)
        fuel_sums = self.running(self.fuel[0]), self.running(self.fuel[1])
        fuel_use = summed(*fuel_sums, np.zeros_like(fuel_sums[0]))
        units = fuel_use / self.explicit.fuel_heat + np.array(fuel.other_use)
        fuel_stepped = [filled(units, ladder)[1] for ladder in fuel.ladders]
        paid = units * (np.array(fuel.monthly) + np.array(fuel.riders)) + sum(fuel_stepped)
        fuel_bill = least(paid, fuel.minimum) * (1 + fuel.tax)
        return Rows(above, fuel_use, energy, kwh, stepped, peak, charge, bill, fuel_stepped, fuel_bill)

    def _by_day(self, warm: NDArray[np.bool_], ladder: Ladder) -> Array:
        """What blocks of each day cost in each month [$]; warm: hours with the heat pump (…, hours)."""
        inside = self.counted(ladder.periods)[self.period]
        found = []
        for is_warm in (None, *warm):
            heat = 0.0 if is_warm is None else np.where(is_warm, self.pump, self.furnace)
            by_day = np.bincount(self.day, weights=inside * (self.use + heat), minlength=DAYS).astype(float)
            found.append(np.bincount(MONTH_OF_DAY, weights=stepped(by_day, ladder.blocks), minlength=MONTHS))
        flags = np.array([float(not ladder.months or month + 1 in ladder.months) for month in range(MONTHS)])
        total: Array = np.stack(found) * flags
        return total

    @cached_property
    def years(self) -> dict[str, Array]:
        """The columns of the table of settings, the two rows on top too; costs are the engine's."""
        rows, curve = self.rows, self.under.season.curve

        def more(*parts: Array) -> Array:
            every = np.zeros(len(rows.bill))
            for part in parts:
                every = every + (part - part[0]).sum(axis=1)
            return every

        existing = self.under.season.existing
        cost = np.array([0.0, existing.annual_cost, *curve["annual_cost"]])
        carbon = np.array([0.0, existing.carbon_cost, *curve["carbon_cost"]])
        tonnes = np.array([0.0, existing.emissions_kg, *curve["emissions_kg"]]) / 1000
        energy, demand, fuel = more(rows.energy, *rows.stepped), more(*rows.charge), more(rows.fuel_bill)
        return {
            "energy": energy, "demand": demand, "more": more(rows.bill) - energy - demand, "fuel": fuel, "cost": cost,
            "carbon": carbon, "tonnes": tonnes,
        }  # fmt: skip

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Settings that may be programmed: they heat the house and, where it accepts any, please the programme."""
        curve, accept = self.of.curve, accepts(self.under.case, self.p)
        if accept is None:
            return curve.heats
        pleasing = np.array([accept(one) for one in self.settings.tolist()]) & curve.heats
        return pleasing if pleasing.any() else curve.heats

    @cached_property
    def weighed(self) -> list[float | None]:
        """Cost with carbon of each setting that may be programmed [$]."""
        both = (self.years["cost"] + self.years["carbon"])[2:].tolist()
        return [value if may else None for value, may in zip(both, self.allowed.tolist(), strict=True)]

    @cached_property
    def ties(self) -> list[float | None]:
        """How far each of the cheapest settings is from the initial balance point [°F]."""
        weighed = np.array([np.inf if value is None else value for value in self.weighed])
        tied = at_most(weighed, weighed.min())
        away = distance(self.settings, self.of.curve.guess)
        return [value if is_tied else None for value, is_tied in zip(away.tolist(), tied.tolist(), strict=True)]

    @cached_property
    def best(self) -> int:
        """The place of the setting to program."""
        return min((value, place) for place, value in enumerate(self.ties) if value is not None)[1]


def least(charges: Array, minimum: Year) -> Array:
    """Charges (rows, 12), at least the minimum where there is one."""
    floor = np.array(minimum)
    return np.where(floor > 0, np.maximum(charges, floor), charges)


def filled(use: Array, ladder: Ladder) -> tuple[Array, Array]:
    """The use that fills a ladder, from its first month on where it is longer than a month, and what it costs [$]."""
    flags = np.array([float(not ladder.months or month + 1 in ladder.months) for month in range(MONTHS)])
    own = use * flags
    if ladder.per in ("month", "day"):
        return own, stepped(own, ladder.blocks)
    whole = np.cumsum(own, axis=1)
    cost = stepped(whole, ladder.blocks)
    return whole, np.diff(cost, axis=1, prepend=0.0)


def stepped(use: Array, blocks: tuple[Block, ...]) -> Array:
    """What blocks cost [$]: each step to another price, from where it begins."""
    total, begin, before = np.zeros_like(use), 0.0, 0.0
    for block in blocks:
        total += (block.price - before) * np.maximum(use - begin, 0.0)
        begin, before = block.up_to, block.price
    return total


def tariffed_by(under: UnderTariff, numbers: Numbers, words: int) -> Tariffed:
    """The structure of the sheets of a tariff."""
    explicit = numbers.explicit
    power, fuel = explicit.power, explicit.fuel
    return Tariffed(
        len(numbers.temperature), len(numbers.settings), len(explicit.names), numbers.grid.labels,
        tuple((len(one.blocks), one.per) for one in power.ladders), len(power.demands),
        tuple((len(one.blocks), one.per) for one in fuel.ladders), tuple(one.adds for one in power.specials),
        len(power.controls), power.series is not None, numbers.emissions, str(fuel.unit), words,
        tuple(not_live(numbers)),
    )  # fmt: skip


def not_live(numbers: Numbers) -> list[str]:
    """What the formulas of the sheets cannot follow, in words."""
    power, fuel, found = numbers.explicit.power, numbers.explicit.fuel, []
    if numbers.halved:
        found.append("half hours")
    if len(numbers.temperature) != HOURS_PER_YEAR:
        found.append(f"a year of {len(numbers.temperature):,} hours")
    if power.solar is not None:
        found.append("own solar electricity")
    ladders = (*power.ladders, *fuel.ladders)
    if any(one.per != "month" for one in fuel.ladders):
        found.append("blocks of fuel by the day, season or year")
    longer = [one for one in power.ladders if one.per in ("season", "year")]
    if longer and any(power.minimum):
        found.append("a least bill with blocks by the season")
    if len(ladders) + len(power.demands) > MOST_COUNTED:
        found.append(f"more than {MOST_COUNTED} sets of blocks and demand charges")
    if len(numbers.grid.labels) > MOST_ROWS:
        found.append(f"more than {MOST_ROWS} kinds of days")
    return found


def numbers_of(f: Filling) -> Numbers | None:
    """The numbers of a workbook's tariff; None where it has none."""
    under = f.tariff
    return None if under is None else f.once("tariff", lambda: Numbers(under))


def of(get: Callable[[Numbers], Any]) -> Callable[[Filling], Any]:
    """A number of the tariff; None without one."""

    def value(f: Filling) -> Any:
        known = numbers_of(f)
        return None if known is None else get(known)

    return value
