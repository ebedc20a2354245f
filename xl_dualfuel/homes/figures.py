"""All numbers of many homes that their columns and words are made of, by arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..model import backup, season
from ..model.climate import at_or_above
from ..model.parameters import Array, Parameters
from ..model.switchovers import moved_into
from ..results.advice import Hours, hours_of
from ..units import BTU_PER_MMBTU
from .arrays import Homes, design_of
from .candidates import Candidates, candidates_of, numbers_of, total
from .setting import Advised, advised

CHUNK: Final = 2048
"""Homes calculated together: their arrays stay in the processor's cache."""


class Figures(NamedTuple):
    """What each home's season comes to: arrays (homes, 1)."""

    made: Advised
    warmest: Array
    """The warmest candidate [°F]: furnace only"""
    coldest: Array
    """The coldest: heat pump only"""
    load_mmbtu: Array
    existing_cost: Array
    """With today's setting [$]"""
    existing_unmet: Array
    """… [MMBtu]"""
    existing_kwh: Array
    existing_fuel: Array
    """… [MMBtu]"""
    pump_cost: Array
    """Of heat pump and strips alone [$]"""
    pump_unmet: Array
    """… [MMBtu]"""
    furnace_cost: Array
    """Of the furnace alone [$]"""
    furnace_unmet: Array
    """… [MMBtu]"""
    guess_unmet: Array
    """With the initial guess [MMBtu]"""
    emergency_unmet: Array
    """With emergency heat [MMBtu]"""
    kwh: Array
    """Electricity with the setting to program"""
    fuel_mmbtu: Array
    furnace_hours: Array
    """In which the furnace runs [h]"""
    design_kw: Array
    """Electric power at the design temperature, given or the climate's own, with the setting to program [kW]"""
    hours: Hours


def by_arrays(homes: Homes) -> tuple[Parameters, Figures]:
    """The numbers of the homes by the engine's steps on arrays, and what they were calculated from."""
    chunks = [_chunk(homes.some(slice(start, start + CHUNK))) for start in range(0, homes.count, CHUNK)]
    return numbers_of(homes), _joined(chunks)


def _joined(parts: Sequence[Any]) -> Any:
    """Tuples of arrays (homes, 1) of all homes, of those of some each."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return type(first)(*map(_joined, zip(*parts, strict=True))) if isinstance(first, tuple) else np.concatenate(parts)


def _chunk(homes: Homes) -> Figures:
    p, options = candidates_of(homes)
    made = advised(homes, p, options)
    existing, first = options.places(p.existing_switchover), np.zeros_like(made.place)
    guess = options.places(moved_into(p.initial_balance_point, options.switchover))
    run, hours = options.run, options.bins.hours
    above = at_or_above(options.bins.temperature, made.recommended.switchover)
    counted = hours_of(hours, above, run.ways, run.performance)
    emergency = total(season.unmet(run.load, run.ways.emergency) * hours) / BTU_PER_MMBTU
    return Figures(
        made, options.switchover[:, :1], options.switchover[:, -1:], options.load_mmbtu,
        options.cost_at(existing), options.unmet_at(existing), *options.used(existing),
        *options.heat_pump_only, options.cost_at(first), options.unmet_at(first),
        options.unmet_at(guess), emergency, *_used(homes, made, options),
        _design_kw(homes, p, made.setting.switchover), Hours(*(each[:, np.newaxis] for each in counted)),
    )  # fmt: skip


def _used(homes: Homes, made: Advised, options: Candidates) -> tuple[Array, Array, Array]:
    """Electricity [kWh], fuel [MMBtu] and hours of the furnace [h] with the setting to program, (homes, 1)."""
    used = (*options.used(made.place), options.furnace_hours(made.place))
    moved = np.flatnonzero(made.setting.switchover != made.recommended.switchover)
    if len(moved):
        setting = made.setting.switchover[moved]
        finer = candidates_of(homes.some(moved), setting)[1]
        place = finer.places(setting)
        for whole, part in zip(used, (*finer.used(place), finer.furnace_hours(place)), strict=True):
            whole[moved] = part
    return used


def _design_kw(homes: Homes, p: Parameters, switchover: Array) -> Array:
    """Electric power [kW] at the design temperature, given or the climate's own, with a switchover [°F]."""
    temperature = np.broadcast_to(design_temperature(homes), (homes.count, 1))
    return backup.design_kw(p, temperature, at_or_above(temperature, switchover))


def design_temperature(homes: Homes) -> Array:
    """The design temperature [°F], given or the climate's own, (homes or 1, 1)."""
    given = homes.inputs["design_temperature"] is not None
    return homes.column("design_temperature") if given else design_of(homes)
