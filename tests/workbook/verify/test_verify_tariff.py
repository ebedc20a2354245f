"""Verifying workbooks with a tariff: the season under it is calculated again from its own sheets."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils import get_column_letter

import xl_dualfuel as df
from books import STAMP, cells, edited, parts_of, recalculated_by_formualizer, sheet_parts, without_values, zipped
from tariff_books import SHEET, case_of, edits, made, places_of, under, under_of
from tests.workbook.sheets.test_tariff_sheet import together
from xl_dualfuel.inputs.fingerprint import fingerprint as fingerprint_of_case
from xl_dualfuel.tariffs.fingerprint import fingerprint
from xl_dualfuel.tariffs.tariff import Carbon, Electricity, FuelTariff, Tariff
from xl_dualfuel.workbook.book.layout import HEADER_ROW
from xl_dualfuel.workbook.reader import open_package
from xl_dualfuel.workbook.rules.locations import place_of
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.tariff_places import FIRST_MONTH, GRID, HELPERS
from xl_dualfuel.workbook.verify import tariff_sheets, verify
from xl_dualfuel.workbook.verify.clean_copy import clean_copy
from xl_dualfuel.workbook.verify.findings import Finding, Findings
from xl_dualfuel.workbook.verify.single_file import examine

SEED = 4
"""Without blocks: the smallest workbook"""
P = places_of(SEED)


def read(package: bytes) -> tuple[object, list[Finding]]:
    """The season under the tariff that the sheets of a package give, and what is wrong with them."""
    findings = Findings()
    opened = open_package(package)
    sheets = {title: opened.by_title[title] for title in tariff_sheets.titles(opened)}
    layout = tariff_sheets.layout(opened, sheets, tuple(sheets), findings)
    return tariff_sheets.under(sheets, layout, df.solve(case_of(SEED)), findings), list(findings.all())


def test_the_season_is_that_of_the_tariff_it_was_made_with():
    season, findings = read(made(SEED))
    found, wanted = season.season.curve["annual_cost"], under(SEED).season.curve["annual_cost"]
    assert found == pytest.approx(wanted, rel=1e-9)
    assert season.made is None
    assert [one for one in findings if one.severity != "info"] == []


@pytest.mark.parametrize(("row", "column", "value"), [
    (P.months["rider"], FIRST_MONTH, "cheap"), (P.months["fuel_price"], FIRST_MONTH + 3, None),
    (P.grid, GRID + 3, 99.0), (P.months["minimum"], FIRST_MONTH, -5.0), (P.period_rows[0], 3, -0.13),
    (P.period_rows[0], 3, 13.0), (P.singles["tax"], FIRST_MONTH + 1, 8.0),
])  # fmt: skip
def test_a_cell_that_no_tariff_has_gives_a_finding(row, column, value):
    at = f"{get_column_letter(column)}{row}"
    season, findings = read(edited(made(SEED), {(SHEET, at): value}))
    assert season is None
    assert [(one.id, one.cell) for one in findings if one.severity == "error"] == [("value", at)]


def test_a_price_typed_in_cents_is_doubted():
    at = f"C{P.period_rows[0]}"
    season, findings = read(edited(made(SEED), {(SHEET, at): 9.0}))
    assert season is not None
    doubts = [one.what for one in findings if one.severity == "warning"]
    assert len(doubts) == 1 and "$9/kWh is above $2: if cents are meant, give 0.09" in doubts[0]


@pytest.mark.parametrize(("key", "value"), [("row", 13.0), ("temperature", 70.0), ("share", "x")])
def test_hours_that_are_not_those_of_the_house_give_a_finding(key, value):
    at = f"{P.hour_letter(key)}{P.hour_rows[0] + 400}"
    _, findings = read(edited(made(SEED), {("Hours", at): value}))
    assert [one.sheet for one in findings if one.severity == "error"] == ["Hours"]


def in_parts(case: df.Case, tariff: Tariff) -> bytes:
    """A workbook under a tariff."""
    return workbook_bytes(df.solve(case), STAMP, under=under_of(case, tariff))


FLAT = Electricity(price=0.1 + 0.2 / 3, fixed=(12.0,) * 12, riders=(-0.004,) * 12)
TIMES = Electricity(
    periods=("off", "peak"), period_prices=(0.1, 0.31), calendar=bytes([0] * 32 + [1] * 10 + [0] * 6) * 365
)
MONTHLY = Electricity(monthly=tuple(0.1 + month / 300 for month in range(12)), tax=0.07)


@pytest.mark.parametrize("tariff", [
    Tariff("flat", electricity=FLAT, fuel=FuelTariff((1.1,) * 12)), Tariff("times", electricity=TIMES, clock="EU"),
    Tariff("monthly", electricity=MONTHLY, carbon=Carbon(price=20.0), holidays=((1, 1),)),
    Tariff("fuel", fuel=FuelTariff((1.2, *(1.1,) * 11), "$/therm", True)),
])  # fmt: skip
def test_the_hash_of_a_tariff_without_conditions_is_calculated_again(tariff):
    """It is JSON's, with the house's; another one that the workbook states is found."""
    case = case_of(SEED)
    package = in_parts(case, tariff)
    assert cells(package)["Cover", hash_cell(package)] == fingerprint_of_case(case, fingerprint(tariff))
    season, findings = read(package)
    assert findings == []
    assert season.sha256 == fingerprint(tariff)
    at = layout_cell()
    falsified = str(cells(package)[SHEET, at]).replace(fingerprint(tariff), "0" * 64)
    _, findings = read(edited(package, {(SHEET, at): falsified}))
    assert [(one.id, one.severity) for one in findings] == [("hash", "error")]


def test_what_is_read_of_hours_states_the_same_hashes():
    """500 kWh a month by equal hours: their sum is 500 but for the last digits, and no other tariff."""
    even = [500.0 / (24 * days) for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31) for _ in range(24 * days)]
    tariff = Tariff("household", electricity=TIMES._replace(household=tuple(even)))
    package = in_parts(case_of(SEED), tariff)
    season, findings = read(package)
    assert [one.id for one in findings] == ["unjudged"]
    again = cells(workbook_bytes(df.solve(case_of(SEED)), STAMP, under=season))
    known = cells(package)
    hashes = {
        at: value for at, value in known.items() if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value)
    }
    assert len(hashes) == 3
    assert {at: again[at] for at in hashes} == hashes


def layout_cell() -> str:
    return f"{get_column_letter(HELPERS)}{HEADER_ROW + 1}"


def hash_cell(package: bytes) -> str:
    place = place_of(open_package(package), "inputs_sha256")
    return place[1].address


def test_a_broken_layout_gives_a_finding():
    at = f"{get_column_letter(HELPERS)}7"
    for text in ("{", '{"shape":1}', "no"):
        season, findings = read(edited(made(SEED), {(SHEET, at): text}))
        assert season is None
        assert [(one.id, one.cell) for one in findings] == [("value", at)]


def errors(package: bytes) -> list[Finding]:
    return [one for one in verify(package, "a.xlsx").findings if one.severity in ("error", "warning")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 5, 6, 9])
def test_honest_workbooks_pass_also_after_edits(seed):
    assert errors(made(seed)) == []
    package, _ = together(seed)
    found = verify(recalculated_by_formualizer(package), "a.xlsx").findings
    assert [one for one in found if one.severity in ("error", "warning")] == []
    assert any(one.id == "inputs-edited" for one in found)
    assert len(edits(seed)) >= 9


@pytest.mark.slow
def test_edits_that_libreoffice_calculates_pass_as_edited(recalculated):
    package, _ = together(SEED)
    unedited, saved = recalculated([without_values(made(SEED)), package])
    assert errors(unedited) == []
    found = verify(saved, "a.xlsx").findings
    assert [one for one in found if one.severity in ("error", "warning")] == []
    assert any(one.id == "inputs-edited" for one in found)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["cost", "energy", "tonnes", "allowed"])
def test_a_falsified_cost_fails(key):
    """One cell typed over and the rest calculated again, or only the stored value of a formula changed."""
    at = f"{P.column(key)}{P.first + 20}"
    known = cells(made(SEED))[SHEET, at]
    falsified = recalculated_by_formualizer(edited(made(SEED), {(SHEET, at): float(known) * 0.5 + 0.25}))
    assert any(one.sheet == SHEET for one in errors(falsified))


@pytest.mark.slow
@pytest.mark.parametrize("key", ["heat_pump_kwh", "temperature", "special0"])
def test_falsified_hours_fail(key):
    at = f"{P.hour_letter(key)}{P.hour_rows[0] + 700}"
    known = cells(made(SEED)).get(("Hours", at), 0)
    value = 1 - float(known) if key == "special0" else float(known) + 0.4
    found = verify(recalculated_by_formualizer(edited(made(SEED), {("Hours", at): value})), "a.xlsx").findings
    if key == "special0":  # which hours are special is taken from the sheet, and said
        assert any(one.id == "unjudged" for one in found)
    else:
        assert any(one.severity == "error" and one.sheet == "Hours" for one in found)


GRID_CELL = f"{get_column_letter(GRID + 1 + 12)}{P.grid}"
FALSIFIED = {
    "a price": (SHEET, f"C{P.period_rows[0]}", 0.02),
    "a period of the grid": (SHEET, GRID_CELL, None),
    "the cost at a setting": (SHEET, f"{P.column('cost')}{P.first + 20}", 1.0),
    "the best setting": (SHEET, f"C{P.answers['setting']}", 5.0),
    "the period of an hour": ("Hours", f"{P.hour_letter('period')}{P.hour_rows[0] + 700}", None),
    "a price of an hour": ("Hours", f"{P.hour_letter('price')}{P.hour_rows[0] + 700}", 0.5),
    "the headline": (SHEET, "tariff_words", "Set the switchover to 5 °F."),
    "the headline as made": (SHEET, "tariff_made_headline", "Set the switchover to 5 °F."),
}
"""What is changed in a copy and nothing calculated again: sheet, cell or name, value; None: another of the periods"""


def stored(package: bytes, sheet: str, at: str, value: float | str) -> bytes:
    """The workbook with another stored value of a cell; a formula stays."""
    parts, part = dict(parts_of(package)), sheet_parts(package)[sheet]
    found = re.search(rf'<c r="{at}"[^>]*>.*?</c>', parts[part].decode(), flags=re.S)
    assert found
    changed, count = re.subn(r"(<(v|t)(?: [^>]*)?>)[^<]*(</\2>)", rf"\g<1>{value}\g<3>", found[0])
    assert count == 1
    assert changed != found[0]
    parts[part] = parts[part].replace(found[0].encode(), changed.encode(), 1)
    return zipped(parts)


@pytest.mark.slow
@pytest.mark.parametrize("what", FALSIFIED)
def test_a_falsified_copy_fails(what):
    """Nobody calculated it again: what was typed, or what depends on it, is an error."""
    sheet, at, value = FALSIFIED[what]
    package = made(SEED)
    if at in ("tariff_words", "tariff_made_headline"):
        at = place_of(open_package(package), at)[1].address
    if value is None:
        value = 2.0 if cells(package)[sheet, at] == 1 else 1.0
    found = verify(stored(package, sheet, at, value), "a.xlsx").findings
    assert any(one.severity == "error" and one.sheet in (SHEET, "Hours", "Cover", "Summary") for one in found), what


@pytest.mark.slow
def test_verdict_and_clean_copy_are_under_the_tariff():
    """The setting, the cost and the hash are the tariff's; the reviewer's own workbook has its sheets."""
    package, season = made(SEED), under(SEED).season
    verdict, basis = examine(package, "a.xlsx")
    assert verdict.setting == pytest.approx(season.setting.switchover, rel=1e-9)
    assert verdict.annual_cost == pytest.approx(season.setting.annual_cost, rel=1e-9)
    assert verdict.inputs_sha256 == cells(package)["Cover", hash_cell(package)]
    copy = clean_copy(verdict, basis, STAMP)
    assert cells(copy)["Cover", hash_cell(copy)] == verdict.inputs_sha256
    assert cells(copy)[SHEET, f"C{P.answers['cost']}"] == pytest.approx(season.setting.annual_cost, rel=1e-9)
    assert [(one.id, one.sheet) for one in errors(copy)] == [("added", "Review")]  # as in every clean copy
