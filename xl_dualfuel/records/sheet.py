"""The sheets of an Excel workbook as text with tabs, for records that were opened and saved there.

Only values are read, from the parts that hold them, within bounds; nothing is calculated and no link is followed.
"""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final
from xml.parsers import expat

from ..files.reading import OLE, ZIP, FilePath, first_bytes, opened
from .layouts import RUNTIME

_MOST: Final = 2**28
"""Largest part, unpacked [bytes]"""
_MOST_TEXT: Final = 2**26
"""Most characters of a sheet, and of all shared texts"""
_WIDEST: Final = 200
"""Columns read"""
_CHUNK: Final = 2**18
_DATES: Final = frozenset({14, 15, 16, 17, 22, 27, 30, 36, 50, 57})
_CLOCKS: Final = frozenset({18, 19, 20, 21, 22, 45, 46, 47})
"""Built-in number formats that show a date, a time of day (ECMA-376 18.8.30)"""
_PLAIN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})\d+")
_EPOCH: Final = {False: datetime.datetime(1899, 12, 30), True: datetime.datetime(1904, 1, 1)}
_REMEDY: Final = "Save the sheet as CSV and give that."


def is_workbook(path: FilePath) -> bool:
    """Whether a file is an Excel workbook. Raises InputError where it cannot be read, or only Excel can read it."""
    start = first_bytes(path, RUNTIME)
    if start.startswith(OLE):
        raise RUNTIME.refused(path, "it is an old Excel workbook, or one with a password", _REMEDY)
    return start.startswith(ZIP)


def texts_of(path: FilePath) -> Iterator[str]:
    """Each worksheet of a workbook as lines of cells with tabs between; dates as 2024-01-31 13:05:00.

    Raises InputError (key ``runtime_file``) for a workbook that is damaged or larger than the bounds.
    """
    with opened(path, RUNTIME._replace(excel=None)) as file:
        try:
            yield from _texts(file)
        except _DAMAGE as error:
            problem = "it is too large a workbook" if isinstance(error, _TooLargeError) else "it is a damaged workbook"
            raise RUNTIME.refused(path, problem, _REMEDY) from None


class _TooLargeError(Exception):
    """Beyond the bounds."""


_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, _TooLargeError, KeyError, ValueError, NotImplementedError,
    RuntimeError, EOFError, IndexError,
)  # fmt: skip


def _texts(file: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        strings = _strings(archive) if "xl/sharedStrings.xml" in names else []
        formats = _formats(archive) if "xl/styles.xml" in names else []
        from_1904 = b'date1904="1"' in archive.read("xl/workbook.xml")[:_CHUNK] if "xl/workbook.xml" in names else False
        sheets = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        for name in sorted(sheets, key=lambda name: (len(name), name)):
            yield _sheet(archive, name, strings, formats, from_1904)


def _parse(
    archive: zipfile.ZipFile, name: str, start: Callable[[str, dict[str, str]], object], end: Callable[[str], object],
    text: Callable[[str], object],
) -> None:  # fmt: skip
    if archive.getinfo(name).file_size > _MOST:
        raise _TooLargeError
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _no_document_type
    with archive.open(name) as part:
        left = _MOST
        while piece := part.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise _TooLargeError
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def _no_document_type(*_: object) -> None:
    raise ValueError("a document type")


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _strings(archive: zipfile.ZipFile) -> list[str]:
    """The shared texts; phonetic ones are left out."""
    found: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []
    size = 0

    def start(tag: str, _: dict[str, str]) -> None:
        inside.append(_local(tag))

    def end(tag: str) -> None:
        nonlocal size
        inside.pop()
        if _local(tag) == "si":
            found.append("".join(pieces))
            size += len(found[-1])
            pieces.clear()
            if size > _MOST_TEXT:
                raise _TooLargeError

    def text(data: str) -> None:
        if inside and inside[-1] == "t" and "rPh" not in inside:
            pieces.append(data)

    _parse(archive, "xl/sharedStrings.xml", start, end, text)
    return found


def _formats(archive: zipfile.ZipFile) -> list[tuple[bool, bool]]:
    """Of each style of a cell whether it shows a date, and a time of day."""
    own: dict[int, tuple[bool, bool]] = {}
    styles: list[tuple[bool, bool]] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append(_local(tag))
        if inside[-1] == "numFmt":
            code = _PLAIN.sub("", attributes.get("formatCode", "")).lower()
            own[int(attributes["numFmtId"])] = bool(re.search("[yd]", code)), bool(re.search("[hs]", code))
        elif inside[-2:] == ["cellXfs", "xf"]:
            number = int(attributes.get("numFmtId", 0))
            styles.append(own.get(number, (number in _DATES, number in _CLOCKS)))

    _parse(archive, "xl/styles.xml", start, lambda _: inside.pop(), lambda _: None)
    return styles


def _sheet(
    archive: zipfile.ZipFile, name: str, strings: list[str], formats: list[tuple[bool, bool]], from_1904: bool
) -> str:  # fmt: skip
    lines: list[str] = []
    row: dict[int, str] = {}
    pieces: list[str] = []
    column, kind, style = -1, "n", 0
    inside: list[str] = []
    size = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal column, kind, style
        inside.append(_local(tag))
        if inside[-1] == "row":
            lines.extend([""] * min(int(attributes.get("r", 0)) - 1 - len(lines), 1000))
            column = -1
        elif inside[-1] == "c":
            match = _ADDRESS.fullmatch(attributes.get("r", ""))
            column = _column(match[1]) if match else column + 1
            kind, style = attributes.get("t", "n"), int(attributes.get("s", 0))
            pieces.clear()

    def end(tag: str) -> None:
        nonlocal size
        inside.pop()
        if _local(tag) == "c" and pieces and column < _WIDEST:
            value = "".join(pieces)
            if kind == "s":
                value = strings[int(value)]
            elif kind == "n" and style < len(formats):
                value = _shown(value, *formats[style], from_1904)
            row[column] = " ".join(value.split())
        elif _local(tag) == "row":
            line = "\t".join(row.get(place, "") for place in range(max(row, default=-1) + 1))
            lines.append(line)
            row.clear()
            size += len(line)
            if size > _MOST_TEXT or len(lines) > 1_048_576:
                raise _TooLargeError

    def text(data: str) -> None:
        if inside and inside[-1] in ("v", "t") and "rPh" not in inside:
            pieces.append(data)

    _parse(archive, name, start, end, text)
    return "\n".join(lines)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _shown(value: str, is_date: bool, is_clock: bool, from_1904: bool) -> str:
    """A number as the cell's format shows it where that is a date or a time of day."""
    if not (is_date or is_clock):
        return value
    serial = float(value)
    if not -1e5 < serial < 3e6:
        return value
    moment = _EPOCH[from_1904] + datetime.timedelta(seconds=round(serial * 86400))
    if is_date and is_clock:
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return f"{moment:%Y-%m-%d}" if is_date else f"{moment:%H:%M:%S}"
