"""Inputs at the ends of what is allowed: an answer in finite numbers and plain words, or a refusal, everywhere."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from support import SHARE
from xl_dualfuel.decisions import deciding
from xl_dualfuel.decisions.words import parts
from xl_dualfuel.files.values import json_bytes
from xl_dualfuel.inputs.field import LEAST
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.results.csv_tables import csv_files

NUMBERS = {key: field for key, field in FIELDS.items() if field.kind == "number"}
FROM_ZERO = [key for key, field in NUMBERS.items() if field.minimum == 0]
CHOICES = {key: field.choices for key, field in FIELDS.items() if field.kind == "choice"}
NO_NUMBER = re.compile(r"(?<![a-z])-?(inf|nan)(?![a-z])", re.IGNORECASE)


def ends(key: str) -> list[float]:
    """The largest and smallest numbers that an input may have, and those nearest to 0."""
    field = NUMBERS[key]
    near = (field.minimum, field.maximum, 0.0, LEAST, -LEAST, 1e-300, 5e-324, 1e-3, 1e308)
    return [number for number in near if field.minimum <= number <= field.maximum]


@st.composite
def extreme_cases(draw: st.DrawFn) -> dict[str, Any]:
    """One to four inputs at an end, and perhaps other choices."""
    keys = draw(st.lists(st.sampled_from([*NUMBERS]), min_size=1, max_size=4, unique=True))
    chosen = draw(st.lists(st.sampled_from([*CHOICES]), max_size=2, unique=True))
    return {key: draw(st.sampled_from(ends(key))) for key in keys} | {
        key: draw(st.sampled_from(CHOICES[key])) for key in chosen
    }


def check_surfaces(case: df.Case) -> None:
    """JSON, CSV, words and decisions hold numbers only, and every value that is calculated twice agrees."""
    result = df.solve(case)
    decisions = deciding.decide(case)
    shown = [json_bytes(answer.to_json()).decode() for answer in (result, decisions)]
    shown += [result.headline, *map(str, result.notes), *map(str, parts(decisions))]
    shown += map(bytes.decode, csv_files(result).values())
    for text in shown:
        assert not (found := NO_NUMBER.search(text)), text[max(0, found.start() - 60) : found.end() + 20]
    assert [check for check in result.checks if not check.ok] == []


def _check(inputs: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an overflow on the way is a wrong number somewhere
        try:
            case = df.Case(**inputs)
        except df.InputError:
            return
        check_surfaces(case)


@given(extreme_cases())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example({"electricity_price": 5e-324})
@example({"design_load": 1e9})
@example({"cop_47": 20.0})
@example({"tank_usable_fraction": LEAST, "tank_capacity": LEAST})
def test_extreme_inputs_give_numbers_or_a_refusal(inputs):
    _check(inputs)


@pytest.mark.slow
@given(extreme_cases())
@settings(max_examples=max(20, int(3000 * SHARE)), deadline=None, suppress_health_check=list(HealthCheck))
def test_many_extreme_inputs_give_numbers_or_a_refusal(inputs):
    _check(inputs)


def test_what_is_nearly_nothing_is_refused_and_its_remedy_holds():
    for key in FROM_ZERO:
        with pytest.raises(df.InputError) as refused:
            df.Case(**{key: 5e-324})
        (issue,) = [one for one in refused.value.issues if one.key == key]
        nothing = "" if NUMBERS[key].above_minimum else "0 or "
        assert issue.allowed == f"must be {nothing}at least 0.000000001", key
        for number in [LEAST, *([0.0] if nothing else [])]:
            assert NUMBERS[key].holds(number)
    with pytest.raises(df.InputError, match=r"must have hours 0 or at least 0\.000000001"):
        df.Case(bin_table=((30, 100), (20, 5e-324)))
