"""The reference judged by seasons of one bin, done by hand as on paper (see test_reference)."""

from __future__ import annotations

import pytest

from reference import solve
from tests.model.test_reference import KWH, close, one_bin, scenario


def test_one_bin_at_32() -> None:
    """Q = 600·38 = 22,800; COP = 2.2 + 0.04·15 = 2.8; break-even COP 2.998: the furnace."""
    result = one_bin(32, 100)
    row = result["bins"][0]
    assert (row["low"], row["high"]) == (31, 33)
    assert row["load_btuh"] == close(22800)
    assert row["cop"] == close(2.8)
    assert row["capacity_btuh"] is None
    assert row["heat_pump_kw"] == close(22800 / KWH / 2.8)
    assert row["heat_pump_cost"] == close(100 * 0.14 * 22800 / KWH / 2.8)
    assert row["furnace_mmbtu_per_h"] == close(0.024)  # 22,800 / 0.95 / 1e6
    assert row["furnace_cost"] == close(31.2)  # 100 h · 0.024 · $13
    assert row["furnace_emissions_kg"] == close(127.2)  # 100 · 0.024 · 53
    assert row["source"] == "furnace"
    assert row["flags"] == []
    assert result["recommended"] == {"switchover": 33, "status": "fuel_always", "annual_cost": close(31.2)}
    furnace = scenario(result, "furnace_only")
    assert furnace["fuel_units"] == close(24)  # 2.4 MMBtu in therms
    assert furnace["fuel_unit"] == "therm"
    assert furnace["cost_per_mmbtu"] == close(31.2 / 2.28)
    assert furnace["seasonal_cop"] is None
    assert scenario(result, "heat_pump_only")["seasonal_cop"] == close(2.8)
    # The guess of 35 °F is moved to the top edge; the existing 35 °F is taken as it is.
    assert scenario(result, "initial_guess")["switchover"] == 33
    assert scenario(result, "existing_switchover")["switchover"] == 35


def test_lockout() -> None:
    """At 10 °F, locked out below 15: strips carry 36,000 alone, dual fuel burns gas, COP stays on its line at 1.92."""
    for backup in ("time_shared", "alternate", "simultaneous"):
        result = one_bin(10, 100, compressor_lockout=15, backup_operation=backup)
        row = result["bins"][0]
        assert row["cop"] == close(1.92)
        assert (row["heat_pump_btuh"], row["heat_pump_kw"]) == (0, 0)
        assert row["strip_kw"] == close(36000 / KWH)
        assert row["dual_furnace_btuh"] == close(36000)
        assert (row["dual_heat_pump_btuh"], row["dual_strip_btuh"]) == (0, 0)
        assert row["flags"] == ["extrapolated", "locked_out"]
        # Furnace either way, so both candidates cost the same and the nearer one to the guess, the top edge, is taken.
        assert result["recommended"]["switchover"] == 11
        assert result["recommended"]["status"] == "fuel_always"
        assert result["recommended"]["annual_cost"] == close(100 * 36000 / 0.95 / 1e6 * 13)
        heat_pump = scenario(result, "heat_pump_only")
        assert heat_pump["strip_kwh"] == heat_pump["electricity_kwh"] == close(100 * 36000 / KWH)
        assert (heat_pump["furnace_hours"], heat_pump["backup_hours"]) == (0, 100)
    # At the lockout itself the compressor runs.
    assert "locked_out" not in one_bin(10, 100, compressor_lockout=10)["bins"][0]["flags"]


CAPACITY_20000 = {"capacity_47": 20000, "capacity_17": 20000}


def test_shortfall_alternate() -> None:
    """At 20 °F Q = 30,000, capacity 20,000: the whole bin goes to the furnace."""
    result = one_bin(20, 50, **CAPACITY_20000, existing_switchover=0, backup_operation="alternate")
    row = result["bins"][0]
    assert row["cop"] == close(2.32)
    assert row["heat_pump_btuh"] == 20000
    assert row["heat_pump_kw"] == close(20000 / KWH / 2.32)
    assert row["strip_kw"] == close(10000 / KWH)
    assert (row["dual_heat_pump_btuh"], row["dual_strip_btuh"]) == (0, 0)
    assert row["dual_furnace_btuh"] == close(30000)
    assert row["flags"] == ["shortfall"]
    assert row["source"] == "furnace"
    existing = scenario(result, "existing_switchover")
    assert existing["electricity_kwh"] == 0
    assert existing["annual_cost"] == close(50 * 30000 / 0.95 / 1e6 * 13)
    assert existing["furnace_hours"] == 50
    heat_pump = scenario(result, "heat_pump_only")
    assert heat_pump["annual_cost"] == close(50 * 0.14 * (20000 / 2.32 + 10000) / KWH)
    assert heat_pump["seasonal_cop"] == close(30000 / (20000 / 2.32 + 10000))


