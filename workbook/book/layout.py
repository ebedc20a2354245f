"""The place of each table, and the notation of the formulas turned into cell addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.model.scenarios import SCENARIOS as SCENARIO_KEYS
from xl_dualfuel.results.columns import BINS, CHECKS, SCENARIOS, SWITCHOVER, Column

from ..formulas import crossings, edges, frost, tables
from ..formulas.checks import CHECK_HELPERS, CHECK_ROWS
from ..formulas.climate import BIN_HELPERS
from ..formulas.curves import CURVES, SEASON
from ..formulas.given import shown_formula
from ..formulas.lockouts import INSIDE, SHORT
from ..formulas.missing import MISSING
from ..formulas.operation import HELPERS
from ..formulas.setting import NEAR, PIECES
from ..formulas.tables import SCENARIO_HELPERS, SWITCHOVER_HELPERS
from ..shape import Shape

SHEETS: Final = (
    "Summary", "Cover", "Inputs", "Constants", "Bins", "Switchover", "Scenarios", "Charts", "Checks", "Log",
)  # fmt: skip
REVIEW: Final = "Review"
"""The first sheet of a clean copy: what a reviewer found in the file that its inputs are from"""
PAGES: Final = ("Summary", "Cover")
"""Sheets that show the result, without the heading of the others"""
ONE_PAGE: Final = ("Summary", "Charts")
"""Sheets that print on one upright page"""
SCALED: Final = (
    "Cover",
    "Inputs",
    "Constants",
    "Bins",
    "Switchover",
    "Scenarios",
    "Checks",
    "Log",
    REVIEW,
    "Bills",
    "Record",
    "Tariff",
    "Hours",
)
"""Sheets that print at a scale, not fitted to a page's width, so that their letters are never too small to read"""
SCALE: Final = 80
"""[%]: letters of 10 points are 8 on paper"""
UPRIGHT: Final = (*ONE_PAGE, "Cover", "Inputs", "Constants", "Bins", "Switchover", REVIEW)
PAGE_WIDTHS: Final = {True: 96.0, False: 127.0}
"""Of an upright page at that scale and of a landscape one [characters], also where letters are wider than Calibri's"""
HEADER_ROW: Final = 6
"""Row of the headers of every sheet: title, status, checks and a note are above."""
LABEL_ROW: Final = HEADER_ROW
"""Row of a table's labels; its keys and units follow, then its rows."""
HEAD_ROWS: Final = 3
FIRST_ROW: Final = LABEL_ROW + HEAD_ROWS
SETTING_ROW: Final = 18
"""Row of the section of the setting to program, below the scenarios; its two tables follow"""
CURVES_ROW: Final = 76
"""Row of the labels of what the charts draw, below the charts"""

DRAWN: Final = ("Curves", "Season")
"""Tables that charts draw, which are in the units of the case"""

_BIN_HELPERS: Final = (*BIN_HELPERS, *frost.HELPERS, *HELPERS, *crossings.COLUMNS, MISSING, SHORT, INSIDE)
_TOKEN = re.compile(r"\[([^\]]+)\]")
_STEPS: Final = {"": 0, "prev": -1, "next": 1}
"""Rows from a table's row to that of a token, by its prefix"""
_MARKS: Final = {0: "\0", -1: "\1", 1: "\2"}
"""What stands for the number of a row so many below the formula's own, in a formula that is not yet of a row"""


class RowFormula:
    """A formula of a table's column: the same in each row but for the numbers of rows."""

    def __init__(self, written: str) -> None:
        """The formula with _MARKS for the numbers of rows."""
        self.written = written

    def __call__(self, row: int) -> str:
        """It in one row of the sheet."""
        text = self.written
        for step, mark in _MARKS.items():
            text = text.replace(mark, str(row + step))
        return text

    def each(self, rows: Iterable[int], spelled: Callable[[str], str] = str) -> list[str]:
        """It in these rows of the sheet; spelled: how it is written, the same in all rows."""
        text, rows = spelled(self.written), list(rows)
        texts = [text] * len(rows)
        for step, mark in _MARKS.items():
            if mark in text:
                texts = [text.replace(mark, str(row + step)) for text, row in zip(texts, rows, strict=True)]
        return texts


