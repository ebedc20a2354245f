"""A workbook being written: sheets, values, formulas with their stored values, defined names."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.result import Result
from xl_dualfuel.solution import Solution

from . import styles
from .layout import Layout

SHEETS = ("Inputs", "Constants", "Bins", "Switchover", "Scenarios", "Balance")


class Book:
    """A workbook being written: sheets, the stored value of every formula cell, defined names."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.solution: Solution = result.solution
        self.layout = Layout(len(self.solution.load))
        self.book = Workbook()
        styles.register(self.book)
        self.points: list[str] = []  # the cells that hold the temperatures of the heat pump's points
        self.stored: dict[str, dict[str, Any]] = defaultdict(dict)
        active = self.book.active
        assert active is not None
        active.title = SHEETS[0]
        self.sheets: dict[str, Worksheet] = {SHEETS[0]: active}
        for title in SHEETS[1:]:
            self.sheets[title] = self.book.create_sheet(title)

    def put(self, sheet: str, row: int, column: int, value: Any, style: str) -> None:
        """A value; text stays text whatever it begins with."""
        cell = self.sheets[sheet].cell(row, column)
        if isinstance(value, str):
            text = value.encode(errors="backslashreplace").decode()  # a file name need not be Unicode
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:32767]
            cell.data_type = "s"
        else:
            cell.value = value
        cell.style = style

    def formula(self, sheet: str, row: int, column: int, formula: str, value: Any, style: str) -> None:
        """A formula and the value it has."""
        cell = self.sheets[sheet].cell(row, column)
        cell.value = formula
        cell.style = style
        self.stored[sheet][cell.coordinate] = "" if value is None else value

    def name(self, name: str, sheet: str, first: str, last: str = "") -> None:
        """Define df_<name> as a cell or a range, addresses such as C5."""
        address = ":".join(_absolute(cell) for cell in (first, last) if cell)
        self.book.defined_names[f"df_{name}"] = DefinedName(f"df_{name}", attr_text=f"{sheet}!{address}")

    def heading(self, sheet: str, title: str, note: str) -> None:
        """Title, status and note on top of a sheet."""
        self.put(sheet, 1, 1, title, "df title")
        self.put(sheet, 2, 1, "Status", "df plain")
        self.formula(sheet, 2, 2, "=df_status", "OK", "df status")
        self.put(sheet, 3, 1, note, "df note")


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