def test_shortfall_simultaneous() -> None:
    """The same bin: the furnace gives the missing 10,000. At $30/MMBtu the heat pump (COP 2.32) is worth running."""
    result = one_bin(20, 50, **CAPACITY_20000, backup_operation="simultaneous", fuel_price=30)
    row = result["bins"][0]
    assert row["dual_heat_pump_btuh"] == 20000
    assert row["dual_furnace_btuh"] == close(10000)
    assert row["dual_strip_btuh"] == 0
    assert row["source"] == "heat_pump+furnace"
    assert row["flags"] == ["shortfall"]
    cost = 50 * (0.14 * 20000 / KWH / 2.32 + 30 * 10000 / 0.95 / 1e6)
    assert row["dual_cost"] == close(cost)
    assert row["dual_emissions_kg"] == close(50 * (0.38 * 20000 / KWH / 2.32 + 53 * 10000 / 0.95 / 1e6))
    assert result["recommended"] == {"switchover": 19, "status": "heat_pump_always", "annual_cost": close(cost)}
    best = scenario(result, "optimized")
    assert (best["furnace_hours"], best["backup_hours"]) == (50, 50)
    assert best["furnace_load_fraction"] == close(1 / 3)
    assert best["seasonal_cop"] == close(2.32)


def test_furnace_too_small_with_strips_and_fan() -> None:
    """At 20 °F Q = 30,000 on a furnace of 24,000: 6,000 on strips, the 0.5 kW fan at full time; E has no furnace."""
    result = one_bin(20, 10, furnace_capacity=24000, furnace_fan_power=0.5, existing_switchover=60)
    row = result["bins"][0]
    assert (row["furnace_btuh"], row["furnace_strip_btuh"]) == (24000, close(6000))
    assert row["furnace_mmbtu_per_h"] == close(24000 / 0.95 / 1e6)
    furnace = scenario(result, "existing_switchover")
    assert furnace["strip_kwh"] == close(10 * 6000 / KWH)
    assert furnace["electricity_kwh"] == close(10 * (6000 / KWH + 0.5))
    assert furnace["annual_cost"] == close(10 * (0.14 * (6000 / KWH + 0.5) + 13 * 24000 / 0.95 / 1e6))
    assert furnace["seasonal_cop"] == close(1)  # the fan is left out
    assert furnace["furnace_load_fraction"] == close(0.8)
    assert furnace["unmet_mmbtu"] == 0
    # At half its capacity the furnace's fan runs half the time.
    half = one_bin(50, 10, furnace_capacity=24000, furnace_fan_power=0.5, existing_switchover=60)
    assert scenario(half, "existing_switchover")["electricity_kwh"] == close(10 * 0.25)
    emergency = scenario(result, "emergency_heat")
    assert emergency["electricity_kwh"] == close(10 * 30000 / KWH)
    assert (emergency["furnace_hours"], emergency["backup_hours"]) == (0, 10)


def test_shortfall_time_shared() -> None:
    """The same bin with a furnace of 60,000: x = (30,000 - 20,000)/(60,000 - 20,000) = ¼ of each hour is the furnace's.

    Heat: ¼ · 60,000 and ¾ · 20,000. Not given, the furnace is 1.4 · 600 · (70 - 5) = 54,600: x = 10,000/34,600.
    """
    result = one_bin(20, 50, **CAPACITY_20000, furnace_capacity=60000, furnace_fan_power=0.4, fuel_price=30)
    row = result["bins"][0]
    assert (row["dual_furnace_btuh"], row["dual_heat_pump_btuh"]) == (close(15000), close(15000))
    assert row["source"] == "heat_pump+furnace"
    kw = 15000 / KWH / 2.32 + 0.4 / 4
    assert row["dual_cost"] == close(50 * (0.14 * kw + 30 * 15000 / 0.95 / 1e6))
    assert scenario(result, "optimized")["unmet_mmbtu"] == 0
    assumed = one_bin(20, 50, **CAPACITY_20000, design_temperature=5)["bins"][0]
    assert assumed["dual_furnace_btuh"] == close(54600 * 10000 / 34600)
    # Below its size the furnace has the hour: at -30 °F the load is 60,000, and no assumed furnace leaves it unmet.
    cold = one_bin(-30, 50, **CAPACITY_20000, design_temperature=5)["bins"][0]
    assert (cold["dual_furnace_btuh"], cold["dual_heat_pump_btuh"]) == (60000, 0)


