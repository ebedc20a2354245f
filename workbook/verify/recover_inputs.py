"""The inputs that an audit workbook holds: as they are now, and as they were when it was made.

Read by defined names, else by the column of names on Inputs, so that a moved row does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import DualFuelError, InputError, Issue
from xl_dualfuel.files.values import is_blank, spreadsheet_value
from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.bill_inputs import BILLS
from xl_dualfuel.inputs.case import Case, defaults_as_given
from xl_dualfuel.inputs.case_contents import Files, lead_in
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.origins import Beside, is_not_given, typed_remark
from xl_dualfuel.inputs.programme_text import programme_in
from xl_dualfuel.inputs.programmes import CUSTOM, Programme
from xl_dualfuel.inputs.units_given import Units, fahrenheit_in, units_named
from xl_dualfuel.records.bill_weather import BillsRead
from xl_dualfuel.weather.year import WeatherYear

from ..book.layout import HEADER_ROW
from ..reader import Sheet, Value
from ..reader.addresses import Area, letters
from ..sheets.programme import RULES_GIVEN

NAMES, VALUES, SOURCES, NOTES = 3, 4, 7, 8
"""Columns of Inputs"""
CLIMATE, PERFORMANCE = 10, 13
"""First columns of the tables right of the inputs"""
FIRST: Final = HEADER_ROW + 2
"""First row of these tables"""
MOST_ROWS: Final = 10_000
"""Most rows of the climate table: a year has at most 8,760 temperatures."""
MOST_RULES: Final = 2_000
"""Most lines of rules: 100 rules have at most 1,320."""
MOST_TEXT: Final = 500_000
"""Most characters of them"""
OWN_BILLS: Final = "sheet Bills of the workbook"
"""In place of the name of a file with bills, or their weather, which is never opened"""
NEEDED: Final = frozenset(key for key, field in FIELDS.items() if field.needed)
"""Inputs that a workbook must hold: its formulas have no defaults."""


class Entry(NamedTuple):
    """An input as the workbook holds it: its row on Inputs, value, source and note."""

    row: int
    value: Value
    source: object
    note: object


class Submitted:
    """The inputs of an audit workbook by its sheet Inputs.

    spans: the cells of inputs by name, if known. rules: those of a programme of the user's own, if known. lead: what
    the workbook says its record lacks for a season. bills: those on the sheet Bills, if it has one.
    """

    def __init__(
        self, sheet: Sheet, spans: Mapping[str, Area] | None = None, rules: Programme | None = None,
        lead: object = None, bills: BillsRead | None = None,
    ) -> None:  # fmt: skip
        self.sheet = sheet
        self.spans = spans or {}
        self.rules = rules
        self.lead = lead_in(lead)
        self.bills = bills

    def _value(self, row: int, column: int) -> Any:
        value = self.sheet.value(f"{letters(column)}{row}")
        return None if isinstance(value, str) and not value.strip() else value

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every input that has a cell."""
        rows: dict[str, tuple[int, int]] = {}
        for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + 4 * len(FIELDS)):
            name = self._value(row, NAMES)
            if isinstance(name, str) and name in FIELDS:
                rows.setdefault(name, (row, VALUES))
        for key, span in self.spans.items():
            if key in FIELDS:
                rows[key] = (span.top, span.left)
        return {
            key: Entry(
                row, None if is_blank(value := self._value(row, column)) else value,
                self._value(row, column + SOURCES - VALUES), self._value(row, column + NOTES - VALUES),
            )
            for key, (row, column) in rows.items()
        }  # fmt: skip

    @property
    def beside(self) -> Beside:
        """What was typed beside the inputs in their rows."""
        remarks = {key: typed_remark(key, *(str(text or "") for text in (entry.source, "", entry.note)))
                   for key, entry in self.entries.items() if entry.value is not None}  # fmt: skip
        return Beside({key: remark for key, remark in remarks.items() if any(remark)})

    @cached_property
    def units(self) -> Units:
        """What the inputs are given in; a workbook of an earlier version says nothing, and is in °F and BTU/h."""
        values: dict[str, object] = {}
        for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + len(UNIT_FIELDS)):
            name = self._value(row, NAMES)
            if isinstance(name, str) and name in UNIT_FIELDS:
                values.setdefault(name, self._value(row, VALUES))
        for key in UNIT_FIELDS.keys() & self.spans.keys():
            values[key] = self._value(self.spans[key].top, self.spans[key].left)
        currency = self.entries.get("currency")
        return units_named({**values, "currency": currency and currency.value})

    @cached_property
    def climate(self) -> list[tuple[Any, ...]]:
        """The climate table of the file: (temperature as given, hours [h]), down to the first blank row."""
        return self._table(("climate_temperature", "climate_hours"), CLIMATE)

    @cached_property
    def performance(self) -> list[tuple[Any, ...]]:
        """The performance table of the file, all its columns; None where a cell is blank."""
        keys = [f"performance_{key}" for key in performance.COLUMNS]
        return self._table(keys, PERFORMANCE) if self.has_performance else []

    @property
    def has_performance(self) -> bool:
        """Whether there is a performance table."""
        return "performance_cop" in self.spans or self._value(HEADER_ROW, PERFORMANCE) == "Outdoor temp."

    def _table(self, keys: Sequence[str], column: int) -> list[tuple[Any, ...]]:
        places = []
        for offset, key in enumerate(keys):
            span = self.spans.get(key)
            places.append((span.left, span.top, span.bottom) if span else (column + offset, FIRST, FIRST + MOST_ROWS))
        rows = []
        for offset in range(min(MOST_ROWS, *(bottom - top + 1 for _, top, bottom in places))):
            row = tuple(self._value(top + offset, left) for left, top, _ in places)
            if all(cell is None for cell in row):
                break
            rows.append(row)
        return rows

    def values(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs as a case takes them, some changed; a value noted as the default is left out."""
        values = {key: entry.value for key, entry in self.entries.items() if FIELDS[key].kind != "table"}
        values |= changes
        noted = {key for key, entry in self.entries.items() if is_not_given(entry.note)}
        given: dict[str, Any] = {**self.units.given}
        given |= {key: value for key, value in values.items() if value is not None and key not in noted}
        if values.get("climate") == "bins" and self.climate:
            given["bin_table"] = [list(row) for row in self.climate]
        if self.performance:
            given["performance_table"] = performance.without_blanks(self.performance)
        more: Mapping[str, Any] = values
        while more:  # a default may hang on another input that was typed over while its note was left
            full = defaults_as_given(given)
            # To the digits that a spreadsheet keeps: a COP estimated from the HSPF2 has more.
            more = {key: value for key, value in values.items() if value is not None and key not in given
                    and spreadsheet_value(full.get(key)) != spreadsheet_value(value)}  # fmt: skip
            given |= more
        given.pop("runtime_file", None)  # bins are in the table
        for key in BILLS:
            if self.bills is None:  # files are elsewhere
                given.pop(key, None)
            elif key in given:
                given[key] = OWN_BILLS
        if given.get("programme") != CUSTOM or self.rules is None:  # a file is never opened
            given.pop("programme_file", None)
        if given.get("programme") == CUSTOM and self.rules is None:
            del given["programme"]
        if values.get("climate") != "weather":
            given.pop("weather_file", None)
        return given

    @property
    def missing(self) -> list[str]:
        """Inputs that a workbook must hold, absent from this workbook."""
        return [key for key in FIELDS if key in NEEDED and (key not in self.entries or self.entries[key].value is None)]

    @property
    def needs_humidity(self) -> bool:
        """Whether the answer follows from the humidity of a weather file, which the workbook does not hold."""
        found = {key: entry.value for key, entry in self.entries.items()}
        return (found.get("climate"), found.get("defrost")) == ("weather", "humidity")

    @property
    def needs_rules(self) -> bool:
        """Whether the answer follows from the rules of a file, which the workbook does not hold."""
        entry = self.entries.get("programme")
        return entry is not None and entry.value == CUSTOM and self.rules is None

    @property
    def incomplete(self) -> bool:
        """Whether the hash needs what the workbook does not hold: a table without effect, rules of a file."""
        entries = (self.entries.get(key) for key in ("bin_table", "climate"))
        table, climate = (None if entry is None else entry.value for entry in entries)
        return self.needs_rules or (table is not None and climate != "bins")

    def case(self, changes: Mapping[str, Any] | None = None) -> Case:
        """The case. Raises InputError listing every problem."""
        values = self.values(changes or {})
        # A file is never opened: what was read from it is in the workbook.
        record = self.entries.get("runtime_file")
        is_recorded = record is not None and record.value is not None
        files = Files(programme=self.rules if values.get("programme") == CUSTOM else None,
                      lead=self.lead if is_recorded else "", bills=self.bills, is_recorded=is_recorded)  # fmt: skip
        if defaults_as_given(values).get("climate") != "weather":
            return Case.with_files(files, **values)
        year = _year([(fahrenheit_in(row[0], self.units), *row[1:]) for row in self.climate])
        if year is None:
            raise InputError([Issue("weather_file", "the climate table", "must hold a year from warm to cold",
                                    "Make the workbook again")])  # fmt: skip
        if not isinstance(values.get("weather_file"), str):
            values["weather_file"] = "a weather file"
        return Case.with_files(files._replace(year=year), **values)


def rules_on(sheet: Sheet | None) -> Programme | None:
    """The rules of the user's own on the sheet Programme; None where it holds none that can be read."""
    if sheet is None:
        return None
    column = sheet.grid.get(1, {})
    title = next((row for row, cell in column.items() if cell.value == RULES_GIVEN), None)
    if title is None:
        return None
    lines = (sheet.value(f"A{row}") for row in range(title + 1, title + 1 + MOST_RULES))
    text = "\n".join(takewhile(bool, (line if isinstance(line, str) else "" for line in lines)))
    try:
        return programme_in(text) if len(text) <= MOST_TEXT else None
    except DualFuelError:
        return None


def _year(rows: Sequence[tuple[Any, ...]]) -> WeatherYear | None:
    """A year from its table, warm to cold; None for any other table."""
    if not rows or not all(isinstance(cell, float) for row in rows for cell in row):
        return None
    ordered = rows[::-1]
    temperatures = tuple(row[0] for row in ordered)
    if any(a >= b for a, b in pairwise(temperatures)) or any(row[1] < 0 for row in ordered):
        return None
    return WeatherYear("a year", "the workbook", temperatures, tuple(row[1] for row in ordered))
