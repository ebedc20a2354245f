"""The worksheet functions as defined names holding LAMBDA, for Excel 365, 2024 and the web without any add-in.

``FORMULAS`` has every name with the text a file stores. A DF_ name takes the same arguments as the registry's function
of that name and gives the same numbers; DF__ names (two underscores) are its parts and no interface. The model's
formulas come from ``xl_dualfuel.workbook.formulas``, by way of model.py, seasons.py and points.py; reading and checking
inputs is in inputs.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from xl_dualfuel.workbook.formulas import balance, parts, tables

from ...functions import FUNCTIONS
from ...functions.arguments import OUTDOOR, Argument
from ...functions.statuses import WORDS as STATUS_WORDS
from ...inputs.fields import COPS, FIELDS
from ...inputs.prices import MAX_FUEL_PRICE
from ...units import ELECTRICITY
from ...version import __version__
from . import inputs as lambda_inputs
from . import lists, points, seasons
from .inputs import OPTIONAL, REFUSED, argument, guarded, in_a_row, with_blanks
from .literals import column_of, constant, number, quoted
from .model import Model
from .rules import place
from .seasons import BIN_KEYS, CURVE_KEYS, NUMBERS, SCENARIO_KEYS, SHOWN
from .text import stored

_GIVEN = ('IF(ISOMITTED(inputs),"",inputs)', 'IF(ISOMITTED(changes),"",changes)')


def _lambda(name: str, result: str) -> str:
    """A function of the registry's arguments."""
    parameters = [f"[{a.name}]" if a.optional else a.name for a in FUNCTIONS[name].arguments]
    return f"LAMBDA({','.join([*parameters, result])})"


def _local(parameter: Argument) -> str:
    return OPTIONAL + parameter.name if parameter.optional else parameter.name


def _of_values(name: str, result: str) -> str:
    """A function whose arguments that are inputs are checked; optional ones are called OPTIONAL and their name."""
    checked = [parameter for parameter in FUNCTIONS[name].arguments if parameter.key]
    tested = argument([(_local(parameter), parameter.key, not parameter.optional) for parameter in checked], result)
    return _lambda(name, with_blanks([parameter.name for parameter in checked if parameter.optional], tested))


def _of_case_values(name: str, wanted: str, shaped: str = "{0}", more: Mapping[str, str] | None = None) -> str:
    """A function whose arguments are inputs of a case: checked as arguments, then as a case, with ``more`` inputs."""
    m = Model()
    m.scalar(wanted)
    pairs = _pairs({parameter.key: _local(parameter) for parameter in FUNCTIONS[name].arguments} | dict(more or {}))
    return _of_values(name, guarded(pairs, '""', m.let(shaped.format(wanted))))


def _pairs(pairs: Mapping[str, str]) -> str:
    """Locals as a range of inputs."""
    lines = [f'HSTACK("{key}",{local})' for key, local in pairs.items()]
    return f"VSTACK({','.join(lines)})"


def _headed(keys: Iterable[str], table: str) -> str:
    return f"VSTACK({constant([keys])},{table})"


def _functions() -> dict[str, str]:
    """The functions of a case."""
    before, after = (",".join(str(NUMBERS.index(key) + 1) for key in keys) for keys in
                     (SHOWN[: BIN_KEYS.index("source")], SHOWN[BIN_KEYS.index("source") :]))  # fmt: skip
    words = "DF__WORDS(case,numbers,DF__SEGMENTS(case),DF__SWITCHOVER(case,numbers))"
    bins = f"HSTACK(CHOOSECOLS(numbers,{before}),{words},CHOOSECOLS(numbers,{after}))"
    given = ",".join(_GIVEN)
    scenario = (
        f"LET(table,DF__SCENARIOS(case),line,IFERROR(XMATCH({_word('scenario')},INDEX(table,0,1)),0),"
        f"at,IFERROR(XMATCH({_word('measure')},{column_of(SCENARIO_KEYS)}),0),"
        f'IF(line*at=0,{REFUSED},LET(found,INDEX(table,line,at),IF(found="",NA(),found))))'
    )
    of_case = {
        "DF_BALANCE_POINT": 'DF__SWITCHOVER(case,DF__NUMBERS(case,""))',
        **{
            f"DF_{kind.name.upper()}_POINT": f"LET(point,INDEX(DF__{kind.name.upper()}_POINT(case),1),"
            'IF(point="",NA(),point))'
            for kind in balance.KINDS
        },
        "DF_BIN_TABLE": f'LET(numbers,DF__NUMBERS(case,""),{_headed(BIN_KEYS, bins)})',
        "DF_SWITCHOVER_CURVE": _headed(CURVE_KEYS, 'DF__CURVE(case,DF__NUMBERS(case,""))'),
        "DF_SCENARIOS": _headed(SCENARIO_KEYS, "DF__SCENARIOS(case)"),
    }
    lambdas = {name: _lambda(name, guarded(*_GIVEN, of, refused=_refused(name))) for name, of in of_case.items()}
    return lambdas | {
        "DF_SCENARIO": _lambda("DF_SCENARIO", "LET(wrong,DF__ERROR(VSTACK(TOCOL(scenario),TOCOL(measure))),"
                               f"IF(ISERROR(wrong),wrong,{guarded(*_GIVEN, scenario)}))"),
        "DF_STATUS": _lambda("DF_STATUS", _status()),
        "DF_SEASON_COST": _of_values("DF_SEASON_COST", guarded(*_GIVEN, "INDEX(DF__SEASON_AT(case,switchover),1)")),
        "DF_SAVINGS": _of_values("DF_SAVINGS", guarded(*_GIVEN, _saved())),
        "DF_PRICE_MATRIX": _price_matrix(),
        "DF_CHECK": _lambda("DF_CHECK", f'LET(case,DF__CASE({given},""),answer,INDEX(case,1),'
                            'IF(ISERROR(answer),answer,IF(answer="","OK",TEXTSPLIT(INDEX(case,2),,CHAR(10)))))'),
    }  # fmt: skip


