"""One case varied on arrays: every row is the engine's answer to that row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.homes import draws as varied
from xl_dualfuel.model.scenarios import EXISTING

KEYS = ("annual_cost", "emissions_kg", "electricity_kwh", "fuel_mmbtu")


def answers(case, columns):
    """KEYS and the switchover of each row's best candidate, and the cost at the case's setting of today."""
    today = case.number("existing_switchover")

    def reduce(seasons, rows):
        best = seasons.best()
        place = seasons.at_candidate(best)
        found = {key: seasons.take(key, place) for key in KEYS}
        at_today = seasons.take("annual_cost", seasons.at_setting(today))
        return {**found, "switchover": seasons.switchover_of(best), "today": at_today}

    return varied.evaluate(case, columns, reduce)


def engine(case):
    result = df.solve(case)
    totals, chosen = result.solution.totals, result.solution.chosen
    curve = result.solution.candidates
    return {
        "annual_cost": curve.annual_cost[chosen],
        "switchover": result.recommended.switchover,
        "emissions_kg": curve.emissions_kg[chosen],
        "electricity_kwh": totals.electricity_kwh[2],
        "fuel_mmbtu": totals.fuel_mmbtu[2],
        "today": totals.annual_cost[EXISTING],
    }


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.sampled_from(["electricity_price", "load_slope", "season_hours", "cop", "furnace_efficiency"]))
def test_rows_are_the_engine(inputs, key):
    case = case_from(inputs)
    values = {
        "electricity_price": [0.05, 0.14, 0.4],
        "load_slope": [300.0, 771.3, 1200.0],
        "season_hours": [700.0, 2100.0, 4000.0],
        "cop": [0.9, 1.0, 1.1],
        "furnace_efficiency": [0.7, 0.85, 1.0],
    }[key]
    found, good = answers(case, {key: np.array(values)})
    assert good.all()
    for place, value in enumerate(values):
        change = varied.with_cop(case, value) if key == "cop" else {key: value}
        expected = engine(varied.changed(case, change))
        for name, number in expected.items():
            # Sums of the same terms in another order: 1e-9 relative, as between all routes.
            assert found[name][place] == pytest.approx(number, rel=1e-9, abs=1e-7), (name, value)


@settings(deadline=None, max_examples=25)
@given(full_cases())
def test_one_is_the_engine(inputs):
    case = case_from(inputs)
    seasons, result = varied.seasons_of(case), df.solve(case)
    assert seasons.switchover[0].tolist() == result.solution.candidates.switchover.tolist()
    cost = seasons.annual_cost[0][seasons.place[0]]
    assert cost == pytest.approx(result.solution.candidates.annual_cost, rel=1e-9, abs=1e-7)
    assert seasons.heats[0].tolist() == result.solution.heats.tolist()
    assert float(seasons.switchover[0, seasons.best()[0, 0]]) == result.recommended.switchover


@pytest.mark.parametrize(
    ("inputs", "key", "values"),
    [
        ({}, "design_temperature", [-15.0, 5.0, 22.3]),
        ({}, "indoor_setpoint", [64.0, 70.0, 73.5]),
        ({}, "bin_width", [0.7, 2.0, 13.0]),
        ({"station": "denver"}, "load_balance_temperature", [55.0, 62.5, 70.0]),
        ({"station": "denver", "bin_width": 0}, "indoor_setpoint", [65.0, 70.0]),
        ({"region": "V"}, "season_hours", [1000.0, 3000.0]),
        ({"bin_table": [[20, 500], [40, 900]]}, "load_balance_temperature", [55.0, 65.0]),
        ({"bin_table": [[20, 500]]}, "bin_width", [1.0, 4.0]),
    ],
    ids=str,
)
def test_rows_with_bins_of_their_own_are_the_engine(inputs, key, values):
    case = df.Case(**inputs)
    found, good = answers(case, {key: np.array(values)})
    assert good.all()
    for place, value in enumerate(values):
        for name, number in engine(case.replace(**{key: value})).items():
            assert found[name][place] == pytest.approx(number, rel=1e-9, abs=1e-7), (name, value)


def test_the_worked_example():
    # The design's table of the worked example: 36 °F and $747.1061; $747.2809 at today's 35 °F, printed to 4 digits.
    found, _ = answers(df.Case(), {"electricity_price": np.array([0.14])})
    assert found["switchover"].tolist() == [36.0]
    assert found["annual_cost"][0] == pytest.approx(747.1061, abs=0.00005)
    assert found["today"][0] == pytest.approx(747.2809, abs=0.00005)


def test_many_rows_need_several_chunks_and_stay_in_order():
    prices = np.linspace(0.05, 0.5, 5000)
    found, _ = answers(df.Case(), {"electricity_price": prices})
    for place in (0, 1, 1000, 2500, 4999):
        expected = df.solve(df.Case(electricity_price=float(prices[place])))
        assert found["switchover"][place] == expected.recommended.switchover
    assert (np.diff(found["switchover"]) >= 0).all()  # dearer electricity never lowers the setting


def test_rows_that_cannot_be_used_are_nan():
    values = np.array([5.0, 75.0, 70.0, -90.0, math.nan])
    found, good = answers(df.Case(), {"design_temperature": values})
    assert good.tolist() == [True, False, False, False, False]
    assert np.isnan(found["annual_cost"]).tolist() == (~good).tolist()
    _, good = answers(df.Case(), {"fuel_price": np.array([13.0, 501.0, -1.0])})
    assert good.tolist() == [True, False, False]
    _, good = answers(df.Case(), {"cop": np.array([1.0, 0.0, -1.0])})
    assert good.tolist() == [True, False, False]


def test_a_design_load_takes_the_place_of_the_slope():
    case = df.Case(load_slope=900)
    found, _ = answers(case, {"design_load": np.array([39000.0])})
    # 39,000 BTU/h over 65 °F is 600 BTU/h·°F: the worked example.
    assert found["annual_cost"][0] == pytest.approx(747.1061, abs=0.00005)


def test_a_lockout_above_todays_setting_is_no_obstacle():
    found, good = answers(df.Case(existing_switchover=20), {"compressor_lockout": np.array([10.0, 30.0])})
    assert good.all()
    assert found["annual_cost"][1] == pytest.approx(df.solve(df.Case(compressor_lockout=30)).recommended.annual_cost)


def test_an_input_that_is_no_number_is_refused():
    for key in ("fuel", "colour"):
        with pytest.raises(df.InputError, match="must be an input that is a number"):
            answers(df.Case(), {key: np.array([1.0])})


def test_cop_of_a_performance_table_is_scaled():
    case = df.Case(performance_table=[[5, 1.8, 20000], [47, 3.6, 40000]])
    assert varied.with_cop(case, 0.5) == {"performance_table": [[5, 0.9, 20000], [47, 1.8, 40000]]}
    assert varied.with_cop(df.Case(), 0.9) == pytest.approx({"cop_47": 3.06, "cop_17": 1.98})


def test_a_setting_named_beforehand_cuts_the_bins():
    """It costs what it would cost as the setting of today, in every climate."""
    for inputs in ({"station": "denver"}, {"station": "denver", "bin_width": 0}, {"region": "V"}, {}):
        case = df.Case(**inputs)
        for setting in (-50.0, 7.0, 31.7, 36.0, 120.0):
            seasons = varied.seasons_of(case, settings=(setting,))
            cost = seasons.take("annual_cost", seasons.at_setting(setting))[0]
            # The engine's bins are cut at its setting of today in place of 35 °F: a cut elsewhere moves a season by the
            # curvature of COP within one bin, far below 1 part in 1,000.
            result = df.solve(case.replace(existing_switchover=setting))
            assert cost == pytest.approx(result.solution.totals.annual_cost[EXISTING], rel=1e-3)
            both = df.solve(case.replace(as_left_switchover=setting, existing_switchover=setting))
            other = varied.seasons_of(case.replace(as_left_switchover=setting, existing_switchover=setting))
            same = other.take("annual_cost", other.at_setting(setting))[0]
            assert same == pytest.approx(both.solution.totals.annual_cost[EXISTING], rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(full_cases(), st.sampled_from(["existing_switchover", "initial_balance_point", "load_balance_temperature"]))
def test_rows_that_set_temperatures_of_their_own_are_the_engine(inputs, key):
    case = case_from(inputs)
    values = [54.3, 55.0, 61.7] if key == "load_balance_temperature" else [12.3, 35.0, 41.9]
    found, good = answers(case, {key: np.array(values)})
    for place, value in enumerate(values):
        if not good[place]:
            continue
        expected = engine(case.replace(**{key: value}))
        if key == "existing_switchover":
            expected.pop("today")  # the rows are judged at the case's own setting
        for name, number in expected.items():
            # Sums of the same terms in another order.
            assert found[name][place] == pytest.approx(number, rel=1e-9, abs=1e-7), (name, value)
