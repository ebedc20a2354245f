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

MMBTU_PER_GALLON_PROPANE: Final = 0.091452
"""MMBtu per gallon of propane: 91,452 BTU/gal (EIA, Units and calculators, 2023)."""

MMBTU_PER_GALLON_FUEL_OIL: Final = 0.138500
"""MMBtu per gallon of No. 2 fuel oil: 138,500 BTU/gal (EIA, Units and calculators, 2023)."""

LITRES_PER_GALLON: Final = 3.785411784
"""Litres per US gallon, exact (NIST SP 811, 2008)."""

PROPANE_FILL: Final = 0.8
"""Share of a propane tank's volume that is filled: the liquid needs room to expand (NFPA 58, section 7.4, quantity of
LP-gas in containers; 29 CFR 1910.110(b)(19)(v)(d) works out 79.8 gal for a tank of 100 gal)."""

OIL_FILL: Final = 0.9
"""Share of an oil tank's volume that is filled: deliveries stop at the vent alarm (trade practice)."""

TANK_RESERVE: Final = 0.2
"""Share of a tank's volume that is still there when the next delivery comes (trade practice)."""


class Fuel:
    """What is fixed for one fuel: heat content of each unit it is sold in, CO2 factor.

    short: the label where there is little room. units: MMBtu in one unit, by the unit's name; emissions: kg CO2 per
    MMBtu of fuel, 40 CFR 98 Table C-1 (2024). piped: never stored in a tank at the house; else fill: the share of a
    tank's volume that is filled.
    """

    __slots__ = ("emissions", "fill", "key", "label", "own_unit", "piped", "short", "units")

    def __init__(
        self, key: str, label: str, short: str, own_unit: str, units: dict[str, float], emissions: float,
        *, piped: bool = False, fill: float = 1.0,
    ) -> None:  # fmt: skip
        self.key, self.label, self.short, self.own_unit, self.emissions = key, label, short, own_unit, emissions
        self.units, self.piped, self.fill = {"MMBtu": 1.0} | units, piped, fill

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
        """The price units that fit the fuel: ``$/MMBtu`` and one for each unit it is sold in."""
        return tuple(f"$/{unit}" for unit in self.units)


def _liquid(mmbtu_per_gallon: float) -> dict[str, float]:
    return {"gal": mmbtu_per_gallon, "L": mmbtu_per_gallon / LITRES_PER_GALLON}


_GAS: Final = {"therm": MMBTU_PER_THERM, "ccf": MMBTU_PER_CCF_NATURAL_GAS}

FUELS: Final = {
    fuel.key: fuel
    for fuel in (
        Fuel("natural_gas", "natural gas", "gas", "therm", _GAS, 53.06, piped=True),
        Fuel("propane", "propane", "propane", "gal", _liquid(MMBTU_PER_GALLON_PROPANE), 62.87, fill=PROPANE_FILL),
        Fuel("fuel_oil", "No. 2 fuel oil", "oil", "gal", _liquid(MMBTU_PER_GALLON_FUEL_OIL), 73.96, fill=OIL_FILL),
    )
}
"""Every fuel by key; a fuel added here is offered, priced, burned and shown everywhere."""


def fuel_units() -> tuple[str, ...]:
    """Every unit a fuel is sold in, MMBtu first."""
    return tuple(dict.fromkeys(unit for fuel in FUELS.values() for unit in fuel.units))


def heat_contents() -> str:
    """The heat in each unit a fuel is sold in [BTU], in words; a litre's follows from the gallon's."""
    parts = []
    for unit in fuel_units():
        heats = [(fuel.short, fuel.units[unit] * BTU_PER_MMBTU) for fuel in FUELS.values() if unit in fuel.units]
        several = ", ".join(f"of {fuel} {heat:,.0f}" for fuel, heat in heats)
        parts.append(f"{unit} {several}" if len(heats) > 1 else f"{unit} {heats[0][1]:,.0f}")
    return ", ".join(part for part in parts if not part.startswith(("MMBtu ", "L ")))


def fahrenheit(celsius: float) -> float:
    """[°C] → [°F]: 9/5·t + 32, rounded so that 17.1 °C is 62.78 °F and no spreadsheet that saves it cuts digits off."""
    return round(celsius * 9.0 / 5.0 + 32.0, 9)
