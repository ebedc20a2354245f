"""The form that answers: filled in, it shows the setting, the saving and the problems of the program's own answer."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest

import xl_dualfuel as df
from answers import TEN, agree, agree_elsewhere, by_gnumeric, expected, filling, shown, unusual
from books import by_formualizer, cells, edited, named
from support import one_in
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.fields import CLIMATE_SOURCES, LOADS
from xl_dualfuel.inputs.typed import AS_PERCENTAGE
from xl_dualfuel.workbook.forms import answering, calculation, client
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.forms.template import template

FORM = template("client")


SAME = {LOADS[0]: "design_load", **{CLIMATE_SOURCES[climate]: "climate" for climate in ("bins", "weather")}}
"""Where the form has no cell for what the program asks for, the cell that says so"""


def doubted(package: bytes) -> set[str]:
    """The same of the program, by the cell of the form; a season's cost has none. 95 read as 0.95 is none for it."""
    result = df.solve(case_of_workbook(package))
    same = {"fuel_price_unit": "fuel_price", "annual_cost": ""}
    return {same.get(key, key) for key, words in result.doubts if AS_PERCENTAGE not in words} - {""}


def disagreement(package: bytes, values: dict) -> str:
    """How form and program differ, "" where they agree."""
    wanted, found = expected(package), shown(package, values)
    if isinstance(wanted, dict) and doubted(package) != unusual(values):
        return f"unusual: {unusual(values)}, expected {doubted(package)}"
    if isinstance(wanted, set):
        wanted = {key if key in found else SAME.get(key, key) for key in wanted}
    return "" if wanted == found else f"{found}, expected {wanted}"


def estimated(typed: dict) -> bool:
    """Whether COPs come from HSPF2, which the form leaves to the program."""
    return "hspf2" in typed and typed.keys().isdisjoint(("cop_47", "cop_17", "cop_5"))


def random_forms(count: int) -> list[bytes]:
    """Forms filled in at random, the same in every run."""
    fillings = [typed for seed in range(count * 2) if not estimated(typed := filling(seed))]
    return [edited(FORM, typed) for typed in fillings[:count]]


def test_ten_answers_give_the_answer_of_the_program():
    package = edited(FORM, TEN)
    values = by_formualizer(package)
    wanted = expected(package)
    assert shown(package, values) == wanted
    assert wanted["form_outcome"].startswith("Set the switchover to ")


def test_the_answer_is_in_the_units_of_the_form():
    metric = {"temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "W/K", "load_slope": 343,
              "capacity_47": 10.5, "capacity_17": 6.7, "existing_switchover": 4}  # fmt: skip
    package = edited(FORM, TEN | metric)
    found = shown(package, by_formualizer(package))
    assert found == expected(package)
    assert "°C" in found["form_setting"]


@pytest.mark.slow
def test_capacities_that_are_not_known_are_left_out():
    package = edited(FORM, TEN | {"capacity_47": "not known", "capacity_17": "not known"})
    assert disagreement(package, by_formualizer(package)) == ""


@pytest.mark.parametrize("page", [client.PAGE, client.MORE])
def test_one_page_of_the_form_as_csv_is_refused_for_the_whole_form(page, tmp_path):
    """The other page may hold what changes the answer."""
    sheet = openpyxl.load_workbook(io.BytesIO(edited(FORM, TEN)))[page]
    file = tmp_path / "form.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows(sheet.iter_rows(values_only=True))
    with pytest.raises(InputError, match=r"save it as an Excel workbook \(\.xlsx\)"):
        df.read_case(file)


def test_text_in_the_cell_of_a_number_is_asked_for_and_read_by_the_program():
    package = edited(FORM, TEN | {"capacity_47": "36 kBtu/h", "cop_17": "2.3 W/W"})
    values = by_formualizer(package)
    assert shown(package, values) == {"capacity_47", "cop_17"}
    row = calculation.ROWS["cop_17"]
    assert values[answering.INPUTS, f"H{row}"] == "Type the number alone, without its unit"
    assert named(package, "form_setting", values) == "–"
    case = case_of_workbook(package)
    assert case.inputs["capacity_47"] == 36000
    assert "36 kBtu/h read as 36,000 BTU/h" in case.readings["capacity_47"]


def test_what_the_form_does_not_calculate_it_says():
    package = edited(FORM, {key: value for key, value in TEN.items() if not key.startswith("cop")} | {"hspf2": 8.5})
    values = by_formualizer(package)
    assert "dualfuel run" in named(package, "form_status", values)
    assert named(package, "form_setting", values) == "–"
    assert df.solve(case_of_workbook(package)).solution.switchover


SLIPS = (
    {"load_slope": 12000, "cop_47": 12, "electricity_price": 1.3, "furnace_efficiency": 0.4},
    {"capacity_47": 42, "strip_capacity": 9000, "fuel_heat_content": 1000000},
    {"cop_17": 3.9, "fuel_price": 12, "furnace_capacity": 60},
)  # fmt: skip
"""Numbers that are allowed and look wrong to the program; together those that do not hide each other"""


@pytest.mark.parametrize("slips", one_in(3, SLIPS), ids=" ".join)
def test_an_unusual_number_is_marked_where_the_program_doubts_it(slips):
    package = edited(FORM, TEN | slips)
    values = by_formualizer(package)
    assert unusual(values) == doubted(package)
    assert len(doubted(package)) >= len(slips)
    assert str(named(package, "form_unusual", values)).startswith("Unusual numbers")


def test_no_key_and_no_idle_range_is_in_sight():
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    texts = []
    for sheet in (book[client.PAGE], book[client.MORE]):
        texts += [one.value for row in sheet.iter_rows() for one in row if one.data_type == "s"]
        texts += [text for rule in sheet.data_validations.dataValidation for text in (rule.prompt, rule.error)]
    assert len(texts) > 200
    assert {word for text in texts for word in re.findall(r"\b[a-z]+_[a-z_0-9]+", text)} == set()
    assert [text for text in texts if re.search("[0-9],000,000", text) and "ton 16,500,000" not in text] == []


def test_a_blank_form_says_so_on_every_sheet():
    values = by_formualizer(FORM)
    for sheet in answering.BEHIND:
        assert str(values[sheet, "B2"]).startswith("NOT COMPLETE")


@pytest.mark.slow
def test_ten_answers_in_other_spreadsheets(recalculated, ssconvert, tmp_path):
    package = edited(FORM, TEN)
    wanted = expected(package)
    assert shown(package, cells(recalculated([package])[0])) == wanted
    assert shown(package, by_gnumeric(ssconvert, package, tmp_path)) == wanted


def test_fillings_at_random_agree():
    agree(random_forms(1), disagreement)


@pytest.mark.slow
def test_two_hundred_fillings_at_random_agree():
    agree(random_forms(200), disagreement)


@pytest.mark.slow
def test_fillings_at_random_agree_in_other_spreadsheets(recalculated, ssconvert, tmp_path):
    agree_elsewhere(random_forms(20), disagreement, recalculated, ssconvert, tmp_path)
