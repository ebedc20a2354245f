"""How a tariff file writes times: hours and half-hours, months, kinds of days, dates and seasons.

Readers of one key return None where it cannot be read, once the problem is noted.
"""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

import numpy as np

from ..errors import Issue
from ..files.toml_tables import Items
from ..files.values import is_number
from .calendar import HOURS, KINDS_OF_DAY, WEEKDAY, WEEKEND, Mask, clock_time, is_day
from .elements import SLOTS

_KINDS: Final[dict[str, frozenset[int]]] = {
    "weekday": WEEKDAY,
    "weekend": WEEKEND,
    "all": frozenset(range(len(KINDS_OF_DAY))),
    **{name.lower(): frozenset({place}) for place, name in enumerate(KINDS_OF_DAY)},
}
_HALF: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::00)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_DAY: Final = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})")
_DAY_REMEDY: Final = 'Write month and day in quotes, such as "12-25"'


def whole_numbers(items: Items, key: str, low: int, high: int) -> list[int] | None:
    """Whole numbers of a list; all of them where it is left out."""
    value = items.given.get(key, list(range(low, high + 1)))
    if not isinstance(value, list) or not value or not all(is_whole(item, low, high) for item in value):
        items.refuse(key, f"must be a list of whole numbers from {low} to {high}",
                     f"Give numbers, or leave it out for all {key}")  # fmt: skip
        return None
    return sorted(set(value))


def is_whole(value: object, low: int, high: int) -> bool:
    """Whether it is an integer in this range."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


# ------------------------------------------------------------------------------------------------------------ hours


def half_hour(value: object) -> int | None:
    """The half-hour, 0 to 48, of 16, 16.5, "16:30" or "4:30 pm"; None for anything else."""
    if isinstance(value, datetime.time):
        value = f"{value:%H:%M}" if not value.second else ""
    if isinstance(value, str):
        match = _HALF.fullmatch(value.strip())
        if match is None:
            return None
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match[3][0] in "pP" else 0)
        value = hour + minute / 60
    if not is_number(value) or 2 * value != int(2 * value) or not 0 <= value <= HOURS:
        return None
    return int(2 * value)


def slots_named(items: Items, notes: list[str]) -> tuple[Mask, Mask] | None:
    """Half-hours (48,) of the day on which a window begins, and of the day after."""
    own, late = np.zeros(SLOTS, dtype=bool), np.zeros(SLOTS, dtype=bool)
    ends = [key for key in ("from", "to") if key in items.given]
    if not ends:
        hours = whole_numbers(items, "hours", 0, HOURS - 1)
        if hours is None:
            return None
        if "hours" in items.given and len(hours) == 2 and hours[1] - hours[0] > 1:
            notes.append(_two_hours(items, hours))
        own[[slot for hour in hours for slot in (2 * hour, 2 * hour + 1)]] = True
        return own, late
    if "hours" in items.given:
        items.refuse("hours", "must not be given together with from and to", "Give one of the two")
        return None
    if len(ends) == 1:
        missing = "to" if ends[0] == "from" else "from"
        items.refuse(missing, f"must be given with {ends[0]}", "Give both, such as from = 16 and to = 21")
        return None
    read: list[int] = []
    for key, low, allowed in (("from", 0, "0 to 23.5"), ("to", 1, "0.5 to 24")):
        slot = half_hour(items.given[key])
        if slot is None or not low <= slot < low + SLOTS:
            items.refuse(key, f"must be an hour or half-hour from {allowed}",
                         'Give the hour of the day, such as 16 for 4 pm; 16.5 or "16:30" for half past')  # fmt: skip
        else:
            read.append(slot)
    if len(read) < 2:
        return None
    start, end = read
    if start == end:
        items.refuse("to", "must differ from from", "Leave both out for the whole day")
        return None
    own[start : end if end > start else SLOTS] = True
    late[: 0 if end > start else end] = True
    return own, late


def _two_hours(items: Items, hours: list[int]) -> str:
    first, last = hours
    return (
        f"{items.prefix}hours: these are 2 hours, {clock_time(2 * first)} to {clock_time(2 * first + 2)} and "
        f"{clock_time(2 * last)} to {clock_time(2 * last + 2)}; for {clock_time(2 * first)} to {clock_time(2 * last)} "
        f"give from = {first} and to = {last}"
    )


# ------------------------------------------------------------------------------------------------------------- days


def kinds_named(items: Items) -> frozenset[int] | None:
    """The kinds of days (calendar.KINDS_OF_DAY) in ``days``: one word or a list; all where it is left out."""
    value = items.given.get("days", "all")
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(item, str) and item in _KINDS for item in listed):
        items.refuse("days", "must be weekday, weekend, saturday, sunday, holiday, another day's name or all, or a "
                     "list of them", "Give one of them, or leave it out for all days")  # fmt: skip
        return None
    return frozenset().union(*(_KINDS[item] for item in listed))


def month_day(value: object, year: int | None = None) -> tuple[int, int] | None:
    """Month and day of "12-25", or of a date of ``year``; None for what no year of 365 days has."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = value.isoformat()
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or (match[1] and int(match[1]) != year):
        return None
    month, day = int(match[2]), int(match[3])
    return (month, day) if is_day(month, day) else None


