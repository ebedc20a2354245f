"""The commands for spreadsheets that call the worksheet functions: a list of them, and the files of each host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import DualFuelError
from .messages import LOG, print_written
from .options import Force
from .outputs import write_files


def functions() -> None:
    """List the worksheet functions with arguments and units.

    Example: dualfuel functions
    """
    from ..functions import FUNCTIONS

    for function in FUNCTIONS.values():
        arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in function.arguments)
        print(f"={function.name}({arguments})\n    {function.doc}")
        for argument in function.arguments:
            print(f"      {argument.name}: {argument.help}")


def addin(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR|install", help="Folder for the files; or the word install.", show_default=False),
    ],
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="HOST", help="desktop, lite, calc or names; may be repeated. Without it all."),
    ] = None,
    force: Force = False,
) -> None:
    """Write the files that bring the functions into spreadsheets.

    Example: dualfuel addin excel_files

    xl_dualfuel.xlam for desktop Excel with xlwings, dualfuel-lite.xlsx for xlwings Lite, dualfuel.oxt for LibreOffice
    Calc, dualfuel-names.xlsx with LAMBDA names that need no add-in, and FUNCTIONS.md with a list.

    On Windows, `dualfuel addin install` puts the add-in into Excel and says what is left to click.
    """
    from .. import hosts

    if str(folder) == "install":
        if only or force:
            raise DualFuelError("install takes no options: it installs the add-in for desktop Excel, and replaces it")
        from ..hosts.desktop.install import install

        print("\n".join(install()))
        return
    files = [(folder / name, content) for name, content in hosts.files(only or hosts.buildable()).items()]
    write_files(files, force)
    print_written(path for path, _ in files)
    if not only and (missing := hosts.missing()):
        LOG.warning("Note: left out: %s", missing)
