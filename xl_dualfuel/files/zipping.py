"""Zip packages whose bytes depend on nothing but their parts: order, time, platform and packing are fixed."""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import IO, Any, Final

TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every part: the earliest that a zip file can hold."""
START: Final = 2**20
"""Bytes at the start of a part that may be changed while the rest of it is copied"""
_LEVEL: Final = 3
"""Of packing: a workbook is a sixth larger than at the usual 6, and packed in a third of the time"""
_LAST: Final = b"\x03\x00"
"""The last block of deflate, of nothing"""
_MODE: Final = 0o600
"""Read and written by the owner, as zipfile has it"""
_UNIX: Final = 3
"""Stated on every platform, so that the bytes are the same on each."""


class Kept(bytes):
    """A part, or a piece of one, that goes into many packages: it is compressed once."""

    @cached_property
    def deflated(self) -> bytes:
        """Blocks of deflate that stand by themselves, none of them the last."""
        deflate = _deflate()
        return b"".join((deflate.compress(self), deflate.flush(zlib.Z_FULL_FLUSH)))


def packed(parts: Mapping[str, bytes | Iterable[bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts by name as one package, sorted, so that a workbook begins with ``[Content_Types].xml``.

    A part that is Kept, or comes in pieces, is deflated whatever the method.
    """
    package, deflate = io.BytesIO(), _deflate()
    with zipfile.ZipFile(package, "w") as target:
        for name in sorted(parts):
            part = parts[name]
            if isinstance(part, Kept):
                _add(target, name, [part], deflate)
            elif isinstance(part, bytes):
                target.writestr(_entry(name), part, method)
            else:
                _add(target, name, part, deflate)
    return package.getvalue()


def _add(target: Any, name: str, pieces: Iterable[bytes], deflate: Any) -> None:
    """Add a part to a zip file: zipfile itself takes nothing that is deflated already."""
    entry, data, fresh = _entry(name), [], True
    entry.CRC, entry.external_attr = 0, _MODE << 16
    for piece in pieces:
        entry.CRC = zlib.crc32(piece, entry.CRC)
        entry.file_size += len(piece)
        if isinstance(piece, Kept):
            data += [piece.deflated] if fresh else [deflate.flush(zlib.Z_FULL_FLUSH), piece.deflated]
        else:
            data.append(deflate.compress(piece))
        fresh = isinstance(piece, Kept)
    # Behind a full flush there is nothing to look back on, so one compressor serves all parts.
    data += [_LAST] if fresh else [deflate.flush(zlib.Z_FULL_FLUSH), _LAST]
    entry.compress_size, entry.header_offset = sum(map(len, data)), target.fp.tell()
    target.fp.writelines([entry.FileHeader(), *data])
    target.start_dir, target._didModify = target.fp.tell(), True
    target.filelist.append(entry)
    target.NameToInfo[name] = entry


def _deflate() -> Any:
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)


def unpacked(package: bytes) -> dict[str, bytes]:
    """The parts of a package of our own by name; strangers' packages are for workbook/reader, which bounds them."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


def repack(
    source: IO[bytes], target: IO[bytes], changes: Mapping[str, Callable[[bytes], bytes]],
    starts: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Pack the parts of one file into another as ``packed`` does, in bounded memory.

    changes: what becomes of a part by its name; only these parts are read into memory. starts: the same of the first
    START bytes of a part.
    """
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as package:
        for name in sorted(given.namelist()):
            entry = _entry(name)
            if name in changes:
                package.writestr(entry, changes[name](given.read(name)))
                continue
            entry.file_size = given.getinfo(name).file_size  # above 4 GB zipfile must know before it writes
            with given.open(name) as part, package.open(entry, "w") as copy:
                if name in starts:
                    copy.write(starts[name](part.read(START)))
                shutil.copyfileobj(part, copy)


class Undated(zipfile.ZipFile):
    """A zip file whose parts are of TIME, whatever the clock says: it holds no time before 1980 or after 2107."""

    def __init__(self, file: IO[bytes], method: int = zipfile.ZIP_DEFLATED) -> None:
        super().__init__(file, "w", method, strict_timestamps=False)  # for ``write``, which is of a file
        self._method = method

    def writestr(self, zinfo_or_arcname: str | zipfile.ZipInfo, *arguments: Any, **named: Any) -> None:
        """As of every zip file."""
        part = _entry(zinfo_or_arcname) if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname
        part.compress_type = self._method
        super().writestr(part, *arguments, **named)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # of each entry, or a part that is streamed has another
    return entry
