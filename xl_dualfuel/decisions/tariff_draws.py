"""Monte Carlo and the matrix of prices under a tariff: every draw and pair of prices is a year billed hour by hour.

What the tariff says in place of the case goes by a factor: the drawn price over the case's own, or the share of today's
prices in the matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np

from ..errors import InputError, Issue
from ..files.toml_tables import raise_all
from ..homes import draws as varied
from ..inputs.case import Case
from ..inputs.fields import FIELDS
from ..model.parameters import Array
from ..model.switchovers import Curve, as_warm
from .distributions import Distribution, correlation_matrix, draw
from .sensitivity import MEASURES, TwoWay, with_change
from .tariff_varied import HOURLY, SCALED, Under
from .uncertainty import Spec, Uncertainty, check_drawn, summary_of

MOST_DRAWS: Final = 1000
"""Draws billed hour by hour: some ten seconds"""


def check_drawn_under(under: Under, distributions: Sequence[Distribution]) -> None:
    """Refuse what would be drawn for nothing, and prices with nothing to be a share of. Raises InputError."""
    issues: list[Issue] = []
    try:
        check_drawn(under.case, distributions)
    except InputError as refused:
        issues += refused.issues
    refused_keys = {issue.key for issue in issues}
    for key in (one.key for one in distributions if f"uncertain.{one.key}" not in refused_keys):
        if key in HOURLY:
            allowed = "makes no difference under a tariff, whose hours are those of the climate"
            issues.append(Issue(f"uncertain.{key}", None, allowed, "Take it out"))
        elif key in under.replaced and not varied.current(under.case, key):
            allowed = "must be a share of the case's own value, which is 0: the tariff's prices go by the factor"
            issues.append(Issue(f"uncertain.{key}", None, allowed, f"Give the case a {key}"))
    raise_all(issues)


def monte_carlo_under(under: Under, spec: Spec) -> Uncertainty:
    """The draws of uncertainty.monte_carlo, the first MOST_DRAWS of them, each billed by the tariff.

    Where the tariff has a carbon price, costs count it. Raises InputError where an input cannot be varied in this case
    or no draw makes a case.
    """
    check_drawn_under(under, spec.distributions)
    count = min(spec.draws, MOST_DRAWS)
    matrix = correlation_matrix([one.key for one in spec.distributions], spec.correlations, [])
    drawn = draw(spec.distributions, count, spec.seed, matrix)
    setting, today = under.setting, under.case.number("existing_switchover")
    names = ("switchover", "least", "cost", "existing", "as_warm_as_today", "warm", "unmet", "existing_unmet")
    answers: dict[str, Array] = {name: np.full(count, np.nan) for name in names}
    good = np.zeros(count, dtype=bool)
    for place in range(count):
        try:
            curve = _curve(under, {key: float(values[place]) for key, values in drawn.items()})
        except InputError:  # the inputs contradict each other
            continue
        good[place] = True
        cold, cold_today = curve.unmet_at(setting), curve.unmet_at(today)
        best = float(curve.unmet_mmbtu[curve.chosen])
        row = (
            curve.best, curve.least, curve.cost_at(setting), curve.cost_at(today),
            float(as_warm(cold, cold_today, curve.load_mmbtu)), float(as_warm(cold, best, curve.load_mmbtu)),
            cold, cold_today,
        )  # fmt: skip
        for name, value in zip(names, row, strict=True):
            answers[name][place] = value
    said = summary_of(spec._replace(draws=count), drawn, answers, good, (setting, today))
    return said._replace(notes=(*said.notes, *_notes(under, spec, count, drawn)))


def _curve(under: Under, values: Mapping[str, float]) -> Curve:
    """The season with these inputs, those that the tariff replaces as factors on its prices."""
    factors, inputs = {}, {}
    for key, value in values.items():
        own = varied.current(under.case, key)
        if key in under.replaced and own:
            factors[key] = value / own
        else:
            inputs[key] = value
    return under.curve(with_change(under.case, inputs), factors)


def _notes(under: Under, spec: Spec, count: int, drawn: Mapping[str, Array]) -> list[str]:
    notes = [
        f"{key}: {SCALED[key]}; the factor is what is drawn over the case's own {varied.current(under.case, key):g}"
        for key in drawn
        if key in under.replaced
    ]
    if count < spec.draws:
        notes.append(f"{count:,} of {spec.draws:,} draws were made, as each is billed hour by hour under the tariff")
    return notes


def price_matrix_under(under: Under, steps: Sequence[float]) -> tuple[TwoWay, tuple[str, ...]]:
    """The recommended setting at other prices, electricity down and fuel across, and what is said of it.

    steps: shares of today's prices. A price of the case is given as such, one of the tariff as the factor on it.
    """
    keys = ("electricity_price", "fuel_price")
    left: list[str] = []
    axes: list[dict[float, tuple[dict[str, float], dict[str, float]]]] = []
    for key in keys:
        axis: dict[float, tuple[dict[str, float], dict[str, float]]] = {}
        for step in steps:
            if key in under.replaced:
                axis[step] = ({key: step}, {})
            elif FIELDS[key].holds(value := step * under.case.number(key)):
                axis[value] = ({}, {key: value})
            else:
                left.append(f"prices: {key} {value:g} is left out: it {FIELDS[key].allowed}")
        axes.append(axis)
    down, across = axes
    changed = cache(lambda *inputs: with_change(under.case, dict(inputs)))  # a price of the case is in many cells
    rows = [[_measured(under, changed, *_both(one, two)) for two in across.values()] for one in down.values()]
    grids = [tuple(tuple(cell[place] for cell in row) for row in rows) for place in range(len(MEASURES))]
    names = [f"{key}_factor" if key in under.replaced else key for key in keys]
    notes = [f"prices: {SCALED[key]}" for key in keys if key in under.replaced]
    return TwoWay(names[0], names[1], tuple(down), tuple(across), *grids), (*notes, *left)


_Change = tuple[Mapping[str, float], Mapping[str, float]]


def _both(one: _Change, two: _Change) -> _Change:
    return {**one[0], **two[0]}, {**one[1], **two[1]}


def _measured(
    under: Under, changed: Callable[..., Case], factors: Mapping[str, float], inputs: Mapping[str, float]
) -> tuple[float | None, ...]:
    """The measures of a two-way table; None throughout where the prices make no case."""
    try:
        curve = under.curve(changed(*inputs.items()), factors)
    except InputError:
        return (None,) * len(MEASURES)
    chosen = curve.chosen
    saving = curve.saving(curve.best, under.case.number("existing_switchover"))
    return curve.best, curve.least, float(curve.emissions_kg[chosen]), saving, float(curve.unmet_mmbtu[chosen])
