"""The season as a list of bins from warm to cold, cut at every temperature that somebody sets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .given import at_or_above

# Fraction of the season's hours in bins centred 62, 57, 52 ... °F: AHRI 210/240, 10 CFR 430 Appendix M1.
REGION_FRACTIONS: dict[str, tuple[float, ...]] = {
    "I": (0.291, 0.239, 0.194, 0.129, 0.081, 0.041, 0.019, 0.005, 0.001),
    "II": (0.215, 0.189, 0.163, 0.143, 0.112, 0.088, 0.056, 0.024, 0.008, 0.002),
    "III": (0.153, 0.142, 0.138, 0.137, 0.135, 0.118, 0.092, 0.047, 0.021, 0.009, 0.005, 0.002, 0.001),
    "IV": (0.132, 0.111, 0.103, 0.093, 0.100, 0.109, 0.126, 0.087, 0.055, 0.036, 0.026, 0.013, 0.006, 0.002, 0.001),
    "V": (
        *(0.106, 0.092, 0.086, 0.076, 0.078, 0.087, 0.102, 0.094, 0.074),
        *(0.055, 0.047, 0.038, 0.029, 0.018, 0.010, 0.005, 0.002, 0.001),
    ),
    "VI": (0.113, 0.206, 0.215, 0.204, 0.141, 0.076, 0.034, 0.008, 0.003),
}
# Outdoor design temperature [°F]: the same table.
REGION_DESIGN = {"I": 37.0, "II": 27.0, "III": 17.0, "IV": 5.0, "V": -10.0, "VI": 30.0}

Frost = tuple[float, float, float]
"""What frost makes of capacity and of power, and the defrost's own share of an hour."""
NO_FROST: Frost = (1.0, 1.0, 0.0)


@dataclass(frozen=True)
class Bin:
    """Outdoor temperatures from low to high [°F], the mean temperature of their hours [°F], the hours [h], frost."""

    low: float
    high: float
    temperature: float
    hours: float
    frost: Frost = NO_FROST


def hour_by_hour(case: Mapping[str, Any]) -> bool:
    """Whether every temperature of a year stands by itself."""
    return case["climate"] in ("weather", "station") and case["bin_width"] == 0


def bins_of(case: Mapping[str, Any], also: Iterable[float] = ()) -> list[Bin]:
    """The season's bins, warm to cold, cut at what the case sets and at further temperatures [°F]."""
    climate = case["climate"]
    if climate == "bins":
        return user_bins(case)
    if hour_by_hour(case):
        return hourly_bins(case)
    if climate == "proportional":
        edges = proportional_edges(case)
    elif climate == "region":
        edges = [64.5 - 5.0 * i for i in range(len(REGION_FRACTIONS[case["region"]]) + 1)]
    elif climate in ("weather", "station"):
        edges = weather_edges(case)
    else:
        raise ValueError(f"climate {climate!r}")

    guess = moved_into(case["initial_balance_point"], edges[-1], edges[0])
    wished = [case["existing_switchover"], case["as_left_switchover"], guess, case["compressor_lockout"]]
    cut = cut_at(edges, [*wished, case["load_balance_temperature"], *also])
    if climate == "proportional":
        return proportional_bins(case, cut)
    if climate == "region":
        return region_bins(case, cut)
    return weather_bins(case, cut)


def moved_into(temperature: float, low: float, high: float) -> float:
    """The temperature, or the nearest end of the range [°F]."""
    return min(max(temperature, low), high)


def cut_at(edges: list[float], settings: Iterable[float | None]) -> list[float]:
    """The edges, warm to cold, with each setting that lies between two of them."""
    found = list(edges)
    for setting in settings:
        inside = setting is not None and edges[-1] < setting < edges[0]
        if setting is not None and inside and all(abs(setting - edge) > 1e-9 for edge in found):
            found.append(setting)
    return sorted(found, reverse=True)


def proportional_edges(case: Mapping[str, Any]) -> list[float]:
    """From the setpoint down to the design temperature in steps of the width; the last may be narrower."""
    setpoint, design, width = case["indoor_setpoint"], case["design_temperature"], case["bin_width"]
    # The tolerance keeps rounding in (setpoint - design) / width from adding a bin of no width at the cold end.
    count = math.ceil((setpoint - design) / width - 1e-9)
    return [setpoint - i * width for i in range(count)] + [design]


def proportional_bins(case: Mapping[str, Any], edges: list[float]) -> list[Bin]:
    """Hours at each temperature in proportion to its distance below the setpoint; the rest on the coldest bin."""
    setpoint = case["indoor_setpoint"]
    total = (setpoint - edges[-1]) ** 2 - (setpoint - edges[0]) ** 2
    bins = []
    for high, low in pairwise(edges):
        near, far = setpoint - high, setpoint - low
        hours = case["season_hours"] * (far**2 - near**2) / total
        mean = setpoint - 2 / 3 * (far**3 - near**3) / (far**2 - near**2)
        bins.append(Bin(low, high, mean, hours))
    coldest = bins[-1]
    hours = coldest.hours + case["hours_below_design"]
    bins[-1] = Bin(coldest.low, coldest.high, coldest.temperature, hours)
    return bins


