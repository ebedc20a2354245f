"""Auxiliary heat, emergency heat and furnace of a record at temperatures at which the heat pump alone suffices.

A thermostat that is wired or set wrongly runs strips whatever the weather. An honest one runs them below the balance
point, below the temperature at which the compressor stops, in defrost, and to warm the house up after a setback. What
is counted is the stretch of temperatures and of days in which it shows, so that a fault that began one day, or that
needs a certain temperature, is reported as it is. Strips that heat because the compressor is locked out at temperatures
at which it suffices are reported by themselves; where the furnace does, that is a switchover.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.climate import at_or_above
from ..model.parameters import Array, Parameters
from ..records import running
from ..records.record import DAY, HOUR
from ..records.running import Intervals, Limit
from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from .needs import Needs

Flags = NDArray[np.bool_]

CLEARLY: Final = 1.15
"""Capacity over load from which the heat pump clearly suffices, though load and capacity are estimates"""
LEAST_SHARE: Final = 0.02
LEAST_HOURS: Final = 1.0
"""Share of hours, and hours, beyond defrost that are reported"""
AT_ITS_LIMIT: Final = 0.95
"""Share of an hour from which the compressor cannot give more: what runs beside it then is needed"""
DEFROST: Final = 0.12
"""Most auxiliary heat for each hour of the compressor that defrost explains: 10 minutes every 90"""
FROST: Final = 45.0
"""Outdoor temperature below which the coil frosts [°F] (AHRI 210/240)"""
LONGEST_DEFROST: Final = 0.25
"""[h]"""
MARGIN: Final = 3.0
"""Above a switchover the furnace may finish what it began, and an hour's mean hides its coldest minutes [°F]"""
OTHERS: Final = ("auxiliary", "emergency", "furnace")
"""Sources beside the compressor"""
PART: Final = 0.25
"""Heat that runs with the compressor runs less where that runs less"""
_FEW_HOURS: Final = 6
_MOST: Final = 0.8
"""A setback is likely where so few hours of the day have so much of it"""
_ROUNDS: Final = 4


class Unneeded(NamedTuple):
    """Heat of one source where the heat pump alone suffices."""

    source: str
    """One of OTHERS"""
    low: float
    high: float
    """Outdoor temperatures between which it shows [°F]"""
    since: str
    until: str
    """First and last day on which it shows"""
    from_the_first: bool
    """Whether the record has no earlier day with these temperatures"""
    to_the_last: bool
    hours: float
    """That it ran [h]"""
    of_hours: float
    """Recorded hours at these temperatures on these days [h]"""
    kwh: float | None
    """Its electricity; None where it is the furnace"""
    fuel_mmbtu: float | None
    """Its fuel where it is the furnace"""
    cost: float
    """[$]"""
    heat_pump_cost: float
    """What the same heat costs from the heat pump [$]"""

    @property
    def share(self) -> float:
        """Of the time [–]."""
        return self.hours / self.of_hours


