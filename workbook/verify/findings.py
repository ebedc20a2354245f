"""The results of verifying: findings with an id and a severity, and verdicts. Plain records, fit for JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from xl_dualfuel.errors import shown
from xl_dualfuel.version import __version__

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
PASS, NEEDS_REVIEW, FAIL, UNREADABLE = "Pass", "Needs review", "Fail", "Unreadable"
WORDS: Final = (PASS, NEEDS_REVIEW, FAIL, UNREADABLE)
"""The verdicts, best first"""
MOST: Final = 25
"""Most findings of the same id in a verdict; the last says how many more there were."""

IDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unreadable": "The file is not a workbook, or is damaged, encrypted or too large.",
        "two-readings": "Programs read the file differently, so no reading of it can be trusted.",
        "not-ours": "The workbook has no inputs of this program.",
        "input-missing": "An input is missing.",
        "input-range": "An input is outside its allowed range, or contradicts another input.",
        "input-text": "A number was typed as text.",
        "input-doubtful": "An input is unusual (warning), or was not given and had to be assumed (info).",
        "input-source": "Inputs have no source.",
        "result": "A result does not follow from the inputs.",
        "stale": "Inputs were changed, but the results are the old ones. Open the file in Excel or Calc and save it.",
        "status": "The workbook reports a problem and gives no result.",
        "value": "A value is not what its formula gives.",
        "uncalculated": "Formulas have no results to compare. Open the file in Excel or Calc and save it.",
        "formula-changed": "A formula was changed.",
        "formula-shifted": "A formula was moved from another row or column.",
        "formula-replaced": "A formula was replaced by a value, or deleted.",
        "formula-outside": "A formula, name or format refers to another file or program.",
        "label": "A label, key or unit was changed.",
        "constant": "A constant was changed.",
        "added": "Cells, sheets or names were added.",
        "unjudged": "Values that need another file (a study, options, a tariff, weather) were not calculated again.",
        "name-missing": "A defined name is missing.",
        "name-moved": "A defined name refers to other cells.",
        "name-twice": "A defined name is used more than once.",
        "sheet-missing": "A sheet is missing.",
        "sheet-renamed": "A sheet was renamed.",
        "sheet-order": "The sheets are in another order.",
        "shown-otherwise": "A cell shows another number or word than it holds.",
        "not-visible": "What a cell holds cannot be seen or read.",
        "hidden-sheet": "A sheet is hidden.",
        "hidden-rows": "Rows or columns are hidden, or too small to see.",
        "macro": "The file has a macro, or a name that runs one.",
        "external-link": "The file has a link to another workbook or file.",
        "functions": "Worksheet functions need the add-in. Not a fault.",
        "connection": "The file has a data connection or query.",
        "embedded": "The file has an embedded object or control.",
        "hyperlink": "A hyperlink leads to a web page, file or program.",
        "part": "The file contains something that workbooks of this program do not have.",
        "version": "Another version of the program made the workbook (sheets are not compared), or none is stated.",
        "reported": "The result that a form or a workbook of another version reports, and the one of its inputs.",
        "hash": "The SHA-256 or the check code of the inputs does not match.",
        "stamp": "The times stated in the workbook do not agree.",
        "inputs-edited": "Inputs were changed after the workbook was made.",
        "signoff": "The workbook is signed, and its inputs were changed.",
        "programme": "A rule of the rebate programme is not met, or cannot be judged.",
        "rules": "The workbook is not as this program writes it: rules W01 to W18 of the page “The workbook”.",
        "internal": "The program failed on this file. Please report it.",
    }
)
"""Every id of a finding, and what it means; W01 … W17 are ids too."""

# No control characters; halves of surrogate pairs come from broken text and cannot be written.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Finding(NamedTuple):
    """A finding: id, severity, sheet and cell ("" for the file), what it is, what the cell holds, what was expected,
    and what to do.
    """

    id: str
    severity: Severity
    sheet: str
    cell: str
    what: str
    found: str = ""
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        """One line: ``error formula-replaced Bins!E9: A formula was replaced by a value (found 5, expected …)``."""
        place = f" {self.sheet}{'!' if self.cell else ''}{self.cell}" if self.sheet or self.cell else ""
        return f"{self.severity} {self.id}{place}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """What it is, what the cell holds and what was expected, and what to do, each if there is one."""
        pairs = (("is", self.found), ("expected", self.expected))
        both = ", ".join(f"{word} {text}" for word, text in pairs if text)
        return f"{self.what}{f' ({both})' if both else ''}{f'. {self.remedy}' if self.remedy else ''}"


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
            found: object = "", expected: object = "", remedy: str = "") -> None:  # fmt: skip
        """Add a finding; text of strangers is shown short and on one line."""
        listed = self._listed.setdefault(id_, [])
        if len(listed) >= MOST:
            self._more[id_] += 1
            return
        finding = Finding(id_, severity, clean(sheet), clean(cell), clean(what, 400), _text(found), _text(expected),
                          clean(remedy, 400))  # fmt: skip
        if finding not in listed:
            listed.append(finding)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._listed

    def all(self) -> tuple[Finding, ...]:
        """All findings: errors, warnings, infos, each in the order in which they were added."""
        findings = []
        for id_, listed in self._listed.items():
            more = self._more[id_]
            last = [Finding(id_, listed[-1].severity, "", "", f"{more:,} more like these")]
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


def counted(verdicts: Sequence[Verdict]) -> str:
    """How many files have each verdict: ``48 files: 35 pass, 1 needs review, 9 fail, 3 unreadable``."""
    counts = Counter(verdict.words for verdict in verdicts)
    words = ((counts[PASS], "passes", "pass"), (counts[NEEDS_REVIEW], "needs review", "need review"),
             (counts[FAIL], "fails", "fail"), (counts[UNREADABLE], "unreadable", "unreadable"))  # fmt: skip
    listed = ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in words if count)
    return f"{len(verdicts):,} file{'s' * (len(verdicts) != 1)}: {listed or 'none'}"


def exit_status(verdicts: Iterable[Verdict]) -> int:
    """0: nothing above info. 1: an error or a warning. 2: a file that cannot be read."""
    return (0, 1, 1, 2)[max((WORDS.index(verdict.words) for verdict in verdicts), default=0)]
