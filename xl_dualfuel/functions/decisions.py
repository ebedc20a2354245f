"""What DF_BAND, DF_COMPARE and DF_NPV_OPTION answer: a result or a case in, rows or a number out.

Refusals speak of the arguments and columns of a worksheet, not of the files that the same modules read elsewhere.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from ..decisions import options
from ..decisions.band import band, check_allowance
from ..decisions.compared import Compared
from ..decisions.money_flows import cash_flows, npv
from ..decisions.money_terms import MONEY_FIELDS, check_terms
from ..decisions.option_files import MONEY, WORDS, columns_of, option_of_row
from ..decisions.options import BASE, MOST, Comparison, Option
from ..decisions.program import THERMOSTATS, with_thermostat
from ..errors import InputError, Issue, shown
from ..files.toml_tables import raise_all
from ..files.values import is_blank
from ..inputs.case import Case
from ..inputs.cells import NO_ANSWER, REFUSED, Cell, Rows, error, merged, out
from ..inputs.fields import FILES, UNIT_FIELDS
from ..inputs.headings import in_heading_units
from ..inputs.ranges import case_of, grid, heading_row, read
from ..model.scenarios import SCENARIOS
from ..results import in_units
from ..results.engine import solve
from ..results.in_units import shown_table
from ..results.result import Result
from .arguments import answer_of_row, caseless

COMPARED: Final = (
    "option", "scenario", "switchover", "status", "economic_point", "thermal_point", "emissions_point", "annual_cost",
    "electricity_kwh", "fuel_mmbtu", "emissions_kg", "furnace_hours", "backup_hours", "unmet_mmbtu", "saving",
    "emissions_saved_kg",
)  # fmt: skip
"""Columns of DF_COMPARE before notes and problem."""

T = TypeVar("T")


def band_rows(result: Result, dollars: Cell, percent: Cell, thermostat_unit: Cell) -> Rows:
    """name, value and unit of each number of the band and of what to program. Raises InputError."""
    wide: dict[str, Any] = {"dollars": dollars, "percent": percent}
    given = {key: cell for key, cell in wide.items() if not is_blank(cell)}
    issues = check_allowance(given.get("dollars"), given.get("percent"))
    unit = "" if is_blank(thermostat_unit) else shown(thermostat_unit).strip().upper()
    if unit and unit not in THERMOSTATS:
        remedy = "Give the thermostat's degrees"
        issues.append(Issue("thermostat_unit", thermostat_unit, "must be one of F, C", remedy))
    raise_all(issues)
    case = with_thermostat(result.case, unit) if unit else result.case
    answer = shown_table(band(result if case is result.case else solve(case), **given).table(), case.units)
    return [list(answer), *([out(cell) for cell in row] for row in zip(*answer.values(), strict=True))]


def units_of(inputs: Cell, changes: Cell) -> dict[str, Any]:
    """The units in which the inputs of a case are given: its options are read in them too."""
    given = merged(read("inputs", inputs), read("changes", changes, inputs))
    return {key: given[key] for key in UNIT_FIELDS if key in given}


def comparison(choices: Cell, base: Result, units: Mapping[str, Any]) -> Rows:
    """COMPARED, notes and problem of the case and of each option of a table; blank rows stay blank.

    What is wrong with one option is its problem in words. Raises InputError for a first row that cannot be used.
    """
    rows = grid(choices) or [[]]
    rows = rows[heading_row(rows, (*WORDS, *MONEY, "option")) :]
    if wrong := error(rows[0]):
        return [[wrong]]
    columns = _spoken(dict.fromkeys(("options", "table"), "choices"), lambda: columns_of(rows[0]))
    # Cells of notes do not matter.
    below = in_heading_units(rows[0], rows[1:], has_units=True)
    tables = [{key: cell for key, cell in zip(columns, row, strict=False) if key} for row in below]
    filled = sum(not all(map(is_blank, cells.values())) for cells in tables)
    if not filled:
        allowed = "must have one option a row below its first row"
        raise InputError([Issue("choices", None, allowed, "Give one or more")])
    if filled > MOST:
        allowed = f"must be at most {MOST}"
        raise InputError([Issue("choices", f"{filled:,} options", allowed, "Compare fewer at a time")])
    itself = options.row_of(Option(BASE, BASE, {}, "optimized", {}), base)
    seen: set[str] = set()
    answers = (_option(base.case, cells, number, units, seen) for number, cells in enumerate(tables, 1))
    return [[*COMPARED, "notes", "problem"], [*_shown(itself, base.case), "", ""], *answers]


def _option(case: Case, cells: Mapping[str, Cell], number: int, units: Mapping[str, Any], seen: set[str]) -> list[Any]:
    """COMPARED, notes and problem of one row; ``seen``: names of the rows above, to which its own is added."""
    if all(map(is_blank, cells.values())):
        return [""] * (len(COMPARED) + 2)
    name = cells.get("option")
    cells = {**cells, "scenario": caseless(cells.get("scenario"), SCENARIOS)} if "scenario" in cells else {**cells}
    cells = {**cells, "option": f"option {number}" if is_blank(name) else shown(name).strip()}
    count = len(COMPARED) - 1
    fold = cells["option"].casefold()
    is_known = fold in seen
    seen.add(fold)
    if is_known:
        allowed = "must be the name of one option only, in any case of its letters"
        problem = str(Issue("option", cells["option"], allowed, "Give each its own name"))
        return [cells["option"], *[REFUSED] * count, "", problem]
    answer = answer_of_row(cells, count, _row, case, tuple(units.items()))
    if len(answer) == count + 1:  # refused: no notes
        answer = [*answer[:count], "", answer[count]]
    return [cells["option"], *answer[: count + 2]]


@functools.lru_cache(maxsize=1024, typed=True)  # typed: TRUE is not 1
def _row(case: Case, units: tuple[tuple[str, Any], ...], columns: tuple[str, ...], *cells: Cell) -> tuple[Any, ...]:
    """COMPARED of one option but for its name, how it was read, and why it saves nothing where that is not known.
    Raises InputError.

    Of an edited table only what was edited is solved again.
    """
    issues: list[Issue] = []
    option = option_of_row(columns, cells, 0, issues)
    compared = _compared(case, option, dict(units), issues)
    row = compared.row(option.name)
    read_as = options.readings(compared.results[option.name].case, case)
    notes = "; ".join(f"{key}: {words}" for key, words in read_as.items())
    return (*_shown(row, case)[1:], notes, compared.notes[0] if row.saving is None else "")


def _compared(case: Case, option: Option, units: Mapping[str, Any], issues: Sequence[Issue] = ()) -> Comparison:
    """The case and one option. Raises InputError with every problem, also those that are known already."""
    compared: Comparison | None = None
    problems = [*issues, *_files(option.changes)]
    if len(problems) == len(issues):  # no file is opened, not even to look at it
        try:
            compared = options.compare(case, [option._replace(changes={**units, **option.changes})])
        except InputError as refused:
            problems += refused.issues
    own = f"options.{option.name}."
    renamed = [i._replace(key="option" if i.key == "options" else i.key.removeprefix(own)) for i in problems]
    if renamed or compared is None:
        raise InputError(renamed)
    return compared


def _files(changes: Mapping[str, Any]) -> list[Issue]:
    return [
        Issue(key, value, "worksheet functions read no files", "Give bin_table or station")
        for key, value in changes.items()
        if key in FILES or (key, value) == ("climate", "weather")
    ]


def _shown(row: Compared, case: Case) -> tuple[Any, ...]:
    """COMPARED as cells in the units of the case; #N/A where there is no answer."""
    cells = {name: in_units.shown(getattr(row, name), case.units, name) for name in COMPARED}
    return tuple(NO_ANSWER if cell is None else out(cell) for cell in cells.values())


