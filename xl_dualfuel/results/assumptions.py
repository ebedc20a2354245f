"""What the answer rests on that nobody gave, ranked by dollars: the season is worked out again with another value.

Each assumption says what was used. The other values it is compared with stand in USUAL, and in the table of inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from ..errors import InputError
from ..inputs.case import Case
from ..inputs.field import Field, Spread
from ..inputs.fields import EQUIPMENT, FIELDS, SOURCES
from ..inputs.units_given import Units, temperature
from ..inputs.warnings import example_values
from ..model.parameters import ASSUMED_FURNACE, Parameters
from ..model.solution import Solution
from ..units import BTU_PER_MMBTU, ELECTRICITY
from .case_units import convert, money, price, shown_in
from .sentences import Form, Number, Sentence, degree_days, degrees, quantity, said

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


class Basis(NamedTuple):
    """What the words about defaults look at, of one case or of many homes that were given the same inputs."""

    case: Case | Any
    """Or arrays of homes with the same ``inputs``, ``given`` and ``units``"""
    parameters: Parameters
    load_mmbtu: Any
    """Of the season, number or array (homes, 1)"""


def basis_of(s: Solution) -> Basis:
    """That of one case."""
    return Basis(s.case, s.parameters, float(s.totals.load_mmbtu[0]))


class Usual(NamedTuple):
    """A default of the method: when it applies, what it is, and the changes it is compared with."""

    key: str
    applies: Callable[[Basis], bool]
    """Alike for all homes that were given the same inputs"""
    value: Callable[[Solution], float | str | None]
    words: Callable[..., str]
    """Of the basis and the texts of the numbers"""
    others: Callable[[Solution], Iterable[Mapping[str, object]]]
    beside: Callable[[Solution], Mapping[str, object]] = lambda s: {}
    """What the season is compared with, where that is not the case as it is"""
    numbers: Callable[[Basis], tuple[Number, ...]] = lambda b: ()

    def sentence(self, b: Basis) -> Sentence:
        """The words about it."""
        return Sentence(self.key, self.applies(b), partial(self.words, b), self.numbers(b))


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


def usual_sentences(b: Basis) -> Iterator[Sentence]:
    """The defaults of the method that a case or many homes rest on, in the order of USUAL."""
    return (one.sentence(b) for one in USUAL if one.applies(b))


def usual_words(s: Solution) -> Iterator[tuple[str, str]]:
    """The same in words of one case: (key, words)."""
    return said(usual_sentences(basis_of(s)))


def assumptions(s: Solution, season_costs: SeasonCosts) -> tuple[Assumption, ...]:
    """Every assumption of a case, the one that moves the most dollars first."""
    opened = [*_usual(s), *_example_values(s)]
    moves = _moved(s, season_costs, opened)
    found = [Assumption(one.key, one.value, moved, one.message) for one, moved in zip(opened, moves, strict=True)]
    return tuple(sorted(found, key=lambda one: -one.moves))


def _usual(s: Solution) -> Iterator[_Open]:
    basis = basis_of(s)
    for one in USUAL:
        if one.applies(basis):
            yield _Open(one.key, one.value(s), one.sentence(basis).text, one.others(s), one.beside(s))


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


def _absent(*keys: str) -> Callable[[Basis], bool]:
    return lambda b: all(b.case.inputs[key] is None for key in keys)


def _left(key: str) -> Callable[[Basis], bool]:
    """Whether an input with a default was not given."""
    return lambda b: key not in b.case.given


def _design_load(s: Solution) -> float:
    return float(s.parameters.design_load)


def _sized(s: Solution) -> dict[str, object]:
    """The capacities of a heat pump as it is usually chosen; none where they are known."""
    if s.parameters.capacity_points is not None:
        return {}
    capacity = SIZED_AT * _design_load(s)
    sized = {"capacity_47": capacity, "capacity_17": CAPACITY_17 * capacity}
    return {key: FIELDS[key].nearest(value) for key, value in sized.items()}


def _degree_days(b: Basis) -> Number:
    """Heating degree days [°F·d] of the season, base the load balance temperature: its load over the heat loss."""
    days = b.load_mmbtu * BTU_PER_MMBTU / (24 * b.parameters.load_slope)
    # Rounded: of many homes at once the last bits differ, and with them which way half a degree day goes in the words.
    return Number(np.round(days, 6), degree_days(b.case.units))


def _balance(s: Solution) -> float:
    return float(s.parameters.load_balance_temperature)


def _balance_number(b: Basis) -> Number:
    return Number(b.parameters.load_balance_temperature, degrees(b.case.units))


def _balance_words(b: Basis, balance: str) -> str:
    units, (low, high) = b.case.units, NO_HEAT
    most = f"{temperature(low, units).split()[0]} to {temperature(high, units)}"
    return f"Not given; {balance} was used. Most houses need no heat above {most}"


def _place(b: Basis) -> bool:
    return b.case.inputs["climate"] == "proportional" and all(b.case.inputs[key] is None for key in SOURCES)


def _emissions(b: Basis) -> Number:
    units = b.case.units
    scale, name = convert(1.0, "MMBtu", units), shown_in("MMBtu", units)
    return Number(b.parameters.fuel_emissions, Form(lambda value: f"{value / scale:.4g} kg CO2/{name}"))


def _furnace(s: Solution) -> float:
    return float(s.parameters.assumed_furnace)


USUAL: Final = (
    Usual(
        "load_balance_temperature", _absent("load_balance_temperature"), _balance, _balance_words,
        lambda s: [{"load_balance_temperature": _balance(s) + step} for step in (-BALANCE_STEP, BALANCE_STEP)],
        numbers=lambda b: (_balance_number(b),),
    ),
    Usual(
        "capacity_47", lambda b: b.parameters.capacity_points is None, lambda s: None,
        lambda b: "Not given; the heat pump is assumed to meet any load",
        lambda s: [_sized(s)],
    ),
    Usual(
        "climate", _place, lambda s: "proportional",
        lambda b, days, base: f"No place given; proportional hours were used: {days} degree days, base {base}",
        lambda s: _spread("season_hours", s.case.number("season_hours"), FIELDS["season_hours"].spread or EQUIPMENT),
        numbers=lambda b: (_degree_days(b), _balance_number(b)),
    ),
    Usual(
        "furnace_fan_power", _left("furnace_fan_power"), lambda s: 0.0,
        lambda b: "Not given; the furnace's blower is assumed to use no electricity",
        lambda s: [{"furnace_fan_power": USUAL_BLOWER,
                    "furnace_capacity": s.case.number("furnace_capacity", _furnace(s))}],
    ),
    Usual(
        "defrost", _left("defrost"), lambda s: "none", lambda b: "Not given; defrost is assumed to cost nothing",
        lambda s: [{"defrost": "resnet"}],
    ),
    Usual(
        "cycling_degradation", _left("cycling_degradation"), lambda s: 0.0,
        lambda b: "Not given; starts and stops are assumed to cost nothing",
        lambda s: [{"cycling_degradation": USUAL_CYCLING}], _sized,
    ),
    Usual(
        "altitude", _left("altitude"), lambda s: 0.0, lambda b: "Not given; sea level was used",
        lambda s: [{"altitude": HIGH_PLACE}], _sized,
    ),
    Usual(
        "furnace_capacity", _absent("furnace_capacity"), lambda s: None,
        lambda b, output: f"Not given; the furnace is assumed to meet any load. Where it takes turns with the heat "
                          f"pump, {output} was used, {ASSUMED_FURNACE:g} times the design load",
        lambda s: [{"furnace_capacity": factor * _design_load(s)} for factor in OTHER_FURNACES],
        numbers=lambda b: (Number(b.parameters.assumed_furnace, quantity("BTU/h", b.case.units)),),
    ),
    Usual(
        "strip_capacity", _absent("strip_capacity"), lambda s: None,
        lambda b: "Not given; electric strips are assumed to meet any load",
        lambda s: [{"strip_capacity": USUAL_STRIPS}],
    ),
    Usual(
        "fuel_emissions", lambda b: "fuel_emissions" not in b.case.given and b.case.inputs["fuel"] != USUAL_FUEL,
        lambda s: s.parameters.fuel_emissions,
        lambda b, emissions: f"Not given; {emissions} was used "
                  + ("(grid_emissions)" if b.case.inputs["fuel"] == ELECTRICITY else "(40 CFR 98, Table C-1)"),
        lambda s: [],
        numbers=lambda b: (_emissions(b),),
    ),
)  # fmt: skip
"""Every default of the method on which costs or emissions hang."""
