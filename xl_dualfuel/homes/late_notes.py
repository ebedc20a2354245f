"""The column of notes as pandas' own column of texts, whose texts are made when somebody reads them.

The notes of a million homes are a gigabyte that few read whole. Until then rows are taken, put in another order and put
together by what they are made of alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.arrays import ArrowStringArray

from .unsaid import Unsaid

_Texts: Any = ArrowStringArray
"""What pandas keeps texts in"""
_NEAR: Final = 256
"""Rows made at once where one is read: whoever reads one often reads the next"""
_FEW: Final = 8 * _NEAR
"""No more rows than these are all made where one is read"""
_OFTEN: Final = 32
"""So often rows are made for one of them; then all are"""


def can_wait() -> bool:
    """Whether pandas keeps texts so that they can be made later: in Arrow, and what it shares is copied on write."""
    dtype = pd.Series([""]).dtype
    return (
        isinstance(dtype, pd.StringDtype)
        and dtype.storage == "pyarrow"
        and int(pd.__version__.partition(".")[0]) >= 3
        and type(_empty(dtype)) is _Texts
        and "_pa_array" in vars(_empty(dtype))
    )


def column(unsaid: Unsaid) -> LateNotes:
    """The notes of some homes; where can_wait()."""
    late = _empty(pd.Series([""]).dtype)
    del late._pa_array
    late.__class__ = LateNotes
    late.unsaid, late.near, late.often = unsaid, (-1, []), 0
    made: LateNotes = late
    return made


def _empty(dtype: Any) -> Any:
    return _Texts._from_sequence([], dtype=dtype)


class LateNotes(_Texts):  # type: ignore[misc]  # its type is not known
    """Texts not made yet. Whatever needs all of them makes them, and then it is an ArrowStringArray and no more."""

    unsaid: Unsaid
    """What they are made of"""
    near: tuple[int, list[str]]
    """The place of the first of some texts that were made to read one of them, and these"""
    often: int
    """How many times that was done"""

    def __new__(cls, *values: Any, **dtype: Any) -> Any:
        """What pandas makes of texts, which are made by then."""
        made: Any = object.__new__(_Texts)
        if values:
            made.__init__(*values, **dtype)
        return made

    def __getattr__(self, name: str) -> Any:
        """The texts, made when they are asked for: under this name pandas keeps them."""
        if name != "_pa_array":
            raise AttributeError(name)
        self._make(self.unsaid.in_arrow())
        return self._pa_array

    def _make(self, texts: Any) -> None:
        for name in ("unsaid", "near", "often"):
            self.__dict__.pop(name, None)
        self._pa_array = texts
        self.__class__ = _Texts

    def __len__(self) -> int:
        return len(self.unsaid)

    def __getitem__(self, item: Any) -> Any:
        item = pd.api.indexers.check_array_indexer(self, item)
        if isinstance(item, (int, np.integer)):
            return self._one(int(item))
        if isinstance(item, (slice, np.ndarray)):
            return column(self.unsaid.some(item))
        return self._plain()[item]

    def _one(self, place: int) -> str:
        count = len(self)
        place = place + count if place < 0 else place
        if not 0 <= place < count:
            raise IndexError("index out of bounds")
        start = place - place % _NEAR
        if self.near[0] != start:
            if count <= _FEW or self.often == _OFTEN:
                return str(self._plain()[place])
            self.near = start, self.unsaid.some(slice(start, start + _NEAR)).said().lines()
            self.often += 1
        return self.near[1][place - start]

    def take(self, indices: Any, allow_fill: bool = False, fill_value: Any = None) -> Any:
        """As pandas has it."""
        places = np.asarray(indices, dtype=np.intp)
        low, high = (places.min(), places.max()) if len(places) else (0, -1)
        if high >= len(self) or low < (0 if allow_fill else -len(self)):
            return self._plain().take(indices, allow_fill=allow_fill, fill_value=fill_value)
        return column(self.unsaid.some(places))

    def copy(self) -> Any:
        """Another one, of texts that are made once for both."""
        return column(self.unsaid)

    def view(self, dtype: Any = None) -> Any:
        """As pandas has it."""
        return self.copy() if dtype is None else self._plain().view(dtype)

    def isna(self) -> Any:
        """No home lacks notes: they may be blank."""
        return np.zeros(len(self), dtype=bool)

    @property
    def nbytes(self) -> int:
        """What it is made of [bytes], inputs that it shares left out."""
        return self.unsaid.nbytes

    def equals(self, other: object) -> bool:
        """As pandas has it."""
        return bool(self._plain().equals(other._plain() if isinstance(other, LateNotes) else other))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self._plain().__reduce_ex__(protocol)

    def _plain(self) -> Any:
        """The texts, made: this very column."""
        _ = self._pa_array
        return self

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Any]) -> Any:
        if all(isinstance(late, LateNotes) for late in to_concat):
            return column(Unsaid.together([late.unsaid for late in to_concat]))
        return _Texts._concat_same_type(to_concat)
