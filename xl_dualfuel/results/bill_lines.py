"""The heating line that the bills of a house follow, by whichever way it was heated, and the inputs it suggests.

Sufficiency after BPI-2400-S-2012, section 3.2.2: 330 days, or 184 with cold and mild periods; estimated readings are
joined to the next actual one; CV(RMSE) at most 20 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ..inputs.units_given import temperature
from ..model import season
from ..model.climate import at_or_above
from ..model.parameters import Parameters
from ..records.bill_weather import UNLIKE
from ..records.bills import Bill
from ..records.change_point import COLDEST_BALANCE, Array, Fit, Part, Period, Shared, fit, fit_shared
from ..units import BTU_PER_MMBTU, ELECTRICITY, FUELS, KWH_PER_MMBTU

if TYPE_CHECKING:
    from ..model.solution import Solution

WHOLE_YEAR: Final = 330
HALF_YEAR: Final = 184
"""Days that are enough: always, and with cold and mild periods"""
LEAST_PERIODS: Final = 5
"""Two more than the model has parameters"""
COLD, MILD = 25.0, 5.0
"""Degree days a day, base 65 °F, of a cold and of a mild period"""
MOST_CV: Final = 0.20
MOST_ESTIMATED: Final = 0.25
HEAT_PUMP: Final = 3.0
"""About the COP by which electricity is heat, to weigh its bills against those of fuel"""
UNCLEAR: Final = 4.0
"""Squared errors of two ways of heating within this factor do not tell which it was"""
MOST_ERROR: Final = 0.20
"""Twice the standard error of a slope that may be used, as a share of it"""
LEAST_FUEL: Final = 0.01
"""Share of the load from which bills without the fuel that met it show no slope"""
UNLIKELY: Final = 8.0
"""Times the heat loss of the case that bills may show: from there on a unit is wrong (Mcf as therms are 10)"""
SETTING_STEP: Final = 0.5
"""To which the setting of today is known beside temperatures in half degrees [°F]: it widens the error of a slope"""
AGREE: Final = 0.02
"""Slopes within this are one, whatever heated"""
CLEAR: Final = 0.9
"""R² from which an energy follows the weather"""
_CHECK_UNIT: Final = "check the unit and the decimal points of the bills, and load_slope"
_SAME_DEGREE: Final = 0.01
_ROUNDING: Final = 1e-6
_MOST_ROUNDS: Final = 12
_SETTLED: Final = 1e-4
BASE: Final = 65.0


class Energy(NamedTuple):
    """One energy on the bills: its heating model, and whether the bills are enough for it."""

    fuel: str
    unit: str
    fit: Fit | None
    periods: int
    days: int
    is_sufficient: bool
    reasons: tuple[str, ...]


class Offered(NamedTuple):
    """An input that the bills suggest."""

    load_slope: float
    """[BTU/h·°F]"""
    load_slope_error: float | None
    """Its standard error"""
    load_balance_temperature: float
    """[°F]"""
    source: str


def periods_in(place: int, bills: Sequence[Bill]) -> list[list[int]]:
    """Which bills make each period of one energy: estimated ones and the next actual reading, if there is one."""
    periods: list[list[int]] = []
    waiting: list[int] = []
    for number, bill in enumerate(bills):
        if bill.amounts[place] is None or (waiting and bills[waiting[-1]].last != bill.first):
            waiting = []
        if bill.amounts[place] is None:
            continue
        waiting.append(number)
        if not bill.is_estimated:
            periods.append(waiting)
            waiting = []
    return periods


def periods_of(place: int, bills: Sequence[Bill], temperatures: Sequence[Array]) -> list[Period]:
    """The periods of one energy with their days, energy and temperatures."""
    return [
        Period(
            sum(bills[number].days for number in numbers),
            sum(bills[number].amounts[place] or 0.0 for number in numbers),
            np.concatenate([temperatures[number] for number in numbers]),
        )
        for numbers in periods_in(place, bills)
    ]


def energy_of(fuel: str, unit: str, place: int, bills: Sequence[Bill], temperatures: Sequence[Array]) -> Energy:
    """One energy of the bills, and whether they are enough."""
    periods = periods_of(place, bills, temperatures)
    found = fit(periods, may_cool=fuel == ELECTRICITY) if sum(period.energy for period in periods) > 0 else None
    days = int(sum(period.days for period in periods))
    daily = [period.degree_days(BASE) / period.days for period in periods]
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


class House(NamedTuple):
    """How the bills' house was heated, and its heating line."""

    way: str
    line: Shared | None


