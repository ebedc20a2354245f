"""The units that an entry may be written in, the words for them, and its refusal."""

from __future__ import annotations

from typing import Final

from ..errors import Issue
from .field import Field
from .plausible import SHARES
from .written_units import DIFFERENCE, FUEL_AMOUNTS, QUANTITIES, SHARE, Quantity, Scale, folded

_SHOWN: Final = {"F": "°F", "C": "°C", "F·d": "°F·d", "C·d": "°C·d", "BTU/h/F": "BTU/h·°F", "BTU per unit": "BTU"}


class Refused(Exception):  # noqa: N818  # the name the callers know
    """Carries the Issue of an entry that cannot be read, or that may mean two things."""

    @property
    def issue(self) -> Issue:
        """The problem."""
        issue: Issue = self.args[0]
        return issue


def quantity_of(field: Field, unit: str) -> tuple[Quantity, Scale]:
    """The units an input may be written in, and the one of the case."""
    if field.unit == "fuel unit":
        amounts = next((group for group in FUEL_AMOUNTS if unit in group), {unit: 1.0})
        words = unit or "the unit of fuel_price_unit"
        scales = {one: Scale((factor,)) for one, factor in amounts.items()}
        return Quantity(words, scales, unit), scales[unit]
    if field.key in SHARES:
        own = SHARE
    elif field.difference and field.unit == "°F":
        own = DIFFERENCE
    else:
        own = QUANTITIES.get(field.unit) or QUANTITIES[""]
    return own, own.units.get(folded(unit)) or own.units.get(own.own) or Scale((1.0,))


def allowed_words(field: Field, unit: str) -> str:
    """What a number may be written in, in words."""
    if field.key == "fuel_price":
        return "must be a price: a number, or one with its unit, such as $1.30/therm or $2.45/gal"
    quantity = quantity_of(field, unit)[0]
    if quantity is SHARE:
        return f"must be {quantity.words}"
    return f"must be a number, alone or in {quantity.words}" if quantity.words else "must be a number"


def remedy_words(field: Field, unit: str) -> str:
    """What to give where the words beside a number are no unit of its input."""
    if field.unit == "fuel unit" and unit:
        return f"Give it in {unit}"
    return field.remedy or "Give one number in that unit"


def shown_unit(field: Field, unit: str) -> str:
    """The unit of an input's number as people read it."""
    name = unit or field.unit
    if field.unit == "BTU per unit":
        return "BTU"
    return "" if name in ("as in fuel_price_unit", "fuel unit") else _SHOWN.get(name, name)


def figure(value: float) -> str:
    """A number as a note shows it: six digits, or the whole number."""
    return f"{value:,.0f}" if abs(value) >= 100_000 else f"{value:,.6g}"
