"""A season under a tariff as it is billed: settings, periods, months and curves of sums, and what has to be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from ..inputs.units_given import Units
from ..model.parameters import Array, Parameters
from ..model.switchovers import is_met
from ..results.case_units import heat, price
from ..results.tables import Table
from .billing import Bill, Charged
from .calendar import HOURS_PER_YEAR
from .calendar import MONTHS as IN_YEAR
from .elements import DAYS, ZERO
from .result import CURVE, PeriodSetting, PeriodSettings, Setting, TariffSeason, columns_of
from .result import MONTHS as MONTH_COLUMNS
from .search import Choice
from .tariff import MONTH_NAMES, Hourly, Tariff
from .year import Options, Sums, Year, running, sums_at, sums_of

_SAME: Final = ("fuel_mmbtu", "emissions_kg", "furnace_hours", "unmet_mmbtu", "carbon_cost")
"""Sums that have the same name in a setting."""
_ITEMS: Final = 2_000_000
"""Most items of one kind of sum at a time, which bounds memory."""


def _columns(charged: Charged, sums: Sums, bill: Bill) -> dict[str, Array]:
    """Columns of months (12, …), by the names of a setting."""
    counted = np.any([one.periods for one in bill.demands], axis=0) if bill.demands else slice(None)
    return {
        "annual_cost": charged.cost,
        "energy_cost": charged.energy,
        "demand_cost": charged.demand,
        "fuel_cost": charged.fuel,
        "minimum_cost": charged.electricity_minimum + charged.fuel_minimum,
        "tax_cost": charged.electricity_tax + charged.fuel_tax,
        "electricity_cost": charged.electricity,
        "fuel_bill": charged.fuel_bill,
        "electricity_kwh": sums.kwh.sum(axis=0),
        "peak_kw": sums.peak_kw[counted].max(axis=0),
        **{key: getattr(sums, key).sum(axis=0) for key in _SAME},
    }


def _of_year(months: dict[str, Array]) -> dict[str, Array]:
    """Columns of the year: sums of the months, of peaks the highest."""
    return {key: values.max(axis=0) if key == "peak_kw" else values.sum(axis=0) for key, values in months.items()}


def settled(bill: Bill, sums: Sums) -> Setting:
    """The season of sums (periods, 12)."""
    year = _of_year(_columns(bill.charged(sums), sums, bill))
    return Setting(switchover=None, **{key: float(value) for key, value in year.items()})


def curve_table(options: Options, bill: Bill) -> Table:
    """Every candidate, columns CURVE."""
    columns = {"switchover": options.switchover}
    columns |= _of_year(_columns(bill.charged(options.sums), options.sums, bill))
    return columns_of(CURVE, {key: values.tolist() for key, values in columns.items()})


def of_periods(year: Year, options: Options, bill: Bill, names: Sequence[str], choice: Choice) -> PeriodSettings:
    """The periods at the settings chosen for them."""
    chosen = choice.candidates
    sums = sums_at(year, len(names), options.switchover[list(chosen)][year.period], bill.by_day)
    periods = tuple(
        PeriodSetting(
            period=name,
            switchover=float(options.switchover[chosen[place]]) if options.hours[place] else None,
            hours=float(options.hours[place]),
            furnace_hours=float(sums.furnace_hours[place].sum()),
            electricity_kwh=float(sums.kwh[place].sum()),
            fuel_mmbtu=float(sums.fuel_mmbtu[place].sum()),
        )
        for place, name in enumerate(names)
    )
    return PeriodSettings(periods, settled(bill, sums), choice.exact, choice.method)


def month_table(year: Year, periods: int, bill: Bill, setting: float, tariff: Tariff, p: Parameters) -> Table:
    """The months at a setting [°F], columns MONTHS."""
    sums = sums_at(year, periods, setting, bill.by_day)
    of = _columns(bill.charged(sums), sums, bill)
    power, fuel = tariff.electricity, tariff.fuel
    columns: dict[str, Any] = {
        "month": list(MONTH_NAMES),
        "cost": of.pop("annual_cost").tolist(),
        "fuel_units": (of["fuel_mmbtu"] / p.fuel_unit_mmbtu).tolist(),
        **{key: values.tolist() for key, values in of.items()},
        "electricity_fixed": [fixed * (1 + power.tax) for fixed in power.fixed] if power else list(ZERO),
        "fuel_fixed": [fixed * (1 + fuel.tax) for fixed in fuel.fixed] if fuel else list(ZERO),
    }
    return columns_of(MONTH_COLUMNS, columns)


def curves(year: Year, bill: Bill, periods: int) -> tuple[Array, Array, Array, Array]:
    """With each number of distinct temperatures on the heat pump, warm to cold: arrays (distinct + 1,).

    Cost with carbon [$], without it [$], emissions [kg], unmet load [MMBtu].
    """
    distinct, group = np.unique(-year.temperature, return_inverse=True)
    first, count = group.ravel() + 1, len(distinct) + 1

    def total(name: str) -> Array:
        return running(getattr(year.dual, name), getattr(year.furnace, name), first, (count,))

    emissions, unmet, carbon = total("emissions_kg"), total("unmet_mmbtu"), total("carbon_cost")
    if not bill.coupled:
        paid = (1 + bill.tax) * total("energy_cost") + (1 + bill.fuel_tax) * total("fuel_cost")
    else:
        wide = max(1, _ITEMS // (periods * (IN_YEAR + (DAYS if bill.by_day else 0))))
        pieces = []
        for start in range(0, count, wide):
            some = min(wide, count - start)
            sums = sums_of(year, periods, np.clip(first - start, 0, some), some, bill.by_day)
            pieces.append(bill.charged(sums).cost.sum(axis=0))
        paid = np.concatenate(pieces)
    return paid + carbon, paid, emissions, unmet


def warnings_of(
    solved: TariffSeason, tariff: Tariff, prices: Hourly, hours: int, units: Units
) -> Iterator[tuple[str, str]]:
    """What was taken for granted and what a reader may miss: (key, message)."""
    power = tariff.electricity
    for note in tariff.notes:
        yield "tariff", note
    if hours != HOURS_PER_YEAR:
        yield "weather_file", f"{hours:,} hours were used, not the {HOURS_PER_YEAR:,} of a year"
    if solved.carbon_price:
        carbon = f"{price(solved.carbon_price, units)} a tonne of CO2"
        yield "carbon", f"each setting is chosen with {carbon}; the costs shown are the money paid, without it"
    if solved.control_hours:
        yield "control", controlled(solved.control_hours, solved.control_heating_hours)
    for never in prices.never:
        yield "tariff", f"{never} holds in no hour of this weather"
    use = power is not None and any(power.household)
    if power is not None and power.demands and not use:
        yield (
            "demand_charge",
            "it is charged on the heating's own highest hour of each month; what else runs in the house is not known",
        )
    if power is not None and power.ladders and not use:
        yield "blocks", "no household_kwh is given: heating alone fills the blocks from the first kWh"
    if tariff.fuel is not None and tariff.fuel.ladders and not any(tariff.fuel.other_use):
        yield "blocks", "no other_use of fuel is given: heating alone fills its blocks from the first unit"
    if not solved.by_period.exact:
        yield "by_period", f"the settings of the periods were chosen {solved.by_period.method}"
    if not solved.ideal.exact:
        yield "ideal", "the ideal cost is a lower bound that no choice of the hours quite attains"
    if not is_met(solved.setting.unmet_mmbtu, solved.load_mmbtu):
        yield (
            "unmet_mmbtu",
            f"{heat(solved.setting.unmet_mmbtu, units)} of the heat is not delivered, which costs nothing",
        )


def controlled(hours: float, heated: float) -> str:
    """The control hours in words, and those of them with a heating load; "" without any."""
    if not hours:
        return ""
    words = f"in {hours:,g} hour{'' if hours == 1 else 's'} the utility keeps the heat pump off"
    if heated < hours:
        words += f", {heated:,g} of them with a heating load" if heated else ", none of them with a heating load"
    return f"{words}; the furnace heats alone" if heated else words
