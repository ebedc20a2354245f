"""The numbers of one home after the other, bin by bin: what homes.compiled makes machine code of.

Which step follows which is here as in candidates, setting and figures, whose steps are on arrays. What a step
calculates comes from the elementwise formulas of the model, the same functions there and here. A test holds the two
equal to the last digit. A home that needs further bins, since its thermostat cannot hold the recommended switchover, is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.settings import multiple, multiple_below
from ..model import climate, elementwise, equipment, season, switchovers
from ..model.equipment import LOW_COP
from ..model.ratings import MINIMUM_COP, Frosting
from ..model.season import Heat
from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from .candidates import electricity

Row = NDArray[np.float64]
Table = NDArray[np.float64]
Flags = NDArray[np.int16]


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


DEFROSTS: Final = ("none", "resnet", "ahri")
BACKUPS: Final = ("time_shared", "alternate", "simultaneous")
TIME_SHARED, SIMULTANEOUS = 0, 2
RESNET, AHRI = 1, 2

OUTPUTS: Final = (
    "switchover", "annual_cost", "unmet_mmbtu", "unmet_hours",
    "unbound_switchover", "unbound_cost", "unbound_unmet", "unbound_hours",
    "place", "heats", "held", "load_mmbtu",
    "existing_cost", "existing_unmet", "existing_kwh", "existing_fuel", "pump_cost", "pump_unmet",
    "furnace_cost", "furnace_unmet", "guess_unmet", "emergency_unmet",
    "kwh", "fuel_mmbtu", "furnace_hours", "design_kw",
    "every", "outside", "weak", "floored", "strips", "strips_alone",
)  # fmt: skip
"""Rows of what a home's numbers are, as in Figures: its choices, then what they come to, then Hours"""
(
    SWITCHOVER, ANNUAL_COST, UNMET, UNMET_HOURS, UNBOUND, UNBOUND_COST, UNBOUND_UNMET, UNBOUND_HOURS,
    PLACE, HEATS, HELD, LOAD, EXISTING_COST, EXISTING_UNMET, EXISTING_KWH, EXISTING_FUEL, PUMP_COST, PUMP_UNMET,
    FURNACE_COST, FURNACE_UNMET, GUESS_UNMET, EMERGENCY_UNMET, KWH, FUEL, FURNACE_HOURS, DESIGN_KW,
    EVERY, OUTSIDE, WEAK, FLOORED, STRIPS, STRIPS_ALONE,
) = range(len(OUTPUTS))  # fmt: skip

# Rows of the scratch paper of one home, (bins + 1,).
(
    _COST, _ABOVE, _BELOW, _BURNED_ABOVE, _BURNED_BELOW, _MISSING, _MISSING_BELOW, _UNMET, _UNMET_HOURS, _OUTSIDE,
    _WEAK, _EDGES, _TEMPERATURE, _HOURS, _TO,
) = range(15)  # fmt: skip
SCRATCH: Final = 15
# What is so in a bin, by bits.
_DUAL_STRIPS, _STRIPS, _ALONE, _DUAL_BURNS, _BURNS = (2**n for n in range(5))
_ROUNDED: Final = 1e6
"""Parts of an hour to which hours in words are rounded, as in advice.hours_of"""


class Bin(NamedTuple):
    """House and equipment at one outdoor temperature, heat in BTU/h."""

    load: float
    rated: float
    """COP before its floor of 1"""
    steady: float
    cop: float
    furnace: Heat
    dual: Heat
    alone: Heat


def bent(temperature: float, at: tuple[float, float, float], value: tuple[float, float, float]) -> float:
    """As ratings.line, through two or three points."""
    first = value[0] + (temperature - at[0]) * ((value[1] - value[0]) / (at[1] - at[0]))
    if temperature >= at[1] and at[2] < np.inf:
        return value[1] + (temperature - at[1]) * ((value[2] - value[1]) / (at[2] - at[1]))
    return first


def moved(number: float, low: float, high: float) -> float:
    """The number, moved into a range."""
    return low if number < low else high if number > high else number


