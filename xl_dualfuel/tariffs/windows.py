"""Hours by the calendar: the keys with which a tariff says when, and the windows of a time-of-use tariff.

A window over midnight belongs to the day it begins on, as in utilities' tariffs: weekdays from 21 to 3 end on Saturday
at 3, and Monday's small hours are Sunday's. Hours of a list (hours = […]) are those of each day itself. At the turn of
a month or season nothing is refused: the window of the evening before continues, then come the day's own windows.
Event days (dates = […]) go before all other windows.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from ..errors import Issue
from ..files.toml_tables import Items
from .calendar import MONTHS, Mask, Places, dates_of, describe, kinds_of
from .elements import DAYS, SLOTS
from .times import dates, kinds_named, season, slots_named, whole_numbers

MAX_WINDOWS: Final = 200
WHEN_KEYS: Final = ("months", "days", "from", "to", "hours", "dates", "from_date", "to_date")
_MAX_OVERLAPS: Final = 10
_MIDNIGHT: Final = "; a window over midnight belongs to the day it begins on, hours = […] to each day itself"


class Days(NamedTuple):
    """The days of a tariff's year: their dates and kinds (calendar.kinds_of), and those of the evenings before.

    Of the calendar itself: before 1 January is the last day of another year, before 1 March may be 29 February.
    """

    year: int
    dates: list[datetime.date]
    kinds: Places
    evenings: list[datetime.date]
    evening_kinds: Places


def days_of(year: int, holidays: Sequence[tuple[int, int]]) -> Days:
    """The days of a year with holidays (month, day)."""
    days = dates_of(year)
    evenings = [day - datetime.timedelta(days=1) for day in days]
    return Days(year, days, kinds_of(days, holidays), evenings, kinds_of(evenings, holidays))


class Covered(NamedTuple):
    """What one window covers: arrays (365, 48)."""

    own: Mask
    """Of days themselves"""
    late: Mask
    """After midnight, of the evening before"""
    late_alike: Mask
    """After midnight, if the evening before were of the same month and season"""
    turn: Mask
    """Days (365,) that begin in another month or season than their evening before"""
    event: bool
    """Whether it names dates"""

    @property
    def hours(self) -> Mask:
        """All of it."""
        both: Mask = self.own | self.late
        return both


def covered(window: Items, days: Days, notes: list[str]) -> Covered | None:
    """The hours that a window's keys name (WHEN_KEYS; all where there are none); None where they cannot be read."""
    months = whole_numbers(window, "months", 1, MONTHS)
    kinds = kinds_named(window)
    slots = slots_named(window, notes)
    named = dates(window, days.year)
    span = season(window)
    if months is None or kinds is None or slots is None or named is None or span is None:
        return None

    def within(day: datetime.date) -> bool:
        return day.month in months and (not named or (day.month, day.day) in named) and span.has(day)

    today, before = (np.array([within(day) for day in each]) for each in (days.dates, days.evenings))
    of_kind, evening_of_kind = (np.isin(each, sorted(kinds)) for each in (days.kinds, days.evening_kinds))
    own, late = slots
    result = Covered(
        (today & of_kind)[:, np.newaxis] & own,
        (before & evening_of_kind)[:, np.newaxis] & late,
        (today & evening_of_kind)[:, np.newaxis] & late,
        today != before,
        bool(named),
    )
    if not result.hours.any():
        notes.append(f"{window.prefix.rstrip('.')}: no hour of {days.year} is in it")
    elif named:
        kept = {(day.month, day.day) for day, is_in in zip(days.dates, today & of_kind, strict=True) if is_in}
        words = ", ".join(f"{month:02}-{day:02}" for month, day in sorted(named - kept))
        if words:
            notes.append(f"{window.prefix}dates: no hours are taken of {words}, outside its months and days")
    return result


def slots_of(condition: Items, days: Days, notes: list[str]) -> bytes | None:
    """The half-hours (DAYS · SLOTS) that a condition's keys name; None for all, or where they cannot be read."""
    if not any(key in condition.given for key in WHEN_KEYS):
        return None
    read = covered(condition, days, notes)
    if read is None or read.hours.all():
        return None
    return read.hours.astype(np.uint8).tobytes()


