"""What a record says of a house, in sentences and for JSON and CSV."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..inputs.units_given import Units
from ..records.heat_line import HeatLine
from ..records.record import DAY
from ..records.running import Limit, date
from .case_units import convert, money, quantity, shown_in, tenths
from .record_evidence import DutyBins, RecordEvidence, Strips
from .unneeded import Unneeded

if TYPE_CHECKING:
    from ..model.solution import Solution

COLUMNS: Final = {
    "low": "low", "high": "high", "hours": "hours", "compressor": "compressor_duty", "auxiliary": "auxiliary_duty",
    "emergency": "emergency_duty", "furnace": "furnace_duty", "load": "load_btuh", "heat_pump_need": "heat_pump_need",
    "auxiliary_need": "auxiliary_need", "starts": "starts_per_hour",
}  # fmt: skip
"""Columns of the bins by their names in DutyBins"""


def table(bins: DutyBins) -> dict[str, list[Any]]:
    """The bins as columns, None where there is no answer."""
    return {
        COLUMNS[name]: [None if math.isnan(value) else value for value in column.tolist()]
        for name, column in bins._asdict().items()
    }


def to_json(found: RecordEvidence | None) -> dict[str, Any] | None:
    """``record`` of the JSON."""
    if found is None:
        return None
    bins = table(found.bins)
    return {
        "first": found.first, "last": found.last, "hours": found.hours,
        "bins": [dict(zip(bins, row, strict=True)) for row in zip(*bins.values(), strict=True)],
        "strips": found.strips._asdict(),
        "unneeded": [one._asdict() | {"share": one.share} for one in found.unneeded],
        "limits": [one._asdict() for one in found.limits],
        "starts_per_running_hour": found.starts, "why_no_starts": found.no_starts or None,
        "regression": _regression(found), "why_no_regression": found.no_line or None,
        "not_judged": list(found.not_judged),
    }  # fmt: skip


def _regression(found: RecordEvidence) -> dict[str, Any] | None:
    line = found.line
    if line is None:
        return None
    days, at = line.days, np.sort(line.days.temperature)
    heat, band = line.heat(at), line.band(at)
    return {
        "load_slope": line.slope, "load_slope_error": line.slope_error,
        "load_balance_temperature": line.balance_temperature, "load_balance_temperature_error": line.balance_error,
        "r2": line.r2, "room_temperature": None if math.isnan(line.rooms) else line.rooms,
        "number_of_days": len(days.date), "confidence_times": line.times,
        "offered": not found.no_offer, "why_not_offered": found.no_offer or None,
        "days": [
            {"date": date(day * DAY), "temperature": temperature, "heat_btuh": delivered}
            for day, temperature, delivered in zip(*(column.tolist() for column in (
                days.date, days.temperature, days.heat)), strict=True)
        ],
        "line": [
            {"temperature": temperature, "heat_btuh": middle, "low_btuh": middle - half, "high_btuh": middle + half}
            for temperature, middle, half in zip(at.tolist(), heat.tolist(), band.tolist(), strict=True)
        ],
    }  # fmt: skip


def unneeded(one: Unneeded, strips: Strips, units: Units) -> str:
    """The sentence of heat that was not needed."""
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


def warnings(s: Solution, found: RecordEvidence | None) -> list[tuple[str, str]]:
    """Heat that was not needed, as (key, message)."""
    if found is None:
        return []
    return [("runtime_file", unneeded(one, found.strips, s.case.units)) for one in found.unneeded]


def lines(s: Solution, found: RecordEvidence) -> list[str]:
    """The evidence in sentences, the result first."""
    return [*(text for _, text in warnings(s, found)), *_others(s, found)]


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
