"""A workbook of a stranger a row at a time, for tables too long to be held: checked like any other, never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from . import parts
from .addresses import number
from .opening import contents_of, sheet_links
from .package import Archive, Room
from .records import Cell, Style, style_of
from .refusal import refused
from .worksheet import read_rows
from .xmlread import tree

MAX_STRINGS: Final = 5_000_000
"""Most shared strings; a million rows of text that differ have a million a column."""
MAX_STRING_PART: Final = 2**28
"""Largest part of shared strings [bytes]; only they are held in memory together."""


class LongBook:
    """The worksheets of a workbook by title; each can be read again and again while the file is open."""

    def __init__(self, file: BinaryIO, room: Room) -> None:
        """Raises InputError as open_package does."""
        self._archive = archive = Archive(file, room)
        contents = contents_of(archive)
        links = sheet_links(contents.main, contents.book, contents.links, archive)
        self._parts = {title: link.part for title, _, link in links if link.kind == "worksheet"}
        self.titles = tuple(self._parts)
        styles = contents.styles
        self.styles = parts.styles(styles, tree(styles, archive[styles]))[0] if styles else ()
        self.from_1904 = contents.from_1904
        self._strings: list[str] = []
        if contents.strings:
            if archive.entries[contents.strings].file_size > MAX_STRING_PART:
                raise refused(f"its texts unpack to more than {MAX_STRING_PART >> 20} MB", remedy=room.remedy)
            self._strings = parts.shared_strings(contents.strings, archive.chunks(contents.strings), MAX_STRINGS)

    def style(self, cell: Cell) -> Style:
        """The style of a cell, as of an opened workbook."""
        return style_of(self.styles, cell)

    def rows(self, title: str) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The number of each row that the sheet has, and its cells by column, all from 1. Raises InputError."""
        part = self._parts[title]
        for row, cells in read_rows(part, self._archive.chunks(part), self._strings):
            end = len(str(row))
            yield row, {number(address[:-end]): cell for address, cell in cells.items()}

    def count(self, title: str) -> int:
        """How many rows the sheet has, its part unpacked and its checksum compared. Raises InputError: damaged."""
        before, rows = b"", 0
        for piece in self._archive.chunks(self._parts[title]):
            rows += (before + piece).count(b"<row ")
            before = piece[-4:]
        return rows
