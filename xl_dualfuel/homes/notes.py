"""The notes of a home in a table, in the words of one case: what the advice sets aside, what is doubtful."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..inputs.fields import FIELDS
from ..inputs.warnings import warnings
from ..model.climate import Bins
from ..model.parameters import Array, Parameters
from ..model.setting import Constraint, ConstraintId
from ..results import setting_words
from ..results.advice import Hours, Season, colder_words, has_words, season_words, table_words
from ..results.assumptions import usual_words
from ..results.case_units import CENT
from ..results.doubts import doubts_of_homes
from ..results.facts import Facts
from ..results.result import Result
from ..results.setting_words import Cold
from .arrays import Homes
from .candidates import Candidates, short_of
from .figures import Figures
from .one_of_many import assumed_by
from .setting import Advised, Choice

Note = tuple[str, str]
"""The input or rule it is about, and the words"""


Short = Callable[[NDArray[np.intp], Array], tuple[Array, Array]]
"""Of some homes, by their places, with settings [°F] (homes, 1): as candidates.short_of"""
NO_SETTING_HEATS: Final = "No setting heats the house."
"""How the note of a home begins that is cold whatever the setting"""


def of_result(result: Result) -> str:
    """The notes of one case in one line: on its setting, doubts, what its inputs give reason to say, assumptions.

    What an assumption moves is left out: it takes about twenty seasons a home to say.
    """
    s = result.solution
    cold = [] if s.setting.heats else [_no_setting_heats(setting_words.mending_of(s))]
    year = result.case.year
    estimate = [] if year is None or year.read is None or year.typical is None else year.read.notes
    return _line([*cold, *setting_words.notes(s), *result.doubts, *result.case.warnings, *table_words(s),
                  *usual_words(s), *(("weather_file", note) for note in estimate)])  # fmt: skip


def of_homes(
    homes: Homes, p: Parameters, bins: Bins, made: Advised, no_furnace: Array, ran: Season, short: Short | None = None
) -> NDArray[np.object_]:  # fmt: skip
    """The same of each home, text (homes, 1), "" where there is nothing to say.

    no_furnace: how much less than the setting heat pump and strips alone would cost [$], NaN where that cannot be
    compared; ran: what the words look at in the season; arrays (homes, 1). short: where not by the bins of the homes.
    """
    load = ran.load_mmbtu
    given = {key: homes.inputs[key] for key in FIELDS if key in homes.given}
    facts = Facts(homes.inputs, homes.given, p, ran.hours.every, made.setting.annual_cost)
    # What the inputs alone give reason to say is alike for all homes of a group, but for rules about their numbers.
    each = "hspf2" in homes.given
    usual = homes.readings if each else (*homes.readings, *warnings(given, homes.inputs, homes.units))
    assumed = assumed_by(homes, p, bins)
    notes = np.full((homes.count, 1), "", dtype=object)
    notes[:, 0] = [_line((*usual, *own)) for own in assumed]
    odd = dict(doubts_of_homes(facts, homes.count))
    lacking = _lacking(homes, p, made, short or (lambda some, setting: short_of(homes.some(some), setting)))
    moved = made.unbound.switchover != made.setting.switchover
    advised = moved | (made.recommended.switchover != made.setting.switchover) | (no_furnace >= CENT) | ~made.heats
    above = (homes.column("compressor_lockout", -np.inf) > homes.column("existing_switchover")) | (
        homes.column("load_balance_temperature", -np.inf) > homes.column("indoor_setpoint")
    )
    ended = np.broadcast_to(has_words(ran, p), (homes.count, 1))
    seasons = _Seasons(ran, p, homes.count)
    for home in {*odd, *(range(homes.count) if each else np.flatnonzero(above | advised | ended).tolist())}:
        own = usual
        if each or above[home, 0]:
            inputs = facts.home(home).inputs
            own = (*homes.readings, *warnings({key: inputs[key] for key in given}, inputs, homes.units))
        advice: list[Note] = []
        if advised[home, 0]:
            numbers = float(no_furnace[home, 0]), float(load[home, 0])
            advice = [*lacking.get(home, ()), *_on_setting(_of(p, home), made, home, *numbers)]
        season = seasons.words(home) if ended[home, 0] else ()
        notes[home, 0] = _line([*advice, *odd.get(home, ()), *own, *season, *assumed[home]])
    return notes


def settings_of(p: Parameters, c: Candidates | Figures, setting: Array) -> NDArray[np.object_]:
    """Each home's setting [°F] in words, text (homes, 1); arrays (homes, 1)."""
    furnace = (setting >= c.switchover[:, :1]).ravel().tolist()
    pump = (setting <= c.switchover[:, -1:]).ravel().tolist()
    words = np.full(setting.shape, "", dtype=object)
    for home, at in enumerate(setting.ravel().tolist()):
        way = "fuel_always" if furnace[home] else "heat_pump_always" if pump[home] else "crosses"
        words[home, 0] = setting_words.in_short(at, way, _of(p, home))
    return words


