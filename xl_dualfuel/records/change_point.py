"""Energy of billed periods by their weather: baseload, slope and balance temperature of a house.

The three-parameter heating change-point model, with the average day of each period weighted by its days:

    energy of a day = baseload + slope · mean of max(0, balance temperature − outdoor temperature)

Sources: ASHRAE Guideline 14-2014, annex D (three-parameter heating model; R², CV(RMSE) and NMBE with n − p in the
denominator); CalTRACK 2.0 methods, section 3.4 (candidate balance temperatures, the best fit wins, only a positive
slope is a heating model, days as weights). Degree days are taken by the hour, as the model has its load.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Weight = Callable[[Array], Array]

COLDEST_BALANCE: Final = 40.0
WARMEST_BALANCE: Final = 80.0
"""Balance temperatures tried [°F]; CalTRACK tries 30 to 90"""
_STEP: Final = 0.5
_EXACT: Final = 1e-4
PARAMETERS: Final = 3


class Period(NamedTuple):
    """A billed period: its days, the energy of all of them, and its outdoor temperatures at even times [°F]."""

    days: float
    energy: float
    temperature: Array

    def degree_days(self, base: float, weight: Weight | None = None) -> float:
        """Heating degree days below ``base`` [°F·d], each hour's times ``weight`` of its temperature."""
        below = np.maximum(0.0, base - self.temperature)
        return self.days * float((below if weight is None else below * weight(self.temperature)).mean())


class Fit(NamedTuple):
    """What the bills of one energy say; energies in the unit of the bills."""

    baseload: float
    """Of a day, whatever the weather"""
    slope: float
    """Of a degree day [°F·d]"""
    slope_error: float | None
    """Its standard error at that balance temperature; None with too few periods"""
    balance_temperature: float
    """[°F]"""
    r2: float
    """Share of the variation between average days that the weather explains"""
    cv_rmse: float | None
    """Root mean square error of a period over the mean period; None with too few of them"""
    bias: float
    """Fitted less billed over billed, of all periods together"""
    predicted: tuple[float, ...]
    """Energy of each period"""


class _Line(NamedTuple):
    """A straight line through average days: its squared error weighted by days, baseload and slope."""

    error: float
    baseload: float
    slope: float


def fit(periods: Sequence[Period], weight: Weight | None = None) -> Fit | None:
    """The heating model of some periods; None where their energy does not rise with the cold, or they are too few.

    weight: energy that a degree of an hour takes at its outdoor temperature, in proportion, such as 1/COP; by itself 1.
    """
    if len(periods) < PARAMETERS:
        return None
    days = np.array([period.days for period in periods])
    daily = np.array([period.energy for period in periods]) / days

    def line(balance: float) -> _Line:
        return _line(days, _daily(periods, balance, weight), daily)

    tried = np.arange(COLDEST_BALANCE, WARMEST_BALANCE + _STEP / 2, _STEP)
    best = min(tried, key=lambda balance: line(balance).error)
    balance = _least(lambda one: line(one).error, max(best - _STEP, tried[0]), min(best + _STEP, tried[-1]))
    found = line(balance)
    if not found.slope > 0:
        return None
    degrees = _daily(periods, balance, weight)
    spread = float(days @ (daily - np.average(daily, weights=days)) ** 2)
    predicted = (found.baseload + found.slope * degrees) * days
    billed, free = daily * days, len(periods) - PARAMETERS
    error = cv = None
    if free > 0:
        around = float(days @ (degrees - np.average(degrees, weights=days)) ** 2)
        error = math.sqrt(found.error / free / around)
        cv = math.sqrt(float(((billed - predicted) ** 2).sum()) / free) / float(billed.mean())
    return Fit(
        found.baseload, found.slope, error, float(balance), 1 - found.error / spread, cv,
        float(predicted.sum() / billed.sum() - 1), tuple(predicted.tolist()),
    )  # fmt: skip


def _daily(periods: Sequence[Period], balance: float, weight: Weight | None) -> Array:
    """Degree days of the average day of each period."""
    return np.array([period.degree_days(balance, weight) / period.days for period in periods])


def _line(days: Array, degrees: Array, daily: Array) -> _Line:
    """The weighted least-squares line; no baseload below 0, and no slope that falls with the cold."""
    total = days.sum()
    mean_degrees, mean_daily = days @ degrees / total, days @ daily / total
    around = degrees - mean_degrees
    spread = days @ around**2
    slope = float(days @ (around * daily) / spread) if spread > 0 else 0.0
    baseload = float(mean_daily - slope * mean_degrees)
    if baseload < 0:
        baseload, slope = 0.0, float(days @ (degrees * daily) / (days @ degrees**2))
    if slope <= 0:
        baseload, slope = float(mean_daily), 0.0
    return _Line(float(days @ (daily - baseload - slope * degrees) ** 2), baseload, slope)


_GOLDEN: Final = (math.sqrt(5) - 1) / 2


def _least(error: Callable[[float], float], low: float, high: float) -> float:
    """Where the error is least between two temperatures [°F], by golden sections."""
    while high - low > _EXACT:
        part = _GOLDEN * (high - low)
        if error(high - part) <= error(low + part):
            high = low + part
        else:
            low = high - part
    return (low + high) / 2
