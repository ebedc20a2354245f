"""Frost of one hour from its humidity: EnergyPlus Engineering Reference, DX heating coil, reverse-cycle defrost."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .climate import NO_FROST, Frost

Hour = tuple[float, float, float]
"""Dry bulb [°F], relative humidity [%], pressure [Pa]."""


def saturation_pressure(celsius: float) -> float:
    """Pressure of saturated vapour [Pa] over water, below 0 °C over ice: Hyland and Wexler, as ASHRAE prints it."""
    t = celsius + 273.15
    if celsius < 0:
        powers = (6.3925247, -9.677843e-3, 6.2215701e-7, 2.0747825e-9, -9.484024e-13)
        first, last = -5.6745359e3, 4.1635019
    else:
        powers = (1.3914993, -4.8640239e-2, 4.1764768e-5, -1.4452093e-8)
        first, last = -5.8002206e3, 6.5459673
    logarithm = first / t + last * math.log(t)
    for exponent, factor in enumerate(powers):
        logarithm += factor * t**exponent
    return math.exp(logarithm)


def water_in_air(celsius: float, humidity: float, pressure: float) -> float:
    """kg of water in a kg of dry air at a relative humidity [%] and pressure [Pa]."""
    vapour = humidity / 100 * saturation_pressure(celsius)
    return 0.62198 * vapour / (pressure - vapour)


def frost_of(hour: Hour, control: str) -> Frost:
    """What frost makes of capacity and power in one hour, and the defrost's share of the running time."""
    celsius = (hour[0] - 32) / 1.8
    if celsius > 5 + 1e-9:
        return NO_FROST
    coil = 0.82 * celsius - 8.589
    excess = max(1e-6, water_in_air(celsius, hour[1], hour[2]) - water_in_air(coil, 100, hour[2]))
    if control == "timed":
        return 0.909 - 107.33 * excess, 0.90 - 36.45 * excess, 0.058333
    share = 1 / (1 + 0.01446 / excess)
    return 0.875 * (1 - share), 0.954 * (1 - share), share


def frosted(hours: Iterable[Hour], control: str) -> list[tuple[float, float, Frost]]:
    """Rows for ``hours_by_temperature`` from the hours of a day, the same all year: each with its own frost."""
    return [(hour[0], 365.0, frost_of(hour, control)) for hour in hours]
