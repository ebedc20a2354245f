"""A look through the sheets of a stranger's workbook, in bounded memory: how far they reach, which cells hold errors.

Readers make every cell between the first and the last one, so that two cells in opposite corners would fill any
memory; and they show #N/A, or a formula never calculated, as blank, which would give an input its default.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

_CHUNK: Final = 2**18
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAX_FAULTS: Final = 1_000_000
_MAX_TOKEN: Final = 2**25
"""Most bytes of one element's text or attributes [bytes]"""
NOT_CALCULATED: Final = "a formula that was never calculated"


class DamagedError(Exception):
    """The package is not what it should be; the message says why."""


@dataclass
class Found:
    """What a sheet holds: rows and columns from 0."""

    top: int = 2**31
    left: int = 2**31
    bottom: int = -1
    right: int = -1
    faults: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def cells(self) -> int:
        """Cells between the first and the last, and from column A."""
        return 0 if self.bottom < 0 else (self.bottom - self.top + 1) * (self.right + 1)


class _Sheet:
    """Follows one sheet's XML."""

    def __init__(self) -> None:
        self.found = Found()
        self._row, self._column = -1, -1
        self._kind = ""
        self._formula = self._value = False
        self._text: list[str] = []
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._column += 1
            if "r" in attributes:
                self._row, self._column = _address(attributes["r"])
            self._kind = attributes.get("t", "n")
            self._formula = self._value = False
            self._text = []
            f = self.found
            f.top, f.bottom = min(f.top, self._row), max(f.bottom, self._row)
            f.left, f.right = min(f.left, self._column), max(f.right, self._column)
        elif name == "v":
            self._in_value = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            text = attributes.get("r", "")
            self._row = int(text) - 1 if text.isdecimal() and len(text) <= 7 else self._row + 1
            self._column = -1

    def text(self, data: str) -> None:
        if self._in_value:
            self._value = True
            if self._kind == "e":
                self._text.append(data[:20])

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self._in_value = False
        elif name == "c":
            fault = ""
            if self._kind == "e":
                fault = f"{''.join(self._text)[:20]} (an error value)"  # no text of a cell: #N/A would be blank
            elif self._formula and not self._value and self._kind != "str":
                fault = NOT_CALCULATED
            if fault:
                self.found.faults[self._row][self._column] = fault
                if len(self.found.faults) > _MAX_FAULTS:
                    raise DamagedError("it holds errors in more than a million rows")


def _address(text: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise DamagedError("a cell has no address")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _no_doctype(*_: Any) -> None:
    raise DamagedError("it has a document type, which no spreadsheet program writes")


def _parse(archive: zipfile.ZipFile, name: str, start: Any, end: Any = None, text: Any = None) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    fed = 0
    with archive.open(name) as file:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _MAX_TOKEN:
                raise DamagedError("an element of it is too long")
    parser.Parse(b"", True)


def scan(archive: zipfile.ZipFile) -> dict[str, Found]:
    """What each sheet holds, by its title. Raises DamagedError, or what zipfile and expat raise."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise DamagedError("it holds no workbook")
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    sheets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            own = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets[attributes.get("name", "")] = own

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    found = {}
    for title, own in sheets.items():
        target = targets.get(own, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if target and part in names:
            one = _Sheet()
            _parse(archive, part, one.start, one.end, one.text)
            found[title] = one.found
    return found
