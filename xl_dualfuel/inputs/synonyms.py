"""Choices as people write them: any case, labels, and the words the trade has for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from ..units import FUELS
from ..weather.stations import stations
from .field import Field, UnitField
from .price_units import price_unit
from .written_units import folded

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI")
_WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType({
    "fuel": {
        "natural_gas": ("ng", "nat gas", "gas", "methane", "natgas", "pipeline gas", "mains gas", "utility gas"),
        "propane": ("lp", "lpg", "lp gas", "liquid propane", "propane gas", "liquefied petroleum gas"),
        "fuel_oil": ("oil", "no 2", "#2", "no 2 oil", "#2 oil", "#2 fuel oil", "number 2 oil", "heating oil",
                     "home heating oil", "number 2 fuel oil", "2 oil", "fuel oil #2", "fuel oil no 2"),
        "kerosene": ("k1",),
        "electricity": ("electric", "elec", "electric furnace", "electric heat", "electric resistance"),
    },
    "region": {name: tuple(f"{before}{it}" for before in ("", "region ", "zone ", "climate zone ", "climate region ")
                           for it in (name, str(place)))
               for place, name in enumerate(_ROMAN, 1)},
    "climate": {"bins": ("bin", "bin table", "measured", "measured bins"), "weather": ("weather file", "epw"),
                "station": ("weather station",)},
    "defrost": {"none": ("no", "off")},
    "programme": {"bpa_ptcs": ("bpa", "ptcs"), "concord_cmlp": ("cmlp", "concord"),
                  "energy_trust_oregon": ("energy trust",)},
    "thermostat": {"honeywell_t6_pro": ("t6 pro", "t6"), "bryant_thermidistat": ("thermidistat",)},
})  # fmt: skip
"""Words of the trade by input and choice."""
_LONGEST_WORD: Final = 40
"""Characters of a text that may be a choice misspelt"""
_YES_NO: Final = {"yes": ("y", "true"), "no": ("n", "false")}


def _same(text: str) -> str:
    """A text without case, spaces, hyphens and points."""
    return re.sub(r"[^\w#$¢/%]|_", "", text.casefold())


@cache
def _choices(key: str, choices: tuple[str, ...]) -> dict[str, str]:
    """Every word that means a choice of an input, without case and spaces."""
    words = {_same(word): choice for choice, own in _YES_NO.items() if choice in choices for word in own}
    if key == "fuel":
        words |= {_same(word): fuel.key for fuel in FUELS.values() for word in (fuel.label, fuel.short)}
    for choice, own in _WORDS.get(key, {}).items():
        words |= {_same(word): choice for word in own if choice in choices}
    return words | {_same(choice): choice for choice in choices}


def choice_of(field: Field, text: str) -> str | None:
    """The choice that a text means; None where it means none, or more than one."""
    if text in field.choices:
        return text
    if field.key == "fuel_price_unit":
        read = price_unit(text)
        # What is no dollars for one unit goes on as it is: the price is brought to that unit with it.
        return read and (read.choice if read.divisor == 1 and not read.currency else text)
    choice = _choices(field.key, field.choices).get(_same(text))
    return _programme(_same(text)) if choice is None and field.key == "programme" else choice


def unit_of(field: UnitField, text: str) -> str | None:
    """The unit that a text means, as the field has it; None for none of its own."""
    if text in field.choices:
        return text
    spellings = {folded(choice): choice for choice in field.choices}
    spellings |= {name.replace("/k", "/c"): choice for name, choice in spellings.items()}
    return spellings.get(folded(text))


def likely_choice(field: Field, text: str) -> str:
    """The choice whose words a text comes near to; "" for none. No unit or region is like another one."""
    if field.key in ("fuel_price_unit", "region") or len(text) > _LONGEST_WORD:
        return ""
    import difflib  # late: most words are known

    words = _choices(field.key, field.choices)
    near = difflib.get_close_matches(_same(text), words, n=1, cutoff=0.75)
    return words[near[0]] if near else ""


def _programme(text: str) -> str | None:
    """The programme of that name, what follows a comma left out."""
    from .programme_files import PROGRAMMES  # late: few cases have a programme

    return next((key for key, one in PROGRAMMES.items() if _same(one.name.partition(",")[0]) == text), None)


def stations_like(text: str) -> list[str]:
    """The built-in stations whose label has every word of a place."""
    wanted = _place(text)
    return [key for key, label in stations().items() if wanted and wanted <= (_place(label) | _place(key))]


def _place(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", re.sub(r"['’]", "", text.casefold())))
