"""Tables of years of the sheet Money: cash flows, what they are for, and prices by year, which may be typed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from xl_dualfuel.decisions.money_flows import YearFlow
from xl_dualfuel.decisions.money_terms import AMOUNTS, PATHS

from ..shape import Filling
from .worth_steps import FORMATS, YEARS, ok, prices_by_year, step, worth_of


def _price(key: str) -> Callable[[Filling, int], list[float]]:
    return lambda f, column: list(getattr(prices_by_year(f, column), key))


def _path(key: str) -> Callable[[Filling, int], list[float | None]]:
    """What the terms list by year, blank where they do not."""

    def values(f: Filling, column: int) -> list[float | None]:
        path = getattr(worth_of(f, column).terms, key)
        return [None, *path, *[None] * (YEARS - len(path))]

    return values


def _part(*keys: str) -> Callable[[Filling, int], list[float]]:
    """Some of the flows of every year of the table."""

    def values(f: Filling, column: int) -> list[float]:
        years: Sequence[YearFlow] = worth_of(f, column).cash_flows
        parts = [float(sum(getattr(year, key) for key in keys)) for year in years]
        return [*parts, *[0.0] * (YEARS + 1 - len(parts))]

    return values


class Table(NamedTuple):
    """A number a year and option: its title, unit, the style of its cells, its formula and values."""

    key: str
    title: str
    unit: str
    style: str
    formula: str
    """[year] is the row's year, [before] the same column's cell in the row above, [@key] that of the year in another
    table; "" for values to change"""
    values: Callable[[Filling, int], list[Any]]


def _path_table(key: str, what: str, unit: str) -> Table:
    style = f"df input {FORMATS.get(unit, '0.0###')}"
    return Table(key, f"{what}: yours to change", unit, style, "", _path(key))


def _by_year(key: str, title: str, unit: str, style: str, first: str) -> Table:
    """A price of each year: what is typed, else the year before times the rise."""
    path = f"{key}_prices"
    rising = f"CHOOSE(1+([year]>1),{first},[before]*(1+[{PATHS[path]}]))"
    return Table(f"{key}_year", title, unit, style, ok(f"IF(ISNUMBER([@{path}]),[@{path}],{rising})"), _price(key))


def _flow(key: str, title: str, formula: str, *parts: str) -> Table:
    """A part of the cash flow of the years of the life."""
    within = "1+[compared]*([year]>0)*([year]<=[life])"
    return Table(key, title, "$", "df money", ok(f"CHOOSE({within},0,{formula})"), _part(*(parts or (key,))))


def _rising(key: str) -> str:
    return f"[{key}]*(1+[{key}_escalation])^([year]-1)"


TABLES: Final = (
    Table("flows", "Cash flow by year", "$", "df money",
          ok("IF([year]=0,-[outlay],[@electricity]+[@fuel]+[@fixed]+[@yearly]+[@carbon])"), step("flows")),
    Table("sums", "Running sum of the discounted cash flows", "$", "df money",
          "SUM([before],[@flows]/(1+[discount_rate])^[year])", step("sums")),
    _flow("electricity", "Of it electricity", "[electricity_saving]*[@electricity_year]"),
    _flow("fuel", "Of it fuel", "[fuel_saving]*[@fuel_year]"),
    _flow("fixed", "Of it fixed charges",
          "[electricity_fixed_saving]*[@electricity_year]+[fuel_fixed_saving]*[@fuel_year]"),
    _flow("yearly", "Of it yearly costs", f"0-({'+'.join(map(_rising, AMOUNTS))})", *AMOUNTS),
    _flow("carbon", "Of it CO2 at its price", "[tonnes]*[@carbon_year]"),
    _by_year("electricity", "Electricity price, relative to year 1", "", "df 0.0000", "1"),
    _by_year("fuel", "Fuel price, relative to year 1", "", "df 0.0000", "1"),
    _by_year("carbon", "Price on CO2", "$/t CO2", "df money", "[carbon_price]"),
    _path_table("electricity_prices", "Electricity price by year, relative to year 1", ""),
    _path_table("fuel_prices", "Fuel price by year, relative to year 1", ""),
    _path_table("carbon_prices", "Price on CO2 by year", "$/t CO2"),
    Table("signs", "Sign of the cash flow, where it is 0 that of the year before", "sign", "df 0",
          "IF(ABS([@flows])>[rounding],([@flows]>0)-([@flows]<0),SUM([before]))", step("signs")),
    Table("drawn", "Year at which the chart draws the sum: the life and no more", "year", "df 0", "MIN([year],[life])",
          lambda f, column: [min(year, worth_of(f, column).terms.life) for year in range(YEARS + 1)]),
)  # fmt: skip
"""Tables of years: first what is printed"""
