"""Every value that a refusal names, in its allowed words or its remedy, is put in: the case solves and is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

import xl_dualfuel as df
from support import RELATIVE
from tests.inputs.test_typed import ENTRIES, Entry, inputs_of
from writings import OTHER_UNITS
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.units import FUELS

REFUSED = [entry for entry in ENTRIES if entry.refused]
IDS = [f"{entry.key} {entry.text!r}" for entry in REFUSED]
IN_WORDS = {"36/24", "30000-42000", "1,2,3", "large", "=B2*1000"}
"""Entries without a number of which to make one: the remedy says what is wanted, and in which unit"""


def refusal(inputs: dict[str, Any]) -> df.Issue:
    with pytest.raises(df.InputError) as refused:
        df.Case(**inputs)
    (issue,) = refused.value.issues
    return issue


def followed(entry: Entry, issue: df.Issue) -> Iterator[tuple[dict[str, Any], Any]]:
    """What to type by the words of a refusal, and the value it then is."""
    field, key, number = FIELDS[entry.key], entry.key, re.search(r"\d+(\.\d+)?", str(entry.text))
    if units := re.search(r"alone or in (.*)", issue.allowed):
        assert number
        for unit in re.split(r", | or ", re.sub(r" \(.*?\)", "", units[1])):
            degrees = 32 if unit == "°C" else 0
            factor = OTHER_UNITS.get(field.unit, {}).get(unit.replace(" per ", "/"), Fraction(1))
            value = float(Fraction(number[0]) * factor + degrees)
            if field.holds(value):  # 70 °C is no house's
                yield {key: f"{number[0]} {unit}"}, value
    if issue.allowed == "must be a number, as a fraction or with %":
        assert number
        yield {key: f"{number[0]} %"}, float(number[0]) / 100
    if field.kind != "number" and (choices := re.search(r"must be one of (.*?)( for |$)", issue.allowed)):
        for choice in choices[1].split(", "):
            if key != "fuel" or "$/MMBtu" in FUELS[choice].price_units:
                yield {key: choice}, choice
    if limits := re.search(r"must be (from ([\d.]+) to|.*at most) ([\d.]+)$", issue.allowed):
        yield from (({key: limit}, float(limit)) for limit in limits.groups()[1:] if limit)
    for value, unit in re.findall(
        r"such as (\$?[\d.]+)(?: with |/)?(\$?/?[a-z]+)?", f"{issue.allowed}. {issue.remedy}"
    ):
        more = {"fuel_price_unit": f"$/{unit.strip('$/')}"} if key == "fuel_price" else {}
        yield {key: value.rstrip("."), **more}, float(value.strip("$."))
    for value in re.findall(r"([\d.]+) (?:instead of|for none|where)", issue.remedy):
        yield {key: value}, float(value)
    for choice in re.findall(r"Did you mean (\w+)\?", issue.remedy):
        yield {key: choice}, choice
    if issue.allowed.startswith("may mean ") and (both := re.match(r"Give (\S+) or ([^\s,]+)", issue.remedy)):
        yield from (({key: value}, value if field.kind == "text" else float(value)) for value in both.groups())


@pytest.mark.parametrize("entry", REFUSED, ids=IDS)
def test_what_a_refusal_names_is_taken_and_gives_the_answer(entry: Entry) -> None:
    inputs = inputs_of(entry)
    issue = refusal(inputs)
    ways = list(followed(entry, issue))
    if entry.text in IN_WORDS:
        assert FIELDS[entry.key].unit in issue.remedy
        return
    assert ways, issue
    for typed, value in ways:
        more = {key: other for key, other in typed.items() if key != entry.key}
        case = df.Case(**{**inputs, **typed})
        plain = df.Case(**{**inputs, **more, entry.key: value})
        # Conversions round to 14 digits.
        assert case.given[entry.key] == (pytest.approx(value, rel=5e-14) if isinstance(value, float) else value)
        found, expected = (df.solve(one).setting for one in (case, plain))
        assert (found.switchover, found.annual_cost) == pytest.approx(
            (expected.switchover, expected.annual_cost), rel=RELATIVE, abs=1e-9
        )
