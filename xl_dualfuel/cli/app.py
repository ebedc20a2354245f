"""The command line: which commands there are, and what becomes of their errors.

Results go to standard output, messages to standard error. Exit status: 0 done, 2 unusable input; no tracebacks.
Of many homes or files also 1: some have problems.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import inspect
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

import typer

from ..errors import DualFuelError
from .help_page import Command
from .messages import is_verbose, listen, print_error, say, send_nowhere
from .options import Version, with_common

MODULES: Final = {
    "run": "run", "open": "opening", "new": "new", "example": "run", "decide": "decide", "compare": "decide",
    "portfolio": "portfolio", "template": "forms", "verify": "forms", "addin": "hosts", "functions": "hosts",
    "weather": "weather",
}  # fmt: skip
"""Each command, and the module of this folder that has it as a function of its name."""
LINES: Final = {
    "run": "Say at which temperature the furnace of a house takes over.",
    "open": "Make the workbook of a house and open it.",
    "new": "Write a case file to fill in.",
    "example": "Answer the worked example, and write its workbook and tables.",
    "decide": "Say how exact the setting must be, and what moves it most.",
    "compare": "Compare heat pumps, furnaces and fuels for one house.",
    "portfolio": "Answer a table of homes, with a row of results for each.",
    "template": "Write an Excel form to fill in, or a file of a programme's rules.",
    "verify": "Check workbooks that others sent.",
    "addin": "Write the files that bring the functions into spreadsheets.",
    "functions": "List the worksheet functions with arguments and units.",
    "weather": "Keep weather files under names, or list the places there are.",
}
"""The first line of each command's help, which the list of them shows without importing one."""
_HELP: Final = "When should the furnace take over from the heat pump? At the temperature where the season costs least."
_KEPT: Final = "\b\n"
"""Before a paragraph whose lines stay as they are"""
_OBJECTS: Final = 100_000
"""New objects after which Python looks for garbage; its own number is 700."""
WIDEST: Final = 120
"""Most columns of help; a wider line is hard to read."""


def app(*commands: str) -> typer.Typer:
    """The command line with these commands; a start of one takes no time for the others. Without any: their list."""
    program = typer.Typer(
        name="dualfuel",
        help=_HELP,
        no_args_is_help=True,
        add_completion=len(commands) != 1,  # its options are of the whole, and so are those of help
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
    )
    program.callback()(_top)
    for name in commands:
        command = getattr(importlib.import_module(f".{MODULES[name]}", __package__), name)
        first, _, more = (inspect.getdoc(command) or "").partition("\n\n")
        # The mark keeps the line of an example as it is.
        page = f"{first}\n\n{more.replace('Example:', _KEPT + 'Example:')}"
        program.command(name, cls=Command, help=page, short_help=first)(with_common(command))
    for name in () if commands else MODULES:
        program.command(name, short_help=LINES[name])(_top)
    return program


def _needed(arguments: Sequence[str]) -> tuple[str, ...]:
    """Commands that arguments may reach: the first word, else none unless one is named or a shell completes."""
    if arguments[:1] and arguments[0] in MODULES:
        return (arguments[0],)
    is_reached = any(word in MODULES for word in arguments) or any(name.endswith("_COMPLETE") for name in os.environ)
    return tuple(MODULES) if is_reached else ()


def main() -> None:
    """Entry point: every refusal is one line a problem on standard error, and exit status 2."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks ° or ≥ shows a question mark
    listen(quiet=False, verbose=False)
    # Imports and a workbook make many objects that stay. Looking for garbage among them again and again, and once more
    # at the end, takes a sixth of the time of a short command.
    gc.set_threshold(_OBJECTS)
    atexit.register(gc.freeze)
    try:
        with _signals():
            app(*_needed(sys.argv[1:]))(prog_name="dualfuel")
    except DualFuelError as error:
        print_error(error)
    except OSError as error:
        if is_verbose():
            raise
        place = error.filename or "standard output, or the disk of temporary files"
        say(f"Error: {place}: {error.strerror or error}; free some space, or write to another place")
        send_nowhere(sys.stdout)
    except MemoryError:
        say("Error: this computer has too little free memory for it; close other programs, or give less at once")
    except Exception as error:
        if is_verbose():
            raise
        message = f"{type(error).__name__}: {error}".splitlines()[0]
        say(f"Error: internal, please report it: {message} (--verbose shows where)")
    sys.exit(2)


def _open_streams() -> None:
    """Let standard streams that are closed lead nowhere: else the next file that is opened would be taken for one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # until the end


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """What ends a command lets it clean up first; where the reader of a pipe goes away, it ends quietly, as cat does.

    Afterwards the process is as it was.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    wanted: dict[str, Any] = {"SIGPIPE": signal.SIG_DFL, "SIGTERM": end, "SIGHUP": end}
    before = {}
    for name, handler in wanted.items():
        number = getattr(signal, name, None)
        if number is not None and not (name == "SIGHUP" and signal.getsignal(number) == signal.SIG_IGN):  # as of nohup
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        try:
            sys.stdout.flush()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _top(version: Version = False) -> None:
    pass
