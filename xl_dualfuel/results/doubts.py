"""What is allowed but hardly plausible: the same words for one case and for a home in a table. Nothing is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from . import doubts_of_costs, doubts_of_equipment
from .facts import Facts

RULES: Final = (*doubts_of_equipment.RULES, *doubts_of_costs.RULES)
"""Every rule, in the order in which doubts are shown."""


def doubts(facts: Facts) -> tuple[tuple[str, str], ...]:
    """The doubts about one case, as (input, message)."""
    return tuple(rule.words(facts) for rule in RULES if np.any(rule.raised(facts)))


def doubts_of_homes(facts: Facts, count: int) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
    """The doubts about each of many homes that has any, with its place."""
    raised = np.zeros((count, 1), dtype=bool)
    for rule in RULES:
        raised |= np.broadcast_to(rule.raised(facts), (count, 1))
    for place in np.flatnonzero(raised[:, 0]).tolist():
        yield place, doubts(facts.home(place))
