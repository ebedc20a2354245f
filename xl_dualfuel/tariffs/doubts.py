"""What is doubted in a tariff that could be read, and what was taken for granted: notes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from .calendar import HOURS_PER_YEAR, MONTHS, SHORT_MONTHS, clock_at, ranges
from .elements import ZERO, Control, Special, When
from .tables import KWH_PRICE, amount
from .tariff import Electricity, FuelTariff, Tariff
from .windows import by_the_hour

DOUBTED: Final = 2.0
"""Price of a kWh above which cents are suspected [$/kWh]; market prices of single hours do go there."""
_CONDITIONS: Final = ("windows", "special_prices", "control")


def notes_of(given: Mapping[str, Any], tariff: Tariff) -> Iterator[str]:
    """The notes on a tariff read from ``given``: what the file leaves out, then prices that are hard to believe."""
    if tariff.electricity is None and tariff.fuel is None and tariff.carbon is None:
        yield "it has no prices: all are the house's own; give [electricity] or [fuel]"
    yield from _assumed(given, tariff)
    if tariff.electricity is not None:
        yield from high_prices(tariff.electricity, "blocks" in given["electricity"])
        yield from _nothing(tariff.electricity)
        yield from _below(tariff.electricity)
        yield from _early(given["electricity"])
    if tariff.fuel is not None:
        yield from _free_fuel(tariff.fuel)


def _assumed(given: Mapping[str, Any], tariff: Tariff) -> Iterator[str]:
    """What the hours and temperatures depend on and the file leaves out."""
    power = tariff.electricity
    if power is None:
        return
    whens = [one.when for one in _conditioned(power)]
    by_hour = any(by_the_hour(slots) for slots in (power.calendar, *(when.slots or b"" for when in whens)))
    by_hour = by_hour or any(when.read_at is not None for when in whens)
    if by_hour and not given.keys() & {"daylight_saving", "clock"}:
        yield (
            "clock is not given: the windows are taken in standard time all year, in summer an "
            'hour late by the clock; give clock = "US" (or EU, UK, ...) where they are clock time, else clock = "none"'
        )
    rows = [row for key in _CONDITIONS for row in given["electricity"].get(key, ())]
    if "year" not in given and any(row.get("days", "all") != "all" for row in rows):
        yield f"year is not given: weekdays and weekends are taken as those of {tariff.year}"
    if not tariff.temperature_unit and any(_in_degrees(when) for when in whens):
        yield (
            "temperature_unit is not given: the temperatures are taken in the unit of the house; give temperature_unit "
            '= "F" or "C"'
        )


def _conditioned(power: Electricity) -> list[Special | Control]:
    return [*power.specials, *power.controls]


def _in_degrees(when: When) -> bool:
    return when.below is not None or when.above is not None


def _prices(power: Electricity) -> Iterator[tuple[str, float]]:
    """The prices of a kWh by their keys [$/kWh]."""
    yield "price", power.price or 0.0
    yield "monthly", max(power.monthly or ZERO)
    yield "delivery", power.delivery
    yield "riders", max(power.riders, key=abs)
    for name, price in zip(power.periods, power.period_prices, strict=True):
        yield f"periods.{name}", price
    for n, special in enumerate(power.specials, 1):
        yield f"special_prices[{n}].{'add' if special.adds else 'price'}", special.price
    if power.solar is not None:
        yield "solar.credit", power.solar.credit or 0.0


def _block_prices(power: Electricity, given_blocks: bool) -> Iterator[tuple[str, float]]:
    for place, ladder in enumerate(power.ladders):
        number = place if given_blocks else place + 1
        key = "blocks" if given_blocks and not place else f"ladders[{number}].blocks"
        yield from ((f"{key}[{n}].price", block.price) for n, block in enumerate(ladder.blocks, 1))


def high_prices(power: Electricity, blocks: bool) -> Iterator[str]:
    """Prices of a kWh [$] so high that they may be in cents; blocks: whether the first ladder is ``blocks``."""
    for key, price in (*_prices(power), *_block_prices(power, blocks)):
        if abs(price) > DOUBTED:
            yield f"electricity.{key}: ${price:g}/kWh is above ${DOUBTED:g}: if cents are meant, give {price / 100:g}"
    high = [price for price in power.series or () if price > DOUBTED]
    if high:
        hours = "1 hour is" if len(high) == 1 else f"{len(high):,} hours are"
        yield (
            f"electricity.series: {hours} above ${DOUBTED:g}/kWh, up to ${max(high):g}: if the file has cents, give it "
            "in dollars"
        )


def _nothing(power: Electricity) -> Iterator[str]:
    """Prices of 0 where nothing else prices a kWh."""
    if power.delivery or any(block.price for ladder in power.ladders for block in ladder.blocks):
        return
    free = [month for month in range(MONTHS) if not power.riders[month]]
    if power.series is not None:
        month = clock_at(np.arange(HOURS_PER_YEAR), 2026).month
        priced = {month[hour] for hour in np.flatnonzero(power.series).tolist()}
        yield from _doubt("electricity.series", [month for month in free if month not in priced])
    elif power.monthly is not None:
        yield from _doubt("electricity.monthly", [month for month in free if not power.monthly[month]])
    elif power.periods:
        for name, price in zip(power.periods, power.period_prices, strict=True):
            yield from _doubt(f"electricity.periods.{name}", [] if price else free)
    elif not power.price:
        yield from _doubt("electricity.price", free)


def _free_fuel(fuel: FuelTariff) -> Iterator[str]:
    if any(block.price for ladder in fuel.ladders for block in ladder.blocks):
        return
    key = "fuel.monthly" if fuel.by_month else "fuel.price"
    yield from _doubt(key, [month for month in range(MONTHS) if not fuel.monthly[month] + fuel.riders[month]])


def _doubt(key: str, months: list[int]) -> Iterator[str]:
    if months:
        when = "" if len(months) == MONTHS else f" in {ranges(months, SHORT_MONTHS)}"
        yield f"{key}: a price of 0{when} looks wrong; give the price that the bill has"


_NIGHT_ENDS: Final = 5
_NOON: Final = 12


def _early(power: Mapping[str, Any]) -> Iterator[str]:
    """Hours of the dearest price that begin by night and end in the morning: 4 to 9 is said of the evening."""
    prices = power.get("periods", {})
    dearest = max(prices.values(), default=0.0)
    for n, window in enumerate(power.get("windows", ()), 1):
        begin, end = window.get("from"), window.get("to")
        if not (isinstance(begin, (int, float)) and isinstance(end, (int, float)) and len(prices) > 1):
            continue  # "4:30 am" says which half of the day it is
        if 1 <= begin < _NIGHT_ENDS and begin < end < _NOON and prices.get(window.get("period")) == dearest:
            yield (
                f"electricity.windows[{n}]: the hours of the dearest price are {begin:g} to {end:g} in the morning; if "
                f"those of the evening are meant, write {begin + _NOON:g} and {end + _NOON:g}"
            )


def _below(power: Electricity) -> Iterator[str]:
    """Prices of a kWh that riders bring below zero."""
    if power.ladders or min(power.riders) >= 0 or power.series is not None:
        return
    for key, prices in _energy_prices(power):
        sums = [price + power.delivery + rider for price, rider in zip(prices, power.riders, strict=True)]
        months = [month for month, price in enumerate(sums) if price < 0]
        if months:
            when, least = ranges(months, SHORT_MONTHS), amount(min(sums), KWH_PRICE)
            yield f"electricity.{key}: with riders the price is below $0/kWh in {when}, down to {least}"


def _energy_prices(power: Electricity) -> Iterable[tuple[str, tuple[float, ...]]]:
    if power.monthly is not None:
        return [("monthly", power.monthly)]
    if power.periods:
        pairs = zip(power.periods, power.period_prices, strict=True)
        return [(f"periods.{name}", (price,) * MONTHS) for name, price in pairs]
    return [("price", (power.price or 0.0,) * MONTHS)]
