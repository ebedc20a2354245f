"""Verdicts saved on the disk while a batch runs, so that an interrupted batch continues where it stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from xl_dualfuel.files.parts import Parts
from xl_dualfuel.version import __version__

from .findings import Verdict, clean, verdict_of
from .programme import by_its_own
from .single_file import Judge

_OFTEN: Final = 2.0
"""Longest that verdicts are not on the disk yet [s]"""
_FORMAT: Final = 1


class SavedVerdicts:
    """Verdicts from an interrupted run, and those of the present run as they come. Used as a context.

    folder: None saves nothing. An interruption keeps the folder; ``remove`` deletes it once the results are written.
    """

    def __init__(self, folder: Path | None, judge: Judge, clock: Callable[[], float] = time.monotonic) -> None:
        # Another version, or other rules, may say something else.
        made_from = {"format": _FORMAT, "version": __version__, "rules": "" if judge is by_its_own else repr(judge)}
        self._parts = None if folder is None else Parts(folder, "verify", made_from)
        self.known: dict[str, dict[str, Any]] = {}
        self._waiting: list[str] = []
        self._next = 0
        self._clock = clock
        self._written = clock()

    def __enter__(self) -> SavedVerdicts:
        if self._parts is not None:
            self._parts.__enter__()
            numbers = sorted(self._parts.done())
            self._next = max(numbers, default=-1) + 1
            for content in self._parts.contents(numbers):
                for line in content.splitlines():
                    with suppress(ValueError, TypeError, KeyError):
                        saved = json.loads(line)
                        verdict_of(saved["verdict"])
                        self.known[saved["sha256"]] = saved["verdict"]
        return self

    def __exit__(self, *error: object) -> None:
        if self._parts is not None:
            try:
                self._write()
            finally:
                self._parts.__exit__(*error)

    def of(self, digest: str, name: str) -> Verdict | None:
        """The verdict on the same content, under this name."""
        data = self.known.get(digest)
        return None if data is None else verdict_of(data)._replace(name=clean(name, 255))

    def append(self, digest: str, verdict: Verdict) -> None:
        """Save a verdict, unless it is about a failure of this program or computer: the next run tries again."""
        if self._parts is None or not digest or any(finding.id == "internal" for finding in verdict.findings):
            return
        self._waiting.append(json.dumps({"sha256": digest, "verdict": verdict.to_json()}, ensure_ascii=True))
        if self._clock() - self._written >= _OFTEN:
            self._write()

    def _write(self) -> None:
        if self._parts is not None and self._waiting:
            self._parts.put(self._next, "\n".join(self._waiting).encode(), {"verdicts": len(self._waiting)})
            self._next += 1
            self._waiting = []
        self._written = self._clock()

    def remove(self) -> None:
        """The batch is done and its results are written."""
        self._waiting = []
        if self._parts is not None:
            self._parts.remove()
