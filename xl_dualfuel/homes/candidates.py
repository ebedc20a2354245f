"""Every candidate switchover of many homes at once: what the season costs, and what it leaves cold.

The same steps as results.engine.season_of, on arrays (homes, bins).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model import equipment, season
from ..model.climate import Bins, at_or_above
from ..model.parameters import Array, Parameters
from ..model.season import Heat, Operation, Ways
from ..model.switchovers import edges, either_side, from_warm, heats
from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from .arrays import Homes, bins_of, design_of

Places = NDArray[np.intp]
"""A candidate of each home, (homes, 1): how many bins are at or above it."""


class Candidates(NamedTuple):
    """Every candidate of many homes: arrays (homes, bins + 1), warm to cold, beside the bins (homes or 1, bins)."""

    bins: Bins
    switchover: Array
    """[°F]"""
    cost: Array
    """Of the season [$]"""
    unmet_mmbtu: Array | None
    """Load that no source meets; None: every candidate heats every house"""
    unmet_hours: Array | None
    """Hours [h] in which it is not met"""
    load_mmbtu: Array
    """Load of the season, (homes, 1)"""
    used: Callable[[Places], tuple[Array, Array]]
    """Electricity [kWh] and fuel [MMBtu] of the season with one candidate of each home"""
    furnace_hours: Callable[[Places], Array]
    """Hours [h] of the bins in which the furnace delivers heat"""
    heat_pump_only: tuple[Array, Array]
    """Cost of the season [$] with heat pump and strips alone, and what it leaves unmet [MMBtu]"""
    run: Operation
    """House and equipment in each bin"""

    @property
    def heats(self) -> NDArray[np.bool_] | None:
        """Which candidates heat the house; None: all."""
        return None if self.unmet_mmbtu is None else heats(self.unmet_mmbtu, self.load_mmbtu)

    def places(self, setting: Array | float) -> Places:
        """How many bins are at or above settings [°F] (homes or 1, 1)."""
        count = at_or_above(self.bins.temperature, setting).sum(axis=-1, keepdims=True)
        return np.broadcast_to(count, (len(self.cost), 1))

    def cost_at(self, place: Places) -> Array:
        """Cost of the season [$] with one candidate of each home, (homes, 1)."""
        return at(self.cost, place)

    def unmet_at(self, place: Places) -> Array:
        """Load that it leaves unmet [MMBtu]."""
        return np.zeros_like(self.load_mmbtu) if self.unmet_mmbtu is None else at(self.unmet_mmbtu, place)

    def unmet_hours_at(self, place: Places) -> Array:
        """Hours [h] in which it does."""
        return np.zeros_like(self.load_mmbtu) if self.unmet_hours is None else at(self.unmet_hours, place)


def at(values: Array, place: Places) -> Array:
    """The value of each home at its place, (homes, 1)."""
    return np.take_along_axis(values, place, -1)


def total(values: Array) -> Array:
    """The sum over the bins, (homes, 1): one after the other, so that bins that only pad change no digit."""
    return np.cumsum(values, axis=-1)[..., -1:]


def numbers_of(homes: Homes) -> Parameters:
    """What the homes are calculated from, sized."""
    p = homes.parameters
    return p.sized(design_of(homes) if homes.inputs["design_temperature"] is None else np.nan)


def short_of(homes: Homes, setting: Array) -> tuple[Array, Array]:
    """The most that is missing at any temperature with settings [°F] (homes, 1), and the highest load [BTU/h]."""
    bins, p = bins_of(homes, setting), numbers_of(homes)
    temperature = np.broadcast_to(bins.temperature, (homes.count, bins.temperature.shape[-1]))
    run = season.operate(temperature, p)
    missing = season.unmet(run.load, run.ways.switched(at_or_above(temperature, setting)))
    short, load = (np.where(bins.hours > 0, each, 0.0).max(axis=-1, keepdims=True) for each in (missing, run.load))
    return short, load


def is_unlimited(homes: Homes, p: Parameters) -> bool:
    """Whether heat pump and furnace of the homes each meet any load, without frost."""
    limits = {"furnace_capacity", "compressor_lockout"} & homes.given
    return p.capacity_points is None and not limits and p.defrost == "none"


def electricity(heat: Heat, hours: Any, each: Any, fan: Any) -> Any:
    """As season.energy, all of it [kWh]; elementwise. each: kWh for a BTU/h of the compressor, fan: for one of the
    furnace in an hour.
    """
    return (heat.strips * (1 / BTU_PER_KWH) + heat.furnace * fan) * hours + heat.heat_pump * each


def candidates_of(homes: Homes, further: Array | None = None) -> tuple[Parameters, Candidates]:
    """Every candidate of the homes, among them ``further`` settings (homes, settings) [°F]; and the homes' numbers."""
    bins, p = bins_of(homes, further), numbers_of(homes)
    if is_unlimited(homes, p):
        return p, _without_limits(homes, p, bins)
    return p, _with_limits(homes, p, bins)


