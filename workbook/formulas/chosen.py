"""The setting to program and its constraints: the single numbers behind it, and the rules of programmes about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.inputs.programmes import CUSTOM, KEYS
from xl_dualfuel.model.climate import SAME
from xl_dualfuel.model.setting import Constraint
from xl_dualfuel.results.accepting import AUXILIARY, RULES, accepts
from xl_dualfuel.units import FUELS

from ..shape import Filling
from . import climate, missing, setting
from .lines import Derived
from .parts import multiple_below, rounded

ANY_FUEL: Final = "any"
KINDS: Final = (*RULES, AUXILIARY)
"""Kinds of rules about what is programmed; of shares the largest applies, of temperatures the lowest"""
CONSTRAINTS: Final = {
    "heats_the_house": ("Heat the house", "out_cheapest", "out_recommended_switchover"),
    "thermostat_step": ("The thermostat's step", "out_recommended_switchover", "out_held"),
    "programme": ("The programme's rules", "out_held", "out_setting"),
}
"""What may move the setting: label, and the names of the settings before and after"""


def of_setting(name: str, key: str) -> str:
    """A number of a setting's season: of an edge, or of one of the two multiples beside the recommended switchover."""
    row = f"MATCH({rounded(name)},[{{}}.key],0)"
    edge, near = row.format("Switchover"), row.format("Near")
    return f"IF(ISNUMBER({edge}),INDEX([Switchover.{key}],{edge}),INDEX([Near.{key}],{near}))"


class RuleLine(NamedTuple):
    """A rule of a programme about the setting: programme, fuel or "any", kind, threshold (None: of the user's file)."""

    programme: str
    fuel: str
    kind: str
    threshold: float | None


def rule_lines() -> tuple[RuleLine, ...]:
    """Every rule of the shipped programmes, and room for those of a file."""
    from xl_dualfuel.inputs.programme_files import PROGRAMMES  # here: it reads a file

    shipped = [
        RuleLine(key, rule.fuel or ANY_FUEL, rule.kind, float(rule.threshold))
        for key in KEYS
        for rule in PROGRAMMES[key].rules
        if rule.kind in KINDS and rule.temperature is None
    ]
    own = [RuleLine(CUSTOM, fuel, kind, None) for kind in KINDS for fuel in (ANY_FUEL, *FUELS)]
    return (*shipped, *own)


def threshold_of(line: RuleLine, f: Filling) -> float | None:
    """The threshold of a line; of the user's own programme the strictest, None where it has none."""
    if line.threshold is not None:
        return line.threshold
    case = f.result.case
    if case.programme != CUSTOM or case.rules is None:
        return None
    limits = [
        float(rule.threshold)
        for rule in case.rules.rules
        if rule.kind == line.kind and (rule.fuel or ANY_FUEL) == line.fuel and rule.temperature is None
    ]
    return (max if line.kind == RULES[1] else min)(limits, default=None)


def applies(line: RuleLine, f: Filling) -> float | str:
    """The threshold where the rule is one of the case's programme and fuel."""
    case, threshold = f.result.case, threshold_of(line, f)
    its = line.programme == case.programme and line.fuel in (ANY_FUEL, case.fuel)
    return threshold if its and threshold is not None else ""


def _limit(kind: str) -> Callable[[Filling], float | str]:
    def value(f: Filling) -> float | str:
        limits = [limit for line in rule_lines() if line.kind == kind and (limit := applies(line, f)) != ""]
        if kind == RULES[1] and f.s.parameters.capacity_points is None:
            return ""
        return (max if kind == RULES[1] else min)(limits, default="")

    return value


def _named(key: str) -> Callable[[Filling], Any]:
    return lambda f: setting.pool_of(f).named[key]


def held(f: Filling) -> float:
    """The setting that the thermostat can hold, whatever a programme says [°F]."""
    programme = next((c for c in f.s.setting.constraints if c.id == "programme"), None)
    moved = programme is not None and programme.set_aside is not None
    return programme.set_aside if moved else f.s.setting.switchover  # type: ignore[union-attr, return-value]  # moved


def _accepted(f: Filling) -> int | str:
    return "" if f.s.setting.accepted is None else int(f.s.setting.accepted)


def _pleased_warm(f: Filling) -> int:
    pool = setting.pool_of(f)
    at = pool.named["accepted_setting"]
    return 0 if at == "" else int(heats(f, at) >= heats(f, held(f)))


def heats(f: Filling, at: float) -> int:
    """Whether a setting of the pool heats the house."""
    return int(_season(f, at, "unmet_mmbtu", "unmet_mmbtu") <= setting.unmet_allowed(f))


