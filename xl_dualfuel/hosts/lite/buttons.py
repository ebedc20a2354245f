"""Buttons on the sheet Inputs: shapes with a link to the cell under them, which makes xlwings Lite run a script.

Lite has no other way to tie a button to a script; its decorator names the shape and the cell (main.py).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

from ..examples_book import RELATIONS, add_part

SHEET: Final = "xl/worksheets/sheet1.xml"
_DRAWING: Final = "xl/drawings/drawing1.xml"
_OPEN = "http://schemas.openxmlformats.org"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_GAP = 60000
"""Between buttons [EMU]"""
_SCRIPT: Final = re.compile(r'@xw\.script\(name="([^"]+)", button="\[(\w+)\]Inputs!([A-Z]+\d+)"')


class Button(NamedTuple):
    """One button: what is on it, the name of its shape, the cell it links to."""

    label: str
    shape: str
    cell: str


def buttons(main: str) -> list[Button]:
    """The buttons that the scripts of main.py name."""
    return [Button(*found) for found in _SCRIPT.findall(main)]


def add_buttons(parts: dict[str, bytes], wanted: list[Button]) -> None:
    """Draw the buttons on the sheet, from the first row to that of their cell; they are not printed."""
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[rels] = _relationships("")
    reached = (rels, f"{RELATIONS}/drawing", "../drawings/drawing1.xml")
    shapes = "".join(_shape(number, button) for number, button in enumerate(wanted, 1))
    drawing = f"{_OPEN}/drawingml/2006"
    xml = f'{_XML}<xdr:wsDr xmlns:xdr="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main">{shapes}</xdr:wsDr>'
    add_part(parts, _DRAWING, xml, "application/vnd.openxmlformats-officedocument.drawing+xml", reached)
    parts["xl/drawings/_rels/drawing1.xml.rels"] = _relationships("".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/hyperlink" Target="#Inputs!{button.cell}"/>'
        for number, button in enumerate(wanted, 1)
    ))  # fmt: skip
    before, end, _ = parts[SHEET].decode().rpartition("</worksheet>")
    parts[SHEET] = f'{before}<drawing xmlns:r="{RELATIONS}" r:id="rIdDrawing1"/>{end}'.encode()


def _relationships(inner: str) -> bytes:
    return f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">{inner}</Relationships>'.encode()


def _shape(number: int, button: Button) -> str:
    letters, row = coordinate_from_string(button.cell)
    column = column_index_from_string(letters)
    return (
        '<xdr:twoCellAnchor editAs="oneCell">'
        f"<xdr:from>{_corner(column - 1, _GAP, 0)}</xdr:from><xdr:to>{_corner(column, 0, row)}</xdr:to>"
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{number + 1}" name="{button.shape}" '
        f'descr="Button: {button.label}"><a:hlinkClick xmlns:r="{RELATIONS}" r:id="rId{number}"/></xdr:cNvPr>'
        '<xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="1F77B4"/></a:solidFill>'
        '</xdr:spPr><xdr:txBody><a:bodyPr anchor="ctr"/><a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="en-US" sz="1100"'
        ' b="1"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:latin typeface="+mn-lt"/></a:rPr>'
        f"<a:t>{button.label}</a:t></a:r></a:p>"
        "</xdr:txBody>"
        '</xdr:sp><xdr:clientData fPrintsWithSheet="0"/></xdr:twoCellAnchor>'
    )


def _corner(column: int, offset: int, row: int) -> str:
    places = {"col": column, "colOff": offset, "row": row, "rowOff": 0}
    return "".join(f"<xdr:{name}>{number}</xdr:{name}>" for name, number in places.items())
