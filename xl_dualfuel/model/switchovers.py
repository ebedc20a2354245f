"""Every bin edge as the switchover: what the season costs with each, and which one is recommended.

Arrays in, arrays out: the last axis is the bins or the candidates, warm to cold; axes before it are homes, or
prices, or none for one home. The rule of ties and the running sums of the whole program are here.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.settings import multiple, multiple_above, multiple_below
from .climate import Bins, at_or_above
from .elementwise import rounded
from .parameters import DIGITS, Array
from .season import BinTotals

Status = Literal["crosses", "heat_pump_always", "fuel_always", "multiple", "not_modelled"]

TIE = 1e-9
"""Amounts closer than this, relative, are equal: they differ by rounding, not by physics."""


def at_most(amount: Any, limit: Any, scale: Any = None) -> Any:
    """Whether amounts are no more than a limit, within TIE of ``scale``; None: of the limit itself."""
    return amount <= limit + TIE * abs(limit if scale is None else scale)


def equal(amount: Any, other: Any, scale: Any = None) -> Any:
    """Whether two amounts are equal, within TIE of ``scale``; None: of the other."""
    return abs(amount - other) <= TIE * abs(other if scale is None else scale)


_SCALE = 10.0**DIGITS


def distance(switchover: Any, guess: Any) -> Any:
    """How far each candidate is from the guess [°F], rounded: steps of 0.1 °F tie as they do on paper."""
    return rounded(np.abs(switchover - guess), _SCALE)


COLD_SHARE = 1e-3
"""Share of the season's load that a setting may leave unmet beyond the least possible, and still heats the house."""


def heats(unmet: Array, load: Array | float) -> NDArray[np.bool_]:
    """Which candidates heat the house: unmet load (…, candidates) at most COLD_SHARE of the load above the least.

    unmet and load (of the season, a number or (…, 1)) in one unit.
    """
    warm: NDArray[np.bool_] = at_most(unmet, unmet.min(axis=-1, keepdims=True) + COLD_SHARE * load, load)
    return warm


def difference(before: Any, after: Any) -> Any:
    """How much less the second is than the first, such as a saving [$]; 0 where that is rounding."""
    largest = np.maximum(abs(before), abs(after))
    return np.where(equal(before, after, largest), 0.0, before - after)


def as_warm(unmet: Any, other: Any, load: Any) -> Any:
    """Whether two seasons leave the same of the load unmet, within COLD_SHARE of it: else neither saves anything."""
    return at_most(abs(unmet - other), COLD_SHARE * load, load)


def is_met(unmet: Any, load: Any) -> Any:
    """Whether a season's load is met: no more than COLD_SHARE of it is not. The one limit of all words about it."""
    return at_most(unmet, COLD_SHARE * load, load)


def cheapest(
    cost: Array, switchover: Array, guess: Array | float, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.intp]:
    """Which candidate costs least of those allowed; ties: nearest the guess [°F], then the warmer.

    cost: (…, candidates) [$ or another objective]; switchover: the same, or (candidates,) [°F]; guess: a number or
    (…, 1) [°F]; allowed: as cost, at least one in each row; None: all. The answer has the shape (…).
    """
    if allowed is not None and not allowed.all():
        cost = np.where(allowed, cost, np.inf)
    tied = at_most(cost, cost.min(axis=-1, keepdims=True))
    chosen = np.asarray(tied.argmax(axis=-1))
    several = np.count_nonzero(tied, axis=-1) > 1
    if several.any():
        near = np.broadcast_to(guess, (*cost.shape[:-1], 1))[several]
        away = distance(np.broadcast_to(switchover, cost.shape)[several], near)
        chosen[several] = np.where(tied[several], away, np.inf).argmin(axis=-1)
    return chosen[()]  # a number where there is no other axis


def from_warm(values: Array) -> Array:
    """0, then the running sum from the warmest bin: (…, bins) → (…, bins + 1)."""
    summed = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=summed[..., 1:])
    return summed


def from_cold(values: Array) -> Array:
    """The running sum from the coldest bin, then 0: (…, bins) → (…, bins + 1)."""
    summed: Array = from_warm(values[..., ::-1])[..., ::-1]
    return summed


def either_side(dual: Array, furnace: Array) -> Array:
    """A season's total with each candidate: dual fuel at or above it, the furnace below; (…, bins) → (…, bins + 1)."""
    total = from_warm(dual)
    total += from_cold(furnace)
    return total


def edges(bins: Bins) -> Array:
    """The candidates [°F], warm to cold: the first is furnace only, the last heat pump only."""
    return np.concatenate((bins.high[..., :1], bins.low), axis=-1)


def moved_into(guess: Array | float, switchover: Array) -> Array:
    """The guess [°F], moved into the range of the candidates where it is outside: (…, 1)."""
    moved: Array = np.minimum(np.maximum(guess, switchover[..., -1:]), switchover[..., :1])
    return moved


