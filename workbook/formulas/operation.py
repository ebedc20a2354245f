"""How a bin is run: heat of each source, what it costs, what stays cold. Formulas of a row, and the engine's values.

The same formulas serve the bins and the pieces into which a setting between two edges cuts them.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model.climate import Bins, at_or_above
from xl_dualfuel.model.equipment import DEFROST_CAPACITY, DEFROST_POWER, FROSTS_ABOVE, FROSTS_BELOW
from xl_dualfuel.model.frost import DRY, OWN_POWER, Frost
from xl_dualfuel.model.parameters import Array, Parameters
from xl_dualfuel.model.ratings import MINIMUM_COP, Speed, line
from xl_dualfuel.model.season import BinTotals, Operation, unmet
from xl_dualfuel.results.checks import excess
from xl_dualfuel.results.columns import Column
from xl_dualfuel.units import BTU_PER_KWH

from .parts import below, capacity, defrost, frosted_cop, frosts, load


def _weighted(heat_pump_kw: str, furnace: str, strips: str, each_kwh: str, each_mmbtu: str) -> str:
    """Hours times what electricity and fuel cost or emit; heat_pump_kw in kW, furnace and strips in BTU/h."""
    electric = f"({heat_pump_kw}{strips}/c_btu_per_kwh+{furnace}*out_fan_kw_per_btuh)*{each_kwh}"
    return f"[hours]*({electric}+{furnace}/(in_furnace_efficiency*c_btu_per_mmbtu)*{each_mmbtu})"


def _ways(each_kwh: str, each_mmbtu: str) -> tuple[str, str, str]:
    """Season totals of a bin: heat pump only, furnace, dual fuel."""
    return (
        f"[hours]*([heat_pump_kw]+[strip_kw])*{each_kwh}",
        _weighted("", "[furnace_btuh]", "[furnace_strip_btuh]", each_kwh, each_mmbtu),
        _weighted("[dual_heat_pump_kw]+", "[dual_furnace_btuh]", "[dual_strip_btuh]", each_kwh, each_mmbtu),
    )


_COSTS = _ways("in_electricity_price", "out_fuel_price_per_mmbtu")
_EMISSIONS = _ways("in_grid_emissions", "out_used_fuel_emissions")
_AT: Final = ("[temperature]", "[defrost_fraction]", "[frosts]")


def _speed(speed: str) -> tuple[str, str]:
    """COP before its floor, and capacity, of a speed at the row's temperature."""
    return frosted_cop(*_AT, speed), f'IF(out_capacity_limits,{capacity(*_AT, speed)},"")'


def _share(slower: str, faster: str) -> str:
    """How far the load lies between the capacities of two speeds: 0 at the slower, 1 at the faster."""
    step = f"(SUM([{faster}_capacity])-SUM([{slower}_capacity]))"
    delivered = f"(MIN([load_btuh],[capacity_btuh])-SUM([{slower}_capacity]))"
    return f"IF({step}>0,MAX(0,MIN(1,{delivered}/({step}+({step}=0)))),0)"


def _between(cop: str) -> str:
    """A COP between the speeds, straight in capacity; {} in ``cop`` is the name of a speed."""
    slow, mid, fast = (cop.format(f"[{speed}_cop]") for speed in ("slow", "mid", "fast"))
    return f"{slow}+[slow_share]*({mid}-{slow})+[fast_share]*({fast}-{mid})"


