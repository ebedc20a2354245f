"""Cash flows of an option against a baseline, year by year and by what they are for.

Year 0 is the outlay. Each year from 1 to the life brings what electricity, fuel and fixed charges cost less and what
CO2 is avoided, at that year's prices, less what the option costs more each year.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from ..inputs.units_given import Units
from .money_terms import AMOUNTS, Terms, by_year


class Season(NamedTuple):
    """What a year takes: the season, and under a tariff what else the house uses."""

    electricity_cost: float
    """[$]"""
    fuel_cost: float
    """[$]"""
    emissions_kg: float
    unmet_mmbtu: float = 0.0
    """Load that is not met"""
    load_mmbtu: float = 0.0
    """Load of the season"""
    units: Units = Units()
    """What it is shown in"""
    electricity_fixed: float = 0.0
    """Fixed charges of electricity [$ a year]"""
    fuel_fixed: float = 0.0
    """Of fuel [$ a year]"""


class Saving(NamedTuple):
    """What an option saves in the first year at today's prices; below 0 where it takes more."""

    electricity: float = 0.0
    """[$]"""
    fuel: float = 0.0
    """[$]"""
    electricity_fixed: float = 0.0
    """[$]"""
    fuel_fixed: float = 0.0
    """[$]"""
    tonnes: float = 0.0
    """CO2 avoided [t]"""


class YearFlow(NamedTuple):
    """One year: what the option brings against the baseline [$]; below 0 where it costs more."""

    year: int
    investment: float
    """Rebate less premium, in year 0"""
    electricity: float
    fuel: float
    fixed: float
    """Fixed charges; those of electricity rise like electricity, those of fuel like fuel"""
    maintenance: float
    tank_rent: float
    cooling: float
    service_charges: float
    other_yearly: float
    carbon: float
    """CO2 avoided at the year's price"""
    net: float
    """All of these"""
    discounted: float
    """net in today's money"""
    cumulative: float
    """Running sum of discounted"""


COLUMNS: Final = YearFlow._fields


def saving_of(baseline: Season, season: Season) -> Saving:
    """What a season costs less than the baseline's."""
    return Saving(
        baseline.electricity_cost - season.electricity_cost,
        baseline.fuel_cost - season.fuel_cost,
        baseline.electricity_fixed - season.electricity_fixed,
        baseline.fuel_fixed - season.fuel_fixed,
        (baseline.emissions_kg - season.emissions_kg) / 1000,
    )


class Prices(NamedTuple):
    """Prices of each year of the life, from year 1 on."""

    electricity: tuple[float, ...]
    """Relative to year 1"""
    fuel: tuple[float, ...]
    """Relative to year 1"""
    carbon: tuple[float, ...]
    """[$/t CO2]"""


def prices_of(terms: Terms, years: int | None = None) -> Prices:
    """The prices of so many years, else of the life."""
    count = terms.life if years is None else years
    return Prices(
        by_year(1.0, terms.electricity_escalation, terms.electricity_prices, count),
        by_year(1.0, terms.fuel_escalation, terms.fuel_prices, count),
        by_year(terms.carbon_price, terms.carbon_escalation, terms.carbon_prices, count),
    )


def years_of(terms: Terms, saving: Saving) -> tuple[YearFlow, ...]:
    """Year 0 to life."""
    prices = prices_of(terms)
    amounts = [
        by_year(0.0 - getattr(terms, key), getattr(terms, f"{key}_escalation"), (), terms.life) for key in AMOUNTS
    ]
    zero = (0.0,) * len(AMOUNTS)
    investment = terms.rebate - terms.premium
    parts = [(investment, 0.0, 0.0, 0.0, *zero, 0.0)]
    for year in range(terms.life):
        power, fuel, carbon = (path[year] for path in prices)
        fixed = saving.electricity_fixed * power + saving.fuel_fixed * fuel
        yearly = (amount[year] for amount in amounts)
        parts.append((0.0, saving.electricity * power, saving.fuel * fuel, fixed, *yearly, saving.tonnes * carbon))
    net = [sum(part) for part in parts]
    discounted = [flow / (1 + terms.discount_rate) ** year for year, flow in enumerate(net)]
    sums = accumulate(discounted)
    rows = zip(parts, net, discounted, sums, strict=True)
    return tuple(YearFlow(year, *part, *rest) for year, (part, *rest) in enumerate(rows))


def cash_flows(terms: Terms, electricity_saving: float, fuel_saving: float) -> tuple[float, ...]:
    """Year 0 to life [$]; savings of the first year [$], negative where the option takes more."""
    return tuple(row.net for row in years_of(terms, Saving(electricity_saving, fuel_saving)))


def npv(rate: float, flows: Sequence[float]) -> float:
    """Net present value [$] of flows of year 0, 1 … at a rate [1/year]; to the last bit that of numpy-financial.

    Added up here, so that a host without numpy-financial (LibreOffice's Python, a browser) has it too.
    """
    return float((np.array(flows, dtype=float) / (1 + rate) ** np.arange(len(flows))).sum())


def discounted_sums(rate: float, flows: Sequence[float]) -> list[float]:
    """Running sums of the discounted flows, year by year [$]."""
    return list(accumulate(flow / (1 + rate) ** year for year, flow in enumerate(flows)))
