"""Many homes that were given the same inputs: numbers are arrays (homes, 1), texts are alike. And their bins.

Homes of one group may have different numbers of bins: bins without width and hours, which change nothing, fill them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..inputs.case import with_defaults
from ..inputs.fields import FIELDS
from ..inputs.prices import MAX_FUEL_PRICE
from ..inputs.ratings import SPEEDS
from ..inputs.regions import REGION_DESIGN
from ..inputs.settings import SETTINGS
from ..inputs.units_given import Units
from ..inputs.validation import Value, load_balance
from ..model import climate, parameters
from ..model.climate import Bins
from ..model.frost import DRY, Frost
from ..model.parameters import Array, Parameters
from ..weather.stations import station_year
from ..weather.year import WeatherYear

Readings = tuple[tuple[str, str | NDArray[np.object_]], ...]
"""How texts were read, as (input, note): one that all homes have, or arrays (homes,), "" for none"""


class Homes:
    """A group of homes in place of a case: ``inputs`` by key, defaults filled in, None where there is none."""

    def __init__(
        self, inputs: Mapping[str, Any], given: Iterable[str], count: int, readings: Readings = (),
        units: Units | None = None,
    ) -> None:  # fmt: skip
        """units: what the answers are shown in; None: °F and BTU/h, for homes in other units are solved one by one."""
        self.inputs, self.given, self.count, self.readings = inputs, frozenset(given), count, readings
        self._units = units

    @classmethod
    def of_columns(
        cls, texts: Mapping[str, str], numbers: Mapping[str, Array], count: int, readings: Readings = ()
    ) -> Homes:  # fmt: skip
        """Homes that were given texts all alike, read so, and numbers (homes, 1)."""
        # Which defaults apply depends on what was given, not on its value, but for the fuel's emissions.
        like: dict[str, Value] = {**texts, **dict.fromkeys(numbers, 1.0)}
        return cls({**with_defaults(like), **numbers}, like, count, readings)

    @property
    def units(self) -> Units:
        """What the answers are shown in."""
        return self._units or Units(currency=str(self.inputs.get("currency") or Units().currency))

    def with_given(self, given: Iterable[str]) -> Homes:
        """The same homes, these inputs counted as given."""
        return Homes(self.inputs, given, self.count, self.readings, self._units)

    def in_weather(self, file: str) -> Homes:
        """The same homes, given a weather file in place of a station."""
        inputs = {**self.inputs, "climate": "weather", "station": None, "weather_file": file}
        return Homes(inputs, {*self.given, "weather_file"} - {"station"}, self.count, self.readings, self._units)

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input, array (homes, 1) or the default; ``missing`` where there is none."""
        value = self.inputs[key]
        return missing if value is None else value

    @cached_property
    def parameters(self) -> Parameters:
        """What the homes are calculated from, not sized."""
        return parameters.from_case(self)

    def column(self, key: str, missing: float = 0.0) -> Array:
        """A number input as (homes, 1)."""
        return np.broadcast_to(np.asarray(self.number(key, missing), dtype=float), (self.count, 1))

    def some(self, which: NDArray[Any] | slice) -> Homes:
        """Some of the homes: their places, a mask or a slice."""
        inputs = {key: value[which] if isinstance(value, np.ndarray) else value for key, value in self.inputs.items()}
        readings = tuple((key, note if isinstance(note, str) else note[which]) for key, note in self.readings)
        if isinstance(which, slice):
            count = len(range(self.count)[which])
        else:
            count = int(np.count_nonzero(which)) if which.dtype == bool else len(which)
        return Homes(inputs, self.given, count, readings, self._units)


def bins_of(homes: Homes, further: Array | None = None) -> Bins:
    """The bins of the homes of a group, by their climate method: proportional, region or station.

    They are cut at the homes' own settings and at ``further`` ones, (homes, settings) [°F]. Arrays (homes, bins), or
    (1, bins) where all homes have the same.
    """
    kind, number = homes.inputs["climate"], homes.number
    settings = settings_of(homes, further)
    if kind == "region":
        bins = climate.regional(str(homes.inputs["region"]), 1.0, settings)
        return bins._replace(hours=bins.hours * number("season_hours"))
    if kind == "station":
        return _by_width(station_year(str(homes.inputs["station"])), homes, settings)
    keys = ("indoor_setpoint", "design_temperature", "bin_width")
    setpoint, design, width = np.broadcast_arrays(*(np.atleast_2d(number(key)) for key in keys))
    return climate.proportional(setpoint, design, width, number("season_hours"), number("hours_below_design"), settings)


def design_of(homes: Homes) -> Array:
    """The climate's own design temperature [°F], (homes or 1, 1), as climate.design_temperature has it for one."""
    year = station_year(str(homes.inputs["station"])) if homes.inputs["climate"] == "station" else None
    return design_temperature(homes, None, year)


