"""The workbook that the desktop add-in is: two sheets, settings and help, written part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ...functions import CATEGORY, FUNCTIONS
from ...version import __version__

SETTINGS: Final = "xl_dualfuel.conf"
HELP: Final = "_IntelliSense_"
MACRO_WORKBOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Rows = Sequence[Sequence[str]]


def settings_rows(interpreter: str, pythonpath: str) -> Rows:
    """What the add-in reads when it starts Python; the module's name is for whoever looks it up."""
    return [
        ["Interpreter_Win", interpreter],
        ["PYTHONPATH", pythonpath],
        ["UDF Modules", "xl_dualfuel.functions"],
        ["", ""],
        ["Interpreter_Win: path of the pythonw.exe in which xl_dualfuel[excel] is installed. Blank: the environment "
         "variable XL_DUALFUEL_PYTHON; blank too: pythonw on the PATH", ""],
        ["PYTHONPATH: folders to import from before any other, with ; between them", ""],
    ]  # fmt: skip


def help_rows() -> Rows:
    """Help in the layout of Excel-DNA IntelliSense: name, description, topic, then name and help of each argument."""
    rows = [["FunctionInfo", "1.0", CATEGORY]]
    for function in FUNCTIONS.values():
        texts = (text for one in function.arguments for text in (one.name, one.help))
        rows.append([function.name, function.doc, "", *texts])
    return rows


def parts(interpreter: str, pythonpath: str) -> dict[str, bytes]:
    """The parts of a macro-enabled workbook without its macros."""
    sheets = {SETTINGS: settings_rows(interpreter, pythonpath), HELP: help_rows()}
    texts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relationships(
            {"officeDocument": "xl/workbook.xml", "extended-properties": "docProps/app.xml"},
            {"core-properties": "docProps/core.xml"},
        ),
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>xl_dualfuel</Application>'
        "</Properties>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>xl_dualfuel</dc:title>'
        "<dc:description>Worksheet functions for dual-fuel heating</dc:description>"
        f"<dc:creator>xl_dualfuel {__version__}</dc:creator></cp:coreProperties>",
        "xl/workbook.xml": _workbook(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relationships(
            {f"worksheet {number}": f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)}
            | {"styles": "styles.xml"},
            {},
        ),
        "xl/styles.xml": _styles(),
    }
    for number, rows in enumerate(sheets.values(), 1):
        texts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows, number == 1)
    return {name: (_HEAD + text).encode() for name, text in texts.items()}


def _content_types(sheets: int) -> str:
    types = {
        "/xl/workbook.xml": MACRO_WORKBOOK,
        "/xl/styles.xml": f"{_SHEETML}.styles+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    } | {f"/xl/worksheets/sheet{number}.xml": f"{_SHEETML}.worksheet+xml" for number in range(1, sheets + 1)}
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
        + "</Types>"
    )


def _relationships(office: Mapping[str, str], package: Mapping[str, str]) -> str:
    """Relationships by their kind; what follows a space only tells two of a kind apart."""
    targets = [(f"{_OFFICE}/relationships/{kind.split()[0]}", target) for kind, target in office.items()]
    targets += [(f"{_PACKAGE}/relationships/metadata/{kind}", target) for kind, target in package.items()]
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _workbook(titles: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{title}" sheetId="{number}"{"" if number == 1 else " state=" + quoteattr("hidden")} '
        f'r:id="rId{number}"/>'
        for number, title in enumerate(titles, 1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><workbookPr codeName="ThisWorkbook"/>'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
    )


def _styles() -> str:
    xf = '<xf numFmtId="49" fontId="0" fillId="0" borderId="0"'  # 49: text, or Excel would make a number of "1.0"
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1">{xf}/></cellStyleXfs><cellXfs count="1">{xf} xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(rows: Rows, selected: bool) -> str:
    lines = (
        f'<row r="{row}">'
        + "".join(
            f'<c r="{_letters(column)}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in enumerate(cells, 1)
            if text
        )
        + "</row>"
        for row, cells in enumerate(rows, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{" tabSelected=" + quoteattr("1") if selected else ""} '
        'workbookViewId="0"/></sheetViews><cols><col min="1" max="2" width="24" customWidth="1"/></cols>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _letters(column: int) -> str:
    before, last = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
