"""Which settings a programme accepts: the rules that depend on the switchover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..inputs.case import Case
from ..model import backup
from ..model.climate import SAME
from ..model.parameters import Parameters
from ..model.switchovers import equal

RULES: Final = ("maximum_switchover", "minimum_share_at_switchover")
"""Kinds of rules that a setting meets or does not."""
AUXILIARY: Final = "maximum_auxiliary_lockout"
"""The kind of rule about the lockout of auxiliary heat"""


def accepts(case: Case, p: Parameters) -> Callable[[float], bool] | None:
    """Whether the case's programme accepts a switchover [°F]; None without a rule that depends on it.

    Below the compressor lockout the furnace takes over at the lockout: that is the switchover then.
    """
    fuel = case.inputs["fuel"]
    rules = [] if case.rules is None else [rule for rule in case.rules.rules if rule.fuel in (None, fuel)]
    at_most = [float(rule.threshold) for rule in rules if rule.kind == RULES[0]]
    shares = [rule for rule in rules if rule.kind == RULES[1] and rule.temperature is None]
    if p.capacity_points is None:  # the share cannot be judged: it stands in no setting's way
        shares = []
    if not at_most and not shares:
        return None

    def accepted(switchover: float) -> bool:
        takes_over = max(switchover, p.compressor_lockout)
        if any(takes_over > limit + SAME for limit in at_most):
            return False
        for rule in shares:
            at = backup.sizing(p, takes_over)
            share = at.capacity / at.load if at.load > 0 else float("inf")
            limit = float(rule.threshold)
            if share < limit and not equal(share, limit, max(1.0, limit)):
                return False
        return True

    return accepted


def largest(case: Case) -> float | None:
    """The largest switchover [°F] that the case's programme accepts; None where it names none."""
    return None if case.rules is None else case.rules.largest_switchover(str(case.inputs["fuel"]))


def auxiliary_limit(case: Case) -> float | None:
    """The warmest lockout of auxiliary heat [°F] that the case's programme accepts; None where it names none."""
    rules = [] if case.rules is None else case.rules.rules
    fuel = case.inputs["fuel"]
    limits = [float(r.threshold) for r in rules if r.kind == AUXILIARY and r.fuel in (None, fuel)]
    return min(limits, default=None)
