"""A table of homes → one row of results each. Columns in, columns out; a bad row has its problem in words.

Rows that were given the same inputs are worked out together as arrays; the rest, and whatever is not plainly sound, one
by one as cases, which also finds the words for what is wrong. Both ways give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..files.values import is_blank
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.validation import check_values
from .arrays import Homes
from .engine import COLUMNS, STATUS, SUMMARY, Found, solve, sound

Row = Sequence[Any]
FEW: Final = 8
"""Fewer rows alike than this are not worth an array."""


class Columns(NamedTuple):
    """A table's columns as arrays (homes,)."""

    numbers: Mapping[str, NDArray[np.float64]]
    """By key, NaN for blank"""
    codes: Mapping[str, NDArray[np.int64]]
    """Texts by key: 0 for blank, else 1 + the place in ``words``"""
    words: Mapping[str, tuple[str, ...]]
    plain: NDArray[np.bool_]
    """Rows whose every cell is a number where one is wanted, or a known word"""


def answers(keys: Sequence[str], columns: Sequence[Sequence[Any]], alone: Callable[[int], Row]) -> list[Row]:
    """SUMMARY and "" of each row of cells, or what ``alone`` says of the row: blanks and the problem in words.

    keys: the input of each column, "" for notes. Temperatures [°F], $, kWh, MMBtu, kg.
    """
    count = len(columns[0]) if columns else 0
    found, done = by_arrays(_read(keys, columns, count))
    columns_found = {name: found[name].tolist() for name in SUMMARY}
    columns_found["status"] = [STATUS[code] for code in columns_found["status"]]
    rows = zip(*columns_found.values(), strict=True)
    return [(*row, "") if ready else alone(place) for place, (row, ready) in enumerate(zip(rows, done, strict=True))]


def by_arrays(table: Columns) -> tuple[Found, NDArray[np.bool_]]:
    """COLUMNS of every home, arrays (homes,), and which homes could be worked out together.

    The others are NaN, their status −1.
    """
    count = len(table.plain)
    done = np.zeros(count, dtype=bool)
    made: Found = {}
    for places in _alike(table):
        if len(places) < FEW:
            continue
        homes = _homes(table, places)
        good = sound(homes) if homes.given else np.zeros(len(places), dtype=bool)  # a blank row is left blank
        if not good.any():
            continue
        whole = bool(good.all())
        found = solve(homes if whole else homes.some(good))
        if whole and len(places) == count:
            return found, np.ones(count, dtype=bool)
        made = made or _nothing(count)
        where = places if whole else places[good]
        for name, values in found.items():
            made[name][where] = values
        done[where] = True
    return made or _nothing(count), done


def _nothing(count: int) -> Found:
    made: Found = {name: np.full(count, np.nan) for name in COLUMNS}
    return made | {"status": np.full(count, -1, dtype=np.int8)}


def _read(keys: Sequence[str], columns: Sequence[Sequence[Any]], count: int) -> Columns:
    plain = np.ones(count, dtype=bool)
    numbers: dict[str, NDArray[np.float64]] = {}
    codes: dict[str, NDArray[np.int64]] = {}
    words: dict[str, tuple[str, ...]] = {}
    for key, column in zip(keys, columns, strict=True):
        if not key:
            continue
        if key in FIELDS and FIELDS[key].kind == "number":
            numbers[key], usable = _numbers(column)
        else:
            codes[key], words[key], usable = _words(key, column)
        plain &= usable
    return Columns(numbers, codes, words, plain)


def _numbers(column: Sequence[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The column as numbers, NaN where it is blank, and which cells are one or the other."""
    if set(map(type, column)) <= {float, int, type(None)}:
        try:
            found = np.array(column, dtype=float)
        except OverflowError:  # a whole number beyond any float
            pass
        else:
            # A cell that is NaN itself is no number; None has become NaN too.
            blank = np.array([cell is None for cell in column], dtype=bool)
            return found, np.isfinite(found) | blank
    made = np.full(len(column), np.nan)
    usable = np.ones(len(column), dtype=bool)
    for place, cell in enumerate(column):
        if type(cell) is float or (type(cell) is int and abs(cell) < 2**53):
            made[place] = cell
            usable[place] = np.isfinite(made[place])
        elif not is_blank(cell):
            usable[place] = False
    return made, usable


def _words(key: str, column: Sequence[Any]) -> tuple[NDArray[np.int64], tuple[str, ...], NDArray[np.bool_]]:
    """The column as codes of known words; which cells are one, or blank."""
    cells = list(dict.fromkeys(cell for cell in column if isinstance(cell, str)))
    codes, words = known_words(key, cells)
    known = dict(zip(cells, codes, strict=True))
    made = np.array(
        [known[cell] if isinstance(cell, str) else 0 if is_blank(cell) else -1 for cell in column], dtype=np.int64
    )
    return made, words, made >= 0


def known_words(key: str, cells: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
    """For each text its code: 0 blank, −1 to be told by a case, else 1 + its place in the words; and the words."""
    codes: list[int] = []
    words: list[str] = []
    for cell in cells:
        word = _word(key, cell)
        if word and word not in words:
            words.append(word)
        codes.append(-1 if word is None else words.index(word) + 1 if word else 0)
    return codes, tuple(words)


def _word(key: str, cell: str) -> str | None:
    """The word as the model has it, "" for blank; None where it takes a case to tell."""
    if is_blank(cell):
        return ""
    if key in UNIT_FIELDS:
        return "" if cell.strip() == UNIT_FIELDS[key].default else None
    if FIELDS[key].kind == "table" or key.endswith("_file"):
        return None
    value = check_values({key: cell})[0].get(key)
    return value if isinstance(value, str) else None


def _alike(table: Columns) -> list[NDArray[np.intp]]:
    """The plain rows that were given the same inputs and the same words, group by group."""
    places = np.flatnonzero(table.plain)
    if not len(places):
        return []
    whole = len(places) == len(table.plain)
    patterns: list[NDArray[np.int64]] = []
    for values in table.numbers.values():
        blank = np.isnan(values if whole else values[places])
        if blank.any() and not blank.all():
            patterns.append(blank.astype(np.int64))
    for codes in table.codes.values():
        here = codes if whole else codes[places]
        if (here != here[0]).any():
            patterns.append(here)
    if not patterns:
        return [places]
    sizes = [int(pattern.max()) + 1 for pattern in patterns]
    # One number for each row's pattern, where the patterns are few enough for that.
    if math.prod(sizes) < 2**62:
        group = np.zeros(len(places), dtype=np.int64)
        for pattern, size in zip(patterns, sizes, strict=True):
            group = group * size + pattern
        _, which = np.unique(group, return_inverse=True)
    else:
        _, which = np.unique(np.stack(patterns, axis=-1), axis=0, return_inverse=True)
    which = which.reshape(-1)
    order = np.argsort(which, kind="stable")
    ends = np.flatnonzero(np.diff(which[order])) + 1
    return np.split(places[order], ends)


def _homes(table: Columns, places: NDArray[np.intp]) -> Homes:
    first = int(places[0])
    whole = len(places) == len(table.plain)
    texts = {
        key: table.words[key][int(codes[first]) - 1]
        for key, codes in table.codes.items()
        if codes[first] and key in FIELDS
    }
    numbers = {
        key: (values if whole else values[places])[:, np.newaxis]
        for key, values in table.numbers.items()
        if not np.isnan(values[first])
    }
    return Homes(texts, numbers, len(places))
