"""Monte Carlo: the distributions against their textbook moments, every draw against the engine."""

from __future__ import annotations

import json
import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.decisions.distributions import Distribution, checked, correlation_matrix, draw
from xl_dualfuel.decisions.uncertainty import DRAWS, monte_carlo, read_spec, spec_of
from xl_dualfuel.homes import draws as varied

PRICES = {
    "electricity_price": {"distribution": "normal", "mean": 0.14, "sd": 0.02},
    "fuel_price": {"distribution": "lognormal", "median": 13, "gsd": 1.25},
    "cop": {"distribution": "triangular", "low": 0.8, "mode": 0.95, "high": 1.05},
    "load_slope": {"distribution": "uniform", "low": 450, "high": 750},
}


def spec(uncertain=None, draws=2000, seed=1, **more):
    return spec_of({"uncertain": uncertain or PRICES, "draws": draws, "seed": seed, **more})


def drawn(key, count=200_000, **table):
    found, issues = checked({key: table})
    assert issues == []
    return draw(found, count, 5, None)[key], found[0]


# ----------------------------------------------------------------------------------------------------------------------
# Distributions. With 200,000 draws a mean is within 5 sd/√200,000 = 0.011 sd of the true one but once in a million.


def test_normal_has_its_moments():
    values, one = drawn("fuel_price", distribution="normal", mean=13, sd=2)
    assert values.mean() == pytest.approx(13, abs=0.025)
    assert values.std() == pytest.approx(2, abs=0.025)
    assert np.quantile(values, 0.9) == pytest.approx(NormalDist(13, 2).inv_cdf(0.9), abs=0.04)
    assert one.cut < 1e-9  # 0 is 6.5 sd away


def test_lognormal_has_its_moments():
    values, _ = drawn("fuel_price", distribution="lognormal", median=13, gsd=1.25)
    s = math.log(1.25)
    assert np.median(values) == pytest.approx(13, rel=0.01)
    assert values.mean() == pytest.approx(13 * math.exp(s * s / 2), rel=0.01)
    assert np.quantile(values, NormalDist().cdf(1)) == pytest.approx(13 * 1.25, rel=0.01)


def test_triangular_has_its_moments():
    values, _ = drawn("fuel_price", distribution="triangular", low=10, mode=12, high=20)
    assert values.mean() == pytest.approx(14, abs=0.03)  # (a + b + c)/3
    variance = (100 + 144 + 400 - 120 - 200 - 240) / 18  # (a² + b² + c² − ab − ac − bc)/18
    assert values.var() == pytest.approx(variance, rel=0.02)
    assert (values <= 12).mean() == pytest.approx(0.2, abs=0.005)  # (c − a)/(b − a)
    assert values.min() >= 10
    assert values.max() <= 20


def test_uniform_has_its_moments():
    values, _ = drawn("fuel_price", distribution="uniform", low=10, high=16)
    assert values.mean() == pytest.approx(13, abs=0.02)
    assert values.var() == pytest.approx(36 / 12, rel=0.02)


def test_what_lies_outside_is_cut_off_and_not_heaped_up():
    values, one = drawn("furnace_efficiency", distribution="normal", mean=0.95, sd=0.05)
    z = NormalDist()
    assert one.cut == pytest.approx(z.cdf(-1), abs=1e-9)  # above 1: one sd; the rest is far away
    assert values.max() <= 1
    assert (values > 0.9999).mean() < 0.002
    # Mean of a normal cut off one sd above its mean: μ − σ·φ(1)/Φ(1).
    assert values.mean() == pytest.approx(0.95 - 0.05 * z.pdf(1) / z.cdf(1), abs=5e-4)


def test_limits_of_ones_own():
    values, one = drawn("fuel_price", distribution="normal", mean=13, sd=5, minimum=9, maximum=15)
    assert values.min() >= 9
    assert values.max() <= 15
    assert one.cut == pytest.approx(1 - (NormalDist(13, 5).cdf(15) - NormalDist(13, 5).cdf(9)))


