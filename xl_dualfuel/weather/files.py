"""Weather years: the built-in stations, and EPW or TMY3 CSV files.

A year is kept as its distinct dry-bulb temperatures with the hours at each. No season total depends on the order of
the hours, so that is the whole year without loss, and small enough to be part of a case. Where the order matters, in a
table hour by hour, the same reader gives the hours as the file has them.

Sources of the formats: S. Wilcox and W. Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156, 2008, tables 1-1
to 1-3; EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary", fields N2 to N4 (month, day,
hour) and N6 (dry bulb).
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal, NamedTuple

from ..errors import InputError, Issue
from ..files.reading import Wanted, cleaned, decoded, one_line, read_bounded
from ..units import fahrenheit

HOURS_PER_YEAR: Final = 8760
LEAP_YEAR_HOURS: Final = 8784

MAX_LINE: Final = 4096
"""Longest line read [bytes]: a data row has under 500, the longest header line of either format under 2,000."""

COLDEST: Final = -70.0
HOTTEST: Final = 70.0
"""Dry bulb [°C] outside this cannot be right: minimum and maximum of EPW field N6."""

EPW_MISSING: Final = 99.9
TMY3_MISSING: Final = -9900.0
"""Codes for a missing dry bulb [°C]: EPW at or above 99.9 (field N6), TMY3 exactly -9900 (users manual, table 1-3)."""

EPW_DRY_BULB: Final = 6
"""Position of the dry bulb in an EPW row, counted from 0."""

TMY3_DRY_BULB: Final = "Dry-bulb (C)"

_EPW_HEADER_LINES: Final = 8
_HEAD_LINES: Final = 32
_CELL: Final = 32

Kind = Literal["EPW", "TMY3 CSV"]

_TIME: Final[dict[Kind, tuple[int, ...]]] = {"EPW": (1, 2, 3), "TMY3 CSV": (0, 1)}
"""Positions of month, day and hour in a row, or of date (MM/DD/YYYY) and time (HH:MM), counted from 0."""


class WeatherYear(NamedTuple):
    """One year of outdoor temperatures as a frequency table.

    name: the place, as the file or the table of stations says it. source: one line, kind and name of the file or the
    source of the table. temperature: (n,) distinct dry-bulb temperatures [°F], ascending. hours: (n,) hours at each
    [h]; they add up to 8,760.
    """

    name: str
    source: str
    temperature: tuple[float, ...]
    hours: tuple[float, ...]


WEATHER: Final = Wanted(
    "weather_file",
    f"must be an EPW or TMY3 CSV file with {HOURS_PER_YEAR:,} readable hours",
    "Give one year of hourly rows for one place.",
)


class RecordedYear(NamedTuple):
    """What a weather file holds, in its own units: kind, cells of its first line, hours [h] by dry bulb [°C]."""

    kind: Kind
    place: tuple[str, ...]
    hours: dict[float, int]

    @property
    def name(self) -> str:
        """Place and state, or country where an EPW file has ``-`` for the state; may be empty."""
        where = self.place[2:4] if self.kind == "EPW" else self.place[2:3]
        parts = self.place[1:2] + tuple(part for part in where if part.strip("-"))[:1]
        return one_line(", ".join(part for part in parts if part))


class Station(NamedTuple):
    """One built-in station: label and source in words, hours [h] by dry bulb [°C]."""

    label: str
    source: str
    hours: dict[float, int]


# ---------------------------------------------------------------------------------------------- built-in stations


def stations() -> dict[str, str]:
    """Key → label of each built-in station, in the order of the table."""
    return {key: station.label for key, station in _table().items()}


@cache
def station_year(key: str) -> WeatherYear:
    """The typical year of a built-in station; equal to what :func:`read_weather_file` gives for its TMY3 file.

    Raises InputError for an unknown key. Source: NREL TMY3; see the head of data/stations.csv.
    """
    station = _table().get(key)
    if station is None:
        allowed = f"must be one of {', '.join(_table())}"
        raise InputError([Issue("station", key, allowed, "For any other place give an EPW file as weather_file.")])
    return _year(station.label, station.source, station.hours)


@cache
def _table() -> dict[str, Station]:
    """data/stations.csv by station key. Plain csv, because a first calculation must not wait for pandas."""
    text = resources.files(__package__).joinpath("stations.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    # '#' without a blank: a table inside the head, one row a station. The rest: one row a station and temperature.
    about = csv.DictReader(line[1:] for line in lines if line.startswith("#"))
    table = {
        row["station"]: Station(
            row["label"], f"NREL TMY3 (Wilcox & Marion 2008, NREL/TP-581-43156), WMO {row['wmo']}", {}
        )
        for row in about
    }
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        table[row["station"]].hours[float(row["dry_bulb_c"])] = int(row["hours"])
    return table


# ------------------------------------------------------------------------------------------------- weather files


def read_weather_file(path: str | os.PathLike[str]) -> WeatherYear:
    """The year in an EPW file or a TMY3 CSV file, plain or gzip-compressed; the kind is told by the content.

    The dry bulb keeps the file's precision: °C as written, to °F by ``units.fahrenheit``, never rounded.

    Raises InputError (one issue, key ``weather_file``) for a file that cannot be read, is not a regular file, is
    larger than MAX_BYTES before or after unpacking, is of another kind, or has not exactly 8,760 hourly rows, each
    with a dry bulb from -70 to 70 °C. The message gives counts and line numbers, never content of the file.

    Source: the two formats as named at the head of this module.
    """
    recorded = recorded_year(path, read_bounded(path, WEATHER))
    file_name = one_line(Path(path).name)
    return _year(recorded.name or file_name, f"{recorded.kind} file {file_name}", recorded.hours)


def read_hours(path: str | os.PathLike[str]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The 8,760 hours of an EPW or TMY3 CSV file in the file's order: their time stamps, their dry bulbs [°F].

    A time stamp is ``MM-DD HH:00``, the end of the hour as both formats count it: ``01-01 01:00`` to ``12-31 24:00``.
    The temperatures are those of :func:`read_weather_file`, to the last bit.

    Raises InputError as :func:`read_weather_file`, and for a row without a readable month, day and hour.
    """
    body = _body(path, read_bounded(path, WEATHER))
    readings = _readings(path, body)
    times = [_time(cells, body.kind) for cells in zip(*_columns(body.rows, _TIME[body.kind]), strict=True)]
    bad = next((n for n, time in enumerate(times, body.header + 1) if not time), None)
    if bad is not None:
        found = f"line {bad:,} has no readable month, day and hour"
        raise WEATHER.refused(path, found, "Restore the date and time columns, or download the file again.")
    return tuple(times), tuple(map(fahrenheit, readings))


