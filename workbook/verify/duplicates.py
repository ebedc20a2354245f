"""Files of a batch that are for the same house, equipment or application: each is told which others.

People write an address or a number in more than one way, so these are compared without case, signs and abbreviations.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from .findings import Finding, Severity, Verdict, clean

ID: Final = "duplicate"
_MOST: Final = 5
"""Most other files that are named"""
_WORDS: Final = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "boulevard": "blvd", "place": "pl", "terrace": "ter", "highway": "hwy", "parkway": "pkwy", "circle": "cir",
    "square": "sq", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
    "southeast": "se", "southwest": "sw", "apartment": "unit", "apt": "unit", "suite": "unit", "ste": "unit",
    "saint": "st", "mount": "mt",
}  # fmt: skip
"""Words of an address in short, as the post has them (USPS Publication 28, appendices B and C)"""


class _Alike(NamedTuple):
    """A way in which two files are the same: in words, and what is compared; "" for a file without it."""

    what: str
    key: Callable[[Verdict], str]


def _folded(text: object) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", str(text or "")).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def address(text: object) -> str:
    """An address without case, signs and abbreviations; "" for one without a house number."""
    words = re.findall("[a-z0-9]+", _folded(text).replace("#", " unit "))
    short = " ".join(_WORDS.get(word, word) for word in words)
    return short if any(word[0].isdigit() for word in words) and any(word.isalpha() for word in words) else ""


def number(text: object) -> str:
    """A number without case, spaces and signs; "" for one without a digit, or of three or fewer characters."""
    plain = re.sub("[^a-z0-9]", "", _folded(text))
    return plain if len(plain) > 3 and re.search("[0-9]", plain) else ""


def _detail(key: str, read: Callable[[object], str]) -> Callable[[Verdict], str]:
    return lambda verdict: read(verdict.details.get(key))


_ALIKE: Final = (
    _Alike("is the same file as", lambda verdict: verdict.file_sha256),
    _Alike("has the same application number as", _detail("application_number", number)),
    _Alike("has an outdoor unit of the same serial number as", _detail("outdoor_serial", number)),
    _Alike("is for the same address as", _detail("site", address)),
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
        others = [other for other in places.get(alike.key(verdicts[place]), ()) if other not in named]
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
