"""What stands behind a form that calculates: the sheets of an audit workbook, on the cells that are filled in.

``in_<key>`` is a cell of the form, ``calc_<key>`` the same input as the formulas take it, in the engine's units and
with its default. The climate is proportional, a region's table, or the hours of a station, looked up on Stations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS, UNIT_FIELDS, Field
from xl_dualfuel.inputs.plausible import NEAR_SHARE, SHARES
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.setting_words import FURNACE_STEP
from xl_dualfuel.units import ELECTRICITY, FUELS
from xl_dualfuel.weather.stations import station_year, stations

from ..book.layout import HEADER_ROW, SHEETS, Layout
from ..brand import NO_BRAND
from ..names import CALCULATED, name_of
from ..shape import Filling, Shape
from ..sheets import balance, constants, setting, tables
from . import problems
from .form import STAMP, Form, fixed
from .model_fields import asked_by

INPUTS: Final = "Inputs"
STATIONS: Final = "Stations"
BEHIND: Final = (INPUTS, "Constants", *(title for title in SHEETS if title in ("Bins", "Switchover", "Scenarios")),
                 STATIONS)  # fmt: skip
"""Sheets of the calculation, in order"""
_FIRST: Final = HEADER_ROW + 1
ROWS: Final = {key: row for row, key in enumerate((*UNIT_FIELDS, *(
    key for key, field in FIELDS.items() if field.kind != "table")), _FIRST)}  # fmt: skip
"""Of every input that is no table, on Inputs"""
_CLIMATE: Final = 10
"""Column of the climate table, as in every workbook"""
_LOWEST, _HIGHEST = 13, 14
_ROOM: Final = 100
"""Bins there is room for: from 90 °F to −80 °F in steps of 2 °F, and those that are cut"""
_WIDTHS: Final = (20, 36, 30, 20, 16, 24, 10, 52)
_HEADERS: Final = ("Section", "Input", "Name of the cell", "Used", "Unit", "Where the cell is blank", "1: fits",
                   "Please check")  # fmt: skip
_INPUT = re.compile(r"ISBLANK\(in_(\w+)\)|\bin_(\w+)")
_HALF_DEGREE: Final = 0.9
"""The step of a thermostat in °C [°F]"""
INCOMPLETE: Final = "NOT COMPLETE. Cells to check: "
"""Before the number of cells that are blank or wrong"""
_EXAMPLE: Final = "; here blank cells have example values"
_BLANK: Final = '""'


def problem_cell(key: str) -> str:
    """The cell that says what is wrong with an input."""
    return f"{INPUTS}!$H${ROWS[key]}"


def _longest() -> int:
    return max(len(station_year(key).temperature) for key in stations())


@cache
def _shape() -> Shape:
    return Shape(_ROOM, _longest(), 0, 0, False, NO_BRAND)


class AnsweringForm(Form):
    """A form with the sheets of the calculation behind it, whose formulas follow the cells that are filled in."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__((*titles, *BEHIND))
        self.shape, self.units = _shape(), Units()
        self.layout = Layout(self.shape)
        self.points: list[str] = []
        self.climate_column = None
        self.blank = 0  # how many cells of the blank form must be filled in

    def adapted(self, formula: str) -> str:
        """The formula on the inputs as the calculation takes them; those are never blank cells."""
        return _INPUT.sub(lambda at: f'{CALCULATED}{at[1]}=""' if at[1] else f"{CALCULATED}{at[2]}", formula)

    def live(self, name: str) -> str:
        """What other workbooks hold as of when they were made follows the cells of the units here."""
        return _LIVE.get(name, "")

    def heading(self, sheet: str, title: str, note: str) -> None:
        """Title, whether the form is complete, the answer, and a note."""
        self.put(sheet, 1, 1, title, "df title")
        self.put(sheet, 2, 1, "Form", "df plain")
        status = f'=out_form_status&IF(out_form_problems>0,"{_EXAMPLE}","")'
        self.own_formula(sheet, 2, 2, status, lambda _: self.incomplete + _EXAMPLE, "df status")
        self.put(sheet, 3, 1, "Status", "df plain")
        self.own_formula(sheet, 3, 2, "=out_status", lambda _: "OK", "df status")
        self.put(sheet, 4, 1, note, "df note")

    @property
    def incomplete(self) -> str:
        """What the blank form says of itself."""
        return f"{INCOMPLETE}{self.blank}"

    def name(self, key: str, sheet: str, first: str, last: str = "") -> None:
        """Name a cell that is filled in, or one of the calculation, by its key."""
        self._define(name_of(key), sheet, first, last)

    def define(self, name: str, sheet: str, first: str, last: str = "") -> None:
        """Give a cell or a range its whole name."""
        self._define(name, sheet, first, last)

    def calculated(self, key: str, sheet: str, first: str, last: str = "") -> None:
        """Name what the formulas take as an input."""
        self._define(f"{CALCULATED}{key}", sheet, first, last)

    def filling(self) -> Filling:
        """The worked example, whose numbers the calculation has where all cells are blank."""
        return _example()

    def write_calculation(self) -> None:
        """Write the sheets behind the form; those of the form must name their cells."""
        _inputs(self)
        constants.write(self)
        tables.write(self)
        setting.write(self)
        balance.write(self)
        _stations(self)


