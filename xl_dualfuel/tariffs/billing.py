"""What heating adds to the bills of a house: bill(house and heating) - bill(house), for any number of choices at once.

The electricity bill of a month is

    charges = Σ kWh bought · price of its hour + blocks + demand charges
    bill    = (max(charges, minimum) - credit for own electricity + fixed) · (1 + tax)

where a minimum of 0 is none, and the fuel bill is the same without demand charges and credits. The minimum is one on
charges: it never takes a credit away. Fixed charges with their tax are apart, since heating does not change them.

Blocks of a season or a year fill up in the order of its months, and each month pays for what it adds; a season begins
after the longest gap in its months, a year in January.

Own electricity set off by the hour leaves max(0, use - own) bought in each hour, and is paid the credit for the rest;
without a credit, the hour's price. Set off by the month, each kWh used costs and each kWh of one's own earns its hour's
price, and where a month and period have more of one's own than use, that surplus earns the credit in place of the mean
price of the month's own electricity there; without a credit, that mean price. Blocks count what is left of use, for a
day, month, season or year; power is that of the house and the heating less one's own, at least 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..model.parameters import Array, Parameters
from .calendar import MONTHS
from .charges import Netting, Peaks, Rung, fuel_rung_of, peaks_of, rung_of
from .elements import ZERO
from .tariff import Electricity, Hourly, Tariff, unit_heat
from .year import House, Sums


class Charged(NamedTuple):
    """What heating adds to the bills of each month [$]: arrays (12, …)."""

    energy: Array
    """Electricity with blocks, credits taken off"""
    demand: Array
    fuel: Array
    """With blocks"""
    electricity_minimum: Array
    """What the least bill adds; below zero where heating fills up what it had added for the house alone"""
    electricity_tax: Array
    fuel_minimum: Array
    fuel_tax: Array

    @property
    def electricity(self) -> Array:
        """The electricity bill."""
        total: Array = self.energy + self.demand + self.electricity_minimum + self.electricity_tax
        return total

    @property
    def fuel_bill(self) -> Array:
        """The fuel bill."""
        total: Array = self.fuel + self.fuel_minimum + self.fuel_tax
        return total

    @property
    def cost(self) -> Array:
        """Both bills."""
        return self.electricity + self.fuel_bill


class Parts(NamedTuple):
    """What each period brings into the bill: its first axis; what follows is candidates, or nothing."""

    linear: Array
    """[$] (periods, …), all that nothing else depends on"""
    adds: tuple[Array, ...]
    """(periods, buckets, …): what fills blocks, what is set off, and where there is a least bill the months' charges"""
    peaks: tuple[Array, ...]
    """[kW] (periods, 12, …), one for each demand charge"""


