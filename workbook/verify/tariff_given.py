"""The SHA-256 of the tariff that a workbook states, against that of the tariff that its cells give again."""

from __future__ import annotations

from typing import Any

from xl_dualfuel.tariffs.fingerprint import fingerprint
from xl_dualfuel.tariffs.tariff import Electricity, Tariff

from .recover_tariff import Layout


def given_again(tariff: Tariff, layout: Layout) -> str:
    """The SHA-256 of the tariff of the cells as its file gave it; "" where they do not have all of it.

    Conditions, hourly values, blocks and demand charges are on the sheets as what follows from them.
    """
    power, fuel, of, given = tariff.electricity, tariff.fuel, layout.tariffed, layout.given
    assert power is not None and fuel is not None
    of_hours = of.specials or of.controls or of.series or of.emissions or any(power.household)
    if of_hours or of.ladders or of.fuel_ladders or of.demands or of.not_live:
        return ""
    carbon = tariff.carbon._replace(series=None) if tariff.carbon is not None and given.get("carbon") else None
    unit = fuel.unit if given.get("fuel_unit") else None
    return fingerprint(tariff._replace(
        daylight_saving=given.get("daylight_saving") is True, temperature_unit=str(given.get("temperature_unit"))[:1],
        electricity=_power(power, given.get("energy")), carbon=carbon,
        fuel=fuel._replace(unit=unit, by_month=given.get("by_month") is True) if given.get("fuel") else None,
    ))  # fmt: skip


def _power(power: Electricity, energy: Any) -> Electricity | None:
    """Electricity with its price in the form in which it was given; household use of 0 is none."""
    prices, free = power.period_prices, power._replace(household=())
    apart = free._replace(periods=(), period_prices=(), calendar=b"")
    if energy == "price":
        return apart._replace(price=prices[0])
    if energy == "monthly":
        return apart._replace(monthly=tuple(prices))
    return free if energy == "periods" else None
