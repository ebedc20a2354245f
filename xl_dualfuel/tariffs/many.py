"""Many homes under one tariff at once, arrays (homes, temperatures): the same answers as one by one.

The hours of a station or a weather file are alike for all its homes, so they are sorted into cells once (places.py,
cells.py); what a home pays with every setting of its thermostat follows by running sums, and the bills are those of
billing.py on arrays. What ties the hours of a day together, or depends on more than temperature and clock, is left to
one_home.py.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..homes import engine, notes
from ..homes.arrays import Homes
from ..homes.engine import Answers
from ..homes.said import Lines, Said
from ..homes.setting import Advised, Choice
from ..inputs.settings import multiple_above
from ..model import backup, climate, parameters, season
from ..model.climate import at_or_above
from ..model.parameters import Array, Parameters
from ..model.season import Operation
from ..model.switchovers import as_warm, cheapest, difference, heats, is_met, moved_into, thermostat_settings
from ..units import BTU_PER_MMBTU
from ..weather.stations import station_year
from . import home_words
from .calendar import MONTHS, Places
from .cells import Ways, by_period_and_month
from .columns import NAMES
from .home_words import Seen
from .places import Place, Prepared, prepared, why_one_by_one
from .tariff import Tariff
from .year import Sums

CHUNK: Final = 256
"""Homes calculated together"""


def sound(tariff: Tariff, place: Place | None, homes: Homes) -> NDArray[np.bool_]:
    """Which homes (homes,) are plainly sound and worked out together; the others may be sound too.

    place: where the homes are, whose station is then STAND_IN; None: at their own.
    """
    none = np.zeros(homes.count, dtype=bool)
    if homes.inputs["climate"] != "station" or why_one_by_one(tariff):
        return none
    if tariff.fuel is not None and "fuel_heat_content" in homes.given:
        return none
    if place is None and station_year(str(homes.inputs["station"])).order is None:
        return none
    try:
        year = prepared(tariff, place, homes)
    except InputError:  # it does not fit the fuel, which each home is told
        return none
    good = engine.sound(homes)
    cold = ~at_or_above(year.coldest, np.atleast_2d(parameters.from_case(homes).load_balance_temperature))
    both: NDArray[np.bool_] = good & np.broadcast_to(cold, (homes.count, 1))[:, 0]
    return both


def solve(tariff: Tariff, place: Place | None, homes: Homes) -> Answers:
    """columns.NAMES of sound homes, arrays (homes,)."""
    year = prepared(tariff, place, homes)
    steps = np.hstack([homes.column(key) for key in ("thermostat_step", "thermostat_zero")])
    pairs, which = np.unique(steps, axis=0, return_inverse=True)
    answers: Answers = {}
    said: list[tuple[NDArray[np.intp], Said]] = []
    for number, (step, zero) in enumerate(pairs.tolist()):
        places = np.flatnonzero(which.ravel() == number)
        for start in range(0, len(places), CHUNK):
            some = places[start : start + CHUNK]
            solved = _Group(homes.some(some), year, step, zero, place).answers()
            said.append((some, solved.pop(engine.NOTES)))
            for name, values in solved.items():
                if name not in answers:
                    answers[name] = np.empty(homes.count, dtype=values.dtype)
                answers[name][some] = values[:, 0]
    return answers | {engine.NOTES: said}


class _Used(NamedTuple):
    """Seasons with one setting of each home: arrays (homes, 1)."""

    cost: dict[str, Array]
    """By the names of a setting: annual_cost and what it is made of"""
    kwh: Array
    fuel_mmbtu: Array
    emissions_kg: Array
    unmet_mmbtu: Array


class _Group:
    """Some homes of one place under a tariff, with alike thermostats."""

    def __init__(self, homes: Homes, year: Prepared, step: float, zero: float, place: Place | None) -> None:
        self.homes, self.year, self.shared = homes, year, place
        self.p: Parameters = parameters.from_case(homes).sized(year.coldest)
        base = np.broadcast_to(np.atleast_2d(self.p.load_balance_temperature), (homes.count, 1))
        self.base = base
        self.cells = year.cells.below(float(base.max()))
        self.at = self.cells.temperature
        shape = (homes.count, len(self.at))
        self.run: Operation = season.operate(np.broadcast_to(self.at, shape), self.p)
        hour = np.ones(shape)
        ways, cop = self.run.ways, self.run.performance.cop
        dual, furnace = (season.energy(heat, hour, cop, self.p) for heat in (ways.dual, ways.furnace))
        self.kw = Ways(dual.kwh, furnace.kwh)
        self.mmbtu = Ways(dual.fuel_mmbtu, furnace.fuel_mmbtu)
        self.unmet = Ways(*(season.unmet(self.run.load, heat) / BTU_PER_MMBTU for heat in (ways.dual, ways.furnace)))
        self.burns = Ways(*((heat.furnace > 0).astype(float) for heat in (ways.dual, ways.furnace)))
        self.hours = self.cells.free.hours.sum(axis=1), self.cells.off.hours.sum(axis=1)
        self.load = (self.run.load @ sum(self.hours))[:, np.newaxis] / BTU_PER_MMBTU
        self.settings = thermostat_settings(float(base.max()), float(self.at[-1]), step, zero)
        self.place: Places = at_or_above(self.at, self.settings[:, np.newaxis]).sum(axis=-1)
        self.top = multiple_above(base, step, zero)
        self.guess = np.minimum(moved_into(self.p.initial_balance_point, self.settings), self.top)

    # ------------------------------------------------------------------------------------------ what homes pay

    def _scales(self) -> tuple[Any, Any, Any]:
        """Of electricity's price, of the fuel's price and of what a kWh emits, where they are the homes' own."""
        tariff, p = self.year.tariff, self.p
        grid = tariff.carbon is not None and tariff.carbon.replaces_grid
        return (
            1.0 if tariff.electricity is not None else p.electricity_price,
            1.0 if tariff.fuel is not None else p.fuel_price,
            1.0 if grid else p.grid_emissions,
        )

    def costs(self) -> Array:
        """What every setting costs, carbon included [$]: (homes, settings)."""
        cells, bill, carbon = self.cells, self.year.bill, self.year.carbon_price
        price, fuel_price, grid = (np.ravel(scale) for scale in self._scales())
        by_cell = {
            "bought_kwh": bool(bill.ladders) or bill.netting is not None,
            "energy_cost": bool(bill.minimum.any()), "fuel_mmbtu": bool(bill.fuel_ladders),
            "fuel_cost": bool(bill.fuel_minimum.any()),
        }  # fmt: skip

        def of(ways: Ways, *weights: tuple[Array, Array]) -> list[Array]:
            """Sums (settings, homes, …) by each of these weights of the free rows and of the others."""
            free, off = (np.hstack(parts) for parts in zip(*weights, strict=True))
            swept = ways.swept(self.place, free, off)
            return np.split(swept, np.cumsum([one[0].shape[1] for one in weights])[:-1], axis=-1)

        def weights(name: str, free: Array, off: Array) -> tuple[Array, Array]:
            return (free, off) if by_cell[name] else (_total(free), _total(off))

        a, b = cells.free, cells.off
        kwh, energy, emitted = of(self.kw, weights("bought_kwh", a.hours, b.hours),
                                  weights("energy_cost", a.priced, b.priced), (a.grid, b.grid))  # fmt: skip
        mmbtu, fuel, burned = of(
            self.mmbtu, weights("fuel_mmbtu", a.hours, b.hours),
            weights("fuel_cost", a.hours * cells.fuel_price, b.hours * cells.fuel_price),
            (_total(a.hours), _total(b.hours)),
        )  # fmt: skip
        emissions = emitted * grid[:, np.newaxis] + burned * np.ravel(self.p.fuel_emissions)[:, np.newaxis]
        none = np.zeros((1, 1, 1, 1))

        def spread(amounts: Array, name: str, scale: Array) -> Array:
            amounts = amounts * scale[:, np.newaxis]
            if by_cell[name]:
                return by_period_and_month(amounts, cells, len(self.year.house_peaks))
            return amounts.transpose(2, 0, 1)[np.newaxis]

        one = np.ones(1)
        sums = Sums(
            kwh=none, fuel_mmbtu=spread(mmbtu, "fuel_mmbtu", one), energy_cost=spread(energy, "energy_cost", price),
            fuel_cost=spread(fuel, "fuel_cost", fuel_price), emissions_kg=none, furnace_hours=none, unmet_mmbtu=none,
            carbon_cost=(emissions * carbon).transpose(2, 0, 1)[np.newaxis],
            bought_kwh=spread(kwh, "bought_kwh", one), lost_credit=none, peak_kw=self._peaks(none),
            bought_by_day=None, fuel_by_day=None,
        )  # fmt: skip
        parts = bill.parts(sums)
        cost = bill.cost(parts.linear.sum(axis=0), [part.sum(axis=0) for part in parts.adds],
                         [part.max(axis=0) for part in parts.peaks])  # fmt: skip
        return np.ascontiguousarray(cost.T)

    def _peaks(self, none: Array) -> Array:
        if not self.year.bill.demands:
            return none
        peaks = by_period_and_month(self.kw.peaks_swept(self.place, self.cells), self.cells, len(self.year.house_peaks))
        return self._with_house(peaks)

    def _with_house(self, peaks: Array) -> Array:
        house = self.year.house_peaks
        return np.maximum(peaks, house.reshape(*house.shape, *(1,) * (peaks.ndim - 2)))

    def used(self, on: NDArray[np.bool_], kw: Ways, mmbtu: Ways, unmet: Ways) -> _Used:
        """The season of each home with the heat pump on in free rows where ``on`` (homes, temperatures)."""
        cells, bill, periods = self.cells, self.year.bill, len(self.year.house_peaks)
        price, fuel_price, grid = (np.ravel(scale) for scale in self._scales())
        a, b = cells.free, cells.off
        kwh = by_period_and_month(kw.summed(on, a.hours, b.hours), cells, periods)
        burned = by_period_and_month(mmbtu.summed(on, a.hours, b.hours), cells, periods)
        energy = by_period_and_month(kw.summed(on, a.priced, b.priced), cells, periods) * price
        by_month = mmbtu.summed(on, a.hours * cells.fuel_price, b.hours * cells.fuel_price)
        emitted = kw.summed(on, a.grid, b.grid)[:, 0] * grid
        emissions = emitted + burned.sum(axis=(0, 1)) * np.ravel(self.p.fuel_emissions)
        none: Array = np.zeros((periods, MONTHS, 1))
        peaks = none
        if bill.demands:
            peaks = self._with_house(by_period_and_month(kw.peaks(on, cells), cells, periods))
        sums = Sums(
            kwh=kwh, fuel_mmbtu=burned, energy_cost=energy,
            fuel_cost=by_period_and_month(by_month, cells, periods) * fuel_price, emissions_kg=none,
            furnace_hours=none, unmet_mmbtu=none, carbon_cost=none, bought_kwh=kwh, lost_credit=none, peak_kw=peaks,
            bought_by_day=None, fuel_by_day=None,
        )  # fmt: skip
        charged = bill.charged(sums)
        months = {
            "annual_cost": charged.cost, "energy_cost": charged.energy, "demand_cost": charged.demand,
            "fuel_cost": charged.fuel, "minimum_cost": charged.electricity_minimum + charged.fuel_minimum,
            "tax_cost": charged.electricity_tax + charged.fuel_tax,
        }  # fmt: skip
        cost = {name: self._each(values.sum(axis=0)) for name, values in months.items()}
        cost["carbon_cost"] = self._each(emissions * self.year.carbon_price)
        free, off = (hours[:, np.newaxis] for hours in self.hours)
        every = (self._each(total) for total in (kwh.sum(axis=(0, 1)), burned.sum(axis=(0, 1)), emissions))
        return _Used(cost, next(every), next(every), next(every), unmet.summed(on, free, off))

    def _each(self, values: Array) -> Array:
        return np.broadcast_to(values, (self.homes.count,))[:, np.newaxis].astype(float)

    def at_setting(self, setting: Array) -> _Used:
        """The season with settings [°F] (homes, 1)."""
        return self.used(at_or_above(self.at, setting), self.kw, self.mmbtu, self.unmet)

    def alone(self) -> _Used:
        """The season of heat pump and strips alone: in rows in which the utility keeps it off nothing heats."""
        heat = self.run.ways.heat_pump_only
        kwh = season.energy(heat, np.ones_like(self.run.load), self.run.performance.cop, self.p).kwh
        none = np.zeros_like(kwh)
        left = Ways(season.unmet(self.run.load, heat) / BTU_PER_MMBTU, self.run.load / BTU_PER_MMBTU)
        everywhere = np.ones(kwh.shape, dtype=bool)
        return self.used(everywhere, Ways(kwh, none), Ways(none, none), left)

    # ------------------------------------------------------------------------------------------ answers

    def answers(self) -> Answers:
        """NAMES, arrays (homes, 1)."""
        homes, p, load = self.homes, self.p, self.load
        cost = self.costs()
        unmet = np.zeros_like(cost)
        if self.unmet.furnace.any() or self.unmet.dual.any():
            free, off = (hours[:, np.newaxis] for hours in self.hours)
            unmet = np.ascontiguousarray(self.unmet.swept(self.place, free, off)[..., 0].T)
        allowed = self.settings <= self.top + climate.SAME
        warm = heats(unmet, load)
        chosen = cheapest(cost, self.settings, self.guess, allowed & warm)
        setting = self.settings[chosen][:, np.newaxis]
        unbound = self.settings[cheapest(cost, self.settings, self.guess, allowed)][:, np.newaxis]
        best = self.at_setting(setting)
        today = self.at_setting(np.broadcast_to(np.atleast_2d(p.existing_switchover), (homes.count, 1)))
        furnace, pump = self.at_setting(self.top), self.alone()
        paid = best.cost["annual_cost"]
        furnace_cost, pump_cost = furnace.cost["annual_cost"], pump.cost["annual_cost"]
        dearer = pump_cost > furnace_cost
        single = np.where(dearer, pump_cost, furnace_cost)
        single_unmet = np.where(dearer, pump.unmet_mmbtu, furnace.unmet_mmbtu)
        warmer = at_or_above(self.at, self.base)  # temperatures without heating
        on = at_or_above(self.at, setting)
        heated, running = (~warmer).sum(axis=-1, keepdims=True), (on & ~warmer).sum(axis=-1, keepdims=True)
        status = np.where(running == 0, 1, np.where(running == heated, 2, 0)).astype(np.int8)
        free, off = (hours[:, np.newaxis] for hours in self.hours)
        given = homes.inputs["design_temperature"] is not None
        design = homes.column("design_temperature") if given else np.full((homes.count, 1), self.year.coldest)
        heats_some = is_met(np.where(allowed, unmet, np.inf).min(axis=-1, keepdims=True), load)
        choice = self._choice(setting)
        cheapest_of_all = choice if np.array_equal(unbound, setting) else self._choice(unbound)
        made = Advised(chosen[:, np.newaxis], cheapest_of_all, choice, choice, heats_some)
        seen = Seen(made, np.broadcast_to(np.atleast_2d(p.existing_switchover), (homes.count, 1)), self.guess, load,
                    pump_cost, pump.unmet_mmbtu)  # fmt: skip
        columns: Answers = {
            "setting": setting,
            "setting_cost": paid,
            "setting_unmet_mmbtu": best.unmet_mmbtu,
            "switchover": setting,
            "status": status,
            "annual_cost": paid,
            "unmet_mmbtu": best.unmet_mmbtu,
            "electricity_kwh": best.kwh,
            "fuel_mmbtu": best.fuel_mmbtu,
            "emissions_kg": best.emissions_kg,
            "saving_vs_existing": self._saving(today.cost["annual_cost"], today.unmet_mmbtu, best),
            "saving_vs_single_fuel": self._saving(single, single_unmet, best),
            "temperature_unit": np.full(paid.shape, homes.units.temperature, dtype=object),
            "heat_pump_only_cost": pump_cost,
            "heat_pump_only_unmet_mmbtu": pump.unmet_mmbtu,
            "furnace_only_cost": furnace_cost,
            "furnace_only_unmet_mmbtu": furnace.unmet_mmbtu,
            "existing_cost": today.cost["annual_cost"],
            "existing_unmet_mmbtu": today.unmet_mmbtu,
            "existing_emissions_kg": today.emissions_kg,
            "furnace_hours": self.burns.summed(on, free, off),
            "design_kw": backup.design_kw(p, design, at_or_above(design, setting)),
            "setting_words": notes.words_of(p, status, setting),
            "notes": self._notes(seen),
        }
        return {name: columns[name] if name in columns else best.cost[name] for name in NAMES}

    def _saving(self, before: Array, unmet: Array, best: _Used) -> Array:
        paid = best.cost["annual_cost"]
        return np.where(as_warm(best.unmet_mmbtu, unmet, self.load), difference(before, paid), np.nan)

    def _choice(self, setting: Array) -> Choice:
        """A setting [°F] of each home with its season."""
        season_of = self.at_setting(setting)
        free, off = (hours[:, np.newaxis] for hours in self.hours)
        cold = Ways(*((part > 0).astype(float) for part in self.unmet))
        hours = cold.summed(at_or_above(self.at, setting), free, off)
        return Choice(setting, season_of.cost["annual_cost"], season_of.unmet_mmbtu, hours)

    def _notes(self, seen: Seen) -> Said:
        at, run, some = self.at[np.newaxis], self.run, ~at_or_above(self.at, self.base)
        hours = np.where(some, self.hours[0], 0.0)
        off = np.zeros(at.shape, dtype=bool)
        if self.cells.off.some:
            at, hours = np.hstack((at, at)), np.hstack((hours, np.where(some, self.hours[1], 0.0)))
            off = np.hstack((off, ~off))
            run = season.operate(np.broadcast_to(at, hours.shape), self.p)
        rows = home_words.Rows(at, hours, off)
        lines = Lines(self.homes.count)
        homes = self.homes
        if self.shared is not None:
            homes = homes.in_weather(self.shared.weather_file)
            lines.add_notes(["; ".join(self.shared.notes)])
        return home_words.notes_of(homes, self.p, rows, run, seen, self.year.words, lines)


def _total(weights: Array) -> Array:
    total: Array = weights.sum(axis=1, keepdims=True)
    return total
