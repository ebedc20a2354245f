"""The number or the word that a cell shows by its number format, beside what it holds and what this version shows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from ..reader import Value
from .displayed_formats import Shown, shown
from .findings import Severity

COARSE: Final = 0.005
"""What rounding may take of a number, as a share of it, beyond what the usual format takes"""
WRONG: Final = 0.2
"""… and from where on it is another number"""
SHARE: Final = 1.5
"""Up to here a number may be a share, which percent show as well"""
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]*)?(?:E[+-][0-9]+)?|\.[0-9]+")
_SIGNS = re.compile(r"[\s()+\-−%'\u00a0\u202f]")
_UNITS = frozenset(
    re.split(" ", "$ € £ ¥ usd cad eur gbp c$ ca$ us$ $us °f °c f c h btu/h btuh mbh kw kwh w mmbtu/h mmbtu kg t gal "
             "therm ft m lb kgco2 lbco2 °f·h")
)  # fmt: skip
"""What may stand beside a number where the usual format has nothing: a sign of money, a unit"""


class Problem(NamedTuple):
    """What is wrong with what a cell shows: id and severity of the finding, what it is, what is shown and expected."""

    id: str
    severity: Severity
    what: str
    shown: str = ""
    expected: str = ""


class _Read(NamedTuple):
    """A shown number as a reader takes it."""

    amount: float
    unit: float
    """of its last digit"""
    percent: bool
    words: str


def otherwise(what: str, found: str = "", expected: str = "", severity: Severity = "error") -> Problem:
    """Another number or word is shown."""
    return Problem("shown-otherwise", severity, what, found or "nothing", expected)


def unseen(what: str, found: str = "", expected: str = "") -> Problem:
    """What the cell holds is hidden, covered or hardly readable."""
    return Problem("not-visible", "warning", what, found, expected)


@lru_cache(maxsize=4096)
def judged(value: Value, code: str, usual: str | None, is_open: bool = False, money: str = "") -> Problem | None:
    """What is wrong with a value under a number format; usual: the format that this version gives it, if known.

    is_open: a cell for people to fill in, in which a date may be typed, or one of which nothing is known.
    money: the sign of the amount that the cell holds, which may stand beside it.
    """
    if value in (None, "") or isinstance(value, bool) or code == usual:
        return None
    found, expected = shown(value, code), shown(value, "General" if usual is None else usual)
    if not found.text.strip() or set(found.text) == {"#"}:
        if expected.text.strip():
            return unseen("The number format hides what the cell holds", found.text or "nothing", expected.text)
        return None
    if isinstance(value, str):
        if found.text.split() != expected.text.split():
            return otherwise("The number format shows another text than the cell holds", found.text, expected.text)
        return None
    problem = _of_number(float(value or 0), found, expected, usual, is_open)
    if problem is not None and money and money in found.text:
        plain = found._replace(text=found.text.replace(money, "", 1))
        return _of_number(float(value or 0), plain, expected, usual, is_open)
    return problem


def _of_number(value: float, found: Shown, expected: Shown, usual: str | None, is_open: bool) -> Problem | None:
    if found.date:
        free = expected.date or (is_open and usual in ("General", "@", None))
        return None if free else otherwise("The number is shown as a date or a time", "a date", expected.text)
    if found.numerals:
        return otherwise("The number is shown in another script", found.text, expected.text, "warning")
    if not value and found.text.strip(" $€£¥") in ("-", "–"):  # as accountants write zero
        return None
    one, two = _read(found.text), None if expected.date else _read(expected.text)
    what = "The number format shows another number than the cell holds"
    if one is None or abs(one.amount - value) > one.unit * (0.5 + 1e-9) + abs(value) * 1e-9:
        return otherwise(what, found.text, expected.text)
    if one.percent and abs(value) > SHARE and not (two and two.percent):
        return otherwise(what, found.text, expected.text)
    if two is None or usual is None:
        known = one.words in _UNITS or not one.words
        return (
            None
            if known
            else otherwise("The number format shows another unit or other words", found.text, expected.text)
        )
    if one.words and one.words != two.words:
        severity: Severity = "warning" if not two.words and one.words in _UNITS else "error"
        return otherwise("The number format shows another unit or other words", found.text, expected.text, severity)
    lost, usually = abs(one.amount - value), abs(two.amount - value)
    if lost <= max(usually, COARSE * abs(value)):
        return None
    severity = "error" if lost > WRONG * abs(value) else "warning"
    return otherwise("The number format shows fewer digits", found.text, expected.text, severity)


def _read(text: str) -> _Read | None:
    """A number as it is read; None of no number or several."""
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        return None
    written = numbers[0][0]
    rest = text[: numbers[0].start()] + text[numbers[0].end() :]
    digits, _, power = written.replace(",", "").partition("E")
    unit = 10.0 ** ((int(power) if power else 0) - len(digits.partition(".")[2]))
    amount = float(f"{digits}E{power}" if power else digits)
    percent = "%" in rest
    scale = 0.01 if percent else 1.0
    minus = (rest.count("-") + rest.count("−") + ("(" in rest and ")" in rest)) % 2
    return _Read((-1 if minus else 1) * amount * scale, unit * scale, percent, _SIGNS.sub("", rest).casefold())
