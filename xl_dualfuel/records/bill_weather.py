"""The outdoor temperatures of billed periods: of their own days, from an hourly file, or of a typical year's."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..files.reading import FilePath, expanded, one_line, read_text
from ..units import fahrenheit
from ..weather.files import FORMATS
from ..weather.rows import WEATHER, Body, body_of
from .bills import Bill, Bills, read_bills

KEY: Final = "bills_weather_file"
COVERED: Final = 0.9
"""Least share of a period's hours that the file must have: CalTRACK 2.0 methods, 2.2.2.1"""
_SPANNED: Final = 2
"""Calendar years that a file of one year may touch; a typical year is put together from more"""

Array = NDArray[np.float64]
_HOUR: Final = datetime.timedelta(hours=1)
_STEP: Final = 0.5
"""Temperatures are taken to the nearest half degree [°F]: a workbook holds the hours at each, and gives the same"""


class BillWeather(NamedTuple):
    """Temperatures at even times of each bill [°F], to half degrees, from cold to warm, and what they are of."""

    source: str
    is_typical: bool
    temperatures: tuple[tuple[float, ...], ...]


UNLIKE: Final = {
    "not_said": "The form does not say which fuel heated the house before",
    "electricity": "The house was heated by electricity before, and the form does not say by which equipment",
    "other_fuel": "The house was heated with another fuel before, which the case does not burn",
    "no_fuel": "There are no bills of the fuel that heated the house before",
    "no_unit": "The unit of the fuel that heated the house before is not on the form",
    "deliveries": "Deliveries of the fuel do not say when it was burned",
    "no_efficiency": "The form does not give the AFUE of the system before, which heat from its fuel takes",
    "after": "Some bills are from after the controls were set: the year before says what the house needs",
}
"""Why no load of the house follows from bills, by a key"""


class BillsRead(NamedTuple):
    """Utility bills, and the weather of their own days; None where that of the case serves."""

    bills: Bills
    weather: BillWeather | None
    efficiency: float | None = None
    """Of the furnace that was billed; None: the case's"""
    way: Literal["", "furnace_only"] = ""
    """How the house was heated, where that is known"""
    unlike: str = ""
    """Why no load of the house follows from them, a key of UNLIKE; "" where one may"""


def bills_with_weather(path: str, fuel: str, weather: object) -> BillsRead:
    """The bills in a file with the weather in another one, if one is named. Raises InputError as both readers do."""
    bills = read_bills(expanded(path), fuel)
    own = own_weather(expanded(weather), bills.bills) if isinstance(weather, str) else None
    return BillsRead(bills, own)


def own_weather(path: FilePath, bills: Sequence[Bill]) -> BillWeather:
    """The temperatures of each bill's own days, from an hourly weather file of any format and any number of years.

    Raises InputError: it cannot be read, is a typical year, or lacks hours of a bill, whose lines are named.
    """
    try:
        body = body_of(path, read_text(path, WEATHER), FORMATS)
    except InputError as error:
        raise InputError(issue._replace(key=KEY) for issue in error.issues) from None
    start, hours = _by_hour(body)
    years = {row.when.year for row in body.rows if row.when}
    name = one_line(body.name or str(path))
    if not body.format.is_measured and (0 in years or len(years) > _SPANNED):
        raise InputError([Issue(KEY, str(path), "must be the weather of the bills' own days, not a typical year",
                                "Download measured hours, or leave it out: the case's own then serves")])  # fmt: skip
    temperatures, issues = [], []
    for bill in bills:
        first = (datetime.datetime.combine(bill.first, datetime.time()) - start) // _HOUR
        inside = hours[max(first, 0) : max(first + 24 * bill.days, 0)]
        known = inside[~np.isnan(inside)]
        if len(known) < COVERED * 24 * bill.days:
            found = f"it has {len(known):,} of {24 * bill.days:,}"
            what = f"must have the hours of the bill of {bill.first} to {bill.last} ({found})"
            issues.append(
                Issue(KEY, one_line(str(path)), what, "Give weather of all the bills, or leave that bill out")
            )
        temperatures.append(_in_steps(known))
    if issues:
        raise InputError(issues)
    return BillWeather(name, False, tuple(temperatures))


def _in_steps(hours: Array) -> tuple[float, ...]:
    return tuple((np.sort(np.round(hours / _STEP)) * _STEP + 0.0).tolist())


def _by_hour(body: Body) -> tuple[datetime.datetime, Array]:
    """The first hour of a file, and the mean dry bulb of each hour since [°F]; not a number where there is none."""
    to_fahrenheit = float if body.layout.is_fahrenheit else fahrenheit
    times, values = [], []
    for row in body.rows:
        if row.when is None or not row.when.year or isinstance(row.dry_bulb, str):
            continue
        day = datetime.datetime(row.when.year, row.when.month, min(row.when.day, 28))
        day += datetime.timedelta(days=row.when.day - day.day, hours=row.when.hour + body.layout.shift)
        times.append(day)
        values.append(to_fahrenheit(row.dry_bulb))
    if not times:
        return datetime.datetime(1, 1, 1), np.empty(0)
    start = min(times)
    place = np.array([(time - start) // _HOUR for time in times])
    count = np.bincount(place)
    total = np.bincount(place, weights=np.array(values))
    with np.errstate(invalid="ignore"):
        return start, total / np.where(count > 0, count, np.nan)


def typical_weather(source: str, dry_bulb: Array, bills: Sequence[Bill]) -> BillWeather:
    """The temperatures of the same days of a typical year. dry_bulb: its hours in order (8760,) [°F]."""
    temperatures = []
    for bill in bills:
        days = [bill.first + datetime.timedelta(days=number) for number in range(bill.days)]
        places = [
            datetime.date(2023, day.month, min(day.day, 28 if day.month == 2 else 31)).timetuple().tm_yday - 1
            for day in days
        ]
        hours = np.concatenate([dry_bulb[24 * place : 24 * place + 24] for place in places])
        temperatures.append(_in_steps(hours))
    return BillWeather(source, True, tuple(temperatures))
