"""A programme's rules as findings: those of the programme that a case names, or of one that the reviewer chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.judgement import AsLeft, Judgement
from xl_dualfuel.results.judging import judge
from xl_dualfuel.results.result import Result

from ..formulas.given import shown
from .findings import Finding, Severity

if TYPE_CHECKING:
    from xl_dualfuel.inputs.programmes import Programme


@dataclass(frozen=True)
class ByProgramme:
    """Judges every result by the same programme, whatever the case names; it can be sent to other processes."""

    programme: Programme

    def __call__(self, result: Result) -> Iterator[Finding]:
        """The rules that are not met, or cannot be judged."""
        inputs = result.case.inputs
        left = AsLeft(*(inputs[f"as_left_{name}"] for name in AsLeft._fields))  # type: ignore[arg-type]  # checked
        yield from findings_of(judge(result.solution, self.programme, left), result.case.units)


def by_its_own(result: Result) -> Iterator[Finding]:
    """By the programme that the case names; nothing without one."""
    if result.judgement is not None:
        yield from findings_of(result.judgement, result.case.units)


def findings_of(judgement: Judgement, units: Units) -> Iterator[Finding]:
    """Rules that are not met, as errors, and those that cannot be judged, as warnings, in the units of the case."""
    for finding in judgement.findings:
        if finding.passed:
            continue
        severity: Severity = "error" if finding.passed is False else "warning"
        what = f"{judgement.programme.name}, {finding.rule}: {finding.reason}"
        numbers = (shown(value, finding.unit, units) for value in (finding.found, finding.limit))
        values = (_with_unit(value, shown_in(finding.unit, units)) for value in numbers)
        yield Finding("programme", severity, "", "", what, *values)


def _with_unit(value: float | str | None, unit: str) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return f"{text} {unit}".strip() if text else ""
