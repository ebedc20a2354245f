"""Temperature bins: how many heating hours there are at which outdoor temperature.

Bins run from warm to cold. Methods: in proportion to the distance below the setpoint, a measured table, a region of
AHRI 210/240, a year of weather. Representative temperatures of a year are the mean of the bin's own hours: load is then
exact whatever the width, where bin centres are wrong by up to a fifth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..inputs.case import Case
from ..inputs.regions import REGION_FRACTIONS, REGION_TOP, REGION_WIDTH
from ..weather.rows import WeatherYear
from .parameters import DIGITS, Array

Number = float | Array


class Bins(NamedTuple):
    """Temperature bins, warm to cold: four arrays of shape (bins,)."""

    low: Array
    """Lower edge [°F]"""
    high: Array
    """Upper edge [°F]"""
    temperature: Array
    """Representative temperature [°F], low ≤ temperature < high"""
    hours: Array
    """Hours of a season [h]"""


def bins_of(case: Case) -> Bins:
    """The bins of a case, by its climate method."""
    number, climate = case.number, case.inputs["climate"]
    setpoint, width = number("indoor_setpoint"), number("bin_width")
    if climate == "proportional":
        return proportional(
            setpoint, number("design_temperature"), width, number("season_hours"), number("hours_below_design")
        )
    if climate == "bins":
        return measured(case.inputs["bin_table"], width)  # type: ignore[arg-type]  # checked by Case
    if climate == "region":
        return regional(str(case.inputs["region"]), number("season_hours"))
    assert case.year is not None  # Case has read it
    return yearly(case.year, number("load_balance_temperature", setpoint), width)


def proportional(
    setpoint: Number, design_temperature: Number, width: Number, season_hours: Number, hours_below_design: Number
) -> Bins:
    """Hours in proportion to how far a bin is below the setpoint (the planner's method).

    Hours of bin i = season_hours · d·w / Σ d·w, d = setpoint − midpoint, w = width; hours_below_design goes on top of
    the coldest bin. The last bin is narrower where the width does not divide the range. [°F], [h].

    Of one home: numbers → (bins,). Of many: (homes, 1) → (homes, bins), a home with fewer bins than the others filled
    up at the cold end with bins of no width and no hours.
    """
    count = bin_count(setpoint, design_temperature, width)
    index = np.arange(int(count.max()) + 1.0)
    edges: Array = setpoint - index * width
    np.copyto(edges, design_temperature, where=index >= count)
    low, high = edges[..., 1:], edges[..., :-1]
    middle = (low + high) * 0.5
    hours: Array = (setpoint - middle) * (high - low)
    total = hours.sum(axis=-1, keepdims=True)
    hours *= season_hours
    hours /= total
    hours += hours_below_design * (index[1:] == count)
    return Bins(low, high, middle, hours)


def bin_count(setpoint: Number, design_temperature: Number, width: Number) -> Array:
    """How many bins the proportional method makes; [°F].

    Rounded first: 21/0.7 is a hair above 30 in binary, and would make a 31st bin without width.
    """
    scale = 10.0**DIGITS  # as np.round does it, which takes ten times as long for one number
    count: Array = np.ceil(np.rint((setpoint - design_temperature) / width * scale) / scale)
    return count


SINGLE_WIDTH = 2.0
"""Width of a single measured bin where none is given [°F]."""


def measured(table: tuple[tuple[float, float], ...], width: float) -> Bins:
    """A user's temperatures [°F] and hours [h] as they are (ascending rows); edges halfway between neighbours.

    The outer edges lie as far out as the inner ones; a single row gets ``width``, or SINGLE_WIDTH where that is 0.
    """
    temperature, hours = np.array(table[::-1]).T
    if len(temperature) == 1:
        half = (width or SINGLE_WIDTH) / 2
        return Bins(temperature - half, temperature + half, temperature, hours)
    inner = (temperature[:-1] + temperature[1:]) / 2
    edges = np.concatenate(([2 * temperature[0] - inner[0]], inner, [2 * temperature[-1] - inner[-1]]))
    return Bins(edges[1:], edges[:-1], temperature, hours)


def regional(region: str, season_hours: float) -> Bins:
    """A region's published fractional hours, scaled so that they sum to season_hours [h]."""
    fractions = np.array(REGION_FRACTIONS[region])
    middle = REGION_TOP - REGION_WIDTH * np.arange(len(fractions))
    hours = season_hours * fractions / fractions.sum()
    return Bins(middle - REGION_WIDTH / 2, middle + REGION_WIDTH / 2, middle, hours)


EDGE = 1e-9
"""In bin widths: a temperature this little below an edge, which only rounding puts there, belongs to the warmer bin."""


def yearly(year: WeatherYear, load_balance_temperature: float, width: float) -> Bins:
    """Hours of a year below the load balance temperature [°F], in bins whose edges are multiples of ``width`` [°F].

    width 0: every distinct temperature by itself, which is every hour by itself; its upper edge is the next warmer
    temperature. Bins without hours in between stay, with their midpoint, so that the edges are evenly spaced.
    """
    cold = int(np.searchsorted(year.temperature, load_balance_temperature))
    temperature, hours = np.array(year.temperature[:cold]), np.array(year.hours[:cold], dtype=float)
    if width == 0:
        high = np.append(temperature[1:], load_balance_temperature)
        return Bins(*(column[::-1].copy() for column in (temperature, high, temperature, hours)))
    index = np.floor(temperature / width + EDGE).astype(int)
    first = index[0]
    total = np.bincount(index - first, weights=hours).astype(float)
    heat = np.bincount(index - first, weights=hours * temperature)
    low: Array = (first + np.arange(len(total))) * width
    mean: Array = np.divide(heat, total, out=low + width / 2, where=total > 0)
    # A mean that rounding puts below its own edge would leave the bin on the wrong side of a switchover there.
    mean = np.maximum(mean, low)
    high = low + width
    return Bins(low[::-1].copy(), high[::-1].copy(), mean[::-1].copy(), total[::-1].copy())
