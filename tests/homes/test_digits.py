"""Numbers by codes of digits read as Python writes them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_dualfuel.homes import digits
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results import case_units

WRITTEN = {
    "whole": lambda value: f"{value:,.0f}",
    "money": lambda value: case_units.money(value, Units()).removeprefix("$"),
    "heat": lambda value: case_units.heat(value, Units()).removesuffix(" MMBtu"),
}
EDGES = [0.0, 0.0005, 0.005, 0.125, 0.9994999, 0.9995, 0.99950001, 1.0, 1.005, 1.115, 2.5, 3.5, 9.95, 999.4999, 999.995,
         999.9949999, 1000.0, 9999.4999, 9999.5, 10_000.0, 99_999.5, 123_456.7, 9_999_998.0]  # fmt: skip


def written(kind: str, values: list[float]) -> list[str]:
    codes = np.stack(np.broadcast_arrays(*digits.KINDS[kind][0](np.array(values))), axis=-1)
    return ["".join(digits.texts()[code] for code in row) for row in codes.tolist()]


@pytest.mark.parametrize("kind", digits.KINDS)
def test_numbers_at_the_edges_of_rounding(kind):
    values = sorted({*EDGES, *(np.nextafter(edge, np.inf) for edge in EDGES), *(np.arange(0, 400) / 200 + 998)})
    assert written(kind, values) == [WRITTEN[kind](value) for value in values]
    assert WRITTEN[kind](5.0) == digits.KINDS[kind][1]


@given(values=st.lists(st.floats(0, 9e6) | st.integers(0, 400_000).map(lambda number: number / 400), min_size=1))
def test_any_number(values):
    values = [value + 0.0 for value in values]
    assert digits.has_codes(np.array(values)).all()
    for kind, text in WRITTEN.items():
        assert written(kind, values) == [text(value) for value in values]


def test_what_has_no_codes():
    odd = [-0.0, -1.0, np.nan, np.inf, -np.inf, 1e7]
    assert not digits.has_codes(np.array(odd)).any()
    assert len(digits.texts()) == digits.COUNT
