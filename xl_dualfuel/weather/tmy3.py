"""TMY3, the typical years of NREL as CSV.

Source: S. Wilcox and W. Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156, 2008, tables 1-1 to 1-3: the
station on line 1, names of columns on line 2; date (MM/DD/YYYY), time (HH:MM, the end of the hour), dry bulb [°C],
relative humidity [%], station pressure [mbar], missing: -9900.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .named import column, names_line, taken
from .rows import Format, Head, Layout, When, ending, whole

MISSING: Final = -9900.0
_DRY_BULB: Final = "dry-bulb (c)"
_PASCALS_PER_MBAR: Final = 100.0


def _layout(head: Head) -> Layout | None:
    line = names_line(head, lambda names: _DRY_BULB in names)
    if line is None or line[0] == 0:
        return None
    number, names = line
    about = head.cells(number - 1)
    if len(about) < 2:
        return None
    dry_bulb, humidity = names.index(_DRY_BULB), column(names, "rhum (%)")
    pressure = column(names, "pressure (mbar)")
    return Layout(
        number + 1, dry_bulb, _time, humidity, pressure, _PASCALS_PER_MBAR,
        columns=taken(head, number, dry_bulb=dry_bulb, humidity=humidity, pressure=pressure),
        place=tuple(about[1:3]), values=len(names),
    )  # fmt: skip


def _time(cells: Sequence[str]) -> When:
    month, day, year = map(whole, cells[0].split("/"))
    hour, *_ = cells[1].split(":")
    return ending(month, day, whole(hour), 0, year)


TMY3: Final = Format("TMY3 CSV", _layout, lambda celsius: celsius == MISSING)
