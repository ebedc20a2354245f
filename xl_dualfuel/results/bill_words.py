"""What utility bills say of a house, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..units import FUELS
from .bill_lines import LEAST_FUEL
from .case_units import convert, quantity, shown_in, tenths

if TYPE_CHECKING:
    from ..model.solution import Solution
    from .bills import BillEvidence

MODEL_CV, MODEL_BIAS = 0.15, 0.05
"""Limits of a calibrated model beside monthly bills: ASHRAE Guideline 14-2014"""


def lines(s: Solution, found: BillEvidence) -> list[str]:
    """The evidence in sentences, the result first."""
    units, said = s.case.units, []
    typical = " of a typical year" if found.weather.is_typical else ""
    span = f"{len(found.rows)} from {found.rows[0].bill.first} to {max(row.bill.last for row in found.rows)}"
    if found.offered:
        balance, error = found.offered.load_balance_temperature, found.offered.load_slope_error
        slope = convert(found.offered.load_slope, "BTU/h·°F", units)
        now = quantity(s.parameters.load_slope, "BTU/h·°F", units)
        within = "" if error is None else f" ± {quantity(2 * error, 'BTU/h·°F', units).split()[0]}"
        said.append(
            f"{span}, by the weather{typical}: the house loses {_digits(slope)}{within} "
            f"{shown_in('BTU/h·°F', units)} below {tenths(balance, units)} ({found.offered.source}); "
            f"this case has {now}. To use it, give load_slope = {_digits(slope)} and load_balance_temperature = "
            f"{convert(balance, '°F', units):.1f}"
        )
    else:
        said.append(f"{span}, by the weather{typical}: no load of the house follows from them. {found.why_not}")
    is_alike = s.case.bills is None or not s.case.bills.unlike
    for key, bias in found.bias.items() if is_alike else ():
        cv = found.cv_rmse[key]
        scatter = "" if cv is None else f", and single bills differ by {100 * cv:.0f} %"
        verdict = "" if abs(bias) <= MODEL_BIAS and (cv is None or cv <= MODEL_CV) else (
            f" (a calibrated model is within {100 * MODEL_BIAS:.0f} and {100 * MODEL_CV:.0f} %)")  # fmt: skip
        besides = ""
        if key == "electricity" and found.cooling.slope:
            besides = f", with their cooling above {tenths(found.cooling.balance_temperature, units)}"
        if key == "electricity" and found.without > LEAST_FUEL:
            besides += f", without the {FUELS[str(s.case.inputs['fuel'])].name} bills that are missing"
        differs = f"{100 * abs(bias):.0f} % {'more' if bias > 0 else 'less'}"
        said.append(f"Model beside the {key} bills{besides}: {differs}{scatter}{verdict}")
    if is_alike and (shown := [row for row in found.rows if row.standing_out_kwh]):
        extra = sum(row.standing_out_kwh for row in shown)
        days = ", ".join(f"{row.bill.first:%b %Y}" for row in shown)
        more = f"{extra:,.0f} kWh more than usual at that temperature"
        said.append(f"Auxiliary heat may have run in the bills that begin in {days}: {more}")
    return said


def _digits(slope: float) -> str:
    """A slope to four digits, to be typed as it is."""
    return f"{slope:.0f}" if slope >= 1000 else f"{slope:.4g}"
