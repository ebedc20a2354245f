"""Lines of text of many homes as columns: each home's line is a row of codes of texts that homes share.

A line of notes is a thousand letters, of which a few numbers are a home's own. So nothing is made home by home: a
sentence has its words once, its numbers are codes of digits (digits.py), and the lines are joined all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..results.sentences import Form, Number, Sentence
from . import digits

Codes = NDArray[Any]
"""Integers, as small as their number allows"""
Flags = NDArray[np.bool_]

SAID: Final = "said"
"""Attribute of results: the notes of their homes as Said, which is quicker to count than their texts"""
BETWEEN: Final = re.compile("; (?=[a-z][a-z0-9_]*: )")
"""Between the notes of a home"""
NUMBER: Final = re.compile(r"[0-9][0-9.,]*")
"""A number in a note"""
BLOCK: Final = 2**15
"""Lines joined at once"""
_SAMPLE: Final = 200
"""Lines whose length is taken for that of a block's"""
_FEW: Final = 1000
"""Fewer lines are not worth a table of all digits."""
_ALL: Final = slice(None)
"""Every home"""
_AND: Final = "; "
_MARK: Final = "\x01"
"""Where a number goes in the words of a sentence"""
_FIVE: Final = 5.0
"""A number whose text shows how the numbers of a form read"""


DOUBT: Final = "doubt"
READING: Final = "reading"
"""Types of notes: what asks to be checked, and how an entry was read; "" for all others"""


class Piece(NamedTuple):
    """Notes of a home that follow each other and are of one type."""

    text: str
    type: str = ""


class Line(str):
    """The notes of a home in one line, which knows their types."""

    pieces: tuple[Piece, ...]

    __slots__ = ("pieces",)

    def __new__(cls, pieces: Iterable[Piece]) -> Line:
        """Pieces without text are left out."""
        some = tuple(piece for piece in pieces if piece.text)
        line = super().__new__(cls, _AND.join(piece.text for piece in some))
        line.pieces = some
        return line

    def __reduce__(self) -> tuple[type[Line], tuple[tuple[Piece, ...]]]:
        return Line, (self.pieces,)


class Own(NamedTuple):
    """A text of lines that is no number."""

    text: str
    begins: str = ""
    """The note that begins with it and ends before the next such text, numbers left out; "" where none does"""
    type: str = ""
    """Of the notes that begin in it"""


