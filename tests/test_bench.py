"""The benchmark compares like with like: other libraries write the very same cells."""

from __future__ import annotations

import io
import math
import zipfile
from collections import Counter
from datetime import UTC, datetime
from xml.etree import ElementTree

import openpyxl
import pytest

import xl_dualfuel as df
from bench import check, ratios, run, same, writers
from xl_dualfuel.workbook.book import package
from xl_dualfuel.workbook.shape import Filling, shape_of
from xl_dualfuel.workbook.sheets.build import workbook_bytes

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PIXEL = 1 / 7
"""[characters]"""


@pytest.fixture(scope="module")
def workbook():
    return workbook_bytes(df.solve(df.Case()))


@pytest.fixture(scope="module")
def content(workbook):
    return writers.read(workbook)


@pytest.fixture(scope="module")
def by_xlsxwriter(content):
    return writers.with_xlsxwriter(content)


def formulas(package: bytes) -> list[dict[str, tuple[str, str]]]:
    """Formula and stored text by address, of each sheet, from the parts themselves."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        count = sum(name.startswith("xl/worksheets/sheet") for name in parts.namelist())
        trees = [ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number + 1}.xml")) for number in range(count)]
    return [
        {
            cell.attrib["r"]: (cell.findtext(f"{MAIN}f", ""), cell.findtext(f"{MAIN}v", ""))
            for cell in tree.iter(f"{MAIN}c")
            if cell.find(f"{MAIN}f") is not None
        }
        for tree in trees
    ]


def count(package: bytes, start: bytes) -> int:
    """How many elements of the sheets start so."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return sum(parts.read(name).count(start) for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))


def test_every_cell_is_counted(workbook, content):
    assert content.formulas == count(workbook, b"<f>") > 10_000
    assert content.count == count(workbook, b"<c r=")


def test_xlsxwriter_writes_the_same_formulas_and_stored_values(workbook, by_xlsxwriter):
    expected, found = formulas(workbook), formulas(by_xlsxwriter)
    assert len(expected) == len(found) == 10
    for sheet, other in zip(expected, found, strict=True):
        assert other.keys() == sheet.keys()
        for address, (formula, value) in sheet.items():
            assert other[address][0] == formula
            assert other[address][1] == value or float(other[address][1]) == float(value)


def test_xlsxwriter_writes_the_same_cells(content, by_xlsxwriter):
    written = writers.read(by_xlsxwriter)
    assert [sheet.title for sheet in written.sheets] == [sheet.title for sheet in content.sheets]
    for sheet, other in zip(content.sheets, written.sheets, strict=True):
        assert other.widths == pytest.approx(sheet.widths, abs=PIXEL)  # it rounds to whole pixels
        for cell, again in zip(sheet.cells, other.cells, strict=True):
            assert again[:3] == cell[:3]
            assert written.looks[again.style] == content.looks[cell.style]
            if isinstance(cell.value, float) and not cell.formula:
                assert math.isclose(again.value, cell.value, rel_tol=1e-15)  # it writes 16 digits of a number
            else:
                assert (again.value, type(again.value)) == (cell.value, type(cell.value))


def test_openpyxl_writes_the_same_cells_without_stored_values(workbook, content):
    written = writers.with_openpyxl(content)
    assert count(written, b"<c r=") == content.count
    found = formulas(written)
    assert [{address: formula for address, (formula, _) in sheet.items()} for sheet in found] == [
        {address: formula for address, (formula, _) in sheet.items()} for sheet in formulas(workbook)
    ]
    assert {value for sheet in found for _, value in sheet.values()} == {""}


