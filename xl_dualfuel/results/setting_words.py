"""The setting to program in words: the headline of every surface, and what each constraint costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from ..inputs.case import Case
from ..inputs.settings import multiple_below
from ..inputs.units_given import Units
from ..model import backup, ratings, season
from ..model.climate import at_or_above
from ..model.parameters import DIGITS, Array, Parameters
from ..model.scenarios import EXISTING, HEAT_PUMP_ONLY, OPTIMIZED, SETTING
from ..model.setting import SAME_SETTING, Constraint
from ..model.solution import Solution
from ..model.switchovers import COLD_SHARE, Status, as_warm, difference, is_met, status
from ..units import BTU_PER_KWH
from . import sentences
from .accepting import accepts, largest
from .case_units import CENT, Thermostat, degrees, dial, heat, money
from .sentences import Number, Sentence
from .unmeetable import unmeetable


def in_short(setting: float, way: str, p: Parameters | Thermostat) -> str:
    """A setting [°F] for a table, by which of the two heats (``way``, as model.switchovers.status has it)."""
    source = {"fuel_always": "furnace all season: ", "heat_pump_always": "heat pump all season: "}.get(way, "")
    return source + degrees(setting, p)


def saving(s: Solution) -> float | None:
    """What the setting saves against today's [$ a season]; None where one of the two leaves more of the load unmet."""
    existing, load = float(s.totals.unmet_mmbtu[EXISTING]), float(s.totals.load_mmbtu[EXISTING])
    if not as_warm(s.setting.unmet_mmbtu, existing, load):
        return None
    return float(difference(float(s.totals.annual_cost[EXISTING]), s.setting.annual_cost))


FURNACE_ALONE: Final = "the furnace all season"
HEAT_PUMP_ALONE: Final = "the heat pump all season"


def one_source(way: str) -> str:
    """A setting in words where one source heats at every temperature, of whose number nobody has a use; else ""."""
    return {"fuel_always": FURNACE_ALONE, "heat_pump_always": HEAT_PUMP_ALONE}.get(way, "")


def all_season(which: Status, furnace_runs: bool) -> str:
    """What heats the house where one source does at every temperature; the furnace may still help the heat pump."""
    if which == "heat_pump_always" and furnace_runs:
        return ": the heat pump runs all season, and the furnace fills in where it falls short"
    return {
        "fuel_always": ": the furnace heats all season",
        "heat_pump_always": ": the heat pump heats all season",
    }.get(which, "")


def locked_out(temperature: Array, p: Parameters) -> str:
    """That the furnace heats whatever the setting, where the compressor is off at every temperature [°F]; else ""."""
    if at_or_above(temperature, p.compressor_lockout).any():
        return ""
    lockout = degrees(float(p.compressor_lockout), p)
    return f": the furnace heats all season, whatever the setting, as the compressor is off below {lockout}"


SEASON: Final = "The season costs about "
RECORDED: Final = "The recorded hours cost about "


def lead(case: Case) -> str:
    """What every answer of a record begins with that is no season, or was scaled to one; else ""."""
    return case.record_lead


def costs(case: Case) -> str:
    """The words before the cost of a season, or of the hours of a record that is none."""
    return RECORDED if case.is_partial else SEASON


def headline(s: Solution) -> str:
    """What to program, what the season costs with it, and what that saves: one or two plain sentences.

    Before them is what a record lacks for a season.
    """
    return lead(s.case) + _headline(s)


def _headline(s: Solution) -> str:
    p, setting = s.parameters, s.setting
    at, cost = degrees(setting.switchover, p), f"{costs(s.case)}{money(setting.annual_cost, p.units)}"
    own = SETTING if len(s.scenarios) > SETTING else OPTIMIZED
    source = locked_out(setting.bins.temperature, p) or all_season(way(s), s.totals.furnace_hours[own] > 0)
    words = f"Set the switchover to {at}{source}. {cost}, {_against_today(s)}."
    if not setting.heats:
        words = f"No setting heats the house. {mending_of(s)} Until then: {words[0].lower()}{words[1:]}"
    if broken := unmeetable(s):
        return f"{broken} Until then: {words[0].lower()}{words[1:]}"
    if setting.accepted is False:
        words = f"{not_accepted(s.case, p)} Without its rules: {words[0].lower()}{words[1:]}"
    return words


