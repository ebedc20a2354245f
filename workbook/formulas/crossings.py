"""Economic and emissions point where the COP is known in the bins only: helper columns of the bin table.

Heat from the heat pump costs target / COP of what it costs from the furnace. Straight lines join that from bin to bin;
where the cheaper source changes is a crossing.
"""

from __future__ import annotations

from typing import Any, Final

from xl_dualfuel.model.balance import read_from_bins, search_range
from xl_dualfuel.model.season import ROUNDING
from xl_dualfuel.results.columns import Column

from ..shape import Filling

POINTS: Final = ("economic", "emissions")


def _columns(point: str) -> tuple[Column, ...]:
    what = {"economic": "cost", "emissions": "emissions"}[point]
    return (
        Column(f"{point}_excess", f"Heat pump's {what} of heat over the furnace's, less 1", ""),
        Column(f"{point}_changes", "1: another source is better than in the warmer bin", "", "integer"),
        Column(f"{point}_crossing", f"Equal {what} between this bin and the warmer one", "°F"),
        Column(f"{point}_distance", "from the recommended switchover", "°F", help="inside the range only"),
        Column(f"{point}_nearest", "if it is the nearest", "°F"),
    )


def _formulas(point: str) -> dict[str, str]:
    here, above, crossing, distance = (
        f"[{key}]" for key in (f"{point}_excess", f"prev.{point}_excess", f"{point}_crossing", f"{point}_distance")
    )
    change = f"({above}<=df_rounding)<>({here}<=df_rounding)"
    met = f"[prev.temperature]-([prev.temperature]-[temperature])*MAX(0,MIN(1,{above}/({above}-{here})))"
    inside = f"ISNUMBER({crossing}),{crossing}>=df_balance_from,{crossing}<=df_balance_to"
    return {
        f"{point}_excess": f"SUM(df_{point}_break_even_cop)/[cop]-1",
        f"{point}_changes": f"IF(AND(df_read_from_bins=1,[bin]>1,{change}),1,0)",
        f"{point}_crossing": f'IF([{point}_changes]=1,{met},"")',
        f"{point}_distance": f'IF(AND({inside}),ABS({crossing}-df_recommended_switchover),"")',
        f"{point}_nearest": f'IF(AND(ISNUMBER({distance}),{distance}=df_{point}_nearest),{crossing},"")',
    }


COLUMNS: Final = tuple(column for point in POINTS for column in _columns(point))
FORMULAS: Final = {key: formula for point in POINTS for key, formula in _formulas(point).items()}


def values(f: Filling) -> dict[str, list[Any]]:
    """The columns from the engine's own bins."""
    return f.once("crossings", lambda: {key: rows for point in POINTS for key, rows in _values(point, f).items()})


def distances(point: str, f: Filling) -> list[float]:
    """How far each crossing is from the recommended switchover [°F]."""
    return [distance for distance in values(f)[f"{point}_distance"] if distance != ""]


def wins(point: str, f: Filling) -> bool:
    """Whether the heat pump is the cheaper source in the coldest bin."""
    coldest: float = values(f)[f"{point}_excess"][-1]
    return coldest <= ROUNDING


def _values(point: str, f: Filling) -> dict[str, list[Any]]:
    s = f.s
    excess = ((getattr(s, point).break_even_cop or 0.0) / s.performance.cop - 1).tolist()
    lowest, highest = search_range(s.bins, s.parameters)
    at, changes = s.bins.temperature.tolist(), [0] * len(excess)
    crossings: list[Any] = [""] * len(excess)
    for row in range(1, len(excess) if read_from_bins(s.parameters) else 0):
        above, here = excess[row - 1], excess[row]
        if (above <= ROUNDING) != (here <= ROUNDING):
            changes[row] = 1
            crossings[row] = at[row - 1] - (at[row - 1] - at[row]) * max(0.0, min(1.0, above / (above - here)))
    distances = [abs(t - s.switchover) if t != "" and lowest <= t <= highest else "" for t in crossings]
    nearest = min((d for d in distances if d != ""), default=None)
    return {
        f"{point}_excess": excess,
        f"{point}_changes": changes,
        f"{point}_crossing": crossings,
        f"{point}_distance": distances,
        f"{point}_nearest": [t if d == nearest else "" for t, d in zip(crossings, distances, strict=True)],
    }
