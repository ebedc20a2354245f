"""The loop over homes and bins as machine code, where numba is installed and there are homes enough to pay for it.

The answers are those of figures.by_arrays to the last digit, so that nobody needs to know which way was taken.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..model import elementwise, season
from ..model.parameters import Array, Parameters
from ..model.ratings import Points
from ..results.advice import Hours
from . import kernel
from .arrays import Homes, bins_of, settings_of
from .candidates import is_unlimited, numbers_of
from .figures import Figures, by_arrays, design_temperature
from .paper import BACKUPS, DEFROSTS, FOR_WORDS, MOST, OUTPUTS, SCRATCH, Kind
from .setting import Advised, Choice

Loop = Callable[..., None]
"""kernel.solve_homes, compiled"""
MANY: Final = 30_000
"""Homes from which on it pays to import numba and load what was compiled before"""
TO_COMPILE: Final = 300_000
"""Homes from which on it pays to compile"""
TOGETHER: Final = 1000
"""Homes whose numbers are laid out together: in the processor's cache"""
_APART, _BESIDE = 512, 8
"""Rows of outputs are so many numbers more than a multiple of so many apart: each in its own part of the cache"""
_seen = [0]
"""Homes that this process has calculated"""
_one_at_a_time = Lock()


def figures(homes: Homes, *, for_words: bool = True) -> tuple[Parameters, Figures]:
    """The numbers of the homes, and what they were calculated from: by the loop where that pays, else by arrays.

    for_words: whether hours and emergency_unmet are wanted, of which only words tell; else they may be NaN.
    """
    _seen[0] += homes.count
    if _seen[0] < MANY or (_seen[0] < TO_COMPILE and not _was_compiled()):
        return by_arrays(homes)
    with _one_at_a_time:
        loop = compiled_loop()
    p = numbers_of(homes)
    if loop is None or not _carried(p):
        return by_arrays(homes)
    return p, by_loop(homes, p, loop, for_words=for_words)


def _carried(p: Parameters) -> bool:
    """Whether the loop takes these homes."""
    return p.slowest is None and p.fastest is None and p.defrost in DEFROSTS


@cache
def _was_compiled() -> bool:
    """Whether numba keeps the loop: in a folder that was named, beside this file, or in the user's own."""
    file = Path(__file__).absolute()
    name = f"{file.parent.name}_{hashlib.sha1(str(file.parent).encode(), usedforsecurity=False).hexdigest()}"
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        places = [Path(named) / name]
    else:
        linux = f"{os.environ.get('XDG_CACHE_HOME', '~/.cache')}/numba"
        own = [Path(folder).expanduser() for folder in (linux, "~/Library/Caches/numba", "~/AppData/Local/numba/Cache")]
        places = [file.parent / "__pycache__", *(folder / name for folder in own)]
    return any(any(place.glob(f"{file.stem}.*.nbi")) for place in places)


