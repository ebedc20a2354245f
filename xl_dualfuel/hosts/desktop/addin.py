"""Desktop Excel on Windows: the functions as an add-in, ``xl_dualfuel.xlam``, made on any platform.

The add-in holds no arithmetic: its VBA hands each call to Python over COM by xlwings (BSD), so Python and
xlwings and this package must be installed on the machine where it is used. Nothing here needs Excel or Windows.
"""

from __future__ import annotations

import importlib
import platform
import sys
import tempfile
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from ...errors import DualFuelError
from ...files.libraries import install_command
from ...files.zipping import packed, unpacked
from . import addin_book, vba

NAME: Final = "xl_dualfuel.xlam"
_PROJECT = "xl/vbaProject.bin"


def xlam(interpreter: str = "", pythonpath: str = "", dll_folder: str = "") -> bytes:
    """The add-in as the bytes of an .xlam file; the same arguments and versions give the same bytes.

    ``interpreter`` is the path of the pythonw.exe to call, as Windows writes it; empty: the add-in takes the
    environment variable XL_DUALFUEL_PYTHON, else pythonw on the PATH. ``pythonpath`` holds folders to import
    from first, with ``;`` between them; ``dll_folder`` has xlwings' DLL; empty: it is beside the interpreter.
    Raises DualFuelError where xlwings or pyOpenVBA is missing, or a path is unfit.
    """
    for name, value in (("interpreter", interpreter), ("pythonpath", pythonpath), ("dll_folder", dll_folder)):
        if not value.isprintable() or '"' in value:
            raise DualFuelError(f"{name}: a path of Windows has no quotes and no line breaks; give it plain")
    parts = _with_macros(addin_book.parts(interpreter, pythonpath, dll_folder))
    types = addin_book.TYPES
    parts[types] = parts[types].replace(addin_book.MACRO_WORKBOOK.encode(), addin_book.ADDIN.encode())
    return packed(parts)


def this_interpreter() -> str:
    """The interpreter for an add-in used on this machine: pythonw of this Python on Windows, elsewhere none."""
    if platform.system() != "Windows":
        return ""
    python = PureWindowsPath(sys.executable)
    return str(python.with_name(python.name.lower().replace("python.exe", "pythonw.exe")))


def _with_macros(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts with a VBA project, as Excel stores it."""
    try:
        excel_file: Any = importlib.import_module("pyopenvba").ExcelFile
    except ImportError:
        raise DualFuelError(f"the Excel add-in needs pyOpenVBA. Install it: {install_command('excel')}") from None
    source = vba.module_source(NAME)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addin.xlsm"  # to other kinds pyOpenVBA adds no project
        path.write_bytes(packed(parts))
        with excel_file(path) as book:
            book.add_vba_project().add_module(vba.MODULE, source)
            book.set_module("ThisWorkbook", vba.WORKBOOK_MODULE.replace("\n", "\r\n"))
            book.save()
        with excel_file(path) as book:
            problems = book.validate()
        if problems:
            raise DualFuelError(f"internal error: the add-in's VBA project: {problems[0]}")
        written = unpacked(path.read_bytes())
        # The word of MS-OVBA 2.3.4.1 for "no cache", so that every Excel compiles the source and none looks for one.
        stored = importlib.import_module("pyopenvba.cfb").CFB.from_bytes(written[_PROJECT])
        stored.write_stream_in_storage("VBA", "_VBA_PROJECT", bytes.fromhex("cc61ffff000000"))
        written[_PROJECT] = stored.to_bytes()
        return written
