"""Logs with a row for each value of each point, as home and building automation export them, put beside each other.

Home Assistant: entity_id, state, last_changed. Building automation: a point's or object's name, a time, a value, in
one file; or a file a point, whose name is in a line above (Niagara) or in the name of the file. Values last until the
next one of the same point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from ..files.delimited import Manner, lines_of, shows_decimal_commas, with_point
from ..files.reading import FilePath, one_line
from ..files.values import number_in
from . import columns
from .changes import LONGEST_VALUE, lasting
from .columns import HEATS, Name
from .layouts import OFF, ON, RUNTIME, TIMES_LIKE, is_heading, names_in, time_columns
from .record import HOUR, SOURCES, Numbers
from .tables import HEAD_LINES, degrees_of, unit_inside
from .times import LONGEST, seconds_of

_POINTS: Final = frozenset({"entity id", "entity", "point", "point name", "object", "object name", "trend", "series",
                            "trend name", "tag", "tag name", "sensor", "history id", "item name", "item reference",
                            "metric", "name", "variable", "log name", "trend log"})  # fmt: skip
_VALUES: Final = frozenset(
    {"state", "value", "present value", "object value", "reading", "numeric value", "point value"}
)
_UNITS: Final = frozenset({"unit", "units", "unit of measurement", "engineering units"})
_STATUSES: Final = frozenset({"status", "reliability", "quality"})
_SOUND: Final = frozenset({"", "ok", "{ok}", "{}", "reliable", "good", "normal", "true", "none", "valid"})
_NUMBER: Final = re.compile(r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(\D*)", re.ASCII)
_TITLES: Final = 3
"""Lines above the names that may name the point"""


class Log(NamedTuple):
    """The values of points in time: of each its times as texts, values as texts, and lines."""

    points: Mapping[str, tuple[list[str], list[str], list[str]]]
    units: Mapping[str, str]
    """Units of points that the file names"""
    manner: Manner
    kind: str


class Pivot(NamedTuple):
    """Logs beside each other: arrays (intervals,) or (sources, intervals) as Rows has them, and times [s]."""

    start: Numbers
    length: Numbers
    outdoor: Numbers
    indoor: Numbers
    setpoint: Numbers
    share: Numbers
    kind: str
    taken: tuple[tuple[str, str], ...]
    without_time: tuple[int, str]
    """Rows without a time, and where the first of them is"""
    unsound: tuple[int, str]
    """Values of the outdoor temperature that are none"""
    is_utc: bool
    not_used: tuple[str, ...]
    """Points that look like heat and say neither on nor off"""


def log_of(path: FilePath, text: str) -> Log | None:
    """The log in a text; None where no line names a time and a value, or the columns of a table."""
    lines = lines_of(text)
    for number, line in enumerate(lines[:HEAD_LINES], 1):
        if is_heading(line):
            manner, names = names_in(line)
            words = [name.words for name in names]
            value = next((place for place, word in enumerate(words) if word in _VALUES), None)
            uses = [columns.use_of(word) for word in words]
            if value is not None and time_columns(uses):
                manner = manner._replace(decimal_comma=shows_decimal_commas(text, manner.separator))
                return _log(path, lines, number, manner, names, value)
    return None


def _log(
    path: FilePath, lines: Sequence[str], header: int, manner: Manner, names: Sequence[Name], value: int
) -> Log:  # fmt: skip
    words = [name.words for name in names]
    uses = [columns.use_of(word) for word in words]
    point, unit, status = (next((place for place, word in enumerate(words) if word in group), None)
                           for group in (_POINTS, _UNITS, _STATUSES))  # fmt: skip
    times = time_columns(uses)
    only = "" if point is not None else _title(path, lines[max(0, header - 1 - _TITLES) : header - 1])
    points: dict[str, tuple[list[str], list[str], list[str]]] = {}
    units = {only: names[value].unit} if point is None and names[value].unit else {}
    width = 1 + max(value, *times, *(place for place in (point, unit, status) if place is not None))
    for number, line in enumerate(lines[header:], header + 1):
        if not line.strip(' \t,;|"') or line.startswith("#") or line == lines[header - 1]:
            continue
        cells = [cell.strip(' "\t') for cell in manner.cells(line)]
        cells += [""] * (width - len(cells))
        name = only if point is None else cells[point]
        series = points.setdefault(name, ([], [], []))
        text = " ".join(cells[place] for place in times)
        is_sound = status is None or cells[status].casefold() in _SOUND
        series[0].append(text if len(text) <= LONGEST else "")
        series[1].append(cells[value] if is_sound else "")
        series[2].append(f"line {number:,}")
        if unit is not None and cells[unit]:
            units[name] = cells[unit]
    kind = "Home Assistant history" if "entity id" in words else "building-automation trend"
    return Log(points, units, manner, kind)


def _title(path: FilePath, lines: Sequence[str]) -> str:
    """The point that a line above the names, or the name of the file, says."""
    for line in reversed(lines):
        text = line.strip(' "#,;\t').removeprefix("history:")
        if columns.use_of(columns.name_of(text).words) is not None:
            return one_line(text)
    return one_line(Path(path).stem)


def _merged(logs: Sequence[Log]) -> Log:
    """The logs of several files in one; a point may be in more than one of them."""
    points: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for log in logs:
        for name, own in log.points.items():
            for texts, more in zip(points.setdefault(name, ([], [], [])), own, strict=True):
                texts.extend(more)
    units = {name: unit for log in logs for name, unit in log.units.items()}
    return logs[0]._replace(points=points, units=units)


class _Series(NamedTuple):
    """One point: what it is, its name, times [s] ascending, values."""

    use: str
    name: str
    times: Numbers
    values: Numbers


def pivot(path: FilePath, logs: Sequence[Log]) -> Pivot:
    """Logs beside each other: an interval from each change of any of them to the next. Raises InputError."""
    series: list[_Series] = []
    not_used: list[str] = []
    no_time, unsound, utc, lost, bad = 0, 0, False, "", ""
    logs = [_merged(logs)]
    found = [(log, name) for log in logs for name in log.points]
    uses = columns.settled([_use(name) for _, name in found])
    celsius = _units(path, [(log, name, use) for (log, name), use in zip(found, uses, strict=True)])
    for (log, name), use in zip(found, uses, strict=True):
        if use is None:
            continue
        texts, values, lines = log.points[name]
        stamps = seconds_of(texts)
        utc = utc or stamps.is_utc
        known = ~np.isnan(stamps.seconds)
        if not known.all():
            lost = lost or lines[int(np.flatnonzero(~known)[0])]
            no_time += int(np.count_nonzero(~known))
        if use in HEATS:
            numbers = np.array([_state(text) for text in values], float)
            if (share := columns.share_in(_unit(log, name))) and np.isnan(numbers).mean() > 0.1:
                numbers = np.array([_number(path, log, text.rstrip(" %")) for text in values], float) * share
                numbers[~((numbers >= 0) & (numbers <= 1.01))] = math.nan
            if np.isnan(numbers).mean() > 0.5:  # an energy
                not_used.append(name)
                continue
        else:
            numbers = np.array([degrees_of(_number(path, log, text), celsius.get(name)) for text in values], float)
        if use == columns.OUTDOOR and np.isnan(numbers).any():
            bad = bad or lines[int(np.flatnonzero(np.isnan(numbers))[0])]
            unsound += int(np.count_nonzero(np.isnan(numbers)))
        order = np.argsort(stamps.seconds[known], kind="stable")
        series.append(_Series(use, name, stamps.seconds[known][order], numbers[known][order]))
    _only_one_outdoors(path, series)
    kind = logs[0].kind
    return _beside(path, series)._replace(kind=kind, without_time=(no_time, lost), unsound=(unsound, bad), is_utc=utc,
                                    not_used=tuple(not_used))  # fmt: skip


def _use(name: str) -> str | None:
    """What a point is: Home Assistant's have a domain before them, as in sensor.outdoor_temperature."""
    bare = re.sub(r"^(?:sensor|binary_sensor|switch|input_boolean|climate|weather)\.", "", name)
    words = re.sub(r" (?:deg )?[fc]$", "", columns.name_of(bare).words)
    use = columns.use_of(words)
    return use if use in HEATS or use in (columns.OUTDOOR, columns.INDOOR, columns.SETPOINT, columns.W) else None


