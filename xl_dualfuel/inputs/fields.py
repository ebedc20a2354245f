"""The table of inputs: one row has everything about an input, and every other part of the program reads it here.

Validation, help, forms, the Inputs sheet, the worksheet functions and the README take their lists of inputs from these
rows. The columns of result tables are in results/columns.py.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from ..units import FUELS
from ..weather.year import KINDS
from .bill_inputs import BILL_INPUTS
from .field import DEFAULT_NOTE, EXAMPLE, TABLE_LIMIT, UNIT_FIELDS, Field, Spread, UnitField
from .fuel_inputs import FUEL_INPUTS, PRICE
from .programmes import CHOICES
from .ratings import ALL, CAPACITY, COP, EQUIPMENT, RATINGS, REBATE, SAMPLE

__all__ = [
    "CAPACITIES", "CLIMATE_SOURCES", "COLUMNS", "COPS", "DEFAULT_NOTE", "EQUIPMENT", "FIELDS", "FILES", "LOADS",
    "SEVERAL_FILES", "SOURCES", "TABLE_LIMIT", "UNIT_FIELDS", "Field", "UnitField",
]  # fmt: skip


def _share(amount: float, reason: str) -> Spread:
    return Spread(amount, amount, True, reason)


def _step(amount: float, reason: str) -> Spread:
    return Spread(amount, amount, False, reason)


_LOAD = _share(0.25, "a quarter: load calculations and bills of one house differ by as much")
_OTHERS = tuple(FUELS.values())[1:]
_BURNED = tuple(fuel for fuel in _OTHERS if fuel.emissions is not None)
_LOADS = ("load_slope", "design_load")
_OUTDOOR: dict[str, Any] = {"minimum": -80.0, "maximum": 120.0}
_TEMPERATURE_REMEDY = "Give it in °F"
_HOUSE = ("client", "rebate")

THERMOSTAT_STEPS: Final = MappingProxyType({"honeywell_t6_pro": 5.0, "bryant_thermidistat": 5.0})
"""Steps of the outdoor temperatures [°F] of thermostats whose lists were looked up at their makers."""

_FIELDS = (
    Field(
        "load_slope", "House", "Heat loss per degree", "BTU/h·°F",
        "Heating load for each °F that it is colder outdoors; give this or design_load",
        default=600.0, minimum=0.0, maximum=1e7, above_minimum=True, source=f"{EXAMPLE}: 2,200 ft² house",
        remedy="Give BTU/h per °F: design load divided by the design temperature difference",
        house_specific=True, displaces=("design_load",), in_scenarios=True, forms=SAMPLE, required="load",
        default_yields=True, spread=_LOAD,
    ),
    Field(
        "design_load", "House", "Design heating load", "BTU/h",
        "Heating load at design_temperature (ACCA Manual J, CSA F280, or bills); load_slope = design_load / "
        "(indoor_setpoint − design_temperature)",
        minimum=0.0, maximum=1e9, above_minimum=True, when_omitted="load_slope is used", source="",
        remedy="Give the whole house's load in BTU/h at the design temperature",
        example=39000, displaces=("load_slope",), forms=ALL, required="load", spread=_LOAD,
    ),
    Field(
        "billed_fuel", "House", "Fuel burned for heating, from bills", "fuel unit",
        "Fuel burned over billed_degree_days, in the unit of fuel_price_unit (therms of gas where that is $/MMBtu; "
        "gal or ton of a fuel that is stored where it is $/MMBtu, $/GJ or $/kWh); "
        "load_slope follows from it, or is compared with it",
        minimum=0.0, maximum=1e7, above_minimum=True, when_omitted="load_slope or design_load is used", source="",
        remedy="Give the units on the bills, hot water and cooking taken out",
        example=700, displaces=_LOADS, forms=_HOUSE, required="load",
        spread=_share(0.10, "a tenth: hot water and cooking in the bills"),
    ),
    Field(
        "billed_degree_days", "House", "Degree days of the bills", "°F·d",
        "Heating degree days of the billed period, base the load balance temperature",
        minimum=0.0, maximum=30000.0, above_minimum=True, when_omitted="not used", source="",
        remedy="Give the heating degree days of the billed period",
        example=5500, displaces=_LOADS, forms=_HOUSE, needs=("billed_fuel", ""), difference=True,
    ),
    Field(
        "billed_efficiency", "House", "Efficiency of the furnace on the bills", "",
        "Efficiency of the furnace that burned the fuel of billed_fuel or of bills_file, as a fraction",
        minimum=0.0, maximum=1.0, above_minimum=True, when_omitted="furnace_efficiency", source="",
        remedy="Give a fraction, such as 0.8",
        example=0.8, displaces=_LOADS, forms=_HOUSE, needs=("billed_fuel", ""),
    ),
    *BILL_INPUTS,
    Field(
        "indoor_setpoint", "House", "Indoor setpoint", "°F", "Indoor temperature held in the heating season",
        default=70.0, minimum=40.0, maximum=90.0, remedy=_TEMPERATURE_REMEDY,
        house_specific=True, climates=("proportional", "station", "weather"), forms=SAMPLE,
        spread=_step(2.0, "what one household differs from the next"),
    ),
    Field(
        "load_balance_temperature", "House", "Load balance temperature", "°F",
        "Outdoor temperature at which the heating load is zero; below the setpoint where sun and people heat the house",
        minimum=20.0, maximum=90.0, source="", remedy=_TEMPERATURE_REMEDY,
        when_omitted="the indoor setpoint in the proportional climate, else 65 °F or the setpoint where that is lower",
        example=65, climates=("proportional", "station", "weather"), forms=SAMPLE,
        spread=_step(5.0, "sun, people and appliances heat the house by that much"),
    ),
    Field(
        "altitude", "House", "Altitude", "ft",
        "Height above sea level: thinner air lowers what heat pump and furnace can deliver",
        default=0.0, minimum=0.0, maximum=12000.0, forms=_HOUSE,
        remedy="Give feet above sea level, or 0 where the capacities already allow for it",
        source="ACCA Manual S (heat pump); NFPA 54/ANSI Z223.1 (furnace)",
    ),
    Field(
        "design_temperature", "Climate", "Design temperature", "°F",
        "Heating design temperature (99 %), the lowest bin edge of the proportional climate",
        default=5.0, minimum=-80.0, maximum=80.0, remedy=_TEMPERATURE_REMEDY,
        when_omitted="a region's published one, a year's coldest hour, else the coldest bin's temperature",
        house_specific=True, climates=("proportional",), forms=ALL, required="hours", default_yields=True,
        spread=_step(5.0, "a neighbouring station, or the 99.6 % value instead of the 99 % one"),
    ),
    Field(
        "climate", "Climate", "Climate method", "",
        "Where the bins come from: season hours in proportion to the distance below the setpoint, a measured table, "
        "a region's published table, a built-in station's year, or a weather file",
        kind="choice", default="proportional", choices=("proportional", "bins", "region", "station", "weather"),
        when_omitted="follows from which of bin_table, region, station, weather_file is given",
        remedy="Leave it out: it follows from the other inputs", role="method", forms=_HOUSE,
    ),
    Field(
        "season_hours", "Climate", "Total Heating Season Hours", "h",
        "Hours of heating a season; used by the proportional and region climates",
        default=1900.0, minimum=0.0, maximum=8784.0, above_minimum=True, remedy="Give hours a year",
        role="climate", climates=("proportional", "region"), house_specific=True, in_scenarios=True, forms=ALL,
        required="hours", spread=_share(0.10, "a tenth: a mild and a long heating season"),
    ),
    Field(
        "hours_below_design", "Climate", "Hours below design temperature", "h",
        "Extra hours put on the coldest bin of the proportional climate",
        default=150.0, minimum=0.0, maximum=8784.0, remedy="Give hours a year, 0 for none",
        role="climate", climates=("proportional",), house_specific=True, forms=ALL,
        spread=Spread(1.0, 1.0, True, "none to twice: a mild winter and a hard one"),
    ),
    Field(
        "bin_width", "Climate", "Bin width", "°F",
        "Width of a temperature bin; 0 with a station or weather file calculates every hour by itself",
        default=2.0, minimum=0.0, maximum=200.0, remedy="2 is usual; 0, hourly, goes with a station or weather file",
        role="method", climates=("proportional", "station", "weather", "bins"), difference=True, forms=(),
    ),
    Field(
        "region", "Climate", "AHRI climate region", "", "Generalized climate region of AHRI 210/240, I to VI",
        kind="choice", choices=("I", "II", "III", "IV", "V", "VI"), when_omitted="not used",
        source="10 CFR 430 Appendix M1 Table 20; AHRI 210/240", remedy="Most of the northern US is IV or V",
        example="V", role="climate", gives_climate="region", forms=ALL,
    ),
    Field(
        "station", "Climate", "Weather station", "", "A built-in station: hours of a typical year at each temperature",
        kind="text", when_omitted="not used", source="NREL TMY3", remedy="",
        example="chicago_ohare", role="climate", gives_climate="station", forms=SAMPLE,
    ),
    Field(
        "weather_file", "Climate", "Weather file", "", f"An {KINDS} file of one year",
        kind="file", when_omitted="not used", source="", remedy="",
        example="my_city.epw", role="climate", gives_climate="weather", forms=(),
    ),
    Field(
        "runtime_file", "Climate", "Thermostat runtime file", "",
        "A thermostat's or building's record, CSV or Excel (time, outdoor temperature, runtimes), or several of one "
        "thermostat as a list or with semicolons between; the measured bins come from it",
        kind="file", when_omitted="not used", source="", remedy="",
        example="runtime.csv", role="climate", gives_climate="bins", forms=(),
    ),
    Field(
        "record_season", "Climate", "Heating season of the record", "",
        "The part of runtime_file that is used: a winter (2024-25: July to June), a year, or two dates",
        kind="text", when_omitted="the whole record, or of a longer one the year with most rows", source="",
        remedy="Give a winter, such as 2024-25, or dates, such as 2024-10-01 to 2025-04-30",
        example="2024-25", role="climate", needs=("runtime_file", ""), forms=(),
    ),
    Field(
        "season_degree_days", "Climate", "Degree days of a season, for the record", "°F·d",
        "Scales runtime_file to a season: its hours are multiplied to have these degree days (base 65 °F, daily means)",
        minimum=0.0, maximum=30000.0, above_minimum=True, when_omitted="hours as recorded", source="",
        remedy="Give the heating degree days of a normal year", example=5500, role="climate", difference=True,
        needs=("runtime_file", ""), forms=(),
    ),
    Field(
        "bin_table", "Climate", "Measured bins", "°F, h", "Outdoor temperature and heating hours of each bin",
        kind="table", columns=("temperature", "hours"), when_omitted="not used", source="",
        remedy="Give [[temperature, hours], …], each temperature once, hours 0 or more",
        example="[[47, 100], [42, 250], [17, 40]]", role="climate", gives_climate="bins", forms=(),
    ),
    *RATINGS,
    Field(
        "defrost", "Heat pump", "Defrost model", "",
        "Capacity and COP lost to frost: ahri by the test at 35 °F, resnet by a curve below 40 °F, humidity by the "
        "weather's own humidity hour by hour (a station or weather file; needs the capacities)",
        kind="choice", default="none", choices=("none", "ahri", "resnet", "humidity"), remedy="none is usual",
        forms=REBATE,
    ),
    Field(
        "defrost_control", "Heat pump", "Defrost control", "",
        "What starts a defrost: on_demand, a sensor that finds frost; timed, a clock; used with defrost = humidity",
        kind="choice", default="on_demand", choices=("on_demand", "timed"), remedy="on_demand is usual",
        source="EnergyPlus Engineering Reference", needs=("defrost", "humidity"), forms=(),
    ),
    Field(
        "cycling_degradation", "Heat pump", "Cycling degradation Cd", "",
        "Share of the COP lost as the part load goes to zero; needs the capacities",
        default=0.0, minimum=0.0, maximum=0.5, remedy="Give 0 to 0.25", source="0.25 is the default of AHRI 210/240",
        forms=REBATE, spread=_share(0.25, "a quarter: it is a default more often than a test"),
    ),
    Field(
        "compressor_lockout", "Heat pump", "Compressor lockout", "°F", "The heat pump is off below this temperature",
        when_omitted="never locked out", source="thermostat or control board setting", remedy=_TEMPERATURE_REMEDY,
        example=5, forms=_HOUSE, spread=_step(5.0, "5 °F: the next settings of a control board"), **_OUTDOOR,
    ),
    *FUEL_INPUTS,
    Field(
        "furnace_efficiency", "Furnace", "Furnace efficiency (AFUE)", "",
        "AFUE as a fraction, of the fuel's higher heating value; 1 for electricity unless given",
        default=0.95, minimum=0.0, maximum=1.0, above_minimum=True, remedy="Give a fraction, such as 0.95",
        house_specific=True, in_scenarios=True, forms=SAMPLE, required="always", spread=EQUIPMENT,
    ),
    Field(
        "furnace_capacity", "Furnace", "Furnace output", "BTU/h", "Output capacity of the furnace",
        when_omitted="the furnace meets any load", source="furnace data plate (output, not input)",
        remedy="Give BTU/h of output, such as 60000", minimum=0.0, maximum=1e8, above_minimum=True,
        example=60000, forms=_HOUSE, spread=EQUIPMENT,
    ),
    Field(
        "furnace_fan_power", "Furnace", "Furnace fan power", "kW",
        "Blower power while the furnace runs; needs furnace_capacity",
        default=0.0, minimum=0.0, maximum=50.0, remedy="Give kW, such as 0.4",
        forms=_HOUSE, spread=_share(0.25, "a quarter: duct systems differ more than furnaces"),
    ),
    Field(
        "strip_capacity", "Electric strips", "Electric strip capacity", "kW",
        "Electric resistance heat at COP 1; 0 where there are none",
        minimum=0.0, maximum=1e4, when_omitted="strips meet any shortfall", source="air handler data plate",
        remedy="Give kW, such as 10, or 0 for no strips",
        example=10, forms=ALL, spread=EQUIPMENT,
    ),
    Field(
        "backup_operation", "Electric strips", "Backup operation", "",
        "Where the heat pump falls short: time_shared, furnace and heat pump take turns within the hour; alternate, "
        "the furnace takes the whole hour; simultaneous, the furnace adds what the heat pump lacks",
        kind="choice", default="time_shared", choices=("time_shared", "alternate", "simultaneous"),
        source="a thermostat over one air handler", remedy="A furnace under the coil takes turns: time_shared",
        forms=_HOUSE,
    ),
    Field(
        "tank_capacity", "Fuel storage", "Tank capacity", "fuel unit", "Capacity of the fuel tank, as it is sold",
        minimum=0.0, maximum=1e6, above_minimum=True, when_omitted="no autonomy or deliveries", source="tank's plate",
        remedy="Give the tank's size, such as 500 gal",
        role="report", example=500, forms=_HOUSE,
    ),
    Field(
        "tank_usable_fraction", "Fuel storage", "Usable fraction of the tank", "",
        "Share of the tank's capacity that can be burned between a delivery and the reserve",
        minimum=0.0, maximum=1.0, above_minimum=True,
        when_omitted=", ".join(f"{fuel.usable:g} for {fuel.name}" for fuel in _OTHERS if fuel.usable),
        source="tanks are filled to 80 % (propane, NFPA 58) or 90 % (oil), and a reserve of 20 % is kept",
        remedy="Give a fraction, such as 0.6", role="report", example=0.6, follows=("fuel",), forms=(),
    ),
    Field(
        "metered_kwh", "Controls", "Metered winter electricity for heating", "kWh",
        "Metered electricity of the heating season, other uses taken out; compared with the model at today's setting",
        minimum=0.0, maximum=1e7, above_minimum=True, when_omitted="not compared", source="utility bills",
        remedy="Give kWh of the whole season",
        role="report", example=6000, forms=_HOUSE,
    ),
    Field(
        "electricity_price", "Prices and emissions", "Electricity price", "$/kWh",
        "Marginal price of electricity, fixed charges out",
        default=0.14, minimum=0.0, maximum=10.0, remedy="Give dollars, not cents, such as 0.14",
        role="price", house_specific=True, in_scenarios=True, forms=SAMPLE, required="always", spread=PRICE,
    ),
    Field(
        "grid_emissions", "Prices and emissions", "Grid emissions", "kg CO2/kWh",
        "CO2 of the power plants for each kWh used; results are CO2e where this factor and the fuel's are",
        default=0.38, minimum=0.0, maximum=5.0, remedy="Give kg per kWh, such as 0.38",
        role="price", house_specific=True, in_scenarios=True, forms=_HOUSE,
    ),
    Field(
        "fuel_emissions", "Prices and emissions", "Fuel emissions", "kg CO2/MMBtu",
        "CO2 of burning the fuel, that of plants included; results are CO2e where this factor and the grid's are",
        default=53.0, minimum=0.0, maximum=1000.0,
        when_omitted=", ".join((
            "53 for natural gas", *(f"{fuel.emissions:g} for {fuel.name}" for fuel in _BURNED),
            "the grid's for electricity",
        )),
        source=f"{EXAMPLE} (gas); 40 CFR 98 Table C-1 ({', '.join(fuel.short for fuel in _BURNED)})",
        remedy="Give kg per MMBtu, such as 53.06",
        role="price", house_specific=True, in_scenarios=True, follows=("fuel",), forms=_HOUSE, default_yields=True,
    ),
    Field(
        "currency", "Prices and emissions", "Currency", "",
        "Sign or code of the money that the prices are in, such as £, € or CAD; no amount is converted",
        kind="text", default="$", source="US dollar", remedy="Give a sign or a code, such as €, £ or CAD",
        role="report", example="CAD", forms=(),
    ),
    Field(
        "initial_balance_point", "Controls", "Initial balance point", "°F",
        "Your guess of the switchover; breaks ties, and is compared with the result",
        default=35.0, remedy=_TEMPERATURE_REMEDY, **_OUTDOOR, role="setting", forms=(),
    ),
    Field(
        "existing_switchover", "Controls", "Existing switchover", "°F", "What the thermostat is set to today",
        default=35.0, remedy="Give what the thermostat is set to today, in °F", **_OUTDOOR,
        role="setting", house_specific=True, forms=SAMPLE, required="always",
    ),
    Field(
        "thermostat", "Controls", "Thermostat", "",
        "A make whose outdoor temperatures are 5 °F apart: sets thermostat_step where that is not given",
        kind="choice", choices=tuple(THERMOSTAT_STEPS), when_omitted="thermostat_step is used",
        source="Honeywell Home T6 Pro Wi-Fi manual, option 356; Bryant Thermidistat A07049, options 8 and 9",
        remedy="Leave it out for other makes, and give thermostat_step", role="setting", example="honeywell_t6_pro",
        forms=(),
    ),
    Field(
        "thermostat_step", "Controls", "Step of the thermostat's settings", "°F",
        "The thermostat can hold multiples of it, counted from thermostat_zero",
        default=1.0, minimum=0.01, maximum=40.0, difference=True, source="most thermostats: 1 °F, or 0.5 °C in °C",
        remedy="Give the step of the switchover setting, such as 1 or 5", role="setting", follows=("thermostat",),
        forms=_HOUSE,
    ),
    Field(
        "thermostat_zero", "Controls", "Zero of the thermostat's degrees", "°F",
        "The temperature that the thermostat's steps are counted from: 0 °F, or 32 °F (0 °C) for one in °C",
        default=0.0, minimum=-80.0, maximum=120.0, source="0 °F", remedy="Give 0 °F, or 32 °F for a thermostat in °C",
        role="setting", forms=(),
    ),
    Field(
        "programme", "Programme", "Programme to judge by", "", "Rebate programme by whose rules the result is judged",
        kind="choice", choices=CHOICES, when_omitted="not judged", source="",
        remedy="Give a programme's key; custom goes with programme_file",
        role="report", example="mass_save", forms=REBATE,
    ),
    Field(
        "programme_file", "Programme", "Rules of a programme of your own", "", "A TOML file of rules",
        kind="file", when_omitted="not used", source="", role="report", example="rules.toml", forms=(),
    ),
    Field(
        "as_left_switchover", "Programme", "Switchover as left", "°F", "What the installer set the switchover to",
        when_omitted="the recommended one", source="installer", remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
        role="setting", example=35, forms=REBATE,
    ),
    Field(
        "as_left_compressor_lockout", "Programme", "Compressor lockout as left", "°F",
        "What the installer set: the compressor is off below it",
        when_omitted="not recorded", source="installer", remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
        role="report", example=5, forms=REBATE,
    ),
    Field(
        "as_left_auxiliary_lockout", "Programme", "Auxiliary heat lockout as left", "°F",
        "What the installer set: auxiliary heat is off above it",
        when_omitted="not recorded", source="installer", remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
        role="report", example=40, forms=REBATE,
    ),
)  # fmt: skip

FIELDS: Final = MappingProxyType({field.key: field for field in _FIELDS})
"""Every input by its key, in the order of the table."""

FILES: Final = tuple(key for key, field in FIELDS.items() if field.kind == "file")
"""Inputs that name files, whose paths start from the folder of the file that names them."""

SEVERAL_FILES: Final = frozenset({"runtime_file"})
"""Of these, inputs that may name several, with semicolons between."""

SOURCES: Final = MappingProxyType({key: field.gives_climate for key, field in FIELDS.items() if field.gives_climate})
"""Every input that bins can be taken from, and the climate method that does so."""

CLIMATE_SOURCES: Final = MappingProxyType({climate: key for key, climate in SOURCES.items()})
"""The input each climate method takes its bins from; of two the later row: measured bins may come as a file instead."""

LOADS: Final = tuple(key for key, field in FIELDS.items() if field.required == "load")
"""Inputs each of which says what heat the house needs."""


def _of(quantity: str) -> tuple[str, ...]:
    keys = (key for key, field in FIELDS.items() if key.startswith(quantity) and "performance_table" in field.displaces)
    return tuple(sorted(keys, key=lambda key: ("_m" in key, key.endswith("_35"))))


COPS: Final = _of("cop_")
CAPACITIES: Final = _of("capacity_")
"""The rating points: the rated ones, the warmest first, the frosting test last; then minimum and maximum."""

COLUMNS: Final = MappingProxyType({
    field.key: field for field in (
        Field("temperature", "", "Outdoor temp.", "°F", "", **_OUTDOOR),
        Field("hours", "", "Hours", "h", "", minimum=0.0, maximum=8784.0),
        Field("cop", "", "COP", "", "", **COP),
        Field("power", "", "Power", "kW", "", above_minimum=True, minimum=0.0, maximum=1e5),
        Field("capacity", "", "Capacity", "BTU/h", "", **CAPACITY),
    )
})  # fmt: skip
"""The columns of table inputs."""
