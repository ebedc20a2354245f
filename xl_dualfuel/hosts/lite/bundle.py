"""The engine and the worksheet functions as one Python source: main.py of an xlwings Lite workbook.

Lite runs Python in the browser: no files, no package of ours on a public index, only xlwings, numpy and pandas. So the
modules travel as text in main.py and are imported from there under their own names. Comments and most docstrings stay
behind, every line stays on its line: a traceback names module and line of the package. After them come the DF_
functions, each written out at the top level with xlwings' decorators, where Lite expects functions.
"""

from __future__ import annotations

import ast
import inspect
import io
import json
import sys
import tokenize
from collections.abc import Iterator
from importlib import resources
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from itertools import groupby
from types import CodeType, ModuleType, SimpleNamespace
from typing import Final

from ...functions import FUNCTIONS, Function
from ...version import __version__
from ..carried import DATA_FILES, PACKAGE, modules

_HELP = {argument.name: argument.help for function in FUNCTIONS.values() for argument in function.arguments}
"""Of most arguments there is one help; main.py has it once."""
_INIT = f'"""{PACKAGE} {__version__}, as much of it as the worksheet functions need."""\n'

LICENCE: Final = """\
MIT License

Copyright (c) 2026 The xl_dualfuel developers

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
"""What a copy of the program must carry."""

_HEAD = f'''"""Dual-fuel switchover: the worksheet functions DF_… for xlwings Lite, with the engine behind them.

{PACKAGE} {__version__}. Made from the modules of the package, which follow as text, each under its name and line
for line, but without comments, and are imported from there. The worksheet functions are at the end.

{LICENCE}"""

from __future__ import annotations

import importlib
import sys
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import CodeType, ModuleType, SimpleNamespace

import xlwings as xw
'''

_TAIL = f'''
class Refused(xw.XlwingsError, ValueError):
    """Input that a function does not take: the cell shows #VALUE!, and this text to whoever points at its mark."""


def _functions():
    """The functions by name, without decorators of their own: each is declared to Lite below, once."""
    xlwings = sys.modules["xlwings"]
    sys.modules["xlwings"] = None
    try:
        return importlib.import_module("{PACKAGE}.functions").FUNCTIONS
    finally:
        sys.modules["xlwings"] = xlwings


def _answer(name, *cells):
    """What the function returns, errors as Excel's own. Raises Refused where that is nothing but a refusal."""
    answer = alone = _FUNCTIONS[name].python(*cells)
    while isinstance(alone, list) and len(alone) == 1:
        alone = alone[0]
    if isinstance(alone, str) and alone.startswith(_CELLS.MARK):
        raise Refused(_CELLS.problem_of(alone))
    return _CELLS.in_cells(answer)


EmbeddedPackage(_FILES).install()
_FUNCTIONS = _functions()
_CELLS = importlib.import_module("{PACKAGE}.inputs.cells")
_FILLED = importlib.import_module("{PACKAGE}.functions.filled_rows").declare(xw)
'''


def bundle() -> str:
    """main.py: every module the functions need, the stations, and the functions; the same version, the same text."""
    package = resources.files(PACKAGE)
    texts = {name: package.joinpath(name).read_text(encoding="utf-8") for name in DATA_FILES}
    texts |= {"__init__.py": _INIT} | modules("functions")
    files = {name: bare(text) if name.endswith(".py") else text for name, text in texts.items()}
    carried = "\n".join(f'_FILES["{PACKAGE}/{name}"] = {_literal(name, text)}\n' for name, text in files.items())
    parts = [
        _HEAD,
        inspect.getsource(EmbeddedPackage),
        inspect.getsource(unfolded),
        f"_FILES = {{}}\n\n{carried}",
        _TAIL.lstrip("\n"),
        f"_HELP = {json.dumps(_HELP, indent=4, ensure_ascii=False)}\n",
        *map(_written, FUNCTIONS.values()),
    ]
    return "\n\n".join(parts)


def _literal(name: str, text: str) -> str:
    """A Python expression for the text of a file, readable as it is."""
    if name.endswith(".csv") and unfolded(folded(text)) == text:
        return f"unfolded({_literal('', folded(text))})"
    if text.endswith("\n") and "\r" not in text:
        for quotes in ("'''", '"""'):
            if quotes not in text:
                return f"r{quotes}{text}{quotes}"
    return repr(text)


