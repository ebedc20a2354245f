"""How exact the setting must be: which settings that heat the house cost little more than the best one.

A season's cost is a step function of the setting: it changes only where the setting passes the representative
temperature of a bin. So a setting is judged by the bins at or above it, exactly, whatever its decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import Issue, shown
from ..files.toml_tables import raise_all
from ..files.values import is_number, plain
from ..inputs.settings import multiple_above
from ..model.climate import SAME, at_or_above
from ..model.parameters import Array, Parameters
from ..model.solution import Solution
from ..model.switchovers import Curve, at_most, candidates, either_side
from ..results import setting_words
from ..results.case_units import CENT, degrees, heat, money
from ..results.engine import season_of
from ..results.result import Result
from ..results.unmeetable import unmeetable
from .program import Controls, ToProgram, controls, to_program

PERCENT: Final = 1.0
"""Default allowance: 1 % of the least season cost, a few dollars of a usual bill."""


class Stretch(NamedTuple):
    """Neighbouring switchovers that all cost no more than the limit."""

    low: float
    """Lowest of the candidates, bin edges [°F]"""
    high: float
    """Highest of them [°F]"""
    open_low: bool
    """Whether it reaches the lowest edge: any lower setting costs the same"""
    open_high: bool
    """Whether it reaches the highest edge: any higher setting costs the same"""


class Band(NamedTuple):
    """The switchovers that heat the house and cost at most the allowance more than the least."""

    headline: str
    """What to program, as every surface says it"""
    switchover: float
    """Recommended [°F]"""
    least_cost: float
    """Its season cost [$]"""
    allowance: float
    """[$ a season]"""
    limit: float
    """least_cost + allowance [$]"""
    band: Stretch
    """The stretch around the recommended switchover"""
    others: tuple[Stretch, ...]
    """Further stretches within the limit, warmest first; dearer or cold settings lie between them and the band"""
    cold: tuple[Stretch, ...]
    """Settings that would be within the limit, but leave part of the heat undelivered, warmest first"""
    existing_switchover: float
    """Today's setting [°F]"""
    existing_cost: float
    """[$]"""
    existing_over_least: float | None
    """What today's setting costs more than the least [$ a season]; None where it leaves more of the load unmet"""
    existing_unmet_mmbtu: float
    existing_in_band: bool
    program: ToProgram
    words: str
    """The band in one or two plain sentences"""

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))

    def table(self) -> dict[str, list[Any]]:
        """name, value and unit of each number, for a worksheet or CSV."""
        degree = f"°{self.program.unit}"
        p = self.program
        rows = (
            ("switchover", self.switchover, "°F"), ("least_cost", self.least_cost, "$"),
            ("allowance", self.allowance, "$"), ("band_low", self.band.low, "°F"), ("band_high", self.band.high, "°F"),
            ("other_bands", len(self.others), ""), ("setting", p.setting, degree),
            ("setting_cost", p.season_cost, "$"), ("setting_unmet", p.unmet_mmbtu, "MMBtu"),
            ("differential", p.differential, degree),
            ("compressor_lockout", p.compressor_lockout, degree), ("backup_lockout", p.backup_lockout, degree),
            ("existing_switchover", self.existing_switchover, "°F"), ("existing_cost", self.existing_cost, "$"),
            ("existing_over_least", self.existing_over_least, "$"),
            ("existing_unmet", self.existing_unmet_mmbtu, "MMBtu"),
            ("existing_in_band", "yes" if self.existing_in_band else "no", ""),
        )  # fmt: skip
        return _columns(rows)

    def full_table(self) -> dict[str, list[Any]]:
        """table() with each further stretch, warmest first, and the reasons, as the CSV has them."""
        table = self.table()
        rows: list[tuple[str, Any, str]] = [
            (f"other_band_{number}_{end}", getattr(stretch, end), "°F")
            for number, stretch in enumerate(self.others, 1)
            for end in ("low", "high")
        ]
        rows += [
            (f"cold_band_{number}_{end}", getattr(stretch, end), "°F")
            for number, stretch in enumerate(self.cold, 1)
            for end in ("low", "high")
        ]
        rows += [(f"reason_{number}", text, "") for number, text in enumerate(self.program.reasons, 1)]
        more = _columns(rows)
        return {name: [*values, *more[name]] for name, values in table.items()}


