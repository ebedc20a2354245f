"""A random case, written in many ways and on every surface, gives the answer of the plain case."""

from __future__ import annotations

import csv
import functools
import gzip
import io
import json
import os
import random
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import strategies
import xl_dualfuel as df
from filling import filled
from support import RELATIVE, differences
from tests.functions.test_layouts import Sheet
from worksheets import LABELS
from writings import Entry, Writing, celsius, in_one
from xl_dualfuel import functions
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.inputs.cells import plain
from xl_dualfuel.inputs.ranges import case_of
from xl_dualfuel.portfolio.run import solved_rows
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.forms.template import template

SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
QUIET: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """A case without a weather file, its temperatures at times round in °C, and a seed for the ways to write it."""
    case = draw(st.one_of(strategies.plausible_cases(), strategies.full_cases()))
    assume("hours_by_temperature" not in case)
    case = {key: float(value) if type(value) is int else value for key, value in case.items()}
    if draw(st.booleans()):
        case = celsius(case)
    try:
        df.Case(**case)
    except df.InputError:
        assume(False)
    return case, draw(st.integers(0, 2**32))


@functools.lru_cache(maxsize=8)
def solved(case: str) -> df.Result:
    return df.solve(df.Case(**json.loads(case)))


def answer(result: df.Result) -> dict[str, Any]:
    return {
        "setting": {"switchover": result.setting.switchover, "annual_cost": result.setting.annual_cost},
        "scenarios": {name: list(column) for name, column in result.table("scenarios").items()},
    }


def expected(writing: Writing) -> df.Result:
    return solved(json.dumps(writing.plain))


def agree(writing: Writing, case: df.Case) -> None:
    different = differences(answer(df.solve(case)), answer(expected(writing)))
    assert not different, (different, writing.entries)


# --------------------------------------------------------------------------------------------------------- surfaces


def packed(path: Path, text: str, by: random.Random) -> Path:
    """The text as a file: encoded in some way, and packed in some way."""
    encoding = by.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        content = text.encode("utf-8")
    how = by.choice(("", "", "gz", "zip"))
    if how == "gz":
        path, content = path.with_name(f"{path.name}.gz"), gzip.compress(content, 1)
    if how == "zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(path.name, content)
        path, content = path.with_name(f"{path.name}.zip"), made.getvalue()
    path.write_bytes(content)
    return path


def as_toml(case: dict[str, Any], by: random.Random, folder: Path) -> None:
    writing = Writing(case, by)
    lines = ["# our house"] * by.randrange(2)
    for key, entry in writing.entries.items():
        if by.random() < 0.1:
            lines.append(f"[part_{len(lines)}]")
        value = entry.value if isinstance(entry.value, list) else in_one(entry)
        lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}{by.choice(('', '  # from the bill'))}")
    path = packed(folder / "house.toml", by.choice(("\n", "\r\n")).join(lines) + "\n", by)
    agree(writing, read_case(path))


def name(key: str, by: random.Random) -> str:
    """The key or label of an input in some letter case."""
    return by.choice((str.upper, str.title, str.casefold, str))(by.choice((key, LABELS.get(key, key))))


def headed(key: str, entry: Entry, by: random.Random) -> tuple[str, Any]:
    """A heading and the cell below it; a unit stands in the one or the other."""
    if entry.unit and by.random() < 0.6:
        return f"{name(key, by)} {by.choice(('({})', '[{}]')).format(entry.unit)}", entry.value
    return name(key, by), in_one(entry)


def marks(by: random.Random) -> tuple[str, bool | None]:
    """A separator, and whether decimals have commas in the file; None: in some cells, which no separator but , allows.

    Elsewhere 3,4 in one cell says that 1.234 in another may be a thousand.
    """
    mark = by.choice(",;\t|")
    return mark, None if mark == "," else by.random() < 0.5


def text_of(rows: list[list[Any]], by: random.Random, mark: str) -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=mark, lineterminator=by.choice(("\n", "\r\n"))).writerows(rows)
    return by.choice(("", f"sep={mark}\n")) + made.getvalue()


def as_csv(case: dict[str, Any], by: random.Random, folder: Path) -> None:
    mark, comma = marks(by)
    writing = Writing(case, by, comma)
    if by.random() < 0.5:
        # A column before them: a line that begins with #, as "#2 oil" does, is a remark.
        pairs = [("house", "ours"), *(headed(key, entry, by) for key, entry in writing.entries.items())]
        rows = [list(row) for row in zip(*pairs, strict=True)]
    else:
        title = by.choice((["name", "value", "unit"], ["Key", "Value", "Unit"], ["INPUT", "VALUE", "UNITS"]))
        rows = [title, *([name(key, by), entry.value if entry.unit else in_one(entry), entry.unit]
                         for key, entry in writing.entries.items())]  # fmt: skip
    agree(writing, read_case(packed(folder / "house.csv", text_of(rows, by, mark), by)))


