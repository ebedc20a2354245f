"""A place without a weather file: a short TOML file of degree days, design temperature and monthly means.

    name = "Springfield, IL"
    degree_days = 5304                # heating degree days of a normal year, of daily means
    degree_day_base = 65              # left out: 65 °F, or 18 °C
    design_temperature = 6            # the 99 % heating design temperature
    monthly_temperature = [27, 31, 42, 53, 64, 73, 76, 74, 67, 55, 42, 31]    # better; degree_days may then be left out
    monthly_range = [15, 16, 19, 21, 21, 20, 19, 19, 21, 20, 16, 14]          # best: mean daily maximum − minimum
    temperature_unit = "F"            # or "C", of everything in the file

It is read wherever a weather file is. The year is an estimate (``estimate.py``), its hours in the order of
typical days (``typical.py``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..errors import InputError, Issue
from ..files.reading import MAX_TEXT, FilePath, Wanted, one_line
from ..files.toml_tables import Items, raise_all, toml_of
from ..files.values import as_number
from .estimate import Months, by_degree_days, by_months
from .typical import TYPICAL_DAYS, typical_hours
from .year import HOURS_PER_YEAR, Array, Reading, WeatherYear

PLACE: Final = Wanted(
    "weather_file",
    "must be a place's degree_days and design_temperature, or monthly_temperature, as TOML",
    "Give these keys only.",
    MAX_TEXT,
)
_KEYS: Final = ("name", "degree_days", "degree_day_base", "design_temperature", "monthly_temperature", "monthly_range",
                "temperature_unit")  # fmt: skip
_IS_PLACE: Final = re.compile(r"^[ \t]*(?:degree_days|monthly_temperature)[ \t]*=", re.MULTILINE)
_HEAD: Final = 4096
"""Characters among which the keys are looked for"""
_OUTDOOR: Final = (-80.0, 120.0)
_RANGE: Final = (1.0, 60.0)
_MOST_DEGREE_DAYS: Final = 30_000.0
_BASE: Final = {"F": 65.0, "C": 18.0}
_FROM_BESIDE: Final = 20.0
"""Most that a month is from the mean of the two beside it [°F]; Verkhoyansk's November is by 12"""
_LEAST_SUMMER: Final = 36.0
"""Least mean of the warmest month where houses are [°F]; Utqiagvik, Alaska, has 41"""
_DAYS_APART, _FEW_DAYS = 0.2, 300.0
"""Most that degree days are from those of monthly means, as a share and [°F·d]; the stations' by up to 0.14"""
_ACCURACY: Final = {
    "degree days": "load within about 4 % and the share of furnace hours within 9 points",
    "monthly means": "load within about 6 % and the share of furnace hours within 5 points",
    "monthly means and daily ranges": "load within about 2.5 % and the share of furnace hours within 5 points",
}
"""Of estimates against the hourly years of the six built-in stations, for settings from 20 to 45 °F"""

SPELLS: Final = "(on four cold stations the worst 1 to 10 days took from 25 % less to 45 % more fuel)"
"""Of worst days in the order of typical days"""


def is_place(text: str) -> bool:
    """Whether a text looks like a file of a place."""
    return _IS_PLACE.search(text[:_HEAD]) is not None


def place_year(path: FilePath, text: str) -> WeatherYear:
    """The estimated year of a place. Raises InputError (key ``weather_file``, or the keys of the file)."""
    given = toml_of(text, path, PLACE)
    issues: list[Issue] = []
    items = Items(given, "", issues)
    items.known(_KEYS)
    name = items.text("name")
    unit = given.get("temperature_unit", "F")
    if unit not in _BASE:
        items.refuse("temperature_unit", "must be F or C", "Write it in quotes")
        unit = "F"
    scale, zero = (1.8, 32.0) if unit == "C" else (1.0, 0.0)
    days = _number(items, "degree_days", scale, 0.0, (0.0, _MOST_DEGREE_DAYS))
    base = _number(items, "degree_day_base", scale, zero, _OUTDOOR)
    design = _number(items, "design_temperature", scale, zero, _OUTDOOR)
    means = _twelve(items, "monthly_temperature", scale, zero, _OUTDOOR)
    ranges = _twelve(items, "monthly_range", scale, 0.0, _RANGE)
    if not issues and means is None:
        for key, value in (("degree_days", days), ("design_temperature", design)):
            if value is None:
                items.refuse(key, "must be given where monthly_temperature is not", "Give it, or twelve monthly means")
        if ranges is not None:
            items.refuse("monthly_range", "must come with monthly_temperature", "Give both")
    if means is not None:
        _plausible(items, means, lambda degrees: (degrees - zero) / scale)
    raise_all(issues)
    base = _BASE[unit] * scale + zero if base is None else base
    months = _months(path, given, (days, base, design), means, ranges)
    if days is not None and abs(more := months.degree_days(base) - days) > max(_DAYS_APART * days, _FEW_DAYS):
        allowed = f"must agree with monthly_temperature, which gives about {(days + more) / scale:,.0f}"
        items.refuse("degree_days", allowed, "Check both, temperature_unit and degree_day_base, or give one of the two")
    raise_all(issues)
    return _year(path, name, months, _kind(means, ranges), days, base)


