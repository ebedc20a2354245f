"""One home of a table under a tariff, worked out by itself: the columns of its results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..homes.arrays import Homes
from ..homes.said import DOUBT, Line, Piece
from ..homes.setting import Advised, Choice
from ..homes.summary import BILLED
from ..inputs.case import Case
from ..model import backup, climate, season
from ..model.climate import at_or_above
from ..model.frost import Frost
from ..model.setting import Constraint
from ..model.switchovers import as_warm, cheapest, difference, is_met, status
from ..results import setting_words
from ..results.case_units import convert
from ..results.engine import solve
from ..results.unmeetable import unmeetable
from ..weather.typical import TYPICAL_DAYS
from .home_words import Rows, Seen, Under, notes_of
from .hours import Hours, hour_notes, hours_of
from .result import Setting
from .season import Judged, judged
from .tariff import Tariff


def answer(case: Case, tariff: Tariff) -> dict[str, Any]:
    """columns.NAMES of one home, in the units of its case. Raises InputError where the tariff does not fit the home."""
    hours = hours_of(case, tariff)
    of = judged(case, hours, tariff)
    p, curve, units = of.parameters, of.curve, case.units
    setting, best = (of.at(float(curve.switchover[place])) for place in (of.setting, curve.chosen))
    today, furnace = of.at(p.existing_switchover), of.at(float(curve.switchover[0]))
    pump = judged(case, hours, tariff, "heat_pump_only").at(float(curve.switchover[0]))
    load = curve.load_mmbtu
    assert setting.switchover is not None
    assert best.switchover is not None
    single = pump if pump.annual_cost > furnace.annual_cost else furnace
    coldest = climate.design_temperature(case) if np.isnan(p.design_temperature) else p.design_temperature
    design = np.array([[coldest]])
    way = status(curve.at(setting.switchover), len(curve.temperature))
    return {
        "setting": convert(setting.switchover, "°F", units),
        "setting_cost": setting.annual_cost,
        "setting_unmet_mmbtu": setting.unmet_mmbtu,
        "switchover": convert(best.switchover, "°F", units),
        "status": curve.status,
        "annual_cost": best.annual_cost,
        "unmet_mmbtu": best.unmet_mmbtu,
        "electricity_kwh": setting.electricity_kwh,
        "fuel_mmbtu": setting.fuel_mmbtu,
        "emissions_kg": setting.emissions_kg,
        "saving_vs_existing": _saving(today, setting, load),
        "saving_vs_single_fuel": _saving(single, setting, load),
        "temperature_unit": units.temperature,
        "heat_pump_only_cost": pump.annual_cost,
        "heat_pump_only_unmet_mmbtu": pump.unmet_mmbtu,
        "furnace_only_cost": furnace.annual_cost,
        "furnace_only_unmet_mmbtu": furnace.unmet_mmbtu,
        "existing_cost": today.annual_cost,
        "existing_unmet_mmbtu": today.unmet_mmbtu,
        "existing_emissions_kg": today.emissions_kg,
        "furnace_hours": setting.furnace_hours,
        "design_kw": float(backup.design_kw(p, design, at_or_above(design, setting.switchover))[0, 0]),
        "setting_words": setting_words.in_short(setting.switchover, way, p),
        "notes": _notes(case, tariff, of, hours, (setting, best, pump)),
        **{name: getattr(setting, name) for name in BILLED},
    }


def _saving(before: Setting, setting: Setting, load: float) -> float | None:
    if not as_warm(setting.unmet_mmbtu, before.unmet_mmbtu, load):
        return None
    return float(difference(before.annual_cost, setting.annual_cost))


def _notes(
    case: Case, tariff: Tariff, of: Judged, hours: Hours, seasons: tuple[Setting, Setting, Setting]
) -> Line:  # fmt: skip
    """What a reader has to know, in one line."""
    setting, best, pump = seasons
    p, curve = of.parameters, of.curve
    felt = np.repeat(np.asarray(hours[1], dtype=float), 2 if of.tariff.halves else 1)
    cold = ~at_or_above(felt, p.load_balance_temperature)
    frost = climate.frost_of_hours(case, hours[1])
    here = None
    if frost is not None:
        split = 2 if of.tariff.halves else 1
        here = Frost(*(np.repeat(values, split)[cold][np.newaxis] for values in frost))
    rows = Rows(of.year.temperature[np.newaxis], of.year.weight[np.newaxis], of.year.control[np.newaxis])
    chosen = cheapest(curve.cost, curve.switchover, curve.guess)
    unbound = of.at(float(curve.switchover[chosen]))
    heats = np.array([[bool(is_met(curve.unmet_mmbtu.min(), curve.load_mmbtu))]])
    # What a programme moves is said by itself, below.
    moved = setting.switchover != best.switchover
    advised = best if moved else setting
    made = Advised(np.array([[0]]), _choice(of, unbound), _choice(of, best), _choice(of, advised), heats)
    seen = Seen(made, *(np.array([[value]]) for value in (
        p.existing_switchover, curve.guess, curve.load_mmbtu, pump.annual_cost, pump.unmet_mmbtu)))  # fmt: skip
    homes = Homes(case.inputs, case.given, 1, tuple(case.readings.items()), case.units)
    run = season.operate(rows.temperature, p, here)
    off = float(of.prices.clock.weight[of.prices.control].sum())
    under = Under(tariff, of.prices.never, off)
    # Those about entries are among the readings of the homes.
    doubts = (pair for pair in case.doubts if case.readings.get(pair[0]) != pair[1])
    return Line([
        *(Piece(f"{key}: {words}", DOUBT) for key, words in doubts),
        *(Piece(f"{key}: {words}") for key, words in _of_case(case, of, setting, best)),
        *notes_of(homes, p, rows, run, seen, under).pieces(0).pieces,
    ])  # fmt: skip


def _choice(of: Judged, season_of: Setting) -> Choice:
    numbers = season_of.switchover, season_of.annual_cost, season_of.unmet_mmbtu, of.missing(season_of).hours
    return Choice(*(np.array([[number]]) for number in numbers))


def _of_case(case: Case, of: Judged, setting: Setting, best: Setting) -> Iterator[tuple[str, str]]:
    """What only a home by itself can have: rules of a programme, what is to be known of a file."""
    if setting.switchover != best.switchover:
        assert setting.switchover is not None
        cold = of.missing(best)
        constraint = Constraint("programme", True, best.switchover, setting.annual_cost - best.annual_cost, cold.hours,
                                best.unmet_mmbtu, setting.switchover, setting.unmet_mmbtu)  # fmt: skip
        yield "programme", setting_words.set_aside(constraint, setting.switchover, of.curve.load_mmbtu, of.parameters)
    if of.accepted is False:
        yield "programme", setting_words.not_accepted(case, of.parameters)
    if case.rules is not None and (broken := unmeetable(solve(case).solution)):
        yield "programme", broken
    yield from weather_words(case)


def weather_words(case: Case) -> Iterator[tuple[str, str]]:
    """What a reader has to know of the hours, and of a year that is an estimate: (key, message)."""
    yield from hour_notes(case)
    if case.year is not None and case.year.read is not None and case.year.typical is not None:
        yield from (("weather_file", note) for note in case.year.read.notes if not note.startswith(TYPICAL_DAYS))