# -------------------------------------------------------------------------------------------- times of use


class _Layer:
    """The windows of each period: those of ordinary days, or those of event days."""

    def __init__(self, count: int) -> None:
        self.own, self.late, self.alike = (np.zeros((count, DAYS, SLOTS), dtype=bool) for _ in range(3))
        self.turn = np.zeros(DAYS, dtype=bool)

    def add(self, place: int, window: Covered) -> None:
        self.own[place] |= window.own
        self.late[place] |= window.late
        self.alike[place] |= window.late_alike
        self.turn |= window.turn

    def overlap(self, one: int, other: int) -> Mask:
        """Half-hours that two periods both have; at a turn the evening before goes first."""
        either = (self.own[one] & self.late[other]) | (self.late[one] & self.own[other])
        both: Mask = (self.own[one] & self.own[other]) | (self.late[one] & self.late[other])
        both |= either & ~self.turn[:, np.newaxis]
        return both

    def fill(self, periods: Places) -> None:
        """Write the place of each period where it has half-hours: (365, 48)."""
        for hours in (self.own, self.late):
            for place, mask in enumerate(hours):
                periods[mask] = place


def calendar_of(items: Items, names: tuple[str, ...], days: Days, notes: list[str]) -> bytes:
    """Period of each day and half-hour: DAYS · SLOTS places in ``names``.

    Overlaps and gaps are refused in words. ``items`` is the electricity table with its windows and otherwise.
    """
    usual, events = _Layer(len(names)), _Layer(len(names))
    windows = items.tables("windows", MAX_WINDOWS)
    complete = bool(windows) or not items.given.get("windows")
    for window in windows:
        window.known(("period", *WHEN_KEYS))
        period = window.given.get("period")
        hours = covered(window, days, notes)
        if not isinstance(period, str) or period not in names:
            window.refuse("period", f"must be one of {', '.join(names)}", "Give a name from [electricity.periods]")
            hours = None
        complete = complete and hours is not None
        if hours is not None:
            (events if hours.event else usual).add(names.index(str(period)), hours)
    otherwise = items.given.get("otherwise")
    if otherwise is not None and otherwise not in names:
        items.refuse("otherwise", f"must be one of the periods {', '.join(names)}", "Correct the name")
        complete = False
    read = f"{len(windows)} window{'s' if len(windows) != 1 else ''}" if windows else None
    overlaps = 0
    for layer in (usual, events):
        for one, other in combinations(range(len(names)), 2):
            both = layer.overlap(one, other)
            if both.any() and (overlaps := overlaps + 1) <= _MAX_OVERLAPS:
                allowed = f"must not overlap: {names[one]} and {names[other]} both have {describe(both, days.kinds)}"
                remedy = "Take these hours out of one of them" + (_MIDNIGHT if layer.late[[one, other]].any() else "")
                items.issues.append(Issue(f"{items.prefix}windows", read, allowed, remedy))
    rest = names.index(otherwise) if isinstance(otherwise, str) and otherwise in names else -1
    if len(names) == 1 and not items.given.get("windows"):
        rest = 0
    periods = np.full((DAYS, SLOTS), rest)
    usual.fill(periods)
    for place, mask in enumerate(usual.alike):  # what only an evening of the same season would cover
        periods[mask & (periods < 0)] = place
    events.fill(periods)
    missing: Mask = periods < 0
    if missing.any() and complete:  # of a window that cannot be read the hours are not known
        allowed = f"must cover every hour; without a period: {describe(missing, days.kinds)}"
        remedy = 'Add windows, or otherwise = "…" for the rest' + (_MIDNIGHT if usual.late.any() else "")
        items.issues.append(Issue(f"{items.prefix}windows", read, allowed, remedy))
    elif complete:
        empty = [name for place, name in enumerate(names) if not (periods == place).any()]
        notes += [f"{items.prefix}periods.{name}: no hour of {days.year} has this period" for name in empty]
    return periods.astype(np.uint8).tobytes()


def by_the_hour(places: bytes) -> bool:
    """Whether a calendar or mask (DAYS · SLOTS) differs within days; b"" does not."""
    grid = np.frombuffer(places, dtype=np.uint8).reshape(-1, SLOTS)
    return bool((grid != grid[:, :1]).any())
