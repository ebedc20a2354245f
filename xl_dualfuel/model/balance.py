"""The balance points, each with its status: economic (equal cost), thermal (capacity meets load), emissions.

A status is never replaced by a number: where there is no crossing the temperature is None.

    economic:  the temperature at which heat costs the same from heat pump and furnace, where COP(T) = COP*
               = electricity price / (fuel price / furnace efficiency + blower's kWh · electricity price),
               prices and the blower's kWh per unit of heat
    emissions: the same with emission factors in place of prices
    thermal:   CAP(T) = load(T)

Where COP(T) follows from straight lines, with or without frost, the crossing is exact. Where it depends on the load or
on each bin's own hours (cycling, variable speed, humidity) the crossing is on the straight lines that join what heat
costs at neighbouring bins' temperatures: a worksheet formula finds the same one. Hour by hour with humidity, where
hours of one temperature differ, the straight lines join the means of the whole degrees.

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

import numpy as np

from ..inputs.validation import FROSTING
from ..units import BTU_PER_MMBTU, KWH_PER_MMBTU
from .climate import Bins
from .equipment import (
    DEFROST_BELOW,
    DEFROST_CAPACITY,
    DEFROST_CAPPED_AT,
    DEFROST_FRACTION,
    DEFROST_MAXIMUM,
    DEFROST_POWER,
    FROSTS_ABOVE,
    FROSTS_BELOW,
)  # fmt: skip
from .parameters import Parameters
from .ratings import MINIMUM_COP, Array, Frosting, Speed
from .season import ROUNDING, Operation
from .switchovers import Status


class BalancePoint(NamedTuple):
    """Where two ways of heating break even."""

    temperature: float | None
    """[°F]; None unless the status is crosses or multiple"""
    status: Status
    extrapolated: bool = False
    """Whether the crossing lies outside the rating points"""
    break_even_cop: float | None = None
    """COP at which both cost (or emit) the same, blower included; None where capacity is compared, or heat from the
    furnace is free"""
    temperatures: tuple[float, ...] = ()
    """Every crossing [°F], warmest first"""
    price_only_cop: float | None = None
    """Break-even COP of the two prices (or factors) alone, without the blower; None where fuel is free"""


def break_even_cop(electricity: float, fuel: float, furnace_efficiency: float, fan_per_btuh: float = 0.0) -> float:
    """COP* = electricity [$/kWh] · (10⁶/3412.142) / cost of an MMBtu from the furnace [$]; inf if that is free.

    The furnace's MMBtu costs fuel [$/MMBtu] / efficiency + electricity · blower [kW per BTU/h] · 10⁶. The same with
    emissions: [kg/kWh] and [kg/MMBtu]. NaN if both are free.
    """
    furnace = fuel / furnace_efficiency + electricity * fan_per_btuh * BTU_PER_MMBTU
    if furnace == 0:
        return math.inf if electricity > 0 else math.nan
    return float(electricity * KWH_PER_MMBTU / furnace)


def economic_point(bins: Bins, p: Parameters, nearest: float, cop: Array, hourly: bool = False) -> BalancePoint:
    """Where a BTU from the heat pump costs as much as one from the furnace; several: the one nearest ``nearest``.

    cop: of the bins, cycling and frost included (bins,). hourly: whether the bins are hours.
    """
    return _source_point(bins, p, nearest, cop, (p.electricity_price, p.fuel_price), hourly)


def emissions_point(bins: Bins, p: Parameters, nearest: float, cop: Array, hourly: bool = False) -> BalancePoint:
    """Where a BTU from the heat pump emits as much as one from the furnace."""
    return _source_point(bins, p, nearest, cop, (p.grid_emissions, p.fuel_emissions), hourly)


def read_from_bins(p: Parameters) -> bool:
    """Whether the COP is known in the bins only, not as lines: cycling, variable speed, humidity."""
    variable = p.slowest is not None or p.fastest is not None
    cycling = p.cycling_degradation > 0 and p.capacity_points is not None
    return variable or cycling or p.defrost == "humidity"


def thermal_point(
    bins: Bins, p: Parameters, nearest: float, operation: Operation, hourly: bool = False
) -> BalancePoint:
    """Where the capacity of the heat pump meets the load; "heat_pump_always" = it meets the load throughout.

    Of a variable-speed heat pump the largest capacity. With humidity the bins', in ``operation``, are joined by lines.
    """
    if p.capacity_points is None:
        return BalancePoint(None, "not_modelled")
    if p.defrost == "humidity":
        capacity, load = operation.performance.capacity, operation.load
        found = _crossings_of_bins(bins, p, load - capacity, ROUNDING * load, hourly)
    else:
        found = _crossings(Comparison(p, None), bins)
    return _point(found, p.capacity_rated, nearest)


def _source_point(
    bins: Bins, p: Parameters, nearest: float, cop: Array, rates: tuple[float, float], hourly: bool
) -> BalancePoint:
    """Where the two sources break even by rates of a kWh and of an MMBtu of fuel."""
    target = break_even_cop(*rates, p.furnace_efficiency, p.fan_per_btuh)
    alone = break_even_cop(*rates, p.furnace_efficiency)
    price_only = alone if math.isfinite(alone) else None
    if not math.isfinite(target):
        return BalancePoint(None, "not_modelled" if math.isnan(target) else "fuel_always")
    if read_from_bins(p):
        # The cost in units of the furnace's, which is the same in every bin.
        found = _crossings_of_bins(bins, p, target / cop - 1, np.array(ROUNDING), hourly)
    else:
        found = _crossings(Comparison(p, target), bins)
    return _point(found, p.cop_rated, nearest)._replace(break_even_cop=target, price_only_cop=price_only)


class Piece:
    """A stretch of temperatures, known by its middle, on which rated line and defrost are each one straight line."""

    def __init__(
        self, middle: float, at: list[float], value: list[float], resnet: bool, frosting: Frosting | None = None
    ) -> None:
        left = min(max(bisect.bisect_right(at, middle) - 1, 0), len(at) - 2)
        self.at, self.value = at[left], value[left]
        self.slope = (value[left + 1] - value[left]) / (at[left + 1] - at[left])
        self.powers = (1.0, 1.0)
        if frosting is not None and FROSTS_ABOVE < middle < FROSTS_BELOW:
            cold, frosted = frosting.capacity
            self.at, self.value, self.slope = FROSTS_ABOVE, cold, (frosted - cold) / (FROSTING - FROSTS_ABOVE)
            self.powers = frosting.power
        self.fraction = (0.0, 0.0)
        if resnet and middle < DEFROST_BELOW:
            intercept, slope = DEFROST_FRACTION
            capped = intercept + slope * middle >= DEFROST_MAXIMUM
            self.fraction = (DEFROST_MAXIMUM, 0.0) if capped else DEFROST_FRACTION

    def line(self, t: float) -> float:
        """The rated COP or capacity [BTU/h] at t [°F]; under AHRI's frost the capacity, in the unit of ``power``."""
        return self.value + (t - self.at) * self.slope

    def power(self, t: float) -> float:
        """What the line is divided by to give the COP at t [°F]: 1, or the power under the frost of AHRI."""
        cold, frosted = self.powers
        return cold + (frosted - cold) * (t - FROSTS_ABOVE) / (FROSTING - FROSTS_ABOVE)

    def defrost(self, t: float) -> float:
        """The defrost fraction at t [°F]."""
        return self.fraction[0] + self.fraction[1] * t


