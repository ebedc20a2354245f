"""The worksheet functions as defined names holding LAMBDA, for Excel 365, 2024 and the web without any add-in.

``FORMULAS`` has every name with the text a file stores. A DF_ name takes the same arguments as the registry's function
of that name and gives the same numbers; DF__ names (two underscores) are its parts and no interface. The model's
formulas come from ``xl_dualfuel.workbook.formulas``, by way of model.py; reading and checking inputs is in inputs.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from xl_dualfuel.workbook.formulas import balance, parts, tables

from ...functions import FUNCTIONS
from ...functions.arguments import OUTDOOR, Argument
from ...functions.registry import colder_than
from ...inputs.cells import MARK
from ...inputs.fields import FIELDS
from ...inputs.validation import MAX_FUEL_PRICE
from ...model.climate import SAME
from ...model.scenarios import SCENARIOS as SCENARIO_NAMES
from ...model.setting import SAME_SETTING
from ...results.columns import BINS, SCENARIOS, SWITCHOVER
from ...version import __version__
from . import inputs as lambda_inputs
from .inputs import OPTIONAL, argument, guarded, with_blanks
from .model import Model, column_of, constant, number, quoted
from .rules import place
from .text import stored

_BIN_KEYS = tuple(column.key for column in BINS)
_WORDS = ("source", "flags")
_NUMBERS = tuple(key for key in _BIN_KEYS if key not in _WORDS)
_SEGMENTS = tuple(f"segment_{part}" for part in ("from", "temperature", "cop", "cop_slope", "capacity",
                                                 "capacity_slope"))  # fmt: skip
_CLIMATE = ("low", "high", "temperature", "hours")
_STATE = ("load_btuh", "defrost_fraction", "steady_cop", "capacity_btuh", "cop", "heat_pump_btuh")
_HEAT = ("furnace_btuh", "furnace_strip_btuh", "strip_kw", "dual_heat_pump_btuh", "dual_furnace_btuh",
         "dual_strip_btuh", "emergency_strip_btuh", "heat_pump_kw", "furnace_mmbtu_per_h", "furnace_hours",
         "dual_furnace_hours")  # fmt: skip
_MONEY = tuple(key for key in _NUMBERS if key not in (*_CLIMATE, *_STATE, *_HEAT, "bin"))
_SEASON = ("heat_pump_kwh", "heat_pump_mmbtu", "furnace_mmbtu", "strip_mmbtu")
_ENERGY = ("load_mmbtu", "unmet_mmbtu", "strip_kwh", "fan_kwh", "electricity_kwh", "fuel_mmbtu", "fuel_units",
           "fuel_unit", "annual_cost", "emissions_kg")  # fmt: skip
_SEASON_HOURS = ("furnace_hours", "backup_hours", "strip_hours", "unmet_hours")
_SCENARIO_KEYS = tuple(column.key for column in SCENARIOS)
_SAVINGS = ("saving_vs_existing", "saving_vs_single_fuel")
"""Columns that compare the scenarios of a table: they come last, when it has them all"""
_TOTALS = tuple(key for key in _SCENARIO_KEYS if key not in _SAVINGS)
_IN_EVERY_ROW = ("scenario", "fuel_unit", "available")
"""Columns that a scenario which is not available has too"""
_CURVE_KEYS = tuple(column.key for column in SWITCHOVER)
_RECOMMENDED = {"recommended_switchover": "recommended"}


def _columns_of(matrix: str, table: str, keys: Iterable[str]) -> dict[tuple[str, str], str]:
    """The columns of a table as parts of a local that holds them side by side."""
    return {(table, key): f"INDEX({matrix},0,{number})" for number, key in enumerate(keys, 1)}


def _side_by_side(arrays: Iterable[str]) -> str:
    return f"HSTACK({','.join(arrays)})"


def _part(
    parameters: str,
    table: str,
    keys: Iterable[str],
    columns: Mapping[tuple[str, str], str],
    given: Mapping[str, str] | None = None,
    stretch: Mapping[str, str] | None = None,
) -> str:
    """A name whose result is these columns side by side."""
    m = Model(given or {}, columns, stretch or {})
    arrays = [m.array(table, key) for key in keys]
    return f"LAMBDA({parameters},{m.let(_side_by_side(arrays))})"


_IN_SEGMENTS = {name: f"INDEX(segments,0,{number})" for number, name in enumerate(_SEGMENTS, 1)}


def _model() -> dict[str, str]:
    """The model in parts, each short enough for a formula."""
    climate = _columns_of("bins_of", "Bins", _CLIMATE)
    state = climate | _columns_of("state", "Bins", _STATE)
    heat = state | _columns_of("heat", "Bins", _HEAT)
    numbers = _columns_of("numbers", "Bins", _NUMBERS)
    unpriced = {place: array for place, array in numbers.items() if place[1] not in ("dual_cost", "furnace_cost")}
    turns = Model({}, climate)
    turns.scalar("turns_furnace")
    segments = Model()
    columns = [segments.scalar(name) for name in _SEGMENTS]
    everything = heat | _columns_of("money", "Bins", _MONEY) | {("Bins", "bin"): "SEQUENCE(ROWS(bins_of))"}
    chosen, priced = Model({}, numbers), Model({"electricity_price": "electricity_price",
                                                "fuel_price_per_mmbtu": "fuel_price"}, unpriced)  # fmt: skip
    chosen.scalar("recommended_switchover")
    priced.scalar("recommended_switchover")
    names = {("Scenarios", "scenario"): "DF__RUNS()"}
    season = numbers | names | _columns_of("season", "Scenarios", _SEASON)
    totals = season | _columns_of("run_hours", "Scenarios", _SEASON_HOURS) | _columns_of("energy", "Scenarios", _ENERGY)
    return {
        "DF__SEGMENTS": f"LAMBDA(case,{segments.let(_side_by_side(columns))})",
        "DF__CLIMATE": _part("case,cut", "Bins", _CLIMATE, {}),
        "DF__TURNS": f"LAMBDA(case,bins_of,{turns.let('turns_furnace')})",
        "DF__STATE": _part("case,bins_of,segments", "Bins", _STATE, climate, _IN_SEGMENTS),
        "DF__HEAT": _part("case,bins_of,state,turns", "Bins", _HEAT, state, {"turns_furnace": "turns"}),
        "DF__MONEY": _part("case,bins_of,state,heat", "Bins", _MONEY, heat),
        # Cut further, the bins do not change what the furnace is sized for.
        "DF__NUMBERS": "LAMBDA(case,cut,LET(bins_of,DF__CLIMATE(case,cut),"
        'turns,DF__TURNS(case,IF(cut="",bins_of,DF__CLIMATE(case,""))),'
        "state,DF__STATE(case,bins_of,DF__SEGMENTS(case)),"
        "heat,DF__HEAT(case,bins_of,state,turns),money,DF__MONEY(case,bins_of,state,heat),"
        f"HSTACK({','.join(everything['Bins', key] for key in _NUMBERS)})))",
        "DF__SWITCHOVER": f"LAMBDA(case,numbers,{chosen.let('recommended_switchover')})",
        "DF__PRICED": f"LAMBDA(case,numbers,electricity_price,fuel_price,{priced.let('recommended_switchover')})",
        "DF__CURVE": _part("case,numbers", "Switchover", _CURVE_KEYS, numbers),
        "DF__WORDS": _part("case,numbers,segments,recommended", "Bins", _WORDS, numbers, _IN_SEGMENTS | _RECOMMENDED),
        "DF__SEASON_AT": _season_at(numbers),
        "DF__SETTING": _setting(numbers),
        "DF__RUNS": f"LAMBDA({column_of(SCENARIO_NAMES[:-1])})",
        "DF__SEASON": _part("case,numbers,recommended", "Scenarios", _SEASON, numbers | names, _RECOMMENDED),
        "DF__RUN_HOURS": _part("case,numbers,recommended", "Scenarios", _SEASON_HOURS, numbers | names, _RECOMMENDED),
        "DF__ENERGY": _part("case,numbers,season", "Scenarios", _ENERGY, season),
        "DF__SUMMED": _part("case,numbers,recommended,season,run_hours,energy", "Scenarios", _TOTALS, totals,
                            _RECOMMENDED),
        "DF__TOTALS": "LAMBDA(case,numbers,recommended,LET(season,DF__SEASON(case,numbers,recommended),"
        "DF__SUMMED(case,numbers,recommended,season,DF__RUN_HOURS(case,numbers,recommended),"
        "DF__ENERGY(case,numbers,season))))",
        "DF__SCENARIOS": _scenarios(),
        **{name: text for kind in balance.KINDS for name, text in _balance(kind).items()},
    }  # fmt: skip


def _season_at(numbers: Mapping[tuple[str, str], str]) -> str:
    """Cost, unmet load and load of the season at one setting, in bins cut at it."""
    m = Model({}, numbers)
    hours, load, at, *ways = (
        m.array("Bins", key)
        for key in ("hours", "load_btuh", "at", "dual_cost", "furnace_cost", "dual_unmet_mmbtu", "furnace_unmet_mmbtu")
    )
    above = f"--({at}>={m.text(parts.rounded('setting'))})"
    cost, unmet = (
        f"SUMPRODUCT(above,{dual})+SUMPRODUCT(1-above,{furnace})" for dual, furnace in zip(ways[::2], ways[1::2])
    )
    season = f"SUMPRODUCT({hours},{load})/{m.scalar('btu_per_mmbtu')}"
    result = m.let(f"LET(above,{above},HSTACK({cost},{unmet},{season}))")
    return f'LAMBDA(case,setting,LET(numbers,DF__NUMBERS(case,setting),{result}))'


def _setting(numbers: Mapping[tuple[str, str], str]) -> str:
    """What to program: the recommended switchover where the thermostat can hold it.

    Else the best of the edges that it can hold and of the two settings beside the recommended switchover.
    """
    m = Model({}, numbers)
    edges, cost, unmet = (m.array("Switchover", key) for key in ("switchover", "annual_cost", "unmet_mmbtu"))
    allowed, guess, tie, digits = (m.scalar(key) for key in ("unmet_allowed", "used_guess", "tie", "digits"))
    below, above = m.text(parts.multiple_below("each")), m.text(parts.multiple_above("each"))
    chosen = f"""LET(whole,MAP({edges},LAMBDA(each,IF({below}>=each-{number(SAME)},1,0))),
IF(INDEX(whole,XMATCH(recommended,{edges}))=1,recommended,LET(
each,recommended,
lower,{below},
upper,{above},
at_lower,DF__SEASON_AT(case,lower),
at_upper,DF__SEASON_AT(case,upper),
every,VSTACK({edges},lower,upper),
costs,VSTACK({cost},INDEX(at_lower,1),INDEX(at_upper,1)),
unmet_,VSTACK({unmet},INDEX(at_lower,2),INDEX(at_upper,2)),
held,VSTACK(whole,MAP(VSTACK(lower,upper),LAMBDA(one,IF(SUM(whole*(ABS({edges}-one)<{number(SAME_SETTING)}))>0,0,1)))),
warm,MAP(held,unmet_,LAMBDA(one,cold,IF(AND(one=1,cold<={allowed}),1,0))),
pool,IF(SUM(warm)>0,warm,held),
least,MIN(FILTER(costs,pool=1)),
tied,MAP(pool,costs,LAMBDA(one,its,IF(AND(one=1,its<=least+{tie}*ABS(least)),1,0))),
far,MAP(every,LAMBDA(one,ROUND(ABS(one-{guess}),{digits}))),
MAX(FILTER(every,tied*(far=MIN(FILTER(far,tied=1)))=1)))))"""
    return f"LAMBDA(case,numbers,recommended,{m.let(chosen)})"


def _scenarios() -> str:
    """The table of scenarios: with the setting to program where that is another one, savings, and blanks."""
    m = Model()
    cost, unmet, load, available = (_TOTALS.index(key) + 1 for key in ("annual_cost", "unmet_mmbtu", "load_mmbtu",
                                                                       "available"))  # fmt: skip
    existing = SCENARIO_NAMES.index("existing_switchover") + 1
    first = _SCENARIO_KEYS.index(_SAVINGS[0])
    before, after = (",".join(map(str, range(*ends))) for ends in ((1, first + 1), (first + 1, len(_TOTALS) + 1)))
    every_row = ",".join(f"at={_TOTALS.index(key) + 1}" for key in _IN_EVERY_ROW)
    same = f"ABS(cold-INDEX({{0}},other))<=({m.scalar('cold_share')}+{m.scalar('tie')})*need"
    return f"""LAMBDA(case,LET(numbers,DF__NUMBERS(case,""),recommended,DF__SWITCHOVER(case,numbers),
setting,DF__SETTING(case,numbers,recommended),
own,DF__TOTALS(case,numbers,recommended),
summed,IF(setting=recommended,own,VSTACK(own,INDEX(DF__TOTALS(case,DF__NUMBERS(case,setting),setting),3,0))),
costs,INDEX(summed,0,{cost}),unmet_,INDEX(summed,0,{unmet}),load,INDEX(summed,0,{load}),
saved,LAMBDA(other,MAP(costs,unmet_,load,LAMBDA(its,cold,need,IF({same.format("unmet_")},INDEX(costs,other)-its,"")))),
shown,MAKEARRAY(ROWS(summed),COLUMNS(summed),LAMBDA(line,at,IF(AND(at=1,line={len(SCENARIO_NAMES)}),
"{SCENARIO_NAMES[-1]}",IF(OR({every_row},INDEX(summed,line,{available})),INDEX(summed,line,at),"")))),
compared,HSTACK(saved({existing}),saved(IF(INDEX(costs,1)>INDEX(costs,2),1,2))),
is_there,INDEX(summed,0,{available}),
HSTACK(CHOOSECOLS(shown,{before}),MAP(INDEX(compared,0,1),is_there,LAMBDA(one,is,IF(is,one,""))),
MAP(INDEX(compared,0,2),is_there,LAMBDA(one,is,IF(is,one,""))),CHOOSECOLS(shown,{after}))))"""


def _stretch_templates(kind: balance.Kind) -> dict[str, str]:
    """The workbook's formulas of one stretch; who wins is asked of stretches that have been cut at the roots."""
    cells = {cell.key: cell.formula for cell in (*balance.stretch_cells(), *balance.kind_cells(kind))}
    cells["wins"] = cells["w1"].replace("[t1]", "[stop]").replace("[w0]", "0")
    cells["wins_first"] = cells["w0"].replace("[row]", "1").replace("SUM([prev.w3])", "0")
    cells["wins_last"] = cells["wend"].replace("[row]=df_balance_stretches", "1=1").replace("[w3]", "0")
    return {key: formula for key, formula in cells.items() if "prev." not in formula}