def words_of(p: Parameters, status: NDArray[np.int8], setting: Array) -> NDArray[np.object_]:
    """The same by the codes of what heats the house: 0 both, 1 the furnace, 2 the heat pump all season."""
    words = np.full(setting.shape, "", dtype=object)
    ways = ("crosses", "fuel_always", "heat_pump_always")
    for home, (at, way) in enumerate(zip(setting.ravel().tolist(), status.ravel().tolist(), strict=True)):
        words[home, 0] = setting_words.in_short(at, ways[way], _of(p, home))
    return words


def _line(notes: Iterable[Note]) -> str:
    return "; ".join(f"{key}: {message}" for key, message in notes)


Numbers = tuple[float, float, float, float]
"""Choice of one home: setting [°F], cost [$], unmet load [MMBtu], cold hours [h]."""


def _numbers(choice: Choice, home: int) -> Numbers:
    switchover, cost, unmet, hours = (float(column[home, 0]) for column in choice)
    return switchover, cost, unmet, hours


def _lacking(homes: Homes, p: Parameters, made: Advised, short_at: Short) -> dict[int, list[Note]]:
    """What would heat the homes that no setting heats, by home."""
    cold = np.flatnonzero(~made.heats[:, 0])
    if not len(cold):
        return {}
    short, load = short_at(cold, made.setting.switchover[cold])
    altitude = homes.column("altitude")[cold, 0]
    lacking: dict[int, list[Note]] = {}
    for place, home in enumerate(cold.tolist()):
        setting, _, unmet, hours = _numbers(made.setting, home)
        own = Cold(setting, unmet, hours, float(short[place, 0]), float(load[place, 0]))
        lacking[home] = [_no_setting_heats(setting_words.mending(own, _of(p, home), float(altitude[place])))]
    return lacking


def _on_setting(p: Parameters, made: Advised, home: int, no_furnace: float, load: float) -> Iterator[Note]:
    """As setting_words.notes has them for one case."""
    choices = made.unbound, made.recommended, made.setting
    unbound, recommended, setting = (_numbers(choice, home) for choice in choices)
    steps: tuple[tuple[ConstraintId, Numbers, Numbers], ...] = (
        ("heats_the_house", unbound, recommended),
        ("thermostat_step", recommended, setting),
    )
    for name, before, after in steps:
        aside, cost, unmet, hours = before
        constraint = Constraint(name, aside != after[0], aside, after[1] - cost, hours, unmet, after[0], after[2])
        if setting_words.is_note(constraint, load):
            yield name, setting_words.set_aside(constraint, setting[0], load, p)
    if no_furnace >= CENT:
        yield "heat_pump_only", setting_words.no_furnace(no_furnace, p.backup_operation, p.units)


class _Seasons:
    """The seasons of many homes, one by one."""

    def __init__(self, ran: Season, p: Parameters, count: int) -> None:
        def column(values: Array | float) -> list[float]:
            wide: list[float] = np.broadcast_to(np.reshape(values, (-1, 1)), (count, 1))[:, 0].tolist()
            return wide

        self._hours = [Hours(*row) for row in zip(*map(column, ran.hours), strict=True)]
        self._unmet = list(zip(*map(column, ran.unmet.values()), strict=True))
        self._names = tuple(ran.unmet)
        self._others = list(zip(*map(column, (ran.load_mmbtu, ran.setting_unmet, ran.alone_cost)), strict=True))
        self._slopes = list(zip(*map(column, (p.billed_load_slope, p.load_slope)), strict=True))
        self._p, self._unbilled = p, p._replace(billed_load_slope=math.nan, load_slope=math.nan)

    def words(self, home: int) -> list[Note]:
        """As advice.table_words has them for one case."""
        load, setting_unmet, alone = self._others[home]
        unmet = dict(zip(self._names, self._unmet[home], strict=True))
        season = Season(self._hours[home], load, unmet, setting_unmet, alone)
        billed, slope = self._slopes[home]
        none = math.isnan(billed)
        p = self._unbilled if none else self._p._replace(billed_load_slope=billed, load_slope=slope)
        return [*season_words(season, p), *colder_words(season, p)]


def _of(p: Parameters, home: int) -> Parameters:
    """With the numbers of the thermostat of one home."""
    if not np.ndim(p.thermostat_step) and not np.ndim(p.thermostat_zero):
        return p
    both = (np.ravel(values) for values in (p.thermostat_step, p.thermostat_zero))
    step, zero = (values[home if len(values) > 1 else 0] for values in both)
    return p._replace(thermostat_step=float(step), thermostat_zero=float(zero))


def _no_setting_heats(mending: str) -> Note:
    return "heats_the_house", f"{NO_SETTING_HEATS} {mending}"
