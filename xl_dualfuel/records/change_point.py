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
COOLING_BASES: Final = (60.0, 78.0)
"""Between which the temperature is sought above which a house is cooled [°F]"""
_STEP: Final = 0.5
_SAME: Final = 1e-12
"""Variation between average days, relative to their square, that is rounding"""
_EXACT: Final = 1e-4
_NEARLY: Final = 0.01
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
    may_cool: bool = False
    """Whether it may rise with the heat too; at most one energy may"""


class Shared(NamedTuple):
    """One heating line that all energies of a house follow, each with its own baseload."""

    error: float
    """Squared error of the average days, as heat"""
    slope: float
    """Heat of a degree day"""
    slope_error: float | None
    """Its standard error, every temperature being fitted too; None with too few periods"""
    balance_temperature: float
    """[°F]"""
    baseloads: tuple[float, ...]
    """Of a day, of each energy in its unit"""
    cv_rmse: float | None
    """Of all energies together, as heat"""
    cooling_balance: float | None = None
    """Temperature above which the energy that may cool rises with the heat [°F]; None where it does not"""
    cooling_slope: float = 0.0
    """Of that energy in its unit, of a degree day above it"""


class _Days:
    """The average days of the periods of several energies, as heat, and the columns that they are fitted by."""

    def __init__(self, parts: Sequence[Part]) -> None:
        periods = [(place, part, one) for place, part in enumerate(parts) for one in part.periods]
        self.days = np.array([one.days for _, _, one in periods])
        self.heat = np.array([part.heat * one.energy / one.days for _, part, one in periods])
        self.root = np.sqrt(self.days)
        owner = np.array([place for place, _, _ in periods])
        self.fixed = [(owner == place).astype(float) for place in range(len(parts))]
        self._cools = np.array([part.may_cool for _, part, _ in periods])
        lengths = [len(one.temperature) for _, _, one in periods]
        self._starts = np.cumsum([0, *lengths[:-1]])
        self._temperature = np.concatenate([one.temperature for _, _, one in periods])
        uses = [part.heat * use / len(use) for part in parts for use in part.use]
        self._use = np.concatenate(uses)
        self._share = np.repeat(1 / np.array(lengths, dtype=float), lengths)

    def cold(self, balance: float) -> Array:
        """What a heat loss of 1 takes in the average days, as heat."""
        return np.add.reduceat(np.maximum(0.0, balance - self._temperature) * self._use, self._starts)

    def warm(self, base: float) -> Array:
        """Degree days above a temperature in the average days of the energy that may cool; 0 in the others."""
        warmer = np.add.reduceat(np.maximum(0.0, self._temperature - base) * self._share, self._starts)
        return np.where(self._cools, warmer, 0.0)

    def solved(self, cold: Array, warm: Array | None) -> tuple[float, list[float]]:
        """Squared error and coefficients: heat loss, baseloads, cooling."""
        matrix = np.column_stack([cold, *self.fixed, *([] if warm is None else [warm])])
        return _nonnegative(matrix * self.root[:, None], self.heat * self.root)

    def best(self, base: float | None, near: float | None = None) -> tuple[float, float]:
        """Least squared error, and its balance temperature, with cooling above ``base`` [°F] or without."""
        warm = None if base is None else self.warm(base)

        def error(balance: float) -> float:
            return self.solved(self.cold(balance), warm)[0]

        highest = base or WARMEST_BALANCE
        if near is None:
            tried = np.arange(COLDEST_BALANCE, highest + _STEP / 2, _STEP)
            near = float(min(tried, key=error))
        balance = _least(error, max(near - 2 * _STEP, COLDEST_BALANCE), min(near + 2 * _STEP, highest))
        return error(balance), balance


def fit_shared(parts: Sequence[Part]) -> Shared | None:
    """The heating line of several energies together; None where they do not rise with the cold, or are too few.

    Cooling is taken where the error for each degree of freedom is less with it (the better adjusted R²).
    """
    days = _Days(parts)
    free = len(days.heat) - len(days.fixed) - 2
    if free < 0:
        return None
    plain = days.best(None)
    cooling = _cooling(days) if free > 2 and any(part.may_cool for part in parts) else None
    if cooling and cooling[0] / (free - 2) < plain[0] / free:
        return _shared(parts, days, *cooling[1:]) or _shared(parts, days, plain[1], None)
    return _shared(parts, days, plain[1], None)


def _cooling(days: _Days) -> tuple[float, float, float]:
    """Least squared error with cooling, and its temperatures of heating and cooling [°F]."""
    cold = {balance: days.cold(balance) for balance in np.arange(COLDEST_BALANCE, COOLING_BASES[1], 2 * _STEP)}
    tried = [
        (days.solved(of_heating, warm)[0], float(balance), float(base))
        for base in np.arange(COOLING_BASES[0], COOLING_BASES[1] + _STEP, 2 * _STEP)
        for warm in [days.warm(base)]
        for balance, of_heating in cold.items()
        if balance <= base
    ]
    _, near, close = min(tried)
    base = _least(lambda one: days.best(one, near)[0], close - 2 * _STEP, close + 2 * _STEP, _NEARLY)
    error, balance = days.best(base, near)
    return error, balance, base


def _shared(parts: Sequence[Part], days: _Days, balance: float, base: float | None) -> Shared | None:
    """The line at given temperatures of heating and cooling; None without heating, or cooling where it is sought."""
    cold, warm = days.cold(balance), None if base is None else days.warm(base)
    error, values = days.solved(cold, warm)
    if values[0] <= 0 or (base is not None and values[-1] <= 0):
        return None
    free = len(days.heat) - len(days.fixed) - (2 if base is None else 4)
    slope_error = cv = None
    if free > 0:
        columns = [cold, *days.fixed, values[0] * _moved(days.cold, balance)]
        if base is not None and warm is not None:
            columns += [warm, values[-1] * _moved(days.warm, base)]
        slope_error = _error_of_first(np.column_stack(columns) * days.root[:, None], error / free)
        cv = math.sqrt(error / free / float(days.days.mean())) / float(np.average(days.heat, weights=days.days))
    baseloads = tuple(value / part.heat for value, part in zip(values[1:], parts, strict=False))
    heat = next((part.heat for part in parts if part.may_cool), 1.0)
    cooling = 0.0 if base is None else values[-1] / heat
    return Shared(error, values[0], slope_error, balance, baseloads, cv, base, cooling)


def _moved(column: Callable[[float], Array], at: float) -> Array:
    """How a column changes with its temperature, for each degree."""
    moved: Array = (column(at + _NEAR) - column(at - _NEAR)) / (2 * _NEAR)
    return moved


_GOLDEN: Final = (math.sqrt(5) - 1) / 2


def _least(error: Callable[[float], float], low: float, high: float, exact: float = _EXACT) -> float:
    """Where the error is least between two temperatures [°F], by golden sections: one new point each."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    of_left, of_right = error(left), error(right)
    while high - low > exact:
        if of_left <= of_right:
            high, right, of_right = right, left, of_left
            left = high - _GOLDEN * (high - low)
            of_left = error(left)
        else:
            low, left, of_left = left, right, of_right
            right = low + _GOLDEN * (high - low)
            of_right = error(right)
    return (low + high) / 2
