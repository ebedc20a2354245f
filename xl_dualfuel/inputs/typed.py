"""What people type → values: the one reader of numbers with units and signs, of choices and of blank words.

A number leaves in the unit the case has for that input. Where two readings are plausible none is taken.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..errors import Issue, shown
from ..files.values import as_number, is_blank, number_in
from ..units import FUELS
from . import performance
from .fields import COLUMNS, FIELDS, UNIT_FIELDS, Field, UnitField
from .synonyms import choice_of, likely_choice, price_unit, stations_like, unit_of
from .written_numbers import written
from .written_units import DIFFERENCE, FUEL_AMOUNTS, QUANTITIES, SHARE, Quantity, Scale, folded, price_parts

NEAR: Final = 30.0
"""A reading is plausible within this factor of the input's default, else its example, and inside its range. A thousand
lies between the two readings of 1,200, so at most one of them is."""
NEAR_SHARE: Final = 3.0
"""The same of a share of 1: a hundred lies between 0.95 and 95 %."""
_USUAL: Final = {"altitude": 2000.0, "hours": 250.0, "capacity": 36000.0, "premium": 5000.0, "rebate": 2000.0}
"""A usual value where the table of inputs has neither a default above 0 nor an example [the input's unit]"""
_NOT_GIVEN: Final = frozenset({"not known"})
"""Blank words here, an answer on some forms"""
_ZERO_OR_NOT: Final = frozenset({"strip_capacity", "hours_below_design"})
"""Inputs of which "none" may mean 0, which is not what is used where they are not given"""
_SHOWN: Final = {"F": "°F", "C": "°C", "F·d": "°F·d", "C·d": "°C·d", "BTU/h/F": "BTU/h·°F", "BTU per unit": "BTU"}
_ROWS: Final = 3
"""Readings in the rows of a table that are named"""


class Typed(NamedTuple):
    """What was typed, as it is read."""

    value: object
    note: str = ""
    """What was interpreted: ``42 kBtu/h read as 42,000 BTU/h``; "" for nothing"""
    unit: str = ""
    """Of a price with a unit of its own: that unit as fuel_price_unit has it"""


class TypedInputs(NamedTuple):
    """The inputs of a case as they are read; what was refused is still there as it was typed."""

    inputs: dict[str, object]
    readings: dict[str, str]
    """Notes by key"""
    issues: list[Issue]


class Refused(Exception):  # noqa: N818  # the name the callers know
    """Carries the Issue of an entry that cannot be read, or that may mean two things."""

    @property
    def issue(self) -> Issue:
        """The problem."""
        issue: Issue = self.args[0]
        return issue


_NOTHING: Final = MappingProxyType[str, Any]({})
SHARES: Final = frozenset(
    key for key, field in FIELDS.items() if field.kind == "number" and not field.unit and field.maximum < 2
)
"""Inputs that are a share of 1, which people write in percent."""
_READ: Final = SHARES | {"region"}
"""Inputs of which a number is read too: 95 for 95 %, 5 for region V"""
_CHOICES: Final = {key: frozenset(field.choices) for key, field in FIELDS.items() if field.choices}
_REGIONS: Final = range(1, 7)


def typed_inputs(given: Mapping[str, object], known: Mapping[str, Any] = _NOTHING) -> TypedInputs:
    """Read every input of a case as it was typed; ``known`` are inputs that apply where these do not give them."""
    strange = [key for key, value in given.items() if type(value) is not float or key in _READ]
    strange = [key for key in strange if _is_strange(key, given[key])]
    if not strange:
        return TypedInputs(dict(given), {}, [])
    inputs: dict[str, object] = dict(given)
    readings: dict[str, str] = {}
    issues: list[Issue] = []
    units: dict[str, str] = {}
    # Units come first, then the fuel and its unit: the numbers are read by them.
    for key in sorted(strange, key=lambda key: (key not in UNIT_FIELDS, key not in ("fuel", "fuel_price_unit"))):
        value, field = inputs[key], UNIT_FIELDS.get(key) or FIELDS.get(key)
        if field is None:
            continue
        try:
            unit = "" if isinstance(field, UnitField) else _unit(field, units, known, inputs)
            read = read_typed(field, value, unit)
            if read.unit:
                _agree(inputs, key, value, read.unit)
        except Refused as refused:
            issues.append(refused.issue)
            continue
        inputs[key] = read.value
        if read.note:
            readings[key] = read.note
        if key in UNIT_FIELDS and isinstance(read.value, str):
            units[key] = read.value
    return TypedInputs(inputs, readings, issues)


def _is_strange(key: str, value: object) -> bool:
    """Whether a value is more than a plain number or a known word."""
    kind = type(value)
    if kind is float or kind is int:
        return key in _READ and (key == "region" or value > 1)  # type: ignore[operator]  # a number
    if kind is str:
        return value not in _CHOICES.get(key, ())
    return value is not None


def _unit(field: Field, units: Mapping[str, str], known: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """The unit the case has for an input; of a table "", which has several."""
    for unit in UNIT_FIELDS.values():
        if field.unit in unit.units and unit.key in units:
            return units[unit.key] + ("·d" if field.unit == "°F·d" else "")
    if field.kind == "table":
        return " ".join(units.values())
    if field.key not in ("fuel_price", "fuel_heat_content") and field.unit != "fuel unit":
        return field.unit
    price = next((str(one["fuel_price_unit"]) for one in (inputs, known) if one.get("fuel_price_unit")), "")
    if field.unit != "fuel unit":
        return str(inputs.get("fuel_price_unit") or "")
    name = inputs.get("fuel") or known.get("fuel") or FIELDS["fuel"].default
    fuel = FUELS.get(str(name))
    if price.endswith("/MMBtu") or not price:
        return fuel.own_unit if fuel is not None and (price or name == FIELDS["fuel"].default) else ""
    return price.partition("/")[2]


def _agree(inputs: dict[str, object], key: str, value: object, unit: str) -> None:
    """Give the case the unit a price was written with. Raises Refused where the case says another."""
    given = inputs.get("fuel_price_unit")
    if is_blank(given):
        inputs["fuel_price_unit"] = unit
    elif given != unit:
        raise Refused(Issue(key, value, f"must agree with fuel_price_unit, which is {shown(given)}",
                            f"Give the price in {shown(given)}, or fuel_price_unit = {unit}"))  # fmt: skip


def read_typed(field: Field | UnitField, value: object, unit: str, decimal_comma: bool = False) -> Typed:
    """One entry as its field wants it; ``unit``: what the case has for that input, which a number leaves in.

    Raises Refused for what cannot be read, or may mean two things. What is neither text nor a percentage for a share
    is left for the checks, and so are limits.
    """
    if isinstance(field, UnitField):
        return _unit_name(field, value)
    if field.kind == "table":
        return _table(field, value, unit, decimal_comma)
    if not isinstance(value, str):
        if field.key != "region" or as_number(value) not in _REGIONS:
            return _percentage(field, value) if field.key in SHARES else Typed(value)
        value = f"{value:g}"
    text = value.strip()
    if is_blank(text) or text.casefold() in _NOT_GIVEN:
        return Typed(None)
    if text.casefold() == "none" and "none" not in field.choices:
        if field.key in _ZERO_OR_NOT:
            raise Refused(Issue(field.key, value, "may mean 0 or not given", "Give 0 for none; leave it blank if it is "
                                "not known"))  # fmt: skip
        return Typed(None)
    if field.kind == "number":
        return _number(field, text, unit, decimal_comma)
    if field.kind == "choice":
        return _choice(field, text)
    return _station(field, text) if field.key == "station" else Typed(value)


def _unit_name(field: UnitField, value: object) -> Typed:
    if not isinstance(value, str):
        return Typed(value)
    name = unit_of(field, value.strip())
    if name is None and not is_blank(value):
        raise Refused(Issue(field.key, value, field.allowed, "Give one of these"))
    return Typed(name)


def _choice(field: Field, text: str) -> Typed:
    choice = choice_of(field, text)
    if choice is None:
        likely = likely_choice(field, text)
        raise Refused(Issue(field.key, text, field.allowed, f"Did you mean {likely}?" if likely else field.remedy))
    same = text.casefold().replace(" ", "_").replace("-", "_") == choice.casefold()
    return Typed(choice, "" if same else f"{shown(text)} read as {choice}")


def _station(field: Field, text: str) -> Typed:
    like = stations_like(text)
    if text in like or len(like) == 1:
        key = text if text in like else like[0]
        return Typed(key, "" if key == text else f"{shown(text)} read as {key}")
    if like:
        raise Refused(Issue(field.key, text, f"may mean {' or '.join(like)}", f"Give {' or '.join(like)}"))
    return Typed(text)  # the checks list the stations there are


def _number(field: Field, text: str, unit: str, decimal_comma: bool) -> Typed:
    plain = number_in(text)
    if plain is not None and not (decimal_comma and "." in text):
        return _percentage(field, plain) if field.key in SHARES else Typed(plain)
    entry = written(text, decimal_comma)
    if entry is None:
        allowed = "must be one number" if any(map(str.isdigit, text)) else "must be a number, not text"
        raise Refused(Issue(field.key, text, allowed, _remedy(field, "")))
    scales, own, price = _scales(field, text, folded(entry.words), unit)
    values = [_in_own(float(reading), scale, own) for reading in entry.readings for scale in scales]
    values = [value for value in dict.fromkeys(values) if math.isfinite(value)]
    possible = [value for value in values if field.holds(value * own.factors[0] + own.zero)]
    if len(values) > 1 and not possible:
        raise Refused(Issue(field.key, text, field.allowed, field.remedy or "Give one number"))
    if len(values) > 1:
        likely = [value for value in possible if plausible(field, value * own.factors[0] + own.zero)]
        if len(likely) != 1:
            both = " or ".join(f"{value:.10g}" for value in values)
            named = shown_unit(field, unit or price)
            raise Refused(Issue(field.key, text, f"may mean {both}", f"Give {both}{' ' * bool(named)}{named}, without "
                                "a comma between thousands"))  # fmt: skip
        values = likely
    if not values:
        raise Refused(Issue(field.key, text, "must be a finite number", field.remedy or "Give one number"))
    read = f"{_figure(values[0])} {shown_unit(field, price or unit)}".strip()
    return Typed(values[0], "" if read == text else f"{shown(text)} read as {read}", price)


def _in_own(number: float, scale: Scale, own: Scale) -> float:
    """A number in the unit of the case; in the very same unit not changed by a bit."""
    if scale == own:
        return number
    if scale.zero == own.zero and (parts := own.factors[0] / scale.factors[0]).is_integer():
        return number / parts  # 95 / 100, not 95 · 0.01, is 0.95
    return (number * scale.factors[0] + scale.zero - own.zero) / own.factors[0]


def _scales(field: Field, text: str, words: str, unit: str) -> tuple[list[Scale], Scale, str]:
    """What the unit a number is written with may mean, the unit of the case, and the unit of a fuel's price."""
    if field.key == "fuel_price":
        return _of_price(field, text, words, unit)
    quantity, own = _quantity(field, unit)
    name = words
    if field.unit == "BTU per unit":
        name, _, per = words.partition("/")
        if per and unit and price_unit(per) != unit:
            raise Refused(Issue(field.key, text, f"must be for the unit of fuel_price_unit, {unit}",
                                f"Give BTU in one {unit.partition('/')[2]}"))  # fmt: skip
    if not name or (name == "dd" and field.unit == "°F·d"):
        return [own], own, ""
    found = quantity.units.get(name)
    if found is None or (name == "k" and own.factors != (1.0,)):
        raise Refused(Issue(field.key, text, _allowed(field, unit), _remedy(field, unit)))
    return [Scale((factor,), found.zero) for factor in found.factors], own, ""


def _quantity(field: Field, unit: str) -> tuple[Quantity, Scale]:
    """The units an input may be written in, and the one of the case."""
    if field.unit == "fuel unit":
        name = folded(unit)
        amounts = next((group for group in FUEL_AMOUNTS if name in group), {name: 1.0})
        words = unit or "the unit of fuel_price_unit"
        own = Quantity(words, {one: Scale((factor,)) for one, factor in amounts.items()}, name)
    elif field.key in SHARES:
        own = SHARE
    elif field.difference and field.unit == "°F":
        own = DIFFERENCE
    else:
        own = QUANTITIES.get(field.unit) or QUANTITIES[""]
    return own, own.units.get(folded(unit)) or own.units.get(own.own) or Scale((1.0,))


def _of_price(field: Field, text: str, words: str, unit: str) -> tuple[list[Scale], Scale, str]:
    """As _scales: of the price of fuel, whose unit may be given beside it, in it, or in both alike."""
    given = price_parts(folded(unit)) if unit else None
    own = Scale((given[0] if given else 1.0,))
    if not words:
        return [own], own, ""
    parts = price_parts(words)
    chosen = "" if parts is None or not parts[1] else price_unit(f"$/{parts[1]}")
    if parts is None or chosen is None:
        raise Refused(Issue(field.key, text, _allowed(field, unit), _remedy(field, unit)))
    if given and parts[1] == given[1]:
        chosen = unit
    elif chosen:
        own = Scale((1.0,))
    return [Scale((parts[0],))], own, chosen


def _percentage(field: Field, value: object) -> Typed:
    """A share given in percent, 95 for 0.95, where that is the one plausible reading."""
    number = None if isinstance(value, bool) else as_number(value)
    if number is None or number <= field.maximum or not plausible(field, number / 100) or number < 2:
        return Typed(value)
    read = number / 100
    return Typed(read, f"{shown(value)} read as {_figure(read)}, as a percentage")


def plausible(field: Field, number: float) -> bool:
    """Whether a number [the input's unit] is inside the range of an input and near what it usually is."""
    if not field.holds(number):
        return False
    usual = field.default or _USUAL.get(field.key) or field.example
    if not isinstance(usual, (int, float)) or not usual or field.unit == "°F":
        return True
    near = NEAR_SHARE if field.key in SHARES else NEAR
    return usual / near <= number <= usual * near


def _table(field: Field, value: object, unit: str, decimal_comma: bool) -> Typed:
    """A table with its text cells as numbers; one that came as text, as rows."""
    if isinstance(value, str):
        if is_blank(value) or value.strip().casefold() == "none":
            return Typed(None)
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise Refused(Issue(field.key, value, field.allowed, field.remedy)) from None
    if not isinstance(value, (list, tuple)) or not any(
        cell.__class__ is str for row in value if row.__class__ in (list, tuple) for cell in row
    ):
        return Typed(value)
    names: Sequence[str] = field.columns
    if field.key == "performance_table":
        names = performance.names_of(value)
    first = int(field.key == "performance_table" and performance.has_names(value))
    rows: list[Any] = list(value)
    notes: list[str] = []
    for number, row in enumerate(rows[first:], 1):
        if isinstance(row, (list, tuple)) and any(isinstance(cell, str) for cell in row) and len(row) == len(names):
            rows[number - 1 + first] = _row(field, number, row, names, unit, notes, decimal_comma)
    more = f"; {len(notes) - _ROWS} more" if len(notes) > _ROWS else ""
    return Typed(rows if notes or first or rows != list(value) else value, "; ".join(notes[:_ROWS]) + more)


def _row(
    field: Field, number: int, row: Sequence[object], names: Sequence[str], units: str, notes: list[str], comma: bool
) -> list[object]:
    """The cells of a row, read; the notes grow by what was interpreted."""
    cells: list[object] = []
    for name, cell in zip(names, row, strict=True):
        column = COLUMNS.get(performance.quantity(name))
        if column is None or not isinstance(cell, str):
            cells.append(cell)
            continue
        where = f"row {number}, {name}"
        of_column = [unit for one in UNIT_FIELDS.values() if column.unit in one.units
                     for unit in units.split() if unit in one.choices]  # fmt: skip
        unit = of_column[0] if of_column else column.unit
        try:
            read = read_typed(column, cell, unit, comma)
        except Refused as refused:
            issue = refused.issue
            raise Refused(Issue(field.key, f"{where} {shown(repr(cell))}", issue.allowed, issue.remedy)) from None
        cells.append(cell if read.value is None else read.value)
        notes += [f"{where}: {read.note}"] if read.note else []
    return cells


def _allowed(field: Field, unit: str) -> str:
    """What a number may be written in, in words."""
    if field.key == "fuel_price":
        return "must be a price: a number, or one with its unit, such as $1.30/therm or $2.45/gal"
    quantity = _quantity(field, unit)[0]
    if quantity is SHARE:
        return f"must be {quantity.words}"
    return f"must be a number, alone or in {quantity.words}" if quantity.words else "must be a number"


def _remedy(field: Field, unit: str) -> str:
    if field.unit == "fuel unit" and unit:
        return f"Give it in {unit}"
    return field.remedy or "Give one number in that unit"


def shown_unit(field: Field, unit: str) -> str:
    """The unit of an input's number as people read it."""
    name = unit or field.unit
    if field.unit == "BTU per unit":
        return "BTU"
    return "" if name in ("as in fuel_price_unit", "fuel unit") else _SHOWN.get(name, name)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100_000 else f"{value:,.6g}"
