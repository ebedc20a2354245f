"""The numbers of one home after the other, bin by bin: what homes.compiled makes machine code of.

Which step follows which is here as in candidates, setting and figures, whose steps are on arrays. What a step
calculates comes from the elementwise formulas of the model, the same functions there and here. A test holds the two
equal to the last digit. A home that needs further bins, since its thermostat cannot hold the recommended switchover,
is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from ..inputs.settings import multiple, multiple_below
from ..model import climate, elementwise, equipment, season, switchovers
from ..model.equipment import LOW_COP
from ..model.ratings import MINIMUM_COP, Frosting
from ..model.season import Heat
from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from . import paper as on
from .candidates import electricity
from .paper import Flags, Home, Kind, Table


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
    if kind.defrost == on.AHRI:
        frosting = Frosting((home.cold_heat, home.frosted_heat), (home.cold_power, home.frosted_power))
        cop, frosted = equipment.under_frost(temperature, cop, capacity, frosting)
        if kind.with_capacity:
            capacity = frosted
    elif kind.defrost == on.RESNET:
        cop, capacity = equipment.defrosting(cop, capacity, equipment.resnet_fraction(temperature))
    steady = used = np.maximum(MINIMUM_COP, cop)
    if home.cycling_degradation > 0:
        used = steady * equipment.cycling_factor(load, capacity, home.cycling_degradation)
    heat_pump = season.compressor(temperature, load, capacity, home.compressor_lockout)
    furnace = season.first_furnace(load, home.furnace_limit, home.strip_limit, 0.0)
    if kind.backup == on.SIMULTANEOUS:
        dual = season.together(load, heat_pump, home.furnace_limit, home.strip_limit)
    else:
        share, turns = 0.0, False
        if kind.backup == on.TIME_SHARED:
            share, turns = season.in_turns(load, heat_pump, home.furnace_size)
        dual = season.one_at_a_time(load, heat_pump, furnace, share, turns)
    alone = Heat(heat_pump, 0.0, np.minimum(load - heat_pump, home.strip_limit))
    return Bin(load, cop, steady, used, furnace, dual, alone)


def cut_bins(home: Home, settings: Table, row: int, paper: Table) -> int:
    """As climate.proportional: fills edges, temperature and hours of the paper, and returns how many bins."""
    top, bottom = home.indoor_setpoint, home.coldest
    pieces = int(climate.bin_count(top, bottom, home.bin_width))
    count = settings.shape[1]
    for n in range(count):
        setting, place = moved(settings[row, n], bottom, top), n
        while place > 0 and paper[on.COST, place - 1] < setting:
            paper[on.COST, place] = paper[on.COST, place - 1]
            place -= 1
        paper[on.COST, place] = setting
    last = taken = 0
    for n in range(pieces + 1):
        edge = top - n * home.bin_width if n < pieces else bottom
        while taken < count and paper[on.COST, taken] >= edge:
            paper[on.EDGES, last] = paper[on.COST, taken]
            last += 1
            taken += 1
        paper[on.EDGES, last] = edge
        last += 1
    last -= 1
    for n in range(last):
        if paper[on.EDGES, n] - paper[on.EDGES, n + 1] < climate.SAME:
            paper[on.EDGES, n + 1] = paper[on.EDGES, n]
        paper[on.TEMPERATURE, n], paper[on.HOURS, n] = climate.between(
            paper[on.EDGES, n + 1], paper[on.EDGES, n], top, bottom, home.season_hours, home.hours_below_design
        )
    return last


def without_limits(home: Home, kind: Kind, last: int, paper: Table) -> None:
    """As candidates._without_limits."""
    to = paper[on.TO]
    heat = electric = every = beyond = weak = floored = 0.0
    paper[on.ABOVE, 0] = paper[on.BELOW, 0] = paper[on.EACH_OUTSIDE, 0] = paper[on.EACH_WEAK, 0] = 0.0
    for n in range(last):
        t = paper[on.TEMPERATURE, n]
        load = season.load(t, home.load_slope, home.load_balance_temperature)
        rated = bent(t, kind.cop_at, (home.cop_0, home.cop_1, home.cop_2))
        cop = np.maximum(MINIMUM_COP, rated)
        h = paper[on.HOURS, n]
        runs = h if load > 0 else 0.0
        every += h
        beyond += runs if equipment.outside(t, kind.cop_rated) else 0.0
        weak += runs if equipment.is_below(cop, LOW_COP) else 0.0
        floored += h if equipment.is_below(rated, MINIMUM_COP) else 0.0
        here = load * h
        heat += here
        electric += here / cop
        paper[on.ABOVE, n + 1], paper[on.BELOW, n + 1] = electric, heat
        paper[on.EACH_OUTSIDE, n + 1], paper[on.EACH_WEAK, n + 1] = beyond, weak
    burning = 1 / (home.furnace_efficiency * BTU_PER_MMBTU) * home.fuel_price
    running = home.electricity_price / BTU_PER_KWH
    for n in range(last + 1):
        below = heat - paper[on.BELOW, n]
        paper[on.BELOW, n] = below
        paper[on.COST, n] = paper[on.ABOVE, n] * running + below * burning
    to[on.LOAD], to[on.EVERY], to[on.FLOORED] = heat / BTU_PER_MMBTU, every, floored
    to[on.PUMP_COST], to[on.PUMP_UNMET], to[on.EMERGENCY_UNMET] = paper[on.COST, last], 0.0, 0.0
    if kind.weak_strips:
        missing = 0.0
        for n in range(last):
            here = season.load(paper[on.TEMPERATURE, n], home.load_slope, home.load_balance_temperature)
            missing += season.unmet(here, Heat(0.0, 0.0, np.minimum(here, home.strip_limit))) * paper[on.HOURS, n]
        to[on.EMERGENCY_UNMET] = missing / BTU_PER_MMBTU


def with_limits(home: Home, kind: Kind, last: int, paper: Table, flags: Flags) -> bool:
    """As candidates._with_limits, of the pump alone and emergency heat too; returns whether a setting may be cold."""
    to = paper[on.TO]
    mmbtu = 1 / (home.furnace_efficiency * BTU_PER_MMBTU)
    load_of_all = furnace_cost = pump_kwh = pump_missing = emergency_missing = more = 0.0
    every = beyond = weak = floored = 0.0
    cold = False
    paper[on.COST, 0] = paper[on.EACH_OUTSIDE, 0] = paper[on.EACH_WEAK, 0] = 0.0
    for n in range(last):
        t, h = paper[on.TEMPERATURE, n], paper[on.HOURS, n]
        run = one_bin(t, home, kind)
        runs = h if run.dual.heat_pump > 0 else 0.0
        every += h
        beyond += runs if equipment.outside(t, kind.cop_rated) else 0.0
        weak += runs if equipment.is_below(run.steady, LOW_COP) else 0.0
        floored += h if equipment.is_below(run.rated, MINIMUM_COP) else 0.0
        paper[on.EACH_OUTSIDE, n + 1], paper[on.EACH_WEAK, n + 1] = beyond, weak
        flags[n] = (
            (on.DUAL_STRIPS if run.dual.strips > 0 else 0) | (on.EACH_STRIPS if run.furnace.strips > 0 else 0)
            | (on.ALONE if run.alone.strips > 0 else 0) | (on.DUAL_BURNS if run.dual.furnace > 0 else 0)
            | (on.BURNS if run.furnace.furnace > 0 else 0)
        )  # fmt: skip
        each = h / (run.cop * BTU_PER_KWH)
        above = electricity(run.dual, h, each, home.fan_per_btuh)
        below = electricity(run.furnace, h, each, home.fan_per_btuh)
        burned_above, burned_below = run.dual.furnace * h, run.furnace.furnace * h
        cost = below * home.electricity_price + burned_below * (mmbtu * home.fuel_price)
        more += above * home.electricity_price + burned_above * (mmbtu * home.fuel_price) - cost
        furnace_cost += cost
        paper[on.COST, n + 1] = more
        paper[on.ABOVE, n], paper[on.BELOW, n] = above, below
        paper[on.BURNED_ABOVE, n], paper[on.BURNED_BELOW, n] = burned_above, burned_below
        load_of_all += run.load * h
        pump_kwh += electricity(run.alone, h, each, home.fan_per_btuh)
        if kind.weak_strips:
            pump_missing += season.unmet(run.load, run.alone) * h
            emergency = Heat(0.0, 0.0, np.minimum(run.load, home.strip_limit))
            emergency_missing += season.unmet(run.load, emergency) * h
        if kind.may_be_cold:
            missing = season.unmet(run.load, run.furnace)
            paper[on.MISSING, n], paper[on.MISSING_BELOW, n] = season.unmet(run.load, run.dual), missing
            cold |= missing > 0
    for n in range(last + 1):
        paper[on.COST, n] += furnace_cost
    to[on.LOAD], to[on.EVERY], to[on.FLOORED] = load_of_all / BTU_PER_MMBTU, every, floored
    to[on.PUMP_COST] = pump_kwh * home.electricity_price
    to[on.PUMP_UNMET] = pump_missing / BTU_PER_MMBTU
    to[on.EMERGENCY_UNMET] = emergency_missing / BTU_PER_MMBTU
    if cold:
        _missing(last, paper)
    return cold


def _missing(last: int, paper: Table) -> None:
    """Unmet load and hours with each candidate, as switchovers.either_side."""
    heat = time = 0.0
    paper[on.EACH_UNMET, last] = paper[on.EACH_UNMET_HOURS, last] = 0.0
    for n in range(last - 1, -1, -1):
        missing = paper[on.MISSING_BELOW, n]
        heat += missing * paper[on.HOURS, n] / BTU_PER_MMBTU
        time += (missing > 0) * paper[on.HOURS, n]
        paper[on.EACH_UNMET, n], paper[on.EACH_UNMET_HOURS, n] = heat, time
    heat = time = 0.0
    for n in range(last):
        missing = paper[on.MISSING, n]
        heat += missing * paper[on.HOURS, n] / BTU_PER_MMBTU
        time += (missing > 0) * paper[on.HOURS, n]
        paper[on.EACH_UNMET, n + 1] += heat
        paper[on.EACH_UNMET_HOURS, n + 1] += time


def cheapest(paper: Table, last: int, guess: float, most: float, load: float) -> int:
    """As switchovers.cheapest, of the candidates that leave no more than ``most`` unmet; infinite: of all."""
    least = np.inf
    for n in range(last + 1):
        if paper[on.COST, n] < least and (most == np.inf or switchovers.at_most(paper[on.EACH_UNMET, n], most, load)):
            least = paper[on.COST, n]
    best, near = -1, float(np.inf)
    for n in range(last + 1):
        if switchovers.at_most(paper[on.COST, n], least) and (
            most == np.inf or switchovers.at_most(paper[on.EACH_UNMET, n], most, load)
        ):
            away = switchovers.distance(paper[on.EDGES, n], guess)
            if best < 0 or away < near:
                best, near = n, away
    return best


def place_of(paper: Table, last: int, setting: float) -> int:
    """How many bins are at or above a setting [°F]."""
    place = 0
    while place < last and climate.reached(paper[on.TEMPERATURE, place], setting):
        place += 1
    return place


def used(kind: Kind, home: Home, paper: Table, last: int, place: int) -> tuple[float, float]:
    """Electricity [kWh] and fuel [MMBtu] of the season with so many bins above the switchover."""
    mmbtu = 1 / (home.furnace_efficiency * BTU_PER_MMBTU)
    if kind.unlimited:
        return paper[on.ABOVE, place] / BTU_PER_KWH, paper[on.BELOW, place] * mmbtu
    kwh = burned = 0.0
    for n in range(last):
        kwh += paper[on.ABOVE, n] if n < place else paper[on.BELOW, n]
        burned += paper[on.BURNED_ABOVE, n] if n < place else paper[on.BURNED_BELOW, n]
    return kwh, burned * mmbtu


def count_hours(home: Home, kind: Kind, last: int, paper: Table, flags: Flags) -> None:
    """As advice.hours_of with the recommended switchover, and the furnace's hours."""
    to = paper[on.TO]
    place = int(to[on.PLACE])
    strips = alone = burns = 0.0
    if kind.unlimited:
        for n in range(place, last):
            load = season.load(paper[on.TEMPERATURE, n], home.load_slope, home.load_balance_temperature)
            burns += paper[on.HOURS, n] if load > 0 else 0.0
    else:
        for n in range(last):
            h, here = paper[on.HOURS, n], flags[n]
            strips += h if here & (on.DUAL_STRIPS if n < place else on.EACH_STRIPS) else 0.0
            alone += h if here & on.ALONE else 0.0
            burns += h if here & (on.DUAL_BURNS if n < place else on.BURNS) else 0.0
    to[on.FURNACE_HOURS] = burns
    to[on.OUTSIDE], to[on.WEAK], to[on.STRIPS], to[on.STRIPS_ALONE] = (
        paper[on.EACH_OUTSIDE, place],
        paper[on.EACH_WEAK, place],
        strips,
        alone,
    )
    for n in range(on.EVERY, on.STRIPS_ALONE + 1):
        to[n] = elementwise.rounded(to[n], on.ROUNDED)


