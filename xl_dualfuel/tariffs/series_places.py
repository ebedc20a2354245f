"""Where each row of a series belongs in the year of local standard time.

A year is placed by month and day, so one from July, or of months from several years, is one too. Times by a clock with
daylight saving are known by the one day that is an hour short and the one that is an hour long.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ..errors import Issue
from .calendar import DAYS_BEFORE, SHORT_MONTHS
from .series_columns import Times
from .series_stamps import DAY, HOUR, When

LEAP_DAY: Final = 31 + 28
"""Days of a leap year before 29 February."""
_STEPS: Final = (5, 10, 15, 20, 30, 60)
"""Minutes from one value to the next"""
_NIGHT: Final = 4 * HOUR
"""Clocks are changed before this time of day"""
_SUMMER_DAYS: Final = (120, 260)
"""Fewest and most days between the change of clocks in spring and that in autumn"""
_FEW: Final = 48
"""Stamps of another year that a year in UTC may begin or end with"""
_SHOWN: Final = 3


class Placed(NamedTuple):
    """The places of rows: hour of the year, in a year of 365 or, where the stamps have 29 February, 366 days."""

    hours: list[int]
    step: int = HOUR
    """Minutes from one value to the next"""
    leap: bool = False
    notes: tuple[str, ...] = ()
    """How the stamps were read"""
    issues: tuple[Issue, ...] = ()


class _Clock(NamedTuple):
    """Times without daylight saving: minutes of the year, and how they were read."""

    minutes: list[int]
    note: str = ""


def places_of(times: Times, lines: Sequence[int], key: str, utc_offset: float | None) -> Placed:
    """The hour of the year of each row; with ``utc_offset`` (local standard time less UTC [h]) of stamps in UTC."""
    whens = [when for when in times.whens.each if when is not None]
    bad = [line for line, when in zip(lines, times.whens.each, strict=True) if when is None]
    # Who gives the distance from UTC says that stamps without a zone are in UTC.
    plain = utc_offset is not None and not times.numbered
    plain = plain and all(when.offset is None and when.summer is None for when in whens)
    utc = 0 if times.utc is None and plain else times.utc
    if utc is not None:
        whens = [when._replace(offset=utc) if when.offset is None else when for when in whens]
    if bad or {when.offset is None for when in whens} == {True, False}:
        by_clock = whens[0].offset is None if whens else True
        line = bad[0] if bad else next(n for n, w in zip(lines, whens, strict=True) if (w.offset is None) != by_clock)
        read = f"time stamp of line {line:,}" + (f" and {len(bad) - 1:,} more" if len(bad) > 1 else "")
        allowed = "must be a date and time such as 2026-01-31 17:00, written as in the other lines"
        return Placed([], issues=(Issue(key, read, allowed, "Correct the line, or leave it out if it has no value"),))
    leap = any((when.month, when.day) == (2, 29) for when in whens)
    days = [_day(when, leap) for when in whens]
    stamps = [day * DAY + when.minute for day, when in zip(days, whens, strict=True)]
    year = (365 + leap) * DAY
    standard = _standard(whens, utc_offset)
    zoned = whens[0].offset is not None
    if zoned and standard is None:
        allowed = "must be given, since the time stamps are in UTC: hours that local standard time is ahead of UTC"
        remedy = "Give -5 for US Eastern, -6 Central, -7 Mountain, -8 Pacific, 0 for the UK, 1 for central Europe"
        return Placed([], issues=(Issue(f"{key.removesuffix('.file')}.utc_offset", None, allowed, remedy),))
    shift = [standard - when.offset if standard is not None and when.offset is not None else 0 for when in whens]
    summer = [HOUR if when.summer else 0 for when in whens]
    local = [stamp + more - less for stamp, more, less in zip(stamps, shift, summer, strict=True)]
    step = _step(local, year)
    if step not in _STEPS:
        return Placed([], issues=(_too_rare(step, len(whens), key),))
    ends = not times.numbered and _are_ends(whens, local, times.ends, zoned, step)
    begins = [minute - ends * step for minute in local]
    clock = _Clock(begins)
    if not zoned and not any(when.summer is not None for when in whens):
        # A numbered 25th hour is of its own day, others of the day that they begin on.
        owner = days if times.numbered else [minute % year // DAY for minute in begins]
        clock = _without_daylight_saving(begins, owner, step, leap) or clock
    slots = [minute % year // step for minute in clock.minutes]
    issues = _gaps(slots, lines, step, leap, key)
    unused = "utc_offset changes nothing: the hours are local" if utc_offset is not None and not zoned else ""
    notes = (*_notes(times, whens, step, ends, standard, zoned), *filter(None, [clock.note, unused]))
    return Placed([slot * step // HOUR for slot in slots], step, leap, notes, issues)


def _day(when: When, leap: bool) -> int:
    """Day of the year from 0."""
    return DAYS_BEFORE[when.month - 1] + (leap and when.month > 2) + when.day - 1


def _standard(whens: Sequence[When], utc_offset: float | None) -> int | None:
    """Local standard time less UTC [min]: as asked, else the lesser offset of the stamps; None where all are in UTC."""
    if utc_offset is not None:
        return round(utc_offset * HOUR)
    offsets = {when.offset for when in whens if when.offset is not None}
    return min(offsets) if offsets and offsets != {0} else None


def _step(minutes: Sequence[int], year: int) -> int:
    """The usual time from one stamp to the next [min]."""
    places = sorted({minute % year for minute in minutes})
    steps = Counter(after - before for before, after in pairwise(places))
    return steps.most_common(1)[0][0] if steps else 0


def _too_rare(step: int, count: int, key: str) -> Issue:
    read = f"a value every {step / HOUR:g} hours" if step else f"{count:,} values of one time"
    return Issue(key, read, "must have a value for each hour", "Give hourly, half-hourly or quarter-hourly values")


def _are_ends(whens: Sequence[When], local: Sequence[int], named: bool | None, zoned: bool, step: int) -> bool:
    """Whether stamps name ends of intervals: they say so, or have an hour 24, or go from a step after midnight to one.

    That is so in their own time or, where their year begins at another hour, in local time.
    """
    if any(when.minute == DAY for when in whens):
        return True
    if named is not None:
        return named
    own = [when.minute for when in whens]
    if all(when.year for when in whens):
        ordinals = [datetime.date(when.year, when.month, when.day).toordinal() * DAY + when.minute for when in whens]
        first, last = ordinals.index(min(ordinals)), ordinals.index(max(ordinals))
    else:
        first, last = 0, len(whens) - 1
    if own[first] == 0:
        return False
    return (own[first] == step and own[last] == 0) or (zoned and local[first] % DAY == step and local[last] % DAY == 0)


def _without_daylight_saving(begins: Sequence[int], owner: Sequence[int], step: int, leap: bool) -> _Clock | None:
    """Times by a clock with daylight saving in standard time; None where days are not as such a clock has them.

    All days have 24 hours, but one in spring has 23 and one in autumn 25. On both the rows are the hours in order.
    """
    rows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, (day, minute) in enumerate(zip(owner, begins, strict=True)):
        rows[day].append((minute, place))
    full, hour = DAY // step, HOUR // step
    other = {day: len(of_day) for day, of_day in rows.items() if len(of_day) != full}
    if sorted(other.values()) != [full - hour, full + hour]:
        return None
    spring, autumn = sorted(other, key=other.__getitem__)
    days = 365 + leap
    if not _SUMMER_DAYS[0] <= (autumn - spring) % days <= _SUMMER_DAYS[1] or not _at_night(rows, spring, autumn, step):
        return None
    newest_first = 2 * sum(after < before for before, after in pairwise(begins)) > len(begins)
    minutes = [
        minute - HOUR * ((day - spring) % days < (autumn - spring) % days)
        for day, minute in zip(owner, begins, strict=True)
    ]
    for rank, (_, place) in enumerate(sorted(rows[spring])):
        minutes[place] = spring * DAY + rank * step
    long = sorted(rows[autumn], key=lambda row: (row[0], -row[1] if newest_first else row[1]))
    twice = {before[0] for before, after in pairwise(long) if before[0] == after[0]}
    for rank, (minute, place) in enumerate(long):
        if twice:
            first = minute < min(twice) or (minute in twice and (rank == 0 or long[rank - 1][0] != minute))
            minutes[place] = minute - HOUR * first
        else:
            minutes[place] = autumn * DAY + rank * step - HOUR
    named = f"{_named(spring * DAY, leap, day_only=True)} and {_named(autumn * DAY, leap, day_only=True)}"
    return _Clock(minutes, f"the time stamps follow a clock that changes on {named}; moved to standard time")


def _at_night(rows: dict[int, list[tuple[int, int]]], spring: int, autumn: int, step: int) -> bool:
    """Whether the hour missing in spring and the one twice in autumn are of the night, or hours have numbers."""
    whole = set(range(0, DAY, step))
    there = {minute % DAY for minute, _ in rows[spring]}
    counts = Counter(minute - autumn * DAY for minute, _ in rows[autumn])
    missing, extra = whole - there, {minute for minute, count in counts.items() if count > 1}
    skipped = max(missing) < _NIGHT or min(missing) == DAY - HOUR
    return skipped and (max(extra) < _NIGHT if extra else max(counts) >= DAY)


def _gaps(slots: Sequence[int], lines: Sequence[int], step: int, leap: bool, key: str) -> tuple[Issue, ...]:
    """What is wrong with the places of rows: hours there twice, hours missing, each with the line."""
    count = (365 + leap) * DAY // step
    counts = Counter(slots)
    missing = [slot for slot in range(count) if slot not in counts]
    twice = [slot for slot, often in counts.items() if often > 1]
    if not missing and not twice:
        return ()
    line_of = dict(zip(slots, lines, strict=True))
    part = "hour" if step == HOUR else f"{step} minutes"
    remedy = f"Give each {part} of a year once"
    if 2 * len(twice) > len(counts):
        remedy = "Keep the rows of one place, market or node, one year long"
    elif len(twice) + len(missing) <= 2 * HOUR // step and any(
        slot * step % DAY < _NIGHT for slot in (*twice, *missing)
    ):
        remedy = (
            "Write local standard time, or clock time as it is: with daylight saving it skips an hour in spring and "
            "repeats one in autumn"
        )
    issues = []
    for slots_of, what in ((sorted(twice), "twice"), (missing, "missing")):
        shown = []
        for slot in slots_of[:_SHOWN]:
            at = f"line {line_of[slot]:,}" if slot in line_of else (
                f"after line {line_of[slot - 1]:,}" if slot - 1 in line_of else "")  # fmt: skip
            shown.append(_named(slot * step, leap) + (f" ({at})" if at else ""))
        if slots_of:
            more = f" and {len(slots_of) - _SHOWN:,} more" if len(slots_of) > _SHOWN else ""
            allowed = f"must hold each {part} of the year once; {what}: {', '.join(shown)}{more}"
            issues.append(
                Issue(key, f"{'1 time' if len(slots_of) == 1 else f'{len(slots_of):,} times'} {what}", allowed, remedy)
            )
    return tuple(issues)


def _named(minute: int, leap: bool, day_only: bool = False) -> str:
    day, time = divmod(minute, DAY)
    before = [days + (leap and month >= 2) for month, days in enumerate(DAYS_BEFORE)]
    month = max(m for m in range(12) if before[m] <= day)
    date = f"{day - before[month] + 1} {SHORT_MONTHS[month]}"
    return date if day_only else f"{date} {time // HOUR}:{time % HOUR:02}"


def _notes(times: Times, whens: Sequence[When], step: int, ends: bool, standard: int | None, zoned: bool) -> list[str]:
    """How the stamps were read, in words."""
    notes = []
    part = "hour" if step == HOUR else f"{step} minutes"
    within = {when.minute % step for when in whens}
    if times.numbered:
        notes.append(f"{'hours' if step == HOUR else 'parts of a day'} have numbers; the first begins at midnight")
    elif within == {0}:
        notes.append(f"the time stamps name the {'end' if ends else 'beginning'} of each {part}")
    elif len(within) == 1:
        notes.append(f"the time stamps are {min(within)} minutes past; taken for the {part} in which they are")
    if zoned and standard is not None:
        offsets = sorted({when.offset for when in whens if when.offset is not None})
        if offsets == [0] or offsets != [standard]:
            what = "UTC" if offsets == [0] else " and ".join(_offset(offset) for offset in offsets)
            notes.append(f"the time stamps are in {what}; moved to local standard time, {_offset(standard)}")
    if any(when.summer for when in whens):
        notes.append("the time stamps name daylight saving; moved to standard time")
    if times.whens.day_first is not None and times.whens.day_first:
        notes.append("dates are read day first" + ("" if times.whens.order_known else ", which nothing in them shows"))
    years = Counter(when.year for when in whens)
    if 0 not in years and sum(often > _FEW for often in years.values()) > 1:
        notes.append("the year is of several calendar years; placed by month and day")
    return notes


def _offset(minutes: int) -> str:
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // HOUR:02}:{abs(minutes) % HOUR:02}"
