"""A CSV table of homes, also gzip: read in parts, each cell as the text it is."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

from .cells import column
from .source import Headings, Part, headings_of, refused

_CHUNK: Final = 2**20
_MAX_LINE: Final = 16 * 2**20
"""Most bytes without a line end [bytes]: a table of homes has less than a thousandth of it."""
_MAX_RATIO: Final = 200
"""Most times a gzip file of more than RATIO_FROM unpacked bytes may grow; tables of homes grow 3 to 20 times."""
_RATIO_FROM: Final = 2**30
_DELIMITERS: Final = (",", ";", "\t", "|")


class _Look(NamedTuple):
    encoding: str
    lines: int


class CsvSource:
    """A CSV file: UTF-8, else Latin-1; the delimiter is the one that cuts the headings into most cells."""

    def __init__(self, path: Path, packed: bool) -> None:
        self.path = path
        self._packed = packed
        try:
            look = self._look()
            self._encoding = look.encoding
            with self._text() as file:
                first = next((line for line in file if line.strip()), "")
                self._delimiter = max(_DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
            with self._text() as file:
                header = next((row for row in self._reader(file) if row), [])
        except (OSError, EOFError, zlib.error) as problem:
            raise self._damaged(problem) from None
        except csv.Error as problem:
            raise refused(path, f"is no CSV: {problem}", "Give a table with a header row") from None
        self._width = len(header)
        self.headings: Headings = headings_of(path, header)
        self.total: int | None = max(look.lines - 1, 0)

    def note_types(self) -> dict[str, Any]:
        """All text."""
        return {}

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts in order."""
        try:
            with self._text() as file:
                reader = (row for row in self._reader(file) if row)
                next(reader, None)
                for number, first in enumerate(iter(lambda: list(islice(reader, rows)), [])):
                    yield self._part(number, number * rows, first)
        except (OSError, EOFError, zlib.error) as problem:
            raise self._damaged(problem) from None
        except csv.Error as problem:
            raise refused(self.path, f"is no CSV: {problem}", "Look for a quotation mark that is not closed") from None

    def _part(self, number: int, first: int, rows: list[list[str]]) -> Part:
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
        inputs = {key: column(key, cells[place]) for key, place in self.headings.keys.items()}
        notes = {title: pd.Series(cells[place], dtype=object) for title, place in self.headings.notes.items()}
        index = pd.RangeIndex(len(rows))
        return Part(number, first, pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index), spoiled)

    def _look(self) -> _Look:
        """One pass over the whole file: encoding, lines, and nothing that would fill the memory."""
        decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        size, lines, since, last = self.path.stat().st_size, 0, 0, b""
        with self._bytes() as file:
            unpacked = 0
            while chunk := file.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > _RATIO_FROM and unpacked > size * _MAX_RATIO:
                    raise refused(self.path, f"unpacks to more than {_MAX_RATIO} times its size",
                                  "Give the file inside")  # fmt: skip
                if decoder is not None:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        decoder = None
                lines += chunk.count(b"\n")
                place = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                since = since + len(chunk) if place < 0 else len(chunk) - place
                if since > _MAX_LINE:
                    raise refused(self.path, f"has a line of more than {_MAX_LINE >> 20} MB", "Give a table of homes")
                last = chunk[-1:]
        if decoder is not None:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                decoder = None
        return _Look("utf-8-sig" if decoder is not None else "latin-1", lines + (last not in (b"\n", b"")))

    def _bytes(self) -> IO[bytes] | gzip.GzipFile:
        if self._packed:
            return gzip.open(self.path, "rb")
        return self.path.open("rb")

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(cast(IO[bytes], self._bytes()), encoding=self._encoding, newline="")

    def _reader(self, file: io.TextIOWrapper) -> Iterator[list[str]]:
        return csv.reader(file, delimiter=self._delimiter)

    def _damaged(self, problem: Exception) -> Exception:
        reason = getattr(problem, "strerror", None)
        found = f"cannot be read: {reason}" if reason else "is a damaged or cut gzip file"
        return refused(self.path, found, "Check the file")
