"""Conversion factors and constants, each once, with source and year.

Units inside the engine: °F, BTU/h, h, kWh, MMBtu (10⁶ BTU), $, kg. Conversion happens at the edge, by these names.
"""

from __future__ import annotations

from typing import Final

BTU_PER_KWH: Final = 3412.142
"""BTU per kWh (International Table BTU: 3,600,000 J / 1055.056 J)."""

BTU_PER_MMBTU: Final = 1e6

KWH_PER_MMBTU: Final = BTU_PER_MMBTU / BTU_PER_KWH

MMBTU_PER_THERM: Final = 0.1
"""MMBtu per therm, by definition."""

MMBTU_PER_CCF_NATURAL_GAS: Final = 0.1036
"""MMBtu per 100 cubic feet of natural gas: 1,036 BTU/ft³, US average delivered (EIA, Units and calculators, 2023)."""

CUBIC_FEET_PER_CUBIC_METRE: Final = 1 / 0.3048**3
"""Exact: a foot is 0.3048 m (NIST SP 811, 2008)."""

MMBTU_PER_CUBIC_METRE_NATURAL_GAS: Final = MMBTU_PER_CCF_NATURAL_GAS / 100 * CUBIC_FEET_PER_CUBIC_METRE
"""MMBtu per m³ of natural gas: 38.6 MJ, as the 100 cubic feet above have it. Canadian suppliers state 37 to 40 MJ."""

MMBTU_PER_GJ: Final = BTU_PER_KWH / 3.6e3
"""MMBtu per GJ: 0.9478."""

MMBTU_PER_GALLON_PROPANE: Final = 0.091452
"""MMBtu per gallon of propane: 91,452 BTU/gal (EIA, Units and calculators, 2023)."""

MMBTU_PER_POUND_PROPANE: Final = 0.021548
"""MMBtu per pound of propane: 21,548 BTU/lb (NFPA 58, Annex B, commercial propane): 4.24 lb to the gallon above."""

MMBTU_PER_GALLON_FUEL_OIL: Final = 0.138500
"""MMBtu per gallon of No. 2 fuel oil: 138,500 BTU/gal (EIA, Units and calculators, 2023)."""

MMBTU_PER_GALLON_KEROSENE: Final = 0.135
"""MMBtu per gallon of kerosene: 135,000 BTU/gal (EIA, Heating Fuel Comparison Calculator; 40 CFR 98 Table C-1)."""

MMBTU_PER_GALLON_BIODIESEL: Final = 0.128
"""MMBtu per gallon of pure biodiesel: 128,000 BTU/gal (40 CFR 98 Table C-1)."""

BIODIESEL_SHARE: Final = 0.2
"""Share of the volume of B20 that is biodiesel; the rest is No. 2 fuel oil (ASTM D7467: 6 to 20 %)."""

MMBTU_PER_GALLON_B20: Final = round(
    BIODIESEL_SHARE * MMBTU_PER_GALLON_BIODIESEL + (1 - BIODIESEL_SHARE) * MMBTU_PER_GALLON_FUEL_OIL, 9
)
"""MMBtu per gallon of B20: 136,400 BTU/gal."""

MMBTU_PER_TON_PELLETS: Final = 16.5
"""MMBtu per ton of 2,000 lb of wood pellets (EIA, Heating Fuel Comparison Calculator)."""

LITRES_PER_GALLON: Final = 3.785411784
"""Litres per US gallon, exact (NIST SP 811, 2008)."""

LITRES_PER_IMPERIAL_GALLON: Final = 4.54609
"""Litres per imperial gallon, exact (NIST SP 811, 2008)."""

KG_PER_POUND: Final = 0.45359237
"""Exact (NIST SP 811, 2008)."""

POUNDS_PER_TON, POUNDS_PER_BAG = 2000.0, 40.0
"""The short ton, and the bag that wood pellets come in."""

