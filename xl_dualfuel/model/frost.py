"""Frost on the outdoor coil from the weather's own humidity: what it takes off capacity and power, hour by hour.

At and below 5 °C the coil is at 0.82·T − 8.589 °C; dW is the humidity ratio of the air above saturation there:

    on demand:  t = 1/(1 + 0.01446/dW); capacity · 0.875·(1 − t); power · 0.954·(1 − t)
    timed:      t = 0.058333; capacity · (0.909 − 107.33·dW); power · (0.90 − 36.45·dW)
    the defrost's own electricity while the compressor runs: 0.1528 · (rated capacity/1.01667) · t

Source: EnergyPlus Engineering Reference, "Single-Speed Electric Heat Pump DX Air Heating Coil", defrost operation,
reverse cycle. Its further run time for the heat that melts the ice, 0.1 % of a season's electricity, is left out.
Temperatures are in °C and pressures in Pa inside this module, as the equations are published.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .ratings import Array

WARMEST = 5.0
"""Outdoor temperature up to which the coil frosts [°C]."""
COIL = (-8.589, 0.82)
"""Coil temperature: intercept [°C] and slope in the outdoor temperature."""
LEAST_EXCESS = 1e-6
"""Least dW [kg water/kg dry air]."""
ON_DEMAND = 0.01446
"""dW at which half the time is spent defrosting [kg/kg]."""
TIMED_SHARE = 0.058333
"""Share of the time spent in a timed defrost: 3.5 minutes an hour."""
OWN_POWER = 0.1528 / 1.01667
"""Electricity of the defrost while it lasts, over the rated capacity."""
WATER_TO_AIR = 0.62198
"""Molecular mass of water over that of dry air."""


ROUNDING = 1e-9
"""41 °F is 5 °C only up to this [°C]."""


class Frost(NamedTuple):
    """What frost does in each hour or bin: arrays (…, bins)."""

    capacity: Array
    """Multiplies the capacity"""
    power: Array
    """Multiplies the compressor's power"""
    defrost_share: Array
    """Share of the running time spent defrosting"""


DRY = (1.0, 1.0, 0.0)
"""What there is of each of Frost where it does not frost"""


def by_humidity(dry_bulb: Array, humidity: Array, pressure: Array, control: str) -> Frost:
    """Frost at outdoor temperatures [°F], relative humidity [%] and pressure [Pa]; control: on_demand or timed."""
    celsius = (dry_bulb - 32.0) / 1.8
    coil = COIL[0] + COIL[1] * celsius
    excess = humidity_ratio(celsius, humidity, pressure) - humidity_ratio(coil, 100.0, pressure)
    excess = np.maximum(LEAST_EXCESS, excess)
    if control == "timed":
        share = np.full_like(excess, TIMED_SHARE)
        capacity, power = 0.909 - 107.33 * excess, 0.90 - 36.45 * excess
    else:
        share = 1 / (1 + ON_DEMAND / excess)
        capacity, power = 0.875 * (1 - share), 0.954 * (1 - share)
    frosts = celsius <= WARMEST + ROUNDING
    return Frost(*(
        np.where(frosts, values, dry) for values, dry in zip((capacity, power, share), DRY, strict=True)
    ))  # fmt: skip


def mean_by_bin(frost: Frost, place: NDArray[np.intp], count: int) -> Frost:
    """The mean of each of ``count`` bins over its own hours, ``place`` the bin of each hour; without hours no frost."""
    hours = np.bincount(place, minlength=count)
    return Frost(*(
        np.divide(np.bincount(place, weights=values, minlength=count), hours,
                  out=np.full(count, dry), where=hours > 0)
        for values, dry in zip(frost, DRY, strict=True)
    ))  # fmt: skip


class UsualFrost(NamedTuple):
    """Mean frost at whole degrees of a year: what a temperature is given that is no hour of it."""

    temperature: Array
    """[°F], ascending"""
    frost: Frost

    def at(self, temperature: Array) -> Frost:
        """Frost at outdoor temperatures [°F], by straight lines between the degrees."""
        frosts = (temperature - 32.0) / 1.8 <= WARMEST + ROUNDING
        return Frost(*(
            np.where(frosts, np.interp(temperature, self.temperature, values), dry)
            for values, dry in zip(self.frost, DRY, strict=True)
        ))  # fmt: skip


def by_degree(dry_bulb: Array, frost: Frost) -> UsualFrost | None:
    """The mean frost of a year's hours at each whole degree [°F]; None where it never frosts."""
    cold = (dry_bulb - 32.0) / 1.8 <= WARMEST + ROUNDING
    if not cold.any():
        return None
    degrees, place = np.unique(np.rint(dry_bulb[cold]), return_inverse=True)
    mean = mean_by_bin(Frost(*(values[cold] for values in frost)), place, len(degrees))
    return UsualFrost(degrees, mean)


def humidity_ratio(celsius: Array, humidity: Array | float, pressure: Array) -> Array:
    """Water in air [kg/kg dry air] at temperature [°C], relative humidity [%] and pressure [Pa]."""
    vapour = humidity / 100.0 * saturation_pressure(celsius)
    ratio: Array = WATER_TO_AIR * vapour / (pressure - vapour)
    return ratio


def saturation_pressure(celsius: Array) -> Array:
    """Pressure of saturated water vapour [Pa], over ice below 0 °C, at temperatures [°C].

    Source: ASHRAE Handbook—Fundamentals, ch. 1, equations 5 and 6 (Hyland and Wexler).
    """
    t = celsius + 273.15
    ice = (
        -5674.5359 / t + 6.3925247 - 9.677843e-3 * t + 6.2215701e-7 * t**2 + 2.0747825e-9 * t**3
        - 9.484024e-13 * t**4 + 4.1635019 * np.log(t)
    )  # fmt: skip
    water = (
        -5800.2206 / t + 1.3914993 - 4.8640239e-2 * t + 4.1764768e-5 * t**2
        - 1.4452093e-8 * t**3 + 6.5459673 * np.log(t)
    )  # fmt: skip
    pressure: Array = np.exp(np.where(celsius < 0, ice, water))
    return pressure
