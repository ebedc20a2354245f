"""What the tests of the workbook share: cases of every kind, judges, edits, cells by name."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

import formualizer
import openpyxl
from hypothesis import HealthCheck, given, settings
from openpyxl.utils import column_index_from_string, coordinate_to_tuple, get_column_letter

import strategies
from xl_dualfuel.model.scenarios import SCENARIOS
from xl_dualfuel.workbook.book.layout import FIRST_ROW, LABEL_ROW

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
    "performance table of three speeds": {
        "performance_table": [
            [47, 4.32, 33000, 5.31, 22300, 3.08, 57000], [35, 3.1, 27000, 4.0, 17000, 2.6, 46000],
            [17, 2.4, 22000, 3.23, 13000, 2.51, 39000], [5, 1.9, 17000, 2.52, 10100, 2.25, 31700],
        ],
        "defrost": "ahri", "cycling_degradation": 0.25, "altitude": 3000, "load_slope": 900, "station": "denver",
    },
    "frost by humidity": {
        "station": "chicago_ohare", "defrost": "humidity", "capacity_47": 36000, "capacity_17": 21000,
        "capacity_min_47": 14000, "cop_min_47": 4.2, "capacity_min_17": 9000, "cop_min_17": 2.6,
        "cycling_degradation": 0.2, "design_load": 55000, "electricity_price": 0.12, "compressor_lockout": -14.7,
        "bin_width": 3, "existing_switchover": 31.3, "thermostat_step": 7,
    },
    "minimum above the rated speed in the cold": {
        "capacity_47": 36000, "capacity_17": 22000, "capacity_5": 14000, "capacity_min_47": 18000,
        "capacity_min_17": 16000, "capacity_min_5": 15200, "cop_min_47": 4.2, "cop_min_17": 2.8, "cop_min_5": 2.3,
        "load_slope": 230, "design_temperature": -5,
    },
    "programme": {
        "programme": "concord_cmlp", "fuel": "propane", "fuel_price": 30, "fuel_price_unit": "$/MMBtu",
        "capacity_47": 36000, "capacity_17": 22000,
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


@lru_cache(maxsize=64)
def without_values(package: bytes) -> bytes:
    """The package with every stored value of a formula taken out, so that a judge has to calculate."""
    parts = dict(parts_of(package))
    sheets = [name for name in parts if name.startswith("xl/worksheets/") and b"</f><v>" in parts[name]]
    for name in sheets:
        parts[name] = re.sub(rb'(?: t="(?:str|b)")?><f>([^<]*)</f><v>[^<]*</v>', rb"><f>\1</f>", parts[name])
        assert b"</f><v>" not in parts[name]
    return zipped(parts) if sheets else package


def zipped(parts: dict[str, bytes]) -> bytes:
    """A package of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


