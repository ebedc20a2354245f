"""The hours that a tariff bills: those of the climate in order, or typical days where only their number is known.

A year under a tariff has all its 8,760 hours, since charges by the month, and prices by the temperature, look at every
hour. Hours that a climate does not know need no heat: they are WARM.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np

from ..errors import InputError, Issue
from ..inputs.case import Case
from ..inputs.fields import FIELDS
from ..model.climate import bins_of
from ..model.in_order import NOT_IN_THE_BOOK, TOO_MANY, InOrder, in_order
from ..model.parameters import Array
from ..weather.typical import TYPICAL_DAYS, in_typical_order, usual_months
from ..weather.year import HOURS_PER_YEAR, IN_UTC, KINDS, times_of_year
from .tariff import Tariff

Hours = tuple[Sequence[str], Sequence[float] | Array]
"""Time stamps ``MM-DD HH:00`` and temperatures [°F] of each hour, as ``weather.year.Hours`` has them."""

WARM: Final = float(FIELDS["load_balance_temperature"].maximum or 0)
"""Outdoor temperature of the hours that nobody knows [°F]: no house needs heat there."""


def hours_of(case: Case, tariff: Tariff, key: str = "tariff") -> Hours:
    """The 8,760 hours of a case, 1 January to 31 December, whatever its climate.

    Of weather with hours its own; of a record its own, by their dates, unless it was scaled to a season; else typical
    days. ``hour_notes`` says which. Raises InputError about ``key`` where the hours are in UTC, or cannot be had.
    """
    if _in_utc(case):
        allowed = "must come with hours in local standard time: those of this file are in UTC"
        remedy = "Give a station, an EPW, TMY3 or Open-Meteo file, or a record with local times"
        raise InputError([Issue(key, tariff.name, allowed, remedy)])
    order = _in_order(case)
    if order in (NOT_IN_THE_BOOK, TOO_MANY):
        remedies = {
            NOT_IN_THE_BOOK: f"Give the case file, with its station or weather_file, an {KINDS} file",
            TOO_MANY: f"Give at most {HOURS_PER_YEAR:,} hours, those of one year",
        }
        words = {
            NOT_IN_THE_BOOK: "needs the hours in order, which this workbook does not have",
            TOO_MANY: f"needs the hours of one year: the climate has more than {HOURS_PER_YEAR:,}",
        }
        raise InputError([Issue(key, tariff.name, words[str(order)], remedies[str(order)])])
    assert isinstance(order, InOrder)
    if order.is_year:
        return order.times, np.where(np.isnan(order.dry_bulb), WARM, order.dry_bulb)
    return _on_its_dates(order)[0]


def hour_notes(case: Case) -> Iterator[tuple[str, str]]:
    """What a reader has to know of the hours: (key, message). Nothing of weather that has its own."""
    season = case.season
    if case.runtime is not None and season is not None and season.times == 1:
        if season.note:
            yield "runtime_file", season.note
        yield "runtime_file", RECORDED
        left = _on_its_dates(_recorded(case))[1]
        if left:
            words = "hours of the record are on 29 February, or on a date that it has twice: they are left out"
            yield "runtime_file", f"{left:,} {words}"
        return
    if case.year is not None and case.year.order is not None:
        return
    if season is not None and season.note:
        yield "runtime_file", season.note
    yield "climate", f"{TYPICAL_DAYS}. So are the hours at each price, and the highest hour of a month"


RECORDED: Final = (
    "Each recorded hour is billed by its date and time, taken as local standard time. Days of the week are those of "
    "the tariff's year"
)


def _in_utc(case: Case) -> bool:
    weather = case.year.read if case.year is not None else None
    record = case.runtime.read if case.runtime is not None else None
    return any(read is not None and IN_UTC in read.notes for read in (weather, record))


def _in_order(case: Case) -> InOrder | str:
    season = case.season
    if season is None or season.times == 1:
        if case.runtime is not None and season is not None:
            return _recorded(case)
        return in_order(case, bins_of(case))
    # A record that stands for a season: no month has as many hours as its bins, so they are put into typical days.
    bins = bins_of(case)
    if bins.hours.sum() > HOURS_PER_YEAR:
        return TOO_MANY
    dry_bulb = in_typical_order(bins.temperature[::-1], bins.hours[::-1], usual_months())
    return InOrder(times_of_year(), dry_bulb, is_typical=True)


def _recorded(case: Case) -> InOrder:
    order = in_order(case, bins_of(case))
    assert isinstance(order, InOrder)  # a record has its own
    return order


@cache
def _places() -> dict[str, int]:
    return {time: place for place, time in enumerate(times_of_year())}


def _on_its_dates(order: InOrder) -> tuple[Hours, int]:
    """The hours of a record at their dates of a year of 365 days, and how many of them have no place there."""
    dry_bulb, left, places = np.full(HOURS_PER_YEAR, WARM), 0, _places()
    taken: set[int] = set()
    for time, temperature in zip(order.times, order.dry_bulb.tolist(), strict=True):
        if np.isnan(temperature):
            continue
        place = places.get(time[5:])
        if place is None or place in taken:
            left += 1
            continue
        taken.add(place)
        dry_bulb[place] = temperature
    return (times_of_year(), dry_bulb), left
