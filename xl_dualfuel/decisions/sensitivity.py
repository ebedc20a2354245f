"""One input at a time: which one moves the recommended switchover and the saving most. And two at a time, as a table.

Each input goes to the low and the high end of its range while the others stay (one at a time, as in a tornado diagram:
Eschenbach 1992, "Spiderplots versus Tornado Diagrams for Sensitivity Analysis", Interfaces 22(6)). What the inputs do
together is uncertainty.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from ..errors import InputError, Issue
from ..files.toml_tables import raise_all
from ..files.values import is_blank, is_number, listed, plain
from ..homes import draws as varied
from ..homes.draws import COP, SETTINGS, Seasons
from ..inputs.case import Case
from ..inputs.fields import CAPACITIES, EQUIPMENT, FIELDS, Field
from ..inputs.validation import check_values
from ..model.parameters import Array
from ..model.switchovers import Curve, as_warm


class Bar(NamedTuple):
    """What one input does between the ends of its range, the other inputs as they are."""

    key: str
    label: str
    unit: str
    low: float
    base: float
    high: float
    low_switchover: float | None
    """Recommended switchover with the input at its low end [°F]; None where it makes no case"""
    high_switchover: float | None
    low_cost: float | None
    """Season cost at that switchover [$]"""
    high_cost: float | None
    low_saving: float | None
    """What that switchover saves against today's setting [$ a season]; None too where one leaves more load unmet"""
    high_saving: float | None
    switchover_swing: float
    """Largest less smallest recommended switchover of both ends and the case itself [°F]"""
    cost_swing: float
    """[$]"""
    saving_swing: float
    """[$]"""
    clipped: bool
    """Whether an end was moved to the limit of the allowed range"""
    note: str
    """What was moved or cannot be used, and why the range is what it is"""
    low_unmet: float | None = None
    """Load that no source meets at the switchover recommended at the low end [MMBtu]"""
    high_unmet: float | None = None


class Tornado(NamedTuple):
    """One bar an input, the one that moves the switchover most first, then the one that moves the saving most."""

    switchover: float
    """Recommended for the case itself [°F]"""
    annual_cost: float
    """[$]"""
    saving: float | None
    """Against today's setting [$ a season]; None where one of the two leaves more of the load unmet"""
    bars: tuple[Bar, ...]

    def by(self, what: Literal["switchover", "cost", "saving"]) -> tuple[Bar, ...]:
        """The bars with the largest swing of that first; equal ones in the order of the table of inputs."""
        order = {bar.key: place for place, bar in enumerate(self.bars)}
        return tuple(sorted(self.bars, key=lambda bar: (-getattr(bar, f"{what}_swing"), order[bar.key])))

    def table(self) -> dict[str, list[Any]]:
        """One row a bar."""
        return listed(self.bars, Bar._fields)

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


class Model(NamedTuple):
    """How the season of a case is worked out with something in it changed."""

    season: Callable[[Mapping[str, float]], Curve]
    """Input key → value, or what ``factors`` names → factor. Raises InputError where they make no case"""
    factors: Mapping[str, str]
    """What goes as a factor, and its label"""
    notes: Mapping[str, str]
    """Words for the bar of an input"""


FACTORS: Final = MappingProxyType({COP: "COP, all points (factor)"})
SPREADS: Final = MappingProxyType(
    {COP: EQUIPMENT._replace(reason=f"{EQUIPMENT.reason}; all rating points together")}
    | {key: field.spread for key, field in FIELDS.items() if field.spread is not None}
)
"""The default ranges. Prices and the house by a quarter, equipment by a tenth; a share of a temperature means nothing,
so temperatures go by degrees."""


def tornado(case: Case, ranges: Mapping[str, tuple[float, float]] | None = None) -> Tornado:
    """Vary one input at a time between the ends of its range [the input's unit].

    ranges: low and high by input key (or "cop": a factor on every COP); None: SPREADS of every input the case uses.
    An end outside the allowed range is moved to it and the bar says so. Raises InputError listing every problem.
    """
    return tornado_of(case, ranges, Model(partial(_season, case), FACTORS, {}))