def _unit(log: Log, name: str) -> str:
    """The unit of a point: in a column, behind its name or behind its values; "" where there is none."""
    values = log.points[name][1]
    behind = next((match[2] for text in values if (match := _NUMBER.fullmatch(text)) and match[2]), "")
    return (log.units.get(name, "") or columns.name_of(name).unit or behind).casefold()


def _units(path: FilePath, points: Sequence[tuple[Log, str, str | None]]) -> dict[str, bool | None]:
    """Whether the temperatures of points are in °C, by their unit, name or values. Raises InputError."""
    celsius: dict[str, bool | None] = {}
    inside: list[float] = []
    for log, name, use in points:
        if use in (columns.OUTDOOR, columns.INDOOR, columns.SETPOINT):
            own = columns.name_of(name)
            last = own.words.rsplit(" ", 1)[-1]
            behind = next(
                (match[2] for text in log.points[name][1] if (match := _NUMBER.fullmatch(text)) and match[2]), ""
            )
            units = (log.units.get(name, ""), own.unit, behind, last if last in ("f", "c") else "")
            known = (columns.is_celsius(unit.casefold()) for unit in units if unit)
            celsius[name] = next((one for one in known if one is not None), None)
            if use != columns.OUTDOOR and celsius[name] is None:
                numbers = (_number(path, log, text) for text in log.points[name][1])
                inside += [number for number in numbers if number is not None and math.isfinite(number)]
    shown = unit_inside(inside)
    for _, name, use in points:
        if celsius.get(name, False) is None:
            celsius[name] = shown
            if shown is None and use == columns.OUTDOOR:
                problem = f"the outdoor temperature, {one_line(name)}, has no unit"
                raise RUNTIME.refused(path, problem, "Put (F) or (C) at the end of its name, wherever it is.")
    return celsius


