"""The worksheet functions: plain Python functions in one registry, which every host (Excel, Calc, Lite) reads.

A function converts what a worksheet hands over, calls the engine and returns plain values. A blank cell is
omitted, 0 is 0; an error cell in an argument is returned as it is; unusable input is an error (declared.py), and its
words are the answer of DF_CHECK, DF_NOTES and DF_STATUS. No clock, no files, no state but caches.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import InputError
from ..inputs.case import Case
from ..inputs.cells import NO_ANSWER, Cell, Rows, error, leaves, out, problem_of, refusal
from ..inputs.hspf2 import hspf2
from ..inputs.ranges import case_of
from ..inputs.warnings import in_a_whole_sheet
from ..model import balance, equipment, parameters, season
from ..model.switchovers import as_warm
from ..results.case_units import convert, setting_of
from ..results.engine import season_at, solve
from ..results.result import Result
from ..units import ELECTRICITY
from ..version import __version__
from . import lists
from .arguments import INPUTS, OUTDOOR, POINTS, checked, input_cell, one_of
from .declared import CATEGORY, FUNCTIONS, Function, worksheet_function
from .examples import CHOICES, HOMES, IN_DENVER, TARIFF
from .ratings import ratings_in, region_in
from .setting import setting_rows
from .statuses import WORDS as STATUS_WORDS
from .storage import storage_rows

__all__ = ["CATEGORY", "FUNCTIONS", "Function"]

_solved = functools.lru_cache(maxsize=256)(solve)
_season_at = functools.lru_cache(maxsize=256)(season_at)


def _solve(inputs: Cell, changes: Cell) -> Result:
    """The result for the two ranges. Raises InputError listing every problem."""
    case = case_of(inputs, changes)
    result = _solved(case)
    # Cases are equal whatever the notes on their reading, which are in the result.
    return result if result.case.readings == case.readings else solve(case)


def _problems(refused: InputError) -> Rows:
    """Key and words of each problem."""
    return [[issue.key, problem_of(refusal([str(issue)]))] for issue in refused.issues]


def _table(result: Result, name: str) -> Rows:
    """A result table with a header row of column keys, in the units of the case."""
    table = result.shown_table(name)
    return [list(table), *([out(cell) for cell in row] for row in zip(*table.values(), strict=True))]


def _point(point: balance.BalancePoint, case: Case) -> float | str:
    return NO_ANSWER if point.temperature is None else _shown(point.temperature, case)


def _shown(fahrenheit: float, case: Case) -> float:
    """A temperature [°F] in the unit of the case."""
    return float(convert(float(fahrenheit), "°F", case.units))


def _elementwise(temperature: Cell, formula: Callable[[Any], Any]) -> Any:
    """The formula at each temperature [°F], in the shape given; where one is unusable its place says why."""
    cells = [error(cell) or _outdoor(cell) for cell in leaves(temperature)]
    numbers = iter(formula(np.array([cell for cell in cells if isinstance(cell, float)])).tolist())
    answers = iter([out(next(numbers)) if isinstance(cell, float) else cell for cell in cells])

    def shaped(like: Cell) -> Any:
        return [shaped(item) for item in like] if isinstance(like, list) else next(answers)

    return shaped(temperature)


def _outdoor(cell: Cell) -> float | str:
    try:
        return float(checked([OUTDOOR], {OUTDOOR.name: cell})[OUTDOOR.name])
    except InputError as refused:
        return refusal(str(refused).splitlines())


@worksheet_function("scalar", INPUTS)
def DF_BALANCE_POINT(inputs: Cell = None, changes: Cell = None) -> float:
    """Recommended switchover [°F]: the heat pump heats at or above it, the furnace below; its season costs least."""
    result = _solve(inputs, changes)
    return _shown(result.recommended.switchover, result.case)


@worksheet_function("table", INPUTS)
def DF_SETTING(inputs: Cell = None, changes: Cell = None) -> Rows:
    """What to program [°F], its season's cost and saving [$], and each constraint: what it set aside and costs [$]."""
    return setting_rows(_solve(inputs, changes).solution)


