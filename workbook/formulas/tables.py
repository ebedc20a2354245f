"""The formulas of the workbook's tables: one for each column of a result table, in the engine's own columns.

A small notation is filled in by layout.py:

    [temperature]         the cell of that column in the same row
    [Bins.hours]          the column of a table, absolute
    [Bins.+hours]         the same with its header cell on top, so that item 1 is the header
    [prev.heat_pump_cost] [next.furnace_cost]   the cell above, the cell below
    [row]                 the row's number in its table, 1 for the first
    df_…                  defined names

Only functions that Excel 2016 and Calc know, no constants but 0 and 1. Past its last row a table is blank. Text is
more than any number, so a blank row passes `>=`; its hours are text too, and SUMPRODUCT takes text for 0.
"""

from __future__ import annotations

from typing import Any, Final

from xl_dualfuel.results.columns import Column

from ..shape import Filling
from . import climate, crossings, curves, edges
from .parts import defrost, of_scenario, rated_line


def _weighted(heat_pump_kw: str, furnace: str, strips: str, each_kwh: str, each_mmbtu: str) -> str:
    """Hours times what electricity and fuel cost or emit; heat_pump_kw in kW, furnace and strips in BTU/h."""
    electric = f"({heat_pump_kw}{strips}/df_btu_per_kwh+{furnace}*df_fan_kw_per_btuh)*{each_kwh}"
    return f"[hours]*({electric}+{furnace}/(df_furnace_efficiency*df_btu_per_mmbtu)*{each_mmbtu})"


def _ways(each_kwh: str, each_mmbtu: str) -> tuple[str, str, str]:
    """Season totals of a bin: heat pump only, furnace, dual fuel."""
    compressor = "[dual_heat_pump_btuh]/([cop]*df_btu_per_kwh)+"
    return (
        f"[hours]*([heat_pump_kw]+[strip_kw])*{each_kwh}",
        _weighted("", "[furnace_btuh]", "[furnace_strip_btuh]", each_kwh, each_mmbtu),
        _weighted(compressor, "[dual_furnace_btuh]", "[dual_strip_btuh]", each_kwh, each_mmbtu),
    )


_RATED = rated_line("cop", "[temperature]")
_COP = f"{_RATED}*(1-df_defrost_capacity_loss*[defrost_fraction])/(1-df_defrost_power_saving*[defrost_fraction])"
_CAPACITY = f"MAX(0,{rated_line('capacity', '[temperature]')})*(1-df_defrost_capacity_loss*[defrost_fraction])"
_ON = "[temperature]>=df_recommended_switchover"
_PUMP_ON = f"AND({_ON},OR([dual_heat_pump_btuh]>0,[dual_furnace_btuh]<=0))"
_FURNACE_ON = "OR([temperature]<df_recommended_switchover,[dual_furnace_btuh]>0)"
_SHORT = "[load_btuh]>[heat_pump_btuh]"
_DELIVERED_IN_BIN = (
    f"({_ON})*([dual_heat_pump_btuh]+[dual_furnace_btuh]+[dual_strip_btuh])"
    "-([temperature]<df_recommended_switchover)*([furnace_btuh]+[furnace_strip_btuh])"
)
"""To be subtracted: one of the two terms is zero."""
_COSTS = _ways("df_electricity_price", "df_fuel_price_per_mmbtu")
_EMISSIONS = _ways("df_grid_emissions", "df_fuel_emissions")


def _flag(condition: str, name: str) -> str:
    return f'IF({condition},"{name} ","")'


