"""Cell addresses and ranges as numbers: rows and columns count from 1."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
_known: dict[str, int] = {}


class Area(NamedTuple):
    """A block of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell belongs to it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def number(letters: str) -> int:
    """The number of a column; 0 for letters that are no column."""
    known = _known.get(letters)
    if known is not None:
        return known
    found = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or found > MAX_COLUMN:
            return 0
        found = found * 26 + ord(letter) - 64
    if not 1 <= found <= MAX_COLUMN:
        return 0
    _known[letters] = found  # at most 16,384 of them
    return found


@lru_cache(maxsize=MAX_COLUMN)
def letters(column: int) -> str:
    """The letters of a column."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def split(address: str) -> tuple[int, int]:
    """Row and column of an address such as C5; (0, 0) where it is none."""
    found = _ADDRESS.fullmatch(address)
    column = number(found[1]) if found else 0
    row = int(found[2]) if found and column else 0
    return (row, column) if row <= MAX_ROW else (0, 0)


def area(text: str) -> Area | None:
    """The block of a range such as $A$1:C5 or D7, without a sheet; None where it is none."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    left, top = number(found[1]), int(found[2])
    right, bottom = (number(found[3]), int(found[4])) if found[3] else (left, top)
    if not (left and right) or max(top, bottom) > MAX_ROW:
        return None
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
