"""What the calculation leaves out, in the words of the workbook's Cover and of the README."""

from __future__ import annotations

from typing import Final

WITH_MONEY: Final = (
    "Fixed charges and tariffs by the hour are left out; the price of equipment is on the sheet Money only."
)
"""In place of the first limit, in a workbook that judges whether equipment pays"""
LIMITS: Final = (
    "Fixed charges, tariffs by the hour and the price of equipment are not part of the comparison.",
    "Not included: what the thermostat's differential costs, crankcase heat, standby power, recovery from setbacks.",
    "The peak of a stage that cycles is an average: within a quarter of an hour it is higher.",
    "Emission factors are of CO2 from combustion, unless you give them as CO2e.",
    "Beyond the rating points COP and capacity follow the same straight lines. Bins marks these as estimates.",
    "A COP below 1 is replaced by 1. Bins marks it as floored.",
)
"""Known limits of the method, each one line."""
