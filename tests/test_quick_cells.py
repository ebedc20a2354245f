"""The tests write workbooks in fewer steps than openpyxl: its bytes are those of openpyxl itself."""

from __future__ import annotations

import datetime
import io
import math

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet import _writer
from openpyxl.worksheet.formula import ArrayFormula

import quick_cells
from xl_dualfuel.files.zipping import unpacked

VALUES = [
    "text", "", " before", "after ", "two\nlines", "\n", " ", "<&>\"'é🙂", "=1+1", '="a"&B1', "=A1<B1", "#N/A", "1",
    True, False, None, 0, -7, 10**20, 0.1, 1 / 3, -1e-300, 1e300, math.nan, math.inf, -math.inf,
    datetime.datetime(2026, 1, 2, 3, 4), datetime.date(2026, 1, 2), datetime.time(3, 4), datetime.timedelta(hours=30),
    CellRichText("a ", TextBlock(InlineFont(b=True), "b")), ArrayFormula("A1:A2", "=B1:B2*2"),
]  # fmt: skip


def sheets_by(writer, monkeypatch) -> dict[str, bytes]:
    monkeypatch.setattr(_writer, "write_cell", writer)
    book = openpyxl.Workbook()
    for row, value in enumerate(VALUES, 1):
        for column in (1, 2):
            cell = book.active.cell(row, column)
            cell.value = value
            if column == 2:
                cell.font = Font(bold=True)
    book.active["D1"].value, book.active["D1"].hyperlink = "link", "https://example.org/?a=1&b=2"
    saved = io.BytesIO()
    book.save(saved)
    parts = unpacked(saved.getvalue())
    return {name: part for name, part in parts.items() if name != "docProps/core.xml"}  # has the time


def test_the_bytes_are_those_of_openpyxl(monkeypatch):
    assert sheets_by(quick_cells.write_cell, monkeypatch) == sheets_by(quick_cells.usual, monkeypatch)
