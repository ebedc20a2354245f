"""A workbook of a house in °C, kW, W/K and another money: given, answered, drawn and edited in them, by both judges."""

from __future__ import annotations

import io
import itertools
import random

import openpyxl
import pytest

import xl_dualfuel as df
from books import STAMP, by_formualizer, cells, different, edited, named
from support import SHARE, one_in
from tests.workbook.sheets.test_workbook_edits import equal_to_a_run
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results import setting_words
from xl_dualfuel.results.columns import TABLES
from xl_dualfuel.workbook.book.layout import CURVES_ROW, FIRST_ROW, HEAD_ROWS
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.formulas.curves import CURVES
from xl_dualfuel.workbook.formulas.given import in_engine_units, shown, shown_formula
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify

UNITS = {"temperature_unit": "C", "heat_unit": "kW"}
CASES = {
    "propane in litres, Canadian dollars": UNITS | {
        "design_load": 11.4, "design_temperature": -15, "indoor_setpoint": 21, "capacity_47": 10, "capacity_17": 7,
        "existing_switchover": 2, "fuel": "propane", "fuel_price": 0.8, "fuel_price_unit": "$/L", "currency": "CAD",
        "compressor_lockout": -12,
    },
    "measured bins and a performance table, pounds": UNITS | {
        "load_slope": 200, "load_slope_unit": "W/K", "bin_table": [[-10, 50], [-5, 200], [0, 400.5], [5, 600]],
        "performance_table": [[-15, 1.8, 7], [-8, 2.2, 8], [2, 3.0, 9], [8, 3.6, 11]], "currency": "£",
        "compressor_lockout": -8, "defrost": "ahri",
    },
    "frost of a station's year": {
        "temperature_unit": "C", "station": "chicago_ohare", "capacity_47": 36000, "capacity_17": 20000,
        "defrost": "humidity", "compressor_lockout": -15,
    },
    "a programme, heat not delivered": UNITS | {
        "design_load": 14, "design_temperature": -12, "capacity_47": 9, "capacity_17": 5, "furnace_capacity": 6,
        "strip_capacity": 0, "programme": "mass_save", "as_left_switchover": 1, "load_slope_unit": "kW/K",
    },
}  # fmt: skip
# Whole and half °C, which are no whole °F: where a bin's temperature meets a setting, programs rounded differently.
SETTINGS = list(itertools.product(
    (19, 20, 21, 22), (1, 2), [-15 + half / 2 for half in range(43)], (None, -12.5, -10, -7.5, -5),
))  # fmt: skip
"""1,720 of a house in °C: setpoint, bin width, today's setting, compressor lockout"""


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    return {name: workbook_bytes(df.solve(df.Case(**inputs)), STAMP) for name, inputs in CASES.items()}