def answer(home: Home, kind: Kind, last: int, paper: Table, flags: Flags) -> None:
    """OUTPUTS of one home, on the paper."""
    to = paper[on.TO]
    cold = False
    if kind.unlimited:
        without_limits(home, kind, last, paper)
    else:
        cold = with_limits(home, kind, last, paper, flags)
    guess = moved(home.initial_balance_point, paper[on.EDGES, last], paper[on.EDGES, 0])
    least, most = 0.0, np.inf
    unbound = place = cheapest(paper, last, guess, np.inf, to[on.LOAD])
    if cold:
        least = np.inf
        for n in range(last + 1):
            least = moved(least, -np.inf, paper[on.EACH_UNMET, n])
        most = least + switchovers.COLD_SHARE * to[on.LOAD]
        place = cheapest(paper, last, guess, most, to[on.LOAD])
    existing, first = place_of(paper, last, home.existing_switchover), 0
    to[on.WARMEST], to[on.COLDEST] = paper[on.EDGES, 0], paper[on.EDGES, last]
    to[on.PLACE], to[on.HEATS] = place, switchovers.is_met(least, to[on.LOAD])
    to[on.SWITCHOVER], to[on.ANNUAL_COST] = paper[on.EDGES, place], paper[on.COST, place]
    to[on.UNBOUND], to[on.UNBOUND_COST] = paper[on.EDGES, unbound], paper[on.COST, unbound]
    to[on.EXISTING_COST], to[on.FURNACE_COST] = paper[on.COST, existing], paper[on.COST, first]
    to[on.UNMET] = to[on.UNMET_HOURS] = to[on.UNBOUND_UNMET] = paper[on.TO, on.UNBOUND_HOURS] = 0.0
    to[on.EXISTING_UNMET] = to[on.FURNACE_UNMET] = to[on.GUESS_UNMET] = 0.0
    if cold:
        to[on.UNMET], to[on.UNMET_HOURS] = (
            paper[on.EACH_UNMET, place],
            paper[on.EACH_UNMET_HOURS, place],
        )
        to[on.UNBOUND_UNMET], to[on.UNBOUND_HOURS] = (
            paper[on.EACH_UNMET, unbound],
            paper[on.EACH_UNMET_HOURS, unbound],
        )
        to[on.EXISTING_UNMET], to[on.FURNACE_UNMET] = (
            paper[on.EACH_UNMET, existing],
            paper[on.EACH_UNMET, first],
        )
        to[on.GUESS_UNMET] = paper[on.EACH_UNMET, place_of(paper, last, guess)]
    to[on.KWH], to[on.FUEL] = used(kind, home, paper, last, place)
    to[on.EXISTING_KWH], to[on.EXISTING_FUEL] = used(kind, home, paper, last, existing)
    count_hours(home, kind, last, paper, flags)
    setting = paper[on.EDGES, place]
    to[on.HELD] = climate.reached(multiple_below(setting, home.thermostat_step, home.thermostat_zero), setting)
    run = one_bin(home.design_temperature, home, kind)
    heat = run.dual if climate.reached(home.design_temperature, setting) else run.furnace
    to[on.DESIGN_KW] = season.energy(heat, 1.0, run.cop, home).kwh


