"""Environment Canada, hourly observations of Canadian stations as CSV, a file a month, or several put together.

Source: Government of Canada, Historical Climate Data, "Technical Documentation": Date/Time (LST), Temp (°C), Rel Hum
(%), Stn Press (kPa); local standard time all year. The download service of the same data (climate-hourly) has
LOCAL_DATE, TEMP, RELATIVE_HUMIDITY, STATION_PRESSURE.
"""

from __future__ import annotations

import re
from typing import Final

from .named import column, names_line, stamp, taken
from .rows import Format, Head, Layout

_DRY_BULB: Final = re.compile(r"temp \(.{0,3}c\)|temp")
_TIMES: Final = ("date/time (lst)", "date/time", "local_date")


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: column(names, *_TIMES) is not None,
                      lambda names: any(map(_DRY_BULB.fullmatch, names)),
                      lambda names: "time (lst)" in names or "time" in names or "local_date" in names)  # fmt: skip
    if line is None:
        return None
    number, names = line
    time = column(names, *_TIMES)
    assert time is not None
    dry_bulb = next(place for place, name in enumerate(names) if _DRY_BULB.fullmatch(name))
    humidity = column(names, "rel hum (%)", "relative_humidity")
    pressure, name = column(names, "stn press (kpa)", "station_pressure"), column(names, "station name", "station_name")
    first = head.cells(number + 1)
    return Layout(
        number + 1, dry_bulb, lambda cells: stamp(cells[time]), humidity, pressure, 1000.0,
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure), values=len(names),
        place=(first[name],) if name is not None and name < len(first) else (), names=head.lines[number],
    )  # fmt: skip


CANADA: Final = Format("Environment Canada CSV", _layout, is_measured=True)
