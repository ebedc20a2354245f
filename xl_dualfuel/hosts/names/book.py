"""The names workbook: worksheet functions as defined names, inputs for them, each function once at work.

No add-in and no macro: Excel 365, 2024 and Excel for the web calculate the names themselves.
"""

from __future__ import annotations

from typing import Final

from openpyxl.workbook.defined_name import DefinedName

from ...files.zipping import packed
from ...functions.arguments import INPUTS
from ..examples_book import ExamplesBook
from .functions import DOCS, FORMULAS, OFFERED
from .values import about, fields

NAME: Final = "dualfuel-names.xlsx"
_COMMENT_LIMIT = 255
_ABOUT = "About"
_ABOUT_WIDTH, _ABOUT_LETTERS = 105, 125


def names_workbook() -> bytes:
    """dualfuel-names.xlsx as a file; the same version gives the same bytes."""
    book = ExamplesBook("Dual-fuel functions as defined names", "", calculate_on_opening=True)
    book.write_inputs(fields())
    names = book.book.defined_names
    for name in names.keys() - {INPUTS.name}:  # a workbook that these are copied into may have its own
        del names[name]
    book.write_examples(
        OFFERED,
        "Every function once",
        "On the cells of the Inputs sheet; the formula is beside each. The functions are defined names of this "
        "workbook: no add-in, no macro.",
    )
    _write_about(book)
    for name, formula in FORMULAS.items():
        comment = DOCS.get(name, "A part of the DF_ names, not to be called by itself")
        names[name] = DefinedName(name, attr_text=formula, comment=comment[:_COMMENT_LIMIT])
    parts = book.parts()
    return packed(parts)


def _write_about(book: ExamplesBook) -> None:
    sheet = book.add_sheet(_ABOUT)
    book.set_up_page(_ABOUT)
    book.put(_ABOUT, 1, 1, "About these functions", "df title")
    sheet.column_dimensions["A"].width = _ABOUT_WIDTH
    row = 3
    for heading, lines in about():
        book.put(_ABOUT, row, 1, heading, "df section")
        for offset, line in enumerate(lines, 1):
            book.put(_ABOUT, row + offset, 1, line, "df wrapped note")
            sheet.row_dimensions[row + offset].height = 3.0 + 12.0 * -(-len(line) // _ABOUT_LETTERS)
        row += len(lines) + 2
