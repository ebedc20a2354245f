"""`run` as users script against it: its JSON, CSV and screen, which keys in which order, and under a tariff.

The worked example's numbers are the model's own table, recomputed there by hand. Keys and columns are those
of the contract.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xl_dualfuel as df
from tests.weather.year_files import CHICAGO
from xl_dualfuel.results.columns import TABLES
from xl_dualfuel.weather.typical import TYPICAL_DAYS

# Scenario: cost $, emissions t, electricity kWh, fuel MMBtu, furnace hours; the model, "Worked example".
SCENARIOS = {
    "heat_pump_only": ("1027.47", "2.789", "7339.10", "0.000", "0.0"),
    "furnace_only": ("755.44", "3.080", "0.00", "58.111", "2050.0"),
    "optimized": ("747.11", "2.925", "631.54", "50.668", "1530.1"),
    "existing_switchover": ("747.28", "2.914", "695.58", "49.992", "1499.1"),
    "initial_guess": ("747.28", "2.914", "695.58", "49.992", "1499.1"),  # 35 °F too
    "emergency_heat": ("2265.06", "6.148", "16179.02", "0.000", "0.0"),
}
FURNACE_SHARE = {
    "furnace_only": "100.0%", "optimized": "74.6%", "existing_switchover": "73.1%", "initial_guess": "73.1%",
}  # fmt: skip

# The contract, "JSON of `run`".
CONTRACT = {
    "": "version inputs balance_points recommended setting assumptions scenarios bins switchover_curve fuel_storage "
    "warnings checks",
    "assumptions": "key value moves message",
    "scenarios": "scenario switchover annual_cost electricity_kwh strip_kwh fuel_mmbtu fuel_units fuel_unit"
    " emissions_kg furnace_hours furnace_hours_fraction furnace_load_fraction backup_hours load_mmbtu unmet_mmbtu"
    " cost_per_mmbtu seasonal_cop saving_vs_existing",
    "bins": "bin low high temperature hours load_btuh cop capacity_btuh heat_pump_kw strip_kw furnace_mmbtu_per_h"
    " heat_pump_cost furnace_cost heat_pump_emissions_kg furnace_emissions_kg source flags",
    "switchover_curve": "switchover annual_cost emissions_kg furnace_hours",
    "warnings": "key message",
    "checks": "id ok",
}
COLUMNS = {name: keys.split() for name, keys in CONTRACT.items()}
TOP = COLUMNS.pop("")
JSON_NAMES = {"bins": "bins", "switchover": "switchover_curve", "scenarios": "scenarios", "checks": "checks"}
CSVS = ["bins.csv", "checks.csv", "hourly.csv", "inputs.csv", "notes.csv", "scenarios.csv", "switchover.csv"]


def test_json_on_standard_output_is_alone_there(answer, document, empty):
    assert answer.status == 0
    assert answer.out.startswith("{")
    assert json.dumps(document, indent=1, ensure_ascii=False) + "\n" == answer.out
    assert "Traceback" not in answer.err
    assert "switchover" not in answer.err, "the table is not on standard error either"


def test_the_scenarios_are_the_models(document):
    found = {row["scenario"]: row for row in document["scenarios"]}
    assert list(found) == list(SCENARIOS)
    for name, (cost, emissions, kwh, mmbtu, hours) in SCENARIOS.items():
        row = found[name]
        assert f"{row['annual_cost']:.2f}" == cost
        assert f"{row['emissions_kg'] / 1000:.3f}" == emissions
        assert f"{row['electricity_kwh']:.2f}" == kwh
        assert f"{row['fuel_mmbtu']:.3f}" == mmbtu
        assert f"{row['furnace_hours']:.1f}" == hours
        assert f"{row['furnace_hours_fraction']:.1%}" == FURNACE_SHARE.get(name, "0.0%")
        assert row["fuel_unit"] == "therm"
        assert row["fuel_units"] == pytest.approx(row["fuel_mmbtu"] * 10, rel=1e-12)  # 0.1 MMBtu a therm
        assert row["unmet_mmbtu"] == 0
    assert [found[name]["switchover"] for name in SCENARIOS] == [None, None, 36, 35, 35, None]
    assert found["optimized"]["saving_vs_existing"] == pytest.approx(747.28 - 747.11, abs=0.01)  # two rounded to cents
    assert found["existing_switchover"]["saving_vs_existing"] == 0


def test_the_balance_points_are_the_contracts(document):
    points = document["balance_points"]
    assert list(points) == ["economic", "thermal", "emissions"]
    assert points["thermal"] == {"temperature": None, "status": "not_modelled"}
    for name, temperature, extrapolated, cop in (("economic", 36.96, False, 2.998), ("emissions", 11.91, True, 1.996)):
        point = points[name]
        assert list(point) == ["temperature", "status", "extrapolated", "break_even_cop", "price_only_cop"]
        assert round(point["temperature"], 2) == temperature
        assert point["status"] == "crosses"
        assert point["extrapolated"] is extrapolated
        assert round(point["break_even_cop"], 3) == cop
        assert point["price_only_cop"] == point["break_even_cop"]  # there is no blower


def test_the_recommendation_is_the_contracts(document):
    recommended = document["recommended"]
    assert list(recommended) == ["switchover", "status", "reason", "annual_cost"]
    assert recommended["switchover"] == 36.0
    assert recommended["status"] == "crosses"
    assert round(recommended["annual_cost"], 2) == 747.11
    assert recommended["reason"].startswith("At ")


def test_keys_and_columns_are_the_contracts_in_its_order(document):
    assert [key for key in document if key in TOP] == TOP
    assert list(document["inputs"]) == list(df.FIELDS)
    for name, columns in COLUMNS.items():
        assert document[name], name
        for row in document[name]:
            assert list(row)[: len(columns)] == columns
            assert list(row) == list(document[name][0])
    first = document["bins"][0]
    assert (first["bin"], first["low"], first["high"], first["temperature"]) == (1, 68, 70, 70 - 4 / 3)
    assert len(document["bins"]) == 34  # 65 °F in steps of 2, the last one narrower, one cut at 35 °F
    assert sum(row["hours"] for row in document["bins"]) == pytest.approx(2050, rel=1e-12)  # 1,900 + 150
    assert len(document["switchover_curve"]) == 35  # every edge
    assert all(check["ok"] is True for check in document["checks"])
    assert {row["source"] for row in document["bins"]} == {"heat_pump", "furnace"}
    assert all(isinstance(row["flags"], list) for row in document["bins"])


def test_python_gives_the_same(document):
    result = df.solve(df.Case())
    assert result.to_json() == document
    assert result.recommended.switchover == 36


RICH = {
    "performance_table": [[47, 3.4, 36000], [17, 2.2, 20000], [5, 1.9, 15000]],
    "fuel": "propane",
    "fuel_price": 2.5,
    "fuel_price_unit": "$/gal",
    "furnace_capacity": 30000,
    "strip_capacity": 1,
    "compressor_lockout": 10,
}


@pytest.mark.parametrize("inputs", [{}, RICH], ids=["worked example", "limits"])
def test_csv_json_and_frames_are_one(tmp_path, inside, inputs):
    (tmp_path / "case.json").write_text(json.dumps(inputs), encoding="utf-8")
    out = tmp_path / "out"
    assert inside("run", tmp_path / "case.json", "--csv", out, "--json", out / "result.json").status == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([*CSVS, "result.json"])
    document = json.loads((out / "result.json").read_text(encoding="utf-8"))
    result = df.solve(df.Case(**inputs))
    frames = {"bins": result.bins, "switchover": result.switchover_curve, "scenarios": result.scenarios}
    for name, key in JSON_NAMES.items():
        header, *rows = csv.reader(io.StringIO((out / f"{name}.csv").read_text(encoding="utf-8"), newline=""))
        assert header == [column.key for column in TABLES[name]]
        assert all(list(row) == header for row in document[key])
        frame = frames.get(name, result.frame(name))
        assert list(frame.columns) == header
        assert len(rows) == len(document[key]) == len(frame)
        for row, values in zip(rows, document[key], strict=True):
            assert row == [as_csv(value) for value in values.values()]
    header, *rows = csv.reader(io.StringIO((out / "inputs.csv").read_text(encoding="utf-8"), newline=""))
    assert header == list(result.frame("inputs").columns) == [column.key for column in TABLES["inputs"]]
    assert [row[header.index("name")] for row in rows] == list(document["inputs"])
    for row, value in zip(rows, document["inputs"].values(), strict=True):
        shown = json.dumps(value) if isinstance(value, list) else as_csv(value)
        assert row[header.index("value")] == shown


def as_csv(value: Any) -> str:
    """A value of the JSON as its CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return " ".join(value) if isinstance(value, list) else str(value)


