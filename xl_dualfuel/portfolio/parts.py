"""The folder of finished parts next to the result of a run: an interrupted run continues where it stopped.

A part is done when its record is there and the part's bytes have the digest of the record.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from ..errors import OutputError
from ..files.writing import write_by

MANIFEST: Final = "manifest.json"
_LOCK: Final = "lock"
_MARK: Final = "xl_dualfuel portfolio"


class Parts:
    """Finished parts by number. Used as a context: only one run at a time works in a folder."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any], resume: bool) -> None:
        self.folder = folder
        self._manifest = {"made_by": _MARK, **manifest}
        self._resume = resume
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Parts:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            try:
                there = self._there()
                if there is not None and (there != self._manifest or not self._resume):
                    self._clear()
                if self._there() is None:
                    self._write(self.folder / MANIFEST, json.dumps(self._manifest, indent=1).encode())
            except BaseException:
                self._let_go()
                raise
        except OutputError:
            raise
        except OSError as problem:
            raise OutputError(f"{self.folder}: cannot be written: {problem.strerror or problem}") from None
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder.is_dir() and next(self.folder.glob("part-*.json"), None) is None:
            self.remove()  # nothing is done that another run could use
        self._let_go()

    def _there(self) -> Any:
        """The manifest of the folder, None for none. Raises OutputError: the folder is somebody else's."""
        path = self.folder / MANIFEST
        strangers = [entry.name for entry in self.folder.iterdir() if not _ours(entry.name)]
        if strangers:
            raise OutputError(f"{self.folder}: is needed for the parts, and holds {strangers[0][:60]}; move it away")
        if not path.exists():
            return None
        try:
            return json.loads(path.read_bytes())
        except ValueError:
            return {}

    def _clear(self) -> None:
        for entry in self.folder.iterdir():
            if entry.name != _LOCK:
                entry.unlink()

    def done(self) -> dict[int, dict[str, Any]]:
        """The records of the parts that are complete."""
        records = {}
        for path in sorted(self.folder.glob("part-*.json")):
            try:
                record = json.loads(path.read_bytes())
                number = int(record["number"])
                if path == self._path(number, "json") and sha256_of(self._path(number, "data")) == record["sha256"]:
                    records[number] = record
            except (ValueError, KeyError, TypeError, OSError):  # cut short by a failing disk: worked out again
                continue
        return records

    def put(self, number: int, content: bytes, record: Mapping[str, Any]) -> dict[str, Any]:
        """Store a part: its bytes first, then the record that says they are complete."""
        complete = {"number": number, "sha256": hashlib.sha256(content).hexdigest(), **record}
        self._write(self._path(number, "data"), content)
        self._write(self._path(number, "json"), json.dumps(complete).encode())
        return complete

    def contents(self, count: int) -> Iterator[bytes]:
        """The bytes of parts 0 to count − 1."""
        return (self._path(number, "data").read_bytes() for number in range(count))

    def remove(self) -> None:
        """Take the folder away: the result is in its place."""
        self._let_go()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, number: int, suffix: str) -> Path:
        return self.folder / f"part-{number:06d}.{suffix}"

    def _write(self, path: Path, content: bytes) -> None:
        def fill(file: IO[bytes]) -> None:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

        write_by(path, fill, force=True)

    def _take_lock(self) -> None:
        """The system lets go of the lock when the process ends, however it ends."""
        self._lock = (self.folder / _LOCK).open("ab")
        try:
            try:
                import fcntl
            except ImportError:  # Windows
                import msvcrt

                msvcrt.locking(self._lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
            else:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._let_go()
            raise OutputError(f"{self.folder}: another run is working on this result; wait for it, or end it") from None

    def _let_go(self) -> None:
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._lock.close()
            self._lock = None


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ours(name: str) -> bool:
    return name in (MANIFEST, _LOCK) or name.startswith("part-") or name.endswith(".tmp")
