"""EPW, the weather files of EnergyPlus.

Source: EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary", fields N2 to N4 (month, day,
hour by its end), N6 (dry bulb [°C], missing at or above 99.9), N8 (relative humidity [%], missing 999) and N9 (station
pressure [Pa], missing 999999). DATA PERIODS says how many rows an hour has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .rows import Format, Head, Layout, When, ending, whole

MISSING: Final = 99.9
_COLUMNS: Final = (("dry bulb", "N6 dry bulb [°C]"), ("humidity", "N8 relative humidity [%]"),
                   ("pressure", "N9 station pressure [Pa]"))  # fmt: skip
_HEADER_LINES: Final = 8
_FIELDS: Final = 35
"""Of an hour: the year to the liquid precipitation quantity, N1 to N34 and A1"""


def location(head: Head) -> list[str]:
    """The cells of the line LOCATION; none where the file has no such line."""
    for number, line in enumerate(head.lines[:32]):
        if line.lstrip(' "').upper().startswith("LOCATION"):
            cells = head.cells(number)
            return cells if cells[0].upper() == "LOCATION" else []
    return []


def _layout(head: Head) -> Layout | None:
    about = location(head)
    if not about:
        return None
    header = next(
        (n for n, line in enumerate(head.lines, 1) if line.lstrip(' "').upper().startswith("DATA PERIODS")),
        _HEADER_LINES,
    )
    periods = head.cells(header - 1)
    per_hour = periods[2].lstrip("0") if len(periods) > 2 else ""
    return Layout(
        header, 6, _time, humidity=8, pressure=9, columns=_COLUMNS,
        place=(*about[1:2], *[part for part in about[2:4] if part.strip("-")][:1]),
        per_hour=int(per_hour) if per_hour.isdecimal() and len(per_hour) < 3 else 1, values=_FIELDS,
    )  # fmt: skip


def _time(cells: Sequence[str]) -> When:
    return ending(whole(cells[1]), whole(cells[2]), whole(cells[3]), 0, whole(cells[0]))


EPW: Final = Format("EPW", _layout, lambda celsius: celsius >= MISSING)
