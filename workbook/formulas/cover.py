"""What the Cover shows: the result in one sentence and its figures, as formulas and from the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.inputs.case_contents import NO_SEASON
from xl_dualfuel.model import backup, ratings
from xl_dualfuel.model.scenarios import EXISTING, OPTIMIZED, SETTING
from xl_dualfuel.model.switchovers import COLD_SHARE, is_met, status
from xl_dualfuel.results import setting_words
from xl_dualfuel.results.unmeetable import unmeetable
from xl_dualfuel.units import BTU_PER_KWH

from ..shape import Filling
from . import words
from .lines import Derived
from .parts import of_scenario, rounded
from .setting import share_accepted

_TODAY: Final = {key: of_scenario("existing_switchover", key) for key in ("annual_cost", "unmet_mmbtu", "unmet_hours")}
_SAME: Final = f"ABS({_TODAY['unmet_mmbtu']}-out_setting_unmet_mmbtu)<=(c_cold_share+c_tie)*out_season_load"
SAVING: Final = f'IF({_SAME},{_TODAY["annual_cost"]}-out_setting_annual_cost,"")'
ESTIMATE: Final = "an estimate"
"""What is said of a balance point beyond the rating points"""
NO_HEAT: Final = "o setting heats the house. With "
UNTIL: Final = " Until then: set"
WITHOUT: Final = " Without its rules: "
NOT_ACCEPTED: Final = "No setting meets the rules of the programme"
SET: Final = "Set"
SENTENCE: Final = (
    'IF(out_status="OK",TRIM(out_record_lead&" "&out_outcome&". "&out_headline_costs&" "&'
    'out_headline_cost&", "&out_headline_compared&"."),'
    '"No result: "&out_status)'
)


def of_setting(key: str) -> str:
    """A number of the scenario of the setting to program, which is the recommended one where they are the same."""
    return f'INDEX([Scenarios.{key}],MATCH(IF(out_setting_differs=1,"setting","optimized"),[Scenarios.scenario],0))'


def setting_place(f: Filling) -> int:
    """That scenario's place."""
    return SETTING if len(f.s.scenarios) > SETTING else OPTIMIZED


def saving(f: Filling) -> float | str:
    """What the setting saves against today's [$ a season]; "" where one of the two leaves more of the load unmet."""
    value = setting_words.saving(f.s)
    return "" if value is None else value


def source(f: Filling) -> str:
    """One source all season, in words."""
    setting, runs = f.s.setting, f.scenarios["furnace_hours"][setting_place(f)] > 0
    return setting_words.all_season(status(setting.place, len(setting.bins.hours)), runs)


def _lower(f: Filling) -> float | None:
    """The compressor lockout with which the programme accepts a setting, where it accepts none for the lockout [°F]."""
    return setting_words.lockout_to_lower(f.s.case, f.s.parameters) if f.s.setting.accepted is False else None


def _locked_out(f: Filling) -> int:
    return int(_lower(f) is not None)


def _not_accepted(f: Filling) -> str:
    if f.s.setting.accepted is not False:
        return ""
    p, lower = f.s.parameters, _lower(f)
    if lower is None:
        return f"{NOT_ACCEPTED}."
    own, colder = (words.degrees(lockout, p) for lockout in (p.compressor_lockout, lower))
    return f"{NOT_ACCEPTED}{_LOCKED[0]}{own}{_LOCKED[1]}{colder}{_LOCKED[2]}"


_LOCKED: Final = (
    ": below compressor_lockout = ",
    " the furnace heats whatever the setting. With compressor_lockout at ",
    " or colder one does.",
)
_LOCKED_OUT: Final = (
    f"AND(ISNUMBER(out_limit),ISNUMBER(in_compressor_lockout),"
    f"{rounded('SUM(out_limit)')}<{rounded('SUM(in_compressor_lockout)')},{share_accepted('SUM(out_limit_setting)')})"
)


def _cold(f: Filling) -> setting_words.Cold:
    return f.once("cold", lambda: setting_words.cold_of(f.s))


def _strips(f: Filling) -> float:
    return setting_words.rounded_up(_cold(f).short_btuh / BTU_PER_KWH, setting_words.STRIP_STEP)


