"""COP and capacity against temperature."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel import units
from xl_dualfuel.model import equipment, parameters

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
    many = equipment.line(np.linspace(-20, 70, 91), points)
    each = [float(equipment.line(t, points)) for t in np.linspace(-20, 70, 91)]
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
        np.testing.assert_allclose(found.steady_cop, [2.5, 2.35, 3.4, 2.2, 3.625, 1.6])
        np.testing.assert_allclose(found.capacity, [26000, 24000, 36000, 22000, 38500, 15000])
        assert found.extrapolated.tolist() == [False, False, False, False, True, True]

    def test_the_frosting_test_does_not_count_without_ahri(self):
        case = df.Case(cop_35=2.5, capacity_35=26000, capacity_47=36000, capacity_17=22000)
        assert at([35], cop_35=2.5).steady_cop[0] == pytest.approx(2.92)
        assert {key for key, message in case.warnings if "without defrost" in message} == {"cop_35", "capacity_35"}


def test_cycling_by_hand():
    """12,000 of 36,000 BTU/h at 47 °F with Cd 0.25: 3.4·(1 − 0.25·(1 − 13800/36000))."""
    found = at([47], cycling_degradation=0.25, capacity_47=36000, capacity_17=22000)
    assert math.isclose(found.cop[0], 3.4 * (1 - 0.25 * (1 - 13800 / 36000)))
    assert found.steady_cop[0] == pytest.approx(3.4)


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
