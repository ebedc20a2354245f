"""Carbon: a price on CO2 in the choice of the switchover, and what every switchover costs against what it emits.

Objective = cost [$] + price [$/t]/1000 · emissions [kg]; ties as for cost: a price of 0 changes nothing.

Both are of the candidates that heat the house only. Frontier: those that no other one beats in cost and in emissions.
Its knee is the point farthest from the chord between its two ends, both axes scaled to 0 … 1 over the frontier: where
one more dollar begins to avoid much less.
Sources: Das 1999, "On characterizing the 'knee' of the Pareto curve based on normal-boundary intersection",
Structural Optimization 18, 107–115; the chord form: Satopää et al. 2011, "Finding a 'Kneedle' in a Haystack", ICDCSW.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from ..errors import Issue
from ..files.toml_tables import raise_all
from ..files.values import is_number, listed, plain
from ..inputs.field import in_range
from ..inputs.units_given import Units, temperature
from ..model.parameters import Array
from ..model.switchovers import Curve, at_most, cheapest, distance, equal, status
from ..results.case_units import money
from ..results.result import Result
from ..results.setting_words import one_source
from ..tariffs.tariff import MAX_CARBON_PRICE

MOST: Final = MAX_CARBON_PRICE
"""Highest carbon price taken [$/t]"""
KNEE_METHOD: Final = "largest distance to the chord between the frontier's ends, both axes scaled to 0–1 (Das 1999)"
FLAT: Final = 1e-6
"""A knee nearer the chord than this, of the scaled axes, is none: the frontier is straight."""


class Point(NamedTuple):
    """One switchover of the frontier."""

    switchover: float
    """[°F]"""
    annual_cost: float
    """[$]"""
    emissions_kg: float
    furnace_hours: float
    """[h]"""
    abatement_cost: float | None
    """$ for each tonne less than at the cheaper neighbour on the frontier; None at the cheapest point"""
    distance: float
    """From the chord, on the scaled axes, 0 at the ends; negative on its far side"""
    unmet_mmbtu: float
    """Load that no source meets"""


class Frontier(NamedTuple):
    """The switchovers worth choosing between, cheapest first, cleanest last."""

    points: tuple[Point, ...]
    cheapest: float
    """Switchover with the least cost [°F]: the recommended one; of equally cheap ones the cleanest"""
    cleanest: float
    """Switchover with the least emissions [°F]"""
    knee: float | None
    """[°F]; None with a status where there is none"""
    knee_status: Literal["found", "one_point", "no_bulge"]
    knee_method: str
    words: str

    def table(self) -> dict[str, list[Any]]:
        """One row a point, and whether it is the knee."""
        return listed(self.points, Point._fields) | {"knee": [point.switchover == self.knee for point in self.points]}

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


class CarbonChoice(NamedTuple):
    """The switchover of least cost with a price on CO2, and how it differs from the one without."""

    carbon_price: float
    """[$/t CO2]"""
    switchover: float
    """Of the least objective [°F]"""
    annual_cost: float
    """Without the carbon price [$]"""
    emissions_kg: float
    carbon_cost: float
    """Carbon price times emissions [$]"""
    objective: float
    """annual_cost + carbon_cost [$]"""
    switchover_without: float
    """Recommended without a carbon price [°F]"""
    extra_cost: float
    """annual_cost less that of the recommended switchover [$]"""
    avoided_kg: float
    """Emissions of the recommended switchover less these [kg CO2]"""
    cost_per_tonne: float | None
    """extra_cost / avoided [$/t]; None where nothing is avoided. Never above the carbon price"""
    unmet_mmbtu: float
    """Load that no source meets"""

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def with_carbon_price(result: Result, carbon_price: float) -> CarbonChoice:
    """The recommended switchover with CO2 at ``carbon_price`` [$/t]. Raises InputError for a price out of range."""
    return carbon_choice(result.solution.curve, carbon_price)


def carbon_choice(curve: Curve, carbon_price: float) -> CarbonChoice:
    """The same of any curve whose costs hold no carbon price."""
    raise_all(check_price(carbon_price))
    price = carbon_price / 1000
    chosen = int(cheapest(curve.cost + price * curve.emissions_kg, curve.switchover, curve.guess, curve.heats))
    cost, kg = float(curve.cost[chosen]), float(curve.emissions_kg[chosen])
    extra = cost - curve.least
    avoided = float(curve.emissions_kg[curve.chosen]) - kg
    real = not at_most(curve.emissions_kg[curve.chosen], kg)
    return CarbonChoice(
        float(carbon_price), float(curve.switchover[chosen]), cost, kg, price * kg, cost + price * kg, curve.best,
        extra, avoided, 1000 * extra / avoided if real else None, float(curve.unmet_mmbtu[chosen]),
    )  # fmt: skip


def check_price(carbon_price: float) -> list[Issue]:
    """What is wrong with a price on CO2 [$/t]."""
    if is_number(carbon_price) and 0 <= carbon_price <= MOST:
        return []
    allowed = f"must be {in_range(0, MOST)} $/t"
    return [Issue("carbon_price", carbon_price, allowed, "Give $ a metric tonne of CO2, such as 50")]


def frontier(result: Result) -> Frontier:
    """The non-dominated switchovers of a case, and the knee among them."""
    return frontier_of(result.solution.curve, result.solution.candidates.furnace_hours, result.case.units)


def frontier_of(curve: Curve, furnace_hours: Array, units: Units, in_words: bool = False) -> Frontier:
    """The same of any curve whose costs hold no carbon price; furnace_hours: [h] of each candidate.

    in_words: one source all season is said so, not by its setting.
    """
    places = _undominated(curve)
    cost, kg = curve.cost[places], curve.emissions_kg[places]
    bulge = _distances(cost, kg)
    points = tuple(
        Point(
            float(curve.switchover[place]),
            float(cost[number]),
            float(kg[number]),
            float(furnace_hours[place]),
            float(1000 * (cost[number] - cost[number - 1]) / (kg[number - 1] - kg[number])) if number else None,
            float(bulge[number]),
            float(curve.unmet_mmbtu[place]),
        )
        for number, place in enumerate(places)
    )
    farthest = int(np.argmax(bulge))
    has_knee = len(points) > 2 and bulge[farthest] > FLAT
    knee = points[farthest].switchover if has_knee else None
    said: dict[float, str] = {}
    if in_words:
        said = {at: one_source(status(curve.at(at), len(curve.temperature))) for at, *_ in points}
    words = _words(points, knee, units, said)
    return Frontier(
        points, points[0].switchover, points[-1].switchover, knee,
        "found" if has_knee else "one_point" if len(points) == 1 else "no_bulge", KNEE_METHOD, words,
    )  # fmt: skip


def _undominated(curve: Curve) -> list[int]:
    """Places of the warm candidates that none beats in both, cheapest first; of equal ones the one the tie rule takes.

    Differences within TIE, relative, are rounding.
    """
    cost, kg, least = curve.cost, curve.emissions_kg, curve.least
    away = distance(curve.switchover, curve.guess)
    # What costs the least within TIE costs the same; the recommended one would else lose to a neighbour by rounding.
    level = np.where(at_most(cost, least), least, cost)
    order = np.lexsort((np.arange(len(cost)), away, kg, level)).tolist()
    cleaner: list[int] = []
    reached = math.inf
    warm = curve.heats
    for place in order:
        if warm[place] and not at_most(reached, kg[place]):
            cleaner.append(_named(curve, place, away))
            reached = float(kg[place])
    return cleaner


def _named(curve: Curve, place: int, away: Array) -> int:
    """Of the candidates that cost and emit the same as this one but for rounding, the one the tie rule takes."""
    cost, kg = curve.cost, curve.emissions_kg
    same = equal(cost, cost[place]) & equal(kg, kg[place]) & curve.heats
    return int(np.where(same, away, np.inf).argmin())


def _distances(cost: Any, kg: Any) -> Any:
    """Distance of each point from the chord on scaled axes, positive towards cheap and clean."""
    if len(cost) < 3:
        return np.zeros(len(cost))
    x = (cost - cost[0]) / (cost[-1] - cost[0])
    y = (kg - kg[-1]) / (kg[0] - kg[-1])
    return (1 - x - y) / math.sqrt(2)


def _words(points: tuple[Point, ...], knee: float | None, units: Units, said: Mapping[float, str]) -> str:
    """said: settings that have words of their own."""

    def named(point: Point) -> str:
        return said.get(point.switchover) or temperature(round(point.switchover, 1), units)

    first, last = points[0], points[-1]
    if len(points) == 1:
        words = f"{named(first)} is both the cheapest and the cleanest switchover."
        return words[0].upper() + words[1:]
    text = (
        f"From {named(first)}, the cheapest, to {named(last)}, the cleanest: "
        f"{first.emissions_kg - last.emissions_kg:,.0f} kg CO2 less for "
        f"{money(last.annual_cost - first.annual_cost, units)} more a season."
    )
    if len(points) == 2:
        return f"{text} Nothing in between is worth choosing."
    if knee is None:
        return f"{text} Each further kilogram costs about the same, or ever less."
    at = next(point for point in points if point.switchover == knee)
    return (
        f"{text} A good compromise is {named(at)}: {first.emissions_kg - at.emissions_kg:,.0f} kg less for "
        f"{money(at.annual_cost - first.annual_cost, units)} more; beyond it, avoiding CO2 costs much more."
    )
