"""Lines of the sheet Sensitivity: the band, the price on CO2, the frontier; each formula with its value.

And the rows of its blocks, which depend on how many inputs and scenarios there are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from xl_dualfuel.decisions.band import Band
from xl_dualfuel.decisions.deciding import PRICE_STEPS
from xl_dualfuel.decisions.frontier import FLAT, CarbonChoice, carbon_choice
from xl_dualfuel.model.climate import at_or_above
from xl_dualfuel.model.switchovers import cheapest

from ..shape import Decided, Filling, present
from . import edges
from .choices import NOT_COMPARED
from .parts import bins_at_or_above

MOST_DRAWN: Final = 12
"""Inputs on a tornado chart, the ones that move most"""
REASONS: Final = 9
"""Lines of what is to be programmed, and why"""
_LINE: Final = 115
"""Characters of such a line: what a page holds"""
NOTES: Final = 4
"""Lines of what was drawn"""
NOTE_LINE: Final = 85
"""Characters of such a line, which begins in the second column"""
_CHART_ROWS: Final = 46
"""Of the two tornados, and of the chart of the risks below them"""


class Rows(NamedTuple):
    """First rows of the blocks: their titles; of the tables of what is drawn and of the edges the labels."""

    band: int
    tornado: int
    charts: int
    risks: int
    matrix: int
    carbon: int
    frontier: int
    uncertain: int
    drawn: int
    edges: int


def rows_of(decided: Decided) -> Rows:
    """The first rows of the blocks."""
    band = 6
    tornado = band + 2 + len(BAND) + 1 + REASONS + 2
    charts = tornado + 3 + decided.bars + 2
    risks = charts + _CHART_ROWS
    matrix = risks + 2 + decided.risks + 2
    carbon = matrix + 3 + len(PRICE_STEPS) + 2
    frontier = carbon + 2 + len(CARBON) + 1
    uncertain = frontier + 2 + len(FRONTIER) + 2
    drawn = uncertain + (12 + NOTES if decided.uncertain else 3)
    return Rows(band, tornado, charts, risks, matrix, carbon, frontier, uncertain, drawn,
                drawn + 4 + 2 * min(decided.bars, MOST_DRAWN) + 8)  # fmt: skip


class Line(NamedTuple):
    """One number: its label, defined name, unit, formula ("" for a value), value, format, and how."""

    label: str
    name: str
    unit: str
    formula: str
    value: Callable[[Filling], Any]
    format: str
    how: str
    input: bool = False


def band_of(f: Filling) -> Band:
    """The band; the sheet is there only with one."""
    return present(f.decisions.band)


def _share(f: Filling) -> float:
    band = band_of(f)
    return band.allowance / abs(band.least_cost) if band.least_cost else 0.0


def reason(number: int) -> Callable[[Filling], str | None]:
    """A line of why what is to be programmed is what it is: setting, the two lockouts, differential."""

    def line(f: Filling) -> str | None:
        lines = [part for said in band_of(f).program.reasons for part in textwrap.wrap(said, _LINE)]
        if len(lines) > REASONS:
            lines[REASONS - 1 :] = [f"{lines[REASONS - 1]} …"]
        return lines[number] if number < len(lines) else None

    return line


def degree(f: Filling) -> str:
    """The unit of the lines to program, which have none of their own: the thermostat's."""
    return f"°{band_of(f).program.unit}"


_TODAY_AS_WARM = (
    "ABS(INDEX([Switchover.unmet_mmbtu],out_band_today_row)-INDEX([Switchover.unmet_mmbtu],out_recommended_row))"
    "<=(c_cold_share+c_tie)*out_season_load"
)


def _today_more(f: Filling) -> float | str:
    more = band_of(f).existing_over_least
    return NOT_COMPARED if more is None else more


