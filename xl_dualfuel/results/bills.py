"""What utility bills say of a house: its heating model, what it needs by them, and the model's energy beside each.

Sufficiency after BPI-2400-S-2012, section 3.2.2 (330 days, or 184 with cold and mild periods; CV(RMSE) at most 20 %;
estimated readings joined to the next actual one); bias and CV(RMSE) of the model after ASHRAE Guideline 14-2014,
section 4.2.11 (5 and 15 % of monthly bills).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from ..model import season
from ..model.climate import at_or_above
from ..model.in_order import own_order
from ..model.parameters import Parameters
from ..records.bill_weather import BillWeather, typical_weather
from ..records.bills import Bill
from ..records.change_point import Array, Fit, Part, Period, Shared, fit, fit_shared
from ..units import BTU_PER_MMBTU, ELECTRICITY, FUELS
from .case_units import prose

if TYPE_CHECKING:
    from .result import Result

WHOLE_YEAR: Final = 330
HALF_YEAR: Final = 184
"""Days that are enough: always, and with cold and mild periods"""
LEAST_PERIODS: Final = 5
"""Two more than the model has parameters"""
COLD, MILD = 25.0, 5.0
"""Degree days a day, base 65 °F, of a cold and of a mild period"""
MOST_CV: Final = 0.20
MOST_ESTIMATED: Final = 0.25
MODEL_CV, MODEL_BIAS = 0.15, 0.05
HEAT_PUMP: Final = 3.0
"""About the COP by which electricity is heat, to weigh its bills against those of fuel"""
UNCLEAR: Final = 4.0
"""Squared errors of two ways of heating within this factor do not tell which it was"""
AGREE: Final = 0.02
"""Slopes within this are one, whatever heated"""
_ROUNDING: Final = 1e-6
_MOST_ROUNDS: Final = 12
_SETTLED: Final = 1e-4
STRIPS_SHOW: Final = 0.15
"""Least electricity that stands out, as a share of the bill: what monthly bills scatter around a calibrated model"""
_BASE: Final = 65.0


class Energy(NamedTuple):
    """One energy on the bills: its heating model, and whether the bills are enough for it."""

    fuel: str
    unit: str
    fit: Fit | None
    periods: int
    days: int
    is_sufficient: bool
    reasons: tuple[str, ...]


class Row(NamedTuple):
    """One bill beside the model; energies in the unit of the bills, None where there is none."""

    bill: Bill
    degree_days: float
    """Base 65 °F [°F·d]"""
    mean: float
    """Outdoor temperature [°F]"""
    electricity_kwh: float | None
    model_electricity_kwh: float | None
    """With the baseload of the bills"""
    strip_kwh: float
    """Of it, the model's strips"""
    excess_kwh: float | None
    """Billed less the model's"""
    fuel_units: float | None
    model_fuel_units: float | None
    standing_out_kwh: float
    """Electricity that the other bills do not have beside the model's: strips may have run; 0 where it is usual"""


class Offered(NamedTuple):
    """An input that the bills suggest."""

    load_slope: float
    """[BTU/h·°F]"""
    load_slope_error: float | None
    """Its standard error"""
    load_balance_temperature: float
    """[°F]"""
    source: str


class BillEvidence(NamedTuple):
    """What the bills of a case say."""

    source: str
    weather: BillWeather
    energies: tuple[Energy, ...]
    rows: tuple[Row, ...]
    compared_with: str
    """furnace_only, or existing: the setting of today"""
    offered: Offered | None
    why_not: str
    """Why no input is offered"""
    bias: dict[str, float]
    """The model's energy less the billed over the billed, of all bills with that energy"""
    cv_rmse: dict[str, float | None]
    notes: tuple[str, ...]


