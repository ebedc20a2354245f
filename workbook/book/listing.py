"""A sheet without a fixed form: the lines of a filling are its rows, each with cells, styles and links of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.files.values import spreadsheet_value

from ..shape import Filling, Line, Written
from .cells import MARK

_CUT = re.compile(rf"{MARK}|<hyperlinks>.*?</hyperlinks>|<dimension [^>]*>", re.DOTALL)
_PLACE_HOLDER: Final = "A1"
"""The cell whose link makes room for the links of a filling"""

Text = Callable[[str], str]


def items(xml: str, numbers: Mapping[str, str], text_of: Text) -> Iterator[str | Callable[[Filling], str]]:
    """A sheet cut where the lines of a filling go; numbers: of its styles, by their names."""
    end = 0
    for match in _CUT.finditer(xml):
        yield xml[end : match.start()]
        end = match.end()
        if match[0].startswith("<sheetData"):
            yield lambda filling: _rows(filling.lines, numbers, text_of)
        elif match[0].startswith("<hyperlinks"):
            yield lambda filling: _links(filling.lines)
        else:
            yield lambda filling: f'<dimension ref="A1:{_last(filling.lines)}"/>'
    yield xml[end:]


def _last(lines: Sequence[Line]) -> str:
    return f"{get_column_letter(max(len(line.cells) for line in lines))}{len(lines)}"


def _rows(lines: Sequence[Line], numbers: Mapping[str, str], text_of: Text) -> str:
    rows = []
    for row, line in enumerate(lines, 1):
        cells = "".join(
            _cell(f"{get_column_letter(column)}{row}", cell, numbers[cell.style], text_of)
            for column, cell in enumerate(line.cells, 1)
            if cell is not None
        )
        rows.append(f'<row r="{row}" ht="{line.height:g}" customHeight="1">{cells}</row>')
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _cell(address: str, cell: Written, style: str, text_of: Text) -> str:
    start = f'<c r="{address}" s="{style}"'
    if cell.value is None:
        return f"{start}/>"
    if isinstance(cell.value, str):
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{text_of(cell.value)}</t></is></c>'
    return f"{start}><v>{spreadsheet_value(cell.value)!r}</v></c>"


def _links(lines: Sequence[Line]) -> str:
    links = [
        f'<hyperlink ref="{get_column_letter(column)}{row}" location="{escape(cell.link)}"/>'
        for row, line in enumerate(lines, 1)
        for column, cell in enumerate(line.cells, 1)
        if cell is not None and cell.link
    ]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
