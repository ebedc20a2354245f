"""Times as records write them, local or with an offset from UTC, and clocks that are changed in the record."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple

import numpy as np

from .record import DAY, HOUR, Numbers
from .stamps import at_midnight, cleaned, compact, from_numbers, with_hours

LONGEST: Final = 48
"""Longest text of a time [characters]"""
_SPLIT: Final = re.compile(r"(.*?)[T\s,]+(\d{1,2}:\d{2}.*)", re.DOTALL)
_DATE: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = "|".join(_MONTHS)
_DAY_MONTH: Final = re.compile(rf"(\d{{1,2}})[-/ ]({_MONTH})[a-z]*\.?[-/, ]+(\d{{2,4}})", re.ASCII | re.IGNORECASE)
_MONTH_DAY: Final = re.compile(rf"({_MONTH})[a-z]*\.?[-/ ](\d{{1,2}})[-/, ]+(\d{{2,4}})", re.ASCII | re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?\s*"
    r"(?:(?:utc|gmt)?([+-])(\d{2})(?::?(\d{2}))?|[a-z]{1,5})?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"([+-]\d{2}(?::?\d{2})?|Z|UTC|GMT)$", re.ASCII | re.IGNORECASE)


_MOST_OFFSETS: Final = 2
"""Offsets from UTC that one place has"""


class Stamps(NamedTuple):
    """Times [s since the first day of year 1], not a number where there is none.

    is_local: without an offset from UTC or a Z, so that the clock may be changed; is_utc: not on a clock of the place.
    Times with an offset are on one clock, that of the usual offset.
    """

    seconds: Numbers
    is_local: bool
    is_utc: bool


def seconds_of(texts: Sequence[str]) -> Stamps:
    """The times in texts: a date and a time of day, or a number of seconds or days, as programs write them."""
    stamps, wanted = _written(texts), sum(map(bool, texts)) / 2
    for rewritten in (cleaned, compact, from_numbers, with_hours, at_midnight):
        if np.count_nonzero(~np.isnan(stamps.seconds)) > wanted:
            break
        stamps = max(stamps, _written(rewritten(texts)), key=lambda one: np.count_nonzero(~np.isnan(one.seconds)))
    return stamps


def _written(texts: Sequence[str]) -> Stamps:
    """The times in texts of a date and a time of day."""
    dates, clocks = [], []
    for text in texts:
        match = _SPLIT.fullmatch(text) if len(text) <= LONGEST else None
        dates.append(match[1].strip() if match else "")
        clocks.append(match[2].strip() if match else "")
    days, seconds = _days(set(dates)), {clock: _clock(clock) for clock in set(clocks)}
    stamps = np.array([days[date] * DAY + seconds[clock] for date, clock in zip(dates, clocks, strict=True)], float)
    offsets = Counter(
        match[1] for clock in clocks if (match := _OFFSET.search(clock)) and not math.isnan(seconds[clock])
    )
    if not offsets:
        return Stamps(stamps, True, False)
    if len(offsets) > _MOST_OFFSETS:  # 13:00-14:00 is an hour
        return Stamps(np.full(len(texts), math.nan), True, False)
    usual = max(offsets, key=lambda offset: (offsets[offset], offset)).replace(":", "")
    shift = 0 if usual[0] not in "+-" else int(usual[0] + "1") * (int(usual[1:3]) * HOUR + int(usual[3:] or 0) * 60)
    return Stamps(stamps + shift, False, shift == 0)


def _days(texts: set[str]) -> dict[str, float]:
    """The days of date texts, numbered: year, month and day, or with the year last, month or day first.

    Any day over 12 shows which of these two it is. Without one it is the order that makes the record shorter.
    """
    matches = [match for text in texts if (match := _DATE.fullmatch(text))]
    year_last = [(int(match[1]), int(match[3])) for match in matches if len(match[1]) <= 2]
    day_first = any(first > 12 for first, _ in year_last)
    if not day_first and not any(second > 12 for _, second in year_last):
        month_first, other = (_span(matches, order) for order in (False, True))
        day_first = other < month_first
    days = dict.fromkeys(texts, math.nan)
    days |= {match[0]: _ordinal(match, day_first) for match in matches}
    for text in texts:
        if match := _DAY_MONTH.fullmatch(text):
            days[text] = _day(match[3], _MONTHS.index(match[2].casefold()) + 1, int(match[1]))
        elif match := _MONTH_DAY.fullmatch(text):
            days[text] = _day(match[3], _MONTHS.index(match[1].casefold()) + 1, int(match[2]))
    return days


def _span(matches: Sequence[re.Match[str]], day_first: bool) -> float:
    days = [day for match in matches if not math.isnan(day := _ordinal(match, day_first))]
    return max(days) - min(days) if days else math.inf


def _ordinal(match: re.Match[str], day_first: bool) -> float:
    first, second, third = (match[group] for group in (1, 3, 4))
    if len(first) > 2:
        return _day(first, int(second), int(third))
    month, day = (second, first) if day_first else (first, second)
    return _day(third, int(month), int(day))


def _day(year: str, month: int, day: int) -> float:
    number = int(year)
    with suppress(ValueError):  # no such day
        return float(datetime.date(number + 2000 * (number < 100), month, day).toordinal())
    return math.nan


def _clock(text: str) -> float:
    """Seconds since midnight, in UTC where there is an offset; not a number where it is no time of day."""
    match = _CLOCK.fullmatch(text)
    hour, minute, second = (int(match[group] or 0) for group in (1, 2, 3)) if match else (25, 0, 0)
    if not match or hour > (12 if match[4] else 24) or minute > 59 or second > 60:
        return math.nan
    hour = hour % 12 + 12 * (match[4] in "pP") if match[4] else hour
    offset = int(match[5] + "1") * (int(match[6]) * HOUR + int(match[7] or 0) * 60) if match[5] else 0.0
    return hour * HOUR + minute * 60 + second - offset


def median(steps: Numbers) -> float:
    """The lower median of the steps ahead [s]; one that occurs, where a mean of two would not."""
    return float(np.quantile(steps[steps > 0], 0.5, method="lower"))


def elapsed(stamp: Numbers) -> tuple[Numbers, int]:
    """Local times [s] made continuous through clock changes, and the number of changes.

    A clock change is a step one hour off the usual, between usual steps, on a Sunday from 0:00 to 4:00; so neither a
    gap nor the seam of two downloads is taken for one.
    """
    steps = np.diff(stamp)
    if np.count_nonzero(steps < 0) > np.count_nonzero(steps > 0):  # newest first
        times, count = elapsed(stamp[::-1])
        return times[::-1], count
    usual = median(steps)
    near = usual / 2
    regular = np.pad(np.abs(steps - usual) < near, 1, constant_values=True)
    night = (stamp[1:] % DAY < 4 * HOUR) & (stamp[1:] // DAY % 7 == 0)  # ordinal days: multiples of 7 are Sundays
    back = (np.abs(steps - usual + HOUR) < near) & (steps <= 0)
    on = np.abs(steps - usual - HOUR) < near
    changes = (back | on) & night & regular[:-2] & regular[2:]
    shift = np.where(changes, np.where(back, HOUR, -HOUR), 0.0)
    return stamp + np.append(0.0, np.cumsum(shift)), int(np.count_nonzero(changes))
