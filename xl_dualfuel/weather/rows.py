"""What a weather file holds, and the checks that every format's rows take: 8,760 hours, each with a dry bulb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from ..files.delimited import Manner, lines_of, manner_of
from ..files.reading import MAX_BYTES, FilePath, Wanted, one_line
from ..files.values import number_in
from ..units import fahrenheit

HOURS_PER_YEAR: Final = 8760
LEAP_YEAR_HOURS: Final = 8784
MAX_LINE: Final = 4096
"""Longest line read [characters]: a data row has under 500, the longest header line under 2,000."""
COLDEST: Final = -70.0
HOTTEST: Final = 70.0
"""Dry bulb [°C] outside this cannot be right: minimum and maximum of EPW field N6."""
HEAD_LINES: Final = 32
"""Lines by which a format is recognized"""
_LONGEST_CELL: Final = 32

KINDS: Final = "EPW or TMY3"
"""The formats as messages and help name them."""
WEATHER: Final = Wanted(
    "weather_file",
    f"must be an {KINDS} CSV file with {HOURS_PER_YEAR:,} readable hours",
    "Give one year of hourly rows for one place.",
    MAX_BYTES,
)
OTHER_KIND: Final = (
    "Use an .epw file (first line LOCATION,…) or an NREL TMY3 .csv file (station on line 1, column names on line 2)."
)


class WeatherYear(NamedTuple):
    """One year of outdoor temperatures as a frequency table.

    name: the place, as in the file or the table of stations. source: one line, kind and name of the file or the
    source of the table. temperature: (n,) distinct dry-bulb temperatures [°F], ascending. hours: (n,) hours at each
    [h]; they add up to 8,760.
    """

    name: str
    source: str
    temperature: tuple[float, ...]
    hours: tuple[float, ...]


class Layout(NamedTuple):
    """Number of header lines of a format, position of the dry bulb in a row (from 0)."""

    header: int
    dry_bulb: int


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
    most = max(layout.dry_bulb, 3) + 1
    rows = [line.split(manner.separator, most) for line in lines[layout.header :]]
    return Body(kind, first, layout, manner, rows)


def _format_of(
    path: FilePath, head: Sequence[str], manner: Manner, formats: Sequence[Format]
) -> tuple[Format, Layout]:  # fmt: skip
    for candidate in formats:
        if (layout := candidate.layout(path, head, manner)) is not None:
            return candidate, layout
    raise WEATHER.refused(path, "it is neither" if any(head) else "it is empty", OTHER_KIND)


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


def times_of(path: FilePath, body: Body) -> list[str]:
    """``MM-DD HH:00`` of each row, the end of its hour. Raises InputError for a row without month, day and hour."""
    times = [_time(body.format.time([cell.strip(' "\t') for cell in row])) for row in body.rows]
    bad = next((n for n, time in enumerate(times, body.layout.header + 1) if not time), None)
    if bad is not None:
        problem = f"line {bad:,} has no readable month, day and hour"
        raise WEATHER.refused(path, problem, "Restore the date and time columns, or download the file again.")
    return times


def _time(texts: Sequence[str]) -> str:
    numbers = [int(text) for text in texts if len(text) <= 2 and text.isascii() and text.isdigit()]
    if len(numbers) != 3:
        return ""
    month, day, hour = numbers
    inside = 1 <= month <= 12 and 1 <= day <= 31 and hour <= 24
    return f"{month:02d}-{day:02d} {hour:02d}:00" if inside else ""


def _dry_bulb(cell: str, body: Body) -> float | str:
    """Dry bulb [°C] in a cell, or in words why there is none."""
    cell = cell.strip(' "\t')
    if not cell:
        return "empty"
    celsius = number_in(body.manner.number(cell)) if len(cell) <= _LONGEST_CELL else None
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


def year_of(name: str, source: str, hours: dict[float, int]) -> WeatherYear:
    """Hours by °C → the year in °F. Both routes end here, so that a station and its file give the same numbers."""
    return WeatherYear(name, source, tuple(map(fahrenheit, hours)), tuple(map(float, hours.values())))
