"""A year estimated from degree days, a design temperature and, better, monthly means: for a place without a file.

The hours of each month lie normally about its mean T with the variance s² = sd² + R²/8: R is the mean daily range (a
sine of the day has the variance R²/8; 20 °F where it is not known, 19 °F where the means are not either), sd the spread
of the daily means in one month:

    sd = 1.8 · 0.534 · σ_m · √N [°F],  σ_m = 1.45 − 0.0290 · T + 0.0664 · σ_yr [°C]

σ_m is what the month's mean differs by from year to year, σ_yr the standard deviation of the twelve means, N the days
of the month (D. G. Erbs, S. A. Klein and W. A. Beckman, "Estimation of degree-days and ambient temperature bin data
from monthly-average temperatures", ASHRAE Journal 25(6), 1983). sd is scaled by k ≤ 1 so that 1 % of the hours are
colder than the 99 % design temperature. Without monthly means they lie on a sine over the year with its lowest point in
January, whose mean and amplitude meet the degree days and the design temperature.

Degree hours below a base of a month: 24 · N · s · (Z · Φ(Z) + φ(Z)), Z = (base − T) / s (G. J. Schoenau and R. A.
Kehrig, "Method for calculating degree-days to any base temperature", Energy and Buildings 14, 1990).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from .rows import DAYS
from .year import Array

USUAL_RANGE: Final = 20.0
"""Mean daily range where it is not known [°F]"""
_RANGE_ALONE: Final = 19.0
"""The same where the monthly means are not known either: the six stations are matched best so [°F]"""
LEAST_AMPLITUDE: Final = 5.0
_MOST_AMPLITUDE: Final = 60.0
"""Of the monthly means over a year, where they are not known [°F]; 60 is Yakutsk's"""
_LEAST_SCALE, _MOST_SCALE = 0.05, 2.0
"""Of the spreads beside a design temperature; the six stations have from 0.3 (San Francisco) to 1.2 (Tampa)"""
COLDER: Final = 0.01
"""Share of the hours of a year that are colder than the 99 % design temperature"""
CELL: Final = 0.1
"""Width of the temperatures that the hours are counted into [°F]"""
_DAYS: Final = np.array(DAYS, dtype=float)
_HOURS: Final = 24 * _DAYS
_COLDEST_MONTH: Final = 0.5
"""Place of the lowest monthly mean of the sine: the middle of January"""
_NO_RANGE: Final = np.zeros(12)
_ERF: Final = np.vectorize(math.erf, otypes=[float])


class Months(NamedTuple):
    """Twelve normal distributions of the hours, arrays (12,) [°F]."""

    mean: Array
    spread: Array
    daily: Array
    """Mean daily range, of which the spread holds a part"""

    def colder(self, temperature: float) -> float:
        """Share of the year's hours below a temperature [°F]."""
        return float((_HOURS * _cumulative((temperature - self.mean) / self.spread)).sum() / _HOURS.sum())

    def degree_days(self, base: float) -> float:
        """Heating degree days of the year below a base [°F·d], from the hours."""
        z = (base - self.mean) / self.spread
        return float((_DAYS * self.spread * (z * _cumulative(z) + _density(z))).sum())

    def table(self) -> dict[float, float]:
        """Hours of the year [h] by the mean temperature [°F] of each 0.1 °F; the coldest hour or so is one."""
        low = math.floor(float((self.mean - 6 * self.spread).min()) / CELL)
        high = math.ceil(float((self.mean + 6 * self.spread).max()) / CELL)
        edges = np.arange(low, high + 1) * CELL
        z = (edges[:, None] - self.mean) / self.spread
        share, moment = _cumulative(z), self.mean * _cumulative(z) - self.spread * _density(z)
        share[0], share[-1], moment[0], moment[-1] = 0.0, 1.0, 0.0, self.mean
        hours = (np.diff(share, axis=0) * _HOURS).sum(axis=1)
        heat = (np.diff(moment, axis=0) * _HOURS).sum(axis=1)
        some = hours > 1e-6  # h
        hours, heat = hours[some], heat[some]
        means = np.clip(
            heat / hours, edges[:-1][some], edges[1:][some]
        )  # rounding must not move an hour to another cell
        hours *= _HOURS.sum() / hours.sum()
        first, last = np.searchsorted(np.cumsum(hours), (1.0, _HOURS.sum() - 1.0))
        means, hours = _joined(means, hours, int(first), int(last))
        return dict(zip(np.round(means, 6).tolist(), np.round(hours, 6).tolist(), strict=True))


