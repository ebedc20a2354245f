"""What may be drawn over the cells of a sheet: text boxes, pictures, notes, controls, each in several ways of placing.

Each is put over one cell of a workbook or a form, with the finding that must tell it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from packages import MAIN, part
from tampers import BOOK, PREFIX, TYPES, Parts

SPACES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{PREFIX}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
)
CHART = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
LINKS_OF = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
OFFICE = "application/vnd.openxmlformats-officedocument"
SAID = "Set 12 °F: $100 a season"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0f01f0005050102"
    "5fc8f1d20000000049454e44ae426082"
)
"""A picture of one point"""


class Place(NamedTuple):
    """A cell of a sheet; column and row from 0 on."""

    title: str
    column: int
    row: int


class Way(NamedTuple):
    """Something over a cell, and the finding that must tell it."""

    name: str
    id: str
    severity: str
    put: Callable[[Parts, Place], None]


def sheet_part(parts: Parts, title: str) -> str:
    """The part of a sheet."""
    sheet = re.search(rf'<sheet [^>]*?name="{re.escape(title)}"[^>]*?r:id="([^"]*)"', parts[BOOK].decode())
    assert sheet is not None, title
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    link = next(link for link in re.findall("<Relationship [^>]*>", links) if f'Id="{sheet[1]}"' in link)
    return "xl/" + re.sub("^/?(xl/)?", "", re.search('Target="([^"]*)"', link)[1])


def _rels(part_name: str) -> str:
    folder, _, name = part_name.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def linked(parts: Parts, source: str, kind: str, target: str) -> str:
    """The id of a new link from a part."""
    rels = _rels(source)
    content = parts.get(rels, LINKS_OF.encode()).decode()
    number = f"rIdX{content.count('<Relationship ') + 1}"
    link = f'<Relationship Id="{number}" Type="{PREFIX}/{kind}" Target="/{target}"/>'
    parts[rels] = content.replace("</Relationships>", f"{link}</Relationships>").encode()
    return number


def added(parts: Parts, source: str, kind: str, name: str, content: bytes | str, content_type: str = "") -> str:
    """Add a part with a link to it; the id of the link."""
    part(name, content, "", content_type)(parts)
    return linked(parts, source, kind, name)


def in_sheet(parts: Parts, title: str, element: str) -> None:
    """Put an element at the end of a sheet, before those that must follow."""
    name = sheet_part(parts, title)
    content = parts[name].decode()
    place = min(content.index(text) for text in ("<tableParts", "<extLst", "</worksheet>") if text in content)
    parts[name] = (content[:place] + element + content[place:]).encode()


def drawing(parts: Parts, title: str, inside: str) -> str:
    """Put something into the drawing of a sheet; the part of the drawing."""
    sheet = sheet_part(parts, title)
    links = parts.get(_rels(sheet), b"").decode()
    old = re.search(r'Target="/?(?:\.\./|xl/)*(drawings/drawing[0-9]+\.xml)"', links)
    if old is not None:
        name = f"xl/{old[1]}"
        parts[name] = re.sub(r"</(xdr:|)wsDr>", rf"{inside}</\1wsDr>", parts[name].decode()).encode()
        if "xmlns:xdr=" not in parts[name].decode()[:900] or "xmlns:mc=" not in parts[name].decode()[:900]:
            root = f"<xdr:wsDr {SPACES} {CHART}>"
            parts[name] = re.sub("<xdr:wsDr [^>]*>", root, parts[name].decode(), count=1).encode()
        return name
    name = f"xl/drawings/drawing{90 + len(parts)}.xml"
    number = added(parts, sheet, "drawing", name, f"<xdr:wsDr {SPACES}>{inside}</xdr:wsDr>", f"{OFFICE}.drawing+xml")
    in_sheet(parts, title, f'<drawing xmlns:r="{PREFIX}" r:id="{number}"/>')
    return name


def corner(name: str, column: int, row: int, across: int = 0, down: int = 0) -> str:
    """A corner of an anchor."""
    return (f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>{across}</xdr:colOff><xdr:row>{row}</xdr:row>"
            f"<xdr:rowOff>{down}</xdr:rowOff></xdr:{name}>")  # fmt: skip


def two_cells(place: Place, inside: str, columns: int = 1, rows: int = 1) -> str:
    """Something over so many columns and rows from a cell on."""
    ends = corner("from", place.column, place.row) + corner("to", place.column + columns, place.row + rows)
    return f"<xdr:twoCellAnchor>{ends}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def one_cell(place: Place, inside: str) -> str:
    return (f'<xdr:oneCellAnchor>{corner("from", place.column, place.row)}<xdr:ext cx="900000" cy="180000"/>{inside}'
            "<xdr:clientData/></xdr:oneCellAnchor>")  # fmt: skip


def absolute(_: Place, inside: str) -> str:
    """Over the top left of the sheet."""
    return (f'<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9000000" cy="3000000"/>{inside}'
            "<xdr:clientData/></xdr:absoluteAnchor>")  # fmt: skip


WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'


def shape(text: str = "", fill: str = WHITE, body: str = "<a:bodyPr/>", attributes: str = "", frame: str = "") -> str:
    """A shape or a text box."""
    said = f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" if text else "<a:p/>"
    return (f'<xdr:sp macro="" textlink=""{attributes}><xdr:nvSpPr><xdr:cNvPr id="99" name="x"/><xdr:cNvSpPr/>'
            f"</xdr:nvSpPr><xdr:spPr>{frame}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>{fill}</xdr:spPr>"
            f"<xdr:txBody>{body}{said}</xdr:txBody></xdr:sp>")  # fmt: skip


def picture(number: str) -> str:
    return (f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="99" name="x"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip '
            f'r:embed="{number}"/></xdr:blipFill><xdr:spPr/></xdr:pic>')  # fmt: skip


def grouped(inside: str) -> str:
    return ('<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="98" name="g"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr/>'
            f"{inside}</xdr:grpSp>")  # fmt: skip


def drawn(inside: str, anchor: Callable[[Place, str], str] = two_cells) -> Callable[[Parts, Place], None]:
    """Draw something over a cell."""
    return lambda parts, place: drawing(parts, place.title, anchor(place, inside)) and None


def pictured(anchor: Callable[[Place, str], str] = two_cells) -> Callable[[Parts, Place], None]:
    """A picture over a cell."""

    def put(parts: Parts, place: Place) -> None:
        number = f"rIdX{parts.get(_rels(drawing(parts, place.title, '')), b'').count(b'<Relationship ') + 1}"
        name = drawing(parts, place.title, anchor(place, picture(number)))
        assert added(parts, name, "image", f"xl/media/image{90 + len(parts)}.png", PNG) == number
        if b'Extension="png"' not in parts[TYPES]:
            parts[TYPES] = parts[TYPES].replace(b"<Override", b'<Default Extension="png" ContentType="image/png"/>'
                                                b"<Override", 1)  # fmt: skip

    return put


def shifted(place: Place, inside: str) -> str:
    """From the last cell of another column on, by an offset far to the left."""
    ends = corner("from", place.column + 3, place.row, -9_000_000) + corner("to", place.column + 3, place.row + 1, 1)
    return f"<xdr:twoCellAnchor>{ends}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def above(place: Place, inside: str) -> str:
    """Ends above the cell; its text runs on."""
    ends = corner("from", place.column, place.row - 1, 0, 170_000) + corner("to", place.column + 1, place.row)
    return f"<xdr:twoCellAnchor>{ends}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def in_alternatives(place: Place, inside: str) -> str:
    """As programs write what is newer than 2007."""
    return (f'<mc:AlternateContent><mc:Choice Requires="a14">{two_cells(place, inside)}</mc:Choice><mc:Fallback/>'
            "</mc:AlternateContent>")  # fmt: skip


def old_shape(data: str, style: str = "visibility:visible", inside: str = "", note: str = ""):
    """A shape in the old language over a cell, as frames of notes and controls are."""

    def put(parts: Parts, place: Place) -> None:
        column, row = place.column, place.row
        anchor = f"<x:Anchor>{column}, 0, {row}, 0, {column + 1}, 0, {row + 1}, 0</x:Anchor>"
        drawn = (f'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
                 f'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="s1" type="#t" style="{style}">{inside}'
                 f"<x:ClientData {data.replace('ANCHOR', anchor)}</x:ClientData></v:shape></xml>")  # fmt: skip
        sheet = sheet_part(parts, place.title)
        number = added(parts, sheet, "vmlDrawing", f"xl/drawings/vmlDrawing{len(parts)}.vml", drawn,
                       f"{OFFICE}.vmlDrawing")  # fmt: skip
        in_sheet(parts, place.title, f'<legacyDrawing xmlns:r="{PREFIX}" r:id="{number}"/>')
        if note:
            said = f'<comment ref="A1" authorId="0"><text><t>{note}</t></text></comment>'
            added(parts, sheet, "comments", f"xl/comments{len(parts)}.xml", f'<comments xmlns="{MAIN}"><authors>'
                  f"<author>x</author></authors><commentList>{said}</commentList></comments>",
                  f"{OFFICE}.spreadsheetml.comments+xml")  # fmt: skip

    return put


def address(column: int, row: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def table(style: str) -> Callable[[Parts, Place], None]:
    """A table over cells, with a style."""

    def put(parts: Parts, place: Place) -> None:
        over = f"{address(place.column, place.row)}:{address(place.column, place.row + 1)}"
        content = (f'<table xmlns="{MAIN}" id="1" name="t" displayName="t" ref="{over}" headerRowCount="0">'
                   f'<tableColumns count="1"><tableColumn id="1" name="a"/></tableColumns>'
                   f'<tableStyleInfo name="{style}"/>'
                   "</table>")  # fmt: skip
        number = added(parts, sheet_part(parts, place.title), "table", f"xl/tables/table{len(parts)}.xml", content,
                       f"{OFFICE}.spreadsheetml.table+xml")  # fmt: skip
        in_sheet(
            parts, place.title, f'<tableParts count="1"><tablePart xmlns:r="{PREFIX}" r:id="{number}"/></tableParts>'
        )

    return put


def sparkline(parts: Parts, place: Place) -> None:
    """A small chart in the cell."""
    new = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    in_sheet(parts, place.title, (
        f'<extLst><ext xmlns:x14="{new}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines>'
        f"<x14:sparkline><xm:f>A1:B2</xm:f><xm:sqref>{address(place.column, place.row)}</xm:sqref></x14:sparkline>"
        "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"))  # fmt: skip


def background(parts: Parts, place: Place) -> None:
    """A picture behind the cells."""
    sheet = sheet_part(parts, place.title)
    number = added(parts, sheet, "image", f"xl/media/image{len(parts)}.png", PNG, "image/png")
    in_sheet(parts, place.title, f'<picture xmlns:r="{PREFIX}" r:id="{number}"/>')


TEXT, HIDDEN = ("shown-otherwise", "error"), ("not-visible", "warning")
LINE = '<a:ln w="{}">' + WHITE + "</a:ln>"
STYLED = '<xdr:style><a:lnRef idx="2"/><a:fillRef idx="1"/><a:effectRef idx="0"/><a:fontRef idx="minor"/></xdr:style>'
OF_OTHERS = (
    '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="97" name="s"/><xdr:cNvGraphicFramePr/>'
    '</xdr:nvGraphicFramePr><xdr:xfrm/><a:graphic><a:graphicData uri="urn:x"/></a:graphic></xdr:graphicFrame>'
)
ARROW = (
    '<xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="96" name="a"/><xdr:cNvCxnSpPr/></xdr:nvCxnSpPr>'
    f"<xdr:spPr>{LINE.format(12_700)}</xdr:spPr></xdr:cxnSp>"
)


def styled(fill: str) -> str:
    """A shape with a style, which says its fill unless it says one itself."""
    return shape(fill=fill).replace("<xdr:txBody>", f"{STYLED}<xdr:txBody>")


def far(place: Place, inside: str) -> str:
    """Beside all cells."""
    return two_cells(place._replace(column=60), inside, 4, 4)


UNWRAPPED = '<a:bodyPr wrap="none" lIns="-900000"/>'
WARPED = '<a:bodyPr wrap="none"><a:prstTxWarp prst="textPlain"/></a:bodyPr>'
IN_PIECES = shape("SET").replace("<a:t>SET</a:t>", "<a:t>2</a:t></a:r><a:r><a:t>8 °F</a:t>")
OLD_TEXT = f"<v:textbox><div>{SAID}<br></div></v:textbox>"
WAYS = [
    Way("text box", *TEXT, drawn(shape(SAID))),
    Way("text box from one cell", *TEXT, drawn(shape(SAID), one_cell)),
    Way("text box without a fill", *TEXT, drawn(shape(SAID, "<a:noFill/>"))),
    Way("text box by offsets", *TEXT, drawn(shape(SAID), shifted)),
    Way("text box in a group", *TEXT, drawn(grouped(shape() + shape(SAID)))),
    Way("text box in alternatives", *TEXT, drawn(shape(SAID), in_alternatives)),
    Way("text in pieces", *TEXT, drawn(IN_PIECES)),
    Way("text that runs over its box", *TEXT, drawn(shape(SAID * 9), above)),
    Way("text that a box does not wrap", *TEXT, drawn(shape(SAID, body=UNWRAPPED), above)),
    Way("shape that shows another cell", *TEXT, drawn(shape().replace('textlink=""', 'textlink="Inputs!$A$1"'))),
    Way("large letters", *TEXT, drawn(shape("12 °F", body=WARPED))),
    Way("filled shape", *HIDDEN, drawn(shape())),
    Way("shape filled by its style", *HIDDEN, drawn(styled(""))),
    Way("turned shape", *HIDDEN, drawn(shape(frame='<a:xfrm rot="5400000"/>'), above)),
    Way("thick line", *HIDDEN, drawn(shape(fill=LINE.format(200_000)))),
    Way("picture", *HIDDEN, pictured()),
    Way("picture from one cell", *HIDDEN, pictured(one_cell)),
    Way("picture of cells", *HIDDEN, drawn(grouped(picture("rId0")))),
    Way("slicer", *HIDDEN, drawn(OF_OTHERS)),
    Way("note that is shown", *HIDDEN, old_shape('ObjectType="Note">ANCHOR<x:Visible/>', note="12 °F")),
    Way("old text box", *TEXT, old_shape('ObjectType="Rect">ANCHOR', inside=OLD_TEXT)),
    Way("label", *TEXT, old_shape('ObjectType="Label">ANCHOR', inside=OLD_TEXT)),
    Way("check box", *HIDDEN, old_shape('ObjectType="Checkbox">ANCHOR')),
    Way("old picture of cells", *TEXT, old_shape('ObjectType="Pict">ANCHOR<x:FmlaPict>Inputs!A1</x:FmlaPict>')),
    Way("old picture", *HIDDEN, old_shape('ObjectType="Pict">ANCHOR', inside='<v:imagedata o:title=""/>')),
    Way("old shape that is no XML", *HIDDEN, old_shape('ObjectType="Pict">ANCHOR<b>')),
    Way("table with colours of its own", *HIDDEN, table("mine")),
    Way("table in a style named almost as a usual one", *HIDDEN, table("TableStyleLight99")),
    Way("small chart", *HIDDEN, sparkline),
    Way("picture behind the cells", *HIDDEN, background),
]  # fmt: skip
"""Over one cell"""
HONEST = [
    Way("text box beside", "", "", drawn(shape("Photographed by the owner"), far)),
    Way("picture beside", "", "", pictured(far)),
    Way("frame around a cell", "", "", drawn(styled("<a:noFill/>"))),
    Way("arrow to a cell", "", "", drawn(ARROW)),
    Way("note", "", "", old_shape('ObjectType="Note">ANCHOR', "visibility:hidden", note="from the nameplate: 36,000")),
    Way("table in a usual style", "", "", table("TableStyleLight9")),
]  # fmt: skip
"""What people add that hides nothing"""
