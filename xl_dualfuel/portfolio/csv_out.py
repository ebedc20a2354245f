"""Columns of a table as CSV by polars: the bytes that the csv module writes, many times as quick.

Where the notes of homes are at hand as Said, a row is put together of them and of what polars writes of the others.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..files.defused import BEGINS, BLANKS, CUTS, NEAR, RUN_BYTES, defused
from ..homes import digits

if TYPE_CHECKING:
    import pandas as pd

    from ..homes.said import Said

TextsOf = Callable[["pd.Series[Any]"], Sequence[str | None]]
"""The texts of a column that is neither of numbers nor of text alone, None for blank"""

FEW: Final = 500
"""Fewer rows are not worth the start of polars"""
_END: Final = "\r\n"
_SAMPLE: Final = 16
"""Of so many rows one tells how long they are"""
_QUOTED: Final = frozenset(',"\r\n')
"""Signs for which a cell is quoted"""
_LEAST, _MOST = 1e-4, 1e16
"""Between these Python writes a number without an exponent, and polars does as Python"""


def quick_csv(table: Sequence[pd.Series[Any]], texts_of: TextsOf) -> bytes | None:
    """The rows of some columns as CSV; None where polars or pyarrow is missing, or a text is no Unicode."""
    columns = _columns(table, texts_of)
    return None if columns is None else _written(columns, _END).getvalue()


def quick_csv_with_notes(table: Sequence[pd.Series[Any]], said: Said, texts_of: TextsOf) -> Any:
    """The rows as CSV, with a column of notes before the last one, as a buffer of bytes.

    None where ``quick_csv`` of the texts has to decide: a text is no Unicode or odd, or notes might run as a formula.
    """
    columns = None if _runs(said) else _columns(table, texts_of)
    if columns is None:
        return None
    import pyarrow as pa

    count, own = len(said), [one.text for one in said.own]
    last, quoted = columns.pop().to_list(), _has_quotes(said, own)
    letters = np.frombuffer(_written(columns, "\0").getbuffer(), np.uint8)
    ends = np.flatnonzero(letters == 0)
    if len(ends) != count:
        return None
    letters[ends] = ord(",")
    begins = _large_strings(pa, np.r_[0, ends + 1], letters)
    tails = {(quote, text): f"{quote},{_field(text)}{_END}" for quote in ("", '"') for text in dict.fromkeys(last)}
    texts = pa.array([*(text.replace('"', '""') for text in own), '"', *tails.values()], pa.large_string())
    first_tail = digits.COUNT + len(own) + 1
    places = {tail: first_tail + place for place, tail in enumerate(tails)}
    codes = np.empty((count, said.codes.shape[1] + 3), dtype=np.int32)
    codes[:, 0] = np.arange(count) + first_tail + len(tails)
    codes[:, 1] = np.where(quoted, first_tail - 1, 0)
    codes[:, 2:-1] = said.codes
    if len(set(last)) == 1:
        codes[:, -1] = np.where(quoted, places['"', last[0]], places["", last[0]])
    else:
        codes[:, -1] = [places['"' if quote else "", text] for quote, text in zip(quoted.tolist(), last, strict=True)]
    return _taken(pa, [_digits_in_arrow(), texts, begins], codes)


def _taken(pa: Any, tables: Sequence[Any], codes: NDArray[np.int32]) -> Any:
    """The bytes of texts, one behind the other, by their places in some tables; codes: (rows, texts of a row).

    Text 0 is blank: codes of it are left out.
    """
    lengths = np.concatenate([np.diff(_offsets(table)) for table in tables])
    # Arrow makes room by the mean length of the table: texts that nobody takes make it that of the codes, or more.
    sample = codes[::_SAMPLE]
    mean = 1.05 * lengths[sample[sample != 0]].mean()
    many = max(0, int(lengths.sum() / mean) - len(lengths))
    long = max(0, int(mean * (len(lengths) + 1) - lengths.sum()))
    unused = _large_strings(pa, np.r_[np.zeros(many + 1, np.int64), long], bytes(long))
    texts = pa.concat_arrays([*tables, unused]).take(pa.array(codes[codes != 0]))
    return texts.buffers()[2].slice(0, int(_offsets(texts)[-1]))


def _large_strings(pa: Any, offsets: NDArray[np.int64], letters: Any) -> Any:
    return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(letters))


def _offsets(texts: Any) -> NDArray[np.int64]:
    return np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]


@lru_cache(maxsize=1)
def _digits_in_arrow() -> Any:
    import pyarrow as pa

    return pa.array(digits.texts(), pa.large_string())


def _field(text: str | None) -> str:
    """A cell, defused before, as the csv module writes it beside others."""
    if text is None:
        return ""
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if _is_quoted(text) else text


def _has_quotes(said: Said, own: Sequence[str]) -> NDArray[np.bool_]:
    """Which lines have a sign in them for which a cell is quoted."""
    odd = np.concatenate((_of_digits()[0], np.array([_is_quoted(text) for text in own], dtype=bool)))
    found = np.zeros(len(said), dtype=bool)
    for column in said.codes.T:  # in most tables the first one says it of all
        if found.all():
            break
        found |= odd[column]
    return found


def _runs(said: Said) -> bool:
    """Whether a line might be changed by ``defused``.

    It changes none in which no sign of a formula comes first in a cell, blanks and quotes aside. That can be told from
    the texts that lines are made of, but where one of these begins with a sign: there the one before tells it.
    """
    own = [one.text for one in said.own]
    if any(NEAR.search(text) for text in own):
        return True
    begins = np.zeros(digits.COUNT + len(own), dtype=bool)
    begins[digits.COUNT :] = [BEGINS.match(text) is not None for text in own]
    if not begins.any():
        return False
    is_cell = np.concatenate((_of_digits()[1], np.array([_goes_on(text) for text in own], dtype=bool)))
    rows, slots = np.nonzero(begins[said.codes])
    while len(rows):
        if not slots.all():
            return True  # it begins the line
        slots = slots - 1
        before = said.codes[rows, slots]
        if not is_cell[before[before > 0]].all():
            return True
        rows, slots = rows[before == 0], slots[before == 0]
    return False


@lru_cache(maxsize=1)
def _of_digits() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of the texts of digits _is_quoted and _goes_on."""
    texts = digits.texts()
    return np.array([*map(_is_quoted, texts)]), np.array([*map(_goes_on, texts)])