class Bill(NamedTuple):
    """The bills of a house under a tariff, ready for any choice of its heating."""

    ladders: tuple[Rung, ...]
    demands: tuple[Peaks, ...]
    netting: Netting | None
    fuel_ladders: tuple[Rung, ...]
    """Of MMBtu"""
    minimum: Array
    """[$] (12,); 0 for none"""
    fuel_minimum: Array
    tax: float
    fuel_tax: float
    charges: Array
    """The house's own, without minimum and tax [$] (12,)"""
    credit: Array
    """The house's own [$] (12,)"""
    fuel_charges: Array

    # ------------------------------------------------------------------------------------------ what is tied

    @property
    def by_day(self) -> bool:
        """Whether sums of days are needed."""
        return any(rung.by_day for rung in (*self.ladders, *self.fuel_ladders))

    @property
    def coupled(self) -> bool:
        """Whether the cost of one hour depends on other hours."""
        tied = (*self.ladders, *self.demands, *self.fuel_ladders)
        return bool(tied) or self.netting is not None or bool(self.minimum.any() or self.fuel_minimum.any())

    @property
    def beyond_months(self) -> bool:
        """Whether the cost of one month depends on other months."""
        ladders = (*self.ladders, *self.fuel_ladders)
        return any(rung.together for rung in ladders) or any(one.ratchet for one in self.demands)

    def groups(self, periods: int) -> list[tuple[int, ...]]:
        """The periods, those together whose costs depend on each other."""
        ties = [one.periods for one in (*self.ladders, *self.fuel_ladders)] + [one.periods for one in self.demands]
        if self.minimum.any() or self.fuel_minimum.any() or any(rung.shared for rung in self.ladders):
            ties.append(np.ones(periods, dtype=bool))
        group = np.arange(periods)
        for tie in ties:
            group[np.isin(group, group[tie])] = group[tie].min(initial=periods)
        return [tuple(np.flatnonzero(group == one).tolist()) for one in np.unique(group)]

    # ------------------------------------------------------------------------------------------ what it costs

    def parts(self, sums: Sums) -> Parts:
        """What each period brings in, of sums (periods, 12, …)."""
        adds = [rung.filled(_of(sums.bought_kwh, sums.bought_by_day, rung)) for rung in self.ladders]
        if self.netting is not None:
            periods, months, *rest = sums.bought_kwh.shape
            apart = np.zeros((periods, periods, months, *rest))
            each = np.arange(periods)
            apart[each, each] = sums.bought_kwh
            adds.append(apart.reshape(periods, periods * months, *rest))
        adds += [rung.filled(_of(sums.fuel_mmbtu, sums.fuel_by_day, rung)) for rung in self.fuel_ladders]
        charges = sums.energy_cost - sums.lost_credit
        linear = (1 + self.tax) * sums.lost_credit + sums.carbon_cost
        for minimum, months_cost, tax in ((self.minimum, charges, self.tax),
                                          (self.fuel_minimum, sums.fuel_cost, self.fuel_tax)):  # fmt: skip
            if minimum.any():
                adds.append(months_cost)
            else:
                linear = linear + (1 + tax) * months_cost
        return Parts(linear.sum(axis=1), tuple(adds), tuple(one.counted(sums.peak_kw) for one in self.demands))

    def cost(self, linear: Array, adds: Sequence[Array], peaks: Sequence[Array]) -> Array:
        """What heating adds to both bills of the year, carbon with it [$]: (…), of parts put together.

        linear: (…), adds: (buckets, …) sums over the periods, peaks: (12, …) their highest.
        """
        tied = self._tied(iter(adds), peaks)
        charges = tied.energy + tied.demand
        if tied.charges is not None:
            charges = charges + tied.charges
            charges = charges + _minimum_adds(charges, self.charges, self.minimum)
        fuel = tied.fuel
        if tied.fuel_charges is not None:
            fuel = fuel + tied.fuel_charges
            fuel = fuel + _minimum_adds(fuel, self.fuel_charges, self.fuel_minimum)
        total: Array = linear + (1 + self.tax) * _year(charges - tied.credit) + (1 + self.fuel_tax) * _year(fuel)
        return total

    def charged(self, sums: Sums) -> Charged:
        """What heating adds to each month's bills, of sums (periods, 12, …)."""
        parts = self.parts(sums)
        adds = [part.sum(axis=0) for part in parts.adds]
        tied = self._tied(iter(adds), [part.max(axis=0) for part in parts.peaks])
        lost: Array = sums.lost_credit.sum(axis=0)
        charges = sums.energy_cost.sum(axis=0) - lost + tied.energy
        fuel = sums.fuel_cost.sum(axis=0) + tied.fuel
        demand = tied.demand + np.zeros(lost.shape)
        least = _minimum_adds(charges + demand, self.charges, self.minimum)
        energy = charges + lost - tied.credit
        fuel_least = _minimum_adds(fuel, self.fuel_charges, self.fuel_minimum)
        return Charged(energy, demand, fuel, least, self.tax * (energy + demand + least), fuel_least,
                       self.fuel_tax * (fuel + fuel_least))  # fmt: skip

    @property
    def household_cost(self) -> float:
        """Both bills of the house without heating, fixed charges apart [$ a year]."""
        power = float((_least(self.charges, self.minimum) - self.credit).sum()) * (1 + self.tax)
        return power + float(_least(self.fuel_charges, self.fuel_minimum).sum()) * (1 + self.fuel_tax)

    def _tied(self, adds: Iterator[Array], peaks: Sequence[Array]) -> _Tied:
        energy: Any = sum(rung.added(next(adds)) for rung in self.ladders)
        credit: Any = 0.0
        if (own := self.netting) is not None:
            net = next(adds)
            net = net.reshape(*own.house.shape, *net.shape[1:])
            shape = (*own.house.shape, *(1,) * (net.ndim - 2))
            house = own.house.reshape(shape)
            left = np.maximum(0.0, -(house + net)) - np.maximum(0.0, -house)
            energy = energy + (own.value.reshape(shape) * left).sum(axis=0)
            credit = (own.credit.reshape(shape) * left).sum(axis=0)
        fuel: Any = sum(rung.added(next(adds)) for rung in self.fuel_ladders)
        demand: Any = sum(one.added(peak) for one, peak in zip(self.demands, peaks, strict=True))
        charges = next(adds) if self.minimum.any() else None
        fuel_charges = next(adds) if self.fuel_minimum.any() else None
        return _Tied(energy, credit, demand, fuel, charges, fuel_charges)


