"""Balance points at every kind of limit, the tie rule, and the running sums."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

import strategies
import xl_dualfuel as df
from support import case_from
from xl_dualfuel.model import balance, season
from xl_dualfuel.units import BTU_PER_MMBTU, KWH_PER_MMBTU


def solve(**inputs):
    result = df.solve(df.Case(**inputs))
    assert all(check.ok for check in result.checks)
    return result


def test_furnace_always():
    result = solve(fuel_price=1)
    assert result.balance_points.economic.status == "fuel_always"
    assert result.balance_points.economic.temperature is None
    assert result.recommended.status == "fuel_always"
    assert result.recommended.switchover == 70
    assert result.solution.totals.furnace_hours[2] == 2050


def test_heat_pump_always():
    result = solve(electricity_price=0.02)
    assert result.balance_points.economic.status == "heat_pump_always"
    assert result.recommended.status == "heat_pump_always"
    assert result.recommended.switchover == 5


def test_crossing_outside_the_rating_points_is_extrapolated():
    """COP* = 3.5 lies above 47 °F on the line 2.2 at 17, 3.4 at 47: 49.5 °F."""
    price = 3.5 * 13 / 0.95 / (1e6 / 3412.142)
    point = solve(electricity_price=price).balance_points.economic
    assert point.status == "crosses"
    assert math.isclose(point.temperature, 49.5)
    assert point.extrapolated


def test_free_fuel_and_free_electricity():
    free_fuel = solve(fuel_price=0)
    assert free_fuel.balance_points.economic == balance.BalancePoint(None, "fuel_always")
    assert free_fuel.recommended.annual_cost == 0
    free_power = solve(electricity_price=0)
    assert free_power.balance_points.economic.status == "heat_pump_always"
    assert free_power.recommended.switchover == 5
    both = solve(electricity_price=0, fuel_price=0)
    assert both.balance_points.economic.status == "not_modelled"
    assert "same" in both.recommended.reason


def test_a_jump_of_defrost_can_be_the_crossing():
    """RESNET defrost stops at 40 °F: just below, the COP is (1 − 0.0252)/(1 − 0.0042) = 0.979 of the line."""
    price = 0.99 * (2.2 + 23 * 0.04) * 13 / 0.95 / (1e6 / 3412.142)
    point = solve(defrost="resnet", electricity_price=price).balance_points.economic
    assert (point.status, point.temperature) == ("crosses", 40)


def test_two_crossings_through_defrost():
    """A line falling by 0.01 per °F from 3.2 at 17 °F, the target 0.99 of its 2.97 at 40 °F.

    From 40 °F the heat pump wins until the line meets the target at 17 + (3.2 − 2.9403)/0.01 = 42.97 °F; below 40 °F
    frost takes 2 to 12 %, and down to 5 °F it never wins.
    """
    target = 0.99 * (3.2 - 23 * 0.01)
    result = solve(defrost="resnet", electricity_price=target * 13 / 0.95 / (1e6 / 3412.142), cop_47=2.9, cop_17=3.2)
    point = result.balance_points.economic
    assert point.status == "multiple"
    assert point.temperatures == pytest.approx((42.97, 40.0), rel=1e-12)
    assert point.temperature == min(point.temperatures, key=lambda t: abs(t - result.recommended.switchover))


def test_equal_cop_everywhere_is_a_tie_for_the_heat_pump():
    price = 3.0 * 13 / 0.95 / (1e6 / 3412.142)
    result = solve(cop_47=3.0, cop_17=3.0, electricity_price=price)
    assert result.balance_points.economic.status == "heat_pump_always"


FROSTED = {"defrost": "ahri", "cop_35": 2.6, "capacity_47": 40000, "capacity_17": 28000, "capacity_35": 31000}


def test_frost_by_ahri_bends_capacity_and_power():
    """Capacity 28,000 + 166.667·(T − 17); power 28,000/2.2 = 12,727.3 and 31,000/2.6 = 11,923.1 at 35 °F.

    COP* = 2.5: 28,000 + 166.667·d = 2.5·(12,727.3 − 44.678·d), d = 3,818.2/278.36 = 13.717, T = 30.717 °F. A COP
    straight between the tests would be 2.5 at 30.5 °F. From 45 °F, where the frost ends, the line is 3.32, above 2.5.
    """
    point = solve(**FROSTED, electricity_price=2.5 * 13 / 0.95 / (1e6 / 3412.142)).balance_points.economic
    by_hand = 17 + (2.5 * 28000 / 2.2 - 28000) / (3000 / 18 - 2.5 * (31000 / 2.6 - 28000 / 2.2) / 18)
    assert by_hand == pytest.approx(30.717, abs=5e-4)  # the digits above
    assert point.temperatures == pytest.approx((by_hand,), rel=1e-12)  # rounding of a dozen operations


def test_the_end_of_frost_by_ahri_can_be_the_crossing():
    """At 45 °F the COP is 32,666.7/11,476.3 = 2.846 under frost, 3.32 from there up: COP* = 3.1 lies between."""
    point = solve(**FROSTED, electricity_price=3.1 * 13 / 0.95 / (1e6 / 3412.142)).balance_points.economic
    assert point.temperatures == (45,)


def test_thermal_point_under_frost_by_ahri():
    """28,000 + 166.667·(T − 17) = 800·(70 − T): T = 32.0 °F (30,933 = 966.67·T)."""
    point = solve(**FROSTED, load_slope=800).balance_points.thermal
    assert point.temperature == pytest.approx((56000 - 28000 + 17 * 500 / 3) / (800 + 500 / 3), rel=1e-12)  # rounding


VARIABLE = {
    "capacity_min_47": 22300, "capacity_min_17": 13000, "cop_min_47": 5.31, "cop_min_17": 3.23,
    "capacity_47": 33000, "capacity_17": 37400, "cop_47": 4.32, "cop_17": 2.40,
    "capacity_max_47": 57000, "capacity_max_17": 39000, "cop_max_47": 3.08, "cop_max_17": 2.51,
}  # fmt: skip


def test_thermal_point_of_a_variable_speed_heat_pump_is_that_of_its_maximum():
    """39,000 + 600·(T − 17) = 1,000·(70 − T): T = (70,000 − 28,800)/1,600 = 25.75 °F."""
    point = solve(**VARIABLE, load_slope=1000).balance_points.thermal
    assert point.temperature == pytest.approx(25.75, rel=1e-12)  # rounding


def test_without_a_maximum_the_larger_of_rated_and_minimum_counts_for_the_thermal_point():
    """At 5 °F 15,200 BTU/h against 14,000: 15,200 + 66.67·(T − 5) = 230·(70 − T), T = 4.16 °F; of the rated 6.06 °F.

    With a load of 190 BTU/h·°F the minimum, which falls more slowly, meets it to the end.
    """
    rated = {"capacity_47": 36000, "capacity_17": 22000, "capacity_5": 14000}
    slow = {"capacity_min_47": 18000, "capacity_min_17": 16000, "capacity_min_5": 15200,
            "cop_min_47": 4.2, "cop_min_17": 2.8, "cop_min_5": 2.3}  # fmt: skip
    house = {"load_slope": 230, "design_temperature": -5}
    point = solve(**rated, **slow, **house).balance_points.thermal
    by_hand = (230 * 70 - 15200 + 5 * 800 / 12) / (230 + 800 / 12)
    assert point.temperatures == pytest.approx((by_hand,), rel=1e-12)  # rounding
    alone = solve(**rated, **house).balance_points.thermal
    assert alone.temperature == pytest.approx((230 * 70 - 14000 + 5 * 8000 / 12) / (230 + 8000 / 12), rel=1e-12)
    point = solve(**rated, **slow, **house | {"load_slope": 190}).balance_points.thermal
    assert point.status == "heat_pump_always"


BLOWER = {"furnace_capacity": 60000, "furnace_fan_power": 0.5}
CYCLING = {"capacity_47": 48000, "capacity_17": 30000, "cycling_degradation": 0.25}


def test_the_blower_is_on_the_furnaces_side():
    """0.5 kW for 60,000 BTU/h is 8.333 kWh an MMBtu: 13/0.95 + 8.333·0.14 = $14.851, COP* = 41.03/14.851 = 2.7628.

    On the line 2.2 at 17 °F, 3.4 at 47 °F: 17 + 0.5628/0.04 = 31.07 °F. By the prices alone COP* is 2.998.
    """
    point = solve(**BLOWER).balance_points.economic
    assert point.break_even_cop == pytest.approx(0.14 * 293.071 / (13 / 0.95 + 0.14 * 25 / 3), rel=1e-6)  # 6 digits
    assert point.temperature == pytest.approx(31.07, abs=0.005)  # the digits above
    assert point.price_only_cop == pytest.approx(2.998, abs=5e-4)  # the same
    assert solve(**BLOWER).to_json()["balance_points"]["economic"]["price_only_cop"] == point.price_only_cop


def test_the_blower_emits_as_well():
    """COP* = 0.38·293.071/(53/0.95 + 0.38·8.3333) = 1.88898; 17 − 0.31102/0.04 = 9.2245 °F."""
    point = solve(**BLOWER).balance_points.emissions
    assert point.temperature == pytest.approx(9.2245, abs=5e-5)  # the digits above
    assert point.price_only_cop == pytest.approx(1.9962, abs=5e-5)  # 0.38·293.071·0.95/53


def test_free_fuel_still_has_to_be_blown():
    """8.333 kWh an MMBtu against 293.07/COP: COP* = 35.17, which no heat pump reaches."""
    point = solve(fuel_price=0, **BLOWER).balance_points.economic
    assert (point.status, point.price_only_cop) == ("fuel_always", None)
    assert point.break_even_cop == pytest.approx(35.17, abs=0.005)  # the digits above


def test_cycling_moves_the_point():
    """At 57.58 °F: load 600·12.42 = 7,453, capacity 54,348, COP 3.8232·(1 − 0.25·(1 − 0.13713)) = 2.9984 = COP*.

    At the crossing of the lines without cycling, 36.96 °F, it is 2.600, 13 % dearer than the furnace.
    """
    result = solve(load_balance_temperature=70, **CYCLING)
    point = result.balance_points.economic
    assert point.status == "crosses"
    # The costs are joined by straight lines between bins 2 °F apart, where COP* lies on a curve.
    assert point.temperature == pytest.approx(57.58, abs=0.05)
    assert f"At {point.temperature:.1f} °F" in result.recommended.reason


def test_one_bin_has_no_neighbour_to_cross_to():
    point = solve(bin_table=[[50, 1000]], **CYCLING).balance_points.economic
    assert (point.status, point.temperature) == ("fuel_always", None)


def test_crossings_above_the_setpoint_are_none():
    """With cycling the COP is 3.411 at 73 °F, 3.364 at 60 °F, 2.32 at 20 °F; COP* = 0.1583·293.071/13.684 = 3.390."""
    inputs = {
        "bin_table": [[73, 10], [60, 500], [20, 500]],
        "load_balance_temperature": 76,
        "cycling_degradation": 0.25,
    }
    inputs |= {"capacity_47": 20000, "capacity_17": 15000, "electricity_price": 0.1583}
    point = solve(**inputs, indoor_setpoint=76).balance_points.economic
    assert point.status == "crosses"
    assert 67 < point.temperature < 68
    assert solve(**inputs, indoor_setpoint=67).balance_points.economic.status == "fuel_always"


def test_with_humidity_bins_without_hours_are_passed_over():
    """They have no frost of their own: the COP of dry air between two frosted bins would look like two crossings."""
    inputs = {"bin_table": [[45, 9], [35, 0], [25, 9], [15, 9]], "capacity_47": 40000, "capacity_17": 30000}
    case = df.Case(**inputs)
    bins = df.solve(case).solution.bins
    p = df.solve(case).solution.parameters._replace(defrost="humidity")
    target = balance.break_even_cop(p.electricity_price, p.fuel_price, p.furnace_efficiency)
    point = balance.economic_point(bins, p, 35, target / np.array([0.8, 0.7, 0.9, 1.1]))
    assert point.status == "crosses"
    assert point.temperature == pytest.approx(20, rel=1e-12)  # half-way: the costs are 0.9 and 1.1 of the furnace's
    point = balance.economic_point(bins, p, 35, target / np.array([1.1, 0.7, 1.2, 1.3]))
    assert point.status == "fuel_always"


def cost_ratio(result, cop):
    """Cost of heat from the heat pump at a COP over the furnace's, from the inputs by their definition."""
    p = result.solution.parameters
    furnace = p.fuel_price / p.furnace_efficiency + p.electricity_price * p.fan_per_btuh * BTU_PER_MMBTU
    return p.electricity_price * KWH_PER_MMBTU / cop / furnace


