"""The VBA of the desktop add-in: xlwings' generated wrappers behind a small module that starts Python.

xlwings' own module is not shipped: its public functions, RunPython among them, could be called from a cell of any
workbook, and it takes the interpreter from a sheet of whatever workbook is active. ``addin.bas`` is what remains.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path
from typing import Final

from ...errors import DualFuelError
from ...files.libraries import install_command
from ...functions import FUNCTIONS
from ...inputs.cells import ERROR_TEXTS, MARK, REFUSED
from ...version import __version__

MODULE: Final = "dual_fuel"  # of the project, as in addin.bas
_NUMBERS: Final = {text: number for number, text in ERROR_TEXTS.items()}
LONGEST_LINE: Final = 1023  # characters of a line of VBA
WORKBOOK_MODULE: Final = """\
Option Explicit

Private Sub Workbook_Open()
    'Later, when Excel has started up; until then it has no window to give help for.
    Application.OnTime Now, "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!DualFuelHelp"
    Application.OnTime Now + TimeSerial(0, 0, 1), "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!DualFuelWarmUp"
End Sub
"""


def module_source(book_name: str) -> str:
    """The add-in's module: what starts Python, help, the ribbon's buttons, a function for each worksheet function.

    Raises DualFuelError where xlwings is missing or its generator fails.
    """
    files = resources.files(__package__)
    template = "".join(files.joinpath(name).read_text(encoding="ascii") for name in ("addin.bas", "ribbon.bas"))
    errors = "\n".join(f'        Case "{text}": CellValue = CVErr({number})' for text, number in _NUMBERS.items())
    told = {"version": __version__, "xlwings": _xlwings_version(), "length": len(MARK), "mark": MARK,
            "refused": REFUSED, "errors": errors}  # fmt: skip
    head = re.sub("@([a-z]+)@", lambda name: str(told[name[1]]), template)
    source = head + _with_errors(wrappers(book_name))
    if not source.isascii() or max(map(len, source.splitlines())) > LONGEST_LINE:
        raise DualFuelError("internal error: the add-in's module has a line that VBA cannot hold")
    return source.replace("\n", "\r\n")


def _with_errors(source: str) -> str:
    """The wrappers with errors as error values; what keeps Python from starting is said where an answer has words."""
    source = re.sub(r"^( *DF_\w+ = )(XLPy\.CallUDF\(.*\))$", r"\1Shown(\2)", source, flags=re.MULTILINE)

    def failed(line: re.Match[str]) -> str:
        function = FUNCTIONS[line[1]]
        if function.in_words:
            return line[0]
        error = f"CVErr({_NUMBERS[REFUSED]})"  # a call of another function might forget Err
        return f"{line[1]} = " + (f"Array({error}, Err.Description)" if function.shape == "table" else error)

    return re.sub(r"(DF_\w+) = Err\.Description", failed, source)


def wrappers(book_name: str) -> str:
    """A VBA function for each worksheet function, as xlwings generates it; in a process of its own (win_stubs)."""
    # The same places to import from as here, and no other (-P).
    places = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    done = subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-m", f"{__package__}.win_stubs", book_name],
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise DualFuelError(f"xlwings {_xlwings_version()} could not generate the functions' VBA: {last}")
    return done.stdout


def _xlwings_version() -> str:
    try:
        return metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        raise DualFuelError(f"the Excel add-in needs xlwings. Install it: {install_command('excel')}") from None