def test_a_small_furnace_takes_the_whole_hour() -> None:
    """Q = 30,000, heat pump 20,000, furnace 24,000, strips 1 kW: the furnace alone, unmet load included."""
    limits = {"furnace_capacity": 24000, "strip_capacity": 1}
    row = one_bin(20, 50, **CAPACITY_20000, **limits)["bins"][0]
    assert (row["dual_furnace_btuh"], row["dual_heat_pump_btuh"]) == (24000, 0)
    assert row["dual_strip_btuh"] == close(KWH)


def test_unmet_heat() -> None:
    """Q = 30,000, furnace 24,000, strips 1 kW: 6,000 - 3,412.142 = 2,587.858 BTU/h stay unmet and are reported.

    Gas at $5 would be cheaper than the heat pump; but the heat pump leaves nothing unmet, and the house comes first.
    """
    limits = {"furnace_capacity": 24000, "strip_capacity": 1, "fuel_price": 5}
    result = one_bin(20, 10, **limits)
    assert result["recommended"]["status"] == "heat_pump_always"
    assert scenario(result, "furnace_only")["annual_cost"] < result["recommended"]["annual_cost"]
    row = result["bins"][0]
    assert row["furnace_strip_btuh"] == close(KWH)
    assert row["flags"] == []
    furnace = scenario(result, "furnace_only")
    assert furnace["unmet_mmbtu"] == close(0.02587858)
    assert furnace["load_mmbtu"] == close(0.3)
    assert furnace["cost_per_mmbtu"] == close(furnace["annual_cost"] / (0.3 - 0.02587858))
    emergency = scenario(result, "emergency_heat")
    assert emergency["unmet_mmbtu"] == close(10 * (30000 - KWH) / 1e6)
    assert scenario(result, "heat_pump_only")["unmet_mmbtu"] == 0
    # No saving between two seasons of which one leaves the house cold.
    assert furnace["saving_vs_existing"] == 0
    assert scenario(result, "optimized")["saving_vs_existing"] is None
    # Locked out, the heat pump is no help: the least possible is what the furnace leaves, and it is flagged.
    locked = one_bin(20, 10, **limits, compressor_lockout=25)
    assert locked["bins"][0]["flags"] == ["locked_out", "unmet"]
    assert scenario(locked, "optimized")["unmet_mmbtu"] == close(0.02587858)
    # Simultaneous: 20,000 + 5,000 + 3,412.142 of 30,000.
    limits = {**CAPACITY_20000, "furnace_capacity": 5000, "strip_capacity": 1, "backup_operation": "simultaneous"}
    together = one_bin(20, 10, **limits, existing_switchover=0)
    assert scenario(together, "existing_switchover")["unmet_mmbtu"] == close(10 * (5000 - KWH) / 1e6)


def test_a_thousandth_of_the_load_may_stay_unmet() -> None:
    """Two bins: at 45 °F furnace and heat pump both hold; at 20 °F a furnace of 29,000 is 1,000 short of 30,000.

    Over 1 h at 20 °F that is 0.001 MMBtu: out of 100 h · 15,000 + 30,000 = 1.53 MMBtu it may be left; over 2 h not.
    """
    for hours, status in ((1, "fuel_always"), (2, "heat_pump_always")):
        result = solve(
            {
                "climate": "bins",
                "bin_table": [[45, 100], [20, hours]],
                "load_balance_temperature": 70,
                "furnace_capacity": 29000,
                "strip_capacity": 0,
                "fuel_price": 1,
            }
        )
        assert result["recommended"]["status"] == status


