"""The errors of this program, and the shape of one reported problem.

    DualFuelError (Exception)    anything this program refuses; as it is where an optional library is missing, and for
    │                            an internal error while a workbook is written
    ├── InputError (ValueError)  unusable input, raised by Case, readers of files, tariffs, decisions, functions and
    │                            workbooks; .issues lists every problem, one line each
    └── OutputError (OSError)    a result cannot be written, raised by files/writing, portfolio and Result.to_workbook:
                                 it exists already, a folder is missing, the disk is full

The command line prints one line a problem on standard error and exits with status 2 for each of them; a worksheet
function answers with an error value, DF_CHECK with the words; a table of homes has the lines in the column ``problem``.
`dualfuel verify` and tables of homes have a status 1: the files could be read, and something is wrong in some of them.
Each survives pickling, so that a worker process can send it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Issue(NamedTuple):
    """One problem with the input: which key, which value, what is allowed, what to do."""

    key: str
    value: object
    allowed: str
    remedy: str

    def __str__(self) -> str:
        """One line: ``cop_17 = -1: must be more than 0. Give the COP at 17 °F, such as 2.2.``"""
        return f"{shown(self.key)} = {shown(self.value)}: {self.allowed}. {self.remedy}"


SHOWN = 80
"""Most characters of a value in a message; of longer ones both ends are shown, a path's name being its end."""


def shown(value: object) -> str:
    """The value as a message shows it: short, on one line, never a wall of text."""
    if value is None:
        return "(not given)"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception:  # an integer of thousands of digits, or an object of a stranger
        text = f"a {type(value).__name__} that cannot be shown"
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2 - 2]} … {text[1 - SHOWN // 2 :]}"


class DualFuelError(Exception):
    """Anything this program refuses; the message is fit for a user."""


class InputError(DualFuelError, ValueError):
    """Unusable input. ``issues`` holds every problem, in the order of the input table."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(map(str, self.issues)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Issue, ...]]]:
        return type(self), (self.issues,)


class OutputError(DualFuelError, OSError):
    """A result cannot be written as asked."""
