"""The six scenarios of a season.

Backup heat by its names: auxiliary heat runs beside the compressor when that falls short, emergency heat replaces it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .climate import Bins
from .parameters import Array, Parameters
from .season import Heat, Ways, cost, emissions, energy, unmet
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
    hours = bins.hours[..., np.newaxis, :]
    used = energy(heat, hours, cop[..., np.newaxis, :], p)
    furnace_runs, strips_run = heat.furnace > 0, heat.strips > 0
    load_mmbtu = float((load * bins.hours).sum()) / BTU_PER_MMBTU

    def mmbtu(btuh: Array) -> Array:
        return np.asarray((btuh * hours).sum(axis=-1)) / BTU_PER_MMBTU

    strip_kwh = used.strip_kwh.sum(axis=-1)
    fan_kwh = used.fan_kwh.sum(axis=-1)
    heat_pump_kwh = used.heat_pump_kwh.sum(axis=-1)
    return Totals(
        annual_cost=cost(used, p).sum(axis=-1),
        electricity_kwh=heat_pump_kwh + strip_kwh + fan_kwh,
        heat_pump_kwh=heat_pump_kwh,
        strip_kwh=strip_kwh,
        fan_kwh=fan_kwh,
        fuel_mmbtu=used.fuel_mmbtu.sum(axis=-1),
        emissions_kg=emissions(used, p).sum(axis=-1),
        furnace_hours=(furnace_runs * hours).sum(axis=-1),
        strip_hours=(strips_run * hours).sum(axis=-1),
        backup_hours=((furnace_runs | strips_run) * hours).sum(axis=-1),
        heat_pump_mmbtu=mmbtu(heat.heat_pump),
        furnace_mmbtu=mmbtu(heat.furnace),
        strip_mmbtu=strip_kwh * BTU_PER_KWH / BTU_PER_MMBTU,
        unmet_mmbtu=mmbtu(unmet(load, heat)),
        load_mmbtu=np.full(len(SCENARIOS), load_mmbtu),
        hours=np.full(len(SCENARIOS), bins.hours.sum()),
    )


def _stack(ways: Ways, source: int, on: np.ndarray) -> Array:
    """Heat of one source in every scenario, (…, 6, bins); ``on``: bins at or above each of the three switchovers."""
    stacked = np.empty((len(SCENARIOS), on.shape[-1]))
    stacked[0] = ways.heat_pump_only[source]
    stacked[1] = ways.furnace[source]
    stacked[2:5] = np.where(on, ways.dual[source], ways.furnace[source])
    stacked[5] = ways.emergency[source]
    return stacked
