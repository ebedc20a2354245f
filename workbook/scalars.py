"""The single numbers of a workbook: constants with their source, what is derived from the inputs, and the status tests.

They stand on the Constants sheet. A derived number has its formula beside the way to get it from the engine, so that
the stored value and the formula come from one line.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel import equipment, season, units
from xl_dualfuel.balance import TIE
from xl_dualfuel.climate import REGION_FRACTIONS
from xl_dualfuel.parameters import RATING_TEMPERATURES
from xl_dualfuel.solution import Solution
from xl_dualfuel.storage import HOURS_PER_DAY
from xl_dualfuel.validation import FROSTING


class Constant(NamedTuple):
    """A value that is no input: name (without df_), label, value, unit, source."""

    name: str
    label: str
    value: float | str | None
    unit: str
    source: str


class Derived(NamedTuple):
    """A formula on the inputs, and where the engine has the same."""

    name: str
    label: str
    formula: str
    unit: str
    engine: Callable[[Solution], Any]


CONSTANTS: Final = (
    Constant("btu_per_kwh", "Heat of one kWh", units.BTU_PER_KWH, "BTU/kWh", "3.6 MJ at 1055.056 J per BTU"),
    Constant("btu_per_mmbtu", "One MMBtu", units.BTU_PER_MMBTU, "BTU", "definition"),
    Constant("rating_cold", "Rating temperature, cold", RATING_TEMPERATURES[0], "°F", "AHRI 210/240"),
    Constant("rating_middle", "Rating temperature, middle", RATING_TEMPERATURES[1], "°F", "AHRI 210/240"),
    Constant("rating_frosting", "Temperature of the frosting test", FROSTING, "°F", "AHRI 210/240 test H2"),
    Constant("rating_warm", "Rating temperature, warm", RATING_TEMPERATURES[2], "°F", "AHRI 210/240"),
    Constant(
        "minimum_cop", "Least COP", equipment.MINIMUM_COP, "", "a heat pump never does worse than resistance heat"
    ),
    Constant("low_cop", "COP flagged as low below", equipment.LOW_COP, "", "this program's choice"),
    Constant("defrost_below", "Frost below", equipment.DEFROST_BELOW, "°F", "ANSI/RESNET/ICC 301"),
    Constant("defrost_intercept", "Defrost fraction at 0 °F", equipment.DEFROST_FRACTION[0], "", "ANSI/RESNET/ICC 301"),
    Constant("defrost_slope", "Defrost fraction per °F", equipment.DEFROST_FRACTION[1], "1/°F", "ANSI/RESNET/ICC 301"),
    Constant("defrost_maximum", "Largest defrost fraction", equipment.DEFROST_MAXIMUM, "", "ANSI/RESNET/ICC 301"),
    Constant(
        "defrost_capacity_loss", "Capacity lost to defrost", equipment.DEFROST_CAPACITY, "", "ANSI/RESNET/ICC 301"
    ),
    Constant("defrost_power_saving", "Power saved in defrost", equipment.DEFROST_POWER, "", "ANSI/RESNET/ICC 301"),
    Constant("hours_per_day", "Hours of a day", HOURS_PER_DAY, "h", "definition"),
    Constant("tie", "Costs equal within, relative", TIE, "", "this program's choice"),
    Constant("rounding", "Rounding of sums, relative", season.ROUNDING, "", "double precision"),
    Constant("digits", "Decimals that count in a temperature", 9.0, "", "double precision"),
)


def _or_blank(value: float) -> float | str:
    return value if math.isfinite(value) else ""


def _limit(value: float, load: Any) -> float:
    """A limit as the workbook has it: where there is none, the largest load, which never limits."""
    return value if math.isfinite(value) else float(load.max())


def _break_even(electricity: str, fuel: str) -> str:
    return (
        f"IF({fuel}>0,{electricity}*df_btu_per_mmbtu/df_btu_per_kwh*df_furnace_efficiency/IF({fuel}>0,{fuel},1),"
        '"fuel is free")'
    )


def climate_scale(s: Solution) -> float:
    """Hours of the season for each hour in the climate table: a region's table holds fractions."""
    if s.case.climate != "region":
        return 1.0
    return s.case.number("season_hours") / math.fsum(REGION_FRACTIONS[str(s.case.region)])


