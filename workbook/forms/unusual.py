"""What is allowed in the form that answers but hardly plausible: the limits of results/doubts, as formulas.

The answer is shown all the same. A test compares the cells with the program's doubts.
"""

from __future__ import annotations

from typing import Final

from xl_dualfuel.results import doubts_of_costs as costs
from xl_dualfuel.results import doubts_of_equipment as equipment
from xl_dualfuel.units import ELECTRICITY

WORDS: Final = "Unusual: check the number and its unit"
MEANS: Final = tuple(costs.FUEL_MEANS.items())
"""Mean prices of fuels [$/MMBtu], looked up by fuel"""
_LIMITS: Final = {
    "slope": equipment.LOAD_SLOPE, "capacity": equipment.CAPACITY_SHARE, "backup": equipment.BACKUP_SHARE,
    "price": (1 / costs.PRICE_FACTOR, costs.PRICE_FACTOR), "break_even": costs.BREAK_EVEN_COP,
    "heat": (1 / costs.HEAT_FACTOR, costs.HEAT_FACTOR),
}  # fmt: skip
_NUMBERS: Final = {
    "most_cop": equipment.HIGHEST_COP,
    "carnot_17": (equipment.INDOOR_TEST - equipment.ABSOLUTE_ZERO) / (equipment.INDOOR_TEST - 17),
    "carnot_5": (equipment.INDOOR_TEST - equipment.ABSOLUTE_ZERO) / (equipment.INDOOR_TEST - 5),
    "mean_electricity": costs.ELECTRICITY_MEAN, "most_hours": costs.MOST_HOURS, "least_hours": costs.LEAST_HOURS,
    "few_hours": 10 * costs.LEAST_HOURS, "least_afue": costs.LOWEST_AFUE, "least_electric": costs.LOWEST_ELECTRIC,
}  # fmt: skip
CONSTANTS: Final = {
    **{f"out_unusual_{name}": value for name, value in _NUMBERS.items()},
    **{f"out_unusual_{name}_{end}": value for name, limits in _LIMITS.items()
       for end, value in zip(("least", "most"), limits, strict=True)},
}  # fmt: skip
"""Limits by name"""


def _outside(value: str, limits: str) -> str:
    return f"OR({value}<out_unusual_{limits}_least,{value}>out_unusual_{limits}_most)"


_SLOPE: Final = _outside("out_used_load_slope", "slope")
_LIKELY: Final = f"NOT({_SLOPE})"
_LOAD: Final = "MAX(out_sizing_load,c_tie)"
_FUEL: Final = "out_fuel_price_per_mmbtu"
_BOTH: Final = f"AND(calc_electricity_price>0,{_FUEL}>0)"
_BREAK_EVEN: Final = f"calc_electricity_price*c_btu_per_mmbtu/c_btu_per_kwh*calc_furnace_efficiency/MAX({_FUEL},c_tie)"
_MEAN: Final = "INDEX(out_mean_prices,MATCH(calc_fuel,out_mean_fuels,0))"
_USUAL_HEAT: Final = 'SUM(INDEX(c_fuel_unit_heat,MATCH(calc_fuel&" $/"&out_fuel_unit,c_fuel_unit_key,0)))'


def _rises(quantity: str) -> tuple[str, str]:
    """Whether the middle rating is above the warm one; whether the coldest is above one of these."""
    warm, middle, cold = (f"calc_{quantity}_{at}" for at in (47, 17, 5))
    more = "(1+c_rounding)"
    known = f"AND(ISNUMBER({warm}),ISNUMBER({middle}))"
    return (f"AND({known},SUM({middle})>SUM({warm})*{more})",
            f"AND({known},ISNUMBER({cold}),SUM({cold})>MIN({middle},{warm})*{more})")  # fmt: skip


CONDITIONS: Final = {
    "design_load": f'AND(in_design_load<>"",{_SLOPE})',
    "load_slope": f'AND(in_design_load="",in_load_slope<>"",{_SLOPE})',
    "billed_fuel": f'AND(in_design_load="",in_load_slope="",in_billed_fuel<>"",{_SLOPE})',
    "capacity_47": f'OR({",".join(_rises("capacity"))},'
    f"IF(ISNUMBER(out_capacity_at_47),AND({_outside(f'SUM(out_capacity_at_47)/{_LOAD}', 'capacity')},{_LIKELY}),1=0))",
    "furnace_capacity": "IF(ISNUMBER(out_furnace_output),"
    f"AND({_outside(f'SUM(out_furnace_output)/{_LOAD}', 'backup')},{_LIKELY}),1=0)",
    "strip_capacity": "IF(ISNUMBER(calc_strip_capacity),"
    f"AND(SUM(calc_strip_capacity)*c_btu_per_kwh/{_LOAD}>out_unusual_backup_most,{_LIKELY}),1=0)",
    "cop_47": f"OR({_rises('cop')[0]},calc_cop_47>out_unusual_most_cop,calc_cop_17>out_unusual_carnot_17,"
    "SUM(calc_cop_5)>out_unusual_carnot_5)",
    "cop_5": f"AND({_rises('cop')[1]},NOT({_rises('cop')[0]}))",
    "electricity_price": "OR(calc_electricity_price=0,"
    f"{_outside('calc_electricity_price/out_unusual_mean_electricity', 'price')})",
    "fuel_price": f'OR({_FUEL}=0,IF({_BOTH},{_outside(_BREAK_EVEN, "break_even")},1=0),'
    'IF(AND(in_fuel_price<>"",ISNUMBER(MATCH(calc_fuel,out_mean_fuels,0))),'
    f"AND({_FUEL}>0,{_outside(f'{_FUEL}/{_MEAN}', 'price')}),1=0))",
    "season_hours": "OR(SUM([Bins.hours])>out_unusual_most_hours,"
    'AND(in_season_hours<>"",SUM(calc_season_hours)<out_unusual_least_hours,'
    "SUM([Bins.hours])<out_unusual_few_hours))",
    "furnace_efficiency": "OR(calc_furnace_efficiency<out_unusual_least_afue,"
    f'AND(calc_fuel="{ELECTRICITY}",calc_furnace_efficiency<out_unusual_least_electric))',
    "fuel_heat_content": f"IF({_USUAL_HEAT}>0,"
    f"{_outside(f'out_fuel_unit_mmbtu/MAX({_USUAL_HEAT},c_tie)', 'heat')},1=0)",
}  # fmt: skip
"""Where the number of a cell is hardly plausible, by key"""


def formula(key: str) -> str:
    """Words where a number is hardly plausible, once nothing is wrong."""
    inside = f'IF({CONDITIONS[key]},"{WORDS}","")'
    return f'IF(out_form_status="complete",{inside},"")'
