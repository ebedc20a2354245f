"""How a bin is run: heat of each source, what it costs, what stays cold. Formulas of a row, and the engine's values.

The same formulas serve the bins and the pieces into which a setting between two edges cuts them.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model.climate import at_or_above
from xl_dualfuel.model.equipment import DEFROST_CAPACITY, DEFROST_POWER, FROSTS_ABOVE, FROSTS_BELOW
from xl_dualfuel.model.parameters import Array, Parameters
from xl_dualfuel.model.ratings import line
from xl_dualfuel.model.season import BinTotals, Operation, unmet
from xl_dualfuel.results.checks import excess
from xl_dualfuel.results.columns import Column
from xl_dualfuel.units import BTU_PER_KWH

from .parts import below, capacity, defrost, frosted, frosts, load, rated_line

HELPERS: Final = (
    Column("frosts", "1: frost by the test at 35 °F", "", "integer", "defrost = ahri"),
    Column("frosted_cop", "COP with defrost, before its floor", ""),
    Column("furnace_share", "Share of the hour the furnace runs", "", help="furnace and heat pump take turns"),
    Column("dual_heat_pump_kw", "Dual fuel: compressor power", "kW", help="mean of the hour"),
    Column("alone_unmet_hours", "Cold hours, heat pump only", "h"),
    Column("furnace_unmet_hours", "Cold hours, furnace", "h"),
    Column("dual_unmet_hours", "Cold hours, dual fuel", "h"),
    Column("emergency_unmet_hours", "Cold hours, emergency heat", "h"),
    Column("excess_btuh", "Heat beyond the load", "BTU/h", help="largest of the four ways to heat the bin; 0 is right"),
)


def _weighted(heat_pump_kw: str, furnace: str, strips: str, each_kwh: str, each_mmbtu: str) -> str:
    """Hours times what electricity and fuel cost or emit; heat_pump_kw in kW, furnace and strips in BTU/h."""
    electric = f"({heat_pump_kw}{strips}/df_btu_per_kwh+{furnace}*df_fan_kw_per_btuh)*{each_kwh}"
    return f"[hours]*({electric}+{furnace}/(df_furnace_efficiency*df_btu_per_mmbtu)*{each_mmbtu})"


def _ways(each_kwh: str, each_mmbtu: str) -> tuple[str, str, str]:
    """Season totals of a bin: heat pump only, furnace, dual fuel."""
    return (
        f"[hours]*([heat_pump_kw]+[strip_kw])*{each_kwh}",
        _weighted("", "[furnace_btuh]", "[furnace_strip_btuh]", each_kwh, each_mmbtu),
        _weighted("[dual_heat_pump_kw]+", "[dual_furnace_btuh]", "[dual_strip_btuh]", each_kwh, each_mmbtu),
    )


_COSTS = _ways("df_electricity_price", "df_fuel_price_per_mmbtu")
_EMISSIONS = _ways("df_grid_emissions", "df_fuel_emissions")
_RATED = rated_line("cop", "[temperature]")
_DRY = f"{_RATED}*(1-df_defrost_capacity_loss*[defrost_fraction])/(1-df_defrost_power_saving*[defrost_fraction])"
SHORT: Final = "[load_btuh]>[heat_pump_btuh]"
_TURNS, _ALONE = "[furnace_share]>0", "[furnace_share]=0"
_HEAT = {
    "alone": "[heat_pump_btuh]+[strip_kw]*df_btu_per_kwh",
    "furnace": "[furnace_btuh]+[furnace_strip_btuh]",
    "dual": "[dual_heat_pump_btuh]+[dual_furnace_btuh]+[dual_strip_btuh]",
    "emergency": "[emergency_strip_btuh]",
}
"""Heat of the four ways to run a bin, in the engine's order"""
_EXCESS = f"MAX({','.join(_HEAT.values())})-[load_btuh]"


def _is_unmet(way: str) -> str:
    """Whether a way of running leaves load of the bin unmet; a remainder from rounding is none."""
    return f"[load_btuh]-({_HEAT[way]})>df_rounding*[load_btuh]"


def _unmet(way: str) -> str:
    """The load of the bin that a way leaves unmet, over its hours."""
    return f"({_is_unmet(way)})*([load_btuh]-({_HEAT[way]}))*[hours]/df_btu_per_mmbtu"


