"""DataFrames of homes: one row a home in, one row of results out, with the full model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..errors import DualFuelError, InputError, shown
from ..files.values import as_number, is_blank, number_in
from ..inputs.case import Case
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.heading_names import with_unit
from ..inputs.headings import units_of
from ..inputs.home_headings import are_headings, home_keys
from ..inputs.required import is_refusal
from ..inputs.typed import Typed
from ..model import backup
from ..model.climate import at_or_above
from ..model.scenarios import EXISTING, FURNACE_ONLY, HEAT_PUMP_ONLY, OPTIMIZED, SETTING
from ..model.switchovers import as_warm, difference
from ..results import setting_words
from ..results.case_units import convert
from ..results.engine import solve
from ..results.result import Result
from . import notes
from .columns import PLAIN, UNSAID, Method, by_arrays, known_words, read_columns
from .engine import COLUMNS, NOTES, STATUS, WORDS
from .said import SAID, of_texts, together
from .texts import Column, Texts
from .unsaid import Unsaid
from .watching import one_done

if TYPE_CHECKING:
    import pandas as pd

RESULTS: Final = (*COLUMNS, "problem")
"""Columns of the result: those of engine.COLUMNS, and what is wrong with a home in words, "" for nothing."""
TEXTS: Final = ("status", *WORDS, "problem")
"""Those that hold words."""


def solve_many(table: pd.DataFrame | Mapping[str, Any]) -> pd.DataFrame:
    """One row of results for each home of a table, in its order and with its index.

    table: columns headed by inputs' keys or labels; other columns are notes. Blank cells (NaN, None, "") take the
    defaults. Temperatures are in °F unless a column temperature_unit says otherwise; a home's setting, switchover,
    setting_words and notes are in its own units, which temperature_unit of its results names. The others are in $, kWh,
    MMBtu, kg, h and kW, status as a category. A saving is NaN where one of the two seasons leaves more of the load
    unmet. A home that cannot be used has its problem in words and NaN elsewhere; so has one in which a word such as N/A
    stands for what every house must have. Raises InputError for headings that may be a misspelt input, or for a table
    without any.

    The notes are texts as pandas has them. Where it keeps these in Arrow, they are made when they are read: a few rows
    by themselves, all at once for what needs the whole column. They say what held when the homes were solved, whatever
    happens to the table.
    """
    from .late_notes import can_wait

    solved = solve_rows(table, method=UNSAID if can_wait() else PLAIN)
    solved.attrs.clear()
    return solved


Answer = Callable[[Case], Mapping[str, Any]]
"""The columns of one home's results, in the units of its case"""