@dataclass(frozen=True)
class Place:
    """A table: its sheet, columns, helper columns after a gap, room [rows], the row of its labels, its first column."""

    sheet: str
    columns: tuple[Column, ...]
    room: int
    helpers: tuple[Column, ...] = ()
    label_row: int = LABEL_ROW
    first_column: int = 1

    @property
    def first_row(self) -> int:
        """The row of the first line."""
        return self.label_row + HEAD_ROWS

    @property
    def last_row(self) -> int:
        """The last row there is room for."""
        return self.first_row + self.room - 1

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Column number by key."""
        shown = {column.key: place for place, column in enumerate(self.columns, self.first_column)}
        after = self.first_column + len(self.columns) + 1
        return shown | {column.key: place for place, column in enumerate(self.helpers, after)}

    def letter(self, key: str) -> str:
        """The column's letter."""
        return get_column_letter(self.numbers[key])

    def range(self, key: str, with_header: bool = False) -> str:
        """The column, absolute, with its sheet; with_header: from the row above the first."""
        letter = self.letter(key)
        return f"{self.sheet}!${letter}${self.first_row - with_header}:${letter}${self.last_row}"


def _decided(shape: Shape, room: int) -> dict[str, Place]:
    """The table of switchovers of the sheet Sensitivity, if the workbook has it."""
    if not (shape.decided and shape.decided.bars):
        return {}
    from ..formulas import deciding  # here: few workbooks have decisions

    label_row = deciding.rows_of(shape.decided).edges
    return {"Edges": Place("Sensitivity", edges.columns(shape.room), room, label_row=label_row)}


class Layout:
    """The tables of a workbook of one shape."""

    def __init__(self, shape: Shape) -> None:
        self.units = shape.units
        self._ranges: dict[str, str] = {}
        room = shape.room + 1
        self.tables: Mapping[str, Place] = {
            "Bins": Place("Bins", BINS, room, _BIN_HELPERS),
            "Switchover": Place("Switchover", SWITCHOVER, room, SWITCHOVER_HELPERS),
            "Scenarios": Place("Scenarios", SCENARIOS, len(SCENARIO_KEYS), SCENARIO_HELPERS),
            "Near": Place("Scenarios", NEAR, 3, label_row=SETTING_ROW + 7),
            "Pieces": Place("Scenarios", PIECES, 7, label_row=SETTING_ROW + 15),
            "Curves": Place("Charts", CURVES, room, label_row=CURVES_ROW),
            "Season": Place("Charts", SEASON, room, label_row=CURVES_ROW, first_column=len(CURVES) + 2),
            "Checks": Place("Checks", CHECKS, len(CHECK_ROWS), CHECK_HELPERS),
            **_decided(shape, room),
        }

    def scalar(self, template: str) -> str:
        """A formula outside the tables: only [Table.column] is filled in."""
        return "=" + _TOKEN.sub(lambda token: self._range(token[1]), template)

    def column(self, table: str, key: str, adapted: Callable[[str], str] = lambda formula: formula) -> RowFormula:
        """The formula of a table's column as a function of the sheet row; adapted: as Book.adapted, once for all."""
        return self.at(table, self._wrapped(table, key), adapted)

    def at(self, table: str, template: str, adapted: Callable[[str], str] = lambda formula: formula) -> RowFormula:
        """A formula of a table as a function of the sheet row."""
        place = self.tables[table]
        head = f"ROW()-ROW($A${place.first_row - 1})"

        def placed(token: re.Match[str]) -> str:
            if token[1] == "row":
                return head
            step, _, key = token[1].rpartition(".")
            return self._range(token[1]) if step in self.tables else f"{place.letter(key)}{_MARKS[_STEPS[step]]}"

        return RowFormula(adapted("=" + _TOKEN.sub(placed, template)))

    def _range(self, token: str) -> str:
        if token not in self._ranges:
            table, _, key = token.partition(".")
            self._ranges[token] = self.tables[table].range(key.lstrip("+"), with_header=key.startswith("+"))
        return self._ranges[token]

    def _wrapped(self, table: str, key: str) -> str:
        """The column's formula, blank past the last row of the table."""
        template = tables.TABLES[table][key]
        if table in DRAWN or (table == "Edges" and key == "drawn_at"):
            columns = {column.key: column for column in self.tables[table].columns}
            return shown_formula(template, columns[key].unit, self.units, known=True)
        if table == "Switchover":
            return f'IF([row]<=out_candidates,{template},"")'
        if table == "Bins":
            return f'IF([row]<=out_bins,{template},"")' if key == "bin" else f'IF([bin]="","",{template})'
        if table == "Scenarios" and key in ("switchover", "fuel_unit", "available"):
            return f'IF([scenario]="","",{template})'
        if table == "Scenarios" and key not in ("scenario", "live"):
            return f'IF([live]=1,{template},"")'
        return template
