"""The gallery: its cases are sound, its pictures small, and its notebook runs from the first cell to the last."""

from __future__ import annotations

import ast
import json
import shutil

import openpyxl
import pytest

import gallery
import xl_dualfuel as df
from pictures import WIDTH

LARGEST = 120_000
"""Most bytes of a picture"""
NOTEBOOK = json.loads((gallery.FOLDER / "notebook.ipynb").read_text(encoding="utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def test_every_file_there_is_shown():
    named = {*gallery.CASES, *(gallery.picture_of(name).name for name in gallery.CASES)}
    assert {path.name for path in gallery.FOLDER.iterdir()} == named | {"README.md", "notebook.ipynb", "thermostat.csv"}


@pytest.mark.parametrize("name", [name for name in gallery.CASES if name != gallery.PORTFOLIO])
def test_a_case_leaves_no_doubt(name):
    result = df.solve(df.read_case(gallery.FOLDER / name))
    assert result.doubts == ()
    assert all(check.ok for check in result.checks)
    assert result.setting.heats


@pytest.mark.parametrize("name", gallery.CASES)
def test_pictures_are_small(name):
    data = gallery.picture_of(name).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == WIDTH
    assert len(data) < LARGEST


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell of the notebook ends with, run in a copy of the folder."""
    matplotlib = pytest.importorskip("matplotlib", reason="the charts of the notebook need it")
    matplotlib.use("Agg")
    folder = tmp_path_factory.mktemp("gallery") / "copy"
    shutil.copytree(gallery.FOLDER, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        names: dict[str, object] = {}
        values = []
        for source in CODE:
            *before, last = ast.parse(source).body
            exec(compile(ast.Module([*before], []), "cell", "exec"), names)
            if isinstance(last, ast.Expr):
                values.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
            else:
                exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return folder, values


def test_the_notebook_runs(shown):
    folder, values = shown
    assert len(values) == len(CODE)
    pages = [value._repr_html_() for value in values if hasattr(value, "_repr_html_")]
    assert len(pages) == 6  # result, scenarios, decisions, options, compared, homes
    assert df.solve(df.read_case(gallery.FOLDER / "us_gas.toml")).headline in pages[0].replace("&#x27;", "'")
    assert sum(type(value).__name__ == "Axes" for value in values) == 3
    assert "Sensitivity" in openpyxl.load_workbook(folder / "us_gas.xlsx").sheetnames


def test_the_notebook_is_stored_without_answers():
    """Answers in the file would be those of another version one day."""
    assert NOTEBOOK["nbformat"] == 4
    cells = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells] == [([], None)] * len(cells)
    assert len({cell["id"] for cell in NOTEBOOK["cells"]}) == len(NOTEBOOK["cells"])