def design_temperature(homes: Homes, bins: Bins | None, year: WeatherYear | None) -> Array:
    """The same where bins or the year are known."""
    if homes.inputs["climate"] == "region":
        return np.full((1, 1), REGION_DESIGN[str(homes.inputs["region"])])
    if year is not None:
        return np.full((1, 1), year.temperature[0])
    if bins is None:
        bins = bins_of(homes)
    lowest: Array = np.where(bins.some, bins.temperature, np.inf).min(axis=-1, keepdims=True)
    return lowest


def settings_of(homes: Homes, further: Array | None = None) -> Array:
    """The outdoor temperatures that the homes set, and further ones: (homes or 1, settings) [°F]."""
    inputs = homes.inputs
    numbers = [inputs[key] for key in SETTINGS if inputs[key] is not None]
    if inputs["climate"] != "proportional" or inputs["load_balance_temperature"] is not None:  # else it is the top edge
        numbers.append(load_balance(homes))
    # Defaults are alike: each cuts once.
    alike = {float(number) for number in numbers if not isinstance(number, np.ndarray)}
    columns = [number for number in numbers if isinstance(number, np.ndarray)]
    columns += [np.full((1, 1), number) for number in sorted(alike)] + ([] if further is None else [further])
    rows = max((len(column) for column in columns), default=1)
    return np.hstack([np.broadcast_to(column, (rows, column.shape[1])) for column in columns])


def _by_width(year: WeatherYear, homes: Homes, settings: Array) -> Bins:
    """The bins of a year of weather; homes of one width are worked out together."""
    base = np.atleast_2d(load_balance(homes))
    width = homes.number("bin_width")
    if not isinstance(width, np.ndarray):
        return climate.yearly(year, base, width, settings)
    base, settings = (np.broadcast_to(numbers, (homes.count, numbers.shape[1])) for numbers in (base, settings))
    widths, which = np.unique(width, return_inverse=True)
    rows = [np.flatnonzero(which.reshape(-1) == place) for place in range(len(widths))]
    alike = zip(rows, widths.tolist(), strict=True)
    each = [climate.yearly(year, base[some], one, settings[some]) for some, one in alike]
    return together(each, np.argsort(np.concatenate(rows)))


def shared(columns: Sequence[Array], bins_of_one: Callable[..., Bins]) -> Bins:
    """The bins of homes by the numbers (homes, 1) that they depend on: homes alike in these share theirs."""
    pairs, which = np.unique(np.hstack(columns), axis=0, return_inverse=True)
    each = [bins_of_one(*pair).each(lambda column: column[np.newaxis]) for pair in pairs.tolist()]
    # Where all homes are alike there is nothing to copy.
    return each[0] if len(each) == 1 else together(each, which.reshape(-1))


def together(each: Sequence[Bins], order: NDArray[np.intp]) -> Bins:
    """Bins of some homes each as those of all, in an order; filled up at the cold end with bins without width."""
    count = max(bins.low.shape[-1] for bins in each)

    def filled(column: Array, fill: Array | float) -> Array:
        more = np.broadcast_to(fill, (len(column), count - column.shape[-1]))
        return np.hstack((column, more))

    columns = []
    for bins in each:
        end = bins.low[:, -1:]
        frost = () if bins.frost is None else zip(bins.frost, DRY, strict=True)
        pairs = ((bins.low, end), (bins.high, end), (bins.temperature, end), (bins.hours, 0.0), *frost)
        columns.append([filled(*pair) for pair in pairs])
    low, high, temperature, hours, *frosts = (np.concatenate(rows)[order] for rows in zip(*columns, strict=True))
    return Bins(low, high, temperature, hours, Frost(*frosts) if frosts else None)


def in_range(homes: Homes, keys: Iterable[str]) -> NDArray[np.bool_]:
    """Which homes have these number inputs inside their allowed ranges, (homes, 1)."""
    good = np.ones((homes.count, 1), dtype=bool)
    for key in keys:
        good &= FIELDS[key].holds(homes.column(key))
    return good


def agreeing(homes: Homes, year: WeatherYear | None, most_bins: int) -> NDArray[np.bool_]:
    """Which homes have numbers that agree with each other, (homes, 1); year: that of their climate."""
    setpoint, width = homes.column("indoor_setpoint"), homes.column("bin_width")
    good = np.ones((homes.count, 1), dtype=bool)
    with np.errstate(all="ignore"):
        if homes.inputs["design_temperature"] is not None:
            design = homes.column("design_temperature")
            good &= design < setpoint
            if homes.inputs["climate"] == "proportional":
                good &= (width > 0) & (climate.bin_count(setpoint, design, width) <= most_bins)
        if year is not None:
            span = load_balance(homes) - year.temperature[0]
            good &= (span > 0) & ((width == 0) | (span <= width * (most_bins - 2)))
        for at in (47, 17, 5):
            slowest, fastest = (homes.column(f"capacity_{speed}_{at}", np.nan) for speed in SPEEDS)
            good &= ~(slowest > fastest)
        good &= np.asarray(homes.parameters.fuel_price <= MAX_FUEL_PRICE)
    return good
