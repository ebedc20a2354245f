"""TMY3, the typical years of NREL as CSV.

Source: S. Wilcox and W. Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156, 2008, tables 1-1 to 1-3: the
station on line 1, names of columns on line 2; date (MM/DD/YYYY), time (HH:MM), dry bulb [°C], relative humidity [%],
station pressure [mbar], missing: -9900.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..files.delimited import Manner
from ..files.reading import FilePath
from .rows import Format, Layout

MISSING: Final = -9900.0
DRY_BULB: Final = "Dry-bulb (C)"
HUMIDITY: Final = "RHum (%)"
PRESSURE: Final = "Pressure (mbar)"
_PASCALS_PER_MBAR: Final = 100.0


def _layout(path: FilePath, head: Sequence[str], manner: Manner) -> Layout | None:
    names = [cell.strip(' "\t').casefold() for cell in head[1].split(manner.separator)] if len(head) > 1 else []
    if DRY_BULB.casefold() not in names or len(manner.cells(head[0])) < 2:
        return None
    place = {name: number for number, name in enumerate(names)}.get
    more = place(HUMIDITY.casefold()), place(PRESSURE.casefold())
    return Layout(2, names.index(DRY_BULB.casefold()), *more, _PASCALS_PER_MBAR, len(names))


def _place(first: Sequence[str]) -> tuple[str, ...]:
    """Place and state."""
    return (*first[1:2], *[part for part in first[2:3] if part.strip("-")])


def _time(cells: Sequence[str]) -> Sequence[str]:
    date, clock = cells[0].split("/"), "".join(cells[1:2]).split(":")
    return [*date[:2], clock[0]] if len(date) == 3 else []


TMY3: Final = Format("TMY3 CSV", _layout, _place, lambda celsius: celsius == MISSING, _time)
