"""Inputs in units that are not the engine's, and answers in them: formulas that convert, and the same from the engine.

A cell of Inputs holds a value as it was given, by its name in_<key>. Where that is not in the engine's unit, Constants
holds it converted as out_converted_<key>, which the formulas of all other sheets take instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.units_given import Units, as_given
from xl_dualfuel.results.case_units import convert, shown_in

from ..shape import Filling

PREFIX: Final = "converted_"
_INPUT = re.compile(r"(?<!ISBLANK\()\bin_(\w+)")
_DEGREE, _KW = "c_fahrenheit_per_celsius", "c_btu_per_kwh"
_FACTORS: Final = {
    ("temperature_unit", "C"): (_DEGREE, "c_freezing"),
    ("heat_unit", "kW"): (_KW, ""),
    ("load_slope_unit", "kW/K"): ("out_load_slope_factor", ""),
    ("load_slope_unit", "W/K"): ("out_load_slope_factor", ""),
}
"""What a value in a unit is multiplied by, and what is then added, for the engine's unit"""
TABLES: Final = ("climate_temperature", "climate_warmer", "climate_colder",
                 *(f"performance_{column}" for column in performance.COLUMNS))  # fmt: skip
"""Names of columns of the tables on Inputs that may be in another unit"""


class Conversion(NamedTuple):
    """How the value of a name becomes one in the engine's unit."""

    factor: str
    zero: str
    """"" where there is none to move"""
    unit: str
    """the engine's"""

    def formula(self, cell: str) -> str:
        """A cell of Inputs in the engine's unit, rounded as the engine does; text stays, which the status refuses."""
        decimals = "c_digits" if self.unit == "BTU/h" else "out_converted_decimals"
        number = f"ROUND({cell}*{self.factor}{self.zero and f'+{self.zero}'},{decimals})"
        return f'IF(ISNUMBER({cell}),{number},IF(ISBLANK({cell}),"",{cell}))'


def _unit_of(name: str) -> tuple[str, bool]:
    """The engine's unit of an input or a column of a table, and whether it is a difference of two temperatures."""
    if name in FIELDS:
        return FIELDS[name].unit, FIELDS[name].difference
    if name.startswith("climate_"):
        return COLUMNS["temperature"].unit, False
    return COLUMNS[performance.quantity(name.removeprefix("performance_"))].unit, False


@lru_cache
def conversions(units: Units) -> Mapping[str, Conversion]:
    """The inputs and columns of tables that are not in the engine's unit, by their keys."""
    found = {}
    for unit in UNIT_FIELDS.values():
        factor, zero = _FACTORS.get((unit.key, units.given.get(unit.key, "")), ("", ""))
        for name in (*(key for key, field in FIELDS.items() if field.kind == "number"), *TABLES) if factor else ():
            own, is_difference = _unit_of(name)
            if own in unit.units:
                found[name] = Conversion(factor, "" if is_difference else zero, own)
    return MappingProxyType(found)


def in_engine_units(formula: str, units: Units) -> str:
    """A formula on inputs in the engine's units as it is in a workbook whose inputs are in others."""
    known = conversions(units)
    return _INPUT.sub(lambda at: f"out_{PREFIX}{at[1]}" if at[1] in known else at[0], formula) if known else formula


def values(f: Filling) -> Mapping[str, Any]:
    """The inputs as they were given, by key."""
    return f.once("inputs as given", lambda: as_given(f.result.case.inputs, f.shape.units))


def shown(value: Any, unit: str, units: Units, difference: bool = False) -> Any:
    """A number in the unit of the case; what is no number is as it is."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return convert(float(value), unit, units, difference) if is_number and shown_in(unit, units) != unit else value


def shown_formula(formula: str, unit: str, units: Units, known: bool = False, difference: bool = False) -> str:
    """The same as a formula; known: it is always a number."""
    own = shown_in(unit, units)
    if own == unit or unit.startswith("$"):
        return formula
    slope = _FACTORS.get(("load_slope_unit", own), ("", ""))[0]
    number = {
        "°F": f"({formula}-c_freezing)/{_DEGREE}" if not difference else f"({formula})/{_DEGREE}",
        "°F·d": f"({formula})/{_DEGREE}",
        "BTU/h": f"({formula})/{_KW}",
        "MMBtu": f"({formula})*c_btu_per_mmbtu/{_KW}",
        "MMBtu/h": f"({formula})*c_btu_per_mmbtu/{_KW}",
        "BTU/h·°F": f"({formula})/({slope})",
    }[unit]
    return number if known else f"IF(ISNUMBER({formula}),{number},{formula})"


def titled(text: str, units: Units) -> str:
    """A title with its degrees and its money as the case has them."""
    return text.replace("°F", shown_in("°F", units)).replace("$", units.currency)
