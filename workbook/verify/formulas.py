"""Whether two formulas are the same, however a program wrote them: spaces, $, capitals, quotes round sheet names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..reader.formula import Formula
from ..reader.own_functions import bare_calls

_PREFIXES = ("_xlfn.", "_xlws.")


@lru_cache(maxsize=4096)
def normal(text: str) -> tuple[str, ...]:
    """The pieces of a formula that decide its value. A $ says only how a formula is copied."""
    pieces = []
    for kind, piece in Formula(bare_calls(text.strip().removeprefix("="))).tokens:
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
            pieces.append(repr(float(piece)))
        else:
            plain = piece.lower().replace("$", "")
            for prefix in _PREFIXES:
                plain = plain.removeprefix(prefix)
            pieces.append(plain)
    return tuple(pieces)


def same(actual: str, expected: str, renamed: Mapping[str, str] | None = None) -> bool:
    """Whether two formulas of a cell are the same; renamed: actual titles → expected titles, in small letters."""
    if actual == expected:
        return True
    if len(actual) > 4 * len(expected) + 100:  # however it is written, it says more
        return False
    pieces = normal(actual)
    if renamed:
        pieces = tuple(f"{renamed.get(piece[:-1], piece[:-1])}!" if piece.endswith("!") else piece for piece in pieces)
    return pieces == normal(expected)
