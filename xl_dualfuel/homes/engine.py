"""The answer for many homes at once: the same steps as engine.solve, on arrays (homes, bins).

What the steps are given is checked here only as far as it is plainly sound; a home that is not, or that takes an input
these arrays do not carry (tables, files), is left to engine.solve, which reports it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..inputs.fields import CAPACITIES, CLIMATE_SOURCES, FIELDS, SOURCES, TABLE_LIMIT
from ..inputs.hspf2 import is_estimated
from ..model import backup, equipment, parameters, season
from ..model.climate import Bins
from ..model.parameters import Array, Parameters
from ..model.season import Heat
from ..model.switchovers import cheapest, edges, from_warm, moved_into
from ..units import BTU_PER_KWH, BTU_PER_MMBTU, FUELS
from ..weather.stations import station_year
from . import notes
from .arrays import Homes, ManyBins, agreeing, bins_of, in_range

MEASURES: Final = (
    "annual_cost", "electricity_kwh", "fuel_mmbtu", "emissions_kg", "saving_vs_existing", "saving_vs_single_fuel",
)  # fmt: skip
SUMMARY: Final = ("switchover", "status", *MEASURES)
"""Columns of the result of one home: °F, the status in words, $, kWh, MMBtu, kg, $, $."""
COLUMNS: Final = (
    *SUMMARY, "heat_pump_only_cost", "furnace_only_cost", "existing_cost", "existing_emissions_kg", "furnace_hours",
    "unmet_mmbtu", "design_kw",
)  # fmt: skip
"""All columns: further $, $, $, kg, h, MMBtu, and electric power [kW] at the design temperature."""

CHUNK: Final = 2048
"""Homes calculated together: their arrays stay in the processor's cache."""
MOST_BINS: Final = 1000
"""Homes with more bins are calculated one by one: padding would not pay."""
STATUS: Final = ("crosses", "fuel_always", "heat_pump_always")
"""Words of the codes in the column status."""


def sound(homes: Homes) -> NDArray[np.bool_]:
    """Which homes (homes,) are plainly sound and carried by the arrays; the others may be sound too."""
    if not _carried(homes):
        return np.zeros(homes.count, dtype=bool)
    good = in_range(homes, [key for key in homes.given if FIELDS[key].kind == "number"])
    year = station_year(str(homes.inputs["station"])) if homes.inputs["climate"] == "station" else None
    return (good & agreeing(homes, year, min(TABLE_LIMIT, MOST_BINS)))[:, 0]


def _carried(homes: Homes) -> bool:
    """What holds for every home of a group alike, as validation.cross_check has it, or stricter."""
    given, inputs = homes.given, homes.inputs
    climate = inputs.get("climate")
    sources = given & set(SOURCES)
    tables = {key for key in given if FIELDS[key].kind in ("table", "file")}
    rated = given & set(CAPACITIES)
    fuel, unit = FUELS[str(inputs["fuel"])], str(inputs["fuel_price_unit"])
    return (
        climate in ("proportional", "region", "station")
        and sources == ({CLIMATE_SOURCES[climate]} if climate in CLIMATE_SOURCES else set())
        and not tables
        and not is_estimated(given)
        and not {"load_slope", "design_load"} <= given
        and not ("billed_fuel" in given and "billed_degree_days" not in given)
        and (not rated or {"capacity_47", "capacity_17"} <= given)
        and not ("cycling_degradation" in given and not rated)
        and not ("furnace_fan_power" in given and "furnace_capacity" not in given)
        and inputs["defrost"] != "humidity"
        and unit in fuel.price_units
        and not (unit == "$/MMBtu" and "fuel_heat_content" in given)
        and not (unit != "$/MMBtu" and "fuel_price" not in given)
        and not (climate == "proportional" and inputs["design_temperature"] is None)
    )


Answers = dict[str, NDArray[Any]]


