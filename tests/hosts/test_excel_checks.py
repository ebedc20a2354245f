"""The page of checks for who has Excel: its commands run, and what it says to expect is what the program answers."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import xl_dualfuel as df
from filling import fill
from xl_dualfuel.cli.app import MODULES, app
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.inputs.cells import MARK, REFUSED
from xl_dualfuel.workbook.verify import verify_file

PAGE = (Path(df.__file__).parent / "hosts" / "EXCEL_CHECKS.md").read_text(encoding="utf-8")
STEPS = {row.split("|")[1].strip(): row for row in PAGE.splitlines() if re.match(r"\| [A-F]\d", row)}


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGE)
    assert links and [link for link in links if not (Path(df.__file__).parent / "hosts" / link).exists()] == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the commands of the page were typed."""
    here = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(here)
        (block,) = re.findall(r"```bat\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines():
            program, *arguments = shlex.split(line.replace("\\", "/"))
            assert program == "dualfuel"
            done = CliRunner().invoke(app(*MODULES), arguments)
            assert done.exit_code == 0, done.output
    return here / "checks"


@pytest.mark.slow
def test_every_file_of_the_steps_is_there_or_saved_in_one(folder):
    named = set(re.findall(r"checks\\([\w\\-]+\.xlsx)", PAGE))
    saved = {name for row in STEPS.values() for name in re.findall(r"ave (?:it )?as `checks\\([\w-]+\.xlsx)`", row)}
    assert {name for name in named if not (folder / name.replace("\\", "/")).exists()} == saved


def test_what_the_cover_says():
    assert df.solve(df.Case()).headline in STEPS["A1"]
    assert df.solve(df.Case(electricity_price=0.13)).headline in STEPS["A5"]
    assert df.solve(df.Case(cop_47=3.6)).headline in STEPS["C3"]


@pytest.mark.slow
def test_where_the_cover_says_it(folder):
    book = openpyxl.load_workbook(folder / "dualfuel_example.xlsx", data_only=True)
    assert book["Cover"]["A4"].value in STEPS["A1"]
    charts = openpyxl.load_workbook(folder / "dualfuel_example.xlsx")["Charts"]._charts
    assert (len(charts), "Five charts" in STEPS["A4"]) == (5, True)


@pytest.mark.slow
def test_what_verify_says(folder):
    typed = folder / "dualfuel_example.xlsx"
    verdict = verify_file(typed)
    assert f'ends with "{verdict.words}"' in STEPS["B1"] and f'"{verdict.words}"' in STEPS["D16"]
    live = folder / "live.xlsx"
    assert f'ends with "{verify_file(live).words}"' in STEPS["D22"]
    same = openpyxl.load_workbook(live, data_only=True)["Functions"]["E"]
    assert {cell.value for cell in same} == {None, "Same", "OK"} and "column Same" in STEPS["D21"]
    book = openpyxl.load_workbook(typed)
    sheet = book["Scenarios"]
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "annual_cost")
    sheet.cell(head.row + 1, head.column).value = 1
    changed = folder.parent / "changed.xlsx"
    book.save(changed)
    verdict = verify_file(changed)
    assert f'ends with "{verdict.words}"' in STEPS["B3"]
    assert any(one.sheet == "Scenarios" for one in verdict.findings)


@pytest.mark.slow
def test_what_the_form_gives(folder):
    book = openpyxl.load_workbook(folder / "form.xlsx")
    fill(book, {"cop_47": 3.6})
    book.save(folder.parent / "form.xlsx")
    done = CliRunner().invoke(app("run"), ["run", str(folder.parent / "form.xlsx")])
    assert df.solve(df.Case(cop_47=3.6)).headline in done.stdout


def test_what_the_functions_answer():
    def answer(name, *arguments):
        return FUNCTIONS[name].python(*arguments)

    def expected(step):
        return STEPS[step].split("|")[3].strip()

    assert expected("D3") == answer("DF_VERSION")
    plain = f"{answer('DF_BALANCE_POINT'):g}"
    assert expected("D4") == f"{plain}, at once"
    assert [expected(step) for step in ("E3", "F2", "F3")] == [plain] * 3
    assert expected("F4").startswith(f"{plain};")
    assert expected("D5").startswith(f"{answer('DF_BALANCE_POINT', None, [['electricity_price', 0.13]]):g};")
    cops = [row[0] for row in answer("DF_COP", [[47.0], [17.0], [35.0]], 3.4, 2.2)]
    assert expected("D6").startswith(", ".join(f"{cop:.6g}" for cop in cops))
    assert expected("D7") == f"{sum(cops):.6g}"
    assert expected("D8") == answer("DF_CHECK", [["cop_47", -1.0]])[0][0]
    assert answer("DF_BALANCE_POINT", [["cop_47", -1.0]]).startswith(MARK)
    assert expected("D9") == f"{REFUSED}; refused"  # what the VBA makes of the mark: test_xlam.py
    table = answer("DF_SCENARIOS")
    assert expected("D10").startswith(f"{len(table)} rows, {len(table[0])} columns")
