"""The notes of a home of a table under a tariff, in the words of one case; prices that the tariff has are no doubt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..homes import notes
from ..homes.arrays import Homes
from ..homes.said import Lines, Said
from ..homes.setting import Advised
from ..model import season
from ..model.climate import at_or_above
from ..model.parameters import Array, Parameters
from ..model.scenarios import SCENARIOS
from ..model.season import Heat, Operation
from ..model.switchovers import as_warm
from ..results.advice import Season, hours_of
from ..units import BTU_PER_MMBTU
from .billed import controlled
from .tariff import Tariff


class Rows(NamedTuple):
    """Hours of a year by outdoor temperature: arrays (homes or 1, rows)."""

    temperature: Array
    """[°F]"""
    hours: Array
    """[h]"""
    controlled: NDArray[np.bool_]
    """Where the utility keeps the heat pump off"""


class Under(NamedTuple):
    """A tariff as the words look at it."""

    tariff: Tariff
    never: tuple[str, ...]
    """Special prices and controls that no row has"""
    control_hours: float
    """In which the utility keeps the heat pump off [h]"""


class Seen(NamedTuple):
    """What the words look at beside a home's rows: arrays (homes, 1)."""

    made: Advised
    existing: Array
    """Today's setting [°F]"""
    guess: Array
    """The initial balance point, moved into the range of the settings [°F]"""
    load_mmbtu: Array
    alone_cost: Array
    """Of heat pump and strips alone [$]"""
    alone_unmet: Array
    """What they leave unmet [MMBtu]"""


def notes_of(
    homes: Homes, p: Parameters, rows: Rows, run: Operation, seen: Seen, under: Under, lines: Lines | None = None
) -> Said:
    """The notes of each home, "" where there is nothing to say.

    run: house and equipment at the rows. lines: what comes first.
    """
    made, setting = seen.made, seen.made.setting
    off = np.broadcast_to(rows.controlled, run.load.shape)
    hours = np.broadcast_to(rows.hours, run.load.shape)

    def on(setting_of: Array) -> NDArray[np.bool_]:
        return at_or_above(rows.temperature, setting_of) & ~off

    missing = [season.unmet(run.load, heat) * hours for heat in (run.ways.dual, run.ways.furnace, run.ways.emergency)]
    dual, furnace, emergency = missing

    def unmet(setting_of: Array) -> Array:
        return _total(np.where(on(setting_of), dual, furnace)) / BTU_PER_MMBTU

    counted = hours_of(hours, on(made.recommended.switchover), run.ways, run.performance)
    same = setting.switchover == made.recommended.switchover
    has_strips = homes.column("strip_capacity", 1.0) != 0
    by_scenario = dict(zip(SCENARIOS, (
        seen.alone_unmet, _total(furnace) / BTU_PER_MMBTU, made.recommended.unmet_mmbtu, unmet(seen.existing),
        unmet(seen.guess), np.where(has_strips, _total(emergency) / BTU_PER_MMBTU, np.nan),
        np.where(same, np.nan, setting.unmet_mmbtu),
    ), strict=True))  # fmt: skip
    ran = Season(
        type(counted)(*(each[:, np.newaxis] for each in counted)), seen.load_mmbtu, by_scenario, setting.unmet_mmbtu,
        seen.alone_cost,
    )  # fmt: skip
    warm = as_warm(seen.alone_unmet, setting.unmet_mmbtu, seen.load_mmbtu)
    no_furnace = np.where(warm, setting.annual_cost - seen.alone_cost, np.nan)

    def short(some: NDArray[np.intp], setting_of: Array) -> tuple[Array, Array]:
        at = np.broadcast_to(rows.temperature, run.load.shape)[some]
        above = at_or_above(at, setting_of) & ~off[some]
        ways = run.ways
        switched = Heat(*(np.where(above, *(part[some] for part in pair))
                          for pair in zip(ways.dual, ways.furnace, strict=True)))  # fmt: skip
        left = season.unmet(run.load[some], switched)
        return left.max(axis=-1, keepdims=True), run.load[some].max(axis=-1, keepdims=True)

    mine, priced = _by_tariff(homes, p, under.tariff)
    lines = Lines(homes.count) if lines is None else lines
    lines.add_notes(["; ".join(_of_tariff(homes, under))])
    heated = _total(np.where(off & (run.load > 0), hours, 0.0))[:, 0].tolist()
    control = {one: controlled(under.control_hours, one) for one in set(heated)}
    if any(control.values()):
        words = [control[one] and f"control: {control[one]}" for one in heated]
        lines.add_notes(words, np.arange(homes.count))
    return notes.of_homes(mine, priced, made, no_furnace, ran, short, lines)


def _of_tariff(homes: Homes, under: Under) -> Iterator[str]:
    """What is to be known of the tariff with these homes."""
    unit = under.tariff.unit_taken(homes.inputs["fuel_price_unit"])
    if unit:
        yield f"fuel: {unit}"
    yield from (f"tariff: {never} holds in no hour of this weather" for never in under.never)


def _by_tariff(homes: Homes, p: Parameters, tariff: Tariff) -> tuple[Homes, Parameters]:
    """The homes with the prices that the tariff has as given, and numbers that nothing is said of."""
    given = set(homes.given)
    if tariff.electricity is not None:
        given.add("electricity_price")
        p = p._replace(electricity_price=np.nan)
    if tariff.fuel is not None:
        given.add("fuel_price")
        p = p._replace(fuel_price=np.nan)
    return homes.with_given(given), p


def _total(values: Array) -> Array:
    total: Array = values.sum(axis=-1, keepdims=True)
    return total
