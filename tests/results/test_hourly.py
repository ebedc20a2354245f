"""The year hour by hour: its sums are the optimized scenario's, whatever the equipment.

The weather is Chicago's (tests/cases/README.md). The scenario is the engine's own sum over bins that are the hours
themselves (bin_width 0), which the slow reference checks elsewhere.
"""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from tests.weather.year_files import CHICAGO
from xl_dualfuel.results.columns import Column
from xl_dualfuel.results.csv_tables import to_csv
from xl_dualfuel.results.hourly import COLUMNS, hourly_table
from xl_dualfuel.weather.stations import station_year

ORDER = station_year("chicago_ohare").order
assert ORDER is not None
TIMES, TEMPERATURES = ORDER.times, tuple(ORDER.dry_bulb.tolist())
BASE = df.Case(weather_file=str(CHICAGO), bin_width=0)
CLIMATE = {"climate", "bin_table", "bin_width", "hours_by_temperature", "region", "season_hours", "hours_below_design"}

# Sums of 8,760 doubles in another order differ by less than 1e-12 of their size; 1e-9 is the design's tolerance.
RELATIVE = 1e-9

LIMITED = {
    "capacity_47": 30000,
    "capacity_17": 20000,
    "cycling_degradation": 0.1,
    "defrost": "resnet",
    "compressor_lockout": 5,
    "furnace_capacity": 33000,
    "furnace_fan_power": 0.4,
    "strip_capacity": 1,
}
"""Everything runs short somewhere in Chicago's year."""


def table_of(case: df.Case) -> tuple[df.Result, dict[str, list[Any]]]:
    result = df.solve(case)
    return result, hourly_table(result, TIMES, TEMPERATURES)


def optimized(result: df.Result) -> dict[str, Any]:
    table = result.table("scenarios")
    return {key: values[table["scenario"].index("optimized")] for key, values in table.items()}


def sums(table: dict[str, list[Any]]) -> dict[str, float]:
    """The season totals of an hourly table, by the names of the scenarios' columns."""
    return {
        "annual_cost": math.fsum(table["cost"]),
        "electricity_kwh": math.fsum(table["electricity_kwh"]),
        "heat_pump_kwh": math.fsum(table["heat_pump_kw"]),
        "strip_kwh": math.fsum(table["strip_kw"]),
        "fan_kwh": math.fsum(table["fan_kw"]),
        "fuel_mmbtu": math.fsum(table["fuel_mmbtu"]),
        "fuel_units": math.fsum(table["fuel_units"]),
        "emissions_kg": math.fsum(table["emissions_kg"]),
        "load_mmbtu": math.fsum(table["load_btuh"]) / 1e6,
        "unmet_mmbtu": math.fsum(table["unmet_btuh"]) / 1e6,
        "furnace_hours": sum("furnace" in source for source in table["source"]),
        "backup_hours": sum("furnace" in source or "strips" in source for source in table["source"]),
    }


def assert_same_season(result: df.Result, table: dict[str, list[Any]]) -> None:
    rows = result.scenarios.set_index("scenario")
    # The setting to program has a row of its own where it is not the recommended switchover.
    expected = rows.loc["setting" if "setting" in rows.index else "optimized"]
    for key, value in sums(table).items():
        # Of nothing, rounding leaves less than a billionth of a unit.
        assert value == pytest.approx(expected[key], rel=RELATIVE, abs=1e-9), key


def assert_complete(table: dict[str, list[Any]]) -> None:
    assert list(table) == [column.key for column in COLUMNS]
    assert all(len(values) == 8760 for values in table.values())
    for column in COLUMNS:
        if column.kind == "number":
            assert all(isinstance(value, float) and math.isfinite(value) for value in table[column.key])
            if column.key != "temperature":
                assert min(table[column.key]) >= 0
        else:
            assert all(isinstance(value, str) and value for value in table[column.key])


def test_the_columns_are_defined_once() -> None:
    assert all(isinstance(column, Column) for column in COLUMNS)
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)


@pytest.mark.parametrize("options", [{}, LIMITED, LIMITED | {"backup_operation": "simultaneous"}])
def test_the_sums_are_the_optimized_scenario(options: dict[str, Any]) -> None:
    result, table = table_of(BASE.replace(**options))
    assert_complete(table)
    assert_same_season(result, table)


def test_every_kind_of_hour_is_met() -> None:
    _, table = table_of(BASE.replace(**LIMITED))
    assert set(table["source"]) == {"none", "heat_pump", "furnace", "furnace+strips"}
    assert max(table["unmet_btuh"]) > 0
    # With electricity for nothing and a furnace at its limit either way both cost the same: the guess decides.
    options = LIMITED | {"backup_operation": "simultaneous", "furnace_capacity": 8000, "electricity_price": 0}
    _, table = table_of(BASE.replace(initial_balance_point=-20, **options))
    assert {"heat_pump+furnace", "heat_pump+furnace+strips"} < set(table["source"])


