"""The commands for spreadsheets that call the worksheet functions: a list of them, and the files of each host."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import DualFuelError
from .options import Force
from .outputs import print_written, write_files


def functions() -> None:
    """Example: dualfuel functions

    The worksheet functions with their arguments and units.
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
        typer.Option("--only", metavar="HOST", help="desktop, lite, calc or names; may be repeated. All without it."),
    ] = None,
    force: Force = False,
) -> None:
    """Example: dualfuel addin install

    `dualfuel addin install` puts the add-in into Excel on this Windows machine and says what is left to click.

    `dualfuel addin excel_files` writes the worksheet functions for each host into a folder, on any system:
    xl_dualfuel.xlam (desktop Excel with xlwings), dualfuel-lite.xlsx (xlwings Lite), dualfuel.oxt (LibreOffice Calc),
    dualfuel-names.xlsx (LAMBDA names, no add-in), and FUNCTIONS.md.
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
    print_written(files)
    if not only and (missing := hosts.missing()):
        print(f"left out: {missing}", file=sys.stderr)
