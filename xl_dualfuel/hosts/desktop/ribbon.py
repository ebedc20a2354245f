"""What the buttons of the add-in's ribbon do: each writes workbooks for Excel to open.

The VBA calls ``press`` by xlwings' XLPython.Call; the same functions run anywhere.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xl_dualfuel.workbook.brand import NO_BRAND
from xl_dualfuel.workbook.forms import rate
from xl_dualfuel.workbook.forms.files import XLSX
from xl_dualfuel.workbook.forms.form import Form
from xl_dualfuel.workbook.forms.read import Reading, case_of_reading, read_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify_file
from xl_dualfuel.workbook.verify.report import report

from ...errors import DualFuelError
from ...files.reading import read_bounded
from ...files.writing import refuse_clashes, refuse_endings, write
from ...results.engine import solve
from ...results.note_words import label, with_labels
from ...results.result import Result

NEW: Final = "new"
"""A target that is no path: a new file among the temporary ones."""
Lines = Sequence[tuple[str, str]]
"""What each is about, and the words"""


def press(button: str, source: str, target: str) -> str:
    """Do what a button of BUTTONS is for, and return the paths of the workbooks to open, with ``|`` between them.

    source: the saved workbook on the screen; target: the file to write, which is replaced, or ``new``. What is refused
    or fails is explained in a workbook too.
    """
    try:
        paths = BUTTONS[button](Path(source), target)
    except DualFuelError as refused:
        paths = [_explained("Not done", [("Problem", line) for line in str(refused).splitlines()])]
    except Exception as failure:
        if os.environ.get("DUALFUEL_TRACEBACK"):
            raise
        words = f"internal error, please report it: {type(failure).__name__}: {failure}"
        paths = [_explained("Not done", [("Problem", words)])]
    return "|".join(map(str, paths))


def _new_case(_: Path, target: str) -> list[Path]:
    return [_written(target, template("case"))]


def _make_workbook(source: Path, target: str) -> list[Path]:
    refuse_clashes([Path(target)], [source])
    reading, result = _answer(source)
    written = _written(target, workbook_bytes(result, brand=NO_BRAND, under=rate.billed(result)))
    doubts = [("Form", str(doubt)) for doubt in reading.doubts]
    return [*([_explained(f"Notes on {source.name}", doubts)] if doubts else []), written]


def _verify(source: Path, target: str) -> list[Path]:
    refuse_clashes([Path(target)], [source])
    return [_written(target, report([verify_file(source, name=source.name)]), "verified ")]


def _notes(source: Path, _: str) -> list[Path]:
    reading, result = _answer(source)
    under = rate.billed(result)
    lines = [
        ("Answer", result.headline if under is None else under.season.headline),
        *(under.season.warnings if under else ()),
        *(("Form", str(doubt)) for doubt in reading.doubts),
    ]
    units = result.case.units
    lines += [(label(note.key, units), with_labels(note.message, units)) for note in result.notes]
    lines += [(one.id, f"CHECK FAILED: {one.what}: {one.left} against {one.right}")
              for one in result.checks if not one.ok]  # fmt: skip
    return [_explained(f"Notes on {source.name}", lines)]


BUTTONS: Final = MappingProxyType[str, Callable[[Path, str], list[Path]]](
    {"new_case": _new_case, "make_workbook": _make_workbook, "verify": _verify, "notes": _notes}
)
"""Each button by the name that the VBA gives it."""


def _answer(source: Path) -> tuple[Reading, Result]:
    """The form or workbook as read, and its answer. Raises InputError."""
    reading = read_workbook(read_bounded(source, XLSX))
    return reading, solve(case_of_reading(reading, folder=source.parent))


def _written(target: str, content: bytes, prefix: str = "") -> Path:
    if target == NEW:
        handle, name = tempfile.mkstemp(".xlsx", f"{prefix}dualfuel ")
        os.close(handle)
        target = name
    path = Path(target)
    refuse_endings((path, ".xlsx", "a workbook"))
    write({path: content}, force=True)
    return path


def _explained(title: str, lines: Lines) -> Path:
    """A small workbook with lines of text."""
    form = Form(("Notes",))
    form.put("Notes", 1, 1, title, "df title")
    form.headers("Notes", 3, ["About", "Note"])
    form.widths("Notes", [28, 110])
    for row, line in enumerate(lines, 4):
        for column, text in enumerate(line, 1):
            form.put("Notes", row, column, text, "df text")
        form.height("Notes", row, [(line[1], 110)])
    form.printed("Notes", f"$A$4:$B${3 + max(1, len(lines))}", "1:3")
    return _written(NEW, form.finished(title), "notes ")
