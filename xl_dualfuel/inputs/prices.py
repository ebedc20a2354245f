"""Checks of a furnace's fuel: its price and the unit of it, its heat content, and efficiencies above 100 %."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from ..errors import Issue, shown
from ..files.values import as_number, is_blank, number_in
from ..units import BTU_PER_MMBTU, ELECTRICITY, ENERGY, FUELS, OTHER, Fuel, fuel_units
from .entry_units import Refused, figure
from .fields import FIELDS

MAX_FUEL_PRICE: Final = 500.0
"""$/MMBtu. Above it the price is taken for a slip of the unit (cents for dollars, $/gal for $/MMBtu)."""
MOST_NET: Final = 1.15
"""No efficiency of a fuel's lower heating value is above it: natural gas holds 11 % more by the higher one."""
_USUAL, _USUAL_FUEL = FIELDS["fuel_price_unit"].default, FIELDS["fuel"].default
MOST_CURRENCY: Final = 8
"""Most characters of a currency."""
OF_OTHER: Final = MappingProxyType({
    "fuel_heat_content": "Give the BTU in one unit that you buy; fuel_price is then the price of that unit",
    "fuel_emissions": "Give kg of CO2 per MMBtu, 0 for none",
})  # fmt: skip
"""What a fuel of the user's own needs, and what to do where it lacks it."""


UNFIT: Final = "Give the unit of the price you have, or the fuel it belongs to"
"""What to do about a price unit that another fuel has"""
_M_BTU: Final = re.compile(r"(?<!m)mbtu", re.IGNORECASE)
"""A unit of a price that is a thousand BTU to some and a million to others"""


def is_currency(text: str) -> bool:
    """Whether a text can be the sign or code of money: letters and signs of money, no number or formula."""
    signs = text.translate(str.maketrans("", "", "$¢£¥€₣₤₩₪₫₱₴₹₺₽ ."))
    return 0 < len(text) <= MOST_CURRENCY and (not signs or signs.isalpha())


def check(given: Mapping[str, Any], full: Mapping[str, Any]) -> Iterator[Issue]:
    """Rules of the fuel, its price and unit; ``given`` as checked, ``full`` with the defaults, refused ones absent."""
    fuel = FUELS.get(str(full.get("fuel")))
    if fuel is None:
        return
    if fuel.key == OTHER:
        yield from _other(full)
    unit, price = full.get("fuel_price_unit"), full.get("fuel_price")
    if _absent(full, "fuel_price") and fuel.key != ELECTRICITY:
        yield unpriced(fuel)
        return
    if _absent(full, "fuel_price_unit") and "fuel_price" in full:
        units = ", ".join(fuel.price_units[1:])
        number = shown(price)
        yield Issue("fuel_price_unit", None, f"must be given with fuel_price of {fuel.name}",
                    f"Give {units} or {fuel.price_units[0]}: {number} is another price in each")  # fmt: skip
    if not isinstance(unit, str):
        return
    if unit not in fuel.price_units:
        yield _unfit(fuel, unit)
        return
    sold = unit.removeprefix("$/")
    if sold in ENERGY and heat_content(full):
        yield Issue("fuel_heat_content", full["fuel_heat_content"], "must come with a fuel_price_unit it belongs to",
                    f"Give the price per {per_units()}, or leave the heat content out")  # fmt: skip
        return
    if unit != _USUAL and "fuel_price" in full and "fuel_price" not in given and fuel.key != ELECTRICITY:
        yield Issue("fuel_price", None, f"must be given with fuel_price_unit = {unit}", "Give the price in that unit")
        return
    heat = heat_content(full) or fuel.units[sold]
    most = MAX_FUEL_PRICE * times(full.get("currency"))
    if isinstance(price, float) and heat and (per_mmbtu := price / heat) > most:
        yield Issue("fuel_price", price, f"must be at most {most:g} $/MMBtu (this is {per_mmbtu:.4g})",
                    "Give dollars, not cents, and check fuel_price_unit")  # fmt: skip


def in_dollars(inputs: Mapping[str, object]) -> str:
    """What a price in cents, or by the MWh, is brought to, as a note; "" for any other."""
    unit, price = inputs.get("fuel_price_unit"), as_number(inputs.get("fuel_price"))
    if not isinstance(unit, str) or unit in FIELDS["fuel_price_unit"].choices or price is None:
        return ""
    from .price_units import price_unit

    read = price_unit(unit)
    if read is None or read.divisor == 1:
        return ""
    choice = read.choice.replace("$", read.currency or "$")
    return f"{price:,.6g} {shown(unit)} read as {figure(read.price(price))} {choice}"


def agree_on_unit(inputs: dict[str, object], key: str, value: object, unit: str) -> None:
    """Give the case the unit a fuel's price was written with. Raises Refused where the case says another one."""
    given = inputs.get("fuel_price_unit")
    if is_blank(given):
        inputs["fuel_price_unit"] = unit
    elif given != unit:
        raise Refused(Issue(key, value, f"must agree with fuel_price_unit, which is {shown(given)}",
                            f"Give the price in {shown(given)}, or fuel_price_unit = {unit}"))  # fmt: skip


def agree_on_currency(
    inputs: dict[str, object], known: Mapping[str, Any], key: str, value: object, currency: str
) -> dict[str, str]:  # fmt: skip
    """Give the case the money a price was written with, and a note that says so.

    Raises Refused where the case is in other money.
    """
    from .price_units import money_of

    given = inputs.get("currency") or known.get("currency")
    if is_blank(given):
        inputs["currency"] = currency
        return {"currency": f"{currency} is the money of {key} = {shown(value)}"}
    if (money_of(str(given)) or ("", given))[1] != currency:
        raise Refused(Issue(key, value, f"must be in the currency of the case, {shown(given)}",
                            f"Give the price in {shown(given)}, or currency = {currency}"))  # fmt: skip
    return {}