def solve_rows(
    table: pd.DataFrame | Mapping[str, Any], place_of: Callable[[int, str], str] | None = None,
    method: Method = PLAIN, alone: Answer | None = None, *, say: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """As solve_many; place_of: where the cell of a home (its place in the table) and a key is, for its problems.

    method, alone: how homes are calculated together and one by itself, where not by the plain model. A home that
    ``alone`` refuses with a DualFuelError has its problem in words. The attribute SAID of the results has their notes,
    but with UNSAID. say: whether the column NOTES has their texts too.
    """
    import pandas as pd

    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(table)
    headings = [str(heading) for heading in frame.columns]
    keys = home_keys(headings)
    columns = {key: frame.iloc[:, place] for place, key in enumerate(keys) if key}
    for key, unit in zip(keys, units_of(headings), strict=True):
        if key and unit:
            has_units = not UNIT_FIELDS.keys().isdisjoint(keys)
            cells = [cell if _is_blank(cell) else with_unit(key, _plain(cell), unit, has_units)
                     for cell in columns[key]]  # fmt: skip
            columns[key] = pd.Series(cells, index=frame.index, dtype=object)
    results, done = by_arrays(read_columns(columns.items(), len(frame), _numbers, _texts), method)
    results["problem"] = np.full(len(frame), "", dtype=object)
    answer = alone or _plainly
    alone_notes: dict[int, str] = {}
    for place in np.flatnonzero(~done).tolist():
        row = _alone(
            {key: column.iloc[place] for key, column in columns.items()}, place_of and partial(place_of, place), answer
        )
        if NOTES in row:
            alone_notes[place] = row.pop(NOTES)
        for name, value in row.items():
            results[name][place] = STATUS.index(value) if name == "status" else value
        one_done()
    parts = [*results.pop(NOTES), (np.array(list(alone_notes), dtype=np.intp), of_texts(list(alone_notes.values())))]
    columns_out: dict[str, Any] = dict.fromkeys((*method.names, "problem")) | results
    if method is UNSAID:
        from .late_notes import column

        # What pandas shares it copies when somebody writes to it: the notes are of these inputs for good.
        said = None
        columns_out[NOTES] = pd.Series(
            column(Unsaid.of_parts(len(frame), parts, frame.copy(deep=False))), index=frame.index, copy=False
        )
    else:
        said = together(len(frame), parts)
        if say:
            columns_out[NOTES] = pd.Series(said.column(), index=frame.index, copy=False)
        else:
            del columns_out[NOTES]
    for name in (*WORDS, "problem"):
        if name == NOTES:
            continue
        columns_out[name] = pd.Series(results[name], index=frame.index, dtype=object, copy=False)
    codes: NDArray[np.int8] = results["status"]
    columns_out["status"] = pd.Categorical.from_codes(codes, categories=pd.Index(list(STATUS)))
    found = pd.DataFrame(columns_out, index=frame.index, copy=False)
    if said is not None:
        found.attrs[SAID] = said
    return found


def _plainly(case: Case) -> Mapping[str, Any]:
    return of_result(solve(case))


def _numbers(key: str, column: pd.Series[Any]) -> Column:
    """The column as numbers, NaN for blank; which cells are one or the other, and texts. Booleans are neither."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        return Column(values, ~np.isinf(values))
    values = np.full(len(column), np.nan)
    usable = np.ones(len(column), dtype=bool)
    cells = column.astype(object).where(column.notna(), None).tolist()
    plain = np.fromiter((cell is None or type(cell) is float for cell in cells), dtype=bool, count=len(cells))
    values[plain] = [cell for cell, simple in zip(cells, plain.tolist(), strict=True) if simple]  # None is NaN
    usable[plain] = ~np.isinf(values[plain])
    places: list[int] = []
    for place in np.flatnonzero(~plain).tolist():
        cell = cells[place]
        if type(cell) is str:
            places.append(place)
            continue
        number = None if type(cell) is int and abs(cell) >= 2**53 else as_number(_plain(cell))
        values[place] = np.nan if number is None else number
        usable[place] = number is not None or (_is_blank(cell) and not is_refusal(key, cell))
    if not places:
        return Column(values, usable)
    texts = Texts.of(places, [cells[place] for place in places])
    read = [_plain_number(key, text) for text in texts.cells]  # not finite: no plain number
    values[texts.homes] = np.array([np.nan if number is None else number for number in read])[texts.which]
    usable[texts.homes] = known = np.array([number is not None for number in read])[texts.which]
    return Column(values, usable, None if known.all() else texts.some(~known))


def _plain_number(key: str, text: str) -> float | None:
    """The number of a text that is a plain one, NaN for blank; None where only a case can tell."""
    if is_blank(text):
        return None if is_refusal(key, text) else math.nan
    number = number_in(text.strip())
    return number if number is not None and math.isfinite(number) else None


def _texts(key: str, column: pd.Series[Any]) -> tuple[NDArray[np.int64], tuple[Typed, ...], NDArray[np.bool_]]:
    """The column as codes of known words; which cells are one, or blank."""
    import pandas as pd

    if key in FIELDS and FIELDS[key].kind == "table":  # lists cannot be factorized
        given = np.array([-1 if not _is_blank(cell) else 0 for cell in column], dtype=np.int64)
        return given, (), given >= 0
    places, uniques = pd.factorize(column)  # −1 for blank
    cells = [cell if isinstance(cell, str) else None for cell in uniques.tolist()]
    codes, words = known_words(key, [cell if cell is not None else "\0" for cell in cells])
    mapped = np.array([*(-1 if cell is None else code for cell, code in zip(cells, codes, strict=True)), 0])
    coded = mapped[places]
    return coded.astype(np.int64), words, coded >= 0


def _alone(cells: Mapping[str, Any], place_of: Callable[[str], str] | None, answer: Answer) -> dict[str, Any]:
    """The results of one home; blank for a row without inputs."""
    given = {key: _plain(cell) for key, cell in cells.items() if not _is_blank(cell) or is_refusal(key, cell)}
    if all(map(_is_blank, given.values())):
        return {"problem": "no inputs"}
    if are_headings(given, given.values()):
        return {"problem": "row = the headings again: must hold a home. Take the row out"}
    try:
        return {**answer(Case(**given)), "problem": ""}
    except InputError as refused:
        placed = [issue if place_of is None else issue._replace(value=f"{shown(issue.value)} ({place_of(issue.key)})")
                  for issue in refused.issues]  # fmt: skip
        return {"problem": "; ".join(map(str, placed))}
    except DualFuelError as refused:
        return {"problem": "; ".join(line.strip() for line in str(refused).splitlines())}


def _is_blank(cell: Any) -> bool:
    if isinstance(cell, (list, tuple, np.ndarray)):
        return False
    # pandas.NA compared with itself is neither true nor false; NaN is not itself.
    return is_blank(cell) or str(cell) == "<NA>" or cell != cell  # noqa: PLR0124


def _plain(cell: Any) -> Any:
    return cell.tolist() if hasattr(cell, "tolist") else cell


def of_result(result: Result) -> dict[str, Any]:
    """engine.COLUMNS of one result, in the units of its case; None for a saving that nobody can claim."""
    units = result.case.units
    s, t = result.solution, result.solution.totals
    p, setting = s.parameters, s.setting
    cost, unmet = t.annual_cost, t.unmet_mmbtu
    sizing = s.sizing
    on = at_or_above(sizing.temperature, setting.switchover)
    programmed = OPTIMIZED if setting.switchover == s.switchover else SETTING
    single = HEAT_PUMP_ONLY if cost[HEAT_PUMP_ONLY] > cost[FURNACE_ONLY] else FURNACE_ONLY
    alike = as_warm(setting.unmet_mmbtu, unmet[single], t.load_mmbtu[single])
    return {
        "setting": convert(setting.switchover, "°F", units),
        "setting_cost": setting.annual_cost,
        "setting_unmet_mmbtu": setting.unmet_mmbtu,
        "switchover": convert(s.switchover, "°F", units),
        "status": s.curve.status,
        "annual_cost": float(cost[OPTIMIZED]),
        "unmet_mmbtu": float(unmet[OPTIMIZED]),
        "electricity_kwh": float(t.electricity_kwh[programmed]),
        "fuel_mmbtu": float(t.fuel_mmbtu[programmed]),
        "emissions_kg": float(t.emissions_kg[programmed]),
        "saving_vs_existing": setting_words.saving(s),
        "saving_vs_single_fuel": float(difference(cost[single], setting.annual_cost)) if alike else None,
        "temperature_unit": units.temperature,
        "heat_pump_only_cost": float(cost[HEAT_PUMP_ONLY]),
        "heat_pump_only_unmet_mmbtu": float(unmet[HEAT_PUMP_ONLY]),
        "furnace_only_cost": float(cost[FURNACE_ONLY]),
        "furnace_only_unmet_mmbtu": float(unmet[FURNACE_ONLY]),
        "existing_cost": float(cost[EXISTING]),
        "existing_unmet_mmbtu": float(unmet[EXISTING]),
        "existing_emissions_kg": float(t.emissions_kg[EXISTING]),
        "furnace_hours": float(t.furnace_hours[programmed]),
        "design_kw": float(backup.design_kw(p, np.array([sizing.temperature]), on)[0]),
        "setting_words": setting_words.in_short(setting.switchover, setting_words.way(s), p),
        "notes": notes.of_result(result),
    }
