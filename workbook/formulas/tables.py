"""The formulas of the workbook's tables: one for each column of a result table, in the engine's own columns.

A small notation is filled in by layout.py:

    [temperature]         the cell of that column in the same row
    [Bins.hours]          the column of a table, absolute
    [Bins.+hours]         the same with its header cell on top, so that item 1 is the header
    [prev.heat_pump_cost] [next.furnace_cost]   the cell above, the cell below
    [row]                 the row's number in its table, 1 for the first
    in_… c_… out_…        defined names (names.py)

Only functions that Excel 2016 and Calc know, no constants but small whole numbers. A table is blank past its last
row. Text is more than any number, so a blank row passes `>=`; its hours are text too, and SUMPRODUCT takes text for 0.
"""

from __future__ import annotations

from typing import Any, Final

from xl_dualfuel.model.switchovers import at_most, distance, from_cold, from_warm
from xl_dualfuel.results.columns import Column

from ..shape import Filling
from . import climate, crossings, curves, edges, frost, lockouts, missing, operation, setting
from .parts import bins_at_or_above, bins_below, of_scenario, rounded

_ON = f"[at]>={rounded('out_recommended_switchover')}"
_OFF = f"[at]<{rounded('out_recommended_switchover')}"
_PUMP_ON = f"AND({_ON},OR([dual_heat_pump_btuh]>0,[dual_furnace_btuh]<=0))"
_FURNACE_ON = f"OR({_OFF},[dual_furnace_btuh]>0)"
_DELIVERED_IN_BIN = (
    f"({_ON})*([dual_heat_pump_btuh]+[dual_furnace_btuh]+[dual_strip_btuh])"
    f"-({_OFF})*([furnace_btuh]+[furnace_strip_btuh])"
)
"""To be subtracted: one of the two terms is zero."""


def _flag(condition: str, name: str) -> str:
    return f'IF({condition},"{name} ","")'


BINS: Final = {
    "bin": "[row]",
    "low": climate.LOW,
    "high": climate.HIGH,
    "temperature": climate.TEMPERATURE,
    "hours": climate.HOURS,
    "source": f'IF({_PUMP_ON},"heat_pump","")&IF(AND({_PUMP_ON},{_FURNACE_ON}),"+","")&IF({_FURNACE_ON},"furnace","")',
    "flags": "TRIM("
    + "&".join(
        (
            _flag("ROUND([steady_cop],c_digits)<c_low_cop", "low_cop"),
            _flag("ROUND([frosted_cop],c_digits)<c_minimum_cop", "floored"),
            _flag(f"OR([at]<{rounded('out_rated_from')},[at]>{rounded('out_rated_to')})", "extrapolated"),
            _flag(f"AND([at]>={rounded('out_used_lockout')},{operation.SHORT})", "shortfall"),
            _flag(f"[at]<{rounded('out_used_lockout')}", "locked_out"),
            _flag(f"[load_btuh]-{_DELIVERED_IN_BIN}>c_rounding*[load_btuh]", "unmet"),
        )
    )
    + ")",
    **operation.FORMULAS,
    **climate.BIN_HELPER_FORMULAS,
    **frost.BIN_FORMULAS,
    **crossings.FORMULAS,
    **missing.BIN_FORMULAS,
    **lockouts.BIN_FORMULAS,
}


def _kept(f: Filling) -> list[bool]:
    """Which bins the setting to program does not cut."""
    both = setting.season_of(f)
    near = missing.near_of(f, both.multiples)
    cut = both.cut[near - 1] if near else 0
    return [number != cut for number in range(1, len(f.s.load) + 1)]


def bin_helper_values(key: str, f: Filling) -> list[Any]:
    """A helper column of the bin table; shorter than the table where the column is blank."""
    s = f.s
    columns = f.once(
        "bin helpers",
        lambda: (
            climate.helper_values(f)
            | frost.helper_values(s.bins.frost, len(s.load))
            | operation.helper_values(s.bins, s.operation, s.parameters)
            | crossings.values(f)
            | {"missing_btuh": missing.values(f, s.bins, s.operation, _kept(f))}
            | {"short_at": lockouts.values(f, s.bins, s.operation, _kept(f)), "thermal_inside": lockouts.inside(f)}
        ),
    )
    return columns[key]