def _today_row(f: Filling) -> int:
    """The coldest of the switchovers that have no more bins at or above them than today's setting."""
    place = int(at_or_above(f.s.bins.temperature, f.s.parameters.existing_switchover).sum())
    return int((f.s.candidates.place <= place).sum())


def ok(formula: str) -> str:
    """#N/A while the case is broken."""
    return f'IF(out_status="OK",{formula},NA())'


OWN: Final = "calculated when the workbook was made: see below"
_TODAY_PLACE = f'SUMPRODUCT({bins_at_or_above("in_existing_switchover")},--([Bins.at]<""))'
_TODAY_ROW = f"SUMPRODUCT(--([Switchover.place]<={_TODAY_PLACE}))"

BAND: Final = (
    Line("Allowance, share of the least cost", "band_share", "", "", _share, "",
         "yours to change", True),
    Line("Allowance", "band_allowance", "$", ok("in_band_share*ABS(out_recommended_annual_cost)"),
         lambda f: _share(f) * abs(band_of(f).least_cost), "money", "share times least season cost"),
    Line("Recommended switchover", "band_recommended", "°F", ok("out_recommended_switchover"),
         lambda f: f.s.switchover, "0.0#", "the least season cost"),
    Line("Least season cost", "band_least", "$", ok("out_recommended_annual_cost"),
         lambda f: band_of(f).least_cost, "money", "of the switchovers, bin edges"),
    Line("Dearest season cost allowed", "band_limit", "$", ok("out_recommended_annual_cost+out_band_allowance"),
         lambda f: band_of(f).least_cost + _share(f) * abs(band_of(f).least_cost), "money", ""),
    Line("Band, from", "band_low", "°F", ok("MIN([Edges.band_at])"),
         lambda f: band_of(f).band.low, "0.0#", "lowest bin edge in one stretch with the recommended one"),
    Line("Band, to", "band_high", "°F", ok("MAX([Edges.band_at])"),
         lambda f: band_of(f).band.high, "0.0#", "highest of them"),
    Line("Further bands", "band_others", "", ok("SUM([Edges.starts])-1"),
         lambda f: len(band_of(f).others), "0", "dearer settings lie between them and this one"),
    Line("Today's setting", "band_today", "°F", ok("in_existing_switchover"),
         lambda f: f.s.parameters.existing_switchover, "0.0#", ""),
    Line("It costs more than the best by", "band_today_more", "$",
         ok(f'IF({_TODAY_AS_WARM},MAX(0,INDEX([Edges.above_least],out_band_today_row)),"{NOT_COMPARED}")'),
         _today_more, "money", "a season"),
    Line("Its place among the switchovers", "band_today_row", "", ok(_TODAY_ROW),
         _today_row, "0", "1 is the warmest"),
    Line("It lies", "band_today_in", "",
         ok('IF(ISNUMBER(INDEX([Edges.band_at],out_band_today_row)),"inside the band","outside the band")'),
         lambda f: "inside the band" if band_of(f).existing_in_band else "outside the band", "General", ""),
    Line("Chart cut off at so many allowances", "band_cut", "", "", lambda _: edges.CUT, "0",
         "to show what lies near the band"),
    Line("Setting to program", "band_setting", "", "", lambda f: band_of(f).program.setting, "0.0#", OWN),
    Line("Compressor lockout to program", "band_compressor_lockout", "", "",
         lambda f: band_of(f).program.compressor_lockout, "0.0#", OWN),
    Line("Backup heat lockout to program", "band_backup_lockout", "", "",
         lambda f: band_of(f).program.backup_lockout, "0.0#", OWN),
    Line("Differential", "band_differential", "", "", lambda f: band_of(f).program.differential,
         "0.0#", OWN),
)  # fmt: skip


# ---------------------------------------------------------------------------------------- the price on CO2


def _choice(f: Filling) -> CarbonChoice:
    return f.once("carbon", lambda: f.decisions.carbon or carbon_choice(f.s.curve, 0.0))


