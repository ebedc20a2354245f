"""Where the heat pump falls short at or above the compressor lockout: helper columns of bins and pieces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from xl_dualfuel.inputs.settings import multiple_above as next_above
from xl_dualfuel.model import season
from xl_dualfuel.model.climate import Bins, at_or_above
from xl_dualfuel.model.parameters import Array
from xl_dualfuel.results.columns import Column

from ..shape import Filling
from . import crossings, operation
from .parts import rounded

SHORT: Final = Column(
    "short_at", "Where the heat pump alone falls short", "°F", help="at or above the compressor lockout to program"
)
INSIDE: Final = Column("thermal_inside", "Crossing of capacity and load, if inside the range", "°F")


def _short(kept: str) -> str:
    held = f"[at]>={rounded('out_page_lockout')}"
    return f'IF(AND({kept},{operation.SHORT},{held}),[temperature],"")'


BIN_FORMULAS: Final = {
    SHORT.key: _short("[bin]<>out_setting_cut"),
    INSIDE.key: 'IF(ISNUMBER([thermal_distance]),[thermal_crossing],"")',
}
"""The bin that the setting cuts is in the pieces."""
PIECE_FORMULAS: Final = {SHORT.key: _short("[near]=out_setting_near")}


def compressor_lockout(f: Filling) -> float:
    """The compressor lockout to program [°F]: the setting, or the heat pump's own where that is higher."""
    p, at = f.s.parameters, f.s.setting.switchover
    own = p.compressor_lockout
    return max(at, float(next_above(own, p.thermostat_step, p.thermostat_zero))) if math.isfinite(own) else at


def values(f: Filling, bins: Bins, run: season.Operation, kept: Sequence[bool] | Array) -> list[Any]:
    """The column of temperatures [°F]; "" in rows that are not kept, and where the heat pump meets the load."""
    here = run.short & at_or_above(bins.temperature, compressor_lockout(f)) & np.asarray(kept, dtype=bool)
    return [at if is_short else "" for at, is_short in zip(bins.temperature.tolist(), here.tolist(), strict=True)]


def inside(f: Filling) -> list[Any]:
    """The column of crossings [°F]."""
    columns = crossings.values(f)
    both = zip(columns["thermal_distance"], columns["thermal_crossing"], strict=True)
    return [at if distance != "" else "" for distance, at in both]