def unneeded_heat(
    rows: Intervals, needs: Needs, p: Parameters, limits: tuple[Limit, ...], setting: float, kw: float,
    delivered: Array | None = None,
) -> tuple[tuple[Unneeded, ...], tuple[str, ...]]:  # fmt: skip
    """What ran though it was not needed, and in words what cannot be judged.

    setting: today's switchover [°F], below which backup heats; kw: of the strips, 0: they are the furnace; delivered:
    the heat that the record shows at each interval's temperature [BTU/h], None where it shows none.
    """
    ran = [source for source in OTHERS if source in rows.ran and rows.ran[source].any()]
    words = [] if {"auxiliary", "furnace"} & rows.ran.keys() else ["Auxiliary heat: the record has no column of it"]
    if not ran:
        return (), tuple(words)
    judged = "the furnace" if ran == ["furnace"] else "auxiliary heat"
    if p.capacity_points is None:
        return (), (f"Whether {judged} was needed: give capacity_47 and capacity_17 of the heat pump",)
    if "compressor" not in rows.ran:
        return (), (f"Whether {judged} was needed: the record has no runtime of the compressor",)
    stops = stops_below(limits)
    off_below = max(setting, p.compressor_lockout)
    alone = needs.capacity >= needs.load
    warming = running.recovering(rows)
    if warming is not None:
        alone &= ~warming
    found = []
    for source in ran:
        hours, size = rows.ran[source], 0.0 if source == "furnace" else kw
        margin = 0.0 if size else MARGIN
        suffices = alone & at_or_above(rows.outdoor, max(off_below, stops) + margin)
        locked = alone & at_or_above(rows.outdoor, off_below) & (rows.outdoor < stops)
        if size and _is_much(rows, hours, needs, delivered, locked):
            found.append(_counted(source, rows, hours, needs, p, locked, locked, size))
        shown = _stretch(rows, hours, suffices)
        of = rows.length if size else np.minimum(rows.length, rows.ran["compressor"] + hours)
        if shown is None or not _is_material(rows, hours, of, needs.load, needs.capacity, shown):
            continue
        if delivered is not None and not _is_material(
            rows, hours, of, np.maximum(needs.load, delivered), needs.capacity, shown
        ):
            words.append(
                f"{named(source)} ran {hours[shown].sum():,.0f} hours that this case's heat loss does not "
                "need, but the heat loss that the record shows does"
            )
            continue
        if warming is None and _is_at_certain_hours(rows, hours, shown):
            words.append(
                f"{named(source)} ran {hours[shown].sum():,.0f} hours where the heat pump alone suffices, "
                "most of them at the same hours of the day: it may warm the house up after a setback, but the record "
                "has no setpoint"
            )
            continue
        found.append(_counted(source, rows, hours, needs, p, shown, suffices, size))
    return tuple(found), tuple(words)


def named(source: str) -> str:
    """A source at the beginning of a sentence."""
    return {"compressor": "The compressor", "furnace": "The furnace"}.get(source, f"{source.capitalize()} heat")


def stops_below(limits: tuple[Limit, ...]) -> float:
    """The temperature below which the compressor does not run though others do [°F]; −inf where none is seen."""
    stops = next((one.stops_below for one in limits if one.source == "compressor"), None)
    return -math.inf if stops is None else stops


def _is_much(rows: Intervals, hours: Array, needs: Needs, delivered: Array | None, locked: Flags) -> bool:
    """Whether heat is worth a word that ran where the compressor is locked out though it clearly suffices."""
    load = needs.load if delivered is None else np.maximum(needs.load, delivered)
    clearly = locked & (needs.capacity >= CLEARLY * load)
    return float(hours[clearly].sum()) >= max(LEAST_HOURS, LEAST_SHARE * float(rows.length[clearly].sum()))


def _stretch(rows: Intervals, hours: Array, suffices: Flags) -> Flags | None:
    """The intervals of the temperatures and days in which the heat shows; None where it does not."""
    degree = np.floor(rows.outdoor).astype(int)
    day = np.floor_divide(rows.start, DAY).astype(int)
    shown = suffices
    for number in range(_ROUNDS):
        by, other = (degree, day) if number % 2 == 0 else (day, degree)
        within = suffices if number == 0 else suffices & _between(other, other[shown])
        if not hours[within].any():
            return None
        shown = within & _between(by, _densest(by[within], hours[within], rows.length[within]))
    return shown


def _between(values: NDArray[np.int_], ends: NDArray[np.int_]) -> Flags:
    between: Flags = (values >= ends.min()) & (values <= ends.max())
    return between