@pytest.mark.parametrize(
    "table",
    [
        {"distribution": "normal", "mean": 13, "sd": 0},
        {"distribution": "lognormal", "median": 13, "gsd": 1},
        {"distribution": "triangular", "low": 13, "mode": 13, "high": 13},
        {"distribution": "uniform", "low": 13, "high": 13},
    ],
)
def test_no_spread_is_a_number(table):
    values, one = drawn("fuel_price", 100, **table)
    assert values.tolist() == pytest.approx([13] * 100)
    assert one.cut == 0


@pytest.mark.parametrize(("low", "mode", "high"), [(1, 1, 2), (1, 2, 2)])
def test_triangles_with_a_right_angle(low, mode, high):
    values, _ = drawn("fuel_price", distribution="triangular", low=low, mode=mode, high=high)
    assert values.mean() == pytest.approx((low + mode + high) / 3, abs=0.005)


def test_correlations():
    found, _ = checked({"electricity_price": PRICES["electricity_price"], "fuel_price": PRICES["fuel_price"],
                        "cop_47": {"distribution": "normal", "mean": 3.4, "sd": 0.1}})  # fmt: skip
    keys = [one.key for one in found]
    matrix = correlation_matrix(keys, [["electricity_price", "fuel_price", 0.6], ["fuel_price", "cop_47", -0.3]], [])
    values = draw(found, 100_000, 3, matrix)
    normals = [values["electricity_price"], np.log(values["fuel_price"]), values["cop_47"]]
    measured = np.corrcoef(normals)
    assert measured == pytest.approx(np.array([[1, 0.6, 0], [0.6, 1, -0.3], [0, -0.3, 1]]), abs=0.015)
    assert values["electricity_price"].std() == pytest.approx(0.02, rel=0.01)  # each by itself is as before


def test_a_correlation_of_one():
    found, _ = checked({key: {"distribution": "normal", "mean": 3, "sd": 0.1} for key in ("cop_47", "cop_17")})
    matrix = correlation_matrix(["cop_47", "cop_17"], [["cop_47", "cop_17", 1]], [])
    values = draw(found, 1000, 3, matrix)
    assert values["cop_47"] == pytest.approx(values["cop_17"])


def test_another_input_changes_no_draw_of_the_rest():
    one, _ = checked({"fuel_price": PRICES["fuel_price"]})
    two, _ = checked(PRICES)
    assert (draw(one, 500, 9, None)["fuel_price"] == draw(two, 500, 9, None)["fuel_price"]).all()
    assert (draw(one, 500, 9, None)["fuel_price"] != draw(one, 500, 10, None)["fuel_price"]).any()


# ----------------------------------------------------------------------------------------------------------------------
# The model under the draws


def test_every_draw_is_the_engine():
    case = df.Case(capacity_47=34000, capacity_17=21000, existing_switchover=30)
    wanted = spec(draws=40)
    found = monte_carlo(case, wanted)
    values = draw(wanted.distributions, 40, 1, None)
    setting = df.solve(case).recommended.switchover
    best, cost, today = [], [], []
    for number in range(40):
        change = {key: float(column[number]) for key, column in values.items()}
        one = case.replace(**varied.with_cop(case, change.pop("cop")), **change)
        best.append(df.solve(one))
        for list_, place in ((cost, setting), (today, 30)):
            list_.append(float(df.solve(one.replace(existing_switchover=place)).solution.totals.annual_cost[3]))
    least = [result.recommended.annual_cost for result in best]
    saving = [b - a for a, b in zip(cost, today, strict=True)]

    def percentile(numbers, share):
        return sorted(numbers)[math.ceil(share * len(numbers)) - 1]

    assert found.setting == setting
    for spread, numbers in (
        (found.switchover, [result.recommended.switchover for result in best]), (found.annual_cost, cost),
        (found.existing_cost, today), (found.saving, saving),
        (found.regret, [a - b for a, b in zip(cost, least, strict=True)]),
    ):  # fmt: skip
        expected = (*(percentile(numbers, share) for share in (0.1, 0.5, 0.9)), sum(numbers) / 40)
        assert tuple(spread) == pytest.approx(expected, abs=1e-7)
    assert found.beats_today == sum(s > 1e-7 for s in saving) / 40
    assert found.loses_to_today == sum(s < -1e-7 for s in saving) / 40
    assert found.beats_today + found.equals_today + found.loses_to_today == pytest.approx(1)


