"""Prices by year from a CSV file: one number a line, or a year and its number; a line of names may come first."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from ..errors import InputError, Issue
from ..files.delimited import read_delimited
from ..files.reading import FilePath, Wanted, read_text
from ..files.toml_tables import raise_all
from ..files.values import number_in
from .money_terms import LONGEST

_YEARS: Final = (1000, 9999)
"""Whole numbers that are years of the calendar"""


def read_path(path: FilePath, key: str) -> list[float]:
    """The numbers in the file, in its order. Raises InputError about ``key`` with every problem of it."""
    wanted = Wanted(key, "must be a CSV file with a year and a price in each line", "Give one line a year.")
    try:
        _, names, rest = read_delimited(io.StringIO(text := read_text(path, wanted), newline=""))
        manner, lines = read_delimited(io.StringIO(text, newline="")).manner, [names, *rest]
    except csv.Error as error:
        raise wanted.refused(path, f"it is not CSV: {error}", "Save it as CSV again.") from None
    cells = [[manner.number(cell.strip()) for cell in line] for line in lines]
    if cells and not any(number_in(cell) is not None for cell in cells[0]):
        del cells[0]
    if not cells or len(cells) > LONGEST or any(len(line) not in (1, 2) for line in cells):
        most = f"it must have 1 to {LONGEST} lines of one price, or of a year and a price"
        raise wanted.refused(path, most, "Leave out other columns and lines.")
    issues: list[Issue] = []
    numbers: list[Any] = []
    years: list[float | None] = []
    for place, line in enumerate(cells, 1):
        number = number_in(line[-1])
        if number is None:
            issues.append(Issue(f"{key}, line {place}", line[-1], "must be a number", "Give each year its price"))
        numbers.append(number)
        years.append(number_in(line[0]) if len(line) > 1 else None)
    known = [year for year in years if year is not None]
    if len(known) < len(years) and any(len(line) > 1 for line in cells):
        issues.append(Issue(key, str(path), "must have a year before each price", "Give every line its year"))
    elif known and [year - known[0] for year in known] != list(range(len(known))):
        issues.append(Issue(key, str(path), "must have one line for each year, in order", "Add the years left out"))
    elif not known and all(number is not None and _is_year(number) for number in numbers):
        issues.append(Issue(key, str(path), "must have prices, not only years", "Add a column of prices"))
    raise_all(issues)
    return numbers


def _is_year(number: float) -> bool:
    return number.is_integer() and _YEARS[0] <= number <= _YEARS[1]


def path_in(value: object, key: str, folder: Any) -> object:
    """A path as given, or that of the file it names, which starts from ``folder``. Raises InputError as read_path."""
    if not isinstance(value, str) or not value.strip():
        return value
    if number_in(value.strip()) is not None:
        allowed = "must be a list of numbers or the name of a CSV file"
        raise InputError([Issue(key, value, allowed, "Write [1.0, 1.03]")])
    return read_path(folder / value.strip(), key)