def _between(cuts: str) -> dict[tuple[str, str], str]:
    """The stretches between cuts."""
    return {("Stretch", "start"): f"DROP({cuts},-1)", ("Stretch", "stop"): f"DROP({cuts},1)"}


def _balance(kind: balance.Kind) -> dict[str, str]:
    """Cuts and roots, then who wins between them; a balance point is where that changes."""
    name = f"DF__{kind.name.upper()}"
    templates = _stretch_templates(kind)
    numbers = _columns_of("numbers", "Bins", _NUMBERS)
    roots = Model(_IN_SEGMENTS, numbers | _between("balance_cuts"), templates)
    roots.scalar("balance_cuts")
    both = ",".join(roots.array("Stretch", root) for root in ("s1", "s2"))
    text = roots.let(f'LET(every,VSTACK(balance_cuts,{both}),SORT(UNIQUE(FILTER(every,every<>""))))')
    winners = Model(_IN_SEGMENTS | {"balance_stretches": "1"}, numbers | _between("cuts"), templates)
    first, between, last = (winners.array("Stretch", key) for key in ("wins_first", "wins", "wins_last"))
    won = winners.let(f"VSTACK(INDEX({first},1),{between},INDEX({last},ROWS({last})))")
    known, unknown = Model(_IN_SEGMENTS), '"not_modelled"'
    if kind.target:
        price = known.scalar("grid_emissions" if kind.name == "emissions" else "electricity_price")
        test = f"ISNUMBER({known.scalar(kind.target.removeprefix('df_'))})"
        unknown = f'IF({price}>0,"fuel_always","not_modelled")'
    else:
        test = known.scalar("capacity_limits")
    near = "LET(far,ABS(crossings-recommended),MAX(FILTER(crossings,far=MIN(far))))"
    of_bins = ""
    if kind.target:
        of_bins = f"IF({known.scalar('read_from_bins')}=1,{name}_BINS(case,numbers,recommended),"
    answer = (
        f"IF({test},{of_bins}LET(cuts,{name}_CUTS(case,numbers,segments),won,{name}_WON(case,numbers,segments,cuts),"
        'changed,DROP(won,1)<>DROP(won,-1),crossings,FILTER(cuts,changed,""),'
        'IF(SUM(--changed)=0,IF(INDEX(won,1)=1,"heat_pump_always","fuel_always"),'
        f"{near})){')' if of_bins else ''},{unknown})"
    )
    return {
        f"{name}_CUTS": f"LAMBDA(case,numbers,segments,{text})",
        f"{name}_WON": f"LAMBDA(case,numbers,segments,cuts,{won})",
        f"{name}_POINT": f"LAMBDA(case,LET(segments,DF__SEGMENTS(case),numbers,DF__NUMBERS(case,\"\"),"
        f"recommended,DF__SWITCHOVER(case,numbers),{known.let(answer)}))",
        **({f"{name}_BINS": _crossings_of_bins(kind, numbers, near)} if kind.target else {}),
    }


