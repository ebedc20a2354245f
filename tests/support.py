"""What several test modules need: cases from plain inputs, and the comparison of an answer with the slow reference."""

from __future__ import annotations

import gzip
import math
import os
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from _pytest.mark import ParameterSet

import xl_dualfuel as df
from xl_dualfuel.weather.year import Hours, WeatherYear

SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
"""The share of their examples that slow tests try (conftest)."""

RELATIVE = 1e-9
"""The design's tolerance between routes. Sums of at most 8,760 doubles differ by less than 1e-12 in another order."""
ABSOLUTE = 1e-7
"""Differences of nearly equal sums (savings, unmet load) are rounding below this, in $, °F, kWh, kg, BTU/h alike."""


def lines(decisions: Any) -> list[str]:
    """What a screen shows of decisions, the rows of its tables with commas between their cells."""
    from xl_dualfuel.decisions.words import parts

    shown = ([part] if isinstance(part, str) else [", ".join(row) for row in part.rows] for part in parts(decisions))
    return [line for one in shown for line in one]


def case_from(inputs: dict[str, Any]) -> df.Case:
    """A case from a strategy's inputs; ``hours_by_temperature`` stands for the year of a weather file."""
    inputs = dict(inputs)
    ordered = inputs.pop("hours_in_order", None)
    if ordered is not None:
        return df.Case.with_year(year_of(ordered), **(inputs | {"climate": "weather", "weather_file": "year.epw"}))
    hours = inputs.pop("hours_by_temperature", None)
    if hours is None:
        return df.Case(**inputs)
    merged: dict[float, float] = {}
    for temperature, count in hours:
        merged[temperature] = merged.get(temperature, 0.0) + count
    rows = sorted((t, h) for t, h in merged.items() if h > 0)
    year = WeatherYear("a year", "test", tuple(t for t, _ in rows), tuple(h for _, h in rows))
    inputs |= {"climate": "weather", "weather_file": "year.epw"}
    with mock.patch("xl_dualfuel.weather.files.read_weather_file", return_value=year):
        return df.Case(**inputs)


def year_of(hours: list[tuple[float, float, float]]) -> WeatherYear:
    """A year of one day's hours in order: dry bulb [°F], relative humidity [%], pressure [Pa]."""
    dry_bulb, humidity, pressure = (np.array(column * 365) for column in zip(*hours, strict=True))
    order = Hours(tuple(f"line {n + 1}" for n in range(len(dry_bulb))), dry_bulb, humidity, pressure)
    at, count = np.unique(dry_bulb, return_counts=True)
    return WeatherYear("a year", "test", tuple(at.tolist()), tuple(count.astype(float).tolist()), order)


def differences(found: Any, expected: Any, path: str = "") -> list[str]:
    """Where ``found`` differs from ``expected``; keys that only ``found`` has do not count."""
    if isinstance(expected, dict):
        missing = [f"{path}.{key}: missing" for key in expected if key not in found]
        return missing + [
            line for key in expected if key in found for line in differences(found[key], expected[key], f"{path}.{key}")
        ]
    if isinstance(expected, (list, tuple)) and isinstance(found, (list, tuple)):
        if len(found) != len(expected):
            return [f"{path}: {len(found)} items, expected {len(expected)}"]
        pairs = enumerate(zip(found, expected, strict=True))
        return [line for place, (f, e) in pairs for line in differences(f, e, f"{path}[{place}]")]
    if _number(expected) and _number(found):
        same = math.isclose(found, expected, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
        return [] if same else [f"{path}: {found!r}, expected {expected!r}"]
    return [] if found == expected else [f"{path}: {found!r}, expected {expected!r}"]


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def one_in(every: int, cases) -> list:
    """One of so many cases of a parametrized test in the default run, all of them in the slow one."""
    return [case if number % every == 0 else _slow(case) for number, case in enumerate(cases)]


def _slow(case: Any) -> Any:
    if isinstance(case, ParameterSet):
        return case._replace(marks=[*case.marks, pytest.mark.slow])
    return pytest.param(*(case if type(case) is tuple else (case,)), marks=pytest.mark.slow)


@cache
def chicago_hours() -> tuple[float, ...]:
    """The year's hours of Chicago O'Hare in order [°F], by a plain loop over the file (tests/cases/README.md)."""
    path = Path(__file__).parent / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
    with gzip.open(path, "rt", encoding="latin-1") as file:
        rows = [line.split(",") for line in file][8:]
    return tuple(float(row[6]) * 1.8 + 32 for row in rows)  # dry bulb, °C


def chicago_by_temperature() -> list[tuple[float, float]]:
    """Its temperatures [°F] and how many hours have each."""
    hours = chicago_hours()
    return [(t, float(hours.count(t))) for t in sorted(set(hours))]