def recorded_year(path: str | os.PathLike[str], content: bytes) -> RecordedYear:
    """The year in the content of an EPW or TMY3 CSV file. ``path`` is only for messages.

    Raises InputError as :func:`read_weather_file`.
    """
    body = _body(path, content)
    hours = Counter(_readings(path, body))
    return RecordedYear(body.kind, body.place, dict(sorted(hours.items())))


class _Body(NamedTuple):
    """The hourly rows of a weather file, the position of the dry bulb in them, the number of header lines."""

    kind: Kind
    place: tuple[str, ...]
    dry_bulb: int
    header: int
    rows: bytes


def _body(path: str | os.PathLike[str], content: bytes) -> _Body:
    """The rows of the content, at most a leap year of them and none too long."""
    content = cleaned(content)
    head = [decoded(line[:MAX_LINE]) for line in content.split(b"\n", _HEAD_LINES)[:_HEAD_LINES]]
    kind, place, column, header = _layout(path, head)
    rows = max(0, content.count(b"\n") + 1 - header)
    if rows > LEAP_YEAR_HOURS:  # also keeps the work below small, whatever a file holds
        raise WEATHER.refused(path, f"it has {rows:,} rows after its {header} header lines", _remedy(rows))
    lines = content.split(b"\n")[header:]
    long = next((n for n, line in enumerate(lines, header + 1) if len(line) > MAX_LINE), None)
    if long is not None:
        raise WEATHER.refused(path, f"line {long:,} is longer than {MAX_LINE:,} characters", _OTHER_KIND)
    return _Body(kind, place, column, header, b"\n".join(lines))


def _layout(path: str | os.PathLike[str], head: Sequence[str]) -> tuple[Kind, tuple[str, ...], int, int]:
    """Kind, cells of the first line, position of the dry bulb (from 0), number of header lines."""
    first = tuple(cell.strip() for cell in next(csv.reader(head[:1]), []))
    if first and first[0].upper() == "LOCATION":
        ends = (n for n, line in enumerate(head, 1) if line.upper().startswith("DATA PERIODS"))
        header = next(ends, _EPW_HEADER_LINES)
        periods = head[header - 1].split(",") if header <= len(head) else []
        per_hour = periods[2].strip().lstrip("0") if len(periods) > 2 else ""
        if per_hour.isdecimal() and per_hour != "1":
            found = f"line {header} announces more than one row an hour"
            raise WEATHER.refused(path, found, "Use the hourly version of the file.")
        return "EPW", first, EPW_DRY_BULB, header
    names = [cell.strip(' "\t').casefold() for cell in head[1].split(",")] if len(head) > 1 else []
    if len(first) > 1 and TMY3_DRY_BULB.casefold() in names:
        return "TMY3 CSV", first, names.index(TMY3_DRY_BULB.casefold()), 2
    raise WEATHER.refused(path, "it is neither" if any(head) else "it is empty", _OTHER_KIND)


