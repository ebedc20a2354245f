"""The engine against the slow plain-Python reference, and what must hold whatever the numbers."""

from __future__ import annotations

import json
import math
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reference
import strategies
import xl_dualfuel as df
from support import case_from, differences
from xl_dualfuel.model.scenarios import EXISTING

QUICK = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(
    max_examples=int(10_000 * float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def agree(inputs: dict) -> None:
    """The engine's JSON equals the reference's in every number the reference has."""
    found = df.solve(case_from(inputs)).to_json()
    expected = reference.solve(inputs)
    for name, point in found["balance_points"].items():
        # The reference names extrapolated wherever it knows it; the contract leaves it out without a temperature.
        if point["temperature"] is None:
            expected["balance_points"][name].pop("extrapolated", None)
        for key in ("break_even_cop", "price_only_cop"):
            if point.get(key) is None:
                expected["balance_points"][name].pop(key, None)
    if "hours_in_order" in inputs:
        leave_out_frost_of_no_hour(expected, inputs)
    assert differences(found, expected) == []
    assert [check["id"] for check in found["checks"] if not check["ok"]] == []
    json.dumps(found, allow_nan=False)


def leave_out_frost_of_no_hour(expected: dict, inputs: dict) -> None:
    """The model gives frost by humidity to hours only; at other temperatures, such as the design one, it is silent.

    A bin's COP has the defrost's own electricity here and not there; costs, which have it, are compared. Hours of one
    temperature and frost are one bin of the reference.
    """
    del expected["auxiliary_heat"], expected["balance_points"]["thermal"]
    for row in expected["bins"]:
        del row["cop"], row["flags"]
    if inputs["bin_width"] == 0:
        del expected["bins"]


@given(strategies.basic_cases())
@QUICK
def test_basic_cases_equal_the_reference(inputs):
    agree(inputs)


@given(strategies.limited_cases())
@QUICK
def test_cases_with_limits_equal_the_reference(inputs):
    agree(inputs)


@given(strategies.full_cases())
@QUICK
def test_cases_with_every_option_equal_the_reference(inputs):
    agree(inputs)


@given(strategies.humid_cases())
@settings(QUICK, max_examples=8)
def test_cases_with_frost_by_humidity_equal_the_reference(inputs):
    agree(inputs)


@pytest.mark.slow
@given(strategies.humid_cases())
@settings(MANY, max_examples=int(500 * float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))))
def test_many_cases_with_frost_by_humidity_equal_the_reference(inputs):
    agree(inputs)


@pytest.mark.slow
@given(strategies.full_cases())
@MANY
def test_ten_thousand_cases_equal_the_reference(inputs):
    agree(inputs)


@given(strategies.limited_cases())
@QUICK
def test_energy_and_hours_balance(inputs):
    case = case_from(inputs)
    result = df.solve(case)
    s, t = result.solution, result.solution.totals
    delivered = t.heat_pump_mmbtu + t.furnace_mmbtu + t.strip_mmbtu + t.unmet_mmbtu
    np.testing.assert_allclose(delivered, t.load_mmbtu, rtol=1e-9, atol=1e-12)
    if case.climate == "proportional":
        total = case.number("season_hours") + case.number("hours_below_design")
        assert math.isclose(s.bins.hours.sum(), total, rel_tol=1e-12)
    assert (t.furnace_hours <= t.hours * (1 + 1e-12)).all()
    assert (t.backup_hours >= t.furnace_hours * (1 - 1e-12)).all()
    assert (s.bins.low <= s.bins.temperature).all()
    assert (s.bins.temperature < s.bins.high).all()


@given(strategies.limited_cases())
@QUICK
def test_no_setting_that_heats_the_house_is_cheaper_than_the_recommended_one(inputs):
    """Whatever is left unmet beyond a thousandth of the load is no saving. A setting of its own cuts its own bin."""
    case = case_from(inputs)
    for at in (-80.0, 12.3, 35.0, 41.7, 120.0):
        result = df.solve(case.replace(existing_switchover=at))
        there = result.solution.totals
        least = result.solution.candidates.unmet_mmbtu.min()
        if there.unmet_mmbtu[EXISTING] <= least + 1e-3 * there.load_mmbtu[EXISTING]:
            assert result.recommended.annual_cost <= there.annual_cost[EXISTING] * (1 + 1e-9) + 1e-9


@given(strategies.basic_cases(), st.sampled_from([0.25, 2.0, 4.0]))
@QUICK
def test_prices_scaled_together_change_no_setting(inputs, factor):
    case = case_from(inputs)
    prices = {key: case.number(key) * factor for key in ("electricity_price", "fuel_price") if case.inputs[key]}
    scaled = case.replace(**prices, fuel_price_unit=case.fuel_price_unit)
    before, after = df.solve(case), df.solve(scaled)
    assert after.recommended.switchover == before.recommended.switchover
    # Powers of two scale doubles without rounding.
    np.testing.assert_allclose(
        after.solution.totals.annual_cost, before.solution.totals.annual_cost * factor, rtol=1e-12, atol=1e-12
    )


