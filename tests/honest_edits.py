"""What honest people and their programs add to a workbook or a form, each as Excel writes it (ECMA-376, MS-XLSX)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from typing import Final

import edits
import packages
from edits import all_of, linked, on, part_of
from tampers import BOOK, PREFIX, Parts

MAIN: Final = packages.MAIN
OFFICE: Final = "http://schemas.microsoft.com/office"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
TAIL: Final = (
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "tableParts",
    "extLst",
)
"""Elements after the page set-up, in their order (CT_Worksheet)"""
Edit = Callable[[str], Callable[[Parts], None]]
"""A change of a sheet, given its title"""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


PICTURE: Final = (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0))
                  + _chunk(b"IDAT", zlib.compress(b"\0\x80")) + _chunk(b"IEND", b""))  # fmt: skip
"""A grey dot"""


def own_sheet(_: str) -> Callable[[Parts], None]:
    """A sheet of one's own with notes and a sum."""
    rows = ('<row r="1"><c r="A1" t="inlineStr"><is><t>Visit of 3 May</t></is></c></row>'
            '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f>A2*21</f><v>42</v></c></row>')  # fmt: skip
    page = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'

    def change(parts: Parts) -> None:
        linked(BOOK, "xl/worksheets/sheet99.xml", page, "worksheet", f"{SHEET_TYPE}worksheet+xml")(parts)
        number = 1 + max(map(int, re.findall(r'sheetId="([0-9]+)"', parts[BOOK].decode())))
        link = edits.link_id("xl/worksheets/sheet99.xml")
        packages.swap(BOOK, "</sheets>", f'<sheet name="My notes" sheetId="{number}" xmlns:r="{PREFIX}" r:id="{link}"/>'
                      "</sheets>")(parts)  # fmt: skip

    return change


def picture(title: str) -> Callable[[Parts], None]:
    """A logo to the right of everything."""
    anchor = (
        "<xdr:oneCellAnchor><xdr:from><xdr:col>40</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>"
        '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="400000" cy="400000"/><xdr:pic><xdr:nvPicPr>'
        '<xdr:cNvPr id="9" name="Picture 1" descr="Logo"/><xdr:cNvPicPr><a:picLocks noChangeAspect="1"/>'
        '</xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{}"/><a:stretch><a:fillRect/></a:stretch>'
        '</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:oneCellAnchor>"
    ).format(edits.link_id("xl/media/image77.png"))

    def change(parts: Parts) -> None:
        page = part_of(parts, title)
        links = parts.get(f"xl/worksheets/_rels/{page.rpartition('/')[2]}.rels", b"").decode()
        there = re.search(r'Target="[^"]*?(drawing[0-9]+\.xml)"', links)
        name = f"xl/drawings/{there[1] if there else 'drawing77.xml'}"
        if there:
            spaces = (f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{PREFIX}"'
                      f' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"')  # fmt: skip
            packages.end_of(name, anchor.replace("<xdr:oneCellAnchor>", f"<xdr:oneCellAnchor{spaces}>"))(parts)
        else:
            kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
            linked(page, name, f"{packages.DRAWING}{anchor}</xdr:wsDr>", "drawing", kind)(parts)
            on(title, f'<drawing xmlns:r="{PREFIX}" r:id="{edits.link_id(name)}"/>', TAIL)(parts)
        linked(name, "xl/media/image77.png", PICTURE, "image", "image/png")(parts)

    return change


def note(title: str) -> Callable[[Parts], None]:
    """A text in a free cell."""
    return edits.written(title, "AZ3", "Checked on site, J. Smith")


def widths_and_zoom(title: str) -> Callable[[Parts], None]:
    """Wider columns, a smaller view, another cell selected."""

    def change(parts: Parts) -> None:
        part = part_of(parts, title)
        packages.swap(part, r'(<col [^>]*?width=")([0-9.]+)', r"\g<1>1\2")(parts)
        packages.swap(part, "<sheetView ", '<sheetView zoomScale="85" zoomScaleNormal="85" ')(parts)

    return change


def filtered(title: str) -> Callable[[Parts], None]:
    """A filter that shows all rows, with the name that Excel keeps of it."""

    def change(parts: Parts) -> None:
        places = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())
        later = ("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
                 "pageMargins", "pageSetup", "headerFooter", *TAIL)  # fmt: skip
        on(title, '<autoFilter ref="A1:G40"/>', later)(parts)
        packages.swap(BOOK, "</definedNames>", f'<definedName name="_xlnm._FilterDatabase" localSheetId="'
                      f"{places.index(title)}\" hidden=\"1\">'{title}'!$A$1:$G$40</definedName>"
                      "</definedNames>")(parts)  # fmt: skip

    return change


