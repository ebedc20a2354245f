"""The cells of a finished workbook, written once more by XlsxWriter and by openpyxl: how long others take for them.

What they write: every cell that holds something or has a style, with its formula or value, number format, bold and
fill; column widths. What they leave out: charts, defined names, validations, conditional formats, page set-up, the
other properties of the styles. XlsxWriter stores a value beside each formula, openpyxl cannot. Most of XlsxWriter's
time goes into its search of every formula for the names of some thirty newer functions, which it does unasked.
"""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.styles import Font, NamedStyle, PatternFill

NO_FILL = ""
PADDING = 5 / 7
"""What XlsxWriter adds to a column's width, as Excel's dialog does [characters]"""


class Look(NamedTuple):
    """What is kept of a cell's style."""

    number_format: str
    bold: bool
    fill: str
    """RRGGBB of a solid fill, or NO_FILL"""


class Cell(NamedTuple):
    """A cell; row and column count from 0."""

    row: int
    column: int
    formula: str
    """with its =, or empty"""
    value: Any
    """of a formula the stored one; None where there is none, or an empty text"""
    style: str
    """name of its style"""


class Sheet(NamedTuple):
    """A sheet: widths in characters by column, counted from 0."""

    title: str
    widths: dict[int, float]
    cells: list[Cell]


class Content(NamedTuple):
    """What a workbook holds."""

    sheets: list[Sheet]
    looks: dict[str, Look]
    """by name of style"""

    @property
    def count(self) -> int:
        """How many cells."""
        return sum(len(sheet.cells) for sheet in self.sheets)

    @property
    def formulas(self) -> int:
        """How many of them hold a formula."""
        return sum(bool(cell.formula) for sheet in self.sheets for cell in sheet.cells)


def read(package: bytes) -> Content:
    """The cells of a workbook. A style's name stands for its look; cells changed beyond it get a name of their own."""
    written = openpyxl.load_workbook(io.BytesIO(package))
    stored = openpyxl.load_workbook(io.BytesIO(package), data_only=True)
    looks: dict[str, Look] = {}
    sheets = []
    for sheet in written.worksheets:
        values = stored[sheet.title]
        cells = []
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is None and not cell.has_style:
                    continue
                fill = str(cell.fill.fgColor.rgb)[-6:] if cell.fill.fill_type == "solid" else NO_FILL
                look = Look(cell.number_format, bool(cell.font.bold), fill)
                name = cell.style if looks.setdefault(cell.style, look) == look else f"{cell.style} {look}"
                looks[name] = look
                formula = cell.value if cell.data_type == "f" else ""
                value = values.cell(cell.row, cell.column).value if formula else cell.value
                value = None if value == "" else value
                cells.append(Cell(cell.row - 1, cell.column - 1, formula, value, name))
        # One dimension stands for several columns of the same width.
        widths = {
            column - 1: dimension.width
            for dimension in sheet.column_dimensions.values()
            for column in range(dimension.min, dimension.max + 1)
        }
        sheets.append(Sheet(sheet.title, widths, cells))
    return Content(sheets, looks)


def with_xlsxwriter(content: Content) -> bytes:
    """The cells written by XlsxWriter, in memory; each formula with its stored value."""
    done = io.BytesIO()
    book = xlsxwriter.Workbook(done, {"in_memory": True})
    formats = {}
    for name, look in content.looks.items():
        made = formats[name] = book.add_format({"num_format": look.number_format, "bold": look.bold})
        if look.fill:
            made.set_bg_color(f"#{look.fill}")
    for sheet in content.sheets:
        target = book.add_worksheet(sheet.title)
        for column, width in sheet.widths.items():
            target.set_column(column, column, width - PADDING)
        for row, column, formula, value, style in sheet.cells:
            if formula:
                target.write_formula(row, column, formula, formats[style], "" if value is None else value)
            elif value is None:
                target.write_blank(row, column, None, formats[style])
            elif isinstance(value, str):
                target.write_string(row, column, value, formats[style])
            else:
                target.write(row, column, value, formats[style])
    book.close()
    return done.getvalue()


def with_openpyxl(content: Content) -> bytes:
    """The cells written by openpyxl; formulas without stored values, which it cannot write."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, look in content.looks.items():
        style = NamedStyle(name=f"cell {name}", font=Font(bold=look.bold), number_format=look.number_format)
        if look.fill:
            style.fill = PatternFill("solid", fgColor=look.fill)
        book.add_named_style(style)
    names = {name: f"cell {name}" for name in content.looks}
    for sheet in content.sheets:
        target = book.create_sheet(sheet.title)
        for column, width in sheet.widths.items():
            target.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].width = width
        for row, column, formula, value, style in sheet.cells:
            cell = target.cell(row + 1, column + 1)
            cell.value = formula or value
            if not formula and isinstance(value, str):
                cell.data_type = "s"
            cell.style = names[style]
    done = io.BytesIO()
    book.save(done)
    return done.getvalue()
