"""The hours of all homes of a table added up: what they take from grid and fuel, hour by hour of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ..homes.watching import one_done, watched
from ..inputs.case import Case
from ..model.climate import bins_of
from ..model.in_order import in_order
from ..model.parameters import Array
from ..results.csv_tables import to_csv
from ..results.engine import parameters_of
from ..results.hourly import run_hours
from ..tariffs.hours import hours_of
from ..tariffs.season import judged
from ..tariffs.tariff import Tariff
from ..units import fahrenheit
from ..weather.typical import TYPICAL_DAYS
from ..weather.year import HOURS_PER_YEAR, times_of_year
from .source import Part
from .tariff_files import Rates
from .work import results
from .workbooks import Names, case_of, houses

SUMS: Final = (
    "load_btuh", "heat_pump_kw", "strip_kw", "fan_kw", "electricity_kwh", "fuel_mmbtu", "unmet_btuh", "emissions_kg",
)  # fmt: skip
"""Columns of the hourly table that are added up: costs may be of several currencies, fuels have units of their own"""


class Hours(NamedTuple):
    """A part, and the tariffs of its table."""

    part: Part
    rates: Rates


class HourlySum(NamedTuple):
    """The hours of the homes of a part added up."""

    number: int
    rows: int
    """Of the part"""
    homes: int
    typical: int
    """Of these, homes with typical days"""
    without: int
    """Homes with an answer that have no year of hours, such as those of a record; not in the sums"""
    sums: Array
    """(SUMS, 8760)"""


def sum_hours(task: Hours) -> HourlySum:
    """Every home of a part at its setting to program. Runs in any process."""
    part = task.part
    with watched(lambda: None):  # homes are counted below
        solved = results(part, task.rates)
    units, settings = solved["temperature_unit"].tolist(), solved["setting"].tolist()
    names = task.rates.of(part)
    sums, homes, typical, without = np.zeros((len(SUMS), HOURS_PER_YEAR)), 0, 0, 0
    unspoiled = (place for place in range(len(part.inputs)) if place not in part.spoiled)
    for place, house in zip(unspoiled, houses(part, Names(), None), strict=True):
        if solved["problem"].iloc[place] or (case := case_of(house)) is None:
            continue
        setting = fahrenheit(settings[place]) if units[place] == "C" else settings[place]
        order = in_order(case, bins_of(case, (setting,)))
        if isinstance(order, str) or not order.is_year:
            without += 1
            continue
        amounts: Mapping[str, Array] = run_hours(case, parameters_of(case), setting, order.dry_bulb).amounts
        tariff = task.rates.tariffs.get(names[place])
        if tariff is not None:
            amounts = _under(tariff, case, amounts, order.dry_bulb)
        sums += np.array([amounts[key] for key in SUMS])
        one_done()
        homes, typical = homes + 1, typical + order.is_typical
    return HourlySum(part.number, len(part.inputs), homes, typical, without, sums)


def _under(tariff: Tariff, case: Case, amounts: Mapping[str, Array], dry_bulb: Array) -> Mapping[str, Array]:
    """The amounts with the heat pump off in the tariff's control hours, and by what it says that electricity emits."""
    power, carbon = tariff.electricity, tariff.carbon
    emits = carbon is not None and carbon.replaces_grid
    if not emits and (power is None or not power.controls):
        return amounts
    p = parameters_of(case)
    prices = judged(case, hours_of(case, tariff), tariff).prices
    off, grid = (values.reshape(HOURS_PER_YEAR, -1).mean(axis=1) for values in (prices.control, prices.grid_emissions))
    furnace = run_hours(case, p, float(np.nanmax(dry_bulb)) + 1, dry_bulb).amounts
    mixed = {key: amounts[key] + off * (furnace[key] - amounts[key]) for key in SUMS}
    mixed["emissions_kg"] = mixed["electricity_kwh"] * grid + mixed["fuel_mmbtu"] * p.fuel_emissions
    return mixed


def hourly_csv(parts: Iterable[HourlySum]) -> tuple[bytes, tuple[str, ...]]:
    """The sums of all parts as CSV, 8,760 rows, and what a reader has to know of them."""
    ordered = sorted(parts, key=lambda one: one.number)  # so that they are the same bytes whatever came first
    sums: Array = np.sum([one.sums for one in ordered], axis=0)
    homes, typical, without = (sum(counts) for counts in zip(*(one[2:5] for one in ordered), strict=True))
    table: Mapping[str, list[Any]] = {
        "time": list(times_of_year()), **{key: row.tolist() for key, row in zip(SUMS, sums, strict=True)}
    }  # fmt: skip
    notes = [f"The hours of {homes:,} homes are added up, in the standard time of each"]
    if typical:
        notes.append(f"Of {typical:,} of these homes: {TYPICAL_DAYS}")
    if without:
        notes.append(f"Homes with an answer that are not in it, as their climate has no year of hours: {without:,}")
    return to_csv(dict(table)), tuple(notes)
