"""What the tests of the workbook share: cases of every kind, judges, edits, cells by name."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from datetime import UTC, datetime

import formualizer
import openpyxl
from hypothesis import HealthCheck, given, settings
from xl_dualfuel.workbook.book.layout import FIRST_ROW, LABEL_ROW

import strategies

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
    "programme": {
        "programme": "concord_cmlp", "fuel": "propane", "fuel_price": 30, "capacity_47": 36000, "capacity_17": 22000,
        "as_left_switchover": 20, "as_left_compressor_lockout": 5,
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


def table_of(package: bytes, sheet: str) -> dict[str, list]:
    """A result table of a workbook by its column keys."""
    rows = openpyxl.load_workbook(io.BytesIO(package), data_only=True)[sheet]
    keys = list(itertools.takewhile(bool, (cell.value for cell in rows[LABEL_ROW + 1])))
    last = FIRST_ROW + 5 if sheet == "Scenarios" else rows.max_row
    return {
        key: [rows.cell(row, place).value for row in range(FIRST_ROW, last + 1)] for place, key in enumerate(keys, 1)
    }


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
