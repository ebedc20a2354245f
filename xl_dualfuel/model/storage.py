"""The fuel a house has to hold: a cold snap's, the season's, the tank, how long it lasts.

    fuel = heat · hours / (efficiency · heat content);  days = tank · usable fraction / fuel of a day at the design load

Sources: heat contents of units.py (EIA, Units and calculators); the usable fraction covers the filling limit of
NFPA 58 (propane tanks are not filled beyond 80 %) and what is left when a delivery comes. An energy balance, no more.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..units import BTU_PER_MMBTU
from .parameters import DIGITS, Parameters

HOURS_PER_DAY = 24.0


class FuelStorage(NamedTuple):
    """Fuel at the recommended switchover. Units are fuel_unit; None where it needs a tank_capacity, or has no bound."""

    fuel_unit: str
    cold_snap_temperature: float
    """Representative temperature of the coldest bin [°F]"""
    cold_snap_hours: float
    """hours_below_design [h]; 0 for climates that have none"""
    cold_snap_mmbtu: float
    """Fuel of those hours, all at that temperature [MMBtu]"""
    cold_snap_units: float
    season_mmbtu: float
    season_units: float
    tank_needed_units: float
    """Tank that holds the cold snap's fuel at its usable fraction"""
    design_units_per_day: float
    """Fuel of a day at the design load, all of it from the furnace"""
    usable_units: float | None
    autonomy_days: float | None
    """Days the usable fuel lasts at the design load"""
    deliveries: int | None
    """Fillings of the usable fraction a season"""


def fuel_storage(
    p: Parameters, temperature: float, furnace_btuh: float, snap_hours: float, season_mmbtu: float, design_load: float,
    tank: float, usable_fraction: float,
) -> FuelStorage:  # fmt: skip
    """Fuel burned in ``snap_hours`` [h] at the coldest bin (``temperature`` [°F], ``furnace_btuh`` [BTU/h]) and more.

    season_mmbtu: the season's fuel [MMBtu]; design_load [BTU/h]; tank: capacity [fuel_unit], NaN = not given.
    Autonomy = tank · usable fraction · heat content · efficiency / (24 · design load).
    """
    snap = furnace_btuh * snap_hours / (p.furnace_efficiency * BTU_PER_MMBTU)
    snap_units = snap / p.fuel_unit_mmbtu
    season_units = season_mmbtu / p.fuel_unit_mmbtu
    a_day = HOURS_PER_DAY * design_load / (p.furnace_efficiency * BTU_PER_MMBTU * p.fuel_unit_mmbtu)
    usable = tank * usable_fraction
    return FuelStorage(
        fuel_unit=p.fuel_unit,
        cold_snap_temperature=temperature,
        cold_snap_hours=snap_hours,
        cold_snap_mmbtu=snap,
        cold_snap_units=snap_units,
        season_mmbtu=season_mmbtu,
        season_units=season_units,
        tank_needed_units=snap_units / usable_fraction,
        design_units_per_day=a_day,
        usable_units=None if math.isnan(tank) else usable,
        autonomy_days=None if math.isnan(tank) or a_day == 0 else usable / a_day,
        # Rounded first: a season of exactly two tanks is two deliveries.
        deliveries=None if math.isnan(tank) else math.ceil(round(season_units / usable, DIGITS)),
    )