def evidence(result: Result) -> BillEvidence | None:
    """The evidence of a case's bills; None where it has none."""
    read = result.case.bills
    if read is None:
        return None
    bills, weather = read.bills, read.weather
    if weather is None:
        order = own_order(result.case)
        if order is None:  # a workbook's year, whose hours have no order
            return None
        year = result.case.year
        weather = typical_weather("" if year is None else year.name, order.dry_bulb, bills.bills)
    temperatures = [np.array(one) for one in weather.temperatures]
    energies = tuple(
        _energy(fuel, unit, place, bills.bills, temperatures) for place, (fuel, unit) in enumerate(bills.energies)
    )
    houses = _houses(result, energies, bills.bills, temperatures)
    compared, line = houses[0]
    offered, why_not = _offer(result, energies, houses)
    rows = tuple(_rows(result, energies, bills.bills, temperatures, compared, line))
    bias: dict[str, float] = {}
    cv: dict[str, float | None] = {}
    for key, pairs in (
        ("electricity", [(row.electricity_kwh, row.model_electricity_kwh) for row in rows]),
        ("fuel", [(row.fuel_units, row.model_fuel_units) for row in rows]),
    ):
        both = np.array([pair for pair in pairs if None not in pair], dtype=float).reshape(-1, 2)
        if len(both) and both[:, 0].sum() > 0:
            bias[key] = float(both[:, 1].sum() / both[:, 0].sum() - 1)
            free = len(both) - 1
            error = math.sqrt(float(((both[:, 1] - both[:, 0]) ** 2).sum()) / free) if free else None
            cv[key] = None if error is None else error / float(both[:, 0].mean())
    return BillEvidence(bills.source, weather, energies, rows, compared, offered, why_not, bias, cv, bills.notes)


def _periods(place: int, bills: Sequence[Bill], temperatures: Sequence[Array]) -> list[Period]:
    """The bills with one energy; estimated ones are joined to the next actual reading, and left out without one."""
    periods: list[Period] = []
    waiting: list[tuple[Bill, float, Array]] = []
    for bill, temperature in zip(bills, temperatures, strict=True):
        amount = bill.amounts[place]
        if amount is None or (waiting and waiting[-1][0].last != bill.first):
            waiting = []
        if amount is None:
            continue
        waiting.append((bill, amount, temperature))
        if not bill.is_estimated:
            days = sum(one.days for one, _, _ in waiting)
            amounts, parts = sum(part for _, part, _ in waiting), [part for _, _, part in waiting]
            periods.append(Period(days, amounts, np.concatenate(parts)))
            waiting = []
    return periods


def _energy(fuel: str, unit: str, place: int, bills: Sequence[Bill], temperatures: Sequence[Array]) -> Energy:
    periods = _periods(place, bills, temperatures)
    found = fit(periods, may_cool=fuel == ELECTRICITY) if sum(period.energy for period in periods) > 0 else None
    days = int(sum(period.days for period in periods))
    daily = [period.degree_days(_BASE) / period.days for period in periods]
    has_range = bool(daily) and max(daily) >= COLD and min(daily) <= MILD
    reasons = []
    if len(periods) < LEAST_PERIODS:
        reasons.append(f"{len(periods)} bills are too few: {LEAST_PERIODS} are needed, twelve are better")
    if days < HALF_YEAR:
        reasons.append(f"{days} days are too short: a year is better, {HALF_YEAR} days the least")
    elif days < WHOLE_YEAR and not has_range:
        reasons.append(f"{days} days without both a cold and a mild bill: give a whole year")
    estimated = sum(bill.is_estimated for bill in bills if bill.amounts[place] is not None)
    if bills and estimated > MOST_ESTIMATED * len(bills):
        reasons.append(f"{estimated} of {len(bills)} bills are estimated readings")
    return Energy(fuel, unit, found, len(periods), days, not reasons, tuple(reasons))


class _House(NamedTuple):
    """How the bills' house was heated, and its heating line."""

    way: str
    line: Shared | None


def _houses(
    result: Result, energies: Sequence[Energy], bills: Sequence[Bill], temperatures: Sequence[Array]
) -> list[_House]:
    """The heating line by each way that the house may be heated, the one first that fits the bills better."""
    own_fuel, houses = result.case.inputs["fuel"], []
    known = [(place, one) for place, one in enumerate(energies) if one.fuel in (ELECTRICITY, own_fuel)]
    burns = any(one.fuel != ELECTRICITY for _, one in known)
    for way in ("furnace_only", "existing") if burns else ("existing",):
        houses.append(_House(way, _line(result, known, bills, temperatures, way)))
    return sorted(houses, key=lambda house: house.line.error if house.line else math.inf)


