"""How every sheet prints and is protected: one page wide, footer, no password, nothing hidden; the first on one page."""

from __future__ import annotations

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..book.layout import PAGES
from ..book.package import STAMP
from . import conditional_formats
from .summary import SHEET as SUMMARY


def set_up(sheet: Worksheet) -> None:
    """Print set-up, protection and view of a sheet."""
    is_page = sheet.title == SUMMARY
    sheet.page_setup.orientation = "portrait" if is_page else "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = int(is_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = is_page
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.5, 0.6
    margins.header = margins.footer = 0.3
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(f"&F · made {STAMP}"),
        center=_HeaderFooterPart("&A"),
        right=_HeaderFooterPart("Page &P of &N"),
    )
    sheet.sheet_view.showGridLines = False
    sheet.print_area = sheet.print_area or "A1:B2"  # the package puts the right one
    protection = sheet.protection
    protection.sheet = True
    # A reader may widen a column or sort nothing; inputs are unlocked one by one.
    protection.formatColumns = False
    protection.formatRows = False
    if sheet.title not in PAGES:
        conditional_formats.add(sheet, "B2", '$B$2<>"OK"', "bad")
        conditional_formats.add(sheet, "B3", "out_checks_failed>0", "bad")
