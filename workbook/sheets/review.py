"""The sheet Review of a clean copy: what a reviewer found, in sections of rows, on at most two printed pages."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Final, NamedTuple

from openpyxl.worksheet.hyperlink import Hyperlink

from ..book.book import Book
from ..book.layout import REVIEW
from ..shape import Line, Written
from . import conditional_formats

_WIDTHS: Final = (15, 17, 44, 20)
"""Together as wide as an upright page at the scale of the sheet"""
_STYLES: Final = (
    "df title", "df sentence", "df section", "df header", "df label", "df link", "df wrapped note", "df line",
    "df input text",
)  # fmt: skip
_SMALL: Final = 1.1
"""Characters of small print in a column's unit of width, also where letters are wider than Calibri's"""
_LINE, _LEAST = 13.0, 16.0
"""Height of a line of small print, and of the lowest row [points]"""
_GAP: Final = Line(8.0, ())
"""Between sections"""
_PAGES: Final = 1700.0
"""Height of two pages at the scale of the sheet, also of the shorter letter paper [points]"""
_ACROSS, _BESIDE = 100, 84
"""Characters of a line over all columns, and over all but the first"""
_LONGEST: Final = 600
"""Characters of a text"""
MARKS: Final = {
    "bad": ("Fail", "differs", "NOT MET"),
    "warn": ("Needs review", "look at it", "cannot be judged"),
    "good": ("Pass", "agrees", "met"),
}
"""Words of the first column, by how they are marked"""


class Row(NamedTuple):
    """A row: a word or label, where it is, what it is, a remark; link: the cell that ``where`` links to."""

    word: str
    where: str = ""
    what: str = ""
    remark: str = ""
    link: str = ""


class Section(NamedTuple):
    """Rows with a title and headers; ``most`` says whether rows may be left out where the pages are full."""

    title: str
    headers: tuple[str, str, str, str]
    rows: Sequence[Row]
    may_be_cut: bool = False


def write(book: Book) -> None:
    """Write the sheet without its lines."""
    sheet = book.sheets[REVIEW]
    book.widths(REVIEW, _WIDTHS)
    for column, style in enumerate(_STYLES, 1):
        book.put(REVIEW, 1, column, None, style)
    book.listed[REVIEW] = _STYLES
    sheet["A1"].hyperlink = Hyperlink(ref="A1", location="A1")  # makes room for those of the lines
    sheet["A1"].style = _STYLES[0]
    for style, words in MARKS.items():
        for word in words:
            conditional_formats.add(sheet, "A1:A400", f'$A1="{word}"', style)
    sheet.print_area = "A1:D2"
    book.print_areas[REVIEW] = lambda f: f"{REVIEW}!$A$1:$D${len(f.lines)}"


def lines(title: str, sentence: str, facts: Sequence[tuple[str, str]], sections: Sequence[Section]) -> list[Line]:
    """The lines of the sheet: a title, the verdict in a sentence, facts, sections, and room for a decision."""
    head = [
        Line(24.0, (Written(title, "df title"),)),
        *(Line(_LEAST, (Written(text, "df line"),)) for text in textwrap.wrap(sentence, _ACROSS, max_lines=4)),
        *(Line(_LEAST, (Written(label, "df label"), Written(_cut(text, _BESIDE), "df line"))) for label, text in facts),
    ]
    end = _decision()
    left = _PAGES - sum(line.height for line in (*head, *end))
    fixed = [_section(section) for section in sections if not section.may_be_cut and section.rows]
    left -= sum(line.height for part in fixed for line in part)
    body: list[Line] = []
    for section in sections:
        if not section.rows:
            continue
        if section.may_be_cut:
            part = _fitted(section, left)
            left -= sum(line.height for line in part)
        else:
            part = fixed.pop(0)
        body += part
    return [*head, *body, *end]


def _section(section: Section) -> list[Line]:
    headers = tuple(Written(header, "df header") if header else None for header in section.headers)
    top = [_GAP, Line(20.0, (Written(section.title, "df section"),)), Line(_LEAST, headers)]
    return [*top, *map(_row, section.rows)]


def _fitted(section: Section, room: float) -> list[Line]:
    """A section with as many rows as there is room for; the last line says how many more there are."""
    part = _section(section)
    kept, used = 3, sum(line.height for line in part[:3]) + _LEAST
    while kept < len(part) and used + part[kept].height <= room:
        used += part[kept].height
        kept += 1
    if missing := len(part) - kept:
        part[kept:] = [Line(_LEAST, (Written(f"… and {missing:,} more: see the report", "df line"),))]
    return part


def _row(row: Row) -> Line:
    texts = [_cut(text, _LONGEST) for text in row[:4]]
    word, where, what, remark = texts
    height = _height(list(zip(texts, _WIDTHS, strict=True)))
    return Line(height, (
        Written(word, "df label"), Written(where or None, "df link" if row.link else "df wrapped note", row.link),
        Written(what or None, "df wrapped note"), Written(remark or None, "df wrapped note"),
    ))  # fmt: skip


def _height(texts: Sequence[tuple[str, float]]) -> float:
    most = max((math.ceil(len(text) / (_SMALL * (width - 2))) for text, width in texts), default=1)
    return max(_LEAST, _LINE * most + 4)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _decision() -> list[Line]:
    """Yellow cells for the reviewer's own decision."""
    blank = Written(None, "df input text")
    fields = ("Decision", "Reviewer", "Date", "Remarks")
    return [
        _GAP,
        Line(20.0, (Written("The reviewer's decision", "df section"),)),
        *(
            Line(20.0, (Written(field, "df label"), blank, *((blank, blank) * (field == "Remarks"))))
            for field in fields
        ),
    ]
