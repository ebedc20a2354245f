"""What is allowed but hardly plausible: limits, the likely slip, and the value that would cure it. Nothing is refused.

Each rule works on one case or on many homes at once: numbers are floats, or arrays of shape (homes, 1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ..model.parameters import Parameters
from ..model.ratings import Points, Speed, line
from ..units import (
    BTU_PER_KWH,
    FUELS,
    KWH_PER_MMBTU,
    MMBTU_PER_CCF_NATURAL_GAS,
    MMBTU_PER_GALLON_FUEL_OIL,
    MMBTU_PER_GALLON_PROPANE,
)
from .setting_words import money

BTU_PER_TON: Final = 12_000.0
"""Ton of refrigeration [BTU/h], by definition."""
LOAD_SLOPE: Final = (50.0, 10_000.0)
"""Heat loss per degree [BTU/h·°F]: a flat of a few rooms, and a large apartment house."""
LIKELY_SLOPE: Final = (150.0, 1500.0)
"""The same where a slip is cured: houses of one family."""
CAPACITY_SHARE: Final = (0.08, 6.0)
"""Capacity at 47 °F over the design load."""
CAPACITY_UNITS: Final = {
    "MBH": 1000.0, "tons": BTU_PER_TON, "kW": BTU_PER_KWH, "watts": BTU_PER_KWH / 1000, "BTU/h": 1 / BTU_PER_KWH,
}  # fmt: skip
"""What a capacity may be in, and BTU/h in one; the last where it was in BTU/h and a case said kW."""
LIKELY_SHARE: Final = (0.25, 3.0)
"""The same where a slip is cured: heat pumps are chosen within a factor of a few of the load."""
HIGHEST_COP: Final = 6.0
"""At 47 °F; the best listed are near 5 (NEEP cold-climate list, 2024)."""
BREAK_EVEN_COP: Final = (0.4, 15.0)
SEASON_COST: Final = (20.0, 20_000.0)
"""[$]"""
PRICE_FACTOR: Final = 4.0
"""Between a price and the national mean."""
CURED_FACTOR: Final = 2.0
"""Between a cured price and the national mean: nearer than that, or the slip is not named."""
MOST_HOURS: Final = 8784.0
"""Of a leap year [h]"""
LOWEST_AFUE: Final = 0.5
"""The oldest gravity furnaces reach 0.55 (DOE, Energy Saver: Furnaces and Boilers)."""
INDOOR_TEST: Final = 70.0
"""Indoor temperature of heating tests [°F] (AHRI 210/240)."""
ROUNDING: Final = 1e-9
"""Relative; what converting units may add to equal values."""
WARM, COLD = 47.0, 17.0
"""Rating temperatures [°F] (AHRI 210/240)."""
FROST_RANGE: Final = (17.0, 45.0)
"""Between these frost lowers capacity and COP [°F] (10 CFR 430 App. M1): they may be higher when it is colder."""
ABSOLUTE_ZERO: Final = -459.67
"""[°F]"""

ELECTRICITY_MEAN: Final = 0.1798
"""US homes [$/kWh], October 2025 (EIA, Electric Power Monthly, Table 5.6.A)."""
FUEL_MEANS: Final = {
    "natural_gas": 1.475 / MMBTU_PER_CCF_NATURAL_GAS,
    "propane": 2.674 / MMBTU_PER_GALLON_PROPANE,
    "fuel_oil": 3.63 / MMBTU_PER_GALLON_FUEL_OIL,
}
"""US homes [$/MMBtu]: gas $14.75 per 1,000 ft³ in 2022 (EIA, Natural gas statistics, October 2023); propane $2.674/gal
on 30 March 2026 (EIA, Heating Oil and Propane Update); oil $3.63/gal in the winter of 2013–14 (EIA, Short-Term Energy
Outlook, August 2013, Table 2), within a fifth of most winters since. For a factor of 4 the year hardly matters."""


class Facts(NamedTuple):
    """What the rules look at; numbers are floats, or arrays (homes, 1)."""

    inputs: Mapping[str, Any]
    given: frozenset[str]
    p: Parameters
    """With design load (``Parameters.sized``)"""
    hours: Any
    """Of the heating season [h]"""
    annual_cost: Any
    """At the recommended setting [$]"""

    def home(self, place: int) -> Facts:
        """The facts of one of many homes."""

        def one(value: Any) -> Any:
            if isinstance(value, np.ndarray) and value.ndim > 1:
                return value[..., place, 0] if value.ndim > 2 else float(value[place, 0])
            if not isinstance(value, tuple):
                return value
            return type(value)(*map(one, value)) if hasattr(value, "_fields") else tuple(map(one, value))

        inputs = {key: one(value) for key, value in self.inputs.items()}
        return Facts(inputs, self.given, Parameters(*map(one, self.p)), *map(one, self[3:]))


class Rule(NamedTuple):
    """One doubt: where it is raised, and the input and the words for one case."""

    raised: Callable[[Facts], Any]
    words: Callable[[Facts], tuple[str, str]]


def doubts(facts: Facts) -> tuple[tuple[str, str], ...]:
    """The doubts about one case, as (input, message)."""
    return tuple(rule.words(facts) for rule in RULES if np.any(rule.raised(facts)))


def doubts_of_homes(facts: Facts, count: int) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
    """The doubts about each of many homes that has any, with its place."""
    raised = np.zeros((count, 1), dtype=bool)
    for rule in RULES:
        raised |= np.broadcast_to(rule.raised(facts), (count, 1))
    for place in np.flatnonzero(raised[:, 0]).tolist():
        yield place, doubts(facts.home(place))


# ----------------------------------------------------------------------------------------------------------------------
# The likely slip


def _outside(value: Any, limits: tuple[float, float]) -> Any:
    return (value < limits[0]) | (value > limits[1])


def _cured(value: float, slips: Mapping[str, float], unit: str, likely: Callable[[float], bool] = bool) -> str:
    """``36 looks like MBH: 36,000 BTU/h?`` for each slip [name → factor] that gives a likely value."""
    cures = [f"{name}: {_number(value * factor)}{unit}" for name, factor in slips.items() if likely(value * factor)]
    return f"{_number(value)} looks like {', or '.join(cures)}?" if cures else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


# ----------------------------------------------------------------------------------------------------------------------
# House and heat pump


def _likely_slope(slope: float) -> bool:
    return LIKELY_SLOPE[0] <= slope <= LIKELY_SLOPE[1]


def _slope(f: Facts) -> tuple[str, str]:
    slope = float(f.p.load_slope)
    what = (
        f"The house loses {_number(slope)} BTU/h for each °F; houses lose {LOAD_SLOPE[0]:g} to {LOAD_SLOPE[1]:,.0f}. "
    )
    check = "Check the heating load and its unit."
    if f.inputs["design_load"] is not None:
        load = float(f.inputs["design_load"])
        per_load = slope / load
        slips = {"thousands of BTU/h (MBH)": 1000.0, "kW": BTU_PER_KWH, "watts": BTU_PER_KWH / 1000}
        usual = _cured(load, slips, " BTU/h", lambda cured: _likely_slope(cured * per_load))
        return "design_load", what + (usual or check)
    if f.inputs["load_slope"] is None:
        return "billed_fuel", what + "Check billed_fuel, its unit, and billed_degree_days."
    per_degree = slope * slope / float(f.p.design_load)  # were it the load of the whole house
    if slope > LOAD_SLOPE[1] and _likely_slope(per_degree):
        return "load_slope", what + f"{_number(slope)} looks like the load of the whole house: give it as design_load?"
    slips = {"thousands of BTU/h": 1000.0, "kW per K": BTU_PER_KWH * 5 / 9}
    return "load_slope", what + (_cured(slope, slips, " BTU/h·°F", _likely_slope) or check)


def _speeds(f: Facts) -> dict[str, Speed]:
    """The rated speed, and the maximum of a variable-speed heat pump, by what their inputs have in their names."""
    fastest = {} if f.p.fastest is None else {"max_": f.p.fastest}
    return {"": Speed(f.p.cop_points, f.p.capacity_points), **fastest}


def _largest(f: Facts) -> tuple[str, Points | None]:
    """The largest capacity, by what its inputs have in their names."""
    name, speed = list(_speeds(f).items())[-1]
    return name, speed.capacity


def _capacity(f: Facts) -> Any:
    capacity = _largest(f)[1]
    return math.nan if capacity is None else line(WARM, capacity)


def _key(f: Facts, quantity: str, speed: str = "") -> str:
    """The input that the values at 47 °F come from."""
    if f.inputs["performance_table"] is not None:
        return "performance_table"
    names = [f"{quantity}_{speed}47", f"{quantity}_max_47", f"{quantity}_min_47"]
    return next((name for name in names if name in f.given), names[0])


def _share(f: Facts) -> tuple[str, str]:
    capacity, load = float(_capacity(f)), float(f.p.design_load)
    shares = {name: capacity * factor / load for name, factor in CAPACITY_UNITS.items()}
    likely = [name for name, share in shares.items() if LIKELY_SHARE[0] <= share <= LIKELY_SHARE[1]]
    best = {name: CAPACITY_UNITS[name] for name in sorted(likely, key=lambda name: abs(math.log(shares[name])))[:1]}
    what = f"The capacity at 47 °F is {_number(capacity)} BTU/h, the design load {_number(load)} BTU/h. "
    return _key(f, "capacity", _largest(f)[0]), what + (_cured(capacity, best, " BTU/h") or "Check the unit of both.")


def _rises(points: Points | None) -> Any:
    """Whether a value is higher at a colder temperature, frost apart; of homes (homes, 1)."""
    if points is None:
        return False
    at, value = points
    free = (at <= FROST_RANGE[0]) | (at >= FROST_RANGE[1])
    values = value[free] if free.sum() > 1 else value
    return np.any(np.diff(values, axis=0) < -ROUNDING * np.abs(values[1:]), axis=0)


def _rising_capacity(f: Facts) -> tuple[str, str]:
    name, points = _largest(f)
    assert points is not None
    own = (
        " Is it the rated capacity of a variable-speed unit? Give capacity_max_47, capacity_max_17." if not name else ""
    )
    swapped = f"Are the values at {points[0][0]:g} and {points[0][-1]:g} °F swapped?"
    what = f"The capacity rises as it gets colder: {_listed(points, ' BTU/h')}. {swapped}{own}"
    return _key(f, "capacity", name), what


def _of_any_speed(rule: Callable[[Speed], Any]) -> Callable[[Facts], Any]:
    """Whether a rule is broken at the rated speed or at the maximum."""

    def raised(f: Facts) -> Any:
        rated, *faster = (rule(speed) for speed in _speeds(f).values())
        return rated | faster[0] if faster else rated

    return raised


def _odd_speed(f: Facts, rule: Callable[[Speed], Any]) -> tuple[str, Speed]:
    """The first speed that breaks a rule."""
    return next((name, speed) for name, speed in _speeds(f).items() if np.any(rule(speed)))


def _cop_rises(speed: Speed) -> Any:
    return _rises(speed.cop)


def _rising_cop(f: Facts) -> tuple[str, str]:
    name, speed = _odd_speed(f, _cop_rises)
    at, value = speed.cop
    key, slip = _key(f, "cop", name), f"Are the values at {at[0]:g} and {at[-1]:g} °F swapped?"
    if f.inputs["performance_table"] is None and value[-1] >= line(COLD, speed.cop):
        key, slip = (
            f"cop_{name}5",
            f"Check cop_{name}5.",
        )  # 47 over 17 °F as it should be: the coldest point is the odd one
    return key, f"The COP rises as it gets colder: {_listed(speed.cop)}. {slip}"


def _listed(points: Points, unit: str = "") -> str:
    pairs = reversed(list(zip(*points, strict=True)))
    return ", ".join(f"{_number(float(value))}{unit} at {t:g} °F" for t, value in pairs)


def _cop_is_high(speed: Speed) -> Any:
    return line(WARM, speed.cop) > HIGHEST_COP


def _high_cop(f: Facts) -> tuple[str, str]:
    name, speed = _odd_speed(f, _cop_is_high)
    cop = float(line(WARM, speed.cop))
    slip = f"{cop:.3g} looks like an HSPF2 or EER [BTU/Wh]: {cop * 1000 / BTU_PER_KWH:.3g}?"
    return _key(f, "cop", name), f"The COP at 47 °F is {cop:.3g}; heat pumps reach {HIGHEST_COP:g} at most. {slip}"


def _carnot(at: Any) -> Any:
    """The highest COP that physics allows = indoor / (indoor − outdoor temperature), absolute; outdoors below indoors."""
    return (INDOOR_TEST - ABSOLUTE_ZERO) / (INDOOR_TEST - at)


def _above_carnot(speed: Speed) -> Any:
    at, value = speed.cop
    cold = at < INDOOR_TEST
    return np.any(value[cold] > _carnot(at[cold]).reshape(-1, *[1] * (value.ndim - 1)), axis=0)


def _impossible_cop(f: Facts) -> tuple[str, str]:
    name, speed = _odd_speed(f, _above_carnot)
    below = [(float(t), float(cop)) for t, cop in zip(*speed.cop, strict=True) if t < INDOOR_TEST]
    t, cop = max(below, key=lambda point: point[1] / _carnot(point[0]))
    words = (
        f"A COP of {cop:.3g} at {t:g} °F is above {_carnot(t):.3g}, the most that physics allows. Check the COP there."
    )
    return _key(f, "cop", name), words


# ----------------------------------------------------------------------------------------------------------------------
# Prices, season, furnace


def _break_even_cop(f: Facts) -> Any:
    """COP at which heat costs the same from either by the prices alone; NaN where one of them is 0."""
    priced = (np.asarray(f.p.electricity_price) > 0) & (np.asarray(f.p.fuel_price) > 0)
    heat = f.p.electricity_price * KWH_PER_MMBTU * f.p.furnace_efficiency
    return np.where(priced, heat / np.where(priced, f.p.fuel_price, 1.0), np.nan)


def _odd_prices(f: Facts) -> tuple[str, str]:
    cop = float(_break_even_cop(f))
    cheap = "electricity" if cop < BREAK_EVEN_COP[0] else "fuel"
    return "fuel_price", (
        f"At these prices heat costs the same from either at a COP of {cop:.3g}, so {cheap} is always far cheaper. "
        "Check both prices and their units."
    )


def _odd_season(f: Facts) -> tuple[str, str]:
    low, high = SEASON_COST
    return "annual_cost", (
        f"The season costs {money(float(f.annual_cost))}; heating a house costs ${low:,.0f} to ${high:,.0f}. "
        "Check the load, the hours and the prices."
    )


def _free(key: str) -> Rule:
    return Rule(
        lambda f: getattr(f.p, key) == 0,
        lambda f: (key, "is zero: energy that costs nothing decides the result. Is the price missing?"),
    )


def _far_from_mean(price: Any, mean: float) -> Any:
    return (price > 0) & _outside(price / mean, (1 / PRICE_FACTOR, PRICE_FACTOR))


def _near_mean(price: float, mean: float) -> bool:
    return 1 / CURED_FACTOR <= price / mean <= CURED_FACTOR


def _electricity(f: Facts) -> tuple[str, str]:
    price = float(f.p.electricity_price)
    slips = {"cents": 0.01, "dollars per MWh": 0.001, "dollars per Wh": 1000.0}
    slip = _cured(price, slips, " $/kWh", lambda cured: _near_mean(cured, ELECTRICITY_MEAN))
    what = f"${price:.4g}/kWh is {_times(price, ELECTRICITY_MEAN)} the US mean of ${ELECTRICITY_MEAN:.2f}. "
    return "electricity_price", what + (slip or "Check the price and its unit.")


def _fuel(f: Facts) -> tuple[str, str]:
    fuel, given = FUELS[str(f.inputs["fuel"])], str(f.inputs["fuel_price_unit"]).removeprefix("$/")
    price, mean, per_mmbtu = float(f.inputs["fuel_price"]), FUEL_MEANS[fuel.key], float(f.p.fuel_price)
    what = f"${price:.4g}/{given} of {fuel.name} is {_times(per_mmbtu, mean)} the US mean of ${mean:.2f}/MMBtu. "
    units = [unit for unit, heat in fuel.units.items() if unit != given and _near_mean(price / heat, mean)]
    if units:
        prices = " or ".join(f"${price:.4g}/{unit}" for unit in units)
        return "fuel_price_unit", f"{what}Is it {prices}? Give fuel_price_unit."
    cents = [unit for unit, heat in fuel.units.items() if _near_mean(price / 100 / heat, mean)]
    slip = f"{price:.4g} looks like cents per {cents[0]}: ${price / 100:.4g}/{cents[0]}?" if cents else ""
    return "fuel_price", what + (slip or "Check the price and its unit.")


def _times(price: float, mean: float) -> str:
    ratio = price / mean
    return f"{_number(ratio)} times" if ratio > 1 else f"1/{_number(1 / ratio)} of"


def _fuel_far(f: Facts) -> Any:
    mean = FUEL_MEANS.get(str(f.inputs["fuel"]))
    return mean is not None and "fuel_price" in f.given and _far_from_mean(f.p.fuel_price, mean)


def _afue(f: Facts) -> tuple[str, str]:
    value = float(f.p.furnace_efficiency)
    slip = _cured(value, {"a slipped decimal point": 10.0}, "", lambda cured: 0.7 <= cured <= 1)
    return "furnace_efficiency", f"An AFUE of {value:.3g} is below {LOWEST_AFUE:g}. " + (
        slip or "Give a fraction, such as 0.95."
    )


RULES: Final = (
    Rule(lambda f: _outside(f.p.load_slope, LOAD_SLOPE), _slope),
    Rule(lambda f: _outside(_capacity(f) / f.p.design_load, CAPACITY_SHARE), _share),
    Rule(lambda f: _rises(_largest(f)[1]), _rising_capacity),
    Rule(_of_any_speed(_cop_rises), _rising_cop),
    Rule(_of_any_speed(_cop_is_high), _high_cop),
    Rule(_of_any_speed(_above_carnot), _impossible_cop),
    _free("electricity_price"),
    _free("fuel_price"),
    Rule(
        lambda f: ("electricity_price" in f.given) & _far_from_mean(f.p.electricity_price, ELECTRICITY_MEAN),
        _electricity,
    ),
    Rule(_fuel_far, _fuel),
    Rule(lambda f: _outside(_break_even_cop(f), BREAK_EVEN_COP), _odd_prices),
    Rule(lambda f: _outside(f.annual_cost, SEASON_COST), _odd_season),
    Rule(
        lambda f: f.hours > MOST_HOURS,
        lambda f: (
            "season_hours",
            f"The season has {float(f.hours):,.0f} hours; a year has {MOST_HOURS:,.0f} at most. Check the hours.",
        ),
    ),
    Rule(lambda f: f.p.furnace_efficiency < LOWEST_AFUE, _afue),
)
"""Every rule, in the order in which doubts are shown: what goes in first."""
