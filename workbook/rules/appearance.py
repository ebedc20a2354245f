"""Rules of appearance: named styles, protection, charts, print set-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..book.layout import HEADER_ROW, ONE_PAGE, PAGES, REVIEW, SCALE, SCALED, UPRIGHT
from ..book.styles import is_input
from ..reader import Chart, Opened, Sheet
from ..reader.formula import Formula
from ..reader.records import Style
from .locations import DECISIONS, EVIDENCE, VALUE_COLUMN, Finding, address, input_rows

OWN_TEXT: Final = ("df input text", "df input words")
"""Named styles of cells for a reader's own words, in which a number may be"""
OPEN_SHEETS: Final = ("Summary", "Inputs", "Log", *DECISIONS, REVIEW, "Tariff")
"""Sheets that hold such cells"""
LEAST_WIDTH: Final = 1.0
LEAST_HEIGHT: Final = 4.0
"""A narrower column [characters] or a lower row [points] is as good as hidden."""
PASSWORDS: Final = ("password", "hashValue", "saltValue", "algorithmName", "spinCount")
UNTITLED: Final = (*PAGES, "Charts", REVIEW)
"""Sheets of a single page"""
NOTE_ROW: Final = 4
"""Title, status, checks and note are in the rows down to this row; several tables may follow, each with headers."""
CHARTS: Final = 4
"""Least number of charts: cost of heat, season cost, scenarios, load and capacity"""
_TITLES = re.compile(r"\$1:\$([0-9]+)")
_FOOTER = ("&F", "&A", "&P", "&N")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def w10(opened: Opened) -> Iterator[Finding]:
    """Named styles only; inputs unlocked, all else locked; sheets protected, no password; nothing hidden or merged."""
    for sheet in opened.sheets:
        yield from _styles(opened, sheet)
        yield from _protection(sheet)
        yield from _hidden(sheet)
    inputs = opened.by_title.get("Inputs")
    if inputs is not None:
        for key, row in input_rows(opened).items():
            cell = inputs.grid.get(VALUE_COLUMN, {}).get(row)
            name = opened.named(key) is not None
            fixed = key == "currency"  # it is in the words and units of every sheet, which a cell does not change
            if cell is not None and name and not fixed and not is_input(opened.style(cell).name):
                yield Finding("W10", "Inputs", address(row, VALUE_COLUMN), f"{key} has not the style of an input")


def _styles(opened: Opened, sheet: Sheet) -> Iterator[Finding]:
    """Each style index is judged once; a cell that holds nothing may have none."""
    verdicts = {number: _style(opened, sheet, number) for number in {cell.style for cell in sheet.cells.values()}}
    for location, cell in sheet.cells.items() if any(verdicts.values()) else ():
        if cell.formula is None and cell.value is None and cell.style == 0:
            continue
        if verdict := verdicts[cell.style]:
            yield Finding("W10", sheet.title, location, verdict)


def _style(opened: Opened, sheet: Sheet, index: int) -> str:
    if index >= len(opened.styles):
        return "a style that the workbook does not have"
    style = opened.styles[index]
    if not style.name.startswith("df "):
        return "a cell without one of the named styles"
    if style.number_format and not style.number_format.strip("; "):
        return "a number format that shows nothing"
    entered = is_input(style.name)
    if entered == style.locked:
        return "an input that is locked" if entered else "a cell that is unlocked but no input"
    return "an input where nothing is to be entered" if entered and sheet.title not in OPEN_SHEETS else ""


def w18(opened: Opened) -> Iterator[Finding]:
    """Every number has a number format of its own: money a currency's, shares in percent, temperatures a decimal."""
    for sheet in opened.sheets:
        usual = {cell.style: cell for cell in sheet.cells.values() if isinstance(cell.value, float)}
        without = {number for number, cell in usual.items() if _has_no_format(opened.style(cell))}
        for location, cell in sheet.cells.items() if without else ():
            if cell.style in without and isinstance(cell.value, float):
                yield Finding("W18", sheet.title, location, "a number without a number format")


def _has_no_format(style: Style) -> bool:
    return style.number_format in ("", "General") and style.name not in OWN_TEXT


def _protection(sheet: Sheet) -> Iterator[Finding]:
    given = sheet.protection or {}
    if given.get("sheet") not in ("1", "true"):
        yield Finding("W10", sheet.title, "", "the sheet is not protected")
    if any(given.get(key) for key in PASSWORDS):
        yield Finding("W10", sheet.title, "", "the sheet is protected with a password")