class Candidates(NamedTuple):
    """Every bin edge as the switchover, warm to cold: arrays (…, bins + 1).

    Where every hour stands by itself, every setting of the thermostat instead: arrays (…, settings).
    """

    switchover: Array
    """[°F]; the first is furnace only, the last heat pump only"""
    place: NDArray[np.intp]
    """How many bins are at or above it"""
    heat_pump_cost: Array
    """Season cost of the bins at or above the switchover [$]"""
    furnace_cost: Array
    """Season cost of the bins below it [$]"""
    heat_pump_emissions_kg: Array
    furnace_emissions_kg: Array
    furnace_hours_above: Array
    """Hours at or above the switchover in which the furnace delivers heat [h]"""
    furnace_hours_below: Array
    annual_cost: Array
    """[$]"""
    emissions_kg: Array
    furnace_hours: Array
    unmet_mmbtu: Array
    """Load that no source meets"""
    unmet_hours: Array
    """Hours [h] in which it is not met"""


def candidates(bins: Bins, dual: BinTotals, furnace: BinTotals, settings: Array | None = None) -> Candidates:
    """What the season costs and leaves cold with every edge as the switchover, by running sums in one pass.

    settings: these switchovers [°F] instead of the edges, warm to cold.
    """
    above, below = from_warm(np.array(dual)), from_cold(np.array(furnace))
    if settings is None:
        switchover, place = edges(bins), np.arange(len(bins.low) + 1)
    else:
        switchover = settings
        place = at_or_above(bins.temperature, settings[:, np.newaxis]).sum(axis=-1)
        above, below = above[:, place], below[:, place]
    parts = (part for pair in zip(above[:3], below[:3], strict=True) for part in pair)
    return Candidates(switchover, place, *parts, *(above + below))


def thermostat_settings(warmest: float, coldest: float, step: float, zero: float) -> Array:
    """Every setting of a thermostat from the top edge [°F] (furnace only) to the coldest hour (heat pump only)."""
    top = multiple_above(warmest, step, zero)
    count = round((top - multiple_below(coldest, step, zero)) / step)
    first = round((top - zero) / step)
    settings: Array = multiple(first - np.arange(count + 1.0), step, zero)
    return settings


class Curve(NamedTuple):
    """What every candidate costs, warm to cold, however calculated: all that decisions need.

    The plain model, its variations and a season under a tariff each give one; band, frontier, sensitivity and risks
    need no more. Totals have a number for each count of bins on the heat pump: arrays (bins + 1,).
    """

    switchover: Array
    """[°F] (candidates,)"""
    place: NDArray[np.intp]
    """How many bins or hours are at or above each candidate (candidates,)"""
    temperature: Array
    """Temperatures of the bins or hours, warm to cold [°F] (bins,)"""
    costs: Array
    """What is minimized [$ a season] (bins + 1,)"""
    emissions: Array
    """[kg CO2] (bins + 1,)"""
    unmet: Array
    """Load that no source meets [MMBtu] (bins + 1,)"""
    load_mmbtu: float
    """Load of the season"""
    chosen: int
    """The candidate of least cost that heats the house, ties as ``cheapest`` has them"""
    guess: float
    """The initial balance point, moved into the range [°F]"""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Curve):
            return NotImplemented
        pairs: list[tuple[Any, Any]] = list(zip(self, other, strict=True))
        return all(np.array_equal(mine, its) for mine, its in pairs)

    def __hash__(self) -> int:
        return hash((self.load_mmbtu, self.chosen, self.guess))

    @property
    def cost(self) -> Array:
        """Of each candidate [$ a season] (candidates,)."""
        return self.costs[self.place]

    @property
    def emissions_kg(self) -> Array:
        """Of each candidate [kg CO2] (candidates,)."""
        return self.emissions[self.place]

    @property
    def unmet_mmbtu(self) -> Array:
        """Load that no source meets with each candidate (candidates,)."""
        return self.unmet[self.place]

    @property
    def heats(self) -> NDArray[np.bool_]:
        """Which candidates heat the house (candidates,)."""
        return heats(self.unmet_mmbtu, self.load_mmbtu)

    @property
    def best(self) -> float:
        """The recommended switchover [°F]."""
        return float(self.switchover[self.chosen])

    @property
    def least(self) -> float:
        """Its cost [$]."""
        return float(self.cost[self.chosen])

    @property
    def status(self) -> Status:
        """crosses, or which of the two heats the whole season."""
        return status(int(self.place[self.chosen]), len(self.temperature))

    def at(self, setting: float) -> int:
        """How many bins are at or above a setting [°F]: where its totals are."""
        return int(at_or_above(self.temperature, setting).sum())

    def cost_at(self, setting: float) -> float:
        """The season's cost with the thermostat at a setting [$]."""
        return float(self.costs[self.at(setting)])

    def emissions_at(self, setting: float) -> float:
        """The season's emissions at a setting [kg CO2]."""
        return float(self.emissions[self.at(setting)])

    def unmet_at(self, setting: float) -> float:
        """Load that no source meets at a setting [MMBtu]."""
        return float(self.unmet[self.at(setting)])

    def saving(self, setting: float, today: float) -> float | None:
        """What a setting saves against today's [$ a season]; None where one leaves more of the load unmet."""
        if not as_warm(self.unmet_at(setting), self.unmet_at(today), self.load_mmbtu):
            return None
        return self.cost_at(today) - self.cost_at(setting)


def status(place: int, bins: int) -> Status:
    """crosses, or which of the two heats the whole season; place: bins at or above the switchover."""
    if place == 0:
        return "fuel_always"
    return "heat_pump_always" if place == bins else "crosses"
