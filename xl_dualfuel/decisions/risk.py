"""Named risk scenarios: what a dear winter, a hard winter or a weak heat pump does to the recommendation.

The setting is entered before the winter is known. So each scenario has, besides its own best switchover, what the
case's recommendation costs in it, how much dearer that is than the best would have been (regret), and what
today's costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np

from ..errors import InputError, Issue
from ..files.toml_tables import raise_all
from ..files.values import is_number, listed, plain
from ..homes import draws as varied
from ..homes.draws import COP
from ..inputs.case import Case
from ..inputs.fields import COLUMNS, COPS, FIELDS, LOADS
from ..inputs.units_given import temperature
from ..model import climate
from ..model.climate import Bins
from ..model.switchovers import Curve
from ..results.engine import solve
from .sensitivity import idle

COLD: Final = "hours_below_design"
"""As a factor: on the hours below the design temperature, whatever the climate method."""
ANNUAL_HOURS_BEYOND_99: Final = 87.6
"""Hours a year colder than a 99 % design temperature: 1 % of 8,760 (ASHRAE Fundamentals, Climatic Design)."""


class Scenario(NamedTuple):
    """A named what-if: factors on inputs; "cop" is on every COP, "hours_below_design" on the hours below design."""

    name: str
    label: str
    factors: Mapping[str, float]


SCENARIOS: Final = (
    Scenario("fuel_price_up", "Fuel price +50 %", {"fuel_price": 1.5}),
    Scenario("electricity_up", "Electricity +30 %", {"electricity_price": 1.3}),
    Scenario("hard_winter", "Twice the hours below design", {COLD: 2.0}),
    Scenario("weak_heat_pump", "COP 10 % worse, all points", {COP: 0.9}),
    Scenario(
        "worst", "All of these together", {"fuel_price": 1.5, "electricity_price": 1.3, COLD: 2.0, COP: 0.9}
    ),
    Scenario(
        "best", "Their opposites together",
        {"fuel_price": 1 / 1.5, "electricity_price": 1 / 1.3, COLD: 0.5, COP: 1 / 0.9},
    ),
)  # fmt: skip
"""The defaults. Worst and best are of the season's cost: every factor dear, and every factor's inverse."""
ALLOWED: Final = (COP, COLD, *(key for key, field in FIELDS.items() if field.in_scenarios))
"""What a scenario may have factors on."""


class Outcome(NamedTuple):
    """One scenario."""

    name: str
    label: str
    switchover: float
    """The one whose season costs least in the scenario [°F]"""
    least_cost: float
    """Its season cost [$]"""
    recommended_cost: float
    """Season cost in the scenario at the setting to program of the case itself [$]"""
    regret: float | None
    """recommended_cost − least_cost [$]; never below 0; None where it leaves more of the load unmet in the scenario"""
    existing_cost: float
    """Season cost in the scenario at today's setting [$]"""
    saving: float | None
    """existing_cost − recommended_cost [$]; negative where today's setting does better; None where one is colder"""
    cost_change: float
    """recommended_cost less that of the case itself [$]"""
    emissions_kg: float
    """At the setting to program of the case itself"""
    note: str
    """What was moved to a limit, or assumed"""
    unmet_mmbtu: float = 0.0
    """Load that no source meets at that setting"""
    existing_unmet_mmbtu: float = 0.0
    """The same at today's"""


class Risks(NamedTuple):
    """The case itself first, then each scenario."""

    switchover: float
    """The setting to program of the case itself [°F]"""
    outcomes: tuple[Outcome, ...]
    cheapest: str
    """Name of the outcome with the least season cost at the recommended setting"""
    dearest: str
    largest_regret: str
    """Name of the outcome in which the recommendation is farthest from the best"""
    notes: tuple[str, ...] = ()
    """Which scenarios were left out, and why"""

    def table(self) -> dict[str, list[Any]]:
        """One row an outcome."""
        return listed(self.outcomes, Outcome._fields)

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def risks(case: Case, scenarios: Sequence[Scenario] = SCENARIOS) -> Risks:
    """What each scenario does to the case and to its recommendation. Raises InputError listing every problem."""
    raise_all(check_scenarios(scenarios))
    setting = solve(case).setting.switchover
    return risks_of(case, scenarios, partial(_season, case, setting), setting)


def risks_of(
    case: Case, scenarios: Sequence[Scenario], season: Callable[[Mapping[str, float], list[str]], Curve], setting: float
) -> Risks:
    """The same with another model: ``season`` gives the curve with the factors, and adds its notes.

    setting: the setting to program of the case itself [°F], set before the winter.
    """
    raise_all(check_scenarios(scenarios))
    expected = season({}, []).cost_at(setting)
    today = case.number("existing_switchover")
    outcomes, left = [], []
    for scenario in (Scenario("case", "As the case is", {}), *scenarios):
        notes: list[str] = []
        try:
            curve = season(scenario.factors, notes)
        except InputError as refused:  # the case is right, and must have its answer
            left.append(f"{scenario.label}: left out; {'; '.join(map(str, refused.issues))}")
        else:
            outcomes.append(_outcome(scenario, curve, setting, expected, today, notes))
    return Risks(
        setting,
        tuple(outcomes),
        min(outcomes, key=lambda outcome: outcome.recommended_cost).name,
        max(outcomes, key=lambda outcome: outcome.recommended_cost).name,
        max(outcomes, key=lambda outcome: -1.0 if outcome.regret is None else outcome.regret).name,
        tuple(left),
    )


