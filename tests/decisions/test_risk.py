"""Named risk scenarios: each is the engine's answer to a changed case, at a setting fixed beforehand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.decisions.risk import COLD, SCENARIOS, Scenario, colder, risks, risks_of
from xl_dualfuel.errors import Issue
from xl_dualfuel.homes import draws
from xl_dualfuel.model import climate
from xl_dualfuel.model.climate import at_or_above
from xl_dualfuel.model.scenarios import EXISTING
from xl_dualfuel.results.engine import season_of

COLDEST = 2 / 3 * (65**3 - 64**3) / (65**2 - 64**2)
"""Mean distance below the setpoint of the hours of the worked example's coldest bin [°F]"""


def by_name(found):
    return {one.name: one for one in found.outcomes}


def season(case, setting):
    """Cost of the season of a case at a setting, by the engine."""
    return float(df.solve(case.replace(existing_switchover=setting)).solution.totals.annual_cost[3])


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("fuel_price_up", {"fuel_price": 19.5}),
        ("electricity_up", {"electricity_price": 0.14 * 1.3}),
        ("hard_winter", {"hours_below_design": 300}),
        ("weak_heat_pump", {"cop_47": 3.4 * 0.9, "cop_17": 2.2 * 0.9}),
        ("worst", {"fuel_price": 19.5, "electricity_price": 0.14 * 1.3, "hours_below_design": 300,
                   "cop_47": 3.4 * 0.9, "cop_17": 2.2 * 0.9}),
        ("best", {"fuel_price": 13 / 1.5, "electricity_price": 0.14 / 1.3, "hours_below_design": 75,
                  "cop_47": 3.4 / 0.9, "cop_17": 2.2 / 0.9}),
    ],
)  # fmt: skip
def test_each_default_scenario_is_the_engine(name, changes):
    one = by_name(risks(df.Case()))[name]
    case = df.Case(**changes)
    result = df.solve(case)
    assert one.switchover == result.recommended.switchover
    assert one.least_cost == pytest.approx(result.recommended.annual_cost)
    assert one.recommended_cost == pytest.approx(season(case, 36.0))
    assert one.existing_cost == pytest.approx(season(case, 35.0))
    assert one.regret == pytest.approx(one.recommended_cost - one.least_cost, abs=1e-9)
    assert one.saving == pytest.approx(one.existing_cost - one.recommended_cost)


def test_a_hard_winter_by_hand():
    # 150 h more at the coldest bin, 6 °F: 600·64 BTU/h, by a furnace of 0.95 at $13: 38,400·150/0.95/1e6·13 = $78.82.
    one = by_name(risks(df.Case()))["hard_winter"]
    # The coldest bin is 5 to 6 °F (a last one of 1 °F); its hours' mean is 64.5013 °F below the setpoint, from
    # ⅔·(65³ − 64³)/(65² − 64²).
    assert one.cost_change == pytest.approx(600 * COLDEST * 150 / 0.95 / 1e6 * 13)
    assert one.switchover == 36.0


def test_a_dear_fuel_turns_the_recommendation_round():
    # At $19.5 COP* = 1.999: at 12 °F; the setting of 36 °F costs $90 more than that, and today's 35 °F less than it.
    one = by_name(risks(df.Case()))["fuel_price_up"]
    assert one.switchover == 12.0
    dear = df.solve(df.Case(fuel_price=19.5, existing_switchover=36))  # the bins are also cut at 35 °F, the guess
    assert one.regret == pytest.approx(dear.solution.totals.annual_cost[EXISTING] - dear.setting.annual_cost, rel=1e-9)
    assert one.regret == pytest.approx(90, abs=0.5)
    assert one.saving < 0


def test_the_case_itself_comes_first_and_best_and_worst_are_named():
    found = risks(df.Case())
    assert found.outcomes[0].name == "case"
    assert found.outcomes[0].regret == found.outcomes[0].cost_change == 0.0
    assert (found.cheapest, found.dearest, found.largest_regret) == ("best", "worst", "fuel_price_up")
    assert [one.name for one in found.outcomes[1:]] == [one.name for one in SCENARIOS]
    assert found.table()["name"][0] == "case"


@settings(deadline=None, max_examples=25)
@given(full_cases())
def test_best_and_worst_bound_the_rest(inputs):
    case = case_from(inputs)
    outcomes = by_name(risks(case))
    json.dumps(risks(case).to_json(), allow_nan=False)
    # Every factor of worst is dear, so its least cost is not below any other's; the opposites likewise.
    slack = 1e-7 + 1e-9 * outcomes["worst"].least_cost
    for name, one in outcomes.items():
        assert one.regret is None or one.regret >= 0
        # Cheaper than the best of the scenario only where the setting leaves more of the load unmet than the best may.
        assert one.recommended_cost >= one.least_cost - slack or one.unmet_mmbtu > 0
        if case.inputs["strip_capacity"] is None:  # unmet load costs nothing, which a worse COP does not change
            assert outcomes["worst"].least_cost >= one.least_cost - slack, name
            assert outcomes["best"].least_cost <= one.least_cost + slack, name


def test_other_climates_double_the_hours_below_design():
    case = df.Case(station="denver", design_temperature=10)
    bins, notes = climate.bins_of(case), []
    scaled = colder(case, 2.0, notes, 35.0)
    cold = bins.temperature < 10
    assert cold.any()
    assert (scaled.hours[cold] == 2 * bins.hours[cold]).all()
    assert (scaled.hours[~cold] == bins.hours[~cold]).all()
    assert notes == [f"{bins.hours[cold].sum():,.0f} h below 10 °F times 2"]
    one = by_name(risks(case))["hard_winter"]
    assert one.cost_change > 0
    assert one.note == notes[0]


