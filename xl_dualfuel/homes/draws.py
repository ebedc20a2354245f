"""One case with some of its numbers varied: the engine's steps on arrays, every switchover of every variation.

The rows differ in numbers only. Where only prices and emission factors differ, heat and energy are calculated once.
Unlike homes.engine this returns every candidate, so that a setting fixed beforehand can be judged in each variation,
and takes every climate; for what both can do they agree (a test).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..inputs import settings as set_temperatures
from ..inputs.case import Case
from ..inputs.cells import merged
from ..inputs.fields import COLUMNS, COPS, FIELDS, TABLE_LIMIT
from ..inputs.validation import load_balance
from ..model import climate, parameters, season, switchovers
from ..model.climate import Bins
from ..model.parameters import Array
from ..model.switchovers import Curve
from ..units import BTU_PER_MMBTU
from .arrays import Homes, agreeing, bins_of, design_temperature, in_range, shared

SETTINGS: Final = frozenset(key for key, field in FIELDS.items() if field.role == "setting")
_NOT_OF_HEAT: Final = frozenset(key for key, field in FIELDS.items() if field.role in ("price", "setting"))
"""Inputs that heat, electricity and fuel do not depend on."""
COP: Final = "cop"
"""Not an input: a factor on every COP of the heat pump, rating points and performance table alike."""
CELLS: Final = 2**15
"""Numbers in an array worked on at once: it stays in the processor's cache."""


class Seasons(NamedTuple):
    """Every season of each row.

    Tables have a column for each number of bins, warm to cold, that a setting may put on the heat pump: arrays
    (rows, bins + 1), or (1, bins + 1) where rows share them.
    """

    temperature: Array
    """Representative temperatures of the bins [°F], (rows or 1, bins)"""
    switchover: Array
    """The candidates [°F], warm to cold, (rows or 1, candidates)"""
    place: NDArray[np.intp]
    """How many bins are at or above each candidate, (rows or 1, candidates)"""
    electricity_kwh: Array
    fuel_mmbtu: Array
    unmet_mmbtu: Array | None
    """Load that no source meets; None where every candidate heats the house"""
    load_mmbtu: Array
    """(rows or 1, 1)"""
    annual_cost: Array
    """[$]"""
    emissions_kg: Array
    guess: Array
    """The initial balance point moved into the range [°F], (rows, 1)"""

    @property
    def heats(self) -> NDArray[np.bool_]:
        """Which candidates heat the house, (rows or 1, candidates)."""
        if self.unmet_mmbtu is None:
            return np.ones_like(self.place, dtype=bool)
        return switchovers.heats(self._of_candidates(self.unmet_mmbtu), self.load_mmbtu)

    def best(self) -> NDArray[np.intp]:
        """The candidate that heats the house at least cost in each row by the rule of ties, (rows, 1)."""
        cost = self._of_candidates(self.annual_cost)
        allowed = None if self.unmet_mmbtu is None else np.broadcast_to(self.heats, cost.shape)
        return switchovers.cheapest(cost, self.switchover, self.guess, allowed)[:, np.newaxis]

    def at_candidate(self, candidate: NDArray[np.intp]) -> NDArray[np.intp]:
        """How many bins are at or above one candidate of each row, (rows, 1)."""
        return self._taken(self.place, candidate)

    def at_setting(self, setting: Array | float) -> NDArray[np.intp]:
        """How many bins are at or above a thermostat setting [°F], (rows, 1)."""
        count = climate.at_or_above(self.temperature, setting).sum(axis=-1, keepdims=True)
        rows = max(len(count), len(self.annual_cost))
        return np.broadcast_to(count, (rows, 1))

    def switchover_of(self, candidate: NDArray[np.intp]) -> Array:
        """The switchovers [°F] of one candidate of each row, (rows,)."""
        switchover: Array = self._taken(self.switchover, candidate)[:, 0]
        return switchover

    def take(self, name: str, place: NDArray[np.intp]) -> Array:
        """One number of each row, (rows,): the table ``name`` with so many bins on the heat pump."""
        numbers: Array = self._taken(getattr(self, name), place)[:, 0]
        return numbers

    def unmet_at(self, place: NDArray[np.intp]) -> Array:
        """Load that no source meets in each row with so many bins on the heat pump [MMBtu], (rows,)."""
        return np.zeros(len(place)) if self.unmet_mmbtu is None else self.take("unmet_mmbtu", place)

    def _taken(self, table: NDArray[Any], place: NDArray[np.intp]) -> NDArray[Any]:
        return np.take_along_axis(np.broadcast_to(table, (len(place), table.shape[-1])), place, -1)

    def _of_candidates(self, table: Array) -> Array:
        rows = max(len(table), len(self.place))
        wide = np.broadcast_to(table, (rows, table.shape[-1]))
        return np.take_along_axis(wide, np.broadcast_to(self.place, (rows, self.place.shape[-1])), -1)


