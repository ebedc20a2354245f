"""A table of homes in a workbook: a row of keys, below it one row a house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS

from ..reader import Opened, Sheet
from .entries import Place, cell_place, input_entry, located, unfit

EXAMPLE: Final = "EXAMPLE (not read)"
"""The name of the house whose row is left out"""
HOUSE: Final = "house"
"""The key of the column with the names of the houses"""
ROW: Final = "homes_"
"""Prefix of the names of the columns: df_homes_<key>"""
MOST_HOUSES: Final = 5_000
"""Most rows read here; larger tables come as CSV or Parquet"""
_MOST_PROBLEMS: Final = 1_000
"""Problems reported of a table, and of a house"""
_MOST_OF_A_HOUSE: Final = 8
_LEAST_KEYS: Final = 3
"""Keys in a row that make it a header of homes"""


class House(NamedTuple):
    """The name of a house, its sheet and row, and what is wrong in it."""

    name: str
    sheet: str
    row: int
    problems: tuple[Issue, ...] = ()


class Homes(NamedTuple):
    """The houses of a table: inputs by key, names and rows, problems and doubts with sheet and cell."""

    homes: list[dict[str, object]]
    houses: list[House]
    problems: tuple[Issue, ...]
    doubts: tuple[Issue, ...]


class _Head(NamedTuple):
    sheet: Sheet
    row: int
    columns: dict[str, int]
    duplicates: dict[str, int]


def has_homes(opened: Opened, names: Mapping[str, Place]) -> bool:
    """Whether the workbook has names of columns of homes, or a row of several keys."""
    return any(name.startswith(ROW) for name in names) or _head(opened) is not None


def _head(opened: Opened) -> _Head | None:
    """The row that holds most keys of inputs."""
    best: _Head | None = None
    for sheet in opened.sheets:
        rows: dict[int, list[tuple[str, int]]] = {}
        for column, cells in sorted(sheet.grid.items()):
            for row, cell in cells.items():
                key = cell.value.strip().casefold() if isinstance(cell.value, str) else ""
                if key in FIELDS or key in UNIT_FIELDS or key == HOUSE:
                    rows.setdefault(row, []).append((key, column))
        for row, pairs in rows.items():
            columns: dict[str, int] = {}
            duplicates = {key: column for key, column in pairs if columns.setdefault(key, column) != column}
            if len(columns) >= max(_LEAST_KEYS, len(best.columns) + 1 if best else 0):
                best = _Head(sheet, row, columns, duplicates)
    return best


def read(opened: Opened, names: Mapping[str, Place]) -> Homes:
    """The homes of a workbook, bad ones too: what cannot be believed is in them as text.

    Raises InputError: there is no row of keys, or no house.
    """
    head = _head(opened)
    problems: list[Issue] = []
    doubts: list[Issue] = []
    if head is None:
        head = _named(opened, names)
    for key, column in head.duplicates.items():
        text = located(key, cell_place(head.sheet.title, head.row, column))
        problems.append(Issue(key, text, "must have one column only", "Take one of the columns out"))
    table = Homes([], [], (), ())
    rows = _rows(head)
    if len(rows) > MOST_HOUSES:
        raise InputError([Issue("workbook", f"{len(rows):,} rows", f"must hold at most {MOST_HOUSES:,} houses",
                                "Give a larger table as CSV or Parquet")])  # fmt: skip
    for row, cells in sorted(rows.items()):
        _house(opened, head, row, cells, table, problems, doubts)
    if len(problems) > _MOST_PROBLEMS:
        rest = Issue(f"{len(problems) - _MOST_PROBLEMS:,} more problems", "…", "must be mended too", "Mend these first")
        problems[_MOST_PROBLEMS:] = [rest]
    if not table.homes:
        raise InputError([Issue("workbook", f"{head.sheet.title}!{head.row + 1}", "must hold one house or more",
                                "Fill in a row below the example")])  # fmt: skip
    return table._replace(problems=tuple(problems), doubts=tuple(doubts))


def _rows(head: _Head) -> dict[int, list[tuple[str, int]]]:
    """Of each row below the keys that holds anything, the keys and columns of its cells."""
    rows: dict[int, list[tuple[str, int]]] = {}
    for key, column in head.columns.items():
        for row, cell in head.sheet.grid.get(column, {}).items():
            if row > head.row and cell.value not in (None, ""):
                rows.setdefault(row, []).append((key, column))
    return rows


def _named(opened: Opened, names: Mapping[str, Place]) -> _Head:
    places = {name[len(ROW) :]: place for name, place in names.items() if name.startswith(ROW)}
    places = {key: place for key, place in places.items() if key in FIELDS or key in UNIT_FIELDS or key == HOUSE}
    if not places:
        raise InputError([Issue("workbook", "the file", "must have a row of keys above the houses",
                                "Take the portfolio template")])  # fmt: skip
    first = next(iter(places.values()))
    columns = {key: place.area.left for key, place in places.items() if place.sheet == first.sheet}
    return _Head(opened.by_title[first.sheet], first.area.top - 1, columns, {})


def _house(
    opened: Opened, head: _Head, row: int, cells: list[tuple[str, int]], table: Homes, problems: list[Issue],
    doubts: list[Issue],
) -> None:  # fmt: skip
    """Read one row; the example and rows that only have a name are left out."""
    name = f"row {row}"
    inputs: dict[str, object] = {}
    own: list[Issue] = []
    own_doubts: list[Issue] = []
    for key, column in cells:
        typed = input_entry(opened, key, cell_place(head.sheet.title, row, column))
        own += [typed.problem] if typed.problem else []
        own_doubts += [typed.doubt] if typed.doubt else []
        if key == HOUSE:
            name = str(typed.value) if typed.value is not None else name
        elif typed.value is not None:
            inputs[key] = typed.value
    if name == EXAMPLE or not inputs:
        return
    known = {issue.key for issue in own}
    own += unfit(inputs, known, lambda key: cell_place(head.sheet.title, row, head.columns[key]))
    table.homes.append(inputs)
    table.houses.append(House(name, head.sheet.title, row, tuple(own[:_MOST_OF_A_HOUSE])))
    problems += own
    doubts += own_doubts[: max(0, _MOST_PROBLEMS - len(doubts))]
