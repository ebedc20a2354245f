"""The setting to program: what the thermostat can hold and the programme accepts, and what each constraint costs.

The candidate of least cost is the start. Each constraint may move it: the house must be heated, the thermostat holds
multiples of its step, the programme accepts some settings only. Every move is recorded with what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

import numpy as np

from ..inputs.settings import multiple_above, multiple_below
from .climate import Bins, at_or_above
from .parameters import Parameters
from .switchovers import Candidates, cheapest, heats, is_met

ConstraintId = Literal["cost", "heats_the_house", "thermostat_step", "programme"]

SAME_SETTING = 1e-6
"""Settings closer than this are one [°F]: rounding of steps in °C."""


class Constraint(NamedTuple):
    """One reason why the setting is what it is."""

    id: ConstraintId
    binding: bool
    """Whether it moved the setting"""
    set_aside: float | None
    """The setting [°F] it was moved from; None where it was not moved"""
    costs: float
    """What that costs [$ a season]; below 0: what cold rooms would have saved is spent"""
    cold_hours: float
    """Hours [h] in which the setting that was set aside leaves load unmet"""
    unmet_mmbtu: float
    """Load it leaves unmet [MMBtu]"""
    instead: float | None = None
    """The setting [°F] it was moved to, against which ``costs`` is; a later constraint may move it further"""
    instead_unmet_mmbtu: float = 0.0
    """Load that one leaves unmet [MMBtu]"""


class Choice(NamedTuple):
    """One setting and its season."""

    switchover: float
    """[°F]"""
    annual_cost: float
    """[$]"""
    unmet_mmbtu: float
    unmet_hours: float
    heats: bool
    """Whether it heats the house"""


class Setting(NamedTuple):
    """What to program."""

    switchover: float
    """[°F]"""
    annual_cost: float
    """[$]"""
    unmet_mmbtu: float
    cold_hours: float
    """Hours [h] whose load is not met"""
    heats: bool
    """Whether the least possible load is left unmet, within 0.1 % of the season's"""
    accepted: bool | None
    """Whether the programme's rules of settings accept it; None without such rules"""
    place: int
    """How many bins are at or above it, counted in ``bins``"""
    bins: Bins
    """The bins, cut at it"""
    constraints: tuple[Constraint, ...]


def setting_to_program(
    bins: Bins,
    options: Candidates,
    chosen: int,
    guess: float,
    p: Parameters,
    season_of: Callable[[tuple[float, ...]], tuple[Bins, Candidates]],
    accepts: Callable[[float], bool] | None,
    limit: float | None,
    load_mmbtu: float,
) -> Setting:
    """The setting to program, from the candidates and the recommended one among them.

    season_of: bins and candidates with further edges at settings [°F]. accepts: whether the programme accepts a
    setting [°F]; None without a programme. limit: the warmest setting [°F] that a programme with such a limit accepts.
    guess [°F]; load of the season [MMBtu].
    """
    least = options.unmet_mmbtu.min() if len(options.unmet_mmbtu) else 0.0
    recommended = _choice(options, chosen, least, load_mmbtu)
    step, zero = p.thermostat_step, p.thermostat_zero
    below, above = (
        float(multiple(recommended.switchover, step, zero)) for multiple in (multiple_below, multiple_above)
    )
    whole = at_or_above(multiple_below(options.switchover, step, zero), options.switchover)
    choices = {float(options.switchover[n]): _choice(options, int(n), least, load_mmbtu) for n in np.flatnonzero(whole)}
    finer: dict[float, Bins] = {}
    # Each is tried by itself: an edge at one of them is none at the others.
    for wanted in sorted({below, above} | (set() if limit is None else {limit})):
        if not any(abs(wanted - edge) < SAME_SETTING for edge in choices):
            cut_bins, cut_options = season_of((wanted,))
            at = int(np.abs(cut_options.place - int(at_or_above(cut_bins.temperature, wanted).sum())).argmin())
            choices[wanted] = _choice(cut_options, at, least, load_mmbtu)._replace(switchover=wanted)
            finer[wanted] = cut_bins
    unbound = int(cheapest(options.annual_cost, options.switchover, guess))
    held = _best(choices.values(), guess, recommended)
    final, accepted = held, None
    if accepts is not None:
        pleasing = [choice for choice in choices.values() if accepts(choice.switchover)]
        final = held if accepts(held.switchover) or not pleasing else _best(pleasing, guess, held)
        accepted = bool(pleasing) and final.heats >= held.heats
        if not accepted:
            final = held
    steps = (
        ("heats_the_house", _choice(options, unbound, least, load_mmbtu), recommended),
        ("thermostat_step", recommended, held),
        *((("programme", held, final),) if accepts is not None else ()),
    )
    own_bins = finer.get(final.switchover, bins)
    return Setting(
        switchover=final.switchover,
        annual_cost=final.annual_cost,
        unmet_mmbtu=final.unmet_mmbtu,
        cold_hours=final.unmet_hours,
        heats=bool(is_met(least, load_mmbtu)),
        accepted=accepted,
        place=int(at_or_above(own_bins.temperature, final.switchover).sum()),
        bins=own_bins,
        constraints=(
            Constraint("cost", True, None, 0.0, 0.0, 0.0),
            *(_constraint(name, before, after) for name, before, after in steps),
        ),
    )


def _choice(options: Candidates, place: int, least: float, load: float) -> Choice:
    unmet = float(options.unmet_mmbtu[place])
    return Choice(
        float(options.switchover[place]),
        float(options.annual_cost[place]),
        unmet,
        float(options.unmet_hours[place]),
        bool(heats(np.array([unmet, least]), load)[0]),
    )


def _best(choices: Iterable[Choice], guess: float, wanted: Choice) -> Choice:
    """The wanted one where it is among the choices; else of those that heat the house the one that costs least."""
    several = sorted(choices, key=lambda choice: -choice.switchover)
    for choice in several:
        if abs(choice.switchover - wanted.switchover) < SAME_SETTING:
            return choice
    warm = [choice for choice in several if choice.heats] or several
    cost, switchover = (np.array(values) for values in zip(*((c.annual_cost, c.switchover) for c in warm), strict=True))
    return warm[int(cheapest(cost, switchover, guess))]


def _constraint(name: ConstraintId, before: Choice, after: Choice) -> Constraint:
    if before.switchover == after.switchover:
        return Constraint(name, False, None, 0.0, 0.0, 0.0)
    more = after.annual_cost - before.annual_cost
    return Constraint(
        name, True, before.switchover, more, before.unmet_hours, before.unmet_mmbtu, after.switchover, after.unmet_mmbtu
    )
