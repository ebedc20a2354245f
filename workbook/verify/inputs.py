"""Findings on the inputs: missing, out of range, text for numbers, doubtful, without a source."""

from __future__ import annotations

from collections.abc import Sequence

from xl_dualfuel.errors import InputError, shown
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.origins import is_not_given
from xl_dualfuel.results.note_words import in_words, label
from xl_dualfuel.results.result import Result

from ..reader.addresses import letters
from .findings import Findings, Severity
from .recover_inputs import VALUES, Submitted


def judged(submitted: Submitted, sheet: str, findings: Findings, whole: bool = True) -> Case | None:
    """The case of the inputs; None if they are no case, with findings that say why.

    whole: every input must have a cell, as in a workbook of this version.
    """
    missing = [key for key in submitted.missing if whole or key in submitted.entries]
    known = set(missing)
    for key in missing:
        findings.add("input-missing", "error", f"{label(key, submitted.units)} is missing", sheet,
                     _cell(submitted, key), "nothing", FIELDS[key].allowed)  # fmt: skip
    texts = {key: entry.value for key, entry in submitted.entries.items()
             if FIELDS[key].kind == "number" and isinstance(entry.value, (str, bool))}  # fmt: skip
    if submitted.needs_rules:
        findings.add("unjudged", "warning", "The rules of the programme are not in the workbook, so the answer cannot "
                     "be calculated again", sheet, _cell(submitted, "programme"))  # fmt: skip
        return None
    try:
        case, refused = submitted.case(), set[str]()
    except InputError as error:
        case, refused = None, {issue.key for issue in error.issues}
        known |= refused & texts.keys()
        for issue in error.issues:
            if issue.key in texts:
                findings.add("input-text", "error", in_words(issue.key, issue.allowed, submitted.units), sheet,
                             _cell(submitted, issue.key), issue.value, remedy=issue.remedy)  # fmt: skip
            elif issue.key == "defrost" and submitted.needs_humidity:
                findings.add("unjudged", "warning", "The humidity of the weather file is not in the workbook, so the "
                             "answer cannot be calculated again", sheet, _cell(submitted, "defrost"))  # fmt: skip
            elif issue.key not in known:
                findings.add("input-range", "error", in_words(issue.key, issue.allowed, submitted.units), sheet,
                             _cell(submitted, issue.key), issue.value, remedy=issue.remedy)  # fmt: skip
    for key in texts.keys() - refused:  # read as run does; the formulas of the workbook take numbers only
        what = f"{label(key, submitted.units)}: a number typed as text, which the formulas of the workbook cannot use"
        findings.add("input-text", "warning", what, sheet, _cell(submitted, key), shown(texts[key]), "a number",
                     "Type it as a number")  # fmt: skip
    return None if known else case


def _cell(submitted: Submitted, key: str | None) -> str:
    """The address of an input; "" for an input without a cell."""
    entry = submitted.entries.get(key or "")
    return f"{letters(VALUES)}{entry.row}" if entry else ""


def notes(result: Result, findings: Findings, sheet: str = "Inputs") -> None:
    """Add what is hardly plausible, which somebody has to look at, and what else the answer rests on."""
    doubts = set(result.doubts)
    for note in result.notes:
        level: Severity = "warning" if note in doubts else "info"
        findings.add("input-doubtful", level, in_words(*note, result.case.units), sheet)


def sources(submitted: Submitted, sheet: str, findings: Findings) -> None:
    """Add the given inputs that have no source."""
    bare = [key for key, entry in submitted.entries.items()
            if entry.value is not None and not is_not_given(entry.note) and entry.source in (None, "")]  # fmt: skip
    without_source(bare, sheet, findings)


def without_source(keys: Sequence[str], sheet: str, findings: Findings) -> None:
    """Add a finding with the number of these inputs and the first dozen."""
    if keys:
        first = ", ".join(map(label, keys[:12])) + (f" and {len(keys) - 12} more" if len(keys) > 12 else "")
        findings.add("input-source", "info", f"{len(keys)} inputs without a source", sheet, "", first)
