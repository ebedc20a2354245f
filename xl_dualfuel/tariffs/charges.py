"""Charges that tie hours together, with what the house has of them without heating: blocks, peaks, netted use."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.parameters import Array
from .calendar import DAYS_BEFORE, MONTHS
from .elements import DAYS, Block, Demand, Ladder
from .tariff import block_cost

_MONTH_BEGINS: Final = DAYS_BEFORE[:-1]
_LENGTHS: Final = np.diff(DAYS_BEFORE)


class Rung(NamedTuple):
    """A ladder with what fills it, and what the house fills of it without heating."""

    blocks: tuple[Block, ...]
    """Of kWh, or of MMBtu"""
    by_day: bool
    order: tuple[int, ...]
    """Months 0 to 11 that fill it up together, one after the other; () = each day or month by itself"""
    periods: NDArray[np.bool_]
    """(periods,)"""
    counts: NDArray[np.bool_]
    """Which days or months fill it (buckets,)"""
    house: Array
    """(buckets,); where it is shared that of all periods follows"""
    shared: bool = False
    """Whether all periods fill it, and these pay for their share"""

    @property
    def together(self) -> bool:
        """Whether months are tied to each other."""
        return bool(self.order)

    def filled(self, amount: Array) -> Array:
        """What of an amount (periods, buckets, …) fills it; where it is shared, that of all periods follows."""
        shape = (len(self.periods), len(self.counts), *(1,) * (amount.ndim - 2))
        counts = (self.periods[:, np.newaxis] & self.counts).reshape(shape)
        own = amount if counts.all() else np.where(counts, amount, 0.0)
        if not self.shared:
            return own
        return np.concatenate([own, np.where(self.counts.reshape(1, *shape[1:]), amount, 0.0)], axis=1)

    def added(self, amount: Array, house: Array | None = None) -> Array:
        """What an amount (buckets, …) on top of the house's adds [$]: (12, …)."""
        own = (self.house if house is None else house).reshape(-1, *(1,) * (amount.ndim - 1))
        if self.shared:
            more = self._share(amount + own) - self._share(own)
            return np.add.reduceat(more, _MONTH_BEGINS, axis=0) if self.by_day else more
        if not self.order:
            cost = block_cost(amount, self.blocks, own)
            return np.add.reduceat(cost, _MONTH_BEGINS, axis=0) if self.by_day else cost
        places = list(self.order)
        upto = block_cost(np.cumsum(amount[places], axis=0), self.blocks, np.cumsum(own[places], axis=0))
        cost = np.zeros(amount.shape)
        cost[places] = np.diff(upto, axis=0, prepend=0.0)
        return cost

    def _share(self, use: Array) -> Array:
        """What these periods pay of use (2 · buckets, …), their own and that of all."""
        own, every = np.split(use, 2)
        share = np.divide(own, every, out=np.zeros(own.shape), where=every > 0)
        return share * block_cost(every, self.blocks, np.zeros(1))


class Peaks(NamedTuple):
    """A demand charge with the house's own peaks."""

    charge: Array
    """[$/kW] (12,)"""
    periods: NDArray[np.bool_]
    ratchet: float
    house: Array
    """[kW] (12,)"""

    def counted(self, peak: Array) -> Array:
        """Peaks (periods, 12, …) of the periods that count, else 0."""
        shape = (-1, *(1,) * (peak.ndim - 1))
        return peak if self.periods.all() else np.where(self.periods.reshape(shape), peak, 0.0)

    def billed(self, peak: Array) -> Array:
        """What is billed of peaks (12, …) [kW]."""
        return np.maximum(peak, self.ratchet * peak.max(axis=0)) if self.ratchet else peak

    def added(self, peak: Array) -> Array:
        """What peaks (12, …) of house and heating cost beyond those of the house [$]."""
        shape = (MONTHS, *(1,) * (peak.ndim - 1))
        more: Array = self.billed(np.maximum(peak, self.house.reshape(shape))) - self.billed(self.house).reshape(shape)
        return self.charge.reshape(shape) * more


class Netting(NamedTuple):
    """Own electricity set off by the month: arrays (periods, 12)."""

    house: Array
    """Use less own [kWh]"""
    value: Array
    """Mean price of the own electricity [$/kWh]"""
    credit: Array
    """For what is left over [$/kWh]"""


def _named(chosen: tuple[str, ...], names: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([not chosen or name in chosen for name in names])


def rung_of(ladder: Ladder, names: tuple[str, ...], by_month: Array, by_day: Array) -> Rung:
    """A ladder with what the house uses of it: arrays (periods, 12) and (periods, 365). Raises ValueError."""
    months = np.array([not ladder.months or month in ladder.months for month in range(1, MONTHS + 1)])
    daily, periods = ladder.per == "day", _named(ladder.periods, names)
    counts = np.repeat(months, _LENGTHS) if daily else months
    use = by_day if daily else by_month
    house = np.where(counts, use[periods].sum(axis=0), 0.0)
    order = _order(months, ladder.per) if ladder.per in ("season", "year") else ()
    shared = ladder.shared and not periods.all()
    if shared and order:
        raise ValueError("blocks of a season or a year that periods share")
    if shared:
        house = np.concatenate([house, np.where(counts, use.sum(axis=0), 0.0)])
    return Rung(ladder.blocks, daily, order, periods, counts, house, shared)


def fuel_rung_of(ladder: Ladder, names: tuple[str, ...], house: Array, heat: float) -> Rung:
    """A ladder of fuel, whose unit has ``heat`` [MMBtu]; house: MMBtu of each month, of which each day has the same."""
    if ladder.periods:
        raise ValueError("fuel has no times of use")
    of_mmbtu = tuple(Block(block.up_to * heat, block.price / heat) for block in ladder.blocks)
    wide, days = np.zeros((len(names), MONTHS)), np.zeros((len(names), DAYS))
    wide[0], days[0] = house, np.repeat(house / _LENGTHS, _LENGTHS)
    return rung_of(ladder, names, wide, days)._replace(blocks=of_mmbtu)


def _order(months: NDArray[np.bool_], per: str) -> tuple[int, ...]:
    """Months 0 to 11 in the order in which a season or a year has them."""
    chosen = np.flatnonzero(months).tolist()
    if per == "year":
        return tuple(chosen)
    gaps = [(month - chosen[place - 1]) % MONTHS or MONTHS for place, month in enumerate(chosen)]
    begins = gaps.index(max(gaps)) if max(gaps) > 1 else 0
    return (*chosen[begins:], *chosen[:begins])


def peaks_of(demand: Demand, names: tuple[str, ...], house: Array) -> Peaks:
    """A demand charge with the peaks of the house (periods, 12) [kW]."""
    periods = _named(demand.periods, names)
    return Peaks(np.array(demand.charge), periods, demand.ratchet, house[periods].max(axis=0, initial=0.0))
