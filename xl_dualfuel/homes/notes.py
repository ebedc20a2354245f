"""The notes of a home in a table: the same doubts and the same words as for one case, for many homes at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..inputs.fields import FIELDS
from ..inputs.warnings import warnings
from ..model.parameters import Array, Parameters
from ..results.doubts import doubts_of_homes
from ..results.facts import Facts
from ..results.result import Result
from .arrays import Homes


def of_result(result: Result) -> str:
    """The doubts about a case and what its inputs give reason to say, in one line."""
    return _line([*result.doubts, *result.case.warnings])


def of_homes(homes: Homes, p: Parameters, hours: Array, annual_cost: Array) -> NDArray[Any]:
    """The same of each home, text (homes, 1); p with design loads, hours [h] and cost [$] of the season (homes, 1)."""
    given = {key: homes.inputs[key] for key in FIELDS if key in homes.given}
    facts = Facts(homes.inputs, homes.given, p, hours, annual_cost)
    # What the inputs alone give reason to say is alike for all homes of a group, but for rules about their numbers.
    each = "hspf2" in homes.given
    text = np.full((homes.count, 1), "" if each else _line(warnings(given, homes.inputs)), dtype=object)
    odd = dict(doubts_of_homes(facts, homes.count))
    above = (homes.column("compressor_lockout", -np.inf) > homes.column("existing_switchover")) | (
        homes.column("load_balance_temperature", -np.inf) > homes.column("indoor_setpoint")
    )
    for place in {*odd, *(range(homes.count) if each else np.flatnonzero(above).tolist())}:
        inputs = facts.home(place).inputs
        own = warnings({key: inputs[key] for key in given}, inputs)
        text[place, 0] = _line([*odd.get(place, ()), *own])
    return text


def _line(notes: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{key}: {message}" for key, message in notes)
