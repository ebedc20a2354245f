"""The balance points, each with its status: economic (equal cost), thermal (capacity meets load), emissions.

A status is never replaced by a number: where there is no crossing the temperature is None.

    economic:  COP(T) = COP* = electricity price / fuel price · furnace efficiency, prices per unit of heat
    emissions: the same with emission factors in place of prices
    thermal:   CAP(T) = load(T)

Sources: thermal: the balance point of 10 CFR 430 Subpart B Appendix M1, section 4.2, where the building load BL(Tj)
meets the heating capacity, and of the ASHRAE Handbook—Fundamentals, ch. 19, bin method. Economic and emissions: equal
price of one BTU of delivered heat, from the definitions of COP and efficiency.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from ..units import KWH_PER_MMBTU
from .climate import Bins
from .equipment import (
    DEFROST_BELOW,
    DEFROST_CAPACITY,
    DEFROST_CAPPED_AT,
    DEFROST_FRACTION,
    DEFROST_MAXIMUM,
    DEFROST_POWER,
    MINIMUM_COP,
)  # fmt: skip
from .parameters import Array, Parameters
from .season import ROUNDING
from .switchovers import Status


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


def break_even_cop(electricity: float, fuel: float, furnace_efficiency: float) -> float:
    """COP* = electricity [$/kWh] · (10⁶/3412.142) · efficiency / fuel [$/MMBtu]; inf if fuel is free, NaN if both are.

    The same with emissions: [kg/kWh] and [kg/MMBtu].
    """
    if fuel == 0:
        return math.inf if electricity > 0 else math.nan
    return electricity * KWH_PER_MMBTU * furnace_efficiency / fuel


def economic_point(bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    """Where a BTU from the heat pump costs as much as one from the furnace; several: the one nearest ``nearest``."""
    target = break_even_cop(p.electricity_price, p.fuel_price, p.furnace_efficiency)
    return _point(bins, Comparison(p, target), nearest)


def emissions_point(bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    """Where a BTU from the heat pump emits as much as one from the furnace."""
    target = break_even_cop(p.grid_emissions, p.fuel_emissions, p.furnace_efficiency)
    return _point(bins, Comparison(p, target), nearest)


def thermal_point(bins: Bins, p: Parameters, nearest: float) -> BalancePoint:
    """Where the capacity of the heat pump meets the load; "heat_pump_always" = it meets the load throughout."""
    return _point(bins, Comparison(p, None), nearest)


class Piece:
    """A stretch of temperatures, known by its middle, on which rated line and defrost are each one straight line."""

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


class Comparison:
    """What a balance point compares: the COP with its break-even (``target``), or without one capacity with load."""

    def __init__(self, p: Parameters, target: float | None) -> None:
        self.p, self.target = p, target
        self.points, self.rated = (p.cop_points, p.cop_rated) if target is not None else (
            p.capacity_points, p.capacity_rated)  # fmt: skip

    def advantage(self, piece: Piece, t: float) -> float:
        """A polynomial of the second degree at most in t [°F] whose roots are the balance points.

        Of COPs it is multiplied through by the power factor of defrost. [–] or [BTU/h]
        """
        fraction = piece.defrost(t)
        frosted = piece.line(t) * (1 - DEFROST_CAPACITY * fraction)
        if self.target is not None:
            return frosted - self.target * (1 - DEFROST_POWER * fraction)
        return frosted - self.p.load_slope * (self.p.load_balance_temperature - t)

    def wins(self, piece: Piece, t: float) -> bool:
        """Whether the heat pump is the better one, or meets the load, at t [°F]; equality is enough."""
        if self.target is not None:
            return self.target <= MINIMUM_COP or self.advantage(piece, t) >= -ROUNDING * self.target
        load = self.p.load_slope * max(0.0, self.p.load_balance_temperature - t)
        return max(0.0, piece.line(t)) * (1 - DEFROST_CAPACITY * piece.defrost(t)) >= load * (1 - ROUNDING)


def _point(bins: Bins, comparison: Comparison, nearest: float) -> BalancePoint:
    target = comparison.target
    if comparison.points is None or (target is not None and math.isnan(target)):
        return BalancePoint(None, "not_modelled")
    if target == math.inf:
        return BalancePoint(None, "fuel_always")
    crossings, wins = _crossings(comparison, comparison.points, bins)
    if not crossings:
        return BalancePoint(None, "heat_pump_always" if wins else "fuel_always", False, target)
    # The warmer of two equally near ones.
    temperature = min(crossings, key=lambda t: abs(t - nearest))
    outside = not comparison.rated[0] <= temperature <= comparison.rated[1]
    return BalancePoint(temperature, "crosses" if len(crossings) == 1 else "multiple", outside, target, crossings)


def search_range(bins: Bins, p: Parameters) -> tuple[float, float]:
    """The range balance points are searched in [°F]: from the lowest bin edge to the setpoint."""
    lowest = float(bins.low[-1])
    return lowest, max(p.indoor_setpoint, lowest)


def _crossings(comparison: Comparison, points: tuple[Array, Array], bins: Bins) -> tuple[tuple[float, ...], bool]:
    """Where the winner changes in the range [°F], warmest first, and whether the heat pump wins at the coldest end.

    Between knots the advantage is a polynomial of degree two at most, whose roots are exact; a jump of defrost at a
    knot can be a crossing too.
    """
    p, wins = comparison.p, comparison.wins
    at, value = points[0].tolist(), points[1].tolist()
    lowest, highest = search_range(bins, p)
    resnet = p.defrost == "resnet"
    cuts = set(at[1:-1])  # the end segments are extrapolated: no knot at the first and last point
    if comparison.target is None:
        cuts.add(p.load_balance_temperature)
    if resnet:
        cuts |= {DEFROST_BELOW, DEFROST_CAPPED_AT}
    ends = [lowest, *sorted(k for k in cuts if lowest < k < highest), highest]
    pieces = [Piece((start + stop) / 2, at, value, resnet) for start, stop in pairwise(ends)]
    # Where each stretch begins, and whether the heat pump wins on it; both ends belong to the range.
    stretches = [(lowest, wins(pieces[0], lowest))]
    for piece, (start, stop) in zip(pieces, pairwise(ends), strict=True):
        here = [start, *_roots(partial(comparison.advantage, piece), start, stop, piece.fraction[1] != 0), stop]
        stretches += [(t, wins(piece, (t + following) / 2)) for t, following in pairwise(here)]
    stretches.append((highest, wins(pieces[-1], highest)))
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