def scanned(result, temperatures):
    """The same at temperatures [°F]: of the equipment there, or joined from bin to bin where the point is read so."""
    s = result.solution
    if not balance.read_from_bins(s.parameters):
        return cost_ratio(result, season.operate(temperatures, s.parameters).performance.steady_cop)
    at = s.bins.temperature[::-1]
    return np.interp(temperatures, at, cost_ratio(result, s.performance.cop)[::-1])


@given(strategies.full_cases())
@example({})
@example(CYCLING)
@example({"defrost": "resnet", "cop_47": 2.9, "cop_17": 3.2})
@example(FROSTED)
@example(FROSTED | {"electricity_price": 0.125})
@example(VARIABLE)
@example(VARIABLE | {"cycling_degradation": 0.25, "load_slope": 400})
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_winner_changes_at_the_crossings_and_nowhere_else(inputs):
    """Between neighbours of 2,000 temperatures the cheaper source changes where an odd number of crossings lies."""
    result = df.solve(case_from(inputs))
    point = result.balance_points.economic
    if point.break_even_cop is None:
        return  # heat from the furnace costs nothing: there is no ratio
    temperatures = np.linspace(*balance.search_range(result.solution.bins, result.solution.parameters), 2000)
    ratio = scanned(result, temperatures)
    # A curve that touches equality within rounding is a tie, which has no side.
    clear = np.abs(ratio - 1) > 1e-9
    for (t, here), (after, there) in pairwise(zip(temperatures[clear], ratio[clear] <= 1, strict=True)):
        assert sum(t < crossing <= after for crossing in point.temperatures) % 2 == (here != there)
    if clear.any():
        always = "heat_pump_always" if ratio[clear][0] <= 1 else "fuel_always"
        assert point.status == {0: always, 1: "crosses"}.get(len(point.temperatures), "multiple")


