"""The single numbers of a workbook: constants with their source, what is derived from the inputs, and the status tests.

They are on the sheet Constants. A derived number has its formula and the way to get it from the engine, so that the
stored value and the formula come from the same line.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel import units
from xl_dualfuel.decisions.program import DEFROST_MARGIN
from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.hspf2 import is_estimated
from xl_dualfuel.inputs.regions import REGION_FRACTIONS, REGION_TOP, REGION_WIDTH
from xl_dualfuel.inputs.settings import EDGE
from xl_dualfuel.inputs.validation import FROSTING, USUAL_BALANCE
from xl_dualfuel.model import equipment, ratings, season
from xl_dualfuel.model.balance import read_from_bins
from xl_dualfuel.model.climate import SINGLE_WIDTH, by_the_hour
from xl_dualfuel.model.parameters import ASSUMED_FURNACE, DIGITS, RATING_TEMPERATURES
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.model.storage import HOURS_PER_DAY
from xl_dualfuel.model.switchovers import COLD_SHARE, TIE
from xl_dualfuel.results.case_units import SMALL, SMALL_DECIMALS
from xl_dualfuel.results.checks import TOLERANCE
from xl_dualfuel.results.setting_words import STRIP_STEP
from xl_dualfuel.results.unmeetable import unmeetable

from ..shape import Filling
from . import chosen, climate, cover, curves, frost, to_program, words
from .lines import Derived, Origin
from .parts import multiple_above, multiple_below, rounded


class Constant(NamedTuple):
    """A value that is no input: name, label, value, unit, source."""

    name: str
    label: str
    value: float
    unit: str
    source: str


CONSTANTS: Final = (
    Constant("c_btu_per_kwh", "Heat of one kWh", units.BTU_PER_KWH, "BTU/kWh", "3.6 MJ at 1055.056 J per BTU"),
    Constant("c_btu_per_mmbtu", "One MMBtu", units.BTU_PER_MMBTU, "BTU", "definition"),
    Constant("c_rating_cold", "Rating temperature, cold", RATING_TEMPERATURES[0], "°F", "AHRI 210/240"),
    Constant("c_rating_middle", "Rating temperature, middle", RATING_TEMPERATURES[1], "°F", "AHRI 210/240"),
    Constant("c_rating_frosting", "Temperature of the frosting test", FROSTING, "°F", "AHRI 210/240 test H2"),
    Constant("c_rating_warm", "Rating temperature, warm", RATING_TEMPERATURES[2], "°F", "AHRI 210/240"),
    Constant("c_minimum_cop", "Least COP", ratings.MINIMUM_COP, "", "never worse than resistance heat"),
    Constant("c_low_cop", "COP flagged as low below", equipment.LOW_COP, "", "this program's choice"),
    Constant("c_defrost_below", "Frost below", equipment.DEFROST_BELOW, "°F", "ANSI/RESNET/ICC 301"),
    Constant("c_defrost_intercept", "Defrost share at 0 °F", equipment.DEFROST_FRACTION[0], "", "ANSI/RESNET/ICC 301"),
    Constant("c_defrost_slope", "Defrost share per °F", equipment.DEFROST_FRACTION[1], "1/°F", "ANSI/RESNET/ICC 301"),
    Constant("c_defrost_maximum", "Largest defrost fraction", equipment.DEFROST_MAXIMUM, "", "ANSI/RESNET/ICC 301"),
    Constant(
        "c_defrost_capacity_loss", "Capacity lost to defrost", equipment.DEFROST_CAPACITY, "", "ANSI/RESNET/ICC 301"
    ),
    Constant("c_defrost_power_saving", "Power saved in defrost", equipment.DEFROST_POWER, "", "ANSI/RESNET/ICC 301"),
    Constant("c_frosts_above", "Frost by the test above", equipment.FROSTS_ABOVE, "°F", "AHRI 210/240; App. M1, 4.2.1"),
    Constant("c_frosts_below", "Frost by the test below", equipment.FROSTS_BELOW, "°F", "AHRI 210/240; App. M1, 4.2.1"),
    *(
        Constant(f"c_assumed_frost_{what}", f"{label} at 35 °F over the line, not tested", value, "", "App. M1, 3.6.1")
        for what, label, value in zip(("heat", "power"), ("Capacity", "Power"), ratings.ASSUMED_FROSTING, strict=True)
    ),
    Constant(
        "c_furnace_derated_above",
        "Altitude up to which a furnace keeps its output",
        ratings.FURNACE_DERATED_ABOVE,
        "ft",
        "NFPA 54, 11.1.2",
    ),
    *(Constant(*each, "EnergyPlus Engineering Reference") for each in frost.CONSTANTS),
    Constant("c_furnace_loss", "Output lost for each 1,000 ft above", ratings.FURNACE_LOSS, "", "NFPA 54, 11.1.2"),
    Constant("c_altitude_step", "Feet between altitude factors", 1000.0, "ft", "ACCA Manual S"),
    Constant("c_no_load", "No load above, part-load tests", performance.NO_LOAD, "°F", "EN 14825: 16 °C"),
    Constant("c_warmest_tested", "Part-load tests are colder than", performance.WARMEST_TESTED, "°F", "EN 14825"),
    Constant("c_tested_span", "… and so far apart at least", 9.0, "°F", "this program's choice"),
    Constant("c_of_the_load", "Part-load capacities are the load within", performance.OF_THE_LOAD, "", "EN 14825, 6.3"),
    Constant("c_hours_per_day", "Hours of a day", HOURS_PER_DAY, "h", "definition"),
    Constant("c_beyond", "More than any season costs", 1e12, "$", "this program's choice"),
    Constant("c_tie", "Costs equal within, relative", TIE, "", "this program's choice"),
    Constant("c_rounding", "Rounding of sums, relative", season.ROUNDING, "", "double precision"),
    Constant("c_tolerance", "Tolerance of the checks, relative", TOLERANCE, "", "double precision"),
    Constant("c_edge", "A temperature is an edge within, in bin widths", EDGE, "", "double precision"),
    Constant("c_default_width", "Width of a single measured bin", SINGLE_WIDTH, "°F", "this program's choice"),
    Constant(
        "c_usual_balance",
        "Load balance temperature of an ordinary house",
        USUAL_BALANCE,
        "°F",
        "base of published degree days",
    ),
    Constant(
        "c_cold_share",
        "Share of the load that may stay unmet",
        COLD_SHARE,
        "",
        "a setting that leaves more, beyond the least possible, does not heat the house",
    ),
    Constant(
        "c_assumed_furnace",
        "Furnace over design load where none is given",
        ASSUMED_FURNACE,
        "",
        "ACCA Manual S: the most it allows",
    ),
    Constant(
        "c_region_top",
        "Warmest edge of a region's bins",
        REGION_TOP + REGION_WIDTH / 2,
        "°F",
        "10 CFR 430 Appendix M1 Table 20",
    ),
    Constant("c_region_width", "Width of a region's bins", REGION_WIDTH, "°F", "10 CFR 430 Appendix M1 Table 20"),
    Constant("c_kg_per_tonne", "One tonne", curves.KG_PER_TONNE, "kg", "definition"),
    Constant(
        "c_defrost_margin",
        "From the compressor lockout to that of auxiliary heat",
        DEFROST_MARGIN,
        "°F",
        "Trane 824, 18-HD72D1, 5.4.7",
    ),
    Constant("c_strip_step", "Missing strips are named in steps of", STRIP_STEP, "kW", "this program's choice"),
    Constant("c_small_heat", "Heat in a sentence has a decimal from", SMALL, "MMBtu", "this program's choice"),
    Constant("c_small_decimals", "Its decimals below that", float(SMALL_DECIMALS), "", "this program's choice"),
    Constant("c_cents", "Decimals of money in a sentence", 2.0, "", "this program's choice"),
    Constant("c_whole_dollars", "Money in a sentence has no cents from", 1000.0, "$", "this program's choice"),
    Constant(
        "c_setting_decimals",
        "Decimals of a setting or a price in a sentence, at most",
        float(words.DECIMALS),
        "",
        "this program's choice",
    ),
    Constant("c_freezing", "0 °C: zero of a thermostat in °C", words.FREEZING, "°F", "definition"),
    Constant(
        "c_fahrenheit_per_celsius", "Degrees of Fahrenheit in one of Celsius", words.PER_CELSIUS, "°F/°C", "definition"
    ),
    Constant("c_digits", "Decimals that count in a temperature", float(DIGITS), "", "double precision"),
)


def _or_blank(value: float) -> float | str:
    return value if math.isfinite(value) else ""


def _limit(value: float, s: Solution) -> float:
    """A limit as the workbook has it: without a limit the load at the coldest edge, which never limits."""
    return value if math.isfinite(value) else largest_load(s)


def largest_load(s: Solution) -> float:
    """The load at the coldest edge, or the design temperature where that is colder [BTU/h]."""
    p = s.parameters
    return p.load_slope * max(0.0, p.load_balance_temperature - _coldest(s))


def _coldest(s: Solution) -> float:
    return min(float(s.bins.low[-1]), s.sizing_temperature)


def _turns(f: Filling) -> float:
    p = f.s.parameters
    return float(p.furnace_limit if math.isfinite(p.furnace_limit) else p.assumed_furnace)


def _break_even(electricity: str, fuel: str, blower: str = "") -> str:
    furnace = f"({fuel}/in_furnace_efficiency{blower and f'+{electricity}*{blower}*c_btu_per_mmbtu'})"
    return f'IF({furnace}>0,{electricity}*c_btu_per_mmbtu/c_btu_per_kwh/IF({furnace}>0,{furnace},1),"fuel is free")'


def climate_scale(s: Solution) -> float:
    """Hours of the season for each hour of a region's table, which holds fractions."""
    if s.case.climate != "region":
        return 1.0
    return s.case.number("season_hours") / math.fsum(REGION_FRACTIONS[str(s.case.region)])


