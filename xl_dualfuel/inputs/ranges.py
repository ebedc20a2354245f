"""Ranges of cells as people lay them out, read into inputs: keys beside their values, or above them.

Blank rows and columns, a title above, any header, and units in a column (or row) of their own are passed over; a unit
other than the input's own goes with its value, and the value is read in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import dropwhile, zip_longest
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..errors import InputError, Issue
from ..files.values import is_blank
from ..weather.stations import stations
from .case import Case
from .cells import NOTHING, Cell, Rows, case_changed, header, leaves
from .fields import FIELDS, UNIT_FIELDS, Field
from .heading_names import NO_UNIT, in_unit, is_unit, name_and_unit, spelled
from .headings import keys_of, near_name
from .required import is_refusal
from .synonyms import choice_of
from .trade_names import is_trade_note


class Entry(NamedTuple):
    """One value as it is laid out: the cell of its key or label, its own cell, and its unit, "" for the usual one."""

    key: Cell
    value: Cell
    unit: str = ""


def read(
    argument: str, value: Cell, *before: Cell, others: Mapping[str, Field] = MappingProxyType({})
) -> dict[str, Any]:
    """The inputs in a range, array constant or dictionary, by key, unchecked; blank ones are left out.

    before: ranges of the same case, which may say in which units it is given; others: what may be given besides inputs.
    Raises InputError for a layout that can be read in two ways, or for an input that is given twice.
    """
    inputs: dict[str, Any] = {}
    has_units = any(_key(cell) in UNIT_FIELDS for cell in leaves([value, *before]))
    for cell, item, unit in entries(argument, value):
        if is_blank(cell):
            continue
        key, bracketed = name_and_unit(cell)
        if not key and isinstance(cell, str) and is_trade_note(spelled(cell)):
            continue
        key = key or str(cell).strip()
        if is_blank(item) and not is_refusal(key, item):
            continue
        if key in inputs:
            raise InputError([Issue(key, item, f"must be given only once in {argument}", "Take one of the rows out")])
        field = FIELDS.get(key) or others.get(key.casefold())
        inputs[key] = in_unit(field, item, unit or bracketed, has_units) if field else item
    return inputs


def entries(argument: str, value: Cell) -> list[Entry]:
    """The keys and values of a range. Raises InputError for one that has several values a key."""
    rows = [row for row in grid(value) if not all(map(is_blank, row))]
    table = list(zip(*zip_longest(*rows), strict=True)) if rows else []  # rows of one length
    names = [list(map(_key, row)) for row in table]
    if (headed := _headed(table, names)) is not None:
        return headed
    across = _keys_across(table, names)
    if across is not None:
        return _below(argument, table[across:])
    columns = [column for column in zip(*table, strict=True) if not all(map(is_blank, column))]
    if table and len(table[0]) == 1:
        raise InputError([Issue(argument, table[0][0], "must be keys beside values", "Give two columns or more")])
    return _beside(argument, columns)


def grid(value: Cell) -> Rows:
    """A range as rows of cells; a flat list is one row."""
    rows = value if isinstance(value, list) and all(isinstance(row, list) for row in value) else [value]
    return [row if isinstance(row, list) else [row] for row in rows]


# ----------------------------------------------------------------------------------------------------------------------
# Names

_VALUE: Final = re.compile(r"\W*\d")
"""How a text begins that holds a number."""
_VALUE_WORDS: Final = frozenset({"value", "values", "amount", "setting", "entry", "data", "yours", "answer"})
"""What people write above a column of values."""


def _key(cell: Cell) -> str:
    return name_and_unit(cell)[0]


# ----------------------------------------------------------------------------------------------------------------------
# Layouts


def _headed(table: Sequence[Sequence[Cell]], names: Sequence[Sequence[str]]) -> list[Entry] | None:
    """The entries of a table whose header row says where names and values are; None where there is no such row."""
    for place, (row, keys) in enumerate(zip(table, names, strict=True)):
        if places := header(row):
            titles = [cell.strip().casefold() if isinstance(cell, str) else "" for cell in row]
            unit = next((titles.index(title) for title in ("unit", "units") if title in titles), None)
            key, value = places
            return [Entry(r[key], r[value], "" if unit is None else _unit_of(r[unit])) for r in table[place + 1 :]]
        if any(keys):
            break
    return None


def _unit_of(cell: Cell) -> str:
    """What stands in a column of units; "" for nothing, a dash, or several units of which the case has one."""
    text = cell.strip() if isinstance(cell, str) and " or " not in cell else ""
    return text if not is_blank(text) and text.casefold() not in NO_UNIT and re.search(r"[^\W_]|[$%°¢£€]", text) else ""


def _keys_across(table: Sequence[Sequence[Cell]], names: Sequence[Sequence[str]]) -> int | None:
    """The row of keys of a range that has its values below them; None where keys are beside their values."""
    place = most_named(names)
    if place is None:
        return None
    row, below = names[place], table[place + 1 :]
    many = len({key for key in row if key}) > 2  # of climate and region beside or above region and V, either is right
    others = (zip(table[number], keys, row, strict=True) for number, keys in enumerate(names) if number != place)
    cells = (cell for one in others for cell in one)
    if not below or any(key not in ("", here) and not (many and _is_choice(here, cell)) for cell, key, here in cells):
        return None
    values_below = max(sum(bool(key) and _may_be_value(key, r[n]) for n, key in enumerate(row)) for r in below)
    values_beside = _values_beside(row, table[place])
    several = len({key for key in row if key}) > 1
    return place if values_below > values_beside or (several and not values_beside) else None


def _is_choice(key: str, cell: Cell) -> bool:
    """Whether a cell is a choice of an input, as "region" is of the climate, though it is the name of another one."""
    return key in FIELDS and FIELDS[key].kind == "choice" and _may_be_value(key, cell)


def _values_beside(keys: Sequence[str], row: Sequence[Cell]) -> int:
    """How many keys of a row have something to the right of them that may be their value."""
    having: set[int] = set()
    last = None
    for place, (key, cell) in enumerate(zip(keys, row, strict=True)):
        if last is not None and _may_be_value(keys[last], cell):  # "region" is the name of an input and of a climate
            having.add(last)
        if key:
            last = place
    return len(having)


def most_named(names: Sequence[Sequence[object]]) -> int | None:
    """The first of the rows that name the most inputs; None where none names any."""
    counts = [sum(map(bool, row)) for row in names]
    return counts.index(max(counts)) if any(counts) else None


def heading_row(rows: Sequence[Sequence[Cell]], others: Iterable[str] = ()) -> int:
    """Where the headings of a table are, below a title: the row among the first that names the most inputs.

    others: headings that are none of an input. Without any the first row that is not blank.
    """
    words = frozenset(others)
    first = rows[:MOST_TITLES]
    place = most_named([[_key(cell) or str(cell).strip().casefold() in words for cell in row] for row in first])
    return next((n for n, row in enumerate(first) if not all(map(is_blank, row))), 0) if place is None else place


MOST_TITLES: Final = 20
"""Rows in which the headings of a table are looked for."""


def _below(argument: str, table: Sequence[Sequence[Cell]]) -> list[Entry]:
    """The entries of a row of keys, among columns of notes, and the one row of values below it."""
    keys, units = columns_of(table[0], argument)
    rows = [[cell if key else None for key, cell in zip(keys, row, strict=True)] for row in table[1:]]
    values = []
    for row in rows:
        explaining, units = below_headings(keys, units, [row])
        values += [] if explaining else [row]
    if len(values) > 1:
        many = "dualfuel portfolio" if argument == "case" else "DF_PORTFOLIO"
        raise InputError([Issue(argument, f"{len(values)} rows of values", "must be one row of values below its keys",
                                f"Give one of them; {many} takes many")])  # fmt: skip
    return [Entry(*entry) for row in values for entry in zip(keys, row, units, strict=True) if entry[0]]


def columns_of(
    row: Sequence[Cell],
    argument: str = "table",
    keys_of: Callable[[Sequence[Cell]], tuple[str, ...]] = keys_of,
) -> tuple[tuple[str, ...], list[str]]:
    """The input and the unit of each column below a row of headings; "" for a column of notes, or the usual unit.

    keys_of: the reader of the headings. Raises InputError for those that may be an input misspelt.
    """
    pairs = list(map(name_and_unit, row))
    try:
        keys = keys_of([key or cell for (key, _), cell in zip(pairs, row, strict=True)])
    except InputError as wrong:
        raise InputError([issue._replace(key=argument) for issue in wrong.issues]) from None
    return keys, [unit for _, unit in pairs]


def below_headings(keys: Sequence[str], units: Sequence[str], rows: Sequence[Sequence[Cell]]) -> tuple[int, list[str]]:
    """How many rows below the keys are none of values: blank, keys or labels again, units; and the units."""
    units = list(units)
    for place, row in enumerate(rows):
        cells = [
            (n, key, cell) for n, (key, cell) in enumerate(zip(keys, row, strict=False)) if key and not is_blank(cell)
        ]
        is_only_named = not cells and not all(map(is_blank, row))  # a home of which nothing but its name is known
        if is_only_named or not all(_key(cell) == key or (_is_number(key) and is_unit(cell)) for _, key, cell in cells):
            return place, units
        for n, key, cell in cells:
            units[n] = _unit_of(cell) if _key(cell) != key else units[n]
    return len(rows), units


def _is_number(key: str) -> bool:
    return key in FIELDS and FIELDS[key].kind in ("number", "table")


def _beside(argument: str, columns: Sequence[Sequence[Cell]]) -> list[Entry]:
    """The entries of columns of keys, each with its values to the right of it; a row may hold several pairs."""
    found: list[Entry] = []
    table = list(columns)
    while len(table) > 1:
        counts = [sum(map(bool, map(_key, column))) for column in table[:-1]]
        start = counts.index(max(counts))
        keys, rest = table[start], table[start + 1 :]
        units: list[str] = [""] * len(keys)
        while len(rest) > 1 and _explains(keys, rest[0]):
            units = [unit or _unit_beside(cell) for unit, cell in zip(units, rest[0], strict=True)]
            rest = rest[1:]
        values = rest[0]
        if len(rest) > 1 and not any(map(_key, rest[1])):
            units = [unit or _unit_beside(cell) for unit, cell in zip(units, rest[1], strict=True)]
        first = next((place for place, key in enumerate(keys) if _key(key)), 0)
        others = list(dropwhile(lambda column: not all(is_blank(cell) or _key(cell) for cell in column), rest[1:]))
        _only_one_value(argument, keys, values, rest[1 : len(rest) - len(others)])
        given = map(Entry, keys, values, units)
        found += [entry for place, entry in enumerate(given) if place >= first or not _is_header(*entry[:2])]
        # Further pairs, as in a flat array constant; notes and sources next to the values are none.
        table = others
    return found


def _unit_beside(cell: Cell) -> str:
    """The unit in a cell beside a value; "" for a label, a note or nothing."""
    return _unit_of(cell) if is_unit(cell) and not _key(cell) else ""


def _explains(keys: Sequence[Cell], column: Sequence[Cell]) -> bool:
    """Whether a column only repeats the keys, or has labels or units: their values are farther right."""
    cells = [(key, cell) for name, cell in zip(keys, column, strict=True) if (key := _key(name)) and not is_blank(cell)]
    return any(not is_blank(cell) for cell in column) and all(
        _key(cell) == key or (_is_number(key) and (is_unit(cell) or cell == FIELDS[key].unit)) for key, cell in cells
    )


def _is_header(key: Cell, value: Cell) -> bool:
    """Whether a row above the first key is a title or a header in anybody's words: text in both columns."""
    if not isinstance(key, str) or not isinstance(value, str):
        return False
    return value.strip().casefold() in _VALUE_WORDS or not (near_name(key) or _may_be_value("", value))


