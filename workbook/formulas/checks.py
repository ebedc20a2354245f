"""The checks as formulas: the engine's own checks, and its numbers compared with those of the formulas.

The engine's numbers are values, written when the workbook was made; once an input has been edited they no longer
apply, which the snapshot of the inputs on Log shows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from xl_dualfuel.files.values import is_number
from xl_dualfuel.model.scenarios import SCENARIOS as SCENARIO_KEYS
from xl_dualfuel.results.checks import AT_MOST, TOLERANCE, WHAT
from xl_dualfuel.results.columns import SCENARIOS, Column

from ..shape import Filling
from .parts import bins_at_or_above, bins_below, of_scenario, rounded

CHECK_HELPERS: Final = (
    Column("applies", "1: applies", "", "integer", "the case is sound; for the engine's numbers: nothing was edited"),
    Column("agrees", "1: agrees", "", "integer"),
    Column("scale", "Scale of the tolerance", "", help="beside left and right; savings are differences of costs"),
)


class CheckRow(NamedTuple):
    """One check: formulas of its sides and of when it applies; right "" for the engine's number."""

    id: str
    what: str
    left: str
    right: str
    applies: str
    scale: str
    engine: Callable[[Filling], Any] | None = None
    """The engine's number; None for a check of the engine's own"""


_SOUND = 'IF(out_status="OK",1,0)'
_UNEDITED = 'IF(AND(out_status="OK",out_inputs_changed=0),1,0)'


def _scenario_checks(name: str, scenario: str, switchover: str) -> dict[str, tuple[str, str]]:
    """The sides of the checks of one scenario, from the bins."""
    above, below = bins_at_or_above(switchover), bins_below(switchover)

    def of(key: str) -> str:
        return of_scenario(scenario, key)

    kwh = f"SUMPRODUCT({above},[Bins.hours],[Bins.dual_heat_pump_kw])"
    btu = f"SUMPRODUCT({above},[Bins.hours],[Bins.dual_heat_pump_btuh])"
    # The season's compressor heat is its electricity times its own mean COP.
    heat = f"IF({kwh}>0,{of('heat_pump_kwh')}*{btu}/({kwh}+({kwh}=0)),0)"

    def bins(what: str) -> str:
        return f"SUMPRODUCT({above},[Bins.dual_{what}])+SUMPRODUCT({below},[Bins.furnace_{what}])"

    parts = "+".join(of(key) for key in ("heat_pump_mmbtu", "furnace_mmbtu", "strip_mmbtu", "unmet_mmbtu"))
    return {
        f"heat_{name}": (
            f"({heat}+{of('strip_kwh')}*c_btu_per_kwh)/c_btu_per_mmbtu+{of('fuel_mmbtu')}*in_furnace_efficiency"
            f"+{of('unmet_mmbtu')}",
            of("load_mmbtu"),
        ),
        f"cost_{name}": (of("annual_cost"), bins("cost")),
        f"emissions_{name}": (of("emissions_kg"), bins("emissions_kg")),
        f"shares_{name}": (f"({parts})/{of('load_mmbtu')}", "1"),
    }


_YEAR_HOURS = f"SUMPRODUCT(--(out_climate_key<{rounded('out_used_load_balance')}),in_climate_hours)"
_EDGES_ABOVE = (
    'MIN(out_candidates-1,SUMPRODUCT(--([Switchover.key]<""),--([Switchover.key]>'
    f"{rounded('out_economic_temperature')})))"
)
"""Numbers, and nothing else, are less than an empty text."""
_COST_AT = "INDEX([Switchover.annual_cost],{})"

_SIDES: Final = {
    "hours": (
        "SUM([Bins.hours])",
        "CHOOSE(out_climate_way,in_season_hours+in_hours_below_design,SUM(in_climate_hours),in_season_hours,"
        f"{_YEAR_HOURS},{_YEAR_HOURS})",
    ),
    "delivery": ("MAX([Bins.excess_btuh])", "0"),
    **_scenario_checks("optimized", "optimized", "out_recommended_switchover"),
    **_scenario_checks("existing", "existing_switchover", "in_existing_switchover"),
    "optimum_scenario": ("out_recommended_annual_cost", of_scenario("optimized", "annual_cost")),
    "optimum_search": ("out_recommended_annual_cost", "MIN([Switchover.direct_heated])"),
    "optimum_existing": ("out_recommended_annual_cost", of_scenario("existing_switchover", "annual_cost")),
    "optimum_economic": (
        "out_recommended_annual_cost",
        f"MIN({_COST_AT.format(f'MAX(1,{_EDGES_ABOVE})')},{_COST_AT.format(f'{_EDGES_ABOVE}+1')})",
    ),
}
_TODAY = f'SUMPRODUCT({bins_at_or_above("in_existing_switchover")},--([Bins.at]<""))'
_APPLIES: Final = {
    # Today's setting is a candidate and heats the house: else it is no wonder that it costs less.
    "optimum_existing": 'IF(out_status="OK",'
    f"IF(SUMPRODUCT([Switchover.heats],--([Switchover.place]={_TODAY}))>0,1,0),0)",
    "shares_optimized": f'IF(out_status="OK",IF({of_scenario("optimized", "load_mmbtu")}>0,1,0),0)',
    "shares_existing": f'IF(out_status="OK",IF({of_scenario("existing_switchover", "load_mmbtu")}>0,1,0),0)',
    # One crossing, COP rising with temperature, nothing but the price decides.
    "optimum_economic": 'IF(out_status="OK",IF(AND(out_economic_status="crosses",in_defrost="none",'
    "SUMPRODUCT(--(out_segment_cop_slope<0))=0,COUNT(in_furnace_capacity,in_compressor_lockout)=0,"
    "NOT(out_capacity_limits)),1,0),0)",
}