def solve(homes: Homes) -> Answers:
    """COLUMNS and notes of sound homes: arrays (homes,); [°F], $, kWh, MMBtu, kg, h, kW; codes of STATUS; texts."""
    parts = [_chunk(homes.some(slice(start, start + CHUNK))) for start in range(0, homes.count, CHUNK)]
    return {key: np.concatenate([part[key][:, 0] for part in parts]) for key in (*COLUMNS, "notes")}


def _chunk(homes: Homes) -> Answers:
    p = parameters.from_case(homes)
    many = bins_of(homes)
    bins = many.bins
    existing = (bins.temperature >= p.existing_switchover).sum(axis=-1, keepdims=True)
    existing = np.broadcast_to(np.minimum(existing, many.counts), (homes.count, 1))
    unlimited = p.capacity_points is None and not {"furnace_capacity", "compressor_lockout"} & homes.given
    if unlimited and p.defrost == "none":
        answers, chosen = _without_limits(homes, p, bins, existing)
    else:
        answers, chosen = _with_limits(homes, p, bins, existing)
    switchover = _at(np.broadcast_to(edges(bins), (homes.count, bins.low.shape[-1] + 1)), chosen)
    cost = answers["annual_cost"]
    single = np.maximum(answers["heat_pump_only_cost"], answers["furnace_only_cost"])
    return answers | {
        "switchover": switchover,
        "status": np.where(chosen == 0, 1, np.where(chosen >= many.counts, 2, 0)).astype(np.int8),
        "saving_vs_existing": answers["existing_cost"] - cost,
        "saving_vs_single_fuel": single - cost,
        "design_kw": _design_kw(homes, p, many, switchover),
        "notes": notes.of_homes(homes, p.sized(_coldest(homes, many)), _total(_of_each(homes, bins.hours)), cost),
    }


def _without_limits(
    homes: Homes, p: Parameters, bins: Bins, existing: NDArray[np.intp]
) -> tuple[Answers, NDArray[np.intp]]:
    """Heat pump and furnace each meet any load: the season's heat and the electricity for it, summed from the warm end.

    A third of the work of the steps below, which give the same.
    """
    load = season.load(bins.temperature, p.load_slope, p.load_balance_temperature)
    heat = np.broadcast_to(load, (homes.count, load.shape[-1])) * bins.hours
    above = from_warm(heat)
    np.divide(heat, equipment.steady_cop(bins.temperature, p), out=heat)
    electric = from_warm(heat)  # heat as electricity [BTU]: the factor to kWh is one a home, not one a bin
    below = np.subtract(above[:, -1:], above, out=above)
    mmbtu = 1 / (p.furnace_efficiency * BTU_PER_MMBTU)
    cost = electric * (p.electricity_price / BTU_PER_KWH)
    cost += below * (mmbtu * p.fuel_price)
    chosen = _best(cost, bins, homes)

    def emissions(place: NDArray[np.intp]) -> Array:
        power: Array = _at(electric, place) * (p.grid_emissions / BTU_PER_KWH)
        return power + _at(below, place) * (mmbtu * p.fuel_emissions)

    index = np.arange(load.shape[-1])
    return {
        "annual_cost": _at(cost, chosen),
        "electricity_kwh": _at(electric, chosen) / BTU_PER_KWH,
        "fuel_mmbtu": _at(below, chosen) * mmbtu,
        "emissions_kg": emissions(chosen),
        "heat_pump_only_cost": cost[:, -1:],
        "furnace_only_cost": cost[:, :1],
        "existing_cost": _at(cost, existing),
        "existing_emissions_kg": emissions(existing),
        "furnace_hours": (bins.hours * ((index >= chosen) & (load > 0))).sum(axis=-1, keepdims=True),
        "unmet_mmbtu": np.zeros((homes.count, 1)),
    }, chosen


def _best(cost: Array, bins: Bins, homes: Homes) -> NDArray[np.intp]:
    """The recommended candidate of each home, (homes, 1)."""
    switchover = edges(bins)
    guess = moved_into(homes.column("initial_balance_point"), switchover)
    return cheapest(cost, switchover, guess)[:, np.newaxis]


