"""A table of bills as it was kept: headings and rows of text, of a CSV, of TOML or of an Excel workbook."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import InputError, Issue
from ..files.delimited import Manner, lines_of, manner_of
from ..files.reading import MAX_BYTES, FilePath, Wanted, read_text
from ..files.toml_tables import toml_of
from .bill_columns import columns_of
from .sheet import UNCALCULATED, Worksheet, is_workbook, worksheets_of

BILLS: Final = Wanted(
    "bills_file",
    "must be a CSV, Excel or TOML table of utility bills with dates and amounts",
    "Give a few years of bills.",
)
HEADINGS: Final = (
    "Name the columns in one line above the bills, such as From, To, Electricity (kWh), Gas (therms); or Reading date "
    "instead of From and To."
)
NO_HEADINGS: Final = "no line of headings names dates and amounts"
_HEAD: Final = 30
_SHOWABLE: Final = re.compile(r"[-+\d.,/: ]{1,24}")
"""Of what a file holds, only this much of numbers and dates is shown: it may be another file than was meant"""


class Row(NamedTuple):
    """A bill, or what may be one: its line in the file, and its cells."""

    line: int
    cells: Sequence[str]

    def cell(self, place: int | None) -> str:
        """The cell at a place from 0; "" where there is none."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""


class Table(NamedTuple):
    """Headings and rows, wherever they come from."""

    headings: Sequence[str]
    rows: list[Row]
    manner: Manner
    where: str
    """How messages call a row, or the sheet where it is"""
    letters: Sequence[str] = ()
    """Of the columns of a sheet"""
    key: str = BILLS.key
    """What messages begin with"""

    def at(self, line: int, place: int | None = None) -> str:
        """A row or a cell as messages call it: ``line 7``, ``Bills!C7``."""
        if not self.letters:
            return f"{self.where} {line}"
        return f"{self.where} row {line}" if place is None else f"{self.where}!{self.letters[place]}{line}"

    def column(self, place: int) -> str:
        """A column as messages call it."""
        return f"{self.where} column {self.letters[place]}" if self.letters else f"column {place + 1}"

    def issue(self, line: int, place: int | None, cell: str | None, allowed: str, remedy: str) -> Issue:
        """What is wrong with a row or a cell."""
        value = cell if not cell or cell == UNCALCULATED or _SHOWABLE.fullmatch(cell) else "a text"
        return Issue(f"{self.key}, {self.at(line, place)}", value or None, allowed, remedy)


def table_of(path: FilePath, fuel: str) -> Table:
    """The table of bills in a file. fuel: the case's, which ``gal`` alone is of.

    Raises InputError: no such file or no table of bills in it, or in a workbook two.
    """
    if is_workbook(path, BILLS._replace(most=MAX_BYTES)):
        return _of_workbook(path, fuel)
    text = read_text(path, BILLS)
    return _of_toml(toml_of(text, path, BILLS), path) if Path(path).suffix.lower() == ".toml" else (
        _of_text(text, path, fuel))  # fmt: skip


def _of_text(text: str, path: FilePath, fuel: str) -> Table:
    lines = lines_of(text)
    head = lines[:_HEAD]
    fullest = max(head, key=lambda line: max(map(line.count, ",;\t|")), default="")
    manner = manner_of(fullest, "\n".join(lines))
    table = _below_headings([[cell.strip() for cell in manner.cells(line)] for line in lines], fuel, manner, "line")
    if table is None:
        raise BILLS.refused(path, NO_HEADINGS, HEADINGS)
    return table


def _below_headings(rows: Sequence[Sequence[str]], fuel: str, manner: Manner, where: str) -> Table | None:
    for place, headings in enumerate(rows[:_HEAD]):
        if columns_of(headings, fuel) is not None:
            below = [Row(number, cells) for number, cells in enumerate(rows[place + 1 :], place + 2)]
            return Table(headings, [row for row in below if any(row.cells)], manner, where)
    return None


def _of_workbook(path: FilePath, fuel: str) -> Table:
    sheets = worksheets_of(path, BILLS._replace(most=MAX_BYTES))
    tables = [table for sheet in sheets if (table := _of_sheet(sheet, fuel)) is not None]
    if len(tables) > 1:
        titles = ", ".join(table.where for table in tables[:5])
        raise BILLS.refused(path, f"{len(tables)} sheets have bills: {titles}", "Put all bills into one table.")
    if not tables:
        raise BILLS.refused(path, NO_HEADINGS, HEADINGS)
    (table,) = tables
    columns = columns_of(table.headings, fuel)
    assert columns is not None
    used = [place for place in columns if isinstance(place, int)] + [one.place for one in columns.energies]
    remedy = "Open the workbook in a spreadsheet and save it"
    issues = [
        table.issue(row.line, place, UNCALCULATED, "must be a value", remedy)
        for row in table.rows
        for place in sorted(used)
        if row.cell(place) == UNCALCULATED
    ]
    if issues:
        raise InputError(issues)
    return table


def _of_sheet(sheet: Worksheet, fuel: str) -> Table | None:
    """The bills on a worksheet; None for a sheet without any."""
    lines = sheet.text.split("\n")
    table = _below_headings([line.split("\t") for line in lines], fuel, manner_of("", sheet.text, "\t"), sheet.title)
    if table is None or not table.rows:
        return None
    return table._replace(letters=[letters(place) for place in range(len(table.headings))])


def letters(place: int) -> str:
    """The letters of a column of a sheet, from 0."""
    return (letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _of_toml(given: Mapping[str, Any], path: FilePath) -> Table:
    tables = given.get("bills", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        raise BILLS.refused(path, "it has no [[bills]]", "Write [[bills]] above from, to, kwh and therms of each bill.")
    headings = list(dict.fromkeys(key for one in tables for key in one))
    rows = [Row(number, [_written(one.get(key)) for key in headings]) for number, one in enumerate(tables, 1)]
    return Table(headings, rows, Manner(","), "bill")


def _written(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(value)