def test_without_a_design_temperature_one_percent_of_the_year_is_cold():
    case = df.Case(station="denver")
    bins, notes = climate.bins_of(case), []
    scaled = colder(case, 3.0, notes, 35.0)
    extra = (scaled.hours - bins.hours).sum() / 2
    assert 0 < extra <= 87.6
    # One bin more would be over 1 % of 8,760 h.
    changed = scaled.hours != bins.hours
    warmest = int(changed.nonzero()[0][0])
    assert extra + bins.hours[warmest - 1] > 87.6
    assert notes == [f"{extra:,.0f} h at or below {bins.temperature[warmest]:g} °F times 3"]


def test_what_makes_no_difference_says_so():
    mild = [Scenario("mild", "Mild", {"season_hours": 0.5})]
    (_, idle), (_, works) = (risks(case, mild).outcomes for case in (df.Case(station="denver"), df.Case()))
    assert idle.cost_change == 0
    assert idle.note == "season_hours makes no difference with climate = station"
    assert works.cost_change < 0
    assert works.note == ""


def test_scenarios_of_ones_own():
    mine = [Scenario("mild", "Mild", {COLD: 0.0}), Scenario("leaky", "Leaky", {"load_slope": 2})]
    outcomes = by_name(risks(df.Case(design_load=39000), mine))
    assert outcomes["leaky"].recommended_cost == pytest.approx(2 * outcomes["case"].recommended_cost)
    assert outcomes["mild"].cost_change == pytest.approx(-600 * COLDEST * 150 / 0.95 / 1e6 * 13)


def test_an_efficiency_above_one_is_moved_and_told():
    outcome = by_name(risks(df.Case(), [Scenario("new", "New", {"furnace_efficiency": 1.2})]))["new"]
    assert outcome.note == "furnace_efficiency moved to 1: it must be more than 0 and at most 1"
    assert outcome.least_cost == pytest.approx(df.solve(df.Case(furnace_efficiency=1)).recommended.annual_cost)


def test_bad_scenarios_are_told_together():
    bad = [
        Scenario("a", "A", {"colour": 2}),
        Scenario("a", "A", {"fuel_price": -1, "cop": True}),
        Scenario("case", "", {}),
    ]
    with pytest.raises(df.InputError) as refused:
        risks(df.Case(), bad)
    keys = [issue.key for issue in refused.value.issues]
    assert keys == [
        "scenarios.a.colour", "scenarios.a.fuel_price", "scenarios.a.cop", "scenarios.a", "scenarios.case"
    ]  # fmt: skip


def test_a_setting_that_is_cold_in_a_scenario_is_told():
    # With COPs a tenth worse nothing changes in heat; with a load of 1.6 the small furnace no longer heats the house.
    case = df.Case(furnace_capacity=40000, strip_capacity=0, load_slope=600)
    grown = Scenario("grown", "A house of 1.6 times the load", {"load_slope": 1.6})
    one = by_name(risks(case, [grown]))["grown"]
    assert one.unmet_mmbtu > 0
    assert one.regret is None


@settings(deadline=None, max_examples=30)
@given(full_cases())
def test_keeping_the_setting_costs_what_the_words_say(inputs):
    # The scenario's own season at the setting to program, by the engine with bins cut there.
    case = case_from(inputs)
    setting = df.solve(case).setting.switchover
    one = by_name(risks(case, [Scenario("dear", "Dear power", {"electricity_price": 1.5})]))["dear"]
    changed = case.replace(electricity_price=case.number("electricity_price") * 1.5)
    p = df.solve(changed).solution.parameters
    whole = season_of(changed, p, (setting,))
    above = at_or_above(whole.bins.temperature, setting)
    slack = 1e-7
    assert one.recommended_cost == pytest.approx(
        float(np.where(above, whole.dual.cost, whole.furnace.cost).sum()), rel=1e-9, abs=slack
    )
    unmet = float(np.where(above, whole.dual.unmet_mmbtu, whole.furnace.unmet_mmbtu).sum())
    assert one.unmet_mmbtu == pytest.approx(unmet, rel=1e-9, abs=slack)
    if one.regret is not None:
        assert one.regret == pytest.approx(max(0.0, one.recommended_cost - one.least_cost), rel=1e-9, abs=slack)


def test_a_scenario_beyond_what_is_allowed_goes_to_the_limit_and_says_so():
    """The case is right, so it has its answer: COP 20 / 0.9 would be refused as an input."""
    one = by_name(risks(df.Case(cop_47=20, cop_17=10, hours_below_design=0)))["best"]
    assert "cop_47 moved to 20: it must be more than 0 and at most 20" in one.note
    prices = {key: value / 1.5 if key == "fuel_price" else value / 1.3 for key, value in
              ((key, df.Case().number(key)) for key in ("fuel_price", "electricity_price"))}  # fmt: skip
    changed = df.solve(df.Case(cop_47=20, cop_17=10 / 0.9, hours_below_design=0, **prices))
    assert one.least_cost == pytest.approx(changed.recommended.annual_cost, rel=1e-9)
    table = df.Case(performance_table=(("temperature", "cop", "capacity"), (47, 20, 36000), (17, 2.2, 22000)))
    assert "performance_table: COPs moved to the limit" in by_name(risks(table))["best"].note


def test_a_scenario_that_makes_no_case_is_left_out_and_said():
    def season(factors, notes):
        if "load_slope" in factors:
            raise df.InputError([Issue("load_slope", 7, "must be less", "Give less")])
        return draws.curve(df.Case())

    found = risks_of(df.Case(), [Scenario("big", "A larger house", {"load_slope": 2})], season, 35.0)
    assert [one.name for one in found.outcomes] == ["case"]
    assert found.notes == ("A larger house: left out; load_slope = 7: must be less. Give less",)
