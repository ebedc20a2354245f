"""The homes of a table by fuel, by region and by columns of the user's, gathered part by part in bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..files.values import is_blank
from ..inputs.fields import FIELDS, SOURCES
from ..weather.stations import stations
from .columns import known_words

if TYPE_CHECKING:
    import pandas as pd

FUEL: Final = "fuel"
REGION: Final = "region"
"""Names of the groups that every summary has"""
COUNTS: Final = ("homes", "solved", "compared", "with_strips")
"""All homes; those with an answer, of them those whose saving is known, and those that have electric strips"""
COSTS: Final = ("setting_cost", "existing_cost", "saving_vs_existing")
SUMS: Final = (*COSTS, "electricity_kwh", "fuel_mmbtu", "emissions_kg", "existing_emissions_kg", "design_kw")
"""Columns of engine.COLUMNS that are added up"""
UNREADABLE: Final = "not readable"
"""The fuel or place of a home whose cell says none that is known"""
NO_PLACE: Final = "no place given"
_DENSE: Final = 4
"""Codes up to so many times as many as homes are counted, not sorted."""
_OTHER_PLACES: Final = {"bins": "measured bins", "weather": "weather file", "proportional": NO_PLACE}

Groups = dict[str, dict[str, list[float]]]
"""Of each grouping, of each of its groups: COUNTS, then SUMS"""


class Coded(NamedTuple):
    """Texts of homes: those that there are, and which of them each home has, (homes,)."""

    names: Sequence[str]
    places: NDArray[np.intp]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Coded:
        """The texts of homes, coded."""
        names, places = np.unique(np.array(texts, dtype=object), return_inverse=True)
        return cls(names.tolist(), places.reshape(-1))

    def texts(self) -> list[str]:
        """The text of each home."""
        return [self.names[place] for place in self.places.tolist()]


def alike(inputs: pd.DataFrame, keys: Sequence[str]) -> tuple[list[tuple[Any, ...]], NDArray[np.intp]]:
    """The different rows of some columns, None for a blank cell, and which of them each home has, (homes,)."""
    import pandas as pd

    whole = np.zeros(len(inputs), dtype=np.intp)
    columns = []
    for key in keys:
        try:
            codes, cells = pd.factorize(inputs[key])
        except TypeError:  # lists and the like
            codes, cells = pd.factorize(inputs[key].map(str, na_action="ignore"))
        codes = np.where(codes < 0, len(cells), codes)
        columns.append((codes, [*cells.tolist(), None]))
        whole = _renumbered(whole * (len(cells) + 1) + codes)
    first = np.zeros(whole.max(initial=-1) + 1, dtype=np.intp)
    first[whole[::-1]] = np.arange(len(whole))[::-1]
    return [tuple(cells[codes[home]] for codes, cells in columns) for home in first.tolist()], whole


def _renumbered(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """The same codes without gaps, in their order."""
    if codes.max(initial=0) > _DENSE * len(codes):
        return np.unique(codes, return_inverse=True)[1].reshape(-1)
    which: NDArray[np.intp] = (np.cumsum(np.bincount(codes) > 0) - 1)[codes]
    return which


def is_word(column: pd.Series[Any], word: str) -> NDArray[np.bool_]:
    """Which cells of a column of texts are a word; quick where all are, or none."""
    cells = column.tolist()
    count = cells.count(word)
    if count in (0, len(cells)):
        return np.full(len(cells), count > 0)
    return np.fromiter((cell == word for cell in cells), dtype=bool, count=len(cells))


def tally(
    results: pd.DataFrame, solved: NDArray[np.bool_], strips: NDArray[np.bool_], by: Mapping[str, Coded]
) -> Groups:  # fmt: skip
    """What a part of the table adds to the groups; by: the groups of its homes by fuel, by region and so on.

    solved, strips: whether a home has an answer, and electric strips, (homes,).
    """
    compared = solved & ~np.isnan(results["saving_vs_existing"].to_numpy(dtype=float))
    flags = (np.ones(len(results), dtype=bool), solved, compared, solved & strips)
    columns = [_known(results[name].to_numpy(dtype=float), solved) for name in SUMS]
    groups: Groups = {}
    for name, coded in by.items():
        titles, which = np.unique(np.array(coded.names, dtype=object).astype(str), return_inverse=True)
        places = which.reshape(-1)[coded.places]
        homes, *counts = (np.bincount(places[flag], minlength=len(titles)).tolist() for flag in flags)
        sums = [np.bincount(places, column, len(titles)).tolist() for column in columns]
        groups[name] = {
            title: list(numbers)
            for title, *numbers in zip(titles.tolist(), homes, *counts, *sums, strict=True)
            if numbers[0]
        }
    return groups


def _known(values: NDArray[np.float64], which: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Numbers of some homes, 0 for those of the others and for those that are none."""
    known = np.where(which, values, 0.0)
    return np.nan_to_num(known, copy=False) if np.isnan(known.sum()) else known


