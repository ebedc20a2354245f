"""The season hour by hour under a tariff: the best switchover, the best one for each period, the ideal of each hour.

The engine's own functions run every hour of a weather file both ways; a flat tariff gives the plain model with that
file and bin_width 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..inputs.case import Case
from ..inputs.units_given import Units
from ..model import climate, parameters
from ..model.parameters import Array, Parameters
from ..model.setting import Constraint, ConstraintId
from ..model.switchovers import Curve, as_warm, cheapest, is_met, moved_into, thermostat_settings
from ..results.accepting import accepts
from ..results.case_units import CENT, heat, price
from ..results.engine import solve
from ..results.setting_words import Cold
from ..results.tables import Table
from ..results.unmeetable import unmeetable
from ..units import BTU_PER_MMBTU
from .calendar import HOURS_PER_YEAR, clock_of
from .hours import Hours, hours_of
from .result import CURVE, Fixed, PeriodSetting, PeriodSettings, Setting, TariffSeason
from .result import MONTHS as MONTH_COLUMNS
from .search import Choice, by_period, ideal, monthly_charges, single_costs
from .tariff import MONTH_NAMES, ZERO, Electricity, Hourly, Tariff, hourly
from .words import Advice, headline, notes, why
from .year import Monthly, Options, Year, options_of, year_of

if TYPE_CHECKING:
    from ..results.result import Result

__all__ = ("Hours", "Judged", "hours_of", "judged", "season")


class Judged(NamedTuple):
    """A case's hours under a tariff, and every candidate as the switchover of them all."""

    parameters: Parameters
    prices: Hourly
    year: Year
    monthly: Monthly
    whole: Options
    """Every distinct temperature as the switchover"""
    options: Options
    """The settings of the thermostat"""
    curve: Curve
    """Every candidate with its objective: cost of the year, carbon included [$]"""
    setting: int
    """The candidate to program: the best of those that heat the house and the programme accepts"""
    accepted: bool | None
    """Whether the programme accepts it; None without a programme that has rules of the switchover"""

    def at(self, setting: float) -> Setting:
        """The season with a setting [°F] in every period, exactly, whether or not the thermostat can hold it."""
        everywhere = (self.curve.at(setting),) * len(self.prices.names)
        return _settled(self.whole, self.monthly, everywhere)._replace(switchover=setting)

    def missing(self, season: Setting) -> Cold:
        """What a season at one setting leaves undelivered."""
        assert season.switchover is not None
        above = climate.at_or_above(self.year.temperature, season.switchover)
        unmet = np.where(above, self.year.dual.unmet_mmbtu, self.year.furnace.unmet_mmbtu)
        most = float(unmet.max() * BTU_PER_MMBTU), float(self.year.load_mmbtu.max() * BTU_PER_MMBTU)
        return Cold(season.switchover, season.unmet_mmbtu, float((unmet > 0).sum()), *most)