BINS: Final = {
    "bin": "[row]",
    "low": climate.LOW,
    "high": climate.HIGH,
    "temperature": climate.TEMPERATURE,
    "hours": climate.HOURS,
    "load_btuh": "df_used_load_slope*MAX(0,df_used_load_balance-[temperature])",
    "cop": "[steady_cop]*(1-df_cycling_degradation"
    "*(1-IF(SUM([capacity_btuh])>0,MIN(1,[load_btuh]/[capacity_btuh]),1)))",
    "capacity_btuh": f'IF(df_capacity_limits,{_CAPACITY},"")',
    "heat_pump_kw": "[heat_pump_btuh]/([cop]*df_btu_per_kwh)",
    "strip_kw": "MIN([load_btuh]-[heat_pump_btuh],df_strip_limit)/df_btu_per_kwh",
    "furnace_mmbtu_per_h": "[furnace_btuh]/(df_furnace_efficiency*df_btu_per_mmbtu)",
    "heat_pump_cost": _COSTS[0],
    "furnace_cost": _COSTS[1],
    "heat_pump_emissions_kg": _EMISSIONS[0],
    "furnace_emissions_kg": _EMISSIONS[1],
    "source": f'IF({_PUMP_ON},"heat_pump","")&IF(AND({_PUMP_ON},{_FURNACE_ON}),"+","")&IF({_FURNACE_ON},"furnace","")',
    "flags": "TRIM("
    + "&".join(
        (
            _flag("[steady_cop]<df_low_cop", "low_cop"),
            _flag(f"{_COP}<df_minimum_cop", "floored"),
            _flag("OR([temperature]<df_rated_from,[temperature]>df_rated_to)", "extrapolated"),
            _flag(f"AND([temperature]>=df_used_lockout,{_SHORT})", "shortfall"),
            _flag("[temperature]<df_used_lockout", "locked_out"),
            _flag(f"[load_btuh]-{_DELIVERED_IN_BIN}>df_rounding*[load_btuh]", "unmet"),
        )
    )
    + ")",
    "heat_pump_btuh": "IF([temperature]<df_used_lockout,0,MIN([load_btuh],[capacity_btuh]))",
    "furnace_btuh": "MIN([load_btuh],df_furnace_limit)",
    "furnace_strip_btuh": "MIN([load_btuh]-[furnace_btuh],df_strip_limit)",
    "dual_heat_pump_btuh": f"IF({_SHORT},df_simultaneous*[heat_pump_btuh],[heat_pump_btuh])",
    "dual_furnace_btuh": f"IF({_SHORT},df_simultaneous*MIN([load_btuh]-[heat_pump_btuh],df_furnace_limit)"
    "+(1-df_simultaneous)*[furnace_btuh],0)",
    "dual_strip_btuh": f"IF({_SHORT},df_simultaneous*MIN([load_btuh]-[heat_pump_btuh]-[dual_furnace_btuh],"
    "df_strip_limit)+(1-df_simultaneous)*[furnace_strip_btuh],0)",
    "emergency_strip_btuh": "MIN([load_btuh],df_strip_limit)",
    "dual_cost": _COSTS[2],
    "dual_emissions_kg": _EMISSIONS[2],
    "defrost_fraction": defrost("[temperature]"),
    "steady_cop": f"MAX(df_minimum_cop,{_COP})",
    "furnace_hours": "([furnace_btuh]>0)*[hours]",
    "dual_furnace_hours": "([dual_furnace_btuh]>0)*[hours]",
    **climate.BIN_HELPER_FORMULAS,
    **crossings.FORMULAS,
}


def _from_warm(running: str, bins: str) -> str:
    """The running sum from the warmest bin; row 1 adds the header, which SUM skips: nothing is above the top edge."""
    return f"SUM([prev.{running}],INDEX([Bins.+{bins}],[row]))"


def _from_cold(running: str, bins: str) -> str:
    """The running sum from the coldest bin, whose row below is blank."""
    return f"SUM([next.{running}],INDEX([Bins.{bins}],[row]))"