def _furnace(f: Filling) -> float:
    output = float(ratings.furnace_at(f.s.case.number("altitude")))
    return setting_words.rounded_up(_cold(f).load_btuh / output, words.furnace_step(f.shape.units))


def _order(f: Filling) -> str:
    size = backup.stock_size(_strips(f))
    return f" (order {words.plain(size)} kW)" if size else ""


def _mending(f: Filling) -> str:
    if f.s.setting.heats:
        return ""
    cold, p = _cold(f), f.s.parameters
    unmet = words.heat(cold.unmet_mmbtu, f.shape.units)
    return (
        f"{NO_HEAT}{words.degrees(cold.setting, p)}, {unmet} of heat is not delivered in "
        f"{words.fixed(cold.hours, 0)} hours: add {words.fixed(_strips(f), 1)} kW more of electric strips{_order(f)}, "
        f"or a furnace of {words.furnace(_furnace(f), f.shape.units)}.{UNTIL}"
    )


def _rules(f: Filling) -> str:
    refused, cold = _not_accepted(f), _mending(f)
    core = f"{'n' if refused else 'N'}{cold}" if cold else SET.lower() if refused else SET
    return f"{refused}{WITHOUT}{core}" if refused else core


def _begins(f: Filling) -> str:
    broken, cold = unmeetable(f.s), _mending(f)
    return f"{broken}{UNTIL[:-3]}{f'n{cold}' if cold else SET.lower()}" if broken else _rules(f)


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


def _colder(f: Filling) -> str:
    """Which of the two leaves more of the heat undelivered, in words."""
    t, unmet = f.scenarios, f.s.setting.unmet_mmbtu
    cold = t["unmet_mmbtu"][EXISTING]
    if cold > unmet + COLD_SHARE * t["load_mmbtu"][EXISTING]:
        hours = words.fixed(t["unmet_hours"][EXISTING], 0)
        left = f"{words.heat(cold, f.shape.units)} of the heat undelivered in {hours} hours"
        return f"which cannot be compared with {_today(f)}: that leaves {left}"
    return f"and leaves {words.heat(unmet, f.shape.units)} of the heat undelivered, more than {_today(f)}"


def compared(f: Filling) -> str:
    """The setting beside today's, in words."""
    return _less(f) or _colder(f)


def outcome(f: Filling, of_form: bool = False) -> str:
    """What to do, in words; of_form: without the rules that no setting meets, which a form leaves to the program."""
    return f"{_rules(f) if of_form else _begins(f)} the switchover to {_at(f)}{source(f)}"


def sentence(f: Filling, of_form: bool = False) -> str:
    """The result in words; of_form as in outcome."""
    cost = words.money(f.s.setting.annual_cost, f.shape.units)
    case = f.s.case
    return f"{setting_words.lead(case)}{outcome(f, of_form)}. {setting_words.costs(case)}{cost}, {compared(f)}."


_COSTS: Final = {True: setting_words.RECORDED.strip(), False: setting_words.SEASON.strip()}
"""Of the hours of a record that is no season, of a season"""


def status_shown(f: Filling) -> str:
    """What each sheet shows as the status: what a record lacks for a season, where it lacks anything."""
    return f.s.case.record_lead.strip() if f.s.case.is_partial else "OK"


