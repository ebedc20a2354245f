"""Doubts about heat loss and the heat pump's ratings: limits, the likely slip, the value that would cure it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from ..inputs.units_given import Units, temperature
from ..inputs.validation import FROSTING
from ..model.ratings import ASSUMED_FROSTING, MINIMUM_COP, Points, Speed, line
from ..units import BTU_PER_KWH
from .case_units import convert, shown_in
from .facts import Facts, Rule, cured, number, outside

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
LOAD_UNITS: Final = {"thousands of BTU/h (MBH)": 1000.0, "kW": BTU_PER_KWH, "watts": BTU_PER_KWH / 1000}
"""What a load may be in, and BTU/h in one."""
KW_PER_K: Final = BTU_PER_KWH * 5 / 9
"""[BTU/h·°F]"""
LIKELY_SHARE: Final = (0.25, 3.0)
"""The same where a slip is cured: heat pumps are chosen within a factor of a few of the load."""
HIGHEST_COP: Final = 6.0
"""At 47 °F, at rated or maximum speed."""
INDOOR_TEST: Final = 70.0
"""Indoor temperature of heating tests [°F] (AHRI 210/240)."""
ROUNDING: Final = 1e-9
"""Relative; what converting units may add to equal values."""
WARM, COLD = 47.0, 17.0
"""Rating temperatures [°F] (AHRI 210/240)."""
FROST_RANGE: Final = (17.0, 45.0)
"""Between these frost lowers capacity and COP [°F] (10 CFR 430 App. M1): they may be higher when it is colder."""
FROSTED_SHARE: Final = (0.5, 1.5)
"""Capacity, and power, of the frosting test at 35 °F over the line from 17 to 47 °F; 0.90 and 0.985 are usual."""
ABSOLUTE_ZERO: Final = -459.67
"""[°F]"""


def _likely_slope(slope: float) -> bool:
    return LIKELY_SLOPE[0] <= slope <= LIKELY_SLOPE[1]


def _slope(f: Facts) -> tuple[str, str]:
    slope = float(f.p.load_slope)
    what = _loses(slope, f.p.units)
    check = "Check the heating load and its unit."
    if f.inputs["design_load"] is not None:
        load = float(f.inputs["design_load"])
        per_load = slope / load
        usual = _slipped(load, LOAD_UNITS, f, lambda cured: _likely_slope(cured * per_load))
        return "design_load", what + (usual or check)
    if f.inputs["load_slope"] is None:
        return "billed_fuel", what + "Check billed_fuel, its unit, and billed_degree_days."
    per_degree = slope * slope / float(f.p.design_load)  # were it the load of the whole house
    if slope > LOAD_SLOPE[1] and _likely_slope(per_degree):
        return "load_slope", what + (
            f"{number(_in(slope, 'BTU/h·°F', f))} looks like the load of the whole house: give it as design_load?"
        )
    slips = {} if f.p.units.load_slope in ("kW/K", "W/K") else {"thousands of BTU/h": 1000.0, "kW per K": KW_PER_K}
    return "load_slope", what + (cured(slope, slips, " BTU/h·°F", _likely_slope) or check)


def _loses(slope: float, units: Units) -> str:
    """What the house loses for each degree, and what houses lose."""
    name = shown_in("BTU/h·°F", units)
    ours, low, high = (number(convert(float(each), "BTU/h·°F", units)) for each in (slope, *LOAD_SLOPE))
    if name == "BTU/h·°F":
        ours, name = f"{ours} BTU/h", "for each °F"
    return f"The house loses {ours} {name}; houses lose {low} to {high}. "


def _in(value: float, unit: str, f: Facts) -> float:
    """A number in the unit of the case."""
    return float(convert(float(value), unit, f.p.units))


def _slipped(value: float, slips: Mapping[str, float], f: Facts, likely: Callable[[float], bool]) -> str:
    """What a load or capacity [BTU/h] looks like, in the unit of the case; ``likely`` judges BTU/h.

    A case in kW was given kW: there the slip is one of other units for kW.
    """
    own = shown_in("BTU/h", f.p.units)
    scale = _in(1.0, "BTU/h", f)
    factors = {name: factor * scale for name, factor in slips.items() if name != own}
    return cured(value * scale, factors, f" {own}", lambda shown: likely(shown / scale))


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
    at, unit = temperature(WARM, f.p.units), shown_in("BTU/h", f.p.units)
    ours, house = (number(_in(value, "BTU/h", f)) for value in (capacity, load))
    what = f"The capacity at {at} is {ours} {unit}, the design load {house} {unit}. "
    slip = _slipped(capacity, best, f, bool)
    return _key(f, "capacity", _largest(f)[0]), what + (slip or "Check the unit of both.")


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
    rated = " Is it the rated capacity of a variable-speed unit? Give capacity_max_47 and capacity_max_17."
    own = "" if name or f.inputs["performance_table"] is not None else rated
    what = f"The capacity rises as it gets colder: {_listed(points, f, 'BTU/h')}. {_swapped(points, f)}{own}"
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
    value = speed.cop[1]
    key, slip = _key(f, "cop", name), _swapped(speed.cop, f)
    if f.inputs["performance_table"] is None and value[-1] >= line(COLD, speed.cop):
        key, slip = (
            f"cop_{name}5",
            f"Check cop_{name}5.",
        )  # 47 over 17 °F as it should be: the coldest point is the odd one
    return key, f"The COP rises as it gets colder: {_listed(speed.cop, f)}. {slip}"


def _swapped(points: Points, f: Facts) -> str:
    cold, warm = (temperature(float(points[0][end]), f.p.units) for end in (0, -1))
    return f"Are the values at {cold.split()[0]} and {warm} swapped?"


def _listed(points: Points, f: Facts, unit: str = "") -> str:
    name = f" {shown_in(unit, f.p.units)}" if unit else ""
    pairs = reversed(list(zip(*points, strict=True)))
    return ", ".join(f"{number(_in(value, unit, f))}{name} at {temperature(float(t), f.p.units)}" for t, value in pairs)


def _cop_is_high(speed: Speed) -> Any:
    return line(WARM, speed.cop) > HIGHEST_COP


def _high_cop(f: Facts) -> tuple[str, str]:
    name, speed = _odd_speed(f, _cop_is_high)
    cop = float(line(WARM, speed.cop))
    slip = f"{cop:.3g} looks like an HSPF2 or EER [BTU/Wh]: {cop * 1000 / BTU_PER_KWH:.3g}?"
    return _key(
        f, "cop", name
    ), f"The COP at {temperature(WARM, f.p.units)} is {cop:.3g}; heat pumps reach {HIGHEST_COP:g} at most. {slip}"


def _carnot(at: Any) -> Any:
    """The highest COP that physics allows = indoor / (indoor − outdoor temperature), indoor one absolute."""
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
        f"A COP of {cop:.3g} at {temperature(t, f.p.units)} is above {_carnot(t):.3g}, the most that physics allows. "
        "Check the COP there."
    )
    return _key(f, "cop", name), words


def _frosted_shares(f: Facts) -> tuple[Any, Any]:
    """Capacity and power of the rated speed's frosting test over the lines from 17 to 47 °F; usual ones without one."""
    frosting = f.p.frosting
    if frosting is None:
        return ASSUMED_FROSTING
    (cold_heat, heat), (cold_power, power) = frosting
    warm_heat = 1.0 if f.p.capacity_points is None else line(WARM, f.p.capacity_points)
    warm_power = warm_heat / np.maximum(MINIMUM_COP, line(WARM, f.p.cop_points))
    share = (FROSTING - COLD) / (WARM - COLD)
    return heat / (cold_heat + share * (warm_heat - cold_heat)), power / (
        cold_power + share * (warm_power - cold_power)
    )


