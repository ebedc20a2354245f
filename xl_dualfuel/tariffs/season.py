"""The season hour by hour under a tariff: the best switchover, the best one for each period, the ideal of each hour.

The engine's own functions run every hour of a weather file both ways; a flat tariff gives the plain model with that
file and bin_width 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..inputs.case import Case
from ..model import climate, parameters
from ..model.parameters import Array, Parameters
from ..model.switchovers import Curve, cheapest, heats, moved_into
from ..results.tables import Table
from ..weather.year import KINDS
from .calendar import HOURS_PER_YEAR, clock_of
from .result import CURVE, Fixed, PeriodSetting, PeriodSettings, Setting, TariffSeason
from .result import MONTHS as MONTH_COLUMNS
from .search import Choice, by_period, ideal, monthly_charges, single_costs
from .tariff import MONTH_NAMES, ZERO, Electricity, Hourly, Tariff, hourly
from .year import Monthly, Options, Year, options_of, year_of

if TYPE_CHECKING:
    from ..results.result import Result

Hours = tuple[Sequence[str], Sequence[float] | Array]
"""Time stamps ``MM-DD HH:00`` and temperatures [°F] of each hour, as ``weather.year.Hours`` has them."""


def hours_of(case: Case, tariff: Tariff, key: str = "tariff") -> Hours:
    """The hours of a case's station or weather file, in order; InputError about ``key`` where there are none."""
    order = case.year.order if case.year else None
    if order is None:
        allowed = "must come with a weather_file or a station: it needs the order of the hours"
        raise InputError([Issue(key, tariff.name, allowed, f"Give a station, or weather_file, an {KINDS} file")])
    return order.times, order.dry_bulb


class Judged(NamedTuple):
    """A case's hours under a tariff, and every candidate as the switchover of them all."""

    parameters: Parameters
    prices: Hourly
    year: Year
    monthly: Monthly
    options: Options
    objective: Array
    """Cost of the year, carbon included [$] (candidates,)"""
    guess: float
    """The initial balance point, moved into the candidates' range [°F]"""
    best: int
    """The candidate of least objective that heats the house"""
    heats: NDArray[np.bool_]
    """Which candidates heat the house (candidates,)"""

    @property
    def curve(self) -> Curve:
        """Every candidate with its objective."""
        at, sums = self.options.switchover, self.options.sums
        emissions = sums.emissions_kg.sum(axis=(0, 1))
        return Curve(at, at[1:], self.objective, emissions, self.best, self.guess, np.arange(len(at)), self.heats)

    def at(self, candidate: int, switchover: float | None) -> Setting:
        """The season with a candidate in every period, named ``switchover`` [°F]."""
        everywhere = (candidate,) * len(self.prices.names)
        return _settled(self.options, self.monthly, everywhere)._replace(switchover=switchover)


def judged(case: Case, hours: Hours, tariff: Tariff, alone: str | None = None) -> Judged:
    """Every single switchover of a case under a tariff. alone: as in year.year_of. Raises as season does."""
    tariff = tariff.in_unit(case.inputs["fuel_price_unit"])
    times, temperatures = hours
    if len(times) != len(temperatures):
        raise ValueError(f"{len(times):,} times, but {len(temperatures):,} temperatures")
    p = parameters.from_case(case).sized(min(temperatures, default=0.0))
    p = p._replace(usual_frost=climate.usual_frost(case))
    clock = clock_of(times, tariff.year, tariff.holidays, tariff.daylight_saving)
    prices = hourly(tariff, clock, p, str(case.inputs["fuel"]))
    year = year_of(temperatures, clock.month, prices, p, alone, climate.frost_of_hours(case, temperatures))
    if not year.temperature.size:
        base, remedy = p.load_balance_temperature, "This place needs no heat at that temperature"
        raise InputError([Issue("load_balance_temperature", base, "must be above the coldest hour", remedy)])
    monthly = _monthly(tariff)
    options = options_of(year, len(prices.names), p.load_balance_temperature)
    switchovers = options.switchover
    guess = float(moved_into(p.initial_balance_point, switchovers)[0])
    objective = single_costs(options, monthly)
    warm = heats(options.sums.unmet_mmbtu.sum(axis=(0, 1)), year.load_mmbtu)
    best = int(cheapest(objective, switchovers, guess, warm))
    return Judged(p, prices, year, monthly, options, objective, guess, best, warm)


