"""A case as somebody may write it: numbers in other units, signs and marks, choices in other words, tables in cells."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from tests.inputs.test_typed import FOOT, KW, POUND, READ, TON
from xl_dualfuel.inputs.field import UNIT_FIELDS
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS, Field
from xl_dualfuel.inputs.performance import COLUMNS as OF_PERFORMANCE
from xl_dualfuel.inputs.plausible import SHARES
from xl_dualfuel.units import FUELS

Case = dict[str, Any]

_KW, _C = Fraction(str(KW)), Fraction(9, 5)


def _same(*names: str) -> dict[str, Fraction]:
    return dict.fromkeys(names, Fraction(1))


OTHER_UNITS: dict[str, dict[str, Fraction]] = {
    "BTU/h": {**_same("BTU/h", "Btuh", "BTU/hr", "btu per hour"),
              **dict.fromkeys(("kBtu/h", "MBH", "k"), Fraction(1000)), "MMBtu/h": Fraction(10**6),
              "tons": Fraction(TON), "kW": _KW, "W": _KW / 1000},
    "BTU/h·°F": {**_same("BTU/h·°F", "BTU/hr-F", "Btuh per deg F"), **dict.fromkeys(("kW/K", "kW/°C"), _KW / _C),
                 **dict.fromkeys(("W/K", "W/°C"), _KW / _C / 1000)},
    "°F": {**_same("°F", "F", "deg F", "degrees Fahrenheit"), **dict.fromkeys(("°C", "C", "deg C", "Celsius"), _C)},
    "°F·d": {**_same("°F·d"), "°C·d": _C, "K·d": _C},
    "h": {**_same("h", "hours", "hrs"), "days": Fraction(24)},
    "kW": {**_same("kW", "kilowatts"), "W": Fraction(1, 1000)},
    "kWh": {**_same("kWh", "kilowatt-hours"), "MWh": Fraction(1000)},
    "ft": {**_same("ft", "feet"), "m": 1 / Fraction(str(FOOT))},
    "$/kWh": {**_same("$/kWh", "dollars per kWh", "USD/kWh"), "$/MWh": Fraction(1, 1000),
              **dict.fromkeys(("¢/kWh", "cents", "cents per kWh"), Fraction(1, 100))},
    "kg CO2/kWh": {**_same("kg/kWh", "kg CO2/kWh"), "g/kWh": Fraction(1, 1000),
                   "lb/MWh": Fraction(str(POUND)) / 1000},
    "kg CO2/MMBtu": {**_same("kg/MMBtu", "kg CO2/MMBtu"), "lb/MMBtu": Fraction(str(POUND))},
    "BTU per unit": {**_same("BTU", "Btu"), "kBtu": Fraction(1000)},
}  # fmt: skip
"""What one of a unit is in the unit of the table of inputs, by definition (NIST SP 811; of a ton, 12,000 BTU/h)."""

CASE_UNITS = {
    "temperature_unit": {"F": ("F", "°F", "Fahrenheit"), "C": ("C", "°C", "Celsius", "deg C", "c")},
    "heat_unit": {"BTU/h": ("BTU/h", "Btu/hr"), "kW": ("kW", "kw", "KW", "kilowatts")},
    "load_slope_unit": {"BTU/h/F": ("BTU/h/F", "BTU/h·°F"), "kW/K": ("kW/K", "kW/°C"), "W/K": ("W/K", "W/°C")},
}
SPACES = ("", " ", "\u00a0", "\u202f")
MINUS = ("-", "−", "–", "- ", "(", "minus ")
WORDS: dict[str, dict[Any, list[str]]] = {}
for _entry in READ:
    if FIELDS[_entry.key].kind in ("choice", "text") and isinstance(_entry.text, str):
        WORDS.setdefault(_entry.key, {}).setdefault(_entry.value, []).append(_entry.text)
PLACES = {"denver": ("Denver", "Denver, CO"), "golden": ("Golden",), "dulles": ("Dulles",)}
BLANK = ("", "N/A", "n.a.", "-", "—", "?", "TBD", "not given", "unknown")
MAY_BE_BLANK = ("cop_5", "capacity_5", "region", "station", "programme", "tank_capacity", "compressor_lockout")
SOLD = {"gal": ("gallon", "gallons", "GAL"), "L": ("litre", "liter", "l"), "imp gal": ("imperial gallon", "Imp. gal"),
        "therm": ("therms", "thm", "Therm"), "ccf": ("CCF", "hundred cubic feet"),
        "Mcf": ("mcf", "thousand cubic feet"),
        "MMBtu": ("MMBTU", "million BTU"), "m³": ("m3", "cubic metre"), "Dth": ("dekatherm", "dth"),
        "GJ": ("gigajoule", "gj"), "kWh": ("kwh", "KWH"), "lb": ("lbs",),
        "kg": ("kilogram",)}  # fmt: skip
"""What fuel is sold by, in other words."""


class Entry(NamedTuple):
    """One input as it is written."""

    value: Any
    """A number, a text, or the rows of a table"""
    unit: str = ""
    """Where the unit stands apart from the value"""


def decimals(number: Fraction) -> str:
    """The shortest decimal number: exact where it ends, else the nearest double's."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    exact = f"{Decimal(number.numerator) / Decimal(number.denominator):f}" if rest == 1 else ""
    text = exact if exact and len(exact) <= 16 else f"{Decimal(repr(float(number))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ends(number: Fraction, places: int = 6) -> bool:
    """Whether a number is written out in so many decimals."""
    return (number * 10**places).denominator == 1


