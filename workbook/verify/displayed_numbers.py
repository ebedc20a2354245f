"""Numbers in texts, read as people of each country write them: the same words with the same numbers are the same text.

``1.234,5`` is ``1,234.5``; ``278.26`` is not ``27,826``, and ``28`` is not ``2.8``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_SPACES: Final = " \u00a0\u202f\u2009"
_NUMBER = re.compile(rf"[0-9]+(?:[.,'’][0-9]+|[{_SPACES}][0-9]{{3}}(?![0-9]))*")
_MANNERS: Final = tuple(
    (group, point, re.compile(rf"(?:[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+|[0-9]+)(?:[{point}][0-9]+)?"))
    for group, point in ((",", "."), (".", ","), (_SPACES, ","), (_SPACES, "."), ("'’", "."), ("'’", ","))
)
"""How numbers are written: what separates thousands, and what decimals"""


class Text(NamedTuple):
    """A text as what stands between its numbers, and the numbers as they are written."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]


@lru_cache(maxsize=4096)
def parted(text: str) -> Text:
    """The words and the numbers of a text, its capitals and spaces aside."""
    small = text.casefold()
    words = tuple("".join(piece.split()) for piece in _NUMBER.split(small))
    return Text(words, tuple(_NUMBER.findall(small)))


def readings(number: str) -> list[float | None]:
    """What a number means in each manner of writing; None where it is no number in that manner."""
    return [
        float(number.translate(dict.fromkeys(map(ord, group))).replace(point, ".")) if form.fullmatch(number) else None
        for group, point, form in _MANNERS
    ]


def alike(found: str, expected: str) -> bool:
    """Whether two texts have the same words and numbers; all numbers of the first are written in one manner."""
    if found == expected:
        return True
    one, two = parted(found), parted(expected)
    if one.words != two.words:
        return False
    return one.numbers == two.numbers or _same(one.numbers, two.numbers)


def _same(found: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether numbers are those expected, which are written as 1,234.5, in some manner; what is none is as written."""
    wanted = [readings(number)[0] for number in expected]
    plain = [one if number is None else number for number, one in zip(wanted, expected, strict=True)]
    every = zip(*([one if wish is None else read for read in readings(one)]
                  for one, wish in zip(found, wanted, strict=True)), strict=True)  # fmt: skip
    return any(list(manner) == plain for manner in every)
