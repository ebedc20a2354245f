"""The heat pump's ratings as lines in the outdoor temperature: of each speed, under frost, at altitude.

Sources: rating points and the frosting test: AHRI 210/240, 10 CFR 430 Subpart B Appendix M1, sections 3.6 and 4.2.
Altitude: ACCA Manual S, altitude factors of air-source heat pumps; NFPA 54/ANSI Z223.1, section 11.1.2, of furnaces.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs import performance
from ..inputs.ratings import SPEEDS
from ..inputs.validation import FROSTING, Numbers

Array = NDArray[np.floating[Any]]
"""Double precision numbers; the last axis is the bins."""
Points = tuple[Array, Array]
"""Temperatures [°F], ascending, and the value at each: (points,), of many homes (points, homes, 1), or (points, bins)
where each bin has values of its own"""

RATING_TEMPERATURES = (5.0, 17.0, 47.0)
"""Outdoor temperatures of the rating points [°F] (AHRI 210/240)."""

MINIMUM_COP = 1.0
"""A heat pump never does worse than a resistance heater."""

ASSUMED_FROSTING = (0.90, 0.985)
"""Capacity and power at 35 °F over the line through 17 and 47 °F where no frosting test is given (App. M1, 3.6.1)."""

HEAT_PUMP_AT = (1.0, 0.98, 0.97, 0.95, 0.94, 0.92, 0.90, 0.89, 0.87, 0.86, 0.84, 0.82, 0.81)
"""Heating capacity of an air-source heat pump at 0, 1,000, 2,000 … 12,000 ft over that at sea level (ACCA Manual S)."""
FURNACE_DERATED_ABOVE = 2000.0
"""Altitude up to which a gas furnace keeps its rated input [ft]."""
FURNACE_LOSS = 0.04
"""Share of the rated input lost for each 1,000 ft above sea level, at altitudes above that."""


class Frosting(NamedTuple):
    """Capacity and power at 17 °F and in the frosting test at 35 °F, both [BTU/h], or over the capacity if unknown."""

    capacity: tuple[Any, Any]
    power: tuple[Any, Any]


class Speed(NamedTuple):
    """COP and capacity [BTU/h] of one speed; capacity None = never limits."""

    cop: Points
    capacity: Points | None
    frosting: Frosting | None = None

    def with_cop(self, factor: Any) -> Speed:
        """The same with every COP by a factor."""
        frosting = self.frosting
        if frosting is not None:
            cold, frosted = frosting.power
            frosting = frosting._replace(power=(cold / factor, frosted / factor))
        return self._replace(cop=_times(self.cop, factor), frosting=frosting)


def _times(points: Points, factor: Any) -> Points:
    """The points with every value by a factor, a number or an array (homes, 1)."""
    at, value = points
    of_homes = np.ndim(factor) > 0 and value.ndim == 1
    return at, (value[:, np.newaxis, np.newaxis] if of_homes else value) * factor


def line(temperature: Array | float, points: Points) -> Array:
    """Piecewise linear through points (ascending temperatures [°F], values), end segments extended; any shape."""
    at, value = points
    fitted: Array
    if value.ndim > 2:
        return _line_of_homes(temperature, at, value)
    if len(at) == 2:
        fitted = value[0] + (temperature - at[0]) * steepness(at, value, 0)
        return fitted
    left = np.clip(np.searchsorted(at, temperature, side="right") - 1, 0, len(at) - 2)
    here = left if value.ndim == 1 else (left, np.arange(value.shape[1]))
    slopes = (np.diff(value.T) / np.diff(at)).T
    fitted = value[here] + (temperature - at[left]) * slopes[here]
    return fitted


def steepness(at: Any, value: Any, left: int) -> Any:
    """The slope between a point, by its place, and the next."""
    return (value[left + 1] - value[left]) / (at[left + 1] - at[left])


def _line_of_homes(temperature: Array | float, at: Array, value: Array) -> Array:
    """The same for many homes: values (points, homes, 1) at the same temperatures, temperature (homes, bins)."""
    fitted: Array | None = None
    for number in range(len(at) - 1):
        here: Array = value[number] + (temperature - at[number]) * steepness(at, value, number)
        fitted = here if fitted is None else np.where(temperature >= at[number], here, fitted)
    assert fitted is not None  # two points at least
    return fitted


def speeds_of(case: Numbers) -> tuple[Speed, Speed | None, Speed | None]:
    """The rated speed, and minimum and maximum of a variable-speed heat pump.

    Where no rated capacity stands beside minimum or maximum, the fastest speed that is given serves as the rated one.
    """
    table = case.inputs["performance_table"]
    if isinstance(table, tuple):
        rated, slowest, fastest = (_of_table(case, table, first) for first in (1, 3, 5))
    else:
        rated, slowest, fastest = (_of_points(case, prefix) for prefix in ("", *(f"{speed}_" for speed in SPEEDS)))
    if (slowest or fastest) and (rated is None or rated.capacity is None):
        rated, slowest = (fastest, slowest) if fastest else (slowest, None)
    assert rated is not None  # cop_47 and cop_17 have defaults
    return rated, slowest, fastest


def _of_table(case: Numbers, table: performance.Rows, first: int) -> Speed | None:
    """The speed in a table's columns from ``first`` on: COP and capacity."""
    if first > 1 and first >= len(table[0]):
        return None
    is_tested = case.inputs["defrost"] == "ahri" and len(table) > 2
    dry = [row for row in table if not (is_tested and row[0] == FROSTING)]
    tested = next((row for row in table if is_tested and row[0] == FROSTING), ())
    at = np.array([row[0] for row in dry])
    cop = at, np.array([row[first] for row in dry])
    if len(table[0]) == 2 or performance.capacities_are_loads(table):
        return _speed(case, cop, None, tested[first] if tested else None, None)
    capacity = at, np.array([row[first + 1] for row in dry])
    return _speed(case, cop, capacity, *tested[first : first + 2] or (None, None))


