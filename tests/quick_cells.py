"""openpyxl's writer of cells, which takes most of the time of saving a workbook, in fewer steps: the same bytes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import _escape_cdata  # type: ignore[attr-defined]

from openpyxl.cell import _writer
from openpyxl.cell.cell import Cell
from openpyxl.compat import safe_string
from openpyxl.worksheet import _writer as sheets

usual: Callable[..., None] = _writer.write_cell
"""Through a tree of elements for each cell"""


def install() -> None:
    """Have every workbook of this process written so; where lxml is installed openpyxl is fast without it."""
    if usual is _writer.etree_write_cell:
        sheets.write_cell = write_cell


def write_cell(xf: Any, worksheet: Any, cell: Cell, styled: bool | None = None) -> None:
    """Write texts, numbers, truth values, errors, plain formulas and blanks as they are; leave the rest to openpyxl."""
    kind, value = cell.data_type, cell._value
    plain = isinstance(value, (str, int, type(None))) or (isinstance(value, float) and math.isfinite(value))
    if kind not in "snbef" or cell.hyperlink or not plain:
        usual(xf, worksheet, cell, styled)
        return
    style = f' s="{cell.style_id}"' if styled else ""
    start = f'<c r="{cell.coordinate}"{style}' + ("" if kind == "f" else f' t="{"inlineStr" if kind == "s" else kind}"')
    if value is None or value == "":
        xf._file(f"{start} />")
    elif kind == "s":
        space = ' xml:space="preserve"' if "" != value.strip() != value else ""
        xf._file(f"{start}><is><t{space}>{_escape_cdata(value)}</t></is></c>")
    elif kind == "f":
        xf._file(f"{start}><f>{_escape_cdata(value[1:])}</f><v /></c>")
    else:
        xf._file(f"{start}><v>{_escape_cdata(safe_string(value))}</v></c>")