def _season(f: Filling, at: float, key: str, what: str) -> float:
    """A number of a setting's season, as of_setting finds it."""
    candidates = f.s.candidates
    edges = [n for n, edge in enumerate(candidates.switchover.tolist()) if abs(edge - at) < SAME]
    if edges:
        return float(getattr(candidates, key)[edges[0]])
    both = setting.season_of(f)
    return both.total(f, what, next(n for n, edge in enumerate(both.multiples) if abs(edge - at) < SAME))


def _held_accepted(f: Filling) -> int:
    judge = accepts(f.s.case, f.s.parameters)
    return 1 if judge is None else int(judge(held(f)))


def near_of(f: Filling) -> int:
    """The row, from 1, of the setting among the two multiples and the limit; 0 where it is none of them."""
    return missing.near_of(f, setting.season_of(f).multiples)


def _sides(f: Filling) -> tuple[int, int]:
    """How many bins and pieces are at or above the setting, and below it, as of_setting finds them."""
    at, pool = f.s.setting.switchover, setting.pool_of(f)
    edges = [n for n, edge in enumerate(f.s.candidates.switchover.tolist()) if abs(edge - at) < SAME]
    if edges:
        return pool.edges["above"][edges[0]], pool.edges["below"][edges[0]]
    near = next(n for n, edge in enumerate(setting.season_of(f).multiples) if abs(edge - at) < SAME)
    return setting.near_values("above", f)[near], setting.near_values("below", f)[near]


def constraint(f: Filling, name: str) -> Constraint | None:
    """The engine's record of a constraint; None without a programme."""
    return next((one for one in f.s.setting.constraints if one.id == name), None)


class Column(NamedTuple):
    """A column of the table of constraints: key, header, unit, style, formula of a row, value from the engine.

    In formulas [before] and [after] are the settings' names, [key] the row's other cells.
    """

    key: str
    header: str
    style: str
    formula: Callable[[str, str], str]
    value: Callable[[Filling, str], Any]


def _moved(f: Filling, name: str) -> int:
    record = constraint(f, name)
    return int(record is not None and record.set_aside is not None)


def _aside(f: Filling, name: str) -> float | str:
    record = constraint(f, name)
    return "" if record is None or record.set_aside is None else record.set_aside


def _number(key: str) -> Callable[[Filling, str], float]:
    return lambda f, name: float(getattr(constraint(f, name) or _NONE, key))


_NONE: Final = Constraint("cost", False, None, 0.0, 0.0, 0.0)


def _if_moved(formula: str, otherwise: str = "0") -> str:
    return f"IF([moved]=1,{formula},{otherwise})"


CONSTRAINT_COLUMNS: Final = (
    Column("moved", "1: it moved the setting", "df 0",
           lambda before, after: f"IF({rounded(before)}={rounded(after)},0,1)", _moved),
    Column("set_aside", "Set aside °F", "df 0.0#", lambda before, _: _if_moved(before, '""'), _aside),
    Column("costs", "What that costs $", "df money",
           lambda before, after: _if_moved(f"{of_setting(after, 'annual_cost')}-{of_setting(before, 'annual_cost')}"),
           _number("costs")),
    Column("cold_hours", "Cold hours there", "df #,##0.0",
           lambda before, _: _if_moved(of_setting(before, "unmet_hours")), _number("cold_hours")),
    Column("unmet_mmbtu", "Unmet load there MMBtu", "df #,##0.000",
           lambda before, _: _if_moved(of_setting(before, "unmet_mmbtu")), _number("unmet_mmbtu")),
    Column("instead_unmet_mmbtu", "Unmet load at the next MMBtu", "df #,##0.000",
           lambda _, after: _if_moved(of_setting(after, "unmet_mmbtu")), _number("instead_unmet_mmbtu")),
)  # fmt: skip

