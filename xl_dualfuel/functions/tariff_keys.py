"""The keys of a tariff in cells that have one value beside them, or twelve, and other words for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Scalar(NamedTuple):
    """A key with one value beside it, or twelve."""

    path: str
    """In a tariff file, such as electricity.price"""
    kind: str = "number"
    """number, year: one or twelve, percent, text, flag"""
    twelve: str = ""
    """Where twelve values go, if elsewhere"""


KEYS: Final[Mapping[str, Scalar]] = {
    "name": Scalar("name", "text"),
    "year": Scalar("year"),
    "clock": Scalar("clock", "text"),
    "daylight_saving": Scalar("daylight_saving", "flag"),
    "temperature_unit": Scalar("temperature_unit", "text"),
    "price": Scalar("electricity.price", "year", "electricity.monthly"),
    "otherwise": Scalar("electricity.otherwise", "text"),
    "delivery": Scalar("electricity.delivery"),
    "fixed": Scalar("electricity.fixed", "year"),
    "minimum": Scalar("electricity.minimum", "year"),
    "tax_percent": Scalar("electricity.tax_percent", "percent"),
    "household_kwh": Scalar("electricity.household_kwh", "year"),
    "fuel_price": Scalar("fuel.price", "year", "fuel.monthly"),
    "fuel_fixed": Scalar("fuel.fixed", "year"),
    "fuel_minimum": Scalar("fuel.minimum", "year"),
    "fuel_tax_percent": Scalar("fuel.tax_percent", "percent"),
    "fuel_other_use": Scalar("fuel.other_use", "year"),
    "carbon_price": Scalar("carbon.price"),
}
"""Keys with one value"""
ALIKE: Final[Mapping[str, str]] = {
    "electricity_price": "price", "energy_price": "price", "monthly": "price", "fixed_charge": "fixed",
    "tax": "tax_percent", "fuel_tax": "fuel_tax_percent", "household": "household_kwh", "special_price": "special",
    "demand_charge": "demand", "control_hours": "control", "fuel_fixed_charge": "fuel_fixed",
    "minimum_bill": "minimum", "rider_credit": "rider", "carbon": "carbon_price", "gas_price": "fuel_price",
}  # fmt: skip
"""What people write for a key"""
