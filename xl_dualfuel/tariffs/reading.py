"""Tariff files (TOML): read safely, checked completely, every problem reported at once.

The page README.md beside this module shows a complete file; each table has a module: ``reading_power`` for
``electricity``, ``reading_fuel`` for ``fuel`` and ``carbon``. Whatever a file leaves out is the case's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..errors import InputError, Issue
from ..files.reading import FilePath, Wanted
from ..files.toml_tables import read_toml
from .clocks import RULES, rule_named
from .doubts import notes_of
from .hours_files import digest_of
from .reading_fuel import carbon_of, fuel_of
from .reading_power import electricity_of
from .tables import Table
from .tariff import DEFAULT_YEAR, Tariff
from .times import holidays_of
from .urdb import read_urdb
from .windows import days_of

FILE: Final = Wanted("tariff", "must be a TOML file", "Give the series as files of their own.")
_KEYS: Final = ("name", "year", "daylight_saving", "clock", "temperature_unit", "holidays", "electricity", "fuel",
                "carbon")  # fmt: skip
_DEGREES: Final = {"f": "F", "°f": "F", "fahrenheit": "F", "c": "C", "°c": "C", "celsius": "C"}
UNNAMED: Final = "Tariff"
"""Name of a tariff that comes from no file and gives none"""


def read_tariff(path: FilePath) -> Tariff:
    """The tariff in a TOML file, as README.md beside this module, or in a JSON file of the utility rate database.

    Raises InputError listing every problem.
    """
    if str(path).lower().removesuffix(".gz").endswith(".json"):
        table, left_out = read_urdb(path)
        tariff = tariff_of(table, Path(path).parent)
        return tariff._replace(notes=(*left_out, *tariff.notes))
    given = read_toml(path, FILE, "Write [electricity] and price = 0.14 below it.")
    stem = Path(path).stem
    return tariff_of(given, Path(path).parent, stem if stem.isprintable() else UNNAMED)


def tariff_of(given: Mapping[str, Any], folder: Path, unnamed: str = UNNAMED) -> Tariff:
    """The tariff in a parsed table; its series are read from ``folder``. Raises InputError with every problem.

    unnamed: what it is called where it says no name.
    """
    issues: list[Issue] = []
    top = Table(given, "", issues)
    top.known(_KEYS)
    year = int(top.number("year", 1900, 2200, DEFAULT_YEAR, integer=True) or DEFAULT_YEAR)
    clock, holidays = _clock(top), holidays_of(top, year)
    notes: list[str] = []
    degrees = _temperature_unit(top)
    power = electricity_of(top.table("electricity"), folder, days_of(year, holidays), clock, degrees, notes)
    tariff = Tariff(
        name=top.text("name") or unnamed,
        year=year,
        daylight_saving=clock == "US",
        holidays=holidays,
        electricity=power,
        fuel=fuel_of(top.table("fuel"), notes),
        carbon=carbon_of(top.table("carbon"), folder, notes),
        temperature_unit=degrees,
        clock=clock,
    )
    if issues:
        raise InputError(issues)
    return tariff._replace(notes=(*notes, *notes_of(given, tariff)), source=_source(given, tariff))


def _clock(top: Table) -> str:
    """The rule of daylight saving (clocks.RULES); "" for standard time all year."""
    summer = top.flag("daylight_saving")
    if "clock" not in top.given:
        return "US" if summer else ""
    rule = rule_named(top.text("clock"))
    if rule is None:
        top.refuse("clock", f"must be one of {', '.join(RULES)}", "Give the place whose clocks the rate follows")
    elif "daylight_saving" in top.given and summer != (rule == "US"):
        top.refuse("daylight_saving", "must not be given together with clock", "Leave it out: clock says it")
    return "" if rule in (None, "none") else str(rule)


def _temperature_unit(top: Table) -> str:
    """F or C; "" where it is left out."""
    value = top.given.get("temperature_unit", "")
    if "temperature_unit" in top.given and (not isinstance(value, str) or value.strip().lower() not in _DEGREES):
        top.refuse("temperature_unit", "must be F or C", 'Write temperature_unit = "F" or "C"')
    return _DEGREES.get(str(value).strip().lower(), "")


def _source(given: Mapping[str, Any], tariff: Tariff) -> str:
    """The table as JSON, with the SHA-256 of the values that its files gave."""
    table = json.loads(json.dumps(given, default=str))
    power, carbon = tariff.electricity, tariff.carbon
    if power is not None:
        rows = table["electricity"]
        if power.series is not None:
            rows["series"]["sha256"] = digest_of(power.series)
        if power.solar is not None:
            rows["solar"]["sha256"] = digest_of(power.solar.kwh)
        if "file" in rows.get("household", {}):
            rows["household"]["sha256"] = digest_of(power.household)
        whens = [one.when for one in power.specials] + [one.when for one in power.controls]
        for row, when in zip([*rows.get("special_prices", ()), *rows.get("control", ())], whens, strict=True):
            if when.hours is not None:
                row["sha256"] = digest_of(when.hours)
    if carbon is not None and carbon.series is not None:
        table["carbon"]["series"]["sha256"] = digest_of(carbon.series)
    return json.dumps(table, sort_keys=False)
