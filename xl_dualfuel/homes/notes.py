"""The notes of a home in a table, in the words of one case: what the advice sets aside, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..inputs.fields import FIELDS
from ..inputs.warnings import warnings
from ..model.parameters import Array, Parameters
from ..model.setting import Constraint, ConstraintId
from ..results import setting_words
from ..results.case_units import CENT
from ..results.doubts import doubts_of_homes
from ..results.facts import Facts
from ..results.result import Result
from .arrays import Homes
from .setting import Advised, Choice

Note = tuple[str, str]
"""The input or rule it is about, and the words"""


def of_result(result: Result) -> str:
    """The notes of one case: on its setting, doubts, and what its inputs give reason to say, in one line."""
    s = result.solution
    setting = s.setting.switchover, s.setting.unmet_mmbtu, s.setting.cold_hours
    cold = [] if s.setting.heats else [_no_setting_heats(*setting, s.parameters)]
    return _line([*cold, *setting_words.notes(s), *result.doubts, *result.case.warnings])


def of_homes(homes: Homes, p: Parameters, made: Advised, no_furnace: Array, hours: Array) -> NDArray[np.object_]:
    """The same of each home, text (homes, 1), "" where there is nothing to say.

    no_furnace: how much less than the setting heat pump and strips alone would cost [$], NaN where that cannot be
    compared; hours of the season [h]; arrays (homes, 1).
    """
    given = {key: homes.inputs[key] for key in FIELDS if key in homes.given}
    facts = Facts(homes.inputs, homes.given, p, hours, made.setting.annual_cost)
    # What the inputs alone give reason to say is alike for all homes of a group, but for rules about their numbers.
    each = "hspf2" in homes.given
    usual = () if each else tuple(warnings(given, homes.inputs, homes.units))
    notes = np.full((homes.count, 1), _line(usual), dtype=object)
    odd = dict(doubts_of_homes(facts, homes.count))
    moved = made.unbound.switchover != made.setting.switchover
    advised = moved | (made.recommended.switchover != made.setting.switchover) | (no_furnace >= CENT) | ~made.heats
    above = (homes.column("compressor_lockout", -np.inf) > homes.column("existing_switchover")) | (
        homes.column("load_balance_temperature", -np.inf) > homes.column("indoor_setpoint")
    )
    for home in {*odd, *(range(homes.count) if each else np.flatnonzero(above | advised).tolist())}:
        own = usual
        if each or above[home, 0]:
            inputs = facts.home(home).inputs
            own = tuple(warnings({key: inputs[key] for key in given}, inputs, homes.units))
        advice = _on_setting(_of(p, home), made, home, float(no_furnace[home, 0])) if advised[home, 0] else ()
        notes[home, 0] = _line([*advice, *odd.get(home, ()), *own])
    return notes


def _line(notes: Iterable[Note]) -> str:
    return "; ".join(f"{key}: {message}" for key, message in notes)


Numbers = tuple[float, float, float, float]
"""Choice of one home: setting [°F], cost [$], unmet load [MMBtu], cold hours [h]."""


def _numbers(choice: Choice, home: int) -> Numbers:
    switchover, cost, unmet, hours = (float(column[home, 0]) for column in choice)
    return switchover, cost, unmet, hours


def _on_setting(p: Parameters, made: Advised, home: int, no_furnace: float) -> Iterator[Note]:
    """As setting_words.notes has them for one case."""
    choices = made.unbound, made.recommended, made.setting
    unbound, recommended, setting = (_numbers(choice, home) for choice in choices)
    if not made.heats[home, 0]:
        yield _no_setting_heats(setting[0], setting[2], setting[3], p)
    steps: tuple[tuple[ConstraintId, Numbers, Numbers], ...] = (
        ("heats_the_house", unbound, recommended),
        ("thermostat_step", recommended, setting),
    )
    for name, before, after in steps:
        aside, cost, unmet, hours = before
        constraint = Constraint(name, aside != after[0], aside, after[1] - cost, hours, unmet)
        if setting_words.is_note(constraint):
            yield name, setting_words.set_aside(constraint, setting[0], p)
    if no_furnace >= CENT:
        yield "heat_pump_only", setting_words.no_furnace(no_furnace, p.backup_operation, p.units)


def _of(p: Parameters, home: int) -> Parameters:
    """With the numbers of the thermostat of one home."""
    if not np.ndim(p.thermostat_step) and not np.ndim(p.thermostat_zero):
        return p
    both = (np.ravel(values) for values in (p.thermostat_step, p.thermostat_zero))
    step, zero = (values[home if len(values) > 1 else 0] for values in both)
    return p._replace(thermostat_step=float(step), thermostat_zero=float(zero))


def _no_setting_heats(setting: float, unmet_mmbtu: float, cold_hours: float, p: Parameters) -> Note:
    words = setting_words.undelivered(setting, unmet_mmbtu, cold_hours, p)
    return "heats_the_house", f"No setting heats the house. {words}."
