"""An Excel table of homes: the sheet with the headings, read by calamine after a look at what the file unfolds to."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from ..errors import InputError, Issue
from ..inputs.cells import named
from ..inputs.fields import FIELDS, UNIT_FIELDS
from . import cells as batch_cells
from .excel_scan import DamagedError, Found, scan
from .source import Headings, Part, headings_of, refused

MAX_FILE: Final = 256 * 2**20
"""Largest file [bytes]"""
MAX_UNPACKED: Final = 2**30
"""Largest sum of all parts unpacked [bytes]; a million homes of ten columns take half of it."""
MAX_PARTS: Final = 1000
MAX_CELLS: Final = 40_000_000
"""Most cells between the first and the last one of a sheet, blanks counted: calamine makes each."""
_HEAD_ROWS: Final = 50
"""Rows in which the headings are looked for"""
EXAMPLE: Final = "EXAMPLE (not read)"
"""What the portfolio template calls its example row"""
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
                   expat.ExpatError, DamagedError)  # fmt: skip
NEEDED = "pip install 'xl_dualfuel[portfolio]'"


class ExcelSource:
    """A workbook's table: the sheet whose row of headings names most inputs, the first of equals."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        book = _opened(path, size)
        best: tuple[int, str, int, list[Any]] | None = None
        for title in book.titles:
            for row, cells in enumerate(islice(book.rows(title), _HEAD_ROWS)):
                keys = sum(_worth(cell) for cell in cells if isinstance(cell, str))
                if keys > (best[0] if best else 0):
                    best = (keys, title, row, cells)
        if best is None:
            raise refused(path, "must have a row of headings that are keys of inputs",
                          "Take the portfolio template")  # fmt: skip
        _, title, row, cells = best
        while cells and cells[-1] == "":
            cells = cells[:-1]
        self._book, self._title, self._row, self._width = book, title, row, len(cells)
        self.headings: Headings = headings_of(path, [cell if cell != "" else None for cell in cells])
        self.total: int | None = max(book.height(title) - row - 1, 0)

    def note_types(self) -> dict[str, Any]:
        """All text."""
        return {}

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts in order; blank rows and the template's example are left out."""
        filled = (row for row in self._rows() if any(cell != "" for cell in row) and EXAMPLE not in row)
        for number, cells in enumerate(iter(lambda: list(islice(filled, rows)), [])):
            yield self._part(number, number * rows, list(zip(*cells, strict=True)))

    def _rows(self) -> Iterator[list[Any]]:
        faults = self._book.faults(self._title)
        for number, cells in enumerate(self._book.rows(self._title)):
            if number <= self._row:
                continue
            row = cells[: self._width] + [""] * (self._width - len(cells))
            for column, fault in faults.get(number, {}).items():
                if column < self._width:
                    row[column] = fault
            yield row

    def _part(self, number: int, first: int, columns: list[tuple[Any, ...]]) -> Part:
        import pandas as pd

        index = pd.RangeIndex(len(columns[0]))
        inputs = {
            key: batch_cells.column(key, [None if cell == "" else cell for cell in columns[place]])
            for key, place in self.headings.keys.items()
        }
        notes = {
            title: pd.Series([batch_cells.text_of(cell) for cell in columns[place]], dtype=object, index=index)
            for title, place in self.headings.notes.items()
        }
        return Part(number, first, pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index), {})


def _worth(cell: str) -> int:
    """A key counts more than a label: forms have both, the keys right above the houses."""
    text = cell.strip().casefold()
    return 2 if text in FIELDS or text in UNIT_FIELDS else int(named(cell) is not None)


class _Book:
    """Sheets by calamine, with what calamine leaves out: cells of errors, and formulas that were never calculated."""

    def __init__(self, book: Any, found: Mapping[str, Found]) -> None:
        self._book, self._found = book, found
        self._sheets: dict[str, Any] = {}
        self.titles = [title for title in book.sheet_names if title in found]

    def _sheet(self, title: str) -> Any:
        if title not in self._sheets:
            self._sheets[title] = self._book.get_sheet_by_name(title)
        return self._sheets[title]

    def rows(self, title: str) -> Iterator[list[Any]]:
        """The rows from the sheet's first that holds anything, cells from column A."""
        return iter(self._sheet(title).iter_rows())

    def height(self, title: str) -> int:
        """How many rows."""
        return int(self._sheet(title).height)

    def faults(self, title: str) -> dict[int, dict[int, str]]:
        """What stands in cells that calamine shows as blank: row → column → words, counted as in rows()."""
        start = self._sheet(title).start
        top = start[0] if start else 0
        return {row - top: cells for row, cells in self._found[title].faults.items() if row >= top}


def _opened(path: Path, size: int) -> _Book:
    if size > MAX_FILE:
        raise refused(path, f"must be an Excel file of at most {MAX_FILE >> 20} MB", "Save it as CSV or Parquet")
    try:
        import python_calamine
    except ImportError:
        raise InputError([Issue("table", "Excel", "needs python-calamine", f"Install it: {NEEDED}; or save as CSV")]) \
            from None  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise refused(path, f"unpacks to more than {MAX_UNPACKED >> 20} MB or {MAX_PARTS:,} parts",
                              "Save it as CSV or Parquet")  # fmt: skip
            found = scan(archive)
        largest = max((one.cells for one in found.values()), default=0)
        if largest > MAX_CELLS:
            raise refused(path, f"has {largest:,} cells between the first and the last, more than {MAX_CELLS:,}",
                          "Clear what stands far from the table, or save it as CSV")  # fmt: skip
        return _Book(python_calamine.CalamineWorkbook.from_path(str(path)), found)
    except InputError:
        raise
    except (*_DAMAGED, python_calamine.CalamineError) as problem:
        reason = " ".join(str(problem).split())[:80]
        raise refused(path, f"is no .xlsx that can be read: {reason}", "Save it anew as .xlsx") from None
