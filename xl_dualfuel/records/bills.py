"""Utility bills of a house: periods with their electricity and fuels, from a table as people keep it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import InputError, Issue
from ..files.delimited import THOUSANDS
from ..files.reading import FilePath, one_line
from ..files.values import is_blank, number_in
from ..units import FUELS
from .bill_columns import Columns, columns_of, words_of
from .bill_dates import Date, date_in, day_first, month_in
from .bill_tables import BILLS, HEADINGS, NO_HEADINGS, Row, Table, table_of

PERIOD: Final = (5, 125)
"""Days of a bill: from the rest of a month after moving in to a third of a year; most are a month, two, or a quarter"""
DELIVERIES: Final = 250
"""Most days from one delivery of fuel to the next: a tank filled in spring lasts until late autumn"""
SLACK: Final = 3
"""Days by which two bills may overlap: both name the day of the reading, and offices date differently"""
MOST: Final = 400
"""Most bills read: a month each of 33 years"""
_RANGE: Final = re.compile(r"\s+(?:-|–|—|to|through|thru)\s+|\s*–\s*", re.IGNORECASE)
_ESTIMATED: Final = frozenset(("e", "est", "estimated", "estimate", "yes", "y", "x", "true", "1"))
_OF_ESTIMATES: Final = frozenset(("e", "est", "estimated", "estimate"))
_ACTUAL: Final = frozenset(("a", "act", "actual", "customer", "regular", "r", "read", "self", "company", "verified"))
_DOTTED: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""A number whose mark may stand before decimals or between thousands"""
_WHOLE: Final = re.compile(r"[1-9]\d{2}")
_MONTH: Final = frozenset(("month", "period"))
_SUMS: Final = ("total", "sum", "average", "mean")


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


def read_bills(path: FilePath, fuel: str = "natural_gas") -> Bills:
    """The bills in a CSV, Excel or TOML file. fuel: the case's, which ``gal`` alone is of.

    Raises InputError with every problem and its line or cell: no such file or none of bills, dates that are none or may
    be read two ways, periods that end before they begin, are too long or overlap, amounts that are no number or
    negative.
    """
    table = table_of(path, fuel)
    columns = columns_of(table.headings, fuel)
    if columns is None:
        raise BILLS.refused(path, NO_HEADINGS, HEADINGS)
    if len(table.rows) > MOST:
        raise BILLS.refused(path, f"it has {len(table.rows):,} rows, more than {MOST}", "Give one line a bill.")
    bills = bills_of(table, columns, one_line(Path(path).name))
    if not bills.bills:
        raise BILLS.refused(path, "it has no bills", HEADINGS)
    return bills


def bills_of(table: Table, columns: Columns, source: str) -> Bills:
    """The bills in a table, in order of time. Raises InputError with every problem and its line or cell."""
    issues = _unclear(table, columns) + _two_ways(table, columns)
    if columns.estimated is None:
        columns = columns._replace(estimated=_marks(table, columns))
    notes: list[str] = []
    rows = [row for row in table.rows if not _is_sum(row)]
    if len(rows) < len(table.rows):
        notes.append(f"{len(table.rows) - len(rows)} lines of totals left out")
    dates = _dates(table, rows, columns, issues, notes)
    bills = []
    for row, period in zip(rows, dates, strict=True):
        before = len(issues)
        amounts = tuple(_amount(table, row, one.place, one.unit, issues) for one in columns.energies)
        if period is None:
            continue
        if len(issues) == before and all(amount is None for amount in amounts):
            allowed = "must have an amount of electricity or fuel"
            issues.append(table.issue(row.line, None, None, allowed, "Give it, or delete the row"))
        is_estimated = bool(_first_word(row.cell(columns.estimated)) & _ESTIMATED)
        bills.append(Bill(row.line, *period, amounts, is_estimated))
    bills.sort(key=lambda bill: (bill.first, bill.last))
    bills = _whole_days(bills, notes)
    issues += _period_issues(table, columns, bills)
    if issues:
        raise InputError(issues)
    taken = [(use, table.headings[place]) for use, place in columns._asdict().items() if isinstance(place, int)]
    taken += [(FUELS[one.fuel].name, table.headings[one.place]) for one in columns.energies]
    energies = tuple((one.fuel, one.unit) for one in columns.energies)
    return Bills(source, energies, tuple(bills), tuple(taken), tuple(notes))


