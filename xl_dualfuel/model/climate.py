"""Temperature bins: how many heating hours there are at which outdoor temperature.

Bins run from warm to cold. Methods: in proportion to the distance below the setpoint, a measured table, a region of
AHRI 210/240, a year of weather. The representative temperature is the mean of the bin's own hours: load is then exact
whatever the width. Every temperature that somebody sets is a bin edge, so that no setting puts a whole bin on one side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.case import Case
from ..inputs.regions import REGION_DESIGN, REGION_FRACTIONS, REGION_TOP, REGION_WIDTH
from ..inputs.settings import EDGE, SETTINGS, multiple_below
from ..inputs.validation import load_balance
from ..weather.year import WeatherYear
from .elementwise import over
from .frost import Frost, UsualFrost, by_degree, by_humidity, mean_by_bin
from .parameters import DIGITS, Array

Number = float | Array

SAME = 0.5 * 10.0**-DIGITS
"""Temperatures closer than this are one [°F]: they differ by rounding, as the spreadsheet's ROUND has it."""


def at_or_above(temperature: Array | float, setting: Array | float) -> NDArray[np.bool_]:
    """Whether outdoor temperatures are at or above a setting [°F]; the one comparison of temperatures."""
    above: NDArray[np.bool_] = reached(np.asarray(temperature), np.asarray(setting))
    return above


def reached(temperature: Any, setting: Any) -> Any:
    """The same of numbers, or of arrays that are no lists."""
    return temperature >= setting - SAME


class Bins(NamedTuple):
    """Temperature bins, warm to cold: arrays of shape (bins,)."""

    low: Array
    """Lower edge [°F]"""
    high: Array
    """Upper edge [°F]"""
    temperature: Array
    """Representative temperature [°F], low ≤ temperature < high"""
    hours: Array
    """Hours of a season [h]"""
    frost: Frost | None = None
    """Mean frost of the bin's own hours, with defrost humidity"""

    @property
    def some(self) -> NDArray[np.bool_]:
        """Which bins have a width or hours: the others only pad."""
        wide: NDArray[np.bool_] = (self.high > self.low) | (self.hours > 0)
        return wide

    def each(self, change: Callable[[Array], Array]) -> Bins:
        """The bins with every column changed alike, frost too."""
        frost = None if self.frost is None else Frost(*map(change, self.frost))
        return Bins(change(self.low), change(self.high), change(self.temperature), change(self.hours), frost)


BINS_FROM = (
    "climate", "indoor_setpoint", "load_balance_temperature", "design_temperature", "bin_width", "season_hours",
    "hours_below_design", "region", "bin_table", "defrost", "defrost_control", "fuel", "thermostat_step",
    "thermostat_zero", *SETTINGS,
)  # fmt: skip
"""The inputs that ``bins_of`` looks at, beside the year and the programme: cases alike in them have the same bins"""


def bins_of(case: Case, settings: tuple[float, ...] = ()) -> Bins:
    """The bins of a case, by its climate method, cut at its settings and at further ones [°F]."""
    number, climate = case.number, case.inputs["climate"]
    setpoint, width = number("indoor_setpoint"), number("bin_width")
    cuts = np.array([*settings_of(case), *settings])
    if climate == "bins":
        return measured(case.inputs["bin_table"], width)  # type: ignore[arg-type]  # checked by Case
    if climate == "proportional":
        bins = proportional(
            setpoint, number("design_temperature"), width, number("season_hours"), number("hours_below_design"), cuts
        )
    elif climate == "region":
        bins = regional(str(case.inputs["region"]), number("season_hours"), cuts)
    else:
        assert case.year is not None  # Case has read it
        frost = frost_of_hours(case)
        if width == 0 and frost is not None:
            return hourly(case.year, load_balance(case), frost)
        bins = yearly(case.year, load_balance(case), width, cuts)
        if frost is not None and case.year.order is not None:
            bins = bins._replace(frost=_frost_of_bins(bins, case.year.order.dry_bulb, frost))
    wide = bins.some
    return bins if wide.all() else bins.each(lambda column: column[wide])


def frost_of_hours(case: Case, temperatures: Sequence[float] | Array | None = None) -> Frost | None:
    """Frost in each hour of the year, in order; None without defrost humidity.

    ``temperatures`` [°F]: hours that are meant; None too where they are not those of the case's weather.
    """
    if case.inputs["defrost"] != "humidity" or case.year is None or case.year.order is None:
        return None
    order = case.year.order
    if temperatures is not None and not np.array_equal(order.dry_bulb, temperatures):
        return None
    assert order.humidity is not None  # checked by Case
    assert order.pressure is not None
    return by_humidity(order.dry_bulb, order.humidity, order.pressure, str(case.inputs["defrost_control"]))


def usual_frost(case: Case) -> UsualFrost | None:
    """Frost by the outdoor temperature, for temperatures that are no hours; None without defrost humidity."""
    frost = frost_of_hours(case)
    if frost is None or case.year is None or case.year.order is None:
        return None
    return by_degree(case.year.order.dry_bulb, frost)


