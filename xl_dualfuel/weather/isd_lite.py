"""ISD-lite, NOAA's hourly observations of stations all over the world, a file a station and year.

Source: NOAA NCEI, "Integrated Surface Data - Lite (ISD-Lite) Format": year, month, day, hour (UTC), air temperature
[0.1 °C], dew point, pressure at sea level and others, apart by blanks; missing: -9999. The file's name has the station.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .rows import Format, Head, Layout, When, whole
from .year import IN_UTC

_ROW: Final = re.compile(r"\d{4} +\d{1,2} +\d{1,2} +\d{1,2}(?: +-?\d+){8} *", re.ASCII)
_STATION: Final = re.compile(r"([A-Z\d]{6}-\d{5})-\d{4}", re.ASCII)


def _layout(head: Head) -> Layout | None:
    if _ROW.fullmatch(head.lines[0]) is None:
        return None
    station = _STATION.match(Path(head.path).name)
    return Layout(
        0, 4, _time, divisor=10.0, columns=(("dry bulb", "air temperature [0.1 °C]"),),
        place=(f"station {station[1]}",) if station else (), cut=str.split,
        notes=(IN_UTC,),
    )  # fmt: skip


def _time(cells: Sequence[str]) -> When:
    year, month, day, hour = map(whole, cells[:4])
    return When(month, day, hour, 0, year)


ISD_LITE: Final = Format("ISD-lite", _layout, lambda tenths: tenths == -9999, is_measured=True)