PROPANE_FILL: Final = 0.8
"""Share of a propane tank's volume that is filled: the liquid needs room to expand (NFPA 58, section 7.4, quantity of
LP-gas in containers; 29 CFR 1910.110(b)(19)(v)(d) works out 79.8 gal for a tank of 100 gal)."""

OIL_FILL: Final = 0.9
"""Share of an oil tank's volume that is filled: deliveries stop at the vent alarm (trade practice)."""

TANK_RESERVE: Final = 0.2
"""Share of a tank's volume that is still there when the next delivery comes (trade practice)."""


CARRIER: Final = {"MMBtu": 1.0, "GJ": MMBTU_PER_GJ, "kWh": BTU_PER_KWH / BTU_PER_MMBTU}
"""MMBtu in the units of energy that a price of any fuel may be quoted in"""
DEKATHERM: Final = "Dth"
ENERGY: Final = (*CARRIER, DEKATHERM)
"""Units of energy, which hold the same heat whatever the fuel's heat content"""
ELECTRICITY, OTHER = "electricity", "other"
"""Keys of the fuels that have rules of their own: the furnace with electric elements, and a fuel of the user's own"""


class Fuel:
    """What is fixed for one fuel: heat content of each unit it is sold in, CO2 factor.

    short: the label where there is little room. units: MMBtu in one unit, by the unit's name; emissions: kg CO2 per
    MMBtu of fuel, 40 CFR 98 Table C-1 (2024), None where there is no such factor. piped: never stored in a tank at the
    house; else fill: the share of a tank's volume that is filled. net: lower heating value over the higher one
    (SAP 2012, Table E4). by_energy: whether it is also priced by MMBtu, GJ and kWh.
    """

    __slots__ = ("emissions", "fill", "key", "label", "net", "own_unit", "piped", "short", "units")

    def __init__(
        self, key: str, label: str, short: str, own_unit: str, units: dict[str, float], emissions: float | None,
        *, piped: bool = False, fill: float = 1.0, net: float | None = None, by_energy: bool = True,
    ) -> None:  # fmt: skip
        self.key, self.label, self.short, self.own_unit, self.emissions = key, label, short, own_unit, emissions
        first, *rest = CARRIER
        quoted = {unit: CARRIER[unit] for unit in rest}
        self.units = {first: CARRIER[first]} | units | quoted if by_energy else units
        self.piped, self.fill, self.net = piped, fill, net

    @property
    def name(self) -> str:
        """The key as words."""
        return self.key.replace("_", " ")

    @property
    def usable(self) -> float | None:
        """Share of a tank's volume that can be burned between a delivery and the reserve; None without a tank."""
        return None if self.piped else round(self.fill - TANK_RESERVE, 9)

    @property
    def price_units(self) -> tuple[str, ...]:
        """The price units that fit the fuel, such as ``$/gal``: ``$/MMBtu`` first where it is quoted by energy."""
        return tuple(f"$/{unit}" for unit in self.units)

    def counted_in(self, unit: str) -> str:
        """The unit that the fuel is counted in where it is priced by ``unit``: that one, unless no bill has it.

        A tank holds gallons, whatever its fuel is quoted in.
        """
        return self.own_unit if unit in CARRIER and (unit == "MMBtu" or not self.piped) else unit


def _liquid(mmbtu_per_gallon: float) -> dict[str, float]:
    per_litre = mmbtu_per_gallon / LITRES_PER_GALLON
    return {"gal": mmbtu_per_gallon, "L": per_litre, "imp gal": per_litre * LITRES_PER_IMPERIAL_GALLON}


