"""The zip of a workbook of a stranger: sizes and names first, then each part unpacked within bounds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import unquote

from xl_dualfuel.errors import InputError

from . import zip_records
from .records import Part
from .refusal import read_differently, refused

MAX_PARTS: Final = 400
"""Most parts. A workbook of this program has about 40."""
MAX_PART: Final = 64 * 2**20
"""Largest part unpacked [bytes]; the bins of a case of 2,000 bins, the most it may have, take 31 MB."""
MAX_TOTAL: Final = 128 * 2**20
"""Largest sum of all parts unpacked [bytes]."""
MAX_RATIO: Final = 250
"""Most times a part of more than RATIO_FROM bytes may grow by unpacking. Sheets of formulas grow 10 to 20 times."""
RATIO_FROM: Final = 2**20
_MAX_DIRECTORY: Final = 2**20
"""Largest directory of the zip [bytes]: 400 entries need far less. All of it is read before entries can be counted."""
_CHUNK: Final = 2**18
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""All that zipfile raises for damaged, encrypted or strange archives."""


class Room(NamedTuple):
    """How large a package may be, and what to do about a larger one."""

    total: int
    """Largest sum of all parts unpacked, and largest zip [bytes]"""
    part: int
    """Largest part unpacked [bytes]"""
    remedy: str


class Package(NamedTuple):
    """The parts of a package: content, and what the zip says of each."""

    content: Mapping[str, bytes]
    parts: Mapping[str, Part]


def read_package(content: bytes) -> Package:
    """The parts of a package.

    Raises InputError: not a zip, encrypted, damaged, too many or too large parts, names that escape;
    ReadDifferentlyError: names that occur twice, a directory that is not that of the parts.
    """
    archive = Archive(io.BytesIO(content), Room(MAX_TOTAL, MAX_PART, "Give one workbook of one case."))
    entries = archive.entries
    return Package({name: archive[name] for name in entries},
                   {name: Part(entry.file_size, entry.date_time) for name, entry in entries.items()})  # fmt: skip


class Archive(Mapping[str, bytes]):
    """The parts of a package, each unpacked when it is asked for; sizes and names are checked before.

    Raises InputError as read_package does; of a damaged part when it is asked for.
    """

    def __init__(self, file: BinaryIO, room: Room) -> None:
        directory = _check_kind(file, room)
        with _damage_in_words():
            self._zip = zipfile.ZipFile(file)
            listed = self._zip.infolist()
            entries = [entry for entry in listed if not _is_folder(entry)]
            _check_entries(entries, room)
            zip_records.compare(file, listed, directory)
        self.entries = {_slashed(entry.orig_filename): entry for entry in entries}

    def __getitem__(self, name: str) -> bytes:
        entry = self.entries[name]
        with _damage_in_words(), self._zip.open(entry) as file:
            # zipfile stops at the stated size and compares the checksum, so a part that holds more is damaged.
            content = file.read(entry.file_size + 1)
            if len(content) != entry.file_size:
                raise refused("the file is damaged or incomplete", name, "Send or download it again.")
            return content

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece, for one that is too large to be held."""
        with _damage_in_words(), self._zip.open(self.entries[name]) as file:
            while chunk := file.read(_CHUNK):
                yield chunk


@contextmanager
def _damage_in_words() -> Iterator[None]:
    try:
        yield
    except InputError:  # it is a ValueError too
        raise
    except _DAMAGED:
        raise refused("the file is damaged or incomplete", remedy="Send or download it again.") from None


def _check_kind(file: BinaryIO, room: Room) -> int:
    """Where the directory begins."""
    start, size = file.read(8), file.seek(0, io.SEEK_END)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        remedy = "Take the password off, or save it as .xlsx."
        raise refused("it is encrypted with a password, or of Excel 2003 or before (.xls)", remedy=remedy)
    if not start.startswith(b"PK\x03\x04"):
        raise refused("this is not an Excel workbook")
    if size > room.total:
        raise refused(f"it is larger than {room.total >> 20} MB", remedy=room.remedy)
    where = zip_records.directory(file, size)
    if where.entries > MAX_PARTS or where.size > _MAX_DIRECTORY:
        raise refused(f"it has more than {MAX_PARTS} parts", remedy=room.remedy)
    return where.start


def _slashed(name: str) -> str:
    """A name as parts are named; some programs write backslashes."""
    return name.replace("\\", "/")


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return _slashed(entry.orig_filename).endswith("/") and entry.file_size == 0


def _check_entries(entries: list[zipfile.ZipInfo], room: Room) -> None:
    if len(entries) > MAX_PARTS:
        raise refused(f"it has more than {MAX_PARTS} parts", remedy=room.remedy)
    if sum(entry.file_size for entry in entries) > room.total:
        raise refused(f"it unpacks to more than {room.total >> 20} MB", remedy=room.remedy)
    seen: set[str] = set()
    for entry in entries:
        name = _slashed(entry.orig_filename)
        steps = name.split("/")
        # zipfile cuts at NUL: the name as written is judged.
        if "\0" in name or ":" in steps[0] or not all(steps) or ".." in steps or "." in steps:
            raise refused("a part of it has a name that leads out of the workbook", remedy="Do not open it.")
        # The names of parts differ by more than case and percent signs (ECMA-376 Part 2, 6.2.2.3).
        plain = unquote(name).casefold()
        if plain in seen:
            raise read_differently("a part is there twice", name)
        seen.add(plain)
        if entry.flag_bits & 0x41:
            raise refused("it is encrypted", name, "Take the password off.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("it is packed in a way that no spreadsheet program writes", name)
        if entry.file_size > room.part:
            raise refused(f"a part of it unpacks to more than {room.part >> 20} MB", name)
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise refused(f"a part of it unpacks to more than {MAX_RATIO} times its size", name)
