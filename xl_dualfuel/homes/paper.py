"""What the loop over homes reads of each home and writes on it, each by its place."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
Paper = NDArray[np.float64]
"""The scratch paper of one home, (SCRATCH,)"""


class Home(NamedTuple):
    """The numbers of one home, named as in Parameters where they are there."""

    load_slope: float
    load_balance_temperature: float
    cop_0: float
    """COP at the first, second and third of ``Kind.cop_at``"""
    cop_1: float
    cop_2: float
    capacity_0: float
    """Capacity [BTU/h] at the first, second and third of ``Kind.capacity_at``"""
    capacity_1: float
    capacity_2: float
    cold_heat: float
    """Of ``Frosting``, with defrost ahri"""
    frosted_heat: float
    cold_power: float
    frosted_power: float
    cycling_degradation: float
    compressor_lockout: float
    furnace_efficiency: float
    furnace_limit: float
    fan_per_btuh: float
    strip_limit: float
    furnace_size: float
    electricity_price: float
    fuel_price: float
    initial_balance_point: float
    existing_switchover: float
    thermostat_step: float
    thermostat_zero: float
    design_temperature: float
    """At which ``design_kw`` is [°F]"""
    indoor_setpoint: float
    coldest: float
    """Design temperature of the proportional method [°F]"""
    bin_width: float
    season_hours: float
    hours_below_design: float


class Kind(NamedTuple):
    """What homes of a group have alike."""

    proportional: bool
    """Whether the bins are made here, by the proportional method"""
    unlimited: bool
    """As candidates.is_unlimited"""
    with_capacity: bool
    defrost: int
    """Place in DEFROSTS"""
    backup: int
    """Place in BACKUPS"""
    cop_at: tuple[float, float, float]
    """Temperatures of the rating points [°F], the third infinite where there are two"""
    capacity_at: tuple[float, float, float]
    cop_rated: tuple[float, float]
    weak_strips: bool
    """Whether strips may leave load unmet"""
    may_be_cold: bool
    """Whether both furnace and strips may"""
    for_words: bool
    """Whether hours and emergency heat, of which only words tell, are wanted"""


DEFROSTS: Final = ("none", "resnet", "ahri")
BACKUPS: Final = ("time_shared", "alternate", "simultaneous")
TIME_SHARED, SIMULTANEOUS = 0, 2
RESNET, AHRI = 1, 2

OUTPUTS: Final = (
    "switchover", "annual_cost", "unmet_mmbtu", "unmet_hours",
    "unbound_switchover", "unbound_cost", "unbound_unmet", "unbound_hours",
    "place", "heats", "held", "warmest", "coldest", "load_mmbtu",
    "existing_cost", "existing_unmet", "existing_kwh", "existing_fuel", "pump_cost", "pump_unmet",
    "furnace_cost", "furnace_unmet", "guess_unmet", "emergency_unmet",
    "kwh", "fuel_mmbtu", "furnace_hours", "design_kw",
    "every", "outside", "weak", "floored", "strips", "strips_alone",
)  # fmt: skip
"""Rows of what a home's numbers are, as in Figures: its choices, then what they come to, then Hours"""
(
    SWITCHOVER, ANNUAL_COST, UNMET, UNMET_HOURS, UNBOUND, UNBOUND_COST, UNBOUND_UNMET, UNBOUND_HOURS,
    PLACE, HEATS, HELD, WARMEST, COLDEST, LOAD,
    EXISTING_COST, EXISTING_UNMET, EXISTING_KWH, EXISTING_FUEL, PUMP_COST, PUMP_UNMET,
    FURNACE_COST, FURNACE_UNMET, GUESS_UNMET, EMERGENCY_UNMET, KWH, FUEL, FURNACE_HOURS, DESIGN_KW,
    EVERY, OUTSIDE, WEAK, FLOORED, STRIPS, STRIPS_ALONE,
) = range(len(OUTPUTS))  # fmt: skip

FOR_WORDS: Final = (EMERGENCY_UNMET, *range(EVERY, STRIPS_ALONE + 1))
"""Those of which only words tell"""

WIDTH: Final = 1064
"""Numbers of a row of the scratch paper: known beforehand, so that the compiler sees that no two rows meet, and no
power of 2, so that they fit the processor's cache"""
MOST: Final = 1032
"""Bins of a home at most"""
TOGETHER: Final = 4
"""Bins are calculated by so many, as the processor does several at once: bins without width and hours fill up the last
of them. The first of these is at the home's design temperature."""
# Where the rows of the scratch paper of one home begin, (bins + 1,).
(
    EDGES, TEMPERATURE, HOURS, LOADS, RATED, STEADY, COP, CAPACITY, PUMP, ALONE_STRIPS, BURNER, BURNER_STRIPS,
    DUAL_PUMP, DUAL_BURNER, DUAL_STRIPS, HEAT, ABOVE, BELOW, BURNED_ABOVE, BURNED_BELOW, ALONE, MORE, COST, MISSING,
    MISSING_BELOW, EACH_UNMET, EACH_UNMET_HOURS,
) = range(0, 27 * WIDTH, WIDTH)  # fmt: skip
SCRATCH: Final = 27 * WIDTH
"""Numbers of the whole paper"""
ROUNDED: Final = 1e6
"""Parts of an hour to which hours in words are rounded, as in advice.hours_of"""
