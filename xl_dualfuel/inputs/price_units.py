"""The unit of a fuel's price as people write it: money, and what is sold for it.

``p/kWh``, ``¢/therm``, ``$ per gallon``, ``€/MWh`` and ``therm`` are read; a unit that could be two is not
(a ``Mbtu`` is a thousand BTU to some and a million to others).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

from ..units import fuel_units
from .written_units import folded


class PriceUnit(NamedTuple):
    """A price unit as it was read: a choice of fuel_price_unit, how many of what was written make one of it."""

    choice: str
    divisor: float
    currency: str
    """The input currency, where the unit names another money than dollars"""

    def price(self, number: float) -> float:
        """The price in ``choice`` of a price in the unit that was written."""
        return number / self.divisor  # not times 0.01, which would make 120.00000000000001 of some prices


_MONEY: Final = {
    **dict.fromkeys(("", "$", "us$", "usd", "dollar"), (1.0, "")),
    **dict.fromkeys(("¢", "c", "ct", "cent", "uscent"), (100.0, "")),
    **dict.fromkeys(("p", "pence", "penny", "pennie"), (100.0, "£")),
    **dict.fromkeys(("£", "gbp", "pound"), (1.0, "£")),
    **dict.fromkeys(("€", "eur", "euro"), (1.0, "€")),
    **dict.fromkeys(("c$", "ca$", "cad"), (1.0, "CAD")),
    **dict.fromkeys(("a$", "au$", "aud"), (1.0, "AUD")),
    **dict.fromkeys(("nz$", "nzd"), (1.0, "NZD")),
    "chf": (1.0, "CHF"),
    **dict.fromkeys(("¥", "jpy", "yen"), (1.0, "¥")),
}
"""How many make one of the currency, and the input currency, by what is written without an s for several"""
_OTHER_NAMES: Final = {
    "MMBtu": ("millionbtu",),
    "ccf": ("100cf", "100cuft", "100ft3", "100cubicft", "hundredcubicft"),
    "Mcf": ("thousandcubicft", "1000cf", "1000cuft", "1000ft3", "1000cubicft"),
    "GJ": ("gigajoule",),
    "kg": ("kilogram",),
    "imp gal": ("imperialgal", "ukgal"),
    "lb": ("pound",),
    "ton": ("shortton", "uston"),
    "bag": ("40lbbag", "40/lbbag"),
    "tonne": ("metricton", "t"),
}
_LARGE: Final = {
    **dict.fromkeys(("mwh", "megawatthour"), ("kWh", 1000.0)), "100l": ("L", 100.0), "1000l": ("L", 1000.0),
}  # fmt: skip
"""Units that are a number of those that a price is given in"""


def price_unit(text: str) -> PriceUnit | None:
    """The price unit that a text names; None where it names none, or could be two."""
    money, _, sold = _parts(text)
    factor = money_of(money)
    name = folded(sold.replace("1,000", "1000"))
    name = name if name in _names() or name in _LARGE else name.removesuffix("s")
    unit, many = _LARGE.get(name, (_names().get(name, ""), 1.0))
    if factor is None or not unit:
        return None
    return PriceUnit(f"$/{unit}", factor[0] * many, factor[1])


@cache
def _names() -> dict[str, str]:
    """The unit of each spelling; made when it is first asked for, as every start imports this module."""
    units = {folded(unit): unit for unit in fuel_units()}
    return units | {name: unit for unit, names in _OTHER_NAMES.items() for name in names}


def unit_of_price(words: str) -> PriceUnit | None:
    """The unit beside a price, as price_unit has it; None too for that of an amount, as therm in ``1.30 therm``."""
    return price_unit(words) if _parts(words)[1] else None


def money_of(text: str) -> tuple[float, str] | None:
    """How many of what a text names make one of a currency, and the input currency; None where it names no money."""
    name = re.sub(r"[\s.]", "", text.casefold())
    return _MONEY.get(name) or _MONEY.get(name.removesuffix("s"))


def money_in(unit: str) -> float:
    """How many of the money of a price unit make one of its currency: 100 of ¢/therm."""
    money = money_of(_parts(unit)[0])
    return money[0] if money else 1.0


def currency_of(words: str) -> str:
    """The input currency that the words beside a price name, as € of €/kWh; "" for dollars, or where they name none."""
    money, stroke, sold = _parts(words)
    read = money_of(money if stroke else sold)
    return read[1] if read else ""


def is_like_a_dollar(currency: object) -> bool:
    """Whether a currency is one of those here that are worth about a dollar, as limits of prices have it."""
    read = money_of(currency) if isinstance(currency, str) else (1.0, "")
    return read is not None and read[1] != "¥"


def sold_unit(text: str) -> str:
    """The unit that an amount of fuel is written in, as units.py names it; "" for none of them."""
    read = price_unit(text)
    return read.choice.removeprefix("$/") if read is not None and read.divisor == 1 else ""


def _parts(text: str) -> tuple[str, str, str]:
    """Money, the stroke, and what is sold for it."""
    words = unicodedata.normalize("NFKC", text).strip().casefold()
    words = re.sub(r"\bppl\b", "p/l", words)  # pence per litre, as British suppliers write it
    return re.sub(r"\bper\b|(?<=\s)an?(?=\s)", "/", words).rpartition("/")
