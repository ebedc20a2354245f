"""`example`: a folder of results, and the published figures beside the computed ones.

The published column is that of the planner's page it quotes; the computed one is the model's own table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commands import Done, dualfuel
from tests.cli.test_outputs import contents
from tests.cli.test_run import CSVS, FURNACE_SHARE, SCENARIOS
from xl_dualfuel.results.columns import TABLES


@pytest.fixture(scope="module")
def worked(tmp_path_factory) -> tuple[Path, Done]:
    """The worked example's folder and what the command said."""
    folder = tmp_path_factory.mktemp("worked")
    return folder / "out", dualfuel("example", "--out", "out", cwd=folder)


def test_example_writes_a_workbook_and_csvs(worked):
    folder, done = worked
    assert done.status == 0, done.err
    assert sorted(path.name for path in folder.iterdir()) == sorted([*CSVS, "dualfuel_example.xlsx"])
    assert (folder / "dualfuel_example.xlsx").read_bytes()[:2] == b"PK"
    assert [line for line in done.err.splitlines() if line.startswith("Written: ")] == [
        f"Written: {Path('out') / name}"
        for name in ("dualfuel_example.xlsx", *(f"{table}.csv" for table in [*TABLES, "notes", "hourly"]))
    ]


def test_example_tells_the_answer_and_each_scenario(worked):
    out = worked[1].out
    assert out.splitlines()[0].startswith("Set the switchover to 36 °F. The season costs about $747.11")
    assert "Economic balance point: 37.0 °F (break-even COP 2.998)" in out
    assert "Emissions balance point: 11.9 °F" in out
    for cost, emissions, *_ in SCENARIOS.values():
        assert re.search(rf"{float(cost):,.2f} .* {emissions} ", out)
    for share in FURNACE_SHARE.values():
        assert share in out


def test_example_shows_published_beside_computed(worked):
    # Published: the planner's page. Computed: the model's table above.
    rows = {
        "Switchover": ("27 °F", "36 °F"),
        "Heat pump only, cost": ("$890", "$1,027.47"),
        "Heat pump only, emissions": ("3.1 t", "2.789 t"),
        "Furnace only, cost": ("$870", "$755.44"),
        "Furnace only, emissions": ("3.4 t", "3.080 t"),
        "Dual fuel, cost": ("$760", "$747.11"),
        "Dual fuel, emissions": ("2.9 t", "2.925 t"),
        "Dual fuel, furnace hours": ("11 % of about 1,900 h", "74.6% of 2,050 h"),
    }
    out = worked[1].out
    assert re.search(r"Published +Computed", out)
    for figure, (published, computed) in rows.items():
        cells = " +".join(map(re.escape, (figure, published, computed)))
        assert re.search(rf"^\W*{cells}\W*$", out, re.M), figure
    flat = " ".join(out.split())
    assert "inputs and method do not give its own table" in flat
    assert "$15/MMBtu" in flat


def test_example_replaces_nothing_unasked(worked, inside):
    folder, _ = worked
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again = inside("example", "--out", folder)
    assert again.status == 2
    assert again.out == ""
    expected = sorted(f"{path}: exists already; give --force to replace it" for path in before)
    assert sorted(again.problems) == expected
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    workbook = contents(folder / "dualfuel_example.xlsx")
    assert inside("example", "--out", folder, "--force").status == 0
    assert {path.name for path in folder.iterdir()} == {path.name for path in before}
    assert contents(folder / "dualfuel_example.xlsx").keys() == workbook.keys()
    assert all(path.read_bytes() == before[path] for path in folder.glob("*.csv"))
