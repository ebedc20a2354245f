"""Which reading of an entry is plausible: said once, for 1,200 and for percentages."""

from __future__ import annotations

from typing import Final

from .fields import FIELDS, Field

NEAR: Final = 30.0
"""A reading is plausible within this factor of the input's default, else its example, and inside its range. A thousand
lies between the two readings of 1,200, so at most one of them is."""
NEAR_SHARE: Final = 3.0
"""The same of a share of 1: a hundred lies between 0.95 and 95 %."""
_USUAL: Final = {"altitude": 2000.0, "hours": 250.0, "capacity": 36000.0, "premium": 5000.0, "rebate": 2000.0}
"""A usual value where the table of inputs has neither a default above 0 nor an example [the input's unit]"""
SHARES: Final = frozenset(
    key for key, field in FIELDS.items() if field.kind == "number" and not field.unit and field.maximum < 2
)
"""Inputs that are a share of 1, which people write in percent."""


def plausible(field: Field, number: float) -> bool:
    """Whether a number [the input's unit] is inside the range of an input and near what it usually is."""
    if not field.holds(number):
        return False
    usual = field.default or _USUAL.get(field.key) or field.example
    if not isinstance(usual, (int, float)) or not usual or field.unit == "°F":
        return True
    near = NEAR_SHARE if field.key in SHARES else NEAR
    return usual / near <= number <= usual * near
