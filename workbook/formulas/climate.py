"""How the bins follow from the climate inputs: helper columns of the bin table, and what the climate table must be.

Five ways: in proportion to the distance below the setpoint, measured rows, a region's table, every temperature of a
year by itself, a year binned. The year of a station or a weather file is on Inputs, so its bins are formulas too.

Where a climate can be cut (all but measured rows and hours by themselves) a bin ends at the warmest edge below its own
upper one: the next regular edge, or the next of the cuts, which are the temperatures that somebody sets.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from xl_dualfuel.inputs.regions import REGION_FRACTIONS, REGION_WIDTH
from xl_dualfuel.inputs.settings import EDGE, SETTINGS, multiple_below
from xl_dualfuel.model.climate import SINGLE_WIDTH, bin_count
from xl_dualfuel.model.parameters import DIGITS
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.columns import Column

from ..shape import Filling
from .parts import rounded

BIN_HELPERS: Final = (
    Column("at", "Outdoor temperature, rounded", "°F", help="as it is compared with settings"),
    Column("climate_row", "Row of the climate table", "", "integer"),
    Column("climate_hours", "Hours of the year in the bin", "h"),
    Column("climate_heat", "Hours times temperature", "°F·h"),
    Column("climate_up", "To the next warmer row", "°F", help="measured bins"),
    Column("climate_down", "To the next colder row", "°F", help="measured bins"),
)

IN_BIN = f"--(out_climate_key>={rounded('[low]')}),--(out_climate_key<{rounded('[high]')}),in_climate_hours"


def _next_to(row: str) -> str:
    """A row of the climate table less the one below it; with a single row, the width it gets."""
    return (
        f"(1-out_climate_single)*(INDEX(in_climate_temperature,{row})-INDEX(in_climate_temperature,{row}+1))"
        "+out_climate_single*out_single_width"
    )


BIN_HELPER_FORMULAS: Final = {
    "at": rounded("[temperature]"),
    "climate_row": "out_climate_skip+[bin]",
    "climate_hours": f'IF(out_year_binned=1,SUMPRODUCT({IN_BIN}),"")',
    "climate_heat": f'IF(out_year_binned=1,SUMPRODUCT({IN_BIN},in_climate_temperature),"")',
    "climate_up": f'IF(in_climate="bins",{_next_to("MAX(1,[bin]-1)")},"")',
    "climate_down": f'IF(in_climate="bins",{_next_to("MIN([bin],MAX(1,out_climate_rows-1))")},"")',
}

_TABLE_TEMPERATURE = "INDEX(in_climate_temperature,[bin])"
_NEXT_CUT = f"LARGE(out_cut_edge,SUMPRODUCT(--(out_cut_key>={rounded('[high]')}))+1)"
"""The coldest edge is one of the cuts, so there is always one more."""
_NEXT_EDGE = (
    f"MAX({_NEXT_CUT},out_edge_anchor-(INT(ROUND((out_edge_anchor-[high])/out_edge_width,c_digits))+1)*out_edge_width)"
)
LOW: Final = (
    f"CHOOSE(out_climate_way,{_NEXT_EDGE},AVERAGE({_TABLE_TEMPERATURE},{_TABLE_TEMPERATURE}-[climate_down]),"
    f"{_NEXT_EDGE},INDEX(in_climate_temperature,[climate_row]),{_NEXT_EDGE})"
)
_FROM_ABOVE = "IF([bin]=1,out_edge_top,[prev.low])"
HIGH: Final = (
    f"CHOOSE(out_climate_way,{_FROM_ABOVE},AVERAGE({_TABLE_TEMPERATURE},{_TABLE_TEMPERATURE}+[climate_up]),"
    f"{_FROM_ABOVE},{_FROM_ABOVE},{_FROM_ABOVE})"
)
_NEAR, _FAR = "(in_indoor_setpoint-[high])", "(in_indoor_setpoint-[low])"
_MEAN = (
    f"in_indoor_setpoint-2/3*({_FAR}*{_FAR}+{_FAR}*{_NEAR}+{_NEAR}*{_NEAR})/({_FAR}+{_NEAR})",
    # Rounding must not put a mean below its own edge: the bin would be on the wrong side of a switchover there.
    "MAX([low],([climate_heat]+([climate_hours]=0)*AVERAGE([low],[high]))/([climate_hours]+([climate_hours]=0)))",
)
TEMPERATURE: Final = f"CHOOSE(out_climate_way,{_MEAN[0]},{_TABLE_TEMPERATURE},AVERAGE([low],[high]),[low],{_MEAN[1]})"
_WHOLE = "(in_indoor_setpoint-in_design_temperature)"
HOURS: Final = (
    # In proportion to the distance below the setpoint: the bin's part of the triangle from setpoint to design.
    f"CHOOSE(out_climate_way,in_season_hours*([high]-[low])*({_FAR}+{_NEAR})/({_WHOLE}*{_WHOLE})"
    f"+({rounded('[low]')}<={rounded('in_design_temperature')})*in_hours_below_design,"
    "INDEX(in_climate_hours,[bin]),"
    "INDEX(out_region_fraction,INT((c_region_top-AVERAGE([low],[high]))/c_region_width)+1)*out_climate_scale"
    "*([high]-[low])/c_region_width,"
    "INDEX(in_climate_hours,[climate_row]),[climate_hours])"
)

CLIMATE_PROBLEMS: Final = (
    # Rows out of order or left out, temperatures that are no numbers, negative or missing hours. Numbers, and nothing
    # else, are less than an empty text.
    'SUMPRODUCT(--(in_climate_warmer<""),--(in_climate_colder<""),--(in_climate_warmer<=in_climate_colder))'
    '+SUMPRODUCT(--(in_climate_colder<""),1-(in_climate_warmer<""))'
    '+SUMPRODUCT(1-(in_climate_temperature<""),--(in_climate_hours<""))'
    '+SUMPRODUCT(--(in_climate_temperature<""),1-(in_climate_hours<""))'
    "+SUMPRODUCT(--(in_climate_hours<0))"
)

CUTS: Final = (
    *(("", f"in_{key}") for key in SETTINGS),
    ("Load balance temperature", "out_used_load_balance"),
    ("Largest switchover of the programme, as a setting", "out_limit_setting"),
    ("Coldest edge", "out_edge_bottom"),
)
"""What cuts bins: label ("" for an input's own) and name; the coldest edge ends them."""

# ------------------------------------------------------------------------------- the same from the engine


def is_year(s: Solution) -> bool:
    """Whether the bins come from a year of weather."""
    return s.case.inputs["climate"] in ("station", "weather")


def is_binned(s: Solution) -> bool:
    """Whether the year is binned."""
    return is_year(s) and s.case.number("bin_width") > 0


def way(s: Solution) -> int:
    """Which of the five ways, 1 to 5."""
    named = {"proportional": 1, "bins": 2, "region": 3}
    return named.get(str(s.case.inputs["climate"]), 5 if is_binned(s) else 4)


def table(f: Filling) -> tuple[list[float], list[float]]:
    """The climate table, warm to cold: temperatures [°F] and hours [h]."""
    case = f.result.case
    if case.year is not None:
        return list(case.year.temperature[::-1]), list(case.year.hours[::-1])
    rows = case.bin_table[::-1] if case.inputs["climate"] == "bins" else ()
    return [row[0] for row in rows], [row[1] for row in rows]


def given(f: Filling) -> tuple[list[float], list[float]]:
    """The same with temperatures in the unit of the case."""

    def make() -> tuple[list[float], list[float]]:
        temperatures, hours = table(f)
        return convert(temperatures, "°F", f.shape.units), hours

    return f.once("climate as given", make)


def skip(f: Filling) -> int:
    """How many rows of a year are at or above the load balance temperature."""
    if not is_year(f.s):
        return 0
    base = round(f.s.parameters.load_balance_temperature, DIGITS)
    return sum(round(t, DIGITS) >= base for t in table(f)[0])


def width(s: Solution) -> float:
    """The width of regular bins that can be cut [°F]; 0 where there are none."""
    if way(s) == 3:
        return REGION_WIDTH
    return s.case.number("bin_width") if way(s) in (1, 5) else 0.0


def anchor(f: Filling) -> float:
    """The edge that regular bins are counted from [°F]."""
    s = f.s
    if way(s) != 5:
        return edge_top(f)
    return math.ceil(s.parameters.load_balance_temperature / width(s) - EDGE) * width(s)


def edge_top(f: Filling) -> float:
    """The warmest edge [°F]."""
    return float(f.s.bins.high[0])


def edge_bottom(f: Filling) -> float | None:
    """The coldest edge of bins that can be cut [°F]."""
    return float(f.s.bins.low[-1]) if width(f.s) else None


def regular_bins(f: Filling) -> int:
    """How many bins there are without cuts."""
    s, case = f.s, f.s.case
    if way(s) == 1:
        return int(bin_count(case.number("indoor_setpoint"), case.number("design_temperature"), width(s)))
    if way(s) == 3:
        return len(REGION_FRACTIONS[str(case.region)])
    if way(s) == 5:
        return round((anchor(f) - float(s.bins.low[-1])) / width(s))
    return len(s.load)


def limit_setting(s: Solution) -> float | None:
    """The warmest setting that the programme accepts [°F]; None without such a rule."""
    limit = None if s.case.rules is None else s.case.rules.largest_switchover(str(s.case.inputs["fuel"]))
    p = s.parameters
    return None if limit is None else float(multiple_below(limit, p.thermostat_step, p.thermostat_zero))


def cut_rows(f: Filling) -> list[list[Any]]:
    """The block of cuts: setting, moved into the range, rounded, 1 for a new edge."""
    return f.once("cuts", lambda: _cut_rows(f))


def _cut_rows(f: Filling) -> list[list[Any]]:
    s = f.s
    settings: list[float | None] = [None if s.case.inputs[key] is None else s.case.number(key) for key in SETTINGS]
    settings += [s.parameters.load_balance_temperature, limit_setting(s), edge_bottom(f)]
    if not width(s):
        return [["" if value is None else value, "", "", 0] for value in settings]
    top, bottom, first, wide = edge_top(f), float(s.bins.low[-1]), anchor(f), width(s)
    rows: list[list[Any]] = []
    for value in settings:
        moved = top if value is None else max(bottom, min(top, value))
        key = round(moved, DIGITS)
        regular = round(first - round((first - moved) / wide) * wide, DIGITS)
        new = key not in [row[2] for row in rows] and key not in (regular, round(top, DIGITS), round(bottom, DIGITS))
        rows.append(["" if value is None else value, moved, key, int(new)])
    return rows


def _steps(f: Filling) -> tuple[list[float], list[float]]:
    temperature = f.s.bins.temperature
    if f.s.case.inputs["climate"] != "bins":
        return [], []
    if len(temperature) == 1:
        only = single_width(f.s)
        return [only], [only]
    down = temperature[:-1] - temperature[1:]
    return np.concatenate((down[:1], down)).tolist(), np.concatenate((down, down[-1:])).tolist()


def single_width(s: Solution) -> float:
    """The width of a measured bin without neighbours [°F]."""
    return s.case.number("bin_width") or SINGLE_WIDTH


def helper_values(f: Filling) -> dict[str, list[Any]]:
    """The helper columns; shorter than the table where a column is blank."""
    s, binned = f.s, is_binned(f.s)
    up, down = _steps(f)
    return {
        "at": s.bins.temperature.round(DIGITS).tolist(),
        "climate_row": list(range(skip(f) + 1, skip(f) + len(s.load) + 1)),
        "climate_hours": s.bins.hours.tolist() if binned else [],
        "climate_heat": (s.bins.hours * s.bins.temperature).tolist() if binned else [],
        "climate_up": up,
        "climate_down": down,
    }


REGION_ROWS: Final = max(len(fractions) for fractions in REGION_FRACTIONS.values())
