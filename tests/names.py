"""What the tests of the names workbook share: the names in a file, calculated by IronCalc, an outside spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.names.functions import FORMULAS, OFFERED
from xl_dualfuel.inputs.cells import in_cells

OF_A_CASE = [name for name in OFFERED if any(a.name == "inputs" for a in FUNCTIONS[name].arguments)]
STRIDE = 40
"""Columns between two answers: more than any of them has."""


def written(value: Any) -> str:
    """A value as one types it into a formula; rows as an array constant."""
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(written, row)) for row in value) + "}"
    if isinstance(value, bool):
        return str(value).upper()
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value).upper()


class Sheet:
    """A workbook with the names, as openpyxl writes it, in IronCalc; formulas are typed into its second sheet."""

    def __init__(self, folder: Any) -> None:
        ironcalc = pytest.importorskip("ironcalc", reason="IronCalc is not installed (pip install ironcalc)")
        book = Workbook()
        book.active.title = "Given"
        book.create_sheet("Answers")
        for name, formula in FORMULAS.items():
            book.defined_names[name] = DefinedName(name, attr_text=formula)
        path = folder / "names.xlsx"
        book.save(path)
        self.model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        self.rows = 0

    def give(self, rows: list[list[Any]]) -> str:
        """Put rows on the first sheet in place of what was there; the range they stand in."""
        width = max(map(len, rows))
        for down in range(max(self.rows, len(rows))):
            for across in range(width):
                self.model.clear_cell_contents(0, down + 1, across + 1)
        for down, row in enumerate(rows, 1):
            for across, value in enumerate(row, 1):
                if isinstance(value, str) and value:
                    self.model.update_cell_with_text(0, down, across, value)
                elif isinstance(value, bool):
                    self.model.update_cell_with_bool(0, down, across, value)
                elif value not in (None, ""):
                    self.model.update_cell_with_number(0, down, across, float(value))
        self.rows = max(self.rows, len(rows))
        return f"Given!A1:{'ABCDEFGH'[width - 1]}{len(rows)}"

    def type(self, formula: str, column: int = 1) -> None:
        """Type a formula on the second sheet."""
        self.model.set_user_input(1, 1, column, f"={formula}")

    def answer(self, like: Any, column: int = 1) -> Any:
        """What stands there now, in the shape of another answer."""
        if not isinstance(like, list):
            return self.model.get_cell_value(1, 1, column)
        rows = like if isinstance(like[0], list) else [like]
        return [
            [self.model.get_cell_value(1, down, column + across) for across in range(len(row))]
            for down, row in enumerate(rows, 1)
        ]

    def calculate(self, formula: str, like: Any = None) -> Any:
        """The answer of one formula."""
        self.model.clear_cell_contents(1, 1, 1)
        self.type(formula)
        self.model.evaluate()
        return self.answer(like)


def differing(found: Any, expected: Any) -> str:
    """The first cell in which two answers differ by more than 1e-9, relative or below 1 absolute; "" for none.

    expected: what the registry's function answers, whose refusals are errors in a cell.
    """
    expected = in_cells(expected)
    if not isinstance(expected, list):
        found, expected = [[found]], [[expected]]
    for down, row in enumerate(expected):
        for across, right in enumerate(row):
            left = found[down][across]
            if isinstance(left, (int, float)) and isinstance(right, (int, float)):
                if abs(left - right) <= 1e-9 * max(1.0, abs(right)):
                    continue
            elif left == right or (left is None and right == ""):
                continue
            return f"row {down}, column {expected[0][across]}: {left!r}, expected {right!r}"
    return ""
