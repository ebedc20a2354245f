"""One input at a time and two at a time. What the numbers are is the engine's; here, which stands where."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel import functions
from xl_dualfuel.decisions.sensitivity import MEASURES, SPREADS, tornado, two_way
from xl_dualfuel.homes import draws as varied


def summary(case: df.Case) -> tuple[float, float, float]:
    result = df.solve(case)
    costs = result.solution.totals.annual_cost
    return result.recommended.switchover, float(costs[2]), float(costs[3] - costs[2])


# ----------------------------------------------------------------------------------------------------------------------
# Tornado


def test_each_end_is_the_engine_at_that_value():
    case = df.Case(capacity_47=36000, capacity_17=22000, compressor_lockout=20)
    found = tornado(case)
    assert (found.switchover, found.annual_cost, found.saving) == pytest.approx(summary(case))
    assert len(found.bars) > 10
    for bar in found.bars:
        for end, answers in (
            (bar.low, (bar.low_switchover, bar.low_cost, bar.low_saving)),
            (bar.high, (bar.high_switchover, bar.high_cost, bar.high_saving)),
        ):
            change = varied.with_cop(case, end) if bar.key == "cop" else {bar.key: end}
            assert answers == pytest.approx(summary(case.replace(**change)), abs=1e-7), bar.key


def test_the_worked_example_moves_most_with_the_prices():
    # COP* = 0.14·293.071·0.95/13 = 2.998. Fuel 25 % dearer: COP* 2.399, on the line 2.2 + 0.04·(T − 17) at 21.96 °F,
    # so the edge is 22; a quarter cheaper: 3.998, at 61.95 °F, 62. Electricity: 2.249 at 18.2 and 3.748 at 55.7 °F.
    found = tornado(df.Case())
    bars = {bar.key: bar for bar in found.bars}
    assert (bars["fuel_price"].low_switchover, bars["fuel_price"].high_switchover) == (62.0, 22.0)
    assert (bars["electricity_price"].low_switchover, bars["electricity_price"].high_switchover) == (18.0, 56.0)
    assert [bar.key for bar in found.bars[:3]] == ["fuel_price", "electricity_price", "cop"]
    assert bars["fuel_price"].switchover_swing == 40.0
    # The heat loss scales every cost alike: it moves the saving, never the switchover.
    assert bars["load_slope"].switchover_swing == 0.0
    assert bars["load_slope"].saving_swing == pytest.approx(0.5 * found.saving)


def test_ranges_are_cut_at_what_is_allowed_and_say_so():
    found = tornado(df.Case())
    bar = next(bar for bar in found.bars if bar.key == "furnace_efficiency")
    assert (bar.low, bar.high, bar.clipped) == (pytest.approx(0.855), 1.0, True)
    assert bar.note.startswith("moved to the allowed range: must be more than 0 and at most 1")
    assert not any(bar.clipped for bar in found.bars if bar.key != "furnace_efficiency")
    low = tornado(df.Case(), {"cop_17": (-3, 3)}).bars[0]
    assert low.clipped
    assert 0 < low.low < 1e-5


def test_every_default_range_has_a_reason_and_stays_in_the_table_of_inputs():
    for key, spread in SPREADS.items():
        assert key == "cop" or key in df.FIELDS
        assert spread.down > 0
        assert spread.up > 0
        assert len(spread.reason) > 15
        # A share of a temperature means nothing.
        assert not (spread.relative and key != "cop" and df.FIELDS[key].unit == "°F")


def test_only_inputs_that_the_case_uses_have_a_bar():
    keys = {bar.key for bar in tornado(df.Case(station="denver")).bars}
    assert "electricity_price" in keys
    assert not {"season_hours", "hours_below_design", "capacity_47", "compressor_lockout"} & keys
    table = df.Case(performance_table=[[5, 1.8, 20000], [47, 3.6, 40000]])
    keys = {bar.key for bar in tornado(table).bars}
    assert "cop" in keys
    assert "capacity_47" not in keys
    assert "load_slope" not in {bar.key for bar in tornado(df.Case(design_load=39000)).bars}


def test_given_ranges_are_used_as_they_are():
    found = tornado(df.Case(), {"electricity_price": (0.14, 0.28), "cop": (1, 1)})
    bars = {bar.key: bar for bar in found.bars}
    assert bars["electricity_price"].low_switchover == found.switchover
    assert bars["cop"].switchover_swing == bars["cop"].saving_swing == 0.0
    assert found.bars[0].key == "electricity_price"


def test_a_range_that_makes_no_difference_says_so():
    for key in ("season_hours", "hours_below_design"):
        (bar,) = tornado(df.Case(station="denver"), {key: (10, 1000)}).bars
        assert bar.cost_swing == 0
        assert bar.note == f"{key} makes no difference with climate = station; as given"
        (bar,) = tornado(df.Case(), {key: (10, 1000)}).bars
        assert bar.cost_swing > 0
        assert bar.note == "as given"


def test_the_price_of_fuel_is_in_the_unit_it_is_given_in():
    case = df.Case(fuel="propane", fuel_price=2.1, fuel_price_unit="$/gal")
    units = {bar.key: bar.unit for bar in tornado(case).bars}
    assert (units["fuel_price"], units["electricity_price"]) == ("$/gal", "$/kWh")


def test_an_end_that_makes_no_case_is_told_and_the_rest_stands():
    bar = tornado(df.Case(), {"design_temperature": (0, 75)}).bars[0]
    assert bar.low_switchover == 36.0
    assert (bar.high_switchover, bar.high_cost, bar.high_saving) == (None, None, None)
    assert "high end: design_temperature = 75: must be below indoor_setpoint (70)" in bar.note


def test_bad_ranges_are_told_together():
    ranges = {"colour": (1, 2), "fuel": (1, 2), "cop_17": (3, 2), "cop_47": (1,), "capacity_47": (1, 2), "cop_5": "x",
              "existing_switchover": (1, 2), "fuel_price": (float("nan"), 2)}  # fmt: skip
    with pytest.raises(df.InputError) as refused:
        tornado(df.Case(), ranges)
    assert {issue.key for issue in refused.value.issues} == {f"ranges.{key}" for key in ranges}
    assert "must have its low end first" in str(refused.value)


def test_by_orders_by_another_swing():
    found = tornado(df.Case())
    for what in ("switchover", "cost", "saving"):
        swings = [getattr(bar, f"{what}_swing") for bar in found.by(what)]
        assert swings == sorted(swings, reverse=True)
    assert found.by("cost")[0].key in ("load_slope", "fuel_price")


def test_tornado_as_table_and_json():
    found = tornado(df.Case(station="denver"))
    table = found.table()
    assert table["key"] == [bar.key for bar in found.bars]
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["bars"][0]["key"] == found.bars[0].key


@settings(deadline=None, max_examples=25)
@given(full_cases())
def test_any_case_has_a_tornado(inputs):
    case = case_from(inputs)
    found = tornado(case)
    json.dumps(found.to_json(), allow_nan=False)
    assert all(bar.saving_swing >= 0 and bar.switchover_swing >= 0 for bar in found.bars)
    assert {"electricity_price", "cop"} - {bar.key for bar in found.bars} <= {"electricity_price"}


# ----------------------------------------------------------------------------------------------------------------------
# Two-way tables


def test_two_way_is_the_engine_at_each_pair():
    case = df.Case(capacity_47=30000, capacity_17=18000, backup_operation="simultaneous")
    found = two_way(case, "cop_47", [3.0, 3.6], "load_slope", [400, 700, 1000])
    for row, cop in enumerate(found.down_values):
        for column, slope in enumerate(found.across_values):
            result = df.solve(case.replace(cop_47=cop, load_slope=slope))
            expected = summary(case.replace(cop_47=cop, load_slope=slope))
            assert found.switchover[row][column] == expected[0]
            assert found.annual_cost[row][column] == pytest.approx(expected[1])
            assert found.saving[row][column] == pytest.approx(expected[2], abs=1e-7)
            assert found.emissions_kg[row][column] == pytest.approx(float(result.solution.totals.emissions_kg[2]))


@pytest.mark.parametrize(
    "inputs", [{}, {"station": "denver"}, {"fuel": "propane", "fuel_price_unit": "$/gal"}], ids=str
)
def test_two_way_of_prices_is_the_price_matrix(inputs):
    case = df.Case(**inputs, fuel_price=2)
    electricity, fuel = [0.0, 0.08, 0.14, 0.3], [0.0, 1.5, 2.5, 13, 25]
    found = two_way(case, "electricity_price", electricity, "fuel_price", fuel)
    matrix = functions.DF_PRICE_MATRIX(electricity, fuel, {**inputs, "fuel_price": 2})
    assert [list(row) for row in found.switchover] == [row[1:] for row in matrix[1:]]


@settings(deadline=None, max_examples=30)
@given(full_cases(), st.lists(st.integers(1, 60), min_size=2, max_size=6, unique=True))
def test_equal_price_ratios_give_equal_switchovers(inputs, steps):
    # Both prices are multiples of a power of two's fraction, so that equal ratios are equal to the last bit.
    case = case_from({**inputs, "fuel_price_unit": "$/MMBtu", "fuel": "natural_gas", "fuel_price": 8.0}
                     | {"fuel_heat_content": None})  # fmt: skip
    electricity, fuel = [step / 128 for step in steps], [step * 1.0 for step in steps]
    found = two_way(case, "electricity_price", electricity, "fuel_price", fuel)
    by_ratio: dict[tuple[int, int], set[float | None]] = {}
    for row, one in zip(found.switchover, steps, strict=True):
        for cell, other in zip(row, steps, strict=True):
            common = np.gcd(one, other)
            by_ratio.setdefault((one // common, other // common), set()).add(cell)
    assert all(len(cells) == 1 for cells in by_ratio.values()), by_ratio


def test_equal_ratios_over_the_whole_matrix():
    # 200 × 200: every pair (i, j) has the switchover of its reduced ratio.
    steps = list(range(1, 201))
    found = two_way(
        df.Case(), "electricity_price", [step / 512 for step in steps], "fuel_price", [step / 4 for step in steps]
    )
    cells = np.array(found.switchover)
    rows, columns = np.indices(cells.shape) + 1
    common = np.gcd(rows, columns)
    assert (cells == cells[rows // common - 1, columns // common - 1]).all()
    assert len(np.unique(cells)) > 20


def test_a_matrix_of_40_000_prices():
    electricity, fuel = np.linspace(0.05, 0.4, 200).tolist(), np.linspace(5, 40, 200).tolist()
    for case in (df.Case(), df.Case(capacity_47=36000, capacity_17=22000), df.Case(station="denver")):
        found = np.array(two_way(case, "electricity_price", electricity, "fuel_price", fuel).switchover)
        assert found.shape == (200, 200)
        assert (np.diff(found, axis=0) >= 0).all()  # dearer electricity never favours the heat pump


def test_a_pair_that_makes_no_case_is_none():
    found = two_way(df.Case(), "indoor_setpoint", [60, 70], "design_temperature", [5, 65])
    assert found.switchover[0][1] is None
    assert found.annual_cost[0][1] is None
    assert None not in (found.switchover[0][0], *found.switchover[1])
    json.dumps(found.to_json(), allow_nan=False)


def test_long_form():
    found = two_way(df.Case(), "electricity_price", [0.1, 0.2], "cop", [0.9, 1, 1.1])
    for measure in MEASURES:
        table = found.table(measure)
        assert table["electricity_price"] == [0.1] * 3 + [0.2] * 3
        assert table["cop"] == [0.9, 1, 1.1] * 2
        assert len(table[measure]) == 6


def test_todays_setting_may_be_an_axis():
    found = two_way(df.Case(), "existing_switchover", [20, 50], "fuel_price", [13])
    assert [row[0] for row in found.saving] == [
        pytest.approx(summary(df.Case(existing_switchover=t))[2]) for t in (20, 50)
    ]


def test_bad_axes_are_told_together():
    with pytest.raises(df.InputError) as refused:
        two_way(df.Case(), "electricity_price", [0.1, -1, "x", None, 14], "cop", [0, 1])
    text = str(refused.value)
    assert "electricity_price = -1" in text
    assert "electricity_price = x" in text
    assert "Give dollars, not cents" in text
    assert "cop = 0: must be a factor more than 0" in text
    for bad in (("fuel", [1]), ("colour", [1]), ("fuel_price", [])):
        with pytest.raises(df.InputError):
            two_way(df.Case(), *bad, "cop_47", [3])
    with pytest.raises(df.InputError, match="another input than down"):
        two_way(df.Case(), "cop_47", [3], "cop_47", [3])
    with pytest.raises(df.InputError, match="no pair of the values makes a case"):
        two_way(df.Case(), "indoor_setpoint", [60], "design_temperature", [65])
    with pytest.raises(df.InputError, match="at most 250,000 pairs"):
        two_way(df.Case(), "cop_47", [3.0] * 600, "cop_17", [2.0] * 600)
