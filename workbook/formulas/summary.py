"""What the client's page says: settings of the thermostat, why, what each way of heating costs; as formulas and from
the engine.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from xl_dualfuel.decisions.program import DIFFERENTIAL
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.model.balance import BalancePoint
from xl_dualfuel.model.scenarios import EXISTING, FURNACE_ONLY, HEAT_PUMP_ONLY
from xl_dualfuel.model.switchovers import COLD_SHARE, TIE
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.setting_words import costs, lead
from xl_dualfuel.results.unmeetable import unmeetable

from ..shape import Filling
from . import curves, words
from .cover import compared, saving, setting_place, source
from .lines import Derived
from .lockouts import compressor_lockout
from .parts import of_scenario
from .to_program import auxiliary
from .why import WHY

NONE: Final = "–"
"""In place of an answer while the case is broken"""
STALE: Final = "Inputs were edited since this was made: make it again for what was assumed."


def _auxiliary(f: Filling) -> str:
    """The lockout of auxiliary heat in words."""
    at = auxiliary(f)
    return words.degrees(at, f.s.parameters) if isinstance(at, float) else _FREE


_FREE: Final = "none"
"""Where the furnace must be free at every temperature"""


def _degrees(fahrenheit: float, f: Filling) -> str:
    """A temperature that nobody sets, in the unit of the case."""
    in_celsius = f.shape.units.temperature == "C"
    shown = (fahrenheit - words.FREEZING) / words.PER_CELSIUS if in_celsius else fahrenheit
    return f"{words.fixed(words.rounded(shown, 1) + 0.0, 1)} °{f.shape.units.temperature}"


def _degrees_formula(value: str) -> str:
    shown = f"CHOOSE(1+out_case_celsius,{value},({value}-c_freezing)/c_fahrenheit_per_celsius)"
    # +0: some spreadsheets keep the sign of a rounded zero and write "-0.0".
    return f'FIXED(ROUND({shown},1)+0,1)&CHOOSE(1+out_case_celsius," °F"," °C")'


# ------------------------------------------------------------------------------------------------------ why, in words

_CHEAPER: Final = {
    "heat_pump_always": "The heat pump is cheaper at every temperature of the season.",
    "fuel_always": "The furnace is cheaper at every temperature of the season.",
    "multiple": "Which of the two is cheaper changes more than once between mild and cold weather.",
}
_SIDES: Final = (
    "the furnace makes heat for less, above it the heat pump.",
    "the heat pump makes heat for less, above it the furnace.",
)
_AT: Final = "SUM(out_economic_temperature)"
_IN_CASE: Final = f"CHOOSE(1+out_case_celsius,{_AT},({_AT}-c_freezing)/c_fahrenheit_per_celsius)"
_ABOVE: Final = f"SUMPRODUCT(([Curves.temperature]-{_IN_CASE})*([Curves.furnace]-[Curves.heat_pump]))>0"
"""Whether the heat pump is the cheaper one above the single temperature at which both cost the same."""


def _crossing(f: Filling) -> str:
    """Which source is cheaper on either side of that temperature."""
    point = f.s.economic
    if point.status != "crosses" or point.temperature is None:
        return ""
    at, pump, furnace = (np.array(curves.curve_values(key, f)) for key in ("temperature", "heat_pump", "furnace"))
    above = ((at - convert(point.temperature, "°F", f.shape.units)) * (furnace - pump)).sum() > 0
    return f"Below {_degrees(point.temperature, f)} {_SIDES[not above]}"


def _cheaper(f: Filling) -> str:
    """Which source is cheaper where."""
    return _CHEAPER.get(f.s.economic.status, "") or _crossing(f)


_SIZE: Final = {
    "heat_pump_always": "The heat pump alone can heat the house at every temperature of the season.",
    "fuel_always": "The heat pump alone is too small for the house at every temperature.",
}
_ENOUGH: Final = ("The heat pump alone can heat the house down to ", ".")
_UNKNOWN: Final = "No capacity was given: the heat pump is assumed to meet any load."


def _large_enough(f: Filling) -> str:
    """Down to what temperature the heat pump alone heats the house."""
    point: BalancePoint = f.s.thermal
    if f.s.parameters.capacity_points is None:
        return _UNKNOWN
    if point.status != "crosses" or point.temperature is None:
        return _SIZE.get(point.status, "")
    return f"{_ENOUGH[0]}{_degrees(point.temperature, f)}{_ENOUGH[1]}"


def _second(f: Filling) -> str:
    """What moved the setting, else how far the heat pump reaches."""
    return next((said for line in WHY if (said := line.value(f))), _large_enough(f))


_HOUSE, _STEP, _RULES, _NO_FURNACE = (line.formula for line in WHY)
DERIVED: Final = (
    Derived("page_crosses", "Words: which source is cheaper on either side",
            f'IF(out_economic_status="crosses","Below "&{_degrees_formula(_AT)}&" "'
            f'&CHOOSE(1+({_ABOVE}),"{_SIDES[1]}","{_SIDES[0]}"),"")', "", _crossing),
    Derived("page_cheaper", "Words: which source is cheaper",
            f'CHOOSE(1+(out_economic_status="heat_pump_always")+2*(out_economic_status="fuel_always")'
            f'+3*(out_economic_status="multiple"),out_page_crosses,"{_CHEAPER["heat_pump_always"]}",'
            f'"{_CHEAPER["fuel_always"]}","{_CHEAPER["multiple"]}")', "", _cheaper),
    Derived("page_enough", "Words: how far the heat pump reaches",
            f'IF(out_capacity_limits,IF(out_thermal_status="crosses","{_ENOUGH[0]}"&'
            f'{_degrees_formula("SUM(out_thermal_temperature)")}&"{_ENOUGH[1]}",'
            f'CHOOSE(1+(out_thermal_status="heat_pump_always")+2*(out_thermal_status="fuel_always"),"",'
            f'"{_SIZE["heat_pump_always"]}","{_SIZE["fuel_always"]}")),"{_UNKNOWN}")', "", _large_enough),
    Derived("page_auxiliary_words", "Words: lockout of auxiliary heat",
            words.degrees_formula("SUM(out_page_auxiliary)"), "",
            lambda f: words.degrees(float(auxiliary(f) or 0.0), f.s.parameters)),
    Derived("page_alone", "Words: why heat pump and strips alone are no setting", _NO_FURNACE, "", WHY[-1].value),
    Derived("page_why", "Words: what moved the setting, else how far the heat pump reaches",
            f'IF({_HOUSE}<>"",{_HOUSE},IF({_STEP}<>"",{_STEP},CHOOSE(1+({_RULES}<>"")'
            f'+2*({_RULES}="")*(out_page_alone<>""),out_page_enough,{_RULES},out_page_alone)))', "", _second),
)  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ the card


class Shown(NamedTuple):
    """A cell of the page: label, formula, the same from the engine."""

    label: str
    formula: str
    value: Callable[[Filling], Any]


def _if_ok(formula: str) -> str:
    return f'IF(out_status="OK",{formula},"{NONE}")'


def _differential(f: Filling) -> str:
    return "{:g} °C".format(DIFFERENTIAL["C"]) if f.s.parameters.thermostat_zero == words.FREEZING else (
        "{:g} °F".format(DIFFERENTIAL["F"]))  # fmt: skip


def _saved(f: Filling) -> str:
    saved = saving(f)
    if not isinstance(saved, float):
        return _UNLIKE
    return f"{'-' if words.rounded(saved) < 0 else ''}{words.money(saved, f.shape.units)}"


_UNLIKE: Final = "cannot be compared"
CARD: Final = (
    Shown("Switchover", _if_ok("out_headline_at"), lambda f: words.degrees(f.s.setting.switchover, f.s.parameters)),
    Shown("Compressor lockout", _if_ok(words.degrees_formula("out_page_lockout")),
          lambda f: words.degrees(compressor_lockout(f), f.s.parameters)),
    Shown("Auxiliary heat lockout",
          _if_ok(f'CHOOSE(1+ISNUMBER(out_page_auxiliary),"{_FREE}",out_page_auxiliary_words)'), _auxiliary),
    Shown("Differential",
          'CHOOSE(1+(in_thermostat_zero=c_freezing),"{:g} °F","{:g} °C")'.format(DIFFERENTIAL["F"], DIFFERENTIAL["C"]),
          _differential),
    Shown("Season saving",
          _if_ok('IF(ISNUMBER(out_saving),CHOOSE(1+(ROUND(SUM(out_saving),c_cents)<0),"","-")'
                 f'&{words.money_formula("SUM(out_saving)")},"{_UNLIKE}")'), _saved),
)  # fmt: skip
"""What to set on the thermostat, in its own degrees, and what that is worth"""


# ----------------------------------------------------------------------------------------------------------- the table


class Way(NamedTuple):
    """A row of the table: label (text, or a formula), season cost, and against today's setting."""

    label: Shown | str
    cost: Shown
    against: Shown


