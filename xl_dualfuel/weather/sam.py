"""SAM CSV, the solar weather files of NREL's System Advisor Model.

Source: SAM help, "Weather File Formats", SAM CSV Format for Solar, and the reader of SAM's own calculations (ssc,
lib_weatherfile): names of what describes the place on line 1, values on line 2, names of columns on line 3; year,
month, day, hour (0 to 23, the beginning), minute; the dry bulb [°C], relative humidity [%] and pressure [mbar] have
one of several names.
"""

from __future__ import annotations

from typing import Final

from .named import by_parts, column, coordinates, described, names_line, taken
from .rows import Format, Head, Layout

_DRY_BULB: Final = ("tdry", "dry bulb", "dry bulb temp", "dry bulb temperature", "temperature", "ambient",
                    "ambient temp", "tamb", "air temperature")  # fmt: skip
_HUMIDITY: Final = ("rh", "rhum", "relative humidity", "humidity")
_PRESSURE: Final = ("pres", "pressure")
_SUN: Final = {"ghi", "gh", "global", "dni", "dn", "beam", "direct normal irradiance", "dhi", "df", "diffuse"}
_PARTS: Final = (("year", "yr"), ("month", "mo"), ("day",), ("hour", "hr"))


def _layout(head: Head) -> Layout | None:
    wanted = (*_PARTS, _DRY_BULB)
    line = names_line(head, lambda names: all(column(names, *called) is not None for called in wanted),
                      lambda names: not _SUN.isdisjoint(names))  # fmt: skip
    if line is None:
        return None
    number, names = line
    about = described(head, number)
    dry_bulb, humidity, pressure = (column(names, *called) for called in (_DRY_BULB, _HUMIDITY, _PRESSURE))
    assert dry_bulb is not None
    year, month, day, hour = (next(name for name in called if name in names) for called in _PARTS)
    place = [part for part in (about.get("city", ""), about.get("state", "")) if part.strip("- ")]
    return Layout(
        number + 1, dry_bulb, by_parts(names, year, month, day, hour, "minute" if "minute" in names else "min"),
        humidity, pressure, 100.0,
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure), values=len(names),
        place=tuple(place) or coordinates(about.get("latitude", ""), about.get("longitude", "")),
    )  # fmt: skip


SAM: Final = Format("SAM CSV", _layout, lambda celsius: celsius in (-9999.0, -999.0, -99.0, 99.9, 999.0, 9999.0))