def test_the_same_seed_the_same_answer_and_another_one_another():
    first, again = (monte_carlo(df.Case(), spec()) for _ in range(2))
    assert first == again
    assert monte_carlo(df.Case(), spec(seed=2)) != first
    # 2,000 draws against 2,000 others: medians within a few percent.
    assert monte_carlo(df.Case(), spec(seed=2)).annual_cost.p50 == pytest.approx(first.annual_cost.p50, rel=0.05)


def test_without_spread_it_is_the_case():
    found = monte_carlo(df.Case(), spec({"fuel_price": {"distribution": "uniform", "low": 13, "high": 13}}, draws=5))
    assert tuple(found.switchover) == (36, 36, 36, 36)
    assert found.annual_cost.p50 == pytest.approx(747.1061, abs=0.00005)  # the design's worked example
    assert found.saving.p10 == pytest.approx(747.2809 - 747.1061, abs=0.0001)
    assert tuple(found.regret) == (0, 0, 0, 0)
    assert (found.beats_today, found.equals_today, found.exactly_right) == (1, 0, 1)


def test_at_the_recommended_setting_nothing_is_gained():
    found = monte_carlo(df.Case(existing_switchover=36), spec())
    assert (found.equals_today, found.beats_today, found.saving.p90) == (1, 0, 0)


@settings(deadline=None, max_examples=20)
@given(full_cases(), st.integers(0, 1000))
def test_any_case_can_be_drawn(inputs, seed):
    case = case_from(inputs)
    uncertain = {key: PRICES[key] for key in ("electricity_price", "cop")}
    found = monte_carlo(case, spec(uncertain, draws=50, seed=seed))
    json.dumps(found.to_json(), allow_nan=False)
    assert found.used == 50
    assert found.regret.p10 >= 0
    assert found.switchover.p10 <= found.switchover.p50 <= found.switchover.p90


def test_draws_that_make_no_case_are_left_out_and_told():
    uncertain = {"design_temperature": {"distribution": "uniform", "low": 60, "high": 80}}
    found = monte_carlo(df.Case(), spec(uncertain))
    assert 900 < found.used < 1100
    assert found.notes[-1] == f"{2000 - found.used:,} of 2,000 draws make no case (inputs contradict) and were left out"
    with pytest.raises(df.InputError, match="none makes a case"):
        monte_carlo(df.Case(), spec({"design_temperature": {"distribution": "uniform", "low": 71, "high": 80}}))


def test_what_is_cut_off_is_told():
    uncertain = {"furnace_efficiency": {"distribution": "normal", "mean": 0.95, "sd": 0.05}}
    assert monte_carlo(df.Case(), spec(uncertain)).notes == (
        "furnace_efficiency: 15.87% of the distribution lies outside 0 to 1 and was cut off",
    )


def test_a_hundred_thousand_draws():
    wanted = spec(draws=100_000, correlations=[["electricity_price", "fuel_price", 0.4]])
    for case in (df.Case(), df.Case(capacity_47=36000, capacity_17=22000, defrost="resnet"), df.Case(station="denver")):
        found = monte_carlo(case, wanted)
        assert found.used == 100_000


def test_table_of_the_answers():
    found = monte_carlo(df.Case(), spec())
    table = found.table()
    costs = ["annual_cost", "unmet_mmbtu", "existing_cost", "existing_unmet_mmbtu"]
    assert table["name"][:7] == ["switchover", *costs, "saving", "regret"]
    assert table["p50"][1] == found.annual_cost.p50
    assert table["mean"][7] == found.beats_today


