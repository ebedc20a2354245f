"""A form while it is written: a workbook for people to fill in, without a result."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.results.engine import solve

from ..book import package, styles
from ..book.book import Book
from ..brand import NO_BRAND
from ..names import TYPED, WORKED_OUT
from ..shape import Filling, shape_of
from ..sheets import conditional_formats, print_setup
from . import units
from .form_fields import FormField

VERSION: Final = 6
"""Of the forms: goes up when a field is added, moved or renamed."""
STAMP: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The time in a form, the same for all: a form never changes."""
_FIRST_DAY, _LAST_DAY = 36526, 73050
"""2000-01-01 to 2099-12-31 as serial numbers"""
_LONGEST: Final = 500
"""Most characters of a text field"""
_THIN = Side(style="thin", color="FFBFBFBF")
_INPUT: Final[dict[str, Any]] = {
    "fill": PatternFill("solid", fgColor="FFFFF8CC"),
    "border": Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN),
    "protection": Protection(locked=False),
}
MONEY: Final = ('"$"#,##0.00##', "0.0000")
"""Formats of the price of a fuel and of a kWh, whose unit stands beside"""
LOGO: Final = "Put your logo here"
_SMALL: Final = 1.17
"""Characters of small print in a column's unit of width"""


class Form(Book):
    """A workbook of a book's styles, filled with texts only."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._start(titles, NO_BRAND)
        _register(self.book)
        self.upright: set[str] = set()  # sheets that print portrait, on one page where they are not scaled
        self.marks: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.foot = f"&F · form {VERSION}"
        self.scaled: set[str] = set()  # sheets that print at a scale, over as many pages as they need

    def height(self, sheet: str, row: int, texts: Sequence[tuple[str, float]]) -> None:
        """Make a row high enough for small print in columns of these widths."""
        lines = max((math.ceil(len(text) / (_SMALL * width)) for text, width in texts), default=1)
        self.sheets[sheet].row_dimensions[row].height = max(16.0, 13.0 * lines + 4)

    def name(self, key: str, sheet: str, first: str, last: str = "") -> None:
        """Name a cell or a range that is filled in by its key, addresses such as C5."""
        self._define(f"{TYPED}{key}", sheet, first, last)

    def define_result(self, key: str, sheet: str, cell: str) -> None:
        """Name a cell with something the form works out."""
        self._define(f"{WORKED_OUT}{key}", sheet, cell, "")

    def warn(self, sheet: str, cells: str, condition: str, style: str = "warn") -> None:
        """Mark cells for which a condition is true; words say the same."""
        self.marks[sheet].append((cells, condition, style))

    def validate(
        self, sheet: str, cells: str, title: str, field: FormField, unit_cells: dict[str, str] | None = None
    ) -> None:
        """A validation with prompt and message; unit_cells: where a kind of unit is said, by its key."""
        rule = _rule(field, unit_cells or {}, cells.partition(":")[0])
        rule.allow_blank = True
        allowed = field.allowed[0].upper() + field.allowed[1:]
        help_ = f"{field.help[0].upper()}{field.help[1:]}. {allowed}" if field.help else allowed
        self.validated(sheet, cells, rule, title, help_, f"{title}: {field.allowed}")

    def finished(self, title: str) -> bytes:
        """The form as the bytes of an .xlsx file; always the same."""
        return self.skeleton(title).fill(self.filling())

    def skeleton(self, title: str) -> package.Skeleton:
        """The parts of the form, cut where values go."""
        for sheet in self.sheets.values():
            is_upright, is_scaled = sheet.title in self.upright, sheet.title in self.scaled
            print_setup.set_up(sheet, upright=is_upright, on_one_page=is_upright and not is_scaled, is_scaled=is_scaled)
            sheet.conditional_formatting = ConditionalFormattingList()  # those of the set-up are about results
            for cells, condition, style in self.marks[sheet.title]:
                conditional_formats.add(sheet, cells, condition, style)
            print_setup.set_foot(sheet, self.foot)
            sheet.protection.insertRows = sheet.protection.insertColumns = False  # may be inserted
        properties = self.book.properties
        properties.title, properties.creator = title, "xl_dualfuel"
        self.book.calculation = CalcProperties(fullCalcOnLoad=True)
        return package.skeleton(self)

    def filling(self) -> Filling:
        """What fills the form: of it only the stamp is used."""
        return _filling()


@cache
def _filling() -> Filling:
    result = solve(Case())
    return Filling(result, STAMP, shape_of(result))


def fixed(value: Any) -> Callable[[Filling], Any]:
    """The value of a formula in the blank form."""
    return lambda _: value


def _register(book: Workbook) -> None:
    ink = Font(name=styles.FONT, size=11, color="FF0000C0")
    left = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)
    right = Alignment(horizontal="right", vertical="top", indent=1)
    grey = Font(name=styles.FONT, size=10, italic=True, color="FF595959")
    upright = Alignment(horizontal="center", vertical="bottom", text_rotation=90)
    border = _INPUT["border"]
    dark, pale = (PatternFill("solid", fgColor=f"FF{colour}") for colour in (NO_BRAND.colour, "F2F2F2"))
    white, small = Font(name=styles.FONT, size=11, bold=True, color="FFFFFFFF"), Font(name=styles.FONT, size=10)
    for style in (
        NamedStyle("df header upright", font=white, fill=dark, border=border, alignment=upright),
        NamedStyle("df unit upright", font=small, fill=pale, border=border, alignment=upright),
        NamedStyle("df wrapped label", font=Font(name=styles.FONT, size=11, bold=True), alignment=left, border=border),
        NamedStyle("df small", font=Font(name=styles.FONT, size=10, color="FF595959"), alignment=left, border=border),
        NamedStyle("df input word", font=ink, alignment=left, **_INPUT),
        NamedStyle(
            "df input line", font=ink, alignment=Alignment(horizontal="left", vertical="top", indent=1), **_INPUT
        ),
        NamedStyle("df input date", font=ink, alignment=left, number_format="yyyy-mm-dd", **_INPUT),
        *(NamedStyle(f"df input {code}", font=ink, number_format=code, alignment=right, **_INPUT) for code in MONEY),
        NamedStyle("df example", font=grey, alignment=left, border=border),
    ):
        book.add_named_style(style)


def style_of(field: FormField) -> str:
    """The style of a field's cell."""
    return {"number": "df input", "date": "df input date"}.get(field.kind, "df input word")


def _rule(field: FormField, unit_cells: dict[str, str], cell: str) -> DataValidation:
    if field.kind == "choice":
        return DataValidation(type="list", formula1=f'"{",".join(field.choices)}"')
    if field.kind == "date":
        return DataValidation(type="date", operator="between", formula1=str(_FIRST_DAY), formula2=str(_LAST_DAY))
    low, high = units.limits(field, unit_cells)
    if field.instead:
        number = f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high})"
        return DataValidation(type="custom", formula1=f'OR({cell}="{field.instead}",{number})')
    if field.kind == "number":
        return DataValidation(type="decimal", operator="between", formula1=low, formula2=high)
    return DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(_LONGEST))
