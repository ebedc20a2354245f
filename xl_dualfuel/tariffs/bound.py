"""The bound that no choice hour by hour can undercut.

An hour in which one of the two ways leaves less of the load unmet is run that way, whatever it costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.parameters import Array
from ..model.season import ROUNDING
from ..model.switchovers import from_warm
from .billing import Bill
from .calendar import DAYS_BEFORE, MONTHS
from .charges import Rung
from .elements import Block
from .tariff import block_cost, block_ends
from .year import Way, Year

_MATRIX: Final = 500_000
"""Most items of a matrix at a time, which bounds memory."""
_WEIGHTS: Final = 5
"""How many weights of a least bill are tried, from 0 to 1."""


class Ideal(NamedTuple):
    """What the year would cost if each hour had the way that heats it and suits it best."""

    annual_cost: float
    """Money that no choice goes below, whatever it emits [$]"""
    exact: bool
    """Whether some choice of the hours costs just the objective; else all choices cost more"""
    method: str
    """In words"""
    objective: float
    """Money and carbon together that no choice goes below [$]; annual_cost without a carbon price"""


def ideal(year: Year, bill: Bill) -> Ideal:
    """The least the year can cost if every hour is run the way that suits it best: dual fuel or furnace.

    Where the cost of an hour depends on no other: the sum of each hour's cheaper way. With one demand charge, and
    blocks that count each month's use in all periods, each month has a bound of its own: every peak that it can have
    is tried, from the one that cannot be avoided upwards, which is exact without blocks. With blocks the hours take
    the way with more electricity in the order of what a kWh there gains, and where a month's kWh would stop inside an
    hour to stay in a block, part of that hour is taken (a linear programme's relaxation): a bound no choice can
    undercut, above which whole hours lie by less than one hour's cost.

    Everything else gives a lower bound: blocks by a line of one price for all kWh of a day, month or season, the
    demand charge on the peak that cannot be avoided, and of a least bill every share from 0 to 1 of what is above it,
    the dearest of which is the bound.
    """
    year = _heated(year)
    objective, exact, method = _least(year, bill)
    money = objective
    if year.dual.carbon_cost.any() or year.furnace.carbon_cost.any():
        free = (way._replace(carbon_cost=np.zeros_like(way.carbon_cost)) for way in (year.dual, year.furnace))
        money = _least(year._replace(dual=next(free), furnace=next(free)), bill)[0]
    return Ideal(money, exact, method, objective)


def _least(year: Year, bill: Bill) -> tuple[float, bool, str]:
    """The bound [$], whether it is attained, and how it was found."""
    if not bill.coupled:
        dual, furnace = (_weighed(way, bill) for way in (year.dual, year.furnace))
        return float(np.minimum(dual, furnace).sum()), True, "each hour the cheaper way"
    if not _by_months(bill) or not np.array_equal(year.dual.bought_kwh, year.dual.kwh):
        method = "each hour the cheaper way at the least price it can have there: a lower bound"
        return _relaxed(year, bill), False, method
    total, exact = 0.0, True
    for month in range(MONTHS):
        here = year.month == month
        if here.any():
            cost, attained = _month(_either(year, here, bill), _charges(bill, month))
            total, exact = total + cost, exact and attained
    method = "each month's peak and blocks tried out"
    return total, exact, method if exact else f"{method}; part of an hour at a block's end: a lower bound"


def _weighed(way: Way, bill: Bill) -> Array:
    """Electricity and fuel with tax, and carbon [$] (rows,)."""
    return (1 + bill.tax) * way.energy_cost + (1 + bill.fuel_tax) * way.fuel_cost + way.carbon_cost


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


# ----------------------------------------------------------------------------------------- month by month


class _Charges(NamedTuple):
    """What a month charges, tax in it."""

    blocks: tuple[Block, ...]
    household: float
    """[kWh]"""
    demand: float
    """[$/kW]"""
    periods: NDArray[np.bool_]
    """Whose hours the demand charge counts"""
    house_kw: float
    """Peak of the house alone there"""


def _by_months(bill: Bill) -> bool:
    """Whether the months' peaks and blocks can be tried out."""
    simple = all(not rung.by_day and not rung.together and rung.periods.all() for rung in bill.ladders)  # none shared
    demands = len(bill.demands) <= 1 and not any(one.ratchet for one in bill.demands)
    others = bill.netting is not None or bill.fuel_ladders or bill.minimum.any() or bill.fuel_minimum.any()
    return simple and demands and not others


def _charges(bill: Bill, month: int) -> _Charges:
    rungs = [rung for rung in bill.ladders if rung.counts[month]]
    household = float(rungs[0].house[month]) if rungs else 0.0
    blocks = _taxed(_merged([rung.blocks for rung in rungs]), 1 + bill.tax)
    if not bill.demands:
        return _Charges(blocks, household, 0.0, np.ones(0, dtype=bool), 0.0)
    one = bill.demands[0]
    charge = float(one.charge[month]) * (1 + bill.tax)
    return _Charges(blocks, household, charge, one.periods, float(one.house[month]))


def _merged(ladders: list[tuple[Block, ...]]) -> tuple[Block, ...]:
    """One ladder that costs what all of them do together."""
    if len(ladders) < 2:
        return ladders[0] if ladders else ()
    ends = sorted({block.up_to for blocks in ladders for block in blocks})
    return tuple(
        Block(end, sum(next(block.price for block in blocks if end <= block.up_to) for blocks in ladders))
        for end in ends
    )


def _taxed(blocks: tuple[Block, ...], by: float) -> tuple[Block, ...]:
    return tuple(block._replace(price=block.price * by) for block in blocks)


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


def _either(year: Year, here: NDArray[np.bool_], bill: Bill) -> _Either:
    dual, furnace = (Way(*(values[here] for values in way)) for way in (year.dual, year.furnace))
    counts = np.ones(len(dual.kwh), dtype=bool)
    house = 0.0
    if bill.demands:
        one = bill.demands[0]
        counts, house = one.periods[year.period[here]], float(one.house[year.month[here][0]])
    fewer: NDArray[np.bool_] = dual.kwh <= furnace.kwh
    less, more = np.minimum(dual.kwh, furnace.kwh), np.maximum(dual.kwh, furnace.kwh)
    low, high = _split(fewer, dual.peak_kw, furnace.peak_kw)
    differ = more > less
    # Where both take the same electricity the cheaper one is taken at once.
    weighed = _weighed(dual, bill), _weighed(furnace, bill)
    cost_less, cost_more = _split(np.where(differ, fewer, weighed[0] <= weighed[1]), *weighed)
    return _Either(
        float(less.sum()), float(cost_less.sum()), max(house, float((low * counts).max())), (more - less)[differ],
        (cost_more - cost_less)[differ], (high * counts)[differ],
    )  # fmt: skip


def _split(first: NDArray[np.bool_], dual: Array, furnace: Array) -> tuple[Array, Array]:
    """Dual fuel where ``first``, else the furnace; and the opposite."""
    return np.where(first, dual, furnace), np.where(first, furnace, dual)


def _month(hours: _Either, charged: _Charges) -> tuple[float, bool]:
    """Bound of a month [$], and whether whole hours attain it."""
    blocks, demand = charged.blocks, charged.demand
    lowest = min((block.price for block in blocks), default=0.0)
    starts = [0.0] if charged.household < 0 and blocks else []  # what own electricity has left over fills no block
    lowest = min([lowest, *starts])
    gains = hours.more_cost + lowest * hours.more_kwh < 0  # the rest gain at no price
    more_kwh, more_cost, peak = hours.more_kwh[gains], hours.more_cost[gains], hours.peak_kw[gains]
    order = np.argsort(more_cost / more_kwh, kind="stable")
    more_kwh, more_cost, peak = more_kwh[order], more_cost[order], peak[order]
    levels = np.array([np.inf])
    if demand:
        levels = np.unique(np.append(peak[peak > hours.floor_kw], hours.floor_kw))
    ends = np.array([end - charged.household - hours.kwh for end in [*starts, *block_ends(blocks)]])
    vertex, inside = np.inf, np.inf
    for part in np.array_split(levels, max(1, -(-levels.size * (peak.size + 1) // _MATRIX))):
        allowed = peak <= part[:, np.newaxis]
        kwh, cost = (from_warm(np.where(allowed, values, 0.0)) for values in (more_kwh, more_cost))
        charge = demand * (np.where(np.isinf(part), 0.0, part - charged.house_kw) if demand else np.zeros(len(part)))
        month_cost = cost + block_cost(hours.kwh + kwh, blocks, np.array(charged.household)) + charge[:, np.newaxis]
        vertex = min(vertex, float(month_cost.min()))
        for end in ends:
            at, crossed = _at(end, kwh, cost)
            filled = float(block_cost(np.array(hours.kwh + end), blocks, np.array(charged.household)))
            inside = min(inside, float(np.where(crossed, at + filled + charge, np.inf).min()))
    attained = vertex <= inside + ROUNDING * (abs(hours.cost) + abs(vertex))
    return hours.cost + min(vertex, inside), attained


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


# ---------------------------------------------------------------------------------------- a lower bound of all


def _relaxed(year: Year, bill: Bill) -> float:
    """What no choice can go below [$].

    For a month whose charges, those of the house in them, would be C and whose least bill is M: with any weight w
    from 0 to 1, max(C, M) is at least M + w · (C - M). Where blocks tie months together the weight must be the same in
    all of them, and where one month has no least bill, 1.
    """
    dual, furnace = year.dual, year.furnace
    charges = [way.energy_cost - way.lost_credit for way in (dual, furnace)]
    lost = [way.lost_credit for way in (dual, furnace)]
    fuels = [way.fuel_cost.copy() for way in (dual, furnace)]
    demand = _unavoidable(year, bill)
    for rung in bill.ladders:
        kwh = [way.bought_kwh for way in (dual, furnace)]
        if rung.shared:
            slope, beside = _shared_slope(rung, year, kwh)
        else:
            slope, beside = _line(rung, year, kwh, _sums(charges, lost, fuels, year, bill), 1 + bill.tax)
        charges = [own + slope * used for own, used in zip(charges, kwh, strict=True)]
        demand = demand + beside
    burned_beside = np.zeros(MONTHS)
    for rung in bill.fuel_ladders:
        used_fuel = [way.fuel_mmbtu for way in (dual, furnace)]
        slope, beside = _line(rung, year, used_fuel, _sums(charges, lost, fuels, year, bill), 1 + bill.fuel_tax)
        fuels = [own + slope * used for own, used in zip(fuels, used_fuel, strict=True)]
        burned_beside = burned_beside + beside
    tied = any(rung.together for rung in bill.ladders)
    bounds = []
    for weight, power in _weights(bill.minimum, bill.charges, demand, tied):
        for fuel_weight, fuel in _weights(bill.fuel_minimum, bill.fuel_charges, burned_beside,
                                          any(rung.together for rung in bill.fuel_ladders)):  # fmt: skip
            netted = _netted(year, bill, weight)
            by, by_fuel = (1 + bill.tax) * weight[year.month], (1 + bill.fuel_tax) * fuel_weight[year.month]
            ways = [
                by * charge + (1 + bill.tax) * (credit + netted * way.bought_kwh) + by_fuel * burned + way.carbon_cost
                for charge, credit, burned, way in zip(charges, lost, fuels, (dual, furnace), strict=True)
            ]
            hours = np.bincount(year.month, weights=np.minimum(*ways), minlength=MONTHS)
            bounds.append(hours + (1 + bill.tax) * power + (1 + bill.fuel_tax) * fuel)
    if tied or any(rung.together for rung in bill.fuel_ladders):
        return float(max(bound.sum() for bound in bounds))
    return float(np.max(bounds, axis=0).sum())


def _weights(minimum: Array, house: Array, fixed: Array, tied: bool) -> Iterator[tuple[Array, Array]]:
    """Weights (12,) of what heating adds to the charges, and what there is beside it [$] (12,).

    house: the charges without heating; fixed: what is added to them at least, whatever is chosen.
    """
    least = minimum > 0
    all_or_none = tied and not least.all()
    for weight in np.linspace(0, 1, _WEIGHTS) if least.any() and not all_or_none else (1.0,):
        by = np.where(least, weight, 1.0)
        own = np.where(least, np.maximum(house, minimum), house)
        beside = np.where(least, minimum - own + by * (house - minimum), 0.0)
        yield by, beside + by * fixed


def _sums(
    charges: Sequence[Array], lost: Sequence[Array], fuels: Sequence[Array], year: Year, bill: Bill
) -> list[Array]:
    """Both ways with tax and carbon [$] (rows,)."""
    ways = zip(charges, lost, fuels, (year.dual, year.furnace), strict=True)
    return [
        (1 + bill.tax) * (charge + credit) + (1 + bill.fuel_tax) * fuel + way.carbon_cost
        for charge, credit, fuel, way in ways
    ]


def _line(rung: Rung, year: Year, amounts: list[Array], ways: list[Array], tax: float) -> tuple[Array, Array]:
    """A line in each bucket below what a ladder adds: its price of a unit [$] (rows,), where it begins [$] (12,).

    Of the lines with the price of some block the one that bounds the bucket highest, beside the costs of both ways so
    far (rows,). Of a season or a year there is one line for all months.
    """
    bucket = year.day if rung.by_day else year.month
    counts = rung.periods[year.period] & rung.counts[bucket]
    house = rung.house
    if rung.order:
        bucket, house = np.zeros_like(bucket), np.array([house.sum()])
    size = len(house)
    most = np.bincount(bucket, weights=np.where(counts, np.maximum(*amounts), 0.0), minlength=size)
    ends = (0.0, *block_ends(rung.blocks))
    points = [np.zeros(size), most, *(np.clip(end - house, 0.0, most) for end in ends)]
    added = [block_cost(point, rung.blocks, house) for point in points]
    highest, price, begins = np.full(size, -np.inf), np.zeros(size), np.zeros(size)
    for slope in sorted({0.0, *(block.price for block in rung.blocks)}):
        start = np.min([cost - slope * point for cost, point in zip(added, points, strict=True)], axis=0)
        both = (way + tax * slope * np.where(counts, amount, 0.0) for way, amount in zip(ways, amounts, strict=True))
        bound = tax * start + np.bincount(bucket, weights=np.minimum(*both), minlength=size)
        better = bound > highest
        highest, price, begins = (
            np.where(better, new, old) for new, old in ((bound, highest), (slope, price), (start, begins))
        )
    months = np.zeros(MONTHS)
    if rung.order:
        months[rung.order[0]] = begins[0]
    else:
        months = np.add.reduceat(begins, DAYS_BEFORE[:-1]) if rung.by_day else begins
    return np.where(counts, price[bucket], 0.0), months


def _shared_slope(rung: Rung, year: Year, amounts: list[Array]) -> tuple[Array, Array]:
    """The least price of a kWh of these periods [$] (rows,), and what the house's own kWh add there [$] (12,).

    They pay the mean price of all use, which is least at the end of a block, with no heating or with the most of it.
    """
    bucket = year.day if rung.by_day else year.month
    counts = rung.counts[bucket]
    own, house = np.split(rung.house, 2)
    most = house + np.bincount(bucket, weights=np.where(counts, np.maximum(*amounts), 0.0), minlength=len(house))

    def mean(use: Array) -> Array:
        at = np.maximum(use, 1e-9)
        cost: Array = block_cost(at, rung.blocks, np.zeros(1)) / at
        return np.where(use > 0, cost, 0.0)

    start = np.where(house > 0, mean(house), min(0.0, *(block.price for block in rung.blocks)))
    least = np.minimum(start, mean(most))
    for end in block_ends(rung.blocks):
        inside = (house < end) & (end < most)
        least = np.where(inside, np.minimum(least, mean(np.full(len(house), end))), least)
    beside = np.where(rung.counts, own * (least - mean(house)), 0.0)
    months = np.add.reduceat(beside, DAYS_BEFORE[:-1]) if rung.by_day else beside
    return np.where(counts & rung.periods[year.period], least[bucket], 0.0), months


def _unavoidable(year: Year, bill: Bill) -> Array:
    """What the demand charges add at least [$] (12,): no choice of the hours has lower peaks."""
    peak = year.house.peak_kw.copy()
    np.maximum.at(peak, (year.period, year.month), np.minimum(year.dual.peak_kw, year.furnace.peak_kw))
    total = np.zeros(MONTHS)
    for one in bill.demands:
        total = total + one.added(one.counted(peak).max(axis=0))
    return total


def _netted(year: Year, bill: Bill, weight: Array) -> Array:
    """The least that a kWh of heating changes of what is left over of own electricity [$] (rows,)."""
    if (own := bill.netting) is None:
        return np.zeros(len(year.month))
    # A kWh less left over: less of it at its mean value among the charges, less credit.
    change = np.where(own.house < 0, np.minimum(0.0, own.credit - weight * own.value), 0.0)
    return change[year.period, year.month]
