"""Why the setting is what it is: what each constraint costs and leaves cold, as formulas and from the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.climate import SAME
from xl_dualfuel.model.setting import Constraint
from xl_dualfuel.model.switchovers import is_met
from xl_dualfuel.results import setting_words

from ..shape import Filling
from . import words
from .chosen import constraint
from .parts import of_scenario, rounded


class Words(NamedTuple):
    """A sentence as a formula, and the same from the engine; "" where it does not apply."""

    formula: str
    value: Callable[[Filling], str]


def _constraint_words(name: str, begins: str, begins_value: Callable[[Filling], str]) -> Words:
    """What a constraint costs and leaves cold. begins: formula of what comes first."""
    key = f"out_{name}"
    than = f"{key}_instead_words"
    change = (
        f"CHOOSE(1+(ROUND({key}_costs,c_cents)=0),{words.money_formula(f'{key}_costs')}"
        f'&CHOOSE(1+({key}_costs>0)," more"," less")&" a season"&CHOOSE(1+({than}="")," than "&{than},""),'
        f'"the same"&CHOOSE(1+({than}="")," as "&{than},""))'
    )
    aside_heat, instead = (words.heat_formula(f"{key}_{what}unmet_mmbtu") for what in ("", "instead_"))
    most = "(c_cold_share+c_tie)*out_season_load"
    left = (
        f"IF(AND(MAX({key}_unmet_mmbtu,{key}_instead_unmet_mmbtu)>{most},{aside_heat}<>{instead}),"
        f'", "&CHOOSE(1+({key}_unmet_mmbtu>{key}_instead_unmet_mmbtu),"and","but")&" leaves "&{aside_heat}'
        f'&" of the heat undelivered in "&FIXED({key}_cold_hours,0)&" hours"'
        f'&CHOOSE(1+({key}_instead_unmet_mmbtu>{most}),""," instead of "&{instead}),"")'
    )
    formula = f'IF({key}_moved=1,{begins}{key}_aside_words&" would cost "&{change}&{left}&".","")'

    def value(f: Filling) -> str:
        record = constraint(f, name)
        if record is None or record.set_aside is None or record.instead is None:
            return ""
        more = "more" if record.costs <= 0 else "less"
        other = moved_on(f, name)
        costs = f"{words.money(record.costs, f.shape.units)} {more} a season{f' than {other}' if other else ''}"
        if words.rounded(record.costs) == 0:
            costs = f"the same{f' as {other}' if other else ''}"
        return f"{begins_value(f)}{aside(f, name)} would cost {costs}{_left_cold(f, record)}."

    return Words(formula, value)


def _left_cold(f: Filling, record: Constraint) -> str:
    load, both = float(f.s.totals.load_mmbtu[0]), (record.unmet_mmbtu, record.instead_unmet_mmbtu)
    here, instead = (words.heat(unmet, f.shape.units) for unmet in both)
    if is_met(max(both), load) or here == instead:
        return ""
    left = f", {'but' if both[0] > both[1] else 'and'} leaves {here} of the heat undelivered in "
    left += f"{words.fixed(record.cold_hours, 0)} hours"
    return left if is_met(both[1], load) else f"{left} instead of {instead}"


def aside(f: Filling, name: str) -> str:
    """The setting that a constraint set aside, in the thermostat's degrees."""
    record = constraint(f, name)
    return "" if record is None or record.set_aside is None else words.degrees(record.set_aside, f.s.parameters)


def moved_on(f: Filling, name: str) -> str:
    """The setting that a constraint moved it to, where another moved it further; else ""."""
    record = constraint(f, name)
    if (
        record is None
        or record.set_aside is None
        or record.instead is None
        or abs(record.instead - f.s.setting.switchover) < SAME
    ):
        return ""
    return words.degrees(record.instead, f.s.parameters)


def aside_formula(name: str) -> str:
    """The same as a formula."""
    return f'IF(out_{name}_moved=1,{words.degrees_formula(f"SUM(out_{name}_set_aside)")},"")'


def _at(f: Filling) -> str:
    return words.degrees(f.s.setting.switchover, f.s.parameters)


def _step(f: Filling) -> str:
    p = f.s.parameters
    if p.thermostat_zero == words.FREEZING:
        return f"{words.plain(words.rounded(p.thermostat_step / words.PER_CELSIUS, words.DECIMALS))} °C"
    return f"{words.plain(words.rounded(p.thermostat_step, words.DECIMALS))} °F"


_STEP: Final = (
    "ROUND(in_thermostat_step/CHOOSE(1+(in_thermostat_zero=c_freezing),1,c_fahrenheit_per_celsius),"
    'c_setting_decimals)&CHOOSE(1+(in_thermostat_zero=c_freezing)," °F"," °C")'
)
INSTEAD: Final = {
    "heats_the_house": f"IF(out_heats_the_house_moved=1,CHOOSE(1+({rounded('out_recommended_switchover')}="
    f'{rounded("out_setting")}),{words.degrees_formula("out_recommended_switchover")},""),"")',
    "thermostat_step": 'IF(out_thermostat_step_moved*out_programme_moved=1,out_programme_aside_words,"")',
    "programme": '""',
}
"""The setting that a constraint moved it to, where another moved it further, as formulas."""
CONSTRAINT_WORDS: Final = {
    "heats_the_house": _constraint_words("heats_the_house", "", lambda _: ""),
    "thermostat_step": _constraint_words(
        "thermostat_step", f'"The thermostat\'s settings are "&{_STEP}&" apart; "&',
        lambda f: f"The thermostat's settings are {_step(f)} apart; ",
    ),
    "programme": _constraint_words(
        "programme", '"Set "&out_headline_at&", as the programme asks of the switchover; "&',
        lambda f: f"Set {_at(f)}, as the programme asks of the switchover; ",
    ),
}  # fmt: skip


def _alone(f: Filling) -> str:
    """Why heat pump and strips alone are no setting, where they cost less."""
    return setting_words.alone_words(f.s, f.shape.units)


_LESS = f"(out_setting_annual_cost-{of_scenario('heat_pump_only', 'annual_cost')})"
_SAID = setting_words.no_furnace(0.0, "\0", Units()).split("$0.00")
_ALONE: Final = Words(
    f"IF(AND(ROUND({_LESS},c_cents)>0,ABS({of_scenario('heat_pump_only', 'unmet_mmbtu')}-out_setting_unmet_mmbtu)"
    f'<=(c_cold_share+c_tie)*out_season_load),"{_SAID[0]}"&{words.money_formula(_LESS)}&'
    f'"{_SAID[1].partition(chr(0))[0]}"&in_backup_operation&"{_SAID[1].partition(chr(0))[2]}","")',
    _alone,
)
WHY: Final = (*(Words(f"out_{name}_words", line.value) for name, line in CONSTRAINT_WORDS.items()), _ALONE)
"""Why the setting is what it is, a line each"""
