"""What stands behind a form that calculates: the sheets of an audit workbook, on the cells that are filled in.

The climate is proportional, a region's table, or the hours of a station, looked up on Stations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xl_dualfuel.inputs.field import NOT_KNOWN
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS, Field
from xl_dualfuel.inputs.plausible import NEAR_SHARE, SHARES
from xl_dualfuel.inputs.required import KNOWN_OR_NOT
from xl_dualfuel.results.setting_words import FURNACE_STEP
from xl_dualfuel.units import ELECTRICITY, FUELS

from ..book.layout import HEADER_ROW, UPRIGHT
from ..names import CALCULATED
from ..sheets import balance, constants, setting, tables
from . import looked_up, problems, unusual
from .answering import BEHIND, INPUTS, AnsweringForm, worked_example
from .form import fixed
from .model_fields import asked_by

_FIRST: Final = HEADER_ROW + 1
ROWS: Final = {key: row for row, key in enumerate((*UNIT_FIELDS, *(
    key for key, field in FIELDS.items() if field.kind != "table")), _FIRST)}  # fmt: skip
"""Of every input that is no table, on Inputs"""
_LOWEST, _HIGHEST = 13, 14
_WIDTHS: Final = (14, 40, 32, 20, 20, 24, 10, 52, 36)
_HEADERS: Final = ("Section", "Input", "Name of the cell", "Used", "Unit", "Where the cell is blank", "1: fits",
                   "Please check", "Hardly plausible")  # fmt: skip
_HALF_DEGREE: Final = 0.9
"""The step of a thermostat in °C [°F]"""
_BLANK: Final = '""'


def problem_cell(key: str) -> str:
    """The cell that says what is wrong with an input."""
    return f"{INPUTS}!$H${ROWS[key]}"


def unusual_cell(key: str) -> str:
    """The cell that says whether an input is hardly plausible; "" for one that is never judged so."""
    return f"{INPUTS}!$I${ROWS[key]}" if key in unusual.CONDITIONS else ""


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
        usual = field.default or field.example or 0.0  # one without either may be anything
        least = 100 * max(float(usual) / NEAR_SHARE, field.minimum)
        number = f"{cell}/CHOOSE(1+AND({cell}>=2,{cell}>={least:.15g},{cell}<=out_per_cent),1,out_per_cent)"
    is_blank = f'OR({cell}="",{cell}="{NOT_KNOWN}")' if field.key in KNOWN_OR_NOT else f'{cell}=""'
    return f"=IF({is_blank},{blank},IF(ISNUMBER({cell}),{number},{cell}))"


def write(form: AnsweringForm) -> None:
    """Write the sheets behind the form, whose pages must have named their cells."""
    _inputs(form)
    constants.write(form)
    tables.write(form)
    setting.write(form)
    balance.write(form)
    looked_up.all_stations(form)
    form.scaled.update(BEHIND)
    form.upright.update(sheet for sheet in BEHIND if sheet in UPRIGHT and sheet != INPUTS)


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
    form.calculated("unusual", INPUTS, f"I{_FIRST}", f"I{row - 1}")
    for name, (label, value, unit) in (_NUMBERS | _USUAL).items():
        _line(form, row, "Constants", label, name, unit)
        form.put(INPUTS, row, 4, value, "df General")
        row += 1
    for name, value in unusual.CONSTANTS.items():
        _line(form, row, "Constants", "Hardly plausible beyond", name, "")
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
    row = _pairs(form, row, "mean_fuels", "mean_prices", unusual.MEANS)
    looked_up.climate(form)
    form.printed(INPUTS, f"$A${_FIRST}:$E${row - 1}", f"1:{HEADER_ROW}", f"A{_FIRST}")


def _line(form: AnsweringForm, row: int, section: str, label: str, name: str, unit: str) -> None:
    for column, text in ((1, section), (2, label), (3, name), (5, unit or None)):
        form.put(INPUTS, row, column, text, "df text")
    form.define(name, INPUTS, f"D{row}")


def _pairs(form: AnsweringForm, row: int, keys: str, values: str, pairs: Sequence[tuple[str, Any]]) -> int:
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
    example = worked_example().result.case.inputs
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
    if key not in (*UNIT_FIELDS, *asked_by(form.kind)):
        form.own_formula(INPUTS, row, 4, f"={used}", fixed(shown), "df General")
        return
    taken = _taken(field, used) if field and field.kind == "number" else f'=IF(in_{key}="",{used},{_chosen(key)})'
    form.own_formula(INPUTS, row, 4, taken, fixed(shown), "df General")
    fit = _fit(form, row, field)
    form.own_formula(INPUTS, row, 7, f"={fit}", fixed(int(value is not None)), "df 0")
    words = problems.first_words(key, form.kind)
    form.blank += words != ""
    form.own_formula(INPUTS, row, 8, problems.problem(key, fits, form.kind), fixed(words), "df text")
    if key in unusual.CONDITIONS:
        form.own_formula(INPUTS, row, 9, form.layout.scalar(unusual.formula(key)), fixed(""), "df text")


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
