"""What to enter in the thermostat: the setting, the two lockouts and the differential, with the reason for each.

Compressor lockout: the setting, or the heat pump's own where that is higher. Furnace lockout (makers say auxiliary heat
lockout): the furnace must be free wherever the heat pump falls short, and some degrees above the compressor lockout,
where it tempers the air while the heat pump defrosts.

Sources: Trane 824 Comfort Control, installation guide 18-HD72D1, 5.4.7 (the two lockouts stay 10 °F apart); NRCan,
Heat Pump Best Practices Installation Guide for Existing Homes (supplementary heat is off above the balance point,
except in defrost); Bryant Thermidistat Control A07049, options 08 and 09 (no backup above the one, no heat pump below
the other).
"""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.case import Case
from ..inputs.settings import multiple_above, multiple_below
from ..inputs.units_given import temperature
from ..model.climate import at_or_above
from ..model.parameters import Parameters
from ..model.season import Operation
from ..model.switchovers import Curve, at_most, heats, status
from ..results.accepting import auxiliary_limit
from ..results.case_units import degrees, dial

DIFFERENTIAL: Final = {"F": 2.0, "C": 1.0}
"""Default differential [°F or °C]: thermostats and outdoor sensors agree no better than 1 to 2 °F."""
DEFROST_MARGIN: Final = 10.0
"""Least distance from the compressor lockout to the furnace lockout [°F] (Trane 824, 5.4.7)."""

Unit = Literal["F", "C"]

THERMOSTATS: Final = {"F": {"thermostat_step": 1.0, "thermostat_zero": 0.0},
                      "C": {"thermostat_step": 0.9, "thermostat_zero": 32.0}}  # fmt: skip
"""The usual thermostat in °F (whole degrees) and in °C (half degrees), in °F."""


class ToProgram(NamedTuple):
    """What to enter in the thermostat, in its degrees."""

    unit: Unit
    setting: float
    """Switchover [°F or °C]: the heat pump runs at or above it"""
    differential: float
    """The heat pump comes back this far above the setting [°F or °C]"""
    compressor_lockout: float
    """The compressor is off below it [°F or °C]"""
    backup_lockout: float | None
    """Auxiliary or furnace heat is off above it [°F or °C]; None: the furnace must be free at every temperature"""
    season_cost: float
    """At that setting [$]"""
    over_least: float
    """More than the recommended switchover [$]"""
    unmet_mmbtu: float
    """Load that no source meets at that setting"""
    reasons: tuple[str, ...]
    """Why, a sentence or two each: setting, compressor lockout, backup lockout, differential"""


class Controls(NamedTuple):
    """What of a case decides on its lockouts."""

    parameters: Parameters
    setting: float
    """What to program [°F]"""
    why: str
    """Why that, in words"""
    short: NDArray[np.bool_]
    """Whether the heat pump alone does not meet the load at each of the curve's temperatures"""
    helped: NDArray[np.bool_]
    """Whether it then runs all the same, together with the furnace"""
    thermal_point: float | None
    """[°F]; None where there is none"""
    auxiliary_limit: float | None
    """The warmest furnace lockout that the programme accepts [°F]"""
    in_words: bool = False
    """Whether one source all season is said in words, without the setting's number"""


def controls(case: Case, p: Parameters, setting: float, why: str, run: Operation, thermal: float | None) -> Controls:
    """Those of a case; run: its house and equipment at the curve's temperatures."""
    short = run.short
    return Controls(p, setting, why, short, short & (run.ways.dual.heat_pump > 0), thermal, auxiliary_limit(case))


def with_thermostat(case: Case, unit: str) -> Case:
    """The case with the usual thermostat in °F or °C; one that is already in these degrees keeps its steps."""
    return case if dial(case.thermostat_zero) == unit else case.replace(**THERMOSTATS[unit])


def to_program(curve: Curve, own: Controls, differential: float | None = None) -> ToProgram:
    """The setting with its lockouts. curve: with bins cut at the setting; differential in the thermostat's degrees."""
    p, setting = own.parameters, own.setting
    unit = dial(p.thermostat_zero)
    apart = DIFFERENTIAL[unit] if differential is None else differential
    cost, place = curve.cost_at(setting), curve.at(setting)
    lockout = max(setting, float(multiple_above(p.compressor_lockout, p.thermostat_step, p.thermostat_zero))
                  if math.isfinite(p.compressor_lockout) else -math.inf)  # fmt: skip
    backup, why_backup = _backup_lockout(curve, own, lockout, apart * (1.8 if unit == "C" else 1.0), place)
    back_on = degrees(setting + apart * (1.8 if unit == "C" else 1.0), p)
    why_apart = (
        f"the heat pump comes back on at {back_on}, so that a passing cloud does not change the source."
        if place else "no effect, as the heat pump stays off all season."
    )  # fmt: skip
    if own.in_words and status(place, len(curve.temperature)) == "heat_pump_always":
        why_apart = "no effect, as the heat pump is never locked out."
    return ToProgram(
        unit, _in_degrees(setting, unit), apart, _in_degrees(lockout, unit),
        None if backup is None else _in_degrees(backup, unit), cost, max(0.0, cost - curve.least),
        curve.unmet_at(setting),
        (own.why, _compressor_lockout(curve, own, lockout, place), why_backup,
         f"Differential {apart:g} °{unit}: {why_apart}"),
    )  # fmt: skip


