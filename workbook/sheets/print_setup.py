"""How every sheet prints and is protected: legible letters, footer, no password, nothing hidden."""

from __future__ import annotations

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..book.layout import ONE_PAGE, PAGES, REVIEW, SCALE, SCALED, UPRIGHT
from ..book.package import STAMP
from . import conditional_formats


def set_up_own(sheet: Worksheet) -> None:
    """The same of a sheet of an answer workbook, by its title."""
    title = sheet.title
    set_up(sheet, upright=title in UPRIGHT, on_one_page=title in ONE_PAGE, is_scaled=title in SCALED)
    if title not in (*PAGES, REVIEW):
        conditional_formats.add(sheet, "B2", '$B$2<>"OK"', "bad")
        conditional_formats.add(sheet, "B3", "out_checks_failed>0", "bad")


def set_foot(sheet: Worksheet, left: str) -> None:
    """What is below every page: ``left``, sheet and page. Nothing in the middle, where a long file name ends."""
    right = _HeaderFooterPart("&A · page &P of &N")
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(left), right=right)


def set_up(sheet: Worksheet, *, upright: bool = False, on_one_page: bool = False, is_scaled: bool = False) -> None:
    """Print set-up, protection and view of a sheet; is_scaled: not fitted to the width of a page."""
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    if is_scaled:
        sheet.page_setup.scale = SCALE
    else:
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = int(on_one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=not is_scaled)
    sheet.print_options.horizontalCentered = on_one_page
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.35, 0.45
    margins.header = margins.footer = 0.25
    set_foot(sheet, f"&F · made {STAMP}")
    sheet.sheet_view.showGridLines = False
    sheet.print_area = sheet.print_area or "A1:B2"  # the package puts the right one
    protection = sheet.protection
    protection.sheet = True
    # A reader may widen a column or sort nothing; inputs are unlocked one by one.
    protection.formatColumns = False
    protection.formatRows = False