def combined(parts: Iterable[Groups], one_money: bool) -> list[dict[str, Any]]:
    """The groups of all parts, the largest first; one_money: costs are of one kind of money and can be added up."""
    gathered: dict[str, dict[str, list[list[float]]]] = {}
    for part in parts:
        for name, groups in part.items():
            for title, numbers in groups.items():
                gathered.setdefault(name, {}).setdefault(title, []).append(numbers)
    return [
        {"by": name, "groups": sorted((_group(title, rows, one_money) for title, rows in groups.items()),
                                      key=lambda group: (-group["homes"], group["group"]))}
        for name, groups in gathered.items()
    ]  # fmt: skip


def _group(title: str, parts: Sequence[Sequence[float]], one_money: bool) -> dict[str, Any]:
    columns = list(zip(*parts, strict=True))
    counts = {name: int(sum(column)) for name, column in zip(COUNTS, columns[: len(COUNTS)], strict=True)}
    sums: dict[str, float | None] = {
        name: math.fsum(column) for name, column in zip(SUMS, columns[len(COUNTS) :], strict=True)
    }
    saved, compared = sums["saving_vs_existing"], counts["compared"]
    if not one_money:
        sums |= dict.fromkeys(COSTS)
        saved = None
    mean = saved / compared if saved is not None and compared else None
    return {"group": title, **counts, **sums, "saving_per_home": mean}


def fuels(inputs: pd.DataFrame) -> Coded:
    """The furnace's fuel of each home, by its key."""
    usual = str(FIELDS["fuel"].default)
    rows, places = alike(inputs, [key for key in ("fuel",) if key in inputs])
    return Coded([_word("fuel", _text(*row)) or usual for row in rows], places)


def regions(inputs: pd.DataFrame) -> Coded:
    """Where the climate of each home is from: a station, a region, a weather file, measured bins, or no place."""
    keys = [key for key in ("climate", *SOURCES) if key in inputs]
    rows, places = alike(inputs, keys)
    return Coded([_region(dict(zip(keys, map(_text, row), strict=True))) for row in rows], places)


def _region(cells: Mapping[str, str]) -> str:
    """Of a home by its cells that say where it is, "" for blank ones."""
    given = {SOURCES[key]: (key, cell) for key, cell in cells.items() if key in SOURCES and cell}
    climate = _word("climate", cells.get("climate", "")) or next(iter(given), "proportional")
    if climate in _OTHER_PLACES:
        return _OTHER_PLACES[climate]
    return _place(*given[climate]) if climate in given else UNREADABLE


def _place(key: str, cell: str) -> str:
    word = _word(key, cell)
    return stations().get(word, word) if key == "station" else f"region {word}" if word != UNREADABLE else word


def _text(cell: Any = None) -> str:
    """A cell of an input as text, "" for a blank one."""
    return "" if is_blank(cell) else str(cell).strip()


@lru_cache(maxsize=4096)
def _word(key: str, cell: str) -> str:
    """What a cell of a choice or a station was read as, "" for blank."""
    if not cell:
        return ""
    (code,), words = known_words(key, [cell])
    return UNREADABLE if code < 0 else str(words[0].value) if code else ""
