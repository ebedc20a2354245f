"""Lines of the sheet Options: the engine's answers for each option, and the formulas on them.

How much electricity and fuel an option takes is the engine's answer, a value; what it costs, saves and whether it is
the cheapest follows by formulas.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from xl_dualfuel.decisions.compared import Compared
from xl_dualfuel.decisions.options import Comparison
from xl_dualfuel.model.scenarios import LABELS
from xl_dualfuel.model.switchovers import COLD_SHARE, at_most, is_met
from xl_dualfuel.results.checks import TOLERANCE

from ..shape import Filling, present
from .cover import setting_place
from .lines import Line, Section

LONGEST: Final = 120
"""Characters of what differs that the sheet shows: five lines of small print"""
CHEAPEST: Final = "cheapest"
CLEANEST: Final = "cleanest"
NOT_MET: Final = "load not met"
UNLIKE: Final = "modelled differently"
NOT_COMPARED: Final = "not compared"
"""In place of a saving against a baseline that is modelled differently or delivers more or less heat"""

_WORDS: Final = {(True, True): f"{CHEAPEST}, {CLEANEST}", (True, False): CHEAPEST, (False, True): CLEANEST}


def comparison_of(f: Filling) -> Comparison:
    """The comparison; the sheet is there only with one."""
    return present(f.decisions.comparison)


def baseline(f: Filling) -> int:
    """The column of the option that the others are compared with, 0 for the first."""
    comparison = comparison_of(f)
    return [row.option for row in comparison.rows].index(comparison.baseline)


def row_of(f: Filling, column: int) -> Compared:
    """The engine's answers for the option in a column."""
    return comparison_of(f).rows[column]


def _plain(key: str) -> Callable[[Filling, int], Any]:
    return lambda f, column: getattr(row_of(f, column), key)


def _differs(f: Filling, column: int) -> str:
    text = row_of(f, column).changes or "nothing"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … (all of it: options.csv)"


def _scenario(f: Filling, column: int) -> str:
    return LABELS[row_of(f, column).scenario]


def _words(status: str) -> str:
    return status.replace("_", " ")


def _switchover(f: Filling, column: int) -> float | str:
    switchover = row_of(f, column).switchover
    return "one source" if switchover is None else switchover


def _point(name: str) -> Callable[[Filling, int], float | str]:
    def value(f: Filling, column: int) -> float | str:
        row = row_of(f, column)
        point: float | None = getattr(row, f"{name}_point")
        return _words(getattr(row, f"{name}_status")) if point is None else point

    return value


def _price(amount: str, cost: str, own: str) -> Callable[[Filling, int], float]:
    """The case's price, or under a tariff the mean of what was paid."""

    def value(f: Filling, column: int) -> float:
        row = row_of(f, column)
        price = float(getattr(comparison_of(f).results[row.option].solution.parameters, own))
        taken, paid = float(getattr(row, amount)), float(getattr(row, cost))
        if taken == 0 or math.isclose(taken * price, paid, rel_tol=TOLERANCE / 10):
            return price
        return paid / taken

    return value


def _yes(key: str) -> Callable[[Filling, int], str]:
    return lambda f, column: "yes" if getattr(row_of(f, column), key) else "no"


def _saved(key: str) -> Callable[[Filling, int], float | str]:
    def value(f: Filling, column: int) -> float | str:
        saved: float | None = getattr(row_of(f, column), key)
        return NOT_COMPARED if saved is None else saved

    return value


def _least_unmet(f: Filling) -> float:
    """The least load that one of the ranked options leaves unmet [MMBtu]."""
    return min((row.unmet_mmbtu for row in comparison_of(f).rows if row.ranked), default=0.0)


def _able(f: Filling, column: int) -> bool:
    """Whether an option is ranked and as warm as the warmest of the ranked: heat not delivered costs nothing."""
    row = row_of(f, column)
    most = _least_unmet(f) + COLD_SHARE * row.load_mmbtu
    return row.ranked and bool(at_most(row.unmet_mmbtu, most, row.load_mmbtu))


def _if_able(key: str) -> Callable[[Filling, int], float | str]:
    return lambda f, column: float(getattr(row_of(f, column), key)) if _able(f, column) else ""


def _best(key: str) -> Callable[[Filling, int], bool]:
    """Whether an option has the least of those that meet the load, ties as the engine's."""

    def value(f: Filling, column: int) -> bool:
        rows = comparison_of(f).rows
        values = [getattr(row, key) for place, row in enumerate(rows) if _able(f, place)]
        return bool(at_most(getattr(row_of(f, column), key), min(values)))

    return value


_cheapest, _cleanest = _best("total_cost"), _best("emissions_kg")


def _is_least(key: str, f: Filling, column: int) -> bool:
    """Whether an option is among those that are ranked, and has the least of them."""
    return _able(f, column) and {"total_cost": _cheapest, "emissions_kg": _cleanest}[key](f, column)


