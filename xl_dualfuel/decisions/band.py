"""How exact the setting must be: which switchovers cost little more than the best one, and what to program.

A season's cost is a step function of the setting: it changes only where the setting passes the representative
temperature of a bin. So a setting is judged by the bins at or above it, exactly, whatever its decimals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import Issue, shown
from ..files.toml_tables import raise_all
from ..files.values import is_number, plain
from ..model.parameters import DIGITS
from ..model.season import Operation
from ..model.solution import Solution
from ..model.switchovers import Curve, at_most
from ..results.result import Result

PERCENT: Final = 1.0
"""Default allowance: 1 % of the least season cost, a few dollars of a usual bill."""
DIFFERENTIAL: Final = {"F": 2.0, "C": 1.0}
"""Default differential [°F or °C]: thermostats and outdoor sensors agree no better than 1 to 2 °F."""

Unit = Literal["F", "C"]


class Stretch(NamedTuple):
    """Neighbouring switchovers that all cost no more than the limit."""

    low: float
    """Lowest of the candidates, bin edges [°F]"""
    high: float
    """Highest of them [°F]"""
    open_low: bool
    """Whether it reaches the lowest edge: any lower setting costs the same"""
    open_high: bool
    """Whether it reaches the highest edge: any higher setting costs the same"""


class ToProgram(NamedTuple):
    """What to enter in the thermostat, in its whole degrees; None with the reason where there is nothing to enter."""

    unit: Unit
    setting: int | None
    """Switchover [°F or °C]: the heat pump runs at or above it"""
    differential: float
    """The heat pump comes back this far above the setting [°F or °C]"""
    compressor_lockout: int | None
    """The compressor is off below it [°F or °C]"""
    backup_lockout: int | None
    """Auxiliary or furnace heat is off above it [°F or °C]; never below the compressor lockout"""
    season_cost: float
    """At that setting [$]"""
    over_least: float
    """More than the least season cost [$]"""
    in_band: bool
    """Whether a whole degree lies inside the band; else the setting is the nearest whole degree that costs least"""
    reasons: tuple[str, ...]
    """Why, a sentence each: setting, compressor lockout, backup lockout, differential"""


class Band(NamedTuple):
    """The switchovers that cost at most the allowance more than the least."""

    switchover: float
    """Recommended [°F]"""
    least_cost: float
    """Its season cost [$]"""
    allowance: float
    """[$ a season]"""
    limit: float
    """least_cost + allowance [$]"""
    band: Stretch
    """The stretch around the recommended switchover"""
    others: tuple[Stretch, ...]
    """Further stretches within the limit, warmest first; dearer settings lie between them and the band"""
    existing_switchover: float
    """Today's setting [°F]"""
    existing_cost: float
    """[$]"""
    existing_over_least: float
    """What today's setting costs more than the least [$ a season]"""
    existing_in_band: bool
    program: ToProgram
    words: str
    """The band in one or two plain sentences"""

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))

    def table(self) -> dict[str, list[Any]]:
        """name, value and unit of each number, for a worksheet or CSV."""
        degree = f"°{self.program.unit}"
        p = self.program
        rows = (
            ("switchover", self.switchover, "°F"), ("least_cost", self.least_cost, "$"),
            ("allowance", self.allowance, "$"), ("band_low", self.band.low, "°F"), ("band_high", self.band.high, "°F"),
            ("other_bands", len(self.others), ""), ("setting", p.setting, degree),
            ("setting_cost", p.season_cost, "$"), ("differential", p.differential, degree),
            ("compressor_lockout", p.compressor_lockout, degree), ("backup_lockout", p.backup_lockout, degree),
            ("existing_switchover", self.existing_switchover, "°F"), ("existing_cost", self.existing_cost, "$"),
            ("existing_over_least", self.existing_over_least, "$"),
            ("existing_in_band", "yes" if self.existing_in_band else "no", ""),
        )  # fmt: skip
        return _columns(rows)

    def full_table(self) -> dict[str, list[Any]]:
        """table() with each further stretch, warmest first, and the reasons, as the CSV has them."""
        table = self.table()
        rows: list[tuple[str, Any, str]] = [
            (f"other_band_{number}_{end}", getattr(stretch, end), "°F")
            for number, stretch in enumerate(self.others, 1)
            for end in ("low", "high")
        ]
        rows += [(f"reason_{number}", text, "") for number, text in enumerate(self.program.reasons, 1)]
        more = _columns(rows)
        return {name: [*values, *more[name]] for name, values in table.items()}


