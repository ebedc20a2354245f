"""Cell addresses and ranges as numbers: rows and columns are numbered from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

MOST_PLACES: Final = 50_000
"""Most addresses remembered; a workbook of this program has some 32,000"""

_places: dict[str, tuple[int, int]] = {}
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
KNOWN: Final[dict[str, int]] = {}
"""Numbers of columns met so far, by their letters"""


class Area(NamedTuple):
    """A block of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """The address of its top left cell."""
        return f"{letters(self.left)}{self.top}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell belongs to it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def number(letters: str) -> int:
    """The number of a column; 0 for letters that are no column."""
    known = KNOWN.get(letters)
    if known is not None:
        return known
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or column > MAX_COLUMN:
            return 0
        column = column * 26 + ord(letter) - 64
    if not 1 <= column <= MAX_COLUMN:
        return 0
    KNOWN[letters] = column  # at most 16,384 of them
    return column


@lru_cache(maxsize=MAX_COLUMN)
def letters(column: int) -> str:
    """The letters of a column."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def split(address: str) -> tuple[int, int]:
    """Row and column of an address such as C5; (0, 0) for other text. Those met first are remembered."""
    place = _places.get(address)
    if place is None:
        match = _ADDRESS.fullmatch(address)
        column = number(match[1]) if match else 0
        row = int(match[2]) if match and column else 0
        place = (row, column) if row <= MAX_ROW else (0, 0)
        if row and len(_places) < MOST_PLACES:
            _places[address] = place
    return place


def places_of(cells: Iterable[str]) -> Iterator[tuple[int, int]]:
    """As split of many addresses, in a third of the time for those met before."""
    known = _places.get
    return (known(address) or split(address) for address in cells)


def area(text: str) -> Area | None:
    """The block of a range such as $A$1:C5 or D7, without a sheet; None for other text."""
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    left, top = number(match[1]), int(match[2])
    right, bottom = (number(match[3]), int(match[4])) if match[3] else (left, top)
    if not (left and right) or max(top, bottom) > MAX_ROW:
        return None
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
