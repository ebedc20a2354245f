"""The worksheet functions: plain Python functions in one registry, which every host (Excel, Calc, Lite) reads.

A function converts what a worksheet hands over, calls the engine and returns plain values. A blank cell counts as
omitted, 0 as 0; an error cell in an argument is returned as it is; unusable input is answered with a text, ``#DF!
cop_17 = -1: must be …``, never with an exception or a wrong number. No clock, no files, no state but a cache.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import dropwhile, zip_longest
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from . import balance, equipment, parameters, season
from .case import Case
from .casefile import parse_text
from .engine import solve
from .errors import DualFuelError, InputError, Issue
from .fields import FIELDS
from .result import Result
from .scenarios import SCENARIOS
from .validation import CLIMATE_SOURCES, check_values, is_blank
from .version import __version__

try:
    xw: Any = importlib.import_module("xlwings")
except ImportError:  # a core installation has none
    xw = None

Shape = Literal["scalar", "table", "elementwise"]
Rows = list[list[Any]]
Cell: TypeAlias = Any
"""What a worksheet or a Python caller hands over: a value, a range as lists, a dictionary, a DataFrame."""

MARK: Final = "#DF! "  # what every refusal begins with
TEXT_LIMIT: Final = 255  # most characters of a text that Excel takes from a function, or shows as help
OMITTED: Final = -2147352572  # an omitted argument as Excel hands it over (VT_ERROR, DISP_E_PARAMNOTFOUND)
ERROR_BASE: Final = -2146828288  # an error that the host does not turn into text arrives as this plus its number
ERROR_TEXTS: Final = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2047: "#BLOCKED!", 2049: "#FIELD!", 2050: "#CALC!",
}  # fmt: skip


class Argument(NamedTuple):
    """One argument of a worksheet function; array: it takes a range; key: the input it is checked as, if it is one."""

    name: str
    help: str
    optional: bool
    array: bool
    key: str


class Function(NamedTuple):
    """One worksheet function; elementwise: the answer has the shape of the first argument."""

    name: str
    doc: str
    arguments: tuple[Argument, ...]
    shape: Shape
    python: Callable[..., Any]


FUNCTIONS: Final[dict[str, Function]] = {}  # every worksheet function by its name

_OTHER_KEYS = {"price": "fuel_price", "unit": "fuel_price_unit"}
_OUTDOOR = Argument("temperature", "", False, False, "compressor_lockout")  # which has the limits of any outdoor one
_HELP = {
    "inputs": "Input keys or labels beside values, as df_inputs, or headed name and value. Omitted: worked example",
    "changes": 'The same kind of range, or an array like {"electricity_price",0.20}; wins over inputs. Omitted: none',
    "temperature": "Outdoor temperature [°F], one or a range: " + FIELDS[_OUTDOOR.key].allowed[8:],
    "scenario": "One of " + ", ".join(SCENARIOS),
    "measure": "A header of DF_SCENARIOS: annual_cost [$], electricity_kwh, fuel_mmbtu, emissions_kg, furnace_hours …",
}


def _argument(parameter: inspect.Parameter) -> Argument:
    name, optional = parameter.name, parameter.default is not inspect.Parameter.empty
    if name in _HELP:
        return Argument(name, _HELP[name], optional, name in ("inputs", "changes", "temperature"), "")
    field = FIELDS[_OTHER_KEYS.get(name, name)]
    unit = f" [{field.unit or '–'}]" if field.kind == "number" else ""
    omitted = f". Omitted: {field.when_omitted if field.default is None else field.default}" if optional else ""
    text = f"{field.help}{unit}: {field.allowed.removeprefix('must be ')}{omitted}"
    return Argument(name, text, optional, False, field.key)


def worksheet_function(shape: Shape) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function for the hosts, guard it, and tell xlwings about it where xlwings is installed."""

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(body)
        arguments = tuple(map(_argument, signature.parameters.values()))

        @functools.wraps(body)
        def function(*args: Cell, **kwargs: Cell) -> Any:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            try:
                cells = {name: _plain(value) for name, value in bound.arguments.items()}
                # An error among temperatures stands in its own place in the answer.
                error = _error([cell for name, cell in cells.items() if name != "temperature"])
                answer = error or body(**_checked(arguments, cells))
            except DualFuelError as refused:
                answer = _refusal(str(refused).splitlines())
            except Exception as failure:
                answer = _refusal([f"internal error {type(failure).__name__}: please report it with the inputs"])
            return [[answer]] if shape == "table" and not isinstance(answer, list) else answer

        # xlwings takes type hints for converters; it has none for unions, and none are needed.
        function.__annotations__ = {}
        function.__doc__ = doc = " ".join((body.__doc__ or "").split())
        told = function
        for argument in arguments if xw else ():
            # Two dimensions, or a column would come as a flat list and go back as a row.
            told = xw.arg(argument.name, doc=argument.help, err_to_str=True, ndim=2 if argument.array else None)(told)
        told = xw.func(category="xl_dualfuel")(xw.ret()(told)) if xw else told
        FUNCTIONS[body.__name__] = Function(body.__name__, doc, arguments, shape, told)
        return told

    return decorate


