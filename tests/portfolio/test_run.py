"""Tables of homes on disk: every kind in and out, the same bytes by every route, nothing lost or doubled."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import xl_dualfuel as df
from books import by_formualizer, cells
from support import one_in
from xl_dualfuel.files.values import number_in
from xl_dualfuel.homes.frames import RESULTS, TEXTS
from xl_dualfuel.portfolio import csv_source
from xl_dualfuel.portfolio.cells import column
from xl_dualfuel.portfolio.demo import demo, write_demo
from xl_dualfuel.portfolio.excel_out import KEYS_ROW
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.portfolio.workbooks import Names, safe_name
from xl_dualfuel.workbook.forms.read import read_workbook

ROOT = Path(__file__).parents[2]
SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
ROWS = 400
PART = 150
"""Homes of a part: two whole ones and a short one"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def expected():
    """What solve_many says of the same homes in memory."""
    homes = demo(ROWS, seed=3, bad=0.05)
    found = df.solve_many(homes.drop(columns="home"))
    found.insert(0, "home", homes["home"])
    return found


def without_cells(text: str) -> str:
    """Problems without the cells that only a workbook has."""
    return re.sub(r" \([^()!]+![A-Z]+[0-9]+\)", "", text)


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".xlsx":
        blanks = {name: [""] for name in RESULTS}
        return pd.read_excel(path, engine="openpyxl", header=KEYS_ROW - 1, keep_default_na=False, na_values=blanks)
    return pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in RESULTS})


