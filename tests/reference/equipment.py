"""The heat pump at one outdoor temperature: the speeds it has, its frost, what it gives and takes for a load."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .climate import NO_FROST, Frost
from .given import BTU_PER_KWH, SPEEDS

Points = list[tuple[float, float]]
RATED = ""


def points_of(case: Mapping[str, Any], what: str, speed: str = RATED) -> Points:
    """The points (°F, value) of "cop" or "capacity" [BTU/h] at a speed, cold to warm; empty when none are given."""
    if case["performance_table"] is not None and speed == RATED:
        table = [row for row in sorted(case["performance_table"]) if row is not frosting_test(case)]
        if what == "cop":
            return [(row[0], row[1]) for row in table]
        return (
            [] if len(table[0]) < 3 or gives_loads(case["performance_table"]) else [(row[0], row[2]) for row in table]
        )
    at = f"{what}_{speed}_" if speed else f"{what}_"
    named = [(float(t), case[f"{at}{t}"]) for t in (5, 17, 47)]
    return [(temperature, value) for temperature, value in named if value is not None]


def frosting_test(case: Mapping[str, Any]) -> Any:
    """The row of a table at 35 °F, with defrost ahri: the frosting test, no point of the dry line."""
    table = case["performance_table"]
    if case["defrost"] != "ahri" or table is None or len(table) < 3:
        return None
    return next((row for row in table if row[0] == 35), None)


def gives_loads(table: list[Any]) -> bool:
    """Whether capacities are the loads of EN 14825's part-load tests: proportional to 16 °C - T, within 10 %."""
    cold = sorted(row for row in table if row[0] < 50)
    if len(cold) < 2 or cold[-1][0] - cold[0][0] < 9:
        return False
    shares = [row[2] / (60.8 - row[0]) for row in cold]
    return max(shares) <= min(shares) * 1.1


def rated_range(case: Mapping[str, Any], what: str) -> tuple[float, float]:
    """The coldest and warmest temperature with a rating [°F]."""
    tested = {**case, "defrost": "none"}  # the frosting test is a rating too
    points = [point for speed in (RATED, *SPEEDS) for point in points_of(tested, what, speed)]
    return min(points)[0], max(points)[0]


def on_line(points: Points, temperature: float) -> float:
    """Piecewise linear through the points, the end segments extended; a single point is a constant."""
    if len(points) == 1:
        return points[0][1]
    segment = 0
    while segment < len(points) - 2 and temperature > points[segment + 1][0]:
        segment += 1
    (t0, y0), (t1, y1) = points[segment], points[segment + 1]
    return y0 + (y1 - y0) * (temperature - t0) / (t1 - t0)


@dataclass(frozen=True)
class Speed:
    """What a heat pump gives at one speed [BTU/h, infinite where no capacity is given] and its COP before the floor."""

    capacity: float
    raw_cop: float

    @property
    def cop(self) -> float:
        """Never below 1: strips would do as well."""
        return max(1.0, self.raw_cop)


def speed_at(case: Mapping[str, Any], temperature: float, speed: str = RATED, frost: Frost = NO_FROST) -> Speed:
    """A speed's capacity and COP at an outdoor temperature [°F], frost included: line, then defrost."""
    cop = on_line(points_of(case, "cop", speed), temperature)
    points = points_of(case, "capacity", speed)
    capacity = max(0.0, on_line(points, temperature)) if points else math.inf
    if case["defrost"] == "ahri" and 17 < temperature < 45:
        return frosting(case, temperature, speed)
    if case["defrost"] == "resnet" and temperature < 40:
        f = min(max(0.134 - 0.003 * temperature, 0.0), 0.08)
        frost = (1 - 1.8 * f, 1 - 0.3 * f, 0.0)
    return Speed(capacity * frost[0], cop * frost[0] / frost[1])