_ONE: Final = {
    "fuel": setting_words.all_season("fuel_always", True),
    "pump": setting_words.all_season("heat_pump_always", False),
    "both": setting_words.all_season("heat_pump_always", True),
}
DERIVED: Final = (
    Derived("headline_at", "Words: the setting", words.degrees_formula("out_setting"), "", _at),
    Derived("headline_today", "Words: today's setting",
            f'"today\'s "&{words.degrees_formula("in_existing_switchover")}', "", _today),
    Derived("headline_source", "Words: one source all season",
            f'IF(out_setting_above=0,"{_ONE["fuel"]}",CHOOSE(1+(out_setting_below=0),"",'
            f'CHOOSE(1+({of_setting("furnace_hours")}>0),"{_ONE["pump"]}","{_ONE["both"]}")))', "", source),
    Derived("cold_strips", "Strips that would mend what is missing",
            "-INT(-ROUND(MAX([Bins.missing_btuh],[Pieces.missing_btuh])/c_btu_per_kwh/c_strip_step,c_digits))"
            "*c_strip_step", "kW", _strips),
    Derived("cold_furnace", "Furnace that would meet the highest load",
            "-INT(-ROUND(MAX(MAX([Bins.load_btuh]),IF(out_setting_cut>0,"
            "INDEX([Pieces.load_btuh],MAX(1,2*out_setting_near)),0))"
            "/IF(in_altitude>c_furnace_derated_above,1-c_furnace_loss*in_altitude/c_altitude_step,1)"
            "/out_furnace_step,c_digits))*out_furnace_step", "BTU/h", _furnace),
    Derived("headline_mend", "Words: what would heat the house, where no setting does",
            f'IF(MIN([Switchover.unmet_mmbtu])>(c_cold_share+c_tie)*out_season_load,"{NO_HEAT}"&out_headline_at&", "&'
            f'{words.heat_formula("out_setting_unmet_mmbtu")}&" of heat is not delivered in "&'
            'FIXED(out_setting_cold_hours,0)&" hours: add "&FIXED(out_cold_strips,1)&" kW more of electric strips"'
            '&IF(ROUND(out_cold_strips,c_digits)>MAX(c_stock_kw),""," (order "&INDEX(c_stock_kw,'
            'SUMPRODUCT(--(c_stock_kw<ROUND(out_cold_strips,c_digits)))+1)&" kW)")'
            f'&", or a furnace of "&{words.furnace_formula("out_cold_furnace")}&".{UNTIL}","")', "", _mending),
    Derived("locked_out", "1: the compressor lockout keeps every setting from being accepted",
            f"IF(SUM(out_judges)>SUM(out_setting_accepted),--{_LOCKED_OUT},0)", "", _locked_out),
    Derived("headline_refused", "Words: that the programme accepts no setting",
            f'IF(SUM(out_judges)>SUM(out_setting_accepted),CHOOSE(1+out_locked_out,"{NOT_ACCEPTED}.","{NOT_ACCEPTED}{_LOCKED[0]}"'
            f'&{words.degrees_formula("SUM(in_compressor_lockout)")}&"{_LOCKED[1]}"'
            f'&{words.degrees_formula("SUM(out_limit_setting)")}&"{_LOCKED[2]}"),"")', "",
            _not_accepted),
    Derived("headline_rules", "Words: whether any setting will do, where the house and its equipment meet the rules",
            f'IF(out_headline_refused="",CHOOSE(1+(out_headline_mend=""),"N"&out_headline_mend,"{SET}"),'
            f'out_headline_refused&"{WITHOUT}"&CHOOSE(1+(out_headline_mend=""),"n"&out_headline_mend,"{SET.lower()}"))',
            "", _rules),
    Derived("headline_begins", "Words: whether any setting will do",
            f'IF(out_made_programme_broken<>"",out_made_programme_broken&"{UNTIL[:-3]}"&CHOOSE(1+(out_headline_mend=""),'
            f'"n"&out_headline_mend,"{SET.lower()}"),out_headline_rules)', "", _begins),
    Derived("outcome", "What to do",
            'out_headline_begins&" the switchover to "&out_headline_at&out_headline_source', "", outcome),
    Derived("record_lead", "Words: what a record lacks for a season, or that it was scaled to one",
            'IF(AND(in_climate="bins",NOT(ISBLANK(in_runtime_file))),out_made_record_lead&"","")', "",
            lambda f: setting_words.lead(f.s.case).strip()),
    Derived("headline_costs", "Words: of what the cost is",
            f'IF(SUBSTITUTE(out_record_lead,"{NO_SEASON}","")<>out_record_lead,"{_COSTS[True]}","{_COSTS[False]}")', "",
            lambda f: setting_words.costs(f.s.case).strip()),
    Derived("status_shown", "Status as each sheet shows it",
            f'IF(AND(out_status="OK",SUBSTITUTE(out_record_lead,"{NO_SEASON}","")<>out_record_lead),out_record_lead,out_status)',
            "", status_shown),
    Derived("headline_cost", "Words: the season's cost", words.money_formula("out_setting_annual_cost"), "",
            lambda f: words.money(f.s.setting.annual_cost, f.shape.units)),
    Derived("headline_less", "Words: what it saves",
            'IF(ISNUMBER(out_saving),IF(ROUND(out_saving,c_cents)=0,"no saving over ",'
            f'{words.money_formula("SUM(out_saving)")}'
            '&CHOOSE(1+(SUM(out_saving)>0)," more"," less")&" than with ")&out_headline_today,"")', "", _less),
    Derived("headline_cold", "Words: which setting leaves more heat undelivered",
            f'IF({_TODAY["unmet_mmbtu"]}>out_setting_unmet_mmbtu+c_cold_share*out_season_load,'
            f'"which cannot be compared with "&out_headline_today'
            f'&": that leaves "&{words.heat_formula(_TODAY["unmet_mmbtu"])}&" of the heat undelivered in "'
            f'&FIXED({_TODAY["unmet_hours"]},0)&" hours","and leaves "'
            f'&{words.heat_formula("out_setting_unmet_mmbtu")}'
            '&" of the heat undelivered, more than "&out_headline_today)', "", _colder),
    Derived("headline_compared", "Words: beside today's setting",
            'IF(out_headline_less="",out_headline_cold,out_headline_less)', "", compared),
)  # fmt: skip


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


