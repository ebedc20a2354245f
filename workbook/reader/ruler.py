"""Lengths across columns and rows: where a place on a sheet is, and which column or row lies there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

POINT: Final = 12_700
PIXEL: Final = 9_525
"""English metric units (EMU), in which drawings are placed"""
_WIDTH, _HEIGHT = 8.43, 15.0
"""Of a column [characters] and a row [points] for which a sheet says nothing"""

Span = tuple[int, int, float]
"""First and last column or row, from 0 on, and the size of each [EMU]"""


class Box(NamedTuple):
    """Where something lies, in columns and rows from 0 on: 2.5 is the middle of the third."""

    left: float
    top: float
    right: float
    bottom: float


class Ruler:
    """The columns of a sheet, or its rows, one after the other; all but a few have the usual size [EMU]."""

    def __init__(self, spans: Iterable[Span], usual: float) -> None:
        self._first: list[int] = []
        self._at: list[float] = []
        self._sizes: list[float] = []
        place, position = 0, 0.0
        for first, last, size in sorted(spans):
            if first < place:  # said twice
                continue
            if first > place:
                self._add(place, position, usual)
                position += (first - place) * usual
            self._add(first, position, size)
            place, position = last + 1, position + (last + 1 - first) * size
        self._add(place, position, usual)

    def _add(self, first: int, at: float, size: float) -> None:
        self._first.append(first)
        self._at.append(at)
        self._sizes.append(size)

    def size(self, place: int) -> float:
        """The width of a column, or the height of a row [EMU]."""
        return self._sizes[bisect_right(self._first, place) - 1]

    def position(self, place: float) -> float:
        """How far a place is from the edge of the sheet [EMU]."""
        at = bisect_right(self._first, place) - 1
        return self._at[at] + (place - self._first[at]) * self._sizes[at]

    def place(self, position: float) -> float:
        """The column or row at a distance from the edge of the sheet, and how far into it."""
        at = max(bisect_right(self._at, position) - 1, 0)
        size = self._sizes[at]
        return self._first[at] + ((position - self._at[at]) / size if size else 0.0)


def width(characters: float | None) -> float:
    """A column's width [EMU] by its characters: 7 pixels each, and 5 around them (ECMA-376 Part 1, 18.3.1.13)."""
    return (round((_WIDTH if characters is None else characters) * 7) + 5) * PIXEL


def height(points: float | None) -> float:
    """A row's height [EMU]."""
    return (_HEIGHT if points is None else points) * POINT
