"""What ran in a record, and when: by outdoor temperature, by day, the limits at which sources stopped, starts.

All from the record alone; what the model needs there is in ``results/record_evidence.py``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .record import DAY, HOUR, Numbers, Record, clock_time

Flags = NDArray[np.bool_]

KINDS: Final = {
    "compressor": ("compressor_1", "compressor_2"), "auxiliary": ("auxiliary",), "emergency": ("emergency",),
    "furnace": ("furnace",),
}  # fmt: skip
"""Sources of heat as they are compared, and what each is in a record"""
WIDTH: Final = 5.0
"""Of the bins [°F]"""
_STRAY: Final = 0.002
_LONGEST_STRAY: Final = 0.1
"""Share of a source's hours, and hours, that are taken for noise at either end of its temperatures"""
_BEYOND: Final = 2.0
"""Least hours of other heat beyond an end that make it a limit [h]"""
_HARDLY: Final = 0.02
"""Most that the source itself may run there, beside the others"""
LONGEST_STEP: Final = 10.0
"""Longest step by which starts can be counted [min]"""
_BLURRED: Final = 0.25
"""Share of the running rows between rows that ran in part too, above which starts cannot be told apart"""


class Intervals(NamedTuple):
    """The intervals of a record with an outdoor temperature and, where it has sources, with runtimes: arrays (n,)."""

    start: Numbers
    """[s]"""
    length: Numbers
    """[h]"""
    outdoor: Numbers
    """[°F]"""
    indoor: Numbers
    setpoint: Numbers
    """[°F], not a number where unknown"""
    ran: Mapping[str, Numbers]
    """Hours that each of KINDS ran [h]; only what the record has"""
    second_stage: Numbers
    """Hours of the compressor's second stage, of ``ran`` [h]"""

    def where(self, used: Flags) -> Intervals:
        """Only some of them."""
        ran = {kind: hours[used] for kind, hours in self.ran.items()}
        start, length, outdoor, indoor, setpoint = (column[used] for column in self[:5])
        return Intervals(start, length, outdoor, indoor, setpoint, ran, self.second_stage[used])


def intervals_of(record: Record) -> Intervals:
    """The intervals of a record that say what ran at which temperature."""
    zero = np.zeros_like(record.length)
    ran = {
        kind: np.minimum(sum((record.duty[one] for one in sources if one in record.duty), zero), record.length)
        for kind, sources in KINDS.items()
        if any(one in record.duty for one in sources)
    }
    used = ~np.isnan(record.outdoor) & (record.length > 0)
    for hours in ran.values():
        used &= ~np.isnan(hours)
    second = record.duty.get("compressor_2", zero)
    return Intervals(
        record.start, record.length, record.outdoor, record.indoor, record.setpoint, ran, np.nan_to_num(second)
    ).where(used)


class Limit(NamedTuple):
    """The outdoor temperatures at which one source of heat ran."""

    source: str
    """One of KINDS"""
    coldest: float
    warmest: float
    """Temperatures at which it ran [°F], but for a few minutes"""
    hours: float
    """That it ran in all [h]"""
    hours_colder: float
    hours_warmer: float
    """That other sources ran at colder and at warmer temperatures [h]"""
    stops_below: float | None
    stops_above: float | None
    """The temperatures below and above which others heat and it does not [°F]; None where none is seen"""


def limits(rows: Intervals) -> tuple[Limit, ...]:
    """Where each source that ran began and stopped."""
    found, order = [], np.argsort(rows.outdoor, kind="stable")
    outdoor = rows.outdoor[order]
    total: Numbers = sum(rows.ran.values(), np.zeros_like(outdoor))
    for source, hours in rows.ran.items():
        if hours.sum() <= 0:
            continue
        sums = np.cumsum(hours[order])
        stray = min(_STRAY * sums[-1], _LONGEST_STRAY)
        ends = [float(outdoor[np.searchsorted(sums, stray, side="right")]),
                float(outdoor[np.searchsorted(sums, sums[-1] - stray)])]  # fmt: skip
        beyond = []
        for place, (beside, extreme) in enumerate(((np.less, np.min), (np.greater, np.max))):
            outside = beside(rows.outdoor, ends[place])
            if hours[outside].sum() > _HARDLY * (total - hours)[outside].sum():  # too much for noise
                ends[place] = float(extreme(rows.outdoor[hours > 0]))
                outside = beside(rows.outdoor, ends[place])
            beyond.append(float((total - hours)[outside].sum()))
        (coldest, warmest), (colder, warmer) = ends, beyond
        below, above = (at if others >= _BEYOND else None for at, others in zip(ends, beyond, strict=True))
        found.append(Limit(source, coldest, warmest, float(sums[-1]), colder, warmer, below, above))
    return tuple(found)


