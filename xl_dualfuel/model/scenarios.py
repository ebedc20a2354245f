"""The scenarios of a season: one source alone, dual fuel at three or four settings, and the strips alone.

Backup heat by its names: auxiliary heat runs with the compressor when that falls short, emergency heat replaces it.
Each total is a sum over bins of an hourly rate times the bin's hours, as in the ASHRAE Handbook—Fundamentals, ch. 19,
bin method; heat pump only with strips is the season of 10 CFR 430 Subpart B Appendix M1, section 4.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from .climate import Bins, at_or_above
from .parameters import Array, Parameters
from .season import Energy, Heat, Operation, cost, emissions, unmet

LABELS = {
    "heat_pump_only": "Heat pump only",
    "furnace_only": "Furnace only",
    "optimized": "Recommended",
    "existing_switchover": "Today's setting",
    "initial_guess": "Initial guess",
    "emergency_heat": "Emergency heat",
    "setting": "Setting to program",
}
"""Every scenario as people read it, in the order of every table; the last where it differs from the recommended."""

SCENARIOS = tuple(LABELS)
"""The keys; arrays below have one item for each along their last axis."""
HEAT_PUMP_ONLY, FURNACE_ONLY, OPTIMIZED, EXISTING, _INITIAL_GUESS, EMERGENCY, SETTING = range(len(SCENARIOS))


class Totals(NamedTuple):
    """Season totals of each scenario, arrays (scenarios,): [kWh], [MMBtu], [h], [kg CO2] as their names end.

    Emergency heat without strips is not available: its numbers are NaN.
    """

    annual_cost: Array
    """[$]"""
    electricity_kwh: Array
    """Compressor, strips and fan"""
    heat_pump_kwh: Array
    strip_kwh: Array
    fan_kwh: Array
    fuel_mmbtu: Array
    """Fuel burned; furnace_mmbtu is the heat it gives"""
    emissions_kg: Array
    furnace_hours: Array
    """Hours of the bins in which the furnace delivers heat"""
    strip_hours: Array
    backup_hours: Array
    """Furnace or strips"""
    heat_pump_mmbtu: Array
    """Heat the compressor delivers"""
    furnace_mmbtu: Array
    strip_mmbtu: Array
    unmet_mmbtu: Array
    """Load that no source meets"""
    load_mmbtu: Array
    hours: Array
    unmet_hours: Array
    """Hours of the bins whose load is not met"""

    def and_setting(self, other: Totals) -> Totals:
        """With one more scenario: the dual fuel season of ``other``."""
        return Totals(*(np.append(mine, its[OPTIMIZED]) for mine, its in zip(self, other, strict=True)))


def run(bins: Bins, run: Operation, p: Parameters, switchovers: tuple[float, ...]) -> Totals:
    """Season totals of one source alone, dual fuel at the switchovers [°F], and emergency heat."""
    hours, load, cop, ways = bins.hours, run.load, run.performance.cop, run.ways
    # Axes: source, scenario, bin; between the two single sources and the strips alone the settings.
    heat_pump_only, furnace, dual, emergency = np.array(ways)[:, :, np.newaxis]
    switched = np.where(at_or_above(bins.temperature, np.array(switchovers)[:, np.newaxis]), dual, furnace)
    heat = Heat(*np.concatenate((heat_pump_only, furnace, switched, emergency), axis=1))
    furnace_runs, strips_run = heat.furnace > 0, heat.strips > 0
    furnace_hours, strip_hours, backup_hours = np.array((furnace_runs, strips_run, furnace_runs | strips_run)) @ hours
    furnace_btu, strip_btu = heat.furnace @ hours, heat.strips @ hours
    compressor, strips = heat.heat_pump @ (hours / cop) / BTU_PER_KWH, strip_btu / BTU_PER_KWH
    fan = furnace_btu * p.fan_per_btuh
    burned = furnace_btu / (p.furnace_efficiency * BTU_PER_MMBTU)
    used = Energy(compressor, strips, fan, compressor + strips + fan, burned)
    missing, count = unmet(load, heat), len(switchovers) + 3
    totals = Totals(
        annual_cost=cost(used, p),
        electricity_kwh=used.kwh,
        heat_pump_kwh=used.heat_pump_kwh,
        strip_kwh=used.strip_kwh,
        fan_kwh=used.fan_kwh,
        fuel_mmbtu=used.fuel_mmbtu,
        emissions_kg=emissions(used, p),
        furnace_hours=furnace_hours,
        strip_hours=strip_hours,
        backup_hours=backup_hours,
        heat_pump_mmbtu=heat.heat_pump @ hours / BTU_PER_MMBTU,
        furnace_mmbtu=furnace_btu / BTU_PER_MMBTU,
        strip_mmbtu=strip_btu / BTU_PER_MMBTU,
        unmet_mmbtu=missing @ hours / BTU_PER_MMBTU,
        load_mmbtu=np.full(count, float(load @ hours) / BTU_PER_MMBTU),
        hours=np.full(count, float(hours.sum())),
        unmet_hours=(missing > 0) @ hours,
    )
    if p.strip_limit == 0:
        for values in totals:
            values[-1] = np.nan
    return totals
