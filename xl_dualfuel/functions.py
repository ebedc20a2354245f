"""The worksheet functions: plain Python functions in one registry, which every host (Excel, Calc, Lite) reads.

A function converts what a worksheet hands over, calls the engine and returns plain values. A blank cell counts as
omitted, 0 as 0; an error cell in an argument is returned as it is; unusable input is answered with a text, ``#DF!
cop_17 = -1: must be …``, never with an exception or a wrong number. No clock, no files, no state but a cache.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, Literal, NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np

from . import balance, equipment, parameters, season, validation
from .case import Case
from .casefile import parse_text
from .engine import solve
from .errors import DualFuelError, InputError, Issue
from .fields import FIELDS
from .parameters import Array
from .result import Result
from .scenarios import SCENARIOS
from .validation import CLIMATE_SOURCES, is_blank
from .version import __version__

P = ParamSpec("P")
T = TypeVar("T")
Shape = Literal["scalar", "table", "elementwise"]
Rows = list[list[Any]]
Cell: TypeAlias = Any
"""What a worksheet or a Python caller hands over: a value, a range as lists, a dictionary, a DataFrame."""

MARK: Final = "#DF! "
"""What every refusal begins with."""
TEXT_LIMIT: Final = 255
"""Most characters of a text that Excel takes from a function, or shows as help."""
OMITTED: Final = -2147352572
"""What Excel hands over for an omitted argument (VT_ERROR, DISP_E_PARAMNOTFOUND)."""
ERROR_TEXTS: Final = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2047: "#BLOCKED!", 2049: "#FIELD!", 2050: "#CALC!",
}  # fmt: skip
ERROR_BASE: Final = -2146828288
"""An error that the host does not turn into text arrives as this plus its number (xlwings does not know the last)."""


class Argument(NamedTuple):
    """One argument of a worksheet function; ``array``: it takes a range, else a single cell."""

    name: str
    help: str
    optional: bool
    array: bool


class Function(NamedTuple):
    """One worksheet function; elementwise: the answer has the shape of the first argument."""

    name: str
    doc: str
    arguments: tuple[Argument, ...]
    shape: Shape
    python: Callable[..., Any]


FUNCTIONS: Final[dict[str, Function]] = {}
"""Every worksheet function by its name."""

_KEYS = {"price": "fuel_price", "unit": "fuel_price_unit", "temperature": "compressor_lockout"}
"""The input whose limits an argument has, where their names differ."""
_HELP = {
    "inputs": "Input keys or labels beside their values: two columns, or a table with the headers name and value, such "
    "as df_inputs. Omitted: the worked example",
    "changes": 'The same kind of range, or an array such as {"electricity_price",0.20}; wins over inputs. Omitted: none',
    "temperature": "Outdoor temperature [°F], one or a range: " + FIELDS["compressor_lockout"].allowed[8:],
    "scenario": "One of " + ", ".join(SCENARIOS),
    "measure": "Column of DF_SCENARIOS, such as annual_cost [$], electricity_kwh, fuel_mmbtu, emissions_kg, "
    "furnace_hours [h], seasonal_cop, saving_vs_existing [$]",
}


def _argument(parameter: inspect.Parameter) -> Argument:
    name, optional = parameter.name, parameter.default is not inspect.Parameter.empty
    if name not in _HELP:
        field = FIELDS[_KEYS.get(name, name)]
        unit = f" [{field.unit or '–'}]" if field.kind == "number" else ""
        omitted = f". Omitted: {field.when_omitted if field.default is None else field.default}" if optional else ""
        return Argument(name, f"{field.help}{unit}: {field.allowed.removeprefix('must be ')}{omitted}", optional, False)
    return Argument(name, _HELP[name], optional, name in ("inputs", "changes", "temperature"))


def worksheet_function(shape: Shape) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Register a function for the hosts, guard it, and tell xlwings about it where xlwings is installed."""

    def decorate(body: Callable[P, Any]) -> Callable[P, Any]:
        signature = inspect.signature(body)
        arguments = tuple(map(_argument, signature.parameters.values()))

        @functools.wraps(body)
        def function(*args: P.args, **kwargs: P.kwargs) -> Any:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            answer = _guarded(body, arguments, bound.arguments)
            return [[answer]] if shape == "table" and not isinstance(answer, list) else answer

        # xlwings takes type hints for converters; it has none for unions, and none are needed.
        function.__annotations__ = {}
        function.__doc__ = doc = " ".join((inspect.getdoc(body) or "").split())
        told = _tell_xlwings(function, arguments)
        FUNCTIONS[body.__name__] = Function(body.__name__, doc, arguments, shape, told)
        return told

    return decorate