def _rows(f: Filling) -> int:
    case = f.result.case
    if case.inputs["climate"] == "region":
        return len(REGION_FRACTIONS[str(case.region)])
    return len(climate.table(f)[0])


_TOP_ROW = (
    "INDEX(in_climate_temperature,1)+IF(out_climate_single=1,out_single_width,"
    "INDEX(in_climate_temperature,1)-INDEX(in_climate_temperature,2))/2"
)
_COLDEST_ROW = "INDEX(in_climate_temperature,out_climate_rows)"


def _by_the_hour(f: Filling, value: Callable[[Filling], float]) -> float | str:
    return value(f) if by_the_hour(f.s.case) else ""


DERIVED: Final = (
    Derived("year_climate", "1: the bins come from a year of weather",
            'IF(OR(in_climate="station",in_climate="weather"),1,0)', "", lambda f: int(climate.is_year(f.s))),
    Derived("year_binned", "1: the year is binned; 0: every temperature by itself",
            "out_year_climate*IF(SUM(in_bin_width)>0,1,0)", "", lambda f: int(climate.is_binned(f.s))),
    Derived("climate_way", "Way to the bins (proportional, rows, region, hourly, year)",
            'IF(in_climate="proportional",0,1)+IF(in_climate="region",1,0)+out_year_climate+out_year_climate'
            "+out_year_binned+1", "", lambda f: climate.way(f.s)),
    Derived("climate_skip", "Rows of the year at or above the load balance temperature",
            f"out_year_climate*SUMPRODUCT(--(out_climate_key>={rounded('out_used_load_balance')}),"
            "--(out_climate_key<\"\"))", "", climate.skip),
    Derived("climate_rows", "Rows of the climate",
            'IF(in_climate="region",COUNT(out_region_fraction),COUNT(in_climate_temperature))', "", _rows),
    Derived("climate_single", "1: a single measured bin", "IF(out_climate_rows=1,1,0)", "",
            lambda f: int(_rows(f) == 1)),
    Derived("single_width", "Its width", "IF(SUM(in_bin_width)>0,in_bin_width,c_default_width)", "°F",
            lambda f: climate.single_width(f.s)),
    Derived("edge_width", "Width of bins that can be cut (none: 0)",
            "CHOOSE(out_climate_way,in_bin_width,0,c_region_width,0,in_bin_width)", "°F", lambda f: climate.width(f.s)),
    Derived("edge_top", "Warmest edge",
            f"CHOOSE(out_climate_way,in_indoor_setpoint,{_TOP_ROW},c_region_top,out_used_load_balance,"
            "out_used_load_balance)", "°F", climate.edge_top),
    Derived("edge_anchor", "Regular edges are counted down from",
            "IF(out_year_binned=1,-INT(c_edge-out_used_load_balance/out_edge_width)*out_edge_width,out_edge_top)", "°F",
            climate.anchor),
    Derived("edge_bottom", "Coldest edge, of bins that can be cut",
            'CHOOSE(out_climate_way,in_design_temperature,"",c_region_top-out_climate_rows*c_region_width,"",'
            "INT(MIN(in_climate_temperature)/in_bin_width+c_edge)*in_bin_width)", "°F", climate.edge_bottom),
    Derived("regular_bins", "Bins before cuts",
            "CHOOSE(out_climate_way,ROUNDUP(ROUND((out_edge_top-out_edge_bottom)/in_bin_width,c_digits),0),"
            "out_climate_rows,out_climate_rows,out_climate_rows-out_climate_skip,"
            "ROUND((out_edge_anchor-out_edge_bottom)/in_bin_width,0))", "", climate.regular_bins),
    Derived("bins_needed", "Bins the inputs call for", "out_regular_bins+SUM(out_cut_new)", "",
            lambda f: len(f.s.load)),
    Derived("by_the_hour", "1: every hour by itself, so that settings are multiples of the thermostat's step",
            "IF(in_bin_width=0,IF(OR(out_year_climate=1,AND(in_climate=\"bins\",NOT(ISBLANK(in_runtime_file)))),1,0),0)",
            "", lambda f: int(by_the_hour(f.s.case))),
    Derived("thermostat_top", "Warmest setting then", f'IF(out_by_the_hour=1,{multiple_above("out_edge_top")},"")',
            "°F", lambda f: _by_the_hour(f, lambda f: float(f.s.candidates.switchover[0]))),
    Derived("candidates_needed", "Settings the inputs call for",
            f"IF(out_by_the_hour=1,ROUND((out_thermostat_top-{multiple_below(_COLDEST_ROW)})/in_thermostat_step,0),"
            "out_bins_needed)+1", "", lambda f: len(f.s.candidates.switchover)),
    Derived("candidates", "Settings", 'IF(out_status="OK",out_candidates_needed,NA())', "",
            lambda f: len(f.s.candidates.switchover)),
    Derived("status", "Status", 'IF(COUNT(out_problems)=0,"OK",INDEX(out_problem_texts,MIN(out_problems)))', "",
            lambda f: "OK"),
    Derived("bins", "Bins", 'IF(out_status="OK",out_bins_needed,NA())', "", lambda f: len(f.s.load)),
    Derived("used_load_balance", "Load balance temperature used",
            "IF(ISNUMBER(in_load_balance_temperature),in_load_balance_temperature,"
            'IF(in_climate="proportional",in_indoor_setpoint,MIN(in_indoor_setpoint,c_usual_balance)))', "°F",
            lambda f: f.s.parameters.load_balance_temperature),
    Derived("used_load_slope", "Heat loss per degree used",
            "IF(ISNUMBER(in_load_slope),in_load_slope,IF(ISNUMBER(in_design_load),"
            "in_design_load/(in_indoor_setpoint-in_design_temperature),out_billed_load_slope))", "BTU/h·°F",
            lambda f: f.s.parameters.load_slope),
    Derived("fuel_price_per_mmbtu", "Fuel price",
            "IF(ISNUMBER(in_fuel_price),in_fuel_price,in_electricity_price)"
            "/IF(ISNUMBER(in_fuel_heat_content),in_fuel_heat_content/c_btu_per_mmbtu,"
            'INDEX(c_fuel_unit_heat,MATCH(in_fuel&" "&in_fuel_price_unit,c_fuel_unit_key,0)))', "$/MMBtu",
            lambda f: f.s.parameters.fuel_price),
    Derived("fuel_unit", "Fuel is counted in",
            'INDEX(c_fuel_unit_counted,MATCH(in_fuel&" "&in_fuel_price_unit,c_fuel_unit_key,0))', "",
            lambda f: f.s.parameters.fuel_unit),
    Derived("fuel_unit_mmbtu", "Heat of one of them",
            "IF(ISNUMBER(in_fuel_heat_content),in_fuel_heat_content/c_btu_per_mmbtu,"
            'INDEX(c_fuel_unit_heat,MATCH(in_fuel&" $/"&out_fuel_unit,c_fuel_unit_key,0)))', "MMBtu",
            lambda f: f.s.parameters.fuel_unit_mmbtu),
    Derived("used_fuel_emissions", "Fuel emissions used",
            "IF(ISNUMBER(in_fuel_emissions),in_fuel_emissions,in_grid_emissions*c_btu_per_mmbtu/c_btu_per_kwh)",
            "kg CO2/MMBtu", lambda f: f.s.parameters.fuel_emissions),
    Derived("billed_load_slope", "Heat loss per degree from bills",
            "IF(ISNUMBER(in_billed_fuel),in_billed_fuel*out_fuel_unit_mmbtu*c_btu_per_mmbtu*"
            "IF(ISNUMBER(in_billed_efficiency),in_billed_efficiency,in_furnace_efficiency)"
            '/(c_hours_per_day*in_billed_degree_days),"")', "BTU/h·°F",
            lambda f: _or_blank(f.s.parameters.billed_load_slope)),
    Derived("heat_pump_altitude", "Heat pump's capacity at the altitude, over that at sea level",
            "LOOKUP(in_altitude,c_altitude_feet,c_altitude_factor)"
            "+(in_altitude-LOOKUP(in_altitude,c_altitude_feet,c_altitude_feet))"
            "*LOOKUP(in_altitude,c_altitude_feet,c_altitude_slope)", "",
            lambda f: float(ratings.heat_pump_at(f.s.case.number("altitude")))),
    Derived("furnace_output", "Furnace output at the altitude",
            "IF(ISNUMBER(in_furnace_capacity),in_furnace_capacity*IF(in_altitude>c_furnace_derated_above,"
            '1-c_furnace_loss*in_altitude/c_altitude_step,1),"")', "BTU/h",
            lambda f: _or_blank(f.s.parameters.furnace_limit)),
    Derived("fan_kw_per_btuh", "Fan power for furnace heat",
            "IF(in_furnace_fan_power>0,in_furnace_fan_power/out_furnace_output,0)", "kW per BTU/h",
            lambda f: f.s.parameters.fan_per_btuh),
    Derived("largest_load", "Load at the coldest edge or the design temperature",
            "out_used_load_slope*MAX(0,out_used_load_balance-MIN(MIN([Bins.low]),out_sizing_temperature))",
            "BTU/h", lambda f: largest_load(f.s)),
    Derived("furnace_limit", "Furnace limit (none: the largest load)",
            "IF(ISNUMBER(out_furnace_output),out_furnace_output,out_largest_load)", "BTU/h",
            lambda f: _limit(f.s.parameters.furnace_limit, f.s)),
    Derived("strip_limit", "Strip limit (none: the largest load)",
            "IF(ISNUMBER(in_strip_capacity),in_strip_capacity*c_btu_per_kwh,out_largest_load)", "BTU/h",
            lambda f: _limit(f.s.parameters.strip_limit, f.s)),
    Derived("used_lockout", "Compressor lockout (none: the lowest edge, or the design temperature below it)",
            "IF(ISNUMBER(in_compressor_lockout),in_compressor_lockout,MIN(MIN([Bins.low]),out_sizing_temperature))",
            "°F", lambda f: f.s.case.number("compressor_lockout", _coldest(f.s))),
    Derived("simultaneous", "1: furnace and heat pump run together", 'IF(in_backup_operation="simultaneous",1,0)', "",
            lambda f: int(f.s.parameters.backup_operation == "simultaneous")),
    Derived("time_shared", "1: furnace and heat pump take turns", 'IF(in_backup_operation="time_shared",1,0)', "",
            lambda f: int(f.s.parameters.backup_operation == "time_shared")),
    Derived("turns_furnace", "Output of the furnace that takes turns",
            "IF(ISNUMBER(out_furnace_output),out_furnace_output,c_assumed_furnace*out_sizing_load)", "BTU/h", _turns),
    Derived("defrost_on", "1: defrost counts", 'IF(in_defrost="resnet",1,0)', "",
            lambda f: int(f.s.parameters.defrost == "resnet")),
    *frost.DERIVED,
    Derived("climate_scale", "Hours for each of the region's fractions",
            'IF(in_climate="region",in_season_hours/SUM(out_region_fraction),1)', "", lambda f: climate_scale(f.s)),
    Derived("used_guess", "Initial balance point, moved into the range",
            "MAX(MIN([Switchover.switchover]),"
            "MIN(in_initial_balance_point,MAX([Switchover.switchover])))", "°F", lambda f: f.s.guess),
    Derived("read_from_bins", "1: equal cost is read from the bins",
            "IF(OR(out_has_slow+out_has_fast>0,AND(in_cycling_degradation>0,out_capacity_limits),out_humidity=1),1,0)",
            "", lambda f: int(read_from_bins(f.s.parameters))),
    Derived("economic_break_even_cop", "Break-even COP, cost",
            _break_even("in_electricity_price", "out_fuel_price_per_mmbtu", "out_fan_kw_per_btuh"), "",
            lambda f: f.s.economic.break_even_cop if f.s.economic.break_even_cop is not None else "fuel is free"),
    Derived("price_only_cop", "Break-even COP of the prices alone, without blower",
            _break_even("in_electricity_price", "out_fuel_price_per_mmbtu"), "",
            lambda f: f.s.economic.price_only_cop if f.s.economic.price_only_cop is not None else "fuel is free"),
    Derived("emissions_break_even_cop", "Break-even COP, emissions",
            _break_even("in_grid_emissions", "out_used_fuel_emissions", "out_fan_kw_per_btuh"), "",
            lambda f: f.s.emissions.break_even_cop if f.s.emissions.break_even_cop is not None else "fuel is free"),
    Derived("least_cost", "Least season cost that heats the house", "MIN([Switchover.heated_cost])", "$",
            lambda f: float(f.s.candidates.annual_cost[f.s.heats].min())),
    Derived("lowest_cost", "Least season cost, cold rooms or not", "MIN([Switchover.annual_cost])", "$",
            lambda f: float(f.s.candidates.annual_cost.min())),
    Derived("recommended_row", "Row of the recommended switchover",
            "MATCH(MIN([Switchover.tie_distance]),[Switchover.tie_distance],0)", "", lambda f: f.s.chosen + 1),
    Derived("recommended_switchover", "Recommended switchover", "INDEX([Switchover.switchover],out_recommended_row)",
            "°F", lambda f: f.s.switchover),
    Derived("recommended_annual_cost", "Its season cost", "INDEX([Switchover.annual_cost],out_recommended_row)", "$",
            lambda f: float(f.s.candidates.annual_cost[f.s.chosen])),
    *chosen.DERIVED,
    *words.DERIVED,
    Derived("saving", "Saved against today's setting", cover.SAVING, "$", cover.saving),
    *cover.DERIVED,
    *to_program.DERIVED,
)  # fmt: skip


