"""The year hour by hour under a tariff, with its prices, and what goes by the month: together the cost of the season.

An hour costs its kWh at its own price and its fuel at the price of its month. Blocks, demand charges, least bills,
credits set off by the month, and taxes belong to months: they are in a table of their own, by the tariff's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from ..inputs.case import Case
from ..model import season
from ..model.climate import at_or_above, frost_of_hours
from ..model.parameters import Array
from ..model.storage import DAYS, HOURS_PER_DAY, most_in_a_row
from ..results.columns import Column
from ..results.hourly import NO_SOURCE, SOURCES
from ..results.tables import Table
from ..units import BTU_PER_MMBTU
from .billed import month_table
from .calendar import MONTHS
from .hours import WARM, Hours

if TYPE_CHECKING:
    from .season import Judged

DUST: Final = 1e-9
"""What the rounding of a month's sums may leave [$]"""
HOURLY: Final = (
    Column("time", "Time", "", "text", "end of the hour in standard time, MM-DD HH:00"),
    Column("month", "Month", "", help="of the bill, 1 to 12, by the tariff's clock"),
    Column("temperature", "Outdoor temperature", "°F"),
    Column("load_btuh", "Heating load", "BTU/h"),
    Column("source", "Source", "", "text", "what delivers heat in the hour"),
    Column("control", "Control", "h", help="how much of the hour the utility keeps the heat pump off"),
    Column("period", "Period", "", "text", "of the tariff"),
    Column("electricity_price", "Electricity price", "$/kWh", help="without blocks; the mean of the hour"),
    Column("electricity_kwh", "Electricity", "kWh", help="compressor, strips and fan"),
    Column("fuel_price", "Fuel price", "$/fuel_unit", help="without blocks"),
    Column("fuel_units", "Fuel in its unit", "fuel_unit"),
    Column("fuel_mmbtu", "Fuel", "MMBtu"),
    Column("electricity_cost", "Electricity, cost", "$"),
    Column("fuel_cost", "Fuel, cost", "$"),
    Column("cost", "Cost", "$", help="at the prices of the hour; what goes by the month is in tariff_charges"),
    Column("emissions_kg", "Emissions", "kg"),
    Column("unmet_btuh", "Unmet load", "BTU/h"),
)
"""The hours of the year in order."""
CHARGES: Final = (
    Column("month", "Month", "", "text"),
    Column("hours_electricity_cost", "Electricity, cost of the hours", "$"),
    Column("hours_fuel_cost", "Fuel, cost of the hours", "$"),
    Column("blocks_cost", "Blocks and monthly credits of electricity", "$"),
    Column("demand_cost", "Demand charge", "$"),
    Column("fuel_blocks_cost", "Blocks of fuel", "$"),
    Column("minimum_cost", "What the least bill adds", "$"),
    Column("tax_cost", "Tax", "$"),
    Column("cost", "Cost of the month", "$", help="the sum; over the year the season's cost"),
)
"""The months, from the sums of their hours to their bills."""
NOTE: Final = (
    "each hour costs its kWh and fuel at the prices of the hour; blocks, demand charges, least bills and taxes go by "
    "the month: tariff_charges.csv adds all of it up to the season's cost"
)
"""What a reader of the hours has to know"""


class ByHour(NamedTuple):
    """A year at one setting."""

    hours: Table
    """Columns HOURLY"""
    charges: Table
    """Columns CHARGES"""
    fuel_units: Array
    """Fuel of each hour in its unit (hours,)"""

    @property
    def worst_days(self) -> tuple[float | None, ...]:
        """Most fuel of each of storage.DAYS in a row, in its unit."""
        return tuple(most_in_a_row(self.fuel_units, HOURS_PER_DAY * days) for days in DAYS)


