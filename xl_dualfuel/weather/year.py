"""A year of weather, wherever it comes from: a file, a built-in station, a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..units import fahrenheit

HOURS_PER_YEAR: Final = 8760
LEAP_YEAR_HOURS: Final = 8784

KINDS: Final = "EPW or TMY3"
"""The formats of weather files as messages and help name them."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """The hours of a year in the order of the file, arrays (8760,).

    times: ``MM-DD HH:00``, the end of each hour as the formats number it, ``01-01 01:00`` to ``12-31 24:00``, or
    ``line N`` of the file where it has no such date. dry_bulb [°F]. humidity: relative [%], pressure [Pa], None where
    the file has none; where a few are missing they have the value of the hour before, as in EnergyPlus.
    """

    times: tuple[str, ...]
    dry_bulb: Array
    humidity: Array | None = None
    pressure: Array | None = None

    def _arrays(self) -> tuple[Array | None, ...]:
        return self.dry_bulb, self.humidity, self.pressure

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hours):
            return NotImplemented
        pairs = zip(self._arrays(), other._arrays(), strict=True)
        return self.times == other.times and all(a is b or np.array_equal(a, b) for a, b in pairs)  # type: ignore[arg-type]  # None is no array

    def __hash__(self) -> int:
        return hash(self.dry_bulb[:24].tobytes())  # short: whoever hashes a year hashes its table too


class WeatherYear(NamedTuple):
    """One year of outdoor temperatures: a frequency table, and the hours in order where they are known.

    name: the place, as in the file or the table of stations. source: one line, kind and name of the file or the
    source of the table. temperature: (n,) distinct dry-bulb temperatures [°F], ascending. hours: (n,) hours at each
    [h]; they add up to 8,760. order: None for a year that a workbook holds, and where a host cannot carry it.
    """

    name: str
    source: str
    temperature: tuple[float, ...]
    hours: tuple[float, ...]
    order: Hours | None = None


def counted(celsius: Sequence[float]) -> dict[float, int]:
    """Hours [h] by ascending dry bulb [°C]."""
    return dict(sorted(Counter(celsius).items()))


def year_of(name: str, source: str, hours: dict[float, int], order: Hours | None) -> WeatherYear:
    """Hours by °C → the year in °F. Both routes end here, so that a station and its file give the same numbers."""
    return WeatherYear(name, source, tuple(map(fahrenheit, hours)), tuple(map(float, hours.values())), order)
