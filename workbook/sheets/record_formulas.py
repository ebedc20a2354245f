"""The sheet of a record: where its cells are, and the formulas of the line through its days.

Ordinary least squares of the heat of a day on its outdoor temperature (records/heat_line.py), as sums over the days.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.utils import get_column_letter

from ..book.layout import HEADER_ROW
from ..shape import Recorded

SHEET: Final = "Record"
READ_HEADING: Final = "What was read"
READ: Final = 5
"""Lines for what was read"""
NOT_JUDGED: Final = 4
"""Lines for what cannot be judged"""
FACTS: Final = (
    "first", "last", "hours", "kw", "strips", "starts", "no_starts", "no_line", "no_offer", "rooms", "times",
    "inflation",
)  # fmt: skip
COLUMNS: Final = (
    "low", "high", "hours", "compressor", "auxiliary", "emergency", "furnace", "load", "heat_pump_need",
    "auxiliary_need", "starts",
)  # fmt: skip
"""Of each bin: its edges [°F], hours, hours that each source ran and should have run, heat [BTU], starts"""
PRINTED: Final = 12
"""Columns of the page"""


class Places:
    """Rows and columns of the sheet of a record."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.read = HEADER_ROW + 2 + recorded.sentences
        self.house = self.read + READ + 2
        self.unneeded = self.house + 8
        """The header of each table; its rows follow"""
        self.limits = self.unneeded + max(1, recorded.unneeded) + 3
        self.top = self.limits + max(1, recorded.limits) + 3
        self.first, self.last = self.top + 1, self.top + recorded.bins
        self.facts = PRINTED + 2
        self.sums = self.facts + 3
        self.days = self.sums + len(COLUMNS) + 1
        self.first_day, self.last_day = HEADER_ROW + 2, HEADER_ROW + 1 + max(1, recorded.days)
        self.answers = self.days + 6
        self.drawn = self.answers + 3

    def sum(self, key: str, row: int) -> str:
        """The cell of a bin's number."""
        return f"${get_column_letter(self.sums + COLUMNS.index(key))}{row}"

    def fact(self, key: str) -> str:
        """The cell of a fact, absolute."""
        return f"${get_column_letter(self.facts + 1)}${HEADER_ROW + 2 + FACTS.index(key)}"

    def day(self, offset: int) -> str:
        """A column of the days: 1 temperature, 2 heat, 3 what the line leaves."""
        letter = get_column_letter(self.days + offset)
        return f"${letter}${self.first_day}:${letter}${self.last_day}"

    def answer(self, key: str) -> str:
        """The cell of a number of the line, absolute."""
        return f"${get_column_letter(self.answers + 1)}${HEADER_ROW + 2 + list(LINE).index(key)}"


LINE: Final[Mapping[str, str]] = {
    "count": "Days", "mean": "Mean temperature, °F", "heat": "Mean heat, BTU/h", "spread": "Σ (temperature − mean)²",
    "slope": "Heat loss, BTU/h·°F", "balance": "Balance temperature, °F", "rest": "Σ rest²",
    "total": "Σ (heat − mean)²", "r2": "R²", "scatter": "Scatter of a day, BTU/h", "slope_error": "Error of the loss",
    "balance_error": "Error of the balance temperature",
}  # fmt: skip
"""Numbers of the line through the days, from top to bottom"""


def line_formulas(places: Places) -> Mapping[str, str]:
    """The formulas of those numbers."""
    x, y, rest = (places.day(offset) for offset in (1, 2, 3))
    at = {key: places.answer(key) for key in LINE}
    apart = f"({x}-{at['mean']})"
    factor = f"{places.fact('inflation')}*{at['scatter']}"
    distance = f"({at['balance']}-{at['mean']})*{at['slope_error']}/{at['slope']}"
    level = f"{factor}/SQRT({at['count']})/{at['slope']}"
    return {
        "count": f"COUNT({x})",
        "mean": f"SUM({x})/COUNT({x})",
        "heat": f"SUM({y})/COUNT({y})",
        "spread": f"SUMPRODUCT({apart},{apart})",
        "slope": f"-SUMPRODUCT({apart},{y})/{at['spread']}",
        "balance": f"{at['mean']}+{at['heat']}/{at['slope']}",
        "rest": f"SUMPRODUCT({rest},{rest})",
        "total": f"SUMPRODUCT(({y}-{at['heat']}),({y}-{at['heat']}))",
        "r2": f"1-{at['rest']}/{at['total']}",
        "scatter": f"SQRT({at['rest']}/({at['count']}-2))",
        "slope_error": f"{factor}/SQRT({at['spread']})",
        "balance_error": f"SQRT({level}*{level}+{distance}*{distance})",
    }