_LOAD: Final = "(c_cold_share+c_tie)*out_season_load"
_TODAY: Final = {key: of_scenario("existing_switchover", key) for key in ("annual_cost", "unmet_mmbtu")}
_SAME, _WARM = "the same", "warmer than today"


def _against(f: Filling, place: int) -> str:
    """What a way of heating costs less or more than today's setting; or which of the two leaves the house colder."""
    t = f.scenarios
    cost, cold = (t[key][place] for key in ("annual_cost", "unmet_mmbtu"))
    allowed = (COLD_SHARE + TIE) * float(f.s.totals.load_mmbtu[0])
    if cold - t["unmet_mmbtu"][EXISTING] > allowed:
        return f"{words.heat(cold, f.shape.units)} undelivered"
    if t["unmet_mmbtu"][EXISTING] - cold > allowed:
        return _WARM
    less = t["annual_cost"][EXISTING] - cost
    if words.rounded(less) == 0:
        return _SAME
    return f"{words.money(less, f.shape.units)} {'less' if less > 0 else 'more'}"


def _against_formula(cost: str, cold: str) -> str:
    less = f"({_TODAY['annual_cost']}-{cost})"
    money = f'{words.money_formula(less)}&CHOOSE(1+({less}>0)," more"," less")'
    return _if_ok(
        f"CHOOSE(1+({cold}-{_TODAY['unmet_mmbtu']}>{_LOAD})+2*({_TODAY['unmet_mmbtu']}-{cold}>{_LOAD}),"
        f'IF(ROUND({less},c_cents)=0,"{_SAME}",{money}),{words.heat_formula(cold)}&" undelivered","{_WARM}")'
    )


