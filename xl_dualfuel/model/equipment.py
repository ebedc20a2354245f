"""Capacity and COP of the heat pump against outdoor temperature. Plain functions on arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.validation import FROSTING
from .climate import SAME, reached
from .elementwise import over, pick
from .frost import OWN_POWER, Frost
from .parameters import Parameters
from .ratings import MINIMUM_COP, Array, Frosting, Speed, line

LOW_COP = 1.1
"""COP below which a bin is flagged low_cop."""

DEFROST_BELOW = 40.0
"""Outdoor temperature below which the coil frosts [°F] (RESNET)."""
DEFROST_FRACTION = (0.134, -0.003)
"""Defrost time fraction: intercept [–] and slope [1/°F] (ANSI/RESNET/ICC 301-2022, Addendum: f = 0.134 − 0.003·T)."""
DEFROST_MAXIMUM = 0.08
DEFROST_CAPPED_AT = (DEFROST_MAXIMUM - DEFROST_FRACTION[0]) / DEFROST_FRACTION[1]
"""Outdoor temperature at and below which the fraction is at its maximum [°F]."""
DEFROST_CAPACITY = 1.8
"""Capacity lost for each unit of defrost fraction."""
DEFROST_POWER = 0.3
"""Power saved for each unit of defrost fraction."""


FROSTS_ABOVE, FROSTS_BELOW = 17.0, 45.0
"""Outdoor temperatures between which the coil frosts [°F] (AHRI 210/240)."""


class Performance(NamedTuple):
    """The heat pump in each bin: arrays of the shape of the temperatures."""

    defrost_fraction: Array
    """Fraction of the time spent defrosting"""
    steady_cop: Array
    """COP without cycling loss: line, defrost, floor at 1"""
    cop: Array
    """COP with cycling loss"""
    capacity: Array
    """[BTU/h], inf = never limits"""
    floored: NDArray[np.bool_]
    """Where the COP was below its floor of 1"""
    extrapolated: NDArray[np.bool_]
    """Where the temperature is outside the rating points"""


def defrost_fraction(temperature: Array, model: str) -> Array:
    """Fraction of the time spent defrosting at outdoor temperatures [°F]; 0 where the model is none."""
    if model != "resnet":
        return np.zeros_like(temperature)
    fraction: Array = resnet_fraction(temperature)
    return fraction


def resnet_fraction(temperature: Any) -> Any:
    """The same of the model resnet; elementwise, as all that follows here up to ``performance``."""
    intercept, slope = DEFROST_FRACTION
    fraction = np.minimum(np.maximum(intercept + slope * temperature, 0.0), DEFROST_MAXIMUM)
    return pick(reached(temperature, DEFROST_BELOW), 0.0, fraction)


def defrosting(cop: Any, capacity: Any, fraction: Any) -> tuple[Any, Any]:
    """COP and capacity [BTU/h] with a fraction of the time spent defrosting, by the model resnet."""
    left = 1 - DEFROST_CAPACITY * fraction
    return cop * left / (1 - DEFROST_POWER * fraction), capacity * left


def under_frost(temperature: Any, cop: Any, capacity: Any, frosting: Frosting) -> tuple[Any, Any]:
    """COP and capacity [BTU/h] where the coil frosts by AHRI 210/240, elsewhere as they are.

    Capacity and power are each a line through the tests at 17 and 35 °F (AHRI 210/240; App. M1, 4.2.1).
    """
    frosts = (temperature > FROSTS_ABOVE) & np.logical_not(reached(temperature, FROSTS_BELOW))
    share = (temperature - FROSTS_ABOVE) / (FROSTING - FROSTS_ABOVE)
    cold, frosted = frosting.capacity
    heat = np.maximum(0.0, cold + (frosted - cold) * share)
    cold, frosted = frosting.power
    power = cold + (frosted - cold) * share
    return pick(frosts, heat / power, cop), pick(frosts, heat, capacity)


def cycling_factor(load: Any, capacity: Any, degradation: Any) -> Any:
    """What cycling leaves of the COP with a load and the slowest speed's capacity [BTU/h]."""
    part_load = over(load, capacity, (capacity > 0) & np.isfinite(capacity), 1.0)
    return 1 - degradation * (1 - np.minimum(1.0, part_load))


def is_below(cop: Any, limit: float) -> Any:
    """Where a COP is below a limit by more than the last digits, in which programs differ."""
    return cop < limit - SAME


def outside(temperature: Any, rated: tuple[float, float]) -> Any:
    """Where a temperature is outside the coldest and warmest with a rating [°F]."""
    coldest, warmest = rated
    return np.logical_not(reached(temperature, coldest) & reached(warmest, temperature))


