"""One reading of a workbook of homes: the same answers and problems by run, portfolio and verify."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

import openpyxl
import pytest

import xl_dualfuel as df
from filling import rewritten
from xl_dualfuel.cli import app as cli
from xl_dualfuel.errors import InputError
from xl_dualfuel.portfolio.run import run_portfolio, solved_rows
from xl_dualfuel.workbook.forms.read import read_workbook
from xl_dualfuel.workbook.verify import verify

KEYS = ["house", "load_slope", "design_load", "design_temperature", "season_hours", "cop_47", "cop_17", "fuel",
        "fuel_price", "fuel_price_unit", "furnace_efficiency", "electricity_price", "existing_switchover"]  # fmt: skip
LABELS = ["House", *(df.FIELDS[key].label for key in KEYS[1:])]
SMITH = ["Smith", None, 42000, 5, 1900, 3.6, 2.4, "propane", 2.1, "$/gal", 0.95, 0.13, 35]
JONES = ["Jones", "=90000/65", None, 5, 1900, "=1.9+0.3", "=1.1+0.3", "natural_gas", 13, "$/MMBtu", 0.95, "=28/100", 35]
TYPED = ["Jones", 90000 / 65, None, 5, 1900, 2.2, 1.4, "natural_gas", 13, "$/MMBtu", 0.95, 0.28, 35]


def book(*rows: list, head: list = KEYS) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Homes"
    for row in (["Our homes"], head, *rows):
        made.active.append(row)
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def everywhere(package: bytes, folder: Path) -> list[dict]:
    """The rows of `run`, which are those of `portfolio`; `verify` has the same problems."""
    path = folder / "homes.xlsx"
    path.write_bytes(package)
    rows = [row for row, _ in solved_rows(path)]
    run_portfolio(path, folder / "out.csv", force=True)
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["problem"] for row in written] == [row["problem"] for row in rows]
    assert [row["notes"] for row in written] == [row["notes"] or "" for row in rows]
    assert [row["setting"] for row in written] == [
        "" if row["setting"] is None else repr(row["setting"]) for row in rows
    ]
    reading = read_workbook(package)
    assert ["; ".join(map(str, house.problems)) for house in reading.houses] == [row["problem"] for row in rows]
    findings = [finding for finding in verify(package, "homes.xlsx").findings if finding.severity == "error"]
    assert len(findings) == len(reading.problems)
    return rows


def test_formulas_without_a_stored_result_are_refused_with_their_cells(tmp_path):
    smith, jones = everywhere(book(SMITH, JONES), tmp_path)
    assert smith["problem"] == ""
    for cell in ("=90000/65 (Homes!B4)", "=1.9+0.3 (Homes!F4)", "=1.1+0.3 (Homes!G4)", "=28/100 (Homes!L4)"):
        assert f"= {cell}: is a formula without a stored result" in jones["problem"]
    assert jones["setting"] is None


def test_with_their_results_they_are_the_typed_numbers(tmp_path):
    """$1,743.32 at 70 °F: the furnace is cheaper at every temperature of 1,384.6 BTU/h per °F, COPs 2.2 and 1.4."""
    calculated = {"90000/65": 90000 / 65, "1.9+0.3": 2.2, "1.1+0.3": 1.4, "28/100": 0.28}

    def with_results(xml: str) -> str:
        return re.sub(r"<f>([^<]*)</f><v ?/>", lambda f: f"<f>{f[1]}</f><v>{calculated[f[1]]!r}</v>", xml)

    stored = rewritten(book(JONES), "xl/worksheets/sheet1.xml", with_results)
    for package in (stored, book(TYPED), book(TYPED, head=LABELS)):
        (jones,) = everywhere(package, tmp_path)
        assert (jones["problem"], jones["setting"], jones["status"]) == ("", 70, "fuel_always")
        assert jones["setting_cost"] == pytest.approx(1743.32, abs=0.005)  # to the cent, as published
        assert jones["setting_words"] == "furnace all season: 70 °F"
    (jones,) = everywhere(stored, tmp_path)
    assert "(Homes!B3) is the last result of a formula. Check that it is up to date" in jones["notes"]


def test_blank_rows_and_rows_of_formulas_that_give_nothing_end_no_table(tmp_path):
    package = book(SMITH, [], ['=""'] * 3, [], TYPED)
    nothing = re.compile(r'<c ([^>]*)><f>""</f><v ?/>')
    blank = rewritten(package, "xl/worksheets/sheet1.xml", lambda xml: nothing.sub(
        r'<c \1 t="str"><f>""</f><v></v>', xml))  # fmt: skip
    assert [row["house"] for row in everywhere(blank, tmp_path)] == ["Smith", "Jones"]
    assert len(everywhere(package, tmp_path)) == 3, "not calculated: that is no blank row"


def test_words_for_not_given(tmp_path):
    no_price = [*SMITH[:8], "N/A", *SMITH[9:]]
    no_cop = [*TYPED[:5], "n/a", *TYPED[6:]]
    in_thousands = [*SMITH[:2], "42 kBtu/h", *SMITH[3:]]
    price, cop, load = everywhere(book(no_price, no_cop, in_thousands), tmp_path)
    assert price["problem"].startswith("fuel_price = N/A (Homes!I3): must be given with fuel = propane. ")
    assert cop["problem"].startswith("cop_47 = n/a (Homes!F4): must be given. ")
    assert load["problem"] == ""
    assert "42 kBtu/h read as 42,000 BTU/h" in load["notes"]
    assert load["setting_cost"] == everywhere(book(SMITH), tmp_path)[0]["setting_cost"]


def test_the_money_beside_a_price_is_that_of_the_house(tmp_path):
    euro = [*TYPED[:11], "0,28 €/kWh", 35]
    package = book(euro)
    everywhere(package, tmp_path)
    assert [money for _, money in solved_rows(tmp_path / "homes.xlsx")] == ["€"]
    told = [found.what for found in verify(package, "homes.xlsx").findings if "Currency" in found.what]
    assert told == ["Currency: was read as €, the money of Electricity price = 0,28 €/kWh"]


def test_verify_doubts_what_is_hardly_plausible():
    odd = [*TYPED[:1], None, 39, *TYPED[3:]]  # MBH, where BTU/h are read
    found = verify(book(SMITH, odd), "homes.xlsx")
    (doubt, _) = (finding for finding in found.findings if finding.severity == "warning")
    assert doubt.what.startswith("Jones: Design heating load: The design load is 39 BTU/h") and doubt.cell == "A4"


def test_a_house_with_only_a_name_says_so(tmp_path):
    _, nobody = everywhere(book(SMITH, ["Nobody"]), tmp_path)
    assert nobody["problem"] == "inputs = (not given) (Homes!A4): must be given. Fill in the row, or clear it"


@pytest.mark.parametrize("heading", ["option", "cop_47", "electricty_price"])
def test_headings_that_are_refused_are_refused_by_all(heading, tmp_path):
    package = book([*SMITH, "x"], head=[*KEYS, heading])
    path = tmp_path / "homes.xlsx"
    path.write_bytes(package)
    with pytest.raises(InputError) as refused:
        list(solved_rows(path))
    with pytest.raises(InputError) as refused_by_forms:
        read_workbook(package)
    assert str(refused.value) == str(refused_by_forms.value)


@pytest.mark.parametrize(
    ("rows", "status"), [([SMITH, TYPED], 0), ([SMITH, JONES], 1), ([JONES], 2)], ids=["none", "some", "all"]
)
@pytest.mark.parametrize("command", ["run", "portfolio"])
def test_the_exit_status_says_how_many_homes_have_problems(command, rows, status, tmp_path, monkeypatch, capsys):
    path, out = tmp_path / "homes.xlsx", tmp_path / "out.csv"
    path.write_bytes(book(*rows))
    monkeypatch.setattr(sys, "argv", ["dualfuel", command, str(path), *([str(out)] if command == "portfolio" else [])])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code or 0) == status
    said = capsys.readouterr().out
    assert ("without a stored result" in said) is (status > 0)
    assert command == "run" or len(out.read_text(encoding="utf-8").splitlines()) == 1 + len(rows)
