"""The table of inputs. Validation, help, templates, the Inputs sheet and the README all read it.

Nothing else in the program lists the inputs. The columns of result tables are in columns.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from ..units import BTU_PER_KWH, FUELS
from .programmes import CHOICES

Kind = Literal["number", "choice", "text", "table"]

EXAMPLE: Final = "worked example"
DEFAULT_NOTE: Final = "default"
"""How a table of inputs notes a value that was not given."""
TABLE_LIMIT: Final = 2000
"""Most rows of a table input, and most bins of a case that is not hourly."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input: what it is called, what it may be, what it means and where its default comes from.

    ``minimum`` and ``maximum`` are physical sanity limits, inclusive unless ``above_minimum``. ``default`` None means
    that the input may be left out; ``when_omitted`` says what then happens. ``columns`` names a table's columns.
    """

    key: str
    section: str
    label: str
    unit: str
    help: str
    kind: Kind = "number"
    default: float | str | None = None
    minimum: float = float("-inf")
    maximum: float = float("inf")
    above_minimum: bool = False
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    when_omitted: str = ""
    remedy: str = ""
    source: str = EXAMPLE

    @property
    def allowed(self) -> str:
        """The allowed range in words, as messages, help and the Inputs sheet show it."""
        if self.kind == "choice":
            return "must be one of " + ", ".join(self.choices)
        if self.kind == "text":
            return "must be text"
        if self.kind == "table":
            return f"must be rows of {', '.join(self.columns)} (numbers), 1 to {TABLE_LIMIT} of them"
        low = f"> {self.minimum:,.15g}" if self.above_minimum else f"≥ {self.minimum:,.15g}"
        return f"must be {low} and ≤ {self.maximum:,.15g}"

    def holds(self, number: float) -> bool:
        """Whether a finite number is inside the allowed range."""
        above = number > self.minimum if self.above_minimum else number >= self.minimum
        return above and number <= self.maximum


_COP: dict[str, Any] = {"minimum": 0.0, "maximum": 20.0, "above_minimum": True}
_CAPACITY: dict[str, Any] = {"minimum": 0.0, "maximum": 1e8, "above_minimum": True}
_OUTDOOR: dict[str, Any] = {"minimum": -80.0, "maximum": 120.0}
_NEEP = "manufacturer's data sheet; NEEP cold-climate list; AHRI directory"
_TEMPERATURE_REMEDY = "Give it in °F"

_FIELDS = (
    Field(
        "load_slope", "House", "Heat loss per degree", "BTU/h·°F",
        "Heating load for each °F that it is colder outdoors; give this or design_load",
        default=600.0, minimum=0.0, maximum=1e7, above_minimum=True, source=f"{EXAMPLE}: 2,200 ft² house",
        remedy="Give BTU/h per °F: design load divided by the design temperature difference",
    ),
    Field(
        "design_load", "House", "Design heating load", "BTU/h",
        "Heating load at design_temperature (ACCA Manual J, CSA F280, or bills); load_slope follows from it",
        minimum=0.0, maximum=1e9, above_minimum=True, when_omitted="load_slope counts", source="",
        remedy="Give the whole house's load in BTU/h at the design temperature",
    ),
    Field(
        "billed_fuel", "House", "Fuel burned for heating, from bills", "fuel unit",
        "Fuel burned over billed_degree_days, in the unit of fuel_price_unit (therm or gal where that is $/MMBtu); "
        "load_slope follows from it, or is compared with it",
        minimum=0.0, maximum=1e7, above_minimum=True, when_omitted="load_slope or design_load counts", source="",
        remedy="Give the units on the bills, hot water and cooking taken out",
    ),
    Field(
        "billed_degree_days", "House", "Degree days of the bills", "°F·d",
        "Heating degree days of the billed period, base the load balance temperature",
        minimum=0.0, maximum=30000.0, above_minimum=True, when_omitted="not used", source="",
        remedy="Give the heating degree days of the billed period",
    ),
    Field(
        "billed_efficiency", "House", "Efficiency of the furnace on the bills", "",
        "Efficiency of the furnace that burned the billed fuel, as a fraction",
        minimum=0.0, maximum=1.0, above_minimum=True, when_omitted="furnace_efficiency", source="",
        remedy="Give a fraction, such as 0.8",
    ),
    Field(
        "indoor_setpoint", "House", "Indoor setpoint", "°F", "Indoor temperature held in the heating season",
        default=70.0, minimum=40.0, maximum=90.0, remedy=_TEMPERATURE_REMEDY,
    ),
    Field(
        "load_balance_temperature", "House", "Load balance temperature", "°F",
        "Outdoor temperature at which the heating load is zero; below the setpoint where sun and people heat the house",
        minimum=20.0, maximum=90.0, when_omitted="the indoor setpoint", source="", remedy=_TEMPERATURE_REMEDY,
    ),
    Field(
        "design_temperature", "Climate", "Design temperature", "°F",
        "Heating design temperature (99 %), the lowest bin edge of the proportional climate",
        default=5.0, minimum=-80.0, maximum=80.0, remedy=_TEMPERATURE_REMEDY,
        when_omitted="with other climates the coldest bin's temperature",
    ),
    Field(
        "climate", "Climate", "Climate method", "",
        "Where the bins come from: season hours in proportion to the distance below the setpoint, a measured table, "
        "a region's published table, a built-in station's year, or a weather file",
        kind="choice", default="proportional", choices=("proportional", "bins", "region", "station", "weather"),
        when_omitted="told by which of bin_table, region, station, weather_file is given",
        remedy="Leave it out to have it told by what else is given",
    ),
    Field(
        "season_hours", "Climate", "Total Heating Season Hours", "h",
        "Hours of heating a season; used by the proportional and region climates",
        default=1900.0, minimum=0.0, maximum=8784.0, above_minimum=True, remedy="Give hours a year",
    ),
    Field(
        "hours_below_design", "Climate", "Hours below design temperature", "h",
        "Extra hours put on the coldest bin of the proportional climate",
        default=150.0, minimum=0.0, maximum=8784.0, remedy="Give hours a year, 0 for none",
    ),
    Field(
        "bin_width", "Climate", "Bin width", "°F",
        "Width of a temperature bin; 0 with a station or weather file calculates every hour by itself",
        default=2.0, minimum=0.0, maximum=200.0, remedy="2 is usual; 0, hourly, goes with a station or weather file",
    ),
    Field(
        "region", "Climate", "AHRI climate region", "", "Generalized climate region of AHRI 210/240, I to VI",
        kind="choice", choices=("I", "II", "III", "IV", "V", "VI"), when_omitted="not used",
        source="10 CFR 430 Appendix M1 Table 20; AHRI 210/240", remedy="Most of the northern US is IV or V",
    ),
    Field(
        "station", "Climate", "Weather station", "", "A built-in station: hours of a typical year at each temperature",
        kind="text", when_omitted="not used", source="NREL TMY3", remedy="",
    ),
    Field(
        "weather_file", "Climate", "Weather file", "", "An EPW or TMY3 CSV file of 8,760 hours",
        kind="text", when_omitted="not used", source="", remedy="",
    ),
    Field(
        "runtime_file", "Climate", "Thermostat runtime file", "",
        "A thermostat's runtime CSV (time, outdoor temperature, runtimes); the measured bins are made of it",
        kind="text", when_omitted="not used", source="", remedy="",
    ),
    Field(
        "runtime_basis", "Climate", "Hours taken from the runtime file", "",
        "recorded: every recorded hour below the load balance temperature; running: only the hours heating ran",
        kind="choice", default="recorded", choices=("recorded", "running"), remedy="recorded is usual",
        source="the load of every recorded hour counts",
    ),
    Field(
        "bin_table", "Climate", "Measured bins", "°F, h", "Outdoor temperature and heating hours of each bin",
        kind="table", columns=("temperature", "hours"), when_omitted="not used", source="",
        remedy="Give [[temperature, hours], …], each temperature once, hours ≥ 0",
    ),
    Field(
        "cop_47", "Heat pump", "COP at 47 °F", "", "Coefficient of performance at 47 °F outdoors",
        default=3.4, remedy="Give the COP at 47 °F, such as 3.4", **_COP,
    ),
    Field(
        "cop_17", "Heat pump", "COP at 17 °F", "", "Coefficient of performance at 17 °F outdoors",
        default=2.2, remedy="Give the COP at 17 °F, such as 2.2", **_COP,
    ),
    Field(
        "cop_35", "Heat pump", "COP at 35 °F, frosting", "",
        "Coefficient of performance in the frosting test at 35 °F (H2); used with defrost = ahri",
        when_omitted="not used", source="AHRI 210/240 test H2", remedy="Give the COP of test H2, such as 2.7", **_COP,
    ),
    Field(
        "cop_5", "Heat pump", "COP at 5 °F", "", "Coefficient of performance at 5 °F outdoors",
        when_omitted="the line through 47 and 17 °F goes on", source=_NEEP,
        remedy="Give the COP at 5 °F or leave it out", **_COP,
    ),
    Field(
        "capacity_47", "Heat pump", "Capacity at 47 °F", "BTU/h", "Heating capacity at 47 °F outdoors",
        when_omitted="the heat pump always meets the load", source=_NEEP, remedy="Give BTU/h, such as 36000",
        **_CAPACITY,
    ),
    Field(
        "capacity_17", "Heat pump", "Capacity at 17 °F", "BTU/h", "Heating capacity at 17 °F outdoors",
        when_omitted="the heat pump always meets the load", source=_NEEP, remedy="Give BTU/h, such as 22000",
        **_CAPACITY,
    ),
    Field(
        "capacity_35", "Heat pump", "Capacity at 35 °F, frosting", "BTU/h",
        "Heating capacity in the frosting test at 35 °F (H2); used with defrost = ahri",
        when_omitted="not used", source="AHRI 210/240 test H2", remedy="Give BTU/h, such as 27000", **_CAPACITY,
    ),
    Field(
        "capacity_5", "Heat pump", "Capacity at 5 °F", "BTU/h", "Heating capacity at 5 °F outdoors",
        when_omitted="the line through 47 and 17 °F goes on", source=_NEEP, remedy="Give BTU/h, such as 18000",
        **_CAPACITY,
    ),
    Field(
        "performance_table", "Heat pump", "Performance table", "°F, –, BTU/h",
        "Temperature, COP and capacity at each test point; overrides the rating points",
        kind="table", columns=("temperature", "cop", "capacity"), when_omitted="the rating points count",
        source=_NEEP, remedy="Give [[temperature, COP, capacity], …]",
    ),
    Field(
        "defrost", "Heat pump", "Defrost model", "",
        "Capacity and COP lost to defrosting: ahri by the frosting test at 35 °F, resnet by a curve below 40 °F",
        kind="choice", default="none", choices=("none", "ahri", "resnet"), remedy="none is usual",
    ),
    Field(
        "cycling_degradation", "Heat pump", "Cycling degradation Cd", "",
        "Share of the COP lost as the part load goes to zero; needs the capacities",
        default=0.0, minimum=0.0, maximum=0.5, remedy="Give 0 to 0.25", source="0.25 is the default of AHRI 210/240",
    ),
    Field(
        "compressor_lockout", "Heat pump", "Compressor lockout", "°F", "The heat pump is off below this temperature",
        when_omitted="never locked out", source="thermostat or control board setting", remedy=_TEMPERATURE_REMEDY,
        **_OUTDOOR,
    ),
    Field(
        "fuel", "Furnace", "Furnace fuel", "", "Fuel the furnace burns",
        kind="choice", default="natural_gas", choices=tuple(FUELS), remedy="Give the fuel's key",
    ),
    Field(
        "fuel_price", "Furnace", "Fuel price", "as in fuel_price_unit", "Marginal price of the fuel, fixed charges out",
        default=13.0, minimum=0.0, maximum=1e6, remedy="Give dollars a unit, such as 1.30 with $/therm",
    ),
    Field(
        "fuel_price_unit", "Furnace", "Fuel price unit", "", "What fuel_price is paid for",
        kind="choice", default="$/MMBtu", choices=("$/MMBtu", "$/therm", "$/ccf", "$/gal", "$/L"),
        remedy="Natural gas is sold by the therm or ccf, propane and oil by the gallon or litre",
    ),
    Field(
        "fuel_heat_content", "Furnace", "Heat content of the fuel", "BTU per unit",
        "Heat in one unit of fuel_price_unit, where the supplier's differs from the national mean",
        minimum=1000.0, maximum=1e6, when_omitted="EIA's: therm 100,000, ccf 103,600, gal of propane 91,452, of oil "
        "138,500", source="EIA, Units and calculators", remedy="Give BTU, such as 91500 for a gallon of propane",
    ),
    Field(
        "furnace_efficiency", "Furnace", "Furnace efficiency (AFUE)", "", "AFUE as a fraction",
        default=0.95, minimum=0.0, maximum=1.0, above_minimum=True, remedy="Give a fraction, such as 0.95",
    ),
    Field(
        "furnace_capacity", "Furnace", "Furnace output", "BTU/h", "Output capacity of the furnace",
        when_omitted="the furnace meets any load", source="furnace data plate (output, not input)",
        remedy="Give BTU/h of output, such as 60000", **_CAPACITY,
    ),
    Field(
        "furnace_fan_power", "Furnace", "Furnace fan power", "kW",
        "Blower power while the furnace runs; needs furnace_capacity",
        default=0.0, minimum=0.0, maximum=50.0, remedy="Give kW, such as 0.4",
    ),
    Field(
        "strip_capacity", "Electric strips", "Electric strip capacity", "kW",
        "Electric resistance heat at COP 1; 0 where there are none",
        minimum=0.0, maximum=1e4, when_omitted="strips meet any shortfall", source="air handler data plate",
        remedy="Give kW, such as 10, or 0 for no strips",
    ),
    Field(
        "backup_operation", "Electric strips", "Backup operation", "",
        "alternate: furnace or heat pump, never both; simultaneous: the furnace adds what the heat pump lacks",
        kind="choice", default="alternate", choices=("alternate", "simultaneous"),
        remedy="A furnace with the coil above it can only alternate",
    ),
    Field(
        "tank_capacity", "Fuel storage", "Tank capacity", "fuel unit", "Capacity of the fuel tank, as it is sold",
        minimum=0.0, maximum=1e6, above_minimum=True, when_omitted="no autonomy or deliveries", source="tank's plate",
        remedy="Give the tank's size, such as 500 gal",
    ),
    Field(
        "tank_usable_fraction", "Fuel storage", "Usable fraction of the tank", "",
        "Share of the tank's capacity that can be burned between a delivery and the reserve",
        default=0.8, minimum=0.0, maximum=1.0, above_minimum=True, source="propane tanks are filled to 80 % (NFPA 58)",
        remedy="Give a fraction, such as 0.8, or less to keep a reserve",
    ),
    Field(
        "metered_kwh", "Controls", "Metered winter electricity for heating", "kWh",
        "Metered electricity of the heating season, other uses taken out; compared with the model at today's setting",
        minimum=0.0, maximum=1e7, above_minimum=True, when_omitted="not compared", source="utility bills",
        remedy="Give kWh of the whole season",
    ),
    Field(
        "electricity_price", "Prices and emissions", "Electricity price", "$/kWh",
        "Marginal price of electricity, fixed charges out",
        default=0.14, minimum=0.0, maximum=10.0, remedy="Give dollars, not cents, such as 0.14",
    ),
    Field(
        "grid_emissions", "Prices and emissions", "Grid emissions", "kg CO2e/kWh", "Emissions of the electricity used",
        default=0.38, minimum=0.0, maximum=5.0, remedy="Give kg per kWh, such as 0.38",
    ),
    Field(
        "fuel_emissions", "Prices and emissions", "Fuel emissions", "kg CO2e/MMBtu", "Emissions of the fuel burned",
        default=53.0, minimum=0.0, maximum=1000.0,
        when_omitted="53 for natural gas, 62.87 for propane, 73.96 for fuel oil",
        source=f"{EXAMPLE} (gas); 40 CFR 98 Table C-1 (propane, oil)", remedy="Give kg per MMBtu, such as 53.06",
    ),
    Field(
        "initial_balance_point", "Controls", "Initial balance point", "°F",
        "Your guess of the switchover; breaks ties, and is compared with the result",
        default=35.0, remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
    ),
    Field(
        "existing_switchover", "Controls", "Existing switchover", "°F", "What the thermostat is set to today",
        default=35.0, remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
    ),
    Field(
        "programme", "Programme", "Programme to judge by", "", "Rebate programme by whose rules the result is judged",
        kind="choice", choices=CHOICES, when_omitted="not judged", source="",
        remedy="Give a programme's key; custom goes with programme_file",
    ),
    Field(
        "programme_file", "Programme", "Rules of a programme of your own", "", "A TOML file of rules",
        kind="text", when_omitted="not used", source="", remedy="",
    ),
    Field(
        "as_left_switchover", "Programme", "Switchover as left", "°F", "What the installer set the switchover to",
        when_omitted="the recommended one", source="installer", remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
    ),
    Field(
        "as_left_compressor_lockout", "Programme", "Compressor lockout as left", "°F",
        "What the installer set: the compressor is off below it",
        when_omitted="not recorded", source="installer", remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
    ),
    Field(
        "as_left_auxiliary_lockout", "Programme", "Auxiliary heat lockout as left", "°F",
        "What the installer set: auxiliary heat is off above it",
        when_omitted="not recorded", source="installer", remedy=_TEMPERATURE_REMEDY, **_OUTDOOR,
    ),
)  # fmt: skip

FILES: Final = ("weather_file", "runtime_file", "programme_file")
"""Inputs that name files, which are looked for beside the file that names them."""

FIELDS: Final = MappingProxyType({field.key: field for field in _FIELDS})
"""Every input by its key, in the order of the table."""


class UnitField(NamedTuple):
    """What some inputs of a case are given in. It is converted when the case is made; results stay in °F and BTU/h.

    ``keys`` are the inputs it speaks of, ``columns`` the columns of table inputs; choices map to scale and offset
    of the engine's unit, ``differences`` are the keys that take the scale alone.
    """

    key: str
    label: str
    choices: Mapping[str, tuple[float, float]]
    keys: tuple[str, ...]
    columns: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def default(self) -> str:
        """The engine's own unit."""
        return next(iter(self.choices))


_UNIT_FIELDS = (
    UnitField(
        "temperature_unit",
        "Temperatures of this case are in",
        {"F": (1.0, 0.0), "C": (9 / 5, 32.0)},
        (*(key for key, field in FIELDS.items() if field.unit == "°F"), "billed_degree_days"),
        ("temperature",),
        ("bin_width", "billed_degree_days"),
    ),
    UnitField(
        "heat_unit",
        "Loads and capacities of this case are in",
        {"BTU/h": (1.0, 0.0), "kW": (BTU_PER_KWH, 0.0)},
        tuple(key for key, field in FIELDS.items() if field.unit == "BTU/h"),
        ("capacity",),
    ),
    UnitField(
        "load_slope_unit",
        "load_slope of this case is in",
        {"BTU/h/F": (1.0, 0.0), "kW/K": (BTU_PER_KWH * 5 / 9, 0.0), "W/K": (BTU_PER_KWH * 5 / 9000, 0.0)},
        ("load_slope",),
    ),
)

UNIT_FIELDS: Final = MappingProxyType({field.key: field for field in _UNIT_FIELDS})
"""The unit inputs by their key; they are no inputs of the model and do not appear among the inputs of a result."""
