"""The table of switchovers on the sheet Sensitivity: what each costs, takes and emits, for the band, the price matrix,
the price on CO2 and the frontier.

A row a bin edge; rows past the end repeat the last edge, so that sums of products over all rows meet no blank.
The formulas of the season's kWh and MMBtu are apart from those of its cost: with them any pair of prices is a sum of
products away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xl_dualfuel.model import season
from xl_dualfuel.model.switchovers import at_most, distance, from_cold, from_warm
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.columns import Column

from ..shape import Filling, present

if TYPE_CHECKING:
    from xl_dualfuel.decisions.frontier import Frontier

CUT: Final = 8
"""Allowances above the least at which the chart of the band is cut off"""
MOST_FRONTIER: Final = 1000
"""Largest room in which every edge is compared with every other by formulas; above it the frontier is the engine's."""

_BAND: Final = (
    Column("edge", "Switchover number", "", "integer", "the last one repeats"),
    Column("switchover", "Switchover", "°F"),
    Column("annual_cost", "Season cost", "$"),
    Column("emissions_kg", "Emissions", "kg"),
    Column("above_least", "Extra season cost", "$"),
    Column("within", "1: within the allowance", "", "integer"),
    Column("up", "1: and all from the recommended up to it", "", "integer"),
    Column("down", "1: and all from the recommended down to it", "", "integer"),
    Column("starts", "1: a stretch begins", "", "integer"),
    Column("drawn_at", "Switchover as drawn", "°F"),
    Column("band_at", "In the band", "°F"),
    Column("drawn_above", "Extra season cost, as drawn", "$"),
    Column("band_x", "Band as drawn", "°F"),
    Column("band_y", "Band as drawn", "$"),
    Column("above_kwh", "Electricity at or above", "kWh"),
    Column("below_kwh", "Electricity below", "kWh"),
    Column("above_mmbtu", "Fuel at or above", "MMBtu"),
    Column("below_mmbtu", "Fuel below", "MMBtu"),
    Column("kwh", "Electricity of the season", "kWh"),
    Column("mmbtu", "Fuel of the season", "MMBtu"),
    Column("closeness", "Closeness to the guess", "", help="1 / (1 + °F away)"),
    Column("from_end", "Counted from the coldest", "", "integer"),
)
_FRONTIER: Final = (
    Column("real", "1: it heats the house, 0: not, or a repetition", "", "integer"),
    Column("level", "Cost, ties levelled", "$"),
    Column("beaten", "1: another one beats it", "", "integer", "in cost and in emissions, the tie rule deciding"),
    Column("frontier_cost", "Cost on the frontier", "$"),
    Column("frontier_kg", "Emissions on the frontier", "kg"),
    Column("distance", "Distance from the chord", ""),
    Column("drawn_cost", "Frontier as drawn", "$"),
    Column("drawn_tonnes", "Frontier as drawn", "t CO2"),
    Column("tonnes", "Emissions", "t CO2"),
)


def columns(room: int) -> tuple[Column, ...]:
    """The columns of the table in a workbook with that room."""
    return _BAND + (_FRONTIER if room <= MOST_FRONTIER else _FRONTIER[-1:])


def _per_hour(way: str, unit: str) -> str:
    """Of the bin above the row's edge: its hours times what an hour takes."""
    inside = "AND([row]>1,[row]<=out_bins+1)"
    heat = {name: f"INDEX([Bins.+{way}{name}],[row])" for name in ("heat_pump_btuh", "furnace_btuh", "strip_btuh")}
    if unit == "mmbtu":
        each = f"{heat['furnace_btuh']}/(in_furnace_efficiency*c_btu_per_mmbtu)"
    else:
        compressor = f"{heat['heat_pump_btuh']}/INDEX([Bins.+cop],[row])+" if way == "dual_" else ""
        each = f"({compressor}{heat['strip_btuh']})/c_btu_per_kwh+{heat['furnace_btuh']}*out_fan_kw_per_btuh"
    return f"IF({inside},INDEX([Bins.+hours],[row])*({each}),0)"


def _below(unit: str) -> str:
    """Of the bin below the row's edge."""
    formula = _per_hour("furnace_", unit).replace("furnace_furnace_btuh", "furnace_btuh")
    return formula.replace("Bins.+", "Bins.").replace("AND([row]>1,[row]<=out_bins+1)", "[row]<=out_bins")


