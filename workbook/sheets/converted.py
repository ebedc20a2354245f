"""On Constants: inputs that were given in other units than the engine's, converted; only where there are any."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS, UNIT_FIELDS

from ..book import styles
from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas import climate, given
from ..shape import Filling
from . import inputs

SHEET = "Constants"
_FIRST = HEADER_ROW + 1


def write_inputs(book: Book, row: int, line: Callable[..., None]) -> int:
    """A line for each input of one cell, by the writer of lines of Constants; the row after them."""
    field, units = UNIT_FIELDS["load_slope_unit"], book.shape.units
    if field.key in units.given:  # a value, so that a product has the engine's last bit
        unit, source = f"BTU/h·°F per {units.load_slope}", "3,412.142 BTU in a kWh, 1.8 °F in a degree of Celsius"
        line(book, row, "Constants", f"Heat loss of one {units.load_slope}", "load_slope_factor", unit, source)
        factor = field.choices[units.load_slope][0]
        book.put(SHEET, row, 4, factor, styles.constant_style(factor))
        row += 1
    known = given.conversions(units)
    if known:
        source = "20 °C is 68 °F and no more"
        line(book, row, "Constants", "Decimals of a converted number", "converted_decimals", "", source)
        book.put(SHEET, row, 4, 12.0, "df 0")
        row += 1
    for key, conversion in known.items():
        if key in FIELDS:
            line(book, row, "Converted", FIELDS[key].label, f"{given.PREFIX}{key}", conversion.unit, "from Inputs")
            formula = f"={conversion.formula(f'in_{key}')}"
            book.own_formula(SHEET, row, 4, formula, partial(_input, key), styles.unit_style(conversion.unit))
            row += 1
    return row


def _input(key: str, f: Filling) -> Any:
    value = f.result.case.inputs[key]
    return "" if value is None else value


def write_tables(book: Book, column: int) -> None:
    """The columns of the climate and performance tables that are in other units, from a column on."""
    known = given.conversions(book.shape.units)
    book.climate_column = column if "climate_temperature" in known else None
    if book.climate_column:
        name, count = f"{given.PREFIX}climate", book.shape.climate_rows
        letter = _column(book, column, "climate_temperature", inputs.climate_cell, count, _climate)
        for key, (first, last) in {"temperature": (0, count), "warmer": (0, count - 1), "colder": (1, count)}.items():
            book.name(f"{name}_{key}", SHEET, f"{letter}{_FIRST + first}", f"{letter}{_FIRST + last - 1}")
        column += 1
    for number, key in enumerate(performance.COLUMNS if book.shape.points else ()):
        if f"performance_{key}" in known:
            cell = partial(inputs.performance_cell, number)
            letter = _column(book, column, f"performance_{key}", cell, book.shape.points, partial(_point, number))
            name = f"{given.PREFIX}performance_{key}"
            book.name(name, SHEET, f"{letter}{_FIRST}", f"{letter}{_FIRST + book.shape.points - 1}")
            column += 1


def climate_cell(book: Book, place: int) -> str:
    """The cell of a temperature [°F] of the climate table; "" where the table is in °F."""
    return f"${get_column_letter(book.climate_column)}${_FIRST + place}" if book.climate_column else ""


def _column(
    book: Book, column: int, name: str, cell: Callable[[int], str], count: int, value: Callable[[int, Filling], Any]
) -> str:
    """A column of a table, each cell from its own; the column's letter."""
    conversion = given.conversions(book.shape.units)[name]
    table, _, key = name.partition("_")
    label = COLUMNS["temperature" if table == "climate" else performance.quantity(key)].label
    if table == "performance":
        label = performance.label(key, label)
    book.headers(SHEET, HEADER_ROW, (f"{table.capitalize()} table: {label} {conversion.unit}",), column)
    for place in range(count):
        formula = f"={conversion.formula(cell(place))}"
        book.own_formula(SHEET, _FIRST + place, column, formula, partial(value, place), f"df {styles.ANY}")
    return get_column_letter(column)


def _climate(place: int, f: Filling) -> float | str:
    temperatures = climate.table(f)[0]
    return temperatures[place] if place < len(temperatures) else ""


def _point(column: int, place: int, f: Filling) -> float | str:
    row: tuple[float, ...] = f.result.case.performance_table[place]
    return row[column] if column < len(row) else ""