def tornado_of(case: Case, ranges: Mapping[str, tuple[float, float]] | None, model: Model) -> Tornado:
    """The same with another model of the season. A range of an input that goes as a factor there is still given in
    the input's unit: its ends are taken as shares of the case's own value.
    """
    base = _ends(case, model, {})
    spans = _default_ranges(case, model) if ranges is None else _checked_ranges(case, ranges, model)
    bars = [_bar(case, model, key, low, high, base, reason) for key, (low, high, reason) in spans.items()]
    bars.sort(key=lambda bar: (-bar.switchover_swing, -bar.saving_swing))
    return Tornado(base.switchover, base.cost, base.saving, tuple(bars))


def _current(case: Case, key: str, model: Model) -> float | None:
    """The number the case has now; of a factor 1."""
    return 1.0 if key in model.factors else varied.current(case, key)


def _default_ranges(case: Case, model: Model) -> dict[str, tuple[float, float, str]]:
    """Low and high of every input that the case uses, and the reason."""
    spans: dict[str, tuple[float, float, str]] = {}
    for key, spread in SPREADS.items():
        value = _current(case, key, model)
        if value is None or idle(case, key) or _overridden(case, key):
            continue
        scale = abs(value) if spread.relative else 1.0
        low, high = value - spread.down * scale, value + spread.up * scale
        if high > low:  # a share of 0 is no range
            spans[key] = (low, high, spread.reason)
    return spans


def _overridden(case: Case, key: str) -> bool:
    """Whether another input says the same in its place."""
    inputs = case.inputs
    if key == "billed_fuel":
        return inputs["load_slope"] is not None or inputs["design_load"] is not None
    return key in CAPACITIES and inputs["performance_table"] is not None


def idle(case: Case, key: str) -> str | None:
    """A sentence where an input makes no difference with the case's climate; None where it makes one."""
    climate, field = case.inputs["climate"], FIELDS.get(key)
    if key == "design_temperature":  # the house's load follows from it as well, where the design load is given
        is_by_design_load = case.inputs["load_slope"] is None and case.inputs["design_load"] is not None
        is_idle = climate != "proportional" and not is_by_design_load
    else:
        is_idle = field is not None and field.drawn and field.idle_with(climate)
    return f"{key} makes no difference with climate = {climate}" if is_idle else None


def check_ranges(case: Case, ranges: Mapping[str, tuple[float, float]]) -> list[Issue]:
    """What is wrong with ranges of the plain model, all of it."""
    try:
        _checked_ranges(case, ranges, Model(partial(_season, case), FACTORS, {}))
    except InputError as refused:
        return list(refused.issues)
    return []


def _checked_ranges(
    case: Case, ranges: Mapping[str, tuple[float, float]], model: Model
) -> dict[str, tuple[float, float, str]]:
    issues: list[Issue] = []
    spans: dict[str, tuple[float, float, str]] = {}
    for key, pair in ranges.items():
        field = FIELDS.get(key)
        known = key == COP or (field is not None and field.kind == "number" and key not in SETTINGS)
        if not known:
            issues.append(Issue(f"ranges.{key}", pair, "must be an input that is a number, or cop", "Take it out"))
            continue
        if not is_pair(pair):
            issues.append(Issue(f"ranges.{key}", pair, "must be two numbers, low and high", "Such as [0.10, 0.20]"))
        elif pair[0] > pair[1]:
            issues.append(Issue(f"ranges.{key}", list(pair), "must have its low end first", "Change the two round"))
        elif varied.current(case, key) is None:
            issues.append(Issue(f"ranges.{key}", list(pair), f"the case has no {key}", "Give it, or take this out"))
        elif key in model.factors and key != COP:
            own = varied.current(case, key)
            if own:
                words = f"as given: {pair[0]:g} to {pair[1]:g} {FIELDS[key].unit} against the case's own {own:g}"
                spans[key] = (pair[0] / own, pair[1] / own, words)
            else:
                allowed = "must be a share of the case's own value, which is 0: the tariff's prices go by the factor"
                issues.append(Issue(f"ranges.{key}", list(pair), allowed, f"Give the case a {key}"))
        else:
            spans[key] = (float(pair[0]), float(pair[1]), "as given")
    raise_all(issues)
    return spans


