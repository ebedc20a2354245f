"""Balance points where COP and capacity are known in the bins only: helper columns of the bin table.

Heat from the heat pump costs target / COP of what it costs from the furnace; its capacity falls short of the load.
Straight lines join that from bin to bin; where the better source changes is a crossing. With frost by humidity bins
without hours do not count.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np

from xl_dualfuel.model.balance import read_from_bins, search_range
from xl_dualfuel.model.parameters import Parameters
from xl_dualfuel.model.season import ROUNDING
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.columns import Column

from ..shape import Filling
from .parts import load

POINTS: Final = ("economic", "thermal", "emissions")
READ: Final = {"economic": "out_read_from_bins", "thermal": "out_humidity", "emissions": "out_read_from_bins"}
"""1 where a point is read from the bins"""


def is_read(point: str, p: Parameters) -> bool:
    """The same from the engine."""
    return p.defrost == "humidity" if point == "thermal" else read_from_bins(p)


def _columns(point: str) -> tuple[Column, ...]:
    what = {"economic": "cost", "thermal": "capacity and load", "emissions": "emissions"}[point]
    excess = Column(f"{point}_excess", f"Heat pump's {what} of heat over the furnace's, less 1", "")
    if point == "thermal":
        excess = Column("thermal_excess", "Load over the heat pump's capacity", "BTU/h")
    return (
        excess,
        Column(f"{point}_last", "The same, of the last bin that counts", excess.unit),
        Column(f"{point}_changes", "1: another source is better than in the warmer bin", "", "integer"),
        Column(f"{point}_crossing", f"Equal {what} between this bin and the warmer one", "°F"),
        Column(f"{point}_distance", "from the recommended switchover", "°F", help="inside the range only"),
        Column(f"{point}_nearest", "if it is the nearest", "°F"),
    )


def tie(point: str, at: str) -> str:
    """Up to what excess the heat pump is no worse, in a bin at a temperature."""
    return f"c_rounding*{load(at)}" if point == "thermal" else "c_rounding"


def _formulas(point: str) -> dict[str, str]:
    here, above, crossing, distance = (
        f"[{key}]" for key in (f"{point}_excess", f"prev.{point}_last", f"{point}_crossing", f"{point}_distance")
    )
    excess = f"SUM(out_{point}_break_even_cop)/[cop]-1"
    if point == "thermal":
        excess = "IF(out_capacity_limits,[load_btuh]-SUM([capacity_btuh]),0)"
    change = f"({above}<={tie(point, 'SUM([prev.last_at])')})<>({here}<={tie(point, '[temperature]')})"
    met = f"[prev.last_at]-([prev.last_at]-[temperature])*MAX(0,MIN(1,{above}/({above}-{here})))"
    inside = f"ISNUMBER({crossing}),{crossing}>=out_balance_from,{crossing}<=out_balance_to"
    return {
        f"{point}_excess": excess,
        f"{point}_last": _last(here, above),
        f"{point}_changes": f"IF(AND({READ[point]}=1,[counts]=1,ISNUMBER({above}),{change}),1,0)",
        f"{point}_crossing": f'IF([{point}_changes]=1,{met},"")',
        f"{point}_distance": f'IF(AND({inside}),ABS({crossing}-out_recommended_switchover),"")',
        f"{point}_nearest": f'IF(AND(ISNUMBER({distance}),{distance}=out_{point}_nearest),{crossing},"")',
    }


def _last(here: str, above: str) -> str:
    """A column's number where the bin counts, else that of the last warmer one that does."""
    return f'IF([counts]=1,{here},CHOOSE(1+([bin]=1),{above},""))'


COLUMNS: Final = (
    Column("counts", "1: the bin counts for balance points", "", "integer"),
    Column("last_at", "Outdoor temperature of the last bin that counts", "°F"),
    *(column for point in POINTS for column in _columns(point)),
)
FORMULAS: Final = {
    "counts": "IF(OR(out_humidity=0,[hours]>0),1,0)",
    "last_at": _last("[temperature]", "[prev.last_at]"),
    **{key: formula for point in POINTS for key, formula in _formulas(point).items()},
}


def values(f: Filling) -> dict[str, list[Any]]:
    """The columns from the engine's own bins."""
    return f.once("crossings", lambda: _all_values(f))


def _all_values(f: Filling) -> dict[str, list[Any]]:
    counts = _counts(f)
    columns: dict[str, list[Any]] = {"counts": counts, "last_at": _carried(f.s.bins.temperature.tolist(), counts)}
    for point in POINTS:
        columns |= _values(point, f)
    return columns


def _counts(f: Filling) -> list[int]:
    bins = f.s.bins
    return [int(f.s.parameters.defrost != "humidity" or hours > 0) for hours in bins.hours.tolist()]


def _carried(column: list[float], counts: list[int]) -> list[Any]:
    """Each number that counts, in place of those after it that do not."""
    carried: list[Any] = []
    for value, is_counted in zip(column, counts, strict=True):
        carried.append(value if is_counted else carried[-1] if carried else "")
    return carried


def distances(point: str, f: Filling) -> list[float]:
    """How far each crossing is from the recommended switchover [°F]."""
    return [distance for distance in values(f)[f"{point}_distance"] if distance != ""]


def wins(point: str, f: Filling) -> bool:
    """Whether the heat pump is the cheaper source in the coldest bin."""
    excess, counts = values(f)[f"{point}_excess"], values(f)["counts"]
    coldest = max(row for row, is_counted in enumerate(counts) if is_counted)
    return bool(excess[coldest] <= _ties(point, f)[coldest])


def _ties(point: str, f: Filling) -> list[float]:
    ties: list[float] = (ROUNDING * f.s.load if point == "thermal" else np.full_like(f.s.load, ROUNDING)).tolist()
    return ties


def _excess(point: str, s: Solution) -> list[float]:
    excess = (getattr(s, point).break_even_cop or 0.0) / s.performance.cop - 1
    if point == "thermal":
        excess = np.zeros_like(s.load) if s.parameters.capacity_points is None else s.load - s.performance.capacity
    rows: list[float] = excess.tolist()
    return rows


def _values(point: str, f: Filling) -> dict[str, list[Any]]:
    s = f.s
    excess, ties, counts = _excess(point, s), _ties(point, f), _counts(f)
    lowest, highest = search_range(s.bins, s.parameters)
    at, changes = s.bins.temperature.tolist(), [0] * len(excess)
    crossings: list[Any] = [""] * len(excess)
    counted = [row for row, is_counted in enumerate(counts) if is_counted and is_read(point, s.parameters)]
    for warm, row in pairwise(counted):
        above, here = excess[warm], excess[row]
        if (above <= ties[warm]) != (here <= ties[row]):
            changes[row] = 1
            crossings[row] = at[warm] - (at[warm] - at[row]) * max(0.0, min(1.0, above / (above - here)))
    distances = [abs(t - s.switchover) if t != "" and lowest <= t <= highest else "" for t in crossings]
    nearest = min((d for d in distances if d != ""), default=None)
    return {
        f"{point}_excess": excess,
        f"{point}_last": _carried(excess, counts),
        f"{point}_changes": changes,
        f"{point}_crossing": crossings,
        f"{point}_distance": distances,
        f"{point}_nearest": [t if d == nearest else "" for t, d in zip(crossings, distances, strict=True)],
    }
