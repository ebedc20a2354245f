"""The rows of a sheet as text. openpyxl makes a tree of each cell, most of the time that a new shape of book takes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

MARK: Final = "<sheetData></sheetData>"
"""What the part of a sheet has in place of its rows"""


def escape(text: str) -> str:
    """Text inside an element. (The function of this name in xml.sax brings the machinery of the network with it.)"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class RowlessWriter(ExcelWriter):
    """Writes a book as openpyxl does, but with MARK in place of the rows of each sheet."""

    def write_worksheet(self, ws: Any) -> None:
        """The part of one sheet."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer: Any = _Rowless(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels
        archive: Any = self._archive  # type: ignore[attr-defined]
        archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


class _Rowless(WorksheetWriter):
    def write_rows(self) -> None:
        """No row; but where cells are written, links are collected, and styles get their numbers."""
        xf: Any = self.xf.send(True)
        sheet: Any = self.ws
        with xf.element("sheetData"):
            pass
        self.xf.send(None)
        # Cells of one style share it (Book._paint), so each is looked up once.
        styles: dict[int, str] = {}
        for _, cell in sorted(sheet._cells.items()):
            if id(cell._style) not in styles:
                styles[id(cell._style)] = f' s="{cell.style_id}"' if cell.has_style else ""
            if cell.hyperlink and styles[id(cell._style)]:
                sheet._hyperlinks.append(cell.hyperlink)
        sheet.styles = styles


def rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows that are written, each with its cells: those with a value or a style."""
    filled = {
        number: [cell for _, cell in row if cell._value is not None or sheet.styles[id(cell._style)]]
        for number, row in groupby(sorted(sheet._cells.items()), key=lambda item: item[0][0])
    }
    for number in sorted(filled.keys() | sheet.row_dimensions.keys()):
        yield number, filled.get(number, [])


def opened(sheet: Any, number: int) -> str:
    """The start of a row."""
    own = dict(sheet.row_dimensions[number]) if number in sheet.row_dimensions else {}
    return "<row" + "".join(f' {key}="{value}"' for key, value in {"r": number, **own}.items()) + ">"


def start(cell: Any) -> str:
    """The start of a cell, up to what depends on its value."""
    return f'<c r="{cell.coordinate}"{cell.parent.styles[id(cell._style)]}'


def whole(cell: Any) -> str:
    """A cell of text or number that is the same in every workbook."""
    value = cell._value
    if value is None or value == "":
        return f'{start(cell)} t="{cell.data_type}" />'
    if cell.data_type == "s":
        space = ' xml:space="preserve"' if value != value.strip() else ""
        return f'{start(cell)} t="inlineStr"><is><t{space}>{escape(value)}</t></is></c>'
    return f'{start(cell)} t="{cell.data_type}"><v>{safe_string(value)}</v></c>'
