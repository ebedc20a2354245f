"""Capacity and COP of the heat pump against outdoor temperature. Plain functions on arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .parameters import Array, Parameters

LOW_COP = 1.1
"""COP below which a bin is flagged low_cop."""
MINIMUM_COP = 1.0
"""A heat pump never does worse than a resistance heater."""

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


def line(temperature: Array | float, points: tuple[Array, Array]) -> Array:
    """Piecewise linear through points (ascending temperatures [°F], values), end segments extended; any shape."""
    at, value = points
    fitted: Array
    if value.ndim > 1:
        return _line_of_homes(temperature, at, value)
    if len(at) == 2:
        slope = (value[1] - value[0]) / (at[1] - at[0])
        fitted = value[0] + (temperature - at[0]) * slope
        return fitted
    left = np.clip(np.searchsorted(at, temperature, side="right") - 1, 0, len(at) - 2)
    slopes = np.diff(value) / np.diff(at)
    fitted = value[left] + (temperature - at[left]) * slopes[left]
    return fitted


def _line_of_homes(temperature: Array | float, at: Array, value: Array) -> Array:
    """The same for many homes: values (points, homes, 1) at the same temperatures, temperature (homes, bins)."""
    fitted: Array | None = None
    for number in range(len(at) - 1):
        slope = (value[number + 1] - value[number]) / (at[number + 1] - at[number])
        here: Array = temperature * slope
        here += value[number] - at[number] * slope
        fitted = here if fitted is None else np.where(temperature >= at[number], here, fitted)
    assert fitted is not None  # two points at least
    return fitted


def defrost_fraction(temperature: Array, model: str) -> Array:
    """Fraction of the time spent defrosting at outdoor temperatures [°F]; 0 where the model is none."""
    if model != "resnet":
        return np.zeros_like(temperature)
    intercept, slope = DEFROST_FRACTION
    fraction = np.clip(intercept + slope * temperature, 0.0, DEFROST_MAXIMUM)
    return np.where(temperature < DEFROST_BELOW, fraction, 0.0)


def steady_cop(temperature: Array, p: Parameters) -> Array:
    """COP at outdoor temperatures [°F] without frost and cycling: the line, at least 1."""
    return np.maximum(MINIMUM_COP, line(temperature, p.cop_points))


def performance(temperature: Array, load: Array, p: Parameters) -> Performance:
    """COP and capacity at outdoor temperatures [°F] with loads [BTU/h], in the order line, defrost, floor, cycling.

    Capacity is floored at 0 before defrost. Cycling: COP·(1 − Cd·(1 − min(1, Q/CAP))), where CAP is finite and above 0.
    """
    rated = line(temperature, p.cop_points)
    fraction = defrost_fraction(temperature, p.defrost)
    if p.defrost == "resnet":
        rated = rated * (1 - DEFROST_CAPACITY * fraction) / (1 - DEFROST_POWER * fraction)
    steady = np.maximum(MINIMUM_COP, rated)
    cop = steady
    if p.capacity_points is None:
        capacity = np.full_like(temperature, np.inf)
    else:
        capacity = np.maximum(0.0, line(temperature, p.capacity_points)) * (1 - DEFROST_CAPACITY * fraction)
        if np.any(p.cycling_degradation):
            part_load = np.divide(load, capacity, out=np.ones_like(load), where=capacity > 0)
            cop = steady * (1 - p.cycling_degradation * (1 - np.minimum(1.0, part_load)))
    coldest, warmest = p.cop_rated
    extrapolated = (temperature < coldest) | (temperature > warmest)
    return Performance(fraction, steady, cop, capacity, rated < MINIMUM_COP, extrapolated)
