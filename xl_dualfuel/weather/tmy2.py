"""TMY2, the typical years of NREL with columns of fixed width.

Source: W. Marion and K. Urban, "User's Manual for TMY2s", NREL/SP-463-7668, 1995, tables 3-1 and 3-2: the station on
line 1 (WBAN, city, state, time zone, latitude, longitude, elevation); in a row year, month, day, hour by its end in
columns 2 to 9, dry bulb [0.1 °C] in 68 to 71 (missing 9999), relative humidity [%] in 80 to 82 (missing 999), pressure
[mbar] in 85 to 88 (missing 9999).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .rows import Format, Head, Layout, When, ending, whole

_STATION: Final = re.compile(r" ?(\d{5}) (.{22}) ([A-Z]{2}) +-?\d+ [NS] +\d+ +\d+ [EW] +\d+ +\d+ +-?\d+ *", re.ASCII)
_ROW: Final = re.compile(r" ?\d{8}[\d?A-Z -]{40,}", re.ASCII)
_ENDS: Final = ((0, 2), (2, 4), (4, 6), (6, 8), (66, 70), (78, 81), (83, 87))
"""Of a row without the blank that it begins with: year, month, day, hour, dry bulb, humidity, pressure"""
_COLUMNS: Final = (("dry bulb", "68 to 71 [0.1 °C]"), ("humidity", "80 to 82 [%]"), ("pressure", "85 to 88 [mbar]"))


def _layout(head: Head) -> Layout | None:
    station = _STATION.fullmatch(head.lines[0])
    if station is None or len(head.lines) < 2 or _ROW.match(head.lines[1]) is None:
        return None
    return Layout(1, 4, _time, humidity=5, pressure=6, pascals=100.0, divisor=10.0, columns=_COLUMNS,
                  place=(station[2].strip(), station[3]), cut=_cut)  # fmt: skip


def _cut(line: str) -> list[str]:
    row = line[1:] if line.startswith(" ") else line
    return [row[start:end] for start, end in _ENDS] if len(row) >= _ENDS[-1][1] else [row]


def _time(cells: Sequence[str]) -> When:
    year, month, day, hour = map(whole, cells[:4])
    return ending(month, day, hour, 0, 1900 + year)


TMY2: Final = Format("TMY2", _layout, lambda tenths: tenths == 9999)
