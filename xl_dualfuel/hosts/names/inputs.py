"""Inputs in LAMBDA form: a range is read, changes win, values are checked, defaults filled in; every problem in words.

``DF__CASE(inputs,changes,fixed)`` returns a column: the words of a refused case ("" where it is not), its problems one
a line, then every input in the order of KEYS: the value, or "" where there is none. Limits, words and defaults come
from the table of inputs; the rules between inputs are those of ``validation.cross_check``, in the same words. A refused
case is #VALUE! in a cell, with the words beside it in tables.

What the names cannot do is refused, never left out: stations, files, programmes, frost by the weather's humidity, other
units. Such an input may hold its default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ...inputs.cells import MARK, TEXT_LIMIT
from ...inputs.fields import (
    CAPACITIES,
    COLUMNS,
    COPS,
    FIELDS,
    FILES,
    SOURCES,
    TABLE_LIMIT,
    THERMOSTAT_STEPS,
    UNIT_FIELDS,
    Field,
    UnitField,
)
from ...units import ELECTRICITY, FUELS
from . import rules as lambda_rules
from .literals import column_of, number, quoted
from .model import KEYS
from .rules import at, place

NUMBER, CHOICE, TABLE, NOT_SUPPORTED, TEXT = 1.0, 2.0, 3.0, 4.0, 5.0

OTHER_CHOICES: Final = {"climate": ("station", "weather"), "defrost": ("humidity",)}
"""Choices that there are, but not in the names: they take a file, or a year of hours."""
SUPPORTED: Final = tuple(
    key
    for key, field in FIELDS.items()
    if (field.kind not in ("text", "file") or (field.kind == "text" and field.needs[0] in FILES))
    and key not in ("hspf2", "defrost_control", "programme")
)
"""Inputs that they take; texts only about a file, which change nothing without it."""
_UNKNOWN = "must be the key of an input. Leave it out; the sheet Inputs of the names workbook lists the keys"
_GROUPS = {
    **dict.fromkeys(("climate", *SOURCES), 1.0),
    **dict.fromkeys(("load_slope", "design_load"), 2.0),
    "performance_table": 3.0,
    "fuel_heat_content": 4.0,
    "fuel_price": 5.0,
    "fuel_price_unit": 5.0,
    "fuel_emissions": 5.0,
    "tank_usable_fraction": 5.0,
    "thermostat_step": 6.0,
}
"""Which inputs give way together to a change, as cells.merged has it."""


def _instead(key: str) -> str:
    """What to do where the names lack something."""
    if key in UNIT_FIELDS:
        return f"give {UNIT_FIELDS[key].units[0]}, or use an add-in"
    if key == "climate" or (key in SOURCES and key not in SUPPORTED):
        return "give climate = proportional, bins or region, or use an add-in"
    return "leave it out, or use the program"


def _kind(key: str) -> float:
    if key in UNIT_FIELDS:
        return CHOICE
    if key not in SUPPORTED:
        return NOT_SUPPORTED
    return {"number": NUMBER, "choice": CHOICE, "table": TABLE, "text": TEXT}[FIELDS[key].kind]


def choices(key: str) -> tuple[str, ...]:
    """What the names take of an input's choices."""
    if key in UNIT_FIELDS:
        return (UNIT_FIELDS[key].default,)
    return tuple(choice for choice in FIELDS[key].choices if choice not in OTHER_CHOICES.get(key, ()))


def _others(key: str) -> tuple[str, ...]:
    every = tuple(UNIT_FIELDS[key].choices) if key in UNIT_FIELDS else FIELDS[key].choices
    return tuple(choice for choice in every if choice not in choices(key))


def _barred(words: tuple[str, ...]) -> str:
    return f"|{'|'.join(words)}|" if words else ""


def _of_field(attribute: str, missing: str | float) -> str:
    """A column with an attribute of every input; blank for None."""
    values = [getattr(FIELDS[key], attribute) if key in FIELDS else missing for key in KEYS]
    return f"LAMBDA({column_of('' if value is None else value for value in values)})"