def is_pair(pair: object) -> bool:
    """Whether it is a list of two numbers."""
    return isinstance(pair, (list, tuple)) and len(pair) == 2 and all(map(is_number, pair))


class _End(NamedTuple):
    """The season with one input at an end of its range."""

    switchover: float
    """Recommended [°F]"""
    cost: float
    """[$]"""
    saving: float | None
    """Against today's setting [$]"""
    unmet: float
    """[MMBtu]"""


def _bar(case: Case, model: Model, key: str, low: float, high: float, base: _End, reason: str) -> Bar:
    field = None if key in model.factors else FIELDS.get(key)
    notes: list[str] = [model.notes[key]] if key in model.notes else []
    if key not in model.notes and (nothing := idle(case, key)):
        notes.append(nothing)
    if field is not None:
        ends = (field.nearest(low), field.nearest(high))
        if ends != (low, high):
            notes.append(f"moved to the allowed range: {field.allowed}")
    else:
        least = 0.01 if key == COP else 0.0
        ends = (max(low, least), max(high, least))
        if ends != (low, high):
            notes.append("moved to 0.01: a COP is above 0" if key == COP else "moved to 0")
    clipped = ends != (low, high)
    answers: list[_End | None] = []
    for end, name in zip(ends, ("low", "high"), strict=True):
        try:
            answers.append(_ends(case, model, {key: end}))
        except InputError as refused:
            answers.append(None)
            notes.append(f"{name} end: {'; '.join(map(str, refused.issues))}")
    known = [base, *(answer for answer in answers if answer is not None)]
    swings = {
        f"{part}_swing": _swing([getattr(end, part) for end in known]) for part in ("switchover", "cost", "saving")
    }
    at_ends = {
        f"{name}_{part}": None if answer is None else getattr(answer, part)
        for name, answer in zip(("low", "high"), answers, strict=True)
        for part in _End._fields
    }
    value = _current(case, key, model)
    assert value is not None  # ranges are of inputs that have one
    return Bar(
        key=key,
        label=field.label if field is not None else model.factors[key],
        unit=_unit(case, field) if field is not None else "",
        low=ends[0],
        base=value,
        high=ends[1],
        **at_ends,  # type: ignore[arg-type]  # None where the end makes no case
        **swings,
        clipped=clipped,
        note="; ".join([*notes, reason]),
    )


def _unit(case: Case, field: Field) -> str:
    return str(case.inputs["fuel_price_unit"]) if field.key == "fuel_price" else field.unit