def _plausible(items: Items, means: Array, shown: Callable[[float], float]) -> None:
    """Refuse monthly means [°F] of which one is far from those beside it, or which are all of a frozen place."""
    beside = (np.roll(means, 1) + np.roll(means, -1)) / 2
    month = int(np.abs(means - beside).argmax())
    if abs(means[month] - beside[month]) > _FROM_BESIDE:
        before, own, after = (shown(float(means[(month + step) % 12])) for step in (-1, 0, 1))
        allowed = f"must change evenly: {own:g} in {calendar.month_name[month + 1]} is between {before:g} and {after:g}"
        items.refuse("monthly_temperature", allowed, "Correct it; the months are January to December")
    elif means.max() < _LEAST_SUMMER:
        warmest = f"the warmest month, which has {shown(float(means.max())):g}"
        allowed = f"must be {shown(_LEAST_SUMMER):.4g} or more in {warmest}"
        items.refuse("monthly_temperature", allowed, 'Give temperature_unit = "C" where they are in °C')


def _months(
    path: FilePath, given: Mapping[str, Any], totals: tuple[float | None, float, float | None], means: Array | None,
    ranges: Array | None,
) -> Months:  # fmt: skip
    days, base, design = totals
    if means is not None:
        months = by_months(means, ranges, design)
        if months is None:
            allowed = f"must suit monthly_temperature, whose coldest is {min(given['monthly_temperature']):g}"
            remedy = "Check both, or leave it out"
            raise InputError([Issue("design_temperature", given["design_temperature"], allowed, remedy)])
        return months
    assert days is not None and design is not None
    months = by_degree_days(days, base, design)
    if months is None:
        shown = f"degree_days {given['degree_days']:g} and design_temperature {given['design_temperature']:g}"
        remedy = "Check both, their unit (temperature_unit) and degree_day_base, or give monthly_temperature."
        raise PLACE.refused(path, f"no place has {shown} together", remedy)
    return months


def _number(
    items: Items, key: str, scale: float, zero: float, limits: tuple[float, float]
) -> float | None:  # fmt: skip
    """A number of the file [°F, °F·d]; None where there is none."""
    if key not in items.given:
        return None
    number = as_number(items.given[key])
    if number is None or not limits[0] <= number * scale + zero <= limits[1]:
        low, high = ((limit - zero) / scale for limit in limits)
        items.refuse(key, f"must be a number from {low:.4g} to {high:.6g}", "Give it without quotes")
        return None
    return number * scale + zero


def _twelve(items: Items, key: str, scale: float, zero: float, limits: tuple[float, float]) -> Array | None:
    """Twelve numbers, January to December [°F]; None where there are none."""
    value = items.given.get(key)
    if value is None:
        return None
    numbers = [as_number(one) for one in value] if isinstance(value, list) else []
    converted = [number * scale + zero for number in numbers if number is not None]
    if len(numbers) != 12 or len(converted) != 12 or not all(limits[0] <= one <= limits[1] for one in converted):
        low, high = ((limit - zero) / scale for limit in limits)
        items.refuse(key, f"must be twelve numbers from {low:.4g} to {high:.4g}", "Give [January, …, December]")
        return None
    return np.array(converted)


def _kind(means: Array | None, ranges: Array | None) -> str:
    if means is None:
        return "degree days"
    return "monthly means" if ranges is None else "monthly means and daily ranges"


def _year(path: FilePath, name: str, months: Months, kind: str, days: float | None, base: float) -> WeatherYear:
    file = one_line(Path(path).name)
    table = months.table()
    notes = [f"An estimate, which on six stations gave the {_ACCURACY[kind]}", f"{TYPICAL_DAYS} {SPELLS}"]
    if days is not None and kind != "degree days":
        notes.append(f"The monthly means give {months.degree_days(base):,.0f} °F·d below {base:.4g} °F by the hour; "
                     f"degree_days is {days:,.0f} °F·d")  # fmt: skip
    period = f"a normal year, estimated from {kind}"
    read = Reading("estimate", file, name or file, period, float(HOURS_PER_YEAR), 60.0, min(table), None,
                   notes=tuple(notes))  # fmt: skip
    temperature, hours = tuple(table), tuple(table.values())
    typical = typical_hours(temperature, hours, months)
    return WeatherYear(name or file, f"estimate from {kind}, {file}", temperature, hours, None, read, typical)
