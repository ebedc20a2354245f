"""The Inputs sheet: every input once, yellow, with unit, range and source; climate and performance tables at right."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS, UNIT_FIELDS, Field
from xl_dualfuel.inputs.units_given import Units, allowed_in, limits_in
from xl_dualfuel.results.case_units import prose, shown_in
from xl_dualfuel.results.columns import INPUTS
from xl_dualfuel.results.in_units import unit_in

from ..book import styles
from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas import climate, given
from ..shape import Filling

SHEET = "Inputs"
FIRST_ROW = HEADER_ROW + 1
WIDTHS = (17, 30, 22, 12, 16, 62, 84, 112)
_ROW: Final = 11.25
"""Height [points] by which all inputs print on one page, in letters of 8 points"""
_HEADING: Final = (13.5, 13.5, 13.0, 4.5, 13.5)
"""Heights of the rows from the status to the header [points]"""
_TEXTS: Final = (2, 3, 4)
_CLIMATE_COLUMN = 10
_PERFORMANCE_COLUMN = 13
_CHOSEN: Final = f"df input {styles.LOW}General"
_UNLOCKED = ("source", "note")


def write(book: Book) -> None:
    """Write the sheet and its names."""
    sheet = book.sheets[SHEET]
    book.heading(
        SHEET,
        "Inputs",
        "Change a yellow cell and every sheet follows. Leave unknown cells blank; source and note are yours.",
    )
    book.headers(SHEET, HEADER_ROW, [column.label for column in INPUTS])
    book.widths(SHEET, WIDTHS)
    units = book.shape.units.given
    for offset, key in enumerate(units):
        _write_unit(book, FIRST_ROW + offset, key)
    for offset, field in enumerate(FIELDS.values(), len(units)):
        write_input(book, FIRST_ROW + offset, offset, field)
    last = FIRST_ROW + len(units) + len(FIELDS) - 1
    book.name("all", SHEET, f"C{HEADER_ROW}", f"D{last}")
    _climate_table(book)
    if book.shape.points:
        _performance_table(book)
    for row, height in zip(range(2, HEADER_ROW + 1), _HEADING, strict=True):
        sheet.row_dimensions[row].height = height
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    book.print_areas[SHEET] = lambda f: _areas(f, last)


def _write_unit(book: Book, row: int, key: str) -> None:
    """What the case is given in: no cell to change, as every unit on the sheets would be wrong."""
    unit = UNIT_FIELDS[key]
    texts = {"section": "Units", "label": unit.label, "name": key, "value": book.shape.units.given[key],
             "allowed_range": ", ".join(unit.choices), "note": "make the workbook again for others"}  # fmt: skip
    for place, column in enumerate(INPUTS, 1):
        book.put(SHEET, row, place, texts.get(column.key), "df low text" if place in _TEXTS else "df low note")
    book.sheets[SHEET].row_dimensions[row].height = _ROW
    book.name(key, SHEET, f"D{row}")


def write_input(book: Book, row: int, offset: int, field: Field) -> None:
    """One input's row; offset: its place among the rows of the table of inputs."""
    units = book.shape.units
    texts = {"section": field.section, "label": prose(field.label, units), "name": field.key,
             "unit": unit_in(field, units),
             "allowed_range": allowed_in(field, units).removeprefix("must be ")}  # fmt: skip
    for place, column in enumerate(INPUTS, 1):
        get = partial(_cell, column.key, offset)
        if column.key in _UNLOCKED:
            book.slot(SHEET, row, place, get, "df input words")
        elif column.key != "value":
            book.put(SHEET, row, place, texts[column.key] or None, "df low text" if place in _TEXTS else "df low note")
        elif field.kind == "table":
            book.slot(SHEET, row, place, lambda f: "table at right" if f.result.case.inputs[field.key] else None,
                      "df low text")  # fmt: skip
        else:
            # The money is in words and units all over the workbook, which a cell does not change.
            book.slot(SHEET, row, place, get, _style(field, units))
            _validate(book, field, f"D{row}")
            book.name(field.key, SHEET, f"D{row}")
    book.sheets[SHEET].row_dimensions[row].height = _ROW


def _style(field: Field, units: Units) -> str:
    if field.key == "currency":
        return "df low text"
    return styles.input_style(unit_in(field, units), styles.LOW) if field.kind == "number" else _CHOSEN


def _cell(key: str, place: int, f: Filling) -> Any:
    return f.once("inputs", lambda: f.result.shown_table("inputs"))[key][place]


