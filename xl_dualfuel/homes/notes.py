"""What the advice to a home sets aside, in words: the note of its row, with those of results.setting_words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..model.parameters import Array, Parameters
from ..model.setting import Constraint, ConstraintId
from ..model.solution import Solution
from ..results import setting_words
from ..results.setting_words import CENT
from .setting import Advised, Choice


def of_solution(s: Solution) -> str:
    """The note of one solved case."""
    words = [words for _, words in setting_words.notes(s)]
    if not s.setting.heats:
        setting = s.setting.switchover, s.setting.unmet_mmbtu, s.setting.cold_hours
        words.insert(0, _no_setting_heats(*setting, s.parameters))
    return " ".join(words)


def of_homes(p: Parameters, made: Advised, no_furnace: Array) -> NDArray[np.object_]:
    """The notes of many homes, (homes, 1): texts, "" where there is nothing to say.

    no_furnace: how much less than the setting heat pump and strips alone would cost [$], NaN where that cannot be
    compared.
    """
    cold = made.unbound.switchover != made.recommended.switchover
    moved = made.recommended.switchover != made.setting.switchover
    notes = np.full(cold.shape, "", dtype=object)
    some = cold | moved | (no_furnace >= CENT) | ~made.heats
    for home in np.flatnonzero(some).tolist():
        notes[home, 0] = " ".join(_words(_of(p, home), made, home, float(no_furnace[home, 0])))
    return notes


Numbers = tuple[float, float, float, float]
"""Choice of one home: setting [°F], cost [$], unmet load [MMBtu], cold hours [h]."""


def _numbers(choice: Choice, home: int) -> Numbers:
    switchover, cost, unmet, hours = (float(column[home, 0]) for column in choice)
    return switchover, cost, unmet, hours


def _words(p: Parameters, made: Advised, home: int, no_furnace: float) -> Iterator[str]:
    unbound, recommended, setting = (
        _numbers(choice, home) for choice in (made.unbound, made.recommended, made.setting)
    )
    if not made.heats[home, 0]:
        yield _no_setting_heats(setting[0], setting[2], setting[3], p)
    steps: tuple[tuple[ConstraintId, Numbers, Numbers], ...] = (
        ("heats_the_house", unbound, recommended),
        ("thermostat_step", recommended, setting),
    )
    for name, before, after in steps:
        aside, cost, unmet, hours = before
        if aside != after[0]:
            yield setting_words.set_aside(Constraint(name, True, aside, after[1] - cost, hours, unmet), setting[0], p)
    if no_furnace >= CENT:
        yield setting_words.no_furnace(no_furnace, p.backup_operation)


def _of(p: Parameters, home: int) -> Parameters:
    """With the numbers of the thermostat of one home."""
    both = (np.ravel(values) for values in (p.thermostat_step, p.thermostat_zero))
    step, zero = (values[home if len(values) > 1 else 0] for values in both)
    return p._replace(thermostat_step=float(step), thermostat_zero=float(zero))


def _no_setting_heats(setting: float, unmet_mmbtu: float, cold_hours: float, p: Parameters) -> str:
    return f"No setting heats the house. {setting_words.undelivered(setting, unmet_mmbtu, cold_hours, p)}."