def test_the_order_is_the_files() -> None:
    result, table = table_of(BASE)
    assert table["time"] == list(TIMES)
    assert table["temperature"] == list(TEMPERATURES)
    # Row by row: −12.2 °C in the first hour, 600 BTU/h for each °F below 65, furnace of 95 % below the switchover.
    cold = 32 + 1.8 * -12.2
    assert table["load_btuh"][0] == pytest.approx(600 * (65 - cold), rel=1e-12)
    assert table["source"][0] == "furnace"
    assert table["fuel_mmbtu"][0] == pytest.approx(600 * (65 - cold) / 0.95 / 1e6, rel=1e-12)
    assert table["cost"][0] == pytest.approx(13 * table["fuel_mmbtu"][0], rel=1e-12)
    turned = hourly_table(result, TIMES[::-1], TEMPERATURES[::-1])
    assert turned == {key: values[::-1] for key, values in table.items()}


def test_warm_hours_need_nothing() -> None:
    balance = 61.52  # 16.4 °C, which Chicago has: at the temperature itself there is no load
    _, table = table_of(BASE.replace(load_balance_temperature=balance, furnace_capacity=99999, furnace_fan_power=1))
    rows = list(zip(*table.values(), strict=True))
    warm = [row for row, t in zip(rows, TEMPERATURES, strict=True) if t >= balance]
    assert len(warm) > 1000
    assert all(row[2] == 0 and row[3] == "none" and not any(row[4:]) for row in warm)
    assert all(row[3] != "none" for row, t in zip(rows, TEMPERATURES, strict=True) if t < balance)


@pytest.mark.parametrize("width", [0.1, 1.8, 2, 5, 30])
def test_wider_bins_set_the_switchover_and_no_more(width: float) -> None:
    result, table = table_of(BASE.replace(bin_width=width, capacity_47=30000, capacity_17=20000))
    switchover = result.recommended.switchover
    for temperature, source in zip(TEMPERATURES, table["source"], strict=True):
        if source != "none" and temperature < switchover - 1e-6:
            assert source == "furnace"
        # Within the last digits of an edge the hour goes with its bin, checked by the hours below.
    # The mean of a bin's own hours keeps the load exact whatever the width.
    assert sums(table)["load_mmbtu"] == pytest.approx(optimized(result)["load_mmbtu"], rel=RELATIVE)
    bins = result.table("bins")
    below = sum(h for high, h in zip(bins["high"], bins["hours"], strict=True) if high <= switchover)
    loads = zip(table["load_btuh"], TEMPERATURES, strict=True)
    assert sum(load > 0 and t < switchover - 1e-9 * width for load, t in loads) == below


def test_other_climates_give_a_switchover_too() -> None:
    result = df.solve(df.Case())
    table = hourly_table(result, TIMES, TEMPERATURES)
    assert_complete(table)
    for temperature, source in zip(TEMPERATURES, table["source"], strict=True):
        assert source == ("none" if temperature >= 70 else "heat_pump" if temperature >= 36 else "furnace")


def test_the_fuel_is_counted_in_its_unit() -> None:
    _, table = table_of(BASE.replace(fuel="propane", fuel_price=2.5, fuel_price_unit="$/gal"))
    # 91,452 BTU a gallon (EIA).
    assert table["fuel_units"][0] == pytest.approx(table["fuel_mmbtu"][0] / 0.091452, rel=1e-12)


def test_any_number_of_hours_but_a_time_for_each() -> None:
    result = df.solve(BASE)
    assert hourly_table(result, [], [])["cost"] == []
    assert hourly_table(result, ["01-01 01:00"], [10.0])["source"] == ["furnace"]
    with pytest.raises(ValueError, match="1 times, but 2 temperatures"):
        hourly_table(result, ["01-01 01:00"], [10.0, 20.0])


def test_it_can_be_written_as_csv() -> None:
    _, table = table_of(BASE)
    rows = list(csv.DictReader(io.StringIO(to_csv(table).decode())))
    assert len(rows) == 8760
    assert [row["time"] for row in rows] == list(TIMES)
    assert [float(row["cost"]) for row in rows] == table["cost"]


@given(inputs=full_cases(), width=st.sampled_from([0, 0, 0, 2.0, 5.0]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_equipment(inputs: dict[str, Any], width: float) -> None:
    options = {key: value for key, value in inputs.items() if key not in CLIMATE}
    result, table = table_of(BASE.replace(bin_width=width, **options))
    assert_complete(table)
    if width == 0:
        assert_same_season(result, table)
    else:
        assert sums(table)["load_mmbtu"] == pytest.approx(optimized(result)["load_mmbtu"], rel=RELATIVE)
        on = {
            source for t, source in zip(TEMPERATURES, table["source"], strict=True) if t < result.setting.switchover - 1
        }
        assert on <= {"furnace", "furnace+strips", "none"}