# ------------------------------------------------------------------------------------------------------------------ run


def test_an_empty_case_is_the_worked_example(empty, inside):
    done = inside("run", empty)
    assert done.status == 0
    assert done.out.splitlines()[0].startswith("Set the switchover to 36 °F. The season costs about $747.11")
    for cost, *_ in SCENARIOS.values():
        assert f"{float(cost):,.2f}" in done.out
    assert all(
        line.startswith(("Check: no input is given", "Note: ", "Assumed, ", "  ")) for line in done.err.splitlines()
    )


def test_set_changes_the_case(empty, inside):
    changes = ["--set", "fuel_price=15", "--set", "existing_switchover = 30", "--set", "backup_operation=simultaneous"]
    done = inside("run", empty, *changes, "--json", "-")
    document = json.loads(done.out)
    # The model: 27 °F, and about $870 for the furnace, do come out at $15/MMBtu.
    assert document["recommended"]["switchover"] == pytest.approx(27, abs=1)  # edges lie at even numbers
    assert document["scenarios"][1]["annual_cost"] == pytest.approx(870, abs=5)
    assert document["inputs"]["existing_switchover"] == 30
    assert document["inputs"]["backup_operation"] == "simultaneous"
    assert document["given"] == ["fuel_price", "backup_operation", "existing_switchover"]


