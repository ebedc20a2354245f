"""The rows of a weather file of any format: when each is, its dry bulb, humidity and pressure, or why it has none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from ..files.delimited import Manner, lines_of, manner_of
from ..files.reading import MAX_BYTES, FilePath, Wanted, one_line
from ..files.values import number_in
from .year import HOURS_PER_YEAR, KINDS, LEAP_YEAR_HOURS

MAX_LINE: Final = 4096
"""Longest line read [characters]: a row of NOAA's climatological data has under 3,000, the longest header line too."""
MAX_ROWS: Final = 12 * LEAP_YEAR_HOURS
"""Most rows read: a year of five-minute rows."""
COLDEST: Final = -70.0
HOTTEST: Final = 70.0
"""Dry bulb [°C] outside this cannot be right: minimum and maximum of EPW field N6."""
DECIMALS: Final = 12
"""Decimals of a dry bulb: -1.2000000000000002, as some files have it, is -1.2, as it is in a workbook of 15 digits"""
HEAD_LINES: Final = 400
"""Lines by which a format, its columns and its units are recognized"""
_LONGEST_CELL: Final = 32

WEATHER: Final = Wanted(
    "weather_file",
    f"must be an {KINDS} file with {HOURS_PER_YEAR:,} readable hours",
    "Give one year of rows for one place.",
    MAX_BYTES,
)
OTHER_KIND: Final = (
    "Use an EPW file (a line LOCATION,…), an NREL TMY3 .csv file (station on line 1, column names on line 2), or one "
    "of these as it was downloaded: TMY2, NSRDB, SAM or PVGIS CSV, NOAA ISD-lite or LCD, Environment Canada hourly, "
    "Open-Meteo CSV or JSON, Meteostat CSV, DWD TRY or DWD hourly (produkt_tu_stunde). "
    "Without a file give degree_days and design_temperature as TOML; a thermostat's record is given as runtime_file."
)


class When(NamedTuple):
    """When a row begins: hour 0 to 23 of a month and day, or −1 for the last hour of the day before."""

    month: int
    day: int
    hour: int
    minute: int = 0
    year: int = 0
    """0: the file names none"""


def ending(month: int, day: int, hour: int, minute: int = 0, year: int = 0) -> When:
    """The row of an hour that the format numbers by its end, 1 to 24."""
    return When(month, day, hour - 1, minute, year)


class Layout(NamedTuple):
    """How a file of a format is laid out: header lines, columns from 0, units, how a row tells its time."""

    header: int
    """Lines before the first row"""
    dry_bulb: int
    time: Callable[[Sequence[str]], When | None]
    """When the row with these cells is; None where it does not say"""
    humidity: int | None = None
    """Relative humidity [%]; None: not in the file"""
    pressure: int | None = None
    """Station pressure"""
    pascals: float = 1.0
    """In one unit of the pressure [Pa]"""
    is_fahrenheit: bool = False
    divisor: float = 1.0
    """The file's numbers in one degree: 10 where it has tenths"""
    columns: tuple[tuple[str, str], ...] = ()
    """What each column used is taken for, and its name"""
    place: tuple[str, ...] = ()
    """Parts of the place's name; may be empty"""
    per_hour: int = 0
    """Rows an hour that the file announces; 0: told by the minutes of its rows"""
    shift: int = 0
    """Hours from the file's clock to local standard time"""
    notes: tuple[str, ...] = ()
    names: str = ""
    """The line of names, which files put together repeat"""
    rank: Callable[[Sequence[str]], int | None] | None = None
    """Of rows at any minutes, which is used for an hour: the least; None: the row is no observation"""
    cut: Callable[[str], list[str]] | None = None
    """The cells of a line where they are not delimited"""
    ends_at_blank: bool = False
    """A blank line ends the rows: below it is something else"""
    values: int | None = None
    """Most values that a row has; None: not known"""


class Head(NamedTuple):
    """The beginning of a file, by which its format is recognized."""

    path: FilePath
    lines: Sequence[str]
    manner: Manner

    def cells(self, number: int) -> list[str]:
        """The cells of a line, counted from 0, without blanks and quotes around them; none below the last line."""
        line = self.lines[number] if number < len(self.lines) else ""
        return [cell.strip(' "\t') for cell in manner_of(line, "").cells(line)]


