"""Heat loss and balance temperature of a house from the heat that it was given, day by day.

Ordinary least squares of the mean heat of a day on its mean outdoor temperature, on days all of whose hours are below
the balance temperature: there heat = slope · (balance temperature − outdoor temperature) whatever the house stores, for
what a setback saves in the night is delivered in the morning. Shorter times would take storing for loss.

Sources: ASHRAE Guideline 14-2014, annex D (regression, R², errors with n − p in the denominator, and the number of
independent days n·(1 − ρ)/(1 + ρ), ρ the autocorrelation of the residuals from day to day).
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .record import Numbers

CONFIDENCE: Final = 0.95
LEAST_DAYS: Final = 10
LEAST_RANGE: Final = 10.0
"""Of the days' mean temperatures, from the coldest to the warmest [°F]"""
LEAST_R2: Final = 0.6
_TRIED: Final = np.arange(45.0, 80.25, 0.25)
"""Balance temperatures tried to find which days are heated all day [°F]"""
_ROUNDS: Final = 10
_MOST_ALIKE: Final = 0.9


class Day(NamedTuple):
    """Days of a record that can be used: arrays (days,)."""

    date: NDArray[np.int_]
    """Ordinals"""
    temperature: Numbers
    """Mean outdoor temperature [°F], as much colder as the rooms are warmer than on other days"""
    warmest: Numbers
    """[°F]"""
    heat: Numbers
    """Mean heat delivered [BTU/h]"""

    def where(self, used: NDArray[np.bool_]) -> Day:
        """Only some of them."""
        return Day(self.date[used], self.temperature[used], self.warmest[used], self.heat[used])


class HeatLine(NamedTuple):
    """The straight line through the days."""

    slope: float
    """[BTU/h·°F]"""
    slope_error: float
    """Its standard error"""
    balance_temperature: float
    balance_error: float
    """Its standard error [°F]"""
    r2: float
    days: Day
    scatter: float
    """Standard deviation of a day around the line [BTU/h]"""
    times: float
    """Student's t of the confidence, by the number of independent days"""
    inflation: float
    """What errors are multiplied by because neighbouring days are alike"""
    rooms: float = math.nan
    """Usual indoor temperature of the days, for which the balance temperature is [°F]"""

    def heat(self, temperature: Numbers) -> Numbers:
        """Heat by the line [BTU/h], none above the balance temperature."""
        return np.maximum(0.0, self.slope * (self.balance_temperature - temperature))

    def band(self, temperature: Numbers) -> Numbers:
        """Half the width of the confidence band of the line [BTU/h] at outdoor temperatures [°F]."""
        x = self.days.temperature
        spread = float(((x - x.mean()) ** 2).sum())
        width: Numbers = np.sqrt(1 / len(x) + (temperature - x.mean()) ** 2 / spread)
        return self.times * self.inflation * self.scatter * width


def heat_line(days: Day) -> HeatLine | str:
    """The line through days of heat; in words why there is none."""
    used = days.warmest < _hinge(days)
    line = None
    for _ in range(_ROUNDS):
        one = days.where(used)
        if len(one.date) < LEAST_DAYS:
            return f"{len(one.date)} whole days of heating are too few, {LEAST_DAYS} are needed"
        if np.ptp(one.temperature) < LEAST_RANGE:
            return (
                f"its {len(one.date)} whole days of heating are too much alike: give days of mild and of cold weather"
            )
        line = line_of_days(one)
        if line is None:
            return "the heat does not rise with the cold"
        again = days.warmest < line.balance_temperature
        if (again == used).all():
            break
        used = again
    return line or "no days heated all day"


def _hinge(days: Day) -> float:
    """About the balance temperature [°F]: where slope · max(0, balance temperature − T) fits all days best."""
    degrees = np.maximum(0.0, _TRIED[:, None] - days.temperature)
    squares = (degrees**2).sum(axis=1)
    slope = np.divide(degrees @ days.heat, squares, out=np.zeros_like(squares), where=squares > 0)
    error = ((slope[:, None] * degrees - days.heat) ** 2).sum(axis=1)
    return float(_TRIED[int(error.argmin())])


def line_of_days(days: Day) -> HeatLine | None:
    """The line through all of some days; None where the heat does not rise with the cold."""
    x, y, count = days.temperature, days.heat, len(days.heat)
    apart, spread = x - x.mean(), float(((x - x.mean()) ** 2).sum())
    slope = -float(apart @ y) / spread
    if slope <= 0:
        return None
    balance = float(x.mean() + y.mean() / slope)
    rest = y - slope * (balance - x)
    scatter = math.sqrt(float(rest @ rest) / (count - 2))
    alike = _alike(days.date, rest)
    inflation = math.sqrt((1 + alike) / (1 - alike))
    slope_error = inflation * scatter / math.sqrt(spread)
    # balance = mean(x) + mean(y)/slope: both errors are independent of each other.
    level = inflation * scatter / math.sqrt(count) / slope
    balance_error = math.hypot(level, (balance - x.mean()) * slope_error / slope)
    total = float(((y - y.mean()) ** 2).sum())
    free = max(3.0, count * (1 - alike) / (1 + alike) - 2)
    return HeatLine(slope, slope_error, balance, balance_error, 1 - float(rest @ rest) / total, days, scatter,
                    student(free), inflation)  # fmt: skip


def _alike(date: NDArray[np.int_], rest: Numbers) -> float:
    """Autocorrelation of the residuals of days that follow each other, at least 0."""
    follow = np.diff(date) == 1
    variance = float(rest @ rest) / len(rest)
    if follow.sum() < LEAST_DAYS or variance <= 0:
        return 0.0
    return min(max(0.0, float((rest[1:] * rest[:-1])[follow].mean()) / variance), _MOST_ALIKE)


def student(free: float) -> float:
    """Student's t of the two-sided CONFIDENCE with degrees of freedom.

    The expansion of Abramowitz and Stegun, 26.7.5.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    return (
        z
        + (z**3 + z) / (4 * free)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * free**3)
    )
