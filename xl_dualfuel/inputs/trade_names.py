"""Column names of lists of certified equipment, and what people call an input in a table.

NEEP: the export of the cold-climate air-source heat pump list, "Rated Capacity 47°F⁺", "COP Rated 47°F", and its site,
"COP @47°F (Rated)". AHRI: the export of the directory, "Heating Capacity (47F), btuh (Appendix M1) *",
"HSPF2 (Region IV) (Appendix M1) *", "Output Heating Capacity, MBTUH *", "AFUE, % *", each with or without the words
"AHRI CERTIFIED RATINGS - " before it. Here they stand in one spelling, as heading_names.py makes it.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_SPEEDS: Final = {"": ("rated", "rating"), "min_": ("min", "minimum"), "max_": ("max", "maximum")}


def _rated() -> dict[str, str]:
    """Capacity and COP at each speed and temperature, the words in any order."""
    names: dict[str, str] = {}
    for speed, words in _SPEEDS.items():
        for at in (47, 17, 5):
            for what in ("capacity", "cop"):
                for word in words:
                    for kind in (what, f"heating {what}"):
                        for name in (f"{word} {kind} {at}", f"{kind} {word} {at}", f"{kind} {at} {word}"):
                            names[name] = f"{what}_{speed}{at}"
    for at in (47, 17, 5):
        names |= {
            name: f"{what}_{at}" for what in ("capacity", "cop") for name in (f"heating {what} {at}", f"{at} {what}")
        }
        names[f"heating capacity {at} as calculated by m1"] = f"capacity_{at}"
        names[f"heating cop {at} as calculated by m1"] = f"cop_{at}"
    return names


_NAMES: Final = {
    "capacity_47": ("high heating capacity 47", "heating capacity h1full single or high stage 47",
                    "heating capacity h1nom 47", "heating capacity h1nom", "heating capacity h1full"),
    "capacity_17": ("low heating capacity 17",),
    "cop_47": ("high cop 47",),
    "cop_17": ("low cop 17",),
    "hspf2": ("hspf2 region iv", "hspf2 region 4", "hspf2 rating"),
    "furnace_efficiency": ("afue", "furnace afue", "furnace efficiency"),
    "furnace_capacity": ("output heating capacity", "furnace output capacity", "furnace capacity"),
    "fuel": ("fuel type", "backup fuel", "furnace fuel"),
    "design_load": ("design load", "design heat load", "design heat loss", "manual j", "manual j load"),
    "design_temperature": ("design temp", "outdoor design temperature", "outdoor design temp", "outdoor design",
                           "99% temp", "99% temperature", "99% design temperature", "99% design temp"),
    "indoor_setpoint": ("indoor set point", "set point", "setpoint", "thermostat setpoint", "heating setpoint"),
    "electricity_price": ("electric price", "electricity rate", "electric rate", "price of electricity", "kwh rate"),
    "existing_switchover": ("current switchover", "today s switchover"),
    "strip_capacity": ("strip", "strips", "strip heat", "heat strips", "aux heat", "auxiliary heat"),
    "fuel_price": ("price of fuel",),
    "fuel_price_unit": ("fuel unit", "fuel units", "price unit", "fuel price units"),
    "season_hours": ("heating season hours",),
}  # fmt: skip
TRADE_NAMES: Final = MappingProxyType(_rated() | {name: key for key, names in _NAMES.items() for name in names})
"""The input that a name means, by the name in its one spelling"""
USUAL_UNITS: Final = MappingProxyType({"mbtuh": "MBH"})
"""Of the trade, where the letters alone may mean two things: AHRI's MBTUH of a furnace is thousands of BTU/h"""

_NOTES: Final = re.compile(
    r"ahri(?: (?:certificate|cert|ref))?(?: (?:no|id))?|(?:certificate|cert) (?:no|id)"
    r"|(?:heat pump |outdoor unit |indoor unit |furnace |thermostat )?(?:model|make|brand)|(?:outdoor|indoor) unit"
    r"|latitude|longitude|"
    r".*\b(?:capacity|cop|power|eer2?|seer2?|ieer|iplv)\b.*\b(?:115|95|86|82|80|lct)\b.*|.*\b(?:appendix m|lct)"
    r"|input power .*|capacity maintenance.*|cooling capacity.*|.* air volume rate.*|fan energy rating.*"
    r"|(?:outdoor|indoor|furnace|system|coil|ahri|old ahri|certified|mini/multi split|manufacturer)\b.*"
    r"\b(?:models?|brand|series|reference|ref|numbers?|types?)\b.*"
    r"|(?:furnace|system|indoor|outdoor|refrigerant|ahri|product|manufacturer) types?|(?:series|model|brand) .*"
    r"|(?:brand|series) (?:name|owner)|(?:model )?status|sold in|phase|refrigerant|(?:i|s)?eer2?\b.*|mobile home.*"
    r"|hspf2? region v|(?:energy star|eligible for|potential eligibility|cee tier|variable capacity|pan heater"
    r"|lowest cataloged temperature|what determines when heater operates|integration describe|connectivity describe"
    r"|operational diagnostics|estimated national average|designated tested|electronically commutated"
    r"|ducting configuration|date added|full load|ahri ref|indoor type|split or packaged).*"
)
_OLD_RATING: Final = re.compile(r"hspf(?: region iv)?")


def is_trade_note(name: str) -> bool:
    """Whether a name, in its one spelling, is a column of those lists that no input has."""
    return _NOTES.fullmatch(name) is not None


def is_old_rating(name: str) -> bool:
    """Whether it is HSPF, which HSPF2 took the place of in 2023: no note where nothing else rates the heat pump."""
    return _OLD_RATING.fullmatch(name) is not None
