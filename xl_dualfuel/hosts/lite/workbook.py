"""The xlwings Lite workbook dualfuel-lite.xlsx: the functions in Excel on Windows, Mac and the web, without Python.

The workbook carries main.py (see bundle.py) where Lite keeps a workbook's code: in a web extension part, as a property
that is a JSON string. The shapes of these parts are those of workbooks that Lite itself has written.
"""

from __future__ import annotations

import json
import uuid
from typing import Final
from xml.sax.saxutils import quoteattr

from ...files.zipping import packed
from ...functions import FUNCTIONS
from ...version import __version__
from . import book as lite_book
from .bundle import bundle

NAME: Final = "dualfuel-lite.xlsx"
ADD_IN: Final = "wa200008175"
"""xlwings Lite in the add-in store of Office."""
REQUIREMENTS: Final = "xlwings\nnumpy\npandas\n"
"""What Lite installs. Unpinned: numpy and pandas are those of its Python in the browser."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.microsoft.com/office"
_OPEN = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_OPEN}/officeDocument/2006/relationships"

_METADATA = (
    f'{_XML}<metadata xmlns="{_OPEN}/spreadsheetml/2006/main"'
    f' xmlns:xda="{_OFFICE}/spreadsheetml/2017/dynamicarray"><metadataTypes count="1">'
    '<metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1"'
    ' splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1" cellMeta="1"/>'
    '</metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext>'
    '</extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
"""What cm="1" of a cell means: its array spills."""

# The pane is shown on opening: Excel then offers the add-in to whoever does not have it.
_PANES = (
    f'{_XML}<wetp:taskpanes xmlns:wetp="{_OFFICE}/webextensions/taskpanes/2010/11">'
    '<wetp:taskpane dockstate="right" visibility="1" width="438" row="2">'
    f'<wetp:webextensionref xmlns:r="{_RELATIONS}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
)
_PANES_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/2011/relationships/webextension" Target="webextension1.xml"/></Relationships>'
)
_TYPES = {
    "/xl/metadata.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
    "/xl/webextensions/taskpanes.xml": "application/vnd.ms-office.webextensiontaskpanes+xml",
    "/xl/webextensions/webextension1.xml": "application/vnd.ms-office.webextension+xml",
}


def lite_workbook() -> bytes:
    """The workbook as a file; the same version gives the same bytes."""
    parts = lite_book.parts() | {
        "xl/metadata.xml": _METADATA.encode(),
        "xl/webextensions/taskpanes.xml": _PANES.encode(),
        "xl/webextensions/_rels/taskpanes.xml.rels": _PANES_RELATIONS.encode(),
        "xl/webextensions/webextension1.xml": _extension(bundle()).encode(),
    }
    types = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _TYPES.items())
    _insert(parts, "[Content_Types].xml", types, "</Types>")
    panes = f'Type="{_OFFICE}/2011/relationships/webextensiontaskpanes" Target="xl/webextensions/taskpanes.xml"'
    _insert(parts, "_rels/.rels", f'<Relationship Id="rIdPanes" {panes}/>', "</Relationships>")
    meta = f'Type="{_RELATIONS}/sheetMetadata" Target="metadata.xml"'
    _insert(parts, "xl/_rels/workbook.xml.rels", f'<Relationship Id="rIdMetadata" {meta}/>', "</Relationships>")
    return packed(parts)


def _insert(parts: dict[str, bytes], name: str, text: str, end: str) -> None:
    """Put text at the end of a part's root element."""
    before, closing, after = parts[name].decode().rpartition(end)
    assert closing, name
    parts[name] = f"{before}{text}{closing}{after}".encode()


def _extension(main: str) -> str:
    """The part in which Lite keeps a workbook's code."""
    identity = str(uuid.uuid5(uuid.NAMESPACE_OID, f"xl_dualfuel {__version__}")).upper()
    code = {"main.py": main, "requirements.txt": REQUIREMENTS}
    properties = "".join(
        f'<we:property name="{name}" value={quoteattr(json.dumps(text, ensure_ascii=False))}/>'
        for name, text in code.items()
    )
    ids = "".join(
        f"<we:customFunctionIds>{lite_book.PREFIX}{name}</we:customFunctionIds>" for name in sorted(FUNCTIONS)
    )
    extension = f'<a:ext xmlns:a="{_OPEN}/drawingml/2006/main" uri='
    return (
        f'{_XML}<we:webextension xmlns:we="{_OFFICE}/webextensions/webextension/2010/11" id="{{{identity}}}">'
        f'<we:reference id="{ADD_IN}" version="1.0.0.0" store="en-US" storeType="OMEX"/><we:alternateReferences>'
        f'<we:reference id="{ADD_IN}" version="1.0.0.0" store="{ADD_IN.upper()}" storeType="OMEX"/>'
        f"</we:alternateReferences><we:properties>{properties}</we:properties><we:bindings/>"
        f'<we:snapshot xmlns:r="{_RELATIONS}"/><we:extLst>'
        f'{extension}"{{D87F86FE-615C-45B5-9D79-34F1136793EB}}"><we:containsCustomFunctions/></a:ext>'
        f'{extension}"{{7C84B067-C214-45C3-A712-C9D94CD141B2}}">'
        f"<we:customFunctionIdList>{ids}</we:customFunctionIdList></a:ext></we:extLst></we:webextension>"
    )
