"""Open-Meteo, hourly weather of any place from models and reanalyses, as CSV or JSON.

Source: Open-Meteo, Historical Weather API: names and values of what describes the place on lines 1 and 2, a blank line,
names of columns with their units; time as YYYY-MM-DDTHH:MM, at a fixed distance from UTC, temperature_2m [°C or °F],
relative_humidity_2m [%], surface_pressure [hPa]. A table of daily values may follow after a blank line.
The JSON has the same items: hourly_units with the unit of each, hourly with a list of each, null where there is none.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from typing import Any, Final

from ..files.reading import FilePath
from .named import coordinates, described, hours_from_utc, names_line, stamp, taken
from .rows import WEATHER, Format, Head, Layout

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


_ABOUT: Final = ("latitude", "longitude", "utc_offset_seconds")
_SECONDS: Final = "unixtime"


def csv_of_json(path: FilePath, text: str) -> str:
    """Open-Meteo's JSON as its CSV; any other text as it is. Raises InputError for JSON of another kind."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        document = json.loads(text)
        units, hourly = document["hourly_units"], document["hourly"]
        names = [name for name in hourly if isinstance(hourly[name], list)]
        headings = [f"{name} ({units[name]})" if name != "time" else name for name in names]
        rows = list(zip(*(hourly[name] for name in names), strict=True))
        if units.get("time") == _SECONDS:
            rows = _with_dates(names.index("time"), rows, int(document.get("utc_offset_seconds", 0)))
        about = [document.get(name, "") for name in _ABOUT]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        remedy = "Download hourly temperature_2m of one place for one year, as JSON or CSV."
        raise WEATHER.refused(path, "it is JSON, but not as Open-Meteo has it", remedy) from None
    time = names.index("time")
    order = [time, *(place for place in range(len(names)) if place != time)]  # the CSV begins with the time
    table = [[row[place] for place in order] for row in (headings, *rows)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_ABOUT, about, (), *table])
    return out.getvalue()


def _with_dates(time: int, rows: list[tuple[Any, ...]], offset: int) -> list[tuple[Any, ...]]:
    """The rows with local times in place of seconds since 1970 in UTC."""

    def date(seconds: float) -> str:
        return f"{datetime.datetime.fromtimestamp(seconds + offset, datetime.UTC):%Y-%m-%dT%H:%M}"

    return [(*row[:time], date(row[time]), *row[time + 1 :]) for row in rows]


OPEN_METEO: Final = Format("Open-Meteo", _layout, is_measured=True)