class Comparison:
    """What a balance point compares: the COP with its break-even (``target``), or without one capacity with load."""

    def __init__(self, p: Parameters, target: float | None) -> None:
        self.p, self.target = p, target
        rated = Speed(p.cop_points, p.capacity_points, p.frosting)
        # Where there are several speeds the COP is read from the bins: only capacities are compared by speed.
        speeds = [rated]
        if target is None and p.fastest is not None:
            speeds = [p.fastest]
        elif target is None and p.slowest is not None:
            speeds.append(p.slowest)
        curves = [(speed.cop if target is not None else speed.capacity, speed.frosting) for speed in speeds]
        self.curves = [
            (points[0].tolist(), points[1].tolist(), frosting) for points, frosting in curves if points is not None
        ]
        """Temperatures [°F], COP or capacity [BTU/h] at each, and frost of the speeds of which the larger counts: the
        fastest, or without one the rated one and the slowest, whose line may be above it in the cold"""

    def pieces(self, middle: float) -> list[Piece]:
        """Each speed on the stretch of temperatures with a middle [°F]."""
        resnet = self.p.defrost == "resnet"
        return [Piece(middle, at, value, resnet, frosting) for at, value, frosting in self.curves]

    def bends(self) -> set[float]:
        """The temperatures [°F] at which a curve may bend."""
        # The end segments are extrapolated: no bend at the first and last point.
        bends = {t for at, _, _ in self.curves for t in at[1:-1]}
        if self.target is None:
            bends.add(self.p.load_balance_temperature)
        if self.p.defrost == "resnet":
            bends |= {DEFROST_BELOW, DEFROST_CAPPED_AT}
        if self.p.frosting is not None:
            bends |= {FROSTS_ABOVE, FROSTS_BELOW}
        return bends

    def advantage(self, piece: Piece, t: float) -> float:
        """A polynomial of the second degree at most in t [°F] whose roots are the balance points.

        Of COPs it is multiplied through by the power under frost. [–] or [BTU/h]
        """
        fraction = piece.defrost(t)
        frosted = piece.line(t) * (1 - DEFROST_CAPACITY * fraction)
        if self.target is not None:
            return frosted - self.target * piece.power(t) * (1 - DEFROST_POWER * fraction)
        return frosted - self.p.load_slope * (self.p.load_balance_temperature - t)

    def wins(self, piece: Piece, t: float) -> bool:
        """Whether the heat pump is the better one, or meets the load, at t [°F]; equality is enough."""
        if self.target is not None:
            tie = -ROUNDING * self.target * piece.power(t)
            # An electric furnace costs as much as a heat pump at the floor of its COP.
            return self.target <= MINIMUM_COP * (1 + ROUNDING) or self.advantage(piece, t) >= tie
        load = self.p.load_slope * max(0.0, self.p.load_balance_temperature - t)
        return max(0.0, piece.line(t)) * (1 - DEFROST_CAPACITY * piece.defrost(t)) >= load * (1 - ROUNDING)


