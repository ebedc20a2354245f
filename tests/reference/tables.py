"""Scenarios, the bins table, auxiliary heat and storage, with the keys of the program's JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from .equipment import capacity
from .given import BTU_PER_KWH, BTU_PER_MMBTU, at_or_above, load_at_design, reported_fuel_unit, unit_heat
from .season import (
    BinRun,
    Flows,
    at_switchover,
    compressor_kw,
    fan_kw,
    fuel_rate,
    season_cost,
    season_emissions,
    strip_kw,
)
from .settings import HEATED, TIE


def scenario(
    case: Mapping[str, Any],
    runs: list[BinRun],
    name: str,
    switchover: float | None,
    flows_of: Callable[[BinRun], Flows],
) -> dict[str, Any]:
    """One season: energy [kWh, MMBtu], cost [$], emissions [kg], hours [h]; the savings are added afterwards."""
    cost = emissions = hours = furnace_hours = strip_hours = backup_hours = 0.0
    compressor_kwh = strips_kwh = fan_kwh = fuel = 0.0
    load_heat = heat_pump_heat = furnace_heat = strip_heat = unmet_heat = 0.0  # BTU
    for run in runs:
        flows = flows_of(run)
        h = run.bin.hours
        hours += h
        cost += season_cost(case, run, flows)
        emissions += season_emissions(case, run, flows)
        compressor_kwh += h * compressor_kw(run, flows)
        strips_kwh += h * strip_kw(flows)
        fan_kwh += h * fan_kw(case, flows)
        fuel += h * fuel_rate(case, flows)
        load_heat += h * run.load
        heat_pump_heat += h * flows.heat_pump
        furnace_heat += h * flows.furnace
        strip_heat += h * flows.strips
        unmet_heat += h * flows.unmet
        if flows.furnace > 0:
            furnace_hours += h
        if flows.strips > 0:
            strip_hours += h
        if flows.furnace > 0 or flows.strips > 0:
            backup_hours += h

    # Delivered heat is load less unmet heat, added up directly so that nothing delivered is exactly zero.
    delivered = (heat_pump_heat + furnace_heat + strip_heat) / BTU_PER_MMBTU
    heating_kwh = compressor_kwh + strips_kwh
    unit = reported_fuel_unit(case)
    return {
        "scenario": name,
        "switchover": switchover,
        "annual_cost": cost,
        "electricity_kwh": compressor_kwh + strips_kwh + fan_kwh,
        "strip_kwh": strips_kwh,
        "fuel_mmbtu": fuel,
        "fuel_units": fuel / unit_heat(case, unit),
        "fuel_unit": unit,
        "emissions_kg": emissions,
        "furnace_hours": furnace_hours,
        "furnace_hours_fraction": furnace_hours / hours if hours > 0 else None,
        "furnace_load_fraction": furnace_heat / load_heat if load_heat > 0 else None,
        "backup_hours": backup_hours,
        "load_mmbtu": load_heat / BTU_PER_MMBTU,
        "unmet_mmbtu": unmet_heat / BTU_PER_MMBTU,
        "cost_per_mmbtu": cost / delivered if delivered > 0 else None,
        "strip_hours": strip_hours,
        "strip_load_fraction": strip_heat / load_heat if load_heat > 0 else None,
        "strip_cost_ratio": heat_pump_heat / BTU_PER_KWH / compressor_kwh if compressor_kwh > 0 else None,
        "seasonal_cop": (heat_pump_heat + strip_heat) / BTU_PER_KWH / heating_kwh if heating_kwh > 0 else None,
    }


def scenarios_of(
    case: Mapping[str, Any],
    runs: list[BinRun],
    switchover: float,
    guess: float,
    setting: tuple[float, list[BinRun]] | None = None,
) -> list[dict[str, Any]]:
    """The scenarios in the order of the contract, with their savings [$].

    setting: what to program [°F] where that differs from the recommended switchover, and the bins cut there.
    """
    existing = case["existing_switchover"]
    rows = {
        "heat_pump_only": scenario(case, runs, "heat_pump_only", None, lambda run: run.heat_pump_only),
        "furnace_only": scenario(case, runs, "furnace_only", None, lambda run: run.furnace_only),
        "optimized": dual_fuel(case, runs, "optimized", switchover),
        "existing_switchover": dual_fuel(case, runs, "existing_switchover", existing),
        "initial_guess": dual_fuel(case, runs, "initial_guess", guess),
        "emergency_heat": scenario(case, runs, "emergency_heat", None, lambda run: run.emergency),
    }
    if setting is not None:
        rows["setting"] = dual_fuel(case, setting[1], "setting", setting[0])

    single = rows["heat_pump_only"], rows["furnace_only"]
    dearer = single[0] if single[0]["annual_cost"] > single[1]["annual_cost"] else single[1]
    for row in rows.values():
        row["saving_vs_existing"] = saving(row, rows["existing_switchover"])
        row["saving_vs_single_fuel"] = saving(row, dearer)
        row["available"] = True
    if case["strip_capacity"] == 0:
        known = {"scenario": "emergency_heat", "available": False, "fuel_unit": reported_fuel_unit(case)}
        rows["emergency_heat"] = {**dict.fromkeys(rows["emergency_heat"]), **known}
    return list(rows.values())


def dual_fuel(case: Mapping[str, Any], runs: list[BinRun], name: str, switchover: float) -> dict[str, Any]:
    """The season with the thermostat at a switchover [°F]."""
    return scenario(case, runs, name, switchover, lambda run: at_switchover(run, switchover))


def saving(row: dict[str, Any], against: dict[str, Any]) -> float | None:
    """What a scenario saves [$]; nothing is claimed where one leaves over a thousandth of the load more unmet."""
    if abs(row["unmet_mmbtu"] - against["unmet_mmbtu"]) > HEATED * row["load_mmbtu"]:
        return None
    less = float(against["annual_cost"] - row["annual_cost"])
    largest = max(abs(against["annual_cost"]), abs(row["annual_cost"]))
    return 0.0 if abs(less) <= TIE * largest else less  # of equal costs neither saves


# ----------------------------------------------------------------------------------------------------------------------
# The tables


def bin_row(case: Mapping[str, Any], number: int, run: BinRun, switchover: float) -> dict[str, Any]:
    """One row of the bins table; kW and BTU/h are rates, $ and kg are season totals of the bin."""
    if not at_or_above(run.bin.temperature, switchover):
        source = "furnace"
    elif run.dual.furnace > 0:
        source = "heat_pump+furnace" if run.dual.heat_pump > 0 else "furnace"
    else:
        source = "heat_pump"
    flags = list(run.early_flags)
    if at_switchover(run, switchover).unmet > 0:
        flags.append("unmet")
    return {
        "bin": number,
        "low": run.bin.low,
        "high": run.bin.high,
        "temperature": run.bin.temperature,
        "hours": run.bin.hours,
        "load_btuh": run.load,
        "cop": run.cop,
        "capacity_btuh": None if run.capacity == math.inf else run.capacity,
        "heat_pump_kw": compressor_kw(run, run.heat_pump_only),
        "strip_kw": strip_kw(run.heat_pump_only),
        "furnace_mmbtu_per_h": fuel_rate(case, run.furnace_only),
        "heat_pump_cost": season_cost(case, run, run.heat_pump_only),
        "furnace_cost": season_cost(case, run, run.furnace_only),
        "heat_pump_emissions_kg": season_emissions(case, run, run.heat_pump_only),
        "furnace_emissions_kg": season_emissions(case, run, run.furnace_only),
        "source": source,
        "flags": flags,
        "heat_pump_btuh": run.heat_pump_only.heat_pump,
        "furnace_btuh": run.furnace_only.furnace,
        "furnace_strip_btuh": run.furnace_only.strips,
        "dual_heat_pump_btuh": run.dual.heat_pump,
        "dual_furnace_btuh": run.dual.furnace,
        "dual_strip_btuh": run.dual.strips,
        "emergency_strip_btuh": run.emergency.strips,
        "dual_cost": season_cost(case, run, run.dual),
        "dual_emissions_kg": season_emissions(case, run, run.dual),
    }


def auxiliary_heat(case: Mapping[str, Any], design: float) -> dict[str, Any]:
    """Shortfall of the heat pump at the design temperature [BTU/h], strips [kW] and their next stock size."""
    locked_out = case["compressor_lockout"] is not None and not at_or_above(design, case["compressor_lockout"])
    at_design = load_at_design(case, design)
    shortfall = max(0.0, at_design - (0.0 if locked_out else capacity(case, design)))
    needed = shortfall / BTU_PER_KWH
    stock = [size for size in (0.0, 5.0, 8.0, 10.0, 15.0, 20.0, 25.0) if size >= needed - 1e-9]
    return {
        "design_temperature": design,
        "design_load_btuh": at_design,
        "shortfall_btuh": shortfall,
        "strip_kw_needed": needed,
        "strip_kw_stock": stock[0] if stock else None,
    }
