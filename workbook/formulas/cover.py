"""What the Cover shows: the result in one sentence and its figures, as formulas and from the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.model.scenarios import EXISTING, OPTIMIZED, SETTING
from xl_dualfuel.model.switchovers import COLD_SHARE, status
from xl_dualfuel.results import setting_words

from ..shape import Filling
from . import words
from .chosen import constraint
from .lines import Derived
from .parts import of_scenario

_TODAY: Final = {key: of_scenario("existing_switchover", key) for key in ("annual_cost", "unmet_mmbtu", "unmet_hours")}
_SAME: Final = f"ABS({_TODAY['unmet_mmbtu']}-df_setting_unmet_mmbtu)<=(df_cold_share+df_tie)*df_season_load"
SAVING: Final = f'IF({_SAME},{_TODAY["annual_cost"]}-df_setting_annual_cost,"")'
_SOURCES: Final = {
    "fuel_always": ": the furnace heats all season",
    "heat_pump_always": ": the heat pump heats all season",
    "crosses": "",
}
NOT_ACCEPTED: Final = "No setting meets the rules of the programme. Without it: set"
NOT_HEATED: Final = "No setting heats the house: add electric strips or a larger furnace. Until then: set"
SET: Final = "Set"
SENTENCE: Final = (
    'IF(df_status="OK",df_outcome&". The season costs about "&df_headline_cost&", "&df_headline_compared&".",'
    '"No result: "&df_status)'
)


def saving(f: Filling) -> float | str:
    """What the setting saves against today's [$ a season]; "" where one of the two leaves more of the load unmet."""
    value = setting_words.saving(f.s)
    return "" if value is None else value


def _source(f: Filling) -> str:
    setting = f.s.setting
    return _SOURCES[status(setting.place, len(setting.bins.hours))]


def _begins(f: Filling) -> str:
    return NOT_ACCEPTED if f.s.setting.accepted is False else SET if f.s.setting.heats else NOT_HEATED


def _at(f: Filling) -> str:
    return words.degrees(f.s.setting.switchover, f.s.parameters)


def _today(f: Filling) -> str:
    return f"today's {words.degrees(f.s.parameters.existing_switchover, f.s.parameters)}"


def _less(f: Filling) -> str:
    """What the setting saves, in words; "" where it cannot be compared."""
    saved = saving(f)
    if not isinstance(saved, float):
        return ""
    if words.rounded(saved) == 0:
        return f"no saving over {_today(f)}"
    return f"{words.money(saved, f.shape.units)} {'less' if saved > 0 else 'more'} than with {_today(f)}"


def _cold(f: Filling) -> str:
    """Which of the two leaves more of the heat undelivered, in words."""
    t, unmet = f.scenarios, f.s.setting.unmet_mmbtu
    cold = t["unmet_mmbtu"][EXISTING]
    if cold > unmet + COLD_SHARE * t["load_mmbtu"][EXISTING]:
        hours = words.fixed(t["unmet_hours"][EXISTING], 0)
        left = f"{words.heat(cold, f.shape.units)} of the heat undelivered in {hours} hours"
        return f"which cannot be compared with {_today(f)}: that leaves {left}"
    return f"and leaves {words.heat(unmet, f.shape.units)} of the heat undelivered, more than {_today(f)}"


def outcome(f: Filling) -> str:
    """What to do, in words."""
    return f"{_begins(f)} the switchover to {_at(f)}{_source(f)}"


def sentence(f: Filling) -> str:
    """The result in words."""
    cost = words.money(f.s.setting.annual_cost, f.shape.units)
    return f"{outcome(f)}. The season costs about {cost}, {_less(f) or _cold(f)}."


DERIVED: Final = (
    Derived("headline_at", "Words: the setting", words.degrees_formula("df_setting"), "", _at),
    Derived("headline_today", "Words: today's setting",
            f'"today\'s "&{words.degrees_formula("df_existing_switchover")}', "", _today),
    Derived("headline_source", "Words: one source all season",
            f'IF(df_setting_above=0,"{_SOURCES["fuel_always"]}",IF(df_setting_below=0,"{_SOURCES["heat_pump_always"]}",""))',
            "", _source),
    Derived("headline_begins", "Words: whether any setting will do",
            f'IF(SUM(df_judges)>SUM(df_setting_accepted),"{NOT_ACCEPTED}",'
            f'IF(MIN([Switchover.unmet_mmbtu])>(df_cold_share+df_tie)*df_season_load,"{NOT_HEATED}","{SET}"))', "",
            _begins),
    Derived("outcome", "What to do",
            'df_headline_begins&" the switchover to "&df_headline_at&df_headline_source', "", outcome),
    Derived("headline_cost", "Words: the season's cost", words.money_formula("df_setting_annual_cost"), "",
            lambda f: words.money(f.s.setting.annual_cost, f.shape.units)),
    Derived("headline_less", "Words: what it saves",
            'IF(ISNUMBER(df_saving),IF(ROUND(df_saving,df_cents)=0,"no saving over ",'
            f'{words.money_formula("SUM(df_saving)")}'
            '&CHOOSE(1+(SUM(df_saving)>0)," more"," less")&" than with ")&df_headline_today,"")', "", _less),
    Derived("headline_cold", "Words: which setting leaves more heat undelivered",
            f'IF({_TODAY["unmet_mmbtu"]}>df_setting_unmet_mmbtu+df_cold_share*df_season_load,'
            f'"which cannot be compared with "&df_headline_today'
            f'&": that leaves "&{words.heat_formula(_TODAY["unmet_mmbtu"])}&" of the heat undelivered in "'
            f'&FIXED({_TODAY["unmet_hours"]},0)&" hours","and leaves "'
            f'&{words.heat_formula("df_setting_unmet_mmbtu")}'
            '&" of the heat undelivered, more than "&df_headline_today)', "", _cold),
    Derived("headline_compared", "Words: beside today's setting",
            'IF(df_headline_less="",df_headline_cold,df_headline_less)', "", lambda f: _less(f) or _cold(f)),
)  # fmt: skip


