"""How a record is laid out in a text: which lines name columns, and what each column is, in which unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from ..errors import InputError
from ..files.delimited import Manner, manner_of, shows_decimal_commas
from ..files.reading import MAX_BYTES, FilePath, Wanted, one_line
from . import columns
from .cell_units import unit_in_cells, with_units_beside
from .columns import HEATS, Maker, Name
from .record import DAY
from .times import seconds_of

RUNTIME: Final = Wanted(
    "runtime_file",
    "must be a thermostat's runtime CSV with time, outdoor temperature and heating runtimes",
    "Give one heating season.",
    MAX_BYTES,
)
OTHER_KIND: Final = (
    "Give the CSV as the thermostat's website exports it, with one row of column names such as "
    "Date, Time, Outdoor Temp (F), Heat Stage 1 (sec), Aux Heat 1 (sec)."
)
TIMES_LIKE: Final = "Dates must be like 2024-01-31 or 1/31/2024, times like 13:05 or 1:05 PM."
_ADD_OUTDOOR: Final = "Add a column such as Outdoor Temp (F), from a weather station nearby for the same times."


_NAME_UNITS: Final = (
    "Put (sec), (min) or (h) at the end of the names; (%) or (0-1) where they are shares of each row's time."
)


class Heat(NamedTuple):
    """A column that says how long a source of heat ran: its place from 0, the source, and seconds in its unit.

    Without seconds it says which share of the row: share is what 1 in it means; 0: it says on or off.
    """

    place: int
    source: str
    seconds: float
    share: float = 0.0


class Degrees(NamedTuple):
    """A column of temperatures: its place from 0, and whether they are in °C; None: as the row's others show."""

    place: int
    celsius: bool | None


class Layout(NamedTuple):
    """What the columns under one line of names are; places of columns are counted from 0."""

    line: int
    """Number of the line of names"""
    names: str
    """The line itself, which files put together repeat"""
    manner: Manner
    time: tuple[int, ...]
    """One column, or date and clock"""
    outdoor: Degrees
    indoor: Degrees | None
    setpoint: Degrees | None
    heats: tuple[Heat, ...]
    mode: int | None
    """Says heat, cool or off for the compressor"""
    owner: int | None
    """Names the thermostat"""
    kind: str
    taken: tuple[tuple[str, str], ...]
    """What each column is taken for, and its name"""
    units_in_cells: bool = False
    """Whether numbers have a unit behind them"""


def is_heading(line: str) -> bool:
    """Whether a line may name columns: quick, for each line of a long file."""
    first = line.lstrip('#\ufeff" \t,;|')[:1]
    return first.isalpha()


def names_in(line: str) -> tuple[Manner, list[Name]]:
    """The names that a line has, and how it separates them."""
    line = line.lstrip("#\ufeff")
    manner = manner_of(line, "")
    return manner, [columns.name_of(cell) for cell in manner.cells(line)]


