"""What the Cover shows: the result in one sentence and its figures, as formulas and from the engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.model.scenarios import EXISTING, OPTIMIZED, SETTING
from xl_dualfuel.model.switchovers import as_warm, status

from ..shape import Filling
from .chosen import constraint, of_setting
from .parts import of_scenario

_DECIMALS: Final = 2
"""df_cents on Constants."""


def rounded(value: float) -> float:
    """To two decimals, halves away from zero, as spreadsheets round."""
    scale = 10**_DECIMALS
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


def money(value: float) -> str:
    """As FIXED(value,df_cents) shows it."""
    return f"{rounded(value):,.2f}"


def degrees(value: float) -> str:
    """As ROUND(value,df_cents) reads in a text."""
    return format(rounded(value) + 0.0, ".15g")


OUTCOME: Final = (
    f"IF({of_setting('df_setting', 'above')}=0,\"Heat with the furnace all season\","
    f"IF({of_setting('df_setting', 'below')}=0,\"Heat with the heat pump all season\","
    '"Set the switchover to "&ROUND(df_setting,df_cents)&" °F"))'
)
_SAME: Final = (
    f"ABS({of_scenario('existing_switchover', 'unmet_mmbtu')}-df_setting_unmet_mmbtu)"
    "<=(df_cold_share+df_tie)*df_season_load"
)
SAVING: Final = f"IF({_SAME},{of_scenario('existing_switchover', 'annual_cost')}-df_setting_annual_cost,\"\")"
SENTENCE: Final = (
    'IF(df_status="OK",df_outcome&": the season costs $"&FIXED(df_setting_annual_cost,df_cents)&'
    'IF(ROUND(SUM(df_saving),df_cents)>0,", $"&FIXED(SUM(df_saving),df_cents)&" less than at today\'s ",'
    '", no saving over today\'s ")&ROUND(df_existing_switchover,df_cents)&" °F.","No result: "&df_status)'
)


def outcome(f: Filling) -> str:
    """What to do, in words."""
    setting = f.s.setting
    words = {"fuel_always": "Heat with the furnace all season", "heat_pump_always": "Heat with the heat pump all season"}
    at = status(setting.place, len(setting.bins.hours))
    return words.get(at, f"Set the switchover to {degrees(setting.switchover)} °F")


def saving(f: Filling) -> float | str:
    """What the setting saves against today's [$ a season]; "" where one of the two leaves more of the load unmet."""
    table, setting = f.scenarios, f.s.setting
    if not as_warm(table["unmet_mmbtu"][EXISTING], setting.unmet_mmbtu, table["load_mmbtu"][EXISTING]):
        return ""
    value: float = table["annual_cost"][EXISTING] - setting.annual_cost
    return value


def sentence(f: Filling) -> str:
    """The result in one sentence."""
    less = saving(f)
    saved = less if isinstance(less, float) else 0.0
    compared = f", ${money(saved)} less than at today's " if rounded(saved) > 0 else ", no saving over today's "
    cost = money(f.s.setting.annual_cost)
    return f"{outcome(f)}: the season costs ${cost}{compared}{degrees(f.s.parameters.existing_switchover)} °F."


class Words(NamedTuple):
    """A sentence as a formula, and the same from the engine; "" where it does not apply."""

    formula: str
    value: Callable[[Filling], str]


def _constraint_words(name: str, reason: str, cold: bool = False) -> Words:
    """What a constraint costs; reason: what begins the sentence."""
    key = f"df_{name}"
    less = f'" °F would cost $"&FIXED(ABS({key}_costs),df_cents)&IF({key}_costs<0," more"," less")&" a season'
    tail = f', but leaves "&FIXED({key}_unmet_mmbtu,df_cents)&" MMBtu of the heat undelivered."' if cold else '."'
    formula = f'IF({key}_moved=1,"{reason}"&ROUND({key}_set_aside,df_cents)&{less}{tail},"")'

    def value(f: Filling) -> str:
        record = constraint(f, name)
        if record is None or record.set_aside is None:
            return ""
        costs = f"${money(abs(record.costs))} {'more' if record.costs < 0 else 'less'} a season"
        left = f", but leaves {money(record.unmet_mmbtu)} MMBtu of the heat undelivered" if cold else ""
        return f"{reason}{degrees(record.set_aside)} °F would cost {costs}{left}."

    return Words(formula, value)


