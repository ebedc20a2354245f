"""HSPF2, the seasonal rating of a heat pump, from the ratings on its certificate; and COPs estimated from an HSPF2.

Source: 10 CFR 430 Subpart B Appendix M1, section 4.2, which AHRI 210/240-2023 section 11.2.2 follows. These are the
standard's rules for a rating, not the model's for a house: the building is sized by the heat pump, and what the heat
pump cannot deliver is electric resistance.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from .regions import LOAD_LINES, REGION_FRACTIONS, REGION_TOP, REGION_WIDTH, LoadLine

BTU_PER_WH: Final = 3.413
"""As Appendix M1 rounds it."""
RATED_REGION: Final = "IV"
"""Certificates are for this region."""
DEGRADATION: Final = 0.25
"""Cycling degradation of heating where it is not tested (Appendix M1, 3.8.1)."""
FROSTED_CAPACITY, FROSTED_POWER = 0.90, 0.985
"""Test H2 where it is not made: shares of the line through 17 and 47 °F at 35 °F (Appendix M1, 3.6.3 and 3.6.4)."""
COLD, FROST, MILD, WARM = 17.0, 35.0, 47.0, 62.0
"""Outdoor temperatures of the tests H3, H2, H1 and H0 [°F]."""
COLDEST = 5.0
"""Outdoor temperature of the optional test H4 [°F]."""
FROST_BELOW, LOW_STAGE_FROST_BELOW = 45.0, 40.0
"""Below these temperatures [°F] the line through the frosting test applies (Appendix M1, 4.2.1 and 4.2.3)."""

COP_RATIO: Final = 1 / 1.351
"""COP at 17 °F over COP at 47 °F: the mean of rated values in NEEP's list of cold-climate heat pumps (resdx, statistics
of the list before 2025: EIRm17Rated)."""
CAPACITY_RATIO: Final = 0.689
"""Capacity at 17 °F over capacity at 47 °F, from the same statistics (Qm17Rated)."""


class Test(NamedTuple):
    """What a heat pump does in one test, or at one temperature."""

    capacity: float
    """[BTU/h]"""
    power: float
    """[W]"""

    @property
    def cop(self) -> float:
        """Heat delivered over electricity used; 0 where it cannot run."""
        return self.capacity / (BTU_PER_WH * self.power) if self.capacity > 0 and self.power > 0 else 0.0


Tests = Mapping[float, Test]
"""Tests of one compressor speed by outdoor temperature [°F]; those at 17 and 47 °F are always there."""


class Ratings(NamedTuple):
    """The ratings of a heat pump that its HSPF2 follows from."""

    full: Tests
    """Highest speed"""
    load_capacity: float
    """Capacity that sizes the building [BTU/h]: cooling at 95 °F, of a unit that only heats heating at 47 °F"""
    low: Tests | None = None
    """Lowest speed; None for a single speed"""
    intermediate: Test | None = None
    """Test H2 at the intermediate speed, 35 °F; None for a single speed and two stages"""
    degradation: float = DEGRADATION
    cut_out: float = -math.inf
    """At and below this outdoor temperature the compressor is off [°F]"""
    cut_in: float = -math.inf
    """Above this outdoor temperature it is on again [°F]"""
    defrost_credit: float = 1.0
    """F_def, 1 to 1.03 for demand defrost (Appendix M1, 3.9.2)"""


def defrost_credit(between: float, longest: float) -> float:
    """F_def of demand defrost = 1 + 0.03·(1 − (between − 1.5)/(longest − 1.5)) (Appendix M1, 3.9.2).

    between: time from one defrost to the next in test H2 [h], 1.5 or more counts; longest: most that the controls allow
    [h], at most 12 counts.
    """
    return 1 + 0.03 * (1 - (max(between, 1.5) - 1.5) / (min(longest, 12.0) - 1.5))


def hspf2(ratings: Ratings, region: str = RATED_REGION) -> float:
    """Heat of a season over its electricity [BTU/Wh], resistance heat included (Appendix M1, equation 4.2-1).

    Building load = (T_zl − T)/(T_zl − 5)·C·capacity (equation 4.2-2). EnergyPlus and resdx put the region's design
    temperature in place of 5 °F, which in region IV is the same.
    """
    line = LOAD_LINES[region]
    heat = electricity = 0.0
    for place, hours in enumerate(REGION_FRACTIONS[region]):
        temperature = REGION_TOP - REGION_WIDTH * place
        load = _load(ratings, line, temperature)
        if load > 0:
            delivered, power = _operation(ratings, temperature, load)
            heat += hours * load
            electricity += hours * (power + (load - delivered) / BTU_PER_WH)
    return heat / electricity * ratings.defrost_credit


def _load(r: Ratings, line: LoadLine, temperature: float) -> float:
    """What the building needs [BTU/h]; below 0 where it needs nothing."""
    slope = line.slope if r.intermediate is None else line.variable_slope
    return (line.zero_load - temperature) / (line.zero_load - COLDEST) * slope * r.load_capacity


def _operation(r: Ratings, temperature: float, load: float) -> tuple[float, float]:
    """Heat that the compressor delivers [BTU/h] and its power [W] at one temperature."""
    full = at_full_speed(r.full, temperature)
    on = 0.0 if temperature <= r.cut_out else 0.5 if temperature <= r.cut_in else 1.0
    full_on = on if full.cop >= 1 else 0.0  # equation 4.2.1-3
    if r.low is None:  # 4.2.1
        return _cycling(full, load, r.degradation, full_on)
    low = at_low_stage(r.low, temperature) if r.intermediate is None else at_lowest_speed(r.low, temperature)
    if load <= low.capacity:  # 4.2.3.1, 4.2.4.1
        return _cycling(low, load, r.degradation, on)
    if load >= full.capacity:  # 4.2.3.4, 4.2.4.3
        return full.capacity * full_on, full.power * full_on
    if r.intermediate is None:  # 4.2.3.2: alternating between the stages
        share = (full.capacity - load) / (full.capacity - low.capacity)
        return load * on, (share * low.power + (1 - share) * full.power) * on
    middle = _at_intermediate_speed(r.full, r.low, r.intermediate, temperature)  # 4.2.4.2
    return load * on, load / (BTU_PER_WH * _cop_between(low, middle, full, load)) * on


def _cycling(test: Test, load: float, degradation: float, on: float) -> tuple[float, float]:
    """Heat [BTU/h] and power [W] of a speed that runs as long as the load asks for (equations 4.2.1-1 and -2)."""
    if not on:
        return 0.0, 0.0
    share = min(1.0, load / test.capacity)
    return share * test.capacity * on, share * test.power * on / (1 - degradation * (1 - share))


def at_full_speed(tests: Tests, temperature: float) -> Test:
    """The highest speed at an outdoor temperature [°F] (equations 4.2.1-4 and -5).

    Where there is a test at 5 °F: the line from 17 °F to it, below it the slope of 17 to 47 °F (Appendix M1, 4.2.4).
    """
    if COLD < temperature < FROST_BELOW:
        return _between(COLD, tests[COLD], FROST, frosted(tests), temperature)
    if temperature < COLD and COLDEST in tests:
        if temperature >= COLDEST:
            return _between(COLDEST, tests[COLDEST], COLD, tests[COLD], temperature)
        rise = _between(COLD, tests[COLD], MILD, tests[MILD], COLD + temperature - COLDEST)
        return Test(*(at + to - start for at, to, start in zip(tests[COLDEST], rise, tests[COLD], strict=True)))
    return _between(COLD, tests[COLD], MILD, tests[MILD], temperature)


def at_low_stage(tests: Tests, temperature: float) -> Test:
    """The low stage of two at an outdoor temperature [°F] (Appendix M1, 4.2.3)."""
    if temperature >= LOW_STAGE_FROST_BELOW:
        return at_lowest_speed(tests, temperature)
    if temperature > COLD:
        return _between(COLD, tests[COLD], FROST, frosted(tests), temperature)
    return _between(COLD, tests[COLD], MILD, tests[MILD], temperature)


def at_lowest_speed(tests: Tests, temperature: float) -> Test:
    """The lowest of variable speeds at an outdoor temperature [°F] (equations 4.2.4-1 and -2), without frost.

    Certificates have no test at 62 °F: then the line through 17 and 47 °F.
    """
    other = WARM if WARM in tests else COLD
    return _between(MILD, tests[MILD], other, tests[other], temperature)


def frosted(tests: Tests) -> Test:
    """Test H2 at 35 °F, or what stands for it where it is not made."""
    if FROST in tests:
        return tests[FROST]
    dry = _between(COLD, tests[COLD], MILD, tests[MILD], FROST)
    return Test(FROSTED_CAPACITY * dry.capacity, FROSTED_POWER * dry.power)


def _at_intermediate_speed(full: Tests, low: Tests, test: Test, temperature: float) -> Test:
    """The intermediate speed at an outdoor temperature [°F]: its slope lies between those of the others (4.2.4)."""
    lowest, highest = at_lowest_speed(low, FROST), frosted(full)
    warmer = at_lowest_speed(low, FROST + 1)
    values = []
    for value, bottom, top, next_bottom, cold in zip(test, lowest, highest, warmer, full[COLD], strict=True):
        share = (value - bottom) / (top - bottom) if top != bottom else 0.0
        slope = (next_bottom - bottom) * (1 - share) + (top - cold) / (FROST - COLD) * share
        values.append(value + slope * (temperature - FROST))
    return Test(*values)


def _cop_between(low: Test, middle: Test, full: Test, load: float) -> float:
    """COP straight in capacity between lowest, intermediate and highest speed (4.2.4.2)."""
    if not low.capacity < middle.capacity < full.capacity:  # the lines have crossed: there is no such speed
        under, over = low, full
    else:
        under, over = (low, middle) if load <= middle.capacity else (middle, full)
    share = (load - under.capacity) / (over.capacity - under.capacity)
    return under.cop + share * (over.cop - under.cop)


def _between(first: float, one: Test, second: float, other: Test, temperature: float) -> Test:
    """On the line through two tests, and beyond."""
    share = (temperature - first) / (second - first)
    return Test(*(a + share * (b - a) for a, b in zip(one, other, strict=True)))


# ----------------------------------------------------------------------------------------------------------------------
# From a certificate


def ratings_of(values: Mapping[str, Any]) -> Ratings | None:
    """The ratings among the values of inputs by key; None where COP or capacity at 17 and 47 °F are missing.

    capacity_47, cop_47 … at 62, 47, 35, 17, 5 °F are the rated ones, capacity_min_47 … and capacity_max_47 … those of
    the lowest and the highest speed. With both the unit is of variable speed, with only a lowest it has two stages.
    cooling_capacity, cut_out, cut_in, and of demand defrost defrost_interval and defrost_longest [h] may be among
    them; without a cooling capacity the rule for units that only heat applies: capacity_47 (Appendix M1, 4.2).
    """
    rated, low, highest = (_tests(values, speed) for speed in ("", "min_", "max_"))
    rated = rated or highest
    if rated is None:
        return None
    interval, longest = values.get("defrost_interval"), values.get("defrost_longest")
    ratings = Ratings(
        full=rated,
        load_capacity=values.get("cooling_capacity") or rated[MILD].capacity,
        low=low,
        degradation=values.get("cycling_degradation") or DEGRADATION,
        cut_out=_number(values, "cut_out", -math.inf),
        cut_in=_number(values, "cut_in", _number(values, "cut_out", -math.inf)),
        defrost_credit=1.0 if interval is None or longest is None else defrost_credit(interval, longest),
    )
    if low is None or highest is None:
        return ratings
    return ratings._replace(full=highest, intermediate=_intermediate(low, rated, highest))


def _number(values: Mapping[str, Any], key: str, missing: float) -> float:
    value = values.get(key)
    return missing if value is None else float(value)


def _tests(values: Mapping[str, Any], speed: str) -> Tests | None:
    tests: dict[float, Test] = {}
    for temperature in (WARM, MILD, FROST, COLD, COLDEST):
        capacity, cop = (values.get(f"{what}_{speed}{temperature:g}") for what in ("capacity", "cop"))
        if capacity and cop:
            tests[temperature] = Test(capacity, capacity / (BTU_PER_WH * cop))
    return tests if {COLD, MILD} <= tests.keys() else None


def _intermediate(low: Tests, rated: Tests, highest: Tests) -> Test:
    """Test H2 at the intermediate speed, which certificates do not have.

    That speed is a third of the way from the lowest to the highest (Appendix M1, Table 14); COP straight in capacity
    between the speeds that are listed.
    """
    bottom, middle, top = at_lowest_speed(low, FROST), frosted(rated), frosted(highest)
    capacity = bottom.capacity + (top.capacity - bottom.capacity) / 3
    return Test(capacity, capacity / (BTU_PER_WH * _cop_between(bottom, middle, top, capacity)))


# ----------------------------------------------------------------------------------------------------------------------
# COPs from an HSPF2

HIGHEST_COP = 20.0
"""No COP at 47 °F is looked for above this one."""


def is_estimated(given: Collection[str]) -> bool:
    """Whether COPs have to be estimated: there is an HSPF2 and no COP among the keys of what was given."""
    return "hspf2" in given and not any(key.startswith("cop_") or key == "performance_table" for key in given)


@functools.lru_cache(maxsize=256)
def cops_of(
    target: float, capacity_ratio: float = CAPACITY_RATIO, degradation: float = DEGRADATION
) -> tuple[float, float] | None:
    """COP at 47 and 17 °F, in COP_RATIO, with which a heat pump of one speed has that HSPF2; None if there are none.

    capacity_ratio: capacity at 17 °F over capacity at 47 °F; nothing else of the capacities matters to a rating.
    """

    def reached(cop: float) -> float:
        cold_power = capacity_ratio / (BTU_PER_WH * cop * COP_RATIO)
        tests = {MILD: Test(1.0, 1 / (BTU_PER_WH * cop)), COLD: Test(capacity_ratio, cold_power)}
        return hspf2(Ratings(tests, 1.0, degradation=degradation))

    low, high = 0.1, HIGHEST_COP
    if not reached(low) <= target <= reached(high):
        return None
    while low < (middle := (low + high) / 2) < high:  # until no number lies between the two
        low, high = (middle, high) if reached(middle) < target else (low, middle)
    return high, high * COP_RATIO
