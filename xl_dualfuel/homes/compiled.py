"""The loop over homes and bins as machine code, where numba is installed and there are homes enough to pay for it.

The answers are those of figures.by_arrays to the last digit, so that nobody needs to know which way was taken.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..model import climate, elementwise, season
from ..model.parameters import Array, Parameters
from ..model.ratings import Points
from ..results.advice import Hours
from . import kernel
from .arrays import Homes, bins_of, settings_of
from .candidates import is_unlimited, numbers_of
from .figures import Figures, by_arrays, design_temperature
from .kernel import BACKUPS, DEFROSTS, OUTPUTS, Home, Kind
from .setting import Advised, Choice

MANY: Final = 100_000
"""Homes from which on it pays to import numba"""
_seen = [0]
"""Homes that this process has calculated"""


def figures(homes: Homes) -> tuple[Parameters, Figures]:
    """The numbers of the homes, and what they were calculated from: by the loop where that pays, else by arrays."""
    _seen[0] += homes.count
    loop = loop_of_homes() if _seen[0] >= MANY else None
    p = numbers_of(homes)
    if loop is None or p.slowest is not None or p.fastest is not None or p.defrost not in DEFROSTS:
        return by_arrays(homes)
    return p, by_loop(homes, p, loop)


@cache
def loop_of_homes() -> Callable[..., None] | None:
    """kernel.solve_homes compiled; None where numba is not installed."""
    if importlib.util.find_spec("numba") is None:
        return None
    from numba import njit
    from numba.extending import overload, register_jitable

    options = {"error_model": "numpy", "nogil": True}

    @overload(elementwise.pick, jit_options=options, strict=False)
    def pick(which: Any, one: Any, other: Any) -> Any:
        return lambda which, one, other: one if which else other

    @overload(elementwise.over, jit_options=options, strict=False)
    def over(amount: Any, by: Any, some: Any, otherwise: Any = 0.0) -> Any:
        def divided(amount: Any, by: Any, some: Any, otherwise: Any = 0.0) -> Any:
            quotient = amount / by  # divided in any case: no branch
            return quotient if some else otherwise

        return divided

    for function in (*kernel.MODEL, *kernel.INLINE):
        register_jitable(**options, forceinline=True)(function)
    for function in kernel.LOOP:
        register_jitable(**options)(function)
    return njit(**options)(kernel.solve_homes)


def by_loop(homes: Homes, p: Parameters, loop: Callable[..., None]) -> Figures:
    """The numbers of homes whose heat pump has one speed."""
    settings = settings_of(homes)
    numbers = _numbers(homes, p)
    kind = _kind(homes, p)
    if kind.proportional:
        f = dict(zip(Home._fields, numbers, strict=True))
        most = int(climate.bin_count(f["indoor_setpoint"], f["coldest"], f["bin_width"]).max()) + settings.shape[1]
        edges, temperature, hours = (np.empty((homes.count, most + more)) for more in (1, 0, 0))
    else:
        bins = bins_of(homes)
        edges = np.hstack((bins.high[:, :1], bins.low))
        temperature, hours = (np.ascontiguousarray(column) for column in (bins.temperature, bins.hours))
    out = np.empty((len(OUTPUTS), homes.count))
    width = max(edges.shape[1], settings.shape[1], len(OUTPUTS))
    paper, flags = np.empty((kernel.SCRATCH, width)), np.empty(width, dtype=np.int16)
    loop(numbers, np.ascontiguousarray(settings), kind, edges, temperature, hours, out, paper, flags)
    bins = climate.Bins(edges[:, 1:], edges[:, :-1], temperature, hours)
    return _figures(homes, bins, edges, out)


def _numbers(homes: Homes, p: Parameters) -> Array:
    """Home's numbers, (fields, homes)."""
    cop, capacity = _values(p.cop_points), _values(p.capacity_points)
    frosting = (np.nan,) * 4 if p.frosting is None else (*p.frosting.capacity, *p.frosting.power)
    design = homes.number("design_temperature", np.nan)
    given = (
        p.load_slope, p.load_balance_temperature, *cop, *capacity, *frosting, p.cycling_degradation,
        p.compressor_lockout, p.furnace_efficiency, p.furnace_limit, p.fan_per_btuh, p.strip_limit,
        season.furnace_size(p.furnace_limit, p.assumed_furnace), p.electricity_price, p.fuel_price,
        p.initial_balance_point, p.existing_switchover, p.thermostat_step, p.thermostat_zero,
        design_temperature(homes), p.indoor_setpoint, design, homes.number("bin_width"),
        homes.number("season_hours", np.nan), homes.number("hours_below_design", np.nan),
    )  # fmt: skip
    table = np.empty((len(Home._fields), homes.count))
    for row, value in zip(table, given, strict=True):
        row[:] = np.ravel(value)
    return table


def _values(points: Points | None) -> tuple[Any, Any, Any]:
    values = [] if points is None else list(points[1])
    first, second, third = (*values, *(np.nan,) * (3 - len(values)))
    return first, second, third


def _at(points: Points | None) -> tuple[float, float, float]:
    first, second, third = (*([] if points is None else points[0].tolist()), *(np.inf,) * 3)[:3]
    return first, second, third


def _kind(homes: Homes, p: Parameters) -> Kind:
    coldest, warmest = p.cop_rated
    weak = "strip_capacity" in homes.given
    return Kind(
        homes.inputs["climate"] == "proportional", is_unlimited(homes, p), p.capacity_points is not None,
        DEFROSTS.index(p.defrost), BACKUPS.index(p.backup_operation), _at(p.cop_points), _at(p.capacity_points),
        (float(coldest), float(warmest)), weak, weak and "furnace_capacity" in homes.given,
    )  # fmt: skip


def _figures(homes: Homes, bins: climate.Bins, edges: Array, out: Array) -> Figures:
    """The loop's numbers as arrays (homes, 1); of homes that it leaves, those by arrays."""
    of = {name: row[:, np.newaxis] for name, row in zip(OUTPUTS, out, strict=True)}
    recommended = setting = Choice(*(of[name] for name in OUTPUTS[:4]))
    others = np.flatnonzero(of["held"] == 0)
    if len(others):
        setting = Choice(*(column.copy() for column in recommended))
    made = Advised(
        of["place"].astype(np.intp), Choice(*(of[name] for name in OUTPUTS[4:8])), recommended, setting, of["heats"] > 0
    )
    hours = Hours(*(of[name] for name in OUTPUTS[-6:]))
    figures = Figures(bins, edges, made, of["load_mmbtu"], *(of[name] for name in OUTPUTS[12:-6]), hours)
    if len(others):
        for whole, part in zip(*map(_columns, (figures, by_arrays(homes.some(others))[1])), strict=True):
            whole[others] = part
    return figures


def _columns(f: Figures) -> tuple[NDArray[Any], ...]:
    """Every array (homes, 1)."""
    made = f.made
    choices = (column for choice in (made.unbound, made.recommended, made.setting) for column in choice)
    return (*choices, made.heats, *f[3:-1], *f.hours)