@worksheet_function("scalar", INPUTS)
def DF_ECONOMIC_POINT(inputs: Cell = None, changes: Cell = None) -> float | str:
    """Outdoor temperature [°F] at which heat costs the same from heat pump and furnace; #N/A where there is none."""
    result = _solve(inputs, changes)
    return _point(result.balance_points.economic, result.case)


@worksheet_function("scalar", INPUTS, [["capacity_47", 36000], ["capacity_17", 22000]])
def DF_THERMAL_POINT(inputs: Cell = None, changes: Cell = None) -> float | str:
    """Outdoor temperature [°F] at which the heat pump's capacity meets the load; #N/A where there is none."""
    result = _solve(inputs, changes)
    return _point(result.balance_points.thermal, result.case)


@worksheet_function("scalar", INPUTS, [["grid_emissions", 0.5]])
def DF_EMISSIONS_POINT(inputs: Cell = None, changes: Cell = None) -> float | str:
    """Outdoor temperature [°F] at which heat emits the same from heat pump and furnace; #N/A where there is none."""
    result = _solve(inputs, changes)
    return _point(result.balance_points.emissions, result.case)


@worksheet_function("scalar", "economic", INPUTS, in_words=True)
def DF_STATUS(point: Cell, inputs: Cell = None, changes: Cell = None) -> str:
    """Status of a balance point in words: why it is #N/A, or whether there are several; of refused inputs the words."""
    try:
        name = one_of("point", point, POINTS)
        return STATUS_WORDS[name][getattr(_solve(inputs, changes).balance_points, name).status]
    except InputError as refused:
        return problem_of(refusal(str(refused).splitlines()))


