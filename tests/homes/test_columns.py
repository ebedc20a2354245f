"""Tables of homes: arrays and single cases give the same rows; what is wrong is said in the row."""

from __future__ import annotations

import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
import xl_dualfuel as df
from xl_dualfuel.functions import DF_PORTFOLIO, grids
from xl_dualfuel.homes import engine as many
from xl_dualfuel.homes import figures
from xl_dualfuel.homes.arrays import Homes
from xl_dualfuel.inputs.headings import keys_of

BAD = [
    "", None, "abc", "#N/A", -1.0, 0.0, 1e12, True, math.nan, 1e400, 10**400, "coal", "propane", "natural_gas", "$/gal",
    "therm", "V", "denver", "region", "bins", "C", 95, 0.5,
]  # fmt: skip


def table_of(cases: list[dict]) -> list[list]:
    """A table of the scalar inputs of some cases."""
    keys = sorted({key for case in cases for key, value in case.items() if not isinstance(value, (list, tuple))})
    return [keys, *([case.get(key) for key in keys] for case in cases)]


def one_by_one(table: list[list]) -> list[list]:
    """The same rows, each as a case of its own."""
    keys = keys_of(table[0])
    return [grids._home(keys, row) for row in table[1:]]


def same(found: list[list], expected: list[list]) -> None:
    assert len(found) == len(expected)
    for number, (a, b) in enumerate(zip(found, expected, strict=True)):
        for one, other in zip(a, b, strict=True):
            if isinstance(other, float) and isinstance(one, float):
                assert abs(one - other) <= 1e-9 * max(1.0, abs(other)), (number, a, b)
            else:
                assert one == other, (number, a, b)


def answer(table: list[list], few: int, monkeypatch) -> list[list]:
    from xl_dualfuel.homes import columns as portfolio

    monkeypatch.setattr(portfolio, "FEW", few)
    return grids.portfolio(table)[1:]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(strategies.full_cases(), min_size=1, max_size=30))
def test_rows_of_every_option_equal_single_cases(cases):
    table = table_of(cases)
    with pytest.MonkeyPatch.context() as patch:
        same(answer(table, 1, patch), one_by_one(table))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(strategies.limited_cases(), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_bad_cells_are_told_in_their_row_and_stop_no_other(cases, rnd):
    table = table_of(cases)
    for row in table[1:]:
        for _ in range(rnd.choice((0, 0, 1, 2))):
            row[rnd.randrange(len(row))] = rnd.choice(BAD)
    with pytest.MonkeyPatch.context() as patch:
        same(answer(table, 1, patch), one_by_one(table))


def test_ten_thousand_homes_are_right():
    rnd = random.Random(1)
    head = ["home", "load_slope", "design_temperature", "cop_47", "electricity_price", "fuel_price", "bin_width"]
    rows = [
        [f"home {n}", rnd.uniform(300, 900), rnd.uniform(-15, 25), rnd.uniform(2.5, 4.5), rnd.uniform(0.05, 0.3),
         rnd.uniform(5, 30), rnd.choice((1.0, 2, 5, None))]
        for n in range(10_000)
    ]  # fmt: skip
    found = DF_PORTFOLIO([head, *rows])[1:]
    some = rnd.sample(range(10_000), 150)
    same([found[n] for n in some], one_by_one([head, *(rows[n] for n in some)]))


@pytest.mark.parametrize(
    "table",
    [
        [["cop_47"]],
        [["cop_47"], [], [None], [3.0]],
        [["cop_47", "note"], [3.0], [3.1, "x", "more than the header"], [None, "only a note"]],
        [["home", "fuel"], *[["a", "propane"]] * 9],
        [["station", "load_balance_temperature"], *[["denver", base] for base in (60, 61, 62, 60, 60, 70, 60, 60, 60)]],
        [["region"], *[["V"]] * 10],
        [["station", "bin_width"], *[["golden", 0]] * 9],
    ],
    ids=str,
)
def test_shapes_of_tables(table, monkeypatch):
    wide = [row + [None] * (len(table[0]) - len(row)) for row in table]
    same(answer(table, 1, monkeypatch), one_by_one(wide))


def test_a_group_is_worked_out_in_chunks_alike(monkeypatch):
    table = [["electricity_price", "design_temperature"], *[[0.1 + n / 200, float(n % 20)] for n in range(30)]]
    notes = df.solve_many(pd.DataFrame(table[1:], columns=table[0]))["notes"].tolist()
    monkeypatch.setattr(many, "BLOCK", 17)
    monkeypatch.setattr(figures, "CHUNK", 7)
    same(answer(table, 1, monkeypatch), one_by_one(table))
    assert df.solve_many(pd.DataFrame(table[1:], columns=table[0]))["notes"].tolist() == notes


def test_what_is_not_plainly_sound_is_left_to_the_case():
    """Prices out of range, temperatures the wrong way round, hours that each stand by themselves."""
    numbers = {
        "design_temperature": np.array([[5.0], [75.0], [5.0]]),
        "electricity_price": np.array([[0.1], [0.1], [11.0]]),
    }
    assert many.sound(Homes.of_columns({}, numbers, 3)).tolist() == [True, False, False]
    widths = {"bin_width": np.array([[0.0], [2.0]])}
    assert many.sound(Homes.of_columns({"station": "denver"}, widths, 2)).tolist() == [False, True]
    assert many.sound(Homes.of_columns({"climate": "bins"}, {}, 2)).tolist() == [False, False]


def test_the_arrays_are_the_engine_on_its_own_example():
    found = many.solve(Homes.of_columns({}, {}, 3))
    expected = df.solve(df.Case())
    assert found["switchover"].tolist() == [expected.recommended.switchover] * 3
    assert found["annual_cost"] == pytest.approx([expected.recommended.annual_cost] * 3, rel=1e-12)


def test_speeds_that_do_not_agree_are_said_in_their_rows(monkeypatch):
    speeds = {"capacity_47": 33_000, "capacity_17": 20_000, "capacity_min_47": 22_000, "cop_min_47": 5.3,
              "capacity_min_17": 13_000, "cop_min_17": 3.2, "capacity_max_47": 57_000, "cop_max_47": 3.1,
              "capacity_max_17": 39_000, "cop_max_17": 2.5}  # fmt: skip
    homes = [speeds, {**speeds, "capacity_min_47": 60_000}, {**speeds, "cop_min_17": None},
             {**speeds, "capacity_min_5": 10_000}, {**speeds, "capacity_min_5": 10_000, "cop_min_5": 2.5}]  # fmt: skip
    table = table_of(homes)
    found = answer(table, 1, monkeypatch)
    same(found, one_by_one(table))
    assert [bool(row[-1]) for row in found] == [False, True, True, True, False]
