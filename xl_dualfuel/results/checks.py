"""Checks carried by every result: the same facts calculated a second way. A check that fails means a wrong number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from ..model.climate import at_or_above
from ..model.parameters import Array
from ..model.scenarios import EXISTING, OPTIMIZED
from ..model.season import Heat
from ..model.solution import Solution
from ..model.switchovers import heats
from ..units import BTU_PER_KWH, BTU_PER_MMBTU

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


WHAT: Final = {
    "hours": "hours of all bins = hours of the climate",
    "delivery": "no bin gets more heat than its load (largest excess, BTU/h)",
    **{
        f"{check}_{name}": f"{name}: {what}"
        for name in ("optimized", "existing")
        for check, what in (
            ("heat", "heat from the energy used + unmet = load (MMBtu)"),
            ("cost", "season cost from energy · prices = the bins' own costs added up ($)"),
            ("emissions", "emissions from energy · factors = the bins' own added up (kg)"),
            ("shares", "heat pump's, furnace's, strips' and unmet share of the load = 1"),
        )
    },
    "optimum_scenario": "recommended season cost: running sums = the optimized scenario ($)",
    "optimum_search": "least season cost that heats the house: running sums = every setting summed by itself ($)",
    "optimum_existing": "recommended season cost ≤ at the existing switchover ($)",
    "optimum_economic": "least season cost = the cheaper edge of the bin of the economic balance point ($)",
}
"""Every check by its id: what must hold."""
AT_MOST: Final = ("delivery", "optimum_existing")
"""Checks whose left may be less than their right."""


def check(s: Solution) -> tuple[Check, ...]:
    """Every check that applies to the result."""
    return tuple(_check(name, left, right) for name, (left, right) in _sides(s))


def _check(name: str, left: float, right: float) -> Check:
    tolerance = TOLERANCE * max(abs(left), abs(right))
    difference = left - right
    ok = (difference if name in AT_MOST else abs(difference)) <= tolerance
    return Check(name, bool(ok), WHAT[name], left, right, difference, tolerance)


def _sides(s: Solution) -> Iterator[tuple[str, tuple[float, float]]]:
    """The two numbers of each check."""
    t = s.totals
    yield "hours", (float(s.bins.hours.sum()), expected_hours(s))
    yield "delivery", (max(float(excess(heat, s.load).max()) for heat in s.ways), 0.0)
    for name, index in (("optimized", OPTIMIZED), ("existing", EXISTING)):
        load = float(t.load_mmbtu[index])
        yield f"heat_{name}", (_heat_from_energy(s, index), load)
        yield f"cost_{name}", (float(t.annual_cost[index]), _from_bins(s, index, "cost"))
        yield f"emissions_{name}", (float(t.emissions_kg[index]), _from_bins(s, index, "emissions_kg"))
        if load > 0:
            parts = t.heat_pump_mmbtu + t.furnace_mmbtu + t.strip_mmbtu + t.unmet_mmbtu
            yield f"shares_{name}", (float(parts[index]) / load, 1.0)
    least = float(s.candidates.annual_cost[s.chosen])
    yield "optimum_scenario", (least, float(t.annual_cost[OPTIMIZED]))
    yield "optimum_search", (least, direct_minimum(s))
    # Hour by hour a thermostat may not hold today's setting; and one that leaves the house cold may cost less.
    if (s.heats & (s.candidates.place == int(_at_or_above(s, EXISTING).sum()))).any():
        yield "optimum_existing", (least, float(t.annual_cost[EXISTING]))
    if applies_economic(s):
        yield "optimum_economic", (least, cheaper_edge_cost(s, s.economic.temperature))


def expected_hours(s: Solution) -> float:
    """The hours [h] that the climate's inputs give."""
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
    year = case.year
    return math.fsum(h for t, h in zip(year.temperature, year.hours, strict=True) if not at_or_above(t, base))


def excess(heat: Heat, load: Array) -> Array:
    """By how much the heat of the sources exceeds the load [BTU/h]; a remainder from rounding is none."""
    beyond = heat.heat_pump + heat.furnace + heat.strips - load
    return np.where(beyond > TOLERANCE * load, beyond, 0.0)


def _at_or_above(s: Solution, scenario: int) -> Any:
    """Which bins are at or above the switchover of the optimized or the existing scenario, bool (bins,)."""
    return s.above if scenario == OPTIMIZED else at_or_above(s.bins.temperature, s.parameters.existing_switchover)


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


def direct_minimum(s: Solution) -> float:
    """The least season cost [$] of the candidates that heat the house, each summed by itself: no running sums."""
    seasons = []
    for switchover in s.candidates.switchover.tolist():
        above = at_or_above(s.bins.temperature, switchover)
        seasons.append([float(np.where(above, getattr(s.dual, what), getattr(s.furnace, what)).sum())
                        for what in ("cost", "unmet_mmbtu")])  # fmt: skip
    cost, unmet = np.array(seasons).T
    return float(cost[heats(unmet, s.totals.load_mmbtu[0])].min())


def applies_economic(s: Solution) -> bool:
    """Whether the optimum has to lie at the economic point: one crossing, COP rising with temperature, no limits."""
    p, point = s.parameters, s.economic
    rising = bool(np.all(np.diff(p.cop_points[1]) >= 0))
    free = p.capacity_points is None and math.isinf(p.furnace_limit) and math.isinf(p.compressor_lockout)
    return point.status == "crosses" and rising and free and p.defrost == "none"


def cheaper_edge_cost(s: Solution, temperature: float | None) -> float:
    """The lower season cost [$] of the two edges around a temperature [°F] (outside the edges: of the nearest one)."""
    assert temperature is not None
    edges = s.candidates.switchover
    colder = int(np.clip(np.searchsorted(-edges, -temperature), 0, len(edges) - 1))
    return float(s.candidates.annual_cost[max(colder - 1, 0) : colder + 1].min())
