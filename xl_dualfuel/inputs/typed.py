"""What people type → values: the one reader of numbers with units and signs, of choices and of blank words.

A number leaves in the unit the case has for that input. Where two readings are plausible none is taken.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import Issue, shown
from ..files.values import BESIDE_COMMAS, as_number, is_blank, number_in, rounded_sum
from ..units import FUELS
from ..weather.stations import stations
from . import performance, prices
from .entry_units import Refused, allowed_words, figure, quantity_of, remedy_words, shown_unit
from .field import NOT_KNOWN
from .fields import COLUMNS, FIELDS, UNIT_FIELDS, Field, UnitField
from .plausible import SHARES, plausible
from .record_inputs import record_inputs
from .written_units import Scale, folded

if TYPE_CHECKING:
    from .price_units import PriceUnit

_NOT_GIVEN: Final = frozenset({NOT_KNOWN})
"""Blank words here, an answer on some forms"""
_FIRST: Final = {key: place for place, key in enumerate((*UNIT_FIELDS, "fuel", "fuel_price_unit", "fuel_price"))}
"""Inputs in whose units others are read; the price may have the unit of the fuel's amounts in it"""
_ZERO_OR_NOT: Final = frozenset({"strip_capacity", "hours_below_design"})
"""Inputs of which "none" may mean 0, which is not what is used where they are not given"""

_ROWS: Final = 3
"""Readings in the rows of a table that are named"""


class Typed(NamedTuple):
    """What was typed, as it is read."""

    value: object
    note: str = ""
    """What was interpreted: ``42 kBtu/h read as 42,000 BTU/h``; "" for nothing"""
    unit: str = ""
    """Of a price with a unit of its own: that unit as fuel_price_unit has it"""
    currency: str = ""
    """Of such a price in other money than dollars: the input currency"""


class TypedInputs(NamedTuple):
    """The inputs of a case as they are read; what was refused is still there as it was typed."""

    inputs: dict[str, object]
    readings: dict[str, str]
    """Notes by key"""
    issues: list[Issue]


_NOTHING: Final = MappingProxyType[str, Any]({})
AS_PERCENTAGE: Final = "as a percentage"
"""In the note on a bare number that was read so, which leaves a doubt"""
_READ: Final = SHARES | {"region"}
"""Inputs of which a number is read too: 95 for 95 %, 5 for region V"""
_CHOICES: Final = {key: frozenset(field.choices) for key, field in FIELDS.items() if field.choices}
_REGIONS: Final = range(1, 7)


def typed_inputs(given: Mapping[str, object], known: Mapping[str, Any] = _NOTHING) -> TypedInputs:
    """Read every input of a case as it was typed; ``known`` are inputs that apply where these do not give them."""
    given, earlier = record_inputs(given)
    strange = [key for key, value in given.items() if type(value) is not float or key in _READ]
    strange = [key for key in strange if _is_strange(key, given[key])]
    if not strange:
        return TypedInputs(dict(given), earlier, [])
    inputs: dict[str, object] = dict(given)
    readings: dict[str, str] = earlier
    if "station" in strange and str(given["station"]).strip() not in stations():
        from ..weather.library import with_own_station  # here: few cases name a file of one's own

        inputs, own_file = with_own_station(given)
        readings |= {"weather_file": own_file} if own_file else {}
    issues: list[Issue] = []
    units: dict[str, str] = {}
    for key in sorted(strange, key=lambda key: _FIRST.get(key, len(_FIRST))):
        value, field = inputs[key], UNIT_FIELDS.get(key) or FIELDS.get(key)
        if field is None:
            continue
        try:
            unit = "" if isinstance(field, UnitField) else _unit(field, units, known, inputs)
            read = read_typed(field, value, unit)
            if read.currency:
                readings |= prices.agree_on_currency(inputs, known, key, value, read.currency)
            if read.unit:
                prices.agree_on_unit(inputs, key, value, read.unit)
        except Refused as refused:
            issues.append(prices.worded(refused.issue, _fuel(inputs, known)))
            continue
        inputs[key] = read.value
        if read.note:
            readings[key] = read.note
        if key in UNIT_FIELDS and isinstance(read.value, str):
            units[key] = read.value
    if note := prices.in_dollars(inputs):
        readings["fuel_price"] = note
    prices.show_currency(readings, inputs, known)
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
    from .price_units import price_unit  # late, as below: most entries are plain numbers and known words

    fuel, read = FUELS.get(_fuel(inputs, known)), price_unit(price)
    return fuel.counted_in(read.choice.removeprefix("$/") if read else fuel.own_unit) if fuel is not None else ""


