"""What the model needs at the outdoor temperatures of a record, interval by interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..model import season
from ..model.parameters import Array, Parameters


class Needs(NamedTuple):
    """What the model needs at the outdoor temperature of each interval: arrays (n,)."""

    load: Array
    capacity: Array
    """[BTU/h], infinite where it is not known"""
    heat_pump: Array
    """[BTU/h] of the load, 0 below the compressor lockout"""
    cop: Array


def needs_of(outdoor: Array, p: Parameters) -> Needs:
    """What the model needs at outdoor temperatures [°F]."""
    temperature, place = np.unique(outdoor, return_inverse=True)
    at = season.operate(temperature, p)
    columns = at.load, at.performance.capacity, at.ways.heat_pump_only.heat_pump, at.performance.cop
    return Needs(*(np.asarray(column)[place] for column in columns))
