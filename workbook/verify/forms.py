"""Filled forms: client, case, rebate, portfolio. Judged are their inputs, and the answer that the first shows."""

from __future__ import annotations

from collections.abc import Iterable

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import FILES
from xl_dualfuel.inputs.origins import NO_REMARK
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.note_words import in_words, label
from xl_dualfuel.results.result import Result

from ..forms import rate
from ..forms.entries import READ_AS, named_places
from ..forms.read import Reading, case_of_reading, read_opened
from ..names import key_of
from ..reader import Opened
from . import (
    beside,
    displayed_forms,
    evidence,
    form_due,
    form_structure,
    form_values,
    inputs,
    pages,
    reported,
    structure,
)
from .compare_cells import agree
from .displayed_forms import Compared
from .findings import Findings, Severity

_TEXT = ("must be a number", "must be one number", "may mean")
_HALVES = {
    "form_status": "The status", "form_setting": "The setting", "form_saving": "The saving",
    "form_outcome": "The first half of the answer", "form_cost": "The second half of the answer",
    "form_unusual": "The remark on unusual numbers",
}  # fmt: skip
_MISSING = ("must be given", "is a formula without", "must hold one house")


def is_audit(opened: Opened) -> bool:
    """Whether it is a workbook with results, by its names and sheets, of which some may be missing."""
    keys = {key_of(name.lower()) for name in opened.by_name}
    sheets = sum(title in opened.by_title for title in ("Constants", "Bins", "Switchover", "Scenarios", "Checks"))
    return "template" not in keys and (sheets >= 3 or {"inputs_sha256", "table_bins"} <= keys)


def verify_form(opened: Opened, findings: Findings) -> tuple[Reading, Result | None]:
    """Add the findings of a form; what was read, and the result of its inputs if they are a case.

    Raises InputError: it holds no inputs of this program.
    """
    structure.parts(opened, findings)
    structure.hidden(opened, opened.by_title, findings)
    structure.outside(opened, (), findings)
    beside.judge(opened, structure.named_sheets(opened), findings)
    reading = read_opened(opened)
    form_structure.check(opened, reading.kind, findings)
    pages.named_areas(opened, findings)
    compared = displayed_forms.judge(opened, reading.kind, form_due.due(opened, reading), findings)
    displayed_forms.added_sheets(opened, reading.kind, findings)
    seen = _report(reading.problems, reading, findings, set())
    for issue in reading.doubts:
        level: Severity = "info" if issue.allowed.startswith(READ_AS) else "warning"
        findings.add("input-doubtful", level, in_words(issue.key, issue.allowed), *_cell(reading, issue), issue.value,
                     remedy=issue.remedy)  # fmt: skip
    if reading.kind == "portfolio":
        for house, values in zip(reading.houses, reading.homes, strict=True):
            files = [key for key in FILES if key in values]
            for key in files:
                findings.add("input-range", "error", f"{house.name}: {label(key)} names a file, which is not read here",
                             house.sheet, f"A{house.row}")  # fmt: skip
            for doubt in () if files or house.problems else solve(Case(**values)).doubts:
                findings.add("input-doubtful", "warning", f"{house.name}: {in_words(*doubt)}", house.sheet,
                             f"A{house.row}")  # fmt: skip
        return reading, None
    reported.check_codes(opened, reading, findings)
    bare = [key for key in reading.inputs if key in reading.cells and not reading.remarks.get(key, NO_REMARK).source]
    inputs.without_source(bare, "", findings)
    try:
        case = case_of_reading(reading)
    except InputError as error:
        _report(error.issues, reading, findings, seen)
        evidence.check(reading, named_places(opened), None, findings)
        return reading, None
    result = solve(case)
    billed = rate.billed(result)
    under = None if billed is None else billed.season
    evidence.check(reading, named_places(opened), result, findings, under)
    inputs.notes(result, findings, "")
    _shown_answer(opened, reading.kind, compared, result, findings, rate.LEFT_OUT if under else "")
    reported.compare(reading, result, findings, under)
    for key, message in under.warnings if under else ():
        findings.add("rate", "info", message, *reading.cells.get("peak_price", ("", "")), found=key)
    return reading, result


def _shown_answer(
    opened: Opened, kind: str, compared: Compared, result: Result, findings: Findings, left_out: str = ""
) -> None:  # fmt: skip
    """Report what a form that calculates shows otherwise than its inputs give; its sheets can be typed over.

    left_out: what it should say where it gives no answer.
    """
    if kind not in form_values.ANSWERING:
        return
    cells, filling = form_values.answer_cells(opened, kind, compared), form_values.filling_of(result)
    said = {name: cell.value for name, (_, cell) in cells.items() if cell is not None and cell.value not in (None, "")}
    if said.get("form_unusual") == 0:  # as Calc stores an empty text that it read from an .ods file
        del said["form_unusual"]
    status = said.get("form_status")
    wanted = form_values.wanted_answer(filling, status, left_out)
    false = {name for name, value in said.items() if name in wanted and not agree(value, wanted[name])}
    if status is None and "form_setting" not in said:
        findings.add("uncalculated", "info", "The formulas of the form have no results to compare",
                     remedy="Open the file in Excel or Calc and save it")  # fmt: skip
    if "form_outcome" in said and "form_cost" in said:
        found, expected = (f"{one['form_outcome']} {one['form_cost']}" for one in (said, wanted))
        place = cells["form_outcome"][0]
        agrees = not {"form_outcome", "form_cost"} & false
        reported.in_words(found, expected, agrees, place.sheet, place.address, findings)
    findings.places.update(compared.places)
    for name in form_values.ANSWERS:
        if name in false:
            place = cells[name][0]
            findings.add("value", "error", f"{_HALVES[name]} on the form is not what its inputs give", place.sheet,
                         place.address, said[name], wanted[name])  # fmt: skip
    findings.places.clear()
    if said and not form_values.is_incomplete(status):
        form_values.check(opened, kind, compared, filling, findings)


def _report(issues: Iterable[Issue], reading: Reading, findings: Findings, seen: set[str]) -> set[str]:
    """Add problems, each key once: a reading and its case report the same."""
    known = set(seen)
    for issue in issues:
        if issue.key in seen and reading.kind != "portfolio":
            continue
        known.add(issue.key)
        id_ = "input-range"
        if issue.allowed.startswith(_MISSING):
            id_ = "input-missing"
        elif isinstance(issue.value, str) and issue.allowed.startswith(_TEXT):
            id_ = "input-text"
        findings.add(
            id_, "error", in_words(issue.key, issue.allowed), *_cell(reading, issue), issue.value, remedy=issue.remedy
        )
    return known


def _cell(reading: Reading, issue: Issue) -> tuple[str, str]:
    """The cell of an input; in a portfolio the value says it."""
    return ("", "") if reading.kind == "portfolio" else reading.cells.get(issue.key, ("", ""))
