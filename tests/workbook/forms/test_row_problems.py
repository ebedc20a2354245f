"""The portfolio form says in each row what the program says of the house: rows at random, wrong ones included."""

from __future__ import annotations

import io
import random
import shutil

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from books import by_formualizer, cells, named
from filling import changed
from tests.answers import NUMBERS
from tests.workbook.sheets.test_printed import LEAST, ROUNDING, printed
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.units import FUELS
from xl_dualfuel.weather.stations import stations
from xl_dualfuel.workbook.forms.model_fields import asked_by
from xl_dualfuel.workbook.forms.read import read_workbook
from xl_dualfuel.workbook.forms.row_problems import CHECKS
from xl_dualfuel.workbook.forms.sheets import HOUSES
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.verify import verify

FORM = template("portfolio")
SAME = {"climate": "region", "fuel_heat_content": "fuel", "fuel_emissions": "fuel", "inputs": "house"}
"""Where the form has no column of the key that a problem is about"""


def home(draw: random.Random) -> dict[str, object]:
    """The cells of a row as somebody may fill them in."""
    typed: dict[str, object] = {}
    for key in asked_by("portfolio"):
        if key == "hspf2" or draw.random() < 0.6:  # what an HSPF2 gives is worked out by the program only
            continue
        if key in NUMBERS:
            usual = NUMBERS[key]
            typed[key] = draw.choice(usual[-2:] if draw.random() < 0.06 else usual[:2])
        elif key == "station":
            typed[key] = draw.choice((*stations(), *stations().values(), "Atlantis"))
        else:
            typed[key] = draw.choice(FIELDS[key].choices)
    if draw.random() < 0.6:  # careful people
        typed.pop(draw.choice(("station", "region")), None)
        typed |= {"capacity_47": 36000, "capacity_17": 23000}
        typed.pop(draw.choice(("load_slope", "design_load")), None)
        typed["fuel_price"] = 1.4
    if draw.random() < 0.7:
        typed["fuel"] = draw.choice(tuple(FUELS))
        typed["fuel_price_unit"] = draw.choice(FUELS[str(typed["fuel"])].price_units)
    if draw.random() < 0.2:
        typed["temperature_unit"] = "C"
        typed |= {key: round((value - 32) / 1.8, 1) for key, value in typed.items() if key in FIELDS
                  and FIELDS[key].unit == "°F" and isinstance(value, (int, float))}  # fmt: skip
    if draw.random() < 0.2:
        typed["heat_unit"] = "kW"
    if draw.random() < 0.1:
        typed["load_slope_unit"] = draw.choice(tuple(UNIT_FIELDS["load_slope_unit"].choices))
    return typed


def columns() -> tuple[int, dict[str, int]]:
    """The first row of the houses, and the column of each key."""
    sheet = openpyxl.load_workbook(io.BytesIO(FORM))["Homes"]
    row = next(cell.row for line in sheet for cell in line if cell.value == "load_slope")
    return row + 2, {cell.value: cell.column for cell in sheet[row] if cell.value}


FIRST, COLUMNS = columns()


def filled(homes: list[dict[str, object]]) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        for row, typed in enumerate(homes, FIRST):
            book["Homes"].cell(row, COLUMNS["house"], f"house {row}")
            for key, value in typed.items():
                book["Homes"].cell(row, COLUMNS[key], value)

    return changed(FORM, fill)


def disagreements(package: bytes, values: dict, count: int) -> list[str]:
    """Rows in which the form marks other cells than the program finds problems in."""
    letters = {get_column_letter(column): key for key, column in COLUMNS.items()}
    reading = read_workbook(package)
    assert len(reading.houses) == count
    wrong, with_problems = [], 0
    for house in reading.houses:
        wanted = {SAME.get(issue.key, issue.key) for issue in house.problems}
        marked = {letters[letter] for letter in letters if values.get((CHECKS, f"{letter}{house.row}"), "") != ""}
        words = values.get(("Homes", f"{get_column_letter(len(COLUMNS) + 1)}{house.row}"), "")
        with_problems += bool(words)
        assert bool(words) == bool(marked)
        if wanted != marked:
            wrong.append(f"row {house.row}: {marked}, expected {wanted}: {reading.homes[house.row - FIRST]}: {words}")
    assert named(package, "rows_with_problems", values) == with_problems
    return wrong


def random_homes(count: int) -> list[dict[str, object]]:
    return [home(random.Random(seed)) for seed in range(count)]


def test_rows_at_random_agree_with_the_program():
    package = filled(random_homes(20))
    assert disagreements(package, by_formualizer(package), 20) == []


@pytest.mark.slow
def test_two_hundred_rows_at_random_agree_with_the_program():
    package = filled(random_homes(HOUSES))
    values = by_formualizer(package)
    assert disagreements(package, values, HOUSES) == []
    assert 40 < int(named(package, "rows_with_problems", values)) < 160, "some of each kind"


def test_what_to_mend_is_said_in_words_and_is_no_part_of_the_table():
    text = {"cop_47": "3.4 W/W", "cop_17": 2.2}
    package = filled([{}, {"cop_47": 3.4, "cop_17": -1}, text, {"cop_47": 3.4, "cop_17": 2.2}])
    values = by_formualizer(package)
    words = get_column_letter(len(COLUMNS) + 1)
    assert [values.get(("Homes", f"{words}{row}"), "") for row in range(FIRST, FIRST + 5)] == [
        "House: Fill in the row, or clear it.", "COP at 17 °F: the number alone must be more than 0 and at most 20.",
        "COP at 47 °F: the number alone must be more than 0 and at most 20.", "", ""]  # fmt: skip
    assert values["Homes", "A2"] == "Houses to mend: 3"
    assert values["Homes", "B2"] == f"Column {words} says what to mend."
    reading = read_workbook(package)  # a cell that asks for a number is read all the same
    assert [bool(house.problems) for house in reading.houses] == [True, True, False, False]
    assert verify(package, "homes.xlsx").findings


@pytest.mark.slow
def test_rows_at_random_agree_in_a_spreadsheet(recalculated):
    package = filled(random_homes(30))
    assert disagreements(package, cells(recalculated([package])[0]), 30) == []


@pytest.mark.slow
def test_it_prints_legibly(soffice, tmp_path):
    if shutil.which("pdftohtml") is None:
        pytest.skip("pdftohtml is not installed (Debian: poppler-utils)")
    for number, page in enumerate(printed(soffice, filled(random_homes(20)), tmp_path), 1):
        small = {text: size for text, size in page.items() if size < LEAST - ROUNDING}
        assert small == {} or number == 1, f"page {number}"  # the guide is the same in every form
