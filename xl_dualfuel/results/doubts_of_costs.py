"""Doubts about prices, the season, furnace and controls: limits, the likely slip, the value that would cure it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from ..inputs.prices import times
from ..units import (
    BTU_PER_MMBTU,
    ELECTRICITY,
    FUELS,
    KWH_PER_MMBTU,
    MMBTU_PER_CCF_NATURAL_GAS,
    MMBTU_PER_GALLON_FUEL_OIL,
    MMBTU_PER_GALLON_PROPANE,
    Fuel,
)
from .case_units import convert, money, sign
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
LEAST_HOURS: Final = 100.0
"""Of a heating season [h]: the mildest region of AHRI 210/240 has 493 heating load hours (10 CFR 430 App. M1)."""
SAME_HEAT: Final = 0.1
"""Share that the heat of two units may differ by, such as therm and ccf, to be taken for each other"""
HEAT_FACTOR: Final = 1.5
"""Between a supplier's heat content and the usual one: gas, wood and oil of one name differ by a fifth at most."""
LOWEST_AFUE: Final = 0.5
"""Old furnaces have 0.56 to 0.70 (DOE, Energy Saver: Furnaces and Boilers)."""
LOWEST_ELECTRIC: Final = 0.95
"""All-electric furnaces have 0.95 to 1 (DOE, Energy Saver: Furnaces and Boilers)."""
ELECTRICITY_MEAN: Final = 0.1798
"""US homes [$/kWh], October 2025 (EIA, Electric Power Monthly, Table 5.6.A)."""
FUEL_MEANS: Final = {
    "natural_gas": 1.475 / MMBTU_PER_CCF_NATURAL_GAS,
    "propane": 2.674 / MMBTU_PER_GALLON_PROPANE,
    **dict.fromkeys(("fuel_oil", "kerosene", "biodiesel_b20"), 3.63 / MMBTU_PER_GALLON_FUEL_OIL),
    ELECTRICITY: ELECTRICITY_MEAN * KWH_PER_MMBTU,
}
"""US homes [$/MMBtu]: gas $14.75 per 1,000 ft³ in 2022 (EIA, Natural gas statistics, October 2023); propane $2.674/gal
on 30 March 2026 (EIA, Heating Oil and Propane Update); oil $3.63/gal for the winter of 2013–14 (EIA, Short-Term
Energy Outlook, August 2013, Table 2), which serves for kerosene and B20 too. For a factor of 4 neither the year nor
the kind of oil matters."""


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


def _season_costs(f: Facts) -> tuple[float, float]:
    """What a season costs, in the money of the case."""
    low, high = SEASON_COST
    return low, high * times(f.p.units.currency)


def _odd_season(f: Facts) -> tuple[str, str]:
    low, high = _season_costs(f)
    return "annual_cost", (
        f"The season costs {money(float(f.annual_cost), f.p.units)}; "
        f"heating a house costs {sign(f.p.units)}{low:,.0f} to {sign(f.p.units)}{high:,.0f}. "
        "Check the load, the hours and the prices."
    )


def _few_hours(f: Facts) -> Any:
    """Whether season_hours, where it applies, is less than any heating season has."""
    if "season_hours" not in f.given:
        return False
    return (np.asarray(f.inputs["season_hours"], float) < LEAST_HOURS) & (np.asarray(f.hours) < 10 * LEAST_HOURS)


def _short_season(f: Facts) -> tuple[str, str]:
    hours = float(f.inputs["season_hours"])
    slip = cured(hours, {"thousands of hours": 1000.0}, " h", lambda cured: LEAST_HOURS <= cured <= MOST_HOURS)
    return "season_hours", f"The season has {hours:.4g} hours. {slip or 'Give the hours of a whole heating season.'}"


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
    times = _times(price, ELECTRICITY_MEAN)
    what = f"{_price(price, 'kWh', f)} is {times} the US mean of ${ELECTRICITY_MEAN:.2f}. "
    return "electricity_price", what + (slip or "Check the price and its unit.")


def _fuel(f: Facts) -> tuple[str, str]:
    fuel, given = FUELS[str(f.inputs["fuel"])], str(f.inputs["fuel_price_unit"]).removeprefix("$/")
    price, mean, per_mmbtu = float(f.inputs["fuel_price"]), FUEL_MEANS[fuel.key], float(f.p.fuel_price)
    of = f"{_price(price, given, f)} of {fuel.name}"
    what = f"{of} is {_times(per_mmbtu, mean)} the US mean of ${mean:.2f}/MMBtu. "
    units = _likely_units(fuel, price, mean, given)
    if units:
        prices = " or ".join(_price(price, unit, f) for unit in units)
        return "fuel_price_unit", f"{what}Is it {prices}? Give fuel_price_unit."
    cents = [unit for unit, heat in fuel.units.items() if _near_mean(price / 100 / heat, mean)]
    slip = f"{price:.4g} looks like cents per {cents[0]}: {_price(price / 100, cents[0], f)}?" if cents else ""
    return "fuel_price", what + (slip or "Check the price and its unit.")


