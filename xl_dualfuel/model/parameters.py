"""The numbers the engine works with: a case converted, once, to the engine's units.

Each item is a float, or for many homes an array of shape (homes, 1) against bins of shape (homes, bins).
A limit that does not exist is infinite, so that no formula has a branch for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..inputs.validation import FROSTING
from ..units import BTU_PER_KWH, BTU_PER_MMBTU, FUELS

Array = NDArray[np.floating[Any]]
"""Double precision numbers; the last axis is the bins."""

DIGITS = 9
"""Significant decimals of a temperature or a number of pieces; further ones are rounding of double precision."""

RATING_TEMPERATURES = (5.0, 17.0, 47.0)
"""Outdoor temperatures of the rating points [°F] (AHRI 210/240)."""


class Parameters(NamedTuple):
    """One case in the engine's units."""

    load_slope: float
    """[BTU/h·°F]"""
    load_balance_temperature: float
    """[°F]"""
    indoor_setpoint: float
    """[°F]"""
    cop_points: tuple[Array, Array]
    """Temperatures [°F], ascending, and COP at each."""
    cop_rated: tuple[float, float]
    """Coldest and warmest temperature with a rated COP [°F]"""
    capacity_points: tuple[Array, Array] | None
    """Temperatures [°F], ascending, and capacity [BTU/h] at each; None = never limits."""
    capacity_rated: tuple[float, float]
    """Coldest and warmest temperature with a rated capacity [°F]"""
    defrost: str
    cycling_degradation: float
    compressor_lockout: float
    """[°F], −inf = none"""
    furnace_efficiency: float
    furnace_limit: float
    """Output [BTU/h], inf = none"""
    fan_per_btuh: float
    """Fan power [kW] for each BTU/h of furnace heat."""
    strip_limit: float
    """[BTU/h], inf = none"""
    simultaneous: bool
    electricity_price: float
    """[$/kWh]"""
    fuel_price: float
    """[$/MMBtu]"""
    grid_emissions: float
    """[kg/kWh]"""
    fuel_emissions: float
    """[kg/MMBtu]"""
    fuel_unit: str
    fuel_unit_mmbtu: float
    """Heat content of one fuel_unit [MMBtu]"""
    billed_load_slope: float
    """Heat loss per degree that the bills give [BTU/h·°F], NaN without bills"""
    design_temperature: float
    """[°F], NaN where there is none: the coldest bin serves"""
    initial_balance_point: float
    existing_switchover: float


class Numbers(Protocol):
    """A case, or many homes that were given the same inputs: numbers by key, a float or an array (homes, 1)."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Every input by key; None where there is none"""
        ...

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input; ``missing`` where there is none."""
        ...


def from_case(case: Numbers) -> Parameters:
    """Convert a case, or many homes, to the engine's units."""
    inputs, number = case.inputs, case.number
    setpoint = number("indoor_setpoint")
    balance = number("load_balance_temperature", setpoint)
    fuel = FUELS[str(inputs["fuel"])]
    price_unit = str(inputs["fuel_price_unit"]).removeprefix("$/")
    fuel_unit = fuel.own_unit if price_unit == "MMBtu" else price_unit
    own_heat = inputs["fuel_heat_content"] is not None
    heat = number("fuel_heat_content") / BTU_PER_MMBTU
    unit_mmbtu = heat if own_heat else fuel.units[fuel_unit]
    billed = _billed_slope(case, unit_mmbtu)
    if inputs["load_slope"] is not None:
        slope = number("load_slope")
    elif inputs["design_load"] is not None:
        slope = load_slope(number("design_load"), balance, number("design_temperature"))
    else:
        slope = billed
    furnace_limit = number("furnace_capacity", math.inf)
    cop_points, capacity_points = _points(case)
    return Parameters(
        load_slope=slope,
        load_balance_temperature=balance,
        indoor_setpoint=setpoint,
        cop_points=cop_points,
        cop_rated=_rated_range(case, "cop"),
        capacity_points=capacity_points,
        capacity_rated=_rated_range(case, "capacity"),
        defrost=str(inputs["defrost"]),
        cycling_degradation=number("cycling_degradation"),
        compressor_lockout=number("compressor_lockout", -math.inf),
        furnace_efficiency=number("furnace_efficiency"),
        furnace_limit=furnace_limit,
        fan_per_btuh=number("furnace_fan_power") / furnace_limit,
        strip_limit=number("strip_capacity", math.inf) * BTU_PER_KWH,
        simultaneous=inputs["backup_operation"] == "simultaneous",
        electricity_price=number("electricity_price"),
        fuel_price=number("fuel_price") / (heat if own_heat else fuel.units[price_unit]),
        grid_emissions=number("grid_emissions"),
        fuel_emissions=number("fuel_emissions"),
        fuel_unit=fuel_unit,
        fuel_unit_mmbtu=unit_mmbtu,
        billed_load_slope=billed,
        design_temperature=number("design_temperature", math.nan),
        initial_balance_point=number("initial_balance_point"),
        existing_switchover=number("existing_switchover"),
    )


