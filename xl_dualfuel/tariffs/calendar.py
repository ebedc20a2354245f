"""The calendar of a tariff: month, day type and clock hour of each hour of weather; sets of hours in words.

Weather files are in local standard time all year, and have 365 days.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..weather.year import KINDS

MONTHS: Final = 12
HOURS: Final = 24
DAYS_BEFORE: Final = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
"""Days of a year of 365 days before each month."""
HOURS_PER_YEAR: Final = 8760
DAY_TYPES: Final = ("weekday", "weekend")
EVENINGS: Final = 4
"""Kinds of a day before, as in Clock.evening."""
SHORT_MONTHS: Final = tuple(calendar.month_abbr[1:])

Places = NDArray[np.integer[Any]]


class Clock(NamedTuple):
    """When each hour is: arrays (hours,) of integers."""

    month: Places
    """0 to 11, by the clock of the tariff"""
    weekend: Places
    """1 on Saturdays, Sundays and holidays, else 0"""
    hour: Places
    """0 to 23, the hour that begins then"""
    of_year: Places
    """0 to 8759, the hour of the year in standard time"""
    evening: Places
    """Day type of the day before: 0 weekday, 1 weekend; 2 and 3 where that day is of the month before"""


_STAMP: Final = re.compile(r"(\d\d)-(\d\d) (\d\d):00")


def clock_of(times: Sequence[str], year: int, holidays: Sequence[tuple[int, int]], daylight_saving: bool) -> Clock:
    """The clock of time stamps ``MM-DD HH:00`` as ``weather.year.Hours`` has them: the end of the hour, 1 to 24.

    Where a stamp has hour 0 the file numbers hours from 0, by their beginning. Days of the week are those of ``year``,
    holidays (month, day) are treated as weekend. Raises InputError for a stamp that is no hour of a year of 365 days.
    """
    stamps = []
    for time in times:
        match = _STAMP.fullmatch(time)
        month, day, hour = map(int, match.groups()) if match else (0, 0, 0)
        if not 1 <= month <= MONTHS or not 1 <= day <= DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] or hour > HOURS:
            raise _refused(time, "must be hours of a year of 365 days, written MM-DD HH:00")
        stamps.append((DAYS_BEFORE[month - 1] + day - 1, hour))
    day_of_year, hour_of_day = np.array(stamps, dtype=int).reshape(-1, 2).T
    from_zero = bool((hour_of_day == 0).any())
    if from_zero and (hour_of_day == HOURS).any():
        raise _refused("hours 0 and 24", "must count hours either from 0 to 23 or from 1 to 24")
    index = day_of_year * HOURS + hour_of_day - (0 if from_zero else 1)
    days = [
        datetime.date(year, month, day + 1)
        for month in range(1, MONTHS + 1)
        for day in range(DAYS_BEFORE[month] - DAYS_BEFORE[month - 1])
    ]
    weekend, months = _day_types(days, holidays), np.array([day.month - 1 for day in days])
    # Of the calendar itself: before 1 January is the last day of another year, before 1 March may be 29 February.
    before = [day - datetime.timedelta(days=1) for day in days]
    turn = months != np.array([day.month - 1 for day in before])
    evening = _day_types(before, holidays) + len(DAY_TYPES) * turn
    local = index
    if daylight_saving:
        start, end = _daylight_saving(year)
        local = (index + ((start <= index) & (index < end))) % HOURS_PER_YEAR
    day = local // HOURS
    return Clock(months[day], weekend[day], local % HOURS, index, evening[day])


def _day_types(days: Sequence[datetime.date], holidays: Sequence[tuple[int, int]]) -> Places:
    """1 for each day that is treated as weekend."""
    off = {*holidays}
    return np.array([day.weekday() >= 5 or (day.month, day.day) in off for day in days], dtype=int)


def _daylight_saving(year: int) -> tuple[int, int]:
    """First hour of the year [standard time] with daylight saving, and the first without.

    Second Sunday in March 2:00 to first Sunday in November 2:00 daylight time, 15 U.S.C. 260a (2005).
    """
    march = 8 + (6 - datetime.date(year, 3, 8).weekday())
    november = 1 + (6 - datetime.date(year, 11, 1).weekday())
    return (DAYS_BEFORE[2] + march - 1) * HOURS + 2, (DAYS_BEFORE[10] + november - 1) * HOURS + 1


def _refused(value: str, allowed: str) -> InputError:
    return InputError([Issue("weather_file", value, allowed, f"Use the hours of an {KINDS} file")])


# ------------------------------------------------------------------------------------------------------- in words

_PIECES: Final = 6


def describe(hours: NDArray[np.bool_]) -> str:
    """A set of hours (12, 2, 24) in words: ``Jun–Aug weekday hours 14–17; Dec weekend all hours``."""
    alike: dict[bytes, list[int]] = {}
    for month in range(MONTHS):
        if hours[month].any():
            alike.setdefault(hours[month].tobytes(), []).append(month)
    pieces = []
    for months in alike.values():
        when = "every month" if len(months) == MONTHS else _ranges(months, SHORT_MONTHS)
        weekday, weekend = hours[months[0]]
        if np.array_equal(weekday, weekend):
            pieces.append(f"{when} every day {_hours(weekday)}")
        else:
            pairs = zip(DAY_TYPES, (weekday, weekend), strict=True)
            pieces += [f"{when} {name} {_hours(which)}" for name, which in pairs if which.any()]
    more = len(pieces) - _PIECES
    return "; ".join(pieces[:_PIECES]) + (f"; and {more} more" if more > 0 else "")


def _hours(which: NDArray[np.bool_]) -> str:
    if which.all():
        return "all hours"
    places = np.flatnonzero(which).tolist()
    return f"hour{'s' if len(places) > 1 else ''} {_ranges(places, tuple(map(str, range(HOURS))))}"


def _ranges(places: Sequence[int], names: Sequence[str]) -> str:
    """``Jan–Mar, Dec`` of 0, 1, 2, 11."""
    pieces = []
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        ends = [place for _, place in run]
        pieces.append(names[ends[0]] if len(ends) == 1 else f"{names[ends[0]]}–{names[ends[-1]]}")
    return ", ".join(pieces)
