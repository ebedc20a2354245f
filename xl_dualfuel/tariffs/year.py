"""The hours of a year under a tariff, each run either way, and their sums over the candidate switchovers.

Rows are hours, or half-hours where a tariff changes at half past. A row is run as dual fuel with every candidate at or
below its temperature; sums over period, month (or day) and candidate come from one pass of running sums, peaks from
running maxima.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model import season
from ..model.climate import at_or_above
from ..model.frost import Frost
from ..model.parameters import Array, Parameters
from ..model.season import Heat
from ..model.switchovers import either_side
from ..units import BTU_PER_MMBTU
from .calendar import MONTHS, Places
from .elements import DAYS, Solar
from .tariff import Hourly


class Way(NamedTuple):
    """The rows run one way: arrays (rows,)."""

    kwh: Array
    """Electricity of compressor, strips and fan [kWh]"""
    fuel_mmbtu: Array
    energy_cost: Array
    """Electricity at the row's price, credits of own electricity lost added [$]; what goes by the month is not in it"""
    fuel_cost: Array
    """At the row's price [$]"""
    emissions_kg: Array
    furnace_hours: Array
    """Hours in which the furnace delivers heat [h]"""
    unmet_mmbtu: Array
    carbon_cost: Array
    """Carbon price times emissions [$], which no bill has"""
    backup: Array
    """Hours in which furnace or strips deliver heat [h]"""
    bought_kwh: Array
    """What it adds to the electricity that fills blocks [kWh]: kwh, less own electricity of the hour"""
    lost_credit: Array
    """Credit for own electricity that the heating uses up instead [$], part of energy_cost"""
    peak_kw: Array
    """Mean power of the house and the heating [kW], own electricity taken off"""

    @property
    def linear_cost(self) -> Array:
        """Electricity at the row's price, fuel and carbon [$]: what a choice weighs, but for the months' charges"""
        return self.energy_cost + self.fuel_cost + self.carbon_cost


class House(NamedTuple):
    """What the house uses and pays for without heating, over all rows, heated or not: arrays (periods, 12)."""

    bought_kwh: Array
    """Fills blocks [kWh]; below zero where own electricity is set off by the month"""
    bought_by_day: Array
    """(periods, 365)"""
    energy_cost: Array
    """At the rows' prices, without credits [$]"""
    credit: Array
    """Credit for own electricity of each hour [$]"""
    peak_kw: Array
    solar_kwh: Array
    solar_value: Array
    """Own electricity at the rows' prices [$]"""


class Year(NamedTuple):
    """The rows of a year in which the house is heated; arrays (rows,)."""

    temperature: Array
    """[°F], all below the load balance temperature"""
    month: Places
    """0 to 11"""
    period: Places
    flat_cost: tuple[Array, Array]
    """At the case's own prices [$], dual fuel and furnace"""
    dual: Way
    furnace: Way
    load_mmbtu: Array
    day: Places
    """0 to 364"""
    weight: Array
    """[h]"""
    control: NDArray[np.bool_]
    """Where the heat pump is kept off"""
    house: House


class Sums(NamedTuple):
    """Sums for each candidate as the switchover: arrays (periods, 12, candidates)."""

    kwh: Array
    fuel_mmbtu: Array
    energy_cost: Array
    fuel_cost: Array
    emissions_kg: Array
    furnace_hours: Array
    unmet_mmbtu: Array
    carbon_cost: Array
    bought_kwh: Array
    lost_credit: Array
    peak_kw: Array
    """Highest mean power of house and heating [kW], over all rows"""
    bought_by_day: Array | None
    """(periods, 365, candidates); None where nothing goes by the day"""
    fuel_by_day: Array | None

    def at(self, chosen: tuple[int, ...]) -> Sums:
        """With a candidate for each period: arrays (periods, 12)."""
        each = np.arange(len(chosen))
        return Sums(*(None if part is None else part[each, :, chosen] for part in self))  # type: ignore[arg-type]


SUMMED = ("kwh", "fuel_mmbtu", "energy_cost", "fuel_cost", "emissions_kg", "furnace_hours", "unmet_mmbtu",
          "carbon_cost", "bought_kwh", "lost_credit")  # fmt: skip


class Options(NamedTuple):
    """The candidates, warm to cold, and what they add up to."""

    switchover: Array
    """[°F] (candidates,)"""
    sums: Sums
    flat_cost: Array
    """Of the year at the case's own prices [$] (candidates,)"""
    hours: Array
    """Heating hours of each period (periods,)"""
    load_mmbtu: Array
    """Load of each period (periods,)"""

    @property
    def unmet_mmbtu(self) -> Array:
        """Load that no source meets, of the year (candidates,)"""
        total: Array = self.sums.unmet_mmbtu.sum(axis=(0, 1))
        return total


