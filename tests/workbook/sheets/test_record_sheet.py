"""The sheet Record: its formulas, the heat loss by its own days, what it keeps after an edit."""

from __future__ import annotations

import csv
import datetime
import math
import re
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from openpyxl.utils import get_column_letter

import xl_dualfuel as df
from books import STAMP, by_formualizer, cells, different, edited
from support import one_in
from xl_dualfuel.results import record_words
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.shape import shape_of
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.record import STALE
from xl_dualfuel.workbook.sheets.record_formulas import SHEET, Places

SLOPE, BALANCE, STRIPS, FAULT = 600.0, 65.0, 10.0, 0.15
"""Of the recorded house [BTU/h·°F, °F, kW], and the share of the time that its strips run whatever the weather"""
HOUSE = {"load_slope": 640, "load_balance_temperature": 64, "capacity_47": 36000, "capacity_17": 22000}
MORE = {
    "line": {"strip_capacity": STRIPS},
    "no line": {},
    "each temperature, in °C": {"temperature_unit": "C", "load_balance_temperature": 18, "bin_width": 0},
}
HEAD = "Date,Time,Heat Set Temp (F),Current Temp (F),Outdoor Temp (F),Heat Stage 1 (sec),Aux Heat 1 (sec)"


def recorded(folder: Path, days: int = 24) -> str:
    """Rows of five minutes of a house: days from 20 to 55 °F, each 6 °F around its mean."""
    path = folder / "record.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD.split(","))
        start = datetime.datetime(2025, 1, 1)
        for number in range(288 * days):
            time = start + datetime.timedelta(minutes=5 * number)
            # whole tenths, as the thermostat writes them; a day's mean moves by the golden ratio
            mean = 20 + 35 * ((time.day * 0.618) % 1)
            outdoor = round(mean + 6 * math.sin(2 * math.pi * (time.hour - 9) / 24), 1)
            load, capacity = SLOPE * (BALANCE - outdoor), 22000 + 14000 / 30 * (outdoor - 17)
            strips = FAULT * STRIPS * 3412.14
            pump = min(1.0, max(0.0, load - strips) / capacity)
            short = max(0.0, load - strips - capacity) / (STRIPS * 3412.14)
            rows.writerow([time.date(), f"{time:%H:%M:%S}", 70, 70, outdoor, round(300 * pump, 3),
                           round(300 * min(1.0, FAULT + short), 3)])  # fmt: skip
    return str(path)


@cache
def solved(kind: str) -> df.Result:
    with tempfile.TemporaryDirectory() as name:
        path = recorded(Path(name))
        return df.solve(df.Case(**HOUSE | MORE[kind], runtime_file=path))


@cache
def made(kind: str) -> bytes:
    return workbook_bytes(solved(kind), STAMP)


def places(kind: str) -> Places:
    return Places(shape_of(solved(kind)).recorded)


@pytest.mark.parametrize("kind", one_in(2, ["line", "no line"]))
def test_formulas_give_what_is_stored(kind):
    package = made(kind)
    assert different(by_formualizer(package), cells(package)) == []
    assert broken_rules(package) == []


def test_the_heat_loss_is_that_of_numpy_and_of_the_house():
    """By the days on the sheet; the house is known, its rows are of whole thousandths of a second."""
    where, known = places("line"), cells(made("line"))
    temperature, heat = (
        np.array([known[SHEET, f"{letter}{row}"] for row in range(where.first_day, where.last_day + 1)])
        for letter in map(get_column_letter, (where.days + 1, where.days + 2))
    )
    slope, level = np.polyfit(temperature, heat, 1)
    found = {key: known[SHEET, where.answer(key).replace("$", "")] for key in ("slope", "balance", "r2")}
    assert found["slope"] == pytest.approx(-slope, rel=1e-9)
    assert found["balance"] == pytest.approx(-level / slope, rel=1e-9)
    assert found["r2"] == pytest.approx(np.corrcoef(temperature, heat)[0, 1] ** 2, rel=1e-9)
    assert found["slope"] == pytest.approx(SLOPE, rel=0.02)
    assert found["balance"] == pytest.approx(BALANCE, abs=1.0)


def test_duty_by_bin_and_what_was_not_needed_add_up():
    where, known = places("line"), cells(made("line"))
    rows = range(where.first, where.last + 1)
    hours = sum(known[SHEET, f"C{row}"] for row in rows)
    auxiliary = sum(known[SHEET, f"C{row}"] * known[SHEET, f"F{row}"] for row in rows)
    assert hours == pytest.approx(24 * 24)
    assert auxiliary == pytest.approx(solved("line").case.runtime.hours_of("auxiliary"), rel=1e-9)
    row = where.unneeded + 1
    assert known[SHEET, f"H{row}"] == pytest.approx(FAULT, abs=0.01)
    assert known[SHEET, f"I{row}"] == pytest.approx(known[SHEET, f"F{row}"] * STRIPS)
    price = solved("line").case.electricity_price
    assert known[SHEET, f"K{row}"] == pytest.approx(known[SHEET, f"I{row}"] * price)


def test_cover_and_sheet_say_what_the_screen_says():
    result = solved("line")
    said = record_words.lines(result.solution, result.record)
    known = cells(made("line"))
    for sheet in (SHEET, "Cover"):
        column = [value for (title, at), value in known.items() if title == sheet and re.fullmatch("A[0-9]+", at)]
        assert said[0] in " ".join(map(str, column)), sheet
    # As many lines as its sentences take, an empty one, then what was read.
    rows = range(1, places("line").read + 1)
    column = [known.get((SHEET, f"A{row}")) for row in rows]
    *above, empty, heading = column[column.index("What the record says, when the workbook was made") + 1 :]
    assert (" ".join(above), empty, heading) == (" ".join(said), None, "What was read")


def test_after_an_edit_the_record_is_as_it_was_and_the_sheet_says_so():
    after = by_formualizer(edited(made("line"), {"electricity_price": 0.3}))
    now, then = ({at: one[at] for at in one if at[0] == SHEET} for one in (after, cells(made("line"))))
    where = places("line")
    money = {f"{column}{where.unneeded + 1}" for column in "KL"}
    changed = {one.partition(":")[0].partition("!")[2] for one in different(now, then)}
    assert changed <= money | {"A5", "B2", "B3"}
    assert money <= changed
    assert now[SHEET, "A5"] == STALE
