"""All the decisions of one case together: what the command line, a file and a workbook show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from ..errors import DualFuelError, InputError, Issue
from ..files.toml_tables import raise_all
from ..inputs.case import Case
from ..inputs.fields import FIELDS
from ..inputs.units_given import Units
from ..results.case_units import price
from ..results.engine import solve
from ..results.in_units import shown, shown_table, units_of
from ..results.result import Result
from ..tariffs.hours import hours_of
from ..tariffs.result import TariffSeason
from ..tariffs.season import season
from ..tariffs.tariff import Tariff
from ..tariffs.words import beside_tariff
from . import options as side_by_side
from .band import Band, band, check_allowance
from .frontier import CarbonChoice, Frontier, check_price, frontier, with_carbon_price
from .money import Worths
from .options import Comparison, Options
from .risk import Risks, risks
from .sensitivity import MEASURES, Tornado, TwoWay, check_ranges, tornado, two_way
from .study import Study, study_of
from .tariff_decide import band_under, carbon_under, frontier_under, risks_under, tornado_under
from .tariff_draws import check_drawn_under, monte_carlo_under, price_matrix_under
from .tariff_options import compare_under, is_under_tariffs
from .tariff_varied import Under
from .uncertainty import Spec, Uncertainty, check_drawn, monte_carlo

NAMES: Final = ("band", "sensitivity", "risks", "frontier", "carbon", "uncertainty", "comparison", "money", "tariff")
"""The keys of the answers in JSON, which has notes and prices besides."""
PRICE_STEPS: Final = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
"""Prices of the matrix, as shares of the case's: those of the workbook's sheet Sensitivity."""

T = TypeVar("T")


class Gathered:
    """Tries one thing after another and collects what is wrong with each, so that all of it is reported at once."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def __call__(self, make: Callable[[], T]) -> T | None:
        """What it returns; None where it is refused."""
        try:
            return make()
        except InputError as refused:
            self.add(refused.issues)
        return None

    def add(self, issues: Iterable[Issue]) -> None:
        """Add these, except those that are there already."""
        self.issues += [issue for issue in issues if str(issue) not in set(map(str, self.issues))]

    def raise_all(self) -> None:
        """Raise InputError with every problem; nothing where there is none."""
        raise_all(self.issues)


