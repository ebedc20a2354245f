"""The command that installs what an extra needs: for pip, pipx and uv; the libraries are those of pyproject.toml."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from xl_dualfuel.files.libraries import install_command

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


@pytest.fixture
def installed(monkeypatch):
    """Metadata as the build writes them, whatever the environment's own are."""
    lines = [f'{one}; extra == "{extra}"' for extra, libraries in EXTRAS.items() for one in libraries]
    monkeypatch.setattr(metadata, "requires", lambda _: ["numpy<3,>=1.26", *lines])
    monkeypatch.setattr(sys, "executable", "python")


@pytest.mark.parametrize("extra", ["excel", "portfolio"])
def test_it_names_the_libraries_of_the_extra(installed, extra):
    libraries = " ".join(f'"{one}"' for one in EXTRAS[extra])
    assert install_command(extra) == f"python -m pip install {libraries}"
    assert install_command(extra, again=True) == f"python -m pip install --force-reinstall {libraries}"


def test_an_environment_of_pipx_or_uv_may_have_no_pip(installed, monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert install_command("excel").startswith('uv pip install --python python "xlwings==')
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "xl-dualfuel"))
    (tmp_path / "xl-dualfuel").mkdir()
    (tmp_path / "xl-dualfuel" / "pipx_metadata.json").write_text("{}")
    assert install_command("excel").startswith('pipx inject xl-dualfuel "xlwings==')


def test_a_path_with_spaces_is_quoted_as_the_shell_wants_it(installed, monkeypatch):
    monkeypatch.setattr(sys, "executable", r"C:\Ann Lee\python.exe")
    assert install_command("excel").startswith(r'"C:\Ann Lee\python.exe" -m pip install "')
    monkeypatch.setattr(sys, "platform", "win32")
    assert install_command("excel").startswith(r'& "C:\Ann Lee\python.exe" -m pip install "')


def test_run_from_its_folder(monkeypatch):
    def none(_):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "requires", none)
    assert install_command("excel").endswith('".[excel]" (in the folder of xl_dualfuel)')