def _crossings_of_bins(kind: balance.Kind, numbers: Mapping[tuple[str, str], str], near: str) -> str:
    """A balance point where the COP is known in the bins only: straight lines join neighbouring bins."""
    m = Model({}, numbers)
    target = m.scalar(kind.target.removeprefix("df_"))
    cop, temperature, rounding = m.array("Bins", "cop"), m.array("Bins", "temperature"), m.scalar("rounding")
    lowest, highest = m.scalar("balance_from"), m.scalar("balance_to")
    text = f"""LET(excess,MAP({cop},LAMBDA(each,{target}/each-1)),
padded,VSTACK(excess,TAKE(excess,-1)),place,VSTACK({temperature},TAKE({temperature},-1)),
met,MAP(DROP(padded,-1),DROP(padded,1),DROP(place,-1),DROP(place,1),LAMBDA(above,here,warm,cold,
IF((above<={rounding})=(here<={rounding}),"",LET(between,warm-(warm-cold)*MAX(0,MIN(1,above/(above-here))),
IF(AND(between>={lowest},between<={highest}),between,""))))),
IF(SUM(--(met<>""))=0,IF(INDEX(excess,ROWS(excess))<={rounding},"heat_pump_always","fuel_always"),
LET(crossings,FILTER(met,met<>""),{near})))"""
    return f"LAMBDA(case,numbers,recommended,{m.let(text)})"


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


