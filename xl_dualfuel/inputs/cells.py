"""Cells: what a worksheet hands over, read into a case; and what it gets back.

A range of inputs holds keys or labels next to their values. A blank cell is an omitted input, 0 is 0. What cannot be
used is refused with a text, ``#DF! cop_17 = -1: must be …``, never with an exception.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import dropwhile, zip_longest
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from ..errors import DualFuelError, InputError, Issue
from ..files.values import is_blank, number_in
from .case import Case
from .fields import FIELDS, FILES, SOURCES, UNIT_FIELDS
from .units_given import to_engine_units, with_thermostat

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


def answered(call: Callable[[], Any]) -> Any:
    """What the call returns; where it is refused or fails, a text that says so."""
    try:
        return call()
    except DualFuelError as refused:
        return refusal(str(refused).splitlines())
    except Exception as failure:
        return refusal([f"internal error {type(failure).__name__}: please report it with the inputs"])


def refusal(problems: Sequence[str]) -> str:
    """``#DF! `` and as many of the problems as fit, then how many more there are."""
    for count in range(len(problems), 0, -1):
        more = f" (+{len(problems) - count} more)" if count < len(problems) else ""
        text = MARK + "; ".join(problem.strip() for problem in problems[:count])
        if len(text + more) <= TEXT_LIMIT:
            return text + more
    return text[: TEXT_LIMIT - len(more) - 1] + "…" + more


def plain(value: Cell) -> Cell:
    """Ranges, arrays, dictionaries and frames as lists; error numbers as Excel's text; an omitted argument as None."""
    if value is None or type(value) in (str, float):
        return value
    if isinstance(value, Mapping):
        value = list(value.items())
    elif hasattr(value, "columns"):  # a DataFrame, recognized without importing pandas
        titles = value.columns.astype(object).where(value.columns.notna(), None)
        value = [list(titles), *value.astype(object).where(value.notna(), None).to_numpy().tolist()]
    elif hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, int):
        return None if value == OMITTED else ERROR_TEXTS.get(value - ERROR_BASE, value)
    return float(value) if isinstance(value, Decimal) else value  # a cell with a currency format comes as a Decimal


def leaves(value: Cell) -> list[Cell]:
    """Every cell of a range, row by row; a value by itself is one."""
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def error(value: Cell) -> str | None:
    """The first error text among the cells: Excel's, or a refusal of these functions."""
    if isinstance(value, list):
        return next(filter(None, map(error, value)), None)
    if isinstance(value, str) and value[:1] == "#" and (value in ERROR_TEXTS.values() or value.startswith(MARK)):
        return value
    return None


def out(value: Any) -> Any:
    """A value as a cell: plain Python, None as empty text, flags as words. Raises ArithmeticError if not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ArithmeticError("a number that is not finite")
    return "" if value is None else " ".join(value) if isinstance(value, list) else value


_LABELS = {field.label.casefold(): key for key, field in FIELDS.items()}
_LABELS |= {field.label.casefold(): key for key, field in UNIT_FIELDS.items()}
_UNITS = dict.fromkeys(UNIT_FIELDS, "") | {key: field.unit for key, field in FIELDS.items()}


def named(cell: Cell) -> str | None:
    """The input whose key or label the cell holds."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text if text in _UNITS else _LABELS.get(text.casefold())


def parse_text(key: str, text: str) -> object:
    """A value that came as text (``--set``, CSV) as the kind its input has; unreadable text stays text."""
    field = FIELDS.get(key)
    if field is None or field.kind not in ("number", "table") or not text.strip():
        return text
    try:
        if field.kind == "number":
            number = number_in(text)
            return text if number is None else number
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def parsed(key: str, cell: Cell) -> Any:
    """The value of an input as a cell holds it; of a table input, its text as rows."""
    is_table = isinstance(cell, str) and key in FIELDS and FIELDS[key].kind == "table"
    return parse_text(key, cell) if is_table else cell


def read(argument: str, value: Cell) -> dict[str, Any]:
    """The inputs in a range, array constant or dictionary, by key, unchecked; blank ones are left out."""
    inputs: dict[str, Any] = {}
    for cell, item in _pairs(argument, value):
        if is_blank(cell) or is_blank(item):
            continue
        key = named(cell) or str(cell).strip()
        if key in inputs:
            raise InputError([Issue(key, item, f"must stand only once in {argument}", "Take one of the rows out")])
        inputs[key] = parsed(key, item)
    return inputs


def grid(value: Cell) -> Rows:
    """A range as rows of cells; a flat list is one row."""
    rows = value if isinstance(value, list) and all(isinstance(row, list) for row in value) else [value]
    return [row if isinstance(row, list) else [row] for row in rows]


