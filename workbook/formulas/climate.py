"""How the bins follow from the climate inputs: helper columns of the bin table, and what the climate table must be.

Five ways: in proportion to the distance below the setpoint, measured rows, a region's table, every temperature of a
year by itself, a year binned. The year of a station or a weather file is on Inputs, so its bins are formulas too.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xl_dualfuel.inputs.regions import REGION_FRACTIONS
from xl_dualfuel.model.climate import SINGLE_WIDTH
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.checks import excess
from xl_dualfuel.results.columns import Column

from ..shape import Filling

BIN_HELPERS: Final = (
    Column("climate_row", "Row of the climate table", "", "integer"),
    Column("climate_edge", "Lower edge in bin widths", "", "integer", "a year of weather, binned"),
    Column("climate_hours", "Hours of the year in the bin", "h"),
    Column("climate_heat", "Hours times temperature", "°F·h"),
    Column("climate_mean", "Mean temperature of the bin's hours", "°F", help="its middle where there are none"),
    Column("climate_up", "To the next warmer row", "°F", help="measured bins"),
    Column("climate_down", "To the next colder row", "°F", help="measured bins"),
    Column("climate_temperature", "Temperature from the climate table", "°F"),
    Column("excess_btuh", "Heat beyond the load", "BTU/h", help="largest of the four ways to heat the bin; 0 is right"),
)

_IN_BIN = (
    "--(df_climate_temperature/df_bin_width+df_edge>=[climate_edge]),"
    "--(df_climate_temperature/df_bin_width+df_edge<[climate_edge]+1),"
    "--(df_climate_temperature<df_used_load_balance),df_climate_hours"
)
"""As the engine bins: the small term keeps a temperature that is an edge but for its last binary digit in its bin."""


def _next_to(row: str) -> str:
    """A row of the climate table less the one below it; with a single row, the width it gets."""
    return (
        f"(1-df_climate_single)*(INDEX(df_climate_temperature,{row})-INDEX(df_climate_temperature,{row}+1))"
        "+df_climate_single*df_single_width"
    )


_EXCESS = (
    "MAX([heat_pump_btuh]+[strip_kw]*df_btu_per_kwh,[furnace_btuh]+[furnace_strip_btuh],"
    "[dual_heat_pump_btuh]+[dual_furnace_btuh]+[dual_strip_btuh],[emergency_strip_btuh])-[load_btuh]"
)

BIN_HELPER_FORMULAS: Final = {
    "climate_row": "df_climate_skip+[bin]",
    "climate_edge": 'IF(df_year_binned=1,df_climate_top-[bin]+1,"")',
    "climate_hours": f'IF(df_year_binned=1,SUMPRODUCT({_IN_BIN}),"")',
    "climate_heat": f'IF(df_year_binned=1,SUMPRODUCT({_IN_BIN},df_climate_temperature),"")',
    # Rounding must not put a mean below its own edge: the bin would be on the wrong side of a switchover there.
    "climate_mean": "MAX([climate_edge]*df_bin_width,([climate_heat]+([climate_hours]=0)*"
    "AVERAGE([climate_edge]*df_bin_width,([climate_edge]+1)*df_bin_width))/([climate_hours]+([climate_hours]=0)))",
    "climate_up": _next_to("MAX(1,[bin]-1)"),
    "climate_down": _next_to("MIN([bin],MAX(1,df_climate_rows-1))"),
    "climate_temperature": 'CHOOSE(df_climate_way,"",INDEX(df_climate_temperature,[bin]),'
    "INDEX(df_region_temperature,[bin]),INDEX(df_climate_temperature,[climate_row]),[climate_mean])",
    "excess_btuh": f"IF({_EXCESS}>df_tolerance*[load_btuh],{_EXCESS},0)",
}
for _key, _way in (("climate_mean", "df_year_binned=1"), ("climate_up", 'df_climate="bins"'),
                   ("climate_down", 'df_climate="bins"')):  # fmt: skip
    BIN_HELPER_FORMULAS[_key] = f'IF({_way},{BIN_HELPER_FORMULAS[_key]},"")'

LOW: Final = (
    "CHOOSE(df_climate_way,MAX(df_design_temperature,df_indoor_setpoint-[bin]*df_bin_width),"
    "AVERAGE([climate_temperature],[climate_temperature]-[climate_down]),"
    "AVERAGE([climate_temperature],[climate_temperature]-df_region_width),[climate_temperature],"
    "[climate_edge]*df_bin_width)"
)
HIGH: Final = (
    "CHOOSE(df_climate_way,df_indoor_setpoint-([bin]-1)*df_bin_width,"
    "AVERAGE([climate_temperature],[climate_temperature]+[climate_up]),"
    "AVERAGE([climate_temperature],[climate_temperature]+df_region_width),"
    "IF([bin]=1,df_used_load_balance,INDEX(df_climate_temperature,MAX(1,[climate_row]-1))),"
    "([climate_edge]+1)*df_bin_width)"
)
TEMPERATURE: Final = "IF(df_climate_way=1,AVERAGE([low],[high]),[climate_temperature])"
_TO_SETPOINT = "(df_indoor_setpoint-{0})*(df_indoor_setpoint-{0})"
_DIFFERENCE = "(df_indoor_setpoint-df_design_temperature)"
HOURS: Final = (
    # In proportion to the distance below the setpoint: the bin's part of the triangle from setpoint to design.
    f"CHOOSE(df_climate_way,df_season_hours*({_TO_SETPOINT.format('[low]')}-{_TO_SETPOINT.format('[high]')})"
    f"/({_DIFFERENCE}*{_DIFFERENCE})+([bin]=df_bins)*df_hours_below_design,"
    "INDEX(df_climate_hours,[bin]),INDEX(df_region_fraction,[bin])*df_climate_scale,"
    "INDEX(df_climate_hours,[climate_row]),[climate_hours])"
)

CLIMATE_PROBLEMS: Final = (
    # Rows out of order or left out, temperatures that are no numbers, negative or missing hours. Numbers, and nothing
    # else, are less than an empty text.
    'SUMPRODUCT(--(df_climate_warmer<""),--(df_climate_colder<""),--(df_climate_warmer<=df_climate_colder))'
    '+SUMPRODUCT(--(df_climate_colder<""),1-(df_climate_warmer<""))'
    '+SUMPRODUCT(1-(df_climate_temperature<""),--(df_climate_hours<""))'
    '+SUMPRODUCT(--(df_climate_temperature<""),1-(df_climate_hours<""))'
    "+SUMPRODUCT(--(df_climate_hours<0))"
)

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


def skip(f: Filling) -> int:
    """How many rows of a year are at or above the load balance temperature."""
    if not is_year(f.s):
        return 0
    base = f.s.parameters.load_balance_temperature
    return sum(t >= base for t in table(f)[0])


def edges(f: Filling) -> list[int]:
    """Lower edges of a binned year in bin widths; empty with other climates."""
    width = f.s.case.number("bin_width")
    return [round(low / width) for low in f.s.bins.low.tolist()] if is_binned(f.s) else []


def _steps(f: Filling) -> tuple[list[float], list[float]]:
    temperature = f.s.bins.temperature
    if f.s.case.inputs["climate"] != "bins":
        return [], []
    if len(temperature) == 1:
        width = single_width(f.s)
        return [width], [width]
    down = temperature[:-1] - temperature[1:]
    return np.concatenate((down[:1], down)).tolist(), np.concatenate((down, down[-1:])).tolist()


def single_width(s: Solution) -> float:
    """The width of a measured bin without neighbours [°F]."""
    return s.case.number("bin_width") or SINGLE_WIDTH


def helper_values(key: str, f: Filling) -> list[Any]:
    """A helper column of the bin table; shorter than the table where the column is blank."""
    return f.once("climate", lambda: _helpers(f))[key]


def _helpers(f: Filling) -> dict[str, list[Any]]:
    s, binned = f.s, is_binned(f.s)
    up, down = _steps(f)
    temperature = s.bins.temperature.tolist()
    return {
        "climate_row": list(range(skip(f) + 1, skip(f) + len(s.load) + 1)),
        "climate_edge": edges(f),
        "climate_hours": s.bins.hours.tolist() if binned else [],
        "climate_heat": (s.bins.hours * s.bins.temperature).tolist() if binned else [],
        "climate_mean": temperature if binned else [],
        "climate_up": up,
        "climate_down": down,
        "climate_temperature": [] if way(s) == 1 else temperature,
        "excess_btuh": np.max([excess(heat, s.load) for heat in s.ways], axis=0).tolist(),
    }


REGION_ROWS: Final = max(len(fractions) for fractions in REGION_FRACTIONS.values())