def year_of(
    temperatures: Sequence[float] | Array,
    prices: Hourly,
    p: Parameters,
    alone: str | None = None,
    frost: Frost | None = None,
    solar: Solar | None = None,
) -> Year:
    """Every row with a heating load run by the engine's own functions. temperatures: (rows,) [°F].

    alone: one of season.Ways, in place of both, such as heat_pump_only; then every switchover is the same season.
    frost: of each row, with defrost humidity. Where the utility keeps the heat pump off, both ways are the furnace
    alone; a house without one has neither heat pump nor strips then.
    """
    everything, clock = np.asarray(temperatures, dtype=float), prices.clock
    cold = ~at_or_above(everything, p.load_balance_temperature)
    temperature, weight, off = everything[cold], clock.weight[cold], prices.control[cold]
    here = None if frost is None else Frost(*(values[cold] for values in frost))
    load, performance, ways = season.operate(temperature, p, here)
    grid, bill = prices.grid_emissions[cold], _Metered(prices, solar, cold)
    runs, flat = [], []
    kept = ways.furnace if alone is None else Heat(*(np.zeros_like(load) for _ in Heat._fields))
    for run in (getattr(ways, alone or "dual"), getattr(ways, alone or "furnace")):
        heat = Heat(*(np.where(off, other, own) for own, other in zip(run, kept, strict=True))) if off.any() else run
        used = season.energy(heat, weight, performance.cop, p)
        emissions_kg = used.kwh * grid + used.fuel_mmbtu * p.fuel_emissions
        bought, lost = bill.bought(used.kwh)
        runs.append(
            Way(
                kwh=used.kwh,
                fuel_mmbtu=used.fuel_mmbtu,
                energy_cost=bought * bill.price + lost,
                fuel_cost=used.fuel_mmbtu * prices.fuel_price[cold],
                emissions_kg=emissions_kg,
                furnace_hours=np.where(heat.furnace > 0, weight, 0.0),
                unmet_mmbtu=season.unmet(load, heat) * weight / BTU_PER_MMBTU,
                carbon_cost=emissions_kg * prices.carbon_price,
                backup=np.where((heat.furnace > 0) | (heat.strips > 0), weight, 0.0),
                bought_kwh=bought,
                lost_credit=lost,
                peak_kw=np.maximum(0.0, used.kwh + bill.net) / weight,
            )
        )
        flat.append(season.cost(used, p))
    return Year(
        temperature, clock.month[cold], prices.period[cold], (flat[0], flat[1]), runs[0], runs[1],
        load * weight / BTU_PER_MMBTU, clock.day[cold], weight, off, _house(prices, solar),
    )  # fmt: skip


class _Metered:
    """How the meter counts what the heating adds in some rows."""

    def __init__(self, prices: Hourly, solar: Solar | None, rows: NDArray[np.bool_]) -> None:
        self.price = prices.energy_price[rows]
        self.net: Array = prices.household[rows]
        self.credit: Array | None = None
        if solar is not None and prices.solar is not None:
            self.net = self.net - prices.solar[rows]
            if solar.netting == "hour":
                self.credit = self.price if solar.credit is None else np.full_like(self.price, solar.credit)

    def bought(self, kwh: Array) -> tuple[Array, Array]:
        """What the heating adds to the electricity bought [kWh], and the credit it loses [$]: (rows,)."""
        if self.credit is None:
            return kwh, np.zeros_like(kwh)
        own = np.minimum(np.maximum(0.0, -self.net), kwh)
        return kwh - own, own * self.credit


def _house(prices: Hourly, solar: Solar | None) -> House:
    """The house without heating."""
    everywhere = np.ones(len(prices.period), dtype=bool)
    meter, periods, clock = _Metered(prices, solar, everywhere), len(prices.names), prices.clock
    own = np.zeros(len(prices.period)) if prices.solar is None else prices.solar
    bought, credit = meter.net, np.zeros_like(own)
    if meter.credit is not None:
        bought, credit = np.maximum(0.0, meter.net), np.maximum(0.0, -meter.net) * meter.credit

    def summed(values: Array, within: Places = clock.month, count: int = MONTHS) -> Array:
        if not values.any():
            return np.zeros((periods, count))
        cell = prices.period * count + within
        total: Array = np.bincount(cell, weights=values, minlength=periods * count).astype(float)
        return total.reshape(periods, count)

    peak: Array = np.zeros((periods, MONTHS))
    power: Array = meter.net / clock.weight
    np.maximum.at(peak, (prices.period, clock.month), power)
    return House(
        summed(bought), summed(bought, clock.day, DAYS), summed(bought * meter.price), summed(credit), peak,
        summed(own), summed(own * meter.price),
    )  # fmt: skip


