"""Notes as people read them: the label of an input or result in place of its key, which is for JSON and files."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from ..inputs.fields import FIELDS
from ..inputs.units_given import Units
from .case_units import prose

_FAHRENHEIT: Final = Units()
_OTHER: Final = MappingProxyType(
    {
        "inputs": "",
        "annual_cost": "Season cost",
        "blocks": "Price blocks",
        "by_period": "Setting for each period",
        "carbon": "Price of CO2",
        "control": "Control hours",
        "demand_charge": "Demand charge",
        "ideal": "Best choice by the hour",
        "prices": "Other prices",
        "tariff": "Tariff",
        "economic_point": "Economic balance point",
        "thermal_point": "Thermal balance point",
        "emissions_point": "Emissions balance point",
        "cop": "COP",
        "strip_hours": "Electric strips",
        "unmet_mmbtu": "Heat not delivered",
        "heats_the_house": "Heating the house",
        "programme": "Rebate programme",
        "heat_pump_only": "Without the furnace",
    }
)
"""Labels of keys of notes that are no input"""
_KEYS: Final = re.compile(rf"\b({'|'.join(sorted((key for key in FIELDS if '_' in key), key=len, reverse=True))})\b")
"""Keys that are no ordinary word"""


def is_key(key: str) -> bool:
    """Whether a note may begin with this: the key of an input or of a result."""
    return key in FIELDS or key in _OTHER


def label(key: str, units: Units = _FAHRENHEIT) -> str:
    """What people call an input or a result; "" for all inputs together."""
    return prose(FIELDS[key].label, units) if key in FIELDS else _OTHER.get(key, key.replace("_", " ").capitalize())


def with_labels(text: str, units: Units = _FAHRENHEIT) -> str:
    """A text with labels in place of the keys of inputs."""
    return _KEYS.sub(lambda key: label(key[1], units), text)


def in_words(key: str, message: str, units: Units = _FAHRENHEIT) -> str:
    """A note in one line: ``Economic balance point: 11.9 °F is colder than the rating point …``."""
    name, words = label(key, units), with_labels(message, units)
    return f"{name}: {words}" if name else words