def one_bin(temperature: float, home: Home, kind: Kind) -> Bin:
    """As season.operate, of a heat pump with one speed."""
    load = season.load(temperature, home.load_slope, home.load_balance_temperature)
    cop = bent(temperature, kind.cop_at, (home.cop_0, home.cop_1, home.cop_2))
    capacity = np.inf
    if kind.with_capacity:
        points = (home.capacity_0, home.capacity_1, home.capacity_2)
        capacity = np.maximum(0.0, bent(temperature, kind.capacity_at, points))
    if kind.defrost == AHRI:
        frosting = Frosting((home.cold_heat, home.frosted_heat), (home.cold_power, home.frosted_power))
        cop, frosted = equipment.under_frost(temperature, cop, capacity, frosting)
        if kind.with_capacity:
            capacity = frosted
    elif kind.defrost == RESNET:
        cop, capacity = equipment.defrosting(cop, capacity, equipment.resnet_fraction(temperature))
    steady = used = np.maximum(MINIMUM_COP, cop)
    if home.cycling_degradation > 0:
        used = steady * equipment.cycling_factor(load, capacity, home.cycling_degradation)
    heat_pump = season.compressor(temperature, load, capacity, home.compressor_lockout)
    furnace = season.first_furnace(load, home.furnace_limit, home.strip_limit, 0.0)
    if kind.backup == SIMULTANEOUS:
        dual = season.together(load, heat_pump, home.furnace_limit, home.strip_limit)
    else:
        share, turns = 0.0, False
        if kind.backup == TIME_SHARED:
            share, turns = season.in_turns(load, heat_pump, home.furnace_size)
        dual = season.one_at_a_time(load, heat_pump, furnace, share, turns)
    alone = Heat(heat_pump, 0.0, np.minimum(load - heat_pump, home.strip_limit))
    return Bin(load, cop, steady, used, furnace, dual, alone)


def cut_bins(
    home: Home, settings: Table, row: int, edges: Row, temperature: Row, hours: Row, own: Row
) -> int:  # fmt: skip
    """As climate.proportional: fills edges (bins + 1,), temperature and hours (bins,), and returns how many bins.

    own: settings in order, (settings or more,).
    """
    top, bottom = home.indoor_setpoint, home.coldest
    pieces = int(climate.bin_count(top, bottom, home.bin_width))
    count = settings.shape[1]
    for n in range(count):
        setting, place = moved(settings[row, n], bottom, top), n
        while place > 0 and own[place - 1] < setting:
            own[place] = own[place - 1]
            place -= 1
        own[place] = setting
    last = taken = 0
    for n in range(pieces + 1):
        edge = top - n * home.bin_width if n < pieces else bottom
        while taken < count and own[taken] >= edge:
            edges[last] = own[taken]
            last += 1
            taken += 1
        edges[last] = edge
        last += 1
    last -= 1
    for n in range(last):
        if edges[n] - edges[n + 1] < climate.SAME:
            edges[n + 1] = edges[n]
        temperature[n], hours[n] = climate.between(
            edges[n + 1], edges[n], top, bottom, home.season_hours, home.hours_below_design
        )
    return last


def without_limits(home: Home, kind: Kind, temperature: Row, hours: Row, last: int, paper: Table, to: Row) -> None:
    """As candidates._without_limits."""
    heat = electric = every = beyond = weak = floored = 0.0
    paper[_ABOVE, 0] = paper[_BELOW, 0] = paper[_OUTSIDE, 0] = paper[_WEAK, 0] = 0.0
    for n in range(last):
        t = temperature[n]
        load = season.load(t, home.load_slope, home.load_balance_temperature)
        rated = bent(t, kind.cop_at, (home.cop_0, home.cop_1, home.cop_2))
        cop = np.maximum(MINIMUM_COP, rated)
        h = hours[n]
        on = h if load > 0 else 0.0
        every += h
        beyond += on if equipment.outside(t, kind.cop_rated) else 0.0
        weak += on if equipment.is_below(cop, LOW_COP) else 0.0
        floored += h if equipment.is_below(rated, MINIMUM_COP) else 0.0
        here = load * h
        heat += here
        electric += here / cop
        paper[_ABOVE, n + 1], paper[_BELOW, n + 1] = electric, heat
        paper[_OUTSIDE, n + 1], paper[_WEAK, n + 1] = beyond, weak
    burning = 1 / (home.furnace_efficiency * BTU_PER_MMBTU) * home.fuel_price
    running = home.electricity_price / BTU_PER_KWH
    for n in range(last + 1):
        below = heat - paper[_BELOW, n]
        paper[_BELOW, n] = below
        paper[_COST, n] = paper[_ABOVE, n] * running + below * burning
    to[LOAD], to[EVERY], to[FLOORED] = heat / BTU_PER_MMBTU, every, floored
    to[PUMP_COST], to[PUMP_UNMET], to[EMERGENCY_UNMET] = paper[_COST, last], 0.0, 0.0
    if kind.weak_strips:
        missing = 0.0
        for n in range(last):
            here = season.load(temperature[n], home.load_slope, home.load_balance_temperature)
            missing += season.unmet(here, Heat(0.0, 0.0, np.minimum(here, home.strip_limit))) * hours[n]
        to[EMERGENCY_UNMET] = missing / BTU_PER_MMBTU


