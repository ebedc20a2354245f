"""One case with some of its numbers varied: the engine's steps on arrays, every switchover of every variation.

The rows differ in numbers only. Where only prices and emission factors differ, heat and energy are calculated once.
Unlike homes.engine this returns every candidate, so that a setting fixed beforehand can be judged in each variation,
and takes every climate; for what both can do they agree (a test).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..inputs.case import Case
from ..inputs.cells import merged
from ..inputs.fields import COPS, FIELDS, TABLE_LIMIT
from ..model import climate, parameters, season, switchovers
from ..model.climate import Bins
from ..model.parameters import Array
from ..model.switchovers import Curve
from .arrays import Homes, ManyBins, agreeing, bins_of, in_range, shared

SETTINGS: Final = frozenset(key for key, field in FIELDS.items() if field.role == "setting")
_NOT_OF_HEAT: Final = frozenset(key for key, field in FIELDS.items() if field.role in ("price", "setting"))
"""Inputs that heat, electricity and fuel do not depend on."""
COP: Final = "cop"
"""Not an input: a factor on every COP of the heat pump, rating points and performance table alike."""
CELLS: Final = 2**15
"""Numbers in an array worked on at once: it stays in the processor's cache."""


class Seasons(NamedTuple):
    """Every candidate switchover of each row: arrays (rows, bins + 1), or (1, bins + 1) where rows share them."""

    temperature: Array
    """Representative temperatures of the bins [°F], (rows or 1, bins); −∞ beyond a row's own bins"""
    switchover: Array
    """[°F], warm to cold; beyond a row's own bins the coldest again"""
    electricity_kwh: Array
    fuel_mmbtu: Array
    annual_cost: Array
    """[$]"""
    emissions_kg: Array
    guess: Array
    """The initial balance point moved into the range [°F], (rows, 1)"""

    def best(self, objective: Array | None = None) -> NDArray[np.intp]:
        """The candidate of least cost (or ``objective``) in each row by the rule of ties, (rows, 1)."""
        cost = self.annual_cost if objective is None else objective
        return switchovers.cheapest(cost, self.switchover, self.guess)[:, np.newaxis]

    def at_setting(self, setting: Array | float) -> NDArray[np.intp]:
        """The candidate that a thermostat setting [°F] amounts to in each row, (rows, 1)."""
        place = (self.temperature >= setting).sum(axis=-1, keepdims=True)
        rows = max(len(place), len(self.annual_cost))
        return np.broadcast_to(place, (rows, 1))

    def take(self, name: str, place: NDArray[np.intp]) -> Array:
        """One number of each row, (rows,): the table ``name`` at these candidates."""
        table: Array = getattr(self, name)
        numbers: Array = np.take_along_axis(np.broadcast_to(table, (len(place), table.shape[-1])), place, -1)[:, 0]
        return numbers


def changed(case: Case, changes: Mapping[str, object]) -> Case:
    """The case with changes, which take out of it what they contradict: load_slope gives way to a new design_load.

    Raises InputError listing every problem.
    """
    inputs = merged(case.given, changes)
    return case.replace(**{**dict.fromkeys(case.given.keys() - inputs.keys()), **changes})


def with_cop(case: Case, factor: float) -> dict[str, object]:
    """The changes that multiply every COP of the case by ``factor``."""
    table = case.inputs["performance_table"]
    if isinstance(table, tuple):
        # The COP of each speed is in every other column, from the second on.
        return {"performance_table": [[v * factor if n % 2 else v for n, v in enumerate(row)] for row in table]}
    return {key: case.number(key) * factor for key in COPS if case.inputs[key] is not None}


