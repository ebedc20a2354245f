"""A thermostat with two sources over one coil, minute by minute: what a season's rule for shared hours is judged by.

The house is one thermal mass. The thermostat calls the heat pump at the bottom of its deadband. Where that has run for
ten minutes and the house is at the bottom, it does not hold: the furnace takes over the coil and the heat pump stands
still up to the top, where the heat pump goes on. A little above the top nothing is called.
Units: °F, BTU/h, BTU/°F, kW, min.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BTU_PER_KWH = 3412.142
MINUTES_PER_HOUR = 60
PATIENCE = 10  # minutes the heat pump runs before the furnace is called
MARGIN = 0.1  # °F above the deadband, up to which the heat pump goes on


@dataclass(frozen=True)
class House:
    """A house with a heat pump and a furnace."""

    load_slope: float  # BTU/h per °F
    load_balance_temperature: float
    furnace: float  # BTU/h
    heat_pump: float  # BTU/h, at the outdoor temperature of the hour
    cop: float
    setpoint: float = 70.0
    mass: float = 12000.0  # BTU/°F: some 5 BTU/°F a square foot
    deadband: float = 1.0


@dataclass
class Used:
    """What the sources took and gave."""

    heat_pump_kwh: float = 0.0
    furnace_btu: float = 0.0
    both: int = 0  # minutes in which both ran


@dataclass
class State:
    """Where a simulation stands."""

    indoor: float
    stage: int = 0  # 0 nothing runs, 1 heat pump, 2 furnace
    running: int = 0  # minutes since the heat pump began


def run_hour(house: House, outdoor: float, state: State, used: Used) -> None:
    """One hour at an outdoor temperature [°F], minute by minute; state and used go on from it."""
    top, bottom = house.setpoint + house.deadband / 2, house.setpoint - house.deadband / 2
    # Sun and people heat the house by so much that it needs nothing at the load balance temperature.
    gains = house.load_slope * (house.setpoint - house.load_balance_temperature)
    for _ in range(MINUTES_PER_HOUR):
        if state.indoor >= top + MARGIN:
            state.stage = 0
        elif (state.stage == 2 and state.indoor >= top) or (state.stage == 0 and state.indoor <= bottom):
            state.stage, state.running = 1, 0
        elif state.stage == 1 and state.indoor <= bottom and state.running >= PATIENCE:
            state.stage = 2
        state.running += 1
        heat_pump = house.heat_pump if state.stage == 1 else 0.0
        furnace = house.furnace if state.stage == 2 else 0.0
        used.both += heat_pump > 0 and furnace > 0
        used.heat_pump_kwh += heat_pump / house.cop / BTU_PER_KWH / MINUTES_PER_HOUR
        used.furnace_btu += furnace / MINUTES_PER_HOUR
        lost = house.load_slope * (state.indoor - outdoor) - gains
        state.indoor += (heat_pump + furnace - lost) / house.mass / MINUTES_PER_HOUR


def at_one_temperature(house: House, outdoor: float, days: int) -> Used:
    """Days at one outdoor temperature [°F], after one day that does not count."""
    state = State(house.setpoint)
    day = [outdoor] * 24
    through(house, day, state)
    return through(house, day * days, state)


def through(house: House, outdoor: Iterable[float], state: State) -> Used:
    """Hours with their outdoor temperatures [°F]."""
    used = Used()
    for temperature in outdoor:
        run_hour(house, temperature, state, used)
    return used