def _may_be_value(key: str, cell: Cell) -> bool:
    """Whether a cell may hold the value of an input, or of any: a number, a choice, a station."""
    if is_blank(cell) or not isinstance(cell, str):
        return not is_blank(cell)
    text = cell.strip()
    if key in FIELDS and FIELDS[key].kind in ("text", "file"):
        return not _key(text)
    fields = [FIELDS[key]] if key in FIELDS else FIELDS.values()
    choices = (choice_of(field, text) for field in fields if field.kind == "choice")
    return bool(_VALUE.match(text)) or text.casefold() in stations() or any(choice is not None for choice in choices)


def _only_one_value(
    argument: str, keys: Sequence[Cell], values: Sequence[Cell], others: Iterable[Sequence[Cell]]
) -> None:
    """Raise InputError where another column has a number for each of the keys as well: which counts is not known."""
    places = [place for place, key in enumerate(keys) if _is_number(_key(key)) and not is_blank(values[place])]
    for column in others:
        if len(places) > 1 and all(isinstance(column[place], (int, float, Decimal)) for place in places):
            remedy = "Give one column of values; DF_PORTFOLIO takes many homes, one a row"
            allowed = "must be one value beside each key"
            raise InputError([Issue(argument, "several columns of values", allowed, remedy)])


# ----------------------------------------------------------------------------------------------------------------------
# Cases


_CASES: dict[str, Case] = {}
_MOST_CASES: Final = 512


def case_of(inputs: Cell, changes: Cell, fixed: Mapping[str, Any] = NOTHING) -> Case:
    """The case in two ranges, the changes winning; the same cells are read once."""
    cells = repr((inputs, changes, fixed))  # unlike the cells, TRUE and 1 are two texts
    case = _CASES.get(cells)
    if case is None:
        case = case_changed(read("inputs", inputs), read("changes", changes, inputs), fixed)
        if len(_CASES) >= _MOST_CASES:
            _CASES.clear()
        _CASES[cells] = case
    return case