def _way(label: Shown | str, cost: str, cold: str, place: Callable[[Filling], int]) -> Way:
    return Way(
        label,
        Shown("Season cost", _if_ok(words.money_formula(cost)),
              lambda f: words.money(f.scenarios["annual_cost"][place(f)], f.shape.units)),
        Shown("Compared with today", _against_formula(cost, cold), lambda f: _against(f, place(f))),
    )  # fmt: skip


def _single(text: str, scenario: str, place: int) -> Way:
    return _way(text, of_scenario(scenario, "annual_cost"), of_scenario(scenario, "unmet_mmbtu"), lambda _: place)


WAYS: Final = (
    _single("Heat pump and electric strips only", "heat_pump_only", HEAT_PUMP_ONLY),
    _single("Furnace only", "furnace_only", FURNACE_ONLY),
    _way(Shown("", _if_ok('"Today: "&SUBSTITUTE(out_headline_today,"today\'s ","")'),
               lambda f: f"Today: {words.degrees(f.s.parameters.existing_switchover, f.s.parameters)}"),
         _TODAY["annual_cost"], _TODAY["unmet_mmbtu"], lambda _: EXISTING),
    _way(Shown("", _if_ok('"Recommended: "&out_headline_at'),
               lambda f: f"Recommended: {words.degrees(f.s.setting.switchover, f.s.parameters)}"),
         "out_setting_annual_cost", "out_setting_unmet_mmbtu", setting_place),
)  # fmt: skip
"""Ways to heat the house for a season"""

_COLD: Final = "No setting heats the whole house: sheet Cover says what would."
_REFUSED: Final = "No setting meets the rules of the programme: see sheet Cover."
_SET: Final = "Set the switchover to "


def _problem(f: Filling) -> str:
    if unmeetable(f.s) or f.s.setting.accepted is False:
        return lead(f.s.case) + _REFUSED
    return (lead(f.s.case) + ("" if f.s.setting.heats else _COLD)).strip()


PROBLEM: Final = Shown(
    "", f'IF(out_status="OK",TRIM(out_record_lead&" "&IF(AND(out_headline_refused="",out_made_programme_broken=""),'
    f'CHOOSE(1+(out_headline_mend=""),"{_COLD}",""),"{_REFUSED}")),"No result: "&out_status)', _problem
)  # fmt: skip
"""What stands in the way, if anything"""
WORDS: Final = (
    Shown(
        "",
        _if_ok(f'"{_SET}"&out_headline_at&out_headline_source&"."'),
        lambda f: f"{_SET}{words.degrees(f.s.setting.switchover, f.s.parameters)}{source(f)}.",
    ),
    Shown(
        "",
        _if_ok('out_headline_costs&" "&out_headline_cost&", "&out_headline_compared&"."'),
        lambda f: f"{costs(f.s.case)}{words.money(f.s.setting.annual_cost, f.shape.units)}, {compared(f)}.",
    ),
    Shown("", _if_ok("out_page_cheaper"), _cheaper),
    Shown("", _if_ok("out_page_why"), _second),
)
"""What to do, what that costs, and why in two sentences"""

_LINE: Final = 115
"""Most characters of an assumption on the page"""
MOST_ASSUMED: Final = 5


def assumed(number: int, f: Filling) -> str | None:
    """An assumption, shortened; those that move most dollars come first."""
    every = f.result.assumptions
    if number >= len(every):
        return None
    first = every[number].message.removeprefix("Not given; ").partition(". ")[0]
    return textwrap.shorten(f"{FIELDS[every[number].key].label}: {first}", _LINE, placeholder=" …")
