"""A year of weather, wherever it comes from: a file, a built-in station, a workbook."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..units import fahrenheit

HOURS_PER_YEAR: Final = 8760
LEAP_YEAR_HOURS: Final = 8784

KINDS: Final = "EPW, TMY3, NSRDB, PVGIS or other hourly weather"
"""Weather files as short messages and help name them; all formats are in ``files.FORMATS``."""

IN_UTC: Final = "Times are in UTC, and the file does not say where it is: they are used as they are"
"""Note of a reading whose hours of the day are not those of the place"""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """The hours of a year in order, 1 January to 31 December, arrays (8760,).

    times: ``MM-DD HH:00``, the end of each hour, ``01-01 01:00`` to ``12-31 24:00``. dry_bulb [°F], the mean of an
    hour's rows. humidity: relative [%], pressure [Pa], None where the file has none; where a few are missing they have
    the value of the hour before, as in EnergyPlus.
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


class LeftOut(NamedTuple):
    """Rows or hours of a file that are not used as they are."""

    why: str
    number: int
    first: str
    """Where the first of them is, such as ``line 1,234``"""


class Reading(NamedTuple):
    """What was read for a year of weather."""

    kind: str
    """Such as ``EPW``, ``built-in station``"""
    file: str | None
    place: str
    period: str
    hours: float
    step_minutes: float
    """Time between rows"""
    coldest: float
    """Lowest dry bulb of a row [°F]"""
    coldest_time: str | None
    """End of its hour, ``MM-DD HH:00``"""
    left_out: tuple[LeftOut, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    """What each column used was taken for, and its name in the file"""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The reading as plain values; rows left out by the reason."""
        left_out = {one.why: {"number": one.number, "first": one.first} for one in self.left_out}
        document = self._asdict() | {"columns": dict(self.columns), "notes": list(self.notes)}
        del document["left_out"]
        return document | {"rows_left_out": left_out}


class WeatherYear(NamedTuple):
    """One year of outdoor temperatures: a frequency table, and the hours in order where they are known.

    name: the place, as in the file or the table of stations. source: one line, kind and name of the file or the
    source of the table. temperature: (n,) distinct dry-bulb temperatures [°F], ascending. hours: (n,) hours at each
    [h]; they add up to 8,760. order: None for a year that a workbook holds, for an estimate, and where a host cannot
    carry it. read: None for a year that a workbook holds.
    """

    name: str
    source: str
    temperature: tuple[float, ...]
    hours: tuple[float, ...]
    order: Hours | None = None
    read: Reading | None = None
    typical: Hours | None = None
    """The hours of an estimate in the order of typical days"""


@cache
def times_of_year() -> tuple[str, ...]:
    """The ends of the hours of a year of 365 days, ``01-01 01:00`` to ``12-31 24:00``."""
    days = [datetime.date(2023, 1, 1) + datetime.timedelta(days=number) for number in range(365)]
    return tuple(f"{day:%m-%d} {hour:02d}:00" for day in days for hour in range(1, 25))


def counted(readings: Sequence[float]) -> dict[float, int]:
    """Hours [h] by ascending dry bulb."""
    return dict(sorted(Counter(readings).items()))


def year_of(
    name: str, source: str, hours: Mapping[float, float], order: Hours | None, read: Reading | None = None,
    to_fahrenheit: Callable[[float], float] = fahrenheit,
) -> WeatherYear:  # fmt: skip
    """Hours by °C → the year in °F. Both routes end here, so that a station and its file give the same numbers."""
    return WeatherYear(name, source, tuple(map(to_fahrenheit, hours)), tuple(map(float, hours.values())), order, read)
