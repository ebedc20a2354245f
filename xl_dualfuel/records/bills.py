"""Utility bills of a house: periods with their electricity and fuels, from a CSV or TOML table as people keep it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import InputError, Issue
from ..files.delimited import THOUSANDS, Manner, lines_of, manner_of
from ..files.reading import FilePath, Wanted, one_line, read_text
from ..files.toml_tables import toml_of
from ..files.values import is_blank, number_in
from ..units import FUELS
from .bill_columns import Columns, columns_of
from .bill_dates import Date, date_in, day_first, month_in

PERIOD: Final = (5, 125)
"""Days of a bill: from the rest of a month after moving in to a third of a year; most are a month, two, or a quarter"""
SLACK: Final = 3
"""Days by which two bills may overlap: both name the day of the reading, and offices date differently"""
MOST: Final = 400
"""Most bills read: a month each of 33 years"""
_HEAD: Final = 30
_RANGE: Final = re.compile(r"\s+(?:-|–|—|to|through|thru)\s+|\s*–\s*", re.IGNORECASE)
_ESTIMATED: Final = frozenset(("e", "est", "est.", "estimated", "estimate", "yes", "y", "x", "true", "1"))
_SUMS: Final = ("total", "sum", "average", "mean")
_SHOWABLE: Final = re.compile(r"[-+\d.,/: ]{1,24}")
"""Of what a file holds, only this much of numbers and dates is shown: it may be another file than was meant"""

BILLS: Final = Wanted(
    "bills_file",
    "must be a CSV or TOML table of utility bills with dates and amounts",
    "Give a few years of bills.",
)
_HEADINGS: Final = (
    "Name the columns in one line above the bills, such as From, To, Electricity (kWh), Gas (therms); or Reading date "
    "instead of From and To."
)


class Bill(NamedTuple):
    """A billed period, from a meter reading to the next: first day, and the day after the last."""

    line: int
    """In the file; of TOML, which of the tables"""
    first: Date
    last: Date
    amounts: tuple[float | None, ...]
    """Of each energy of the bills, in its unit"""
    is_estimated: bool = False

    @property
    def days(self) -> int:
        """From reading to reading."""
        return (self.last - self.first).days


class Bills(NamedTuple):
    """The bills of a house in order of time, and how they were read."""

    source: str
    energies: tuple[tuple[str, str], ...]
    """Fuel (a key of FUELS, also electricity) and unit of each amount"""
    bills: tuple[Bill, ...]
    columns: tuple[tuple[str, str], ...]
    """What each column was taken for, and its heading"""
    notes: tuple[str, ...] = ()


class _Row(NamedTuple):
    line: int
    cells: Sequence[str]


class _Table(NamedTuple):
    """Headings and rows, wherever they come from."""

    headings: Sequence[str]
    rows: list[_Row]
    manner: Manner
    where: str
    """How messages call a row"""


def read_bills(path: FilePath, fuel: str = "natural_gas") -> Bills:
    """The bills in a CSV or TOML file. fuel: the case's, which ``gal`` alone is of.

    Raises InputError with every problem and its line: no such file or none of bills, dates that are none or may be
    read two ways, periods that end before they begin, are too long or overlap, amounts that are no number or negative.
    """
    text = read_text(path, BILLS)
    name = one_line(Path(path).name)
    is_toml = name.casefold().endswith(".toml")
    table = _of_toml(toml_of(text, path, BILLS), path) if is_toml else _of_text(text, path, fuel)
    columns = columns_of(table.headings, fuel)
    if columns is None:
        raise BILLS.refused(path, "no line of headings names dates and amounts", _HEADINGS)
    issues = _unclear(table, columns)
    notes: list[str] = []
    rows = [row for row in table.rows if not _is_sum(row)]
    if len(rows) < len(table.rows):
        notes.append(f"{len(table.rows) - len(rows)} lines of totals left out")
    if len(rows) > MOST:
        raise BILLS.refused(path, f"it has {len(rows):,} rows, more than {MOST}", "Give one line a bill.")
    dates = _dates(table, rows, columns, issues, notes)
    bills = []
    for row, period in zip(rows, dates, strict=True):
        before = len(issues)
        amounts = tuple(_amount(table, row, one.place, one.unit, issues) for one in columns.energies)
        if period is None:
            continue
        if len(issues) == before and all(amount is None for amount in amounts):
            issues.append(
                _issue(table, row, None, "must have an amount of electricity or fuel", "Give it, or delete the row")
            )
        is_estimated = columns.estimated is not None and _cell(row, columns.estimated).casefold() in _ESTIMATED
        bills.append(Bill(row.line, *period, amounts, is_estimated))
    bills.sort(key=lambda bill: (bill.first, bill.last))
    bills = _whole_days(bills, notes)
    issues += _period_issues(table, bills)
    if not bills and not issues:
        issues = list(BILLS.refused(path, "it has no bills", _HEADINGS).issues)
    if issues:
        raise InputError(issues)
    taken = [(use, table.headings[place]) for use, place in columns._asdict().items() if isinstance(place, int)]
    taken += [(FUELS[one.fuel].name, table.headings[one.place]) for one in columns.energies]
    energies = tuple((one.fuel, one.unit) for one in columns.energies)
    return Bills(name, energies, tuple(bills), tuple(taken), tuple(notes))


def _of_text(text: str, path: FilePath, fuel: str) -> _Table:
    lines = lines_of(text)
    head = lines[:_HEAD]
    fullest = max(head, key=lambda line: max(map(line.count, ",;\t|")), default="")
    manner = manner_of(fullest, "\n".join(lines))
    for place, line in enumerate(head):
        headings = [cell.strip() for cell in manner.cells(line)]
        if columns_of(headings, fuel) is not None:
            rows = [_Row(number, [cell.strip() for cell in manner.cells(line)])
                    for number, line in enumerate(lines[place + 1 :], place + 2)]  # fmt: skip
            return _Table(headings, [row for row in rows if any(row.cells)], manner, "line")
    raise BILLS.refused(path, "no line of headings names dates and amounts", _HEADINGS)


def _of_toml(given: Mapping[str, Any], path: FilePath) -> _Table:
    tables = given.get("bills", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        raise BILLS.refused(path, "it has no [[bills]]", "Write [[bills]] above from, to, kwh and therms of each bill.")
    headings = list(dict.fromkeys(key for one in tables for key in one))
    rows = [_Row(number, [_written(one.get(key)) for key in headings]) for number, one in enumerate(tables, 1)]
    return _Table(headings, rows, Manner(","), "bill")


def _written(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _cell(row: _Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _is_sum(row: _Row) -> bool:
    return next((cell for cell in row.cells if cell), "").casefold().startswith(_SUMS)


def _issue(table: _Table, row: _Row, cell: str | None, allowed: str, remedy: str) -> Issue:
    value = cell if cell is None or not cell or _SHOWABLE.fullmatch(cell) else "a text"
    return Issue(f"{BILLS.key}, {table.where} {row.line}", value or None, allowed, remedy)


def _unclear(table: _Table, columns: Columns) -> list[Issue]:
    """What is wrong with the headings of the amounts."""
    issues = [
        Issue(f"{BILLS.key}, column {place + 1}", None, "must name one fuel and its unit",
              "Write the heading like Propane (gal) or Gas (therms)")
        for place in columns.unclear
    ]  # fmt: skip
    for fuel, count in Counter(one.fuel for one in columns.energies).items():
        if count > 1:
            places = ", ".join(str(one.place + 1) for one in columns.energies if one.fuel == fuel)
            issues.append(Issue(f"{BILLS.key}, columns {places}", None, f"must be one column of {FUELS[fuel].name}",
                                "Keep the total of each bill"))  # fmt: skip
    return issues


def _dates(
    table: _Table, rows: Sequence[_Row], columns: Columns, issues: list[Issue], notes: list[str]
) -> list[tuple[Date, Date] | None]:
    """First day and reading at the end of each row; None where there are none, with an issue unless it is a start."""
    places = [place for place in (columns.start, columns.end, columns.reading) if place is not None]
    texts = [[part for place in places for part in _RANGE.split(_cell(row, place))] for row in rows]
    if all(len(text) == 1 and month_in(text[0]) for text in texts):
        return [month_in(text[0]) for text in texts]
    order = day_first(texts)
    if order is None:
        issues.append(Issue(BILLS.key, None, "must have dates that can be read one way: 3/4 may be March or April",
                            "Write dates like 2024-03-04"))  # fmt: skip
        return [None] * len(rows)
    found: list[list[Date] | None] = []
    for row, text in zip(rows, texts, strict=True):
        dates = [date_in(part, order) for part in text]
        if any(date is None for date in dates):
            bad = next(part for part, date in zip(text, dates, strict=True) if date is None)
            issues.append(_issue(table, row, bad, "must be a date", "Write it like 2024-03-04"))
        found.append(None if None in dates else dates)  # type: ignore[arg-type]
    if any(len(text) > 1 for text in texts):
        return [(one[0], one[1]) if one and len(one) > 1 else None for one in found]
    return _from_readings(table, rows, columns, [None if one is None else one[0] for one in found], issues, notes)


def _from_readings(
    table: _Table, rows: Sequence[_Row], columns: Columns, ends: Sequence[Date | None], issues: list[Issue],
    notes: list[str],
) -> list[tuple[Date, Date] | None]:  # fmt: skip
    """Periods that end at a reading each: as many days long as the row says, or from the reading before."""
    is_start = columns.start is not None
    known = sorted({end for end in ends if end})
    other = dict(pairwise(known)) if is_start else {last: first for first, last in pairwise(known)}
    periods: list[tuple[Date, Date] | None] = []
    for row, end in zip(rows, ends, strict=True):
        days = number_in(_cell(row, columns.days)) if columns.days is not None else None
        if end is None:
            periods.append(None)
        elif days is not None and 0 < days <= PERIOD[1]:
            length = datetime.timedelta(days=int(days))
            periods.append((end, end + length) if is_start else (end - length, end))
        elif columns.days is not None:
            issues.append(
                _issue(
                    table, row, _cell(row, columns.days), f"must be days of a bill, 1 to {PERIOD[1]}", "Give the days"
                )
            )
            periods.append(None)
        elif end in other:
            periods.append((end, other[end]) if is_start else (other[end], end))
        else:
            which = "last" if is_start else "first"
            other_one = "after" if is_start else "before"
            if any(_cell(row, one.place) for one in columns.energies):
                notes.append(f"the {which} reading, {end}, has no other {other_one} it: its amounts are not used")
            periods.append(None)
    return periods


def _whole_days(bills: list[Bill], notes: list[str]) -> list[Bill]:
    """The bills with the day after their last one, where they name the last day itself, as 1 to 31 January."""
    steps = Counter((after.first - bill.last).days for bill, after in pairwise(bills))
    is_month = all(bill.first.day == 1 and (bill.last + datetime.timedelta(days=1)).day == 1 for bill in bills)
    if not bills or not (steps[1] > steps[0] or (not steps[0] and is_month)):
        return bills
    notes.append("periods end with the day that is named, and that day is part of them")
    return [bill._replace(last=bill.last + datetime.timedelta(days=1)) for bill in bills]


def _period_issues(table: _Table, bills: Sequence[Bill]) -> list[Issue]:
    """What is wrong with the periods."""
    issues = []
    for bill in bills:
        row, days = _Row(bill.line, ()), bill.days
        if days <= 0:
            issues.append(
                _issue(
                    table,
                    row,
                    bill.last.isoformat(),
                    f"must end after it begins, {bill.first}",
                    "Compare with the bill",
                )
            )
        elif not PERIOD[0] <= days <= PERIOD[1]:
            issues.append(
                _issue(
                    table, row, f"{days}", f"must be {PERIOD[0]} to {PERIOD[1]} days", "Compare its dates with the bill"
                )
            )
    for one, after in pairwise(bill for bill in bills if bill.days > 0):
        if (one.last - after.first).days > SLACK:
            allowed = f"must begin when {table.where} {one.line} ends, {one.last}: they overlap"
            issues.append(
                _issue(table, _Row(after.line, ()), after.first.isoformat(), allowed, "Compare both with the bills")
            )
    return issues


def _amount(table: _Table, row: _Row, place: int, unit: str, issues: list[Issue]) -> float | None:
    """The number in a cell; None for a blank one, or with an issue."""
    cell = _cell(row, place)
    if is_blank(cell):
        return None
    text = re.sub(rf"\s*{re.escape(unit)}s?$", "", cell, flags=re.IGNORECASE)
    text = (
        text.replace(",", "")
        if not table.manner.decimal_comma and THOUSANDS.fullmatch(text.partition(".")[0])
        else text
    )
    number = number_in(table.manner.number(text))
    if number is None or not 0 <= number < 1e9:
        allowed = f"must be a number of {unit}, 0 or more"
        what = "Give it without a sign; add a credit to the bill that it corrects" if "-" in cell else "Give the number"
        issues.append(_issue(table, row, cell, allowed, what))
        return None
    return number
