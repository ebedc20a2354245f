"""The workbook that the desktop add-in is: two sheets, settings and help."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.workbook.book import package

from ...files.zipping import unpacked
from ...functions import CATEGORY, FUNCTIONS
from ...version import __version__

SETTINGS: Final = "xl_dualfuel.conf"
HELP: Final = "_IntelliSense_"
TYPES: Final = "[Content_Types].xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORKBOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
RIBBON: Final = "customUI/customUI14.xml"
_ROOT = "_rels/.rels"
_RIBBON_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
Rows = Sequence[Sequence[str]]


def settings_rows(interpreter: str, pythonpath: str, dll_folder: str) -> Rows:
    """What the add-in reads when it starts Python; the module's name is for information only."""
    return [
        ["Interpreter_Win", interpreter],
        ["PYTHONPATH", pythonpath],
        ["UDF Modules", "xl_dualfuel.functions"],
        ["Xlwings_DLL", dll_folder],
        ["", ""],
        ["Interpreter_Win: path of the pythonw.exe for which xl_dualfuel and xlwings are installed. Blank: the "
         "environment variable XL_DUALFUEL_PYTHON; blank too: pythonw on the PATH", ""],
        ["Xlwings_DLL: folder of the DLL of xlwings. Blank: beside the interpreter, or beside its folder", ""],
        ["PYTHONPATH: folders to import from before any other, with ; between them", ""],
    ]  # fmt: skip


def help_rows() -> Rows:
    """Help in the layout of Excel-DNA IntelliSense: name, description, topic, then name and help of each argument."""
    rows = [["FunctionInfo", "1.0", CATEGORY]]
    for function in FUNCTIONS.values():
        texts = (text for argument in function.arguments for text in (argument.name, argument.help))
        rows.append([function.name, function.doc, "", *texts])
    return rows


def parts(interpreter: str, pythonpath: str, dll_folder: str) -> dict[str, bytes]:
    """The parts of a macro-enabled workbook with its ribbon, without its macros."""
    book = Workbook()
    book.code_name = "ThisWorkbook"
    book.properties.title = "xl_dualfuel"
    book.properties.description = "Worksheet functions for dual-fuel heating"
    book.properties.creator = f"xl_dualfuel {__version__}"
    settings = book.worksheets[0]
    settings.title = SETTINGS
    _write(settings, settings_rows(interpreter, pythonpath, dll_folder))
    help_sheet = book.create_sheet(HELP)
    help_sheet.sheet_state = "hidden"
    _write(help_sheet, help_rows())
    written = unpacked(package.saved(book))
    written[RIBBON] = resources.files(__package__).joinpath("ribbon.xml").read_bytes()
    relationship = f'<Relationship Id="ribbon" Type="{_RIBBON_TYPE}" Target="{RIBBON}"/></Relationships>'
    written[_ROOT] = written[_ROOT].replace(b"</Relationships>", relationship.encode())
    written[TYPES] = written[TYPES].replace(_WORKBOOK.encode(), MACRO_WORKBOOK.encode())
    return written


def _write(sheet: Worksheet, rows: Rows) -> None:
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 24
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text:
                cell = sheet.cell(row, column)
                cell.value = text
                cell.data_type = "s"  # whatever it begins with
                cell.number_format = "@"  # text, or Excel would make a number of "1.0" once it is edited