def by_hour(case: Case, hours: Hours, of: Judged, setting: float) -> ByHour:
    """The hours of a case under a tariff with a setting [°F] in every period. of: the same case and hours, judged."""
    times, temperatures = hours
    outdoor, p, prices, year = np.asarray(temperatures, dtype=float), of.parameters, of.prices, of.year
    halves = len(prices.period) // len(outdoor)
    heated = ~at_or_above(np.repeat(outdoor, halves), p.load_balance_temperature)
    dual = at_or_above(year.temperature, setting)

    def rows(name: str) -> Array:
        """Of the rows with a heating load."""
        picked: Array = np.where(dual, getattr(year.dual, name), getattr(year.furnace, name))
        return picked

    def summed(values: Array) -> Array:
        """Of all hours."""
        whole = np.zeros(len(heated))
        whole[heated] = values
        total: Array = whole.reshape(-1, halves).sum(axis=1)
        return total

    def mean(values: Array) -> Array:
        each: Array = values.reshape(-1, halves).mean(axis=1)
        return each

    off = mean(prices.control.astype(float))
    load, heat_on, heat_off = _heat(case, outdoor, setting, of)
    electricity, fuel = rows("energy_cost"), rows("fuel_cost")
    burned = summed(rows("fuel_mmbtu"))
    unknown = at_or_above(outdoor, WARM) & (case.year is None)
    columns: dict[str, Any] = {
        "time": list(times),
        "month": prices.clock.month[::halves] + 1,
        "temperature": np.where(unknown, None, outdoor),  # type: ignore[call-overload]
        "load_btuh": load,
        "source": _sources(heat_on, heat_off, off),
        "control": off,
        "period": _periods(prices.period.reshape(-1, halves).tolist(), prices.names),
        "electricity_price": mean(prices.energy_price),
        "electricity_kwh": summed(rows("kwh")),
        "fuel_price": mean(prices.fuel_price) * p.fuel_unit_mmbtu,
        "fuel_units": burned / p.fuel_unit_mmbtu,
        "fuel_mmbtu": burned,
        "electricity_cost": summed(electricity),
        "fuel_cost": summed(fuel),
        "cost": summed(electricity + fuel),
        "emissions_kg": summed(rows("emissions_kg")),
        "unmet_btuh": summed(rows("unmet_mmbtu")) * BTU_PER_MMBTU,
    }
    table = {one.key: np.asarray(columns[one.key]).tolist() for one in HOURLY}
    return ByHour(table, _charges(of, setting, electricity, fuel), burned / p.fuel_unit_mmbtu)


def _heat(case: Case, outdoor: Array, setting: float, of: Judged) -> tuple[Array, season.Heat, season.Heat]:
    """Load, and the heat of each source where the heat pump may run and where it may not [BTU/h], of every hour."""
    run = season.operate(outdoor, of.parameters, frost_of_hours(case, outdoor))
    return run.load, run.ways.switched(at_or_above(outdoor, setting)), run.ways.furnace


def _sources(free: season.Heat, kept: season.Heat, off: Array) -> list[str]:
    """What delivers heat in each hour, joined with ``+``; off: how much of it the heat pump may not run."""
    ran = [(here > 0) & (off < 1) | (there > 0) & (off > 0) for here, there in zip(free, kept, strict=True)]
    hours = zip(*(one.tolist() for one in ran), strict=True)
    return ["+".join(name for name, runs in zip(SOURCES, hour, strict=True) if runs) or NO_SOURCE for hour in hours]


def _periods(rows: list[list[int]], names: tuple[str, ...]) -> list[str]:
    """The period of each hour; of an hour with two, both."""
    return ["/".join(dict.fromkeys(names[place] for place in hour)) for hour in rows]


def _charges(of: Judged, setting: float, electricity: Array, fuel: Array) -> Table:
    """What the months add to the cost of their rows [$], columns CHARGES."""
    electricity, fuel = (
        np.bincount(of.year.month, weights=values, minlength=MONTHS).astype(float) for values in (electricity, fuel)
    )
    months = month_table(of.year, len(of.prices.names), of.bill, setting, of.tariff, of.parameters)
    none = [0.0] * MONTHS
    columns: Table = {
        "month": months["month"],
        "hours_electricity_cost": electricity.tolist(),
        "hours_fuel_cost": fuel.tolist(),
        "blocks_cost": _rest(months["energy_cost"], electricity),
        "demand_cost": months["demand_cost"],
        "fuel_blocks_cost": _rest(months["fuel_cost"], fuel),
        "minimum_cost": months.get("minimum_cost", none),
        "tax_cost": months.get("tax_cost", none),
        "cost": months["cost"],
    }
    return {one.key: columns[one.key] for one in CHARGES}


def _rest(cost: Sequence[float], hours: Array) -> list[float]:
    """What the months cost beside their hours [$] (12,); what is only rounding of the sums is 0."""
    rest = np.array(cost, dtype=float) - hours
    rest[np.abs(rest) < DUST] = 0.0
    return [float(one) for one in rest]