def steady_cop(temperature: Array, p: Parameters) -> Array:
    """COP at outdoor temperatures [°F] without frost and cycling: the line, at least 1."""
    return np.maximum(MINIMUM_COP, line(temperature, p.cop_points))


class _AtTemperature(NamedTuple):
    """One speed at the outdoor temperatures."""

    rated: Array
    """COP before its floor of 1"""
    cop: Array
    capacity: Array
    """[BTU/h], inf = never limits"""


def performance(temperature: Array, load: Array, p: Parameters, frost: Frost | None = None) -> Performance:
    """COP and capacity at outdoor temperatures [°F] with loads [BTU/h], in the order line, defrost, floor, cycling.

    Between two speeds the COP is straight in capacity. Below the slowest speed the compressor cycles:
    COP·(1 − Cd·(1 − min(1, Q/CAP))), CAP of that speed, where it is finite and above 0. The defrost's own electricity
    (defrost humidity) lasts as long as the compressor runs and lowers both COPs. frost as in season.operate.
    """
    if frost is None and p.usual_frost is not None:
        frost = p.usual_frost.at(temperature)
    fraction = defrost_fraction(temperature, p.defrost) if frost is None else frost.defrost_share
    speeds = _in_order([_at_temperature(temperature, speed, fraction, frost, p) for speed in p.speeds()], p)
    slowest, fastest = speeds[0], speeds[-1]
    delivered = np.minimum(load, fastest.capacity)
    rated, steady = slowest.rated, slowest.cop
    for slower, faster in pairwise(speeds):
        step = faster.capacity - slower.capacity
        share = over(delivered - slower.capacity, step, step > 0).clip(0.0, 1.0)
        rated = rated + share * (faster.rated - slower.rated)
        steady = steady + share * (faster.cop - slower.cop)
    cop, least = steady, slowest.capacity
    if np.any(p.cycling_degradation):
        cycling = cycling_factor(load, slowest.capacity, p.cycling_degradation)
        cop, least = steady * cycling, least * cycling
    if frost is not None and p.defrost == "humidity":
        own = OWN_POWER * p.rated_capacity * frost.defrost_share
        steady = _with_defrost(steady, own, np.maximum(delivered, slowest.capacity))
        cop = _with_defrost(cop, own, np.maximum(delivered, least))
    floored, extrapolated = is_below(rated, MINIMUM_COP), outside(temperature, p.cop_rated)
    return Performance(fraction, steady, cop, fastest.capacity, floored, extrapolated)


def _at_temperature(
    temperature: Array, speed: Speed, fraction: Array, frost: Frost | None, p: Parameters
) -> _AtTemperature:
    """Line, then defrost, then the floor of the COP; capacity is floored at 0 before defrost."""
    cop = line(temperature, speed.cop)
    capacity = np.full_like(temperature, np.inf)
    if speed.capacity is not None:
        capacity = np.maximum(0.0, line(temperature, speed.capacity))
    if speed.frosting is not None:
        cop, frosted = under_frost(temperature, cop, capacity, speed.frosting)
        capacity = capacity if speed.capacity is None else frosted
    elif p.defrost == "resnet":
        cop, capacity = defrosting(cop, capacity, fraction)
    elif frost is not None and p.defrost == "humidity":
        cop = cop * frost.capacity / frost.power
        capacity = capacity * frost.capacity
    return _AtTemperature(cop, np.maximum(MINIMUM_COP, cop), capacity)


def _in_order(speeds: list[_AtTemperature], p: Parameters) -> list[_AtTemperature]:
    """The speeds in the order of their capacities: lines may cross, most of all where they are extended.

    Where the minimum is not below the maximum the unit runs at the maximum; where the rated line is not above the
    minimum and below the maximum it does not count.
    """
    slowest = None if p.slowest is None else speeds[0]
    fastest = None if p.fastest is None else speeds[-1]
    rated = speeds[0 if slowest is None else 1]
    if slowest is not None:
        if fastest is not None:
            slowest = _where(slowest.capacity < fastest.capacity, slowest, fastest)
        rated = _where(rated.capacity > slowest.capacity, rated, slowest)
    if fastest is not None:
        rated = _where(rated.capacity < fastest.capacity, rated, fastest)
    return [speed for speed in (slowest, rated, fastest) if speed is not None]


def _where(which: NDArray[np.bool_], one: _AtTemperature, other: _AtTemperature) -> _AtTemperature:
    return _AtTemperature(*(np.where(which, *pair) for pair in zip(one, other, strict=True)))


def _with_defrost(cop: Array, own: Array, heat: Array) -> Any:
    """The COP with the defrost's own electricity [BTU/h] while the compressor runs and delivers heat [BTU/h]."""
    share = over(own, heat, (heat > 0) & np.isfinite(heat))
    return cop / (1 + cop * share)