def check_scenarios(scenarios: Sequence[Scenario]) -> list[Issue]:
    """What is wrong with scenarios, all of it."""
    allowed = f"must be a factor more than 0 and at most 10 on one of {', '.join(ALLOWED)}"
    issues = [
        Issue(f"scenarios.{scenario.name}.{key}", factor, allowed, "Such as 1.5 for +50 %")
        for scenario in scenarios
        for key, factor in scenario.factors.items()
        if key not in ALLOWED or not is_number(factor) or not (0 < factor <= 10 or (key == COLD and factor == 0))
    ]
    names = [scenario.name for scenario in scenarios]
    issues += [
        Issue(f"scenarios.{name}", name, "must be the name of one scenario only", "Give each a name of its own")
        for name in sorted({name for name in names if names.count(name) > 1 or name == "case"})
    ]
    return issues


def _outcome(
    scenario: Scenario, curve: Curve, setting: float, expected: float, today: float, notes: list[str]
) -> Outcome:
    cost = curve.cost_at(setting)
    lost = curve.saving(curve.best, setting)
    return Outcome(
        scenario.name, scenario.label, curve.best, curve.least, cost, None if lost is None else max(0.0, lost),
        curve.cost_at(today), curve.saving(setting, today), cost - expected, curve.emissions_at(setting),
        "; ".join(notes), curve.unmet_at(setting), curve.unmet_at(today),
    )  # fmt: skip


def _season(case: Case, setting: float, factors: Mapping[str, float], notes: list[str]) -> Curve:
    notes += [words for key in factors if key != COLD and (words := idle(case, key))]
    changed = with_factors(case, {key: factor for key, factor in factors.items() if key != COLD}, notes)
    hours = factors.get(COLD)
    if hours is None:
        return varied.curve(changed, settings=(setting,))
    if case.inputs["climate"] == "proportional":
        if not case.number(COLD):
            notes.append("the case has no hours below design")
        more = varied.changed(changed, {COLD: FIELDS[COLD].nearest(case.number(COLD) * hours)})
        return varied.curve(more, settings=(setting,))
    return varied.curve(changed, colder(case, hours, notes, setting))


def with_factors(case: Case, factors: Mapping[str, float], notes: list[str]) -> Case:
    """The case with its inputs multiplied, and every COP; what was moved to a limit is noted. Raises InputError."""
    changes: dict[str, object] = {}
    for key, factor in factors.items():
        changes |= _cops(case, factor, notes) if key == COP else _scaled(case, key, factor, notes)
    return varied.changed(case, changes) if changes else case


def _cops(case: Case, factor: float, notes: list[str]) -> dict[str, object]:
    """The changes that multiply every COP, within its allowed range."""
    changes = varied.with_cop(case, factor)
    at_limit = [key for key, value in changes.items() if key in COPS and value != case.number(key) * factor]
    notes += [f"{key} moved to {changes[key]:g}: it {FIELDS[key].allowed}" for key in at_limit]
    if "performance_table" in changes and not _is_scaled(case, factor):
        notes.append(f"performance_table: COPs moved to the limit: each {COLUMNS[COP].allowed}")
    return changes


def _is_scaled(case: Case, factor: float) -> bool:
    """Whether every COP of the performance table times ``factor`` is in the allowed range."""
    table: Any = case.inputs["performance_table"]
    return all(COLUMNS[COP].holds(cop * factor) for row in table for cop in row[1::2])


def _scaled(case: Case, key: str, factor: float, notes: list[str]) -> dict[str, object]:
    """The change that multiplies an input, within its allowed range."""
    if key == "load_slope":
        key = next(load for load in LOADS if case.inputs[load] is not None)
    if case.inputs[key] is None:  # of an electric furnace: a change of its own would be one of the same price
        notes.append(f"{key} not given: it is that of the electricity")
        return {}
    value = case.number(key) * factor
    moved = FIELDS[key].nearest(value)
    if moved != value:
        notes.append(f"{key} moved to {moved:g}: it {FIELDS[key].allowed}")
    return {key: moved}


def colder(case: Case, factor: float, notes: list[str], setting: float) -> Bins:
    """The case's bins, cut at a setting [°F] too, with the hours below the design temperature times ``factor``.

    Without a design temperature: below the one that 1 % of a year's hours are colder than, the 99 % design temperature.
    """
    bins = climate.bins_of(case, (setting,))
    design = case.inputs["design_temperature"]
    if not isinstance(design, float):
        # The bins colder than the first at which the hours below reach 1 % of a year; the coldest bin at least.
        below = np.cumsum(bins.hours[::-1])[::-1]
        design = float(bins.temperature[below <= ANNUAL_HOURS_BEYOND_99].max(initial=bins.temperature[-1]))
        cold, words = bins.temperature <= design, "at or below"
    else:
        cold, words = bins.temperature < design, "below"
    hours, at = float(bins.hours[cold].sum()), temperature(design, case.units)
    notes.append(f"{hours:,.0f} h {words} {at} times {factor:g}" if cold.any() else f"no hours below {at}")
    return bins._replace(hours=np.where(cold, bins.hours * factor, bins.hours))
