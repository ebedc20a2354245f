"""A sheet of worksheet functions and the live formulas of the same, for people with the add-in; not for an auditor.

Without the add-in its cells show #NAME? once a spreadsheet recalculates them; the live formulas do not depend on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.arguments import INPUTS, Named, input_cell
from xl_dualfuel.functions.examples import call, values
from xl_dualfuel.inputs.cells import NO_ANSWER, error_value
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.parameters import RATING_TEMPERATURES
from xl_dualfuel.model.storage import FuelStorage
from xl_dualfuel.results.result import Result

from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..book.styles import ANY
from ..formulas import given
from ..formulas.parts import load
from ..shape import Filling
from .function_places import SHEET

_HEADERS: Final = ("Function", "Formula", "Answer", "Live formulas", "Same")
_WIDTHS: Final = (46, 76, 24, 24, 10)
_NOT_CARRIED: Final = tuple(key for key, field in FIELDS.items() if field.kind in ("table", "file"))


class Line(NamedTuple):
    """A function on the sheet, called as in its example.

    live: the live formula of the same, "" if there is none; item: row and column of its cell in an answer of many;
    instead: arguments other than the example's, so that both are about the same.
    """

    name: str
    label: str
    live: str = ""
    item: tuple[int, int] | None = None
    instead: Mapping[str, Any] = MappingProxyType({})


def refuse(result: Result) -> None:
    """Raise InputError for a case whose tables or files no range of inputs carries."""
    given = [key for key in _NOT_CARRIED if result.case.inputs[key] is not None]
    if given:
        raise InputError(
            [Issue("--functions", key, "must not be asked for with tables or files", "Leave --functions out")
             for key in given]
        )  # fmt: skip


def _point(name: str, label: str) -> Line:
    live = _or_none(f"out_{name}_temperature")
    return Line(f"DF_{name.upper()}_POINT", f"{label} balance point, °F", live, instead={"changes": None})


def _or_none(live: str) -> str:
    """A live number, or what stands for the #N/A of a function that has no answer."""
    return f'IF(ISNUMBER({live}),{live},"{_NONE}")'


_NONE: Final = "none"


_SEASON_UNITS: Final = FuelStorage._fields.index("season_units") + 2
"""Its row in DF_FUEL_STORAGE, whose first row are headings."""
_OPTIMIZED = 'INDEX([Scenarios.annual_cost],MATCH("{}",[Scenarios.scenario],0))'
_OWN: Final = "own heat content or no price"
_OWN_HEAT: Final = f'IF(AND(ISBLANK(in_fuel_heat_content),ISNUMBER(in_fuel_price)),{{}},"{_OWN}")'
_RECOMMENDED: Final = Named("out_recommended_switchover")
_SETTING: Final = Named("out_setting")
_DESIGN_LOAD: Final = Named("out_used_load_slope*(in_indoor_setpoint-c_rating_middle)")