SWITCHOVER: Final = {
    "switchover": "IF([row]=1,INDEX([Bins.high],1),INDEX([Bins.+low],[row]))",
    "annual_cost": "[heat_pump_cost]+[furnace_cost]",
    "emissions_kg": "[heat_pump_emissions_kg]+[furnace_emissions_kg]",
    "furnace_hours": "[furnace_hours_above]+[furnace_hours_below]",
    "heat_pump_cost": _from_warm("heat_pump_cost", "dual_cost"),
    "furnace_cost": _from_cold("furnace_cost", "furnace_cost"),
    "heat_pump_emissions_kg": _from_warm("heat_pump_emissions_kg", "dual_emissions_kg"),
    "furnace_emissions_kg": _from_cold("furnace_emissions_kg", "furnace_emissions_kg"),
    "furnace_hours_above": _from_warm("furnace_hours_above", "dual_furnace_hours"),
    "furnace_hours_below": _from_cold("furnace_hours_below", "furnace_hours"),
    "tie_distance": "IF([annual_cost]<=df_least_cost+df_tie*ABS(df_least_cost),"
    'ROUND(ABS([switchover]-df_used_guess),df_digits),"")',
    "mark": 'IF([row]=df_recommended_row,"recommended","")',
    # Every edge summed by itself, for the check of the running sums.
    "direct_cost": "SUMPRODUCT(--([Bins.temperature]>=[switchover]),[Bins.dual_cost])"
    "+SUMPRODUCT(--([Bins.temperature]<[switchover]),[Bins.furnace_cost])",
}

SWITCHOVER_HELPERS: Final = (
    Column("mark", "Recommended", "", "text"),
    Column("direct_cost", "Season cost, summed by itself", "$", help="for a check of the running sums"),
)


def switchover_helper_values(key: str, f: Filling) -> list[Any]:
    """A helper column of the switchover table."""
    s = f.s
    if key == "mark":
        return ["recommended" if place == s.chosen else "" for place in range(len(s.bins.hours) + 1)]
    return s.candidates.annual_cost.tolist()  # type: ignore[no-any-return]


def _setting(column: str) -> str:
    """How the scenario of the row is run; the settings are on the sheet Constants."""
    return f"INDEX(df_setting_{column},MATCH([scenario],df_setting_scenario,0))"


_ABOVE = f"--([Bins.temperature]>={_setting('used_switchover')})"
_BELOW = f"--([Bins.temperature]<{_setting('used_switchover')})"


def _by_way(dual: str, furnace: str = "", heat_pump: str = "", emergency: str = "") -> str:
    """Hours times a column, summed over the bins, for the way the scenario is run; "" for a way that has none of it."""
    parts = [f"SUMPRODUCT({_ABOVE},[Bins.hours],{dual})"]
    if furnace:
        parts.append(f"SUMPRODUCT({_BELOW},[Bins.hours],{furnace})")
    terms = [f"{_setting('dual')}*({'+'.join(parts)})"]
    if heat_pump:
        terms.append(f"{_setting('heat_pump')}*SUMPRODUCT([Bins.hours],{heat_pump})")
    if emergency:
        terms.append(f"{_setting('emergency')}*SUMPRODUCT([Bins.hours],{emergency})")
    return "(" + "+".join(terms) + ")"


_SINGLE = [of_scenario(name, "annual_cost") for name in ("heat_pump_only", "furnace_only")]
_DELIVERED = "([heat_pump_mmbtu]+[furnace_mmbtu]+[strip_mmbtu])"
_ELECTRIC = "([heat_pump_kwh]+[strip_kwh])"

