"""The house rules that can be checked: imports point down, optional libraries stay at home, no stray paths."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEVELS = [
    {"errors", "units", "version"},
    {"safefile", "writing"},
    {"records", "smallfile"},
    {"runtime_layout", "programmes"},
    {"judgement"},
    {"fields", "columns", "weather", "runtime", "tariff_calendar", "tariff_series"},
    {"validation", "edge", "tariff_windows"},
    {"money"},
    {"doubts"},
    {"case"},
    {"casefile", "parameters", "fingerprint"},
    {"climate", "equipment", "season", "storage", "tariff"},
    {"homes", "tariff_file"},
    {"balance", "scenarios", "backup"},
    {"curve"},
    {"many", "tariff_year", "tariff_search", "tariff_result", "tariff_season"},
    {"portfolio"},
    {"solution"},
    {"checks", "tables", "hourly", "advice", "judging"},
    {"result"},
    {"engine"},
    {"cells", "arguments"},
    {"varied"},
    {"spreads"},
    {"sensitivity", "risk", "distributions", "band", "frontier", "options"},
    {"uncertainty"},
    {"study"},
    {"headings"},
    {"option_files"},
    {"grids", "frames", "decision_functions"},
    {"functions", "output", "example"},
    {"summary", "batch_cells", "batch_excel_scan", "batch_parts"},
    {"batch_source", "batch_csv", "batch_parquet", "batch_excel"},
    {"batch_out", "batch_books"},
    {"batch_work", "demo"},
    {"cluster"},
    {"batches"},
    {"tariff_varied"},
    {"tariff_decide", "tariff_options"},
    {"decisions"},
    {"decision_words"},
    {"screen"},
    {"cli_case"},
    {"cli_batch", "cli_decide"},
    {"cli"},
    {"__init__", "__main__"},
]
"""From the bottom up: a module imports from lower levels, or from its own."""
AT_HOME = {
    "xlwings": {"functions", "hosts"},
    "openpyxl": {"workbook"},
    "dask": {"cluster"},
    "distributed": {"cluster"},
    "numpy_financial": {"money"},
    "pyarrow": {"batch_parquet"},
    "python_calamine": {"batch_excel"},
    "typer": {"cli", "cli_batch", "cli_decide"},
    "rich": {"screen"},
}


def modules():
    return [
        path
        for folder in ("xl_dualfuel", "workbook")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "data" not in path.relative_to(ROOT).parts
    ]


def imported(path: Path, runtime_only: bool = True) -> set[str]:
    """Dotted names that a module imports; those for type checking only do not count."""
    names: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skip = {
        id(inner)
        for node in ast.walk(tree)
        if runtime_only and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    package = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(tree):
        if id(node) in skip:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            names |= {start} | {f"{start}.{alias.name}" for alias in node.names}
    return names


def test_every_module_has_a_level():
    known = set().union(*LEVELS)
    assert {path.stem for path in modules() if path.parent.name == "xl_dualfuel"} == known


@pytest.mark.parametrize("path", [p for p in modules() if p.parent.name == "xl_dualfuel"], ids=lambda p: p.stem)
def test_imports_point_down(path):
    level = next(i for i, names in enumerate(LEVELS) if path.stem in names)
    above = set().union(*LEVELS[level + 1 :])
    found = {name.split(".")[1] for name in imported(path) if name.startswith("xl_dualfuel.")}
    assert found & above == set()
    if path.stem not in ("cli", "cli_batch", "cli_case", "cli_decide", "batch_books", "result"):  # imported when called
        assert not any(name.split(".")[0] == "workbook" for name in imported(path))


@pytest.mark.parametrize("path", modules(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_libraries_stay_at_home(path):
    homes = {path.stem, *path.relative_to(ROOT).parts}
    for library, allowed in AT_HOME.items():
        if any(name.split(".")[0] == library for name in imported(path)):
            assert homes & allowed, f"{path.name} imports {library}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_path_of_a_machine_and_no_registry_is_named():
    """Files travel; a path or a host name of the place where they were written does not."""
    pattern = re.compile(
        r"(?<![\w.])/(?:home|root|work|Users)/|pypi\.org|npmjs|debian\.org|https?://\S*(?:mirror|simple)"
    )
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    listed = [ROOT / name for name in git.stdout.splitlines()] or list(ROOT.rglob("[!.]*"))
    for path in (one for one in listed if one.is_file()):
        if path.suffix in {".py", ".md", ".toml", ".sh", ".csv", ".json"} and path != Path(__file__):
            assert not pattern.search(path.read_text(encoding="utf-8", errors="replace")), path.name


def test_ruff_is_clean():
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True,
                              check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_clean():
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
