"""The command line as users script against it: what goes where, which status, which keys in which order.

The worked example's numbers are the model's own table, recomputed there by hand; the published column is that of the
planner's page it quotes. Keys and columns are those of the contract.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

import xl_dualfuel as df
from commands import Done, dualfuel
from xl_dualfuel.cli import app as cli
from xl_dualfuel.results.columns import TABLES

CHICAGO = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"

# Scenario: cost $, emissions t, electricity kWh, fuel MMBtu, furnace hours; the model, "Worked example".
SCENARIOS = {
    "heat_pump_only": ("1027.47", "2.789", "7339.10", "0.000", "0.0"),
    "furnace_only": ("755.44", "3.080", "0.00", "58.111", "2050.0"),
    "optimized": ("747.11", "2.925", "631.54", "50.668", "1530.1"),
    "existing_switchover": ("747.28", "2.914", "695.58", "49.992", "1499.1"),
    "initial_guess": ("747.28", "2.914", "695.58", "49.992", "1499.1"),  # 35 °F too
    "emergency_heat": ("2265.06", "6.148", "16179.02", "0.000", "0.0"),
}
FURNACE_SHARE = {
    "furnace_only": "100.0%", "optimized": "74.6%", "existing_switchover": "73.1%", "initial_guess": "73.1%",
}  # fmt: skip

# The contract, "JSON of `run`".
CONTRACT = {
    "": "version inputs balance_points recommended setting assumptions scenarios bins switchover_curve fuel_storage "
    "warnings checks",
    "assumptions": "key value moves message",
    "scenarios": "scenario switchover annual_cost electricity_kwh strip_kwh fuel_mmbtu fuel_units fuel_unit"
    " emissions_kg furnace_hours furnace_hours_fraction furnace_load_fraction backup_hours load_mmbtu unmet_mmbtu"
    " cost_per_mmbtu seasonal_cop saving_vs_existing",
    "bins": "bin low high temperature hours load_btuh cop capacity_btuh heat_pump_kw strip_kw furnace_mmbtu_per_h"
    " heat_pump_cost furnace_cost heat_pump_emissions_kg furnace_emissions_kg source flags",
    "switchover_curve": "switchover annual_cost emissions_kg furnace_hours",
    "warnings": "key message",
    "checks": "id ok",
}
COLUMNS = {name: keys.split() for name, keys in CONTRACT.items()}
TOP = COLUMNS.pop("")
JSON_NAMES = {"bins": "bins", "switchover": "switchover_curve", "scenarios": "scenarios", "checks": "checks"}
CSVS = ["bins.csv", "checks.csv", "inputs.csv", "scenarios.csv", "switchover.csv"]


def in_a_process(*arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8") -> Done:
    """The command as users run it."""
    done = subprocess.run(
        [sys.executable, "-m", "xl_dualfuel", *map(str, arguments)],
        capture_output=True, cwd=cwd, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False, timeout=120,
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def contents(path: Path) -> Any:
    """What a file holds; of a workbook its parts, without the times at which it was made."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        time = rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]+ UTC"
        parts = {name: re.sub(time, b"", archive.read(name)) for name in archive.namelist()}
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:[a-z]+ [^>]*>)[^<]*", rb"\1", parts["docProps/core.xml"])
    return parts


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


@pytest.fixture(scope="module")
def worked(tmp_path_factory) -> tuple[Path, Done]:
    """The worked example's folder and what the command said."""
    folder = tmp_path_factory.mktemp("worked")
    return folder / "out", dualfuel("example", "--out", "out", cwd=folder)


# ------------------------------------------------------------------------------------------------------------- example