_GAS: Final = {
    "therm": MMBTU_PER_THERM, "ccf": MMBTU_PER_CCF_NATURAL_GAS, "Mcf": 10 * MMBTU_PER_CCF_NATURAL_GAS,
    "m³": MMBTU_PER_CUBIC_METRE_NATURAL_GAS, DEKATHERM: 10 * MMBTU_PER_THERM,
}  # fmt: skip
_PROPANE: Final = _liquid(MMBTU_PER_GALLON_PROPANE) | {
    "lb": MMBTU_PER_POUND_PROPANE, "kg": MMBTU_PER_POUND_PROPANE / KG_PER_POUND,
}  # fmt: skip
_PELLETS: Final = {
    "ton": MMBTU_PER_TON_PELLETS,
    "bag": MMBTU_PER_TON_PELLETS * POUNDS_PER_BAG / POUNDS_PER_TON,
    "tonne": MMBTU_PER_TON_PELLETS * 1000 / KG_PER_POUND / POUNDS_PER_TON,
}
_OIL_CO2, _BIODIESEL_CO2 = 73.96, 73.84
_B20_CO2 = (
    BIODIESEL_SHARE * MMBTU_PER_GALLON_BIODIESEL * _BIODIESEL_CO2
    + (1 - BIODIESEL_SHARE) * MMBTU_PER_GALLON_FUEL_OIL * _OIL_CO2
) / MMBTU_PER_GALLON_B20
"""[kg/MMBtu] of burning it, the carbon of its plants included"""
_OIL_NET = 0.937

FUELS: Final = {
    fuel.key: fuel
    for fuel in (
        Fuel("natural_gas", "natural gas", "gas", "therm", _GAS, 53.06, piped=True, net=0.901),
        Fuel("propane", "propane", "propane", "gal", _PROPANE, 62.87, fill=PROPANE_FILL, net=0.921),
        Fuel("fuel_oil", "No. 2 fuel oil", "oil", "gal", _liquid(MMBTU_PER_GALLON_FUEL_OIL), _OIL_CO2, fill=OIL_FILL,
             net=_OIL_NET),
        Fuel("kerosene", "kerosene", "kerosene", "gal", _liquid(MMBTU_PER_GALLON_KEROSENE), 75.20, fill=OIL_FILL,
             net=_OIL_NET),
        Fuel("biodiesel_b20", "biodiesel blend B20", "B20", "gal", _liquid(MMBTU_PER_GALLON_B20), round(_B20_CO2, 2),
             fill=OIL_FILL, net=_OIL_NET),
        Fuel("wood_pellets", "wood pellets", "pellets", "ton", _PELLETS, 93.80),
        Fuel(ELECTRICITY, "electricity", "electric", "kWh", {"kWh": CARRIER["kWh"]}, None, piped=True, by_energy=False),
        Fuel(OTHER, "another fuel", "other", "unit", {"unit": 0.0}, None, by_energy=False),
    )
}  # fmt: skip
"""Every fuel by key; a fuel added here is offered, priced, burned and shown everywhere.

Electricity is that of a furnace with electric elements. Another fuel has the heat content that the case gives.
"""


def fuel_units() -> tuple[str, ...]:
    """Every unit a fuel is sold in, MMBtu first."""
    return tuple(dict.fromkeys(unit for fuel in FUELS.values() for unit in fuel.units))


_FOLLOWING: Final = (*ENERGY, "Mcf", "L", "imp gal", "kg", "bag", "tonne", "unit")
"""Units whose heat follows from another one's, or from what the case gives"""


def heat_contents() -> str:
    """The heat in each unit a fuel is sold in [BTU], in words; a litre's follows from the gallon's."""
    parts = []
    for unit in fuel_units():
        heats = [(fuel.short, fuel.units[unit] * BTU_PER_MMBTU) for fuel in FUELS.values() if unit in fuel.units]
        several = ", ".join(f"of {fuel} {heat:,.0f}" for fuel, heat in heats)
        if unit not in _FOLLOWING:
            parts.append(f"{unit} {several}" if len(heats) > 1 else f"{unit} {heats[0][1]:,.0f}")
    return ", ".join(parts)


def fahrenheit(celsius: float) -> float:
    """[°C] → [°F]: 9/5·t + 32, rounded so that 17.1 °C is 62.78 °F and no spreadsheet that saves it cuts digits off."""
    return round(celsius * 9.0 / 5.0 + 32.0, 9)
