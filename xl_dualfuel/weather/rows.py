"""The rows of a weather file, and the checks that every format's take: 8,760 hours, each with a dry bulb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from ..files.delimited import Manner, lines_of, manner_of
from ..files.reading import MAX_BYTES, FilePath, Wanted, one_line
from ..files.values import number_in
from ..units import fahrenheit
from .year import HOURS_PER_YEAR, KINDS, LEAP_YEAR_HOURS, Array, Hours

MAX_LINE: Final = 4096
"""Longest line read [characters]: a data row has under 500, the longest header line under 2,000."""
COLDEST: Final = -70.0
HOTTEST: Final = 70.0
"""Dry bulb [°C] outside this cannot be right: minimum and maximum of EPW field N6."""
HEAD_LINES: Final = 32
"""Lines by which a format is recognized"""
_LONGEST_CELL: Final = 32
HUMIDITY: Final = (0.0, 110.0)
"""Relative humidity [%] outside this is a code for none: minimum and maximum of EPW field N8."""
PRESSURE: Final = (31_000.0, 120_000.0)
"""Station pressure [Pa] outside this is a code for none: minimum and maximum of EPW field N9."""
MOST_GAPS: Final = HOURS_PER_YEAR // 100
"""Hours without humidity or pressure that are filled; a column with more is not used"""

WEATHER: Final = Wanted(
    "weather_file",
    f"must be an {KINDS} CSV file with {HOURS_PER_YEAR:,} readable hours",
    "Give one year of hourly rows for one place.",
    MAX_BYTES,
)
OTHER_KIND: Final = (
    "Use an .epw file (first line LOCATION,…) or an NREL TMY3 .csv file (station on line 1, column names on line 2)."
)


class Layout(NamedTuple):
    """Number of header lines of a format, and where the columns are in a row, from 0; None = not in the file."""

    header: int
    dry_bulb: int
    humidity: int | None = None
    """Relative humidity [%]"""
    pressure: int | None = None
    """Station pressure"""
    pascals: float = 1.0
    """In one unit of the pressure [Pa]"""
    values: int | None = None
    """Most values that a row has"""


class Format(NamedTuple):
    """One format of weather files: everything needed to read it."""

    kind: str
    """What messages and results call it"""
    layout: Callable[[FilePath, Sequence[str], Manner], Layout | None]
    """The layout of a file with these first lines; None where it is of another format. Raises InputError"""
    place: Callable[[Sequence[str]], tuple[str, ...]]
    """Parts of the place's name in the cells of the first line, those that may be empty included"""
    is_missing: Callable[[float], bool]
    """Whether a dry bulb [°C] is the format's code for none"""
    time: Callable[[Sequence[str]], Sequence[str]]
    """The texts of month, day and hour in the cells of a row; hours are numbered by their end, 1 to 24"""


class Body(NamedTuple):
    """A weather file of a known format: the cells of its first line, its hourly rows."""

    format: Format
    first: tuple[str, ...]
    layout: Layout
    manner: Manner
    rows: list[list[str]]

    @property
    def name(self) -> str:
        """The place and where it is; may be empty."""
        return one_line(", ".join(part for part in self.format.place(self.first) if part))


def body_of(path: FilePath, text: str, formats: Sequence[Format]) -> Body:
    """The rows of a text, at most a leap year of them and none too long. ``path`` is only for messages.

    Raises InputError: the text is of none of the formats, or holds no year.
    """
    lines = lines_of(text)
    head = [line[:MAX_LINE] for line in lines[:HEAD_LINES]]
    manner = manner_of(head[0], "\n".join(lines[: 4 * HEAD_LINES]))
    kind, layout = _format_of(path, head, manner, formats)
    count = max(0, len(lines) - layout.header)
    if count > LEAP_YEAR_HOURS:  # also keeps the work below small, whatever a file holds
        problem = f"it has {count:,} rows after its {layout.header} header lines"
        raise WEATHER.refused(path, problem, _remedy(count))
    long = next((n for n, line in enumerate(lines[layout.header :], layout.header + 1) if len(line) > MAX_LINE), None)
    if long is not None:
        raise WEATHER.refused(path, f"line {long:,} is longer than {MAX_LINE:,} characters", OTHER_KIND)
    first = tuple(cell.strip() for cell in manner.cells(head[0]))
    # Cut at every separator: a stray quote must not swallow the cells that follow.
    most = max(layout.dry_bulb, layout.humidity or 0, layout.pressure or 0, 3) + 1
    rows = [line.split(manner.separator, most) for line in lines[layout.header :]]
    _refuse_cut(path, lines, layout, manner, rows)
    return Body(kind, first, layout, manner, rows)