def _checked(arguments: Sequence[Argument], cells: dict[str, Cell]) -> dict[str, Cell]:
    """The arguments, those that are inputs checked like inputs. Raises InputError listing every problem."""
    for name in [argument.name for argument in arguments if not argument.array]:
        while isinstance(cells[name], list) and len(cells[name]) == 1:
            cells[name] = cells[name][0]
    keyed = {argument.key: argument for argument in arguments if argument.key}
    values, issues = check_values({key: cells[argument.name] for key, argument in keyed.items()})
    missing = [key for key, argument in keyed.items() if not argument.optional and is_blank(cells[argument.name])]
    issues += [Issue(key, None, FIELDS[key].allowed, FIELDS[key].remedy) for key in missing]
    if issues:
        raise InputError(issue._replace(key=keyed[issue.key].name) for issue in issues)
    return cells | {argument.name: values.get(key) for key, argument in keyed.items()}


def _refusal(problems: Sequence[str]) -> str:
    """``#DF! `` and as many of the problems as fit whole, then how many more there are."""
    for count in range(len(problems), 0, -1):
        more = f" (+{len(problems) - count} more)" if count < len(problems) else ""
        text = MARK + "; ".join(problem.strip() for problem in problems[:count])
        if len(text + more) <= TEXT_LIMIT:
            return text + more
    return text[: TEXT_LIMIT - len(more) - 1] + "…" + more


def _plain(value: Cell) -> Cell:
    """Ranges, arrays, dictionaries and frames as lists; error numbers as Excel's text; an omitted argument as None."""
    if isinstance(value, Mapping):
        value = list(value.items())
    elif hasattr(value, "columns"):  # a DataFrame, told without importing pandas
        value = [list(value.columns), *value.astype(object).where(value.notna(), None).to_numpy().tolist()]
    elif hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, int):
        return None if value == OMITTED else ERROR_TEXTS.get(value - ERROR_BASE, value)
    return float(value) if isinstance(value, Decimal) else value  # a cell with a currency format comes as a Decimal


def _leaves(value: Cell) -> list[Cell]:
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]


def _error(value: Cell) -> str | None:
    """The first error text among the cells: Excel's, or a refusal of these functions."""
    texts = [cell for cell in _leaves(value) if isinstance(cell, str)]
    return next((text for text in texts if text in ERROR_TEXTS.values() or text.startswith(MARK)), None)


_LABELS = {field.label.casefold(): field.key for field in FIELDS.values()}


