"""A CSV table of homes, also gzip or zip: read in parts, each cell as the text it is.

A title may stand above the headings, and below them a row of units or of keys, as in a form's sheet saved as CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from ..files.defused import all_as_they_were
from ..files.delimited import Delimited, read_delimited
from ..files.reading import encoding_of, opened
from ..inputs.cells import header
from ..inputs.home_headings import is_no_home
from ..inputs.ranges import MOST_TITLES, below_headings, heading_row
from .cells import column, is_number
from .source import TABLE, Headings, Part, headings_of, refused

_CHUNK: Final = 2**20
_MAX_LINE: Final = 16 * 2**20
"""Most bytes without a line end [bytes]: a table of homes has less than a thousandth of it."""
_MAX_RATIO: Final = 200
"""Most times a packed file of more than RATIO_FROM unpacked bytes may grow; tables of homes grow 3 to 20 times."""
_RATIO_FROM: Final = 2**30


class CsvSource:
    """A CSV file in any encoding and with any separator that files/delimited.py knows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = 0
        with opened(path, TABLE) as file:
            self._encoding = encoding_of(self._chunks(file))
        with self._rows() as table:
            rows = [table.names, *islice(table.rows, MOST_TITLES)]
        place = next((place for place, row in enumerate(rows) if header(row)), heading_row(rows))
        self._width = len(rows[place])
        headings = headings_of(path, all_as_they_were(rows[place]))
        above, units = below_headings(*headings.of_columns(self._width), rows[place + 1 :])
        self.headings: Headings = headings.with_units(units)
        self._first = place + above  # rows between the first line and the homes: a title, units, keys below labels
        self.total: int | None = max(self._lines - 1 - self._first, 0)

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
        with self._rows() as table:
            homes = (row for row in islice(table.rows, self._first, None) if not is_no_home(row))
            for number, first in enumerate(iter(lambda: list(islice(homes, rows)), [])):
                yield self._part(number, number * rows, first, table)

    def _part(self, number: int, first: int, rows: list[list[str]], table: Delimited) -> Part:
        import pandas as pd

        spoiled = {}
        for place, row in enumerate(rows):
            if len(row) != self._width:
                spoiled[place] = (
                    f"row = {len(row)} cells: must have {self._width}, one under each heading. "
                    "Look for a delimiter too many, or a line that was cut"
                )
                rows[place] = (row + [""] * self._width)[: self._width]
        cells = list(zip(*rows, strict=True))
        inputs = {}
        for key, place in self.headings.keys.items():
            texts: Sequence[str] = cells[place]
            if not is_number(key):
                texts = all_as_they_were(texts)
            elif table.manner.decimal_comma:
                texts = [table.manner.number(cell) for cell in texts]
            inputs[key] = column(key, texts, *self.headings.unit_of(key))
        notes = {
            title: pd.Series(all_as_they_were(cells[place]), dtype=object)
            for title, place in self.headings.notes.items()
        }
        index = pd.RangeIndex(len(rows))
        return Part(number, first, pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index), spoiled)

    @contextmanager
    def _rows(self) -> Iterator[Delimited]:
        with opened(self.path, TABLE) as file, io.TextIOWrapper(file, self._encoding, "replace", newline="") as text:
            try:
                yield read_delimited(text, comments=False)
            except csv.Error as problem:
                remedy = "Look for a quotation mark that is not closed"
                raise refused(self.path, f"is no CSV: {problem}", remedy) from None

    def _chunks(self, file: IO[bytes]) -> Iterator[bytes]:
        """All of the file once, counting its lines and refusing what would fill the memory."""
        size, unpacked, since, last = self.path.stat().st_size, 0, 0, b""
        while chunk := file.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > _RATIO_FROM and unpacked > size * _MAX_RATIO:
                raise refused(self.path, f"unpacks to more than {_MAX_RATIO} times its size", "Give the file inside")
            self._lines += chunk.count(b"\n")
            place = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            since = since + len(chunk) if place < 0 else len(chunk) - place
            if since > _MAX_LINE:
                raise refused(self.path, f"has a line of more than {_MAX_LINE >> 20} MB", "Give a table of homes")
            last = chunk[-1:]
            yield chunk
        self._lines += last not in (b"\n", b"")