def _bounds(attribute: str) -> str:
    values = [getattr(FIELDS[key], attribute) if _kind(key) == NUMBER else 0.0 for key in KEYS]
    return f"LAMBDA({column_of(map(float, values))})"


def _row(key: str) -> Field | UnitField:
    return FIELDS.get(key) or UNIT_FIELDS[key]


_FUEL_UNITS = [
    (f"{fuel.key} $/{unit}", heat, fuel.counted_in(unit))
    for fuel in FUELS.values()
    for unit, heat in fuel.units.items()
]
"""Fuel and price unit, the heat of one unit [MMBtu], the unit that the fuel is counted in"""
_TABLES = {
    "DF__KEYS": f"LAMBDA({column_of(KEYS)})",
    "DF__LABELS": f"LAMBDA({column_of([_row(key).label for key in KEYS])})",
    "DF__KINDS": f"LAMBDA({column_of(map(_kind, KEYS))})",
    "DF__LOWEST": _bounds("minimum"),
    "DF__HIGHEST": _bounds("maximum"),
    "DF__ABOVE": _bounds("above_minimum"),
    "DF__CHOICES": f"LAMBDA({column_of(_barred(choices(key)) for key in KEYS)})",
    "DF__OTHERS": f"LAMBDA({column_of(_barred(_others(key)) for key in KEYS)})",
    "DF__INSTEAD": f"LAMBDA({column_of(map(_instead, KEYS))})",
    "DF__GROUPS": f"LAMBDA({column_of(_GROUPS.get(key, 0.0) for key in KEYS)})",
    "DF__DEFAULTS": _of_field("default", ""),
    "DF__FUEL_UNITS": f"LAMBDA({column_of(key for key, _, _ in _FUEL_UNITS)})",
    "DF__FUEL_HEATS": f"LAMBDA({column_of(heat for _, heat, _ in _FUEL_UNITS)})",
    "DF__FUEL_COUNTED": f"LAMBDA({column_of(unit for _, _, unit in _FUEL_UNITS)})",
    "DF__ALLOWED": f"LAMBDA({column_of(_row(key).allowed for key in KEYS)})",
    "DF__REMEDIES": _of_field("remedy", "Give the unit's name"),
}

_KEY = """LAMBDA(item,IF(ISTEXT(item),LET(called,TRIM(item),
IFERROR(XMATCH(called,DF__KEYS()),IFERROR(XMATCH(called,DF__LABELS()),0))),0))"""

# The one of several choices, with bars between, that a word is in any letter case; "" for none.
_CHOICE = """LAMBDA(bare,choices,IFERROR(LET(every,TEXTSPLIT(choices,,"|"),INDEX(every,XMATCH(bare,every))),""))"""

_ERROR = """LAMBDA(cells,REDUCE("",cells,LAMBDA(found,item,IF(ISERROR(found),found,IF(ISERROR(item),item,"")))))"""

_JOIN = """LAMBDA(texts,REDUCE("",texts,LAMBDA(made,each,IF(each="",made,IF(made="",each,made&CHAR(10)&each)))))"""

