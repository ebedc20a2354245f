"""A part of a skeleton: what is the same in every workbook of the shape, and what is filled in between.

Text that never changes is packed once. The rest is filled some cells, or one row of a table, at a time: a long text
takes longer to put together than to fill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Final, NamedTuple

from openpyxl.utils import get_column_letter

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.files.values import spreadsheet_value
from xl_dualfuel.files.zipping import Kept

from ..shape import Filling
from .book import FillColumn, FillTable, Get
from .cells import escape
from .layout import RowFormula
from .stored import all_stored, stored

Item = str | Callable[[Filling], str]

_KEPT: Final = 2**12
"""Characters of unchanging text that are packed by themselves"""
_BLOCK: Final = 2**17
"""Characters of blank rows that are packed together: each block costs a little room"""
_TOGETHER: Final = 100
"""Cells that are filled together"""
_END: Final = "</v></c>"


class Formula:
    """The rest of a cell from its type on: a formula, and the value it has."""

    def __init__(self, get: Get, formula: str) -> None:
        self.get, self.middle = get, f"><f>{formula}</f><v>"

    def __call__(self, filling: Filling) -> str:
        """The text of it."""
        kind, text = stored(self.get(filling))
        return f"{kind}{self.middle}{text}{_END}"


class _Column(NamedTuple):
    """A column of a table, by its rows."""

    column: FillColumn
    starts: list[str]
    """What there is before the text of a number"""
    types: list[int]
    """Where in it the type of another value goes"""

    def stored(self, filling: Filling, room: int) -> tuple[list[str] | None, list[str]]:
        """The types of its values, None where all are numbers, and their texts. Raises DualFuelError: no room."""
        values = self.column.values(filling)
        if len(values) > room:
            raise DualFuelError(f"internal error: {len(values)} rows in a table with room for {room}")
        if self.column.formula is None:
            values = [spreadsheet_value(value) for value in values]
        return all_stored(values)

    def filled(self, filling: Filling, room: int) -> tuple[list[str], list[str]]:
        """What there is before each value, and its text."""
        kinds, texts = self.stored(filling, room)
        starts = self.starts[: len(texts)] if kinds is None else list(map(self.typed, range(len(kinds)), kinds))
        return starts, texts

    def typed(self, row: int, kind: str) -> str:
        """What there is before a value of a type."""
        start, cut = self.starts[row], self.types[row]
        return f"{start[:cut]}{kind}{start[cut:]}"


class Table:
    """The rows of a table: formulas written once, values joined in, blank ones below."""

    def __init__(self, fill: FillTable, styles: dict[str, str]) -> None:
        self._room, self._columns = fill.room, []
        rows = range(fill.first_row, fill.first_row + fill.room)
        opened = [f'<row r="{row}">' for row in rows]
        for column in sorted(fill.columns, key=lambda column: column.number):
            letter = get_column_letter(column.number)
            starts = [f'{end}<c r="{letter}{row}"{styles[letter]}' for end, row in zip(opened, rows, strict=True)]
            types = list(map(len, starts))
            starts = list(map(str.__add__, starts, _before_values(column, rows)))
            self._columns.append(_Column(column, starts, types))
            opened = [_END] * fill.room
        self._block = max(1, _BLOCK // len(self._blank_row(0)))
        self._blocks: dict[int, Kept] = {}

    def __call__(self, filling: Filling) -> str:
        """All of them."""
        return b"".join(self.pieces(filling)).decode()

    def pieces(self, filling: Filling) -> Iterator[bytes]:
        """The same row by row."""
        columns = [column.filled(filling, self._room) for column in self._columns]
        live, width = max(len(texts) for _, texts in columns), 2 * len(columns)
        cells = [""] * (live * width)
        for place, (starts, texts) in enumerate(columns):
            blank = range(len(texts), live)
            cells[2 * place :: width] = [*starts, *(self._columns[place].typed(row, ' t="str"') for row in blank)]
            cells[2 * place + 1 :: width] = [*texts, *("" for _ in blank)]
        for start in range(0, live * width, width):
            yield f"{''.join(cells[start : start + width])}{_END}</row>".encode()
        first = -(-live // self._block)
        for row in range(live, min(first * self._block, self._room)):
            yield self._blank_row(row).encode()
        for block in range(first, -(-self._room // self._block)):
            if block not in self._blocks:
                rows = range(block * self._block, min((block + 1) * self._block, self._room))
                self._blocks[block] = Kept("".join(map(self._blank_row, rows)).encode())
            yield self._blocks[block]

    def columns(self, filling: Filling) -> Iterator[tuple[list[str] | None, list[str]]]:
        """Of each column the types of its values, None where all are numbers, and their texts."""
        return (column.stored(filling, self._room) for column in self._columns)

    def blank(self) -> list[str]:
        """All rows, blank."""
        return list(map(self._blank_row, range(self._room)))

    def _blank_row(self, row: int) -> str:
        cells = [(column.starts[row], column.types[row]) for column in self._columns]
        return "".join([f'{start[:cut]} t="str"{start[cut:]}' for start, cut in cells]) + f"{_END}</row>"


def _before_values(column: FillColumn, rows: Sequence[int]) -> list[str]:
    """What there is in each row between the type of a value and the value."""
    formula = column.formula
    if formula is None:
        return ["><v>"] * len(rows)
    if isinstance(formula, RowFormula):
        return formula.each(rows, _before_value)
    return [_before_value(formula(row)) for row in rows]


def _before_value(formula: str) -> str:
    return f"><f>{escape(formula[1:])}</f><v>"


class _Run:
    """Items that follow each other, filled together: one text, and of most cells with a formula a number."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._steps: list[tuple[str, str, str, Callable[[Filling], Any]]] = []
        """Text before an item; of a formula that after the type of its value, and both; how to get value or text"""
        self._end = ""
        for item in items:
            if isinstance(item, str):
                self._end += item
            elif isinstance(item, Formula):
                self._steps.append((self._end, item.middle, f"{self._end}{item.middle}", item.get))
                self._end = _END
            else:
                self._steps.append((self._end, "", "", item))
                self._end = ""

    def __call__(self, filling: Filling) -> str:
        """The text of all of them."""
        texts: list[str] = []
        for before, middle, start, get in self._steps:
            value = get(filling)
            if not middle:
                texts += (before, value)
            elif value.__class__ is float and value - value == 0.0:  # finite
                texts += (start, repr(value))
            else:
                kind, text = stored(value)
                texts += (before, kind, middle, text)
        texts.append(self._end)
        return "".join(texts)


class Part(list[Item]):
    """A part that is filled in: texts and what makes texts of a filling, in turn."""

    def __init__(self, items: Iterable[Item]) -> None:
        for is_text, group in groupby(items, key=lambda item: isinstance(item, str)):
            if is_text:
                self.append("".join(group))  # type: ignore[arg-type]  # texts
            else:
                self.extend(group)

    def pieces(self, filling: Filling) -> Iterator[bytes]:
        """The finished part, piece by piece; those that are in many packages are Kept."""
        for line in self._lines:
            if isinstance(line, Kept):
                yield line
            elif isinstance(line, Table):
                yield from line.pieces(filling)
            else:
                yield line(filling).encode()

    @cached_property
    def _lines(self) -> list[Kept | Table | _Run]:
        lines: list[Kept | Table | _Run] = []
        open_items: list[Item] = []

        def close() -> None:
            if open_items:
                lines.append(_Run(open_items))
                open_items.clear()

        for item in self:
            if isinstance(item, Table):
                close()
                lines.append(item)
            elif isinstance(item, str) and len(item) >= _KEPT:
                close()
                lines.append(Kept(item.encode()))
            else:
                open_items.append(item)
                if len(open_items) >= _TOGETHER:
                    close()
        close()
        return lines
