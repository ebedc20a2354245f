"""Numbers in sentences, as formulas and as the engine's words have them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.climate import EDGE
from xl_dualfuel.model.parameters import Parameters
from xl_dualfuel.results.case_units import sign
from xl_dualfuel.units import KWH_PER_MMBTU

from ..shape import Filling
from .lines import Derived, Origin

DECIMALS: Final = 4
"""Of a setting in a sentence, at most"""
FREEZING: Final = 32.0
"""Zero of a thermostat in °C [°F]"""
PER_CELSIUS: Final = 1.8
_CENTS: Final = 2
"""df_cents on Constants."""
_WHOLE: Final = 1000.0
"""df_whole_dollars on Constants."""


def rounded(value: float, decimals: int = _CENTS) -> float:
    """To some decimals, halves away from zero, as spreadsheets round."""
    scale = 10**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


def fixed(value: float, decimals: int) -> str:
    """As FIXED shows a number."""
    return f"{rounded(value, decimals):,.{decimals}f}"


def plain(value: float) -> str:
    """As a number reads in a text."""
    return format(value + 0.0, ".15g")


def money(value: float, units: Units) -> str:
    """An amount of money: two decimals under $1,000, none from there up."""
    amount = abs(value)
    return f"{sign(units)}{fixed(amount, _CENTS if rounded(amount) < _WHOLE else 0)}"


def money_formula(value: str) -> str:
    """The same as a formula."""
    cents = f"CHOOSE(1+(ROUND(ABS({value}),df_cents)<df_whole_dollars),0,df_cents)"
    return f"df_money_sign&FIXED(ABS({value}),{cents})"


def heat(mmbtu: float, units: Units) -> str:
    """An amount of heat [MMBtu] in the unit of the case."""
    name, scale, decimals = _heat_in(units)
    return f"{fixed(mmbtu * scale, decimals)} {name}"


def heat_formula(mmbtu: str) -> str:
    """The same as a formula."""
    return f'FIXED({mmbtu}*df_heat_in_words,df_heat_decimals)&" "&df_heat_unit_in_words'


def _heat_in(units: Units) -> tuple[str, float, int]:
    """The unit of heat in words, how many of it an MMBtu is, and decimals."""
    return ("kWh", KWH_PER_MMBTU, 0) if units.heat == "kW" else ("MMBtu", 1.0, 1)


def degrees(value: float, p: Parameters) -> str:
    """A setting in the thermostat's degrees; in brackets behind it the case's, where these are others."""
    celsius = f"{plain(rounded((value - FREEZING) / PER_CELSIUS, _celsius_decimals(p)))} °C"
    brief = f"{plain(rounded(value, 1))} °F"
    in_celsius = p.units.temperature == "C"
    if p.thermostat_zero == FREEZING:
        return celsius if in_celsius else f"{celsius} ({brief})"
    return f"{brief} ({celsius})" if in_celsius else f"{plain(rounded(value, DECIMALS))} °F"


def degrees_formula(value: str) -> str:
    """The same as a formula."""
    celsius = f'ROUND(({value}-df_freezing)/df_fahrenheit_per_celsius,df_celsius_decimals)&" °C"'
    brief = f'ROUND({value},1)&" °F"'
    return (
        f'IF(df_thermostat_zero=df_freezing,{celsius}&CHOOSE(1+df_case_celsius," ("&{brief}&")",""),'
        f'CHOOSE(1+df_case_celsius,ROUND({value},df_setting_decimals)&" °F",{brief}&" ("&{celsius}&")"))'
    )


def _celsius_decimals(p: Parameters) -> int:
    step = p.thermostat_step / PER_CELSIUS
    return 1 + (abs(step - rounded(step, 1)) > EDGE)


_STEP: Final = "df_thermostat_step/df_fahrenheit_per_celsius"
DERIVED: Final = (
    Derived("celsius_decimals", "Decimals of a setting in °C in a sentence",
            f"1+(ABS({_STEP}-ROUND({_STEP},1))>df_edge)", "", lambda f: _celsius_decimals(f.s.parameters)),
)  # fmt: skip


def _origin(place: int) -> Callable[[Filling], Any]:
    return lambda f: _heat_in(f.shape.units)[place]


ORIGINS: Final = (
    Origin("money_sign", "… sign of money in sentences", "", lambda f: sign(f.shape.units)),
    Origin("case_celsius", "… 1: its temperatures are in °C", "", lambda f: int(f.shape.units.temperature == "C")),
    Origin("heat_unit_in_words", "… heat in sentences is in", "", _origin(0)),
    Origin("heat_in_words", "… of them in one MMBtu", "", _origin(1)),
    Origin("heat_decimals", "… with so many decimals", "", _origin(2)),
)
"""How sentences say amounts, as the case was given."""
