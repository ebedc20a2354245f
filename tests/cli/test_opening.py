"""The workbook of a house, made and opened; where nothing can open it, that is said and the workbook is there."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from xl_dualfuel.cli import app, opening

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the opener here is xdg-open")


@pytest.fixture
def opener(tmp_path, monkeypatch):
    """A program named xdg-open that notes what it is asked to open, or does as it is told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.defpath}")
    monkeypatch.setenv("DISPLAY", ":0")

    def install(script: str) -> Path:
        program = folder / "xdg-open"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return tmp_path / "opened"

    return install


def test_it_makes_the_workbook_and_opens_it(opener, tmp_path, monkeypatch, capsys):
    opened = opener(f'echo "$1" > {tmp_path / "opened"}')
    case = tmp_path / "house.toml"
    case.write_text("electricity_price = 0.16\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["dualfuel", "open", str(case)])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert not ended.value.code
    assert opened.read_text(encoding="utf-8").strip() == str(tmp_path / "house.xlsx")
    out, err = capsys.readouterr()
    assert out.startswith("Set the switchover to ")
    assert f"Written: {tmp_path / 'house.xlsx'}\n" in err
    assert "was not opened" not in err
    assert openpyxl.load_workbook(tmp_path / "house.xlsx").sheetnames[0] == "Summary"


@pytest.mark.parametrize(("script", "problem"), [
    ("exit 3", "no program for .xlsx files is installed"), (None, "there is no xdg-open on this computer"),
])  # fmt: skip
def test_it_says_where_nothing_can_open_it(opener, tmp_path, script, problem):
    if script:
        opener(script)
    assert opening.opened(tmp_path / "house.xlsx") == problem


def test_it_says_where_there_are_no_windows(opener, tmp_path, monkeypatch):
    opener("exit 0")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert opening.opened(tmp_path / "house.xlsx") == "this computer shows no windows here"


def test_a_program_that_stays_open_is_left_alone(opener, tmp_path, monkeypatch):
    opened = opener(f"sleep 0.3; touch {tmp_path / 'opened'}")
    monkeypatch.setattr(opening, "_PATIENCE", 0.05)
    assert opening.opened(tmp_path / "house.xlsx") == ""
    for _ in range(100):
        if opened.exists():
            break
        time.sleep(0.1)
    assert opened.exists()  # it was not ended with the wait


@pytest.mark.parametrize(("case", "workbook"), [
    (None, "house.xlsx"), ("a/b.toml", "a/b.xlsx"), ("client.xlsx", "client_answer.xlsx"), ("c.csv", "c.xlsx"),
])  # fmt: skip
def test_the_workbook_is_beside_the_case_and_never_the_case(case, workbook):
    assert opening.workbook_beside(case and Path(case)) == Path(workbook)