def _swing(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known else 0.0


def _ends(case: Case, model: Model, change: Mapping[str, float]) -> _End:
    """The season with the change."""
    curve = model.season(change)
    saving = curve.saving(curve.best, case.number("existing_switchover"))
    return _End(curve.best, curve.least, saving, float(curve.unmet_mmbtu[curve.chosen]))


def _season(case: Case, change: Mapping[str, float]) -> Curve:
    return varied.curve(with_change(case, change))


def with_change(case: Case, change: Mapping[str, float]) -> Case:
    """The case with inputs changed, or every COP by a factor. Raises InputError."""
    changes: dict[str, object] = {key: value for key, value in change.items() if key != COP}
    if COP in change:
        changes |= varied.with_cop(case, change[COP])
    return varied.changed(case, changes) if changes else case


# ----------------------------------------------------------------------------------------------------------------------
# Two inputs at a time

MEASURES: Final = ("switchover", "annual_cost", "emissions_kg", "saving", "unmet_mmbtu")
"""Of a two-way table: °F, $, kg, $ saved against today's setting, and MMBtu of load that no source meets."""
MOST_CELLS: Final = 250_000


class TwoWay(NamedTuple):
    """Every pair of values of two inputs; a pair that makes no case has None."""

    down: str
    """Key of the input that changes from row to row"""
    across: str
    down_values: tuple[float, ...]
    across_values: tuple[float, ...]
    switchover: tuple[tuple[float | None, ...], ...]
    """Recommended switchover [°F], row by row"""
    annual_cost: tuple[tuple[float | None, ...], ...]
    """Season cost at it [$]"""
    emissions_kg: tuple[tuple[float | None, ...], ...]
    """Season emissions at it [kg CO2]"""
    saving: tuple[tuple[float | None, ...], ...]
    """What it saves against today's setting [$ a season]; None too where one leaves more of the load unmet"""
    unmet_mmbtu: tuple[tuple[float | None, ...], ...]
    """Load that no source meets at it [MMBtu]"""

    def table(self, measure: str = "switchover") -> dict[str, list[Any]]:
        """Long form: one row a pair, columns down, across, measure."""
        pairs = [(d, a) for d in self.down_values for a in self.across_values]
        cells = [cell for row in getattr(self, measure) for cell in row]
        columns = zip(*pairs, strict=True)
        return {self.down: list(next(columns)), self.across: list(next(columns)), measure: cells}

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def two_way(case: Case, down: str, down_values: Sequence[float], across: str, across_values: Sequence[float]) -> TwoWay:
    """The recommended switchover and what it costs, emits and saves, for every pair of values of two inputs.

    down, across: keys of inputs that are numbers, or "cop" (a factor on every COP); values in the inputs' units (°F,
    BTU/h). Equal price ratios give equal switchovers. Raises InputError listing every value that cannot be used.
    """
    axes = ((down, down_values), (across, across_values))
    issues = [issue for key, values in axes for issue in _axis_issues(key, values)]
    if down == across:
        issues.append(Issue("across", across, "must be another input than down", "Take two inputs"))
    if len(down_values) * len(across_values) > MOST_CELLS:
        cells = len(down_values) * len(across_values)
        issues.append(Issue("values", cells, f"must make at most {MOST_CELLS:,} pairs", "Take fewer values"))
    raise_all(issues)
    first, second = np.meshgrid(np.array(down_values, dtype=float), np.array(across_values, dtype=float), indexing="ij")
    today = case.number("existing_switchover")
    columns = {down: first.ravel(), across: second.ravel()}

    def reduce(seasons: Seasons, rows: slice) -> dict[str, Array]:
        best = seasons.best()
        place = seasons.at_candidate(best)
        cost, emissions = seasons.take("annual_cost", place), seasons.take("emissions_kg", place)
        setting = columns["existing_switchover"][rows, np.newaxis] if "existing_switchover" in columns else today
        there = seasons.at_setting(setting)
        cold, cold_today = seasons.unmet_at(place), seasons.unmet_at(there)
        load = np.broadcast_to(seasons.load_mmbtu, place.shape)[:, 0]
        saving = np.where(as_warm(cold, cold_today, load), seasons.take("annual_cost", there) - cost, np.nan)
        return dict(zip(MEASURES, (seasons.switchover_of(best), cost, emissions, saving, cold), strict=True))

    answers, good = varied.evaluate(case, columns, reduce)
    if not good.any():
        raise InputError([Issue(f"{down}, {across}", None, "no pair of the values makes a case", "Take other values")])
    shape = first.shape

    def grid(name: str) -> tuple[tuple[float | None, ...], ...]:
        cells = [cell if cell == cell else None for cell in answers[name].tolist()]  # noqa: PLR0124  # NaN is not itself
        return tuple(tuple(cells[start : start + shape[1]]) for start in range(0, len(cells), shape[1]))

    return TwoWay(down, across, tuple(map(float, down_values)), tuple(map(float, across_values)), *map(grid, MEASURES))


def _axis_issues(key: str, values: Sequence[float]) -> list[Issue]:
    field = FIELDS.get(key)
    if key != COP and (field is None or field.kind != "number"):
        return [Issue(key, None, "must be an input that is a number, or cop", "Take another input")]
    if len(values) == 0:
        return [Issue(key, None, "must have one value or more", "Give its values")]
    issues: list[Issue] = []
    for value in values:
        if key == COP:
            good = is_number(value) and 0 < value <= 10
            issues += [] if good else [Issue(COP, value, "must be a factor more than 0 and at most 10", "Such as 0.9")]
        elif is_blank(value):
            issues.append(Issue(key, value, "must be a number", "Take the blank out"))
        else:
            wrong = check_values({key: value})[1]  # percentages and texts are read there, and not varied here
            fits = field is not None and is_number(value) and field.holds(value)
            issues += wrong or ([] if fits or field is None else [Issue(key, value, field.allowed, field.remedy)])
    return issues
