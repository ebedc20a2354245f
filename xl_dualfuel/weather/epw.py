"""EPW, the weather files of EnergyPlus.

Source: EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary", fields N2 to N4 (month, day,
hour), N6 (dry bulb [°C], missing at or above 99.9), N8 (relative humidity [%], missing 999) and N9 (station pressure
[Pa], missing 999999).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..files.delimited import Manner
from ..files.reading import FilePath
from .rows import WEATHER, Format, Layout

MISSING: Final = 99.9
DRY_BULB: Final = 6
HUMIDITY: Final = 8
PRESSURE: Final = 9
_HEADER_LINES: Final = 8
_FIELDS: Final = 35
"""Of an hour: the year to the liquid precipitation quantity, N1 to N34 and A1"""


def _layout(path: FilePath, head: Sequence[str], manner: Manner) -> Layout | None:
    if not manner.cells(head[0])[:1] or manner.cells(head[0])[0].strip().upper() != "LOCATION":
        return None
    header = next((n for n, line in enumerate(head, 1) if line.upper().startswith("DATA PERIODS")), _HEADER_LINES)
    periods = head[header - 1].split(manner.separator) if header <= len(head) else []
    per_hour = periods[2].strip().lstrip("0") if len(periods) > 2 else ""
    if per_hour.isdecimal() and per_hour != "1":
        problem = f"line {header} announces more than one row an hour"
        raise WEATHER.refused(path, problem, "Use the hourly version of the file.")
    return Layout(header, DRY_BULB, HUMIDITY, PRESSURE, values=_FIELDS)


def _place(first: Sequence[str]) -> tuple[str, ...]:
    """Place and state, or country where the file has ``-`` for the state."""
    return (*first[1:2], *[part for part in first[2:4] if part.strip("-")][:1])


EPW: Final = Format("EPW", _layout, _place, lambda celsius: celsius >= MISSING, lambda cells: cells[1:4])
