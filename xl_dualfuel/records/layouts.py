"""Which columns of a thermostat's CSV export hold time, outdoor temperature and heating runtimes, in which units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..errors import InputError
from ..files.delimited import Manner, manner_of, shows_decimal_commas
from ..files.reading import MAX_BYTES, FilePath, Wanted

RUNTIME: Final = Wanted(
    "runtime_file",
    "must be a thermostat's runtime CSV with time, outdoor temperature and heating runtimes",
    "Give one heating season.",
    MAX_BYTES,
)


class Layout(NamedTuple):
    """Number and text of the line of names, separator and decimal mark, positions of columns from 0.

    Time is one column or two. runtimes: position, seconds in its unit, and whether it is auxiliary heat, of each.
    """

    header: int
    names: str
    manner: Manner
    time: tuple[int, ...]
    temperature: int
    celsius: bool
    runtimes: tuple[tuple[int, float, bool], ...]


OTHER_KIND: Final = (
    "Give the CSV as the thermostat's website exports it, with one row of column names such as "
    "Date, Time, Outdoor Temp (F), Heat Stage 1 (sec), Aux Heat 1 (sec)."
)
_CELSIUS: Final = {"f": False, "fahrenheit": False, "c": True, "celsius": True}
_SECONDS: Final = {"s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0,
                   "hour": 3600.0}  # fmt: skip
TIME_NAMES: Final = frozenset({"date", "time", "datetime", "date time", "date/time", "timestamp", "time stamp",
                                "date and time", "local time", "start time", "interval start"})  # fmt: skip
_OUTDOOR: Final = re.compile(r"\b(?:outdoor|outside)\b.*\btemp")
_HEAT: Final = re.compile(r"\b(?:aux|comp)?heat(?:ing|er|pump)?\d*\b")
_AUXILIARY: Final = re.compile(r"\b(?:aux\w*|emergency|emer|alternate|alt|backup|supplement\w*)\b")
_SURE: Final = re.compile(r"\b(?:stage|runtime|run|aux\w*|emergency|comp\w*)\b")
"""Together with heat: a runtime even without a unit of time"""
_NO_RUNTIME: Final = re.compile(
    r"\b(?:set\w*|temp\w*|mode|target|humidity|cool\w*|status|lockout|cycles?|count|starts?|energy|power|cost|demand)\b"
)


def layout_of(path: FilePath, head: Sequence[str], text: str) -> Layout:
    """The first line that names a time and an outdoor temperature or a heating runtime, and what its columns are."""
    for number, line in enumerate(head, 1):
        manner = manner_of(line.lstrip("#"), "")
        cells = [_name_and_unit(cell) for cell in manner.cells(line.lstrip("#"))]
        names = [name for name, _ in cells]
        outdoor = [place for place, name in enumerate(names) if _OUTDOOR.search(name)]
        heat = [place for place, (name, unit) in enumerate(cells) if _HEAT.search(name)
                and not _NO_RUNTIME.search(name) and (_seconds(unit) or _SURE.search(name))]  # fmt: skip
        if not (outdoor or heat) or TIME_NAMES.isdisjoint(names):
            continue
        if flaws := [issue for flaw in _flaws(path, cells, outdoor, heat) for issue in flaw.issues]:
            raise InputError(flaws)
        runtimes = tuple((n, _seconds(cells[n][1]), _AUXILIARY.search(names[n]) is not None) for n in heat)
        time = ("date", "time") if {"date", "time"} <= set(names) else [n for n in names if n in TIME_NAMES][:1]
        celsius = _celsius(cells[outdoor[0]][1]) is True
        manner = manner._replace(decimal_comma=shows_decimal_commas(text, manner.separator))
        return Layout(number, line, manner, tuple(map(names.index, time)), outdoor[0], celsius, runtimes)
    problem = f"no row of column names is among its first {len(head):,} lines" if any(head) else "it is empty"
    raise RUNTIME.refused(path, problem, OTHER_KIND)


def _name_and_unit(cell: str) -> tuple[str, str]:
    """A column's name in small letters, words apart, and its unit, the last thing in brackets; empty without one."""
    cell = cell.strip(' "\t')
    bare = cell.rstrip(")] ")
    bracket = max(bare.rfind("("), bare.rfind("[")) if bare != cell else -1
    name, unit = (cell, "") if bracket < 0 else (cell[:bracket], bare[bracket + 1 :])
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return " ".join(words.casefold().split()), unit.casefold().strip()


def _seconds(unit: str) -> float:
    """Seconds in a unit of time; 0 where it is none."""
    return _SECONDS.get(unit.rstrip(".").removesuffix("s") or unit, 0.0)


def _celsius(unit: str) -> bool | None:
    """Whether a unit of temperature is °C; None where it is neither that nor °F."""
    letters = "".join(c for c in unit if "a" <= c <= "z")
    return _CELSIUS.get(re.sub("^deg(rees?)?", "", letters))


def _flaws(path: FilePath, cells: list[tuple[str, str]], outdoor: list[int], heat: list[int]) -> Iterator[InputError]:
    """A refusal for each kind of column that is missing, double or without a unit; columns are named by number."""
    if not outdoor:
        yield RUNTIME.refused(path, "it has no column of outdoor temperatures", OTHER_KIND)
    elif len(outdoor) > 1:
        places = " and ".join(str(place + 1) for place in outdoor)
        yield RUNTIME.refused(path, f"columns {places} are outdoor temperatures", "Keep one of them.")
    elif _celsius(cells[outdoor[0]][1]) is None:
        problem = f"the name of column {outdoor[0] + 1}, the outdoor temperature, has no unit"
        yield RUNTIME.refused(path, problem, "Put (F) or (C) at the end of the name.")
    if not heat:
        yield RUNTIME.refused(path, "it has no column of heating runtimes", OTHER_KIND)
    if without := [str(place + 1) for place in heat if not _seconds(cells[place][1])]:
        problem = f"heating runtimes have no unit of time in their names: column {', '.join(without)}"
        yield RUNTIME.refused(path, problem, "Put (sec), (min) or (h) at the end of the names.")