def _odd_frosting(f: Facts) -> Any:
    heat, power = _frosted_shares(f)
    return outside(heat, FROSTED_SHARE) | outside(power, FROSTED_SHARE)


def _frosting(f: Facts) -> tuple[str, str]:
    heat, power = (float(share) for share in _frosted_shares(f))
    given = [key for key in ("capacity_35", "cop_35") if f.inputs[key] is not None] or ["performance_table"]
    at, cold, warm = (temperature(each, f.p.units) for each in (FROSTING, COLD, WARM))
    words = (
        f"At {at} the frosting test has {heat:.0%} of the capacity and {power:.0%} of the power on the line from "
        f"{cold.split()[0]} to {warm}; about 90 and 99 % are usual. Check {' and '.join(given)}."
    )
    return given[0], words


RULES: Final = (
    Rule(lambda f: outside(f.p.load_slope, LOAD_SLOPE), _slope),
    Rule(lambda f: outside(_capacity(f) / f.p.design_load, CAPACITY_SHARE), _share),
    Rule(lambda f: _rises(_largest(f)[1]), _rising_capacity),
    Rule(_of_any_speed(_cop_rises), _rising_cop),
    Rule(_of_any_speed(_cop_is_high), _high_cop),
    Rule(_of_any_speed(_above_carnot), _impossible_cop),
    Rule(_odd_frosting, _frosting),
)
"""Rules of the house and the heat pump."""
