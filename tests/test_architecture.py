"""The house rules that can be checked: rooms in order, no circle, optional libraries stay at home, no stray paths."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = (
    "errors", "units", "version",
    "files", "weather", "records", "inputs", "model", "results", "homes", "tariffs", "decisions", "functions",
    "workbook/picture", "workbook/brand", "workbook/shape", "workbook/names", "workbook/reader", "workbook/formulas",
    "workbook/book",
    "workbook/sheets", "workbook/rules", "workbook/forms", "workbook/verify",
    "portfolio", "hosts", "cli", "__init__", "__main__",
)  # fmt: skip
"""Folders, and modules that stand beside them, each importing only from those before it and from its own."""
UPWARD = {("results/result", "workbook/brand"), ("results/result", "workbook/sheets/build")}
"""Result.to_workbook."""
WORKBOOK_FOR = {"workbook", "portfolio", "hosts", "cli", "results"}
AT_HOME = {
    "xlwings": {"functions", "hosts"},
    "openpyxl": {"workbook", "portfolio", "hosts"},
    "dask": {"portfolio/cluster"},
    "numba": {"homes/compiled"},
    "distributed": {"portfolio/cluster"},
    "matplotlib": {"results/notebook"},
    "numpy_financial": {"decisions/money"},
    "pyarrow": {"homes/said", "portfolio"},
    "polars": {"portfolio/csv_out"},
    "typer": {"cli"},
    "rich": {"cli"},
    "PIL": {"workbook/picture"},
}
"""Libraries, and the rooms or modules that may import them."""


def name_of(path: Path) -> str:
    """Such as ``inputs/case`` or ``workbook/sheets/build``; a folder's __init__ has the folder's name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[1:] if parts[0] == "xl_dualfuel" else parts
    return "/".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {
    name_of(path): path for folder in ("xl_dualfuel", "workbook") for path in sorted((ROOT / folder).rglob("*.py"))
}


@cache
def names_imported(path: Path) -> list[tuple[str, str]]:
    return list(imports_of(path))


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of every import: late ones, and those for type checking only, count too."""
    package = path.relative_to(ROOT).parent.parts
    package = ("xl_dualfuel", *package) if package[0] == "workbook" else package
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((start, alias.name) for alias in node.names)


@cache
def arrows() -> dict[str, set[str]]:
    """Each module and those of ours that it imports."""
    found: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        found[name] = set()
        for module, item in names_imported(path):
            if module.split(".")[0] == "xl_dualfuel":
                whole = "/".join([*module.split(".")[1:], item])
                target = whole if whole in MODULES else "/".join(module.split(".")[1:]) or "__init__"
                found[name] |= {target} - {name}
    return found


def room_of(name: str) -> int | None:
    return next((place for place, room in enumerate(ROOMS) if name == room or name.startswith(f"{room}/")), None)


def test_imports_come_from_rooms_before():
    assert arrows()["workbook"] == set()  # says what the folder is, and nothing else
    assert [name for name in MODULES if name != "workbook" and room_of(name) is None] == [], "in no room"
    wrong = {
        (name, other)
        for name, others in arrows().items()
        for other in others
        if other not in MODULES or (room_of(other) or 0) > (room_of(name) or 0)
    }
    assert wrong - UPWARD == set()


def test_only_these_rooms_know_the_workbook():
    knowing = {name for name, others in arrows().items() if any(other.startswith("workbook") for other in others)}
    assert [name for name in sorted(knowing) if name.split("/")[0] not in WORKBOOK_FOR] == []


def test_no_circle():
    graph = {name: {one for one in others if (name, one) not in UPWARD} for name, others in arrows().items()}
    list(graphlib.TopologicalSorter(graph).static_order())  # CycleError names the modules


def test_libraries_stay_at_home():
    used = {(name, module.split(".")[0]) for name in MODULES for module, _ in names_imported(MODULES[name])}
    at_home = AT_HOME.items()
    assert [(name, library) for library, rooms in at_home for name, other in sorted(used)
            if other == library and not {name, name.split("/")[0]} & rooms] == []  # fmt: skip


def test_modules_stay_small():
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_no_path_of_a_machine_and_no_registry_is_named():
    """Files travel; a path or a host name of the place where they were written does not."""
    pattern = re.compile(
        r"(?<![\w.])/(?:home|root|work|Users)/|pypi\.org|npmjs|debian\.org|https?://\S*(?:mirror|simple)"
    )
    folders = ("xl_dualfuel", "workbook", "tests", "templates", ".ci")
    files = [*ROOT.glob("*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    for path in (one for one in files if one.is_file()):
        if path.suffix in {".py", ".md", ".toml", ".sh", ".csv", ".json"} and path != Path(__file__):
            assert not pattern.search(path.read_text(encoding="utf-8", errors="replace")), path.name
