"""The Checks sheet: every check with both sides, difference, tolerance and OK, FAIL or N/A."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from xl_dualfuel.results.columns import CHECKS

from ..book.book import Book
from ..book.layout import LABEL_ROW
from ..book.styles import SIDES
from ..formulas.checks import CHECK_HELPERS, CHECK_ROWS, MASTER, CheckRow, counts, formulas, master, values
from ..shape import Filling
from . import conditional_formats
from .tables import head

SHEET = "Checks"
_WIDTHS: Final = {"id": 18, "ok": 7, "what": 70, "left": 16, "right": 16, "difference": 14, "tolerance": 12}
_STYLES: Final = {"ok": "df check", "applies": "df 0", "agrees": "df 0"}


def write(book: Book) -> None:
    """Write the sheet and its names."""
    place, sheet = book.layout.tables[SHEET], book.sheets[SHEET]
    book.heading(
        SHEET,
        "Checks",
        "The same facts calculated a second way, and the program's numbers beside the formulas'. N/A: does not apply, "
        "or edited since.",
    )
    master_row = LABEL_ROW - 1
    book.put(SHEET, master_row, 1, "Master check", "df label")
    book.formula(SHEET, master_row, 3, f"={MASTER}", master, "df status")
    book.formula(SHEET, master_row, 4, '=COUNTIF(out_check_results,"FAIL")', lambda f: counts(f)["FAIL"], "df 0")
    book.put(SHEET, master_row, 5, "checks FAIL", "df note")
    book.name("checks", SHEET, f"C{master_row}")
    book.name("checks_failed", SHEET, f"D{master_row}")
    for column in (*CHECKS, *CHECK_HELPERS):
        head(book, place, column)
        sheet.column_dimensions[place.letter(column.key)].width = _WIDTHS.get(column.key, 11.0)
    for number, row in enumerate(CHECK_ROWS):
        _row(book, place.first_row + number, row)
    letter = place.letter("ok")
    book.name("check_results", SHEET, f"{letter}{place.first_row}", f"{letter}{place.last_row}")
    book.name_table("checks", place)
    conditional_formats.mark(book, SHEET)
    sheet.row_dimensions[LABEL_ROW].height = 32
    first = place.first_row
    own = sum(row.engine is None for row in CHECK_ROWS)
    book.printed(SHEET, f"$A${first}:$E${first + own - 1}", f"1:{first - 1}", f"C{first}")


def _row(book: Book, at: int, row: CheckRow) -> None:
    place = book.layout.tables[SHEET]
    book.put(SHEET, at, place.numbers["id"], row.id, "df low text")
    what = row.what.replace("$", book.shape.units.currency)
    book.put(SHEET, at, place.numbers["what"], what, "df low text")
    for key, template in formulas(row).items():
        style = _STYLES.get(key, "df 0.000E+00" if key in ("difference", "tolerance") else f"df {SIDES}")
        book.formula(
            SHEET, at, place.numbers[key], book.layout.at(SHEET, template)(at), partial(_value, row, key), style
        )
    if row.engine is not None:
        book.slot(SHEET, at, place.numbers["right"], row.engine, f"df {SIDES}")


def _value(row: CheckRow, key: str, f: Filling) -> Any:
    return values(row, f)[key]