def _frost_of_bins(bins: Bins, dry_bulb: Array, frost: Frost) -> Frost:
    """The mean frost of each bin's own hours."""
    place = np.searchsorted(-bins.low, -(dry_bulb + SAME))
    inside = (place < len(bins.low)) & ~at_or_above(dry_bulb, bins.high[0])
    return mean_by_bin(Frost(*(values[inside] for values in frost)), place[inside], len(bins.low))


def design_temperature(case: Case) -> float:
    """The climate's own design temperature [°F], for a case that gives none, whatever the width and cuts of its bins.

    Of a region the published one, of a year its coldest hour, else the coldest bin's.
    """
    if case.inputs["climate"] == "region":
        return REGION_DESIGN[str(case.inputs["region"])]
    return case.year.temperature[0] if case.year is not None else float(bins_of(case).temperature[-1])


def sizing_temperature(case: Case) -> float:
    """The design temperature [°F] that is given, else the climate's own."""
    given = case.inputs["design_temperature"]
    return given if isinstance(given, float) else design_temperature(case)


def by_the_hour(case: Case) -> bool:
    """Whether every hour or measured temperature stands by itself, so that any setting falls between two."""
    return case.number("bin_width") == 0 and (case.year is not None or case.is_recorded)


def settings_of(case: Case) -> list[float]:
    """The outdoor temperatures [°F] that a case, or its programme, sets."""
    settings = [load_balance(case), *(case.number(key) for key in SETTINGS if case.inputs[key] is not None)]
    limit = programme_setting(case)
    return settings if limit is None else [*settings, limit]


def programme_setting(case: Case) -> float | None:
    """The warmest setting of the thermostat [°F] that the case's programme accepts; None where it names no limit."""
    limit = None if case.rules is None else case.rules.largest_switchover(str(case.inputs["fuel"]))
    if limit is None:
        return None
    return float(multiple_below(limit, case.number("thermostat_step"), case.number("thermostat_zero")))


def cut(edges: Array, settings: Array) -> Array:
    """Edges, warm to cold, with further ones at settings between them: (…, edges) and (…, settings) → their union.

    A setting outside, or at an edge but for rounding, adds a bin of no width.
    """
    inside = np.clip(settings, edges[..., -1:], edges[..., :1])
    shape = np.broadcast_shapes(edges.shape[:-1], inside.shape[:-1])
    both = np.concatenate(
        (np.broadcast_to(edges, (*shape, edges.shape[-1])), np.broadcast_to(inside, (*shape, inside.shape[-1]))),
        axis=-1,
    )
    both = -np.sort(-both, axis=-1)
    rows = both.reshape(-1, both.shape[-1])
    gaps = rows[:, :-1] - rows[:, 1:]
    rounded = ((gaps > 0) & (gaps < SAME)).any(axis=-1)
    if rounded.any():
        near = rows[rounded]
        for place in range(both.shape[-1] - 1):
            same = near[:, place] - near[:, place + 1] < SAME
            near[:, place + 1] = np.where(same, near[:, place], near[:, place + 1])
        rows[rounded] = near
    return rows.reshape(both.shape)


def proportional(
    setpoint: Number, design_temperature: Number, width: Number, season_hours: Number, hours_below_design: Number,
    settings: Array,
) -> Bins:  # fmt: skip
    """Hours in proportion to how far it is below the setpoint (the planner's method); [°F], [h].

    Hours of a bin = season_hours · (d_low² − d_high²) / d_design², d = setpoint − temperature at its edges; their mean
    temperature = setpoint − ⅔·(d_low³ − d_high³)/(d_low² − d_high²). hours_below_design goes on top of the coldest bin.
    The last bin is narrower where the width does not divide the range. ``settings`` cut the bins they fall into.

    Of one home: numbers, settings (settings,) → (bins,). Of many: (homes, 1), (homes, settings) → (homes, bins), with
    bins of no width and no hours where a home has fewer than the others.
    """
    count = bin_count(setpoint, design_temperature, width)
    index = np.arange(int(count.max()) + 1.0)
    edges: Array = setpoint - index * width
    np.copyto(edges, design_temperature, where=index >= count)
    edges = cut(edges, settings)
    low, high = edges[..., 1:], edges[..., :-1]
    mean, hours = between(low, high, setpoint, design_temperature, season_hours, hours_below_design)
    return Bins(low, high, mean, hours)


def between(
    low: Any, high: Any, setpoint: Any, design_temperature: Any, season_hours: Any, hours_below_design: Any
) -> tuple[Any, Any]:
    """Mean temperature [°F] and hours [h] of the bins between edges by the proportional method; elementwise."""
    far, near = setpoint - low, setpoint - high
    whole = setpoint - design_temperature
    reach = far + near
    hours = (far - near) * reach * (season_hours / (whole * whole))
    coldest = design_temperature + SAME  # a setting may have moved the last edge by rounding
    hours += hours_below_design * ((low <= coldest) & (high > coldest))
    mean = over(far * near, reach, reach > 0)
    mean -= reach  # (far³ − near³)/(far² − near²) = far + near − far·near/(far + near)
    mean *= 2 / 3
    mean += setpoint
    return mean, hours