@worksheet_function("table", INPUTS)
def DF_BIN_TABLE(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row a temperature bin, warm to cold: hours, load [BTU/h], COP, cost [$], emissions [kg], source, flags."""
    return _table(_solve(inputs, changes), "bins")


@worksheet_function("table", INPUTS)
def DF_SWITCHOVER_CURVE(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row a possible switchover [°F]: what the season costs [$], emits [kg] and how long the furnace runs [h]."""
    return _table(_solve(inputs, changes), "switchover")


@worksheet_function("table", INPUTS)
def DF_SCENARIOS(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row a way to heat the season: cost [$], electricity [kWh], fuel [MMBtu], emissions [kg], savings [$]."""
    return _table(_solve(inputs, changes), "scenarios")


@worksheet_function("scalar", "optimized", "annual_cost", INPUTS)
def DF_SCENARIO(scenario: Cell, measure: Cell, inputs: Cell = None, changes: Cell = None) -> Any:
    """One cell of DF_SCENARIOS, such as the annual_cost [$] of optimized; #N/A where there is no answer."""
    table = _solve(inputs, changes).shown_table("scenarios")
    place = table["scenario"].index(one_of("scenario", scenario, table["scenario"]))
    value = table[one_of("measure", measure, list(table))][place]
    return NO_ANSWER if value is None else out(value)


@worksheet_function("scalar", input_cell("existing_switchover"), INPUTS)
def DF_SEASON_COST(switchover: Cell, inputs: Cell = None, changes: Cell = None) -> float:
    """What the season costs [$] with the thermostat's switchover [°F] at that setting."""
    case = case_of(inputs, changes)
    return _season_at(case, setting_of(switchover, case.units)).annual_cost


@worksheet_function("scalar", input_cell("existing_switchover"), 40, INPUTS)
def DF_SAVINGS(from_switchover: Cell, to_switchover: Cell, inputs: Cell = None, changes: Cell = None) -> float | str:
    """What the season costs less [$] at the second switchover [°F]; #N/A where one of the two leaves heat unmet."""
    case = case_of(inputs, changes)
    before, after = (_season_at(case, setting_of(setting, case.units)) for setting in (from_switchover, to_switchover))
    # Heat that is not delivered costs nothing, which is no saving.
    alike = as_warm(before.unmet_mmbtu, after.unmet_mmbtu, before.load_mmbtu)
    return before.annual_cost - after.annual_cost if alike else NO_ANSWER


@worksheet_function("table", INPUTS)
def DF_FUEL_STORAGE(inputs: Cell = None, changes: Cell = None) -> Rows:
    """Fuel of the worst days, the cold hours and the season, the tank it takes, blank if unknown: name, value, unit."""
    result = _solve(inputs, changes)
    return storage_rows(result.fuel_storage, result.case.units)


@worksheet_function("table", "electricity_price", [[0.1], [0.15], [0.2]], INPUTS)
def DF_SENSITIVITY(key: Cell, values: Cell, inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row for each value of an input: switchover to program [°F], its season's cost [$] and emissions [kg]."""
    from .grids import sensitivity  # here, as below: answers for one house do without arrays of homes

    return sensitivity(key, values, inputs, changes)


@worksheet_function("table", [[0.1], [0.14], [0.18]], [[10, 12, 14, 16]], INPUTS)
def DF_PRICE_MATRIX(electricity_prices: Cell, fuel_prices: Cell, inputs: Cell = None, changes: Cell = None) -> Rows:
    """Recommended switchover [°F] at every pair of prices: electricity [$/kWh] down, fuel in its price unit across."""
    from .grids import price_matrix

    free = case_of(inputs, changes, {"electricity_price": 0.0, "fuel_price": 0.0})
    return price_matrix(electricity_prices, fuel_prices, _solved(free))


@worksheet_function("table", 5, None, "F", INPUTS)
def DF_BAND(
    dollars: Cell = None, percent: Cell = None, thermostat_unit: Cell = None, inputs: Cell = None, changes: Cell = None
) -> Rows:
    """Switchovers [°F] that cost little more than the best, and what to enter in the thermostat: name, value, unit."""
    from .decisions import band_rows

    return band_rows(_solve(inputs, changes), dollars, percent, thermostat_unit)


@worksheet_function("table", CHOICES, INPUTS)
def DF_COMPARE(choices: Cell, inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row for the case and for each option: points [°F], season cost [$], kWh, MMBtu, kg, hours, saving [$]."""
    from .decisions import comparison, units_of

    base, units = _solve(inputs, changes), units_of(inputs, changes)
    return comparison(choices, base, units)


@worksheet_function("scalar", [["cop_47", 3.9], ["cop_17", 2.7]], 900, 600, 15, 0.03, 0.02, 0.02, INPUTS)
def DF_NPV_OPTION(
    option_changes: Cell, premium: Cell, rebate: Cell = None, life: Cell = None, discount_rate: Cell = None,
    electricity_escalation: Cell = None, fuel_escalation: Cell = None, inputs: Cell = None, changes: Cell = None,
) -> float:  # fmt: skip
    """Net present value [$] of an option against the case: its discounted savings and its rebate less its premium."""
    from .decisions import npv_of_option

    given = {
        "premium": premium, "rebate": rebate, "life": life, "discount_rate": discount_rate,
        "electricity_escalation": electricity_escalation, "fuel_escalation": fuel_escalation,
    }  # fmt: skip
    return npv_of_option(option_changes, given, inputs, changes)


@worksheet_function("scalar", TARIFF, INPUTS, IN_DENVER)
def DF_TARIFF_COST(tariff: Cell, inputs: Cell = None, changes: Cell = None, switchover: Cell = None) -> float:
    """Season cost of heating [$] under a tariff, hour by hour, fixed charges apart, at the best setting or another."""
    from .tariffs import cost  # here: most workbooks have no tariff

    at = None if switchover is None else setting_of(switchover, case_of(inputs, changes).units)
    return cost(tariff, inputs, changes, at)


@worksheet_function("scalar", TARIFF, INPUTS, IN_DENVER)
def DF_TARIFF_BEST(tariff: Cell, inputs: Cell = None, changes: Cell = None) -> float:
    """The setting to program [°F] under a tariff: the heat pump heats at or above it, the furnace below it."""
    from .tariffs import best

    return _shown(*best(tariff, inputs, changes))


@worksheet_function("table", TARIFF, INPUTS, IN_DENVER)
def DF_TARIFF_NOTES(tariff: Cell, inputs: Cell = None, changes: Cell = None) -> Rows:
    """What to program under a tariff in words, what was assumed; or each problem of the tariff and the inputs."""
    from .tariffs import note_rows

    try:
        return note_rows(tariff, inputs, changes)
    except InputError as refused:
        return [["key", "message"], *_problems(refused)]


@worksheet_function("table", HOMES)
def DF_PORTFOLIO(table: Cell) -> Rows:
    """One row for each home of a table: setting to program [°F], its cost [$], kWh, MMBtu of fuel, kg, savings [$]."""
    from .grids import portfolio

    return portfolio(table)


@worksheet_function("table", INPUTS)
def DF_CHECK(inputs: Cell = None, changes: Cell = None) -> Rows:
    """OK, or one row for each problem with the inputs and for each value that is hardly plausible: what to do."""
    try:
        result = _solve(inputs, changes)
        failed = [f"{check.id}: {check.what} failed" for check in result.checks if not check.ok]
        failed += [f"{doubt.key}: {doubt.message}" for doubt in result.doubts]
    except InputError as refused:
        failed = [words for _, words in _problems(refused)]
    return [[problem] for problem in failed or ["OK"]]


@worksheet_function("table", INPUTS)
def DF_NOTES(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row for each doubt, warning and assumption; each assumption with what it may move the season's cost [$]."""
    try:
        result = _solve(inputs, changes)
        alike = in_a_whole_sheet(result.case.given, result.case.inputs)
        rows = [*map(list, alike), *([note.key, note.message] for note in result.notes)]
    except InputError as refused:
        rows = _problems(refused)
    return [["key", "message"], *rows]


@worksheet_function(
    "table",
    [
        ["Timestamp", "Outdoor Temp (F)", "Heat Stage 1 (min)", "Aux Heat 1 (min)"],
        ["2025-01-06 06:00", 31, 40, 0],
        ["2025-01-06 07:00", 32, 38, 9],
        ["2025-01-06 08:00", 36, 33, 9],
        ["2025-01-06 09:00", 39, 30, 9],
    ],
    INPUTS,
    [["capacity_47", 36000], ["capacity_17", 22000]],
)
def DF_RECORD(record: Cell, inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row for each 5 °F of a thermostat's record: hours [h], share of the time each ran, what the model needs."""
    from .records import duty_rows  # here: most workbooks have no record

    return duty_rows(record, _solve(inputs, changes))


@worksheet_function("table", "mass_save", INPUTS)
def DF_PROGRAMME(programme: Cell, inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row for each rule of a rebate program: its limit, the value with the setting to program, met or not, why."""
    return lists.programme_rows(programme, _solve(inputs, changes))


@worksheet_function("table", "Prices and emissions")
def DF_INPUTS(section: Cell = None) -> Rows:
    """One row for each input: section, key, label, unit, default, allowed range, meaning."""
    return lists.inputs_rows(section)


@worksheet_function("elementwise", [[47], [35], [17]], input_cell("cop_47"), input_cell("cop_17"), input_cell("cop_5"))
def DF_COP(temperature: Cell, cop_47: Cell, cop_17: Cell, cop_5: Cell = None) -> Any:
    """COP of the heat pump at outdoor temperatures [°F]: the straight line through its rating points, at least 1."""
    p = parameters.from_case(Case(cop_47=cop_47, cop_17=cop_17, cop_5=cop_5))
    return _elementwise(temperature, lambda t: equipment.performance(t, np.zeros_like(t), p).steady_cop)


@worksheet_function("elementwise", [[47], [17], [5]], input_cell("load_slope"), input_cell("load_balance_temperature"))
def DF_LOAD(temperature: Cell, load_slope: Cell, load_balance_temperature: Cell = None) -> Any:
    """Heating load [BTU/h] at outdoor temperatures [°F]; 0 at and above load_balance_temperature (omitted: 70 °F)."""
    base = load_balance_temperature or Case().number("indoor_setpoint")
    return _elementwise(temperature, lambda t: season.load(t, load_slope, base))


@worksheet_function("scalar", 39000, input_cell("indoor_setpoint"), input_cell("design_temperature"))
def DF_LOAD_SLOPE(design_load: Cell, indoor_setpoint: Cell, design_temperature: Cell) -> float:
    """Heat loss for each degree [BTU/h·°F] from the design heating load [BTU/h] and two temperatures [°F]."""
    case = Case(design_load=design_load, indoor_setpoint=indoor_setpoint, design_temperature=design_temperature)
    return float(parameters.from_case(case).load_slope)


@worksheet_function("scalar", 700, 5500, input_cell("fuel"), input_cell("furnace_efficiency"))
def DF_LOAD_SLOPE_FROM_FUEL(units_burned: Cell, degree_days: Cell, fuel: Cell = None, efficiency: Cell = None) -> float:
    """Heat loss for each degree [BTU/h·°F] from the fuel on the bills and the degree days [°F·d] it was burned in."""
    bills = {"billed_fuel": units_burned, "billed_degree_days": degree_days}
    free = {"fuel_price": 0.0, "fuel_price_unit": "$/kWh" if fuel == ELECTRICITY else "$/MMBtu"}
    return float(parameters.from_case(Case(fuel=fuel, furnace_efficiency=efficiency, **bills, **free)).load_slope)


@worksheet_function(
    "scalar", *map(input_cell, ("electricity_price", "fuel_price", "furnace_efficiency", "fuel", "fuel_price_unit"))
)
def DF_BREAKEVEN_COP(
    electricity_price: Cell, fuel_price: Cell, furnace_efficiency: Cell = None, fuel: Cell = None, unit: Cell = None
) -> float | str:
    """COP at which heat costs the same by the prices alone, without blower; #N/A where the fuel is free."""
    prices = {"electricity_price": electricity_price, "fuel_price": fuel_price, "fuel_price_unit": unit, "fuel": fuel}
    p = parameters.from_case(Case(**prices, furnace_efficiency=furnace_efficiency))
    cop = balance.break_even_cop(p.electricity_price, p.fuel_price, p.furnace_efficiency)
    return float(cop) if math.isfinite(cop) else NO_ANSWER


@worksheet_function("scalar", 2.1, "$/gal", "propane")
def DF_FUEL_PRICE(price: Cell, unit: Cell, fuel: Cell = None) -> float:
    """Price of a fuel [$/MMBtu] from its price in the unit it is sold by."""
    return float(parameters.from_case(Case(fuel_price=price, fuel_price_unit=unit, fuel=fuel)).fuel_price)


@worksheet_function("scalar", [["capacity_47", 36000], ["cop_47", 3.6], ["capacity_17", 22000], ["cop_17", 2.4]])
def DF_HSPF2(ratings: Cell, region: Cell = None) -> float:
    """HSPF2 [BTU/Wh] by AHRI 210/240 from its COPs and capacities [BTU/h]; Cd is 0.25 where not given."""
    return hspf2(ratings_in(ratings), region_in(region))


@worksheet_function("scalar", in_words=True)
def DF_VERSION() -> str:
    """Version of xl_dualfuel that calculates, so that a workbook can record it."""
    return __version__