class Said:
    """The lines of some homes."""

    def __init__(self, codes: Codes, own: Iterable[Own]) -> None:
        """codes: (homes, texts of a line), 0 for none, up to digits.COUNT of digits.texts(), from there of own."""
        self.codes, self.own = codes, tuple(own)

    def __len__(self) -> int:
        return len(self.codes)

    def __deepcopy__(self, memo: object) -> Said:
        return self  # nothing of it changes

    def line(self, home: int) -> str:
        """Of one home."""
        return "".join(map(self._text, self.codes[home].tolist()))

    def pieces(self, home: int) -> Line:
        """Of one home, with the types of its notes."""
        texts: list[Piece] = []
        for code in filter(None, self.codes[home].tolist()):
            own = self.own[code - digits.COUNT] if self._is_head(code) else None
            if own is not None:
                texts.append(Piece(own.text.removeprefix(_AND), own.type))
            elif texts:
                texts[-1] = texts[-1]._replace(text=texts[-1].text + self._text(code))
        return Line(texts)

    def _text(self, code: int) -> str:
        return self.own[code - digits.COUNT].text if code >= digits.COUNT else digits.texts()[code]

    def column(self) -> Any:
        """Of every home, as pandas keeps texts: as Arrow has them where it uses that, which is leaner, or objects."""
        import pandas as pd

        dtype = pd.Series([""]).dtype
        if isinstance(dtype, pd.StringDtype) and dtype.storage == "pyarrow":
            return dtype.__from_arrow__(in_arrow([self]))  # type: ignore[attr-defined]  # a method of every extension type
        column = np.empty(len(self), dtype=object)
        column[:] = self.lines()
        return column

    def some(self, rows: NDArray[np.integer[Any]]) -> Said:
        """Of some of the homes, by their places."""
        return Said(self.codes[rows], self.own)

    def blocks(self) -> Iterator[Any]:
        """The lines in Arrow, many at once: one take gives all texts in order, so that only ends are to be said."""
        import pyarrow as pa

        table = self._table()
        for start in range(0, len(self), BLOCK):
            codes = self.codes[start : start + BLOCK]
            some = codes != 0
            ends = np.concatenate([[0], np.cumsum(np.count_nonzero(some, axis=1))])
            texts = table.take(pa.array(codes[some]))
            _, offsets, letters = texts.buffers()
            ends = np.frombuffer(offsets, dtype=np.int64, count=len(texts) + 1)[ends]
            yield pa.LargeStringArray.from_buffers(len(codes), pa.py_buffer(ends), letters)

    def _table(self) -> Any:
        """All texts by code.

        Arrow makes room by the mean length of a table's texts: one that nobody takes makes it that of the lines'.
        """
        import pyarrow as pa

        own = [own.text for own in self.own]
        lengths = np.array([*map(len, digits.texts()), *map(len, own)])
        sample = self.codes[:_SAMPLE]
        mean = 1.1 * lengths[sample[sample != 0]].sum() / max(1, np.count_nonzero(sample))
        unused = "-" * max(0, int(mean * (len(lengths) + 1) - lengths.sum()))
        return pa.concat_arrays([_digits_in_arrow(), pa.array([*own, unused], pa.large_string())])

    def lines(self) -> list[str]:
        """Of every home, as Python's texts."""
        if len(self) < _FEW:
            return [self.line(home) for home in range(len(self))]
        table = np.array([*digits.texts(), *(own.text for own in self.own)], dtype=object)
        return ["".join(row) for start in range(0, len(self), BLOCK)
                for row in table[self.codes[start : start + BLOCK]].tolist()]  # fmt: skip

    def notes(self, which: Flags) -> Iterator[tuple[str, int, str]]:
        """Notes of some homes, in the order in which homes have them, how many homes have each, and their types.

        Notes that differ in numbers alone may be counted together, with the numbers of the first.
        """
        rows = np.flatnonzero(which)
        slots = self.codes.shape[1]
        flat = (self.codes if len(rows) == len(self) else self.codes[rows]).ravel() - np.int32(digits.COUNT)
        places = np.flatnonzero(flat >= 0)
        texts = flat[places]
        homes = np.bincount(texts, minlength=len(self.own))
        first = np.zeros(len(self.own), dtype=np.intp)
        first[texts[::-1]] = places[::-1]
        heads = [text for text in np.flatnonzero(homes).tolist() if self.own[text].begins]
        for text in sorted(heads, key=first.__getitem__):
            row, slot = divmod(int(first[text]), slots)
            rest = self.codes[rows[row], slot + 1 :].tolist()
            end = next((place for place, code in enumerate(rest) if self._is_head(code)), len(rest))
            words = self.own[text].text + "".join(map(self._text, rest[:end]))
            for note in BETWEEN.split(words.removeprefix(_AND)):
                yield note, int(homes[text]), self.own[text].type

    def _is_head(self, code: int) -> bool:
        return code >= digits.COUNT and self.own[code - digits.COUNT].begins != ""

    def saying(self, words: str) -> Flags:
        """Which homes have a text that contains some words."""
        having = [digits.COUNT + place for place, own in enumerate(self.own) if words in own.text]
        if not having:
            return np.zeros(len(self), dtype=bool)
        return np.asarray(np.isin(self.codes, having).any(axis=1))


def of_texts(lines: Sequence[str]) -> Said:
    """Of lines that are texts already; only a Line says of which types its notes are."""
    written = Lines(len(lines))
    some: dict[tuple[int, str], dict[int, str]] = {}
    for home, line in enumerate(lines):
        for place, part in enumerate(line.pieces if isinstance(line, Line) else [Piece(line)]):
            some.setdefault((place, part.type), {})[home] = part.text
    for (_, of_type), texts in sorted(some.items()):
        written.add_notes(list(texts.values()), np.array(list(texts)), of_type)
    return written.said()


