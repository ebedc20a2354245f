"""What the sheet Tariff holds as plain numbers, their SHA-256, and the one cell that says how the sheet is laid out."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from xl_dualfuel.files.values import spreadsheet_value
from xl_dualfuel.tariffs.calendar import MONTHS
from xl_dualfuel.tariffs.elements import Ladder

from ..shape import Tariffed, UnderTariff
from .tariff_numbers import Numbers

SINGLE: tuple[str, ...] = ("delivery", "tax", "fuel_tax", "carbon_price")
"""Single numbers that may be edited"""
ENERGY: tuple[str, ...] = ("price", "monthly", "series")
"""In which forms electricity is priced besides by periods"""


class Held(NamedTuple):
    """The numbers of a tariff that may be edited, as the sheet has them."""

    months: dict[str, list[float]]
    """Twelve of each row, by its key"""
    singles: dict[str, float]
    ratchets: list[float]
    names: list[str]
    """Of the periods"""
    prices: list[float]
    counted: list[list[float]]
    """Of each ladder, then each demand charge: 1 for the periods that count"""
    blocks: dict[str, list[tuple[float, float]]]
    """Upper end and price of each block; the end of the last is 0"""
    specials: list[float]
    grid: list[list[float]]


def month_keys(tariffed: Tariffed) -> list[str]:
    """The rows of months that may be edited."""
    return [
        "rider", "household", "minimum", "fixed", *(f"demand{n}" for n in range(tariffed.demands)),
        *(f"ladder{n}" for n in range(len(tariffed.ladders))), "fuel_price", "fuel_rider", "fuel_other", "fuel_minimum",
        "fuel_fixed", *(f"fuel_ladder{n}" for n in range(len(tariffed.fuel_ladders))),
    ]  # fmt: skip


def months_of(ladder: Ladder) -> list[int]:
    """1 for each month that fills a ladder, 0 for the others."""
    return [int(not ladder.months or month + 1 in ladder.months) for month in range(MONTHS)]


def held_by(n: Numbers) -> Held:
    """The numbers that the sheet of a tariff has."""
    power, fuel = n.explicit.power, n.explicit.fuel
    months: dict[str, Any] = {
        "rider": power.riders, "household": n.household.tolist(), "minimum": power.minimum, "fixed": power.fixed,
        **{f"demand{k}": one.charge for k, one in enumerate(power.demands)},
        **{f"ladder{k}": months_of(one) for k, one in enumerate(power.ladders)},
        "fuel_price": fuel.monthly, "fuel_rider": fuel.riders, "fuel_other": fuel.other_use,
        "fuel_minimum": fuel.minimum, "fuel_fixed": fuel.fixed,
        **{f"fuel_ladder{k}": months_of(one) for k, one in enumerate(fuel.ladders)},
    }  # fmt: skip
    ladders = {f"ladder{k}": one for k, one in enumerate(power.ladders)}
    ladders |= {f"fuel_ladder{k}": one for k, one in enumerate(fuel.ladders)}
    return Held(
        months={key: [float(one) for one in values] for key, values in months.items()},
        singles={"delivery": power.delivery, "tax": power.tax, "fuel_tax": fuel.tax,
                 "carbon_price": n.tariff.carbon_price},
        ratchets=[one.ratchet for one in power.demands],
        names=list(n.explicit.names),
        prices=[float(one) for one in n.explicit.prices],
        counted=[n.counted(periods).tolist() for periods in
                 (*(one.periods for one in power.ladders), *(one.periods for one in power.demands))],
        blocks={key: [(block.up_to if place < len(one.blocks) - 1 else 0.0, block.price)
                      for place, block in enumerate(one.blocks)] for key, one in ladders.items()},
        specials=[one.price for one in power.specials],
        grid=(n.grid.periods + 1.0).tolist(),
    )  # fmt: skip


def digest(held: Held) -> str:
    """SHA-256 of the numbers, to 15 digits: a workbook that a spreadsheet has saved still holds the same."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        return spreadsheet_value(float(value)) if isinstance(value, (int, float)) else value

    text = json.dumps(plain(held._asdict()), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def layout_text(under: UnderTariff, tariffed: Tariffed | None) -> str:
    """The text of the cell, JSON: what the shape depends on, and what of the tariff no other cell holds."""
    tariff = under.tariff
    power, fuel = tariff.electricity, tariff.fuel
    document: dict[str, Any] = {
        "shape": {} if tariffed is None else tariffed._asdict(),
        "name": tariff.name,
        "year": tariff.year,
        "clock": tariff.clock,
        "holidays": tariff.holidays,
        "demands": [one.name for one in power.demands] if power else [],
        "sha256": under.sha256,
        "given": {
            "energy": ""
            if power is None
            else next((key for key in ENERGY if getattr(power, key) is not None), "periods"),
            "fuel": fuel is not None,
            "fuel_unit": fuel is not None and fuel.unit is not None,
            "by_month": fuel is not None and fuel.by_month,
            "carbon": tariff.carbon is not None,
            "daylight_saving": tariff.daylight_saving,
            "temperature_unit": tariff.temperature_unit,
        },
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))
