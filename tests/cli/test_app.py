"""The command as a whole: help, version, quiet and verbose, completion, pipes and terminals, what it imports."""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import xl_dualfuel as df
from commands import Done, dualfuel
from xl_dualfuel.cli import app as cli


def test_the_version_is_everywhere_the_same(document, inside):
    assert inside("--version") == (0, df.__version__ + "\n", "")
    assert document["version"] == df.__version__


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


def test_quiet_verifying_says_what_looks_wrong(inside, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    done = inside("verify", tmp_path / "a.xlsx", "-q")
    assert done.status == 2
    assert re.fullmatch(r".*a\.xlsx: Unreadable\n  Fail: the file: .+\n1 file: 1 unreadable\n", done.out, re.S)


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
def test_a_shell_completes_commands_kinds_and_keys(monkeypatch, typed, offered):
    line = f"dualfuel {typed}"
    asked = {"_DUALFUEL_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert dualfuel().out.split() == offered


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
    done = dualfuel(*command.split(), cwd=empty.parent, encoding=encoding)
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
MOST_MODULES = 90
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


def test_verify_loads_no_library_for_worksheet_functions_and_tables(tmp_path):
    (tmp_path / "house.xlsx").write_bytes(b"no workbook")
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, "verify", "house.xlsx"],
        capture_output=True, cwd=tmp_path, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False, timeout=120,
    )  # fmt: skip
    modules = set(json.loads(done.stderr.splitlines()[-1]))
    assert "xl_dualfuel.workbook.verify" in modules
    assert not modules & {"xlwings", "pandas", "matplotlib", "polars", "pyarrow", "xl_dualfuel.functions"}


def test_solve_many_is_on_the_face_of_the_package_though_imported_late():
    from xl_dualfuel.tariffs.frames import solve_many

    assert df.solve_many is solve_many
    assert set(df.__all__) <= set(dir(df))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = df.no_such_name
