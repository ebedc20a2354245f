"""What a house must have of its own: where "N/A" stands for it, the worked example's value is not used instead."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final

from ..errors import Issue
from ..files.values import is_blank
from ..units import ELECTRICITY
from .field import NOT_KNOWN
from .fields import FIELDS, LOADS

KNOWN_OR_NOT: Final = tuple(key for key, field in FIELDS.items() if field.required == "or_unknown")
"""What a form must have, or say that it is not known"""
HOURS: Final = tuple(key for key, field in FIELDS.items() if field.required == "hours")
"""Needed by the proportional climate"""
_OF_ELEMENTS: Final = frozenset({"fuel_price", "fuel_price_unit", "furnace_efficiency"})
"""Not needed by a furnace with electric elements"""
_NEEDED: Final = frozenset(key for key, field in FIELDS.items() if field.required) - frozenset(KNOWN_OR_NOT)
"""What every house must have, or another input like it"""


def or_unknown(key: str) -> str:
    """What a form asks for where a value may be unknown, and what is assumed then, in words."""
    return f"or “{NOT_KNOWN}”: {FIELDS[key].when_omitted}"


def needed(filled: Set[str], climate: object, fuel: object = None) -> dict[str, str]:
    """What a house still needs, by key, in words; filled: keys of the inputs that are given."""
    wanted: dict[str, str] = {}
    if not filled & set(LOADS):
        wanted[LOADS[0]] = f"must be given, or {' or '.join(LOADS[1:])}"
    if climate == "proportional":
        wanted |= {key: "must be given, or a station or region" for key in HOURS if key not in filled}
    elif "design_load" in filled and "design_temperature" not in filled:  # the example's is not that of its place
        wanted["design_temperature"] = "must be given with design_load"
    replaced = {other for key in filled & FIELDS.keys() for other in FIELDS[key].displaces}
    for key, field in FIELDS.items():
        if (key in KNOWN_OR_NOT or field.required == "always") and not (
            key in filled | replaced or filled & set(field.displaces)
        ):
            wanted[key] = f"must be given, {or_unknown(key)}" if key in KNOWN_OR_NOT else "must be given"
    if fuel == ELECTRICITY:  # its price and its losses follow from what it is
        wanted = {key: words for key, words in wanted.items() if key not in _OF_ELEMENTS}
    return wanted


def is_refusal(key: str, value: object) -> bool:
    """Whether a word such as N/A stands for an input that a house has to have; an empty cell is no word."""
    return key in _NEEDED and isinstance(value, str) and is_blank(value) and bool(value.strip())


def unanswered(typed: Mapping[str, object], inputs: Mapping[str, object], climate: object) -> list[Issue]:
    """The inputs for which N/A or the like was typed although the house has to have them, and nothing else gives them.

    inputs: what the entries were read as.
    """
    words = [key for key, value in typed.items() if key in _NEEDED
             and isinstance(value, str) and value.strip() and is_blank(inputs.get(key))]  # fmt: skip
    if not words:
        return []
    wanted = needed({key for key, value in inputs.items() if not is_blank(value)}, climate, inputs.get("fuel"))
    load = next((key for key in words if key in LOADS), None) if LOADS[0] in wanted else None
    reasons = wanted | ({load: wanted[LOADS[0]]} if load else {})
    return [Issue(key, typed[key], reasons[key], FIELDS[key].remedy) for key in words
            if key in reasons and (key not in LOADS or key == load)]  # fmt: skip
