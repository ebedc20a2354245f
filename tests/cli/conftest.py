"""The command in this process, and the worked example."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from commands import Done, dualfuel
from xl_dualfuel.cli import app as cli


@pytest.fixture
def inside(monkeypatch, capsys):
    """The command in this process, where nothing depends on the process."""

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["dualfuel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code is None or isinstance(ended.value.code, int)
        return Done(ended.value.code or 0, *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """An empty case: the worked example."""
    path = tmp_path_factory.mktemp("empty") / "case.toml"
    path.touch()
    return path


@pytest.fixture(scope="module")
def answer(empty) -> Done:
    """The JSON of the worked example, as a process gives it."""
    return dualfuel("run", empty, "--json", "-")


@pytest.fixture(scope="module")
def document(answer) -> dict[str, Any]:
    """The same, read."""
    return json.loads(answer.out)