def _pairs(argument: str, value: Cell) -> list[tuple[Cell, Cell]]:
    """(key or label, value) of each row of a range; a row may hold several pairs."""
    rows = [row for row in grid(value) if not all(map(is_blank, row))]
    if rows and max(map(len, rows)) == 1:
        raise InputError([Issue(argument, rows[0][0], "must be keys beside values", "Give two columns or more")])
    table = list(zip_longest(*rows))
    if rows and (places := header(rows[0])):
        return list(zip(table[places[0]][1:], table[places[1]][1:], strict=True))
    table = [column for column in table if not all(map(is_blank, column))]
    pairs: list[tuple[Cell, Cell]] = []
    while len(table) > 1:
        names = [sum(map(bool, map(named, column))) for column in table[:-1]]
        start = names.index(max(names))
        values = dropwhile(functools.partial(_explains, table[start]), table[start + 1 :])
        pairs += zip(table[start], next(values, table[-1]), strict=False)
        # Further pairs, as in a flat array constant; notes and sources next to the values are none.
        table = list(dropwhile(lambda column: not all(is_blank(cell) or named(cell) for cell in column), values))
    return pairs


def header(row: Sequence[Cell]) -> tuple[int, int] | None:
    """Where a header row has its columns of keys and values."""
    titles = [cell.strip().casefold() if isinstance(cell, str) else "" for cell in row]
    keys = [titles.index(title) for title in ("name", "key", "input", "label") if title in titles]
    return (keys[0], titles.index("value")) if keys and "value" in titles else None


def _explains(keys: Sequence[Cell], column: Sequence[Cell]) -> bool:
    """Whether a column only repeats key, label or unit of the keys, so that their values are farther right."""
    texts = [(key, text) for cell, text in zip(keys, column, strict=True) if (key := named(cell)) and text]
    return bool(texts) and all(named(text) == key or text in (_UNITS[key], "–") for key, text in texts)


def _displaced(key: str) -> set[str]:
    """What a change takes out of the inputs: a sheet gives every input, and there the change would be contradicted or
    idle. Even the sheet's own value is a change here, since it may be idle there.
    """
    if key in SOURCES:
        return {"climate", *SOURCES} - {key}
    return set(FIELDS[key].displaces) - {key}


def merged(base: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with the changes applied. Changes in units of their own are converted by themselves."""
    units = {key: base.get(key, field.default) for key, field in UNIT_FIELDS.items()}
    if any(changed.get(key, unit) != unit for key, unit in units.items()):
        base, changed = _in_engine_units(with_thermostat(base)), _in_engine_units(units | dict(changed))
    every = {**base, **changed}
    keys = FIELDS.keys() & changed.keys()
    displaced = {other for key in keys if _has_what_it_needs(key, every) for other in _displaced(key)}
    renewed = {key for key in keys if changed[key] != base.get(key, FIELDS[key].default)}
    displaced |= {key for key, field in FIELDS.items() if renewed & set(field.follows)}
    return {key: value for key, value in base.items() if key not in displaced} | dict(changed)


def _has_what_it_needs(key: str, inputs: Mapping[str, Any]) -> bool:
    """Whether the input without which this one has no effect is there, whatever its value."""
    other, value = FIELDS[key].needs
    return not other or bool(value) or other in inputs


def _in_engine_units(given: Mapping[str, Any]) -> dict[str, Any]:
    converted = to_engine_units(given)
    if converted.issues:
        raise InputError(converted.issues)
    return converted.inputs


_NOTHING: Final = MappingProxyType[str, Any]({})


def case_from(given: Mapping[str, Any], fixed: Mapping[str, Any] = _NOTHING) -> Case:
    """The case of the inputs; ``fixed`` are more of them, in °F and BTU/h, that win. Files are not read.

    Raises InputError listing every problem.
    """
    if fixed:
        given = {**_in_engine_units(with_thermostat(given)), **fixed}
    for key, value in given.items():
        if key in FILES or (key, value) == ("climate", "weather"):
            raise InputError([Issue(key, value, "worksheet functions read no files", "Give bin_table or station")])
    return Case(**given)


def case_changed(base: Mapping[str, Any], changed: Mapping[str, Any], fixed: Mapping[str, Any] = _NOTHING) -> Case:
    """The case of inputs with changes, answered in the units of the changes, else in those of the inputs."""
    given = merged(base, changed)
    case = case_from(given, fixed)
    units = {key: changed.get(key, base.get(key)) for key in UNIT_FIELDS if key in changed or key in base}
    # Where both were converted to °F and BTU/h, the case does not know its units.
    return case.replace(**units) if fixed or not units.keys() <= given.keys() else case


_CASES: dict[str, Case] = {}
_MOST_CASES: Final = 512


def case_of(inputs: Cell, changes: Cell, fixed: Mapping[str, Any] = _NOTHING) -> Case:
    """The case in two ranges, the changes winning; the same cells are read once."""
    cells = repr((inputs, changes, fixed))  # unlike the cells, TRUE and 1 are two texts
    case = _CASES.get(cells)
    if case is None:
        case = case_changed(read("inputs", inputs), read("changes", changes), fixed)
        if len(_CASES) >= _MOST_CASES:
            _CASES.clear()
        _CASES[cells] = case
    return case
