"""Weather files people hold, of any known format, recognized by their content.

A year is its distinct dry-bulb temperatures with the hours at each, which is all that a season's totals need, and
beside them the hours in order, with their humidity and pressure: days in a row, tariffs, frost and the hourly table
need those. Of a file with several rows an hour the table has each row with its share of the hour, the hours their mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..errors import InputError
from ..files.reading import FilePath, one_line, read_text
from ..units import fahrenheit
from .canada import CANADA
from .complete import Complete, complete
from .dwd_hourly import DWD_HOURLY
from .dwd_try import DWD_TRY
from .epw import EPW
from .isd_lite import ISD_LITE
from .lcd import LCD
from .meteostat import METEOSTAT
from .nsrdb import NSRDB
from .open_meteo import OPEN_METEO, csv_of_json
from .place import is_place, place_year
from .pvgis import PVGIS
from .rows import WEATHER, Body, Format, body_of, format_of, head_of
from .sam import SAM
from .tmy2 import TMY2
from .tmy3 import TMY3
from .year import HOURS_PER_YEAR, Reading, WeatherYear, year_of

FORMATS: Final[tuple[Format, ...]] = (
    EPW, TMY3, TMY2, PVGIS, NSRDB, SAM, ISD_LITE, LCD, CANADA, OPEN_METEO, METEOSTAT, DWD_TRY,
    DWD_HOURLY,
)  # fmt: skip
"""The formats in the order in which they are tried."""


def read_weather_file(path: FilePath) -> WeatherYear:
    """The year in a weather file of any of FORMATS, or of a place's degree days; its content shows which it is.

    Plain, gzip or zip. The dry bulb keeps the file's precision: °C as written, to °F by ``units.fahrenheit``, never
    rounded; °F as written. 29 February of a leap year is left out. Gaps of a record are filled, within limits, and
    reported.

    Raises InputError (one issue, key ``weather_file``) for a file that cannot be read, is not a regular file, is
    larger than MAX_BYTES before or after unpacking, is of another kind, or does not have every hour of a year once,
    each with a dry bulb from -70 to 70 °C. The message gives counts and line numbers, never content of the file.
    """
    text = read_text(path, WEATHER)
    if is_place(text):
        return place_year(path, text)
    body, year = _recorded(path, text)
    file = one_line(Path(path).name)
    place = body.name or file
    to_fahrenheit = float if body.layout.is_fahrenheit else fahrenheit
    coldest = min(year.table)
    at = year.means.index(coldest) if coldest in year.means else year.means.index(min(year.means))
    read = Reading(
        body.format.kind, file, place, year.period, float(HOURS_PER_YEAR), year.step_minutes, to_fahrenheit(coldest),
        year.hours.times[at], year.left_out, body.layout.columns, body.layout.notes,
    )  # fmt: skip
    return year_of(place, f"{body.format.kind} file {file}", year.table, year.hours, read, to_fahrenheit)


def weather_kind(path: FilePath, text: str) -> str | None:
    """Which kind of weather file a text is, as its beginning shows; None for any other."""
    try:
        return format_of(head_of(path, text), FORMATS)[0].kind
    except InputError:
        return None


def recorded_year(path: FilePath) -> tuple[Body, Complete]:
    """What a weather file holds, and the year it is. Raises as :func:`read_weather_file`."""
    return _recorded(path, read_text(path, WEATHER))


def _recorded(path: FilePath, text: str) -> tuple[Body, Complete]:
    body = body_of(path, csv_of_json(path, text), FORMATS)
    return body, complete(path, body)
