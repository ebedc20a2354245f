"""Conversion at the edge: a case given in °C, kW or kW/K becomes one in the engine's units, a fuel's price in cents one
in dollars. A unit is never guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final, NamedTuple

from ..errors import Issue, shown
from ..files.values import as_number, is_blank, rounded_sum
from . import performance
from .fields import COLUMNS, FIELDS, UNIT_FIELDS, Field, UnitField
from .price_units import price_unit


class Units(NamedTuple):
    """What a case is given in, and therefore answered in: the choices of the unit inputs, and the sign of its money."""

    temperature: str = "F"
    """"F" or "C\""""
    heat: str = "BTU/h"
    """"BTU/h" or "kW\""""
    load_slope: str = "BTU/h/F"
    """"BTU/h/F", "kW/K" or "W/K\""""
    currency: str = "$"

    @property
    def given(self) -> dict[str, str]:
        """The unit inputs that say so, those of the engine's own units left out."""
        return {
            field.key: choice
            for field, choice in zip(UNIT_FIELDS.values(), self[:-1], strict=True)
            if choice != field.default
        }


def units_named(values: Mapping[str, object]) -> Units:
    """The units that the unit inputs and the currency among some values name; what is no choice is left out."""
    named = (values.get(key) for key in UNIT_FIELDS)
    choices = (
        choice if isinstance(choice, str) and choice in unit.choices else unit.default
        for choice, unit in zip(named, UNIT_FIELDS.values(), strict=True)
    )
    currency = values.get("currency")
    return Units(*choices, *([currency] if isinstance(currency, str) and currency else []))


class Converted(NamedTuple):
    """Inputs in the engine's units, and as the user gave them, for messages."""

    inputs: dict[str, object]
    issues: list[Issue]
    originals: dict[str, str]
    """What was given for each converted input, with its unit, for messages"""
    choices: dict[str, str]
    """The unit inputs that were given"""

    def units(self, known: Units | None = None) -> Units:
        """The units the case is answered in: those that were given, else the known ones.

        A house in kW whose heat loss per degree is in no unit of its own has it in W/K.
        """
        units = Units(*(self.choices.get(key, old) for key, old in zip(UNIT_FIELDS, known or Units(), strict=False)))
        in_btu = "load_slope_unit" in self.choices or not is_blank(self.inputs.get("load_slope"))
        unknown = units.load_slope == Units().load_slope and not in_btu
        return units._replace(load_slope="W/K") if units.heat == "kW" and unknown else units


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
    own = {"thermostat_step": 0.5, "thermostat_zero": 0.0} if in_celsius else {}
    return {**given, **{key: value for key, value in own.items() if is_blank(given.get(key))}}


def with_new_thermostat(given: Mapping[str, object], changed: Set[str], old: Units, new: Units) -> dict[str, object]:
    """A case [°F] whose unit of temperature or thermostat has changed, with the steps it would have if it were made so.

    changed: the inputs that were given anew. Steps that ``with_thermostat`` gave before do not stay.
    """
    scale, offset = UNIT_FIELDS["temperature_unit"].choices["C"]
    own = {"thermostat_step": 0.5 * scale, "thermostat_zero": offset}
    follows = old.temperature == "C" and all(given.get(key) == value for key, value in own.items())
    inputs = {key: value for key, value in given.items() if not (follows and key in own and key not in changed)}
    if new.temperature == "C" and is_blank(inputs.get("thermostat")):
        inputs |= {key: value for key, value in own.items() if is_blank(inputs.get(key))}
    return inputs


def to_engine_units(given: Mapping[str, object]) -> Converted:
    """Take the unit inputs out of a case and convert the inputs they are for; the checks refuse what is no number."""
    inputs = {key: value for key, value in given.items() if key not in UNIT_FIELDS}
    issues: list[Issue] = []
    originals: dict[str, str] = {}
    choices: dict[str, str] = {}
    for unit in UNIT_FIELDS.values():
        choice = given.get(unit.key)
        if is_blank(choice):
            continue
        name = choice.strip() if isinstance(choice, str) else choice
        if not isinstance(name, str) or name not in unit.choices:
            issues.append(Issue(unit.key, choice, unit.allowed, "Give the unit's name"))
            continue
        choices[unit.key] = name
        if name != unit.default:
            _convert(inputs, unit, name, originals)
    issues += _convert_price(inputs, originals)
    return Converted(inputs, issues, originals, choices)


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
    in_unit = _columns_in(unit)
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
    return rounded_sum(number * scale, offset)