def _own_rows() -> list[CheckRow]:
    return [CheckRow(name, what, *_SIDES[name], _APPLIES.get(name, _SOUND), "0") for name, what in WHAT.items()]


def _scenario_number(key: str, place: int) -> Callable[[Filling], Any]:
    def value(f: Filling) -> Any:
        number = f.scenarios[key][place]
        return int(number) if isinstance(number, bool) else number

    return value


def _temperature(name: str, f: Filling) -> float | None:
    temperature: float | None = getattr(f.s, name).temperature
    return temperature


def _shown(scenario: str, key: str) -> str:
    """A number of a scenario; the setting to program has one only where it is not the recommended switchover."""
    formula = of_scenario(scenario, key)
    return f'IF(out_setting_differs=1,{formula},"")' if scenario == "setting" else formula


def _engine_rows() -> list[CheckRow]:
    """The engine's number and the formula's, for every number of every scenario and the answers on top."""
    rows = [
        CheckRow("engine_recommended_switchover", "recommended switchover: formulas = engine (°F)",
                 "out_recommended_switchover", "", _UNEDITED, "1", lambda f: f.s.switchover),
        CheckRow("engine_setting", "setting to program: formulas = engine (°F)", "out_setting", "", _UNEDITED, "1",
                 lambda f: f.s.setting.switchover),
    ]  # fmt: skip
    for name in ("economic", "thermal", "emissions"):
        rows.append(CheckRow(f"engine_{name}_temperature", f"{name} balance point: formulas = engine (°F)",
                             f"out_{name}_temperature", "", _UNEDITED, "1", partial(_temperature, name)))  # fmt: skip
    for place, scenario in enumerate(SCENARIO_KEYS):
        for column in SCENARIOS:
            if column.kind == "text":
                continue
            saving = column.key.startswith("saving")
            rows.append(
                CheckRow(
                    f"engine_{scenario}_{column.key}",
                    f"{scenario.replace('_', ' ')}: {column.label}, formulas = engine"
                    + (f" ({column.unit})" if column.unit else ""),
                    _shown(scenario, "live" if column.kind == "flag" else column.key),  # engines differ on TRUE
                    "",
                    _UNEDITED,
                    "MAX(1,MAX([Scenarios.annual_cost]))" if saving else "1",
                    _scenario_number(column.key, place),
                )
            )
    return rows


CHECK_ROWS: Final = (*_own_rows(), *_engine_rows())

_DIFFERENCE = 'IF(AND(ISNUMBER([left]),ISNUMBER([right])),[left]-[right],"")'
_TOLERANCE = 'IF(ISNUMBER([difference]),c_tolerance*MAX([scale],ABS([left]),ABS([right])),"")'


def formulas(row: CheckRow) -> dict[str, str]:
    """The formulas of a check by column; without right where that is the engine's number."""
    size = "[difference]" if row.id in AT_MOST else "ABS([difference])"
    columns = {
        "ok": 'IF([applies]=1,IF([agrees]=1,"OK","FAIL"),"N/A")',
        "left": f'IF([applies]=1,{row.left},"")',
        "right": f'IF([applies]=1,{row.right},"")',
        "difference": _DIFFERENCE,
        "tolerance": _TOLERANCE,
        "applies": row.applies,
        "agrees": f"IF(ISNUMBER([difference]),IF({size}<=[tolerance],1,0),IF([left]=[right],1,0))",
        "scale": row.scale,
    }
    if row.engine is not None:
        del columns["right"]
    return columns


def values(row: CheckRow, f: Filling) -> dict[str, Any]:
    """What the formulas of a check give when the workbook is made."""
    return f.once(("check", row.id), lambda: (_own_values if row.engine is None else _engine_values)(row, f))


def _own_values(row: CheckRow, f: Filling) -> dict[str, Any]:
    check = f.once("checks", lambda: {check.id: check for check in f.result.checks}).get(row.id)
    if check is None:
        blank = dict.fromkeys(("left", "right", "difference", "tolerance"), "")
        return {"ok": "N/A", **blank, "applies": 0, "agrees": 1, "scale": 0}
    return {
        "ok": "OK" if check.ok else "FAIL",
        **{key: getattr(check, key) for key in ("left", "right", "difference", "tolerance")},
        "applies": 1,
        "agrees": int(check.ok),
        "scale": 0,
    }


def _engine_values(row: CheckRow, f: Filling) -> dict[str, Any]:
    assert row.engine is not None
    value = row.engine(f)
    scale = 1.0 if row.scale == "1" else max(1.0, *(cost for cost in f.scenarios["annual_cost"] if cost is not None))
    columns = {"ok": "OK", "left": value, "right": value, "applies": 1, "agrees": 1, "scale": scale}
    if not is_number(value):
        return {**columns, "left": "" if value is None else value, "difference": "", "tolerance": ""}
    return {**columns, "difference": 0.0, "tolerance": TOLERANCE * max(scale, abs(value))}


def counts(f: Filling) -> dict[str, int]:
    """How many checks are OK, FAIL and N/A."""
    verdicts = [values(row, f)["ok"] for row in CHECK_ROWS]
    return {word: verdicts.count(word) for word in ("OK", "FAIL", "N/A")}


MASTER: Final = (
    'COUNTIF(out_check_results,"OK")&" OK, "&COUNTIF(out_check_results,"FAIL")&" FAIL, "'
    '&COUNTIF(out_check_results,"N/A")&" N/A"'
)


def master(f: Filling) -> str:
    """The master check in words, as its formula has it."""
    return f.once("master", lambda: ", ".join(f"{number} {word}" for word, number in counts(f).items()))
