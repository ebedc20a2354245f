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

from xl_dualfuel.workbook.book.book import Book
from xl_dualfuel.workbook.shape import Filling, Shape
from xl_dualfuel.workbook.sheets import conditional_formats, inputs, tables

TRIED = ("Inputs", "Bins")
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
        for line in sheet.iter_rows(max_row=sheet.max_row):
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


def book_of(shape: Shape) -> Book:
    """The sheets Inputs and Bins alone, as the program lays them out: named styles, names, validations, formats."""
    book = Book(shape)
    inputs.write(book)
    tables.write_table(book, "Bins")
    conditional_formats.mark(book, "Bins")
    for title in set(book.sheets) - set(TRIED):
        book.book.remove(book.sheets[title])
    return book


def tried_with_xlsxwriter(book: Book, filling: Filling) -> bytes:
    """The two sheets by XlsxWriter: each formula with its value, full styles, names, validations, formats, panes."""
    done = io.BytesIO()
    target = xlsxwriter.Workbook(done, {"in_memory": True})
    target.set_properties({"created": filling.stamp})
    formats: dict[str, Any] = {}
    for sheet in book.book.worksheets:
        page = target.add_worksheet(sheet.title)
        fill, values = book.fills.get(sheet.title), book.gets[sheet.title]
        for line in sheet.iter_rows(max_row=sheet.max_row):
            for cell in line:
                if not cell.has_style:
                    continue
                if cell.style not in formats:
                    formats[cell.style] = target.add_format(_properties(cell))
                get = values.get((cell.row, cell.column))
                value = cell.value if get is None else get(filling)
                if fill is not None and cell.row == fill.first_row:
                    continue
                if cell.data_type == "f":
                    page.write_formula(cell.row - 1, cell.column - 1, cell.value, formats[cell.style], value)
                elif isinstance(value, str):
                    page.write_string(cell.row - 1, cell.column - 1, value, formats[cell.style])
                elif value is not None:
                    page.write_number(cell.row - 1, cell.column - 1, value, formats[cell.style])
                else:
                    page.write_blank(cell.row - 1, cell.column - 1, None, formats[cell.style])
        for column in () if fill is None else fill.columns:
            style = formats[sheet.cell(fill.first_row, column.number).style]
            stored = [*column.values(filling), *[""] * fill.room][: fill.room]
            for row, value in enumerate(stored, fill.first_row):
                worth = " ".join(value) if isinstance(value, list) else "" if value is None else value
                page.write_formula(row - 1, column.number - 1, column.formula(row), style, worth)
        for letter, dimension in sheet.column_dimensions.items():
            page.set_column(f"{letter}:{letter}", dimension.width - PADDING)
        for row, dimension in sheet.row_dimensions.items():
            if dimension.height:
                page.set_row(row - 1, dimension.height)
        for rule in sheet.data_validations.dataValidation:
            choices = {"source": rule.formula1.strip('"').split(",")}
            bounds = choices if rule.type == "list" else {
                "criteria": rule.operator, "minimum": float(rule.formula1), "maximum": float(rule.formula2),
            }  # fmt: skip
            page.data_validation(str(rule.sqref), {
                "validate": rule.type, "ignore_blank": rule.allow_blank, "input_title": rule.promptTitle,
                "input_message": rule.prompt, "error_title": rule.errorTitle, "error_message": rule.error, **bounds,
            })  # fmt: skip
        for cells in sheet.conditional_formatting:
            for rule in cells.rules:
                look = {"bold": rule.dxf.font.b, "bg_color": f"#{rule.dxf.fill.bgColor.rgb[2:]}"}
                page.conditional_format(str(cells.sqref), {
                    "type": "formula", "criteria": f"={rule.formula[0]}", "format": target.add_format(look),
                })  # fmt: skip
        page.freeze_panes(sheet.freeze_panes)
        page.protect()
    for name in book.book.defined_names.values():
        target.define_name(name.name, f"={name.attr_text}")
    target.close()
    return done.getvalue()


def _properties(cell: Any) -> dict[str, Any]:
    """A cell's style as XlsxWriter takes it: it has no named styles."""
    edges = {"border": 1, "border_color": "#BFBFBF"} if cell.border.left and cell.border.left.style else {}
    fill = {"bg_color": f"#{cell.fill.fgColor.rgb[2:]}"} if cell.fill.fill_type == "solid" else {}
    colour = {"font_color": f"#{cell.font.color.rgb[2:]}"} if cell.font.color and cell.font.color.rgb else {}
    aligned = {"align": cell.alignment.horizontal} if cell.alignment.horizontal else {}
    if cell.alignment.vertical in ("top", "center"):
        aligned["valign"] = {"top": "top", "center": "vcenter"}[cell.alignment.vertical]
    return {
        "font_name": cell.font.name, "font_size": cell.font.sz, "bold": bool(cell.font.b),
        "text_wrap": bool(cell.alignment.wrap_text), "indent": int(cell.alignment.indent or 0),
        "locked": cell.protection.locked, "num_format": cell.number_format, **edges, **fill, **colour, **aligned,
    }  # fmt: skip
