"""Texts in columns of numbers, such as $0.14 and 35 °F: each different one is read once, as a case reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.typed import AS_PERCENTAGE, Typed, typed_inputs

PRICE: Final = "fuel_price"
PRICE_UNIT: Final = "fuel_price_unit"
BESIDE: Final = ("fuel", PRICE_UNIT, "currency")
"""Inputs by which a text of another is read: the units of a fuel, the money in a note"""


class Texts(NamedTuple):
    """The cells of a column that only a case can read."""

    homes: NDArray[np.intp]
    """The places of the homes that have one"""
    which: NDArray[np.intp]
    """The place of theirs in ``cells``"""
    cells: Sequence[str]

    @classmethod
    def of(cls, places: Sequence[int], texts: Sequence[str]) -> Texts:
        """The texts of the homes at some places."""
        known: dict[str, int] = {}
        which = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.intp)
        return cls(np.array(places, dtype=np.intp), which, list(known))

    def some(self, which: NDArray[np.bool_]) -> Texts:
        """Those of some of the homes."""
        return self._replace(homes=self.homes[which], which=self.which[which])


class Column(NamedTuple):
    """A column of numbers as it is read, arrays (homes,)."""

    values: NDArray[np.float64]
    """NaN for blank"""
    usable: NDArray[np.bool_]
    """Which cells are numbers or blank"""
    texts: Texts | None = None


class Read(NamedTuple):
    """A text as a case reads it."""

    value: float
    note: str
    unit: str
    """Of a price of fuel that names its own unit where the home has no other: its fuel_price_unit"""


def read_all(
    columns: Mapping[str, Column], codes: dict[str, NDArray[np.int64]], words: dict[str, tuple[Typed, ...]],
    plain: NDArray[np.bool_],
) -> dict[str, NDArray[np.object_]]:  # fmt: skip
    """Put the numbers that texts are read as among the values of their columns, and say that these cells are usable.

    codes, words: the columns of words of the table, as columns.Columns has them; units that prices name are added.
    plain: the homes whose other cells are usable; those of which every text was read stay so. By key the notes on how
    texts were read, arrays (homes,), "" for none. What a case refuses, or what says more than a number, is left.
    """
    notes = {}
    for key in sorted(columns, key=lambda key: key != PRICE):  # its unit may be that of others
        column = columns[key]
        if column.texts is None:
            continue
        homes, each = _read(key, column.texts, codes, words, plain)
        column.values[homes] = [read.value for read in each]
        column.usable[homes] = True
        plain &= column.usable
        if any(read.note for read in each):
            notes[key] = np.full(len(plain), "", dtype=object)
            notes[key][homes] = [read.note for read in each]
        if any(read.unit for read in each):
            units = words.setdefault(PRICE_UNIT, ())
            named = [unit for unit in dict.fromkeys(read.unit for read in each) if unit]
            places = {unit: len(units) + place for place, unit in enumerate(named, 1)}
            words[PRICE_UNIT] = (*units, *map(Typed, named))
            given = codes.setdefault(PRICE_UNIT, np.zeros(len(plain), dtype=np.int64))
            given[homes] = np.where(given[homes] == 0, [places.get(read.unit, 0) for read in each], given[homes])
    return notes


def _read(
    key: str, texts: Texts, codes: Mapping[str, NDArray[np.int64]], words: Mapping[str, Sequence[Typed]],
    plain: NDArray[np.bool_],
) -> tuple[NDArray[np.intp], list[Read]]:  # fmt: skip
    """The plain homes whose text can be read, and what it is read as."""
    texts = texts.some(plain[texts.homes])
    beside = [(name, len(words[name]) + 1) for name in BESIDE if name in codes]
    which = texts.which
    for name, size in beside:
        which = which * size + codes[name][texts.homes]
    different, which = np.unique(which, return_inverse=True)
    found: list[Read | None] = []
    for place in different.tolist():
        rest, inputs = place, {}
        for name, size in reversed(beside):
            rest, code = divmod(rest, size)
            if code:
                inputs[name] = words[name][code - 1].value
        found.append(_as_case(key, texts.cells[rest], tuple(inputs.items())))
    each = [found[place] for place in which.tolist()]
    good = np.array([read is not None for read in each], dtype=bool)
    return texts.homes[good], [read for read in each if read is not None]


@lru_cache(maxsize=2**14)
def _as_case(key: str, cell: str, others: tuple[tuple[str, Any], ...]) -> Read | None:
    """What a case with these other inputs reads; None where only a case can tell. The next part has the same texts."""
    beside = dict(others)
    inputs, notes, issues = typed_inputs({**beside, key: cell})
    value, note = inputs.pop(key), notes.pop(key, "")
    unit = inputs.pop(PRICE_UNIT, "") if PRICE_UNIT not in beside else ""
    # A price may name its own money, and a share be given in percent, which is a doubt.
    alone = inputs == beside and not notes and not issues and AS_PERCENTAGE not in note
    return Read(value, note, str(unit)) if alone and isinstance(value, float) else None
