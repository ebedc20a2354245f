"""The balance points, each with its status, and the switchover whose season costs least.

Three balance points, kept apart: economic (equal cost), thermal (capacity meets load), emissions (equal CO2). A status
is never replaced by a number: where there is no crossing the temperature is None.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..units import KWH_PER_MMBTU
from .climate import Bins
from .equipment import DEFROST_BELOW, DEFROST_CAPACITY, DEFROST_FRACTION, DEFROST_MAXIMUM, DEFROST_POWER, MINIMUM_COP
from .parameters import Array, Parameters
from .season import ROUNDING, BinTotals

Status = Literal["crosses", "heat_pump_always", "fuel_always", "multiple", "not_modelled"]

TIE = 1e-9
"""Season costs closer than this, relative to the least, are equal."""
EQUAL = ROUNDING
"""Two sides of a balance closer than this, relative, are equal: rounding, not physics."""


class BalancePoint(NamedTuple):
    """Where two ways of heating break even."""

    temperature: float | None
    """[°F]; None unless the status is crosses or multiple"""
    status: Status
    extrapolated: bool = False
    """Whether the crossing lies outside the rating points"""
    break_even_cop: float | None = None
    """COP at which both cost (or emit) the same; None where capacity is compared, or fuel is free"""
    temperatures: tuple[float, ...] = ()
    """Every crossing [°F], warmest first"""


class Candidates(NamedTuple):
    """Every bin edge as the switchover, warm to cold: arrays (…, bins + 1)."""

    switchover: Array
    """[°F]; the first is furnace only, the last heat pump only"""
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
    emissions_kg: Array
    furnace_hours: Array


def break_even_cop(electricity: float, fuel: float, furnace_efficiency: float) -> float:
    """COP* = electricity [$/kWh] · (10⁶/3412.142) · efficiency / fuel [$/MMBtu]; inf if fuel is free, NaN if both are.

    The same with emissions: [kg/kWh] and [kg/MMBtu]. Arrays are welcome if fuel is nowhere 0.
    """
    if np.ndim(fuel) == 0 and fuel == 0:
        return math.inf if electricity > 0 else math.nan
    return electricity * KWH_PER_MMBTU * furnace_efficiency / fuel


def economic_point(bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    """Where a BTU from the heat pump costs as much as one from the furnace; several: the one nearest ``nearest``."""
    return _cop_point(break_even_cop(p.electricity_price, p.fuel_price, p.furnace_efficiency), bins, p, nearest)


def emissions_point(bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    """Where a BTU from the heat pump emits as much as one from the furnace."""
    return _cop_point(break_even_cop(p.grid_emissions, p.fuel_emissions, p.furnace_efficiency), bins, p, nearest)


def thermal_point(bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    """Where the capacity of the heat pump meets the load; "heat_pump_always" = it meets the load throughout."""
    if p.capacity_points is None:
        return BalancePoint(None, "not_modelled")

    def excess(piece: _Piece, t: float) -> float:
        return piece.line(t) * (1 - DEFROST_CAPACITY * piece.defrost(t)) - p.load_slope * (
            p.load_balance_temperature - t
        )

    def enough(piece: _Piece, t: float) -> bool:
        load = p.load_slope * max(0.0, p.load_balance_temperature - t)
        return max(0.0, piece.line(t)) * (1 - DEFROST_CAPACITY * piece.defrost(t)) >= load * (1 - EQUAL)

    crossings, wins = _crossings(excess, enough, p.capacity_points, (p.load_balance_temperature,), bins, p)
    return _point(crossings, wins, p.capacity_rated, nearest, None)


def _cop_point(target: float, bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    if not math.isfinite(target):
        return BalancePoint(None, "fuel_always" if target > 0 else "not_modelled")

    def excess(piece: _Piece, t: float) -> float:
        # Multiplied through by the power factor of defrost, which keeps it a polynomial of the second degree.
        fraction = piece.defrost(t)
        return piece.line(t) * (1 - DEFROST_CAPACITY * fraction) - target * (1 - DEFROST_POWER * fraction)

    def enough(piece: _Piece, t: float) -> bool:
        return target <= MINIMUM_COP or excess(piece, t) >= -EQUAL * target

    crossings, wins = _crossings(excess, enough, p.cop_points, (), bins, p)
    return _point(crossings, wins, p.cop_rated, nearest, target)


def _point(
    crossings: tuple[float, ...], wins: bool, rated: tuple[float, float], nearest: float, target: float | None
) -> BalancePoint:
    """The balance point of crossings [°F], warmest first; ``wins``: the heat pump wins at the coldest temperature."""
    if not crossings:
        return BalancePoint(None, "heat_pump_always" if wins else "fuel_always", False, target)
    # The warmer of two equally near ones.
    temperature = min(crossings, key=lambda t: abs(t - nearest))
    outside = not rated[0] <= temperature <= rated[1]
    return BalancePoint(temperature, "crosses" if len(crossings) == 1 else "multiple", outside, target, crossings)


class _Piece:
    """A stretch of temperatures, told by its middle, on which rated line and defrost are each one straight line."""

    def __init__(self, middle: float, at: list[float], value: list[float], resnet: bool) -> None:
        left = min(max(bisect.bisect_right(at, middle) - 1, 0), len(at) - 2)
        self.at, self.value = at[left], value[left]
        self.slope = (value[left + 1] - value[left]) / (at[left + 1] - at[left])
        self.fraction = (0.0, 0.0)
        if resnet and middle < DEFROST_BELOW:
            intercept, slope = DEFROST_FRACTION
            capped = intercept + slope * middle >= DEFROST_MAXIMUM
            self.fraction = (DEFROST_MAXIMUM, 0.0) if capped else DEFROST_FRACTION

    def line(self, t: float) -> float:
        """The rated COP or capacity [BTU/h] at t [°F]."""
        return self.value + (t - self.at) * self.slope

    def defrost(self, t: float) -> float:
        """The defrost fraction at t [°F]."""
        return self.fraction[0] + self.fraction[1] * t


def _crossings(
    excess: Callable[[_Piece, float], float],
    enough: Callable[[_Piece, float], bool],
    points: tuple[Array, Array],
    knots: tuple[float, ...],
    bins: Bins,
    p: Parameters,
) -> tuple[tuple[float, ...], bool]:
    """Where ``enough`` changes between the lowest bin edge and the setpoint [°F], warmest first, and its coldest value.

    Between knots ``excess`` is a polynomial of degree two at most, whose roots are exact; a jump of defrost at a knot
    can be a crossing too.
    """
    at, value = points[0].tolist(), points[1].tolist()
    lowest = float(bins.low[-1])
    highest = max(p.indoor_setpoint, lowest)
    resnet = p.defrost == "resnet"
    cuts = {*at[1:-1], *knots}  # the end segments go on: no knot at the first and last point
    if resnet:
        cuts |= {DEFROST_BELOW, (DEFROST_MAXIMUM - DEFROST_FRACTION[0]) / DEFROST_FRACTION[1]}
    ends = [lowest, *sorted(k for k in cuts if lowest < k < highest), highest]
    pieces = [_Piece((start + stop) / 2, at, value, resnet) for start, stop in pairwise(ends)]
    # Where each stretch begins, and whether the heat pump wins on it; both ends belong to the range.
    stretches = [(lowest, enough(pieces[0], lowest))]
    for piece, (start, stop) in zip(pieces, pairwise(ends), strict=True):
        here = [start, *_roots(partial(excess, piece), start, stop, piece.fraction[1] != 0), stop]
        stretches += [(t, enough(piece, (t + following) / 2)) for t, following in pairwise(here)]
    stretches.append((highest, enough(pieces[-1], highest)))
    changes = [t for (_, below), (t, above) in pairwise(stretches) if below != above]
    return tuple(reversed(changes)), stretches[0][1]


def _roots(f: Callable[[float], float], start: float, stop: float, quadratic: bool) -> list[float]:
    """Roots strictly between start and stop of a straight line or a quadratic, ascending; exact but for rounding.

    The quadratic's coefficients come from three values, its second root from Vieta, which loses no digits.
    """
    if not quadratic:
        low, high = f(start), f(stop)
        return [start + (stop - start) * (low / (low - high))] if low * high < 0 else []
    half = (stop - start) / 2
    first, middle, last = f(start), f(start + half), f(stop)
    a, b, c = (first + last) / 2 - middle, (last - first) / 2, middle  # in u = −1 … 1
    if abs(a) <= 1e-13 * (abs(first) + abs(middle) + abs(last)):
        roots = [-c / b] if b else []
    else:
        square = b * b - 4 * a * c
        if square < 0:
            return []
        q = -(b + math.copysign(math.sqrt(square), b)) / 2
        roots = [q / a, *([c / q] if q else [])]
    return sorted(t for t in {start + half * (1 + u) for u in roots} if start < t < stop)


def candidates(bins: Bins, dual: BinTotals, furnace: BinTotals) -> Candidates:
    """Season cost, emissions and furnace hours of every edge as the switchover, by running sums in one pass."""
    above, below = _running(dual, 1), _running(furnace, -1)
    return Candidates(
        np.concatenate((bins.high[..., :1], bins.low), axis=-1),
        above[0], below[0], above[1], below[1], above[2], below[2],
        above[0] + below[0], above[1] + below[1], above[2] + below[2],
    )  # fmt: skip


def _running(totals: BinTotals, step: int) -> list[Array]:
    """0, then the running sum of each total along the last axis, from the warm end (step 1) or from the cold (−1)."""
    # Shapes may differ: hours do not depend on prices. Where they are alike, one sum does for the three.
    alike = all(values.shape == totals.cost.shape for values in totals)
    summed: list[Array] = []
    for values in [np.array(totals)] if alike else totals:
        edges = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values[..., ::step], axis=-1, out=edges[..., 1:])
        summed += [*edges[..., ::step]] if alike else [edges[..., ::step]]
    return summed


def tie_distances(options: Candidates, guess: Array | float) -> tuple[NDArray[np.bool_], Array]:
    """Which candidates cost the least (within TIE, relative), and the distance of each from the guess [°F].

    Of one home, or of many with guess (homes, 1). Distances are rounded, so that steps of 0.1 °F, inexact in binary,
    tie as they do on paper.
    """
    cost = options.annual_cost
    least = cost.min(axis=-1, keepdims=True)
    distance: Array = np.round(np.abs(options.switchover - guess), 9)
    return cost <= least + TIE * np.abs(least), distance


def best(options: Candidates, guess: Array | float) -> NDArray[np.intp]:
    """Which candidate is the recommended one: least cost; ties: nearest the guess [°F], then the warmer.

    A number of no dimension for one home, (homes,) for many with guess (homes, 1).
    """
    tied, distance = tie_distances(options, guess)
    chosen: NDArray[np.intp] = np.where(tied, distance, np.inf).argmin(axis=-1)
    return chosen


def moved_into(guess: float, bins: Bins) -> float:
    """The guess [°F], moved into [lowest edge, highest edge] where it is outside."""
    return min(max(guess, float(bins.low[-1])), float(bins.high[0]))