_SLOW, _FAST = "out_has_slow=1", "out_has_fast=1"
_AT_MAXIMUM = f"AND({_SLOW},{_FAST},SUM([min_capacity])>=SUM([max_capacity]))"
_MID = {key: f"CHOOSE([mid_at],[rated_{key}],[low_{key}],[max_{key}])" for key in ("cop", "capacity")}
SPEEDS: Final = {
    "rated_cop": _speed("segment")[0],
    "rated_capacity": _speed("segment")[1],
    "min_cop": _speed("slow")[0],
    "min_capacity": _speed("slow")[1],
    "max_cop": _speed("fast")[0],
    "max_capacity": _speed("fast")[1],
    # Lines may cross: where the minimum is not below the maximum the unit runs at the maximum, and a rated speed that
    # is not between the two does not count.
    "low_cop": f"IF({_AT_MAXIMUM},[max_cop],[min_cop])",
    "low_capacity": f"IF({_AT_MAXIMUM},[max_capacity],[min_capacity])",
    "mid_at": f"IF(AND({_FAST},MAX([rated_capacity],out_has_slow*SUM([low_capacity]))>=SUM([max_capacity])),3,"
    f"1+({_SLOW})*(SUM([rated_capacity])<=SUM([low_capacity])))",
    **{f"mid_{key}": formula for key, formula in _MID.items()},
    **{f"slow_{key}": f"IF({_SLOW},[low_{key}],[mid_{key}])" for key in ("cop", "capacity")},
    **{f"fast_{key}": f"IF({_FAST},[max_{key}],[mid_{key}])" for key in ("cop", "capacity")},
    "slow_share": _share("slow", "mid"),
    "fast_share": _share("mid", "fast"),
}
"""COP and capacity of each speed, in the order of the capacities"""
SPEED_COLUMNS: Final = tuple(
    Column(key, key.replace("_", " ").capitalize(), "BTU/h" if key.endswith("capacity") else "",
           "integer" if key == "mid_at" else "number", "1 rated, 2 minimum, 3 maximum" if key == "mid_at" else "")
    for key in SPEEDS
)  # fmt: skip
HELPERS: Final = (
    Column("frosts", "1: frost by the test at 35 °F", "", "integer", "defrost = ahri"),
    *SPEED_COLUMNS,
    Column("frosted_cop", "COP with defrost, before its floor", ""),
    Column(
        "running_cop", "COP while running", "", help="with defrost and floor, without the defrost's own electricity"
    ),
    Column("cycling", "Share of the COP that cycling leaves", ""),
    Column("own_btuh", "The defrost's own electricity while running", "BTU/h", help="defrost = humidity"),
    Column("furnace_share", "Share of the hour the furnace runs", "", help="furnace and heat pump take turns"),
    Column("dual_heat_pump_kw", "Dual fuel: compressor power", "kW", help="mean of the hour"),
    Column("alone_unmet_hours", "Cold hours, heat pump only", "h"),
    Column("furnace_unmet_hours", "Cold hours, furnace", "h"),
    Column("dual_unmet_hours", "Cold hours, dual fuel", "h"),
    Column("emergency_unmet_hours", "Cold hours, emergency heat", "h"),
    Column("excess_btuh", "Heat beyond the load", "BTU/h", help="largest of the four ways to heat the bin; 0 is right"),
)

SHORT: Final = "[load_btuh]>[heat_pump_btuh]"
_TURNS, _ALONE = "[furnace_share]>0", "[furnace_share]=0"
_HEAT = {
    "alone": "[heat_pump_btuh]+[strip_kw]*c_btu_per_kwh",
    "furnace": "[furnace_btuh]+[furnace_strip_btuh]",
    "dual": "[dual_heat_pump_btuh]+[dual_furnace_btuh]+[dual_strip_btuh]",
    "emergency": "[emergency_strip_btuh]",
}
"""Heat of the four ways to run a bin, in the engine's order"""
_EXCESS = f"MAX({','.join(_HEAT.values())})-[load_btuh]"


def _is_unmet(way: str) -> str:
    """Whether a way of running leaves load of the bin unmet; a remainder from rounding is none."""
    return f"[load_btuh]-({_HEAT[way]})>c_rounding*[load_btuh]"


def missing(way: str) -> str:
    """The load of the bin that a way leaves unmet [BTU/h]."""
    return f"({_is_unmet(way)})*([load_btuh]-({_HEAT[way]}))"