def with_limits(
    home: Home, kind: Kind, temperature: Row, hours: Row, last: int, paper: Table, flags: Flags, to: Row
) -> bool:
    """As candidates._with_limits, of the pump alone and emergency heat too; returns whether a setting may be cold."""
    mmbtu = 1 / (home.furnace_efficiency * BTU_PER_MMBTU)
    load_of_all = furnace_cost = pump_kwh = pump_missing = emergency_missing = more = 0.0
    every = beyond = weak = floored = 0.0
    cold = False
    paper[_COST, 0] = paper[_OUTSIDE, 0] = paper[_WEAK, 0] = 0.0
    for n in range(last):
        t, h = temperature[n], hours[n]
        run = one_bin(t, home, kind)
        on = h if run.dual.heat_pump > 0 else 0.0
        every += h
        beyond += on if equipment.outside(t, kind.cop_rated) else 0.0
        weak += on if equipment.is_below(run.steady, LOW_COP) else 0.0
        floored += h if equipment.is_below(run.rated, MINIMUM_COP) else 0.0
        paper[_OUTSIDE, n + 1], paper[_WEAK, n + 1] = beyond, weak
        flags[n] = (
            (_DUAL_STRIPS if run.dual.strips > 0 else 0) | (_STRIPS if run.furnace.strips > 0 else 0)
            | (_ALONE if run.alone.strips > 0 else 0) | (_DUAL_BURNS if run.dual.furnace > 0 else 0)
            | (_BURNS if run.furnace.furnace > 0 else 0)
        )  # fmt: skip
        each = h / (run.cop * BTU_PER_KWH)
        above = electricity(run.dual, h, each, home.fan_per_btuh)
        below = electricity(run.furnace, h, each, home.fan_per_btuh)
        burned_above, burned_below = run.dual.furnace * h, run.furnace.furnace * h
        cost = below * home.electricity_price + burned_below * (mmbtu * home.fuel_price)
        more += above * home.electricity_price + burned_above * (mmbtu * home.fuel_price) - cost
        furnace_cost += cost
        paper[_COST, n + 1] = more
        paper[_ABOVE, n], paper[_BELOW, n] = above, below
        paper[_BURNED_ABOVE, n], paper[_BURNED_BELOW, n] = burned_above, burned_below
        load_of_all += run.load * h
        pump_kwh += electricity(run.alone, h, each, home.fan_per_btuh)
        if kind.weak_strips:
            pump_missing += season.unmet(run.load, run.alone) * h
            emergency = Heat(0.0, 0.0, np.minimum(run.load, home.strip_limit))
            emergency_missing += season.unmet(run.load, emergency) * h
        if kind.may_be_cold:
            missing = season.unmet(run.load, run.furnace)
            paper[_MISSING, n], paper[_MISSING_BELOW, n] = season.unmet(run.load, run.dual), missing
            cold |= missing > 0
    for n in range(last + 1):
        paper[_COST, n] += furnace_cost
    to[LOAD], to[EVERY], to[FLOORED] = load_of_all / BTU_PER_MMBTU, every, floored
    to[PUMP_COST] = pump_kwh * home.electricity_price
    to[PUMP_UNMET] = pump_missing / BTU_PER_MMBTU
    to[EMERGENCY_UNMET] = emergency_missing / BTU_PER_MMBTU
    if cold:
        _missing(hours, last, paper)
    return cold


def _missing(hours: Row, last: int, paper: Table) -> None:
    """Unmet load and hours with each candidate, as switchovers.either_side."""
    heat = time = 0.0
    paper[_UNMET, last] = paper[_UNMET_HOURS, last] = 0.0
    for n in range(last - 1, -1, -1):
        missing = paper[_MISSING_BELOW, n]
        heat += missing * hours[n] / BTU_PER_MMBTU
        time += (missing > 0) * hours[n]
        paper[_UNMET, n], paper[_UNMET_HOURS, n] = heat, time
    heat = time = 0.0
    for n in range(last):
        missing = paper[_MISSING, n]
        heat += missing * hours[n] / BTU_PER_MMBTU
        time += (missing > 0) * hours[n]
        paper[_UNMET, n + 1] += heat
        paper[_UNMET_HOURS, n + 1] += time


