"""Doubts about heat loss and the heat pump's ratings: limits, the likely slip, the value that would cure it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np

from ..inputs.hspf2 import is_estimated
from ..inputs.units_given import Units, temperature
from ..inputs.validation import FROSTING
from ..model.ratings import ASSUMED_FROSTING, MINIMUM_COP, Points, Speed, line
from ..units import BTU_PER_KWH, BTU_PER_TON
from .case_units import convert, shown_in
from .facts import Facts, Rule, cured, number, outside

LOAD_SLOPE: Final = (50.0, 10_000.0)
"""Heat loss per degree [BTU/h·°F]: a flat of a few rooms, and a large apartment house."""
LIKELY_SLOPE: Final = (150.0, 1500.0)
"""The same where a slip is cured: houses of one family."""
CAPACITY_SHARE: Final = (0.08, 6.0)
"""Capacity at 47 °F over the design load."""
TOO_LARGE: Final = {"BTU/h given as kW": 1 / BTU_PER_KWH, "1,000 times too much": 0.001}
"""Slips that make heat too large."""
CAPACITY_UNITS: Final = {
    "MBH": 1000.0, "tons": BTU_PER_TON, "kW": BTU_PER_KWH, "watts": BTU_PER_KWH / 1000, **TOO_LARGE,
}  # fmt: skip
"""What a capacity may be in, and BTU/h in one."""
LOAD_UNITS: Final = {
    "thousands of BTU/h (MBH)": 1000.0, "kW": BTU_PER_KWH, "watts": BTU_PER_KWH / 1000, **TOO_LARGE,
}  # fmt: skip
"""The same of a load."""
SLOPE_SLIPS: Final = {
    "BTU/h/F": {"thousands of BTU/h": 1000.0, "kW per K": BTU_PER_KWH * 5 / 9, "1,000 times too much": 0.001},
    "kW/K": {"W/K": 0.001},
    "W/K": {"kW/K": 1000.0},
}
"""Slips of heat loss per degree by the unit of the case, with their factors."""
BACKUP_SHARE: Final = (0.05, 20.0)
"""Furnace output over the design load, and strips: at most."""
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
        slips = _slips(LOAD_UNITS, f)
        usual = _slipped(load, slips, f, lambda cured: _likely_slope(cured * per_load))
        kw = f" ({number(load / BTU_PER_KWH)} kW)" if f.p.units.heat != "kW" else ""
        return "design_load", f"The design load is {_heat(load, f)}{kw}. {what}{usual or check}"
    if f.inputs["load_slope"] is None:
        return "billed_fuel", what + "Check billed_fuel, its unit, and billed_degree_days."
    per_degree = slope * slope / float(f.p.design_load)  # were it the load of the whole house
    if slope > LOAD_SLOPE[1] and _likely_slope(per_degree):
        whole = f"{number(_in(slope, 'BTU/h·°F', f))} looks like the load of the whole house: give it as design_load?"
        return "load_slope", what + whole
    slips, scale = SLOPE_SLIPS[f.p.units.load_slope], _in(1.0, "BTU/h·°F", f)
    own = f" {shown_in('BTU/h·°F', f.p.units)}"
    return "load_slope", what + (cured(slope * scale, slips, own, lambda s: _likely_slope(s / scale)) or check)


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


def _heat(value: float, f: Facts) -> str:
    """Heat [BTU/h] in the unit of the case."""
    return f"{number(_in(value, 'BTU/h', f))} {shown_in('BTU/h', f.p.units)}"


def _slips(slips: Mapping[str, float], f: Facts) -> dict[str, float]:
    """Slips of heat and their factors: a case in kW was given kW, so there it is one of other units for kW."""
    if f.p.units.heat != "kW":
        return dict(slips)
    others = {name: factor / BTU_PER_KWH for name, factor in slips.items() if name not in (*TOO_LARGE, "kW")}
    return others | {"BTU/h": 1 / BTU_PER_KWH}


def _slipped(value: float, slips: Mapping[str, float], f: Facts, likely: Callable[[float], bool]) -> str:
    """What a load or capacity [BTU/h] looks like, in the unit of the case; ``likely`` judges BTU/h."""
    scale = _in(1.0, "BTU/h", f)
    own = f" {shown_in('BTU/h', f.p.units)}"
    return cured(value * scale, slips, own, lambda shown: likely(shown / scale))


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
    if quantity == "cop" and is_estimated(f.given):
        return "hspf2"
    names = [f"{quantity}_{speed}47", f"{quantity}_max_47", f"{quantity}_min_47"]
    return next((name for name in names if name in f.given), names[0])


def _likely_load(f: Facts) -> Any:
    return np.logical_not(outside(f.p.load_slope, LOAD_SLOPE))


def _odd_share(f: Facts) -> Any:
    """Where the load itself is doubted, that is the likely slip."""
    return outside(_capacity(f) / f.p.design_load, CAPACITY_SHARE) & _likely_load(f)


def _share(f: Facts) -> tuple[str, str]:
    capacity, load = float(_capacity(f)), float(f.p.design_load)
    at = temperature(WARM, f.p.units)
    what = f"The capacity at {at} is {_heat(capacity, f)}, the design load {_heat(load, f)}. "
    slip = _nearest_load(capacity, load, f) or "Check the unit of both."
    return _key(f, "capacity", _largest(f)[0]), what + slip


def _nearest_load(heat: float, load: float, f: Facts) -> str:
    """The slip whose cure is nearest the design load [BTU/h]; "" where none is near."""
    slips = _slips(CAPACITY_UNITS, f)
    shares = {name: heat * factor / load for name, factor in slips.items()}
    likely = [name for name, share in shares.items() if LIKELY_SHARE[0] <= share <= LIKELY_SHARE[1]]
    best = {name: slips[name] for name in sorted(likely, key=lambda name: abs(math.log(shares[name])))[:1]}
    return _slipped(heat, best, f, bool)


def _odd_furnace(f: Facts) -> Any:
    limit = np.asarray(f.p.furnace_limit)
    odd = outside(limit / f.p.design_load, BACKUP_SHARE) & _likely_load(f)
    return np.isfinite(limit) & odd


def _furnace(f: Facts) -> tuple[str, str]:
    output, load = float(f.inputs["furnace_capacity"]), float(f.p.design_load)
    what = f"The furnace gives {_heat(output, f)}, the design load is {_heat(load, f)}. "
    return "furnace_capacity", what + (_nearest_load(output, load, f) or "Check the unit of both.")


def _odd_strips(f: Facts) -> Any:
    limit = np.asarray(f.p.strip_limit)
    odd = (limit / f.p.design_load > BACKUP_SHARE[1]) & _likely_load(f)
    return np.isfinite(limit) & odd


def _strips(f: Facts) -> tuple[str, str]:
    heat, load = float(f.p.strip_limit), float(f.p.design_load)
    size, slips = heat / BTU_PER_KWH, {"watts": 0.001, "BTU/h": 1 / BTU_PER_KWH}
    slip = cured(size, slips, " kW", lambda kw: kw * BTU_PER_KWH / load <= LIKELY_SHARE[1])
    what = f"The electric strips give {number(size)} kW, the design load is {number(load / BTU_PER_KWH)} kW. "
    return "strip_capacity", what + (slip or "Check the unit of both.")


def _beyond(slower: Speed, faster: Speed) -> Any:
    """Whether the slower speed gives more than the faster one at 47 or 17 °F."""
    if slower.capacity is None or faster.capacity is None:
        return False
    return np.logical_or(
        *(line(at, slower.capacity) > line(at, faster.capacity) * (1 + ROUNDING) for at in (WARM, COLD))
    )


def _speeds_by_name(f: Facts) -> dict[str, Speed]:
    """All speeds, slowest first, by what they are called."""
    rated = Speed(f.p.cop_points, f.p.capacity_points)
    named = {"minimum": f.p.slowest, "rated": rated, "maximum": f.p.fastest}
    return {name: speed for name, speed in named.items() if speed is not None}


def _odd_speeds(f: Facts) -> Any:
    swapped: Any = False
    for slower, faster in pairwise(_speeds_by_name(f).values()):
        swapped = swapped | _beyond(slower, faster)
    return swapped


def _speeds_swapped(f: Facts) -> tuple[str, str]:
    named = _speeds_by_name(f)
    slower, faster = next(pair for pair in pairwise(named) if _beyond(named[pair[0]], named[pair[1]]))
    slow, fast = named[slower].capacity, named[faster].capacity
    assert slow is not None  # else it is beyond no other
    assert fast is not None
    at = next(t for t in (WARM, COLD) if line(t, slow) > line(t, fast))
    heat = [_heat(float(line(at, points)), f) for points in (slow, fast)]
    key = f"capacity_{'min_' if slower == 'minimum' else ''}{at:g}"
    place = temperature(at, f.p.units)
    words = f"At {place} the {slower} speed gives {heat[0]}, more than the {faster} speed ({heat[1]})."
    return key if f.inputs["performance_table"] is None else "performance_table", f"{words} Are they swapped?"


def _rises(points: Points | None) -> Any:
    """Whether a value is higher at a colder temperature, frost apart; of homes (homes, 1)."""
    if points is None:
        return False
    at, value = points
    free = (at <= FROST_RANGE[0]) | (at >= FROST_RANGE[1])
    # With too few values outside the frost, one inside may be lower for the frost than a colder one.
    slack = 1 + ROUNDING
    if free.sum() < 2:
        free, slack = np.ones(len(at), dtype=bool), 1 / ASSUMED_FROSTING[0]
    *colder, least_of_warmer = (one for one, here in zip(value, free, strict=True) if here)
    rises: Any = False
    for one in reversed(colder):
        rises = rises | (one > slack * least_of_warmer)
        least_of_warmer = np.minimum(least_of_warmer, one)
    return rises


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
    what = f"The COP at {temperature(WARM, f.p.units)} is {cop:.3g}; heat pumps reach {HIGHEST_COP:g} at most. "
    if (key := _key(f, "cop", name)) == "hspf2":
        rating = f"It is estimated from hspf2 = {f.inputs['hspf2']:g}, as of one speed."
        return key, f"{what}{rating} Is that the SEER2? A variable-speed unit needs the COPs of its certificate."
    slip = f"{cop:.3g} looks like an HSPF2 or EER [BTU/Wh]: {cop * 1000 / BTU_PER_KWH:.3g}?"
    return key, what + slip


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
    Rule(_odd_share, _share),
    Rule(_odd_furnace, _furnace),
    Rule(_odd_strips, _strips),
    Rule(lambda f: _rises(_largest(f)[1]), _rising_capacity),
    Rule(_odd_speeds, _speeds_swapped),
    Rule(_of_any_speed(_cop_rises), _rising_cop),
    Rule(_of_any_speed(_cop_is_high), _high_cop),
    Rule(_of_any_speed(_above_carnot), _impossible_cop),
    Rule(_odd_frosting, _frosting),
)
"""Rules of the house and the heat pump."""