def test_halving_the_bin_width_converges():
    """Midpoint rule: the error of the season's cost goes with the width squared (any text on numerical integration)."""
    widths = [8.125, 4.0625, 2.03125, 1.015625, 0.5078125]  # divide 65 °F evenly

    def steps(hours_below_design):
        cases = [df.Case(bin_width=w, hours_below_design=hours_below_design) for w in widths]
        return np.abs(np.diff([df.solve(case).solution.totals.annual_cost[0] for case in cases]))

    smooth = steps(0)
    assert (smooth[1:] < smooth[:-1] / 3).all()
    # The hours below design stand at the coldest bin's midpoint, which moves by half a width: first order.
    with_snap = steps(150)
    assert (with_snap[1:] < with_snap[:-1] / 1.8).all()


def test_bin_temperatures_and_scalars_share_one_path():
    """A table of one bin at a time gives what all bins together give."""
    table = [[50.0, 100.0], [33.0, 200.0], [12.0, 50.0]]
    options = {"capacity_47": 30000, "capacity_17": 20000, "climate": "bins", "backup_operation": "simultaneous"}
    together = df.solve(df.Case(bin_table=table, **options)).table("bins")
    for place, row in enumerate(table):
        alone = df.solve(df.Case(bin_table=[row], **options)).table("bins")
        for key in ("load_btuh", "cop", "capacity_btuh", "heat_pump_cost", "furnace_cost", "dual_cost"):
            assert alone[key][0] == together[key][place], key


class TestWorkedExample:
    """The design's table of the worked example (model.md, "Worked example"), to its printed digits."""

    result = df.solve(df.Case())

    @pytest.mark.parametrize(
        ("scenario", "cost", "kg", "kwh", "mmbtu", "hours", "percent"),
        [
            ("heat_pump_only", 1027.4741, 2788.8583, 7339.1007, 0, 0, 0),
            ("furnace_only", 755.4384, 3079.8644, 0, 58.1106, 2050, 100),
            ("optimized", 747.1061, 2925.4153, 631.5429, 50.6685, 1530.142, 74.6),
            ("existing_switchover", 747.2809, 2913.9117, 695.5778, 49.9923, 1499.1124, 73.1),
            ("emergency_heat", 2265.0629, 6148.0279, 16179.0208, 0, 0, 0),
        ],
    )
    def test_scenarios(self, scenario, cost, kg, kwh, mmbtu, hours, percent):
        frame = self.result.scenarios.set_index("scenario")
        row = frame.loc[scenario]
        assert round(row.annual_cost, 4) == cost
        assert round(row.emissions_kg, 4) == kg
        assert round(row.electricity_kwh, 4) == kwh
        assert round(row.fuel_mmbtu, 4) == mmbtu
        assert round(row.furnace_hours, 4) == hours
        assert round(100 * row.furnace_hours_fraction, 1) == percent

    def test_load(self):
        """Without the hours below design 49.4 MMBtu at any bin width."""
        assert round(self.result.solution.totals.load_mmbtu[0], 4) == 55.2051
        for width in (0.7, 2.0, 5.0, 30.0):
            without = df.solve(df.Case(hours_below_design=0, bin_width=width))
            assert math.isclose(without.solution.totals.load_mmbtu[0], 49.4, rel_tol=1e-12)

    def test_balance_points(self):
        points = self.result.balance_points
        assert round(points.economic.break_even_cop, 3) == 2.998
        assert round(points.economic.temperature, 2) == 36.96
        assert not points.economic.extrapolated
        assert round(points.emissions.temperature, 2) == 11.91
        assert points.emissions.extrapolated  # below 17 °F
        assert points.thermal.status == "not_modelled"

    def test_recommended(self):
        recommended = self.result.recommended
        assert (recommended.switchover, recommended.status) == (36.0, "crosses")
        assert round(recommended.annual_cost, 2) == 747.11
        assert "At 37.0 °F" in recommended.reason

    def test_fuel_at_15_dollars_gives_the_published_27_degrees(self):
        """model.md: 27 °F and about $870 for the furnace do come out at $15/MMBtu."""
        result = df.solve(df.Case(fuel_price=15))
        assert abs(result.balance_points.economic.temperature - 27) < 0.1
        assert round(result.solution.totals.annual_cost[1], -1) == 870

    def test_every_check_holds(self):
        assert len(self.result.checks) >= 12
        assert all(check.ok for check in self.result.checks)

    def test_cold_snap_fuel(self):
        """39,000 BTU/h (600 · (70 − 5)) for 150 h at 95 %: 6.1579 MMBtu; never warmer than the design temperature."""
        storage = self.result.fuel_storage
        assert math.isclose(storage.cold_snap_mmbtu, 39000 * 150 / 0.95 / 1e6, rel_tol=1e-12)
        assert storage.fuel_unit == "therm"
        assert math.isclose(storage.cold_snap_units, storage.cold_snap_mmbtu * 10, rel_tol=1e-12)
        assert math.isclose(storage.season_mmbtu, 50.6685, abs_tol=5e-5)
