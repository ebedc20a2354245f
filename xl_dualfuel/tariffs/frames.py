"""DataFrames of homes of which some have a tariff: each home's columns are all under its tariff, or all plain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..errors import InputError, Issue
from ..files.values import is_blank
from ..homes import frames
from ..homes.columns import Method
from ..inputs.home_headings import TARIFF, home_keys, tariff_column
from .many import solve, sound
from .one_home import NAMES, answer
from .tariff import Tariff

if TYPE_CHECKING:
    import pandas as pd

    from ..homes.arrays import Homes

TARIFF_NAME: Final = "tariff_name"
RESULTS: Final = (*NAMES, TARIFF_NAME, "problem")
"""Columns of the results of a table with tariffs; BILLED and the name are blank for a home at its plain prices"""
TEXTS: Final = (*frames.TEXTS, TARIFF_NAME)
"""Those that hold words"""

PlaceOf = Callable[[int, str], str]
"""Where the cell of a home (its place in the table) and a key is"""


def solve_many(
    table: pd.DataFrame | Mapping[str, Any], tariffs: Mapping[str, Tariff] | None = None
) -> pd.DataFrame:  # fmt: skip
    """One row of results for each home of a table, in its order and with its index.

    table: columns headed by inputs' keys or labels; other columns are notes. Blank cells (NaN, None, "") take the
    defaults. Temperatures are in °F unless a column temperature_unit says otherwise; a home's setting, switchover,
    setting_words and notes are in its own units, which temperature_unit of its results names. The others are in $, kWh,
    MMBtu, kg, h and kW, status as a category. A saving is NaN where one of the two seasons leaves more of the load
    unmet. A home that cannot be used has its problem in words and NaN elsewhere; so has one in which a word such as N/A
    stands for what every house must have.

    tariffs: by the names that the column tariff of the table has, blank for a home at its plain prices. All columns of
    a home with a tariff are under it; further ones have its cost by kind [$] and the tariff's name. Raises InputError
    for headings that may be a misspelt input, for a table without any, and for names that are no tariff.
    """
    import pandas as pd

    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(table)
    headings = [str(heading) for heading in frame.columns]
    place = None if tariffs is None else tariff_column(headings)
    if tariffs is None or place is None:
        return frames.solve_many(frame)
    home_keys(headings, with_tariff=True)
    names = names_of(frame.iloc[:, place])
    unknown = dict.fromkeys(name for name in names if name and name not in tariffs)
    if unknown:
        allowed = f"must be one of {', '.join(tariffs)}" if tariffs else "must be among the tariffs, which are none"
        remedy = "Add it to tariffs, or leave the cell blank"
        raise InputError([Issue(TARIFF, name, allowed, remedy) for name in unknown])
    inputs = frame.drop(columns=frame.columns[place])
    return solve_rows(inputs, names, tariffs)


def names_of(column: pd.Series[Any]) -> list[str]:
    """The names of tariffs in the cells of a column, "" for blank."""
    known: dict[Any, str] = {}
    names = []
    for cell, missing in zip(column.tolist(), column.isna().tolist(), strict=True):
        if missing:
            names.append("")
            continue
        if cell not in known:
            known[cell] = name_of(cell)
        names.append(known[cell])
    return names


def name_of(cell: Any) -> str:
    """The name of a tariff in a cell, "" for blank."""
    return "" if is_blank(cell) else str(cell).strip()


def solve_rows(
    inputs: pd.DataFrame, names: Sequence[str], tariffs: Mapping[str, Tariff],
    refused: Mapping[str, Callable[[str], str]] | None = None, place_of: PlaceOf | None = None,
    row_of: PlaceOf | None = None,
) -> pd.DataFrame:  # fmt: skip
    """RESULTS of each home; names: the tariff of each, "" for none.

    refused: of each name that is no tariff, what is wrong with it, in words, at a place of the table, which row_of
    gives. place_of: as row_of, for the other problems of a home.
    """
    import pandas as pd

    parts, order = [], []
    for name in dict.fromkeys(names):
        places = [place for place, own in enumerate(names) if own == name]
        where = None if place_of is None else partial(_at, places, place_of)
        some = inputs.iloc[places]
        if name in tariffs:
            solved = under(some, tariffs[name], where)
        elif not name:
            solved = frames.solve_rows(some, where)
        else:
            solved = frames.solve_rows(some, where, _NONE, lambda case: {})
            words = (refused or {})[name]
            own = [words("" if row_of is None else row_of(place, TARIFF)) for place in places]
            problems = zip(own, solved["problem"].tolist(), strict=True)
            solved["problem"] = ["; ".join(filter(None, both)) for both in problems]
        title = tariffs[name].name if name in tariffs else ""
        parts.append(solved.reindex(columns=list(RESULTS)).assign(**{TARIFF_NAME: title}))
        order += places
    if not parts:
        return frames.solve_rows(inputs, place_of).reindex(columns=list(RESULTS))
    whole = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True).iloc[np.argsort(order)]
    whole.index = inputs.index
    return whole


def under(inputs: pd.DataFrame, tariff: Tariff, place_of: PlaceOf | None = None) -> pd.DataFrame:
    """The results of homes under one tariff: NAMES and problem."""
    method = Method(NAMES, partial(sound, tariff), partial(solve, tariff))
    return frames.solve_rows(inputs, place_of, method, lambda case: answer(case, tariff))


def _at(places: Sequence[int], place_of: PlaceOf, home: int, key: str) -> str:
    return place_of(places[home], key)


def _takes_none(homes: Homes) -> Any:
    return np.zeros(homes.count, dtype=bool)


_NONE: Final = Method(frames.RESULTS[:-1], _takes_none, lambda homes: {})
