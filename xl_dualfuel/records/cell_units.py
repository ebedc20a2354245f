"""Units of a record's columns that stand beside their names: in a row of units, or behind the numbers in the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..files.delimited import Manner
from . import columns
from .columns import Name

_BEHIND: Final = re.compile(r"[-+]?\d[\d.,]*\s*([^\d\s.,:/-][^\d:/]{0,11})")
_DURATION: Final = re.compile(r"\d{1,3}:[0-5]\d:[0-5]\d(?:\.\d*)?")


def with_units_beside(names: Sequence[Name], uses: Sequence[str | None], rows: Sequence[Sequence[str]]) -> list[Name]:
    """The names with the units of a row above or below them, where that has nothing else for the columns used."""
    for cells in rows:
        bare = [cell.strip(' "\t()[]').casefold() for cell in cells] + [""] * len(names)
        units = [unit if columns.is_unit(unit, use) else "" for unit, use in zip(bare, uses, strict=False)]
        used = [unit for unit, use in zip(bare, uses, strict=False) if use in columns.HEATS or use == columns.OUTDOOR]
        if any(units) and all(not unit or unit in units for unit in used):
            return [name if name.unit else name._replace(unit=unit) for name, unit in zip(names, units, strict=True)]
    return list(names)


def unit_in_cells(lines: Sequence[str], manner: Manner, place: int, use: str | None) -> str | None:
    """The unit behind the numbers of a column, "h:mm:ss" for times as 0:05:00; "": there is none, None: several."""
    units: set[str] = set()
    for line in lines:
        cells = manner.cells(line) if line and not line.startswith("#") else []
        cell = cells[place].strip(' "\t') if place < len(cells) else ""
        if not any(character.isdigit() for character in cell):
            continue
        match = _BEHIND.fullmatch(cell)
        unit = "h:mm:ss" if _DURATION.fullmatch(cell) else match[1].casefold().strip() if match else ""
        if not units and not columns.is_unit(unit, use):  # the first number shows whether there are any
            return ""
        units.add(unit if columns.is_unit(unit, use) else "")
    first = next(iter(units), "")
    return first if all(columns.same_unit(unit, first) for unit in units) else None


def without_unit(cell: str) -> str:
    """The number in a cell that has a unit behind it."""
    match = _BEHIND.fullmatch(cell.strip(' "\t'))
    return cell.strip(' "\t')[: match.start(1)].strip() if match else cell


def seconds_of_duration(cell: str, first: float) -> float | None:
    """The seconds of a runtime as 0:05:00, or as 5:00 whose first part has ``first`` seconds; None for other texts."""
    parts = cell.strip(' "\t').split(":")
    if len(parts) not in (2, 3) or not all(part.replace(".", "", 1).isdigit() for part in parts):
        return None
    if len(parts) == 3:
        first = 3600.0
    elif first == 1.0:  # of seconds there is no part
        return None
    return sum(float(part) * first / 60.0**power for power, part in enumerate(parts))
