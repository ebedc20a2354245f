"""The twelve bills of a rebate form: periods that make a year, amounts a house can use, heat like the model's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from xl_dualfuel.records.bills import DELIVERIES, PERIOD, SLACK
from xl_dualfuel.results.case_units import quantity, tenths
from xl_dualfuel.results.result import Result
from xl_dualfuel.units import BTU_PER_MMBTU, FUELS

from ..forms.entries import Place
from ..forms.form_fields import CALIBRATION
from ..forms.read import Reading
from .findings import Findings, Severity
from .papers import ID, date_of, line_cell, line_name, lines_of, unlikely

_TABLE: Final = "calibration"
_SLOPE: Final = "BTU/h·°F"
_AMOUNTS: Final = {"electricity_kwh": "electricity", "fuel_units": "fuel"}
YEAR: Final = (300, 430)
"""Days of twelve bills together, wherever a year of bills begins and ends; two months more or less are asked about"""
ALL: Final = 12
MOST_KWH: Final = 500.0
"""Electricity of a day: a US home uses 29 (EIA, 2022: 10,791 kWh a year); one with strips of 20 kW all day, 480"""
BASE_MMBTU: Final = 0.15
"""Fuel of a day for hot water and cooking at most: 1.5 therms"""
LEAST_EFFICIENCY: Final = 0.5
"""Of the old system with its ducts, where it is not given"""
MOST_LOAD: Final = 1.5
"""How much colder than its design day a bill's period may be, on average: hardly ever as cold"""
SEASON_RATIO: Final = (0.3, 3.0)
"""Fuel of a year over the model's load by the old system's efficiency: a mild year, a stove beside it, or rooms left
cold on one side; hot water, cooking and a pool on the other"""
SLOPE_AGREES: Final = 0.30
"""By which the heat loss of the form may differ from that of the bills, beside twice the standard error of theirs: a
year differs from a typical one by 5 to 10 %, an old system delivers up to 15 % less than its AFUE (ducts, cycling), and
load calculations add 10 to 25 % to what houses need"""
BALANCE_AGREES: Final = 10.0
"""By which its balance temperature may differ [°F]: twice what twelve bills leave open (about 5 °F)"""


class Bill(NamedTuple):
    """A bill: its line, its first and last day, how many days it is for."""

    line: Mapping[str, Any]
    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> int:
        """From reading to reading."""
        return (self.last - self.first).days


def check(reading: Reading, places: Mapping[str, Place], result: Result | None, findings: Findings) -> None:
    """Add what is impossible or hardly plausible in the bills; no bills, nothing."""

    def add(severity: Severity, line: Mapping[str, Any], key: str, what: str, found: object = "", expected: object = "",
            remedy: str = "Compare with the paper bills") -> None:  # fmt: skip
        name = line_name(line, CALIBRATION, "A bill")
        findings.add(ID, severity, f"{name}: {what}", *line_cell(line, places, f"{_TABLE}_{key}"), found, expected,
                     remedy)  # fmt: skip

    lines = [line for line in lines_of(reading, _TABLE) if len(line) > 2]
    bills: list[Bill] = []
    for line in lines:
        first, last = (date_of(line.get(key)) for key in ("from", "to"))
        for key, day in (("from", first), ("to", last)):
            if day is not None and (why := unlikely(day)):
                add("warning", line, key, why, day.isoformat())
        days = (last - first).days if first and last else PERIOD[1]
        kwh = line.get("electricity_kwh")
        if isinstance(kwh, float) and days >= 0 and kwh > MOST_KWH * max(1, days):
            what = f"{kwh / max(1, days):,.0f} kWh a day are more than a house uses"
            add("warning", line, "electricity_kwh", what, kwh, f"at most {MOST_KWH:,.0f} kWh a day")  # fmt: skip
        if first is None or last is None:
            continue
        bill = Bill(line, first, last)
        if bill.days < 0:
            add("error", line, "to", "it ends before it begins", last.isoformat(), f"{first} or later")
            continue
        bills.append(bill)
        fuel = FUELS.get(str(reading.details.get("existing_fuel")))
        is_delivered = fuel is not None and not fuel.piped and not isinstance(kwh, float)
        most = DELIVERIES if is_delivered else PERIOD[1]
        if not PERIOD[0] <= bill.days <= most:
            add("warning", line, "to", f"it is for {bill.days} days", last.isoformat(),
                f"a period of {PERIOD[0]} to {most} days")  # fmt: skip
    bills.sort(key=lambda bill: (bill.first, bill.last))
    for one, following in pairwise(bills):
        if (following.first - one.last).days < -SLACK:
            what = f"it overlaps {line_name(one.line, CALIBRATION, 'another bill')}, which ends on {one.last}"
            add("warning", following.line, "from", what, following.first.isoformat(), f"{one.last} or later")
    days = sum(bill.days for bill in bills)
    if len(bills) >= ALL and not YEAR[0] <= days <= YEAR[1]:
        add("warning", bills[-1].line, "to", f"the {len(bills)} bills together are for {days} days, not about a year",
            remedy="Give the bills of twelve months in a row")  # fmt: skip
    elif len(bills) >= ALL // 2 and (span := (bills[-1].last - bills[0].first).days) > YEAR[1]:
        add("warning", bills[-1].line, "to", f"the bills are spread over {span:,} days, more than a year",
            remedy="Give the bills of twelve months in a row")  # fmt: skip
    _alike(lines, add)
    if result is not None:
        _heat(reading, bills, result, add)
        _heat_loss(reading, places, result, findings)


