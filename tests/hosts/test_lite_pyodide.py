"""The Lite workbook's code in the Python that Lite runs, in WebAssembly. Without numpy: nothing is calculated."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from xl_dualfuel.hosts.lite.bundle import bundle
from xl_dualfuel.hosts.lite.workbook import PYODIDE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "pyodide" / "node_modules" / "pyodide"
PROGRAM = """
import ast, base64, importlib.util, io, json, sys, warnings, zipfile, zlib
main = json.loads({main!r})
warnings.simplefilter("error")  # a SyntaxWarning of a newer Python would stand in the pane
trees = {{"main.py": ast.parse(main)}}
packed = trees["main.py"].body[-1].value.args[0].value
with zipfile.ZipFile(io.BytesIO(zlib.decompress(base64.b64decode(packed)))) as archive:
    for name in archive.namelist():
        if name.endswith(".py"):
            trees[name] = ast.parse(archive.read(name))
missing = []


def is_there(module, item):
    if hasattr(importlib.import_module(module), item or "__name__"):
        return True
    return importlib.util.find_spec(f"{{module}}.{{item}}") is not None


for name, tree in trees.items():
    compile(tree, name, "exec")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            wanted = [(node.module, alias.name) for alias in node.names]
        else:
            continue
        for module, item in wanted:
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names and not is_there(module, item):
                missing.append((name, module, item))
json.dumps([sys.version_info[:2], sys.platform, len(trees), missing])
"""


@pytest.mark.slow
def test_the_code_is_understood_and_finds_its_standard_library(tmp_path):
    if not shutil.which("node") or not FOLDER.exists():
        pytest.skip("Pyodide is not installed (npm install pyodide)")
    version = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["version"]
    assert version.partition(".")[0] == PYODIDE.partition(".")[0]
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(main=json.dumps(bundle())), encoding="utf-8")
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "pyodide.mjs"), str(FOLDER), str(program)],
        capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    python, platform, modules, missing = json.loads(done.stdout.splitlines()[-1])
    assert (python, platform) == ([3, 14], "emscripten")
    assert modules > 80
    assert missing == []
