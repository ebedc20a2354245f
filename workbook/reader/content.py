"""What is read of a worksheet's rows, and how much all sheets of a workbook may hold together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from .records import Cell, Run

MAX_CELLS: Final = 500_000
"""Most cells of a workbook; one of 2,000 bins, the most a case may have, holds 260,000."""
MAX_EXPANDED: Final = 32 * 2**20
"""Most characters that shared formulas may have written out."""


@dataclass
class Budget:
    """What all sheets of a workbook may use together."""

    cells: int = MAX_CELLS
    expanded: int = MAX_EXPANDED


@dataclass
class Content:
    """The rows and cells of a worksheet, as its reader collects them."""

    cells: dict[str, Cell] = field(default_factory=dict)
    grid: defaultdict[int, dict[int, Cell]] = field(default_factory=lambda: defaultdict(dict))
    """The same by column number, then row number"""
    arrays: list[str] = field(default_factory=list)
    row_heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    rich: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    phonetic: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