def _line(
    result: Result, known: Sequence[tuple[int, Energy]], bills: Sequence[Bill], temperatures: Sequence[Array], way: str
) -> Shared | None:
    """The heating line of a house heated in one way; None without one.

    What a BTU takes depends on the load where the heat pump falls short: the line found serves until it is the same.
    """
    p, line = result.solution.parameters, None
    periods = [_periods(place, bills, temperatures) for place, _ in known]
    if not known or not all(periods):
        return None
    for _ in range(_MOST_ROUNDS):
        parts = []
        for (_, one), of_one in zip(known, periods, strict=True):
            content, is_electric = _content(result, one) * BTU_PER_MMBTU, one.fuel == ELECTRICITY
            uses = [_use_of_a_btu(result, p, period.temperature, way) for period in of_one]
            use = [kwh if is_electric else mmbtu * BTU_PER_MMBTU / content for kwh, mmbtu in uses]
            heat = content * (HEAT_PUMP if is_electric else 1.0)
            parts.append(Part(of_one, use, heat, one.fit.cooling_balance if one.fit else None))
        line = fit_shared(parts)
        if line is None:
            return None
        slope, before = line.slope / 24, p.load_slope
        p = p._replace(
            load_slope=slope, load_balance_temperature=line.balance_temperature,
            assumed_furnace=p.assumed_furnace * slope / before,
        )  # fmt: skip
        if abs(slope / before - 1) < _SETTLED:
            return line
    return line


def _offer(result: Result, energies: Sequence[Energy], houses: Sequence[_House]) -> tuple[Offered | None, str]:
    """The inputs that the bills suggest, or why none."""
    own_fuel = result.case.inputs["fuel"]
    line = houses[0].line
    if line is None:
        return None, "No bill of electricity or of the case's fuel rises with the cold"
    if other := next((one for one in energies if one.fuel not in (ELECTRICITY, own_fuel) and one.fit), None):
        return None, f"The {FUELS[other.fuel].name} bills rise with the cold too, and the case does not burn it"
    heating = [one for one in energies if one.fuel in (ELECTRICITY, own_fuel)]
    if short := [f"{FUELS[one.fuel].name}: {reason}" for one in heating for reason in one.reasons]:
        return None, "; ".join(short)
    if line.cv_rmse is None or line.cv_rmse > MOST_CV:
        return None, "The bills scatter too much around any heating line of this house"
    for house in houses[1:]:
        if (
            house.line
            and house.line.error < UNCLEAR * max(line.error, _ROUNDING)
            and (abs(house.line.slope / line.slope - 1) > AGREE)
        ):
            return None, "The bills do not tell whether furnace or heat pump heated: give those of electricity and fuel"
    words = {"furnace_only": "heated by the furnace alone", "existing": "heated as this case at today's setting"}
    error = None if line.slope_error is None else line.slope_error / 24
    return Offered(line.slope / 24, error, line.balance_temperature, words[houses[0].way]), ""


def _content(result: Result, energy: Energy) -> float:
    """MMBtu in a unit of an energy."""
    p = result.solution.parameters
    if energy.fuel == result.case.inputs["fuel"] and energy.unit == p.fuel_unit:
        return float(p.fuel_unit_mmbtu)
    return FUELS[energy.fuel].units[energy.unit]


def _heat_at(result: Result, p: Parameters, temperature: Array, way: str) -> tuple[Array, season.Energy]:
    """Load [BTU/h] and the energy of an hour at outdoor temperatures [°F], heated as the bills' house is."""
    load, performance, ways = season.operate(temperature, p)
    above = at_or_above(temperature, p.existing_switchover)
    heat = ways.furnace if way == "furnace_only" else ways.switched(above)
    billed = p._replace(furnace_efficiency=result.case.number("billed_efficiency", p.furnace_efficiency))
    return load, season.energy(heat, np.ones_like(temperature), performance.cop, billed)


def _use_of_a_btu(result: Result, p: Parameters, temperature: Array, way: str) -> tuple[Array, Array]:
    """Electricity [kWh] and fuel [MMBtu] that a BTU of heat takes; without load as at the mildest hour with one.

    Bills may be of another furnace than the new one: its efficiency is ``billed_efficiency``.
    """
    load, used = _heat_at(result, p, np.minimum(temperature, p.load_balance_temperature - 1.0), way)
    return used.kwh / load, used.fuel_mmbtu / load


