"""The fuel a house has to hold: of the worst days in a row, of the hours below design, of the season; its tank.

    fuel = heat of the furnace · hours / (efficiency · heat content)
    days = tank · usable fraction / fuel of a day at the design load

Worst days are any 24, 72, 168 or 240 hours in a row, whenever they begin; a year is a circle: its last hour is followed
by its first. The worst days of a setting are those in which that setting burns most. A place known by its degree days
has them by typical days (``weather/typical.py``), a record those without a long gap.

Sources: units.py, for heat contents (EIA, Units and calculators) and for how far tanks are filled (NFPA 58, section
7.4) and emptied. An energy balance, no more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..inputs.case import Case
from ..units import BTU_PER_MMBTU
from . import season
from .climate import at_or_above, frost_of_hours
from .frost import Frost
from .in_order import own_order
from .parameters import DIGITS, Array, Parameters

HOURS_PER_DAY = 24
DAYS = (1, 3, 7, 10)
"""How many days in a row are looked at."""
_NO_DAYS: tuple[float | None, ...] = (None,) * len(DAYS)


class FuelStorage(NamedTuple):
    """Fuel at the setting to program, as existing_… at today's. Units are fuel_unit; None is unknown, or no tank."""

    fuel_unit: str
    cold_snap_temperature: float | None
    """The design temperature [°F]"""
    cold_snap_hours: float | None
    """Hours of the year colder than that [h]; in the proportional climate hours_below_design"""
    cold_snap_mmbtu: float | None
    """Fuel of those hours [MMBtu]; in the proportional climate as if all were at the design temperature"""
    cold_snap_units: float | None
    existing_cold_snap_units: float | None
    worst_1_day_units: float | None
    """Most fuel of so many days in a row; None without the order of the hours"""
    worst_3_days_units: float | None
    worst_7_days_units: float | None
    worst_10_days_units: float | None
    existing_worst_1_day_units: float | None
    existing_worst_3_days_units: float | None
    existing_worst_7_days_units: float | None
    existing_worst_10_days_units: float | None
    season_mmbtu: float
    season_units: float
    existing_season_units: float
    tank_needed_units: float | None
    """Tank that holds the fuel of the worst 10 days or of the cold snap, whichever is more, at its usable fraction;
    None also for a year without the order of its hours"""
    design_units_per_day: float
    """Fuel of a day at the design load, all of it from the furnace"""
    usable_units: float | None
    """Fuel of the tank between a delivery and the reserve"""
    autonomy_days: float | None
    """Days it lasts at the design load"""
    deliveries: int | None
    """Fillings of the usable fraction a season"""


class Snap(NamedTuple):
    """The hours below design, as arrays of one shape: their temperatures [°F], how many there are [h], their frost."""

    temperature: Array
    hours: Array
    frost: Frost | None = None

    def fuel(self, setting: float, p: Parameters) -> float:
        """Fuel of them all [MMBtu] with the thermostat at a setting [°F]."""
        return float(fuel_rate(self.temperature, setting, p, self.frost) @ self.hours)


def fuel_storage(
    case: Case, p: Parameters, settings: tuple[float, float], season_mmbtu: tuple[float, float], design_load: float
) -> FuelStorage:
    """What a case has to hold at two settings [°F], the one to program and today's.

    season_mmbtu: the season's fuel at each [MMBtu]; design_load [BTU/h].
    """
    unit = p.fuel_unit_mmbtu
    snap = snap_of(case, p.design_temperature)
    cold, cold_now = (None if snap is None else snap.fuel(at, p) for at in settings)
    order = own_order(case)
    days, days_now = (
        _NO_DAYS if order is None else worst_days(order.dry_bulb, at, p, frost_of_hours(case), order.is_year)
        for at in settings
    )
    # Worst days that nobody knows may take more than those that are known.
    hidden = case.is_partial or (case.year is not None and order is None)
    most = [] if hidden else [amount for amount in (_in(unit, cold), days[-1]) if amount is not None]
    fraction, tank = case.number("tank_usable_fraction", math.nan), case.number("tank_capacity", math.nan)
    usable, has_tank = tank * fraction, not math.isnan(tank * fraction)
    season_units = season_mmbtu[0] / unit
    a_day = HOURS_PER_DAY * design_load / (p.furnace_efficiency * BTU_PER_MMBTU * unit)
    return FuelStorage(
        fuel_unit=p.fuel_unit,
        cold_snap_temperature=None if snap is None else float(p.design_temperature),
        cold_snap_hours=None if snap is None else float(snap.hours.sum()),
        cold_snap_mmbtu=cold,
        cold_snap_units=_in(unit, cold),
        existing_cold_snap_units=_in(unit, cold_now),
        worst_1_day_units=days[0],
        worst_3_days_units=days[1],
        worst_7_days_units=days[2],
        worst_10_days_units=days[3],
        existing_worst_1_day_units=days_now[0],
        existing_worst_3_days_units=days_now[1],
        existing_worst_7_days_units=days_now[2],
        existing_worst_10_days_units=days_now[3],
        season_mmbtu=season_mmbtu[0],
        season_units=season_units,
        existing_season_units=season_mmbtu[1] / unit,
        tank_needed_units=max(most) / fraction if most and not math.isnan(fraction) else None,
        design_units_per_day=a_day,
        usable_units=usable if has_tank else None,
        autonomy_days=usable / a_day if has_tank and a_day else None,
        # Rounded first: a season of exactly two tanks is two deliveries.
        deliveries=math.ceil(round(season_units / usable, DIGITS)) if has_tank else None,
    )


