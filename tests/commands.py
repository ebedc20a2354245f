"""The command line called in this process: starting Python and its libraries takes longer than most commands."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple
from unittest import mock

from xl_dualfuel.cli import main

ERROR: Final = "Error: "
"""Before each problem on standard error"""


class Done(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words, a line each."""
        return [line.removeprefix(ERROR) for line in self.err.splitlines() if line.startswith(ERROR)]


def dualfuel(*arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8") -> Done:
    """What the command writes on the screen and its exit status, as in a process of its own with streams of UTF-8."""
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    err = io.TextIOWrapper(io.BytesIO(), encoding, "backslashreplace")  # as Python's own
    status = 0
    with (
        mock.patch.object(sys, "argv", ["dualfuel", *map(str, arguments)]),
        contextlib.chdir(cwd or "."),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    for stream in (out, err):
        stream.flush()
    return Done(status, *(stream.buffer.getvalue().decode(encoding) for stream in (out, err)))


def in_a_process(*arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8") -> Done:
    """The command as users run it."""
    done = subprocess.run(
        [sys.executable, "-m", "xl_dualfuel", *map(str, arguments)],
        capture_output=True, cwd=cwd, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False, timeout=120,
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
