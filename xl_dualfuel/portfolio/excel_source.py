"""An Excel table of homes: the sheet with the headings, read row by row in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from xl_dualfuel.workbook.forms import homes
from xl_dualfuel.workbook.forms.homes import Row
from xl_dualfuel.workbook.reader import Cell
from xl_dualfuel.workbook.reader.addresses import letters
from xl_dualfuel.workbook.reader.dates import date_shown
from xl_dualfuel.workbook.reader.package import Room
from xl_dualfuel.workbook.reader.rows import LongBook

from ..errors import InputError
from ..files.values import is_blank
from ..inputs.home_headings import EXAMPLE, TARIFF
from .cells import column, text_of
from .source import NO_HEADINGS, Headings, Part, Places, headings_of, refused

MAX_FILE: Final = 256 * 2**20
"""Largest file [bytes]"""
MAX_UNPACKED: Final = 2**30
"""Largest sum of all parts unpacked [bytes]; a million homes of ten columns take half of it."""
MAX_CELLS: Final = 40_000_000
"""Most cells between the first and the last one of a sheet, blanks among them: what is farther off is a mistake."""
_SMALLER: Final = "Save it as CSV or Parquet"
_NOT_CALCULATED: Final = "a formula that was never calculated"


class ExcelSource:
    """A workbook's table: the sheet whose row of headings names most inputs, the first of equals."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.left_out: list[str] = []
        self.headings_again = 0
        if size > MAX_FILE:
            raise refused(path, f"must be an Excel file of at most {MAX_FILE >> 20} MB", _SMALLER)
        try:
            self._book = LongBook(path.open("rb"), Room(MAX_UNPACKED, MAX_UNPACKED, _SMALLER))
            head = homes.head_of((title, self._rows(title)) for title in self._book.titles)
        except InputError as error:
            raise self._refused(error) from None
        if head is None:
            raise refused(path, NO_HEADINGS, "Take the portfolio template")
        head = head._replace(with_tariff=True)
        self._head, self._width = head, max(head.headings)
        headings = headings_of(path, [head.headings.get(place + 1) for place in range(self._width)])
        try:
            self._last, units = homes.below(head, self._rows(head.sheet))
            self.total: int | None = max(self._book.count(head.sheet) - self._last, 0)
        except InputError as error:
            raise self._refused(error) from None
        self.headings: Headings = headings._replace(units=units)
        self._columns = {key: place + 1 for key, place in self.headings.keys.items()}

    def note_types(self) -> dict[str, Any]:
        """All text."""
        return {}

    def cells(self, note: str) -> Iterator[Any]:
        """The cells of a column of notes."""
        place = self.headings.notes[note] + 1
        try:
            for number, row in self._rows(self._head.sheet):
                if number > self._last:
                    yield self._note(row.get(place))
        except InputError as error:
            raise self._refused(error) from None

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts in order; blank rows and the template's example are left out."""
        self.left_out.clear()
        self.headings_again = 0

        def found() -> Iterator[tuple[int, Row]]:
            for number, row in self._rows(self._head.sheet):
                if number <= self._last:
                    continue
                if homes.has_headings(row, self._columns):
                    self.headings_again += 1
                elif homes.is_home(row, self._width):
                    yield number, row
                elif (texts := homes.texts_in(row, self._width)) and EXAMPLE not in texts:
                    self.left_out.append(texts[0])

        filled = found()
        try:
            for number, some in enumerate(iter(lambda: list(islice(filled, rows)), [])):
                yield self._part(number, number * rows, some)
        except InputError as error:
            raise self._refused(error) from None

    def _rows(self, title: str) -> Iterator[tuple[int, Row]]:
        top = right = 0
        for number, cells in self._book.rows(title):
            top, right = top or number, max(right, next(reversed(cells), 0))
            if (extent := (number - top + 1) * right) > MAX_CELLS:
                raise refused(self.path, f"has {extent:,} cells between the first and the last, more than "
                              f"{MAX_CELLS:,}", "Clear the cells far from the table, or save it as CSV")  # fmt: skip
            yield number, cells

    def _note(self, cell: Cell | None) -> str:
        """A note as text; a number that is shown as a date as the date, a formula without a value in words."""
        if cell is None or not cell.holds:
            return ""
        if cell.is_uncalculated:
            return _NOT_CALCULATED
        if isinstance(cell.value, float) and cell.style:
            return text_of(date_shown(cell.value, self._book.style(cell).number_format, self._book.from_1904))
        return text_of(cell.value)

    def _part(self, number: int, first: int, rows: list[tuple[int, Row]]) -> Part:
        import pandas as pd

        sheet, columns, units = self._head.sheet, self._columns, self.headings.units
        read = [homes.read_home(self._book, sheet, columns, *row, units) for row in rows]
        spoiled: dict[int, str] = {}
        remarks: dict[int, str] = {}
        for place, (home, (row, _)) in enumerate(zip(read, rows, strict=True)):
            if home.problems or all(map(is_blank, home.inputs.values())):
                spoiled[place] = "; ".join(map(str, homes.checked(home, sheet, columns, row).problems))
            if home.doubts:
                remarks[place] = "; ".join(f"{one.key}: {one.value} {one.allowed}. {one.remedy}" for one in home.doubts)
        inputs = {key: column(key, [home.inputs.get(key) for home in read]) for key in columns}
        notes = {
            title: pd.Series([self._note(row.get(place + 1)) for _, row in rows], dtype=object)
            for title, place in self.headings.notes.items()
        }
        index = pd.RangeIndex(len(rows))
        named = dict(columns)
        if self.headings.tariff:
            named[TARIFF] = self.headings.notes[self.headings.tariff] + 1
        places = Places(sheet, {key: letters(place) for key, place in named.items()}, [row for row, _ in rows])
        frames = pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index)
        return Part(number, first, *frames, spoiled, tuple(remarks.items()), places)

    def _refused(self, error: InputError) -> InputError:
        """A refusal of the file by the reader of workbooks as one of the table."""
        issue = error.issues[0]
        return error if issue.key == "table" else refused(self.path, issue.allowed, issue.remedy)
