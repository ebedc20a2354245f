"""The results of verifying: findings with an id and a severity, and verdicts. Plain records, fit for JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from xl_dualfuel.errors import shown
from xl_dualfuel.version import __version__

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
PASS, NEEDS_REVIEW, FAIL, UNREADABLE = "Pass", "Needs review", "Fail", "Unreadable"
WORDS: Final = (PASS, NEEDS_REVIEW, FAIL, UNREADABLE)
"""The verdicts, best first"""
URGENT: Final = (FAIL, UNREADABLE, NEEDS_REVIEW, PASS)
"""In the order in which files need somebody"""
WEIGHTS: Final[Mapping[str, str]] = MappingProxyType({"error": FAIL, "warning": NEEDS_REVIEW, "info": "note"})
"""The severities in words"""
MOST: Final = 25
"""Most findings of the same id and severity in a verdict; the last says how many more there were."""

IDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "two-readings": "Programs read the file differently, so no reading of it can be trusted.",
        "unreadable": "The file is not a workbook, or is damaged, encrypted or too large.",
        "not-ours": "The workbook has no inputs of this program.",
        "internal": "The program failed on this file. Please report it.",
        "macro": "The file has a macro, or a name that runs one.",
        "connection": "The file has a data connection or query.",
        "embedded": "The file has an embedded object or control.",
        "external-link": "The file has a link to another workbook or file.",
        "formula-outside": "A formula, name or format refers to another file or program.",
        "form-kind": "The kind of the form was changed.",
        "name-moved": "A defined name refers to other cells.",
        "name-twice": "A defined name is used more than once.",
        "reported": "The result that a form or a workbook of another version reports, and the one of its inputs.",
        "input-missing": "An input is missing.",
        "input-range": "An input is outside its allowed range, or contradicts another input.",
        "input-text": "A number was typed as text.",
        "result": "A result does not follow from the inputs.",
        "value": "A value is not what its formula gives.",
        "shown-otherwise": "The sheet shows another number or word than it should.",
        "stale": "Inputs were changed, but the results are the old ones. Open the file in Excel or Calc and save it.",
        "formula-replaced": "A formula was replaced by a value, or deleted.",
        "formula-changed": "A formula was changed.",
        "formula-shifted": "A formula was moved from another row or column.",
        "constant": "A constant was changed.",
        "label": "A label, key or unit was changed.",
        "signoff": "The workbook is signed, and its inputs were changed.",
        "hash": "The SHA-256 or the check code of the inputs does not match.",
        "programme": "A rule of the rebate programme is not met, or cannot be judged.",
        "status": "The workbook reports a problem and gives no result.",
        "input-doubtful": "An input is unusual (warning), or was not given and had to be assumed (info).",
        "inputs-edited": "Inputs were changed after the workbook was made.",
        "version": "Another version of the program made the workbook (sheets are not compared), or none is stated.",
        "unjudged": "Values that need another file (a study, options, a tariff, weather) were not calculated again.",
        "duplicate": "Another file of the batch is for the same house, equipment or application.",
        "rate": "The form has prices by time of day: what was assumed where its season was billed hour by hour.",
        "evidence": "Papers, dates, bills or settings of a form contradict each other or its inputs.",
        "sheet-missing": "A sheet is missing.",
        "name-missing": "A defined name is missing.",
        "name-hidden": "A defined name of the program is hidden.",
        "sheet-renamed": "A sheet was renamed.",
        "not-visible": "Something of the sheet is hidden, covered or too small to see.",
        "hidden-sheet": "A sheet is hidden.",
        "hidden-rows": "Rows or columns are hidden, or too small to see.",
        "hyperlink": "A hyperlink leads to a web page, file or program.",
        "uncalculated": "Formulas have no results to compare. Open the file in Excel or Calc and save it.",
        "input-source": "Inputs have no source.",
        "added": "Cells, sheets or names were added.",
        "functions": "Worksheet functions need the add-in. Not a fault.",
        "part": "The file contains something that workbooks of this program do not have.",
        "sheet-order": "The sheets are in another order.",
        "stamp": "The times stated in the workbook do not agree.",
        "rules": "The workbook is not as this program writes it: rules W01 to W18 of the page “The workbook”.",
    }
)
"""Every id of a finding, and what it means, in the order in which they matter; W01 … W18 are ids too"""
_NOTHING: Final = ("", "nothing", "(not given)", "blank")
_TYPED: Final = ("input-range", "input-text", "input-doubtful")
"""Findings on what somebody typed"""
_CALCULATED: Final = ("reported", "result", "stale")
"""Findings on what follows from the inputs"""
_ORDER: Final = {id_: place for place, id_ in enumerate(IDS)}
_TECHNICAL: Final = frozenset(("functions", "part", "sheet-order", "stamp", "rules"))
"""Remarks about how a file is built, which nobody needs who reviews a case"""

# No control characters; halves of surrogate pairs come from broken text and cannot be written.
# Marks that turn the direction of writing would let a reader see other words than there are.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Marks of format show nothing, or turn what follows; the two that join letters are part of names in some scripts.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)


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
        """One line: ``error formula-replaced Bins!E9: The formula was replaced by a value: the file says 5 …``."""
        return f"{self.severity} {self.id}{' ' * bool(self.place)}{self.place}: {self.in_words}"

    @property
    def place(self) -> str:
        """Sheet and cell; "" for the file."""
        return f"{self.sheet}{'!' * bool(self.cell)}{self.cell}"

    @property
    def in_words(self) -> str:
        """What it is, what the file says and should say, and what to do, each if there is one."""
        return f"{self.facts}{f'. {self.remedy}' if self.remedy else ''}"

    @property
    def facts(self) -> str:
        """What it is, what the file says and what it should say, each once."""
        found = "" if self.found in _NOTHING or self.found in self.what else self.found
        expected = "" if self.expected in _NOTHING or self.expected in self.what else self.expected
        if found and not expected and self.id not in _TYPED:
            return f"{self.what}: {_quoted(found)}"
        rightly = "its inputs give" if self.id in _CALCULATED else "it should be"
        both = (f"the file says {_quoted(found)}" * bool(found), f"{rightly} {_quoted(expected)}" * bool(expected))
        said = ", ".join(part for part in both if part)
        return f"{self.what}. {said[0].upper()}{said[1:]}" if said else self.what

    @property
    def importance(self) -> tuple[int, int]:
        """Sorts findings: what matters most comes first."""
        return SEVERITIES.index(self.severity), _ORDER.get(self.id, len(_ORDER))

    @property
    def is_note(self) -> bool:
        """Whether it only says what was assumed or estimated, as the answer's own notes do."""
        return self.severity == "info" and self.id in ("input-doubtful", "input-source")

    @property
    def is_technical(self) -> bool:
        """Whether it is a remark about how the file is built, shown only where asked for."""
        return self.severity == "info" and (self.id in _TECHNICAL or self.id not in IDS)


