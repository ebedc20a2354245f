"""COP and capacity against temperature."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel import units
from xl_dualfuel.model import equipment, parameters, ratings

PUBLISHED = json.loads((Path(__file__).parents[1] / "cases" / "published.json").read_text(encoding="utf-8"))


def at(temperatures, **inputs):
    p = parameters.from_case(df.Case(**inputs))
    t = np.array(temperatures, dtype=float)
    load = p.load_slope * np.maximum(0, p.load_balance_temperature - t)
    return equipment.performance(t, load, p)


def test_line_through_two_points_goes_on_both_ways():
    np.testing.assert_allclose(at([47, 17, 32, 62, 2]).steady_cop, [3.4, 2.2, 2.8, 4.0, 1.6])


def test_more_points_bend_and_the_end_segments_go_on():
    found = at([5, 11, 17, -7], cop_5=1.0)
    np.testing.assert_allclose(found.steady_cop, [1.0, 1.6, 2.2, 1.0])
    assert found.floored.tolist() == [False, False, False, True]
    assert found.extrapolated.tolist() == [False, False, False, True]


def test_a_scalar_and_an_array_share_one_path():
    points = (np.array([5.0, 17.0, 47.0]), np.array([1.5, 2.2, 3.4]))
    many = ratings.line(np.linspace(-20, 70, 91), points)
    each = [float(ratings.line(t, points)) for t in np.linspace(-20, 70, 91)]
    np.testing.assert_array_equal(many, each)


def test_a_performance_table_equal_to_the_rating_points_gives_the_same():
    rated = df.solve(df.Case(cop_5=1.7, capacity_47=36000, capacity_17=22000, capacity_5=16000)).to_json()
    table = [[5, 1.7, 16000], [17, 2.2, 22000], [47, 3.4, 36000]]
    by_table = df.solve(df.Case(performance_table=table)).to_json()
    for name in ("bins", "scenarios", "switchover_curve", "balance_points", "recommended"):
        assert by_table[name] == rated[name], name


class TestDefrost:
    def test_resnet_by_hand(self):
        """f(20) = 0.134 − 0.06 = 0.074: COP·(1 − 0.1332)/(1 − 0.0222); below 18 °F the cap of 0.08; none at 40 °F."""
        found = at([20, 10, 40, 39.9999], defrost="resnet", capacity_47=36000, capacity_17=22000)
        np.testing.assert_allclose(found.defrost_fraction, [0.074, 0.08, 0, 0.0140003], rtol=1e-9)
        line = 2.2 + 3 * 0.04
        assert math.isclose(found.steady_cop[0], line * (1 - 1.8 * 0.074) / (1 - 0.3 * 0.074))
        assert math.isclose(found.capacity[0], (22000 + 3 * 14000 / 30) * (1 - 1.8 * 0.074))

    def test_ahri_bends_at_the_frosting_test(self):
        frosting = {"defrost": "ahri", "cop_35": 2.5, "capacity_35": 26000, "capacity_47": 36000, "capacity_17": 22000}
        found = at([35, 26, 47, 17, 50, 2], **frosting)
        # At 26 °F capacity and power are each half way: 24,000 and (10,000 + 10,400)/2 BTU/h.
        np.testing.assert_allclose(found.steady_cop, [2.5, 24000 / 10200, 3.4, 2.2, 3.52, 1.6])
        np.testing.assert_allclose(found.capacity, [26000, 24000, 36000, 22000, 37400, 15000])
        assert found.extrapolated.tolist() == [False, False, False, False, True, True]

    def test_ahri_without_the_test(self):
        """App. M1, 3.6.1: at 35 °F 0.90 of 22,000 + 0.6·14,000 BTU/h and 0.985 of the power on the same line."""
        rated = {"defrost": "ahri", "capacity_47": 36000, "capacity_17": 22000}
        found = at([35, 45, 44.99], **rated)
        heat, power = 0.90 * 30400, 0.985 * (22000 / 2.2 + 0.6 * (36000 / 3.4 - 22000 / 2.2))
        assert found.capacity[0] == pytest.approx(heat)
        assert found.steady_cop[0] == pytest.approx(heat / power)
        assert found.capacity[1] == pytest.approx(22000 + 28 / 30 * 14000), "from 45 °F on the line without frost"
        assert found.capacity[2] < found.capacity[1] - 3000
        tested = at([35], **rated, cop_35=2.5)
        assert (tested.steady_cop[0], tested.capacity[0]) == (pytest.approx(2.5), pytest.approx(heat))

    def test_ahri_without_capacities(self):
        """Power is 1/COP then: 0.90/(0.985·(1/2.2 + 0.6·(1/3.4 − 1/2.2)))."""
        found = at([35], defrost="ahri")
        assert found.steady_cop[0] == pytest.approx(0.90 / (0.985 * (1 / 2.2 + 0.6 * (1 / 3.4 - 1 / 2.2))))
        assert found.capacity[0] == math.inf

    def test_ahri_takes_the_row_at_35_of_a_table_for_the_test(self):
        table = [[5, 1.7, 16000], [17, 2.2, 22000], [35, 2.5, 26000], [47, 3.4, 36000]]
        rated = {"cop_5": 1.7, "capacity_5": 16000, "capacity_47": 36000, "capacity_17": 22000}
        grid = np.linspace(-10, 60, 141)
        for mine, theirs in zip(
            at(grid, defrost="ahri", performance_table=table),
            at(grid, defrost="ahri", cop_35=2.5, capacity_35=26000, **rated),
            strict=True,
        ):
            np.testing.assert_array_equal(mine, theirs)

    def test_the_frosting_test_does_not_count_without_ahri(self):
        case = df.Case(cop_35=2.5, capacity_35=26000, capacity_47=36000, capacity_17=22000)
        assert at([35], cop_35=2.5).steady_cop[0] == pytest.approx(2.92)
        assert {key for key, message in case.warnings if "without defrost" in message} == {"cop_35", "capacity_35"}


def test_cycling_by_hand():
    """12,000 of 36,000 BTU/h at 47 °F with Cd 0.25: 3.4·(1 − 0.25·(1 − 13800/36000))."""
    found = at([47], cycling_degradation=0.25, capacity_47=36000, capacity_17=22000)
    assert math.isclose(found.cop[0], 3.4 * (1 - 0.25 * (1 - 13800 / 36000)))
    assert found.steady_cop[0] == pytest.approx(3.4)


class TestAltitude:
    def test_published_factors(self):
        """ACCA Manual S at 5,000 ft: 0.92 of the heat pump's capacity; NFPA 54: 4 % for each 1,000 ft of the furnace's
        above 2,000 ft, from sea level on."""
        rated = {"capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000, "furnace_fan_power": 0.4}
        sea, high = (parameters.from_case(df.Case(**rated, altitude=ft)) for ft in (0, 5000))
        assert at([47], **rated, altitude=5000).capacity[0] == pytest.approx(0.92 * 36000)
        assert at([47], **rated, altitude=5000).cop[0] == at([47], **rated).cop[0]
        assert high.furnace_limit == pytest.approx(0.8 * 60000)
        assert high.fan_per_btuh == pytest.approx(0.4 / 48000), "the blower runs at its full power"
        assert (sea.furnace_limit, sea.rated_capacity) == (60000, 36000)

    @pytest.mark.parametrize(("ft", "heat_pump", "furnace"), [(2000, 0.97, 1), (2500, 0.96, 0.90), (12000, 0.81, 0.52)])
    def test_between_and_at_the_ends(self, ft, heat_pump, furnace):
        assert ratings.heat_pump_at(ft) == pytest.approx(heat_pump)
        assert ratings.furnace_at(ft) == pytest.approx(furnace)

    def test_it_leaves_unlimited_equipment_alone(self):
        one, other = (df.solve(df.Case(altitude=ft)).to_json() for ft in (0, 8000))
        assert one["scenarios"] == other["scenarios"]


PART_LOAD = [[-10, 2.15, 4.00], [-7, 2.45, 3.54], [2, 3.98, 2.15], [7, 5.29, 1.45], [12, 7.16, 1.75]]
"""Part-load points of a certificate after EN 14825, average climate, 55 °C: °C, COP, kW"""
EUROPEAN = {
    "temperature_unit": "C", "heat_unit": "kW", "design_load": 4.0, "design_temperature": -10,
    "load_balance_temperature": 16, "indoor_setpoint": 20, "fuel": "natural_gas", "fuel_price": 29.3071,
    "fuel_price_unit": "$/MMBtu", "furnace_efficiency": 0.90, "electricity_price": 0.35, "existing_switchover": 0,
    "weather_file": str(Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"),
}  # fmt: skip


class TestPerformanceTable:
    def test_part_load_points_are_no_limit(self):
        """27 °F and $918.39 by a plain loop over the hours in whole degrees; bins of 2 °F come within $1."""
        result = df.solve(df.Case(**EUROPEAN, performance_table=PART_LOAD))
        assert result.case.inputs["performance_table"][0] == (14.0, 2.15, 4.0 * units.BTU_PER_KWH)
        found = result.to_json()
        assert abs(units.fahrenheit(found["recommended"]["switchover"]) - 27) <= 1 + 1e-9
        assert found["recommended"]["annual_cost"] == pytest.approx(918.39, abs=1)
        assert found["auxiliary_heat"]["capacity_btuh"] is None
        assert found["scenarios"][0]["strip_kwh"] == 0
        assert any("EN 14825" in message for key, message in result.case.warnings if key == "performance_table")

    def test_called_loads_they_are_the_same(self):
        named = [["temperature", "COP", "load"], *PART_LOAD]
        one, other = (df.solve(df.Case(**EUROPEAN, performance_table=t)) for t in (named, PART_LOAD))
        assert one.to_json()["scenarios"] == other.to_json()["scenarios"]
        assert "performance_table" not in dict(one.case.warnings), "who calls them loads need not be told"

    @pytest.mark.parametrize("limit", [[[17, 2.4, 37400], [47, 4.32, 33000]], [[17, 2.2, 22000], [47, 3.4, 36000]]])
    def test_largest_capacities_stay_limits(self, limit):
        assert np.isfinite(at([17, 47], performance_table=limit).capacity).all()

    def test_columns_by_name_in_any_order_and_by_power(self):
        """33,000 BTU/h at 4 kW: COP 33,000/(4·3412.142)."""
        named = [["capacity", "power", "temperature"], [33000, 4, 47], [20000, 3, 17]]
        plain = [[47, 33000 / (4 * units.BTU_PER_KWH), 33000], [17, 20000 / (3 * units.BTU_PER_KWH), 20000]]
        for mine, theirs in zip(at([30], performance_table=named), at([30], performance_table=plain), strict=True):
            np.testing.assert_array_equal(mine, theirs)

    def test_cops_alone_never_limit(self):
        found = at([17, 32, 47], performance_table=[[17, 2.2], [47, 3.4]])
        np.testing.assert_allclose(found.cop, [2.2, 2.8, 3.4])
        assert np.isinf(found.capacity).all()

    def test_minimum_and_maximum_as_the_rating_points_have_them(self):
        rated = {"capacity_47": 33000, "capacity_17": 20000, "cop_47": 4, "cop_17": 2.4, "capacity_min_47": 15000,
                 "capacity_min_17": 9000, "cop_min_47": 5, "cop_min_17": 3, "capacity_max_47": 50000,
                 "capacity_max_17": 31000, "cop_max_47": 3, "cop_max_17": 2}  # fmt: skip
        table = [[47, 4, 33000, 5, 15000, 3, 50000], [17, 2.4, 20000, 3, 9000, 2, 31000]]
        grid = np.linspace(-10, 60, 141)
        wanted = at(grid, **rated, cycling_degradation=0.2)
        for mine, theirs in zip(at(grid, performance_table=table, cycling_degradation=0.2), wanted, strict=True):
            np.testing.assert_array_equal(mine, theirs)
        only_maximum = [["temperature", "cop", "capacity", "max_cop", "max_capacity"],
                        *([t, cop, heat, most_cop, most] for t, cop, heat, _, _, most_cop, most in table)]  # fmt: skip
        without = {key: value for key, value in rated.items() if "_min_" not in key}
        for mine, theirs in zip(at(grid, performance_table=only_maximum), at(grid, **without), strict=True):
            np.testing.assert_allclose(mine, theirs)

    @pytest.mark.parametrize(
        ("table", "words"),
        [
            ([[47, 3, 30000, 4], [17, 2, 20000, 3]], "rows of temperature, cop, capacity"),
            ([["temperature", "cop", "tons"], [47, 3, 3]], "not tons"),
            ([["temperature", "power"], [47, 3], [17, 3]], "capacity beside power"),
            ([["temperature", "cop", "power", "capacity"], [47, 3, 3, 30000]], "cop or power, not both"),
            ([["temperature", "capacity"], [47, 30000]], "a column cop or power"),
            ([["temperature", "cop", "cop"], [47, 3, 3]], "each column once"),
            ([["temperature", "cop", "min_cop", "min_capacity"], [47, 3, 4, 1]], "capacity beside cop"),
            (
                [["temperature", "power", "capacity"], [47, 0.1, 36000], [17, 3, 20000]],
                "cop more than 0 and at most 20",
            ),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, table, words):
        with pytest.raises(df.InputError, match=re.escape(words)):
            df.Case(performance_table=table)


def test_capacity_is_floored_at_zero():
    assert at([-60], capacity_47=36000, capacity_17=12000).capacity[0] == 0


class TestLoadSlopeFromFuel:
    def test_published_worksheet(self):
        """HeatSmart: 126.6 gal of oil at 139,600 BTU/gal and 80 % over 698.5 degree days, to the digits it prints."""
        (row,) = PUBLISHED["load_slope_from_fuel"]["rows"]
        found = parameters.load_slope_from_fuel(row["gallons"], row["degree_days"], 0.1396, 0.8)
        assert math.isclose(found, row["slope"], rel_tol=1e-12)

    def test_as_a_case(self):
        case = df.Case(fuel="fuel_oil", fuel_price=4, fuel_price_unit="$/gal", fuel_heat_content=139600,
                       billed_fuel=126.6, billed_degree_days=698.5, billed_efficiency=0.8)  # fmt: skip
        assert df.solve(case).to_json()["derived"]["load_slope"] == pytest.approx(843.3958482462419, rel=1e-12)

    def test_bills_beside_a_design_load_are_compared_with_it(self):
        case = df.Case(design_load=39000, billed_fuel=900, billed_degree_days=5000)
        assert df.solve(case).to_json()["derived"]["load_slope"] == 600
        assert any(w.key == "billed_fuel" for w in df.solve(case).warnings)


def test_heat_content_of_the_supplier_counts():
    """91,500 BTU a gallon at $2.47: 26.995 $/MMBtu."""
    case = df.Case(fuel="propane", fuel_price=2.47, fuel_price_unit="$/gal", fuel_heat_content=91500)
    assert parameters.from_case(case).fuel_price == pytest.approx(2.47 / 0.0915)
    assert units.FUELS["propane"].units["gal"] == 0.091452
