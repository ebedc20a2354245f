"""The homes of a table by fuel, by region and by columns of the user's, gathered part by part in bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

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
_OTHER_PLACES: Final = {"bins": "measured bins", "weather": "weather file", "proportional": NO_PLACE}

Groups = dict[str, dict[str, list[float]]]
"""Of each grouping, of each of its groups: COUNTS, then SUMS"""


def tally(
    inputs: pd.DataFrame, results: pd.DataFrame, strips: Sequence[bool], by: Mapping[str, Sequence[str]]
) -> Groups:  # fmt: skip
    """What a part of the table adds to the groups; by: the groups of its homes by each column of the user's.

    strips: whether a home has electric strips.
    """
    solved = (results["problem"] == "").to_numpy(dtype=bool)
    compared = solved & results["saving_vs_existing"].notna().to_numpy(dtype=bool)
    flags = (np.ones(len(results), dtype=bool), solved, compared, solved & np.asarray(strips, dtype=bool))
    columns = [np.where(solved, np.nan_to_num(results[name].to_numpy(dtype=float)), 0.0) for name in SUMS]
    groups: Groups = {}
    for name, of_homes in {FUEL: fuels(inputs), REGION: regions(inputs), **by}.items():
        titles, places = np.unique(np.asarray(of_homes, dtype=object).astype(str), return_inverse=True)
        groups[name] = {}
        for place, title in enumerate(titles.tolist()):
            chosen = places == place
            counts = [int(flag[chosen].sum()) for flag in flags]
            groups[name][title] = [*counts, *(math.fsum(column[chosen].tolist()) for column in columns)]
    return groups


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


def fuels(inputs: pd.DataFrame) -> list[str]:
    """The furnace's fuel of each home, by its key."""
    usual = str(FIELDS["fuel"].default)
    return [_word("fuel", cell) or usual for cell in _cells(inputs, "fuel")]


def regions(inputs: pd.DataFrame) -> list[str]:
    """Where the climate of each home is from: a station, a region, a weather file, measured bins, or no place."""
    if inputs.columns.intersection(["climate", *SOURCES]).empty:
        return [NO_PLACE] * len(inputs)
    climates = _cells(inputs, "climate")
    sources = {key: _cells(inputs, key) for key in SOURCES if key in inputs}
    places = []
    for home, cell in enumerate(climates):
        given = {SOURCES[key]: (key, cells[home]) for key, cells in sources.items() if cells[home] != ""}
        climate = _word("climate", cell) or next(iter(given), "proportional")
        if climate in _OTHER_PLACES:
            places.append(_OTHER_PLACES[climate])
        else:
            places.append(_place(*given[climate]) if climate in given else UNREADABLE)
    return places


def _place(key: str, cell: str) -> str:
    word = _word(key, cell)
    return stations().get(word, word) if key == "station" else f"region {word}" if word != UNREADABLE else word


def _cells(inputs: pd.DataFrame, key: str) -> list[str]:
    """The cells of an input as texts, "" for blank ones."""
    if key not in inputs:
        return [""] * len(inputs)
    cells = zip(inputs[key].tolist(), inputs[key].isna().tolist(), strict=True)
    return ["" if missing or is_blank(cell) else str(cell).strip() for cell, missing in cells]


@lru_cache(maxsize=4096)
def _word(key: str, cell: str) -> str:
    """What a cell of a choice or a station was read as, "" for blank."""
    if not cell:
        return ""
    (code,), words = known_words(key, [cell])
    return UNREADABLE if code < 0 else str(words[0].value) if code else ""