def _columns(rows: Sequence[tuple[str, Any, str]]) -> dict[str, list[Any]]:
    return dict(zip(("name", "value", "unit"), map(list, zip(*rows, strict=True)), strict=True))


def band(
    result: Result, *, dollars: float | None = None, percent: float | None = None, differential: float | None = None
) -> Band:
    """The settings that cost at most ``dollars`` [$ a season] or ``percent`` [%] more than the least, and which to use.

    Neither given: PERCENT. differential in the thermostat's degrees. Raises InputError for an allowance that is
    negative or given twice, all together.
    """
    s = result.solution
    fine, own = _at_setting(s)
    words = setting_words.headline(s)
    found = band_of(s.curve, fine, own, words, dollars=dollars, percent=percent, differential=differential)
    if _holds_between(s, found):
        return found
    return found._replace(words=f"{found.words} {_WIDE}")


_WIDE: Final = (
    "The bins are wide: between two of their edges a setting may cost more. Take a smaller bin_width to be sure."
)


def _holds_between(s: Solution, found: Band) -> bool:
    """Whether every setting of the thermostat in the band keeps the limit, with the bins cut at each of them."""
    whole, costs = season_between(s, (found.band, *found.others))
    return bool((costs <= found.limit + CENT).all()) or not len(whole)


def season_between(s: Solution, stretches: Sequence[Stretch]) -> tuple[Array, Array]:
    """The thermostat's settings in some stretches [°F], and the season with each [$], bins cut at all of them."""
    p = s.parameters
    step, zero = p.thermostat_step, p.thermostat_zero
    settings = np.concatenate(
        [np.arange(multiple_above(one.low, step, zero), one.high + SAME, step) for one in stretches]
    )
    whole = season_of(s.case, p, tuple(settings.tolist()))
    costs = either_side(whole.dual.cost, whole.furnace.cost)
    place = at_or_above(whole.bins.temperature, settings[:, np.newaxis]).sum(axis=-1)
    return settings, costs[place]


def program_of(s: Solution, differential: float | None = None) -> ToProgram:
    """What to enter in the thermostat for a case; differential in the thermostat's degrees."""
    fine, own = _at_setting(s)
    return to_program(fine, own, differential)


def _at_setting(s: Solution) -> tuple[Curve, Controls]:
    """The curve with bins cut at the setting to program, and what decides on the lockouts there."""
    case, p, setting = s.case, s.parameters, s.setting.switchover
    whole = season_of(case, p, (setting,))
    run = whole.operation
    c = candidates(whole.bins, whole.dual, whole.furnace)
    # The candidates stay those of the case: the finer bins are there for what lies on either side of the setting.
    fine = s.curve._replace(
        place=at_or_above(whole.bins.temperature, s.candidates.switchover[:, np.newaxis]).sum(axis=-1),
        temperature=whole.bins.temperature,
        costs=c.annual_cost, emissions=c.emissions_kg, unmet=c.unmet_mmbtu,
    )  # fmt: skip
    thermal = s.thermal.temperatures
    return fine, controls(case, p, setting, _why(s), run, thermal[0] if thermal else None)


def _why(s: Solution) -> str:
    """Why the setting is what it is, and what its constraints cost."""
    at = degrees(s.setting.switchover, s.parameters)
    told = [setting_words.message(c, s) for c in s.setting.constraints if c.set_aside is not None]
    if s.setting.accepted is False:
        told.append(setting_words.not_accepted(s.case, s.parameters))
    if broken := unmeetable(s):
        told.append(broken)
    if not s.setting.heats:
        told.append(setting_words.least_cold_of(s))
    return " ".join(told) or f"Setting {at}: the cheapest setting that heats the house."


