"""The tables of a filled workbook: measured bins or a year's hours, performance points, lists of a form."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.values import is_blank
from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.case_contents import lead_in
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS, Field
from xl_dualfuel.inputs.synonyms import choice_of
from xl_dualfuel.inputs.units_given import Units, fahrenheit_in, limits_in, to_engine_units
from xl_dualfuel.inputs.validation import usual_balance
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.weather.stations import station_year
from xl_dualfuel.weather.year import LEAP_YEAR_HOURS, WeatherYear

from ..names import WORKED_OUT
from ..reader import Cell, Opened, Sheet
from ..reader.addresses import Area
from .entries import Entry, Place, cell_at, cell_place, entry, located
from .form_fields import TABLES, FormField

Collect = Callable[[Issue | None, Issue | None], None]
Rows = tuple[tuple[float, ...], ...]

CLIMATE: Final = tuple(f"climate_{column}" for column in FIELDS["bin_table"].columns)
PERFORMANCE: Final = tuple(f"performance_{column}" for column in performance.COLUMNS)
"""Names of the columns of tables; those of a heat pump's speeds may be absent"""
YEAR_ORIGINS: Final = ("climate", "station", "weather_file")
RUNTIME_ORIGINS: Final = ("runtime_file", "record_season", "season_degree_days", "load_balance", "bin_width")
"""Inputs that a table comes from, which the workbook holds in out_made_<key>"""


class Span(NamedTuple):
    """The columns of a table: sheet, first and last row, column numbers."""

    sheet: str
    first: int
    last: int
    columns: tuple[int, ...]

    @property
    def place(self) -> Place:
        """All its cells."""
        return Place(self.sheet, Area(self.first, min(self.columns), self.last, max(self.columns)))


def _with_rows_below(opened: Opened, span: Span) -> Span:
    """The table with the rows that were typed below its last."""
    grid = opened.by_title[span.sheet].grid
    last = span.last
    while any(_holds(grid.get(column, {}).get(last + 1)) for column in span.columns):
        last += 1
    return span._replace(last=last)


def _with_gaps(opened: Opened, span: Span) -> Span:
    """The table with all rows below its last that have two cells or more, however many blank rows are between them."""
    grid = opened.by_title[span.sheet].grid
    below = Counter(row for column in span.columns for row, cell in grid.get(column, {}).items()
                    if row > span.last and _holds(cell))  # fmt: skip
    return span._replace(last=max((row for row, cells in below.items() if cells > 1), default=span.last))


def _holds(cell: Cell | None) -> bool:
    return cell is not None and cell.holds


def any_table(names: Mapping[str, Place]) -> bool:
    """Whether there are names of tables."""
    return not names.keys().isdisjoint((*CLIMATE, *PERFORMANCE))


def _span(opened: Opened, names: Mapping[str, Place], keys: Sequence[str]) -> Span | None:
    places = [names[key] for key in keys if key in names]
    if len(places) == len(keys) and len({(p.sheet, p.area.top) for p in places}) == 1:
        return Span(places[0].sheet, places[0].area.top, max(p.area.bottom for p in places),
                    tuple(p.area.left for p in places))  # fmt: skip
    return None


def _headed(opened: Opened, headings: Sequence[str]) -> Span | None:
    """The table below these headings, side by side: from two rows below them down."""
    for sheet in opened.sheets:
        for column, cells in sheet.grid.items():
            for row, cell in cells.items():
                others = [sheet.grid.get(column + place, {}).get(row) for place in range(1, len(headings))]
                texts = (cell.value, *(None if other is None else other.value for other in others))
                if texts == tuple(headings) and not _is_ours(cells.get(row + 2)):
                    columns = tuple(range(column, column + len(headings)))
                    last = max((max(sheet.grid.get(number, {row: None})) for number in columns), default=row)
                    return Span(sheet.title, row + 2, last, columns)
    return None


def _is_ours(cell: Cell | None) -> bool:
    """Whether a form's own calculation is in a cell: its formulas are on names that nobody else has."""
    return cell is not None and cell.formula is not None and WORKED_OUT in cell.formula


def _lines(opened: Opened, span: Span) -> Iterator[int]:
    """The rows of a table that hold anything."""
    grid = opened.by_title[span.sheet].grid
    rows = {row for column in span.columns for row, cell in grid.get(column, {}).items()
             if span.first <= row <= span.last and _holds(cell)}  # fmt: skip
    return iter(sorted(rows))