def _carbon(name: str) -> Callable[[Filling], float]:
    return lambda f: float(getattr(_choice(f), name))


def _carbon_place(f: Filling) -> int:
    return edges.edges_of(f)["switchover"].index(_choice(f).switchover)


COLD: Final = "(1-[Edges.real])*c_beyond"
"""Added to the cost of a switchover that does not heat the house, so that it is never the least"""
_OBJECTIVE = f"([Edges.annual_cost]+in_carbon_price/c_kg_per_tonne*[Edges.emissions_kg]+{COLD})"
_CHEAP = f"({_OBJECTIVE}<=out_carbon_objective+c_tie*ABS(out_carbon_objective))"

CARBON: Final = (
    Line("Price on CO2", "carbon_price", "$/t", "", _carbon("carbon_price"), "money", "yours to change", True),
    Line("Least of cost and CO2 priced", "carbon_objective", "$", ok(f"SUMPRODUCT(SMALL({_OBJECTIVE},1))"),
         _carbon("objective"), "money", "season cost + price · emissions, of every switchover"),
    Line("Closeness to the guess", "carbon_closeness", "", ok(f"SUMPRODUCT(LARGE({_CHEAP}*[Edges.closeness],1))"),
         lambda f: edges.edges_of(f)["closeness"][_carbon_place(f)], "0.000",
         "ties go to the one nearest the initial guess"),
    Line("Its place among the switchovers", "carbon_row", "",
         ok("out_candidates+1-"
            f"SUMPRODUCT(LARGE({_CHEAP}*([Edges.closeness]=out_carbon_closeness)*[Edges.from_end],1))"),
         lambda f: _carbon_place(f) + 1, "0", ""),
    Line("Switchover with that price", "carbon_switchover", "°F", ok("INDEX([Edges.drawn_at],out_carbon_row)"),
         _carbon("switchover"), "0.0#", ""),
    Line("Season cost there", "carbon_cost", "$", ok("INDEX([Edges.annual_cost],out_carbon_row)"),
         _carbon("annual_cost"), "money", "without the price on CO2"),
    Line("More than the least season cost", "carbon_extra", "$", ok("out_carbon_cost-out_recommended_annual_cost"),
         _carbon("extra_cost"), "money", ""),
    Line("Emissions there", "carbon_kg", "kg", ok("INDEX([Edges.emissions_kg],out_carbon_row)"),
         _carbon("emissions_kg"), "#,##0.0", ""),
    Line("Emissions avoided", "carbon_avoided", "kg",
         ok("INDEX([Edges.emissions_kg],out_recommended_row)-out_carbon_kg"), _carbon("avoided_kg"), "#,##0.0",
         "against the recommended switchover"),
)  # fmt: skip

# ---------------------------------------------------------------------------------------- the frontier


def _end(place: int, key: str) -> Callable[[Filling], float]:
    """Of the cheapest point, place 0, or the cleanest, −1."""
    return lambda f: float(getattr(edges.frontier_of_sheet(f).points[place], key))


def _knee_row(f: Filling) -> int | str:
    knee = edges.frontier_of_sheet(f).knee
    return "" if knee is None else edges.edges_of(f)["switchover"].index(knee) + 1


def _knee_switchover(f: Filling) -> float | str:
    knee = edges.frontier_of_sheet(f).knee
    return "none" if knee is None else knee


def _knee(key: str) -> Callable[[Filling], float]:
    """Of the knee; of the cheapest point if there is none."""

    def get(f: Filling) -> float:
        frontier = edges.frontier_of_sheet(f)
        knee = next((point for point in frontier.points if point.switchover == frontier.knee), frontier.points[0])
        return float(getattr(knee, key))

    return get


_KNEE = "IF(ISNUMBER(out_knee_row),INDEX([Edges.{}],out_knee_row),{})"