@cache
def _example() -> Filling:
    return Filling(solve(Case()), STAMP, _shape(), edited=True)


_KW, _CELSIUS = 'in_heat_unit="kW"', 'in_temperature_unit="C"'
_LIVE: Final = {
    "made_climate": "in_climate", "made_station": "in_station", "made_weather_file": "in_weather_file",
    "case_celsius": f"IF({_CELSIUS},1,0)",
    "heat_unit_in_words": f'IF({_KW},"kWh","MMBtu")',
    "heat_in_words": f"IF({_KW},c_btu_per_mmbtu/c_btu_per_kwh,1)",
    "heat_decimals": f"IF({_KW},0,1)",
    "power_unit_in_words": f'IF({_KW},"kW","BTU/h")',
    "power_in_words": f"IF({_KW},1/c_btu_per_kwh,1)",
    "power_decimals": f"IF({_KW},1,0)",
    "furnace_step": f"IF({_KW},c_strip_step*c_btu_per_kwh,out_usual_furnace_step)",
}  # fmt: skip
_NUMBERS: Final = {
    "out_converted_decimals": ("Decimals of a converted number", 12.0, ""),
    "out_usual_furnace_step": ("Furnaces are named in steps of", FURNACE_STEP, "BTU/h"),
    "out_per_cent": ("One in percent", 100.0, ""),
    "out_half_degree": ("Step of a thermostat in °C", _HALF_DEGREE, "°F"),
    "out_inputs_changed": ("1: no program has seen these inputs", 1.0, ""),
    "out_climate_changes": ("Changes of the climate table: it is looked up", 0.0, ""),
    **problems.LIMITS,
}
_USUAL: Final = {
    name: (f"{FIELDS[key].label} of the example", FIELDS[key].default, FIELDS[key].unit)
    for name, key in {"out_usual_design": "design_temperature", "out_usual_slope": "load_slope",
                      "out_usual_price": "fuel_price", "out_usual_efficiency": "furnace_efficiency"}.items()
}  # fmt: skip
_SLOPES: Final = UNIT_FIELDS["load_slope_unit"]
_FORMULAS: Final = {
    "temperature_factor": ("°F in the degree chosen", "IF(in_temperature_unit=\"C\",c_fahrenheit_per_celsius,1)", 1.0),
    "temperature_zero": ("Its zero", "IF(in_temperature_unit=\"C\",c_freezing,0)", 0.0),
    "heat_factor": ("BTU/h in the unit chosen", "IF(in_heat_unit=\"kW\",c_btu_per_kwh,1)", 1.0),
    "slope_factor": ("BTU/h·°F in the unit chosen",
                     "INDEX(out_slope_factors,MATCH(calc_load_slope_unit,out_slope_units,0))", 1.0),
    "station_place": ("Column of the station, 0: none",
                      'IF(AND(calc_climate="station",ISNUMBER(MATCH(calc_station,out_station_keys,0))),'
                      "MATCH(calc_station,out_station_keys,0),0)", 0.0),
    "station_rows": ("Its temperatures", "IF(out_station_place>0,INDEX(out_station_counts,MAX(1,out_station_place)),0)",
                     0.0),
}  # fmt: skip