ORIGINS: Final = (
    Origin("made_climate", "Made for climate", "", lambda f: f.result.case.climate),
    Origin("made_station", "… station", "", lambda f: f.result.case.station),
    Origin("made_weather_file", "… weather file", "", lambda f: f.result.case.weather_file),
    Origin("made_runtime_file", "… runtime file", "", lambda f: f.result.case.runtime_file),
    Origin("made_programme_file", "… rules of a programme", "", lambda f: f.result.case.programme_file),
    Origin("made_programme_broken", "… rules that no setting meets", "", lambda f: unmeetable(f.s) or None),
    Origin("made_record_season", "… season of it", "", lambda f: f.result.case.record_season),
    Origin("made_season_degree_days", "… scaled to", "°F·d", lambda f: f.result.case.season_degree_days),
    Origin("made_record_lead", "… what it lacks for a season", "", lambda f: f.result.case.record_lead.strip() or None),
    Origin(
        "made_hspf2",
        "… COPs estimated from HSPF2",
        "BTU/Wh",
        lambda f: f.result.case.hspf2 if is_estimated(f.result.case.given) else None,
    ),
    Origin("made_load_balance", "… load balance temperature", "°F", lambda f: f.s.parameters.load_balance_temperature),
    Origin("made_bin_width", "… bin width", "°F", lambda f: f.result.case.number("bin_width")),
    *frost.ORIGINS,
    *words.ORIGINS,
)
"""What the climate table was made for: a file cannot be read again by formulas."""