def _of_points(case: Numbers, prefix: str) -> Speed | None:
    """The speed of the rating points whose keys have a prefix, such as min_; "" is the rated speed."""
    cop, capacity = (_given_points(case, f"{quantity}_{prefix}") for quantity in ("cop", "capacity"))
    if cop is None:
        return None
    keys = () if prefix else (f"cop_{FROSTING:g}", f"capacity_{FROSTING:g}")
    tested = [case.number(key) if case.inputs[key] is not None else None for key in keys] or (None, None)
    return _speed(case, cop, capacity, *tested)


def _given_points(case: Numbers, prefix: str) -> Points | None:
    """The rating points that are given, coldest first; None where there are none."""
    at = [t for t in RATING_TEMPERATURES if case.inputs[f"{prefix}{t:g}"] is not None]
    if not at:
        return None
    values = [case.number(f"{prefix}{t:g}") for t in at]
    if all(isinstance(value, float) for value in values):
        return np.array(at), np.array(values)
    return np.array(at), np.stack(np.broadcast_arrays(*values))  # (points, homes, 1)


def _speed(case: Numbers, cop: Points, capacity: Points | None, cop_35: Any, capacity_35: Any) -> Speed:
    """A speed at the altitude of the case, and under frost where defrost is ahri; the frosting test None = assumed.

    Power is capacity over COP, which is at least 1 here: a line extended below 0 has no power. Where no capacity is
    given it counts as the same at every temperature.
    """
    factor = heat_pump_at(case.number("altitude"))
    if capacity is not None:
        capacity = _times(capacity, factor)
        capacity_35 = None if capacity_35 is None else capacity_35 * factor
    if case.inputs["defrost"] != "ahri":
        return Speed(cop, capacity)
    _, middle, warm = RATING_TEMPERATURES
    cold_heat, warm_heat = (1.0 if capacity is None else line(t, capacity) for t in (middle, warm))
    cold_cop, warm_cop = (np.maximum(MINIMUM_COP, line(t, cop)) for t in (middle, warm))
    cold_power, warm_power = cold_heat / cold_cop, warm_heat / warm_cop
    share = (FROSTING - middle) / (warm - middle)
    heat = ASSUMED_FROSTING[0] * (cold_heat + (warm_heat - cold_heat) * share) if capacity_35 is None else capacity_35
    power = ASSUMED_FROSTING[1] * (cold_power + (warm_power - cold_power) * share) if cop_35 is None else heat / cop_35
    return Speed(cop, capacity, Frosting((cold_heat, heat), (cold_power, power)))


def heat_pump_at(altitude: Any) -> Any:
    """Capacity of the heat pump at an altitude [ft] over that at sea level."""
    return np.interp(altitude, 1000.0 * np.arange(len(HEAT_PUMP_AT)), HEAT_PUMP_AT)


def at_47(speed: Speed) -> Any:
    """Capacity of a speed at 47 °F [BTU/h]; NaN where it never limits."""
    return math.nan if speed.capacity is None else line(RATING_TEMPERATURES[-1], speed.capacity)[()]


def furnace_at(altitude: Any) -> Any:
    """Output of the furnace at an altitude [ft] over that at sea level."""
    return np.where(np.asarray(altitude) > FURNACE_DERATED_ABOVE, 1 - FURNACE_LOSS * altitude / 1000.0, 1.0)[()]


def rated_range(case: Numbers, quantity: str) -> tuple[float, float]:
    """The coldest and warmest temperature with a rated "cop" or "capacity" [°F]; outside is extrapolated."""
    table = case.inputs["performance_table"]
    if isinstance(table, tuple):
        return table[0][0], table[-1][0]
    prefixes = [f"{quantity}_", *(f"{quantity}_{speed}_" for speed in SPEEDS)]
    given = [t for t in RATING_TEMPERATURES if any(case.inputs[f"{prefix}{t:g}"] is not None for prefix in prefixes)]
    given = given or list(RATING_TEMPERATURES[1:])
    return given[0], given[-1]
