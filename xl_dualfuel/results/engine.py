"""solve: the order of calls, nothing else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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
from .season_costs import season_costs


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


class SeasonAt(NamedTuple):
    """A season with the thermostat at one setting."""

    annual_cost: float
    """[$]"""
    unmet_mmbtu: float
    """Load that no source meets"""
    load_mmbtu: float


def season_at(case: Case, setting: float) -> SeasonAt:
    """The season of a case with the thermostat's switchover at a setting [°F], in bins that are cut there."""
    whole = season_of(case, parameters_of(case), (setting,))
    above = climate.at_or_above(whole.bins.temperature, setting)
    cost, unmet = (
        float(np.where(above, getattr(whole.dual, total), getattr(whole.furnace, total)).sum())
        for total in ("cost", "unmet_mmbtu")
    )
    return SeasonAt(cost, unmet, float(whole.operation.load @ whole.bins.hours) / BTU_PER_MMBTU)


def parameters_of(case: Case) -> Parameters:
    """The numbers of a case, with what follows from its climate: the assumed furnace, and the usual frost."""
    p = parameters.from_case(case)
    return p.sized(climate.sizing_temperature(case))._replace(usual_frost=climate.usual_frost(case))


def solve(case: Case) -> Result:
    """The answer for one case. Tables are built when first asked for."""
    p = parameters_of(case)
    whole = season_of(case, p)
    bins, operation, options = whole.bins, whole.operation, whole.candidates
    guess = float(switchovers.moved_into(p.initial_balance_point, options.switchover)[0])
    load = float(operation.load @ bins.hours) / BTU_PER_MMBTU
    warm = switchovers.heats(options.unmet_mmbtu, load)
    chosen = int(switchovers.cheapest(options.annual_cost, options.switchover, guess, warm))
    unbound = int(switchovers.cheapest(options.annual_cost, options.switchover, guess))
    switchover = float(options.switchover[chosen])
    cop, hourly = operation.performance.cop, climate.by_the_hour(case)
    economic = balance.economic_point(bins, p, switchover, cop, hourly)
    thermal = balance.thermal_point(bins, p, switchover, operation, hourly)
    emissions = balance.emissions_point(bins, p, switchover, cop, hourly)

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
    solution = Solution(case, p, *whole[:-1], options, warm, chosen, unbound, guess, *points, totals, setting)
    return Result(solution, season_costs)
