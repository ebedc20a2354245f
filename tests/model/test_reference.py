"""The reference judged by numbers from outside it: the worked example, one-bin cases done by hand, a published point.

The hand cases have one bin: bin_table [[T, h]], load slope 600 BTU/h per °F, balance at 70 °F, prices and COPs of the
worked example (0.14 $/kWh, 0.38 kg/kWh, 13 $/MMBtu, 53 kg/MMBtu, efficiency 0.95, COP 3.4 at 47 °F and 2.2 at 17 °F:
0.04 per °F). 1 kWh = 3412.142 BTU. Their expectations are written out as the arithmetic one would do on paper.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from reference import solve
from strategies import MAX_BINS, basic_cases, full_cases, limited_cases
from support import SHARE

KWH = 3412.142  # BTU

# Hand arithmetic and the loops round differently in the last bits only.
ROUNDING = 1e-12


def close(expected: float) -> Any:
    """Equal but for rounding."""
    return pytest.approx(expected, rel=ROUNDING, abs=1e-9)


def scenario(result: dict[str, Any], name: str) -> dict[str, Any]:
    """One scenario by its name."""
    found: dict[str, Any] = next(row for row in result["scenarios"] if row["scenario"] == name)
    return found


def one_bin(temperature: float, hours: float, **inputs: Any) -> dict[str, Any]:
    """The result of a season that is one bin."""
    season = {"climate": "bins", "bin_table": [[temperature, hours]], "load_balance_temperature": 70}
    return solve({**season, **inputs})


# ----------------------------------------------------------------------------------------------------------------------
# The worked example of the model


# scenario: cost $, emissions kg, electricity kWh, fuel MMBtu, furnace hours, their share in %; as printed in the model
WORKED_EXAMPLE: dict[str, tuple[float, float, float, float, float, float]] = {
    "heat_pump_only": (1027.4741, 2788.8583, 7339.1007, 0, 0, 0),
    "furnace_only": (755.4384, 3079.8644, 0, 58.1106, 2050, 100),
    "optimized": (747.1061, 2925.4153, 631.5429, 50.6685, 1530.142, 74.6),
    "existing_switchover": (747.2809, 2913.9117, 695.5778, 49.9923, 1499.1124, 73.1),
    "emergency_heat": (2265.0629, 6148.0279, 16179.0208, 0, 0, 0),
}


@pytest.mark.parametrize("name", WORKED_EXAMPLE)
def test_worked_example_to_its_printed_digits(name: str) -> None:
    """The table "scenario, cost, emissions, electricity, fuel, furnace hours" of the model."""
    row = scenario(solve({}), name)
    keys = ("annual_cost", "emissions_kg", "electricity_kwh", "fuel_mmbtu", "furnace_hours")
    assert tuple(round(row[key], 4) for key in keys) == WORKED_EXAMPLE[name][:5]
    assert round(100 * row["furnace_hours_fraction"], 1) == WORKED_EXAMPLE[name][5]


def test_worked_example_load() -> None:
    """55.2051 MMBtu; without the hours below design 49.4 at any bin width, as the model has it."""
    assert round(scenario(solve({}), "furnace_only")["load_mmbtu"], 4) == 55.2051
    for width in (0.7, 2, 5, 30):
        without = solve({"hours_below_design": 0, "bin_width": width})
        assert scenario(without, "furnace_only")["load_mmbtu"] == close(49.4)


def test_worked_example_balance_points() -> None:
    """36.96 °F at a COP of 2.998; 11.91 °F, below the coldest rating point; no capacities, so no thermal point."""
    result = solve({})
    printed = {
        "economic": {
            "temperature": 36.96,
            "status": "crosses",
            "extrapolated": False,
            "break_even_cop": 2.998,
            "price_only_cop": 2.998,
        },
        "emissions": {
            "temperature": 11.91,
            "status": "crosses",
            "extrapolated": True,
            "break_even_cop": 1.996,
            "price_only_cop": 1.996,
        },
    }
    for name, expected in printed.items():
        point = result["balance_points"][name]
        point["temperature"] = round(point["temperature"], 2)
        for key in ("break_even_cop", "price_only_cop"):
            point[key] = round(point[key], 3)
        assert point == expected
    thermal = result["balance_points"]["thermal"]
    assert thermal == {"temperature": None, "status": "not_modelled", "extrapolated": False}


def test_worked_example_is_not_the_planners_table() -> None:
    """The planner's page prints 27 °F, $890, $870, $760, 11 % of the hours: its own inputs do not give them."""
    result = solve({})
    assert result["recommended"]["switchover"] == 36.0
    assert result["recommended"]["status"] == "crosses"
    assert round(result["recommended"]["annual_cost"], 2) == 747.11
    costs = {name: scenario(result, name)["annual_cost"] for name in ("heat_pump_only", "furnace_only", "optimized")}
    for name, printed in (("heat_pump_only", 890), ("furnace_only", 870), ("optimized", 760)):
        assert abs(costs[name] - printed) > 10
    assert scenario(result, "optimized")["furnace_hours_fraction"] > 0.7