def test_what_is_left_cold_stands_beside_the_costs():
    # A furnace that is too small and no strips: today's 35 °F leaves heat undelivered in every draw, 5 °F does not.
    found = monte_carlo(df.Case(furnace_capacity=20000, strip_capacity=0), spec())
    assert found.unmet_mmbtu.p90 == 0
    assert found.existing_unmet_mmbtu.p10 > 1
    assert found.saving is None


# ----------------------------------------------------------------------------------------------------------------------
# Input


def test_a_file(tmp_path):
    path = tmp_path / "u.toml"
    path.write_text(
        'draws = 500\nseed = 3\ncorrelations = [["fuel_price", "cop", 0.2]]\n'
        '[uncertain.fuel_price]\ndistribution = "normal"\nmean = 13\nsd = 2\n'
        '[uncertain.cop]\ndistribution = "uniform"\nlow = 0.9\nhigh = 1.1\n',
        encoding="utf-8",
    )
    found = read_spec(path)
    assert (found.draws, found.seed, found.correlations) == (500, 3, (("fuel_price", "cop", 0.2),))
    assert found.distributions[1] == Distribution("cop", "uniform", (0.9, 1.1), 0.01, 10.0)
    assert spec_of({"uncertain": PRICES}).draws == DRAWS


def test_bad_specifications_are_told_together():
    with pytest.raises(df.InputError) as refused:
        spec_of(
            {
                "colour": 1,
                "draws": 0,
                "seed": -1,
                "uncertain": {
                    "cop_47": {"distribution": "gamma"},
                    "cop_17": {"distribution": "normal", "mean": 2.2},
                    "cop_5": {"distribution": "normal", "mean": 2.2, "sd": -1},
                    "fuel_price": {"distribution": "triangular", "low": 3, "mode": 2, "high": 5},
                    "load_slope": {"distribution": "lognormal", "median": -1, "gsd": 0.5},
                    "electricity_price": {"distribution": "uniform", "low": 0.1, "high": 0.2, "mean": 3},
                    "existing_switchover": {"distribution": "uniform", "low": 1, "high": 2},
                    "fuel": {"distribution": "uniform", "low": 1, "high": 2},
                    "season_hours": 3,
                },
            }
        )
    assert [issue.key for issue in refused.value.issues] == [
        "colour", "uncertain.cop_47.distribution", "uncertain.cop_17.sd", "uncertain.cop_5.sd", "uncertain.fuel_price",
        "uncertain.load_slope.median", "uncertain.load_slope.gsd", "uncertain.electricity_price.mean",
        "uncertain.existing_switchover", "uncertain.fuel", "uncertain.season_hours", "draws", "seed",
    ]  # fmt: skip


def test_a_distribution_outside_the_allowed_range_is_refused():
    with pytest.raises(df.InputError, match=r"must lie inside 0 to 10 for 0.1% or more"):
        spec({"electricity_price": {"distribution": "normal", "mean": 14, "sd": 1}})
    with pytest.raises(df.InputError, match="must not be above maximum"):
        spec({"fuel_price": {"distribution": "normal", "mean": 14, "sd": 1, "minimum": 5, "maximum": 4}})


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (["x"], "must be .input, another input, correlation."),
        ([["fuel_price", "colour", 0.1]], "of uncertain inputs"),
        ([["fuel_price", "fuel_price", 0.1]], "another input"),
        ([["fuel_price", "cop", 1.5]], "must be from -1 to 1"),
        ([["fuel_price", "cop", 0.5], ["cop", "fuel_price", 0.4]], "must be given once"),
        (
            [["fuel_price", "cop", 0.9], ["cop", "load_slope", 0.9], ["fuel_price", "load_slope", -0.9]],
            "possible together",
        ),
        ("x", "must be a list"),
    ],
)
def test_correlations_that_cannot_be(pairs, words):
    with pytest.raises(df.InputError, match=words):
        spec(correlations=pairs)


