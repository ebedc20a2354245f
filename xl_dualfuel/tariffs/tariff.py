"""A tariff: what electricity and fuel cost, and what electricity emits, hour by hour. Types and prices, no files.

Twelve values are January to December; 8,760 are the hours of a year of 365 days in local standard time. Fixed charges
are kept apart: no setting changes them, so they are shown and never part of an optimum.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..inputs.prices import MAX_FUEL_PRICE
from ..model.parameters import Array, Parameters
from ..units import ELECTRICITY, FUELS
from .calendar import HOURS_PER_YEAR, MONTHS, Clock, Places, differ_within_hours
from .elements import ZERO, Block, Control, Demand, Ladder, Solar, Special, Year
from .when import holds

if TYPE_CHECKING:
    from ..inputs.case import Case

MAX_CARBON_PRICE: Final = 10_000.0
"""Highest price of a tonne of CO2 taken [$/t]; above it the price is probably in $/kg, or a slip."""
DEFAULT_YEAR: Final = 2026
"""Whose days of the week apply where a tariff names no year: 1 January is a Thursday."""


class Electricity(NamedTuple):
    """What electricity costs. One of price, monthly, periods and series is the energy price."""

    price: float | None = None
    """The same in every hour [$/kWh]; None: one of the others"""
    monthly: Year | None = None
    """[$/kWh] of each month"""
    periods: tuple[str, ...] = ()
    """Names of the time-of-use periods"""
    period_prices: tuple[float, ...] = ()
    """[$/kWh] of each period"""
    calendar: bytes = b""
    """Period of each day and half-hour by the tariff's clock: DAYS · SLOTS places in ``periods``"""
    series: tuple[float, ...] | None = None
    """[$/kWh] of each of 8,760 hours"""
    delivery: float = 0.0
    """Added to the energy price in every hour [$/kWh]"""
    fixed: Year = ZERO
    """[$ a month], kept apart"""
    riders: Year = ZERO
    """Added to the energy price of each month [$/kWh]; below zero is a credit"""
    specials: tuple[Special, ...] = ()
    """Prices of certain hours, such as by outdoor temperature; a later one goes before an earlier one"""
    controls: tuple[Control, ...] = ()
    """Hours in which the heat pump may not run"""
    ladders: tuple[Ladder, ...] = ()
    """Blocks of use; several add up"""
    demands: tuple[Demand, ...] = ()
    """Demand charges; several add up"""
    household: tuple[float, ...] = ()
    """Use besides heating of each of 8,760 hours in standard time [kWh]; () = none"""
    solar: Solar | None = None
    minimum: Year = ZERO
    """Least bill of each month without fixed charges and tax [$]"""
    tax: float = 0.0
    """On everything, fixed charges too, as a fraction: 0.08 for 8 %"""


class FuelTariff(NamedTuple):
    """What fuel costs."""

    monthly: Year
    """[$/unit] of each month"""
    unit: str | None = None
    """None: the case's fuel_price_unit"""
    by_month: bool = False
    """Whether the months were priced one by one"""
    fixed: Year = ZERO
    """[$ a month], kept apart"""
    riders: Year = ZERO
    """Added to the price of each month [$/unit]; below zero is a credit"""
    ladders: tuple[Ladder, ...] = ()
    """Blocks of use in the unit of the prices, priced per unit; several add up"""
    other_use: Year = ZERO
    """Use besides heating of each month in the unit of the prices; it fills the blocks first"""
    minimum: Year = ZERO
    """Least bill of each month without fixed charges and tax [$]"""
    tax: float = 0.0
    """On everything, fixed charges too, as a fraction"""


class Carbon(NamedTuple):
    """What electricity emits, twelve months or 8,760 hours [kg CO2/kWh], and the price of a tonne."""

    monthly: Year | None = None
    series: tuple[float, ...] | None = None
    price: float = 0.0
    """On a tonne of CO2 of electricity and fuel [$/t]: every choice includes it, no bill has it"""

    @property
    def replaces_grid(self) -> bool:
        """Whether it says what electricity emits, in place of the case."""
        return self.monthly is not None or self.series is not None


