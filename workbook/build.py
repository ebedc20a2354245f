"""Case and result → workbook: Inputs, Constants, Bins, Switchover, Scenarios, all numbers live."""

from __future__ import annotations

from datetime import UTC, datetime

from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.result import Result
from xl_dualfuel.version import __version__

from . import balance_sheet, inputs_sheet, scalars_sheet, tables_sheets
from .book import Book
from .package import finish


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