@cache
def compiled_loop() -> Loop | None:
    """The loop; None where numba is not installed, or told not to compile. Kept on disk where that can be written."""
    if importlib.util.find_spec("numba") is None:
        return None
    from numba import config, njit
    from numba.extending import overload, register_jitable

    if config.DISABLE_JIT:
        return None
    options = {"error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
    inner = {**options, "no_cpython_wrapper": True, "forceinline": True}

    @overload(elementwise.pick, jit_options=inner, strict=False)  # type: ignore[untyped-decorator]
    def pick(which: Any, one: Any, other: Any) -> Any:
        return lambda which, one, other: one if which else other

    @overload(elementwise.over, jit_options=inner, strict=False)  # type: ignore[untyped-decorator]
    def over(amount: Any, by: Any, some: Any, otherwise: Any = 0.0) -> Any:
        def divided(amount: Any, by: Any, some: Any, otherwise: Any = 0.0) -> Any:
            quotient = amount / by  # divided in any case: no branch
            return quotient if some else otherwise

        return divided

    for function in (*kernel.MODEL, *kernel.LOOP):
        register_jitable(**inner)(function)
    loop = _of_version(_version())
    made: Loop
    try:
        made = njit(**options, nogil=True, cache=True)(loop)
    except RuntimeError:  # no place to keep it
        made = njit(**options, nogil=True)(loop)
    return made


def _of_version(version: int) -> Loop:
    """The loop, kept on disk by the version of its sources: numba looks at this file alone."""

    def loop(
        numbers: Any, settings: Any, kind: Any, edges: Any, temperature: Any, hours: Any, out: Any, first: Any,
        count: Any, paper: Any,
    ) -> None:  # fmt: skip
        if version:
            kernel.solve_homes(numbers, settings, kind, edges, temperature, hours, out, first, count, paper)

    return loop


def _version() -> int:
    """A number, never 0, that changes with every source the loop may take something from."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in (package / "units.py", *(path for room in _ROOMS for path in sorted((package / room).glob("*.py")))):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:6]) | 1


_ROOMS: Final = ("inputs", "model", "homes")


def by_loop(homes: Homes, p: Parameters, loop: Loop, *, for_words: bool = True) -> Figures:
    """The numbers of homes whose heat pump has one speed."""
    kind, values = _kind(homes, p, for_words), [np.ravel(value) for value in _values_of(homes, p)]
    rows = [settings_of(homes), *[np.empty((1, 1))] * 3]  # of homes whose bins are made here engine.MOST_BINS at most
    if not kind.proportional:
        made = bins_of(homes)
        if made.low.shape[1] > MOST:
            return by_arrays(homes)[1]
        rows[1:] = np.hstack((made.high[:, :1], made.low)), made.temperature, made.hours
    settings, *bins = (np.require(each, requirements=("C", "W")) for each in rows)  # as the loop was compiled for
    numbers, paper = np.empty((len(values), TOGETHER)), np.zeros(SCRATCH)
    own = [(row, value) for row, value in zip(numbers, values, strict=True) if len(value) > 1]
    for row, value in zip(numbers, values, strict=True):
        row[:] = value[0]
    out = np.empty((len(OUTPUTS), -(-homes.count // _APART) * _APART + _BESIDE))
    if not for_words:
        out[list(FOR_WORDS)] = np.nan
    for start in range(0, homes.count, TOGETHER):
        some = slice(start, min(start + TOGETHER, homes.count))
        count = some.stop - start
        for row, value in own:
            row[:count] = value[some]
        own_bins = (column if len(column) == 1 else column[some] for column in bins)
        own_settings = settings if len(settings) == 1 else settings[some]
        loop(numbers, own_settings, kind, *own_bins, out, start, count, paper)
    return _figures(homes, out[:, : homes.count])


def _values_of(homes: Homes, p: Parameters) -> tuple[Any, ...]:
    """Home's numbers: arrays (homes, 1) or numbers that all share."""
    cop, capacity = _values(p.cop_points), _values(p.capacity_points)
    frosting = (np.nan,) * 4 if p.frosting is None else (*p.frosting.capacity, *p.frosting.power)
    design = homes.number("design_temperature", np.nan)
    return (
        p.load_slope, p.load_balance_temperature, *cop, *capacity, *frosting, p.cycling_degradation,
        p.compressor_lockout, p.furnace_efficiency, p.furnace_limit, p.fan_per_btuh, p.strip_limit,
        season.furnace_size(p.furnace_limit, p.assumed_furnace), p.electricity_price, p.fuel_price,
        p.initial_balance_point, p.existing_switchover, p.thermostat_step, p.thermostat_zero,
        design_temperature(homes), p.indoor_setpoint, design, homes.number("bin_width"),
        homes.number("season_hours", np.nan), homes.number("hours_below_design", np.nan),
    )  # fmt: skip


def _values(points: Points | None) -> tuple[Any, Any, Any]:
    values = [] if points is None else list(points[1])
    first, second, third = (values + [np.nan] * 3)[:3]
    return first, second, third


def _at(points: Points | None) -> tuple[float, float, float]:
    at: list[float] = [] if points is None else points[0].tolist()
    first, second, third = (at + [np.inf] * 3)[:3]
    return first, second, third


def _kind(homes: Homes, p: Parameters, for_words: bool) -> Kind:
    coldest, warmest = p.cop_rated
    weak = "strip_capacity" in homes.given
    return Kind(
        homes.inputs["climate"] == "proportional", is_unlimited(homes, p), p.capacity_points is not None,
        DEFROSTS.index(p.defrost), BACKUPS.index(p.backup_operation), _at(p.cop_points), _at(p.capacity_points),
        (float(coldest), float(warmest)), weak, weak and "furnace_capacity" in homes.given, for_words,
    )  # fmt: skip


def _figures(homes: Homes, out: Array) -> Figures:
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
    figures = Figures._make((made, *(of[name] for name in OUTPUTS[11:-6]), hours))
    if len(others):
        for whole, part in zip(*map(_columns, (figures, by_arrays(homes.some(others))[1])), strict=True):
            whole[others] = part
    return figures


def _columns(f: Figures) -> tuple[NDArray[Any], ...]:
    """Every array (homes, 1)."""
    made = f.made
    choices = (column for choice in (made.unbound, made.recommended, made.setting) for column in choice)
    return (*choices, made.heats, *f[1:-1], *f.hours)
