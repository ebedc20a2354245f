"""The workbook that the desktop add-in is: two sheets, settings and help."""

from __future__ import annotations

from collections.abc import Sequence
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
Rows = Sequence[Sequence[str]]


def settings_rows(interpreter: str, pythonpath: str) -> Rows:
    """What the add-in reads when it starts Python; the module's name is for information only."""
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
        texts = (text for argument in function.arguments for text in (argument.name, argument.help))
        rows.append([function.name, function.doc, "", *texts])
    return rows


def parts(interpreter: str, pythonpath: str) -> dict[str, bytes]:
    """The parts of a macro-enabled workbook without its macros."""
    book = Workbook()
    book.code_name = "ThisWorkbook"
    book.properties.title = "xl_dualfuel"
    book.properties.description = "Worksheet functions for dual-fuel heating"
    book.properties.creator = f"xl_dualfuel {__version__}"
    settings = book.worksheets[0]
    settings.title = SETTINGS
    _write(settings, settings_rows(interpreter, pythonpath))
    help_sheet = book.create_sheet(HELP)
    help_sheet.sheet_state = "hidden"
    _write(help_sheet, help_rows())
    written = unpacked(package.saved(book))
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
