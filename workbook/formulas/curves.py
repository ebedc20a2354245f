"""What the charts draw: lines over the bins and over the switchovers, two marked points, a bar a scenario.

Rows past the end repeat the last one, so that a chart over all rows draws nothing beyond it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.model.scenarios import EXISTING, LABELS
from xl_dualfuel.results import setting_words
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.columns import Column
from xl_dualfuel.units import BTU_PER_KWH, BTU_PER_MMBTU

from ..shape import NOT_AVAILABLE, Filling
from .parts import of_scenario

CURVES: Final = (
    Column("bin", "Bin", "", "integer", "the last one repeats"),
    Column("temperature", "Outdoor temperature", "°F"),
    Column("heat_pump", "Heat pump: cost of delivered heat", "$/MMBtu"),
    Column("furnace", "Furnace: cost of delivered heat", "$/MMBtu"),
    Column("load", "Heating load", "BTU/h"),
    Column("capacity", "Heat pump capacity", "BTU/h", help="the load where no capacity is given"),
    Column("hours", "Hours", "h"),
)
SEASON: Final = (
    Column("edge", "Switchover number", "", "integer", "the last one repeats"),
    Column("switchover", "Switchover", "°F"),
    Column("above_least", "Extra season cost", "$", help="of settings that heat the house; else #N/A"),
    Column("annual_cost", "Season cost", "$", help="of settings that heat the house; else #N/A"),
)

_FURNACE = "out_fuel_price_per_mmbtu/in_furnace_efficiency+out_fan_kw_per_btuh*c_btu_per_mmbtu*in_electricity_price"

CURVE_FORMULAS: Final = {
    "bin": "MIN([row],out_bins)",
    "temperature": "INDEX([Bins.temperature],[bin])",
    "heat_pump": "in_electricity_price*c_btu_per_mmbtu/(c_btu_per_kwh*INDEX([Bins.cop],[bin]))",
    "furnace": f"{_FURNACE}+0*[bin]",
    "load": "INDEX([Bins.load_btuh],[bin])",
    "capacity": "IF(out_capacity_limits,INDEX([Bins.capacity_btuh],[bin]),INDEX([Bins.load_btuh],[bin]))",
    "hours": "INDEX([Bins.hours],[bin])",
}
SEASON_FORMULAS: Final = {
    "edge": "MIN([row],out_candidates)",
    "switchover": "INDEX([Switchover.switchover],[edge])",
    "above_least": "IF(INDEX([Switchover.heats],[edge])=1,INDEX([Switchover.annual_cost],[edge])-out_least_cost,NA())",
    "annual_cost": "IF(INDEX([Switchover.heats],[edge])=1,INDEX([Switchover.annual_cost],[edge]),NA())",
}


def furnace_cost(f: Filling) -> float:
    """Cost of heat the furnace delivers, fan included [$/MMBtu]."""
    p = f.s.parameters
    price = f.s.case.number("electricity_price")
    return p.fuel_price / p.furnace_efficiency + p.fan_per_btuh * BTU_PER_MMBTU * price


def _heat_pump_cost(f: Filling) -> list[float]:
    price = f.s.case.number("electricity_price")
    cost: list[float] = (price * BTU_PER_MMBTU / (BTU_PER_KWH * f.s.performance.cop)).tolist()
    return cost


def curve_values(key: str, f: Filling) -> list[Any]:
    """A column of the lines over the bins, with the last value repeated to the end of the room."""
    return f.once("curves", lambda: _curves(f))[key]


def _curves(f: Filling) -> dict[str, list[Any]]:
    s, bins = f.s, f.s.bins
    limited = s.parameters.capacity_points is not None
    least = float(s.candidates.annual_cost[s.heats].min())
    columns: dict[str, list[Any]] = {
        "bin": list(range(1, len(s.load) + 1)),
        "temperature": bins.temperature.tolist(),
        "heat_pump": _heat_pump_cost(f),
        "furnace": [furnace_cost(f)] * len(s.load),
        "load": s.load.tolist(),
        "capacity": (s.performance.capacity if limited else s.load).tolist(),
        "hours": bins.hours.tolist(),
        "edge": list(range(1, len(s.candidates.switchover) + 1)),
        "switchover": s.candidates.switchover.tolist(),
        "above_least": [
            cost - least if warm else NOT_AVAILABLE
            for cost, warm in zip(s.candidates.annual_cost.tolist(), s.heats.tolist(), strict=True)
        ],
    }
    columns["annual_cost"] = [
        cost if warm else NOT_AVAILABLE
        for cost, warm in zip(s.candidates.annual_cost.tolist(), s.heats.tolist(), strict=True)
    ]
    units = {column.key: column.unit for column in (*CURVES, *SEASON)}
    in_case = {key: convert(values, units[key], f.shape.units) for key, values in columns.items()}
    return {key: values + values[-1:] * (f.room - len(values)) for key, values in in_case.items()}


class Mark(NamedTuple):
    """A point on a chart: what it is, the formulas of its place, and the same from the engine."""

    key: str
    label: str
    x: str
    y: str
    values: Callable[[Filling], tuple[float, float] | None]


def _crossing(f: Filling) -> tuple[float, float] | None:
    temperature = f.s.economic.temperature
    return None if temperature is None else (temperature, furnace_cost(f))


def _recommended(f: Filling) -> tuple[float, float]:
    cost = f.s.candidates.annual_cost
    return f.s.switchover, float(cost[f.s.chosen] - cost[f.s.heats].min())


def _today(f: Filling) -> tuple[float, float] | None:
    if setting_words.saving(f.s) is None:
        return None
    return f.s.parameters.existing_switchover, f.scenarios["annual_cost"][EXISTING]


_COMPARED = "IF(ISNUMBER(out_saving),{},NA())"
_KNOWN = 'IF(out_status="OK",IF(ISNUMBER(out_economic_temperature),{},NA()),NA())'

MARKS: Final = (
    Mark("crossing", "Economic balance point", _KNOWN.format("out_economic_temperature"), _KNOWN.format(_FURNACE),
         _crossing),
    Mark("recommended", "Recommended switchover", "out_recommended_switchover",
         "out_recommended_annual_cost-out_least_cost", _recommended),
    Mark("setting", "Setting to program", "out_setting", "out_setting_annual_cost",
         lambda f: (f.s.setting.switchover, f.s.setting.annual_cost)),
    Mark("today", "Today's setting, where it can be compared", _COMPARED.format("in_existing_switchover"),
         _COMPARED.format(of_scenario("existing_switchover", "annual_cost")), _today),
)  # fmt: skip

CAPACITY_LABEL: Final = 'IF(out_capacity_limits,"Heat pump capacity","Heat pump capacity: none given, as the load")'
"""Legend of the capacity line."""


def capacity_label(f: Filling) -> str:
    """The same from the engine."""
    given = f.s.parameters.capacity_points is not None
    return "Heat pump capacity" if given else "Heat pump capacity: none given, as the load"


BARS: Final = (
    Column("label", "Scenario", "", "text"),
    Column("annual_cost", "Season cost", "$"),
    Column("emissions", "Emissions", "t CO2"),
)
KG_PER_TONNE: Final = 1000.0

BAR_FORMULAS: Final = {
    "label": 'IF([{0}scenario]="","",INDEX(out_setting_label,MATCH([{0}scenario],out_setting_scenario,0)))',
    "annual_cost": "[{0}annual_cost]",
    "emissions": 'IF([{0}live]=1,[{0}emissions_kg]/c_kg_per_tonne,"")',
}


def bar_values(f: Filling) -> dict[str, list[Any]]:
    """The bars' columns."""
    table = f.scenarios
    return {
        "label": [
            label if scenario else "" for label, scenario in zip(LABELS.values(), table["scenario"], strict=True)
        ],
        "annual_cost": table["annual_cost"],
        "emissions": ["" if kg is None else kg / KG_PER_TONNE for kg in table["emissions_kg"]],
    }