def way(s: Solution) -> Status:
    """Which source heats with the setting: fuel_always, heat_pump_always, or crosses."""
    return status(s.setting.place, len(s.setting.bins.hours))


def not_accepted(case: Case, p: Parameters) -> str:
    """That a programme accepts no setting, and where the compressor's lockout is the cause, what to do about it."""
    name = case.rules.name if case.rules is not None else "the programme"
    lockout = lockout_to_lower(case, p)
    if lockout is None:
        return f"No setting meets the rules of {name}."
    return (
        f"No setting meets the rules of {name}: below compressor_lockout = {degrees(p.compressor_lockout, p)} the "
        f"furnace heats whatever the setting. With compressor_lockout at {degrees(lockout, p)} or colder one does."
    )


def lockout_to_lower(case: Case, p: Parameters) -> float | None:
    """The warmest compressor lockout [°F] with which a programme accepts a setting; None where it is not the cause."""
    limit = largest(case)
    if limit is None or at_or_above(limit, p.compressor_lockout):
        return None
    lower = float(multiple_below(limit, p.thermostat_step, p.thermostat_zero))
    judge = accepts(case, p._replace(compressor_lockout=-math.inf))
    return lower if judge is not None and judge(lower) else None


def _against_today(s: Solution) -> str:
    today, saved = f"today's {degrees(s.parameters.existing_switchover, s.parameters)}", saving(s)
    if saved is None:
        t = s.totals
        hours = f"{t.unmet_hours[EXISTING]:,.0f} hours"
        cold = f"leaves {heat(float(t.unmet_mmbtu[EXISTING]), s.case.units)} of the heat undelivered in {hours}"
        if t.unmet_mmbtu[EXISTING] > s.setting.unmet_mmbtu:
            return f"which cannot be compared with {today}: that {cold}"
        return f"and leaves {heat(s.setting.unmet_mmbtu, s.case.units)} of the heat undelivered, more than {today}"
    if abs(saved) < CENT:
        return f"no saving over {today}"
    return f"{money(abs(saved), s.parameters.units)} {'less' if saved > 0 else 'more'} than with {today}"


class Cold(NamedTuple):
    """What a setting lacks to heat the house."""

    setting: float
    """[°F]"""
    unmet_mmbtu: float
    """Load of the season that it leaves unmet"""
    hours: float
    """Hours [h] in which it does"""
    short_btuh: float
    """The most that is missing at any temperature [BTU/h]"""
    load_btuh: float
    """The highest load [BTU/h]"""


STRIP_STEP: Final = 0.1
"""Strips are named in steps of so many kW, rounded up, so that they suffice."""
FURNACE_STEP: Final = 100.0
"""Furnaces are named in steps of so many BTU/h, rounded up."""


def rounded_up(amount: float, step: float) -> float:
    """To the next multiple of a step."""
    return math.ceil(round(amount / step, DIGITS)) * step


def mending_of(s: Solution) -> str:
    """What a case lacks, and what would heat the house, where no setting does."""
    return mending(cold_of(s), s.parameters, s.case.number("altitude"))


def cold_of(s: Solution) -> Cold:
    """What the setting to program lacks to heat the house."""
    setting, p = s.setting, s.parameters
    bins = setting.bins
    run = season.operate(bins.temperature, p, bins.frost)
    missing = season.unmet(run.load, run.ways.switched(at_or_above(bins.temperature, setting.switchover)))
    short = float(missing[bins.hours > 0].max(initial=0.0))
    return Cold(setting.switchover, setting.unmet_mmbtu, setting.cold_hours, short, float(run.load.max()))