def frosting(case: Mapping[str, Any], temperature: float, speed: str) -> Speed:
    """Between the tests at 17 and 35 °F, capacity and power each a line (AHRI 210/240; 10 CFR 430 Appendix M1, 4.2).

    Without a test at 35 °F it gave 0.90 of the capacity and took 0.985 of the power on the line through 17 and 47 °F.
    Without capacities the lines are of a unit of constant capacity. A COP below 1 is 1: extended lines may end below 0.
    """
    cops, capacities = points_of(case, "cop", speed), points_of(case, "capacity", speed)

    def both(t: float) -> tuple[float, float]:
        capacity = on_line(capacities, t) if capacities else 1.0
        return capacity, capacity / max(1.0, on_line(cops, t))

    (q17, p17), (q47, p47) = both(17.0), both(47.0)
    line = q17 + 0.6 * (q47 - q17), p17 + 0.6 * (p47 - p17)
    q35, p35 = 0.90 * line[0], 0.985 * line[1]
    cop_35, capacity_35 = case["cop_35"], case["capacity_35"]
    if case["performance_table"] is not None:
        tested = frosting_test(case)
        cop_35 = None if tested is None else tested[1]
        capacity_35 = tested[2] if tested is not None and capacities else None
    if speed == RATED and capacity_35 is not None:
        q35 = capacity_35
    if speed == RATED and cop_35 is not None:
        p35 = q35 / cop_35
    q = q17 + (q35 - q17) * (temperature - 17) / 18
    p = p17 + (p35 - p17) * (temperature - 17) / 18
    return Speed(max(0.0, q) if capacities else math.inf, q / p)


def speeds_at(case: Mapping[str, Any], temperature: float, frost: Frost = NO_FROST) -> list[Speed]:
    """The listed speeds that follow each other in capacity, slowest first; a single speed is all three in one."""
    listed = [name for name in ("min", RATED, "max") if points_of(case, "cop", name)]
    if not any(points_of(case, "capacity", name) for name in SPEEDS):
        listed = [RATED]
    listed = [name for name in listed if name == RATED or points_of(case, "capacity", name)]
    speeds = {name: speed_at(case, temperature, name, frost) for name in listed}
    if {"min", "max"} <= speeds.keys() and speeds["min"].capacity >= speeds["max"].capacity:
        return [speeds["max"]]  # extended lines may cross: the unit runs at its maximum there
    if RATED in speeds and len(speeds) > 1:
        rated = speeds[RATED].capacity
        # Between the others, or it is no speed the unit runs at here.
        below, above = speeds.get("min"), speeds.get("max")
        if (below and rated <= below.capacity) or (above and rated >= above.capacity):
            del speeds[RATED]
    return list(speeds.values())


def capacity(case: Mapping[str, Any], temperature: float, frost: Frost = NO_FROST) -> float:
    """The most the heat pump gives [BTU/h]; infinite when no capacity is given."""
    return speeds_at(case, temperature, frost)[-1].capacity


@dataclass(frozen=True)
class Performance:
    """The heat pump on one load: the most it gives [BTU/h], its share of the hour.

    COP before its floor of 1, with the floor, and after cycling.
    """

    capacity: float
    raw_cop: float
    steady_cop: float
    cop: float
    running: float


def performance(case: Mapping[str, Any], temperature: float, q: float, frost: Frost = NO_FROST) -> Performance:
    """Between two speeds the COP is straight in capacity; below the slowest the compressor cycles."""
    speeds = speeds_at(case, temperature, frost)
    slowest, fastest = speeds[0], speeds[-1]
    most = fastest.capacity
    if q >= most or len(speeds) == 1 or q <= slowest.capacity:
        steady = fastest if q >= most else slowest
        cop, running = steady.cop, 1.0
        if 0 < slowest.capacity < math.inf:
            part_load = min(1.0, q / slowest.capacity)
            cycling = 1 - case["cycling_degradation"] * (1 - part_load)
            cop *= cycling
            running = part_load / cycling  # as in EnergyPlus: what cycles runs longer
        return Performance(most, steady.raw_cop, steady.cop, cop, running)
    for slower, faster in pairwise(speeds):
        if slower.capacity <= q <= faster.capacity:
            share = (q - slower.capacity) / (faster.capacity - slower.capacity)
            raw = slower.raw_cop + share * (faster.raw_cop - slower.raw_cop)
            cop = slower.cop + share * (faster.cop - slower.cop)
            return Performance(most, raw, cop, cop, 1.0)
    raise AssertionError("a load lies below, between or above the speeds")


def defrost_kw(case: Mapping[str, Any], frost: Frost) -> float:
    """The defrost's own electricity while the compressor runs [kW]: EnergyPlus, reverse cycle, 0.1528 · rating."""
    if case["defrost"] != "humidity":
        return 0.0
    rated: float = points_of(case, "capacity")[-1][1]
    return 0.1528 * rated / 1.01667 * frost[2] / BTU_PER_KWH
