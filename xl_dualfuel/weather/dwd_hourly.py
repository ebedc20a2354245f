"""DWD hourly, observations of the German weather service: ``produkt_tu_stunde`` of its climate data center.

Source: Deutscher Wetterdienst, Climate Data Center, "Hourly station observations of 2 m air temperature and humidity
for Germany": STATIONS_ID, MESS_DATUM as YYYYMMDDHH in UTC, TT_TU [°C], RF_TU [%], semicolons between, −999 for missing.
The value of an hour is read ten minutes before its end. The zip holds descriptions too: unpack the one file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .named import column, names_line, taken
from .rows import Format, Head, Layout, When, ending

_STAMP: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)", re.ASCII)
_FROM_UTC: Final = 1
"""Hours of local standard time in Germany"""


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: {"mess_datum", "tt_tu"} <= {*names})
    if line is None:
        return None
    number, names = line
    time, dry_bulb, humidity = names.index("mess_datum"), names.index("tt_tu"), column(names, "rf_tu")
    station, first = column(names, "stations_id"), head.cells(number + 1)

    def when(cells: Sequence[str]) -> When | None:
        match = _STAMP.fullmatch(cells[time])
        if match is None:
            return None
        year, month, day, hour = map(int, match.groups())
        return ending(month, day, hour, 0, year)

    return Layout(
        number + 1, dry_bulb, when, humidity, columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity),
        place=(f"station {first[station]}",) if station is not None and station < len(first) else (),
        values=len(names), shift=_FROM_UTC, names=head.lines[number],
        notes=(f"Times moved by {_FROM_UTC:+d} h from UTC to local standard time",),
    )  # fmt: skip


DWD_HOURLY: Final = Format("DWD hourly", _layout, lambda celsius: celsius == -999.0, is_measured=True)
