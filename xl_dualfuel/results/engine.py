"""solve: the order of calls, nothing else."""

from __future__ import annotations

from ..inputs.case import Case
from ..model import balance, climate, parameters, scenarios, season, switchovers
from ..model.solution import Solution
from .result import Result


def solve(case: Case) -> Result:
    """The answer for one case. Tables are built when first asked for."""
    p = parameters.from_case(case)
    bins = climate.bins_of(case)
    load, performance, ways = season.operate(bins.temperature, p)
    dual, furnace = (season.totals(heat, bins.hours, performance.cop, p) for heat in (ways.dual, ways.furnace))
    options = switchovers.candidates(bins, dual, furnace)
    guess = float(switchovers.moved_into(p.initial_balance_point, options.switchover)[0])
    chosen = int(switchovers.cheapest(options.annual_cost, options.switchover, guess))
    switchover = float(options.switchover[chosen])
    economic = balance.economic_point(bins, p, switchover, performance.cop)
    thermal = balance.thermal_point(bins, p, switchover)
    emissions = balance.emissions_point(bins, p, switchover, performance.cop)
    totals = scenarios.run(bins, load, performance.cop, ways, p, (switchover, p.existing_switchover, guess))
    operation = (case, p, bins, load, performance, ways, dual, furnace)
    return Result(Solution(*operation, options, chosen, guess, economic, thermal, emissions, totals))
