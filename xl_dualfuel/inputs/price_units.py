"""The unit of a fuel's price as people write it: money, and what is sold for it.

``p/kWh``, ``¢/therm``, ``$ per gallon``, ``€/MWh`` and ``therm`` are read; a unit that could be two is not
(a ``Mbtu`` is a thousand BTU to some and a million to others).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


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
    **dict.fromkeys(("¢", "c", "ct", "cent"), (100.0, "")),
    **dict.fromkeys(("p", "pence", "penny"), (100.0, "£")),
    **dict.fromkeys(("£", "gbp"), (1.0, "£")),
    **dict.fromkeys(("€", "eur", "euro"), (1.0, "€")),
    **dict.fromkeys(("c$", "ca$", "cad"), (1.0, "CAD")),
    **dict.fromkeys(("a$", "au$", "aud"), (1.0, "AUD")),
    **dict.fromkeys(("nz$", "nzd"), (1.0, "NZD")),
    "chf": (1.0, "CHF"),
}
_SOLD_BY: Final = {
    "MMBtu": ("mmbtu", "millionbtu"),
    "therm": ("therm", "thm"),
    "ccf": ("ccf", "hcf", "100cf", "100cuft", "100ft3"),
    "Mcf": ("mcf", "1000cf", "1000cuft", "1000ft3"),
    "m³": ("m3", "cubicmetre", "cubicmeter"),
    "Dth": ("dth", "dekatherm", "decatherm"),
    "GJ": ("gj", "gigajoule"),
    "kWh": ("kwh", "kilowatthour"),
    "gal": ("gal", "gallon", "usgal", "usgallon"),
    "L": ("l", "liter", "litre"),
    "imp gal": ("impgal", "imperialgal", "imperialgallon", "ukgal", "ukgallon"),
    "lb": ("lb", "pound"),
    "kg": ("kg", "kilogram"),
    "ton": ("ton", "shortton", "uston"),
    "bag": ("bag", "40lbbag"),
    "tonne": ("tonne", "metricton"),
    "unit": ("unit",),
}
_NAMES: Final = {name: unit for unit, names in _SOLD_BY.items() for name in names}
_LARGE: Final = {"mwh": ("kWh", 1000.0), "megawatthour": ("kWh", 1000.0)}
"""Units that are a number of those that a price is given in"""


def price_unit(text: str) -> PriceUnit | None:
    """The price unit that a text names; None where it names none, or could be two."""
    words = text.strip().casefold().replace("³", "3")
    money, parted, sold = re.sub(r"\bper\b", "/", words).rpartition("/")
    money, sold = (re.sub(r"[\s.()-]", "", part) for part in (money, sold))
    if parted and not money:
        return None
    factor = _MONEY.get(money) or _MONEY.get(money.removesuffix("s"))
    name = sold if sold in _NAMES or sold in _LARGE else sold.removesuffix("s")
    unit, many = _LARGE.get(name, (_NAMES.get(name, ""), 1.0))
    if factor is None or not unit:
        return None
    return PriceUnit(f"$/{unit}", factor[0] * many, factor[1])