def snap_of(case: Case, design_temperature: float) -> Snap | None:
    """The hours colder than the design temperature [°F]; None where nobody knows how cold they are.

    Of the proportional climate's hours_below_design no more is known than that they are not warmer than that.
    """
    if case.inputs["climate"] == "proportional":
        return Snap(np.array([design_temperature]), np.array([case.number("hours_below_design")]))
    if math.isnan(design_temperature):
        return None
    if case.runtime is not None and case.season is not None:
        record = case.runtime.between(case.season.start, case.season.end)
        cold = ~at_or_above(record.outdoor, design_temperature) & ~np.isnan(record.outdoor)
        return Snap(record.outdoor[cold], record.length[cold] * case.season.times)
    if case.year is None:
        return None
    temperature, hours, frost = np.array(case.year.temperature), np.array(case.year.hours), None
    if case.year.order is not None:  # each hour by itself has its own frost
        temperature, hours, frost = (
            case.year.order.dry_bulb,
            np.ones_like(case.year.order.dry_bulb),
            frost_of_hours(case),
        )
    colder = ~at_or_above(temperature, design_temperature)
    own = None if frost is None else Frost(*(part[colder] for part in frost))
    return Snap(temperature[colder], hours[colder], own)


def fuel_rate(temperature: Array, setting: float, p: Parameters, frost: Frost | None = None) -> Array:
    """Fuel burned in an hour [MMBtu/h] at each outdoor temperature [°F] with the thermostat at a setting [°F]."""
    heat = season.operate(temperature, p, frost).ways.switched(at_or_above(temperature, setting))
    rate: Array = heat.furnace / (p.furnace_efficiency * BTU_PER_MMBTU)
    return rate


def worst_days(
    temperature: Array, setting: float, p: Parameters, frost: Frost | None = None, is_year: bool = True
) -> tuple[float | None, ...]:
    """Most fuel of each of DAYS in a row, in the fuel's unit; temperature: the hours in order [°F].

    None where no such time is without an hour that is not a number. is_year: the last hour is followed by the first.
    """
    rate = fuel_rate(temperature, setting, p, frost)
    most = (most_in_a_row(rate, HOURS_PER_DAY * days, is_year) for days in DAYS)
    return tuple(_in(p.fuel_unit_mmbtu, amount) for amount in most)


def most_in_a_row(rate: Sequence[float] | Array, hours: int, is_circle: bool = True) -> float | None:
    """The largest sum of so many values in a row; None where there are not as many, or one of each is not a number."""
    if len(rate) < hours:
        return None
    around = np.concatenate((rate, rate[: hours - 1])) if is_circle else np.asarray(rate, dtype=float)
    unknown = np.isnan(around)
    sums, gaps = (np.concatenate(([0.0], np.cumsum(values))) for values in (np.where(unknown, 0.0, around), unknown))
    complete = gaps[hours:] == gaps[:-hours]
    return float((sums[hours:] - sums[:-hours])[complete].max()) if complete.any() else None


def _in(unit: float, mmbtu: float | None) -> float | None:
    return None if mmbtu is None else mmbtu / unit
