"""Everything solve() works out for one case, as arrays; tables, checks and words come from it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..inputs.case import Case
from . import backup
from .backup import Sizing
from .balance import BalancePoint
from .climate import Bins
from .equipment import Performance
from .parameters import Array, Parameters
from .scenarios import Totals
from .season import BinTotals, Ways
from .switchovers import Candidates, Curve


class Solution(NamedTuple):
    """Everything solve() has worked out, as arrays."""

    case: Case
    parameters: Parameters
    bins: Bins
    load: Array
    """[BTU/h] of each bin"""
    performance: Performance
    ways: Ways
    dual: BinTotals
    """Of each bin, as at or above the switchover"""
    furnace: BinTotals
    candidates: Candidates
    chosen: int
    """The recommended one among the candidates"""
    guess: float
    """The initial balance point, moved into the modelled range [°F]"""
    economic: BalancePoint
    thermal: BalancePoint
    emissions: BalancePoint
    totals: Totals

    @property
    def curve(self) -> Curve:
        """What each candidate costs and emits, as the decisions need it."""
        c = self.candidates
        return Curve(c.switchover, self.bins.temperature, c.annual_cost, c.emissions_kg, self.chosen, self.guess)

    @property
    def sizing(self) -> Sizing:
        """The heat pump at the design temperature; without one, at the coldest bin's."""
        design = self.parameters.design_temperature
        return backup.sizing(self.parameters, float(self.bins.temperature[-1] if math.isnan(design) else design))

    @property
    def switchover(self) -> float:
        """The recommended switchover [°F]."""
        return float(self.candidates.switchover[self.chosen])

    @property
    def above(self) -> Any:
        """Which bins are at or above the recommended switchover, bool (bins,)."""
        return self.bins.temperature >= self.switchover