def comment(title: str, threaded: bool = False) -> Callable[[Parts], None]:
    """A comment beside everything; as of Excel 365 a thread with its author too."""
    text = "[Threaded comment] Please check" if threaded else "Please check"
    author = "tc={11111111-2222-3333-4444-555555555555}" if threaded else "J. Smith"
    notes = (f'<comments xmlns="{MAIN}"><authors><author>{author}</author></authors><commentList><comment ref="AZ1" '
             f'authorId="0" shapeId="0"><text><t>{text}</t></text></comment></commentList></comments>')  # fmt: skip
    frames = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x='
        '"urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
        "</o:shapelayout>"
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,'
        'xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path '
        'o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        "</v:textbox>"
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>53, 15, 0, 10, 55, 15, 4, 4'
        "</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>0</x:Row><x:Column>51</x:Column></x:ClientData></v:shape></xml>"
    )
    space = f"{OFFICE}/spreadsheetml/2018/threadedcomments"
    thread = (f'<ThreadedComments xmlns="{space}"><threadedComment ref="AZ1" '
              'dT="2026-03-01T10:00:00.00" personId="{22222222-2222-3333-4444-555555555555}" '
              'id="{11111111-2222-3333-4444-555555555555}"><text>Please check</text></threadedComment>'
              "</ThreadedComments>")  # fmt: skip
    people = (f'<personList xmlns="{space}"><person displayName="J. Smith" '
              'id="{22222222-2222-3333-4444-555555555555}" userId="S::j@a.example::1" providerId="AD"/>'
              "</personList>")  # fmt: skip

    def change(parts: Parts) -> None:
        page = part_of(parts, title)
        linked(page, "xl/comments77.xml", notes, "comments", f"{SHEET_TYPE}comments+xml")(parts)
        linked(page, "xl/drawings/vmlDrawing77.vml", frames, "vmlDrawing", VML)(parts)
        link = edits.link_id("xl/drawings/vmlDrawing77.vml")
        on(title, f'<legacyDrawing xmlns:r="{PREFIX}" r:id="{link}"/>', TAIL[2:])(parts)
        if threaded:
            kinds, types = f"{OFFICE}/2017/10/relationships", "application/vnd.ms-excel."
            linked(page, "xl/threadedComments/threadedComment1.xml", thread, f"{kinds}/threadedComment",
                   f"{types}threadedcomments+xml")(parts)  # fmt: skip
            linked(BOOK, "xl/persons/person.xml", people, f"{kinds}/person", f"{types}person+xml")(parts)

    return change


def hyperlink(title: str) -> Callable[[Parts], None]:
    """A link to a web page in a free cell."""

    def change(parts: Parts) -> None:
        part = part_of(parts, title)
        edits.written(title, "AZ5", "Our page")(parts)
        folder, _, file = part.rpartition("/")
        links = f"{folder}/_rels/{file}.rels"
        parts.setdefault(links, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                         b"</Relationships>")  # fmt: skip
        packages.end_of(links, f'<Relationship Id="rIdW" Type="{PREFIX}/hyperlink" Target="https://a.example/" '
                        'TargetMode="External"/>')(parts)  # fmt: skip
        own = f'<hyperlink ref="AZ5" xmlns:r="{PREFIX}" r:id="rIdW"/>'
        if b"</hyperlinks>" in parts[part]:
            packages.swap(part, "</hyperlinks>", f"{own}</hyperlinks>")(parts)
        else:
            later = ("printOptions", "pageMargins", "pageSetup", "headerFooter", *TAIL)
            on(title, f"<hyperlinks>{own}</hyperlinks>", later)(parts)

    return change


def check_box(_: str) -> Callable[[Parts], None]:
    """A control that fills no cell."""
    return packages.control("")