class _Tied(NamedTuple):
    """What the months' charges come to [$]: (12, …), or the number 0."""

    energy: Any
    credit: Any
    demand: Any
    fuel: Any
    charges: Array | None
    """With a least bill: the energy charges at the hours' prices"""
    fuel_charges: Array | None


def _of(monthly: Array, daily: Array | None, rung: Rung) -> Array:
    if not rung.by_day:
        return monthly
    assert daily is not None
    return daily


def _year(months: Any) -> Any:
    return months.sum(axis=0) if isinstance(months, np.ndarray) else months


def _least(charges: Array, minimum: Array) -> Array:
    """Charges (12, …), at least the minimum (12, …) where there is one."""
    return np.where(minimum > 0, np.maximum(charges, minimum), charges)


def _minimum_adds(added: Array, house: Array, minimum: Array) -> Array:
    """What the least bill adds to what heating adds (12, …) to the charges of the house (12,)."""
    if not minimum.any():
        return np.zeros(added.shape)
    shape = (MONTHS, *(1,) * (added.ndim - 1))
    own, least = house.reshape(shape), minimum.reshape(shape)
    return np.where(least > 0, np.maximum(0.0, least - (own + added)) - np.maximum(0.0, least - own), 0.0)


# ----------------------------------------------------------------------------------------------- made of a tariff


def bill_of(tariff: Tariff, prices: Hourly, house: House, p: Parameters, fuel: str) -> Bill:
    """The bills of a house under a tariff; ``house``: what it uses without heating."""
    power, burned = tariff.electricity or Electricity(), tariff.fuel
    ladders = tuple(rung_of(one, prices.names, house.bought_kwh, house.bought_by_day) for one in power.ladders)
    demands = tuple(peaks_of(one, prices.names, house.peak_kw) for one in power.demands)
    netting, minimum = None, np.array(power.minimum)
    charges, credit = house.energy_cost.sum(axis=0), house.credit.sum(axis=0)
    if power.solar is not None and power.solar.netting == "month":
        some = np.zeros_like(house.solar_kwh)
        value = np.divide(house.solar_value, house.solar_kwh, out=some, where=house.solar_kwh > 0)
        paid = value if power.solar.credit is None else np.full_like(value, power.solar.credit)
        left = np.maximum(0.0, -house.bought_kwh)
        charges, credit = charges + (value * left).sum(axis=0), credit + (paid * left).sum(axis=0)
        if power.solar.credit is not None or minimum.any():  # else each kWh has its hour's price, whichever way it goes
            netting = Netting(house.bought_kwh, value, paid)
    for rung in ladders:
        charges = charges + rung.added(rung.house, np.zeros_like(rung.house))
    for one in demands:
        charges = charges + one.charge * one.billed(one.house)
    rungs: tuple[Rung, ...] = ()
    own = np.zeros(MONTHS)
    least, fuel_tax = np.zeros(MONTHS), 0.0
    if burned is not None:
        heat, use = unit_heat(burned, p, fuel), np.array(burned.other_use)
        own = use * (np.array(burned.monthly) + np.array(burned.riders))
        rungs = tuple(fuel_rung_of(one, prices.names, use * heat, heat) for one in burned.ladders)
        for rung in rungs:
            own = own + rung.added(rung.house, np.zeros_like(rung.house))
        least, fuel_tax = np.array(burned.minimum), burned.tax
    return Bill(ladders, demands, netting, rungs, minimum, least, power.tax, fuel_tax, charges, credit, own)


def fixed_of(tariff: Tariff) -> tuple[float, float]:
    """Fixed charges of electricity and fuel with their tax [$ a year]."""
    power, fuel = tariff.electricity, tariff.fuel
    return (
        sum(power.fixed if power else ZERO) * (1 + (power.tax if power else 0.0)),
        sum(fuel.fixed if fuel else ZERO) * (1 + (fuel.tax if fuel else 0.0)),
    )