def _refused(name: str) -> str:
    """What a function answers where the case is refused."""
    return in_a_row("answer") if FUNCTIONS[name].shape == "table" else REFUSED


def _word(local: str) -> str:
    """A text as names are spelled, in any letter case."""
    return f'SUBSTITUTE(TRIM({local})," ","_")'


def _status() -> str:
    """The words for a balance point's status, those of a refused case, or why there is no such point."""
    every, statuses = column_of(STATUS_WORDS), list(STATUS_WORDS["thermal"])
    words = constant([[by_status[status] for status in statuses] for by_status in STATUS_WORDS.values()])
    points = ",".join(f"DF__{name.upper()}_POINT(case)" for name in STATUS_WORDS)
    found = f"LET(known,CHOOSE(place,{points}),INDEX({words},place,XMATCH(INDEX(known,2),{column_of(statuses)})))"
    unknown = f'"point = "&point&": must be one of {", ".join(STATUS_WORDS)}. Give one of them"'
    return (
        f"LET(wrong,DF__ERROR(TOCOL(point)),place,IFERROR(XMATCH({_word('point')},{every}),0),"
        f"IF(ISERROR(wrong),wrong,IF(place=0,{unknown},{guarded(*_GIVEN, found, refused='answer')})))"
    )


def _saved() -> str:
    """What the second setting costs less; none where one of the two leaves more of the load unmet."""
    m = Model()
    return f"""LET(before,DF__SEASON_AT(case,from_switchover),after,DF__SEASON_AT(case,to_switchover),
more,INDEX(before,2)-INDEX(after,2),
IF(ABS(more)<=({m.scalar("cold_share")}+{m.scalar("tie")})*INDEX(before,3),INDEX(before,1)-INDEX(after,1),NA()))"""


def _price_matrix() -> str:
    """Each price is checked by itself: an error in its row or column, and a row with the words below."""
    free = _pairs({"electricity_price": "0", "fuel_price": "0"})
    fuel = Model()
    unit = fuel.scalar("fuel_price_unit")
    grid = f"""LET(numbers,DF__NUMBERS(case,""),each,DF__UNIT_PRICE(case),
down,TOCOL(electricity_prices),across,TOCOL(fuel_prices),
rows_of,MAP(down,LAMBDA(item,DF__PRICE({place("electricity_price")},item,"electricity_price",0))),
columns_of,MAP(across,LAMBDA(item,DF__PRICE({place("fuel_price")},item,"fuel_price",each))),
some,SUM(MAP(down,LAMBDA(item,IF(ISERROR(item),1,IF(item="",0,1))))),
any_across,SUM(MAP(across,LAMBDA(item,IF(ISERROR(item),1,IF(item="",0,1))))),
every,MAP(VSTACK(rows_of,columns_of),LAMBDA(item,IF(ISERROR(item),"",IF(item="ok","",item)))),
IF(some=0,{in_a_row(quoted(f"electricity_prices = {_NO_PRICES}"))},
IF(any_across=0,{in_a_row(quoted(f"fuel_prices = {_NO_PRICES}"))},LET(grid,
MAKEARRAY(ROWS(down)+1,ROWS(across)+1,LAMBDA(line,at,
IF(line=1,IF(at=1,"switchover °F: $/kWh down, "&{fuel.let(unit)}&" across",DF__SHOWN(INDEX(across,MAX(1,at-1)))),
IF(at=1,DF__SHOWN(INDEX(down,line-1)),
LET(row_problem,INDEX(rows_of,line-1),column_problem,INDEX(columns_of,at-1),
IF(row_problem<>"ok",IF(row_problem="","",{REFUSED}),IF(column_problem<>"ok",IF(column_problem="","",{REFUSED}),
DF__PRICED(case,numbers,INDEX(down,line-1),INDEX(across,at-1)*each)))))))),
IF(SUM(--(every<>""))=0,grid,LET(told,UNIQUE(FILTER(every,every<>"")),
VSTACK(grid,MAKEARRAY(ROWS(told),COLUMNS(grid),LAMBDA(line,at,IF(at=1,INDEX(told,line),"")))))))))
)"""
    return _lambda("DF_PRICE_MATRIX", guarded(*_GIVEN, grid, free, in_a_row("answer")))


