"""A CSV table of homes, also gzip or zip: read in parts, each cell as the text it is.

A title may stand above the headings, and below them a row of units or of keys, as in a form's sheet saved as CSV.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from ..errors import InputError, shown
from ..files.defused import all_as_they_were
from ..files.delimited import Delimited, Manner, of_all_cells, read_delimited, rows_of
from ..files.reading import encoding_of, opened
from ..files.values import number_in
from ..inputs.cells import header
from ..inputs.home_headings import EXAMPLE, are_headings, is_no_home
from ..inputs.ranges import MOST_TITLES, below_headings, heading_row
from .cells import column, is_number, objects
from .csv_quick import QuickReader, Stretch, together
from .source import TABLE, Headings, Part, headings_of, refused

_CHUNK: Final = 2**20
_MAX_LINE: Final = 16 * 2**20
"""Most bytes without a line end [bytes]: a table of homes has less than a thousandth of it."""
_MAX_RATIO: Final = 200
"""Most times a packed file of more than RATIO_FROM unpacked bytes may grow; tables of homes grow 3 to 20 times."""
_RATIO_FROM: Final = 2**30
_FIRST_BLOCK: Final = 2**16
_BLOCK: Final = 2**21
"""Bytes read by columns at once"""
_UTF8: Final = "utf-8-sig"
_FEW_NUMBERS: Final = 3
"""Numbers between separators that a note over several lines may have"""
_TOGETHER: Final = 20_000
"""Most rows that wait as lists"""


class CsvSource:
    """A CSV file in any encoding and with any separator that files/delimited.py knows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.left_out: list[str] = []
        self.headings_again = 0
        self._lines = self._longest = 0
        self._manner = Manner(",")
        with opened(path, TABLE) as file:
            self._encoding = encoding_of(self._chunks(file))
        with self._rows() as table:
            self._manner = table.manner
            rows = [table.names, *islice(table.rows, MOST_TITLES)]
        self._manner = of_all_cells(self._manner, self._texts())
        place = next((place for place, row in enumerate(rows) if header(row)), heading_row(rows))
        self._width = len(rows[place])
        headings = headings_of(path, all_as_they_were(rows[place]))
        above, units = below_headings(*headings.of_columns(self._width), rows[place + 1 :])
        self.headings: Headings = headings.with_units(units)
        self._first = place + above  # rows between the first line and the homes: a title, units, keys below labels
        self.total: int | None = max(self._lines - 1 - self._first, 0)
        self._quick = self._quick_reader()

    def note_types(self) -> dict[str, Any]:
        """All text."""
        return {}

    def cells(self, note: str) -> Iterator[Any]:
        """The cells of a column of notes."""
        place = self.headings.notes[note]
        with self._rows() as table:
            yield from (row[place] for row in islice(table.rows, self._first, None) if len(row) > place)

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts in order."""
        self.left_out.clear()
        self.headings_again = 0
        waiting: list[Stretch] = []
        number = count = 0
        for stretch in self._stretches():
            waiting.append(stretch)
            count += stretch.rows
            while count >= rows:
                whole = together(waiting)
                yield self._part(number, number * rows, whole.some(0, rows))
                number, count, waiting = number + 1, count - rows, [whole.some(rows, whole.rows)]
        if count:
            yield self._part(number, number * rows, together(waiting))

    def _part(self, number: int, first: int, homes: Stretch) -> Part:
        import pandas as pd

        index = pd.RangeIndex(homes.rows)
        notes = {}
        for title, cells in homes.notes.items():
            kind: Any = object if isinstance(cells, np.ndarray) else pd.ArrowDtype(cells.type)
            notes[title] = pd.Series(cells, dtype=kind, index=index)
        inputs = {key: pd.Series(cells, dtype=cells.dtype, index=index) for key, cells in homes.inputs.items()}
        frames = pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index)
        return Part(number, first, *frames, dict(homes.spoiled))

    def _stretches(self) -> Iterator[Stretch]:
        """The homes, some lines at a time."""
        quick = self._quick
        if quick is None:
            with self._rows() as table:
                yield from self._by_rows(islice(table.rows, self._first, None), lambda: False)
            return
        with self._opened() as file:
            lines = Lines(file if self._encoding == _UTF8 else Recoded(file, self._encoding))
            table = read_delimited(lines, comments=False)
            rows: Iterator[list[str]] = islice(table.rows, self._first, None)
            lines.wait()  # the first lines were given to find the separator: the csv module is behind
            while True:
                yield from self._by_rows(rows, lambda: lines.is_between)
                lines.size = _BLOCK
                for block in lines.blocks:
                    stretch = quick.read(block)
                    if stretch is None:
                        lines.put(block)
                        break
                    yield stretch
                else:
                    return
                rows = rows_of(lines, self._manner.separator)

    def _by_rows(self, rows: Iterator[list[str]], is_end: Callable[[], bool]) -> Iterator[Stretch]:
        """The homes of rows, until one after which it is time to stop."""
        some: list[list[str]] = []
        keys = self.headings.of_columns(self._width)[0]
        for row in rows:
            if are_headings(keys, row):
                self.headings_again += 1
            elif not is_no_home(row):
                some.append(self._of_one_home(row))
            elif EXAMPLE not in row:
                self.left_out.append(next(filter(None, row)))
            if (over := is_end()) or len(some) == _TOGETHER:
                if some:
                    yield self._stretch(some)
                some = []
                if over:
                    return
        if some:
            yield self._stretch(some)

    def _of_one_home(self, row: list[str]) -> list[str]:
        """The row. Raises InputError: a quotation mark that nobody closed has made other homes a part of it."""
        for cell in row:
            if "\n" in cell or "\r" in cell:
                lines = (line.split(self._manner.separator) for line in cell.splitlines())
                numbers = sum(number_in(one.strip()) is not None for line in lines if len(line) > 1 for one in line)
                if numbers >= max(_FEW_NUMBERS, sum(map(is_number, self.headings.keys)) / 2):
                    begin = " ".join(cell.split())[:40]
                    raise refused(self.path, f"has homes inside one cell, which begins with {shown(begin)}",
                                  "Close the quotation mark before it, or take it away")  # fmt: skip
        return row

    def _stretch(self, rows: list[list[str]]) -> Stretch:
        spoiled = {}
        for place, row in enumerate(rows):
            if len(row) > self._width and not any(map(str.strip, row[self._width :])):
                rows[place] = row[: self._width]
            elif len(row) != self._width:
                spoiled[place] = (
                    f"row = {len(row)} cell{'s' * (len(row) != 1)}: must have {self._width}, one under each heading. "
                    "Look for a delimiter too many, or a line that was cut"
                )
                rows[place] = (row + [""] * self._width)[: self._width]
        cells = list(zip(*rows, strict=True))
        inputs = {}
        for key, place in self.headings.keys.items():
            texts: Sequence[str] = cells[place]
            if not is_number(key):
                texts = all_as_they_were(texts)
            elif self._manner.decimal_comma:
                texts = [self._manner.number(cell) for cell in texts]
            inputs[key] = column(key, texts, *self.headings.unit_of(key))
        notes = {title: objects(all_as_they_were(cells[place])) for title, place in self.headings.notes.items()}
        return Stretch(len(rows), inputs, notes, spoiled)

    def _quick_reader(self) -> QuickReader | None:
        """A reader by columns, where lines can be told from the bytes."""
        if self._width < 2 or self._longest > _MAX_LINE:
            return None
        try:
            return QuickReader(self.headings, self._width, self._manner, self.left_out)
        except ImportError:
            return None

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        with opened(self.path, TABLE) as file:
            try:
                yield file
            except csv.Error:
                raise self._unread() from None

    def _unread(self) -> InputError:
        """The refusal of a file with a cell that is too long for the csv module: where it is."""
        row: list[str] = []

        def lines() -> Iterator[str]:
            for line in text:
                row.append(line)
                yield line

        with opened(self.path, TABLE) as file, io.TextIOWrapper(file, self._encoding, "replace", newline="") as text:
            reader = csv.reader(lines(), delimiter=self._manner.separator)
            with suppress(csv.Error):
                for _ in reader:
                    row.clear()
        where = f" in line {reader.line_num - len(row) + 1}" if row else ""
        is_quoted = not row or any('"' in line for line in row)
        problem = f"must have cells of at most {csv.field_size_limit():,} characters; one{where} is longer"
        return refused(self.path, problem, "Shorten it" + ", or close the quotation mark before it" * is_quoted)

    @contextmanager
    def _rows(self) -> Iterator[Delimited]:
        with self._opened() as file, io.TextIOWrapper(file, self._encoding, "replace", newline="") as text:
            yield read_delimited(text, comments=False)

    def _texts(self) -> Iterator[str]:
        """The lines below the first, some at a time."""
        with self._opened() as file, io.TextIOWrapper(file, self._encoding, "replace") as text:
            text.readline()
            while lines := text.readlines(_CHUNK):
                yield "".join(lines)

    def _chunks(self, file: IO[bytes]) -> Iterator[bytes]:
        """All of the file once, counting its lines and refusing what would fill the memory."""
        size, unpacked, since, line, last = self.path.stat().st_size, 0, 0, 0, b""
        while chunk := file.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > _RATIO_FROM and unpacked > size * _MAX_RATIO:
                raise refused(self.path, f"unpacks to more than {_MAX_RATIO} times its size", "Give the file inside")
            self._lines += chunk.count(b"\n")
            place = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            since = since + len(chunk) if place < 0 else len(chunk) - place
            if since > _MAX_LINE:
                raise refused(self.path, f"has a line of more than {_MAX_LINE >> 20} MB", "Give a table of homes")
            place = chunk.rfind(b"\n")
            line = line + len(chunk) if place < 0 else len(chunk) - place
            self._longest = max(self._longest, line)
            last = chunk[-1:]
            yield chunk
        self._lines += last not in (b"\n", b"")


class Recoded:
    """A file in another encoding, read as UTF-8 with a mark."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding, "replace", newline="")
        self._mark = codecs.BOM_UTF8

    def read(self, size: int) -> bytes:
        """So many characters; none at the end."""
        mark, self._mark = self._mark, b""
        return mark + self._text.read(size).encode()


