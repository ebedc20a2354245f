"""Where the balance points' stretches are cut: at the bends of the curves, and where two capacities cross.

Each as a formula and as the engine's value, moved into the range in which balance points are searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xl_dualfuel.model.balance import search_range
from xl_dualfuel.model.equipment import DEFROST_BELOW, DEFROST_CAPPED_AT, FROSTS_ABOVE, FROSTS_BELOW
from xl_dualfuel.model.parameters import RATING_TEMPERATURES
from xl_dualfuel.results.checks import TOLERANCE

from ..shape import Filling
from . import points
from .parts import frost_name

Line = Sequence[str]
"""Value at a temperature, and slope, as formulas"""

SLOW_ONLY: Final = "out_has_slow=1,out_has_fast=0"
"""A minimum speed and no maximum: in the cold its line may be above that of the rated speed."""


def formulas(cells: list[str]) -> list[str]:
    """Formulas of the temperatures at which a curve may bend, moved into the range [°F].

    cells: those that hold the temperatures of the heat pump's points.
    """
    bends = (
        "c_defrost_below", "(c_defrost_maximum-c_defrost_intercept)/c_defrost_slope", "out_used_load_balance",
        "c_frosts_above", "c_frosts_below",
    )  # fmt: skip
    moved = [f"MAX(out_balance_from,MIN(out_balance_to,{formula}))" for formula in (*bends, *cells)]
    return ["out_balance_from", "out_balance_to", *moved]


def values(f: Filling) -> list[float]:
    """The same from the engine."""
    lowest, highest = search_range(f.s.bins, f.s.parameters)
    base, temperatures = f.s.parameters.load_balance_temperature, points.temperatures_of(f)
    bends = (DEFROST_BELOW, DEFROST_CAPPED_AT, base, FROSTS_ABOVE, FROSTS_BELOW, *temperatures)
    return [lowest, highest, *(min(max(t, lowest), highest) for t in bends)]


def crossing_formula(at: str, rated: Line, slow: Line, condition: str = "") -> str:
    """Where two straight lines cross [°F], moved into the range; where they count or cross nowhere, the coldest edge.

    A line is its value at the temperature ``at``, and its slope.
    """
    steeper = f"({slow[1]}-{rated[1]})"
    crosses = f"AND({condition}{SLOW_ONLY},ABS{steeper}>c_tolerance*(ABS({slow[1]})+ABS({rated[1]})))"
    met = f"{at}-({slow[0]}-{rated[0]})/{steeper}"
    return f"IF({crosses},MAX(out_balance_from,MIN(out_balance_to,{met})),out_balance_from)"


def segment_crossing(item: str) -> str:
    """Where the capacities of rated and minimum speed cross on a segment between points; item: INDEX({},1) or alike."""
    rated, slow = (
        [item.format(f"out_{speed}_{key}") for key in ("capacity", "capacity_slope")] for speed in ("fast", "slow")
    )
    return crossing_formula(item.format("out_fast_temperature"), rated, slow)


def frost_crossing() -> str:
    """The same under the frost of AHRI."""
    rated, slow = ([f"out_{frost_name(speed)}_heat_{key}" for key in ("cold", "slope")] for speed in ("fast", "slow"))
    return crossing_formula("c_rating_middle", rated, slow, 'in_defrost="ahri",')


def crossing_formulas(count: int) -> list[str]:
    """Formulas of these cuts [°F]; count: how many points the heat pump has."""
    return [*(segment_crossing(f"INDEX({{}},{place})") for place in range(1, count)), frost_crossing()]


def with_crossings(f: Filling) -> list[float]:
    """All cuts of the capacities from the engine: bends and crossings."""
    p = f.s.parameters
    lowest, highest = search_range(f.s.bins, p)

    def crossing(at: float, rated: Sequence[float], slow: Sequence[float]) -> float:
        steeper = slow[1] - rated[1]
        if p.slowest is None or p.fastest is not None or abs(steeper) <= TOLERANCE * (abs(slow[1]) + abs(rated[1])):
            return lowest
        return max(lowest, min(highest, at - (slow[0] - rated[0]) / steeper))

    fast, slow = (points.values(f, speed) for speed in ("fast", "slow"))
    cuts = [crossing(a[0], (a[2], a[5]), (b[2], b[5])) for a, b in zip(fast[:-1], slow[:-1], strict=True)]
    fast_frost, slow_frost = (points.frost_line(f, speed) for speed in ("fast", "slow"))
    frosted = crossing(RATING_TEMPERATURES[1], fast_frost, slow_frost) if p.defrost == "ahri" else lowest
    return [*values(f), *cuts, frosted]