def _edges(bins: Bins, count: int) -> Array:
    candidates = edges(bins)
    return np.broadcast_to(candidates, (count, candidates.shape[-1]))


def _without_limits(homes: Homes, p: Parameters, bins: Bins) -> Candidates:
    """Heat pump and furnace each meet any load: the season's heat and the electricity for it, summed from the warm end.

    A third of the work of the steps below, which give the same.
    """
    temperature = np.broadcast_to(bins.temperature, (homes.count, bins.temperature.shape[-1]))
    load = season.load(temperature, p.load_slope, p.load_balance_temperature)
    performance, none = equipment.performance(temperature, load, p), np.zeros_like(load)
    pump, strips = Heat(load, none, none), Heat(none, none, np.minimum(load, p.strip_limit))
    ways = Ways(pump, Heat(none, load, none), pump, strips)
    heat = load * bins.hours
    above = from_warm(heat)
    np.divide(heat, performance.cop, out=heat)
    electric = from_warm(heat)  # heat as electricity [BTU]: the factor to kWh is one a home, not one a bin
    below = np.subtract(above[:, -1:], above, out=above)
    mmbtu = 1 / (p.furnace_efficiency * BTU_PER_MMBTU)
    cost = electric * (p.electricity_price / BTU_PER_KWH)
    cost += below * (mmbtu * p.fuel_price)
    index = np.arange(load.shape[-1])
    return Candidates(
        bins, _edges(bins, homes.count), cost, None, None, below[:, :1] / BTU_PER_MMBTU,
        used=lambda place: (at(electric, place) / BTU_PER_KWH, at(below, place) * mmbtu),
        furnace_hours=lambda place: total(bins.hours * ((index >= place) & (load > 0))),
        heat_pump_only=(cost[:, -1:], np.zeros((homes.count, 1))),
        run=Operation(load, performance, ways),
    )  # fmt: skip


def _with_limits(homes: Homes, p: Parameters, bins: Bins) -> Candidates:
    """The steps of season_of."""
    hours = bins.hours
    temperature = np.broadcast_to(bins.temperature, (homes.count, bins.temperature.shape[-1]))
    run = season.operate(temperature, p)
    load, performance, ways = run
    each = hours / (performance.cop * BTU_PER_KWH)
    mmbtu = 1 / (p.furnace_efficiency * BTU_PER_MMBTU)
    above, below = (electricity(heat, hours, each, p.fan_per_btuh) for heat in (ways.dual, ways.furnace))
    burned_above, burned_below = ways.dual.furnace * hours, ways.furnace.furnace * hours
    # Each bin that goes from below the switchover to above it costs so much more.
    furnace_cost = below * p.electricity_price + burned_below * (mmbtu * p.fuel_price)
    more = above * p.electricity_price
    more += burned_above * (mmbtu * p.fuel_price)
    more -= furnace_cost
    cost = from_warm(more)
    cost += total(furnace_cost)
    index = np.arange(load.shape[-1])
    unmet = unmet_hours = None
    if {"furnace_capacity", "strip_capacity"} <= homes.given:  # else one of the two meets any load
        missing_below = season.unmet(load, ways.furnace)
        if missing_below.any():  # else the furnace meets any load in dual fuel too
            missing = season.unmet(load, ways.dual), missing_below
            unmet = either_side(*(part * hours / BTU_PER_MMBTU for part in missing))
            unmet_hours = either_side(*((part > 0) * hours for part in missing))

    def used(place: Places) -> tuple[Array, Array]:
        on = index < place
        return total(np.where(on, above, below)), total(np.where(on, burned_above, burned_below)) * mmbtu

    alone = ways.heat_pump_only
    left = total(season.unmet(load, alone) * hours) / BTU_PER_MMBTU if "strip_capacity" in homes.given else 0.0
    return Candidates(
        bins, _edges(bins, homes.count), cost, unmet, unmet_hours, total(load * hours) / BTU_PER_MMBTU, used,
        furnace_hours=lambda place: total(
            np.where(index < place, ways.dual.furnace > 0, ways.furnace.furnace > 0) * hours
        ),
        heat_pump_only=(
            total(electricity(alone, hours, each, p.fan_per_btuh)) * p.electricity_price,
            np.broadcast_to(left, (homes.count, 1)),
        ),
        run=run,
    )  # fmt: skip
