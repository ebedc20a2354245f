"""How every sheet prints and is protected: landscape, one page wide, footer, no password, nothing hidden."""

from __future__ import annotations

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..book.package import STAMP
from . import conditional_formats


def set_up(sheet: Worksheet) -> None:
    """Print set-up, protection and view of a sheet."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
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
    if sheet.title != "Cover":
        conditional_formats.add(sheet, "B2", '$B$2<>"OK"', "bad")
        conditional_formats.add(sheet, "B3", "out_checks_failed>0", "bad")