class TestThermal:
    def test_crosses_where_capacity_meets_load(self):
        """30000 + (T − 47)·1000/3 = 600·(70 − T) at T = 29.643 (by hand: 42000 − 30000 + 15666.7 = 933.3·T)."""
        point = solve(capacity_47=30000, capacity_17=20000).balance_points.thermal
        assert point.status == "crosses"
        assert math.isclose(point.temperature, (42000 - 30000 + 47000 / 3) / (600 + 1000 / 3))
        assert not point.extrapolated
        assert point.break_even_cop is None

    def test_always(self):
        assert solve(capacity_47=90000, capacity_17=80000).balance_points.thermal.status == "heat_pump_always"

    def test_two_crossings(self):
        """A capacity that dips between two test points meets the load, misses it, and meets it again."""
        table = [[60, 3.5, 40000], [45, 3.3, 10000], [40, 3.2, 40000], [5, 1.8, 20000]]
        point = solve(performance_table=table).balance_points.thermal
        assert point.status == "multiple"
        assert len(point.temperatures) == 3
        for t in point.temperatures:
            at, capacity = [5, 40, 45, 60], [20000, 40000, 10000, 40000]
            assert math.isclose(float(np.interp(t, at, capacity)), 600 * (70 - t), rel_tol=1e-9)

    def test_several_the_nearest_to_the_recommended_is_named(self):
        table = [[60, 3.5, 40000], [45, 3.3, 10000], [40, 3.2, 40000], [5, 1.8, 20000]]
        result = solve(performance_table=table)
        point = result.balance_points.thermal
        nearest = min(point.temperatures, key=lambda t: abs(t - result.recommended.switchover))
        assert point.temperature == nearest