def _densest(by: NDArray[np.int_], hours: Array, length: Array) -> NDArray[np.int_]:
    """First and last value between which the heat has more than PART of its usual share of the time."""
    value, place = np.unique(by, return_inverse=True)
    ran, of = np.bincount(place, weights=hours), np.bincount(place, weights=length)
    usual = float((ran * ran / of).sum() / ran.sum())
    score = ran - PART * usual * of
    best = low = high = begin = 0
    total, most = 0.0, -math.inf
    for best, one in enumerate(score.tolist()):
        if total <= 0:
            total, begin = 0.0, best
        total += one
        if total > most:
            most, low, high = total, begin, best
    return value[[low, high]]


def _is_material(rows: Intervals, hours: Array, of: Array, load: Array, capacity: Array, shown: Flags) -> bool:
    """Whether it is more than defrost, or a compressor at its limit, explains where the heat pump clearly suffices.

    of: hours that LEAST_SHARE is of: all for strips, those heated for the furnace, which heats a mild hour in minutes.
    """
    _, place = np.unique(np.floor_divide(rows.start, HOUR), return_inverse=True)
    compressor = rows.ran["compressor"]
    share = np.bincount(place, weights=compressor) / np.bincount(place, weights=rows.length)
    clearly = shown & (capacity >= CLEARLY * load)
    judged = clearly & (share[place] < AT_ITS_LIMIT)
    frost = judged & (rows.outdoor < FROST) & _is_short(rows, hours)
    excused = min(float(hours[frost].sum()), DEFROST * float(compressor[judged & (rows.outdoor < FROST)].sum()))
    extra = float(hours[judged].sum()) - excused
    return extra >= max(LEAST_HOURS, LEAST_SHARE * float(of[clearly].sum()))


def _is_short(rows: Intervals, hours: Array) -> Flags:
    """Intervals of a run that is no longer than a defrost; true for rows too long to tell.

    A run goes on through rows of which at least one of two neighbours is full: of two parts, each is a run.
    """
    runs, full = hours > 0, hours > 0.999 * rows.length
    joined = (full[:-1] | full[1:]) & (np.diff(rows.start) <= 1.5 * HOUR * rows.length[:-1])
    begins = runs & ~np.append(False, runs[:-1] & joined)
    number = np.cumsum(begins)
    lasts = np.bincount(number, weights=np.where(runs, rows.length, 0.0))
    is_short: Flags = (lasts[number] <= LONGEST_DEFROST + rows.length) | (rows.length > LONGEST_DEFROST)
    return is_short


def _is_at_certain_hours(rows: Intervals, hours: Array, shown: Flags) -> bool:
    clock = np.floor_divide(rows.start[shown] % DAY, HOUR).astype(int)
    of_hour = np.sort(np.bincount(clock, weights=hours[shown], minlength=24))
    return bool(of_hour[-_FEW_HOURS:].sum() >= _MOST * of_hour.sum())


def _counted(
    source: str, rows: Intervals, hours: Array, needs: Needs, p: Parameters, shown: Flags, suffices: Flags, kw: float
) -> Unneeded:
    ran = hours[shown]
    furnace = p.furnace_limit if math.isfinite(p.furnace_limit) else p.assumed_furnace
    heat = ran * (kw * BTU_PER_KWH if kw else furnace)
    kwh = float(ran.sum()) * kw if kw else None
    fuel = None if kw else float(heat.sum()) / (p.furnace_efficiency * BTU_PER_MMBTU)
    instead = float((heat / needs.cop[shown]).sum()) / BTU_PER_KWH
    temperature = rows.outdoor[shown]
    days = rows.start[suffices & (rows.outdoor >= temperature.min()) & (rows.outdoor <= temperature.max())]
    first, last = rows.start[shown][[0, -1]]
    return Unneeded(
        source, float(temperature.min()), float(temperature.max()), running.date(first), running.date(last),
        running.date(first) == running.date(days[0]), running.date(last) == running.date(days[-1]),
        float(ran.sum()), float(rows.length[shown].sum()), kwh, fuel,
        (kwh or 0.0) * p.electricity_price + (fuel or 0.0) * p.fuel_price, instead * p.electricity_price,
    )  # fmt: skip
