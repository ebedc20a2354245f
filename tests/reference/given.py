"""What a case says: every input with its default, the load line, the fuel's price and heat.

Inputs are in the model's units. Three keys exist for tests only: ``hours_by_temperature`` and
``hours_in_order`` stand for the year of a station or weather file, ``largest_switchover`` for a programme's limit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

BTU_PER_KWH = 3412.142
BTU_PER_MMBTU = 1e6
LITRES_PER_GALLON = 3.785411784

# Heat content, MMBtu per unit sold: EIA, British thermal unit (Btu) conversion factors.
MMBTU_PER_THERM = 0.1
MMBTU_PER_CCF = 0.1036
# B20: four fifths No. 2 oil, one fifth biodiesel of 0.128 (40 CFR 98 Table C-1).
MMBTU_PER_GALLON = {"propane": 0.091452, "fuel_oil": 0.1385, "kerosene": 0.135, "biodiesel_b20": 0.1364}
MMBTU_PER_UNIT = {
    "MMBtu": 1.0, "Dth": 1.0, "GJ": 1e9 / 3.6e6 * BTU_PER_KWH / 1e6, "kWh": BTU_PER_KWH / 1e6,
    "therm": MMBTU_PER_THERM, "ccf": MMBTU_PER_CCF, "Mcf": 10 * MMBTU_PER_CCF, "m³": MMBTU_PER_CCF / (100 * 0.3048**3),
    "lb": 0.021548, "kg": 0.021548 / 0.45359237,  # propane (NFPA 58)
    "ton": 16.5, "bag": 16.5 / 50, "tonne": 16.5 / (2000 * 0.45359237) * 1000,  # wood pellets (EIA)
}  # fmt: skip

# kg CO2 per MMBtu of fuel: natural gas as in the worked example, the others 40 CFR 98 Table C-1.
FUEL_EMISSIONS = {
    "natural_gas": 53.0, "propane": 62.87, "fuel_oil": 73.96, "kerosene": 75.20, "wood_pellets": 93.80,
    "biodiesel_b20": 73.94,  # (0.8 · 0.1385 · 73.96 + 0.2 · 0.128 · 73.84) / 0.1364
}  # fmt: skip

OIL_UNITS = ("$/MMBtu", "$/gal", "$/L", "$/imp gal", "$/GJ", "$/kWh")
PRICE_UNITS = {
    "natural_gas": ("$/MMBtu", "$/therm", "$/ccf", "$/Mcf", "$/m³", "$/Dth", "$/GJ", "$/kWh"),
    "propane": (*OIL_UNITS, "$/lb", "$/kg"),
    "fuel_oil": OIL_UNITS,
    "kerosene": OIL_UNITS,
    "biodiesel_b20": OIL_UNITS,
    "wood_pellets": ("$/MMBtu", "$/ton", "$/bag", "$/tonne", "$/GJ", "$/kWh"),
    "electricity": ("$/kWh",),
    "other": ("$/unit",),
}

# Largest switchover that a programme accepts [°F]: Mass Save's switchover temperature calculator.
LARGEST_SWITCHOVER = {"mass_save": {"natural_gas": 30.0, "fuel_oil": 30.0, "propane": 5.0}}

SPEEDS = ("min", "max")
RATING_TEMPERATURES = (47, 17, 5)

# The worked example. A key whose default is None is "not given" unless the case gives it.
DEFAULTS: dict[str, Any] = {
    "load_slope": 600.0,  # BTU/h per °F
    "design_load": None,  # BTU/h
    "billed_fuel": None,  # fuel units
    "billed_degree_days": None,  # °F·d
    "billed_efficiency": None,  # the furnace's
    "fuel_heat_content": None,  # BTU per unit of the price
    "tank_capacity": None,  # fuel units
    "tank_usable_fraction": None,  # by fuel
    "indoor_setpoint": 70.0,
    "load_balance_temperature": None,  # by climate
    "design_temperature": 5.0,
    "climate": "proportional",
    "season_hours": 1900.0,
    "hours_below_design": 150.0,
    "bin_width": 2.0,
    "region": None,
    "station": None,
    "weather_file": None,
    "hours_by_temperature": None,  # test-only: [(°F, h), ...], with defrost humidity (°F, h, (capacity, power, share))
    "bin_table": None,  # [(°F, h), ...]
    "cop_47": 3.4,
    "cop_17": 2.2,
    "cop_5": None,
    "cop_35": None,  # the frosting test; counts with defrost ahri
    "capacity_47": None,
    "capacity_17": None,
    "capacity_5": None,
    "capacity_35": None,
    **{f"{what}_{speed}_{t}": None for speed in SPEEDS for t in RATING_TEMPERATURES for what in ("cop", "capacity")},
    "performance_table": None,  # [(°F, COP, BTU/h), ...]
    "defrost": "none",
    "defrost_control": "on_demand",
    "hours_in_order": None,  # test-only: [(°F, %, Pa), ...] of one day, the same all year
    "cycling_degradation": 0.0,
    "compressor_lockout": None,
    "fuel": "natural_gas",
    "fuel_price": 13.0,
    "fuel_price_unit": "$/MMBtu",
    "furnace_efficiency": 0.95,
    "furnace_capacity": None,
    "furnace_fan_power": 0.0,
    "strip_capacity": None,  # kW
    "backup_operation": "time_shared",
    "thermostat_step": 1.0,  # °F
    "thermostat_zero": 0.0,  # °F; 32 for a case in °C, whose steps are counted from 0 °C
    "programme": None,
    "largest_switchover": None,  # test-only: the programme's limit, °F
    "as_left_switchover": None,
    "electricity_price": 0.14,
    "grid_emissions": 0.38,
    "fuel_emissions": None,  # by fuel
    "initial_balance_point": 35.0,
    "existing_switchover": 35.0,
}


def with_defaults(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The case with every key present: absent and None mean the default; derived inputs are derived.

    Raises ValueError for an unknown key or a combination the model has no rule for.
    """
    unknown = sorted(set(inputs) - set(DEFAULTS))
    if unknown:
        raise ValueError(f"unknown inputs: {unknown}")
    case = dict(DEFAULTS)
    keys = ("design_temperature", "design_load")
    case["design_temperature_given"] = any(inputs.get(key) is not None for key in keys)
    for key, value in inputs.items():
        if value is not None:
            case[key] = value

    if case["load_balance_temperature"] is None:
        proportional = case["climate"] == "proportional"
        case["load_balance_temperature"] = (
            case["indoor_setpoint"] if proportional else min(65.0, case["indoor_setpoint"])
        )
    if case["fuel"] == "electricity" and inputs.get("furnace_efficiency") is None:
        case["furnace_efficiency"] = 1.0
    if case["fuel"] in ("electricity", "other"):
        case["fuel_price_unit"] = PRICE_UNITS[case["fuel"]][0]
    if case["billed_fuel"] is not None and inputs.get("load_slope") is None:
        efficiency = case["billed_efficiency"] or case["furnace_efficiency"]
        heat = case["billed_fuel"] * unit_heat(case, reported_fuel_unit(case)) * BTU_PER_MMBTU * efficiency
        case["load_slope"] = heat / 24 / case["billed_degree_days"]
    if case["design_load"] is not None:
        case["load_slope"] = case["design_load"] / (case["indoor_setpoint"] - case["design_temperature"])
    if case["programme"] is not None:
        case["largest_switchover"] = LARGEST_SWITCHOVER[case["programme"]].get(case["fuel"])
    if case["fuel"] == "electricity":
        # The furnace pays what the house pays, emits what the grid emits, and loses nothing.
        if inputs.get("fuel_price") is None:
            case["fuel_price"] = case["electricity_price"]
        if case["fuel_emissions"] is None:
            case["fuel_emissions"] = case["grid_emissions"] / BTU_PER_KWH * BTU_PER_MMBTU
    if case["fuel_emissions"] is None:
        case["fuel_emissions"] = FUEL_EMISSIONS[case["fuel"]]

    if case["fuel_price_unit"] not in PRICE_UNITS[case["fuel"]]:
        raise ValueError(f"{case['fuel']} is not sold in {case['fuel_price_unit']}")
    if case["furnace_fan_power"] and case["furnace_capacity"] is None:
        raise ValueError("furnace_fan_power needs furnace_capacity")
    if case["backup_operation"] not in ("time_shared", "alternate", "simultaneous"):
        raise ValueError(f"backup_operation {case['backup_operation']!r}")
    if case["defrost"] not in ("none", "resnet", "ahri", "humidity"):
        raise ValueError(f"defrost {case['defrost']!r}")
    return case


