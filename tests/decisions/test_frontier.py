"""A price on carbon, and the frontier of cost against emissions."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.decisions import frontier as module
from xl_dualfuel.decisions.frontier import frontier, with_carbon_price
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import money


@settings(deadline=None, max_examples=60)
@given(full_cases())
def test_a_price_of_zero_changes_nothing(inputs):
    result = df.solve(case_from(inputs))
    found = with_carbon_price(result, 0)
    assert found.switchover == found.switchover_without == result.recommended.switchover
    assert found.annual_cost == result.recommended.annual_cost
    assert found.extra_cost == found.avoided_kg == found.carbon_cost == 0
    assert found.cost_per_tonne is None


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.floats(0, 2000), st.floats(0, 2000))
def test_a_price_moves_the_choice_towards_less_carbon(inputs, one, other):
    result = df.solve(case_from(inputs))
    low, high = (with_carbon_price(result, price) for price in sorted((one, other)))
    json.dumps(low.to_json(), allow_nan=False)
    # The least of cost + price·kg: emissions never rise and cost never falls with the price (revealed preference).
    assert high.emissions_kg <= low.emissions_kg * (1 + 1e-9) + 1e-6
    assert high.annual_cost >= low.annual_cost * (1 - 1e-9) - 1e-6
    curve = result.solution.candidates
    objective = curve.annual_cost + high.carbon_price / 1000 * curve.emissions_kg
    assert high.objective <= objective[result.solution.heats].min() * (1 + 2e-9) + 1e-9
    if high.cost_per_tonne is not None and high.avoided_kg > 1:
        assert high.cost_per_tonne <= high.carbon_price * (1 + 1e-6) + 1e-3


def test_a_price_is_a_surcharge_on_energy():
    # $100/t is 0.38·0.1 = 3.8 ¢/kWh and 53·0.1 = $5.3/MMBtu: the same choice as at those prices.
    found = with_carbon_price(df.solve(df.Case()), 100)
    surcharged = df.solve(df.Case(electricity_price=0.14 + 0.038, fuel_price=13 + 5.3))
    assert found.switchover == surcharged.recommended.switchover == 30.0
    assert found.objective == pytest.approx(surcharged.recommended.annual_cost, rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(full_cases())
def test_the_frontier_is_every_candidate_that_none_beats(inputs):
    result = df.solve(case_from(inputs))
    found = frontier(result)
    json.dumps(found.to_json(), allow_nan=False)
    curve = result.solution.candidates
    points = [(point.annual_cost, point.emissions_kg) for point in found.points]
    assert all(a[0] <= b[0] and a[1] > b[1] for a, b in pairwise(points))
    # Slowly, pair by pair: nothing that heats the house beats a point of the frontier, and each other candidate is
    # beaten or equalled.
    slack, warm = 1e-6, result.solution.heats
    places = [curve.switchover.tolist().index(point.switchover) for point in found.points]
    assert warm[places].all()
    assert [point.unmet_mmbtu for point in found.points] == curve.unmet_mmbtu[places].tolist()
    for cost, kg in zip(curve.annual_cost[warm].tolist(), curve.emissions_kg[warm].tolist(), strict=True):
        for c, e in points:
            assert not (cost < c - slack and kg <= e - slack)
            assert not (cost <= c - slack and kg < e - slack)
        assert any(c <= cost + slack and e <= kg + slack for c, e in points)
    assert points[0][0] == pytest.approx(result.recommended.annual_cost, rel=1e-8, abs=1e-9)
    assert points[-1][1] == pytest.approx(curve.emissions_kg[warm].min(), rel=1e-8, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(full_cases())
def test_the_words_have_the_numbers_of_the_candidates(inputs):
    result = df.solve(case_from(inputs))
    found, curve = frontier(result), result.solution.candidates
    rows = dict(zip(curve.switchover.tolist(), zip(curve.annual_cost, curve.emissions_kg, strict=True), strict=True))
    first, last = rows[found.cheapest], rows[found.cleanest]
    if len(found.points) == 1:
        assert first == last
        return
    assert (
        f"{first[1] - last[1]:,.0f} kg CO2 less for {money(last[0] - first[0], Units())} more a season" in found.words
    )
    if found.knee is not None:
        at = rows[found.knee]
        assert f"{first[1] - at[1]:,.0f} kg less for {money(at[0] - first[0], Units())} more" in found.words
        # Beyond it a kilogram costs more than up to it.
        if last[1] < at[1] < first[1]:
            assert (last[0] - at[0]) / (at[1] - last[1]) >= (at[0] - first[0]) / (first[1] - at[1]) - 1e-9


def test_the_worked_example():
    # Cheapest 36 °F; the emissions balance point is 11.91 °F, so the cleanest edge is 12 °F; all edges between count,
    # also the 35 °F of today.
    found = frontier(df.solve(df.Case()))
    assert [point.switchover for point in found.points] == [36.0, 35.0, *(float(t) for t in range(34, 11, -2))]
    assert (found.cheapest, found.cleanest) == (36.0, 12.0)
    assert found.knee_status == "found"
    assert found.knee == 22.0
    assert found.points[0].abatement_cost is None
    costs = [point.abatement_cost for point in found.points[1:]]
    assert costs == sorted(costs)  # each further tonne is dearer
    assert "A good compromise is 22 °F" in found.words
    assert [t for t, knee in zip(found.table()["switchover"], found.table()["knee"], strict=True) if knee] == [22.0]


def test_distance_from_the_chord_by_hand():
    # (0, 1), (0.2, 0.3), (1, 0) on scaled axes: the middle lies (1 − 0.2 − 0.3)/√2 below the chord.
    distance = module._distances(np.array([100.0, 120.0, 200.0]), np.array([50.0, 35.0, 28.571428571428573]))
    assert distance == pytest.approx([0, (1 - 0.2 - 0.3) / 2**0.5, 0])
    assert module._distances(np.array([1.0, 2.0]), np.array([2.0, 1.0])).tolist() == [0, 0]


def test_knee_by_the_distance_of_a_point_from_a_line():
    # The same distance by the textbook formula |ax + by + c|/√(a² + b²), from points scaled here.
    found = frontier(df.solve(df.Case(station="denver")))
    cost = np.array([point.annual_cost for point in found.points])
    kg = np.array([point.emissions_kg for point in found.points])
    x, y = (cost - cost.min()) / np.ptp(cost), (kg - kg.min()) / np.ptp(kg)
    far = np.abs(x + y - 1) / np.hypot(1, 1)
    assert found.knee == found.points[int(far.argmax())].switchover


def test_one_switchover_may_be_best_for_both():
    # Free and clean electricity: heat pump only, nothing to choose.
    found = frontier(df.solve(df.Case(electricity_price=0, grid_emissions=0)))
    assert len(found.points) == 1
    assert (found.knee, found.knee_status) == (None, "one_point")
    assert found.words == "5 °F is both the cheapest and the cleanest switchover."


def test_of_equal_costs_the_cleanest_counts():
    found = frontier(df.solve(df.Case(electricity_price=0, fuel_price=0)))
    assert [point.switchover for point in found.points] == [12.0]


def test_a_straight_frontier_has_no_knee():
    # A COP of 2.5 throughout: every bin trades dollars for kilograms at one rate.
    table = [[-10, 2.5, 90000], [60, 2.5, 90000]]
    found = frontier(df.solve(df.Case(performance_table=table)))
    assert len(found.points) > 10
    assert (found.knee, found.knee_status) == (None, "no_bulge")
    assert found.words.endswith("Each further kilogram costs about the same, or ever less.")


@pytest.mark.parametrize("price", [-1, float("nan"), "50", True, 1e9])
def test_a_price_that_is_none_is_refused(price):
    with pytest.raises(df.InputError, match=r"carbon_price = .*must be from 0 to 10,000"):
        with_carbon_price(df.solve(df.Case()), price)


@settings(deadline=None, max_examples=80)
@given(full_cases())
def test_of_equal_candidates_the_one_nearest_the_guess_is_named(inputs):
    # Below a lockout every setting is the same season; rounding must not choose among them.
    s = df.solve(case_from(inputs)).solution
    cost, kg = s.candidates.annual_cost, s.candidates.emissions_kg
    for point in frontier(df.solve(s.case)).points[1:]:
        place = s.candidates.switchover.tolist().index(point.switchover)
        same = np.isclose(cost, cost[place], rtol=1e-10, atol=0) & np.isclose(kg, kg[place], rtol=1e-10, atol=0)
        same &= s.heats
        nearest = np.abs(s.candidates.switchover[same] - s.guess).min()
        assert abs(point.switchover - s.guess) == pytest.approx(nearest, abs=1e-9)


def test_below_a_lockout_the_warmest_of_equal_settings_is_the_cleanest():
    # 18 °F and every edge below it put the same bins on the heat pump; the guess is 35 °F.
    found = frontier(df.solve(df.Case(compressor_lockout=18, existing_switchover=30)))
    assert found.cleanest == 18.0


def test_two_points_have_no_knee_between_them():
    # Two bins: the furnace has the colder one for less money, the heat pump for less CO2.
    found = frontier(df.solve(df.Case(bin_table=[[45, 500], [15, 500]])))
    assert [point.switchover for point in found.points][1:]
    assert len(found.points) == 2
    assert found.words.endswith("a season. Nothing in between is worth choosing.")
