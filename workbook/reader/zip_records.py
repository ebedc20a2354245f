"""The records of a zip compared with its directory: one reader follows the records, another the directory."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from .refusal import read_differently, refused

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_STREAMED: Final = 0x8
"""Flag of a part whose sizes stand after it, not before (APPNOTE.TXT 4.4.4)"""
_UTF8: Final = 0x800
_ALIKE: Final = 0x1 | _UTF8
"""Flags that must agree: encrypted, name in UTF-8"""
_LARGE: Final = 0xFFFFFFFF
_OTHER_NAME: Final = 0x7075
"""Extra field with a second name of the part (APPNOTE.TXT 4.6.9)"""


class Directory(NamedTuple):
    """Where the directory of a zip is: number of entries, first byte, size [bytes]."""

    entries: int
    start: int
    size: int


def directory(file: BinaryIO, size: int) -> Directory:
    """The directory as the end of the zip states it, also of one packed as files above 4 GB are (zip64).

    Raises InputError: there is no end; ReadDifferentlyError: something follows it.
    """
    file.seek(max(0, size - _END.size - 65536))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(tail):
        raise refused("the file is damaged or incomplete", remedy="Send or download it again.")
    if end + _END.size != len(tail):
        raise read_differently("data follows its end")
    _, disk, first_disk, _, count, length, start, _ = _END.unpack_from(tail, end)
    place = size - _END.size
    if tail[max(0, end - _LOCATOR.size) : end].startswith(b"PK\x06\x07"):
        _, _, offset, _ = _LOCATOR.unpack_from(tail, end - _LOCATOR.size)
        place -= _LOCATOR.size + _END_64.size
        file.seek(max(0, place))
        record = file.read(_END_64.size)
        if offset != place or len(record) != _END_64.size or not record.startswith(b"PK\x06\x06"):
            raise read_differently("its two ends do not agree")
        large = _END_64.unpack(record)
        for here, most, there in ((count, 0xFFFF, large[7]), (length, _LARGE, large[8]), (start, _LARGE, large[9])):
            if here not in (most, there):
                raise read_differently("its two ends do not agree")
        count, length, start = large[7:]
    if disk or first_disk or start + length != place:
        raise read_differently("data lies before it, or between its parts and its directory")
    return Directory(count, start, length)


def compare(file: BinaryIO, entries: Iterable[zipfile.ZipInfo], start: int) -> None:
    """Compare the record of each part with its entry; ``start`` is where the directory begins.

    Raises ReadDifferentlyError: name, method or size are others, or there is data that belongs to no part.
    """
    place = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        end = _record(file, entry, place)
        place = end + (_after(file, entry, end) if entry.flag_bits & _STREAMED else 0)
    if place != start:
        raise read_differently("it holds data that belongs to none of its parts")


def _record(file: BinaryIO, entry: zipfile.ZipInfo, place: int) -> int:
    """Where the content of a part ends."""
    if entry.header_offset != place:
        raise read_differently("it holds data that belongs to none of its parts")
    file.seek(place)
    header = file.read(_LOCAL.size)
    if len(header) != _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise refused("the file is damaged or incomplete", remedy="Send or download it again.")
    _, _, flags, method, _, _, checksum, packed, unpacked, name_length, extra_length = _LOCAL.unpack(header)
    name, extra = file.read(name_length), file.read(extra_length)
    encoded = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437", "replace")
    same = name == encoded and method == entry.compress_type and not (flags ^ entry.flag_bits) & (_ALIKE | _STREAMED)
    stated, actual = (checksum, packed, unpacked), (entry.CRC, entry.compress_size, entry.file_size)
    if flags & _STREAMED:
        same &= all(one in (0, _LARGE, other) for one, other in zip(stated, actual, strict=True))
    else:
        large = dict(_fields(extra)).get(1, b"")
        sizes = {one for (one,) in struct.iter_unpack("<Q", large[: len(large) // 8 * 8])}
        same &= checksum == entry.CRC and all(
            one == other or (one == _LARGE and other in sizes)
            for one, other in zip(stated[1:], actual[1:], strict=True)
        )
    if not same:
        raise read_differently("a part has another name or size in the directory of the zip")
    if any(kind == _OTHER_NAME for extras in (extra, entry.extra) for kind, _ in _fields(extras)):
        raise read_differently("a part has two names")
    return place + _LOCAL.size + len(name) + len(extra) + entry.compress_size


def _after(file: BinaryIO, entry: zipfile.ZipInfo, place: int) -> int:
    """How long the record after a streamed part is, with or without its mark, of small or large sizes."""
    file.seek(place)
    record = file.read(24)
    for mark in (b"PK\x07\x08", b""):
        for layout in ("<LLL", "<LQQ"):
            length = len(mark) + struct.calcsize(layout)
            sizes = struct.pack(layout, entry.CRC, entry.compress_size, entry.file_size)
            if record[:length] == mark + sizes:
                return len(mark) + struct.calcsize(layout)
    raise read_differently("a part has another size after it than in the directory of the zip")


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]