CONSTRAINT_WORDS: Final = {
    "heats_the_house": _constraint_words("heats_the_house", "The house is heated first: ", cold=True),
    "thermostat_step": _constraint_words("thermostat_step", "The thermostat can hold this setting: "),
    "programme": _constraint_words("programme", "The programme accepts this setting: "),
}
NOT_ACCEPTED: Final = "The programme accepts no setting that heats the house."
NOT_HEATED: Final = "No setting heats the whole house: more strips or a larger furnace would."
PROBLEM: Final = Words(
    f'IF(SUM(df_judges)>SUM(df_setting_accepted),"{NOT_ACCEPTED}",'
    f'IF(MIN([Switchover.unmet_mmbtu])>(df_cold_share+df_tie)*df_season_load,"{NOT_HEATED}",""))',
    lambda f: NOT_ACCEPTED if f.s.setting.accepted is False else "" if f.s.setting.heats else NOT_HEATED,
)
"""What stands in the way of any setting"""
WHY: Final = (*(Words(f"df_{name}_words", words.value) for name, words in CONSTRAINT_WORDS.items()), PROBLEM)
"""Why the setting is what it is, a line each"""


class Figure(NamedTuple):
    """A line of the results: label, formula, unit, formula of the remark, and both values from the engine."""

    label: str
    formula: str
    unit: str
    format: str
    value: Callable[[Filling], Any]
    remark_formula: str = ""
    remark: Callable[[Filling], Any] | None = None


def _figure(label: str, key: str, unit: str, code: str) -> Figure:
    """A number of the season with the setting to program."""
    return Figure(label, _there(key), unit, code, lambda f: f.scenarios[key][_place(f)])


def _there(key: str) -> str:
    return f'INDEX([Scenarios.{key}],MATCH(IF(df_setting_differs=1,"setting","optimized"),[Scenarios.scenario],0))'


def _place(f: Filling) -> int:
    return SETTING if len(f.s.scenarios) > SETTING else OPTIMIZED


def _point(label: str, name: str) -> Figure:
    def value(f: Filling) -> Any:
        return getattr(f.s, name).temperature

    def remark(f: Filling) -> str:
        point = getattr(f.s, name)
        words: str = point.status.replace("_", " ")
        return f"{words}, extrapolated" if point.temperature is not None and point.extrapolated else words

    words = f'SUBSTITUTE(df_{name}_status,"_"," ")&IF(df_{name}_extrapolated="yes",", extrapolated","")'
    return Figure(label, f"df_{name}_temperature", "°F", "#,##0.00", value, words, remark)


def _unmet_remark(f: Filling) -> str:
    return "load is not met: see Scenarios" if f.scenarios["unmet_mmbtu"][_place(f)] > 0 else ""


FIGURES: Final = (
    Figure("Setting to program", "df_setting", "°F", "0.0#", lambda f: f.s.setting.switchover),
    Figure("Season cost there", "df_setting_annual_cost", "$", "#,##0.00", lambda f: f.s.setting.annual_cost),
    Figure("Today's setting", "df_existing_switchover", "°F", "0.0#", lambda f: f.s.parameters.existing_switchover),
    Figure("Season cost at today's setting", of_scenario("existing_switchover", "annual_cost"), "$", "#,##0.00",
           lambda f: f.scenarios["annual_cost"][EXISTING]),
    Figure("Saving against today's setting", "df_saving", "$", "#,##0.00", saving),
    Figure("Switchover of least cost that heats the house", "df_recommended_switchover", "°F", "0.0#",
           lambda f: f.s.switchover),
    _point("Economic balance point", "economic"),
    _point("Thermal balance point", "thermal"),
    _point("Emissions balance point", "emissions"),
    _figure("Emissions", "emissions_kg", "kg CO2e", "#,##0.0"),
    _figure("Electricity", "electricity_kwh", "kWh", "#,##0.0"),
    _figure("Fuel", "fuel_units", "df_fuel_unit", "#,##0.0"),
    _figure("Furnace hours", "furnace_hours", "h", "#,##0.0"),
    _figure("Unmet load", "unmet_mmbtu", "MMBtu", "#,##0.000")._replace(
        remark_formula=f'IF({_there("unmet_mmbtu")}>0,"load is not met: see Scenarios","")',
        remark=_unmet_remark),
    Figure("Strips needed at design", "df_strip_kw_needed", "kW", "#,##0.000",
           lambda f: f.result.auxiliary_heat.strip_kw_needed),
)  # fmt: skip

LIMITS: Final = (
    "Fixed charges, tariffs by the hour and the price of equipment are not part of the comparison.",
    "Load that no source meets costs nothing: a setting that leaves more than 0.1 % of it is not recommended.",
    "Beyond the rating points COP and capacity go on in a straight line: flagged as extrapolated in Bins.",
    "A COP never counts as less than 1; where the line gives less, Bins says floored.",
    "Cycling loss counts in energy and cost, not in the balance points.",
    "A weather or thermostat file cannot be read again by formulas: the status says when it would have to be.",
)
