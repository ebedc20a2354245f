"""Case and result → workbook: Inputs, Constants, Bins, Switchover, Scenarios, all numbers live."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.result import Result, Solution
from xl_dualfuel.version import __version__

from . import balance_sheet, inputs_sheet, scalars_sheet, styles, tables_sheets
from .layout import Layout
from .package import finish

SHEETS = ("Inputs", "Constants", "Bins", "Switchover", "Scenarios", "Balance")


class Book:
    """A workbook being written: sheets, the stored value of every formula cell, defined names."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.solution: Solution = result.solution
        self.layout = Layout(len(self.solution.load))
        self.book = Workbook()
        styles.register(self.book)
        self.points: list[str] = []  # the cells that hold the temperatures of the heat pump's points
        self.stored: dict[str, dict[str, Any]] = defaultdict(dict)
        active = self.book.active
        assert active is not None
        active.title = SHEETS[0]
        self.sheets: dict[str, Worksheet] = {SHEETS[0]: active}
        for title in SHEETS[1:]:
            self.sheets[title] = self.book.create_sheet(title)

    def put(self, sheet: str, row: int, column: int, value: Any, style: str) -> None:
        """A value; text stays text whatever it begins with."""
        cell = self.sheets[sheet].cell(row, column)
        if isinstance(value, str):
            text = value.encode(errors="backslashreplace").decode()  # a file name need not be Unicode
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:32767]
            cell.data_type = "s"
        else:
            cell.value = value
        cell.style = style

    def formula(self, sheet: str, row: int, column: int, formula: str, value: Any, style: str) -> None:
        """A formula and the value it has."""
        cell = self.sheets[sheet].cell(row, column)
        cell.value = formula
        cell.style = style
        self.stored[sheet][cell.coordinate] = "" if value is None else value

    def name(self, name: str, sheet: str, first: str, last: str = "") -> None:
        """Define df_<name> as a cell or a range, addresses such as C5."""
        address = ":".join(_absolute(cell) for cell in (first, last) if cell)
        self.book.defined_names[f"df_{name}"] = DefinedName(f"df_{name}", attr_text=f"{sheet}!{address}")

    def heading(self, sheet: str, title: str, note: str) -> None:
        """Title, status and note on top of a sheet."""
        self.put(sheet, 1, 1, title, "df title")
        self.put(sheet, 2, 1, "Status", "df plain")
        self.formula(sheet, 2, 2, "=df_status", "OK", "df status")
        self.put(sheet, 3, 1, note, "df note")


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def workbook_bytes(result: Result, stamp: datetime | None = None) -> bytes:
    """The workbook of a result as the bytes of an .xlsx file; the same case and stamp give the same bytes."""
    book = Book(result)
    for sheet in book.sheets.values():
        _print_setup(sheet)
    inputs_sheet.write(book)
    scalars_sheet.write(book)
    tables_sheets.write(book)
    balance_sheet.write(book)
    properties = book.book.properties
    properties.title = "Dual-fuel switchover"
    properties.creator = f"xl_dualfuel {__version__}"
    book.book.calculation = CalcProperties(fullCalcOnLoad=True)
    return finish(book.book, book.stored, stamp or datetime.now(UTC))


def _print_setup(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&F"), center=_HeaderFooterPart("&A"), right=_HeaderFooterPart("Page &P of &N")
    )
    sheet.sheet_view.showGridLines = False
