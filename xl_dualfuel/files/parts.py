"""The folder of finished parts of a long run: an interrupted run continues where it stopped.

The bytes of all parts are in one file, which grows; where they came in order, it is the result. A part is done when its
record is there and its bytes have the digest of the record, so that nothing waits for the disk. Only files that such a
run wrote are ever deleted: a folder that holds anything else is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from ..errors import OutputError
from .writing import write_by

Buffer = bytes | memoryview
"""Bytes, also of a library's own"""
MANIFEST: Final = "manifest.json"
_BYTES: Final = "parts.data"
_LOCK: Final = "lock"
_PART: Final = re.compile(r"part-[0-9]{6,9}\.(json|data)")
"""Records of parts; earlier versions had the bytes of each in a file"""
_BLOCK: Final = 4096
"""Bytes that are one number of a digest"""
_UNFINISHED: Final = re.compile(r"\.dualfuel-\w{1,20}\.tmp")
"""What ``files/writing`` leaves where it is killed"""


class Parts:
    """Finished parts by number. Used as a context: only one run at a time works in a folder."""

    def __init__(
        self, folder: Path, maker: str, manifest: Mapping[str, Any], resume: bool = True, begin: bytes = b""
    ) -> None:  # fmt: skip
        """maker: what makes the parts; manifest: what they are made from, and parts made from something else go.

        begin: what the result begins with, before the parts; the manifest says it too.
        """
        self.folder = folder
        self._maker = f"xl_dualfuel {maker}"
        self._manifest = {"made_by": self._maker, **manifest}
        self._resume = resume
        self._begin = begin
        self._lock: IO[bytes] | None = None
        self._file: IO[bytes] | None = None
        self._places: dict[int, tuple[int, int]] = {}
        """Where the bytes of each part begin and end in the file"""
        self._end = len(begin)
        """Where the next part begins"""

    def __enter__(self) -> Parts:
        try:
            if self.folder.exists() and not self.folder.is_dir():
                raise OutputError(f"{self.folder}: is a file and stays as it is, but unfinished results need a folder; "
                                  "give another name")  # fmt: skip
            self.folder.mkdir(parents=True, exist_ok=True)
            self._refuse_strangers()
            self._take_lock()
            try:
                there = self._there()
                if there is not None and (there != self._manifest or not self._resume):
                    self._clear()
                if self._there() is None:
                    self._write(self.folder / MANIFEST, json.dumps(self._manifest, indent=1).encode())
                self._file = (self.folder / _BYTES).open("ab", buffering=0)
                if not self._file.tell():
                    self._append(self._begin)
            except BaseException:
                self._let_go()
                raise
        except OutputError:
            raise
        except OSError as problem:
            raise self._unwritable(problem) from None
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder.is_dir() and next(self.folder.glob("part-*.json"), None) is None:
            self.remove()  # nothing is done that another run could use
        self._let_go()

    def _refuse_strangers(self) -> None:
        """Raise OutputError where the folder holds something that no run of this maker wrote."""
        there = self._there()
        ours = isinstance(there, dict) and there.get("made_by") == self._maker
        stranger = next((entry.name for entry in sorted(self.folder.iterdir()) if not _is_of_run(entry, ours)), None)
        if stranger is not None:
            problem = f"is needed for unfinished results, and holds {stranger[:60]}; move it away"
            raise OutputError(f"{self.folder}: {problem}, or give another name")

    def _there(self) -> Any:
        """The manifest of the folder, None for none."""
        try:
            return json.loads((self.folder / MANIFEST).read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            return {}

    def _clear(self) -> None:
        """Delete all but the lock; the manifest last, as without it nothing here is known to be of a run."""
        for entry in sorted(self.folder.iterdir(), key=lambda entry: entry.name == MANIFEST):
            if entry.name != _LOCK and _is_of_run(entry, True):
                entry.unlink(missing_ok=True)

    def done(self) -> dict[int, dict[str, Any]]:
        """The records of the parts that are complete."""
        records = {}
        for path in sorted(self.folder.glob("part-*.json")):
            try:
                record = json.loads(path.read_bytes())
                number, place = int(record["number"]), (int(record["begin"]), int(record["end"]))
                if path == self._path(number) and digest_of(self._read(*place)) == record["digest"]:
                    records[number], self._places[number] = record, place
                    self._end = max(self._end, place[1])
            except (ValueError, KeyError, TypeError, OSError):  # cut short by a failing disk: worked out again
                continue
        return records

    def put(self, number: int, content: Buffer, record: Mapping[str, Any]) -> dict[str, Any]:
        """Store a part: its bytes first, then the record that says they are complete. Raises OutputError."""
        assert self._file is not None
        begin = self._end
        try:
            self._file.truncate(begin)  # behind it is what nothing is known of
            self._append(content)
        except OSError as problem:
            raise self._unwritable(problem) from None
        self._end = begin + memoryview(content).nbytes
        self._places[number] = begin, self._end
        complete = {"number": number, "begin": begin, "end": self._end, "digest": digest_of(content), **record}
        self._write(self._path(number), json.dumps(complete).encode())
        return complete

    def contents(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The bytes of these parts."""
        return (self._read(*self._places[number]) for number in numbers)

    def whole(self, numbers: Sequence[int]) -> Path | None:
        """The file of the begin and these parts, where they came in this order and nothing else did; None else."""
        ends = [len(self._begin), *(self._places[number][1] for number in numbers)]
        if [self._places[number][0] for number in numbers] != ends[:-1] or self._read(0, ends[0]) != self._begin:
            return None
        if self._file is not None:
            self._file.truncate(ends[-1])
        self._close()
        return self.folder / _BYTES

    def remove(self) -> None:
        """Take the folder away: the result is in its place."""
        with contextlib.suppress(OSError):
            self._close()  # Windows deletes no open file
            self._clear()
            self._let_go()
            (self.folder / _LOCK).unlink(missing_ok=True)
            self.folder.rmdir()
        self._let_go()

    def _unwritable(self, problem: OSError) -> OutputError:
        return OutputError(f"{self.folder}: cannot be written: {problem.strerror or problem}")

    def _append(self, content: Buffer) -> None:
        assert self._file is not None
        left = memoryview(content)
        while left:
            left = left[self._file.write(left) :]

    def _read(self, begin: int, end: int) -> bytes:
        with (self.folder / _BYTES).open("rb") as file:
            file.seek(begin)
            return file.read(end - begin)

    def _path(self, number: int) -> Path:
        return self.folder / f"part-{number:06d}.json"

    def _write(self, path: Path, content: bytes) -> None:
        write_by(path, lambda file: file.write(content), force=True)

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
            raise OutputError(f"{self.folder}: another run is working here; wait until it ends, or stop it") from None

    def _close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def _let_go(self) -> None:
        self._close()
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._lock.close()
            self._lock = None


def parts_beside(result: Path) -> Path:
    """The folder of the parts of a result, while it is worked out."""
    return result.with_name(f"{result.name}.parts")


def digest_of(content: Buffer) -> str:
    """A digest that tells bytes that were lost or changed by accident, at six times the speed of a plain one."""
    view = memoryview(content)
    blocks = view.nbytes // _BLOCK
    sums = np.frombuffer(view, "<u8", blocks * _BLOCK // 8).reshape(blocks, _BLOCK // 8).sum(axis=1)
    return hashlib.sha256(b"".join((sums.astype("<u8").tobytes(), view[blocks * _BLOCK :]))).hexdigest()


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_of_run(entry: Path, ours: bool) -> bool:
    """Whether a run may have written this; ours: the manifest of the folder says so."""
    if not os.path.lexists(entry):
        return True  # another run has just finished with it
    if not entry.is_file() or entry.is_symlink():
        return False
    if entry.name == _LOCK:
        return entry.stat().st_size == 0
    if _UNFINISHED.fullmatch(entry.name):
        return True
    return ours and (entry.name in (MANIFEST, _BYTES) or _PART.fullmatch(entry.name) is not None)