def _unmet(way: str) -> str:
    """The same over the bin's hours."""
    return f"{missing(way)}*[hours]/c_btu_per_mmbtu"


def _with_defrost(cop: str, least: str) -> str:
    """A COP less the defrost's own electricity, while the compressor runs; least: the heat it gives then at least."""
    heat = f"MAX(MIN([load_btuh],[capacity_btuh]),{least})"
    return f"CHOOSE(1+out_humidity,{cop},{cop}/(1+{cop}*IF({heat}>0,[own_btuh]/{heat},0)))"


FORMULAS: Final = {
    "load_btuh": load("[temperature]"),
    "cop": _with_defrost("[running_cop]*[cycling]", "SUM([slow_capacity])*[cycling]"),
    "capacity_btuh": "[fast_capacity]",
    "heat_pump_kw": "[heat_pump_btuh]/([cop]*c_btu_per_kwh)",
    "strip_kw": "MIN([load_btuh]-[heat_pump_btuh],out_strip_limit)/c_btu_per_kwh",
    "furnace_mmbtu_per_h": "[furnace_btuh]/(in_furnace_efficiency*c_btu_per_mmbtu)",
    "heat_pump_cost": _COSTS[0],
    "furnace_cost": _COSTS[1],
    "heat_pump_emissions_kg": _EMISSIONS[0],
    "furnace_emissions_kg": _EMISSIONS[1],
    "heat_pump_btuh": f"IF({below('[temperature]', 'out_used_lockout')},0,MIN([load_btuh],[capacity_btuh]))",
    "furnace_btuh": "MIN([load_btuh],out_furnace_limit)",
    "furnace_strip_btuh": "MIN([load_btuh]-[furnace_btuh],out_strip_limit)",
    # Furnace at full output for this share of the hour, heat pump for the rest: together they give the load.
    "furnace_share": f"IF(AND({SHORT},out_time_shared=1,out_turns_furnace>[load_btuh]),"
    "([load_btuh]-[heat_pump_btuh])/(out_turns_furnace-[heat_pump_btuh]),0)",
    "dual_heat_pump_btuh": f"[heat_pump_btuh]*IF({SHORT},out_simultaneous+({_TURNS})*(1-[furnace_share]),1)",
    "dual_furnace_btuh": f"IF({SHORT},out_simultaneous*MIN([load_btuh]-[heat_pump_btuh],out_furnace_limit)"
    f"+({_TURNS})*([load_btuh]-[dual_heat_pump_btuh])+(1-out_simultaneous)*({_ALONE})*[furnace_btuh],0)",
    "dual_strip_btuh": f"IF({SHORT},out_simultaneous*MIN([load_btuh]-[heat_pump_btuh]-[dual_furnace_btuh],"
    f"out_strip_limit)+(1-out_simultaneous)*({_ALONE})*[furnace_strip_btuh],0)",
    "emergency_strip_btuh": "MIN([load_btuh],out_strip_limit)",
    "dual_cost": _COSTS[2],
    "dual_emissions_kg": _EMISSIONS[2],
    "defrost_fraction": f"CHOOSE(1+out_humidity,{defrost('[temperature]')},[frost_share])",
    "frosts": frosts("[temperature]"),
    **SPEEDS,
    "frosted_cop": _between("{}"),
    "running_cop": _between("MAX(c_minimum_cop,{})"),
    "cycling": "1-in_cycling_degradation*(1-IF(SUM([slow_capacity])>0,MIN(1,[load_btuh]/[slow_capacity]),1))",
    "own_btuh": "CHOOSE(1+out_humidity,0,"
    "IF(out_capacity_limits,c_defrost_own_power*out_capacity_at_47*[frost_share],0))",
    "steady_cop": _with_defrost("[running_cop]", "SUM([slow_capacity])"),
    "furnace_hours": "([furnace_btuh]>0)*[hours]",
    "dual_furnace_hours": "([dual_furnace_btuh]>0)*[hours]",
    "furnace_unmet_mmbtu": _unmet("furnace"),
    "dual_unmet_mmbtu": _unmet("dual"),
    "dual_heat_pump_kw": "[dual_heat_pump_btuh]/([cop]*c_btu_per_kwh)",
    **{f"{way}_unmet_hours": f"({_is_unmet(way)})*[hours]" for way in _HEAT},
    "excess_btuh": f"IF({_EXCESS}>c_tolerance*[load_btuh],{_EXCESS},0)",
}
"""By column"""


