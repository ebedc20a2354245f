"""Cells: what a worksheet hands over, read into a case; and what it gets back.

A range of inputs holds keys or labels next to their values. A blank cell is an omitted input, 0 is 0. An error is a
text here: Excel's own, ``#N/A`` for an answer that does not exist, or ``#DF! cop_17 = -1: must be …`` for what is
refused, which the hosts show as ``#VALUE!`` (``error_value``). Nothing is raised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from ..errors import DualFuelError, InputError, Issue
from .case import Case
from .fields import FIELDS, FILES, SOURCES, UNIT_FIELDS
from .typed import typed_inputs
from .units_given import to_engine_units, with_thermostat

Rows = list[list[Any]]
Cell: TypeAlias = Any
"""What a worksheet or a Python caller hands over: a value, a range as lists, a dictionary, a DataFrame."""

MARK: Final = "#DF! "  # what every refusal begins with
REFUSED: Final = "#VALUE!"  # what a cell shows for it
NO_ANSWER: Final = "#N/A"  # what it shows where there is no answer
TEXT_LIMIT: Final = 255  # most characters of a text that Excel takes from a function, or shows as help
OMITTED: Final = -2147352572  # an omitted argument as Excel hands it over (VT_ERROR, DISP_E_PARAMNOTFOUND)
ERROR_BASE: Final = -2146828288  # an error that the host does not turn into text arrives as this plus its number
ERROR_TEXTS: Final = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2047: "#BLOCKED!", 2049: "#FIELD!", 2050: "#CALC!",
}  # fmt: skip

_KNOWN_EVERYWHERE: Final = tuple(ERROR_TEXTS.values())[:7]


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


def problem_of(text: str) -> str:
    """The words of a refusal, without what it begins with."""
    return text.removeprefix(MARK)


def refused_table(text: str) -> Rows:
    """What a table function answers in place of a table: the error, and the words beside it."""
    return [[REFUSED, problem_of(text)]] if text.startswith(MARK) else [[text]]


def error_value(value: Any) -> str | None:
    """The error that a cell shows for an answer, ``#VALUE!`` for a refusal; None for an answer that is no error."""
    wrong = error(value) if isinstance(value, str) else None
    return REFUSED if wrong and wrong.startswith(MARK) else wrong


def in_cells(answer: Any) -> Any:
    """An answer with every error as the text of one that is known everywhere; others, such as #SPILL!, are #VALUE!."""
    if isinstance(answer, list):
        return [in_cells(item) for item in answer]
    wrong = error_value(answer)
    return answer if wrong is None else wrong if wrong in _KNOWN_EVERYWHERE else REFUSED


def plain(value: Cell) -> Cell:
    """Ranges, arrays, dictionaries and frames as lists; error numbers as Excel's text; an omitted argument as None.

    Of a range, the rows below the last filled one are left out.
    """
    if value is None or type(value) in (str, float):
        return value
    if isinstance(value, Mapping):
        value = list(value.items())
    elif hasattr(value, "columns"):  # a DataFrame, recognized without importing pandas
        titles = value.columns.astype(object).where(value.columns.notna(), None)
        value = [list(titles), *value.astype(object).where(value.notna(), None).to_numpy().tolist()]
    elif hasattr(value, "tolist"):
        value = _filled_part(value).tolist()
    if isinstance(value, (list, tuple)):
        rows = filled(value) if value and isinstance(value[-1], (list, tuple)) else value
        return [plain(item) for item in rows]
    if isinstance(value, int):
        return None if value == OMITTED else ERROR_TEXTS.get(value - ERROR_BASE, value)
    return float(value) if isinstance(value, Decimal) else value  # a cell with a currency format comes as a Decimal


def filled(rows: Sequence[Cell]) -> Sequence[Cell]:
    """The rows of a range down to the last one that is filled, at least one.

    Whole columns have a million rows: each below the last filled one is compared once, by the list itself.
    """
    blank = rows[-1] if len(rows) > 1 else None
    if not _is_blank_row(blank):
        return rows
    others = len(rows) - rows.count(blank)
    last = 1
    for place, row in enumerate(rows if others else (), 1):
        if row != blank:
            last, others = place, others - 1
            if not others:
                break
    while last > 1 and _is_blank_row(rows[last - 1]):  # such as formulas that give ""
        last -= 1
    return rows[:last]


