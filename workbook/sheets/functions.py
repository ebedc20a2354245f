"""A sheet of worksheet functions beside the live formulas, for people with the add-in; never in an audit copy.

Without the add-in its cells show #NAME? once a spreadsheet recalculates them; the live formulas do not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.model.storage import FuelStorage
from xl_dualfuel.results.result import Result

from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..shape import Filling

SHEET: Final = "Functions"
_HEADERS: Final = ("Function", "Formula", "Answer", "Live formulas", "Same")
_WIDTHS: Final = (46, 76, 24, 24, 10)
_NOT_CARRIED: Final = tuple(key for key, field in FIELDS.items() if field.kind in ("table", "file"))


class Line(NamedTuple):
    """A function: what it gives, its formula, the live formula of the same ("" if none), and its arguments."""

    name: str
    label: str
    formula: str
    live: str
    python: Callable[[Callable[..., Any], Filling], Any]


def refuse(result: Result) -> None:
    """Raise InputError for a case whose tables or files no range of inputs carries."""
    given = [key for key in _NOT_CARRIED if result.case.inputs[key] is not None]
    if given:
        raise InputError(
            [Issue("--functions", key, "must not be asked for with tables or files", "Leave --functions out")
             for key in given]
        )  # fmt: skip


def _pairs(f: Filling) -> list[list[Any]]:
    return [["Name", "Value"], *([key, value] for key, value in f.result.case.inputs.items())]


def _of_inputs(function: Callable[..., Any], f: Filling) -> Any:
    return function(_pairs(f))


def _item(row: int, column: int, function: Callable[..., Any], f: Filling) -> Any:
    return function(_pairs(f))[row][column]


def _number(f: Filling, key: str) -> Any:
    return f.result.case.inputs[key]


def _point(name: str, label: str) -> Line:
    live = f"IF(ISNUMBER(df_{name}_temperature),df_{name}_temperature,df_{name}_status)"
    function = f"DF_{name.upper()}_POINT"
    return Line(function, f"{label} balance point, °F", f"{function}(df_inputs)", live, _of_inputs)


_SEASON_UNITS: Final = FuelStorage._fields.index("season_units") + 1
"""Its row below the headings of DF_FUEL_STORAGE."""
_OPTIMIZED = 'INDEX([Scenarios.{}],MATCH("{}",[Scenarios.scenario],0))'
_OWN: Final = "own heat content"
_OWN_HEAT: Final = f'IF(ISBLANK(df_fuel_heat_content),{{}},"{_OWN}")'
_FURNACE: Final = [["option", "furnace_efficiency"], ["better furnace", 0.98]]

LINES: Final = (
    Line("DF_BALANCE_POINT", "Recommended switchover, °F", "DF_BALANCE_POINT(df_inputs)", "df_recommended_switchover",
         _of_inputs),
    _point("economic", "Economic"),
    _point("thermal", "Thermal"),
    _point("emissions", "Emissions"),
    Line("DF_BIN_TABLE", "Hours of the warmest bin, h", "INDEX(DF_BIN_TABLE(df_inputs),2,5)", "INDEX([Bins.hours],1)",
         partial(_item, 1, 4)),
    Line("DF_SWITCHOVER_CURVE", "Season cost with the furnace alone, $", "INDEX(DF_SWITCHOVER_CURVE(df_inputs),2,2)",
         "INDEX([Switchover.annual_cost],1)", partial(_item, 1, 1)),
    Line("DF_SCENARIOS", "Season cost, recommended, $", "INDEX(DF_SCENARIOS(df_inputs),4,3)",
         _OPTIMIZED.format("annual_cost", "optimized"), partial(_item, 3, 2)),
    Line("DF_SCENARIO", "Emissions, recommended, kg", 'DF_SCENARIO("optimized","emissions_kg",df_inputs)',
         _OPTIMIZED.format("emissions_kg", "optimized"),
         lambda function, f: function("optimized", "emissions_kg", _pairs(f))),
    Line("DF_SEASON_COST", "Season cost at today's setting, $", "DF_SEASON_COST(df_existing_switchover,df_inputs)",
         _OPTIMIZED.format("annual_cost", "existing_switchover"),
         lambda function, f: function(_number(f, "existing_switchover"), _pairs(f))),
    Line("DF_SAVINGS", "Saving against today's setting, $",
         "DF_SAVINGS(df_existing_switchover,df_recommended_switchover,df_inputs)", "df_saving",
         lambda function, f: function(_number(f, "existing_switchover"), f.s.switchover, _pairs(f))),
    Line("DF_FUEL_STORAGE", "Fuel of the season", f"INDEX(DF_FUEL_STORAGE(df_inputs),{_SEASON_UNITS + 1},2)",
         "df_season_units", partial(_item, _SEASON_UNITS, 1)),
    Line("DF_SENSITIVITY", "Switchover at today's electricity price, °F",
         'INDEX(DF_SENSITIVITY("electricity_price",df_electricity_price,df_inputs),2,2)', "df_recommended_switchover",
         lambda function, f: function("electricity_price", _number(f, "electricity_price"), _pairs(f))[1][1]),
    Line("DF_PRICE_MATRIX", "Switchover at today's prices, °F",
         "INDEX(DF_PRICE_MATRIX(df_electricity_price,df_fuel_price,df_inputs),2,2)", "df_recommended_switchover",
         lambda function, f: function(_number(f, "electricity_price"), _number(f, "fuel_price"), _pairs(f))[1][1]),
    Line("DF_BAND", "Switchover whose season costs least, °F", 'INDEX(DF_BAND(5,,"F",df_inputs),2,2)',
         "df_recommended_switchover", lambda function, f: function(5, None, "F", _pairs(f))[1][1]),
    Line("DF_COMPARE", "Season cost of the case beside a better furnace, $",
         'INDEX(DF_COMPARE({"option","furnace_efficiency";"better furnace",0.98},df_inputs),2,8)',
         _OPTIMIZED.format("annual_cost", "optimized"),
         lambda function, f: function(_FURNACE, _pairs(f))[1][7]),
    Line("DF_NPV_OPTION", "Net present value of that furnace for $ 800, 15 years at 3 %, $",
         'DF_NPV_OPTION({"furnace_efficiency",0.98},800,0,15,0.03,0,0,df_inputs)', "",
         lambda function, f: function([["furnace_efficiency", 0.98]], 800, 0, 15, 0.03, 0, 0, _pairs(f))),
    Line("DF_PORTFOLIO", "Switchover of a home with half the load, °F",
         'INDEX(DF_PORTFOLIO({"load_slope";300}),2,1)', "",
         lambda function, _: function([["load_slope"], [300]])[1][0]),
    Line("DF_CHECK", "Problems of the inputs", "INDEX(DF_CHECK(df_inputs),1,1)", "df_status", partial(_item, 0, 0)),
    Line("DF_COP", "COP at 47 °F, without defrost and cycling",
         "DF_COP(df_rating_warm,df_cop_47,df_cop_17)", "MAX(df_minimum_cop,df_cop_47)",
         lambda function, f: function(47.0, _number(f, "cop_47"), _number(f, "cop_17"))),
    Line("DF_LOAD", "Load at the design temperature, BTU/h",
         "DF_LOAD(df_sizing_temperature,df_used_load_slope,df_used_load_balance)", "df_sizing_load",
         lambda function, f: function(f.s.sizing.temperature, f.s.parameters.load_slope,
                                      f.s.parameters.load_balance_temperature)),
    Line("DF_LOAD_SLOPE", "Heat loss per degree, BTU/h·°F",
         "DF_LOAD_SLOPE(df_used_load_slope*(df_indoor_setpoint-df_rating_middle),df_indoor_setpoint,df_rating_middle)",
         "df_used_load_slope",
         lambda function, f: function(f.s.parameters.load_slope * (f.s.parameters.indoor_setpoint - 17.0),
                                      f.s.parameters.indoor_setpoint, 17.0)),
    Line("DF_LOAD_SLOPE_FROM_FUEL", "Heat loss per degree from 600 therms, 5,500 degree days, BTU/h·°F",
         'DF_LOAD_SLOPE_FROM_FUEL(600,5500,"natural_gas",0.8)', "",
         lambda function, _: function(600, 5500, "natural_gas", 0.8)),
    Line("DF_BREAKEVEN_COP", "Break-even COP",
         "DF_BREAKEVEN_COP(df_electricity_price,df_fuel_price,df_furnace_efficiency,df_fuel,df_fuel_price_unit)",
         _OWN_HEAT.format("df_economic_break_even_cop"),
         lambda function, f: function(*(_number(f, key) for key in (
             "electricity_price", "fuel_price", "furnace_efficiency", "fuel", "fuel_price_unit")))),
    Line("DF_FUEL_PRICE", "Fuel price, $/MMBtu", "DF_FUEL_PRICE(df_fuel_price,df_fuel_price_unit,df_fuel)",
         _OWN_HEAT.format("df_fuel_price_per_mmbtu"),
         lambda function, f: function(*(_number(f, key) for key in ("fuel_price", "fuel_price_unit", "fuel")))),
    Line("DF_VERSION", "Version of the engine", "DF_VERSION()", "", lambda function, _: function()),
)  # fmt: skip


def write(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheets[SHEET]
    book.heading(
        SHEET,
        "Worksheet functions",
        "Needs the xl_dualfuel add-in: without it these cells show #NAME?. The other sheets do not depend on them.",
    )
    for place, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True), 1):
        book.put(SHEET, HEADER_ROW, place, header, "df header")
        sheet.column_dimensions["ABCDE"[place - 1]].width = width
    for row, line in enumerate(LINES, HEADER_ROW + 1):
        book.put(SHEET, row, 1, line.label, "df text")
        book.put(SHEET, row, 2, f"={line.formula}", "df text")
        book.formula(SHEET, row, 3, f"={line.formula}", partial(_answer, line), "df General")
        if line.live:
            book.formula(SHEET, row, 4, book.layout.scalar(line.live), partial(_live, line), "df General")
            near = f"ABS(C{row}-D{row})<=df_tolerance*MAX(1,ABS(D{row}))"
            same = f"IF(AND(ISNUMBER(C{row}),ISNUMBER(D{row})),{near},C{row}=D{row})"
            book.formula(
                SHEET, row, 5, f'=IF(D{row}="{_OWN}","",IF({same},"OK","differs"))', partial(_same, line), "df check"
            )
    last = HEADER_ROW + len(LINES)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    area = f"'{SHEET}'!$A${HEADER_ROW + 1}:$E${last}"
    book.print_areas[SHEET] = lambda _: area


def _answer(line: Line, f: Filling) -> Any:
    from xl_dualfuel.functions import FUNCTIONS  # here: they load xlwings where it is installed

    key = ("function", line.name)
    if key not in f.memo:
        value = line.python(FUNCTIONS[line.name].python, f)
        f.memo[key] = None if value == "" else value
    return f.memo[key]


def _live(line: Line, f: Filling) -> Any:
    """The live formulas' value: the function's, but where they do not speak of the same."""
    if line.live.startswith("IF(ISBLANK(df_fuel_heat_content)") and f.result.case.inputs["fuel_heat_content"]:
        return _OWN
    return _answer(line, f)


def _same(line: Line, f: Filling) -> str:
    live = _live(line, f)
    return "" if live == _OWN else "OK" if live == _answer(line, f) else "differs"
