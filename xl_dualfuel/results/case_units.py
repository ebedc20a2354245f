"""Answers in the units of their case: names and numbers of the engine's units as a surface shows them."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from ..inputs.fields import UNIT_FIELDS
from ..inputs.units_given import Units, temperature, unconverted
from ..model.parameters import Parameters
from ..units import KWH_PER_MMBTU

CENT: Final = 0.005
"""Amounts below it are not worth a word [$]."""
_SLOPES: Final = ("kW/K", "W/K")
_DIGITS: Final = {"kW": ",.1f", "kWh": ",.0f", "W/K": ",.0f", "kW/K": ".3g", "°C·d": ",.0f"}
"""How many digits a sentence has, of the units that are not the engine's."""


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
        return units.load_slope, *UNIT_FIELDS["load_slope_unit"].choices[units.load_slope]
    if unit.startswith("$"):
        return units.currency + unit[1:], 1.0, 0.0
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


def setting_of(value: float, units: Units) -> float:
    """A temperature that was given in the unit of the case [°F]."""
    _, scale, offset = _shown("°F", units)
    return float(value) * scale + offset


def money(amount: float, units: Units) -> str:
    """An amount in a sentence: the sign before it, two decimals under 1,000, none from there up."""
    digits = f"{abs(amount):,.2f}" if abs(amount) < 999.995 else f"{abs(amount):,.0f}"
    return f"{'-' if amount < 0 and digits != '0.00' else ''}{sign(units)}{digits}"


def cents(amount: float, units: Units) -> str:
    """An amount with its cents, however large, where numbers stand side by side."""
    text = f"{abs(amount):,.2f}"
    return f"{'-' if amount < 0 and text != '0.00' else ''}{sign(units)}{text}"


def price(amount: float, units: Units) -> str:
    """A price with as many digits as it has."""
    return f"{sign(units)}{amount:,.4g}"


def significant(value: float, digits: int) -> str:
    """A number in a sentence with so many digits that count, never as a power of ten: 310, 17, 0.61."""
    number = float(f"{value:.{digits - 1}e}")
    if abs(number) >= 10**digits:
        return f"{number:.0f}"
    return f"{number:.{digits}g}" if abs(number) >= 1e-4 else "0"


def sign(units: Units) -> str:
    """The sign of money as it stands before a number: ``$``, or ``CAD `` with its space."""
    last = units.currency[-1]
    return units.currency + (" " if last.isalpha() or last == "." else "")


def quantity(value: float, unit: str, units: Units, digits: str = ",.0f") -> str:
    """A quantity in a unit of the engine in words, as it is shown: ``38,900 BTU/h`` or ``11.4 kW``.

    ``digits``: how the number reads in the engine's unit.
    """
    name = shown_in(unit, units)
    number = convert(float(value), unit, units)
    return f"{number:{digits if name == unit else _DIGITS.get(name, digits)}} {name}".strip()


SMALL: Final = 1.0
"""Below so much heat [MMBtu] sentences have three decimals, from there one."""
SMALL_DECIMALS: Final = 3


def heat(mmbtu: float, units: Units) -> str:
    """Heat not delivered, in a sentence."""
    return quantity(mmbtu, "MMBtu", units, f",.{SMALL_DECIMALS if round(mmbtu, SMALL_DECIMALS) < SMALL else 1}f")


class Thermostat(NamedTuple):
    """What settings are said in, as Parameters have it."""

    thermostat_step: float
    """[°F]"""
    thermostat_zero: float
    """[°F]"""
    units: Units


def degrees(fahrenheit: float, p: Parameters | Thermostat) -> str:
    """A setting in the thermostat's degrees; in brackets behind it the case's, where these are others."""
    own = dial(p.thermostat_zero)
    step = p.thermostat_step / 1.8
    digits = 1 if abs(10 * step - round(10 * step)) < 1e-6 else 2
    celsius = f"{round((fahrenheit - 32) / 1.8, digits) + 0.0:g} °C"
    if own == p.units.temperature == "F":
        return f"{round(fahrenheit, 6) + 0.0:g} °F"
    if own == p.units.temperature:
        return celsius
    both = f"{round(fahrenheit, 1) + 0.0:g} °F", celsius
    return f"{both[0]} ({both[1]})" if own == "F" else f"{both[1]} ({both[0]})"


def dial(thermostat_zero: float) -> Literal["F", "C"]:
    """The thermostat's degrees: °C where its steps are counted from 0 °C, which is 32 °F."""
    return "C" if thermostat_zero == 32 else "F"


def hundredths(fahrenheit: float, units: Units) -> str:
    """A temperature that nobody sets, such as a balance point, in words."""
    return temperature(fahrenheit, units, 2)


def tenths(fahrenheit: float, units: Units) -> str:
    """The same in a sentence, always with one decimal."""
    number = convert(fahrenheit, "°F", units)
    return f"{round(number, 1) + 0.0:.1f} {shown_in('°F', units)}"


def prose(text: str, units: Units) -> str:
    """A text of the table of inputs with its temperatures in the unit of the case: COP at 8.3 °C, 15.6 to 18.3 °C."""

    def numbers(at: re.Match[str]) -> str:
        return re.sub(r"-?\d+", lambda number: temperature(float(number[0]), units).split()[0], at[1]) + " °C"

    return re.sub(r"((?:-?\d+ (?:and|to|or) )*-?\d+) °F", numbers, text) if units.temperature == "C" else text
