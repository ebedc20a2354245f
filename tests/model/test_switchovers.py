"""The rule of ties, the running sums, and the curve of the plain model and of homes.draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.homes import draws as varied
from xl_dualfuel.model import climate, switchovers


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.floats(-40, 90))
def test_both_give_the_engines_season(inputs, setting):
    case = case_from(inputs)
    result = df.solve(case)
    for curve in (result.solution.curve, varied.curve(case)):
        assert curve.best == result.recommended.switchover
        assert curve.least == pytest.approx(result.recommended.annual_cost, rel=1e-9, abs=1e-9)
        assert curve.status == result.recommended.status
        assert len(curve.switchover) == len(curve.cost) == len(curve.emissions_kg)
        assert len(curve.costs) == len(curve.emissions) == len(curve.unmet) == len(curve.temperature) + 1
        # At an edge a setting is what the engine makes of today's one, in bins that are cut as before.
        edge = float(curve.switchover[np.abs(curve.switchover - setting).argmin()])
        assume(case.inputs["as_left_switchover"] is None)
        as_before = {"existing_switchover": edge, "as_left_switchover": case.number("existing_switchover")}
        totals = df.solve(case.replace(**as_before)).solution.totals
        assert curve.cost_at(edge) == pytest.approx(float(totals.annual_cost[3]), rel=1e-9, abs=1e-7)
        assert curve.unmet_at(edge) == pytest.approx(float(totals.unmet_mmbtu[3]), rel=1e-9, abs=1e-7)
        assert curve.emissions_at(edge) == pytest.approx(float(totals.emissions_kg[3]), rel=1e-9, abs=1e-7)


def test_the_ends():
    curve = df.solve(df.Case()).solution.curve
    assert curve.at(1000) == 0
    assert curve.at(-1000) == len(curve.temperature)
    # 36 and 35 °F are edges: today's 35 °F cuts the bin of 34 to 36 °F. Every edge has the bins above it.
    assert [curve.at(edge) for edge in curve.switchover] == curve.place.tolist()
    assert curve.at(35) == curve.at(36) + 1


def test_no_saving_between_a_warm_and_a_cold_season():
    # Furnace and strips leave a quarter of the heat undelivered above the switchover; the heat pump alone does not.
    case = df.Case(capacity_47=60000, capacity_17=50000, furnace_capacity=20000, strip_capacity=0)
    curve = df.solve(case).solution.curve
    assert curve.saving(5.0, 5.0) == 0
    assert curve.unmet_at(35.0) > 0.001 * curve.load_mmbtu
    assert curve.saving(5.0, 35.0) is None


def by_hand(cost: list[float], edges: list[float], guess: float) -> int:
    """The rule in plain Python: least cost within 1e-9, nearest the guess to nine decimals, the warmer."""
    least = min(cost)
    tied = [place for place, one in enumerate(cost) if one <= least + 1e-9 * abs(least)]
    return min(tied, key=lambda place: (round(abs(edges[place] - guess), 9), place))


@given(st.data())
def test_many_rows_are_chosen_as_each_by_itself(data):
    count = data.draw(st.integers(1, 6))
    costs = st.sampled_from([0.0, 100.0, 100.0 + 5e-8, 100.0 + 2e-7, 101.0])  # equal and not quite, by 1e-9 of 100
    rows = data.draw(st.lists(st.lists(costs, min_size=count, max_size=count), min_size=1, max_size=5))
    edges = np.round(70 - 0.7 * np.arange(count), 1)
    guesses = [data.draw(st.sampled_from([20.0, 68.6, 69.65, 80.0])) for _ in rows]
    expected = [by_hand(row, edges.tolist(), guess) for row, guess in zip(rows, guesses, strict=True)]
    cost, guess = np.array(rows), np.array(guesses)[:, np.newaxis]
    assert switchovers.cheapest(cost, edges, guess).tolist() == expected
    assert switchovers.cheapest(cost, np.tile(edges, (len(rows), 1)), guess).tolist() == expected
    alone = [int(switchovers.cheapest(row, edges, one)) for row, one in zip(cost, guesses, strict=True)]
    assert alone == expected


def test_amounts_within_a_thousand_millionth_are_equal():
    assert switchovers.at_most(100 + 9e-8, 100.0)
    assert not switchovers.at_most(100 + 2e-7, 100.0)
    assert switchovers.at_most(5e-8, 0.0, 100.0)  # of another scale than the limit
    assert switchovers.equal(np.array([-1.0, 1.0, 1 + 1e-8]), 1.0).tolist() == [False, True, False]


def test_running_sums_from_either_end():
    values = np.array([[1.0, 2.0, 4.0], [0.0, 1.0, 0.0]])
    assert switchovers.from_warm(values).tolist() == [[0, 1, 3, 7], [0, 0, 1, 1]]
    assert switchovers.from_cold(values).tolist() == [[7, 6, 4, 0], [1, 1, 0, 0]]
    assert switchovers.either_side(values[0], values[1]).tolist() == [1, 2, 3, 7]
    assert switchovers.either_side(values, values)[:, 1].tolist() == [7, 1]


def test_many_homes_have_the_bins_of_each_by_itself():
    columns = [[70.0, 68.0, 70.0], [5.0, -3.5, 49.0], [2.0, 3.0, 0.7], [1900.0, 2000.0, 1000.0], [150.0, 0.0, 10.0]]
    cuts = np.array([[35.0, 36.0], [35.0, 80.0], [49.35, 0.0]])
    many = climate.proportional(*(np.array(column)[:, np.newaxis] for column in columns), cuts)
    for home, numbers in enumerate(zip(*columns, strict=True)):
        alone = climate.proportional(*numbers, cuts[home])
        wide, real = many.high[home] > many.low[home], alone.high > alone.low
        for padded, own in zip(many[:4], alone[:4], strict=True):
            assert padded[home][wide].tolist() == pytest.approx(own[real].tolist(), rel=1e-14)
        assert not many.hours[home][~wide].any()