def changed(case: Case, changes: Mapping[str, object]) -> Case:
    """The case with changes, which take out of it what they contradict: load_slope gives way to a new design_load.

    A unit that the changes are in does not change the thermostat. Raises InputError listing every problem.
    """
    inputs = merged(case.given, changes)
    if "temperature_unit" in changes:
        case = case.answered_in({"temperature_unit": changes["temperature_unit"]})
    return case.replace(**{**dict.fromkeys(case.given.keys() - inputs.keys()), **changes})


def with_cop(case: Case, factor: float) -> dict[str, object]:
    """The changes that multiply every COP of the case by ``factor``, as far as one may be high or low."""
    table, nearest = case.inputs["performance_table"], COLUMNS[COP].nearest
    if isinstance(table, tuple):
        # The COP of each speed is in every other column, from the second on.
        return {
            "performance_table": [[nearest(v * factor) if n % 2 else v for n, v in enumerate(row)] for row in table]
        }
    return {key: FIELDS[key].nearest(case.number(key) * factor) for key in COPS if case.inputs[key] is not None}


def current(case: Case, key: str) -> float | None:
    """The number of an input as the model uses it; 1 for the factor on every COP, None where there is none."""
    if key == COP:
        return 1.0
    value = case.inputs[key]
    if value is None and key == "load_balance_temperature":
        value = float(load_balance(case))
    return value if isinstance(value, float) else None


def template(case: Case, columns: Mapping[str, Array]) -> Case:
    """The case with each column's input given, which shows what they displace. Raises InputError."""
    first: dict[str, object] = {}
    for key, values in columns.items():
        if key == COP:
            continue
        field = FIELDS.get(key)
        if field is None or field.kind != "number":
            raise InputError([Issue(key, None, "must be an input that is a number, or cop", "Give another input")])
        if key == "hspf2":  # the COPs of the case are held, and nothing else follows from it
            raise InputError([Issue(key, None, "must not vary", "Vary cop, the factor on every COP")])
        # The case's own value contradicts nothing; the others are judged row by row. 0 may mean no such
        # equipment at all, which a value above 0 has to have.
        own = case.inputs[key]
        inside = [value for value in np.ravel(values).tolist() if np.isfinite(value) and field.holds(value)]
        first[key] = own if isinstance(own, float) and own else max(inside, default=float(np.ravel(values)[0]))
    return changed(case, first)


def evaluate(
    case: Case,
    columns: Mapping[str, Array],
    reduce: Callable[[Seasons, slice], Mapping[str, Array]],
    *,
    bins: Bins | None = None,
    settings: tuple[float, ...] = (),
) -> tuple[dict[str, Array], NDArray[np.bool_]]:
    """``reduce`` of the seasons of every row, joined, and which rows could be used; the others are NaN.

    columns: numbers (rows,) by input key, in the case's units inside (°F, BTU/h), or by COP. bins: the season's, where
    it is none that inputs give. settings: switchovers [°F] that are judged in every row and cut its bins. Raises
    InputError where the case cannot be used with any of the values.
    """
    base = template(case, columns)
    count = len(next(iter(columns.values()))) if columns else 1
    values = {key: np.asarray(column, dtype=float).reshape(-1, 1) for key, column in columns.items()}
    good = _usable(base, values, count)
    places = np.flatnonzero(good)
    reduced: dict[str, Array] = {}
    for seasons, rows in _chunks(base, values, places, bins, settings):
        for name, numbers in reduce(seasons, rows).items():
            if name not in reduced:
                reduced[name] = np.full(count, np.nan)
            reduced[name][places[rows]] = numbers
    return reduced, good


