"""DataFrames of homes of which some have a tariff: each home's columns are all under its tariff, or all plain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..errors import DualFuelError, InputError, Issue
from ..homes import frames
from ..homes.columns import Method
from ..homes.said import SAID, together
from ..inputs.case import Case
from ..inputs.fields import SOURCES
from ..inputs.home_headings import TARIFF, home_keys, tariff_column
from .columns import NAMES, ONE_BY_ONE, RESULTS, TARIFF_NAME, names_of
from .hours import hours_of
from .many import solve, sound
from .one_home import answer, weather_words
from .places import STAND_IN, Place
from .tariff import Tariff

if TYPE_CHECKING:
    import pandas as pd

    from ..homes.arrays import Homes

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
    solved = solve_rows(inputs, names, tariffs)
    solved.attrs.pop(SAID, None)
    return solved


def solve_rows(
    inputs: pd.DataFrame, names: Sequence[str], tariffs: Mapping[str, Tariff],
    refused: Mapping[str, Callable[[str], str]] | None = None, place_of: PlaceOf | None = None,
    row_of: PlaceOf | None = None,
) -> pd.DataFrame:  # fmt: skip
    """RESULTS of each home; names: the tariff of each, "" for none.

    refused: of each name that is no tariff, what is wrong with it, in words, at a place of the table, which row_of
    gives. place_of: as row_of, for the other problems of a home.
    """
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
        parts[-1].attrs = dict(solved.attrs)
        order += places
    if not parts:
        return frames.solve_rows(inputs, place_of).reindex(columns=list(RESULTS))
    return _together(parts, order, inputs.index)


_FEW: Final = 8
"""Fewer homes of one weather file are not worth an array"""


def under(inputs: pd.DataFrame, tariff: Tariff, place_of: PlaceOf | None = None) -> pd.DataFrame:
    """The results of homes under one tariff: NAMES and problem."""
    files = _weather_files(inputs)
    if files is None:
        return _solved(inputs, tariff, None, place_of)
    parts, order = [], []
    for file in dict.fromkeys(files):
        places = [place for place, own in enumerate(files) if own == file]
        some, where = inputs.iloc[places], place_of and partial(_at, places, place_of)
        shared = _place(file, tariff) if file and len(places) >= _FEW else None
        parts.append(_solved(some, tariff, shared, where))
        order += places
    return _together(parts, order, inputs.index)


def _solved(inputs: pd.DataFrame, tariff: Tariff, place: Place | None, place_of: PlaceOf | None) -> pd.DataFrame:
    alone = 0

    def by_itself(case: Case) -> Mapping[str, Any]:
        nonlocal alone
        found = answer(case, tariff)
        alone += 1
        return found

    method = Method(NAMES, partial(sound, tariff, place), partial(solve, tariff, place))
    if place is None:
        solved = frames.solve_rows(inputs, place_of, method, by_itself)
    else:
        solved = frames.solve_rows(_at_stand_in(inputs), None, method, lambda case: {})
        left = np.flatnonzero(solved["setting"].isna().to_numpy()).tolist()
        if left:
            where = place_of and partial(_at, left, place_of)
            rest = frames.solve_rows(inputs.iloc[left], where, _NONE, by_itself)
            kept = np.setdiff1d(np.arange(len(inputs)), left)
            done = solved.iloc[kept]
            done.attrs[SAID] = solved.attrs[SAID].some(kept)
            solved = _together([done, rest], [*kept.tolist(), *left], inputs.index)
    solved.attrs[ONE_BY_ONE] = alone
    return solved


def _together(parts: Sequence[pd.DataFrame], order: Sequence[int], index: pd.Index[Any]) -> pd.DataFrame:
    """The rows of parts at their places in the whole, homes by themselves counted, and their notes as Said."""
    import pandas as pd

    alone = sum(part.attrs.get(ONE_BY_ONE, 0) for part in parts)
    filled = [part for part in parts if len(part)]
    places = np.split(np.array(order, dtype=np.intp), np.cumsum([len(part) for part in filled])[:-1])
    said: list[Any] = [part.attrs.get(SAID) for part in filled]
    for part in filled:
        part.attrs = {}
    whole = filled[0] if len(filled) == 1 else pd.concat(filled, ignore_index=True).iloc[np.argsort(order)]
    whole.index = index
    whole.attrs[ONE_BY_ONE] = alone
    if all(lines is not None and len(lines) == len(some) for some, lines in zip(places, said, strict=True)):
        whole.attrs[SAID] = together(len(whole), zip(places, said, strict=True))
    return whole


def _weather_files(inputs: pd.DataFrame) -> list[str] | None:
    """The weather file of each home, "" where it has none alone; None where nothing but that names one."""
    keys = home_keys([str(heading) for heading in inputs.columns])
    if "weather_file" not in keys:
        return None
    files = names_of(inputs.iloc[:, keys.index("weather_file")])
    for place, key in enumerate(keys):
        if key in _CLIMATES:
            files = ["" if other else file
                     for file, other in zip(files, names_of(inputs.iloc[:, place]), strict=True)]  # fmt: skip
    return files


_CLIMATES: Final = frozenset({"climate", *SOURCES, "runtime_file"} - {"weather_file"})
"""Inputs beside which a weather file is not all that says where a home is"""


def _place(file: str, tariff: Tariff) -> Place | None:
    """The hours of a weather file; None where each home is told what is wrong with it."""
    try:
        case = Case(weather_file=file)
        hours = hours_of(case, tariff)
    except DualFuelError:
        return None
    return Place(file, hours, tuple(f"{key}: {words}" for key, words in weather_words(case)))


def _at_stand_in(inputs: pd.DataFrame) -> pd.DataFrame:
    """The homes with a station in place of their weather file."""
    keys = home_keys([str(heading) for heading in inputs.columns])
    kept = [place for place, key in enumerate(keys) if key not in ("weather_file", "station")]
    return inputs.iloc[:, kept].assign(station=STAND_IN)


def _at(places: Sequence[int], place_of: PlaceOf, home: int, key: str) -> str:
    return place_of(places[home], key)


def _takes_none(homes: Homes) -> Any:
    return np.zeros(homes.count, dtype=bool)


_NONE: Final = Method(NAMES, _takes_none, lambda homes: {})
