"""LCD, NOAA's Local Climatological Data: reports of an airport as they came, with daily and monthly summaries between.

Source: NOAA NCEI, "Local Climatological Data (LCD) Dataset Documentation", version 1 ([°F], [in Hg]) and version 2
([°C], [hPa]): DATE in local standard time, REPORT_TYPE (FM-15: the routine report each hour; SOD, SOM: summaries),
HourlyDryBulbTemperature, HourlyRelativeHumidity, HourlyStationPressure; s after a number: suspect; ``*``: missing.
Version 1 and 2 have the same names of columns, and the pressures tell their units apart: 29 in Hg, 990 hPa.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Final

from ..files.values import number_in
from .named import column, names_line, stamp, taken
from .rows import WEATHER, Format, Head, Layout, When

_DRY_BULB: Final = "hourlydrybulbtemperature"
_PRESSURES: Final = ("hourlystationpressure", "hourlysealevelpressure", "hourlyaltimetersetting")
_PASCALS_PER_INCH: Final = 3386.389
"""Of mercury at 32 °F; NIST SP 811, appendix B.8"""
_INCHES: Final = (20.0, 35.0)
_HECTOPASCALS: Final = (600.0, 1100.0)
_RANKS: Final = {"FM-15": 0, "FM-12": 1, "FM-16": 2}
_SUMMARIES: Final = ("SOD", "SOM", "SHEF")


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: _DRY_BULB in names and "date" in names)
    if line is None:
        return None
    number, names = line
    is_fahrenheit = _in_inches(head, number, names)
    if is_fahrenheit is None:
        remedy = "Download it with HourlyStationPressure among its columns: that shows whether it is in °F or °C."
        raise WEATHER.refused(head.path, "its temperatures may be in °F or °C", remedy)
    date, report, name = names.index("date"), column(names, "report_type"), column(names, "name", "station")
    dry_bulb, humidity = names.index(_DRY_BULB), column(names, "hourlyrelativehumidity")
    pressure = column(names, "hourlystationpressure")
    first = head.cells(number + 1)

    def rank(cells: Sequence[str]) -> int | None:
        kind = cells[report].strip() if report is not None else ""
        return None if kind in _SUMMARIES else _RANKS.get(kind, 3)

    return Layout(
        number + 1, dry_bulb, lambda cells: _nearest_hour(stamp(cells[date])), humidity, pressure,
        _PASCALS_PER_INCH if is_fahrenheit else 100.0, is_fahrenheit,
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure), values=len(names),
        place=(first[name],) if name is not None and name < len(first) else (), names=head.lines[number], rank=rank,
        notes=(f"Temperatures taken as {'°F' if is_fahrenheit else '°C'}, by the unit of the pressures; of the reports "
               "of an hour the routine one nearest the full hour is used",),
    )  # fmt: skip


def _in_inches(head: Head, line: int, names: Sequence[str]) -> bool | None:
    """Whether the pressures of the first rows are in inches of mercury; None where there are none."""
    places = [names.index(name) for name in _PRESSURES if name in names]
    rows = [head.cells(number) for number in range(line + 1, len(head.lines))]
    texts = [cells[place].rstrip("s") for cells in rows for place in places if place < len(cells)]
    numbers = [number for text in texts if (number := number_in(head.manner.number(text))) is not None]
    middle = statistics.median(numbers) if numbers else 0.0
    for is_inches, (low, high) in ((True, _INCHES), (False, _HECTOPASCALS)):
        if low <= middle <= high:
            return is_inches
    return None


def _nearest_hour(when: When | None) -> When | None:
    """The hour that ends at the full hour nearest to a report: one at 00:51 is of the hour to 01:00."""
    if when is None:
        return None
    hour = when.hour + (when.minute >= 30) - 1
    is_leap = when.year % 4 == 0 and (when.year % 100 != 0 or when.year % 400 == 0)
    if hour < 0 and (when.month, when.day) == (3, 1) and is_leap:
        return When(2, 29, 23, when.minute, when.year)
    return when._replace(hour=hour)


LCD: Final = Format("LCD", _layout, is_measured=True, suffixes="s")
