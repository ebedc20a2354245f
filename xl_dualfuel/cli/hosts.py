"""The commands for spreadsheets that call the worksheet functions: a list of them, and the files of each host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files.", show_default=False)],
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="HOST", help="desktop, lite, calc or names; may be repeated. All without it."),
    ] = None,
    force: Force = False,
) -> None:
    """Example: dualfuel addin excel_files

    The worksheet functions for each host: xl_dualfuel.xlam (desktop Excel with xlwings), dualfuel-lite.xlsx (xlwings
    Lite), dualfuel.oxt (LibreOffice Calc), dualfuel-names.xlsx (LAMBDA names, no add-in), and FUNCTIONS.md.
    """
    from .. import hosts

    files = [(folder / name, content) for name, content in hosts.files(only or hosts.HOSTS).items()]
    write_files(files, force)
    print_written(files)
