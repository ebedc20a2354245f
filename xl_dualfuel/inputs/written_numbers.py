"""Numbers as people write them: signs, thousands, decimal commas, and the words around the digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_LONGEST: Final = 120
"""Characters of a number with its words; longer texts are no number."""
_CHARACTERS: Final = str.maketrans({
    **dict.fromkeys("−–—‐‑‒―﹣", "-"), **dict.fromkeys("’‘ʼ`´′", "'"), **dict.fromkeys("º˚", "°"),
    **dict.fromkeys("·⋅•∙×", "*"),
})  # fmt: skip
"""Minus signs, apostrophes, degree signs and dots of multiplication, before NFKC, which gives spaces one form."""
_ABOUT: Final = re.compile(r"^(?:~|≈|about|approx\.?|ca\.?|circa)\s*(?=\W{0,3}\d)", re.IGNORECASE)
_MINUS: Final = re.compile(r"^minus\s+(?=[\d.])", re.IGNORECASE)
_NEGATIVE: Final = re.compile(r"([^\w()]{0,2})\(([^()]*\d[^()]*)\)([^()\d]*)")
"""A number in brackets, as bookkeepers write a negative one; its unit may stand behind them"""
_NUMBER: Final = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<sign>[+-]?)\s*(?P<currency>[^\d.,+\s-]?)\s*"
    r"(?P<digits>\d{1,3}(?:[ ']\d{3})+(?![\d'])(?:[.,]\d+)?|\d[\d.,]*|[.,]\d+)(?P<power>[eE][+-]?\d{1,3}(?!\d))?"
    r"(?P<after>.*)"
)
_OTHER_NUMBER: Final = re.compile(r"(?<![a-zA-Z^])\d|[;:=<>]")
"""What may not follow a number: digits, but for those of m3 or CO2"""
_SOLD: Final = re.compile(r"(?:/|\bper\b)\s*1(?:00|[, ]?000)\s*(?=[a-z])", re.IGNORECASE)
"""The number of a unit of sale: 95 €/100 L"""
_FRACTIONS: Final = {"1/4": ".25", "1/2": ".5", "3/4": ".75"}
_FRACTION: Final = re.compile(r"(?<=\d)(?:\s*([¼½¾])|[ -]([13]/[24]))(?![\d/])")
"""That of 3½ tons, 3 1/2 tons and 3-1/2 tons"""
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


class Written(NamedTuple):
    """A number as it was written: what it may mean, and the words beside it."""

    readings: tuple[str, ...]
    """Each with a point and no other mark, as float() takes it; two of 1,200"""
    words: str
    """Unit and sign of a currency, the words before the digits first"""


def written(text: str, decimal_comma: bool = False) -> Written | None:
    """The number in a text; None where there is none, or more than one."""
    if len(text) > _LONGEST:
        return None
    line = _FRACTION.sub(_decimal, text.translate(_CHARACTERS))
    line = unicodedata.normalize("NFKC", line).strip()
    line = _MINUS.sub("-", _ABOUT.sub("", line))
    negative = _NEGATIVE.fullmatch(line)
    match = _NUMBER.fullmatch(f"{negative[1]}{negative[2].strip()} {negative[3]}".strip() if negative else line)
    if match is None or _OTHER_NUMBER.search(_SOLD.sub("/", match["after"])) or (negative and match["sign"]):
        return None
    sign = "-" if negative or match["sign"] == "-" else ""
    readings = _readings(match["digits"], decimal_comma)
    if match["power"]:
        readings = [f"{reading}{match['power']}" for reading in readings]
    after = re.sub(r"^-(?=[a-z])", "", match["after"], flags=re.IGNORECASE)  # 3-ton
    words = f"{match['before']}{match['currency']} {after}".strip()
    return Written(tuple(f"{sign}{reading}" for reading in readings), words) if readings else None


def _decimal(fraction: re.Match[str]) -> str:
    """The decimals of a fraction of a quarter."""
    return _FRACTIONS.get(unicodedata.normalize("NFKC", fraction[1] or fraction[2]).replace("\u2044", "/"), fraction[0])


def _readings(digits: str, decimal_comma: bool) -> list[str]:
    """What the digits may mean; [] for nothing, such as 1,2,3."""
    spaced = re.sub("[ ']", "", digits)
    if spaced != digits:  # the thousands are marked: what is left is a decimal mark
        return [spaced.replace(",", ".")]
    point, comma = digits.count("."), digits.count(",")
    if point and comma:
        decimal = max(".,", key=digits.rfind)
        thousands, _, rest = digits.rpartition(decimal)
        grouped = decimal not in thousands and _GROUPED.fullmatch(thousands)
        return [f"{re.sub('[.,]', '', thousands)}.{rest}"] if grouped and rest else []
    mark = "," if comma else "."
    if point + comma > 1:
        return [digits.replace(mark, "")] if _GROUPED.fullmatch(digits) else []
    if not digits.endswith(",") and (comma or point):
        both = [digits.replace(",", "."), digits.replace(mark, "")]
        is_thousand = _GROUPED.fullmatch(digits) and mark == ("." if decimal_comma else ",")
        return both if is_thousand else both[:1]
    return [] if comma else [digits]
