"""What the Cover shows: the result in one sentence and its figures, as formulas and from the engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.model.scenarios import EXISTING, OPTIMIZED

from ..shape import Filling
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
    'IF(df_recommended_row=1,"Heat with the furnace all season",IF(df_recommended_row=df_bins+1,'
    '"Heat with the heat pump all season","Set the switchover to "&ROUND(df_recommended_switchover,df_cents)&" °F"))'
)
SAVING: Final = f"({of_scenario('existing_switchover', 'annual_cost')}-df_recommended_annual_cost)"
SENTENCE: Final = (
    'IF(df_status="OK",df_outcome&": the season costs $"&FIXED(df_recommended_annual_cost,df_cents)&'
    'IF(ROUND(df_saving,df_cents)>0,", $"&FIXED(df_saving,df_cents)&" less than at today\'s ",'
    '", no less than at today\'s ")&ROUND(df_existing_switchover,df_cents)&" °F.","No result: "&df_status)'
)


def outcome(f: Filling) -> str:
    """What to do, in words."""
    return {
        "fuel_always": "Heat with the furnace all season",
        "heat_pump_always": "Heat with the heat pump all season",
    }.get(f.s.curve.status, f"Set the switchover to {degrees(f.s.switchover)} °F")


def saving(f: Filling) -> float:
    """What the recommended setting saves against today's [$ a season]."""
    cost = f.scenarios["annual_cost"]
    value: float = cost[EXISTING] - float(f.s.candidates.annual_cost[f.s.chosen])
    return value


def sentence(f: Filling) -> str:
    """The result in one sentence."""
    less = saving(f)
    compared = f", ${money(less)} less than at today's " if rounded(less) > 0 else ", no less than at today's "
    cost = money(float(f.s.candidates.annual_cost[f.s.chosen]))
    return f"{outcome(f)}: the season costs ${cost}{compared}{degrees(f.s.parameters.existing_switchover)} °F."


class Figure(NamedTuple):
    """A line of the results: label, formula, unit, formula of the remark, and both values from the engine."""

    label: str
    formula: str
    unit: str
    format: str
    value: Callable[[Filling], Any]
    remark_formula: str = ""
    remark: Callable[[Filling], Any] | None = None


def _figure(label: str, key: str, unit: str, code: str, place: int = OPTIMIZED) -> Figure:
    name = "optimized" if place == OPTIMIZED else "existing_switchover"
    return Figure(label, of_scenario(name, key), unit, code, lambda f: f.scenarios[key][place])


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
    return "load is not met: see Scenarios" if f.scenarios["unmet_mmbtu"][OPTIMIZED] > 0 else ""


FIGURES: Final = (
    Figure("Recommended switchover", "df_recommended_switchover", "°F", "0.0#", lambda f: f.s.switchover),
    Figure("Season cost there", "df_recommended_annual_cost", "$", "#,##0.00",
           lambda f: float(f.s.candidates.annual_cost[f.s.chosen])),
    Figure("Today's setting", "df_existing_switchover", "°F", "0.0#", lambda f: f.s.parameters.existing_switchover),
    _figure("Season cost at today's setting", "annual_cost", "$", "#,##0.00", EXISTING),
    Figure("Saving against today's setting", "df_saving", "$", "#,##0.00", saving),
    _point("Economic balance point", "economic"),
    _point("Thermal balance point", "thermal"),
    _point("Emissions balance point", "emissions"),
    _figure("Emissions", "emissions_kg", "kg CO2e", "#,##0.0"),
    _figure("Electricity", "electricity_kwh", "kWh", "#,##0.0"),
    _figure("Fuel", "fuel_units", "df_fuel_unit", "#,##0.0"),
    _figure("Furnace hours", "furnace_hours", "h", "#,##0.0"),
    _figure("Unmet load", "unmet_mmbtu", "MMBtu", "#,##0.000")._replace(
        remark_formula=f'IF({of_scenario("optimized", "unmet_mmbtu")}>0,"load is not met: see Scenarios","")',
        remark=_unmet_remark),
    Figure("Strips needed at design", "df_strip_kw_needed", "kW", "#,##0.000",
           lambda f: f.result.auxiliary_heat.strip_kw_needed),
)  # fmt: skip
