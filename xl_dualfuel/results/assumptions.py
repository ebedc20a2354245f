"""What the answer rests on that nobody gave, ranked by dollars: the season is worked out again with another value.

Each assumption says what was used. The other values it is compared with stand in USUAL, and in the table of inputs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..errors import InputError
from ..inputs.case import Case
from ..inputs.field import Field, Spread
from ..inputs.fields import EQUIPMENT, FIELDS, SOURCES
from ..inputs.units_given import Units, temperature
from ..inputs.warnings import example_values
from ..model.parameters import ASSUMED_FURNACE
from ..model.solution import Solution
from ..units import ELECTRICITY
from .case_units import convert, money, price, quantity, shown_in

BALANCE_STEP: Final = 5.0
"""[°F] up and down: sun, people and appliances heat one house by so much more than another."""
SIZED_AT: Final = 1.0
"""Capacity at 47 °F over the design load, of a heat pump that is not known; ACCA Manual S sizes for cooling, which in
most of the country comes to about this."""
CAPACITY_17: Final = 0.6
"""Capacity at 17 over that at 47 °F of a single-speed heat pump (AHRI directory: mostly 0.55 to 0.65)."""
USUAL_CYCLING: Final = 0.25
"""Cd where it is not tested (AHRI 210/240)."""
USUAL_BLOWER: Final = 0.4
"""[kW]; a permanent-split motor takes about 0.5, a variable-speed one 0.3."""
USUAL_STRIPS: Final = 10.0
"""[kW]"""
OTHER_FURNACES: Final = (1.0, 2.0)
"""Furnace output over the design load: just enough, and what older houses often have."""
HIGH_PLACE: Final = 2000.0
"""[ft]"""
NO_HEAT: Final = (60.0, 65.0)
"""Outdoor temperatures above which most houses need no heat [°F]."""
USUAL_FUEL: Final = FIELDS["fuel"].default


class Assumption(NamedTuple):
    """One value that was not given."""

    key: str
    value: float | str | None
    """What was used; None where there is no limit"""
    moves: float
    """The most that the season's cost changes [$] with another value, at the recommended setting"""
    message: str


def noted(one: Assumption, units: Units) -> str:
    """The message with what it moves; cents are nothing."""
    moved = f" (another value may change the season's cost by {money(one.moves, units)})"
    return one.message + (moved if one.moves >= 0.5 else "")


class Usual(NamedTuple):
    """A default of the method: when it applies, what it is, and the changes it is compared with."""

    key: str
    applies: Callable[[Solution], bool]
    value: Callable[[Solution], float | str | None]
    words: Callable[[Solution], str]
    others: Callable[[Solution], Iterable[Mapping[str, object]]]
    beside: Callable[[Solution], Mapping[str, object]] = lambda s: {}
    """What the season is compared with, where that is not the case as it is"""


SeasonCosts = Callable[[Sequence[Case], float], list[float]]
"""What the season of each case costs [$] with a setting [°F] held"""
Changes = Mapping[str, object]


class _Open(NamedTuple):
    """An assumption before it is known what it moves."""

    key: str
    value: float | str | None
    message: str
    others: Iterable[Changes]
    """The changes it is compared with"""
    beside: Changes = MappingProxyType({})
    """As of Usual"""


def usual_words(s: Any) -> Iterator[tuple[str, str]]:
    """The defaults of the method that a case rests on, in the order of USUAL: (key, words).

    s: a solution, or one home of many with the same ``case``, ``parameters`` and ``bins``.
    """
    return ((one.key, one.words(s)) for one in USUAL if one.applies(s))


def assumptions(s: Solution, season_costs: SeasonCosts) -> tuple[Assumption, ...]:
    """Every assumption of a case, the one that moves the most dollars first."""
    opened = [*_usual(s), *_example_values(s)]
    moves = _moved(s, season_costs, opened)
    found = [Assumption(one.key, one.value, moved, one.message) for one, moved in zip(opened, moves, strict=True)]
    return tuple(sorted(found, key=lambda one: -one.moves))


