"""Numbers of a series as files write them, and the units that their headings name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from ..files.values import number_in
from ..inputs.price_units import money_of

Kind = Literal["price", "carbon", "energy", "flag"]

# ---------------------------------------------------------------------------------------------------------- numbers

_ONLY_COMMA: Final = re.compile(
    r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|,\d+|0\d*,\d{3}|\d{4,},\d{3}|[1-9]\d{0,2}(?:\.\d{3})+,\d+)"
)
"""A number whose comma can only be a decimal one: 3,4 and 0,130 and 1.234,5, but not 42,000"""
_ONLY_POINT: Final = re.compile(
    r"[+-]?(?:(?![1-9]\d{0,2}\.\d{3}$)\d*\.\d+(?:e[+-]?\d+)?|[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,})",
    re.IGNORECASE,
)
_EITHER: Final = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_THOUSANDS_COMMA: Final = re.compile(r"([+-]?[1-9]\d{0,2}(?:,\d{3})+)(\.\d*)?")
_THOUSANDS_POINT: Final = re.compile(r"([+-]?[1-9]\d{0,2}(?:\.\d{3})+)(,\d*)?")
_SPACED: Final = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_SIGNS: Final = "$€£¥¢ "


class Decimals(NamedTuple):
    """How a column writes its numbers."""

    comma: bool
    doubtful: bool
    """Nothing in the column decides between 1,234 as 1.234 and as 1234"""


def decimals_of(cells: Sequence[str], separator: str) -> Decimals:
    """Whether the decimals of a column have a comma.

    1,234 where nothing else shows it is taken by the separator: semicolons come from where decimals have commas.
    """
    texts = [_plain(cell) for cell in cells if "," in cell or "." in cell]
    only_comma = any(_ONLY_COMMA.fullmatch(text) for text in texts)
    only_point = any(_ONLY_POINT.fullmatch(text) for text in texts)
    if only_comma or only_point:
        return Decimals(only_comma and not only_point, False)
    either = any(_EITHER.fullmatch(text) for text in texts)
    return Decimals(either and separator != ",", either)


def number_of(cell: str, comma: bool) -> float | None:
    """The number in a cell, finite or not, with signs of money and marks between thousands; None for none."""
    text = _plain(cell)
    if text.startswith("(") and text.endswith(")"):  # as accountants write it
        text = f"-{text[1:-1].strip(_SIGNS)}"
    if comma:
        grouped = _THOUSANDS_POINT.fullmatch(text)
        if grouped:
            text = grouped[1].replace(".", "") + (grouped[2] or "")
        elif "." in text and "," not in text:  # 0.5 among decimal commas is another hand's
            return None
        text = text.replace(",", ".", 1)
    elif grouped := _THOUSANDS_COMMA.fullmatch(text):
        text = grouped[1].replace(",", "") + (grouped[2] or "")
    return number_in(text)


def _plain(cell: str) -> str:
    text = _SPACED.sub("", cell.strip().replace("−", "-").strip(_SIGNS))
    return text[0] + text[1:].lstrip(_SIGNS) if text[:1] in ("-", "+") else text


_FLAGS: Final = {"true": 1.0, "yes": 1.0, "on": 1.0, "false": 0.0, "no": 0.0, "off": 0.0}


def is_flag_word(cell: str) -> bool:
    """Whether a cell is a word for 1 or 0."""
    return cell.casefold() in _FLAGS


def flag_of(cell: str, comma: bool) -> float | None:
    """1 or 0 of a cell with a number or a word; None for anything else."""
    text = cell.strip().casefold()
    value = _FLAGS.get(text, number_of(text, comma))
    return value if value in (0.0, 1.0) else None


# ------------------------------------------------------------------------------------------------------------ units


class Unit(NamedTuple):
    """A unit of the values of a series."""

    text: str
    """As it is written"""
    factor: float
    """To $/kWh, kg/kWh or kWh an hour"""
    is_power: bool = False
    """Parts of an hour are averaged, not added up"""
    currency: str = ""
    """The money, as the input currency has it; "" for dollars"""


_POUND: Final = 0.45359237
"""[kg] exactly, NIST SP 811 (2008)"""
_ENERGY: Final = {
    "kwh": (1.0, False), "wh": (1e-3, False), "mwh": (1e3, False), "kw": (1.0, True), "w": (1e-3, True),
    "mw": (1e3, True),
}  # fmt: skip
_MASS: Final = {"kg": 1.0, "g": 1e-3, "lb": _POUND, "pound": _POUND, "t": 1e3, "tonne": 1e3}
_SOLD: Final = {"kwh": 1.0, "mwh": 1e-3}
_WRITTEN: Final = {"kwh": "kWh", "wh": "Wh", "mwh": "MWh", "kw": "kW", "w": "W", "mw": "MW"}
_PRICE_IN: Final = re.compile(r"([^\s\[\](){}/,;:]{1,8})\s*(?:/|\bper\b)\s*([km]wh)(?:rs?)?\b")
_CARBON_IN: Final = re.compile(
    r"(?<![a-z])(kg|g|lb|pound|t|tonne)s?[\s.-]*(?:of\s+)?(?:co2?[\s._-]*(?:eq?|equivalent)?)?\s*(?:/|\bper\b)"
    r"\s*([km]wh)\b"
)
_ENERGY_IN: Final = re.compile(r"(?<![a-z0-9/])([km]?wh?)(?![a-z0-9/²])")


def unit_in(kind: Kind, text: str) -> Unit | None:
    """The unit that a heading, or a text alone, names; None where it names none of its kind."""
    words = unicodedata.normalize("NFKC", text).replace("_", " ").casefold()
    words = re.sub(r"kilowatt[\s-]*hours?", "kwh", re.sub(r"megawatt[\s-]*hours?", "mwh", words))
    if kind == "price" and (match := _PRICE_IN.search(words)):
        money = money_of(match[1]) or ((1.0, match[1].upper()) if re.fullmatch("[a-z]{3}", match[1]) else None)
        name = match[1].upper() if money and money[1] == match[1].upper() else match[1]
        name = {"eur": "EUR", "euro": "€", "usd": "$", "us$": "$"}.get(name, name)
        return Unit(f"{name}/{_WRITTEN[match[2]]}", _SOLD[match[2]] / money[0], False, money[1]) if money else None
    if kind == "carbon" and (match := _CARBON_IN.search(words)):
        return Unit(f"{match[1]}/{_WRITTEN[match[2]]}", _MASS[match[1]] * _SOLD[match[2]])
    if kind == "energy" and (match := _ENERGY_IN.search(words)):
        return Unit(_WRITTEN[match[1]], *_ENERGY[match[1]])
    return None
