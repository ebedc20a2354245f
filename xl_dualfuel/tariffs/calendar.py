"""The calendar of a tariff: day and half-hour by its clock of each hour of weather; sets of half-hours in words.

Weather files are in local standard time all year, and have 365 days; so has a tariff's calendar, which leaves 29
February out. Hours of the clock are half-hours: 365 days of 48, as ``elements.SLOTS`` has them.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..weather.year import KINDS
from .clocks import summer
from .elements import DAYS, SLOTS

MONTHS: Final = 12
HOURS: Final = 24
DAYS_BEFORE: Final = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
"""Days of a year of 365 days before each month."""
HOURS_PER_YEAR: Final = 8760
SHORT_MONTHS: Final = tuple(calendar.month_abbr[1:])
MONTH_OF_DAY: Final = np.repeat(np.arange(MONTHS), np.diff(DAYS_BEFORE))
"""0 to 11, of each of the 365 days"""
HOLIDAY: Final = 7
"""Kind of a day that is a holiday; the others are 0 Monday to 6 Sunday"""
KINDS_OF_DAY: Final = (*calendar.day_name, "holiday")
WEEKDAY: Final = frozenset(range(5))
WEEKEND: Final = frozenset({5, 6, HOLIDAY})

Places = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]


class Clock(NamedTuple):
    """When each row is: arrays (rows,), one row an hour, or two where the hours are split in halves."""

    month: Places
    """0 to 11, by the clock of the tariff, as day and slot are"""
    day: Places
    """0 to 364"""
    slot: Places
    """0 to 47, the half-hour of the day; where hours are whole the half in which the hour begins"""
    of_year: Places
    """0 to 8759, the hour of the year in standard time"""
    weight: NDArray[np.float64]
    """Hours that the row lasts: 1, or 0.5"""

    @property
    def place(self) -> Places:
        """The place in ``DAYS * SLOTS`` half-hours, as masks and calendars have them."""
        place: Places = self.day * SLOTS + self.slot
        return place


_STAMP: Final = re.compile(r"(\d\d)-(\d\d) (\d\d):00")


def clock_of(times: Sequence[str], year: int, clock: str = "", halves: bool = False) -> Clock:
    """The clock of time stamps ``MM-DD HH:00`` as ``weather.year.Hours`` has them: the end of the hour, 1 to 24.

    Where a stamp has hour 0 the file numbers hours from 0, by their beginning. clock: whose daylight saving the tariff
    follows in ``year`` (clocks.RULES), "" for none. halves: two rows of 0.5 h for each hour, one after the other.
    Raises InputError for a stamp that is no hour of a year of 365 days.
    """
    return clock_at(_hours_of_year(tuple(times)), year, clock, halves)


def clock_at(index: Places, year: int, clock: str = "", halves: bool = False) -> Clock:
    """The same of hours of the year, 0 to 8759 in standard time: (hours,)."""
    local = index
    for start, end in summer(clock, year):
        local = np.where((start <= index) & (index < end), index + 1, local)
    local = local % HOURS_PER_YEAR
    slot, weight = 2 * (local % HOURS), np.ones(len(index))
    day = local // HOURS
    if halves:
        index, day, weight = np.repeat(index, 2), np.repeat(day, 2), np.repeat(weight / 2, 2)
        slot = np.repeat(slot, 2) + np.arange(len(index)) % 2
    return Clock(MONTH_OF_DAY[day], day, slot, index, weight)


@lru_cache(maxsize=8)
def _hours_of_year(times: tuple[str, ...]) -> Places:
    """The hour of the year, 0 to 8759, that begins before each stamp; not to be written to."""
    stamps = []
    for time in times:
        match = _STAMP.fullmatch(time)
        month, day, hour = map(int, match.groups()) if match else (0, 0, 0)
        if not is_day(month, day) or hour > HOURS:
            raise _refused(time, "must be hours of a year of 365 days, written MM-DD HH:00")
        stamps.append((DAYS_BEFORE[month - 1] + day - 1, hour))
    day_of_year, hour_of_day = np.array(stamps, dtype=int).reshape(-1, 2).T
    from_zero = bool((hour_of_day == 0).any())
    if from_zero and (hour_of_day == HOURS).any():
        raise _refused("hours 0 and 24", "must count hours either from 0 to 23 or from 1 to 24")
    index: Places = day_of_year * HOURS + hour_of_day - (0 if from_zero else 1)
    return index


def is_day(month: int, day: int) -> bool:
    """Whether a year of 365 days has it."""
    return 1 <= month <= MONTHS and 1 <= day <= DAYS_BEFORE[month] - DAYS_BEFORE[month - 1]


def dates_of(year: int) -> list[datetime.date]:
    """The 365 days of a year, without 29 February."""
    return [
        datetime.date(year, month, day + 1)
        for month in range(1, MONTHS + 1)
        for day in range(DAYS_BEFORE[month] - DAYS_BEFORE[month - 1])
    ]


def kinds_of(days: Sequence[datetime.date], holidays: Sequence[tuple[int, int]]) -> Places:
    """The kind of each day, places in KINDS_OF_DAY: a holiday (month, day) is one whatever day of the week it is."""
    off = {*holidays}
    return np.array([HOLIDAY if (day.month, day.day) in off else day.weekday() for day in days], dtype=int)


def differ_within_hours(masks: Iterable[bytes | None]) -> bool:
    """Whether some of these (DAYS · SLOTS places; None and b"" are no mask) have hours whose halves are not alike."""
    return any(mask[::2] != mask[1::2] for mask in masks if mask)


def _refused(value: str, allowed: str) -> InputError:
    return InputError([Issue("weather_file", value, allowed, f"Use the hours of an {KINDS} file")])


# ------------------------------------------------------------------------------------------------------- in words

_PIECES: Final = 6


def describe(within: Mask, kinds: Places) -> str:
    """A set of half-hours (365, 48) in words: ``Jun–Aug weekday hours 14–17; 24 Dec all hours``.

    kinds: of each day (365,), as kinds_of has them.
    """
    alike: dict[bytes, list[int]] = {}
    for day in np.flatnonzero(within.any(axis=1)).tolist():
        alike.setdefault(within[day].tobytes(), []).append(day)
    pieces = []
    for days in alike.values():
        hours = _hours(within[days[0]])
        pieces += [f"{when} {hours}" for when in _days(np.isin(np.arange(DAYS), days), kinds)]
    more = len(pieces) - _PIECES
    return "; ".join(pieces[:_PIECES]) + (f"; and {more} more" if more > 0 else "")


def _days(chosen: Mask, kinds: Places) -> list[str]:
    """A set of days (365,) in words: whole kinds of days by month, then single days."""
    by_kinds: dict[frozenset[int], list[int]] = {}
    single = []
    for month in range(MONTHS):
        here = np.arange(DAYS_BEFORE[month], DAYS_BEFORE[month + 1])
        present = frozenset(kinds[here].tolist())
        whole = frozenset(kind for kind in present if chosen[here][kinds[here] == kind].all())
        names = [part for part in (WEEKDAY & present, WEEKEND & present) if part and part <= whole]
        parts = [present] if whole == present else [*names, whole.difference(*names)]
        for part in filter(None, parts):
            by_kinds.setdefault(frozenset(range(len(KINDS_OF_DAY))) if part == present else _usual(part), []).append(
                month
            )
        single += [day for day in here.tolist() if chosen[day] and kinds[day] not in whole]
    words = []
    for part, months in by_kinds.items():
        when = "every month" if len(months) == MONTHS else ranges(months, SHORT_MONTHS)
        words.append(f"{when} {_kind_words(part)}")
    dates = [f"{day - DAYS_BEFORE[month] + 1} {SHORT_MONTHS[month]}" for day, month in enumerate(MONTH_OF_DAY)]
    return words + ([ranges(single, dates)] if single else [])


def _usual(part: frozenset[int]) -> frozenset[int]:
    """Weekend where only the holidays of a month without any are missing."""
    return WEEKEND if part == WEEKEND - {HOLIDAY} else part


def _kind_words(part: frozenset[int]) -> str:
    named = {frozenset(range(len(KINDS_OF_DAY))): "every day", WEEKDAY: "weekday", WEEKEND: "weekend"}
    return named.get(part) or ranges(sorted(part), KINDS_OF_DAY)


def _hours(which: Mask) -> str:
    """Half-hours (48,) of a day in words."""
    if which.all():
        return "all hours"
    halves = which.reshape(HOURS, 2)
    if np.array_equal(halves[:, 0], halves[:, 1]):
        places = np.flatnonzero(halves[:, 0]).tolist()
        return f"hour{'s' if len(places) > 1 else ''} {ranges(places, tuple(map(str, range(HOURS))))}"
    runs = _runs(np.flatnonzero(which).tolist())
    return ", ".join(f"{clock_time(run[0])} to {clock_time(run[-1] + 1)}" for run in runs)


def clock_time(slot: int) -> str:
    """A half-hour's beginning, such as 16:30."""
    return f"{slot // 2}:{slot % 2 * 30:02}"


def ranges(places: Sequence[int], names: Sequence[str]) -> str:
    """``Jan–Mar, Dec`` of 0, 1, 2, 11."""
    ends = [(names[run[0]], names[run[-1]]) for run in _runs(places)]
    return ", ".join(first if first == last else f"{first}–{last}" for first, last in ends)


def _runs(places: Sequence[int]) -> list[list[int]]:
    groups = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    return [[place for _, place in run] for _, run in groups]
