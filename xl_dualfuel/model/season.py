"""Heat, energy, cost and emissions of each bin in each way of running it. Arrays in, arrays out.

Four ways to run a bin:

* heat pump only: what the compressor lacks, strips carry (auxiliary heat);
* furnace: what the furnace lacks, strips carry;
* dual fuel, for bins at or above the switchover: the heat pump alone while it meets the load; in a bin with a shortfall
  furnace and heat pump take turns within the hour (time_shared), the furnace carries all (alternate) or it adds what is
  missing (simultaneous);
* emergency heat: strips instead of the compressor.

    time_shared: the furnace runs at full output F for the share x = (Q − CAP)/(F − CAP) of the hour, the heat pump for
    the rest: x·F + (1 − x)·CAP = Q
    load(T) = slope · max(0, load balance temperature − T);  compressor kWh = heat · hours / (COP · 3412.142 BTU/kWh)

Sources: the bin method of the ASHRAE Handbook—Fundamentals, ch. 19; strips carrying what the heat pump lacks, and the
compressor off below its cut-out temperature: 10 CFR 430 Subpart B Appendix M1, section 4.2 (building load BL(Tj),
resistance heat RH(Tj), low-temperature cut-out factor δ(Tj)). Furnace and dual operation follow by the same balance.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from .climate import reached
from .elementwise import over, pick
from .equipment import Performance, performance
from .frost import Frost
from .parameters import Array, Parameters

ROUNDING = 1e-12
"""Relative size below which a difference of sums is rounding."""


class Heat(NamedTuple):
    """Heat delivered by each source [BTU/h], arrays (…, bins), or numbers of one bin."""

    heat_pump: Any
    furnace: Any
    strips: Any


class Ways(NamedTuple):
    """The heat of each way to run a bin."""

    heat_pump_only: Heat
    furnace: Heat
    dual: Heat
    emergency: Heat

    def switched(self, above: Any) -> Heat:
        """Dual fuel where ``above`` (at or above the switchover), elsewhere the furnace; shapes broadcast."""
        return Heat(*(np.where(above, *pair) for pair in zip(self.dual, self.furnace, strict=True)))


class Energy(NamedTuple):
    """Energy used over the hours of each bin, arrays (…, bins), or numbers of one bin."""

    heat_pump_kwh: Any
    strip_kwh: Any
    fan_kwh: Any
    kwh: Any
    """Electricity of compressor, strips and fan"""
    fuel_mmbtu: Any


class Operation(NamedTuple):
    """House and equipment at outdoor temperatures: arrays of their shape."""

    load: Array
    """[BTU/h]"""
    performance: Performance
    ways: Ways

    @property
    def short(self) -> NDArray[np.bool_]:
        """Where the heat pump alone does not meet the load, lockout included."""
        found: NDArray[np.bool_] = self.load > self.ways.heat_pump_only.heat_pump
        return found


def operate(temperature: Array, p: Parameters, frost: Frost | None = None) -> Operation:
    """Load, COP and capacity, and the heat of each way to run, at outdoor temperatures [°F] (…, bins).

    frost: of these bins or hours, with defrost humidity; None = the usual one at their temperatures.
    """
    needed = load(temperature, p.load_slope, p.load_balance_temperature)
    heat_pump = performance(temperature, needed, p, frost)
    return Operation(needed, heat_pump, ways(temperature, needed, heat_pump.capacity, p))


def load(temperature: Any, load_slope: Any, load_balance_temperature: Any) -> Any:
    """Heating load [BTU/h] = slope · max(0, load balance temperature − T), T [°F]."""
    return load_slope * np.maximum(0.0, load_balance_temperature - temperature)


def ways(temperature: Array, load: Array, capacity: Array, p: Parameters) -> Ways:
    """Heat by source [BTU/h] of each way to run each bin; what is not delivered is unmet load."""
    none = np.zeros_like(load)
    heat_pump = compressor(temperature, load, capacity, p.compressor_lockout)
    furnace = first_furnace(load, p.furnace_limit, p.strip_limit, none)
    if p.backup_operation == "simultaneous":
        dual = together(load, heat_pump, p.furnace_limit, p.strip_limit)
    else:
        share, turns = none, np.zeros_like(load, dtype=bool)
        if p.backup_operation == "time_shared":
            share, turns = in_turns(load, heat_pump, furnace_size(p.furnace_limit, p.assumed_furnace))
        dual = one_at_a_time(load, heat_pump, furnace, share, turns)
    return Ways(
        heat_pump_only=Heat(heat_pump, none, np.minimum(load - heat_pump, p.strip_limit)),
        furnace=furnace,
        dual=dual,
        emergency=Heat(none, none, np.minimum(load, p.strip_limit)),
    )


def compressor(temperature: Any, load: Any, capacity: Any, lockout: Any) -> Any:
    """Heat of the heat pump [BTU/h] that runs with a lockout [°F]; elementwise, as all that follows here."""
    return pick(reached(temperature, lockout), np.minimum(load, capacity), 0.0)


def first_furnace(load: Any, furnace_limit: Any, strip_limit: Any, none: Any) -> Heat:
    """The furnace, and strips for what it lacks; none: 0 in the shape of the load."""
    furnace = np.minimum(load, furnace_limit)
    return Heat(none, furnace, np.minimum(load - furnace, strip_limit))


def together(load: Any, heat_pump: Any, furnace_limit: Any, strip_limit: Any) -> Heat:
    """The furnace adds what the heat pump lacks, strips what both lack."""
    shortfall = load - heat_pump
    added = np.minimum(shortfall, furnace_limit)
    return Heat(heat_pump, added, np.minimum(shortfall - added, strip_limit))


def furnace_size(furnace_limit: Any, assumed: Any) -> Any:
    """Output [BTU/h] of the furnace that takes turns."""
    return pick(np.isinf(furnace_limit), assumed, furnace_limit)


def in_turns(load: Any, heat_pump: Any, size: Any) -> tuple[Any, Any]:
    """Share of the hour that a furnace of a size [BTU/h] runs where it takes turns; and where it does."""
    shortfall = load - heat_pump
    turns = (shortfall > 0) & (size > load)
    return over(shortfall, size - heat_pump, turns), turns


def one_at_a_time(load: Any, heat_pump: Any, furnace: Heat, share: Any, turns: Any) -> Heat:
    """In a bin with a shortfall the furnace carries all, or takes turns for a share of the hour."""
    all_of_it = (load - heat_pump > 0) & np.logical_not(turns)
    own = heat_pump * (1 - share)
    return Heat(
        pick(all_of_it, 0.0, own),
        pick(all_of_it, furnace.furnace, load - own),
        pick(all_of_it, furnace.strips, 0.0),
    )


def unmet(load: Any, heat: Heat) -> Any:
    """Load that no source meets [BTU/h]; a remainder from rounding is none."""
    missing = load - (heat.heat_pump + heat.furnace + heat.strips)
    return pick(missing > ROUNDING * load, missing, 0.0)


def energy(heat: Heat, hours: Any, cop: Any, p: Any) -> Energy:
    """Electricity [kWh] and fuel [MMBtu] that the heat takes over the hours of each bin, by p's furnace and fan."""
    compressor = heat.heat_pump * hours / (cop * BTU_PER_KWH)
    strips, burned = heat.strips * hours / BTU_PER_KWH, heat.furnace * hours
    fan = burned * p.fan_per_btuh
    fuel = burned / (p.furnace_efficiency * BTU_PER_MMBTU)
    return Energy(compressor, strips, fan, compressor + strips + fan, fuel)