def _likely_units(fuel: Fuel, price: float, mean: float, given: str) -> list[str]:
    """Units in which the price is near the mean; where the usual one is among them, those of about the same heat."""
    units = [unit for unit, heat in fuel.units.items() if unit != given and _near_mean(price / heat, mean)]
    own = fuel.units[fuel.own_unit]
    return [unit for unit in units if fuel.own_unit not in units or abs(fuel.units[unit] / own - 1) < SAME_HEAT]


def _price(price: float, unit: str, f: Facts) -> str:
    """Dollars and cents, or as many digits as it has."""
    return f"{sign(f.p.units)}{price:{'.2f' if math.isclose(price, round(price, 2)) else '.4g'}}/{unit}"


def _times(price: float, mean: float) -> str:
    ratio = price / mean
    return f"{number(ratio)} times" if ratio > 1 else f"1/{number(1 / ratio)} of"


def _fuel_far(f: Facts) -> Any:
    mean = FUEL_MEANS.get(str(f.inputs["fuel"]))
    if mean is None or "fuel_price" not in f.given or not _in_dollars(f):
        return False
    return _far_from_mean(f.p.fuel_price, mean)


def _in_dollars(f: Facts) -> bool:
    """Whether prices are in dollars, which the national means are in."""
    return str(f.inputs["currency"]).upper() in ("$", "US$", "USD")


def _electric(f: Facts) -> bool:
    return bool(f.inputs["fuel"] == ELECTRICITY)


def _afue(f: Facts) -> tuple[str, str]:
    value = float(f.p.furnace_efficiency)
    slip = cured(value, {"a slipped decimal point": 10.0}, "", lambda cured: 0.7 <= cured <= 1)
    return "furnace_efficiency", f"An AFUE of {value:.3g} is below {LOWEST_AFUE:g}. " + (
        slip or "Give a fraction, such as 0.95."
    )


def _usual_heat(f: Facts) -> float:
    """Heat of one unit of the fuel where the supplier does not say [MMBtu]; NaN of a fuel of the user's own."""
    return FUELS[str(f.inputs["fuel"])].units[f.p.fuel_unit] or math.nan


def _heat_content(f: Facts) -> tuple[str, str]:
    given, usual = (heat * BTU_PER_MMBTU for heat in (float(f.p.fuel_unit_mmbtu), _usual_heat(f)))
    return "fuel_heat_content", (
        f"{given:,.0f} BTU is {_times(given, usual)} the {usual:,.0f} of a {f.p.fuel_unit} of "
        f"{FUELS[str(f.inputs['fuel'])].name}. Give BTU for one {f.p.fuel_unit}, or leave it out."
    )


WARMER: Final = 1.8
"""A setting as much above the inside keeps the heat pump off all season; more is a doubt [°F]."""
CONTROLS: Final = ("existing_switchover", "compressor_lockout")


def _warmer_than_inside(key: str) -> Rule:
    """The doubt about a setting in °C that is warmer than the house: thermostats are often in °F all the same."""

    def words(f: Facts) -> tuple[str, str]:
        settings = float(getattr(f.p, key)), float(f.p.indoor_setpoint)
        typed, inside = (float(convert(setting, "°F", f.p.units)) for setting in settings)
        as_fahrenheit = float(convert(typed, "°F", f.p.units))
        cure = f"{typed:.3g} looks like °F: {as_fahrenheit:.3g} °C?" if as_fahrenheit < inside else "Check its unit."
        return key, f"{typed:.3g} °C is warmer than the {inside:.3g} °C inside. {cure}"

    def raised(f: Facts) -> Any:
        is_typed = f.p.units.temperature == "C" and key in f.given
        return is_typed & (getattr(f.p, key) > f.p.indoor_setpoint + WARMER)

    return Rule(raised, words)


RULES: Final = (
    _free("electricity_price"),
    _free("fuel_price"),
    Rule(
        lambda f: (
            ("electricity_price" in f.given and _in_dollars(f))
            & _far_from_mean(f.p.electricity_price, ELECTRICITY_MEAN)
        ),
        _electricity,
    ),
    Rule(_fuel_far, _fuel),
    Rule(lambda f: outside(_break_even_cop(f), BREAK_EVEN_COP), _odd_prices),
    Rule(lambda f: outside(f.annual_cost, _season_costs(f)), _odd_season),
    Rule(
        lambda f: f.hours > MOST_HOURS,
        lambda f: (
            "season_hours",
            f"The season has {float(f.hours):,.0f} hours; a year has {MOST_HOURS:,.0f} at most. Check the hours.",
        ),
    ),
    Rule(_few_hours, _short_season),
    Rule(lambda f: outside(f.p.fuel_unit_mmbtu / _usual_heat(f), (1 / HEAT_FACTOR, HEAT_FACTOR)), _heat_content),
    Rule(lambda f: f.p.furnace_efficiency < LOWEST_AFUE, _afue),
    Rule(
        lambda f: (f.p.furnace_efficiency < LOWEST_ELECTRIC) & _electric(f),
        lambda f: (
            "furnace_efficiency",
            f"{float(f.p.furnace_efficiency):.3g} is little for an electric furnace, which has {LOWEST_ELECTRIC:g} to "
            "1. Give 1, or the fuel that it burns.",
        ),
    ),
    *map(_warmer_than_inside, CONTROLS),
)
"""Rules of prices, season, furnace and controls."""
