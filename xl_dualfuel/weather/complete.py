"""The 8,760 hours of a year from the rows of a file: each once, none missing, or a refusal that says which.

A record may have gaps. They are filled as in NREL's typical years (W. Marion and K. Urban, "User's Manual for TMY2s",
NREL/SP-463-7668, 1995, section 3): up to 5 hours by a straight line between the neighbours, up to 47 hours by the same
hours of the days before and after. What was filled is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from ..files.reading import FilePath
from ..units import fahrenheit
from .rows import DAYS, DECIMALS, WEATHER, Body, Row, When
from .year import HOURS_PER_YEAR, LEAP_YEAR_HOURS, Array, Hours, LeftOut, times_of_year

SHORT_GAP: Final = 5
LONG_GAP: Final = 47
"""Longest gaps filled [h]: by a straight line, by the days before and after"""
MOST_FILLED: Final = HOURS_PER_YEAR // 10
"""Most hours of a record that are filled"""
HUMIDITY: Final = (0.0, 110.0)
"""Relative humidity [%] outside this is a code for none: minimum and maximum of EPW field N8."""
PRESSURE: Final = (31_000.0, 120_000.0)
"""Station pressure [Pa] outside this is a code for none: minimum and maximum of EPW field N9."""
MOST_GAPS: Final = HOURS_PER_YEAR // 100
"""Hours without humidity or pressure that are filled; a column with more is not used"""
_MONTH: Final = 28 * 24
_BEFORE: Final = (0, *accumulate(DAYS))


class Complete(NamedTuple):
    """A complete year as a file has it: hours [h] by dry bulb and hourly means, both in the file's degrees."""

    table: dict[float, float]
    means: list[float]
    hours: Hours
    period: str
    step_minutes: float
    left_out: tuple[LeftOut, ...]


def complete(path: FilePath, body: Body) -> Complete:
    """The year of a file. Raises InputError where an hour comes twice, or too many are missing."""
    left_out, slots = _by_hour(path, body)
    per_hour = _rows_per_hour(slots)
    readable = {slot: [row for row in rows if not isinstance(row.dry_bulb, str)] for slot, rows in slots.items()}
    readable = {slot: rows for slot, rows in readable.items() if rows}
    means: dict[int, float] = {
        slot: rows[0].dry_bulb if len(rows) == 1 else round(sum(row.dry_bulb for row in rows) / len(rows), DECIMALS)  # type: ignore[misc]
        for slot, rows in readable.items()
    }
    unreadable = [row for row in body.rows if isinstance(row.dry_bulb, str)]
    short = sum(len(rows) for rows in readable.values()) < per_hour * HOURS_PER_YEAR
    if short and not body.format.is_measured:
        raise _incomplete(path, body, means, per_hour)
    for why, count in Counter(row.dry_bulb for row in unreadable).items():
        first = next(row.line for row in unreadable if row.dry_bulb == why)
        left_out.append(LeftOut(f"dry bulb {why}", count, f"line {first:,}"))
    table: dict[float, float] = {}
    for rows in readable.values():
        for row in rows:
            assert not isinstance(row.dry_bulb, str)
            table[row.dry_bulb] = table.get(row.dry_bulb, 0) + 1 / len(rows)
    if per_hour > 1:  # sums of thirds and twelfths: the last digits are rounding
        table = {degrees: round(hours, 9) for degrees, hours in table.items()}
    if len(means) < HOURS_PER_YEAR:
        filled = {slot: round(degrees, DECIMALS) for slot, degrees in _filled(path, body, means).items()}
        for slot in sorted(filled.keys() - means.keys()):
            table[filled[slot]] = table.get(filled[slot], 0) + 1
        missing = sorted(filled.keys() - means.keys())
        left_out.append(LeftOut("hours missing, filled from the hours around them", len(missing), _time(missing[0])))
        means = filled
    ordered = [means[slot] for slot in range(HOURS_PER_YEAR)]
    if len(table) > LEAP_YEAR_HOURS:  # as many as a workbook has rows for
        left_out.append(LeftOut("temperatures within the hour: their hourly means are used", len(table), ""))
        table = dict.fromkeys(ordered, 0.0)
        for degrees in ordered:
            table[degrees] += 1
    to_fahrenheit = float if body.layout.is_fahrenheit else fahrenheit
    hours = Hours(
        times_of_year(),
        np.array([to_fahrenheit(degrees) for degrees in ordered]),
        _beside(readable, "humidity", HUMIDITY),
        _beside(readable, "pressure", PRESSURE),
    )
    return Complete(dict(sorted(table.items())), ordered, hours, _period(body), 60 / per_hour, tuple(left_out))


