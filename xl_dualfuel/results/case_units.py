"""Answers in the units of their case: names and numbers of the engine's units as a surface shows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..inputs.fields import UNIT_FIELDS
from ..inputs.units_given import Units, unconverted
from ..units import KWH_PER_MMBTU

_SLOPES = {"kW/K": "kW/K", "W/K": "W/K"}


def _shown(unit: str, units: Units) -> tuple[str, float, float]:
    """What an engine's unit is shown in: name, scale and offset of the engine's number."""
    if units.temperature == "C" and unit in ("°F", "°F·d"):
        scale, offset = UNIT_FIELDS["temperature_unit"].choices["C"]
        return unit.replace("°F", "°C"), scale, offset if unit == "°F" else 0.0
    if units.heat == "kW" and unit == "BTU/h":
        return "kW", *UNIT_FIELDS["heat_unit"].choices["kW"]
    if units.heat == "kW" and unit in ("MMBtu", "MMBtu/h"):
        return "kWh" if unit == "MMBtu" else "kW", 1 / KWH_PER_MMBTU, 0.0
    if unit == "BTU/h·°F" and units.load_slope in _SLOPES:
        return _SLOPES[units.load_slope], *UNIT_FIELDS["load_slope_unit"].choices[units.load_slope]
    if unit.startswith("$"):
        per_heat = units.heat == "kW" and unit == "$/MMBtu"
        name = units.currency + ("/kWh" if per_heat else unit[1:])
        return name, KWH_PER_MMBTU if per_heat else 1.0, 0.0
    return unit, 1.0, 0.0


def shown_in(unit: str, units: Units) -> str:
    """The name of the unit that a quantity in a unit of the engine is shown in: "°F" → "°C" in a case in °C."""
    return _shown(unit, units)[0]


def convert(values: Any, unit: str, units: Units, difference: bool = False) -> Any:
    """A number, an array or a list of numbers (None where there is no answer) as it is shown.

    ``unit``: the engine's unit of the values. ``difference``: of two temperatures, which has no zero to move.
    """
    _, scale, offset = _shown(unit, units)
    if scale == 1.0 or values is None:
        return values
    if difference:
        offset = 0.0
    if isinstance(values, np.ndarray):
        return (values - offset) / scale
    if isinstance(values, (list, tuple)):
        return [convert(value, unit, units, difference) for value in values]
    return unconverted(float(values), scale, offset)


def money(amount: float, units: Units) -> str:
    """An amount in a sentence: the sign before it, two decimals under 1,000, none from there up."""
    digits = f"{abs(amount):,.2f}" if abs(amount) < 999.995 else f"{abs(amount):,.0f}"
    return f"{'-' if amount < 0 and digits != '0.00' else ''}{sign(units)}{digits}"


def sign(units: Units) -> str:
    """The sign of money as it stands before a number: ``$``, or ``CAD `` with its space."""
    last = units.currency[-1]
    return units.currency + (" " if last.isalpha() or last == "." else "")