class Format(NamedTuple):
    """One format of weather files: everything needed to read it."""

    kind: str
    """What messages and results call it"""
    layout: Callable[[Head], Layout | None]
    """The layout of a file that begins so; None where it is of another format. Raises InputError"""
    is_missing: Callable[[float], bool] = lambda number: False
    """Whether a number of the dry-bulb column is the format's code for none"""
    is_measured: bool = False
    """Whether it is a record, which may have gaps; years that were put together have none"""
    suffixes: str = ""
    """Letters that may follow a number as its quality"""


class Row(NamedTuple):
    """One row of a weather file."""

    line: int
    when: When | None
    dry_bulb: float | str
    """In the file's degrees, or in words why there is none"""
    humidity: float | None
    """[%]"""
    pressure: float | None
    """[Pa]"""
    rank: int = 0


class Body(NamedTuple):
    """A weather file of a known format: its layout and rows."""

    format: Format
    layout: Layout
    rows: list[Row]
    others: int
    """Rows that are no observations, such as daily summaries"""
    below: tuple[int, ...] = ()
    """Lines of notes below the rows"""

    @property
    def name(self) -> str:
        """The place and where it is; may be empty."""
        return one_line(", ".join(part for part in self.layout.place if part.strip("- ")))


def body_of(path: FilePath, text: str, formats: Sequence[Format]) -> Body:
    """The rows of a text. ``path`` is only for messages.

    Raises InputError: it is of none of the formats, has too many rows, too long ones, or some with fields missing.
    """
    lines, head = lines_of(text), head_of(path, text)
    kind, layout = format_of(head, formats)
    rows = lines[layout.header :]
    if len(rows) > MAX_ROWS:  # also keeps the work below small, whatever a file holds
        raise WEATHER.refused(path, f"it has {len(rows):,} rows after its {layout.header} header lines", _TOO_MANY)
    long = next((n for n, line in enumerate(rows, layout.header + 1) if len(line) > MAX_LINE), None)
    if long is not None:
        raise WEATHER.refused(path, f"line {long:,} is longer than {MAX_LINE:,} characters", OTHER_KIND)
    return _read(head, kind, layout, rows)


def head_of(path: FilePath, text: str) -> Head:
    """The beginning of a text, and how it is delimited."""
    first = [line[:MAX_LINE] for line in lines_of(text)[:HEAD_LINES]]
    return Head(path, first, manner_of(_names(first), "\n".join(first)))


_TOO_MANY: Final = "Keep one year of 365 days, with a row every hour or at most every five minutes."


def _names(first: Sequence[str]) -> str:
    """The line with most separators among the first ones: it tells which separator the file has."""
    return max(first[:64], key=lambda line: max(map(line.count, ",;\t|")), default="")


_ABOVE: Final = re.compile(r"\s*(?:#.*|//.*|sep=.)?\s*", re.IGNORECASE)


def format_of(head: Head, formats: Sequence[Format]) -> tuple[Format, Layout]:
    """The format of a file that begins so, and its layout. Raises InputError where it is of none."""
    above = next((place for place, line in enumerate(head.lines) if not _ABOVE.fullmatch(line)), 0)
    for lines in (head.lines, head.lines[above:]):  # what somebody wrote above the first line
        for candidate in formats:
            if (layout := candidate.layout(head._replace(lines=lines))) is not None:
                return candidate, layout._replace(header=layout.header + len(head.lines) - len(lines))
    raise WEATHER.refused(head.path, "it is another kind of file" if any(head.lines) else "it is empty", OTHER_KIND)


def _read(head: Head, kind: Format, layout: Layout, lines: Sequence[str]) -> Body:
    cut = layout.cut or head.manner.cells
    split = {
        number: [cell.strip(' "\t') for cell in cut(line)]
        for number, line in enumerate(_until_end(layout, lines), layout.header + 1)
        if line.strip(' \t",;|') and line != layout.names
    }
    usual = Counter(map(len, split.values())).most_common(1)[0][0] if split else 0
    below = _notes_below(split, usual)
    split = {number: cells for number, cells in split.items() if number not in below}
    _refuse_cut(head, layout, split)
    rows, others = [], 0
    for number, cells in split.items():
        if len(cells) != usual and len(cells := _filled(cells, usual)) != usual:
            problem = f"line {number:,} has {len(cells):,} fields, not {usual:,} as the others"
            raise WEATHER.refused(head.path, problem, "A field is missing or too many there: download the file again.")
        rank = layout.rank(cells) if layout.rank else 0
        if rank is None:
            others += 1
            continue
        measured = (
            _measured(_cell(cells, layout.humidity), head.manner, kind),
            _measured(_cell(cells, layout.pressure), head.manner, kind),
        )
        pressure = None if measured[1] is None else measured[1] * layout.pascals
        dry_bulb = _dry_bulb(_cell(cells, layout.dry_bulb), head.manner, kind, layout)
        rows.append(Row(number, _when(layout, cells), dry_bulb, measured[0], pressure, rank))
    return Body(kind, layout, rows, others, below)


