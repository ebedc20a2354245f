"""The files that a workbook names, where they are in its folder."""

from __future__ import annotations

from pathlib import Path

from xl_dualfuel.errors import InputError
from xl_dualfuel.weather.year import WeatherYear

from . import lists


def is_file(name: object, folder: Path | None) -> bool:
    """Whether a file is in the folder of the workbook."""
    try:
        return folder is not None and (folder / str(name)).is_file()
    except (OSError, ValueError):
        return False


def in_order(year: WeatherYear | None, name: object, folder: Path | None) -> WeatherYear | None:
    """The year of a workbook; with its hours in order where its weather file is in the folder, unchanged."""
    if year is None or folder is None or not is_file(name, folder):
        return year
    from xl_dualfuel.weather.files import read_weather_file  # here: few workbooks name a file

    try:
        own = read_weather_file(folder / str(name))
    except InputError:
        return year
    pairs = zip((*year.temperature, *year.hours), (*own.temperature, *own.hours), strict=False)
    is_same = len(own.temperature) == len(year.temperature) and all(lists.same(*pair) for pair in pairs)
    return own if is_same else year
