"""The setting to program in words: the headline of every surface, and what each constraint costs."""

from __future__ import annotations

from typing import Any

from ..inputs.units_given import Units
from ..model import backup, season
from ..model.climate import at_or_above
from ..model.parameters import Parameters
from ..model.scenarios import EXISTING, HEAT_PUMP_ONLY
from ..model.setting import Constraint
from ..model.solution import Solution
from ..model.switchovers import as_warm, status
from ..units import BTU_PER_KWH
from .case_units import CENT, degrees, dial, money, quantity


def saving(s: Solution) -> float | None:
    """What the setting saves against today's [$ a season]; None where one of the two leaves more of the load unmet."""
    existing, load = float(s.totals.unmet_mmbtu[EXISTING]), float(s.totals.load_mmbtu[EXISTING])
    if not as_warm(s.setting.unmet_mmbtu, existing, load):
        return None
    return float(s.totals.annual_cost[EXISTING]) - s.setting.annual_cost


def headline(s: Solution) -> str:
    """What to program, what the season costs with it, and what that saves: one or two plain sentences."""
    p, setting = s.parameters, s.setting
    at, cost = degrees(setting.switchover, p), f"The season costs about {money(setting.annual_cost, p.units)}"
    source = {
        "fuel_always": ": the furnace heats all season",
        "heat_pump_always": ": the heat pump heats all season",
        "crosses": "",
    }[status(setting.place, len(setting.bins.hours))]
    words = f"Set the switchover to {at}{source}. {cost}, {_against_today(s)}."
    if not setting.heats:
        words = f"No setting heats the house. {_mending(s)} Until then: {words[0].lower()}{words[1:]}"
    if setting.accepted is False:
        name = s.case.rules.name if s.case.rules is not None else "the programme"
        words = f"No setting meets the rules of {name}. Without it: {words[0].lower()}{words[1:]}"
    return words


def _against_today(s: Solution) -> str:
    today, saved = f"today's {degrees(s.parameters.existing_switchover, s.parameters)}", saving(s)
    if saved is None:
        t = s.totals
        hours = f"{t.unmet_hours[EXISTING]:,.0f} hours"
        cold = f"leaves {_heat(t.unmet_mmbtu[EXISTING], s.case.units)} of the heat undelivered in {hours}"
        if t.unmet_mmbtu[EXISTING] > s.setting.unmet_mmbtu:
            return f"which cannot be compared with {today}: that {cold}"
        return f"and leaves {_heat(s.setting.unmet_mmbtu, s.case.units)} of the heat undelivered, more than {today}"
    if abs(saved) < CENT:
        return f"no saving over {today}"
    return f"{money(abs(saved), s.parameters.units)} {'less' if saved > 0 else 'more'} than with {today}"


def _mending(s: Solution) -> str:
    """What would heat the house, where no setting does."""
    setting, p = s.setting, s.parameters
    bins = setting.bins
    run = season.operate(bins.temperature, p, bins.frost)
    missing = season.unmet(run.load, run.ways.switched(at_or_above(bins.temperature, setting.switchover)))
    short = float(missing.max())
    size = backup.stock_size(short / BTU_PER_KWH)
    strips = f"{short / BTU_PER_KWH:.1f} kW more of electric strips" + (f" (order {size:g} kW)" if size else "")
    cold = undelivered(setting.switchover, setting.unmet_mmbtu, setting.cold_hours, p)
    return f"{cold}: add {strips}, or a furnace of {quantity(run.load.max(), 'BTU/h', p.units)}."


def _heat(mmbtu: float, units: Units) -> str:
    return quantity(mmbtu, "MMBtu", units, ",.1f")


def undelivered(setting: float, unmet_mmbtu: float, cold_hours: float, p: Parameters) -> str:
    """How much of the heat a setting [°F] leaves undelivered [MMBtu], in how many hours."""
    return f"With {degrees(setting, p)}, {_heat(unmet_mmbtu, p.units)} are not delivered in {cold_hours:,.0f} hours"


def message(constraint: Constraint, s: Solution) -> str:
    """One constraint in words, with what it costs."""
    p = s.parameters
    if constraint.id == "cost":
        return "Of the settings that are left by the constraints below, this one costs least."
    if not constraint.binding or constraint.set_aside is None:
        return {
            "heats_the_house": "The setting of least cost also heats the house."
            if s.setting.heats
            else "No setting heats the house; the one of least cost leaves as little heat undelivered as any.",
            "thermostat_step": "The thermostat can hold the setting of least cost.",
            "programme": "The programme accepts the setting."
            if s.setting.accepted
            else "No setting that heats the house is accepted by the programme.",
        }[constraint.id]
    return set_aside(constraint, s.setting.switchover, p)


def set_aside(constraint: Constraint, setting: float, p: Parameters) -> str:
    """What a constraint set aside, and what that costs; ``setting``: what to program instead [°F]."""
    assert constraint.set_aside is not None  # the caller asks of those that did
    aside, more = degrees(constraint.set_aside, p), constraint.costs
    change = "would cost the same"
    if abs(more) >= CENT:
        change = f"would cost {money(abs(more), p.units)} {'less' if more > 0 else 'more'} a season"
    if constraint.id == "heats_the_house":
        return (
            f"{aside} {change}, but leaves {_heat(constraint.unmet_mmbtu, p.units)} of the heat undelivered in "
            f"{constraint.cold_hours:,.0f} hours."
        )
    if constraint.id == "programme":
        return f"Set {degrees(setting, p)}, which the programme accepts; {aside} {change}."
    step = f"{p.thermostat_step / 1.8:g} °C" if dial(p.thermostat_zero) == "C" else f"{p.thermostat_step:g} °F"
    return f"The thermostat's settings are {step} apart; {aside} {change}."


def is_note(constraint: Constraint) -> bool:
    """Whether the reader should know what a constraint set aside: it is cold, or costs more or less."""
    moved = constraint.binding and constraint.set_aside is not None
    return moved and (constraint.id == "heats_the_house" or abs(constraint.costs) >= CENT)


def notes(s: Solution) -> list[tuple[str, str]]:
    """What the setting rests on, or gives up, that the reader should know: (key, message)."""
    t, setting = s.totals, s.setting
    told: list[tuple[str, str]] = [(c.id, message(c, s)) for c in setting.constraints if is_note(c)]
    if setting.accepted is False:
        told.append(("programme", "No setting that heats the house is accepted by the programme."))
    less = setting.annual_cost - float(t.annual_cost[HEAT_PUMP_ONLY])
    if less >= CENT and as_warm(t.unmet_mmbtu[HEAT_PUMP_ONLY], setting.unmet_mmbtu, t.load_mmbtu[0]):
        told.append(("heat_pump_only", no_furnace(less, s.parameters.backup_operation, s.case.units)))
    return told


def no_furnace(less: float, backup_operation: str, units: Units) -> str:
    """Why heat pump and strips alone are not the setting although they cost less [$]."""
    return (
        f"The heat pump with electric strips and no furnace would cost {money(less, units)} less a season. "
        "It is no setting: "
        f"where the heat pump falls short this thermostat calls the furnace (backup_operation = {backup_operation})."
    )


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
        "accepted": setting.accepted,
        "headline": headline(s),
        "constraints": [{**c._asdict(), "message": message(c, s)} for c in setting.constraints],
    }
