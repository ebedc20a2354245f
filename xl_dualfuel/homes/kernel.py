"""The numbers of one home after the other, bin by bin: what homes.compiled makes machine code of.

Which step follows which is here as in candidates, setting and figures, whose steps are on arrays. What a step
calculates comes from the elementwise formulas of the model, the same functions there and here. A test holds the two
equal to the last digit. A home that needs further bins, since its thermostat cannot hold the recommended switchover,
is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from ..inputs.settings import multiple, multiple_below
from ..model import climate, elementwise, equipment, season, switchovers
from ..model.equipment import LOW_COP
from ..model.ratings import MINIMUM_COP, Frosting
from ..model.season import Heat
from ..units import BTU_PER_KWH, BTU_PER_MMBTU
from . import paper as on
from .candidates import electricity
from .paper import Home, Kind, Paper, Table


def bent(temperature: float, at: tuple[float, float, float], value: tuple[float, float, float]) -> float:
    """As ratings.line, through two or three points."""
    first = value[0] + (temperature - at[0]) * ((value[1] - value[0]) / (at[1] - at[0]))
    second = value[1] + (temperature - at[1]) * ((value[2] - value[1]) / (at[2] - at[1]))
    return elementwise.pick((temperature >= at[1]) & (at[2] < np.inf), second, first)  # type: ignore[no-any-return]


def moved(number: float, low: float, high: float) -> float:
    """The number, moved into a range."""
    return low if number < low else high if number > high else number


def padded(last: int) -> int:
    """Bins that are calculated where so many count: one more at least."""
    return (last // on.TOGETHER + 1) * on.TOGETHER


def cut_bins(home: Home, settings: Table, row: int, paper: Paper) -> int:
    """As climate.proportional: fills edges, temperatures and hours of the paper, and returns how many bins count."""
    top, bottom = home.indoor_setpoint, home.coldest
    pieces, count = int(climate.bin_count(top, bottom, home.bin_width)), settings.shape[1]
    last = pieces + count
    for n in range(pieces):
        paper[on.EDGES + n] = top - n * home.bin_width
    for n in range(pieces, padded(last) + 1):
        paper[on.EDGES + n] = bottom
    for k in range(0, count, 2):  # two settings in turn among the edges, into another row and back
        one = moved(settings[row, k], bottom, top)
        other = moved(settings[row, k + 1], bottom, top) if k + 1 < count else bottom
        paper[on.MORE] = top
        for n in range(last):
            paper[on.MORE + n + 1] = np.maximum(paper[on.EDGES + n + 1], np.minimum(paper[on.EDGES + n], one))
        for n in range(last):
            paper[on.EDGES + n + 1] = np.maximum(paper[on.MORE + n + 1], np.minimum(paper[on.MORE + n], other))
    if between(home, last, paper):  # a setting is at an edge but for rounding
        for n in range(last):
            if paper[on.EDGES + n] - paper[on.EDGES + n + 1] < climate.SAME:
                paper[on.EDGES + n + 1] = paper[on.EDGES + n]
        between(home, last, paper)
    return last


def between(home: Home, last: int, paper: Paper) -> int:
    """Temperature and hours of the bins between the edges, and how many are narrower than SAME but have a width."""
    narrow = 0
    for n in range(padded(last)):
        high, low = paper[on.EDGES + n], paper[on.EDGES + n + 1]
        narrow += (high - low > 0) & (high - low < climate.SAME)
        paper[on.TEMPERATURE + n], paper[on.HOURS + n] = climate.between(
            low, high, home.indoor_setpoint, home.coldest, home.season_hours, home.hours_below_design
        )
    return narrow


def perform(home: Home, kind: Kind, count: int, paper: Paper) -> None:
    """As equipment.performance, of a heat pump with one speed: step by step, each for so many bins."""
    cops = home.cop_0, home.cop_1, home.cop_2
    points = home.capacity_0, home.capacity_1, home.capacity_2
    for n in range(count):
        t = paper[on.TEMPERATURE + n]
        paper[on.LOADS + n] = season.load(t, home.load_slope, home.load_balance_temperature)
        cop = bent(t, kind.cop_at, cops)
        paper[on.RATED + n], paper[on.STEADY + n] = cop, np.maximum(MINIMUM_COP, cop)
        capacity = np.maximum(0.0, bent(t, kind.capacity_at, points))
        paper[on.CAPACITY + n] = elementwise.pick(kind.with_capacity, capacity, np.inf)
    if kind.defrost == on.AHRI:
        frosting = Frosting((home.cold_heat, home.frosted_heat), (home.cold_power, home.frosted_power))
        for n in range(count):
            t, capacity = paper[on.TEMPERATURE + n], paper[on.CAPACITY + n]
            cop, frosted = equipment.under_frost(t, paper[on.RATED + n], capacity, frosting)
            paper[on.RATED + n], paper[on.STEADY + n] = cop, np.maximum(MINIMUM_COP, cop)
            paper[on.CAPACITY + n] = elementwise.pick(kind.with_capacity, frosted, capacity)
    elif kind.defrost == on.RESNET:
        for n in range(count):
            fraction = equipment.resnet_fraction(paper[on.TEMPERATURE + n])
            cop, capacity = equipment.defrosting(paper[on.RATED + n], paper[on.CAPACITY + n], fraction)
            paper[on.RATED + n], paper[on.STEADY + n] = cop, np.maximum(MINIMUM_COP, cop)
            paper[on.CAPACITY + n] = capacity
    cycles = home.cycling_degradation > 0
    for n in range(count):
        cop = paper[on.STEADY + n]
        if cycles:
            cop *= equipment.cycling_factor(paper[on.LOADS + n], paper[on.CAPACITY + n], home.cycling_degradation)
        paper[on.COP + n] = cop


def operate(home: Home, kind: Kind, count: int, paper: Paper) -> None:
    """As season.ways and season.energy, of so many bins."""
    burning = 1 / (home.furnace_efficiency * BTU_PER_MMBTU) * home.fuel_price
    together, time_shared = kind.backup == on.SIMULTANEOUS, kind.backup == on.TIME_SHARED
    for n in range(count):
        load, hours = paper[on.LOADS + n], paper[on.HOURS + n]
        pump = season.compressor(paper[on.TEMPERATURE + n], load, paper[on.CAPACITY + n], home.compressor_lockout)
        furnace = season.first_furnace(load, home.furnace_limit, home.strip_limit, 0.0)
        if together:
            dual = season.together(load, pump, home.furnace_limit, home.strip_limit)
        elif time_shared:
            share, turns = season.in_turns(load, pump, home.furnace_size)
            dual = season.one_at_a_time(load, pump, furnace, share, turns)
        else:
            dual = season.one_at_a_time(load, pump, furnace, 0.0, False)
        alone = Heat(pump, 0.0, np.minimum(load - pump, home.strip_limit))
        paper[on.PUMP + n], paper[on.ALONE_STRIPS + n] = pump, alone.strips
        paper[on.BURNER + n], paper[on.BURNER_STRIPS + n] = furnace.furnace, furnace.strips
        paper[on.DUAL_PUMP + n], paper[on.DUAL_BURNER + n], paper[on.DUAL_STRIPS + n] = dual
        each = hours / (paper[on.COP + n] * BTU_PER_KWH)
        above = electricity(dual, hours, each, home.fan_per_btuh)
        below = electricity(furnace, hours, each, home.fan_per_btuh)
        burned_above, burned_below = dual.furnace * hours, furnace.furnace * hours
        cost = below * home.electricity_price + burned_below * burning
        paper[on.MORE + n] = above * home.electricity_price + burned_above * burning - cost
        paper[on.COST + n] = cost
        paper[on.ABOVE + n], paper[on.BELOW + n] = above, below
        paper[on.BURNED_ABOVE + n], paper[on.BURNED_BELOW + n] = burned_above, burned_below
        paper[on.ALONE + n] = electricity(alone, hours, each, home.fan_per_btuh)
        paper[on.HEAT + n] = load * hours


def without_limits(home: Home, kind: Kind, last: int, paper: Paper, out: Table, to: int) -> None:
    """As candidates._without_limits."""
    cops = home.cop_0, home.cop_1, home.cop_2
    for n in range(padded(last)):
        t = paper[on.TEMPERATURE + n]
        load = season.load(t, home.load_slope, home.load_balance_temperature)
        rated = bent(t, kind.cop_at, cops)
        cop, here = np.maximum(MINIMUM_COP, rated), load * paper[on.HOURS + n]
        paper[on.LOADS + n], paper[on.RATED + n], paper[on.COP + n] = load, rated, cop
        paper[on.HEAT + n], paper[on.ALONE + n] = here, here / cop
    heat = electric = 0.0
    paper[on.ABOVE] = paper[on.BELOW] = 0.0
    for n in range(last):
        heat += paper[on.HEAT + n]
        electric += paper[on.ALONE + n]
        paper[on.ABOVE + n + 1], paper[on.BELOW + n + 1] = electric, heat
    burning = 1 / (home.furnace_efficiency * BTU_PER_MMBTU) * home.fuel_price
    running = home.electricity_price / BTU_PER_KWH
    for n in range(padded(last)):
        below = heat - paper[on.BELOW + n]
        paper[on.BELOW + n] = below
        paper[on.COST + n] = paper[on.ABOVE + n] * running + below * burning
    out[on.LOAD, to], out[on.PUMP_COST, to] = heat / BTU_PER_MMBTU, paper[on.COST + last]


def with_limits(home: Home, kind: Kind, last: int, paper: Paper, out: Table, to: int) -> bool:
    """As candidates._with_limits, of the pump alone too; returns whether a setting may be cold."""
    perform(home, kind, padded(last), paper)
    operate(home, kind, padded(last), paper)
    load = furnace_cost = pump_kwh = more = 0.0
    for n in range(last):
        load += paper[on.HEAT + n]
        furnace_cost += paper[on.COST + n]
        pump_kwh += paper[on.ALONE + n]
    for n in range(last):
        paper[on.COST + n] = more + furnace_cost
        more += paper[on.MORE + n]
    paper[on.COST + last] = more + furnace_cost
    out[on.LOAD, to], out[on.PUMP_COST, to] = load / BTU_PER_MMBTU, pump_kwh * home.electricity_price
    if not kind.may_be_cold:
        return False
    cold = False
    for n in range(padded(last)):
        dual = Heat(paper[on.DUAL_PUMP + n], paper[on.DUAL_BURNER + n], paper[on.DUAL_STRIPS + n])
        furnace = Heat(0.0, paper[on.BURNER + n], paper[on.BURNER_STRIPS + n])
        paper[on.MISSING + n] = season.unmet(paper[on.LOADS + n], dual)
        paper[on.MISSING_BELOW + n] = season.unmet(paper[on.LOADS + n], furnace)
    for n in range(last):
        cold |= paper[on.MISSING_BELOW + n] > 0
    if cold:
        _missing(last, paper)
    return cold


def weak_strips(home: Home, kind: Kind, last: int, paper: Paper, out: Table, to: int) -> None:
    """What strips leave unmet with the pump alone, and as emergency heat."""
    pump = emergency = 0.0
    if not kind.unlimited:
        for n in range(padded(last)):
            alone = Heat(paper[on.PUMP + n], 0.0, paper[on.ALONE_STRIPS + n])
            paper[on.MORE + n] = season.unmet(paper[on.LOADS + n], alone) * paper[on.HOURS + n]
        for n in range(last):
            pump += paper[on.MORE + n]
    out[on.PUMP_UNMET, to] = pump / BTU_PER_MMBTU
    if kind.for_words:
        for n in range(padded(last)):
            heat = Heat(0.0, 0.0, np.minimum(paper[on.LOADS + n], home.strip_limit))
            paper[on.MORE + n] = season.unmet(paper[on.LOADS + n], heat) * paper[on.HOURS + n]
        for n in range(last):
            emergency += paper[on.MORE + n]
        out[on.EMERGENCY_UNMET, to] = emergency / BTU_PER_MMBTU


def _missing(last: int, paper: Paper) -> None:
    """Unmet load and hours with each candidate, as switchovers.either_side."""
    heat = time = 0.0
    paper[on.EACH_UNMET + last] = paper[on.EACH_UNMET_HOURS + last] = 0.0
    for n in range(last - 1, -1, -1):
        missing = paper[on.MISSING_BELOW + n]
        heat += missing * paper[on.HOURS + n] / BTU_PER_MMBTU
        time += (missing > 0) * paper[on.HOURS + n]
        paper[on.EACH_UNMET + n], paper[on.EACH_UNMET_HOURS + n] = heat, time
    heat = time = 0.0
    for n in range(last):
        missing = paper[on.MISSING + n]
        heat += missing * paper[on.HOURS + n] / BTU_PER_MMBTU
        time += (missing > 0) * paper[on.HOURS + n]
        paper[on.EACH_UNMET + n + 1] += heat
        paper[on.EACH_UNMET_HOURS + n + 1] += time


def cheapest(paper: Paper, last: int, guess: float, most: float, load: float) -> int:
    """As switchovers.cheapest, of the candidates that leave no more than ``most`` unmet; infinite: of all."""
    least = np.inf
    for n in range(last + 1):
        if paper[on.COST + n] < least and (most == np.inf or switchovers.at_most(paper[on.EACH_UNMET + n], most, load)):
            least = paper[on.COST + n]
    best, near = -1, float(np.inf)
    for n in range(last + 1):
        if switchovers.at_most(paper[on.COST + n], least) and (
            most == np.inf or switchovers.at_most(paper[on.EACH_UNMET + n], most, load)
        ):
            away = switchovers.distance(paper[on.EDGES + n], guess)
            if best < 0 or away < near:
                best, near = n, away
    return best


def place_of(paper: Paper, last: int, setting: float) -> int:
    """How many bins are at or above a setting [°F]."""
    place = 0
    for n in range(last):
        place += climate.reached(paper[on.TEMPERATURE + n], setting)
    return place


def used(kind: Kind, home: Home, paper: Paper, last: int, place: int) -> tuple[float, float]:
    """Electricity [kWh] and fuel [MMBtu] of the season with so many bins above the switchover."""
    mmbtu = 1 / (home.furnace_efficiency * BTU_PER_MMBTU)
    if kind.unlimited:
        return paper[on.ABOVE + place] / BTU_PER_KWH, paper[on.BELOW + place] * mmbtu
    kwh = burned = 0.0
    for n in range(place):
        kwh += paper[on.ABOVE + n]
        burned += paper[on.BURNED_ABOVE + n]
    for n in range(place, last):
        kwh += paper[on.BELOW + n]
        burned += paper[on.BURNED_BELOW + n]
    return kwh, burned * mmbtu


def furnace_hours(kind: Kind, last: int, place: int, paper: Paper) -> float:
    """Hours [h] of the bins in which the furnace delivers heat."""
    burns = 0.0
    if not kind.unlimited:
        for n in range(place):
            burns += elementwise.pick(paper[on.DUAL_BURNER + n] > 0, paper[on.HOURS + n], 0.0)
    heat = on.LOADS if kind.unlimited else on.BURNER
    for n in range(place, last):
        burns += elementwise.pick(paper[heat + n] > 0, paper[on.HOURS + n], 0.0)
    return burns


def count_hours(kind: Kind, last: int, place: int, paper: Paper, out: Table, to: int) -> None:
    """As advice.hours_of with the recommended switchover."""
    every = floored = beyond = weak = strips = alone = 0.0
    pump, steady = (on.LOADS, on.COP) if kind.unlimited else (on.DUAL_PUMP, on.STEADY)
    for n in range(last):
        hours = paper[on.HOURS + n]
        every += hours
        floored += elementwise.pick(equipment.is_below(paper[on.RATED + n], MINIMUM_COP), hours, 0.0)
    for n in range(place):
        runs = elementwise.pick(paper[pump + n] > 0, paper[on.HOURS + n], 0.0)
        beyond += elementwise.pick(equipment.outside(paper[on.TEMPERATURE + n], kind.cop_rated), runs, 0.0)
        weak += elementwise.pick(equipment.is_below(paper[steady + n], LOW_COP), runs, 0.0)
    if not kind.unlimited:
        for n in range(last):
            hours = paper[on.HOURS + n]
            strips += elementwise.pick(paper[(on.DUAL_STRIPS if n < place else on.BURNER_STRIPS) + n] > 0, hours, 0.0)
            alone += elementwise.pick(paper[on.ALONE_STRIPS + n] > 0, hours, 0.0)
    out[on.EVERY, to], out[on.OUTSIDE, to], out[on.WEAK, to], out[on.FLOORED, to] = every, beyond, weak, floored
    out[on.STRIPS, to], out[on.STRIPS_ALONE, to] = strips, alone
    for k in range(on.EVERY, on.STRIPS_ALONE + 1):
        out[k, to] = elementwise.rounded(out[k, to], on.ROUNDED)


def answer(home: Home, kind: Kind, last: int, paper: Paper, out: Table, to: int) -> None:
    """OUTPUTS of one home, in a column of ``out``."""
    paper[on.TEMPERATURE + last] = home.design_temperature
    cold = False
    if kind.unlimited:
        without_limits(home, kind, last, paper, out, to)
    else:
        cold = with_limits(home, kind, last, paper, out, to)
    out[on.PUMP_UNMET, to] = 0.0
    if kind.for_words:
        out[on.EMERGENCY_UNMET, to] = 0.0
    if kind.weak_strips:
        weak_strips(home, kind, last, paper, out, to)
    load = out[on.LOAD, to]
    guess = moved(home.initial_balance_point, paper[on.EDGES + last], paper[on.EDGES])
    least, most = 0.0, np.inf
    unbound = place = cheapest(paper, last, guess, np.inf, load)
    if cold:
        least = np.inf
        for n in range(last + 1):
            least = moved(least, -np.inf, paper[on.EACH_UNMET + n])
        most = least + switchovers.COLD_SHARE * load
        place = cheapest(paper, last, guess, most, load)
    existing = place_of(paper, last, home.existing_switchover)
    setting = paper[on.EDGES + place]
    out[on.WARMEST, to], out[on.COLDEST, to] = paper[on.EDGES], paper[on.EDGES + last]
    out[on.PLACE, to], out[on.HEATS, to] = place, switchovers.is_met(least, load)
    out[on.SWITCHOVER, to], out[on.ANNUAL_COST, to] = setting, paper[on.COST + place]
    out[on.UNBOUND, to], out[on.UNBOUND_COST, to] = paper[on.EDGES + unbound], paper[on.COST + unbound]
    out[on.EXISTING_COST, to], out[on.FURNACE_COST, to] = paper[on.COST + existing], paper[on.COST]
    out[on.UNMET, to] = out[on.UNMET_HOURS, to] = out[on.UNBOUND_UNMET, to] = out[on.UNBOUND_HOURS, to] = 0.0
    out[on.EXISTING_UNMET, to] = out[on.FURNACE_UNMET, to] = out[on.GUESS_UNMET, to] = 0.0
    if cold:
        out[on.UNMET, to], out[on.UNBOUND_UNMET, to] = paper[on.EACH_UNMET + place], paper[on.EACH_UNMET + unbound]
        out[on.UNMET_HOURS, to] = paper[on.EACH_UNMET_HOURS + place]
        out[on.UNBOUND_HOURS, to] = paper[on.EACH_UNMET_HOURS + unbound]
        out[on.EXISTING_UNMET, to], out[on.FURNACE_UNMET, to] = paper[on.EACH_UNMET + existing], paper[on.EACH_UNMET]
        out[on.GUESS_UNMET, to] = paper[on.EACH_UNMET + place_of(paper, last, guess)]
    out[on.KWH, to], out[on.FUEL, to] = used(kind, home, paper, last, place)
    out[on.EXISTING_KWH, to], out[on.EXISTING_FUEL, to] = used(kind, home, paper, last, existing)
    out[on.FURNACE_HOURS, to] = furnace_hours(kind, last, place, paper)
    if kind.for_words:
        count_hours(kind, last, place, paper, out, to)
    out[on.HELD, to] = climate.reached(multiple_below(setting, home.thermostat_step, home.thermostat_zero), setting)
    runs = climate.reached(home.design_temperature, setting)
    if kind.unlimited:
        load = paper[on.LOADS + last]
        heat = Heat(elementwise.pick(runs, load, 0.0), elementwise.pick(runs, 0.0, load), 0.0)
    else:
        heat = Heat(
            elementwise.pick(runs, paper[on.DUAL_PUMP + last], 0.0),
            elementwise.pick(runs, paper[on.DUAL_BURNER + last], paper[on.BURNER + last]),
            elementwise.pick(runs, paper[on.DUAL_STRIPS + last], paper[on.BURNER_STRIPS + last]),
        )
    out[on.DESIGN_KW, to] = season.energy(heat, 1.0, paper[on.COP + last], home).kwh


def solve_homes(
    numbers: Table, settings: Table, kind: Kind, edges: Table, temperature: Table, hours: Table, out: Table,
    first: int, count: int, paper: Paper,
) -> None:  # fmt: skip
    """Fills so many columns of ``out``, from the first on: (OUTPUTS, homes).

    numbers: Home's, (fields, count or more); settings that cut the bins [°F] (count or 1, settings); edges (count or 1,
    bins + 1), temperature and hours (count or 1, bins) of bins that are not made here; paper: (SCRATCH,), any numbers.
    """
    f, last = numbers, hours.shape[1]
    for n in range(count):
        home = Home(
            f[0, n], f[1, n], f[2, n], f[3, n], f[4, n], f[5, n], f[6, n], f[7, n], f[8, n], f[9, n], f[10, n],
            f[11, n], f[12, n], f[13, n], f[14, n], f[15, n], f[16, n], f[17, n], f[18, n], f[19, n], f[20, n],
            f[21, n], f[22, n], f[23, n], f[24, n], f[25, n], f[26, n], f[27, n], f[28, n], f[29, n], f[30, n],
        )  # fmt: skip
        if kind.proportional:
            last = cut_bins(home, settings, n if len(settings) > 1 else 0, paper)
        elif n == 0 or len(hours) > 1:
            paper[on.EDGES] = edges[n, 0]
            for k in range(last):
                paper[on.EDGES + k + 1] = edges[n, k + 1]
                paper[on.TEMPERATURE + k], paper[on.HOURS + k] = temperature[n, k], hours[n, k]
            for k in range(last, padded(last)):
                paper[on.TEMPERATURE + k], paper[on.HOURS + k] = temperature[n, last - 1], 0.0
        answer(home, kind, last, paper, out, first + n)


MODEL: Final[tuple[Callable[..., Any], ...]] = (
    elementwise.rounded, multiple, multiple_below, climate.reached, climate.bin_count, climate.between,
    equipment.resnet_fraction, equipment.defrosting, equipment.under_frost, equipment.cycling_factor,
    equipment.is_below, equipment.outside, season.load, season.compressor, season.first_furnace, season.together,
    season.in_turns, season.one_at_a_time, season.unmet, season.energy, switchovers.at_most, switchovers.distance,
    switchovers.is_met, electricity,
)  # fmt: skip
"""What the loop takes of the model: made of numpy's ufuncs, ``pick`` and ``over``"""
LOOP: Final[tuple[Callable[..., Any], ...]] = (
    bent, moved, padded, between, cut_bins, perform, operate, without_limits, _missing, with_limits, weak_strips,
    cheapest, place_of, used, furnace_hours, count_hours, answer, solve_homes,
)  # fmt: skip