Cells = dict[tuple[str, str], object]
ERRORS = {"Na": "#N/A", "Div": "#DIV/0!", "Value": "#VALUE!", "Num": "#NUM!", "Ref": "#REF!", "Name": "#NAME?"}
"""Of formualizer"""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@lru_cache(maxsize=64)
def parts_of(package: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@lru_cache(maxsize=64)
def sheet_parts(package: bytes) -> dict[str, str]:
    """The part of each sheet by the sheet's title, in their order."""
    parts = parts_of(package)
    links = {
        one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    sheets = ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    targets = {one.get("name", ""): links[next(v for k, v in one.items() if k.endswith("}id"))] for one in sheets}
    return {title: target.lstrip("/") if target[0] == "/" else f"xl/{target}" for title, target in targets.items()}


@lru_cache(maxsize=64)
def _values(package: bytes) -> Cells:
    parts = parts_of(package)
    shared = [
        "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
        for item in ElementTree.fromstring(parts.get("xl/sharedStrings.xml", b"<none/>")).iter(f"{MAIN}si")
    ]
    found: Cells = {}
    for title, part in sheet_parts(package).items():
        for cell in ElementTree.fromstring(parts[part]).iter(f"{MAIN}c"):
            kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
            if kind == "inlineStr":
                value = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            if value:
                found[title, cell.get("r", "")] = _value(kind, value, shared)
    return {place: value for place, value in found.items() if value != ""}


def _value(kind: str, text: str, shared: list[str]) -> object:
    if kind == "n":
        return float(text) if set(text) & set(".eE") else int(text)
    return text == "1" if kind == "b" else shared[int(text)] if kind == "s" else text


@lru_cache(maxsize=64)
def _formulas(package: bytes) -> Cells:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(io.BytesIO(package))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def cells(package: bytes, formulas: bool = False) -> Cells:
    """Every cell that is not blank; text "" counts as blank. Plain XML: a fifth of the time openpyxl takes."""
    return dict(_formulas(package) if formulas else _values(package))


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


@lru_cache(maxsize=32)
def _calculated(package: bytes) -> Cells:
    book = formualizer.Workbook.from_bytes(without_values(package))
    book.evaluate_all()
    found: Cells = {}
    for title, part in sheet_parts(package).items():
        content = parts_of(package)[part]
        width = max(map(column_index_from_string, _texts(rb'<c [^>]*?\br="([A-Z]+)', content)), default=0)
        height = max(map(int, _texts(rb'<row [^>]*?\br="([0-9]+)"', content)), default=0)
        if width == 0:
            continue
        letters = [get_column_letter(column) for column in range(1, width + 1)]
        area = formualizer.RangeAddress(title, 1, 1, height, width)
        for row, values in enumerate(book.sheet(title).get_values(area), 1):
            for column, value in zip(letters, values, strict=True):
                if value is not None and value != "":
                    found[title, f"{column}{row}"] = ERRORS[value["kind"]] if isinstance(value, dict) else value
    return found


def _texts(pattern: bytes, content: bytes) -> set[str]:
    return {found.decode() for found in set(re.findall(pattern, content))}


def by_formualizer(package: bytes) -> Cells:
    """What formualizer calculates from the inputs and formulas, without the stored values."""
    return dict(_calculated(package))


def recalculated_by_formualizer(package: bytes) -> bytes:
    """The package with what formualizer calculates as its stored values, as a spreadsheet saves them.

    A third of the time that ``formualizer.recalculate_xlsx_bytes`` takes, whose files are of the same cells.
    """
    values = _calculated(package)
    parts = dict(parts_of(package))
    for title, part in sheet_parts(package).items():
        parts[part] = re.sub(
            rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?[^>]*>(<f\b[^>]*>[^<]*</f>)(?:<v>[^<]*</v>|<v ?/>)?</c>',
            lambda cell, title=title: _stored(cell, values.get((title, cell[1].decode()), "")),
            parts[part],
        )
    # What a chart drew before is no longer what its cells hold.
    for part in [part for part in parts if part.startswith("xl/charts/")]:
        parts[part] = re.sub(rb"<((?:c:)?(?:num|str)Cache)>.*?</\1>", b"", parts[part], flags=re.DOTALL)
    return zipped(parts)


def _stored(cell: re.Match[bytes], value: object) -> bytes:
    text = value if isinstance(value, str) else str(int(value)) if isinstance(value, bool) else repr(value)
    kind = {str: "e" if text in ERRORS.values() else "str", bool: "b"}.get(type(value))
    attribute = f' t="{kind}"' if kind else ""
    start = b'<c r="%s"%s%s>%s' % (cell[1], cell[2] or b"", attribute.encode(), cell[3])
    return start + f"<v>{escape(text, quote=False)}</v></c>".encode()


def table_of(found: bytes | Cells, sheet: str) -> dict[str, list]:
    """A result table of a workbook, or of its cells, by its column keys."""
    found = _values(found) if isinstance(found, bytes) else found
    width = itertools.takewhile(
        lambda place: (sheet, f"{get_column_letter(place)}{LABEL_ROW + 1}") in found, itertools.count(1)
    )
    letters = [get_column_letter(place) for place in width]
    last = (
        FIRST_ROW + len(SCENARIOS) - 1
        if sheet == "Scenarios"
        else max(coordinate_to_tuple(address)[0] for title, address in found if title == sheet)
    )
    return {
        found[sheet, f"{letter}{LABEL_ROW + 1}"]: [
            found.get((sheet, f"{letter}{row}")) for row in range(FIRST_ROW, last + 1)
        ]
        for letter in letters
    }


@lru_cache(maxsize=64)
def places_of(package: bytes) -> dict[str, tuple[str, str]]:
    """Sheet and first cell of each name, without the prefix of what is typed or worked out."""
    return {
        re.sub("^(in|out)_", "", one.get("name", "")): (sheet.strip("'"), address.replace("$", "").partition(":")[0])
        for one in ElementTree.fromstring(parts_of(package)["xl/workbook.xml"]).iter(f"{MAIN}definedName")
        for sheet, bang, address in [(one.text or "").rpartition("!")]
        if bang
    }


def named(package: bytes, name: str, found: Cells | None = None) -> object:
    """The value of a defined name's cell, of the stored ones or of those calculated from the workbook; "" is none."""
    return (_values(package) if found is None else found).get(places_of(package)[name])


def edited(package: bytes, changes: dict[str | tuple[str, str], object]) -> bytes:
    """The workbook after somebody typed into named cells, or those of a sheet and address; without stored values."""
    parts = dict(parts_of(without_values(package)))
    for place, value in changes.items():
        sheet, address = place if isinstance(place, tuple) else places_of(package)[place]
        kind = ' t="inlineStr"' if isinstance(value, str) else ' t="b"' if isinstance(value, bool) else ""
        number = int(value) if isinstance(value, bool) else value
        inside = f"<is><t>{escape(value)}</t></is>" if isinstance(value, str) else f"<v>{number!r}</v>"
        cell = rf'<c r="{address}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)'
        typed = f'<c r="{address}"\\1' + (f"{kind}>{inside}</c>" if value is not None else "/>")
        part = sheet_parts(package)[sheet]
        content, count = re.subn(cell, typed, parts[part].decode(), count=1, flags=re.S)
        assert count == 1, place
        parts[part] = content.encode()
    return zipped(parts)