def check_row(writing: Writing, path: Path) -> None:
    for row, _ in solved_rows(path):
        assert row["problem"] == "", (row["problem"], writing.entries)
        found, wanted = row["setting"], expected(writing).setting
        if row["temperature_unit"] == "C":
            found = found * 9 / 5 + 32
        assert found == pytest.approx(wanted.switchover, rel=RELATIVE, abs=1e-9)
        assert row["setting_cost"] == pytest.approx(wanted.annual_cost, rel=RELATIVE, abs=1e-9)  # abs: a cost of 0


def home_rows(writing: Writing, by: random.Random, count: int) -> list[list[Any]]:
    heads, cells = zip(*(headed(key, entry, by) for key, entry in writing.entries.items()), strict=True)
    return [["home", *heads], *([f"home {number}", *cells] for number in range(count))]


def as_homes_csv(case: dict[str, Any], by: random.Random, folder: Path) -> None:
    mark, comma = marks(by)
    writing = Writing(case, by, comma)
    rows = home_rows(writing, by, by.choice((1, 2, 12)))
    check_row(writing, packed(folder / "homes.csv", text_of(rows, by, mark), by))


def as_homes_book(case: dict[str, Any], by: random.Random, folder: Path) -> None:
    writing = Writing(case, by)
    book = openpyxl.Workbook()
    for row in home_rows(writing, by, 2):
        book.active.append(row)
    book.save(folder / "homes.xlsx")
    check_row(writing, folder / "homes.xlsx")


class Cells(Sheet):
    """The writing in the layouts of a worksheet; a unit may stand in a column of its own."""

    def __init__(self, writing: Writing, by: random.Random) -> None:
        self.writing = writing
        super().__init__(dict.fromkeys(writing.entries), by)

    def row(self, key: str) -> tuple[str, str, Any]:
        """Name, unit and value of one input."""
        entry = self.writing.entries[key]
        label = name(key, self.by) + self.by.choice(("", ":", " "))
        if not entry.unit or not self.units:
            return label, "", in_one(entry)
        if self.units == "bracket":
            return f"{label.strip(': ')} ({entry.unit})", "", entry.value
        return label, entry.unit, entry.value


def as_range(case: dict[str, Any], by: random.Random, folder: Path) -> None:
    writing = Writing(case, by)
    sheet = Cells(writing, by)
    cells = sheet.handed_over(getattr(sheet, by.choice(("down", "headed", "blocks", "across")))())
    agree(writing, case_of(plain(cells), None))
    found = functions.DF_SCENARIOS(cells)
    assert len(found) > 1, (found, writing.entries)
    wanted = expected(writing).table("scenarios")["annual_cost"]
    assert [row[found[0].index("annual_cost")] for row in found[1:]] == pytest.approx(
        ["" if cost is None else cost for cost in wanted], rel=RELATIVE, abs=1e-9
    )


def as_form(case: dict[str, Any], by: random.Random, folder: Path) -> None:
    writing = Writing(case, by, units="in_temperature_unit" in names_of("case"))
    package = filled(template("case"), {
        key: entry.value if isinstance(entry.value, list) else in_one(entry) for key, entry in writing.entries.items()
    })  # fmt: skip
    agree(writing, case_of_workbook(package))


@functools.cache
def names_of(form: str) -> frozenset[str]:
    """The names of a form's cells."""
    return frozenset(openpyxl.load_workbook(io.BytesIO(template(form))).defined_names)


TEXTS = (as_toml, as_csv, as_homes_csv, as_range)
BOOKS = (as_form, as_homes_book)


def check(case: dict[str, Any], seed: int) -> None:
    by = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for way in (*TEXTS, by.choice(BOOKS)):
            way(case, by, Path(folder))


@settings(max_examples=25, **QUIET)
@given(cases())
def test_a_case_written_in_any_way_gives_its_answer(drawn: tuple[dict[str, Any], int]) -> None:
    check(*drawn)


@pytest.mark.slow
@settings(max_examples=int(10_000 * SHARE), **QUIET)
@given(cases())
def test_ten_thousand_cases_written_in_any_way(drawn: tuple[dict[str, Any], int]) -> None:
    check(*drawn)
