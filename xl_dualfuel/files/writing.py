"""Writing files: they appear whole or not at all, existing ones are replaced only when asked."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..errors import OutputError


def write(outputs: Mapping[Path, bytes] | Sequence[tuple[Path, bytes]], force: bool = False) -> None:
    """Write every path's content or refuse before the first: OutputError names each that exists, unless ``force``.

    Each file is written beside its place and moved there whole.
    """
    pairs = list(outputs.items()) if isinstance(outputs, Mapping) else list(outputs)
    files = dict(pairs)
    places = Counter(os.path.realpath(path) for path, _ in pairs)
    twice = [path for path in files if places[os.path.realpath(path)] > 1]
    if twice:
        raise OutputError(
            "\n".join(f"{path}: is asked for twice; give each result a file of its own" for path in twice)
        )
    if not force:
        there = [path for path in files if os.path.lexists(path)]
        if there:
            raise OutputError("\n".join(f"{path}: exists already; give --force to replace it" for path in there))
    for path in files:
        _prepare(path)
    for path, content in files.items():
        try:
            _write_one(path, content, force)
        except FileExistsError:
            raise OutputError(f"{path}: exists already; give --force to replace it") from None
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None


def refuse_inputs(paths: Iterable[Path], read: Iterable[Path | None]) -> None:
    """Raise OutputError naming each path that is one of the files that are read; None is no file."""
    inputs = [path for path in read if path is not None and path.is_file()]
    places = [(path, Path(os.path.realpath(path))) for path in paths]  # of folders too that will be made on the way
    same = [path for path, place in places if place.is_file() and any(place.samefile(one) for one in inputs)]
    if same:
        raise OutputError("\n".join(f"{path}: is read by this command; give the result another name" for path in same))


def _prepare(path: Path) -> None:
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give a file name")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is neither file nor folder, and stays as it is; give a file name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent}: cannot be made a folder: {error.strerror or error}") from None
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path.parent}: cannot be written to")


def _write_one(path: Path, content: bytes, force: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=".dualfuel-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o666 & ~_umask())
        if force:
            beside.replace(path)
        else:
            _move_new(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _move_new(beside: Path, path: Path) -> None:
    """Move without replacing: a hard link fails if the name was taken meanwhile. Some file systems have no links."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError from None
        beside.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
