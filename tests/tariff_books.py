"""Random tariffs with what the sheet Tariff can follow, their workbooks, and edits with the tariff that each makes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from functools import cache

import numpy as np

import xl_dualfuel as df
from books import STAMP
from xl_dualfuel.tariffs.calendar import clock_at, dates_of, kinds_of
from xl_dualfuel.tariffs.elements import Block, Control, Demand, Ladder, Special, When
from xl_dualfuel.tariffs.season import hours_of, season
from xl_dualfuel.tariffs.tariff import Carbon, Electricity, FuelTariff, Tariff
from xl_dualfuel.workbook.shape import UnderTariff
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.tariff import structure
from xl_dualfuel.workbook.sheets.tariff_places import FIRST_MONTH, GRID, SHEET, Places

STATIONS = ("chicago_ohare", "denver", "dulles", "golden")
NAMES = ("off", "peak", "night", "super")


@dataclasses.dataclass(frozen=True)
class Edit:
    """Cells of the sheet Tariff by row and column with what is typed, and the tariff that this means."""

    what: str
    cells: dict[tuple[int, int], float]
    tariff: Callable[[Tariff], Tariff]


def case_of(seed: int) -> df.Case:
    rng = np.random.default_rng(seed)
    return df.Case(
        station=STATIONS[seed % len(STATIONS)], load_slope=float(rng.integers(400, 800)), cop_47=3.6, cop_17=2.3,
        capacity_47=40000, capacity_17=24000, furnace_capacity=70000, strip_capacity=0,
        thermostat_step=float(rng.choice([1, 2])), fuel_price=1.3, fuel_price_unit="$/therm", electricity_price=0.14,
        **({"furnace_fan_power": 0.4} if seed % 2 else {}),
    )  # fmt: skip


def tariff_of(seed: int) -> Tariff:
    """Elements in turn, so that a few seeds have them all; the calendar has event days and Saturdays of their own."""
    rng = np.random.default_rng(1000 + seed)
    count = int(rng.integers(1, 5))
    names = NAMES[:count]
    kinds = kinds_of(dates_of(2026), ((1, 1), (12, 25)))
    calendar = np.zeros((365, 48), dtype=np.uint8)
    if count > 1:
        calendar[kinds < 5, 32:42] = 1
        calendar[kinds == 5, 20:30] = count - 1
        calendar[:, 0:10] = min(2, count - 1)
        calendar[15, 10:40] = count - 1  # an event day
        calendar[150:240, 24:30] = 1

    def year(low: float, high: float) -> tuple[float, ...]:
        return tuple(np.round(rng.uniform(low, high, 12), 4).tolist())

    def some() -> tuple[str, ...]:
        return tuple(name for name in names if rng.random() < 0.6)

    ladders, demands, specials, controls = [], [], [], []
    if seed % 2:
        per = ("month", "season", "year")[seed // 2 % 3]
        months = tuple(range(1, 13)) if per == "year" else (11, 12, 1, 2, 3)
        steps = np.round(rng.uniform(-0.02, 0.05, 3), 4).tolist()
        ends = (300.0, 900.0, math.inf) if per == "month" else (1500.0, 4000.0, math.inf)
        ladders.append(Ladder(tuple(map(Block, ends, steps)), per, some() if seed % 4 == 1 else (), months))
    if seed % 7 == 6:
        ladders.append(Ladder((Block(15.0, 0.0), Block(math.inf, 0.04)), "day", some()))
    if seed % 3 == 0:
        ladders.append(Ladder((Block(500.0, 0.0), Block(math.inf, 0.03))))
    if seed % 3 != 1:
        demands.append(Demand(year(2, 9), some(), 0.8 if seed % 2 else 0.0))
    if seed % 6 == 5:
        demands.append(Demand((3.5,) * 12))
    if seed % 4 in (0, 3):
        specials.append(Special("cold hours", When(below=14, until=20, hold_hours=4), 0.31))
        specials.append(Special("mild rebate", When(above=45), -0.02, adds=True))
    if seed % 4 == 2:
        controls.append(Control("evening", When(below=25, read_at=17, slots=bytes([0] * 34 + [1] * 8 + [0] * 6) * 365)))
    household = np.round(rng.uniform(0.1, 1.5, 8760), 4) * (seed % 5 != 4)
    own = {"monthly": year(0.09, 0.2)} if count == 1 and seed % 2 else {"price": 0.13}
    if count > 1:
        own = {"periods": names, "period_prices": tuple(np.round(rng.uniform(0.05, 0.3, count), 4).tolist()),
               "calendar": calendar.tobytes()}  # fmt: skip
    return Tariff(
        name="Random rate",
        clock=("US", "", "EU", "AU")[seed % 4],
        holidays=((1, 1), (12, 25)),
        electricity=Electricity(
            **own, delivery=0.02, riders=year(-0.03, 0.01), ladders=tuple(ladders), demands=tuple(demands),
            specials=tuple(specials), controls=tuple(controls), household=tuple(household.tolist()),
            minimum=year(20, 60) if not any(one.per in ("season", "year") for one in ladders) else (0.0,) * 12,
            tax=0.08 * (seed % 2), fixed=(12.0,) * 12,
        ),
        fuel=FuelTariff(
            year(1.0, 1.9), "$/therm", True, riders=year(-0.1, 0.1), other_use=year(5, 20), tax=0.03,
            ladders=(Ladder((Block(40.0, 0.0), Block(math.inf, 0.1))),) if seed % 2 == 0 else (),
            minimum=(8.0,) * 12 if seed % 3 == 0 else (0.0,) * 12,
        ),
        carbon=Carbon(price=40.0) if seed % 5 == 1 else None,
        temperature_unit="F",
    )  # fmt: skip


def under_of(case: df.Case, tariff: Tariff) -> UnderTariff:
    hours = hours_of(case, tariff)
    return UnderTariff(tariff, season(case, hours, tariff), case, hours)


@cache
def under(seed: int) -> UnderTariff:
    return under_of(case_of(seed), tariff_of(seed))


@cache
def made(seed: int) -> bytes:
    return workbook_bytes(df.solve(case_of(seed)), STAMP, under=under(seed))


def places_of(seed: int) -> Places:
    return Places(structure(under(seed)))


def edits(seed: int) -> list[Edit]:
    """Ten edits of the workbook of a seed; each may follow the others."""
    p, tariff = places_of(seed), tariff_of(seed)
    power, fuel = tariff.electricity, tariff.fuel
    assert power is not None and fuel is not None
    count = len(power.periods)
    found = [
        Edit("a rider", {(p.months["rider"], FIRST_MONTH + 1): 0.021},
             _power(lambda e: e._replace(riders=_at(e.riders, 1, 0.021)))),
        Edit("delivery", {(p.singles["delivery"], FIRST_MONTH + 1): 0.05}, _power(lambda e: e._replace(delivery=0.05))),
        Edit("the tax", {(p.singles["tax"], FIRST_MONTH + 1): 0.1}, _power(lambda e: e._replace(tax=0.1))),
        Edit("household use", {(p.months["household"], FIRST_MONTH): 800.0}, _more_in_january),
        Edit("a month's fuel price", {(p.months["fuel_price"], FIRST_MONTH): 0.8},
             _fuel(lambda f: f._replace(monthly=_at(f.monthly, 0, 0.8)))),
        Edit("the fuel's tax", {(p.singles["fuel_tax"], FIRST_MONTH + 1): 0.0}, _fuel(lambda f: f._replace(tax=0.0))),
        Edit("a least bill", {(p.months["fuel_minimum"], FIRST_MONTH + 6): 150.0},
             _fuel(lambda f: f._replace(minimum=_at(f.minimum, 6, 150.0)))),
        Edit("the price of carbon", {(p.singles["carbon_price"], FIRST_MONTH + 1): 90.0},
             lambda t: t._replace(carbon=Carbon(price=90.0))),
    ]  # fmt: skip
    if count:
        prices = power.period_prices
        found.append(Edit("a price", {(p.period_rows[0], 3): 0.41},
                          _power(lambda e: e._replace(period_prices=_at(prices, 0, 0.41)))))  # fmt: skip
    if count > 1:
        found.append(Edit("a cell of the grid", {(p.grid, GRID + 1 + 18): 1.0}, _power(_weekdays_in_january)))
    if any(one.per == "day" for one in power.ladders):  # what these cost is not by formulas
        found = [one for one in found if one.what not in ("household use", "a cell of the grid")]
    if power.ladders and power.ladders[0].per != "day":
        ladder = power.ladders[0]
        blocks = (ladder.blocks[0]._replace(up_to=350.0, price=0.012), *ladder.blocks[1:])
        top = p.blocks["ladder0"]
        changed_ladder = ladder._replace(blocks=blocks)
        found.append(Edit("a block", {(top + 1, 2): 350.0, (top + 1, 3): 0.012},
                          _power(lambda e: e._replace(ladders=(changed_ladder, *e.ladders[1:])))))  # fmt: skip
    if power.demands:
        one = power.demands[0]
        changed = one._replace(charge=_at(one.charge, 0, 11.0), ratchet=0.5)
        cells = {(p.months["demand0"], FIRST_MONTH): 11.0, (p.ratchets[0], FIRST_MONTH + 8): 0.5}
        found.append(Edit("a demand charge", cells, _power(lambda e: e._replace(demands=(changed, *e.demands[1:])))))
    if power.specials:
        first = power.specials[0]._replace(price=0.55)
        found.append(Edit("a special price", {(p.specials + 1, FIRST_MONTH + 3): 0.55},
                          _power(lambda e: e._replace(specials=(first, *e.specials[1:])))))  # fmt: skip
    return found


def _at(values: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _power(change: Callable[[Electricity], Electricity]) -> Callable[[Tariff], Tariff]:
    return lambda tariff: tariff._replace(electricity=change(tariff.electricity))


def _fuel(change: Callable[[FuelTariff], FuelTariff]) -> Callable[[Tariff], Tariff]:
    return lambda tariff: tariff._replace(fuel=change(tariff.fuel))


def _more_in_january(tariff: Tariff) -> Tariff:
    """800 kWh in the January of the tariff's clock, in the shape there was."""
    power = tariff.electricity
    use, here = np.array(power.household), clock_at(np.arange(8760), tariff.year, tariff.clock).month == 0
    use[here] = use[here] * 800 / use[here].sum() if use[here].any() else 800 / here.sum()
    return tariff._replace(electricity=power._replace(household=tuple(use.tolist())))


def _weekdays_in_january(power: Electricity) -> Electricity:
    """The hour from 18 on January's weekdays but the event day is in the first period."""
    calendar = np.frombuffer(power.calendar, dtype=np.uint8).reshape(365, 48).copy()
    kinds = kinds_of(dates_of(2026), ((1, 1), (12, 25)))
    days = [day for day in range(31) if kinds[day] < 5 and day != 15]
    calendar[days, 36:38] = 0
    return power._replace(calendar=calendar.tobytes())


__all__ = ["SHEET", "Edit", "case_of", "edits", "made", "places_of", "tariff_of", "under", "under_of"]
