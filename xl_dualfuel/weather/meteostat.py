"""Meteostat, hourly observations of stations all over the world as CSV.

Source: Meteostat developers, "Hourly Data" (bulk): a file a station and year with names of columns, year, month, day,
hour (UTC), temp [°C], rhum [%], and the source of each; before 2025 without names: date, hour, temp, dwpt, rhum and
nine more. The Python library's tables have a column time. pres is at sea level and not used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .named import by_parts, column, names_line, stamp, taken
from .rows import Format, Head, Layout, When, whole
from .year import IN_UTC

_UNNAMED: Final = re.compile(r'"?(\d{4}-\d\d-\d\d)"?,"?(\d{1,2})"?(?:,[^,]*){11}', re.ASCII)
_OTHERS: Final = {"dwpt", "rhum", "prcp", "coco", "temp_source", "rhum_source"}


def _layout(head: Head) -> Layout | None:
    if _UNNAMED.fullmatch(head.lines[0]):
        columns = (("dry bulb", "column 3 [°C]"), ("humidity", "column 5 [%]"))
        return Layout(0, 2, _date_and_hour, humidity=4, columns=columns, notes=(IN_UTC,))
    line = names_line(head, lambda names: "temp" in names and not _OTHERS.isdisjoint(names),
                      lambda names: {"year", "month", "day", "hour"} <= {*names} or "time" in names
                      or {"date", "hour"} <= {*names})  # fmt: skip
    if line is None:
        return None
    number, names = line
    dry_bulb, humidity = names.index("temp"), column(names, "rhum")
    if "year" in names:
        time = by_parts(names, "year", "month", "day", "hour")
    elif "time" in names:
        place = names.index("time")

        def time(cells: Sequence[str]) -> When | None:
            return stamp(cells[place])
    else:
        date, hour = names.index("date"), names.index("hour")

        def time(cells: Sequence[str]) -> When | None:
            return _date_and_hour((cells[date], cells[hour]))

    return Layout(
        number + 1, dry_bulb, time, humidity, names=head.lines[number], notes=(IN_UTC,),
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity), values=len(names),
    )  # fmt: skip


def _date_and_hour(cells: Sequence[str]) -> When | None:
    return stamp(f"{cells[0]}T{whole(cells[1]):02d}")


METEOSTAT: Final = Format("Meteostat CSV", _layout, is_measured=True)