def test_example_writes_a_workbook_and_five_csvs(worked):
    folder, done = worked
    assert done.status == 0, done.err
    assert sorted(path.name for path in folder.iterdir()) == sorted([*CSVS, "dualfuel_example.xlsx"])
    assert (folder / "dualfuel_example.xlsx").read_bytes()[:2] == b"PK"
    assert [line for line in done.err.splitlines() if line.startswith("Written: ")] == [
        f"Written: {Path('out') / name}"
        for name in ("dualfuel_example.xlsx", "inputs.csv", "bins.csv", "switchover.csv", "scenarios.csv", "checks.csv")
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


# ---------------------------------------------------------------------------------------------------------------- JSON


def test_json_on_standard_output_is_alone_there(answer, document, empty):
    assert answer.status == 0
    assert answer.out.startswith("{")
    assert json.dumps(document, indent=1, ensure_ascii=False) + "\n" == answer.out
    assert "Traceback" not in answer.err
    assert "switchover" not in answer.err, "the table is not on standard error either"


def test_the_scenarios_are_the_models(document):
    found = {row["scenario"]: row for row in document["scenarios"]}
    assert list(found) == list(SCENARIOS)
    for name, (cost, emissions, kwh, mmbtu, hours) in SCENARIOS.items():
        row = found[name]
        assert f"{row['annual_cost']:.2f}" == cost
        assert f"{row['emissions_kg'] / 1000:.3f}" == emissions
        assert f"{row['electricity_kwh']:.2f}" == kwh
        assert f"{row['fuel_mmbtu']:.3f}" == mmbtu
        assert f"{row['furnace_hours']:.1f}" == hours
        assert f"{row['furnace_hours_fraction']:.1%}" == FURNACE_SHARE.get(name, "0.0%")
        assert row["fuel_unit"] == "therm"
        assert row["fuel_units"] == pytest.approx(row["fuel_mmbtu"] * 10, rel=1e-12)  # 0.1 MMBtu a therm
        assert row["unmet_mmbtu"] == 0
    assert [found[name]["switchover"] for name in SCENARIOS] == [None, None, 36, 35, 35, None]
    assert found["optimized"]["saving_vs_existing"] == pytest.approx(747.28 - 747.11, abs=0.01)  # two rounded to cents
    assert found["existing_switchover"]["saving_vs_existing"] == 0


def test_the_balance_points_are_the_contracts(document):
    points = document["balance_points"]
    assert list(points) == ["economic", "thermal", "emissions"]
    assert points["thermal"] == {"temperature": None, "status": "not_modelled"}
    for name, temperature, extrapolated, cop in (("economic", 36.96, False, 2.998), ("emissions", 11.91, True, 1.996)):
        point = points[name]
        assert list(point) == ["temperature", "status", "extrapolated", "break_even_cop", "price_only_cop"]
        assert round(point["temperature"], 2) == temperature
        assert point["status"] == "crosses"
        assert point["extrapolated"] is extrapolated
        assert round(point["break_even_cop"], 3) == cop
        assert point["price_only_cop"] == point["break_even_cop"]  # there is no blower


def test_the_recommendation_is_the_contracts(document):
    recommended = document["recommended"]
    assert list(recommended) == ["switchover", "status", "reason", "annual_cost"]
    assert recommended["switchover"] == 36.0
    assert recommended["status"] == "crosses"
    assert round(recommended["annual_cost"], 2) == 747.11
    assert recommended["reason"].startswith("At ")


def test_keys_and_columns_are_the_contracts_in_its_order(document):
    assert [key for key in document if key in TOP] == TOP
    assert list(document["inputs"]) == list(df.FIELDS)
    for name, columns in COLUMNS.items():
        assert document[name], name
        for row in document[name]:
            assert list(row)[: len(columns)] == columns
            assert list(row) == list(document[name][0])
    first = document["bins"][0]
    assert (first["bin"], first["low"], first["high"], first["temperature"]) == (1, 68, 70, 70 - 4 / 3)
    assert len(document["bins"]) == 34  # 65 °F in steps of 2, the last one narrower, one cut at 35 °F
    assert sum(row["hours"] for row in document["bins"]) == pytest.approx(2050, rel=1e-12)  # 1,900 + 150
    assert len(document["switchover_curve"]) == 35  # every edge
    assert all(check["ok"] is True for check in document["checks"])
    assert {row["source"] for row in document["bins"]} == {"heat_pump", "furnace"}
    assert all(isinstance(row["flags"], list) for row in document["bins"])


def test_the_version_is_everywhere_the_same(document, inside):
    assert inside("--version") == (0, df.__version__ + "\n", "")
    assert document["version"] == df.__version__


def test_python_gives_the_same(document):
    result = df.solve(df.Case())
    assert result.to_json() == document
    assert result.recommended.switchover == 36


# --------------------------------------------------------------------------------------- CSV, JSON, DataFrames agree

RICH = {
    "performance_table": [[47, 3.4, 36000], [17, 2.2, 20000], [5, 1.9, 15000]],
    "fuel": "propane",
    "fuel_price": 2.5,
    "fuel_price_unit": "$/gal",
    "furnace_capacity": 30000,
    "strip_capacity": 1,
    "compressor_lockout": 10,
}


@pytest.mark.parametrize("inputs", [{}, RICH], ids=["worked example", "limits"])
def test_csv_json_and_frames_are_one(tmp_path, inside, inputs):
    (tmp_path / "case.json").write_text(json.dumps(inputs), encoding="utf-8")
    out = tmp_path / "out"
    assert inside("run", tmp_path / "case.json", "--csv", out, "--json", out / "result.json").status == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([*CSVS, "result.json"])
    document = json.loads((out / "result.json").read_text(encoding="utf-8"))
    result = df.solve(df.Case(**inputs))
    frames = {"bins": result.bins, "switchover": result.switchover_curve, "scenarios": result.scenarios}
    for name, key in JSON_NAMES.items():
        header, *rows = csv.reader(io.StringIO((out / f"{name}.csv").read_text(encoding="utf-8"), newline=""))
        assert header == [column.key for column in TABLES[name]]
        assert all(list(row) == header for row in document[key])
        frame = frames.get(name, result.frame(name))
        assert list(frame.columns) == header
        assert len(rows) == len(document[key]) == len(frame)
        for row, values in zip(rows, document[key], strict=True):
            assert row == [as_csv(value) for value in values.values()]
    header, *rows = csv.reader(io.StringIO((out / "inputs.csv").read_text(encoding="utf-8"), newline=""))
    assert header == list(result.frame("inputs").columns) == [column.key for column in TABLES["inputs"]]
    assert [row[header.index("name")] for row in rows] == list(document["inputs"])
    for row, value in zip(rows, document["inputs"].values(), strict=True):
        shown = json.dumps(value) if isinstance(value, list) else as_csv(value)
        assert row[header.index("value")] == shown


def as_csv(value: Any) -> str:
    """A value of the JSON as its CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return " ".join(value) if isinstance(value, list) else str(value)


# ------------------------------------------------------------------------------------------------------------------ run


def test_an_empty_case_is_the_worked_example(empty, inside):
    done = inside("run", empty)
    assert done.status == 0
    assert done.out.splitlines()[0].startswith("Set the switchover to 36 °F. The season costs about $747.11")
    for cost, *_ in SCENARIOS.values():
        assert f"{float(cost):,.2f}" in done.out
    assert all(
        line.startswith(("Check: no input is given", "Note: ", "Assumed, ", "  ")) for line in done.err.splitlines()
    )


def test_set_changes_the_case(empty, inside):
    changes = ["--set", "fuel_price=15", "--set", "existing_switchover = 30", "--set", "backup_operation=simultaneous"]
    done = inside("run", empty, *changes, "--json", "-")
    document = json.loads(done.out)
    # The model: 27 °F, and about $870 for the furnace, do come out at $15/MMBtu.
    assert document["recommended"]["switchover"] == pytest.approx(27, abs=1)  # edges lie at even numbers
    assert document["scenarios"][1]["annual_cost"] == pytest.approx(870, abs=5)
    assert document["inputs"]["existing_switchover"] == 30
    assert document["inputs"]["backup_operation"] == "simultaneous"
    assert document["given"] == ["fuel_price", "backup_operation", "existing_switchover"]


def test_set_takes_tables_and_texts(empty, inside):
    changes = ["--set", "bin_table=[[20, 100], [40, 200]]", "--set", "fuel=propane", "--set", "fuel_price=30"]
    changes += ["--set", "fuel_price_unit=$/MMBtu"]
    document = json.loads(inside("run", empty, *changes, "--json", "-").out)
    assert document["inputs"]["bin_table"] == [[20, 100], [40, 200]]
    assert [row["hours"] for row in document["bins"]] == [200, 100]  # warm to cold
    assert document["inputs"]["fuel_emissions"] == 62.87  # 40 CFR 98 Table C-1


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


# -------------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("columns", [80, 120])
def test_help_of_every_command_says_what_it_does_then_an_example(inside, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    commands = typer.main.get_command(cli.app(*cli.MODULES)).commands  # type: ignore[attr-defined]
    assert {"example", "run", "functions", "new", "open"} <= set(commands)
    listed = inside("--help")
    assert listed == inside("-h")
    assert (listed.status, listed.err) == (0, "")
    for name in commands:
        done = inside(name, "-h")
        assert (done.status, done.err) == (0, "")
        usage, first, example, *_ = (line.strip() for line in done.out.splitlines() if line.strip())
        assert usage.startswith(f"Usage: dualfuel {name} ")
        assert example.startswith(f"Example: dualfuel {name}")
        assert re.search(rf"^ +{name} +{re.escape(first)}$", listed.out, re.M)  # whole in the list too
        assert re.search(r"-q, --quiet .*-v, --verbose .*--version .*-h, --help ", done.out, re.S)
        assert [line for line in (done.out + listed.out).splitlines() if len(line) > columns] == []
        assert re.search(r"[a-z.]\.\.\.", done.out + listed.out) is None  # where a line is cut, three dots are left


@pytest.mark.parametrize("name", cli.MODULES)
def test_every_command_has_the_version(inside, name):
    assert inside(name, "--version") == (0, df.__version__ + "\n", "")


def test_quiet_says_the_answer_and_what_looks_wrong(inside, tmp_path):
    case = tmp_path / "case.toml"
    case.write_text("design_load = 42\n", encoding="utf-8")  # BTU/h: thousands are meant
    usual, quiet = inside("run", case), inside("run", case, "-q", "--json", tmp_path / "a.json")
    assert quiet.out == usual.out
    assert "Assumed, because not given. " in usual.err
    said = quiet.err.splitlines()
    assert [line.split(": ")[1] for line in said] == ["Design heating load", "Season cost"]
    assert set(said) < set(usual.err.splitlines())  # nothing written is said, nor what was assumed
    decided = inside("decide", case, "--quiet")
    assert set(said) <= set(decided.err.splitlines()) < set(inside("decide", case).err.splitlines())


def test_quiet_still_says_that_no_input_is_given(inside, empty):
    assert inside("run", empty, "-q").err == "Check: no input is given, so this is the worked example\n"


def test_verbose_says_inputs_checks_and_time(inside, empty):
    done = inside("run", empty, "--verbose")
    assert "Input: cop_47 = 3.4  (default)" in done.err
    assert "Input: load_slope = 600 BTU/h·°F (default)" in done.err
    assert len(re.findall(r"^Calculated twice: ", done.err, re.M)) == len(df.solve(df.Case()).checks)
    assert re.search(r"^time: \d+\.\d\d s$", done.err, re.M)
    assert "Input: " not in inside("run", empty).err  # the next call is as it was


def test_quiet_and_verbose_contradict_each_other(inside, empty):
    done = inside("run", empty, "-q", "-v")
    assert (done.status, done.out) == (2, "")
    assert done.err == "Error: --quiet = --verbose: only one may be given. Leave one of the two out\n"


def test_verbose_shows_where_an_internal_error_is(inside, empty, monkeypatch):
    monkeypatch.setattr("xl_dualfuel.cli.run.solve", lambda case: 1 / 0)
    done = inside("run", empty)
    assert done.status == 2
    assert done.err.endswith("please report it: ZeroDivisionError: division by zero (--verbose shows where)\n")
    with pytest.raises(ZeroDivisionError):
        inside("run", empty, "-v")


@pytest.mark.parametrize(("typed", "offered"), [
    ("te", ["template"]), ("template c", ["client", "case"]), ("run --set cop_4", ["cop_47="]),
    ("run --js", ["--json"]), ("o", ["open"]),
])  # fmt: skip
def test_a_shell_completes_commands_kinds_and_keys(typed, offered):
    line = f"dualfuel {typed}"
    asked = {"_DUALFUEL_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    done = subprocess.run([sys.executable, "-m", "xl_dualfuel"], capture_output=True, encoding="utf-8",
                          env={**os.environ, **asked}, check=False, timeout=120)  # fmt: skip
    assert done.stdout.split() == offered


def test_without_arguments_it_helps(inside):
    done = inside()
    assert "Usage: " in done.out + done.err
    assert "Traceback" not in done.err


def test_functions_lists_them_all(inside):
    from xl_dualfuel.functions import FUNCTIONS

    done = inside("functions")
    assert done.status == 0
    assert done.err == ""
    listed = re.findall(r"^=(DF_[A-Z_]+2?)\(", done.out, re.M)
    assert listed == [function.name for function in FUNCTIONS.values()]
    assert {"DF_BALANCE_POINT", "DF_ECONOMIC_POINT", "DF_BIN_TABLE", "DF_SCENARIOS", "DF_COP"} <= set(listed)
    for function in FUNCTIONS.values():
        for argument in function.arguments:
            assert f"{argument.name}: {argument.help}" in done.out


# ------------------------------------------------------------------------------------------------------------ processes

CLOSED = ["run case.toml", "run case.toml --json -", "functions", "--help"]


@pytest.mark.parametrize("command", CLOSED)
def test_a_closed_pipe_leaves_no_traceback(empty, command):
    # As of `| true`: the reader has gone before the first byte.
    done = into_closed_pipe(empty.parent, *command.split())
    assert "Traceback" not in done.err
    assert "Error" not in done.err
    assert "Exception" not in done.err
    assert "internal error" not in done.err


@pytest.mark.parametrize("command", CLOSED)
def test_a_closed_pipe_is_no_finding(empty, command):
    # 1 is kept for what verify finds, 2 for unusable input; 0 or the end by SIGPIPE, as other tools do, are neither.
    assert into_closed_pipe(empty.parent, *command.split()).status not in (1, 2)


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="a matter of Unix")
@pytest.mark.parametrize("arguments", [["functions"], ["run", "no such file"]])
def test_what_a_closed_pipe_does_to_the_caller_stays_as_it_was(monkeypatch, capsys, arguments):
    # A program that calls main() would else be ended by the first pipe that closes on it.
    monkeypatch.setattr(sys, "argv", ["dualfuel", *arguments])
    before = signal.getsignal(signal.SIGPIPE)
    with pytest.raises(SystemExit):
        cli.main()
    capsys.readouterr()
    assert signal.getsignal(signal.SIGPIPE) == before == signal.SIG_IGN


@functools.cache
def into_closed_pipe(folder: Path, *command: str) -> Done:
    """The command with a standard output that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "xl_dualfuel", *command],
            stdout=writer, stderr=subprocess.PIPE, encoding="utf-8", cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False, timeout=120,
        )  # fmt: skip
    finally:
        os.close(writer)
    return Done(done.returncode, "", done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        (">/dev/full", 2, "Error: standard output, or the disk of temporary files: No space left on device; free some"),
        ("2>/dev/full", 0, ""),
        (">&-", 0, "Written: a.json"),
        (">&- 2>&-", 0, ""),
        (">&- 2>/dev/full <&-", 0, ""),
    ],
)
def test_full_and_closed_streams_are_no_fault_of_the_program(empty, tmp_path, where, status, words):
    done = subprocess.run(
        f"exec {shlex.quote(sys.executable)} -m xl_dualfuel run {empty} --json a.json {where}", shell=True,
        capture_output=True, encoding="utf-8", cwd=tmp_path, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == status
    assert words in done.stderr
    assert "internal" not in done.stderr
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["recommended"]["switchover"] == 36


def test_the_first_line_through_a_pipe(empty):
    with subprocess.Popen(
        [sys.executable, "-m", "xl_dualfuel", "run", empty, "--json", "-"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("command", "encoding"),
    [("run case.toml", "cp1252"), ("run case.toml", "cp437"), ("run case.toml", "ascii"), ("functions", "cp1252")],
)
def test_terminals_that_know_few_characters(empty, command, encoding):
    done = in_a_process(*command.split(), cwd=empty.parent, encoding=encoding)
    assert "internal error" not in done.err
    assert done.status == 0
    assert done.out


IMPORTS = """
import json, sys
sys.argv = ["dualfuel", *sys.argv[1:]]
from xl_dualfuel.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
NOT_FOR_ONE_HOUSE = {"decisions", "tariffs", "homes", "portfolio", "hosts", "functions", "records", "workbook"}
"""Rooms that the answer for one house has no use for"""
MOST_MODULES = 80
"""Of ours, that such an answer imports as JSON. Each costs about a millisecond of every start."""


@pytest.mark.parametrize("options", [["--json", "-"], ["--csv", "out"]], ids=["json", "screen and csv"])
def test_a_run_imports_only_what_it_needs(tmp_path, options):
    case = tmp_path / "case.toml"
    case.write_text('station = "chicago_ohare"\nfuel = "propane"\nfuel_price = 2.5\nfuel_price_unit = "$/gal"\n')
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, "run", str(case), *options],
        capture_output=True, cwd=tmp_path, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    modules = [name.split(".") for name in json.loads(done.stderr.splitlines()[-1])]
    libraries = {top for top, *_ in modules}
    assert "numpy" in libraries
    assert not libraries & {"xlwings", "openpyxl", "dask", "pandas", "lxml", "matplotlib", "pytest"}
    ours = [rest for top, *rest in modules if top == "xl_dualfuel"]
    assert not {rest[0] for rest in ours if rest} & NOT_FOR_ONE_HOUSE
    if "--json" in options:
        assert "rich" not in libraries
        assert len(ours) <= MOST_MODULES, sorted(".".join(rest) for rest in ours)


def test_solve_many_is_on_the_face_of_the_package_though_imported_late():
    from xl_dualfuel.homes.frames import solve_many

    assert df.solve_many is solve_many
    assert set(df.__all__) <= set(dir(df))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = df.no_such_name


@pytest.mark.parametrize("place", [f"weather_file = '{CHICAGO}'", "station = 'chicago_ohare'"])
def test_a_year_gets_its_hours_as_csv(tmp_path, place):
    """8,760 rows whose sums are the recommended scenario's; other climates have none."""
    case = tmp_path / "case.toml"
    case.write_text(f"{place}\nbin_width = 0\ncapacity_47 = 36000\ncapacity_17 = 22000\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "xl_dualfuel", "run", str(case), "--csv", str(tmp_path / "out"), "--json", "-"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    with (tmp_path / "out" / "hourly.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8760
    scenario = {row["scenario"]: row for row in json.loads(done.stdout)["scenarios"]}["optimized"]
    assert sum(float(row["cost"]) for row in rows) == pytest.approx(scenario["annual_cost"], rel=1e-9)
    assert "hourly.csv" in done.stderr


TARIFF = """[electricity]
otherwise = "off"
[electricity.periods]
off = 0.10
peak = 0.32
[[electricity.windows]]
period = "peak"
days = "weekday"
from = 21
to = 3
[fuel]
price = 1.3
"""


@pytest.fixture
def billed(tmp_path) -> tuple[Path, Path]:
    """A case in $/therm with a weather file, and a tariff that leaves out unit, year and daylight saving."""
    case, tariff = tmp_path / "case.toml", tmp_path / "tariff.toml"
    case.write_text(f'weather_file = {json.dumps(str(CHICAGO))}\nfuel_price = 1.3\nfuel_price_unit = "$/therm"\n',
                    encoding="utf-8")  # fmt: skip
    tariff.write_text(TARIFF, encoding="utf-8")
    return case, tariff


def test_the_answer_under_a_tariff_comes_first(billed, inside):
    case, tariff = billed
    done = inside("run", case, "--tariff", tariff)
    assert done.status == 0, done.err
    under, plain = done.out.split("At the case's plain prices, without the tariff:\n")
    assert under.startswith("Set the switchover to ")
    assert "Under the tariff Tariff:\n  Setting to program: " in under
    assert plain == inside("run", case).out
    lines = done.err.splitlines()
    assert any("no unit is given: its prices are taken in $/therm" in line for line in lines)
    for words in ("Note: Tariff: daylight_saving is not given", "Note: Tariff: year is not given"):
        assert len([line for line in lines if line.startswith(words)]) == 1
    keys = [
        one["key"]
        for one in json.loads(inside("run", case, "--tariff", tariff, "--json", "-").out)["tariff"]["warnings"]
    ]
    assert keys[:3] == ["fuel", "tariff", "tariff"]


def test_no_workbook_is_written_under_a_tariff(billed, inside, tmp_path):
    case, tariff = billed
    done = inside("run", case, "--tariff", tariff, "--xlsx", tmp_path / "a.xlsx", "--json", tmp_path / "a.json")
    assert (done.status, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert "--xlsx" in line and "cannot be written with --tariff: the formulas of a workbook know plain prices" in line
    assert not list(tmp_path.glob("a.*"))


def test_a_tariff_is_not_dropped_by_a_portfolio_form(billed, inside, tmp_path):
    book = openpyxl.load_workbook(Path(__file__).parents[2] / "templates" / "portfolio.xlsx")
    heading = next(cell for row in book["Homes"] for cell in row if cell.value == "cop_47")
    heading.offset(row=2).value = 3.6
    form = tmp_path / "homes.xlsx"
    book.save(form)
    assert inside("run", form).status == 0
    done = inside("run", form, "--tariff", billed[1])
    assert (done.status, done.out) == (2, "")
    assert "--tariff" in done.err and "must come with one house" in done.err


def test_what_only_a_workbook_has_a_use_for_is_refused_without_one(inside, empty):
    done = inside("run", empty, "--brand", "brand.toml", "--functions")
    assert done.status == 2
    assert done.problems == [
        "--brand = brand.toml: must come with --xlsx. Give --xlsx FILE too, or leave it out",
        "--functions = True: must come with --xlsx. Give --xlsx FILE too, or leave it out",
    ]
