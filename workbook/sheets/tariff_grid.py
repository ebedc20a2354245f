"""The grid of a tariff: the period of each hour of the day, a row for the weekdays and the other days of each month.

Days that differ from the others of their kind, such as event days, have rows of their own.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_dualfuel.tariffs.calendar import (
    DAYS_BEFORE,
    MONTH_OF_DAY,
    MONTHS,
    SHORT_MONTHS,
    WEEKEND,
    dates_of,
    kinds_of,
    ranges,
)
from xl_dualfuel.tariffs.elements import DAYS, SLOTS
from xl_dualfuel.tariffs.tariff import Tariff

_LONGEST = 34
"""Characters of a label"""


class Grid(NamedTuple):
    """The rows of the grid."""

    labels: tuple[str, ...]
    periods: NDArray[np.int_]
    """Place of the period (rows, 24)"""
    row_of_day: NDArray[np.int_]
    """The row of each of the 365 days"""


_KINDS = ((False, "weekdays"), (True, "other days"))


def labels_of(row_of_day: NDArray[np.int_], year: int, holidays: tuple[tuple[int, int], ...]) -> dict[int, str]:
    """The label that each row of a grid must have by the days in it; "" for one with days that no row has together."""
    off = np.isin(kinds_of(dates_of(year), holidays), list(WEEKEND))
    found = {}
    for row in np.unique(row_of_day).tolist():
        days = np.flatnonzero(row_of_day == row).tolist()
        months = set(MONTH_OF_DAY[days].tolist())
        usual = len(months) == 1 and len(set(off[days].tolist())) == 1
        if row >= len(_KINDS) * MONTHS:
            found[row] = _label(days) if usual else ""
        else:
            found[row] = f"{SHORT_MONTHS[min(months)]} {_KINDS[int(off[days[0]])][1]}" if usual else ""
    return found


def _label(days: list[int]) -> str:
    """Days of one month, such as Jan 5–9, 12."""
    month = int(MONTH_OF_DAY[days[0]])
    which = ranges([day - DAYS_BEFORE[month] for day in days], [str(day + 1) for day in range(31)])
    return f"{SHORT_MONTHS[month]} {which}"[:_LONGEST]


def grid_of(tariff: Tariff, names: tuple[str, ...]) -> Grid:
    """The grid of a tariff with the periods ``names``; of half-hours the first of each hour."""
    power = tariff.electricity
    if power is not None and power.periods:
        by_day = np.frombuffer(power.calendar, dtype=np.uint8).reshape(DAYS, SLOTS)[:, ::2].astype(int)
    elif len(names) == MONTHS:
        by_day = np.repeat(MONTH_OF_DAY[:, np.newaxis], SLOTS // 2, axis=1)
    else:
        by_day = np.zeros((DAYS, SLOTS // 2), dtype=int)
    off = np.isin(kinds_of(dates_of(tariff.year), tariff.holidays), list(WEEKEND))
    labels: list[str] = []
    periods: list[NDArray[np.int_]] = []
    more: list[list[int]] = []
    row_of_day = np.zeros(DAYS, dtype=int)
    for is_off, kind in _KINDS:
        for month in range(MONTHS):
            days = [day for day in range(DAYS_BEFORE[month], DAYS_BEFORE[month + 1]) if off[day] == is_off]
            patterns = Counter(by_day[day].tobytes() for day in days)
            usual = patterns.most_common(1)[0][0] if days else by_day[DAYS_BEFORE[month]].tobytes()
            row_of_day[[day for day in days if by_day[day].tobytes() == usual]] = len(labels)
            labels.append(f"{SHORT_MONTHS[month]} {kind}")
            periods.append(np.frombuffer(usual, dtype=by_day.dtype))
            more += [[day for day in days if by_day[day].tobytes() == one] for one in patterns if one != usual]
    for days in sorted(more):
        row_of_day[days] = len(labels)
        labels.append(_label(days))
        periods.append(by_day[days[0]])
    return Grid(tuple(labels), np.stack(periods), row_of_day)
