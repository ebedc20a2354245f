"""The tables of a tariff file: numbers, twelve values, percentages and prices, each refused in words."""

from __future__ import annotations

import math
import re
from typing import Final

from ..errors import Issue
from ..files.toml_tables import Items
from ..files.values import is_number
from ..inputs.field import in_range
from ..inputs.fields import FIELDS
from .calendar import MONTHS, SHORT_MONTHS, ranges
from .elements import ZERO, Year
from .times import whole_numbers

PRICE: Final = FIELDS["electricity_price"]
FUEL: Final = FIELDS["fuel_price"]
KWH_PRICE: Final = "$/kWh"
MAX_RIDERS: Final = 40
MAX_TAX: Final = 50.0
"""Highest tax taken [%]"""


class Table(Items):
    """Takes the items of one table, noting every problem."""

    def number(self, key: str, low: float, high: float, missing: float | None, unit: str = "", integer: bool = False
               ) -> float | None:  # fmt: skip
        """A number in a range; ``missing`` where there is none or a bad one."""
        if key not in self.given:
            return missing
        value = self.given[key]
        if not is_in(value, low, high) or (integer and value != int(value)):
            what = "a whole number" if integer else "a number"
            self.refuse(key, _range(low, high, unit, what), _remedy(value, low, high, unit, key))
            return missing
        return float(value)

    def whole(self, key: str, low: int, high: int, unit: str = "") -> int | None:
        """A whole number in a range; None where there is none or a bad one."""
        value = self.number(key, low, high, None, unit, integer=True)
        return None if value is None else int(value)

    def year(self, key: str, high: float, unit: str, alone: bool = True, low: float = 0.0) -> Year | None:
        """Twelve values in a range, or (``alone``) one for every month; None where there are none or bad ones."""
        if key not in self.given:
            return None
        value = self.given[key]
        if alone and is_in(value, low, high):
            return (float(value),) * MONTHS
        either = "a number or " if alone else ""
        if not isinstance(value, list) or len(value) != MONTHS:
            count = f" (these are {len(value)})" if isinstance(value, list) else ""
            lone = alone and not isinstance(value, list)
            remedy = _remedy(value, low, high, unit) if lone else "Give January to December"
            self.refuse(key, _range(low, high, unit, f"{either}twelve numbers") + count, remedy)
            return None
        bad = [n for n, item in enumerate(value) if not is_in(item, low, high)]
        for n in bad:
            self.issues.append(Issue(f"{self.prefix}{key}[{n + 1}]", value[n], _range(low, high, unit, "a number"),
                                     _remedy(value[n], low, high, unit)))  # fmt: skip
        return None if bad else tuple(map(float, value))

    def percent(self, key: str, high: float, notes: list[str]) -> float:
        """A percentage as a fraction; 0 where there is none. A fraction written for it is doubted in ``notes``."""
        value = self.given.get(key)
        if is_number(value) and value > high:
            likely = value / 10 ** math.ceil(math.log10(value / high))
            self.refuse(key, _range(0.0, high, "%", "a number"), f"Give the percent, such as {likely:g}")
            return 0.0
        percent = self.number(key, 0.0, high, 0.0, "%") or 0.0
        if 0 < percent < 1:
            notes.append(
                f"{self.prefix}{key}: {percent:g} % is very little: if {100 * percent:g} % is meant, give "
                f"{100 * percent:g}"
            )
        return percent / 100

    def tax(self, notes: list[str]) -> float:
        """tax_percent as a fraction."""
        return self.percent("tax_percent", MAX_TAX, notes)

    def price(self, key: str, low: float = 0.0) -> float | None:
        """A price of a kWh [$/kWh]; None where there is none or a bad one."""
        return self.number(key, low, PRICE.maximum, None, KWH_PRICE)

    def choice(self, key: str, choices: tuple[str, ...], missing: str) -> str:
        """One of some words; ``missing`` where there is none or another."""
        value = self.given.get(key, missing)
        if isinstance(value, str) and value in choices:
            return value
        self.refuse(key, f"must be {', '.join(choices[:-1])} or {choices[-1]}", "Give one of them in quotes")
        return missing

    def names(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Some of the periods; () where none are named, which is all of them."""
        value = self.given.get(key)
        if value is None or not known:
            if value is not None:
                self.refuse(key, "must come with periods", "Give [electricity.periods]: a name and a price for each")
            return ()
        if not isinstance(value, list) or not value or not all(name in known for name in value):
            self.refuse(key, f"must be a list of periods: {', '.join(known)}",
                        "Give some of them, or leave it out for all hours")  # fmt: skip
            return ()
        return tuple(name for name in known if name in value)

    def riders(self, high: float, unit: str, notes: list[str]) -> Year:
        """What riders add to the price of each month: a number, twelve, or a list with price, months and name."""
        value = self.given.get("riders")
        if value is None:
            return ZERO
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(row, dict) for row in value)):
            given = {"riders": [value]} if isinstance(value, dict) else self.given
            rows = type(self)(given, self.prefix, self.issues).tables("riders", MAX_RIDERS)
        else:
            total = self.year("riders", high, unit, low=-high) or ZERO
            self._credits("riders", "", total, unit, notes)
            return total
        sums = [0.0] * MONTHS
        for row in rows:
            row.known(("name", "price", "months"))
            if "price" not in row.given:
                row.refuse("price", "must be given", "Give what the rider adds, such as 0.01, or -0.01 for a credit")
            price = row.number("price", -high, high, 0.0, unit) or 0.0
            months = whole_numbers(row, "months", 1, MONTHS) or []
            added = tuple(price if month in months else 0.0 for month in range(1, MONTHS + 1))
            row._credits("price", row.text("name"), added, unit, notes)
            sums = [one + other for one, other in zip(sums, added, strict=True)]
        return tuple(sums)

    def _credits(self, key: str, name: str, added: Year, unit: str, notes: list[str]) -> None:
        """Tell of what is below zero."""
        months = [month for month, price in enumerate(added) if price < 0]
        if months:
            of, when = f"{name} is " if name else "", ranges(months, SHORT_MONTHS)
            notes.append(f"{self.prefix}{key}: {of}a credit of {amount(-min(added), unit)} in {when}")


_QUOTED: Final = re.compile(r"\s*-?[\d.]+\s*")
"""A number that lacks nothing but its quotes taken off"""


def amount(price: float, unit: str) -> str:
    """A price in words: ``$0.02/kWh``, ``2 cents/kWh``, below zero ``-$0.02/kWh``."""
    sign = "-" if price < 0 else ""
    return f"{sign}${abs(price):g}{unit[1:]}" if unit.startswith("$") else f"{price:g} {unit}".strip()


def is_in(value: object, low: float, high: float) -> bool:
    """Whether it is a number in a range."""
    return is_number(value) and low <= value <= high


def _range(low: float, high: float, unit: str, what: str) -> str:
    bounds = f"{low:,g} or more" if math.isinf(high) else in_range(low, high)
    return f"must be {what} {bounds}{' ' + unit if unit else ''}"


def _remedy(value: object, low: float, high: float, unit: str, key: str = "") -> str:
    if isinstance(value, str):
        return "Write it without quotes" if _QUOTED.fullmatch(value) else "Give the number alone, in that unit"
    if unit == KWH_PRICE and is_in(value, -100 * high, 100 * high):
        if abs(float(value)) > high:  # type: ignore[arg-type]
            return f"Give dollars, not cents, such as {value / 100:g}"  # type: ignore[operator]
        if low == 0 and key != "credit":
            return "Correct it; a credit is a rider, such as riders = -0.01"
    return "Correct it"