def _by_hour(path: FilePath, body: Body) -> tuple[list[LeftOut], dict[int, list[Row]]]:
    """The rows of each hour of the year, from 0, and what was left out on the way."""
    slots: dict[int, list[Row]] = {}
    undated = [row.line for row in body.rows if row.when is None]
    if undated:
        problem = f"{len(undated):,} rows have no readable month, day and hour (the first: line {undated[0]:,})"
        raise WEATHER.refused(path, problem, "Mend these rows, or download the file again.")
    leap = [row for row in body.rows if row.when and (row.when.month, row.when.day) == (2, 29)]
    repeated: list[Row] = []
    for row in body.rows:
        if row.when is None or (row.when.month, row.when.day) == (2, 29):
            continue
        here = slots.setdefault(_slot(row.when, body.layout.shift), [])
        twin = next((other for other in here if _same_time(body, row, other, len(here))), None)
        if body.layout.rank is not None:
            here[:] = [min(*here, row, key=_preferred)] if here else [row]
        elif twin is None:
            here.append(row)
        elif body.format.is_measured and twin.when == row.when and _equal(twin, row):
            repeated.append(row)
        else:
            raise _twice(path, body, twin, row)
    reasons = [("29 February: a season has 365 days", leap), ("repeated rows", repeated)]
    left_out = [LeftOut(why, len(rows), f"line {rows[0].line:,}") for why, rows in reasons if rows]
    if body.others:
        left_out.insert(0, LeftOut("daily and monthly summaries", body.others, ""))
    if body.below:
        left_out.append(LeftOut("notes below the rows", len(body.below), f"line {body.below[0]:,}"))
    used = sum(map(len, slots.values()))
    if body.layout.rank is not None and used < len(body.rows) - len(leap):
        left_out.append(LeftOut("further reports within the hour", len(body.rows) - len(leap) - used, ""))
    return left_out, slots


def _preferred(row: Row) -> tuple[bool, int, int, int]:
    """Of the reports of an hour: a readable one, of the best rank, nearest the full hour, the latest."""
    minute = row.when.minute if row.when else 0
    return isinstance(row.dry_bulb, str), row.rank, min(minute, 60 - minute), -row.line


def _same_time(body: Body, row: Row, other: Row, so_far: int) -> bool:
    if body.layout.per_hour:
        return so_far >= body.layout.per_hour
    assert row.when is not None and other.when is not None
    return row.when.minute % 60 == other.when.minute % 60


def _equal(one: Row, other: Row) -> bool:
    return one._replace(line=0) == other._replace(line=0)


def _twice(path: FilePath, body: Body, first: Row, second: Row) -> Exception:
    assert first.when is not None and second.when is not None
    count = f"it has {len(body.rows):,} rows after its {body.layout.header} header lines"
    years = sorted({row.when.year for row in body.rows if row.when})
    same = f"line {second.line:,} has the same hour as line {first.line:,}, {_time(_slot(first.when, 0))}"
    if body.format.is_measured and first.when.year != second.when.year:
        return WEATHER.refused(path, f"{count}, of the years {years[0]} to {years[-1]}", "Keep one of the years.")
    remedy = "Keep one year of 365 days with each hour once"
    if body.format.is_measured:
        remedy += "; export the record in standard time, without daylight saving"
    return WEATHER.refused(path, f"{count}; {same}", f"{remedy}.")


def _slot(when: When, shift: int) -> int:
    """Number of an hour in a year of 365 days, from 0."""
    return ((_BEFORE[when.month - 1] + when.day - 1) * 24 + when.hour + shift) % HOURS_PER_YEAR


def _rows_per_hour(slots: Mapping[int, Sequence[Row]]) -> int:
    return Counter(map(len, slots.values())).most_common(1)[0][0] if slots else 1


def _time(slot: int) -> str:
    return times_of_year()[slot]