class Lines:
    """The lines of a file of UTF-8, read block by block; each block ends with a line."""

    def __init__(self, file: IO[bytes] | Recoded) -> None:
        self.blocks = self._read(file)
        """What is left of the file"""
        self.size = _FIRST_BLOCK
        """Bytes of a block"""
        self.is_between = True
        """Whether all lines of the blocks that were begun are given"""
        self._lines: Iterator[str] = iter(())
        self._next: str | None = None
        self._encoding = _UTF8

    def put(self, block: bytes) -> None:
        """Give the lines of this block next."""
        self._lines = io.StringIO(block.decode(self._encoding, "replace"), newline="")
        self._next, self._encoding = next(self._lines, None), "utf-8"
        self.is_between = self._next is None

    def wait(self) -> None:
        """Be between blocks only when another line has been asked for."""
        self.is_between = False

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        while self._next is None:
            self.put(next(self.blocks))
        line, self._next = self._next, next(self._lines, None)
        self.is_between = self._next is None
        return line

    def _read(self, file: IO[bytes] | Recoded) -> Iterator[bytes]:
        rest = b""
        while chunk := file.read(self.size):
            end = chunk.rfind(b"\n") + 1
            if end:
                yield rest + chunk[:end]
                rest = b""
            rest += chunk[end:]
        if rest:
            yield rest
