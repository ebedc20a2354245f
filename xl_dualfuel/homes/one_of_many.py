"""One of many homes in place of a solution, and what each of them rests on that was not given."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..inputs.units_given import Units
from ..model.climate import Bins
from ..model.parameters import Parameters
from ..results.assumptions import USUAL, Usual
from .arrays import Homes

Words = tuple[tuple[str, str], ...]
"""Key and message"""


class _Numbers:
    """The attributes of one home: of arrays (homes or 1, columns) its own row, a float where that is one number."""

    def __init__(self, many: Any, home: int) -> None:
        self._many, self._home = many, home
        self.varied = False
        """Whether anything was looked at in which the homes differ"""

    def __getattr__(self, name: str) -> Any:
        return self.of(getattr(self._many, name))

    def of(self, value: Any) -> Any:
        """Its own part of a value of all homes."""
        if not isinstance(value, np.ndarray) or value.ndim != 2:  # (homes, columns)
            return value
        self.varied |= len(value) > 1
        row = value[self._home if len(value) > 1 else 0]
        return float(row[0]) if len(row) == 1 else row


class _Inputs(_Numbers):
    """The inputs of one home as those of a case."""

    @property
    def inputs(self) -> _Inputs:
        """By key, as of a case."""
        return self

    @property
    def units(self) -> Units:
        """What the answers are shown in."""
        units: Units = self._many.units
        return units

    def __getitem__(self, key: str) -> Any:
        return self.of(self._many.inputs[key])

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input; ``missing`` where there is none."""
        value = self[key]
        return missing if value is None else value


class OneOfMany:
    """What the words about assumptions look at in a solution."""

    def __init__(self, homes: Homes, p: Parameters, bins: Bins, home: int) -> None:
        self.case, self.parameters, self.bins = _Inputs(homes, home), _Numbers(p, home), _Numbers(bins, home)

    @property
    def varied(self) -> bool:
        """Whether anything was looked at in which the homes differ."""
        return self.case.varied or self.parameters.varied or self.bins.varied


def assumed_by(homes: Homes, p: Parameters, bins: Bins) -> list[Words]:
    """The assumptions of each home; which there are is alike for all homes that were given the same inputs."""
    first: list[tuple[Usual, str, bool]] = []
    for one in USUAL:
        home: Any = OneOfMany(homes, p, bins, 0)
        if one.applies(home):
            first.append((one, one.words(home), home.varied))
    alike: Words = tuple((one.key, words) for one, words, _ in first)
    words_of = [alike] * homes.count
    if any(varied for _, _, varied in first):
        for number in range(1, homes.count):
            home = OneOfMany(homes, p, bins, number)
            words_of[number] = tuple((one.key, one.words(home) if varied else words) for one, words, varied in first)
    return words_of