def _refuse_cut(
    path: FilePath, lines: Sequence[str], layout: Layout, manner: Manner, rows: Sequence[Sequence[str]]
) -> None:
    """Raise InputError where commas cut values in two: read so, -3,9 would be -3, and no hour would be missing."""
    dry_bulbs = [row[layout.dry_bulb : layout.dry_bulb + 2] for row in rows]
    if any("." in pair[0] for pair in dry_bulbs if pair):
        return
    counts = [line.rstrip(f"{manner.separator} \t").count(manner.separator) + 1 for line in lines[layout.header :]]
    most = layout.values or max(counts, default=0)
    long = next((n for n, count in enumerate(counts, layout.header + 1) if count > most), None)
    digits = all(len(pair) == 2 and pair[1].strip().isdigit() and len(pair[1].strip()) < 3 for pair in dry_bulbs)
    if long is not None or (digits and dry_bulbs):
        problem = f"line {long or layout.header + 1:,} has more values than the format: its decimals have commas too"
        raise WEATHER.refused(path, problem, "Save it with decimal points, or with semicolons between the values.")


def _format_of(
    path: FilePath, head: Sequence[str], manner: Manner, formats: Sequence[Format]
) -> tuple[Format, Layout]:  # fmt: skip
    for candidate in formats:
        if (layout := candidate.layout(path, head, manner)) is not None:
            return candidate, layout
    raise WEATHER.refused(path, "it is another kind of file" if any(head) else "it is empty", OTHER_KIND)


def readings_of(path: FilePath, body: Body) -> list[float]:
    """Dry bulb [°C] of each row. Raises InputError for all but 8,760 readable ones."""
    place, header = body.layout.dry_bulb, body.layout.header
    readings = [_dry_bulb(row[place] if place < len(row) else "", body) for row in body.rows]
    celsius = [reading for reading in readings if not isinstance(reading, str)]
    if len(celsius) != HOURS_PER_YEAR or len(readings) != HOURS_PER_YEAR:
        problem = f"it has {len(readings):,} rows after its {header} header lines, {len(celsius):,} of them readable"
        bad = next(((n, why) for n, why in enumerate(readings, header + 1) if isinstance(why, str)), None)
        if bad is not None:
            problem += f" (the first that is not: line {bad[0]:,}, {bad[1]})"
        raise WEATHER.refused(path, problem, _remedy(len(readings)))
    return celsius


def hours_of(body: Body, celsius: Sequence[float]) -> Hours:
    """The rows of a file as hours in order, with their dry bulb [°C] as ``readings_of`` gives it."""
    layout = body.layout
    lines = enumerate(body.rows, layout.header + 1)
    times = tuple(_time(body.format.time([cell.strip(' "\t') for cell in row])) or f"line {n:,}" for n, row in lines)
    humidity = _measured(body, layout.humidity, HUMIDITY)
    pressure = _measured(body, layout.pressure, PRESSURE, layout.pascals)
    return Hours(times, np.array([fahrenheit(reading) for reading in celsius]), humidity, pressure)


def _measured(body: Body, column: int | None, limits: tuple[float, float], factor: float = 1.0) -> Array | None:
    """A column of the rows times ``factor``, gaps filled; None where the file does not have it, or hardly."""
    if column is None:
        return None
    read = [_number(row[column] if column < len(row) else "", body) for row in body.rows]
    values = np.array([np.nan if value is None else value * factor for value in read])
    known = (values >= limits[0]) & (values <= limits[1])
    if len(values) - np.count_nonzero(known) > MOST_GAPS:
        return None
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    last[last < 0] = np.flatnonzero(known)[-1]  # before the first hour of a year is its last
    return values[last]


def _time(texts: Sequence[str]) -> str:
    numbers = [int(text) for text in texts if len(text) <= 2 and text.isascii() and text.isdigit()]
    if len(numbers) != 3:
        return ""
    month, day, hour = numbers
    inside = 1 <= month <= 12 and 1 <= day <= 31 and hour <= 24
    return f"{month:02d}-{day:02d} {hour:02d}:00" if inside else ""


def _number(cell: str, body: Body) -> float | None:
    """The number in a cell; None where there is none."""
    return number_in(body.manner.number(cell.strip(' "\t'))) if len(cell) <= _LONGEST_CELL else None


def _dry_bulb(cell: str, body: Body) -> float | str:
    """Dry bulb [°C] in a cell, or in words why there is none."""
    cell = cell.strip(' "\t')
    if not cell:
        return "empty"
    celsius = _number(cell, body)
    if celsius is None:
        return "not a number"
    if body.format.is_missing(celsius):
        return "marked as missing"
    if not COLDEST <= celsius <= HOTTEST:
        return f"outside {COLDEST:g} to {HOTTEST:g} °C"
    return celsius + 0.0  # -0.0 becomes 0.0: one temperature, one text


def _remedy(rows: int) -> str:
    """What to do about a file with so many rows."""
    if rows == LEAP_YEAR_HOURS:
        return "That is a leap year: remove the 24 rows of 29 February, or use a typical year (TMY)."
    if rows > HOURS_PER_YEAR:
        return "Keep one year of 365 days with one row an hour."
    if rows < HOURS_PER_YEAR:
        return "Rows are missing: get a complete year, or use the station's typical year (TMY)."
    return "Fill the gaps in the dry-bulb column, or use the station's typical year (TMY)."
