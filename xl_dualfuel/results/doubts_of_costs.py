"""Doubts about prices, the season and the furnace: limits, the likely slip, the value that would cure it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from ..units import FUELS, KWH_PER_MMBTU, MMBTU_PER_CCF_NATURAL_GAS, MMBTU_PER_GALLON_FUEL_OIL, MMBTU_PER_GALLON_PROPANE
from .case_units import money, sign
from .facts import Facts, Rule, cured, number, outside

BREAK_EVEN_COP: Final = (0.4, 15.0)
SEASON_COST: Final = (20.0, 20_000.0)
"""[$]"""
PRICE_FACTOR: Final = 4.0
"""Between a price and the national mean."""
CURED_FACTOR: Final = 2.0
"""Between a cured price and the national mean: nearer than that, or the slip is not named."""
MOST_HOURS: Final = 8784.0
"""Of a leap year [h]"""
LOWEST_AFUE: Final = 0.5
"""Old furnaces have 0.56 to 0.70 (DOE, Energy Saver: Furnaces and Boilers)."""
ELECTRICITY_MEAN: Final = 0.1798
"""US homes [$/kWh], October 2025 (EIA, Electric Power Monthly, Table 5.6.A)."""
FUEL_MEANS: Final = {
    "natural_gas": 1.475 / MMBTU_PER_CCF_NATURAL_GAS,
    "propane": 2.674 / MMBTU_PER_GALLON_PROPANE,
    "fuel_oil": 3.63 / MMBTU_PER_GALLON_FUEL_OIL,
}
"""US homes [$/MMBtu]: gas $14.75 per 1,000 ft³ in 2022 (EIA, Natural gas statistics, October 2023); propane $2.674/gal
on 30 March 2026 (EIA, Heating Oil and Propane Update); oil $3.63/gal for the winter of 2013–14 (EIA, Short-Term
Energy Outlook, August 2013, Table 2). For a factor of 4 the year hardly matters."""


def _break_even_cop(f: Facts) -> Any:
    """COP at which heat costs the same from either by the prices alone; NaN where one of them is 0."""
    priced = (np.asarray(f.p.electricity_price) > 0) & (np.asarray(f.p.fuel_price) > 0)
    heat = f.p.electricity_price * KWH_PER_MMBTU * f.p.furnace_efficiency
    return np.where(priced, heat / np.where(priced, f.p.fuel_price, 1.0), np.nan)


def _odd_prices(f: Facts) -> tuple[str, str]:
    cop = float(_break_even_cop(f))
    cheap = "electricity" if cop < BREAK_EVEN_COP[0] else "fuel"
    return "fuel_price", (
        f"At these prices heat costs the same from either at a COP of {cop:.3g}, so {cheap} is always far cheaper. "
        "Check both prices and their units."
    )


def _odd_season(f: Facts) -> tuple[str, str]:
    low, high = SEASON_COST
    return "annual_cost", (
        f"The season costs {money(float(f.annual_cost), f.p.units)}; "
        f"heating a house costs {sign(f.p.units)}{low:,.0f} to {sign(f.p.units)}{high:,.0f}. "
        "Check the load, the hours and the prices."
    )


def _free(key: str) -> Rule:
    return Rule(
        lambda f: getattr(f.p, key) == 0,
        lambda f: (key, "is zero: energy that costs nothing decides the result. Is the price missing?"),
    )


def _far_from_mean(price: Any, mean: float) -> Any:
    return (price > 0) & outside(price / mean, (1 / PRICE_FACTOR, PRICE_FACTOR))


def _near_mean(price: float, mean: float) -> bool:
    return 1 / CURED_FACTOR <= price / mean <= CURED_FACTOR


def _electricity(f: Facts) -> tuple[str, str]:
    price = float(f.p.electricity_price)
    own = f.p.units.currency
    slips = {"cents per kWh": 0.01, f"{own}/MWh": 0.001, f"{own}/Wh": 1000.0}
    likely = [(name, price * factor) for name, factor in slips.items() if _near_mean(price * factor, ELECTRICITY_MEAN)]
    slip = "".join(f"{price:.4g} looks like {name}: {_price(cure, 'kWh', f)}?" for name, cure in likely[:1])
    mean = _mean(ELECTRICITY_MEAN, "kWh", f)
    what = f"{_price(price, 'kWh', f)} is {_times(price, ELECTRICITY_MEAN)} {mean}. "
    return "electricity_price", what + (slip or "Check the price and its unit.")


def _fuel(f: Facts) -> tuple[str, str]:
    fuel, given = FUELS[str(f.inputs["fuel"])], str(f.inputs["fuel_price_unit"]).removeprefix("$/")
    price, mean, per_mmbtu = float(f.inputs["fuel_price"]), FUEL_MEANS[fuel.key], float(f.p.fuel_price)
    of = f"{_price(price, given, f)} of {fuel.name}"
    what = f"{of} is {_times(per_mmbtu, mean)} {_mean(mean, 'MMBtu', f)}. "
    units = [unit for unit, heat in fuel.units.items() if unit != given and _near_mean(price / heat, mean)]
    if units:
        prices = " or ".join(_price(price, unit, f) for unit in units)
        return "fuel_price_unit", f"{what}Is it {prices}? Give fuel_price_unit."
    cents = [unit for unit, heat in fuel.units.items() if _near_mean(price / 100 / heat, mean)]
    slip = f"{price:.4g} looks like cents per {cents[0]}: {_price(price / 100, cents[0], f)}?" if cents else ""
    return "fuel_price", what + (slip or "Check the price and its unit.")


def _price(price: float, unit: str, f: Facts) -> str:
    """Dollars and cents, or as many digits as it has."""
    return f"{sign(f.p.units)}{price:{'.2f' if math.isclose(price, round(price, 2)) else '.4g'}}/{unit}"


def _mean(price: float, unit: str, f: Facts) -> str:
    """A mean of the USA, in words: dollars whatever the money of the case."""
    if f.p.units.currency != "$":
        return f"the US mean of {price:.2f} US dollars per {unit}"
    return f"the US mean of ${price:.2f}" + ("" if unit == "kWh" else f"/{unit}")


def _times(price: float, mean: float) -> str:
    ratio = price / mean
    return f"{number(ratio)} times" if ratio > 1 else f"1/{number(1 / ratio)} of"


def _fuel_far(f: Facts) -> Any:
    mean = FUEL_MEANS.get(str(f.inputs["fuel"]))
    return mean is not None and "fuel_price" in f.given and _far_from_mean(f.p.fuel_price, mean)


def _afue(f: Facts) -> tuple[str, str]:
    value = float(f.p.furnace_efficiency)
    slip = cured(value, {"a slipped decimal point": 10.0}, "", lambda cured: 0.7 <= cured <= 1)
    return "furnace_efficiency", f"An AFUE of {value:.3g} is below {LOWEST_AFUE:g}. " + (
        slip or "Give a fraction, such as 0.95."
    )


RULES: Final = (
    _free("electricity_price"),
    _free("fuel_price"),
    Rule(
        lambda f: ("electricity_price" in f.given) & _far_from_mean(f.p.electricity_price, ELECTRICITY_MEAN),
        _electricity,
    ),
    Rule(_fuel_far, _fuel),
    Rule(lambda f: outside(_break_even_cop(f), BREAK_EVEN_COP), _odd_prices),
    Rule(lambda f: outside(f.annual_cost, SEASON_COST), _odd_season),
    Rule(
        lambda f: f.hours > MOST_HOURS,
        lambda f: (
            "season_hours",
            f"The season has {float(f.hours):,.0f} hours; a year has {MOST_HOURS:,.0f} at most. Check the hours.",
        ),
    ),
    Rule(lambda f: f.p.furnace_efficiency < LOWEST_AFUE, _afue),
)
"""Rules of prices, season and furnace."""
