"""Strips, sizing and the meter."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.model import backup

PUBLISHED = json.loads((Path(__file__).parents[1] / "cases" / "published.json").read_text(encoding="utf-8"))
LIMITED = {"capacity_47": 36000, "capacity_17": 22000}


class TestAuxiliaryHeat:
    def test_shortfall_and_stock_size_of_the_published_calculator(self):
        """13,272 BTU/h short at 5 °F: 3.89 kW, a 5 kW strip (unit test of a published calculator, cases/)."""
        case = PUBLISHED["thermal_balance"]
        found = df.solve(df.Case(**case["inputs"])).auxiliary_heat
        assert found.design_temperature == 5
        assert math.isclose(found.shortfall_btuh, case["expected"]["shortfall_at_5f_btuh"], rel_tol=1e-12)
        assert math.isclose(found.strip_kw_needed, 13272 / 3412.142)
        assert found.strip_kw_stock == case["expected"]["strip_kw_rounded_up_to_stock"]

    @pytest.mark.parametrize(
        ("needed", "stock"),
        [(0, 0), (0.1, 5), (5, 5), (5 * (1 + 1e-15), 5), (5.01, 8), (8.5, 10), (25, 25), (25.1, None)],
    )
    def test_strips_are_rounded_up_to_what_is_sold(self, needed, stock):
        assert backup.stock_size(needed) == stock

    def test_no_capacity_given_needs_no_strips(self):
        found = df.solve(df.Case()).auxiliary_heat
        assert found.capacity_btuh is None
        assert (found.shortfall_btuh, found.strip_kw_stock, found.auxiliary_hours) == (0, 0, 0)
        assert found.emergency_hours == 2050

    def test_below_the_lockout_strips_carry_all_of_it(self):
        found = df.solve(df.Case(**LIMITED, compressor_lockout=10)).auxiliary_heat
        assert found.capacity_btuh == 0
        assert found.shortfall_btuh == found.design_load_btuh == 600 * 65

    def test_hours_are_those_below_the_thermal_point(self):
        result = df.solve(df.Case(**LIMITED))
        point = result.balance_points.thermal.temperature
        bins = result.bins
        assert math.isclose(result.auxiliary_heat.auxiliary_hours, bins.hours[bins.temperature < point].sum())

    def test_cost_ratio_is_the_mean_cop(self):
        """Strips at COP 1 cost as many times more as the compressor's seasonal COP says: 55.2051 MMBtu (model.md)."""
        found = df.solve(df.Case()).auxiliary_heat
        t = df.solve(df.Case()).solution.totals
        assert math.isclose(found.strip_cost_ratio, 55.2051e6 / 3412.142 / t.heat_pump_kwh[0], rel_tol=1e-6)

    def test_sized_at_the_coldest_bin_without_a_design_temperature(self):
        result = df.solve(df.Case(**LIMITED, station="chicago_ohare"))
        assert result.case.design_temperature is None
        assert result.auxiliary_heat.design_temperature == result.bins.temperature.min()

    def test_many_hours_are_worth_a_warning(self):
        told = [w.message for w in df.solve(df.Case(**LIMITED, load_slope=900)).warnings if w.key == "strip_hours"]
        assert any(message.startswith("Without the furnace") for message in told)
        small = df.solve(df.Case(**LIMITED, load_slope=900, furnace_capacity=15000, electricity_price=0.3))
        assert any("at the recommended setting" in w.message.lower() for w in small.warnings)


class TestMeteredCheck:
    def solve(self, factor):
        base = df.Case(existing_switchover=20)
        modelled = float(df.solve(base).solution.totals.electricity_kwh[3])
        return df.solve(base.replace(metered_kwh=modelled * factor))

    def test_none_without_a_meter(self):
        assert df.solve(df.Case()).metered_check is None

    @pytest.mark.parametrize(
        ("factor", "verdict"), [(0.5, "below_model"), (0.9, "as_modelled"), (1.2, "as_modelled"),
                                (1.6, "strips_suspected"), (20, "above_model")]
    )  # fmt: skip
    def test_verdicts(self, factor, verdict):
        result = self.solve(factor)
        assert result.metered_check.verdict == verdict
        assert math.isclose(result.metered_check.ratio, factor)
        told = [w for w in result.warnings if w.key == "metered_kwh"]
        assert len(told) == (verdict != "as_modelled")

    def test_the_thermostat_is_named(self):
        assert "thermostat" in self.solve(1.6).metered_check.message


def test_scenarios_tell_strip_hours_and_share():
    frame = df.solve(df.Case(**LIMITED)).scenarios.set_index("scenario")
    assert frame.strip_hours["emergency_heat"] == 2050
    assert frame.strip_load_fraction["emergency_heat"] == 1
    assert frame.strip_hours["furnace_only"] == 0
    assert 0 < frame.strip_load_fraction["heat_pump_only"] < 1


def test_json_has_the_records():
    document = df.solve(df.Case(metered_kwh=5000, tank_capacity=500)).to_json()
    assert document["auxiliary_heat"]["emergency_hours"] == 2050
    assert document["metered_check"]["metered_kwh"] == 5000
    assert "autonomy_days" in document["fuel_storage"]
    json.dumps(document, allow_nan=False)
