"""The season hour by hour under a tariff: the best switchover, the best one for each period, the ideal of each hour.

The engine's own functions run every hour of a weather file both ways; a flat tariff gives the plain model with that
file and bin_width 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..inputs.case import Case
from ..model import climate, parameters
from ..model.frost import Frost
from ..model.parameters import Array, Parameters
from ..model.setting import Constraint, ConstraintId
from ..model.switchovers import Curve, as_warm, cheapest, moved_into, thermostat_settings
from ..results.accepting import accepts
from ..results.case_units import CENT
from ..results.engine import solve
from ..results.setting_words import Cold
from ..results.unmeetable import unmeetable
from ..units import BTU_PER_MMBTU
from .billed import curve_table, curves, month_table, of_periods, settled, warnings_of
from .billing import Bill, bill_of, fixed_of
from .bound import ideal
from .calendar import clock_of
from .hours import Hours, hours_of
from .result import Fixed, Setting, TariffSeason
from .search import by_period
from .tariff import MONTH_NAMES, Hourly, Tariff, hourly
from .words import Advice, factors, headline, notes, why
from .year import Options, Year, options_of, sums_at, year_of

if TYPE_CHECKING:
    from ..results.result import Result

__all__ = ("Hours", "Judged", "hours_of", "judged", "season")


class Judged(NamedTuple):
    """A case's hours under a tariff, and every candidate as the switchover of them all."""

    parameters: Parameters
    tariff: Tariff
    """In the case's units where it names none, temperatures in °F"""
    prices: Hourly
    year: Year
    bill: Bill
    curve: Curve
    """Every candidate with its objective: cost of the year, carbon included [$]"""
    paid: Array
    """The same without carbon (distinct temperatures + 1,)"""
    setting: int
    """The candidate to program: the best of those that heat the house and the programme accepts"""
    accepted: bool | None
    """Whether the programme accepts it; None without a programme that has rules of the switchover"""

    @property
    def options(self) -> Options:
        """The settings of the thermostat, added up; a curve alone needs none of it."""
        return options_of(self.year, len(self.prices.names), self.curve.switchover, self.bill.by_day)

    def at(self, setting: float) -> Setting:
        """The season with a setting [°F] in every period, exactly, whether or not the thermostat can hold it."""
        sums = sums_at(self.year, len(self.prices.names), setting, self.bill.by_day)
        return settled(self.bill, sums)._replace(switchover=setting)

    def missing(self, season: Setting) -> Cold:
        """What a season at one setting leaves undelivered."""
        assert season.switchover is not None
        above = climate.at_or_above(self.year.temperature, season.switchover)
        unmet, weight = np.where(above, self.year.dual.unmet_mmbtu, self.year.furnace.unmet_mmbtu), self.year.weight
        most = (float((part / weight).max() * BTU_PER_MMBTU) for part in (unmet, self.year.load_mmbtu))
        return Cold(season.switchover, season.unmet_mmbtu, float(weight[unmet > 0].sum()), *most)


def judged(case: Case, hours: Hours, tariff: Tariff, alone: str | None = None) -> Judged:
    """Every single switchover of a case under a tariff. alone: as in year.year_of. Raises as season does."""
    tariff = tariff.for_case(case)
    times, temperatures = hours[0], np.asarray(hours[1], dtype=float)
    if len(times) != len(temperatures):
        raise ValueError(f"{len(times):,} times, but {len(temperatures):,} temperatures")
    p = parameters.from_case(case).sized(float(temperatures.min()) if temperatures.size else 0.0)
    p = p._replace(usual_frost=climate.usual_frost(case))
    clock, halves = clock_of(times, tariff.year, tariff.clock, tariff.halves), 2 if tariff.halves else 1
    felt, frost = np.repeat(temperatures, halves), climate.frost_of_hours(case, temperatures)
    frost = frost if frost is None else Frost(*(np.repeat(values, halves) for values in frost))
    fuel, power = str(case.inputs["fuel"]), tariff.electricity
    prices = hourly(tariff, clock, p, fuel, felt)
    year = year_of(felt, prices, p, alone, frost, power.solar if power else None)
    if not year.temperature.size:
        base, remedy = p.load_balance_temperature, "This place needs no heat at that temperature"
        raise InputError([Issue("load_balance_temperature", base, "must be above the coldest hour", remedy)])
    bill = bill_of(tariff, prices, year.house, p, fuel)
    at = -np.unique(-year.temperature)
    settings = thermostat_settings(p.load_balance_temperature, float(at[-1]), p.thermostat_step, p.thermostat_zero)
    place = climate.at_or_above(at, settings[:, np.newaxis]).sum(axis=-1)
    guess = float(moved_into(p.initial_balance_point, settings)[0])
    costs, paid, emissions, unmet = curves(year, bill, len(prices.names))
    curve = Curve(settings, place, at, costs, emissions, unmet, float(year.load_mmbtu.sum()), 0, guess)
    curve = curve._replace(chosen=int(cheapest(curve.cost, settings, guess, curve.heats)))
    setting, accepted = _programmed(curve, accepts(case, p))
    return Judged(p, tariff, prices, year, bill, curve, paid, setting, accepted)


def _programmed(curve: Curve, accept: Callable[[float], bool] | None) -> tuple[int, bool | None]:
    """The candidate to program, and whether the programme accepts it."""
    if accept is None:
        return curve.chosen, None
    pleasing = _accepted(curve, accept) & curve.heats
    if pleasing[curve.chosen] or not pleasing.any():
        return curve.chosen, bool(pleasing[curve.chosen])
    return int(cheapest(curve.cost, curve.switchover, curve.guess, pleasing)), True


