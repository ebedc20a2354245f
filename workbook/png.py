"""A PNG picture of a stranger: checked without decoding it, stripped of all that is not picture.

Source: Portable Network Graphics (PNG) Specification, second edition (ISO/IEC 15948:2004, W3C Recommendation 2003);
clauses are of it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

MAX_SIDE: Final = 4000
"""Largest width and height taken [pixels]."""

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEAD: Final = struct.Struct(">I4s")  # a chunk's length and kind (5.3)
_IHDR: Final = struct.Struct(">IIBBBBB")
_STEP: Final = 2**20  # bytes unpacked at a time; they are counted, not kept

_COLOURS: Final = {0: (1, (1, 2, 4, 8, 16)), 2: (3, (8, 16)), 3: (1, (1, 2, 4, 8)), 4: (2, (8, 16)), 6: (4, (8, 16))}
"""Samples of a pixel, and the bits a sample may have, by colour type (table 11.1)."""
_GREY, _TRUE, _INDEXED, _WITH_ALPHA = 0, 2, 3, (4, 6)

_WHOLE: Final = ((0, 0, 1, 1),)
_ADAM7: Final = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, step of columns, step of rows of each pass, by interlace method (8.2)."""

_FIXED: Final = {b"gAMA": 4, b"sRGB": 1, b"pHYs": 9, b"cHRM": 32}
"""Bytes of the kept chunks that say how the picture is shown (11.3.3, 11.3.5.3)."""
_CRITICAL: Final = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
KEPT: Final = frozenset((*_CRITICAL, b"tRNS", *_FIXED))
"""Kinds of the chunks that stay; text, time, EXIF data and colour profiles do not travel."""


class PngError(ValueError):
    """Why a picture is refused, as a clause such as "it is damaged" that holds nothing of what the file says."""


class Picture(NamedTuple):
    """A checked picture: the file of its kept chunks, and its size [pixels]."""

    content: bytes
    width: int
    height: int


class _Chunk(NamedTuple):
    kind: bytes
    data: bytes
    whole: bytes  # with length, kind and checksum


