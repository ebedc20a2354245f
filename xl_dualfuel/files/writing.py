"""Writing files: complete or not at all, with the user's umask; existing ones are replaced only when asked."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from ..errors import OutputError


def write(outputs: Mapping[Path, bytes] | Sequence[tuple[Path, bytes]], force: bool = False) -> None:
    """Write every path's content or refuse before the first: OutputError names each that exists, unless ``force``.

    Each file is written under another name in its folder, then renamed, so that nobody sees half a file.
    """
    pairs = list(outputs.items()) if isinstance(outputs, Mapping) else list(outputs)
    files = dict(pairs)
    refuse_taken([path for path, _ in pairs], force)
    for path in files:
        _prepare(path)
    for path, content in files.items():
        _fill(path, lambda file, content=content: file.write(content), force)  # type: ignore[misc]  # bound at once


def refuse_taken(paths: Sequence[Path], force: bool = False) -> None:
    """Raise OutputError naming each path that is there twice, and unless ``force`` each that exists."""
    places = Counter(os.path.realpath(path) for path in paths)
    if twice := [path for path in dict.fromkeys(paths) if places[os.path.realpath(path)] > 1]:
        lines = (f"{path}: is asked for twice; give each result a file of its own" for path in twice)
        raise OutputError("\n".join(lines))
    if existing := [path for path in paths if not force and os.path.lexists(path)]:
        raise OutputError("\n".join(str(_exists(path)) for path in existing))


def write_by(path: Path, fill: Callable[[IO[bytes]], object], force: bool = False, folder: Path | None = None) -> None:
    """Write one file as ``write`` does, its content by a call, for more than memory holds.

    ``folder``, on the same disk, holds the unfinished file (.tmp); without it the file's own folder does.
    """
    if not force and os.path.lexists(path):
        raise _exists(path)
    _prepare(path)
    _fill(path, fill, force, folder)


def _exists(path: Path) -> OutputError:
    if path.is_dir():
        return OutputError(f"{path}: is a folder; give a file name")
    return OutputError(f"{path}: exists already; give --force to replace it")


def refuse_endings(*wanted: tuple[Path | None, str, str]) -> None:
    """Raise OutputError naming each path that does not end as what is written to it: path, ending, what it is.

    None is no file; an ending "" is for a folder, which no file's ending fits.
    """
    lines = [
        f"{path}: must end in {ending}: {what} is written; give {path.stem or path.name}{ending}"
        for path, ending, what in wanted
        if path is not None and ending and path.suffix.casefold() != ending
    ]
    lines += [
        f"{path}: must be a folder: {what} are written into it; give {path.stem}"
        for path, ending, what in wanted
        if path is not None and not ending and path.suffix.casefold() in _FILES and not path.is_dir()
    ]
    if lines:
        raise OutputError("\n".join(lines))


_FILES: Final = frozenset({".csv", ".gz", ".json", ".parquet", ".txt", ".toml", ".xls", ".xlsm", ".xlsx", ".zip"})
"""Endings that nobody gives a folder"""


def refuse_inputs(paths: Iterable[Path], read: Iterable[Path | None]) -> None:
    """Raise OutputError naming each path that is one of the files that are read; None is no file."""
    inputs = [path for path in read if path is not None and path.is_file()]
    places = [(path, Path(os.path.realpath(path))) for path in paths]  # also where folders do not exist yet
    same = [path for path, place in places if place.is_file() and any(place.samefile(source) for source in inputs)]
    if same:
        raise OutputError("\n".join(f"{path}: is read by this command; give the result another name" for path in same))


def _prepare(path: Path) -> None:
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give a file name")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is no ordinary file, and stays as it is; give another file name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent}: cannot be made a folder: {error.strerror or error}") from None
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path.parent}: cannot be written to")


def _fill(path: Path, fill: Callable[[IO[bytes]], object], force: bool, folder: Path | None = None) -> None:
    try:
        handle, name = tempfile.mkstemp(".tmp", ".dualfuel-", folder or path.parent)
        growing = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                fill(file)
            growing.chmod(0o666 & ~_umask())
            if force:
                growing.replace(path)
            else:
                _move_new(growing, path)
        finally:
            growing.unlink(missing_ok=True)
    except FileExistsError:
        raise _exists(path) from None
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None


def _move_new(growing: Path, path: Path) -> None:
    """Move without replacing: a hard link fails if the name was taken meanwhile. Some file systems have no links."""
    try:
        path.hardlink_to(growing)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError from None
        growing.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