def values(bins: Bins, run: Operation, dual: BinTotals, furnace: BinTotals, p: Parameters) -> dict[str, list[Any]]:
    """The columns that a switchover decides about, as the engine has them."""
    ways, perf = run.ways, run.performance
    columns = {
        "load_btuh": run.load,
        "cop": perf.cop,
        "heat_pump_kw": ways.heat_pump_only.heat_pump / (perf.cop * BTU_PER_KWH),
        "furnace_cost": furnace.cost,
        "furnace_emissions_kg": furnace.emissions_kg,
        "heat_pump_btuh": ways.heat_pump_only.heat_pump,
        "furnace_btuh": ways.furnace.furnace,
        "furnace_strip_btuh": ways.furnace.strips,
        "dual_heat_pump_btuh": ways.dual.heat_pump,
        "dual_furnace_btuh": ways.dual.furnace,
        "dual_strip_btuh": ways.dual.strips,
        "dual_cost": dual.cost,
        "dual_emissions_kg": dual.emissions_kg,
        "defrost_fraction": perf.defrost_fraction,
        "steady_cop": perf.steady_cop,
        "furnace_hours": furnace.furnace_hours,
        "dual_furnace_hours": dual.furnace_hours,
        "furnace_unmet_mmbtu": furnace.unmet_mmbtu,
        "dual_unmet_mmbtu": dual.unmet_mmbtu,
    }
    limited = [value if np.isfinite(value) else "" for value in perf.capacity.tolist()]
    return {**{key: column.tolist() for key, column in columns.items()}, "capacity_btuh": limited,
            **helper_values(bins, run, p)}  # fmt: skip