def houses_of(
    s: Solution, energies: Sequence[Energy], bills: Sequence[Bill], temperatures: Sequence[Array]
) -> list[House]:
    """The heating line by each way that the house may be heated, the one first that fits the bills better."""
    own_fuel, houses = s.case.inputs["fuel"], []
    known = [(place, one) for place, one in enumerate(energies) if one.fuel in (ELECTRICITY, own_fuel)]
    burns = own_fuel == ELECTRICITY or any(one.fuel != ELECTRICITY for _, one in known)
    ways = ("furnace_only", "existing") if burns else ("existing",)
    for way in (s.case.bills.way,) if s.case.bills and s.case.bills.way else ways:
        houses.append(House(way, _line(s, s.parameters, known, bills, temperatures, way)))
    first, *others = sorted(houses, key=lambda house: house.line.error if house.line else math.inf)
    if first.way == "existing" and first.line and first.line.slope_error is not None:
        at, slopes = s.parameters.existing_switchover, [first.line.slope]
        for setting in (at - SETTING_STEP, at + SETTING_STEP):
            p = s.parameters._replace(existing_switchover=setting)
            line = _line(s, p, known, bills, temperatures, first.way)
            slopes += [line.slope] if line else []
        error = math.hypot(first.line.slope_error, (max(slopes) - min(slopes)) / 2)
        first = House(first.way, first.line._replace(slope_error=error))
    return [first, *others]


def unbilled(s: Solution, energies: Sequence[Energy], temperatures: Sequence[Array], way: str) -> float:
    """Share of the load that the furnace meets by a fuel that no bill has, the house being heated in a way."""
    fuel = s.case.inputs["fuel"]
    if fuel == ELECTRICITY or any(one.fuel == fuel for one in energies):
        return 0.0
    load, used = energy_of_hours(s, s.parameters, np.concatenate(temperatures), way)
    heat = float(used.fuel_mmbtu.sum()) * BTU_PER_MMBTU * float(s.parameters.furnace_efficiency)
    return heat / float(load.sum()) if load.any() else 0.0


def _line(
    s: Solution, p: Parameters, known: Sequence[tuple[int, Energy]], bills: Sequence[Bill],
    temperatures: Sequence[Array], way: str,
) -> Shared | None:  # fmt: skip
    """The heating line of a house heated in one way; None without one.

    What a BTU takes depends on the load where the heat pump falls short: the line found serves until it is the same.
    """
    line = None
    periods = [periods_of(place, bills, temperatures) for place, _ in known]
    if not known or not all(periods):
        return None
    for _ in range(_MOST_ROUNDS):
        parts = []
        for (_, one), of_one in zip(known, periods, strict=True):
            content, is_electric = content_of(s, one) * BTU_PER_MMBTU, one.fuel == ELECTRICITY
            uses = [_use_of_a_btu(s, p, period.temperature, way) for period in of_one]
            use = [kwh if is_electric else mmbtu * BTU_PER_MMBTU / content for kwh, mmbtu in uses]
            heat = content * (HEAT_PUMP if is_electric else 1.0)
            parts.append(Part(of_one, use, heat, may_cool=is_electric))
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


