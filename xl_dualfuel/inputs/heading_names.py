"""What a heading or a name beside a value means: the input, and the unit in which its values are given."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from ..errors import InputError, Issue
from ..files.values import is_blank
from ..units import fuel_units
from .fields import FIELDS, UNIT_FIELDS, Field
from .price_units import money_of, price_unit
from .trade_names import TRADE_NAMES, USUAL_UNITS
from .written_units import QUANTITIES, SHARE, folded

NO_UNIT: Final = frozenset({"fraction", "ratio", "number", "text", "choice", "word", "yes/no"})
"""What people write in a column of units for a value that has none."""
_LONGEST_UNIT: Final = 60
_LONGEST_NAME: Final = 160
_CERTIFIED: Final = re.compile(
    r"ahri certified ratings\s*[-:]\s*(?:ahri 210/240\s*-\s*20\d\d\s*[-:]\s*)?", re.IGNORECASE
)
_MARKS: Final = " \t*+⁺:#?"
"""At the end of a name: of footnotes, of what must be given"""
_TAIL: Final = re.compile(
    r"(.*\S)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|[,;]\s*([^,;()\[\]]+)|\s[-–]\s+([^-–]+))"  # a dash
)
_EITHER: Final = re.compile(r" or |, ")
"""Between units of which the case has one: BTU/h or kW"""
_ASIDE: Final = frozenset({"appendix m1", "m1", "optional", "rated at m1", "required"})
_TEMPERATURE: Final = re.compile(r"(\d)\s*(?:°|º|deg(?:rees?)?\.?)?\s*f\b")
_BETWEEN: Final = re.compile(r"[^\w/%$¢]+|_|\bat\b")
_LONG: Final = {"cap": "capacity", "htg": "heating"}
_RATING: Final = re.compile(r"\b(cop|cap|capacity)(?=\d)")
_SHORT: Final = re.compile(r"\b(cap|htg)\b\.?")
_WORDS_OF_A_UNIT: Final = 3
_WITHOUT_UNIT: Final = re.compile(r"\d[.°º)\s]*$")
"""How a number ends that has no unit of its own: (4.5) and 5° are none in °F where the heading says °C."""


def spelled(name: str) -> str:
    """One spelling of a name: ``cop 47`` of ``COP @ 47°F``, ``COP (47F)`` and ``cop_47``."""
    text = unicodedata.normalize("NFKC", name.strip(_MARKS)).casefold()
    text = _SHORT.sub(lambda word: _LONG[word[1]], _RATING.sub(r"\1 ", text))
    return " ".join(_BETWEEN.sub(" ", _TEMPERATURE.sub(r"\1 ", text)).split())


@cache
def _names() -> dict[str, str]:
    """The input of each spelling; made when it is first asked for, as every start imports this module."""
    return dict(TRADE_NAMES) | {
        spelled(name): key
        for fields in (FIELDS, UNIT_FIELDS)
        for key, field in fields.items()
        for name in (key, field.label)
    }


@cache
def _units() -> frozenset[str]:
    """The spellings of units, made as late."""
    units = {unit for quantity in (*QUANTITIES.values(), SHARE) for unit in quantity.units}
    units |= {folded(unit) for unit in (*(field.unit for field in FIELDS.values()), *fuel_units())}
    units |= {folded(unit) for field in UNIT_FIELDS.values() for unit in field.choices}
    return frozenset(units | {"dd"}) - {""}


def named(cell: object) -> str | None:
    """The input whose key, label or name in the trade the cell holds, in any letter case, with or without a unit."""
    return name_and_unit(cell)[0] or None


def name_and_unit(cell: object) -> tuple[str, str]:
    """The input that a cell names and the unit after it, as ``Design temperature (°C)`` has it; "" for none."""
    return _name_and_unit(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_NAME else ("", "")


@lru_cache(maxsize=4096)
def _name_and_unit(text: str) -> tuple[str, str]:
    name, unit = _CERTIFIED.sub("", text.strip(), count=1), ""
    while True:
        if key := _names().get(spelled(name)):
            return key, _usual(key, unit)
        match = _TAIL.fullmatch(name.rstrip(_MARKS))
        tail = next((part.strip() for part in match.groups()[1:] if part is not None), "") if match else ""
        if match is None or (unit and spelled(tail) not in _ASIDE):
            break
        if spelled(tail) not in _ASIDE:
            if not is_unit(tail):
                break
            unit = tail
        name = match[1]
    return ("", "") if unit else _unit_in_words(name)


def _usual(key: str, unit: str) -> str:
    """A unit as the trade means it; of a COP, which AHRI heads with btuh, none."""
    if key.startswith("cop_"):
        return ""
    return USUAL_UNITS.get(unit.casefold(), unit) if key == "furnace_capacity" else unit


def _unit_in_words(name: str) -> tuple[str, str]:
    """A name with its unit behind it without brackets: ``design_load_kw``, ``Fuel price $/gal``."""
    words = re.split(r"[\s_]+", name.strip(_MARKS))
    for count in range(min(_WORDS_OF_A_UNIT, len(words) - 1), 0, -1):
        unit = " ".join(words[-count:])
        key = _names().get(spelled(" ".join(words[:-count]))) if is_unit(unit) else None
        if key and (len(unit) > 1 or not unit.isalpha() or (key in FIELDS and FIELDS[key].unit == "°F")):
            return key, unit
    return "", ""


def is_unit(cell: object) -> bool:
    """Whether a cell holds a unit in anybody's words: °F, degF, Fahrenheit, dollars per kWh."""
    if not isinstance(cell, str) or is_blank(cell) or len(cell) > _LONGEST_UNIT:
        return False
    if cell.strip().casefold() in NO_UNIT:
        return True
    if " or " in cell:
        return all(map(is_unit, _EITHER.split(cell)))
    return folded(cell) in _units() or price_unit(cell) is not None or money_of(cell) is not None


def in_unit(field: Field, item: Any, unit: str, has_units: bool) -> Any:
    """The value of an input as its cell holds it, with its unit as text where that is not the usual one.

    has_units: the case says in which units it is given; there the usual one is another. Raises InputError for a table
    in another unit.
    """
    if not unit or isinstance(item, bool) or field.kind not in ("number", "table"):
        return item
    if field.kind == "table":
        if folded(unit) != folded(field.unit):
            remedy = "Convert the table, or give temperature_unit and heat_unit"
            raise InputError([Issue(field.key, unit, f"must be in {field.unit}", remedy)])
        return item
    is_usual = unit == field.unit or (field.unit in QUANTITIES and folded(unit) == QUANTITIES[field.unit].own)
    of_the_case = has_units and any(field.unit in one.units for one in UNIT_FIELDS.values())
    if is_usual and not of_the_case:
        return item
    if isinstance(item, (int, float, Decimal)):
        return f"{Decimal(repr(item) if isinstance(item, float) else item).normalize():f} {unit}"
    return f"{item} {unit}" if isinstance(item, str) and _WITHOUT_UNIT.search(item) else item


def with_unit(key: str, item: Any, unit: str, has_units: bool) -> Any:
    """The same by the input's key; of what is no input as it is."""
    return in_unit(FIELDS[key], item, unit, has_units) if key in FIELDS else item