def _tell_xlwings(function: Callable[P, Any], arguments: Sequence[Argument]) -> Callable[P, Any]:
    try:
        xw: Any = importlib.import_module("xlwings")
    except ImportError:
        return function
    for argument in arguments:
        # Two dimensions, or a column would come as a flat list and go back as a row.
        options = {"ndim": 2} if argument.array else {}
        function = xw.arg(argument.name, doc=argument.help, err_to_str=True, **options)(function)
    told: Callable[P, Any] = xw.func(category="xl_dualfuel")(xw.ret()(function))
    return told


def _guarded(body: Callable[..., Any], arguments: Sequence[Argument], given: Mapping[str, Cell]) -> Any:
    """What the function answers, or a text: the error found in an argument, or what is wrong with the input."""
    try:
        cells = {name: _plain(value) for name, value in given.items()}
        # An error among temperatures stands in its own place in the answer.
        error = _error([cell for name, cell in cells.items() if name != "temperature"])
        return error or body(**_checked(arguments, cells))
    except InputError as error:
        return _refusal([str(issue) for issue in error.issues])
    except DualFuelError as error:
        return _refusal([str(error)])
    except Exception as error:
        return _refusal([f"internal error {type(error).__name__}: please report it with the inputs"])


def _checked(arguments: Sequence[Argument], cells: dict[str, Cell]) -> dict[str, Cell]:
    """The arguments, those that are inputs checked like inputs. Raises InputError listing every problem."""
    issues: list[Issue] = []
    for name, _, optional, array in arguments:
        while not array and isinstance(cell := cells[name], list) and len(cell) == 1:
            cells[name] = cell[0]
        if not array and _KEYS.get(name, name) in FIELDS:
            cells[name], found = _check(name, cells[name], optional)
            issues += found
    if issues:
        raise InputError(issues)
    return cells


def _check(name: str, cell: Cell, optional: bool = False) -> tuple[Any, list[Issue]]:
    """A cell checked as the input it is, and what is wrong with it."""
    key = _KEYS.get(name, name)
    values, issues = validation.check_values({key: cell})
    if is_blank(cell) and not optional:
        issues = [Issue(key, None, FIELDS[key].allowed, FIELDS[key].remedy)]
    return values.get(key), [issue._replace(key=name) for issue in issues]


def _refusal(problems: Sequence[str]) -> str:
    """``#DF! `` and as many of the problems as fit whole, then how many more there are."""
    for count in range(len(problems), 0, -1):
        more = f" (+{len(problems) - count} more)" if count < len(problems) else ""
        text = MARK + "; ".join(problem.strip() for problem in problems[:count])
        if len(text + more) <= TEXT_LIMIT:
            return text + more
    return text[: TEXT_LIMIT - len(more) - 1] + "…" + more


def _plain(value: Cell) -> Cell:
    """Ranges, arrays and frames as lists; error numbers as Excel's text; an omitted argument as None."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if hasattr(value, "columns"):  # a DataFrame, told without importing pandas
        header = [str(column) for column in value.columns]
        rows = value.astype(object).where(value.notna(), None).to_numpy().tolist()
        value = [header, *rows] if _header(header) else rows
    elif hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, int):
        return None if value == OMITTED else ERROR_TEXTS.get(value - ERROR_BASE, value)
    return value


def _leaves(value: Cell) -> Iterator[Cell]:
    if isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


def _error(value: Cell) -> str | None:
    """The first error text among the cells: Excel's, or a refusal of these functions."""
    texts = [cell for cell in _leaves(value) if isinstance(cell, str) and cell.startswith("#")]
    return next((text for text in texts if text in ERROR_TEXTS.values() or text.startswith(MARK)), None)


_LABELS = {field.label.casefold(): field.key for field in FIELDS.values()}


def _named(cell: Cell) -> str | None:
    """The input whose key or label the cell holds."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text if text in FIELDS else _LABELS.get(text.casefold())


def _read(argument: str, value: Cell) -> dict[str, Any]:
    """The inputs in a range, array constant or dictionary, by key, unchecked; blank ones are left out."""
    found: dict[str, Any] = {}
    for cell, item in list(value.items()) if isinstance(value, dict) else _pairs(argument, value):
        if is_blank(cell) or is_blank(item):
            continue
        # "Climate" is a heading in one range and a key in another: its case is forgiven only where it names nothing.
        text = str(cell).strip()
        key = _named(cell) or (text.lower() if text.lower() in FIELDS else text)
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
        remedy = "Give two columns, such as df_inputs"
        raise InputError([Issue(argument, rows[0][0], "must be a range of keys beside values", remedy)])
    table = list(zip_longest(*rows))
    if rows and (header := _header(rows[0])):
        return list(zip(table[header[0]][1:], table[header[1]][1:], strict=True))
    table = [column for column in table if not all(map(is_blank, column))]
    pairs: list[tuple[Cell, Cell]] = []
    while len(table) > 1:
        named = [sum(map(bool, map(_named, column))) for column in table]
        ...
    return pairs
