"""What utility bills say of a house: its heating model, what it needs by them, and the model's energy beside each.

The heating lines are in bill_lines.py, the words in bill_words.py. Bias and CV(RMSE) of the model as in ASHRAE
Guideline 14-2014 for monthly bills.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from ..model.in_order import own_order
from ..records.bill_weather import BillWeather, typical_weather
from ..records.bills import Bill
from ..records.change_point import Array, Period, Shared
from ..units import ELECTRICITY
from .bill_lines import BASE, Energy, Offered, content_of, energy_of, energy_of_hours, houses_of, offer, unbilled

if TYPE_CHECKING:
    from ..model.solution import Solution

STRIPS_SHOW: Final = 0.15
"""Least electricity that stands out, as a share of the bill: what monthly bills scatter around a calibrated model"""


FURNACE_SHOWS: Final = 0.10
"""Share of the load by a fuel without bills from which electricity that stands out says nothing of strips"""


class Row(NamedTuple):
    """One bill beside the model; energies in the unit of the bills, None where there is none."""

    bill: Bill
    degree_days: float
    """Base 65 °F [°F·d]"""
    mean: float
    """Outdoor temperature [°F]"""
    electricity_kwh: float | None
    model_electricity_kwh: float | None
    """With the baseload and the cooling of the bills"""
    strip_kwh: float
    """Of it, the model's strips"""
    excess_kwh: float | None
    """Billed less the model's"""
    fuel_units: float | None
    model_fuel_units: float | None
    standing_out_kwh: float
    """Electricity that the other bills do not have beside the model's: strips may have run; 0 where it is usual"""


class Cooling(NamedTuple):
    """Electricity for cooling, by the bills."""

    balance_temperature: float = math.inf
    """Above which it runs [°F]; infinite for none"""
    slope: float = 0.0
    """Of a degree day [kWh/°F·d]"""

    def of_day(self, temperature: Array) -> Array:
        """Of a day at outdoor temperatures [kWh]."""
        return self.slope * np.maximum(0.0, temperature - self.balance_temperature)


class Daily(NamedTuple):
    """What a day at an outdoor temperature takes, without baseload: an item for each temperature."""

    temperature: tuple[float, ...]
    """Those of the bills' hours, from cold to warm [°F]"""
    electricity_kwh: tuple[float, ...]
    """By the model, and for cooling by the bills"""
    strip_kwh: tuple[float, ...]
    fuel_units: tuple[float, ...]
    """0 where the bills have none of the case's fuel"""


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
    columns: tuple[tuple[str, str], ...]
    """What each column was taken for, and its heading"""
    notes: tuple[str, ...]
    baseload: dict[str, float]
    """Electricity and fuel of a day that the model's energy has besides, in the units of the bills"""
    daily: Daily
    burned: int | None
    """Which of the energies is the fuel of the case; None for none, or where that is electricity"""
    cooling: Cooling
    without: float
    """Share of the load that the furnace met, as the house is set, by a fuel that no bill has"""

    def to_json(self) -> dict[str, Any]:
        """``bills`` of the JSON."""
        energies = []
        for one in self.energies:
            model = None if one.fit is None else {
                "baseload_per_day": one.fit.baseload, "slope_per_fahrenheit_degree_day": one.fit.slope,
                "slope_standard_error": one.fit.slope_error, "load_balance_temperature": one.fit.balance_temperature,
                "r2": one.fit.r2, "cv_rmse": one.fit.cv_rmse, "bias": one.fit.bias,
            }  # fmt: skip
            energies.append({
                "energy": one.fuel, "fuel_unit": one.unit, "periods": one.periods, "days": one.days,
                "sufficient": one.is_sufficient, "reasons": list(one.reasons), "regression": model,
            })  # fmt: skip
        first, last = self.rows[0].bill.first, max(row.bill.last for row in self.rows)
        return {
            "source": self.source, "first": first.isoformat(), "last": last.isoformat(),
            "weather": {"source": self.weather.source, "is_typical": self.weather.is_typical},
            "notes": list(self.notes),
            "energies": energies,
            "offered": None if self.offered is None else self.offered._asdict(),
            "why_not_offered": self.why_not or None,
            "compared_with": self.compared_with, "model_bias": self.bias, "model_cv_rmse": self.cv_rmse,
            "periods": [
                {"line": row.bill.line, "first": row.bill.first.isoformat(), "last": row.bill.last.isoformat(),
                 "days": row.bill.days, "estimated": row.bill.is_estimated, "fahrenheit_degree_days": row.degree_days,
                 "temperature": row.mean, **{key: getattr(row, key) for key in Row._fields[3:]}}
                for row in self.rows
            ],
        }  # fmt: skip

    def table(self) -> dict[str, list[Any]]:
        """The bills beside the model as columns, one row a bill."""
        rows = self.to_json()["periods"]
        return {key: [row[key] for row in rows] for key in rows[0]}