def _from_warm(running: str, bins: str) -> str:
    """The running sum from the warmest bin; row 1 adds the header, which SUM skips: nothing is above the top edge.

    With hours by themselves several of them lie between two settings.
    """
    between = f"SUMPRODUCT(--([Bins.bin]>SUM([prev.place])),--([Bins.bin]<=[place]),[Bins.{bins}])"
    return f"SUM([prev.{running}],INDEX([Bins.+{bins}],1+(1-out_by_the_hour)*([row]-1)),{_BY_THE_HOUR.format(between)})"


def _from_cold(running: str, bins: str) -> str:
    """The running sum from the coldest bin, whose row below is blank."""
    last = "IF([row]=out_candidates,out_bins,SUM([next.place]))"
    between = f"SUMPRODUCT(--([Bins.bin]>[place]),--([Bins.bin]<={last}),[Bins.{bins}])"
    return f"SUM([next.{running}],INDEX([Bins.+{bins}],1+(1-out_by_the_hour)*([row])),{_BY_THE_HOUR.format(between)})"


_BY_THE_HOUR = "CHOOSE(1+out_by_the_hour,0,{})"


def _direct(dual: str, furnace: str) -> str:
    """A season summed by itself, for the check of the running sums."""
    at = "[switchover]"
    return f"SUMPRODUCT({bins_at_or_above(at)},[Bins.{dual}])+SUMPRODUCT({bins_below(at)},[Bins.{furnace}])"


SWITCHOVER: Final = {
    "switchover": "CHOOSE(1+out_by_the_hour,IF([row]=1,out_edge_top,INDEX([Bins.+low],[row])),"
    "out_thermostat_top-([row]-1)*in_thermostat_step)",
    "annual_cost": "[heat_pump_cost]+[furnace_cost]",
    "emissions_kg": "[heat_pump_emissions_kg]+[furnace_emissions_kg]",
    "furnace_hours": "[furnace_hours_above]+[furnace_hours_below]",
    "heat_pump_cost": _from_warm("heat_pump_cost", "dual_cost"),
    "furnace_cost": _from_cold("furnace_cost", "furnace_cost"),
    "heat_pump_emissions_kg": _from_warm("heat_pump_emissions_kg", "dual_emissions_kg"),
    "furnace_emissions_kg": _from_cold("furnace_emissions_kg", "furnace_emissions_kg"),
    "furnace_hours_above": _from_warm("furnace_hours_above", "dual_furnace_hours"),
    "furnace_hours_below": _from_cold("furnace_hours_below", "furnace_hours"),
    "unmet_mmbtu": "[unmet_above]+[unmet_below]",
    "unmet_hours": "[unmet_hours_above]+[unmet_hours_below]",
    "tie_distance": "IF(AND([heats]=1,[annual_cost]<=out_least_cost+c_tie*ABS(out_least_cost)),"
    'ROUND(ABS([switchover]-out_used_guess),c_digits),"")',
    "place": f'IF(out_by_the_hour=1,SUMPRODUCT({bins_at_or_above("[switchover]")},--([Bins.at]<"")),[row]-1)',
    "unmet_above": _from_warm("unmet_above", "dual_unmet_mmbtu"),
    "unmet_below": _from_cold("unmet_below", "furnace_unmet_mmbtu"),
    "unmet_hours_above": _from_warm("unmet_hours_above", "dual_unmet_hours"),
    "unmet_hours_below": _from_cold("unmet_hours_below", "furnace_unmet_hours"),
    "heated_cost": 'IF([heats]=1,[annual_cost],"")',
    "cheapest_distance": "IF([annual_cost]<=out_lowest_cost+c_tie*ABS(out_lowest_cost),"
    'ROUND(ABS([switchover]-out_used_guess),c_digits),"")',
    **setting.SWITCHOVER_FORMULAS,
    "mark": 'IF([row]=out_recommended_row,"recommended","")',
    "direct_cost": _direct("dual_cost", "furnace_cost"),
    "direct_unmet": _direct("dual_unmet_mmbtu", "furnace_unmet_mmbtu"),
    "direct_heated": "IF([direct_unmet]<=MIN([Switchover.direct_unmet])+c_cold_share*out_season_load"
    '+c_tie*out_season_load,[direct_cost],"")',
}

