"""The heating season in a record: which part of it is used, whether that is a season, and its temperature bins."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from .record import DAY, Numbers, Record, clock_time

SEASON_SHARE: Final = 0.9
"""Share of the hours from October to April (from April to October where it is colder then) that make a season"""
SHORTEST_CHOICE: Final = 120
"""Fewest days that are a season where somebody says from when until when it lasts"""
MOST_TIMES: Final = 5.0
"""Most times that a record is scaled: the coldest month has about a fifth of a season's degree days"""
DEGREE_DAY_BASE: Final = 65.0
"""[°F], of ``season_degree_days``"""
_YEAR: Final = 365
_NORTH, _SOUTH = frozenset({10, 11, 12, 1, 2, 3, 4}), frozenset({4, 5, 6, 7, 8, 9, 10})
_WINTERS: Final = re.compile(r"(\d{4})\s*[-/–]\s*(\d{2}|\d{4})")
_ONE_YEAR: Final = re.compile(r"\d{4}")
DATES: Final = re.compile(r"(\d{4}-\d\d-\d\d)\s*(?:to|until|–|—|/|-|\.\.)\s*(\d{4}-\d\d-\d\d)", re.IGNORECASE)


class Season(NamedTuple):
    """The part of a record that is used."""

    first: str
    last: str
    """Dates of its first and last day"""
    days: int
    """Days with an outdoor temperature"""
    hours: float
    """Hours with one [h]"""
    of_days: int
    """Days that a season has"""
    share: float
    """Share of the hours of these that have an outdoor temperature"""
    is_season: bool
    months: str
    """The months of the season, or the dates that somebody chose"""
    degree_days: float
    """Degree days of daily means [°F·d], base DEGREE_DAY_BASE"""
    times: float
    """What its hours are multiplied by; 1 unless it is scaled to a season"""
    start: float
    end: float
    """The part used [s]"""

    def to_json(self) -> dict[str, Any]:
        """The season as plain values."""
        document = self._asdict() | {"scaled": self.times != 1}
        return {key: value for key, value in document.items() if key not in ("start", "end")}

    @property
    def is_partial(self) -> bool:
        """Whether it is neither a season nor scaled to one."""
        return not self.is_season and self.times == 1

    @property
    def lead(self) -> str:
        """What an answer begins with: that the record is no season, or that it was scaled to one; "" for a season."""
        if self.times != 1:
            return f"Scaled from {self.days:,} recorded days to a season by degree days. "
        if self.is_season:
            return ""
        covered = math.floor(100 * self.share)
        return f"No season: the record covers {covered} % of {self.months} ({self.days:,} days). "

    @property
    def note(self) -> str:
        """The lead with its numbers and what to do; "" for a season without gaps."""
        span = f"{self.first} to {self.last}"
        if self.times != 1:
            return (
                f"Scaled to a season by degree days: the hours of {span} are multiplied by {self.times:.3g}, which "
                "makes their degree days those of a season. The temperatures of other months are not among them"
            )
        missing = (1 - self.share) * self.of_days * 24
        if self.is_season:
            words = f"{missing:,.0f} hours of {self.months} have no outdoor temperature: their heat is left out"
            return words if missing >= 1 else ""
        return (
            f"{self.lead}Outdoor temperatures are from {span}; {missing:,.0f} of {self.of_days * 24:,} hours are "
            "missing. Costs and energy are those of the recorded hours. Give a record of a whole season, or a season's "
            "degree days in season_degree_days"
        )


@lru_cache(maxsize=16)
def season_of(record: Record, choice: str | None = None, degree_days: float | None = None) -> Season:
    """The season in a record; ``choice`` as in record_season, ``degree_days`` of a season as in season_degree_days.

    Without a choice it is the whole record, of one that is longer than a year the 365 days with most hours, of two
    such the later. Raises InputError (keys record_season, season_degree_days).
    """
    start, end = _period(record, choice)
    part = record.between(start, end)
    used = ~np.isnan(part.outdoor)
    if not used.any():
        lasts = f"{record.read.first[:10]} to {record.read.last[:10]}"
        raise InputError([Issue("record_season", choice, f"must be in the record, which has {lasts}", _REMEDY)])
    day, hours = np.floor_divide(part.start[used], DAY).astype(int), part.length[used]
    dates, place = np.unique(day, return_inverse=True)
    of_day = np.minimum(np.bincount(place, weights=hours), 24.0)
    mean = np.bincount(place, weights=hours * part.outdoor[used]) / np.bincount(place, weights=hours)
    total = float((np.maximum(DEGREE_DAY_BASE - mean, 0.0) * of_day).sum() / 24)
    if choice is not None and DATES.fullmatch(choice):
        of_days, covered = round((end - start) / DAY), float(of_day.sum())
        months, is_long = f"{_date(start)} to {_date(end - DAY)}", of_days >= SHORTEST_CHOICE
    else:
        of_days, covered, months = _winter(dates, of_day, mean)
        is_long = True
    share = min(covered / (24 * of_days), 1.0)
    times = _times(total, degree_days, float(hours[part.outdoor[used] < DEGREE_DAY_BASE].sum()))
    return Season(
        clock_time(float(part.start[used][0]))[:10], clock_time(float(part.start[used][-1]))[:10], len(dates),
        float(hours.sum()), of_days, share, is_long and share >= SEASON_SHARE, months, total, times, start, end,
    )  # fmt: skip