def test_planners_27_degrees_come_out_at_15_dollars() -> None:
    """The model's note beside the table: 27 °F and about $870 for the furnace do come out at $15/MMBtu."""
    result = solve({"fuel_price": 15})
    assert round(result["balance_points"]["economic"]["temperature"]) == 27
    assert round(scenario(result, "furnace_only")["annual_cost"], -1) == 870


def test_worked_example_bins_and_curve() -> None:
    """70 to 5 °F by 2 °F: 33 bins, the last one 1 °F wide and with the 150 h below design; 35 °F cuts one more."""
    result = solve({})
    bins = result["bins"]
    assert len(bins) == 34
    # The mean distance below 70 °F of hours in proportion to it, from 0 to 2 °F: ⅔ · 8 / 4.
    assert (bins[0]["low"], bins[0]["high"], bins[0]["temperature"]) == (68, 70, close(70 - 4 / 3))
    assert (bins[-1]["low"], bins[-1]["high"]) == (5, 6)
    assert [(row["low"], row["high"]) for row in bins if row["low"] in (34, 35)] == [(35, 36), (34, 35)]
    assert bins[0]["hours"] == close(1900 * 2**2 / 65**2)
    assert bins[-1]["hours"] == close(1900 * (65**2 - 64**2) / 65**2 + 150)
    assert sum(row["hours"] for row in bins) == close(2050)
    curve = result["switchover_curve"]
    assert [row["switchover"] for row in curve[:2]] == [70, 68]
    assert curve[-1]["switchover"] == 5
    assert curve[0]["annual_cost"] == close(scenario(result, "furnace_only")["annual_cost"])
    assert curve[-1]["annual_cost"] == close(scenario(result, "heat_pump_only")["annual_cost"])


# ----------------------------------------------------------------------------------------------------------------------
# Published point


def test_published_thermal_point() -> None:
    """Unit test of a published heat-pump calculator (HVACLogic): 18.2 °F, 13,272 BTU/h short at 5 °F."""
    inputs = {
        "capacity_47": 37800,
        "capacity_17": 33264,
        "capacity_5": 28728,
        "design_load": 42000,
        "design_temperature": 5,
        "indoor_setpoint": 70,
    }
    thermal = solve(inputs)["balance_points"]["thermal"]
    assert thermal["status"] == "crosses"
    assert not thermal["extrapolated"]
    # 18.23176661264182 is the source's own double; the bisection stops at 1e-12 °F.
    assert thermal["temperature"] == pytest.approx(18.23176661264182, abs=1e-11)
    row = one_bin(5, 10, **inputs)["bins"][0]
    assert row["load_btuh"] - row["heat_pump_btuh"] == close(13272)
    assert row["strip_kw"] == close(13272 / KWH)


def test_published_economic_point() -> None:
    """The same source: break-even COP 3.1819 at 30.143 °F."""
    economic = solve(
        {
            "cop_47": 3.8,
            "cop_17": 2.7,
            "electricity_price": 0.16,
            "fuel_price": 1.4,
            "fuel_price_unit": "$/therm",
            "furnace_efficiency": 0.95,
        }
    )["balance_points"]["economic"]
    assert round(economic["break_even_cop"], 4) == 3.1819
    assert round(economic["temperature"], 3) == 30.143


# ----------------------------------------------------------------------------------------------------------------------
# Climates, fuels, statuses


def test_user_bin_edges() -> None:
    """Midpoints between neighbours, half the gap beyond the outermost; any order."""
    bins = solve({"climate": "bins", "bin_table": [[30, 5], [50, 1], [40, 2], [35, 3]]})["bins"]
    assert [(b["low"], b["high"], b["temperature"], b["hours"]) for b in bins] == [
        (45, 55, 50, 1),
        (37.5, 45, 40, 2),
        (32.5, 37.5, 35, 3),
        (27.5, 32.5, 30, 5),
    ]