class BinTotals(NamedTuple):
    """What one way of running costs, and leaves cold, in each bin over the season, arrays (…, bins)."""

    cost: Array
    """[$]"""
    emissions_kg: Array
    furnace_hours: Array
    """The bin's hours [h] where the furnace delivers heat, else 0"""
    unmet_mmbtu: Array
    """Load that no source meets"""
    unmet_hours: Array
    """The bin's hours [h] where it is not met, else 0"""


def totals(heat: Heat, hours: Array, run: Operation, p: Parameters) -> BinTotals:
    """Cost, emissions, furnace hours and unmet load of each bin over its hours [h]."""
    used = energy(heat, hours, run.performance.cop, p)
    missing = unmet(run.load, heat)
    return BinTotals(
        cost(used, p),
        emissions(used, p),
        np.where(heat.furnace > 0, hours, 0.0),
        missing * hours / BTU_PER_MMBTU,
        np.where(missing > 0, hours, 0.0),
    )


def cost(used: Energy, p: Parameters) -> Any:
    """Cost [$] of the energy used."""
    return used.kwh * p.electricity_price + used.fuel_mmbtu * p.fuel_price


def emissions(used: Energy, p: Parameters) -> Any:
    """Emissions [kg CO2] of the energy used."""
    return used.kwh * p.grid_emissions + used.fuel_mmbtu * p.fuel_emissions