def judged(case: Case, hours: Hours, tariff: Tariff, alone: str | None = None) -> Judged:
    """Every single switchover of a case under a tariff. alone: as in year.year_of. Raises as season does."""
    tariff = tariff.in_unit(case.inputs["fuel_price_unit"])
    times, temperatures = hours
    if len(times) != len(temperatures):
        raise ValueError(f"{len(times):,} times, but {len(temperatures):,} temperatures")
    p = parameters.from_case(case).sized(min(temperatures, default=0.0))
    p = p._replace(usual_frost=climate.usual_frost(case))
    clock = clock_of(times, tariff.year, tariff.clock)
    prices = hourly(tariff, clock, p, str(case.inputs["fuel"]))
    year = year_of(temperatures, clock.month, prices, p, alone, climate.frost_of_hours(case, temperatures))
    if not year.temperature.size:
        base, remedy = p.load_balance_temperature, "This place needs no heat at that temperature"
        raise InputError([Issue("load_balance_temperature", base, "must be above the coldest hour", remedy)])
    monthly = _monthly(tariff)
    whole = options_of(year, len(prices.names), p.load_balance_temperature)
    at = whole.switchover[1:]
    settings = thermostat_settings(float(whole.switchover[0]), float(at[-1]), p.thermostat_step, p.thermostat_zero)
    place = climate.at_or_above(at, settings[:, np.newaxis]).sum(axis=-1)
    options, objective = whole.at(settings, place), single_costs(whole, monthly)
    guess = float(moved_into(p.initial_balance_point, settings)[0])
    emissions = whole.sums.emissions_kg.sum(axis=(0, 1))
    load = float(year.load_mmbtu.sum())
    curve = Curve(settings, place, at, objective, emissions, whole.unmet_mmbtu, load, 0, guess)
    curve = curve._replace(chosen=int(cheapest(curve.cost, settings, guess, curve.heats)))
    setting, accepted = _programmed(curve, accepts(case, p))
    return Judged(p, prices, year, monthly, whole, options, curve, setting, accepted)


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
    p, prices, year, monthly, options, weighed = (
        evaluated.parameters, evaluated.prices, evaluated.year, evaluated.monthly, evaluated.options, evaluated.curve
    )  # fmt: skip
    names, guess = prices.names, weighed.guess
    accept = accepts(case, p)
    allowed = _accepted(weighed, accept) if accept is not None and evaluated.accepted else None
    choice = by_period(options, monthly, evaluated.setting, names == MONTH_NAMES, guess, allowed)
    best, single = evaluated.at(weighed.best), evaluated.at(float(options.switchover[evaluated.setting]))
    settings = _by_period(options, monthly, names, choice)
    # Sums in another order: rounding must not undo what is promised.
    if settings.total.objective > single.objective:
        settings = _by_period(options, monthly, names, choice._replace(candidates=(evaluated.setting,) * len(names)))
    bound = ideal(year, monthly)
    least = min(bound.objective, settings.total.objective, single.objective, best.objective)
    bound = bound._replace(objective=least, annual_cost=least - bound.carbon_cost)
    flat = int(cheapest(options.flat_cost, options.switchover, guess, weighed.heats))
    money = _Billed(_together(evaluated.whole.sums._asdict()), monthly).year()["annual_cost"]
    paid = weighed._replace(costs=money)
    if tariff.carbon_price:
        paid = paid._replace(chosen=int(cheapest(paid.cost, paid.switchover, guess, paid.heats)))
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
        fixed=Fixed(sum(tariff.electricity.fixed) if tariff.electricity else 0.0,
                    sum(tariff.fuel.fixed) if tariff.fuel else 0.0),
        curve=_curve(options, monthly),
        months=_months(options, monthly, evaluated.setting, tariff, p),
        weighed=weighed,
        paid=paid,
        warnings=(),
    )  # fmt: skip
    unit = tariff.unit_taken(case.inputs["fuel_price_unit"])
    own = _warnings(solved, tariff, monthly, len(hours[0]), case.units)
    warnings = (*((("fuel", unit),) if unit else ()), *notes(told), *own)
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


def _monthly(tariff: Tariff) -> Monthly:
    power = tariff.electricity or Electricity()
    return Monthly(power.blocks, np.array(power.household_kwh), np.array(power.demand_charge))


_USED: Final = ("carbon_cost", "fuel_mmbtu", "emissions_kg", "furnace_hours", "unmet_mmbtu")
"""Sums that have the same name in a bill."""


class _Billed:
    """Sums of settings, arrays (12, …), and what they cost."""

    def __init__(self, summed: dict[str, Array], monthly: Monthly) -> None:
        self.summed = summed
        blocks, self.demand = monthly_charges(summed["kwh"], summed["peak_kw"], monthly)
        self.energy: Array = summed["energy_cost"] + blocks
        self.fuel: Array = summed["fuel_cost"]
        self.cost: Array = self.energy + self.demand + self.fuel

    def year(self) -> dict[str, Array]:
        """Columns of a year's setting but its switchover."""
        of = self.summed
        return {
            "annual_cost": self.cost.sum(axis=0),
            "energy_cost": self.energy.sum(axis=0),
            "demand_cost": self.demand.sum(axis=0),
            "fuel_cost": self.fuel.sum(axis=0),
            "electricity_kwh": of["kwh"].sum(axis=0),
            "peak_kw": of["peak_kw"].max(axis=0),
            **{key: of[key].sum(axis=0) for key in _USED},
        }


