"""The notes of a home in a table, in the words of one case: what the advice sets aside, what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..inputs.fields import FIELDS
from ..inputs.typed import AS_PERCENTAGE
from ..inputs.units_given import Units
from ..inputs.warnings import warnings
from ..model.parameters import Array, Parameters
from ..model.setting import Constraint, ConstraintId
from ..results import setting_words
from ..results.advice import Season, season_sentences, table_words
from ..results.assumptions import Basis, usual_sentences, usual_words
from ..results.case_units import Thermostat
from ..results.doubts import doubts_of_homes
from ..results.facts import Facts
from ..results.result import Result
from ..results.setting_words import Cold
from .arrays import Homes
from .candidates import short_of
from .figures import Figures
from .said import DOUBT, READING, Line, Lines, Piece, Said
from .setting import Advised, Choice

Note = tuple[str, str]
"""The input or rule it is about, and the words"""


Short = Callable[[NDArray[np.intp], Array], tuple[Array, Array]]
"""Of some homes, by their places, with settings [°F] (homes, 1): as candidates.short_of"""
_WHOLE: Final = 10_000
"""Numbers that reach no further from each other are counted by their value."""
NO_SETTING_HEATS: Final = "No setting heats the house."
"""How the note of a home begins that is cold whatever the setting"""


def of_result(result: Result) -> Line:
    """The notes of one case in one line: on its setting, doubts, what its inputs give reason to say, assumptions.

    What an assumption moves is left out: it takes about twenty seasons a home to say.
    """
    s = result.solution
    cold = [] if s.setting.heats else [_no_setting_heats(setting_words.mending_of(s))]
    year = result.case.year
    estimate = [] if year is None or year.read is None or year.typical is None else year.read.notes
    readings = result.case.readings.items()
    read, others = (
        [pair for pair in result.case.warnings if (pair in readings) == is_read] for is_read in (True, False)
    )
    return Line([
        Piece(_line([*cold, *setting_words.notes(s)])),
        Piece(_line(result.doubts), DOUBT),
        Piece(_line(read), READING),
        Piece(_line([*others, *table_words(s), *usual_words(s), *(("weather_file", note) for note in estimate)])),
    ])  # fmt: skip


def of_homes(
    homes: Homes, p: Parameters, made: Advised, no_furnace: Array, ran: Season, short: Short | None = None,
    lines: Lines | None = None,
) -> Said:  # fmt: skip
    """The same of each home, "" where there is nothing to say.

    no_furnace: how much less than the setting heat pump and strips alone would cost [$], NaN where that cannot be
    compared; ran: what the words look at in the season; arrays (homes, 1). short: where not by the bins of the homes.
    lines: what comes first.
    """
    lines = Lines(homes.count) if lines is None else lines
    _advice(lines, homes, p, made, ran.load_mmbtu, short)
    lines.add(setting_words.without_furnace(no_furnace, p.backup_operation, p.units))
    facts = Facts(homes.inputs, homes.given, p, ran.hours.every, made.setting.annual_cost)
    odd = dict(doubts_of_homes(facts, homes.count))
    if odd:
        lines.add_notes([_line(doubts) for doubts in odd.values()], np.array(list(odd)), DOUBT)
    _of_inputs(lines, homes, facts)
    for sentence in season_sentences(ran, p):
        lines.add(sentence)
    for sentence in usual_sentences(Basis(homes, p, ran.load_mmbtu)):
        lines.add(sentence)
    return lines.said()


def _advice(lines: Lines, homes: Homes, p: Parameters, made: Advised, load: Array, short: Short | None) -> None:
    """What would heat the homes that no setting heats, and what constraints set aside: few have it, each its own."""
    lacking = _lacking(homes, p, made, short or (lambda some, setting: short_of(homes.some(some), setting)))
    setting = made.setting.switchover
    moved = (made.unbound.switchover != setting) | (made.recommended.switchover != setting) | ~made.heats
    own = np.flatnonzero(moved)
    if len(own):
        lines.add_notes([
            _line((*lacking.get(home, ()), *_set_aside(_of(p, home), made, home, float(load[home, 0]))))
            for home in own.tolist()
        ], own)  # fmt: skip


def _of_inputs(lines: Lines, homes: Homes, facts: Facts) -> None:
    """What the inputs alone give reason to say: alike for all homes of a group, but for rules about their numbers."""
    given = {key: homes.inputs[key] for key in FIELDS if key in homes.given}
    above = (homes.column("compressor_lockout", -np.inf) > homes.column("existing_switchover")) | (
        homes.column("load_balance_temperature", -np.inf) > homes.column("indoor_setpoint")
    ) | ("hspf2" in homes.given)  # fmt: skip
    own = np.flatnonzero(above)
    for key, note in homes.readings:
        each = [note] if isinstance(note, str) else note.tolist()
        of_type = DOUBT if isinstance(note, str) and AS_PERCENTAGE in note else READING  # else these are left out
        lines.add_notes([f"{key}: {one}" if one else "" for one in each], of_type=of_type)
    if len(own) < homes.count:
        alike = [_line(warnings(given, homes.inputs, homes.units))]
        lines.add_notes(alike, np.flatnonzero(~above) if len(own) else slice(None))
    texts = []
    for home in own.tolist():
        inputs = facts.home(home).inputs
        texts.append(_line(warnings({key: inputs[key] for key in given}, inputs, homes.units)))
    if texts:
        lines.add_notes(texts, own)


def settings_of(p: Parameters, f: Figures, setting: Array) -> NDArray[np.object_]:
    """Each home's setting [°F] in words, text (homes, 1); arrays (homes, 1)."""
    furnace, pump = setting >= f.warmest, setting <= f.coldest
    return words_of(p, np.where(furnace, 1, np.where(pump, 2, 0)).astype(np.int8), setting)


