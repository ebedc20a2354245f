"""The answer for many homes at once: the same steps as engine.solve, on arrays (homes, bins).

What the steps are given is checked here only as far as it is plainly sound; a home that is not, or that takes an input
these arrays do not carry (tables, files), is left to engine.solve, which has the words for it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import balance, equipment, parameters, season
from .fields import FIELDS, TABLE_LIMIT
from .homes import Homes, ManyBins, bins_of, counts
from .parameters import Array
from .season import Heat
from .units import BTU_PER_MMBTU, FUELS
from .validation import CAPACITIES, CLIMATE_SOURCES, MAX_FUEL_PRICE, SOURCES
from .weather import station_year

MEASURES: Final = (
    "annual_cost", "electricity_kwh", "fuel_mmbtu", "emissions_kg", "saving_vs_existing", "saving_vs_single_fuel",
)  # fmt: skip
SUMMARY: Final = ("switchover", "status", *MEASURES)
"""Columns of the result of one home: °F, the status in words, $, kWh, MMBtu, kg, $, $."""

CHUNK: Final = 2048
"""Homes worked out together: their arrays stay in the processor's cache."""
MOST_BINS: Final = 1000
"""More bins a home are worked out home by home: padding would not pay."""
STATUS: Final = ("crosses", "fuel_always", "heat_pump_always")


def sound(homes: Homes) -> NDArray[np.bool_]:
    """Which homes (homes,) are plainly sound and carried by the arrays; the others may be sound too."""
    if not _carried(homes):
        return np.zeros(homes.count, dtype=bool)
    good = np.ones((homes.count, 1), dtype=bool)
    for key in homes.given:
        field = FIELDS[key]
        if field.kind == "number":
            value = homes.column(key)
            good &= ((value > field.minimum) if field.above_minimum else (value >= field.minimum)) & (
                value <= field.maximum
            )
    return (good & _agreeing(homes))[:, 0]


def _carried(homes: Homes) -> bool:
    """What holds for every home of a group alike, as validation.cross_check has it, or stricter."""
    given, inputs = homes.given, homes.inputs
    climate = inputs.get("climate")
    sources = given & set(SOURCES)
    tables = {key for key in given if FIELDS[key].kind == "table" or key.endswith("_file")}
    rated = given & set(CAPACITIES)
    fuel, unit = FUELS[str(inputs["fuel"])], str(inputs["fuel_price_unit"])
    frosting = {"cop_35"} | ({"capacity_35"} if rated else set())
    return (
        climate in ("proportional", "region", "station")
        and sources == ({CLIMATE_SOURCES[climate]} if climate in CLIMATE_SOURCES else set())
        and not tables
        and not {"load_slope", "design_load"} <= given
        and not ("billed_fuel" in given and "billed_degree_days" not in given)
        and (not rated or {"capacity_47", "capacity_17"} <= given)
        and not ("cycling_degradation" in given and not rated)
        and not ("furnace_fan_power" in given and "furnace_capacity" not in given)
        and (inputs["defrost"] != "ahri" or frosting <= given)
        and unit in fuel.price_units
        and not (unit == "$/MMBtu" and "fuel_heat_content" in given)
        and not (unit != "$/MMBtu" and "fuel_price" not in given)
        and not (climate == "proportional" and inputs["design_temperature"] is None)
    )