def _in_degrees(fahrenheit: float, unit: Unit) -> float:
    return round(fahrenheit if unit == "F" else (fahrenheit - 32) / 1.8, 6) + 0.0


def _compressor_lockout(curve: Curve, own: Controls, lockout: float, place: int) -> str:
    words = f"Compressor lockout {degrees(lockout, own.parameters)}"
    if place == 0 and own.in_words:
        return "Compressor lockout above every temperature of the season: the heat pump stays off."
    if place == 0:
        return f"{words}, above every temperature of the season: the heat pump stays off."
    if lockout > own.setting:
        return f"{words}: the heat pump's own, which is above the setting."
    if status(place, len(curve.temperature)) == "heat_pump_always":
        if (own.short & ~own.helped).any():
            return f"{words}, or none: where the heat pump falls short the furnace takes the whole hour at any setting."
        if own.in_words:
            return "No compressor lockout: the heat pump runs at every temperature of the season."
        return f"{words}, or none: the heat pump runs at every temperature of the season."
    return f"{words}, the same as the setting: {_below(curve, own, place)}."


def _below(curve: Curve, own: Controls, place: int) -> str:
    """Why the furnace heats the hours colder than the setting: the reason of the first of them that has one.

    Where the heat pump falls short and neither source changes the cost, the furnace has the hour at any setting: backup
    is alternate, or the heat pump has no capacity left. Free energy makes no difference anywhere.
    """
    costs, short, helped = curve.costs, False, False
    for at, outdoor in enumerate(curve.temperature.tolist()[place:], place):
        if not at_or_above(outdoor, own.parameters.compressor_lockout):
            if short:
                break
            return "below it the heat pump's own lockout keeps it off"
        if not at_most(costs[at + 1], costs[at], costs[place]):
            return "just below it the season costs less with the furnace"
        if not at_most(costs[at], costs[at + 1], costs[place]):
            return _lower(curve, place)
        short, helped = short or bool(own.short[at]), helped or bool(own.helped[at])
    if short and not helped and not at_most(costs.max(), costs.min(), costs[place]):
        return "below it the heat pump alone does not meet the load, and the furnace takes the whole hour"
    return "below it the season costs the same with either source"


def _lower(curve: Curve, place: int) -> str:
    """Why the setting is not lower, where the heat pump is cheaper just below it."""
    cheaper = ~at_most(curve.costs[place], curve.costs[place + 1 :])
    warm = heats(np.append(curve.unmet[place + 1 :], curve.unmet_mmbtu.min()), curve.load_mmbtu)[:-1]
    if not (cheaper & warm).any():
        return "a lower setting would cost less, but leave part of the heat undelivered"
    return "a lower setting would cost less, but the thermostat's steps or the programme do not allow one"


def _backup_lockout(
    curve: Curve, own: Controls, lockout: float, differential: float, place: int
) -> tuple[float | None, str]:
    """The furnace lockout [°F], and why; differential [°F]."""
    p, name = own.parameters, "Furnace (auxiliary heat) lockout"
    if place == 0:
        return None, f"{name}: none. The furnace must be free at every temperature."
    degrees_shown = p.units._replace(temperature=dial(p.thermostat_zero))
    margin = temperature(DEFROST_MARGIN, degrees_shown, difference=True)
    needed, why = lockout + DEFROST_MARGIN, (
        f"{margin} or more above the compressor lockout, so that the furnace can warm the air while the heat pump "
        "defrosts (makers such as Trane keep the two that far apart)"
    )  # fmt: skip
    here = curve.temperature[own.short & at_or_above(curve.temperature, lockout)]
    least = lockout
    if here.size:
        least = max(float(here.max()), lockout if own.thermal_point is None else own.thermal_point)
        if least + differential > needed:
            needed = least + differential
            why = f"the heat pump alone does not meet the load up to {temperature(round(least, 1), p.units)}"
    backup = float(multiple_above(needed, p.thermostat_step, p.thermostat_zero))
    limit = own.auxiliary_limit
    if limit is not None and backup > limit:
        held = float(multiple_below(limit, p.thermostat_step, p.thermostat_zero))
        if held >= least:
            return held, f"{name} {degrees(held, p)}: the programme accepts at most {degrees(limit, p)}."
        why += f"; the programme asks for {degrees(limit, p)} or lower, but then the house would be too cold"
    return backup, f"{name} {degrees(backup, p)}: {why}."
