"""Files of a batch that are for the same house, equipment or application: each is told which others.

People write an address or a number in more than one way, so these are compared without case, signs and abbreviations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from ..forms.required import is_no_answer
from .findings import Finding, Severity, Verdict, clean
from .folded import folded
from .streets import Street, digits, street

ID: Final = "duplicate"
_MOST: Final = 5
"""Most other files that are named"""


class _Alike(NamedTuple):
    """A way in which two files are the same: in words, and what is compared; "" for a file without it."""

    what: str
    key: Callable[[Verdict], str]
    fits: Callable[[Verdict, Verdict], bool] = lambda one, other: True
    """Whether two files of the same key may be the same"""


def number(text: object) -> str:
    """A number without case, spaces and signs, O and 0 alike, l, I and 1 too; "" without a digit, or of three or fewer
    characters.
    """
    plain = re.sub("[^a-z0-9]", "", folded(str(text or "")))
    return digits(plain) if len(plain) > 3 else ""


def _customer(verdict: Verdict) -> str:
    """The customer's name and the house number with its unit; "" where one of them is not given."""
    name = str(verdict.details.get("prepared_for") or "")
    words = [] if is_no_answer(name) else sorted(re.findall(r"\w+", folded(name)))
    at = _site(verdict)
    return f"{at.number} {at.unit} {' '.join(words)}" if at and words else ""


def _site(verdict: Verdict) -> Street | None:
    return street(str(verdict.details.get("site") or ""))


def _same_street(one: Verdict, other: Verdict) -> bool:
    first, second = _site(one), _site(other)
    return first is not None and second is not None and first.may_be(second)


def _detail(key: str, read: Callable[[object], str]) -> Callable[[Verdict], str]:
    return lambda verdict: read(verdict.details.get(key))


_ALIKE: Final = (
    _Alike("is the same file as", lambda verdict: verdict.file_sha256),
    _Alike("has the same application number as", _detail("application_number", number)),
    _Alike("has an outdoor unit of the same serial number as", _detail("outdoor_serial", number)),
    _Alike("has the same utility account number as", _detail("account_number", number)),
    _Alike("is for the same address as", lambda verdict: at.key if (at := _site(verdict)) else "", _same_street),
    _Alike("has a customer of the same name and house number as", _customer),
    _Alike("has the same inputs as", lambda verdict: verdict.inputs_sha256),
)
"""The strongest first: another file is named once"""


def marked(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts with a finding for each other file of the batch that is for the same; whatever their order."""
    groups: list[dict[str, list[int]]] = []
    for alike in _ALIKE:
        places: dict[str, list[int]] = defaultdict(list)
        for place in sorted(range(len(verdicts)), key=lambda place: verdicts[place].name):
            if verdicts[place].usable and (key := alike.key(verdicts[place])):
                places[key].append(place)
        groups.append(places)
    return [_with(verdict, _of(place, verdicts, groups)) for place, verdict in enumerate(verdicts)]


def _of(place: int, verdicts: Sequence[Verdict], groups: Sequence[dict[str, list[int]]]) -> list[Finding]:
    """The findings of one file; a workbook beside the form that it was made from is a remark only."""
    named, findings = {place}, []
    for alike, places in zip(_ALIKE, groups, strict=True) if verdicts[place].usable else ():
        others = [other for other in places.get(alike.key(verdicts[place]), ())
                  if other not in named and alike.fits(verdicts[place], verdicts[other])]  # fmt: skip
        named.update(others)
        for same_kind in (True, False):
            alikes = [other for other in others if (verdicts[other].kind == verdicts[place].kind) is same_kind]
            if alikes:
                severity: Severity = "warning" if same_kind else "info"
                findings.append(Finding(ID, severity, "", "", f"It {alike.what} {_listed(alikes, verdicts)}"))
    return findings


def _listed(places: Sequence[int], verdicts: Sequence[Verdict]) -> str:
    names = [verdicts[place].name for place in places]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return clean(", ".join(names[:_MOST]) + more, 380)


def _with(verdict: Verdict, findings: Sequence[Finding]) -> Verdict:
    if not findings:
        return verdict
    return verdict._replace(findings=tuple(sorted((*verdict.findings, *findings), key=lambda one: one.importance)))