# A text in the place of a key is a heading or a note where there are two columns; in a wider range without a header
# row it may be a column that is not understood.
_READ = f"""LAMBDA(argument,cells,LET(
plain,MAP(cells,LAMBDA(item,IF(ISTEXT(item),IF(TRIM(item)="","",item),IF(item="","",item)))),
top,MAP(TAKE(plain,1),LAMBDA(item,IF(ISTEXT(item),TRIM(item),""))),
keys_at,IFERROR(XMATCH("name",top),IFERROR(XMATCH("key",top),IFERROR(XMATCH("input",top),
IFERROR(XMATCH("label",top),0)))),
cells_at,IFERROR(XMATCH("value",top),0),
is_headed,AND(keys_at>0,cells_at>0),
width,COLUMNS(plain),
count_,IF(is_headed,1,IF(ISEVEN(width),1,0)),
pairs,IF(is_headed,MAP(SEQUENCE(ROWS(plain),2),LAMBDA(at,LET(line,ROUNDUP(at/2,0),
IF(line=1,"",INDEX(plain,line,IF(2*line=at,cells_at,keys_at)))))),
IF(count_=1,WRAPROWS(TOROW(plain),2),{{"",""}})),
padded,VSTACK({{"",""}},pairs),
keys,INDEX(padded,0,1),
given,INDEX(padded,0,2),
places,MAP(keys,given,LAMBDA(key,item,IF(key="",0,IF(item="",0,LET(found,DF__KEY(key),IF(found=0,-1,found)))))),
strange,IF(OR(is_headed,width=2),0,SUM(MAP(keys,LAMBDA(key,IF(key="",0,IF(DF__KEY(key)=0,1,0)))))),
some,SUM(MAP(plain,LAMBDA(item,IF(item="",0,1)))),
problem,IF(some=0,"",IF(AND(width=1,NOT(is_headed)),
argument&" = "&INDEX(DF__JOIN(plain),1)&": must be keys beside values. Give two columns or more",
IF(OR(count_=0,strange>0),argument&" = a range of "&width&" columns: must be keys beside values, or have a header row "
&"with name and value. Give two columns",
REDUCE("",SEQUENCE(ROWS(keys)),LAMBDA(made,line,LET(at,INDEX(places,line),
told,IF(at=0,"",IF(at<0,INDEX(keys,line)&" = "&INDEX(given,line)&{quoted(": " + _UNKNOWN)},
IF(line>XMATCH(at,places),INDEX(DF__KEYS(),at)&" = "&INDEX(given,line)&": must be given only once in "&argument
&". Take one of the rows out",""))),
IF(told="",made,IF(made="",told,made&CHAR(10)&told)))))))),
VSTACK(problem,MAP(SEQUENCE({len(KEYS)}),LAMBDA(at,LET(line,IFERROR(XMATCH(at,places),0),
IF(line=0,"",INDEX(given,MAX(1,line)))))))))""".replace("INDEX(DF__JOIN(plain),1)", "DF__JOIN(plain)")

_NO_NUMBER = quoted("must be a number, not text. ")
_PROBLEM = f"""LAMBDA(at,item,called,IF(item="","",LET(kind,INDEX(DF__KINDS(),at),
lead,called&" = "&LEFT(item,80)&": ",
allowed,INDEX(DF__ALLOWED(),at),
remedy,INDEX(DF__REMEDIES(),at),
is_small,IF(INDEX(DF__ABOVE(),at)=1,item<=INDEX(DF__LOWEST(),at),item<INDEX(DF__LOWEST(),at)),
bare,IF(ISTEXT(item),TRIM(item),""),
refused,"is not supported by the names workbook; "&INDEX(DF__INSTEAD(),at),
IF(kind={number(NUMBER)},IF(ISNUMBER(item),IF(OR(is_small,item>INDEX(DF__HIGHEST(),at)),
lead&allowed&". "&IF(AND(at={place("furnace_efficiency")},item>=30,item<=100),
"Give a fraction: "&item/100&" instead of "&item,IF(AND(at={place("electricity_price")},item>10,item<=100),
"Give dollars, not cents: "&item/100&" instead of "&item,remedy)),""),
lead&IF(ISTEXT(item),{_NO_NUMBER},"must be a number. ")&remedy),
IF(kind={number(TEXT)},IF(IF(ISNUMBER(item),INT(item)=item,ISTEXT(item)),"",lead&allowed&". Give it in quotes"),
IF(kind={number(NOT_SUPPORTED)},IF(item=INDEX(DF__DEFAULTS(),at),"",lead&refused),
IF(kind={number(TABLE)},IF(IF(ISTEXT(item),DF__IS_TABLE(at,item),FALSE),"",lead&allowed&". "&remedy),
IF(DF__CHOICE(bare,INDEX(DF__CHOICES(),at))<>"","",
IF(DF__CHOICE(bare,INDEX(DF__OTHERS(),at))<>"",lead&refused,lead&allowed&". "&remedy)))))))))"""

