"""Conversion at the edge: a case given in °C, kW or kW/K becomes one in the engine's units, a fuel's price in cents one
in dollars. A unit is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..errors import Issue, shown
from ..files.values import as_number, is_blank, spreadsheet_number
from . import performance
from .fields import COLUMNS, FIELDS, UNIT_FIELDS, Field, UnitField
from .price_units import price_unit


class Converted(NamedTuple):
    """Inputs in the engine's units, and as the user gave them, for messages."""

    inputs: dict[str, object]
    issues: list[Issue]
    originals: dict[str, str]
    """What was given for each converted input, with its unit, for messages"""


def keys_in(unit: UnitField) -> set[str]:
    """The inputs that are given in a unit of this kind, or have a column that is."""
    return {
        key
        for key, field in FIELDS.items()
        if {field.unit, *(COLUMNS[column].unit for column in field.columns)} & set(unit.units)
    }


def with_thermostat(given: Mapping[str, object]) -> dict[str, object]:
    """A case as it is given, with a thermostat in steps of 0.5 °C where its temperatures are in °C.

    A make whose steps are known keeps them.
    """
    unit = given.get("temperature_unit")
    in_celsius = isinstance(unit, str) and unit.strip() == "C" and is_blank(given.get("thermostat"))
    return {**({"thermostat_step": 0.5, "thermostat_zero": 0.0} if in_celsius else {}), **given}


def to_engine_units(given: Mapping[str, object]) -> Converted:
    """Take the unit inputs out of a case and convert the inputs they are for; the checks refuse what is no number."""
    inputs = {key: value for key, value in given.items() if key not in UNIT_FIELDS}
    issues: list[Issue] = []
    originals: dict[str, str] = {}
    for unit in UNIT_FIELDS.values():
        choice = given.get(unit.key)
        if is_blank(choice):
            continue
        name = choice.strip() if isinstance(choice, str) else choice
        if not isinstance(name, str) or name not in unit.choices:
            issues.append(Issue(unit.key, choice, unit.allowed, "Give the unit's name"))
            continue
        if name != unit.default:
            _convert(inputs, unit, name, originals)
    issues += _convert_price(inputs, originals)
    return Converted(inputs, issues, originals)


def _convert_price(inputs: dict[str, object], originals: dict[str, str]) -> Iterator[Issue]:
    """Bring a fuel's price unit to one of the choices, and the price with it: 120 ¢/therm to 1.2 $/therm."""
    text = inputs.get("fuel_price_unit")
    read = price_unit(text) if isinstance(text, str) and text.strip() not in FIELDS["fuel_price_unit"].choices else None
    if read is None:
        return
    inputs["fuel_price_unit"] = read.choice
    if read.currency and is_blank(inputs.get("currency")):
        inputs["currency"] = read.currency
    value = inputs.get("fuel_price")
    if read.divisor == 1:
        return
    if (number := as_number(value)) is not None:
        inputs["fuel_price"] = read.price(number)
        originals["fuel_price"] = f"{shown(value)} {shown(text)}"
    elif is_blank(value):
        yield Issue(
            "fuel_price", None, f"must be given with fuel_price_unit = {shown(text)}", "Give the price in that unit"
        )


def _convert(inputs: dict[str, object], unit: UnitField, name: str, originals: dict[str, str]) -> None:
    scale, offset = unit.choices[name]
    in_unit = {key for key, column in COLUMNS.items() if column.unit in unit.units}
    for key in FIELDS.keys() & inputs.keys():
        field, value = FIELDS[key], inputs[key]
        if field.kind == "table":
            if not isinstance(value, (list, tuple)):
                continue
            places = [place for place, column in enumerate(_columns(field, value)) if column in in_unit]
            if places:
                inputs[key] = [_converted(row, places, scale, offset) for row in value]
        elif field.unit in unit.units and (number := as_number(value)) is not None:
            originals[key] = f"{shown(value)} {name}"
            inputs[key] = converted(number, scale, 0.0 if field.difference else offset)


def converted(number: float, scale: float, offset: float) -> float:
    """A number in the engine's unit: 20 °C is 68 °F and no more, also after a spreadsheet has saved it."""
    return spreadsheet_number(number * scale + offset)


def _columns(field: Field, rows: Sequence[object]) -> tuple[str, ...]:
    """What the columns of a table hold: keys of COLUMNS, or other names."""
    if field.key != "performance_table":
        return field.columns
    return tuple(performance.quantity(name) for name in performance.names_of(rows))


def _converted(row: object, places: list[int], scale: float, offset: float) -> object:
    """The row of a table with the numbers at some places converted; what is not a number is left for the checks."""
    if not isinstance(row, (list, tuple)):
        return row
    numbers = {place: as_number(cell) for place, cell in enumerate(row) if place in places}
    return [
        cell if (number := numbers.get(place)) is None else converted(number, scale, offset)
        for place, cell in enumerate(row)
    ]