def load_slope(design_load: float, load_balance_temperature: float, design_temperature: float) -> float:
    """Heat loss per degree [BTU/h·°F] = design load [BTU/h] / (load balance − design temperature) [°F]."""
    return design_load / (load_balance_temperature - design_temperature)


def _billed_slope(case: Numbers, unit_mmbtu: float) -> float:
    """Heat loss per degree that the bills give [BTU/h·°F]; NaN without bills."""
    if case.inputs["billed_fuel"] is None:
        return math.nan
    efficiency = case.number("billed_efficiency", case.number("furnace_efficiency"))
    return load_slope_from_fuel(case.number("billed_fuel"), case.number("billed_degree_days"), unit_mmbtu, efficiency)


def load_slope_from_fuel(
    units_burned: float, degree_days: float, heat_content: float, furnace_efficiency: float
) -> float:
    """Heat loss per degree [BTU/h·°F] from bills = units · heat content · efficiency / (24 · degree days).

    units_burned in units of heat_content [MMBtu each] over degree_days [°F·d, base the load balance temperature].
    Source: HeatSmart oil worksheet; ASHRAE Handbook of Fundamentals, degree-day method.
    """
    return units_burned * heat_content * BTU_PER_MMBTU * furnace_efficiency / (24 * degree_days)


def _points(case: Numbers) -> tuple[tuple[Array, Array], tuple[Array, Array] | None]:
    table = case.inputs["performance_table"]
    if isinstance(table, tuple):
        temperature, cop, capacity = np.array(table).T
        return (temperature, cop), (temperature, capacity)
    cop_points = _rated(case, "cop")
    assert cop_points is not None  # cop_47 and cop_17 have defaults
    return cop_points, _rated(case, "capacity")


def _rated(case: Numbers, quantity: str) -> tuple[Array, Array] | None:
    """The rating points that are given, coldest first; None where there are none.

    With the frosting test the line below 17 °F stays the one through 17 and 47 °F (AHRI 210/240): frost bends the curve
    between them only. A point on it at 5 °F ensures that where none is given.
    """
    points = {t: case.number(f"{quantity}_{t:g}") for t in _given(case, quantity)}
    if case.inputs["defrost"] == "ahri" and points:
        cold, middle, warm = RATING_TEMPERATURES
        slope = (points[warm] - points[middle]) / (warm - middle)
        points.setdefault(cold, points[middle] + (cold - middle) * slope)
        points[FROSTING] = case.number(f"{quantity}_{FROSTING:g}")
    if not points:
        return None
    at = sorted(points)
    values = [points[t] for t in at]
    if all(isinstance(value, float) for value in values):
        return np.array(at), np.array(values)
    return np.array(at), np.stack(np.broadcast_arrays(*values))  # (points, homes, 1)


def _rated_range(case: Numbers, quantity: str) -> tuple[float, float]:
    """The coldest and warmest rated temperature [°F]; outside is extrapolated."""
    table = case.inputs["performance_table"]
    if isinstance(table, tuple):
        return table[0][0], table[-1][0]
    given = _given(case, quantity) or RATING_TEMPERATURES[1:]
    return given[0], given[-1]


def _given(case: Numbers, quantity: str) -> tuple[float, ...]:
    """The temperatures [°F] of the rating points that are given."""
    return tuple(t for t in RATING_TEMPERATURES if case.inputs[f"{quantity}_{t:g}"] is not None)
