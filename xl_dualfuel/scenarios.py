"""The six scenarios of a season.

Backup heat by its names: auxiliary heat runs beside the compressor when that falls short, emergency heat replaces it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .climate import Bins
from .parameters import Array, Parameters
from .season import Energy, Heat, Ways, cost, emissions, unmet
from .units import BTU_PER_KWH, BTU_PER_MMBTU

SCENARIOS = (
    "heat_pump_only",
    "furnace_only",
    "optimized",
    "existing_switchover",
    "initial_guess",
    "emergency_heat",
)
"""In the order of every table; arrays below have one item for each along their last axis."""

HEAT_PUMP_ONLY = SCENARIOS.index("heat_pump_only")
EXISTING = SCENARIOS.index("existing_switchover")
EMERGENCY = SCENARIOS.index("emergency_heat")
OPTIMIZED = SCENARIOS.index("optimized")


class Totals(NamedTuple):
    """Season totals of each scenario, arrays (…, 6)."""

    annual_cost: Array
    electricity_kwh: Array
    heat_pump_kwh: Array
    strip_kwh: Array
    fan_kwh: Array
    fuel_mmbtu: Array
    emissions_kg: Array
    furnace_hours: Array
    strip_hours: Array
    backup_hours: Array
    heat_pump_mmbtu: Array
    furnace_mmbtu: Array
    strip_mmbtu: Array
    unmet_mmbtu: Array
    load_mmbtu: Array
    hours: Array


def run(bins: Bins, load: Array, cop: Array, ways: Ways, p: Parameters, switchovers: tuple[float, ...]) -> Totals:
    """Season totals of the six scenarios; switchovers: optimized, existing and initial guess [°F]."""
    on = bins.temperature >= np.array(switchovers)[:, np.newaxis]
    heat = Heat(*(_stack(ways, source, on) for source in range(3)))
    furnace_runs, strips_run = heat.furnace > 0, heat.strips > 0

    def season(rates: NDArray[Any], hours: Array = bins.hours) -> Array:
        """The sum over the bins of a rate in each scenario times hours: (…, 6)."""
        summed: Array = rates @ hours if hours.ndim == 1 else np.matmul(rates, hours[..., np.newaxis])[..., 0]
        return summed

    furnace_btu, strip_btu = season(heat.furnace), season(heat.strips)
    used = Energy(
        heat_pump_kwh=season(heat.heat_pump, bins.hours / cop) / BTU_PER_KWH,
        strip_kwh=strip_btu / BTU_PER_KWH,
        fan_kwh=furnace_btu * p.fan_per_btuh,
        fuel_mmbtu=furnace_btu / (p.furnace_efficiency * BTU_PER_MMBTU),
    )
    return Totals(
        annual_cost=cost(used, p),
        electricity_kwh=used.heat_pump_kwh + used.strip_kwh + used.fan_kwh,
        heat_pump_kwh=used.heat_pump_kwh,
        strip_kwh=used.strip_kwh,
        fan_kwh=used.fan_kwh,
        fuel_mmbtu=used.fuel_mmbtu,
        emissions_kg=emissions(used, p),
        furnace_hours=season(furnace_runs),
        strip_hours=season(strips_run),
        backup_hours=season(furnace_runs | strips_run),
        heat_pump_mmbtu=season(heat.heat_pump) / BTU_PER_MMBTU,
        furnace_mmbtu=furnace_btu / BTU_PER_MMBTU,
        strip_mmbtu=strip_btu / BTU_PER_MMBTU,
        unmet_mmbtu=season(unmet(load, heat)) / BTU_PER_MMBTU,
        load_mmbtu=np.full(len(SCENARIOS), float(load @ bins.hours) / BTU_PER_MMBTU),
        hours=np.full(len(SCENARIOS), float(bins.hours.sum())),
    )


def _stack(ways: Ways, source: int, on: np.ndarray) -> Array:
    """Heat of one source in every scenario, (…, 6, bins); ``on``: bins at or above each of the three switchovers."""
    stacked = np.empty((len(SCENARIOS), on.shape[-1]))
    stacked[0] = ways.heat_pump_only[source]
    stacked[1] = ways.furnace[source]
    stacked[2:5] = np.where(on, ways.dual[source], ways.furnace[source])
    stacked[5] = ways.emergency[source]
    return stacked
