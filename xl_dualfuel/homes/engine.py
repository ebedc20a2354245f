"""The answer for many homes at once: the same steps as engine.solve, on arrays (homes, bins).

What the steps are given is checked here only as far as it is plainly sound; a home that is not, or that takes an input
these arrays do not carry (tables, files), is left to engine.solve, which reports it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..inputs.fields import CAPACITIES, CLIMATE_SOURCES, FIELDS, SOURCES, TABLE_LIMIT
from ..inputs.hspf2 import is_estimated
from ..inputs.ratings import SPEEDS
from ..model.parameters import Parameters
from ..model.scenarios import SCENARIOS
from ..model.switchovers import as_warm, difference
from ..results import accepting
from ..results.advice import Season
from ..results.unmeetable import MENDS
from ..units import FUELS
from ..weather.stations import station_year
from . import notes
from .arrays import Homes, agreeing, in_range
from .compiled import figures
from .figures import Figures
from .said import Said, together

SUMMARY: Final = (
    "setting", "setting_cost", "setting_unmet_mmbtu", "switchover", "status", "annual_cost", "unmet_mmbtu",
    "electricity_kwh", "fuel_mmbtu", "emissions_kg", "saving_vs_existing", "saving_vs_single_fuel",
    "temperature_unit",
)  # fmt: skip
"""What to program [°F], its cost [$] and unmet load [MMBtu]; the recommended switchover [°F] with status in words, $,
MMBtu; electricity [kWh], fuel [MMBtu] and emissions [kg] with the setting, and what it saves [$], NaN where one of the
two seasons leaves more of the load unmet; F or C, which setting and switchover of a home solved by itself are in."""
COLUMNS: Final = (
    *SUMMARY, "heat_pump_only_cost", "heat_pump_only_unmet_mmbtu", "furnace_only_cost", "furnace_only_unmet_mmbtu",
    "existing_cost", "existing_unmet_mmbtu", "existing_emissions_kg", "furnace_hours", "design_kw",
    "setting_words", "notes",
)  # fmt: skip
"""All columns: further $ and MMBtu, $ and MMBtu, $ and MMBtu, kg; hours of the furnace [h] and electric power at the
design temperature [kW] with the setting; the setting in words, and what a reader has to know: what the advice sets
aside, doubts, warnings, assumptions."""
NOTES: Final = "notes"
WORDS: Final = ("temperature_unit", "setting_words", NOTES)
"""Those that hold texts"""

BLOCK: Final = 2**15
"""Homes whose columns and words are made together"""
MOST_BINS: Final = 1000
"""Homes with more bins are calculated one by one: padding would not pay."""
STATUS: Final = ("crosses", "fuel_always", "heat_pump_always")
"""Words of the codes in the column status."""


def sound(homes: Homes) -> NDArray[np.bool_]:
    """Which homes (homes,) are plainly sound and carried by the arrays; the others may be sound too."""
    if not _carried(homes):
        return np.zeros(homes.count, dtype=bool)
    good = in_range(homes, [key for key in homes.given if FIELDS[key].kind == "number"])
    year = station_year(str(homes.inputs["station"])) if homes.inputs["climate"] == "station" else None
    if year is not None:  # hour by hour every setting of the thermostat is a candidate
        good &= homes.column("bin_width") > 0
    return (good & agreeing(homes, year, min(TABLE_LIMIT, MOST_BINS)))[:, 0]


def _carried(homes: Homes) -> bool:
    """What holds for every home of a group alike, as validation.cross_check has it, or stricter."""
    given, inputs = homes.given, homes.inputs
    climate = inputs.get("climate")
    sources = given & set(SOURCES)
    tables = {key for key in given if FIELDS[key].kind in ("table", "file")}
    rated = given & set(CAPACITIES)
    fuel, unit = FUELS[str(inputs["fuel"])], str(inputs["fuel_price_unit"])
    return (
        climate in ("proportional", "region", "station")
        and sources == ({CLIMATE_SOURCES[climate]} if climate in CLIMATE_SOURCES else set())
        and not tables
        and not is_estimated(given)
        and not {"load_slope", "design_load"} <= given
        and not ("billed_fuel" in given and "billed_degree_days" not in given)
        and (not rated or {"capacity_47", "capacity_17"} <= given)
        and all(_complete(speed, given) for speed in SPEEDS)
        and not ("cycling_degradation" in given and not rated)
        and not ("furnace_fan_power" in given and "furnace_capacity" not in given)
        and inputs["defrost"] != "humidity"
        and unit in fuel.price_units
        and not (unit == "$/MMBtu" and "fuel_heat_content" in given)
        and not ((unit != "$/MMBtu" or fuel.key != FIELDS["fuel"].default) and "fuel_price" not in given)
        and not (climate == "proportional" and inputs["design_temperature"] is None)
        and not (inputs["programme"] is not None and _judged(str(inputs["programme"])))
    )


def _complete(speed: str, given: frozenset[str]) -> bool:
    """Whether capacity and COP of a variable-speed unit's other speed come in pairs, if at all."""
    at_47, at_17, at_5 = ({f"capacity_{speed}_{at}", f"cop_{speed}_{at}"} for at in (47, 17, 5))
    some = given & (at_47 | at_17 | at_5)
    return not some or (at_47 | at_17 <= given and len(given & at_5) != 1)


