"""Options side by side under a tariff: each one's season hour by hour, billed by the tariff.

The tariff's fuel prices are for the fuel of the case: an option with another fuel is billed at its own fuel_price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ..errors import InputError, Issue
from ..files.toml_tables import raise_all
from ..files.values import is_blank
from ..inputs.case import Case
from ..model.climate import at_or_above
from ..model.switchovers import status
from ..results.case_units import shown_in, sign
from ..results.engine import solve
from ..results.result import Result
from ..tariffs.hours import Hours, hour_notes, hours_of
from ..tariffs.season import judged
from ..tariffs.tariff import Tariff
from ..units import FUELS
from .compared import Compared
from .options import BASE, Comparison, Option, Options, compare_by, judgement_at, row_of
from .tariff_varied import replaced

NO_POINT: Final = "under_tariff"
"""Status of a balance point that changing prices do not have."""
ALONE: Final = {"heat_pump_only": "heat_pump_only", "emergency_heat": "emergency"}
"""Scenarios without the furnace, by the name of their way in season.Ways."""


def compare_under(case: Case, options: Options | Sequence[Option], tariff: Tariff) -> Comparison:
    """The case and every option under the tariff; optimized: at its own setting to program.

    Season costs are money paid: where the tariff has a carbon price it decides on the switchover, and is in no cost
    here. Raises InputError with every problem of every option at once, such as an option without the hours of a year,
    or with a price that the tariff has.
    """
    billed = tariff.in_unit(case.inputs["fuel_price_unit"])
    issues = list(_prices(case, options.options if isinstance(options, Options) else options, tariff))

    def season(option: Option, changed: Case) -> tuple[Result, Compared]:
        hours, result = hours_of(changed, tariff), solve(changed)
        own = billed._replace(fuel=None) if _fuel(changed) != _fuel(case) else billed
        row = row_under(option, result, hours, own)
        fixed = sum(own.fuel.fixed) if own.fuel is not None and row.fuel_mmbtu > 0 else 0.0
        return result, row._replace(fuel_fixed=fixed)

    try:
        comparison = compare_by(case, options, season)
    except InputError as refused:
        raise InputError([*refused.issues, *issues]) from None
    raise_all(issues)
    return comparison._replace(tariff=tariff.name, notes=(*comparison.notes, *_notes(case, comparison, tariff)))


def _fuel(case: Case) -> str:
    return str(case.inputs["fuel"])


def _prices(case: Case, options: Sequence[Option], tariff: Tariff) -> Iterator[Issue]:
    """Prices and factors of options that the tariff has: they would do nothing."""
    there = replaced(tariff)
    for option in options:
        fuel = option.changes.get("fuel")
        another = not is_blank(fuel) and str(fuel).strip() != _fuel(case)
        for key in there:
            value = option.changes.get(key)
            if not is_blank(value) and not (another and key == "fuel_price"):
                what = "these factors" if key == "grid_emissions" else "this price"
                yield Issue(f"options.{option.name}.{key}", value,
                            f"cannot be set under the tariff, which has {what}",
                            "Take it out of the option, or compare without --tariff")  # fmt: skip


def _notes(case: Case, comparison: Comparison, tariff: Tariff) -> Iterator[str]:
    """What was taken for granted, and what no cost here has."""
    if taken := tariff.unit_taken(case.inputs["fuel_price_unit"]):
        yield f"fuel: {taken}"
    for name, result in comparison.results.items():
        named = "" if name == BASE else f"{name}: "
        yield from (f"{named}{key}: {message}" for key, message in hour_notes(result.case))
    if tariff.fuel is None:
        return
    own = FUELS[_fuel(case)].label
    houses = {name: result.case for name, result in comparison.results.items()}
    for name, house in houses.items():
        if _fuel(house) != _fuel(case):
            price, unit = house.inputs["fuel_price"], shown_in(str(house.inputs["fuel_price_unit"]), case.units)
            yield (
                f"{name}: the tariff's fuel prices are those of {own}; {FUELS[_fuel(house)].label} is billed at its "
                f"own fuel_price, {price:g} {unit}, in every month"
            )
    without = [row.option for row in comparison.rows if row.fuel_mmbtu == 0 or _fuel(houses[row.option]) != _fuel(case)]
    if (fixed := sum(tariff.fuel.fixed)) and 0 < len(without) < len(comparison.rows):
        burn = "burns" if len(without) == 1 else "burn"
        yield (
            f"{', '.join(without)}: {burn} no {own}; "
            f"the tariff's fixed charge of {sign(case.units)}{fixed:,.2f} a year for it is not in "
            "the season costs, but is saved in the net present value. Leave it out of the tariff where other "
            "appliances keep the meter"
        )


def row_under(option: Option, result: Result, hours: Hours, tariff: Tariff) -> Compared:
    """The option's season under the tariff; savings are 0 until there is a baseline.

    The bills of electricity and fuel are whole: with demand charges, least bills and tax. A thermal balance point knows
    no prices and stays; the others are None.
    """
    evaluated = judged(result.case, hours, tariff)
    curve, p = evaluated.curve, evaluated.parameters
    named = {
        "optimized": float(curve.switchover[evaluated.setting]),
        "existing_switchover": p.existing_switchover,
        "initial_guess": curve.guess,
    }.get(option.scenario)
    run = judged(result.case, hours, tariff, ALONE[option.scenario]) if option.scenario in ALONE else evaluated
    setting = run.at(float(curve.switchover[0]) if named is None else named)._replace(switchover=named)
    above = at_or_above(run.year.temperature, float(curve.switchover[0]) if named is None else named)
    backup = np.where(above, run.year.dual.backup, run.year.furnace.backup)
    return row_of(option, result)._replace(
        status=status(curve.at(float(curve.switchover[evaluated.setting])), len(curve.temperature)),
        economic_point=None,
        economic_status=NO_POINT,
        emissions_point=None,
        emissions_status=NO_POINT,
        backup_hours=float(backup.sum()),
        load_mmbtu=curve.load_mmbtu,
        programme=judgement_at(result, named),
        **{key: value for key, value in setting._asdict().items() if key in Compared._fields}
        | {"fuel_cost": setting.fuel_bill},
    )
