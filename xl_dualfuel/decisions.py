"""All the decisions of one case together: what the command line, a file or a workbook shows of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from . import options as side_by_side
from .band import PERCENT, Band, Unit, band
from .case import Case
from .engine import solve
from .errors import InputError, Issue
from .frontier import CarbonChoice, Frontier, frontier, with_carbon_price
from .money import Worths
from .options import Comparison, Options
from .risk import Risks, risks
from .sensitivity import Tornado, tornado
from .smallfile import raise_all
from .study import Study, study_of
from .tariff import Tariff
from .tariff_decide import band_under, carbon_under, frontier_under, risks_under, tornado_under
from .tariff_options import compare_under
from .tariff_result import TariffSeason
from .tariff_season import Hours, season
from .tariff_varied import Under, hours_of
from .uncertainty import Uncertainty, monte_carlo

NAMES: Final = ("band", "sensitivity", "risks", "frontier", "carbon", "uncertainty", "comparison", "money", "tariff")
"""The keys of the answers in JSON."""


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
    """What is to be said of all of it, in words"""

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps; every key is there, None where it was not asked for."""
        answers: tuple[Any, ...] = self[: len(NAMES)]
        found = zip(NAMES, answers, strict=True)
        return {key: made and made.to_json() for key, made in found} | {"notes": list(self.notes)}

    def tables(self) -> dict[str, dict[str, list[Any]]]:
        """The tables of what was asked for, by the name of their CSV file; the carbon choice is one row."""
        rows = None if self.carbon is None else {key: [value] for key, value in self.carbon.to_json().items()}
        made = {
            "band": self.band and self.band.table(),
            "sensitivity": self.tornado and self.tornado.table(),
            "risks": self.risks and self.risks.table(),
            "frontier": self.frontier and self.frontier.table(),
            "carbon": rows,
            "uncertainty": self.draws and self.draws.table(),
            "options": self.comparison and self.comparison.table(),
            "money": self.worths and self.worths.table(),
        }
        found = {name: table for name, table in made.items() if table is not None}
        return found | (self.season.tables if self.season is not None else {})


def decide(
    case: Case,
    *,
    percent: float = PERCENT,
    dollars: float | None = None,
    study: Study | None = None,
    carbon_price: float | None = None,
    options: Options | None = None,
    tariff: Tariff | None = None,
    unit: Unit = "F",
) -> Decisions:
    """Every decision about a case; Monte Carlo, carbon choice and options where they are asked for.

    percent or dollars: the band's allowance [% or $ a season], dollars winning. study: what to vary, else the defaults.
    carbon_price: [$/t CO2e]. options: what to compare the case with. tariff: all of it hour by hour under the tariff;
    no Monte Carlo then. unit: the thermostat's degrees. Raises InputError as the parts do.
    """
    wanted = study_of({}) if study is None else study
    share = percent if dollars is None else None
    if tariff is not None:
        return _under(case, tariff, (share, dollars, unit), wanted, carbon_price, options)
    result = solve(case)
    compared = Decisions() if options is None else beside(case, options)
    return Decisions(
        band=band(result, percent=share, dollars=dollars, unit=unit),
        tornado=tornado(case, wanted.ranges),
        risks=risks(case, wanted.scenarios),
        frontier=frontier(result),
        carbon=None if carbon_price is None else with_carbon_price(result, carbon_price),
        draws=None if wanted.spec is None else monte_carlo(case, wanted.spec),
        comparison=compared.comparison,
        worths=compared.worths,
    )


def beside(case: Case, options: Options, tariff: Tariff | None = None) -> Decisions:
    """The options beside the case and what they are worth, nothing else. Raises InputError as the two do."""
    found = side_by_side.compare(case, options) if tariff is None else compare_under(case, options, tariff)
    notes: tuple[str, ...] = tariff.notes if tariff is not None else ()
    if tariff is not None and tariff.carbon_price:
        price = f"${tariff.carbon_price:,.4g} a tonne"
        notes += (f"carbon: each switchover counts the tariff's {price}; costs and savings are money alone",)
    return Decisions(comparison=found, worths=side_by_side.money(found, options), notes=notes)


def _under(
    case: Case,
    tariff: Tariff,
    allowance: tuple[float | None, float | None, Unit],
    study: Study,
    carbon_price: float | None,
    options: Options | None,
) -> Decisions:
    issues: list[Issue] = []
    hours: Hours = ((), ())
    if study.spec is not None:
        keys = ", ".join(one.key for one in study.spec.distributions)
        allowed = "cannot be drawn under a tariff: each draw would be a year of hours"
        issues.append(Issue("uncertain", keys, allowed, "Leave out --tariff, or take [uncertain] out of the study"))
    try:
        hours = hours_of(case, tariff)
    except InputError as refused:
        issues += refused.issues
    raise_all(issues)
    found = season(case, hours, tariff)
    under = Under(case, hours, tariff)
    price = carbon_price if carbon_price is not None else tariff.carbon_price or None
    compared = Decisions() if options is None else beside(case, options, tariff)
    risked = risks_under(under, study.scenarios)
    return Decisions(
        band=band_under(found, solve(case), percent=allowance[0], dollars=allowance[1], unit=allowance[2]),
        tornado=tornado_under(under, study.ranges),
        risks=risked,
        frontier=frontier_under(found),
        carbon=None if price is None else carbon_under(found, price),
        comparison=compared.comparison,
        worths=compared.worths,
        season=found,
        notes=(*_notes(found, carbon_price), *risked.notes),
    )


def _notes(found: TariffSeason, carbon_price: float | None) -> Iterator[str]:
    told = ("by_period", "ideal", "carbon")  # the first two are of run's answers, the third is said below
    yield from (f"{key}: {message}" for key, message in found.warnings if key not in told)
    own = found.carbon_price
    if own:
        yield (
            f"carbon: band, sensitivity and risks count the tariff's ${own:,.4g} a tonne in every cost; the costs of "
            "the frontier, the carbon choice and options are money alone"
        )
    if own and carbon_price is not None and carbon_price != own:
        yield f"carbon: the carbon choice is at ${carbon_price:,.4g} a tonne in place of the tariff's"