_NO_PRICES: Final = "(not given): must be one value or more. Give a range with values"


def _small() -> dict[str, str]:
    """Functions of a few values, and what the price matrix needs."""
    most = number(MAX_FUEL_PRICE)
    # What a price of 1 comes to turns any price into $/MMBtu.
    per_unit = Model({"fuel_price": "1"})
    per_unit.scalar("fuel_price_per_mmbtu")
    free = {"fuel_price": "0", "fuel_price_unit": f'IF({OPTIONAL}fuel="{ELECTRICITY}","$/kWh","$/MMBtu")'}
    used: list[str] = []
    none = '""'
    cop = Model({**dict.fromkeys((*COPS, "performance_table"), none), "cop_47": "cop_47", "cop_17": "cop_17",
                 "cop_5": f"{OPTIONAL}cop_5", "stands_in": "0", "defrost": none})  # fmt: skip
    cop_body = cop.text(f"MAX(c_minimum_cop,{parts.rated_line('cop', '[temperature]')})", "Bins", used)
    base = f"{OPTIONAL}load_balance_temperature"
    load = Model({"used_load_slope": "load_slope", "used_load_balance": "warmest"})
    load_body = load.text(tables.BINS["load_btuh"], "Bins", used)
    return {
        "DF__UNIT_PRICE": f"LAMBDA(case,{per_unit.let('fuel_price_per_mmbtu')})",
        "DF__SHOWN": 'LAMBDA(item,IF(ISERROR(item),item,IF(item="","",item)))',
        "DF__PRICE": f"""LAMBDA(at,item,called,each,IF(ISERROR(item),item,IF(IF(ISTEXT(item),TRIM(item)="",item=""),"",
LET(wrong,DF__ARGUMENT(at,item,called,TRUE),IF(wrong<>"",wrong,IF(item*each>{most},
called&" = "&item&": must be at most {most} $/MMBtu (this is "&ROUND(item*each,IF(item*each<1000,1,0))
&"). Give dollars, not cents, and check fuel_price_unit","ok"))))))""",
        "DF__AT": f"""LAMBDA(temperature,formula,MAP(temperature,LAMBDA(item,LET(
wrong,DF__ARGUMENT({place(OUTDOOR.key)},item,"{OUTDOOR.name}",TRUE),
IF(ISERROR(wrong),wrong,IF(wrong<>"",{REFUSED},formula(item)))))))""",
        "DF_COP": _of_values(
            "DF_COP", cop.let(f"DF__AT(temperature,LAMBDA(r_temperature,{cop_body}))")
        ),
        "DF_LOAD": _of_values("DF_LOAD", f'LET(warmest,IF({base}="",{FIELDS["indoor_setpoint"].default},{base}),'
                              f"DF__AT(temperature,LAMBDA(r_temperature,{load_body})))"),
        "DF_LOAD_SLOPE": _of_case_values("DF_LOAD_SLOPE", "used_load_slope"),
        "DF_LOAD_SLOPE_FROM_FUEL": _of_case_values("DF_LOAD_SLOPE_FROM_FUEL", "used_load_slope", more=free),
        "DF_BREAKEVEN_COP": _of_case_values("DF_BREAKEVEN_COP", "price_only_cop",
                                            "IF(ISNUMBER({0}),{0},NA())"),
        "DF_FUEL_PRICE": _of_case_values("DF_FUEL_PRICE", "fuel_price_per_mmbtu"),
        "DF_VERSION": f'LAMBDA("{__version__}")',
    }  # fmt: skip


TEXTS: Final = {**lambda_inputs.NAMES, **lists.NAMES, **seasons.NAMES, **points.NAMES, **_functions(), **_small()}
"""Every name as it is written."""
FORMULAS: Final = {name: stored(text, TEXTS.keys()) for name, text in sorted(TEXTS.items())}
"""Every name as it is stored, in the order of their names."""
DOCS: Final = {name: FUNCTIONS[name].doc for name in FORMULAS if name in FUNCTIONS} | {
    "DF_CHECK": "OK, or one row for each problem with the inputs: what was read, what is allowed, what to do. "
    "Whether they are plausible, only the program and the add-ins check."
}
"""What each function returns."""
OFFERED: Final = tuple(name for name in FUNCTIONS if name in FORMULAS)
"""The functions there are, in the order of the registry."""
