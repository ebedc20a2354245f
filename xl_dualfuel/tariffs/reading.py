"""Tariff files (TOML): read safely, checked completely, every problem reported at once.

What a file may hold; whatever is left out is the case's own:

    name = "Time of use, winter"
    year = 2026                      # whose days of the week apply; left out: 2026
    holidays = ["01-01", "12-25"]    # treated as weekend
    daylight_saving = true           # its hours are clock time (US rule); left out: standard time, as the weather's

    [electricity]
    otherwise = "off-peak"           # the period of every hour that no window names
    delivery = 0.045                 # $/kWh on top in every hour
    demand_charge = 5.0              # $/kW on the month's highest hour of heating; or twelve values
    demand_periods = ["peak"]        # the hours it applies to; left out: all
    household_kwh = 350              # a month without heating: it fills the blocks first; or twelve values
    fixed = 12.0                     # $ a month, kept apart; or twelve values
    [electricity.periods]            # or price = 0.14, or monthly = [twelve], or [electricity.series]
    peak = 0.32
    off-peak = 0.11
    [[electricity.windows]]
    period = "peak"
    months = [11, 12, 1, 2, 3]       # left out: all
    days = "weekday"                 # weekday, weekend or all
    from = 16                        # 4 to 9 pm; or hours = [16, 17, 18, 19, 20]
    to = 21                          # over midnight (from = 21, to = 3) the hours after it belong to the evening they
                                     # began in: Friday's end on Saturday at 3; hours = [0, 1, 2] are each day's own
    [[electricity.blocks]]           # added to the price, by a month's kWh
    up_to = 500
    price = 0.00
    [[electricity.blocks]]
    price = 0.03

    [fuel]
    monthly = [1.2, 1.2, 1.1, 1.0, 0.9, 0.9, 0.9, 0.9, 1.0, 1.1, 1.2, 1.2]
    unit = "$/therm"                 # left out: the case's fuel_price_unit

    [carbon]
    price = 50                       # $/t CO2: every choice includes it; annual_cost stays the money paid
    [carbon.series]                  # or monthly = [twelve] in kg/kWh; left out: the case's grid_emissions
    file = "grid.csv"                # beside the tariff; 8,760 or 8,784 hourly values
    unit = "kg/MWh"
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..errors import InputError, Issue
from ..files.reading import FilePath, Wanted, path_from
from ..files.toml_tables import Items, read_toml
from ..files.values import is_number
from ..inputs.field import in_range
from ..inputs.fields import FIELDS
from ..inputs.price_units import price_unit
from .calendar import HOURS_PER_YEAR, MONTHS, clock_at
from .clocks import RULES, rule_named
from .elements import ZERO, Block, Demand, Ladder, Year
from .series import Asked, read_series
from .tariff import DEFAULT_YEAR, MAX_CARBON_PRICE, Carbon, Electricity, FuelTariff, Tariff
from .times import holidays_of
from .windows import Days, by_the_hour, calendar_of, days_of

MAX_PERIODS: Final = 12
MAX_BLOCKS: Final = 20
MAX_PATH: Final = 1000
FILE: Final = Wanted("tariff", "must be a TOML file", "Give the series as files of their own.")

PRICE: Final = FIELDS["electricity_price"]
GRID: Final = FIELDS["grid_emissions"]
FUEL: Final = FIELDS["fuel_price"]
PRICE_UNITS: Final = {"$/kWh": 1.0, "$/MWh": 1e-3}
CARBON_UNITS: Final = {"kg/kWh": 1.0, "kg/MWh": 1e-3, "g/kWh": 1e-3, "lb/MWh": 0.45359237e-3}
"""Factor to kg/kWh; the pound is 0.45359237 kg exactly (NIST SP 811, 2008)."""
DOUBTED: Final = 2.0
"""Price of a kWh above which cents are suspected [$/kWh]; market prices of single hours do go there."""
SERIES_LOW: Final = -10.0
"""Lowest price of an hourly series [$/kWh]: market prices do fall below zero."""


def read_tariff(path: FilePath) -> Tariff:
    """The tariff in a TOML file, as at the head of this module. Raises InputError listing every problem."""
    return tariff_of(read_toml(path, FILE, "Write [electricity] and price = 0.14 below it."), Path(path).parent)


def tariff_of(given: Mapping[str, Any], folder: Path) -> Tariff:
    """The tariff in a parsed table; its series are read from ``folder``. Raises InputError with every problem."""
    issues: list[Issue] = []
    top = Table(given, "", issues)
    top.known(("name", "year", "daylight_saving", "clock", "holidays", "electricity", "fuel", "carbon"))
    year = int(top.number("year", 1900, 2200, DEFAULT_YEAR, integer=True) or DEFAULT_YEAR)
    clock, holidays = _clock(top), holidays_of(top, year)
    notes: list[str] = []
    power = _electricity(top.table("electricity"), folder, days_of(year, holidays), clock, notes)
    tariff = Tariff(
        name=top.text("name") or "Tariff",
        year=year,
        daylight_saving=clock == "US",
        holidays=holidays,
        electricity=power,
        fuel=_fuel(top.table("fuel")),
        carbon=_carbon(top.table("carbon"), folder, notes),
        notes=tuple(notes),
        clock=clock,
    )
    if issues:
        raise InputError(issues)
    return tariff._replace(notes=(*notes, *_assumed(top, tariff), *_doubts(tariff.electricity)))


def _clock(top: Table) -> str:
    """The rule of daylight saving (clocks.RULES); "" for standard time all year."""
    summer = top.flag("daylight_saving")
    if "clock" not in top.given:
        return "US" if summer else ""
    rule = rule_named(top.text("clock"))
    if rule is None:
        top.refuse("clock", f"must be one of {', '.join(RULES)}", "Give the place whose clocks the rate follows")
    elif "daylight_saving" in top.given and summer != (rule == "US"):
        top.refuse("daylight_saving", "must not be given together with clock", "Leave it out: clock says it")
    return "" if rule in (None, "none") else str(rule)


def _assumed(top: Table, tariff: Tariff) -> Iterator[str]:
    """What the times of use depend on and the file leaves out."""
    power = top.given.get("electricity", {})
    if by_the_hour(tariff.electricity.calendar if tariff.electricity else b"") and not (
        {"daylight_saving", "clock"} & top.given.keys()
    ):
        yield (
            "daylight_saving is not given: the windows are taken in standard time all year, in summer an hour late by "
            "the clock; give true where they are clock time, else false"
        )
    if "year" not in top.given and any(row.get("days", "all") != "all" for row in power.get("windows", ())):
        yield f"year is not given: weekdays and weekends are taken as those of {tariff.year}"


def _doubts(power: Electricity | None) -> Iterator[str]:
    """Prices of a kWh [$] so high that they may be in cents."""
    if power is None:
        return
    prices = {"price": power.price or 0.0, "monthly": max(power.monthly or ZERO), "delivery": power.delivery}
    prices |= {f"periods.{name}": price for name, price in zip(power.periods, power.period_prices, strict=True)}
    for ladder in power.ladders:
        prices |= {f"blocks[{n}].price": block.price for n, block in enumerate(ladder.blocks, 1)}
    for key, price in prices.items():
        if price > DOUBTED:
            yield f"electricity.{key}: ${price:g}/kWh is above ${DOUBTED:g}: if cents are meant, give {price / 100:g}"
    high = [price for price in power.series or () if price > DOUBTED]
    if high:
        hours = "1 hour is" if len(high) == 1 else f"{len(high):,} hours are"
        yield (
            f"electricity.series: {hours} above ${DOUBTED:g}/kWh, up to ${max(high):g}: if the file has cents, give it "
            "in dollars"
        )


class Table(Items):
    """Takes the items of one table, noting every problem."""

    def number(self, key: str, low: float, high: float, missing: float | None, unit: str = "", integer: bool = False
               ) -> float | None:  # fmt: skip
        """A number in a range; ``missing`` where there is none or a bad one."""
        if key not in self.given:
            return missing
        value = self.given[key]
        if not _is_number(value, low, high) or (integer and value != int(value)):
            self.refuse(key, _range(low, high, unit, "a whole number" if integer else "a number"), _remedy(value, high))
            return missing
        return float(value)

    def year(self, key: str, high: float, unit: str, alone: bool = True) -> Year | None:
        """Twelve values ≥ 0, or (``alone``) one for every month; None where there are none or bad ones."""
        if key not in self.given:
            return None
        value = self.given[key]
        if alone and _is_number(value, 0.0, high):
            return (float(value),) * MONTHS
        either = "a number or " if alone else ""
        if not isinstance(value, list) or len(value) != MONTHS:
            count = f" (these are {len(value)})" if isinstance(value, list) else ""
            remedy = _remedy(value, high) if alone and not isinstance(value, list) else "Give January to December"
            self.refuse(key, _range(0.0, high, unit, f"{either}twelve numbers") + count, remedy)
            return None
        bad = next((n for n, item in enumerate(value) if not _is_number(item, 0.0, high)), None)
        if bad is not None:
            self.issues.append(Issue(f"{self.prefix}{key}[{bad + 1}]", value[bad], _range(0.0, high, unit, "a number"),
                                     _remedy(value[bad], high)))  # fmt: skip
            return None
        return tuple(map(float, value))


_QUOTED: Final = re.compile(r"\s*[\d.]+\s*")
"""A number that lacks nothing but its quotes taken off"""


def _is_number(value: object, low: float, high: float) -> bool:
    return is_number(value) and low <= value <= high


def _range(low: float, high: float, unit: str, what: str) -> str:
    bounds = f"{low:,g} or more" if math.isinf(high) else in_range(low, high)
    return f"must be {what} {bounds}{' ' + unit if unit else ''}"


def _remedy(value: object, high: float) -> str:
    if isinstance(value, str):
        return "Write it without quotes" if _QUOTED.fullmatch(value) else "Give the number alone, in that unit"
    if isinstance(value, (int, float)) and high < value <= 100 * high and high == PRICE.maximum:
        return f"Give dollars, not cents, such as {value / 100:g}"
    return "Correct it"


# ---------------------------------------------------------------------------------------------------- electricity

_SOURCES: Final = ("price", "monthly", "periods", "series")


def _electricity(items: Table | None, folder: Path, days: Days, clock: str, notes: list[str]) -> Electricity | None:
    if items is None:
        return None
    items.known((*_SOURCES, "windows", "otherwise", "delivery", "blocks", "household_kwh", "demand_charge",
                 "demand_periods", "fixed"))  # fmt: skip
    given = [key for key in _SOURCES if key in items.given]
    if len(given) > 1:
        items.refuse(given[1], f"must not be given together with {given[0]}", f"Give one of {', '.join(_SOURCES)}")
    if not given and "blocks" not in items.given:
        items.refuse("price", f"must be given, or one of {', '.join(_SOURCES[1:])}, or blocks",
                     "Give the price of a kWh; without [electricity] the case's counts")  # fmt: skip
    for key in ("windows", "otherwise", "demand_periods"):
        if key in items.given and "periods" not in items.given:
            items.refuse(key, "must come with periods", "Give [electricity.periods]: a name and a price for each")
    names, prices = _periods(items)
    blocks = _blocks(items)
    if "household_kwh" in items.given and not blocks:
        items.refuse("household_kwh", "must come with blocks", "Leave it out: only blocks depend on it")
    series = _series(items, folder, PRICE_UNITS, Asked("", "", 1, SERIES_LOW, PRICE.maximum, "$/kWh"), notes)
    household = items.year("household_kwh", 1e6, "kWh a month") or ZERO
    demand_charge = items.year("demand_charge", 1000.0, "$/kW") or ZERO
    demand_periods = _demand_periods(items, names)
    return Electricity(
        ladders=(Ladder(blocks),) if blocks else (),
        demands=(Demand(demand_charge, demand_periods),) if any(demand_charge) else (),
        household=_spread(household, days.year, clock) if any(household) else (),
        price=items.number("price", 0.0, PRICE.maximum, None if given else 0.0, "$/kWh"),
        monthly=items.year("monthly", PRICE.maximum, "$/kWh", alone=False),
        periods=names,
        period_prices=prices,
        calendar=calendar_of(items, names, days, notes) if names else b"",
        series=series,
        delivery=items.number("delivery", 0.0, PRICE.maximum, 0.0, "$/kWh") or 0.0,
        fixed=items.year("fixed", 1e5, "$ a month") or ZERO,
    )


def _spread(monthly: Year, year: int, clock: str) -> tuple[float, ...]:
    """Months of use [kWh] as 8,760 hours in standard time, even within each month of the tariff's clock."""
    month = clock_at(np.arange(HOURS_PER_YEAR), year, clock).month
    each = np.array(monthly) / np.bincount(month, minlength=MONTHS)
    return tuple(each[month].tolist())