def _rows(
    opened: Opened, key: str, span: Span, names: Sequence[str], is_audit: bool, collect: Collect
) -> Rows:  # fmt: skip
    """The cells of a table of inputs, as typed; of a workbook of this program numbers only.

    What is missing in a row, or cannot be a number, is a problem of the table.
    Columns after the second may be left blank, all of their rows.
    """
    grid = opened.by_title[span.sheet].grid
    used = [place for place, column in enumerate(span.columns, 1)
            if any(_holds(grid.get(column, {}).get(row)) for row in range(span.first, span.last + 1))]  # fmt: skip
    width = max([2, *used])
    rows: list[tuple[Any, ...]] = []
    for row in _lines(opened, span):
        cells = []
        for column, name in zip(span.columns[:width], names[:width], strict=True):
            place = cell_place(span.sheet, row, column)
            field, cell = COLUMNS[performance.quantity(name)], cell_at(opened, place)
            typed = entry(opened, key, cell, place, "number", f"Give the {name} as a number", field=field)
            if typed.problem is None and typed.value is not None and cell is not None and isinstance(cell.value, str):
                typed = Entry(cell.value)  # read with the units of the case, which reports it
            collect(typed.problem, typed.doubt)
            if typed.value is None:
                collect(Issue(key, located(None, place), f"must have the {name} in every row",
                              "Fill it in, or clear the row"), None)  # fmt: skip
            elif is_audit and isinstance(typed.value, str) and typed.problem is None:
                collect(Issue(key, located(typed.value, place), "must be a number, not text",
                              f"Give the {name} as a number"), None)  # fmt: skip
            is_read = typed.problem is None and not (is_audit and isinstance(typed.value, str))
            cells.append(typed.value if is_read else None)
        if None not in cells:
            rows.append(tuple(cells))
    return tuple(rows)


class Tables:
    """The tables of inputs of one workbook."""

    def __init__(self, opened: Opened, names: Mapping[str, Place], is_audit: bool, collect: Collect) -> None:
        self.opened, self.names, self.is_audit, self.collect = opened, names, is_audit, collect
        self.cells: dict[str, Place] = {}
        self.climate: Rows = self._read("bin_table", CLIMATE)
        speeds = [name for name in PERFORMANCE if name in names]
        self.points: Rows = self._read("performance_table", speeds or PERFORMANCE)

    def _read(self, key: str, names: Sequence[str]) -> Rows:
        span = _span(self.opened, self.names, names)
        if span is None and self.names.keys().isdisjoint(FIELDS):
            span = _headed(self.opened, [COLUMNS[column].label for column in FIELDS[key].columns])
        if span is None:
            return ()
        if not self.is_audit:  # the formulas of a workbook end with the table
            span = _with_rows_below(self.opened, _with_gaps(self.opened, span))
        self.cells[key] = span.place
        columns = FIELDS[key].columns if key == "bin_table" else performance.COLUMNS[: len(span.columns)]
        return _rows(self.opened, key, span, columns, self.is_audit, self.collect)

    def year(self, file: str, units: Units) -> WeatherYear | None:
        """The climate table as the year of a weather file; None if it cannot be a year."""
        rows = self._warmer_last(units)
        temperature, hours = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
        total = sum(hours)
        if len(set(temperature)) < len(rows) or min(hours) < 0 or not 0 < total <= LEAP_YEAR_HOURS:
            place = self.cells["bin_table"]
            self.collect(Issue("weather_file", located(f"{total:,.7g} h", place), "must have the hours of a year, each "
                               "temperature once", "Take the workbook as it was made"), None)  # fmt: skip
            return None
        return WeatherYear(PurePath(file).name, "the year's hours in the workbook", temperature, hours)

    def _warmer_last(self, units: Units) -> list[tuple[float, ...]]:
        """The climate table in °F, cold to warm."""
        return sorted((fahrenheit_in(row[0], units), *row[1:]) for row in self.climate)

    def other_station(self, station: str, place: Place | None, units: Units) -> list[Issue]:
        """The problem that the climate table is not the year of the station; none if it is."""
        try:
            year = station_year(station)
        except InputError:  # refused as an input already
            return []
        rows = tuple(zip(year.temperature, year.hours, strict=True))
        if len(rows) == len(self.climate) and all(
            same(ours, theirs) for row, other in zip(rows, self._warmer_last(units), strict=True)
            for ours, theirs in zip(row, other, strict=True)
        ):  # fmt: skip
            return []
        table = self.cells["bin_table"]
        return [Issue("station", located(station, place), f"must be the station whose hours are at "
                      f"{table.sheet}!{table.address}", "Make the workbook again, or clear those cells")]  # fmt: skip

    def lead(self) -> str:
        """What the workbook says its record lacks for a season."""
        place = self.names.get("made_record_lead")
        cell = None if place is None else cell_at(self.opened, place)
        return lead_in(None if cell is None else cell.value)

    def changed_since(
        self, values: Mapping[str, object], cells: Mapping[str, Place], keys: Sequence[str]
    ) -> list[Issue]:
        """Inputs that the climate table comes from and that have changed since."""
        values = to_engine_units(values).inputs
        balance = values.get("load_balance_temperature", _usual_balance(values))
        issues = []
        for key in keys:
            name = "load_balance_temperature" if key == "load_balance" else key
            place = self.names.get(f"made_{key}")
            cell = None if place is None else cell_at(self.opened, place)
            if place is None or cell is None:
                continue
            now = balance if key == "load_balance" else values.get(key)
            if not same(now or "", cell.value or ""):
                issues.append(Issue(name, located(now, cells.get(name)), "must be what the climate table comes from "
                                    f"({located(cell.value, None)})", "Make the workbook again"))  # fmt: skip
        return issues


