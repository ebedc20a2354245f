"""The season under a tariff with something changed: inputs of the case, or the tariff's own prices by a factor.

Each change is solved hour by hour like the season itself; nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from ..errors import InputError, Issue
from ..inputs.case import Case
from ..model.switchovers import Curve
from ..tariffs.season import Hours, judged
from ..tariffs.tariff import Block, Carbon, Electricity, FuelTariff, Tariff
from ..weather.files import read_hours
from .risk import COLD

LABELS: Final = MappingProxyType(
    {
        "electricity_price": "Electricity prices of the tariff (factor)",
        "fuel_price": "Fuel prices of the tariff (factor)",
        "grid_emissions": "Grid factors of the tariff (factor)",
    }
)
"""What a tariff can replace, and what varies in its place."""
SCALED: Final = MappingProxyType(
    {
        "electricity_price": "the tariff's prices a kWh go by the factor (energy, delivery, blocks); its demand charge "
        "and fixed charges stay",
        "fuel_price": "the tariff's fuel prices go by the factor; its fixed charges stay",
        "grid_emissions": "the tariff's grid factors go by the factor",
    }
)
"""How, in words."""
HOURLY: Final = MappingProxyType(
    dict.fromkeys(
        (COLD, "season_hours", "bin_width"),
        "makes no difference: the hours are those of the weather file, one by one",
    )
)
"""Inputs that an hour-by-hour season has no use for."""


class Under(NamedTuple):
    """A case with its hours under a tariff."""

    case: Case
    hours: Hours
    tariff: Tariff

    def curve(self, changed: Case, factors: Mapping[str, float]) -> Curve:
        """Every single switchover of a changed case; factors: by key of LABELS. Raises InputError."""
        return judged(changed, self.hours, scaled(self.tariff, factors)).curve

    @property
    def replaced(self) -> dict[str, str]:
        """What the tariff says in place of the case: key and label."""
        return replaced(self.tariff)


def replaced(tariff: Tariff) -> dict[str, str]:
    """What a tariff says in place of the case: key and label."""
    carbon = tariff.carbon
    there = {
        "electricity_price": tariff.electricity is not None,
        "fuel_price": tariff.fuel is not None,
        "grid_emissions": carbon is not None and carbon.replaces_grid,
    }
    return {key: label for key, label in LABELS.items() if there[key]}


def hours_of(case: Case, tariff: Tariff) -> Hours:
    """The hours of the case's weather file. Raises InputError where it has none: a tariff needs their order."""
    if case.inputs["climate"] != "weather":
        raise InputError([Issue("tariff", tariff.name, "must come with a weather_file: it needs the order of the hours",
                                "Give weather_file, an EPW or TMY3 file")])  # fmt: skip
    return read_hours(Path(str(case.inputs["weather_file"])).expanduser())


def scaled(tariff: Tariff, factors: Mapping[str, float]) -> Tariff:
    """The tariff with its prices a kWh, its fuel prices and its grid factors multiplied, by key of LABELS."""
    power, fuel, carbon = tariff.electricity, tariff.fuel, tariff.carbon
    if power is not None and (by := factors.get("electricity_price", 1.0)) != 1:
        tariff = tariff._replace(electricity=_electricity(power, by))
    if fuel is not None and (by := factors.get("fuel_price", 1.0)) != 1:
        tariff = tariff._replace(fuel=_fuel(fuel, by))
    if carbon is not None and (by := factors.get("grid_emissions", 1.0)) != 1:
        tariff = tariff._replace(carbon=_carbon(carbon, by))
    return tariff


def _all(values: tuple[float, ...], by: float) -> tuple[float, ...]:
    return tuple(value * by for value in values)


def _electricity(power: Electricity, by: float) -> Electricity:
    return power._replace(
        price=None if power.price is None else power.price * by,
        monthly=None if power.monthly is None else _all(power.monthly, by),
        period_prices=_all(power.period_prices, by),
        series=None if power.series is None else _all(power.series, by),
        delivery=power.delivery * by,
        blocks=tuple(Block(block.up_to, block.price * by) for block in power.blocks),
    )


def _fuel(fuel: FuelTariff, by: float) -> FuelTariff:
    return fuel._replace(monthly=_all(fuel.monthly, by))


def _carbon(carbon: Carbon, by: float) -> Carbon:
    return carbon._replace(
        monthly=None if carbon.monthly is None else _all(carbon.monthly, by),
        series=None if carbon.series is None else _all(carbon.series, by),
    )
