"""Many homes that were given the same inputs: numbers are arrays (homes, 1), texts are alike. And their bins.

Homes of one group may have different numbers of bins: the short ones are padded at the cold end with bins of no width
and no hours, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.case import with_defaults
from ..inputs.validation import Value
from ..model.climate import Bins, regional, yearly
from ..model.parameters import Array
from ..weather.stations import station_year


class Homes:
    """A group of homes in place of a case: ``inputs`` by key, defaults filled in, None where there is none."""

    def __init__(self, texts: Mapping[str, str], numbers: Mapping[str, Array], count: int) -> None:
        # Which defaults count depends on what was given, not on its value, but for the fuel's emissions.
        like: dict[str, Value] = {**texts, **dict.fromkeys(numbers, 1.0)}
        self.given = frozenset(like)
        self.inputs: dict[str, Any] = {**with_defaults(like), **numbers}
        self.count = count

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input, array (homes, 1) or the default; ``missing`` where there is none."""
        value = self.inputs[key]
        return missing if value is None else value

    def column(self, key: str, missing: float = 0.0) -> Array:
        """A number input as (homes, 1)."""
        return np.broadcast_to(np.asarray(self.number(key, missing), dtype=float), (self.count, 1))

    def some(self, which: NDArray[Any] | slice) -> Homes:
        """Some of the homes: their places, a mask or a slice."""
        part = Homes.__new__(Homes)
        part.given = self.given
        part.inputs = {k: v[which] if isinstance(v, np.ndarray) else v for k, v in self.inputs.items()}
        if isinstance(which, slice):
            part.count = len(range(*which.indices(self.count)))
        else:
            part.count = int(np.count_nonzero(which)) if which.dtype == bool else len(which)
        return part


class ManyBins(NamedTuple):
    """Bins of many homes, padded, and how many each home has."""

    bins: Bins
    """Arrays (homes, bins), or (bins,) where all homes have the same"""
    counts: NDArray[np.intp]
    """(homes, 1)"""


def bins_of(homes: Homes) -> ManyBins:
    """The bins of the homes of a group, by their climate method: proportional, region or station."""
    climate = homes.inputs["climate"]
    if climate == "proportional":
        return _proportional(homes)
    if climate == "region":
        bins = regional(str(homes.inputs["region"]), 1.0)
        hours = bins.hours * homes.column("season_hours")
        return ManyBins(bins._replace(hours=hours), np.full((homes.count, 1), len(bins.low)))
    return _of_station(homes)


def counts(homes: Homes) -> Array:
    """How many bins the proportional method gives each home, (homes, 1); as climate.proportional counts them."""
    spread = homes.column("indoor_setpoint") - homes.column("design_temperature")
    return np.ceil(np.round(spread / homes.column("bin_width"), 9))


def _proportional(homes: Homes) -> ManyBins:
    """As climate.proportional, for each home."""
    count = counts(homes).astype(np.intp)
    setpoint, design = homes.column("indoor_setpoint"), homes.column("design_temperature")
    index = np.arange(int(count.max()) + 1)
    edges = np.where(index >= count, design, setpoint - index * homes.column("bin_width"))
    low, high = edges[:, 1:], edges[:, :-1]
    middle = low + high
    middle *= 0.5
    weight = setpoint - middle
    weight *= high - low
    # One factor a home; in place, as each pass over all bins counts.
    hours = np.multiply(weight, homes.column("season_hours") / weight.sum(axis=-1, keepdims=True), out=weight)
    np.put_along_axis(
        hours, count - 1, np.take_along_axis(hours, count - 1, -1) + homes.column("hours_below_design"), -1
    )
    return ManyBins(Bins(low, high, middle, hours), count)


def _of_station(homes: Homes) -> ManyBins:
    """A station's year in each home's own bins; homes alike in base and width share them."""
    year = station_year(str(homes.inputs["station"]))
    base = homes.column("load_balance_temperature", np.nan)
    base = np.where(np.isnan(base), homes.column("indoor_setpoint"), base)
    pairs, which = np.unique(np.hstack((base, homes.column("bin_width"))), axis=0, return_inverse=True)
    made = [yearly(year, float(b), float(width)) for b, width in pairs]
    longest = max(len(bins.low) for bins in made)
    padded = Bins(*(np.stack([_padded(bins, name, longest) for bins in made]) for name in Bins._fields))
    count = np.array([[len(bins.low)] for bins in made])
    which = which.reshape(-1)
    if len(made) == 1:
        return ManyBins(Bins(*(column[0] for column in padded)), np.repeat(count, homes.count, axis=0))
    return ManyBins(Bins(*(column[which] for column in padded)), count[which])


def _padded(bins: Bins, name: str, length: int) -> Array:
    column: Array = getattr(bins, name)
    fill = 0.0 if name == "hours" else bins.low[-1]
    return np.concatenate((column, np.full(length - len(column), fill)))
