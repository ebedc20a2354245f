"""Outdoor temperatures that somebody sets, and which of them a thermostat can hold."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Number = float | NDArray[np.floating[Any]]

SETTINGS: Final = ("existing_switchover", "as_left_switchover", "initial_balance_point", "compressor_lockout")
"""Inputs that are outdoor temperatures at which something changes: each is a bin edge."""
EDGE: Final = 1e-9
"""In steps or bin widths: what is this near a multiple is one, but for rounding."""


_FINEST: Final = 1e12
"""Parts of a degree to which a setting is rounded"""


def multiple_below(temperature: Number, step: Number, zero: Number) -> Any:
    """The warmest setting of a thermostat at or below a temperature [°F]: zero + a whole number of steps."""
    return multiple(np.floor((temperature - zero) / step + EDGE), step, zero)


def multiple_above(temperature: Number, step: Number, zero: Number) -> Any:
    """The coldest setting of a thermostat at or above a temperature [°F]."""
    return multiple(np.ceil((temperature - zero) / step - EDGE), step, zero)


def multiple(count: Number, step: Number, zero: Number) -> Any:
    """The setting so many steps from the thermostat's zero [°F]: 27 steps of 0.9 below 32 are 7.7, and no hair less."""
    return np.rint((zero + count * step) * _FINEST) / _FINEST
