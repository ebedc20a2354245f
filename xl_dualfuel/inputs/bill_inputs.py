"""The inputs that name utility bills and their weather."""

from __future__ import annotations

from typing import Final

from .field import Field

BILL_INPUTS: Final = (
    Field(
        "bills_file", "House", "Utility bills", "",
        "A CSV, Excel or TOML table of bills with dates, kWh and fuel: what the house needs by them, beside the model; "
        "a case in TOML may hold them itself, as [[bills]]",
        kind="file", when_omitted="not compared", source="utility bills", remedy="",
        example="bills.csv", role="report", forms=(),
    ),
    Field(
        "bills_weather_file", "House", "Weather of the bills", "",
        "An hourly weather file of the bills' own days, of one or more years",
        kind="file", when_omitted="the typical year of the case's climate", source="", remedy="",
        example="bills_weather.csv", role="report", needs=("bills_file", ""), forms=(),
    ),
)  # fmt: skip

BILLS: Final = tuple(field.key for field in BILL_INPUTS)
"""Inputs that no number of the season depends on, and no workbook holds."""