def offer(
    s: Solution, energies: Sequence[Energy], houses: Sequence[House], without: float
) -> tuple[Offered | None, str]:
    """The inputs that the bills suggest, or why none. without: share of the load by a fuel that no bill has."""
    own_fuel, read = s.case.inputs["fuel"], s.case.bills
    line, p = houses[0].line, s.parameters
    if read is not None and read.unlike:
        return None, UNLIKE[read.unlike]
    if line is None:
        return None, "No bill of electricity or of the case's fuel rises with the cold"
    if other := next((one for one in energies if one.fuel not in (ELECTRICITY, own_fuel) and one.fit), None):
        return None, f"The {FUELS[other.fuel].name} bills rise with the cold too, and the case does not burn it"
    heating = [one for one in energies if one.fuel in (ELECTRICITY, own_fuel)]
    if short := [f"{FUELS[one.fuel].name}: {reason}" for one in heating for reason in one.reasons]:
        return None, "; ".join(short)
    if without > LEAST_FUEL:
        fuel, share = FUELS[str(own_fuel)].name, f"{100 * without:.0f} %"
        return None, (
            f"The {fuel} bills are missing: set as in this case, the furnace gave {share} of the heat. Give them too; "
            f'or fuel = "{ELECTRICITY}", if the house burned none'
        )
    if wrong := _wrong_unit(s, heating, line):
        return None, wrong
    if line.cv_rmse is None or line.cv_rmse > MOST_CV:
        return None, "The bills scatter too much around any heating line of this house"
    for house in houses[1:]:
        if (
            house.line
            and house.line.error < UNCLEAR * max(line.error, _ROUNDING)
            and (abs(house.line.slope / line.slope - 1) > AGREE)
        ):
            return None, "The bills do not tell whether furnace or heat pump heated: give those of electricity and fuel"
    if line.balance_temperature > p.indoor_setpoint or line.balance_temperature <= COLDEST_BALANCE + _SAME_DEGREE:
        balance, inside = (temperature(one, s.case.units) for one in (line.balance_temperature, p.indoor_setpoint))
        return None, (
            f"They fit best with heat below {balance}, which no house needs with {inside} inside (indoor_setpoint): "
            "the house was heated otherwise than in this case, or its capacities and COPs differ"
        )
    if line.slope_error is None or 2 * line.slope_error > MOST_ERROR * line.slope:
        open_by = "" if line.slope_error is None else f" by {200 * line.slope_error / line.slope:,.0f} %"
        return None, f"The bills leave the slope open{open_by}: give more bills, and those of every energy that heated"
    words = {"furnace_only": "heated by the furnace alone", "existing": "heated as this case at today's setting"}
    error = None if line.slope_error is None else line.slope_error / 24
    return Offered(line.slope / 24, error, line.balance_temperature, words[houses[0].way]), ""


def _wrong_unit(s: Solution, heating: Sequence[Energy], line: Shared) -> str:
    """What a slope says that no house like the case has; "" for none."""
    own, efficiency = float(s.parameters.load_slope), float(s.parameters.furnace_efficiency)
    for one in heating:
        least = content_of(s, one) * BTU_PER_MMBTU / 24 * (1.0 if one.fuel == ELECTRICITY else efficiency)
        if one.fit and one.fit.r2 >= CLEAR and one.fit.slope * least > UNLIKELY * own:
            times = f"{one.fit.slope * least / own:,.0f} times"
            return f"By the {FUELS[one.fuel].name} bills the house loses {times} as much as this case: {_CHECK_UNIT}"
    if line.slope / 24 < own / UNLIKELY:
        return f"By the bills the house loses {own * 24 / line.slope:,.0f} times less than this case: {_CHECK_UNIT}"
    return ""


def content_of(s: Solution, energy: Energy) -> float:
    """MMBtu in a unit of an energy."""
    p = s.parameters
    if energy.fuel == s.case.inputs["fuel"] and energy.unit == p.fuel_unit:
        return float(p.fuel_unit_mmbtu)
    return FUELS[energy.fuel].units[energy.unit]


def energy_of_hours(s: Solution, p: Parameters, temperature: Array, way: str) -> tuple[Array, season.Energy]:
    """Load [BTU/h] and the energy of an hour at outdoor temperatures [°F], heated as the bills' house is."""
    load, performance, ways = season.operate(temperature, p)
    above = at_or_above(temperature, p.existing_switchover)
    heat = ways.furnace if way == "furnace_only" else ways.switched(above)
    read = s.case.bills
    before = p.furnace_efficiency if read is None or read.efficiency is None else read.efficiency
    billed = p._replace(furnace_efficiency=s.case.number("billed_efficiency", float(before)))
    used = season.energy(heat, np.ones_like(temperature), performance.cop, billed)
    if s.case.inputs["fuel"] == ELECTRICITY:  # of an electric furnace: it is on the same bill
        used = used._replace(kwh=used.kwh + used.fuel_mmbtu * KWH_PER_MMBTU)
    return np.asarray(load), used


def _use_of_a_btu(s: Solution, p: Parameters, temperature: Array, way: str) -> tuple[Array, Array]:
    """Electricity [kWh] and fuel [MMBtu] that a BTU of heat takes; without load as at the mildest hour with one.

    Bills may be of another furnace than the new one: its efficiency is ``billed_efficiency``, or read with them.
    """
    load, used = energy_of_hours(s, p, np.minimum(temperature, p.load_balance_temperature - 1.0), way)
    return used.kwh / load, used.fuel_mmbtu / load