def _columns(rows: Sequence[tuple[str, Any, str]]) -> dict[str, list[Any]]:
    return dict(zip(("name", "value", "unit"), map(list, zip(*rows, strict=True)), strict=True))


class Controls(NamedTuple):
    """What of a case decides on its lockouts."""

    existing_switchover: float
    """[°F]"""
    compressor_lockout: float
    """The heat pump's own [°F]; −inf without one"""
    short: NDArray[np.bool_]
    """Whether the heat pump alone does not meet the load at each of the curve's temperatures"""
    helped: NDArray[np.bool_]
    """Whether it then runs all the same, together with the backup"""
    thermal_point: float | None
    """[°F]; None where there is none"""


def controls(s: Solution, run: Operation) -> Controls:
    """Those of a solved case; run: its house and equipment at the curve's temperatures."""
    p, thermal = s.parameters, s.thermal.temperatures
    return Controls(
        float(p.existing_switchover), float(p.compressor_lockout), run.short, run.short & (run.ways.dual.heat_pump > 0),
        thermal[0] if thermal else None,
    )  # fmt: skip


def band(
    result: Result,
    *,
    dollars: float | None = None,
    percent: float | None = None,
    unit: Unit = "F",
    differential: float | None = None,
) -> Band:
    """The settings that cost at most ``dollars`` [$ a season] or ``percent`` [%] more than the least, and which to use.

    Neither given: PERCENT. unit: the thermostat's degrees; differential in them. Raises InputError for an allowance
    that is negative or given twice, and for an unknown unit, all together.
    """
    s = result.solution
    own = controls(s, Operation(s.load, s.performance, s.ways))
    return band_of(s.curve, own, dollars=dollars, percent=percent, unit=unit, differential=differential)


def band_of(
    curve: Curve,
    own: Controls,
    *,
    dollars: float | None = None,
    percent: float | None = None,
    unit: Unit = "F",
    differential: float | None = None,
) -> Band:
    """The same of any curve and the controls of its case."""
    raise_all(check_allowance(dollars, percent, unit, differential))
    differential = DIFFERENTIAL[unit] if differential is None else differential
    cost, least = curve.cost, curve.least
    allowance = dollars if dollars is not None else abs(least) * (PERCENT if percent is None else percent) / 100
    limit = least + allowance
    within = at_most(cost, limit, least)
    stretches = _stretches(within)
    around = next(run for run in stretches if run[0] <= curve.chosen <= run[-1])
    bands = {run: _stretch(curve, run) for run in stretches}
    today = own.existing_switchover
    today_place = curve.at(today)
    today_cost = float(cost[today_place])
    answer = Band(
        switchover=curve.best,
        least_cost=least,
        allowance=allowance,
        limit=limit,
        band=bands[around],
        others=tuple(bands[run] for run in stretches if run != around),
        existing_switchover=today,
        existing_cost=today_cost,
        existing_over_least=max(0.0, today_cost - least),
        existing_in_band=around[0] <= today_place <= around[-1],
        program=_program(curve, own, around, unit, differential),
        words="",
    )
    return answer._replace(words=_words(answer))


