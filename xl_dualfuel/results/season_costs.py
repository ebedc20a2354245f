"""What the seasons of some cases cost with one setting of the thermostat, worked out together.

The cases are mostly one case with other values here and there: those alike in their bins share them, and those that
differ in numbers only are one array, so that each formula runs once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from ..inputs.case import Case
from ..inputs.units_given import Units
from ..inputs.validation import Value
from ..model import climate, parameters, season
from ..model.climate import BINS_FROM, Bins
from ..model.frost import Frost
from ..model.parameters import Array

T = TypeVar("T")

_ALIKE: Final = ("altitude",)
"""Numbers by which the points of a rating are multiplied, one for all cases worked out together"""


class _Together(NamedTuple):
    """Cases in place of one: a number in which they differ is an array over the bins of all of them."""

    inputs: Mapping[str, Any]
    units: Units

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input; ``missing`` where there is none."""
        value = self.inputs[key]
        return missing if value is None else value


def season_costs(cases: Sequence[Case], setting: float) -> list[float]:
    """What the season of each case costs [$] with the thermostat at a setting [°F]."""
    differ = _different([case.inputs for case in cases])
    grouped: dict[tuple[object, ...], list[int]] = {}
    for place, case in enumerate(cases):
        grouped.setdefault(tuple(_kind(key, case.inputs[key]) for key in differ), []).append(place)
    bins = _shared(cases, lambda case: climate.bins_of(case, (setting,)))
    design = _shared(cases, climate.sizing_temperature)
    costs = [0.0] * len(cases)
    for places in grouped.values():
        together = _costs([cases[at] for at in places], [bins[at] for at in places], [design[at] for at in places],
                          setting)  # fmt: skip
        for at, cost in zip(places, together, strict=True):
            costs[at] = cost
    return costs


def _different(inputs: Sequence[Mapping[str, Value]]) -> list[str]:
    """The keys of the inputs in which some differ from the first."""
    return [key for first in inputs[:1] for key, value in first.items() if any(one[key] != value for one in inputs)]


def _kind(key: str, value: Value) -> object:
    """What cases that are worked out together have alike in an input: whether there is a number, or what else it is."""
    return float if isinstance(value, float) and key not in _ALIKE else value


def _shared(cases: Iterable[Case], make: Callable[[Case], T]) -> list[T]:
    """What is made of the climate of each case, once of those that are alike in it."""
    made: dict[object, T] = {}
    each = []
    for case in cases:
        key = (*(case.inputs[key] for key in BINS_FROM), id(case.year), id(case.rules))
        if key not in made:
            made[key] = make(case)
        each.append(made[key])
    return each


def _costs(cases: Sequence[Case], bins: Sequence[Bins], design: Sequence[float], setting: float) -> list[float]:
    """The same of cases of one kind, in bins that are cut at the setting, with the temperatures they are sized for."""
    sizes = [len(each.hours) for each in bins]
    inputs = [case.inputs for case in cases]

    def over_bins(values: Iterable[Any]) -> Array:
        return np.repeat(np.array(list(values)), sizes)

    differ = [key for key in _different(inputs) if isinstance(inputs[0][key], float)]
    both = {**inputs[0], **{key: over_bins(each[key] for each in inputs) for key in differ}}
    p = parameters.from_case(_Together(both, cases[0].units)).sized(over_bins(design))
    temperature, hours = (np.concatenate([getattr(each, key) for each in bins]) for key in ("temperature", "hours"))
    frosts = [each.frost for each in bins if each.frost is not None]
    frost = Frost(*map(np.concatenate, zip(*frosts, strict=True))) if frosts else None
    run = season.operate(temperature, p, frost)
    heat = run.ways.switched(climate.at_or_above(temperature, setting))
    cost = season.cost(season.energy(heat, hours, run.performance.cop, p), p)
    return [float(own.sum()) for own in np.split(cost, np.cumsum(sizes)[:-1])]
