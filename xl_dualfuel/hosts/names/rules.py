"""Rules between inputs in LAMBDA form: those of ``validation.cross_check``, in the same words and the same order.

``DF__RULES(given,full)``, ``DF__SPEED_RULES`` and ``DF__FUEL_RULES`` take the inputs as given and with the defaults
filled in, "?" for those that were refused by themselves, and return a row for each rule: the number of the input, and
the problem or "".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...inputs.fields import CAPACITIES, COPS, FIELDS, TABLE_LIMIT
from ...inputs.performance import NO_LOAD, OF_THE_LOAD, WARMEST_TESTED
from ...inputs.prices import MAX_FUEL_PRICE, OF_OTHER, UNFIT, either, per_units
from ...inputs.ratings import SPEEDS
from ...units import BTU_PER_MMBTU, ELECTRICITY, ENERGY, FUELS, OTHER
from .literals import column_of, number, quoted
from .model import KEYS


def place(key: str) -> str:
    """The number of an input."""
    return number(KEYS.index(key) + 1)


def at(table: str, key: str, first: int) -> str:
    """The input in a column whose row ``first`` holds the first one."""
    return f"INDEX({table},{KEYS.index(key) + first})"


def _rules() -> dict[str, str]:
    """Rules between inputs as (input, condition, formula of the value shown, formula of the words), in two parts."""
    bound = {key: at("full", key, 1) for key in KEYS} | {f"given_{key}": at("given", key, 1) for key in KEYS}
    rated, cops, others = (
        [key for key in keys if (key in _OF_SPEEDS) is of_speeds]
        for keys, of_speeds in ((CAPACITIES, False), (COPS, False), (sorted(_OF_SPEEDS), True))
    )
    for name, keys in (("first_rated", rated), ("first_cop", cops), ("first_other", others)):
        bound[name] = _first_given(keys)
    bound["needing"] = 'IF(first_rated<>"",first_rated,IF(first_other<>"",first_cop,""))'
    bound["instead"] = 'IF(first_rated<>"","",", or leave "&first_cop&" out")'
    bound["spread"] = (
        "IF(AND(ISNUMBER(indoor_setpoint),ISNUMBER(design_temperature)),indoor_setpoint-design_temperature,0)"
    )
    bound["fitting"] = "".join(f'IF(fuel="{f.key}",{quoted(", ".join(f.price_units))},' for f in FUELS.values()) + (
        '""' + ")" * len(FUELS)
    )
    bound["either"] = "".join(f'IF(fuel="{f.key}",{quoted(either(f))},' for f in FUELS.values()) + (
        '""' + ")" * len(FUELS)
    )
    bound["heat_at"] = 'IFERROR(XMATCH(fuel&" "&fuel_price_unit,DF__FUEL_UNITS()),0)'
    bound["heat"] = "IF(heat_at=0,0,INDEX(DF__FUEL_HEATS(),MAX(1,heat_at)))"
    bound["is_electric"] = f"fuel={quoted(ELECTRICITY)}"
    bound["no_price"] = 'AND(fitting<>"",NOT(is_electric),fuel_price="")'
    bound["no_unit"] = 'AND(fitting<>"",NOT(no_price),fuel_price_unit="")'
    bound["priced"] = 'AND(fitting<>"",NOT(no_price),fuel_price_unit<>"",fuel_price_unit<>"?")'
    bound["own_heat"] = f"IF(ISNUMBER(fuel_heat_content),fuel_heat_content/{number(BTU_PER_MMBTU)},0)"
    bound["per_mmbtu"] = (
        "IF(AND(heat_at>0,heat+own_heat>0,ISNUMBER(fuel_price)),fuel_price/IF(own_heat>0,own_heat,MAX(heat,1E-9)),0)"
    )
    bound["by_energy"] = f"ISNUMBER(XMATCH(fuel_price_unit,{column_of(f'$/{unit}' for unit in ENERGY)}))"
    bound["example_price"] = (
        'AND(priced,heat_at>0,fuel_price_unit<>"$/MMBtu",NOT(is_electric),fuel_price<>"?",'
        f'{at("given", "fuel_price", 1)}="",NOT(AND(by_energy,own_heat>0)))'
    )
    bound["is_bins"] = 'AND(bin_table<>"",bin_table<>"?")'
    bound["no_hours"] = "IF(is_bins,SUM(INDEX(DF__TABLE(bin_table,2),0,2))<=0,FALSE)"
    bound["is_points"] = 'AND(performance_table<>"",performance_table<>"?")'
    bound["points"] = "IF(is_points,ROWS(DF__TABLE(performance_table,3)),0)"
    # As performance.capacities_are_loads has it: loads in proportion to the distance below 16 °C.
    none = "{0,0,0}"
    bound["cold_points"] = (
        f"IF(is_points,LET(all_points,DF__TABLE(performance_table,3),VSTACK(FILTER(all_points,"
        f"INDEX(all_points,0,1)<{WARMEST_TESTED:g},{none}),{none})),VSTACK({none},{none}))"
    )
    bound["loads"] = (
        f'MAP(INDEX(cold_points,0,1),INDEX(cold_points,0,3),LAMBDA(at,each,IF(each>0,each/({NO_LOAD:g}-at),"")))'
    )
    bound["tested"] = 'FILTER(INDEX(cold_points,0,1),loads<>"",0)'
    bound["is_load"] = (
        'IF(SUM(--(loads<>""))<2,FALSE,AND(MAX(tested)-MIN(tested)>=9,'
        f'MAX(FILTER(loads,loads<>""))<=MIN(FILTER(loads,loads<>""))*{1 + OF_THE_LOAD:g}))'
    )
    none = '"(not given)"'
    width = 'AND(ISNUMBER(bin_width),climate="proportional")'
    rules = [
        ("design_temperature", "AND(spread<=0,ISNUMBER(indoor_setpoint),ISNUMBER(design_temperature))",
         "design_temperature", '"must be below indoor_setpoint ("&indoor_setpoint&"). Give the 99 % heating design '
         'temperature of the place, in °F"'),
        ("billed_degree_days", 'AND(ISNUMBER(given_billed_fuel),billed_degree_days="")', none,
         '"must be given with billed_fuel. Give the heating degree days of the billed period"'),
        ("load_slope", "IF(AND(ISNUMBER(given_design_load),ISNUMBER(given_load_slope),spread>0),"
         "ABS(given_load_slope*spread-given_design_load)>0.001*given_design_load,FALSE)", "given_load_slope",
         '"must agree with design_load (which gives "&ROUND(given_design_load/spread,3)&"). Give only one of '
         'load_slope and design_load"'),
        ("region", 'AND(climate="region",region="")', none,
         '"must be given with climate = region. Give region, or another climate"'),
        ("climate", 'climate=""', none,
         '"must be given when there is more than one of region, bin_table. Give climate, or only one of them"'),
        ("bin_table", 'AND(climate="bins",bin_table="")', none,
         '"must be given with climate = bins. Give bin_table, or another climate"'),
        ("bin_table", "AND(climate=\"bins\",no_hours)", '"no hours"',
         '"must have hours > 0. Give the heating hours of each bin"'),
        ("performance_table", "AND(is_points,points<2)", 'points&" row"',
         '"must have at least two temperatures. Add a test point"'),
        ("performance_table", "AND(points>1,is_load)", '"part-load points of EN 14825"',
         '"is not supported by the names workbook; leave the capacities out, or use the program"'),
        ("bin_width", f"AND({width},bin_width=0)", "0", '"must be more than 0 with climate = proportional. "'
         f"&{quoted(FIELDS['bin_width'].remedy)}"),
        ("bin_width", f"IF(AND({width},bin_width>0),spread/bin_width>{TABLE_LIMIT},FALSE)", "bin_width",
         f'"must leave at most {TABLE_LIMIT:,} bins. Give "&ROUNDUP(1000*spread/{TABLE_LIMIT},0)/1000&" or more"'),
        *((key, f'AND(performance_table="",needing<>"",{key}="")', none,
           '"must be given with "&needing&". Give both capacity_47 and capacity_17"&instead')
          for key in CAPACITIES[:2]),
        ("cycling_degradation", 'AND(performance_table="",ISNUMBER(cycling_degradation),cycling_degradation>0,'
         f'{"&".join(at("full", key, 1) for key in CAPACITIES)}="")', "cycling_degradation",
         '"must come with the capacities. Give capacity_47 and capacity_17, or leave it out"'),
        ("furnace_fan_power", 'AND(ISNUMBER(furnace_fan_power),furnace_fan_power>0,furnace_capacity="")',
         "furnace_fan_power", '"must come with furnace_capacity. Give the furnace\'s output in BTU/h, or leave the fan '
         'out"'),
        ("fuel_price_unit", "no_unit", none, '"must be given with fuel_price of "&SUBSTITUTE(fuel,"_"," ")&". Give "'
         '&MID(fitting,FIND(", ",fitting)+2,99)&" or $/MMBtu: "&fuel_price&" is another price in each"'),
        *((key, f'AND(fuel={quoted(OTHER)},{key}="")', none, quoted(f"must be given with fuel = {OTHER}. {remedy}"))
          for key, remedy in OF_OTHER.items()),
        ("fuel_price", "no_price", none,
         '"must be given with fuel = "&fuel&". Give its price, and its fuel_price_unit: "&either'),
        ("fuel_price_unit", "AND(priced,heat_at=0)", "fuel_price_unit",
         f'"must be one of "&fitting&" for "&fuel&". {UNFIT}"'),
        ("fuel_heat_content", "AND(priced,heat_at>0,by_energy,own_heat>0)", "fuel_heat_content", '"must come with a '
         f'fuel_price_unit it belongs to. Give the price per {per_units()}, or leave the heat content out"'),
        ("fuel_price", "AND(priced,NOT(example_price),NOT(AND(by_energy,own_heat>0)),"
         f"per_mmbtu>{MAX_FUEL_PRICE:g})", "fuel_price",
         f'"must be at most {MAX_FUEL_PRICE:g} $/MMBtu (this is "&ROUND(per_mmbtu,IF(per_mmbtu<1000,1,0))&"). '
         'Give dollars, not cents, and check fuel_price_unit"'),
        ("fuel_price", "example_price", none,
         '"must be given with fuel_price_unit = "&fuel_price_unit&". Give the price in that unit"'),
    ]  # fmt: skip
    speed_rules = [rule for speed in SPEEDS for rule in _speed_rules(speed)] + [
        (f"capacity_min_{at_}", f'AND(performance_table="",ISNUMBER({least}),ISNUMBER({most}),{least}>{most})', least,
         f'"must not be above {most} ("&{most}&"). Give the minimum capacity, or swap the two"')
        for at_ in (47, 17, 5) for least, most in [(f"capacity_min_{at_}", f"capacity_max_{at_}")]
    ]  # fmt: skip
    for speed in SPEEDS:
        bound[f"first_{speed}"] = _first_given(_keys_of(speed))
    parts = {
        "DF__FUEL_RULES": [rule for rule in rules if rule[0].startswith("fuel_")],
        "DF__SPEED_RULES": speed_rules,
        "DF__RULES": [rule for rule in rules if not rule[0].startswith("fuel_")],
    }
    return {name: _part(bound, part) for name, part in parts.items()}


_OF_SPEEDS = frozenset(key for key in (*CAPACITIES, *COPS) if any(f"_{speed}_" in key for speed in SPEEDS))


def _first_given(keys: Sequence[str]) -> str:
    """The first of these inputs that is given, "" where none is."""
    named = "&".join(f'IF(ISNUMBER({at("given", key, 1)}),"{key} ","")' for key in keys)
    return f'LET(every,{named},IF(every="","",LEFT(every,FIND(" ",every)-1)))'


def _keys_of(speed: str) -> list[str]:
    """Capacities and COPs of minimum or maximum."""
    return [key for key in (*CAPACITIES, *COPS) if f"_{speed}_" in key]


def _speed_rules(speed: str) -> list[tuple[str, str, str, str]]:
    """Capacity and COP of a speed at 47 and 17 °F go together; those at 5 °F with each other."""
    rules = []
    for key in _keys_of(speed):
        other = f"{'cop' if key.startswith('cap') else 'capacity'}_{speed}_5"
        at_5 = key.endswith("_5")
        when = f'AND(performance_table="",first_{speed}<>"",{key}=""' + (
            f",ISNUMBER({at('given', other, 1)}))" if at_5 else ")"
        )
        with_ = f'"{other}"' if at_5 else f"first_{speed}"
        words = f'"must be given with "&{with_}&". Give capacity and COP of the {SPEEDS[speed]} speed"'
        rules.append((key, when, '"(not given)"', words))
    return rules


def _part(bound: dict[str, str], rules: list[tuple[str, str, str, str]]) -> str:
    """Some of the rules, with the names they need."""
    lines = [f'HSTACK({place(key)},IF({when},"{key} = "&{shown}&": "&{words},""))' for key, when, shown, words in rules]
    text = f"VSTACK({','.join(lines)})"
    for name, value in reversed(bound.items()):
        if re.search(rf"\b{name}\b", re.sub('"[^"]*"', "", text)):
            text = f"{name},{value},{text}"
    return f"LAMBDA(given,full,LET({text}))"


NAMES: Final = _rules()
"""The rules of the fuel and its price, and all the others."""
