"""The lockouts and the differential to program, as formulas and from the engine; decisions/program.py has the rules."""

from __future__ import annotations

from typing import Final

from xl_dualfuel.decisions.band import program_of
from xl_dualfuel.decisions.program import DEFROST_MARGIN, DIFFERENTIAL, ToProgram
from xl_dualfuel.inputs.settings import multiple_above as next_above
from xl_dualfuel.inputs.settings import multiple_below as next_below
from xl_dualfuel.results.accepting import auxiliary_limit

from ..shape import Filling
from . import crossings, words
from .lines import Derived
from .lockouts import SHORT, compressor_lockout
from .parts import multiple_above, multiple_below, rounded
from .setting import piece_values
from .tables import bin_helper_values


def _program(f: Filling) -> ToProgram:
    return f.once("to program", lambda: program_of(f.s))


def auxiliary(f: Filling) -> float | str:
    """The lockout of auxiliary heat [°F], on the thermostat's steps; "" where the furnace must always be free."""
    program, p = _program(f), f.s.parameters
    if program.backup_lockout is None:
        return ""
    at = program.backup_lockout
    fahrenheit = at if program.unit == "F" else at * words.PER_CELSIUS + words.FREEZING
    return p.thermostat_zero + round((fahrenheit - p.thermostat_zero) / p.thermostat_step) * p.thermostat_step


def _differential(f: Filling) -> float:
    celsius = f.s.parameters.thermostat_zero == words.FREEZING
    return DIFFERENTIAL["C"] * words.PER_CELSIUS if celsius else DIFFERENTIAL["F"]


def _warmest(f: Filling) -> float | str:
    every = f.s.thermal.temperatures
    return every[0] if every else ""


def _short_ones(f: Filling) -> list[float]:
    """Every temperature of the two columns."""
    return [at for at in (*bin_helper_values(SHORT.key, f), *piece_values(SHORT.key, f)) if at != ""]


def _least(f: Filling) -> float:
    lockout, warmest, short = compressor_lockout(f), _warmest(f), _short_ones(f)
    if not short:
        return lockout
    return max(*short, warmest if isinstance(warmest, float) else lockout)


def _needed(f: Filling) -> float:
    needed = compressor_lockout(f) + DEFROST_MARGIN
    return max(needed, _least(f) + _differential(f)) if _short_ones(f) else needed


def _backup(f: Filling) -> float:
    p = f.s.parameters
    return float(next_above(_needed(f), p.thermostat_step, p.thermostat_zero))


def _held(f: Filling) -> float | str:
    limit, p = auxiliary_limit(f.s.case), f.s.parameters
    return "" if limit is None else float(next_below(limit, p.thermostat_step, p.thermostat_zero))


_OVER: Final = (
    f"({rounded('out_page_backup')}>{rounded('SUM(out_auxiliary_limit)')})"
    f"*({rounded('SUM(out_page_held)')}>={rounded('out_page_least')})"
)
"""1 where the programme's warmest lockout is lower, and the house is heated with it"""
DERIVED: Final = (
    Derived("page_lockout", "Compressor lockout to program",
            f"MAX(out_setting,IF(ISNUMBER(in_compressor_lockout),{multiple_above('SUM(in_compressor_lockout)')},"
            "out_setting))", "°F", compressor_lockout),
    Derived("page_differential", "Differential to program",
            "CHOOSE(1+(in_thermostat_zero=c_freezing),{:g},{:g}*c_fahrenheit_per_celsius)".format(
                DIFFERENTIAL["F"], DIFFERENTIAL["C"]), "°F", _differential),
    Derived("page_short", "Bins and pieces at or above it where the heat pump falls short",
            "COUNT([Bins.short_at],[Pieces.short_at])", "", lambda f: len(_short_ones(f))),
    Derived("page_thermal", "Warmest temperature at which its capacity is the load",
            f'IF(ISNUMBER(out_thermal_temperature),IF({crossings.READ["thermal"]}=1,MAX([Bins.thermal_inside]),'
            'MAX(out_thermal_crossings)),"")', "°F", _warmest),
    Derived("page_least", "Up to which the furnace must be free",
            "IF(out_page_short>0,MAX([Bins.short_at],[Pieces.short_at],IF(ISNUMBER(out_page_thermal),"
            "SUM(out_page_thermal),out_page_lockout)),out_page_lockout)", "°F", _least),
    Derived("page_needed", "… with the differential, and apart from the compressor lockout",
            "IF(out_page_short>0,MAX(out_page_lockout+c_defrost_margin,out_page_least+out_page_differential),"
            "out_page_lockout+c_defrost_margin)", "°F", _needed),
    Derived("page_backup", "… as a setting of the thermostat", multiple_above("out_page_needed"), "°F", _backup),
    Derived("page_held", "Warmest lockout of auxiliary heat that the programme accepts",
            f'IF(ISNUMBER(out_auxiliary_limit),{multiple_below("SUM(out_auxiliary_limit)")},"")', "°F", _held),
    Derived("page_auxiliary", "Lockout of auxiliary heat to program",
            f'IF(out_setting_above=0,"",IF(ISNUMBER(out_auxiliary_limit),CHOOSE(1+{_OVER},out_page_backup,'
            "SUM(out_page_held)),out_page_backup))", "°F", auxiliary),
)  # fmt: skip
