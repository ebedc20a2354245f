"""STUDY files, and whatever strangers write into files of decisions: refused in words, never a traceback."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.decisions.money_terms import check_terms
from xl_dualfuel.decisions.option_files import options_of, options_of_rows
from xl_dualfuel.decisions.options import compare
from xl_dualfuel.decisions.risk import SCENARIOS, risks
from xl_dualfuel.decisions.sensitivity import tornado
from xl_dualfuel.decisions.study import read_study, study_of
from xl_dualfuel.decisions.uncertainty import monte_carlo

TEXT = """\
seed = 4
draws = 200
[ranges]
fuel_price = [10, 18]
cop = [0.85, 1.05]
[scenarios.strike]
label = "Strike"
fuel_price = 2.0
hours_below_design = 1.5
[uncertain.fuel_price]
distribution = "normal"
mean = 13
sd = 2
"""


def test_every_part_is_used(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(TEXT, encoding="utf-8")
    found = read_study(path)
    assert found.ranges == {"fuel_price": (10, 18), "cop": (0.85, 1.05)}
    assert {bar.key for bar in tornado(df.Case(), found.ranges).bars} == {"fuel_price", "cop"}
    strike = risks(df.Case(), found.scenarios).outcomes[1]
    assert (strike.name, strike.label) == ("strike", "Strike")
    expected = df.solve(df.Case(fuel_price=26, hours_below_design=225))
    assert strike.least_cost == pytest.approx(expected.recommended.annual_cost)
    assert monte_carlo(df.Case(), found.spec).draws == 200


def test_every_part_may_be_left_out():
    assert study_of({}) == (None, SCENARIOS, None)


def test_all_problems_together():
    with pytest.raises(df.InputError) as refused:
        study_of({"colour": 1, "ranges": {"cop": 3}, "scenarios": {"a": {"fuel": 2, "label": 3}, "b": 4}, "draws": -1})
    assert [issue.key for issue in refused.value.issues] == [
        "colour", "ranges.cop", "scenarios.a.label", "scenarios.b", "scenarios.a.fuel", "uncertain", "draws"
    ]  # fmt: skip
    with pytest.raises(df.InputError, match=r"must be a table of input = .*\n.*must have a table"):
        study_of({"ranges": 3, "scenarios": {}})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-(10**400), 10**400) | st.text(max_size=5)
    | st.just(datetime.date(2024, 1, 1)) | st.sampled_from(["normal", "uniform", "optimized", "base"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["fuel_price", "cop", "cop_47", "fuel", "distribution", "mean", "sd", "low", "high", "a", "premium", "life",
             "minimum", "label", "scenario", "discount_rate", "baseline", "weather_file", "bin_table"]
        ),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=120)
@given(
    st.dictionaries(st.sampled_from(["ranges", "scenarios", "uncertain", "draws", "seed", "correlations"]), ANYTHING)
)
def test_whatever_a_study_holds(given_table):
    if isinstance(given_table.get("draws"), int) and given_table["draws"] > 100:
        given_table["draws"] = 100
    with contextlib.suppress(df.InputError):
        study = study_of({"draws": 100, **given_table} if given_table.keys() & {"uncertain"} else given_table)
        tornado(df.Case(), study.ranges)
        risks(df.Case(), study.scenarios)
        if study.spec is not None:
            monte_carlo(df.Case(), study.spec)


@settings(deadline=None, max_examples=120)
@given(st.dictionaries(st.sampled_from(["options", "money", "baseline"]), ANYTHING), ANYTHING)
def test_whatever_options_hold(given_table, one):
    for table in (given_table, {**given_table, "options": {"a": one}}):
        with contextlib.suppress(df.InputError):
            compare(df.Case(), options_of(table))


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(ANYTHING, max_size=4), max_size=3))
def test_whatever_a_table_of_options_holds(rows):
    for table in (rows, [["option", "cop_47", "premium", "fuel"], *rows]):
        with contextlib.suppress(df.InputError):
            compare(df.Case(), options_of_rows(table))


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.sampled_from(["premium", "rebate", "life", "discount_rate", "a"]), ANYTHING))
def test_whatever_terms_hold(table):
    terms, issues = check_terms(table)
    assert (terms is None) == bool(issues)
    assert all(map(str, issues))