def _is_blank_row(row: Cell) -> bool:
    return isinstance(row, (list, tuple)) and all(cell is None or (isinstance(cell, str) and not cell) for cell in row)


def _filled_part(array: Any) -> Any:
    """The same of an array of objects: None is one object, so that addresses tell where it stands."""
    if getattr(array, "ndim", 0) != 2 or array.dtype != object or not array.flags.c_contiguous or not array.size:
        return array
    cells = np.flatnonzero(np.ndarray(array.size, np.intp, array) != id(None))
    return array[: cells[-1] // array.shape[1] + 1 if len(cells) else 1]


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


def header(row: Sequence[Cell]) -> tuple[int, int] | None:
    """Where a header row has its columns of keys and values."""
    titles = [cell.strip().casefold() if isinstance(cell, str) else "" for cell in row]
    keys = [titles.index(title) for title in ("name", "key", "input", "label", "parameter", "field") if title in titles]
    return (keys[0], titles.index("value")) if keys and "value" in titles else None


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
        base, changed = _in_engine_units(base), _in_engine_units(units | dict(changed), thermostat=False)
    before, after = typed_inputs(base).inputs, typed_inputs(changed, base).inputs
    every = {**base, **changed}
    keys = FIELDS.keys() & changed.keys()
    displaced = {other for key in keys if _has_what_it_needs(key, every) for other in _displaced(key)}
    renewed = {key for key in keys if after.get(key) != before.get(key, FIELDS[key].default)}
    displaced |= {key for key, field in FIELDS.items() if renewed & set(field.follows)}
    return {key: value for key, value in base.items() if key not in displaced} | dict(changed)


def _has_what_it_needs(key: str, inputs: Mapping[str, Any]) -> bool:
    """Whether the input without which this one has no effect is there, whatever its value."""
    other, value = FIELDS[key].needs
    return not other or bool(value) or other in inputs


def _in_engine_units(
    given: Mapping[str, Any], thermostat: bool = True, idle: Container[str] = frozenset()
) -> dict[str, Any]:
    """The inputs in °F and BTU/h; thermostat: with steps of half degrees where they are in °C.

    Raises InputError for what cannot be read, but for idle inputs.
    """
    read = typed_inputs(given)
    converted = to_engine_units(with_thermostat(read.inputs) if thermostat else read.inputs)
    if issues := [issue for issue in (*read.issues, *converted.issues) if issue.key not in idle]:
        raise InputError(issues)
    return converted.inputs


NOTHING: Final = MappingProxyType[str, Any]({})


def case_from(given: Mapping[str, Any], fixed: Mapping[str, Any] = NOTHING) -> Case:
    """The case of the inputs; ``fixed`` are more of them, in °F and BTU/h, that win. Files are not read.

    Raises InputError listing every problem.
    """
    if fixed:
        given = {**_in_engine_units(given, idle=fixed), **fixed}
    for key, value in given.items():
        if key in FILES or (key, value) == ("climate", "weather"):
            raise InputError([Issue(key, value, "worksheet functions read no files", "Give bin_table or station")])
    return Case(**given)


def case_changed(base: Mapping[str, Any], changed: Mapping[str, Any], fixed: Mapping[str, Any] = NOTHING) -> Case:
    """The case of inputs with changes, answered in the units of the changes, else in those of the inputs."""
    given = merged(base, changed)
    case = case_from(given, fixed)
    units = {key: changed.get(key, base.get(key)) for key in UNIT_FIELDS if key in changed or key in base}
    if not fixed and units.keys() <= given.keys():
        return case
    # Both were converted to °F and BTU/h: the case does not know its units, nor how it was read.
    own = {key: base.get(key, field.default) for key, field in UNIT_FIELDS.items()}
    notes = {key: note for key, note in typed_inputs(base).readings.items() if key not in changed}
    notes = {**notes, **typed_inputs({**own, **changed}, base).readings, **case.readings}
    read = {key: note for key, note in notes.items() if key not in fixed}
    return case.answered_in(units).with_notes(read, case.beside)