def _accepted(curve: Curve, accept: Callable[[float], bool]) -> NDArray[np.bool_]:
    return np.array([accept(switchover) for switchover in curve.switchover.tolist()])


def season(of: Result | Case, hours: Hours, tariff: Tariff) -> TariffSeason:
    """The season of a case, or of the case of a result, under a tariff.

    Candidates are the settings of the thermostat from furnace only to heat pump only, as in the plain model hour by
    hour; first those that heat the house, then the least cost, ties as there. With a carbon price every choice weighs
    annual_cost + carbon_cost, and annual_cost stays the money paid.

    Raises InputError where the tariff does not fit the case or the hours, ValueError where there are not as many times
    as temperatures.
    """
    case = of if isinstance(of, Case) else of.case
    evaluated = judged(case, hours, tariff)
    p, prices, bill, options, weighed = (
        evaluated.parameters, evaluated.prices, evaluated.bill, evaluated.options, evaluated.curve
    )  # fmt: skip
    names, guess = prices.names, weighed.guess
    accept = accepts(case, p)
    allowed = _accepted(weighed, accept) if accept is not None and evaluated.accepted else None
    choice = by_period(options, bill, evaluated.setting, names == MONTH_NAMES, guess, allowed)
    best, single = evaluated.at(weighed.best), evaluated.at(float(options.switchover[evaluated.setting]))
    settings = of_periods(evaluated.year, options, bill, names, choice)
    # Sums in another order: rounding must not undo what is promised.
    if settings.total.objective > single.objective:
        settings = of_periods(
            evaluated.year, options, bill, names, choice._replace(candidates=(evaluated.setting,) * len(names))
        )
    flat = int(cheapest(options.flat_cost, options.switchover, guess, weighed.heats))
    paid = weighed
    if tariff.carbon_price:
        paid = weighed._replace(costs=evaluated.paid)
        paid = paid._replace(chosen=int(cheapest(paid.cost, paid.switchover, guess, paid.heats)))
    bound = ideal(evaluated.year, bill)
    chosen = settings.total, single, best
    bound = bound._replace(
        objective=min(bound.objective, *(one.objective for one in chosen)),
        annual_cost=min(bound.annual_cost, paid.least, *(one.annual_cost for one in chosen)),
    )
    if not tariff.carbon_price:
        bound = bound._replace(annual_cost=min(bound.annual_cost, bound.objective))
        bound = bound._replace(objective=bound.annual_cost)
    existing = evaluated.at(p.existing_switchover)
    broken = "" if case.rules is None else unmeetable((solve(of) if isinstance(of, Case) else of).solution)
    told = _advice(case, hours, tariff, evaluated, (best, single, existing), broken)
    solved = TariffSeason(
        tariff=tariff.name,
        year=tariff.year,
        carbon_price=tariff.carbon_price,
        load_mmbtu=weighed.load_mmbtu,
        guess=guess,
        status=weighed.status,
        best=best,
        setting=single,
        accepted=False if broken else evaluated.accepted,
        headline=headline(told),
        why=why(told),
        flat=evaluated.at(float(options.switchover[flat])),
        existing=existing,
        by_period=settings,
        ideal=bound,
        fixed=Fixed(*fixed_of(tariff)),
        curve=curve_table(options, bill),
        months=month_table(
            evaluated.year, len(names), bill, float(options.switchover[evaluated.setting]), tariff, p
        ),
        weighed=weighed,
        paid=paid,
        household_cost=bill.household_cost,
        control_hours=float(prices.clock.weight[prices.control].sum()),
        control_heating_hours=float(evaluated.year.weight[evaluated.year.control].sum()),
        warnings=(),
    )  # fmt: skip
    unit = tariff.unit_taken(case.inputs["fuel_price_unit"])
    own = warnings_of(solved, tariff, evaluated.prices, len(hours[0]), case.units)
    warnings = (*((("fuel", unit),) if unit else ()), *notes(told), *own, *factors(case, tariff))
    return solved._replace(warnings=warnings)


def _advice(
    case: Case, hours: Hours, tariff: Tariff, of: Judged, settings: tuple[Setting, Setting, Setting], broken: str
) -> Advice:
    """What the words rest on; settings: the best, the one to program, today's."""
    best, setting, today = settings
    curve = of.curve
    cheap = of.at(float(curve.switchover[cheapest(curve.cost, curve.switchover, curve.guess)]))
    steps: tuple[tuple[ConstraintId, Setting, Setting], ...] = (
        ("heats_the_house", cheap, best), ("programme", best, setting)
    )  # fmt: skip
    constraints = tuple(
        Constraint(name, True, before.switchover, after.objective - before.objective, of.missing(before).hours,
                   before.unmet_mmbtu, after.switchover, after.unmet_mmbtu)
        for name, before, after in steps if before.switchover != after.switchover
    )  # fmt: skip
    less = None
    if setting.furnace_hours:
        alone = judged(case, hours, tariff, "heat_pump_only").at(float(curve.switchover[0]))
        less = setting.objective - alone.objective
        if less < CENT or not as_warm(alone.unmet_mmbtu, setting.unmet_mmbtu, curve.load_mmbtu):
            less = None
    cold = of.missing(setting)
    return Advice(tariff.name, case, of.parameters, curve, setting, today, of.accepted, constraints, broken, cold, less)