LINES: Final = (
    Line("DF_BALANCE_POINT", "Recommended switchover, °F", _RECOMMENDED.name),
    Line("DF_SETTING", "Setting to program, °F", "out_setting", (2, 2)),
    _point("economic", "Economic"),
    _point("thermal", "Thermal"),
    _point("emissions", "Emissions"),
    Line("DF_BIN_TABLE", "Hours of the warmest bin, h", "INDEX([Bins.hours],1)", (2, 5)),
    Line("DF_STATUS", "Economic balance point in words"),
    Line("DF_SWITCHOVER_CURVE", "Season cost with the furnace alone, $", "INDEX([Switchover.annual_cost],1)", (2, 2)),
    Line("DF_SCENARIOS", "Season cost, recommended, $", _OPTIMIZED.format("optimized"), (4, 3)),
    Line("DF_SCENARIO", "Season cost, recommended, $", _OPTIMIZED.format("optimized")),
    Line("DF_SEASON_COST", "Season cost at today's setting, $", _OPTIMIZED.format("existing_switchover")),
    Line("DF_SAVINGS", "Saving against today's setting, $", _or_none("out_saving"),
         instead={"to_switchover": _SETTING}),
    Line("DF_FUEL_STORAGE", "Fuel of the season", "out_season_units", (_SEASON_UNITS, 2)),
    Line("DF_SENSITIVITY", "Switchover at today's electricity price, °F", _RECOMMENDED.name, (2, 2),
         {"values": input_cell("electricity_price")}),
    Line("DF_PRICE_MATRIX", "Switchover at today's prices, °F", _RECOMMENDED.name, (2, 2),
         {"electricity_prices": input_cell("electricity_price"), "fuel_prices": input_cell("fuel_price")}),
    Line("DF_BAND", "Switchover whose season costs least, °F", _RECOMMENDED.name, (2, 2)),
    Line("DF_COMPARE", "Season cost of the case beside options, $", "out_setting_annual_cost", (2, 8)),
    Line("DF_NPV_OPTION", "Net present value of a better heat pump, $"),
    Line("DF_TARIFF_COST", "Season cost in Denver where electricity is dearer in winter afternoons, $"),
    Line("DF_TARIFF_BEST", "Setting to program there, °F"),
    Line("DF_TARIFF_NOTES", "The same in words", item=(2, 2)),
    Line("DF_PORTFOLIO", "Switchover of the first of three homes, °F", item=(2, 1)),
    Line("DF_CHECK", "First problem or doubt of the inputs", "", (1, 1)),
    Line("DF_NOTES", "First note", "", (2, 2)),
    Line("DF_RECORD", "Share of the time that the compressor ran at the mildest of four hours", item=(2, 4)),
    Line("DF_PROGRAMME", "First rule of a program: met or not", "", (2, 5)),
    Line("DF_INPUTS", "Default of the first price, $/kWh", "", (2, 5)),
    Line("DF_COP", "COP at 47 °F, without defrost and cycling", "MAX(c_minimum_cop,in_cop_47)",
         instead={"temperature": Named("c_rating_warm"), "cop_5": None}),
    Line("DF_LOAD", "Load at the design temperature, BTU/h", load("out_sizing_temperature"),
         instead={"temperature": Named("out_sizing_temperature"), "load_slope": Named("out_used_load_slope"),
                  "load_balance_temperature": Named("out_used_load_balance")}),
    Line("DF_LOAD_SLOPE", "Heat loss per degree, BTU/h·°F", "out_used_load_slope",
         instead={"design_load": _DESIGN_LOAD, "design_temperature": Named("c_rating_middle")}),
    Line("DF_LOAD_SLOPE_FROM_FUEL", "Heat loss per degree from 700 units of fuel, 5,500 degree days, BTU/h·°F"),
    Line("DF_BREAKEVEN_COP", "Break-even COP, prices alone", _OWN_HEAT.format(_or_none("out_price_only_cop"))),
    Line("DF_FUEL_PRICE", "Fuel price, $/MMBtu", _OWN_HEAT.format("out_fuel_price_per_mmbtu"),
         instead={"price": input_cell("fuel_price"), "unit": input_cell("fuel_price_unit"),
                  "fuel": input_cell("fuel")}),
    Line("DF_HSPF2", "HSPF2 of a heat pump's ratings, BTU/Wh"),
    Line("DF_VERSION", "Version of the program"),
)  # fmt: skip


def _known(f: Filling, as_given: bool) -> dict[str, Any]:
    """Values by the names, and the formula, that arguments have on this sheet; as_given: in the units of the case."""
    p, inputs = f.s.parameters, given.values(f) if as_given else f.result.case.inputs
    warm, middle = RATING_TEMPERATURES[2], RATING_TEMPERATURES[1]
    return {f"in_{key}": value for key, value in inputs.items()} | {
        INPUTS.name: [["Name", "Value"], *map(list, given.values(f).items())],
        _RECOMMENDED.name: given.shown(f.s.switchover, "°F", f.shape.units),
        _SETTING.name: given.shown(f.s.setting.switchover, "°F", f.shape.units),
        "c_rating_warm": warm,
        "c_rating_middle": middle,
        "out_sizing_temperature": f.s.sizing_temperature,
        "out_used_load_slope": p.load_slope,
        "out_used_load_balance": p.load_balance_temperature,
        _DESIGN_LOAD.name: p.load_slope * (p.indoor_setpoint - middle),
    }