def in_arrow(parts: Iterable[Said]) -> Any:
    """The lines of some homes and of others, one after the other, in Arrow."""
    import pyarrow as pa

    return pa.chunked_array([block for said in parts for block in said.blocks()], pa.large_string())


@lru_cache(maxsize=1)
def _digits_in_arrow() -> Any:
    import pyarrow as pa

    return pa.array(digits.texts(), pa.large_string())


def together(count: int, parts: Iterable[tuple[Any, Said]]) -> Said:
    """The lines of all homes; parts: the places of some, and theirs. A home that is in none has none."""
    parts = list(parts)
    places: dict[Own, int] = {}
    moves = [[places.setdefault(own, digits.COUNT + len(places)) for own in said.own] for _, said in parts]
    slots = max((said.codes.shape[1] for _, said in parts), default=0)
    codes = np.zeros((count, slots), dtype=_integer(len(places)))
    for (rows, said), moved in zip(parts, moves, strict=True):
        if moved == list(range(digits.COUNT, digits.COUNT + len(moved))):
            codes[rows, : said.codes.shape[1]] = said.codes
        else:
            table = np.array([*range(digits.COUNT), *moved], dtype=codes.dtype)
            codes[rows, : said.codes.shape[1]] = table[said.codes]
    return Said(codes, places)


def _integer(own: int) -> type[np.integer[Any]]:
    """What codes of so many texts beside the digits are kept as."""
    return np.uint16 if digits.COUNT + own < 2**16 else np.int32