SWITCHOVER_HELPERS: Final = (
    Column("place", "Bins at or above it", "", "integer"),
    Column("unmet_above", "Unmet load at or above", "MMBtu"),
    Column("unmet_below", "Unmet load below", "MMBtu"),
    Column("unmet_hours_above", "Cold hours at or above", "h"),
    Column("unmet_hours_below", "Cold hours below", "h"),
    Column("heated_cost", "Season cost, if it heats the house", "$"),
    Column("cheapest_distance", "Distance from the guess, of the cheapest", "°F", help="whether or not it heats"),
    *setting.SWITCHOVER_HELPERS,
    Column("mark", "Recommended", "", "text"),
    Column("direct_cost", "Season cost, summed by itself", "$", help="for a check of the running sums"),
    Column("direct_unmet", "Unmet load, summed by itself", "MMBtu"),
    Column("direct_heated", "Season cost by itself, if it heats", "$"),
)


def switchover_helper_values(key: str, f: Filling) -> list[Any]:
    """A helper column of the switchover table."""
    return f.once("switchover helpers", lambda: _switchover_helpers(f))[key]


def _switchover_helpers(f: Filling) -> dict[str, list[Any]]:
    s, c = f.s, f.s.candidates
    cold = {}
    for name, what in (("unmet", "unmet_mmbtu"), ("unmet_hours", "unmet_hours")):
        cold[f"{name}_above"] = from_warm(getattr(s.dual, what))[c.place].tolist()
        cold[f"{name}_below"] = from_cold(getattr(s.furnace, what))[c.place].tolist()
    heated = [cost if warm else "" for cost, warm in zip(c.annual_cost.tolist(), s.heats.tolist(), strict=True)]
    cheapest = at_most(c.annual_cost, c.annual_cost.min())
    away = distance(c.switchover, s.guess)
    return {
        **cold,
        **setting.pool_of(f).edges,
        "place": c.place.tolist(),
        "heated_cost": heated,
        "cheapest_distance": [d if least else "" for d, least in zip(away.tolist(), cheapest.tolist(), strict=True)],
        "mark": ["recommended" if place == s.chosen else "" for place in range(len(c.switchover))],
        "direct_cost": c.annual_cost.tolist(),
        "direct_unmet": c.unmet_mmbtu.tolist(),
        "direct_heated": heated,
    }


def of_setting(column: str) -> str:
    """How the scenario of the row is run; the settings are on the sheet Constants."""
    return f"INDEX(out_setting_{column},MATCH([scenario],out_setting_scenario,0))"


_USED = of_setting("used_switchover")
KEPT: Final = f"--([Bins.bin]<>{of_setting('cut_bin')})"
"""Bins that the setting does not cut"""
OWN: Final = f"--([Pieces.near]={of_setting('pieces_of')})"
"""Pieces of the bin that it cuts"""
_ABOVE, _BELOW = f"{bins_at_or_above(_USED)},{KEPT}", f"{bins_below(_USED)},{KEPT}"
_UPPER = f"{OWN},--([Pieces.at]>={rounded(_USED)})"
_LOWER = f"{OWN},--([Pieces.at]<{rounded(_USED)})"