def _first_word(cell: str) -> set[str]:
    """``estimated`` of ``Estimated reading``; nothing of a blank cell."""
    return set(words_of(cell)[:1])


def _marks(table: Table, columns: Columns) -> int | None:
    """The column that marks each reading as actual or estimated, whatever its heading; None without one."""
    taken = {*columns.dates, columns.days, *(one.place for one in columns.energies)}
    for place in range(len(table.headings)):
        words = [word for row in table.rows if (word := _first_word(row.cell(place)))]
        marks = set().union(*words)
        if place not in taken and marks & _OF_ESTIMATES and marks & _ACTUAL and marks <= _OF_ESTIMATES | _ACTUAL:
            return place
    return None


def _two_ways(table: Table, columns: Columns) -> list[Issue]:
    """Amounts such as 7.620 beside 698 without decimals: their mark stands between thousands, not before decimals."""
    decimal, issues = "," if table.manner.decimal_comma else ".", []
    for one in columns.energies:
        cells = [(row.line, row.cell(one.place)) for row in table.rows if row.cell(one.place) not in ("", "0")]
        marked = [(line, cell) for line, cell in cells if _DOTTED.fullmatch(cell) and decimal in cell]
        whole = [cell for _, cell in cells if _WHOLE.fullmatch(cell)]
        if marked and whole and len(marked) + len(whole) == len(cells):
            (line, cell), small = marked[0], float(marked[0][1].replace(decimal, "."))
            plain = cell.replace(decimal, "")
            allowed = f"must be written one way: beside {whole[0]} it may be {plain}, and by itself {small:g}"
            remedy = f"Write thousands without a mark: {plain}; or every amount with its decimals"
            issues.append(table.issue(line, one.place, cell, allowed, remedy))
    return issues


def _is_delivered(columns: Columns, bill: Bill) -> bool:
    """Whether all that a bill is for was brought by lorry: it then lasts until the next delivery."""
    billed = [one.fuel for one, amount in zip(columns.energies, bill.amounts, strict=True) if amount is not None]
    return not any(FUELS[fuel].piped for fuel in billed)


def _is_sum(row: Row) -> bool:
    return next((cell for cell in row.cells if cell), "").casefold().startswith(_SUMS)


def _unclear(table: Table, columns: Columns) -> list[Issue]:
    """What is wrong with the headings of the amounts."""
    issues = [
        Issue(f"{table.key}, {table.column(place)}", None, "must name one fuel and its unit",
              "Write the heading like Propane (gal) or Gas (therms)")
        for place in columns.unclear
    ]  # fmt: skip
    for fuel, count in Counter(one.fuel for one in columns.energies).items():
        if count > 1:
            places = ", ".join(table.column(one.place) for one in columns.energies if one.fuel == fuel)
            issues.append(Issue(f"{table.key}, {places}", None, f"must be one column of {FUELS[fuel].name}",
                                "Keep the total of each bill"))  # fmt: skip
    return issues