def _joined(means: Array, hours: Array, first: int, last: int) -> tuple[Array, Array]:
    """The cells up to the first and from the last one as one each: the tails of a distribution are no temperatures."""
    groups = [slice(0, first + 1), *(slice(n, n + 1) for n in range(first + 1, last)), slice(last, None)]
    sums = np.array([hours[part].sum() for part in groups])
    return np.array([(hours[part] * means[part]).sum() for part in groups]) / sums, sums


def _cumulative(z: Array) -> Array:
    return 0.5 * (1 + _ERF(z / math.sqrt(2)))  # type: ignore[no-any-return]


def _density(z: Array) -> Array:
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def by_months(means: Array, ranges: Array | None, design_temperature: float | None) -> Months | None:
    """The months of a place by twelve mean temperatures, mean daily ranges and the 99 % design temperature [°F].

    None where the months are by far too cold or too warm for the design temperature.
    """
    means = np.asarray(means, dtype=float)
    daily = np.full(12, USUAL_RANGE) if ranges is None else np.asarray(ranges, dtype=float)
    return _not_colder(means, _spread_of_days(means), daily, ranges is not None, design_temperature)


def by_degree_days(degree_days: float, base: float, design_temperature: float) -> Months | None:
    """The months of a place by its degree days [°F·d] and 99 % design temperature [°F]; None where none has both.

    Degree days are of daily means, as weather services count them: the daily range is not in them.
    """
    phase = np.cos(2 * math.pi * (np.arange(12) + 0.5 - _COLDEST_MONTH) / 12)

    def year(amplitude: float, k: float = 1.0) -> Months:
        """The months that give the degree days with an amplitude of their means, and spreads scaled by k."""

        def excess(mean: float) -> float:
            months = mean - amplitude * phase
            return Months(months, k * _spread_of_days(months), _NO_RANGE).degree_days(base) - degree_days

        means = _root(excess, -60.0, 120.0) - amplitude * phase
        return _hours(means, k * _spread_of_days(means), np.full(12, k * _RANGE_ALONE))

    def too_cold(amplitude: float, k: float = 1.0) -> float:
        return year(amplitude, k).colder(design_temperature) - COLDER

    if too_cold(LEAST_AMPLITUDE) > 0:  # an even climate: days differ less from each other, too
        if too_cold(LEAST_AMPLITUDE, _LEAST_SCALE) > 0:
            return None
        return year(LEAST_AMPLITUDE, _root(lambda k: too_cold(LEAST_AMPLITUDE, k), _LEAST_SCALE, 1.0))
    if too_cold(_MOST_AMPLITUDE) < 0:
        return None
    return year(_root(too_cold, LEAST_AMPLITUDE, _MOST_AMPLITUDE))


def _spread_of_days(means: Array) -> Array:
    """Standard deviation of the daily means in each month [°F] (Erbs, Klein and Beckman 1983)."""
    celsius = (means - 32) / 1.8
    monthly = np.maximum(1.45 - 0.0290 * celsius + 0.0664 * celsius.std(ddof=1), 0.0)
    return 1.8 * 0.534 * monthly * np.sqrt(_DAYS)  # type: ignore[no-any-return]


def _hours(means: Array, spread: Array, daily: Array) -> Months:
    return Months(means, np.sqrt(spread**2 + daily**2 / 8), daily)


def _not_colder(
    means: Array, spread: Array, daily: Array, keeps_ranges: bool, design_temperature: float | None
) -> Months | None:  # fmt: skip
    """The months, their spreads made smaller where over 1 % of the hours would be below the design temperature."""

    def scaled(k: float) -> Months:
        return _hours(means, k * spread, daily if keeps_ranges else k * daily)

    if design_temperature is None:
        return scaled(1.0)
    if not scaled(_LEAST_SCALE).colder(design_temperature) <= COLDER <= scaled(_MOST_SCALE).colder(design_temperature):
        return None
    if scaled(1.0).colder(design_temperature) <= COLDER:
        return scaled(1.0)
    return scaled(_root(lambda k: scaled(k).colder(design_temperature) - COLDER, _LEAST_SCALE, 1.0))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that rises or falls all the way is zero: by halving, to 1e-12 of the range."""
    rising = function(low) < function(high)
    for _ in range(48):
        middle = (low + high) / 2
        if (function(middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2