def bin_count(setpoint: Any, design_temperature: Any, width: Any) -> Any:
    """How many bins the proportional method makes; [°F].

    Rounded first: 21/0.7 is a hair above 30 in binary, and would make a 31st bin without width.
    """
    scale = 10.0**DIGITS  # as np.round does it, which takes ten times as long for one number
    return np.ceil(np.rint((setpoint - design_temperature) / width * scale) / scale)


SINGLE_WIDTH = 2.0
"""Width of a single measured bin where none is given [°F]."""


def measured(table: tuple[tuple[float, float], ...], width: float) -> Bins:
    """A user's temperatures [°F] and hours [h] as they are (ascending rows); edges halfway between neighbours.

    They cannot be cut: a setting acts on whole rows.

    The outer edges lie as far out as the inner ones; a single row gets ``width``, or SINGLE_WIDTH where that is 0.
    """
    temperature, hours = np.array(table[::-1]).T
    if len(temperature) == 1:
        half = (width or SINGLE_WIDTH) / 2
        return Bins(temperature - half, temperature + half, temperature, hours)
    inner = (temperature[:-1] + temperature[1:]) / 2
    edges = np.concatenate(([2 * temperature[0] - inner[0]], inner, [2 * temperature[-1] - inner[-1]]))
    return Bins(edges[1:], edges[:-1], temperature, hours)


def regional(region: str, season_hours: Number, settings: Array) -> Bins:
    """A region's published fractional hours, scaled so that they sum to season_hours [h].

    ``settings`` [°F] cut bins: the hours are divided by width, each piece is represented by its own middle. Shapes as
    in ``proportional``.
    """
    fractions = np.array(REGION_FRACTIONS[region])
    top = REGION_TOP + REGION_WIDTH / 2
    edges = cut(top - REGION_WIDTH * np.arange(len(fractions) + 1.0), settings)
    low, high = edges[..., 1:], edges[..., :-1]
    middle = (low + high) / 2
    published = np.minimum(((top - middle) / REGION_WIDTH).astype(int), len(fractions) - 1)
    hours = fractions[published] * (high - low) * (season_hours / (fractions.sum() * REGION_WIDTH))
    return Bins(low, high, middle, hours)


def hourly(year: WeatherYear, load_balance_temperature: float, frost: Frost) -> Bins:
    """Every hour of a year below the load balance temperature [°F] by itself: each has its own frost."""
    assert year.order is not None  # frost has been made of it
    warm_first = np.argsort(-year.order.dry_bulb, kind="stable")
    warm_first = warm_first[~at_or_above(year.order.dry_bulb[warm_first], load_balance_temperature)]
    temperature = year.order.dry_bulb[warm_first]
    high = np.concatenate(([load_balance_temperature], temperature[:-1]))
    here = Frost(*(values[warm_first] for values in frost))
    return Bins(temperature, high, temperature, np.ones_like(temperature), here)


def yearly(year: WeatherYear, load_balance_temperature: Number, width: float, settings: Array) -> Bins:
    """Hours of a year below the load balance temperature [°F], in bins whose edges are multiples of ``width`` [°F].

    ``settings`` cut bins, the load balance temperature is the top edge. Bins without hours in between stay, with their
    midpoint, so that the edges are evenly spaced. width 0: every distinct temperature by itself, which is every hour by
    itself; its upper edge is the next warmer temperature, and nothing is cut. Shapes as in ``proportional``, but for
    the width, which is one for all homes, and > 0 for many.
    """
    temperature = np.array(year.temperature)
    if width == 0:
        cold = int((~at_or_above(temperature, load_balance_temperature)).sum())
        hours = np.array(year.hours[:cold], dtype=float)
        high = np.append(temperature[1:cold], load_balance_temperature)
        low, high, hours = (column[::-1].copy() for column in (temperature[:cold], high, hours))
        return Bins(low, high, low, hours)
    first = np.floor(temperature[0] / width + EDGE)
    last = np.ceil(np.max(load_balance_temperature) / width - EDGE)
    regular = np.arange(last, first - 1, -1.0) * width
    edges = cut(np.minimum(regular, load_balance_temperature), settings)
    # Sums up to each edge: extended precision, since a bin's are differences of them.
    below = np.searchsorted(temperature, edges - SAME)
    hours_to, heat_to = (
        np.concatenate(([0.0], np.cumsum(values, dtype=np.longdouble)))[below]
        for values in (np.array(year.hours), np.array(year.hours) * temperature)
    )
    low, high = edges[..., 1:], edges[..., :-1]
    hours, heat = ((sums[..., :-1] - sums[..., 1:]).astype(float) for sums in (hours_to, heat_to))
    mean: Array = np.divide(heat, hours, out=(low + high) / 2, where=hours > 0)
    # A mean that rounding puts below its own edge would leave the bin on the wrong side of a switchover there.
    return Bins(low, high, np.maximum(mean, low), hours)