def _of_case_values(name: str, wanted: str, shaped: str = "{0}") -> str:
    """A function whose arguments are inputs of a case: checked as arguments, then as a case."""
    m = Model()
    m.scalar(wanted)
    pairs = _pairs({parameter.key: _local(parameter) for parameter in FUNCTIONS[name].arguments})
    return _of_values(name, guarded(pairs, '""', m.let(shaped.format(wanted))))


def _pairs(pairs: Mapping[str, str]) -> str:
    """Locals as a range of inputs."""
    lines = [f'HSTACK("{key}",{local})' for key, local in pairs.items()]
    return f"VSTACK({','.join(lines)})"


def _headed(keys: Iterable[str], table: str) -> str:
    return f"VSTACK({constant([keys])},{table})"


def _functions() -> dict[str, str]:
    """The functions of a case."""
    before, after = (",".join(str(_NUMBERS.index(key) + 1) for key in keys) for keys in
                     (_NUMBERS[: _BIN_KEYS.index("source")], _NUMBERS[_BIN_KEYS.index("source") :]))  # fmt: skip
    words = "DF__WORDS(case,numbers,DF__SEGMENTS(case),DF__SWITCHOVER(case,numbers))"
    bins = f"HSTACK(CHOOSECOLS(numbers,{before}),{words},CHOOSECOLS(numbers,{after}))"
    given = ",".join(_GIVEN)
    scenario = (
        "LET(table,DF__SCENARIOS(case),names,INDEX(table,0,1),measures,{measures},"
        "line,IFERROR(XMATCH(scenario,names),0),at,IFERROR(XMATCH(measure,measures),0),"
        "IF(IF(line=0,TRUE,NOT(EXACT(INDEX(names,MAX(1,line)),scenario))),{no_scenario},"
        "IF(IF(at=0,TRUE,NOT(EXACT(INDEX(measures,MAX(1,at)),measure))),{no_measure},"
        'LET(found,INDEX(table,line,at),IF(found="","none",found)))))'
    ).format(
        measures=constant([[key] for key in _SCENARIO_KEYS]),
        no_scenario=f'"{MARK}scenario = "&scenario&": must be one of {", ".join(SCENARIO_NAMES)}"',
        no_measure=f'"{MARK}measure = "&measure&": must be a header of DF_SCENARIOS, such as annual_cost"',
    )
    of_case = {
        "DF_BALANCE_POINT": 'DF__SWITCHOVER(case,DF__NUMBERS(case,""))',
        **{f"DF_{kind.name.upper()}_POINT": f"DF__{kind.name.upper()}_POINT(case)" for kind in balance.KINDS},
        "DF_BIN_TABLE": f'LET(numbers,DF__NUMBERS(case,""),{_headed(_BIN_KEYS, bins)})',
        "DF_SWITCHOVER_CURVE": _headed(_CURVE_KEYS, 'DF__CURVE(case,DF__NUMBERS(case,""))'),
        "DF_SCENARIOS": _headed(_SCENARIO_KEYS, "DF__SCENARIOS(case)"),
    }
    return {name: _lambda(name, guarded(*_GIVEN, result)) for name, result in of_case.items()} | {
        "DF_SCENARIO": _lambda("DF_SCENARIO", "LET(wrong,DF__ERROR(VSTACK(TOCOL(scenario),TOCOL(measure))),"
                               f'IF(ISERROR(wrong),wrong,IF(wrong<>"",wrong,{guarded(*_GIVEN, scenario)})))'),
        "DF_SEASON_COST": _of_values("DF_SEASON_COST", guarded(*_GIVEN, "INDEX(DF__SEASON_AT(case,switchover),1)")),
        "DF_SAVINGS": _of_values("DF_SAVINGS", guarded(*_GIVEN, _saved())),
        "DF_PRICE_MATRIX": _price_matrix(),
        "DF_CHECK": _lambda("DF_CHECK", f'LET(case,DF__CASE({given},""),answer,INDEX(case,1),'
                            'IF(ISERROR(answer),answer,IF(answer="","OK",TEXTSPLIT(INDEX(case,2),,CHAR(10)))))'),
    }  # fmt: skip