def check_allowance(
    dollars: float | None, percent: float | None, unit: str = "F", differential: float | None = None
) -> list[Issue]:
    """What is wrong with an allowance and the thermostat's degrees, all of it."""
    issues: list[Issue] = []
    if dollars is not None and percent is not None:
        both = f"{shown(dollars)}, {shown(percent)}"
        issues.append(Issue("dollars, percent", both, "only one may be given", "Give one of them"))
    limits = (("dollars", dollars, 1e6), ("percent", percent, 1000.0), ("differential", differential, 30.0))
    for name, value, most in limits:
        if value is not None and (not is_number(value) or not 0 <= value <= most):
            issues.append(Issue(name, value, f"must be a number from 0 to {most:,.0f}", "Such as 5"))
    if not isinstance(unit, str) or unit not in DIFFERENTIAL:
        issues.append(Issue("unit", unit, "must be one of F, C", "Give the thermostat's degrees"))
    return issues


def _stretches(within: Any) -> list[tuple[int, ...]]:
    """Runs of neighbouring candidates within the limit, warmest first."""
    marked = groupby(enumerate(within.tolist()), key=lambda pair: pair[1])
    return [tuple(place for place, _ in run) for good, run in marked if good]


def _stretch(curve: Curve, run: tuple[int, ...]) -> Stretch:
    edges = curve.switchover
    return Stretch(float(edges[run[-1]]), float(edges[run[0]]), run[-1] == len(edges) - 1, run[0] == 0)


def _fahrenheit(degrees: float, unit: str) -> float:
    return degrees if unit == "F" else degrees * 9 / 5 + 32


def _degrees(fahrenheit: float, unit: str) -> float:
    return fahrenheit if unit == "F" else (fahrenheit - 32) * 5 / 9


def _up(degrees: float) -> int:
    """The next whole degree; one that is whole but for rounding stays."""
    return math.ceil(round(degrees, DIGITS))


def _program(curve: Curve, own: Controls, around: tuple[int, ...], unit: Unit, differential: float) -> ToProgram:
    """The whole degree of least cost inside the band, and the two lockouts."""
    status, least, degree = curve.status, curve.least, f"°{unit}"
    apart = f"Differential {differential:g} {degree}: the heat pump comes back at the setting plus it, so that it does "
    apart += "not change over with every cloud."
    if status == "fuel_always":
        words = (
            "No setting: the furnace heats the season most cheaply; set the thermostat's compressor lockout as high as "
            "it goes, or the system to furnace heat.",
            "No compressor lockout to enter: the highest the thermostat takes.",
            "No backup lockout: the furnace must be free at every temperature.",
        )
        return ToProgram(unit, None, differential, None, None, least, 0.0, True, (*words, apart))
    low, high = (math.floor(_degrees(float(t), unit)) for t in (curve.switchover[-1], curve.switchover[0]))
    choices = []
    for setting in range(low - 1, high + 2):
        place = curve.at(_fahrenheit(setting, unit))
        choices.append((not around[0] <= place <= around[-1], float(curve.cost[place]), setting))
    outside, first, _ = min(choices)
    # Costs that differ by rounding are equal; then the degree nearest the recommended edge, then the warmer one.
    equal = [choice for choice in choices if choice[0] == outside and at_most(choice[1], first)]
    _, total, setting = min(equal, key=lambda c: (round(abs(_fahrenheit(c[2], unit) - curve.best), 9), -c[2]))
    reasons = [
        f"Setting {setting} {degree}: the whole degree {'inside the band ' if not outside else ''}that costs least, "
        f"{total - least:,.2f} $ a season more than the least."
        if total - least >= 0.005
        else f"Setting {setting} {degree}: the whole degree nearest the recommended switchover; it costs no more."
    ]
    off = own.compressor_lockout
    lockout = max(setting, _up(_degrees(off, unit))) if math.isfinite(off) else setting
    if lockout > setting:
        reasons.append(
            f"Compressor lockout {lockout} {degree}: the heat pump's own, above the setting: it is off below it anyway."
        )
    elif status == "heat_pump_always":
        reasons.append(
            f"Compressor lockout {lockout} {degree}, the coldest of the season, or none: the heat pump is the cheaper "
            "source throughout."
        )
    else:
        below = _below(curve, own, curve.at(_fahrenheit(setting, unit)))
        reasons.append(f"Compressor lockout {lockout} {degree}, the setting itself: {below}.")
    backup, why = _backup_lockout(curve, own, lockout, differential, unit)
    return ToProgram(
        unit, setting, differential, lockout, backup, total, max(0.0, total - least), not outside,
        (*reasons, why, apart),
    )  # fmt: skip


