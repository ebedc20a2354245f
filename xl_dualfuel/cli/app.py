"""The command line: which commands there are, and what becomes of their errors.

Results go to standard output, messages to standard error. Exit status: 0 done, 2 unusable input; no tracebacks.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from ..errors import DualFuelError
from ..version import __version__
from .decide import compare, decide
from .forms import template, verify
from .hosts import addin, functions
from .portfolio import portfolio
from .run import example, run

app = typer.Typer(
    name="dualfuel",
    help="When should the furnace take over from the heat pump? The switchover whose season costs least.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Entry point: every refusal is one line a problem on standard error, and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks ° or ≥ shows a question mark
    try:
        with _quiet_pipes():
            app()
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


@app.callback()
def _top(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
) -> None:
    """When should the furnace take over from the heat pump? The switchover whose season costs least."""


for command in (example, run, functions, addin, template, verify, portfolio, compare, decide):
    app.command()(command)
