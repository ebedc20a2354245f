"""The xlwings Lite workbook dualfuel-lite.xlsx: the functions in Excel on Windows, Mac and the web, without Python.

The workbook carries main.py (see bundle.py) where Lite keeps a workbook's code and settings: in a web extension part,
as properties that are JSON. The shapes of these parts are those of workbooks that Lite itself has written.
"""

from __future__ import annotations

import json
import uuid
from typing import Final
from xml.sax.saxutils import quoteattr

from ...files.zipping import packed
from ...functions import FUNCTIONS
from ...inputs.fields import FIELDS
from ...version import __version__
from ..examples_book import RELATIONS, ExamplesBook, add_part
from .bundle import bundle
from .buttons import add_buttons, buttons

NAME: Final = "dualfuel-lite.xlsx"
PREFIX: Final = "_xldudf_"
"""How Excel stores the name of an add-in's function."""
ADD_IN: Final = "wa200008175"
"""xlwings Lite in the add-in store of Office."""
REQUIREMENTS: Final = "xlwings\nnumpy\n"
"""What Lite installs. Unpinned: numpy is that of its Python in the browser."""
PYODIDE: Final = "314.0.0"
"""The Python in the browser that Lite starts for the workbook: 3.14; the first that its page on packages names."""
LITE: Final = "1.0.0.103"
"""The version of xlwings Lite whose workbooks this one follows."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.microsoft.com/office"
_OPEN = "http://schemas.openxmlformats.org"

# The pane is shown on opening: Excel then offers the add-in to whoever does not have it.
_PANES = (
    f'{_XML}<wetp:taskpanes xmlns:wetp="{_OFFICE}/webextensions/taskpanes/2010/11">'
    '<wetp:taskpane dockstate="right" visibility="1" width="438" row="2">'
    f'<wetp:webextensionref xmlns:r="{RELATIONS}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
)
_PANES_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/2011/relationships/webextension" Target="webextension1.xml"/></Relationships>'
)


def lite_workbook() -> bytes:
    """The workbook as a file; the same version gives the same bytes."""
    book = ExamplesBook("Dual-fuel worksheet functions", PREFIX, calculate_on_opening=False)
    book.write_inputs(FIELDS.values(), " Functions read no files: leave weather_file and runtime_file blank.")
    book.write_examples(
        FUNCTIONS,
        "Worksheet functions",
        "Every function once, on the cells of the Inputs sheet. The values were stored by "
        f"xl_dualfuel {__version__}; the free add-in xlwings Lite calculates them again.",
        "To calculate: Home > Add-ins > xlwings Lite, open it, trust this workbook. Then type =DF_… into any cell; "
        "Excel shows the help of each argument. The buttons on Inputs, which the pane has "
        "too (Ctrl+Shift+M hides its code), only add sheets: New case, Notes, Make report sheet.",
    )
    parts, main = book.parts(), bundle()
    add_buttons(parts, buttons(main))
    folder, kind = "xl/webextensions", "application/vnd.ms-office.webextension"
    add_part(parts, f"{folder}/webextension1.xml", _extension(main), f"{kind}+xml")
    reached = ("_rels/.rels", f"{_OFFICE}/2011/relationships/webextensiontaskpanes", f"{folder}/taskpanes.xml")
    add_part(parts, f"{folder}/taskpanes.xml", _PANES, f"{kind}taskpanes+xml", reached)
    parts[f"{folder}/_rels/taskpanes.xml.rels"] = _PANES_RELATIONS.encode()
    return packed(parts)


def _extension(main: str) -> str:
    """The part in which Lite stores a workbook's code."""
    made = f"xl_dualfuel {__version__}"
    settings = {
        "main.py": main,
        "requirements.txt": REQUIREMENTS,
        "xlwingsWorkbookId": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{made}, workbook")),
        "pyodideVersion": PYODIDE,
        "addinVersion": LITE,
        "xlwingsSettingsWorkbook": {"startupBehavior": "taskpane"},  # else it waits for somebody to open it
    }
    identity = str(uuid.uuid5(uuid.NAMESPACE_OID, made)).upper()
    properties = "".join(
        f'<we:property name="{name}" value={quoteattr(_json(value))}/>' for name, value in settings.items()
    )
    ids = "".join(f"<we:customFunctionIds>{PREFIX}{name}</we:customFunctionIds>" for name in sorted(FUNCTIONS))
    extension = f'<a:ext xmlns:a="{_OPEN}/drawingml/2006/main" uri='
    return (
        f'{_XML}<we:webextension xmlns:we="{_OFFICE}/webextensions/webextension/2010/11" id="{{{identity}}}">'
        f'<we:reference id="{ADD_IN}" version="1.0.0.0" store="en-US" storeType="OMEX"/><we:alternateReferences>'
        f'<we:reference id="{ADD_IN}" version="1.0.0.0" store="{ADD_IN.upper()}" storeType="OMEX"/>'
        f"</we:alternateReferences><we:properties>{properties}</we:properties><we:bindings/>"
        f'<we:snapshot xmlns:r="{RELATIONS}"/><we:extLst>'
        f'{extension}"{{D87F86FE-615C-45B5-9D79-34F1136793EB}}"><we:containsCustomFunctions/></a:ext>'
        f'{extension}"{{7C84B067-C214-45C3-A712-C9D94CD141B2}}">'
        f"<we:customFunctionIdList>{ids}</we:customFunctionIdList></a:ext></we:extLst></we:webextension>"
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
