"""Columns of a table as CSV by polars: the bytes that the csv module writes, many times as quick."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..files.defused import BLANKS, CUTS, RUN_BYTES, defused

if TYPE_CHECKING:
    import pandas as pd

FEW: Final = 500
"""Fewer rows are not worth the start of polars"""
_LEAST, _MOST = 1e-4, 1e16
"""Between these Python writes a number without an exponent, and polars does as Python"""


def quick_csv(frame: pd.DataFrame, texts_of: Callable[[pd.Series[Any]], Sequence[str | None]]) -> bytes | None:
    """The rows as CSV; None where polars or pyarrow is missing, or a text is no Unicode.

    texts_of: the texts of a column that is neither of numbers nor of text alone, None for blank.
    """
    try:
        import polars as pl
        import pyarrow as pa
    except ImportError:
        return None
    columns = []
    try:
        for place in range(frame.shape[1]):
            column = frame.iloc[:, place]
            made = _numbers(pl, column)
            if made is None:
                texts = _arrow(pa, column)
                if texts is None:
                    texts = pa.array(texts_of(column), pa.large_string())
                made = pl.Series(_safe(pa, texts))
            columns.append(made.alias(str(place)))
    except (pa.ArrowException, UnicodeError):
        return None
    target = io.BytesIO()
    pl.DataFrame(columns).write_csv(target, include_header=False, line_terminator="\r\n", null_value="")
    return target.getvalue()


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
