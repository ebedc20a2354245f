"""The year of a place under a tariff, sorted into cells once for all the homes there."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ..homes.arrays import Homes
from ..inputs.case import Case
from ..model import parameters
from ..model.parameters import Array
from .billing import Bill, bill_of
from .calendar import clock_of
from .cells import Cells, cells_of
from .home_words import Under
from .hours import Hours, hours_of
from .tariff import Tariff, hourly
from .year import year_of

_HOURLY: Final = "own electricity that is set off hour by hour"
_DAILY: Final = "blocks of a day"


def why_one_by_one(tariff: Tariff) -> str:
    """Why homes under a tariff are worked out one by one; "" where those of one place are together."""
    power, fuel = tariff.electricity, tariff.fuel
    ladders = (*(power.ladders if power else ()), *(fuel.ladders if fuel else ()))
    if any(ladder.per == "day" for ladder in ladders):
        return _DAILY
    if power is not None and power.solar is not None and power.solar.netting == "hour":
        return _HOURLY
    return ""


class Place(NamedTuple):
    """The hours of a year that many homes share, where not those of a built-in station."""

    weather_file: str
    hours: Hours
    notes: tuple[str, ...]
    """What a reader has to know of them"""


STAND_IN: Final = "denver"
"""The built-in station that homes name whose year is a place's"""


class Prepared(NamedTuple):
    """A year of a place under a tariff."""

    tariff: Tariff
    cells: Cells
    bill: Bill
    house_peaks: Array
    """[kW] (periods, 12)"""
    carbon_price: float
    """[$/kg CO2]"""
    coldest: float
    """[°F]"""
    words: Under


_PREPARED: Final[dict[tuple[int, int, str, str, str], tuple[Tariff, Place | None, Prepared]]] = {}
"""The latest, by the identity of tariff and place, which are kept with it"""
_KEPT: Final = 32


def prepared(tariff: Tariff, place: Place | None, homes: Homes) -> Prepared:
    """The year of homes of one station, or of a place, under a tariff.

    Raises InputError where the tariff does not fit the homes' fuel.
    """
    station, fuel, unit = (str(homes.inputs[key]) for key in ("station", "fuel", "fuel_price_unit"))
    key = (id(tariff), id(place), station, fuel, unit)
    if key not in _PREPARED:
        made = _year(tariff, place, station, fuel, unit)
        while len(_PREPARED) >= _KEPT:
            del _PREPARED[next(iter(_PREPARED))]
        _PREPARED[key] = tariff, place, made
    return _PREPARED[key][2]


def _year(tariff: Tariff, place: Place | None, station: str, fuel: str, unit: str) -> Prepared:
    """A year of a place; prices that the homes' own take the place of are 1."""
    case = Case(station=station, fuel=fuel, fuel_price=1.0, fuel_price_unit=unit)
    p = parameters.from_case(case)._replace(electricity_price=1.0, fuel_price=1.0, grid_emissions=1.0)
    own = tariff.for_case(case)
    times, dry_bulb = hours_of(case, tariff) if place is None else place.hours
    felt = np.repeat(np.asarray(dry_bulb, dtype=float), 2 if own.halves else 1)
    prices = hourly(own, clock_of(times, own.year, own.clock, own.halves), p, fuel, felt)
    solar = own.electricity.solar if own.electricity else None
    house = year_of(felt, prices, p, None, None, solar).house
    off = float(prices.clock.weight[prices.control].sum())
    return Prepared(
        own, cells_of(prices, felt), bill_of(own, prices, house, p, fuel), house.peak_kw, prices.carbon_price,
        float(felt.min()), Under(tariff, prices.never, off),
    )  # fmt: skip
