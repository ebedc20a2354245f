"""The season in LAMBDA form: bins, heat, money, every switchover, the scenarios, a season at one setting.

A season's bins and all their numbers are one array, ``numbers``, whose columns are NUMBERS. A setting that is no edge
of the case's bins is a season of its own, in bins cut at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from xl_dualfuel.workbook.formulas import parts, points

from ...model.climate import SAME
from ...model.scenarios import SCENARIOS as SCENARIO_NAMES
from ...model.setting import SAME_SETTING
from ...results.columns import BINS, SCENARIOS, SWITCHOVER
from .blocks import FROST_LINES
from .literals import column_of, number
from .model import Model

BIN_KEYS = tuple(column.key for column in BINS)
WORDS = ("source", "flags")
SHOWN = tuple(key for key in BIN_KEYS if key not in WORDS)
NUMBERS = (*SHOWN, "frosted_cop")
"""The columns of ``numbers``: those of the bin table, and what its words are told by"""
_SHARED = ("segment_from", "segment_temperature")
_OF_SPEED = ("cop", "cop_slope", "capacity", "capacity_slope")
_SEGMENTS = (*_SHARED, *(f"{speed}_{what}" for speed in points.SPEEDS for what in _OF_SPEED))
_CLIMATE = ("low", "high", "temperature", "hours")
_SPEEDS = (
    "defrost_fraction",
    *(f"{speed}_{what}" for speed in ("rated", "min", "max") for what in ("cop", "capacity")),
)
_STATE = ("load_btuh", "steady_cop", "frosted_cop", "capacity_btuh", "cop")
_HEAT = ("heat_pump_btuh", "furnace_btuh", "furnace_strip_btuh", "strip_kw", "dual_heat_pump_btuh", "dual_furnace_btuh",
         "dual_strip_btuh", "emergency_strip_btuh", "heat_pump_kw", "furnace_mmbtu_per_h", "furnace_hours",
         "dual_furnace_hours")  # fmt: skip
_MONEY = tuple(key for key in NUMBERS if key not in (*_CLIMATE, *_STATE, *_HEAT, "bin", "defrost_fraction"))
_SEASON = ("heat_pump_kwh", "heat_pump_mmbtu", "furnace_mmbtu", "strip_mmbtu")
_ENERGY = ("load_mmbtu", "unmet_mmbtu", "strip_kwh", "fan_kwh", "electricity_kwh", "fuel_mmbtu", "fuel_units",
           "fuel_unit", "annual_cost", "emissions_kg")  # fmt: skip
_SEASON_HOURS = ("furnace_hours", "backup_hours", "strip_hours", "unmet_hours")
SCENARIO_KEYS = tuple(column.key for column in SCENARIOS)
_SAVINGS = ("saving_vs_existing", "saving_vs_single_fuel")
"""Columns that compare the scenarios of a table: they come last, when it has them all"""
_TOTALS = tuple(key for key in SCENARIO_KEYS if key not in _SAVINGS)
_IN_EVERY_ROW = ("scenario", "fuel_unit", "available")
"""Columns that a scenario which is not available has too"""
CURVE_KEYS = tuple(column.key for column in SWITCHOVER)
_RECOMMENDED = {"recommended_switchover": "recommended"}


def columns_of(matrix: str, table: str, keys: Iterable[str]) -> dict[tuple[str, str], str]:
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


IN_SEGMENTS = {name: f"INDEX(segments,0,{number})" for number, name in enumerate(_SEGMENTS, 1)}
IN_SEGMENTS |= {
    f"{speed}_{what}": IN_SEGMENTS[f"segment_{what}"] for speed in points.SPEEDS for what in ("from", "temperature")
}
"""The points of every speed; they are at the same temperatures"""


def _model() -> dict[str, str]:
    """The model in parts, each short enough for a formula."""
    climate = columns_of("bins_of", "Bins", _CLIMATE)
    speeds = climate | columns_of("speeds", "Bins", _SPEEDS)
    state = climate | {("Bins", "defrost_fraction"): "INDEX(speeds,0,1)"} | columns_of("state", "Bins", _STATE)
    heat = state | columns_of("heat", "Bins", _HEAT)
    numbers = columns_of("numbers", "Bins", NUMBERS)
    unpriced = {place: array for place, array in numbers.items() if place[1] not in ("dual_cost", "furnace_cost")}
    turns = Model({}, climate)
    turns.scalar("turns_furnace")
    frost = Model(IN_SEGMENTS, as_sheet=FROST_LINES)
    lines = ",".join(frost.scalar(name) for name in FROST_LINES)
    everything = heat | columns_of("money", "Bins", _MONEY) | {("Bins", "bin"): "SEQUENCE(ROWS(bins_of))"}
    chosen, priced = Model({}, numbers), Model({"electricity_price": "electricity_price",
                                                "fuel_price_per_mmbtu": "fuel_price"}, unpriced)  # fmt: skip
    chosen.scalar("recommended_switchover")
    priced.scalar("recommended_switchover")
    names = {("Scenarios", "scenario"): "DF__RUNS()"}
    season = numbers | names | columns_of("season", "Scenarios", _SEASON)
    totals = season | columns_of("run_hours", "Scenarios", _SEASON_HOURS) | columns_of("energy", "Scenarios", _ENERGY)
    return {
        **{f"DF__{speed.upper()}_POINTS": _points(speed) for speed in points.SPEEDS},
        "DF__SEGMENTS": "LAMBDA(case,HSTACK("
        f"{','.join(f'DF__{speed.upper()}_POINTS(case)' for speed in points.SPEEDS)}))",
        "DF__CLIMATE": _part("case,cut", "Bins", _CLIMATE, {}),
        "DF__TURNS": f"LAMBDA(case,bins_of,{turns.let('turns_furnace')})",
        "DF__FROST": f"LAMBDA(case,segments,{frost.let(f'VSTACK({lines})')})",
        "DF__SPEEDS": _part("case,bins_of,segments", "Bins", _SPEEDS, climate, IN_SEGMENTS),
        "DF__STATE": _part("case,bins_of,speeds", "Bins", _STATE, speeds),
        "DF__HEAT": _part("case,bins_of,state,turns", "Bins", _HEAT, state, {"turns_furnace": "turns"}),
        "DF__MONEY": _part("case,bins_of,state,heat", "Bins", _MONEY, heat),
        # Cut further, the bins do not change what the furnace is sized for.
        "DF__NUMBERS": "LAMBDA(case,cut,LET(bins_of,DF__CLIMATE(case,cut),"
        'turns,DF__TURNS(case,IF(cut="",bins_of,DF__CLIMATE(case,""))),'
        "speeds,DF__SPEEDS(case,bins_of,DF__SEGMENTS(case)),state,DF__STATE(case,bins_of,speeds),"
        "heat,DF__HEAT(case,bins_of,state,turns),money,DF__MONEY(case,bins_of,state,heat),"
        f"HSTACK({','.join(everything['Bins', key] for key in NUMBERS)})))",
        "DF__SWITCHOVER": f"LAMBDA(case,numbers,{chosen.let('recommended_switchover')})",
        "DF__PRICED": f"LAMBDA(case,numbers,electricity_price,fuel_price,{priced.let('recommended_switchover')})",
        "DF__CURVE": _part("case,numbers", "Switchover", CURVE_KEYS, numbers),
        "DF__WORDS": _part("case,numbers,segments,recommended", "Bins", WORDS, numbers, IN_SEGMENTS | _RECOMMENDED),
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
    }  # fmt: skip


def _points(speed: str) -> str:
    """The columns of segments that are of one speed; those that all share are the first's."""
    m = Model()
    shared = _SHARED if speed == points.SPEEDS[0] else ()
    columns = [m.scalar(name) for name in (*shared, *(f"{speed}_{what}" for what in _OF_SPEED))]
    return f"LAMBDA(case,{m.let(_side_by_side(columns))})"


def _season_at(numbers: Mapping[tuple[str, str], str]) -> str:
    """Cost, unmet load and load of the season at one setting, in bins cut at it."""
    m = Model({}, numbers)
    hours, load, at, *ways = (
        m.array("Bins", key)
        for key in ("hours", "load_btuh", "at", "dual_cost", "furnace_cost", "dual_unmet_mmbtu", "furnace_unmet_mmbtu")
    )
    above = f"--({at}>={m.text(parts.rounded('setting'))})"
    cost, unmet = (
        f"SUMPRODUCT(above,{dual})+SUMPRODUCT(1-above,{furnace})"
        for dual, furnace in zip(ways[::2], ways[1::2], strict=True)
    )
    season = f"SUMPRODUCT({hours},{load})/{m.scalar('btu_per_mmbtu')}"
    result = m.let(f"LET(above,{above},HSTACK({cost},{unmet},{season}))")
    return f"LAMBDA(case,setting,LET(numbers,DF__NUMBERS(case,setting),{result}))"


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
    first = SCENARIO_KEYS.index(_SAVINGS[0])
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


NAMES: Final = _model()
"""By name."""
