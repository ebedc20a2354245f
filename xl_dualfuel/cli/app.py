"""The command line: which commands there are, and what becomes of their errors.

Results go to standard output, messages to standard error. Exit status: 0 done, 2 unusable input; no tracebacks.
Of many homes or files also 1: some have problems.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import sys
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from ..errors import DualFuelError
from ..version import __version__

MODULES: Final = {
    "example": "run", "run": "run", "functions": "hosts", "addin": "hosts", "template": "forms", "verify": "forms",
    "portfolio": "portfolio", "compare": "decide", "decide": "decide",
}  # fmt: skip
"""Each command, and the module of this folder that has it as a function of its name."""


def app(*commands: str) -> typer.Typer:
    """The command line with these commands; a start of one takes no time for the others."""
    program = typer.Typer(
        name="dualfuel",
        help="When should the furnace take over from the heat pump? The switchover whose season costs least.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    program.callback()(_top)
    for name in commands:
        program.command()(getattr(importlib.import_module(f".{MODULES[name]}", __package__), name))
    return program


def main() -> None:
    """Entry point: every refusal is one line a problem on standard error, and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks ° or ≥ shows a question mark
    try:
        with _quiet_pipes():
            app(*([sys.argv[1]] if sys.argv[1:2] and sys.argv[1] in MODULES else MODULES))()
    except DualFuelError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("DUALFUEL_TRACEBACK"):
            raise
        message = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"internal error, please report it: {message} (DUALFUEL_TRACEBACK=1 shows where)", file=sys.stderr)
        sys.exit(2)


@contextlib.contextmanager
def _quiet_pipes() -> Iterator[None]:
    """Where the reader of a pipe goes away, stop quietly, as cat does; afterwards the process is as it was."""
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        yield
    finally:
        sys.stdout.flush()
        signal.signal(signal.SIGPIPE, before)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


def _top(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
) -> None:
    """When should the furnace take over from the heat pump? The switchover whose season costs least."""
