"""Weather files people hold, of any known format, recognized by their content.

A year is its distinct dry-bulb temperatures with the hours at each, which is all that a season's totals need, and
beside them the hours in the order of the file, with their humidity and pressure: days in a row, tariffs, frost and the
hourly table need those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..files.reading import FilePath, one_line, read_text
from .epw import EPW
from .rows import WEATHER, Body, Format, body_of, hours_of, readings_of
from .tmy3 import TMY3
from .year import Hours, WeatherYear, counted, year_of

FORMATS: Final[tuple[Format, ...]] = (EPW, TMY3)
"""The formats in the order in which they are tried."""


def read_weather_file(path: FilePath) -> WeatherYear:
    """The year in an EPW file or a TMY3 CSV file, plain, gzip or zip; its content shows which kind.

    The dry bulb keeps the file's precision: °C as written, to °F by ``units.fahrenheit``, never rounded.

    Raises InputError (one issue, key ``weather_file``) for a file that cannot be read, is not a regular file, is
    larger than MAX_BYTES before or after unpacking, is of another kind, or has not exactly 8,760 hourly rows, each
    with a dry bulb from -70 to 70 °C. The message gives counts and line numbers, never content of the file.
    """
    body, celsius, order = recorded_year(path)
    file_name = one_line(Path(path).name)
    return year_of(body.name or file_name, f"{body.format.kind} file {file_name}", counted(celsius), order)


def recorded_year(path: FilePath) -> tuple[Body, list[float], Hours]:
    """What a weather file holds, the dry bulb of each row [°C], its hours. Raises as :func:`read_weather_file`."""
    body = body_of(path, read_text(path, WEATHER), FORMATS)
    celsius = readings_of(path, body)
    return body, celsius, hours_of(body, celsius)