class Words(NamedTuple):
    """A sentence as a formula, and the same from the engine; "" where it does not apply."""

    formula: str
    value: Callable[[Filling], str]


def _constraint_words(name: str, begins: str, begins_value: Callable[[Filling], str], cold: bool = False) -> Words:
    """What a constraint costs. begins: formula of what comes first."""
    key = f"df_{name}"
    change = (
        f'IF(ROUND({key}_costs,df_cents)=0,"the same",{words.money_formula(f"{key}_costs")}'
        f'&CHOOSE(1+({key}_costs>0)," more"," less")&" a season")'
    )
    left = (f'&", but leaves "&{words.heat_formula(f"{key}_unmet_mmbtu")}&" of the heat undelivered in "'
            f'&FIXED({key}_cold_hours,0)&" hours"') if cold else ""  # fmt: skip
    formula = f'IF({key}_moved=1,{begins}{key}_aside_words&" would cost "&{change}{left}&".","")'

    def value(f: Filling) -> str:
        record = constraint(f, name)
        if record is None or record.set_aside is None:
            return ""
        more = "more" if record.costs <= 0 else "less"
        amount = words.money(record.costs, f.shape.units)
        costs = "the same" if words.rounded(record.costs) == 0 else f"{amount} {more} a season"
        hours = words.fixed(record.cold_hours, 0)
        undelivered = f"{words.heat(record.unmet_mmbtu, f.shape.units)} of the heat undelivered in {hours} hours"
        return f"{begins_value(f)}{aside(f, name)} would cost {costs}{f', but leaves {undelivered}' if cold else ''}."

    return Words(formula, value)


def aside(f: Filling, name: str) -> str:
    """The setting that a constraint set aside, in the thermostat's degrees."""
    record = constraint(f, name)
    return "" if record is None or record.set_aside is None else words.degrees(record.set_aside, f.s.parameters)


def aside_formula(name: str) -> str:
    """The same as a formula."""
    return f'IF(df_{name}_moved=1,{words.degrees_formula(f"SUM(df_{name}_set_aside)")},"")'


def _step(f: Filling) -> str:
    p = f.s.parameters
    if p.thermostat_zero == words.FREEZING:
        return f"{words.plain(words.rounded(p.thermostat_step / words.PER_CELSIUS, words.DECIMALS))} °C"
    return f"{words.plain(words.rounded(p.thermostat_step, words.DECIMALS))} °F"


_STEP: Final = (
    "ROUND(df_thermostat_step/CHOOSE(1+(df_thermostat_zero=df_freezing),1,df_fahrenheit_per_celsius),"
    'df_setting_decimals)&CHOOSE(1+(df_thermostat_zero=df_freezing)," °F"," °C")'
)
CONSTRAINT_WORDS: Final = {
    "heats_the_house": _constraint_words("heats_the_house", "", lambda _: "", cold=True),
    "thermostat_step": _constraint_words(
        "thermostat_step", f'"The thermostat\'s settings are "&{_STEP}&" apart; "&',
        lambda f: f"The thermostat's settings are {_step(f)} apart; ",
    ),
    "programme": _constraint_words(
        "programme", '"Set "&df_headline_at&", which the programme accepts; "&',
        lambda f: f"Set {_at(f)}, which the programme accepts; ",
    ),
}  # fmt: skip
WHY: Final = tuple(Words(f"df_{name}_words", line.value) for name, line in CONSTRAINT_WORDS.items())
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
    return Figure(label, of_setting(key), unit, code, lambda f: f.scenarios[key][setting_place(f)])


def of_setting(key: str) -> str:
    """A number of the scenario of the setting to program, which is the recommended one where they are the same."""
    return f'INDEX([Scenarios.{key}],MATCH(IF(df_setting_differs=1,"setting","optimized"),[Scenarios.scenario],0))'


def setting_place(f: Filling) -> int:
    """That scenario's place."""
    return SETTING if len(f.s.scenarios) > SETTING else OPTIMIZED


def _point(label: str, name: str) -> Figure:
    def value(f: Filling) -> Any:
        return getattr(f.s, name).temperature

    def remark(f: Filling) -> str:
        point = getattr(f.s, name)
        said: str = point.status.replace("_", " ")
        return f"{said}, extrapolated" if point.temperature is not None and point.extrapolated else said

    said = f'SUBSTITUTE(df_{name}_status,"_"," ")&IF(df_{name}_extrapolated="yes",", extrapolated","")'
    return Figure(label, f"df_{name}_temperature", "°F", "#,##0.00", value, said, remark)


def _unmet_remark(f: Filling) -> str:
    return "load is not met: see Scenarios" if f.scenarios["unmet_mmbtu"][setting_place(f)] > 0 else ""


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
        remark_formula=f'IF({of_setting("unmet_mmbtu")}>0,"load is not met: see Scenarios","")',
        remark=_unmet_remark),
    Figure("Strips needed at design", "df_strip_kw_needed", "kW", "#,##0.000",
           lambda f: f.result.auxiliary_heat.strip_kw_needed),
)  # fmt: skip
