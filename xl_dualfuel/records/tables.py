"""Records with a row for each interval: their rows as numbers, whatever the columns are called."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

import numpy as np

from ..files.delimited import lines_of, with_point
from ..files.reading import FilePath
from ..files.values import number_in
from ..units import fahrenheit
from ..weather.rows import COLDEST, HOTTEST
from .cell_units import seconds_of_duration, without_unit
from .layouts import OFF, ON, RUNTIME, Degrees, Heat, Layout, is_heading, layout_of, two_thermostats
from .record import SOURCES, Numbers
from .times import LONGEST

HEAD_LINES: Final = 400
"""Lines among which the first line of names is looked for"""
_COLDEST, _HOTTEST = fahrenheit(COLDEST), fahrenheit(HOTTEST)
_NAN: Final = math.nan
_USUAL_INDOORS: Final = ((45.0, 100.0, False), (7.0, 37.0, True))
"""Lowest and highest median of temperatures in a heated house, and whether they are in °C"""


class Rows(NamedTuple):
    """Rows of one or more texts: texts of their times, and arrays (rows,) or (sources, rows).

    ran: seconds that each of SOURCES ran; share: 1 on, 0 off, where the record says that instead. Not a number where
    a row does not say; known: whether the row has any runtime. lines: ``line 12``, where each is from.
    """

    times: list[str]
    outdoor: Numbers
    indoor: Numbers
    setpoint: Numbers
    ran: Numbers
    share: Numbers
    known: Numbers
    lines: list[str]
    layouts: tuple[Layout, ...]
    owners: tuple[str, ...]
    """Thermostats that the text names"""


def rows_of(path: FilePath, text: str) -> Rows | None:
    """The rows of a text; None where no line names columns.

    A later line of names, of a download put behind another, may have other columns. Raises InputError.
    """
    lines = lines_of(text)
    parts = list(_parts(path, lines, text))
    if not parts:
        return None
    rows = joined(path, [_rows(path, layout, lines[layout.line : end], layout.line + 1) for layout, end in parts])
    rows = rows._replace(owners=_owners(lines, parts))
    return joined(path, [rows])


def joined(path: FilePath, parts: Sequence[Rows]) -> Rows:
    """The rows of several texts in one. Raises InputError for more than one thermostat."""
    owners = tuple(dict.fromkeys(owner for part in parts for owner in part.owners))
    if len(owners) > 1:
        raise two_thermostats(path, owners)
    if len(parts) == 1:
        return parts[0]

    def column(name: str) -> Numbers:
        return np.concatenate([getattr(part, name) for part in parts], axis=-1)

    arrays = {name: column(name) for name in ("outdoor", "indoor", "setpoint", "ran", "share", "known")}
    return Rows(
        times=[text for part in parts for text in part.times], lines=[text for part in parts for text in part.lines],
        layouts=tuple(layout for part in parts for layout in part.layouts),
        owners=owners, **arrays,
    )  # fmt: skip


def _parts(path: FilePath, lines: Sequence[str], text: str) -> Iterator[tuple[Layout, int]]:
    """The layouts of a text, and the line before which the rows of each end."""
    layout: Layout | None = None
    for number, line in enumerate(lines, 1):
        if layout is None and number > HEAD_LINES:
            return
        if not is_heading(line) or (layout is not None and line == layout.names):
            continue
        other = layout_of(path, number, lines, text)
        if other is not None:
            if layout is not None:
                yield layout, number - 1
            layout = other
    if layout is not None:
        yield layout, len(lines)


def _owners(lines: Sequence[str], parts: Sequence[tuple[Layout, int]]) -> tuple[str, ...]:
    """The thermostats that a column of the rows, or comments above them, name: by their names where all have one."""
    column: dict[str, None] = {}
    for layout, end in parts:
        if layout.owner is not None:
            for line in lines[layout.line : end]:
                cells = layout.manner.cells(line)
                if line != layout.names and len(cells) > layout.owner and cells[layout.owner].strip(' "'):
                    column[cells[layout.owner].strip(' "')] = None
    comments: dict[str, dict[str, None]] = {"identifier": {}, "name": {}}
    for line in lines:
        if line.startswith("#") and (match := _OWNER.match(line)):
            comments[match[1].casefold()][match[2].strip(' ",;\t')] = None
    names, numbers = comments["name"], comments["identifier"]
    return (*column,) or (tuple(names) if len(names) >= len(numbers) else tuple(numbers))


_OWNER: Final = re.compile(r'#[\s,;"]*thermostat (identifier|name)[\s:,;"]+([^,;"\s][^,;"]*)', re.IGNORECASE)


def _rows(path: FilePath, layout: Layout, lines: Sequence[str], first: int) -> Rows:
    others = [degrees for degrees in (layout.indoor, layout.setpoint) if degrees is not None]
    if any(degrees.celsius is None for degrees in (layout.outdoor, *others)):
        layout = _with_unit(path, layout, lines)
    places = [layout.outdoor, layout.indoor, layout.setpoint]
    reading = lru_cache(2**16)(partial(_reading, layout))  # few different ones fill a record
    wanted = [degrees.place for degrees in places if degrees] + [heat.place for heat in layout.heats]
    wanted += [layout.mode] if layout.mode is not None else []
    width = 1 + max(*layout.time, *wanted)
    times, readings, numbers = [], [], []
    for number, line in enumerate(lines, first):
        # Downloads put together repeat their comments and names.
        if not line.strip(' \t,;|"') or line.startswith("#") or line == layout.names:
            continue
        cells = layout.manner.cells(line)
        cells += [""] * (width - len(cells))
        text = " ".join(cells[place].strip() for place in layout.time)
        times.append(text if len(text) <= LONGEST else "")
        readings.append(reading(tuple(cells[place] for place in wanted)))
        numbers.append(f"line {number:,}")
        if readings[-1] is None:
            problem = f"line {number:,} has a number with a comma or point that may not be its decimal one"
            raise RUNTIME.refused(path, problem, "Export the record with decimal points throughout.")
    columns = np.array(readings, dtype=float).reshape(-1, 4 + 2 * len(SOURCES)).T
    split = 4 + len(SOURCES)
    outdoor, indoor, setpoint, known = columns[:4]
    return Rows(times, outdoor, indoor, setpoint, columns[4:split], columns[split:], known, numbers, (layout,), ())


def _with_unit(path: FilePath, layout: Layout, lines: Sequence[str]) -> Layout:
    """The layout with the unit of its temperatures as those inside the house show it. Raises InputError."""
    values: list[float] = []
    for degrees in (layout.setpoint, layout.indoor):
        for line in lines if degrees is not None and not values else ():
            cells = layout.manner.cells(line) if line != layout.names else []
            number = _number(cells[degrees.place], layout) if degrees and degrees.place < len(cells) else None
            values += [number] if number is not None and math.isfinite(number) else []
    celsius = unit_inside(values)
    if celsius is None:
        problem = f"the name of column {layout.outdoor.place + 1}, the outdoor temperature, has no unit"
        raise RUNTIME.refused(path, problem, "Put (F) or (C) at the end of the name.")

    def known(degrees: Degrees) -> Degrees:
        return degrees if degrees.celsius is not None else Degrees(degrees.place, celsius)

    indoor, setpoint = (known(one) if one else None for one in (layout.indoor, layout.setpoint))
    return layout._replace(outdoor=known(layout.outdoor), indoor=indoor, setpoint=setpoint)


def unit_inside(values: Sequence[float]) -> bool | None:
    """Whether temperatures inside a heated house are in °C, by their median; None where it may be neither."""
    middle = float(np.median(values)) if values else _NAN
    return next((celsius for low, high, celsius in _USUAL_INDOORS if low <= middle <= high), None)


def _number(cell: str, layout: Layout) -> float | None:
    """The number in a cell; None where it is blank, not a number (NaN) where it holds something else."""
    cell = layout.manner.number(cell.strip(' "\t'))
    if not cell:  # a word for nothing is none here: it may be written where a runtime is missing
        return None
    number = number_in(cell)
    return number if number is not None and math.isfinite(number) else _NAN


def degrees_of(number: float | None, celsius: bool | None) -> float:
    """A temperature of the air [°F]; not a number where there is none that is possible."""
    degrees = _NAN if number is None else fahrenheit(number) if celsius else number + 0.0
    return degrees if _COLDEST <= degrees <= _HOTTEST else _NAN


def _reading(layout: Layout, cells: Sequence[str]) -> tuple[float, ...] | None:
    """Outdoor, indoor, setpoint [°F], 1 where a runtime is known, seconds of each source, 1 or 0 for on or off.

    None where a cell has a decimal comma in a file that does not show it to be one, or a point in one that does.
    """
    inside = sum(degrees is not None for degrees in (layout.indoor, layout.setpoint))
    odd = [number_in(cell) is not None and "." in cell if layout.manner.decimal_comma else bool(with_point(cell))
           for cell in cells]  # fmt: skip
    if odd[0] or any(odd[1 + inside :]):
        return None
    if layout.units_in_cells:
        cells = tuple(map(without_unit, cells))
    rest = iter("" if is_odd else cell for cell, is_odd in zip(cells, odd, strict=True))
    temperatures = [degrees_of(_number(next(rest), layout), degrees.celsius) if degrees else _NAN
                    for degrees in (layout.outdoor, layout.indoor, layout.setpoint)]  # fmt: skip
    ran: list[dict[str, float]] = [{}, {}]
    is_known = True
    for heat in layout.heats:
        number = _ran(next(rest), heat, layout)
        if number is None:  # blank: no such stage here
            continue
        is_known = is_known and number >= 0
        kind = ran[heat.seconds == 0]
        kind[heat.source] = max(kind.get(heat.source, 0.0), number)
    if layout.mode is not None and next(rest).strip(' "').casefold() not in _HEATING:
        ran = [{source: 0.0 if source.startswith("compressor") else n for source, n in kind.items()} for kind in ran]
    is_known = is_known and any(ran)
    values = [kind.get(source, _NAN) if is_known else _NAN for kind in ran for source in SOURCES]
    return (*temperatures, float(is_known), *values)


_HEATING: Final = ("heat", "heating", "on", "")
"""Modes of a compressor in which its runtime is one of heating; empty: the file does not say"""


def _ran(cell: str, heat: Heat, layout: Layout) -> float | None:
    """Seconds that a source ran, or its share of the row; None where the cell is blank, not a number for others."""
    if heat.seconds == 0 and heat.share == 0:
        return _state(cell)
    if heat.seconds and ":" in cell and (seconds := seconds_of_duration(cell, heat.seconds)) is not None:
        return seconds
    number = _number(cell, layout)
    return None if number is None else number * (heat.seconds or heat.share)


def _state(cell: str) -> float | None:
    word = cell.strip(' "\t').casefold()
    return 1.0 if word in ON else 0.0 if word in OFF else None