def _named(cell: Cell) -> str | None:
    """The input whose key or label the cell holds."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text if text in FIELDS else _LABELS.get(text.casefold())


def _read(argument: str, value: Cell) -> dict[str, Any]:
    """The inputs in a range, array constant or dictionary, by key, unchecked; blank ones are left out."""
    found: dict[str, Any] = {}
    for cell, item in _pairs(argument, value):
        if is_blank(cell) or is_blank(item):
            continue
        key = _named(cell) or str(cell).strip()
        if key in found:
            raise InputError([Issue(key, item, f"must stand only once in {argument}", "Take one of the rows out")])
        is_table = isinstance(item, str) and key in FIELDS and FIELDS[key].kind == "table"
        found[key] = parse_text(key, item) if is_table else item
    return found


def _pairs(argument: str, value: Cell) -> list[tuple[Cell, Cell]]:
    """(key or label, value) of each row of a range; a row may hold several pairs."""
    rows = value if isinstance(value, list) and all(isinstance(row, list) for row in value) else [value]
    rows = [row if isinstance(row, list) else [row] for row in rows]
    rows = [row for row in rows if not all(map(is_blank, row))]
    if rows and max(map(len, rows)) == 1:
        raise InputError([Issue(argument, rows[0][0], "must be keys beside values", "Give two columns or more")])
    table = list(zip_longest(*rows))
    if rows and (header := _header(rows[0])):
        return list(zip(table[header[0]][1:], table[header[1]][1:], strict=True))
    table = [column for column in table if not all(map(is_blank, column))]
    pairs: list[tuple[Cell, Cell]] = []
    while len(table) > 1:
        named = [sum(map(bool, map(_named, column))) for column in table[:-1]]
        start = named.index(max(named))
        values = dropwhile(functools.partial(_explains, table[start]), table[start + 1 :])
        pairs += zip(table[start], next(values, table[-1]), strict=False)
        # Further pairs, as in a flat array constant; notes and sources beside the values are none.
        table = list(dropwhile(lambda column: not all(is_blank(cell) or _named(cell) for cell in column), values))
    return pairs


def _header(row: Sequence[Cell]) -> tuple[int, int] | None:
    """Where a header row has its columns of keys and values."""
    titles = [cell.strip().casefold() if isinstance(cell, str) else "" for cell in row]
    keys = [titles.index(title) for title in ("name", "key", "input", "label") if title in titles]
    return (keys[0], titles.index("value")) if keys and "value" in titles else None


def _explains(keys: Sequence[Cell], column: Sequence[Cell]) -> bool:
    """Whether a column only repeats key, label or unit of the keys, so that their values stand farther right."""
    beside = [(key, text) for cell, text in zip(keys, column, strict=True) if (key := _named(cell)) and text]
    return bool(beside) and all(_named(text) == key or text in (FIELDS[key].unit, "–") for key, text in beside)


_GIVES_WAY = {"design_load": {"load_slope"}, "load_slope": {"design_load"}, "fuel": {"fuel_emissions"}} | {
    source: {"climate", *CLIMATE_SOURCES.values()} - {source} for source in CLIMATE_SOURCES.values()
}
"""What a change takes out of the inputs: an Inputs sheet gives every input, and the change would contradict it."""

_solved = functools.lru_cache(maxsize=256)(solve)


def _solve(inputs: Cell, changes: Cell) -> Result:
    """The result for the two ranges. Raises InputError listing every problem."""
    base, changed = _read("inputs", inputs), _read("changes", changes)
    new = [key for key in _GIVES_WAY if key in changed and changed[key] != base.get(key, FIELDS[key].default)]
    gone = set().union(*(_GIVES_WAY[key] for key in new))
    given = {key: value for key, value in base.items() if key not in gone} | changed
    for key, value in given.items():
        if key == "weather_file" or (key, value) == ("climate", "weather"):
            raise InputError([Issue(key, value, "worksheet functions read no files", "Give bin_table or station")])
    return _solved(Case(**given))


def _out(value: Any) -> Any:
    """A value as a cell: plain Python, None as empty text, flags as words. Raises ArithmeticError if not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ArithmeticError("a number that is not finite")
    return "" if value is None else " ".join(value) if isinstance(value, list) else value


def _table(result: Result, name: str) -> Rows:
    """A result table with a header row of column keys."""
    table = result.table(name)
    return [list(table), *([_out(cell) for cell in row] for row in zip(*table.values(), strict=True))]


def _point(point: balance.BalancePoint) -> float | str:
    return point.status if point.temperature is None else float(point.temperature)


def _elementwise(temperature: Cell, formula: Callable[[Any], Any]) -> Any:
    """The formula at each temperature [°F], in the shape given; where one is unusable its place says why."""
    cells = [_error(cell) or _outdoor(cell) for cell in _leaves(temperature)]
    numbers = iter(formula(np.array([cell for cell in cells if isinstance(cell, float)])).tolist())
    answers = iter([_out(next(numbers)) if isinstance(cell, float) else cell for cell in cells])

    def shaped(like: Cell) -> Any:
        return [shaped(item) for item in like] if isinstance(like, list) else next(answers)

    return shaped(temperature)


def _outdoor(cell: Cell) -> float | str:
    try:
        return float(_checked([_OUTDOOR], {_OUTDOOR.name: cell})[_OUTDOOR.name])
    except InputError as refused:
        return _refusal(str(refused).splitlines())


@worksheet_function("scalar")
def DF_BALANCE_POINT(inputs: Cell = None, changes: Cell = None) -> float:
    """Recommended switchover [°F]: the heat pump heats at or above it, the furnace below; its season costs least."""
    return _solve(inputs, changes).recommended.switchover


@worksheet_function("scalar")
def DF_ECONOMIC_POINT(inputs: Cell = None, changes: Cell = None) -> float | str:
    """Outdoor temperature [°F] at which heat costs the same from heat pump and furnace, or the status in words."""
    return _point(_solve(inputs, changes).balance_points.economic)


@worksheet_function("scalar")
def DF_THERMAL_POINT(inputs: Cell = None, changes: Cell = None) -> float | str:
    """Outdoor temperature [°F] at which the heat pump's capacity meets the load, or the status in words."""
    return _point(_solve(inputs, changes).balance_points.thermal)


@worksheet_function("scalar")
def DF_EMISSIONS_POINT(inputs: Cell = None, changes: Cell = None) -> float | str:
    """Outdoor temperature [°F] at which heat emits the same from heat pump and furnace, or the status in words."""
    return _point(_solve(inputs, changes).balance_points.emissions)


