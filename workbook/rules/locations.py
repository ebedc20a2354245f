"""What the rules share: findings, and the places of sheets, tables and inputs in a workbook of this program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.units_given import Units, units_named

from ..book.layout import FIRST_ROW, HEADER_ROW, LABEL_ROW
from ..reader import Opened, Sheet, Value
from ..reader.addresses import Area, letters
from ..reader.formula import Formula, Group

DECISIONS: Final = ("Sensitivity", "Options", "Money")
"""Sheets that a workbook with decisions has besides"""
EVIDENCE: Final = ("Bills", "Record")
"""Sheets of what was measured at the house, of a case that has it"""
SHEETS: Final = (
    "Summary", "Cover", "Inputs", "Constants", "Bins", "Switchover", "Scenarios", "Charts", "Checks", "Log",
)  # fmt: skip
TABLES: Final = ("Bins", "Switchover", "Scenarios")
"""Sheets that hold one table of formulas each, named like the sheet"""
LABEL_COLUMN, NAME_COLUMN, VALUE_COLUMN, UNIT_COLUMN = 2, 3, 4, 5
"""Columns of Inputs and Constants: B, C, D, E."""


class Finding(NamedTuple):
    """A rule that a workbook breaks: which rule, which cell, and how; ``sheet`` and ``cell`` are "" for the file."""

    rule: str
    sheet: str
    cell: str
    message: str


class Table(NamedTuple):
    """A table of a sheet: column number by key (helper columns too), first and last row."""

    sheet: Sheet
    columns: Mapping[str, int]
    first: int
    last: int

    def value(self, key: str, row: int) -> Value:
        """The stored value of a cell by its column's key."""
        return self.sheet.at(row, self.columns.get(key, 0))


def table_of(opened: Opened, title: str) -> Table | None:
    """The table of a sheet, by the keys above its rows; it ends where the first column is empty."""
    sheet = opened.by_title.get(title)
    if sheet is None:
        return None
    columns: dict[str, int] = {}
    for column in sorted(sheet.grid):
        key = sheet.at(LABEL_ROW + 1, column)
        if isinstance(key, str) and key:
            columns.setdefault(key, column)
    last = FIRST_ROW - 1
    first = sheet.grid.get(1, {})
    while (cell := first.get(last + 1)) is not None and not cell.is_blank:
        last += 1
    return Table(sheet, columns, FIRST_ROW, last)


def input_rows(opened: Opened) -> Mapping[str, int]:
    """The row of every input on Inputs, by its key."""
    sheet = opened.by_title.get("Inputs")
    names = {} if sheet is None else sheet.grid.get(NAME_COLUMN, {})
    return {cell.value: row for row, cell in names.items()
            if row > HEADER_ROW and isinstance(cell.value, str) and cell.value in FIELDS}  # fmt: skip


def place_of(opened: Opened, key: str) -> tuple[str, Area] | None:
    """The sheet and the cells that the name of a key means; None without such a name, or if it means no cells."""
    name = opened.named(key)
    if name is None:
        return None
    spans = Formula(name.formula).spans
    return (spans[0].sheet, spans[0].area) if len(spans) == 1 and spans[0].sheet in opened.by_title else None


def value_of(opened: Opened, key: str) -> Value:
    """The stored value of the cell that the name of a key means."""
    place = place_of(opened, key)
    return None if place is None else opened.by_title[place[0]].at(place[1].top, place[1].left)


def units_of(opened: Opened) -> Units:
    """What the inputs of a workbook are given in."""
    return units_named({key: value_of(opened, key) for key in (*UNIT_FIELDS, "currency")})


def address(row: int, column: int) -> str:
    """An address such as C5."""
    return f"{letters(column)}{row}"


def groups(opened: Opened) -> Iterator[tuple[Sheet, Group]]:
    """Every run of formulas of the workbook with its sheet."""
    for sheet in opened.sheets:
        for group in sheet.groups:
            yield sheet, group
