"""Dates as bills have them: of one column, or two, the same way of writing in every row."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

Date = datetime.date
_MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_CLOCK: Final = re.compile(r"[T ]+\d{1,2}:\d\d.*$")
_PARTS: Final = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})")
_NAMED: Final = re.compile(
    r"(?:(\d{1,2})[-/. ,]*)?([a-z]{3})[a-z]*\.?[-/. ,]*(?:(\d{1,2})(?:st|nd|rd|th)?[-/. ,]+)?(\d{4}|\d\d)"
)
_SERIAL: Final = re.compile(r"[2-6]\d{4}(?:\.0*)?")
_EPOCH: Final = Date(1899, 12, 30)
_CENTURY: Final = 2000
_USUAL: Final = (30, 61, 91)
_SPREAD: Final = 7
"""Days of a bill of one, two and three months, and how many more or fewer readers come"""


def _date(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year + (_CENTURY if year < 100 else 0), month, day)
    except ValueError:
        return None


def date_in(cell: str, day_first: bool) -> Date | None:
    """The date in a cell; None for none. day_first: 3/4/2024 is 3 April."""
    text = _CLOCK.sub("", cell.strip()).casefold()
    if len(text) > 40 or not text.isascii():
        return None
    if _SERIAL.fullmatch(text):  # of a spreadsheet
        return _EPOCH + datetime.timedelta(days=int(float(text)))
    if match := _PARTS.fullmatch(text):
        one, two, three = map(int, match.groups())
        if len(match[1]) == 4:
            return _date(one, two, three)
        return _date(three, two, one) if day_first or "." in text else _date(three, one, two)
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTHS:
        day = match[1] or match[3]
        return None if day is None else _date(int(match[4]), _MONTHS[match[2]], int(day))
    return None


def month_in(cell: str) -> tuple[Date, Date] | None:
    """The first day of a month such as ``Jan 2024``, ``2024-01`` or ``01/2024``, and of the next; None for no month."""
    text = cell.strip().casefold()
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})", text):
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
    elif (match := _NAMED.fullmatch(text)) and match[2] in _MONTHS and not match[1] and not match[3]:
        year, month = int(match[4]), _MONTHS[match[2]]
    else:
        return None
    first = _date(year, month, 1)
    return None if first is None else (first, (first + datetime.timedelta(days=31)).replace(day=1))


def day_first(cells: Sequence[Sequence[str]]) -> bool | None:
    """Whether the day comes before the month in rows of dates; None where both would do: the rows do not say.

    cells: the dates of each row.
    """
    fitting: list[bool] = []
    orders = []
    for order in (False, True):
        rows = [[date_in(cell, order) for cell in row] for row in cells]
        orders.append(rows)
        if all(date is not None for row in rows for date in row):
            fitting.append(order)
    if orders[0] == orders[1] or not fitting:
        return False
    if len(fitting) == 1:
        return fitting[0]
    good = [order for order in fitting if _is_usual(orders[order])]
    return good[0] if len(good) == 1 else None


def _is_usual(rows: Sequence[Sequence[Date | None]]) -> bool:
    """Whether every period is about one, two or three months long."""
    pairs = [row for row in rows if len(row) == 2]
    if not pairs:
        dates = sorted(row[0] for row in rows if row[0])
        pairs = [list(pair) for pair in pairwise(dates)]
    return all(
        one and other and any(abs((other - one).days - usual) <= _SPREAD for usual in _USUAL) for one, other in pairs
    )