def arguments_of(line: Line) -> list[Any]:
    """The arguments of a line's function."""
    function = FUNCTIONS[line.name]
    arguments = zip_longest(function.arguments, function.example)
    return [line.instead.get(argument.name, example) for argument, example in arguments]


def formula_of(line: Line) -> str:
    """The formula of a line's function, without the equals sign."""
    arguments = arguments_of(line)
    names = {argument.name for argument in arguments if isinstance(argument, Named) and not argument.rows}
    formula = call(line.name, arguments, names)
    if line.item:
        return f"INDEX({formula},{line.item[0]},{line.item[1]})"
    return f'IF(ISNA({formula}),"{_NONE}",{formula})' if _NONE in line.live else formula


def write(book: Book) -> None:
    """Write the sheet."""
    book.heading(
        SHEET,
        "Worksheet functions",
        "Needs the xl_dualfuel add-in: without it these cells show #NAME?. The other sheets do not depend on them.",
    )
    book.headers(SHEET, HEADER_ROW, _HEADERS)
    book.widths(SHEET, _WIDTHS)
    for row, line in enumerate(LINES, HEADER_ROW + 1):
        formula, label, live = _in_units(line, book.shape.units)
        book.put(SHEET, row, 1, label, "df text")
        book.put(SHEET, row, 2, f"={formula}", "df text")
        book.own_formula(SHEET, row, 3, f"={formula}", partial(_answer, line), f"df {ANY}")
        if line.live:
            book.formula(SHEET, row, 4, book.layout.scalar(live), partial(_live, line), f"df {ANY}")
            near = f"ABS(C{row}-D{row})<=c_tolerance*MAX(1,ABS(D{row}))"
            same = f"IF(AND(ISNUMBER(C{row}),ISNUMBER(D{row})),{near},C{row}=D{row})"
            book.formula(
                SHEET, row, 5, f'=IF(D{row}="{_OWN}","",IF({same},"OK","differs"))', partial(_same, line), "df check"
            )
    first, last = HEADER_ROW + 1, HEADER_ROW + len(LINES)
    book.printed(SHEET, f"$A${first}:$E${last}", f"1:{HEADER_ROW}", f"A{first}")


def _in_units(line: Line, units: Units) -> tuple[str, str, str]:
    """Formula, label and live formula of a line; a function of the inputs takes and answers temperatures as they do."""
    formula, label, live = formula_of(line), line.label.replace("$", units.currency), line.live
    if INPUTS in arguments_of(line):
        setting = given.shown_formula(_SETTING.name, "°F", units, known=True)
        formula, label = formula.replace(_SETTING.name, setting), given.titled(label, units)
        live = given.shown_formula(live, "°F", units) if line.label.endswith("°F") else live
    else:
        formula = given.in_engine_units(formula, units)
    return formula, label, live


def _answer(line: Line, f: Filling) -> Any:
    def call_of_line() -> Any:
        answer = FUNCTIONS[line.name].python(*values(arguments_of(line), _known(f, INPUTS in arguments_of(line))))
        value = answer[line.item[0] - 1][line.item[1] - 1] if line.item else answer
        value = _NONE if value == NO_ANSWER and _NONE in line.live else error_value(value) or value
        return None if value == "" else value

    return f.once(("function", line.name), call_of_line)


def _live(line: Line, f: Filling) -> Any:
    """The live formulas' value: the function's, unless they are about different fuels."""
    inputs = f.result.case.inputs
    if _OWN in line.live and (inputs["fuel_heat_content"] is not None or inputs["fuel_price"] is None):
        return _OWN
    return _answer(line, f)


def _same(line: Line, f: Filling) -> str:
    live = _live(line, f)
    return "" if live == _OWN else "OK" if live == _answer(line, f) else "differs"