def _is_quoted(text: str) -> bool:
    return not _QUOTED.isdisjoint(text)


def _goes_on(text: str) -> bool:
    """Whether what follows the text, after blanks and quotes, is in a cell that has begun with something else."""
    return text.rstrip(BLANKS)[-1:] not in ("", *CUTS)


def _written(columns: Sequence[Any], end: str) -> io.BytesIO:
    import polars as pl

    target = io.BytesIO()
    pl.DataFrame(columns).write_csv(target, include_header=False, line_terminator=end, null_value="")
    return target


def _columns(table: Sequence[pd.Series[Any]], texts_of: TextsOf) -> list[Any] | None:
    """The columns as polars has them, texts defused, null for blank; None where a library is missing or no Unicode."""
    try:
        import polars as pl
        import pyarrow as pa
    except ImportError:
        return None
    columns = []
    try:
        for place, column in enumerate(table):
            made = _numbers(pl, column)
            if made is None:
                made = _alike(pl, column)
            if made is None:
                texts = _arrow(pa, column)
                if texts is None:
                    texts = pa.array(texts_of(column), pa.large_string())
                made = pl.Series(_safe(pa, texts))
            columns.append(made.alias(str(place)))
    except (pa.ArrowException, UnicodeError):
        return None
    return columns


def _alike(pl: Any, column: pd.Series[Any]) -> Any:
    """A column of the same text everywhere; None for others."""
    cells = column.tolist() if column.dtype == object else []
    if not cells or not isinstance(cells[0], str) or cells.count(cells[0]) < len(cells):
        return None
    return pl.repeat(defused(cells[0]) or None, len(cells), dtype=pl.String, eager=True)


