"""The zip of a workbook of a stranger: sizes and names first, then each part unpacked within bounds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

from xl_dualfuel.errors import InputError

from .records import Part
from .refusal import refused

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
"""Largest directory of the zip [bytes]: 400 entries need far less. It is read whole before entries can be counted."""
_END = struct.Struct("<4s4H2LH")
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""All that zipfile raises for damaged, encrypted or strange archives."""


class Package(NamedTuple):
    """The parts of a package: content, and what the zip says of each."""

    content: Mapping[str, bytes]
    parts: Mapping[str, Part]


def read_package(content: bytes) -> Package:
    """The parts of a package.

    Raises InputError: not a zip, encrypted, damaged, too many or too large parts, names that escape or occur twice.
    """
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_folder(entry)]
            _check_entries(entries)
            parts = {entry.filename: _unpacked(archive, entry) for entry in entries}
    except _DAMAGED as problem:
        if isinstance(problem, InputError):  # it is a ValueError too
            raise
        raise refused("it is a damaged or cut zip file", remedy="Send or download it again.") from None
    return Package(parts, {entry.filename: Part(entry.file_size, entry.date_time) for entry in entries})


def _check_kind(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        remedy = "Take the password off, or save it as .xlsx."
        raise refused("it is encrypted with a password, or of Excel 2003 or before (.xls)", remedy=remedy)
    if not content.startswith(b"PK\x03\x04"):
        raise refused("it is no zip file, which every .xlsx is")
    if len(content) > MAX_TOTAL:
        raise refused(f"it is larger than {MAX_TOTAL >> 20} MB", remedy="Give one workbook of one case.")
    # Found as zipfile finds it, so that the directory that is measured is the one that will be read.
    end = len(content) - _END.size
    if content[end : end + 4] != b"PK\x05\x06" or content[-2:] != b"\0\0":
        end = content.rfind(b"PK\x05\x06", max(0, len(content) - _END.size - 65536))
    if end < 0 or end + _END.size > len(content):
        raise refused("it is a damaged or cut zip file", remedy="Send or download it again.")
    _, _, _, _, count, size, _, _ = _END.unpack_from(content, end)
    if content[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise refused("it is packed in the way for files above 4 GB")
    if count > MAX_PARTS or size > _MAX_DIRECTORY:
        raise refused(f"it has more than {MAX_PARTS} parts", remedy="Give one workbook of one case.")


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith("/") and entry.file_size == 0


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise refused(f"it has more than {MAX_PARTS} parts", remedy="Give one workbook of one case.")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise refused(f"it unpacks to more than {MAX_TOTAL >> 20} MB", remedy="Give one workbook of one case.")
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        steps = name.split("/")
        # zipfile turns backslashes into slashes on some systems and cuts at NUL: the name as written is judged.
        if "\\" in name or "\0" in name or ":" in steps[0] or not all(steps) or ".." in steps or "." in steps:
            raise refused("a part of it has a name that leads out of the workbook", remedy="Do not open it.")
        if name.lower() in seen:
            raise refused("a part of it is there twice, so that readers differ on what it says")
        seen.add(name.lower())
        if entry.flag_bits & 0x41:
            raise refused("it is encrypted", name, "Take the password off.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("it is packed in a way that no spreadsheet program writes", name)
        if entry.file_size > MAX_PART:
            raise refused(f"a part of it unpacks to more than {MAX_PART >> 20} MB", name)
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise refused(f"a part of it unpacks to more than {MAX_RATIO} times its size", name)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part; zipfile stops at the stated size and compares the checksum, so a part that holds more is damaged."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise refused("a part of it is shorter than stated", entry.filename, "Send or download it again.")
    return content