@pytest.mark.parametrize("every", one_in(2, [4, 1]))
def test_the_judges_get_every_stored_value(books, recalculated, every):
    """One each of two workbooks, in the slow run both of all."""
    packages = list(books.items())
    for name, package in packages[every // 2 :: every]:
        assert different(by_formualizer(package), cells(package)) == [], name
    judged = packages[::every]
    for (name, package), calc in zip(judged, recalculated([package for _, package in judged]), strict=True):
        assert different(cells(calc), cells(package)) == [], name


def test_the_spreadsheet_agrees_on_metric_settings():
    metric_settings_agree(SETTINGS[43::1290])  # of both widths


@pytest.mark.slow
def test_the_spreadsheet_agrees_on_every_metric_setting():
    metric_settings_agree(random.Random(1).sample(SETTINGS, max(3, round(len(SETTINGS) * SHARE))))


def metric_settings_agree(settings):
    """Typed into one workbook, each gives in a spreadsheet what a run of the program gives."""
    assert settings
    case = df.Case(temperature_unit="C", capacity_47=36000, capacity_17=22000, existing_switchover=-1.5)
    package = workbook_bytes(df.solve(case), STAMP)
    keys = ("indoor_setpoint", "bin_width", "existing_switchover", "compressor_lockout")
    for setting in settings:
        changes = dict(zip(keys, setting, strict=True))
        equal_to_a_run(edited(package, changes), df.solve(case.replace(**case.units.given, **changes)))


@pytest.mark.parametrize("name", one_in(6, CASES))
def test_it_keeps_the_rules_and_is_read_back_and_verified_as_the_same_case(books, name):
    case = df.Case(**CASES[name])
    assert broken_rules(books[name]) == []
    assert case_of_workbook(books[name]) == case
    verdict = verify(books[name])
    assert [one for one in verdict.findings if one.severity != "info" and one.id not in ("input-doubtful",
                                                                                      "programme")] == []  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_cover_says_what_the_program_says(books, name):
    result = df.solve(df.Case(**CASES[name]))
    said, headline = cells(books[name])["Cover", "A4"], setting_words.headline(result.solution)
    if result.solution.setting.heats and result.solution.setting.accepted is not False:
        assert said == headline
    assert "°F" not in said
    assert "$" not in said or result.case.units.currency == "$"


def test_inputs_are_as_they_were_given_and_the_answers_in_their_units(books):
    """11.4 kW, 21 °C and 2 °C were given; the thermal balance point is the engine's in °C."""
    name = "propane in litres, Canadian dollars"
    package, result = books[name], df.solve(df.Case(**CASES[name]))
    for key in ("design_load", "indoor_setpoint", "existing_switchover", "capacity_47"):
        assert named(package, key) == CASES[name][key]
    assert named(package, "converted_indoor_setpoint") == pytest.approx(69.8)  # 21 · 1.8 + 32
    figures = {row[0]: row[1:3] for row in rows(package, "Cover")}
    assert figures["Setting to program"] == (pytest.approx((result.setting.switchover - 32) / 1.8), "°C")
    thermal = result.balance_points.thermal.temperature
    assert figures["Thermal balance point"] == (pytest.approx((thermal - 32) / 1.8), "°C")
    assert figures["Season cost there"][1] == "CAD"
    assert figures["Fuel"][1] == "L"
    assert figures["Unmet load"][1] == "kWh"


def rows(package: bytes, sheet: str) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(package), data_only=True)[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize(("name", "sign"), [("propane in litres, Canadian dollars", "CAD "),
                                            ("measured bins and a performance table, pounds", "£")])  # fmt: skip
def test_money_has_the_sign_of_the_case(books, name, sign):
    """And room for it: a number wider than its column is shown as ####."""
    book = openpyxl.load_workbook(io.BytesIO(books[name]))
    shown = cells(books[name])
    code, units = f'"{sign}"#,##0.00', {sign.strip(), f"{sign.strip()}/MMBtu"}
    assert [book["Cover"][f"B{row}"].number_format for row in range(1, 60)
            if book["Cover"][f"C{row}"].value == sign.strip()] == [code] * 3  # fmt: skip
    for table in ("Bins", "Switchover", "Scenarios", "Charts"):
        sheet, below = book[table], CURVES_ROW + 3 if table == "Charts" else FIRST_ROW
        columns = {cell.column_letter for cell in sheet[below - 1] if cell.value in units}
        assert len(columns) >= sum(column.unit.startswith("$") for column in TABLES.get(table.lower(), CURVES)), table
        for letter in columns:
            assert sheet[f"{letter}{below}"].number_format == code, (table, letter)
            amounts = (shown.get((table, cell.coordinate)) for cell in sheet[letter])
            widest = max(len(f"{sign}{amount:,.2f}") for amount in amounts if isinstance(amount, float))
            assert widest < sheet.column_dimensions[letter].width, (table, letter)


def test_charts_draw_and_name_the_units_of_the_case(books):
    name = "propane in litres, Canadian dollars"
    sheet = openpyxl.load_workbook(io.BytesIO(books[name]))["Charts"]
    titles = [
        "".join(run.t for paragraph in axis.title.tx.rich.p for run in paragraph.r)
        for chart in sheet._charts[:3] for axis in (chart.x_axis, chart.y_axis)
    ]  # fmt: skip
    assert titles == [
        "Outdoor temperature, °C", "CAD/MMBtu", "Switchover, °C", "CAD a season", "Outdoor temperature, °C", "kW",
    ]  # fmt: skip
    result = df.solve(df.Case(**CASES[name]))
    stored = cells(books[name])
    drawn = [
        stored["Charts", f"B{row}"] for row in range(CURVES_ROW + HEAD_ROWS, CURVES_ROW + HEAD_ROWS + len(result.bins))
    ]
    assert drawn == pytest.approx(((result.bins["temperature"] - 32) / 1.8).tolist(), abs=1e-9)  # rounding near 0 °C


def test_an_edit_out_of_range_is_named_in_the_unit_of_the_case(books):
    changed = edited(books["propane in litres, Canadian dollars"], {"indoor_setpoint": 70})
    # 40 and 90 °F are 4.444 and 32.22 °C.
    assert by_formualizer(changed)["Cover", "B5"] == "Indoor setpoint: must be from 4.444 to 32.22"


@pytest.mark.slow
def test_the_sheets_of_decisions_are_in_the_units_of_the_case():
    case = df.Case(**CASES["propane in litres, Canadian dollars"] | {"electricity_price": 0.2})
    decisions = decide(case)
    package = workbook_bytes(df.solve(case), STAMP, decisions=decisions)
    assert broken_rules(package) == []
    assert different(by_formualizer(package), cells(package)) == []
    assert [one for one in verify(package).findings if one.severity != "info" and one.id != "input-doubtful"] == []
    assert named(package, "band_low") == pytest.approx((decisions.band.band.low - 32) / 1.8)
    texts = [value for (sheet, _), value in cells(package).items() if sheet == "Sensitivity" and isinstance(value, str)]
    assert [text for text in texts if "°F" in text] == ["°F"]  # the column that the others are worked out from
    assert [text for text in texts if "$" in text] == []


def test_a_workbook_in_the_engine_s_units_has_no_conversions():
    names = openpyxl.load_workbook(io.BytesIO(workbook_bytes(df.solve(df.Case(cop_47=3.5)), STAMP))).defined_names
    assert [name for name in names if "converted" in name or (name.endswith("_unit") and "fuel" not in name)] == []


def test_formulas_convert_as_the_engine_does():
    units = Units("C", "kW", "W/K")
    assert in_engine_units("in_indoor_setpoint-in_cop_47", units) == "out_converted_indoor_setpoint-in_cop_47"
    assert in_engine_units("ISBLANK(in_load_slope)", units) == "ISBLANK(in_load_slope)"
    assert in_engine_units("in_indoor_setpoint", Units()) == "in_indoor_setpoint"
    assert shown_formula("A1", "°F", units, known=True) == "(A1-c_freezing)/c_fahrenheit_per_celsius"
    assert shown("none", "°F", units) == "none"
    assert shown(1.0, "MMBtu", units) == pytest.approx(293.0711)  # NIST SP 811: 1 MMBtu is 293.07 kWh
