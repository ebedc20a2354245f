"""Options side by side under a tariff: each one's season hour by hour, billed by the tariff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from .case import Case
from .engine import solve
from .options import Compared, Comparison, Option, Options, compare_by, row_of
from .result import Result
from .tariff import Tariff
from .tariff_season import Hours, judged
from .tariff_varied import hours_of

NO_POINT: Final = "under_tariff"
"""Status of a balance point that changing prices do not have."""
ALONE: Final = {"heat_pump_only": "heat_pump_only", "emergency_heat": "emergency"}
"""Scenarios without the furnace, by the name of their way in season.Ways."""


def compare_under(
    case: Case,
    options: Options | Sequence[Option],
    tariff: Tariff,
    hours: Callable[[Case, Tariff], Hours] = hours_of,
) -> Comparison:
    """Every option beside the case under the tariff; optimized: at its own best single switchover.

    hours: those of a case, read once for each weather file. Season costs are money paid: where the tariff has a carbon
    price it decides on the switchover, and is in no cost here. Raises InputError with every problem of every option at
    once, such as an option without a weather file.
    """
    read: dict[object, Hours] = {}

    def season(option: Option, changed: Case) -> tuple[Result, Compared]:
        place = (changed.inputs["climate"], changed.inputs["weather_file"])
        if place not in read:
            read[place] = hours(changed, tariff)
        result = solve(changed)
        return result, row_under(option, result, read[place], tariff)

    return compare_by(case, options, season)._replace(tariff=tariff.name)


def row_under(option: Option, result: Result, hours: Hours, tariff: Tariff) -> Compared:
    """The option's season under the tariff; savings are 0 until there is a baseline.

    The demand charge belongs to electricity. A thermal balance point knows no prices and stays; the others are None.
    """
    found = judged(result.case, hours, tariff)
    curve, place, named = found.curve, found.best, None
    if option.scenario == "optimized":
        named = curve.best
    elif option.scenario in ("existing_switchover", "initial_guess"):
        named = found.parameters.existing_switchover if option.scenario == "existing_switchover" else found.guess
        place = curve.place(named)
    else:
        place = 0  # furnace only; of one source alone every candidate is the same season
    run = judged(result.case, hours, tariff, ALONE[option.scenario]) if option.scenario in ALONE else found
    setting = run.at(place, named)
    above = run.year.temperature >= curve.switchover[place]
    backup = np.where(above, run.year.dual.backup, run.year.furnace.backup)
    return row_of(option, result)._replace(
        switchover=setting.switchover,
        status=curve.status,
        economic_point=None,
        economic_status=NO_POINT,
        emissions_point=None,
        emissions_status=NO_POINT,
        annual_cost=setting.annual_cost,
        electricity_cost=setting.energy_cost + setting.demand_cost,
        fuel_cost=setting.fuel_cost,
        electricity_kwh=setting.electricity_kwh,
        fuel_mmbtu=setting.fuel_mmbtu,
        emissions_kg=setting.emissions_kg,
        furnace_hours=setting.furnace_hours,
        backup_hours=float(backup.sum()),
        unmet_mmbtu=setting.unmet_mmbtu,
    )
