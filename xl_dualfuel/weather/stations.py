"""The built-in stations: typical years of NREL, written by make_stations.py.

stations.csv has the hours at each temperature; stations.npz the 8,760 hours in order, for each station an array of
16-bit integers (3, 8760): dry bulb [0.1 °C], relative humidity [%], pressure [hPa], as the TMY3 files have them.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from ..errors import InputError, Issue
from ..units import fahrenheit
from .year import HOURS_PER_YEAR, Hours, Reading, WeatherYear, times_of_year, year_of

TABLE: Final = "stations.csv"
ORDER: Final = "stations.npz"
TENTHS: Final = 10
PASCALS: Final = 100
"""How the numbers of stations.npz are scaled: in one °C, in one hPa"""


class Station(NamedTuple):
    """One built-in station: label and source in words, hours [h] by dry bulb [°C]."""

    label: str
    source: str
    hours: dict[float, int]


def stations() -> dict[str, str]:
    """Key → label of each built-in station, in the order of the table."""
    return {key: station.label for key, station in _table().items()}


@cache
def station_year(key: str) -> WeatherYear:
    """The typical year of a built-in station; its hours are those that ``read_weather_file`` gives for its TMY3 file.

    The order of the hours is None where a host does not carry stations.npz. Raises InputError for an unknown key.
    Source: NREL TMY3; see the head of stations.csv.
    """
    station = _table().get(key)
    if station is None:
        allowed = f"must be one of {', '.join(_table())}"
        raise InputError([Issue("station", key, allowed, "For any other place give an EPW file as weather_file.")])
    order = _order(key)
    coldest = fahrenheit(min(station.hours))
    at = None if order is None else order.times[int(np.argmin(order.dry_bulb))]
    period = "a typical year of 1976 to 2005 (TMY3)"
    read = Reading("built-in station", None, station.label, period, float(HOURS_PER_YEAR), 60.0, coldest, at)
    return year_of(station.label, station.source, station.hours, order, read)


def _order(key: str) -> Hours | None:
    try:
        packed = _carried(ORDER)
    except FileNotFoundError:
        return None
    with np.load(io.BytesIO(packed)) as years:
        dry_bulb, humidity, pressure = years[key].astype(float)
    celsius = (dry_bulb / TENTHS).tolist()
    return Hours(times_of_year(), np.array([fahrenheit(reading) for reading in celsius]), humidity, pressure * PASCALS)


def _carried(name: str) -> bytes:
    """A file of this folder. (importlib.resources takes ten times as long to import.) Raises FileNotFoundError."""
    import pkgutil  # late, as below: most houses are at no station

    content = pkgutil.get_data(str(__package__), name)
    if content is None:
        raise FileNotFoundError(name)
    return content


@cache
def _table() -> dict[str, Station]:
    """stations.csv by station key. Plain csv, because a first calculation must not wait for pandas."""
    import csv

    text = _carried(TABLE).decode()
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    # '#' without a blank: a table inside the head, one row a station. The rest: one row a station and temperature.
    about = csv.DictReader(line[1:] for line in lines if line.startswith("#"))
    table = {
        row["station"]: Station(
            row["label"], f"NREL TMY3 (Wilcox & Marion 2008, NREL/TP-581-43156), WMO {row['wmo']}", {}
        )
        for row in about
    }
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        table[row["station"]].hours[float(row["dry_bulb_c"])] = int(row["hours"])
    return table