def _below(curve: Curve, own: Controls, place: int) -> str:
    """Why the furnace heats the hours colder than a candidate: the reason of the first of them that has one.

    Where the heat pump falls short and neither source changes the cost, the furnace has the hour at any setting: backup
    is alternate, or the heat pump has no capacity left. Free energy makes no difference anywhere.
    """
    cost, short, helped = curve.cost, False, False
    for at, temperature in enumerate(curve.temperature.tolist()[place:], place):
        if temperature < own.compressor_lockout:
            if short:
                break
            return "below it the heat pump's own lockout keeps it off"
        if not at_most(cost[at + 1], cost[at], cost[place]):
            return "below it a BTU from the furnace costs less"
        if not at_most(cost[at], cost[at + 1], cost[place]):
            return "no lower whole degree costs less over the season"
        short, helped = short or bool(own.short[at]), helped or bool(own.helped[at])
    if short and not helped and not at_most(cost.max(), cost.min(), cost[place]):
        return "below it the heat pump alone does not meet the load, and the furnace takes the whole hour"
    return "below it the season costs the same with either source"


def _backup_lockout(curve: Curve, own: Controls, lockout: int, differential: float, unit: Unit) -> tuple[int, str]:
    """The warmest whole degree up to which backup heat must be free, and why."""
    degree = f"°{unit}"
    here = curve.temperature[own.short & (curve.temperature >= _fahrenheit(lockout, unit))]
    if here.size:
        point = float(here.max()) if own.thermal_point is None else max(own.thermal_point, float(here.max()))
        needed = _up(_degrees(point, unit) + differential)
        backup = max(needed, math.ceil(lockout + differential))
        return backup, (
            f"Backup lockout {backup} {degree}: up to {_degrees(point, unit):.1f} {degree} the heat pump alone does "
            "not meet the load, so the backup must stay free there; above it backup heat would only cost more."
        )
    backup = math.ceil(lockout + differential)
    return backup, (
        f"Backup lockout {backup} {degree}, compressor lockout plus differential: above it the heat pump meets the "
        "load alone. It must not lie below the compressor lockout: between the two nothing could heat."
    )


def _words(band: Band) -> str:
    low, high = band.band.low, band.band.high
    reach = f"{low:g} to {high:g} °F"
    if band.band.open_low and band.band.open_high:
        reach = "every switchover"
    elif band.band.open_low:
        reach = f"every switchover up to {high:g} °F"
    elif band.band.open_high:
        reach = f"every switchover from {low:g} °F"
    elif low == high:
        reach = f"only {low:g} °F"
    text = f"Within ${band.allowance:,.2f} a season of the least: {reach}."
    if band.others:
        more = ", ".join(f"{s.low:g} to {s.high:g} °F" if s.low < s.high else f"{s.low:g} °F" for s in band.others)
        text += f" Also {more}, with dearer settings in between."
    today = f"today's {band.existing_switchover:g} °F"
    over = band.existing_over_least
    if over < 0.005:
        return f"{text} T{today[1:]} costs no more than the least."
    inside = "inside" if band.existing_in_band else "outside"
    return f"{text} T{today[1:]} costs ${over:,.2f} a season more than the least, {inside} the band."