def _number(path: FilePath, log: Log, text: str) -> float | None:
    if log.manner.decimal_comma:
        text = text.replace(",", ".") if "." not in text else "x"
    elif with_point(text):
        raise RUNTIME.refused(path, "a number has a comma that may not be its decimal one", _POINTS_ONLY)
    match = _NUMBER.fullmatch(text)
    return number_in(match[1]) if match and columns.is_celsius(match[2].casefold() or "f") is not None else math.nan


_POINTS_ONLY: Final = "Export the record with decimal points throughout."


def _state(text: str) -> float:
    word = text.casefold()
    return 1.0 if word in ON else 0.0 if word in OFF else math.nan


def _only_one_outdoors(path: FilePath, series: Sequence[_Series]) -> None:
    outdoor = [one.name for one in series if one.use == columns.OUTDOOR]
    if len(outdoor) > 1:
        problem = f"{', '.join(one_line(name) for name in outdoor[:4])} are outdoor temperatures"
        raise RUNTIME.refused(path, problem, "Keep one of them.")
    if not outdoor:
        problem = "none of its points is an outdoor temperature"
        raise RUNTIME.refused(path, problem, "Add one, with a name such as Outdoor Temp (F) or OAT (F).")


def _beside(path: FilePath, series: Sequence[_Series]) -> Pivot:
    outdoor = next(one for one in series if one.use == columns.OUTDOOR)
    steps = np.diff(outdoor.times)
    if not (steps > 0).any():
        problem = "its outdoor temperatures are of fewer than two readable times"
        raise RUNTIME.refused(path, problem, TIMES_LIKE)
    sound = ~np.isnan(outdoor.values)
    longest = np.full(len(outdoor.times), LONGEST_VALUE)
    beats = np.unique(np.concatenate([one.times for one in series]))
    longest[sound] = lasting(outdoor.times[sound], outdoor.values[sound], beats)
    silent = (outdoor.times + longest)[:-1][steps > longest[:-1]]
    end = outdoor.times[-1] + min(float(np.median(steps[steps > 0])), LONGEST_VALUE)
    start = np.unique(np.concatenate([*(one.times for one in series), silent]))
    start = start[(start >= outdoor.times[0]) & (start < end)]
    length = np.diff(np.append(start, end)) / HOUR

    def at(one: _Series, longest: Numbers | float) -> Numbers:
        place = np.searchsorted(one.times, start, side="right") - 1
        values = np.where(place >= 0, one.values[np.maximum(place, 0)], math.nan)
        most = np.broadcast_to(longest, len(one.times))[np.maximum(place, 0)]
        return np.where(start - one.times[np.maximum(place, 0)] < most, values, math.nan)

    share = np.full((len(SOURCES), len(start)), math.nan)
    for one in series:
        if one.use in HEATS and len(one.times):
            row = SOURCES.index(one.use)
            share[row] = np.fmax(share[row], at(one, math.inf))

    def first(use: str) -> Numbers:
        return next((at(one, longest if use == columns.OUTDOOR else math.inf) for one in series
                     if one.use == use and len(one.times)), np.full(len(start), math.nan))  # fmt: skip

    taken = tuple((one.use, one_line(one.name)) for one in series)
    outdoors, indoors, setpoint = map(first, (columns.OUTDOOR, columns.INDOOR, columns.SETPOINT))
    return Pivot(start, length, outdoors, indoors, setpoint, share, "", taken, (0, ""), (0, ""), False, ())
