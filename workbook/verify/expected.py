"""What this version would have written: the parts of the package for given inputs, and their cells as plain records.

The parts come from the skeletons that write workbooks, so that each cell is described only once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from html import unescape
from itertools import pairwise
from typing import Final

from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.results.record_evidence import RecordEvidence
from xl_dualfuel.results.result import Result

from ..book.package import Skeleton, joined
from ..book.styles import is_input
from ..reader.addresses import split
from ..reader.formula import Allowance, Group, groups_of
from ..reader.looks import Looks
from ..reader.parts import styles as read_styles
from ..reader.records import Name
from ..reader.xmlread import Node, tree
from ..shape import Filling, Shape, UnderTariff
from ..sheets.build import skeleton
from .sheet_cells import SheetCells, Wanted, open_cell

PATTERNS: Final = 12
"""Shapes in memory at a time; each takes some 10 MB."""

_STYLES: Final = "xl/styles.xml"
_NAME = re.compile(r'<definedName name="([^"]+)"( localSheetId="[0-9]+")?[^>]*>([^<]*)<')
_SHEET = re.compile(r'<sheet [^>]*?\bname="([^"]*)"')


@dataclass(frozen=True, eq=False)
class Pattern:
    """Everything that workbooks of the same shape share."""

    shape: Shape
    skeleton: Skeleton
    _sheets: dict[str, SheetCells] = field(default_factory=dict, init=False, repr=False)
    _runs: dict[str, Mapping[int, tuple[Group, ...]]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The part of each sheet."""
        titles = _SHEET.findall(self._book)
        return {unescape(title): f"xl/worksheets/sheet{number}.xml" for number, title in enumerate(titles, 1)}

    @cached_property
    def _book(self) -> str:
        items = self.skeleton.parts["xl/workbook.xml"]
        return "".join(item for item in items if isinstance(item, str))

    @cached_property
    def slots(self) -> Mapping[str, frozenset[str]]:
        """Of each part the cells that hold something else in each workbook."""
        return {
            name: self.skeleton.values.get(name, frozenset())
            | frozenset(cell[1] for item, after in pairwise(part) if (cell := open_cell(item, after)) is not None)
            for name, part in self.skeleton.parts.items()
            if not isinstance(part, bytes)
        }

    @cached_property
    def _styles(self) -> Node:
        content = self.skeleton.parts[_STYLES]
        assert isinstance(content, bytes)
        return tree(_STYLES, content)

    @cached_property
    def looks(self) -> Looks:
        """How its cells look; it has colours of its own and none of the theme."""
        return Looks(_STYLES, self._styles)

    @cached_property
    def open_styles(self) -> frozenset[str]:
        """The style indices of cells for a reader to fill in."""
        styles, _, _ = read_styles(_STYLES, self._styles)
        return frozenset(str(index) for index, style in enumerate(styles) if is_input(style.name))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The defined names of the workbook, without those of a single sheet."""
        return tuple(Name(name[1], unescape(name[3]), "", False, False)
                     for name in _NAME.finditer(self._book) if not name[2])  # fmt: skip

    def cells(self, title: str, filling: Filling) -> dict[str, Wanted]:
        """The cells of a sheet in the workbook of a filling. Raises DualFuelError: a table has no room."""
        if title not in self._sheets:
            name = self.titles[title]
            part = self.skeleton.parts[name]
            assert not isinstance(part, bytes)
            self._sheets[title] = SheetCells(part, self.skeleton.values.get(name, ()), self.open_styles)
        return self._sheets[title].of(filling)

    def runs(self, title: str, cells: Mapping[str, Wanted]) -> Mapping[int, tuple[Group, ...]]:
        """The formulas of a sheet in runs; they are the same for every workbook of the shape."""
        if title not in self._runs:
            columns: dict[int, dict[int, str]] = {}
            for address, cell in cells.items():
                if cell.formula is not None:
                    row, column = split(address)
                    columns.setdefault(column, {})[row] = cell.formula
            allowance = Allowance()
            self._runs[title] = {
                column: tuple(groups_of(column, formulas, allowance)) for column, formulas in sorted(columns.items())
            }
        return self._runs[title]


@lru_cache(maxsize=PATTERNS)
def pattern(shape: Shape) -> Pattern:
    """The pattern of a shape, without a brand: names, colours and logos are a contractor's own."""
    return Pattern(shape, skeleton(shape))


@dataclass(frozen=True, eq=False)
class Expected:
    """The workbook that a result should have: parts and cells, computed on demand."""

    pattern: Pattern
    result: Result
    stamp: datetime
    decisions: Decisions | None = None
    edited: bool = False
    """Whether its inputs were edited after it was made"""
    made: Result | None = None
    """Of the inputs that it was made with, if these are others"""
    record: RecordEvidence | None = None
    """What its record says, by the cells of its sheet"""
    tariff: UnderTariff | None = None
    """The season under the tariff of its sheets"""
    _cells: dict[str, dict[str, Wanted]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def filling(self) -> Filling:
        """The values for the skeleton."""
        return Filling(self.result, self.stamp, self.pattern.shape, self.decisions, self.edited, made=self.made,
                       record=self.record, tariff=self.tariff)  # fmt: skip

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The finished parts by name."""
        return self.pattern.skeleton.filled(self.filling)

    @cached_property
    def around(self) -> dict[str, bytes]:
        """The finished parts that are no sheets, by name; nothing of the sheets."""
        sheets, parts = set(self.pattern.titles.values()), self.pattern.skeleton.parts
        return {name: b"" if name in sheets else joined(part, self.filling) for name, part in parts.items()}

    def fill(self) -> None:
        """Work out all of it. Raises DualFuelError: a table has no room; ArithmeticError: a value cannot be had."""
        for title in self.pattern.titles:
            self.cells(title)
        self.around  # noqa: B018

    def cells(self, title: str) -> dict[str, Wanted]:
        """The cells of a sheet."""
        if title not in self._cells:
            self._cells[title] = self.pattern.cells(title, self.filling)
        return self._cells[title]
