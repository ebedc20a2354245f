"""Units as people write them: one spelling of each, and its factor to the unit of an input."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from ..units import (
    BTU_PER_KWH,
    BTU_PER_MMBTU,
    BTU_PER_TON,
    CUBIC_FEET_PER_CUBIC_METRE,
    KG_PER_POUND,
    LITRES_PER_GALLON,
    LITRES_PER_IMPERIAL_GALLON,
    MMBTU_PER_GJ,
    MMBTU_PER_THERM,
    POUNDS_PER_BAG,
    POUNDS_PER_TON,
)

FEET_PER_METRE: Final = 1 / 0.3048
"""Exact (NIST SP 811, 2008)."""

_SPELLINGS: Final = (
    (r"/\s*\(([^()]*\*[^()]*)\)$", r"/\1"),
    (r"\bdegree[\s*-]*days?\b|\bhdd\d*\b", "dd"), (r"degrees?|\bdeg(?=[fck]\b)|\bdeg\b\.?|°", ""),
    (r"fahrenheit", "f"), (r"celsius|centigrade", "c"), (r"kelvins?", "k"),
    (r"\bper\b|\ba\b|\bper$", "/"), (r"b\.?t\.?u\.?'?s?", "btu"), (r"btu\s*h\b", "btu/h"), (r"\bh(?:ou)?rs?\b", "h"),
    (r"\bhours?\b", "h"), (r"dekatherms?|decatherms?|\bdth\b", "dth"), (r"\bth(?:er)?ms?\b", "therm"),
    (r"\b(?:imp(?:erial)?|uk)\.?\s*gal(?:lon)?s?\b", "impgal"), (r"\b(?:us\s*)?gal(?:lon)?s?\b", "gal"),
    (r"\b(?:lit(?:re|er)s?|ltrs?)\b", "l"), (r"cubic\s*met(?:re|er)s?|\bcbm\b|m\^3", "m3"),
    (r"\bkilomet(?:re|er)s?\b", "km"), (r"\bmet(?:re|er)s?\b|\bmtrs?\b", "m"), (r"\bfeet\b|\bfoot\b|^'$", "ft"),
    (r"kilowatt[\s-]*hours?|kw\s*[*-]?\s*h\b", "kwh"), (r"kilowatts?", "kw"), (r"\bwatts?\b", "w"),
    (r"\btons?(?:\s+of\s+(?:refrigeration|cooling))?\b", "ton"), (r"\bhundred cubic feet\b|\bhcf\b", "ccf"),
    (r"us\$|ca?\$|au?\$|nz\$|[€£¥]|dollars?|\beuros?\b|\bpounds?(?=\s*/)", "$"),
    (r"\b(?:usd|cad|aud|nzd|chf|jpy|yen|eur|gbp)\b", "$"),
    (r"\bper\s*cent\b|\bpct\b", "%"), (r"cents?|\bcts?\b|pence|penn(?:y|ies)", "¢"), (r"\blbs?\b", "lb"),
    (r"co2(?:e|-?eq)?|co₂", ""), (r"(?<=[\w)])\s*[*-]\s*(?=[\w(])", "/"), (r"[\s().]", ""), (r"/+", "/"),
)  # fmt: skip
"""Patterns and the one spelling, applied in this order"""


@lru_cache(maxsize=4096)
def folded(unit: str) -> str:
    """One spelling of a unit: ``BTU/hr·°F``, ``Btuh per deg F`` and ``btu/h/f`` are the last of them."""
    text = unicodedata.normalize("NFKC", unit.replace("·", "*").replace("⋅", "*")).casefold().strip()
    for pattern, name in _SPELLINGS:
        text = re.sub(pattern, name, text)
    return text


class Scale(NamedTuple):
    """What a number in some unit is in the engine's unit: factor · number + zero."""

    factors: tuple[float, ...]
    """More than one where the unit means several things, as M of MBTU: thousand or million"""
    zero: float = 0.0


class Quantity(NamedTuple):
    """The units in which an input may be written, by their one spelling, and the same in words."""

    words: str
    units: Mapping[str, Scale]
    own: str
    """The engine's unit"""


def _quantity(words: str, own: str, units: Mapping[str, float | tuple[float, ...] | Scale]) -> Quantity:
    scales = {
        name: value if isinstance(value, Scale) else Scale((value,) if isinstance(value, float) else value)
        for name, value in units.items()
    }
    return Quantity(words, MappingProxyType(scales), own)


_PER_DEGREE: Final = BTU_PER_KWH * 5 / 9
_M: Final = (1e3, 1e6)
_TEMPERATURE: Final = Scale((9 / 5,), 32.0)