def cheapest(paper: Table, edges: Row, last: int, guess: float, most: float, load: float) -> int:
    """As switchovers.cheapest, of the candidates that leave no more than ``most`` unmet; infinite: of all."""
    least = np.inf
    for n in range(last + 1):
        if paper[_COST, n] < least and (most == np.inf or switchovers.at_most(paper[_UNMET, n], most, load)):
            least = paper[_COST, n]
    best, near = -1, np.inf
    for n in range(last + 1):
        if switchovers.at_most(paper[_COST, n], least) and (
            most == np.inf or switchovers.at_most(paper[_UNMET, n], most, load)
        ):
            away = switchovers.distance(edges[n], guess)
            if best < 0 or away < near:
                best, near = n, away
    return best


def place_of(temperature: Row, last: int, setting: float) -> int:
    """How many bins are at or above a setting [°F]."""
    place = 0
    while place < last and climate.reached(temperature[place], setting):
        place += 1
    return place


def used(kind: Kind, home: Home, paper: Table, last: int, place: int) -> tuple[float, float]:
    """Electricity [kWh] and fuel [MMBtu] of the season with so many bins above the switchover."""
    mmbtu = 1 / (home.furnace_efficiency * BTU_PER_MMBTU)
    if kind.unlimited:
        return paper[_ABOVE, place] / BTU_PER_KWH, paper[_BELOW, place] * mmbtu
    kwh = burned = 0.0
    for n in range(last):
        kwh += paper[_ABOVE, n] if n < place else paper[_BELOW, n]
        burned += paper[_BURNED_ABOVE, n] if n < place else paper[_BURNED_BELOW, n]
    return kwh, burned * mmbtu


def count_hours(
    home: Home, kind: Kind, temperature: Row, hours: Row, last: int, paper: Table, flags: Flags, to: Row
) -> None:
    """As advice.hours_of with the recommended switchover, and the furnace's hours."""
    place = int(to[PLACE])
    strips = alone = burns = 0.0
    if kind.unlimited:
        for n in range(place, last):
            load = season.load(temperature[n], home.load_slope, home.load_balance_temperature)
            burns += hours[n] if load > 0 else 0.0
    else:
        for n in range(last):
            h, here = hours[n], flags[n]
            strips += h if here & (_DUAL_STRIPS if n < place else _STRIPS) else 0.0
            alone += h if here & _ALONE else 0.0
            burns += h if here & (_DUAL_BURNS if n < place else _BURNS) else 0.0
    to[FURNACE_HOURS] = burns
    to[OUTSIDE], to[WEAK], to[STRIPS], to[STRIPS_ALONE] = paper[_OUTSIDE, place], paper[_WEAK, place], strips, alone
    for n in range(EVERY, STRIPS_ALONE + 1):
        to[n] = elementwise.rounded(to[n], _ROUNDED)


