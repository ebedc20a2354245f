"""The hours of a year under a tariff, each run either way, and their sums over every candidate switchover.

Sums over period, month and number of hours on the heat pump come from one pass of running sums, monthly peaks from
running maxima. Candidates are the settings of the thermostat, as in the plain model with bin_width 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..model import season
from ..model.climate import at_or_above
from ..model.frost import Frost
from ..model.parameters import Array, Parameters
from ..model.switchovers import either_side
from ..units import BTU_PER_MMBTU
from .calendar import MONTHS, Places
from .tariff import Block, Hourly


class Way(NamedTuple):
    """The hours run one way: arrays (hours,)."""

    kwh: Array
    """Electricity of compressor, strips and fan [kWh], which is the hourly mean power [kW]"""
    fuel_mmbtu: Array
    energy_cost: Array
    """Electricity at the hour's price [$]; blocks and demand charge belong to months, not to hours"""
    fuel_cost: Array
    """[$]"""
    emissions_kg: Array
    furnace_hours: Array
    """1 where the furnace delivers heat, else 0"""
    unmet_mmbtu: Array
    carbon_cost: Array
    """Carbon price times emissions [$], which no bill has"""
    backup: Array
    """1 where furnace or strips deliver heat, else 0"""

    @property
    def linear_cost(self) -> Array:
        """Electricity at the hour's price, fuel and carbon [$]: what a choice weighs, but for the months' charges"""
        return self.energy_cost + self.fuel_cost + self.carbon_cost


class Year(NamedTuple):
    """The heating hours of a year; arrays (hours,)."""

    temperature: Array
    """[°F], all below the load balance temperature"""
    month: Places
    """0 to 11"""
    period: Places
    in_demand: Array
    """1 where the demand charge applies to the hour, else 0"""
    flat_cost: tuple[Array, Array]
    """At the case's own prices [$], dual fuel and furnace"""
    dual: Way
    furnace: Way
    load_mmbtu: Array


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
    peak_kw: Array
    """Highest hourly mean power [kW] of the hours to which the demand charge applies"""

    @property
    def linear_cost(self) -> Array:
        """Electricity at the hour's price, fuel and carbon [$]: (periods, candidates)"""
        total: Array = self.energy_cost.sum(axis=1) + self.fuel_cost.sum(axis=1) + self.carbon_cost.sum(axis=1)
        return total


class Options(NamedTuple):
    """The candidates, warm to cold, and what they add up to."""

    switchover: Array
    """[°F] (candidates,)"""
    place: Places
    """How many distinct temperatures are at or above each (candidates,)"""
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

    def at(self, settings: Array, place: Places) -> Options:
        """Of all the places: the settings [°F] with so many temperatures at or above them."""
        sums = Sums(*(part[..., place] for part in self.sums))
        return Options(settings, place, sums, self.flat_cost[place], self.hours, self.load_mmbtu)


class Monthly(NamedTuple):
    """What a tariff charges by the month; arrays (12,)."""

    blocks: tuple[Block, ...]
    household_kwh: Array
    demand_charge: Array
    """[$/kW]"""

    @property
    def coupled(self) -> bool:
        """Whether the cost of one hour of a month depends on its other hours."""
        return bool(self.blocks) or bool(self.demand_charge.any())


def year_of(
    temperatures: Sequence[float] | Array,
    month: Places,
    prices: Hourly,
    p: Parameters,
    alone: str | None = None,
    frost: Frost | None = None,
) -> Year:
    """Every heating hour run by the engine's own functions. temperatures: (hours,) [°F], month: (hours,) 0 to 11.

    alone: one of season.Ways, in place of both, such as heat_pump_only; then every switchover is the same season.
    frost: of each hour, with defrost humidity.
    """
    everything = np.asarray(temperatures, dtype=float)
    cold = ~at_or_above(everything, p.load_balance_temperature)
    temperature = everything[cold]
    here = None if frost is None else Frost(*(values[cold] for values in frost))
    load, performance, ways = season.operate(temperature, p, here)
    grid = prices.grid_emissions[cold]
    runs, flat = [], []
    for heat in (getattr(ways, alone or "dual"), getattr(ways, alone or "furnace")):
        used = season.energy(heat, np.ones_like(temperature), performance.cop, p)
        emissions_kg = used.kwh * grid + used.fuel_mmbtu * p.fuel_emissions
        runs.append(
            Way(
                kwh=used.kwh,
                fuel_mmbtu=used.fuel_mmbtu,
                energy_cost=used.kwh * prices.energy_price[cold],
                fuel_cost=used.fuel_mmbtu * prices.fuel_price[cold],
                emissions_kg=emissions_kg,
                furnace_hours=(heat.furnace > 0).astype(float),
                unmet_mmbtu=season.unmet(load, heat) / BTU_PER_MMBTU,
                carbon_cost=emissions_kg * prices.carbon_price,
                backup=((heat.furnace > 0) | (heat.strips > 0)).astype(float),
            )
        )
        flat.append(season.cost(used, p))
    places = (month[cold], prices.period[cold], prices.in_demand[cold])
    return Year(temperature, *places, (flat[0], flat[1]), runs[0], runs[1], load / BTU_PER_MMBTU)


def options_of(year: Year, periods: int, load_balance_temperature: float) -> Options:
    """Every distinct temperature [°F] as the switchover with its sums for each period and month; first furnace only."""
    distinct, group = np.unique(-year.temperature, return_inverse=True)
    group = group.ravel()
    shape = (periods, MONTHS, len(distinct))
    cell = (year.period * MONTHS + year.month) * len(distinct) + group
    both = [(getattr(year.dual, name), getattr(year.furnace, name)) for name in Sums._fields if name != "peak_kw"]
    summed = [_running(dual, furnace, cell, shape) for dual, furnace in both]
    peak = _peaks(year.dual.kwh * year.in_demand, year.furnace.kwh * year.in_demand, cell, shape)
    flat = _running(*year.flat_cost, group, (len(distinct),))
    hours = np.bincount(year.period, minlength=periods).astype(float)
    load = np.bincount(year.period, weights=year.load_mmbtu, minlength=periods).astype(float)
    switchover = np.append(load_balance_temperature, -distinct)
    return Options(switchover, np.arange(len(switchover)), Sums._make([*summed, peak]), flat, hours, load)


def _running(dual: Array, furnace: Array, cell: Places, shape: tuple[int, ...]) -> Array:
    """Dual fuel at or above each candidate and the furnace below it: (…, groups) → (…, groups + 1)."""
    size = int(np.prod(shape))
    above, below = (np.bincount(cell, weights=way, minlength=size).reshape(shape) for way in (dual, furnace))
    return either_side(above, below)  # type: ignore[arg-type]  # weighted counts are floats


def _peaks(dual: Array, furnace: Array, cell: Places, shape: tuple[int, ...]) -> Array:
    """The same with the maximum in place of the sum; 0 where there are no hours."""
    above, below = np.zeros(shape), np.zeros(shape)
    np.maximum.at(above.reshape(-1), cell, dual)
    np.maximum.at(below.reshape(-1), cell, furnace)
    total = np.zeros((*shape[:-1], shape[-1] + 1))
    np.maximum.accumulate(above, axis=-1, out=total[..., 1:])
    colder = np.maximum.accumulate(below[..., ::-1], axis=-1)[..., ::-1]
    np.maximum(total[..., :-1], colder, out=total[..., :-1])
    return total