class TestTies:
    """Equal costs: the edge nearest the initial guess, then the warmer one."""

    free: ClassVar = {"electricity_price": 0, "fuel_price": 0}

    def test_the_guess_itself_where_it_cuts_a_bin(self):
        assert solve(**self.free, initial_balance_point=28.9).recommended.switchover == 28.9

    def test_nearest_the_guess(self):
        """Measured bins are not cut: edges 55, 45, 35, 25 °F."""
        rows = [[50, 9], [40, 9], [30, 9]]
        assert solve(**self.free, bin_table=rows, initial_balance_point=38).recommended.switchover == 35

    def test_the_warmer_of_two_equally_near(self):
        rows = [[50, 9], [40, 9], [30, 9]]
        assert solve(**self.free, bin_table=rows, initial_balance_point=40).recommended.switchover == 45

    def test_the_warmer_of_two_with_edges_inexact_in_binary(self):
        """Edges 0.1 °F apart, the guess half-way: on paper a tie, in binary a hair off."""
        rows = [[65.25, 9], [65.15, 9], [65.05, 9]]
        result = solve(**self.free, bin_table=rows, initial_balance_point=65.15)
        assert math.isclose(result.recommended.switchover, 65.2)

    def test_guess_outside_the_range_is_moved_into_it(self):
        result = solve(**self.free, initial_balance_point=-40)
        assert result.recommended.switchover == 5
        assert any("outside the modelled range" in warning.message for warning in result.warnings)


