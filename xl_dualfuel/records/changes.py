"""Records of changes: a value stands in the file where it changed, and is used until the next one."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .record import HOUR, SOURCES, Numbers
from .tables import Rows

LONGEST_INTERVAL: Final = 3600.0
"""Longest usual interval [s]: the mean of several hours hides the temperatures of the night."""
LONGEST_VALUE: Final = 6 * HOUR
"""Longest time for which an outdoor temperature is used [s]: it changes sooner, or hardly at all"""
_LONGEST_STILL: Final = 24 * HOUR
"""The same while the record goes on and the next temperature is nearly the same"""
_NEARLY: Final = 1.0
"""Difference of temperatures that are nearly the same [°F]"""
_AGAIN, _AGAIN_OF_CHANGES = 0.05, 0.5
"""Share of the states that may be those before: in rows of any time, and in rows with steps of their own"""


def is_of_changes(steps: Numbers, usual: float) -> bool:
    """Whether rows come when something changes: fewer than half of the steps are alike, few are multiples of one."""
    if len(steps) < 3 or np.count_nonzero(np.abs(steps - usual) <= 0.1 * usual) >= len(steps) / 2 or _is_mixed(steps):
        return False
    base = float(np.quantile(steps, 0.05, method="lower"))
    on_grid = np.abs(steps / base - np.round(steps / base)) <= 0.02
    return not (base >= 0.4 * usual and np.count_nonzero(on_grid) >= 0.8 * len(steps))


def _is_mixed(steps: Numbers) -> bool:
    """Whether a few sizes of steps, each an hour at most, make up most of them: records put together."""
    sizes = Counter(np.round(steps[steps <= LONGEST_INTERVAL] / 60).tolist()).most_common(4)
    return sum(number for size, number in sizes if number >= 0.1 * len(steps)) >= 0.8 * len(steps)


def lasting(times: Numbers, values: Numbers, beats: Numbers) -> Numbers:
    """How long each outdoor temperature [°F] is used at most [s]; beats: ascending times at which anything is recorded.

    A sensor that records changes is silent in even weather, in which the next value is nearly the same.
    """
    longest = np.full(len(times), LONGEST_VALUE)
    steps, apart = np.diff(times), np.abs(np.diff(values))
    for place in np.flatnonzero((steps > LONGEST_VALUE) & (steps <= _LONGEST_STILL) & (apart <= _NEARLY)):
        first, end = np.searchsorted(beats, (times[place], times[place + 1]))
        if np.diff(np.append(beats[first:end], times[place + 1])).max() <= LONGEST_VALUE:
            longest[place] = steps[place]
    return longest


def with_unchanged(rows: Rows, place: NDArray[np.intp], times: Numbers) -> tuple[Rows, tuple[str, ...]]:
    """The rows with states and temperatures in blank cells where blank means unchanged, and a note that says so.

    It does in a column of on and off whose states hardly ever come twice. place: rows with a time; times: theirs [s].
    """
    if not np.isfinite(rows.share).any():
        return rows, ()
    backwards = len(times) > 0 and times[0] > times[-1]
    order = np.lexsort((-place if backwards else place, times))
    at, ascending = place[order], times[order]
    steps = np.diff(ascending)
    own_steps = steps[steps > 0]
    is_irregular = len(own_steps) > 0 and is_of_changes(own_steps, float(np.median(own_steps)))
    blank_is_same = [
        _is_of_states(states, _AGAIN_OF_CHANGES if is_irregular else _AGAIN) for states in rows.share[:, at]
    ]
    if not any(blank_is_same):
        return rows, ()
    last = np.searchsorted(ascending, ascending, side="right") - 1  # of one time the last row knows all
    share, known, outdoor = rows.share.copy(), rows.known.copy(), rows.outdoor.copy()
    for source in np.flatnonzero(blank_is_same):
        share[source, at] = _held(ascending, share[source, at], np.full(len(at), math.inf))[last]
    known[at] = ~np.isnan(share[:, at]).all(axis=0)
    some = ~np.isnan(outdoor[at])
    longest = np.full(len(at), math.nan)
    longest[some] = lasting(ascending[some], outdoor[at][some], ascending)
    outdoor[at] = _held(ascending, outdoor[at], longest)[last]
    names = ", ".join(name.replace("_", " stage ") for name, same in zip(SOURCES, blank_is_same, strict=True) if same)
    note = f"A blank cell was taken as unchanged, as only changes are written ({names})"
    return rows._replace(share=share, known=known, outdoor=outdoor), (note,)


def _is_of_states(states: Numbers, most_again: float) -> bool:
    """Whether a column has on (1), off (0) and blanks, of which few or none are a state that comes again."""
    said = states[~np.isnan(states)]
    if len(said) in (0, len(states)) or set(np.unique(said)) != {0.0, 1.0}:
        return False
    return bool(np.count_nonzero(np.diff(said) == 0) <= most_again * (len(said) - 1))


def _held(times: Numbers, values: Numbers, longest: Numbers) -> Numbers:
    """The values with those before in place of NaN, each for less than ``longest`` [s]."""
    places = np.maximum.accumulate(np.where(np.isnan(values), -1, np.arange(len(values))))
    before = np.maximum(places, 0)
    is_held = (places >= 0) & ((times - times[before] < longest[before]) | (places == np.arange(len(values))))
    return np.where(is_held, values[before], math.nan)