def _between(way: str, unit: str, above: str, at_most: str) -> str:
    """Where every hour stands by itself: of all bins below a place, down to another one."""
    where = f"--([Bins.bin]>{above}),--([Bins.bin]<={at_most}),[Bins.hours]"
    furnace = "[Bins.dual_furnace_btuh]" if way == "dual_" else "[Bins.furnace_btuh]"
    if unit == "mmbtu":
        return f"SUMPRODUCT({where},{furnace})/(in_furnace_efficiency*c_btu_per_mmbtu)"
    compressor = f"SUMPRODUCT({where},[Bins.dual_heat_pump_kw])+" if way == "dual_" else ""
    strips = f"SUMPRODUCT({where},[Bins.{way}strip_btuh])/c_btu_per_kwh"
    return f"{compressor}{strips}+SUMPRODUCT({where},{furnace})*out_fan_kw_per_btuh"


def _running(side: str, unit: str) -> str:
    """Electricity or fuel of the bins above or below a switchover, by running sums."""
    here = "INDEX([Switchover.place],[edge])"
    if side == "above":
        warmer = "IF([row]=1,0,SUM(INDEX([Switchover.place],MIN([row]-1,out_candidates))))"
        each, before = (_per_hour("dual_", unit), _between("dual_", unit, warmer, here)), "prev"
    else:
        colder = "IF([row]<out_candidates,SUM(INDEX([Switchover.place],[edge]+1)),IF([row]=out_candidates,out_bins,0))"
        each, before = (_below(unit), _between("furnace_", unit, here, colder)), "next"
    return f"SUM([{before}.{side}_{unit}],CHOOSE(1+out_by_the_hour,{each[0]},{each[1]}))"


_BEATS = (
    "([Edges.level]<=[level]*(1+c_tie))*([Edges.emissions_kg]<=[emissions_kg]*(1+c_tie))"
    "*(([Edges.level]<[level]*(1-c_tie))+([Edges.emissions_kg]<[emissions_kg]*(1-c_tie))"
    "+([Edges.closeness]>[closeness])+([Edges.closeness]=[closeness])*([Edges.edge]<[edge])>0)"
)
"""1 for what is no worse in both and better in either; of equals the closer to the guess, then the warmer."""

_HEATS = "IF(INDEX([Switchover.unmet_mmbtu],[edge])<=out_unmet_allowed,1,0)"

FORMULAS: Final = {
    "edge": "MIN([row],out_candidates)",
    "switchover": "INDEX([Switchover.switchover],[edge])",
    "annual_cost": "INDEX([Switchover.annual_cost],[edge])",
    "emissions_kg": "INDEX([Switchover.emissions_kg],[edge])",
    "above_least": "[annual_cost]-out_recommended_annual_cost",
    "within": f"IF([annual_cost]<=out_band_limit+c_tie*ABS(out_recommended_annual_cost),{_HEATS},0)",
    "up": "IF([within]=1,IF([edge]=out_recommended_row,1,SUM([next.up])),0)",
    "down": "IF([within]=1,IF([edge]=out_recommended_row,1,SUM([prev.down])),0)",
    "starts": "IF(AND([within]=1,SUM([prev.within])=0),1,0)",
    "drawn_at": "[switchover]",
    "band_at": 'IF([up]+[down]>0,[drawn_at],"")',
    "drawn_above": "IF(out_band_allowance>0,MIN([above_least],out_band_cut*out_band_allowance),[above_least])",
    "band_x": "IF([up]+[down]>0,[drawn_at],out_band_recommended)",
    "band_y": "IF([up]+[down]>0,[above_least],0)",
    **{f"{side}_{unit}": _running(side, unit) for unit in ("kwh", "mmbtu") for side in ("above", "below")},
    "kwh": "[above_kwh]+[below_kwh]",
    "mmbtu": "[above_mmbtu]+[below_mmbtu]",
    "closeness": "1/(1+ROUND(ABS([switchover]-out_used_guess),c_digits))",
    "from_end": "out_candidates+1-[edge]",
    "level": "IF([annual_cost]<=out_recommended_annual_cost+c_tie*ABS(out_recommended_annual_cost),"
    "out_recommended_annual_cost,[annual_cost])",
    "real": f"IF([row]<=out_candidates,{_HEATS},0)",
    "beaten": f"IF([real]=1,IF(SUMPRODUCT([Edges.real]*{_BEATS})>0,1,0),1)",
    "frontier_cost": 'IF([beaten]=0,[annual_cost],"")',
    "frontier_kg": 'IF([beaten]=0,[emissions_kg],"")',
    "distance": "IF(AND([beaten]=0,out_frontier_points>2),(1-([annual_cost]-out_cheapest_cost)/out_frontier_more"
    '-([emissions_kg]-out_cleanest_kg)/out_frontier_less)/SQRT(2),"")',
    "drawn_cost": "IF([beaten]=0,[annual_cost],out_cheapest_cost)",
    "drawn_tonnes": "IF([beaten]=0,[emissions_kg],out_cheapest_kg)/c_kg_per_tonne",
    "tonnes": "[emissions_kg]/c_kg_per_tonne",
}


