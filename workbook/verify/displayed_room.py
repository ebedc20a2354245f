"""Whether rows and columns leave room for what our cells show: ####, texts cut off, lines that are not seen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..reader import Cell, Sheet, Value
from ..reader.addresses import split
from ..reader.looks import USUAL_SIZE, Look
from ..rules.appearance import LEAST_HEIGHT
from .displayed_cells import Mark, Ours
from .displayed_formats import shown
from .displayed_values import Problem, unseen

USUAL_WIDTH: Final = 8.43
"""Of a column that does not say its width [characters]"""
USUAL_HEIGHT: Final = 15.0
"""Of a row that does not say its height [points]"""
LINE: Final = 1.2
"""Height of a line in sizes of its font"""
NARROWER: Final = 0.9
"""A column with so much of its width, or more, is as wide as it was"""
CUT: Final = 0.4
"""A text or a row of which less than this share is seen is cut off"""
INDENT: Final = 1.3
"""Width of a step of an indent, three spaces [characters]"""
_SLIM: Final = 1.0
"""Characters that a number may be longer than its column: digits of one are slim"""


def width_of(sheet: Sheet) -> Mapping[int, float]:
    """The widths of the columns that say theirs [characters]."""
    widths: dict[int, float] = {}
    for columns in sheet.columns:
        if columns.width is not None:
            widths.update(
                dict.fromkeys(range(columns.first, min(columns.last, columns.first + 500) + 1), columns.width)
            )
    return widths


def narrow(ours: Ours, usual: Mapping[int, float] | None) -> Iterator[Mark]:
    """Our numbers that a column shows as ####, and texts that it cuts off; usual: the widths this version writes."""
    widths, plain = width_of(ours.sheet), ours.sheet.usual_width or USUAL_WIDTH
    loud = _larger(ours) | {style for style in ours.by_style if ours.looks.cell(style).indent}
    loud_columns = {split(address)[1] for style in loud for address in ours.by_style[style]}
    for column in ours.columns:
        width = widths.get(column, plain)
        before = USUAL_WIDTH / 2 if usual is None else usual.get(column, USUAL_WIDTH)
        # Where a program lost all widths, and fonts with them, each reader widens the columns.
        is_lost = usual is not None and not widths
        as_usual = is_lost or width >= NARROWER * before
        if as_usual and column not in loud_columns:
            continue
        for address in ours.column(column).values():
            if as_usual and ours.cells[address].style not in loud:
                continue
            look = ours.look(address)
            if look.indent and _is_aside(ours, address, look, width):
                yield Mark(address, unseen("The text is moved aside, out of its cell", f"{look.indent} steps"))
            elif not as_usual or _size(look) > (1 + is_lost) * _usual_size(ours, address):
                ours.steps.take()
                problem = _narrow(ours.value(address), look, width, width < CUT * before)
                if problem is not None:
                    yield Mark(address, problem)


def _is_aside(ours: Ours, address: str, look: Look, width: float) -> bool:
    """Whether an indent, wider than ours, leaves a column too little room for what its cell shows."""
    usual = ours.usual[address]
    if look.horizontal not in ("left", "right", "distributed", "justify") or (
        usual is not None and look.indent <= usual.look.indent
    ):
        return False
    value, room = ours.value(address), width - INDENT * look.indent
    if isinstance(value, float):
        return _length(value, look) > room + _SLIM
    return room < CUT * width and len(str(value)) > room


def _narrow(value: Value, look: Look, width: float, cuts: bool) -> Problem | None:
    """What is wrong with a value in a column of a width; cuts: the column is so narrow that texts are looked at too."""
    share = _size(look) / USUAL_SIZE
    if isinstance(value, str) and look.wrapped:
        return None
    if look.shrunk:
        small = len(shown(value, look.number_format).text) * CUT > width
        return unseen("The letters are made too small to read, to fit") if small else None
    if isinstance(value, float):
        is_cut = _length(value, look) * share > width + _SLIM
        return unseen("The column is too narrow for its number", "#" * max(1, int(width))) if is_cut else None
    if cuts and isinstance(value, str) and len(value) * share * CUT > width:
        return unseen("The column is too narrow for its text")
    return None


def _length(value: float, look: Look) -> int:
    """Characters of a number that its column must have room for; without a format those before the point."""
    found = shown(value, look.number_format)
    if found.date:
        return 0
    if look.number_format in ("", "General", "@"):
        return len(found.text.partition(".")[0].partition("E")[0])
    return len(found.text.strip())


def _size(look: Look) -> float:
    return USUAL_SIZE if look.font.size is None else look.font.size


def _usual_size(ours: Ours, address: str) -> float:
    usual = ours.usual[address]
    return max(USUAL_SIZE, _size(usual.look)) if usual else 2 * USUAL_SIZE


def _larger(ours: Ours) -> set[int]:
    """The styles with letters larger than usual."""
    return {style for style in ours.by_style if _size(ours.looks.cell(style)) > USUAL_SIZE}


def _lower(heights: Mapping[int, float], usual: Mapping[int, float], plain: float) -> set[int] | None:
    """The rows lower than this version writes them; None: all may be, as the rows that do not say their height are."""
    if plain < NARROWER * USUAL_HEIGHT:
        return None
    rows = heights.keys() | usual.keys()
    return {row for row in rows if heights.get(row, plain) < NARROWER * usual.get(row, USUAL_HEIGHT)}


def low(ours: Ours, usual: Mapping[int, float] | None) -> Iterator[Mark]:
    """Our texts of which a row shows too little; usual: the heights this version writes, if known."""
    heights, widths = ours.sheet.row_heights or {}, width_of(ours.sheet)
    plain, plain_width = ours.sheet.usual_height or USUAL_HEIGHT, ours.sheet.usual_width or USUAL_WIDTH
    loud = _larger(ours) | {style for style in ours.by_style if ours.looks.cell(style).wrapped}
    lower_rows = None if usual is None else _lower(heights, usual, plain)
    some: Iterable[tuple[str, Cell]] = ours.cells.items()
    if lower_rows is not None:
        some = [(at, cell) for at, cell in some
                if cell[3] in loud or (lower_rows and split(at)[0] in lower_rows)]  # fmt: skip
    for address, _ in some:
        row, column = split(address)
        height, look, own = heights.get(row, plain), ours.look(address), ours.usual[address]
        if usual is None:
            if height < LEAST_HEIGHT:
                yield Mark(address, unseen("The row is too low for its text", f"{height:g} points"))
            continue
        line, lower = LINE * _size(look), height < NARROWER * usual.get(row, USUAL_HEIGHT)
        cut = height < CUT * line + 1 and (lower or _size(look) > _usual_size(ours, address))
        as_usual = own is not None and own.look.wrapped and not lower
        if not cut and own is not None and row in heights and look.wrapped and not as_usual:
            characters = len(str(ours.value(address) or "")) * _size(look) / USUAL_SIZE
            lines = math.ceil(characters / max(1.0, widths.get(column, plain_width)))
            cut = height < CUT * lines * line
        if cut:
            yield Mark(address, unseen("The row is too low for its text", f"{height:g} points"))
