"""DWD TRY, the test reference years of the German weather service.

Source: Deutscher Wetterdienst and BBSR, "Handbuch: Ortsgenaue Testreferenzjahre", 2017: a header in words up to a line
of names and a line ``***``; then, apart by blanks, month MM, day DD, hour HH by its end (1 to 24, MEZ all year), air
temperature t [°C], pressure p [hPa], relative humidity RF [%] and others. The years of 2011 have other columns under
the same names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .rows import Format, Head, Layout, When, ending, whole

_NAMES: Final = {"MM", "DD", "HH", "t", "p", "RF"}


def _layout(head: Head) -> Layout | None:
    end = next((number for number, line in enumerate(head.lines[:64]) if line.strip().startswith("***")), 0)
    names = next(
        (line.split() for line in reversed(head.lines[:end]) if line.split() and {*line.split()} >= _NAMES), []
    )
    if not names:
        return None
    month, day, hour, dry_bulb, pressure, humidity = (names.index(name) for name in ("MM", "DD", "HH", "t", "p", "RF"))
    about = [line.partition(":")[2].strip() for line in head.lines[:end] if line.startswith("Art des TRY")]

    def time(cells: Sequence[str]) -> When:
        return ending(whole(cells[month]), whole(cells[day]), whole(cells[hour]))

    return Layout(
        end + 1, dry_bulb, time, humidity, pressure, 100.0, cut=str.split, place=tuple(about[:1]),
        columns=(("dry bulb", "t [°C]"), ("humidity", "RF [%]"), ("pressure", "p [hPa]")),
    )  # fmt: skip


DWD_TRY: Final = Format("DWD TRY", _layout, lambda celsius: celsius in (-999.0, -99.9, 999.0))
