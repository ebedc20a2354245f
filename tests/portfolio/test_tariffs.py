"""Tables of homes with a column tariff: one headline a home, every problem in its row, the same bytes by every way."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import xl_dualfuel as df
from support import one_in
from tests.portfolio.test_resuming import Stop, stop_after
from tests.portfolio.test_run import read, rows_of, write_csv
from xl_dualfuel.functions.grids import portfolio
from xl_dualfuel.homes.frames import RESULTS as PLAIN
from xl_dualfuel.portfolio.run import run_portfolio, solved_rows
from xl_dualfuel.tariffs.columns import RESULTS
from xl_dualfuel.tariffs.frames import solve_many
from xl_dualfuel.tariffs.reading import read_tariff

TIMES = """name = "Winter peaks"
year = 2026
daylight_saving = true
[electricity]
otherwise = "off"
[electricity.periods]
off = 0.10
peak = 0.32
[[electricity.windows]]
period = "peak"
days = "weekday"
from = 16
to = 21
"""
BLOCKS = """name = "Blocks"
[electricity]
price = 0.11
household_kwh = 650
[[electricity.blocks]]
up_to = 800
price = 0.0
[[electricity.blocks]]
price = 0.05
"""
COLD = """name = "Cold hours"
temperature_unit = "F"
[electricity]
price = 0.09
demand_charge = 6.0
[[electricity.special_prices]]
price = 0.30
below = 12
"""
KEYS = ("home", "tariff", "station", "load_slope", "cop_47", "cop_17", "capacity_47", "capacity_17", "fuel_price",
        "fuel_price_unit", "electricity_price", "existing_switchover")  # fmt: skip


def rows(count: int) -> list[dict[str, object]]:
    names = ("times.toml", "", "blocks.toml", "cold.toml")
    return [
        dict(zip(KEYS, (f"h{n}", names[n % 4], ("denver", "chicago")[n % 2], 300 + 7 * n, 3.4, 2.2, 36_000, 20_000,
                        1.1 + 0.01 * n, "$/therm", 0.12 + 0.002 * n, 25 + n % 20), strict=True))
        for n in range(count)
    ]  # fmt: skip


def table(folder: Path, homes: list[dict[str, object]], name: str = "homes.csv") -> Path:
    for file, text in (("times.toml", TIMES), ("blocks.toml", BLOCKS), ("cold.toml", COLD)):
        (folder / file).write_text(text)
    frame = pd.DataFrame(homes)
    path = folder / name
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False)
    return path


@pytest.mark.parametrize("suffix", one_in(2, ["csv", "parquet", "xlsx"]))
def test_every_kind_of_table_equals_solve_many(tmp_path, suffix):
    homes = rows(48)
    source, out = table(tmp_path, homes, f"homes.{suffix}"), tmp_path / f"out.{suffix}"
    summary = run_portfolio(source, out, part_rows=20)
    found = read(out)
    assert list(found.columns) == ["home", "tariff", *RESULTS]
    tariffs = {name: read_tariff(tmp_path / name) for name in ("times.toml", "blocks.toml", "cold.toml")}
    expected = solve_many(pd.DataFrame(homes).drop(columns="home"), tariffs)
    for key in ("setting", "setting_cost", "existing_cost", "energy_cost", "demand_cost", "fuel_cost"):
        numbers = pd.to_numeric(found[key]).tolist()
        assert numbers == pytest.approx(expected[key].tolist(), rel=1e-9, nan_ok=True)
    assert found["notes"].fillna("").tolist() == expected["notes"].tolist()
    assert found["tariff_name"].fillna("").tolist() == expected["tariff_name"].tolist()
    assert pd.to_numeric(found["demand_cost"])[found["tariff"] == "cold.toml"].max() > 0
    by_tariff = next(group for group in summary.data["groups"] if group["by"] == "tariff")["groups"]
    assert {group["group"]: group["homes"] for group in by_tariff} == {
        "times.toml": 12, "blocks.toml": 12, "cold.toml": 12, "plain prices": 12}  # fmt: skip
    assert summary.data["totals"]["energy_cost"] == pytest.approx(expected["energy_cost"].sum())
    assert sum(group["setting_cost"] for group in by_tariff) == pytest.approx(expected["setting_cost"].sum())


def test_a_home_without_a_tariff_is_as_in_a_table_without_tariffs(tmp_path):
    homes = rows(24)
    run_portfolio(table(tmp_path, homes), tmp_path / "out.csv")
    run_portfolio(table(tmp_path, [{key: row[key] for key in KEYS if key != "tariff"} for row in homes], "plain.csv"),
                  tmp_path / "plain_out.csv")  # fmt: skip
    found, plain = rows_of(tmp_path / "out.csv"), rows_of(tmp_path / "plain_out.csv")
    assert list(plain[0]) == ["home", *PLAIN]
    for place in range(1, 24, 4):
        for key in PLAIN:
            pair = found[place][key], plain[place][key]
            assert pair[0] == pair[1] or float(pair[0]) == pytest.approx(float(pair[1]), rel=1e-12), key
        assert found[place]["energy_cost"] == found[place]["tariff_name"] == ""
    for place in (0, 2, 3):
        assert found[place]["setting_cost"] != plain[place]["setting_cost"]


def test_every_problem_of_a_home_is_in_its_row_with_its_tariffs(tmp_path):
    (tmp_path / "inside").mkdir()
    outside = tmp_path / "secret.toml"
    outside.write_text(TIMES)
    folder = tmp_path / "inside"
    homes = rows(9)
    names = ["gone.toml", "../secret.toml", "link.toml", "bad.toml", "times.toml", str(outside), "series.toml", "\0",
             "."]  # fmt: skip
    for row, name in zip(homes, names, strict=True):
        row["tariff"] = name
    homes[0]["load_slope"], homes[4]["cop_17"] = -5, "x"
    source = table(folder, homes)
    (folder / "link.toml").symlink_to(outside)
    (folder / "bad.toml").write_text("[electricity]\nprice = 14\nfixd = 3\n")
    (folder / "series.toml").write_text('[electricity.series]\nfile = "../prices.csv"\n')
    (tmp_path / "prices.csv").write_text("price\n" + "0.1\n" * 8760)
    run_portfolio(source, folder / "out.csv")
    found = [row["problem"] for row in rows_of(folder / "out.csv")]
    assert "tariff = gone.toml (row 1): must be there" in found[0] and "load_slope = -5" in found[0]
    for place in (1, 2, 5, 6):
        assert "must be a file in the folder of the table" in found[place], found[place]
        assert f"(row {place + 1})" in found[place] or place == 6
    assert "electricity.price = 14" in found[3] and "electricity.fixd" in found[3]
    assert found[4].startswith("cop_17 = x")
    assert "tariff" in found[7] and "must be there" in found[8]
    assert all("setting" in row and not row["setting"] for row in rows_of(folder / "out.csv"))


def test_a_workbook_names_the_cell_of_a_tariff_that_is_not_there(tmp_path):
    homes = rows(4)
    homes[2]["tariff"] = "gone.toml"
    run_portfolio(table(tmp_path, homes, "homes.xlsx"), tmp_path / "out.csv")
    assert "gone.toml (Sheet1!B4)" in rows_of(tmp_path / "out.csv")[2]["problem"]


def test_each_tariff_file_is_read_once(tmp_path, monkeypatch):
    from xl_dualfuel.portfolio import tariff_files

    read_files = []
    whole = tariff_files.read_toml
    monkeypatch.setattr(tariff_files, "read_toml",
                        lambda path, *more: read_files.append(path.name) or whole(path, *more))  # fmt: skip
    run_portfolio(table(tmp_path, rows(40)), tmp_path / "out.csv", part_rows=10)
    assert sorted(read_files) == ["blocks.toml", "cold.toml", "times.toml"]


def test_a_run_goes_on_only_under_the_same_tariffs(tmp_path):
    source, out = table(tmp_path, rows(40)), tmp_path / "out.csv"
    told: list[int] = []

    def interrupted() -> None:
        with pytest.raises(Stop):
            run_portfolio(source, out, part_rows=10, progress=stop_after(21), force=True, workers=1)

    def goes_on() -> int:
        told.clear()
        run_portfolio(source, out, part_rows=10, progress=lambda done, total: told.append(done), force=True)
        return told[0]

    interrupted()
    assert goes_on() == 20
    interrupted()
    (tmp_path / "cold.toml").write_text(COLD.replace("0.30", "0.60"))
    assert goes_on() == 0
    dear = rows_of(out)
    (tmp_path / "cold.toml").write_text(COLD)
    run_portfolio(source, out, part_rows=10, force=True)
    cheap = rows_of(out)
    assert float(dear[3]["heat_pump_only_cost"]) > 1.1 * float(cheap[3]["heat_pump_only_cost"])
    assert dear[0] == cheap[0]


def test_a_series_beside_a_tariff_belongs_to_what_a_run_compares(tmp_path):
    (tmp_path / "prices.csv").write_text("price\n" + "0.1\n" * 8760)
    source, out = table(tmp_path, rows(20)), tmp_path / "out.csv"
    (tmp_path / "cold.toml").write_text('[electricity.series]\nfile = "prices.csv"\n')
    with pytest.raises(Stop):
        run_portfolio(source, out, part_rows=10, progress=stop_after(10))
    (tmp_path / "prices.csv").write_text("price\n" + "0.2\n" * 8760)
    told: list[int] = []
    run_portfolio(source, out, part_rows=10, progress=lambda done, total: told.append(done))
    assert told[0] == 0


def test_results_never_replace_a_tariff(tmp_path):
    (tmp_path / "prices.csv").write_text("price\n" + "0.1\n" * 8760)
    source = table(tmp_path, rows(4))
    (tmp_path / "cold.toml").write_text('[electricity.series]\nfile = "prices.csv"\n')
    with pytest.raises(df.OutputError):
        run_portfolio(source, tmp_path / "prices.csv", force=True)
    assert (tmp_path / "prices.csv").read_text().startswith("price")


def test_workbooks_are_under_the_tariff_of_their_home(tmp_path):
    homes = rows(4)
    homes[3]["tariff"] = "gone.toml"
    source, books = table(tmp_path, homes), tmp_path / "books"
    run_portfolio(source, tmp_path / "out.csv", workbooks=books)
    found = {path.name: openpyxl.load_workbook(path, read_only=True).sheetnames for path in books.iterdir()}
    assert sorted(found) == ["h0.xlsx", "h1.xlsx", "h2.xlsx"]
    assert {name: "Tariff" in sheets for name, sheets in found.items()} == {
        "h0.xlsx": True, "h1.xlsx": False, "h2.xlsx": True}  # fmt: skip
    before = {path.name: path.stat().st_mtime_ns for path in books.iterdir()}
    run_portfolio(source, tmp_path / "out.csv", workbooks=books, force=True)  # what is there is not written again
    assert {path.name: path.stat().st_mtime_ns for path in books.iterdir()} == before
    (tmp_path / "times.toml").write_text(TIMES.replace("0.32", "0.42"))
    with pytest.raises(df.OutputError, match="is not the workbook of this home"):
        run_portfolio(source, tmp_path / "again.csv", workbooks=books)


def test_what_is_worked_out_one_by_one_and_what_a_tariff_assumes_is_said(tmp_path):
    source = table(tmp_path, rows(4))
    (tmp_path / "cold.toml").write_text(
        '[electricity]\nprice = 0.1\n[[electricity.ladders]]\nper = "day"\n'
        "blocks = [{ up_to = 20, price = 0.0 }, { price = 0.05 }]\n"
    )
    notes: list[str] = []
    run_portfolio(source, tmp_path / "out.csv", on_note=notes.append)
    assert any(note.startswith("cold.toml: its homes are worked out one by one") for note in notes)
    assert not rows_of(tmp_path / "out.csv")[3]["problem"]


@pytest.mark.slow
def test_a_scheduler_gives_the_same_bytes(tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed (extra portfolio)")
    source = table(tmp_path, rows(60))
    run_portfolio(source, tmp_path / "here.csv", part_rows=20)
    run_portfolio(source, tmp_path / "there.csv", part_rows=20, scheduler="local")
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()


def test_a_table_of_homes_that_run_answers_is_under_its_tariffs(tmp_path):
    source = table(tmp_path, rows(4), "homes.xlsx")
    found = [row for row, _ in solved_rows(source)]
    run_portfolio(source, tmp_path / "out.csv")
    for row, written in zip(found, rows_of(tmp_path / "out.csv"), strict=True):
        assert row["setting_cost"] == pytest.approx(float(written["setting_cost"]))
        assert (row["tariff_name"] or "") == written["tariff_name"]


def test_the_summary_has_the_tariffs_as_groups_on_every_surface(tmp_path):
    source = table(tmp_path, rows(12))
    summary = run_portfolio(source, tmp_path / "out.csv", summary_json=tmp_path / "s.json",
                            summary_xlsx=tmp_path / "s.xlsx")  # fmt: skip
    data = json.loads((tmp_path / "s.json").read_text())
    assert [group["by"] for group in data["groups"]] == ["fuel", "region", "tariff"]
    words = next(line for line in summary.sentences() if line.startswith("cold.toml, 3 homes"))
    group = next(one for one in data["groups"][2]["groups"] if one["group"] == "cold.toml")
    assert f"{group['setting_cost']:,.0f}" in words
    cells = pd.read_excel(tmp_path / "s.xlsx", sheet_name="Groups", header=None)
    assert "By tariff" in cells[0].tolist() and "cold.toml" in cells[0].tolist()


@pytest.mark.parametrize("heading", ["Tariffs", "rate", "Rate schedule"])
def test_another_heading_for_tariffs_is_refused_with_the_right_one(tmp_path, heading):
    homes = [{heading if key == "tariff" else key: value for key, value in row.items()} for row in rows(4)]
    with pytest.raises(df.InputError, match="Head the column tariff"):
        run_portfolio(table(tmp_path, homes), tmp_path / "out.csv")


def test_notes_named_as_the_results_of_tariffs_keep_their_names_only_where_there_are_none(tmp_path):
    plain = [{**{key: row[key] for key in KEYS if key != "tariff"}, "tariff_name": "mine"} for row in rows(3)]
    run_portfolio(table(tmp_path, plain), tmp_path / "plain.csv")
    assert rows_of(tmp_path / "plain.csv")[0]["tariff_name"] == "mine"
    run_portfolio(table(tmp_path, [{**row, "tariff_name": "mine"} for row in rows(3)]), tmp_path / "under.csv")
    with (tmp_path / "under.csv").open(newline="") as file:
        first = next(csv.DictReader(file))
    assert first["tariff_name (as given)"] == "mine" and first["tariff_name"] == "Winter peaks"


def test_a_worksheet_table_with_tariffs_is_refused_with_a_remedy():
    with pytest.raises(df.InputError, match="dualfuel portfolio"):
        portfolio([["load_slope", "tariff"], [600, "times.toml"]])


def test_a_broken_csv_of_tariffs_names_stays_readable(tmp_path):
    table(tmp_path, rows(1))
    source = write_csv(tmp_path / "short.csv", "home,load_slope,station,tariff", "a,600,denver,times.toml", "b,500")
    run_portfolio(source, tmp_path / "out.csv")
    found = rows_of(tmp_path / "out.csv")
    assert not found[0]["problem"] and "must have 4" in found[1]["problem"]


def test_the_hours_of_all_homes_keep_the_heat_pump_off_in_control_hours(tmp_path):
    homes = [{**row, "tariff": "control.toml"} for row in rows(3)]
    source = table(tmp_path, homes)
    (tmp_path / "control.toml").write_text(
        'temperature_unit = "F"\n[electricity]\nprice = 0.05\n'
        "[[electricity.control]]\nfrom = 17\nto = 21\nmonths = [11, 12, 1, 2, 3]\n"
        "[carbon]\nmonthly = [0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9]\n"
    )
    run_portfolio(source, tmp_path / "out.csv", hourly_csv=tmp_path / "hours.csv")
    found = rows_of(tmp_path / "out.csv")
    with (tmp_path / "hours.csv").open(newline="") as file:
        hours = list(csv.DictReader(file))
    off = [row for row in hours if row["time"][:2] in ("11", "12", "01", "02", "03")
           and 18 <= int(row["time"][6:8]) <= 21]  # fmt: skip
    assert len(off) == 4 * 151 and all(float(row["heat_pump_kw"]) == 0 for row in off)
    assert sum(float(row["heat_pump_kw"]) for row in hours) > 0
    for key in ("electricity_kwh", "fuel_mmbtu", "emissions_kg"):
        total = sum(float(row[key]) for row in hours)
        assert total == pytest.approx(sum(float(row[key]) for row in found), rel=1e-9), key
