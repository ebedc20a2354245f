"""Writing files: complete or not at all, with the user's umask; existing ones are replaced only when asked."""

from __future__ import annotations

import os
import stat
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from ..errors import OutputError


def write(
    outputs: Mapping[Path, bytes] | Sequence[tuple[Path, bytes]], force: bool = False, read: Iterable[Path | None] = ()
) -> None:
    """Write every path's content, or refuse before the first as ``check_places`` does. Raises OutputError.

    Each file is written under another name in its folder, then renamed, so that nobody sees half a file.
    """
    pairs = list(outputs.items()) if isinstance(outputs, Mapping) else list(outputs)
    check_places([path for path, _ in pairs], read, force)
    for path, content in pairs:
        _fill(path, lambda file, content=content: file.write(content), force)  # type: ignore[misc]  # bound at once


def check_places(
    files: Sequence[Path], read: Iterable[Path | None] = (), force: bool = False, folders: Sequence[Path] = ()
) -> None:
    """Raise OutputError, a line each, for results that cannot be written; their folders are made.

    files: each one of its own, none a file of ``read`` under any name, none there already unless ``force``. folders:
    for results whose names are not known yet.
    """
    refuse_clashes([*files, *folders], read)
    if existing := [path for path in files if os.path.lexists(path) and not force]:
        raise OutputError("\n".join(str(_exists(path)) for path in existing))
    for path in files:
        _refuse_odd(path)
    for folder in dict.fromkeys([*(path.parent for path in files), *folders]):
        _make_folder(folder)


def refuse_clashes(paths: Sequence[Path], read: Iterable[Path | None] = ()) -> None:
    """Raise OutputError, a line each, for results of one name, and for those that are a file of ``read``.

    Two names are one also by a link, and where they differ in capitals or in how accents are stored: on some disks they
    are. None is no file.
    """
    real = [_real(path) for path in paths]
    places = [unicodedata.normalize("NFC", path).casefold() for path in real]
    counts = Counter(places)
    twice = dict.fromkeys(path for path, place in zip(paths, places, strict=True) if counts[place] > 1)
    lines = [f"{path}: is asked for twice; give each result a file of its own" for path in twice]
    inputs = {_identity(path) for path in read if path is not None} - {None}
    same = [path for path, place in zip(paths, real, strict=True) if inputs and _identity(Path(place)) in inputs]
    lines += [f"{path}: is read by this command; give the result another name" for path in same]
    if lines:
        raise OutputError("\n".join(lines))


def refuse_among(folders: Iterable[Path], read: Iterable[Path]) -> None:
    """Raise OutputError naming each folder for results that holds a file of ``read``: they would be read next."""
    holding = {parent for path in read for parent in Path(_real(path)).parents}
    lines = [f"{folder}: holds files that this command reads; give another folder" for folder in folders
             if Path(_real(folder)) in holding]  # fmt: skip
    if lines:
        raise OutputError("\n".join(lines))


def refuse_filled(folders: Iterable[Path]) -> None:
    """Raise OutputError naming each folder for results that holds anything already."""
    lines = [f"{folder}: holds files already; give --force to replace those of the same names, or another folder"
             for folder in folders if folder.is_dir() and any(folder.iterdir())]  # fmt: skip
    if lines:
        raise OutputError("\n".join(lines))


def _real(path: Path) -> str:
    """The path without links, also where folders are not there yet."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return str(path)


def _identity(path: Path) -> tuple[int, int] | None:
    """What a file is, whatever its name; None where there is none."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def write_by(path: Path, fill: Callable[[IO[bytes]], object], force: bool = False, folder: Path | None = None) -> None:
    """Write one file as ``write`` does, its content by a call, for more than memory holds.

    ``folder``, on the same disk, holds the unfinished file (.tmp); without it the file's own folder does.
    """
    check_places([path], force=force)
    _fill(path, fill, force, folder)


def move(whole: Path, path: Path, force: bool = False) -> None:
    """Put a file that is complete in its place, on the same disk, as ``write`` does. Raises OutputError."""
    check_places([path], force=force)
    try:
        _put_in_place(whole, path, force)
        whole.unlink(missing_ok=True)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _unwritable(path, error) from None


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


def _refuse_odd(path: Path) -> None:
    """Raise OutputError where no file can have this name, or what has it is no file."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:  # a name that is too long, or holds a character that none may
        raise _unwritable(path, error) from None
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give a file name")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is no ordinary file, and stays as it is; give another file name")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"{folder}: cannot be made a folder: {reason}") from None
    try:  # asking whether one may write is not sure to be right on network drives and on Windows
        handle, name = tempfile.mkstemp(".tmp", ".dualfuel-", folder)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to: {error.strerror or error}") from None


def _unwritable(path: Path, error: Exception) -> OutputError:
    return OutputError(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}")


def _fill(path: Path, fill: Callable[[IO[bytes]], object], force: bool, folder: Path | None = None) -> None:
    try:
        handle, name = tempfile.mkstemp(".tmp", ".dualfuel-", folder or path.parent)
        growing = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                fill(file)
            _put_in_place(growing, path, force)
        finally:
            growing.unlink(missing_ok=True)
    except FileExistsError:
        raise _exists(path) from None
    except OutputError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from None


def _put_in_place(growing: Path, path: Path, force: bool) -> None:
    growing.chmod(0o666 & ~_umask())
    if force:
        growing.replace(path)
    else:
        _move_new(growing, path)


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
