"""Formulas as tokens: moved to other cells, and read once for a run of copies. Nothing is calculated.

Every pattern here runs in time in proportion to the formula (possessive repeats, open quotes run to the end), since
formulas come from strangers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from . import addresses
from .addresses import MAX_COLUMN, MAX_ROW, Area
from .refusal import refused

MAX_FORMULA: Final = 8_192
"""Longest formula, Excel's own limit."""
MOST_REMEMBERED: Final = 200
"""Longest formula whose references are remembered"""
MAX_DIFFERENT: Final = 2 * 2**20
"""Most characters of formulas that are no copies of the one above; a workbook of this program has 60,000."""

_REF = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_TOKEN: Final = re.compile(
    r'(?P<text>"[^"]*+(?:""[^"]*+)*+(?:"|\Z))'
    r"|(?P<sheet>'[^']*+(?:''[^']*+)*+(?:'!?|\Z)|[^\W\d][\w.]*+(?::[^\W\d][\w.]*+)?!)"
    r"|(?P<bracket>\[[^\]]*+(?:\]|\Z))"
    r"|(?P<error>#[A-Za-z][A-Za-z0-9/_]*+[?!]?)"
    r"|(?P<function>[^\W\d][\w.]*+\()"
    rf"|(?P<ref>{_REF}(?::{_REF}(?![\w.(!]))?(?![\w.(!]))"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(!]))"
    r"|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w.]))"
    r"|(?P<number>(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)"
    r"|(?P<name>[^\W\d\\][\w.?\\]*+|\\[\w.?\\]*+)"
    r"|(?P<space>\s++)"
    r"|(?P<operator><>|<=|>=|.)",
    re.DOTALL,
)
_END = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})")
_MOVING = ("ref", "columns", "rows")
_GONE = "#REF!"


class Token(NamedTuple):
    """A piece of a formula.

    Kinds: text, sheet, bracket, error, function, ref, columns, rows, number, name, space, operator.
    """

    kind: str
    text: str


class Span(NamedTuple):
    """A reference: sheet ("" is the formula's own), cells, and whether the row of each end stays when copied."""

    sheet: str
    area: Area
    top_stays: bool
    bottom_stays: bool

    def over(self, copies: int) -> Area:
        """All cells that the formula and its copies below refer to, ``copies`` in all."""
        bottom = self.area.bottom + (0 if self.bottom_stays and self.top_stays else copies - 1)
        return self.area._replace(bottom=min(bottom, MAX_ROW))


