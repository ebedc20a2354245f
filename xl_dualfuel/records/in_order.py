"""The hours of a record in order, each with its mean outdoor temperature."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..weather.complete import SHORT_GAP
from .record import DAY, HOUR, Numbers, Record, clock_time

_COVERED = 0.5
"""Part of an hour [h] that rows have to cover"""


def hours_in_order(record: Record) -> tuple[tuple[str, ...], Numbers]:
    """Ends of the hours (``YYYY-MM-DD HH:00``) from first to last row, and mean outdoor temperatures (hours,) [°F].

    Rows count by the time they cover. Up to SHORT_GAP hours in a row without a temperature are on a straight line
    between their neighbours; of longer gaps the hours are not a number.
    """
    known = ~np.isnan(record.outdoor) & (record.length > 0)
    start, outdoor = record.start[known], record.outdoor[known]
    if not len(start):
        return (), np.empty(0)
    end = np.minimum(start + record.length[known] * HOUR, np.append(start[1:], np.inf))
    edges = np.arange(np.floor(start[0] / HOUR), np.ceil(end[-1] / HOUR) + 1) * HOUR
    at = np.column_stack((start, end)).ravel()

    def in_hours(values: Numbers) -> Numbers:
        """Time integral of values that last from start to end, in each hour."""
        sums = np.cumsum(values * (end - start))
        before = np.concatenate(([0.0], sums[:-1]))
        return np.diff(np.interp(edges, at, np.column_stack((before, sums)).ravel()))

    covered = in_hours(np.ones_like(outdoor))
    enough = covered >= _COVERED * HOUR
    dry_bulb = np.full(len(covered), np.nan)
    dry_bulb[enough] = in_hours(outdoor)[enough] / covered[enough]
    times = tuple(map(_end_of_hour, edges[1:].tolist()))
    return times, _short_gaps_filled(dry_bulb)


def _end_of_hour(seconds: float) -> str:
    """Midnight is hour 24 of the day before, as in a year of weather."""
    return f"{clock_time(seconds - DAY)[:10]} 24:00" if seconds % DAY == 0 else clock_time(seconds)


def _short_gaps_filled(dry_bulb: Numbers) -> Numbers:
    known = np.flatnonzero(~np.isnan(dry_bulb))
    filled = dry_bulb.copy()
    for last, after in pairwise(known.tolist()):
        if 1 < after - last <= SHORT_GAP + 1:
            place = np.arange(last + 1, after)
            filled[place] = np.interp(place, (last, after), (dry_bulb[last], dry_bulb[after]))
    return filled