def layout_of(path: FilePath, number: int, lines: Sequence[str], text: str) -> Layout | None:
    """What the columns are where line ``number`` names a time and an outdoor temperature or heat; else None.

    Raises InputError for each kind of column that is missing, double or without a unit.
    """
    line = lines[number - 1]
    manner, names = names_in(line)
    uses = columns.settled([columns.use_of(name.words) for name in names])
    if not (time := time_columns(uses)):
        return None
    outdoor = [place for place, use in enumerate(uses) if use == columns.OUTDOOR]
    maker = columns.maker_of(names)
    manner = manner._replace(decimal_comma=shows_decimal_commas(text, manner.separator))
    rows = [manner.cells(lines[place]) for place in (number, number - 2) if 0 <= place < len(lines)]
    named = with_units_beside(names, uses, rows)
    behind = {place: unit for place, use in enumerate(uses) if use in _WITH_UNIT
              and (unit := unit_in_cells(lines[number:], manner, place, use)) != ""}  # fmt: skip
    names = [
        name._replace(unit=behind.get(place) or name.unit) if not name.unit else name
        for place, name in enumerate(named)
    ]
    heats, flaws = _heats(path, names, uses, maker, lambda place: _says_on_or_off(lines[number:], manner, place, line))
    if not outdoor and not heats and not flaws:
        return None
    celsius = [_celsius(names[place], maker) for place in outdoor]
    flaws += _outdoor_flaws(path, names, outdoor, celsius, maker)
    mixed = [place for place, unit in behind.items() if unit is None or not columns.same_unit(unit, names[place].unit)]
    if mixed:
        problem = f"the numbers in column {mixed[0] + 1} have other units than its name, or several"
        flaws.append(RUNTIME.refused(path, problem, "Keep one unit in each column."))
    if flaws and _has_a_row_a_day(lines[number : number + _FIRST_ROWS], manner, time):
        raise RUNTIME.refused(path, DAILY, BY_THE_HOUR)
    if flaws:
        raise InputError([issue for flaw in flaws for issue in flaw.issues])
    columns_of_two(path, [(names[heat.place], heat.source) for heat in heats])
    indoor, setpoint = (_first(names, uses, use, maker) for use in (columns.INDOOR, columns.SETPOINT))
    used = [*outdoor, *(one.place for one in (indoor, setpoint) if one), *(heat.place for heat in heats)]
    taken = tuple((str(uses[place]), names[place].text) for place in used)
    mode, owner = (uses.index(use) if use in uses else None for use in (columns.MODE, columns.OWNER))
    kind = maker.kind if maker else "thermostat or building record"
    return Layout(
        number, line, manner, time, Degrees(outdoor[0], celsius[0]), indoor, setpoint, tuple(heats), mode, owner, kind,
        taken, bool(behind),
    )  # fmt: skip


_WITH_UNIT: Final = HEATS | {columns.OUTDOOR, columns.INDOOR, columns.SETPOINT}
_FIRST_ROWS: Final = 60
DAILY: Final = "it has one row a day, and the mean of a day hides its cold hours"
BY_THE_HOUR: Final = (
    "Export it with a row for each hour or shorter interval. Without one give the place: degree_days and "
    "design_temperature, without runtime_file."
)


def _has_a_row_a_day(lines: Sequence[str], manner: Manner, time: Sequence[int]) -> bool:
    cells = [row for line in lines if line.strip() and len(row := manner.cells(line)) > max(time)]
    steps = np.diff(seconds_of([" ".join(row[place].strip(' "') for place in time) for row in cells]).seconds)
    steps = np.abs(steps[~np.isnan(steps)])
    return len(steps) > 1 and float(np.median(steps)) == DAY


def time_columns(uses: Sequence[str | None]) -> tuple[int, ...]:
    """The column of times, or those that give it together; () where there are none."""
    *date, minute = columns.YEAR_TO_MINUTE
    together = [(columns.DATE, columns.CLOCK), (columns.TIME,), (columns.DATE, columns.HOUR)]
    together += [(*date, minute), (*date,), (columns.DATE,), (columns.CLOCK,)]
    group = next((group for group in together if {*group} <= {*uses}), ())
    return tuple(uses.index(use) for use in group)


def _heats(
    path: FilePath, names: Sequence[Name], uses: Sequence[str | None], maker: Maker | None,
    says_on_or_off: Callable[[int], bool],
) -> tuple[list[Heat], list[InputError]]:  # fmt: skip
    """The columns of heat, and a refusal where their unit is not known."""
    heats, without = [], []
    for place, (name, use) in enumerate(zip(names, uses, strict=True)):
        if use not in HEATS:
            continue
        seconds = columns.seconds_in(name.unit)
        if not seconds and not name.unit and maker:
            seconds = maker.seconds
        is_sure = columns.SURE.search(name.words) is not None
        if seconds:
            heats.append(Heat(place, str(use), seconds))
        elif share := columns.share_in(name.unit):
            heats.append(Heat(place, str(use), 0.0, share))
        elif not name.unit and says_on_or_off(place):
            heats.append(Heat(place, str(use), 0.0))
        elif is_sure:
            without.append(str(place + 1))
    if not without:
        return heats, []
    problem = f"heating runtimes have no unit of time in their names: column {', '.join(without)}"
    return heats, [RUNTIME.refused(path, problem, _NAME_UNITS)]


