"""A long table as a workbook of one sheet, row by row in bounded memory, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from xl_dualfuel.workbook.book import package

from ..errors import OutputError
from ..version import __version__

ROWS = 1_048_575
"""Rows of a sheet below its headings"""
_LONGEST = 32767
_TITLE_SHEET = "Homes"


def write_table(titles: Sequence[str], rows: Iterator[list[Any]], target: IO[bytes]) -> None:
    """Write headings and rows. Text stays text whatever it begins with. Raises OutputError: too many rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_TITLE_SHEET)
    sheet.freeze_panes = "A2"
    for number, title in enumerate(titles, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(title) + 2, 12), 60)
    heads = [_text(sheet, title) for title in titles]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for count, row in enumerate(rows, 1):
        if count > ROWS:
            raise OutputError(f"A sheet holds {ROWS:,} homes, and there are more; write .csv or .parquet")
        sheet.append([_text(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    book.properties.title = "Portfolio of homes"
    book.properties.creator = f"xl_dualfuel {__version__}"
    package.save(book, target)


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST])
    cell.data_type = "s"
    return cell
