"""Delimited text as people save it: comma, semicolon, tab or bar, ``sep=`` line, comments, decimal commas."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from .values import BESIDE_COMMAS

_HEAD_LINES: Final = 1000
"""Lines by which the separator and decimal mark of a long table are recognized"""
_MARK: Final = re.compile(r"[,;|\t]")
_SEP: Final = re.compile(r'"?sep=([,;|\t])"?[\s,;|]*', re.IGNORECASE)
_CELL: Final = r'(?:^|[;\t|\r])[ "]*[+-]?(?:{})[ "]*(?=[;\t|\r\n]|$)'
_COMMA: Final = re.compile(_CELL.format(r"\d+,(?:\d{1,2}|\d{4,})|0\d*,\d{3}|\d{4,},\d{3}"), re.MULTILINE)
"""A cell whose comma can only be a decimal one: 3,4 and 0,130, but not 42,000."""
_GROUPED: Final = r"[1-9]\d{0,2}(?:\.\d{3})+(?!\d)"
_OTHER: Final = re.compile(
    _CELL.format(r"(?![1-9]\d{0,2}\.\d{3}(?!\d))\d*\.\d+|\d+(?:,\d{3}){2,}|\d+(?:,\d{3})+\.\d+"), re.MULTILINE
)
"""A cell with a point that can only be a decimal one, or with commas that can only be between thousands"""
_WITH_COMMA: Final = re.compile(r"[+-]?\d+(?:,\d+)+")
_POINT_OR_THOUSANDS: Final = re.compile(rf"(?<!\d){_GROUPED}")
_MILLIONS: Final = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:\.\d{3}){2,}(?![\d.])")
_REMARK: Final = re.compile(r"#(?!\d)")
THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
"""A number with a comma between thousands"""


class Manner(NamedTuple):
    """How a delimited text is written."""

    separator: str
    """Comma, semicolon, tab or bar"""
    decimal_comma: bool = False
    mixed: bool = False
    """Whether other cells have a decimal point, or commas between thousands"""

    def cells(self, line: str) -> list[str]:
        """The cells of one line; a quote left open does not swallow what follows."""
        quotes = line.count('"')
        if quotes and quotes % 2 == 0:
            return next(csv.reader([line], delimiter=self.separator), [])
        return line.split(self.separator)

    def number(self, cell: str) -> str:
        """A cell of numbers with a decimal point; where decimals have a comma, 1.234.500 has points between thousands.

        4.200 may have one: BESIDE_COMMAS after it says so. A cell with both, as 1.234,5, can be read by itself and
        stays as it is, and so does one whose point can stand between no thousands, as "2.45 $/gal" or "n.a.", and in a
        mixed table one with a comma.
        """
        if not self.decimal_comma or ("," in cell and (self.mixed or "." in cell)):
            return cell
        cell = _MILLIONS.sub(lambda number: number[0].replace(".", ""), cell)
        return f"{cell}{BESIDE_COMMAS}" if _POINT_OR_THOUSANDS.search(cell) else cell.replace(",", ".", 1)


def manner_of(names: str, text: str, separator: str | None = None) -> Manner:
    """The manner of a text whose line of names is ``names``: its separator is the one that makes most cells of it.

    Decimals have a comma where cells show it and no cell shows something else; never between commas.
    """
    if separator is None:
        cells = {mark: len(Manner(mark).cells(names)) for mark in (";", "\t", "|", ",")}
        separator = max(cells, key=lambda mark: cells[mark]) if max(cells.values()) > 1 else ","
    return Manner(separator, shows_decimal_commas(text, separator) and _OTHER.search(text) is None)


def shows_decimal_commas(text: str, separator: str) -> bool:
    """Whether a cell of the text has a comma that can only be a decimal one."""
    return separator != "," and "," in text and _COMMA.search(text) is not None


def of_all_cells(manner: Manner, texts: Iterable[str]) -> Manner:
    """The manner of a table by all of its cells, given as some lines at a time: one cell may show it far below.

    Where some have a decimal comma and others a point, a mark that may stand between thousands is none of the table's:
    each cell is read by itself.
    """
    if manner.separator == ",":
        return manner
    comma = other = False
    for text in texts:
        comma = comma or shows_decimal_commas(text, manner.separator)
        other = other or (("." in text or "," in text) and _OTHER.search(text) is not None)
        if comma and other:
            break
    return manner._replace(decimal_comma=comma, mixed=comma and other)


def lines_of(text: str) -> list[str]:
    """The lines of a text, with any ends, without blank ones at its end: their places are their numbers.

    Tabs at the end of the last line stay: they separate blank cells.
    """
    lines = text.rstrip("\n\r\x1a").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while len(lines) > 1 and not lines[-1].strip(" \t\x1a"):
        del lines[-1]
    return lines


def with_point(cell: str) -> str:
    """What a number with commas may mean, in words: ``1.200 or 1200``; "" where the cell is none."""
    text = cell.strip(' "')
    if not _WITH_COMMA.fullmatch(text):
        return ""
    point, plain = text.replace(",", "."), text.replace(",", "")
    return plain if point.count(".") > 1 else f"{point} or {plain}" if THOUSANDS.fullmatch(text) else point


def separator_line(line: str) -> str | None:
    """The separator that a line such as ``sep=;`` names, as Excel writes it above the names; None for other lines."""
    match = _SEP.fullmatch(line.strip("\r\n"))
    return match[1] if match else None


class Delimited(NamedTuple):
    """A delimited text: how it is written, its line of names, the rows below it."""

    manner: Manner
    names: list[str]
    rows: Iterator[list[str]]


def read_delimited(lines: Iterable[str], comments: bool = True) -> Delimited:
    """The rows of a text given by lines, ends of lines included; at most 1,000 lines are held in memory.

    Blank lines are left out, and so are lines that begin with ``#``: everywhere, or with ``comments`` False only above
    the line of names, so that no home called #Smith is lost. Below it ``#2 oil`` begins a row. No names: there is no
    line of them. A title above them comes as the names, they among the rows. Raises csv.Error.
    """
    lines = iter(lines)
    head = [line for line in islice(lines, _HEAD_LINES) if line.strip()]
    separator = separator_line(head[0]) if head else None
    if separator is not None:
        del head[0]
    del head[: next((place for place, line in enumerate(head) if not line.startswith("#")), len(head))]
    if comments:
        head = [line for line in head if not _REMARK.match(line)]
        lines = (line for line in lines if not _REMARK.match(line))
    titled = (line for line in head if _MARK.search(line))
    names = next(titled, head[0] if head else "")  # below a title alone in its line
    manner = manner_of(names, "".join(head[1:]), separator) if head else Manner(",")
    rows = rows_of(chain(head, lines), manner.separator)
    return Delimited(manner, next(rows, []), rows)


def rows_of(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """The rows of lines, without blank ones. Raises csv.Error."""
    return (row for row in csv.reader(lines, delimiter=separator) if any(map(str.strip, row)))
