"""Sentences with numbers in them, worded once: for one case, and for many homes whose numbers are arrays.

A sentence takes its numbers as texts. With one case they are the numbers as they read; with many homes the words
between them are alike for all, and only the numbers differ from home to home (homes/said.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from ..inputs.units_given import Units, temperature
from . import case_units


class Form(NamedTuple):
    """How a number reads in a sentence."""

    text: Callable[[float], str]
    digits: Literal["whole", "money", "heat", ""] = ""
    """Which digits it has in the engine's units: thousands with a comma and none behind the point, as money, or as heat
    not delivered; "" for any other way"""


class Number(NamedTuple):
    """A number of a sentence: of one case, or of each of many homes (homes or 1, 1)."""

    value: Any
    form: Form


class Sentence(NamedTuple):
    """A note on one case, or on many homes at once."""

    key: str
    holds: Any
    """Whether it is to be said: bool, or bool (homes or 1, 1)"""
    words: Callable[..., str]
    """Of the texts of the numbers"""
    numbers: tuple[Number, ...] = ()

    @property
    def text(self) -> str:
        """In the words of one case."""
        return self.words(*(number.form.text(float(number.value)) for number in self.numbers))


def said(sentences: Iterable[Sentence]) -> Iterator[tuple[str, str]]:
    """What is to be said of one case: (key, message)."""
    return ((sentence.key, sentence.text) for sentence in sentences if sentence.holds)


WHOLE = Form(lambda value: f"{value:,.0f}", "whole")


@lru_cache
def quantity(unit: str, units: Units, digits: str = ",.0f") -> Form:
    """A quantity with its unit, as case_units.quantity."""
    kind: Literal["whole", ""] = "whole" if digits == ",.0f" else ""
    return Form(lambda value: case_units.quantity(value, unit, units, digits), kind)


@lru_cache
def heat(units: Units) -> Form:
    """Heat not delivered [MMBtu]."""
    return Form(lambda value: case_units.heat(value, units), "heat")


@lru_cache
def money(units: Units) -> Form:
    """An amount [$]."""
    return Form(lambda value: case_units.money(value, units), "money")


@lru_cache
def degrees(units: Units) -> Form:
    """A temperature [°F]."""
    return Form(lambda value: temperature(value, units))


@lru_cache
def degree_days(units: Units) -> Form:
    """Degree days [°F·d], without their unit."""
    return Form(lambda value: f"{case_units.convert(value, '°F·d', units):,.0f}", "whole")