def test_what_would_be_drawn_for_nothing_is_refused():
    uniform = {"distribution": "uniform", "low": 1000, "high": 2000}
    with pytest.raises(df.InputError, match="makes no difference with climate = station"):
        monte_carlo(df.Case(station="denver"), spec({"season_hours": uniform}))
    with pytest.raises(df.InputError, match="must not be given with load_slope"):
        monte_carlo(df.Case(), spec({"load_slope": uniform, "design_load": uniform}))
    with pytest.raises(df.InputError, match="must not be given with cop_47"):
        monte_carlo(df.Case(), spec({"cop": PRICES["cop"], "cop_47": {"distribution": "uniform", "low": 3, "high": 4}}))
    with pytest.raises(df.InputError, match="cycling_degradation"):
        monte_carlo(df.Case(), spec({"cycling_degradation": {"distribution": "uniform", "low": 0.1, "high": 0.2}}))


def test_one_bad_input_hides_no_other():
    tables = {
        "fuel_price": {"distribution": "foo"},
        "electricity_price": {"distribution": "normal", "mean": 900, "sd": 1},
        "cop": {"distribution": "uniform", "low": 0.8, "high": 1.0},
    }
    pairs = [["fuel_price", "cop", 0.5], ["cop", "electricity_price", 7], ["cop", "nothing", 0.2]]
    with pytest.raises(df.InputError) as refused:
        spec_of({"uncertain": tables, "correlations": pairs})
    assert [(issue.key, issue.value) for issue in refused.value.issues] == [
        ("uncertain.fuel_price.distribution", "foo"),
        ("uncertain.electricity_price", "normal mean 900, sd 1"),
        ("correlations", pairs[1]),
        ("correlations", pairs[2]),
    ]


def test_the_table_says_what_the_draws_hang_on():
    wide = {"distribution": "normal", "mean": 0.95, "sd": 0.05}
    found = monte_carlo(df.Case(), spec_of({"uncertain": {"furnace_efficiency": wide}, "draws": 300, "seed": 7}))
    table = found.full_table()
    rows = {row[0]: row[1:] for row in zip(*table.values(), strict=True)}
    assert {key: table[key][: len(cells)] for key, cells in found.table().items()} == found.table()
    assert [rows[name][-1] for name in ("draws", "used", "seed", "setting")] == [300, 300, 7, 36.0]
    assert rows["input.furnace_efficiency"][1:5] == tuple(found.inputs["furnace_efficiency"])
    assert rows["note_1"][-1] == found.notes[0]
    assert rows["beats_today"][4] == found.beats_today


def test_no_saving_is_counted_where_one_of_the_two_settings_leaves_rooms_cold():
    # The furnace alone, 28,000 BTU/h and 1 kW of strips, meets the load down to 70 − 31,412/600 = 17.6 °F, and with the
    # heat pump beside it at any temperature. Today's 40 °F leaves the colder hours to the furnace alone.
    home = {"existing_switchover": 40, "capacity_47": 40_000, "capacity_17": 26_000, "strip_capacity": 1,
            "furnace_capacity": 28_000, "backup_operation": "simultaneous"}  # fmt: skip
    case = df.Case(**home)
    setting = df.solve(case).setting.switchover
    assert setting < 17.6
    slopes = {"load_slope": {"distribution": "uniform", "low": 590, "high": 610}}
    always = monte_carlo(case, spec(slopes, draws=20))
    assert always.saving is None and always.beats_today == always.equals_today == always.loses_to_today == 0
    assert "in 100.0% of the draws one of the two settings" in " ".join(always.notes)
    # Half of these loads, up to 483 BTU/h·°F, the furnace alone meets at 5 °F: 31,412/65.
    slopes = {"load_slope": {"distribution": "uniform", "low": 386.6, "high": 580}}
    half = monte_carlo(case, spec(slopes, draws=400))
    shares = half.beats_today + half.equals_today + half.loses_to_today
    # 0.1 % of the load may be left cold and still count as heated, so that a few more draws are compared.
    assert 0.4 < shares < 0.65
    assert half.saving is not None and math.isfinite(half.saving.mean)
    assert half.table()["p50"] is not None
