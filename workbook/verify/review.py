"""What the sheet Review of a clean copy says: the verdict on the file that its inputs are from, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.origins import NO_REMARK, Beside
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import convert, money, shown_in
from xl_dualfuel.results.judgement import Judgement, rule_text
from xl_dualfuel.results.note_words import label
from xl_dualfuel.results.result import Result
from xl_dualfuel.version import __version__

from ..shape import Line
from ..sheets import review
from ..sheets.programme import WORDS
from ..sheets.review import Row, Section
from .advice import AS_WRITTEN, SAID, advice, file_name, said, summary
from .findings import WEIGHTS, Finding, Verdict

Link = Callable[[str, str], str]
"""From sheet and cell of the file to the same cell of the clean copy; "" where there is none"""
_UNJUDGED: Final = frozenset(("unjudged", "uncalculated", "version"))
"""Findings that something was not looked at"""
_RULES: Final = 12
"""Most rules of a programme; its sheet has all of them"""
_NAMED: Final = 15
"""Most inputs named in a list"""
_PLAUSIBLE: Final = Row(
    "look at it", "", "Whether the inputs are true. The program sees only whether they are possible: compare them with "
    "data plates, bills and certificates",
)  # fmt: skip


def lines(
    verdict: Verdict, result: Result | None, beside: Beside, link: Link, judged: Iterable[Judgement]
) -> list[Line]:
    """The lines of the sheet; result: None for a table of homes."""
    sections = [Section("Findings", ("Weight", "Where", "What", "What to do"), [*_found(verdict, link)], True)]
    if result is not None:
        case = result.case
        sections += [
            Section("Reported by the file, and calculated again from its inputs",
                    ("", "Where", "What", "Difference allowed"), [*_reported(verdict, case.units, link)]),
            Section("Rules of the programme", ("", "Rule", "Why", "The rule"), [*_rules(judged)]),
            Section("Sources of the inputs", ("", "Where", "What", ""), [*_sources(case, beside)]),
        ]  # fmt: skip
    unjudged = [_row(finding, link) for finding in verdict.shown() if finding.id in _UNJUDGED]
    sections.append(Section("Could not be judged", ("Weight", "Where", "What", "What to do"), [*unjudged, _PLAUSIBLE]))
    title, sentence = f"Review: {verdict.words}", f"{summary(verdict)} {_ABOUT}"
    return review.lines(title, sentence, [*_facts(verdict, result)], sections)


def _found(verdict: Verdict, link: Link) -> Iterator[Row]:
    """The findings; notes, which are on the Cover too, are only counted."""
    if verdict.main is None:
        yield Row("Pass", "", "Nothing is left to settle")
    shown = [finding for finding in verdict.shown() if finding.id not in _UNJUDGED]
    yield from (_row(finding, link) for finding in shown if not finding.is_note)
    if count := sum(finding.is_note for finding in shown):
        yield Row("note", "", f"{count} notes on what was assumed, estimated or has no source: see Cover and Inputs")


_ABOUT: Final = (
    "This workbook was made again from the inputs in the file. None of the file's other cells is in it. Where the two "
    f"differ, this one is right. {AS_WRITTEN}"
)


def _facts(verdict: Verdict, result: Result | None) -> Iterator[tuple[str, str]]:
    yield "File", file_name(verdict)
    yield "SHA-256", verdict.file_sha256
    for key, title in SAID.items():
        yield title, said(verdict, key) or "not given"
    if verdict.version:
        yield "Made with", f"xl_dualfuel {verdict.version}"
    yield "Checked with", f"xl_dualfuel {__version__}"
    if result is not None:
        units, setting = result.case.units, result.setting
        at = convert(setting.switchover, "°F", units)
        yield "Answer", f"switchover {at:z.4g} {shown_in('°F', units)}, {money(setting.annual_cost, units)} a season"


def _row(finding: Finding, link: Link) -> Row:
    target = link(finding.sheet, finding.cell) if finding.sheet else ""
    return Row(
        WEIGHTS[finding.severity],
        finding.place,
        finding.facts,
        finding.remedy or advice(finding).clerk * (finding.severity != "info"),
        target,
    )


def _reported(verdict: Verdict, units: Units, link: Link) -> Iterator[Row]:
    """What the file reports; a blank cell of a form reports nothing, a formula without a result is not calculated."""
    for one in verdict.reported:
        if one.agrees is None:
            if verdict.kind == "audit":
                own = _shown(one.recomputed, one.unit, units)
                what = f"{one.label}: the file has no result yet, its inputs give {own}"
                yield Row("not calculated", f"{one.sheet}!{one.cell}", what, "", link(one.sheet, one.cell))
            continue
        found, own = (_shown(value, one.unit, units) for value in (one.reported, one.recomputed))
        numbers = f"{one.label}: the file says {found}" + (f", its inputs give {own}" if found != own else "")
        word = "agrees" if one.agrees else "differs"
        yield Row(word, f"{one.sheet}!{one.cell}", numbers, one.tolerance, link(one.sheet, one.cell))


def _shown(value: float | str | None, unit: str, units: Units) -> str:
    if value is None:
        return "none"
    if isinstance(value, str):
        return value
    if unit == shown_in("$", units):
        return money(value, units)
    return f"{value:z.1f} {unit}" if unit else f"{value:z.0f}"


def _rules(judged: Iterable[Judgement]) -> Iterator[Row]:
    for judgement in judged:
        for finding in judgement.findings[:_RULES]:
            says, _, why = rule_text(judgement.programme, finding)
            yield Row(WORDS[finding.passed], finding.rule, finding.reason, f"{says}. {why}" if why else says)


def _sources(case: Case, beside: Beside) -> Iterator[Row]:
    given = [key for key in case.given if key in case.inputs]
    bare = [key for key in given if not beside.remarks.get(key, NO_REMARK).source]
    count = f"{len(given) - len(bare)} of {len(given)} inputs have a source; the sheet Inputs shows them"
    yield Row("", "Inputs", count, link="'Inputs'!A1")
    if bare:
        names = ", ".join(label(key, case.units) for key in bare[:_NAMED])
        yield Row("", "", f"Without a source: {names}{f' and {len(bare) - _NAMED} more' * (len(bare) > _NAMED)}")