class _Header(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int
    compression: int
    filtering: int
    interlace: int


def checked_picture(content: bytes) -> Picture:
    """The picture without its metadata; the same bytes for the same file.

    Raises PngError: no PNG, a side not from 1 to MAX_SIDE, cut or damaged chunks, chunks in disorder or after the end,
    image data that do not unpack to the size of the picture exactly.
    """
    if not content.startswith(SIGNATURE):
        raise PngError("it is not a PNG file")
    chunks = list(_chunks(content))
    kinds = [chunk.kind for chunk in chunks]
    header = _header(chunks)
    if kinds.count(b"IEND") != 1 or kinds[-1] != b"IEND":
        raise PngError("it has no end, or something after its end")
    if any(kind[:1].isupper() and kind not in _CRITICAL for kind in kinds):
        raise PngError("it has a chunk that cannot be left out and is not known")
    kept = [chunk for chunk in chunks if chunk.kind in KEPT]
    _check_order(kinds)
    _check_lengths(header, {chunk.kind: len(chunk.data) for chunk in kept if chunk.kind != b"IDAT"})
    expected = _unpacked_size(header)
    if _inflated_size(b"".join(chunk.data for chunk in kept if chunk.kind == b"IDAT"), expected) != expected:
        raise PngError("its image data do not have the size of the picture")
    return Picture(SIGNATURE + b"".join(chunk.whole for chunk in kept), header.width, header.height)


def _chunks(content: bytes) -> Iterator[_Chunk]:
    """The chunks up to the end of the file, each with the right checksum."""
    place = len(SIGNATURE)
    while place < len(content):
        if len(content) - place < _HEAD.size:
            raise PngError("it is cut, or has something after its end")
        length, kind = _HEAD.unpack_from(content, place)
        data, end = place + _HEAD.size, place + _HEAD.size + length + 4
        if end > len(content):
            raise PngError("it is cut, or has something after its end")
        if not kind.isalpha() or zlib.crc32(content[place + 4 : end - 4]).to_bytes(4) != content[end - 4 : end]:
            raise PngError("it is damaged: a chunk's checksum or kind is wrong")
        yield _Chunk(kind, content[data : end - 4], content[place:end])
        place = end


def _header(chunks: list[_Chunk]) -> _Header:
    if not chunks or chunks[0].kind != b"IHDR" or len(chunks[0].data) != _IHDR.size:
        raise PngError("it does not begin with a picture's header")
    header = _Header(*_IHDR.unpack(chunks[0].data))
    if not (1 <= header.width <= MAX_SIDE and 1 <= header.height <= MAX_SIDE):
        raise PngError(f"it has {header.width:,} × {header.height:,} pixels")
    known = header.colour in _COLOURS and header.depth in _COLOURS[header.colour][1]
    if not known or header.compression or header.filtering or header.interlace > 1:
        raise PngError("its header has a kind of picture that PNG does not define")
    return header


def _check_order(kinds: list[bytes]) -> None:
    """Image data in one run, the other kept chunks once and before it, the palette before transparency (5.6)."""
    if b"IDAT" not in kinds:
        raise PngError("it has no image data")
    first, number = kinds.index(b"IDAT"), kinds.count(b"IDAT")
    before = [kind for kind in kinds[:first] if kind in KEPT]
    after = [kind for kind in kinds[first + number :] if kind in KEPT]
    late = b"PLTE" in before and b"tRNS" in before and before.index(b"tRNS") < before.index(b"PLTE")
    if len(set(before)) != len(before) or after != [b"IEND"] or late:
        raise PngError("its chunks are out of order")


def _check_lengths(header: _Header, lengths: dict[bytes, int]) -> None:
    """The length of each kept chunk but IDAT: nothing else can hide in it (11.2, 11.3)."""
    palette, transparent = lengths.get(b"PLTE", 0), lengths.get(b"tRNS", 0)
    largest = 2**header.depth if header.colour == _INDEXED else 256
    right = lengths[b"IEND"] == 0 and all(lengths.get(kind, length) == length for kind, length in _FIXED.items())
    if b"PLTE" in lengths:
        right &= palette % 3 == 0 and 1 <= palette // 3 <= largest and header.colour not in (_GREY, 4)
    elif header.colour == _INDEXED:
        right = False
    if b"tRNS" in lengths:
        allowed = {_GREY: (2,), _TRUE: (6,), _INDEXED: range(1, palette // 3 + 1)}
        right &= transparent in allowed.get(header.colour, ())
    if not right:
        raise PngError("a chunk of it has the wrong length, or is missing or out of place in a picture of its kind")


def _unpacked_size(header: _Header) -> int:
    """Bytes of the unpacked image data: in each pass, rows of whole bytes after the byte of their filter (7.2, 9.2)."""
    bits = header.depth * _COLOURS[header.colour][0]
    size = 0
    for left, top, across, down in _ADAM7 if header.interlace else _WHOLE:
        columns, rows = -((left - header.width) // across), -((top - header.height) // down)
        if columns > 0 and rows > 0:  # an empty pass has no filter bytes either
            size += rows * (1 + (columns * bits + 7) // 8)
    return size


def _inflated_size(packed: bytes, limit: int) -> int:
    """Bytes that image data unpack to, counted no further than just above ``limit``."""
    inflate = zlib.decompressobj()
    size, step = 0, b"-"
    try:
        while step and size <= limit:
            step = inflate.decompress(packed, _STEP)
            packed = inflate.unconsumed_tail
            size += len(step)
    except zlib.error:
        raise PngError("its image data are damaged") from None
    if size <= limit and (not inflate.eof or inflate.unused_data):
        raise PngError("its image data are cut, or have something after their end")
    return size