def season(of: Result | Case, hours: Hours, tariff: Tariff) -> TariffSeason:
    """The season of a case, or of the case of a result, under a tariff.

    Candidates are the load balance temperature and every distinct temperature below it; ties as in the plain model.
    With a carbon price every choice weighs annual_cost + carbon_cost, and annual_cost stays the money paid.

    Raises InputError where the tariff does not fit the case or the hours, ValueError where there are not as many times
    as temperatures.
    """
    case = of if isinstance(of, Case) else of.case
    evaluated = judged(case, hours, tariff)
    p, prices, year, monthly, options, _, guess, best, warm = evaluated
    names = prices.names
    switchovers = options.switchover
    flat = int(cheapest(options.flat_cost, switchovers, guess, warm))
    choice = by_period(options, monthly, best, names == MONTH_NAMES, guess)
    single = evaluated.at(best, float(switchovers[best]))
    settings = _by_period(options, monthly, names, choice)
    curve, bound = _curve(options, monthly), ideal(year, monthly)
    # Sums in another order: rounding must not undo what is promised.
    if settings.total.objective > single.objective:
        settings = _by_period(options, monthly, names, choice._replace(candidates=(best,) * len(names)))
    pairs = zip(curve["annual_cost"], curve["carbon_cost"], strict=True)
    least = min(bound.objective, settings.total.objective, single.objective, *(sum(pair) for pair in pairs))
    bound = bound._replace(objective=least, annual_cost=least - bound.carbon_cost)
    solved = TariffSeason(
        tariff=tariff.name,
        year=tariff.year,
        carbon_price=tariff.carbon_price,
        load_mmbtu=year.load_mmbtu,
        guess=guess,
        status=evaluated.curve.status,
        best=single,
        flat=evaluated.at(flat, float(switchovers[flat])),
        existing=evaluated.at(evaluated.curve.at(p.existing_switchover), p.existing_switchover),
        by_period=settings,
        ideal=bound,
        fixed=Fixed(sum(tariff.electricity.fixed) if tariff.electricity else 0.0,
                    sum(tariff.fuel.fixed) if tariff.fuel else 0.0),
        curve=curve,
        months=_months(options, monthly, best, tariff, p),
        warnings=(),
    )  # fmt: skip
    unit = tariff.unit_taken(case.inputs["fuel_price_unit"])
    warnings = (*((("fuel", unit),) if unit else ()), *_warnings(solved, tariff, monthly, len(hours[0])))
    return solved._replace(warnings=warnings)


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


def _warnings(solved: TariffSeason, tariff: Tariff, monthly: Monthly, hours: int) -> Iterator[tuple[str, str]]:
    for note in tariff.notes:
        yield "tariff", note
    if hours != HOURS_PER_YEAR:
        yield "weather_file", f"{hours:,} hours were counted, not the {HOURS_PER_YEAR:,} of a year"
    if solved.carbon_price:
        price = f"${solved.carbon_price:,.4g} a tonne of CO2e"
        yield "carbon", f"every choice counts {price}; the costs are the money paid, carbon_cost stands beside them"
    if monthly.demand_charge.any():
        yield (
            "demand_charge",
            "it is charged on the heating's own highest hour of each month; what else runs in the house is not known",
        )
    if monthly.blocks and not monthly.household_kwh.any():
        yield "blocks", "no household_kwh is given: heating alone fills the blocks from the first kWh"
    if not solved.by_period.exact:
        yield "by_period", f"the settings of the periods were found {solved.by_period.method}"
    if not solved.ideal.exact:
        yield "ideal", "the ideal cost is a lower bound that no choice of the hours quite attains"
    if solved.best.unmet_mmbtu > 0:
        yield (
            "unmet_mmbtu",
            f"{solved.best.unmet_mmbtu:.4g} MMBtu of the load are not met, which costs nothing in the comparison",
        )
