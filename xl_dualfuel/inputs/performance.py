"""A performance table: which columns it has, and its rows in the one order the program works with.

Rows as kept: temperature [°F] and COP; or these and capacity [BTU/h]; or, for a variable-speed heat pump, also COP and
capacity at minimum and at maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..errors import shown
from ..units import BTU_PER_KWH
from .ratings import SPEEDS

Rows = tuple[tuple[float, ...], ...]

COLUMNS: Final = ("temperature", "cop", "capacity", "min_cop", "min_capacity", "max_cop", "max_capacity")
"""The columns of a table without names; 2, 3 or all of them are given."""
NAMES: Final = (*COLUMNS, "power", "load", "min_power", "max_power")
"""Every name a column may have: power [kW] in place of a COP, load in place of a capacity."""
WIDTHS: Final = (2, 3, len(COLUMNS))

NO_LOAD: Final = 60.8
"""Outdoor temperature at which the heating load of EN 14825 is zero: 16 °C [°F]."""
WARMEST_TESTED: Final = 50.0
"""Test points A to C and the bivalent one are colder than this [°F]; at D the unit may be at its minimum."""
OF_THE_LOAD: Final = 0.10
"""A part-load point delivers its load within this share (EN 14825:2022, 6.3)."""


def names_of(rows: Sequence[Any]) -> tuple[str, ...]:
    """The columns of a table: those its first row names, else by their number; () where that says nothing."""
    first = tuple(rows[0]) if len(rows) and isinstance(rows[0], (list, tuple)) else ()
    if has_names(rows):
        return tuple(cell.strip().casefold().replace(" ", "_") for cell in first)
    return COLUMNS[: len(first)] if len(first) in WIDTHS else ()


def has_names(rows: Sequence[Any]) -> bool:
    """Whether the first row holds the names of the columns: words, none with a digit, as "minus 5" has."""
    first = rows[0] if len(rows) and isinstance(rows[0], (list, tuple)) else ()
    return bool(first) and all(
        isinstance(cell, str) and cell.strip()[:1].isalpha() and not any(map(str.isdigit, cell)) for cell in first
    )


def quantity(name: str) -> str:
    """The kind of number in a column: temperature, cop, power or capacity."""
    kind = name.removeprefix("min_").removeprefix("max_")
    return "capacity" if kind == "load" else kind


def label(name: str, words: str) -> str:
    """The heading of a column from the words for its quantity: with its speed, where that is not the rated one."""
    speed = name.partition("_")[0]
    return f"{words} at {SPEEDS[speed]}" if speed in SPEEDS else words


def problem(names: Sequence[str]) -> str:
    """What is wrong with the columns of a table, "" where nothing is."""
    strange = [name for name in names if name not in NAMES]
    if strange:
        return f"must have columns named {', '.join(NAMES)}, not {shown(strange[0])}"
    if len(set(names)) < len(names):
        return "must have each column once"
    if "temperature" not in names:
        return "must have a column temperature"
    if not any(quantity(name) in ("cop", "power") for name in names):
        return "must have a column cop or power"
    for prefix in ("", "min_", "max_"):
        cop, power = f"{prefix}cop" in names, f"{prefix}power" in names
        capacity = f"{prefix}capacity" in names or (not prefix and "load" in names)
        if cop and power:
            return f"must have {prefix}cop or {prefix}power, not both"
        if (power or (prefix and cop)) and not capacity:
            return f"must have {prefix}capacity beside {prefix}{'power' if power else 'cop'}"
        if capacity and not (cop or power):
            return f"must have {prefix}cop or {prefix}power beside {prefix}capacity"
    if "load" in names and len(names) > 3:
        return "must have load without capacities: it is a part-load point, not what the heat pump can give"
    if "cop" in names and "capacity" not in names and len(names) > 2 and "load" not in names:
        return "must have capacity beside cop where minimum or maximum are given"
    return ""


def arranged(row: Sequence[float], names: Sequence[str]) -> tuple[float, ...]:
    """A row of numbers in the order of COLUMNS; power as COP, a load left out, a speed not given as its neighbour."""
    given = dict(zip(names, row, strict=True))
    speeds: dict[str, tuple[float, ...]] = {}
    for prefix in ("", "min_", "max_"):
        capacity = given.get(f"{prefix}capacity", given.get("load") if not prefix else None)
        cop = given.get(f"{prefix}cop")
        if cop is None and f"{prefix}power" in given and capacity is not None:
            cop = capacity / (given[f"{prefix}power"] * BTU_PER_KWH)
        if cop is not None:
            speeds[prefix] = (cop,) if capacity is None or "load" in given else (cop, capacity)
    alone = len(speeds) == 1
    rated = speeds.get("") or speeds.get("max_") or speeds["min_"]
    rest = () if alone else (*speeds.get("min_", rated), *speeds.get("max_", rated))
    return (given["temperature"], *rated, *rest)


def without_blanks(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows in the order of COLUMNS, without the columns at their end that are blank (None) in every row."""
    filled = [place for row in rows for place, cell in enumerate(row, 1) if cell is not None]
    width = next(width for width in WIDTHS if width >= max(filled, default=0))
    return [list(row[:width]) for row in rows]


def capacities_are_loads(table: Rows) -> bool:
    """Whether the capacities are the loads of EN 14825's part-load tests, not what the heat pump can give.

    There the load is zero at 16 °C and proportional to the distance below it, whatever the heat pump: two points or
    more, 9 °F apart, whose capacities are so within 10 %. A capacity at full speed falls, not doubles, as it gets cold.
    """
    if len(table[0]) != 3:
        return False
    cold = [row for row in table if row[0] < WARMEST_TESTED]
    if len(cold) < 2 or cold[-1][0] - cold[0][0] < 9:
        return False
    share = [capacity / (NO_LOAD - temperature) for temperature, _, capacity in cold]
    return max(share) <= min(share) * (1 + OF_THE_LOAD)
