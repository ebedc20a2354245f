"""What the columns of a table of utility bills are, by the headings that utilities and householders write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..units import ELECTRICITY, FUELS

_WORD: Final = re.compile(r"[^\W_]+|[$€£]")
_UNITS: Final = {
    "kwh": "kWh", "kwhs": "kWh", "therm": "therm", "therms": "therm", "thm": "therm", "thms": "therm", "ccf": "ccf",
    "ccfs": "ccf", "hcf": "ccf", "mcf": "Mcf", "dth": "Dth", "dekatherm": "Dth", "dekatherms": "Dth", "mmbtu": "MMBtu",
    "gj": "GJ", "gal": "gal", "gals": "gal", "gallon": "gal", "gallons": "gal", "l": "L", "liter": "L", "liters": "L",
    "litre": "L", "litres": "L", "m3": "m³", "cubicmeters": "m³", "cubicmetres": "m³", "lb": "lb", "lbs": "lb",
    "pounds": "lb", "kg": "kg", "ton": "ton", "tons": "ton", "bag": "bag", "bags": "bag", "tonne": "tonne",
    "tonnes": "tonne",
}  # fmt: skip
_FUELS: Final = {
    "electric": ELECTRICITY, "electricity": ELECTRICITY, "power": ELECTRICITY, "elec": ELECTRICITY,
    "gas": "natural_gas", "propane": "propane", "lp": "propane", "lpg": "propane", "oil": "fuel_oil",
    "kerosene": "kerosene", "biodiesel": "biodiesel_b20", "b20": "biodiesel_b20", "pellets": "wood_pellets",
    "pellet": "wood_pellets",
}  # fmt: skip
_OF_A_UNIT: Final = {"kWh": ELECTRICITY, "therm": "natural_gas", "ccf": "natural_gas", "Mcf": "natural_gas",
                     "Dth": "natural_gas", "m³": "natural_gas"}  # fmt: skip
"""Fuels that are meant where a heading has only such a unit"""
_IGNORED: Final = frozenset((
    "$", "€", "£", "cost", "costs", "charge", "charges", "price", "rate", "usd", "cad", "paid", "due", "account",
    "water", "sewer", "temperature", "temp", "hdd", "cdd", "demand", "kw", "average", "avg", "per", "notes", "note",
    "exported", "export", "generation", "generated",
))  # fmt: skip
"""Words of columns that are neither dates nor energy of the whole period"""
_START: Final = frozenset(("from", "start", "begin", "beginning", "previous", "prior", "first", "since"))
_END: Final = frozenset(("to", "end", "ending", "through", "until", "thru", "current", "last"))
_DATE: Final = frozenset(("date", "read", "reading", "readings"))
_ESTIMATED: Final = frozenset(("estimated", "estimate", "est", "type", "quality"))


class Energy(NamedTuple):
    """A column of amounts: its place from 0, fuel and unit as keys of FUELS."""

    place: int
    fuel: str
    unit: str


class Columns(NamedTuple):
    """The places of the columns of a table of bills, from 0; None where there is none."""

    start: int | None
    end: int | None
    reading: int | None
    """Days of meter readings: a bill is from one to the next"""
    days: int | None
    estimated: int | None
    energies: tuple[Energy, ...]
    unclear: tuple[int, ...]
    """Amounts whose fuel is not clear"""

    @property
    def dates(self) -> tuple[int, ...]:
        """The columns of dates, from start to end."""
        return tuple(place for place in (self.start, self.end, self.reading) if place is not None)


def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading in small letters: ``usage``, ``m3`` of ``Usage (m³)``."""
    text = re.sub(r"[Cc]ubic\s*met", "cubicmet", unicodedata.normalize("NFKC", heading))
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text.replace("kWh", "kwh"))
    return tuple(_WORD.findall(text.casefold()))


def columns_of(headings: Sequence[str], fuel: str) -> Columns | None:
    """What a line of headings names; None where it names no dates or no amounts. fuel: what ``gal`` alone is of."""
    words = [words_of(heading) for heading in headings]
    energies, unclear = [], []
    for place, of_heading in enumerate(words):
        match list(_energies(of_heading, fuel)):
            case [(name, unit)]:
                energies.append(Energy(place, name, unit))
            case [_, *_]:
                unclear.append(place)
    others = {place: frozenset(one) for place, one in enumerate(words)
              if one and place not in {energy.place for energy in energies} and not _IGNORED & set(one)}  # fmt: skip
    taken: set[int] = set()

    def first(*wanted: frozenset[str]) -> int | None:
        for place, one in others.items():
            if place not in taken and all(one & kind for kind in wanted):
                taken.add(place)
                return place
        return None

    days = first(frozenset(("days",)))
    start, end = first(_START), first(_END)
    reading = first(_DATE) if start is None and end is None else None
    if start is None and end is None and reading is None:
        reading = first(frozenset(("month", "period")))
    if (start is None and end is None and reading is None) or not (energies or unclear):
        return None
    return Columns(start, end, reading, days, first(_ESTIMATED), tuple(energies), tuple(unclear))


def _energies(words: Sequence[str], fuel: str) -> Iterator[tuple[str, str]]:
    """Fuel and unit of a heading; several where it is not clear, none where it is of no energy."""
    units = {_UNITS[word] for word in words if word in _UNITS}
    if not units or _IGNORED & set(words):
        return
    unit = units.pop()
    if units:
        yield from ((fuel, unit), (fuel, units.pop()))
        return
    named = {_FUELS[word] for word in words if word in _FUELS} or ({_OF_A_UNIT[unit]} if unit in _OF_A_UNIT else set())
    named = named or {fuel}
    named = {name for name in named if unit in FUELS[name].units}
    yield from ((name, unit) for name in (named or {fuel, ""}))
