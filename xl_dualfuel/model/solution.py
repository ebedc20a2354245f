"""Everything solve() works out for one case, as arrays; tables, checks and words come from it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.case import Case
from . import backup
from .backup import Sizing
from .balance import BalancePoint
from .climate import Bins, at_or_above, sizing_temperature
from .equipment import Performance
from .parameters import Array, Parameters
from .scenarios import SCENARIOS, Totals
from .season import BinTotals, Operation, Ways
from .setting import Setting
from .switchovers import Candidates, Curve, either_side


class Solution(NamedTuple):
    """Everything solve() has worked out, as arrays."""

    case: Case
    parameters: Parameters
    bins: Bins
    operation: Operation
    """House and equipment in each bin"""
    dual: BinTotals
    """Of each bin, as at or above the switchover"""
    furnace: BinTotals
    candidates: Candidates
    heats: NDArray[np.bool_]
    """Which candidates heat the house"""
    chosen: int
    """The recommended one among the candidates"""
    unbound: int
    """The one of least cost, whether or not it heats the house"""
    guess: float
    """The initial balance point, moved into the modelled range [°F]"""
    economic: BalancePoint
    thermal: BalancePoint
    emissions: BalancePoint
    totals: Totals
    setting: Setting
    """What to program"""

    @property
    def load(self) -> Array:
        """[BTU/h] of each bin."""
        return self.operation.load

    @property
    def performance(self) -> Performance:
        """The heat pump in each bin."""
        return self.operation.performance

    @property
    def ways(self) -> Ways:
        """Heat of each way to run each bin."""
        return self.operation.ways

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The keys of the scenarios, as the totals have them."""
        return SCENARIOS[: len(self.totals.hours)]

    @property
    def curve(self) -> Curve:
        """What each candidate costs and emits, as the decisions need it."""
        c, both = self.candidates, (self.dual, self.furnace)
        cost, emissions, unmet = (
            either_side(*(getattr(way, name) for way in both)) for name in ("cost", "emissions_kg", "unmet_mmbtu")
        )
        load = float(self.totals.load_mmbtu[0])
        temperature = self.bins.temperature
        return Curve(c.switchover, c.place, temperature, cost, emissions, unmet, load, self.chosen, self.guess)

    @property
    def sizing(self) -> Sizing:
        """The heat pump and the design load at the temperature of sizing."""
        return backup.sizing(self.parameters, self.sizing_temperature, float(self.parameters.design_load))

    @property
    def sizing_temperature(self) -> float:
        """What strips, furnace and tank are sized for [°F]: the design temperature, without one the climate's own."""
        return sizing_temperature(self.case)

    @property
    def switchover(self) -> float:
        """The recommended switchover [°F]."""
        return float(self.candidates.switchover[self.chosen])

    @property
    def above(self) -> Any:
        """Which bins are at or above the recommended switchover, bool (bins,)."""
        return at_or_above(self.bins.temperature, self.switchover)