def _alike(lines: Sequence[Mapping[str, Any]], add: Any) -> None:
    """The same amount on every bill, which no house with heating has."""
    for key, name in _AMOUNTS.items():
        amounts = [line[key] for line in lines if isinstance(line.get(key), float) and line[key] > 0]
        if len(amounts) >= ALL // 2 and len(set(amounts)) == 1:
            first = next(line for line in lines if line.get(key) == amounts[0])
            add("warning", first, key, f"all {len(amounts)} bills have the same amount of {name}", amounts[0])


def _heat(reading: Reading, bills: Sequence[Bill], result: Result, add: Any) -> None:
    """The fuel burned, where it is the fuel of the case, against the house's load by the old system's efficiency."""
    s, p, fuel = result.solution, result.solution.parameters, reading.details.get("existing_fuel")
    burned = [(bill, bill.line["fuel_units"]) for bill in bills if isinstance(bill.line.get("fuel_units"), float)]
    if fuel != result.case.inputs["fuel"] or not burned:
        return
    unit, content = p.fuel_unit, float(p.fuel_unit_mmbtu)
    given = reading.details.get("existing_afue")
    efficiency = given if isinstance(given, float) and given > 0 else None
    most = 24 * MOST_LOAD * float(p.design_load) / (efficiency or LEAST_EFFICIENCY) / BTU_PER_MMBTU + BASE_MMBTU
    for bill, units in burned if FUELS[str(fuel)].piped else ():  # others are billed when delivered
        if units * content > most * max(1, bill.days):
            add("warning", bill.line, "fuel_units", f"{units:,.6g} {unit} in {bill.days} days are more than the house "
                "can need on its coldest days", units, f"at most {most * max(1, bill.days) / content:,.0f} {unit}",
                remedy="Check the unit, and the load on Form")  # fmt: skip
    days = sum(bill.days for bill, _ in burned)
    load = float(s.totals.load_mmbtu[0]) / (efficiency or LEAST_EFFICIENCY * 1.5)
    total = sum(units for _, units in burned) * content
    if len(burned) >= ALL // 2 and YEAR[0] <= days <= YEAR[1] and load > 0:
        base = BASE_MMBTU * days
        if not SEASON_RATIO[0] * load <= total <= SEASON_RATIO[1] * load + base:
            add("warning", burned[0][0].line, "fuel_units", f"the bills of the year come to {total / content:,.0f} "
                f"{unit}, and the load on Form to about {load / content:,.0f}", total / content,
                f"{SEASON_RATIO[0] * load / content:,.0f} to {(SEASON_RATIO[1] * load + base) / content:,.0f} {unit}",
                remedy="Check the unit, and the load on Form")  # fmt: skip


def _heat_loss(reading: Reading, places: Mapping[str, Place], result: Result, findings: Findings) -> None:
    """The load of the form against the one that its bills show, or why they show none."""
    found, p, units = result.bills, result.solution.parameters, result.case.units
    if found is None:
        return
    lines = [line for line in lines_of(reading, _TABLE) if len(line) > 2]
    (sheet, first), (_, last) = (line_cell(lines[at], places, f"{_TABLE}_{key}")
                                 for at, key in ((0, "from"), (-1, "fuel_units")))  # fmt: skip
    where = f"the bills ({sheet}!{first}:{last})"
    if found.offered is None:
        what = f"The heat loss of the house does not follow from {where}. {found.why_not}"
        findings.add(ID, "info", what, sheet, first)
        return
    slope, balance = found.offered.load_slope, found.offered.load_balance_temperature
    given, own_balance = float(p.load_slope), float(p.load_balance_temperature)
    error = 2 * (found.offered.load_slope_error or 0.0)
    low, high = (slope - error) * (1 - SLOPE_AGREES), (slope + error) * (1 + SLOPE_AGREES)
    if not low <= given <= high:
        key = next((key for key in ("load_slope", "design_load", "billed_fuel") if key in reading.inputs), "load_slope")
        loss = f"{quantity(slope, _SLOPE, units)} below {tenths(balance, units)}"
        findings.add(ID, "warning", f"By {where} the house loses {loss}, and by the form another amount",
                     *reading.cells.get(key, ("", "")), quantity(given, _SLOPE, units),
                     f"{quantity(max(0.0, low), _SLOPE, units)} to {quantity(high, _SLOPE, units)}",
                     "Check the load, the unit of the fuel and the AFUE before")  # fmt: skip
    if abs(balance - own_balance) > BALANCE_AGREES:
        key = "load_balance_temperature"
        findings.add(ID, "warning" if key in reading.inputs else "info", f"By {where} the house needs no heat above "
                     f"{tenths(balance, units)}", *reading.cells.get(key, ("", "")), tenths(own_balance, units),
                     f"{tenths(balance - BALANCE_AGREES, units)} to {tenths(balance + BALANCE_AGREES, units)}",
                     "Check it, and the dates of the bills")  # fmt: skip