def _usual_balance(values: Mapping[str, object]) -> object:
    """The load balance temperature [°F] where none is given."""
    setpoint = values.get("indoor_setpoint")
    return usual_balance(str(values.get("climate")), setpoint) if isinstance(setpoint, float) else None


def details(opened: Opened, names: Mapping[str, Place], collect: Collect) -> dict[str, list[dict[str, object]]]:
    """The lists of a form: one dictionary a row, blanks left out; rows with only the form's own text are left out.

    Each has "cell", the sheet and cell of its first column.
    """
    lines: dict[str, list[dict[str, object]]] = {}
    for table in TABLES:
        span = _span(opened, names, [f"{table.key}_{column.key}" for column in table.columns])
        if span is None:
            continue
        lines[table.key] = []
        for row in _lines(opened, _with_rows_below(opened, span)):
            line: dict[str, object] = {}
            for number, column in zip(span.columns, table.columns, strict=True):
                key, place = f"{table.key}_{column.key}", cell_place(span.sheet, row, number)
                typed = detail(opened, column, key, place)
                collect(typed.problem, typed.doubt)
                if typed.value is not None:
                    line[column.key] = typed.value
            if len(line) > 1 or (line and next(iter(line.values())) not in table.first_cells):
                first = cell_place(span.sheet, row, span.columns[0])
                lines[table.key].append({**line, "cell": f"{first.sheet}!{first.address}"})
    return lines


def same(first: object, second: object) -> bool:
    """Whether two values are the same; spreadsheets save 15 to 17 digits of a number."""
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=1e-12, abs_tol=1e-12)
    return first == second


_ENGINE: Final = Units()
_LIKE: Final = {"existing_fuel": "fuel", "existing_afue": "furnace_efficiency"}
"""Fields that are written in the words of an input"""


def detail(opened: Opened, field: FormField, key: str, place: Place, units: Units = _ENGINE) -> Entry:
    """What a cell of a form's own field holds, with its choices and range; temperatures in the degree of the form.

    A result that the form calculates is a formula, and blank as long as no spreadsheet has calculated it.
    """
    key_of_words, cell = _LIKE.get(field.key, field.key), cell_at(opened, place)
    like = Field(key_of_words, "", field.label, field.unit, "", minimum=field.minimum, maximum=field.maximum,
                 choices=field.choices, difference=field.difference,
                 remedy="Check the number and its unit")  # fmt: skip
    low, high = limits_in(like, units)
    field = field._replace(unit=shown_in(field.unit, units), minimum=low, maximum=high)
    is_result = field.is_reported and cell is not None and cell.formula is not None
    if is_result and cell is not None and cell.is_uncalculated:
        return Entry(None)
    if field.kind in ("number", "date") and cell is not None and cell.kind != "e" and is_blank(cell.value):
        return Entry(None)
    typed = entry(opened, key, cell, place, field.kind, "", field.unit, like)
    if is_result:
        typed = typed._replace(doubt=None)
    if field.kind == "choice" and isinstance(typed.value, str):
        typed = typed._replace(value=choice_of(like, typed.value) or typed.value)
    return typed if typed.problem else typed._replace(problem=_unfit(field, key, typed.value, place))


def _unfit(field: FormField, key: str, value: object, place: Place) -> Issue | None:
    """The problem that a value is no choice of its field, or out of its range."""
    if value is None:
        return None
    if field.kind == "choice" and value not in field.choices:
        return Issue(key, located(value, place), field.allowed, "Choose from the list of the cell")
    if field.kind == "number" and isinstance(value, float) and not field.minimum <= value <= field.maximum:
        return Issue(key, located(value, place), field.allowed, "Check the number and its unit")
    return None


def with_names(opened: Opened, names: Mapping[str, Place]) -> list[Sheet]:
    """The sheets that have a cell of an input."""
    titles = {place.sheet for key, place in names.items() if key in FIELDS}
    return [sheet for sheet in opened.sheets if sheet.title in titles]
