"""What every candidate switchover of a season costs: the common ground of the decisions, whoever worked it out.

The plain model, the cases of varied.py and a season under a tariff each give a Curve; band, frontier, sensitivity and
risks are made of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .balance import TIE, Status
from .parameters import Array

if TYPE_CHECKING:
    from .solution import Solution


class Curve(NamedTuple):
    """The candidates, warm to cold: furnace only first, heat pump down to the coldest temperature last."""

    switchover: Array
    """[°F] (candidates,)"""
    temperature: Array
    """Temperatures of the hours between the candidates, warm to cold [°F] (candidates − 1,)"""
    cost: Array
    """What is made least [$ a season] (candidates,)"""
    emissions_kg: Array
    """(candidates,)"""
    chosen: int
    """The candidate of least cost, ties as balance.best has them"""
    guess: float
    """The initial balance point, moved into the range [°F]"""

    @property
    def best(self) -> float:
        """The recommended switchover [°F]."""
        return float(self.switchover[self.chosen])

    @property
    def least(self) -> float:
        """Its cost [$]."""
        return float(self.cost[self.chosen])

    @property
    def status(self) -> Status:
        """crosses, or which of the two heats the whole season."""
        if self.chosen == 0:
            return "fuel_always"
        return "heat_pump_always" if self.chosen == len(self.temperature) else "crosses"

    def place(self, setting: float) -> int:
        """The candidate that a setting [°F] amounts to: as many temperatures at or above it."""
        return int((self.temperature >= setting).sum())

    def cost_at(self, setting: float) -> float:
        """The season's cost with the thermostat at a setting [$]."""
        return float(self.cost[self.place(setting)])

    def emissions_at(self, setting: float) -> float:
        """The season's emissions at a setting [kg CO2e]."""
        return float(self.emissions_kg[self.place(setting)])


def curve_of(s: Solution) -> Curve:
    """The curve of the plain model."""
    options = s.candidates
    return Curve(
        options.switchover, s.bins.temperature, options.annual_cost, options.emissions_kg, s.chosen, s.guess
    )  # fmt: skip


def cheapest(cost: Array, switchover: Array, guess: float) -> int:
    """Which candidate costs least; ties (balance.TIE): nearest the guess [°F], then the warmer. Both (candidates,)."""
    least = cost.min()
    tied = cost <= least + TIE * abs(least)
    # Rounded as in balance.tie_distances.
    return int(np.where(tied, np.round(np.abs(switchover - guess), 9), np.inf).argmin())
