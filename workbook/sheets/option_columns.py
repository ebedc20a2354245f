"""Sheets with one column an option: their rows, labels, and the pages they print on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import shown_in

from ..book.book import Book, Get
from ..formulas.given import shown
from ..formulas.lines import Line, Section
from ..shape import Filling
from . import conditional_formats

Mark = tuple[str, str, str]
"""Key of a line, a condition in which {0} is the cell, and the name of the format"""


class Part(NamedTuple):
    """The columns of one page."""

    first: str
    last: str


def rows_of(lines: Sequence[Line | Section], row: int) -> tuple[dict[str, int], int]:
    """The row of each line by its key, from ``row`` on, sections taking two; and the first free row, one left blank."""
    rows = {}
    for line in lines:
        if isinstance(line, Section):
            row += 1
        else:
            rows[line.key] = row
        row += 1
    return rows, row + 1


def labels(
    book: Book, sheet: str, lines: Sequence[Line | Section], rows: Mapping[str, int], heights: Mapping[str, float]
) -> None:
    """Labels and units in columns A and B, titles of sections, heights [points] of rows with long texts."""
    section = ""
    for line in lines:
        if isinstance(line, Section):
            section = line.title
            continue
        row = rows[line.key]
        if section:
            book.put(sheet, row - 1, 1, section, "df section")
            section = ""
        book.put(sheet, row, 1, line.label, "df label")
        book.put(sheet, row, 2, shown_in(line.unit, _shown_units(book, line)) or None, "df text")
        if line.key in heights:
            book.sheets[sheet].row_dimensions[row].height = heights[line.key]


def _shown_units(book: Book, line: Line) -> Units:
    """The units of a line: temperatures and money as the case has them, heat in MMBtu, by which fuel is priced."""
    units = book.shape.units
    return units if line.unit == "°F" else Units(currency=units.currency)


def answers(book: Book, sheet: str, formula: str, get: Get) -> None:
    """The line of the header that says whether the answers still apply."""
    book.put(sheet, 5, 1, "Answers", "df plain")
    book.formula(sheet, 5, 2, f"={formula}", get, "df status")
    conditional_formats.add(book.sheets[sheet], "B5", "OR(out_inputs_changed>0,out_options_differ>0)", "warn")


def across(first: int, row: int, count: int) -> tuple[str, str]:
    """The cells of a row of so many options, the first and the last."""
    return f"{get_column_letter(first)}{row}", f"{get_column_letter(first + count - 1)}{row}"


def put_line(book: Book, sheet: str, line: Line, row: int, first: int, option: int, formula: str) -> None:
    """The cell of one option: its formula, or "" for a value."""

    def get(f: Filling) -> Any:
        return shown(line.value(f, option), line.unit, _shown_units(book, line))

    if formula:
        book.formula(sheet, row, first + option, formula, get, line.style)
    else:
        book.slot(sheet, row, first + option, get, line.style)


def mark(book: Book, sheet: str, rows: Mapping[str, int], first: int, count: int, marks: Sequence[Mark]) -> None:
    """Conditional formats of lines; the words in the cells say the same."""
    for key, condition, style in marks:
        left, right = across(first, rows[key], count)
        conditional_formats.add(book.sheets[sheet], f"{left}:{right}", condition.format(left), style)


def columns(first: int, count: int, on_first: int, on_other: int) -> list[Part]:
    """The columns of each page; the first begins at A and is full width, so that a chart fits on it."""
    parts = [Part("A", get_column_letter(first + on_first - 1))]
    for start in range(first + on_first, first + count, on_other):
        parts.append(Part(get_column_letter(start), get_column_letter(min(start + on_other, first + count) - 1)))
    return parts


def area(sheet: str, part: Part, top: int, bottom: int) -> str:
    """A print area."""
    return f"{sheet}!${part.first}${top}:${part.last}${bottom}"