class Setting(NamedTuple):
    """How a scenario is run: its key; formulas of the switchover shown and used with their values; 1 for its way."""

    scenario: str
    switchover: str
    used_switchover: str
    dual: int
    heat_pump: int
    emergency: int
    shown: Callable[[Filling], Any]
    used: Callable[[Filling], Any]


def _dual(name: str, formula: str, get: Callable[[Filling], Any]) -> Setting:
    return Setting(name, formula, formula, 1, 0, 0, get, get)


SETTINGS: Final = (
    Setting("heat_pump_only", '""', "0", 0, 1, 0, lambda _: "", lambda _: 0),
    Setting("furnace_only", '""', "out_edge_top", 1, 0, 0, lambda _: "", lambda f: float(f.s.bins.high[0])),
    _dual("optimized", "out_recommended_switchover", lambda f: f.s.switchover),
    _dual("existing_switchover", "IF(ISNUMBER(out_bins),in_existing_switchover,NA())",
          lambda f: f.s.parameters.existing_switchover),
    _dual("initial_guess", "out_used_guess", lambda f: f.s.guess),
    Setting("emergency_heat", '""', "0", 0, 0, 1, lambda _: "", lambda _: 0),
    _dual("setting", "out_setting", lambda f: f.s.setting.switchover),
)  # fmt: skip
