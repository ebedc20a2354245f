"""Rules of a programme that no setting of the thermostat meets: the house, the heat pump or the furnace breaks them."""

from __future__ import annotations

from typing import Final

from ..model.solution import Solution

MENDS: Final = {
    "minimum_share_at_switchover": "a larger heat pump would meet it",
    "minimum_share_at_design": "a larger heat pump would meet it",
    "maximum_thermal_balance_point": "a larger heat pump, or a house that loses less heat, would meet it",
    "minimum_cop_5": "another heat pump would meet it",
    "minimum_capacity_ratio_5_47": "another heat pump would meet it",
    "dual_fuel_eligible": "only another system would meet it",
}
"""Kinds of rules that no setting meets, and what would mend them; a share at the switchover, where its temperature is
the programme's own."""


def unmeetable(s: Solution) -> str:
    """That no setting meets the rules of the case's programme, which of them, and what would; else ""."""
    programme = s.case.rules
    if programme is None:
        return ""
    judged = {rule.id for rule in programme.rules if rule.kind in MENDS}
    judged -= {rule.id for rule in programme.rules if rule.kind == "minimum_share_at_switchover"
               and rule.temperature is None}  # fmt: skip
    if not judged:
        return ""
    from .judging import judge  # here: most cases name no programme

    broken = [f for f in judge(s, programme).findings if f.passed is False and f.rule in judged]
    if not broken:
        return ""
    words = "; ".join(f"{finding.reason} ({MENDS[finding.kind]})" for finding in broken)
    return f"No setting meets the rules of {programme.name}: {words}."
