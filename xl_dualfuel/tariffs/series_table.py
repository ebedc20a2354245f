"""The rows of a file of hourly values: separator, names, lines above them, tables with a column for each hour."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from ..files.delimited import Manner, lines_of, separator_line
from ..files.reading import FilePath, Wanted
from ..files.values import is_blank
from .series_stamps import is_day, is_stamp
from .series_values import is_flag_word, number_of

MAX_ROWS: Final = 366 * 24 * 12
"""A year of five minutes each"""
MAX_HEAD: Final = 100
"""Lines above the first value"""
MAX_LINE: Final = 4096
"""Longest line read [characters]."""
MAX_COLUMNS: Final = 100
_SPACES: Final = " "
_SAMPLE: Final = 50
"""Lines in the middle of the file by which the separator is recognized"""
_MAX_FOOT: Final = 5
_HOUR_NAME: Final = re.compile(
    r"(?:he|hours?|hr|h)?[ _]*0?(\d{1,2})(?::?00)?(?:\s*[-–]\s*\d{1,2}(?::?00)?)?\s*([ab*x]?)", re.IGNORECASE
)
_FEWEST_NAMED: Final = 24
_UNIT: Final = re.compile(r"[\[(]?(?:[^\s/]{1,8}\s*/\s*[^\s/]{1,6}|[kKmM]?[wW][hH]?|-|h|UTC|[A-Z]{3,4})[\])]?")
_TWO_NUMBERS: Final = re.compile(r"\s*[+-]?(\d+),\d+\s*")


class Sheet(NamedTuple):
    """A table of a file."""

    names: list[str]
    """Of the columns; [] where the file has none"""
    rows: list[list[str]]
    lines: list[int]
    """Number of the line of each row"""
    separator: str
    above: int = 0
    """Lines above the names"""
    below: int = 0
    """Lines below the last value"""
    unfolded: bool = False
    """Whether each row of the file was a day"""


def sheet_of(text: str, path: FilePath, wanted: Wanted) -> Sheet:
    """The table in a text. Raises InputError in the words of ``wanted``: too long, empty, no values."""
    lines = [(n, line) for n, line in enumerate(lines_of(text), 1) if line.strip() and not line.startswith("#")]
    marked = separator_line(lines[0][1]) if lines else None
    lines = lines[1:] if marked else lines
    if len(lines) > MAX_ROWS + MAX_HEAD:
        raise wanted.refused(path, f"it has {len(lines):,} lines", "Give one year with one value an hour.")
    if any(len(line) > MAX_LINE for _, line in lines):
        raise wanted.refused(path, f"it has a line longer than {MAX_LINE:,} characters", "Give a CSV file.")
    if not lines:
        raise wanted.refused(path, "it is empty", "Give one value an hour.")
    middle = lines[len(lines) // 2 :][:_SAMPLE]
    separator = marked or _separator([line for _, line in middle])
    rows = [_cells(line, separator) for _, line in lines]
    if max(map(len, rows)) > MAX_COLUMNS:
        raise wanted.refused(path, f"it has more than {MAX_COLUMNS} columns", "Give the time and the value.")
    start = _first(rows)
    if start is None:
        raise wanted.refused(path, "it has no values", "Give one value an hour.")
    end = _end(rows, start)
    names, above = _names(rows[:start], len(rows[start]))
    sheet = Sheet(names, rows[start:end], [n for n, _ in lines[start:end]], separator, above, len(rows) - end)
    return _unfolded(sheet)


def _separator(lines: Sequence[str]) -> str:
    """The mark that makes equally many cells of most lines; the comma comes last, since it may be of numbers."""
    pairs = [_TWO_NUMBERS.fullmatch(line) for line in lines]
    firsts = [int(pair[1]) for pair in pairs if pair]
    if len(firsts) == len(lines) and any(after - before != 1 for before, after in pairwise(firsts)):
        return ";"  # 0,123 alone in its line, not an hour and its value
    for mark in (";", "\t", "|", ",", _SPACES):
        count, often = Counter(len(_cells(line, mark)) for line in lines).most_common(1)[0]
        if count > 1 and 2 * often > len(lines):
            return mark
    return ","


def _cells(line: str, separator: str) -> list[str]:
    cells = line.split() if separator == _SPACES else Manner(separator).cells(line)
    return [cell.strip(' "') for cell in cells]


def _kind(cell: str) -> str:
    if is_stamp(cell) or is_day(cell):
        return "time"
    return "number" if is_number(cell) or is_flag_word(cell) else "text"


def is_number(cell: str) -> bool:
    """Whether a cell is a number with either decimal mark."""
    return number_of(cell, False) is not None or number_of(cell, True) is not None


def _first(rows: Sequence[list[str]]) -> int | None:
    """The first row of values: the first that looks like the one in the middle."""
    if len(rows) <= MAX_HEAD:  # of a short file any row may be the first
        return next((n for n, row in enumerate(rows) if any(_kind(cell) != "text" for cell in row)), None)
    typical = rows[len(rows) // 2]
    kinds = [_kind(cell) for cell in typical]
    for wanted in ("time", "number"):
        if wanted in kinds:
            place = kinds.index(wanted)
            return next(
                (n for n, row in enumerate(rows[: MAX_HEAD + 1])
                 if place < len(row) and 2 * len(row) > len(typical)
                 and (_kind(row[place]) == wanted or (len(row) == 1 and is_blank(row[0])))),
                None,
            )  # fmt: skip
    return None


def _end(rows: Sequence[list[str]], start: int) -> int:
    """Where the last lines are sums or remarks: the place of the first of them."""
    kinds = [_kind(cell) for cell in rows[start]]
    place = kinds.index("time") if "time" in kinds else 0
    if place == 0 and kinds[0] == "number" and len(kinds) == 1:
        return len(rows)  # of values alone, a word is a gap
    for end in range(len(rows), max(len(rows) - _MAX_FOOT, start), -1):
        row = rows[end - 1]
        if place < len(row) and (_kind(row[place]) == kinds[place] or is_blank(row[place])):
            return end
    return len(rows)


def _names(head: Sequence[list[str]], width: int) -> tuple[list[str], int]:
    """Names of the columns, from one line or, where the second has units, two; and how many lines are above them."""
    if not head:
        return [], 0
    last = head[-1]
    units = [cell for cell in last if cell]
    if len(head) > 1 and units and all(_UNIT.fullmatch(cell) for cell in units) and len(head[-2]) >= len(last) == width:
        names = [" ".join(filter(None, pair)) for pair in zip_longest(head[-2], last, fillvalue="")]
        return names, len(head) - 2
    return last, len(head) - 1


def _unfolded(sheet: Sheet) -> Sheet:
    """Each hour in a row, where each row is a day with a column for every hour; other tables as they are."""
    hours = {place: match for place, name in enumerate(sheet.names) if (match := _HOUR_NAME.fullmatch(name.strip()))}
    numbers = sorted({int(match[1]) for match in hours.values()})
    if len(hours) < _FEWEST_NAMED or numbers not in (
        list(range(24)), list(range(1, 25)), list(range(1, 26)), list(range(25)),
    ):  # fmt: skip
        return sheet
    day = next((place for place, cell in enumerate(sheet.rows[0]) if place not in hours and is_day(cell)), None)
    if day is None:
        return sheet
    rows, lines = [], []
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        for place, match in hours.items():
            cell = row[place] if place < len(row) else ""
            if not is_blank(cell):  # the hour that daylight saving skips, or the second one that most days have not
                rows.append([row[day] if day < len(row) else "", match[1] + match[2], cell])
                lines.append(line)
    return sheet._replace(names=["date", "hour", "value"], rows=rows, lines=lines, unfolded=True)
