"""What lies over the cells of our sheets, or over our charts: text boxes, pictures, notes, controls, tables."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ..reader import Opened, Sheet
from ..reader.addresses import Area, letters
from ..reader.around import Ranged
from ..reader.drawings import Canvas, Drawn
from ..reader.formula import Formula
from ..reader.records import style_of
from ..reader.ruler import PIXEL, Box, Ruler
from ..reader.surroundings import canvas
from .claims import states
from .findings import Findings

LEAST: Final = 4 * PIXEL
"""Least width and height [EMU] by which something covers a cell: programs round"""
_LETTER: Final = 5 * PIXEL
"""Width of a letter of a text that runs over the blank cells beside it"""
MOST_LOOKED: Final = 500
"""Most things looked at of those drawn in a workbook"""
MOST_RUN_OVER: Final = 100_000
"""Most blank cells of a sheet that texts beside them run over"""
MOST_COUNTED: Final = 1_000
"""Most cells counted under one of them"""
_USUAL_STYLE = re.compile(
    "(?:TableStyle(?:Light(?:[1-9]|1[0-9]|2[01])|Medium(?:[1-9]|1[0-9]|2[0-8])|Dark(?:[1-9]|1[01])))?"
)
"""The styles of tables that every program has"""
_WORDS: Final = {
    "text": "A text box", "shape": "A shape", "picture": "A picture", "chart": "Another chart",
    "control": "A form control", "note": "A note that is always shown", "frame": "A drawing",
}  # fmt: skip
"""What lies over the cells, by its kind"""


class Filled:
    """The filled cells of a sheet by column, with blank cells that their texts run over."""

    def __init__(self, opened: Opened, sheet: Sheet) -> None:
        self.canvas: Canvas = canvas(sheet)
        self.sheet = sheet
        self._room = MOST_RUN_OVER
        places: dict[int, dict[int, str]] = defaultdict(dict)
        for column, cells in sheet.grid.items():
            for row, cell in cells.items():
                if cell.holds:
                    places[column][row] = f"{letters(column)}{row}"
                    if isinstance(cell.value, str) and not style_of(opened.styles, cell).wraps:
                        self._run_over(places, row, column, len(cell.value))
        self.columns = sorted(places)
        self.rows = {column: sorted(rows) for column, rows in places.items()}
        self.places = places

    def _run_over(self, places: dict[int, dict[int, str]], row: int, column: int, length: int) -> None:
        left, at = length * _LETTER - self.canvas.columns.size(column - 1), column
        while left > LEAST and at < column + 20 and self._room:
            at, self._room = at + 1, self._room - 1
            cell = self.sheet.grid.get(at, {}).get(row)
            if cell is not None and cell.holds:
                return
            places[at].setdefault(row, f"{letters(column)}{row}")
            left -= self.canvas.columns.size(at - 1)

    def under(self, box: Box) -> Iterator[str]:
        """The addresses of the filled cells under a box, column after column."""
        top, bottom = _span(self.canvas.rows, box.top, box.bottom)
        left, right = _span(self.canvas.columns, box.left, box.right)
        for column in islice(self.columns, bisect_left(self.columns, left), bisect_right(self.columns, right)):
            rows = self.rows[column]
            for row in islice(rows, bisect_left(rows, top), bisect_right(rows, bottom)):
                yield self.places[column][row]


def _span(ruler: Ruler, start: float, end: float) -> tuple[int, int]:
    """The first and last column or row, from 1 on, of which something covers more than LEAST."""
    first, last = int(start), int(end)
    if ruler.position(first + 1) - ruler.position(start) <= LEAST:
        first += 1
    if ruler.position(end) - ruler.position(last) <= LEAST:
        last -= 1
    return first + 1, last + 1


class Covered:
    """The sheets of ours in a workbook, by the titles that they have, and what lies over them."""

    def __init__(self, opened: Opened, titles: Iterable[str], findings: Findings) -> None:
        self.opened = opened
        self.findings = findings
        self.titles = {title for title in titles if title in opened.by_title}
        self._filled: dict[str, Filled] = {}
        self._shown_notes: set[str] = set()
        """Titles of sheets on which notes are always shown"""

    def filled(self, title: str) -> Filled:
        """The filled cells of a sheet."""
        if title not in self._filled:
            self._filled[title] = Filled(self.opened, self.opened.by_title[title])
        return self._filled[title]

    def judge(self) -> None:
        """Add what lies over filled cells, and texts beside them that state a result."""
        surroundings = self.opened.surroundings
        for one in surroundings.drawn[:MOST_LOOKED]:
            if one.sheet in self.titles and not one.hidden:
                self._drawn(one)
        for ranged in surroundings.ranged:
            if ranged.sheet in self.titles:
                self._ranged(ranged)
        for title in self.titles:
            self._inside_cells(self.opened.by_title[title])
        self._notes()

    def _drawn(self, one: Drawn) -> None:
        cells = self._under(one)
        if cells:
            self._over(one, cells)
        elif one.kind == "text":
            severity = states(one.words) or ("warning" if one.linked else "info")
            self.findings.add("shown-otherwise", severity, "A text box beside the cells says something that is not of "
                              "the sheet", one.sheet, _corner(one.box), one.words or one.linked)  # fmt: skip
        elif one.kind == "note":
            self._shown_notes.add(one.sheet)
        if states(one.described):
            self.findings.add("shown-otherwise", "warning", f"{_WORDS[one.kind]} is described by words that state a "
                              "result or an approval", one.sheet, _corner(one.box), one.described)  # fmt: skip

    def _under(self, one: Drawn) -> list[str]:
        """The first filled cells under something."""
        if one.clear and not (one.words or one.linked):
            return []
        box, filled = one.box, self.filled(one.sheet)
        if one.kind == "chart":  # those of ours lie close to cells, and programs move them a little
            box = Box(box.left + 1, box.top + 1, box.right - 1, box.bottom - 1)
        return list(islice(filled.under(box), MOST_COUNTED)) if box.left < box.right and box.top < box.bottom else []

    def _over(self, one: Drawn, cells: list[str]) -> None:
        first, more = cells[0], _more(cells)
        shown = self.opened.by_title[one.sheet].value(first)
        if one.kind == "text":
            self.findings.add("shown-otherwise", "error", f"A text box lies over the cell{more}", one.sheet, first,
                              one.words or one.linked, shown)  # fmt: skip
        else:
            self.findings.add("not-visible", "warning", f"{_WORDS[one.kind]} lies over the cell{more}", one.sheet,
                              first, one.words, shown)  # fmt: skip

    def _ranged(self, ranged: Ranged) -> None:
        """A pivot table writes over cells when it is calculated; a table with colours of its own may hide them."""
        areas = [span.area for span in Formula(ranged.range).spans] if len(ranged.range) < 100 else []
        cells = [cell for area in areas for cell in islice(self._in_area(ranged.sheet, area), MOST_COUNTED)]
        is_own = ranged.style in self.opened.looks.table_styles or not _USUAL_STYLE.fullmatch(ranged.style)
        if cells and (ranged.kind == "pivot table" or is_own):
            self.findings.add("not-visible", "warning", f"A {ranged.kind} lies over the cell{_more(cells)}",
                              ranged.sheet, cells[0], ranged.range)  # fmt: skip

    def _in_area(self, title: str, area: Area) -> Iterator[str]:
        return self.filled(title).under(Box(area.left - 1, area.top - 1, area.right, area.bottom))

    def _inside_cells(self, sheet: Sheet) -> None:
        """Small charts inside filled cells, and a picture behind all of them."""
        for text in sheet.around.sparklines[:MOST_LOOKED]:
            areas = [span.area for span in Formula(text).spans] if len(text) < 100 else []
            cells = [cell for area in areas for cell in islice(self._in_area(sheet.title, area), 1)]
            if cells:
                self.findings.add("not-visible", "warning", "A small chart is drawn in the cell", sheet.title, cells[0])
        if "picture" in sheet.elements:
            self.findings.add("not-visible", "warning", "A picture lies behind the cells of the sheet", sheet.title)

    def _notes(self) -> None:
        """How many notes there are on cells of ours; one that is always shown must not state a result."""
        notes = [note for note in self.opened.surroundings.notes if note.sheet in self.titles]
        for note in notes:
            if note.sheet in self._shown_notes and states(note.words):
                self.findings.add("shown-otherwise", "warning", "A note that is always shown states a result or an "
                                  "approval", note.sheet, note.cell, note.words)  # fmt: skip
        for title in sorted(self.titles):
            for link in self.opened.by_title[title].hyperlinks:
                if states(link.tip):
                    self.findings.add("shown-otherwise", "warning", "The words of a hyperlink state a result or an "
                                      "approval", title, link.cell, link.tip)  # fmt: skip
        for note in notes[:1]:
            more = f"s, and {len(notes) - 1} more" if len(notes) > 1 else ""
            self.findings.add("added", "info", f"The cell has a note{more}", note.sheet, note.cell, note.words)


def _more(cells: list[str]) -> str:
    others = len(set(cells)) - 1
    many = f"{others:,} more" if len(cells) < MOST_COUNTED else "many more"
    return f" and {many}" if others else ""


def _corner(box: Box) -> str:
    return f"{letters(int(box.left) + 1)}{int(box.top) + 1}"