SCENARIOS: Final = {
    "scenario": "INDEX(df_setting_scenario,[row])",
    "switchover": _setting("switchover"),
    "annual_cost": "[electricity_kwh]*df_electricity_price+[fuel_mmbtu]*df_fuel_price_per_mmbtu",
    "electricity_kwh": "[heat_pump_kwh]+[strip_kwh]+[fan_kwh]",
    "strip_kwh": "[strip_mmbtu]*df_btu_per_mmbtu/df_btu_per_kwh",
    "fuel_mmbtu": "[furnace_mmbtu]/df_furnace_efficiency",
    "fuel_units": "[fuel_mmbtu]/df_fuel_unit_mmbtu",
    "fuel_unit": "df_fuel_unit",
    "emissions_kg": "[electricity_kwh]*df_grid_emissions+[fuel_mmbtu]*df_fuel_emissions",
    "furnace_hours": f"{_setting('dual')}*(SUMPRODUCT({_ABOVE},[Bins.dual_furnace_hours])"
    f"+SUMPRODUCT({_BELOW},[Bins.furnace_hours]))",
    "furnace_hours_fraction": "[furnace_hours]/SUM([Bins.hours])",
    "furnace_load_fraction": 'IF([load_mmbtu]>0,[furnace_mmbtu]/[load_mmbtu],"")',
    "backup_hours": _by_way(
        "--(([Bins.dual_furnace_btuh]>0)+([Bins.dual_strip_btuh]>0)>0)",
        "--(([Bins.furnace_btuh]>0)+([Bins.furnace_strip_btuh]>0)>0)",
        "--([Bins.strip_kw]>0)",
        "--([Bins.emergency_strip_btuh]>0)",
    ),
    "load_mmbtu": "SUMPRODUCT([Bins.hours],[Bins.load_btuh])/df_btu_per_mmbtu",
    "unmet_mmbtu": f"IF([load_mmbtu]-{_DELIVERED}>df_rounding*[load_mmbtu],[load_mmbtu]-{_DELIVERED},0)",
    "cost_per_mmbtu": f'IF({_DELIVERED}>0,[annual_cost]/{_DELIVERED},"")',
    "seasonal_cop": f"IF({_ELECTRIC}>0,([heat_pump_mmbtu]+[strip_mmbtu])*df_btu_per_mmbtu/(df_btu_per_kwh*{_ELECTRIC}),"
    '"")',
    "saving_vs_existing": f"{of_scenario('existing_switchover', 'annual_cost')}-[annual_cost]",
    "saving_vs_single_fuel": f"MAX({','.join(_SINGLE)})-[annual_cost]",
    # The compressor's power does not depend on the way a bin is run; it is spent while the compressor runs.
    "heat_pump_kwh": f"{_setting('dual')}*SUMPRODUCT({_ABOVE},--([Bins.dual_heat_pump_btuh]>0),[Bins.hours],"
    f"[Bins.heat_pump_kw])+{_setting('heat_pump')}*SUMPRODUCT([Bins.hours],[Bins.heat_pump_kw])",
    "fan_kwh": "[furnace_mmbtu]*df_btu_per_mmbtu*df_fan_kw_per_btuh",
    "heat_pump_mmbtu": _by_way("[Bins.dual_heat_pump_btuh]", "", "[Bins.heat_pump_btuh]") + "/df_btu_per_mmbtu",
    "furnace_mmbtu": _by_way("[Bins.dual_furnace_btuh]", "[Bins.furnace_btuh]") + "/df_btu_per_mmbtu",
    "strip_hours": _by_way(
        "--([Bins.dual_strip_btuh]>0)",
        "--([Bins.furnace_strip_btuh]>0)",
        "--([Bins.strip_kw]>0)",
        "--([Bins.emergency_strip_btuh]>0)",
    ),
    "strip_load_fraction": 'IF([load_mmbtu]>0,[strip_mmbtu]/[load_mmbtu],"")',
    "strip_cost_ratio": 'IF([heat_pump_kwh]>0,[heat_pump_mmbtu]*df_btu_per_mmbtu/(df_btu_per_kwh*[heat_pump_kwh]),"")',
    "strip_mmbtu": "("
    + _by_way("[Bins.dual_strip_btuh]", "[Bins.furnace_strip_btuh]", "", "[Bins.emergency_strip_btuh]")
    + f"+{_setting('heat_pump')}*SUMPRODUCT([Bins.hours],[Bins.strip_kw])*df_btu_per_kwh)/df_btu_per_mmbtu",
}

TABLES: Final = {
    "Bins": BINS,
    "Switchover": SWITCHOVER,
    "Scenarios": SCENARIOS,
    "Curves": curves.CURVE_FORMULAS,
    "Season": curves.SEASON_FORMULAS,
    "Edges": edges.FORMULAS,
}