def _with_limits(
    homes: Homes, p: Parameters, bins: Bins, existing: NDArray[np.intp]
) -> tuple[Answers, NDArray[np.intp]]:
    """The steps of engine.solve."""
    hours = bins.hours
    temperature = np.broadcast_to(bins.temperature, (homes.count, bins.temperature.shape[-1]))
    load, performance, ways = season.operate(temperature, p)
    each = hours / (performance.cop * BTU_PER_KWH)
    mmbtu = 1 / (p.furnace_efficiency * BTU_PER_MMBTU)
    fan = p.fan_per_btuh if np.any(p.fan_per_btuh) else None

    def electricity(heat: Heat) -> Array:
        """As season.energy, all of it [kWh]."""
        kwh = heat.strips * (1 / BTU_PER_KWH)
        if fan is not None:
            kwh += heat.furnace * fan
        kwh *= hours
        kwh += heat.heat_pump * each
        return kwh

    above, below = electricity(ways.dual), electricity(ways.furnace)
    burned_above, burned_below = ways.dual.furnace * hours, ways.furnace.furnace * hours
    # Each bin that goes from below the switchover to above it costs so much more.
    furnace_cost = below * p.electricity_price + burned_below * (mmbtu * p.fuel_price)
    more = above * p.electricity_price
    more += burned_above * (mmbtu * p.fuel_price)
    more -= furnace_cost
    cost = from_warm(more)
    cost += _total(furnace_cost)
    chosen = _best(cost, bins, homes)
    index = np.arange(load.shape[-1])

    def used(place: NDArray[np.intp]) -> tuple[Array, Array]:
        """Electricity [kWh] and fuel [MMBtu] of the season with the switchover there."""
        on = index < place
        return _total(np.where(on, above, below)), _total(np.where(on, burned_above, burned_below)) * mmbtu

    heat = ways.switched(index < chosen)
    kwh, fuel = used(chosen)
    kwh_now, fuel_now = used(existing)
    return {
        "annual_cost": _at(cost, chosen),
        "electricity_kwh": kwh,
        "fuel_mmbtu": fuel,
        "emissions_kg": kwh * p.grid_emissions + fuel * p.fuel_emissions,
        "heat_pump_only_cost": _total(electricity(ways.heat_pump_only)) * p.electricity_price,
        "furnace_only_cost": cost[:, :1],
        "existing_cost": _at(cost, existing),
        "existing_emissions_kg": kwh_now * p.grid_emissions + fuel_now * p.fuel_emissions,
        "furnace_hours": _total(hours * (heat.furnace > 0)),
        "unmet_mmbtu": _total(season.unmet(load, heat) * hours) / BTU_PER_MMBTU,
    }, chosen


def _at(values: Array, place: NDArray[np.intp]) -> Array:
    """The value of each home at its place, (homes, 1)."""
    return np.take_along_axis(values, place, -1)


def _total(values: Array) -> Array:
    summed: Array = values.sum(axis=-1, keepdims=True)
    return summed


def _design_kw(homes: Homes, p: Parameters, many: ManyBins, switchover: Array) -> Array:
    """Electric power [kW] at the design temperature, or at the coldest bin's, with the recommended switchover."""
    given = homes.inputs["design_temperature"] is not None
    at = homes.column("design_temperature") if given else _coldest(homes, many)
    return backup.design_kw(p, at, at >= switchover)


def _coldest(homes: Homes, many: ManyBins) -> Array:
    """The temperature [°F] of the coldest bin of each home."""
    return _at(_of_each(homes, many.bins.temperature), many.counts - 1)


def _of_each(homes: Homes, values: Array) -> Array:
    """A column of bins that all homes may have alike, as (homes, bins)."""
    return np.broadcast_to(values, (homes.count, values.shape[-1]))