def _blank_means(field: Field) -> Any:
    """What is used where the cell of an input is blank: a value, a formula that begins with =, or None."""
    usual = field.default
    return {
        "load_slope": '=IF(AND(in_design_load="",in_billed_fuel=""),out_usual_slope,"")',
        "design_temperature": '=IF(AND(calc_climate<>"proportional",in_design_load=""),"",out_usual_design)',
        "climate": '=CHOOSE(1+(in_station<>"")+(in_region<>"")+(in_region<>""),"proportional","station","region","")',
        "fuel_price": f'=IF(calc_fuel="{FIELDS["fuel"].default}",out_usual_price,"")',
        "fuel_price_unit": f'=IF(calc_fuel="{ELECTRICITY}","$/kWh",'
                           f'IF(calc_fuel="{FIELDS["fuel"].default}","{FIELDS["fuel_price_unit"].default}",""))',
        "fuel_emissions": '=IF(ISNUMBER(MATCH(calc_fuel,out_fuel_keys,0)),'
                          'INDEX(out_emissions_of_fuels,MATCH(calc_fuel,out_fuel_keys,0)),"")',
        "furnace_efficiency": f'=IF(calc_fuel="{ELECTRICITY}",1,out_usual_efficiency)',
        "thermostat_step": '=IF(in_temperature_unit="C",out_half_degree,1)',
        "thermostat_zero": "=out_temperature_zero",
    }.get(field.key, usual)  # fmt: skip


def _taken(field: Field, blank: str) -> str:
    """A number of the form as the calculation takes it; text stays, which the status refuses."""
    cell, number = f"in_{field.key}", f"in_{field.key}"
    kind = next((unit for unit in UNIT_FIELDS.values() if field.unit in unit.units), None)
    if kind is not None:
        name = {"temperature_unit": "temperature", "heat_unit": "heat", "load_slope_unit": "slope"}[kind.key]
        zero = "+out_temperature_zero" if name == "temperature" and not field.difference else ""
        decimals = "c_digits" if name == "heat" else "out_converted_decimals"
        number = f"ROUND({cell}*out_{name}_factor{zero},{decimals})"
    elif field.key in SHARES:
        usual = float(field.default or field.example)  # type: ignore[arg-type]  # a share has one of them
        least = 100 * max(usual / NEAR_SHARE, field.minimum)
        number = f"{cell}/CHOOSE(1+AND({cell}>=2,{cell}>={least:.15g},{cell}<=out_per_cent),1,out_per_cent)"
    return f'=IF({cell}="",{blank},IF(ISNUMBER({cell}),{number},{cell}))'


def _inputs(form: AnsweringForm) -> None:
    """The sheet Inputs: every input as the calculation takes it, and what is wrong with its cell."""
    form.heading(INPUTS, "Inputs of the calculation",
                 "Nothing here is to be changed: every value comes from the yellow cells of the form.")  # fmt: skip
    form.headers(INPUTS, HEADER_ROW, _HEADERS)
    form.headers(INPUTS, HEADER_ROW, ("Lowest", "Highest"), _LOWEST)
    form.widths(INPUTS, _WIDTHS)
    fits = {key: f"{INPUTS}!$G${row}" for key, row in ROWS.items()}
    for key, row in ROWS.items():
        _input(form, row, key, fits)
    row = _FIRST + len(ROWS)
    form.calculated("problems", INPUTS, f"H{_FIRST}", f"H{row - 1}")
    for name, (label, value, unit) in (_NUMBERS | _USUAL).items():
        _line(form, row, "Constants", label, name, unit)
        form.put(INPUTS, row, 4, value, "df General")
        row += 1
    for name, (label, formula, value) in _FORMULAS.items():
        _line(form, row, "Units and climate", label, f"out_{name}", "")
        form.own_formula(INPUTS, row, 4, f"={formula}", fixed(value), "df General")
        row += 1
    row = _pairs(form, row, "slope_units", "slope_factors", [(name, scale) for name, (scale, _) in
                                                            _SLOPES.choices.items()])  # fmt: skip
    own = FIELDS["fuel_emissions"].default
    emissions = [(fuel.key, own if fuel.key == FIELDS["fuel"].default else fuel.emissions) for fuel in FUELS.values()
                 if fuel.emissions is not None]  # fmt: skip
    row = _pairs(form, row, "fuel_keys", "emissions_of_fuels", emissions)
    _climate(form)
    form.printed(INPUTS, f"$A${_FIRST}:$H${row - 1}", f"1:{HEADER_ROW}", f"A{_FIRST}")


def _line(form: AnsweringForm, row: int, section: str, label: str, name: str, unit: str) -> None:
    for column, text in ((1, section), (2, label), (3, name), (5, unit or None)):
        form.put(INPUTS, row, column, text, "df text")
    form.define(name, INPUTS, f"D{row}")


def _pairs(form: AnsweringForm, row: int, keys: str, values: str, pairs: Sequence[tuple[str, float | None]]) -> int:
    for offset, (key, value) in enumerate(pairs):
        form.put(INPUTS, row + offset, 3, key, "df text")
        form.put(INPUTS, row + offset, 4, value, "df General")
    last = row + len(pairs) - 1
    form.define(f"out_{keys}", INPUTS, f"C{row}", f"C{last}")
    form.define(f"out_{values}", INPUTS, f"D{row}", f"D{last}")
    return last + 1


