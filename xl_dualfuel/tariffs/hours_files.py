"""The files of hours that a tariff names: prices, carbon, use of the house, its solar electricity, hours of 0 and 1."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from ..errors import InputError
from ..files.reading import path_from
from .calendar import HOURS, HOURS_PER_YEAR, MONTHS, clock_at
from .elements import Solar, Year
from .series import Asked, Series, read_series
from .series_values import unit_in
from .tables import PRICE, Table, is_in

MAX_PATH: Final = 1000
MAX_KWH: Final = 10_000.0
"""Most electricity of an hour taken [kWh]"""
FILE_KEYS: Final = ("file", "column", "utc_offset", "day_first")
PRICE_UNITS: Final = {"$/kWh": 1.0, "$/MWh": 1e-3, "cents/kWh": 1e-2}
CARBON_UNITS: Final = {"kg/kWh": 1.0, "kg/MWh": 1e-3, "g/kWh": 1e-3, "lb/MWh": 0.45359237e-3}
"""Factor to kg/kWh; the pound is 0.45359237 kg exactly (NIST SP 811, 2008)."""
ENERGY_UNITS: Final = {"kWh": 1.0, "Wh": 1e-3, "kW": 1.0, "W": 1e-3}
"""Factor to the kWh of an hour"""


def series_of(items: Table, folder: Path, units: Mapping[str, float], asked: Asked, notes: list[str]
              ) -> tuple[float, ...] | None:  # fmt: skip
    """The hourly values of the table ``series``; None where there are none."""
    table = items.table("series")
    if table is None:
        return None
    table.known((*FILE_KEYS, "unit"))
    series = _read(table, table.prefix.rstrip("."), folder, units, asked, notes)
    return None if series is None else series.values


def _read(
    table: Table, key: str, folder: Path, units: Mapping[str, float], asked: Asked, notes: list[str]
) -> Series | None:
    """The file that a table names, in one of ``units``, the first where neither table nor heading has one."""
    file, written = table.text("file", MAX_PATH), table.given.get("unit", "")
    offset = table.number("utc_offset", -12.0, 14.0, None, "hours")
    day_first = table.flag("day_first") if "day_first" in table.given else None
    column = table.text("column")
    if not file:
        table.refuse("file", "must be given", "Give the name of a CSV file with a value for each hour")
    unit = unit_in(asked.kind, written) if isinstance(written, str) else None
    if isinstance(written, str) and written in units:
        factor = units[written]
    elif unit is not None:
        factor = unit.factor
    elif written == "" and "unit" not in table.given:
        factor = next(iter(units.values()))
    else:
        table.refuse("unit", f"must be one of {', '.join(units)}", "Give the unit of the file's values")
        return None
    if not file:
        return None
    asked = asked._replace(key=key, column=column, factor=factor, given_unit=written, utc_offset=offset,
                           day_first=day_first)  # fmt: skip
    try:
        series = read_series(Path(path_from(folder, file)).expanduser(), asked)
    except InputError as error:
        table.issues.extend(error.issues)
        return None
    notes.extend(series.notes)
    currency = (unit.currency if unit else "") or series.currency
    if currency:
        notes.append(f"{key}: prices in {currency} are taken as the money of the house; give its currency there")
    return series


def flags_of(row: Table, folder: Path, notes: list[str]) -> bytes | None:
    """The hours of a file of 0 and 1, as bytes; None where there is none."""
    if not any(key in row.given for key in FILE_KEYS):
        return None
    key = f"{row.prefix}file"
    series = _read(row, key, folder, {"": 1.0}, Asked("", "", 1.0, 0.0, 1.0, "", kind="flag"), notes)
    if series is None:
        return None
    if not any(series.values):
        notes.append(f"{key}: no hour of the file is 1")
    return bytes(int(value) for value in series.values)


# ----------------------------------------------------------------------------------------------- use besides heating


def household_of(items: Table, folder: Path, year: int, clock: str, notes: list[str]) -> tuple[float, ...]:
    """Use besides heating of 8,760 hours in standard time [kWh]: household_kwh or the table household; () = none."""
    table = items.table("household")
    if "household_kwh" in items.given:
        if table is not None:
            items.refuse("household_kwh", "must not be given together with household", "Give one of the two")
        return spread(items.year("household_kwh", 1e6, "kWh a month"), None, year, clock)
    if table is None:
        return ()
    table.known(("kwh", "shape", *FILE_KEYS, "unit"))
    if "file" in table.given:
        for key in ("kwh", "shape"):
            if key in table.given:
                table.refuse(key, "must not be given together with file", "Leave it out: the file has each hour's use")
        asked = Asked("", "", 1.0, 0.0, MAX_KWH, "kWh", kind="energy")
        series = _read(table, f"{table.prefix}file", folder, ENERGY_UNITS, asked, notes)
        values = () if series is None else series.values
        if values and not any(values):
            notes.append(f"{table.prefix}file: every hour is 0")
        return values if any(values) else ()
    for key in (*FILE_KEYS[1:], "unit"):
        if key in table.given:
            table.refuse(key, "must come with file", "Give the name of a CSV file with a value for each hour")
    if "kwh" not in table.given:
        table.refuse("kwh", "must be given, or file", "Give the kWh of a month, or twelve")
    monthly = table.year("kwh", 1e6, "kWh a month")
    return spread(monthly, _shape(table), year, clock)


def _shape(table: Table) -> tuple[float, ...] | None:
    """The parts of a day's 24 hours; None for a flat one."""
    value = table.given.get("shape", "flat")
    if value == "flat":
        return None
    fits = isinstance(value, list) and len(value) == HOURS and all(is_in(part, 0.0, 1e6) for part in value)
    if not fits or not sum(value):
        count = f" (these are {len(value)})" if isinstance(value, list) and len(value) != HOURS else ""
        table.refuse("shape", f'must be "flat" or 24 numbers of 0 or more, one for each hour of the day{count}',
                     "Give what each hour from midnight uses; only their proportions matter")  # fmt: skip
        return None
    return tuple(map(float, value))


