"""The command open: the workbook of a house, made and opened in the program that this computer opens it with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from .messages import LOG
from .options import Brand, Changes, Force, MaybeCaseFile
from .run import run

_PATIENCE: Final = 10.0
"""Longest wait for the program that opens the workbook [s]"""


def open(  # noqa: A001  # the command's name
    case: MaybeCaseFile = None,
    changes: Changes = None,
    brand: Brand = None,
    force: Force = False,
) -> None:
    """Make the workbook of a house and open it.

    Example: dualfuel open house.toml

    Writes house.xlsx beside house.toml, shows the answer, and opens the workbook in Excel, LibreOffice or whatever this
    computer opens .xlsx files with. Without a file, eight questions are asked on a terminal.
    """
    file = workbook_beside(case)
    run(case, changes, xlsx=file, brand=brand, force=force)
    if problem := opened(file):
        LOG.warning("Note: %s is ready, but was not opened: %s. Open it in Excel or LibreOffice.", file, problem)


def workbook_beside(case: Path | None) -> Path:
    """Where the workbook of a case goes; one that is a workbook itself is not written over."""
    if case is None:
        return Path("house.xlsx")
    return (
        case.with_name(f"{case.stem}_answer.xlsx") if case.suffix.casefold() == ".xlsx" else case.with_suffix(".xlsx")
    )


def opened(file: Path) -> str:
    """Open a file as a double click does; why it could not be, in words, else ""."""
    try:
        if sys.platform == "win32":
            os.startfile(file)
            return ""
        if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return "this computer shows no windows here"
        command = "open" if sys.platform == "darwin" else "xdg-open"
        if shutil.which(command) is None:
            return f"there is no {command} on this computer"
        status = subprocess.Popen(
            [command, file.resolve()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).wait(_PATIENCE)
    except subprocess.TimeoutExpired:  # it is the program itself, which runs as long as the workbook is open
        return ""
    except OSError as error:
        return str(error.strerror or error)
    return "no program for .xlsx files is installed" if status else ""