def write_csv(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "parquet", "xlsx"])
def test_every_kind_in_and_out_equals_solve_many(tables, expected, tmp_path, suffix):
    out = tmp_path / f"out.{suffix}"
    run_portfolio(tables[suffix], out, part_rows=PART)
    found = read(out)
    assert list(found.columns) == ["home", *RESULTS]
    for name in found.columns:
        if name in ("home", *TEXTS):
            texts = [without_cells(text) for text in found[name].fillna("").tolist()]
            assert texts == expected[name].astype(object).fillna("").tolist()
        else:  # groups of a part are others than of the whole: sums differ in the last digits
            np.testing.assert_allclose(found[name].astype(float), expected[name].astype(float), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("suffix", one_in(2, ["csv", "csv.gz", "parquet", "xlsx"]))
def test_the_same_homes_give_the_same_bytes_from_every_kind(tables, tmp_path, suffix):
    """But for a workbook, whose problems say the cell."""
    made = []
    for number, source in enumerate(tables[kind] for kind in ("csv", "csv.gz", "parquet")):
        out = tmp_path / f"{number}.{suffix}"
        run_portfolio(source, out, part_rows=PART)
        made.append(out.read_bytes())
    assert len(set(made)) == 1


def test_kinds_are_told_by_content(tables, tmp_path):
    made = set()
    for number, source in enumerate(tables.values()):
        nameless = tmp_path / f"table{number}.dat"
        nameless.write_bytes(source.read_bytes())
        out = tmp_path / f"{number}.csv"
        run_portfolio(nameless, out)
        made.add(without_cells(out.read_text(encoding="utf-8")))
    assert len(made) == 1


def test_the_kind_of_a_column_in_one_part_changes_nothing(tmp_path):
    """A word or blanks in one part only: each cell is read by itself."""
    cells = ["3.4", "3.1", "", "NA", "n/k", "3.40", " 3.4 ", "nan", "1_0", "inf", "３.4", "+3.4"]
    source = write_csv(tmp_path / "in.csv", "note,cop_47", *(f"{n:03d},{cell}" for n, cell in enumerate(cells)))
    made = []
    for rows in (1, 2, 3, 100):
        out = tmp_path / f"{rows}.csv"
        run_portfolio(source, out, part_rows=rows)
        made.append(rows_of(out))
    assert all(one == made[0] for one in made)
    by_note = {row["note"]: row for row in made[0]}
    assert list(by_note) == [f"{n:03d}" for n in range(len(cells))]
    for place, cell in enumerate(cells):
        row = by_note[f"{place:03d}"]
        if cell in ("", "NA", "nan"):
            assert row["problem"] == "no inputs"
        elif cell in ("n/k", "1_0", "inf"):
            assert row["problem"].startswith("cop_47 = ") and row["annual_cost"] == ""
        else:
            cost = df.solve(df.Case(cop_47=float(cell))).recommended.annual_cost
            assert float(row["annual_cost"]) == pytest.approx(cost, rel=1e-12)


def test_numbers_are_read_to_the_last_digit():
    texts = [repr(float(x)) for x in np.random.default_rng(1).uniform(1, 20, 500)]
    quick, closely = column("cop_47", texts), column("cop_47", [*texts[:-1], f" {texts[-1]}"])
    assert quick.tolist() == closely.tolist() == [float(text) for text in texts]


def test_notes_travel_and_nothing_in_them_is_run(tmp_path):
    source = write_csv(tmp_path / "in.csv", "=cmd,id,cop_47,status,longitude,cop_17",
                       '"=1+1",007,3.4,old,-87.65,2.2', '@SUM(A1),"a, ""b""",3.5,-x,+1,2.2')  # fmt: skip
    out, sheet = tmp_path / "out.csv", tmp_path / "out.xlsx"
    run_portfolio(source, out)
    found = rows_of(out)
    assert list(found[0])[:4] == ["id", "'=cmd", "status (as given)", "longitude"]
    assert [row["id"] for row in found] == ["007", 'a, "b"']
    assert [row["'=cmd"] for row in found] == ["'=1+1", "'@SUM(A1)"]
    assert [row["status (as given)"] for row in found] == ["old", "'-x"]
    assert [row["longitude"] for row in found] == ["-87.65", "'+1"]  # a negative number is a number
    notes = write_csv(tmp_path / "notes.csv", "'=cmd,cop_47", "'=1+1,3.4", "'@SUM(A1),3.5")
    run_portfolio(notes, tmp_path / "again.csv")  # notes of a table of results: no second apostrophe
    assert [row["'=cmd"] for row in rows_of(tmp_path / "again.csv")] == ["'=1+1", "'@SUM(A1)"]
    run_portfolio(source, sheet)
    cells = openpyxl.load_workbook(sheet).active
    assert [cell.value for cell in cells["B"]] == [None, "=cmd", "=cmd", "=1+1", "@SUM(A1)"]
    assert {cell.data_type for cell in cells["B"][1:]} == {"s"}


def test_parquet_notes_keep_their_types(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    columns = {
        "id": pa.array([2**60 + 1, None], pa.int64()),
        "built": pa.array([datetime(1999, 1, 2), None], pa.timestamp("ms")),
        "kind": pa.array(["a", "b"]).dictionary_encode(),
        "cop_47": pa.array([3, 4], pa.int32()),
        "fuel": pa.array(["propane", "coal"]).dictionary_encode(),
        "fuel_price": pa.array([2.4, 2.4]),
        "fuel_price_unit": pa.array(["$/gal", "$/gal"]),
        "bin_table": pa.array([None, [[30.0, 100.0]]]),
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    run_portfolio(tmp_path / "in.parquet", tmp_path / "out.parquet", part_rows=1)
    made = pq.read_table(tmp_path / "out.parquet")
    assert made.schema.field("id").type == pa.int64()
    assert made["id"].to_pylist() == [2**60 + 1, None]
    assert made["built"].to_pylist()[0] == datetime(1999, 1, 2)
    assert made["kind"].to_pylist() == ["a", "b"]
    cost = df.solve(df.Case(cop_47=3, fuel="propane", fuel_price=2.4, fuel_price_unit="$/gal")).recommended.annual_cost
    assert made["annual_cost"].to_pylist() == [pytest.approx(cost, rel=1e-12), None]
    assert made["problem"].to_pylist()[1].startswith("fuel = coal")
    run_portfolio(tmp_path / "in.parquet", tmp_path / "out.csv")
    assert [row["id"] for row in rows_of(tmp_path / "out.csv")] == [str(2**60 + 1), ""]


def test_rows_that_were_cut_say_so_and_take_no_defaults(tmp_path):
    source = write_csv(tmp_path / "in.csv", "id,cop_47,cop_17", "a,3.4,2.2", "b,3.4", "c,3.4,2.2,9", "", "d,3.3,2.2")
    run_portfolio(source, tmp_path / "out.csv")
    found = rows_of(tmp_path / "out.csv")
    assert [row["id"] for row in found] == ["a", "b", "c", "d"]
    assert [bool(row["annual_cost"]) for row in found] == [True, False, False, True]
    assert found[1]["problem"].startswith("row = 2 cells: must have 3")
    assert found[2]["problem"].startswith("row = 4 cells: must have 3")


def test_blank_cells_beyond_the_headings_are_nothing(tmp_path):
    plain = write_csv(tmp_path / "plain.csv", "id,cop_47", "a,3.4", "b,3.5")
    source = write_csv(tmp_path / "in.csv", "id,cop_47", "a,3.4,", "b,3.5, ,,")
    run_portfolio(plain, tmp_path / "plain_out.csv")
    run_portfolio(source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "plain_out.csv").read_bytes()


def test_a_number_beyond_any_is_shown_as_it_is_written(tmp_path):
    source = write_csv(tmp_path / "in.csv", "id,cop_47,electricity_price", "a,1e999,0.1", "b,3.5,-2E+400")
    run_portfolio(source, tmp_path / "out.csv")
    problems = [row["problem"].partition(". ")[0] for row in rows_of(tmp_path / "out.csv")]
    assert problems == [
        f"{cell}: must be a finite number" for cell in ("cop_47 = 1e999", "electricity_price = -2E+400")
    ]


def test_semicolons_tabs_latin_1_and_marks_of_order(tmp_path):
    (tmp_path / "a.csv").write_bytes("name;COP at 47 °F\nMüller;3.4\n".encode("latin-1"))
    (tmp_path / "b.csv").write_bytes("\ufeffname\tcop_47\r\nMüller\t3.4\r\n".encode())
    for name in "ab":
        run_portfolio(tmp_path / f"{name}.csv", tmp_path / f"{name}_out.csv")
    assert (tmp_path / "a_out.csv").read_bytes() == (tmp_path / "b_out.csv").read_bytes()
    assert rows_of(tmp_path / "a_out.csv")[0]["name"] == "Müller"


def test_titles_rows_of_units_examples_and_totals_are_no_homes(tmp_path):
    (tmp_path / "plain.csv").write_text("House,Design load (kW),COP at 47 °F\na,12,3.4\nb,9,3.5\n", encoding="utf-8")
    (tmp_path / "form.csv").write_text("Homes,,\n\nHouse,Design load,COP at 47 °F\n,kW,\nhouse,design_load,cop_47\n"
                                       "EXAMPLE (not read),10,3.4\na,12,3.4\nb,9,3.5\nTotal:,21,\n",
                                       encoding="utf-8")  # fmt: skip
    book = openpyxl.Workbook()
    for row in (["House", "Design load", "COP at 47 °F"], [None, "kW", "W/W or COP"], ["a", 12, 3.4], ["b", 9, 3.5],
                [], ["Average", 10.5, None]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "form.xlsx")
    notes: dict[str, list[str]] = {}
    for name in ("plain.csv", "form.csv", "form.xlsx"):
        run_portfolio(tmp_path / name, tmp_path / f"{name}_out.csv", on_note=notes.setdefault(name, []).append)
    assert notes["plain.csv"] == []
    assert notes["form.csv"] == [
        "1 row was left out as sums of others (Total:); give a home of such a name another one"
    ]
    assert notes["form.xlsx"] == [notes["form.csv"][0].replace("Total:", "Average")]
    assert (tmp_path / "plain.csv_out.csv").read_bytes() == (tmp_path / "form.csv_out.csv").read_bytes()
    assert rows_of(tmp_path / "plain.csv_out.csv") == rows_of(tmp_path / "form.xlsx_out.csv")
    solved = read_workbook((tmp_path / "form.xlsx").read_bytes())
    assert [home["design_load"] for home in solved.homes] == ["12 kW", "9 kW"] and not solved.problems
    assert [row["problem"] for row in rows_of(tmp_path / "form.csv_out.csv")] == ["", ""]


def as_workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_home_of_which_only_the_name_is_known_is_not_lost(tmp_path, suffix):
    """Right below the headings it might be taken for a row of units."""
    rows = [["home", "cop_47", "remark"], ["a", None, None], ["b", 3.4, "x"], ["c", None, "y"]]
    source, out = tmp_path / f"in.{suffix}", tmp_path / "out.csv"
    if suffix == "csv":
        write_csv(source, *(",".join("" if cell is None else str(cell) for cell in row) for row in rows))
    else:
        as_workbook(source, *rows)
    run_portfolio(source, out)
    found = rows_of(out)
    assert [row["home"] for row in found] == ["a", "b", "c"]
    assert [bool(row["problem"]) for row in found] == [True, False, True]


def test_headings_that_are_repeated_are_left_out_and_said(tmp_path, monkeypatch):
    """As where tables were put one below the other; in the middle of what is read by columns too."""
    monkeypatch.setattr(csv_source, "_FIRST_BLOCK", 60)
    homes = [f"home {n},{3 + n / 100},{n + 5}" for n in range(40)]
    once, again = ["home,cop_47,Design load (kW)"], ["HOME,COP at 47 °F,design_load"]
    plain = write_csv(tmp_path / "plain.csv", *once, *homes)
    twice = write_csv(tmp_path / "twice.csv", *once, *homes[:20], *again, *homes[20:], *once)
    table = [row.split(",") for row in (*once, *homes[:20], *again, *homes[20:])]
    values = [[cell if (value := number_in(cell)) is None else value for cell in row] for row in table]
    book = as_workbook(tmp_path / "twice.xlsx", *values)
    notes: dict[str, list[str]] = {}
    for path in (plain, twice, book):
        run_portfolio(path, tmp_path / f"{path.name}_out.csv", on_note=notes.setdefault(path.name, []).append)
    assert notes == {"plain.csv": [], "twice.csv": ["2 rows were left out, which only repeated the headings"],
                     "twice.xlsx": ["1 row was left out, which only repeated the headings"]}  # fmt: skip
    assert (tmp_path / "plain.csv_out.csv").read_bytes() == (tmp_path / "twice.csv_out.csv").read_bytes()
    of_csv, of_book = (rows_of(tmp_path / f"{name}_out.csv") for name in ("plain.csv", "twice.xlsx"))
    for name in ("home", "notes", "problem"):  # numbers of homes in other company may differ in the last digit
        assert [row[name] for row in of_csv] == [row[name] for row in of_book]


@pytest.mark.parametrize("rows", [
    ['a,3.4,2.2,12,"note', "b,3.5,2.3,13,x", 'c,3.6,2.4,14,end" y', "d,3.6,2.4,14,"],
    ['"a,3.4,2.2,12,', 'b",3.5,2.3,13,x', "c,3.6,2.4,14,"],
    ['a,3.4,2.2,12,"note', "b,3.5,2.3,13,x", "c,3.6,2.4,14,"],
])  # fmt: skip
def test_no_home_is_lost_in_a_quotation_that_was_not_closed(tmp_path, rows):
    source, out = write_csv(tmp_path / "in.csv", "home,cop_47,cop_17,fuel_price,remark", *rows), tmp_path / "out.csv"
    with pytest.raises(df.InputError, match=r"homes inside one cell.*Close the quotation mark"):
        run_portfolio(source, out)
    assert not out.exists()


def test_notes_over_several_lines_are_no_homes(tmp_path):
    note = '"Bob, 2 floors\r\ncall 5, 6 pm\r\n10\r\n20\r\n30"'
    source, out = write_csv(tmp_path / "in.csv", "home,cop_47,remark", f"a,3.4,{note}", "b,3.5,"), tmp_path / "out.csv"
    run_portfolio(source, out)
    assert [row["problem"] for row in rows_of(out)] == ["", ""]


def test_errors_and_formulas_never_calculated_are_not_blank(tmp_path):
    """Read as blank, either would give the input its default."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Our homes"])
    sheet.append([])
    sheet.append(["house", "cop_47", "cop_17"])
    sheet.append(["EXAMPLE (not read)", 3.4, 2.2])
    for row in (["a", 3.4, 2.2], ["b", "#N/A", 2.2], ["c", "=B5+1", 2.2], ["d", None, 2.2], [None, None, None],
                [5, "3.5", True]):  # fmt: skip
        sheet.append(row)
    sheet["B6"].data_type = "e"
    book.save(tmp_path / "in.xlsx")
    run_portfolio(tmp_path / "in.xlsx", tmp_path / "out.csv")
    found = {row["house"]: row for row in rows_of(tmp_path / "out.csv")}
    assert list(found) == ["a", "b", "c", "d", "5"]
    assert found["a"]["problem"] == found["d"]["problem"] == ""
    assert "cop_47 = #N/A (Sheet!B6): must not be an error value" in found["b"]["problem"]
    assert "cop_47 = =B5+1 (Sheet!B7): is a formula without a stored result" in found["c"]["problem"]
    assert "cop_17 = True (Sheet!C10)" in found["5"]["problem"] and "cop_47" not in found["5"]["problem"]


def test_notes_of_a_sheet_as_they_are_shown_there(tmp_path):
    """Expected: what openpyxl, which wrote the cells, gives back; ISO 8601 for what is shown as a date."""
    shown = [
        datetime(2026, 1, 31), datetime(2026, 1, 31, 7, 30), timedelta(hours=26), 12, 0.5, True, "007", "=1", None,
    ]  # fmt: skip
    texts = ["2026-01-31", "2026-01-31T07:30:00", "1 day, 2:00:00", "12", "0.5", "TRUE", "007", "'=1", ""]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "cop_47", "note"])
    for number, cell in enumerate(shown, 2):
        sheet.append([f"row {number}", datetime(2026, 1, 31) if cell == 12 else 3.4, cell])
        if cell == "=1":
            sheet.cell(number, 3).data_type = "s"
    book.save(tmp_path / "in.xlsx")
    back = openpyxl.load_workbook(tmp_path / "in.xlsx").active
    assert [back.cell(number, 3).value for number in range(2, 11)] == shown
    run_portfolio(tmp_path / "in.xlsx", tmp_path / "out.csv")
    found = rows_of(tmp_path / "out.csv")
    assert [row["note"] for row in found] == texts
    assert [row["problem"].partition(":")[0] for row in found] == [
        "",
        "",
        "",
        "cop_47 = 2026-01-31 (Sheet!B5)",
        *[""] * 5,
    ]


def test_shared_strings_and_the_sheet_with_most_headings(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["cop_47", "read me"])
    chart = book.create_chartsheet("a chart")
    sheet = book.create_sheet("Häuser & mehr")
    for row in (["home", "cop_47", "cop_17", "defrost"], ["ä <b>", 3.4, 2.2, "resnet"], ["ä <b>", 3.4, 2.2, "resnet"]):
        sheet.append(row)
    book.save(tmp_path / "in.xlsx")
    assert chart in book.chartsheets
    run_portfolio(tmp_path / "in.xlsx", tmp_path / "out.csv", part_rows=1)
    found = rows_of(tmp_path / "out.csv")
    cost = df.solve(df.Case(cop_47=3.4, cop_17=2.2, defrost="resnet")).recommended.annual_cost
    assert [row["home"] for row in found] == ["ä <b>"] * 2
    assert [float(row["annual_cost"]) for row in found] == [pytest.approx(cost, rel=1e-12)] * 2


def test_a_filled_portfolio_template(tmp_path):
    """The fast way reads what the careful reader of forms reads."""
    from xl_dualfuel.workbook.forms.read import read_workbook

    book = openpyxl.load_workbook(ROOT / "templates" / "portfolio.xlsx")
    sheet = book["Homes"]
    keys = {
        cell.value: cell.column for row in sheet for cell in row if cell.value in df.FIELDS or cell.value == "house"
    }
    top = next(cell.row for row in sheet for cell in row if cell.value == "load_slope")
    filled = [{"house": "12 Main St", "load_slope": 700, "cop_47": 3.6, "cop_17": 2.3, "fuel": "propane",
               "fuel_price": 2.5, "fuel_price_unit": "$/gal"}, {"house": "=1", "design_temperature": -5, "cop_47": 3.1,
               "cop_17": 2.0}]  # fmt: skip
    for row, home in enumerate(filled, top + 2):
        for key, value in home.items():
            cell = sheet.cell(row, keys[key])
            cell.value, cell.data_type = value, "s" if isinstance(value, str) else "n"
    book.save(tmp_path / "in.xlsx")
    run_portfolio(tmp_path / "in.xlsx", tmp_path / "out.csv")
    found = rows_of(tmp_path / "out.csv")
    homes = read_workbook((tmp_path / "in.xlsx").read_bytes()).homes
    assert len(found) == len(homes) == 2
    assert [next(iter(row.values())) for row in found] == ["12 Main St", "'=1"]
    for row, inputs in zip(found, homes, strict=True):
        assert float(row["annual_cost"]) == pytest.approx(
            df.solve(df.Case(**inputs)).recommended.annual_cost, rel=1e-12
        )


def test_more_homes_than_a_sheet_holds_are_refused(tables, tmp_path, monkeypatch):
    monkeypatch.setattr("xl_dualfuel.portfolio.excel_out.EXCEL_ROWS", ROWS - 1)
    with pytest.raises(df.OutputError, match=r"write \.csv or \.parquet"):
        run_portfolio(tables["csv"], tmp_path / "out.xlsx", part_rows=PART)
    monkeypatch.setattr("xl_dualfuel.portfolio.excel_out.EXCEL_ROWS", ROWS)
    run_portfolio(tables["csv"], tmp_path / "out.xlsx", part_rows=PART)


def test_places_are_looked_at_first(tables, tmp_path):
    there = write_csv(tmp_path / "there.csv", "mine")
    for out, words in ((there, "--force"), (tmp_path / "out.txt", "must end in"), (tmp_path, "must end in")):
        with pytest.raises(df.DualFuelError, match=words):
            run_portfolio(tables["csv"], out)
    with pytest.raises(df.DualFuelError, match="is read by this command"):
        run_portfolio(tables["csv"], tables["csv"], force=True)
    with pytest.raises(df.DualFuelError, match="--force"):
        run_portfolio(tables["csv"], tmp_path / "out.csv", summary_json=there)
    with pytest.raises(df.InputError, match="cannot be read"):
        run_portfolio(tmp_path / "none.csv", tmp_path / "out.csv")
    assert there.read_text() == "mine\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.csv"]
    run_portfolio(tables["csv"], there, force=True)
    assert len(rows_of(there)) == ROWS


def test_relative_weather_files_are_looked_for_beside_the_table(tmp_path, monkeypatch):
    from tests.weather.year_files import CHICAGO

    (tmp_path / "chicago.epw").write_bytes(CHICAGO.read_bytes())
    source = write_csv(tmp_path / "in.csv", "id,weather_file", "a,chicago.epw", "b,none.epw")
    monkeypatch.chdir(ROOT)
    run_portfolio(source, tmp_path / "out.csv")
    found = rows_of(tmp_path / "out.csv")
    cost = df.solve(df.Case(weather_file=str(CHICAGO))).recommended.annual_cost
    assert float(found[0]["annual_cost"]) == pytest.approx(cost, rel=1e-12)
    assert "weather_file" in found[1]["problem"]


HOSTILE = [
    "../../etc/x",
    "/abs",
    "..",
    "CON",
    "a/b\\c",
    "",
    "A",
    "a",
    "con.txt",
    "\x00\n",
    "é" * 300,
    "-rf",
    "a (row 8)",
]


def test_names_of_workbooks_never_lead_out_of_the_folder():
    names = Names()
    made = [names.of(text, row) for row, text in enumerate(HOSTILE, 1)]
    assert len({name.casefold() for name in made}) == len(made)
    for name in made:
        assert Path(name).name == name and not name.startswith((".", "-")) and len(name.encode()) < 255
        assert name.endswith(".xlsx") and name.isprintable()
    assert made[5] == "row 6.xlsx" and made[7] == "a (row 8).xlsx"
    assert safe_name("CON") == "_CON" and safe_name("12 Main St.") == "12 Main St"


def test_workbooks_one_a_house_and_those_there_are_left(tmp_path):
    lines = ["home,cop_47,cop_17", "../12 Main St,3.4,2.2", "b,-1,2.2", "c,3.6,2.3"]
    source, folder = write_csv(tmp_path / "in.csv", *lines), tmp_path / "books"
    stamp = datetime(2026, 1, 2, tzinfo=UTC)
    run_portfolio(source, tmp_path / "1.csv", workbooks=folder, stamp=stamp)
    assert {path.name for path in folder.iterdir()} == {"c.xlsx", "_12 Main St.xlsx"}
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    assert (folder / "c.xlsx").read_bytes() == workbook_bytes(df.solve(df.Case(cop_47=3.6, cop_17=2.3)), stamp)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    (folder / "c.xlsx").unlink()
    run_portfolio(source, tmp_path / "2.csv", workbooks=folder)
    after = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    kept = [path for path in before if path.name != "c.xlsx"]
    assert after.keys() == before.keys() and all(after[path] == before[path] for path in kept)
    write_csv(source, *lines[:-1], "c,3.7,2.3")
    with pytest.raises(df.DualFuelError, match=r"c\.xlsx.*not the workbook of this home"):
        run_portfolio(source, tmp_path / "3.csv", workbooks=folder)
    run_portfolio(source, tmp_path / "3.csv", workbooks=folder, force=True)
    assert (folder / "c.xlsx").read_bytes() != b""


def test_no_workbook_has_the_name_of_another_result_or_of_a_file_that_is_read(tmp_path):
    source, books = write_csv(tmp_path / "in.csv", "home,cop_47", "A,3.4"), tmp_path / "books"
    for summary in (None, books / "a.xlsx"):
        with pytest.raises(df.OutputError, match="asked for twice"):
            run_portfolio(source, tmp_path / "out.csv" if summary else books / "a.xlsx", workbooks=books, force=True,
                          summary_xlsx=summary)  # fmt: skip
    books.mkdir(exist_ok=True)
    table = openpyxl.Workbook()
    for row in (["home", "cop_47"], ["homes", 3.4]):
        table.active.append(row)
    table.save(books / "homes.xlsx")
    before = (books / "homes.xlsx").read_bytes()
    with pytest.raises(df.OutputError, match="is read by this command"):
        run_portfolio(books / "homes.xlsx", tmp_path / "out.csv", workbooks=books, force=True)
    assert (books / "homes.xlsx").read_bytes() == before


def test_without_the_extra_one_line_says_what_to_install(tables, tmp_path):
    code = (
        "import sys\nfor name in ('pyarrow', 'dask', 'distributed'): sys.modules[name] = None\n"
        "from xl_dualfuel.portfolio.run import run_portfolio\nfrom xl_dualfuel.errors import InputError\n"
        "for source, out, scheduler in zip(*[iter(sys.argv[1:])] * 3):\n"
        "    try:\n        run_portfolio(source, out, scheduler=scheduler or None)\n"
        "    except InputError as error:\n        print(error, end='')\n    print('\\0', end='')\n"
    )
    asked = [("parquet", "a.csv", ""), ("csv", "a.parquet", ""), ("csv", "a.csv", "local"), ("csv", "a.csv", ""),
             ("xlsx", "c.csv", "")]  # fmt: skip
    arguments = [one for kind, out, scheduler in asked for one in (str(tables[kind]), str(tmp_path / out), scheduler)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=ENVIRONMENT,
                          check=True)  # fmt: skip
    *said, end = done.stdout.split("\0")
    assert (said[3:], end) == (["", ""], "")
    for text in said[:3]:
        assert "\n" not in text and re.search(r"pip install .*pyarrow", text)
    run_portfolio(tables["csv"], tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_csv_table_imports_only_what_it_needs(tmp_path):
    source = write_csv(tmp_path / "in.csv", "home,cop_47", "A,3.4")
    code = ("import sys\nfrom xl_dualfuel.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
            "print(*{name.partition('.')[0] for name in sys.modules}, *sys.modules)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, "portfolio", source, tmp_path / "out.csv"], capture_output=True,
                          text=True, env=ENVIRONMENT, check=True)  # fmt: skip
    modules = set(done.stdout.splitlines()[-1].split())
    assert {"pandas", "xl_dualfuel"} <= modules
    assert not modules & {"openpyxl", "rich", "numba", "polars", "dask", "distributed", "xl_dualfuel.tariffs.many"}


def test_the_table_of_results_is_a_valid_workbook(tables, validator, tmp_path):
    run_portfolio(tables["csv"], tmp_path / "out.xlsx")
    done = subprocess.run([validator, tmp_path / "out.xlsx"], capture_output=True, text=True, timeout=120, check=False)
    assert json.loads(done.stdout)["ok"], done.stdout


def test_a_workbook_of_results_has_words_formats_and_totals(tables, tmp_path):
    """The totals are those of the summary, stored and recalculated by another program."""
    out = tmp_path / "out.xlsx"
    totals = run_portfolio(tables["csv"], out).to_json()["totals"]
    sheet = openpyxl.load_workbook(out).active
    keys = {cell.value: cell.column_letter for cell in sheet[KEYS_ROW]}
    assert list(keys) == ["home", *RESULTS]
    stored, calculated = cells(out.read_bytes()), by_formualizer(out.read_bytes())
    for key in ("setting_cost", "saving_vs_existing", "emissions_kg"):
        address = f"{keys[key]}1"
        assert str(sheet[address].value).startswith("=SUBTOTAL(109,")
        for found in (stored, calculated):
            assert found["Homes", address] == pytest.approx(totals[key], rel=1e-9)
    formats = {key: sheet[f"{keys[key]}{KEYS_ROW + 1}"].number_format for key in ("setting", "setting_cost")}
    assert formats == {"setting": "0.0", "setting_cost": '"$"#,##0.00'}
    numbers = [cell for row in sheet.iter_rows(KEYS_ROW + 1) for cell in row if isinstance(cell.value, (int, float))]
    assert {cell.number_format for cell in numbers}.isdisjoint({"General"})
    words = [cell.value for cell in sheet[KEYS_ROW - 1]]
    assert not [text for text in words if "_" in text] and len(set(words)) == len(words)
    assert sheet.auto_filter.ref == f"A{KEYS_ROW}:{keys['problem']}{KEYS_ROW + ROWS}"


def test_the_benchmark_compares_the_same_sums():
    """The row loop beside solve_many gives its answers; every line of the table has its figures."""
    from bench import otherwise, portfolio

    homes = portfolio.homes_of("simple", 60)
    found, by_hand = df.solve_many(homes), otherwise.loop_by_hand(homes)
    assert by_hand["switchover"].tolist() == found["switchover"].tolist()
    np.testing.assert_allclose(by_hand["annual_cost"], found["annual_cost"], rtol=1e-12)
    pd.testing.assert_frame_equal(otherwise.loop_of_frames(homes), by_hand)
    np.testing.assert_allclose(otherwise.loop_of_solve(homes), found["annual_cost"], rtol=1e-12)
    switchover, cost = otherwise.compiled_loop(homes)()
    assert switchover.tolist() == found["switchover"].tolist()
    np.testing.assert_allclose(cost, found["annual_cost"], rtol=1e-12)
    row = portfolio.Row("a", 1000, 0.002, 123.4, 3.14159, portfolio.BARE, 2.5)
    assert portfolio.table([row]).splitlines()[2] == "| a | 1,000 | 0.002 | 2 | 123 | 3.14 | the loop | 2.5 |"


MEASURE = """
import json, re, sys, time
from xl_dualfuel.portfolio.run import run_portfolio
start = time.process_time()
s = run_portfolio(sys.argv[1], sys.argv[2])
# Of this process alone: ru_maxrss has that of the process that started it too.
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
print(json.dumps([s.data["homes"]["total"], time.process_time() - start, peak / 1024]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_million_homes_in_bounded_memory(tmp_path, suffix):
    count = int(1_000_000 * SHARE)
    write_demo(count, tmp_path / f"in.{suffix}")
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", MEASURE, tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"],
                          capture_output=True, text=True, env=ENVIRONMENT, check=True)  # fmt: skip
    homes, cpu, peak = json.loads(done.stdout)
    print(f"{homes:,} homes: {time.perf_counter() - start:.1f} s, {cpu:.1f} s of CPU, {peak:,.0f} MB")
    assert homes == count
    assert peak < 1500


def test_homes_are_grouped_by_columns_of_the_users(tmp_path):
    lines = ["id,City,cop_47,cop_17", "a,Ulm,3.4,2.2", "b,,3.5,2.2", "c,ulm,n/k,2.2", "d,Ulm,3.6,2.2", "e,=1,3.7,2.2"]
    source = write_csv(tmp_path / "in.csv", *lines)
    made = [run_portfolio(source, tmp_path / f"{rows}.csv", by=["city"], part_rows=rows).to_json() for rows in (2, 100)]
    assert [one["by"] for one in made[0]["groups"]] == ["fuel", "region", "City"]
    homes = {group["group"]: (group["homes"], group["solved"]) for group in made[0]["groups"][2]["groups"]}
    assert homes == {"Ulm": (2, 2), "(blank)": (1, 1), "ulm": (1, 0), "=1": (1, 1)}
    rows = rows_of(tmp_path / "2.csv")
    saved = sum(float(row["saving_vs_existing"]) for row in rows if row["City"] == "Ulm")
    assert made[0]["groups"][2]["groups"][0]["saving_vs_existing"] == pytest.approx(saved, rel=1e-12)
    for one, other in zip(made[0]["groups"], made[1]["groups"], strict=True):
        assert [group["homes"] for group in one["groups"]] == [group["homes"] for group in other["groups"]]


def test_what_is_no_group_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr("xl_dualfuel.portfolio.grouping.MOST_GROUPS", 2)
    monkeypatch.setattr("xl_dualfuel.portfolio.work.results", lambda part: pytest.fail("worked"))
    source = write_csv(tmp_path / "in.csv", "id,City,cop_47", "a,x,3.4", "b,y,3.5", "c,z,3.6")
    for by, words in ((["id"], "no groups. Give --by a column"), (["cop_47"], "Give one of: id, City")):
        with pytest.raises(df.InputError, match=words):
            run_portfolio(source, tmp_path / "out.csv", by=by)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