def _dates(
    table: Table, rows: Sequence[Row], columns: Columns, issues: list[Issue], notes: list[str]
) -> list[tuple[Date, Date] | None]:
    """First day and reading at the end of each row; None where there are none, with an issue unless it is a start."""
    cells = [[(place, part) for place in columns.dates for part in _RANGE.split(row.cell(place))] for row in rows]
    texts = [[part for _, part in of_row] for of_row in cells]
    if all(len(text) == 1 and month_in(text[0]) for text in texts):
        return [month_in(text[0]) for text in texts]
    order = day_first(texts)
    if order is None:
        issues.append(Issue(table.key, None, "must have dates that can be read one way: 3/4 may be March or April",
                            "Write dates like 2024-03-04"))  # fmt: skip
        return [None] * len(rows)
    found: list[list[Date] | None] = []
    for row, of_row in zip(rows, cells, strict=True):
        dates = [date for _, part in of_row if (date := date_in(part, order)) is not None]
        if len(dates) < len(of_row):
            place, bad = next(one for one in of_row if date_in(one[1], order) is None)
            issues.append(table.issue(row.line, place, bad, "must be a date", "Write it like 2024-03-04"))
        found.append(dates if len(dates) == len(of_row) else None)
    if any(len(text) > 1 for text in texts):
        return [(one[0], one[1]) if one and len(one) > 1 else None for one in found]
    days = [None if one is None else one[0] for one in found]
    if (
        columns.reading is not None
        and _MONTH & set(words_of(table.headings[columns.reading]))
        and all(day is None or day.day == 1 for day in days)
    ):  # as spreadsheets keep Jan 2024
        return [None if day is None else month_in(f"{day:%Y-%m}") for day in days]
    return _from_readings(table, rows, columns, days, issues, notes)


def _from_readings(
    table: Table, rows: Sequence[Row], columns: Columns, ends: Sequence[Date | None], issues: list[Issue],
    notes: list[str],
) -> list[tuple[Date, Date] | None]:  # fmt: skip
    """Periods that end at a reading each: as many days long as the row says, or from the reading before."""
    is_start = columns.start is not None
    known = sorted({end for end in ends if end})
    other = dict(pairwise(known)) if is_start else {last: first for first, last in pairwise(known)}
    periods: list[tuple[Date, Date] | None] = []
    for row, end in zip(rows, ends, strict=True):
        days = number_in(row.cell(columns.days)) if columns.days is not None else None
        if end is None:
            periods.append(None)
        elif days is not None and 0 < days <= DELIVERIES:
            length = datetime.timedelta(days=int(days))
            periods.append((end, end + length) if is_start else (end - length, end))
        elif columns.days is not None:
            allowed = f"must be days of a bill, 1 to {PERIOD[1]}"
            issues.append(table.issue(row.line, columns.days, row.cell(columns.days), allowed, "Give the days"))
            periods.append(None)
        elif end in other:
            periods.append((end, other[end]) if is_start else (other[end], end))
        else:
            which = "last" if is_start else "first"
            other_one = "after" if is_start else "before"
            if any(row.cell(one.place) for one in columns.energies):
                notes.append(f"there is no reading {other_one} the {which} one, {end}: its amounts are not used")
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


def _period_issues(table: Table, columns: Columns, bills: Sequence[Bill]) -> list[Issue]:
    """What is wrong with the periods."""
    issues = []
    start, end = columns.dates[0], columns.dates[-1]
    for bill in bills:
        days = bill.days
        if days <= 0:
            allowed = f"must end after it begins, {bill.first}"
            issues.append(table.issue(bill.line, end, bill.last.isoformat(), allowed, "Compare with the bill"))
        elif not PERIOD[0] <= days <= (most := DELIVERIES if _is_delivered(columns, bill) else PERIOD[1]):
            allowed = f"must be {PERIOD[0]} to {most} days"
            issues.append(table.issue(bill.line, end, f"{days}", allowed, "Compare its dates with the bill"))
    for one, after in pairwise(bill for bill in bills if bill.days > 0):
        if (one.last - after.first).days > SLACK:
            allowed = f"must begin when {table.at(one.line, end)} ends, {one.last}: they overlap"
            first = after.first.isoformat()
            issues.append(table.issue(after.line, start, first, allowed, "Compare both with the bills"))
    return issues


def _amount(table: Table, row: Row, place: int, unit: str, issues: list[Issue]) -> float | None:
    """The number in a cell; None for a blank one, or with an issue."""
    cell = row.cell(place)
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
        issues.append(table.issue(row.line, place, cell, allowed, what))
        return None
    return number