# ----------------------------------------------------------------------------------------------- candidates


def options_of(year: Year, periods: int, settings: Array, by_day: bool = False) -> Options:
    """What every setting [°F], warm to cold, adds up to for each period and month; by_day: and for each day."""
    distinct, group = np.unique(year.temperature, return_inverse=True)
    first = (~at_or_above(distinct[:, np.newaxis], settings)).sum(axis=1)[group.ravel()]
    hours = np.bincount(year.period, weights=year.weight, minlength=periods).astype(float)
    load = np.bincount(year.period, weights=year.load_mmbtu, minlength=periods).astype(float)
    flat = running(*year.flat_cost, first, (len(settings),))
    return Options(settings, sums_of(year, periods, first, len(settings), by_day), flat, hours, load)


def sums_at(year: Year, periods: int, setting: float | Array, by_day: bool = False) -> Sums:
    """What one setting [°F], or one of each row (rows,), adds up to: arrays (periods, 12)."""
    above = at_or_above(year.temperature, setting)
    way = Way(*(np.where(above, *pair) for pair in zip(year.dual, year.furnace, strict=True)))

    def summed(values: Array, within: Places = year.month, count: int = MONTHS) -> Array:
        cell = year.period * count + within
        total: Array = np.bincount(cell, weights=values, minlength=periods * count).astype(float)
        return total.reshape(periods, count)

    peak = year.house.peak_kw.copy()
    np.maximum.at(peak, (year.period, year.month), way.peak_kw)
    kwh, fuel = (summed(part, year.day, DAYS) if by_day else None for part in (way.bought_kwh, way.fuel_mmbtu))
    own = {name: summed(getattr(way, name)) for name in SUMMED}
    return Sums(**own, peak_kw=peak, bought_by_day=kwh, fuel_by_day=fuel)


def sums_of(year: Year, periods: int, first: Places, count: int, by_day: bool) -> Sums:
    """Sums for ``count`` candidates; first: (rows,), the first with which a row is dual fuel, count where with none."""
    groups = count + 1
    cell = (year.period * MONTHS + year.month) * groups + first
    shape = (periods, MONTHS, count)
    same = year.dual.bought_kwh is year.dual.kwh
    own = {name: running(getattr(year.dual, name), getattr(year.furnace, name), cell, shape) for name in SUMMED
           if not (same and name in ("bought_kwh", "lost_credit"))}  # fmt: skip
    if same:
        own |= {"bought_kwh": own["kwh"], "lost_credit": np.broadcast_to(0.0, shape)}
    peak = _peaks(year.dual.peak_kw, year.furnace.peak_kw, cell, shape)
    np.maximum(peak, year.house.peak_kw[..., np.newaxis], out=peak)
    days: list[Array | None] = [None, None]
    if by_day:
        daily, wide = (year.period * DAYS + year.day) * groups + first, (periods, DAYS, count)
        days = [running(year.dual.bought_kwh, year.furnace.bought_kwh, daily, wide),
                running(year.dual.fuel_mmbtu, year.furnace.fuel_mmbtu, daily, wide)]  # fmt: skip
    return Sums(**own, peak_kw=peak, bought_by_day=days[0], fuel_by_day=days[1])


def running(dual: Array, furnace: Array, cell: Places, shape: tuple[int, ...]) -> Array:
    """Sums of dual fuel with every candidate from a row's first, of the furnace before it: (…, candidates).

    cell: the place of each row in (…, candidates + 1), its first candidate last.
    """
    wide = (*shape[:-1], shape[-1] + 1)
    size = int(np.prod(wide))
    above, below = (np.bincount(cell, weights=way, minlength=size).reshape(wide) for way in (dual, furnace))
    return either_side(above, below)[..., 1:-1]  # type: ignore[arg-type]  # weighted counts are floats


def _peaks(dual: Array, furnace: Array, cell: Places, shape: tuple[int, ...]) -> Array:
    """The same with the maximum in place of the sum; 0 where there are no rows."""
    wide = (*shape[:-1], shape[-1] + 1)
    above, below = np.zeros(wide), np.zeros(wide)
    np.maximum.at(above.reshape(-1), cell, dual)
    np.maximum.at(below.reshape(-1), cell, furnace)
    total = np.maximum.accumulate(above, axis=-1)[..., :-1]
    colder = np.maximum.accumulate(below[..., ::-1], axis=-1)[..., ::-1]
    np.maximum(total, colder[..., 1:], out=total)
    return total
