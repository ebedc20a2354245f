"""Open-Meteo, hourly weather of any place from models and reanalyses, as CSV.

Source: Open-Meteo, Historical Weather API: names and values of what describes the place on lines 1 and 2, a blank line,
names of columns with their units; time as YYYY-MM-DDTHH:MM, at a fixed distance from UTC, temperature_2m [°C or °F],
relative_humidity_2m [%], surface_pressure [hPa]. A table of daily values may follow after a blank line.
"""

from __future__ import annotations

import re
from typing import Final

from .named import coordinates, described, hours_from_utc, names_line, stamp, taken
from .rows import Format, Head, Layout

_DRY_BULB: Final = re.compile(r"temperature_2m \(.{0,3}([cf])\)")
_HUMIDITY: Final = re.compile(r"relative_?humidity_2m( \(%\))?")
_PRESSURE: Final = re.compile(r"surface_pressure \(hpa\)")


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: names[0] == "time", lambda names: any(map(_DRY_BULB.fullmatch, names)))
    if line is None:
        return None
    number, names = line
    about = described(head, number)
    dry_bulb, humidity, pressure = (
        next((place for place, name in enumerate(names) if pattern.fullmatch(name)), None)
        for pattern in (_DRY_BULB, _HUMIDITY, _PRESSURE)
    )
    assert dry_bulb is not None
    unit = _DRY_BULB.fullmatch(names[dry_bulb])
    is_utc = not about.get("utc_offset_seconds", "0").strip("0")
    shift = (hours_from_utc(about.get("longitude", "")) or 0) if is_utc else 0
    return Layout(
        number + 1, dry_bulb, lambda cells: stamp(cells[0]), humidity, pressure, 100.0,
        is_fahrenheit=unit is not None and unit[1] == "f",
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure), values=len(names),
        place=coordinates(about.get("latitude", ""), about.get("longitude", "")), shift=shift,
        notes=(f"Times moved by {shift:+d} h from UTC to local standard time, by the longitude",) if shift else (),
        ends_at_blank=True,
    )  # fmt: skip


OPEN_METEO: Final = Format("Open-Meteo CSV", _layout, is_measured=True)
