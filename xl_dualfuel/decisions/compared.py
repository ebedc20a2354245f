"""What one option's season takes, beside that of the baseline."""

from __future__ import annotations

from typing import Final, NamedTuple


class Compared(NamedTuple):
    """One option's season, and how it differs from the baseline's."""

    option: str
    label: str
    scenario: str
    switchover: float | None
    """[°F]; None where it is run with one source"""
    status: str
    """Of the recommended switchover: crosses, heat_pump_always or fuel_always"""
    economic_point: float | None
    """[°F]"""
    economic_status: str
    thermal_point: float | None
    """[°F]"""
    thermal_status: str
    emissions_point: float | None
    """[°F]"""
    emissions_status: str
    annual_cost: float
    """[$]"""
    electricity_cost: float
    """[$]"""
    fuel_cost: float
    """[$]"""
    electricity_kwh: float
    fuel_mmbtu: float
    emissions_kg: float
    furnace_hours: float
    backup_hours: float
    """Hours furnace or strips deliver heat [h]"""
    unmet_mmbtu: float
    saving: float | None
    """total_cost of the baseline less this one's [$]; None where they are not alike: see Comparison.notes"""
    emissions_saved_kg: float | None
    """Season emissions of the baseline less this one's [kg CO2]; None as with saving"""
    changes: str
    """What differs from the case, in words"""
    load_mmbtu: float = 0.0
    """Load of the season"""
    alike: bool = True
    """Whether it models the same of the equipment as the baseline"""
    programme: str = ""
    """The programme's judgement of the switchover in words; "" without either"""
    fuel_fixed: float = 0.0
    """Fixed charges of a tariff's fuel [$ a year]; 0 where none of it is used. In total_cost, in no cost above"""
    ranked: bool = True
    """Whether it is one of those among which the cheapest and the cleanest are found: they model the same"""
    tariff: str = ""
    """Name of the tariff that bills it; "" for the prices of the plain model"""
    household_cost: float = 0.0
    """What else the house uses costs under the tariff [$ a year], fixed charges apart"""
    electricity_fixed: float = 0.0
    """Fixed charges of a tariff's electricity [$ a year]"""
    tariff_sha256: str = ""
    """Of all that the tariff says; "" without one"""

    @property
    def total_cost(self) -> float:
        """The season, what else the house uses and fixed charges [$ a year]; savings are differences of it."""
        return self.annual_cost + self.household_cost + self.electricity_fixed + self.fuel_fixed


class BestRate(NamedTuple):
    """The tariff under which a house costs least in all, of those that it is compared under."""

    option: str
    """The option with that tariff"""
    tariff: str
    total_cost: float
    """[$ a year]: heating, what else the house uses, and fixed charges"""
    next_option: str
    """The best option of another tariff"""
    next_tariff: str
    saving: float
    """What it costs less than the next [$ a year]"""
    equipment: str
    """What the house heats with: changes to the case in words; "" for the case as it is"""
    words: str
    """All that in a sentence"""


COLUMNS: Final = (*Compared._fields, "total_cost")
"""Of the table of options"""
