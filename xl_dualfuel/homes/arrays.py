"""Many homes that were given the same inputs: numbers are arrays (homes, 1), texts are alike. And their bins.

Homes of one group may have different numbers of bins: the short ones are padded at the cold end with bins of no width
and no hours, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.case import with_defaults
from ..inputs.fields import FIELDS
from ..inputs.validation import MAX_FUEL_PRICE, Value
from ..model import climate, parameters
from ..model.climate import Bins
from ..model.frost import DRY, Frost
from ..model.parameters import Array
from ..weather.rows import WeatherYear
from ..weather.stations import station_year


class Homes:
    """A group of homes in place of a case: ``inputs`` by key, defaults filled in, None where there is none."""

    def __init__(self, inputs: Mapping[str, Any], given: Iterable[str], count: int) -> None:
        self.inputs, self.given, self.count = inputs, frozenset(given), count

    @classmethod
    def of_columns(cls, texts: Mapping[str, str], numbers: Mapping[str, Array], count: int) -> Homes:
        """Homes that were given texts all alike, and numbers (homes, 1)."""
        # Which defaults apply depends on what was given, not on its value, but for the fuel's emissions.
        like: dict[str, Value] = {**texts, **dict.fromkeys(numbers, 1.0)}
        return cls({**with_defaults(like), **numbers}, like, count)

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input, array (homes, 1) or the default; ``missing`` where there is none."""
        value = self.inputs[key]
        return missing if value is None else value

    def column(self, key: str, missing: float = 0.0) -> Array:
        """A number input as (homes, 1)."""
        return np.broadcast_to(np.asarray(self.number(key, missing), dtype=float), (self.count, 1))

    def some(self, which: NDArray[Any] | slice) -> Homes:
        """Some of the homes: their places, a mask or a slice."""
        inputs = {key: value[which] if isinstance(value, np.ndarray) else value for key, value in self.inputs.items()}
        return Homes(inputs, self.given, len(np.arange(self.count)[which]))


class ManyBins(NamedTuple):
    """Bins of many homes, padded, and how many each home has."""

    bins: Bins
    """Arrays (homes, bins), or (bins,) where all homes have the same"""
    counts: NDArray[np.intp]
    """(homes, 1)"""


def bins_of(homes: Homes) -> ManyBins:
    """The bins of the homes of a group, by their climate method: proportional, region or station."""
    kind, column = homes.inputs["climate"], homes.column
    if kind == "proportional":
        ends = column("indoor_setpoint"), column("design_temperature"), column("bin_width")
        bins = climate.proportional(*ends, column("season_hours"), column("hours_below_design"))
        return ManyBins(bins, climate.bin_count(*ends).astype(np.intp))
    if kind == "region":
        bins = climate.regional(str(homes.inputs["region"]), 1.0)
        hours = bins.hours * column("season_hours")
        return ManyBins(bins._replace(hours=hours), np.full((homes.count, 1), len(bins.low)))
    year = station_year(str(homes.inputs["station"]))
    base = column("load_balance_temperature", np.nan)
    base = np.where(np.isnan(base), column("indoor_setpoint"), base)
    return shared((base, column("bin_width")), partial(climate.yearly, year))


def shared(columns: Sequence[Array], bins_of_one: Callable[..., Bins]) -> ManyBins:
    """The bins of homes by the numbers (homes, 1) that they depend on: homes alike in these share theirs."""
    pairs, which = np.unique(np.hstack(columns), axis=0, return_inverse=True)
    each = [bins_of_one(*pair) for pair in pairs.tolist()]
    counts = np.array([[len(bins.low)] for bins in each])
    padded = [_padded(bins, int(counts.max())) for bins in each]
    which = which.reshape(-1)
    # Where all homes are alike there is nothing to copy.
    low, high, temperature, hours, *frost = (
        rows[0] if len(each) == 1 else np.stack(rows)[which] for rows in zip(*padded, strict=True)
    )
    return ManyBins(Bins(low, high, temperature, hours, Frost(*frost) if frost else None), counts[which])


def _padded(bins: Bins, length: int) -> list[Array]:
    """The columns of the bins, filled up at the cold end with bins of no width, no hours and no frost."""
    columns, end = [bins.low, bins.high, bins.temperature, bins.hours], float(bins.low[-1])
    fills = [end, end, end, 0.0]
    if bins.frost is not None:
        columns, fills = [*columns, *bins.frost], [*fills, *DRY]
    return [
        np.concatenate((column, np.full(length - len(column), fill)))
        for column, fill in zip(columns, fills, strict=True)
    ]


def in_range(homes: Homes, keys: Iterable[str]) -> NDArray[np.bool_]:
    """Which homes have these number inputs inside their allowed ranges, (homes, 1)."""
    good = np.ones((homes.count, 1), dtype=bool)
    for key in keys:
        good &= FIELDS[key].holds(homes.column(key))
    return good


def agreeing(homes: Homes, year: WeatherYear | None, most_bins: int) -> NDArray[np.bool_]:
    """Which homes have numbers that agree with each other, (homes, 1); year: that of their climate."""
    setpoint, width = homes.column("indoor_setpoint"), homes.column("bin_width")
    base = homes.column("load_balance_temperature", np.nan)
    base = np.where(np.isnan(base), setpoint, base)
    good = np.ones((homes.count, 1), dtype=bool)
    with np.errstate(all="ignore"):
        if homes.inputs["design_temperature"] is not None:
            design = homes.column("design_temperature")
            good &= design < setpoint
            if homes.inputs["design_load"] is not None and homes.inputs["load_slope"] is None:
                good &= design < base
            if homes.inputs["climate"] == "proportional":
                good &= (width > 0) & (climate.bin_count(setpoint, design, width) <= most_bins)
        if year is not None:
            span = base - year.temperature[0]
            good &= (span > 0) & ((width == 0) | (span <= width * (most_bins - 2)))
        good &= np.asarray(parameters.from_case(homes).fuel_price <= MAX_FUEL_PRICE)
    return good