def verdict(f: Filling, column: int) -> str:
    """Whether the option costs or emits least, of those that are modelled alike and meet the load."""
    row = row_of(f, column)
    if not row.ranked:
        return UNLIKE
    heated = at_most(_least_unmet(f), COLD_SHARE * row.load_mmbtu, row.load_mmbtu)
    if not (heated and _able(f, column)):
        return NOT_MET
    return _WORDS.get((_cheapest(f, column), _cleanest(f, column)), "")


def _met(row: Compared) -> str:
    return "met" if is_met(row.unmet_mmbtu, row.load_mmbtu) else "NOT MET"


def _least(own: str, names: str) -> str:
    return f"{own}-MIN({names})<=c_tie*ABS(MIN({names}))"


COLD: Final = "(c_cold_share+c_tie)"
"""The share of the load by which seasons as warm as each other may differ"""
_CHEAPEST = _least("[total_cost]", "out_option_ranked_cost")
_CLEANEST = _least("[emissions_kg]", "out_option_ranked_emissions")
_VERDICT: Final = (
    f'IF([ranked]="yes",IF(OR([able]=0,MIN(out_option_ranked_unmet)>{COLD}*[load_mmbtu]),"{NOT_MET}",'
    f"CHOOSE(1+({_CHEAPEST})+2*({_CLEANEST}),"
    f'"","{CHEAPEST}","{CLEANEST}","{CHEAPEST}, {CLEANEST}")),"{UNLIKE}")'
)


def _against(own: str, names: str) -> str:
    """What is saved of it against the baseline, where the two can be compared."""
    unmet, load = (f"INDEX(out_option_{quantity},1,out_option_baseline)" for quantity in ("unmet", "load"))
    same = f"ABS([unmet_mmbtu]-{unmet})<={COLD}*{load}"
    saved = f"INDEX({names},1,out_option_baseline)-{own}"
    return f'IF(AND([alike]="yes",{same}),{saved},"{NOT_COMPARED}")'


LINES: Final[tuple[Line | Section, ...]] = (
    Line("label", "Option", "", "df wrapped note", _plain("label")),
    Line("verdict", "Verdict", "", "df check", verdict, _VERDICT),
    Section("What it is"),
    Line("changes", "What differs from the case", "", "df wrapped note", _differs),
    Line("scenario", "How it is run", "", "df text", _scenario),
    Line("tariff", "Tariff that bills it", "", "df wrapped note", lambda f, column: row_of(f, column).tariff or None),
    Line("alike", "Modelled like the baseline", "", "df text", _yes("alike")),
    Line("ranked", "Ranked: modelled like the most", "", "df text", _yes("ranked")),
    Line("switchover", "Switchover", "°F", "df 0.0#", _switchover),
    Line("status", "Status of the setting", "", "df text", lambda f, column: _words(row_of(f, column).status)),
    Line("economic", "Economic balance point", "°F", "df 0.0#", _point("economic")),
    Line("thermal", "Thermal balance point", "°F", "df 0.0#", _point("thermal")),
    Line("emissions", "Emissions balance point", "°F", "df 0.0#", _point("emissions")),
    Section("The season, as the engine solved it"),
    Line("electricity_kwh", "Electricity", "kWh", "df #,##0.0", _plain("electricity_kwh")),
    Line("fuel_mmbtu", "Fuel", "MMBtu", "df #,##0.000", _plain("fuel_mmbtu")),
    Line("electricity_price", "Electricity price", "$/kWh", "df 0.0000",
         _price("electricity_kwh", "electricity_cost", "electricity_price")),
    Line("fuel_price", "Fuel price", "$/MMBtu", "df money", _price("fuel_mmbtu", "fuel_cost", "fuel_price")),
    Line("emissions_kg", "Emissions", "kg CO2", "df #,##0.0", _plain("emissions_kg")),
    Line("furnace_hours", "Furnace hours", "h", "df #,##0.0", _plain("furnace_hours")),
    Line("backup_hours", "Backup hours", "h", "df #,##0.0", _plain("backup_hours")),
    Line("load_mmbtu", "Load of the season", "MMBtu", "df #,##0.000", _plain("load_mmbtu")),
    Line("unmet_mmbtu", "Load not met", "MMBtu", "df #,##0.000", _plain("unmet_mmbtu")),
    Line("household_cost", "What else the house uses", "$", "df money", _plain("household_cost")),
    Line("electricity_fixed", "Fixed charges of electricity", "$", "df money", _plain("electricity_fixed")),
    Line("fuel_fixed", "Fixed charges of fuel", "$", "df money", _plain("fuel_fixed")),
    Section("What it costs and saves, by formulas"),
    Line("electricity_cost", "Electricity cost", "$", "df money", _plain("electricity_cost"),
         "[electricity_kwh]*[electricity_price]"),
    Line("fuel_cost", "Fuel cost", "$", "df money", _plain("fuel_cost"), "[fuel_mmbtu]*[fuel_price]"),
    Line("annual_cost", "Season cost", "$", "df money", _plain("annual_cost"), "[electricity_cost]+[fuel_cost]"),
    Line("total_cost", "In all, a year", "$", "df money", _plain("total_cost"),
         "[annual_cost]+[household_cost]+[electricity_fixed]+[fuel_fixed]"),
    Line("saving", "Saving against the baseline", "$", "df money", _saved("saving"),
         _against("[total_cost]", "out_option_total")),
    Line("emissions_saved", "Emissions saved against it", "kg CO2", "df #,##0.0", _saved("emissions_saved_kg"),
         _against("[emissions_kg]", "out_option_emissions")),
    Line("met", "Load", "", "df check", lambda f, column: _met(row_of(f, column)),
         f'IF([unmet_mmbtu]>{COLD}*[load_mmbtu],"NOT MET","met")'),
    Line("ranked_unmet", "Load not met, if ranked", "MMBtu", "df #,##0.000",
         lambda f, column: row_of(f, column).unmet_mmbtu if row_of(f, column).ranked else "",
         'IF([ranked]="yes",[unmet_mmbtu],"")'),
    Line("able", "1: ranked, and none of them is warmer", "", "df 0", lambda f, column: int(_able(f, column)),
         f'IF([ranked]="yes",IF([unmet_mmbtu]<=MIN(out_option_ranked_unmet)+{COLD}*[load_mmbtu],1,0),0)'),
    Line("ranked_cost", "Cost of these", "$", "df money", _if_able("total_cost"),
         'IF([able]=1,[total_cost],"")'),
    Line("ranked_emissions", "Emissions of these", "kg CO2", "df #,##0.0", _if_able("emissions_kg"),
         'IF([able]=1,[emissions_kg],"")'),
    Line("costs_least", "1: costs least of these", "", "df 0",
         lambda f, column: int(_is_least("total_cost", f, column)),
         f"IF([able]=1,IF({_CHEAPEST},1,0),0)"),
    Line("emits_least", "1: emits least of these", "", "df 0",
         lambda f, column: int(_is_least("emissions_kg", f, column)),
         f"IF([able]=1,IF({_CLEANEST},1,0),0)"),
)  # fmt: skip

