"""The sheet Bills: its formulas, an independent regression of its cells, what it keeps after an edit."""

from __future__ import annotations

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
from tests.results.test_bills import HOUSE, MONTH, STARTS, dual, furnace, written
from xl_dualfuel.results import bill_words
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.shape import shape_of
from xl_dualfuel.workbook.sheets.bill_formulas import SHEET, Places, Regression
from xl_dualfuel.workbook.sheets.bills import STALE
from xl_dualfuel.workbook.sheets.build import workbook_bytes

CELSIUS = {"temperature_unit": "C", "load_slope_unit": "W/K", "load_slope": 300, "load_balance_temperature": 16}


def cooled(folder: Path) -> str:
    """Electricity that rises in summer too, of meters read by guess in March, and a line of totals."""
    path = Path(written(folder, *furnace()))
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [[*lines[0], "Read type"]]
    for number, (first, last, _, therms) in enumerate(lines[1:]):
        kwh = 300 + 40 * abs(number - 4.5) ** 1.5 + (500 if number in (5, 6, 7) else 0)
        rows.append([first, last, f"{kwh:.3f}", therms, "Estimated" if number == 2 else "Actual"])
    (folder / "cooled.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return str(folder / "cooled.csv")


@cache
def solved(kind: str) -> df.Result:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "strips":
            kwh, therms, at = dual()
            path = written(folder, kwh * 1.07, therms, {STARTS[0]: 900.0})
            return df.solve(df.Case(**HOUSE, existing_switchover=at, bills_file=path))
        if kind == "few":
            path = folder / "few.csv"
            path.write_text("From,To,kWh\n2023-01-04,2023-02-03,170\n", encoding="utf-8")
            return df.solve(df.Case(**HOUSE, bills_file=str(path)))
        path = cooled(folder) if kind == "cooled" else written(folder, *furnace())
        return df.solve(df.Case(**{**HOUSE, **(CELSIUS if kind == "celsius" else {}), "bills_file": path}))


@cache
def made(kind: str) -> bytes:
    return workbook_bytes(solved(kind), STAMP)


def places(kind: str) -> Places:
    return Places(shape_of(solved(kind)).billed)


@pytest.mark.parametrize("kind", one_in(2, ["strips", "celsius", "cooled", "few"]))
def test_formulas_give_what_is_stored(kind):
    package = made(kind)
    assert different(by_formualizer(package), cells(package)) == []
    assert [one for one in broken_rules(package) if one.sheet in (SHEET, "Cover")] == []


@pytest.mark.parametrize("kind", ["furnace", "cooled"])
def test_the_regression_is_that_of_numpy(kind):
    """By its own cells: the average days of each period, weighted by their days (ASHRAE Guideline 14, annex D)."""
    package, where = made(kind), places(kind)
    known = cells(package)
    for energy in range(where.count):
        one = Regression(where, energy)
        if known.get((SHEET, one.balance.replace("$", ""))) is None:
            continue
        used = [row for row in range(where.first, where.last + 1) if known.get((SHEET, f"{letter(one, 4)}{row}"))]
        column = [np.array([known.get((SHEET, f"{letter(one, n)}{row}"), 0.0) for row in used]) for n in range(4, 8)]
        days, amount, cold, warm = column
        has_warm = bool(warm.any())
        matrix = np.column_stack([np.ones_like(days), cold / days, *([warm / days] if has_warm else [])])
        root = np.sqrt(days)
        expected = np.linalg.lstsq(matrix * root[:, None], amount / days * root, rcond=None)[0]
        answers = [known[SHEET, one.cell[key].replace("$", "")] for key in ("baseload", "slope")]
        assert answers == pytest.approx(expected[:2].tolist(), rel=1e-9)  # the same sums in another order
        if energy == where.billed.electric:
            assert has_warm == (kind == "cooled")


def letter(one: Regression, offset: int) -> str:
    return get_column_letter(one.column + offset)


def test_the_heat_loss_of_a_known_house_stands_beside_the_case_s():
    """600 BTU/h·°F below 62 °F, to what half degrees and the bills' decimals leave of it."""
    where, known = places("furnace"), cells(made("furnace"))
    by_bills, own = ([known.get((SHEET, f"{column}{where.house + row}")) for row in (2, 4)] for column in "HI")
    assert by_bills == [pytest.approx(600, rel=5e-4), pytest.approx(62, abs=0.05)]
    assert own == [HOUSE["load_slope"], HOUSE["load_balance_temperature"]]


def test_cover_and_sheet_say_what_the_screen_says():
    result = solved("strips")
    said = " ".join(bill_words.lines(result.solution, result.bills))
    known = cells(made("strips"))
    for sheet in (SHEET, "Cover"):
        column = [value for (title, at), value in known.items() if title == sheet and re.fullmatch("A[0-9]+", at)]
        assert said in " ".join(map(str, column)), sheet


def test_a_changed_bill_changes_the_regression():
    """An amount typed over: the regression follows, as it would in a spreadsheet."""
    where = places("furnace")
    gas = Regression(where, 1)
    row = where.first
    after = by_formualizer(edited(made("furnace"), {(SHEET, f"I{row}"): 300.0}))
    known = cells(made("furnace"))
    slope = (SHEET, gas.cell["slope"].replace("$", ""))
    assert known[SHEET, f"I{row}"] < 300
    assert after[slope] > 1.1 * known[slope]


def test_after_an_edit_the_bills_are_as_they_were_and_the_sheet_says_so():
    package = made("strips")
    after = by_formualizer(edited(package, {"load_slope": 500.0}))
    known = cells(package)
    assert after[SHEET, "A5"] == STALE
    where = places("strips")
    own = (SHEET, f"I{where.house + 2}")
    assert (known[own], after[own]) == (600, 500)
    now, then = ({at: value for at, value in one.items() if at[0] == SHEET} for one in (after, known))
    changed = {one.partition(":")[0] for one in different(now, then)}
    assert changed <= {f"{SHEET}!{at}" for at in (own[1], "A5", "B2", "B3")}


def test_the_model_stands_beside_each_bill():
    """The bills are those of the case itself; half degrees leave a hundredth of a therm a day."""
    where, known = places("furnace"), cells(made("furnace"))
    for row, start in enumerate(STARTS, where.first):
        assert known[SHEET, f"B{row}"] == start.isoformat()
        assert known[SHEET, f"M{row}"] == pytest.approx(known[SHEET, f"I{row}"], abs=0.01 * MONTH.days)
