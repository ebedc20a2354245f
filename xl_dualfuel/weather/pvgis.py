"""PVGIS, the typical years of the European Commission's Joint Research Centre as CSV.

Source: PVGIS user manual, "Typical meteorological year" (ISO 15927-4): latitude, longitude and the year of each month
above the names of columns; time(UTC) as YYYYMMDD:HHMM, the beginning of the hour, T2m [°C], RH [%], SP [Pa]; a blank
line and the meaning of the columns below the rows. The time series by the hour have the same columns.
"""

from __future__ import annotations

import re
from typing import Final

from .named import column, coordinates, hours_from_utc, names_line, stamp, taken
from .rows import Format, Head, Layout
from .year import IN_UTC

_ABOUT: Final = re.compile(r"(Latitude|Longitude)[^:]*:\s*(-?[\d.]+)", re.IGNORECASE)


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: names[0] in ("time(utc)", "time") and "t2m" in names)
    if line is None:
        return None
    number, names = line
    found = {match[1].casefold(): match[2] for text in head.lines[:number] if (match := _ABOUT.match(text))}
    dry_bulb, humidity, pressure = names.index("t2m"), column(names, "rh"), column(names, "sp")
    longitude = found.get("longitude", "")
    zone = hours_from_utc(longitude)
    note = IN_UTC
    if zone is not None:
        note = f"Times moved by {zone:+d} h from UTC to local standard time, by the longitude"
    return Layout(
        number + 1, dry_bulb, lambda cells: stamp(cells[0]), humidity, pressure,
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure), values=len(names),
        place=coordinates(found.get("latitude", ""), longitude), shift=zone or 0, notes=(note,), ends_at_blank=True,
    )  # fmt: skip


PVGIS: Final = Format("PVGIS CSV", _layout)