def words_of(p: Parameters, status: NDArray[np.int8], setting: Array) -> NDArray[np.object_]:
    """The same by the codes of what heats the house: 0 both, 1 the furnace, 2 the heat pump all season."""
    ways = ("crosses", "fuel_always", "heat_pump_always")
    group, most = status.ravel().astype(np.intp), len(ways)
    for column in (setting, p.thermostat_step, p.thermostat_zero):
        if np.size(column) > 1:
            places, count = _places(np.ravel(column))
            group, most = group * count + places, most * count
            if most > _WHOLE:
                group, most = _places(group)
    homes = np.full(most, -1)
    homes[group] = np.arange(len(group))
    some = np.flatnonzero(homes >= 0)
    homes = homes[some]
    columns = (np.broadcast_to(column, setting.shape) for column in (setting, p.thermostat_step, p.thermostat_zero))
    numbers = zip(*(column[homes, 0].tolist() for column in columns), strict=True)
    words = [_in_short(*of_home, ways[way], p.units) for of_home, way in zip(numbers, status[homes, 0], strict=True)]
    texts = np.full(most, "", dtype=object)
    texts[some] = words
    return texts[group[:, np.newaxis]]


@lru_cache(maxsize=2**14)
def _in_short(setting: float, step: float, zero: float, way: str, units: Units) -> str:
    return setting_words.in_short(setting, way, Thermostat(step, zero, units))


def _places(values: NDArray[Any]) -> tuple[NDArray[np.intp], int]:
    """A number for each value, alike for those alike, and how many there may be: few whole ones need no sorting."""
    low, high = values.min(), values.max()
    if high - low < _WHOLE:
        whole = (values - low).astype(np.intp)
        if float(low).is_integer() and (whole == values - low).all():
            return whole, int(high - low) + 1
    distinct, which = np.unique(values, return_inverse=True)
    return which, len(distinct)


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


def _set_aside(p: Parameters, made: Advised, home: int, load: float) -> Iterator[Note]:
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


def _of(p: Parameters, home: int) -> Parameters:
    """With the numbers of the thermostat of one home."""
    if not np.ndim(p.thermostat_step) and not np.ndim(p.thermostat_zero):
        return p
    both = (np.ravel(values) for values in (p.thermostat_step, p.thermostat_zero))
    step, zero = (values[home if len(values) > 1 else 0] for values in both)
    return p._replace(thermostat_step=float(step), thermostat_zero=float(zero))


def _no_setting_heats(mending: str) -> Note:
    return "heats_the_house", f"{NO_SETTING_HEATS} {mending}"
