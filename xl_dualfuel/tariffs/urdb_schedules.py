"""Schedules of a rate database entry: the period of each month, kind of day and hour, and windows made of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from ..errors import Issue
from ..files.values import is_number
from .calendar import DAYS_BEFORE, HOURS, MONTHS

Grid = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
"""Period of 12 months, weekdays and weekends, 24 hours"""
_WEEKDAYS, _WEEKENDS, _WEEK = 5, 2, 7
MOST_PERIODS: Final = 36


def days_in(month: int) -> int:
    """Days of a month, 0 to 11, in a year of 365."""
    return DAYS_BEFORE[month + 1] - DAYS_BEFORE[month]


def grid_of(entry: Mapping[str, Any], weekday: str, weekend: str, count: int, issues: list[Issue]) -> Grid:
    """The schedule under two keys, for ``count`` periods: period 0 always where both are missing.

    One that is missing is as the other.
    """
    kinds = []
    for key, other in ((weekday, weekend), (weekend, weekday)):
        rows = entry.get(key) or entry.get(other)
        if rows is None:
            kinds.append([[0] * HOURS] * MONTHS)
        elif _is_grid(rows, count):
            kinds.append([[int(period) for period in row] for row in rows])
        else:
            allowed = f"must be 12 rows of 24 periods, each from 0 to {count - 1}"
            issues.append(Issue(key, "other values", allowed, "Download the rate again"))
            kinds.append([[0] * HOURS] * MONTHS)
    return tuple((tuple(days), tuple(ends)) for days, ends in zip(*kinds, strict=True))


def _is_grid(rows: object, count: int) -> bool:
    if not isinstance(rows, list) or len(rows) != MONTHS:
        return False
    if not all(isinstance(row, list) and len(row) == HOURS for row in rows):
        return False
    return all(is_number(period) and period in range(count) for row in rows for period in row)


def joined(first: Grid, second: Grid) -> tuple[Grid, list[tuple[int, int]]]:
    """One schedule of two, and which period of each its periods are, in the order of the first."""
    pairs = sorted({
        pair for one, other in zip(first, second, strict=True) for ours, theirs in zip(one, other, strict=True)
        for pair in zip(ours, theirs, strict=True)
    })  # fmt: skip
    place = {pair: n for n, pair in enumerate(pairs)}
    grid = tuple(
        (_row(one[0], other[0], place), _row(one[1], other[1], place)) for one, other in zip(first, second, strict=True)
    )
    return grid, pairs


def _row(ours: Sequence[int], theirs: Sequence[int], place: Mapping[tuple[int, int], int]) -> tuple[int, ...]:
    return tuple(place[pair] for pair in zip(ours, theirs, strict=True))


def shares_of(days: tuple[Sequence[int], Sequence[int]]) -> dict[int, float]:
    """What part of a month's hours each period has, by a month's weekdays and weekends."""
    hours = Counter({period: _WEEKDAYS * often for period, often in Counter(days[0]).items()})
    hours.update({period: _WEEKENDS * often for period, often in Counter(days[1]).items()})
    return {period: often / (_WEEK * HOURS) for period, often in hours.items()}


def windows_of(grid: Grid, names: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """The windows of a tariff file for a schedule, and the period of all other hours, which is the one of most."""
    whole: Counter[int] = Counter()
    for month in grid:
        whole.update(shares_of(month))
    otherwise = whole.most_common(1)[0][0]
    spans: defaultdict[tuple[int, str, int, int], list[int]] = defaultdict(list)
    for number, (weekdays, weekends) in enumerate(grid, 1):
        kinds = {"all": weekdays} if weekdays == weekends else {"weekday": weekdays, "weekend": weekends}
        for kind, row in kinds.items():
            for period, start, end in _runs(row):
                if period != otherwise:
                    spans[period, kind, start, end].append(number)
    windows = []
    for (period, kind, start, end), months in sorted(spans.items()):
        window: dict[str, Any] = {"period": names[period]}
        window |= {"months": months} if len(months) < MONTHS else {}
        window |= {"days": kind} if kind != "all" else {}
        window |= {"from": start, "to": end} if (start, end) != (0, HOURS) else {}
        windows.append(window)
    return windows, names[otherwise]


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Period, first hour and the hour after the last of each run."""
    for period, run in groupby(range(HOURS), key=row.__getitem__):
        hours = list(run)
        yield period, hours[0], hours[-1] + 1
