"""Numbers in sentences, as formulas and as the engine's words have them."""

from __future__ import annotations

import math
from typing import Final

from xl_dualfuel.model.parameters import Parameters
from xl_dualfuel.results.case_units import SMALL, SMALL_DECIMALS

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


def money(value: float) -> str:
    """An amount of money: two decimals under $1,000, none from there up."""
    amount = abs(value)
    return f"${fixed(amount, _CENTS if rounded(amount) < _WHOLE else 0)}"


def money_formula(value: str) -> str:
    """The same as a formula."""
    cents = f"CHOOSE(1+(ROUND(ABS({value}),df_cents)<df_whole_dollars),0,df_cents)"
    return f'"$"&FIXED(ABS({value}),{cents})'


def heat(mmbtu: float) -> str:
    """Heat not delivered."""
    return f"{fixed(mmbtu, SMALL_DECIMALS if rounded(mmbtu, SMALL_DECIMALS) < SMALL else 1)} MMBtu"


def heat_formula(value: str) -> str:
    """The same as a formula."""
    decimals = f"CHOOSE(1+(ROUND({value},df_small_decimals)<df_small_heat),1,df_small_decimals)"
    return f'FIXED({value},{decimals})&" MMBtu"'


def degrees(value: float, p: Parameters) -> str:
    """A setting in the thermostat's degrees; with °F behind it for one in °C."""
    if p.thermostat_zero != FREEZING:
        return f"{plain(rounded(value, DECIMALS))} °F"
    return f"{plain(rounded((value - FREEZING) / PER_CELSIUS, 1))} °C ({plain(rounded(value, 1))} °F)"


def degrees_formula(value: str) -> str:
    """The same as a formula; +0 because some spreadsheets keep the sign of a rounded zero and write "-0 °C"."""
    celsius = f'ROUND(({value}-df_freezing)/df_fahrenheit_per_celsius,1)+0&" °C ("&ROUND({value},1)+0&" °F)"'
    return f'IF(df_thermostat_zero=df_freezing,{celsius},ROUND({value},df_setting_decimals)+0&" °F")'