def celsius(case: Case) -> Case:
    """The case with its temperatures at whole half degrees C, which are exact in both units."""

    def near(value: float) -> float:
        return round(round((value - 32) / 1.8 * 2) / 2 * 1.8 + 32, 9)

    return {key: near(value) if isinstance(value, float) and FIELDS[key].unit == "°F" and not FIELDS[key].difference
            else value for key, value in case.items()}  # fmt: skip


class Writing:
    """A case as somebody writes it; ``plain`` is what it says, in the usual units.

    comma: decimals have commas throughout, as in a file of a computer set to German, or never; None for now and then.
    """

    def __init__(
        self, case: Mapping[str, Any], by: random.Random, comma: bool | None = None, units: bool = True
    ) -> None:
        self.by, self.comma = by, comma
        self.plain = dict(case)
        self.units: dict[str, str] = {}
        for key, names in CASE_UNITS.items():
            if units and by.random() < 0.25:
                self.units[key] = by.choice(list(names))
        if self.units.get("temperature_unit") == "C":
            # The steps of a thermostat in degrees C are half degrees.
            self.plain = {"thermostat_step": 0.9, "thermostat_zero": 32.0} | self.plain
        entries = {key: Entry(by.choice(CASE_UNITS[key][unit])) for key, unit in self.units.items()}
        for key, value in case.items():
            entries[key] = self.entry(key, value)
        self._price(entries)
        for key in MAY_BE_BLANK:
            if key not in case and by.random() < 0.1:
                entries[key] = Entry(by.choice(BLANK))
        keys = list(entries)
        by.shuffle(keys)
        self.entries = {key: entries[key] for key in keys}

    def entry(self, key: str, value: Any) -> Entry:
        """One input, as it may be written."""
        field = FIELDS[key]
        if field.kind == "table":
            names = field.columns if key == "bin_table" else OF_PERFORMANCE
            return Entry([[self.inline(COLUMNS[name], cell) for name, cell in zip(names, row, strict=False)]
                          for row in value])  # fmt: skip
        if field.kind == "number":
            return self.number(field, value)
        return Entry(self.word(key, value))

    def word(self, key: str, value: str) -> str:
        """A choice in other words, spaces and letter cases."""
        by = self.by
        if key == "station":
            known = [*PLACES.get(value, ()), *WORDS[key].get(value, ()), value]
            return by.choice((str.upper, str.casefold, str))(by.choice(known))
        words = [value, *WORDS.get(key, {}).get(value, ())]
        if key == "fuel":
            words.append(FUELS[value].label)
        if key == "region":
            words += [f"Region {value}", f"zone {value}", str(("I", "II", "III", "IV", "V", "VI").index(value) + 1)]
        text = by.choice(words)
        return by.choice((str.upper, str.title, str.casefold, str))(text.replace("_", by.choice(("_", " ", "-"))))

    def inline(self, field: Field, value: float) -> Any:
        """A number of a table, with its unit in the cell where it has one."""
        entry = self.number(field, value)
        return f"{entry.value} {entry.unit}" if entry.unit else entry.value

    def number(self, field: Field, value: float) -> Entry:
        """A number in a unit, with the unit in it, beside it, or left out where it is the case's own."""
        by, exact = self.by, Fraction(repr(value))
        if field.key in SHARES:
            return Entry(self.share(field.key, exact))
        units, own = OTHER_UNITS.get(field.unit, {}), self.own(field)
        if own == "kW":  # 12 k are 12,000 BTU/h, or 12 kW
            units = {name: factor for name, factor in units.items() if name != "k"}
        usable = {name: read for name, factor in units.items()
                  if (read := self.inverse(field, exact, name, factor)) is not None}  # fmt: skip
        plain = self.inverse(field, exact, own, units.get(own, Fraction(1)))
        large = field.unit == own == "BTU/h" and value >= 10_000 and exact == int(exact)
        if large and not self.comma and by.random() < 0.2:  # 42 BTU/h are no house's, so 42,000 has one reading
            return Entry(f"{int(exact):,}{by.choice(('', ' BTU/h', ' Btuh'))}")
        if plain is not None and (not usable or by.random() < 0.4):
            return Entry(self.bare(plain))
        unit = by.choice(list(usable))
        number = usable[unit]
        if by.random() < 0.25 and float(number) != 0:
            return Entry(self.bare(number), unit)
        written = by.choice((str, str.upper, str.casefold))(unit) if unit not in ("m", "W") else unit
        prefix = by.choice(("", "$")) if written.startswith("$/") else ""
        return Entry(self.signed(number, f"{written.removeprefix('$')}" if prefix else written, prefix))

    def own(self, field: Field) -> str:
        """The unit that a bare number of the case is in."""
        for key, choice in self.units.items():
            if field.unit in UNIT_FIELDS[key].units and choice != UNIT_FIELDS[key].default:
                return {"C": "°C·d" if field.unit == "°F·d" else "°C"}.get(choice, choice)
        return field.unit

    def inverse(self, field: Field, value: Fraction, unit: str, factor: Fraction) -> Fraction | None:
        """The number in a unit; None for a temperature that does not end there, and would be another one back."""
        zero = 32 if factor == _C and field.unit == "°F" and not field.difference else 0
        number = (value - zero) / factor
        return number if field.unit != "°F" or factor == 1 or ends(number) else None

    def share(self, key: str, value: Fraction) -> Any:
        """A share of 1, at times in percent."""
        by, percent = self.by, value * 100
        if percent > 1 and by.random() < 0.5:
            return self.signed(percent, by.choice(("%", " %", " percent", "\u00a0%")))
        if key == "furnace_efficiency" and value > Fraction(1, 2) and by.random() < 0.3:
            return by.choice((self.bare(percent), self.signed(percent, " AFUE")))
        return self.bare(value)

    def bare(self, number: Fraction) -> Any:
        """A number without a unit: as a number, or as text in somebody's manner."""
        return float(number) if not self.comma and self.by.random() < 0.5 else self.signed(number, "")

    def signed(self, number: Fraction, unit: str, prefix: str = "") -> str:
        """Sign, currency, digits and unit in one text."""
        sign = self.by.choice(MINUS) if number < 0 else self.by.choice(("", "", "", "+", "~"))
        space = self.by.choice(SPACES) if unit and not unit.startswith("/") else ""
        text = f"{sign}{prefix}{self.marked(decimals(abs(number)))}{space}{unit}"
        return f"{text})" if sign == "(" else text

    def marked(self, digits: str) -> str:
        """The digits with marks for thousands and decimals that can be read in one way only."""
        by = self.by
        whole, _, rest = digits.partition(".")
        groups = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", "_", whole)
        if rest and by.random() < 0.3 and len(rest) < 10:
            rest += "0"
        mark = "," if self.comma or (self.comma is None and by.random() < 0.2) else "."
        if "_" in groups and by.random() < 0.6:
            marks = [" ", "’", "'", "\u00a0", "\u2009"]
            if rest or groups.count("_") > 1:
                marks += [".", "."] if mark == "," else [",", ","]
            thousands = by.choice(marks)
            return f"{groups.replace('_', thousands)}{mark * bool(rest)}{rest}"
        if not rest:
            return whole
        if mark == "," and len(rest) == 3 and len(whole) <= 3:
            rest += "0"  # 1,234 may be two numbers
        if whole == "0" and mark == "." and by.random() < 0.3:
            whole = ""
        return f"{whole}{mark}{rest}"

    def _price(self, entries: dict[str, Entry]) -> None:
        """The price of fuel and its unit: apart, in one, in cents."""
        by, unit, price = self.by, self.plain.get("fuel_price_unit"), self.plain.get("fuel_price")
        if unit is None or price is None:
            if price is not None:
                entries["fuel_price"] = Entry(self.bare(Fraction(repr(price))))
            return
        name = unit.removeprefix("$/")
        sold = by.choice((name, *SOLD.get(name, ())))
        cents = by.random() < 0.2
        number = Fraction(repr(price)) * (100 if cents else 1)
        money = by.choice(("¢/", "cents per ", "ct/")) if cents else by.choice(("$/", "dollars per ", "USD/", "$ per "))
        entries["fuel_price_unit"] = Entry(by.choice((f"{money}{sold}", unit if not cents else f"{money}{sold}")))
        entries["fuel_price"] = Entry(self.bare(number))
        if by.random() < 0.4:
            entries["fuel_price"] = Entry(self.signed(number, f"{money}{sold}"))
            if not cents and by.random() < 0.5:
                entries["fuel_price"] = Entry(self.signed(number, f"/{sold}", "$"))
            if by.random() < 0.5:
                del entries["fuel_price_unit"]
            else:
                entries["fuel_price_unit"] = Entry(by.choice((unit, f"per {sold}")))
        elif not cents and by.random() < 0.3:
            entries["fuel_price"] = Entry(self.signed(number, "", "$"))


def in_one(entry: Entry) -> Any:
    """An entry as one cell: its unit after its number; a table as JSON."""
    if isinstance(entry.value, list):
        return json.dumps(entry.value, ensure_ascii=False)
    value = entry.value
    if entry.unit and isinstance(value, float):
        value = f"{Decimal(repr(value)):f}"
    return f"{value} {entry.unit}" if entry.unit else value