NAMES: Final = {
    "option_cost": "annual_cost",
    "option_emissions": "emissions_kg",
    "option_electricity_cost": "electricity_cost",
    "option_fuel_cost": "fuel_cost",
    "option_electricity_fixed": "electricity_fixed",
    "option_fuel_fixed": "fuel_fixed",
    "option_household": "household_cost",
    "option_total": "total_cost",
    "option_load": "load_mmbtu",
    "option_unmet": "unmet_mmbtu",
    "option_ranked_unmet": "ranked_unmet",
    "option_ranked_cost": "ranked_cost",
    "option_ranked_emissions": "ranked_emissions",
    "option_costs_least": "costs_least",
    "option_emits_least": "emits_least",
    "option_verdict": "verdict",
    "option_label": "label",
}
"""Keys of the defined names of rows"""


def least(key: str, f: Filling) -> str | None:
    """The first option that costs, or emits, least; None where none is ranked."""
    return next((row.option for place, row in enumerate(comparison_of(f).rows) if _is_least(key, f, place)), None)


HOLD: Final = (
    'IF(out_inputs_changed=0,IF(out_options_differ=0,"matches the inputs",'
    '"base differs from Scenarios: see the checks below"),"inputs were edited since: make the workbook again")'
)


def holds(f: Filling) -> str:
    """Whether the answers on the sheet still apply, as the workbook is made."""
    return "base differs from Scenarios: see the checks below" if differing(f) else "matches the inputs"


CHECKED: Final = {
    "annual_cost": ("Season cost", "$", "df money"),
    "electricity_kwh": ("Electricity", "kWh", "df #,##0.0"),
    "fuel_mmbtu": ("Fuel", "MMBtu", "df #,##0.000"),
    "emissions_kg": ("Emissions", "kg CO2", "df #,##0.0"),
}
"""What base is compared in with the workbook's own scenarios: label, unit, style"""


def checked(f: Filling, key: str) -> tuple[float, float | str, float | str, str]:
    """Base's number, that of Scenarios, their difference, and the verdict."""
    base = float(getattr(row_of(f, 0), key))
    if comparison_of(f).tariff is not None:
        return base, "", "", "N/A"
    scenario = float(f.scenarios[key][setting_place(f)])
    same = abs(base - scenario) <= TOLERANCE * max(1.0, abs(scenario))
    return base, scenario, base - scenario, "OK" if same else "differs"


def differing(f: Filling) -> int:
    """How many of them differ."""
    return sum(checked(f, key)[-1] == "differs" for key in CHECKED)
