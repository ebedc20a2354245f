"""Addresses of houses as people write them, in parts that can be compared: street and number, unit, town, ZIP."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from .folded import folded

_KINDS: Final = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "boulevard": "blvd", "place": "pl", "terrace": "ter", "highway": "hwy", "parkway": "pkwy", "circle": "cir",
    "square": "sq", "trail": "trl", "crescent": "cres", "way": "way",
}  # fmt: skip
"""Kinds of streets in short, as the post has them (USPS Publication 28, appendix C)"""
_WORDS: Final = _KINDS | {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "apartment": "unit", "apt": "unit", "suite": "unit", "ste": "unit", "saint": "st",
    "mount": "mt",
}  # fmt: skip
"""Other words of an address in short (appendix B)"""
_SHORT: Final = frozenset(_KINDS.values())
_COUNTRIES: Final = frozenset(("usa", "canada"))
_ALIKE: Final = str.maketrans("oil", "011")
"""Letters that look like digits, in small letters"""
_ZIP: Final = re.compile("[0-9]{5}")


class Street(NamedTuple):
    """An address. ``key``: house number, unit and the words of the street; ``kind``: St, Ave; each "" for none."""

    key: str
    number: str
    unit: str
    kind: str
    zip: str
    town: frozenset[str]

    def may_be(self, other: Street) -> bool:
        """Whether both may be one house: what both say is the same, and a town may have its state behind it."""
        said = ((self.kind, other.kind), (self.zip, other.zip))
        if self.key != other.key or any(one and two and one != two for one, two in said):
            return False
        return self.town <= other.town or other.town <= self.town


def digits(word: str) -> str:
    """A word with digits in it without the letters that look like one: l2 is 12, 2O24 is 2024."""
    return word.translate(_ALIKE) if re.search("[0-9]", word) else word


@lru_cache(maxsize=20_000)
def street(text: str) -> Street | None:
    """The parts of an address; None for one without a house number and a street."""
    plain = folded(re.sub("[\r\n;]+", ",", text)).replace("#", " unit ")
    parts = [_words(part) for part in plain.split(",")]
    unit = ""
    for words in parts:
        if "unit" in words[:-1]:
            at = words.index("unit")
            unit = words[-1] if words[at + 1] == "unit" else words[at + 1]  # Apt #3
            del words[at : words.index(unit, at + 1) + 1]
    house = next((place for place, words in enumerate(parts) if _number_in(words) is not None), None)
    if house is None:
        return None
    words, at = parts[house], _number_in(parts[house]) or 0
    number, before, after = words[at], words[:at], words[at + 1 :]
    if after and not _ZIP.fullmatch(after[0]):
        end = next((place for place, word in enumerate(after[1:], 2) if word in _SHORT), len(after))
        own, more = after[:end], [*before, *after[end:]]
    else:  # the number is behind the street
        own, more = before, after
    kind = own[-1] if len(own) > 1 and own[-1] in _SHORT else ""
    name = own[:-1] if kind else own
    rest = [*more, *(word for place, part in enumerate(parts) if place != house for word in part)]
    zips = [word for word in rest if _ZIP.fullmatch(word)]
    town = frozenset(word for word in rest if len(word) > 2 and word.isalpha() and word not in _COUNTRIES)
    return Street(" ".join((number, *name, unit)).strip(), number, unit, kind, zips[-1] if zips else "", town)


def _words(part: str) -> list[str]:
    return [_WORDS.get(word, digits(word)) for word in re.findall(r"\w+", part.replace("'", ""))]


def _number_in(words: list[str]) -> int | None:
    """Where the house number is among the words of a part that has a street too."""
    numbers = [place for place, word in enumerate(words) if word[0].isdigit()]
    if not numbers or not any(word.isalpha() for word in words):
        return None
    at = numbers[0]
    is_zip = _ZIP.fullmatch(words[at]) and (at > 0 or not any(word in _SHORT for word in words))
    return None if is_zip else at
