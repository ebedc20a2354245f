"""Verdicts saved on the disk while a batch runs, a JSON line each, so that an interrupted batch can be resumed."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from xl_dualfuel.errors import OutputError
from xl_dualfuel.version import __version__

from .findings import Verdict, clean, verdict_of
from .programme import by_its_own
from .single_file import Judge

_START = b'{"by": '
"""How every file of saved verdicts begins, whatever the version."""


def partial_file(path: Path) -> Path:
    """The file for the verdicts of a running batch whose results will be written to ``path``."""
    return path.with_name(f".{path.name}.partial")


class SavedVerdicts:
    """Verdicts from an interrupted run, and those of the present run as they come."""

    def __init__(self, path: Path | None, judge: Judge) -> None:
        self.path = path
        # Another version, or other rules, may say something else.
        self.by = __version__ if judge is by_its_own else f"{__version__} {judge!r}"
        self.known: dict[str, dict[str, Any]] = {}
        self._file: IO[bytes] | None = None
        if path is not None:
            self._read(path)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._file = path.open("ab")
                if self._unfinished:
                    self._file.write(b"\n")
            except OSError as error:
                raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None

    def _read(self, path: Path) -> None:
        """Read the saved verdicts, but for a last line cut short and lines of other versions."""
        self._unfinished = False
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"{path}: cannot be read: {error.strerror or error}") from None
        if content and not content.startswith(_START):
            raise OutputError(f"{path}: is not a file of verdicts, and was not changed; give another file")
        self._unfinished = bool(content) and not content.endswith(b"\n")
        for line in content.splitlines():
            with suppress(ValueError, TypeError, KeyError):
                saved = json.loads(line)
                if saved["by"] == self.by:
                    verdict_of(saved["verdict"])
                    self.known[saved["sha256"]] = saved["verdict"]

    def of(self, digest: str, name: str) -> Verdict | None:
        """The verdict on the same content, under this name."""
        data = self.known.get(digest)
        return None if data is None else verdict_of(data)._replace(name=clean(name, 255))

    def append(self, digest: str, verdict: Verdict) -> None:
        """Append a verdict; it is on the disk when the next begins."""
        if self._file is not None and digest:
            line = json.dumps({"by": self.by, "sha256": digest, "verdict": verdict.to_json()}, ensure_ascii=True)
            self._file.write(line.encode() + b"\n")
            self._file.flush()

    def close(self) -> None:
        """No more verdicts."""
        if self._file is not None:
            self._file.close()

    def remove(self) -> None:
        """The batch is done."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