def _columns_in(unit: UnitField) -> set[str]:
    return {key for key, column in COLUMNS.items() if column.unit in unit.units}


def as_given(inputs: Mapping[str, object], units: Units) -> dict[str, object]:
    """Inputs in the engine's units as they read in the units of their case, after the unit inputs that say so.

    ``to_engine_units`` gives the same numbers again, to the last bit.
    """
    given: dict[str, object] = dict(inputs)
    for unit in UNIT_FIELDS.values():
        scale, offset = unit.choices[units.given.get(unit.key, unit.default)]
        if scale == 1.0:
            continue
        in_unit = _columns_in(unit)
        for key in FIELDS.keys() & given.keys():
            field, value = FIELDS[key], given[key]
            if isinstance(value, float) and field.unit in unit.units:
                given[key] = unconverted(value, scale, 0.0 if field.difference else offset)
            elif field.kind == "table" and isinstance(value, (list, tuple)):
                places = [place for place, column in enumerate(_columns(field, value)) if column in in_unit]
                given[key] = [
                    [
                        unconverted(cell, scale, offset) if place in places and isinstance(cell, float) else cell
                        for place, cell in enumerate(row)
                    ]
                    for row in value
                ]
    return {**units.given, **given}


def unconverted(value: float, scale: float, offset: float) -> float:
    """The number of fewest digits that is ``value`` once it is converted."""
    raw = (value - offset) / scale
    for digits in (12, 15, 16, 17):
        short = float(f"{raw:.{digits}g}")
        if converted(short, scale, offset) == value:
            return short
    beside = (math.nextafter(raw, end) for end in (-math.inf, math.inf))
    return next((near for near in beside if converted(near, scale, offset) == value), raw)


NAMES: Final = {"C": "°C", "kW": "kW", "W/K": "W/K", "kW/K": "kW/K"}
"""How the choices of the unit inputs are written, those of the engine's own units left out."""


def limits_in(field: Field, units: Units) -> tuple[float, float]:
    """The allowed range of a number in the units of the case, to four digits where it is converted."""
    for unit in UNIT_FIELDS.values():
        if field.kind == "number" and field.unit in unit.units and unit.key in units.given:
            scale, offset = unit.choices[units.given[unit.key]]
            zero = 0.0 if field.difference or field.unit == "°F·d" else offset
            low, high = (float(f"{(end - zero) / scale:.4g}") for end in (field.minimum, field.maximum))
            return low, high
    return field.minimum, field.maximum


def allowed_in(field: Field, units: Units) -> str:
    """The allowed range of an input in words, in the units of the case."""
    low, high = limits_in(field, units)
    return field._replace(minimum=low, maximum=high).allowed


def refused_in(issue: Issue, given: str | None, units: Units) -> Issue:
    """What is wrong with an input, in the units of the case; ``given``: a converted one as it was given."""
    if issue.key not in FIELDS or (given is None and not units.given):
        return issue
    if given is None:
        if FIELDS[issue.key].kind == "table":
            return _cell_refused_in(issue, units)
        is_own = issue.remedy.startswith(FIELDS[issue.key].remedy)  # not the readings of an entry in two units
        return issue._replace(remedy=remedy_in(issue.remedy, FIELDS[issue.key], units)) if is_own else issue
    if issue.key == "fuel_price":  # its unit stands in the words
        return issue._replace(value=given)
    field = FIELDS[issue.key]
    unit = next(unit for unit in UNIT_FIELDS.values() if field.unit in unit.units)
    name = NAMES[units.given[unit.key]] + field.unit.removeprefix("°F") * (field.unit == "°F·d")
    remedy = remedy_in(issue.remedy, field, units)
    if issue.allowed == field.allowed:
        return issue._replace(value=given, allowed=f"{allowed_in(field, units)} (in {name})", remedy=remedy)
    if field.unit != "°F":
        return issue._replace(value=given, allowed=f"{issue.allowed} (in {field.unit})")
    # The value of another input stands in brackets.
    there = re.sub(r"\((-?[\d.]+)\)", lambda at: f"({temperature(float(at[1]), units).split()[0]})", issue.allowed)
    return issue._replace(value=given, allowed=f"{there} (in {name})", remedy=remedy)


