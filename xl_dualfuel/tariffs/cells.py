"""The rows of a year under a tariff by outdoor temperature, period and month: what many homes at once are billed by.

What a home takes from grid and fuel in an hour depends on the temperature alone, so a season is its power at each
distinct temperature times the hours, or the hours times their price, that each period and month has there.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.climate import at_or_above
from ..model.parameters import Array
from .calendar import MONTHS, Places
from .tariff import Hourly

_NONE = -np.inf


class Rows(NamedTuple):
    """Rows of which all may be run alike: arrays (temperatures, cells) but for the places."""

    hours: Array
    """[h]"""
    priced: Array
    """Hours times the price of electricity [$/kW]"""
    grid: Array
    """Hours times what a kWh emits [kg/kW] (temperatures, 1)"""
    peaks: Peaks

    @property
    def some(self) -> bool:
        """Whether there are any."""
        return bool(self.hours.any())

    def part(self, temperatures: slice) -> Rows:
        """The rows at some of the temperatures, the warmest left out."""
        first = temperatures.start or 0
        return Rows(self.hours[temperatures], self.priced[temperatures], self.grid[temperatures],
                    self.peaks.without(first))  # fmt: skip


class Peaks(NamedTuple):
    """Each temperature that a cell has, cell by cell and warm to cold: arrays (pairs,)."""

    temperature: Places
    cell: Places
    net: Array
    """The most that the house takes there beside heating, its own electricity taken off [kW]"""

    def without(self, warmest: int) -> Peaks:
        """Without so many of the warmest temperatures."""
        kept = self.temperature >= warmest
        return Peaks(self.temperature[kept] - warmest, self.cell[kept], self.net[kept])

    def highest(self, kw: Array, within: Places, count: int) -> Array:
        """The highest power of the house in each of ``count`` places ``within`` (pairs,): (homes, count).

        kw: of the heating at each temperature (homes, temperatures); −inf where a place has no rows.
        """
        found = np.full((len(kw), count), _NONE)
        if len(within):
            power = kw[:, self.temperature] + self.net
            starts = np.flatnonzero(np.diff(within, prepend=within[0] - 1))
            found[:, within[starts]] = np.maximum.reduceat(power, starts, axis=1)
        return found


class Cells(NamedTuple):
    """A year of rows under a tariff."""

    temperature: Array
    """Distinct ones, warm to cold [°F] (temperatures,)"""
    place: Places
    """Of each cell, period · 12 + month (cells,); cells without rows are left out"""
    fuel_price: Array
    """[$/MMBtu] of each cell (cells,)"""
    free: Rows
    """In which the heat pump may run"""
    off: Rows
    """In which the utility keeps it off"""

    def below(self, base: float) -> Cells:
        """Without the temperatures at or above a base [°F], at which nothing is heated."""
        some = slice(int(at_or_above(self.temperature, base).sum()), None)
        return self._replace(temperature=self.temperature[some], free=self.free.part(some), off=self.off.part(some))


def cells_of(prices: Hourly, temperature: Array) -> Cells:
    """The cells of rows at outdoor temperatures [°F] (rows,)."""
    negative, group = np.unique(-temperature, return_inverse=True)
    place, within = np.unique(prices.period * MONTHS + prices.clock.month, return_inverse=True)
    at, cell = group.ravel(), within.ravel()
    fuel = np.zeros(len(place))
    fuel[cell] = prices.fuel_price
    both = (_rows(prices, at, cell, (len(negative), len(place)), rows) for rows in (~prices.control, prices.control))
    return Cells(-negative, place, fuel, *both)


def _rows(
    prices: Hourly, at: Places, cell: Places, shape: tuple[int, int], which: NDArray[np.bool_]
) -> Rows:  # fmt: skip
    where = at[which] * shape[1] + cell[which]
    weight = prices.clock.weight[which]

    def summed(values: Array) -> Array:
        total: Array = np.asarray(np.bincount(where, weights=values, minlength=shape[0] * shape[1]), dtype=float)
        return total.reshape(shape)

    net: Array = prices.household[which] - (0.0 if prices.solar is None else prices.solar[which])
    most = np.full(shape[0] * shape[1], _NONE)
    np.maximum.at(most, where, net / weight)
    cells, temperatures = np.nonzero(most.reshape(shape).T > _NONE)
    grid = summed(weight * prices.grid_emissions[which]).sum(axis=1, keepdims=True)
    return Rows(summed(weight), summed(weight * prices.energy_price[which]), grid,
                Peaks(temperatures, cells, most.reshape(shape)[temperatures, cells]))  # fmt: skip


class Ways(NamedTuple):
    """An amount an hour at each temperature, of dual fuel and of the furnace: arrays (homes, temperatures)."""

    dual: Array
    furnace: Array

    def summed(self, on: NDArray[np.bool_], free: Array, off: Array) -> Array:
        """Over the rows, the heat pump on where ``on`` (homes, temperatures): (homes, weights).

        free, off: the weights of the rows (temperatures, weights).
        """
        total = product(np.where(on, self.dual, self.furnace), free)
        return total + product(self.furnace, off) if off.any() else total

    def swept(self, place: Places, free: Array, off: Array) -> Array:
        """The same with the heat pump on at so many of the warmest temperatures (candidates,), ascending.

        Array (candidates, homes, weights).
        """
        more = self.dual - self.furnace
        total = product(self.furnace, free + off)
        swept = np.empty((len(place), *total.shape))
        before = 0
        for candidate, now in enumerate(place.tolist()):
            if now > before:
                total = total + product(more[:, before:now], free[before:now])
                before = now
            swept[candidate] = total
        return swept

    def peaks(self, on: NDArray[np.bool_], cells: Cells) -> Array:
        """The highest power of each cell, of an amount in kW; at least 0: (homes, cells)."""
        kw, count = np.where(on, self.dual, self.furnace), len(cells.place)
        free, off = cells.free.peaks, cells.off.peaks
        found = np.maximum(free.highest(kw, free.cell, count), off.highest(self.furnace, off.cell, count))
        return np.maximum(0.0, found)

    def peaks_swept(self, place: Places, cells: Cells) -> Array:
        """The same as in ``swept``: (candidates, homes, cells)."""
        count, candidates = len(cells.place), len(place)
        free, off = cells.free.peaks, cells.off.peaks
        first = np.searchsorted(place, free.temperature, side="right")  # the first candidate with the heat pump on
        order = np.lexsort((first, free.cell))
        free, first = Peaks(free.temperature[order], free.cell[order], free.net[order]), first[order]
        wide = candidates + 1
        each = free.cell * wide + first
        above, below = (free.highest(kw, each, count * wide).reshape(-1, count, wide) for kw in self)
        np.maximum.accumulate(above, axis=-1, out=above)
        colder = np.maximum.accumulate(below[..., ::-1], axis=-1)[..., ::-1]
        found = np.maximum(above[..., :-1], colder[..., 1:])
        found = np.maximum(found, off.highest(self.furnace, off.cell, count)[..., np.newaxis])
        swept: Array = np.maximum(0.0, found).transpose(2, 0, 1)
        return swept


_ONE_THREAD: Final = 250_000
"""Most multiplications of one call, below which OpenBLAS keeps to one thread: its threads wait in a loop"""


def product(amounts: Array, weights: Array) -> Array:
    """Amounts (homes, temperatures) times weights (temperatures, n), by as many homes at a time as one thread takes."""
    if weights.shape[1] == 1:
        total: Array = np.einsum("ht,t->h", amounts, weights[:, 0])[:, np.newaxis]
        return total
    rows = max(1, _ONE_THREAD // max(1, weights.size))
    if rows >= len(amounts):
        return amounts @ weights
    return np.concatenate([amounts[start : start + rows] @ weights for start in range(0, len(amounts), rows)])


def by_period_and_month(amounts: Array, cells: Cells, periods: int) -> Array:
    """Amounts (…, cells) as (periods, 12, …)."""
    wide: Any = np.zeros((periods * MONTHS, *amounts.shape[:-1]))
    wide[cells.place] = np.moveaxis(amounts, -1, 0)
    spread: Array = wide.reshape(periods, MONTHS, *amounts.shape[:-1])
    return spread
