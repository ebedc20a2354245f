"""The commands for spreadsheets that call the worksheet functions: a list of them, and the files of each host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .messages import print_written
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
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files.", show_default=False)],
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
    """
    from .. import hosts

    files = [(folder / name, content) for name, content in hosts.files(only or hosts.HOSTS).items()]
    write_files(files, force)
    print_written(path for path, _ in files)
