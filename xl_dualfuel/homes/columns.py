"""A table of homes → one row of results each. Columns in, columns out; a bad row has its problem in words.

Rows that were given the same inputs are calculated together as arrays; the rest, and whatever is not plainly sound, one
by one as cases, which also report what is wrong. Both ways give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import DualFuelError
from ..files.values import is_blank, number_in
from ..inputs.entry_units import Refused
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.required import is_refusal
from ..inputs.typed import Typed, read_typed
from ..inputs.validation import check_values
from . import texts
from .arrays import Homes
from .engine import COLUMNS, NOTES, STATUS, SUMMARY, WORDS, Answers, blocks, notes_of, solve, solve_only, sound
from .said import Said
from .texts import Column, Texts

Row = Sequence[Any]
Places = NDArray[np.intp]
C = TypeVar("C")
FEW: Final = 8
"""Fewer rows alike than this are not worth an array."""
_BLANK: Final = Typed(None)


class Method(NamedTuple):
    """How homes that were given the same inputs are calculated together."""

    names: tuple[str, ...]
    """Columns of the answers"""
    sound: Callable[[Homes], NDArray[np.bool_]]
    """Which homes (homes,) it takes; the others are calculated by themselves"""
    solve: Callable[[Homes], Answers]
    """The answers of homes that it takes, arrays (homes,); of the notes, the places of some, or a slice for all"""
    notes: Callable[[Homes], Said] | None = None
    """Their notes, made when they are read; None: they are among the answers"""


PLAIN: Final = Method(COLUMNS, sound, solve)
"""The plain model"""
UNSAID: Final = Method(COLUMNS, sound, solve_only, notes_of)
"""The same, with notes that are made when they are read"""


class Columns(NamedTuple):
    """A table's columns as arrays (homes,)."""

    numbers: Mapping[str, NDArray[np.float64]]
    """By key, NaN for blank"""
    codes: Mapping[str, NDArray[np.int64]]
    """Texts by key: 0 for blank, else 1 + the place in ``words``"""
    words: Mapping[str, tuple[Typed, ...]]
    """What the texts were read as"""
    plain: NDArray[np.bool_]
    """Rows whose every cell is a number where one is wanted, or a known word"""
    notes: Mapping[str, NDArray[np.object_]]
    """By key how texts were read as numbers, "" for no note"""


def answers(keys: Sequence[str], columns: Sequence[Sequence[Any]], alone: Callable[[int], Row]) -> list[Row]:
    """SUMMARY and "" of each row of cells, or what ``alone`` returns for the row: blanks and the problem in words.

    keys: the input of each column, "" for notes. Temperatures [°F], $, kWh, MMBtu, kg; None for no saving.
    """
    count = len(columns[0]) if columns else 0
    headed = (pair for pair in zip(keys, columns, strict=True) if pair[0])
    results, done = by_arrays(read_columns(headed, count, _numbers, _words), UNSAID)
    summary: dict[str, list[Any]] = {name: results[name].tolist() for name in SUMMARY}
    for name in ("saving_vs_existing", "saving_vs_single_fuel"):
        summary[name] = [None if math.isnan(cell) else cell for cell in summary[name]]
    summary["status"] = [STATUS[code] for code in summary["status"]]
    rows = zip(*summary.values(), strict=True)
    return [(*row, "") if ready else alone(place) for place, (row, ready) in enumerate(zip(rows, done, strict=True))]


