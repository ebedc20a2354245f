"""The Inputs sheet: every input once, yellow, with unit, range and source; climate and performance tables beside."""

from __future__ import annotations

import math

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.climate import REGION_FRACTIONS
from xl_dualfuel.columns import INPUTS
from xl_dualfuel.fields import FIELDS, Field

from .book import Book

SHEET = "Inputs"
HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
_WIDTHS = (21, 31, 27, 16, 20, 40, 36, 44)
_CLIMATE_COLUMN = 10
_PERFORMANCE_COLUMN = 15
_CLIMATE_HEADERS = (("low", "From", "°F"), ("high", "To", "°F"), ("temperature", "Outdoor temp.", "°F"),
                    ("hours", "Hours", "h"))  # fmt: skip


def write(book: Book) -> None:
    """Write the sheet and its names."""
    sheet = book.sheets[SHEET]
    book.heading(SHEET, "Inputs", "Change a yellow cell and every sheet follows. A blank cell means not given.")
    table = book.result.table("inputs")
    for place, column in enumerate(INPUTS, 1):
        book.put(SHEET, HEADER_ROW, place, column.label, "df header")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[place - 1]
    for offset, field in enumerate(FIELDS.values()):
        row = FIRST_ROW + offset
        for place, column in enumerate(INPUTS, 1):
            value = table[column.key][offset]
            if column.key != "value":
                book.put(SHEET, row, place, value, "df wrapped note" if place > 5 else "df text")
            elif field.kind == "table":
                book.put(SHEET, row, place, "table at right" if value else None, "df text")
            else:
                book.put(SHEET, row, place, value, "df input")
                _validate(book, field, f"D{row}")
        lines = max(
            math.ceil(1.1 * len(str(table[column.key][offset] or "")) / width)
            for column, width in zip(INPUTS, _WIDTHS, strict=True)
            if column.key in ("allowed_range", "source", "note")
        )
        sheet.row_dimensions[row].height = max(15, 12 * lines + 3)
        if field.kind != "table":
            book.name(field.key, SHEET, f"D{row}")
    last = FIRST_ROW + len(FIELDS) - 1
    book.name("inputs", SHEET, f"C{HEADER_ROW}", f"D{last}")
    _climate_table(book)
    if book.solution.case.performance_table is not None:
        _performance_table(book)
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    sheet.print_area = f"A1:H{last}"


def _validate(book: Book, field: Field, address: str) -> None:
    if field.kind == "choice":
        rule = DataValidation(type="list", formula1=f'"{",".join(field.choices)}"', allow_blank=True)
    elif field.kind == "number":
        low, high = f"{field.minimum:g}", f"{field.maximum:g}"
        optional = field.default is None
        rule = DataValidation(type="decimal", operator="between", formula1=low, formula2=high, allow_blank=optional)
    else:
        return
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.error = field.label[:32], f"{field.key} {field.allowed}"[:225]
    rule.promptTitle, rule.prompt = field.label[:32], f"{field.help}. {field.allowed}"[:255]
    rule.add(address)
    book.sheets[SHEET].add_data_validation(rule)


def _climate_table(book: Book) -> None:
    """Bins that do not come from the proportional method, with room for a user's own."""
    s, room, sheet = book.solution, book.layout.room, book.sheets[SHEET]
    first, last = FIRST_ROW + 1, FIRST_ROW + room
    book.put(SHEET, HEADER_ROW - 1, _CLIMATE_COLUMN,
             "Climate table: used by every climate but proportional, warm to cold", "df note")  # fmt: skip
    used = s.case.climate != "proportional"
    hours = REGION_FRACTIONS[str(s.case.region)] if s.case.climate == "region" else s.bins.hours.tolist()
    values = (s.bins.low.tolist(), s.bins.high.tolist(), s.bins.temperature.tolist(), hours)
    for place, (key, label, unit) in enumerate(_CLIMATE_HEADERS, _CLIMATE_COLUMN):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 12
        book.put(SHEET, HEADER_ROW, place, label, "df header")
        book.put(SHEET, FIRST_ROW, place, unit, "df unit")
        column = values[place - _CLIMATE_COLUMN] if used else ()
        for row in range(first, last + 1):
            offset = row - first
            book.put(SHEET, row, place, column[offset] if offset < len(column) else None, "df input")
        book.name(f"climate_{key}", SHEET, f"{letter}{first}", f"{letter}{last}")
        if key == "temperature":
            book.name("climate_warmer", SHEET, f"{letter}{first}", f"{letter}{last - 1}")
            book.name("climate_colder", SHEET, f"{letter}{first + 1}", f"{letter}{last}")
        elif key == "low":
            book.name("climate_this_low", SHEET, f"{letter}{first}", f"{letter}{last - 1}")
        elif key == "high":
            book.name("climate_next_high", SHEET, f"{letter}{first + 1}", f"{letter}{last}")


def _performance_table(book: Book) -> None:
    """The heat pump's own points, coldest first."""
    rows, sheet = book.solution.case.performance_table, book.sheets[SHEET]
    book.put(SHEET, HEADER_ROW - 1, _PERFORMANCE_COLUMN, "Performance table, coldest first", "df note")
    headers = (("temperature", "Outdoor temp.", "°F"), ("cop", "COP", ""), ("capacity", "Capacity", "BTU/h"))
    for place, (key, label, unit) in enumerate(headers, _PERFORMANCE_COLUMN):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 12
        book.put(SHEET, HEADER_ROW, place, label, "df header")
        book.put(SHEET, FIRST_ROW, place, unit, "df unit")
        for offset, row in enumerate(rows):
            book.put(SHEET, FIRST_ROW + 1 + offset, place, row[place - _PERFORMANCE_COLUMN], "df input")
        book.name(f"performance_{key}", SHEET, f"{letter}{FIRST_ROW + 1}", f"{letter}{FIRST_ROW + len(rows)}")