class Decisions(NamedTuple):
    """The answers, each None where it was not asked for."""

    band: Band | None = None
    """How exact the setting must be, and what to program"""
    tornado: Tornado | None = None
    """Which input moves it most"""
    risks: Risks | None = None
    """What named scenarios do to it"""
    frontier: Frontier | None = None
    """Cost against emissions"""
    carbon: CarbonChoice | None = None
    """The choice with a price on CO2"""
    draws: Uncertainty | None = None
    """The Monte Carlo"""
    comparison: Comparison | None = None
    """Options side by side with the case"""
    worths: Worths | None = None
    """What the options' equipment is worth"""
    season: TariffSeason | None = None
    """The season under the tariff that all of it was decided under"""
    notes: tuple[str, ...] = ()
    """Doubts and assumptions about all of it, in words"""
    prices: TwoWay | None = None
    """The recommended switchover at other prices, electricity down, fuel across"""
    units: Units = Units()
    """What it is shown in: those of the case"""

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps, in the units of the case; every key is there, None where it was not asked for.

        ``units`` names the unit of each number whose key does not.
        """
        answers: tuple[Any, ...] = self[: len(NAMES)]
        document = {key: answer and answer.to_json() for key, answer in zip(NAMES, answers, strict=True)}
        document |= {"notes": list(self.notes), "prices": self.prices and self.prices.to_json()}
        return {**shown(document, self.units), "units": units_of(document, self.units)}

    def tables(self) -> dict[str, dict[str, list[Any]]]:
        """The tables of what was asked for, by the name of their CSV file, in the units of the case.

        The carbon choice is one row.
        """
        tables = {
            "band": self.band and self.band.full_table(),
            "sensitivity": self.tornado and self.tornado.table(),
            "risks": self.risks and self.risks.table(),
            "frontier": self.frontier and self.frontier.table(),
            "carbon": self.carbon and {key: [value] for key, value in self.carbon.to_json().items()},
            "uncertainty": self.draws and self.draws.full_table(),
            "options": self.comparison and self.comparison.table(),
            "money": self.worths and self.worths.table(),
            "cash_flows": self.worths and self.worths.cash_flow_table(),
            "prices": self.prices and _long(self.prices),
        }
        given = {name: table for name, table in tables.items() if table is not None}
        given |= self.season.tables if self.season is not None else {}
        return {name: shown_table(table, self.units) for name, table in given.items()}

    def plot(self, axes: Any = None) -> Any:
        """Draw the options, or else which inputs move the setting, on ``axes`` or a new figure; the matplotlib Axes.

        Raises DualFuelError where there is neither, or matplotlib is not installed.
        """
        if self.comparison is not None:
            return self.comparison.plot(axes)
        from . import notebook  # here, as below: few decisions are shown in a notebook

        if self.tornado is None:
            raise DualFuelError("there is nothing to plot: no options and no varied inputs")
        return notebook.plot_tornado(self.tornado, self.units, axes)

    def _repr_html_(self) -> str:
        from . import notebook

        lines = [] if self.band is None else [*self.band.program.reasons, self.band.words]
        lines += [] if self.frontier is None else [self.frontier.words]
        tables = [] if self.comparison is None else [self.comparison.html_table()]
        tables += [] if self.worths is None else [notebook.worths_table(self.worths, self.units)]
        tables += [] if self.tornado is None else [notebook.tornado_table(self.tornado, self.units)]
        headline = "Options compared" if self.band is None else self.band.headline
        doubts = [f"{one.option}: {note}" for one in (self.worths.rows if self.worths else ()) for note in one.notes]
        return notebook.page(headline, lines, tables, [*self.notes, *doubts])


def decide(
    case: Case,
    *,
    percent: float | None = None,
    dollars: float | None = None,
    study: Study | None = None,
    carbon_price: float | None = None,
    options: Options | None = None,
    tariff: Tariff | None = None,
) -> Decisions:
    """Every decision about a case; Monte Carlo, carbon choice and options where they are asked for.

    percent or dollars: the band's allowance [% or $ a season], not both; neither: band.PERCENT. study: what to vary,
    else the defaults. carbon_price: [$/t CO2]. options: what to compare the case with. tariff: all of it hour by hour
    under the tariff, with fewer draws. Raises InputError with every problem of every part.
    """
    wanted = study_of({}) if study is None else study
    if tariff is not None:
        return _under(case, tariff, (percent, dollars), wanted, carbon_price, options)
    result, attempt = solve(case), Gathered()
    decisions = Decisions(
        band=attempt(lambda: band(result, percent=percent, dollars=dollars)),
        tornado=attempt(lambda: tornado(case, wanted.ranges)),
        risks=attempt(lambda: risks(case, wanted.scenarios)),
        frontier=frontier(result),
        carbon=None if carbon_price is None else attempt(lambda: with_carbon_price(result, carbon_price)),
    )
    compared = None if options is None else attempt(lambda: compare_options(case, options))
    # Last: nothing is drawn for a case that is refused anyway, but the draws are checked.
    draws = None if wanted.spec is None else attempt(partial(_drawn, case, wanted.spec, not attempt.issues))
    attempt.raise_all()
    prices, left = price_matrix(case)
    compared = Decisions() if compared is None else compared
    return decisions._replace(
        draws=draws,
        comparison=compared.comparison,
        worths=compared.worths,
        prices=prices,
        notes=_once((*_doubts(result), *compared.notes, *decisions.risks.notes, *left)),  # type: ignore[union-attr]
        units=case.units,
    )


def _drawn(case: Case, spec: Spec, drawable: bool) -> Uncertainty | None:
    if drawable:
        return monte_carlo(case, spec)
    check_drawn(case, spec.distributions)
    return None


def compare_options(case: Case, options: Options, tariff: Tariff | None = None) -> Decisions:
    """The options compared with the case and what they are worth, nothing else. Raises InputError as the two do."""
    under = is_under_tariffs(options, tariff)
    comparison = compare_under(case, options, tariff) if under else side_by_side.compare(case, options)
    doubts = _doubts(comparison.results[side_by_side.BASE], under_tariff=under)
    notes: tuple[str, ...] = (*doubts, *comparison.notes)
    own = [one.tariff for one in options.options if one.tariff is not None]
    for bill in (tariff, *own):
        if bill is not None:
            name = "tariff" if bill is tariff else bill.name
            notes += tuple(f"{name}: {note}" for note in bill.notes)
            if bill.carbon_price:
                carbon = f"{price(bill.carbon_price, case.units)} a tonne"
                where = "carbon" if bill is tariff else f"{name}: carbon"
                words = f"each switchover counts the tariff's {carbon}; costs and savings are without carbon"
                notes += (f"{where}: {words}",)
    worths = side_by_side.money(comparison, options)
    return Decisions(comparison=comparison, worths=worths, notes=_once(notes), units=case.units)


def _once(notes: Iterable[str]) -> tuple[str, ...]:
    """The notes, each once, in their order."""
    return tuple(dict.fromkeys(notes))


def price_matrix(case: Case) -> tuple[TwoWay, tuple[str, ...]]:
    """The case at PRICE_STEPS of its two prices, and in words which of them are out of range and left out."""
    down, across = "electricity_price", "fuel_price"
    # An electric furnace without a price of its own has that of electricity.
    prices = {key: [case.number(key, case.number(down)) * step for step in PRICE_STEPS] for key in (down, across)}
    usable = {key: [price for price in values if FIELDS[key].holds(price)] for key, values in prices.items()}
    left = (
        f"prices: {key} {price:g} is left out: it {FIELDS[key].allowed}"
        for key, values in prices.items()
        for price in values
        if price not in usable[key]
    )
    return two_way(case, down, usable[down], across, usable[across]), tuple(left)


def _long(prices: TwoWay) -> dict[str, list[Any]]:
    """One row a pair of prices, every measure a column."""
    return {key: column for measure in MEASURES for key, column in prices.table(measure).items()}


def _doubts(result: Result, under_tariff: bool = False) -> Iterator[str]:
    """The notes that the command run has for the case, too; under a tariff those of the plain model say so."""
    pairs = beside_tariff(result.notes) if under_tariff else result.notes
    yield from (f"{key}: {message}" for key, message in pairs)


def _under(
    case: Case,
    tariff: Tariff,
    allowance: tuple[float | None, float | None],
    study: Study,
    carbon_price: float | None,
    options: Options | None,
) -> Decisions:
    attempt = Gathered()
    hours = attempt(lambda: hours_of(case, tariff))
    percent, dollars = allowance
    price = carbon_price if carbon_price is not None else tariff.carbon_price or None
    attempt.add(check_allowance(dollars, percent))
    attempt.add(() if price is None else check_price(price))
    if hours is None:
        attempt.add(() if study.ranges is None else check_ranges(case, study.ranges))
        raise InputError(attempt.issues)
    times, temperatures = hours
    hours = times, np.asarray(temperatures, dtype=float)  # once for all its seasons
    result, billed, under = solve(case), season(case, hours, tariff), Under(case, hours, tariff)
    swings = attempt(lambda: tornado_under(under, study.ranges))
    risked = attempt(lambda: risks_under(under, study.scenarios))
    compared = Decisions() if options is None else attempt(lambda: compare_options(case, options, tariff))
    spec = study.spec
    if spec is not None:
        attempt(lambda: check_drawn_under(under, spec.distributions))
    attempt.raise_all()
    assert compared is not None and risked is not None
    draws = None if spec is None else monte_carlo_under(under, spec)
    prices, left = price_matrix_under(under, PRICE_STEPS)
    notes = (
        *_doubts(result, under_tariff=True),
        *_notes(billed, carbon_price, case.units),
        *risked.notes,
        *compared.notes,
        *left,
    )
    return Decisions(
        band=band_under(billed, result, percent=percent, dollars=dollars),
        tornado=swings,
        risks=risked,
        frontier=frontier_under(billed, case.units),
        carbon=None if price is None else carbon_under(billed, price),
        draws=draws,
        prices=prices,
        comparison=compared.comparison,
        worths=compared.worths,
        season=billed,
        notes=_once(notes),
        units=case.units,
    )


def _notes(billed: TariffSeason, carbon_price: float | None, units: Units) -> Iterator[str]:
    elsewhere = ("by_period", "ideal", "carbon")  # the first two are of run's answers, the third is below
    yield from (f"{key}: {message}" for key, message in billed.warnings if key not in elsewhere)
    own = billed.carbon_price
    if own:
        yield (
            f"carbon: band, sensitivity, risks, chances and prices count the tariff's {price(own, units)} a tonne in "
            "every cost; the costs of the frontier, the carbon choice and options are without it"
        )
    if own and carbon_price is not None and carbon_price != own:
        yield f"carbon: the carbon choice is at {price(carbon_price, units)} a tonne in place of the tariff's"