SHOWN: Final = ("drawn_at", "band_at", "band_x")
"""Columns in the unit of the case, which charts and the lines above them show"""

_PAST_END: Final[dict[str, Any]] = {
    **dict.fromkeys(("starts", "real", "below_kwh", "below_mmbtu"), 0),
    **dict.fromkeys(("frontier_cost", "frontier_kg", "distance"), ""),
    "beaten": 1,
}
"""What a column holds past the last edge, where that is not its last value"""


def edges_of(f: Filling) -> dict[str, list[Any]]:
    """The table's columns, an item for each candidate."""
    return f.once("edges", lambda: _edges(f) | _frontier(f))


def values_of(key: str, f: Filling) -> Sequence[Any]:
    """A column of the table, filled to the end of the room."""
    column = edges_of(f)[key]
    last = _PAST_END.get(key, column[-1])
    if key in ("drawn_cost", "drawn_tonnes"):
        last = column[edges_of(f)["switchover"].index(frontier_of_sheet(f).cheapest)]
    return [*column, *[last] * (f.room - len(column))]


def _edges(f: Filling) -> dict[str, list[Any]]:
    s, c = f.s, f.s.candidates
    count = len(c.switchover)
    p, hours, cop = s.parameters, s.bins.hours, s.performance.cop
    dual, furnace = season.energy(s.ways.dual, hours, cop, p), season.energy(s.ways.furnace, hours, cop, p)
    above = {"kwh": from_warm(dual.kwh)[c.place], "mmbtu": from_warm(dual.fuel_mmbtu)[c.place]}
    below = {"kwh": from_cold(furnace.kwh)[c.place], "mmbtu": from_cold(furnace.fuel_mmbtu)[c.place]}
    band = present(f.decisions.band)
    least = float(c.annual_cost[s.chosen])
    within = (at_most(c.annual_cost, band.limit, least) & s.curve.heats).astype(int).tolist()
    edge, more = c.switchover.tolist(), (c.annual_cost - least).tolist()
    up = [int(s.switchover <= t <= band.band.high) for t in edge]
    down = [int(band.band.low <= t <= s.switchover) for t in edge]
    shown = convert(edge, "°F", f.shape.units)
    inside = [bool(a or b) for a, b in zip(up, down, strict=True)]
    return {
        "edge": list(range(1, count + 1)),
        "switchover": edge,
        "annual_cost": c.annual_cost.tolist(),
        "emissions_kg": c.emissions_kg.tolist(),
        "above_least": more,
        "within": within,
        "up": up,
        "down": down,
        "starts": [int(now and not before) for now, before in zip(within, [0, *within[:-1]], strict=True)],
        "drawn_at": shown,
        "band_at": [t if good else "" for t, good in zip(shown, inside, strict=True)],
        "drawn_above": [min(extra, CUT * band.allowance) if band.allowance > 0 else extra for extra in more],
        "band_x": [
            t if good else convert(s.switchover, "°F", f.shape.units) for t, good in zip(shown, inside, strict=True)
        ],
        "band_y": [extra if good else 0.0 for extra, good in zip(more, inside, strict=True)],
        **{f"above_{unit}": sums.tolist() for unit, sums in above.items()},
        **{f"below_{unit}": sums.tolist() for unit, sums in below.items()},
        **{unit: (sums + below[unit]).tolist() for unit, sums in above.items()},
        "closeness": (1 / (1 + distance(c.switchover, s.guess))).tolist(),
        "from_end": list(range(count, 0, -1)),
        "tonnes": (c.emissions_kg / 1000).tolist(),
    }


def _frontier(f: Filling) -> dict[str, list[Any]]:
    c, all_points = f.s.candidates, frontier_of_sheet(f).points
    least, by_switchover = f.s.curve.least, {point.switchover: point for point in all_points}
    points = [by_switchover.get(edge) for edge in c.switchover.tolist()]
    first = all_points[0]
    return {
        "real": f.s.curve.heats.astype(int).tolist(),
        "level": np.where(at_most(c.annual_cost, least), least, c.annual_cost).tolist(),
        "beaten": [int(point is None) for point in points],
        "frontier_cost": ["" if point is None else point.annual_cost for point in points],
        "frontier_kg": ["" if point is None else point.emissions_kg for point in points],
        "distance": ["" if point is None or len(all_points) < 3 else point.distance for point in points],
        "drawn_cost": [(point or first).annual_cost for point in points],
        "drawn_tonnes": [(point or first).emissions_kg / 1000 for point in points],
    }


def frontier_of_sheet(f: Filling) -> Frontier:
    """The frontier of the case."""
    from xl_dualfuel.decisions.frontier import frontier  # here: few workbooks have one

    return f.once("frontier", lambda: f.decisions.frontier or frontier(f.result))
