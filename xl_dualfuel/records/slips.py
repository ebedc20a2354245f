"""What the numbers of a record show to be wrong: units, totals, two thermostats. Each raises InputError."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..files.reading import FilePath
from .layouts import RUNTIME, Layout
from .record import HOUR, Numbers

ENOUGH: Final = 24
"""Rows that show it"""
_GROWING: Final = 100
"""Rows in which runtimes grow and never fall, as totals do"""
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
    """Seconds (sources, rows) that grow from row to row: how long a source ran since a beginning.

    In a wrong unit none of them may be longer than its row: hundreds then only grow.
    """
    for seconds in ran:
        known = seconds[~np.isnan(seconds)]
        steps = np.diff(known)
        is_longer = len(known) >= ENOUGH and known.max() > 1.5 * HOUR * float(length.max())
        only_grows = np.count_nonzero(steps > 0) >= _GROWING and not (steps < 0).any()
        if only_grows or (is_longer and (steps > 0).any() and np.count_nonzero(steps < 0) < 0.05 * len(steps)):
            problem = "its runtimes grow from row to row: they are totals"
            raise RUNTIME.refused(path, problem, "Give how long each source ran in each row: subtract the row before.")


_DAY_OF_ROWS: Final = 24.0
"""Least hours at temperatures by which they are judged"""
_HARDLY: Final = 0.02
"""Share of the time that is no heating"""


def refuse_impossible_degrees(path: FilePath, outdoor: Numbers, duty: Mapping[str, Numbers], length: Numbers) -> None:
    """Outdoor temperatures [°F] at which no house heats, or needs no heat: those of the other unit.

    In °C a house needs no heat above 20 and a winter has no 50; in °F it is heated at 30, which is 86 °F of °C.
    """
    heat = np.minimum(sum(duty.values(), np.zeros(len(outdoor))), length)

    def share(low: float, high: float) -> float:
        """Of the time between two temperatures in which heat ran; not a number where there are too few hours."""
        within = (outdoor >= low) & (outdoor < high) & ~np.isnan(heat)
        hours = float(length[within].sum())
        return float(heat[within].sum()) / hours if hours >= _DAY_OF_ROWS else math.nan

    known = ~np.isnan(outdoor)
    days, warmest = float(length[known].sum()) / 24, float(np.nanmax(outdoor))
    remedy = "Correct the unit in the name of the outdoor temperature."
    has_compressor = "compressor_1" in duty or "compressor_2" in duty
    never_warm = any(days >= least and warmest < limit for least, limit in _NEVER_WARM)
    if never_warm or (warmest <= 45 and has_compressor and share(20, 45) < _HARDLY and share(-80, 10) > 0.1):
        heats = "" if never_warm else ", and above 20 °F hardly any heat ran"
        problem = f"its outdoor temperatures are never above {warmest:.0f} °F{heats}, as of numbers in °C"
        raise RUNTIME.refused(path, problem, remedy)
    hot = share(86, math.inf)
    if hot > 0.05 and share(60, 80) >= hot:  # cooling would run more where it is hotter
        problem = f"heat ran {100 * hot:.0f} % of the time at outdoor temperatures above 86 °F, as of numbers in °F"
        raise RUNTIME.refused(path, problem, f"{remedy} If it is right, give temperatures of a sensor in the shade.")


_NEVER_WARM: Final = ((200.0, 32.0), (330.0, 50.0))
"""Days of a record, and the temperature that it then reaches wherever houses are [°F]: in Utqiagvik, too"""
_STILL: Final = 72.0
"""Hours for which no outdoor temperature stays the same"""


def standing_still(outdoor: Numbers, length: Numbers) -> NDArray[np.bool_]:
    """Rows whose outdoor temperature is one of days of the same: its sensor or weather service was off."""
    known = np.flatnonzero(~np.isnan(outdoor))
    still = np.zeros(len(outdoor), dtype=bool)
    if not len(known):
        return still
    runs = np.append(0, np.cumsum(np.diff(outdoor[known]) != 0))
    hours, rows = np.bincount(runs, length[known]), np.bincount(runs)
    still[known] = ((hours >= _STILL) & (rows >= ENOUGH))[runs]
    return still
