"""Lines of many homes that nobody has read yet: what they are made from, home by home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .said import BLOCK, Said, in_arrow, together

Places = NDArray[np.intp]
Maker = Callable[[Places], Said]
"""The lines of some of its homes, by their places"""
_NONE: Final = -1


class Unsaid:
    """The makers of some homes' lines, and which of them makes each home's."""

    def __init__(
        self, makers: Sequence[Maker], maker: NDArray[np.int32], place: NDArray[np.int32], kept: tuple[Any, ...] = ()
    ) -> None:
        """maker: place in makers, −1 for a home without a line; place: among the homes of its maker; (homes,).

        kept: what has to live as long.
        """
        self._makers, self._maker, self._place, self._kept = tuple(makers), maker, place, kept
        self._texts: Any = None

    @classmethod
    def of_parts(cls, count: int, parts: Iterable[tuple[Any, Said | Maker]], *kept: Any) -> Unsaid:
        """The lines of all homes; parts: the places of some, and their lines or who makes these."""
        makers: list[Maker] = []
        maker, place = np.full(count, _NONE, dtype=np.int32), np.empty(count, dtype=np.int32)
        for rows, made in parts:
            maker[rows] = len(makers)
            place[rows] = np.arange(len(place[rows]))
            makers.append(made.some if isinstance(made, Said) else made)
        return cls(makers, maker, place, kept)

    @classmethod
    def together(cls, some: Sequence[Unsaid]) -> Unsaid:
        """The lines of some homes and of others, one after the other."""
        makers: list[Maker] = []
        numbers = []
        for one in some:
            numbers.append(np.where(one._maker == _NONE, _NONE, one._maker + np.int32(len(makers))))
            makers += one._makers
        places, kept = np.concatenate([one._place for one in some]), {id(own): own for one in some for own in one._kept}
        return cls(makers, np.concatenate(numbers), places, tuple(kept.values()))

    def __len__(self) -> int:
        return len(self._maker)

    @property
    def nbytes(self) -> int:
        """Of the places of homes [bytes]."""
        return self._maker.nbytes + self._place.nbytes

    def some(self, which: Places | NDArray[np.bool_] | slice) -> Unsaid:
        """Of some of the homes: their places, a mask or a slice."""
        return Unsaid(self._makers, self._maker[which], self._place[which], self._kept)

    def said(self) -> Said:
        """The lines."""
        place = self._place.astype(np.intp)
        rows = ((part, np.flatnonzero(self._maker == part)) for part in self._parts())
        return together(len(self), [(some, self._makers[part](place[some])) for part, some in rows])

    def in_arrow(self) -> Any:
        """The lines in Arrow, made once, and so many at a time that little but them is kept."""
        if self._texts is None:
            size = BLOCK * max(1, len(self._parts()))
            starts = range(0, len(self), size)
            self._texts = in_arrow(self.some(slice(start, start + size)).said() for start in starts)
        return self._texts

    def _parts(self) -> list[int]:
        """Which makers there are homes of."""
        return np.flatnonzero(np.bincount(self._maker + 1, minlength=1)[1:]).tolist()
