"""The heat that a record's sources delivered, and the load of the house that follows from it.

Heat of an interval = runtime · capacity at its outdoor temperature, of each source. The runtime is that of the
thermostat; nothing is multiplied by a load.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..model import season
from ..model.parameters import Array, Parameters
from ..model.ratings import Speed
from ..records import running
from ..records.heat_line import Day, HeatLine, heat_line
from ..records.running import Intervals
from ..units import BTU_PER_KWH

_WHOLE_DAY: Final = 0.95
"""Share of a day with temperature and runtimes that makes it a whole one; of a day of 23 hours too"""
_HARDLY: Final = 0.01
"""Share of a day below which a source whose output is not known does not matter"""
_ALWAYS: Final = 0.97
"""Share of a day from which the heat pump may deliver less than the house loses"""


def line_of(rows: Intervals, p: Parameters, strips_kw: float | None) -> HeatLine | str:
    """Heat delivered by outdoor temperature, by whole days; in words why there is no line.

    strips_kw: where it is known [kW], else days with auxiliary heat are left out.
    """
    heat = _of_compressor(rows, p)
    if isinstance(heat, str):
        return heat
    furnace = p.furnace_limit if math.isfinite(p.furnace_limit) else None
    strips = None if strips_kw is None else strips_kw * BTU_PER_KWH or furnace
    output = {"auxiliary": strips, "emergency": strips, "furnace": furnace}
    unknown, others = np.zeros_like(heat), np.zeros_like(heat)
    for source, of_source in output.items():
        ran = rows.ran.get(source, np.zeros_like(heat))
        others = others + ran
        if of_source is None:
            unknown = unknown + ran
        else:
            heat = heat + ran * of_source
    days, place = running.days_of(rows)
    of_day = [np.bincount(place, weights=one) for one in (rows.length, heat, unknown, others, rows.ran["compressor"])]
    length, delivered, not_known, beside, compressor = of_day
    warmest = np.full(len(days), -math.inf)
    np.maximum.at(warmest, place, rows.outdoor)
    whole = length >= 24 * _WHOLE_DAY
    known = not_known < _HARDLY * length
    met = (compressor < _ALWAYS * length) | (beside > 0)
    used = whole & known & met
    moved, rooms = _of_rooms(rows, place, used & (delivered > 0))
    mean = np.bincount(place, weights=rows.outdoor * rows.length) / length - moved
    line = heat_line(Day(days, mean, warmest - moved, delivered / length).where(used))
    if not isinstance(line, str):
        return line._replace(rooms=rooms)
    if not known.all():
        left = np.count_nonzero(whole & ~known)
        line += f"; on {left} more the heat is not known: give {_missing(rows, output)}"
    return line


def _of_rooms(rows: Intervals, place: NDArray[np.intp], used: NDArray[np.bool_]) -> tuple[Array, float]:
    """How much warmer than usual the rooms are on each day, and the usual temperature [°F].

    A house with warmer rooms loses as much as on a day so much colder. 0 where the record does not say on every day.
    """
    known = ~np.isnan(rows.indoor)
    hours = np.bincount(place, weights=rows.length * known)
    total = np.bincount(place, weights=np.where(known, rows.indoor, 0.0) * rows.length)
    if not used.any() or (hours[used] < 24 * _WHOLE_DAY).any():
        return np.zeros_like(hours), math.nan
    mean = np.divide(total, hours, out=np.zeros_like(total), where=hours > 0)
    usual = float(np.median(mean[used]))
    return np.where(hours > 0, mean - usual, 0.0), usual


def _missing(rows: Intervals, output: dict[str, float | None]) -> str:
    sources = [source for source, size in output.items() if size is None and source in rows.ran]
    return " and ".join(dict.fromkeys("furnace_capacity" if one == "furnace" else "strip_capacity" for one in sources))


def _of_compressor(rows: Intervals, p: Parameters) -> Array | str:
    """Heat of the compressor in each interval [BTU]; in words why it is not known."""
    ran = rows.ran.get("compressor")
    if ran is None or not ran.any():
        return "the record has no runtime of a compressor"
    if p.capacity_points is None:
        return "the heat pump's capacity is not given: give capacity_47 and capacity_17"
    staged = float(rows.second_stage.sum()) > _HARDLY * float(ran.sum())
    if p.slowest is not None and staged:
        second = rows.second_stage
        return second * _capacity(rows, p, p.fastest) + (ran - second) * _capacity(rows, p, p.slowest)
    if p.slowest is not None or p.fastest is not None:
        return "a heat pump of variable speed delivers more or less in the same time"
    if staged:
        return "the compressor has two stages: give capacity_min_47 and capacity_min_17 of the first"
    return ran * _capacity(rows, p, None)


def _capacity(rows: Intervals, p: Parameters, speed: Speed | None) -> Array:
    """Capacity [BTU/h] of a speed, None: the rated one, in each interval."""
    alone = p._replace(slowest=None, fastest=None)
    if speed is not None:
        alone = alone._replace(cop_points=speed.cop, capacity_points=speed.capacity, frosting=speed.frosting)
    temperature, place = np.unique(rows.outdoor, return_inverse=True)
    capacity: Array = season.operate(temperature, alone).performance.capacity[place]
    return capacity
