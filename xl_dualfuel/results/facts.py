"""What the rules of plausibility look at, for one case or for many homes at once, and how a slip is worded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..model.parameters import Parameters


class Facts(NamedTuple):
    """What the rules look at; numbers are floats, or arrays (homes, 1)."""

    inputs: Mapping[str, Any]
    given: frozenset[str]
    p: Parameters
    """With design load (``Parameters.sized``)"""
    hours: Any
    """Of the heating season [h]"""
    annual_cost: Any
    """At the recommended setting [$]"""

    def home(self, place: int) -> Facts:
        """The facts of one of many homes."""

        def one(value: Any) -> Any:
            if isinstance(value, np.ndarray) and value.ndim > 1:
                row = place if value.shape[-2] > 1 else 0  # one for all homes
                return value[..., row, 0] if value.ndim > 2 else float(value[row, 0])
            if not isinstance(value, tuple):
                return value
            return type(value)(*map(one, value)) if hasattr(value, "_fields") else tuple(map(one, value))

        inputs = {key: one(value) for key, value in self.inputs.items()}
        return Facts(inputs, self.given, Parameters(*map(one, self.p)), *map(one, self[3:]))


class Rule(NamedTuple):
    """One doubt: where it is raised, and the input and the words for one case."""

    raised: Callable[[Facts], Any]
    words: Callable[[Facts], tuple[str, str]]


def outside(value: Any, limits: tuple[float, float]) -> Any:
    """Whether a number, or each of an array, is below the first limit or above the second."""
    return (value < limits[0]) | (value > limits[1])


def cured(value: float, slips: Mapping[str, float], unit: str, likely: Callable[[float], bool] = bool) -> str:
    """``36 looks like MBH: 36,000 BTU/h?`` for each slip [name → factor] that gives a likely value."""
    cures = [f"{name}: {number(value * factor)}{unit}" for name, factor in slips.items() if likely(value * factor)]
    return f"{number(value)} looks like {', or '.join(cures)}?" if cures else ""


def number(value: float) -> str:
    """A number in a sentence."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
