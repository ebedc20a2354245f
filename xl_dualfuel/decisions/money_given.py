"""Whose worth is calculated: what a file says about the money of each option, by its name; nothing is calculated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import Issue
from ..files.values import is_blank
from .money_terms import AMOUNTS, PURCHASE

Money = Mapping[str, object]
"""Terms as given, unchecked"""


def judged(options: Mapping[str, Money], baseline: str) -> dict[str, Money]:
    """The money of the options that name a premium, rebate or yearly amount; of all where their baseline names one."""
    own = options.get(baseline, {})
    every = any(not is_blank(own.get(key)) for key in AMOUNTS)
    names = ("premium", "rebate", *AMOUNTS)
    return {
        name: money
        for name, money in options.items()
        if name != baseline and (every or not all(is_blank(money.get(key)) for key in names))
    }


def unjudged(options: Mapping[str, Money], baseline: str, base: Money, terms: Money) -> Iterator[str]:
    """Terms of the money that have no effect, in words."""
    those = judged(options, baseline)
    for name, money in options.items():
        given = [key for key, value in money.items() if not is_blank(value)]
        if given and name not in those and name != baseline:
            words = ", ".join(given)
            yield f"{name}: {words} without a premium, rebate or yearly amount: its worth is not calculated"
    if not those and not all(map(is_blank, terms.values())):
        yield "money: no option has a premium, rebate or yearly amount: their worth is not calculated"
    if not those and not all(map(is_blank, base.values())):
        yield "base: its yearly amounts have no effect: no option has a premium, rebate or yearly amount of its own"


def of_baseline(name: str, money: Money) -> Iterator[Issue]:
    """What a baseline cannot say: it is what others are compared with. A premium of 0 is what it has."""
    for key, value in money.items():
        if not is_blank(value) and key not in AMOUNTS and not (key in PURCHASE and value == 0):
            allowed = "is of an option against the baseline, which this is"
            if key == "premium":
                allowed = "is what an option costs more than the baseline, which this is"
            yield Issue(f"options.{name}.{key}", value, allowed, "Give none for the baseline")
