"""Results as CSV: the columns of the tables, text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.files.defused import as_it_was
from xl_dualfuel.results.columns import TABLES
from xl_dualfuel.results.csv_tables import csv_files, to_csv


def parsed(content: bytes) -> list[list[str]]:
    """The cells of a CSV, as a reader of RFC 4180 sees them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


# ---------------------------------------------------------------------------------------------------------------- CSV

RESULT = df.solve(df.Case(design_load=39000, capacity_47=36000, capacity_17=20000, weather_file=""))


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_are_those_of_the_table(name):
    header, *rows = parsed(to_csv(RESULT.table(name)))
    assert header == [column.key for column in TABLES[name]]
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    for place, key in enumerate(header):
        for text, value in zip((row[place] for row in rows), RESULT.table(name)[key], strict=True):
            if isinstance(value, float):
                assert float(text) == value, "every digit, and a negative number without an apostrophe"
            elif value is None:
                assert text == ""


def test_there_are_five_files():
    files = csv_files(RESULT)
    assert list(files) == ["inputs.csv", "bins.csv", "switchover.csv", "scenarios.csv", "checks.csv"]
    for name, content in files.items():
        assert content == to_csv(RESULT.table(name.removesuffix(".csv")))
        assert b"\0" not in content
        assert content.endswith(b"\n")


def test_no_cell_of_a_result_is_run():
    for content in csv_files(RESULT).values():
        for cell in (cell for row in parsed(content) for cell in row):
            try:
                float(cell)
            except ValueError:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_name_of_a_file_is_not_run(tmp_path, monkeypatch):
    year = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
    monkeypatch.chdir(tmp_path)
    Path("=1+1.epw.gz").write_bytes(year.read_bytes())
    result = df.solve(df.Case(weather_file="=1+1.epw.gz"))
    rows = {row[2]: row[3] for row in parsed(csv_files(result)["inputs.csv"])}
    assert rows["weather_file"] == "'=1+1.epw.gz"
    assert result.to_json()["inputs"]["weather_file"] == "=1+1.epw.gz"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"], ids=ascii)
def test_text_that_spreadsheets_would_run_is_defused(start):
    text = start + "cmd|' /C calc'!A0"
    header, cells = parsed(to_csv({"text": [text], "number": [-1.5], "flag": [True], "list": [[text, "b"]]}))
    assert header == ["text", "number", "flag", "list"]
    assert cells == ["'" + text, "-1.5", "TRUE", "'" + text + " b"]


@pytest.mark.parametrize("number", [-1, -1.5, -0.0, -1e-300, -123456789012345.6])
def test_negative_numbers_stay_numbers(number):
    assert to_csv({"a": [number], "b": [0]}).splitlines() == [b"a,b", f"{number!r},0".encode()]


def test_other_cells():
    table = {"a": ["x", None, "", True, False, [], ["p", "q"], 3, 0.1]}
    assert [row[0] if row else "" for row in parsed(to_csv(table))[1:]] == [
        "x", "", "", "TRUE", "FALSE", "", "p q", "3", "0.1",
    ]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
@example("a\r=1+1")
@example("a\n=1+1")
@example('"=1+1')
@example('a",=1+1')
@example("a;=1+1")
@example("=\r\n,\"'")
def test_any_text_is_one_cell(text):
    content = to_csv({"before": ["x"], "text": [text], "after": [1]})
    rows = parsed(content)
    assert len(rows) == 2
    before, cell, after = rows[1]
    assert (before, after) == ("x", "1")
    assert as_it_was(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    # Spreadsheets end a line at a bare CR too: outside quotes there is none but in the ends of the two lines.
    outside = "".join(content.decode("utf-8").split('"')[::2]).replace("\r\n", "\n")
    assert "\r" not in outside
    assert outside.count("\n") == 2