def answer(
    home: Home, kind: Kind, edges: Row, temperature: Row, hours: Row, last: int, paper: Table, flags: Flags, to: Row
) -> None:
    """Fills ``to`` with OUTPUTS of one home."""
    cold = False
    if kind.unlimited:
        without_limits(home, kind, temperature, hours, last, paper, to)
    else:
        cold = with_limits(home, kind, temperature, hours, last, paper, flags, to)
    guess = moved(home.initial_balance_point, edges[last], edges[0])
    least, most = 0.0, np.inf
    unbound = place = cheapest(paper, edges, last, guess, np.inf, to[LOAD])
    if cold:
        least = np.inf
        for n in range(last + 1):
            least = min(least, paper[_UNMET, n])
        most = least + switchovers.COLD_SHARE * to[LOAD]
        place = cheapest(paper, edges, last, guess, most, to[LOAD])
    existing, first = place_of(temperature, last, home.existing_switchover), 0
    to[PLACE], to[HEATS] = place, switchovers.is_met(least, to[LOAD])
    to[SWITCHOVER], to[ANNUAL_COST] = edges[place], paper[_COST, place]
    to[UNBOUND], to[UNBOUND_COST] = edges[unbound], paper[_COST, unbound]
    to[EXISTING_COST], to[FURNACE_COST] = paper[_COST, existing], paper[_COST, first]
    to[UNMET] = to[UNMET_HOURS] = to[UNBOUND_UNMET] = to[UNBOUND_HOURS] = 0.0
    to[EXISTING_UNMET] = to[FURNACE_UNMET] = to[GUESS_UNMET] = 0.0
    if cold:
        to[UNMET], to[UNMET_HOURS] = paper[_UNMET, place], paper[_UNMET_HOURS, place]
        to[UNBOUND_UNMET], to[UNBOUND_HOURS] = paper[_UNMET, unbound], paper[_UNMET_HOURS, unbound]
        to[EXISTING_UNMET], to[FURNACE_UNMET] = paper[_UNMET, existing], paper[_UNMET, first]
        to[GUESS_UNMET] = paper[_UNMET, place_of(temperature, last, guess)]
    to[KWH], to[FUEL] = used(kind, home, paper, last, place)
    to[EXISTING_KWH], to[EXISTING_FUEL] = used(kind, home, paper, last, existing)
    count_hours(home, kind, temperature, hours, last, paper, flags, to)
    setting = edges[place]
    to[HELD] = climate.reached(multiple_below(setting, home.thermostat_step, home.thermostat_zero), setting)
    run = one_bin(home.design_temperature, home, kind)
    heat = run.dual if climate.reached(home.design_temperature, setting) else run.furnace
    to[DESIGN_KW] = season.energy(heat, 1.0, run.cop, home).kwh


def solve_homes(
    numbers: Table, settings: Table, kind: Kind, edges: Table, temperature: Table, hours: Table, out: Table,
    paper: Table, flags: Flags,
) -> None:  # fmt: skip
    """Fills ``out`` (OUTPUTS, homes), and where the bins are made here edges, temperature and hours (homes, bins).

    numbers: Home's, (fields, homes); settings that cut the bins [°F] (homes or 1, settings); paper: (SCRATCH, bins + 1
    or more), flags (bins + 1 or more,): of any content.
    """
    e, t, h, to = paper[_EDGES], paper[_TEMPERATURE], paper[_HOURS], paper[_TO]
    f, bins = numbers, hours.shape[1]
    for n in range(numbers.shape[1]):
        home = Home(
            f[0, n], f[1, n], f[2, n], f[3, n], f[4, n], f[5, n], f[6, n], f[7, n], f[8, n], f[9, n], f[10, n],
            f[11, n], f[12, n], f[13, n], f[14, n], f[15, n], f[16, n], f[17, n], f[18, n], f[19, n], f[20, n],
            f[21, n], f[22, n], f[23, n], f[24, n], f[25, n], f[26, n], f[27, n], f[28, n], f[29, n], f[30, n],
        )  # fmt: skip
        last = bins
        if kind.proportional:
            last = cut_bins(home, settings, n if len(settings) > 1 else 0, e, t, h, to)
            for k in range(last + 1, bins + 1):
                e[k] = t[k - 1] = e[last]
                h[k - 1] = 0.0
            edges[n, 0] = e[0]
            for k in range(bins):
                edges[n, k + 1], temperature[n, k], hours[n, k] = e[k + 1], t[k], h[k]
        elif n == 0 or len(hours) > 1:
            e[0] = edges[n, 0]
            for k in range(bins):
                e[k + 1], t[k], h[k] = edges[n, k + 1], temperature[n, k], hours[n, k]
        answer(home, kind, e, t, h, last, paper, flags, to)
        for k in range(len(out)):
            out[k, n] = to[k]


MODEL: Final[tuple[Callable[..., Any], ...]] = (
    elementwise.rounded, multiple, multiple_below, climate.reached, climate.bin_count, climate.between,
    equipment.resnet_fraction, equipment.defrosting, equipment.under_frost, equipment.cycling_factor,
    equipment.is_below, equipment.outside, season.load, season.compressor, season.first_furnace, season.together,
    season.in_turns, season.one_at_a_time, season.unmet, season.energy, switchovers.at_most, switchovers.distance,
    switchovers.is_met, electricity,
)  # fmt: skip
"""What the loop takes of the model: made of numpy's ufuncs, ``pick`` and ``over``"""
INLINE: Final[tuple[Callable[..., Any], ...]] = (bent, moved, one_bin)
LOOP: Final[tuple[Callable[..., Any], ...]] = (
    cut_bins, without_limits, with_limits, _missing, cheapest, place_of, used, count_hours, answer,
)  # fmt: skip
