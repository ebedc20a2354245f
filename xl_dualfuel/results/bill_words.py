"""What utility bills say of a house, in sentences and for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .case_units import convert, quantity, shown_in, tenths

if TYPE_CHECKING:
    from ..model.solution import Solution
    from .bills import BillEvidence

MODEL_CV, MODEL_BIAS = 0.15, 0.05
"""Limits of a calibrated model beside monthly bills: ASHRAE Guideline 14-2014"""


def to_json(found: BillEvidence) -> dict[str, Any]:
    """``bills`` of the JSON."""
    energies = []
    for one in found.energies:
        model = None if one.fit is None else {
            "baseload_per_day": one.fit.baseload, "slope_per_fahrenheit_degree_day": one.fit.slope,
            "slope_standard_error": one.fit.slope_error, "load_balance_temperature": one.fit.balance_temperature,
            "r2": one.fit.r2, "cv_rmse": one.fit.cv_rmse, "bias": one.fit.bias,
        }  # fmt: skip
        energies.append({
            "energy": one.fuel, "fuel_unit": one.unit, "periods": one.periods, "days": one.days,
            "sufficient": one.is_sufficient, "reasons": list(one.reasons), "regression": model,
        })  # fmt: skip
    first, last = found.rows[0].bill.first, max(row.bill.last for row in found.rows)
    return {
        "source": found.source, "first": first.isoformat(), "last": last.isoformat(),
        "weather": {"source": found.weather.source, "is_typical": found.weather.is_typical},
        "notes": list(found.notes),
        "energies": energies,
        "offered": None if found.offered is None else found.offered._asdict(),
        "why_not_offered": found.why_not or None,
        "compared_with": found.compared_with, "model_bias": found.bias, "model_cv_rmse": found.cv_rmse,
        "periods": [
            {"line": row.bill.line, "first": row.bill.first.isoformat(), "last": row.bill.last.isoformat(),
             "days": row.bill.days, "estimated": row.bill.is_estimated, "fahrenheit_degree_days": row.degree_days,
             "temperature": row.mean, **{key: getattr(row, key) for key in row._fields[3:]}}
            for row in found.rows
        ],
    }  # fmt: skip


def table(found: BillEvidence) -> dict[str, list[Any]]:
    """The bills beside the model as columns, one row a bill."""
    rows = to_json(found)["periods"]
    return {key: [row[key] for row in rows] for key in rows[0]}


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
            f"{span}, by the weather{typical}: the house loses {slope:.4g}{within} {shown_in('BTU/h·°F', units)} below "
            f"{tenths(balance, units)} ({found.offered.source}); this case has {now}. To use it, give load_slope = "
            f"{slope:.4g} and load_balance_temperature = {convert(balance, '°F', units):.1f}"
        )
    else:
        said.append(f"{span}, by the weather{typical}: no load of the house follows from them. {found.why_not}")
    for key, bias in found.bias.items():
        cv = found.cv_rmse[key]
        scatter = "" if cv is None else f", and single bills differ by {100 * cv:.0f} %"
        verdict = "" if abs(bias) <= MODEL_BIAS and (cv is None or cv <= MODEL_CV) else (
            f" (a calibrated model is within {100 * MODEL_BIAS:.0f} and {100 * MODEL_CV:.0f} %)")  # fmt: skip
        said.append(
            f"Model beside the {key} bills: {100 * abs(bias):.0f} % {'more' if bias > 0 else 'less'}{scatter}{verdict}"
        )
    if shown := [row for row in found.rows if row.standing_out_kwh]:
        extra = sum(row.standing_out_kwh for row in shown)
        days = ", ".join(f"{row.bill.first:%b %Y}" for row in shown)
        said.append(f"Auxiliary heat may have run in the bills that begin in {days}: {extra:,.0f} kWh stand out")
    return said
