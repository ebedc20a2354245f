"""A table of homes in a workbook: a row of keys or labels, below it one row a house, however many are left blank.

`dualfuel run`, `portfolio` and `verify` all read such a table here, so that they give the same answers and problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.values import is_blank
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import FIELDS, FILES, UNIT_FIELDS
from xl_dualfuel.inputs.heading_names import name_and_unit, named, with_unit
from xl_dualfuel.inputs.home_headings import are_headings, home_keys, is_no_home
from xl_dualfuel.inputs.ranges import below_headings

from ..reader import Cell, Opened
from .entries import READ_AS, Book, cell_place, input_entry, located

HOUSE: Final = "house"
"""The key of the column with the names of the houses"""
ROW: Final = "homes_"
"""Prefix of the names of the columns: out_homes_<key>"""
MOST_HOUSES: Final = 5_000
"""Most rows of a submission; larger tables are for the command portfolio"""
_MOST_PROBLEMS: Final = 1_000
"""Problems reported of a table, and of a house"""
_MOST_OF_A_HOUSE: Final = 8
_LEAST_KEYS: Final = 3
"""Keys in a row that make a workbook a table of homes"""
_MOST_BELOW: Final = 3
"""Rows below the headings that may hold units or keys"""
_HEAD_ROWS: Final = 50
"""Rows of a sheet that are searched for the headings"""

_NUMBERS: Final = frozenset(key for key, field in FIELDS.items() if field.kind == "number")

Row = Mapping[int, Cell]
"""The cells of a row by column, from 1"""


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


class Head(NamedTuple):
    """The row with the headings of a table."""

    sheet: str
    row: int
    headings: dict[int, str]
    """By column"""
    keys: int
    """Inputs that are named, and a column of houses"""
    with_tariff: bool = False
    """Whether one of the columns may name tariff files"""

    @property
    def columns(self) -> dict[str, int]:
        """The column of each input. Raises InputError: one is there twice, or may be misspelt."""
        keys = home_keys(list(self.headings.values()), self.with_tariff)
        return {key: column for column, key in zip(self.headings, keys, strict=True) if key}

    @property
    def units(self) -> dict[str, str]:
        """The unit in the heading of an input, where it has one."""
        return {key: unit for key, unit in map(name_and_unit, self.headings.values()) if key and unit}


class Home(NamedTuple):
    """What one row says: inputs as typed; what is wrong with its cells, and what is doubtful."""

    inputs: dict[str, object]
    problems: tuple[Issue, ...]
    doubts: tuple[Issue, ...]


def head_of(sheets: Iterable[tuple[str, Iterable[tuple[int, Row]]]]) -> Head | None:
    """The row that names most inputs, the first of equals; sheets: the title and the rows of each."""
    best, most = None, 0
    for title, rows in sheets:
        for number, row in islice(rows, _HEAD_ROWS):
            texts = {column: cell.value for column, cell in row.items() if isinstance(cell.value, str) and cell.value}
            # A key is worth more than a label: forms have both, the keys right above the houses.
            worth = {named(text) or text.strip().casefold(): _worth(text) for text in texts.values()}
            if (total := sum(worth.values())) > most:
                keys = sum(map(bool, worth.values())) + (HOUSE in worth)
                best, most = Head(title, number, texts, keys), total
    return best


def below(head: Head, rows: Iterable[tuple[int, Row]]) -> tuple[int, dict[str, str]]:
    """The last row of the headings, where units or keys stand below them, and the unit of each input that has one."""
    inputs = {column: key for key, column in head.columns.items()}
    keys = [inputs.get(column, "") for column in range(1, max(head.headings) + 1)]
    first = list(islice(((number, row) for number, row in rows if number > head.row), _MOST_BELOW))
    cells = [
        [cell.value if (cell := row.get(place)) else None for place in range(1, len(keys) + 1)] for _, row in first
    ]
    above, units = below_headings(keys, [head.units.get(key, "") for key in keys], cells)
    last = first[above - 1][0] if above else head.row
    return last, {key: unit for key, unit in zip(keys, units, strict=True) if key and unit}


def _worth(text: str) -> int:
    key = text.strip().casefold()
    return 2 if key in FIELDS or key in UNIT_FIELDS else int(named(text) is not None)


def has_homes(opened: Opened) -> bool:
    """Whether the workbook has a row of several keys or labels of inputs."""
    head = head_of(_sheets(opened))
    return head is not None and head.keys >= _LEAST_KEYS


def is_home(row: Row, most: int) -> bool:
    """Whether a row below the headings, of columns up to ``most``, holds a home: not nothing, an example or totals."""
    filled = [cell.value for column, cell in row.items() if column <= most and cell.holds]
    return bool(filled) and not is_no_home(filled)


def has_headings(row: Row, columns: Mapping[str, int]) -> bool:
    """Whether a row below the headings has them again; columns: those of the inputs."""
    cells = (cell.value if (cell := row.get(column)) else None for column in columns.values())
    return are_headings(columns, cells)


def texts_in(row: Row, most: int) -> list[str]:
    """The texts of a row in columns up to ``most``."""
    return [cell.value for column, cell in row.items() if column <= most and isinstance(cell.value, str) and cell.value]


def read_home(
    book: Book, sheet: str, columns: Mapping[str, int], number: int, row: Row, units: Mapping[str, str]
) -> Home:  # fmt: skip
    """The inputs in a row of the table; units: those in the headings, which go with the values."""
    has_units = bool(units) and not UNIT_FIELDS.keys().isdisjoint(columns)
    inputs: dict[str, object] = {}
    problems: list[Issue] = []
    doubts: list[Issue] = []
    for key, column in columns.items():
        cell = row.get(column)
        if cell is None:
            continue
        value = cell.value
        if cell.style == 0 and cell.formula is None and type(value) is float and key in _NUMBERS and key not in units:
            inputs[key] = value  # most cells of a long table
            continue
        typed = input_entry(book, key, cell, cell_place(sheet, number, column))
        problems += [typed.problem] if typed.problem else []
        doubts += [typed.doubt] if typed.doubt else []
        if typed.value is not None:
            inputs[key] = with_unit(key, typed.value, units.get(key, ""), has_units)
    return Home(inputs, tuple(problems), tuple(doubts))


def checked(home: Home, sheet: str, columns: Mapping[str, int], number: int) -> Home:
    """The house with what the checks of a case say of it: its problems, and how entries were read, with their cells."""

    def placed(key: str, value: object) -> str:
        return located(value, cell_place(sheet, number, columns.get(key, 1)))

    if all(map(is_blank, home.inputs.values())) and not home.problems:
        return home._replace(problems=(
            Issue("inputs", placed("", None), "must be given", "Fill in the row, or clear it"),))  # fmt: skip
    known = {issue.key for issue in home.problems}
    try:
        case = Case(**{key: value for key, value in home.inputs.items() if key not in FILES})
    except InputError as error:
        own = [issue._replace(value=placed(issue.key, issue.value)) for issue in error.issues if issue.key not in known]
        return home._replace(problems=(*home.problems, *own))
    notes = [Issue(key, placed(key, home.inputs.get(key)), READ_AS + _reading(note), "Check it")
             for key, note in case.readings.items()]  # fmt: skip
    return home._replace(doubts=(*home.doubts, *notes))


def _reading(note: str) -> str:
    """What an entry was read as, or the money that its prices are in."""
    return note.partition(" read as ")[2] or note.replace(" is the money of ", ", the money of ")


def read(opened: Opened) -> Homes:
    """The homes of a workbook, bad ones too: what cannot be believed is in them as text.

    Raises InputError: there is no row of headings, one may be misspelt, or there is no house, or too many.
    """
    head = head_of(_sheets(opened))
    if head is None:
        raise InputError([Issue("workbook", "the file", "must have a row of keys above the houses",
                                "Take the portfolio template")])  # fmt: skip
    columns, most = head.columns, max(head.headings)
    house = next((column for column, text in head.headings.items() if text.strip().casefold() == HOUSE), 0)
    below_head, units = below(head, _rows(opened, head.sheet))
    rows = [(number, row) for number, row in _rows(opened, head.sheet)
            if number > below_head and is_home(row, most) and not has_headings(row, columns)]  # fmt: skip
    if len(rows) > MOST_HOUSES:
        raise InputError([Issue("workbook", f"{len(rows):,} rows", f"must hold at most {MOST_HOUSES:,} houses",
                                "Use dualfuel portfolio for a larger table")])  # fmt: skip
    table = Homes([], [], (), ())
    problems: list[Issue] = []
    doubts: list[Issue] = []
    for number, row in rows:
        home = read_home(opened, head.sheet, columns, number, row, units)
        home = checked(home, head.sheet, columns, number)
        cell = row.get(house)
        name = f"row {number}" if cell is None or cell.value in (None, "") else str(cell.value)
        wrong = home.problems
        table.homes.append(home.inputs)
        table.houses.append(House(name, head.sheet, number, wrong[:_MOST_OF_A_HOUSE]))
        problems += wrong
        doubts += home.doubts[: max(0, _MOST_PROBLEMS - len(doubts))]
    if len(problems) > _MOST_PROBLEMS:
        rest = Issue(f"{len(problems) - _MOST_PROBLEMS:,} more problems", "…", "must be mended too", "Mend these first")
        problems[_MOST_PROBLEMS:] = [rest]
    if not table.homes:
        raise InputError([Issue("workbook", f"{head.sheet}!{head.row + 1}", "must hold one house or more",
                                "Fill in a row below the example")])  # fmt: skip
    return table._replace(problems=tuple(problems), doubts=tuple(doubts))


def _sheets(opened: Opened) -> Iterator[tuple[str, list[tuple[int, Row]]]]:
    return ((title, _rows(opened, title)) for title in opened.by_title)


def _rows(opened: Opened, title: str) -> list[tuple[int, Row]]:
    rows: dict[int, dict[int, Cell]] = {}
    for column, cells in sorted(opened.by_title[title].grid.items()):
        for number, cell in cells.items():
            rows.setdefault(number, {})[column] = cell
    return sorted(rows.items())
