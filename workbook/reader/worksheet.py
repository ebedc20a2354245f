"""The reading of a worksheet: cells by the million are the hot path, all else is rare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NoReturn

from . import addresses
from .addresses import MAX_COLUMN, MAX_ROW
from .content import MAX_CELLS, MAX_EXPANDED, Budget, Content
from .formula import MAX_FORMULA, Formula
from .plain_rows import HARMLESS, Fields, Parted, Piece, attributes_of, plain, row_tags
from .records import Cell, Kind, Value
from .refusal import read_differently
from .settings import SPREADSHEET, Attributes, Settings
from .texts import Runs, Strings, unescaped
from .xmlread import integer, local, malformed, number_of, parse_pieces, true

MAX_TEXT: Final = 2**20
"""Most characters of one cell of a worksheet that comes in pieces; Excel takes 32,767."""
MAX_SHOWN: Final = 40
"""Most characters kept of what should be a number and is none."""
_KINDS: Final[dict[str, Kind]] = {
    "n": "n", "s": "s", "str": "str", "b": "b", "e": "e", "inlineStr": "inlineStr", "d": "str",
}  # fmt: skip
_new = tuple.__new__  # a third of the time of the record's own
_INDEX = re.compile(r"[0-9]{1,7}")


def read_worksheet(
    part: str, content: bytes, strings: Sequence[str], budget: Budget, rows: Parted | None = None
) -> tuple[Content, Settings]:  # fmt: skip
    """The cells and settings of a worksheet; shared formulas are written out for every cell.

    rows: the same content cut apart, if that can be done. Raises InputError: not well formed, cells outside a row or
    twice, numbers that are none, more than the budget.
    """
    reader, settings, room = _Reader(part, strings, budget), Settings(part), budget.expanded
    for _ in _read(reader, settings, [content if rows is None else rows.rest]):
        pass
    if rows is not None and (reader.row or not reader.take(rows.cells())):  # there are others, or one is not whole
        budget.expanded = room
        return read_worksheet(part, content, strings, budget)
    if rows is not None and rows.has_texts:
        settings.elements.add("is")
    budget.cells -= len(reader.cells)
    return reader.content, settings


Row = tuple[int, dict[str, Cell]]
"""Number of a row, and its cells by address"""


def read_rows(part: str, pieces: Iterable[bytes], strings: Sequence[str]) -> Iterator[Row]:
    """The rows of a worksheet that comes in pieces, few of them in memory at a time.

    Raises InputError as read_worksheet does, also for rows that are not in order.
    """
    reader = _RowReader(part, strings, Budget())
    for _ in _read(reader, Settings(part), pieces):
        yield from reader.rows
        reader.rows.clear()
        if sum(map(len, reader.text)) + sum(map(len, reader.inline)) > MAX_TEXT:
            malformed(part, f"a text of it has more than {MAX_TEXT:,} characters")


def _read(reader: _Reader, settings: Settings, pieces: Iterable[bytes]) -> Iterator[None]:
    """Hand rows and cells to the reader, all else to the settings; yields after each piece."""
    starts, ends, text = reader.starts.get, reader.ends.get, reader.text

    def start(name: str, attributes: Attributes) -> None:
        handler = starts(name)
        if handler is not None:
            handler(attributes)
        else:
            if reader.inside:  # a formula, a value or a text holds no elements
                reader.wrong()
            if reader.address:
                reader.runs.start(local(name), attributes)
            settings.start(name, attributes)
            text.clear()

    def end(name: str) -> None:
        handler = ends(name)
        if handler is not None:
            handler()
        else:
            settings.end(name, text)
            text.clear()

    return parse_pieces(reader.part, pieces, start, end, text.append)


class _Reader:
    """The handlers of a worksheet. State is what is open: a row, a cell, a text in it."""

    def __init__(self, part: str, strings: Sequence[str], budget: Budget) -> None:
        self.part = part
        self.strings = strings
        self.budget = budget
        self.content = Content()
        self.cells = self.content.cells
        self.styles: dict[str, int] = {"0": 0}
        self.text: list[str] = []
        self.row = 0
        self.row_text = ""
        self.column = 0
        self.address = ""
        self.cell: Attributes = {}
        self.formula: str | None = None
        self.stored: str | None = None
        self.inside = ""
        self.inline: list[str] = []
        self.runs = Runs()
        self.shared: dict[str, tuple[int, int, Formula]] = {}
        self.share: Attributes = {}
        handlers: tuple[tuple[str, Callable[[Attributes], None], Callable[[], None]], ...] = (
            ("row", self._row, self._row_end), ("c", self._cell, self._cell_end),
            ("f", self._formula, self._formula_end), ("v", self._value, self._value_end),
            ("t", self._text, self._text_end), ("rPh", self._phonetic, self._phonetic_end),
        )  # fmt: skip
        self.starts = {space + name: start for space in SPREADSHEET for name, start, _ in handlers}
        self.ends = {space + name: end for space in SPREADSHEET for name, _, end in handlers}

    def take(self, rows: Iterator[Fields]) -> bool:
        """Take rows that are cut apart, as if they had been parsed; False: an end or a start of one is missing."""
        cells, grid, styles, columns, row = self.cells, self.content.grid, self.styles.get, addresses.KNOWN.get, ""
        for fields in rows:
            between, address, style, kind, share, formula, value, empty, text = fields
            if between:
                if not all(self._row_tag(*tag) for tag in row_tags(between)):
                    return False
                row = self.row_text
            if not row or not address:
                return not row and not address
            column, place = columns(address.removesuffix(row), 0), 0 if style is None else styles(style)
            known = _KINDS.get(kind or "n")
            held: Value = None
            is_text = known == "inlineStr"
            if (
                column <= self.column or place is None or share not in HARMLESS or is_text is (text is None)
                or (is_text and (value is not None or empty))
            ):  # fmt: skip
                known = None
            elif text is not None:
                held = unescaped(plain(text)) if "&" in text or "_" in text else text
            elif known == "str":
                held = "" if empty else unescaped(plain(value)) if value and ("&" in value or "_" in value) else value
            elif known == "n" and (not value or (number := number_of(value)) is not None):
                held = number if value else None  # nothing: a formula without a result, or a style alone
            elif known is not None and value is not None:
                self.address = address
                known, held = self._decoded(known, plain(value))
                self.address = ""
            if known is not None:
                self.column = column
                cells[address] = grid[column][self.row] = _new(
                    Cell, (None if share is None else formula, held, known, place)
                )
            elif not self._replayed(*fields[1:]):
                return False
        return False

    def _row_tag(self, written: Piece, end: Piece) -> bool:
        """Take the start of a row, its end, or both; whether it may stand here."""
        given = attributes_of(written or "")
        if given is None or (written is None) != bool(self.row_text):
            return False
        if written is not None:
            self._row(given)
        if end != "":
            self._row_end()
        return True

    def _replayed(
        self, address: str, style: Piece, kind: Piece, share: Piece, formula: Piece, value: Piece, empty: Piece,
        text: Piece,
    ) -> bool:  # fmt: skip
        """Take a cell as if it had been parsed; whether its attributes may stand there."""
        given = attributes_of(share or "")
        if given is None:
            return False
        named = (("r", address), ("s", style), ("t", kind))
        self._cell({name: text for name, text in named if text is not None})
        for is_there, inside, start, end, own in (
            (share is not None, formula or "", self._formula, self._formula_end, given),
            (empty or value is not None, plain(value or ""), self._value, self._value_end, {}),
            (text is not None, plain(text or ""), self._text, self._text_end, {}),
        ):
            if is_there:
                start(own)
                self.text.append(inside)
                end()
        self._cell_end()
        return True

    def _row(self, attributes: Attributes) -> None:
        if self.row_text:
            self.wrong()
        row = integer(self.part, attributes["r"], 1, MAX_ROW) if "r" in attributes else self.row + 1
        if row <= self.row:
            self._twice(f"row {row} " + ("is there twice" if row == self.row else f"comes after row {self.row}"))
        self.row, self.row_text, self.column = row, str(row), 0
        if "ht" in attributes:
            self.content.row_heights[row] = number_of(attributes["ht"]) or 0.0
        if "hidden" in attributes and true(attributes, "hidden"):
            self.content.hidden_rows.add(row)

    def _row_end(self) -> None:
        self.row_text = ""
        if len(self.cells) > self.budget.cells:
            malformed(self.part, f"it has more than {MAX_CELLS:,} cells")

    def _cell(self, attributes: Attributes) -> None:
        if self.address or not self.row_text:
            self.wrong()
        address = attributes.get("r")
        if address is None:
            column = self.column + 1
            address = addresses.letters(column) + self.row_text
        else:
            column = addresses.number(address.removesuffix(self.row_text))
        if not 1 <= column <= MAX_COLUMN:
            self._twice(f"a cell of row {self.row} belongs to another row")
        if column <= self.column:
            before = f"{addresses.letters(self.column)}{self.row}"
            self._twice(f"cell {address} " + ("is there twice" if address == before else f"comes after {before}"))
        self.column, self.address, self.cell = column, address, attributes
        self.formula = self.stored = None
        if self.inline:
            self.inline, self.runs = [], Runs()

    def _formula(self, attributes: Attributes) -> None:
        if self.formula is not None:
            self._twice(f"cell {self.address} has two formulas")
        self._open("f")
        self.share = attributes

    def _value(self, _: Attributes) -> None:
        if self.inside or not self.address:
            self.wrong()
        if self.stored is not None:
            self._twice(f"cell {self.address} has two values")
        self.inside = "v"
        self.text.clear()

    def _text(self, _: Attributes) -> None:
        if self.inside != "rPh":
            self._open("t")

    def _phonetic(self, _: Attributes) -> None:
        self._open("rPh")

    def _open(self, name: str) -> None:
        if self.inside or not self.address:
            self.wrong()
        self.inside = name
        self.text.clear()

    def _formula_end(self) -> None:
        self.inside = ""
        self.formula = "".join(self.text)
        if len(self.formula) > MAX_FORMULA:
            malformed(self.part, f"a formula of it has more than {MAX_FORMULA:,} characters")
        if self.share:
            self._special(self.share)

    def _value_end(self) -> None:
        self.inside = ""
        self.stored = "".join(self.text)

    def _text_end(self) -> None:
        if self.inside == "t":
            self.inside = ""
            self.inline.append("".join(self.text))
            self.runs.text(self.inline[-1])

    def _phonetic_end(self) -> None:
        self.inside = ""
        self.content.phonetic.add(self.address)

    def _cell_end(self) -> None:
        address, attributes = self.address, self.cell
        kind = _KINDS.get(attributes.get("t", "n"))
        style = self.styles.get(attributes.get("s", "0"))
        if style is None:
            style = self._style(attributes["s"])
        if kind is None:
            self.wrong()
        if "cm" in attributes or "vm" in attributes:  # dynamic arrays, data types, pictures
            self._array()
            if "vm" in attributes and kind != "e":  # newer programs write what kind of error it is
                self.content.typed.add(address)
        stored = self.stored
        if stored is None or (kind == "str" and "_x" not in stored):
            value: Value = stored
        else:
            kind, value = self._decoded(kind, stored)
        if self.inline or kind == "inlineStr":
            kind, value = self._inline(kind, value)
        self.cells[address] = self.content.grid[self.column][self.row] = _new(Cell, (self.formula, value, kind, style))
        self.address = ""

    def _style(self, text: str) -> int:
        self.styles[text] = style = integer(self.part, text, 0, 10**6)
        return style

    def _decoded(self, kind: Kind, stored: str) -> tuple[Kind, Value]:
        """Kind and value; what is none of its kind is an error, as spreadsheets show one."""
        if kind in ("str", "e", "inlineStr"):
            return kind, unescaped(stored)
        if not stored.strip():  # a cell with a style alone, as some programs write it
            return kind, None
        if kind == "b":
            return kind, true({"b": stored}, "b")
        if kind == "n":
            number = number_of(stored)
            return ("e", stored[:MAX_SHOWN]) if number is None else (kind, number)
        place = int(stored) if _INDEX.fullmatch(stored) else len(self.strings)
        if place >= len(self.strings):
            return "e", stored[:MAX_SHOWN]
        if isinstance(self.strings, Strings):
            self._fonts_of(self.strings, place)
        return kind, self.strings[place]

    def _fonts_of(self, strings: Strings, place: int) -> None:
        """Note the fonts inside a shared text, and what is written above it."""
        if place in strings.rich:
            self.content.rich[self.address] = strings.rich[place]
        if place in strings.phonetic:
            self.content.phonetic.add(self.address)

    def _inline(self, kind: Kind, value: Value) -> tuple[Kind, Value]:
        """Kind and value of a cell with a text inside, or meant to have one."""
        text = unescaped("".join(self.inline))
        if runs := self.runs.pieces():
            self.content.rich[self.address] = runs
        if value not in (None, "") and text and value != text:
            self._twice(f"cell {self.address} has a value and another text")
        return (kind, value) if value not in (None, "") else ("inlineStr", text)

    def _special(self, attributes: Attributes) -> None:
        """A formula with a type: shared ones are written out, arrays and data tables noted."""
        kind = attributes.get("t", "normal")
        if kind in ("array", "dataTable"):
            self._array()
        if kind != "shared":
            return
        key = attributes.get("si", "")
        if self.formula:
            self.shared[key] = (self.row, self.column, Formula(self.formula))
        elif key in self.shared:
            row, column, formula = self.shared[key]
            down, right = self.row - row, self.column - column
            self.formula = formula.moved(down, right) if right else formula.below(down)
            self.budget.expanded -= len(self.formula)
            if self.budget.expanded < 0:
                malformed(self.part, f"its shared formulas are longer than {MAX_EXPANDED >> 20} MB together")
        else:
            malformed(self.part, f"cell {self.address} shares a formula that is not there")

    def _array(self) -> None:
        self.content.arrays.append(self.address)

    def _twice(self, problem: str) -> NoReturn:
        raise read_differently(problem, self.part)

    def wrong(self) -> NoReturn:
        """Refuse what is in no cell, or where it has no place."""
        place = f"cell {self.address}" if self.address else f"row {self.row or 1}"
        malformed(self.part, f"{place} is not written as Excel writes it")


class _RowReader(_Reader):
    """Hands over each row when it ends, and forgets it."""

    def __init__(self, part: str, strings: Sequence[str], budget: Budget) -> None:
        super().__init__(part, strings, budget)
        self.rows: list[Row] = []

    def _row_end(self) -> None:
        self.rows.append((self.row, self.cells))
        self.content = Content()
        self.cells = self.content.cells
        super()._row_end()

    def _special(self, attributes: Attributes) -> None:
        """That a cell has a formula is enough to know."""
