"""Tables and JSON in the units of their case, and the name of each unit. A number whose key names its unit keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ..inputs.case import Case
from ..inputs.field import Field
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.units_given import Units, allowed_in, as_given
from . import tables
from .case_units import convert, prose, shown_in
from .tables import Table

TEMPERATURES: Final = frozenset(
    (
        "temperature", "temperatures", "switchover", "low", "high", "load_balance_temperature", "design_temperature",
        "cold_snap_temperature", "set_aside", "existing_switchover", "switchover_without", "low_switchover",
        "high_switchover", "economic_point", "thermal_point", "emissions_point", "cheapest", "cleanest", "knee",
        "setting", "coldest", "warmest", "stops_below", "stops_above", "room_temperature", "compressor_lockout",
        "auxiliary_lockout", "guess",
    )
)  # fmt: skip
"""Keys of numbers in °F, wherever they stand; ``cheapest`` and the like also name things, which are no numbers."""
DIFFERENCES: Final = frozenset(("tie_distance", "switchover_swing", "differential", "load_balance_temperature_error"))
"""The same of two temperatures."""
BY_UNIT: Final = frozenset(("value", "found", "limit", "base", "low", "high", "p10", "p50", "p90", "mean"))
"""Keys of numbers that are in the ``unit`` beside them."""
MONEY: Final = frozenset(("moves", "costs", "cost", "allowance", "least_cost", "regret", "saving", "npv"))
OTHERS: Final = {"load_slope": "BTU/h·°F", "load_slope_error": "BTU/h·°F", "hours": "h", "hspf2": "BTU/Wh"}
"""Units of keys that name none."""
_AS_IT_IS: Final = ("program", "given", "inputs")
"""What is in units of its own: the thermostat's, the user's."""


def shown(value: Any, units: Units, key: str = "") -> Any:
    """A document, record or number under a key as the case shows it; of dictionaries and lists each part."""
    if not _differ(units):
        return value
    if isinstance(value, Mapping):
        return _record(value, units, key)
    if isinstance(value, (list, tuple)):
        return [shown(part, units, key) for part in value]
    unit = unit_of(key) if isinstance(value, float) else ""
    return convert(value, unit, units, difference=key in DIFFERENCES) if unit else value


def shown_table(table: Table, units: Units, name: str = "") -> Table:
    """A table of columns as the case shows it, row by row."""
    if not _differ(units) or not table:
        return table
    rows = [_record(row, units, name) for row in tables.rows(table)]
    return {key: [row[key] for row in rows] for key in table}


def _differ(units: Units) -> bool:
    return units != Units()


def _record(record: Mapping[str, Any], units: Units, under: str) -> dict[str, Any]:
    if under in _AS_IT_IS:
        return dict(record)
    if "what" in record:
        return _check(record, units)
    if under in TEMPERATURES and "p10" in record:  # percentiles of one
        return {key: shown(value, units, under) for key, value in record.items()}
    unit, field = record.get("unit"), FIELDS.get(str(record.get("key", record.get("name", ""))))
    if unit is None and field is not None and "moves" in record:  # an assumption: its value is an input's
        unit = field.unit
    if not isinstance(unit, str):
        return {key: shown(value, units, key) for key, value in record.items()}
    apart = (field is not None and field.difference) or record.get("name") in DIFFERENCES
    row: dict[str, Any] = {}
    for key, value in record.items():
        if key in BY_UNIT:
            row[key] = convert(value, unit, units, apart) if isinstance(value, float) else value
        elif key == "unit":
            row[key] = shown_in(unit, units)
        elif key in ("label", "note", "allowed_range") and field is not None:
            row[key] = _of_field(key, str(value), field, units)
        else:
            row[key] = shown(value, units, key)
    return row


def _check(record: Mapping[str, Any], units: Units) -> dict[str, Any]:
    """A check, whose words name the unit of its numbers."""
    words = str(record["what"])
    unit = next((unit for unit in ("BTU/h", "MMBtu", "$") if words.endswith(f"{unit})")), "")
    numbers = {key: convert(record[key], unit, units) for key in ("left", "right", "difference", "tolerance")}
    return {**record, **numbers, "what": words.replace(f"{unit})", f"{shown_in(unit, units)})") if unit else words}


def _of_field(key: str, text: str, field: Field, units: Units) -> str:
    """A text about an input, of the table of inputs, with its temperatures and limits in the units of the case."""
    text = prose(text, units)
    return (
        text
        if key == "label"
        else text.replace(field.allowed.removeprefix("must be "), allowed_in(field, units).removeprefix("must be "))
    )


def inputs_given(table: Table, case: Case) -> Table:
    """The table of inputs with values, units and ranges as the case was given, and first what it was given in."""
    units = case.units
    if not _differ(units):
        return table
    rows = [
        dict.fromkeys(table, "")
        | {"section": "Units", "label": UNIT_FIELDS[key].label, "name": key, "value": choice}
        | {"allowed_range": ", ".join(UNIT_FIELDS[key].choices)}
        for key, choice in units.given.items()
    ]
    values = as_given(case.inputs, units)
    for record in tables.rows(table):
        field, value = FIELDS[record["name"]], values[record["name"]]
        own = ("label",) if record["name"] in case.given else ("label", "note")  # a note that was typed stays as it is
        row: dict[str, Any] = {key: prose(str(record[key]), units) for key in own}
        row["value"] = json.dumps(value) if isinstance(value, (list, tuple)) else value
        row["unit"] = unit_in(field, units)
        row["allowed_range"] = allowed_in(field, units).removeprefix("must be ")
        rows.append(record | row)
    return {key: [row[key] for row in rows] for key in table}


def unit_in(field: Field, units: Units) -> str:
    """The unit, or units, of an input as the case was given."""
    return ", ".join(shown_in(unit, units) for unit in field.unit.split(", "))


def units_of(document: Any, units: Units) -> dict[str, str]:
    """The unit of every number in a document whose key does not name it, by key."""
    found: dict[str, str] = {}
    _collect(document, units, "", found)
    return dict(sorted(found.items()))


def _collect(value: Any, units: Units, key: str, found: dict[str, str]) -> None:
    if key in _AS_IT_IS:
        return
    if isinstance(value, Mapping):
        if isinstance(own := value.get("fuel_unit"), str):
            found |= {name: own for name, part in value.items() if name.endswith("_units") and part is not None}
        for name, part in value.items():
            if not (name in BY_UNIT and "unit" in value):
                _collect(part, units, key if "p10" in value else name, found)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _collect(part, units, key, found)
    elif isinstance(value, float) and (unit := unit_of(key)):
        found[key] = shown_in(unit, units)


def unit_of(key: str) -> str:
    """The engine's unit of a number by its key; "" where the key names it, or it has none."""
    if key in TEMPERATURES or key in DIFFERENCES:
        return "°F"
    if key in OTHERS:
        return OTHERS[key]
    is_money = key in MONEY or key.endswith("_cost") or key.startswith("saving_vs_")
    return "$" if is_money else ""
