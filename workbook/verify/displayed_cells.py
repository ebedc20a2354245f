"""The cells of a sheet that this version writes, and what each shows: number format, letters, colours, pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from ..reader import Cell, Sheet, Value
from ..reader.addresses import Area, letters
from ..reader.looks import Look, Looks
from .displayed_formats import shown
from .displayed_looks import ink_problem, of_pieces, problems_of
from .displayed_values import Problem, judged, unseen

MOST_STEPS: Final = 400_000
"""Cells that are looked at for a workbook, again and again; one of this program takes some 40,000"""
PHONETIC: Final = unseen("Another text is written above the text of the cell")
TYPED: Final = unseen("A data type or a picture may be shown in place of what the cell holds")
FORMULA: Final = unseen("The formula is hidden while the sheet is protected")


class Usual(NamedTuple):
    """How this version writes a cell."""

    look: Look
    open: bool
    """for people to fill in"""


class Mark(NamedTuple):
    """A problem of a cell."""

    address: str
    problem: Problem


def _unknown(_: str) -> Value:
    """Where nobody knows what a formula gives."""
    return None


class TooManyError(Exception):
    """There is more to look at than a workbook of this program has."""


@dataclass
class Steps:
    """How many cells may still be looked at."""

    left: int = MOST_STEPS

    def take(self, count: int = 1) -> None:
        """Use some. Raises TooManyError: none are left."""
        self.left -= count
        if self.left < 0:
            raise TooManyError


@dataclass(frozen=True, eq=False)
class Ours:
    """Our cells of a sheet that hold something; ``usual``: how this version writes each, None where that is unknown."""

    sheet: Sheet
    looks: Looks
    usual: Mapping[str, Usual | None]
    steps: Steps = field(default_factory=Steps)
    currency: str = ""
    """the sign that prices may have beside them"""
    due: Callable[[str], Value] = _unknown
    """what the formula of a cell gives, for where the file holds no result of it"""
    _columns: dict[int, Mapping[int, str]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """Those of the file that hold something."""
        filled = self.sheet.filled
        # An empty text, if it is one: a program that calculates the file may show something else.
        texts = {at: cell for at, cell in self.sheet.cells.items()
                 if cell[1] is None and cell[2] == "str" and cell[0] is not None
                 and self.due(at) not in (None, "")}  # fmt: skip
        if texts:
            filled = {**filled, **texts}
        if self.sheet.cells.keys() <= self.usual.keys():
            return filled
        return {at: cell for at, cell in filled.items() if at in self.usual}

    @cached_property
    def by_style(self) -> Mapping[int, list[str]]:
        """The cells of each style."""
        styles: dict[int, list[str]] = {}
        for address, cell in self.cells.items():
            styles.setdefault(cell.style, []).append(address)
        return styles

    @cached_property
    def columns(self) -> Mapping[int, None]:
        """The columns that have such cells, in the order of their first ones."""
        firsts = []
        for column, rows in self.sheet.grid.items():
            first = next((row for row in rows if f"{letters(column)}{row}" in self.cells), None)
            if first is not None:
                firsts.append((first, column))
        return dict.fromkeys(column for _, column in sorted(firsts))

    def column(self, number: int) -> Mapping[int, str]:
        """The cells of a column by row."""
        if number not in self._columns:
            letter = letters(number)
            rows = ((row, f"{letter}{row}") for row in self.sheet.grid.get(number, ()))
            self._columns[number] = {row: address for row, address in rows if address in self.cells}
        return self._columns[number]

    def inside(self, area: Area) -> Iterator[str]:
        """The cells in an area, column after column. Raises TooManyError."""
        columns = self.columns
        for column in columns if area.right - area.left > len(columns) else range(area.left, area.right + 1):
            if not area.left <= column <= area.right or column not in columns:
                self.steps.take()
                continue
            own = self.column(column)
            across = own if area.bottom - area.top > len(own) else range(area.top, area.bottom + 1)
            self.steps.take(len(across))
            yield from (own[row] for row in across if area.top <= row <= area.bottom and row in own)

    def look(self, address: str) -> Look:
        """How a cell looks by its own style."""
        return self.looks.cell(self.cells[address].style)

    def value(self, address: str) -> Value:
        """What a cell holds; of a formula without a stored result what it gives."""
        cell = self.cells[address]
        return self.due(address) if cell.value is None and cell.formula is not None else cell.value

    def text_problem(self, address: str, code: str) -> Problem | None:
        """What is wrong with what a cell shows under a number format."""
        usual, cell, value = self.usual[address], self.cells[address], self.value(address)
        if cell.kind == "e" and cell.value is not None:
            return None
        if usual is None:
            return judged(value, code, None, True)
        takes_dates = usual.open and usual.look.horizontal != "right"  # as cells for numbers are
        # Calc gives a formula without a format that of the prices it reads.
        money = self.currency if cell.formula and "price" in cell.formula.lower() else ""
        return judged(value, code, usual.look.number_format, takes_dates, money)

    def marks(self) -> Iterator[Mark]:
        """What is wrong with the cells by their own styles. Raises TooManyError."""
        protected = (self.sheet.protection or {}).get("sheet") in ("1", "true")
        for style, addresses in self.by_style.items():
            self.steps.take(len(addresses))
            look = self.looks.cell(style)
            every = {id(usual): usual for usual in map(self.usual.__getitem__, addresses)}.values()
            if any(usual is None or usual.look.number_format != look.number_format for usual in every):
                yield from self._format_problems(addresses, look)
            rotations: dict[int, list[str]] = {}
            if len({usual.look.rotation if usual else 0 for usual in every}) == 1:
                rotations = {self._rotation(addresses[0]): addresses}
            else:
                for address in addresses:
                    rotations.setdefault(self._rotation(address), []).append(address)
            for rotation, turned in rotations.items():
                for problem in problems_of(look, Look(rotation=rotation)):
                    yield from (Mark(address, problem) for address in turned)
            if look.formula_hidden and protected:
                yield from (Mark(address, FORMULA) for address in addresses if self.cells[address].formula is not None)
        for address, runs in self.sheet.rich.items():
            if address in self.cells:
                self.steps.take(len(runs))
                pieces = of_pieces(str(self.cells[address].value), runs, self.look(address), self.looks)
                if pieces is not None:
                    yield Mark(address, pieces)
        for problem, marked in ((PHONETIC, self.sheet.phonetic), (TYPED, self.sheet.typed)):
            yield from (Mark(address, problem) for address in sorted(marked & self.cells.keys()))

    def _rotation(self, address: str) -> int:
        usual = self.usual[address]
        return usual.look.rotation if usual else 0

    def _format_problems(self, addresses: Iterable[str], look: Look) -> Iterator[Mark]:
        """What is wrong with a number format that is not the usual one of each cell."""
        for address in addresses:
            usual = self.usual[address]
            same = usual is not None and usual.look.number_format == look.number_format
            if not same and (problem := self._format_problem(address, look)) is not None:
                yield Mark(address, problem)

    def _format_problem(self, address: str, look: Look) -> Problem | None:
        """What is wrong with a number format, or the colour it gives."""
        problem = self.text_problem(address, look.number_format)
        value = self.value(address)
        if problem is None and "[" in look.number_format and value not in (None, ""):
            colour = shown(value, look.number_format).colour
            if colour is not None:
                return ink_problem(self.looks.colour({"indexed": str(colour)}), look.ground)
        return problem
