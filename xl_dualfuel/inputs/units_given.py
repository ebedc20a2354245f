"""Conversion at the edge: a case given in °C, kW or kW/K becomes one in the engine's units. Told, never guessed."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ..errors import Issue, shown
from .fields import FIELDS, UNIT_FIELDS, UnitField


class Converted(NamedTuple):
    """Inputs in the engine's units, and how to speak of them in the user's."""

    inputs: dict[str, object]
    issues: list[Issue]
    originals: dict[str, str]
    """What was given for each converted input, with its unit, for messages"""


def to_engine_units(given: Mapping[str, object]) -> Converted:
    """Take the unit inputs out of a case and convert what they speak of; what is no number is left for the checks."""
    inputs = {key: value for key, value in given.items() if key not in UNIT_FIELDS}
    issues: list[Issue] = []
    originals: dict[str, str] = {}
    for unit in UNIT_FIELDS.values():
        choice = given.get(unit.key)
        if choice is None or (isinstance(choice, str) and not choice.strip()):
            continue
        name = choice.strip() if isinstance(choice, str) else choice
        if not isinstance(name, str) or name not in unit.choices:
            issues.append(Issue(unit.key, choice, "must be one of " + ", ".join(unit.choices), "Give the unit's name"))
            continue
        if name != unit.default:
            _convert(inputs, unit, name, originals)
    return Converted(inputs, issues, originals)


def _convert(inputs: dict[str, object], unit: UnitField, name: str, originals: dict[str, str]) -> None:
    scale, offset = unit.choices[name]
    for key in unit.keys:
        value = inputs.get(key)
        if _is_number(value):
            originals[key] = f"{shown(value)} {name}"
            inputs[key] = float(value) * scale + (0.0 if key in unit.differences else offset)  # type: ignore[arg-type]
    for key, field in FIELDS.items():
        places = [place for place, column in enumerate(field.columns) if column in unit.columns]
        if places and isinstance(inputs.get(key), (list, tuple)):
            inputs[key] = _converted_rows(inputs[key], places, lambda cell: float(cell) * scale + offset)


def _converted_rows(rows: object, places: list[int], change: Callable[[float], float]) -> list[object]:
    return [
        [change(cell) if place in places and _is_number(cell) else cell for place, cell in enumerate(row)]
        if isinstance(row, (list, tuple))
        else row
        for row in rows  # type: ignore[attr-defined]
    ]


def _is_number(value: object) -> bool:
    """Whether it can be converted; a number too large for that is left for the checks."""
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        return False
    try:
        float(value)
    except (OverflowError, ValueError):
        return False
    return True