def mending(cold: Cold, p: Parameters, altitude: float, at: str = "") -> str:
    """What a setting leaves undelivered, and the strips or the furnace that would mend it; altitude [ft].

    at: the setting in words, where it is not to be said in degrees.
    """
    kw = rounded_up(cold.short_btuh / BTU_PER_KWH, STRIP_STEP)
    size = backup.stock_size(kw)
    strips = f"{kw:,.1f} kW more of electric strips" + (f" (order {size:g} kW)" if size else "")
    output = cold.load_btuh / float(ratings.furnace_at(altitude))
    furnace = f"{rounded_up(output, FURNACE_STEP):,.0f} BTU/h"
    if p.units.heat == "kW":
        furnace = f"{rounded_up(output / BTU_PER_KWH, STRIP_STEP):,.1f} kW"
    unmet = heat(cold.unmet_mmbtu, p.units)
    return (
        f"With {at or degrees(cold.setting, p)}, {unmet} of heat is not delivered in {cold.hours:,.0f} hours: "
        f"add {strips}, or a furnace of {furnace}."
    )


def least_cold(least: float, load: float, units: Units) -> str:
    """By which rule the setting is chosen where none heats the house; least unmet and load of the season [MMBtu]."""
    most = heat(least + COLD_SHARE * load, units)
    return (
        f"No setting heats the house: each leaves {heat(least, units)} or more of the heat undelivered. Of those that "
        f"leave at most {most} ({COLD_SHARE:.1%} of the season's heat more), the one of least cost is taken."
    )


def least_cold_of(s: Solution) -> str:
    """That sentence of one case."""
    return least_cold(float(s.candidates.unmet_mmbtu.min()), float(s.totals.load_mmbtu[0]), s.case.units)


def message(constraint: Constraint, s: Solution) -> str:
    """One constraint in words, with what it costs."""
    p = s.parameters
    if constraint.id == "cost":
        return "Of the settings that are left by the constraints below, this one costs least."
    if not constraint.binding or constraint.set_aside is None:
        return {
            "heats_the_house": "The setting of least cost also heats the house."
            if s.setting.heats
            else least_cold_of(s),
            "thermostat_step": "The thermostat can hold the setting of least cost.",
            "programme": "The programme's rules of the switchover accept the setting."
            if s.setting.accepted
            else not_accepted(s.case, p),
        }[constraint.id]
    return set_aside(constraint, s.setting.switchover, float(s.totals.load_mmbtu[0]), p)


def set_aside(
    constraint: Constraint, setting: float, load: float, p: Parameters, said: Callable[[float], str] | None = None
) -> str:
    """What a constraint set aside, and what that costs and leaves cold against the setting it was moved to.

    setting: what to program in the end [°F]; load of the season [MMBtu]. said: a setting [°F] in words; in degrees
    without it.
    """
    said = said or partial(degrees, p=p)
    assert constraint.set_aside is not None  # the caller asks of those that did
    assert constraint.instead is not None
    aside, more = said(constraint.set_aside), constraint.costs
    than = "" if abs(constraint.instead - setting) < SAME_SETTING else f" than {said(constraint.instead)}"
    change = f"{money(abs(more), p.units)} {'less' if more > 0 else 'more'} a season{than}"
    if abs(more) < CENT:
        change = "the same" if not than else f"the same as {said(constraint.instead)}"
    words = f"{aside} would cost {change}{_left_cold(constraint, load, p.units)}."
    if constraint.id == "heats_the_house":
        return f"{words[0].upper()}{words[1:]}"
    if constraint.id == "programme":
        verb = "Set" if said(setting)[0].isdigit() or said(setting).startswith("-") else "Run"
        return f"{verb} {said(setting)}, as the programme asks of the switchover; {words}"
    step = f"{p.thermostat_step / 1.8:g} °C" if dial(p.thermostat_zero) == "C" else f"{p.thermostat_step:g} °F"
    return f"The thermostat's settings are {step} apart; {words}"


