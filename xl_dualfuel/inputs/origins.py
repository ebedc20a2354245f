"""Where the values of a case come from: what was typed beside them, and how values that nobody gave are labelled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from .field import DEFAULT_NOTE
from .fields import FIELDS, SOURCES
from .hspf2 import is_estimated

_FOLLOWS: Final = "follows from "
_ESTIMATED: Final = "estimated from hspf2"
_NOT_GIVEN: Final = "not given: "
_DATED: Final = re.compile(r"(?:(?P<source>.*), )?(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})")
_FROM: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"climate": tuple(SOURCES), "bin_table": ("runtime_file",), "thermostat_step": ("thermostat",)}
)
"""Inputs that give another one a value of its own where it is not given; the fuel gives the others"""


BESIDE_KEYS: Final = frozenset({"template", "site", "prepared_for", "installer", "prepared_by", "prepared_date"})
"""What a form of one house names that is no input of the model"""
_LONGEST: Final = 1000
"""Characters that are kept of a text"""


class Remark(NamedTuple):
    """What was typed beside a value, "" for nothing."""

    source: str = ""
    date: str = ""
    note: str = ""

    @property
    def dated_source(self) -> str:
        """Source and date in one cell."""
        return ", ".join(part for part in (self.source, self.date) if part)


class Beside(NamedTuple):
    """What was typed beside the values of a case. No number depends on it."""

    remarks: Mapping[str, Remark] = MappingProxyType({})
    """By the key of an input"""
    details: Mapping[str, Any] = MappingProxyType({})
    """Site, customer, installer and other fields of a form by key, of its lists the rows"""

    def to_json(self, given: Set[str]) -> dict[str, Any]:
        """The sources of the inputs that were given, by key, and the details; what is blank is left out."""
        sources = {
            key: {name: text for name, text in one._asdict().items() if text}
            for key, one in self.remarks.items()
            if key in given or key in self.details
        }
        return {"sources": {key: one for key, one in sources.items() if one}, "details": dict(self.details)}

    def without(self, keys: Set[str]) -> Beside:
        """The same without the remarks on inputs that have changed since."""
        if keys.isdisjoint(self.remarks):
            return self
        return self._replace(remarks={key: one for key, one in self.remarks.items() if key not in keys})


NO_REMARK: Final = Remark()
NOTHING_BESIDE: Final = Beside()


def beside_of(sources: object, details: object) -> Beside:
    """What ``to_json`` wrote; of a stranger's file, what has another shape is left out."""
    remarks = {
        key: Remark(*(_short(one.get(name)) for name in Remark._fields))
        for key, one in (sources.items() if isinstance(sources, dict) else ())
        if isinstance(one, dict)
    }
    typed = details if isinstance(details, dict) else {}
    kept = {key: _short(value) if isinstance(value, str) else value for key, value in typed.items()
            if isinstance(value, (str, int, float, list))}  # fmt: skip
    return Beside({key: one for key, one in remarks.items() if any(one)}, kept)


def _short(text: object) -> str:
    return text[:_LONGEST] if isinstance(text, str) else ""


def labels(key: str, value: object, given: Mapping[str, object], remark: Remark) -> tuple[str, str]:
    """Source and note of an input as tables show them: what was typed where it was given, else where the value is from.

    given: the inputs that were given.
    """
    field = FIELDS[key]
    if key in given:
        return remark.dated_source, remark.note
    if value is None:
        return "", f"{_NOT_GIVEN}{field.when_omitted or 'derived'}"
    if key in ("cop_47", "cop_17") and is_estimated(given):
        return _ESTIMATED, f"{_FOLLOWS}hspf2"
    if value == field.default:
        return field.source, DEFAULT_NOTE
    origin = next((other for other in _FROM.get(key, ("fuel",)) if other in given), "fuel")
    follows = f"{_FOLLOWS}{origin}"
    return field.source.rpartition("; ")[2] if key == "fuel_emissions" else follows, follows


def is_not_given(note: object) -> bool:
    """Whether a note is the one that the program writes beside a value that was not given."""
    text = note.strip() if isinstance(note, str) else ""
    return text == DEFAULT_NOTE or (text.startswith(_FOLLOWS) and text.removeprefix(_FOLLOWS) in FIELDS)


def typed_remark(key: str, source: str, date: str, note: str) -> Remark:
    """What stands beside a value, without what the program writes where a value is not given.

    A date may be at the end of the source, as ``dated_source`` has it.
    """
    own = FIELDS[key].source if key in FIELDS else ""
    written = (_ESTIMATED, own, own.rpartition("; ")[2])
    if is_not_given(note) and (source in written or is_not_given(source)):
        source = ""
    if not date and (both := _DATED.fullmatch(source)):
        source, date = both["source"] or "", both["date"]
    return Remark(source, date, "" if written_note(note) else note)


def written_note(note: object) -> str:
    """The note if the program writes such a one, else ""."""
    return str(note) if is_not_given(note) or str(note).startswith(_NOT_GIVEN) else ""
