"""The setting to program of many homes at once, as model.setting has it for one without a programme's rules."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..inputs.settings import multiple_above, multiple_below
from ..model.climate import at_or_above
from ..model.parameters import Array, Parameters
from ..model.setting import SAME_SETTING
from ..model.switchovers import COLD_SHARE, at_most, cheapest, is_met, moved_into
from .arrays import Homes
from .candidates import Candidates, Places, at, candidates_of


class Choice(NamedTuple):
    """One setting of each home and its season: arrays (homes, 1)."""

    switchover: Array
    """[°F]"""
    annual_cost: Array
    """[$]"""
    unmet_mmbtu: Array
    unmet_hours: Array


class Advised(NamedTuple):
    """What is advised to each home, and how it came to it."""

    place: Places
    """The recommended switchover among the candidates"""
    unbound: Choice
    """The candidate of least cost, whether or not it heats the house"""
    recommended: Choice
    setting: Choice
    """The recommended switchover, or what the thermostat can hold instead"""
    heats: NDArray[np.bool_]
    """Whether the least possible load left unmet is within 0.1 % of the season's"""


def advised(homes: Homes, p: Parameters, c: Candidates) -> Advised:
    """The candidate of least cost, the recommended one, and the setting to program."""
    guess = moved_into(p.initial_balance_point, c.switchover)
    warm = c.heats
    place = cheapest(c.cost, c.switchover, guess, warm)[:, np.newaxis]
    recommended = unbound = _choice(c, place)
    if warm is not None and not warm.all():
        unbound = _choice(c, cheapest(c.cost, c.switchover, guess)[:, np.newaxis])
    setting = recommended
    held = at_or_above(multiple_below(recommended.switchover, p.thermostat_step, p.thermostat_zero),
                       recommended.switchover)[:, 0]  # fmt: skip
    if not held.all():
        others = np.flatnonzero(~held)
        instead = _held(homes.some(others), _some(c, others), recommended.switchover[others], guess[others])
        setting = Choice(*(column.copy() for column in recommended))
        for column, values in zip(setting, instead, strict=True):
            column[others] = values
    none = np.zeros((homes.count, 1))
    least = none if c.unmet_mmbtu is None else c.unmet_mmbtu.min(axis=-1, keepdims=True)
    return Advised(place, unbound, recommended, setting, is_met(least, c.load_mmbtu))


def _choice(c: Candidates, place: Places) -> Choice:
    return Choice(at(c.switchover, place), c.cost_at(place), c.unmet_at(place), c.unmet_hours_at(place))


def _some(c: Candidates, which: NDArray[np.intp]) -> Candidates:
    """The candidates of some homes, for a choice among them."""
    unmet, hours = (None if part is None else part[which] for part in (c.unmet_mmbtu, c.unmet_hours))
    return c._replace(
        switchover=c.switchover[which], cost=c.cost[which], unmet_mmbtu=unmet, unmet_hours=hours,
        load_mmbtu=c.load_mmbtu[which],
    )  # fmt: skip


def _held(homes: Homes, c: Candidates, recommended: Array, guess: Array) -> Choice:
    """The best of the settings that the thermostat holds: edges, and the multiples either side of the recommended."""
    step, zero = homes.number("thermostat_step"), homes.number("thermostat_zero")
    near = np.hstack([multiple(recommended, step, zero) for multiple in (multiple_below, multiple_above)])
    # Each is tried by itself: an edge at one of them is none at the other.
    finer = [candidates_of(homes, near[:, side : side + 1])[1] for side in (0, 1)]
    places = [seasons.places(near[:, side : side + 1]) for side, seasons in enumerate(finer)]
    whole = at_or_above(multiple_below(c.switchover, step, zero), c.switchover)
    is_edge = (np.abs(near[:, :, np.newaxis] - c.switchover[:, np.newaxis]) < SAME_SETTING) & whole[:, np.newaxis]

    def joined(edges: Array | None, values: list[Array]) -> Array:
        return np.hstack((np.zeros_like(c.cost) if edges is None else edges, *values))

    choices = Choice(
        joined(c.switchover, [near]),
        joined(c.cost, [seasons.cost_at(place) for seasons, place in zip(finer, places, strict=True)]),
        joined(c.unmet_mmbtu, [seasons.unmet_at(place) for seasons, place in zip(finer, places, strict=True)]),
        joined(c.unmet_hours, [seasons.unmet_hours_at(place) for seasons, place in zip(finer, places, strict=True)]),
    )
    held = np.hstack((whole, ~is_edge.any(axis=-1)))
    edges = slice(c.switchover.shape[-1])
    least = choices.unmet_mmbtu[:, edges].min(axis=-1, keepdims=True)
    most = np.minimum(choices.unmet_mmbtu, least) + COLD_SHARE * c.load_mmbtu
    warm = held & at_most(choices.unmet_mmbtu, most, c.load_mmbtu)
    allowed = np.where(warm.any(axis=-1, keepdims=True), warm, held)
    order = np.argsort(-choices.switchover, axis=-1, kind="stable")
    choices = Choice(*(at(column, order) for column in choices))
    allowed, held = (np.take_along_axis(which, order, -1) for which in (allowed, held))
    best = cheapest(choices.annual_cost, choices.switchover, guess, allowed)
    same = held & (np.abs(choices.switchover - recommended) < SAME_SETTING)
    best = np.where(same.any(axis=-1), same.argmax(axis=-1), best)[:, np.newaxis]
    return Choice(*(at(column, best) for column in choices))
