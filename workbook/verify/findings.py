"""The results of verifying: findings with an id and a severity, and verdicts. Plain records, fit for JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from xl_dualfuel.errors import shown
from xl_dualfuel.version import __version__

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
WORDS: Final = ("holds", "to be looked at", "does not hold", "cannot be read")
"""The verdicts, best first"""
MOST: Final = 25
"""Most findings of the same id in a verdict; the last says how many more there were."""

IDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unreadable": "the file cannot be read as a workbook",
        "not-ours": "a workbook without inputs of this program",
        "input-missing": "an input is missing",
        "input-range": "an input is out of range, or does not go with another",
        "input-text": "a number is stored as text",
        "input-doubtful": "an input is possible but doubtful, or was assumed",
        "input-source": "inputs without a source",
        "result": "a stored result does not follow from the inputs",
        "stale": "the inputs were changed and the workbook was not recalculated",
        "status": "the workbook itself names a problem and gives no result",
        "value": "a stored value is not what its formula gives",
        "uncalculated": "formulas without stored values: nothing to compare",
        "formula-changed": "another formula than this version writes",
        "formula-shifted": "a formula that belongs to another row or column",
        "formula-replaced": "a number, a text or nothing where a formula belongs",
        "formula-outside": "a formula, name or format that leads outside the workbook",
        "label": "a label, key or unit that was changed",
        "constant": "a constant that was changed",
        "added": "cells, sheets or names that were added",
        "unjudged": "what the engine wrote and the workbook alone does not tell: it hangs on another file",
        "name-missing": "a defined name is missing",
        "name-moved": "a defined name means other cells",
        "name-twice": "a defined name is there more than once",
        "sheet-missing": "a sheet is missing",
        "sheet-renamed": "a sheet has another name",
        "sheet-order": "the sheets are in another order",
        "hidden-sheet": "a sheet is hidden",
        "hidden-rows": "rows or columns are hidden",
        "macro": "a macro, or a name that runs one",
        "external-link": "a link to another workbook",
        "functions": "worksheet functions that need the add-in",
        "connection": "a data connection or query",
        "embedded": "an embedded object or control",
        "hyperlink": "a hyperlink that leads outside",
        "part": "a part of the file that no workbook of this program needs",
        "version": "the version of the engine",
        "reported": "what a workbook of another version reports, beside this version's number",
        "hash": "the SHA-256 of the inputs does not match",
        "stamp": "the times the workbook states do not agree",
        "inputs-edited": "inputs were edited after the workbook was made",
        "signoff": "inputs differ from those the workbook was made with, and it is signed",
        "programme": "a rule of the programme is not met",
        "rules": "a rule of the workbook page is not kept",
        "internal": "this program failed on the file",
    }
)
"""Every id of a finding, and what it means; W01 … W17 are ids too."""

# No control characters; halves of surrogate pairs come from broken text and cannot be written.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Finding(NamedTuple):
    """A finding: id, severity, sheet and cell ("" for the file), what it is, what it holds and what was expected."""

    id: str
    severity: Severity
    sheet: str
    cell: str
    what: str
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        """One line: ``error formula-replaced Bins!E9: a number where a formula belongs (found 5, expected …)``."""
        place = f" {self.sheet}{'!' if self.cell else ''}{self.cell}" if self.sheet or self.cell else ""
        pairs = (("found", self.found), ("expected", self.expected))
        both = ", ".join(f"{word} {text}" for word, text in pairs if text)
        return f"{self.severity} {self.id}{place}: {self.what}" + (f" ({both})" if both else "")


class Verdict(NamedTuple):
    """The verdict on a file. Numbers are the engine's for the inputs in the file; None: no answer."""

    name: str
    kind: str
    """audit, client, portfolio, rebate, other, unreadable"""
    findings: tuple[Finding, ...]
    version: str = ""
    """the version that the file states"""
    inputs_sha256: str = ""
    """of the inputs as they are in the file now; "" if they are no case"""
    setting: float | None = None
    """to program, in the unit of the case"""
    annual_cost: float | None = None
    """of a season with it, in the money of the case"""
    units: Mapping[str, str] = {}  # goes from process to process
    """of setting and annual_cost"""
    sources: Mapping[str, Mapping[str, str]] = {}  # goes from process to process
    """what the file says beside inputs, by key: source, date, note"""
    details: Mapping[str, Any] = {}  # goes from process to process
    """site, customer, installer and other fields by key"""

    @property
    def usable(self) -> bool:
        """Whether the file could be read at all."""
        return self.kind != "unreadable"

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        counts = Counter(finding.severity for finding in self.findings)
        return {severity: counts[severity] for severity in SEVERITIES}

    @property
    def words(self) -> str:
        """The verdict in a few words."""
        counts = self.counts
        worst = 3 if not self.usable else 2 if counts["error"] else 1 if counts["warning"] else 0
        return WORDS[worst]

    def to_json(self) -> dict[str, Any]:
        """Plain values, in a fixed order."""
        return {
            **self._asdict(),
            "sources": {key: dict(one) for key, one in self.sources.items()},
            "details": dict(self.details),
            "units": dict(self.units),
            "verdict": self.words,
            "counts": dict(self.counts),
            "checked_with": __version__,
            "findings": [finding._asdict() for finding in self.findings],
        }


def verdict_of(data: Mapping[str, Any]) -> Verdict:
    """The verdict from the data of to_json. Raises ValueError, TypeError or KeyError: other data."""
    fields = {key: data[key] for key in Verdict._fields if key != "findings"}
    findings = tuple(Finding(**finding) for finding in data["findings"])
    if not all(isinstance(text, str) for finding in findings for text in finding):
        raise TypeError("a finding holds something else than text")
    return Verdict(**fields, findings=findings)


class Findings:
    """The findings of a file while they are gathered: clean text, at most MOST of an id, worst first."""

    def __init__(self) -> None:
        self._listed: dict[str, list[Finding]] = {}
        self._more: Counter[str] = Counter()

    def add(self, id_: str, severity: Severity, what: str, sheet: str = "", cell: str = "",
            found: object = "", expected: object = "") -> None:  # fmt: skip
        """Add a finding; text of strangers is shown short and on one line."""
        listed = self._listed.setdefault(id_, [])
        if len(listed) >= MOST:
            self._more[id_] += 1
            return
        finding = Finding(id_, severity, clean(sheet), clean(cell), clean(what, 400), _text(found), _text(expected))
        if finding not in listed:
            listed.append(finding)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._listed

    def all(self) -> tuple[Finding, ...]:
        """All findings: errors, warnings, infos, each in the order in which they were added."""
        findings = []
        for id_, listed in self._listed.items():
            more = self._more[id_]
            last = [listed[-1]._replace(sheet="", cell="", what=f"and {more:,} more like these", found="", expected="")]
            findings += [*listed, *(last if more else [])]
        return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def clean(text: str, most: int = 80) -> str:
    """Text of a stranger on one line, without what no file can hold, at most so long."""
    plain = " ".join(_UNWRITABLE.sub(" ", text).split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _text(value: object) -> str:
    if isinstance(value, str):
        return clean(value, 160)
    return "nothing" if value is None else clean(shown(value))


def exit_status(verdicts: Iterable[Verdict]) -> int:
    """0: nothing above info. 1: an error or a warning. 2: a file that cannot be read."""
    return (0, 1, 1, 2)[max((WORDS.index(verdict.words) for verdict in verdicts), default=0)]