_EXAMPLE: Final = re.compile(r"(?<=such as )\d+")


def remedy_in(remedy: str, field: Field, units: Units) -> str:
    """What to give for an input, in the unit of the case: kW, such as 10.6, where the table of inputs has BTU/h."""
    for unit in UNIT_FIELDS.values():
        if unit.key in units.given and field.unit in unit.units:
            name, scale = NAMES[units.given[unit.key]], unit.choices[units.given[unit.key]][0]
            if unit.key == "temperature_unit":
                return remedy.replace("in °F", f"in {name}")
            own = remedy.replace(field.unit, name).replace("BTU/h per °F", name)
            example = _EXAMPLE.search(own)
            return own.replace(example[0], f"{float(example[0]) / scale:.3g}") if example else own
    return remedy


_CELL: Final = re.compile(r"(row \d+, (\w+)) (-?[\d.e+]+)")
_TWICE: Final = re.compile(r"(-?[\d.]+) °F twice")


def _cell_refused_in(issue: Issue, units: Units) -> Issue:
    """What is wrong with a cell of a table, in the units of the case; the cell has been converted."""
    text = issue.value if isinstance(issue.value, str) else ""
    if twice := _TWICE.fullmatch(text):
        return issue._replace(value=f"{temperature(float(twice[1]), units)} twice")
    cell = _CELL.fullmatch(text)
    column = COLUMNS.get(performance.quantity(cell[2])) if cell else None
    unit = next((unit for unit in UNIT_FIELDS.values() if column and column.unit in unit.units), None)
    if cell is None or column is None or unit is None or unit.key not in units.given:
        return issue
    scale, offset = unit.choices[units.given[unit.key]]
    allowed = issue.allowed.replace(column.allowed.removeprefix("must be "),
                                    allowed_in(column, units).removeprefix("must be "))  # fmt: skip
    value = f"{cell[1]} {unconverted(float(cell[3]), scale, offset):.10g}"
    return issue._replace(value=value, allowed=f"{allowed} (in {NAMES[units.given[unit.key]]})")


def fahrenheit_in(value: object, units: Units) -> Any:
    """A temperature that was given in the unit of the case [°F]; what is no number is as it is."""
    scale, offset = UNIT_FIELDS["temperature_unit"].choices[units.temperature]
    return converted(value, scale, offset) if isinstance(value, float) else value


def in_engine_unit(value: float, field: Field, units: Units) -> float:
    """A value of an input that was given in the unit of the case, in the engine's."""
    for unit in UNIT_FIELDS.values():
        if field.unit in unit.units and unit.key in units.given:
            scale, offset = unit.choices[units.given[unit.key]]
            return converted(value, scale, 0.0 if field.difference else offset)
    return value


def temperature(fahrenheit: float, units: Units, digits: int = 1, difference: bool = False) -> str:
    """A temperature [°F] in words in the unit of the case: ``28.5 °F``, ``-2 °C``; also of a difference of two."""
    if units.temperature == "F":
        return (
            f"{fahrenheit + 0.0:.{digits + 5}g} °F"
            if digits == 1
            else f"{round(fahrenheit, digits) + 0.0:.{digits}f} °F"
        )
    scale, offset = UNIT_FIELDS["temperature_unit"].choices["C"]
    celsius = round((fahrenheit - (0.0 if difference else offset)) / scale, digits) + 0.0
    return f"{celsius:g} °C" if digits == 1 else f"{celsius:.{digits}f} °C"


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
