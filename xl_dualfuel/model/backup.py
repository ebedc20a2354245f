"""Electric backup heat by its names, the strips it takes, and what a meter shows of it.

Auxiliary heat runs with the compressor where that falls short; emergency heat replaces it.

    strips [kW] = max(0, load − capacity) at the heating design temperature [BTU/h] / 3412.142

Sources: ACCA Manual S, supplemental heat (it makes up the difference between heating load and heat pump output at the
winter design temperature); 10 CFR 430 Subpart B Appendix M1, section 4.2, which gives the same in each bin as RH(Tj).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import season
from .climate import at_or_above
from .parameters import DIGITS, Array, Parameters

STOCK_KW = (5.0, 8.0, 10.0, 15.0, 20.0, 25.0)
"""Strip heaters as they are sold [kW]."""

LARGE_SHARE = 0.1
"""Share of the hours above which strips are worth a warning."""

AS_MODELLED = 0.25
"""Metered electricity within this of the model, relative, is taken to agree with it."""


class AuxiliaryHeat(NamedTuple):
    """Strips at the design temperature and over the season."""

    design_temperature: float
    """[°F]"""
    design_load_btuh: float
    capacity_btuh: float | None
    """Heat pump at the design temperature [BTU/h]; None = never limits"""
    shortfall_btuh: float
    strip_kw_needed: float
    strip_kw_stock: float | None
    """The next stock size [kW], 0 where none is needed; None: more than the largest one"""
    auxiliary_hours: float
    """Hours strips run with the compressor, heat pump only [h]"""
    auxiliary_load_fraction: float
    recommended_strip_hours: float
    """Hours strips run at the recommended switchover [h]"""
    emergency_hours: float | None
    """Hours strips run as emergency heat [h]"""
    strip_cost_ratio: float | None
    """How many times dearer a strip's heat is than the compressor's over the season: its mean COP"""


class Sizing(NamedTuple):
    """The heat pump at one temperature, as strips and furnaces are sized for it."""

    temperature: float
    """[°F]"""
    load: float
    """[BTU/h]"""
    capacity: float
    """[BTU/h], inf = never limits; 0 below the lockout"""
    shortfall: float
    """[BTU/h]"""


def sizing(p: Parameters, temperature: float, design_load: float | None = None) -> Sizing:
    """Load, capacity and shortfall at an outdoor temperature [°F], such as the design temperature.

    design_load [BTU/h] in place of the season's load there, which a load balance temperature below the setpoint makes
    smaller.
    """
    run = season.operate(np.array([temperature]), p)
    load = float(run.load[0]) if design_load is None else design_load
    on = at_or_above(temperature, p.compressor_lockout)
    capacity = float(run.performance.capacity[0]) if on else 0.0
    return Sizing(temperature, load, capacity, max(0.0, load - capacity))


def design_kw(p: Parameters, temperature: Array, above: Any) -> Array:
    """Electric power [kW] at outdoor temperatures [°F]; above: whether they are at or above the switchover."""
    run = season.operate(np.asarray(temperature, dtype=float), p)
    kilowatts: Array = season.energy(run.ways.switched(above), np.ones_like(run.load), run.performance.cop, p).kwh
    return kilowatts


def stock_size(kilowatts: float) -> float | None:
    """The least stock size [kW] that holds; 0 for nothing needed, None beyond the largest."""
    needed = round(kilowatts, DIGITS)  # 5 kW to the last binary digit is a 5 kW strip
    return next((size for size in (0.0, *STOCK_KW) if size >= needed), None)


class MeteredCheck(NamedTuple):
    """Metered electricity of the season, compared with the model's at today's setting."""

    metered_kwh: float
    modelled_kwh: float
    ratio: float | None
    verdict: str
    """as_modelled, strips_suspected, above_model or below_model"""
    message: str


def metered_check(metered: float, modelled: float, heat_pump_kwh: float, emergency_kwh: float) -> MeteredCheck:
    """Compare metered electricity [kWh] with the modelled [kWh] of today's setting.

    Strips wired to run with the compressor carry part of its heat at COP 1: up to emergency_kwh − heat_pump_kwh more,
    if they carried all of it. An excess within that is typical of a thermostat wired wrongly.
    """
    ratio = metered / modelled if modelled > 0 else None
    excess = metered - modelled
    if abs(excess) <= AS_MODELLED * modelled:
        verdict, message = "as_modelled", "metered and modelled electricity agree"
    elif excess < 0:
        verdict, message = "below_model", "less was metered: a milder winter, a warmer setting or a smaller load"
    elif heat_pump_kwh > 0 and excess <= emergency_kwh - heat_pump_kwh:
        verdict = "strips_suspected"
        message = (
            f"{excess:,.0f} kWh more were metered: strips seem to run without need; look whether the thermostat calls "
            "auxiliary heat together with the compressor"
        )
    else:
        verdict = "above_model"
        message = f"{excess:,.0f} kWh more were metered than strips could use: other uses, or a larger load"
    return MeteredCheck(metered, modelled, ratio, verdict, message)
