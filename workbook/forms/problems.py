"""What is wrong with each cell of the form that calculates, as formulas that give words, "" where nothing is.

The rules are those of required.py, validation.py and prices.py; a test fills the form at random and compares.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from xl_dualfuel.inputs.field import NOT_KNOWN
from xl_dualfuel.inputs.fields import FIELDS, LOADS, SOURCES, UNIT_FIELDS, Field
from xl_dualfuel.inputs.prices import MAX_FUEL_PRICE
from xl_dualfuel.inputs.required import HOURS, KNOWN_OR_NOT
from xl_dualfuel.units import ELECTRICITY, ENERGY, OTHER

from ..formulas.parts import rounded
from . import certificates, units
from .certificates import Rule
from .model_fields import asked_by, form_field

FORM: Final = "client"
ON_FORM: Final = tuple(SOURCES[key] for key in ("region", "station"))
"""Climates that the form calculates, beside the proportional one"""
SOURCES_OF: Final = {climate: key for key, climate in SOURCES.items() if climate in ON_FORM}
NUMBER_ALONE: Final = "Type the number alone, without its unit"
WIDE: Final = 1e5
"""A range up to there is said in numbers"""
LIMITS: Final = {
    "out_most_fuel_price": ("Fuel price above which a unit is wrong", MAX_FUEL_PRICE, "$/MMBtu"),
    "out_loads_agree": ("Two loads agree within, relative", 1e-3, ""),
}
"""Name → label, value, unit of what the rules compare with"""


_LITERAL = re.compile('"([^"]*)"')


def problem(key: str, fits: Mapping[str, str], kind: str = FORM) -> str:
    """The formula of what is wrong with the cell of a key; fits: the cell of each input that is 1 where it can be."""
    return "=" + "&".join(f'IF({rule.condition},{rule.words},"")' for rule in _rules(key, fits, kind))


def with_spaces(field: Field) -> bool:
    """Whether the choices of an input are keys, which a list shows with blanks."""
    return any("_" in choice for choice in field.choices)


def first_words(key: str, kind: str = FORM) -> str:
    """What is said of the cell of a key in a blank form."""
    rule = None if key in UNIT_FIELDS else _needed(key, kind)
    return rule.words.strip('"') if rule else ""


def longest(key: str, kind: str = FORM) -> str:
    """The longest that is said of the cell of a key, without the numbers in it."""
    return max(
        ("".join(_LITERAL.findall(rule.words)) for rule in _rules(key, defaultdict(str), kind)), key=len, default=""
    )


def _said(words: str) -> str:
    return f'"{words}"'


def _rules(key: str, fits: Mapping[str, str], kind: str) -> Iterator[Rule]:
    if key in UNIT_FIELDS:
        choices = ",".join(f'in_{key}<>"{choice}"' for choice in ("", *UNIT_FIELDS[key].choices))
        yield Rule(f"AND({choices})", _said("Choose from the list"))
        return
    field = FIELDS[key]
    if (blank := _needed(key, kind)) is not None:
        yield blank
    if field.kind == "number":
        other = f',in_{key}<>"{NOT_KNOWN}"' if key in KNOWN_OR_NOT else ""
        yield Rule(f'AND(ISTEXT(in_{key}),in_{key}<>""{other})', _said(NUMBER_ALONE))
        yield Rule(f"AND(ISNUMBER(in_{key}),{fits[key]}=0)", range_words(field))
    else:
        yield Rule(f'AND(in_{key}<>"",{fits[key]}=0)', _said("Choose from the list"))
    yield from _between(fits).get(key, ())
    if kind != FORM:
        yield from certificates.rules(fits).get(key, ())


def range_words(field: Field) -> str:
    """What a number may be, in the unit that was chosen, as a formula."""
    if field.key == "electricity_price":
        return _said("Give dollars for a kWh, not cents: 0.14, not 14")
    above = "more than " if field.above_minimum else "at least "
    low, high = units.limits(form_field(field, FORM), units.NAMED)
    if field.maximum > WIDE:
        return f'"Must be {above}"&{low}&". Check the number and its unit"'
    return f'"Must be {above}"&{low}&" and at most "&{high}'


def _needed(key: str, kind: str) -> Rule | None:
    """What is wrong with a blank cell that must be filled in."""
    blank, electric = f'in_{key}=""', f'calc_fuel="{ELECTRICITY}"'
    if key == "design_load":
        none = ",".join(f'in_{load}=""' for load in LOADS)
        return Rule(
            f"AND({none})", _said("Please fill in, or give the heat loss or the bills" + " on More" * (kind == FORM))
        )
    if key in HOURS:
        return Rule(f'AND({blank},calc_climate="proportional")', _said("Please fill in, or choose a station or region"))
    if key in KNOWN_OR_NOT:
        return Rule(blank, _said(f"Please fill in, or type: {NOT_KNOWN}"))
    if FIELDS[key].required != "always":
        return None
    if key in ("fuel_price", "fuel_price_unit", "furnace_efficiency"):
        words = "Choose the unit of the fuel price" if key == "fuel_price_unit" else "Please fill in"
        return Rule(f"AND({blank},NOT({electric}))", _said(words))
    displacing = [other for other in asked_by(kind) if key in FIELDS[other].displaces]
    blanks = ",".join(f'in_{one}=""' for one in (key, *displacing))
    return Rule(f"AND({blanks})", _said("Please fill in"))


def _between(fits: Mapping[str, str]) -> dict[str, tuple[Rule, ...]]:
    """Rules between inputs, by the key of the cell that they are about."""

    def fit(*keys: str) -> str:
        return ",".join(f"{fits[key]}=1" for key in keys)

    slope = "calc_load_slope*(calc_indoor_setpoint-calc_design_temperature)-calc_design_load"
    numbers = ",".join(f"ISNUMBER(calc_{key})" for key in ("load_slope", "design_load", "design_temperature"))
    by_energy = ",".join(f'calc_fuel_price_unit="$/{unit}"' for unit in ENERGY)
    matched = 'ISNUMBER(MATCH(calc_fuel&" "&calc_fuel_price_unit,c_fuel_unit_key,0))'
    priced = f'OR(in_fuel_price<>"",calc_fuel="{ELECTRICITY}",calc_fuel="{FIELDS["fuel"].default}")'
    other = f'calc_fuel="{OTHER}"'
    capacity = f"{fits['capacity_47']}+{fits['capacity_17']}+{fits['capacity_5']}>0"
    both = _said("Needed too, as a capacity at another temperature is given")
    no_cell = _said("This form has no cells for it: choose another, or use case.xlsx")
    return {
        "design_temperature": (Rule(
            'AND(in_design_temperature="",in_design_load<>"",calc_climate<>"proportional")',
            _said("Please fill in: the heating load is the one at that temperature")), Rule(
            f"IF(AND({fit('design_temperature', 'indoor_setpoint')}),"
            "calc_design_temperature>=calc_indoor_setpoint,1=0)",
            _said("Must be below the indoor temperature")),),
        "billed_degree_days": (Rule(f'AND({fit("billed_fuel")},in_billed_degree_days="")',
                                    _said("Please fill in: the degree days of the bills")),),
        "load_slope": (Rule(
            f'IF(AND(in_load_slope<>"",in_design_load<>"",{numbers},'
            f"{fit('load_slope', 'design_load', 'design_temperature', 'indoor_setpoint')}),"
            f"AND(calc_design_temperature<calc_indoor_setpoint,ABS({slope})>out_loads_agree*calc_design_load),1=0)",
            _said("Does not agree with the design load: give only one of the two")),),
        "climate": (
            Rule('AND(in_climate="",in_station<>"",in_region<>"")',
                 _said("A station and a region are given: choose one of them here")),
            Rule("OR(" + ",".join(f'in_climate="{one}"' for one in FIELDS["climate"].choices
                                  if one not in ("proportional", *ON_FORM)) + ")", no_cell),
        ),
        **{SOURCES_OF[climate]: (Rule(f'AND(in_climate="{climate}",in_{SOURCES_OF[climate]}="")',
                                      _said(f"Please fill in, as the climate method is {climate}")),)
           for climate in ON_FORM},
        "load_balance_temperature": (Rule(
            f'IF(AND(calc_climate="station",{fit("station", "indoor_setpoint")},'
            f'OR(in_load_balance_temperature="",{fit("load_balance_temperature")})),'
            f"{rounded('out_used_load_balance')}<={rounded('MIN(calc_climate_temperature)')},1=0)",
            _said("No hour of the station is colder: give a higher temperature")),),
        **{key: (Rule(f'AND(in_{key}="{NOT_KNOWN}",{capacity})', both),) for key in KNOWN_OR_NOT},
        "furnace_fan_power": (Rule(f'IF({fits["furnace_fan_power"]}=1,'
                                   'AND(calc_furnace_fan_power>0,in_furnace_capacity=""),1=0)',
                                   _said("Give the furnace output too, or leave this blank")),),
        "fuel_heat_content": (
            Rule(f'AND({other},in_fuel_heat_content="")', _said("Please fill in for a fuel of your own")),
            Rule(f"AND({fit('fuel_heat_content', 'fuel', 'fuel_price_unit')},{priced},{matched},OR({by_energy}))",
                 _said("Leave blank, as the price is for an amount of heat")),
        ),
        "fuel_emissions": (Rule(f'AND({other},in_fuel_emissions="")', _said("Please fill in for a fuel of your own")),),
        "fuel_price_unit": (Rule(f"AND({fit('fuel', 'fuel_price_unit')},{priced},NOT({matched}))",
                                 _said("This fuel is not sold so: choose its price unit or another fuel")),),
        "fuel_price": (Rule(
            f"IF(AND({fit('fuel', 'fuel_price_unit', 'fuel_price')},{matched},ISNUMBER(out_fuel_price_per_mmbtu)),"
            f"AND(out_fuel_price_per_mmbtu>out_most_fuel_price,OR({fits['fuel_heat_content']}=0,NOT(OR({by_energy})))),"
            "1=0)",
            _said("Too high: give dollars, not cents, and check the unit")),),
    }  # fmt: skip
