"""The rows of a worksheet whose cells are all written in the plainest way: cut apart by one pattern, with no parser.

Programs write nearly all sheets so. Whatever else a part has, such as comments, other attributes or namespaces, signs
that XML does not take, leaves all of it to the parser, which gives the same records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final, NamedTuple

import numpy as np

from .addresses import MAX_ROW
from .formula import MAX_FORMULA
from .settings import SPREADSHEET

MAX_PLAIN: Final = 500_000
"""Most cells cut apart at once"""
_START, _END = b"<sheetData>", b"</sheetData>"
_ROOTS: Final = tuple(f'<worksheet xmlns="{space[:-1]}"'.encode() for space in SPREADSHEET)
_DECLARATION = re.compile(rb'<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")? ?\?>\s*')
_TAG = re.compile(rb'<(/?)[A-Za-z][A-Za-z0-9:]*(?:\s+[A-Za-z][A-Za-z0-9:]*="[^"<>]*")*\s*(/?)>')
_DESCENT: Final = b' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
"""The namespace of an attribute that Excel gives to rows"""
_FORBIDDEN: Final = bytes(code for code in range(32) if code not in b"\t\n")
"""Signs that XML does not take, and the end of a line that it changes"""
_NO_CHARACTERS: Final = ("\ufffe", "\uffff")
_SPACE: Final = 32
_LEAST_CELL, _LEAST_ROW = len('<c r="A1"/>'), len("<row/>")
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")? ?(?:/>|>'
    r'(?:<f((?: (?:t|ref|si|aca|ca)="[A-Za-z0-9:$.]*")*)(?:>([^<]*)</f>| ?/>))?'
    r'(?:<v>([^<]*)</v>|(<v ?/>))?(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_FIELDS: Final = 9
"""Pieces a cell is cut into, with what stands before it"""
_FORMULA: Final = 5
"""Which of them is the formula"""
HARMLESS: Final = (None, "", ' aca="false"', ' ca="1"')
"""Attributes of formulas that change nothing, as they are written; None: there is no formula"""
_ROW = re.compile(
    r"</row>|<row((?: (?:r|spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph"
    r'|x14ac:dyDescent)="[A-Za-z0-9:.+ -]*")*) ?(/?)>'
)
_ATTRIBUTE = re.compile('([A-Za-z0-9:]+)="([^"]*)"')
_REFERENCES: Final = {"&quot;": '"', "&gt;": ">", "&lt;": "<", "&amp;": "&", "&apos;": "'", "&#10;": "\n"}
"""How characters are written in texts, the usual ones first"""

Piece = str | None
Fields = tuple[Piece, str, Piece, Piece, Piece, Piece, Piece, Piece, Piece]
"""Before the cell; its address, style, kind; attributes of its formula, its formula as it is read, "" if it has none;
value; an empty value; text"""


class Parted(NamedTuple):
    """A worksheet whose rows are cut apart."""

    rest: bytes
    """The part without its rows"""
    pieces: list[Piece]
    has_texts: bool
    """Whether cells have texts inside"""

    def cells(self) -> Iterator[Fields]:
        """The fields of each cell. What follows the last comes as a cell without an address."""
        pieces = self.pieces
        return zip_longest(*(pieces[start::_FIELDS] for start in range(_FIELDS)), fillvalue="")  # type: ignore[return-value]


def parted(content: bytes) -> Parted | None:
    """A worksheet cut apart; None of one that is not all plain."""
    start = content.find(_START) + len(_START)
    end = content.find(_END, start)
    if start < len(_START) or end < 0 or b"<!" in content or content.find(b"<?", 2) >= 0:
        return None
    head, body = content[:start], content[start:end]
    if not _is_plain_head(head) or not _is_plain_body(body) or (b"x14ac:" in body and not _has_descent(head)):
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    if not _is_known(body, text):
        return None
    pieces: list[Piece] = _CELL.split(text)
    if any(_ROW.sub("", piece or "") for piece in set(pieces[::_FIELDS])):
        return None
    # All formulas at once: no part holds the sign between them.
    formulas = plain("\0".join([piece or "" for piece in pieces[_FORMULA::_FIELDS]])).split("\0")
    pieces[_FORMULA::_FIELDS] = formulas[: len(pieces) // _FIELDS]
    is_long = max(map(len, formulas)) > MAX_FORMULA
    return None if is_long else Parted(head + content[end:], pieces, "<is>" in text)


def _is_plain_head(head: bytes) -> bool:
    """Whether what stands before the rows is a worksheet of the usual namespace, and the rows right inside it."""
    plain_head = _DECLARATION.sub(b"", head, count=1)
    texts = _TAG.split(plain_head)
    if any(b"<" in text or b">" in text for text in texts[::3]):
        return False
    depth = sum(0 if closed else -1 if ends else 1 for ends, closed in zip(texts[1::3], texts[2::3], strict=True))
    return depth == 2 and head.count(b"xmlns=") == 1 and plain_head.startswith(_ROOTS)


def _is_plain_body(body: bytes) -> bool:
    """Whether rows can be cut apart: few enough, in signs that XML takes."""
    return (
        (len(body) <= MAX_PLAIN * _LEAST_CELL or body.count(b"<c ") <= MAX_PLAIN)
        and (len(body) <= MAX_ROW * _LEAST_ROW or body.count(b"<row") <= MAX_ROW)
        and (
            not body
            or np.frombuffer(body, np.uint8).min() >= _SPACE
            or len(body.translate(None, _FORBIDDEN)) == len(body)
        )
        and b"]]>" not in body
    )


def _is_known(body: bytes, text: str) -> bool:
    """Whether XML takes every character of a text, and every reference in it is one of a character known here."""
    if not text.isascii() and any(sign in text for sign in _NO_CHARACTERS):
        return False
    left = body.count(b"&")
    for written in _REFERENCES if left else ():
        left -= body.count(written.encode())
        if not left:
            break
    return not left


def _has_descent(head: bytes) -> bool:
    """Whether the sheet, and nothing inside it, says what x14ac is."""
    return head.count(b"xmlns:x14ac") == 1 and _DESCENT in head[: head.find(b">", head.find(b"<worksheet"))]


def row_tags(between: str) -> Iterator[tuple[Piece, Piece]]:
    """The tags of rows between two cells: of a start its attributes as written, and "/" if it ends; of an end None."""
    for tag in _ROW.finditer(between):
        yield tag[1], tag[2]


def attributes_of(written: str) -> dict[str, str] | None:
    """Attributes as they are written; None where one is there twice."""
    found = _ATTRIBUTE.findall(written)
    given = dict(found)
    return given if len(given) == len(found) else None


def plain(text: str) -> str:
    """A text as it is read."""
    if "&" not in text:
        return text
    for written, character in _REFERENCES.items():
        if character != "&":
            text = text.replace(written, character)
    return text.replace("&amp;", "&")  # last: it may stand before what looks like another
