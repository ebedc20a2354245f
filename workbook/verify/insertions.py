"""Rows and columns inserted on a sheet, for a letterhead or notes: found, so that the rest can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from ..reader import Opened, Sheet
from ..reader.addresses import letters, split
from ..reader.moving import Inserted, moved_back
from .findings import Findings

MOST_ROWS: Final = 40
"""Most rows inserted at one place"""
MOST_COLUMNS: Final = 12
"""Most columns inserted before a sheet"""
SEARCHED: Final = 80
"""Rows of a sheet in which insertions are looked for; tables below have the same text in every row"""
FORMULA, ANYTHING = "=", ""
"""What stands for a formula, and for a cell that always holds something"""
Texts = Mapping[str, Mapping[str, str]]
"""What each sheet always has, by title and address: a text, FORMULA or ANYTHING"""


def undone(opened: Opened, wanted: Texts, titles: Mapping[str, str]) -> tuple[Opened, dict[str, Inserted]]:
    """The workbook without what was inserted, and what that was by title; titles: as they should be → as they are.

    Raises InputError: its formulas are too long together.
    """
    inserted = {}
    for title, actual in titles.items():
        sheet = opened.by_title.get(actual)
        if sheet is not None and title in wanted and (found := _Aligned(sheet, wanted[title]).inserted):
            inserted[actual] = found
    return (moved_back(opened, inserted) if inserted else opened), inserted


def report(inserted: Mapping[str, Inserted], findings: Findings) -> None:
    """Add what was inserted, and let findings name cells as they are in the file."""
    for title, one in inserted.items():
        for what, blocks in (("row", one.rows), ("column", one.columns)):
            for first, count in blocks:
                words = f"A {what} was inserted" if count == 1 else f"{count} {what}s were inserted"
                findings.add("added", "info", words, title, f"A{first}" if what == "row" else f"{letters(first)}1")
    findings.places.update({title: one.actual for title, one in inserted.items()})


class _Aligned:
    """The rows of a sheet beside those it should have."""

    def __init__(self, sheet: Sheet, wanted: Mapping[str, str]) -> None:
        self._cells = {
            (row, column): cell
            for column, cells in sheet.grid.items()
            for row, cell in cells.items()
            if row <= 2 * SEARCHED and not cell.is_blank
        }
        self._filled = Counter(row for row, _ in self._cells)
        self._wanted: dict[int, dict[int, str]] = {}
        for address, text in wanted.items():
            row, column = split(address)
            if row <= SEARCHED:
                self._wanted.setdefault(row, {})[column] = text
        self._right = self._columns()
        self.inserted: Inserted | None = None
        """What was inserted; None for nothing"""
        if self._right is not None:
            rows, columns = tuple(self._blocks()), ((1, self._right),) if self._right else ()
            self.inserted = Inserted(rows, columns) if rows or columns else None

    def _columns(self) -> int | None:
        """How many columns were inserted before all others, by the heading; None if there is none."""
        heading = self._wanted.get(1, {}).get(1)
        places = ((row, right) for right in range(MOST_COLUMNS + 1) for row in range(1, MOST_ROWS + 2))
        return next(
            (right for row, right in places
             if (cell := self._cells.get((row, right + 1))) is not None and cell.value == heading), None
        )  # fmt: skip

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """First row and number of rows of each insertion: what should follow is further down."""
        down = last = 0
        for row in sorted(self._wanted):
            if self._is_at(row, row + down):
                last = row + down
                continue
            more = next((more for more in range(1, MOST_ROWS + 1) if self._is_at(row, row + down + more)), 0)
            if more:
                # Where rows in between are blank there is a choice: the inserted ones are those with something in them.
                firsts = range(last + 1, row + down + 1)
                yield max(firsts, key=lambda first: sum(self._filled[first + n] for n in range(more))), more
                down += more
                last = row + down

    def _is_at(self, row: int, actual: int) -> bool:
        """Whether at least half of what a row should have is in a row."""
        wanted = self._wanted[row]
        held = 0
        for column, text in wanted.items():
            cell = self._cells.get((actual, column + (self._right or 0)))
            if cell is not None:
                formula = cell.formula is not None
                held += formula if text == FORMULA else not formula and text in (ANYTHING, cell.value)
        return 2 * held >= len(wanted)
