"""The built-in stations: typical years of NREL as tables, written by make_stations.py."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

from ..errors import InputError, Issue
from .rows import WeatherYear, year_of


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
    """The typical year of a built-in station; equal to what ``read_weather_file`` gives for its TMY3 file.

    Raises InputError for an unknown key. Source: NREL TMY3; see the head of stations.csv.
    """
    station = _table().get(key)
    if station is None:
        allowed = f"must be one of {', '.join(_table())}"
        raise InputError([Issue("station", key, allowed, "For any other place give an EPW file as weather_file.")])
    return year_of(station.label, station.source, station.hours)


@cache
def _table() -> dict[str, Station]:
    """stations.csv by station key. Plain csv, because a first calculation must not wait for pandas."""
    text = resources.files(__package__).joinpath("stations.csv").read_text(encoding="utf-8")
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