def _left_cold(constraint: Constraint, load: float, units: Units) -> str:
    """What the setting that was set aside leaves undelivered, where that is another amount; load [MMBtu]."""
    if not is_colder_or_warmer(constraint, load):
        return ""
    aside, instead = constraint.unmet_mmbtu, constraint.instead_unmet_mmbtu
    words = f", {'but' if aside > instead else 'and'} leaves {heat(aside, units)} of the heat undelivered in"
    words += f" {constraint.cold_hours:,.0f} hours"
    return words if is_met(instead, load) else f"{words} instead of {heat(instead, units)}"


def is_colder_or_warmer(constraint: Constraint, load: float) -> bool:
    """Whether the setting that was set aside leaves another amount of the heat undelivered, as it reads in words."""
    both = constraint.unmet_mmbtu, constraint.instead_unmet_mmbtu
    return not is_met(max(both), load) and heat(both[0], Units()) != heat(both[1], Units())


def is_note(constraint: Constraint, load: float) -> bool:
    """Whether the reader should know what a constraint set aside: it costs more or less, or is colder."""
    moved = constraint.binding and constraint.set_aside is not None
    return moved and (
        constraint.id == "heats_the_house" or abs(constraint.costs) >= CENT or is_colder_or_warmer(constraint, load)
    )


def notes(s: Solution) -> list[tuple[str, str]]:
    """What the setting rests on, or gives up, that the reader should know: (key, message)."""
    t, setting = s.totals, s.setting
    load = float(t.load_mmbtu[0])
    told: list[tuple[str, str]] = [(c.id, message(c, s)) for c in setting.constraints if is_note(c, load)]
    if setting.accepted is False:
        told.append(("programme", not_accepted(s.case, s.parameters)))
    if broken := unmeetable(s):
        told.append(("programme", broken))
    alone = alone_words(s, s.case.units)
    if alone:
        told.append(("heat_pump_only", alone))
    return told


def alone_words(s: Solution, units: Units) -> str:
    """Why heat pump and strips alone are not the setting, where they cost less and heat as well; else ""."""
    t, setting = s.totals, s.setting
    less = setting.annual_cost - float(t.annual_cost[HEAT_PUMP_ONLY])
    if less < CENT or not as_warm(t.unmet_mmbtu[HEAT_PUMP_ONLY], setting.unmet_mmbtu, t.load_mmbtu[0]):
        return ""
    return no_furnace(less, s.parameters.backup_operation, units)


def no_furnace(less: float, backup_operation: str, units: Units) -> str:
    """Why heat pump and strips alone are not the setting although they cost less [$]."""
    return without_furnace(less, backup_operation, units).text


def without_furnace(less: Any, backup_operation: str, units: Units) -> Sentence:
    """The same as a note where they do; less: a number, or an array (homes, 1) with NaN where nothing can be said."""
    return Sentence("heat_pump_only", less >= CENT, lambda amount: (
        f"The heat pump with electric strips and no furnace would cost {amount} less a season. "
        "This thermostat cannot do that: "
        f"where the heat pump falls short it calls the furnace (backup_operation = {backup_operation})."
    ), (Number(less, sentences.money(units)),))  # fmt: skip


def to_json(s: Solution) -> dict[str, Any]:
    """The setting as plain values."""
    setting = s.setting
    return {
        "switchover": setting.switchover,
        "unit": "°F",
        "annual_cost": setting.annual_cost,
        "saving_vs_existing": saving(s),
        "unmet_mmbtu": setting.unmet_mmbtu,
        "cold_hours": setting.cold_hours,
        "heats": setting.heats,
        "accepted": False if unmeetable(s) else setting.accepted,
        "headline": headline(s),
        "constraints": [{**c._asdict(), "message": message(c, s)} for c in setting.constraints],
    }