# Rows of numbers as they are typed into one cell, [[47, 100], [42, 250]], sorted by their first column; "" for others.
_TABLE = """LAMBDA(words,width,LET(
line,TRIM(SUBSTITUTE(SUBSTITUTE(words,CHAR(10)," "),CHAR(13)," ")),
bare,REDUCE(line,{",";"[";"]"},LAMBDA(rest,sign,SUBSTITUTE(SUBSTITUTE(rest," "&sign,sign),sign&" ",sign))),
signs,REDUCE(bare,{"0";"1";"2";"3";"4";"5";"6";"7";"8";"9";".";"-";"e";"E";"[";"]";","},
LAMBDA(rest,sign,SUBSTITUTE(rest,sign,""))),
IF(OR(signs<>"",LEN(bare)<7,LEFT(bare,2)<>"[[",RIGHT(bare,2)<>"]]"),"",LET(
pieces,TEXTSPLIT(MID(bare,3,MAX(1,LEN(bare)-4)),",","],["),
cells,MAP(pieces,LAMBDA(piece,IF(ISERROR(piece),"",IF(piece="","",IF(ISNUMBER(FIND("-",SUBSTITUTE(SUBSTITUTE(piece,"e-","e"),"E-","e"),2)),"",
IFERROR(NUMBERVALUE(piece,".",","),"")))))),
IF(OR(COLUMNS(cells)<>width,SUM(MAP(cells,LAMBDA(each,IF(each="",1,0))))>0),"",SORT(cells,1))))))"""


_ONCE = f"ROWS(cells)<={TABLE_LIMIT},ROWS(UNIQUE(TAKE(cells,ROWS(cells),1)))=ROWS(cells)"


def _is_table() -> str:
    """Whether a text is a table with every column within its limits and no temperature twice."""

    def inside(key: str) -> str:
        fields = [COLUMNS[column] for column in FIELDS[key].columns]
        columns = [f"INDEX(cells,0,{number(place)})" for place in range(1, len(fields) + 1)]
        tests = [
            f"MIN({column}){'>' if f.above_minimum else '>='}{number(f.minimum)},MAX({column})<={number(f.maximum)}"
            for column, f in zip(columns, fields, strict=True)
        ]
        joined = ",".join(tests)
        return (
            f"LET(cells,DF__TABLE(words,{number(len(fields))}),IF(ROWS(cells)*COLUMNS(cells)=1,FALSE,"
            f"AND({_ONCE},{joined})))"
        )

    return f"LAMBDA(at,words,IF(at={place('bin_table')},{inside('bin_table')},{inside('performance_table')}))"


_ARGUMENT = """LAMBDA(at,item,called,is_needed,IF(ROWS(item)*COLUMNS(item)>1,
called&" = a range: must be one value. Give one cell",
IF(ISERROR(item),item,LET(is_blank,IF(ISTEXT(item),TRIM(item)="",item=""),
problem,IF(is_blank,IF(is_needed,called&" = (not given): "&INDEX(DF__ALLOWED(),at)&". "&INDEX(DF__REMEDIES(),at),""),
DF__PROBLEM(at,item,called)),problem))))"""