def _rows(
    result: Result, energies: Sequence[Energy], bills: Sequence[Bill], temperatures: Sequence[Array], way: str,
    line: Shared | None,
) -> list[Row]:  # fmt: skip
    p, rows = result.solution.parameters, []
    own_fuel = result.case.inputs["fuel"]
    electric = next((place for place, one in enumerate(energies) if one.fuel == ELECTRICITY), None)
    burned = next((place for place, one in enumerate(energies) if one.fuel == own_fuel != ELECTRICITY), None)
    heating = [place for place, one in enumerate(energies) if one.fuel in (ELECTRICITY, own_fuel)]
    loads = (0.0,) * len(heating) if line is None else line.baseloads
    baseload = dict(zip(heating, loads, strict=True))
    for bill, temperature in zip(bills, temperatures, strict=True):
        hours = 24 * bill.days / len(temperature)
        _, used = _heat_at(result, p, temperature, way)
        kwh, strips = float(used.kwh.sum()) * hours, float(used.strip_kwh.sum()) * hours
        burned_mmbtu = float(used.fuel_mmbtu.sum()) * hours
        billed = None if electric is None else bill.amounts[electric]
        model = excess = units = model_units = None
        if electric is not None and billed is not None:
            model = kwh + baseload[electric] * bill.days
            excess = billed - model
        if burned is not None and bill.amounts[burned] is not None:
            units = bill.amounts[burned]
            content = _content(result, energies[burned])
            model_units = burned_mmbtu / content + baseload[burned] * bill.days
        rows.append(Row(
            bill, Period(bill.days, 0.0, temperature).degree_days(_BASE), float(temperature.mean()), billed, model,
            strips, excess, units, model_units, 0.0,
        ))  # fmt: skip
    return rows if electric is None or way == "furnace_only" else _with_strips(rows, baseload[electric])


def _with_strips(rows: Sequence[Row], baseload: float) -> list[Row]:
    """The rows with the electricity that stands out; beside the usual share of the model's, its slope may be wrong."""
    heating = [
        (row.electricity_kwh - baseload * row.bill.days, row.model_electricity_kwh - baseload * row.bill.days)
        for row in rows
        if row.electricity_kwh is not None and row.model_electricity_kwh is not None
    ]
    most = max((model for _, model in heating), default=0.0)
    shares = [billed / model for billed, model in heating if model > most / 10]
    if not shares:
        return list(rows)
    usual, marked = float(np.median(shares)), []
    for row in rows:
        extra = 0.0
        if row.electricity_kwh is not None and row.model_electricity_kwh is not None:
            heat = row.model_electricity_kwh - baseload * row.bill.days
            extra = row.electricity_kwh - baseload * row.bill.days - usual * heat if heat > most / 10 else 0.0
            extra = extra if extra > STRIPS_SHOW * row.electricity_kwh else 0.0
        marked.append(row._replace(standing_out_kwh=extra))
    return marked


def to_json(found: BillEvidence | None) -> dict[str, Any] | None:
    """``bills`` of the JSON."""
    if found is None:
        return None
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
             "temperature": row.mean, **{key: getattr(row, key) for key in Row._fields[3:]}}
            for row in found.rows
        ],
    }  # fmt: skip


def lines(result: Result, found: BillEvidence) -> list[str]:
    """The evidence in sentences, the result first."""
    case, said = result.case, []
    typical = " of a typical year" if found.weather.is_typical else ""
    span = f"{len(found.rows)} from {found.rows[0].bill.first} to {max(row.bill.last for row in found.rows)}"
    if found.offered:
        balance = found.offered.load_balance_temperature
        slope, now = found.offered.load_slope, result.solution.parameters.load_slope
        within = f" ± {2 * found.offered.load_slope_error:,.0f}" if found.offered.load_slope_error is not None else ""
        said.append(
            f"{span}, by the weather{typical}: the house loses {slope:,.0f}{within} BTU/h·°F below {balance:.1f} °F "
            f"({found.offered.source}); this case has {now:,.0f}. To use it, give load_slope = {slope:.0f} and "
            f"load_balance_temperature = {balance:.1f}"
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
    return [prose(line, case.units) for line in said]