def _usual(s: Solution) -> Iterator[_Open]:
    for one in USUAL:
        if one.applies(s):
            yield _Open(one.key, one.value(s), one.words(s), one.others(s), one.beside(s))


def _example_values(s: Solution) -> Iterator[_Open]:
    """The worked example's values that no other house has."""
    case = s.case
    for key in example_values(case.given, case.inputs):
        field, value = FIELDS[key], case.inputs[key]
        spread = field.spread or (EQUIPMENT if field.role == "house" else None)
        others = [] if spread is None or not isinstance(value, float) else _spread(key, value, spread)
        shown = _in_words(value, field, case.units) if isinstance(value, float) else str(value)
        if key == "fuel_price":
            per = shown_in(str(case.inputs["fuel_price_unit"]), case.units).partition("/")[2]
            shown = f"{price(float(value), case.units)}/{per}"  # type: ignore[arg-type]  # a number
        yield _Open(key, value, f"Not given; the example value {shown} was used", others)  # type: ignore[arg-type]  # no tables


def _in_words(value: float, field: Field, units: Units) -> str:
    if field.unit == "°F":
        return temperature(value, units, difference=field.difference)
    number, unit = convert(value, field.unit, units), shown_in(field.unit, units)
    if field.key == "electricity_price":
        return f"{price(number, units)}/{unit.partition('/')[2]}"
    return f"{number:,.6g} {unit}".strip()


def _spread(key: str, value: float, spread: Spread) -> list[dict[str, object]]:
    down, up = (part * value if spread.relative else part for part in (spread.down, spread.up))
    return [{key: FIELDS[key].nearest(value - down)}, {key: FIELDS[key].nearest(value + up)}]


def _moved(s: Solution, season_costs: SeasonCosts, opened: Sequence[_Open]) -> list[float]:
    """The largest change of the season's cost [$] by each; values that make no case are passed over."""
    cases: dict[Case, int] = {}

    def places(changes: Iterable[Changes]) -> Iterator[int]:
        for change in changes:
            try:
                yield cases.setdefault(s.case.replace(**change) if change else s.case, len(cases))
            except InputError:
                continue

    bases = [next(places([one.beside])) for one in opened]
    others = [list(places({**one.beside, **other} for other in one.others)) for one in opened]
    costs = season_costs(list(cases), s.setting.switchover)
    return [max([0.0, *(abs(costs[at] - costs[base]) for at in one)]) for base, one in zip(bases, others, strict=True)]


# ----------------------------------------------------------------------------------------------------------------------
# The defaults of the method


def _absent(*keys: str) -> Callable[[Solution], bool]:
    return lambda s: all(s.case.inputs[key] is None for key in keys)


def _left(key: str) -> Callable[[Solution], bool]:
    """Whether an input with a default was not given."""
    return lambda s: key not in s.case.given


def _design_load(s: Solution) -> float:
    return float(s.parameters.design_load)


def _sized(s: Solution) -> dict[str, object]:
    """The capacities of a heat pump as it is usually chosen; none where they are known."""
    if s.parameters.capacity_points is not None:
        return {}
    capacity = SIZED_AT * _design_load(s)
    sized = {"capacity_47": capacity, "capacity_17": CAPACITY_17 * capacity}
    return {key: FIELDS[key].nearest(value) for key, value in sized.items()}


def _degree_days(s: Solution) -> float:
    """Heating degree days [°F·d] of the bins, base the load balance temperature."""
    base = s.parameters.load_balance_temperature
    below = [max(0.0, base - t) * h for t, h in zip(s.bins.temperature.tolist(), s.bins.hours.tolist(), strict=True)]
    return math.fsum(below) / 24


def _balance(s: Solution) -> float:
    return float(s.parameters.load_balance_temperature)


