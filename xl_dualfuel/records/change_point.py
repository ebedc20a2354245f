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

COLDEST_BALANCE: Final = 40.0
WARMEST_BALANCE: Final = 80.0
"""Balance temperatures tried [°F]; CalTRACK tries 30 to 90"""
COOLING_BALANCES: Final = (65.0, 68.0, 71.0, 74.0, 77.0)
_STEP: Final = 0.5
_SAME: Final = 1e-12
"""Variation between average days, relative to their square, that is rounding"""
_EXACT: Final = 1e-4
_NEAR: Final = 0.1
PARAMETERS: Final = 3


class Period(NamedTuple):
    """A billed period: its days, the energy of all of them, and its outdoor temperatures at even times [°F]."""

    days: float
    energy: float
    temperature: Array

    def degree_days(self, base: float) -> float:
        """Heating degree days below ``base`` [°F·d]."""
        return self.days * float(np.maximum(0.0, base - self.temperature).mean())


class Fit(NamedTuple):
    """What the bills of one energy say; energies in the unit of the bills."""

    baseload: float
    """Of a day, whatever the weather"""
    slope: float
    """Of a degree day [°F·d]"""
    slope_error: float | None
    """Its standard error, the balance temperature being fitted too; None with too few periods"""
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
    cooling_balance: float | None = None
    """Temperature above which the energy rises with the heat [°F]; None where it does not"""
    cooling_slope: float = 0.0


class _Line(NamedTuple):
    """A fit at given balance temperatures: squared error weighted by days, baseload, heating and cooling slope."""

    error: float
    baseload: float
    slope: float
    cooling: float = 0.0


def fit(periods: Sequence[Period], may_cool: bool = False) -> Fit | None:
    """The heating model of some periods; None where their energy does not rise with the cold, or they are too few.

    may_cool: the energy may rise with the heat too; a cooling slope is taken where the adjusted R² is better.
    """
    if len(periods) < PARAMETERS:
        return None
    plain = _fit(periods, None)
    several = [plain] + [_fit(periods, base) for base in COOLING_BALANCES if may_cool and len(periods) > PARAMETERS + 2]
    found = max((one for one in several if one), key=lambda one: one[0], default=None)
    return None if found is None else found[1]


def _fit(periods: Sequence[Period], cooling: float | None) -> tuple[float, Fit] | None:
    """Adjusted R² and fit with cooling above a balance temperature, or without."""
    days = np.array([period.days for period in periods])
    daily = np.array([period.energy for period in periods]) / days
    warm = None if cooling is None else np.array([np.maximum(0.0, one.temperature - cooling).mean() for one in periods])

    def line(balance: float) -> _Line:
        return _line(days, daily, _daily(periods, balance), warm)

    tried = np.arange(COLDEST_BALANCE, (cooling or WARMEST_BALANCE) + _STEP / 2, _STEP)
    best = min(tried, key=lambda balance: line(balance).error)
    balance = _least(lambda one: line(one).error, max(best - _STEP, tried[0]), min(best + _STEP, tried[-1]))
    found = line(balance)
    spread = float(days @ (daily - np.average(daily, weights=days)) ** 2)
    if found.slope <= 0 or spread <= _SAME * float(days @ daily**2) or (cooling is not None and found.cooling <= 0):
        return None
    degrees = _daily(periods, balance)
    per_day = found.baseload + found.slope * degrees
    predicted = (per_day if warm is None else per_day + found.cooling * warm) * days
    billed, free = daily * days, len(periods) - PARAMETERS - (0 if cooling is None else 2)
    error = cv = None
    if free > 0:
        moved = (_daily(periods, balance + _NEAR) - _daily(periods, balance - _NEAR)) / (2 * _NEAR)
        columns = [degrees, np.ones_like(daily), found.slope * moved, *([] if warm is None else [warm])]
        error = _error_of_first(np.column_stack(columns) * np.sqrt(days)[:, None], found.error / free)
        cv = math.sqrt(float(((billed - predicted) ** 2).sum()) / free) / float(billed.mean())
    r2 = 1 - found.error / spread
    adjusted = 1 - (1 - r2) * (len(periods) - 1) / free if free > 0 else r2
    return adjusted, Fit(
        found.baseload, found.slope, error, float(balance), r2, cv, float(predicted.sum() / billed.sum() - 1),
        tuple(predicted.tolist()), cooling, found.cooling,
    )  # fmt: skip


def _daily(periods: Sequence[Period], balance: float) -> Array:
    """Degree days of the average day of each period."""
    return np.array([period.degree_days(balance) / period.days for period in periods])


