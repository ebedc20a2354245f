"""Packages that no honest program writes: active content under other names, double readings, what is not on the list.

Each is made from the parts of a workbook or a form, with the finding that must tell it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import tampers
from tampers import BOOK, LINKS, PREFIX, TYPES, Parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMPATIBLE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{PREFIX}" {COMPATIBLE}>'
)


class Kind(NamedTuple):
    """What is done to the parts, or to the bytes of the package, and the finding that must tell it."""

    name: str
    id: str
    parts: Callable[[Parts], object] | None = None
    package: Callable[[bytes], bytes] | None = None
    severity: str = "error"

    def made(self, package: bytes) -> bytes:
        """The package after the change."""
        changed = package
        if self.parts is not None:
            parts = tampers.parts_of(package)
            self.parts(parts)
            changed = tampers.packed(parts)
        if self.package is not None:
            changed = self.package(changed)
        assert changed != package
        return changed


def sheet(parts: Parts) -> str:
    """The last sheet of the workbook."""
    return max(name for name in parts if re.fullmatch(r"xl/worksheets/sheet[0-9]\.xml", name))


def swap(part: str | Callable[[Parts], str], old: str, new: str) -> Callable[[Parts], None]:
    """Replace a text that is there."""

    def change(parts: Parts) -> None:
        name = part if isinstance(part, str) else part(parts)
        content, count = re.subn(old.encode(), new.encode(), parts[name], count=1, flags=re.DOTALL)
        assert count == 1, (name, old)
        parts[name] = content

    return change


def end_of(part: str | Callable[[Parts], str], text: str) -> Callable[[Parts], None]:
    """Add a text before the last end tag."""

    def change(parts: Parts) -> None:
        name = part if isinstance(part, str) else part(parts)
        place = parts[name].rindex(b"</")
        parts[name] = parts[name][:place] + text.encode() + parts[name][place:]

    return change


def part(name: str, content: bytes | str, link: str = "", content_type: str = "") -> Callable[[Parts], None]:
    """Add a part, linked from the workbook by the last word or all of a type."""

    def change(parts: Parts) -> None:
        parts[name] = content if isinstance(content, bytes) else content.encode()
        if content_type:
            end_of(TYPES, f'<Override PartName="/{name}" ContentType="{content_type}"/>')(parts)
        if link:
            kind = link if "/" in link else f"{PREFIX}/{link}"
            end_of(LINKS, f'<Relationship Id="rIdX{len(parts)}" Type="{kind}" Target="/{name}"/>')(parts)

    return change


def image(content: bytes) -> Callable[[Parts], None]:
    """Add a part that is said to be a picture."""
    return part("xl/media/logo.png", content, "image", "image/png")


def drawing(inside: str) -> Callable[[Parts], None]:
    """Add a drawing."""
    return part("xl/drawings/drawing9.xml", f"{DRAWING}{inside}</xdr:wsDr>", "drawing",
                "application/vnd.openxmlformats-officedocument.drawing+xml")  # fmt: skip


def xml(root: str, space: str = MAIN, link: str = "customXml") -> Callable[[Parts], None]:
    """Add a part of a harmless name and type whose root is this element."""
    return part("xl/theme/theme7.xml", f'<{root} xmlns="{space}"/>', link, "application/xml")


def zipped(*names: str) -> bytes:
    """A small zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return made.getvalue()


def _directory(package: bytes) -> tuple[int, int]:
    """Where the directory and the end begin."""
    end = package.rindex(b"PK\x05\x06")
    return struct.unpack_from("<L", package, end + 16)[0], end


def before_the_parts(package: bytes) -> bytes:
    """Another archive before the parts; the directory still leads to the workbook."""
    return zipped("xl/workbook.xml") + package


def before_the_directory(package: bytes) -> bytes:
    start, end = _directory(package)
    return package[:start] + b"hidden" + package[start : end + 16] + struct.pack("<L", start + 6) + package[end + 20 :]


def after_the_end(package: bytes) -> bytes:
    return package + b"more"


def in_a_comment(package: bytes) -> bytes:
    return package[:-2] + struct.pack("<H", 4) + b"more"


def another_name(package: bytes) -> bytes:
    """The record of a part names another than the directory."""
    place = package.index(b"xl/styles.xml")
    return package[:place] + b"xl/styleZ.xml" + package[place + 13 :]


def another_size(package: bytes) -> bytes:
    content = bytearray(package)
    struct.pack_into("<L", content, 22, 7)
    return bytes(content)


def another_method(package: bytes) -> bytes:
    content = bytearray(package)
    struct.pack_into("<H", content, 8, 0)
    return bytes(content)


def second_name(package: bytes) -> bytes:
    """A part that Info-ZIP's field gives another name."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            if name == "xl/styles.xml":
                info.extra = struct.pack("<HHBL", 0x7075, 10, 1, 0) + b"other"
            new.writestr(info, old.read(name))
    return made.getvalue()


def twin(name: str) -> Callable[[bytes], bytes]:
    """The workbook's part again, under a name that some programs take for the same."""

    def change(package: bytes) -> bytes:
        made = io.BytesIO(package)
        with zipfile.ZipFile(made, "a") as archive:
            archive.writestr(name, b"<a/>")
        return made.getvalue()

    return change


