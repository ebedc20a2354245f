"""Options side by side under tariffs: each one's season hour by hour, billed by its own tariff or by that of all.

The fuel prices of the tariff of all are for the fuel of the case: an option with another fuel is billed at its own
fuel_price. The fuel prices of an option's own tariff are for the option's fuel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

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
from ..tariffs.billing import fixed_of
from ..tariffs.fingerprint import fingerprint
from ..tariffs.hours import Hours, hour_notes, hours_of
from ..tariffs.season import Judged, judged
from ..tariffs.tariff import Tariff
from ..units import FUELS
from .best_rate import Use, best_rates, use_of
from .compared import Compared
from .options import BASE, Comparison, Option, Options, compare_by, judgement_at, row_of
from .tariff_varied import replaced

NO_POINT: Final = "under_tariff"
"""Status of a balance point that changing prices do not have."""
ALONE: Final = {"heat_pump_only": "heat_pump_only", "emergency_heat": "emergency"}
"""Scenarios without the furnace, by the name of their way in season.Ways."""
PLAIN: Final = Tariff()
"""The prices of the case, hour by hour"""


def is_under_tariffs(options: Options | Sequence[Option], tariff: Tariff | None) -> bool:
    """Whether a tariff bills anything of a comparison."""
    return tariff is not None or any(one.tariff is not None for one in _listed(options))


def _listed(options: Options | Sequence[Option]) -> Sequence[Option]:
    return options.options if isinstance(options, Options) else options


def compare_under(case: Case, options: Options | Sequence[Option], tariff: Tariff | None = None) -> Comparison:
    """The case and every option, each under its own tariff or else ``tariff``; None: at the prices of the case.

    optimized: at its own setting to program. Season costs are money paid: where a tariff has a carbon price it decides
    on the switchover, and is in no cost here. What the house uses besides heating and fixed charges are apart; all of
    it together is total_cost, by which options are ranked and savings are taken. Raises InputError with every problem
    of every option at once, such as an option without the hours of a year, or with a price that its tariff has.
    """
    common = PLAIN if tariff is None else tariff
    listed = _listed(options)
    bills = _Bills(case, common.in_unit(case.inputs["fuel_price_unit"]), use_of([common, *_own(listed)]), {})
    issues = list(_prices(case, listed, common))

    def season(option: Option, changed: Case) -> tuple[Result, Compared]:
        own = bills.tariff(option, changed)
        result = solve(changed)
        row, evaluated = row_under(option, result, hours_of(changed, own), own)
        bills.judged[option.name] = evaluated
        named = common if option.tariff is None else option.tariff
        row = row._replace(tariff=named.name, tariff_sha256="" if named == PLAIN else fingerprint(named))
        if changed.is_partial:  # costs are those of the recorded hours: nothing of a year belongs beside them
            return result, row
        power, fuel = fixed_of(own)
        household = evaluated.bill.household_cost
        burned = own.fuel is not None and (row.fuel_mmbtu > 0 or any(own.fuel.other_use))
        if _is_dropped(option, changed, bills):  # what else burns the fuel of the case stays
            more, fuel = _left(bills.judged[BASE])
            household, burned = household + more, True
        return result, row._replace(household_cost=household, electricity_fixed=power,
                                    fuel_fixed=fuel if burned else 0.0)  # fmt: skip

    try:
        comparison = compare_by(case, options, season)
    except InputError as refused:
        raise InputError([*refused.issues, *issues]) from None
    raise_all(issues)
    plain = [row.option for row in comparison.rows if row.tariff == PLAIN.name]
    if plain and len(plain) < len(comparison.rows):
        words = "billed at the case's own prices, which have no fixed charges: name a tariff for it, or give --tariff"
        bills.use.notes.append(f"{', '.join(plain)}: {words}")
    notes = (*comparison.notes, *_notes(case, comparison, common, listed), *_of_hours(bills.judged), *bills.use.notes)
    equipment = {BASE: ("optimized",)} | {one.name: _equipment(one) for one in listed}
    is_sure = bills.use.alike and not comparison.is_partial
    rates = best_rates(comparison.rows, equipment, PLAIN.name, case.units) if is_sure else ()
    return comparison._replace(tariff=common.name, notes=notes, best_rates=tuple(rates))


class _Bills(NamedTuple):
    """What bills the options of a comparison."""

    case: Case
    common: Tariff
    """That of all"""
    use: Use
    judged: dict[str, Judged]
    """By option, the case itself first"""

    def tariff(self, option: Option, changed: Case) -> Tariff:
        """What bills an option: without fuel prices where they are those of another fuel."""
        own = option.tariff
        if own is None:
            own = self.common
            if _fuel(changed) != _fuel(self.case):
                own = own._replace(fuel=None)
        return self.use.given(own, changed.number("electricity_price"))


def _own(options: Sequence[Option]) -> list[Tariff]:
    return [one.tariff for one in options if one.tariff is not None]


def _is_dropped(option: Option, changed: Case, bills: _Bills) -> bool:
    """Whether an option burns another fuel while the tariff of all has other use of the case's."""
    fuel = bills.common.fuel
    return option.tariff is None and fuel is not None and any(fuel.other_use) and _fuel(changed) != _fuel(bills.case)