def _merged() -> str:
    """The inputs with the changes applied, as cells.merged has it."""

    def new(*keys: str) -> str:
        return "&".join(at("more", key, 2) for key in keys)

    def old(key: str) -> str:
        return at("basis", key, 2)

    def other(key: str) -> str:
        usual = quoted(str(FIELDS[key].default))
        return f'AND({new(key)}<>"",{new(key)}<>IF({old(key)}="",{usual},{old(key)}))'

    bills = new(*(key for key, field in FIELDS.items() if "billed_fuel" in (key, field.needs[0])))
    return f"""by_source,{new(*SOURCES)}<>"",
by_slope,OR({new("load_slope", "design_load")}<>"",AND({bills}<>"",{new("billed_fuel")}&{old("billed_fuel")}<>"")),
by_rating,{new(*COPS, *CAPACITIES)}<>"",
by_fuel,{other("fuel")},
by_unit,{other("fuel_price_unit")},
by_thermostat,{other("thermostat")},
groups,DF__GROUPS(),
merged,MAP(SEQUENCE({len(KEYS)}),LAMBDA(line,LET(fresh,INDEX(more,line+1),pin,INDEX(pinned,line+1),
group,INDEX(groups,line),IF(pin<>"",pin,IF(fresh<>"",fresh,
IF(IF(group=0,FALSE,CHOOSE(MAX(1,group),by_source,by_slope,by_rating,OR(by_fuel,by_unit),by_fuel,by_thermostat)),"",
INDEX(basis,line+1))))))),"""


_FUEL_KEYS = column_of(FUELS)


def _of_fuel(values: Iterable[str | float | None]) -> str:
    """What a fuel has where an input of the furnace is not given, of a value for each fuel; blank for None."""
    row = column_of("" if value is None else value for value in values)
    return f'IF({at("valid", "fuel", 1)}="",usual,INDEX({row},XMATCH({at("valid", "fuel", 1)},{_FUEL_KEYS})))'


def _usual_of(key: str, others: Mapping[str, str | float | None]) -> list[str | float | None]:
    """The default of an input for each fuel: the usual fuel has that of the table."""
    usual: Any = FIELDS[key].default
    return [usual if fuel == FIELDS["fuel"].default else others.get(fuel) for fuel in FUELS]


_SINGLE: Final = {key: fuel.price_units[0] for key, fuel in FUELS.items() if len(fuel.price_units) == 1}
_OF_FUEL: Final = {
    "fuel_price": _usual_of("fuel_price", {}),
    "fuel_price_unit": _usual_of("fuel_price_unit", _SINGLE),
    "fuel_emissions": _usual_of("fuel_emissions", {key: fuel.emissions for key, fuel in FUELS.items()}),
    "furnace_efficiency": _usual_of(
        "furnace_efficiency", {**dict.fromkeys(FUELS, FIELDS["furnace_efficiency"].default), ELECTRICITY: 1.0}
    ),
}
"""Inputs of the furnace whose default goes by the fuel: a value for each, as case.with_defaults has it"""
_BY_FUEL = "".join(f"IF(line={place(key)},{_of_fuel(values)}," for key, values in _OF_FUEL.items())
_FULL = f"""climate,IF({at("valid", "climate", 1)}<>"",{at("valid", "climate", 1)},
IF({at("valid", "region", 1)}="",IF({at("valid", "bin_table", 1)}="","proportional","bins"),
IF({at("valid", "bin_table", 1)}="","region",""))),
full,MAP(SEQUENCE({len(KEYS)}),valid,DF__DEFAULTS(),LAMBDA(line,item,usual,IF(item<>"",item,
IF(line={place("climate")},climate,
IF(line={place("load_slope")},IF({at("valid", "design_load", 1)}&{at("valid", "billed_fuel", 1)}="",usual,""),
IF(line={place("design_temperature")},IF(AND(climate<>"proportional",{at("valid", "design_load", 1)}=""),"",usual),
IF(line={place("thermostat_step")},IFERROR(INDEX({column_of(THERMOSTAT_STEPS.values())},
XMATCH({at("valid", "thermostat", 1)},{column_of(THERMOSTAT_STEPS)})),usual),
{_BY_FUEL}usual{")" * len(_OF_FUEL)}))))))),"""

