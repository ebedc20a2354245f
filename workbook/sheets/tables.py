"""The sheets Bins, Switchover and Scenarios: one formula a column, stored values from the engine's own tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.columns import Column

from ..book import styles
from ..book.book import Book
from ..book.layout import PAGE_WIDTHS, SETTING_ROW, UPRIGHT, Place
from ..formulas.chosen import CONSTRAINTS
from ..formulas.setting import near_values, piece_values
from ..formulas.tables import bin_helper_values, scenario_helper_values, switchover_helper_values
from ..shape import Filling
from . import conditional_formats

_TITLES = {
    "Bins": (
        "Temperature bins",
        "One row a bin, warm to cold. Money and kilograms are season totals of the bin; kW and BTU/h are rates.",
    ),
    "Switchover": (
        "Season cost by switchover",
        "Every bin edge as the switchover: the heat pump's bins from above, the furnace's bins from below, summed.",
    ),
    "Scenarios": (
        "Scenarios and balance points",
        "A season run in six ways. Savings are against today's setting and against the dearer of the single fuels.",
    ),
}
_HELPERS: dict[str, Callable[[str, Filling], list[Any]]] = {
    "Bins": bin_helper_values,
    "Switchover": switchover_helper_values,
    "Scenarios": scenario_helper_values,
    "Near": near_values,
    "Pieces": piece_values,
}


def write(book: Book) -> None:
    """Write the three sheets."""
    for table in ("Bins", "Switchover", "Scenarios"):
        write_table(book, table)
        conditional_formats.mark(book, table)


def write_table(book: Book, table: str) -> None:
    """One of the three sheets, without its conditional formats."""
    place, sheet = book.layout.tables[table], book.sheets[table]
    book.heading(table, *_TITLES[table])
    for column in (*place.columns, *place.helpers):
        head(book, place, column)
        letter = place.letter(column.key)
        # On Scenarios the balance points below share the columns.
        narrowest = 14.0 if table == "Scenarios" else 0.0
        sheet.column_dimensions[letter].width = max(narrowest, styles.width_of(column, book.shape.units))
        if table == "Scenarios":
            write_rows(book, table, column)
        else:
            book.column(table, column.key, _values(table, column.key, place), styles.style_of(column))
    sheet.row_dimensions[place.label_row].height = 50
    sheet.row_dimensions[place.label_row + 1].height = 30
    if place.helpers and table != "Scenarios":  # whose pages repeat other rows, and whose columns other tables share
        book.put(table, place.label_row - 1, place.numbers[place.helpers[0].key], "Helper columns", "df note")
        gap = get_column_letter(place.numbers[place.helpers[0].key] - 1)
        sheet.column_dimensions[gap].width = 3
    book.name_table(table.lower(), place)
    sheet.freeze_panes = f"B{place.first_row}"
    # Below the scenarios other blocks follow, under headers of their own.
    sheet.print_title_rows = f"1:{place.label_row - 2 if table == 'Scenarios' else place.first_row - 1}"
    sheet.print_title_cols = "A:A"
    book.print_areas[table] = _areas(book, table, place)


def head(book: Book, place: Place, column: Column, drawn: bool = False) -> None:
    """A column's label, key and unit, which is the engine's but for the money; drawn: the case's."""
    number = place.numbers[column.key]
    book.put(place.sheet, place.label_row, number, column.label, "df header")
    book.put(place.sheet, place.label_row + 1, number, column.key, "df unit")
    units = book.shape.units if drawn else Units(currency=book.shape.units.currency)
    book.put(place.sheet, place.label_row + 2, number, shown_in(column.unit, units) or None, "df unit")


def _values(table: str, key: str, place: Place) -> Callable[[Filling], Sequence[Any]]:
    if any(column.key == key for column in place.helpers):
        return lambda f: _HELPERS[table](key, f)
    return lambda f: f.result.table(table.lower())[key]


def _scenario_value(table: str, key: str, number: int, f: Filling) -> Any:
    if table == "Scenarios" and key in f.scenarios:
        return f.scenarios[key][number]
    return _HELPERS[table](key, f)[number]


def write_rows(book: Book, table: str, column: Column) -> None:
    """A column of a short table on Scenarios, cell by cell."""
    formula, place = book.layout.column(table, column.key), book.layout.tables[table]
    for number in range(place.room):
        row = place.first_row + number
        get = partial(_scenario_value, table, column.key, number)
        book.formula(place.sheet, row, place.numbers[column.key], formula(row), get, styles.style_of(column))


def _areas(book: Book, table: str, place: Place) -> Callable[[Filling], str]:
    """The used rows of the columns that one page holds: the results; what they are worked out with is on the screen."""
    widths, last = 0.0, ""
    for column in place.columns:
        widths += book.sheets[table].column_dimensions[place.letter(column.key)].width
        if widths > PAGE_WIDTHS[table in UPRIGHT]:
            break
        last = place.letter(column.key)

    def areas(f: Filling) -> str:
        if table == "Scenarios":
            return _area(table, ("A", last), (place.label_row, SETTING_ROW + 1 + len(CONSTRAINTS)))
        used = len(f.s.load) + (table == "Switchover")
        return _area(table, ("A", last), (place.first_row, place.first_row + used - 1))

    return areas


def _area(sheet: str, columns: tuple[str, str], rows: tuple[int, int]) -> str:
    return f"{sheet}!${columns[0]}${rows[0]}:${columns[1]}${rows[1]}"