def _hidden(sheet: Sheet) -> Iterator[Finding]:
    for columns in sheet.columns:
        if columns.hidden or (columns.width is not None and columns.width < LEAST_WIDTH):
            yield Finding("W10", sheet.title, address(1, columns.first), "a hidden column")
    rows = sheet.hidden_rows | {row for row, height in (sheet.row_heights or {}).items() if height < LEAST_HEIGHT}
    for row in sorted(rows):
        yield Finding("W10", sheet.title, address(row, 1), "a hidden row")
    if sheet.rows_hidden_by_default:
        yield Finding("W10", sheet.title, "", "rows are hidden unless they say otherwise")
    for merged in sheet.merged:
        yield Finding("W10", sheet.title, merged.partition(":")[0], "merged cells")


def w12(opened: Opened) -> Iterator[Finding]:
    """Four native charts on Charts, one on the client's page, more with decisions; each reads live rows."""
    shown = [chart for chart in opened.charts if chart.sheet == "Charts"]
    if len(shown) < CHARTS:
        yield Finding("W12", "Charts", "", f"{len(shown)} charts where {CHARTS} belong")
    if PAGES[0] in opened.by_title and not any(chart.sheet == PAGES[0] for chart in opened.charts):
        yield Finding("W12", PAGES[0], "", "no chart where one belongs")
    if any(chart.sheet not in ("Charts", PAGES[0], *DECISIONS, *EVIDENCE) for chart in opened.charts):
        yield Finding("W12", "", "", "a chart on another sheet")
    for chart in opened.charts:
        for problem in _drawing(chart):
            yield Finding("W12", chart.sheet, "", problem)


def _drawing(chart: Chart) -> Iterator[str]:
    drawn = [reference for reference in chart.references if reference.role in ("val", "yVal")]
    if not chart.kinds or not chart.series or len(drawn) < chart.series:
        yield "a chart without series, or a series of numbers that no cell holds"
    own = "Charts" if chart.sheet == PAGES[0] else chart.sheet
    for reference in chart.references:
        formula = Formula(reference.formula)
        title = reference.role == "tx" and not formula.spans and not formula.names  # Calc writes a title as a formula
        if not title and (not formula.spans or any(span.sheet != own for span in formula.spans)):
            yield f"a chart reads {reference.formula[:60]}, not the sheet {own}"


def w13(opened: Opened) -> Iterator[Finding]:
    """Legible letters: at a scale, or fitted to a page; titles repeated; footer with file, sheet, page, stamp."""
    for sheet in opened.sheets:
        for problem in _page(sheet):
            yield Finding("W13", sheet.title, "", problem)


def _page(sheet: Sheet) -> Iterator[str]:
    setup = sheet.print
    is_page = sheet.title in ONE_PAGE
    wanted = "portrait" if sheet.title in UPRIGHT else "landscape"
    if setup.orientation != wanted:
        yield f"it does not print in {wanted}"
    if sheet.title in SCALED:
        if setup.fit_to_page or setup.scale < SCALE:
            yield f"it does not print at {SCALE} % or more"
    elif not setup.fit_to_page or setup.fit_to_width != 1 or setup.fit_to_height != int(is_page):
        yield (
            "it does not print on one page"
            if is_page
            else "it does not print one page wide and as many high as it takes"
        )
    if not all(code in setup.footer for code in _FOOTER) or not _STAMP.search(setup.footer):
        yield "the footer lacks file, sheet, page of pages or the time it was made"
    if not setup.area or any(span.sheet != sheet.title for span in Formula(setup.area).spans):
        yield "it has no print area"
    if sheet.title in UNTITLED:
        return
    if sheet.pane is None or not sheet.pane.frozen or sheet.pane.rows < HEADER_ROW:
        yield "its header is not frozen"
    match = _TITLES.search(setup.titles)
    if match is None or int(match[1]) < NOTE_ROW:
        yield "its header is not repeated on every page"
    elif (row := _not_printed(sheet, int(match[1]))) is not None:
        yield f"row {row} of its header is printed on no page"


def _not_printed(sheet: Sheet, titles: int) -> int | None:
    """A row with text between the rows repeated on every page and those of the print area."""
    top = min((span.area.top for span in Formula(sheet.print.area).spans), default=0)
    if top <= titles + 1:
        return None
    rows = {row for cells in sheet.grid.values() for row, cell in cells.items()
            if titles < row < top and cell.style and cell.value not in (None, "")}  # fmt: skip
    return min(rows, default=None)
