"""The climate of a form that calculates: the hours of the chosen station, looked up on a sheet of all stations."""

from __future__ import annotations

from typing import Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs.fields import COLUMNS, FIELDS
from xl_dualfuel.weather.stations import station_year, stations

from ..book.layout import HEADER_ROW
from .answering import INPUTS, STATIONS, AnsweringForm, longest_station
from .form import fixed

_FIRST: Final = HEADER_ROW + 1
_CLIMATE: Final = 10
"""Column of the climate table, as in every workbook"""
_PRINTED: Final = 25
"""Rows of the sheet Stations on paper, which has hundreds"""


def climate(form: AnsweringForm) -> None:
    """The climate table: the hours of the station, warm to cold; blank with any other climate."""
    first, last = _FIRST + 1, _FIRST + form.shape.climate_rows
    for number, key in enumerate(FIELDS["bin_table"].columns):
        column = _CLIMATE + number
        letter = get_column_letter(column)
        form.sheets[INPUTS].column_dimensions[letter].width = 15
        form.put(INPUTS, HEADER_ROW, column, COLUMNS[key].label, "df header")
        form.put(INPUTS, _FIRST, column, COLUMNS[key].unit, "df unit")
        place = f"2*out_station_place{'' if number else '-1'}"
        for row in range(first, last + 1):
            offset = f"ROW()-ROW({letter}${_FIRST})"
            formula = f'=IF({offset}<=out_station_rows,INDEX(out_station_table,{offset},MAX(1,{place})),"")'
            form.own_formula(INPUTS, row, column, formula, fixed(""), "df General")
        form.calculated(f"climate_{key}", INPUTS, f"{letter}{first}", f"{letter}{last}")
        if key == "temperature":
            form.calculated("climate_warmer", INPUTS, f"{letter}{first}", f"{letter}{last - 1}")
            form.calculated("climate_colder", INPUTS, f"{letter}{first + 1}", f"{letter}{last}")


def all_stations(form: AnsweringForm) -> None:
    """The sheet Stations: hours of a typical year at each temperature, warm to cold, two columns a station."""
    note = "Hours of a typical year at each outdoor temperature (NREL TMY3). The first rows are printed."
    form.heading(STATIONS, "Weather stations", note)
    top = HEADER_ROW + 2
    years = {key: station_year(key) for key in stations()}
    for number, (key, year) in enumerate(years.items()):
        temperature, hours = 2 * number + 2, 2 * number + 3
        form.put(STATIONS, HEADER_ROW, temperature, stations()[key], "df header")
        form.put(STATIONS, HEADER_ROW, hours, "Hours", "df header")
        form.put(STATIONS, HEADER_ROW + 1, temperature, "°F", "df unit")
        form.put(STATIONS, HEADER_ROW + 1, hours, "h", "df unit")
        form.widths(STATIONS, (12.3, 6.5), temperature)
        for offset, (at, count) in enumerate(zip(year.temperature[::-1], year.hours[::-1], strict=True)):
            form.put(STATIONS, top + offset, temperature, at, "df 0.0#")
            form.put(STATIONS, top + offset, hours, count, "df #,##0")
    last, right = top + longest_station() - 1, get_column_letter(2 * len(years) + 1)
    form.sheets[STATIONS].row_dimensions[HEADER_ROW].height = 62
    form.define("out_station_table", STATIONS, f"B{top}", f"{right}{last}")
    row = last + 2
    form.put(STATIONS, row, 1, "Key, number of temperatures and name of each", "df section")
    for offset, (key, year) in enumerate(years.items(), 1):
        form.put(STATIONS, row + offset, 1, key, "df text")
        form.put(STATIONS, row + offset, 2, float(len(year.temperature)), "df 0")
        form.put(STATIONS, row + offset, 3, stations()[key], "df text")
    form.define("out_station_keys", STATIONS, f"A{row + 1}", f"A{row + len(years)}")
    form.define("out_station_names", STATIONS, f"C{row + 1}", f"C{row + len(years)}")
    form.define("out_station_counts", STATIONS, f"B{row + 1}", f"B{row + len(years)}")
    form.widths(STATIONS, (14,))
    form.printed(STATIONS, f"$A${top}:${right}${top + _PRINTED}", f"1:{top - 1}", f"A{top}")
