"""The three balance points: by bisection where they are exact, between neighbouring bins where they are not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from .climate import hour_by_hour
from .equipment import capacity, points_of, rated_range, speed_at
from .given import BTU_PER_KWH, BTU_PER_MMBTU, SPEEDS, load, price_per_mmbtu
from .season import BinRun

SEARCH_STEP = 0.05  # °F; two crossings closer than this would be missed, and no realistic curve has them
BISECTION_WIDTH = 1e-12  # °F


def bisect(heat_pump_wins: Callable[[float], bool], warm: float, cold: float) -> float:
    """Where the answer changes between warm and cold [°F]: the warm end of what is left of the interval."""
    at_warm = heat_pump_wins(warm)
    while warm - cold > BISECTION_WIDTH:
        middle = (warm + cold) / 2
        if middle in (warm, cold):  # no double lies between
            break
        if heat_pump_wins(middle) == at_warm:
            warm = middle
        else:
            cold = middle
    return warm


def crossings(heat_pump_wins: Callable[[float], bool], low: float, high: float, knots: Iterable[float]) -> list[float]:
    """The temperatures [°F] in [low, high] where the answer changes, warm to cold, by bisection."""
    grid = {low, high}
    for knot in knots:
        # The points beside a knot as well: at 40 °F one defrost curve jumps, at 45 °F the other.
        beside = (math.nextafter(knot, -math.inf), knot, math.nextafter(knot, math.inf))
        grid.update(t for t in beside if low < t < high)
    steps = math.ceil((high - low) / SEARCH_STEP)
    grid.update(low + (high - low) * i / steps for i in range(1, steps))

    found = []
    ordered = sorted(grid, reverse=True)
    for warm, cold in pairwise(ordered):
        if heat_pump_wins(warm) != heat_pump_wins(cold):
            found.append(bisect(heat_pump_wins, warm, cold))
    return found


def point_of(found: list[float], wins: bool, rated: tuple[float, float], switchover: float) -> dict[str, Any]:
    """Temperature [°F], status and whether it lies outside the rated range, from the crossings, warm to cold."""
    if not found:
        status = "heat_pump_always" if wins else "fuel_always"
        return {"temperature": None, "status": status, "extrapolated": False}
    nearest = min(found, key=lambda t: abs(t - switchover))
    point: dict[str, Any] = {
        "temperature": nearest,
        "status": "crosses" if len(found) == 1 else "multiple",
        "extrapolated": not rated[0] <= nearest <= rated[1],
    }
    if len(found) > 1:
        point["temperatures"] = found
    return point


Ahead = tuple[float, float, float]
"""Temperature [°F], what the heat pump is ahead by there, and hours."""


def by_whole_degree(ahead: list[Ahead]) -> list[Ahead]:
    """The mean temperature and the mean advantage of the hours of each whole degree."""
    means = []
    for degree in sorted({round(t) for t, _, _ in ahead}, reverse=True):
        own = [row for row in ahead if round(row[0]) == degree]
        hours = sum(h for _, _, h in own)
        means.append((sum(t * h for t, _, h in own) / hours, sum(a * h for _, a, h in own) / hours, hours))
    return means


def between_bins(ahead: list[Ahead]) -> list[float]:
    """Where straight lines between neighbouring temperatures cross 0, warm to cold [°F]."""
    found = []
    for (warm, at_warm, _), (cold, at_cold, _) in pairwise(ahead):
        if (at_warm >= 0) != (at_cold >= 0):
            found.append(warm + (cold - warm) * at_warm / (at_warm - at_cold))
    return found


def counts_by_bin(case: Mapping[str, Any]) -> bool:
    """Whether what a BTU costs depends on more than the outdoor temperature's own lines."""
    variable = any(points_of(case, "capacity", speed) for speed in SPEEDS)
    cycling = case["cycling_degradation"] > 0 and bool(points_of(case, "capacity"))
    return variable or cycling or case["defrost"] == "humidity"


def balance_points(case: Mapping[str, Any], runs: list[BinRun], switchover: float) -> dict[str, dict[str, Any]]:
    """The economic, thermal and emissions balance points."""
    lowest = runs[-1].bin.low
    # Bins that all lie above the setpoint leave one temperature to judge: the lowest edge.
    low, high = lowest, max(lowest, case["indoor_setpoint"])
    capacity_points = points_of(case, "capacity") + [p for speed in SPEEDS for p in points_of(case, "capacity", speed)]
    cop_rated = rated_range(case, "cop")
    knots = [t for t, _ in points_of(case, "cop") + capacity_points]
    knots += [17.0, 18.0, 40.0, 45.0, case["load_balance_temperature"]]

    def against_fuel(per_kwh: float, per_mmbtu: float) -> dict[str, Any]:
        blower = 0.0
        if case["furnace_capacity"] is not None:
            blower = case["furnace_fan_power"] / case["furnace_capacity"] * BTU_PER_MMBTU * per_kwh
        furnace = per_mmbtu / case["furnace_efficiency"] + blower  # per MMBtu of heat
        numerator = per_kwh * (BTU_PER_MMBTU / BTU_PER_KWH)
        price_only = None if per_mmbtu == 0 else numerator * case["furnace_efficiency"] / per_mmbtu
        if furnace == 0:
            status = "fuel_always" if numerator > 0 else "not_modelled"
            nothing = {"temperature": None, "status": status, "extrapolated": False}
            return {**nothing, "break_even_cop": None, "price_only_cop": price_only}
        break_even = numerator / furnace

        def wins(t: float) -> bool:
            return speed_at(case, t).cop >= break_even

        if counts_by_bin(case):
            # Without hours there is no frost to know.
            known = [run for run in runs if run.bin.hours > 0 or case["defrost"] != "humidity"]
            ahead = [(run.bin.temperature, furnace - cost_per_mmbtu(run, per_kwh), run.bin.hours) for run in known]
            if hour_by_hour(case) and case["defrost"] == "humidity":
                ahead = by_whole_degree(ahead)
            found = [t for t in between_bins(ahead) if low <= t <= high]
            point = point_of(found, ahead[-1][1] >= 0, cop_rated, switchover)
        else:
            point = point_of(crossings(wins, low, high, knots), wins(high), cop_rated, switchover)
        return {**point, "break_even_cop": break_even, "price_only_cop": price_only}

    if capacity_points:

        def holds(t: float) -> bool:
            return capacity(case, t) >= load(case, t)

        found = crossings(holds, low, high, knots)
        thermal = point_of(found, holds(high), rated_range(case, "capacity"), switchover)
    else:
        thermal = {"temperature": None, "status": "not_modelled", "extrapolated": False}
    return {
        "economic": against_fuel(case["electricity_price"], price_per_mmbtu(case)),
        "thermal": thermal,
        "emissions": against_fuel(case["grid_emissions"], case["fuel_emissions"]),
    }


def cost_per_mmbtu(run: BinRun, per_kwh: float) -> float:
    """What an MMBtu from the heat pump costs in one bin [$/MMBtu, or kg/MMBtu], cycling and defrost included."""
    compressor = per_kwh * BTU_PER_MMBTU / BTU_PER_KWH / run.cop
    heat = min(run.load, run.capacity)
    if run.defrost_kw == 0 or heat == 0:
        return compressor
    return compressor + per_kwh * run.defrost_kw * run.running / heat * BTU_PER_MMBTU
