"""The result in words: which limit decided the switchover, what is doubtful, one plain sentence of advice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np

from ..inputs.settings import EDGE, SETTINGS
from ..inputs.units_given import temperature
from ..model import season
from ..model.backup import LARGE_SHARE
from ..model.balance import read_from_bins
from ..model.climate import SAME, at_or_above
from ..model.equipment import LOW_COP, Performance, is_below
from ..model.parameters import Array, Parameters
from ..model.scenarios import HEAT_PUMP_ONLY, LABELS
from ..model.scenarios import SCENARIOS as ALL
from ..model.solution import Solution
from ..model.switchovers import as_warm, at_most, equal, is_met
from . import setting_words
from .case_units import degrees, tenths
from .sentences import WHOLE, Number, Sentence, heat, money, quantity, said

_WHOLE: Final = "which is not divided: the setting takes effect at the edge of the row"


def reason(s: Solution) -> str:
    """Why the recommended switchover is what it is: price, capacity, lockout or the end of the range; one sentence."""
    p, cost = s.parameters, s.candidates.annual_cost
    if not at_or_above(s.bins.temperature, p.compressor_lockout).any():
        lockout = degrees(float(p.compressor_lockout), p)
        return f"The compressor is off below {lockout}, so the furnace heats all season whatever the setting."
    if at_most(cost.max(), cost.min()):
        return "Every setting costs the same; this one is nearest to your guess."
    below = int(s.candidates.place[s.chosen])  # the warmest bin below the switchover
    if s.unbound != s.chosen:
        return "Cheaper settings would leave the house cold."
    if below == len(s.bins.hours):
        if at_most(s.dual.cost, s.furnace.cost).all():
            return "The heat pump is cheaper at every temperature."
        return "The season costs least with the heat pump at every temperature."
    if not s.above.any():
        if at_most(s.furnace.cost, s.dual.cost).all():
            return "The furnace is cheaper at every temperature."
        return "The season costs least with the furnace at every temperature."
    if not at_or_above(s.bins.temperature[below], p.compressor_lockout):
        return f"The compressor is off below {degrees(float(p.compressor_lockout), p)}."
    alternate = p.backup_operation == "alternate"
    if alternate and s.load[below] > s.ways.heat_pump_only.heat_pump[below]:
        return "Below it the heat pump alone cannot heat the house, and the furnace takes over."
    point = s.economic
    if point.temperature is None or not costs_meet(s, point.temperature):
        if at_most(cost[s.chosen], s.setting.annual_cost):
            return "The season costs least with this setting."
        return "Of the settings compared, the season costs least with this one."
    return (
        f"At {tenths(point.temperature, p.units)} (COP {point.break_even_cop:.3f}) heat costs the same "
        f"from heat pump and furnace; of the settings compared, {degrees(s.switchover, p)} costs least."
    )


def costs_meet(s: Solution, point: float) -> bool:
    """Whether the season as modelled costs the same with either source at the economic point [°F].

    It does not where strips have to help one of them, where there is no load, or where frost begins at once.
    """
    if not read_from_bins(s.parameters):
        run = season.operate(np.array([point]), s.parameters)
        return _either_alone(run.load, run.ways).all() and bool(
            equal(run.performance.cop[0], s.economic.break_even_cop)
        )
    at = s.bins.temperature
    colder, warmer = at[at <= point].max(), at[at >= point].min()
    return bool(_either_alone(s.load, s.ways)[(colder <= at) & (at <= warmer)].all())


def _either_alone(load: Array, ways: season.Ways) -> Any:
    """Where there is a load that heat pump and furnace each meet alone, bool (bins,)."""
    met = (load <= ways.heat_pump_only.heat_pump) & (load <= ways.furnace.furnace)
    return met & (load > 0)


def warnings(s: Solution) -> Iterator[tuple[str, str]]:
    """What the result rests on that the user should know: (key, message)."""
    p, guess = s.parameters, s.case.number("initial_balance_point")
    if guess != s.guess:
        given, used = temperature(guess, p.units), temperature(s.guess, p.units)
        yield "initial_balance_point", f"{given} is outside the modelled range, so {used} was used"
    for name in ("economic", "thermal", "emissions"):
        point = getattr(s, name)
        if point.extrapolated:
            low, high = p.capacity_rated if name == "thermal" else p.cop_rated
            side, end = ("colder", low) if point.temperature < low else ("warmer", high)
            rating = f"{side} than the rating point at {temperature(end, p.units)}"
            at = tenths(point.temperature, p.units)
            yield f"{name}_point", f"{at} is {rating}; treat it as an estimate"
    *season, colder = season_sentences(season_of(s), p)
    yield from said(season)
    if s.case.inputs["climate"] == "bins" and s.case.runtime is None:
        yield from _inside_rows(s)
    yield from setting_words.notes(s)
    yield from said([colder])


def table_words(s: Solution) -> Iterator[tuple[str, str]]:
    """Of the same what the row of a table of homes says, which shows no balance points: (key, message)."""
    *season, colder = season_sentences(season_of(s), s.parameters)
    yield from said(season)
    if s.case.inputs["climate"] == "bins" and s.case.runtime is None:
        yield from _inside_rows(s)
    yield from said([colder])


class Hours(NamedTuple):
    """Hours of a season [h]: numbers of one house, or arrays (homes, 1)."""

    every: Any
    """Of the season, and of these those in which …"""
    outside: Any
    """… the heat pump runs outside its rating points"""
    weak: Any
    """… it runs with a low COP"""
    floored: Any
    """… the COP would be below 1"""
    strips: Any
    """… strips run at the recommended setting"""
    strips_alone: Any
    """… they run without the furnace"""


class Season(NamedTuple):
    """What the words look at in a season: numbers of one house, or arrays (homes, 1)."""

    hours: Hours
    load_mmbtu: Any
    unmet: Mapping[str, Any]
    """Load that is not delivered [MMBtu], by scenario; NaN where it is not available"""
    setting_unmet: Any
    """With the setting to program [MMBtu]"""
    alone_cost: Any
    """Of heat pump and strips alone [$]"""


def season_of(s: Solution) -> Season:
    """The season of one house."""
    t = s.totals
    hours = Hours(*map(float, hours_of(s.bins.hours, s.above, s.ways, s.performance)))
    unmet = dict(zip(s.scenarios, t.unmet_mmbtu.tolist(), strict=True))
    alone = float(t.annual_cost[HEAT_PUMP_ONLY])
    return Season(hours, float(t.load_mmbtu[0]), unmet, s.setting.unmet_mmbtu, alone)


def hours_of(hours: Array, above: Any, ways: season.Ways, performance: Performance) -> Hours:
    """The hours summed over the bins, which are the last axis; above: bins of the heat pump."""
    on = above & (ways.dual.heat_pump > 0)
    each = Hours(
        np.ones_like(on), on & performance.extrapolated, on & is_below(performance.steady_cop, LOW_COP),
        performance.floored, ways.switched(above).strips > 0, ways.heat_pump_only.strips > 0,
    )  # fmt: skip
    # Rounded: of many homes at once the last bits differ, and with them which way half an hour goes in the words.
    return Hours(*(np.round((which * hours).sum(axis=-1), 6) for which in each))


def season_sentences(f: Season, p: Parameters) -> Iterator[Sentence]:
    """What a season rests on: COPs, strips, bills, heat that is not delivered; of one house, or of many at once."""
    yield Sentence("cop", f.hours.outside > 0, lambda hours: (
        f"The heat pump runs {hours} hours outside its ratings "
        f"({' to '.join(temperature(end, p.units) for end in p.cop_rated)}), at an estimated COP"
    ), (Number(f.hours.outside, WHOLE),))  # fmt: skip
    yield Sentence("cop", f.hours.weak > 0, lambda hours: (
        f"The heat pump runs {hours} hours with a COP below {LOW_COP:g}"
    ), (Number(f.hours.weak, WHOLE),))  # fmt: skip
    yield Sentence("cop", f.hours.floored > 0, lambda hours: (
        f"In {hours} hours the COP would be below 1, so 1 was used"
    ), (Number(f.hours.floored, WHOLE),))  # fmt: skip
    large = LARGE_SHARE * f.hours.every
    yield Sentence("strip_hours", f.hours.strips > large, lambda hours: (
        f"The electric strips run {hours} hours at the recommended setting, more than {LARGE_SHARE:.0%} of the season"
    ), (Number(f.hours.strips, WHOLE),))  # fmt: skip
    yield Sentence("strip_hours", f.hours.strips_alone > large, lambda hours: (
        f"Without the furnace the electric strips would run {hours} hours"
    ), (Number(f.hours.strips_alone, WHOLE),))  # fmt: skip
    billed, slope = p.billed_load_slope, p.load_slope
    loss = quantity("BTU/h·°F", p.units, ",.4g")
    yield Sentence("billed_fuel", abs(billed - slope) > 0.1 * slope, lambda by_bills, used: (
        f"The bills give {by_bills}; {used} was used. Check the load and the bills"
    ), (Number(billed, loss), Number(slope, loss)))  # fmt: skip
    for name, unmet in f.unmet.items():
        yield Sentence("unmet_mmbtu", _is_cold(unmet, f.load_mmbtu), partial(_not_delivered, LABELS[name]),
                       (Number(unmet, heat(p.units)),))  # fmt: skip
    yield _colder(f, p)


def _is_cold(unmet: Any, load: Any) -> Any:
    """Where load is not delivered; NaN where that is not available."""
    return np.logical_not(is_met(unmet, load) | np.isnan(unmet))


def _not_delivered(scenario: str, unmet: str) -> str:
    return f"{scenario}: {unmet} of the heat is not delivered"


def _colder(f: Season, p: Parameters) -> Sentence:
    """A furnace smaller than the heat pump makes the house colder where it takes over: strips alone would do better."""
    alone, setting = f.unmet[ALL[HEAT_PUMP_ONLY]], f.setting_unmet
    colder = (setting > alone) & np.logical_not(as_warm(alone, setting, f.load_mmbtu))
    return Sentence("furnace_capacity", colder, lambda left, instead, cost: (
        f"The heat pump with electric strips and no furnace would leave {left} of the heat undelivered instead of "
        f"{instead}, for {cost} a season: the furnace gives too little heat where it takes over. Choose a "
        "larger furnace, or backup_operation = simultaneous where both can run together."
    ), (Number(alone, heat(p.units)), Number(setting, heat(p.units)),
        Number(f.alone_cost, money(p.units))))  # fmt: skip


def _inside_rows(s: Solution) -> Iterator[tuple[str, str]]:
    """Settings that lie inside a row of measured bins rather than at its edge."""
    for key in SETTINGS:
        setting = s.case.inputs[key]
        if isinstance(setting, float) and ((s.bins.low + SAME < setting) & (setting < s.bins.high - SAME)).any():
            if s.case.is_recorded and _is_cut(s, setting):
                continue
            yield key, f"{temperature(setting, s.case.units)} is inside a row of measured bins, {_WHOLE}"


def _is_cut(s: Solution, setting: float) -> bool:
    """Whether a setting is an edge of a record's bins, which a workbook holds without their edges.

    It is a multiple of their width, or two rows of one multiple lie on either side of it.
    """
    width = s.case.number("bin_width")
    above = at_or_above(s.bins.temperature, setting)
    if width == 0 or not above.any() or above.all():
        return True
    sides = float(s.bins.temperature[above][-1]), float(s.bins.temperature[~above][0])
    place = setting / width
    return abs(place - round(place)) < EDGE or all(
        math.floor(side / width + EDGE) == math.floor(place) for side in sides
    )
