"""A workbook of a portfolio while it is written: cells with their formulas and values, in the money of its homes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter

from xl_dualfuel.workbook.book import styles
from xl_dualfuel.workbook.forms.form import Form

from ..inputs.units_given import Units
from ..results.case_units import sign
from ..version import __version__

COUNT: Final = "df #,##0"
TENTHS: Final = "df #,##0.0"
WHOLE_MONEY: Final = "df whole money"
"""Sums of money, whose cents nobody reads"""


class Columns(NamedTuple):
    """Cells of a column that a chart draws."""

    address: str
    cells: list[Any]


class PortfolioBook(Form):
    """Sheets of tables whose formulas have their values beside them."""

    def __init__(self, titles: Sequence[str], units: Units) -> None:
        self.units = units
        super().__init__(titles)
        self.foot = f"&F · xl_dualfuel {__version__}"
        amount = NamedStyle(WHOLE_MONEY, font=Font(name=styles.FONT, size=11), number_format=whole_money(units))
        amount.alignment, amount.border = Alignment(horizontal="right", vertical="top"), styles.BOX
        self.book.add_named_style(amount)

    def cell(self, sheet: str, row: int, column: int, value: Any, style: str) -> None:
        """A value; of a pair the value and the formula that gives it."""
        if isinstance(value, tuple):
            self.own_formula(sheet, row, column, value[1], lambda _: value[0], style)
        else:
            self.put(sheet, row, column, clean(value) if isinstance(value, str) else value, style)

    def span(self, sheet: str, column: int, first: int, last: int) -> Columns:
        """Some rows of a column that hold values."""
        letter = get_column_letter(column)
        cells = [self.sheets[sheet].cell(row, column).value for row in range(first, last + 1)]
        return Columns(f"${letter}${first}:${letter}${last}", cells)


def whole_money(units: Units) -> str:
    """The number format of sums of money."""
    return f'"{sign(units)}"#,##0;-"{sign(units)}"#,##0'


def clean(text: str) -> str:
    """The text without what no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", text)
