"""The sheets of an Excel workbook as text with tabs, for records and bills that are kept there.

Only values are read, from the parts that hold them, within bounds; nothing is calculated and no link is followed.
"""

from __future__ import annotations

import datetime
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final, NamedTuple
from xml.parsers import expat

from ..files.reading import OLE, ZIP, FilePath, Wanted, first_bytes, one_line, opened

_MOST: Final = 2**28
"""Largest part, unpacked [bytes]"""
_MOST_TEXT: Final = 2**26
"""Most characters of a sheet, and of all shared texts"""
_WIDEST: Final = 200
"""Columns read"""
_CHUNK: Final = 2**18
_DAY, _MONTH, _CLOCK, _MOMENT = "%Y-%m-%d", "%Y-%m", "%H:%M:%S", "%Y-%m-%d %H:%M:%S"
_BUILT_IN: Final = {
    **dict.fromkeys((14, 15, 16, 27, 30, 36, 50, 57), _DAY), 17: _MONTH, 22: _MOMENT,
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), _CLOCK),
}  # fmt: skip
"""Built-in number formats that show a date, a month, a time of day (ECMA-376 18.8.30)"""
_PLAIN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})\d+")
_EPOCH: Final = {False: datetime.datetime(1899, 12, 30), True: datetime.datetime(1904, 1, 1)}
_REMEDY: Final = "Save the sheet as CSV and give that."
UNCALCULATED: Final = "a formula without its result"
"""What stands for the result of a formula that no spreadsheet has calculated"""


class Worksheet(NamedTuple):
    """The cells of a worksheet: a line a row, tabs between them; dates as 2024-01-31 13:05:00."""

    title: str
    text: str


def is_workbook(path: FilePath, wanted: Wanted) -> bool:
    """Whether a file is an Excel workbook. Raises InputError where it cannot be read, or only Excel can read it."""
    start = first_bytes(path, wanted)
    if start.startswith(OLE):
        raise wanted.refused(path, "it is an old Excel workbook, or one with a password", _REMEDY)
    return start.startswith(ZIP)


def worksheets_of(path: FilePath, wanted: Wanted) -> Iterator[Worksheet]:
    """The worksheets that a workbook shows, in its order.

    Raises InputError in the words of ``wanted`` for a workbook that is damaged or larger than the bounds.
    """
    with opened(path, wanted._replace(excel=None)) as file:
        try:
            yield from _worksheets(file)
        except _DAMAGE as error:
            problem = "it is too large a workbook" if isinstance(error, _TooLargeError) else "it is a damaged workbook"
            raise wanted.refused(path, problem, _REMEDY) from None


class _TooLargeError(Exception):
    """Beyond the bounds."""


_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, _TooLargeError, KeyError, ValueError, NotImplementedError,
    RuntimeError, EOFError, IndexError,
)  # fmt: skip


def _worksheets(file: IO[bytes]) -> Iterator[Worksheet]:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        strings = _strings(archive) if "xl/sharedStrings.xml" in names else []
        formats = _formats(archive) if "xl/styles.xml" in names else []
        from_1904 = b'date1904="1"' in archive.read("xl/workbook.xml")[:_CHUNK] if "xl/workbook.xml" in names else False
        for name, title in _titles(archive, names).items():
            yield Worksheet(title, _sheet(archive, name, strings, formats, from_1904))


def _titles(archive: zipfile.ZipFile, names: list[str]) -> dict[str, str]:
    """Each worksheet's part and title, but of hidden ones; without a list of them each part by its own name."""
    titles: dict[str, str] = {}
    targets: dict[str, str] = {}
    parts = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        part = targets.get(next((text for key, text in attributes.items() if key.endswith(":id")), ""))
        if _local(tag) == "sheet" and part in parts and attributes.get("state", "visible") == "visible":
            titles[part] = one_line(attributes.get("name", ""))

    for name, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if name in names:
            _parse(archive, name, start, lambda _: None, lambda _: None)
    return titles or {name: name.rpartition("/")[2] for name in sorted(parts, key=lambda name: (len(name), name))}


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


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """How each style of a cell shows a date or a time of day; "" where it shows none."""
    own: dict[int, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append(_local(tag))
        if inside[-1] == "numFmt":
            code = _PLAIN.sub("", attributes.get("formatCode", "")).lower()
            is_clock = bool(re.search("[hs]", code))
            day = (_MOMENT if is_clock else _DAY) if "d" in code or (is_clock and "y" in code) else _MONTH
            own[int(attributes["numFmtId"])] = day if re.search("[yd]", code) else _CLOCK if is_clock else ""
        elif inside[-2:] == ["cellXfs", "xf"]:
            number = int(attributes.get("numFmtId", 0))
            styles.append(own.get(number, _BUILT_IN.get(number, "")))

    _parse(archive, "xl/styles.xml", start, lambda _: inside.pop(), lambda _: None)
    return styles


def _sheet(
    archive: zipfile.ZipFile, name: str, strings: list[str], formats: list[str], from_1904: bool
) -> str:  # fmt: skip
    lines: list[str] = []
    row: dict[int, str] = {}
    pieces: list[str] = []
    column, kind, style, is_formula = -1, "n", 0, False
    inside: list[str] = []
    size = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal column, kind, style, is_formula
        inside.append(_local(tag))
        if inside[-1] == "row":
            lines.extend([""] * min(int(attributes.get("r", 0)) - 1 - len(lines), 1000))
            column = -1
        elif inside[-1] == "c":
            match = _ADDRESS.fullmatch(attributes.get("r", ""))
            column = _column(match[1]) if match else column + 1
            kind, style, is_formula = attributes.get("t", "n"), int(attributes.get("s", 0)), False
            pieces.clear()
        elif inside[-1] == "f":
            is_formula = True

    def end(tag: str) -> None:
        nonlocal size, kind
        inside.pop()
        if _local(tag) == "c" and is_formula and not pieces and kind != "str":  # one of these is an empty text
            pieces.append(UNCALCULATED)
            kind = "str"
        if _local(tag) == "c" and pieces and column < _WIDEST:
            value = "".join(pieces)
            if kind == "s":
                value = strings[int(value)]
            elif kind == "n" and style < len(formats):
                value = _shown(value, formats[style], from_1904)
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


def _shown(value: str, pattern: str, from_1904: bool) -> str:
    """A number as the cell's format shows it where that is a date, a month or a time of day."""
    serial = float(value) if pattern else math.inf
    if not -1e5 < serial < 3e6:
        return value
    moment = _EPOCH[from_1904] + datetime.timedelta(seconds=round(serial * 86400))
    return moment.strftime(_DAY if pattern == _MONTH and moment.day != 1 else pattern)