def _columns(rows: bytes, columns: Sequence[int]) -> list[list[str]]:
    """The cells of some columns, one for each row; a row that is too short gives empty cells."""
    if not rows:
        return [[] for _ in columns]
    import pandas as pd

    frame = pd.read_csv(
        io.BytesIO(rows),
        header=None,
        names=range(max(columns) + 1),
        usecols=list(columns),
        index_col=False,
        dtype=str,
        encoding="latin-1",
        # A stray quote must not swallow the following lines, and line numbers must stay true.
        quoting=csv.QUOTE_NONE,
        skip_blank_lines=False,
        na_filter=False,
    )
    return [[str(cell) for cell in frame[column]] for column in columns]


def _readings(path: str | os.PathLike[str], body: _Body) -> list[float]:
    """Dry bulb [°C] of each row; refuses all but 8,760 readable ones."""
    (cells,) = _columns(body.rows, [body.dry_bulb])
    readings = [_dry_bulb(cell, body.kind) for cell in cells]
    celsius = [reading for reading in readings if not isinstance(reading, str)]
    if len(celsius) != HOURS_PER_YEAR or len(cells) != HOURS_PER_YEAR:
        found = f"it has {len(cells):,} rows after its {body.header} header lines, {len(celsius):,} of them readable"
        bad = next(((n, why) for n, why in enumerate(readings, body.header + 1) if isinstance(why, str)), None)
        if bad is not None:
            found += f" (the first that is not: line {bad[0]:,}, {bad[1]})"
        raise WEATHER.refused(path, found, _remedy(len(cells)))
    return celsius


def _time(cells: Sequence[str], kind: Kind) -> str:
    """``MM-DD HH:00`` of a row's time cells; empty where they hold no month, day and hour."""
    texts = [cell.strip(' "\t') for cell in cells]
    if kind != "EPW":
        date, clock = texts[0].split("/"), texts[1].split(":")
        texts = [*date[:2], clock[0]] if len(date) == 3 else []
    numbers = [int(text) for text in texts if len(text) <= 2 and text.isascii() and text.isdigit()]
    if len(numbers) != 3:
        return ""
    month, day, hour = numbers
    inside = 1 <= month <= 12 and 1 <= day <= 31 and hour <= 24
    return f"{month:02d}-{day:02d} {hour:02d}:00" if inside else ""


def _dry_bulb(cell: str, kind: Kind) -> float | str:
    """Dry bulb [°C] in a cell, or in words why there is none."""
    cell = cell.strip(' "\t')
    if not cell:
        return "empty"
    try:
        # float() also takes 1_000, which no weather file means as a number.
        celsius = float(cell) if len(cell) <= _CELL and "_" not in cell else None
    except ValueError:
        celsius = None
    if celsius is None:
        return "not a number"
    if (celsius >= EPW_MISSING) if kind == "EPW" else (celsius == TMY3_MISSING):
        return "marked as missing"
    if not COLDEST <= celsius <= HOTTEST:  # also true for nan
        return f"outside {COLDEST:g} to {HOTTEST:g} °C"
    return celsius + 0.0  # -0.0 becomes 0.0: one temperature, one text


# --------------------------------------------------------------------------------------------------------- shared

_OTHER_KIND: Final = (
    "Use an .epw file (first line LOCATION,…) or an NREL TMY3 .csv file (station on line 1, column names on line 2)."
)


def _remedy(rows: int) -> str:
    """What to do about a file with so many rows."""
    if rows == LEAP_YEAR_HOURS:
        return "That is a leap year: remove the 24 rows of 29 February, or use a typical year (TMY)."
    if rows > HOURS_PER_YEAR:
        return "Keep one year of 365 days with one row an hour."
    if rows < HOURS_PER_YEAR:
        return "Rows are missing: get a complete year, or use the station's typical year (TMY)."
    return "Fill the gaps in the dry-bulb column, or use the station's typical year (TMY)."


def _year(name: str, source: str, hours: dict[float, int]) -> WeatherYear:
    """Hours by °C → the year in °F. Both routes end here, so that a station and its file give the same numbers."""
    return WeatherYear(name, source, tuple(map(fahrenheit, hours)), tuple(map(float, hours.values())))
