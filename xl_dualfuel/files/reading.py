"""Reading files of strangers: sizes first, bounded unpacking, nothing but regular files, no waiting on pipes."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import InputError, Issue

MAX_BYTES: Final = 32 * 2**20
"""Largest file read, and largest unpacked file [bytes]. A year of weather has 1.6 to 1.9 MB."""


class Wanted(NamedTuple):
    """What a file is asked for, as refusals say it: the input's key, what the file must be, how to make it smaller."""

    key: str
    allowed: str
    smaller: str

    def refused(self, path: object, found: str, remedy: str) -> InputError:
        """The one shape of refusal; ``found`` must hold nothing of what the file says."""
        return InputError([Issue(self.key, str(path), f"{self.allowed}; {found}", remedy)])


def read_bounded(path: str | os.PathLike[str], wanted: Wanted) -> bytes:
    """The content of a regular file, unpacked when it is gzip; never more than MAX_BYTES are read or unpacked.

    Raises InputError in the words of ``wanted``: no such file, no regular file, too large, damaged.
    """
    try:
        # Looked at before opening: opening a pipe would wait for its other end, opening a device may act on it.
        content = _read_regular(path) if stat.S_ISREG(Path(path).stat().st_mode) else None
    except OSError as problem:
        reason = one_line(problem.strerror or "unknown reason")
        found = f"it cannot be read: {reason}"
        raise wanted.refused(path, found, "Check the path, and that you may open it.") from None
    except (ValueError, TypeError):  # such as a NUL character inside
        raise wanted.refused(path, "it cannot be read: not a path", "Check the path.") from None
    if content is None:
        raise wanted.refused(path, "it is not a regular file", "Give the path of the file itself.")
    _check_size(path, content, "it is larger than", wanted)
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            content = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        remedy = "Download it again, or unpack it and give the file inside."
        raise wanted.refused(path, "it is a damaged or cut gzip file", remedy) from None
    _check_size(path, content, "it unpacks to more than", wanted)
    return content


def _read_regular(path: str | os.PathLike[str]) -> bytes | None:
    """Up to MAX_BYTES + 1 bytes of a file; None if something else has taken its place since it was looked at."""
    with open(path, "rb", opener=_open_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        return file.read(MAX_BYTES + 1)  # the size a file states may be wrong, so the bound is on the reading


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_size(path: str | os.PathLike[str], content: bytes, what: str, wanted: Wanted) -> None:
    if len(content) > MAX_BYTES:
        raise wanted.refused(path, f"{what} {MAX_BYTES / 2**20:g} MB", wanted.smaller)


def cleaned(content: bytes) -> bytes:
    """The content without byte order mark, with one kind of line end, and without blank lines at its end."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n\x1a \t")


def decoded(raw: bytes) -> str:
    """Text of a file: UTF-8, else Latin-1, which takes any bytes."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def one_line(text: str) -> str:
    """Text fit for a label: printable, single blanks, at most 80 characters. Place names come from strangers."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:80]
