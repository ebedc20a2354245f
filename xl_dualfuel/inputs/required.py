"""What a house must have of its own: where "N/A" stands for it, the worked example's value is not used instead."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final

from ..errors import Issue
from ..files.values import is_blank
from ..units import ELECTRICITY
from .fields import FIELDS, LOADS

HOURS: Final = tuple(key for key, field in FIELDS.items() if field.required == "hours")
"""Needed by the proportional climate"""
_OF_ELEMENTS: Final = frozenset({"fuel_price", "fuel_price_unit", "furnace_efficiency"})
"""Not needed by a furnace with electric elements"""


def needed(filled: Set[str], climate: object, fuel: object = None) -> dict[str, str]:
    """What a house still needs, by key, in words; filled: keys of the inputs that are given."""
    wanted: dict[str, str] = {}
    if not filled & set(LOADS):
        wanted[LOADS[0]] = f"must be given, or {' or '.join(LOADS[1:])}"
    if climate == "proportional":
        wanted |= {key: "must be given, or a station or region" for key in HOURS if key not in filled}
    replaced = {other for key in filled & FIELDS.keys() for other in FIELDS[key].displaces}
    for key, field in FIELDS.items():
        if field.required == "always" and key not in filled | replaced and not filled & set(field.displaces):
            wanted[key] = "must be given"
    if fuel == ELECTRICITY:  # its price and its losses follow from what it is
        wanted = {key: words for key, words in wanted.items() if key not in _OF_ELEMENTS}
    return wanted


def is_refusal(key: str, value: object) -> bool:
    """Whether a word such as N/A stands for an input that a house has to have; an empty cell is no word."""
    return (
        isinstance(value, str) and is_blank(value) and bool(value.strip())
        and key in FIELDS and bool(FIELDS[key].required)
    )  # fmt: skip


def unanswered(typed: Mapping[str, object], inputs: Mapping[str, object], climate: object) -> list[Issue]:
    """The inputs for which N/A or the like was typed although the house has to have them, and nothing else gives them.

    inputs: what the entries were read as.
    """
    words = [key for key, value in typed.items() if key in FIELDS and FIELDS[key].required
             and isinstance(value, str) and value.strip() and is_blank(inputs.get(key))]  # fmt: skip
    if not words:
        return []
    wanted = needed({key for key, value in inputs.items() if not is_blank(value)}, climate, inputs.get("fuel"))
    load = next((key for key in words if key in LOADS), None) if LOADS[0] in wanted else None
    reasons = wanted | ({load: wanted[LOADS[0]]} if load else {})
    return [Issue(key, typed[key], reasons[key], FIELDS[key].remedy) for key in words
            if key in reasons and (key not in LOADS or key == load)]  # fmt: skip
