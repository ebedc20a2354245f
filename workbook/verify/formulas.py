"""Whether two formulas are the same, however a program wrote them: spaces, $, capitals, quotes round sheet names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..reader.formula import Formula

_PREFIXES = ("_xlfn.", "_xlws.")


@lru_cache(maxsize=4096)
def normal(text: str) -> tuple[str, ...]:
    """The pieces of a formula that count. A $ tells how a formula is copied, not what it gives."""
    pieces = []
    for kind, piece in Formula(text.strip().removeprefix("=")).tokens:
        if kind == "space":
            continue
        if kind == "text":
            pieces.append(piece)
        elif kind == "sheet":
            bare = piece.removesuffix("!")
            if len(bare) > 1 and bare[0] == bare[-1] == "'":
                bare = bare[1:-1].replace("''", "'")
            pieces.append(f"{bare.lower()}!")
        elif kind == "number":
            pieces.append(_number(piece))
        else:
            plain = piece.lower().replace("$", "")
            for prefix in _PREFIXES:
                plain = plain.removeprefix(prefix)
            pieces.append(plain)
    return tuple(pieces)


def _number(piece: str) -> str:
    return repr(float(piece))


def same(actual: str, expected: str, renamed: Mapping[str, str] | None = None) -> bool:
    """Whether two formulas of one cell say the same; renamed: titles found → expected, in small letters."""
    if actual == expected:
        return True
    if len(actual) > 4 * len(expected) + 100:  # however it is written, it says more
        return False
    pieces = normal(actual)
    if renamed:
        pieces = tuple(f"{renamed.get(one[:-1], one[:-1])}!" if one.endswith("!") else one for one in pieces)
    return pieces == normal(expected)