def at_or_above(temperature: float, setting: float) -> bool:
    """Whether a temperature is at least a setting [°F]: a billionth of a degree is rounding, not weather."""
    return temperature >= setting - 1e-9


def load(case: Mapping[str, Any], temperature: float) -> float:
    """Heating load [BTU/h]."""
    slope: float = case["load_slope"]
    balance: float = case["load_balance_temperature"]
    return slope * max(0.0, balance - temperature)


def load_at_design(case: Mapping[str, Any], temperature: float) -> float:
    """What strips, tank and furnace are sized for [BTU/h]: the design load, or the slope down from the setpoint."""
    if case["design_load"] is not None:
        given: float = case["design_load"]
        return given
    slope: float = case["load_slope"]
    return slope * max(0.0, case["indoor_setpoint"] - temperature)


def design_temperature(case: Mapping[str, Any], of_climate: float) -> float:
    """Where strips, tank and furnace are sized [°F]: as given; else the climate's own."""
    known = case["design_temperature_given"] or case["climate"] == "proportional"
    chosen: float = case["design_temperature"] if known else of_climate
    return chosen


def shared_furnace(case: Mapping[str, Any], of_climate: float) -> float:
    """The furnace that shares a coil's hour with the heat pump [BTU/h]: as given, or 1.4 times the design load."""
    if case["furnace_capacity"] is not None:
        given: float = case["furnace_capacity"]
        return given
    return 1.4 * load_at_design(case, design_temperature(case, of_climate))