def by_arrays(table: Columns, method: Method = PLAIN) -> tuple[Answers, NDArray[np.bool_]]:
    """The columns of every home, arrays (homes,), and which homes could be calculated together.

    The others are NaN, their status −1, and no part of the notes, which are as those of Answers.
    """
    count = len(table.plain)
    done = np.zeros(count, dtype=bool)
    answered = _room(count, method.names)
    said: list[tuple[Any, Any]] = []
    sums = {} if method.notes is None else _sums(table)
    for places in _alike(table):
        if len(places) < FEW:
            continue
        for block in blocks(len(places)):
            rows: Places | slice = block if len(places) == count else places[block]
            homes = _homes(table, rows)
            if not homes.given:  # a blank row is left blank
                break
            good = method.sound(homes)
            if not good.any():
                continue
            if not good.all():
                rows, homes = places[block][good], homes.some(good)
            solved = method.solve(homes)
            said += ((rows if isinstance(some, slice) else places[block][good][some], lines)
                     for some, lines in solved.pop(NOTES))  # fmt: skip
            for name, values in solved.items():
                answered[name][rows] = values
            done[rows] = True
        rows = places[done[places]]
        if method.notes is not None and len(rows):
            said.append((rows, partial(_notes_of, table, sums, rows, method.notes)))
    left = np.flatnonzero(~done)
    if len(left):
        for name, values in answered.items():
            values[left] = -1 if name == "status" else "" if name in WORDS else np.nan
    return answered | {NOTES: said}, done


def _room(count: int, names: Iterable[str]) -> Answers:
    room: Answers = {name: np.empty(count, dtype=object if name in WORDS else float) for name in names if name != NOTES}
    return room | {"status": np.empty(count, dtype=np.int8)}


def _notes_of(
    table: Columns, sums: Mapping[str, int], rows: Places, notes: Callable[[Homes], Said], which: Places
) -> Said:  # fmt: skip
    """The notes of some homes, made later. Raises DualFuelError where their inputs are no longer what they were."""
    if _sums(table) != sums:
        raise DualFuelError("notes: the numbers behind the table were changed after it was solved. Solve it again, or "
                            "make the table of copies: pandas.DataFrame(…, copy=True)")  # fmt: skip
    return notes(_homes(table, rows[which]))


def _sums(table: Columns) -> dict[str, int]:
    """A sum of the bits of each column of numbers, by which a change is noticed: its memory may be somebody else's."""
    return {key: int(values.view(np.int64).sum()) for key, values in table.numbers.items()}


def read_columns(
    columns: Iterable[tuple[str, C]],
    count: int,
    numbers_of: Callable[[str, C], Column],
    words_of: Callable[[str, C], tuple[NDArray[np.int64], tuple[Typed, ...], NDArray[np.bool_]]],
) -> Columns:
    """The columns of a table by key, as arrays; each reader also returns which of the cells it could use."""
    plain = np.ones(count, dtype=bool)
    numbers: dict[str, Column] = {}
    codes: dict[str, NDArray[np.int64]] = {}
    words: dict[str, tuple[Typed, ...]] = {}
    for key, cells in columns:
        if key in FIELDS and FIELDS[key].kind == "number":
            numbers[key] = numbers_of(key, cells)
            if numbers[key].texts is None:
                plain &= numbers[key].usable
        else:
            codes[key], words[key], usable = words_of(key, cells)
            plain &= usable
    notes = texts.read_all(numbers, codes, words, plain)
    return Columns({key: column.values for key, column in numbers.items()}, codes, words, plain, notes)


def _numbers(key: str, column: Sequence[Any]) -> Column:
    """The column as numbers, NaN where it is blank; which cells are one or the other, and which only a case reads."""
    if set(map(type, column)) <= {float, int, type(None)}:
        try:
            values = np.array(column, dtype=float)
        except OverflowError:  # an integer beyond any float
            pass
        else:
            # A cell that is NaN itself is no number; None has become NaN too.
            blank = np.array([cell is None for cell in column], dtype=bool)
            return Column(values, np.isfinite(values) | blank)
    values = np.full(len(column), np.nan)
    usable = np.ones(len(column), dtype=bool)
    places: list[int] = []
    for place, cell in enumerate(column):
        number = number_in(cell.strip()) if isinstance(cell, str) else cell
        if type(number) is float or (type(number) is int and abs(number) < 2**53):
            values[place] = number
            usable[place] = np.isfinite(values[place])
        elif not is_blank(cell) or is_refusal(key, cell):
            usable[place] = False
            if isinstance(cell, str):
                places.append(place)
    return Column(values, usable, Texts.of(places, [column[place] for place in places]) if places else None)