def test_one_bin():
    result = solve(bin_width=65, existing_switchover=5, initial_balance_point=5)
    assert len(result.table("bins")["bin"]) == 1
    assert result.recommended.status in ("fuel_always", "heat_pump_always")


def test_two_thousand_bins():
    result = solve(bin_width=65 / 2000, existing_switchover=5, initial_balance_point=5)
    assert len(result.table("bins")["bin"]) == 2000
    assert abs(result.recommended.switchover - 36.96) < 0.04


def test_hours_of_zero_in_a_bin():
    result = solve(bin_table=[[50, 100], [40, 0], [30, 0], [20, 100]])
    assert result.to_json()["recommended"]["switchover"] == 35  # tie over the empty bins: the edge nearest the guess


def test_lockout_decides():
    result = solve(compressor_lockout=45, electricity_price=0.05)
    below = zip(*(result.table("bins")[k] for k in ("temperature", "source", "flags")), strict=True)
    assert all("furnace" in source and "locked_out" in flags for t, source, flags in below if t < 45)
    assert any(t < 45 for t in result.table("bins")["temperature"])
    assert result.recommended.reason == "The compressor is off below 45 °F."


def test_capacity_of_zero_below_the_lockout():
    result = solve(capacity_47=20000, capacity_17=2000, compressor_lockout=20, electricity_price=0.05)
    bins = result.table("bins")
    assert min(bins["capacity_btuh"]) == 0
    assert all(math.isfinite(v) for key in ("cop", "heat_pump_kw", "dual_cost") for v in bins[key])


def test_running_sums_equal_direct_sums():
    s = solve(capacity_47=36000, capacity_17=22000, backup_operation="simultaneous").solution
    for place, edge in enumerate(s.candidates.switchover):
        on = s.bins.temperature >= edge
        assert math.isclose(s.candidates.annual_cost[place], np.where(on, s.dual.cost, s.furnace.cost).sum())
        hours = np.where(on, s.dual.furnace_hours, s.furnace.furnace_hours).sum()
        assert math.isclose(s.candidates.furnace_hours[place], hours, abs_tol=1e-9)


@pytest.mark.parametrize(("electricity", "fuel", "expected"), [(0.1, 0.0, math.inf), (0.0, 10.0, 0.0)])
def test_break_even_cop_at_the_ends(electricity, fuel, expected):
    assert balance.break_even_cop(electricity, fuel, 0.95) == expected
    assert math.isnan(balance.break_even_cop(0.0, 0.0, 0.95))