def _fuel(inputs: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    return str(inputs.get("fuel") or known.get("fuel") or FIELDS["fuel"].default)


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
    if field.key == "region" and (number := number_in(text)) in _REGIONS:
        text = f"{number:g}"  # 5.0, as programs write a column of numbers with blanks
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
    from .synonyms import unit_of  # late, as below: most entries are plain numbers and known words

    name = value if value in field.choices else unit_of(field, value.strip())
    if name is None and not is_blank(value):
        raise Refused(Issue(field.key, value, field.allowed, "Give one of these"))
    return Typed(name)


def _choice(field: Field, text: str) -> Typed:
    from .synonyms import choice_of, likely_choice

    choice = choice_of(field, text)
    if choice is None:
        likely = likely_choice(field, text)
        raise Refused(Issue(field.key, text, field.allowed, f"Did you mean {likely}?" if likely else field.remedy))
    same = choice in (text, text.casefold().replace(" ", "_").replace("-", "_")) or text.casefold() == choice.casefold()
    return Typed(choice, "" if same else f"{shown(text)} read as {choice}")


def _station(field: Field, text: str) -> Typed:
    if text in stations():
        return Typed(text)
    from .synonyms import stations_like

    like = stations_like(text)
    if len(like) == 1:
        return Typed(like[0], f"{shown(text)} read as {like[0]}")
    if like:
        raise Refused(Issue(field.key, text, f"may mean {' or '.join(like)}", f"Give {' or '.join(like)}"))
    return Typed(text)  # the checks list the stations there are


def _number(field: Field, text: str, unit: str, decimal_comma: bool) -> Typed:
    if BESIDE_COMMAS in text:
        text, decimal_comma = text.replace(BESIDE_COMMAS, ""), True
    plain = number_in(text)
    if plain is not None and not math.isfinite(plain):
        raise Refused(Issue(field.key, text, "must be a finite number", remedy_words(field, "")))
    if plain is not None and not (decimal_comma and "." in text):
        return _percentage(field, plain) if field.key in SHARES else Typed(plain)
    from .written_numbers import written

    entry = written(text, decimal_comma)
    if entry is None:
        allowed = "must be one number" if any(map(str.isdigit, text)) else "must be a number, not text"
        raise Refused(Issue(field.key, text, allowed, remedy_words(field, "")))
    scales, own, price, currency = _scales(field, text, entry.words, unit)
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
            remedy = f"Give {both}{' ' * bool(named)}{named}"
            raise Refused(Issue(field.key, text, f"may mean {both}",
                                f"{remedy}, without a comma between thousands" if "," in text else remedy))  # fmt: skip
        values = likely
    if not values:
        raise Refused(Issue(field.key, text, "must be a finite number", field.remedy or "Give one number"))
    named = shown_unit(field, price or unit)
    read = f"{figure(values[0])} {named}".strip()
    as_it_is = len(entry.readings) == 1 and text.startswith(entry.readings) and scales == [own] and not currency
    same = read == text or (as_it_is and folded(entry.words) == folded(named))
    return Typed(values[0], "" if same else f"{shown(text)} read as {read}", price, currency)


def _in_own(number: float, scale: Scale, own: Scale) -> float:
    """A number in the unit of the case; in the very same unit not changed by a bit."""
    if scale == own:
        return number
    if scale.zero == own.zero and (parts := own.factors[0] / scale.factors[0]).is_integer():
        return number / parts  # 95 / 100, not 95 · 0.01, is 0.95
    digits = 14 if own.factors == (1.0,) else 15  # a number that is converted again is rounded then
    return rounded_sum(number * scale.factors[0] / own.factors[0], (scale.zero - own.zero) / own.factors[0], digits)


def _scales(field: Field, text: str, words: str, unit: str) -> tuple[list[Scale], Scale, str, str]:
    """What the unit a number is written with may mean, the unit of the case, and unit and money of a fuel's price."""
    if field.key == "fuel_price":
        return _of_price(field, text, words, unit)
    quantity, own = quantity_of(field, unit)
    name = folded(words)
    if field.unit == "fuel unit" and words:
        from .price_units import sold_unit

        name = sold_unit(words)
        name = name if name in quantity.units else "another"
    if field.unit == "BTU per unit":
        from .price_units import price_unit

        name, _, per = name.partition("/")
        if per and unit and _choice_of(price_unit(per)) != _choice_of(price_unit(unit)):
            raise Refused(Issue(field.key, text, f"must be for the unit of fuel_price_unit, {unit}",
                                f"Give BTU in one {unit.partition('/')[2]}"))  # fmt: skip
    if not name or (name == "dd" and field.unit == "°F·d"):
        return [own], own, "", ""
    currency = ""
    if field.unit == "$/kWh":
        from .price_units import currency_of

        currency = currency_of(words)
    found = quantity.units.get(name)
    if found is None or (name == "k" and own.factors != (1.0,)):
        raise Refused(Issue(field.key, text, allowed_words(field, unit), remedy_words(field, unit)))
    return [Scale((factor,), found.zero) for factor in found.factors], own, "", currency


def _choice_of(read: PriceUnit | None) -> str:
    return "" if read is None else read.choice


def _of_price(field: Field, text: str, words: str, unit: str) -> tuple[list[Scale], Scale, str, str]:
    """As _scales: of the price of fuel, whose unit may be given beside it, in it, or in both alike."""
    from .price_units import money_in, money_of, price_unit, unit_of_price

    given = price_unit(unit) if unit else None
    own = Scale((1 / given.divisor if given else 1.0,))
    if not words:
        return [own], own, "", ""
    if money := money_of(words):
        return [Scale((own.factors[0] * money_in(unit) / money[0],))], own, "", money[1]
    read = unit_of_price(words)
    if read is None:
        raise Refused(Issue(field.key, text, allowed_words(field, unit), remedy_words(field, unit)))
    if given and read.choice == given.choice:
        return [Scale((1 / read.divisor,))], own, unit, read.currency
    return [Scale((1 / read.divisor,))], Scale((1.0,)), read.choice, read.currency


def _percentage(field: Field, value: object) -> Typed:
    """A share given in percent, 95 for 0.95, where that is the one plausible reading."""
    number = None if isinstance(value, bool) else as_number(value)
    if number is None or number <= field.maximum or not plausible(field, number / 100) or number < 2:
        return Typed(value)
    read = number / 100
    return Typed(read, f"{shown(value)} read as {figure(read)}, {AS_PERCENTAGE}")


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