def _periods(items: Table) -> tuple[tuple[str, ...], tuple[float, ...]]:
    table = items.table("periods")
    if table is None:
        return (), ()
    names = tuple(table.given)
    if not 1 <= len(names) <= MAX_PERIODS or not all(n.strip() and n.isprintable() and len(n) <= 40 for n in names):
        allowed = f"must be 1 to {MAX_PERIODS} names of at most 40 characters, each with its price"
        items.issues.append(Issue("electricity.periods", f"{len(names)} names", allowed, "Write peak = 0.30"))
        return (), ()
    return names, tuple(table.number(name, 0.0, PRICE.maximum, 0.0, "$/kWh") or 0.0 for name in names)


def _demand_periods(items: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    value = items.given.get("demand_periods")
    if value is None or not names:
        return ()
    if not isinstance(value, list) or not value or not all(name in names for name in value):
        items.refuse("demand_periods", f"must be a list of periods: {', '.join(names)}",
                     "Give some of them, or leave it out for all hours")  # fmt: skip
        return ()
    return tuple(name for name in names if name in value)


def _blocks(items: Table) -> tuple[Block, ...]:
    rows = items.tables("blocks", MAX_BLOCKS)
    blocks: list[Block] = []
    for n, row in enumerate(rows, 1):
        row.known(("up_to", "price"))
        if "price" not in row.given:
            row.refuse("price", "must be given", "Give the price of a kWh in this block")
        price = row.number("price", 0.0, PRICE.maximum, 0.0, "$/kWh") or 0.0
        last = n == len(rows)
        up_to = row.number("up_to", 0.0, 1e7, math.inf, "kWh a month") or 0.0
        if last and "up_to" in row.given:
            row.refuse("up_to", "must be left out in the last block", "Add a block without up_to for what is above")
        elif not last and "up_to" not in row.given:
            row.refuse("up_to", "must be given in all blocks but the last", "Give the block's upper end in kWh a month")
        elif not last and up_to <= (blocks[-1].up_to if blocks else 0.0):
            row.refuse("up_to", "must be above the block before", "Give the blocks in ascending order")
        blocks.append(Block(math.inf if last else up_to, price))
    return tuple(blocks)


def _series(items: Table, folder: Path, units: Mapping[str, float], asked: Asked, notes: list[str]
            ) -> tuple[float, ...] | None:  # fmt: skip
    table = items.table("series")
    if table is None:
        return None
    table.known(("file", "column", "unit"))
    file, unit = table.text("file", MAX_PATH), table.given.get("unit", next(iter(units)))
    if not file:
        table.refuse("file", "must be given", "Give the name of a CSV file with a value for each hour")
    if not isinstance(unit, str) or unit not in units:
        table.refuse("unit", f"must be one of {', '.join(units)}", "Give the unit of the file's values")
        return None
    key = table.prefix.rstrip(".")
    try:
        series = read_series(
            Path(path_from(folder, file)).expanduser(),
            asked._replace(
                key=key, column=table.text("column"), factor=units[unit], given_unit=str(table.given.get("unit", ""))
            ),
        )
    except InputError as error:
        items.issues.extend(error.issues if file else ())
        return None
    notes.extend(series.notes)
    return series.values


# ------------------------------------------------------------------------------------------------ fuel and carbon


def _fuel(items: Table | None) -> FuelTariff | None:
    if items is None:
        return None
    items.known(("price", "monthly", "unit", "fixed"))
    if ("price" in items.given) == ("monthly" in items.given):
        items.refuse("price", "must be given, or monthly, and not both", "Give one price, or twelve")
    unit = str(items.given.get("unit", ""))
    read = price_unit(unit) if unit else None
    if "unit" in items.given and read is None:
        items.refuse("unit", FIELDS["fuel_price_unit"].allowed, "Give the unit of the prices you have")
        unit = ""
    price = items.number("price", 0.0, FUEL.maximum, 0.0, unit) or 0.0
    monthly = items.year("monthly", FUEL.maximum, unit, alone=False)
    prices = monthly or (price,) * MONTHS
    return FuelTariff(
        monthly=tuple(map(read.price, prices)) if read else prices,
        unit=read.choice if read else None,
        by_month=monthly is not None,
        fixed=items.year("fixed", 1e5, "$ a month") or ZERO,
    )


def _carbon(items: Table | None, folder: Path, notes: list[str]) -> Carbon | None:
    if items is None:
        return None
    items.known(("monthly", "series", "price"))
    if "monthly" in items.given and "series" in items.given:
        items.refuse("monthly", "must not be given together with series", "Give twelve factors, or an hourly file")
    elif not items.given.keys() & {"monthly", "series", "price"}:
        items.refuse("price", "must be given, or monthly, or series",
                     "Give a price of a tonne, or what a kWh emits; or leave out [carbon]")  # fmt: skip
    asked = Asked("", "", 1, 0.0, GRID.maximum, "kg/kWh")
    return Carbon(
        monthly=items.year("monthly", GRID.maximum, "kg/kWh", alone=False),
        series=_series(items, folder, CARBON_UNITS, asked, notes),
        price=items.number("price", 0.0, MAX_CARBON_PRICE, 0.0, "$/t CO2") or 0.0,
    )