def test_set_takes_tables_and_texts(empty, inside):
    changes = ["--set", "bin_table=[[20, 100], [40, 200]]", "--set", "fuel=propane", "--set", "fuel_price=30"]
    changes += ["--set", "fuel_price_unit=$/MMBtu"]
    document = json.loads(inside("run", empty, *changes, "--json", "-").out)
    assert document["inputs"]["bin_table"] == [[20, 100], [40, 200]]
    assert [row["hours"] for row in document["bins"]] == [200, 100]  # warm to cold
    assert document["inputs"]["fuel_emissions"] == 62.87  # 40 CFR 98 Table C-1


@pytest.mark.parametrize("place", [f"weather_file = '{CHICAGO}'", "station = 'chicago_ohare'"])
def test_a_year_gets_its_hours_as_csv(tmp_path, place, inside):
    """8,760 rows whose sums are the recommended scenario's."""
    case = tmp_path / "case.toml"
    case.write_text(f"{place}\nbin_width = 0\ncapacity_47 = 36000\ncapacity_17 = 22000\n", encoding="utf-8")
    done = inside("run", case, "--csv", tmp_path / "out", "--json", "-")
    assert done.status == 0, done.err
    with (tmp_path / "out" / "hourly.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8760
    scenario = {row["scenario"]: row for row in json.loads(done.out)["scenarios"]}["optimized"]
    assert sum(float(row["cost"]) for row in rows) == pytest.approx(scenario["annual_cost"], rel=1e-9)
    assert "hourly.csv" in done.err


PLACE = "weather_file = 'place.toml'"


@pytest.mark.parametrize(
    ("climate", "close"),
    [("", 1e-4), ("region = 'V'", 1e-4), ("bin_table = [[10, 100], [30, 900], [45, 1500]]", 1e-9), (PLACE, 2e-3)],
)
def test_a_climate_without_hours_has_typical_days(tmp_path, climate, close, inside):
    """The same load; costs but for hours between two bins (place: its bins of 2 °F against hours), and it is said."""
    (tmp_path / "place.toml").write_text("degree_days = 6325\ndesign_temperature = 1\n", encoding="utf-8")
    (tmp_path / "case.toml").write_text(f"{climate}\nfuel_price = 25\n", encoding="utf-8")
    done = inside("run", tmp_path / "case.toml", "--csv", tmp_path / "out", "--json", "-")
    assert done.status == 0, done.err
    assert TYPICAL_DAYS in done.err
    with (tmp_path / "out" / "hourly.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8760
    scenario = {row["scenario"]: row for row in json.loads(done.out)["scenarios"]}["optimized"]
    assert sum(float(row["load_btuh"]) for row in rows) / 1e6 == pytest.approx(scenario["load_mmbtu"], rel=1e-6)
    assert sum(float(row["cost"]) for row in rows) == pytest.approx(scenario["annual_cost"], rel=close)
    warm = [row for row in rows if not row["temperature"]]
    assert all(float(row["load_btuh"]) == 0 and row["source"] == "none" for row in warm)
    assert bool(warm) == (climate != PLACE)


TARIFF = """[electricity]
otherwise = "off"
[electricity.periods]
off = 0.10
peak = 0.32
[[electricity.windows]]
period = "peak"
days = "weekday"
from = 21
to = 3
[fuel]
price = 1.3
"""


@pytest.fixture
def billed(tmp_path) -> tuple[Path, Path]:
    """A case in $/therm with a weather file, and a tariff that leaves out unit, year and daylight saving."""
    case, tariff = tmp_path / "case.toml", tmp_path / "tariff.toml"
    case.write_text(f'weather_file = {json.dumps(str(CHICAGO))}\nfuel_price = 1.3\nfuel_price_unit = "$/therm"\n',
                    encoding="utf-8")  # fmt: skip
    tariff.write_text(TARIFF, encoding="utf-8")
    return case, tariff


def test_a_tariff_is_not_dropped_by_a_portfolio_form(billed, inside, tmp_path):
    book = openpyxl.load_workbook(Path(__file__).parents[2] / "templates" / "portfolio.xlsx")
    heading = next(cell for row in book["Homes"] for cell in row if cell.value == "cop_47")
    heading.offset(row=2).value = 3.6
    form = tmp_path / "homes.xlsx"
    book.save(form)
    assert inside("run", form).status == 0
    done = inside("run", form, "--tariff", billed[1])
    assert (done.status, done.out) == (2, "")
    assert "--tariff" in done.err and "must come with one house" in done.err


def test_rows_of_sums_in_a_portfolio_form_are_left_out_and_said(inside, tmp_path):
    book = openpyxl.Workbook()
    for row in (["house", "cop_47", "cop_17"], ["a", 3.4, 2.2], ["Average", 3.4, 2.2], ["house", "cop_47", "cop_17"]):
        book.active.append(row)
    form = tmp_path / "homes.xlsx"
    book.save(form)
    done = inside("run", form)
    assert done.status == 0 and done.out.count("\n") == 1
    assert "1 row was left out as sums of others (Average)" in done.err
    assert "1 row was left out, which only repeated the headings" in done.err


def test_what_only_a_workbook_has_a_use_for_is_refused_without_one(inside, empty):
    done = inside("run", empty, "--brand", "brand.toml", "--functions")
    assert done.status == 2
    assert done.problems == [
        "--brand = brand.toml: must come with --xlsx. Give --xlsx FILE too, or leave it out",
        "--functions = True: must come with --xlsx. Give --xlsx FILE too, or leave it out",
    ]
