"""Numbers that others published or computed; each with its source in tests/cases."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel import units
from xl_dualfuel.model import parameters
from xl_dualfuel.model.balance import break_even_cop

CASES = Path(__file__).parents[1] / "cases"
PUBLISHED = json.loads((CASES / "published.json").read_text(encoding="utf-8"))


def denver_rows():
    lines = (CASES / "energyplus_denver.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", denver_rows(), ids=lambda row: row["name"])
def test_denver_years_of_energyplus(row):
    """EnergyPlus 25.2 hour by hour, see the file's header: 0.05 %, gas 0.05 % or 0.01 MMBtu, hours exactly."""
    lockout = row["S_F"]
    fixed = {"none": -80.0, "999.0": None}
    case = df.Case(
        station="denver",
        bin_width=0,
        load_slope=float(row["ua_btuhF"]),
        indoor_setpoint=float(row["setpoint_F"]),
        load_balance_temperature=float(row["setpoint_F"]),  # heat loss only, no gains
        cop_47=float(row["cop47"]),
        cop_17=float(row["cop17"]),
        capacity_47=float(row["cap47"]),
        capacity_17=float(row["cap17"]),
        furnace_efficiency=float(row["furnace_eff"]),
        backup_operation="simultaneous",
        existing_switchover=fixed.get(lockout) if lockout in fixed else float(lockout),
    )
    furnace_only = lockout == "999.0"
    scenario = {
        ("gas", False): "existing_switchover",
        ("gas", True): "furnace_only",
        ("electric", False): "heat_pump_only",
        ("electric", True): "emergency_heat",
    }[row["backup"], furnace_only]
    found = df.solve(case).scenarios.set_index("scenario").loc[scenario]

    def close(value, expected, absolute=0.0):
        return math.isclose(value, float(expected), rel_tol=5e-4, abs_tol=absolute)

    assert close(found.load_mmbtu, row["load_MMBtu"])
    assert close(found.heat_pump_kwh, row["hp_kWh"])
    assert close(found.strip_kwh, row["backup_kWh"])
    assert close(found.fuel_mmbtu, row["gas_MMBtu"], absolute=0.01)
    assert close(found.annual_cost, row["cost"])
    assert found.unmet_mmbtu == 0
    if not furnace_only:
        assert found.backup_hours == float(row["backup_hours"])


def test_thermal_point_of_the_published_calculator():
    """HVACLogic's unit test, exact value; its page prints 18.2."""
    case = PUBLISHED["thermal_balance"]
    result = df.solve(df.Case(**case["inputs"], climate="proportional"))
    point = result.balance_points.thermal
    assert point.status == "crosses"
    assert math.isclose(point.temperature, case["expected"]["thermal_point_f"], rel_tol=1e-12)
    assert round(point.temperature, 1) == case["expected"]["published_f"]
    last = result.table("bins")
    shortfall = [load - heat for load, heat in zip(last["load_btuh"], last["heat_pump_btuh"], strict=True)]
    # The coldest bin's midpoint is 5.5 °F; at 5 °F the published shortfall is 13,272 BTU/h.
    assert shortfall[-1] < case["expected"]["shortfall_at_5f_btuh"] < shortfall[-1] + 1500


def test_economic_point_of_the_published_calculator():
    case = PUBLISHED["economic_point"]
    inputs = dict(case["inputs"])
    inputs |= {"fuel_price": inputs.pop("fuel_price_per_therm"), "fuel_price_unit": "$/therm"}
    point = df.solve(df.Case(**inputs)).balance_points.economic
    assert round(point.break_even_cop, 4) == case["expected"]["break_even_cop"]
    assert round(point.temperature, 3) == case["expected"]["temperature_f"]


@pytest.mark.parametrize("row", PUBLISHED["break_even_cop"], ids=lambda row: row["source"][:30])
def test_published_break_even_cops(row):
    """The published figures have three digits; the propane page counts 91,500 BTU a gallon."""
    heat = 0.0915 if "91,500" in row["unit"] else units.MMBTU_PER_THERM
    found = break_even_cop(row["electricity_price"], row["price"] / heat, row["furnace_efficiency"])
    # One page's own rounding on the way (3.65 for 3.649 …) stays within half a percent.
    assert math.isclose(found, row["published"], rel_tol=5e-3)


def test_load_slope_from_a_design_load():
    """42,000 BTU/h at 5 °F in a house at 70 °F: 646.15 BTU/h·°F."""
    assert math.isclose(parameters.load_slope(42000, 70, 5), 42000 / 65)
    case = df.Case(design_load=42000)
    assert math.isclose(df.solve(case).to_json()["derived"]["load_slope"], 42000 / 65)
