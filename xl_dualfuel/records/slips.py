"""What the numbers of a record show to be wrong: units, totals, two thermostats. Each raises InputError."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..files.reading import FilePath
from .layouts import RUNTIME, Layout
from .record import HOUR, Numbers

ENOUGH: Final = 24
"""Rows that show it"""
_CELSIUS_INSIDE, _FAHRENHEIT_INSIDE = (7.0, 37.0), (45.0, 100.0)
"""Median temperatures of a heated house, in °C and °F"""


def refuse_other_degrees(path: FilePath, layout: Layout, inside: Numbers, celsius: bool | None) -> None:
    """Temperatures inside the house [°F] that are 20 where the names of both say °F, or 68 where they say °C."""
    known = inside[~np.isnan(inside)]
    if len(known) < ENOUGH or celsius is None or celsius != layout.outdoor.celsius:
        return
    middle = float(np.median(known))
    written, (low, high), other = (
        ((middle - 32) / 1.8, _FAHRENHEIT_INSIDE, "°F") if celsius else (middle, _CELSIUS_INSIDE, "°C")
    )
    if low <= written <= high:
        problem = f"its temperatures inside are about {written:.0f}, as in {other}, not in the unit of their names"
        raise RUNTIME.refused(path, problem, "Correct the unit in the names of all temperatures that have it.")


def refuse_two_of_each_time(path: FilePath, values: Numbers, first: NDArray[np.bool_]) -> None:
    """Rows in the order of their times that differ though many have one time; first: whether a time is new.

    values: (columns, rows), not a number where a row does not say.
    """
    own = np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))[~first]
    again = values[:, ~first]
    differs = ((again != values[:, own]) & ~np.isnan(again) & ~np.isnan(values[:, own])).any(axis=0)
    if np.count_nonzero(differs) > max(ENOUGH, 0.25 * np.count_nonzero(first)):
        problem = (
            f"{np.count_nonzero(differs):,} rows have the time of another row and other numbers, as of two thermostats"
        )
        raise RUNTIME.refused(path, problem, "Give the record of one of them, each time once.")


def refuse_totals(path: FilePath, ran: Numbers, length: Numbers) -> None:
    """Seconds (sources, rows) that grow from row to row: how long a source ran since a beginning."""
    for seconds in ran:
        known = seconds[~np.isnan(seconds)]
        steps = np.diff(known)
        is_longer = len(known) >= ENOUGH and known.max() > 1.5 * HOUR * float(length.max())
        if is_longer and (steps > 0).any() and np.count_nonzero(steps < 0) < 0.05 * len(steps):
            problem = "its runtimes grow from row to row: they are totals"
            raise RUNTIME.refused(path, problem, "Give how long each source ran in each row: subtract the row before.")