DERIVED: Final = (
    Derived("limit", "Largest switchover the programme accepts", 'IF(COUNT(out_rule_limit)>0,MIN(out_rule_limit),"")',
            "°F", _limit(RULES[0])),
    Derived("limit_setting", "… as a setting of the thermostat",
            f'IF(ISNUMBER(out_limit),{multiple_below("out_limit")},"")', "°F", lambda f: climate.limit_setting(f.s)),
    Derived("auxiliary_limit", "Warmest lockout of auxiliary heat the programme accepts",
            'IF(COUNT(out_rule_auxiliary)>0,MIN(out_rule_auxiliary),"")', "°F", _limit(AUXILIARY)),
    Derived("share_limit", "Share of the load the programme asks for at the switchover",
            'IF(AND(out_capacity_limits,COUNT(out_rule_share)>0),MAX(out_rule_share),"")', "", _limit(RULES[1])),
    Derived("judges", "1: a programme judges the setting", "IF(COUNT(out_limit,out_share_limit)>0,1,0)", "",
            lambda f: int(f.s.setting.accepted is not None)),
    Derived("season_load", "Load of the season", "SUMPRODUCT([Bins.hours],[Bins.load_btuh])/c_btu_per_mmbtu", "MMBtu",
            _named("season_load")),
    Derived("unmet_allowed", "Unmet load up to which a setting heats the house",
            "MIN([Switchover.unmet_mmbtu])+c_cold_share*out_season_load+c_tie*out_season_load", "MMBtu",
            _named("unmet_allowed")),
    Derived("cheapest", "Setting of least cost, cold rooms or not",
            "INDEX([Switchover.switchover],MATCH(MIN([Switchover.cheapest_distance]),[Switchover.cheapest_distance],0))",
            "°F", lambda f: float(f.s.candidates.switchover[f.s.unbound])),
    Derived("pool_warm", "Settings of the thermostat that heat the house",
            "SUMPRODUCT([Switchover.multiple],[Switchover.heats])+SUM([Near.heats])", "", _named("pool_warm")),
    Derived("pool_least", "Least cost of them", "MIN([Switchover.pool_cost],[Near.pool_cost])", "$",
            _named("pool_least")),
    Derived("pool_nearest", "Nearest to the guess, of the least",
            "MIN([Switchover.pool_distance],[Near.pool_distance])", "°F", _named("pool_nearest")),
    Derived("held", "Setting that the thermostat can hold",
            "IF(INDEX([Switchover.multiple],out_recommended_row)=1,out_recommended_switchover,"
            "MAX([Switchover.pool_at],[Near.pool_at]))", "°F", held),
    Derived("held_accepted", "1: the programme accepts it", of_setting("out_held", "accepted"), "", _held_accepted),
    Derived("accepted_warm", "Accepted settings that heat the house",
            "SUMPRODUCT([Switchover.multiple],[Switchover.heats],[Switchover.accepted])"
            "+SUMPRODUCT([Near.heats],[Near.accepted])", "", _named("accepted_warm")),
    Derived("accepted_least", "Least cost of those accepted", "MIN([Switchover.accepted_cost],[Near.accepted_cost])",
            "$", _named("accepted_least")),
    Derived("accepted_nearest", "Nearest to the guess, of the least",
            "MIN([Switchover.accepted_distance],[Near.accepted_distance])", "°F", _named("accepted_nearest")),
    Derived("accepted_setting", "Setting that the programme accepts",
            "IF(COUNT([Switchover.accepted_at],[Near.accepted_at])>0,"
            'MAX([Switchover.accepted_at],[Near.accepted_at]),"")', "°F", _named("accepted_setting")),
    Derived("accepted_helps", "1: it heats the house as well as without the programme",
            f"IF(ISNUMBER(out_accepted_setting),--({of_setting('SUM(out_accepted_setting)', 'heats')}>="
            f"{of_setting('out_held', 'heats')}),0)", "", _pleased_warm),
    Derived("setting_accepted", "1: the programme accepts the setting",
            'IF(out_judges=1,MAX(out_held_accepted,out_accepted_helps),"")', "", _accepted),
    Derived("setting", "Setting to program",
            "IF(OR(out_judges=0,out_held_accepted=1,out_accepted_helps=0),out_held,out_accepted_setting)", "°F",
            lambda f: f.s.setting.switchover),
    Derived("setting_differs", "1: it is not the recommended switchover",
            f"IF({rounded('out_setting')}={rounded('out_recommended_switchover')},0,1)", "",
            lambda f: int(f.s.setting.switchover != f.s.switchover)),
    Derived("setting_near", "Its row where it cuts a bin; 0: an edge",
            f"IF(ISNUMBER(MATCH({rounded('out_setting')},[Near.key],0)),MATCH({rounded('out_setting')},[Near.key],0),0)",
            "", near_of),
    Derived("setting_cut", "Bin that it cuts",
            "IF(out_setting_near>0,INDEX([Near.bin],MAX(1,out_setting_near)),0)", "",
            lambda f: setting.season_of(f).cut[near_of(f) - 1] if near_of(f) else 0),
    Derived("setting_above", "Bins and pieces at or above it", of_setting("out_setting", "above"), "",
            lambda f: _sides(f)[0]),
    Derived("setting_below", "Bins and pieces below it", of_setting("out_setting", "below"), "",
            lambda f: _sides(f)[1]),
    Derived("setting_annual_cost", "Its season cost", of_setting("out_setting", "annual_cost"), "$",
            lambda f: f.s.setting.annual_cost),
    Derived("setting_unmet_mmbtu", "Its unmet load", of_setting("out_setting", "unmet_mmbtu"), "MMBtu",
            lambda f: f.s.setting.unmet_mmbtu),
    Derived("setting_cold_hours", "Its cold hours", of_setting("out_setting", "unmet_hours"), "h",
            lambda f: f.s.setting.cold_hours),
)  # fmt: skip