def solve_homes(
    numbers: Table, settings: Table, kind: Kind, edges: Table, temperature: Table, hours: Table, out: Table,
    paper: Table, flags: Flags,
) -> None:  # fmt: skip
    """Fills ``out`` (homes, OUTPUTS).

    numbers: Home's, (fields, homes); settings that cut the bins [°F] (homes or 1, settings); edges (homes or 1, bins +
    1), temperature and hours (homes or 1, bins) of bins that are not made here; paper: (SCRATCH, bins + 1 or more),
    flags (bins + 1 or more,): of any content.
    """
    f, last = numbers, hours.shape[1]
    for n in range(numbers.shape[1]):
        home = Home(
            f[0, n], f[1, n], f[2, n], f[3, n], f[4, n], f[5, n], f[6, n], f[7, n], f[8, n], f[9, n], f[10, n],
            f[11, n], f[12, n], f[13, n], f[14, n], f[15, n], f[16, n], f[17, n], f[18, n], f[19, n], f[20, n],
            f[21, n], f[22, n], f[23, n], f[24, n], f[25, n], f[26, n], f[27, n], f[28, n], f[29, n], f[30, n],
        )  # fmt: skip
        if kind.proportional:
            last = cut_bins(home, settings, n if len(settings) > 1 else 0, paper)
        elif n == 0 or len(hours) > 1:
            paper[on.EDGES, 0] = edges[n, 0]
            for k in range(last):
                paper[on.EDGES, k + 1] = edges[n, k + 1]
                paper[on.TEMPERATURE, k], paper[on.HOURS, k] = temperature[n, k], hours[n, k]
        answer(home, kind, last, paper, flags)
        for k in range(out.shape[1]):
            out[n, k] = paper[on.TO, k]


MODEL: Final[tuple[Callable[..., Any], ...]] = (
    elementwise.rounded, multiple, multiple_below, climate.reached, climate.bin_count, climate.between,
    equipment.resnet_fraction, equipment.defrosting, equipment.under_frost, equipment.cycling_factor,
    equipment.is_below, equipment.outside, season.load, season.compressor, season.first_furnace, season.together,
    season.in_turns, season.one_at_a_time, season.unmet, season.energy, switchovers.at_most, switchovers.distance,
    switchovers.is_met, electricity,
)  # fmt: skip
"""What the loop takes of the model: made of numpy's ufuncs, ``pick`` and ``over``"""
LOOP: Final[tuple[Callable[..., Any], ...]] = (
    bent, moved, one_bin, cut_bins, without_limits, with_limits, _missing, cheapest, place_of, used, count_hours,
    answer, solve_homes,
)  # fmt: skip
