"""The cells of a sheet as this version writes it, taken from what the skeleton fills in, without its text.

What is the same in every workbook of a shape is read once; the rest is asked for its value, as when one is written.
"""

from __future__ import annotations

import re
from collections.abc import Container
from html import unescape
from itertools import pairwise
from typing import Final, NamedTuple

from ..book.book import Get
from ..book.part import Formula, Item, Part, Table
from ..book.stored import stored
from ..reader import Value
from ..shape import Filling

_CELL = re.compile(
    r'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?: ?/>|>'
    r"(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>|<v ?/>)?(?:<is><t[^>]*>([^<]*)</t></is>)?</c>)"
)
_OPEN_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^<>]*$')
_LONGEST: Final = 400
"""Characters at the end of a text in which a cell may begin whose rest is filled in"""
_KIND: Final = slice(len(' t="'), -1)
"""Where the name of a type is in its attribute"""

_new = tuple.__new__  # a third of the time of the record's own


class Wanted(NamedTuple):
    """A cell as it should be: its formula without "=", its value, whether it is for a reader to fill in, or a slot."""

    formula: str | None
    value: Value
    open: bool
    """yellow: it may hold anything"""
    slot: bool
    """written when the workbook is made, from its inputs at that time"""
    style: int


def open_cell(before: Item, item: Item) -> re.Match[str] | None:
    """The start of a cell at the end of a text, whose rest is filled in."""
    if not isinstance(before, str) or isinstance(item, str):
        return None
    return _OPEN_CELL.search(before[-_LONGEST:])


class SheetCells:
    """The cells of a sheet in every workbook of a shape.

    values: those of tables that are filled down with values; open_styles: of cells for a reader to fill in.
    """

    def __init__(self, part: Part, values: Container[str], open_styles: Container[str]) -> None:
        self._values, self._open_styles = values, open_styles
        self._slots: set[str] = set()
        self._formulas: list[tuple[str, Get]] = []
        self._others: list[tuple[str, Item]] = []
        self._tables: list[tuple[Table, list[tuple[str, ...]]]] = []
        self._usual = self._read("".join(self._blank(before, item) for before, item in pairwise(("", *part))))

    def of(self, filling: Filling) -> dict[str, Wanted]:
        """The cells of one workbook, in the order of the sheet. Raises DualFuelError: a table has no room."""
        cells = self._usual.copy()
        for address, get in self._formulas:
            value = get(filling)
            if value.__class__ is not float or value - value != 0.0:  # no finite number, which is stored as it is
                value = _read(*stored(value))
            formula, _, is_open, slot, style = cells[address]
            cells[address] = _new(Wanted, (formula, value, is_open, slot, style))
        for table, columns in self._tables:
            for addresses, (kinds, texts) in zip(columns, table.columns(filling), strict=True):
                values = map(float, texts) if kinds is None else map(_read, kinds, texts)
                for address, value in zip(addresses, values, strict=False):  # the rest is blank
                    formula, _, is_open, slot, style = cells[address]
                    cells[address] = _new(Wanted, (formula, value, is_open, slot, style))
        for start, item in self._others:
            assert not isinstance(item, str)
            text = item(filling)
            if start or "<c " in text:
                cells |= self._read(start + text)
        return cells

    def _blank(self, before: Item, item: Item) -> str:
        """A piece of the sheet with nothing filled in."""
        if isinstance(item, str):
            return item
        cell = open_cell(before, item)
        if cell is not None:
            self._slots.add(cell[1])
        if isinstance(item, Table):
            rows = item.blank()
            by_row = [[cell[0] for cell in _CELL.findall(row)] for row in rows]
            self._tables.append((item, list(zip(*by_row, strict=True))))
            return "".join(rows)
        if cell is not None and isinstance(item, Formula):
            self._formulas.append((cell[1], item.get))
            return f"{item.middle}</v></c>"
        self._others.append(("" if cell is None else cell[0], item))
        return "" if cell is None else "/>"

    def _read(self, text: str) -> dict[str, Wanted]:
        """The cells in a text of the sheet."""
        return {
            address: Wanted(
                unescape(formula) if formula else None,
                unescape(inside) if kind == "inlineStr" else _read_kind(kind, value),
                style in self._open_styles,
                address in self._slots or address in self._values,
                int(style) if style else 0,
            )
            for address, style, kind, formula, value, inside in _CELL.findall(text)
        }


def _read(attribute: str, text: str) -> Value:
    """A value as a reader of the file takes it; attribute: its type as it is written."""
    return _read_kind(attribute[_KIND], text)


def _read_kind(kind: str, text: str) -> Value:
    if kind in ("str", "e"):
        return unescape(text) if "&" in text else text
    if kind == "b":
        return text == "1"
    return float(text) if text else None
