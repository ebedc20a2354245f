"""The table ``electricity`` of a tariff file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..errors import Issue
from .calendar import HOURS_PER_YEAR
from .conditions import Read, controls_of, specials_of
from .elements import ZERO
from .hours_files import PRICE_UNITS, household_of, series_of, solar_of
from .ladders import demands_of, ladders_of
from .series import Asked
from .tables import KWH_PRICE, PRICE, Table, amount
from .tariff import Electricity
from .windows import Days, calendar_of

MAX_PERIODS: Final = 36
SERIES_LOW: Final = -10.0
"""Lowest price of an hourly series [$/kWh]: market prices do fall below zero."""
SOURCES: Final = ("price", "monthly", "periods", "series")
_KEYS: Final = (
    *SOURCES, "windows", "otherwise", "delivery", "riders", "special_prices", "control", "blocks", "ladders",
    "household_kwh", "household", "solar", "demand_charge", "demand_periods", "demand", "fixed", "minimum",
    "tax_percent",
)  # fmt: skip


def electricity_of(
    items: Table | None, folder: Path, days: Days, clock: str, degrees: str, notes: list[str]
) -> Electricity | None:  # fmt: skip
    """What electricity costs; None where the file leaves it out. degrees: F, C, or "" for the house's unit."""
    if items is None:
        return None
    items.known(_KEYS)
    given = [key for key in SOURCES if key in items.given]
    if len(given) > 1:
        items.refuse(given[1], f"must not be given together with {given[0]}", f"Give one of {', '.join(SOURCES)}")
    if not given and not items.given.keys() & {"blocks", "ladders"}:
        items.refuse("price", f"must be given, or one of {', '.join(SOURCES[1:])}, or blocks",
                     "Give the price of a kWh; without [electricity] the case's counts")  # fmt: skip
    for key in ("windows", "otherwise"):
        if key in items.given and "periods" not in items.given:
            items.refuse(key, "must come with periods", "Give [electricity.periods]: a name and a price for each")
    names, prices = _periods(items)
    ladders = ladders_of(items, names, PRICE.maximum, KWH_PRICE, "kWh")
    series = series_of(items, folder, PRICE_UNITS, Asked("", "", 1, SERIES_LOW, PRICE.maximum, KWH_PRICE), notes)
    if series is not None and (below := sum(price < 0 for price in series)):
        notes.append(f"electricity.series: {_hours(below)} below $0/kWh, down to {amount(min(series), KWH_PRICE)}")
    read = Read(days, degrees, folder, notes)
    demands = demands_of(items, names, notes)
    return Electricity(
        price=items.number("price", 0.0, PRICE.maximum, None if given else 0.0, KWH_PRICE),
        monthly=items.year("monthly", PRICE.maximum, KWH_PRICE, alone=False),
        periods=names,
        period_prices=prices,
        calendar=calendar_of(items, names, days, notes) if names else b"",
        series=series,
        delivery=items.price("delivery") or 0.0,
        riders=items.riders(PRICE.maximum, KWH_PRICE, notes),
        specials=specials_of(items, read),
        controls=controls_of(items, read),
        ladders=ladders,
        demands=demands,
        household=household_of(items, folder, days.year, clock, notes),
        solar=solar_of(items, folder, notes),
        fixed=items.year("fixed", 1e5, "$ a month") or ZERO,
        minimum=items.year("minimum", 1e5, "$ a month") or ZERO,
        tax=items.tax(notes),
    )


def _periods(items: Table) -> tuple[tuple[str, ...], tuple[float, ...]]:
    table = items.table("periods")
    if table is None:
        return (), ()
    names = tuple(table.given)
    if not 1 <= len(names) <= MAX_PERIODS or not all(n.strip() and n.isprintable() and len(n) <= 40 for n in names):
        allowed = f"must be 1 to {MAX_PERIODS} names of at most 40 characters, each with its price"
        items.issues.append(Issue("electricity.periods", f"{len(names)} names", allowed, "Write peak = 0.30"))
        return (), ()
    return names, tuple(table.price(name) or 0.0 for name in names)


def _hours(count: int) -> str:
    return "1 hour is" if count == 1 else f"{count:,} of {HOURS_PER_YEAR:,} hours are"