def npv_of_option(option_changes: Cell, given: Mapping[str, Cell], inputs: Cell, changes: Cell) -> float:
    """Net present value [$] of the option against the case, each at its own recommended switchover.

    given: terms of money.py as cells, of which the premium must be given. Raises InputError with every problem at once.
    """
    terms, issues = check_terms(given)
    if is_blank(given["premium"]):
        field = MONEY_FIELDS["premium"]
        issues = [Issue(field.key, None, field.allowed, field.remedy), *issues]
    compared: Comparison | None = None
    try:
        case, changed = case_of(inputs, changes), read("option_changes", option_changes, inputs, changes)
        if not changed:
            raise_all([Issue("option_changes", None, "must be keys beside values", "Give what the option changes")])
        compared = _compared(case, Option("option", "", changed, "optimized", {}), units_of(inputs, changes))
    except InputError as refused:
        issues += refused.issues
    if issues or terms is None or compared is None:
        raise InputError(issues)
    before, after = compared.rows
    if not after.alike:
        raise_all([Issue("option_changes", after.changes, "must be modelled like the case", compared.notes[0])])
    if after.saving is None:
        allowed = "must leave as much of the heat undelivered as the case"
        remedy = "Heat that is not delivered costs nothing, which is no saving: compare what heats the house"
        raise_all([Issue("option_changes", after.changes, allowed, remedy)])
    flows = cash_flows(terms, before.electricity_cost - after.electricity_cost, before.fuel_cost - after.fuel_cost)
    return float(out(npv(terms.discount_rate, flows)))


def _spoken(names: Mapping[str, str], call: Callable[[], T]) -> T:
    """What the call returns; where it is refused, by these names."""
    try:
        return call()
    except InputError as refused:
        issues = [issue._replace(key=names.get(issue.key, issue.key)) for issue in refused.issues]
        raise InputError(issues) from None
