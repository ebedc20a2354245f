"""The numbers the engine works with: a case converted, once, to the engine's units.

Each item is a float, or for many homes an array of shape (homes, 1) against bins of shape (homes, bins).
A limit that does not exist is infinite, so that no formula has a branch for it.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ..inputs.units_given import Units
from ..inputs.validation import Numbers, load_balance
from ..units import BTU_PER_KWH, BTU_PER_MMBTU, FUELS, KWH_PER_MMBTU
from . import ratings
from .frost import UsualFrost
from .ratings import Frosting, Points, Speed

Array = ratings.Array
RATING_TEMPERATURES = ratings.RATING_TEMPERATURES

DIGITS = 9
"""Significant decimals of a temperature or a number of pieces; further ones are rounding of double precision."""


class Parameters(NamedTuple):
    """One case in the engine's units."""

    load_slope: float
    """[BTU/h·°F]"""
    load_balance_temperature: float
    """[°F]"""
    indoor_setpoint: float
    """[°F]"""
    cop_points: Points
    """Temperatures [°F], ascending, and COP at each."""
    cop_rated: tuple[float, float]
    """Coldest and warmest temperature with a rated COP [°F]"""
    capacity_points: Points | None
    """Temperatures [°F], ascending, and capacity [BTU/h] at each; None = never limits."""
    capacity_rated: tuple[float, float]
    """Coldest and warmest temperature with a rated capacity [°F]"""
    frosting: Frosting | None
    """The rated speed under frost, with defrost ahri"""
    slowest: Speed | None
    """Minimum of a variable-speed unit; None = the rated speed is the slowest"""
    fastest: Speed | None
    """Maximum of a variable-speed unit; None = the rated speed is the fastest"""
    rated_capacity: float
    """At 47 °F [BTU/h], NaN where it never limits: what a defrost's own electricity goes by"""
    usual_frost: UsualFrost | None
    """Frost by temperature, with defrost humidity, where no hour's own is known; None until the weather is known"""
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
    backup_operation: str
    """What happens where the heat pump falls short: time_shared, alternate or simultaneous"""
    assumed_furnace: float
    """Output [BTU/h] of the furnace that takes turns, where none is given; NaN until the bins are known (``sized``)"""
    design_load: float
    """[BTU/h] that strips, tank and furnace are sized for; NaN until the bins are known (``sized``)"""
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
    """[°F], NaN where there is none: the climate's own serves"""
    initial_balance_point: float
    existing_switchover: float
    thermostat_step: float
    """[°F]"""
    thermostat_zero: float
    """The settings of the thermostat are this + a whole number of steps [°F]"""
    units: Units
    """What the answers are shown in; no formula takes it"""

    def speeds(self) -> tuple[Speed, ...]:
        """The speeds the heat pump runs at, slowest first."""
        rated = Speed(self.cop_points, self.capacity_points, self.frosting)
        return tuple(speed for speed in (self.slowest, rated, self.fastest) if speed is not None)

    def with_cops(self, factor: Any) -> Parameters:
        """The same heat pump with every COP by a factor, a number or an array (homes, 1)."""
        rated, slowest, fastest = (
            None if speed is None else speed.with_cop(factor)
            for speed in (Speed(self.cop_points, self.capacity_points, self.frosting), self.slowest, self.fastest)
        )
        assert rated is not None
        return self._replace(cop_points=rated.cop, frosting=rated.frosting, slowest=slowest, fastest=fastest)

    def sized(self, of_climate: Any) -> Parameters:
        """With design load and assumed furnace; ``of_climate`` [°F] serves where no design temperature is given."""
        at = np.where(np.isnan(self.design_temperature), of_climate, self.design_temperature)
        line = self.load_slope * (self.indoor_setpoint - at)
        load: Any = np.where(np.isnan(self.design_load), line, self.design_load)[()]
        return self._replace(design_load=load, assumed_furnace=ASSUMED_FURNACE * load)


ASSUMED_FURNACE = 1.4
"""Furnace output over design load where no furnace is given: the most that ACCA Manual S allows (section N2-1)."""


def from_case(case: Numbers) -> Parameters:
    """Convert a case, or many homes, to the engine's units."""
    inputs, number = case.inputs, case.number
    setpoint = number("indoor_setpoint")
    fuel = FUELS[str(inputs["fuel"])]
    price_unit = str(inputs["fuel_price_unit"]).removeprefix("$/")
    fuel_unit = fuel.counted_in(price_unit)
    own_heat = inputs["fuel_heat_content"] is not None
    heat = number("fuel_heat_content") / BTU_PER_MMBTU
    unit_mmbtu = heat if own_heat else fuel.units[fuel_unit]
    billed = _billed_slope(case, unit_mmbtu)
    if inputs["load_slope"] is not None:
        slope = number("load_slope")
    elif inputs["design_load"] is not None:
        slope = load_slope(number("design_load"), setpoint, number("design_temperature"))
    else:
        slope = billed
    rated, slowest, fastest = ratings.speeds_of(case)
    furnace_limit = number("furnace_capacity", math.inf) * ratings.furnace_at(number("altitude"))
    return Parameters(
        load_slope=slope,
        load_balance_temperature=load_balance(case),
        indoor_setpoint=setpoint,
        cop_points=rated.cop,
        cop_rated=ratings.rated_range(case, "cop"),
        capacity_points=rated.capacity,
        capacity_rated=ratings.rated_range(case, "capacity"),
        frosting=rated.frosting,
        slowest=slowest,
        fastest=fastest,
        rated_capacity=ratings.at_47(rated),
        usual_frost=None,
        defrost=str(inputs["defrost"]),
        cycling_degradation=number("cycling_degradation"),
        compressor_lockout=number("compressor_lockout", -math.inf),
        furnace_efficiency=number("furnace_efficiency"),
        furnace_limit=furnace_limit,
        fan_per_btuh=number("furnace_fan_power") / furnace_limit,
        strip_limit=number("strip_capacity", math.inf) * BTU_PER_KWH,
        backup_operation=str(inputs["backup_operation"]),
        assumed_furnace=math.nan,
        design_load=number("design_load", math.nan),
        electricity_price=number("electricity_price"),
        # Only an electric furnace has neither: it takes the house's electricity.
        fuel_price=number("fuel_price", number("electricity_price")) / (heat if own_heat else fuel.units[price_unit]),
        grid_emissions=number("grid_emissions"),
        fuel_emissions=number("fuel_emissions", number("grid_emissions") * KWH_PER_MMBTU),
        fuel_unit=fuel_unit,
        fuel_unit_mmbtu=unit_mmbtu,
        billed_load_slope=billed,
        design_temperature=number("design_temperature", math.nan),
        initial_balance_point=number("initial_balance_point"),
        existing_switchover=number("existing_switchover"),
        thermostat_step=number("thermostat_step"),
        thermostat_zero=number("thermostat_zero"),
        units=case.units,
    )


def load_slope(design_load: float, indoor_setpoint: float, design_temperature: float) -> float:
    """Heat loss per degree [BTU/h·°F] = design load [BTU/h] / (setpoint − design temperature) [°F].

    Load calculations leave gains from sun and people out (ACCA Manual J, CSA F280): their line starts at the setpoint.
    """
    return design_load / (indoor_setpoint - design_temperature)


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