def of_an_office(_: str) -> Callable[[Parts], None]:
    """What an office keeps in a file: own data, properties, a label, the printer, the order of calculation."""
    properties = ('<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
                  'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid='
                  '"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="ContentTypeId"><vt:lpwstr>0x01</vt:lpwstr>'
                  "</property></Properties>")  # fmt: skip
    label = ('<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label '
             'id="{1}" enabled="1" method="Standard" siteId="{2}" removed="0"/></clbl:labelList>')  # fmt: skip
    fields = ('<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties" xmlns:xsi='
              '"http://www.w3.org/2001/XMLSchema-instance" xmlns:pc="http://schemas.microsoft.com/office/infopath/2007/'
              'PartnerControls"><documentManagement><TaxCatchAll xmlns="5" xsi:nil="true"/></documentManagement>'
              "</p:properties>")  # fmt: skip
    store = ('<ds:datastoreItem ds:itemID="{3}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/'
             'customXml"><ds:schemaRefs><ds:schemaRef ds:uri="http://schemas.microsoft.com/office/2006/metadata/properties"'
             "/></ds:schemaRefs></ds:datastoreItem>")  # fmt: skip
    types = "application/vnd.openxmlformats-officedocument."

    def change(parts: Parts) -> None:
        first = part_of(parts, re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())[0])
        linked("", "docProps/custom.xml", properties, "custom-properties", f"{types}custom-properties+xml")(parts)
        linked("", "docMetadata/LabelInfo.xml", label, f"{OFFICE}/2020/02/relationships/classificationlabels",
               "application/vnd.ms-office.classificationlabels+xml")(parts)  # fmt: skip
        linked(BOOK, "customXml/item1.xml", fields, "customXml", "application/xml")(parts)
        linked("customXml/item1.xml", "customXml/itemProps1.xml", store, "customXmlProps",
               f"{types}customXmlProperties+xml")(parts)  # fmt: skip
        linked(first, "xl/printerSettings/printerSettings1.bin", b"H\0P\0" + bytes(900), "printerSettings",
               f"{SHEET_TYPE}printerSettings")(parts)  # fmt: skip
        linked(BOOK, "xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>', "calcChain",
               f"{SHEET_TYPE}calcChain+xml")(parts)  # fmt: skip

    return change


def dynamic_arrays(title: str) -> Callable[[Parts], None]:
    """An own formula that spills, with the data that Excel 365 keeps of such formulas."""
    metadata = (
        f'<metadata xmlns="{MAIN}" xmlns:xda="{OFFICE}/spreadsheetml/2017/dynamicarray"><metadataTypes count="1">'
        '<metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" '
        'splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1" cellMeta="1"/>'
        '</metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri='
        '"{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext>'
        '</extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
    )

    def change(parts: Parts) -> None:
        linked(BOOK, "xl/metadata.xml", metadata, "sheetMetadata", f"{SHEET_TYPE}sheetMetadata+xml")(parts)
        edits.written(title, "AZ7", "x")(parts)
        packages.swap(part_of(parts, title), r'<c r="AZ7" t="inlineStr"><is><t>x</t></is></c>',
                      '<c r="AZ7" cm="1"><f t="array" ref="AZ7:AZ8">_xlfn.SEQUENCE(2)</f><v>1</v>'
                      "</c>")(parts)  # fmt: skip

    return change


def from_1904(_: str) -> Callable[[Parts], None]:
    """Dates counted from 1904, as on the Macintosh of old."""

    def change(parts: Parts) -> None:
        if b"<workbookPr" in parts[BOOK]:
            packages.swap(BOOK, "<workbookPr", '<workbookPr date1904="1"')(parts)
        else:
            packages.swap(BOOK, "<bookViews|<sheets", r'<workbookPr date1904="1"/>\g<0>')(parts)

    return change


def odd_cells(title: str) -> Callable[[Parts], None]:
    """A wrong dimension, cells with a style alone, cells far away that hold nothing of use."""

    def change(parts: Parts) -> None:
        part = part_of(parts, title)
        if b"<dimension" in parts[part]:
            packages.swap(part, '<dimension ref="[^"]*"', '<dimension ref="A1"')(parts)
        packages.swap(part, "</sheetData>", '<row r="9999" spans="1:3"><c r="A9999" s="1"/><c r="B9999" t="s"><v/></c>'
                      '<c r="C9999" t="n"><v></v></c></row></sheetData>')(parts)  # fmt: skip

    return change


def renamed(title: str) -> Callable[[Parts], None]:
    """A sheet with a title in another language; names and formulas follow."""

    def change(parts: Parts) -> None:
        old = re.compile(rf"\b{title}('?!|\")".encode())
        for name in parts:
            if name == BOOK or name.startswith(("xl/worksheets/sheet", "xl/charts/")):
                parts[name] = old.sub(rb"Blatt\1", parts[name])

    return change


EDITS: Final[dict[str, Edit]] = {
    "own sheet": own_sheet, "picture": picture, "note": note, "widths and zoom": widths_and_zoom, "filter": filtered,
    "comment": comment, "threaded comment": lambda title: comment(title, True), "hyperlink": hyperlink,
    "check box": check_box, "of an office": of_an_office, "dynamic arrays": dynamic_arrays, "from 1904": from_1904,
    "odd cells": odd_cells, "renamed": renamed,
    "a row for a letterhead": lambda title: all_of(edits.inserted(title, 1, 1),
                                                   edits.written(title, "A1", "Smith Heating Ltd")),
    "rows below the heading": lambda title: edits.inserted(title, 3, 2),
    "columns before": lambda title: edits.inserted(title, 1, 0, 2),
}  # fmt: skip
"""Each is at most a remark"""
