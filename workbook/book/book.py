"""The skeleton of a workbook while it is written: sheets, formulas, cells to be filled, defined names."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.inputs.units_given import Units

from ..brand import Brand
from ..formulas.checks import master
from ..formulas.cover import status_shown
from ..formulas.given import in_engine_units
from ..formulas.tariff_words import PLAIN
from ..names import name_of
from ..shape import Filling, Shape
from . import styles
from .layout import REVIEW, SHEETS, Layout, Place

Get = Callable[[Filling], Any]
"""How a cell gets its value: blank for None."""


_NAME: Final = vars(DefinedName("name"))
"""What a defined name has besides name and address"""
_LONG: Final = 32_000
"""Characters of which the library need not cut a text"""
AT_PLAIN_PRICES: Final = (
    "Bins", "Switchover", "Scenarios", "Charts", "Checks", "Sensitivity", "Options", "Money",
)  # fmt: skip
"""Sheets that know nothing of a tariff, and say so where there is one"""


class FillColumn(NamedTuple):
    """A column of a table: openpyxl writes its first row, the package the rest."""

    number: int
    formula: Callable[[int], str] | None
    """of the sheet row; None: its cells are values"""
    values: Callable[[Filling], Sequence[Any]]
    """of its first rows; the rest is blank"""


class FillTable(NamedTuple):
    """Rows that are filled down from the first."""

    first_row: int
    room: int
    columns: list[FillColumn]


class Book:
    """A workbook without values: each cell's value is a function of a Filling."""

    units: Units = Units()
    """What the inputs are given in"""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.units = shape, shape.units
        self.layout = Layout(shape)
        self.points: list[str] = []  # the cells that hold the temperatures of the heat pump's points
        self.climate_column: int | None = None  # on Constants, of the climate table's temperatures, if converted
        first = (REVIEW,) * shape.reviewed
        self._start((*first, *SHEETS, *_more_sheets(shape)), shape.brand)

    def _start(self, titles: Sequence[str], brand: Brand) -> None:
        """An empty workbook with these sheets, in the brand's colours."""
        self.book = Workbook()
        styles.register(self.book, brand, self.units)
        self._styles: dict[str, Any] = {}
        self.gets: dict[str, dict[tuple[int, int], Get]] = defaultdict(dict)  # of each sheet, by row and column
        self.fills: dict[str, FillTable] = {}
        self.ranges: dict[str, Get] = {}  # what charts draw: reference → list of values
        self.print_areas: dict[str, Get] = {}
        self.listed: dict[str, tuple[str, ...]] = {}  # sheets that the lines of a filling make, and their styles
        self.book.remove(self.book.worksheets[0])
        self.sheets: dict[str, Worksheet] = {title: self.book.create_sheet(title) for title in titles}

    def put(self, sheet: str, row: int, column: int, value: Any, style: str) -> None:
        """A cell that is the same in every workbook of the shape; text stays text whatever it begins with."""
        cell = self._cell(sheet, row, column)
        if isinstance(value, str):
            _write(cell, value, "s")
        else:
            cell.value = value
        self._paint(cell, style)

    def slot(self, sheet: str, row: int, column: int, get: Get, style: str) -> None:
        """A value of its own in each workbook."""
        cell = self._cell(sheet, row, column)
        self._paint(cell, style)
        self.gets[sheet][row, column] = get

    def formula(self, sheet: str, row: int, column: int, formula: str, get: Get, style: str) -> None:
        """A formula on inputs in the engine's units, and the value it has."""
        self.own_formula(sheet, row, column, self.adapted(formula), get, style)

    def adapted(self, formula: str) -> str:
        """A formula on inputs in the engine's units as it is in this workbook."""
        return in_engine_units(formula, self.units)

    def live(self, name: str) -> str:
        """The formula of a number that other workbooks hold as of when they were made; "" where this one does too."""
        return ""

    def own_formula(self, sheet: str, row: int, column: int, formula: str, get: Get, style: str) -> None:
        """A formula on inputs as they were given, and the value it has."""
        cell = self._cell(sheet, row, column)
        _write(cell, formula, "f")
        self._paint(cell, style)
        self.gets[sheet][row, column] = get

    def column(self, table: str, key: str, values: Callable[[Filling], Sequence[Any]], style: str) -> None:
        """A column of a table that is filled down to the end of its room."""
        place = self.layout.tables[table]
        number, formula = place.numbers[key], self.layout.column(table, key, self.adapted)
        cell = self._cell(place.sheet, place.first_row, number)
        _write(cell, formula(place.first_row), "f")
        self._paint(cell, style)
        fill = self.fills.setdefault(place.sheet, FillTable(place.first_row, place.room, []))
        fill.columns.append(FillColumn(number, formula, values))
        self.ranges[place.range(key)] = values

    def filled(
        self, sheet: str, first_row: int, room: int, column: int, formula: Callable[[int], str] | None,
        values: Callable[[Filling], Sequence[Any]], style: str,
    ) -> None:  # fmt: skip
        """A column that is filled down from a row for ``room`` rows; formula of the sheet row, None for values."""
        cell = self.sheets[sheet].cell(first_row, column)
        cell.value = 0 if formula is None else formula(first_row)
        self._paint(cell, style)
        fill = self.fills.setdefault(sheet, FillTable(first_row, room, []))
        fill.columns.append(FillColumn(column, formula, values))

    def _cell(self, sheet: str, row: int, column: int) -> Any:
        """A cell as the library makes it, without its looking at what it is given."""
        worksheet: Any = self.sheets[sheet]
        cell = worksheet._cells.get((row, column))
        if cell is None:
            cell = worksheet._cells[row, column] = Cell(worksheet, row, column)
        return cell

    def _paint(self, cell: Any, style: str) -> None:
        """Give a cell a named style; the library looks each name up again, which takes as long as writing the cell."""
        known = self._styles.get(style)
        if known is None:
            styles.add_input(self.book, style, self.units)
            cell.style = style
            self._styles[style] = cell._style
        else:
            cell._style = known

    def headers(self, sheet: str, row: int, texts: Sequence[str], first: int = 1, height: float | None = None) -> None:
        """Headers side by side from a column on, "" for none; height of the row [points]."""
        for column, text in enumerate(texts, first):
            if text:
                self.put(sheet, row, column, text, "df header")
        if height is not None:
            self.sheets[sheet].row_dimensions[row].height = height

    def widths(self, sheet: str, widths: Sequence[float], first: int = 1) -> None:
        """The widths of the columns from ``first`` on [characters]."""
        for column, width in enumerate(widths, first):
            self.sheets[sheet].column_dimensions[get_column_letter(column)].width = width

    def printed(self, sheet: str, area: str, titles: str = "", frozen: str = "") -> None:
        """What of a sheet is printed, such as $A$7:$H$40; rows repeated on every page; the first cell that scrolls."""
        fixed = f"{sheet}!{area}"
        self.print_areas[sheet] = lambda _: fixed
        if titles:
            self.sheets[sheet].print_title_rows = titles
        if frozen:
            self.sheets[sheet].freeze_panes = frozen

    def validated(self, sheet: str, cells: str, rule: DataValidation, title: str, prompt: str, error: str) -> None:
        """A data validation with help and message, cut after a word to what a workbook can hold."""
        rule.showErrorMessage = rule.showInputMessage = True
        rule.errorTitle = rule.promptTitle = _cut(title, 32)
        rule.prompt, rule.error = _cut(prompt, 255), _cut(error, 225)
        rule.add(cells)
        self.sheets[sheet].add_data_validation(rule)

    def name(self, key: str, sheet: str, first: str, last: str = "") -> None:
        """Name a cell or a range by its key, addresses such as C5."""
        self._define(name_of(key), sheet, first, last)

    def _define(self, name: str, sheet: str, first: str, last: str) -> None:
        address = ":".join(_absolute(cell) for cell in (first, last) if cell)
        # The library checks each of sixteen attributes, which takes as long as all else of a name.
        named = DefinedName.__new__(DefinedName)
        vars(named).update(_NAME, name=name, attr_text=f"{sheet}!{address}")
        self.book.defined_names[name] = named

    def name_table(self, name: str, place: Place) -> None:
        """Define out_table_<name>: keys on top, units, then the rows."""
        left, right = (place.letter(place.columns[end].key) for end in (0, -1))
        self.name(f"table_{name}", place.sheet, f"{left}{place.label_row + 1}", f"{right}{place.last_row}")

    def heading(self, sheet: str, title: str, note: str) -> None:
        """Title, status, master check and a note on top of a sheet, in its frozen part."""
        self.put(sheet, 1, 1, title, "df title")
        self.put(sheet, 2, 1, "Status", "df plain")
        self.formula(sheet, 2, 2, "=out_status_shown", status_shown, "df status")
        self.put(sheet, 3, 1, "Checks", "df plain")
        self.formula(sheet, 3, 2, "=out_checks", master, "df status")
        if self.shape.tariffed and sheet in AT_PLAIN_PRICES:
            note = f"{PLAIN}: see sheet Tariff. {note}"
        self.put(sheet, 4, 1, note, "df note")


def _more_sheets(shape: Shape) -> list[str]:
    """Sheets after the nine of an audit workbook."""
    decided = shape.decided
    wanted = {
        "Sensitivity": decided and decided.bars,
        "Options": decided and decided.options,
        "Money": decided and decided.purchases,
        "Bills": shape.billed,
        "Record": shape.recorded,
        "Tariff": shape.tariffed,
        "Hours": shape.tariffed,
        "Functions": shape.functions,
    }
    return [title for title, is_wanted in wanted.items() if is_wanted]


def _write(cell: Any, text: str, kind: str) -> None:
    """Text or a formula into a cell. The library looks for characters that no workbook holds; most texts are plain."""
    if text.isascii() and text.isprintable() and len(text) < _LONG:
        cell._value = text
    else:
        cell.value = text
    cell.data_type = kind


def _cut(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else textwrap.shorten(text, most, placeholder="…")


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
