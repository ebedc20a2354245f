"""Letters: for each file that needs something from its applicant, a plain text that says what to mend, and how."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from .advice import AS_WRITTEN, SAID, advice, file_name, said
from .clean_copy import file_stem
from .findings import Finding, Verdict

_WIDTH: Final = 78
"""Characters of a line"""
_MOST: Final = 30
"""Most points of a letter"""
_OPENING: Final = "Thank you for your submission. Before we can go on with it, please mend the following."
_CLOSING: Final = (
    "Please save the corrected file as an Excel workbook (.xlsx) and send it again. Nothing else needs to change."
)


def letters_of(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, str]]:
    """Name and text of each letter; a file that needs nothing from its applicant has none."""
    names: set[str] = set()
    for verdict in verdicts:
        text = letter(verdict)
        name = f"{file_stem(verdict.name, verdict.file_sha256)}.txt"
        if text and name not in names:  # the same file in another folder
            names.add(name)
            yield name, text


def letter(verdict: Verdict) -> str:
    """The letter about a file; "" where nothing is to be mended."""
    points = list(_points(verdict))
    if not points:
        return ""
    more = len(points) - _MOST
    if more > 0:
        points[_MOST:] = [f"{more:,} more points like these; please look through the whole form."]
    facts = [("File", file_name(verdict)), *((title, said(verdict, key)) for key, title in SAID.items())]
    head = [f"{title}: {text}" for title, text in facts if text]
    numbered = (textwrap.fill(point, _WIDTH, initial_indent=f"{number}. ".rjust(4), subsequent_indent="    ")
                for number, point in enumerate(points, 1))  # fmt: skip
    body = (textwrap.fill(_OPENING, _WIDTH), "\n\n".join(numbered), textwrap.fill(_CLOSING, _WIDTH))
    return "\n\n".join(("\n".join(head), textwrap.fill(AS_WRITTEN, _WIDTH), *body)) + "\n"


def _points(verdict: Verdict) -> Iterator[str]:
    """What the applicant has to mend, each request once for the cells that it is about."""
    asked: dict[str, list[Finding]] = {}
    for finding in verdict.shown():
        request = advice(finding).applicant
        if finding.severity != "info" and request:
            alone = finding.remedy or finding.id in _EACH
            asked.setdefault(f"{len(asked)}" if alone else request, []).append(finding)
    for key, findings in asked.items():
        first = findings[0]
        if first.id in _WHOLE:
            yield f"{_sentence(first.what)} {first.remedy or advice(first).applicant}"
        elif not key.isdigit():
            yield _together(key, findings)
        else:
            how = _sentence(first.remedy) if first.remedy else advice(first).applicant
            yield f"{_where(first)}{_sentence(first.facts)} {how}"


_EACH: Final = frozenset(
    ("reported", "input-missing", "input-range", "input-text", "input-doubtful", "programme", "evidence")
)
"""Findings of which each is a point of its own, with what is there and what is allowed"""


_WHOLE: Final = ("unreadable", "two-readings", "not-ours")
"""Findings on the file as a whole, whose inner parts are nothing to its sender"""


def _together(request: str, findings: Sequence[Finding]) -> str:
    places = list(dict.fromkeys(finding.place for finding in findings if finding.place))
    if not places:
        return request
    cells = ", ".join(places[:8]) + (f" and {len(places) - 8} more" if len(places) > 8 else "")
    return f"{request} See {cells}."


def _where(finding: Finding) -> str:
    if not finding.sheet:
        return ""
    return f"Sheet {finding.sheet}, cell {finding.cell}: " if finding.cell else f"Sheet {finding.sheet}: "


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."
