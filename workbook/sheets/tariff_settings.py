"""The settings of the thermostat on the sheet Tariff: what the season costs with each; at the right, by month."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.tariffs.calendar import MONTHS, SHORT_MONTHS

from ..book.book import Book
from ..book.styles import SIDES
from ..formulas.given import shown
from ..shape import Filling
from . import conditional_formats
from .tariff_formulas import SettingFormulas
from .tariff_numbers import Numbers, numbers_of, of
from .tariff_places import HELPERS, SETTINGS, SHEET, Places

_BLOCKS: Final = {
    "above": ("Hours at or above the setting", "df 0"), "fuel_use": ("Fuel, MMBtu", "df #,##0.0###"),
    "energy": ("Electricity, house and heating", "df #,##0.00"), "kwh": ("kWh of blocks", "df #,##0.0"),
    "stepped": ("Cost of blocks", "df #,##0.00"), "peak": ("Peak, kW", "df #,##0.0###"),
    "charge": ("Demand charge", "df #,##0.00"), "bill": ("Bill of electricity", "df #,##0.00"),
    "fuel_stepped": ("Cost of blocks of fuel", "df #,##0.00"), "fuel_bill": ("Bill of fuel", "df #,##0.00"),
}  # fmt: skip
_EXTRA: Final = {"house": "No heating", "today": "Today's setting"}
_MONEY_COLUMNS: Final = ("energy", "demand", "more", "fuel", "cost", "carbon", "weighed")
VALUES: Final = ("setting", "fahrenheit", "allowed", "tonnes")
"""Columns of the settings that hold the program's values"""
_UNITS: Final = {"setting": "°F", "fahrenheit": "°F", "tie": "°F", "tonnes": "t"}
_STYLES: Final = {"allowed": "df 0", "setting": "df 0.0#"}
WIDTH: Final = 10.5
"""Of the columns by month"""


def write(book: Book, places: Places) -> None:
    """Write the table and, at its right, its months."""
    formulas, money = SettingFormulas(places), "df #,##0.00"
    top = places.settings
    book.put(SHEET, top - 1, 1, "What the season costs with each setting of the thermostat", "df section")
    book.headers(SHEET, top, [label for _, label in SETTINGS], height=48)
    for column, (key, _) in enumerate(SETTINGS, 1):
        unit = "$" if key in _MONEY_COLUMNS else _UNITS.get(key, "")
        shown_unit = unit if key in ("fahrenheit", "tie") else shown_in(unit, book.shape.units)
        book.put(SHEET, top + 1, column, shown_unit or None, "df unit")
    places_of_rows = [places.extra["house"], places.extra["today"], *range(places.first, places.last + 1)]
    for number, row in enumerate(places_of_rows):
        for column, (key, _) in enumerate(SETTINGS, 1):
            style = money if key in _MONEY_COLUMNS else _STYLES.get(key, f"df {SIDES}")
            if key == "setting" and number == 0:
                book.put(SHEET, row, column, _EXTRA["house"], "df text")
                continue
            if (number < 2 and key in ("weighed", "tie", "allowed")) or (number == 0 and key == "fahrenheit"):
                continue
            formula = formulas.year(key, row)
            is_live = formula and not (places.of.not_live and key not in ("weighed", "tie", "carbon"))
            get = partial(_value, key, number)
            if is_live:
                book.formula(SHEET, row, column, f"={formula}", get, style)
            else:
                book.slot(SHEET, row, column, get, style)
    cells = f"A{places.first}:{get_column_letter(len(SETTINGS))}{places.last}"
    conditional_formats.add(book.sheets[SHEET], cells, f"$A{places.first}=out_tariff_setting", "best")
    if not places.of.not_live:
        _months(book, places, formulas, places_of_rows)


def _months(book: Book, places: Places, formulas: SettingFormulas, rows: list[int]) -> None:
    book.put(SHEET, places.settings - 1, HELPERS, "By month, for each row of the table at the left", "df section")
    for block in places.blocks_by_month:
        kind = block.rstrip("0123456789")
        label, style = _BLOCKS[kind]
        number = block.removeprefix(kind)
        first = places.helper(block, 0)
        book.put(SHEET, places.settings, first, f"{label} {int(number) + 1}" if number else label, "df note")
        book.headers(SHEET, places.settings + 1, SHORT_MONTHS, first)
        book.widths(SHEET, [WIDTH] * MONTHS, first)
        for place, row in enumerate(rows):
            for month in range(MONTHS):
                formula = formulas.by_month(block, month, row)
                get = of(partial(_of_month, block, place, month))
                if formula:
                    book.formula(SHEET, row, first + month, f"={formula}", get, style)
                else:
                    book.slot(SHEET, row, first + month, get, style)


def _of_month(block: str, place: int, month: int, numbers: Numbers) -> float:
    kind = block.rstrip("0123456789")
    values = getattr(numbers.rows, kind)
    array = values[int(block.removeprefix(kind))] if isinstance(values, list) else values
    return float(array[place, month])


def _value(key: str, number: int, f: Filling) -> Any:
    numbers = numbers_of(f)
    if numbers is None:
        return None
    if key in ("setting", "fahrenheit"):
        at = numbers.p.existing_switchover if number == 1 else float(numbers.settings[number - 2])
        return at if key == "fahrenheit" else shown(at, "°F", f.shape.units)
    if key == "allowed":
        return int(numbers.allowed[number - 2])
    if key in ("weighed", "tie"):
        value = (numbers.weighed if key == "weighed" else numbers.ties)[number - 2]
        return "" if value is None else value
    return float(numbers.years[key][number])
