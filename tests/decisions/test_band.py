"""How exact the setting must be, and what to program."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.decisions.band import band


def season(case, setting):
    """Cost of a season at a setting, by the engine."""
    return float(df.solve(case.replace(existing_switchover=setting)).solution.totals.annual_cost[3])


def test_the_worked_example():
    # The candidates' costs are the model's; 36 °F costs $746.95, and within $1 of it lie 34, 36, 38 and 40 °F.
    result = df.solve(df.Case())
    curve = dict(zip(result.switchover_curve["switchover"], result.switchover_curve["annual_cost"], strict=True))
    found = band(result, dollars=1)
    assert (found.band.low, found.band.high) == (34.0, 40.0)
    assert curve[34.0] <= found.limit < curve[32.0]
    assert curve[40.0] <= found.limit < curve[42.0]
    assert (found.band.open_low, found.band.open_high, found.others) == (False, False, ())
    assert found.existing_over_least == pytest.approx(0.49, abs=0.005)  # 747.43 − 746.95
    assert found.existing_in_band
    assert found.words == (
        "Within $1.00 a season of the least: 34 to 40 °F. Today's 35 °F costs $0.49 a season more than the least, "
        "inside the band."
    )


def test_percent_of_the_least_cost_is_the_default():
    result = df.solve(df.Case())
    assert band(result).allowance == pytest.approx(0.01 * 746.945, abs=1e-4)
    assert band(result, percent=2).allowance == pytest.approx(2 * band(result).allowance)
    assert band(result, percent=0).band == band(result, dollars=0).band
    assert band(result, dollars=0).band[:2] == (36.0, 36.0)


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.sampled_from([0, 0.5, 5, 60]), st.sampled_from(["F", "C"]))
def test_the_band_is_what_costs_little_more(inputs, dollars, unit):
    case = case_from(inputs)
    result = df.solve(case)
    found = band(result, dollars=dollars, unit=unit)
    json.dumps(found.to_json(), allow_nan=False)
    curve = result.solution.candidates
    inside = [
        stretch.low - 1e-9 <= t <= stretch.high + 1e-9
        for t in curve.switchover.tolist()
        for stretch in [found.band]
    ]  # fmt: skip
    limit = found.limit * (1 + 1e-9)
    for place, cost in enumerate(curve.annual_cost.tolist()):
        if inside[place]:
            assert cost <= limit
    assert found.band.low <= result.recommended.switchover <= found.band.high
    # The neighbours of the band cost more, or there are none.
    edges = curve.switchover.tolist()
    first, last = edges.index(found.band.high), edges.index(found.band.low)
    assert found.band.open_high == (first == 0)
    assert found.band.open_low == (last == len(edges) - 1)
    assert first == 0 or curve.annual_cost[first - 1] > found.limit
    assert last == len(edges) - 1 or curve.annual_cost[last + 1] > found.limit
    stretches = sum(len([t for t in edges if one.low <= t <= one.high]) for one in (found.band, *found.others))
    assert stretches == int((curve.annual_cost <= limit).sum())


@settings(deadline=None, max_examples=40)
@given(full_cases(), st.sampled_from(["F", "C"]))
def test_what_to_program_costs_what_is_said(inputs, unit):
    case = case_from(inputs)
    found = band(df.solve(case), unit=unit)
    program = found.program
    if program.setting is None:
        assert df.solve(case).recommended.status == "fuel_always"
        assert program.compressor_lockout is program.backup_lockout is None
        return
    lockout = case.number("compressor_lockout", -math.inf)
    fahrenheit = program.setting if unit == "F" else program.setting * 9 / 5 + 32
    # Below the compressor's own lockout every setting is the same season, and a case refuses to name one there.
    assert program.season_cost == pytest.approx(season(case, max(fahrenheit, lockout)), rel=1e-9, abs=1e-7)
    assert program.over_least >= 0
    if program.in_band:
        assert program.season_cost <= found.limit * (1 + 1e-9)
    assert program.compressor_lockout >= program.setting
    assert program.backup_lockout >= program.compressor_lockout
    assert len(program.reasons) == 4


def test_no_whole_degree_is_cheaper():
    case = df.Case(station="denver")
    found = band(df.solve(case), dollars=10)
    for degree in range(-20, 70):
        assert season(case, degree) >= found.program.season_cost - 1e-9


def test_celsius():
    # 36 °F is 2.2 °C. 2 °C is 35.6 °F: the bin of 37 °F is above it, the one of 35 °F below, as at 36 °F.
    program = band(df.solve(df.Case()), unit="C").program
    assert (program.setting, program.differential, program.compressor_lockout, program.backup_lockout) == (2, 1, 2, 3)
    assert program.season_cost == pytest.approx(746.95, abs=0.005)
    assert "2 °C" in program.reasons[0]


def test_backup_stays_free_where_the_heat_pump_falls_short():
    # 600·(70 − T) = 11,000 + 7,000/30·(T − 17): thermal balance point at 41.96 °F. Backup heat must be free up to
    # there, and the differential more.
    case = df.Case(capacity_47=18000, capacity_17=11000, backup_operation="simultaneous", electricity_price=0.08)
    result = df.solve(case)
    found = band(result)
    point = result.balance_points.thermal.temperature
    assert point == pytest.approx((42000 - 11000 + 17 * 7000 / 30) / (600 + 7000 / 30))
    assert found.program.backup_lockout == math.ceil(point + 2)
    assert found.program.compressor_lockout < point
    assert "does not meet the load" in found.program.reasons[2]


def test_the_heat_pumps_own_lockout_counts():
    program = band(df.solve(df.Case(compressor_lockout=30.4, electricity_price=0.05))).program
    assert program.compressor_lockout == 31
    assert program.backup_lockout == 33


def test_no_setting_where_the_furnace_is_cheaper_throughout():
    found = band(df.solve(df.Case(electricity_price=0.6)))
    assert found.program.setting is None
    assert found.program.reasons[0].startswith("No setting: the furnace heats the season most cheaply")
    assert found.band.open_high


def test_heat_pump_throughout():
    found = band(df.solve(df.Case(electricity_price=0.05)))
    assert found.band.open_low
    assert found.program.setting == 5
    assert "or none" in found.program.reasons[1]
    assert "every switchover up to 5 °F" in found.words


def test_a_second_band_is_told():
    # A COP that dips in the middle: cheap above 40 °F and below 10 °F; a lockout of prices in between.
    table = [[-10, 3.3, 60000], [5, 3.3, 60000], [15, 2.2, 60000], [35, 2.2, 60000], [42, 3.6, 60000], [60, 3.6, 60000]]
    case = df.Case(performance_table=table, design_temperature=-20, season_hours=4000)
    found = band(df.solve(case), dollars=60)
    assert found.others
    assert "with dearer settings in between" in found.words
    low, high = found.others[0].low, found.band.low
    middle = [season(case, t + 0.0) for t in range(int(low) + 1, int(high))]
    assert max(middle) > found.limit


def test_the_setting_stays_in_the_band_though_another_degree_is_cheaper():
    # Between 41.2 and 41.4 °F, where the best setting lies, is no whole degree. 37 °F costs less than 42 °F, but dearer
    # settings lie between: whoever turns the thermostat a little must not meet them.
    hours = [[30.3, 400], [35.2, 50], [36.3, 400], [37.9, 50], [41.2, 50], [41.4, 50]]
    cops = [[10, 2.5], [31, 2.6], [34, 2.2], [37, 3.2], [40, 2.6], [43, 3.5]]
    case = df.Case(bin_table=hours, performance_table=[[t, cop, 1e5] for t, cop in cops])
    found = band(df.solve(case), percent=0.05)
    assert found.others
    assert found.program.in_band
    assert found.program.setting == 42
    assert season(case, 37) < found.program.season_cost < season(case, 39)


def test_differential_and_table():
    found = band(df.solve(df.Case()), differential=4)
    assert found.program.backup_lockout == 40
    table = found.table()
    values = dict(zip(table["name"], table["value"], strict=True))
    assert (values["setting"], values["backup_lockout"], values["existing_in_band"]) == (36, 40, "yes")
    assert set(table["unit"]) == {"", "$", "°F"}


def test_bad_arguments_are_told_together():
    with pytest.raises(df.InputError) as refused:
        band(df.solve(df.Case()), dollars=-1, percent=math.nan, unit="K", differential=99)
    assert [issue.key for issue in refused.value.issues] == [
        "dollars, percent", "dollars", "percent", "differential", "unit"
    ]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.sampled_from(["F", "C"]))
def test_of_equal_degrees_the_one_nearest_the_recommended_edge(inputs, unit):
    # Below a lockout, or where the furnace takes every short bin, many settings are one season but for rounding.
    result = df.solve(case_from(inputs))
    curve, program = result.solution.curve, band(result, unit=unit).program
    if program.setting is None:
        return

    def degrees(whole):
        return whole if unit == "F" else whole * 9 / 5 + 32

    limit = program.season_cost + 1e-9 * abs(program.season_cost)
    far = abs(degrees(program.setting) - curve.best)
    for whole in range(-60, 120):
        inside = curve.switchover[-1] - 2 < degrees(whole) < curve.switchover[0] + 2
        equal = program.season_cost - 1e-9 * abs(program.season_cost) <= curve.cost_at(degrees(whole)) <= limit
        if inside and equal and (not program.in_band or band_holds(result, degrees(whole))):
            assert abs(degrees(whole) - curve.best) >= far - 1e-9


def band_holds(result, setting):
    """Whether a setting amounts to a candidate inside the band."""
    curve, found = result.solution.curve, band(result).band
    return found.low <= curve.switchover[curve.place(setting)] <= found.high


SMALL = {
    "design_load": 42000, "design_temperature": 5, "capacity_47": 36000, "capacity_17": 22000, "cop_47": 3.6,
    "cop_17": 2.4, "fuel": "propane", "fuel_price": 2.10, "fuel_price_unit": "$/gal", "electricity_price": 0.13,
    "station": "chicago_ohare",
}  # fmt: skip
"""A heat pump too small for the house, cheaper than its propane down to -3.6 °F."""


def lockout_of(**inputs):
    result = df.solve(df.Case(**inputs))
    found = band(result)
    return result, found.program, found.program.reasons[1]


def test_why_the_compressor_is_locked_out_there():
    _, program, why = lockout_of()
    assert program.setting == 36
    assert why == "Compressor lockout 36 °F, the setting itself: below it a BTU from the furnace costs less."
    # The thermal point lies between 27 and 29 °F; at 27 °F the heat pump's BTU is far cheaper than propane's.
    result, program, why = lockout_of(**SMALL)
    assert program.setting == 28
    assert result.balance_points.economic.temperature < 0
    assert why == (
        "Compressor lockout 28 °F, the setting itself: below it the heat pump alone does not meet the load, and the "
        "furnace takes the whole hour."
    )
    # With both at once every bin goes on the heat pump: no reason of capacity is left.
    _, _, why = lockout_of(**SMALL, backup_operation="simultaneous")
    assert "furnace takes the whole hour" not in why
    _, _, why = lockout_of(electricity_price=0, fuel_price=0)
    assert why.endswith("the setting itself: below it the season costs the same with either source.")
    _, program, why = lockout_of(compressor_lockout=30, electricity_price=0.05)
    assert program.compressor_lockout == 30
    assert why.endswith("the setting itself: below it the heat pump's own lockout keeps it off.")


@settings(deadline=None, max_examples=80)
@given(full_cases(), st.sampled_from(["F", "C"]))
@example(  # at COP 1 either source costs the same, and the furnace only helps
    {"performance_table": [[0.0, 0.9, 3750.0], [40.0, 1.1, 3750.0]], "furnace_capacity": 8000.0,
     "backup_operation": "simultaneous"},
    "F",
)  # fmt: skip
def test_the_reason_is_true(inputs, unit):
    case = case_from(inputs)
    result, program = df.solve(case), band(df.solve(case), unit=unit).program
    if program.setting is None:
        return
    why, s = program.reasons[1], result.solution
    place = s.curve.place(program.setting if unit == "F" else program.setting * 9 / 5 + 32)
    if "a BTU from the furnace costs less" in why:
        steps = s.candidates.annual_cost[place:]
        apart = abs(steps - steps[0]) > 1e-9 * abs(steps[0])
        assert steps[apart.argmax()] > steps[0]
        assert apart.any()
    if "takes the whole hour" in why:
        short = (s.load > s.ways.heat_pump_only.heat_pump)[place:]
        assert short.any()
        assert (s.ways.dual.heat_pump[place:][short & (s.bins.hours[place:] > 0)] == 0).all()
    if "costs the same" in why:
        assert s.candidates.annual_cost[place:] == pytest.approx(s.candidates.annual_cost[place], rel=1e-8)


def test_the_full_table_has_every_stretch_and_the_reasons():
    table = [[-10, 3.3, 60000], [5, 3.3, 60000], [15, 2.2, 60000], [35, 2.2, 60000], [42, 3.6, 60000], [60, 3.6, 60000]]
    case = df.Case(performance_table=table, design_temperature=-20, season_hours=4000)
    found = band(df.solve(case), dollars=60)
    rows = found.full_table()
    values = dict(zip(rows["name"], rows["value"], strict=True))
    assert values["other_bands"] == len(found.others)
    assert (values["other_band_1_low"], values["other_band_1_high"]) == (found.others[0].low, found.others[0].high)
    assert [values[f"reason_{number}"] for number in (1, 2, 3, 4)] == list(found.program.reasons)
    short = found.table()
    assert {key: cells[: len(short[key])] for key, cells in rows.items()} == short
