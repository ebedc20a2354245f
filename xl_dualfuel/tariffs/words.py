"""The headline of a season under a tariff: what to program, what it costs, what it saves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, get_args

from ..model.parameters import Parameters
from ..model.setting import Constraint, ConstraintId
from ..model.switchovers import Curve, status
from ..results.case_units import CENT, degrees, money, quantity
from ..results.setting_words import set_aside
from .result import Setting

_OF_PLAIN_PRICES: Final = (*get_args(ConstraintId), "heat_pump_only", "unmet_mmbtu", "strip_hours", "cop")
"""Warnings about the season at the case's own prices and its setting there."""


def beside_tariff(warnings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The warnings (key, message) of the plain model; those that know nothing of the tariff say so."""
    for key, message in warnings:
        yield key, f"at plain prices, without the tariff: {message}" if key in _OF_PLAIN_PRICES else message


def headline(
    tariff: str, curve: Curve, settings: tuple[Setting, Setting, Setting], accepted: bool | None, p: Parameters
) -> str:
    """Two or three plain sentences; settings: the best, the one to program, today's."""
    best, setting, today = settings
    assert setting.switchover is not None
    source = {
        "fuel_always": ": the furnace heats all season",
        "heat_pump_always": ": the heat pump heats all season",
        "crosses": "",
    }[status(curve.at(setting.switchover), len(curve.temperature))]
    cost = f"Under the tariff {tariff} the season costs about {money(setting.annual_cost, p.units)}"
    if setting.carbon_cost:
        cost += f" and {money(setting.carbon_cost, p.units)} for carbon, together"
    words = f"Set the switchover to {degrees(setting.switchover, p)}{source}. {cost}"
    words += f"{'' if setting.carbon_cost else ','} {_against(setting, today, curve, p)}."
    if accepted is False:
        words = f"No setting meets the rules of the programme. Without it: {words[0].lower()}{words[1:]}"
    return words if best.switchover == setting.switchover else f"{words} {why(best, setting, p)}"


def why(best: Setting, setting: Setting, p: Parameters) -> str:
    """Why the setting to program is what it is."""
    assert setting.switchover is not None
    if best.switchover == setting.switchover:
        at = degrees(setting.switchover, p)
        return f"Setting {at}: of the settings that heat the house it costs least under the tariff."
    more = setting.objective - best.objective
    return set_aside(Constraint("programme", True, best.switchover, more, 0.0, 0.0), setting.switchover, p)


def _against(setting: Setting, today: Setting, curve: Curve, p: Parameters) -> str:
    assert setting.switchover is not None
    assert today.switchover is not None
    than = f"today's {degrees(today.switchover, p)}"
    if curve.saving(setting.switchover, today.switchover) is None:
        return f"which cannot be compared with {than}: that leaves {_heat(today, p)} undelivered"
    saved = today.objective - setting.objective
    if abs(saved) < CENT:
        return f"no saving over {than}"
    return f"{money(abs(saved), p.units)} {'less' if saved > 0 else 'more'} than with {than}"


def _heat(setting: Setting, p: Parameters) -> str:
    return quantity(setting.unmet_mmbtu, "MMBtu", p.units, ",.1f")
