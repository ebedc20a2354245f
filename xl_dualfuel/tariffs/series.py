"""A year of hourly prices or carbon factors from a CSV file: 8,760 or 8,784 values, with time stamps or in order.

The hours are local standard time, as in weather files; 29 February of a leap year is left out. Time stamps may be
``MM-DD HH:00``, ``YYYY-MM-DD HH:00`` (blank or T) or ``MM/DD/YYYY HH:00``; they name the hour's beginning, or its end
where a stamp has hour 24, or the first stamp is 01:00 and the last 00:00.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from ..errors import InputError, Issue
from ..files.delimited import lines_of, manner_of, separator_line
from ..files.reading import MAX_BYTES, FilePath, Wanted, read_text
from ..files.values import number_in
from .calendar import DAYS_BEFORE, HOURS, HOURS_PER_YEAR, SHORT_MONTHS

LEAP_HOURS: Final = 8784
MAX_LINE: Final = 4096
"""Longest line read [characters]."""
MAX_COLUMNS: Final = 100
_LEAP_DAY: Final = 31 + 28
"""Days of a leap year before 29 February."""


class Series(NamedTuple):
    """The 8,760 values of a year, in the unit asked for, and whether 29 February was left out."""

    values: tuple[float, ...]
    leap: bool
    notes: tuple[str, ...] = ()
    """How the file was read, in words that begin with the key"""
    currency: str = ""
    """Money that the heading names, as the input currency has it; "" for dollars, or where it names none"""


Kind = Literal["price", "carbon", "energy", "flag"]


class Asked(NamedTuple):
    """What a series must be: the key of its table, column ('' = the only one), factor to its unit, allowed range."""

    key: str
    column: str
    factor: float
    """To ``unit``, of values in ``given_unit``, or in the usual unit where the heading names none"""
    low: float
    high: float
    unit: str
    """Unit of low, high and the values"""
    kind: Kind = "price"
    """Half-hours are averaged, of energy added up; a flag is 0 or 1, in half-hours the higher one"""
    given_unit: str = ""
    """Unit of the file as the tariff has it; "" for that of the heading, else the usual one"""
    utc_offset: float | None = None
    """Local standard time less UTC [h]: for stamps in UTC"""
    day_first: bool | None = None
    """Of dates such as 3/4/2025; None: as the column shows"""


def read_series(path: FilePath, asked: Asked) -> Series:
    """The series in a CSV file. Raises InputError with every problem: length, unreadable values, hours twice."""
    wanted = Wanted(
        asked.key,
        f"must be a CSV file with {HOURS_PER_YEAR:,} or {LEAP_HOURS:,} hourly values",
        "Give one year.",
        MAX_BYTES,
    )
    text = read_text(path, wanted)
    lines = [(n, line) for n, line in enumerate(lines_of(text), 1) if line.strip() and not line.startswith("#")]
    separator = separator_line(lines[0][1]) if lines else None
    lines = lines[1:] if separator else lines
    if len(lines) > LEAP_HOURS + 1:
        raise wanted.refused(path, f"it has {len(lines):,} lines", "Give one year with one value an hour.")
    if any(len(line) > MAX_LINE for _, line in lines):
        raise wanted.refused(path, f"it has a line longer than {MAX_LINE:,} characters", "Give a CSV file.")
    if not lines:
        raise wanted.refused(path, "it is empty", "Give one value an hour.")
    manner = manner_of(lines[0][1], text, separator)
    rows = [(n, [cell.strip(' "') for cell in line.split(manner.separator)]) for n, line in lines]
    if len(rows[0][1]) > MAX_COLUMNS:
        raise wanted.refused(path, f"it has more than {MAX_COLUMNS} columns", "Give the time and the value.")
    header = (
        []
        if any(number_in(manner.number(cell)) is not None or _STAMP.match(cell) for cell in rows[0][1])
        else rows.pop(0)[1]
    )
    if not rows:
        raise wanted.refused(path, "it has no values", "Give one value an hour.")
    stamp, column = _columns(rows[0][1], header, asked)
    cells = [manner.number(row[column]) if column < len(row) else "" for _, row in rows]
    issues = [_length(len(rows), asked)] if len(rows) not in (HOURS_PER_YEAR, LEAP_HOURS) else []
    values, bad = _values(cells, [n for n, _ in rows], asked)
    issues += bad
    order = list(range(len(rows)))
    if stamp is not None and not issues:
        stamps = [row[stamp] if stamp < len(row) else "" for _, row in rows]
        order, bad = _order(stamps, [n for n, _ in rows], asked)
        issues += bad
    if issues:
        raise InputError(issues)
    placed = [0.0] * len(rows)
    for place, value in zip(order, values, strict=True):
        placed[place] = value
    leap = len(rows) == LEAP_HOURS
    if leap:
        del placed[_LEAP_DAY * HOURS : (_LEAP_DAY + 1) * HOURS]
    notes = (f"{asked.key}: 29 February is left out; the weather has 365 days",) if leap else ()
    return Series(tuple(placed), leap, notes)


def _columns(first: Sequence[str], header: Sequence[str], asked: Asked) -> tuple[int | None, int]:
    """Places of the time stamps (None: in order) and of the values."""
    stamp = next((place for place, cell in enumerate(first) if _STAMP.match(cell)), None)
    others = [place for place in range(max(len(first), len(header))) if place != stamp]
    if asked.column:
        named = [place for place, name in enumerate(header) if name.casefold() == asked.column.casefold()]
        if len(named) != 1:
            allowed = f"must be one of the {len(header)} names on the file's first line" if header else (
                "must be left out: the file has no line of names")  # fmt: skip
            raise InputError([Issue(f"{asked.key}.column", asked.column, allowed, "Correct the name of the column")])
        return stamp, named[0]
    if len(others) != 1:
        what = f"must be named, since the file has {len(others)} columns beside the time stamps"
        raise InputError([Issue(f"{asked.key}.column", None, what, "Give the name of the column of values")])
    return stamp, others[0]


def _length(count: int, asked: Asked) -> Issue:
    allowed = f"must have {HOURS_PER_YEAR:,} values, or {LEAP_HOURS:,} in a leap year"
    missing = HOURS_PER_YEAR - count
    few = "1 hour is" if missing == 1 else f"{missing:,} hours are"
    remedy = f"{few} missing: give a whole year" if missing > 0 else "Keep one value an hour"
    return Issue(asked.key, f"{count:,} values", allowed, remedy)


def _values(cells: Sequence[str], numbers: Sequence[int], asked: Asked) -> tuple[list[float], list[Issue]]:
    values, bad = [], []
    for cell, line in zip(cells, numbers, strict=True):
        value = number_in(cell)
        number = math.nan if value is None else value * asked.factor
        if not asked.low <= number <= asked.high:  # NaN is not
            bad.append((line, "empty" if not cell else "no number" if not math.isfinite(number) else "outside"))
        values.append(number)
    if not bad:
        return values, []
    # The line and no more: what a file says is not repeated, since it may be the wrong file.
    read = f"line {bad[0][0]:,}: {bad[0][1]}"
    allowed = f"must hold numbers from {asked.low:g} to {asked.high:g} {asked.unit}"
    more = f" ({len(bad):,} lines are not)" if len(bad) > 1 else ""
    cents = "; give dollars, not cents" if asked.unit == "$/kWh" and any(price > asked.high for price in values) else ""
    return values, [Issue(asked.key, read, allowed + more, f"Correct the file, and check unit and column{cents}")]


# ------------------------------------------------------------------------------------------------------ time stamps

_STAMP: Final = re.compile(
    r"(?:\d{4}[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})[-/](\d{1,2})(?:[-/]\d{4})?)[ T]+(\d{1,2})(?::00){0,2}(.{0,20})",
    re.DOTALL,
)


def _order(stamps: Sequence[str], numbers: Sequence[int], asked: Asked) -> tuple[list[int], list[Issue]]:
    """The hour of the year of each row, and what is wrong with the stamps."""
    before = list(DAYS_BEFORE)
    if len(stamps) == LEAP_HOURS:
        before = [days + (month >= 2) for month, days in enumerate(before)]
    parsed = [_parsed(stamp, before) for stamp in stamps]
    bad = next((n for n, when in enumerate(parsed) if when is None), None)
    if bad is not None:
        read = f"time stamp of line {numbers[bad]:,}"
        allowed = "must be a whole hour of the year such as 01-31 17:00, without time zone"
        return [], [Issue(asked.key, read, allowed, "Write local standard time")]
    whens = [when for when in parsed if when is not None]
    hours = [hour for _, hour in whens]
    at_end = HOURS in hours or (hours[0] == 1 and hours[-1] == 0)
    order = [(day * HOURS + hour - at_end) % len(stamps) for day, hour in whens]
    counts = Counter(order)
    if len(counts) == len(order):
        return order, []
    twice = min(place for place, times in counts.items() if times > 1)
    missing = min(set(range(len(order))) - counts.keys())
    read = f"{_named(twice, before)} twice, {_named(missing, before)} missing"
    remedy = "Write local standard time: a clock with daylight saving skips one hour and repeats another"
    return [], [Issue(asked.key, read, "must hold each hour of the year once", remedy)]


def _parsed(stamp: str, before: Sequence[int]) -> tuple[int, int] | None:
    """Day of the year (from 0) and hour (0 to 24) of a time stamp; None where it is none."""
    match = _STAMP.fullmatch(stamp)
    if match is None or match[6].strip():
        return None
    month, day, hour = int(match[1] or match[3]), int(match[2] or match[4]), int(match[5])
    if not 1 <= month <= 12 or not 1 <= day <= before[month] - before[month - 1] or hour > HOURS:
        return None
    return before[month - 1] + day - 1, hour


def _named(place: int, before: Sequence[int]) -> str:
    day, hour = divmod(place, HOURS)
    month = max(m for m in range(12) if before[m] <= day)
    return f"{day - before[month] + 1} {SHORT_MONTHS[month]} {hour}:00"