def spread(monthly: Year | None, shape: tuple[float, ...] | None, year: int, clock: str) -> tuple[float, ...]:
    """Months of use [kWh] as 8,760 hours in standard time; months and the hours of ``shape`` are the clock's."""
    if monthly is None or not any(monthly):
        return ()
    at = clock_at(np.arange(HOURS_PER_YEAR), year, clock)
    part = np.ones(HOURS_PER_YEAR) if shape is None else np.array(shape)[at.slot // 2]
    whole = np.bincount(at.month, weights=part, minlength=MONTHS)
    return tuple((part * (np.array(monthly) / whole)[at.month]).tolist())


def solar_of(items: Table, folder: Path, notes: list[str]) -> Solar | None:
    """The house's own electricity in the table ``solar``."""
    table = items.table("solar")
    if table is None:
        return None
    table.known((*FILE_KEYS, "unit", "netting", "credit"))
    asked = Asked("", "", 1.0, 0.0, MAX_KWH, "kWh", kind="energy")
    series = _read(table, f"{table.prefix}file", folder, ENERGY_UNITS, asked, notes)
    netting = table.choice("netting", ("hour", "month"), "hour")
    credit = table.number("credit", 0.0, PRICE.maximum, None, "$/kWh")
    if series is None:
        return None
    if not any(series.values):
        notes.append(f"{table.prefix}file: every hour is 0")
    return Solar(series.values, "month" if netting == "month" else "hour", credit)


# ---------------------------------------------------------------------------------------------------------- digests


def digest_of(values: tuple[float, ...] | bytes) -> str:
    """SHA-256 of hourly values, in hexadecimal."""
    content = values if isinstance(values, bytes) else np.array(values, dtype="<f8").tobytes()
    return hashlib.sha256(content).hexdigest()
