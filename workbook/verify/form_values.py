"""The values that a form which calculates shows: each is what its formula gives for the inputs of the form.

A form that says it is not complete gives no answer, and one that no program calculated has no values: of those only
the answer is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from xl_dualfuel.inputs.case import with_defaults
from xl_dualfuel.inputs.field import NOT_KNOWN
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.result import Result

from ..forms import answer, check_code, units
from ..forms.answering import BEHIND, INCOMPLETE, INPUTS, worked_example
from ..forms.calculation import ROWS
from ..forms.entries import Place, cell_at, named_places
from ..forms.form import STAMP
from ..forms.template import made
from ..forms.unusual import WORDS
from ..formulas.cover import DERIVED, outcome
from ..reader import Cell, Opened, Value
from ..reader.addresses import split
from ..shape import Filling
from . import displayed
from .compare_cells import Difference, agree
from .displayed_forms import Compared, blank_form
from .expected import Pattern
from .findings import Findings
from .reported import REPORTED
from .sheet_cells import Wanted

COMPLETE: Final = "complete"
ANSWERING: Final = ("client", "rebate")
"""Kinds of forms that calculate"""
ANSWERS: Final = ("form_status", "form_setting", "form_saving", "form_outcome", "form_cost", "form_unusual")
_WHAT: Final = {"value": "The value is not what its formula gives for the inputs of the form"}
_LITERAL = re.compile('"([^"]*)"')
_NOT_COMPLETE = re.compile(f"{re.escape(INCOMPLETE)}[0-9]+")
_STATUS_ROWS: Final = ("B2", "B3")
"""On each sheet behind the form: whether it is complete, and the status of the calculation"""
_PAIRS: Final = {derived.name: derived.value for derived in DERIVED}


def answer_cells(opened: Opened, kind: str, compared: Compared) -> dict[str, tuple[Place, Cell | None]]:
    """The cells of the answer by name: where the form has them, whatever the names in the file say."""
    ours, theirs = named_places(blank_form(kind)[0]), named_places(opened)
    cells: dict[str, tuple[Place, Cell | None]] = {}
    for name in ANSWERS:
        place = ours.get(name)
        if place is not None and place.sheet in compared.sheets:
            cells[name] = (place, compared.sheets[place.sheet].cells.get(place.address))
        elif name in theirs:
            cells[name] = (theirs[name], cell_at(opened, theirs[name]))
    return cells


def wanted_answer(filling: Filling, status: Value, left_out: str = "") -> dict[str, str]:
    """What each cell of the answer should say; status: what the form says of itself.

    left_out: what it should say where the program alone answers.
    """
    if left_out and not _is_not_complete(status):
        return {"form_status": left_out, **wanted_answer(filling, left_out)}
    if is_incomplete(status):
        return {"form_setting": answer.NO_ANSWER, "form_saving": answer.NO_ANSWER, "form_outcome": f"{status}.",
                "form_cost": ""}  # fmt: skip
    at, less, cost, compared = (_PAIRS[f"headline_{name}"](filling) for name in ("at", "less", "cost", "compared"))
    unusual = answer.UNUSUAL  # or nothing, which is not asked about
    return {"form_status": COMPLETE, "form_unusual": unusual, "form_setting": at, "form_saving": less,
            "form_outcome": f"{outcome(filling, of_form=True)}.",
            "form_cost": f"The season costs about {cost}, {compared}."}  # fmt: skip


def is_incomplete(status: Value) -> bool:
    """Whether the form says that it gives no answer, in words that it has for that."""
    own = {*answer.LEFT_OUT.values(), *_statuses()}
    return isinstance(status, str) and (status in own or _is_not_complete(status))


def _is_not_complete(status: Value) -> bool:
    """Whether the form says how many cells are to be checked."""
    return isinstance(status, str) and _NOT_COMPLETE.fullmatch(status) is not None


@lru_cache(maxsize=1)
def _statuses() -> frozenset[str]:
    """What the calculation says where it gives no result."""
    opened = blank_form("client")[0]
    cell = cell_at(opened, named_places(opened)["status"])
    formula = "" if cell is None or cell.formula is None else cell.formula
    return frozenset(_LITERAL.findall(formula)) - {"", "OK"}


def filling_of(result: Result) -> Filling:
    """What fills the form whose inputs give this result."""
    return Filling(result, STAMP, worked_example().shape._replace(units=result.case.units), edited=True)


def check(opened: Opened, kind: str, compared: Compared, filling: Filling, findings: Findings) -> None:
    """Add each cell of a form that calculates whose stored value is not the one its inputs give."""
    if len(filling.s.load) > filling.shape.room:
        return
    findings.places.update(compared.places)
    displayed.report(_differences(kind, compared, filling, typed_in(opened)), _WHAT, findings)
    findings.places.clear()


def typed_in(opened: Opened) -> dict[str, Value]:
    """What was typed in the cells that the check code is of, by key."""
    return {key: None if (cell := cell_at(opened, place)) is None else cell.value
            for key, place in named_places(opened).items() if key in check_code.KEYS}  # fmt: skip


@lru_cache(maxsize=4)
def _pattern(kind: str) -> Pattern:
    """How the sheets of a kind of form are written."""
    return Pattern(worked_example().shape, made(kind)[0])


def _differences(
    kind: str, compared: Compared, filling: Filling, typed: Mapping[str, Value]
) -> Iterator[Difference]:  # fmt: skip
    form = blank_form(kind)[0]
    apart = {(place.sheet, place.address) for key, place in named_places(form).items()
             if key in ANSWERS or key in REPORTED or key in ("form_problems", "reported_check_code")}  # fmt: skip
    for title, sheet in compared.sheets.items():
        for address, cell in calculated(kind, title, filling).items():
            actual = sheet.cells.get(address)
            if cell.formula is None or actual is None or actual.value is None or (title, address) in apart:
                continue
            may = allowed(title, address, cell, filling, typed)
            if may and not any(_agree(actual.value, one) for one in may):
                yield Difference("value", title, address, actual.value, may[0])


def calculated(kind: str, title: str, filling: Filling) -> Mapping[str, Wanted]:
    """The cells of a sheet of a form: behind its pages with the values of its inputs, else as in the blank form."""
    if title in BEHIND and title != INPUTS:
        return _pattern(kind).cells(title, filling)
    return blank_form(kind)[1][title].wanted


def allowed(
    title: str, address: str, cell: Wanted, filling: Filling, typed: Mapping[str, Value]
) -> tuple[Value, ...]:  # fmt: skip
    """What a formula of the form may give, once the form is complete; () for anything."""
    if title in BEHIND and title != INPUTS and address not in _STATUS_ROWS:
        return (cell.value,)
    row, column = split(address)
    if title in (*BEHIND, check_code.SHEET) and address in _STATUS_ROWS:
        return (COMPLETE,) if row == 2 else ("OK",)
    if title == check_code.SHEET:
        key = check_code.KEYS[row - check_code.FIRST]
        return check_code.row_of(typed.get(key))[column - 3 : column - 2]
    if title == INPUTS:
        return _of_inputs(row, column, filling, typed)
    assert cell.formula is not None
    if isinstance(cell.value, str) and units.beside(cell.value) == cell.formula:
        return (shown_in(cell.value, filling.result.case.units),)
    return ("", WORDS, *_LITERAL.findall(cell.formula))


def _of_inputs(row: int, column: int, filling: Filling, typed: Mapping[str, Value]) -> tuple[Value, ...]:
    """What is used of an input, in the engine's units; what a blank cell means; whether it fits; what is wrong with it.

    The calculation has no share of a tank, and a step of its own for a thermostat that the form does not ask for.
    """
    key, case = next((key for key, own in ROWS.items() if own == row), ""), filling.result.case
    if column == 7 and key:
        return (1.0 if key in UNIT_FIELDS or case.inputs[key] is not None else 0.0,)
    if key not in FIELDS or key == "tank_usable_fraction" or (column == 4 and typed.get(key) == NOT_KNOWN):
        pass
    elif column == 4:
        return _cells_of(case.inputs[key])
    elif column == 6:
        usual = with_defaults({other: value for other, value in case.given.items() if other != key}).get(key)
        is_own = key.startswith("thermostat_") and typed.get(key) in (None, "")
        own = _cells_of(case.inputs[key]) if is_own else ()
        return (*own, *_cells_of(usual))
    if column == 8 and key:
        return ("",)
    if column == 9 and key:
        return ("", WORDS)
    return ()


def _cells_of(value: object) -> tuple[Value, ...]:
    """What a cell holds of an input; () for a table."""
    return ("",) if value is None else (value,) if isinstance(value, str | float) else ()


def _agree(actual: Value, expected: Value) -> bool:
    # As Calc stores an empty text that it read from an .ods file
    return agree(actual, expected) or (expected == "" and isinstance(actual, float) and not actual)