_MOST_NOTES: Final = 20


def _notes_below(split: Mapping[int, Sequence[str]], usual: int) -> tuple[int, ...]:
    """The last lines, as far as they begin with a word and have not as many cells as rows: no row was cut short."""
    below: list[int] = []
    for number in reversed(list(split)):
        first = next((cell for cell in split[number] if cell), "")
        if len(split[number]) == usual or not first[:1].isalpha() or len(below) == _MOST_NOTES:
            break
        below.insert(0, number)
    return tuple(below)


def _refuse_cut(head: Head, layout: Layout, split: Mapping[int, Sequence[str]]) -> None:
    """Raise InputError where commas cut values in two: read so, -3,9 would be -3, and no hour would be missing."""
    dry_bulbs = [cells[layout.dry_bulb : layout.dry_bulb + 2] for cells in split.values()]
    if layout.values is None or not dry_bulbs or any("." in pair[0] for pair in dry_bulbs if pair):
        return
    most = layout.values
    long = next((number for number, cells in split.items() if len(cells) > most and any(cells[most:])), None)
    is_short = all(len(cells) < most for cells in split.values())
    if long is not None or (
        is_short and all(len(pair) == 2 and pair[1].isdigit() and len(pair[1]) < 3 for pair in dry_bulbs)
    ):
        problem = f"line {long or min(split):,} has more values than the format: its decimals have commas too"
        raise WEATHER.refused(head.path, problem, "Save it with decimal points, or with semicolons between the values.")


def _until_end(layout: Layout, lines: Sequence[str]) -> Sequence[str]:
    if not layout.ends_at_blank:
        return lines
    return lines[: next((place for place, line in enumerate(lines) if not line.strip(' \t,;"')), len(lines))]


def _filled(cells: list[str], usual: int) -> list[str]:
    """The cells without blank ones beyond the usual number."""
    while len(cells) > usual and not cells[-1]:
        cells = cells[:-1]
    return cells


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""


def _when(layout: Layout, cells: Sequence[str]) -> When | None:
    try:
        when = layout.time(cells)
    except (ValueError, IndexError):
        return None
    if when is None or not (1 <= when.month <= 12 and -1 <= when.hour <= 23 and 0 <= when.minute <= 60):
        return None
    return when if 1 <= when.day <= DAYS[when.month - 1] + (when.month == 2) else None


DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of each month of a year of 365"""


def whole(text: str) -> int:
    """The whole number ≥ 0 that a cell is, also written ``7.0``. Raises ValueError."""
    if not re.fullmatch(r"\d{1,4}(?:\.0*)?", text, re.ASCII):
        raise ValueError
    return int(text.partition(".")[0])


def _measured(cell: str, manner: Manner, kind: Format) -> float | None:
    """The number in a cell; None where there is none."""
    return number_in(manner.number(cell.rstrip(kind.suffixes))) if cell and len(cell) <= _LONGEST_CELL else None


def _dry_bulb(cell: str, manner: Manner, kind: Format, layout: Layout) -> float | str:
    """Dry bulb in a cell [the file's degrees], or in words why there is none."""
    if not cell:
        return "empty"
    number = _measured(cell, manner, kind)
    if number is None:
        return "not a number"
    if kind.is_missing(number):
        return "marked as missing"
    degrees = number / layout.divisor
    celsius = (degrees - 32) / 1.8 if layout.is_fahrenheit else degrees
    if not COLDEST <= celsius <= HOTTEST:
        return f"outside {COLDEST:g} to {HOTTEST:g} °C"
    return round(degrees, DECIMALS) + 0.0  # -0.0 becomes 0.0: one temperature, one text
