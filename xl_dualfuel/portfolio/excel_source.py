"""An Excel table of homes: the sheet with the headings, read row by row in bounded memory."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from xl_dualfuel.workbook.forms.entries import shows_date
from xl_dualfuel.workbook.forms.homes import EXAMPLE
from xl_dualfuel.workbook.reader import Cell
from xl_dualfuel.workbook.reader.package import Room
from xl_dualfuel.workbook.reader.rows import LongBook

from ..errors import InputError
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.heading_names import named
from .cells import column, text_of
from .source import Headings, Part, headings_of, refused

MAX_FILE: Final = 256 * 2**20
"""Largest file [bytes]"""
MAX_UNPACKED: Final = 2**30
"""Largest sum of all parts unpacked [bytes]; a million homes of ten columns take half of it."""
MAX_CELLS: Final = 40_000_000
"""Most cells between the first and the last one of a sheet, blanks among them: what is farther off is a mistake."""
_SMALLER: Final = "Save it as CSV or Parquet"
_HEAD_ROWS: Final = 50
"""Rows that are searched for the headings"""
_NOT_CALCULATED: Final = "a formula that was never calculated"
_EPOCH: Final = datetime.datetime(1899, 12, 30)
_LAST_DAY: Final = 2958466

Row = dict[int, Any]
"""The values of a row by column, from 1; cells that hold nothing are left out"""


class ExcelSource:
    """A workbook's table: the sheet whose row of headings names most inputs, the first of equals."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        if size > MAX_FILE:
            raise refused(path, f"must be an Excel file of at most {MAX_FILE >> 20} MB", _SMALLER)
        try:
            self._book = LongBook(path.open("rb"), Room(MAX_UNPACKED, MAX_UNPACKED, _SMALLER))
            best: tuple[int, str, int, Row] = (0, "", 0, {})
            for title in self._book.titles:
                for number, row in islice(self._rows(title), _HEAD_ROWS):
                    keys = sum(_worth(cell) for cell in row.values() if isinstance(cell, str))
                    best = max(best, (keys, title, number, row), key=lambda candidate: candidate[0])
            keys, self._title, self._row, heads = best
            self.total: int | None = max(self._book.count(self._title) - self._row, 0) if keys else 0
        except InputError as error:
            raise self._refused(error) from None
        if not keys:
            raise refused(path, "must have a row of headings that are keys of inputs", "Take the portfolio template")
        self._width = max(heads)
        self.headings: Headings = headings_of(path, [heads.get(place + 1) for place in range(self._width)])

    def note_types(self) -> dict[str, Any]:
        """All text."""
        return {}

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts in order; blank rows and the template's example are left out."""
        filled = (
            row
            for number, row in self._rows(self._title)
            if number > self._row and EXAMPLE not in row.values() and any(place <= self._width for place in row)
        )
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
                              f"{MAX_CELLS:,}", "Clear what stands far from the table, or save it as CSV")  # fmt: skip
            values = {
                place: cell.value if not cell.style and cell.formula is None else self._value(cell)
                for place, cell in cells.items()
            }
            yield number, {place: value for place, value in values.items() if value is not None and value != ""}

    def _value(self, cell: Cell) -> Any:
        """What a cell holds; a number that is shown as a date as the date, a formula without a value in words."""
        value = cell.value
        if isinstance(value, float) and cell.style and cell.style < len(self._book.styles):
            return _date(value, self._book.styles[cell.style].number_format)
        return _NOT_CALCULATED if value is None and cell.formula is not None and cell.kind != "str" else value

    def _part(self, number: int, first: int, rows: list[Row]) -> Part:
        import pandas as pd

        index = pd.RangeIndex(len(rows))
        inputs = {
            key: column(key, [row.get(place + 1) for row in rows], *self.headings.unit_of(key))
            for key, place in self.headings.keys.items()
        }
        notes = {
            title: pd.Series([text_of(row.get(place + 1)) for row in rows], dtype=object, index=index)
            for title, place in self.headings.notes.items()
        }
        return Part(number, first, pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index), {})

    def _refused(self, error: InputError) -> InputError:
        """A refusal of the file by the reader of workbooks as one of the table."""
        issue = error.issues[0]
        return error if issue.key == "table" else refused(self.path, issue.allowed, issue.remedy)


def _worth(cell: str) -> int:
    """A key is worth more than a label: forms have both, the keys right above the houses."""
    text = cell.strip().casefold()
    return 2 if text in FIELDS or text in UNIT_FIELDS else int(named(cell) is not None)


def _date(value: float, number_format: str) -> Any:
    """The date or time that a number is shown as; the number itself where it is shown as one."""
    if not shows_date(number_format) or not 0 <= value < _LAST_DAY:
        return value
    since = datetime.timedelta(milliseconds=round(value * 86_400_000))
    if "[" in number_format and "h]" in number_format.casefold():
        return since
    moment = _EPOCH + since
    if value < 1:
        return moment.time()
    return moment.date() if value.is_integer() else moment
