"""What the worksheet functions keep: the same inputs are read and solved once, and no answer is another's."""

from __future__ import annotations

import functools
from decimal import Decimal

import numpy as np
import pytest

import xl_dualfuel as df
from worksheets import FIRST, GIVEN, LABELS, OF_A_CASE, PAIRS, call
from xl_dualfuel import functions
from xl_dualfuel.functions import FUNCTIONS, registry
from xl_dualfuel.inputs import ranges
from xl_dualfuel.results.engine import SeasonAt, season_at


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[df.Case]:
    """The cases that are solved while the test runs."""
    cases: list[df.Case] = []

    def counting(case: df.Case) -> df.Result:
        cases.append(case)
        return df.solve(case)

    monkeypatch.setattr(registry, "_solved", functools.lru_cache(registry._solved.cache_info().maxsize)(counting))
    return cases


def test_functions_on_the_same_inputs_solve_once(solved: list[df.Case]) -> None:
    labels = [[LABELS[key], value] for key, value in PAIRS]
    for name in (name for name in OF_A_CASE if name not in FIRST or name in ("DF_SCENARIO", "DF_BAND")):
        first = call(name, PAIRS)
        assert call(name, labels) == call(name, GIVEN) == call(name, PAIRS[:3], PAIRS[3:]) == first
    assert solved == [df.Case(**GIVEN)]
    call("DF_BALANCE_POINT", PAIRS, {"cop_47": 3.1})
    assert len(solved) == 2
    assert functions.DF_BALANCE_POINT(PAIRS) == functions.DF_BALANCE_POINT(GIVEN)
    assert len(solved) == 2


def test_the_same_switchover_on_the_same_inputs_is_calculated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[df.Case, float]] = []

    def counting(case: df.Case, setting: float) -> SeasonAt:
        calls.append((case, setting))
        return season_at(case, setting)

    monkeypatch.setattr(registry, "_season_at", functools.lru_cache(registry._season_at.cache_info().maxsize)(counting))
    for _ in range(2):
        functions.DF_SEASON_COST(33, PAIRS)
        functions.DF_SAVINGS(33, 40, GIVEN)
    assert calls == [(df.Case(**GIVEN), setting) for setting in (33.0, 40.0)]


def test_other_prices_do_not_solve_again(solved: list[df.Case]) -> None:
    for prices in ([0.1, 0.2], [0.3]):
        functions.DF_PRICE_MATRIX(prices, [[10, 20]], PAIRS)
    assert solved == [df.Case(**{**GIVEN, "electricity_price": 0, "fuel_price": 0})]


def test_the_same_cells_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "_CASES", {})
    first = functions.DF_SCENARIOS(PAIRS)
    monkeypatch.setattr(ranges, "read", lambda *_: pytest.fail("read again"))
    assert functions.DF_SCENARIOS([row[:] for row in PAIRS]) == first


def test_cells_that_equal_each_other_are_told_apart() -> None:
    expected = df.solve(df.Case(furnace_efficiency=1)).recommended.switchover
    for value in (1, 1.0, np.float64(1), Decimal(1)):
        assert functions.DF_BALANCE_POINT({"furnace_efficiency": value}) == expected
        assert functions.DF_BALANCE_POINT({"furnace_efficiency": True}).startswith("#DF! furnace_efficiency = True: ")


def test_kept_cases_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "_MOST_CASES", 3)
    monkeypatch.setattr(ranges, "_CASES", {})
    for hours in range(1900, 1907):
        assert functions.DF_BALANCE_POINT({"season_hours": hours}) == 36.0
        assert len(ranges._CASES) <= 3


@pytest.mark.parametrize("name", [*OF_A_CASE, "DF_PORTFOLIO"])
def test_an_answer_may_be_changed_by_its_caller(name: str) -> None:
    ask = functools.partial(call, name) if name in OF_A_CASE else lambda: functions.DF_PORTFOLIO([["cop_47"], [3.5]])
    if FUNCTIONS[name].shape == "table":
        first = ask()
        kept = [row[:] for row in first]
        for row in first:
            row[:] = ["mine"] * len(row)
        assert ask() == kept