FORMULAS: Final = {
    "load_btuh": load("[temperature]"),
    "cop": "[steady_cop]*(1-df_cycling_degradation"
    "*(1-IF(SUM([capacity_btuh])>0,MIN(1,[load_btuh]/[capacity_btuh]),1)))",
    "capacity_btuh": f'IF(df_capacity_limits,{capacity("[temperature]", "[defrost_fraction]", "[frosts]")},"")',
    "heat_pump_kw": "[heat_pump_btuh]/([cop]*df_btu_per_kwh)",
    "strip_kw": "MIN([load_btuh]-[heat_pump_btuh],df_strip_limit)/df_btu_per_kwh",
    "furnace_mmbtu_per_h": "[furnace_btuh]/(df_furnace_efficiency*df_btu_per_mmbtu)",
    "heat_pump_cost": _COSTS[0],
    "furnace_cost": _COSTS[1],
    "heat_pump_emissions_kg": _EMISSIONS[0],
    "furnace_emissions_kg": _EMISSIONS[1],
    "heat_pump_btuh": f"IF({below('[temperature]', 'df_used_lockout')},0,MIN([load_btuh],[capacity_btuh]))",
    "furnace_btuh": "MIN([load_btuh],df_furnace_limit)",
    "furnace_strip_btuh": "MIN([load_btuh]-[furnace_btuh],df_strip_limit)",
    # Furnace at full output for this share of the hour, heat pump for the rest: together they give the load.
    "furnace_share": f"IF(AND({SHORT},df_time_shared=1,df_turns_furnace>[load_btuh]),"
    "([load_btuh]-[heat_pump_btuh])/(df_turns_furnace-[heat_pump_btuh]),0)",
    "dual_heat_pump_btuh": f"[heat_pump_btuh]*IF({SHORT},df_simultaneous+({_TURNS})*(1-[furnace_share]),1)",
    "dual_furnace_btuh": f"IF({SHORT},df_simultaneous*MIN([load_btuh]-[heat_pump_btuh],df_furnace_limit)"
    f"+({_TURNS})*([load_btuh]-[dual_heat_pump_btuh])+(1-df_simultaneous)*({_ALONE})*[furnace_btuh],0)",
    "dual_strip_btuh": f"IF({SHORT},df_simultaneous*MIN([load_btuh]-[heat_pump_btuh]-[dual_furnace_btuh],"
    f"df_strip_limit)+(1-df_simultaneous)*({_ALONE})*[furnace_strip_btuh],0)",
    "emergency_strip_btuh": "MIN([load_btuh],df_strip_limit)",
    "dual_cost": _COSTS[2],
    "dual_emissions_kg": _EMISSIONS[2],
    "defrost_fraction": defrost("[temperature]"),
    "frosts": frosts("[temperature]"),
    "frosted_cop": f"IF([frosts]=1,MAX(0,{frosted('heat', '[temperature]')})/{frosted('power', '[temperature]')},{_DRY})",
    "steady_cop": "MAX(df_minimum_cop,[frosted_cop])",
    "furnace_hours": "([furnace_btuh]>0)*[hours]",
    "dual_furnace_hours": "([dual_furnace_btuh]>0)*[hours]",
    "furnace_unmet_mmbtu": _unmet("furnace"),
    "dual_unmet_mmbtu": _unmet("dual"),
    "dual_heat_pump_kw": "[dual_heat_pump_btuh]/([cop]*df_btu_per_kwh)",
    **{f"{way}_unmet_hours": f"({_is_unmet(way)})*[hours]" for way in _HEAT},
    "excess_btuh": f"IF({_EXCESS}>df_tolerance*[load_btuh],{_EXCESS},0)",
}
"""By column"""


def values(
    temperature: Array, hours: Array, run: Operation, dual: BinTotals, furnace: BinTotals, p: Parameters
) -> dict[str, list[Any]]:
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
            **helper_values(run, temperature, hours, p)}  # fmt: skip


def frosted_cop(temperature: Array, run: Operation, frost: Array, p: Parameters) -> Array:
    """The COP under frost before its floor."""
    fraction = run.performance.defrost_fraction
    dry = line(temperature, p.cop_points) * (1 - DEFROST_CAPACITY * fraction) / (1 - DEFROST_POWER * fraction)
    if p.frosting is None:
        return dry
    share = (temperature - FROSTS_ABOVE) / (FROSTING - FROSTS_ABOVE)
    heat, power = (cold + (frosted_ - cold) * share for cold, frosted_ in p.frosting)
    return np.where(frost, np.maximum(0.0, heat) / power, dry)


def helper_values(run: Operation, temperature: Array, hours: Array, p: Parameters) -> dict[str, list[Any]]:
    """The helper columns as the engine has them."""
    ways = run.ways
    cold = {
        f"{name}_unmet_hours": np.where(unmet(run.load, heat) > 0, hours, 0.0).tolist()
        for name, heat in zip(_HEAT, ways, strict=True)
    }
    frosting = p.frosting is not None
    frost = frosting & (temperature > FROSTS_ABOVE) & ~at_or_above(temperature, FROSTS_BELOW)
    return {
        "frosts": frost.astype(int).tolist(),
        "frosted_cop": frosted_cop(temperature, run, frost, p).tolist(),
        "furnace_share": _share(run, p).tolist(),
        "dual_heat_pump_kw": (ways.dual.heat_pump / (run.performance.cop * BTU_PER_KWH)).tolist(),
        **cold,
        "excess_btuh": np.max([excess(heat, run.load) for heat in ways], axis=0).tolist(),
    }


def _share(run: Operation, p: Parameters) -> Array:
    """The share of the hour in which the furnace has its turn."""
    size = p.assumed_furnace if np.isinf(p.furnace_limit) else p.furnace_limit
    heat_pump = run.ways.heat_pump_only.heat_pump
    turns = run.short & (size > run.load) & (p.backup_operation == "time_shared")
    share: Array = np.divide(run.load - heat_pump, size - heat_pump, out=np.zeros_like(run.load), where=turns)
    return share