def _numbers(pl: Any, column: pd.Series[Any]) -> Any:
    """A column of numbers as polars has it, null for NaN; None for other columns."""
    import pandas as pd

    if column.dtype != np.float64 and column.dtype != pd.Float64Dtype() and str(column.dtype) != "double[pyarrow]":
        return None
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    sizes = np.abs(values)
    odd = np.flatnonzero(((sizes < _LEAST) & (sizes > 0)) | ((sizes >= _MOST) & np.isfinite(sizes)))
    made = pl.Series(values, nan_to_null=True)
    if column.dtype != np.float64 and np.isinf(sizes).any():  # notes: no number is blank
        made = made.replace([np.inf, -np.inf], None)
    if not len(odd):
        return made
    return made.cast(pl.String).scatter(odd, [repr(value) for value in values[odd].tolist()])


def _arrow(pa: Any, column: pd.Series[Any]) -> Any:
    """A column of text as Arrow has it; None for other columns."""
    import pandas as pd

    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        words = kind.categories.tolist()
        if not all(isinstance(word, str) for word in words):
            return None
        codes = column.cat.codes.to_numpy()
        return pa.array(words, pa.large_string()).take(pa.array(codes, mask=codes < 0))
    if isinstance(kind, pd.ArrowDtype):
        known = pa.types.is_string(kind.pyarrow_dtype) or pa.types.is_large_string(kind.pyarrow_dtype)
        if not known:
            return None
    elif not (pd.api.types.is_object_dtype(kind) or isinstance(kind, pd.StringDtype)):
        return None
    try:
        made = pa.array(column, pa.large_string())
    except pa.ArrowTypeError:  # cells that are no text
        return None
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def _safe(pa: Any, texts: Any) -> Any:
    """The texts defused, as ``files.defused`` does each; null for empty ones, which polars would quote."""
    import pyarrow.compute as pc

    lengths = pc.binary_length(texts)
    if pc.min(lengths).as_py() == 0:
        texts = pc.if_else(pc.equal(lengths, 0), pa.scalar(None, texts.type), texts)
    places = _in_doubt(texts)
    if not len(places):
        return texts
    old = texts.take(pa.array(places)).to_pylist()
    made = [None if text is None else defused(text) for text in old]
    if made == old:
        return texts
    chosen = np.zeros(len(texts), dtype=bool)
    chosen[places] = True
    return pc.replace_with_mask(texts, pa.array(chosen), pa.array(made, texts.type))


def _in_doubt(texts: Any) -> NDArray[np.intp]:
    """The places of the texts that ``defused`` may change.

    It changes none in which no sign of a formula comes first in a cell, blanks and quotes aside, and which begins with
    none of these.
    """
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    if data is None or offsets[-1] == offsets[0]:
        return np.empty(0, dtype=np.intp)
    whole = data.slice(int(offsets[0]), int(offsets[-1] - offsets[0])).to_pybytes()
    letters, offsets = np.frombuffer(whole, np.uint8), offsets - offsets[0]
    starts = offsets[:-1][offsets[1:] > offsets[:-1]]
    places = [starts[(_BLANKS | _CUTS | _SIGNS)[letters[starts]]]]
    for sign in RUN_BYTES:
        if sign in whole:  # a look at each byte where there is any
            at = np.flatnonzero(letters == sign[0])
            while len(at := at[at > 0]):  # back to what stands before blanks and quotes
                before = letters[at - 1]
                places.append(at[_CUTS[before]] - 1)
                at = at[_BLANKS[before]] - 1
    found: NDArray[np.intp] = np.unique(np.searchsorted(offsets, np.concatenate(places), side="right") - 1)
    return found


def _bytes_of(characters: str) -> NDArray[np.bool_]:
    """Whether a byte is one of those of these characters in UTF-8."""
    return np.isin(np.arange(256), list(characters.encode()))


_BLANKS, _CUTS = _bytes_of(BLANKS), _bytes_of(CUTS)
_SIGNS: Final = np.isin(np.arange(256), [sign[0] for sign in RUN_BYTES])
