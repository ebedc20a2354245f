"""What a record says of a house, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..inputs.units_given import Units
from ..records.heat_line import HeatLine
from ..records.running import Limit
from .case_units import convert, money, quantity, shown_in, tenths
from .record_evidence import RecordEvidence, Strips
from .unneeded import Unneeded

if TYPE_CHECKING:
    from ..model.solution import Solution


def unneeded(one: Unneeded, strips: Strips, units: Units) -> str:
    """The sentence of heat that was not needed; without the last digits, which sums in another order do not share."""
    kwh = None if one.kwh is None else round(one.kwh, 6)
    one = one._replace(hours=round(one.hours, 6), kwh=kwh, cost=round(one.cost, 6),
                       heat_pump_cost=round(one.heat_pump_cost, 6))  # fmt: skip
    since = f"since {one.since}" + (", the first day with such temperatures" if one.from_the_first else "")
    when = since if one.to_the_last else f"from {one.since} to {one.until}"
    used = f"{one.kwh:,.0f} kWh" if one.kwh is not None else quantity(one.fuel_mmbtu or 0.0, "MMBtu", units, ",.1f")
    return (
        f"{one.source.capitalize()} heat ran {_percent(one.share)} % of the time at temperatures at which the heat "
        f"pump alone suffices ({tenths(one.low, units)} to {tenths(one.high, units)}, {when}): {one.hours:,.0f} hours, "
        f"{used}, {money(one.cost, units)}. From the heat pump the same heat costs "
        f"{money(one.heat_pump_cost, units)}. Have the wiring of the thermostat, and its settings for {one.source} "
        f"heat, checked{_size(strips)}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.095 else f"{100 * share:.1f}"


def _size(strips: Strips) -> str:
    how = {
        "given": "", "furnace": "",
        "record": f". The record shows strips of about {strips.kw:.1f} kW; if yours differ, give strip_capacity",
        "stock": f". Strips of {strips.kw:g} kW are assumed; give yours in strip_capacity",
    }  # fmt: skip
    return how[strips.source]


def doubts_of(s: Solution, found: RecordEvidence) -> list[tuple[str, str]]:
    """Heat that was not needed, as (key, message)."""
    return [("runtime_file", unneeded(one, found.strips, s.case.units)) for one in found.unneeded]


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
    use = f"To use it, give load_slope = {slope:.4g} and load_balance_temperature = {balance:.1f}"
    return (
        f"By the heat of {len(line.days.date)} days the house loses {slope:.4g} ± {within:.2g} "
        f"{shown_in('BTU/h·°F', units)} below {balance:.1f} ± {apart:.1f} {shown_in('°F', units)} (95 % confidence, R² "
        f"{line.r2:.2f}{rooms}); this case has {quantity(s.parameters.load_slope, 'BTU/h·°F', units)} below "
        f"{tenths(s.parameters.load_balance_temperature, units)}. "
        + (f"Not to be used: {no_offer}" if no_offer else use)
    )


def _limit(one: Limit, units: Units) -> Iterator[str]:
    name = {"compressor": "The compressor", "furnace": "The furnace"}.get(one.source, f"{one.source.capitalize()} heat")
    for words, at, hours in (
        ("below", one.stops_below, one.hours_colder),
        ("above", one.stops_above, one.hours_warmer),
    ):
        if at is not None:
            yield f"{name} did not run {words} {tenths(at, units)}, where other heat ran {hours:,.0f} hours"
