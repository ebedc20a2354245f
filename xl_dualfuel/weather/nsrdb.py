"""NSRDB, the files of NREL's National Solar Radiation Database, physical solar model (PSM) 3 and 4.

Source: NSRDB download instructions for PSM v3 and GOES v4: on line 1 names and on line 2 values of what describes the
place and the units, names of columns on line 3; Year, Month, Day, Hour (0 to 23, the beginning) and Minute of a row,
Temperature [°C], Relative Humidity [%], Pressure [mbar]. Time Zone is that of the rows, Local Time Zone that of the
place. As pvlib saves them, without the two lines above the names, they are read too.
"""

from __future__ import annotations

from typing import Final

from .named import by_parts, column, coordinates, described, names_line, taken
from .rows import WEATHER, Format, Head, Layout

_PARTS: Final = ("year", "month", "day", "hour")


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: {*_PARTS, "minute"} <= {*names} and "tdry" not in names)
    if line is None:
        return None
    number, names = line
    about = described(head, number)
    dry_bulb, humidity = column(names, "temperature", "air temperature"), column(names, "relative humidity")
    if dry_bulb is None:
        if about.get("source") != "NSRDB":
            return None
        remedy = "Download it with Temperature (air_temperature) among its columns."
        raise WEATHER.refused(head.path, "it has no column Temperature", remedy)
    pressure = column(names, "pressure", "surface pressure")
    zone, local = (_whole(about.get(key, "")) for key in ("time zone", "local time zone"))
    shift = local - zone if zone is not None and local is not None else 0
    place = [part for part in (about.get("city", ""), about.get("state", "")) if part.strip("- ")]
    return Layout(
        number + 1, dry_bulb, by_parts(names, *_PARTS), humidity, pressure, 100.0,
        is_fahrenheit=about.get("temperature units", "c").casefold().startswith("f"),
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure), values=len(names),
        place=tuple(place) or coordinates(about.get("latitude", ""), about.get("longitude", "")),
        shift=shift, names=head.lines[number],
        notes=(f"Times moved by {shift:+d} h to local standard time",) if shift else (),
    )  # fmt: skip


def _whole(text: str) -> int | None:
    try:
        return round(float(text))
    except ValueError:
        return None


NSRDB: Final = Format("NSRDB CSV", _layout)