def dates(items: Items, year: int, key: str = "dates") -> frozenset[tuple[int, int]] | None:
    """The days (month, day) in a list; none where it is left out."""
    value = items.given.get(key, [])
    if not isinstance(value, list) or len(value) > 366 or (not value and key in items.given):
        items.refuse(key, "must be a list of days", 'Write ["01-01", "12-25"]')
        return None
    read = [month_day(item, year) for item in value]
    for number, (item, day) in enumerate(zip(value, read, strict=True), 1):
        if day is None:
            items.issues.append(
                Issue(f"{items.prefix}{key}[{number}]", item, "must be a day written MM-DD", _day_remedy(item, year))
            )
    return None if None in read else frozenset(day for day in read if day is not None)


def _day_remedy(value: object, year: int) -> str:
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    match = _DAY.fullmatch(text.strip())
    if match and (int(match[2]), int(match[3])) == (2, 29):
        return "Leave it out: the weather has 365 days"
    if match and match[1] and int(match[1]) != year:
        return f"Give days of {year}, the tariff's year, without the year"
    return _DAY_REMEDY


class Season(NamedTuple):
    """Days from one of the year to another, both within; over new year where the last is before the first."""

    first: tuple[int, int]
    last: tuple[int, int]

    def has(self, day: datetime.date) -> bool:
        """Whether a day is in it."""
        at = (day.month, min(day.day, 28) if day.month == 2 else day.day)  # 29 February is in what has the 28th
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


ALL_YEAR: Final = Season((1, 1), (12, 31))


def season(items: Items) -> Season | None:
    """The season of from_date and to_date; the whole year where both are left out."""
    ends = [key for key in ("from_date", "to_date") if key in items.given]
    if not ends:
        return ALL_YEAR
    if len(ends) == 1:
        missing = "to_date" if ends[0] == "from_date" else "from_date"
        items.refuse(missing, f"must be given with {ends[0]}", 'Give both, such as from_date = "11-15" and '
                     'to_date = "03-31"')  # fmt: skip
        return None
    read = [month_day(items.given[key]) for key in ends]
    for key, day in zip(ends, read, strict=True):
        if day is None:
            items.refuse(key, "must be a day written MM-DD", "Write month and day in quotes without the year, such as "
                         '"11-15"; for the end of February give "02-28"')  # fmt: skip
    first, last = read
    return None if first is None or last is None else Season(first, last)


def holidays_of(items: Items, year: int) -> tuple[tuple[int, int], ...]:
    """The days in ``holidays``, in order."""
    if items.given.get("holidays") == []:
        return ()
    return tuple(sorted(dates(items, year, "holidays") or ()))