def _words(key: str, column: Sequence[Any]) -> tuple[NDArray[np.int64], tuple[Typed, ...], NDArray[np.bool_]]:
    """The column as codes of known words; which cells are one, or blank."""
    cells = list(dict.fromkeys(cell for cell in column if isinstance(cell, str)))
    codes, words = known_words(key, cells)
    known = dict(zip(cells, codes, strict=True))
    numbered = (known[cell] if isinstance(cell, str) else 0 if is_blank(cell) else -1 for cell in column)
    coded = np.fromiter(numbered, dtype=np.int64, count=len(column))
    return coded, words, coded >= 0


def known_words(key: str, cells: Sequence[str]) -> tuple[list[int], tuple[Typed, ...]]:
    """For each text its code: 0 blank, −1 for a case to judge, else 1 + its place in the words; and the words."""
    codes: list[int] = []
    words: list[Typed] = []
    for cell in cells:
        word = _word(key, cell)
        if word and word.value and word not in words:
            words.append(word)
        codes.append(-1 if word is None else words.index(word) + 1 if word.value else 0)
    return codes, tuple(words)


def _word(key: str, cell: str) -> Typed | None:
    """The word as the model has it, without value for blank; None where only a case can decide."""
    if is_blank(cell):
        return None if is_refusal(key, cell) else _BLANK
    unit = UNIT_FIELDS.get(key)
    if unit is None and FIELDS[key].kind in ("table", "file"):
        return None
    try:
        read = read_typed(unit or FIELDS[key], cell, "")
    except Refused:
        return None
    if unit is not None:
        return _BLANK if read.value == unit.default else None
    if read.value is None:
        return _BLANK
    return read if isinstance(check_values({key: read.value})[0].get(key), str) else None


def _alike(table: Columns) -> list[NDArray[np.intp]]:
    """The plain rows that were given the same inputs and the same words, group by group."""
    places = np.flatnonzero(table.plain)
    if not len(places):
        return []
    rows = slice(None) if len(places) == len(table.plain) else places
    patterns: list[NDArray[np.int64]] = []
    for values in table.numbers.values():
        blank = np.isnan(values[rows])
        if blank.any() and not blank.all():
            patterns.append(blank.astype(np.int64))
    for codes in table.codes.values():
        here = codes[rows]
        if (here != here[0]).any():
            patterns.append(here)
    if not patterns:
        return [places]
    sizes = [int(pattern.max()) + 1 for pattern in patterns]
    # One number for each row's pattern, where the patterns are few enough for that.
    if math.prod(sizes) < 2**62:
        which = np.zeros(len(places), dtype=np.int64)
        for pattern, size in zip(patterns, sizes, strict=True):
            which = which * size + pattern
        if math.prod(sizes) < 2**16:
            which = which.astype(np.uint16)  # which numpy sorts in one pass
    else:
        which = np.unique(np.stack(patterns, axis=-1), axis=0, return_inverse=True)[1].reshape(-1)
    order = np.argsort(which, kind="stable")
    ends = np.flatnonzero(np.diff(which[order])) + 1
    return np.split(places[order], ends)


def _homes(table: Columns, rows: Places | slice) -> Homes:
    """Homes that were given the same inputs."""
    first = rows.start if isinstance(rows, slice) else int(rows[0])
    words = {
        key: table.words[key][int(codes[first]) - 1]
        for key, codes in table.codes.items()
        if codes[first] and key in FIELDS
    }
    as_read: dict[str, Any] = {key: word.note for key, word in words.items() if word.note}
    as_read |= {key: notes[rows] for key, notes in table.notes.items() if not np.isnan(table.numbers[key][first])}
    readings = tuple((key, as_read[key]) for key in FIELDS if key in as_read)
    numbers = {key: values[rows][:, np.newaxis] for key, values in table.numbers.items() if not np.isnan(values[first])}
    count = rows.stop - rows.start if isinstance(rows, slice) else len(rows)
    return Homes.of_columns({key: str(word.value) for key, word in words.items()}, numbers, count, readings)