def _agreeing(homes: Homes) -> NDArray[np.bool_]:
    """What numbers must be to each other, (homes, 1)."""
    setpoint = homes.column("indoor_setpoint")
    base = homes.column("load_balance_temperature", np.nan)
    base = np.where(np.isnan(base), setpoint, base)
    good = np.ones((homes.count, 1), dtype=bool)
    if homes.inputs["design_temperature"] is not None:
        design = homes.column("design_temperature")
        good &= design < setpoint
        if "design_load" in homes.given:
            good &= design < base
    if {"compressor_lockout", "existing_switchover"} <= homes.given:
        good &= homes.column("compressor_lockout") <= homes.column("existing_switchover")
    unit = str(homes.inputs["fuel_price_unit"]).removeprefix("$/")
    own = homes.inputs["fuel_heat_content"] is not None
    heat = homes.column("fuel_heat_content") / BTU_PER_MMBTU if own else FUELS[str(homes.inputs["fuel"])].units[unit]
    good &= homes.column("fuel_price") / heat <= MAX_FUEL_PRICE
    width = homes.column("bin_width")
    if homes.inputs["climate"] == "proportional":
        good &= width > 0
        with np.errstate(all="ignore"):
            good &= counts(homes) <= min(TABLE_LIMIT, MOST_BINS)
    elif homes.inputs["climate"] == "station":
        coldest = station_year(str(homes.inputs["station"])).temperature[0]
        good &= (coldest < base) & ((width == 0) | ((base - coldest) < width * (MOST_BINS - 2)))
    return good


def summary(homes: Homes) -> dict[str, NDArray[np.generic]]:
    """SUMMARY of sound homes: arrays (homes,); temperatures [°F], $, kWh, MMBtu, kg."""
    parts = [
        _summary(homes.some(np.arange(start, min(start + CHUNK, homes.count))))
        for start in range(0, homes.count, CHUNK)
    ]
    return {key: np.concatenate([part[key] for part in parts]) for key in SUMMARY}


def _summary(homes: Homes) -> dict[str, NDArray[np.generic]]:
    p = parameters.from_case(homes)
    many = bins_of(homes)
    bins = many.bins
    load = season.load(bins.temperature, p.load_slope, p.load_balance_temperature)
    load = np.broadcast_to(load, (homes.count, load.shape[-1]))
    performance = equipment.performance(np.broadcast_to(bins.temperature, load.shape), load, p)
    ways = season.ways(bins.temperature, load, performance.capacity, p)
    alone, dual, furnace = (
        season.totals(heat, bins.hours, performance.cop, p) for heat in (ways.heat_pump_only, ways.dual, ways.furnace)
    )
    options = balance.candidates(bins, dual, furnace)
    guess = np.clip(homes.column("initial_balance_point"), _last(bins.low, many), bins.high[..., :1])
    chosen = balance.best(options, guess)[:, np.newaxis]
    cost = np.take_along_axis(options.annual_cost, chosen, -1)
    # The bins of a home's existing setting at or above it: running sums give its season's cost.
    existing = (bins.temperature >= p.existing_switchover).sum(axis=-1, keepdims=True)
    existing = np.broadcast_to(np.minimum(existing, many.counts), (homes.count, 1))
    single = np.maximum(alone.cost.sum(axis=-1, keepdims=True), options.annual_cost[:, :1])
    on = np.arange(load.shape[-1]) < chosen
    heat = Heat(*(np.where(on, a, b) for a, b in zip(ways.dual, ways.furnace, strict=True)))
    used = season.energy(heat, bins.hours, performance.cop, p)
    electricity = used.heat_pump_kwh + used.strip_kwh + used.fan_kwh
    switchovers = np.broadcast_to(options.switchover, options.annual_cost.shape)
    found = {
        "switchover": np.take_along_axis(switchovers, chosen, -1),
        "status": np.array(STATUS, dtype=object)[np.where(chosen == 0, 1, np.where(chosen >= many.counts, 2, 0))],
        "annual_cost": cost,
        "electricity_kwh": electricity.sum(axis=-1, keepdims=True),
        "fuel_mmbtu": used.fuel_mmbtu.sum(axis=-1, keepdims=True),
        "emissions_kg": np.take_along_axis(options.emissions_kg, chosen, -1),
        "saving_vs_existing": np.take_along_axis(options.annual_cost, existing, -1) - cost,
        "saving_vs_single_fuel": single - cost,
    }
    return {key: values[:, 0] for key, values in found.items()}


def _last(low: Array, many: ManyBins) -> Array:
    """The coldest edge of each home, (homes, 1)."""
    return np.take_along_axis(np.broadcast_to(low, (len(many.counts), low.shape[-1])), many.counts - 1, -1)
