"""solve: the order of calls, nothing else."""

from __future__ import annotations

from typing import NamedTuple

from ..inputs.case import Case
from ..model import balance, climate, parameters, scenarios, season, switchovers
from ..model.climate import Bins
from ..model.parameters import Parameters
from ..model.season import BinTotals, Operation
from ..model.setting import setting_to_program
from ..model.solution import Solution
from ..model.switchovers import Candidates
from ..units import BTU_PER_MMBTU
from .accepting import accepts
from .result import Result


class Season(NamedTuple):
    """A season with every candidate."""

    bins: Bins
    operation: Operation
    dual: BinTotals
    furnace: BinTotals
    candidates: Candidates


def season_of(case: Case, p: Parameters, settings: tuple[float, ...] = ()) -> Season:
    """The season of a case in bins that are also cut at some settings [°F]."""
    bins = climate.bins_of(case, settings)
    operation = season.operate(bins.temperature, p, bins.frost)
    ways = operation.ways
    dual, furnace = (season.totals(heat, bins.hours, operation, p) for heat in (ways.dual, ways.furnace))
    own = None
    if climate.by_the_hour(case):
        ends = float(bins.high[0]), float(bins.temperature[-1])
        own = switchovers.thermostat_settings(*ends, p.thermostat_step, p.thermostat_zero)
    return Season(bins, operation, dual, furnace, switchovers.candidates(bins, dual, furnace, own))


def solve(case: Case) -> Result:
    """The answer for one case. Tables are built when first asked for."""
    p = parameters.from_case(case)
    p = p.sized(climate.coldest(case))._replace(usual_frost=climate.usual_frost(case))
    whole = season_of(case, p)
    bins, operation, options = whole.bins, whole.operation, whole.candidates
    guess = float(switchovers.moved_into(p.initial_balance_point, options.switchover)[0])
    load = float(operation.load @ bins.hours) / BTU_PER_MMBTU
    warm = switchovers.heats(options.unmet_mmbtu, load)
    chosen = int(switchovers.cheapest(options.annual_cost, options.switchover, guess, warm))
    unbound = int(switchovers.cheapest(options.annual_cost, options.switchover, guess))
    switchover = float(options.switchover[chosen])
    economic = balance.economic_point(bins, p, switchover, operation.performance.cop)
    thermal = balance.thermal_point(bins, p, switchover, operation)
    emissions = balance.emissions_point(bins, p, switchover, operation.performance.cop)

    def cut_at(settings: tuple[float, ...]) -> tuple[Bins, Candidates]:
        finer = season_of(case, p, settings)
        return finer.bins, finer.candidates

    limit = climate.programme_setting(case)
    setting = setting_to_program(bins, options, chosen, guess, p, cut_at, accepts(case, p), limit, load)
    totals = scenarios.run(bins, operation, p, (switchover, p.existing_switchover, guess))
    if setting.switchover != switchover:
        finer = operation if setting.bins is bins else season.operate(setting.bins.temperature, p, setting.bins.frost)
        totals = totals.and_setting(scenarios.run(setting.bins, finer, p, (setting.switchover,)))
    points = (economic, thermal, emissions)
    return Result(Solution(case, p, *whole[:-1], options, warm, chosen, unbound, guess, *points, totals, setting))