def starts_of_compressor(rows: Intervals, step_minutes: float) -> Numbers | str:
    """In each interval 1 where the compressor started, else 0; in words why starts cannot be counted.

    It starts in a row in which it ran after one in which it did not, and within a row between two full ones.
    """
    if "compressor" not in rows.ran or not rows.ran["compressor"].any():
        return "no runtime of a compressor"
    if step_minutes > LONGEST_STEP:
        return f"rows of {step_minutes:g} minutes are too long: give rows of {LONGEST_STEP:g} minutes or less"
    share = rows.ran["compressor"] / rows.length
    runs, full = share > 0, share > 1 - 1e-6
    joined = np.diff(rows.start) <= 1.5 * HOUR * rows.length[:-1]
    begins, restarts, blurred = (np.zeros_like(share) for _ in range(3))
    begins[1:] = runs[1:] & ~runs[:-1] & joined
    part = runs & ~full
    both = joined[:-1] & joined[1:]
    restarts[1:-1] = part[1:-1] & full[:-2] & full[2:] & both
    blurred[1:-1] = part[1:-1] & part[:-2] & part[2:] & both
    if blurred.sum() > _BLURRED * runs.sum():
        return "the compressor starts and stops faster than the rows show"
    starts: Numbers = begins + restarts
    return starts


class Bins(NamedTuple):
    """Bins of outdoor temperature, warm to cold: arrays (bins,)."""

    low: Numbers
    high: Numbers
    """Edges [°F]"""
    place: NDArray[np.intp]
    """The bin of each interval, −1 for none"""


def bins_of(rows: Intervals, warmest: float) -> Bins:
    """Bins of WIDTH that have hours, up to a temperature [°F] or the warmest at which anything ran."""
    heated = sum(rows.ran.values(), np.zeros_like(rows.outdoor)) > 0
    top = max(warmest, float(rows.outdoor[heated].max(initial=-math.inf)) + 1e-9)
    index = np.floor(rows.outdoor / WIDTH + 1e-9).astype(int)
    used = np.unique(index[rows.outdoor < top])[::-1]
    place = np.full(len(index), -1)
    for number, one in enumerate(used):
        place[index == one] = number
    return Bins(used * WIDTH, used * WIDTH + WIDTH, place)


def sums(place: NDArray[np.intp], values: NDArray[np.floating[Any]], count: int) -> Numbers:
    """The sum of values in each place from 0 to count − 1; a place of −1 is left out."""
    inside = place >= 0
    summed: Numbers = np.bincount(place[inside], weights=values[inside], minlength=count).astype(float)
    return summed


def date(start: float) -> str:
    """The day of a time of a record [s]: ``YYYY-MM-DD``."""
    return clock_time(float(start))[:10]


def days_of(rows: Intervals) -> tuple[NDArray[np.int_], NDArray[np.intp]]:
    """The days in which intervals begin, as ordinals, and the place of each interval among them."""
    days, place = np.unique(np.floor_divide(rows.start, DAY).astype(int), return_inverse=True)
    return days, place


def recovering(rows: Intervals) -> Flags | None:
    """Whether the house is being warmed up after a setback; None where the record has no setpoint.

    From BEFORE hours ahead of a setpoint raised by RAISED (thermostats begin early), until the room is there, at most
    AFTER hours; and wherever the room is DROOP below what it usually is beside its setpoint.
    """
    if np.isnan(rows.setpoint).all():
        return None
    setpoint = rows.setpoint
    below = setpoint - rows.indoor
    heated = sum(rows.ran.values(), np.zeros_like(below)) > 0
    usual = float(np.nanmedian(below[heated])) if (heated & ~np.isnan(below)).any() else 0.0
    droops = below > usual + DROOP
    marked: Flags = np.where(np.isnan(below), False, droops)
    for one in (np.flatnonzero(np.diff(setpoint) >= RAISED) + 1).tolist():
        at = rows.start[one]
        first, last = np.searchsorted(rows.start, (at - BEFORE * HOUR, at + AFTER * HOUR))
        there = one + np.flatnonzero(below[one:last] <= usual + ARRIVED)
        if len(there):
            last = min(last, int(np.searchsorted(rows.start, rows.start[there[0]] + HOUR / 2)))
        marked[first:last] = True
    return marked


BEFORE: Final = 3.0
AFTER: Final = 4.0
"""[h]"""
RAISED: Final = 0.5
DROOP: Final = 1.5
ARRIVED: Final = 0.5
"""[°F]"""
