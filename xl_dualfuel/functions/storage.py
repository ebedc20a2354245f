"""What DF_FUEL_STORAGE answers: the fuel a house has to hold, as rows."""

from __future__ import annotations

from typing import Final

from ..inputs.cells import Rows, out
from ..inputs.units_given import Units
from ..model.storage import FuelStorage
from ..results.case_units import convert, shown_in

_UNITS: Final = (
    ("temperature", "°F"), ("_hours", "h"), ("_days", "d"), ("_mmbtu", "MMBtu"), ("_units", "{}"),
    ("_units_per_day", "{}/d"),
)  # fmt: skip
"""Units by the endings of names; {} is the fuel's own."""


def storage_rows(record: FuelStorage, own: Units) -> Rows:
    """Name, value and unit of each item, temperatures in the case's own unit; blank where unknown."""
    rows: Rows = [["name", "value", "unit"]]
    for name, value in record._asdict().items():
        unit = next((unit for end, unit in _UNITS if name.endswith(end)), "")
        if unit == "°F":  # the other names of units stand in the keys
            rows.append([name, out(convert(value, unit, own)), shown_in(unit, own)])
        else:
            rows.append([name, out(value), unit.format(record.fuel_unit)])
    return rows
