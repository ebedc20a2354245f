"""One bin run every way it can be, and what that takes over the season."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .climate import Bin, design_of_climate
from .equipment import defrost_kw, performance, rated_range
from .given import BTU_PER_KWH, BTU_PER_MMBTU, at_or_above, limit, load, price_per_mmbtu, shared_furnace


@dataclass(frozen=True)
class Flows:
    """How one bin's load is met, heat flows [BTU/h], in one way of running it; the compressor's share of the hour."""

    heat_pump: float
    furnace: float
    strips: float
    unmet: float
    running: float = 0.0


@dataclass(frozen=True)
class BinRun:
    """One bin with its equipment: load and capacity [BTU/h], COP, and the heat flows of each way of running it."""

    bin: Bin
    load: float
    cop: float  # after cycling: what the compressor is billed at
    capacity: float  # math.inf when unlimited
    locked_out: bool
    defrost_kw: float  # while the compressor runs
    running: float  # share of the hour the compressor runs, were it not locked out
    heat_pump_only: Flows
    furnace_only: Flows
    dual: Flows
    emergency: Flows
    early_flags: tuple[str, ...]  # everything but "unmet", which depends on the switchover


def run_bin(case: Mapping[str, Any], one: Bin, of_climate: float | None = None) -> BinRun:
    """One bin's load, COP, capacity and heat flows.

    of_climate: its design temperature [°F], for which an assumed furnace is sized where no design temperature is given.
    """
    t = one.temperature
    q = load(case, t)
    unit = performance(case, t, q, one.frost)
    lockout = case["compressor_lockout"]
    locked_out = lockout is not None and not at_or_above(t, lockout)
    available = 0.0 if locked_out else unit.capacity
    strip_limit = limit(case, "strip_capacity") * BTU_PER_KWH
    furnace_limit = limit(case, "furnace_capacity")

    # Each remainder is taken from the one before it, so a load that is fully met leaves exactly nothing unmet.
    hp = min(q, available)
    running = unit.running if hp > 0 else 0.0
    shortfall = q - hp
    strips = min(shortfall, strip_limit)
    heat_pump_only = Flows(hp, 0.0, strips, shortfall - strips, running)

    furnace = min(q, furnace_limit)
    rest = q - furnace
    strips = min(rest, strip_limit)
    furnace_only = Flows(0.0, furnace, strips, rest - strips)

    full_output = shared_furnace(case, design_of_climate(case) if of_climate is None else of_climate)
    if shortfall == 0:
        dual = heat_pump_only
    elif case["backup_operation"] == "alternate":
        dual = furnace_only
    elif case["backup_operation"] == "time_shared":
        if full_output <= q:
            dual = furnace_only
        else:
            x = shortfall / (full_output - hp)
            dual = Flows((1 - x) * hp, x * full_output, 0.0, 0.0, (1 - x) * running)
    else:
        furnace = min(shortfall, furnace_limit)
        rest = shortfall - furnace
        strips = min(rest, strip_limit)
        dual = Flows(hp, furnace, strips, rest - strips, running)

    strips = min(q, strip_limit)
    emergency = Flows(0.0, 0.0, strips, q - strips)

    flags = []
    if round(unit.steady_cop, 9) < 1.1:
        flags.append("low_cop")
    if round(unit.raw_cop, 9) < 1.0:
        flags.append("floored")
    coldest, warmest = rated_range(case, "cop")
    if round(t, 9) < round(coldest, 9) or round(t, 9) > round(warmest, 9):
        flags.append("extrapolated")
    if shortfall > 0 and not locked_out:
        flags.append("shortfall")
    if locked_out:
        flags.append("locked_out")
    own = defrost_kw(case, one.frost)
    ways = (heat_pump_only, furnace_only, dual, emergency)
    return BinRun(one, q, unit.cop, unit.capacity, locked_out, own, unit.running, *ways, tuple(flags))


def compressor_kw(run: BinRun, flows: Flows) -> float:
    """Compressor power, its defrost included [kW]."""
    return flows.heat_pump / BTU_PER_KWH / run.cop + run.defrost_kw * flows.running


def strip_kw(flows: Flows) -> float:
    """Strip power [kW], COP 1."""
    return flows.strips / BTU_PER_KWH


def fan_kw(case: Mapping[str, Any], flows: Flows) -> float:
    """Furnace blower power [kW], in proportion to the furnace's share of its capacity."""
    if case["furnace_capacity"] is None:
        return 0.0
    power: float = case["furnace_fan_power"]
    furnace_capacity: float = case["furnace_capacity"]
    return power * flows.furnace / furnace_capacity


def fuel_rate(case: Mapping[str, Any], flows: Flows) -> float:
    """Fuel burned [MMBtu/h]."""
    efficiency: float = case["furnace_efficiency"]
    return flows.furnace / efficiency / BTU_PER_MMBTU


def season_cost(case: Mapping[str, Any], run: BinRun, flows: Flows) -> float:
    """The bin's cost over the season [$]."""
    kw = compressor_kw(run, flows) + strip_kw(flows) + fan_kw(case, flows)
    electricity_price: float = case["electricity_price"]
    return run.bin.hours * (kw * electricity_price + fuel_rate(case, flows) * price_per_mmbtu(case))


def season_emissions(case: Mapping[str, Any], run: BinRun, flows: Flows) -> float:
    """The bin's emissions over the season [kg CO2]."""
    kw = compressor_kw(run, flows) + strip_kw(flows) + fan_kw(case, flows)
    grid: float = case["grid_emissions"]
    fuel: float = case["fuel_emissions"]
    return run.bin.hours * (kw * grid + fuel_rate(case, flows) * fuel)


def at_switchover(run: BinRun, switchover: float) -> Flows:
    """How a bin is run in dual-fuel operation with this switchover [°F]."""
    return run.dual if at_or_above(run.bin.temperature, switchover) else run.furnace_only