def user_bins(case: Mapping[str, Any]) -> list[Bin]:
    """The user's temperatures and hours as they are; edges halfway to the neighbours. Rows are never cut."""
    rows = sorted(((row[0], row[1]) for row in case["bin_table"]), reverse=True)
    if len(rows) == 1:
        half = case["bin_width"] / 2 if case["bin_width"] > 0 else 1.0
        temperature, hours = rows[0]
        return [Bin(temperature - half, temperature + half, temperature, hours)]

    temperatures = [row[0] for row in rows]
    edges = [temperatures[0] + (temperatures[0] - temperatures[1]) / 2]
    for warmer, colder in pairwise(temperatures):
        edges.append((warmer + colder) / 2)
    edges.append(temperatures[-1] - (temperatures[-2] - temperatures[-1]) / 2)
    return [Bin(edges[i + 1], edges[i], temperature, hours) for i, (temperature, hours) in enumerate(rows)]


def region_bins(case: Mapping[str, Any], edges: list[float]) -> list[Bin]:
    """The published 5 °F bins of an AHRI region, hours scaled to season_hours; a cut divides them by width."""
    fractions = REGION_FRACTIONS[case["region"]]
    bins = []
    for high, low in pairwise(edges):
        centre = (low + high) / 2
        whole = fractions[math.floor((64.5 - centre) / 5)]
        bins.append(Bin(low, high, centre, case["season_hours"] * whole / sum(fractions) * (high - low) / 5))
    return bins


Hours = tuple[float, float, Frost]


def counted_hours(case: Mapping[str, Any]) -> list[Hours]:
    """Temperatures below the load balance temperature [°F], their hours [h] and frost."""
    if case["hours_by_temperature"] is None:
        raise ValueError("a weather or station climate needs hours_by_temperature here")
    rows = [(row[0], row[1], row[2] if len(row) > 2 else NO_FROST) for row in case["hours_by_temperature"]]
    counted = [row for row in rows if not at_or_above(row[0], case["load_balance_temperature"]) and row[1] > 0]
    if not counted:
        raise ValueError("no hour is below the load balance temperature")
    return counted


def weather_edges(case: Mapping[str, Any]) -> list[float]:
    """The load balance temperature, then multiples of the width down to below the coldest hour."""
    width: float = case["bin_width"]
    temperatures = [t for t, _, _ in counted_hours(case)]
    # An hour on an edge belongs to the bin above it, also when the division lands a hair below a whole number.
    coldest = math.floor(min(temperatures) / width + 1e-9)
    # No hour at or above the load balance temperature counts: the season begins there.
    top = math.ceil(case["load_balance_temperature"] / width - 1e-9)
    return [case["load_balance_temperature"]] + [index * width for index in range(top - 1, coldest - 1, -1)]


def weather_bins(case: Mapping[str, Any], edges: list[float]) -> list[Bin]:
    """The hours between two edges and their mean; the middle where there are none."""
    counted = counted_hours(case)
    bins = []
    for high, low in pairwise(edges):
        own = [row for row in counted if at_or_above(row[0], low) and not at_or_above(row[0], high)]
        hours = sum(h for _, h, _ in own)
        if not own:
            bins.append(Bin(low, high, (low + high) / 2, 0.0))
            continue
        frost = tuple(sum(h * f[part] for _, h, f in own) / hours for part in range(3))
        # The mean of hours that all lie on the low edge must not fall below it by rounding.
        mean = max(low, sum(t * h for t, h, _ in own) / hours)
        bins.append(Bin(low, high, mean, hours, frost))  # type: ignore[arg-type]
    return bins


def design_of_climate(case: Mapping[str, Any]) -> float:
    """The climate's own design temperature [°F]: of a region as published, of a year its coldest hour."""
    if case["climate"] == "region":
        return REGION_DESIGN[case["region"]]
    if case["hours_by_temperature"] is not None:
        return min(t for t, _, _ in counted_hours(case))
    if case["climate"] == "proportional":
        coldest: float = case["design_temperature"]
        return coldest
    return bins_of(case)[-1].temperature


def hourly_bins(case: Mapping[str, Any]) -> list[Bin]:
    """Every distinct temperature by itself, and every frost at it."""
    merged: dict[tuple[float, Frost], float] = {}
    for temperature, hours, frost in counted_hours(case):
        merged[temperature, frost] = merged.get((temperature, frost), 0.0) + hours
    bins = []
    high: float = case["load_balance_temperature"]
    for temperature, frost in sorted(merged, reverse=True):
        bins.append(Bin(temperature, high, temperature, merged[temperature, frost], frost))
        high = temperature
    return bins
