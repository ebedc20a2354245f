"""Checks carried by every result: the same facts found a second way. A check that fails means a wrong number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .climate import Bins
from .parameters import Array
from .scenarios import EXISTING, OPTIMIZED
from .season import BinTotals, Heat
from .solution import Solution
from .units import BTU_PER_KWH, BTU_PER_MMBTU

TOLERANCE = 1e-9
"""Relative; sums of up to 8,760 terms in double precision differ by less than 1e-12."""


class Check(NamedTuple):
    """One check: two numbers that must agree, or the first must not exceed the second."""

    id: str
    ok: bool
    what: str
    left: float
    right: float
    difference: float
    tolerance: float


def check(s: Solution) -> tuple[Check, ...]:
    """Every check that applies to the result."""
    return tuple(_checks(s))


def _equal(name: str, what: str, left: float, right: float) -> Check:
    tolerance = TOLERANCE * max(abs(left), abs(right))
    return Check(name, bool(abs(left - right) <= tolerance), what, left, right, left - right, tolerance)


def _at_most(name: str, what: str, left: float, right: float) -> Check:
    tolerance = TOLERANCE * max(abs(left), abs(right))
    return Check(name, bool(left - right <= tolerance), what, left, right, left - right, tolerance)


def _checks(s: Solution) -> Iterator[Check]:
    t = s.totals
    yield _equal("hours", "hours of all bins = hours of the climate", float(s.bins.hours.sum()), expected_hours(s))
    worst = max(float(_undelivered(heat, s.load).max()) for heat in s.ways)
    yield _at_most("delivery", "no bin gets more heat than its load (largest excess, BTU/h)", worst, 0.0)
    for name, index in (("optimized", OPTIMIZED), ("existing", EXISTING)):
        yield _equal(f"heat_{name}", f"{name}: heat from the energy used + unmet = load (MMBtu)",
                     _heat_from_energy(s, index), float(t.load_mmbtu[index]))  # fmt: skip
        yield _equal(f"cost_{name}", f"{name}: season cost from energy · prices = the bins' own costs added up",
                     float(t.annual_cost[index]), _from_bins(s, index, "cost"))  # fmt: skip
        yield _equal(f"emissions_{name}", f"{name}: emissions from energy · factors = the bins' own added up (kg)",
                     float(t.emissions_kg[index]), _from_bins(s, index, "emissions_kg"))  # fmt: skip
    least = float(s.candidates.annual_cost[s.chosen])
    yield _equal("optimum_scenario", "recommended season cost: running sums = the optimized scenario",
                 least, float(t.annual_cost[OPTIMIZED]))  # fmt: skip
    yield _equal("optimum_search", "least season cost: running sums = every edge summed by itself",
                 least, direct_minimum(s.bins, s.dual, s.furnace))  # fmt: skip
    yield _at_most("optimum_existing", "recommended season cost ≤ at the existing switchover",
                   least, float(t.annual_cost[EXISTING]))  # fmt: skip
    if applies_economic(s):
        yield _equal("optimum_economic", "least season cost = the cheaper edge of the bin of the economic point",
                     least, cost_beside(s, s.economic.temperature))  # fmt: skip


def expected_hours(s: Solution) -> float:
    """The hours [h] the climate's inputs call for."""
    case = s.case
    climate = case.inputs["climate"]
    if climate == "proportional":
        return case.number("season_hours") + case.number("hours_below_design")
    if climate == "region":
        return case.number("season_hours")
    if climate == "bins":
        return math.fsum(row[1] for row in case.bin_table)
    assert case.year is not None
    base = s.parameters.load_balance_temperature
    return math.fsum(h for t, h in zip(case.year.temperature, case.year.hours, strict=True) if t < base)


def _undelivered(heat: Heat, load: Array) -> Array:
    """By how much [BTU/h] the heat of the sources exceeds the load; below the rounding of the sum it counts as none."""
    excess = heat.heat_pump + heat.furnace + heat.strips - load
    return np.where(excess > TOLERANCE * load, excess, 0.0)


def _at_or_above(s: Solution, scenario: int) -> Any:
    """Which bins are at or above the switchover of the optimized or the existing scenario, bool (bins,)."""
    return s.above if scenario == OPTIMIZED else s.bins.temperature >= s.parameters.existing_switchover


def _from_bins(s: Solution, scenario: int, what: str) -> float:
    """Cost [$] or emissions [kg] of a scenario, from the bins' own totals."""
    dual, furnace = getattr(s.dual, what), getattr(s.furnace, what)
    return float(np.where(_at_or_above(s, scenario), dual, furnace).sum())


def _heat_from_energy(s: Solution, scenario: int) -> float:
    """Heat [MMBtu] worked back from electricity and fuel, with unmet load added."""
    t, p = s.totals, s.parameters
    compressor = np.where(_at_or_above(s, scenario), s.ways.dual.heat_pump, 0.0) * s.bins.hours
    kwh = (compressor / BTU_PER_KWH / s.performance.cop).sum()
    # The season's compressor heat is its electricity times its own mean COP.
    mean_cop = compressor.sum() / BTU_PER_KWH / kwh if kwh else 0.0
    electric = (t.heat_pump_kwh[scenario] * mean_cop + t.strip_kwh[scenario]) * BTU_PER_KWH / BTU_PER_MMBTU
    return float(electric + t.fuel_mmbtu[scenario] * p.furnace_efficiency + t.unmet_mmbtu[scenario])


def direct_minimum(bins: Bins, dual: BinTotals, furnace: BinTotals) -> float:
    """The least season cost [$] of all edges, each summed by itself: slow, and independent of the running sums."""
    edges = [float(bins.high[0]), *bins.low.tolist()]
    return min(float(np.where(bins.temperature >= edge, dual.cost, furnace.cost).sum()) for edge in edges)


def applies_economic(s: Solution) -> bool:
    """Whether the optimum has to lie at the economic point: one crossing, COP rising with temperature, no limits."""
    p, point = s.parameters, s.economic
    rising = bool(np.all(np.diff(p.cop_points[1]) >= 0))
    free = p.capacity_points is None and math.isinf(p.furnace_limit) and math.isinf(p.compressor_lockout)
    return point.status == "crosses" and rising and free and p.defrost == "none"


def cost_beside(s: Solution, temperature: float | None) -> float:
    """The lower season cost [$] of the two edges around a temperature [°F] (outside the edges: of the nearest one)."""
    assert temperature is not None
    edges = s.candidates.switchover
    colder = int(np.clip(np.searchsorted(-edges, -temperature), 0, len(edges) - 1))
    return float(s.candidates.annual_cost[max(colder - 1, 0) : colder + 1].min())