@worksheet_function("table")
def DF_BIN_TABLE(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row a temperature bin, warm to cold: hours, load [BTU/h], COP, cost [$], emissions [kg], source, flags."""
    return _table(_solve(inputs, changes), "bins")


@worksheet_function("table")
def DF_SWITCHOVER_CURVE(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row a possible switchover [°F]: what the season costs [$], emits [kg] and how long the furnace runs [h]."""
    return _table(_solve(inputs, changes), "switchover")


@worksheet_function("table")
def DF_SCENARIOS(inputs: Cell = None, changes: Cell = None) -> Rows:
    """One row a way to heat the season: cost [$], electricity [kWh], fuel [MMBtu], emissions [kg], savings [$]."""
    return _table(_solve(inputs, changes), "scenarios")


@worksheet_function("scalar")
def DF_SCENARIO(scenario: Cell, measure: Cell, inputs: Cell = None, changes: Cell = None) -> Any:
    """One cell of DF_SCENARIOS, such as the annual_cost [$] of optimized; none where there is no answer."""
    table = _solve(inputs, changes).table("scenarios")
    for name, cell, known in (("scenario", scenario, table["scenario"]), ("measure", measure, list(table))):
        if cell not in known:
            raise InputError([Issue(name, cell, f"must be one of {', '.join(known)}", "")])
    value = table[measure][table["scenario"].index(scenario)]
    return "none" if value is None else _out(value)


@worksheet_function("table")
def DF_CHECK(inputs: Cell = None, changes: Cell = None) -> Rows:
    """OK, or one row for each problem with the inputs: what was found, what is allowed, what to do."""
    try:
        failed = [f"{check.id}: {check.what} failed" for check in _solve(inputs, changes).checks if not check.ok]
    except InputError as error:
        failed = [_refusal([str(issue)]).removeprefix(MARK) for issue in error.issues]
    return [[problem] for problem in failed or ["OK"]]


@worksheet_function("elementwise")
def DF_COP(temperature: Cell, cop_47: Cell, cop_17: Cell, cop_5: Cell = None) -> Any:
    """COP of the heat pump at outdoor temperatures [°F]: the straight line through its rating points, at least 1."""
    p = parameters.from_case(Case(cop_47=cop_47, cop_17=cop_17, cop_5=cop_5))
    return _elementwise(temperature, lambda t: equipment.performance(t, np.zeros_like(t), p).steady_cop)


@worksheet_function("elementwise")
def DF_LOAD(temperature: Cell, load_slope: Cell, load_balance_temperature: Cell = None) -> Any:
    """Heating load [BTU/h] at outdoor temperatures [°F]; 0 at and above load_balance_temperature (omitted: 70 °F)."""
    base = load_balance_temperature or Case().number("indoor_setpoint")
    return _elementwise(temperature, lambda t: season.load(t, load_slope, base))


@worksheet_function("scalar")
def DF_LOAD_SLOPE(design_load: Cell, indoor_setpoint: Cell, design_temperature: Cell) -> float:
    """Heat loss for each degree [BTU/h·°F] from the design heating load [BTU/h] and two temperatures [°F]."""
    case = Case(design_load=design_load, indoor_setpoint=indoor_setpoint, design_temperature=design_temperature)
    return float(parameters.from_case(case).load_slope)


@worksheet_function("scalar")
def DF_BREAKEVEN_COP(
    electricity_price: Cell, fuel_price: Cell, furnace_efficiency: Cell = None, fuel: Cell = None, unit: Cell = None
) -> float | str:
    """COP at which heat costs the same from heat pump and furnace; fuel_always where only the fuel is free."""
    prices = {"electricity_price": electricity_price, "fuel_price": fuel_price, "fuel_price_unit": unit, "fuel": fuel}
    p = parameters.from_case(Case(**prices, furnace_efficiency=furnace_efficiency))
    cop = balance.break_even_cop(p.electricity_price, p.fuel_price, p.furnace_efficiency)
    return float(cop) if math.isfinite(cop) else "fuel_always" if cop > 0 else "not_modelled"


@worksheet_function("scalar")
def DF_FUEL_PRICE(price: Cell, unit: Cell, fuel: Cell = None) -> float:
    """Price of a fuel in $/MMBtu, from its price in the unit it is sold by."""
    return float(parameters.from_case(Case(fuel_price=price, fuel_price_unit=unit, fuel=fuel)).fuel_price)


@worksheet_function("scalar")
def DF_VERSION() -> str:
    """Version of xl_dualfuel that calculates, so that a workbook can record it."""
    return __version__