def _input(form: AnsweringForm, row: int, key: str, fits: dict[str, str]) -> None:
    """One input: what is used, in the engine's unit; what a blank cell means; whether it fits; what is wrong."""
    field = FIELDS.get(key)
    example = _example().result.case.inputs
    section, label = (field.section, field.label) if field else ("Units", UNIT_FIELDS[key].label)
    _line(form, row, section, label, f"{CALCULATED}{key}", field.unit if field else "")
    blank = _blank_means(field) if field else UNIT_FIELDS[key].default
    value = example[key] if field else blank
    shown: Any = "" if value is None else value
    if isinstance(blank, str) and blank.startswith("="):
        form.own_formula(INPUTS, row, 6, blank, fixed(shown), "df General")
    else:
        form.put(INPUTS, row, 6, blank, "df General" if isinstance(blank, float) else "df text")
    used = f"F{row}" if blank is not None else _BLANK
    if key not in (*UNIT_FIELDS, *asked_by(problems.FORM)):
        form.own_formula(INPUTS, row, 4, f"={used}", fixed(shown), "df General")
        return
    taken = _taken(field, used) if field and field.kind == "number" else f'=IF(in_{key}="",{used},{_chosen(key)})'
    form.own_formula(INPUTS, row, 4, taken, fixed(shown), "df General")
    fit = _fit(form, row, field)
    form.own_formula(INPUTS, row, 7, f"={fit}", fixed(int(value is not None)), "df 0")
    words = problems.first_words(key)
    form.blank += words != ""
    form.own_formula(INPUTS, row, 8, problems.problem(key, fits), fixed(words), "df text")


def _chosen(key: str) -> str:
    """The key of what was chosen from a list, which has words that people use."""
    if key == "station":
        at = "MATCH(in_station,out_station_names,0)"
        return f"IF(ISNUMBER({at}),INDEX(out_station_keys,{at}),in_station)"
    return f'SUBSTITUTE(in_{key}," ","_")' if key in FIELDS and problems.with_spaces(FIELDS[key]) else f"in_{key}"


def _fit(form: AnsweringForm, row: int, field: Field | None) -> str:
    """1 where the value can be."""
    if field is None:
        return "1"
    if field.key == "station":
        return f"IF(ISNUMBER(MATCH(D{row},out_station_keys,0)),1,0)"
    if field.kind == "choice":
        choices = ",".join(f'D{row}="{choice}"' for choice in field.choices)
        return f"IF(OR({choices}),1,0)"
    for column, bound in ((_LOWEST, field.minimum), (_HIGHEST, field.maximum)):
        form.put(INPUTS, row, column, bound, "df General")
    least = ">" if field.above_minimum else ">="
    inside = f"IF(AND(D{row}{least}M{row},D{row}<=N{row}),1,0)"
    return f"IF(ISNUMBER(D{row}),{inside},0)"


def _climate(form: AnsweringForm) -> None:
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


def _stations(form: AnsweringForm) -> None:
    """The sheet Stations: hours of a typical year at each temperature, warm to cold, two columns a station."""
    form.heading(STATIONS, "Weather stations", "Hours of a typical year at each outdoor temperature (NREL TMY3).")
    top = HEADER_ROW + 2
    years = {key: station_year(key) for key in stations()}
    for number, (key, year) in enumerate(years.items()):
        temperature, hours = 2 * number + 2, 2 * number + 3
        form.put(STATIONS, HEADER_ROW, temperature, stations()[key], "df header")
        form.put(STATIONS, HEADER_ROW, hours, "Hours", "df header")
        form.put(STATIONS, HEADER_ROW + 1, temperature, "°F", "df unit")
        form.put(STATIONS, HEADER_ROW + 1, hours, "h", "df unit")
        for column in (temperature, hours):
            form.sheets[STATIONS].column_dimensions[get_column_letter(column)].width = 14
        for offset, (at, count) in enumerate(zip(year.temperature[::-1], year.hours[::-1], strict=True)):
            form.put(STATIONS, top + offset, temperature, at, "df 0.0#")
            form.put(STATIONS, top + offset, hours, count, "df #,##0")
    last, right = top + _longest() - 1, get_column_letter(2 * len(years) + 1)
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
    form.widths(STATIONS, (20,))
    form.printed(STATIONS, f"$A${top}:${right}${row + len(years)}", f"1:{top - 1}", f"A{top}")
