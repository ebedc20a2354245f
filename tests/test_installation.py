"""The README's roads from this folder to a running command, followed line by line without a network.

The environments that they make see the libraries of this one, so that pip finds all that is needed installed already.
On Windows the same lines are Python's own; here ``py`` and ``activate`` are read as what they are on this system.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from test_readme import README, blocks
from xl_dualfuel.version import __version__

ROOT = Path(__file__).parents[1]
WHEEL = f"xl_dualfuel-{__version__}-py3-none-any.whl"
ON_WINDOWS = {"py -m venv .venv": "python3 -m venv .venv", r".venv\Scripts\activate": "source .venv/bin/activate"}
pytest.importorskip("hatchling", reason="hatchling is not installed: bash tests/install.sh")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lines are run by bash")


@pytest.fixture
def folder(tmp_path) -> Path:
    """This project as it comes to somebody, nothing installed."""
    for name in ("xl_dualfuel", "workbook"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python3"  # of the same version as the libraries
    python.write_text(f'#!/bin/sh\nexec "{Path(sys.base_prefix) / "bin" / "python3"}" "$@"\n')
    python.chmod(0o755)
    return tmp_path


def followed(folder: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """What the lines print, typed one after the other into a terminal in the folder."""
    environment = os.environ | {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this as --no-build-isolation
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_COMPILE": "0",  # read as --no-compile: the command compiles what it uses
    }
    environment.pop("VIRTUAL_ENV", None)
    return subprocess.run(
        ["bash", "-e", "-c", "\n".join(lines)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def check_example(folder: Path, done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr
    answer = blocks(README, "text")[0].splitlines()[0]
    assert answer in done.stdout
    assert (folder / "worked_example" / "dualfuel_example.xlsx").exists()
    installed = folder / ".venv" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    assert (installed / "xl_dualfuel" / "workbook" / "__init__.py").exists()


def test_the_line_for_this_folder(folder):
    (line,) = blocks(README, "sh")[0].splitlines()
    check_example(folder, followed(folder, [line]))


@pytest.mark.slow
def test_the_lines_for_windows(folder):
    lines = [ON_WINDOWS.get(line, line) for line in blocks(README, "bat")[0].splitlines()]
    assert set(ON_WINDOWS.values()) < set(lines)
    *lines, install = lines
    check_example(folder, followed(folder, lines))
    assert install == "dualfuel addin install"
    done = followed(folder, ["source .venv/bin/activate", install])
    assert done.returncode == 2
    assert "Excel on Windows only" in done.stderr


def test_the_wheel_file_is_named_as_it_is_built():
    """pipx and uv take the name of a file as it is: PowerShell and cmd do not fill in a star."""
    (block,) = blocks(README, "bash")
    assert block.splitlines() == [f'{command} "{WHEEL}[excel]"' for command in ("pipx install", "uv tool install")]


@pytest.mark.slow
def test_the_wheel_installs_in_an_empty_environment(folder):
    build = "python3 -m pip wheel --quiet --no-deps --wheel-dir dist ."
    venv = "python3 -m venv .venv && source .venv/bin/activate"
    lines = [build, venv, f'pip install "dist/{WHEEL}[excel]"', "dualfuel example --out worked_example"]
    check_example(folder, followed(folder, lines))


def test_no_page_installs_it_from_an_index_that_lacks_it():
    wrong = re.compile(r"(?:pip|pipx|uv tool|uv) install +['\"]?xl[_-]dualfuel(?!-\d)")
    folders = ("xl_dualfuel", "workbook", "tests", "templates")
    pages = [*ROOT.glob("*.md"), *(path for one in folders for path in (ROOT / one).rglob("*"))]
    kinds = {".py", ".md", ".bas", ".sh", ".toml"}
    read = [path for path in pages if path.suffix in kinds and path.is_file()]
    assert [path for path in read if wrong.search(path.read_text(encoding="utf-8"))] == []
