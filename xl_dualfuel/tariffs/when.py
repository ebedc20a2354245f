"""In which hours a condition of a tariff holds, with the weather of a year.

Conditions are judged on all the hours given, in order, whether or not the house is heated in them. The first of them
begins with nothing latched and nothing read.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model.climate import at_or_above
from ..model.parameters import Array
from .calendar import HOURS_PER_YEAR, Clock, Places
from .elements import DAYS, When

Mask = NDArray[np.bool_]


def holds(when: When, clock: Clock, temperature: Array) -> Mask:
    """Which rows of a clock, at outdoor temperatures [°F] (rows,), meet every condition: (rows,).

    * below and above compare with the row's own temperature; with read_at with the last one read, and nothing holds
      before the first reading.
    * Latched: what begins when the temperature goes below lasts until it is at or above ``until`` (without it, at or
      above the same temperature) and at least hold_hours have passed since it began. Above is the mirror image.
    * coldest_days: of the days with a row that meets all else, those with the lowest mean of all their hours; then
      coldest_hours: of the rows that meet all else, the coldest that last so many hours. The earlier of equal ones.
    """
    met = np.ones(len(temperature), dtype=bool)
    if when.slots is not None:
        met &= np.frombuffer(when.slots, dtype=np.uint8)[clock.place] > 0
    if when.hours is not None:
        met &= np.frombuffer(when.hours, dtype=np.uint8)[clock.of_year] > 0
    if when.below is not None or when.above is not None:
        met &= _by_temperature(when, clock, temperature)
    if when.coldest_days is not None:
        met &= _coldest_days(when.coldest_days, met, clock, temperature)
    if when.coldest_hours is not None:
        met &= _coldest_hours(when.coldest_hours, met, clock, temperature)
    return met


def _order(clock: Clock) -> Places:
    """The places of the rows in the order of time; the halves of an hour stay as they are."""
    if len(clock.of_year) < 2 or (np.diff(clock.of_year) >= 0).all():
        return np.arange(len(clock.of_year))
    return np.argsort(clock.of_year, kind="stable")


def _by_temperature(when: When, clock: Clock, temperature: Array) -> Mask:
    order = _order(clock)
    felt, known = temperature[order], np.ones(len(order), dtype=bool)
    if when.read_at is not None:
        read = np.where(clock.slot[order] // 2 == when.read_at, np.arange(len(order)), -1)
        last = np.maximum.accumulate(read)
        felt, known = felt[last], last >= 0
    held = known.copy()
    for limit, colder in ((when.below, True), (when.above, False)):
        if limit is None:
            continue
        begins = known & (at_or_above(felt, limit) != colder)
        if when.until is not None or when.hold_hours:
            ends = at_or_above(felt, limit if when.until is None else when.until) == colder
            begins = _latched(begins, ends & known, clock.of_year[order], when.hold_hours)
        held &= begins
    found = np.zeros_like(held)
    found[order] = held
    return found


def _latched(begins: Mask, ends: Mask, hour: Places, hold: int) -> Mask:
    """From each beginning to the first end after it that is not before its time; from change to change, not by rows."""
    held, starts, stops = np.zeros_like(begins), np.flatnonzero(begins), np.flatnonzero(ends)
    at = 0
    while (place := int(np.searchsorted(starts, at))) < len(starts):
        start = int(starts[place])
        first = max(start + 1, int(np.searchsorted(hour, hour[start] + hold)))
        place = int(np.searchsorted(stops, first))
        at = int(stops[place]) if place < len(stops) else len(held)  # what begins in that row again is found again
        held[start:at] = True
    return held


def _coldest_days(count: int, met: Mask, clock: Clock, temperature: Array) -> Mask:
    hours = np.bincount(clock.day, weights=clock.weight, minlength=DAYS)
    degrees = np.bincount(clock.day, weights=clock.weight * temperature, minlength=DAYS)
    mean = np.divide(degrees, hours, out=np.full(DAYS, np.inf), where=hours > 0)
    mean[np.bincount(clock.day[met], minlength=DAYS) == 0] = np.inf
    # Rounded, so that means that differ by the order of their sum alone are equal.
    coldest = np.argsort(np.round(mean, 9), kind="stable")[:count]
    chosen = np.zeros(DAYS, dtype=bool)
    chosen[coldest] = np.isfinite(mean[coldest])
    found: Mask = chosen[clock.day]
    return found


def _coldest_hours(count: int, met: Mask, clock: Clock, temperature: Array) -> Mask:
    rows = np.flatnonzero(met)
    order = rows[np.lexsort((rows, clock.of_year[rows] % HOURS_PER_YEAR, temperature[rows]))]
    chosen = np.zeros_like(met)
    chosen[order[np.cumsum(clock.weight[order]) <= count]] = True
    return chosen