def band_of(
    curve: Curve,
    fine: Curve,
    own: Controls,
    headline: str,
    *,
    dollars: float | None = None,
    percent: float | None = None,
    differential: float | None = None,
) -> Band:
    """The same of any curve; ``fine``: with bins cut at the setting to program."""
    raise_all(check_allowance(dollars, percent, differential))
    cost, least, p = curve.cost, curve.least, own.parameters
    allowance = dollars if dollars is not None else abs(least) * (PERCENT if percent is None else percent) / 100
    limit = least + allowance
    within = at_most(cost, limit, least)
    warm, runs = curve.heats, _stretches(within & curve.heats)
    around = next(run for run in runs if run[0] <= curve.chosen <= run[-1])
    bands = {run: _stretch(curve, run) for run in runs}
    today = p.existing_switchover
    saved = curve.saving(curve.best, today)
    answer = Band(
        headline=headline,
        switchover=curve.best,
        least_cost=least,
        allowance=allowance,
        limit=limit,
        band=bands[around],
        others=tuple(bands[run] for run in runs if run != around),
        cold=tuple(_stretch(curve, run) for run in _stretches(within & ~warm)),
        existing_switchover=today,
        existing_cost=curve.cost_at(today),
        existing_over_least=None if saved is None else max(0.0, saved),
        existing_unmet_mmbtu=curve.unmet_at(today),
        existing_in_band=_inside(curve, around, today),
        program=to_program(fine, own, differential),
        words="",
    )
    more = None if fine.saving(own.setting, today) is None else answer.existing_cost - answer.program.season_cost
    return answer._replace(words=_words(answer, _inside(curve, around, own.setting), more, p))


def _inside(curve: Curve, run: tuple[int, ...], setting: float) -> bool:
    """Whether a setting [°F] amounts to one of the candidates of a stretch."""
    return bool(curve.place[run[0]] <= curve.at(setting) <= curve.place[run[-1]])


def check_allowance(dollars: float | None, percent: float | None, differential: float | None = None) -> list[Issue]:
    """What is wrong with an allowance and a differential, all of it."""
    issues: list[Issue] = []
    if dollars is not None and percent is not None:
        both = f"{shown(dollars)}, {shown(percent)}"
        issues.append(Issue("dollars, percent", both, "only one may be given", "Give one of them"))
    limits = (("dollars", dollars, 1e6), ("percent", percent, 1000.0), ("differential", differential, 30.0))
    for name, value, most in limits:
        if value is not None and (not is_number(value) or not 0 <= value <= most):
            issues.append(Issue(name, value, f"must be a number from 0 to {most:,.0f}", "Such as 5"))
    return issues


def _stretches(within: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Runs of neighbouring candidates within the limit, warmest first."""
    marked = groupby(enumerate(within.tolist()), key=lambda pair: pair[1])
    return [tuple(place for place, _ in run) for good, run in marked if good]


def _stretch(curve: Curve, run: tuple[int, ...]) -> Stretch:
    edges = curve.switchover
    return Stretch(float(edges[run[-1]]), float(edges[run[0]]), run[-1] == len(edges) - 1, run[0] == 0)


def _words(band: Band, programmed_inside: bool, today_more: float | None, p: Parameters) -> str:
    """The band, and what today's setting costs more than the one to program [$]; None where one of them is colder."""
    more = f"at most {money(band.allowance, p.units)} more a season"
    here = band.band
    if here.open_low and here.open_high:
        text = f"Every setting costs {more}."
    elif here.open_low:
        text = f"Any setting up to {degrees(here.high, p)} costs {more}."
    elif here.open_high:
        text = f"Any setting from {degrees(here.low, p)} up costs {more}."
    elif here.low == here.high:
        text = f"Only {degrees(here.low, p)} costs {more}."
    else:
        text = f"Any setting from {_span(here, p)} costs {more}."
    if band.others:
        text += f" So does {_spans(band.others, p)}, but not the settings between."
    if band.cold:
        text += f" {_spans(band.cold, p)} would cost no more, but leave part of the heat undelivered."
    if not programmed_inside:
        text += " The setting to program is outside that range."
    today = f"Today's {degrees(band.existing_switchover, p)}"
    if today_more is None:
        return f"{text} {today} leaves {heat(band.existing_unmet_mmbtu, p.units)} of the heat undelivered."
    if abs(today_more) < CENT:
        return f"{text} {today} costs the same as the setting to program."
    change = f"{money(abs(today_more), p.units)} {'more' if today_more > 0 else 'less'} a season"
    return f"{text} {today} costs {change} than the setting to program."


def _span(stretch: Stretch, p: Parameters) -> str:
    if stretch.low == stretch.high:
        return degrees(stretch.low, p)
    return f"{degrees(stretch.low, p)} to {degrees(stretch.high, p)}"


def _spans(stretches: Sequence[Stretch], p: Parameters) -> str:
    return " and ".join(_span(stretch, p) for stretch in stretches)
