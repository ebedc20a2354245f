"""The sheet Hours: the hours of the year by month, in each from warm to cold, under the tariff of the sheet Tariff."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter

from ..book.book import Book
from ..book.layout import FIRST_ROW, LABEL_ROW
from ..shape import Filling
from .tariff_formulas import hour_columns
from .tariff_numbers import numbers_of
from .tariff_places import HOURS_SHEET, Places

HEADING: Final = "Hours of the year under the tariff"
_NOTE: Final = (
    "By month, in each from warm to cold. Temperature and use are the program's; price, cost and peaks are formulas."
)
_LABELS: Final = {
    "month": ("Month", ""), "row": ("Row of the grid", ""), "hour": ("Hour of the clock", ""),
    "of_year": ("Hour of the year", ""), "temperature": ("Outdoors", "°F"),
    "heat_pump_kwh": ("With the heat pump", "kWh"), "furnace_kwh": ("With the furnace", "kWh"),
    "share": ("Share of the month's household use", ""), "series": ("Price of the hour", "$/kWh"),
    "control": ("1: heat pump kept off", ""), "grid": ("Emissions of electricity", "kg/kWh"),
    "special": ("1: special price", ""), "period": ("Period", ""), "price": ("Price", "$/kWh"),
    "house": ("Household", "kWh"), "pump_cost": ("Heat pump, sum", "$"), "furnace_cost": ("Furnace, sum", "$"),
    "house_cost": ("Household, sum", "$"), "in_ladder": ("1: fills the blocks", ""),
    "pump_kwh": ("Heat pump, sum", "kWh"), "furnace_kwh_": ("Furnace, sum", "kWh"),
    "house_kwh": ("Household, sum", "kWh"), "in_demand": ("1: demand counts", ""),
    "pump_peak": ("Heat pump and household, highest", "kW"), "furnace_peak": ("Furnace and household, highest", "kW"),
    "house_peak": ("Household, highest", "kW"),
}  # fmt: skip
_STYLES: Final = {
    "month": "0", "row": "0", "hour": "0", "of_year": "0", "period": "0", "special": "0", "control": "0",
    "in_ladder": "0", "in_demand": "0", "temperature": "0.0#", "price": "0.0000##", "series": "0.0000##",
    "grid": "0.0000##",
}  # fmt: skip
_ANY: Final = "#,##0.0###"
_WIDTHS: Final = {"0": 8.0, "0.0#": 10.0}
_WIDE: Final = 11.0
_PRINTED: Final = (13, 33)
"""Columns and rows of the page: the rest is for the screen"""


def write(book: Book, places: Places) -> None:
    """Write the sheet."""
    book.heading(HOURS_SHEET, HEADING, _NOTE)
    sheet = book.sheets[HOURS_SHEET]
    formulas = hour_columns(places) if not places.of.not_live else {}
    keys = (*places.values, *formulas)
    for key in keys:
        column, number = places.hours[key], key[-1] if key[-1].isdigit() else ""
        kind = f"{key.rstrip('0123456789')}{'_' if key.startswith('furnace_kwh') and number else ''}"
        label, unit = _LABELS[kind]
        code = _STYLES.get(kind, _ANY)
        book.put(HOURS_SHEET, LABEL_ROW, column, f"{label} {int(number) + 1}" if number else label, "df header")
        book.put(HOURS_SHEET, LABEL_ROW + 1, column, key, "df unit")
        book.put(HOURS_SHEET, LABEL_ROW + 2, column, unit or None, "df unit")
        book.widths(HOURS_SHEET, [_WIDTHS.get(code, _WIDE)], column)
        book.filled(HOURS_SHEET, FIRST_ROW, places.of.hours, column, formulas.get(key), partial(_values, key),
                    f"df {code}")  # fmt: skip
    sheet.row_dimensions[LABEL_ROW].height = 62
    sheet.row_dimensions[LABEL_ROW + 1].height = 30
    last = get_column_letter(min(len(keys), _PRINTED[0]))
    area = f"$A${FIRST_ROW}:${last}${FIRST_ROW + _PRINTED[1] - 1}"
    book.printed(HOURS_SHEET, area, f"1:{FIRST_ROW - 1}", f"A{FIRST_ROW}")


def _values(key: str, f: Filling) -> list[Any]:
    numbers = numbers_of(f)
    return [] if numbers is None else numbers.columns[key].tolist()
