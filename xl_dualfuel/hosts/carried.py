"""The part of the package that worksheet functions need, for hosts that carry it with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

PACKAGE: Final = "xl_dualfuel"
DATA_FILES: Final = ("weather/stations.csv", "weather/stations.npz", "inputs/programmes.toml")
"""What the functions read when they run."""

NOT_CARRIED: Final = (
    "files/toml_slips.py", "files/writing.py", "records/bill_weather.py", "records/in_order.py", "records/season.py",
    "records/sheet.py", "weather/files.py", "results/bills.py", "results/notebook.py",
    "decisions/notebook.py",
)  # fmt: skip
"""What no worksheet function does: read files, write them, and draw. Imported only where it is asked for."""


def modules(start: str) -> dict[str, str]:
    """Path and text of a module of the package and of all that it needs, each after what it imports.

    start: such as ``functions``. Relative imports are followed, late ones too; those for type checking only are not.
    """
    package = resources.files(PACKAGE)
    carried: dict[str, str] = {}

    def visit(name: tuple[str, ...]) -> None:
        path = _path(package, name)
        if path is None or path in carried or path in NOT_CARRIED:
            return
        text = carried[path] = package.joinpath(path).read_text(encoding="utf-8")
        for outer in range(1, len(name)):
            visit(name[:outer])
        folder = name if path.endswith("__init__.py") else name[:-1]
        for other in _imported(ast.parse(text), folder):
            visit(other)
        carried[path] = carried.pop(path)  # after what it imports

    visit(tuple(start.split(".")) if start else ())
    return carried


def _path(package: Traversable, name: tuple[str, ...]) -> str | None:
    """The path of a module in the package; None if there is none."""
    ways = ("/".join((*name, "__init__.py")), "/".join(name) + ".py")
    return next((way for way in ways if package.joinpath(way).is_file()), None)


def _imported(module: ast.Module, folder: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What a module in this folder may import from the package: modules, and names that may be modules."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom) and node.level:
            source = (*folder[: len(folder) - node.level + 1], *(node.module.split(".") if node.module else ()))
            if source:
                yield source
            yield from ((*source, alias.name) for alias in node.names)
        for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        waiting += node.orelse if isinstance(node, ast.If) and for_types else statements(node)


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements right below a node, and the arms that hold some: without expressions, most of a tree."""
    held = (ast.stmt, ast.excepthandler, ast.match_case)
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, held))
