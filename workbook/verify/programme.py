"""A programme's rules as findings: those of the programme that a case names, and of one that the reviewer chooses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import FILES
from xl_dualfuel.inputs.programme_files import PROGRAMMES
from xl_dualfuel.inputs.programmes import CUSTOM
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.judgement import AsLeft, Judgement
from xl_dualfuel.results.judging import judge
from xl_dualfuel.results.result import Result

from ..forms.read import Reading
from ..formulas.given import shown
from .findings import Finding, Severity, clean
from .folded import folded

if TYPE_CHECKING:
    from xl_dualfuel.inputs.programmes import Programme


_ASSUMED: Final = "The rule is an assumption"
_LOOK_UP: Final = "Check the limit at its source"


@dataclass(frozen=True)
class ByProgramme:
    """Judges every result by the reviewer's programme, and by the one that the case names, if that is another.

    It can be sent to other processes.
    """

    programme: Programme

    def __call__(self, result: Result) -> Iterator[Finding]:
        """The rules that are not met, or cannot be judged."""
        for judgement in judgements(self, result):
            yield from findings_of(judgement, result.case.units)


def by_its_own(result: Result) -> Iterator[Finding]:
    """By the programme that the case names; nothing without one."""
    for judgement in judgements(by_its_own, result):
        yield from findings_of(judgement, result.case.units)


def judgements(judge_: Callable[[Result], Iterable[Finding]], result: Result) -> list[Judgement]:
    """The reviewer's judgement first, then that by the programme of the case."""
    own = [] if result.judgement is None else [result.judgement]
    if not isinstance(judge_, ByProgramme):
        return own
    inputs = result.case.inputs
    left = AsLeft(*(inputs[f"as_left_{name}"] for name in AsLeft._fields))  # type: ignore[arg-type]  # checked
    by_reviewer = judge(result.solution, judge_.programme, left)
    return [by_reviewer, *(one for one in own if one.programme.rules != judge_.programme.rules)]


def of_homes(homes: Reading, judge_: Callable[[Result], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings on each house of a table that can be worked out."""
    for house, values in zip(homes.houses, homes.homes, strict=True):
        if not house.problems and not values.keys() & {*FILES}:
            for finding in judge_(solve(Case(**values))):
                yield finding._replace(what=f"{house.name}: {finding.what}", sheet=house.sheet, cell=f"A{house.row}")


def not_chosen(details: Mapping[str, object], place: tuple[str, str], result: Result) -> Iterator[Finding]:
    """A programme that the form names in words while its rules are not those that it is judged by.

    place: sheet and cell of the name.
    """
    said = details.get("programme_name")
    chosen = result.case.inputs["programme"]
    if not isinstance(said, str) or chosen == CUSTOM:
        return
    plain = _squeezed(said)
    named = [key for key, one in PROGRAMMES.items()
             if _squeezed(one.name.partition(",")[0]) in plain or _squeezed(key) in plain]  # fmt: skip
    if named and chosen not in named:
        what = "The form names a programme, and its rules were not chosen, so that they are not judged"
        yield Finding("programme", "warning", *place, what, clean(said), "", f"Enter {named[0]} for the programme")


def _squeezed(text: str) -> str:
    """Letters and digits alone, look-alikes folded."""
    return re.sub("[^a-z0-9]", "", folded(text))


def unjudged(programme: Programme) -> Finding:
    """That a file gives no result that the reviewer's rules could judge."""
    what = f"{programme.name}: its rules cannot be judged, as the inputs give no result"
    return Finding("programme", "warning", "", "", what)


def findings_of(judgement: Judgement, units: Units) -> Iterator[Finding]:
    """Rules that are not met, as errors, and those that cannot be judged, as warnings, in the units of the case.

    A rule that is an assumption warns; a caveat stands in the finding.
    """
    if not judgement.findings:
        yield Finding("programme", "warning", "", "", f"{judgement.programme.name}: no rule applies to this house")
    for finding in judgement.findings:
        if finding.passed:
            continue
        rule = judgement.programme.rule(finding.rule)
        assumed = rule is not None and rule.assumption
        severity: Severity = "error" if finding.passed is False and not assumed else "warning"
        what = f"{judgement.programme.name}, {finding.rule}: {finding.reason}"
        caveat = rule.verify_reason if rule is not None else ""
        remedy = f"{_ASSUMED if assumed else _LOOK_UP}: {caveat}" if caveat else ""
        numbers = (shown(value, finding.unit, units) for value in (finding.found, finding.limit))
        found, limit = (_with_unit(value, shown_in(finding.unit, units)) for value in numbers)
        yield Finding("programme", severity, "", "", what, found, limit, remedy)


def _with_unit(value: float | str | None, unit: str) -> str:
    if unit == "fraction" and isinstance(value, float):
        return f"{100 * value:.4g} %"
    text = "" if value is None else f"{value:zg}" if isinstance(value, float) else str(value)
    return f"{text} {unit}".strip() if text else ""