def _left(base: Judged) -> tuple[float, float]:
    """Other use of the case's fuel and its fixed charges [$ a year]."""
    none = np.zeros_like(base.bill.fuel_charges)
    power = base.bill._replace(fuel_charges=none, fuel_minimum=none).household_cost
    return base.bill.household_cost - power, fixed_of(base.tariff)[1]


def _equipment(option: Option) -> tuple[str, ...]:
    """What it heats with, whatever bills it."""
    changes = (f"{key}={value}" for key, value in option.changes.items() if not is_blank(value))
    return (option.scenario, *sorted(changes))


def _fuel(case: Case) -> str:
    return str(case.inputs["fuel"])


def _prices(case: Case, options: Sequence[Option], common: Tariff) -> Iterator[Issue]:
    """Prices and factors of options that their tariff has: they would do nothing."""
    for option in options:
        own = option.tariff
        fuel = option.changes.get("fuel")
        another = not is_blank(fuel) and str(fuel).strip() != _fuel(case)  # which comes with its fuel_price
        for key in replaced(common if own is None else own):
            value = option.changes.get(key)
            if not is_blank(value) and not (another and key == "fuel_price"):
                what = "these factors" if key == "grid_emissions" else "this price"
                remedy = "compare without --tariff" if own is None else 'write tariff = "none" for it'
                yield Issue(f"options.{option.name}.{key}", value,
                            f"cannot be set under the tariff, which has {what}",
                            f"Take it out of the option, or {remedy}")  # fmt: skip


def _notes(case: Case, comparison: Comparison, tariff: Tariff, options: Sequence[Option]) -> Iterator[str]:
    """What was taken for granted, and what no season cost here has."""
    unit, own_tariffs = case.inputs["fuel_price_unit"], {one.name for one in options if one.tariff is not None}
    if taken := tariff.unit_taken(unit):
        yield f"fuel: {taken}"
    for option in options:
        if option.tariff is not None and option.tariff.fuel is not None:
            if taken := option.tariff.unit_taken(unit):
                yield f"{option.name}: fuel: {taken}"
            if not is_blank(option.changes.get("fuel_price")):
                yield f"{option.name}: fuel_price has no effect, as {option.tariff.name} has fuel prices"
    hours = {name: tuple(hour_notes(result.case)) for name, result in comparison.results.items()}
    for name, said in hours.items():
        if name == BASE or said != hours[BASE]:
            yield from (f"{'' if name == BASE else f'{name}: '}{key}: {message}" for key, message in said)
    if tariff.fuel is None:
        return
    own = FUELS[_fuel(case)].label
    houses = {name: result.case for name, result in comparison.results.items() if name not in own_tariffs}
    for name, house in houses.items():
        if _fuel(house) != _fuel(case):
            price, unit = house.inputs["fuel_price"], shown_in(str(house.inputs["fuel_price_unit"]), case.units)
            yield (
                f"{name}: the tariff's fuel prices are those of {own}; {FUELS[_fuel(house)].label} is billed at its "
                f"own fuel_price, {price:g} {unit}, in every month"
            )
    without = [row.option for row in comparison.rows if row.option in houses and not row.fuel_fixed]
    if (fixed := fixed_of(tariff)[1]) and 0 < len(without) < len(comparison.rows):
        burn = "burns" if len(without) == 1 else "burn"
        yield (
            f"{', '.join(without)}: {burn} no {own}; "
            f"the tariff's fixed charge of {sign(case.units)}{fixed:,.2f} a year for it is not in "
            "the season costs, but is saved in the cost in all and in the net present value. Leave it out of the "
            "tariff, or give other_use, where other appliances keep the meter"
        )


def _of_hours(evaluated: Mapping[str, Judged]) -> Iterator[str]:
    """Hours in which the heat pump may not run, and conditions that never occur."""
    for name, one in evaluated.items():
        if one.year.control.any():
            hours = float(one.year.weight[one.year.control].sum())
            yield f"{name}: in {hours:,.0f} heating hours the utility keeps the heat pump off; the furnace heats alone"
        yield from (f"{name}: {never} never occurs" for never in one.prices.never)


def row_under(option: Option, result: Result, hours: Hours, tariff: Tariff) -> tuple[Compared, Judged]:
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
    billed = {key: value for key, value in setting._asdict().items() if key in Compared._fields}
    row = row_of(option, result)._replace(
        status=status(curve.at(float(curve.switchover[evaluated.setting])), len(curve.temperature)),
        economic_point=None,
        economic_status=NO_POINT,
        emissions_point=None,
        emissions_status=NO_POINT,
        backup_hours=float(backup.sum()),
        load_mmbtu=curve.load_mmbtu,
        programme=judgement_at(result, named),
        **billed | {"fuel_cost": setting.fuel_bill},
    )
    return row, evaluated
