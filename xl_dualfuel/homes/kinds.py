"""Notes of many homes counted by kind: part by part in bounded memory, and alike however homes are put into parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..inputs.fields import UNIT_FIELDS
from ..results.note_words import is_key
from .said import DOUBT, NUMBER, READING

NOTE: Final = "note"
ASSUMED: Final = "assumed"
TYPES: Final = (DOUBT, NOTE, ASSUMED, READING)
"""Of notes, in the order in which people read them: what asks to be checked, what the answer rests on or leaves out,
what was assumed because it was not given, how entries were read"""

Kinds = dict[str, dict[str, dict[str, list[Any]]]]
"""By type, input and words without numbers: how many homes have such a note, and the first one's. As JSON has it"""
_MOST: Final = 25
"""Kinds of an input and type that are kept apart; of more than these only the input is."""
_ANY: Final = ""
"""In place of the words, where kinds are not told apart"""
_LONGEST: Final = 250
"""Most characters of an example"""
_WORDS: Final = 80
"""Characters that tell one kind from another"""
_READ: Final = "read from text"
"""All that is counted of how an entry was read: spellings make no kinds"""
_EXAMPLES: Final = "inputs: Not given; example values were used for: "
_NOT_GIVEN: Final = re.compile("Not given|No place given")


class Counted(NamedTuple):
    """A kind of notes."""

    type: str
    """Of TYPES"""
    kind: str
    """``input: words``, numbers left out"""
    homes: int
    example: str
    """The first home's note"""


def of_notes(notes: Iterable[tuple[str, int, str]]) -> Kinds:
    """The kinds of notes, each with how many homes have it and its type as Said has it.

    A kind is an input and what is said of it, whatever the numbers; an example's value counts for its own input.
    """
    kinds: Kinds = {}
    for note, homes, type_of in notes:
        inputs = note.removeprefix(_EXAMPLES).split(", ") if note.startswith(_EXAMPLES) else ()
        for one in [f"{key}: Not given; the example's value was used" for key in inputs] or [note]:
            key, _, message = one.partition(": ")
            key = key if is_key(key) or key in UNIT_FIELDS else ""  # so that there are few, whatever strangers type
            named = type_of or (ASSUMED if _NOT_GIVEN.match(message) else NOTE)
            words = _READ if named == READING else NUMBER.sub("…", message)[:_WORDS]
            _add(kinds, named, key, words, [homes, cut(one)])
    return kinds


def together(parts: Iterable[Kinds]) -> list[Counted]:
    """The kinds of all parts, taken in their order: by type, the one of most homes first."""
    kinds: Kinds = {}
    for part in parts:
        for named, key, words, counted in _each(part):
            _add(kinds, named, key, words, counted)
    found = [
        Counted(named, f"{key}: {words}" if words else key, *counted) for named, key, words, counted in _each(kinds)
    ]
    return sorted(found, key=lambda one: (TYPES.index(one.type), -one.homes, one.kind))


def cut(words: str) -> str:
    """An example that is not too long."""
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 2].rsplit(' ', 1)[0]} …"


def _add(kinds: Kinds, named: str, key: str, words: str, counted: list[Any]) -> None:
    known = kinds.setdefault(named, {}).setdefault(key, {})
    words = _ANY if _ANY in known else words
    if words in known:
        known[words][0] += counted[0]
    else:
        known[words] = list(counted)
    # So there are as few of two parts as of all their homes in one, whichever kinds each of them has.
    if len(known) > _MOST or (words == _ANY and len(known) > 1):
        first = next(iter(known.values()))[1]
        kinds[named][key] = {_ANY: [sum(homes for homes, _ in known.values()), first]}


def _each(kinds: Mapping[str, Mapping[str, Mapping[str, list[Any]]]]) -> Iterator[tuple[str, str, str, list[Any]]]:
    for named, by_input in kinds.items():
        for key, by_words in by_input.items():
            for words, counted in by_words.items():
                yield named, key, words, counted