def _line(days: Array, daily: Array, degrees: Array, warm: Array | None) -> _Line:
    """The weighted least-squares fit; no baseload and no slope below 0."""
    columns = [np.ones_like(daily), degrees] + ([] if warm is None else [warm])
    root = np.sqrt(days)
    error, values = _nonnegative(np.column_stack(columns) * root[:, None], daily * root)
    return _Line(error, *values)


def _error_of_first(matrix: Array, variance: float) -> float:
    """Standard error of the first coefficient of a least-squares fit, the others not known either."""
    return math.sqrt(max(0.0, variance * float(np.linalg.pinv(matrix.T @ matrix)[0, 0])))


def _nonnegative(matrix: Array, wanted: Array) -> tuple[float, list[float]]:
    """Squared error and coefficients ≥ 0 of a least-squares fit; one below 0 is left out, the lowest first."""
    used = list(range(matrix.shape[1]))
    while True:
        found = np.linalg.lstsq(matrix[:, used], wanted, rcond=None)[0]
        if found.min() >= 0 or len(used) == 1:
            break
        del used[int(found.argmin())]
    values = [0.0] * matrix.shape[1]
    for place, value in zip(used, found.tolist(), strict=True):
        values[place] = max(value, 0.0)
    return float(((wanted - matrix @ np.array(values)) ** 2).sum()), values


class Part(NamedTuple):
    """One energy of a house: its periods, and at each of their temperatures the energy that a unit of heat takes."""

    periods: Sequence[Period]
    use: Sequence[Array]
    heat: float
    """About so much heat in a unit of the energy: it makes energies comparable"""
    cooling_balance: float | None = None


class Shared(NamedTuple):
    """One heating line that all energies of a house follow, each with its own baseload."""

    error: float
    """Squared error of the average days, as heat"""
    slope: float
    """Heat of a degree day"""
    slope_error: float | None
    """Its standard error; None with too few periods"""
    balance_temperature: float
    """[°F]"""
    baseloads: tuple[float, ...]
    """Of a day, of each energy in its unit"""
    cv_rmse: float | None
    """Of all energies together, as heat"""


def fit_shared(parts: Sequence[Part]) -> Shared | None:
    """The heating line of several energies together; None where they do not rise with the cold, or are too few."""
    days = np.concatenate([[period.days for period in part.periods] for part in parts])
    heat = np.concatenate([[part.heat * one.energy / one.days for one in part.periods] for part in parts])
    owner = np.concatenate([[place] * len(part.periods) for place, part in enumerate(parts)])
    root = np.sqrt(days)
    fixed = [(owner == place).astype(float) for place in range(len(parts))]
    for place, part in enumerate(parts):
        if part.cooling_balance is not None:
            warm = np.zeros_like(heat)
            base = part.cooling_balance
            warm[owner == place] = [np.maximum(0.0, one.temperature - base).mean() for one in part.periods]
            fixed.append(warm)

    def solved(balance: float) -> tuple[float, list[float], Array]:
        degrees = np.concatenate([
            [part.heat * float((np.maximum(0.0, balance - one.temperature) * use).mean())
             for one, use in zip(part.periods, part.use, strict=True)]
            for part in parts
        ])  # fmt: skip
        matrix = np.column_stack([degrees, *fixed]) * root[:, None]
        return *_nonnegative(matrix, heat * root), matrix

    tried = np.arange(COLDEST_BALANCE, WARMEST_BALANCE + _STEP / 2, _STEP)
    if len(heat) <= len(fixed) + 1:
        return None
    best = min(tried, key=lambda balance: solved(balance)[0])
    balance = _least(lambda one: solved(one)[0], max(best - _STEP, tried[0]), min(best + _STEP, tried[-1]))
    error, values, matrix = solved(balance)
    free = len(heat) - len(fixed) - 2
    if values[0] <= 0:
        return None
    slope_error = cv = None
    if free > 0:
        moved = (solved(balance + _NEAR)[2][:, 0] - solved(balance - _NEAR)[2][:, 0]) / (2 * _NEAR)
        slope_error = _error_of_first(np.column_stack([matrix, values[0] * moved]), error / free)
        cv = math.sqrt(error / free / float(days.mean())) / float(np.average(heat, weights=days))
    baseloads = tuple(value / part.heat for value, part in zip(values[1:], parts, strict=False))
    return Shared(error, values[0], slope_error, float(balance), baseloads, cv)


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