def _judged(programme: str) -> bool:
    """Whether a programme has rules that the advice speaks of, or is none of those shipped."""
    from ..inputs.programme_files import PROGRAMMES  # here: few homes have a programme

    return programme not in PROGRAMMES or any(
        rule.kind in accepting.RULES or rule.kind in MENDS for rule in PROGRAMMES[programme].rules
    )


Answers = dict[str, Any]
"""Columns: arrays (homes,); of the notes, places of some homes each with their Said, or with what makes it when read"""


def blocks(count: int) -> list[slice]:
    """So many homes, as many at a time as are worked out together."""
    return [slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]


def solve(homes: Homes) -> Answers:
    """COLUMNS of sound homes: arrays (homes,); [°F], $, kWh, MMBtu, kg, h, kW; codes of STATUS; texts."""
    p, f = figures(homes)
    return _answers(homes, p, f) | {NOTES: [(slice(None), _notes(homes, p, f))]}


def solve_only(homes: Homes) -> Answers:
    """The same without notes, which are made when they are read."""
    return _answers(homes, *figures(homes, for_words=False)) | {NOTES: []}


def notes_of(homes: Homes) -> Said:
    """The notes of sound homes."""
    parts = [(block, homes.some(block)) for block in blocks(homes.count)]
    return together(homes.count, [(block, _notes(some, *figures(some))) for block, some in parts])


def _answers(homes: Homes, p: Parameters, f: Figures) -> Answers:
    made, load = f.made, f.load_mmbtu
    cost, unmet = made.setting.annual_cost, made.setting.unmet_mmbtu
    switchover = made.recommended.switchover
    dearer = f.pump_cost > f.furnace_cost
    single, single_unmet = (
        np.where(dearer, f.pump_cost, f.furnace_cost),
        np.where(dearer, f.pump_unmet, f.furnace_unmet),
    )
    only_furnace, only_pump = switchover == f.warmest, switchover == f.coldest
    answers = {
        "setting": made.setting.switchover,
        "setting_cost": cost,
        "setting_unmet_mmbtu": unmet,
        "switchover": switchover,
        "status": np.where(only_furnace, 1, np.where(only_pump, 2, 0)).astype(np.int8),
        "annual_cost": made.recommended.annual_cost,
        "unmet_mmbtu": made.recommended.unmet_mmbtu,
        "electricity_kwh": f.kwh,
        "fuel_mmbtu": f.fuel_mmbtu,
        "emissions_kg": f.kwh * p.grid_emissions + f.fuel_mmbtu * p.fuel_emissions,
        "saving_vs_existing": np.where(
            as_warm(unmet, f.existing_unmet, load), difference(f.existing_cost, cost), np.nan
        ),
        "saving_vs_single_fuel": np.where(as_warm(unmet, single_unmet, load), difference(single, cost), np.nan),
        "temperature_unit": np.full(cost.shape, homes.units.temperature, dtype=object),
        "heat_pump_only_cost": f.pump_cost,
        "heat_pump_only_unmet_mmbtu": f.pump_unmet,
        "furnace_only_cost": f.furnace_cost,
        "furnace_only_unmet_mmbtu": f.furnace_unmet,
        "existing_cost": f.existing_cost,
        "existing_unmet_mmbtu": f.existing_unmet,
        "existing_emissions_kg": f.existing_kwh * p.grid_emissions + f.existing_fuel * p.fuel_emissions,
        "furnace_hours": f.furnace_hours,
        "design_kw": f.design_kw,
        "setting_words": notes.settings_of(p, f, made.setting.switchover),
    }
    return {name: column[:, 0] for name, column in answers.items()}


def _notes(homes: Homes, p: Parameters, f: Figures) -> Said:
    setting = f.made.setting
    warm = as_warm(f.pump_unmet, setting.unmet_mmbtu, f.load_mmbtu)
    no_furnace = np.where(warm, setting.annual_cost - f.pump_cost, np.nan)
    return notes.of_homes(homes, p, f.made, no_furnace, _season(homes, f))


def _season(homes: Homes, f: Figures) -> Season:
    """What the notes look at in the season of each home, arrays (homes, 1)."""
    recommended, held = f.made.recommended, f.made.setting
    unmet = (
        f.pump_unmet, f.furnace_unmet, recommended.unmet_mmbtu, f.existing_unmet, f.guess_unmet,
        # Strips of 0 kW give no emergency heat.
        np.where(homes.column("strip_capacity", 1.0) == 0, np.nan, f.emergency_unmet),
        np.where(held.switchover == recommended.switchover, np.nan, held.unmet_mmbtu),
    )  # fmt: skip
    return Season(f.hours, f.load_mmbtu, dict(zip(SCENARIOS, unmet, strict=True)), held.unmet_mmbtu, f.pump_cost)