class Reported(NamedTuple):
    """A result that a file reports, beside the one of its inputs; both in ``unit``, the case's own."""

    key: str
    """of the form's cell, such as reported_switchover, whatever the file"""
    label: str
    sheet: str
    cell: str
    reported: float | str | None
    """None: nothing"""
    recomputed: float | str | None
    """None: there is no such result, such as no crossing"""
    unit: str
    tolerance: str
    """how far apart they may be, in words"""
    agrees: bool | None
    """None: nothing is reported"""


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
    file_sha256: str = ""
    """of the file; "" if it could not be opened"""
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
    reported: tuple[Reported, ...] = ()
    """each result that the file reports, or has a cell for, beside that of its inputs"""
    clean: str = ""
    """the path of the clean copy; "" if there is none"""
    no_clean: str = ""
    """why there is none, where one was asked for"""

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

    def shown(self, technical: bool = False) -> list[Finding]:
        """The findings that a reader sees, what matters most first; technical: remarks on how the file is built too."""
        return sorted((one for one in self.findings if technical or not one.is_technical), key=lambda f: f.importance)

    @property
    def main(self) -> Finding | None:
        """The finding that matters most; None where nothing stands in the way."""
        return next((finding for finding in self.shown() if finding.severity != "info"), None)

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
            "reported": [one._asdict() for one in self.reported],
            "findings": [finding._asdict() for finding in self.findings],
        }


def verdict_of(data: Mapping[str, Any]) -> Verdict:
    """The verdict from the data of to_json. Raises ValueError, TypeError or KeyError: other data."""
    fields = {key: data[key] for key in Verdict._fields if key not in ("findings", "reported")}
    findings = tuple(Finding(**finding) for finding in data["findings"])
    reported = tuple(Reported(**one) for one in data["reported"])
    if not all(isinstance(text, str) for finding in findings for text in finding):
        raise TypeError("a finding holds something else than text")
    return Verdict(**fields, findings=findings, reported=reported)


class Findings:
    """The findings of a file while they are gathered: clean text, at most MOST of an id and severity, worst first."""

    def __init__(self) -> None:
        self._listed: dict[tuple[str, Severity], list[Finding]] = {}
        self._more: Counter[tuple[str, Severity]] = Counter()
        self.reported: list[Reported] = []
        """what the file reports beside what its inputs give"""
        self.places: dict[str, Callable[[str], str]] = {}
        """of sheets with inserted rows: where a cell is in the file"""

    def add(self, id_: str, severity: Severity, what: str, sheet: str = "", cell: str = "",
            found: object = "", expected: object = "", remedy: str = "") -> None:  # fmt: skip
        """Add a finding; text of strangers is shown short and on one line."""
        listed = self._listed.setdefault((id_, severity), [])  # many remarks must not crowd out an error
        if len(listed) >= MOST:
            self._more[id_, severity] += 1
            return
        found = _text(found).removesuffix(f" ({sheet}!{cell})")
        if cell and sheet in self.places:
            cell = self.places[sheet](cell)
        finding = Finding(id_, severity, clean(sheet), clean(cell), clean(what, 400), found, _text(expected),
                          clean(remedy, 400))  # fmt: skip
        if finding not in listed:
            listed.append(finding)

    @property
    def errors(self) -> Counter[str]:
        """How many errors there are of each id."""
        return Counter({id_: len(listed) + self._more[id_, severity]
                        for (id_, severity), listed in self._listed.items() if severity == "error"})  # fmt: skip

    def __contains__(self, id_: str) -> bool:
        return any(id_ == listed for listed, _ in self._listed)

    def all(self) -> tuple[Finding, ...]:
        """All findings, what matters most first, those of an id in the order in which they were added."""
        findings = []
        for (id_, severity), listed in self._listed.items():
            more = self._more[id_, severity]
            last = [Finding(id_, severity, "", "", f"{more:,} more like these")]
            findings += [*listed, *(last if more else [])]
        return tuple(sorted(findings, key=lambda finding: finding.importance))


def clean(text: str, most: int = 80) -> str:
    """Text of a stranger on one line, without what shows nothing or no file can hold, at most so long."""
    plain = " ".join(_UNSEEN.sub("", _UNWRITABLE.sub(" ", text)).split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _quoted(text: str) -> str:
    """Words of the file in quotation marks; numbers, with or without a unit, as they are."""
    words = text[:1].isalpha() and (" " in text or len(text) > 12)
    return f"“{text}”" if words else text


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
