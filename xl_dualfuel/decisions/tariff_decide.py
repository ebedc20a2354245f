"""The decisions under a tariff: the same answers as band, frontier, sensitivity and risk give, on the tariff's curve.

Where the tariff has a carbon price, band, sensitivity and risks judge by what the season's choice weighs, money and
carbon together; the frontier and the carbon choice set money against emissions, so their costs are money alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import InputError
from ..files.toml_tables import raise_all
from ..inputs.units_given import Units
from ..model.season import operate
from ..model.switchovers import Curve
from ..results.case_units import price
from ..results.result import Result
from ..tariffs.result import TariffSeason
from .band import Band, band_of
from .frontier import CarbonChoice, Frontier, carbon_choice, frontier_of
from .program import controls
from .risk import COLD, SCENARIOS, Risks, Scenario, check_scenarios, risks_of, with_factors
from .sensitivity import FACTORS, Model, Tornado, tornado_of, with_change
from .tariff_varied import HOURLY, SCALED, Under


def band_under(
    under: TariffSeason, result: Result, *, dollars: float | None = None, percent: float | None = None
) -> Band:
    """How exact the setting must be under the tariff. result: of the same case. Raises InputError as band does."""
    curve, s = under.weighed, result.solution
    thermal = s.thermal.temperatures
    assert under.setting.switchover is not None  # one for all periods
    own = controls(
        s.case, s.parameters, under.setting.switchover, under.why, operate(curve.temperature, s.parameters),
        thermal[0] if thermal else None,
    )._replace(in_words=True)  # fmt: skip
    band = band_of(curve, curve, own, under.headline, dollars=dollars, percent=percent)
    if not under.carbon_price:
        return band
    carbon = price(under.carbon_price, s.case.units)
    return band._replace(words=f"{band.words} These costs count carbon at {carbon} a tonne.")


_OURS = Units()


def frontier_under(under: TariffSeason, units: Units = _OURS) -> Frontier:
    """Money against emissions under the tariff, whatever its carbon price."""
    return frontier_of(under.paid, np.array(under.curve["furnace_hours"]), units, in_words=True)


def carbon_under(under: TariffSeason, carbon_price: float) -> CarbonChoice:
    """The best single switchover with CO2 at ``carbon_price`` [$/t] in place of the tariff's own price."""
    return carbon_choice(under.paid, carbon_price)


def tornado_under(under: Under, ranges: Mapping[str, tuple[float, float]] | None = None) -> Tornado:
    """One input at a time; what the tariff says in place of the case goes by a factor. Raises InputError."""
    replaced = under.replaced

    def changed(change: Mapping[str, float]) -> Curve:
        factors = {key: value for key, value in change.items() if key in replaced}
        inputs = {key: value for key, value in change.items() if key not in replaced}
        return under.curve(with_change(under.case, inputs), factors)

    notes = HOURLY | {key: SCALED[key] for key in replaced}
    return tornado_of(under.case, ranges, Model(changed, FACTORS | replaced, notes))


def risks_under(under: Under, scenarios: Sequence[Scenario] = SCENARIOS) -> Risks:
    """The named scenarios. Hours are the weather file's, so none can be added: a scenario of nothing else is left out.

    One with other factors too keeps those, and its label says so. Raises InputError listing every problem.
    """
    raise_all(check_scenarios(scenarios))
    replaced = under.replaced
    known: dict[tuple[tuple[str, float], ...], tuple[Curve, list[str]]] = {}

    def changed(factors: Mapping[str, float], notes: list[str]) -> Curve:
        place = tuple(factors.items())
        if place not in known:
            on_tariff = {key: factor for key, factor in place if key in replaced}
            words = [SCALED[key] for key in on_tariff]
            case = with_factors(under.case, {key: by for key, by in place if key not in replaced}, words)
            known[place] = under.curve(case, on_tariff), words
        curve, words = known[place]
        notes += words
        return curve

    adapted: list[Scenario] = []
    left: list[str] = []
    for scenario in scenarios:
        factors = {key: factor for key, factor in scenario.factors.items() if key not in HOURLY}
        dropped = [_HOURS[key] for key in scenario.factors if key in HOURLY]
        if dropped and not factors:
            left.append(f"{scenario.label}: left out; {_WHY}")
            continue
        if dropped:
            left.append(f"{scenario.label}: without the {' and '.join(dropped)}; {_WHY}")
        label = f"{scenario.label}, without the {' and '.join(dropped)}" if dropped else scenario.label
        try:
            changed(factors, [])
        except InputError as refused:
            left.append(f"{scenario.label}: left out; {'; '.join(map(str, refused.issues))}")
        else:
            adapted.append(Scenario(scenario.name, label, factors))
    return risks_of(under.case, adapted, changed, under.setting)._replace(notes=tuple(left))


_HOURS = {COLD: "hours below design", "season_hours": "season hours"}
_WHY = "under a tariff the hours are those of the climate, each with its own price"