_NEEDED = (
    'IF(df_climate="proportional",IF(AND(ISNUMBER(df_indoor_setpoint),ISNUMBER(df_design_temperature),'
    "ISNUMBER(df_bin_width),df_bin_width>0),ROUNDUP(ROUND((df_indoor_setpoint-df_design_temperature)/df_bin_width,df_digits),0),"
    '""),COUNT(df_climate_hours))'
)

DERIVED: Final = (
    Derived("bins_needed", "Bins the inputs call for", _NEEDED, "", lambda s: len(s.load)),
    Derived("status", "Status", 'IF(COUNT(df_problems)=0,"OK",INDEX(df_tests,MIN(df_problems)))', "", lambda s: "OK"),
    Derived("bins", "Bins", 'IF(df_status="OK",df_bins_needed,NA())', "", lambda s: len(s.load)),
    Derived(
        "used_load_balance",
        "Load balance temperature used",
        "IF(ISNUMBER(df_load_balance_temperature),df_load_balance_temperature,df_indoor_setpoint)",
        "°F",
        lambda s: s.parameters.load_balance_temperature,
    ),
    Derived(
        "used_load_slope",
        "Heat loss per degree used",
        "IF(ISNUMBER(df_load_slope),df_load_slope,IF(ISNUMBER(df_design_load),"
        "df_design_load/(df_used_load_balance-df_design_temperature),df_billed_load_slope))",
        "BTU/h·°F",
        lambda s: s.parameters.load_slope,
    ),
    Derived(
        "fuel_price_per_mmbtu",
        "Fuel price",
        "df_fuel_price/IF(ISNUMBER(df_fuel_heat_content),df_fuel_heat_content/df_btu_per_mmbtu,"
        'INDEX(df_fuel_unit_heat,MATCH(df_fuel&" "&df_fuel_price_unit,df_fuel_unit_key,0)))',
        "$/MMBtu",
        lambda s: s.parameters.fuel_price,
    ),
    Derived(
        "fuel_unit",
        "Fuel is counted in",
        'IF(df_fuel_price_unit="$/MMBtu",INDEX(df_own_unit,MATCH(df_fuel,df_own_unit_fuel,0)),'
        'SUBSTITUTE(df_fuel_price_unit,"$/",""))',
        "",
        lambda s: s.parameters.fuel_unit,
    ),
    Derived(
        "fuel_unit_mmbtu",
        "Heat of one of them",
        "IF(ISNUMBER(df_fuel_heat_content),df_fuel_heat_content/df_btu_per_mmbtu,"
        'INDEX(df_fuel_unit_heat,MATCH(df_fuel&" $/"&df_fuel_unit,df_fuel_unit_key,0)))',
        "MMBtu",
        lambda s: s.parameters.fuel_unit_mmbtu,
    ),
    Derived(
        "billed_load_slope",
        "Heat loss per degree from bills",
        "IF(ISNUMBER(df_billed_fuel),df_billed_fuel*df_fuel_unit_mmbtu*df_btu_per_mmbtu*IF(ISNUMBER(df_billed_efficiency),"
        'df_billed_efficiency,df_furnace_efficiency)/(df_hours_per_day*df_billed_degree_days),"")',
        "BTU/h·°F",
        lambda s: _or_blank(s.parameters.billed_load_slope),
    ),
    Derived(
        "fan_kw_per_btuh",
        "Fan power for furnace heat",
        "IF(df_furnace_fan_power>0,df_furnace_fan_power/df_furnace_capacity,0)",
        "kW per BTU/h",
        lambda s: s.parameters.fan_per_btuh,
    ),
    Derived(
        "furnace_limit",
        "Furnace limit (none: the largest load)",
        "IF(ISNUMBER(df_furnace_capacity),df_furnace_capacity,MAX([Bins.load_btuh]))",
        "BTU/h",
        lambda s: _limit(s.parameters.furnace_limit, s.load),
    ),
    Derived(
        "strip_limit",
        "Strip limit (none: the largest load)",
        "IF(ISNUMBER(df_strip_capacity),df_strip_capacity*df_btu_per_kwh,MAX([Bins.load_btuh]))",
        "BTU/h",
        lambda s: _limit(s.parameters.strip_limit, s.load),
    ),
    Derived(
        "used_lockout",
        "Compressor lockout (none: the lowest edge)",
        "IF(ISNUMBER(df_compressor_lockout),df_compressor_lockout,MIN([Bins.low]))",
        "°F",
        lambda s: s.case.number("compressor_lockout", float(s.bins.low[-1])),
    ),
    Derived(
        "simultaneous",
        "1: furnace and heat pump run together",
        'IF(df_backup_operation="simultaneous",1,0)',
        "",
        lambda s: int(s.parameters.simultaneous),
    ),
    Derived("defrost_on", "1: defrost counts", 'IF(df_defrost="resnet",1,0)', "",
            lambda s: int(s.parameters.defrost == "resnet")),
    Derived(
        "climate_scale",
        "Hours for each hour of the climate table",
        'IF(df_climate="region",df_season_hours/SUM(df_climate_hours),1)',
        "",
        climate_scale,
    ),
    Derived(
        "used_guess",
        "Initial balance point, moved into the range",
        "MAX(MIN([Bins.low]),MIN(df_initial_balance_point,MAX([Bins.high])))",
        "°F",
        lambda s: s.guess,
    ),
    Derived(
        "economic_break_even_cop",
        "Break-even COP, cost",
        _break_even("df_electricity_price", "df_fuel_price_per_mmbtu"),
        "",
        lambda s: s.economic.break_even_cop if s.economic.break_even_cop is not None else "fuel is free",
    ),
    Derived(
        "emissions_break_even_cop",
        "Break-even COP, emissions",
        _break_even("df_grid_emissions", "df_fuel_emissions"),
        "",
        lambda s: s.emissions.break_even_cop if s.emissions.break_even_cop is not None else "fuel is free",
    ),
    Derived("least_cost", "Least season cost", "MIN([Switchover.annual_cost])", "$",
            lambda s: float(s.candidates.annual_cost.min())),
    Derived(
        "recommended_row",
        "Row of the recommended switchover",
        "MATCH(MIN([Switchover.tie_distance]),[Switchover.tie_distance],0)",
        "",
        lambda s: s.chosen + 1,
    ),
    Derived(
        "recommended_switchover",
        "Recommended switchover",
        "INDEX([Switchover.switchover],df_recommended_row)",
        "°F",
        lambda s: s.switchover,
    ),
    Derived(
        "recommended_annual_cost",
        "Its season cost",
        "INDEX([Switchover.annual_cost],df_recommended_row)",
        "$",
        lambda s: float(s.candidates.annual_cost[s.chosen]),
    ),
)  # fmt: skip