def bare(source: str) -> str:
    """A module without comments and docstrings, line for line; its first words stay."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    for body in _bodies(ast.parse(source)):
        texts = [node for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                 and isinstance(node.value.value, str)]  # fmt: skip
        for text in texts[len(texts) == len(body) :]:  # a body must not be empty
            last = text.end_lineno or text.lineno
            lines[text.lineno - 1 : last] = [""] * (last - text.lineno + 1)
    return "\n".join(lines).rstrip("\n") + "\n"


def _bodies(module: ast.Module) -> Iterator[list[ast.stmt]]:
    """Where docstrings may be: in modules after their first words, in classes and functions."""
    yield module.body[1:]
    yield from (node.body for node in ast.walk(module) if isinstance(node, (ast.ClassDef, ast.FunctionDef)))


def folded(text: str) -> str:
    """A table in half the space: rows with the same first cell on one line, which names it once."""

    def first(line: str) -> str:
        return line if line.startswith("#") else line.partition(",")[0]

    lines = []
    for key, rows in groupby(text.splitlines(), first):
        same = list(rows)
        lines.append(" ".join([key, *(row.partition(",")[2] for row in same)]) if len(same) > 1 else same[0])
    return "\n".join(lines) + "\n"


def _written(function: Function) -> str:
    """A function as Lite reads it: decorators with the help of its arguments, its signature, its help."""
    lines = ["@xw.func"]
    for argument in function.arguments:
        # Two dimensions, or a column would come as a flat list and go back as a row.
        shape = "ndim=2, **_FILLED, " if argument.array else ""
        text = f'_HELP["{argument.name}"]' if _HELP[argument.name] == argument.help else repr(argument.help)
        lines.append(f'@xw.arg("{argument.name}", {shape}err_to_str=True, doc={text})')
    names = [argument.name for argument in function.arguments]
    parameters = ", ".join(f"{a.name}=None" if a.optional else a.name for a in function.arguments)
    call = ", ".join([f'"{function.name}"', *names])
    lines += ["@xw.ret()", f"def {function.name}({parameters}):", f"    {function.doc!r}"]
    return "\n".join([*lines, f"    return _answer({call})", ""])


# --------------------------------------------------------------------------- copied into main.py as it is here


class EmbeddedPackage(MetaPathFinder, InspectLoader):
    """Imports a package from the texts of its files, and gives it the data files among them."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files  # by their paths, such as package/module.py

    def install(self) -> None:
        """From now on the package is imported from here. Modules of it that came from other texts are forgotten."""
        for finder in list(sys.meta_path):
            known = getattr(finder, "files", None)
            if known == self.files:
                return
            if isinstance(known, dict) and known.keys() & self.files.keys():
                sys.meta_path.remove(finder)
        packages = {path.partition("/")[0] for path in self.files}
        for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
            del sys.modules[name]
        sys.meta_path.insert(0, self)

    def path_of(self, fullname: str) -> str:
        """The path of a module's text; empty if it is none of these."""
        path = fullname.replace(".", "/")
        return next((candidate for candidate in (f"{path}/__init__.py", f"{path}.py") if candidate in self.files), "")

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """How the module is imported, if it is one of these."""
        return spec_from_loader(fullname, self) if self.path_of(fullname) else None

    def is_package(self, fullname: str) -> bool:
        """Whether the module is a folder of others."""
        return self.path_of(fullname).endswith("/__init__.py")

    def get_source(self, fullname: str) -> str:
        """The module's text; tracebacks show its lines."""
        return self.files[self.path_of(fullname)]

    def get_code(self, fullname: str) -> CodeType:
        """The module compiled, under a name that says where its text is."""
        return compile(self.get_source(fullname), f"main.py:{self.path_of(fullname)}", "exec", dont_inherit=True)

    def get_resource_reader(self, fullname: str) -> SimpleNamespace:
        """What importlib.resources takes for a folder: the data files of the package."""
        folder = fullname.replace(".", "/")

        def joinpath(name: str) -> SimpleNamespace:
            def read_text(encoding: str = "utf-8") -> str:
                if f"{folder}/{name}" not in self.files:
                    raise FileNotFoundError(name)
                return self.files[f"{folder}/{name}"]

            return SimpleNamespace(read_text=read_text, read_bytes=lambda: read_text().encode())

        return SimpleNamespace(files=lambda: SimpleNamespace(joinpath=joinpath))


def unfolded(text: str) -> str:
    """The table again: each cell after the first of a line is the rest of a row that begins with the first."""
    lines = []
    for line in text.splitlines():
        first, *rest = [line] if line.startswith("#") else line.split(" ")
        lines += [f"{first},{row}" for row in rest] or [line]
    return "\n".join(lines) + "\n"
