"""What is in the files that a case names: weather, bills, a record and its season, the rules of a programme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from ..errors import InputError, Issue
from ..files.reading import expanded, named_files
from ..weather.stations import station_year
from ..weather.year import WeatherYear
from . import validation
from .fields import TABLE_LIMIT
from .programmes import KEYS, Programme
from .settings import SETTINGS, multiple_below
from .validation import Value

if TYPE_CHECKING:
    from ..records.bill_weather import BillsRead
    from ..records.record import Record
    from ..records.season import Season


class Files(NamedTuple):
    """What was read from the files of a case."""

    year: WeatherYear | None = None
    runtime: Record | None = None
    programme: Programme | None = None
    lead: str = ""
    """What a workbook says its record lacks for a season, as Season.lead: the record itself is not in it"""
    bills: BillsRead | None = None
    is_recorded: bool = False
    """Whether the measured bins of a workbook are a record's, which its settings cut"""


NO_FILES: Final = Files()
NO_SEASON: Final = "No season"
"""What the lead of a record begins with that is none"""


def lead_in(cell: object) -> str:
    """The lead of a record that a workbook holds; "" for anything else in the cell."""
    return f"{cell.strip()} " if isinstance(cell, str) and _LEAD.fullmatch(cell.strip()) else ""


_LEAD: Final = re.compile(
    r"No season: the record covers [0-9]{1,3} % of [-\w ]{5,40} \([0-9,]{1,5} days\)\."
    r"|Scaled from [0-9,]{1,5} recorded days to a season by degree days\."
)
"""What Season.lead says, before its space"""


def read_files(full: Mapping[str, Value], known: Files) -> tuple[Files, list[Issue]]:
    """The files of a case, and what is wrong with them; a known file is not read again."""
    climate, station = full.get("climate"), full.get("station")
    weather, runtime = full.get("weather_file"), full.get("runtime_file")
    issues: list[Issue] = []
    year = record = programme = None
    bills = known.bills
    if isinstance(billed := full.get("bills_file"), str):
        from ..records.bill_weather import bills_with_weather  # here, as below: few cases name a file

        try:
            bills = bills or bills_with_weather(billed, str(full.get("fuel")), full.get("bills_weather_file"))
        except InputError as error:
            issues += error.issues
    if isinstance(own := full.get("programme_file"), str):
        from .programme_files import read_programme

        try:
            programme = known.programme or read_programme(expanded(own))
        except InputError as error:
            issues += error.issues
    try:
        if climate == "station" and isinstance(station, str):
            year = station_year(station)
        elif climate == "weather" and isinstance(weather, str):
            from ..weather.files import read_weather_file  # here, as below: few cases name a file

            year = known.year or read_weather_file(expanded(weather))
        elif climate == "bins" and isinstance(runtime, str):
            from ..records.thermostat import read_runtime_file

            record = known.runtime or read_runtime_file([expanded(name) for name in named_files(runtime)])
    except InputError as error:
        issues += error.issues
    is_held = climate == "bins" and record is None  # in a workbook
    lead, is_recorded = (known.lead, known.is_recorded) if is_held else ("", False)
    return Files(year, record, programme, lead, bills, is_recorded), issues


def bins_of_record(full: Mapping[str, Value], files: Files) -> dict[str, Value]:
    """The measured bins of a runtime file; without one nothing. Raises InputError where there are none, or too many."""
    width, setpoint = full.get("bin_width"), full.get("indoor_setpoint")
    if files.runtime is None or not isinstance(width, float) or not isinstance(setpoint, float):
        return {}
    from ..records.season import bins

    base, season = full.get("load_balance_temperature"), record_season(full, files)
    assert season is not None
    usual = float(validation.usual_balance("bins", setpoint))
    settings = [value for key in SETTINGS if isinstance(value := full.get(key), float)]
    settings += _programme_setting(full, files.programme)
    rows = bins(files.runtime, season, width, base if isinstance(base, float) else usual, settings)
    if len(rows) > TABLE_LIMIT:
        raise InputError([validation.too_many(width, len(rows) * max(width, 0.01) / TABLE_LIMIT)])
    return {"bin_table": tuple((round(temperature, _DECIMALS), hours) for temperature, hours in rows)}


_DECIMALS: Final = 11
"""Of a mean temperature [°F]: a workbook in °C holds it to 15 digits, and gives it back"""


def _programme_setting(full: Mapping[str, Value], own: Programme | None) -> list[float]:
    """The warmest setting of the thermostat [°F] that the programme of a case accepts, where it names a limit."""
    programme, (step, zero) = own, (full.get(key) for key in ("thermostat_step", "thermostat_zero"))
    if programme is None and (key := full.get("programme")) in KEYS:
        from .programme_files import PROGRAMMES

        programme = PROGRAMMES[str(key)]
    limit = None if programme is None else programme.largest_switchover(str(full.get("fuel")))
    if limit is None or not isinstance(step, float) or not isinstance(zero, float):
        return []
    return [float(multiple_below(limit, step, zero))]


def record_season(full: Mapping[str, Value], files: Files) -> Season | None:
    """The season in the record of a case. Raises InputError where there is none."""
    if files.runtime is None:
        return None
    from ..records.season import season_of

    choice, degree_days = full.get("record_season"), full.get("season_degree_days")
    return season_of(files.runtime, choice if isinstance(choice, str) else None,
                     degree_days if isinstance(degree_days, float) else None)  # fmt: skip