def moved_row(parts: Parts) -> None:
    """The first two rows of a sheet in the other order."""
    name = sheet(parts)
    swap(name, r"(<row .*?</row>)(<row .*?</row>)", r"\2\1")(parts)


def cell_twice(parts: Parts) -> None:
    swap(sheet(parts), r'(<c r="[A-Z]+[0-9]+"[^>]*?(?:/>|>.*?</c>))', r"\1\1")(parts)


def sheet_twice(parts: Parts) -> None:
    """A second sheet of one name."""
    swap(BOOK, r'<sheet ([^>]*?)name="([^"]*)"([^>]*)/>', r'<sheet \1name="\2"\3/><sheet \1name="\2"\3/>')(parts)


def one_part_for_two(parts: Parts) -> None:
    swap(BOOK, r'<sheet ([^>]*?)name="[^"]*"([^>]*)/>(?=</sheets>|<sheet)',
         r'\g<0><sheet \1name="other"\2/>')(parts)  # fmt: skip


def control(linked: str) -> Callable[[Parts], None]:
    """A check box."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    box = f'<formControlPr xmlns="{space}" objectType="CheckBox"{linked}/>'
    return part("xl/ctrlProps/ctrlProp1.xml", box, "ctrlProp",
                "application/vnd.ms-excel.controlproperties+xml")  # fmt: skip


def choice(first: str, second: str) -> str:
    """Two alternatives."""
    return (
        f"<mc:AlternateContent {COMPATIBLE}>"
        '<mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
        f'Requires="a14">{first}</mc:Choice><mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>'
    )


OFFICE = "http://schemas.microsoft.com/office/2006/relationships"
TEXT = "<a:p><a:r><a:t>{}</a:t></a:r></a:p>"
PICTURE = '<a:blip r:embed="{}"/>'
ACTIVE = [
    Kind("macro under a picture's name", "macro", image(OLE + "VBA".encode("utf-16-le"))),
    Kind("macro by its link", "macro", part("xl/a.bin", b"x", f"{OFFICE}/vbaProject", "image/png")),
    Kind("macro by its type", "macro", part("xl/a.bin", b"x", "image", "application/vnd.ms-office.vbaProject")),
    Kind("macro by its name", "macro", part("xl/vbaProject.bin", b"x")),
    Kind("macro in a document", "macro", part("xl/a.bin", zipped("word/vbaProject.bin"), "package", "image/png")),
    Kind("sheet of macros", "macro", xml("macrosheet", "http://schemas.microsoft.com/office/excel/2006/main")),
    Kind("dialogue", "macro", xml("dialogsheet")),
    Kind("type of a workbook with macros", "macro", swap(
        TYPES, r"application/vnd.openxmlformats-officedocument.spreadsheetml.(sheet|template).main\+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    Kind("shape that runs a macro", "macro", drawing('<xdr:sp macro="[0]!Go" textlink=""/>')),
    Kind("shape of a note that runs a macro", "macro", part(
        "xl/a.vml", '<xml xmlns:x="urn:schemas-microsoft-com:office:excel"><x:FmlaMacro>Go</x:FmlaMacro></xml>',
        "vmlDrawing", "application/vnd.openxmlformats-officedocument.vmlDrawing")),
    Kind("frames of notes with a script", "macro", part(
        "xl/drawings/a.vml", "<xml><br><script>go()</script></xml>", "vmlDrawing",
        "application/vnd.openxmlformats-officedocument.vmlDrawing")),
    Kind("connection under a theme's name", "connection", xml("connections")),
    Kind("query under a theme's name", "connection", xml("queryTable")),
    Kind("query as own data", "connection", xml("DataMashup", "http://schemas.microsoft.com/DataMashup")),
    Kind("map of a file", "connection", xml("MapInfo")),
    Kind("real-time data", "connection", xml("volTypes")),
    Kind("pictures from the web", "connection", xml(
        "webImagesSrd", "http://schemas.microsoft.com/office/spreadsheetml/2020/richdatawebimage")),
    Kind("pivot table of outside data", "connection", part(
        "xl/a.xml", f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="external" connectionId="1"/>'
        "</pivotCacheDefinition>", "pivotCacheDefinition",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml")),
    Kind("link to a program under a theme's name", "external-link", part(
        "xl/theme/theme7.xml", f'<a xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></a>', "theme2")),
    Kind("link to a workbook under a theme's name", "external-link", xml("externalLink")),
    Kind("picture from outside", "external-link", end_of(
        LINKS, f'<Relationship Id="rIdX" Type="{PREFIX}/image" Target="http://a.example/" TargetMode="External"/>')),
    Kind("object under a picture's name", "embedded", image(OLE + "Ole10Native".encode("utf-16-le"))),
    Kind("program under a picture's name", "embedded", image(b"MZ" + bytes(99))),
    Kind("script under a picture's name", "embedded", image(b'CreateObject("WScript.Shell")')),
    Kind("control by its root", "embedded", xml("ocx", "http://schemas.microsoft.com/office/2006/activeX")),
    Kind("ribbon by its root", "embedded", xml("customUI", "http://schemas.microsoft.com/office/2009/07/customui")),
    Kind("add-in of the web by its root", "embedded", xml(
        "webextension", "http://schemas.microsoft.com/office/webextensions/webextension/2010/11")),
    Kind("solid with links", "embedded", drawing(
        '<am:model3d xmlns:am="http://schemas.microsoft.com/office/drawing/2017/model3d"/>')),
    Kind("script in a drawing", "embedded", part(
        "xl/media/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "image", "image/svg+xml")),
    Kind("document", "embedded", part("xl/embeddings/a.docx", zipped("word/document.xml"), "package"),
         severity="warning"),
    Kind("document under a picture's name", "embedded", image(b"%PDF-1.7"), severity="warning"),
]  # fmt: skip
"""What can act or fetch"""
TWICE = [
    Kind(name, "two-readings", parts, package) for name, parts, package in (
        ("another archive before the parts", None, before_the_parts),
        ("data before the directory", None, before_the_directory),
        ("data after the end", None, after_the_end),
        ("data in a comment", None, in_a_comment),
        ("another name in the directory", None, another_name),
        ("another size in the directory", None, another_size),
        ("another method in the directory", None, another_method),
        ("a second name", None, second_name),
        ("a name up to case", None, twin("xl/Workbook.xml")),
        ("a name up to percent signs", None, twin("xl/%77orkbook.xml")),
        ("a name up to slashes", None, twin("xl\\workbook.xml")),
        ("a target with percent signs", swap(LINKS, "styles.xml", "%73tyles.xml"), None),
        ("a target with backslashes", swap(LINKS, r'="/?(?:xl/)?styles.xml', r'="..\\\\xl\\\\styles.xml'), None),
        ("a link's id twice", end_of(LINKS, f'<Relationship Id="rId1" Type="{PREFIX}/image" Target="a.png"/>'), None),
        ("styles twice", part("xl/s.xml", f'<styleSheet xmlns="{MAIN}"/>', "styles"), None),
        ("a part of two types", end_of(TYPES, '<Override PartName="/xl/workbook.xml" ContentType="a/b"/>'), None),
        ("a sheet's link in another namespace", swap(BOOK, "<sheet ", '<sheet xmlns:q="urn:q" q:id="rId2" '), None),
        ("a row's number in another namespace", swap(sheet, "<row ", '<row xmlns:q="urn:q" q:r="7" '), None),
        ("a row of another namespace", swap(sheet, "</sheetData>", '</sheetData><q:row xmlns:q="urn:q"/>'), None),
        ("a sheet in alternatives", swap(BOOK, "(<sheet .*?/>)", choice(r"\1", "")), None),
        ("rows in an extension", end_of(sheet, '<extLst><ext uri="a"><sheetData/></ext></extLst>'), None),
        ("rows that others unwrap", swap(sheet, "<sheetData>", '<q:w xmlns:q="q"><row r="1"/></q:w><sheetData>'), None),
        ("rows twice", end_of(sheet, "<sheetData/>"), None),
        ("names twice", end_of(BOOK, "<definedNames/>"), None),
        ("texts in alternatives", drawing(choice(TEXT.format("28 °F"), TEXT.format("12 °F"))), None),
        ("pictures in alternatives", drawing(choice(PICTURE.format("rId1"), PICTURE.format("rId2"))), None),
        ("elements to be unwrapped", swap(BOOK, "<workbook ", f'<workbook {COMPATIBLE} mc:ProcessContent="a" '), None),
        ("a comment in a text", swap(sheet, "(<t[^>]*>[^<])", r"\1<!-- -->"), None),
        ("a cell twice", cell_twice, None),
        ("rows out of order", moved_row, None),
        ("a sheet's name twice", sheet_twice, None),
        ("a part for two sheets", one_part_for_two, None),
    )
]  # fmt: skip
"""What programs read differently"""
UNLISTED = [
    Kind(name, "part", parts, severity="warning") for name, parts in (
        ("an element", end_of(sheet, "<oddity/>")),
        ("an attribute", swap(sheet, "<sheetData>", '<sheetData odd="1">')),
        ("a namespace", end_of(sheet, '<q:oddity xmlns:q="urn:q"/>')),
        ("a link", part("xl/a.xml", f'<styleSheet xmlns="{MAIN}"/>', "http://a.example/oddity", "application/xml")),
        ("a content type", part("xl/a.xml", f'<styleSheet xmlns="{MAIN}"/>', "customXml", "application/odd")),
        ("a part without a place", part("xl/a.xml", f'<styleSheet xmlns="{MAIN}"/>', "", "application/xml")),
        ("a picture that is none", image(b"text")),
        ("a part that cannot be read", part("customXml/item1.xml", "<a>", "customXml", "application/xml")),
    )
]  # fmt: skip
"""What is not on the list"""
CORPUS = [*ACTIVE, *TWICE, *UNLISTED, Kind("check box that fills a cell", "embedded", control(' fmlaLink="C9"'),
                                           severity="warning")]  # fmt: skip