Crossings = tuple[tuple[float, ...], bool]
"""Where the winner changes [°F], warmest first, and whether the heat pump wins at the coldest end."""


def _point(found: Crossings, rated: tuple[float, float], nearest: float) -> BalancePoint:
    crossings, wins = tuple(map(float, found[0])), found[1]
    if not crossings:
        return BalancePoint(None, "heat_pump_always" if wins else "fuel_always")
    # The warmer of two equally near ones.
    temperature = min(crossings, key=lambda t: abs(t - nearest))
    outside = not rated[0] <= temperature <= rated[1]
    return BalancePoint(temperature, "crosses" if len(crossings) == 1 else "multiple", outside, None, crossings)


def search_range(bins: Bins, p: Parameters) -> tuple[float, float]:
    """The range balance points are searched in [°F]: from the lowest bin edge to the setpoint."""
    lowest = float(bins.low[-1])
    return lowest, max(p.indoor_setpoint, lowest)


def _crossings_of_bins(bins: Bins, p: Parameters, behind: Array, tie: Array, hourly: bool) -> Crossings:
    """Where straight lines between neighbouring bins' temperatures cross 0; the heat pump wins where at most ``tie``.

    Beyond the outermost bins' temperatures nothing changes. With humidity bins without hours have no frost of their
    own, and are left out; of hours it is the mean of each whole degree [°F].
    """
    temperature, tie = bins.temperature, np.broadcast_to(tie, behind.shape)
    if p.defrost == "humidity" and bins.hours.any():
        lasts = bins.hours > 0
        temperature, behind, tie = (values[lasts] for values in (temperature, behind, tie))
        if hourly:
            _, place = np.unique(-np.rint(temperature), return_inverse=True)  # warm to cold
            hours = np.bincount(place)
            temperature, behind, tie = (np.bincount(place, values) / hours for values in (temperature, behind, tie))
    wins = behind <= tie
    lowest, highest = search_range(bins, p)
    (change,) = np.nonzero(wins[:-1] != wins[1:])
    warm, cold = temperature[change], temperature[change + 1]
    share = np.clip(behind[change] / (behind[change] - behind[change + 1]), 0.0, 1.0)
    crossings = warm + (cold - warm) * share
    inside = (lowest <= crossings) & (crossings <= highest)
    return tuple(crossings[inside].tolist()), bool(wins[-1])


def _crossings(comparison: Comparison, bins: Bins) -> Crossings:
    """Where the winner changes in the range, and who wins at its coldest end.

    Between bends the advantage of each speed is a polynomial of degree two at most, whose roots are exact; a jump of
    defrost at a bend can be a crossing too. The heat pump wins where any of its speeds does.
    """
    lowest, highest = search_range(bins, comparison.p)
    ends = [lowest, *sorted(t for t in comparison.bends() if lowest < t < highest), highest]

    def wins(pieces: list[Piece], t: float) -> bool:
        return any(comparison.wins(piece, t) for piece in pieces)

    # Where each stretch begins, and whether the heat pump wins on it; both ends belong to the range.
    stretches = [(lowest, wins(comparison.pieces((ends[0] + ends[1]) / 2), lowest))]
    for start, stop in pairwise(ends):
        pieces = comparison.pieces((start + stop) / 2)
        roots = {
            root
            for piece in pieces
            for root in _roots(partial(comparison.advantage, piece), start, stop, piece.fraction[1] != 0)
        }
        here = [start, *sorted(roots), stop]
        stretches += [(t, wins(pieces, (t + following) / 2)) for t, following in pairwise(here)]
    stretches.append((highest, wins(pieces, highest)))
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
