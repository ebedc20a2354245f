"""A house's record as plain arrays: outdoor temperature, and how long each source of heat ran, interval by interval."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..weather.year import LeftOut

Numbers = NDArray[np.float64]

SOURCES: Final = ("compressor_1", "compressor_2", "auxiliary", "emergency", "furnace")
"""Sources of heat: the compressor in its first and second stage, auxiliary and emergency heat, furnace or boiler."""
DAY: Final = 86400.0
HOUR: Final = 3600.0


class RecordReading(NamedTuple):
    """What was read for a record."""

    source: str
    """Such as ``thermostat runtime file report.csv``"""
    kind: str
    """How the file is laid out, such as ``Beestat export``"""
    first: str
    last: str
    """Beginning of the first and end of the last interval, ``YYYY-MM-DD HH:MM``"""
    rows: int
    """Intervals with an outdoor temperature"""
    hours: float
    """Their hours [h]"""
    span_hours: float
    """From the first to the last [h]"""
    step_minutes: float
    """Usual time between rows, the median"""
    gaps: int
    """Places in which rows are missing"""
    clock_changes: int
    """Times the clock was put back or on by an hour"""
    left_out: tuple[LeftOut, ...] = ()
    """Rows that are not used, by the reason; those without runtimes are used for their temperature"""
    columns: tuple[tuple[str, str], ...] = ()
    """What each column used was taken for, and its name"""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The reading as plain values; rows left out by the reason."""
        left_out = {one.why: {"number": one.number, "first": one.first} for one in self.left_out}
        columns: dict[str, list[str]] = {}
        for use, name in self.columns:
            columns.setdefault(use, []).append(name)
        document = self._asdict() | {"columns": columns, "notes": list(self.notes), "rows_left_out": left_out}
        del document["left_out"]
        return document


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A record in intervals one after the other: arrays (n,), not a number where the record does not say.

    start: the beginning of each interval on the clock of the record [s since the first day of year 1], without steps
    where the clock is changed. length: of the interval [h]; time that no row covers belongs to none. outdoor, indoor,
    setpoint: temperatures [°F]. duty: how long each source of heat ran in the interval [h], by SOURCES; only sources
    that the record has.
    """

    start: Numbers
    length: Numbers
    outdoor: Numbers
    indoor: Numbers
    setpoint: Numbers
    duty: Mapping[str, Numbers]
    read: RecordReading

    @property
    def heating(self) -> Numbers:
        """Hours in each interval in which any source ran [h], at most its length: sources are taken to alternate."""
        if not self.duty:
            return np.full(len(self.start), math.nan)
        total: Numbers = np.minimum(sum(self.duty.values()), self.length)
        return total

    def hours_of(self, source: str) -> float:
        """Hours that a source ran in all [h]; 0 where the record does not have it."""
        return float(np.nansum(self.duty[source])) if source in self.duty else 0.0

    def between(self, first: float, end: float) -> Record:
        """The intervals that begin from ``first`` until before ``end`` [s]."""
        used = (self.start >= first) & (self.start < end)
        duty = {source: hours[used] for source, hours in self.duty.items()}
        return Record(self.start[used], self.length[used], self.outdoor[used], self.indoor[used], self.setpoint[used],
                      duty, self.read)  # fmt: skip

    def _arrays(self) -> tuple[Numbers, ...]:
        return self.start, self.length, self.outdoor, self.indoor, self.setpoint, *self.duty.values()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        same = self.read == other.read and self.duty.keys() == other.duty.keys()
        pairs = zip(self._arrays(), other._arrays(), strict=True) if same else ()
        return same and all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)

    def __hash__(self) -> int:
        return hash(self.read)


def clock_time(start: float) -> str:
    """A time of a record in words: ``YYYY-MM-DD HH:MM``."""
    days, seconds = divmod(round(start), DAY)
    minutes = int(seconds) // 60
    return f"{datetime.date.fromordinal(int(days)):%Y-%m-%d} {minutes // 60:02d}:{minutes % 60:02d}"
