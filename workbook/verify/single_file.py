"""Verifying a file: its kind, its findings, its verdict. Nothing of it is run, followed or calculated."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.inputs.origins import NOTHING_BESIDE, Beside
from xl_dualfuel.results.case_units import convert, shown_in
from xl_dualfuel.results.result import Result
from xl_dualfuel.version import __version__

from ..forms import rate
from ..forms.read import Reading, read_opened
from ..reader.opening import opened as opened_of
from ..reader.package import read_package
from ..reader.refusal import ReadDifferentlyError
from ..shape import UnderTariff
from . import forms, identity, inputs, programme, reported
from .audit import verify_audit
from .findings import Finding, Findings, Verdict, clean
from .identical import identical
from .programme import by_its_own

Judge = Callable[[Result], Iterable[Finding]]
"""The hook for rules of a programme: findings on a result."""
_LONGEST: Final = 300
"""Characters of a text beside a value"""


class Basis(NamedTuple):
    """What a clean copy is made from: the inputs of a file and what was typed beside them, none of its other cells."""

    kind: str
    """As in Verdict"""
    result: Result | None = None
    """None: a table of homes"""
    beside: Beside = NOTHING_BESIDE
    cells: Mapping[str, tuple[str, str]] = MappingProxyType({})
    """Sheet and cell of each input in the file, where they may be others than in the clean copy"""
    homes: Reading | None = None
    """Of a portfolio form"""
    decide: Callable[[], Decisions] | None = None
    """Makes the decisions that it asks for; None: it has no sheet of them"""
    under: UnderTariff | None = None
    """The season under the tariff of its sheets, or of the rate on a form; None without one"""
    tariff: str = ""
    """SHA-256 of that tariff; "" without one"""


def verify(content: bytes, name: str = "", judge: Judge = by_its_own) -> Verdict:
    """The verdict on a workbook, given its bytes; ``name`` is only shown.

    judge: findings of a programme's rules on the result; if not given, of the programme that the case names. Whatever
    the file holds, there is a verdict.
    """
    return examine(content, name, judge)[0]


@contextmanager
def no_garbage() -> Iterator[None]:
    """Collect no garbage inside: a file makes a million objects, of which hardly any are in circles."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@no_garbage()
def examine(content: bytes, name: str = "", judge: Judge = by_its_own) -> tuple[Verdict, Basis | None]:
    """As verify, and what a clean copy is made from; None where the inputs cannot be read, or are no case."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        version, basis, findings = _read(content)
    except ReadDifferentlyError as error:
        return read_twice(name, error)._replace(file_sha256=digest), None
    except NotOursError as error:
        return unreadable(name, error, "not-ours")._replace(file_sha256=digest), None
    except InputError as error:
        return unreadable(name, error)._replace(file_sha256=digest), None
    result = basis.result
    for id_, severity, sheet, cell, what, found, expected, remedy in _by_rules(basis, judge):
        findings.add(id_, severity, what, sheet, cell, found, expected, remedy)
    verdict = Verdict(
        name=clean(name, 255),
        kind=basis.kind,
        findings=findings.all(),
        version=clean(version),
        inputs_sha256="" if result is None else fingerprint(result.case, basis.tariff),
        file_sha256=digest,
        reported=tuple(findings.reported),
        **({} if result is None else _answer(result, basis.under)),
        **_cleaned(basis.beside),
    )
    return verdict, None if result is None and basis.homes is None else basis


def _by_rules(basis: Basis, judge: Judge) -> Iterable[Finding]:
    """The findings of a programme's rules on what the file holds."""
    if basis.result is not None:
        place = basis.cells.get("programme_name", ("", ""))
        own = isinstance(judge, programme.ByProgramme)
        named = () if own else programme.not_chosen(basis.beside.details, place, basis.result)
        return [*judge(rate.to_judge(basis.result)), *named]
    if basis.homes is not None:
        return programme.of_homes(basis.homes, judge)
    return [programme.unjudged(judge.programme)] if isinstance(judge, programme.ByProgramme) else []


class NotOursError(InputError):
    """The workbook has no inputs of this program."""


def _read(content: bytes) -> tuple[str, Basis, Findings]:
    """The version that made a file, its inputs, and its findings.

    Raises InputError: it cannot be read, among them ReadDifferentlyError and NotOursError.
    """
    findings = Findings()
    package = read_package(content)
    quick = identical(package)
    if quick is not None:
        inputs.sources(quick.submitted, "Inputs", findings)
        inputs.notes(quick.result, findings)
        reported.of_identical(quick.book, quick.result, findings)
        beside = quick.submitted.beside._replace(details=quick.parties)
        made = quick.decisions
        basis = Basis("audit", quick.result, beside, decide=None if made is None else lambda: made)
        return __version__, basis, findings
    opened = opened_of(package)
    if not forms.is_audit(opened):
        try:
            reading, result = forms.verify_form(opened, findings)
        except InputError as error:
            raise NotOursError(error.issues) from None
        homes = reading if reading.kind == "portfolio" else None
        basis = Basis(reading.kind, result, reading.beside, reading.cells, homes)
        if result is not None:
            basis = basis._replace(under=rate.billed(result), tariff=rate.digest(result.case))
        return "", basis, findings
    audited, findings, opened = verify_audit(opened)
    if audited.result is not None:
        reported.of_workbook(opened, audited.result, findings)
    basis = Basis("audit", audited.result, decide=audited.decide, under=audited.under, tariff=audited.tariff)
    with suppress(InputError):
        reading = read_opened(opened)
        basis = basis._replace(beside=reading.beside, cells=reading.cells)
    return identity.version_of(opened), basis, findings


def _answer(result: Result, under: UnderTariff | None) -> dict[str, Any]:
    """Setting and season cost in the units of the case, under its tariff where it has one."""
    units = result.case.units
    setting = result.setting if under is None else under.season.setting
    assert setting.switchover is not None
    return {
        "setting": float(convert(setting.switchover, "°F", units)),
        "annual_cost": setting.annual_cost,
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
    findings.add("two-readings", "error", _problem(issue), found=_part(issue),
                 remedy="Ask the sender to save it again in Excel or Calc.")  # fmt: skip
    return Verdict(clean(name, 255), "other", findings.all())


def unreadable(name: str, error: InputError, id_: str = "unreadable") -> Verdict:
    """The verdict on a file that cannot be read: one line, the first problem."""
    findings = Findings()
    issue = error.issues[0]
    findings.add(id_, "error", _problem(issue), found=_part(issue), remedy=issue.remedy)
    return Verdict(clean(name, 255), "unreadable", findings.all())


def _problem(issue: Issue) -> str:
    """What is wrong with a file, as a sentence."""
    problem = issue.allowed.partition("; ")[2] or issue.allowed
    return problem[:1].upper() + problem[1:]


def _part(issue: Issue) -> object:
    """The part that an issue is about; "" for the whole file."""
    return "" if issue.value in (None, "the file") else issue.value