def made(s: Solution) -> tuple[Constant, ...]:
    """What the climate table was made for; a year of weather cannot be binned anew by formulas."""
    case, source = s.case, "written when the workbook was made"
    return (
        Constant("made_climate", "Climate table made for climate", case.climate, "", source),
        Constant("made_region", "… region", case.region, "", source),
        Constant("made_station", "… station", case.station, "", source),
        Constant("made_weather_file", "… weather file", case.weather_file, "", source),
        Constant("made_runtime_file", "… runtime file", case.runtime_file, "", source),
        Constant(
            "made_load_balance", "… load balance temperature", s.parameters.load_balance_temperature, "°F", source
        ),
        Constant("made_bin_width", "… bin width", case.number("bin_width"), "°F", source),
    )


class Setting(NamedTuple):
    """How a scenario is run: formulas of the switchover shown and used, 1 for its way of running."""

    scenario: str
    switchover: str
    used_switchover: str
    dual: int
    heat_pump: int
    emergency: int


SETTINGS: Final = (
    Setting("heat_pump_only", '""', "0", 0, 1, 0),
    Setting("furnace_only", '""', "MAX([Bins.high])", 1, 0, 0),
    Setting("optimized", "df_recommended_switchover", "df_recommended_switchover", 1, 0, 0),
    Setting("existing_switchover", "df_existing_switchover", "df_existing_switchover", 1, 0, 0),
    Setting("initial_guess", "df_used_guess", "df_used_guess", 1, 0, 0),
    Setting("emergency_heat", '""', "0", 0, 0, 1),
)
