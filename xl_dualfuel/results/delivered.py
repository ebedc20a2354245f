"""The heat that a record's sources delivered, and the load of the house that follows from it.

Heat of an interval = runtime · capacity at its outdoor temperature, of each source. The runtime is that of the
thermostat; nothing is multiplied by a load.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

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
MANY: Final = 0.1
"""Share of the heated days above which days left out may bend the line"""
OR_FURNACE: Final = ", 0 where auxiliary heat is the furnace"
"""After a request for strip_capacity"""
_ALWAYS: Final = 0.97
"""Share of a day from which the heat pump may deliver less than the house loses"""


class LeftOut(NamedTuple):
    """Heated days that a line does without, as the size of what ran is not known."""

    words: str
    """How many, and what to give; "" for none"""
    matters: bool
    """Whether they are many, and strips ran in them: these run in the days that take more heat than others as cold"""


def line_of(rows: Intervals, p: Parameters, strips_kw: float | None) -> tuple[HeatLine | str, LeftOut]:
    """Heat delivered by outdoor temperature, by whole days, or in words why there is no line; and the days left out.

    strips_kw: where it is known [kW], else days with auxiliary heat are left out.
    """
    heat = _of_compressor(rows, p)
    if isinstance(heat, str):
        return heat, LeftOut("", False)
    furnace = p.furnace_limit if math.isfinite(p.furnace_limit) else None
    strips = None if strips_kw is None else strips_kw * BTU_PER_KWH or furnace
    output = {"auxiliary": strips, "emergency": strips, "furnace": furnace}
    unknown, others, unsized = np.zeros_like(heat), np.zeros_like(heat), np.zeros_like(heat)
    for source, of_source in output.items():
        ran = rows.ran.get(source, np.zeros_like(heat))
        others = others + ran
        if of_source is None:
            unknown = unknown + ran
            unsized = unsized + ran * (source != "furnace")
        else:
            heat = heat + ran * of_source
    days, place = running.days_of(rows)
    length, delivered, not_known, by_strips, beside, compressor = (
        np.bincount(place, weights=one) for one in (rows.length, heat, unknown, unsized, others, rows.ran["compressor"])
    )
    warmest = np.full(len(days), -math.inf)
    np.maximum.at(warmest, place, rows.outdoor)
    whole = length >= 24 * _WHOLE_DAY
    known = not_known < _HARDLY * length
    met = (compressor < _ALWAYS * length) | (beside > 0)
    used = whole & known & met
    moved, rooms = _of_rooms(rows, place, used & (delivered > 0))
    mean = np.bincount(place, weights=rows.outdoor * rows.length) / length - moved
    line = heat_line(Day(days, mean, warmest - moved, delivered / length).where(used))
    left = int(np.count_nonzero(whole & ~known))
    missing = _missing(rows, output)
    if isinstance(line, str):
        if not known.all():
            line += f"; on {left} more the heat is not known: give {missing}"
        return line, LeftOut("", False)
    bent = int(np.count_nonzero(whole & (by_strips >= _HARDLY * length)))
    matters = bent > MANY * (left + len(line.days.date))
    words = f"on {left} days more the heat is not known: give {missing}" if left else ""
    return line._replace(rooms=rooms), LeftOut(words, matters)


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
    names = ("furnace_capacity" if one == "furnace" else f"strip_capacity{OR_FURNACE}" for one in sources)
    return ", and ".join(dict.fromkeys(names))


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
