"""What the program says beside its answers, on standard error: notes, doubts, files written, details."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from ..errors import shown

if TYPE_CHECKING:
    from ..results.result import Result

_HANGING: Final = "    "
"""Before the further lines of a message on a terminal"""
NARROWEST: Final = 40
"""Fewest columns that text is fitted into"""


def fitted(text: str, stream: TextIO) -> str:
    """A text as a stream shows it: on a terminal its lines end between words, elsewhere it is as it is."""
    if not stream.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, NARROWEST)
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent=_HANGING, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


class _StandardError(logging.Handler):
    """Prints each message."""

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage())


def say(text: str) -> None:
    """Print on standard error; where that is full or closed, nobody hears it, and the command goes on."""
    try:
        print(fitted(text, sys.stderr), file=sys.stderr, flush=True)
    except OSError:
        send_nowhere(sys.stderr)


def send_nowhere(stream: TextIO) -> None:
    """Throw away what is still to come on a standard stream of the process, else it is tried again at the end."""
    if stream in (sys.__stdout__, sys.__stderr__):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


LOG: Final = logging.getLogger("xl_dualfuel.cli")
"""WARNING: doubts and failed checks, said always; INFO: notes and files, not with --quiet; DEBUG: with --verbose."""
LOG.propagate = False
LOG.handlers = [_StandardError()]
LOG.setLevel(logging.INFO)


def listen(*, quiet: bool, verbose: bool) -> None:
    """Choose how much is said from here on."""
    LOG.setLevel(logging.WARNING if quiet else logging.DEBUG if verbose else logging.INFO)


def is_quiet() -> bool:
    """Whether --quiet was given."""
    return not LOG.isEnabledFor(logging.INFO)


def is_verbose() -> bool:
    """Whether --verbose was given."""
    return LOG.isEnabledFor(logging.DEBUG)


def print_note(words: str, is_doubt: bool = False) -> None:
    """One note; a doubt, which is said even with --quiet, begins with Check."""
    LOG.log(logging.WARNING if is_doubt else logging.INFO, "%s: %s", "Check" if is_doubt else "Note", words)


def print_error(error: Exception) -> None:
    """What is wrong, a line each."""
    for line in str(error).splitlines():
        say(f"Error: {line}")


def print_written(paths: Iterable[Path]) -> None:
    """What was written."""
    for path in paths:
        LOG.info("Written: %s", path)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on standard error where that is a terminal; called with how much is done, and of how much, if known."""
    if is_quiet() or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from .bar import bar  # here: it takes time to import, and few commands last

    with bar(title) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def print_details(result: Result) -> None:
    """With --verbose: each input as it was used and where it is from, and each check."""
    if not is_verbose():
        return
    inputs = result.shown_table("inputs")
    for name, value, unit, note in zip(*(inputs[key] for key in ("name", "value", "unit", "note")), strict=True):
        LOG.debug("Input: %s = %s %s%s", name, shown(value), unit, f" ({note})" if note else "")
    for check in result.checks:
        LOG.debug("Calculated twice: %s: %s: %s and %s", check.id, check.what, check.left, check.right)