def _incomplete(path: FilePath, body: Body, means: Mapping[int, float], per_hour: int = 1) -> Exception:
    """The refusal of a file that lacks hours."""
    readable = [row for row in body.rows if not isinstance(row.dry_bulb, str)]
    rows = f"{len(body.rows):,} rows after its {body.layout.header} header lines"
    problem = f"it has {rows}, {len(readable):,} of them readable"
    bad = next((row for row in body.rows if isinstance(row.dry_bulb, str)), None)
    if bad is not None:
        problem += f" (the first that is not: line {bad.line:,}, {bad.dry_bulb})"
    missing = sorted(set(range(HOURS_PER_YEAR)) - means.keys())
    if missing:
        problem += (
            f"; {len(missing):,} of the {HOURS_PER_YEAR:,} hours of a year are missing, the first {_time(missing[0])}"
        )
    elif per_hour > 1:
        problem += f"; a year of {60 / per_hour:g}-minute rows has {per_hour * HOURS_PER_YEAR:,}"
    if means and max((after - last for last, after in _gaps(means)), default=0) > _MONTH:
        remedy = "Part of a year is no year: give twelve months, or use the station's typical year (TMY)."
    elif len(missing) > MOST_FILLED:
        remedy = f"Too many are missing to fill them ({MOST_FILLED:,} at most): use the station's typical year (TMY)."
    else:
        remedy = "Fill the gaps in the dry-bulb column, or use the station's typical year (TMY)."
    return WEATHER.refused(path, problem, remedy)


def _filled(path: FilePath, body: Body, means: Mapping[int, float]) -> dict[int, float]:
    """The hours of a record with its gaps filled. Raises InputError where there are too many, or too long ones."""
    if HOURS_PER_YEAR - len(means) > MOST_FILLED:
        raise _incomplete(path, body, means)
    filled = dict(means)
    gaps = _gaps(means)
    if long := next(((last, after) for last, after in gaps if after - last - 1 > LONG_GAP), None):
        start = _time((long[0] + 1) % HOURS_PER_YEAR)
        problem = f"{long[1] - long[0] - 1:,} hours in a row have no readable dry bulb, from {start} on"
        remedy = f"Gaps of up to {LONG_GAP} hours are filled. Use another year of the record, or a typical year (TMY)."
        raise WEATHER.refused(path, problem, remedy)
    for last, after in gaps:
        if after - last - 1 <= SHORT_GAP:
            low, high = means[last], means[after % HOURS_PER_YEAR]
            for slot in range(last + 1, after):
                filled[slot % HOURS_PER_YEAR] = low + (high - low) * (slot - last) / (after - last)
    known = dict(filled)  # with the short gaps filled every hour of the day has some days
    for slot in {slot % HOURS_PER_YEAR for last, after in gaps for slot in range(last + 1, after)} - known.keys():
        filled[slot] = (_same_hour(known, slot, -24) + _same_hour(known, slot, 24)) / 2
    return filled


def _gaps(means: Mapping[int, float]) -> list[tuple[int, int]]:
    """The known hours before and after each gap. The year is a circle: after its last hour comes its first."""
    known = sorted(means)
    following = [*known[1:], known[0] + HOURS_PER_YEAR]
    return [(last, after) for last, after in zip(known, following, strict=True) if after - last > 1]


def _same_hour(means: Mapping[int, float], slot: int, day: int) -> float:
    """The dry bulb at the same hour of the nearest day before or after that has one."""
    while (slot := slot + day) % HOURS_PER_YEAR not in means:
        pass
    return means[slot % HOURS_PER_YEAR]


def _beside(slots: Mapping[int, Sequence[Row]], name: str, limits: tuple[float, float]) -> Array | None:
    """Humidity or pressure of each hour, gaps filled; None where the file does not have it, or hardly."""
    values = np.full(HOURS_PER_YEAR, np.nan)
    for slot, rows in slots.items():
        known = [value for row in rows if (value := getattr(row, name)) is not None and limits[0] <= value <= limits[1]]
        if known:
            values[slot] = sum(known) / len(known)
    there = ~np.isnan(values)
    if HOURS_PER_YEAR - np.count_nonzero(there) > MOST_GAPS:
        return None
    last = np.maximum.accumulate(np.where(there, np.arange(HOURS_PER_YEAR), -1))
    last[last < 0] = np.flatnonzero(there)[-1]  # before the first hour of a year is its last
    return values[last]


def _period(body: Body) -> str:
    """The days that the rows are of, in words."""
    dates = {(row.when.year, row.when.month, row.when.day) for row in body.rows if row.when}
    years = sorted({year for year, *_ in dates})
    if not years or 0 in years:
        return "a year"
    first, last = min(dates), max(dates)
    if (last[0] - first[0], last[1:]) <= (1, first[1:]):
        return " to ".join(f"{year:04d}-{month:02d}-{day:02d}" for year, month, day in (first, last))
    return f"a typical year, its months from {years[0]} to {years[-1]}"
