"""Files that commands write: the same ones twice, none unasked over another, none over what is read."""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands import dualfuel, in_a_process
from tests.cli.test_run import CSVS, TARIFF
from tests.weather.year_files import CHICAGO


def contents(path: Path) -> Any:
    """What a file holds; of a workbook its parts, without the times at which it was made."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        time = rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]+ UTC"
        parts = {name: re.sub(time, b"", archive.read(name)) for name in archive.namelist()}
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:[a-z]+ [^>]*>)[^<]*", rb"\1", parts["docProps/core.xml"])
    return parts


def test_files_and_standard_output_together(empty, tmp_path, inside, answer):
    done = inside("run", empty, "--json", "-", "--csv", tmp_path / "out")
    assert done.out == answer.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == CSVS


def test_run_twice_gives_the_same(empty, tmp_path, answer):
    files = ["--json", "a.json", "--csv", "csv", "--xlsx", "a.xlsx"]
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        done = in_a_process("run", empty, *files, cwd=tmp_path / name)
        assert done.status == 0, done.err
        paths = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        found.append({path.name: contents(path) for path in paths})
    one, two = found
    assert list(one) == list(two) == ["a.json", "a.xlsx", *CSVS]
    assert one["a.json"].decode("utf-8") == answer.out
    for name in ("a.json", *CSVS):
        assert one[name] == two[name]
    # A workbook may differ in when it was made, and in nothing else.
    assert {part for part in one["a.xlsx"] if one["a.xlsx"][part] != two["a.xlsx"].get(part)} == set()


def test_existing_files_need_force(empty, tmp_path, inside):
    out = tmp_path / "out"
    out.mkdir()
    for name in ("bins.csv", "a.json"):
        (out / name).write_text("old", encoding="utf-8")
    command = ["run", empty, "--csv", out, "--json", out / "a.json"]
    done = inside(*command)
    assert done.status == 2
    assert done.out == ""
    named = [f"{out / name}: exists already; give --force to replace it" for name in ("bins.csv", "a.json")]
    assert done.problems == named
    assert sorted(path.name for path in out.iterdir()) == ["a.json", "bins.csv"]
    assert {path.read_text(encoding="utf-8") for path in out.iterdir()} == {"old"}
    assert inside(*command, "--force").status == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([*CSVS, "a.json"])
    assert json.loads((out / "a.json").read_text(encoding="utf-8"))["recommended"]["switchover"] == 36


@pytest.mark.parametrize(
    "options", ["--json same --xlsx same", "--csv . --json bins.csv", "--csv out --json out/../out/bins.csv"]
)
def test_one_file_for_two_results_is_refused(empty, tmp_path, inside, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    done = inside("run", empty, *options.split())
    assert done.status == 2
    assert done.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_one_line(empty, tmp_path, inside):
    (tmp_path / "file").write_text("old", encoding="utf-8")
    done = inside("run", empty, "--csv", tmp_path / "file")
    assert done.status == 2
    assert done.out == ""
    assert len(done.problems) == 1
    assert str(tmp_path / "file") in done.err


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_an_unreadable_case_is_one_line(tmp_path, inside, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    done = inside("run", name, "--json", "-")
    assert done.status == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith(f"Error: case = {name}: ")


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8")
def test_a_weather_file_whose_name_is_no_utf8(tmp_path):
    year = CHICAGO
    name = os.fsdecode(b"year\xff.epw.gz")
    (tmp_path / name).write_bytes(year.read_bytes())
    (tmp_path / "case.toml").touch()
    command = ["run", "case.toml", "--set", f"weather_file={name}", "--json", "a.json", "--csv", "out"]
    done = dualfuel(*command, cwd=tmp_path)
    assert "internal error" not in done.err
    assert "Traceback" not in done.err
    assert done.status in (0, 2)


INPUT_FILES = [
    "run case.json --json case.json",
    "run case.json --json ./a/../case.json",
    "run case.toml --json link.json",
    "run case.toml --set programme=custom --set programme_file=rules.json --json rules.json",
    "compare options.json options.toml --json options.json",
    "run case.toml --json case.toml",
    "run case.toml --json ./a/../case.toml",
    "run case.toml --json link.toml",
    "run case.toml --xlsx case.toml",
    "run case.toml --set programme=custom --set programme_file=rules.toml --json rules.toml",
    "run case.toml --xlsx out.xlsx --brand brand.toml --json brand.toml",
    "run case.toml --tariff tariff.toml --set weather_file=year.epw.gz --json tariff.toml",
    "run case.toml --set weather_file=year.epw.gz --json year.epw.gz",
    "compare case.toml options.toml --json options.toml",
    "compare case.toml options.toml --json case.toml",
    "decide case.toml --study study.toml --json study.toml",
    "decide case.toml --xlsx case.toml",
    "run form.xlsx --json form.xlsx",
    "run named.xlsx --csv .",
    "portfolio homes.csv homes.csv --demo 3",
    "verify form.xlsx --report form.xlsx",
    "verify form.xlsx --resume form.xlsx",
    "portfolio homes.csv homes.csv",
    "portfolio homes.csv out.csv --summary homes.json",
    "portfolio homes.xlsx out.csv --workbooks .",
]


@pytest.fixture
def inputs(tmp_path, monkeypatch) -> dict[str, bytes]:
    """A folder of input files of every kind, and their content by name."""
    rules = 'name = "Ours"\n[[rules]]\nid = "a"\nkind = "maximum_switchover"\nthreshold = 30\nunit = "°F"\n'
    texts = {
        "case.toml": "cop_47 = 3.4\n",
        "rules.toml": rules,
        "rules.json": rules,
        "case.json": '{"cop_47": 3.4}',
        "options.json": '{"cop_47": 3.4}',
        "brand.toml": 'name = "We"\n',
        "options.toml": "[options.a]\ncop_47 = 3.5\n",
        "study.toml": "",
        "tariff.toml": TARIFF,
        "homes.csv": "house,cop_47\nhomes,3.5\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "year.epw.gz").write_bytes(CHICAGO.read_bytes())
    for link in ("link.toml", "link.json"):
        (tmp_path / link).symlink_to("case.toml")
    (tmp_path / "homes.json").hardlink_to(tmp_path / "homes.csv")
    for name, keys, values in (
        ("homes", ["house", "cop_47", "cop_17", "fuel"], ["homes", 3.5, 2.2, "propane"]),
        ("form", ["house", "cop_47", "cop_17"], ["homes", 3.5, 2.2]),
        ("named", ["house", "cop_47", "weather_file"], ["homes", 3.5, "homes.csv"]),
    ):
        book = openpyxl.Workbook()
        for row in (keys, values):
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    monkeypatch.chdir(tmp_path)
    return {path.name: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize("command", INPUT_FILES)
def test_an_input_file_is_never_written_over_not_even_with_force(command, inputs, inside, tmp_path):
    done = inside(*command.split(), "--force")
    assert done.status == 2, done.out
    assert done.out == ""
    (line,) = done.problems
    if not line.startswith(command.split()[-1].removeprefix("./")) or "must end in" not in line:
        assert re.search(r"is read by this command|is asked for twice", line)
    assert {name: (tmp_path / name).read_bytes() for name in inputs} == inputs


ENDINGS = {
    "run case.csv --xlsx out.csv": ("out.csv: must end in .xlsx", "run case.csv --xlsx out.xlsx"),
    "run case.csv --json out.xlsx": ("out.xlsx: must end in .json", "run case.csv --json out.json"),
    "run case.csv --csv out.csv": ("out.csv: must be a folder", "run case.csv --csv out"),
    "decide case.csv --json out.csv": ("out.csv: must end in .json", "decide case.csv --json out.json"),
    "template client form.csv": ("form.csv: must end in .xlsx", "template client form.xlsx"),
    "verify house.xlsx --report out.json": ("out.json: must end in .xlsx", "verify house.xlsx --report out2.xlsx"),
    "portfolio case.csv out.json": ("out.json: must end in .csv", "portfolio case.csv out.parquet"),
}


@pytest.mark.parametrize(("command", "words", "mended"), [(a, *b) for a, b in ENDINGS.items()], ids=ENDINGS)
def test_an_output_ends_as_what_is_written(tmp_path, inside, monkeypatch, command, words, mended):
    monkeypatch.chdir(tmp_path)
    Path("case.csv").write_text("cop_47\n3.4\n", encoding="utf-8")
    if command.startswith("verify"):
        inside("run", "case.csv", "--xlsx", "house.xlsx")
    done = inside(*command.split())
    assert done.status == 2
    assert words in done.err
    assert inside(*mended.split()).status == 0


def test_no_file_that_is_read_is_written_over(tmp_path, inside, monkeypatch):
    """Neither one that a tariff or an option names, nor a submission in a folder."""
    monkeypatch.chdir(tmp_path)
    Path("case.toml").write_text("cop_47 = 3.4\n", encoding="utf-8")
    Path("rules.json").write_text('name = "Ours"\n[[rules]]\nid = "r"\n', encoding="utf-8")
    Path("options.toml").write_text('[options.a]\nprogramme_file = "rules.json"\n', encoding="utf-8")
    Path("folder").mkdir()
    inside("run", "case.toml", "--xlsx", "folder/house.xlsx")
    before = {path: path.read_bytes() for path in (Path("rules.json"), Path("folder/house.xlsx"))}
    for command in (
        "compare case.toml options.toml --json rules.json --force",
        "verify folder --report folder/house.xlsx --force",
    ):
        assert inside(*command.split()).status == 2
    assert {path: path.read_bytes() for path in before} == before
    Path("homes.csv").write_text("cop_47,climate,weather_file\n3.4,,\n3.4,weather,w.csv\n", encoding="utf-8")
    Path("w.csv").write_text("weather\n", encoding="utf-8")
    done = inside("portfolio", "homes.csv", "w.csv", "--force")
    assert done.status == 2
    assert "is read by this command" in done.err
    assert Path("w.csv").read_text(encoding="utf-8") == "weather\n"


@pytest.mark.parametrize("option", ["--resume", "--json", "--report"])
def test_verify_keeps_every_file_that_is_not_its_own(empty, option):
    folder = empty.parent
    dualfuel("run", "case.toml", "--xlsx", "house.xlsx", cwd=folder)
    notes = folder / "notes.txt"
    notes.write_text("notes\n", encoding="utf-8")
    done = dualfuel("verify", "house.xlsx", option, "notes.txt", cwd=folder)
    assert done.status == 2
    assert "notes.txt" in done.err
    assert notes.read_text(encoding="utf-8") == "notes\n"


def test_verify_wants_a_file_for_each_result_and_names_them(empty):
    folder = empty.parent
    dualfuel("run", "case.toml", "--xlsx", "house.xlsx", cwd=folder)
    done = dualfuel("verify", "house.xlsx", "--report", "both.xlsx", "--json", "both.xlsx", cwd=folder)
    assert done.status == 2
    assert "both.xlsx: must end in .json" in done.err
    assert not (folder / "both.xlsx").exists()
    done = dualfuel("verify", "house.xlsx", "--report", "report.xlsx", "--json", "findings.json", cwd=folder)
    assert done.err.splitlines()[-2:] == ["Written: findings.json", "Written: report.xlsx"]


def test_a_case_that_gives_nothing_is_called_the_worked_example(empty):
    assert (
        "Check: no input is given, so this is the worked example" in dualfuel("run", "case.toml", cwd=empty.parent).err
    )
    (empty.parent / "empty.xlsx").write_bytes(b"")
    done = dualfuel("run", "empty.xlsx", cwd=empty.parent)
    assert done.status == 2
    assert "it is not an Excel workbook" in done.err


def test_a_folder_is_never_offered_to_be_replaced(empty):
    (empty.parent / "folder.xlsx").mkdir()
    done = dualfuel("run", "case.toml", "--xlsx", "folder.xlsx", cwd=empty.parent)
    assert (done.status, done.problems[-1]) == (2, "folder.xlsx: is a folder; give a file name")