class Formula:
    """A formula taken apart."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All pieces, in order; together they are the text."""
        return tuple(Token(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(self.text))

    @cached_property
    def _down(self) -> tuple[list[str], list[_Slot]]:
        return _cut(self.tokens, False)

    @cached_property
    def _anywhere(self) -> tuple[list[str], list[_Slot]]:
        return _cut(self.tokens, True)

    def below(self, rows: int) -> str:
        """The text of a copy so many rows below; a reference off the sheet is #REF!."""
        return self.moved(rows, 0)

    def moved(self, rows: int, columns: int) -> str:
        """The text of a copy so many rows below and columns to the right; a reference off the sheet is #REF!."""
        pieces, slots = self._anywhere if columns else self._down
        for place, number, is_row in slots:
            moved = number + (rows if is_row else columns)
            if not 1 <= moved <= (MAX_ROW if is_row else MAX_COLUMN):
                return "".join(_moved(kind, text, rows, columns) for kind, text in self.tokens)
            pieces[place] = str(moved) if is_row else addresses.letters(moved)
        return "".join(pieces)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Every reference to cells, names left out."""
        spans = []
        sheet = ""
        for kind, text in self.tokens:
            if kind in _MOVING:
                span = _span(kind, text, sheet)
                if span:
                    spans.append(span)
            sheet = _title(text) if kind == "sheet" else ""
        return tuple(spans)

    @cached_property
    def names(self) -> frozenset[str]:
        """The defined names it uses; TRUE and FALSE are none, nor is the program of program|topic!item."""
        return frozenset(
            text
            for (kind, text), (_, after) in pairwise((*self.tokens, Token("", "")))
            if kind == "name" and after != "|" and text.upper() not in ("TRUE", "FALSE")
        )

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions it calls, in capitals."""
        return frozenset(text[:-1].upper() for kind, text in self.tokens if kind == "function")

    @cached_property
    def depth_of_if(self) -> int:
        """How deep IF is nested inside IF."""
        depth = deepest = 0
        open_brackets: list[bool] = []
        for kind, text in self.tokens:
            if kind == "function" or text == "(":
                is_if = text.upper() == "IF("
                open_brackets.append(is_if)
                depth += is_if
                deepest = max(deepest, depth)
            elif text == ")" and open_brackets:
                depth -= open_brackets.pop()
        return deepest


@lru_cache(maxsize=4096)
def _spans_of(text: str) -> tuple[Span, ...]:
    return Formula(text).spans


def spans_of(text: str) -> tuple[Span, ...]:
    """Every reference to cells of a formula; those of short ones, such as of names, are remembered."""
    return _spans_of(text) if len(text) <= MOST_REMEMBERED else Formula(text).spans


class Group(NamedTuple):
    """A run of cells below each other that hold the same formula in R1C1; ``formula`` is that of the first cell."""

    column: int
    first: int
    last: int
    formula: Formula

    @property
    def address(self) -> str:
        """The first cell."""
        return f"{addresses.letters(self.column)}{self.first}"


class Allowance:
    """How many characters of different formulas a workbook may still have."""

    def __init__(self) -> None:
        self.left = MAX_DIFFERENT

    def use(self, text: str) -> None:
        """Take a formula's length off. Raises InputError: there is nothing left."""
        self.left -= len(text)
        if self.left < 0:
            raise refused("it has too many formulas that differ", remedy="Give one workbook of one case.")


def groups_of(column: int, formulas: Mapping[int, str], allowance: Allowance) -> Iterator[Group]:
    """The formulas of a column (row → text) in runs; copies are recognized by writing them, which is fast.

    Raises InputError: the allowance is used up.
    """
    current: Formula | None = None
    first = last = 0
    for row in sorted(formulas):
        text = formulas[row]
        if current is not None:
            if row == last + 1 and current.below(row - first) == text:
                last = row
                continue
            yield Group(column, first, last, current)
        allowance.use(text)
        current, first, last = Formula(text), row, row
    if current is not None:
        yield Group(column, first, last, current)


class _Slot(NamedTuple):
    """A row or column among the pieces of a formula that follows a copy."""

    place: int
    number: int
    is_row: bool


def _cut(tokens: Sequence[Token], with_columns: bool) -> tuple[list[str], list[_Slot]]:
    """The text in pieces, and which of them follow a copy: rows, and columns where asked."""
    pieces: list[str] = []
    slots: list[_Slot] = []
    text = ""
    for kind, token in tokens:
        if kind not in _MOVING:
            text += token
            continue
        for place, end in enumerate(token.split(":")):
            column_stays, letters, row_stays, row = _ends(end)
            number = addresses.number(letters.upper())
            text += ":" * (place > 0) + column_stays
            if with_columns and number and not column_stays:
                slots.append(_Slot(len(pieces) + 1, number, False))
                pieces += (text, "")
                text = ""
            else:
                text += letters
            text += row_stays
            if row and not row_stays:
                slots.append(_Slot(len(pieces) + 1, int(row), True))
                pieces += (text, "")
                text = ""
            else:
                text += row
    return [*pieces, text], slots


def _ends(end: str) -> tuple[str, str, str, str]:
    """An end of a reference: "$" or "", letters, "$" or "", row; letters or row are "" in full rows or columns."""
    match = _END.fullmatch(end)
    assert match is not None
    first, letters, second, row = match.groups()
    return (first, letters, second, row) if letters else ("", "", first, row)


def _moved(kind: str, text: str, rows: int, columns: int) -> str:
    """A piece of a copy, where some reference is off the sheet."""
    if kind not in _MOVING:
        return text
    ends = []
    for end in text.split(":"):
        column_stays, letters, row_stays, row = _ends(end)
        if letters:
            number = addresses.number(letters.upper()) + (0 if column_stays else columns)
            if not 1 <= number <= MAX_COLUMN:
                return _GONE
            letters = addresses.letters(number)
        if row:
            moved = int(row) + (0 if row_stays else rows)
            if not 1 <= moved <= MAX_ROW:
                return _GONE
            row = str(moved)
        ends.append(column_stays + letters + row_stays + row)
    return ":".join(ends)


def _span(kind: str, text: str, sheet: str) -> Span | None:
    ends = text.upper().split(":")
    if kind == "columns":
        columns = [addresses.number(end.lstrip("$")) for end in ends]
        return Span(sheet, Area(1, min(columns), MAX_ROW, max(columns)), True, True) if min(columns) else None
    stays = ["$" in end.lstrip("$") if kind == "ref" else end.startswith("$") for end in ends]
    if kind == "rows":
        rows = [int(end.lstrip("$")) for end in ends]
        block: Area | None = Area(min(rows), 1, max(rows), MAX_COLUMN)
    else:
        block = addresses.area(text.upper())
    return Span(sheet, block, stays[0], stays[-1]) if block else None


def _title(token: str) -> str:
    """The title of a sheet as a formula writes it."""
    bare = token.removesuffix("!")
    return bare[1:-1].replace("''", "'") if len(bare) > 1 and bare[0] == bare[-1] == "'" else bare
