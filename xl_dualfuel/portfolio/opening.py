"""Which kind of table a file holds: told by its content, looked at before it is read."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from ..errors import InputError
from .csv_source import CsvSource
from .excel_source import ExcelSource
from .parquet_source import ParquetSource
from .source import Source, refused


def looked_at(path: Path) -> tuple[os.stat_result, bytes]:
    """Size and times of a regular file, and its first bytes. Raises InputError where it cannot be read."""
    try:
        found = path.stat()  # before opening: opening a pipe would wait for its other end
        if not stat.S_ISREG(found.st_mode):
            raise refused(path, "must be a file", "Give the path of the file itself")
        with path.open("rb") as file:
            return found, file.read(8)
    except InputError:
        raise
    except OSError as problem:
        raise refused(path, f"cannot be read: {problem.strerror or 'unknown reason'}", "Check the path") from None
    except ValueError:  # a NUL character inside
        raise refused("the path", "cannot be read: no such path", "Check the path") from None


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_source(path: Path) -> Source:
    """The table in a file, CSV (also gzip), Parquet or Excel by its content. Raises InputError: it is none."""
    found, start = looked_at(path)
    if start.startswith(b"PAR1"):
        return ParquetSource(path)
    if start.startswith(b"PK\x03\x04"):
        return ExcelSource(path, found.st_size)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused(path, "is an Excel file with a password, or of Excel 2003 or before", "Save it as .xlsx")
    return CsvSource(path, packed=start.startswith(b"\x1f\x8b"))