def test_weather_bins_have_the_mean_of_their_hours() -> None:
    """Width 5: 41 and 44 share [40, 45) with mean (41 + 3·44) / 4; [35, 40) is empty; 45 and 70 have no load at 45."""
    hours = [(41.0, 1), (44.0, 3), (31.0, 2), (45.0, 9), (70.0, 9)]
    case = {"climate": "weather", "hours_by_temperature": hours, "load_balance_temperature": 45, "bin_width": 5}
    case |= {"initial_balance_point": 40, "existing_switchover": 40}
    bins = solve(case)["bins"]
    assert [(b["low"], b["high"], b["temperature"], b["hours"]) for b in bins] == [
        (40, 45, 43.25, 4),
        (35, 40, 37.5, 0),
        (30, 35, 31, 2),
    ]
    hourly = solve({**case, "bin_width": 0})["bins"]
    assert [(b["low"], b["high"], b["temperature"], b["hours"]) for b in hourly] == [
        (44, 45, 44, 3),
        (41, 44, 41, 1),
        (31, 41, 31, 2),
    ]
    # A setting at 42 °F divides the hours exactly.
    cut = solve({**case, "existing_switchover": 42})["bins"]
    assert [(b["low"], b["high"], b["temperature"], b["hours"]) for b in cut][:2] == [(42, 45, 44, 3), (40, 42, 41, 1)]
    # Load is exact whatever the width: 600·(4 + 3·1 + 2·14).
    for width in (0, 1, 5, 7.3, 40):
        result = solve({**case, "bin_width": width})
        assert scenario(result, "furnace_only")["load_mmbtu"] == close(600 * 35 / 1e6)


def test_region_iv() -> None:
    """15 bins from 62 to -8 °F; the published fractions of IV sum to 1.000; hours_below_design is not added."""
    case = {"climate": "region", "region": "IV", "season_hours": 2000, "hours_below_design": 150}
    outside = {"initial_balance_point": 90, "existing_switchover": 90}
    bins = solve({**case, **outside})["bins"]
    assert len(bins) == 15
    assert (bins[0]["low"], bins[0]["high"], bins[0]["temperature"]) == (59.5, 64.5, 62)
    assert bins[-1]["temperature"] == -8
    assert bins[0]["hours"] == close(2000 * 0.132)
    assert sum(b["hours"] for b in bins) == close(2000)
    # 60 °F cuts the warmest bin, 59.5 to 64.5 °F: nine tenths of its hours, represented by 62.25 °F.
    warmest = solve({**case, **outside, "existing_switchover": 60})["bins"][0]
    assert (warmest["low"], warmest["temperature"], warmest["hours"]) == (60, 62.25, close(2000 * 0.132 * 0.9))


@pytest.mark.parametrize("name", ["I", "II", "III", "IV", "V", "VI"])
def test_region_hours_are_the_season(name: str) -> None:
    """Whatever the published fractions add up to."""
    bins = solve({"climate": "region", "region": name})["bins"]
    assert sum(b["hours"] for b in bins) == close(1900)


@pytest.mark.parametrize(
    ("fuel", "sold", "per_mmbtu", "reported", "units_per_mmbtu"),
    [
        ("natural_gas", (1.3, "$/therm"), 13, "therm", 10),
        ("natural_gas", (1.3468, "$/ccf"), 13, "ccf", 1 / 0.1036),
        ("natural_gas", (13, "$/MMBtu"), 13, "therm", 10),
        ("propane", (2.47, "$/gal"), 2.47 / 0.091452, "gal", 1 / 0.091452),
        ("propane", (30, "$/MMBtu"), 30, "gal", 1 / 0.091452),
        ("propane", (0.8, "$/L"), 0.8 * 3.785411784 / 0.091452, "L", 3.785411784 / 0.091452),
        ("fuel_oil", (4, "$/gal"), 4 / 0.1385, "gal", 1 / 0.1385),
        ("fuel_oil", (1.1, "$/L"), 1.1 * 3.785411784 / 0.1385, "L", 3.785411784 / 0.1385),
    ],
)
def test_fuel_units(
    fuel: str, sold: tuple[float, str], per_mmbtu: float, reported: str, units_per_mmbtu: float
) -> None:
    """Price into $/MMBtu, fuel into the unit it is sold in; heat contents from EIA, CO2 from 40 CFR 98."""
    row = scenario(solve({"fuel": fuel, "fuel_price": sold[0], "fuel_price_unit": sold[1]}), "furnace_only")
    assert row["annual_cost"] == close(row["fuel_mmbtu"] * per_mmbtu)
    assert row["fuel_unit"] == reported
    assert row["fuel_units"] == close(row["fuel_mmbtu"] * units_per_mmbtu)
    carbon = {"natural_gas": 53, "propane": 62.87, "fuel_oil": 73.96}[fuel]
    assert row["emissions_kg"] == close(row["fuel_mmbtu"] * carbon)