def current(case: Case, key: str) -> float | None:
    """The number of an input as the model uses it; 1 for the factor on every COP, None where there is none."""
    if key == COP:
        return 1.0
    value = case.inputs[key]
    if value is None and key == "load_balance_temperature":
        value = case.inputs["indoor_setpoint"]
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
) -> tuple[dict[str, Array], NDArray[np.bool_]]:
    """``reduce`` of the seasons of every row, joined, and which rows could be used; the others are NaN.

    columns: numbers (rows,) by input key, in the case's units inside (°F, BTU/h), or by COP. bins: the season's, where
    it is none that inputs give. Raises InputError where the case cannot be used with any of the values.
    """
    base = template(case, columns)
    count = len(next(iter(columns.values()))) if columns else 1
    values = {key: np.asarray(column, dtype=float).reshape(-1, 1) for key, column in columns.items()}
    good = _usable(base, values, count)
    places = np.flatnonzero(good)
    reduced: dict[str, Array] = {}
    for seasons, rows in _chunks(base, values, places, bins):
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
    base: Case, values: Mapping[str, Array], places: NDArray[np.intp], bins: Bins | None
) -> Iterator[tuple[Seasons, slice]]:
    fixed = climate.bins_of(base) if bins is None and not _bin_inputs(base) & values.keys() else bins
    bin_count = len((fixed or climate.bins_of(base)).low)
    size = max(1, CELLS // (bin_count + 1))
    same_heat = None
    if fixed is not None and not values.keys() - _NOT_OF_HEAT:
        same_heat = _heat(_rows(base, {}, 1), 1.0, _same_bins(fixed))
    for start in range(0, len(places), size):
        rows = slice(start, min(start + size, len(places)))
        chunk = {key: column[places[rows]] for key, column in values.items()}
        group = _rows(base, chunk, rows.stop - rows.start)
        many = _bins(base, group) if fixed is None else _same_bins(fixed)
        yield _priced(group, many, same_heat or _heat(group, chunk.get(COP, 1.0), many)), rows


def _same_bins(bins: Bins) -> ManyBins:
    """The same bins for every row."""
    return ManyBins(bins, np.array([[len(bins.low)]]))


def _bins(base: Case, rows: Homes) -> ManyBins:
    if base.inputs["climate"] in ("proportional", "region", "station") and base.inputs["defrost"] != "humidity":
        return bins_of(rows)
    keys = sorted(_bin_inputs(base) & rows.given)
    return shared(
        [rows.column(key) for key in keys],
        lambda *values: climate.bins_of(base.replace(**dict(zip(keys, values, strict=True)))),
    )


def _bin_inputs(case: Case) -> set[str]:
    """The numbers that the bins of the case's climate method depend on; a runtime record is a kind of weather."""
    climate = "weather" if case.runtime is not None else case.inputs["climate"]
    return {key for key, field in FIELDS.items() if climate in field.climates}


def _heat(rows: Homes, cop_factor: Array | float, many: ManyBins) -> tuple[Array, Array]:
    """Electricity [kWh] and fuel [MMBtu] of every candidate, (rows, bins + 1): the steps of engine.solve."""
    p = parameters.from_case(rows)
    if isinstance(cop_factor, np.ndarray):
        p = p.with_cops(cop_factor)
    bins = many.bins
    temperature = np.broadcast_to(bins.temperature, (rows.count, bins.temperature.shape[-1]))
    run = season.operate(temperature, p, bins.frost)
    dual, furnace = (season.energy(h, bins.hours, run.performance.cop, p) for h in (run.ways.dual, run.ways.furnace))
    kwh = switchovers.either_side(dual.kwh, furnace.kwh)
    return kwh, switchovers.either_side(dual.fuel_mmbtu, furnace.fuel_mmbtu)


def _priced(rows: Homes, many: ManyBins, heat: tuple[Array, Array]) -> Seasons:
    p = parameters.from_case(rows)
    kwh, mmbtu = heat
    bins = many.bins
    edges = np.atleast_2d(switchovers.edges(bins))
    shape = (rows.count, kwh.shape[-1])
    return Seasons(
        temperature=_real(np.atleast_2d(bins.temperature), many.counts),
        switchover=edges,
        electricity_kwh=kwh,
        fuel_mmbtu=mmbtu,
        annual_cost=np.broadcast_to(kwh * p.electricity_price + mmbtu * p.fuel_price, shape),
        emissions_kg=np.broadcast_to(kwh * p.grid_emissions + mmbtu * p.fuel_emissions, shape),
        guess=switchovers.moved_into(rows.column("initial_balance_point"), edges),
    )


def _real(temperature: Array, counts: NDArray[np.intp]) -> Array:
    """Temperatures of the bins; of padding −∞, which no setting reaches."""
    inside = np.arange(temperature.shape[-1]) < counts
    return temperature if inside.all() else np.where(inside, temperature, -np.inf)


def seasons_of(case: Case, bins: Bins | None = None) -> Seasons:
    """The seasons of the case itself, one row."""
    many, row = _same_bins(climate.bins_of(case) if bins is None else bins), _rows(case, {}, 1)
    return _priced(row, many, _heat(row, 1.0, many))


def curve(case: Case, bins: Bins | None = None) -> Curve:
    """The curve of the case itself."""
    seasons = seasons_of(case, bins)
    return Curve(
        seasons.switchover[0], seasons.temperature[0], seasons.annual_cost[0], seasons.emissions_kg[0],
        int(seasons.best()[0, 0]), float(seasons.guess[0, 0]),
    )  # fmt: skip