def test_the_trial_of_two_sheets_compares_like_with_like():
    """XlsxWriter gives the same values, names, validations and formats; it has no named styles."""
    result = df.solve(df.Case())
    shape = shape_of(result)
    filling = Filling(result, datetime(2026, 1, 1, tzinfo=UTC), shape)
    ours = package.skeleton(writers.book_of(shape)).fill(filling)
    theirs = writers.tried_with_xlsxwriter(writers.book_of(shape), filling)
    assert theirs == writers.tried_with_xlsxwriter(writers.book_of(shape), filling)
    assert [one.keys() for one in formulas(theirs)] == [one.keys() for one in formulas(ours)]
    expected, found = (openpyxl.load_workbook(io.BytesIO(one), data_only=True) for one in (ours, theirs))
    assert found.sheetnames == expected.sheetnames == list(writers.TRIED)
    assert set(found.defined_names) == set(expected.defined_names)
    for sheet in expected:
        other = found[sheet.title]
        assert len(other.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        for line in sheet.iter_rows():
            for cell in line:
                again = other.cell(cell.row, cell.column)
                assert (again.value or "") == (cell.value or "")
                assert (again.number_format, again.font.b) == (cell.number_format, cell.font.b)
                assert cell.value in (None, "") or (cell.style.startswith("df "), again.style) == (True, "Normal")


def test_the_workbooks_of_a_batch_share_a_skeleton():
    shapes = {shape_of(df.solve(df.Case(electricity_price=price))) for price in run.batch_prices(run.REPEATS + 1)}
    assert len(shapes) == 1


def test_a_row_says_what_it_measures():
    assert run.table([("a", run.Time(123.4, 1.234))]).splitlines()[2] == "| a | 123 ms | 1.23 ms |"


def test_a_ratio_beyond_its_limit_is_measured_again_and_then_refused(monkeypatch, capsys):
    quick, slow = list(check.BOUNDS)[:2]
    times = {quick: iter([99.0, 0.1]), slow: iter([99.0, 98.0])}

    def group(what):
        return lambda: [ratios.Ratio(what, "a loop", next(times[what]))]

    monkeypatch.setattr(check.sys, "argv", ["check.py"])
    monkeypatch.setattr(ratios, "ALL", (group(quick),))
    assert check.main() == 0
    monkeypatch.setattr(ratios, "ALL", (group(slow),))
    assert check.main() == 1
    assert f"Too slow: {slow} takes 98 times a loop" in capsys.readouterr().err


def test_limits_are_above_the_goals_or_say_what_is_missing():
    assert all(0 < bound.goal <= bound.limit for bound in check.BOUNDS.values())
    rows = check.table([ratios.Ratio(what, "a loop", 1.2345) for what in check.BOUNDS]).splitlines()
    assert sum("| 1.2 |" in row for row in rows) == len(check.BOUNDS)


@pytest.mark.parametrize(
    ("other", "places"),
    [
        ({"a": [1.0 + 1e-10, math.nan], "b": ["x"]}, []),
        ({"a": [1.0 + 1e-8, math.nan], "b": ["x"]}, ["t a"]),
        ({"a": [1, math.nan], "b": ["y"]}, ["t a", "t b"]),
        ({"a": [1.0, None], "b": ["x"]}, ["t a"]),
        ({"b": ["x"], "a": [1.0, math.nan]}, ["t"]),
        ({"a": [1.0], "b": ["x"]}, ["t a"]),
    ],
)
def test_versions_are_the_same_to_the_last_word(other, places):
    found = same.Compared(Counter(), {}, Counter())
    greatest = same.compare({"a": [1.0, math.nan], "b": ["x"]}, other, "t", found)
    assert sorted(found.differences) == places == sorted(found.examples)
    assert greatest <= same.TOLERANCE


def test_the_same_seed_gives_the_same_homes_of_every_layout(tmp_path):
    from bench import random_homes

    tables = [random_homes.table(random_homes.Draw(5), 12) for _ in range(2)]
    assert tables[0] == tables[1]
    assert random_homes.table(random_homes.Draw(6), 12) != tables[0]
    solved = [df.solve_many(make(tables[0])) for make in random_homes.FRAMES.values()]
    assert len({len(one) for one in solved}) == 1
    for layout, (suffix, write) in random_homes.LAYOUTS.items():
        write(path := tmp_path / f"{layout}.{suffix}", tables[0])
        assert path.stat().st_size > 500
