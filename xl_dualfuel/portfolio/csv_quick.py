"""Stretches of a CSV table read by columns with pyarrow, where that surely gives the cells that the csv module gives.

Any doubt, as about a quotation mark, a short row or a line end of another kind, leaves the stretch to the csv module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..files.defused import as_it_was
from ..files.delimited import Manner
from ..inputs.heading_names import named
from ..inputs.home_headings import EXAMPLE, NAME, is_no_home
from .cells import column, is_number, objects
from .source import Headings

_LONGEST_NUMBER: Final = 400
"""Bytes of a line in which no number is too long to be read"""
_LONGEST_CELL: Final = 2**17
"""Bytes of a line in which no cell is too long for the csv module"""
_LONG_NUMBER: Final = {point: re.compile(rb"[-+0-9eE%s]{%d}" % (point.encode(), _LONGEST_NUMBER)) for point in ".,"}
"""By the decimal mark"""
_SUMS: Final = "(?i)^[ :]*(?:grand |[sſ]ub[- ]?)?(?:total|[sſ]um|average|mean|median|minimum|maximum|count)"
"""How the cells begin that is_no_home may take for those of a row of sums"""
_TRIED: Final = 50
"""Cells that are tried first: to find out that many are no numbers takes long"""
_SEEN: Final = "[!-~]"
"""A letter that is no blank, whatever a reader takes for one"""
_QUOTE, _LINE, _RETURN = b'"\n\r'


class Stretch(NamedTuple):
    """The homes of some lines."""

    rows: int
    inputs: dict[str, NDArray[Any]]
    """By key: floats, NaN for blank, or objects, None for blank"""
    notes: dict[str, Any]
    """By heading: arrays of pyarrow, or of texts as objects"""
    spoiled: Mapping[int, str] = MappingProxyType({})
    """What is wrong with rows that cannot be read, by their place"""

    def some(self, start: int, end: int) -> Stretch:
        """The homes from one place to before another."""
        inputs = {key: cells[start:end] for key, cells in self.inputs.items()}
        notes = {title: cells[start:end] for title, cells in self.notes.items()}
        spoiled = {place - start: words for place, words in self.spoiled.items() if start <= place < end}
        return Stretch(end - start, inputs, notes, spoiled)


def together(stretches: Sequence[Stretch]) -> Stretch:
    """Some stretches as one: each cell is read by itself, so that nothing but the kind of a column may change."""
    if len(stretches) == 1:
        return stretches[0]
    inputs = {}
    for key in stretches[0].inputs:
        arrays = [one.inputs[key] for one in stretches]
        if any(array.dtype == object for array in arrays):
            arrays = [array if array.dtype == object else _as_objects(array) for array in arrays]
        inputs[key] = np.concatenate(arrays)
    notes = {title: _joined([one.notes[title] for one in stretches]) for title in stretches[0].notes}
    starts = accumulate((one.rows for one in stretches), initial=0)
    spoiled = {start + place: words for start, one in zip(starts, stretches, strict=False)
               for place, words in one.spoiled.items()}  # fmt: skip
    return Stretch(sum(one.rows for one in stretches), inputs, notes, spoiled)


def _as_objects(numbers: NDArray[Any]) -> NDArray[Any]:
    made = numbers.astype(object)
    made[np.isnan(numbers)] = None
    return made


def _joined(arrays: Sequence[Any]) -> Any:
    if any(isinstance(array, np.ndarray) for array in arrays):
        return np.concatenate([array if isinstance(array, np.ndarray) else objects(array.to_pylist())
                               for array in arrays])  # fmt: skip
    import pyarrow as pa

    return pa.concat_arrays(arrays)


class QuickReader:
    """A reader of stretches of UTF-8 text, whole lines each."""

    def __init__(self, headings: Headings, width: int, manner: Manner, left_out: list[str]) -> None:
        """left_out: what heads rows of sums is added to it. Raises ImportError where pyarrow is not installed."""
        import pyarrow.csv

        self._csv = pyarrow.csv
        self._headings, self._width, self._manner = headings, width, manner
        self._separator, self._point = manner.separator, "," if manner.decimal_comma else "."
        self._left_out = left_out
        self._numbers = [place for key, place in headings.keys.items()
                         if is_number(key) and key not in headings.units and not manner.mixed]  # fmt: skip
        self._read_as_numbers = list(self._numbers)
        """Those asked for as numbers: all their cells were, when a block was last read as texts"""

    def read(self, block: bytes) -> Stretch | None:
        """The homes of a block of lines; None where the csv module might read it otherwise."""
        import pyarrow as pa

        if not self._is_plain(block):
            return None
        try:
            columns = self._columns(block)
        except pa.ArrowInvalid:  # a short row
            return None
        if self._has_blank(columns) or self._has_headings(columns):
            return None
        left = self._left(columns)
        if left is not None:
            columns = [cells.take(left) for cells in columns]
        inputs = {key: self._input(key, columns[place]) for key, place in self._headings.keys.items()}
        notes = {title: _as_they_were(columns[place]) for title, place in self._headings.notes.items()}
        return Stretch(len(columns[0]), inputs, notes)

    def _is_plain(self, block: bytes) -> bool:
        """Whether lines end alike, quotes are around whole cells, and no cell is so long that it is refused."""
        if b"\0" in block or EXAMPLE.encode() in block:
            return False
        letters = np.frombuffer(block, np.uint8)
        returns = np.flatnonzero(letters == _RETURN)
        if len(returns) and (returns[-1] + 1 == len(block) or (letters[returns + 1] != _LINE).any()):
            return False
        lines = np.flatnonzero(letters == _LINE)
        longest = int(np.diff(lines, prepend=-1, append=len(block)).max())
        if longest > _LONGEST_NUMBER and (longest > _LONGEST_CELL or _LONG_NUMBER[self._point].search(block)):
            return False
        return b'"' not in block or self._is_quoted(letters, lines)

    def _is_quoted(self, letters: NDArray[np.uint8], lines: NDArray[np.intp]) -> bool:
        """Whether every second quote ends what the one before it began, in one line; two beside each other are one."""
        quotes = np.flatnonzero(letters == _QUOTE)
        if len(quotes) % 2 or (np.searchsorted(quotes, lines) % 2).any():
            return False
        padded = np.concatenate((np.array([_LINE], np.uint8), letters, np.array([_LINE], np.uint8)))
        first, last = quotes[::2], quotes[1::2]
        ends = np.isin(padded, (ord(self._separator), _LINE))
        beside = last[:-1] + 1 == first[1:]
        begins = ends[first] | np.concatenate(([False], beside))
        return bool((begins & (ends[last + 2] | (padded[last + 2] == _RETURN) | np.append(beside, False))).all())

    def _columns(self, block: bytes) -> list[Any]:
        """The cells of each column: floats where all are plain numbers, else texts. Raises pyarrow.ArrowInvalid."""
        import pyarrow as pa

        with suppress(pa.ArrowInvalid):  # a cell that is no plain number
            columns = self._table(block, self._read_as_numbers)
            if all(_finite(columns[place]) for place in self._read_as_numbers):  # no nan, inf
                for place in {*self._numbers}.difference(self._read_as_numbers):
                    columns[place] = self._plain_numbers(columns[place])
                return columns
        columns = self._table(block, ())
        for place in self._numbers:
            columns[place] = self._plain_numbers(columns[place])
        self._read_as_numbers = [place for place in self._numbers if pa.types.is_floating(columns[place].type)]
        return columns

    def _plain_numbers(self, texts: Any) -> Any:
        """The cells as floats where all are plain numbers or empty; else as they are."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if len(texts) > _TRIED and self._plain_numbers(texts.slice(0, _TRIED)).type == texts.type:
            return texts
        points = texts
        if self._point != ".":
            if pc.any(pc.match_substring(texts, ".")).as_py():
                return texts
            points = pc.replace_substring(texts, self._point, ".", max_replacements=1)
        try:
            numbers = pc.if_else(pc.equal(pc.binary_length(texts), 0), None, points).cast(pa.float64())
        except pa.ArrowInvalid:
            return texts
        return numbers if _finite(numbers) else texts

    def _table(self, block: bytes, numbers: Sequence[int]) -> list[Any]:
        import pyarrow as pa

        names = [str(place) for place in range(self._width)]
        types = {name: pa.string() for name in names} | {str(place): pa.float64() for place in numbers}
        table = self._csv.read_csv(
            pa.BufferReader(block),
            self._csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
            self._csv.ParseOptions(delimiter=self._separator, quote_char='"' if b'"' in block else False),
            self._csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False,
                                     quoted_strings_can_be_null=False, decimal_point=self._point),
        )  # fmt: skip
        return [cells.combine_chunks() for cells in table.columns]

    def _has_blank(self, columns: Sequence[Any]) -> bool:
        """Whether a row may be blank."""
        import pyarrow.compute as pc

        rows = np.arange(len(columns[0]))
        for cells in sorted(columns, key=lambda cells: (str(cells.type) != "double", cells.null_count)):
            if str(cells.type) == "double":
                blank = cells.is_null().to_numpy(zero_copy_only=False)[rows]
            else:
                some = cells if len(rows) == len(cells) else cells.take(rows)
                blank = ~pc.match_substring_regex(some, _SEEN).to_numpy(zero_copy_only=False)
            rows = rows[blank]
            if not len(rows):
                return False
        return True

    def _has_headings(self, columns: Sequence[Any]) -> bool:
        """Whether a row may have the headings again; none has where there is a number in each row."""
        import pyarrow.compute as pc

        key, place = next(((key, place) for key, place in self._headings.keys.items() if is_number(key)),
                          next(iter(self._headings.keys.items())))  # fmt: skip
        cells = columns[place]
        if str(cells.type) == "double":
            return False
        words = cells.filter(pc.match_substring_regex(cells, NAME)).unique().to_pylist()
        return any(named(word) == key for word in words)

    def _left(self, columns: Sequence[Any]) -> NDArray[np.intp] | None:
        """The places of the homes; None where every row is one."""
        import pyarrow.compute as pc

        texts = [cells for cells in columns[:3] if str(cells.type) != "double"]
        like = np.zeros(len(columns[0]), dtype=bool)
        for cells in texts:
            like |= pc.match_substring_regex(cells, _SUMS).to_numpy(zero_copy_only=False)
        sums = [row for row in np.flatnonzero(like).tolist() if is_no_home([cells[row].as_py() for cells in texts])]
        self._left_out += [str(texts[0][row].as_py()) for row in sums]
        return np.setdiff1d(np.arange(len(like)), sums) if sums else None

    def _input(self, key: str, cells: Any) -> NDArray[Any]:
        """The cells of an input, read once for all that are alike where they are no plain numbers."""
        if str(cells.type) == "double":
            values: NDArray[np.float64] = cells.to_numpy(zero_copy_only=False)
            return values
        coded = cells.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        texts = [self._manner.number(cell) if is_number(key) else as_it_was(cell) for cell in texts]
        words = column(key, texts, *self._headings.unit_of(key))
        chosen: NDArray[Any] = words[coded.indices.to_numpy()]
        return chosen


def _finite(cells: Any) -> bool:
    values = cells.to_numpy(zero_copy_only=False)
    return bool(np.count_nonzero(np.isfinite(values)) == len(values) - cells.null_count)


def _as_they_were(cells: Any) -> Any:
    """The texts of which ``defused`` made the cells."""
    import pyarrow as pa
    import pyarrow.compute as pc

    quoted = pc.match_substring(cells, "'")
    if cells.type != pa.string() or not pc.any(quoted).as_py():
        return cells
    return pc.replace_with_mask(cells, quoted, pa.array([as_it_was(cell) for cell in cells.filter(quoted).to_pylist()],
                                                        pa.string()))  # fmt: skip