class Tariff(NamedTuple):
    """A tariff; what it leaves out is the case's own: ``Tariff()`` is the plain model."""

    name: str = "the case's own prices"
    year: int = DEFAULT_YEAR
    """Whose days of the week apply"""
    daylight_saving: bool = False
    """Whether the tariff's hours are clock time with daylight saving (US rule); the weather's never are"""
    holidays: tuple[tuple[int, int], ...] = ()
    """(month, day), treated as weekend"""
    electricity: Electricity | None = None
    fuel: FuelTariff | None = None
    carbon: Carbon | None = None
    notes: tuple[str, ...] = ()
    """What was left out when it was read, in words"""
    temperature_unit: str = ""
    """Of the temperatures of its elements: F or C; "" for the case's own"""
    clock: str = ""
    """Whose daylight saving its hours follow (US, EU, UK, AU, NZ …); "" for standard time all year"""
    source: str = ""
    """The file it was read from as JSON text, with digests in place of hourly values; "" where it is of no file"""

    @property
    def carbon_price(self) -> float:
        """[$/t CO2]; 0 where it has none."""
        return self.carbon.price if self.carbon is not None else 0.0

    def for_case(self, case: Case) -> Tariff:
        """The same in the units of a case where it names none, its temperatures in °F."""
        return self.in_unit(case.inputs["fuel_price_unit"])._in_fahrenheit(case.units.temperature)

    def _in_fahrenheit(self, own: str) -> Tariff:
        """The same with its temperatures in °F; own: their unit where it names none."""
        power = self.electricity
        if power is not None and (self.temperature_unit or own) == "C":
            specials = tuple(one._replace(when=one.when.from_celsius()) for one in power.specials)
            controls = tuple(one._replace(when=one.when.from_celsius()) for one in power.controls)
            power = power._replace(specials=specials, controls=controls)
        return self._replace(electricity=power, temperature_unit="F")

    @property
    def given(self) -> dict[str, Any]:
        """The file it was read from as plain values, with a digest of the values beside the name of an hourly file."""
        read: dict[str, Any] = json.loads(self.source or "{}")
        return read

    @property
    def halves(self) -> bool:
        """Whether something changes at half past an hour, so that ``clock_of`` must split the hours."""
        power = self.electricity
        if power is None:
            return False
        masks = [one.when.slots for one in power.specials] + [one.when.slots for one in power.controls]
        return differ_within_hours([power.calendar, *masks])

    def in_unit(self, unit: object) -> Tariff:
        """The same with fuel prices in ``unit``, the case's fuel_price_unit, where it names none."""
        if self.fuel is None or self.fuel.unit is not None:
            return self
        return self._replace(fuel=self.fuel._replace(unit=str(unit)))

    def unit_taken(self, unit: object) -> str:
        """That in words; '' where it names its unit."""
        if self.fuel is None or self.fuel.unit is not None:
            return ""
        return f"no unit is given: its prices are taken in {unit}, the case's fuel_price_unit"


class Hourly(NamedTuple):
    """The prices of a tariff in each row of a clock, and what else runs in the house: arrays (rows,)."""

    energy_price: Array
    """[$/kWh] with delivery, riders and special prices, without blocks and demand charges"""
    fuel_price: Array
    """[$/MMBtu] with riders, without blocks"""
    grid_emissions: Array
    """[kg CO2/kWh]"""
    period: Places
    """Place in ``names``"""
    clock: Clock
    control: NDArray[np.bool_]
    """Where the utility keeps the heat pump off"""
    household: Array
    """Use besides heating [kWh of the row]"""
    solar: Array | None
    """Own photovoltaic electricity [kWh of the row]; None without"""
    names: tuple[str, ...]
    """The periods a setting can have: time-of-use periods, else months where prices differ by month, else one"""
    carbon_price: float
    """[$/kg CO2]"""
    never: tuple[str, ...]
    """Special prices and controls that no row has, in words"""


ALL_YEAR: Final = "all year"


def hourly(tariff: Tariff, clock: Clock, p: Parameters, fuel: str, temperature: Array | None = None) -> Hourly:
    """The prices and factors of each row of a clock. temperature: outdoors [°F] (rows,), for conditions that need it.

    The energy price is the period's, the month's or the series'; the last special price that replaces and holds goes
    before it; what adds, delivery and riders come on top. Raises InputError if the fuel's unit does not fit ``fuel``,
    ValueError where a unit is open (Tariff.for_case).
    """
    power = tariff.electricity or Electricity(price=p.electricity_price)
    if power.periods:
        names = power.periods
        period = np.frombuffer(power.calendar, dtype=np.uint8)[clock.place].astype(int)
        price = np.array(power.period_prices)[period]
    else:
        names, period = _months(tariff, clock)
        if power.series is not None:
            price = np.array(power.series)[clock.of_year]
        elif power.monthly is not None:
            price = np.array(power.monthly)[clock.month]
        else:
            price = np.full(len(clock.month), power.price or 0.0)
    conditions = [one.when for one in power.specials] + [one.when for one in power.controls]
    if tariff.temperature_unit != "F" and any(when.in_degrees for when in conditions):
        raise ValueError("temperatures without a unit")
    felt = np.full(len(clock.month), np.nan) if temperature is None else temperature
    if temperature is None and any(when.by_temperature for when in conditions):
        raise ValueError("conditions of the weather without its temperatures")
    held = [holds(when, clock, felt) for when in conditions]
    met, off = held[: len(power.specials)], held[len(power.specials) :]
    added = power.delivery + np.array(power.riders)[clock.month]
    for special, here in zip(power.specials, met, strict=True):
        if special.adds:
            added = added + special.price * here
        else:
            price = np.where(here, special.price, price)
    fuel_prices = np.array(fuel_by_month(tariff.fuel, p, fuel))
    use = np.array(power.household) if power.household else np.zeros(HOURS_PER_YEAR)
    own = power.solar
    return Hourly(
        energy_price=price + added,
        fuel_price=fuel_prices[clock.month],
        grid_emissions=_grid(tariff.carbon, clock, p),
        period=period,
        clock=clock,
        control=np.any(off, axis=0) if off else np.zeros(len(clock.month), dtype=bool),
        household=use[clock.of_year] * clock.weight,
        solar=None if own is None else np.array(own.kwh)[clock.of_year] * clock.weight,
        names=names,
        carbon_price=tariff.carbon_price / 1000,
        never=(
            *(
                _told("special price", one.name)
                for one, here in zip(power.specials, met, strict=True)
                if not here.any()
            ),
            *(_told("control", one.name) for one, here in zip(power.controls, off, strict=True) if not here.any()),
        ),
    )