def _balance_words(s: Solution) -> str:
    units, (low, high) = s.case.units, NO_HEAT
    most = f"{temperature(low, units).split()[0]} to {temperature(high, units)}"
    return f"Not given; {temperature(_balance(s), units)} was used. Most houses need no heat above {most}"


def _place(s: Solution) -> bool:
    return s.case.inputs["climate"] == "proportional" and all(s.case.inputs[key] is None for key in SOURCES)


def _emissions(s: Solution) -> str:
    units = s.case.units
    return f"{s.parameters.fuel_emissions / convert(1.0, 'MMBtu', units):.4g} kg CO2/{shown_in('MMBtu', units)}"


def _furnace(s: Solution) -> float:
    return float(s.parameters.assumed_furnace)


USUAL: Final = (
    Usual(
        "load_balance_temperature", _absent("load_balance_temperature"), _balance, _balance_words,
        lambda s: [{"load_balance_temperature": _balance(s) + step} for step in (-BALANCE_STEP, BALANCE_STEP)],
    ),
    Usual(
        "capacity_47", lambda s: s.parameters.capacity_points is None, lambda s: None,
        lambda s: "Not given; the heat pump is assumed to meet any load",
        lambda s: [_sized(s)],
    ),
    Usual(
        "climate", _place, lambda s: "proportional",
        lambda s: f"No place given; proportional hours were used: "
                  f"{convert(_degree_days(s), '°F·d', s.case.units):,.0f} degree days, base "
                  f"{temperature(_balance(s), s.case.units)}",
        lambda s: _spread("season_hours", s.case.number("season_hours"), FIELDS["season_hours"].spread or EQUIPMENT),
    ),
    Usual(
        "furnace_fan_power", _left("furnace_fan_power"), lambda s: 0.0,
        lambda s: "Not given; the furnace's blower is assumed to use no electricity",
        lambda s: [{"furnace_fan_power": USUAL_BLOWER,
                    "furnace_capacity": s.case.number("furnace_capacity", _furnace(s))}],
    ),
    Usual(
        "defrost", _left("defrost"), lambda s: "none", lambda s: "Not given; defrost is assumed to cost nothing",
        lambda s: [{"defrost": "resnet"}],
    ),
    Usual(
        "cycling_degradation", _left("cycling_degradation"), lambda s: 0.0,
        lambda s: "Not given; starts and stops are assumed to cost nothing",
        lambda s: [{"cycling_degradation": USUAL_CYCLING}], _sized,
    ),
    Usual(
        "altitude", _left("altitude"), lambda s: 0.0, lambda s: "Not given; sea level was used",
        lambda s: [{"altitude": HIGH_PLACE}], _sized,
    ),
    Usual(
        "furnace_capacity", _absent("furnace_capacity"), lambda s: None,
        lambda s: f"Not given; the furnace is assumed to meet any load. Where it takes turns with the heat pump, "
                  f"{quantity(_furnace(s), 'BTU/h', s.case.units)} was used, {ASSUMED_FURNACE:g} times the design load",
        lambda s: [{"furnace_capacity": factor * _design_load(s)} for factor in OTHER_FURNACES],
    ),
    Usual(
        "strip_capacity", _absent("strip_capacity"), lambda s: None,
        lambda s: "Not given; electric strips are assumed to meet any load",
        lambda s: [{"strip_capacity": USUAL_STRIPS}],
    ),
    Usual(
        "fuel_emissions", lambda s: "fuel_emissions" not in s.case.given and s.case.inputs["fuel"] != USUAL_FUEL,
        lambda s: s.parameters.fuel_emissions,
        lambda s: f"Not given; {_emissions(s)} was used "
                  + ("(grid_emissions)" if s.case.inputs["fuel"] == ELECTRICITY else "(40 CFR 98, Table C-1)"),
        lambda s: [],
    ),
)  # fmt: skip
"""Every default of the method on which costs or emissions hang."""
