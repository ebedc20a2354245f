"""A year of hourly values from a CSV file: prices, carbon factors, use of a house, hours of control.

Files may be as programs, meters and markets write them: a value for each hour, half or quarter of an hour, in order or
with time stamps (series_stamps.py knows how those look); a column for each hour of a day; lines above the names and
below the last value; any separator and decimal mark. The hours of the answer are local standard time, as in weather
files; 29 February of a leap year is left out. The notes say what was taken for what.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..errors import InputError, Issue
from ..files.reading import MAX_BYTES, FilePath, Wanted, read_text
from ..files.values import is_blank
from .calendar import HOURS, HOURS_PER_YEAR
from .series_columns import Columns, columns_of
from .series_places import LEAP_DAY, Placed, places_of
from .series_stamps import HOUR
from .series_table import Sheet, sheet_of
from .series_values import Decimals, Kind, Unit, decimals_of, flag_of, number_of, unit_in

LEAP_HOURS: Final = 8784
_STEPS: Final = (60, 30, 15, 10, 5)
"""Minutes between values that files without time stamps may have"""
_MOST_KWH: Final = 50.0
"""Most electricity of an hour that a house is believed to have without a unit [kWh]"""
_NO_UNIT: Final = "no unit is given: the values are taken in kWh"
_PARTS: Final = {30: "half-hours", 15: "quarters of an hour"}


class Series(NamedTuple):
    """The 8,760 values of a year, in the unit asked for, and whether 29 February was left out."""

    values: tuple[float, ...]
    leap: bool
    notes: tuple[str, ...] = ()
    """How the file was read, in words that begin with the key"""
    currency: str = ""
    """Money that the heading names, as the input currency has it; "" for dollars, or where it names none"""


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
    sheet = sheet_of(read_text(path, wanted), path, wanted)
    columns = columns_of(sheet, asked.kind, asked.utc_offset is not None, asked.day_first)
    column = _column(sheet, columns, asked)
    unit, notes = _unit(sheet.names[column] if column < len(sheet.names) else "", asked)
    cells = [row[column] if column < len(row) else "" for row in sheet.rows]
    placed, kept = _placed(columns, cells, sheet.lines, asked)
    cells, lines = [cells[n] for n in kept], [sheet.lines[n] for n in kept]
    decimals = decimals_of(cells, sheet.separator)
    values, bad = _values(cells, lines, decimals, unit, asked)
    bad += _too_much(values, notes, asked)
    if placed.issues or bad:
        raise InputError([*placed.issues, *bad])
    hours = _hours(values, placed, asked.kind == "energy" and not unit.is_power, asked.kind == "flag")
    notes += [*_read_as(sheet, decimals), *placed.notes]
    if placed.step != HOUR:
        how = "the higher one is taken" if asked.kind == "flag" else (
            "added up" if asked.kind == "energy" and not unit.is_power else "averaged")  # fmt: skip
        parts = _PARTS.get(placed.step, f"values of {placed.step} minutes")
        notes.append(f"{len(values):,} {parts} are made hours: {how}")
    said = [f"{asked.key}: {note}" for note in notes]
    if placed.leap:
        del hours[LEAP_DAY * HOURS : (LEAP_DAY + 1) * HOURS]
        said.append(f"{asked.key}: 29 February is left out; the weather has 365 days")
    return Series(tuple(hours), placed.leap, tuple(said), unit.currency)


def _column(sheet: Sheet, columns: Columns, asked: Asked) -> int:
    """The place of the values."""
    key = f"{asked.key.removesuffix('.file')}.column"
    if asked.column and sheet.unfolded:
        allowed = "must be left out: the file has a column for each hour of a day"
        raise InputError([Issue(key, asked.column, allowed, "Leave it out")])
    if asked.column:
        wanted, names = asked.column.strip().casefold(), [name.casefold() for name in sheet.names]
        named = [place for place, name in enumerate(names) if name == wanted]
        if len(named) != 1:
            allowed = f"must be one of the {len(names)} names above the values of the file" if names else (
                "must be left out: the file has no line of names")  # fmt: skip
            raise InputError([Issue(key, asked.column, allowed, "Correct the name of the column")])
        return named[0]
    if len(columns.values) != 1:
        beside = " beside the time stamps" if columns.times else ""
        what = f"must be named, since the file has {len(columns.values) or 'no'} columns of numbers{beside}"
        raise InputError([Issue(key, None, what, "Give the name of the column of values")])
    return columns.values[0]


def _unit(heading: str, asked: Asked) -> tuple[Unit, list[str]]:
    """The unit of the values: as given, else of the heading, else the usual one; and what to say of it."""
    named = unit_in(asked.kind, heading)
    if asked.given_unit:
        given = unit_in(asked.kind, asked.given_unit)
        unit = Unit(
            asked.given_unit, asked.factor, given is not None and given.is_power, named.currency if named else ""
        )
        if named is None or (math.isclose(named.factor, unit.factor) and named.is_power == unit.is_power):
            return unit, []
        return unit, [f"the heading names {named.text}, the tariff {unit.text}; the values are taken in {unit.text}"]
    if named is not None:
        return named, [f"values are in {named.text}, as the heading says"]
    usual = unit_in(asked.kind, asked.unit)
    unit = Unit(asked.unit, asked.factor, usual is not None and usual.is_power)
    return unit, [_NO_UNIT] if asked.kind == "energy" else []


def _placed(columns: Columns, cells: Sequence[str], lines: Sequence[int], asked: Asked) -> tuple[Placed, list[int]]:
    """The places of rows, and which rows are kept.

    A row without a value is left out where the others make a year: of the hour that daylight saving skips.
    """
    kept = list(range(len(cells)))
    if columns.times is None:
        return _in_order(len(cells), asked), kept
    placed = places_of(columns.times, lines, asked.key, asked.utc_offset)
    filled = [n for n in kept if not is_blank(cells[n])]
    if placed.issues and HOUR >= len(kept) - len(filled) > 0:
        whens = columns.times.whens
        times = columns.times._replace(whens=whens._replace(each=[whens.each[n] for n in filled]))
        without = places_of(times, [lines[n] for n in filled], asked.key, asked.utc_offset)
        if not without.issues:
            return without, filled
    return placed, kept


def _in_order(count: int, asked: Asked) -> Placed:
    """The hours of so many values in order from 1 January."""
    for step in _STEPS:
        for hours in (HOURS_PER_YEAR, LEAP_HOURS):
            if count == hours * HOUR // step:
                return Placed([n * step // HOUR for n in range(count)], step, hours == LEAP_HOURS)
    allowed = f"must have {HOURS_PER_YEAR:,} values, or {LEAP_HOURS:,} in a leap year"
    missing = HOURS_PER_YEAR - count
    few = "1 hour is" if missing == 1 else f"{missing:,} hours are"
    remedy = f"{few} missing: give a whole year" if missing > 0 else "Keep one value an hour"
    return Placed([], issues=(Issue(asked.key, f"{count:,} values", allowed, remedy),))


def _values(cells: Sequence[str], lines: Sequence[int], decimals: Decimals, unit: Unit, asked: Asked
            ) -> tuple[list[float], list[Issue]]:  # fmt: skip
    values, bad = [], []
    number = flag_of if asked.kind == "flag" else number_of
    for cell, line in zip(cells, lines, strict=True):
        value = number(cell, decimals.comma)
        scaled = math.nan if value is None else value * unit.factor
        if not asked.low <= scaled <= asked.high:  # NaN is not
            bad.append((line, "empty" if is_blank(cell) else "no number" if not math.isfinite(scaled) else "outside"))
        values.append(scaled)
    if not bad:
        return values, []
    # The line and no more: what a file says is not repeated, since it may be the wrong file.
    read = f"line {bad[0][0]:,}: {bad[0][1]}"
    allowed = f"must hold numbers from {asked.low:g} to {asked.high:g} {asked.unit}".rstrip()
    allowed = "must hold 0 or 1" if asked.kind == "flag" else allowed
    more = f" ({len(bad):,} lines are not)" if len(bad) > 1 else ""
    high = asked.unit == "$/kWh" and any(price > asked.high for price in values)
    cents = '; market prices are often in $/MWh: give unit = "$/MWh"; give dollars, not cents' if high else ""
    return values, [Issue(asked.key, read, allowed + more, f"Correct the file, and check unit and column{cents}")]


def _too_much(values: Sequence[float], notes: Sequence[str], asked: Asked) -> list[Issue]:
    """Use of a house that is more than a house has, in a unit that nobody named: watts, most likely."""
    highest = max((value for value in values if math.isfinite(value)), default=0.0)
    if asked.kind != "energy" or _NO_UNIT not in notes or highest <= _MOST_KWH:
        return []
    allowed = f"must be given: the file names none, and {highest:,.0f} kWh in an hour are too much for a house"
    return [Issue(f"{asked.key.removesuffix('.file')}.unit", None, allowed, 'Give unit = "W" or "Wh", or "kWh" if so')]


def _hours(values: Sequence[float], placed: Placed, added: bool, highest: bool) -> list[float]:
    """The values of the hours, from those of their parts."""
    parts: list[list[float]] = [[] for _ in range(LEAP_HOURS if placed.leap else HOURS_PER_YEAR)]
    for hour, value in zip(placed.hours, values, strict=True):
        parts[hour].append(value)
    if highest:
        return [max(part) for part in parts]
    return [math.fsum(part) / (1 if added else len(part)) for part in parts]


def _read_as(sheet: Sheet, decimals: Decimals) -> list[str]:
    """How the table was read, in words."""
    notes = []
    if sheet.unfolded:
        notes.append("each line is a day with a column for each hour")
    if sheet.above:
        notes.append(f"{'1 line' if sheet.above == 1 else f'{sheet.above} lines'} above the names are left out")
    if sheet.below:
        notes.append(f"{'1 line' if sheet.below == 1 else f'{sheet.below} lines'} below the last value are left out")
    if decimals.doubtful:
        notes.append(f"1,234 is read as {'1.234' if decimals.comma else '1234'}, which nothing in the file shows")
    return notes
