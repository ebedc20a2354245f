"""What is to be said about the inputs: missing, out of range, text for numbers, doubtful, without a source."""

from __future__ import annotations

from collections.abc import Iterable

from xl_dualfuel.errors import InputError, Issue, shown
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import DEFAULT_NOTE, FIELDS

from ..reader.addresses import letters
from .findings import Findings
from .recover_inputs import VALUES, Submitted


def judged(submitted: Submitted, sheet: str, findings: Findings) -> Case | None:
    """The case of the inputs; None where there is none, which findings then say."""
    known = set()
    for key in submitted.missing:
        known.add(key)
        entry = submitted.entries.get(key)
        cell = f"{letters(VALUES)}{entry.row}" if entry else ""
        findings.add("input-missing", "error", f"{key} is missing", sheet, cell, "nothing", FIELDS[key].allowed)
    for key, entry in submitted.entries.items():
        if FIELDS[key].kind == "number" and isinstance(entry.value, (str, bool)):
            known.add(key)
            findings.add("input-text", "error", f"{key}: text where a number belongs", sheet,
                         f"{letters(VALUES)}{entry.row}", shown(entry.value), "a number")  # fmt: skip
    try:
        case = submitted.case()
    except InputError as error:
        refused(error.issues, submitted, sheet, known, findings)
        return None
    return None if known else case


def refused(issues: Iterable[Issue], submitted: Submitted, sheet: str, known: set[str], findings: Findings) -> None:
    """Inputs that are no case, each with its cell."""
    for issue in issues:
        if issue.key not in known:
            entry = submitted.entries.get(issue.key)
            cell = f"{letters(VALUES)}{entry.row}" if entry else ""
            findings.add("input-range", "error", f"{issue.key} {issue.allowed}", sheet, cell, issue.value, issue.remedy)


def doubts(case: Case, findings: Findings) -> None:
    """What is possible but doubtful, or was assumed."""
    for key, message in case.warnings:
        findings.add("input-doubtful", "info", f"{key}: {message}", "Inputs")


def sources(submitted: Submitted, sheet: str, findings: Findings) -> None:
    """Given inputs beside which no source stands."""
    bare = [key for key, entry in submitted.entries.items()
            if entry.value is not None and entry.note != DEFAULT_NOTE and entry.source in (None, "")]  # fmt: skip
    if bare:
        shown_keys = ", ".join(bare[:12]) + (f" and {len(bare) - 12} more" if len(bare) > 12 else "")
        findings.add("input-source", "info", f"{len(bare)} inputs without a source", sheet, "", shown_keys)
