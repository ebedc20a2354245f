"""Many homes under one tariff at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..homes.arrays import Homes
from ..homes.engine import Answers
from .tariff import Tariff


def why_one_by_one(tariff: Tariff) -> str:
    """Why homes under a tariff are worked out one by one; "" where they are together."""
    return f"{tariff.name} is billed home by home"


def sound(tariff: Tariff, homes: Homes) -> NDArray[np.bool_]:
    """Which homes (homes,) are worked out together under a tariff."""
    return np.zeros(homes.count, dtype=bool)


def solve(tariff: Tariff, homes: Homes) -> Answers:
    """one_home.NAMES of sound homes, arrays (homes,)."""
    raise NotImplementedError
