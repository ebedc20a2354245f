"""Hours in order where only their number at each temperature is known: typical days, with a cold spell each month.

Each month has one day of every slice of the normal distribution of its daily means, the coldest in its middle and the
warmest at its ends; in a day the hours follow a sine whose lowest is at about five in the morning. That gives the hours
a rank, and each takes the temperature of its rank from the climate's own table: hours, load and degree hours are
exactly the table's, and only their order is made up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .estimate import Months, by_months
from .rows import DAYS
from .year import HOURS_PER_YEAR, Array, Hours, times_of_year

Numbers = Sequence[float] | NDArray[Any]

TYPICAL_DAYS: Final = (
    "Hours in order are not known: typical days are used, with one cold spell a month, so times of day and worst days "
    "in a row are estimates"
)
"""How every surface says it"""
_COLDEST_HOUR: Final = 5.0
_MEAN, _AMPLITUDE = 50.0, 23.0
"""Of the monthly means of a place that is not known [°F]: about 6,000 degree days; only the rank of the hours counts"""


def in_typical_order(
    temperature: Sequence[float] | NDArray[Any], hours: Sequence[float] | NDArray[Any], months: Months
) -> Array:
    """Outdoor temperatures of a year's hours in the order of typical days, array (8760,) [°F].

    temperature: (n,) ascending [°F]; hours: (n,) at each [h]. Where they are fewer than a year's they are its coldest,
    and the others are not a number. Raises ValueError where they are more.
    """
    table, count = np.asarray(temperature, dtype=float), np.asarray(hours, dtype=float)
    ends = np.concatenate(([0.0], np.cumsum(count)))
    if ends[-1] > HOURS_PER_YEAR + 1e-3:
        raise ValueError(f"{ends[-1]:,.0f} hours are more than a year has")
    heat = np.concatenate(([0.0], np.cumsum(count * table)))
    slots = np.arange(HOURS_PER_YEAR + 1.0)
    total = np.interp(slots, ends, heat)
    full = np.diff(np.minimum(slots, ends[-1]))  # 1 but for the last, of which a part may be left
    sorted_hours = np.full(HOURS_PER_YEAR, np.nan)
    some = full > 1e-6
    sorted_hours[some] = np.diff(total)[some] / full[some]
    ordered = np.empty(HOURS_PER_YEAR)
    ordered[np.argsort(_pattern(months), kind="stable")] = np.clip(sorted_hours, table[0], table[-1])
    return ordered


def typical_hours(
    temperature: Sequence[float] | NDArray[Any], hours: Sequence[float] | NDArray[Any], months: Months
) -> Hours:
    """The hours of a whole year, as :func:`in_typical_order` has them."""
    return Hours(times_of_year(), in_typical_order(temperature, hours, months))


def usual_months() -> Months:
    """The months of a place of which only temperatures and hours are known."""
    phase = np.cos(2 * math.pi * np.arange(12) / 12)
    months = by_months(_MEAN - _AMPLITUDE * phase, None, None)
    assert months is not None  # without a design temperature there is no doubt
    return months


def _pattern(months: Months) -> Array:
    """Temperatures of typical days [°F], (8760,): what ranks the hours."""
    of_day = -np.cos(2 * math.pi * (np.arange(24) + 0.5 - _COLDEST_HOUR) / 24)
    days = []
    for mean, spread, daily, count in zip(months.mean, months.spread, months.daily, DAYS, strict=True):
        of_days = math.sqrt(max(spread**2 - daily**2 / 8, 0.0))
        days.append(mean + of_days * _one_spell(count)[:, None] + daily / 2 * of_day)
    return np.concatenate(days).ravel()


def _one_spell(days: int) -> Array:
    """Standard normal deviations of so many days, one of each slice: the coldest in the middle."""
    normal = NormalDist()
    density = [0.0, *(normal.pdf(normal.inv_cdf(edge / days)) for edge in range(1, days)), 0.0]
    slices = np.array([days * (before - after) for before, after in pairwise(density)])  # ascending means
    spell = np.empty(days)
    spell[np.argsort(np.abs(np.arange(days) - (days - 1) / 2), kind="stable")] = slices
    return spell