_CASE = f"""LAMBDA(inputs,changes,pins,LET(
wrong,DF__ERROR(VSTACK(TOCOL(inputs),TOCOL(changes),TOCOL(pins))),
IF(ISERROR(wrong),wrong,LET(
basis,DF__READ("inputs",inputs),
more,DF__READ("changes",changes),
pinned,DF__READ("fixed",pins),
{_merged()}
problems,MAP(SEQUENCE({len(KEYS)}),merged,DF__KEYS(),LAMBDA(line,item,key,DF__PROBLEM(line,item,key))),
valid,MAP(SEQUENCE({len(KEYS)}),merged,problems,LAMBDA(line,item,problem,
IF(problem<>"","?",IF(ISTEXT(item),LET(bare,TRIM(item),choice,DF__CHOICE(bare,INDEX(DF__CHOICES(),line)),
IF(choice="",bare,choice)),item)))),
{_FULL}
sorted,SORT(VSTACK(HSTACK(SEQUENCE({len(KEYS)}),problems),DF__RULES(valid,full),DF__SPEED_RULES(valid,full),DF__FUEL_RULES(valid,full)),1),
every,DF__JOIN(VSTACK(INDEX(basis,1),INDEX(more,1),INDEX(sorted,0,2))),
rest,LEN(every)-LEN(SUBSTITUTE(every,CHAR(10),"")),
whole,SUBSTITUTE(every,CHAR(10),"; "),
place,LAMBDA(taken,FIND(CHAR(1),SUBSTITUTE(every,CHAR(10),CHAR(1),taken))),
answer,IF(OR(rest=0,LEN(whole)<={TEXT_LIMIT - len(MARK)}),whole,LET(
most,MAX(MAP(SEQUENCE(rest),LAMBDA(taken,
IF(place(taken)+taken-2+LEN(" (+"&rest+1-taken&" more)")<={TEXT_LIMIT - len(MARK)},taken,1)))),
SUBSTITUTE(LEFT(every,place(most)-1),CHAR(10),"; ")&" (+"&rest+1-most&" more)")),
VSTACK(answer,every,full)))))"""


NAMES: Final = {
    **_TABLES,
    "DF__KEY": _KEY,
    "DF__CHOICE": _CHOICE,
    "DF__ERROR": _ERROR,
    "DF__JOIN": _JOIN,
    "DF__READ": _READ,
    "DF__PROBLEM": _PROBLEM,
    "DF__TABLE": _TABLE,
    "DF__IS_TABLE": _is_table(),
    "DF__ARGUMENT": _ARGUMENT,
    **lambda_rules.NAMES,
    "DF__CASE": _CASE,
}
"""Everything a case takes, by name."""


REFUSED: Final = "#VALUE!"
"""What a refused case answers."""


def in_a_row(words: str) -> str:
    """What it answers in place of a table."""
    return f"IF({{1,0}},{REFUSED},{words})"


def guarded(inputs: str, changes: str, result: str, fixed: str = '""', refused: str = REFUSED) -> str:
    """``result``, which may use ``case``; ``refused``, which may use the words ``answer``, where the case is."""
    return (
        f"LET(case,DF__CASE({inputs},{changes},{fixed}),answer,INDEX(case,1),"
        f'IF(ISERROR(answer),answer,IF(answer<>"",{refused},{result})))'
    )


OPTIONAL: Final = "optional_"
"""What the local of an optional argument begins with, once it is blank where it was omitted."""


def with_blanks(locals_: Iterable[str], result: str) -> str:
    """``result``, in which optional arguments are called OPTIONAL and their name."""
    lines = "".join(f'{OPTIONAL}{local},IF(ISOMITTED({local}),"",{local}),' for local in locals_)
    return f"LET({lines}{result})" if lines else result


def argument(arguments: list[tuple[str, str, bool]], result: str) -> str:
    """``result`` where every argument (local name, input it is checked as, needed) is fit; else an error."""
    for local, key, is_needed in reversed(arguments):
        called = local.removeprefix(OPTIONAL)
        test = f'DF__ARGUMENT({place(key)},{local},"{called}",{"TRUE" if is_needed else "FALSE"})'
        result = f'LET(wrong,{test},IF(ISERROR(wrong),wrong,IF(wrong<>"",{REFUSED},{result})))'
    return result
