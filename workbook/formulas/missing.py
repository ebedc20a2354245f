"""What is missing in each bin and piece at the setting to program: formulas and the engine's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from xl_dualfuel.model import season
from xl_dualfuel.model.climate import SAME, Bins, at_or_above
from xl_dualfuel.model.parameters import Array
from xl_dualfuel.results.columns import Column

from ..shape import Filling
from . import operation
from .parts import rounded

MISSING: Final = Column("missing_btuh", "Missing at the setting to program", "BTU/h")


def _missing(condition: str) -> str:
    at = rounded("out_setting")
    short = f"([at]>={at})*{operation.missing('dual')}+([at]<{at})*{operation.missing('furnace')}"
    return f"IF(AND({condition},[hours]>0),{short},0)"


BIN_FORMULAS: Final = {"missing_btuh": _missing("[bin]<>out_setting_cut")}
"""The bin that the setting cuts is in the pieces."""
PIECE_FORMULAS: Final = {"missing_btuh": _missing("[near]=out_setting_near")}


def near_of(f: Filling, multiples: Sequence[float]) -> int:
    """The row, from 1, of the setting among the two multiples and the limit; 0 where it is none of them."""
    at = f.s.setting.switchover
    return next((n for n, edge in enumerate(multiples, 1) if abs(edge - at) < SAME), 0)


def values(f: Filling, bins: Bins, run: season.Operation, kept: Sequence[bool] | Array) -> list[float]:
    """The column [BTU/h]: 0 in rows that are not kept, and in those without hours."""
    heat = run.ways.switched(at_or_above(bins.temperature, f.s.setting.switchover))
    short = np.where((bins.hours > 0) & np.asarray(kept, dtype=bool), season.unmet(run.load, heat), 0.0)
    return [float(value) for value in short]
