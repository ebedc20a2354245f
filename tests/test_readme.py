"""README is true: its commands run as written, its tables are those of the program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import update_pages

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    (folder / "house.toml").write_text(blocks("toml")[0], encoding="utf-8")
    options = next(block for block in blocks("toml") if "[options." in block)
    (folder / "options.toml").write_text(options, encoding="utf-8")
    return folder


def commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("dualfuel ")]
    example = next(line for block in blocks("sh") for line in block.splitlines() if "dualfuel example" in line)
    return [*lines, "dualfuel " + example.rpartition("dualfuel ")[2]]


@pytest.mark.parametrize("command", commands())
def test_commands_run_as_written(command, house):
    arguments = shlex.split(command)
    assert arguments[0] == "dualfuel"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "xl_dualfuel", *arguments[1:]],
        cwd=house,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for option in ("--csv", "--json", "--xlsx", "--out", "addin"):
        if option in arguments:
            assert (house / arguments[arguments.index(option) + 1]).exists()


def test_the_screen_shown_is_the_screen_printed(house):
    done = subprocess.run([sys.executable, "-m", "xl_dualfuel", "example", "--out", "screen"], cwd=house, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=True)  # fmt: skip
    printed = {re.sub(r"\s+", " ", line).strip() for line in done.stdout.splitlines()}
    shown = [re.sub(r"\s+", " ", line).strip() for line in blocks("text")[0].splitlines()]
    assert [line for line in shown if line and not line.startswith("─") and line not in printed] == []


def test_python_examples_run(house, monkeypatch):
    monkeypatch.chdir(house)
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})


def test_the_first_command_installs_and_the_second_tests():
    shell = "\n".join(blocks("sh"))
    assert "pip install ." in shell
    assert "bash tests/run.sh" in shell
    assert "bash tests/run.sh" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", update_pages.PAGES)
def test_generated_pages_are_those_of_the_code(path):
    assert (ROOT / path).read_text(encoding="utf-8") == update_pages.PAGES[path](), "run python tests/update_pages.py"
