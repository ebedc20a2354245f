"""What a record says of a house, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..inputs.units_given import Units
from ..records.heat_line import HeatLine
from ..records.running import Limit
from .case_units import convert, money, quantity, shown_in, significant, tenths
from .contradicted import contradicted
from .delivered import OR_FURNACE
from .record_evidence import RecordEvidence, Strips
from .unneeded import Unneeded, named, stops_below

if TYPE_CHECKING:
    from ..model.solution import Solution


def unneeded(one: Unneeded, strips: Strips, stops: float, units: Units) -> str:
    """The sentence of heat that was not needed; without the last digits, which sums in another order do not share.

    stops: the temperature below which the compressor does not run [°F].
    """
    is_locked = one.high < stops
    rounded: dict[str, Any] = {key: round(at, 6) for key, at in one._asdict().items() if isinstance(at, float)}
    one = one._replace(**rounded)
    since = f"since {one.since}" + (", the first day with such temperatures" if one.from_the_first else "")
    when = since if one.to_the_last else f"from {one.since} to {one.until}"
    used = f"{one.kwh:,.0f} kWh" if one.kwh is not None else quantity(one.fuel_mmbtu or 0.0, "MMBtu", units, ",.1f")
    name = named(one.source)
    cost = (
        f"{one.hours:,.0f} hours, {used}, {money(one.cost, units)}. From the heat pump the same heat costs "
        f"{money(one.heat_pump_cost, units)}. "
    )
    size = "" if one.source == "furnace" else _size(strips)
    if is_locked:
        return (
            f"The compressor did not run below {tenths(stops, units)}, though the heat pump alone suffices there. "
            f"{name} ran between {tenths(one.low, units)} and {tenths(one.high, units)}, {when}: {cost}Have the "
            f"lockout of the compressor, and the compressor, checked{size}"
        )
    return (
        f"{name} ran {_percent(one.share)} % of the time at temperatures at which the heat pump alone suffices "
        f"({tenths(one.low, units)} to {tenths(one.high, units)}, {when}): {cost}Have the wiring of the thermostat, "
        f"and its settings for {name[0].lower()}{name[1:]}, checked{size}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.095 else f"{100 * share:.1f}"


def _size(strips: Strips) -> str:
    how = {
        "given": "", "furnace": "",
        "record": f". The record shows strips of about {strips.kw:.1f} kW; if yours differ, give strip_capacity"
                  f"{OR_FURNACE}",
        "stock": f". Strips of {strips.kw:g} kW are assumed; give yours in strip_capacity{OR_FURNACE}",
        "shown_furnace": ". Auxiliary heat is taken for the furnace, as it gives as much heat; if it is strips, give "
                         "strip_capacity",
    }  # fmt: skip
    return how[strips.source]


def doubts_of(s: Solution, found: RecordEvidence) -> list[tuple[str, str]]:
    """Heat that was not needed, as (key, message)."""
    stops = stops_below(found.limits)
    return [
        *(("runtime_file", unneeded(one, found.strips, stops, s.case.units)) for one in found.unneeded),
        *contradicted(s, found),
    ]


def lines(s: Solution, found: RecordEvidence) -> list[str]:
    """The evidence in sentences, the result first."""
    return [*(text for _, text in doubts_of(s, found)), *_others(s, found)]


def _others(s: Solution, found: RecordEvidence) -> Iterator[str]:
    units = s.case.units
    if found.line is None:
        yield f"The record gives no heat loss of the house: {found.no_line}"
    else:
        yield _of_line(found.line, s, found.no_offer)
    for one in found.limits:
        yield from _limit(one, units)
    if found.starts:
        yield (
            f"The compressor started {found.starts:.1f} times in each hour that it ran, {60 / found.starts:,.0f} "
            "minutes at a time"
        )
    yield from found.not_judged


def _of_line(line: HeatLine, s: Solution, no_offer: str) -> str:
    units, times = s.case.units, line.times
    slope, balance = convert(line.slope, "BTU/h·°F", units), convert(line.balance_temperature, "°F", units)
    within = convert(times * line.slope_error, "BTU/h·°F", units)
    apart = convert(times * line.balance_error, "°F", units, difference=True)
    rooms = "" if math.isnan(line.rooms) else f", rooms at {tenths(line.rooms, units)}"
    use = f"To use it, give load_slope = {significant(slope, 4)} and load_balance_temperature = {balance:.1f}"
    return (
        f"By the heat of {len(line.days.date)} days the house loses {significant(slope, 4)} ± {significant(within, 2)} "
        f"{shown_in('BTU/h·°F', units)} below {balance:.1f} ± {apart:.1f} {shown_in('°F', units)} (95 % confidence, R² "
        f"{line.r2:.2f}{rooms}); this case has {quantity(s.parameters.load_slope, 'BTU/h·°F', units)} below "
        f"{tenths(s.parameters.load_balance_temperature, units)}. "
        + (f"Not to be used: {no_offer}" if no_offer else use)
    )


def _limit(one: Limit, units: Units) -> Iterator[str]:
    name = named(one.source)
    for words, at, hours in (
        ("below", one.stops_below, one.hours_colder),
        ("above", one.stops_above, one.hours_warmer),
    ):
        if at is not None:
            yield f"{name} did not run {words} {tenths(at, units)}, where other heat ran {hours:,.0f} hours"