def _usable(base: Case, values: Mapping[str, Array], count: int) -> NDArray[np.bool_]:
    """Which rows would make a case, as in validation, on arrays (rows,)."""
    rows = _rows(base, values, count)
    good = in_range(rows, values.keys() - {COP}) & agreeing(rows, base.year, TABLE_LIMIT)
    if COP in values:
        good &= (values[COP] > 0) & np.isfinite(values[COP])
    return good[:, 0]


def _rows(base: Case, values: Mapping[str, Array], count: int) -> Homes:
    """The rows as the engine's steps take them: the template's inputs, with columns (rows, 1) in place of numbers."""
    numbers = {key: column for key, column in values.items() if key != COP}
    return Homes({**base.inputs, **numbers}, {*base.given, *numbers}, count)


def _chunks(
    base: Case, values: Mapping[str, Array], places: NDArray[np.intp], bins: Bins | None, settings: tuple[float, ...]
) -> Iterator[tuple[Seasons, slice]]:
    own = bins is None and bool(_bin_inputs(base) & values.keys())
    usual = _one_row(climate.bins_of(base, settings) if bins is None else bins)
    size = max(1, CELLS // usual.low.shape[-1])
    same_heat = None
    if not own and not values.keys() - _NOT_OF_HEAT:
        same_heat = _heat(base, _rows(base, {}, 1), 1.0, usual)
    for start in range(0, len(places), size):
        rows = slice(start, min(start + size, len(places)))
        chunk = {key: column[places[rows]] for key, column in values.items()}
        group = _rows(base, chunk, rows.stop - rows.start)
        these = _bins(base, group, settings) if own else usual
        heat = same_heat or _heat(base, group, chunk.get(COP, 1.0), these)
        yield _priced(group, these, heat, climate.by_the_hour(base)), rows


def _one_row(bins: Bins) -> Bins:
    """The same bins for every row, (1, bins)."""
    return bins.each(lambda column: column[np.newaxis])


def _bins(base: Case, rows: Homes, settings: tuple[float, ...]) -> Bins:
    carried = base.inputs["climate"] in ("proportional", "region", "station") and base.inputs["defrost"] != "humidity"
    if carried and not climate.by_the_hour(base):
        limit = climate.programme_setting(base)
        further = np.array([[*(() if limit is None else (limit,)), *settings]])
        return bins_of(rows, further)
    keys = sorted(_bin_inputs(base) & rows.given)
    return shared(
        [rows.column(key) for key in keys],
        lambda *values: climate.bins_of(base.replace(**dict(zip(keys, values, strict=True))), settings),
    )


def _bin_inputs(case: Case) -> set[str]:
    """The numbers that the bins of the case's climate method depend on; a runtime record is a kind of weather."""
    kind = "weather" if case.runtime is not None else case.inputs["climate"]
    keys = {key for key, field in FIELDS.items() if kind in field.climates}
    keys |= {"season_degree_days"} if case.runtime is not None else set()
    if climate.by_the_hour(case):
        return keys
    if case.inputs["climate"] == "bins":  # a table cannot be cut
        return keys if case.runtime is None else {*keys, *set_temperatures.SETTINGS}
    return keys | {"load_balance_temperature", "indoor_setpoint", *set_temperatures.SETTINGS}


class _Heat(NamedTuple):
    """Electricity [kWh], fuel and unmet load [MMBtu] by bins on the heat pump, (rows, bins + 1); load [MMBtu]."""

    kwh: Array
    mmbtu: Array
    unmet: Array | None
    load: Array


def _heat(base: Case, rows: Homes, cop_factor: Array | float, bins: Bins) -> _Heat:
    """The steps of engine.solve."""
    p = parameters.from_case(rows)
    if isinstance(cop_factor, np.ndarray):
        p = p.with_cops(cop_factor)
    p = p.sized(design_temperature(rows, bins, base.year))
    temperature = np.broadcast_to(bins.temperature, (rows.count, bins.temperature.shape[-1]))
    run = season.operate(temperature, p, bins.frost)
    heats = run.ways.dual, run.ways.furnace
    dual, furnace = (season.energy(heat, bins.hours, run.performance.cop, p) for heat in heats)
    missing = [season.unmet(run.load, heat) * bins.hours / BTU_PER_MMBTU for heat in heats]
    return _Heat(
        switchovers.either_side(dual.kwh, furnace.kwh),
        switchovers.either_side(dual.fuel_mmbtu, furnace.fuel_mmbtu),
        switchovers.either_side(*missing) if any(part.any() for part in missing) else None,
        (run.load * bins.hours).sum(axis=-1, keepdims=True) / BTU_PER_MMBTU,
    )


def _priced(rows: Homes, bins: Bins, heat: _Heat, by_the_hour: bool) -> Seasons:
    p = parameters.from_case(rows)
    kwh, mmbtu = heat.kwh, heat.mmbtu
    if by_the_hour:
        switchover, place = _settings(bins, rows)
    else:
        switchover = switchovers.edges(bins)
        place = np.arange(switchover.shape[-1])[np.newaxis]
    shape = (rows.count, kwh.shape[-1])
    return Seasons(
        temperature=bins.temperature,
        switchover=switchover,
        place=place,
        electricity_kwh=kwh,
        fuel_mmbtu=mmbtu,
        unmet_mmbtu=heat.unmet,
        load_mmbtu=heat.load,
        annual_cost=np.broadcast_to(kwh * p.electricity_price + mmbtu * p.fuel_price, shape),
        emissions_kg=np.broadcast_to(kwh * p.grid_emissions + mmbtu * p.fuel_emissions, shape),
        guess=switchovers.moved_into(rows.column("initial_balance_point"), switchover),
    )


def _settings(bins: Bins, rows: Homes) -> tuple[Array, NDArray[np.intp]]:
    """Settings of the thermostat [°F] in the range of each row, and how many hours are at or above each.

    Arrays (rows or 1, settings); rows with fewer have their coldest again.
    """
    step, zero = (np.atleast_2d(rows.number(key)) for key in ("thermostat_step", "thermostat_zero"))
    each = []
    for row in range(max(len(bins.low), len(step), len(zero))):
        own = bins.each(lambda column: column[min(row, len(column) - 1)])  # noqa: B023  # used at once
        real = own.each(lambda column: column[own.some])  # noqa: B023
        steps = (float(values[min(row, len(values) - 1), 0]) for values in (step, zero))
        settings = switchovers.thermostat_settings(float(real.high[0]), float(real.temperature[-1]), *steps)
        each.append((settings, climate.at_or_above(real.temperature, settings[:, np.newaxis]).sum(axis=-1)))
    count = max(len(settings) for settings, _ in each)
    switchover, place = zip(*each, strict=True)
    return _filled(switchover, count), _filled(place, count)


def _filled(rows: Sequence[NDArray[Any]], count: int) -> NDArray[Any]:
    """Rows as one array, their last number again where they are short."""
    return np.stack([np.pad(row, (0, count - len(row)), mode="edge") for row in rows])


def seasons_of(case: Case, bins: Bins | None = None, settings: tuple[float, ...] = ()) -> Seasons:
    """The seasons of the case itself, one row; settings [°F] cut its bins."""
    one, row = _one_row(climate.bins_of(case, settings) if bins is None else bins), _rows(case, {}, 1)
    return _priced(row, one, _heat(case, row, 1.0, one), climate.by_the_hour(case))


def curve(case: Case, bins: Bins | None = None, settings: tuple[float, ...] = ()) -> Curve:
    """The curve of the case itself; settings [°F] cut its bins, so that what they cost is exact."""
    seasons = seasons_of(case, bins, settings)
    cost = seasons.annual_cost[0]
    return Curve(
        switchover=seasons.switchover[0],
        place=seasons.place[0],
        temperature=seasons.temperature[0],
        costs=cost,
        emissions=seasons.emissions_kg[0],
        unmet=np.zeros_like(cost) if seasons.unmet_mmbtu is None else seasons.unmet_mmbtu[0],
        load_mmbtu=float(seasons.load_mmbtu[0, 0]),
        chosen=int(seasons.best()[0, 0]),
        guess=float(seasons.guess[0, 0]),
    )
