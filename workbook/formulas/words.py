"""Numbers in sentences, as formulas and as the engine's words have them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from xl_dualfuel.inputs.settings import EDGE
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.parameters import Parameters
from xl_dualfuel.results.case_units import SMALL, SMALL_DECIMALS, sign
from xl_dualfuel.results.setting_words import FURNACE_STEP, STRIP_STEP
from xl_dualfuel.units import BTU_PER_KWH, KWH_PER_MMBTU

from ..shape import Filling
from .lines import Derived, Origin

DECIMALS: Final = 4
"""Of a setting or a price in a sentence, at most; c_setting_decimals on Constants"""
FREEZING: Final = 32.0
"""Zero of a thermostat in °C [°F]"""
PER_CELSIUS: Final = 1.8
_CENTS: Final = 2
"""c_cents on Constants."""
_WHOLE: Final = 1000.0
"""c_whole_dollars on Constants."""


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
    cents = f"CHOOSE(1+(ROUND(ABS({value}),c_cents)<c_whole_dollars),0,c_cents)"
    return f"out_money_sign&FIXED(ABS({value}),{cents})"


def heat(mmbtu: float, units: Units) -> str:
    """An amount of heat [MMBtu] in the unit of the case."""
    name, scale, decimals = _heat_in(units)
    small = rounded(mmbtu, SMALL_DECIMALS) < SMALL
    return f"{fixed(mmbtu * scale, SMALL_DECIMALS * decimals if small else decimals)} {name}"


def heat_formula(mmbtu: str) -> str:
    """The same as a formula."""
    small = f"ROUND({mmbtu},c_small_decimals)<c_small_heat"
    decimals = f"CHOOSE(1+({small}),out_heat_decimals,c_small_decimals*out_heat_decimals)"
    return f'FIXED({mmbtu}*out_heat_in_words,{decimals})&" "&out_heat_unit_in_words'


def _heat_in(units: Units) -> tuple[str, float, int]:
    """The unit of heat in words, how many of it an MMBtu is, and decimals."""
    return ("kWh", KWH_PER_MMBTU, 0) if units.heat == "kW" else ("MMBtu", 1.0, 1)


def furnace(btuh: float, units: Units) -> str:
    """The output of a furnace [BTU/h] in the unit of the case."""
    name, scale, decimals, _ = _power_in(units)
    return f"{fixed(btuh * scale, decimals)} {name}"


def furnace_formula(btuh: str) -> str:
    """The same as a formula."""
    return f'FIXED({btuh}*out_power_in_words,out_power_decimals)&" "&out_power_unit_in_words'


def _power_in(units: Units) -> tuple[str, float, int, float]:
    """The unit of a furnace in words, how many of it a BTU/h is, decimals, and in what steps it is named [BTU/h]."""
    if units.heat == "kW":
        return "kW", 1 / BTU_PER_KWH, 1, STRIP_STEP * BTU_PER_KWH
    return "BTU/h", 1.0, 0, FURNACE_STEP


def furnace_step(units: Units) -> float:
    """The step that furnaces are named in [BTU/h]."""
    return _power_in(units)[3]


def degrees(value: float, p: Parameters) -> str:
    """A setting in the thermostat's degrees; in brackets behind it the case's, where these are others."""
    celsius = f"{plain(rounded((value - FREEZING) / PER_CELSIUS, _celsius_decimals(p)))} °C"
    brief = f"{plain(rounded(value, 1))} °F"
    in_celsius = p.units.temperature == "C"
    if p.thermostat_zero == FREEZING:
        return celsius if in_celsius else f"{celsius} ({brief})"
    return f"{brief} ({celsius})" if in_celsius else f"{plain(rounded(value, DECIMALS))} °F"


def degrees_formula(value: str) -> str:
    """The same as a formula; +0 because some spreadsheets keep the sign of a rounded zero and write "-0 °C"."""
    celsius = f'ROUND(({value}-c_freezing)/c_fahrenheit_per_celsius,out_celsius_decimals)+0&" °C"'
    brief = f'ROUND({value},1)+0&" °F"'
    return (
        f'IF(in_thermostat_zero=c_freezing,{celsius}&CHOOSE(1+out_case_celsius," ("&{brief}&")",""),'
        f'CHOOSE(1+out_case_celsius,ROUND({value},c_setting_decimals)+0&" °F",{brief}&" ("&{celsius}&")"))'
    )


def _celsius_decimals(p: Parameters) -> int:
    step = p.thermostat_step / PER_CELSIUS
    return 1 + (abs(step - rounded(step, 1)) > EDGE)


_STEP: Final = "in_thermostat_step/c_fahrenheit_per_celsius"
DERIVED: Final = (
    Derived("celsius_decimals", "Decimals of a setting in °C in a sentence",
            f"1+(ABS({_STEP}-ROUND({_STEP},1))>c_edge)", "", lambda f: _celsius_decimals(f.s.parameters)),
)  # fmt: skip


def _heat(place: int) -> Callable[[Filling], Any]:
    return lambda f: _heat_in(f.shape.units)[place]


def _power(place: int) -> Callable[[Filling], Any]:
    return lambda f: _power_in(f.shape.units)[place]


ORIGINS: Final = (
    Origin("money_sign", "… sign of money in sentences", "", lambda f: sign(f.shape.units)),
    Origin("case_celsius", "… 1: its temperatures are in °C", "", lambda f: int(f.shape.units.temperature == "C")),
    Origin("heat_unit_in_words", "… heat in sentences is in", "", _heat(0)),
    Origin("heat_in_words", "… of them in one MMBtu", "", _heat(1)),
    Origin("heat_decimals", "… with so many decimals", "", _heat(2)),
    Origin("power_unit_in_words", "… output of a furnace is in", "", _power(0)),
    Origin("power_in_words", "… of them in one BTU/h", "", _power(1)),
    Origin("power_decimals", "… with so many decimals", "", _power(2)),
    Origin("furnace_step", "… furnaces are named in steps of", "BTU/h", _power(3)),
)
"""How sentences say amounts, as the case was given."""