def _validate(book: Book, field: Field, address: str) -> None:
    if field.kind == "choice":
        rule = DataValidation(type="list", formula1=f'"{",".join(field.choices)}"', allow_blank=True)
    elif field.kind == "number":
        low, high = (f"{limit:.15g}" for limit in limits_in(field, book.shape.units))
        rule = DataValidation(type="decimal", operator="between", formula1=low, formula2=high,
                              allow_blank=field.default is None)  # fmt: skip
    else:
        return
    allowed = allowed_in(field, book.shape.units)
    prompt, error = f"{prose(field.help, book.shape.units)}. {allowed}", f"{field.key} {allowed}"
    book.validated(SHEET, address, rule, field.label, prompt, error)


def _climate_table(book: Book) -> None:
    """A year's hours at each temperature, or measured bins, with room for a user's own."""
    first, last = FIRST_ROW + 1, FIRST_ROW + book.shape.climate_rows
    book.put(SHEET, HEADER_ROW - 2, _CLIMATE_COLUMN, "Climate table, warm to cold: measured bins, or the hours of a "
             "year at each temperature", "df note")  # fmt: skip
    for number, key in enumerate(FIELDS["bin_table"].columns):
        unit = shown_in(COLUMNS[key].unit, book.shape.units)
        letter = _head(book, _CLIMATE_COLUMN + number, COLUMNS[key].label, unit)
        style = styles.input_style(unit, styles.LOW)
        for row in range(first, last + 1):
            book.slot(SHEET, row, _CLIMATE_COLUMN + number, partial(_climate, number, row - first), style)
        book.name(f"climate_{key}", SHEET, f"{letter}{first}", f"{letter}{last}")
        if key == "temperature":
            book.name("climate_warmer", SHEET, f"{letter}{first}", f"{letter}{last - 1}")
            book.name("climate_colder", SHEET, f"{letter}{first + 1}", f"{letter}{last}")


def climate_cell(place: int) -> str:
    """The cell of a temperature of the climate table, from any sheet."""
    return f"{SHEET}!${get_column_letter(_CLIMATE_COLUMN)}${FIRST_ROW + 1 + place}"


def performance_cell(column: int, place: int) -> str:
    """A cell of the performance table, by the number of its column and its row, from any sheet."""
    return f"{SHEET}!${get_column_letter(_PERFORMANCE_COLUMN + column)}${FIRST_ROW + 1 + place}"


def _climate(column: int, place: int, f: Filling) -> float | None:
    values = climate.given(f)[column]
    return values[place] if place < len(values) else None


def _point(column: int, place: int, f: Filling) -> float | None:
    row = given.values(f)["performance_table"][place]
    return row[column] if column < len(row) else None


def _performance_table(book: Book) -> None:
    """The heat pump's own points, coldest first; columns that were not given are blank."""
    first = FIRST_ROW + 1
    last = FIRST_ROW + book.shape.points
    book.put(SHEET, HEADER_ROW, _PERFORMANCE_COLUMN - 1, None, "df plain")
    for number, key in enumerate(performance.COLUMNS):
        column = COLUMNS[performance.quantity(key)]
        label = performance.label(key, column.label)
        unit = shown_in(column.unit, book.shape.units)
        letter, style = _head(book, _PERFORMANCE_COLUMN + number, label, unit), styles.input_style(unit, styles.LOW)
        for row in range(first, last + 1):
            book.slot(SHEET, row, _PERFORMANCE_COLUMN + number, partial(_point, number, row - first), style)
        book.name(f"performance_{key}", SHEET, f"{letter}{first}", f"{letter}{last}")


def _head(book: Book, column: int, label: str, unit: str) -> str:
    letter = get_column_letter(column)
    book.sheets[SHEET].column_dimensions[letter].width = 15
    book.put(SHEET, HEADER_ROW, column, label, "df header")
    book.put(SHEET, FIRST_ROW, column, unit or None, "df unit")
    return letter


def _areas(f: Filling, last: int) -> str:
    """The inputs, and the tables at their right that were given; a station's or weather file's year is not printed."""
    rows = 0 if climate.is_year(f.s) else len(climate.table(f)[0])
    used = max(rows, f.shape.points)
    areas = f"{SHEET}!$A${FIRST_ROW}:$E${last}"
    if used:
        left, last_point = get_column_letter(_CLIMATE_COLUMN), _PERFORMANCE_COLUMN + len(performance.COLUMNS) - 1
        right = get_column_letter(last_point if f.shape.points else _CLIMATE_COLUMN + 1)
        areas += f",{SHEET}!${left}${FIRST_ROW}:${right}${FIRST_ROW + used}"
    return areas
