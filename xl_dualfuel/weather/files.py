"""Weather files people hold, of any known format, recognized by their content.

A year is stored as its distinct dry-bulb temperatures with the hours at each. No season total depends on the order of
the hours, so nothing is lost, and it is small enough to be part of a case. Where the order matters, in a
table hour by hour, the same reader gives the hours as the file has them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from ..files.reading import FilePath, one_line, read_text
from ..units import fahrenheit
from .epw import EPW
from .rows import WEATHER, Body, Format, WeatherYear, body_of, readings_of, times_of, year_of
from .tmy3 import TMY3

FORMATS: Final[tuple[Format, ...]] = (EPW, TMY3)
"""The formats in the order in which they are tried."""


def read_weather_file(path: FilePath) -> WeatherYear:
    """The year in an EPW file or a TMY3 CSV file, plain, gzip or zip; its content shows which kind.

    The dry bulb keeps the file's precision: °C as written, to °F by ``units.fahrenheit``, never rounded.

    Raises InputError (one issue, key ``weather_file``) for a file that cannot be read, is not a regular file, is
    larger than MAX_BYTES before or after unpacking, is of another kind, or has not exactly 8,760 hourly rows, each
    with a dry bulb from -70 to 70 °C. The message gives counts and line numbers, never content of the file.
    """
    body, hours = recorded_year(path)
    file_name = one_line(Path(path).name)
    return year_of(body.name or file_name, f"{body.format.kind} file {file_name}", hours)


def read_hours(path: FilePath) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The 8,760 hours of a weather file in the file's order: their time stamps, their dry bulbs [°F].

    A time stamp is ``MM-DD HH:00``, the end of the hour as the formats number it: ``01-01 01:00`` to ``12-31 24:00``.
    The temperatures are those of :func:`read_weather_file`, to the last bit.

    Raises InputError as :func:`read_weather_file`, and for a row without a readable month, day and hour.
    """
    body = body_of(path, read_text(path, WEATHER), FORMATS)
    readings = readings_of(path, body)
    return tuple(times_of(path, body)), tuple(map(fahrenheit, readings))


def recorded_year(path: FilePath) -> tuple[Body, dict[float, int]]:
    """What a weather file holds, and its hours [h] by ascending dry bulb [°C]. Raises as :func:`read_weather_file`."""
    body = body_of(path, read_text(path, WEATHER), FORMATS)
    return body, dict(sorted(Counter(readings_of(path, body)).items()))