def speed_values(bins: Bins, run: Operation, frost: NDArray[np.bool_], p: Parameters) -> dict[str, Array]:
    """The columns of the speeds; frost: where the frosting test counts."""
    temperature, load, blank = bins.temperature, run.load, np.full_like(run.load, np.nan)
    fraction = run.performance.defrost_fraction
    heat_left, power_left = 1 - DEFROST_CAPACITY * fraction, 1 - DEFROST_POWER * fraction
    humid = _frost_of(bins, p)
    if p.defrost == "humidity":
        heat_left, power_left = humid.capacity, humid.power
    rated = Speed(p.cop_points, p.capacity_points, p.frosting)
    columns: dict[str, Array] = {}
    for name, speed in (("rated", rated), ("min", p.slowest or rated), ("max", p.fastest or rated)):
        cop = line(temperature, speed.cop) * heat_left / power_left
        capacity = blank
        if speed.capacity is not None:
            capacity = np.maximum(0.0, line(temperature, speed.capacity)) * heat_left
        if speed.frosting is not None:
            share = (temperature - FROSTS_ABOVE) / (FROSTING - FROSTS_ABOVE)
            heat, power = (cold + (tested - cold) * share for cold, tested in speed.frosting)
            cop = np.where(frost, np.maximum(0.0, heat) / power, cop)
            capacity = capacity if speed.capacity is None else np.where(frost, np.maximum(0.0, heat), capacity)
        columns |= {f"{name}_cop": cop, f"{name}_capacity": capacity}
    slow, fast = p.slowest is not None, p.fastest is not None
    c = columns
    with np.errstate(invalid="ignore"):
        at_maximum = (c["min_capacity"] >= c["max_capacity"]) & slow & fast
        for key in ("cop", "capacity"):
            c[f"low_{key}"] = np.where(at_maximum, c[f"max_{key}"], c[f"min_{key}"])
        most = np.maximum(c["rated_capacity"], c["low_capacity"]) if slow else c["rated_capacity"]
        c["mid_at"] = np.where(
            (most >= c["max_capacity"]) & fast, 3, 1 + ((c["rated_capacity"] <= c["low_capacity"]) & slow)
        )
        for key in ("cop", "capacity"):
            mid = np.where(c["mid_at"] == 1, c[f"rated_{key}"], c[f"low_{key}"])
            c[f"mid_{key}"] = np.where(c["mid_at"] == 3, c[f"max_{key}"], mid)
            c[f"slow_{key}"] = c[f"low_{key}"] if slow else c[f"mid_{key}"]
            c[f"fast_{key}"] = c[f"max_{key}"] if fast else c[f"mid_{key}"]
        delivered = np.minimum(load, c["fast_capacity"])
        for name, (slower, faster) in {"slow": ("slow", "mid"), "fast": ("mid", "fast")}.items():
            step = c[f"{faster}_capacity"] - c[f"{slower}_capacity"]
            away = delivered - c[f"{slower}_capacity"]
            c[f"{name}_share"] = np.divide(away, step, out=np.zeros_like(load), where=step > 0).clip(0.0, 1.0)
    for key, least in (("frosted_cop", -np.inf), ("running_cop", MINIMUM_COP)):
        low, mid, high = (np.maximum(least, c[f"{name}_cop"]) for name in ("slow", "mid", "fast"))
        c[key] = low + c["slow_share"] * (mid - low) + c["fast_share"] * (high - mid)
    least_heat = c["slow_capacity"]
    part_load = np.divide(load, least_heat, out=np.ones_like(load), where=least_heat > 0)
    c["cycling"] = 1 - p.cycling_degradation * (1 - np.minimum(1.0, part_load))
    own = OWN_POWER * p.rated_capacity * humid.defrost_share
    c["own_btuh"] = np.zeros_like(load) if p.capacity_points is None else own
    return c


def _frost_of(bins: Bins, p: Parameters) -> Frost:
    """Frost by humidity; without it none."""
    if p.defrost == "humidity" and bins.frost is not None:
        return bins.frost
    return Frost(*(np.full_like(bins.temperature, dry) for dry in DRY))


def _cells(column: Array) -> list[Any]:
    return ["" if math.isnan(value) else value for value in column.tolist()]


def helper_values(bins: Bins, run: Operation, p: Parameters) -> dict[str, list[Any]]:
    """The helper columns as the engine has them."""
    ways, temperature, hours = run.ways, bins.temperature, bins.hours
    cold = {
        f"{name}_unmet_hours": np.where(unmet(run.load, heat) > 0, hours, 0.0).tolist()
        for name, heat in zip(_HEAT, ways, strict=True)
    }
    frosting = p.frosting is not None
    frost = frosting & (temperature > FROSTS_ABOVE) & ~at_or_above(temperature, FROSTS_BELOW)
    return {
        "frosts": frost.astype(int).tolist(),
        **{key: _cells(column) for key, column in speed_values(bins, run, frost, p).items()},
        "furnace_share": _turns_share(run, p).tolist(),
        "dual_heat_pump_kw": (ways.dual.heat_pump / (run.performance.cop * BTU_PER_KWH)).tolist(),
        **cold,
        "excess_btuh": np.max([excess(heat, run.load) for heat in ways], axis=0).tolist(),
    }


def _turns_share(run: Operation, p: Parameters) -> Array:
    """The share of the hour in which the furnace has its turn."""
    size = p.assumed_furnace if np.isinf(p.furnace_limit) else p.furnace_limit
    heat_pump = run.ways.heat_pump_only.heat_pump
    turns = run.short & (size > run.load) & (p.backup_operation == "time_shared")
    share: Array = np.divide(run.load - heat_pump, size - heat_pump, out=np.zeros_like(run.load), where=turns)
    return share
