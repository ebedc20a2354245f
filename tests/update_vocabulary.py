"""Makes the list of what workbooks hold: ``python tests/update_vocabulary.py SCHEMAS WORKBOOK…``.

SCHEMAS: the folder ``data`` of the Open XML SDK (github.com/dotnet/Open-XML-SDK), whose files list the names that
ECMA-376 and the extensions of Office define. WORKBOOK: this program's workbooks and forms, and what LibreOffice,
Gnumeric, openpyxl, XlsxWriter, SheetJS and ExcelJS made of them. Names that can act or fetch are left out.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from xml.parsers import expat

from xl_dualfuel.workbook.reader import active, vocabulary

SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
    "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main",
    "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac",
    "http://schemas.microsoft.com/office/spreadsheetml/2014/revision",
    "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/calcfeatures",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments",
    "http://schemas.microsoft.com/office/spreadsheetml/2019/namedsheetviews",
    "http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag",
    "http://schemas.microsoft.com/office/spreadsheetml/2022/pivotVersionInfo",
    "http://schemas.microsoft.com/office/spreadsheetml/2024/workbookCompatibilityVersion",
    "http://schemas.microsoft.com/office/excel/2006/main",
    "http://schemas.microsoft.com/office/excel/2010/spreadsheetDrawing",
    "http://schemas.microsoft.com/office/drawing/2007/8/2/chart", "http://schemas.microsoft.com/office/drawing/2010/main",
    "http://schemas.microsoft.com/office/drawing/2010/slicer", "http://schemas.microsoft.com/office/drawing/2012/chart",
    "http://schemas.microsoft.com/office/drawing/2012/chartStyle", "http://schemas.microsoft.com/office/drawing/2012/main",
    "http://schemas.microsoft.com/office/drawing/2014/chart", "http://schemas.microsoft.com/office/drawing/2014/chart/ac",
    "http://schemas.microsoft.com/office/drawing/2014/chartex", "http://schemas.microsoft.com/office/drawing/2014/main",
    "http://schemas.microsoft.com/office/drawing/2016/SVG/main", "http://schemas.microsoft.com/office/drawing/2017/03/chart",
    "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor",
    "http://schemas.microsoft.com/office/thememl/2012/main",
    "http://schemas.microsoft.com/office/drawing/2016/11/main", "http://schemas.microsoft.com/office/drawing/2012/timeslicer",
    "http://schemas.microsoft.com/office/drawing/2018/sketchyshapes",
    "http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac",
    "http://schemas.microsoft.com/office/spreadsheetml/2014/11/main",
    "http://schemas.microsoft.com/office/spreadsheetml/2015/02/main",
    "http://schemas.microsoft.com/office/spreadsheetml/2016/01/main",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/08/main",
    "http://schemas.microsoft.com/office/spreadsheetml/2016/pivotdefaultlayout",
    "http://schemas.microsoft.com/office/spreadsheetml/2016/revision5",
    "http://schemas.microsoft.com/office/spreadsheetml/2016/revision9",
    "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata",
    "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata2",
    "http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel",
    "http://schemas.microsoft.com/office/spreadsheetml/2020/threadedcomments2",
    "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)  # fmt: skip
"""Namespaces of workbooks without anything that acts or fetches"""
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.microsoft.com/office"
_MAC, _GOOGLE = f"{OFFICE}/mac/excel/2008/main", "http://customooxmlschemas.google.com/"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OTHERS = {
    PACKAGE: ("Relationship Id Target TargetMode Type",),
    _CORE: ("category", "contentStatus", "contentType", "keywords", "lastModifiedBy", "lastPrinted", "revision",
            "value", "version"),
    "http://purl.org/dc/elements/1.1/": ("creator", "description", "identifier", "language", "subject", "title"),
    "http://purl.org/dc/terms/": ("created", "modified"),
    f"{OFFICE}/drawing/2017/03/chart": ("dispNaAsBlank val",),
    _MAC: ("ArchID Flags", "PLV Mode OnePage WScale"),
    _GOOGLE: ("sheetsCustomData id roundtripDataSignature roundtripDataChecksum",),
}  # fmt: skip
"""Names that no schema of the SDK has: of packages (ECMA-376 Part 2), of Excel on a Mac, of Google Sheets"""
ATTRIBUTES = {
    *(f"{RELATED}}}{name}" for name in ("id", "embed", "link", "dm", "lo", "qs", "cs", "pict", "href")),
    *(f"{vocabulary.COMPATIBILITY}}}{name}" for name in ("Ignorable", "PreserveAttributes", "PreserveElements")),
    *(f"http://www.w3.org/XML/1998/namespace}}{name}" for name in ("space", "lang", "base")),
    *(f"http://www.w3.org/2001/XMLSchema-instance}}{name}" for name in ("type", "nil", "schemaLocation")),
    f"{OFFICE}/spreadsheetml/2009/9/ac}}dyDescent", f"{OFFICE}/spreadsheetml/2009/9/ac}}knownFonts",
    f"{OFFICE}/spreadsheetml/2014/revision}}uid", f"{OFFICE}/spreadsheetml/2015/revision2}}uid",
    f"{OFFICE}/spreadsheetml/2016/revision3}}uid", f"{OFFICE}/spreadsheetml/2016/revision6}}coauthVersionLast",
    f"{OFFICE}/spreadsheetml/2016/revision6}}coauthVersionMax", f"{OFFICE}/spreadsheetml/2016/revision6}}documentId",
    f"{OFFICE}/spreadsheetml/2016/revision10}}uidLastSave", f"{OFFICE}/spreadsheetml/2017/revision16}}uid",
    f"{OFFICE}/drawing/2010/main}}legacySpreadsheetColorIndex", f"{OFFICE}/drawing/2017/03/chart}}dispNaAsBlank",
    f"{OFFICE}/spreadsheetml/2010/11/main}}uid",
}  # fmt: skip
"""Attributes with a namespace that Excel writes, by MS-XLSX 2.3 and MS-ODRAWXML 2.24"""
LINKS = {
    *(f"{RELATED}/{name}" for name in (
        "officeDocument", "extended-properties", "custom-properties", "worksheet", "chartsheet", "styles", "theme",
        "sharedStrings", "calcChain", "drawing", "vmlDrawing", "comments", "chart", "chartUserShapes", "image", "table",
        "printerSettings", "hyperlink", "sheetMetadata", "ctrlProp", "customXml", "customXmlProps", "pivotTable",
        "pivotCacheDefinition", "pivotCacheRecords", "themeOverride", "slicer", "customProperty", "usernames",
        "revisionHeaders", "revisionLog", "extendedProperties", "customProperties",  # the last two: Strict
    )),
    *(f"{PACKAGE}/digital-signature/{name}" for name in ("origin", "signature", "certificate")),
    *(f"{OFFICE}/2017/06/relationships/rdRichValue{name}" for name in ("", "Structure", "Types")),
    f"{OFFICE}/2022/10/relationships/richValueRel", f"{OFFICE}/2019/04/relationships/documenttask",
    "http://customschemas.google.com/relationships/workbookmetadata",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
    "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties",
    f"{OFFICE}/2011/relationships/chartStyle", f"{OFFICE}/2011/relationships/chartColorStyle",
    f"{OFFICE}/2014/relationships/chartEx", f"{OFFICE}/2017/10/relationships/threadedComment",
    f"{OFFICE}/2017/10/relationships/person", f"{OFFICE}/2007/relationships/slicer",
    f"{OFFICE}/2007/relationships/slicerCache", f"{OFFICE}/2011/relationships/timeline",
    f"{OFFICE}/2011/relationships/timelineCache", f"{OFFICE}/2019/04/relationships/namedSheetView",
    f"{OFFICE}/2020/02/relationships/classificationlabels", f"{OFFICE}/2022/11/relationships/FeaturePropertyBag",
}  # fmt: skip
"""Types of relationships that Excel writes, by ECMA-376 Part 1, 12.3 and MS-XLSX 2.1"""
LINKS = {link for link in LINKS if not active.by_link(link.rpartition("/")[2])}
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml."
TYPES = {
    "application/xml", "text/xml", "application/vnd.openxmlformats-package.relationships+xml",
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "application/vnd.openxmlformats-officedocument.customxmlproperties+xml",
    "application/vnd.openxmlformats-officedocument.theme+xml",
    "application/vnd.openxmlformats-officedocument.themeoverride+xml",
    "application/vnd.openxmlformats-officedocument.vmldrawing",
    *(f"{_SHEET}{name}" for name in (
        "sheet.main+xml", "template.main+xml", "worksheet+xml", "chartsheet+xml", "styles+xml", "sharedstrings+xml",
        "calcchain+xml", "comments+xml", "table+xml", "sheetmetadata+xml", "printersettings", "pivottable+xml",
        "pivotcachedefinition+xml", "pivotcacherecords+xml", "customproperty", "usernames+xml",
        "revisionheaders+xml", "revisionlog+xml",
    )),
    *(f"application/vnd.openxmlformats-package.digital-signature-{name}" for name in (
        "origin", "xmlsignature+xml", "certificate")),
    *(f"application/vnd.ms-excel.rdrichvalue{name}+xml" for name in ("", "structure", "types")),
    "application/vnd.ms-excel.richvaluerel+xml", "application/binary",
    *(f"{_DRAWING}{name}" for name in ("chart+xml", "chartshapes+xml")),
    "application/vnd.openxmlformats-officedocument.drawing+xml",
    "application/vnd.ms-office.chartstyle+xml", "application/vnd.ms-office.chartcolorstyle+xml",
    "application/vnd.ms-office.chartex+xml", "application/vnd.ms-office.classificationlabels+xml",
    "application/vnd.ms-excel.threadedcomments+xml", "application/vnd.ms-excel.person+xml",
    "application/vnd.ms-excel.controlproperties+xml", "application/vnd.ms-excel.slicer+xml",
    "application/vnd.ms-excel.slicercache+xml", "application/vnd.ms-excel.timeline+xml",
    "application/vnd.ms-excel.timelinecache+xml", "application/vnd.ms-excel.namedsheetviews+xml",
    "application/vnd.ms-excel.featurepropertybag+xml",
    *(f"image/{name}" for name in ("png", "jpeg", "jpg", "gif", "bmp", "tiff", "x-emf", "x-wmf", "svg+xml",
                                   "vnd.ms-photo", "emf", "wmf", "webp", "x-icon")),
}  # fmt: skip
"""Content types that Excel writes, in small letters"""


class Names:
    """The names gathered so far."""

    def __init__(self) -> None:
        self.elements: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.attributes = set(ATTRIBUTES)
        self.links, self.types = set(LINKS), set(TYPES)

    def add(self, element: str, attributes: list[str]) -> None:
        """An element and its attributes as expat names them; what can act is left out."""
        space, _, name = vocabulary.usual(element).rpartition("}")
        if space in ("", vocabulary.COMPATIBILITY) or (space.startswith("urn:") and space not in SPACES):
            return
        if active.by_element(name):
            return
        for attribute in map(vocabulary.usual, attributes):
            if "}" in attribute:
                self.attributes.add(attribute)
            else:
                self.elements[space, name].add(attribute)
        self.elements[space, name] |= set()

    def of_schemas(self, folder: Path) -> None:
        """Elements and attributes of the schemas."""
        prefixes = {one["Prefix"]: one["Uri"] for one in json.loads((folder / "namespaces.json").read_text())}
        for file in sorted((folder / "schemas").glob("*.json")):
            types = json.loads(file.read_text()).get("Types", ())
            classes = {one["ClassName"]: one for one in types}
            for one in types:
                prefix, _, element = one["Name"].rpartition("/")[2].partition(":")
                if not element or prefixes.get(prefix) not in SPACES:
                    continue
                attributes: list[str] = []
                kind: dict | None = one
                while kind:
                    given = [attribute["QName"] for attribute in kind.get("Attributes", ())]
                    attributes += [name[1:] for name in given if name.startswith(":")]
                    pairs = (name.split(":") for name in given)
                    attributes += [f"{prefixes[space]}}}{name}" for space, name in pairs
                                   if prefixes.get(space, "").startswith("urn:")]  # fmt: skip
                    kind = classes.get(kind.get("BaseClass", ""))
                self.add(f"{prefixes[prefix]}}}{element}", attributes)

    def of_workbook(self, file: Path) -> None:
        """Names in a workbook."""
        with zipfile.ZipFile(file) as archive:
            for part in archive.namelist():
                content = archive.read(part)
                if not content.lstrip(b"\xef\xbb\xbf").startswith(b"<") or part.endswith(".vml"):
                    continue
                parser = expat.ParserCreate(namespace_separator="}")
                parser.StartElementHandler = lambda name, given: self.add(name, list(given))
                parser.Parse(content, True)

    def text(self) -> str:
        """The list as it is kept."""
        lines: list[str] = []
        for name in ("attributes", "links", "types"):
            lines += [f"# {name}", *sorted(getattr(self, name))]
        space = ""
        for (here, element), attributes in sorted(self.elements.items()):
            lines += [f"# {here}"] if here != space else []
            space = here
            lines.append(" ".join((element, *sorted(attributes))))
        return "\n".join(lines) + "\n"


def main() -> None:
    """Write the list."""
    names = Names()
    names.of_schemas(Path(sys.argv[1]))
    for space, lines in OTHERS.items():
        for element, *attributes in map(str.split, lines):
            names.add(f"{space}}}{element}", attributes)
    for file in sys.argv[2:]:
        names.of_workbook(Path(file))
    Path(vocabulary.__file__).with_suffix(".txt").write_text(names.text(), encoding="utf-8")


if __name__ == "__main__":
    main()
