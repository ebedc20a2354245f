"""The headline of a season under a tariff: what to program, what it costs, what it saves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple, get_args

from ..inputs.case import Case
from ..inputs.units_given import Units, temperature
from ..model.parameters import Parameters
from ..model.setting import Constraint, ConstraintId
from ..model.switchovers import Curve, is_met, status
from ..results.case_units import CENT, degrees, heat, money
from ..results.setting_words import (
    Cold,
    costs,
    lead,
    least_cold,
    locked_out,
    mending,
    no_furnace,
    not_accepted,
    one_source,
    set_aside,
)
from ..units import FUELS
from .hours import hour_notes
from .result import Setting
from .tariff import Tariff

_OF_PLAIN_PRICES: Final = (
    *get_args(ConstraintId), "heat_pump_only", "unmet_mmbtu", "strip_hours", "cop", "economic_point"
)  # fmt: skip
"""Warnings about the season at the case's own prices and its setting there."""


def beside_tariff(warnings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The warnings (key, message) of the plain model; those that know nothing of the tariff say so."""
    for key, message in warnings:
        yield key, f"at plain prices, without the tariff: {message}" if key in _OF_PLAIN_PRICES else message


def factors(case: Case, tariff: Tariff) -> Iterator[tuple[str, str]]:
    """Where what a kWh and a unit of fuel emit comes from, under a tariff that counts it: (key, message)."""
    carbon = tariff.carbon
    if carbon is None or not (carbon.price or carbon.replaces_grid):
        return
    here = f"of the tariff {tariff.name}"
    if carbon.series is not None:
        low, high = min(carbon.series), max(carbon.series)
        power = f"the hourly factors {here}, {low:.4g} to {high:.4g} kg/kWh"
    elif carbon.monthly is not None:
        low, high = min(carbon.monthly), max(carbon.monthly)
        power = f"the monthly factors {here}, {low:.4g} to {high:.4g} kg/kWh"
    else:
        power = f"{case.number('grid_emissions'):.4g} kg/kWh, {_origin(case, 'grid_emissions')}"
    kind, burned = FUELS[str(case.inputs["fuel"])], case.number("fuel_emissions")
    own = kind.emissions if "fuel_emissions" not in case.given else None
    origin = "40 CFR 98, Table C-1" if own is not None and own == burned else _origin(case, "fuel_emissions")
    yield "carbon", f"CO2 of electricity: {power}; of {kind.label}: {burned:.4g} kg/MMBtu, {origin}"


def _origin(case: Case, key: str) -> str:
    return "as the house gives it" if key in case.given else "the example value"


class Advice(NamedTuple):
    """What the words about a season under a tariff rest on."""

    tariff: str
    case: Case
    parameters: Parameters
    curve: Curve
    setting: Setting
    """The one to program"""
    today: Setting
    accepted: bool | None
    """Whether the programme accepts the setting; None without rules of it"""
    constraints: tuple[Constraint, ...]
    """Those that moved the setting, with what each costs under the tariff"""
    broken: str
    """The rules of the programme that no setting meets, in words; "" where there are none"""
    cold: Cold
    """What the setting leaves undelivered"""
    no_furnace: float | None
    """How much less heat pump and strips alone would cost [$]; None where they do not, or leave the house colder"""

    @property
    def heats(self) -> bool:
        """Whether any setting heats the house."""
        return bool(is_met(self.curve.unmet_mmbtu.min(), self.curve.load_mmbtu))


def in_words(setting: float, curve: Curve, p: Parameters) -> str:
    """A setting [°F] as a person says it: in degrees, or which source heats all season."""
    return one_source(status(curve.at(setting), len(curve.temperature))) or degrees(setting, p)


def short_words(setting: float, curve: Curve, units: Units) -> str:
    """The same in the degrees of the case, for tables."""
    return one_source(status(curve.at(setting), len(curve.temperature))) or temperature(setting, units)


def headline(told: Advice) -> str:
    """Plain sentences: what to program, what the season costs, what moved it there."""
    p, setting, curve = told.parameters, told.setting, told.curve
    assert setting.switchover is not None
    spent = costs(told.case)
    cost = f"Under the tariff {told.tariff} {spent[0].lower()}{spent[1:]}{money(setting.annual_cost, p.units)}"
    if setting.carbon_cost:
        cost += f" and {money(setting.carbon_cost, p.units)} for carbon, together"
    words = f"{_program(told)}. {cost}"
    words += f"{'' if setting.carbon_cost else ','} {_against(told)}."
    if not told.heats:
        remedy = mending(told.cold, p, told.case.number("altitude"), in_words(told.cold.setting, curve, p))
        words = f"No setting heats the house. {remedy} Until then: {words[0].lower()}{words[1:]}"
    if told.broken:
        words = f"{told.broken} Until then: {words[0].lower()}{words[1:]}"
    elif told.accepted is False:
        words = f"{not_accepted(told.case, p)} Without its rules: {words[0].lower()}{words[1:]}"
    moved = [_set_aside(told, one) for one in told.constraints if one.id == "programme"]
    if told.no_furnace is not None:
        moved.append(no_furnace(told.no_furnace, p.backup_operation, p.units))
    return lead(told.case) + " ".join([words, *moved])


def why(told: Advice) -> str:
    """Why the setting to program is what it is."""
    p, curve = told.parameters, told.curve
    assert told.setting.switchover is not None
    parts = [_set_aside(told, one) for one in told.constraints]
    if told.accepted is False:
        parts.append(not_accepted(told.case, p))
    if not told.heats:
        parts.append(least_cold(float(curve.unmet_mmbtu.min()), curve.load_mmbtu, p.units))
    at = in_words(told.setting.switchover, curve, p)
    words = f"{at[0].upper()}{at[1:]}: of the settings that heat the house it costs least under the tariff."
    return " ".join(parts) or (f"Setting {words}" if at == degrees(told.setting.switchover, p) else words)


def notes(told: Advice) -> Iterator[tuple[str, str]]:
    """What the hours are, and what the tariff's advice gives up for a warm house: (key, message)."""
    yield from hour_notes(told.case)
    yield from ((one.id, _set_aside(told, one)) for one in told.constraints if one.id == "heats_the_house")


def _set_aside(told: Advice, constraint: Constraint) -> str:
    assert told.setting.switchover is not None
    said = partial(in_words, curve=told.curve, p=told.parameters)
    return set_aside(constraint, told.setting.switchover, told.curve.load_mmbtu, told.parameters, said)


def _program(told: Advice) -> str:
    """What to do about the setting."""
    p, setting, curve = told.parameters, told.setting, told.curve
    assert setting.switchover is not None
    if locked := locked_out(curve.temperature, p):
        words = locked.removeprefix(": ")
        return f"{words[0].upper()}{words[1:]}"
    way = status(curve.at(setting.switchover), len(curve.temperature))
    if way == "fuel_always":
        return "Run the furnace all season"
    if way == "heat_pump_always":
        helps = ", and the furnace fills in where it falls short" if setting.furnace_hours > 0 else ""
        return f"Run the heat pump all season{helps}"
    return f"Set the switchover to {degrees(setting.switchover, p)}"


def _against(told: Advice) -> str:
    setting, today = told.setting, told.today
    assert setting.switchover is not None
    assert today.switchover is not None
    units = told.parameters.units
    than = f"today's {degrees(today.switchover, told.parameters)}"
    if told.curve.saving(setting.switchover, today.switchover) is None:
        if today.unmet_mmbtu > setting.unmet_mmbtu:
            return f"which cannot be compared with {than}: that leaves {heat(today.unmet_mmbtu, units)} undelivered"
        return f"and leaves {heat(setting.unmet_mmbtu, units)} of the heat undelivered, more than {than}"
    saved = today.objective - setting.objective
    if abs(saved) < CENT:
        return f"no saving over {than}"
    return f"{money(abs(saved), units)} {'less' if saved > 0 else 'more'} than with {than}"