def _point(label: str, name: str) -> Figure:
    def value(f: Filling) -> Any:
        return getattr(f.s, name).temperature

    def remark(f: Filling) -> str:
        point = getattr(f.s, name)
        said: str = point.status.replace("_", " ")
        return f"{said}, {ESTIMATE}" if point.temperature is not None and point.extrapolated else said

    said = f'SUBSTITUTE(out_{name}_status,"_"," ")&IF(out_{name}_extrapolated="yes",", {ESTIMATE}","")'
    return Figure(label, f"out_{name}_temperature", "°F", "#,##0.00", value, said, remark)


def _unmet_remark(f: Filling) -> str:
    met = is_met(f.scenarios["unmet_mmbtu"][setting_place(f)], f.s.totals.load_mmbtu[0])
    return "" if met else "load is not met: see Scenarios"


_OF: Final = {True: "of those that heat the house", False: "no setting heats the house; of those that leave least cold"}
FIGURES: Final = (
    Figure("Setting to program", "out_setting", "°F", "0.0#", lambda f: f.s.setting.switchover),
    Figure("Season cost there", "out_setting_annual_cost", "$", "money", lambda f: f.s.setting.annual_cost),
    Figure("Today's setting", "in_existing_switchover", "°F", "0.0#", lambda f: f.s.parameters.existing_switchover),
    Figure("Season cost at today's setting", of_scenario("existing_switchover", "annual_cost"), "$", "money",
           lambda f: f.scenarios["annual_cost"][EXISTING]),
    Figure("Saving against today's setting", "out_saving", "$", "money", saving),
    Figure("Switchover of least cost", "out_recommended_switchover", "°F", "0.0#", lambda f: f.s.switchover,
           f'IF(out_headline_mend="","{_OF[True]}","{_OF[False]}")', lambda f: _OF[f.s.setting.heats]),
    _point("Economic balance point", "economic"),
    _point("Thermal balance point", "thermal"),
    _point("Emissions balance point", "emissions"),
    _figure("Emissions", "emissions_kg", "kg CO2", "#,##0.0"),
    _figure("Electricity", "electricity_kwh", "kWh", "#,##0.0"),
    _figure("Fuel", "fuel_units", "out_fuel_unit", "#,##0.0"),
    _figure("Furnace hours", "furnace_hours", "h", "#,##0.0"),
    _figure("Unmet load", "unmet_mmbtu", "MMBtu", "#,##0.000")._replace(
        remark_formula=f'IF({of_setting("unmet_mmbtu")}>(c_cold_share+c_tie)*out_season_load,'
        '"load is not met: see Scenarios","")',
        remark=_unmet_remark),
    Figure("Strips needed at design", "out_strip_kw_needed", "kW", "#,##0.000",
           lambda f: f.result.auxiliary_heat.strip_kw_needed),
)  # fmt: skip
