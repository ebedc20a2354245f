"""Many answers to one call: an input varied, two prices crossed, a table of homes. Rows in, rows out."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

import numpy as np

from ..errors import InputError, Issue, shown
from ..files.values import is_blank
from ..homes.columns import answers
from ..homes.engine import SUMMARY
from ..homes.frames import of_result
from ..inputs.case import Case
from ..inputs.cells import (
    NO_ANSWER,
    REFUSED,
    TEXT_LIMIT,
    Cell,
    Rows,
    answered,
    case_changed,
    case_from,
    error,
    error_value,
    leaves,
    out,
    problem_of,
    refusal,
)
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.heading_names import in_unit, named
from ..inputs.home_headings import are_headings, home_keys, is_no_home
from ..inputs.ranges import below_headings, columns_of, grid, heading_row, read
from ..inputs.required import is_refusal
from ..inputs.typed import typed_inputs
from ..inputs.validation import meant
from ..model import parameters, season, switchovers
from ..results.case_units import convert, shown_in
from ..results.engine import solve
from ..results.result import Result
from .arguments import answer_of_row


def _summary(case: Case) -> list[Any]:
    """SUMMARY of a case, as cells, in the units of the case."""
    row = of_result(solve(case))
    return [NO_ANSWER if row[name] is None else out(row[name]) for name in SUMMARY]


_summary_cached = functools.lru_cache(maxsize=1024)(_summary)


def _given(argument: str, range_: Cell) -> list[Cell]:
    """The cells of a range. Raises InputError where all of them are blank."""
    cells = leaves(range_)
    if all(map(is_blank, cells)):
        raise InputError([Issue(argument, None, "must be one value or more", "Give a range with values")])
    return cells


def _as_given(cell: Cell) -> Any:
    """A cell as a heading: as it is if a worksheet can show it."""
    if is_blank(cell):
        return ""
    if isinstance(cell, (int, float)):
        return cell if abs(cell) <= sys.float_info.max else shown(cell)
    return cell if isinstance(cell, str) and len(cell) <= TEXT_LIMIT else shown(cell)


def _as_read(key: str, cell: Cell, known: Mapping[str, Any]) -> Any:
    """The same of a value of an input, with how it was read where it is more than a number: 14 ¢ read as 0.14 $/kWh."""
    if not isinstance(cell, str) or error(cell):
        return _as_given(cell)
    units = {unit: known[unit] for unit in UNIT_FIELDS if unit in known}
    return typed_inputs({**units, key: cell}, known).readings.get(key) or _as_given(cell)


SENSITIVITY: Final = {"switchover": "setting", "annual_cost": "setting_cost", "emissions_kg": "emissions_kg"}
"""Columns of DF_SENSITIVITY between value and problem, and where they are in SUMMARY"""


def sensitivity(key: Cell, values: Cell, inputs: Cell, changes: Cell) -> Rows:
    """One row for each value of an input: the value, switchover to program [°F], season cost [$], emissions [kg].

    A value that cannot be used has errors in its row, and the words. What is wrong with every row is raised as
    InputError.
    """
    name = named(key)
    if name is None or name not in FIELDS:
        raise InputError(
            [Issue("key", key, "must be the key of an input", meant(shown(key)) or "INPUTS.md lists the keys")]
        )
    base, changed = read("inputs", inputs), read("changes", changes, inputs)
    cells = _given("values", values)
    answers: list[list[Any] | InputError] = []
    for cell in cells:
        try:
            answers.append(_varied(base, changed, name, cell))
        except InputError as wrong:
            answers.append(wrong)
    _raise_common([row for row in answers if not isinstance(row, list) or isinstance(row[0], float)], name)
    rows = [
        [*[REFUSED] * len(SENSITIVITY), problem_of(refusal(str(row).splitlines()))]
        if isinstance(row, InputError) else row
        for row in answers
    ]  # fmt: skip
    known = {**base, **changed}
    first = [_as_read(name, cell, known) for cell in cells]
    return [[name, *SENSITIVITY, "problem"], *([cell, *row] for cell, row in zip(first, rows, strict=True))]


def _varied(base: dict[str, Any], changed: dict[str, Any], key: str, cell: Cell) -> list[Any]:
    """SENSITIVITY and "" of the case with one more change; of a blank cell blank ones, of an error the error."""
    if is_blank(cell) or error(cell):
        return [*[error_value(cell) or ""] * len(SENSITIVITY), ""]
    answer = _summary_cached(case_changed(base, {**changed, key: cell}))
    return [*(answer[SUMMARY.index(column)] for column in SENSITIVITY.values()), ""]


def _raise_common(answers: Sequence[list[Any] | InputError], key: str) -> None:
    """Raise what every answer was refused for, other than the varied input itself."""
    refused = [answer.issues for answer in answers if isinstance(answer, InputError)]
    if refused and len(refused) == len(answers):
        everywhere = set.intersection(*({str(issue) for issue in issues} for issues in refused))
        if common := [issue for issue in refused[0] if str(issue) in everywhere and issue.key != key]:
            raise InputError(common)


def price_matrix(electricity_prices: Cell, fuel_prices: Cell, free: Result) -> Rows:
    """Recommended switchover [°F] for each electricity price (down) and fuel price (across, in the case's unit).

    ``free`` is the result of the case at no prices: bins, heat and COP do not depend on them, so that only costs and
    the search are done again. A price that cannot be used has an error in its row or column, and a row of words below.
    """
    s = free.solution
    down, across = _given("electricity_prices", electricity_prices), _given("fuel_prices", fuel_prices)
    rows_of = [_priced(s.case, "electricity_price", cell) for cell in down]
    columns = [_priced(s.case, "fuel_price", cell) for cell in across]
    problems = [problem_of(p) for p in (*rows_of, *columns) if isinstance(p, str) and error_value(p) == REFUSED]
    prices: Any = np.array([p.fuel_price for p in columns if not isinstance(p, str)])[:, np.newaxis]
    given = s.case.given
    table: Rows = [[_corner(s.case), *(_as_read("fuel_price", cell, given) for cell in across)]]
    for cell, row in zip(down, rows_of, strict=True):
        if isinstance(row, str):
            table.append([_as_read("electricity_price", cell, given), *[error_value(row) or ""] * len(across)])
            continue
        p = row._replace(fuel_price=prices)
        dual, furnace = (season.totals(heat, s.bins.hours, s.operation, p) for heat in (s.ways.dual, s.ways.furnace))
        cost, at = switchovers.either_side(dual.cost, furnace.cost)[..., s.candidates.place], s.candidates.switchover
        allowed = np.broadcast_to(s.heats, cost.shape)
        best = iter(convert(at[switchovers.cheapest(cost, at, s.guess, allowed)], "°F", s.case.units).tolist())
        answers = (error_value(p) or "" if isinstance(p, str) else next(best) for p in columns)
        table.append([_as_read("electricity_price", cell, given), *answers])
    return [*table, *([problem, *[""] * len(across)] for problem in dict.fromkeys(problems) if problem != REFUSED)]


def _corner(case: Case) -> str:
    """What a price matrix holds: units of its cells, its rows and its columns."""
    units = case.units
    across = shown_in(str(case.inputs["fuel_price_unit"]), units)
    return f"switchover {shown_in('°F', units)}: {shown_in('$/kWh', units)} down, {across} across"


def _priced(case: Case, key: str, cell: Cell) -> parameters.Parameters | str:
    """The case's parameters at that price; where it cannot be used, a text that says why."""
    if is_blank(cell):
        return ""
    priced: parameters.Parameters | str = error(cell) or answered(
        lambda: parameters.from_case(case.replace(**{key: cell}))
    )
    return priced


def portfolio(table: Cell) -> Rows:
    """SUMMARY and problem of each row of a table, whose headings are keys; blank rows and titles stay blank.

    What is wrong with one home is its problem in words. Raises InputError for headings that are no keys, or that may
    be a key misspelt.
    """
    rows = grid(table) or [[]]
    place = heading_row(rows)
    if wrong := error(rows[place]):
        return [[wrong]]
    keys, units = columns_of(rows[place], keys_of=home_keys)
    homes = _in_usual_units(keys, units, rows[place + 1 :])
    columns = list(zip_longest(*homes)) if homes else []
    columns = columns[: len(keys)] + [(None,) * len(homes)] * (len(keys) - len(columns))
    solved = answers(keys, columns, lambda row: _home(keys, homes[row]))
    titles = [[""] * (len(SUMMARY) + 1)] * place
    return [
        *map(list, titles),
        [*SUMMARY, "problem"],
        *([NO_ANSWER if cell is None else out(cell) for cell in row] for row in solved),
    ]


def _in_usual_units(keys: Sequence[str], units: Sequence[str], homes: Rows) -> Rows:
    """The rows of a table with the units of their columns, from the headings or a row below them, beside the values."""
    above, units = below_headings(keys, units, homes)
    homes = [*[[]] * above, *homes[above:]]
    if not any(units):
        return homes
    given = list(zip(keys, units, strict=True))
    has_units = not UNIT_FIELDS.keys().isdisjoint(keys)
    return [
        [cell if is_blank(cell) or not unit or key not in FIELDS else in_unit(FIELDS[key], cell, unit, has_units)
         for cell, (key, unit) in zip_longest(row[: len(given)], given[: len(row)])]
        for row in homes
    ]  # fmt: skip


def _home(keys: tuple[str, ...], row: Sequence[Cell]) -> list[Any]:
    """SUMMARY and problem of one row."""
    cells = {key: None if is_blank(cell) and not is_refusal(key, cell) else cell
             for key, cell in zip(keys, row, strict=False) if key}  # fmt: skip
    if all(map(is_blank, cells.values())) or is_no_home(list(row)) or are_headings(cells, cells.values()):
        return [""] * (len(SUMMARY) + 1)
    return answer_of_row(cells, len(SUMMARY), _home_cached)


@functools.lru_cache(maxsize=20_000, typed=True)  # typed: TRUE is not 1
def _home_cached(keys: tuple[str, ...], *values: Cell) -> tuple[Any, ...]:
    """SUMMARY of one home; of an edited table only what was edited is solved again."""
    given = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
    return tuple(_summary(case_from(given)))
