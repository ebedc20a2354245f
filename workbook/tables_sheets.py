"""The sheets Bins, Switchover and Scenarios: one formula a column, stored values from the engine's own tables."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter

from . import styles
from .book import Book
from .layout import FIRST_ROW, LABEL_ROW

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
        "Scenarios",
        "A season run in six ways. Savings are against today's setting and against the dearer of the single fuels.",
    ),
}
_COLUMNS_A_PAGE = 16
"""More columns than this on one page print too small to read."""


def write(book: Book) -> None:
    """Write the three sheets."""
    for table in _TITLES:
        _write(book, table)


def _write(book: Book, table: str) -> None:
    place, sheet = book.layout.tables[table], book.sheets[table]
    values = book.result.table(table.lower())
    used = len(next(iter(values.values())))
    book.heading(table, *_TITLES[table])
    for number, column in enumerate(place.columns, 1):
        book.put(table, LABEL_ROW, number, column.label, "df header")
        book.put(table, LABEL_ROW + 1, number, column.key, "df unit")
        book.put(table, LABEL_ROW + 2, number, column.unit or None, "df unit")
        style, formula = styles.style_of(column), book.layout.column(table, column.key)
        stored = values[column.key]
        for offset in range(place.room):
            row = FIRST_ROW + offset
            value = _cell(stored[offset]) if offset < used else ""
            book.formula(table, row, number, formula(row), value, style)
        text = column.kind == "text"
        sheet.column_dimensions[get_column_letter(number)].width = 22 if text else 12
    sheet.row_dimensions[LABEL_ROW].height = 62
    sheet.row_dimensions[LABEL_ROW + 1].height = 26
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.print_title_rows = f"1:{FIRST_ROW - 1}"
    last = get_column_letter(len(place.columns))
    sheet.print_title_cols = "A:A"
    sheet.page_setup.fitToWidth = -(-len(place.columns) // _COLUMNS_A_PAGE)
    sheet.print_area = f"A1:{last}{FIRST_ROW + min(place.room, used) - 1}"


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value
