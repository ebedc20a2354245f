"""The year hour by hour at the setting to program: the engine's own functions on every hour of a climate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from ..inputs.case import Case
from ..model import season
from ..model.climate import at_or_above, frost_of_hours
from ..model.in_order import in_order
from ..model.parameters import Array, Parameters
from ..weather.typical import TYPICAL_DAYS
from .columns import Column

if TYPE_CHECKING:
    from .result import Result

COLUMNS: Final = (
    Column("time", "Time", "", "text", "end of the hour, MM-DD HH:00"),
    Column("temperature", "Outdoor temperature", "°F"),
    Column("load_btuh", "Heating load", "BTU/h"),
    Column("source", "Source", "", "text", "what delivers heat in the hour"),
    Column("heat_pump_kw", "Compressor power", "kW"),
    Column("strip_kw", "Strip power", "kW"),
    Column("fan_kw", "Furnace fan power", "kW"),
    Column("electricity_kwh", "Electricity", "kWh", help="compressor, strips and fan"),
    Column("fuel_mmbtu", "Fuel", "MMBtu"),
    Column("fuel_units", "Fuel in its unit", "fuel_unit"),
    Column("unmet_btuh", "Unmet load", "BTU/h"),
    Column("cost", "Cost", "$"),
    Column("emissions_kg", "Emissions", "kg"),
)
"""The columns of the hourly table, in order."""

SOURCES: Final = ("heat_pump", "furnace", "strips")
"""What can deliver heat; the source of an hour joins those that do with ``+``."""

NO_SOURCE: Final = "none"


class Hourly(NamedTuple):
    """The hours of a season in order."""

    table: dict[str, list[Any]]
    """Columns keyed as COLUMNS"""
    note: str
    """What a reader has to know of them, such as that their order is not known; "" for nothing"""


def hourly_of(result: Result) -> Hourly | str:
    """The hours of a result whatever its climate, of one without hours as typical days; in words why it has none."""
    order = in_order(result.case, result.solution.bins)
    if isinstance(order, str):
        return order
    if order.is_year:
        return Hourly(hourly_table(result, order.times, order.dry_bulb), TYPICAL_DAYS if order.is_typical else "")
    known = ~np.isnan(order.dry_bulb)
    times = [time for time, is_known in zip(order.times, known.tolist(), strict=True) if is_known]
    return Hourly(hourly_table(result, times, order.dry_bulb[known]), _of_record(result.case, len(known) - len(times)))


def _of_record(case: Case, missing: int) -> str:
    season, notes = case.season, []
    if missing:
        notes.append(f"{missing:,} hours of the record have no outdoor temperature and are left out")
    if season is not None and season.times != 1:
        notes.append(f"hours are as they were recorded; those of the season are {season.times:.3g} times as many")
    return "; ".join(notes)


def hourly_table(result: Result, times: Sequence[str], temperatures: Sequence[float] | Array) -> dict[str, list[Any]]:
    """Every hour run at the setting to program of a result, as columns of plain values keyed as COLUMNS.

    times: (hours,) time stamps as ``weather.year.Hours`` has them. temperatures: (hours,) outdoor temperatures [°F],
    not a number outside the heating season of a climate that knows no others: nothing runs.
    An hour at or above the switchover is run as dual fuel, a colder one by the furnace; at or above the load balance
    temperature there is no load, and nothing runs. Each row is one hour, so its power [kW] is its energy [kWh]. With
    bin_width 0 and the same weather file the columns add up to the scenario of that setting; with wider bins the load
    adds up to theirs all the same.

    Raises ValueError where there are not as many times as temperatures.
    """
    if len(times) != len(temperatures):
        raise ValueError(f"{len(times):,} times, but {len(temperatures):,} temperatures")
    ran = run_hours(result.case, result.solution.parameters, result.setting.switchover, temperatures)
    temperature = np.where(np.isnan(temperatures), None, temperatures)  # type: ignore[call-overload]
    texts = {"time": list(times), "temperature": temperature.tolist(), "source": _sources(ran.heat)}
    table = texts | {key: values.tolist() for key, values in ran.amounts.items()}
    return {column.key: table[column.key] for column in COLUMNS}


class Ran(NamedTuple):
    """What ran in each hour."""

    heat: season.Heat
    amounts: dict[str, Array]
    """The numbers of COLUMNS but for temperatures, arrays (hours,)"""


def run_hours(case: Case, p: Parameters, setting: float, temperatures: Sequence[float] | Array) -> Ran:
    """The hours of a case, of parameters ``p``, with a setting [°F]; temperatures as in :func:`hourly_table`."""
    temperature = np.where(np.isnan(temperatures), p.load_balance_temperature, temperatures)
    load, performance, ways = season.operate(temperature, p, frost_of_hours(case, temperature))
    heat = ways.switched(at_or_above(temperature, setting))
    used = season.energy(heat, np.ones_like(temperature), performance.cop, p)
    amounts = {
        "load_btuh": load,
        "heat_pump_kw": used.heat_pump_kwh,
        "strip_kw": used.strip_kwh,
        "fan_kw": used.fan_kwh,
        "electricity_kwh": used.kwh,
        "fuel_mmbtu": used.fuel_mmbtu,
        "fuel_units": used.fuel_mmbtu / p.fuel_unit_mmbtu,
        "unmet_btuh": season.unmet(load, heat),
        "cost": season.cost(used, p),
        "emissions_kg": season.emissions(used, p),
    }
    return Ran(heat, amounts)


def _sources(heat: season.Heat) -> list[str]:
    """What delivers heat in each hour, such as ``furnace+strips``; ``none`` where nothing has to."""
    running = zip(*((delivered > 0).tolist() for delivered in heat), strict=True)
    return ["+".join(name for name, runs in zip(SOURCES, hour, strict=True) if runs) or NO_SOURCE for hour in running]
