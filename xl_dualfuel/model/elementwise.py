"""The two steps that arrays take by means of their own; formulas built on them and on ufuncs take one number as well.

homes.kernel compiles those formulas for the numbers of one bin: there is one source of each for arrays and for a loop.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def pick(which: Any, one: Any, other: Any) -> Any:
    """The first where ``which``, elsewhere the other."""
    return np.where(which, one, other)


def over(amount: Any, by: Any, some: Any, otherwise: float = 0.0) -> Any:
    """The quotient where ``some``, elsewhere another number."""
    shape = np.broadcast_shapes(np.shape(amount), np.shape(by))
    return np.divide(amount, by, out=np.full(shape, otherwise), where=some)


def rounded(value: Any, scale: float) -> Any:
    """To so many parts of 1, as np.round does for 10 to the number of digits."""
    return np.rint(value * scale) / scale
