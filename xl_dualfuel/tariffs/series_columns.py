"""Which columns of a table of hours are its times, and which its values."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from .series_stamps import DAY, HOUR, When, Whens, are_serial, days_of, is_day, is_stamp, minute_of, stamps_of
from .series_table import Sheet, is_number
from .series_values import Kind, is_flag_word, number_of, unit_in

_SAMPLE: Final = 60
"""Rows by which a column is recognized"""
_UTC: Final = re.compile(r"\b(?:utc|gmt|zulu)(?:\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?)?\b", re.IGNORECASE)
_BEGINS: Final = re.compile(r"\b(?:begin\w*|start\w*|from|von|beginning|debut)\b|interval ?start", re.IGNORECASE)
_ENDS: Final = re.compile(r"\b(?:end|ends|ending|until|till|to|bis|he|hour ?ending|fin)\b|interval ?end", re.IGNORECASE)
_HOURS: Final = re.compile(
    r"\b(?:hours?|hr|he|h|stunden?|heure|uur|hora|time|zeit|uhrzeit|hour ?ending|periods?|sp|ptu|mtu|tijd)\b",
    re.IGNORECASE,
)
_INTERVAL: Final = re.compile(r"\b(?:interval|quarter)\b", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"(?:he|hour|h)?[ _]*(?:(\d{1,2}):00(?::00)?|(\d{2})00|0?(\d{1,3}))\s*[abx*]?", re.IGNORECASE
)
"""1, 01:00, 0100, HE01, 02X, 2*, 3B"""
_FIELDS: Final = {
    "year": ("year", "yr", "yyyy"), "month": ("month", "mo", "mm"), "day": ("day", "dy", "day of month", "dd"),
    "hour": ("hour", "hr", "hour of day", "hh", "hour ending", "he"), "minute": ("minute", "min"),
}  # fmt: skip
_MOST_HOURS: Final = 25
_HALVES, _QUARTERS = 50, 100
"""Most half-hours and quarter-hours of a day: that on which clocks go back"""


class Times(NamedTuple):
    """The times of the rows of a table, as written."""

    whens: Whens
    ends: bool | None
    """Whether they name ends of intervals; None: nothing says so"""
    utc: int | None = None
    """Offset from UTC that the name of the column has [min]; None: it has none"""
    numbered: bool = False
    """Hours or parts of a day by number, as beginnings already: 0 for the first"""


class Columns(NamedTuple):
    """The columns of a table: times, and the places of those that may be the values."""

    times: Times | None
    values: list[int]


def columns_of(sheet: Sheet, kind: Kind, utc_wanted: bool, day_first: bool | None) -> Columns:
    """The columns of a table. With ``utc_wanted`` a column of UTC is taken before one of local time."""
    sample = sheet.rows[:: max(len(sheet.rows) // _SAMPLE, 1)]
    width = max(map(len, sample))
    column = [[row[place] if place < len(row) else "" for row in sample] for place in range(width)]
    first = [[row[place] if place < len(row) else "" for row in sheet.rows[:_SAMPLE]] for place in range(width)]
    stamps = [place for place in range(width) if _mostly(column[place], is_stamp) or are_serial(first[place])]
    days = [place for place in range(width) if place not in stamps and _mostly(column[place], is_day)]
    times, used = None, set(stamps) | set(days)
    for source in _sources(sheet, column, stamps, days, utc_wanted):
        times = _read(sheet, source, day_first)
        used |= set(source.places)
        break
    flags = kind == "flag"
    numbers = [
        place for place in range(width)
        if place not in used and _mostly(column[place], lambda cell: is_number(cell) or (flags and is_flag_word(cell)))
    ]  # fmt: skip
    numbers = numbers or ([place for place in range(width) if place not in used] if len(used) == width - 1 else [])
    changing = [place for place in numbers if len(set(column[place])) > 1 and not _counts(first[place])] or numbers
    with_unit = [place for place in changing if unit_in(kind, _name(sheet, place))]
    return Columns(times, with_unit if len(with_unit) == 1 else changing)


def _mostly(cells: Sequence[str], what: Callable[[str], bool]) -> bool:
    return 2 * sum(map(what, cells)) > len(cells)


def _counts(cells: Sequence[str]) -> bool:
    """Whether cells number the rows: 1, 2, 3 …"""
    start = int(cells[0]) if cells[0].isascii() and cells[0].isdigit() else -2
    return start in (0, 1) and len(cells) > 1 and all(cell == str(start + n) for n, cell in enumerate(cells))


def _name(sheet: Sheet, place: int) -> str:
    """The name of a column with blanks between its words, also of intervalStart."""
    name = sheet.names[place] if place < len(sheet.names) else ""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


class _Source(NamedTuple):
    """Columns that make a time: one of stamps, a day and an hour (and a part of it), or fields from year to minute."""

    how: str
    places: tuple[int, ...]
    is_utc: bool = False


def _sources(sheet: Sheet, column: Sequence[Sequence[str]], stamps: Sequence[int], days: Sequence[int], utc_wanted: bool
             ) -> Iterator[_Source]:  # fmt: skip
    """The ways to tell the time of a row, the best first."""

    def rank(place: int) -> tuple[bool, bool, bool]:
        name = _name(sheet, place)
        return bool(_UTC.search(name)) != utc_wanted, bool(_ENDS.search(name)), not _BEGINS.search(name)

    found = [_Source("stamp", (place,), bool(_UTC.search(_name(sheet, place)))) for place in sorted(stamps, key=rank)]
    for day in sorted(days, key=rank):
        hours = [place for place in range(len(column)) if place not in (*stamps, *days)]
        named = [place for place in hours if _HOURS.search(_name(sheet, place))]
        free = named or [place for place in hours if place == day + 1 and not sheet.names]
        hour = next((place for place in free if _mostly(column[place], _is_hour)), None)
        if hour is None:
            found.append(_Source("day", (day,)))
            continue
        parts = [place for place in hours if place != hour and _INTERVAL.search(_name(sheet, place))
                 and _mostly(column[place], str.isdigit)]  # fmt: skip
        found.append(_Source("hour", (day, hour, *parts[:1]), bool(_UTC.search(_name(sheet, hour)))))
    names = [_name(sheet, place).strip().casefold() for place in range(len(column))]
    fields = [next((names.index(name) for name in _FIELDS[field] if name in names), -1) for field in _FIELDS]
    if min(fields[1:4]) >= 0:
        found.append(_Source("fields", tuple(fields)))
    yield from sorted(found, key=lambda source: (source.how == "day", source.is_utc != utc_wanted))


def _number(cell: str) -> int | None:
    """The number of an hour or another part of a day; None where it is none."""
    match = _LABEL.fullmatch(cell)
    number = int(match[1] or match[2] or match[3]) if match else _QUARTERS + 1
    return number if number <= _QUARTERS else None


def _is_hour(cell: str) -> bool:
    return _number(cell) is not None or minute_of(cell) is not None


def _read(sheet: Sheet, source: _Source, day_first: bool | None) -> Times:
    texts = [[row[place] if 0 <= place < len(row) else "" for row in sheet.rows] for place in source.places]
    name = " ".join(_name(sheet, place) for place in source.places if place >= 0)
    ends = False if _BEGINS.search(name) else True if _ENDS.search(name) else None
    utc = _UTC.search(name)
    offset = None
    if utc:
        offset = int(f"{utc[1] or '+'}1") * (int(utc[2] or 0) * HOUR + int(utc[3] or 0))
    if source.how == "stamp":
        return Times(stamps_of(texts[0], day_first), ends, offset)
    if source.how == "fields":
        return _from_fields(texts, offset)
    whens = days_of(texts[0], day_first)
    if source.how == "day":
        return Times(whens._replace(each=_in_order(whens.each)), None, offset, True)
    minutes, numbered, late = _minutes(texts[1])
    if len(texts) > 2:
        parts = [int(text) if text.isdigit() else 0 for text in texts[2]]
        many = max(*parts, 1)
        minutes = [None if minute is None or not part else minute + (part - 1) * HOUR // many
                   for minute, part in zip(minutes, parts, strict=True)]  # fmt: skip
    each = [
        None if when is None or minute is None else when._replace(minute=minute)
        for when, minute in zip(whens.each, minutes, strict=True)
    ]
    return Times(whens._replace(each=each), False if numbered else late or ends, offset, numbered)


def _minutes(texts: Sequence[str]) -> tuple[list[int | None], bool, bool]:
    """The minute of the day of each hour written by itself; whether hours have numbers; whether they name ends.

    Numbers from 1 are parts of the day in order, half-hours where they go beyond 25, quarters beyond 50.
    """
    numbers = [_number(text) for text in texts]
    known = {number for number in numbers if number is not None}
    if 2 * sum(number is not None for number in numbers) > len(texts):
        first, last = min(known | {1}), max(known)
        size = HOUR if last <= _MOST_HOURS else HOUR // 2 if last <= _HALVES else HOUR // 4
        return [None if number is None else (number - first) * size for number in numbers], True, False
    minutes = [minute_of(text) for text in texts]
    return minutes, False, max((minute for minute in minutes if minute is not None), default=0) == DAY


def _in_order(days: Sequence[When | None]) -> list[When | None]:
    """Dates alone: the rows of a date are its hours in order."""
    rows = Counter(day for day in days if day)
    size = DAY // max(rows.most_common(1)[0][1], 1) if rows else HOUR
    before: Counter[When] = Counter()
    each: list[When | None] = []
    for day in days:
        each.append(day and day._replace(minute=before[day] * size))
        before.update([day] if day else [])
    return each


def _from_fields(texts: Sequence[Sequence[str]], offset: int | None) -> Times:
    """Times of columns year (it may be missing), month, day, hour and minute (it may be missing)."""

    def numbers(cells: Sequence[str]) -> list[int | None]:
        values = [number_of(cell, False) for cell in cells]
        return [int(value) if value is not None and math.isfinite(value) else None for value in values]

    years, months, days, hours, minutes = map(numbers, texts)
    first = min([hour for hour in hours if hour is not None] + [1])
    each: list[When | None] = []
    for year, month, day, hour, minute in zip(years, months, days, hours, minutes, strict=True):
        when = None
        if month is not None and day is not None and hour is not None and 0 <= hour <= _MOST_HOURS:
            with suppress(ValueError):  # no such day
                datetime.date(year or 2024, month, day)
                when = When(year or 0, month, day, (hour - first) * HOUR + (minute or 0))
        each.append(when)
    return Times(Whens(each, None, True), None, offset, True)