def _dual(above: str, below: str = "", hours: bool = True) -> str:
    """A season of dual fuel: what is summed above the switchover, and below it; with the pieces of cut bins."""

    def both(columns: str, where: str, in_pieces: str) -> list[str]:
        each = [f"SUMPRODUCT({where},{'[Bins.hours],' if hours else ''}{columns})"]
        pieces = columns.replace("[Bins.", "[Pieces.")
        each.append(f"SUMPRODUCT({in_pieces},{'[Pieces.hours],' if hours else ''}{pieces})")
        return each

    parts = both(above, _ABOVE, _UPPER) + (both(below, _BELOW, _LOWER) if below else [])
    return f"{of_setting('dual')}*({'+'.join(parts)})"


def _by_way(dual: str, furnace: str = "", heat_pump: str = "", emergency: str = "", hours: bool = True) -> str:
    """Hours times a column, summed over the bins, for the way the scenario is run; "" for a way that has none of it."""
    each = "[Bins.hours]," if hours else ""
    terms = [_dual(dual, furnace, hours)]
    if heat_pump:
        terms.append(f"{of_setting('heat_pump')}*SUMPRODUCT({each}{heat_pump})")
    if emergency:
        terms.append(f"{of_setting('emergency')}*SUMPRODUCT({each}{emergency})")
    return "(" + "+".join(terms) + ")"


_COST = {name: of_scenario(name, "annual_cost") for name in ("heat_pump_only", "furnace_only", "existing_switchover")}
_UNMET = {name: of_scenario(name, "unmet_mmbtu") for name in _COST}
_PUMP_DEARER = f"({_COST['heat_pump_only']}>{_COST['furnace_only']})"


def _saving(cost: str, unmet: str) -> str:
    """What a season saves against another; nothing is claimed where one of the two leaves more of the load unmet."""
    same = f"ABS([unmet_mmbtu]-{unmet})<=(c_cold_share+c_tie)*[load_mmbtu]"
    return f'IF({same},{cost}-[annual_cost],"")'


def _of_dearer(values: dict[str, str]) -> str:
    """Of the dearer of the two single fuels."""
    pump, furnace = values["heat_pump_only"], values["furnace_only"]
    return f"({_PUMP_DEARER}*{pump}+(1-{_PUMP_DEARER})*{furnace})"


_DELIVERED = "([heat_pump_mmbtu]+[furnace_mmbtu]+[strip_mmbtu])"
_ELECTRIC = "([heat_pump_kwh]+[strip_kwh])"