def limit(case: Mapping[str, Any], key: str) -> float:
    """A capacity that counts as unlimited where it is not given."""
    value: float | None = case[key]
    return math.inf if value is None else value


def mmbtu_per_unit(fuel: str, unit: str) -> float:
    """Heat in one unit of fuel [MMBtu]."""
    if unit in MMBTU_PER_UNIT:
        return MMBTU_PER_UNIT[unit]
    if unit == "imp gal":
        return MMBTU_PER_GALLON[fuel] / LITRES_PER_GALLON * 4.54609
    if unit == "gal":
        return MMBTU_PER_GALLON[fuel]
    if unit == "L":
        return MMBTU_PER_GALLON[fuel] / LITRES_PER_GALLON
    raise ValueError(f"fuel unit {unit!r}")


def price_per_mmbtu(case: Mapping[str, Any]) -> float:
    """The fuel's price [$/MMBtu of fuel]."""
    unit: str = case["fuel_price_unit"].removeprefix("$/")
    price: float = case["fuel_price"]
    return price / unit_heat(case, unit)


def unit_heat(case: Mapping[str, Any], unit: str) -> float:
    """Heat in one unit of the case's fuel [MMBtu]: the supplier's where it is given."""
    given: float | None = case["fuel_heat_content"]
    return mmbtu_per_unit(case["fuel"], unit) if given is None else given / BTU_PER_MMBTU


def reported_fuel_unit(case: Mapping[str, Any]) -> str:
    """The unit fuel is reported in: the one it is priced in, or the one it is usually sold in if priced by MMBtu."""
    unit: str = case["fuel_price_unit"].removeprefix("$/")
    usual = {"natural_gas": "therm", "wood_pellets": "ton", "electricity": "kWh"}.get(case["fuel"], "gal")
    if unit == "MMBtu" or (unit in ("GJ", "kWh") and case["fuel"] not in ("natural_gas", "electricity")):
        return usual  # a tank's contents are counted as they are delivered
    return unit
