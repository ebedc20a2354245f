"""An opened workbook with rows and columns of some sheets in other places, as if they had been inserted elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from . import addresses
from .addresses import letters, split
from .around import Surroundings
from .formula import Formula
from .records import Chart, Name, Opened, Pane, Sheet
from .refusal import refused
from .ruler import Box

ASIDE: Final = 900_000
"""Inserted rows and columns are put aside from here on, in the order of the sheet; columns from ASIDE_COLUMN on."""
ASIDE_COLUMN: Final = 15_000
MAX_TEXT: Final = 2**22
"""Most characters of formulas that are read to be moved"""
_END: Final = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})")


@dataclass(frozen=True)
class Inserted:
    """Rows or columns that were inserted: numbers of the first ones and how many, in ascending order."""

    rows: tuple[tuple[int, int], ...] = ()
    columns: tuple[tuple[int, int], ...] = ()

    def moved(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell would be without them; an inserted one is put aside."""
        return _without(self.rows, row, ASIDE), _without(self.columns, column, ASIDE_COLUMN)

    def box(self, box: Box) -> Box:
        """Where something drawn would be without them; what lies on inserted ones alone is put aside with them."""
        left, right = _edges(self.columns, box.left, box.right, ASIDE_COLUMN)
        top, bottom = _edges(self.rows, box.top, box.bottom, ASIDE)
        return Box(left, top, right, bottom)

    def parted(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A run of columns as those before, in and after each insertion."""
        for block, count in self.columns:
            for end in (block - 1, block + count - 1):
                if first <= end < last:
                    yield first, end
                    first = end + 1
        yield first, last

    def actual(self, address: str) -> str:
        """Where a cell is in the file, given where it would be."""
        row, column = split(address)
        return f"{letters(_with(self.columns, column, ASIDE_COLUMN))}{_with(self.rows, row, ASIDE)}"


def _without(blocks: Iterable[tuple[int, int]], number: int, aside: int) -> int:
    before = 0
    for first, count in blocks:
        if number >= first + count:
            before += count
        elif number >= first:
            return aside + number
    return number - before


def _edges(blocks: Iterable[tuple[int, int]], start: float, end: float, aside: int) -> tuple[float, float]:
    """The edges of something drawn, counted from 0 on."""
    first, last = math.floor(start) + 1, max(math.ceil(end), math.floor(start) + 1)
    into, short = start - (first - 1), last - end
    for block, count in blocks:
        if block <= first and last < block + count:
            break
        if block <= first < block + count:
            first, into = block + count, 0.0
        if block <= last < block + count:
            last, short = block - 1, 0.0
    return _without(blocks, first, aside) - 1 + into, _without(blocks, last, aside) - short


def _with(blocks: Iterable[tuple[int, int]], number: int, aside: int) -> int:
    if number >= aside:
        return number - aside
    for first, count in blocks:
        if number >= first:
            number += count
    return number


def moved_back(opened: Opened, inserted: Mapping[str, Inserted]) -> Opened:
    """The workbook as if nothing had been inserted; ``inserted``: by title.

    Raises InputError: its formulas are too long together.
    """
    return _Mover(opened, inserted).opened()


class _Mover:
    """Moves what refers to cells of the sheets."""

    def __init__(self, opened: Opened, inserted: Mapping[str, Inserted]) -> None:
        self._before = opened
        self._inserted = {title.lower(): one for title, one in inserted.items()}
        self._room = MAX_TEXT

    def opened(self) -> Opened:
        before = self._before
        names = tuple(self._name(name) for name in before.names)
        return replace(before, sheets=tuple(map(self._sheet, before.sheets)), names=names,
                       charts=tuple(map(self._chart, before.charts)),
                       surroundings=self._surroundings(before.surroundings))  # fmt: skip

    def _surroundings(self, around: Surroundings) -> Surroundings:
        """What is drawn over cells or belongs to them, where the cells are now."""
        own = self._inserted.get
        drawn = tuple(one if (there := own(one.sheet.lower())) is None else one._replace(box=there.box(one.box))
                      for one in around.drawn)  # fmt: skip
        notes = tuple(one._replace(cell=self._formula(one.cell, one.sheet)) for one in around.notes)
        ranged = tuple(one._replace(range=self._formula(one.range, one.sheet)) for one in around.ranged)
        return around._replace(drawn=drawn, notes=notes, ranged=ranged)

    def _name(self, name: Name) -> Name:
        return name._replace(formula=self._formula(name.formula, name.sheet))

    def _chart(self, chart: Chart) -> Chart:
        own = tuple(one._replace(formula=self._formula(one.formula, "")) for one in chart.references)
        series = tuple(one._replace(values=self._formula(one.values, ""), places=self._formula(one.places, ""))
                       for one in chart.look.series)  # fmt: skip
        look = chart.look._replace(series=series, title_from=self._formula(chart.look.title_from, ""))
        return chart._replace(references=own, look=look)

    def _sheet(self, sheet: Sheet) -> Sheet:
        formula = self._formula
        cells = {address: cell if cell.formula is None else
                 cell._replace(formula=formula(cell.formula, sheet.title))
                 for address, cell in sheet.cells.items()}  # fmt: skip
        validations = tuple(
            one._replace(formula1=formula(one.formula1, sheet.title), formula2=formula(one.formula2, sheet.title))
            for one in sheet.validations
        )
        conditions = tuple(
            one._replace(formulas=tuple(formula(text, sheet.title) for text in one.formulas))
            for one in sheet.conditions
        )
        links = tuple(one._replace(location=formula(one.location, "")) for one in sheet.hyperlinks)
        page = sheet.print._replace(titles=formula(sheet.print.titles, ""), area=formula(sheet.print.area, ""))
        sheet = replace(
            sheet, cells=cells, validations=validations, conditions=conditions, hyperlinks=links, print=page
        )
        own = self._inserted.get(sheet.title.lower())
        return sheet if own is None else self._placed(sheet, own)

    def _placed(self, sheet: Sheet, own: Inserted) -> Sheet:
        """A sheet with its own cells, rows and ranges in their places."""

        def cell(address: str) -> str:
            row, column = own.moved(*split(address))
            return f"{letters(column)}{row}"

        def ranges(texts: Iterable[str]) -> tuple[str, ...]:
            return tuple(self._formula(text, sheet.title) for text in texts)

        pane = sheet.pane
        if pane is not None:  # a split after row 6 has row 7 below it
            below, right = own.moved(pane.rows + 1, pane.columns + 1)
            pane = Pane(below - 1 if below < ASIDE else pane.rows, right - 1 if right < ASIDE_COLUMN else pane.columns,
                        pane.frozen)  # fmt: skip
        rows = {own.moved(row, 1)[0]: height for row, height in (sheet.row_heights or {}).items()}
        columns = tuple(one._replace(first=own.moved(1, first)[1], last=own.moved(1, last)[1])
                        for one in sheet.columns for first, last in own.parted(one.first, one.last))  # fmt: skip
        return replace(
            sheet,
            cells={cell(address): content for address, content in sheet.cells.items()},
            arrays=tuple(map(cell, sheet.arrays)),
            rich={cell(address): runs for address, runs in sheet.rich.items()},
            phonetic=frozenset(map(cell, sheet.phonetic)),
            typed=frozenset(map(cell, sheet.typed)),
            merged=ranges(sheet.merged),
            columns=columns,
            row_heights=rows,
            hidden_rows=frozenset(own.moved(row, 1)[0] for row in sheet.hidden_rows),
            pane=pane,
            validations=tuple(one._replace(ranges=ranges(one.ranges)) for one in sheet.validations),
            conditions=tuple(one._replace(ranges=ranges(one.ranges)) for one in sheet.conditions),
            hyperlinks=tuple(one._replace(cell=ranges([one.cell])[0]) for one in sheet.hyperlinks),
            around=sheet.around._replace(sparklines=ranges(sheet.around.sparklines)),
        )

    def _formula(self, text: str, title: str) -> str:
        """A formula of a sheet, or a range of it, with each reference where its cells are now."""
        if not text or not (title.lower() in self._inserted or "!" in text):
            return text
        self._room -= len(text)
        if self._room < 0:
            raise refused("it has too many formulas that differ", remedy="Give one workbook of one case.")
        pieces, sheet = [], title
        for kind, piece in Formula(text).tokens:
            own = self._inserted.get(sheet.lower())
            if own is not None and kind in ("ref", "columns", "rows"):
                pieces.append(":".join(_ends(piece.split(":"), own)))
            else:
                pieces.append(piece)
            sheet = _title(piece) if kind == "sheet" else title
        return "".join(pieces)


def _title(token: str) -> str:
    bare = token.removesuffix("!")
    return bare[1:-1].replace("''", "'") if len(bare) > 1 and bare[0] == bare[-1] == "'" else bare


def _ends(ends: list[str], own: Inserted) -> Iterable[str]:
    """The ends of a reference; a range that begins or ends with what was inserted begins after it or ends before it."""
    for place, end in enumerate(ends):
        match = _END.fullmatch(end)
        if match is None:
            yield end
            continue
        first, column, second, row = match.groups()
        step = 0 if len(ends) == 1 else (1, -1)[place > 0]
        if not column:
            first, second = "", first
        if column:
            column = letters(_end(own.columns, addresses.number(column.upper()), step, ASIDE_COLUMN))
        if row:
            row = str(_end(own.rows, int(row), step, ASIDE))
        yield f"{first}{column}{second}{row}"


def _end(blocks: Iterable[tuple[int, int]], number: int, step: int, aside: int) -> int:
    for first, count in blocks if step else ():
        if first <= number < first + count:
            number = first + count if step > 0 else first - 1
    return _without(blocks, number, aside)
