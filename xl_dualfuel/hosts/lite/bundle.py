"""The text of main.py, the code of an xlwings Lite workbook: buttons, worksheet functions, and the engine behind them.

Lite runs Python in the browser: no files, no package of ours on a public index, only xlwings and numpy. What a reader
of the workbook should see comes first as it is: main.py of this folder, then each DF_ function, written out at the top
level with xlwings' decorators, where Lite expects functions. The modules they need follow packed, and are imported
under their own names. Comments and most docstrings stay behind, every line stays on its
line: a traceback names module and line of the package.
"""

from __future__ import annotations

import ast
import base64
import io
import json
import textwrap
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from importlib import resources
from typing import Final

from ...files.zipping import packed
from ...functions import FUNCTIONS, Function
from ...functions.filled_rows import NAME as FILLED_ROWS
from ...version import __version__
from ..carried import DATA_FILES, PACKAGE, modules, statements

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


def bundle() -> str:
    """main.py: the buttons, the functions, and every module and file they need; the same version, the same text."""
    about = f"{PACKAGE} {__version__}. The modules of the package that the functions need are at the end, packed.\n\n"
    main = resources.files(__package__).joinpath("main.py").read_text(encoding="utf-8").rstrip("\n")
    archive = base64.encodebytes(zlib.compress(engine(), 9)).decode()
    return "\n".join([
        textwrap.indent(about + LICENCE, "# ", lambda _: True).replace("# \n", "#\n"),
        main,
        f"\n_HELP = {json.dumps(_HELP, indent=4, ensure_ascii=False)}\n",
        *map(_written, FUNCTIONS.values()),
        f"# {'-' * 113} the engine\n",
        f'unpack("""\n{archive}""")\n',
    ])  # fmt: skip


def engine() -> bytes:
    """The package as far as the functions need it, as a zip file; its parts unpacked, since the whole packs better."""
    package = resources.files(PACKAGE)
    texts = {"__init__.py": _INIT} | modules("functions")
    files = {name: bare(text).encode() for name, text in texts.items()}
    files |= {name: package.joinpath(name).read_bytes() for name in DATA_FILES}
    return packed({f"{PACKAGE}/{name}": content for name, content in files.items()}, zipfile.ZIP_STORED)


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
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.body
        waiting += statements(node)


def _written(function: Function) -> str:
    """A function as Lite reads it: decorators with the help of its arguments, its signature, its help."""
    lines = ["", "@xw.func"]
    for argument in function.arguments:
        # Two dimensions, or a column would come as a flat list and go back as a row.
        shape = f'ndim=2, convert="{FILLED_ROWS}", ' if argument.array else ""
        text = f'_HELP["{argument.name}"]' if _HELP[argument.name] == argument.help else repr(argument.help)
        lines.append(f'@xw.arg("{argument.name}", {shape}err_to_str=True, doc={text})')
    names = [argument.name for argument in function.arguments]
    parameters = ", ".join(f"{a.name}=None" if a.optional else a.name for a in function.arguments)
    call = ", ".join([f'"{function.name}"', *names])
    lines += ["@xw.ret()", f"def {function.name}({parameters}):", f"    {function.doc!r}"]
    return "\n".join([*lines, f"    return answer({call})", ""])