def show_currency(readings: dict[str, str], inputs: Mapping[str, object], known: Mapping[str, Any]) -> None:
    """Have the notes on prices end in the money of the case."""
    currency = inputs.get("currency") or known.get("currency")
    if not isinstance(currency, str):
        return
    for key in readings.keys() & {"fuel_price", "electricity_price"}:
        typed, words, read = readings[key].rpartition(" read as ")
        readings[key] = typed + words + read.replace("$", currency)


def times(currency: object) -> float:
    """What a limit in dollars is multiplied by in another currency: 1,000 where a dollar may be many of it."""
    if currency in (None, "", "$"):
        return 1.0
    from .price_units import is_like_a_dollar  # late: few cases have a currency

    return 1.0 if is_like_a_dollar(currency) else 1000.0


def in_money(issue: Issue, currency: str) -> Issue:
    """What is wrong with a price, in the money of the case instead of dollars and cents."""
    if currency == "$" or issue.key not in ("fuel_price", "electricity_price"):
        return issue
    from .price_units import money_of

    sign = (money_of(currency) or ("", currency))[1]
    whole, parts = {"£": ("pounds", "pence"), "€": ("euros", "cents")}.get(sign, (currency, "cents"))
    allowed = issue.allowed.replace("$/MMBtu (this", f"{currency}/MMBtu (this")
    remedy = issue.remedy.replace("dollars, not cents", f"{whole}, not {parts}").replace("dollars", whole)
    if times(currency) != 1 and "not cents" in issue.remedy:  # the sums it speaks of are of dollars
        remedy = "Check the price and its unit"
    return issue._replace(allowed=allowed, remedy=remedy)


def unpriced(fuel: Fuel) -> Issue:
    """That a fuel has no price of its own: that of another one is not taken for it."""
    remedy = f"Give its price, and its fuel_price_unit: {either(fuel)}"
    return Issue("fuel_price", None, f"must be given with fuel = {fuel.key}", remedy)


def _other(full: Mapping[str, Any]) -> Iterator[Issue]:
    """A fuel of the user's own has no heat content and emissions but those given."""
    for key, remedy in OF_OTHER.items():
        if _absent(full, key):
            yield Issue(key, None, f"must be given with fuel = {OTHER}", remedy)


def _absent(full: Mapping[str, Any], key: str) -> bool:
    return key in full and full[key] is None


def _unfit(fuel: Fuel, unit: object) -> Issue:
    allowed = f"must be one of {', '.join(fuel.price_units)} for {fuel.key}"
    remedy = UNFIT
    if isinstance(unit, str) and _M_BTU.search(unit):
        remedy = "Give $/MMBtu where M is a million; where it is a thousand, $/MMBtu and 1,000 times the price"
    return Issue("fuel_price_unit", unit, allowed, remedy)


def worded(issue: Issue, given_fuel: object) -> Issue:
    """A refused value of the furnace in words of its fuel: the units it is sold in, the efficiency to give."""
    name = _USUAL_FUEL if is_blank(given_fuel) else given_fuel
    fuel = FUELS.get(name.strip()) if isinstance(name, str) else None
    if fuel is None:
        return issue
    if issue.key == "fuel_price_unit":
        return _unfit(fuel, issue.value)
    field = FIELDS["fuel_price"]
    if issue.key == field.key and issue.remedy == field.remedy and issue.allowed != field.allowed:
        return issue._replace(remedy=f"Give the price alone, and its fuel_price_unit: {either(fuel)}")
    value = issue.value
    text = value.replace("%", "").strip() if isinstance(value, str) else ""
    number = number_in(text) if text else as_number(value)
    if issue.key not in ("furnace_efficiency", "billed_efficiency") or number is None:
        return issue
    of_one = number / 100 if number > MOST_NET else number
    return issue._replace(remedy=_net(fuel, of_one)) if 1 < of_one <= MOST_NET else issue


def _net(fuel: Fuel, efficiency: float) -> str:
    """What to give for an efficiency above 100 %, which is one of the lower heating value."""
    if fuel.key == ELECTRICITY:
        return "Give 1: electric elements turn all electricity into heat"
    why = "More than 100 % is an efficiency of the lower heating value, as Europe has it; AFUE is of the higher"
    if fuel.net is None:
        return f"{why}: multiply it by the lower over the higher heating value of {fuel.name}"
    if (gross := math.floor(efficiency * fuel.net * 1000 + 0.5) / 1000) > 1:
        return f"Check it: condensing furnaces reach {1 / fuel.net:.3g} of the lower heating value at most"
    return f"{why}: give {gross:g}, which is {efficiency:g} × {fuel.net:g} for {fuel.name}"


def either(fuel: Fuel) -> str:
    """The price units of a fuel, in words."""
    *units, last = fuel.price_units
    return f"{', '.join(units)} or {last}" if units else last


def per_units() -> str:
    """The units a fuel is sold in whose heat depends on the fuel, in words."""
    *units, last = (unit for unit in fuel_units() if unit not in ENERGY)
    return f"{', '.join(units)} or {last}"


def heat_content(full: Mapping[str, Any]) -> float:
    """The given heat content of a unit of fuel [MMBtu]; 0 where there is none."""
    given = full.get("fuel_heat_content")
    return given / BTU_PER_MMBTU if isinstance(given, float) else 0.0