QUANTITIES: Final[Mapping[str, Quantity]] = MappingProxyType({
    "BTU/h": _quantity("BTU/h, MBH (thousands of BTU/h), tons, W or kW", "btu/h", {
        "btu/h": 1.0, "btu": 1.0, "kbtu/h": 1e3, "kbtu": 1e3, "mbh": 1e3, "k": 1e3, "mbtu/h": _M, "mbtu": _M,
        "mmbtu/h": 1e6, "mmbh": 1e6,
        **dict.fromkeys(("ton", "t", "tr", "rt"), BTU_PER_TON), "kw": BTU_PER_KWH, "w": BTU_PER_KWH / 1000,
    }),
    "BTU/h·°F": _quantity("BTU/h per °F, W/K or kW/K", "btu/h/f", {
        "btu/h/f": 1.0, "btu/f/h": 1.0, "btu/h": 1.0, "btu/f": 1.0, "kbtu/h/f": 1e3, "kw/k": _PER_DEGREE,
        "kw/c": _PER_DEGREE, "w/k": _PER_DEGREE / 1000, "w/c": _PER_DEGREE / 1000,
    }),
    "°F": _quantity("°F or °C", "f", {"f": 1.0, "c": _TEMPERATURE}),
    "°F·d": _quantity("degree days, °F·d or °C·d", "f/d", {
        "f/d": 1.0, "fdd": 1.0, "ddf": 1.0, "f/day": 1.0, "c/d": 9 / 5, "k/d": 9 / 5, "kd": 9 / 5,
        "cdd": 9 / 5, "ddc": 9 / 5,
    }),
    "ft": _quantity("ft or m", "ft", {"ft": 1.0, "m": FEET_PER_METRE, "km": 1000 * FEET_PER_METRE}),
    "ft²": _quantity("ft² or m²", "ft2", {
        **dict.fromkeys(("ft2", "ftsq", "sqft", "sf", "squareft"), 1.0),
        **dict.fromkeys(("m2", "sqm", "squarem"), FEET_PER_METRE**2),
    }),
    "h": _quantity("hours or days", "h", {"h": 1.0, "h/yr": 1.0, "h/year": 1.0, "day": 24.0, "days": 24.0, "d": 24.0}),
    "kW": _quantity("kW or W", "kw", {"kw": 1.0, "w": 1e-3, "btu/h": 1 / BTU_PER_KWH, "mbh": 1000 / BTU_PER_KWH,
                                      "kbtu/h": 1000 / BTU_PER_KWH}),
    "kWh": _quantity("kWh or MWh", "kwh", {"kwh": 1.0, "mwh": 1e3, "wh": 1e-3}),
    "$/kWh": _quantity("$/kWh or ¢/kWh", "$/kwh", {
        "$/kwh": 1.0, "$": 1.0, "/kwh": 1.0, "¢/kwh": 0.01, "¢": 0.01, "c/kwh": 0.01, "c": 0.01, "p/kwh": 0.01,
        "p": 0.01, "$/mwh": 1e-3, "$kwh": 1.0, "¢kwh": 0.01,
    }),
    "kg CO2/kWh": _quantity("kg/kWh, g/kWh or lb/MWh", "kg/kwh", {
        "kg/kwh": 1.0, "kg": 1.0, "g/kwh": 1e-3, "kg/mwh": 1e-3, "t/mwh": 1.0, "lb/mwh": KG_PER_POUND / 1000,
        "lb/kwh": KG_PER_POUND,
    }),
    "kg CO2/MMBtu": _quantity("kg/MMBtu, lb/MMBtu or kg/GJ", "kg/mmbtu", {
        "kg/mmbtu": 1.0, "kg": 1.0, "lb/mmbtu": KG_PER_POUND, "kg/gj": 1 / MMBTU_PER_GJ, "kg/therm": 10.0,
    }),
    "BTU/Wh": _quantity("BTU/Wh", "btu/wh", {"btu/wh": 1.0, "hspf2": 1.0}),
    "$": _quantity("$", "$", {"$": 1.0, "k$": 1e3, "$k": 1e3}),
    "years": _quantity("years", "years", {"years": 1.0, "year": 1.0, "yrs": 1.0, "yr": 1.0, "y": 1.0}),
    "1/year": _quantity("% a year", "1/year", {"1/year": 1.0, "%": 0.01, "%/year": 0.01, "%/yr": 0.01, "%year": 0.01}),
    "BTU per unit": _quantity("BTU, kWh or MJ", "btu", {
        "btu": 1.0, "kbtu": 1e3, "mmbtu": BTU_PER_MMBTU, "kwh": BTU_PER_KWH, "mj": MMBTU_PER_GJ * 1000,
    }),
    "": _quantity("", "", {"cop": 1.0, "w/w": 1.0}),
})  # fmt: skip
"""By the unit of an input in the table of inputs."""

SHARE: Final = _quantity("a number, as a fraction or with %", "", {
    **dict.fromkeys(("%", "%afue", "afue%"), (0.01, 1.0)), "afue": (1.0, 0.01),
})  # fmt: skip
"""Of an input that is a share of 1"""
DIFFERENCE: Final = _quantity("°F or °C", "f", {"f": 1.0, "c": 9 / 5, "k": 9 / 5})
"""Of an input that is a temperature difference [°F]"""

FUEL_AMOUNTS: Final = (
    {"gal": LITRES_PER_GALLON, "L": 1.0, "imp gal": LITRES_PER_IMPERIAL_GALLON},
    {"ccf": 100.0, "Mcf": 1000.0, "m³": CUBIC_FEET_PER_CUBIC_METRE},
    {"MMBtu": 1.0, "therm": MMBTU_PER_THERM, "Dth": 1.0, "GJ": MMBTU_PER_GJ, "kWh": BTU_PER_KWH / BTU_PER_MMBTU},
    {"lb": 1.0, "kg": 1 / KG_PER_POUND, "ton": POUNDS_PER_TON, "bag": POUNDS_PER_BAG, "tonne": 1000 / KG_PER_POUND},
)
"""Amounts of fuel that convert into each other whatever the fuel, as units.py names them: liquids, gas by volume, heat,
and by weight."""
