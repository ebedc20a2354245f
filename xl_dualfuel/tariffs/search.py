"""The best setting for each period of a tariff, and the bound that no choice of any hour can undercut.

Both heat the house first: what leaves more of the load unmet is out, however cheap.

Without blocks and demand charges the periods do not touch each other, and neither do the hours: both answers are
exact. Blocks and demand charges tie the hours of a month together; what is then exact is in each docstring and in
each result.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.parameters import Array
from ..model.season import ROUNDING
from ..model.switchovers import at_most, cheapest, from_warm, heats
from .calendar import MONTHS
from .tariff import block_cost, block_ends
from .year import Monthly, Options, Way, Year

MAX_PAIRS: Final = 1_000_000
"""Most pairs of candidates of two periods that are all tried."""
MAX_PAIRED: Final = 4
"""Most periods of which two at a time are moved."""
MAX_SWEEPS: Final = 50
_MATRIX: Final = 500_000
"""Most items of a matrix at a time, which bounds memory."""


class Choice(NamedTuple):
    """A candidate for each period, what they cost together, and whether nothing can be cheaper."""

    candidates: tuple[int, ...]
    annual_cost: float
    """[$], with a carbon price its part too"""
    exact: bool
    method: str
    """In words"""


class Ideal(NamedTuple):
    """What the year would cost if each hour had the way that heats it and suits it best."""

    annual_cost: float
    """Money paid [$]: objective less carbon_cost. Without a carbon price no choice costs less"""
    exact: bool
    """Whether some choice of the hours costs just this; else all choices cost more"""
    method: str
    """In words"""
    carbon_cost: float
    """Carbon price times emissions [$]; 0 without one"""
    objective: float
    """Both together [$], which no choice undercuts"""


def monthly_charges(kwh: Array, peak_kw: Array, monthly: Monthly) -> tuple[Array, Array]:
    """Blocks and demand charge [$] of months (12, …) with so much electricity [kWh] and such a peak [kW]: (12, …)."""
    shape = (MONTHS, *(1,) * (kwh.ndim - 1))
    blocks = block_cost(kwh, monthly.blocks, monthly.household_kwh.reshape(shape))
    return blocks, monthly.demand_charge.reshape(shape) * peak_kw


def charges(kwh: Array, peak_kw: Array, monthly: Monthly) -> Array:
    """Both together, of the year: (…)."""
    blocks, demand = monthly_charges(kwh, peak_kw, monthly)
    added: Array = (blocks + demand).sum(axis=0)
    return added


def single_costs(options: Options, monthly: Monthly) -> Array:
    """Cost of the year, carbon included, [$] with each candidate as the switchover of every hour: (candidates,)."""
    sums = options.sums
    total: Array = sums.linear_cost.sum(axis=0) + charges(sums.kwh.sum(axis=0), sums.peak_kw.max(axis=0), monthly)
    return total


def by_period(
    options: Options, monthly: Monthly, best: int, months: bool, guess: float, allowed: NDArray[np.bool_] | None = None
) -> Choice:
    """The best candidate for each period; never dearer than ``best``, the single one, in all of them.

    A candidate of a period leaves at most 0.1 % of the period's load more unmet than the least possible there.
    allowed: which candidates may be taken at all (candidates,); None: all.

    Exact: without blocks and demand charges each period by itself; with them where there is one period, where the
    periods are ``months`` (no charge reaches over a month's end), and where there are two, by trying all pairs. More
    periods are set one after the other, and of up to MAX_PAIRED two at a time, to their best while the others stay,
    over and over until nothing changes, from the single setting and from the periods' own best: the cheaper of two
    local optima, which need not be the best of all.
    """
    sums = options.sums
    periods, count = sums.linear_cost.shape
    warm = heats(sums.unmet_mmbtu.sum(axis=1), options.load_mmbtu[:, np.newaxis])
    warm &= True if allowed is None else allowed | ~(warm & allowed).any(axis=1, keepdims=True)
    same = (best,) * periods
    alone = tuple(cheapest(sums.linear_cost, options.switchover, guess, warm).tolist())
    paired = not months and periods <= MAX_PAIRED and count**2 <= MAX_PAIRS
    if periods == 1:
        candidates, exact, method = same, True, "one period"
    elif not monthly.coupled:
        candidates, exact, method = alone, True, "each period by itself"
    else:
        first = tuple(best if warm[place, best] else own for place, own in enumerate(alone))
        starts = [_descend(options, monthly, start, guess, paired, warm) for start in (first, alone)]
        candidates = min(starts, key=lambda chosen: cost_of(options, monthly, chosen))
        exact = months or (periods == 2 and paired)
        method = "every pair of settings" if exact else "one after the other until none gains: approximate"
        method = "each month by itself" if months else method
    # Comparing makes sure of it, whatever rounding and ties did.
    single, cost = cost_of(options, monthly, same), cost_of(options, monthly, candidates)
    return Choice(candidates, cost, exact, method) if cost < single else Choice(same, single, exact, method)


def cost_of(options: Options, monthly: Monthly, chosen: tuple[int, ...]) -> float:
    """Cost of the year, carbon included, [$] with a candidate for each period."""
    sums, each = options.sums, np.arange(len(chosen))
    kwh, peak = sums.kwh[each, :, chosen].sum(axis=0), sums.peak_kw[each, :, chosen].max(axis=0)
    return float(sums.linear_cost[each, chosen].sum() + charges(kwh, peak, monthly))


class _Rest(NamedTuple):
    """Electricity [kWh] and peak [kW] of the periods that stay as they are, (12,)."""

    kwh: Array
    peak_kw: Array


def _rest(options: Options, chosen: list[int], moved: tuple[int, ...]) -> _Rest:
    stay = np.array([place for place in range(len(chosen)) if place not in moved], dtype=int)
    at = np.array(chosen)[stay]
    kwh, peak = options.sums.kwh[stay, :, at], options.sums.peak_kw[stay, :, at]
    return _Rest(kwh.sum(axis=0), peak.max(axis=0, initial=0.0))


def _descend(
    options: Options, monthly: Monthly, start: tuple[int, ...], guess: float, paired: bool, warm: NDArray[np.bool_]
) -> tuple[int, ...]:
    """Each period, or each two of them, in turn to the best while the others stay, until a round changes nothing."""
    chosen = list(start)
    places = range(len(chosen))
    for _ in range(MAX_SWEEPS):
        before = list(chosen)
        for place in places:
            _move_period(options, monthly, chosen, place, guess, warm[place])
        for first, second in combinations(places, 2) if paired else ():
            _move_pair(options, monthly, chosen, (first, second), warm)
        if chosen == before:
            break
    return tuple(chosen)


def _move_period(
    options: Options, monthly: Monthly, chosen: list[int], place: int, guess: float, warm: NDArray[np.bool_]
) -> None:
    sums, rest = options.sums, _rest(options, chosen, (place,))
    kwh = rest.kwh[:, np.newaxis] + sums.kwh[place]
    peak = np.maximum(rest.peak_kw[:, np.newaxis], sums.peak_kw[place])
    cost = sums.linear_cost[place] + charges(kwh, peak, monthly)
    better = int(cheapest(cost, options.switchover, guess, warm))
    if not at_most(cost[chosen[place]], cost[better]):  # equal ones are left alone, or the rounds would not end
        chosen[place] = better


def _move_pair(
    options: Options, monthly: Monthly, chosen: list[int], pair: tuple[int, int], warm: NDArray[np.bool_]
) -> None:
    """Every pair of candidates for two periods; what one at a time cannot do where both make the same peak."""
    sums, rest = options.sums, _rest(options, chosen, pair)
    first, second = pair
    first_cost, second_cost = sums.linear_cost[first], np.where(warm[second], sums.linear_cost[second], np.inf)
    second_kwh = rest.kwh[:, np.newaxis] + sums.kwh[second]
    second_peak = np.maximum(rest.peak_kw[:, np.newaxis], sums.peak_kw[second])

    def row(at: int) -> Array:
        kwh, peak = sums.kwh[first, :, at, np.newaxis], sums.peak_kw[first, :, at, np.newaxis]
        cost: Array = first_cost[at] + second_cost + charges(kwh + second_kwh, np.maximum(peak, second_peak), monthly)
        return cost

    least = float(row(chosen[first])[chosen[second]])
    for at in np.flatnonzero(warm[first]).tolist():
        cost = row(at)
        best = int(cost.argmin())
        if not at_most(least, cost[best]):
            least, chosen[first], chosen[second] = float(cost[best]), at, best


# ------------------------------------------------------------------------------------------------ hour by hour


def ideal(year: Year, monthly: Monthly) -> Ideal:
    """The least the year can cost if every hour is run the way that suits it best: dual fuel or furnace.

    An hour in which one of the two leaves less of the load unmet is run that way, whatever it costs.

    Each month has a bound of its own. Without blocks and demand charges: the sum of each hour's cheaper way. With a
    demand charge every peak that a month can have is tried, from the one that cannot be avoided upwards: exact. With
    blocks the hours take the way with more electricity in the order of what a kWh there gains, and where a month's
    kWh would stop inside an hour to stay in a block, part of that hour is taken (a linear programme's relaxation):
    a bound no choice can undercut, above which whole hours lie by less than one hour's cost.
    """
    total, carbon, exact = 0.0, 0.0, True
    year = _heated(year)
    for month in range(MONTHS):
        here = year.month == month
        if here.any():
            cost, of_it, attained = _month(_either(year, here), monthly, month)
            total, carbon, exact = total + cost, carbon + of_it, exact and attained
    method = "each hour the cheaper way" if not monthly.coupled else "each month's peak and blocks tried out"
    if not exact:
        method += "; part of an hour at a block's end: a lower bound"
    return Ideal(total - carbon, exact, method, carbon, total)


def _heated(year: Year) -> Year:
    """The year without the choices that leave an hour colder than the other way does."""
    dual, furnace = year.dual.unmet_mmbtu, year.furnace.unmet_mmbtu
    dual_is_cold = dual > furnace + ROUNDING * year.load_mmbtu
    furnace_is_cold = furnace > dual + ROUNDING * year.load_mmbtu
    pairs = list(zip(year.dual, year.furnace, strict=True))
    return year._replace(
        dual=Way(*(np.where(dual_is_cold, other, own) for own, other in pairs)),
        furnace=Way(*(np.where(furnace_is_cold, own, other) for own, other in pairs)),
    )


class _Either(NamedTuple):
    """The hours of a month: all in the way with less electricity, and what the other way of an hour changes."""

    kwh: float
    cost: float
    """[$]"""
    floor_kw: float
    """The peak that cannot be avoided"""
    more_kwh: Array
    """(hours,), above 0"""
    more_cost: Array
    """Change of energy, fuel and carbon cost [$]; below 0 is a gain"""
    peak_kw: Array
    """Power of the hour in the way with more electricity, 0 where the demand charge does not apply"""
    carbon: float
    """Of cost, carbon [$]"""
    more_carbon: Array
    """Of more_cost, carbon [$]"""


def _either(year: Year, here: Array) -> _Either:
    dual, furnace = (Way(*(values[here] for values in way)) for way in (year.dual, year.furnace))
    in_demand = year.in_demand[here]
    less = np.where(dual.kwh <= furnace.kwh, dual.kwh, furnace.kwh)
    more = np.maximum(dual.kwh, furnace.kwh)
    differ = more > less
    # Where both take the same electricity the cheaper one is taken at once.
    first = np.where(differ, dual.kwh <= furnace.kwh, dual.linear_cost <= furnace.linear_cost)
    cost_less, cost_more = _split(first, dual.linear_cost, furnace.linear_cost)
    carbon_less, carbon_more = _split(first, dual.carbon_cost, furnace.carbon_cost)
    return _Either(
        float(less.sum()), float(cost_less.sum()), float((less * in_demand).max()), (more - less)[differ],
        (cost_more - cost_less)[differ], (more * in_demand)[differ], float(carbon_less.sum()),
        (carbon_more - carbon_less)[differ],
    )  # fmt: skip


def _split(first: Array, dual: Array, furnace: Array) -> tuple[Array, Array]:
    """Dual fuel where ``first``, else the furnace; and the opposite."""
    return np.where(first, dual, furnace), np.where(first, furnace, dual)


def _month(hours: _Either, monthly: Monthly, month: int) -> tuple[float, float, bool]:
    """Bound of a month [$], how much of it is carbon [$], and whether whole hours attain it."""
    blocks, demand = monthly.blocks, float(monthly.demand_charge[month])
    lowest = min((block.price for block in blocks), default=0.0)
    gains = hours.more_cost + lowest * hours.more_kwh < 0  # the rest gain at no price
    more_kwh, more_cost, peak = hours.more_kwh[gains], hours.more_cost[gains], hours.peak_kw[gains]
    order = np.argsort(more_cost / more_kwh, kind="stable")
    more_kwh, more_cost, peak = more_kwh[order], more_cost[order], peak[order]
    more_carbon = hours.more_carbon[gains][order]
    levels = np.array([np.inf])
    if demand:
        levels = np.unique(np.append(peak[peak > hours.floor_kw], hours.floor_kw))
    household = monthly.household_kwh[month]
    ends = np.array([end - household - hours.kwh for end in block_ends(blocks)])
    vertex, inside = np.inf, np.inf
    carbon_vertex, carbon_inside = 0.0, 0.0
    for part in np.array_split(levels, max(1, -(-levels.size * (peak.size + 1) // _MATRIX))):
        allowed = peak <= part[:, np.newaxis]
        kwh, cost = (from_warm(np.where(allowed, values, 0.0)) for values in (more_kwh, more_cost))
        charge = demand * np.where(np.isinf(part), 0.0, part)
        month_cost = cost + block_cost(hours.kwh + kwh, blocks, household) + charge[:, np.newaxis]
        row, place = divmod(int(month_cost.argmin()), month_cost.shape[1])
        if month_cost[row, place] < vertex:
            vertex = float(month_cost[row, place])
            carbon_vertex = float(more_carbon[:place][allowed[row, :place]].sum())
        for end in ends:
            at, crossed = _at(end, kwh, cost)
            filled = float(block_cost(np.array(hours.kwh + end), blocks, household))
            total = np.where(crossed, at + filled + charge, np.inf)
            row = int(total.argmin())
            if total[row] < inside:
                inside = float(total[row])
                line = kwh[row : row + 1], from_warm(np.where(allowed[row], more_carbon, 0.0)[np.newaxis])
                carbon_inside = float(_at(end, *line)[0][0])
    attained = vertex <= inside + ROUNDING * (abs(hours.cost) + abs(vertex))
    carbon = hours.carbon + (carbon_vertex if attained else carbon_inside)
    return hours.cost + min(vertex, inside), carbon, attained


def _at(end: float, kwh: Array, cost: Array) -> tuple[Array, Array]:
    """Cost on each row's line through (kwh, cost) where kwh is ``end``, and whether the row reaches there."""
    rows = np.arange(len(kwh))
    left = np.maximum((kwh <= end).sum(axis=1) - 1, 0)
    crossed = (kwh[:, 0] < end) & (left < kwh.shape[1] - 1)
    right = np.minimum(left + 1, kwh.shape[1] - 1)
    wide = kwh[rows, right] - kwh[rows, left]
    share = np.divide(end - kwh[rows, left], wide, out=np.zeros(len(kwh)), where=crossed & (wide > 0))
    at: Array = cost[rows, left] + share * (cost[rows, right] - cost[rows, left])
    return at, crossed
