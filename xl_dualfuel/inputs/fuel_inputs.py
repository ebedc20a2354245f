"""The inputs of a furnace's fuel, as rows of the table of inputs: the fuel, its price, the price's unit, its heat."""

from __future__ import annotations

from typing import Final

from ..units import FUELS, fuel_units, heat_contents
from .field import Field, Spread
from .ratings import SAMPLE

PRICE: Final = Spread(0.25, 0.25, True, "a quarter: what a price may move from one winter to the next")

FUEL_INPUTS: Final = (
    Field(
        "fuel", "Furnace", "Furnace fuel", "",
        "Fuel the furnace burns; electricity: its elements; other: you give its heat content and emissions",
        kind="choice", default="natural_gas", choices=tuple(FUELS), remedy="Give the fuel's key",
        forms=SAMPLE, required="always",
    ),
    Field(
        "fuel_price", "Furnace", "Fuel price", "as in fuel_price_unit", "Marginal price of the fuel, fixed charges out",
        default=13.0, minimum=0.0, maximum=1e6, remedy="Give dollars a unit, such as 1.30 with $/therm",
        role="price", house_specific=True, in_scenarios=True, forms=SAMPLE, required="always", spread=PRICE,
        default_yields=True, follows=("fuel",),
    ),
    Field(
        "fuel_price_unit", "Furnace", "Fuel price unit", "",
        "What fuel_price is paid for; ¢/therm, p/kWh are read too. Dth: dekatherm",
        kind="choice", default="$/MMBtu", choices=tuple(f"$/{unit}" for unit in fuel_units()),
        remedy="Natural gas is sold by the therm, ccf, m³ or kWh, propane and oil by the gallon or litre",
        follows=("fuel",),
        forms=SAMPLE, required="always",
    ),
    Field(
        "fuel_heat_content", "Furnace", "Heat content of the fuel", "BTU per unit",
        "Heat in one unit of fuel_price_unit, where the supplier's differs from the national mean; with fuel = other "
        "it must be given",
        minimum=1000.0, maximum=1e8, when_omitted=f"the usual one: {heat_contents()}",
        source="EIA, Units and calculators; propane by weight NFPA 58",
        remedy="Give BTU, such as 91500 for a gallon of propane",
        example=91500, follows=("fuel", "fuel_price_unit"), forms=("client", "rebate"),
    ),
)  # fmt: skip