FRONTIER: Final = (
    Line("Switchovers that are the best trade-offs", "frontier_points", "", ok("COUNT([Edges.frontier_kg])"),
         lambda f: len(edges.frontier_of_sheet(f).points), "0", "in season cost and in emissions"),
    Line("Cheapest: season cost", "cheapest_cost", "$", ok("MIN([Edges.frontier_cost])"),
         _end(0, "annual_cost"), "money", ""),
    Line("Cheapest: emissions", "cheapest_kg", "kg", ok("MAX([Edges.frontier_kg])"),
         _end(0, "emissions_kg"), "#,##0.0", ""),
    Line("Cheapest: switchover", "cheapest_switchover", "°F",
         ok("INDEX([Edges.drawn_at],MATCH(out_cheapest_kg,[Edges.frontier_kg],0))"),
         _end(0, "switchover"), "0.0#", ""),
    Line("Cleanest: emissions", "cleanest_kg", "kg", ok("MIN([Edges.frontier_kg])"),
         _end(-1, "emissions_kg"), "#,##0.0", ""),
    Line("Cleanest: switchover", "cleanest_switchover", "°F",
         ok("INDEX([Edges.drawn_at],MATCH(out_cleanest_kg,[Edges.frontier_kg],0))"),
         _end(-1, "switchover"), "0.0#", ""),
    Line("Cleanest costs more by", "frontier_more", "$", ok("MAX([Edges.frontier_cost])-out_cheapest_cost"),
         lambda f: _end(-1, "annual_cost")(f) - _end(0, "annual_cost")(f), "money", "a season"),
    Line("and emits less by", "frontier_less", "kg", ok("out_cheapest_kg-out_cleanest_kg"),
         lambda f: _end(0, "emissions_kg")(f) - _end(-1, "emissions_kg")(f), "#,##0.0", "a season"),
    Line("Least distance of a knee", "frontier_flat", "", "", lambda _: FLAT, "0.000E+00",
         "of the scaled axes; nearer, the frontier is straight"),
    Line("Knee: its place among the switchovers", "knee_row", "",
         ok('IF(MAX([Edges.distance])>out_frontier_flat,MATCH(MAX([Edges.distance]),[Edges.distance],0),"")'),
         _knee_row, "0", "farthest from the chord between both ends, on scaled axes (Das 1999)"),
    Line("Knee: switchover", "knee_switchover", "°F", ok(_KNEE.format("drawn_at", '"none"')),
         _knee_switchover, "0.0#", "beyond it avoiding CO2 gets dearer fast"),
    Line("Knee: season cost", "knee_cost", "$", ok(_KNEE.format("annual_cost", "out_cheapest_cost")),
         _knee("annual_cost"), "money", "of the cheapest where there is no knee"),
    Line("Knee: emissions", "knee_tonnes", "t CO2",
         ok(_KNEE.format("tonnes", "out_cheapest_kg/c_kg_per_tonne")), lambda f: _knee("emissions_kg")(f) / 1000,
         "0.000", ""),
)  # fmt: skip


def matrix(f: Filling) -> dict[str, list[list[float]]]:
    """The price matrix as it is made."""
    return f.once("matrix", lambda: matrix_at(f, PRICE_STEPS, PRICE_STEPS))


def matrix_at(f: Filling, down: Sequence[float], across: Sequence[float]) -> dict[str, list[list[float]]]:
    """Cost, closeness and switchover of each pair of prices, as shares of the case's: electricity down, fuel across."""
    known, p = edges.edges_of(f), f.s.parameters
    power = np.multiply.outer(np.array(down) * p.electricity_price, known["kwh"])
    cost = power[:, np.newaxis] + np.multiply.outer(np.array(across) * p.fuel_price, known["mmbtu"])
    heats = f.s.curve.heats
    places = cheapest(cost, f.s.candidates.switchover, f.s.guess, heats)
    rows = {key: np.array(known[key])[places].tolist() for key in ("closeness", "switchover")}
    return {"cost": cost[..., heats].min(axis=-1).tolist(), **rows}