def _told(kind: str, name: str) -> str:
    """``the special price cold hours``; of one without a name of its own the kind is said once."""
    return f"the {name if name.startswith(kind) else f'{kind} {name}'}"


def _months(tariff: Tariff, clock: Clock) -> tuple[tuple[str, ...], Places]:
    """The periods of a tariff without times of use: months where a price differs by month, else the whole year."""
    power, fuel = tariff.electricity, tariff.fuel
    if (power is not None and power.monthly is not None) or (fuel is not None and fuel.by_month):
        return MONTH_NAMES, clock.month
    return (ALL_YEAR,), np.zeros_like(clock.month)


MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _grid(carbon: Carbon | None, clock: Clock, p: Parameters) -> Array:
    if carbon is not None and carbon.series is not None:
        return np.array(carbon.series)[clock.of_year]
    if carbon is not None and carbon.monthly is not None:
        return np.array(carbon.monthly)[clock.month]
    return np.full(len(clock.month), p.grid_emissions)


def fuel_by_month(priced: FuelTariff | None, p: Parameters, fuel: str) -> Year:
    """The fuel's price of each month [$/MMBtu]; the case's own where the tariff has none.

    A unit the case reports fuel in has the case's heat content, another one the fuel's own (units.FUELS). Raises
    InputError for a unit the fuel is not sold in, and for a price that no fuel has; ValueError where the unit is open
    (Tariff.in_unit).
    """
    if fuel == ELECTRICITY:
        remedy = "Leave fuel out and read the row of the heat pump only: strips are the same heat, billed by the tariff"
        raise InputError([Issue("fuel", fuel, "must be a fuel that is burned, under a tariff", remedy)])
    if priced is None:
        return (p.fuel_price,) * MONTHS
    if priced.unit is None:
        raise ValueError("fuel prices without a unit")
    kind = FUELS[fuel]
    if priced.unit not in kind.price_units:
        allowed = f"must be one of {', '.join(kind.price_units)} for {kind.label}, the fuel of the case"
        raise InputError([Issue("fuel.unit", priced.unit, allowed, "Give the unit of the prices you have")])
    heat = unit_heat(priced, p, fuel)
    if (dearest := max(priced.monthly) / heat) > MAX_FUEL_PRICE:
        allowed = f"must be at most {MAX_FUEL_PRICE:g} $/MMBtu (this is {dearest:.4g})"
        raise InputError([Issue("fuel.monthly", max(priced.monthly), allowed, "Give dollars, and check fuel.unit")])
    return tuple((price + rider) / heat for price, rider in zip(priced.monthly, priced.riders, strict=True))


def unit_heat(priced: FuelTariff, p: Parameters, fuel: str) -> float:
    """Heat content of the unit of a tariff's fuel prices [MMBtu], the case's own where it reports fuel in it."""
    unit = str(priced.unit).removeprefix("$/")
    return p.fuel_unit_mmbtu if unit == p.fuel_unit else FUELS[fuel].units[unit]


def block_cost(kwh: Array, blocks: tuple[Block, ...], household: Array) -> Array:
    """What the blocks add for heating [$] of so many kWh, on top of the household's [kWh]; any shape."""
    total = np.zeros(np.broadcast(kwh, household).shape)
    start = 0.0
    for block in blocks:
        if block.price:
            wide = block.up_to - start
            with_heat: Array = np.clip(kwh + household - start, 0.0, wide)
            total += block.price * (with_heat - np.clip(household - start, 0.0, wide))
        start = block.up_to
    return total


def block_ends(blocks: tuple[Block, ...]) -> list[float]:
    """The thresholds between blocks [kWh a month]."""
    return [block.up_to for block in blocks if math.isfinite(block.up_to)]