def test_statuses_without_a_crossing() -> None:
    """No crossing has no temperature, and says which side wins everywhere."""

    def economic(**inputs: float) -> tuple[str, float | None, float | None]:
        point = solve(dict(inputs))["balance_points"]["economic"]
        return point["status"], point["temperature"], point["break_even_cop"]

    assert economic(electricity_price=0) == ("heat_pump_always", None, 0)
    assert economic(fuel_price=0) == ("fuel_always", None, None)
    assert economic(fuel_price=0, electricity_price=0) == ("not_modelled", None, None)
    assert economic(fuel_price=5)[0] == "fuel_always"
    assert economic(fuel_price=50)[0] == "heat_pump_always"
    flat = {"capacity_17": 50000.0, "capacity_47": 50000.0}
    assert solve(dict(flat))["balance_points"]["thermal"]["status"] == "heat_pump_always"


def test_several_crossings_are_all_listed() -> None:
    """COP 3.5, 2.5, 3.5 at 47, 32, 17 °F meets 2.998 twice: at 32 ± 15·0.498; thermal: none given."""
    table = [[47, 3.5, 40000], [17, 3.5, 40000], [32, 2.5, 40000]]
    result = solve({"performance_table": table})
    economic = result["balance_points"]["economic"]
    away = 15 * (economic["break_even_cop"] - 2.5)
    assert economic["status"] == "multiple"
    assert economic["temperatures"] == [pytest.approx(32 + away, abs=1e-11), pytest.approx(32 - away, abs=1e-11)]
    switchover = result["recommended"]["switchover"]
    assert economic["temperature"] == min(economic["temperatures"], key=lambda t: abs(t - switchover))


def test_ties_go_to_the_guess_and_then_the_warmer() -> None:
    """Free energy makes every edge equal: the nearest to the guess; 60 lies between 58 and 62, so the warmer.

    A measured table, which the guess does not cut.
    """
    free = {"electricity_price": 0, "fuel_price": 0, "climate": "bins", "bin_table": [[t, 10] for t in range(8, 72, 4)]}
    assert solve({**free, "initial_balance_point": 61})["recommended"]["switchover"] == 62
    assert solve({**free, "initial_balance_point": 60})["recommended"]["switchover"] == 62
    assert solve({**free, "initial_balance_point": 59})["recommended"]["switchover"] == 58
    assert solve({**free, "initial_balance_point": -40})["recommended"]["status"] == "heat_pump_always"
    assert solve({**free, "initial_balance_point": 90})["recommended"]["status"] == "fuel_always"


def test_none_is_not_given() -> None:
    """None is the same as an absent key."""
    assert solve({"capacity_47": None, "load_slope": None, "fuel_emissions": None}) == solve({})


def test_unknown_input_is_refused() -> None:
    """A mistyped key must not pass for a default."""
    with pytest.raises(ValueError, match="cop_48"):
        solve({"cop_48": 3})


# ----------------------------------------------------------------------------------------------------------------------
# Every case: what must hold whatever the numbers, and proof that the strategies give valid cases

# Sums of up to MAX_BINS products in another order.
SUM_ROUNDING = 1e-9

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(QUICK, max_examples=int(500 * SHARE))