def _saved() -> str:
    """What the second setting costs less; none where one of the two leaves more of the load unmet."""
    m = Model()
    sides = [(side, other) for side, other in (("from", "to"), ("to", "from"))]
    colder, warmer = (
        f'"{MARK}{side}_switchover = "&{side}_switchover&": {colder_than(f"{other}_switchover")}"'
        for side, other in sides
    )
    return f"""LET(before,DF__SEASON_AT(case,from_switchover),after,DF__SEASON_AT(case,to_switchover),
more,INDEX(before,2)-INDEX(after,2),
IF(ABS(more)<=({m.scalar("cold_share")}+{m.scalar("tie")})*INDEX(before,3),INDEX(before,1)-INDEX(after,1),
IF(more>0,{colder},{warmer})))"""


def _price_matrix() -> str:
    """Each price is checked by itself; what is wrong with one is the answer of its row or column."""
    free = _pairs({"electricity_price": "0", "fuel_price": "0"})
    fuel = Model()
    unit = fuel.scalar("fuel_price_unit")
    grid = f"""LET(numbers,DF__NUMBERS(case,""),each,DF__UNIT_PRICE(case),
down,TOCOL(electricity_prices),across,TOCOL(fuel_prices),
rows_of,MAP(down,LAMBDA(item,DF__PRICE({place("electricity_price")},item,"electricity_price",0))),
columns_of,MAP(across,LAMBDA(item,DF__PRICE({place("fuel_price")},item,"fuel_price",each))),
some,SUM(MAP(down,LAMBDA(item,IF(ISERROR(item),1,IF(item="",0,1))))),
any_across,SUM(MAP(across,LAMBDA(item,IF(ISERROR(item),1,IF(item="",0,1))))),
IF(some=0,{quoted(f"{MARK}electricity_prices = (not given): must be one value or more. Give a range with values")},
IF(any_across=0,{quoted(f"{MARK}fuel_prices = (not given): must be one value or more. Give a range with values")},
MAKEARRAY(ROWS(down)+1,ROWS(across)+1,LAMBDA(line,at,
IF(line=1,IF(at=1,"switchover °F: $/kWh down, "&{fuel.let(unit)}&" across",DF__SHOWN(INDEX(across,MAX(1,at-1)))),
IF(at=1,DF__SHOWN(INDEX(down,line-1)),
LET(row_problem,INDEX(rows_of,line-1),column_problem,INDEX(columns_of,at-1),
IF(row_problem<>"ok",row_problem,IF(column_problem<>"ok",column_problem,
DF__PRICED(case,numbers,INDEX(down,line-1),INDEX(across,at-1)*each))))))))))
)"""
    return _lambda("DF_PRICE_MATRIX", guarded(*_GIVEN, grid, free))