def columns_of_two(path: FilePath, heats: Sequence[tuple[Name, str]]) -> None:
    """Refuse names that differ only in whose they are, such as Upstairs Heat Stage 1 and Downstairs Heat Stage 1."""
    for number, (name, source) in enumerate(heats):
        for other, same in heats[:number]:
            pairs = list(zip(name.words.split(), other.words.split(), strict=False))
            differ = {pair for pair in pairs if pair[0] != pair[1]}
            plain = all(columns.use_of(word) is None and word.isalpha() for pair in differ for word in pair)
            if same == source and len(name.words) and differ and plain and len(differ) < len(pairs) and (
                len(name.words.split()) == len(other.words.split())
            ):  # fmt: skip
                raise two_thermostats(path, [other.text, name.text])


def two_thermostats(path: FilePath, names: Sequence[str]) -> InputError:
    """The refusal of a file of two thermostats, with their names."""
    listed = ", ".join(one_line(name) for name in names[:4])
    return RUNTIME.refused(path, f"it has more than one thermostat: {listed}", "Give the record of one of them.")


ON: Final = frozenset({"on", "true", "1", "1.0", "1.00", "active", "yes", "run", "running", "heating", "heat", "open",
                       "enabled", "start", "started"})  # fmt: skip
OFF: Final = frozenset({"off", "false", "0", "0.0", "0.00", "inactive", "no", "stop", "stopped", "idle", "closed",
                        "disabled", "cooling", "cool", "fan", "drying"})  # fmt: skip
"""What a column of states says of a source of heat, in small letters."""


def _says_on_or_off(lines: Sequence[str], manner: Manner, place: int, names: str) -> bool:
    """Whether every cell of a column that says something says on or off."""
    seen: set[str] = set()
    for line in lines:
        if line and line != names and not line.startswith("#"):
            cells = manner.cells(line)
            if place < len(cells):
                seen.add(cells[place].strip(' "\t').casefold())
        if len(seen) > 12:
            return False
    said = {cell for cell in seen if cell in ON or cell in OFF}
    return bool(said) and not any(cell[:1].isdigit() for cell in seen - said)


def _celsius(name: Name, maker: Maker | None) -> bool | None:
    known = columns.is_celsius(name.unit)
    return False if known is None and maker and maker.is_fahrenheit and not name.unit else known


def _outdoor_flaws(
    path: FilePath, names: Sequence[Name], outdoor: Sequence[int], celsius: Sequence[bool | None], maker: Maker | None
) -> Iterator[InputError]:
    if not outdoor:
        yield RUNTIME.refused(path, "it has no column of outdoor temperatures", _ADD_OUTDOOR)
    elif len(outdoor) > 1:
        places = " and ".join(str(place + 1) for place in outdoor)
        yield RUNTIME.refused(path, f"columns {places} are outdoor temperatures", "Keep one of them.")
    elif celsius[0] is None and (maker is None or names[outdoor[0]].unit):
        problem = f"the name of column {outdoor[0] + 1}, the outdoor temperature, has no unit"
        yield RUNTIME.refused(path, problem, "Put (F) or (C) at the end of the name.")


def _first(names: Sequence[Name], uses: Sequence[str | None], use: str, maker: Maker | None) -> Degrees | None:
    """The first column of a use whose unit is known, or that a maker's user chose; None where there is none."""
    for place, name in enumerate(names):
        if uses[place] == use:
            celsius = _celsius(name, maker)
            if celsius is not None or (maker and not name.unit):
                return Degrees(place, celsius)
    return None