def check_invariants(inputs: dict[str, Any]) -> None:
    """Conservation of heat, costs from energies, the recommendation is the cheapest, everything finite."""
    result = solve(inputs)
    assert result == json.loads(json.dumps(result, allow_nan=False))

    bins = result["bins"]
    assert 1 <= len(bins) <= MAX_BINS
    for row in bins:
        assert row["low"] <= row["temperature"] <= row["high"]
        for parts in (("furnace_btuh", "furnace_strip_btuh"), ("dual_heat_pump_btuh", "dual_furnace_btuh")):
            assert sum(row[part] for part in parts) <= row["load_btuh"] * (1 + SUM_ROUNDING)
    for warmer, colder in pairwise(bins):
        assert warmer["low"] == pytest.approx(colder["high"], rel=SUM_ROUNDING, abs=SUM_ROUNDING)
        assert warmer["temperature"] > colder["temperature"]

    costs = [row["annual_cost"] for row in result["switchover_curve"]]
    if inputs.get("bin_width") != 0 or inputs.get("climate") != "weather":
        assert len(costs) == len(bins) + 1
    rows = {row["scenario"]: row for row in result["scenarios"]}
    assert list(rows)[:6] == [
        *("heat_pump_only", "furnace_only", "optimized"),
        *("existing_switchover", "initial_guess", "emergency_heat"),
    ]
    assert list(rows)[6:] in ([], ["setting"])
    load = rows["optimized"]["load_mmbtu"]
    least = min(row["unmet_mmbtu"] for row in result["switchover_curve"])
    warm = [row for row in result["switchover_curve"] if row["unmet_mmbtu"] <= least + 0.001 * load]
    assert rows["optimized"]["unmet_mmbtu"] <= least + 0.001 * load * (1 + SUM_ROUNDING)
    cheapest = min(row["annual_cost"] for row in warm)
    assert result["recommended"]["annual_cost"] <= cheapest + SUM_ROUNDING * abs(cheapest)
    steps = (result["setting"]["switchover"] - inputs.get("thermostat_zero", 0)) / inputs.get("thermostat_step", 1)
    assert abs(steps - round(steps)) < SUM_ROUNDING * 100
    assert rows["optimized"]["annual_cost"] == pytest.approx(result["recommended"]["annual_cost"], rel=SUM_ROUNDING)

    electricity = inputs.get("electricity_price", 0.14)
    grid = inputs.get("grid_emissions", 0.38)
    for row in (row for row in rows.values() if row["available"]):
        delivered = row["load_mmbtu"] - row["unmet_mmbtu"]
        assert delivered >= -SUM_ROUNDING
        if row["cost_per_mmbtu"] is not None:
            assert row["cost_per_mmbtu"] * delivered == pytest.approx(row["annual_cost"], rel=1e-6, abs=1e-6)
        assert row["annual_cost"] >= electricity * row["electricity_kwh"] * (1 - SUM_ROUNDING)
        assert row["emissions_kg"] >= grid * row["electricity_kwh"] * (1 - SUM_ROUNDING)
        assert row["strip_kwh"] <= row["electricity_kwh"] * (1 + SUM_ROUNDING)
        assert row["furnace_hours"] <= row["backup_hours"] + SUM_ROUNDING
        assert row["load_mmbtu"] > 0
    assert not rows["emergency_heat"]["fuel_mmbtu"]
    assert rows["heat_pump_only"]["fuel_mmbtu"] == 0


def check_beside_the_economic_point(inputs: dict[str, Any]) -> None:
    """The model's own check: linear COP, no limits: the switchover is within one bin width of the economic point.

    Bins without hours or load cost the same either way and widen the step to the next bin that counts.
    """
    result = solve(inputs)
    economic = result["balance_points"]["economic"]
    if economic["status"] != "crosses" or result["recommended"]["status"] != "crosses":
        return
    counted = [row for row in result["bins"] if row["heat_pump_cost"] + row["furnace_cost"] > 0]
    for row in counted:
        if row["temperature"] > max(economic["temperature"], result["recommended"]["switchover"]):
            assert row["source"] == "heat_pump"
        if row["temperature"] < min(economic["temperature"], result["recommended"]["switchover"]):
            assert row["source"] == "furnace"
    between = sorted((economic["temperature"], result["recommended"]["switchover"]))
    # A bin between the two points costs the same within the tie rule, or it would be on the other side.
    lowest = result["recommended"]["annual_cost"]
    for row in counted:
        if between[0] < row["temperature"] < between[1]:
            assert math.isclose(row["heat_pump_cost"], row["furnace_cost"], abs_tol=2e-9 * lowest)


@QUICK
@given(basic_cases())
def test_basic_cases(inputs: dict[str, Any]) -> None:
    """Cases without limits."""
    check_invariants(inputs)
    check_beside_the_economic_point(inputs)


@QUICK
@given(limited_cases())
def test_limited_cases(inputs: dict[str, Any]) -> None:
    """Cases with capacities, strips, furnace size and lockout."""
    check_invariants(inputs)


@QUICK
@given(full_cases())
def test_full_cases(inputs: dict[str, Any]) -> None:
    """Cases with everything."""
    check_invariants(inputs)


@pytest.mark.slow
@MANY
@given(full_cases())
def test_many_full_cases(inputs: dict[str, Any]) -> None:
    check_invariants(inputs)


@pytest.mark.slow
@MANY
@given(basic_cases())
def test_many_cases_beside_the_economic_point(inputs: dict[str, Any]) -> None:
    check_beside_the_economic_point(inputs)
