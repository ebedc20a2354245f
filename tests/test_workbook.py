"""The workbook: every formula, recalculated by outsiders, equals its stored value and the engine; the page's rules."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import formualizer
import openpyxl
import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from support import case_from

import xl_dualfuel as df
from workbook.build import workbook_bytes
from workbook.layout import FIRST_ROW, LABEL_ROW
from xl_dualfuel.columns import TABLES

STAMP = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

CASES = {
    "example": {},
    "limits": {
        "capacity_47": 36000, "capacity_17": 22000, "capacity_5": 16000, "cop_5": 1.6, "load_slope": 700,
        "furnace_capacity": 30000, "furnace_fan_power": 0.5, "strip_capacity": 5, "compressor_lockout": 10,
        "backup_operation": "simultaneous", "electricity_price": 0.08,
    },
    "alternate, defrost, cycling, propane": {
        "capacity_47": 36000, "capacity_17": 22000, "load_slope": 700, "furnace_capacity": 25000,
        "furnace_fan_power": 0.5, "strip_capacity": 2, "compressor_lockout": -3, "design_temperature": -10,
        "electricity_price": 0.05, "cycling_degradation": 0.25, "defrost": "resnet", "fuel": "propane",
        "fuel_price": 2.5, "fuel_price_unit": "$/gal",
    },
    "station": {"station": "chicago_ohare", "load_balance_temperature": 65},
    "wide station": {"station": "denver", "bin_width": 0},
    "hourly": {"station": "denver", "bin_width": 0, "capacity_47": 36000, "capacity_17": 22000},
    "region": {"region": "V", "season_hours": 2000, "design_load": 50000, "load_balance_temperature": 62},
    "measured bins": {"bin_table": [[40, 100], [30, 0], [20.5, 400], [0, 20]], "initial_balance_point": 12},
    "performance table, oil": {
        "performance_table": [[47, 3.6, 36000], [17, 2.3, 25000], [-5, 1.4, 15000], [35, 2.9, 30000]],
        "fuel": "fuel_oil", "fuel_price": 1.1, "fuel_price_unit": "$/L", "cycling_degradation": 0.2,
    },
    "frosting test, bills, tank, meter": {
        "defrost": "ahri",
        "cop_35": 2.5,
        "capacity_35": 26000,
        "capacity_47": 36000,
        "capacity_17": 21000,
        "billed_fuel": 700,
        "billed_degree_days": 5500,
        "billed_efficiency": 0.82,
        "fuel": "propane",
        "fuel_price": 2.2,
        "fuel_price_unit": "$/gal",
        "fuel_heat_content": 91500,
        "tank_capacity": 500,
        "tank_usable_fraction": 0.7,
        "metered_kwh": 9000,
        "compressor_lockout": 7,
    },
    "frosting row of a performance table": {
        "performance_table": [[47, 3.6, 36000], [17, 2.3, 25000], [35, 2.6, 28000]],
        "defrost": "ahri",
        "design_load": 60000,
    },
    "free energy, narrow bins": {
        "bin_width": 0.7, "design_temperature": -14, "indoor_setpoint": 68, "load_balance_temperature": 58.3,
        "electricity_price": 0, "fuel_price": 0, "strip_capacity": 0,
    },
}  # fmt: skip


def random_cases(count: int) -> list[dict]:
    """Valid cases of every option, the same in every run."""
    drawn: list[dict] = []

    @settings(max_examples=count, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(strategies.full_cases())
    def collect(inputs):
        drawn.append(inputs)

    collect()
    return drawn[-count:]


def without_values(package: bytes) -> bytes:
    """The package with every stored value of a formula taken out, so that a judge has to calculate."""
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb'(?: t="(?:str|b)")?><f>(.*?)</f><v>.*?</v>', rb"><f>\1</f>", content, flags=re.S)
                assert b"</f><v>" not in content
            target.writestr(name, content)
    return bare.getvalue()


def cells(package: bytes, formulas: bool = False) -> dict[tuple[str, str], object]:
    """Every cell that is not blank; text "" counts as blank."""
    book = openpyxl.load_workbook(io.BytesIO(package), data_only=not formulas)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def different(found: dict, expected: dict) -> list[str]:
    """Cells that differ by more than 1e-9 relative (the design's tolerance), below 1 by more than 1e-9."""
    wrong = []
    for place in sorted(found.keys() | expected.keys()):
        a, b = found.get(place), expected.get(place)
        if isinstance(a, (int, float)) and isinstance(b, (int, float)):
            same = abs(a - b) <= 1e-9 * max(1.0, abs(b))
        else:
            same = a == b
        if not same:
            wrong.append(f"{place[0]}!{place[1]}: {a!r}, expected {b!r}")
    return wrong


def by_formualizer(package: bytes) -> dict[tuple[str, str], object]:
    return cells(formualizer.recalculate_xlsx_bytes(without_values(package))["bytes"])


@pytest.fixture(scope="module")
def packages():
    made = {name: workbook_bytes(df.solve(df.Case(**inputs)), STAMP) for name, inputs in CASES.items()}
    for number, inputs in enumerate(random_cases(6)):
        made[f"random {number}"] = workbook_bytes(df.solve(case_from(inputs)), STAMP)
    return made


def test_formualizer_gets_every_stored_value(packages):
    for name, package in packages.items():
        assert different(by_formualizer(package), cells(package)) == [], name


def test_libreoffice_gets_every_stored_value(packages, recalculated):
    done = recalculated([without_values(package) for package in packages.values()])
    for (name, package), calculated in zip(packages.items(), done, strict=True):
        assert different(cells(calculated), cells(package)) == [], name


@pytest.mark.slow
def test_both_judges_on_many_random_cases(recalculated):
    share = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
    made = [workbook_bytes(df.solve(case_from(inputs)), STAMP) for inputs in random_cases(max(4, int(40 * share)))]
    for package, calculated in zip(made, recalculated([without_values(one) for one in made]), strict=True):
        assert different(cells(calculated), cells(package)) == []
        assert different(by_formualizer(package), cells(package)) == []


def test_no_errors_from_the_open_xml_sdk(packages, validator, tmp_path):
    for number, (name, package) in enumerate(packages.items()):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(package)
        done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
        report = json.loads(done.stdout)
        assert report["ok"], (name, report["errors"][:3])


def table_of(package: bytes, sheet: str) -> dict[str, list]:
    """A result table of a workbook by its column keys."""
    rows = openpyxl.load_workbook(io.BytesIO(package), data_only=True)[sheet]
    keys = list(itertools.takewhile(bool, (cell.value for cell in rows[LABEL_ROW + 1])))
    last = FIRST_ROW + 5 if sheet == "Scenarios" else rows.max_row
    return {
        key: [rows.cell(row, place).value for row in range(FIRST_ROW, last + 1)] for place, key in enumerate(keys, 1)
    }


def test_tables_have_the_columns_of_the_csv_files(packages):
    for name in ("bins", "switchover", "scenarios"):
        table = table_of(packages["example"], name.title())
        assert list(table) == [column.key for column in TABLES[name]]


def test_the_worked_example_in_numbers(packages):
    """Stored values that any viewer shows: 36 °F, $746.95 (model.md)."""
    scenarios = table_of(packages["example"], "Scenarios")
    assert scenarios["switchover"][2] == 36
    assert round(scenarios["annual_cost"][2], 2) == 746.95


EDITS = [
    {"electricity_price": 0.2},
    {"bin_width": 1.5, "design_temperature": -8},
    {"fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal", "fuel_emissions": 62.87},
    {"capacity_47": 30000, "capacity_17": 18000, "backup_operation": "simultaneous", "furnace_capacity": 20000},
    {
        "defrost": "resnet",
        "capacity_47": 36000,
        "capacity_17": 22000,
        "design_load": 45000,
        "load_slope": None,
        "tank_capacity": 250,
    },
    {"existing_switchover": 20, "initial_balance_point": 64, "season_hours": 2500, "compressor_lockout": 12},
]


def named(book, name: str):
    """The value of a defined name's cell; "" counts as none."""
    sheet, address = next(iter(book.defined_names[f"df_{name}"].destinations))
    value = book[sheet][address.replace("$", "")].value
    return None if value == "" else value


def edited(package: bytes, changes: dict) -> bytes:
    """The workbook after somebody typed into its input cells."""
    book = openpyxl.load_workbook(io.BytesIO(package))
    for key, value in changes.items():
        sheet, address = next(iter(book.defined_names[f"df_{key}"].destinations))
        book[sheet][address.replace("$", "")] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("changes", EDITS, ids=lambda changes: next(iter(changes)))
def test_editing_the_workbook_equals_running_the_program(packages, changes):
    calculated = formualizer.recalculate_xlsx_bytes(edited(packages["example"], changes))["bytes"]
    result = df.solve(df.Case(**changes))
    for name in ("bins", "switchover", "scenarios"):
        table, expected = table_of(calculated, name.title()), result.table(name)
        for key, values in expected.items():
            for place, value in enumerate(values):
                wanted = " ".join(value) if isinstance(value, list) else value
                found = table[key][place]
                if isinstance(wanted, float):
                    assert abs(found - wanted) <= 1e-9 * max(1, abs(wanted)), (name, key, place)
                else:
                    assert (found or None) == (wanted or None) or found == wanted, (name, key, place)
            assert all(cell in (None, "") for cell in table[key][len(values) :]), (name, key)
    book = openpyxl.load_workbook(io.BytesIO(calculated), data_only=True)
    for name, point in result.balance_points._asdict().items():
        assert named(book, f"{name}_status") == point.status
        assert named(book, f"{name}_temperature") == (
            None if point.temperature is None else pytest.approx(point.temperature, rel=1e-9)
        )
    assert named(book, "sizing_shortfall") == pytest.approx(result.auxiliary_heat.shortfall_btuh, rel=1e-9)
    assert named(book, "autonomy_days") == (
        None if (days := result.fuel_storage.autonomy_days) is None else pytest.approx(days, rel=1e-9)
    )


def test_measured_bins_typed_into_the_climate_table_count(packages):
    """A contractor may paste thermostat bins into a workbook that was made without any."""
    rows = [(40.0, 300.0), (30.0, 500.0), (20.0, 100.0)]
    book = openpyxl.load_workbook(io.BytesIO(packages["example"]))
    for place, key in enumerate(("temperature", "hours")):
        sheet, address = next(iter(book.defined_names[f"df_climate_{key}"].destinations))
        for cell, row in zip(book[sheet][address.replace("$", "")], rows, strict=False):
            cell[0].value = row[place]
    sheet, address = next(iter(book.defined_names["df_climate"].destinations))
    book[sheet][address.replace("$", "")] = "bins"
    saved = io.BytesIO()
    book.save(saved)
    found = table_of(formualizer.recalculate_xlsx_bytes(saved.getvalue())["bytes"], "Scenarios")
    expected = df.solve(df.Case(bin_table=[[40, 300], [30, 500], [20, 100]])).table("scenarios")
    assert found["annual_cost"] == pytest.approx(expected["annual_cost"], rel=1e-9)
    assert found["switchover"][2] == expected["switchover"][2]


BROKEN = [
    ({"electricity_price": "cheap"}, "electricity_price"),
    ({"cop_47": None}, "cop_47"),
    ({"bin_width": 0}, "bin_width"),
    ({"bin_width": 0.01}, "room"),
    ({"design_temperature": 70}, "design_temperature"),
    ({"furnace_efficiency": 95}, "furnace_efficiency"),
    ({"fuel": "propane", "fuel_price_unit": "$/therm"}, "fuel_price_unit"),
    ({"capacity_47": 30000}, "capacity_17"),
    ({"furnace_fan_power": 0.5}, "furnace_capacity"),
    ({"climate": "station", "station": "denver"}, "climate table"),
    ({"load_slope": None}, "load_slope"),
]


@pytest.mark.parametrize(("changes", "named"), BROKEN, ids=lambda value: str(value)[:30])
def test_a_broken_input_is_named_and_no_number_is_shown(packages, changes, named):
    calculated = formualizer.recalculate_xlsx_bytes(edited(packages["example"], changes))["bytes"]
    book = openpyxl.load_workbook(io.BytesIO(calculated), data_only=True)
    status = book["Scenarios"]["B2"].value
    assert status != "OK"
    assert named in status
    shown = [cell for cell in table_of(calculated, "Scenarios")["annual_cost"] if isinstance(cell, (int, float))]
    assert shown == []


YEARS = [
    {"load_balance_temperature": 60},
    {"bin_width": 5},
    {"bin_width": 0},
    {"bin_width": 1.5, "load_balance_temperature": 55.5, "capacity_47": 30000, "capacity_17": 20000},
]


@pytest.mark.parametrize("changes", YEARS, ids=str)
def test_a_year_of_weather_is_binned_anew_by_formulas(packages, changes):
    calculated = formualizer.recalculate_xlsx_bytes(edited(packages["wide station"], changes))["bytes"]
    expected = df.solve(df.Case(station="denver", **{"bin_width": 0, **changes})).table("bins")
    found = table_of(calculated, "Bins")
    for key in ("low", "high", "temperature", "hours", "load_btuh", "dual_cost"):
        live = [value for value in found[key] if value not in (None, "")]
        assert live == pytest.approx(expected[key], rel=1e-9, abs=1e-9), key


@pytest.mark.parametrize("changes", [{"region": "II"}, {"region": "IV", "season_hours": 1500}], ids=str)
def test_a_region_is_changed_inside_the_workbook(packages, changes):
    calculated = formualizer.recalculate_xlsx_bytes(edited(packages["region"], changes))["bytes"]
    expected = df.solve(df.Case(**CASES["region"] | changes)).table("scenarios")
    assert table_of(calculated, "Scenarios")["annual_cost"] == pytest.approx(expected["annual_cost"], rel=1e-9)


def test_another_station_needs_a_new_workbook(packages):
    calculated = formualizer.recalculate_xlsx_bytes(edited(packages["station"], {"station": "denver"}))
    book = openpyxl.load_workbook(io.BytesIO(calculated["bytes"]), data_only=True)
    assert "climate table" in book["Bins"]["B2"].value


def test_same_case_and_stamp_same_bytes():
    first, second = (workbook_bytes(df.solve(df.Case(fuel_price=12)), STAMP) for _ in range(2))
    assert first == second


def test_text_of_users_never_becomes_a_formula(tmp_path):
    """A weather file may have any name."""
    from test_weather import CHICAGO

    file = tmp_path / "=HYPERLINK(1).epw.gz"
    file.write_bytes(CHICAGO.read_bytes())
    os.chdir(tmp_path)
    package = workbook_bytes(df.solve(df.Case(weather_file=file.name)), STAMP)
    book = openpyxl.load_workbook(io.BytesIO(package))
    sheet, address = next(iter(book.defined_names["df_weather_file"].destinations))
    cell = book[sheet][address.replace("$", "")]
    assert cell.value == "=HYPERLINK(1).epw.gz"
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        assert b"<f>=HYPERLINK" not in parts.read("xl/worksheets/sheet2.xml")
        assert b"HYPERLINK(1).epw.gz</f>" not in parts.read("xl/worksheets/sheet2.xml")
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]


def test_importing_the_engine_does_not_import_the_workbook():
    code = "import xl_dualfuel, sys; assert not {'openpyxl', 'workbook', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