class Lines:
    """The lines of some homes while they are written, note after note."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._columns: list[Codes | int] = []
        self._places: dict[Own, int] = {}
        self._begun = np.zeros(count, dtype=bool)
        """Which homes have a note already"""
        self._last: Own | None = None
        """The last notes, where all homes have them alike, so that another one may be added to them"""

    def said(self) -> Said:
        """The lines as they are."""
        codes = np.empty((self.count, len(self._columns)), dtype=_integer(len(self._places)))
        for place, column in enumerate(self._columns):
            codes[:, place] = column
        return Said(codes, self._places)

    def add(self, sentence: Sentence) -> None:
        """A note on the homes of which it holds."""
        holds = np.ravel(sentence.holds)
        if not holds.any():
            return
        homes = _ALL if holds.all() else np.flatnonzero(holds)
        columns = [_Column(number, homes) for number in sentence.numbers]
        count = max((len(column.values) for column in columns), default=1)
        known = np.ones(1, dtype=bool)
        for column in columns:
            known = known & column.known
        if count == 1:
            self.add_notes([_note(sentence, columns, 0)], homes)
        elif known.all():
            self._add_numbers(sentence, columns, homes)
        else:
            each = np.arange(self.count) if isinstance(homes, slice) else homes
            known = np.broadcast_to(known, (count,))
            odd = np.flatnonzero(~known)
            self.add_notes([_note(sentence, columns, place) for place in odd.tolist()], each[odd])
            if known.any():
                self._add_numbers(sentence, [column.some(known) for column in columns], each[known])

    def _add_numbers(self, sentence: Sentence, columns: Sequence[_Column], homes: Any) -> None:
        words = sentence.words(*(f"{column.before}{_MARK}{column.behind}" for column in columns))
        head, *rest = f"{sentence.key}: {words}".split(_MARK)
        self._add_note(Own(head, f"{sentence.key}: {words}"), homes)
        self._last = None
        for column, text in zip(columns, rest, strict=True):
            for codes in column.codes(self._code):
                self._put(codes, homes)
            if text:
                self._put(self._code(Own(text)), homes)

    def add_notes(self, texts: Sequence[str], homes: Any = _ALL, of_type: str = "") -> None:
        """A note, or several with "; " between them, of each of some homes; one for all of them that have it alike.

        homes: their places; all homes without it.
        """
        if len(texts) == 1:
            self._add_note(Own(texts[0], texts[0], of_type), homes)
            return
        self._last = None
        begun = self._begun[homes].tolist()
        codes = [self._code(Own(f"{_AND if later else ''}{text}", text, of_type)) if text else 0
                 for text, later in zip(texts, begun, strict=True)]  # fmt: skip
        self._put(np.array(codes, dtype=np.int32), homes)
        self._begun[homes] |= np.array(codes, dtype=np.int32) > 0

    def _add_note(self, own: Own, homes: Any) -> None:
        text, begins, of_type = own
        if not text:
            return
        for_all = isinstance(homes, slice)
        if for_all and self._last is not None and self._last.type == of_type:
            self._last = Own(f"{self._last.text}{_AND}{text}", f"{self._last.begins}{_AND}{begins}", of_type)
            self._columns[-1] = self._code(self._last)
            return
        begun = self._begun[homes]
        codes = np.array([self._code(own), self._code(own._replace(text=_AND + text))], dtype=np.int32)
        alike = bool(begun.all() or not begun.any())
        self._put(int(codes[int(begun[0])]) if alike else codes[begun.astype(np.intp)], homes)
        self._last = (own._replace(text=_AND + text) if begun[0] else own) if for_all and alike else None
        self._begun[homes] = True

    def _put(self, codes: Codes | int, homes: Any) -> None:
        if not isinstance(homes, slice):
            column = np.zeros(self.count, dtype=np.int32)
            column[homes] = codes
            codes = column
        self._columns.append(codes)

    def _code(self, own: Own) -> int:
        return self._places.setdefault(own, digits.COUNT + len(self._places))


def _note(sentence: Sentence, columns: Sequence[_Column], place: int) -> str:
    """A sentence with the numbers at a place."""
    return f"{sentence.key}: {sentence.words(*(column.text(place) for column in columns))}"


class _Column:
    """A number of a sentence, of some homes."""

    def __init__(self, number: Number, homes: Any) -> None:
        values = np.ravel(np.asarray(number.value, dtype=float))
        self.values = values if len(values) == 1 else values[homes]
        self.form = number.form
        self.before, self._kind, self.behind = _affixes(number.form)
        """Texts around the digits, which are codes; all is one text where there is no kind of digits"""
        self.known = digits.has_codes(self.values) if self._kind else self._alike()
        """Of which homes it reads as numbers do"""

    def _alike(self) -> Flags:
        self._distinct, self._which = np.unique(self.values, return_inverse=True)
        like = NUMBER.sub("", self.form.text(_FIVE))
        alike = [NUMBER.sub("", self.form.text(value)) == like for value in self._distinct.tolist()]
        return np.array(alike)[self._which]

    def some(self, which: Flags) -> _Column:
        """Of some of the homes."""
        return _Column(Number(self.values if len(self.values) == 1 else self.values[which], self.form), _ALL)

    def text(self, place: int) -> str:
        """As it reads."""
        return self.form.text(float(self.values[place if len(self.values) > 1 else 0]))

    def codes(self, code: Callable[[Own], int]) -> Iterable[Codes | int]:
        """The codes of its texts, which follow each other."""
        if len(self.values) == 1:
            return [code(Own(self.text(0).removeprefix(self.before).removesuffix(self.behind)))]
        if self._kind:
            return digits.KINDS[self._kind][0](self.values)
        texts = [code(Own(self.form.text(value))) for value in self._distinct.tolist()]
        return [np.array(texts, dtype=np.int32)[self._which]]


def _affixes(form: Form) -> tuple[str, str, str]:
    """What a form has before and behind its digits, and their kind between, "" where they are no codes."""
    if form.digits:
        before, five, behind = form.text(_FIVE).partition(digits.KINDS[form.digits][1])
        if five and not NUMBER.search(before + behind):
            return before, form.digits, behind
    return "", "", ""