def _small() -> dict[str, str]:
    """Functions of a few values, and what the price matrix needs."""
    most = number(MAX_FUEL_PRICE)
    # What a price of 1 comes to turns any price into $/MMBtu.
    per_unit = Model({"fuel_price": "1"})
    per_unit.scalar("fuel_price_per_mmbtu")
    used: list[str] = []
    none = '""'
    cop = Model({"cop_47": "cop_47", "cop_17": "cop_17", "cop_5": f"{OPTIONAL}cop_5", "cop_35": none,
                 "performance_table": none, "capacity_limits": "FALSE", "defrost": '"none"'})  # fmt: skip
    cop_body = cop.text(tables.BINS["steady_cop"], "Bins", used)
    base = f"{OPTIONAL}load_balance_temperature"
    load = Model({"used_load_slope": "load_slope", "used_load_balance": "warmest"})
    load_body = load.text(tables.BINS["load_btuh"], "Bins", used)
    return {
        "DF__UNIT_PRICE": f"LAMBDA(case,{per_unit.let('fuel_price_per_mmbtu')})",
        "DF__SHOWN": 'LAMBDA(item,IF(ISERROR(item),item,IF(item="","",item)))',
        "DF__PRICE": f"""LAMBDA(at,item,called,each,IF(ISERROR(item),item,IF(IF(ISTEXT(item),TRIM(item)="",item=""),"",
LET(wrong,DF__ARGUMENT(at,item,called,TRUE),IF(wrong<>"",wrong,IF(item*each>{most},
"{MARK}"&called&" = "&item&": must be at most {most} $/MMBtu (this is "&ROUND(item*each,IF(item*each<1000,1,0))
&"). Give dollars, not cents, and check fuel_price_unit","ok"))))))""",
        "DF__AT": f"""LAMBDA(temperature,formula,MAP(temperature,LAMBDA(item,LET(
wrong,DF__ARGUMENT({place(OUTDOOR.key)},item,"{OUTDOOR.name}",TRUE),
IF(ISERROR(wrong),wrong,IF(wrong<>"",wrong,formula(item)))))))""",
        "DF_COP": _of_values(
            "DF_COP", cop.let(f"DF__AT(temperature,LAMBDA(r_temperature,LET(r_defrost_fraction,0,{cop_body})))")
        ),
        "DF_LOAD": _of_values("DF_LOAD", f'LET(warmest,IF({base}="",{FIELDS["indoor_setpoint"].default},{base}),'
                              f"DF__AT(temperature,LAMBDA(r_temperature,{load_body})))"),
        **{name: _of_case_values(name, "used_load_slope") for name in ("DF_LOAD_SLOPE", "DF_LOAD_SLOPE_FROM_FUEL")},
        "DF_BREAKEVEN_COP": _of_case_values("DF_BREAKEVEN_COP", "price_only_cop",
                                            'IF(ISNUMBER({0}),{0},IF(electricity_price>0,"fuel_always","not_modelled"))'),
        "DF_FUEL_PRICE": _of_case_values("DF_FUEL_PRICE", "fuel_price_per_mmbtu"),
        "DF_VERSION": f'LAMBDA("{__version__}")',
    }  # fmt: skip


TEXTS: Final = {**lambda_inputs.NAMES, **_model(), **_functions(), **_small()}
"""Every name as it is written."""
FORMULAS: Final = {name: stored(text, TEXTS.keys()) for name, text in sorted(TEXTS.items())}
"""Every name as it is stored, in the order of their names."""
OFFERED: Final = tuple(name for name in FUNCTIONS if name in FORMULAS)
"""The functions there are, in the order of the registry."""