def evidence(s: Solution) -> BillEvidence | None:
    """The evidence of a case's bills; None where it has none."""
    read = s.case.bills
    if read is None:
        return None
    bills, weather = read.bills, read.weather
    if weather is None:
        order = own_order(s.case)
        if order is None:  # a workbook's year, whose hours have no order
            return None
        year = s.case.year
        weather = typical_weather("" if year is None else year.name, np.asarray(order.dry_bulb), bills.bills)
    temperatures = [np.array(one) for one in weather.temperatures]
    energies = tuple(
        energy_of(fuel, unit, place, bills.bills, temperatures) for place, (fuel, unit) in enumerate(bills.energies)
    )
    houses = houses_of(s, energies, bills.bills, temperatures)
    compared, line = houses[0]
    without = unbilled(s, energies, temperatures, compared)
    offered, why_not = offer(s, energies, houses, without)
    baseload = _baseload(s, energies, line)
    cooling = Cooling() if line is None or line.cooling_balance is None else (
        Cooling(line.cooling_balance, line.cooling_slope))  # fmt: skip
    own_fuel = s.case.inputs["fuel"]
    burned = next((place for place, one in enumerate(energies) if one.fuel == own_fuel != ELECTRICITY), None)
    content = None if burned is None else content_of(s, energies[burned])
    rows = tuple(_rows(s, energies, bills.bills, temperatures, compared, baseload, cooling, burned))
    if without < FURNACE_SHOWS and compared != "furnace_only" and any(row.electricity_kwh is not None for row in rows):
        rows = tuple(_with_strips(rows, baseload["electricity"], cooling, temperatures))
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
    return BillEvidence(
        bills.source, weather, energies, rows, compared, offered, why_not, bias, cv, bills.columns, bills.notes,
        baseload, _daily(s, temperatures, compared, content, cooling), burned, cooling, without,
    )  # fmt: skip


def _baseload(s: Solution, energies: Sequence[Energy], line: Shared | None) -> dict[str, float]:
    """Of a day, by the heating line; 0 without one."""
    heating = [one.fuel for one in energies if one.fuel in (ELECTRICITY, s.case.inputs["fuel"])]
    loads = (0.0,) * len(heating) if line is None else line.baseloads
    of = dict(zip(heating, loads, strict=True))
    return {"electricity": of.get(ELECTRICITY, 0.0), "fuel": of.get(str(s.case.inputs["fuel"]), 0.0)}


def _daily(s: Solution, temperatures: Sequence[Array], way: str, content: float | None, cooling: Cooling) -> Daily:
    """content: MMBtu in a unit of the fuel on the bills; None without it."""
    each = np.unique(np.concatenate(temperatures))
    _, used = energy_of_hours(s, s.parameters, each, way)
    fuel = np.zeros_like(each) if content is None else 24 * used.fuel_mmbtu / content
    return Daily(
        *(tuple(one.tolist()) for one in (each, 24 * used.kwh + cooling.of_day(each), 24 * used.strip_kwh, fuel))
    )


def _rows(
    s: Solution, energies: Sequence[Energy], bills: Sequence[Bill], temperatures: Sequence[Array], way: str,
    baseload: Mapping[str, float], cooling: Cooling, burned: int | None,
) -> list[Row]:  # fmt: skip
    p, rows = s.parameters, []
    electric = next((place for place, one in enumerate(energies) if one.fuel == ELECTRICITY), None)
    for bill, temperature in zip(bills, temperatures, strict=True):
        hours = 24 * bill.days / len(temperature)
        _, used = energy_of_hours(s, p, temperature, way)
        kwh, strips = float(used.kwh.sum()) * hours, float(used.strip_kwh.sum()) * hours
        kwh += float(cooling.of_day(temperature).mean()) * bill.days
        burned_mmbtu = float(used.fuel_mmbtu.sum()) * hours
        billed = None if electric is None else bill.amounts[electric]
        model = excess = units = model_units = None
        if electric is not None and billed is not None:
            model = kwh + baseload["electricity"] * bill.days
            excess = billed - model
        if burned is not None and bill.amounts[burned] is not None:
            units = bill.amounts[burned]
            content = content_of(s, energies[burned])
            model_units = burned_mmbtu / content + baseload["fuel"] * bill.days
        rows.append(Row(
            bill, Period(bill.days, 0.0, temperature).degree_days(BASE), float(temperature.mean()), billed, model,
            strips, excess, units, model_units, 0.0,
        ))  # fmt: skip
    return rows


def _with_strips(rows: Sequence[Row], baseload: float, cooling: Cooling, temperatures: Sequence[Array]) -> list[Row]:
    """The rows with the electricity that stands out; beside the usual share of the model's, its slope may be wrong.

    No bill with more cooling than heating is judged.
    """
    cold = [float(cooling.of_day(one).mean()) * row.bill.days for row, one in zip(rows, temperatures, strict=True)]
    besides = [baseload * row.bill.days + kwh for row, kwh in zip(rows, cold, strict=True)]
    heating = [
        (row.electricity_kwh - other, row.model_electricity_kwh - other)
        for row, other in zip(rows, besides, strict=True)
        if row.electricity_kwh is not None and row.model_electricity_kwh is not None
    ]
    most = max((model for _, model in heating), default=0.0)
    shares = [billed / model for billed, model in heating if model > most / 10]
    if not shares:
        return list(rows)
    usual, marked = float(np.median(shares)), []
    for row, other, kwh in zip(rows, besides, cold, strict=True):
        extra = 0.0
        if row.electricity_kwh is not None and row.model_electricity_kwh is not None:
            heat = row.model_electricity_kwh - other
            extra = row.electricity_kwh - other - usual * heat if heat > max(most / 10, kwh) else 0.0
            extra = extra if extra > STRIPS_SHOW * row.electricity_kwh else 0.0
        marked.append(row._replace(standing_out_kwh=extra))
    return marked