def _winter(dates: NDArray[np.int_], hours: Numbers, mean: Numbers) -> tuple[int, float, str]:
    """Days of the heating months, their hours in the record [h], and the months in words; a date once, of any year."""
    when = [datetime.date.fromordinal(int(date)) for date in dates]
    month = np.array([date.month for date in when])
    summer = np.isin(month, (6, 7, 8))
    others = ~summer & (np.isin(month, (12, 1, 2)) if np.isin(month, (12, 1, 2)).any() else True)
    is_south = summer.any() and others.any() and mean[summer].mean() < mean[others].mean()
    months = _SOUTH if is_south else _NORTH
    covered: dict[tuple[int, int], float] = {}
    for date, of_day in zip(when, hours.tolist(), strict=True):
        if date.month in months and (date.month, date.day) != (2, 29):
            covered[date.month, date.day] = max(covered.get((date.month, date.day), 0.0), of_day)
    days = 214 if is_south else 212
    return days, math.fsum(covered.values()), "April to October" if is_south else "October to April"


def _times(recorded: float, wanted: float | None, hours: float) -> float:
    """What the hours of a record are multiplied by for the degree days of a season. Raises InputError."""
    if wanted is None:
        return 1.0
    if recorded * MOST_TIMES < wanted or hours * wanted > 8784 * recorded:
        allowed = f"must be at most {min(MOST_TIMES * recorded, 8784 * recorded / max(hours, 1)):,.0f} for this record, which has {recorded:,.0f} °F·d below 65 °F"  # noqa: E501
        raise InputError([Issue("season_degree_days", wanted, allowed, "Give a longer record")])
    return wanted / recorded


_REMEDY: Final = "Give a winter, such as 2024-25, or dates, such as 2024-10-01 to 2025-04-30"


def _period(record: Record, choice: str | None) -> tuple[float, float]:
    """Beginning and end of the part that is used [s]."""
    if choice is not None:
        return _chosen(choice)
    used = ~np.isnan(record.outdoor)
    first, last = (math.floor(record.start[used][place] / DAY) for place in (0, -1))
    if last - first < _YEAR + 1:
        return first * DAY, (last + 1) * DAY
    of_day = np.bincount(np.floor_divide(record.start[used], DAY).astype(int) - first, weights=record.length[used])
    sums = np.convolve(of_day, np.ones(_YEAR), "valid")
    best = int(np.flatnonzero(sums >= sums.max() - 24)[-1])
    return (first + best) * DAY, (first + best + _YEAR) * DAY


def _chosen(choice: str) -> tuple[float, float]:
    try:
        if match := DATES.fullmatch(choice.strip()):
            first, last = (datetime.date.fromisoformat(match[group]) for group in (1, 2))
        elif match := _WINTERS.fullmatch(choice.strip()):
            year = int(match[1])
            if int(match[2]) not in (year + 1, (year + 1) % 100):
                raise ValueError
            first, last = datetime.date(year, 7, 1), datetime.date(year + 1, 6, 30)
        elif _ONE_YEAR.fullmatch(choice.strip()):
            first, last = datetime.date(int(choice), 1, 1), datetime.date(int(choice), 12, 31)
        else:
            raise ValueError
        if not 0 < (last - first).days <= _YEAR:
            raise ValueError
    except ValueError:
        allowed = "must be a winter, a year, or two dates a year apart at most"
        raise InputError([Issue("record_season", choice, allowed, _REMEDY)]) from None
    return first.toordinal() * DAY, (last.toordinal() + 1) * DAY


def _date(seconds: float) -> str:
    return clock_time(seconds)[:10]


_SAME: Final = 5e-10
"""Temperatures closer than this are one [°F], as in ``climate.SAME``"""


def bins(
    record: Record, season: Season, width: float, below: float, settings: Sequence[float] = ()
) -> tuple[tuple[float, float], ...]:
    """Measured bins of a season: (mean temperature [°F], hours [h]) by ascending temperature, as a bin_table has them.

    Edges are multiples of ``width`` [°F], 0: every distinct temperature by itself, and ``settings`` [°F], so that each
    of these acts on exactly the hours above it; the temperature of a bin is the mean of its own hours, so that load is
    exact whatever the width; only temperatures under ``below`` [°F], and no bins without hours.

    Raises InputError for a width that does not exist, and where no hour is left.
    """
    if not 0 <= width < math.inf:
        raise InputError([Issue("bin_width", width, "must be ≥ 0", "Give the width in °F, or 0")])
    part = record.between(season.start, season.end)
    used = (part.outdoor < below) & (part.length > 0)
    if not used.any():
        allowed = f"must hold hours below {below:g} °F, the load balance temperature"
        raise InputError([Issue("runtime_file", record.read.source, allowed, "Give a record of a heating season")])
    temperature, place = np.unique(part.outdoor[used], return_inverse=True)
    hours = np.bincount(place, weights=part.length[used]) * season.times
    if width > 0:
        # As in climate.yearly: an edge but for its last binary digit is that edge, no mean lies below its own edge.
        multiple = np.floor(temperature / width + 1e-9) * width
        last = np.searchsorted(np.sort(settings), temperature + _SAME, side="right")
        low = np.maximum(multiple, np.concatenate(([-np.inf], np.sort(settings)))[last])
        edge, which = np.unique(low, return_inverse=True)
        of_bin = np.bincount(which, weights=hours)
        mean = np.maximum(np.bincount(which, weights=hours * temperature) / of_bin, edge)
        return tuple(zip(mean.tolist(), of_bin.tolist(), strict=True))
    return tuple(zip(temperature.tolist(), hours.tolist(), strict=True))
