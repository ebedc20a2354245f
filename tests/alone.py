"""A fresh interpreter that has xlwings and numpy and nothing of ours, as xlwings Lite has in the browser."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

THERE = ("xlwings", "numpy", "numpy.libs")
"""xlwings and numpy with the libraries in its wheel."""

RUN = """
import importlib.util, json, sys
sys.path.insert(0, sys.argv[1])
for name in ("xl_dualfuel", "workbook", "openpyxl", "pandas", "typer", "rich", "dask"):
    assert importlib.util.find_spec(name) is None, name

def run(source):  # as Lite does: the module has no file, and is not in sys.modules while it runs
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("main", loader=None))
    exec(source, module.__dict__)
    return module

def called(name, *args):
    try:
        return {"answer": getattr(main, name)(*args)}
    except Exception as error:
        return {"raised": str(error), "kinds": [kind.__name__ for kind in type(error).__mro__]}

given = json.load(sys.stdin)
for source in given["sources"]:
    main = run(source)
json.dump(eval(given["expression"]), sys.stdout)
"""


def site(folder: Path) -> Path:
    """A folder with links to what is there."""
    installed = Path(importlib.util.find_spec("numpy").origin).parents[1]
    for name in THERE:
        if (installed / name).exists():
            (folder / name).symlink_to(installed / name)
    return folder


def evaluate(folder: Path, sources: list[str], expression: str, calls: Any = None) -> Any:
    """What an expression of ``main`` and ``given["calls"]`` is after the sources have run as ``main``, one by one."""
    given = json.dumps({"sources": sources, "expression": expression, "calls": calls})
    command = [sys.executable, "-I", "-S", "-c", RUN, str(folder)]
    # main.py puts its modules into a temporary folder, in the browser one of its memory.
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False,
                          timeout=300, env={**os.environ, "TMPDIR": str(folder)})  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