SCENARIOS: Final = {
    "scenario": "INDEX(out_setting_scenario,[row])",
    "switchover": of_setting("switchover"),
    "annual_cost": "[electricity_kwh]*in_electricity_price+[fuel_mmbtu]*out_fuel_price_per_mmbtu",
    "electricity_kwh": "[heat_pump_kwh]+[strip_kwh]+[fan_kwh]",
    "strip_kwh": "[strip_mmbtu]*c_btu_per_mmbtu/c_btu_per_kwh",
    "fuel_mmbtu": "[furnace_mmbtu]/in_furnace_efficiency",
    "fuel_units": "[fuel_mmbtu]/out_fuel_unit_mmbtu",
    "fuel_unit": "out_fuel_unit",
    "emissions_kg": "[electricity_kwh]*in_grid_emissions+[fuel_mmbtu]*out_used_fuel_emissions",
    "furnace_hours": _dual("[Bins.dual_furnace_hours]", "[Bins.furnace_hours]", hours=False),
    "furnace_hours_fraction": "[furnace_hours]/SUM([Bins.hours])",
    "furnace_load_fraction": 'IF([load_mmbtu]>0,[furnace_mmbtu]/[load_mmbtu],"")',
    "backup_hours": _by_way(
        "--(([Bins.dual_furnace_btuh]>0)+([Bins.dual_strip_btuh]>0)>0)",
        "--(([Bins.furnace_btuh]>0)+([Bins.furnace_strip_btuh]>0)>0)",
        "--([Bins.strip_kw]>0)",
        "--([Bins.emergency_strip_btuh]>0)",
    ),
    "load_mmbtu": f"(SUMPRODUCT({KEPT},[Bins.hours],[Bins.load_btuh])"
    f"+SUMPRODUCT({OWN},[Pieces.hours],[Pieces.load_btuh]))/c_btu_per_mmbtu",
    "unmet_mmbtu": f"IF([load_mmbtu]-{_DELIVERED}>c_rounding*[load_mmbtu],[load_mmbtu]-{_DELIVERED},0)",
    "cost_per_mmbtu": f'IF({_DELIVERED}>0,[annual_cost]/{_DELIVERED},"")',
    "seasonal_cop": f"IF({_ELECTRIC}>0,([heat_pump_mmbtu]+[strip_mmbtu])*c_btu_per_mmbtu/(c_btu_per_kwh*{_ELECTRIC}),"
    '"")',
    "saving_vs_existing": _saving(_COST["existing_switchover"], _UNMET["existing_switchover"]),
    "saving_vs_single_fuel": _saving(_of_dearer(_COST), _of_dearer(_UNMET)),
    "heat_pump_kwh": _by_way("[Bins.dual_heat_pump_kw]", "", "[Bins.heat_pump_kw]"),
    "fan_kwh": "[furnace_mmbtu]*c_btu_per_mmbtu*out_fan_kw_per_btuh",
    "heat_pump_mmbtu": _by_way("[Bins.dual_heat_pump_btuh]", "", "[Bins.heat_pump_btuh]") + "/c_btu_per_mmbtu",
    "furnace_mmbtu": _by_way("[Bins.dual_furnace_btuh]", "[Bins.furnace_btuh]") + "/c_btu_per_mmbtu",
    "strip_hours": _by_way(
        "--([Bins.dual_strip_btuh]>0)",
        "--([Bins.furnace_strip_btuh]>0)",
        "--([Bins.strip_kw]>0)",
        "--([Bins.emergency_strip_btuh]>0)",
    ),
    "unmet_hours": _by_way(
        "[Bins.dual_unmet_hours]",
        "[Bins.furnace_unmet_hours]",
        "[Bins.alone_unmet_hours]",
        "[Bins.emergency_unmet_hours]",
        hours=False,
    ),
    "available": f"IF(ISNUMBER(out_bins),NOT(AND({of_setting('emergency')}=1,ISNUMBER(in_strip_capacity),"
    "SUM(in_strip_capacity)=0)),NA())",
    "live": 'IF([available]="",0,IF([available],1,0))',
    "strip_load_fraction": 'IF([load_mmbtu]>0,[strip_mmbtu]/[load_mmbtu],"")',
    "strip_cost_ratio": 'IF([heat_pump_kwh]>0,[heat_pump_mmbtu]*c_btu_per_mmbtu/(c_btu_per_kwh*[heat_pump_kwh]),"")',
    "strip_mmbtu": "("
    + _by_way("[Bins.dual_strip_btuh]", "[Bins.furnace_strip_btuh]", "", "[Bins.emergency_strip_btuh]")
    + f"+{of_setting('heat_pump')}*SUMPRODUCT([Bins.hours],[Bins.strip_kw])*c_btu_per_kwh)/c_btu_per_mmbtu",
}

SCENARIO_HELPERS: Final = (Column("live", "1: has numbers", "", "integer"),)


def scenario_helper_values(_key: str, f: Filling) -> list[Any]:
    """The helper column of the scenarios."""
    return [int(bool(available)) for available in f.scenarios["available"]]


TABLES: Final = {
    "Bins": BINS,
    "Switchover": SWITCHOVER,
    "Scenarios": SCENARIOS,
    "Curves": curves.CURVE_FORMULAS,
    "Season": curves.SEASON_FORMULAS,
    "Edges": edges.FORMULAS,
    "Near": setting.NEAR_FORMULAS,
    "Pieces": setting.PIECE_FORMULAS,
}
