"""Conditional formats: what a reader should not miss. Words in the same row say the same, never colour alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from ..book.book import Book
from ..book.layout import Place

_STYLES: Final = {
    "warn": DifferentialStyle(fill=PatternFill(bgColor="FFFFE0B2", fill_type="solid"), font=Font(color="FF7F3F00")),
    "bad": DifferentialStyle(
        fill=PatternFill(bgColor="FFF8CBAD", fill_type="solid"), font=Font(color="FF9C0006", bold=True)
    ),
    "best": DifferentialStyle(fill=PatternFill(bgColor="FFDDEBF7", fill_type="solid"), font=Font(bold=True)),
    "good": DifferentialStyle(font=Font(color="FF006100")),
}


class Mark(NamedTuple):
    """Which columns are marked where a condition on the row holds; [key] is the row's cell of that column."""

    first: str
    last: str
    condition: str
    style: str


MARKS: Final = {
    "Bins": (
        Mark("cop", "cop", "AND(ISNUMBER([steady_cop]),ROUND([steady_cop],c_digits)<c_low_cop)", "warn"),
        Mark("strip_kw", "strip_kw", "SUM([strip_kw])>0", "warn"),
        Mark("dual_strip_btuh", "dual_strip_btuh", "SUM([dual_strip_btuh])>0", "warn"),
        Mark("furnace_strip_btuh", "furnace_strip_btuh", "SUM([furnace_strip_btuh])>0", "warn"),
        Mark("furnace_unmet_mmbtu", "dual_unmet_mmbtu", "SUM([furnace_unmet_mmbtu],[dual_unmet_mmbtu])>0", "bad"),
        Mark("flags", "flags", 'ISNUMBER(SEARCH("unmet",[flags]))', "bad"),
        Mark("flags", "flags", 'LEN([flags])>0', "warn"),
    ),
    "Switchover": (Mark("unmet_mmbtu", "unmet_hours", "SUM([unmet_mmbtu])>0", "bad"),
                   Mark("switchover", "tie_distance", '[mark]="recommended"', "best"),
                   Mark("mark", "mark", '[mark]="recommended"', "best")),
    "Scenarios": (
        Mark("unmet_mmbtu", "unmet_mmbtu", "SUM([unmet_mmbtu])>0", "bad"),
        Mark("unmet_hours", "unmet_hours", "SUM([unmet_hours])>0", "bad"),
        Mark("strip_kwh", "strip_kwh", "SUM([strip_kwh])>0", "warn"),
        Mark("scenario", "strip_cost_ratio", '[scenario]="optimized"', "best"),
    ),
    "Checks": (Mark("ok", "ok", '[ok]="FAIL"', "bad"), Mark("ok", "ok", '[ok]="OK"', "good")),
}  # fmt: skip


def mark(book: Book, table: str) -> None:
    """Put the conditional formats of a table on its sheet, and rule on the status and the master check."""
    place = book.layout.tables[table]
    sheet = book.sheets[place.sheet]
    for rule in MARKS[table]:
        cells = f"{place.letter(rule.first)}{place.first_row}:{place.letter(rule.last)}{place.last_row}"
        add(sheet, cells, _addressed(rule.condition, place), rule.style)


def add(sheet: Worksheet, cells: str, condition: str, style: str) -> None:
    """Mark cells where a formula is true; it is written for the first of them."""
    sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=_STYLES[style], formula=[condition]))


def _addressed(condition: str, place: Place) -> str:
    for key in place.numbers:
        condition = condition.replace(f"[{key}]", f"${place.letter(key)}{place.first_row}")
    return condition
