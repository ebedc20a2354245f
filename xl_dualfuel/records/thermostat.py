"""A smart thermostat's runtime record: hours at each outdoor temperature, and how long heating ran at it, from a CSV.

The column names give the layout, as in ecobee's runtime report and similar ones: comment lines,
one row of names such as ``Date``, ``Time``, ``Outdoor Temp (F)``, ``Heat Stage 1 (sec)``, ``Aux Heat 1 (sec)``, then a
row for each interval, its time at the beginning. Units are taken from the names, never guessed.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..files.delimited import lines_of, with_point
from ..files.reading import FilePath, one_line, read_text
from ..files.values import number_in
from ..units import fahrenheit
from ..weather.rows import COLDEST, HOTTEST, MAX_LINE
from .layouts import OTHER_KIND, RUNTIME, TIME_NAMES, Layout, layout_of

Numbers = NDArray[np.float64]

MAX_ROWS: Final = 600_000
"""Most lines read: more than a year of one-minute rows."""
LONGEST_INTERVAL: Final = 3600.0
"""Longest usual interval [s]: the mean of several hours hides the temperatures of the night."""

_HEAD_LINES, _LONGEST_TIME = 32, 48
_HOUR, _DAY = 3600.0, 86400.0
_COLDEST, _HOTTEST = fahrenheit(COLDEST), fahrenheit(HOTTEST)


class RuntimeRecord(NamedTuple):
    """What a thermostat recorded, by outdoor temperature; the time of gaps in the record is not in it.

    temperature: (n,) distinct outdoor temperatures [°F], ascending. recorded_hours: (n,) hours of the record at each
    [h]. heating_hours: (n,) of these, hours in which any heating ran. auxiliary_hours: (n,) of these, hours in which
    auxiliary or emergency heat ran. interval_hours: the usual interval, the median [h].

    Places in the record: gaps, where the next row is later than usual by half an interval or more; clock_changes, where
    the clock was put back or on by an hour. Rows left out: duplicates, of a time that another row has; without_time
    or without_temperature, none that is readable and from −70 to 70 °C; without_runtime, where every heating runtime is
    blank or one is not a number ≥ 0.
    """

    source: str
    temperature: tuple[float, ...]
    recorded_hours: tuple[float, ...]
    heating_hours: tuple[float, ...]
    auxiliary_hours: tuple[float, ...]
    interval_hours: float
    gaps: int
    clock_changes: int
    duplicates: int
    without_time: int
    without_temperature: int
    without_runtime: int

    @property
    def total_recorded_hours(self) -> float:
        """Hours recorded at any temperature [h]."""
        return math.fsum(self.recorded_hours)

    @property
    def total_heating_hours(self) -> float:
        """Hours in which any heating ran [h]."""
        return math.fsum(self.heating_hours)

    @property
    def total_auxiliary_hours(self) -> float:
        """Hours in which auxiliary or emergency heat ran [h]."""
        return math.fsum(self.auxiliary_hours)


def read_runtime_file(path: FilePath) -> RuntimeRecord:
    """The record in a thermostat's runtime CSV, plain, gzip or zip.

    A row lasts from its time to that of the next row, but no longer than the median interval, so that a gap in the
    record adds nothing; the last row lasts the median. Heating in a row is the longest runtime of any stage
    or auxiliary heat, which run together, and no longer than the row. Rows may come newest first, or from several
    downloads put together: they are sorted, and of rows with one time the first complete one is used. Times without an
    offset from UTC are local ones, in which the hour after the clock is put back comes twice; both are used.

    Raises InputError (key ``runtime_file``) for a file that cannot be read, is not a regular file, is larger than
    MAX_BYTES or MAX_ROWS, has no row of column names or one without a column or its unit, no usable row,
    intervals over an hour, or runtimes longer than its intervals. Messages hold nothing of what is in the file.
    """
    text = read_text(path, RUNTIME)
    lines = lines_of(text)
    if len(lines) > MAX_ROWS:
        raise RUNTIME.refused(path, f"it has more than {MAX_ROWS:,} lines", RUNTIME.smaller)
    if long := next((n for n, line in enumerate(lines, 1) if len(line) > MAX_LINE), 0):
        raise RUNTIME.refused(path, f"line {long:,} is longer than {MAX_LINE:,} characters", OTHER_KIND)
    return _record(path, *_rows(path, lines, layout_of(path, lines[:_HEAD_LINES], text)))


def bins(record: RuntimeRecord, width: float, below: float, basis: str = "recorded") -> tuple[tuple[float, float], ...]:
    """Measured bins of a record: (mean temperature [°F], hours [h]) by ascending temperature, as a bin_table has them.

    Edges are multiples of ``width`` [°F], 0: every distinct temperature by itself; the temperature of a bin is the
    mean of its own hours, so that load is exact whatever the width; only temperatures under ``below`` [°F], and no
    bins without hours. ``basis``: ``recorded``, every recorded hour, or ``running``, the hours in which heating ran.

    Raises InputError for a width or a basis that does not exist, and where no hour is left.
    """
    bases = {"recorded": record.recorded_hours, "running": record.heating_hours}
    if basis not in bases:
        raise InputError([Issue("runtime_basis", basis, "must be one of recorded, running", "recorded is usual")])
    if not 0 <= width < math.inf:
        raise InputError([Issue("bin_width", width, "must be 0 or more", "Give the width in °F, or 0")])
    temperature, hours = np.array(record.temperature), np.array(bases[basis])
    used = (temperature < below) & (hours > 0)
    if not used.any():
        allowed = f"must hold {basis} hours below {below:g} °F, the load balance temperature"
        raise InputError([Issue("runtime_file", record.source, allowed, "Give a record of a heating season")])
    temperature, hours = temperature[used], hours[used]
    if width > 0:
        # As in climate.yearly: an edge but for its last binary digit is that edge, no mean lies below its own edge.
        index, place = np.unique(np.floor(temperature / width + 1e-9), return_inverse=True)
        heat, hours = np.bincount(place, weights=hours * temperature), np.bincount(place, weights=hours)
        temperature = np.maximum(heat / hours, index * width)
    return tuple(zip(temperature.tolist(), hours.tolist(), strict=True))


def _rows(path: FilePath, lines: Sequence[str], layout: Layout) -> tuple[Numbers, bool]:
    """Time [s], outdoor temperature [°F], heating and auxiliary heat [s], (4, rows), NaN where a row has none; and
    whether the times are local ones, without an offset from UTC.
    """
    dates, clocks, readings = [], [], []
    places = (layout.temperature, *(place for place, *_ in layout.runtimes))
    picked, width = itemgetter(*places), 1 + max(*layout.time, *places)
    reading = lru_cache(2**16)(partial(_reading, layout))  # few different ones fill a record
    for number, line in enumerate(lines[layout.header :], layout.header + 1):
        # Downloads put together repeat their comments and names.
        if not line.strip(' \t,;|"') or line.startswith("#") or line == layout.names:
            continue
        cells = layout.manner.cells(line)
        cells += [""] * (width - len(cells))
        text = " ".join(cells[place].strip() for place in layout.time)
        if text.casefold() in TIME_NAMES:  # the columns below it may be in another order
            problem = f"line {number:,} is a second, different row of column names"
            raise RUNTIME.refused(path, problem, "Give one download, or put only alike ones together.")
        date, clock, *_ = *_BETWEEN.split(text if len(text) <= _LONGEST_TIME else "", maxsplit=1), ""
        dates.append(date)
        clocks.append(clock)
        readings.append(reading(picked(cells)))
        if readings[-1] is None:
            problem = f"line {number:,} has a number with a comma or point that may not be its decimal one"
            raise RUNTIME.refused(path, problem, "Export the record with decimal points throughout.")
    days, seconds = _days(set(dates)), {clock: _clock(clock) for clock in set(clocks)}
    stamp = [days[date] * _DAY + seconds[clock] for date, clock in zip(dates, clocks, strict=True)]
    columns = np.array(readings, dtype=float).reshape(-1, 3).T
    offset = any(_OFFSET.search(clock) for clock, time in seconds.items() if not math.isnan(time))
    return np.vstack((np.array(stamp, dtype=float), columns)), not offset


def _reading(layout: Layout, cells: Sequence[str]) -> tuple[float, float, float] | None:
    """Outdoor temperature [°F], heating and auxiliary heat [s] in a row's cells, NaN where there is none.

    None where a cell has a decimal comma in a file that does not show it to be one, or a point in one that does.
    """
    if any(number_in(cell) is not None and "." in cell if layout.manner.decimal_comma else with_point(cell)
           for cell in cells):  # fmt: skip
        return None
    degrees, *runtimes = (_number(layout.manner.number(cell.strip(' "\t'))) for cell in cells)
    degrees = math.nan if degrees is None else fahrenheit(degrees) if layout.celsius else degrees + 0.0
    if not _COLDEST <= degrees <= _HOTTEST:
        degrees = math.nan
    pairs = zip(runtimes, layout.runtimes, strict=True)
    ran = [(n * unit, auxiliary) for n, (_, unit, auxiliary) in pairs if n is not None]  # blank: no such stage here
    if not ran or not all(seconds >= 0 for seconds, _ in ran):
        return degrees, math.nan, math.nan
    return degrees, max(seconds for seconds, _ in ran), max((s for s, auxiliary in ran if auxiliary), default=0.0)


def _number(cell: str) -> float | None:
    """The number in a cell; None where it is blank, not a number (NaN) where it holds something else."""
    if not cell:  # a word for nothing is none here: it may be written where a runtime is missing
        return None
    number = number_in(cell)
    return number if number is not None and math.isfinite(number) else math.nan


_BETWEEN: Final = re.compile(r"[T\s]+")
_DATE: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?\s*(?:([+-])(\d{2}):?(\d{2})|[a-z]{1,5})?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"[+-]\d{2}:?\d{2}$")


def _days(texts: set[str]) -> dict[str, float]:
    """The days of date texts, numbered: year, month and day, or with the year last, month or day first.

    Any day over 12 shows which of these two it is. Without one the record is short and the order does not matter: the
    rows of a day stay together, each with its own length.
    """
    matches = [match for text in texts if (match := _DATE.fullmatch(text))]
    day_first = any(len(match[1]) <= 2 and int(match[1]) > 12 for match in matches)
    days = dict.fromkeys(texts, math.nan)
    for match in matches:
        year, month, day = (int(match[group]) for group in (1, 3, 4))
        if len(match[1]) <= 2:
            year, month, day = (day + 2000 * (day < 100), *((month, year) if day_first else (year, month)))
        with suppress(ValueError):  # no such day
            days[match[0]] = float(datetime.date(year, month, day).toordinal())
    return days


def _clock(text: str) -> float:
    """Seconds since midnight, in UTC where there is an offset; not a number where it is no time of day."""
    match = _CLOCK.fullmatch(text)
    hour, minute, second = (int(match[group] or 0) for group in (1, 2, 3)) if match else (25, 0, 0)
    if not match or hour > (12 if match[4] else 24) or minute > 59 or second > 60:
        return math.nan
    hour = hour % 12 + 12 * (match[4] in "pP") if match[4] else hour
    offset = int(match[5] + "1") * (int(match[6]) * _HOUR + int(match[7]) * 60) if match[5] else 0.0
    return hour * _HOUR + minute * 60 + second - offset


def _record(path: FilePath, rows: Numbers, local: bool) -> RuntimeRecord:
    known = ~np.isnan(rows[0])
    stamp, temperature, heating, _ = rows[:, known]
    if np.unique(stamp).size < 2:
        problem = f"it has {len(known):,} rows after its column names, of fewer than two readable times"
        raise RUNTIME.refused(path, problem, "Dates must be like 2024-01-31 or 1/31/2024, times like 13:05 or 1:05 PM.")
    elapsed, changes = _elapsed(stamp) if local else (stamp, 0)
    order = np.lexsort((np.isnan(temperature + heating), elapsed))  # a complete row before others of its time
    first = np.append(True, np.diff(elapsed[order]) > 0)
    elapsed, temperature, heating, auxiliary = np.vstack((elapsed, rows[1:, known]))[:, order[first]]
    usable = ~np.isnan(temperature + heating)
    steps = np.diff(elapsed)
    usual = _median(steps)
    if usual > LONGEST_INTERVAL:
        problem = f"its rows are {usual / 60:,.0f} minutes apart"
        raise RUNTIME.refused(path, problem, "Give the record with a row for each hour or shorter interval.")
    if not usable.any():
        problem = f"none of its {len(usable):,} rows has both an outdoor temperature and a heating runtime"
        raise RUNTIME.refused(path, problem, "Download it again for a time in which the thermostat was connected.")
    if np.count_nonzero(heating > 1.5 * usual) > np.count_nonzero(heating > 0) / 2:
        problem = f"most heating runtimes are longer than the {usual / 60:g} minutes from row to row"
        raise RUNTIME.refused(path, problem, "Correct the unit in the names of the runtime columns.")
    length = np.append(np.minimum(steps, usual), usual)
    distinct, place = np.unique(temperature[usable], return_inverse=True)

    def hours(seconds: Numbers) -> tuple[float, ...]:
        at_most = np.minimum(seconds, length)[usable]
        return tuple((np.bincount(place, weights=at_most) / _HOUR).tolist())

    return RuntimeRecord(
        source=f"thermostat runtime file {one_line(Path(path).name)}",
        temperature=tuple(distinct.tolist()),
        recorded_hours=hours(length),
        heating_hours=hours(heating),
        auxiliary_hours=hours(auxiliary),
        interval_hours=usual / _HOUR,
        gaps=int(np.count_nonzero(steps >= 1.5 * usual)),
        clock_changes=changes,
        duplicates=int(np.count_nonzero(~first)),
        without_time=int(np.count_nonzero(~known)),
        without_temperature=int(np.count_nonzero(np.isnan(temperature))),
        without_runtime=int(np.count_nonzero(~usable & ~np.isnan(temperature))),
    )


def _median(steps: Numbers) -> float:
    """The lower median of the steps ahead [s]; one that occurs, where a mean of two would not."""
    return float(np.quantile(steps[steps > 0], 0.5, method="lower"))


def _elapsed(stamp: Numbers) -> tuple[Numbers, int]:
    """Local times [s] made continuous through clock changes, and the number of changes.

    A clock change is a step one hour off the usual, between usual steps, on a Sunday from 0:00 to 4:00; so neither a
    gap nor the seam of two downloads is taken for one.
    """
    steps = np.diff(stamp)
    if np.count_nonzero(steps < 0) > np.count_nonzero(steps > 0):  # newest first
        elapsed, count = _elapsed(stamp[::-1])
        return elapsed[::-1], count
    usual = _median(steps)
    near = usual / 2
    regular = np.pad(np.abs(steps - usual) < near, 1, constant_values=True)
    night = (stamp[1:] % _DAY < 4 * _HOUR) & (stamp[1:] // _DAY % 7 == 0)  # ordinal days: multiples of 7 are Sundays
    back = (np.abs(steps - usual + _HOUR) < near) & (steps <= 0)
    on = np.abs(steps - usual - _HOUR) < near
    changes = (back | on) & night & regular[:-2] & regular[2:]
    shift = np.where(changes, np.where(back, _HOUR, -_HOUR), 0.0)
    return stamp + np.append(0.0, np.cumsum(shift)), int(np.count_nonzero(changes))