def test_no_strips_no_emergency_heat() -> None:
    """With strip_capacity 0 the row stays, without numbers: $0 would be no price of heat."""
    row = scenario(solve({"strip_capacity": 0}), "emergency_heat")
    assert row["available"] is False
    assert {row[key] for key in ("annual_cost", "electricity_kwh", "unmet_mmbtu", "saving_vs_existing")} == {None}


def test_cycling() -> None:
    """At 47 °F Q = 13,800 on 27,600: half load, Cd 0.25 takes an eighth off 3.4. Nothing when the load is above."""
    row = one_bin(47, 10, capacity_47=27600, capacity_17=20000, cycling_degradation=0.25)["bins"][0]
    assert row["cop"] == close(3.4 * 0.875)
    assert row["heat_pump_kw"] == close(13800 / KWH / (3.4 * 0.875))
    short = one_bin(20, 10, **CAPACITY_20000, cycling_degradation=0.25)["bins"][0]
    assert short["cop"] == close(2.32)


def test_the_economic_point_counts_cycling_and_blower() -> None:
    """The furnace's BTU gets dearer by its blower; the heat pump's by cycling, read between neighbouring bins."""
    # 10⁶/3412.142 · 0.14 / (13/0.95 + 0.14 · 0.5/60,000 · 10⁶) = 2.7628, at 17 + 0.5628/0.04 °F.
    fan = solve({"furnace_capacity": 60000, "furnace_fan_power": 0.5})["balance_points"]["economic"]
    assert round(fan["break_even_cop"], 4) == 2.7628
    assert round(fan["temperature"], 2) == 31.07
    assert round(fan["price_only_cop"], 3) == 2.998
    table = [[50, 100], [40, 100], [30, 100]]
    flat = {"capacity_47": 24000, "capacity_17": 24000, "load_balance_temperature": 70, "cycling_degradation": 0.25}
    result = solve({"climate": "bins", "bin_table": table, **flat})
    # Loads 12,000, 18,000, 24,000: COP 3.52 · 0.875, 3.12 · 0.9375, 2.72. Costs an MMBtu are lines between them.
    cops = [3.52 * 0.875, 3.12 * 0.9375, 2.72]
    assert [row["cop"] for row in result["bins"]] == [close(cop) for cop in cops]
    excess = [2.9983421647660715 / cop - 1 for cop in cops]
    crossing = 50 + (40 - 50) * excess[0] / (excess[0] - excess[1])
    assert result["balance_points"]["economic"]["temperature"] == close(crossing)
    plain = solve({"capacity_47": 40000, "capacity_17": 30000})
    cycling = solve({"capacity_47": 40000, "capacity_17": 30000, "cycling_degradation": 0.25})
    assert cycling["balance_points"]["thermal"] == plain["balance_points"]["thermal"]


@pytest.mark.parametrize(
    ("temperature", "f"),
    [(30, 0.044), (18, 0.08), (0, 0.08), (39.5, 0.0155), (40, 0.0), (45, 0.0)],
)
def test_resnet_defrost(temperature: float, f: float) -> None:
    """f = 0.134 - 0.003·T up to 0.08, nothing at 40 °F and above; capacity flat at 50,000."""
    row = one_bin(temperature, 10, capacity_47=50000, capacity_17=50000, defrost="resnet")["bins"][0]
    line = 2.2 + 0.04 * (temperature - 17)
    assert row["capacity_btuh"] == close(50000 * (1 - 1.8 * f))
    assert row["cop"] == close(line * (1 - 1.8 * f) / (1 - 0.3 * f))


def test_resnet_defrost_comes_before_the_floor() -> None:
    """At 17 °F a COP of 1.05 loses 0.856/0.976 of itself: 0.921, floored to 1."""
    row = one_bin(17, 10, cop_47=2, cop_17=1.05, defrost="resnet")["bins"][0]
    assert row["cop"] == 1.0
    assert row["flags"] == ["low_cop", "floored"]


def test_resnet_jump_at_40_can_be_the_crossing() -> None:
    """COP 3.12 at 40 °F, 3.12·0.9748/0.9958 = 3.054 just below it: a break-even of 3.1 is crossed at the jump."""
    price = 0.14 * 1e6 / KWH * 0.95 / 3.1
    economic = solve({"defrost": "resnet", "fuel_price": price})["balance_points"]["economic"]
    assert economic["status"] == "crosses"
    assert economic["temperature"] == pytest.approx(40, abs=1e-11)
