"""The six climate regions of AHRI 210/240: how many hours at which temperature, and the load line of a rating."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

REGION_TOP, REGION_WIDTH = 62.0, 5.0
"""Centre of the warmest bin and the width of all [°F] in the regions' tables."""

REGION_FRACTIONS = {
    "I": (0.291, 0.239, 0.194, 0.129, 0.081, 0.041, 0.019, 0.005, 0.001),
    "II": (0.215, 0.189, 0.163, 0.143, 0.112, 0.088, 0.056, 0.024, 0.008, 0.002),
    "III": (0.153, 0.142, 0.138, 0.137, 0.135, 0.118, 0.092, 0.047, 0.021, 0.009, 0.005, 0.002, 0.001),
    "IV": (0.132, 0.111, 0.103, 0.093, 0.100, 0.109, 0.126, 0.087, 0.055, 0.036, 0.026, 0.013, 0.006, 0.002, 0.001),
    "V": (0.106, 0.092, 0.086, 0.076, 0.078, 0.087, 0.102, 0.094, 0.074, 0.055, 0.047, 0.038, 0.029, 0.018, 0.010,
          0.005, 0.002, 0.001),
    "VI": (0.113, 0.206, 0.215, 0.204, 0.141, 0.076, 0.034, 0.008, 0.003),
}  # fmt: skip
"""Fraction of season hours in bins centred 62, 57, 52 … °F (10 CFR 430 Subpart B Appendix M1, Table 20)."""

REGION_DESIGN: Final = MappingProxyType({"I": 37.0, "II": 27.0, "III": 17.0, "IV": 5.0, "V": -10.0, "VI": 30.0})
"""Outdoor design temperature [°F] (the same table)."""


class LoadLine(NamedTuple):
    """What the building of a rating is like in one region."""

    zero_load: float
    """Outdoor temperature at which it needs no heat [°F]"""
    slope: float
    """Load at 5 °F as a share of the cooling capacity, single speed and two-stage"""
    variable_slope: float
    """The same, variable speed"""


LOAD_LINES: Final = MappingProxyType(
    {
        "I": LoadLine(58.0, 1.10, 1.03),
        "II": LoadLine(57.0, 1.06, 0.99),
        "III": LoadLine(56.0, 1.30, 1.21),
        "IV": LoadLine(55.0, 1.15, 1.07),
        "V": LoadLine(55.0, 1.16, 1.08),
        "VI": LoadLine(57.0, 1.11, 1.03),
    }
)
"""Zero-load temperature and slope factors C and C_VS (10 CFR 430 Subpart B Appendix M1, Table 20)."""