def _together(parts: dict[str, Array]) -> dict[str, Array]:
    """Sums over the periods, the first axis; of peaks the highest."""
    return {key: part.max(axis=0) if key == "peak_kw" else part.sum(axis=0) for key, part in parts.items()}


def _chosen(options: Options, chosen: tuple[int, ...]) -> dict[str, Array]:
    """The sums (periods, 12) with a candidate for each period."""
    each = np.arange(len(chosen))
    return {key: part[each, :, chosen] for key, part in options.sums._asdict().items()}


def _settled(options: Options, monthly: Monthly, chosen: tuple[int, ...]) -> Setting:
    year = _Billed(_together(_chosen(options, chosen)), monthly).year()
    return Setting(switchover=None, **{key: float(value) for key, value in year.items()})


def _curve(options: Options, monthly: Monthly) -> Table:
    columns = {"switchover": options.switchover} | _Billed(_together(options.sums._asdict()), monthly).year()
    return {column.key: columns[column.key].tolist() for column in CURVE}


def _by_period(options: Options, monthly: Monthly, names: Sequence[str], choice: Choice) -> PeriodSettings:
    chosen = choice.candidates
    sums = {key: part.sum(axis=1) for key, part in _chosen(options, chosen).items()}
    periods = tuple(
        PeriodSetting(
            period=name,
            switchover=float(options.switchover[chosen[place]]) if options.hours[place] else None,
            hours=float(options.hours[place]),
            furnace_hours=float(sums["furnace_hours"][place]),
            electricity_kwh=float(sums["kwh"][place]),
            fuel_mmbtu=float(sums["fuel_mmbtu"][place]),
        )
        for place, name in enumerate(names)
    )
    return PeriodSettings(periods, _settled(options, monthly, chosen), choice.exact, choice.method)


def _months(options: Options, monthly: Monthly, best: int, tariff: Tariff, p: Parameters) -> Table:
    billed = _Billed(_together(_chosen(options, (best,) * len(options.hours))), monthly)
    of = billed.summed
    columns: dict[str, Any] = {
        "month": list(MONTH_NAMES),
        "cost": billed.cost.tolist(),
        "energy_cost": billed.energy.tolist(),
        "demand_cost": billed.demand.tolist(),
        "fuel_cost": billed.fuel.tolist(),
        "electricity_kwh": of["kwh"].tolist(),
        "peak_kw": of["peak_kw"].tolist(),
        "fuel_units": (of["fuel_mmbtu"] / p.fuel_unit_mmbtu).tolist(),
        **{key: of[key].tolist() for key in _USED},
        "electricity_fixed": list(tariff.electricity.fixed if tariff.electricity else ZERO),
        "fuel_fixed": list(tariff.fuel.fixed if tariff.fuel else ZERO),
    }
    return {column.key: columns[column.key] for column in MONTH_COLUMNS}


def _warnings(
    solved: TariffSeason, tariff: Tariff, monthly: Monthly, hours: int, units: Units
) -> Iterator[tuple[str, str]]:
    for note in tariff.notes:
        yield "tariff", note
    if hours != HOURS_PER_YEAR:
        yield "weather_file", f"{hours:,} hours were used, not the {HOURS_PER_YEAR:,} of a year"
    if solved.carbon_price:
        carbon = f"{price(solved.carbon_price, units)} a tonne of CO2"
        yield "carbon", f"each setting is chosen with {carbon}; the costs shown are the money paid, without it"
    if monthly.demand_charge.any():
        yield (
            "demand_charge",
            "it is charged on the heating's own highest hour of each month; what else runs in the house is not known",
        )
    if monthly.blocks and not monthly.household_kwh.any():
        yield "blocks", "no household_kwh is given: heating alone fills the blocks from the first kWh"
    if not solved.by_period.exact:
        yield "by_period", f"the settings of the periods were chosen {solved.by_period.method}"
    if not solved.ideal.exact:
        yield "ideal", "the ideal cost is a lower bound that no choice of the hours quite attains"
    if not is_met(solved.setting.unmet_mmbtu, solved.load_mmbtu):
        yield (
            "unmet_mmbtu",
            f"{heat(solved.setting.unmet_mmbtu, units)} of the heat is not delivered, which costs nothing",
        )
