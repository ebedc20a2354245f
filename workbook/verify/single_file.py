"""Verifying a file: its kind, its findings, its verdict. Nothing of it is run, followed or calculated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.inputs.origins import NOTHING_BESIDE, Beside
from xl_dualfuel.results.case_units import convert, shown_in
from xl_dualfuel.results.result import Result
from xl_dualfuel.version import __version__

from ..forms.read import read_opened
from ..reader import open_package
from ..reader.refusal import ReadDifferentlyError
from . import forms, identity, inputs, reported
from .audit import verify_audit
from .findings import Finding, Findings, Verdict, clean
from .identical import identical
from .programme import by_its_own

Judge = Callable[[Result], Iterable[Finding]]
"""The hook for rules of a programme: findings on a result."""
_LONGEST: Final = 300
"""Characters of a text beside a value"""


def verify(content: bytes, name: str = "", judge: Judge = by_its_own) -> Verdict:
    """The verdict on a workbook, given its bytes; ``name`` is only shown.

    judge: findings of a programme's rules on the result; if not given, of the programme that the case names. Whatever
    the file holds, there is a verdict.
    """
    findings = Findings()
    version, kind, beside = "", "audit", NOTHING_BESIDE
    try:
        quick = identical(content)
        if quick is not None:
            result: Result | None = quick[0]
            version, beside = __version__, quick[1].beside._replace(details=quick[2])
            inputs.sources(quick[1], "Inputs", findings)
            inputs.notes(quick[0], findings)
            reported.of_identical(quick[3], quick[0], findings)
        else:
            opened = open_package(content)
            if forms.is_audit(opened):
                result, findings, opened = verify_audit(opened)
                version = identity.version_of(opened)
                if result is not None:
                    reported.of_workbook(opened, result, findings)
                with suppress(InputError):
                    beside = read_opened(opened).beside
            else:
                try:
                    reading, result = forms.verify_form(opened, findings)
                except InputError as error:
                    return unreadable(name, error, "not-ours")
                kind, beside = reading.kind, reading.beside
    except ReadDifferentlyError as error:
        return read_twice(name, error)
    except InputError as error:
        return unreadable(name, error)
    if result is not None:
        for id_, severity, sheet, cell, what, found, expected, remedy in judge(result):
            findings.add(id_, severity, what, sheet, cell, found, expected, remedy)
    return Verdict(
        name=clean(name, 255),
        kind=kind,
        findings=findings.all(),
        version=clean(version),
        inputs_sha256="" if result is None else fingerprint(result.case),
        **({} if result is None else _answer(result)),
        **_cleaned(beside),
        reported=tuple(findings.reported),
    )


def _answer(result: Result) -> dict[str, Any]:
    """Setting and season cost in the units of the case."""
    units = result.case.units
    return {
        "setting": float(convert(result.setting.switchover, "°F", units)),
        "annual_cost": result.setting.annual_cost,
        "units": {"setting": shown_in("°F", units), "annual_cost": clean(units.currency)},
    }


def _cleaned(beside: Beside) -> dict[str, Any]:
    """What a stranger typed beside the values, short and on one line; lists are left out."""
    return {
        "sources": {
            key: {name: clean(text, _LONGEST) for name, text in one._asdict().items() if text}
            for key, one in beside.remarks.items()
        },
        "details": {
            key: clean(value, _LONGEST) if isinstance(value, str) else value
            for key, value in beside.details.items()
            if not isinstance(value, list)
        },
    }


def read_twice(name: str, error: ReadDifferentlyError) -> Verdict:
    """The verdict on a file that programs read differently: no answer, as there is no telling of which inputs."""
    findings = Findings()
    issue = error.issues[0]
    problem = issue.allowed.partition("; ")[2]
    findings.add("two-readings", "error", problem[:1].upper() + problem[1:], found=_part(issue),
                 remedy="Ask the sender to save it again in Excel or Calc.")  # fmt: skip
    return Verdict(clean(name, 255), "other", findings.all())


def unreadable(name: str, error: InputError, id_: str = "unreadable") -> Verdict:
    """The verdict on a file that cannot be read: one line, the first problem."""
    findings = Findings()
    issue = error.issues[0]
    findings.add(id_, "error", issue.allowed, found=_part(issue), remedy=issue.remedy)
    return Verdict(clean(name, 255), "unreadable", findings.all())


def _part(issue: Issue) -> object:
    """The part that an issue is about; "" for the whole file."""
    return "" if issue.value in (None, "the file") else issue.value
