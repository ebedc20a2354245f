"""The columns of the result tables, in order: JSON lists, CSV files, DataFrames and workbook tables all have these."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal, NamedTuple


class Column(NamedTuple):
    """One column of a result table."""

    key: str
    label: str
    unit: str
    kind: Literal["number", "integer", "text", "flag"] = "number"
    help: str = ""


INPUTS: Final = (
    Column("section", "Section", "", "text"),
    Column("label", "Input", "", "text"),
    Column("name", "Name", "", "text"),
    Column("value", "Value", ""),
    Column("unit", "Unit", "", "text"),
    Column("allowed_range", "Allowed range", "", "text"),
    Column("source", "Source", "", "text"),
    Column("note", "Note", "", "text"),
)

BINS: Final = (
    Column("bin", "Bin", "", "integer", "1 is the warmest"),
    Column("low", "From", "°F"),
    Column("high", "To", "°F"),
    Column("temperature", "Outdoor temperature", "°F", help="representative temperature of the bin"),
    Column("hours", "Hours", "h"),
    Column("load_btuh", "Heating load", "BTU/h"),
    Column("cop", "COP", "", help="with defrost, floor and cycling; a strip's heat costs this many times more"),
    Column("capacity_btuh", "Heat pump capacity", "BTU/h", help="blank: never limits"),
    Column("heat_pump_kw", "Compressor power", "kW"),
    Column("strip_kw", "Strip power, heat pump only", "kW", help="strips carrying what the compressor lacks"),
    Column("furnace_mmbtu_per_h", "Fuel rate, furnace", "MMBtu/h"),
    Column("heat_pump_cost", "Cost, heat pump only", "$", help="season cost of the bin, strips included"),
    Column("furnace_cost", "Cost, furnace", "$", help="season cost of the bin"),
    Column("heat_pump_emissions_kg", "Emissions, heat pump only", "kg"),
    Column("furnace_emissions_kg", "Emissions, furnace", "kg"),
    Column("source", "Source at the recommended switchover", "", "text"),
    Column("flags", "Flags", "", "text"),
    Column("heat_pump_btuh", "Heat from the compressor", "BTU/h"),
    Column("furnace_btuh", "Furnace heat", "BTU/h", help="where the furnace has the bin"),
    Column("furnace_strip_btuh", "Strips beside the furnace", "BTU/h", help="what the furnace lacks"),
    Column("dual_heat_pump_btuh", "Dual fuel: compressor", "BTU/h", help="bin at or above the switchover"),
    Column("dual_furnace_btuh", "Dual fuel: furnace", "BTU/h", help="bin at or above the switchover"),
    Column("dual_strip_btuh", "Dual fuel: strips", "BTU/h", help="bin at or above the switchover"),
    Column("emergency_strip_btuh", "Emergency heat: strips", "BTU/h"),
    Column("dual_cost", "Cost, dual fuel", "$", help="season cost of the bin at or above the switchover"),
    Column("dual_emissions_kg", "Emissions, dual fuel", "kg", help="bin at or above the switchover"),
    Column("defrost_fraction", "Defrost fraction", ""),
    Column("steady_cop", "COP without cycling", "", help="what the balance points use"),
    Column("furnace_hours", "Furnace hours", "h", help="where the furnace has the bin"),
    Column("dual_furnace_hours", "Dual fuel: furnace hours", "h", help="bin at or above the switchover"),
    Column("furnace_unmet_mmbtu", "Unmet load, furnace", "MMBtu", help="where the furnace has the bin"),
    Column("dual_unmet_mmbtu", "Unmet load, dual fuel", "MMBtu", help="bin at or above the switchover"),
)

SWITCHOVER: Final = (
    Column("switchover", "Switchover", "°F", help="the heat pump runs at or above it"),
    Column("annual_cost", "Season cost", "$"),
    Column("emissions_kg", "Emissions", "kg"),
    Column("furnace_hours", "Furnace hours", "h"),
    Column("heat_pump_cost", "Cost at or above", "$"),
    Column("furnace_cost", "Cost below", "$"),
    Column("heat_pump_emissions_kg", "Emissions at or above", "kg"),
    Column("furnace_emissions_kg", "Emissions below", "kg"),
    Column("furnace_hours_above", "Furnace hours at or above", "h"),
    Column("furnace_hours_below", "Furnace hours below", "h"),
    Column("unmet_mmbtu", "Unmet load", "MMBtu", help="heat that is not delivered"),
    Column("unmet_hours", "Cold hours", "h", help="hours in which load is not met"),
    Column(
        "tie_distance",
        "Distance from the guess",
        "°F",
        help="of the settings that heat the house at least cost; else blank",
    ),
)

SCENARIOS: Final = (
    Column("scenario", "Scenario", "", "text"),
    Column("switchover", "Switchover", "°F"),
    Column("annual_cost", "Season cost", "$"),
    Column("electricity_kwh", "Electricity", "kWh", help="compressor, strips and fan"),
    Column("strip_kwh", "of which strips", "kWh"),
    Column("fuel_mmbtu", "Fuel", "MMBtu"),
    Column("fuel_units", "Fuel in its unit", "fuel_unit"),
    Column("fuel_unit", "Fuel unit", "", "text"),
    Column("emissions_kg", "Emissions", "kg"),
    Column("furnace_hours", "Furnace hours", "h"),
    Column("furnace_hours_fraction", "of all hours", ""),
    Column("furnace_load_fraction", "Furnace share of load", ""),
    Column("backup_hours", "Backup hours", "h", help="hours in which furnace or strips deliver heat"),
    Column("load_mmbtu", "Load", "MMBtu"),
    Column("unmet_mmbtu", "Unmet load", "MMBtu"),
    Column("cost_per_mmbtu", "Cost of delivered heat", "$/MMBtu"),
    Column("seasonal_cop", "Seasonal COP", "", help="heat from compressor and strips over their electricity"),
    Column("saving_vs_existing", "Saving against existing switchover", "$"),
    Column("saving_vs_single_fuel", "Saving against the dearer single fuel", "$"),
    Column("heat_pump_kwh", "Compressor electricity", "kWh"),
    Column("fan_kwh", "Furnace fan electricity", "kWh"),
    Column("heat_pump_mmbtu", "Heat from the compressor", "MMBtu"),
    Column("furnace_mmbtu", "Heat from the furnace", "MMBtu"),
    Column("strip_mmbtu", "Heat from strips", "MMBtu"),
    Column("strip_hours", "Strip hours", "h", help="hours in which strips deliver heat"),
    Column("strip_load_fraction", "Strip share of load", ""),
    Column("unmet_hours", "Cold hours", "h", help="hours in which load is not met"),
    Column("available", "Available", "", "flag", help="emergency heat needs strips"),
    Column("strip_cost_ratio", "Strip to heat pump cost", "", help="mean COP of the compressor over the season"),
)

CHECKS: Final = (
    Column("id", "Check", "", "text"),
    Column("ok", "OK", "", "flag"),
    Column("what", "What is checked", "", "text"),
    Column("left", "Left", ""),
    Column("right", "Right", ""),
    Column("difference", "Difference", ""),
    Column("tolerance", "Tolerance", ""),
)

TABLES: Final = MappingProxyType(
    {"inputs": INPUTS, "bins": BINS, "switchover": SWITCHOVER, "scenarios": SCENARIOS, "checks": CHECKS}
)
"""Every result table by the name of its CSV file; "switchover" is JSON's switchover_curve."""
